//! Transcripts: `SACHA LIND, HOST: Why now?`, `Travis Cole: I had no choice.` Each paragraph begins with who
//! speaks in it, and all the rest of it is said.
//!
//! A label before a colon is a speaker where several paragraphs of a text begin so, in capitals or with the
//! name of a person; `Price: $30` and `UPDATE: roads closed` are none.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Draft, near};
use crate::actor::{self, Actor};
use crate::attribution::{Attribution, span};
use crate::{Document, Role, Span};

/// How many words a label has at most: `SERGIO MARTINEZ-BELTRAN, BYLINE`.
const LABEL: usize = 9;

/// How many paragraphs begin with a speaker in a transcript, at least.
const LEAST: usize = 3;

/// A paragraph with the name that it begins with.
struct Turn {
    name: Range<usize>,
    colon: usize,
    end: usize,
    /// Whether the name finder or its capitals say that it is somebody.
    sure: bool,
}

/// Gives each paragraph of a transcript to its speaker; what was found in it stands within.
pub(super) fn add(document: &Document, drafts: &mut Vec<Draft>) {
    let turns = turns(document);
    let names: FxHashSet<&str> = turns.iter().map(|turn| document.word(turn.name.end - 1)).collect();
    let again = names.len() < turns.len();
    // Two who take turns are people, whatever the name finder takes them for.
    let sure = turns.iter().any(|turn| turn.sure) || turns.len() >= 2 * names.len();
    if turns.len() < LEAST || !again || names.len() < 2 || !sure {
        return;
    }
    let inside = |range: &Range<usize>| {
        let next = turns.partition_point(|turn| turn.colon < range.start);
        turns.get(next).is_some_and(|turn| turn.name.start < range.end)
    };
    drafts.retain(|draft| {
        let attribution = &draft.attribution;
        !attribution.source.iter().chain([&attribution.cue]).chain(&attribution.content).any(inside)
    });
    for Turn { name, colon, end, .. } in turns {
        let attribution = Attribution::by_rule(colon..colon + 1, vec![name], vec![colon + 1..end]);
        drafts.push(Draft { attribution, verbatim: true, ..Draft::default() });
    }
}

/// Names the speakers in full: `LIND` is `SONJA LIND`, or `Sonja Lind` where the text calls her so.
pub(super) fn know(document: &Document, drafts: &[Draft], actors: &mut [Vec<Actor>]) {
    let labels: Vec<Range<usize>> = drafts
        .iter()
        .filter(|draft| draft.verbatim)
        .filter_map(|draft| draft.attribution.source.first().cloned())
        .collect();
    if labels.is_empty() {
        return;
    }
    // The longest name of each last word, first those that are no label.
    let mut names: FxHashMap<String, Range<usize>> = FxHashMap::default();
    for name in people(document).into_iter().chain(labels) {
        let longest = names.entry(document.word(name.end - 1).to_lowercase()).or_insert(name.clone());
        if name.len() > longest.len() {
            *longest = name;
        }
    }
    for (draft, actors) in drafts.iter().zip(actors).filter(|(draft, _)| draft.verbatim) {
        let Some(label) = draft.attribution.source.first() else { continue };
        let last = document.word(label.end - 1).to_lowercase();
        let name = names.get(&last).filter(|name| name.len() >= label.len() && *name != label);
        if let (Some(name), [actor]) = (name, actors.as_mut_slice()) {
            actor.name = actor::phrase(document, name.clone());
            actor.refers = Some(span(document, name));
        }
    }
}

/// The names of people that the name finder sees.
fn people(document: &Document) -> Vec<Range<usize>> {
    let mut people: Vec<Range<usize>> = Vec::new();
    for (at, token) in document.tokens.iter().enumerate().filter(|(_, token)| token.entity == "PERSON") {
        match people.last_mut().filter(|last| token.entity_inside && last.end == at) {
            Some(last) => last.end = at + 1,
            None => people.push(at..at + 1),
        }
    }
    people.retain(|name| name.len() > 1);
    people
}

/// The paragraphs that begin with a speaker.
fn turns(document: &Document) -> Vec<Turn> {
    let mut turns = Vec::new();
    let mut at = 0;
    while let Some(first) = document.sentences.get(at) {
        let next = document.sentences.partition_point(|sentence| sentence.part <= first.part);
        let tokens = first.tokens.start..document.sentences[next - 1].tokens.end;
        at = next;
        if document.parts[first.part].role == Role::Body {
            turns.extend(turn(document, tokens));
        }
    }
    turns
}

fn turn(document: &Document, paragraph: Range<usize>) -> Option<Turn> {
    let label = paragraph.clone().take(LABEL);
    let colon = label.clone().skip(1).find(|at| document.word(*at) == ":")?;
    let comma = (paragraph.start..colon).find(|at| matches!(document.word(*at), "," | "("));
    let name = paragraph.start..comma.unwrap_or(colon);
    let last = name.end.checked_sub(1).filter(|last| *last >= name.start)?;
    let hyphen = |at: usize| document.word(at) == "-";
    let text = document
        .text(Span::new(document.tokens[paragraph.start].span.start, document.tokens[colon - 1].span.end));
    let letters = || text.chars().filter(|c| c.is_alphabetic());
    let capitals = letters().count() > 2 && !letters().any(char::is_lowercase);
    let person = name.clone().all(|at| document.tokens[at].entity == "PERSON" || hyphen(at));
    let named = (2..=4).contains(&name.len())
        && name.clone().all(|at| document.tokens[at].tag == "NNP" || hyphen(at))
        && document.word(last).starts_with(char::is_uppercase);
    let said = colon + 1..paragraph.end;
    let verb = said.clone().any(|at| document.tokens[at].pos != "PUNCT" && near::is_finite(document, at));
    // `WHY IT MATTERS:` and `New York:` head what follows, and nobody speaks.
    let heads = name.clone().any(|at| {
        let token = &document.tokens[at];
        matches!(token.tag, "WP" | "WRB" | "WDT")
            || near::is_finite(document, at)
            || matches!(
                document.word(at).to_uppercase().as_str(),
                "WHAT" | "WHY" | "HOW" | "WHO" | "WHERE" | "WHEN"
            )
            || token.entity == "GPE"
    });
    let warns =
        heads || matches!(document.word(last), "UPDATE" | "NOTE" | "WATCH" | "READ" | "BREAKING" | "WARNING");
    let sure = capitals && !warns || person;
    (!warns && (sure || named) && verb).then_some(Turn { name, colon, end: paragraph.end, sure })
}
