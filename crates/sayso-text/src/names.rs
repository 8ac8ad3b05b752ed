//! Names of people, organisations, places and the rest: spaCy's name finder, decoded greedily,
//! and mended by what stands beside a name (`mend`).

use crate::model::MODEL;
use crate::transition::Prepared;

mod mend;
pub(crate) use mend::{is_honour, is_office, is_title, mend};

/// A move: begin a name, go on, end it, a name of one piece, or none.
#[derive(Clone, Copy)]
pub(crate) enum Move {
    Begin(&'static str),
    Inside(&'static str),
    Last(&'static str),
    Unit(&'static str),
    Out,
}

/// The moves that the model knows, in the order in which it scores them.
pub(crate) fn moves() -> Vec<Move> {
    let mut moves: Vec<Move> = Vec::new();
    for line in MODEL.lines("ner.moves") {
        match line.split_once('-') {
            Some(("B", kind)) => moves.push(Move::Begin(kind)),
            Some(("I", kind)) => moves.push(Move::Inside(kind)),
            Some(("L", kind)) => moves.push(Move::Last(kind)),
            Some((_, kind)) => moves.push(Move::Unit(kind)),
            // Before "out" the model scores a name without a kind, which is never taken.
            None => moves.extend([Move::Unit(""), Move::Out]),
        }
    }
    moves
}

/// The kind of name of each piece, and whether it goes on with the one before.
pub(crate) fn find(
    prepared: &Prepared,
    moves: &[Move],
    first: usize,
    spaces: &[bool],
    starts: &[bool],
) -> Vec<(&'static str, bool)> {
    let mut names = Vec::with_capacity(spaces.len());
    let mut open: Option<(usize, &'static str)> = None;
    let mut scores = Vec::new();
    for (piece, space) in spaces.iter().enumerate() {
        let begun = open.map(|(start, _)| first + start);
        let before = open.map(|_| first + piece - 1);
        prepared.score(&[Some(first + piece), begun, before], &mut scores);
        let ends = starts.get(piece + 1).copied().unwrap_or(true);
        let best = moves
            .iter()
            .zip(&scores)
            .filter(|(step, _)| allowed(**step, open.map(|(_, kind)| kind), ends, *space))
            .reduce(|best, next| if next.1 > best.1 { next } else { best });
        match best.map(|(step, _)| *step) {
            Some(Move::Begin(kind)) => {
                open = Some((piece, kind));
                names.push((kind, false));
            }
            Some(Move::Inside(kind)) => names.push((kind, true)),
            Some(Move::Last(kind)) => {
                open = None;
                names.push((kind, true));
            }
            Some(Move::Unit(kind)) => names.push((kind, false)),
            Some(Move::Out) | None => names.push(("", false)),
        }
    }
    names
}

fn allowed(step: Move, open: Option<&'static str>, ends: bool, space: bool) -> bool {
    match step {
        Move::Begin(_) => open.is_none() && !ends && !space,
        Move::Inside(kind) => open == Some(kind) && !ends,
        Move::Last(kind) => open == Some(kind),
        Move::Unit(kind) => open.is_none() && !kind.is_empty() && !space,
        Move::Out => open.is_none(),
    }
}
