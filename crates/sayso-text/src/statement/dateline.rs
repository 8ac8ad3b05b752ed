//! `KYIV (Reuters) — `: where and through whom a report came, before its first words. It is no
//! part of what anybody says.

use std::ops::Range;

use crate::Document;

/// How many tokens a dateline has at most: `WEST PALM BEACH, Fla., Dec. 3 (AP) —`.
const MOST: usize = 16;

/// A content without the dateline that it begins with.
pub(super) fn without(document: &Document, content: &Range<usize>) -> Range<usize> {
    match of_part(document, content.start) {
        Some(end) if content.start < end && end < content.end => end..content.end,
        _ => content.clone(),
    }
}

/// Whether a token stands in the dateline of its paragraph.
pub(super) fn holds(document: &Document, token: usize) -> bool {
    of_part(document, token).is_some_and(|end| token < end)
}

/// Where the dateline ends that a token's paragraph begins with.
fn of_part(document: &Document, token: usize) -> Option<usize> {
    let part = document.sentences[document.tokens.get(token)?.sentence].part;
    let first = document.sentences.partition_point(|sentence| sentence.part < part);
    document.sentences.get(first).and_then(|sentence| end(document, sentence.tokens.start))
}

/// The token after a dateline that starts here, at the beginning of a paragraph.
fn end(document: &Document, start: usize) -> Option<usize> {
    let sentence = document.tokens.get(start).map(|token| &document.sentences[token.sentence])?;
    let opens =
        sentence.span.start == document.parts[sentence.part].span.start && sentence.tokens.start == start;
    if let Some(end) = clock(document, start).or_else(|| day(document, start)).filter(|_| opens) {
        return Some(end);
    }
    // `(NEW YORK) —`
    let first = document.word(if document.word(start) == "(" { start + 1 } else { start });
    let capitals =
        first.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase) && first.chars().count() > 1;
    let dash = (start + 1..sentence.tokens.end.min(start + MOST))
        .find(|at| matches!(document.word(*at), "—" | "–" | "--" | "-") && apart(document, *at))?;
    // `Deir el-Balah, Gaza Strip – `: two names of places.
    let comma = (start + 1..dash).find(|at| document.word(*at) == ",");
    let places = comma.is_some_and(|comma| {
        let place = |at: usize| {
            let token = &document.tokens[at];
            matches!(token.entity, "GPE" | "LOC" | "FAC") || document.word(at) == "-"
        };
        dash - start <= 8 && comma + 1 < dash && (start..dash).all(|at| at == comma || place(at))
    });
    let agency = (start..dash).any(|at| document.word(at) == "(") && document.word(dash - 1) == ")";
    let plain = (start..dash).all(|at| {
        matches!(
            document.tokens[at].tag,
            "NNP" | "NNPS" | "," | "-LRB-" | "-RRB-" | "CD" | "HYPH" | "IN" | "NN" | "JJ" | "." | ":"
        )
    });
    (opens && ((capitals && plain) || places || (agency && first.starts_with(char::is_uppercase))))
        .then_some(dash + 1)
}

/// `09:42 The weather service has issued ...`: the time of an entry of a live report.
fn clock(document: &Document, start: usize) -> Option<usize> {
    let (hours, minutes) = document.word(start).split_once([':', '.'])?;
    let below = |part: &str, end: u8| part.parse::<u8>().is_ok_and(|number| number < end);
    let time = below(hours, 24) && below(minutes, 60) && minutes.len() == 2;
    let follows = |at: &usize| {
        matches!(
            document.word(*at),
            "am" | "pm"
                | "a.m."
                | "p.m."
                | "AM"
                | "PM"
                | "GMT"
                | "BST"
                | "UTC"
                | "ET"
                | "CET"
                | "-"
                | "–"
                | "—"
                | ":"
        )
    };
    let end = (start + 1..document.tokens.len()).find(|at| !follows(at))?;
    let next = &document.tokens[end];
    let same = document.tokens[start].sentence == next.sentence;
    let begins = document.word(end).starts_with(|c: char| c.is_uppercase() || matches!(c, '"' | '“'));
    (time && same && begins).then_some(end)
}

/// `Oct 9 - `: a day alone.
fn day(document: &Document, start: usize) -> Option<usize> {
    crate::moment::month(&document.word(start).to_lowercase())?;
    let dash = start + 2;
    let number = document.tokens.get(start + 1).is_some_and(|token| token.tag == "CD");
    let ends = number
        && document.tokens.len() > dash + 1
        && matches!(document.word(dash), "—" | "–" | "--" | "-")
        && apart(document, dash);
    ends.then_some(dash + 1)
}

/// Whether a dash stands free, so that it is none inside a word.
pub(super) fn apart(document: &Document, at: usize) -> bool {
    let gap = |one: usize, next: usize| document.tokens[one].span.end < document.tokens[next].span.start;
    gap(at - 1, at) || document.tokens.get(at + 1).is_some_and(|_| gap(at, at + 1))
}
