//! Amounts without a number: `several small settlements`, `"a noticeable number" of North
//! Koreans`, `significant losses`, `losses … are already noticeable`, `no one was hurt`.

use super::amount::Form;
use super::counted::{Words, things};
use super::guard;
use super::read::Found;
use super::{Bound, Counted, Figure, Kind};
use crate::scan::Pieces;

/// Whether a word is an adjective of size, without a number.
fn is_size(word: &str) -> bool {
    matches!(
        word,
        "noticeable"
            | "significant"
            | "large"
            | "small"
            | "growing"
            | "considerable"
            | "substantial"
            | "huge"
            | "vast"
            | "limited"
            | "certain"
            | "record"
            | "great"
            | "heavy"
            | "severe"
            | "major"
            | "serious"
            | "colossal"
            | "enormous"
            | "massive"
            | "mass"
            | "heaviest"
            | "high"
            | "low"
            | "unknown"
            | "undisclosed"
            | "unspecified"
            | "increasing"
            | "sizable"
            | "sizeable"
            | "good"
            | "fair"
            | "tiny"
            | "unprecedented"
            | "minimal"
            | "minor"
            | "light"
            | "extensive"
            | "numerous"
            | "untold"
            | "mounting"
    )
}

/// Whether the stretch has a word that can begin one.
pub(crate) fn may(pieces: &Pieces) -> bool {
    (0..pieces.len()).any(|at| begins(pieces, at))
}

fn begins(pieces: &Pieces, at: usize) -> bool {
    pieces.is_word(at)
        && matches!(
            pieces.word(at),
            "several"
                | "some"
                | "many"
                | "numerous"
                | "countless"
                | "few"
                | "a"
                | "the"
                | "losses"
                | "casualties"
                | "no"
                | "none"
                | "nobody"
                | "both"
        )
        || is_size(pieces.word(at))
}

/// Adds the figures that have no number.
pub(crate) fn add(words: &Words, found: &mut Vec<Found>) {
    let pieces = words.pieces;
    let mut more = Vec::new();
    for at in 0..pieces.len() {
        if !begins(pieces, at) {
            continue;
        }
        let Some(figure) = number_of(words, at)
            .or_else(|| sized_losses(words, at))
            .or_else(|| losses_are(words, at))
            .or_else(|| several(words, at))
            .or_else(|| nobody(words, at))
        else {
            continue;
        };
        // `several hundred` has been read already: the closer reading wins.
        let overlaps = |other: &Found| other.figure.span.overlaps(figure.figure.span);
        found
            .retain(|other| !(overlaps(other) && other.form == Form::Vague && other.figure.low == Some(0.0)));
        if !found.iter().any(overlaps) && !more.iter().any(overlaps) {
            more.push(figure);
        }
    }
    found.retain(|other| !(other.form == Form::Vague && other.figure.low == Some(0.0)));
    found.extend(more);
}

fn vague(pieces: &Pieces, start: usize, amount: (usize, usize), end: usize) -> Found {
    Found {
        figure: Figure {
            span: pieces.span(start, end),
            amount: pieces.span(amount.0, amount.1),
            kind: Kind::Count,
            low: None,
            high: None,
            bound: Bound::Vague,
            unit: None,
            also: None,
            counts: None,
            outcome: None,
        },
        start,
        end,
        form: Form::Vague,
    }
}

/// `a number of`, `"a noticeable number" of`, `a handful of`, `the vast majority of`.
fn number_of(words: &Words, at: usize) -> Option<Found> {
    let pieces = words.pieces;
    if !matches!(pieces.word(at), "a" | "an" | "the") {
        return None;
    }
    let mut next = at + 1;
    while is_size(pieces.word(next)) || matches!(pieces.word(next), "very" | "relatively" | "increasingly") {
        next += 1;
    }
    let sized = next > at + 1;
    let fits = match pieces.word(next) {
        "number" => pieces.is(at, "a") || pieces.is(at, "an"),
        "handful" | "majority" | "minority" | "multitude" | "myriad" | "raft" | "string" | "slew"
        | "host" => pieces.is(at, "a") || pieces.is(next, "majority"),
        "amount" | "quantity" => sized && !pieces.is(at, "the"),
        _ => false,
    };
    let closed = usize::from(matches!(pieces.word(next + 1), "\"" | "”" | "'"));
    let of = next + 1 + closed;
    if !fits || !pieces.is(of, "of") {
        return None;
    }
    let (_, end) = things(words, of + 1, true)?;
    let quote = at > 0 && closed == 1 && matches!(pieces.word(at - 1), "\"" | "“" | "'");
    let mut found = vague(pieces, at - usize::from(quote), (at, next + 1), end);
    found.end = of - closed;
    found.figure.span = pieces.span(found.start, found.end);
    Some(found)
}

