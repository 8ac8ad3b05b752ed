//! The dependency parser: spaCy's arc-eager system with sentence breaks, decoded greedily.
//!
//! Long-range arcs were folded into labels (`pobj||prep`) for training; they are unfolded
//! at the end.

use crate::model::MODEL;
use crate::transition::Prepared;

/// Heads, relations and sentence starts, one each a piece.
pub(crate) struct Parse {
    /// The head's index; its own at a root.
    pub(crate) heads: Vec<usize>,
    /// Relation to the head (`ROOT` at a root).
    pub(crate) relations: Vec<&'static str>,
    /// Whether a sentence starts here.
    pub(crate) starts: Vec<bool>,
}

/// A move of the parser, in the order in which the model scores them.
#[derive(Clone, Copy)]
pub(crate) enum Move {
    Shift,
    Reduce,
    Left(&'static str),
    Right(&'static str),
    Break,
}

/// The moves that the model knows.
pub(crate) fn moves() -> Vec<Move> {
    MODEL
        .lines("parser.moves")
        .map(|line| match line.split_once('-') {
            Some(("L", label)) => Move::Left(label),
            Some(("R", label)) => Move::Right(label),
            Some(_) => Move::Break,
            None if line == "S" => Move::Shift,
            None => Move::Reduce,
        })
        .collect()
}

/// Parses pieces `first..first + count` of a prepared document. `spaces` says which are white space.
pub(crate) fn parse(prepared: &Prepared, moves: &[Move], first: usize, spaces: &[bool]) -> Parse {
    let count = spaces.len();
    let mut state = State::new(count);
    let mut scores = Vec::new();
    // Every piece is shifted, reduced and broken before at most; more is a loop.
    for _ in 0..8 * count + 50 {
        if state.done() {
            break;
        }
        let places = state.places().map(|place| place.map(|piece| first + piece));
        prepared.score(&places, &mut scores);
        let best = moves
            .iter()
            .zip(&scores)
            .filter(|(step, _)| state.allows(**step))
            .reduce(|best, next| if next.1 > best.1 { next } else { best });
        match best {
            Some((step, _)) => state.take(*step),
            None => break,
        }
    }
    state.finish(spaces)
}

struct State {
    stack: Vec<usize>,
    /// Pieces put back by a reduce without a head, last first.
    returned: Vec<usize>,
    next: usize,
    heads: Vec<Option<usize>>,
    labels: Vec<&'static str>,
    lefts: Vec<Vec<usize>>,
    rights: Vec<Vec<usize>>,
    starts: Vec<bool>,
    unshiftable: Vec<bool>,
}

impl State {
    fn new(count: usize) -> State {
        State {
            stack: Vec::new(),
            returned: Vec::new(),
            next: 0,
            heads: vec![None; count],
            labels: vec!["ROOT"; count],
            lefts: vec![Vec::new(); count],
            rights: vec![Vec::new(); count],
            starts: vec![false; count],
            unshiftable: vec![false; count],
        }
    }

    fn done(&self) -> bool {
        self.stack.is_empty() && self.waiting() == 0
    }

    fn waiting(&self) -> usize {
        self.heads.len() - self.next + self.returned.len()
    }

    fn buffer(&self, at: usize) -> Option<usize> {
        match self.returned.len().checked_sub(at + 1) {
            Some(index) => Some(self.returned[index]),
            None => Some(self.next + at - self.returned.len()).filter(|piece| *piece < self.heads.len()),
        }
    }

    fn top(&self, at: usize) -> Option<usize> {
        self.stack.len().checked_sub(at + 1).map(|index| self.stack[index])
    }

    /// The pieces that the model looks at.
    fn places(&self) -> [Option<usize>; 8] {
        let left = |piece: Option<usize>| piece.and_then(|piece| self.lefts[piece].last().copied());
        let right = |piece: Option<usize>| piece.and_then(|piece| self.rights[piece].last().copied());
        let (front, top) = (self.buffer(0), self.top(0));
        [front, self.buffer(1), top, self.top(1), self.top(2), left(front), left(top), right(top)]
    }

    fn allows(&self, step: Move) -> bool {
        let front = self.buffer(0);
        let front_starts = front.is_some_and(|piece| self.starts[piece]);
        match step {
            Move::Shift => {
                let held =
                    self.waiting() < 2 || front_starts || front.is_some_and(|piece| self.unshiftable[piece]);
                self.stack.is_empty() || !held
            }
            Move::Reduce => !self.stack.is_empty(),
            Move::Left(_) | Move::Right(_) => !self.stack.is_empty() && front.is_some() && !front_starts,
            Move::Break => match (front, self.buffer(1)) {
                (Some(front), Some(second)) => second == front + 1 && !self.starts[second],
                _ => false,
            },
        }
    }

    fn take(&mut self, step: Move) {
        let (front, top) = (self.buffer(0), self.top(0));
        match (step, front, top) {
            (Move::Shift, _, _) => self.shift(),
            (Move::Reduce, _, Some(top)) => {
                if self.heads[top].is_none() && self.stack.len() > 1 {
                    self.unshiftable[top] = true;
                    self.returned.push(top);
                }
                self.stack.pop();
            }
            (Move::Left(label), Some(front), Some(top)) => {
                self.attach(front, top, label);
                self.unshiftable[front] = false;
                self.stack.pop();
            }
            (Move::Right(label), Some(front), Some(top)) => {
                self.attach(top, front, label);
                self.shift();
            }
            (Move::Break, _, _) => {
                if let Some(second) = self.buffer(1) {
                    self.starts[second] = true;
                }
            }
            _ => {}
        }
    }

    fn shift(&mut self) {
        let piece = self.returned.pop().unwrap_or_else(|| {
            self.next += 1;
            self.next - 1
        });
        self.stack.push(piece);
    }

    fn attach(&mut self, head: usize, child: usize, label: &'static str) {
        if let Some(old) = self.heads[child] {
            let side = if old > child { &mut self.lefts[old] } else { &mut self.rights[old] };
            side.retain(|piece| *piece != child);
        }
        let side = if head > child { &mut self.lefts[head] } else { &mut self.rights[head] };
        side.push(child);
        self.heads[child] = Some(head);
        self.labels[child] = label;
    }

    fn finish(self, spaces: &[bool]) -> Parse {
        let heads: Vec<usize> =
            self.heads.iter().enumerate().map(|(piece, head)| head.unwrap_or(piece)).collect();
        let starts = sentence_starts(&heads);
        let mut parse = Parse { heads, relations: self.labels, starts };
        unfold(&mut parse, spaces);
        parse
    }
}

/// A sentence starts at the leftmost piece under each root.
fn sentence_starts(heads: &[usize]) -> Vec<bool> {
    let root = |piece: usize| {
        let mut at = piece;
        for _ in 0..heads.len() {
            if heads[at] == at {
                break;
            }
            at = heads[at];
        }
        at
    };
    let mut starts = vec![false; heads.len()];
    let mut seen = vec![false; heads.len()];
    for (piece, start) in starts.iter_mut().enumerate() {
        *start = !std::mem::replace(&mut seen[root(piece)], true);
    }
    starts
}

/// `pobj||prep` means: a `pobj` of the nearest `prep` below the head.
fn unfold(parse: &mut Parse, spaces: &[bool]) {
    for piece in 0..parse.heads.len() {
        if let Some((label, wanted)) = parse.relations[piece].split_once("||") {
            parse.heads[piece] = lifted(parse, spaces, piece, wanted);
            parse.relations[piece] = label;
        }
    }
}

fn lifted(parse: &Parse, spaces: &[bool], piece: usize, wanted: &str) -> usize {
    let mut level = vec![parse.heads[piece]];
    let mut seen = vec![false; parse.heads.len()];
    while !level.is_empty() {
        let mut below = Vec::new();
        for parent in level {
            for child in 0..parse.heads.len() {
                if parse.heads[child] != parent
                    || child == parent
                    || child == piece
                    || spaces[child]
                    || seen[child]
                {
                    continue;
                }
                if parse.relations[child] == wanted {
                    return child;
                }
                seen[child] = true;
                below.push(child);
            }
        }
        level = below;
    }
    parse.heads[piece]
}
