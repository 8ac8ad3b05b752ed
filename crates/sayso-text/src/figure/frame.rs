//! Verbs whose meaning lies in the words that belong to them, with what is counted between or
//! before: `ordered 26,000 people along the coast to move to higher ground`, `12 were taken late on
//! Sunday to hospital`.
//!
//! `lists/outcome-verbs.txt` says what verbs do to what is counted, `lists/outcome-deeds.txt` what
//! those that are counted do themselves; both hold dictionary forms. Words that belong to a verb may
//! stand away from it, though never beyond the clause. Where they stand side by side, `outcome.rs`
//! reads them as it reads its own list.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::counted::Words;
use super::outcome::{self, Hit, OUTCOMES, Side, hit};
use super::read::Found;
use super::{forms, parsed};
use crate::list::entries;

/// How a verb and what is counted stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    /// What is counted is the object, before the verb's other words.
    Object,
    /// It is the subject of a passive.
    Passive,
    /// It is the subject.
    Deed,
}

struct Frame {
    role: Role,
    rest: Vec<&'static str>,
    name: &'static str,
}

/// A verb of a list with its words before and behind what is counted.
struct Entry {
    name: &'static str,
    verb: &'static str,
    before: &'static str,
    behind: &'static str,
    deed: bool,
}

/// Every verb of both lists.
fn verbs() -> impl Iterator<Item = Entry> {
    let done = entries(include_str!("../../lists/outcome-verbs.txt")).map(|entry| (entry, false));
    let deeds = entries(include_str!("../../lists/outcome-deeds.txt")).map(|entry| (entry, true));
    done.chain(deeds).flat_map(|((name, verbs), deed)| {
        verbs.split(';').map(move |words| {
            let (before, behind) = words.split_once('_').unwrap_or((words, ""));
            let (verb, before) = before.trim().split_once(' ').unwrap_or((before.trim(), ""));
            // `put _ off` is `put off` too.
            let either = before.is_empty() && is_particle(behind.trim());
            let (before, behind) = if either { (behind, "") } else { (before, behind) };
            Entry { name, verb, before: before.trim(), behind: behind.trim(), deed }
        })
    })
}

/// Words that go with a verb on either side of its object: `round up 12`, `round 12 up`.
fn is_particle(words: &str) -> bool {
    matches!(words, "up" | "down" | "out" | "off" | "away" | "back" | "in" | "over" | "home" | "on")
}

/// The verbs of the lists as phrases, in all their forms, each with where it stands and the outcome.
pub(super) fn phrases() -> Vec<(String, Side, &'static str)> {
    let mut phrases = Vec::new();
    for entry in verbs() {
        let all = forms::of(entry.verb);
        let with = |form: &String, words: &str| format!("{form} {words}");
        let active = |side: Side, phrases: &mut Vec<_>| {
            phrases.extend(all.active.iter().map(|form| (with(form, entry.before), side, entry.name)));
        };
        if entry.deed {
            active(Side::After, &mut phrases);
            phrases.extend(
                all.participle.iter().map(|form| (with(form, entry.before), Side::After, entry.name)),
            );
        } else if entry.behind.is_empty() {
            active(Side::Before, &mut phrases);
            // `voted against` is always followed by what is counted.
            let alone = entry.before.is_empty() || is_particle(entry.before);
            let side = if alone { Side::Both } else { Side::Before };
            phrases.extend(all.participle.iter().map(|form| (with(form, entry.before), side, entry.name)));
        } else {
            let words = format!("{} {}", entry.before, entry.behind);
            phrases.extend(
                all.participle.iter().map(|form| (with(form, words.trim()), Side::After, entry.name)),
            );
        }
    }
    phrases
}

/// Frames with words behind what is counted or away from the verb, by the forms of the verb.
static FRAMES: LazyLock<HashMap<String, Vec<Frame>>> = LazyLock::new(|| {
    let mut frames: HashMap<String, Vec<Frame>> = HashMap::new();
    for entry in verbs() {
        let behind = if is_particle(entry.before) { entry.before } else { entry.behind };
        let words = if entry.deed { entry.before } else { behind };
        if words.is_empty() || !entry.deed && !entry.before.is_empty() && !is_particle(entry.before) {
            continue;
        }
        let all = forms::of(entry.verb);
        let mut put = |form: String, role: Role| {
            let rest = words.split_whitespace().collect();
            frames.entry(form).or_default().push(Frame { role, rest, name: entry.name });
        };
        let (active, passive) =
            if entry.deed { (Role::Deed, Role::Deed) } else { (Role::Object, Role::Passive) };
        // `have put 12 people out of work`.
        if !entry.deed {
            all.participle.iter().for_each(|form| put(form.clone(), Role::Object));
        }
        all.active.into_iter().for_each(|form| put(form, active));
        all.participle.into_iter().for_each(|form| put(form, passive));
    }
    for frames in frames.values_mut() {
        frames.sort_by_key(|frame| std::cmp::Reverse(frame.rest.len()));
    }
    frames
});