/// `significant losses`, `heavy casualties`.
fn sized_losses(words: &Words, at: usize) -> Option<Found> {
    let pieces = words.pieces;
    let next = at
        + 1
        + usize::from(matches!(
            pieces.word(at + 1),
            "civilian" | "military" | "personnel" | "and" | "combat" | "human"
        ));
    let fits = is_size(pieces.word(at)) && matches!(pieces.word(next), "losses" | "casualties" | "damage");
    if !fits || pieces.is(next, "damage") {
        return None;
    }
    Some(noun_figure(pieces, at, next, next + 1))
}

fn noun_figure(pieces: &Pieces, start: usize, noun: usize, end: usize) -> Found {
    let mut found = vague(pieces, start, (start, noun + usize::from(start == noun)), end);
    found.figure.counts =
        Some(Counted { span: Some(pieces.span(noun, noun + 1)), name: pieces.word(noun).to_owned() });
    found
}

/// `losses among this group are also already noticeable`.
fn losses_are(words: &Words, at: usize) -> Option<Found> {
    let pieces = words.pieces;
    if !matches!(pieces.word(at), "losses" | "casualties") {
        return None;
    }
    let verb = (at + 1..at + 8)
        .take_while(|&n| pieces.is_word(n))
        .find(|&n| matches!(pieces.word(n), "are" | "were" | "remain" | "became"))?;
    let size = (verb + 1..verb + 5).take_while(|&n| pieces.is_word(n)).find(|&n| is_size(pieces.word(n)))?;
    let mut found = noun_figure(pieces, at, at, size + 1);
    found.figure.amount = pieces.span(size, size + 1);
    Some(found)
}

/// `several small settlements`, `some voters`, `many homes`: only before several things.
fn several(words: &Words, at: usize) -> Option<Found> {
    let pieces = words.pieces;
    let start = at;
    let at = at + usize::from(matches!(pieces.word(at), "a") && pieces.is(at + 1, "few"));
    if !matches!(pieces.word(at), "several" | "some" | "many" | "numerous" | "countless" | "few")
        || pieces.is(at, "few") && start == at
    {
        return None;
    }
    let before = start.checked_sub(1).map_or("", |n| pieces.word(n));
    if matches!(before, "how" | "as" | "so" | "too" | "not") {
        return None;
    }
    let of = pieces.is(at + 1, "of")
        && matches!(pieces.word(at + 2), "the" | "its" | "their" | "these" | "those" | "his" | "her" | "our");
    let (from, end) = things(words, at + 1 + usize::from(of), of)?;
    let plural =
        words.tag(end - 1) == "NNS" || words.tag(end - 1) == "NNPS" || guard::plural(pieces.word(end - 1));
    let time = super::unit::starts_duration(pieces, end - 1) && from + 1 == end;
    if !plural || time {
        return time.then(|| duration(pieces, start, at, end)).filter(|_| !pieces.is(at, "some"));
    }
    let mut found = vague(pieces, start, (start, at + 1), at + 1);
    found.figure.counts = None;
    Some(found)
}

/// `several days`.
fn duration(pieces: &Pieces, start: usize, at: usize, end: usize) -> Found {
    let mut found = vague(pieces, start, (start, at + 1), end);
    found.figure.kind = Kind::Duration;
    found.figure.unit = super::unit::after(pieces, at + 1, 2.0, false).map(|(unit, _)| unit);
    found
}

/// `no one was hurt`, `none were killed`, `no casualties`: exactly none.
fn nobody(words: &Words, at: usize) -> Option<Found> {
    let pieces = words.pieces;
    let length = match pieces.word(at) {
        "none" | "nobody" => 1,
        "no" if pieces.is(at + 1, "one") => 2,
        "no" => 1,
        _ => return None,
    };
    let next = at + length;
    let noun = pieces.is(at, "no") && length == 1;
    let told = if noun {
        let noun = (next..next + 3).find(|&n| {
            matches!(
                pieces.word(n),
                "casualties" | "injuries" | "deaths" | "losses" | "fatalities" | "arrests"
            )
        })?;
        Some(noun)
    } else {
        let verb = (next..next + 5)
            .find(|&n| matches!(pieces.word(n), "was" | "were" | "is" | "are" | "been" | "died"))?;
        super::counted::happened(words, verb + usize::from(!pieces.is(verb, "died"))).then_some(verb)
    }?;
    let mut found = vague(pieces, at, (at, next), next);
    found.form = Form::Number;
    found.figure.bound = Bound::Exact;
    (found.figure.low, found.figure.high) = (Some(0.0), Some(0.0));
    if noun {
        found.figure.counts =
            Some(Counted { span: Some(pieces.span(told, told + 1)), name: pieces.word(told).to_owned() });
        found.end = told + 1;
        found.figure.span = pieces.span(at, told + 1);
    }
    Some(found)
}
