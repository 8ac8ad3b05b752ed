//! Which of many stretches of a text touch another one, without a look at all of them: a text of
//! thousands of statements is read in time that grows with its length.

use std::ops::Range;

use super::Draft;
use crate::figure::Kind;
use crate::{Document, Span};

/// Stretches by where they start, each with the furthest end up to it.
pub(super) struct Near {
    stretches: Vec<(Range<usize>, usize)>,
    furthest: Vec<usize>,
}

impl Near {
    /// Stretches with what they belong to.
    pub fn new(stretches: impl Iterator<Item = (Range<usize>, usize)>) -> Near {
        let mut stretches: Vec<(Range<usize>, usize)> = stretches.collect();
        stretches.sort_by_key(|(stretch, _)| stretch.start);
        let mut end = 0;
        let furthest = stretches.iter().map(|(stretch, _)| {
            end = stretch.end.max(end);
            end
        });
        let furthest = furthest.collect();
        Near { stretches, furthest }
    }

    /// What the stretches belong to that share something with this one, in order.
    pub fn touching(&self, range: &Range<usize>) -> Vec<usize> {
        let above = self.stretches.partition_point(|(stretch, _)| stretch.start < range.end);
        let reaches = |at: &usize| self.furthest[*at] > range.start;
        let mut found: Vec<usize> = (0..above)
            .rev()
            .take_while(reaches)
            .filter(|at| self.stretches[*at].0.end > range.start)
            .map(|at| self.stretches[at].1)
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// The sentences that a draft has a part in, from the first to the last.
pub(super) fn reach(document: &Document, draft: &Draft) -> Range<usize> {
    let attribution = &draft.attribution;
    let pieces = attribution.content.iter().chain(&attribution.source).filter(|piece| !piece.is_empty());
    let own = &attribution.cue;
    let (start, end) =
        pieces.fold((own.start, own.end), |(start, end), piece| (start.min(piece.start), end.max(piece.end)));
    sentence(document, start).start..sentence(document, end - 1).end
}

/// How far from a word its sentence is looked at; no sentence that people write is as long.
const SIGHT: usize = 300;

/// Whether a word is a finite verb.
pub(super) fn is_finite(document: &Document, at: usize) -> bool {
    matches!(document.tokens[at].tag, "VBD" | "VBZ" | "VBP" | "MD")
}

/// The sentence of a word, as far as it can be seen from there.
pub(crate) fn sentence(document: &Document, at: usize) -> Range<usize> {
    let whole = &document.sentences[document.tokens[at].sentence].tokens;
    whole.start.max(at.saturating_sub(SIGHT))..whole.end.min(at + SIGHT)
}

/// A word with all that hangs from it, as far as it can be seen from there.
pub(super) fn subtree(document: &Document, root: usize) -> Range<usize> {
    let seen = sentence(document, root);
    let mut below: Vec<Option<bool>> = vec![None; seen.len()];
    below[root - seen.start] = Some(true);
    let mut way = Vec::new();
    for token in seen.clone() {
        let mut at = token;
        let hangs = loop {
            if !seen.contains(&at) {
                break false;
            }
            let known = &mut below[at - seen.start];
            match *known {
                Some(hangs) => break hangs,
                // A root is its own head, and what goes round hangs from nothing.
                None => *known = Some(false),
            }
            way.push(at);
            at = document.tokens[at].head;
        };
        way.drain(..).for_each(|at| below[at - seen.start] = Some(hangs));
    }
    let first = below.iter().position(|hangs| *hangs == Some(true)).unwrap_or(root - seen.start);
    let last = below.iter().rposition(|hangs| *hangs == Some(true)).unwrap_or(root - seen.start);
    seen.start + first..seen.start + last + 1
}

/// Indices of figures whose amount stands in one of these pieces. `A second site` is one more, and no
/// figure that anybody states.
pub(super) fn figures(document: &Document, pieces: &[Span]) -> Vec<usize> {
    let first = |at| document.figures.partition_point(|figure| figure.amount.start < at);
    let mut found = inside(pieces, first, |at| document.figures[at].amount);
    found.retain(|at| {
        let figure = &document.figures[*at];
        let before = tokens(document, figure.amount).start.checked_sub(1).map_or("", |at| document.word(at));
        figure.kind != Kind::Ordinal || !matches!(before, "a" | "an" | "A" | "An")
    });
    found
}

/// Indices of moments that stand in one of these pieces.
pub(super) fn moments(document: &Document, pieces: &[Span]) -> Vec<usize> {
    inside(
        pieces,
        |at| document.moments.partition_point(|moment| moment.core.start < at),
        |at| document.moments[at].core,
    )
}

/// Indices of places that stand in one of these pieces.
pub(super) fn places(document: &Document, pieces: &[Span]) -> Vec<usize> {
    inside(
        pieces,
        |at| document.places.partition_point(|place| place.span.start < at),
        |at| document.places[at].span,
    )
}

fn inside(pieces: &[Span], first: impl Fn(usize) -> usize, span: impl Fn(usize) -> Span) -> Vec<usize> {
    let mut found: Vec<usize> = Vec::new();
    for piece in pieces {
        found.extend((first(piece.start)..first(piece.end)).filter(|at| piece.contains(span(*at))));
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// Tokens that share something with a span.
pub(super) fn tokens(document: &Document, span: Span) -> Range<usize> {
    let start = document.tokens.partition_point(|token| token.span.end <= span.start);
    start..document.token_at(span.end).max(start)
}

/// Whether each token stands in double quotation marks of its part.
pub(crate) fn quoted(document: &Document) -> Vec<bool> {
    let mut open = false;
    let mut part = usize::MAX;
    let mut quoted = Vec::with_capacity(document.tokens.len());
    for (at, token) in document.tokens.iter().enumerate() {
        let here = document.sentences[token.sentence].part;
        open &= here == part;
        part = here;
        let mark = document.word(at);
        let toggles = matches!(mark, "\"" | "''");
        quoted.push(open || toggles || matches!(mark, "“" | "”" | "``"));
        open = match mark {
            "“" | "``" => true,
            "”" => false,
            _ if toggles => !open,
            _ => open,
        };
    }
    quoted
}