/// Verbs that need no object: `37 wards have closed`.
static DEEDS: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let bare = verbs().filter(|entry| entry.deed && entry.before.is_empty());
    bare.flat_map(|entry| {
        let all = forms::of(entry.verb);
        all.active.into_iter().chain(all.participle)
    })
    .collect()
});

/// Whether those that are counted can do this themselves.
pub(super) fn is_deed(word: &str) -> bool {
    DEEDS.contains(word)
}

/// Whether a verb of the lists begins here, which in headlines looks like a noun.
pub(super) fn begins(word: &str) -> bool {
    FRAMES.contains_key(word)
}

/// The outcome of the frame that a figure stands in.
pub(super) fn find(words: &Words, found: &Found) -> Option<Hit> {
    object(words, found).or_else(|| subject(words, found))
}

/// `put 300 workers at the mill out of work`.
fn object(words: &Words, found: &Found) -> Option<Hit> {
    let verb = outcome::verb_before(words, found).or_else(|| parsed::verb_of_object(words, found))?;
    let frames = FRAMES.get(words.pieces.word(verb))?;
    let behind = outcome::behind(words, found);
    frames.iter().filter(|frame| frame.role == Role::Object).find_map(|frame| {
        let reach = if frame.rest.len() > 1 { 9 } else { 1 };
        let end = rest(words, behind, reach, &frame.rest)?;
        // `back into deep water` says more than `back`.
        let listed = OUTCOMES.find(words.pieces, behind).is_some_and(|(_, next)| next > end);
        (!listed).then(|| hit(words, verb, end, frame.name.to_owned()))
    })
}

/// `12 of them were taken late on Sunday to hospital`.
fn subject(words: &Words, found: &Found) -> Option<Hit> {
    parsed::verbs_of_subject(words, found).into_iter().find_map(|(verb, passive)| {
        let role = if passive { Role::Passive } else { Role::Deed };
        let frames = FRAMES.get(words.pieces.word(verb))?;
        frames.iter().filter(|frame| frame.role == role).find_map(|frame| {
            let reach = if frame.rest.len() > 1 { 6 } else { 2 };
            let end = rest(words, verb + 1, reach, &frame.rest)?;
            // Where the words stand side by side, the lists of `outcome.rs` know them better.
            let listed = OUTCOMES.find(words.pieces, verb).is_some_and(|(_, next)| next >= end);
            (!listed).then(|| hit(words, verb, end, frame.name.to_owned()))
        })
    })
}

/// The piece behind the words of a frame that begin within reach, in the same clause.
fn rest(words: &Words, from: usize, reach: usize, rest: &[&str]) -> Option<usize> {
    let first = rest.first()?;
    let start = (from..from + reach)
        .take_while(|&at| at == from || !ends_clause(words, at - 1))
        .find(|&at| same(words, at, first))?;
    if ends_clause(words, start) {
        return None;
    }
    let mut at = start + 1;
    for word in rest.get(1..)? {
        let found =
            (at..at + 4).take_while(|&n| n == at || between(words, n - 1)).find(|&n| same(words, n, word));
        // Headlines leave small words out.
        let small = matches!(*word, "their" | "the" | "a");
        at = if small { found.map_or(at, |found| found + 1) } else { found? + 1 };
    }
    words.same_sentence(from.saturating_sub(1), start).then_some(at)
}

/// Words that may stand between those of a frame: `to a nearby hospital`.
fn between(words: &Words, at: usize) -> bool {
    let tag = words.tag(at);
    tag.is_empty() || matches!(tag.get(..2), Some("DT" | "JJ" | "PR" | "NN" | "CD" | "RB" | "PO" | "VB"))
}

fn ends_clause(words: &Words, at: usize) -> bool {
    matches!(
        words.pieces.word(at),
        "," | "."
            | ";"
            | ":"
            | "and"
            | "but"
            | "who"
            | "which"
            | "that"
            | "when"
            | "while"
            | "whose"
            | "("
            | ""
    )
}

/// `their` is anybody's, and nouns may be several.
fn same(words: &Words, at: usize, word: &str) -> bool {
    let here = words.pieces.word(at);
    here == word
        || word == "their" && matches!(here, "his" | "her" | "its" | "the" | "our" | "my" | "your")
        || word == "themselves" && matches!(here, "himself" | "herself" | "itself")
        || word == "a" && matches!(here, "an" | "the" | "another")
        || word == "the" && matches!(here, "a" | "an" | "this" | "that" | "their" | "its")
        || here.strip_suffix('s') == Some(word) && word.len() > 3
}
