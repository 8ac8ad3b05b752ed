//! Verbs whose meaning lies in the words that belong to them, with what is counted between or
//! before: `ordered 26,000 people along the coast to move to higher ground`, `12 were taken late on
//! Sunday to hospital`.
//!
//! `lists/outcome-verbs.txt` says what verbs do to what is counted, `lists/outcome-deeds.txt` what
//! those that are counted do themselves; both hold dictionary forms. Words that belong to a verb may
//! stand away from it, though never beyond the clause. Where they stand side by side, `outcome.rs`
//! reads them as it reads its own list.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::counted::Words;
use super::forms::{self, Form};
use super::outcome::{self, Hit, OUTCOMES, Side, hit};
use super::parsed;
use super::read::Found;
use crate::list::entries;
use crate::scan::Pieces;

/// How a verb and what is counted stand to each other.
#[derive(Clone, Copy)]
enum Role {
    /// What is counted is the object, before the verb's other words.
    Object,
    /// It is the subject of a passive.
    Passive,
    /// It is the subject.
    Deed,
}

/// A verb's words before and behind what is counted, with the outcome.
struct Entry {
    before: Vec<&'static str>,
    behind: Vec<&'static str>,
    deed: bool,
    /// The outcome with each side where the words may stand.
    told: [(Side, &'static str); 3],
}

/// The verbs of both lists, in dictionary form; those with most words first.
static VERBS: LazyLock<HashMap<&'static str, Vec<Entry>>> = LazyLock::new(|| {
    let mut verbs: HashMap<&'static str, Vec<Entry>> = HashMap::new();
    let done = entries(include_str!("../../lists/outcome-verbs.txt")).map(|entry| (entry, false));
    let deeds = entries(include_str!("../../lists/outcome-deeds.txt")).map(|entry| (entry, true));
    for ((name, listed), deed) in done.chain(deeds) {
        for words in listed.split(';') {
            let (before, behind) = words.split_once('_').unwrap_or((words, ""));
            let mut before: Vec<_> = before.split_whitespace().collect();
            let mut behind: Vec<_> = behind.split_whitespace().collect();
            if before.is_empty() {
                continue;
            }
            let verb = before.remove(0);
            // `put _ off` is `put off` too.
            if before.is_empty() && is_particle(&behind) {
                before = std::mem::take(&mut behind);
            }
            let told = [Side::Before, Side::Both, Side::After].map(|side| (side, name));
            verbs.entry(verb).or_default().push(Entry { before, behind, deed, told });
        }
    }
    for entries in verbs.values_mut() {
        entries.sort_by_key(|entry| std::cmp::Reverse(entry.before.len() + entry.behind.len()));
    }
    verbs
});

/// Words that go with a verb on either side of its object: `round up 12`, `round 12 up`.
fn is_particle(words: &[&str]) -> bool {
    matches!(words, ["up" | "down" | "out" | "off" | "away" | "back" | "in" | "over" | "home" | "on"])
}

impl Entry {
    /// What stands behind what is counted or away from the verb; nothing where all stands beside it.
    fn rest(&self) -> &[&'static str] {
        match self.behind.as_slice() {
            [] if self.deed || is_particle(&self.before) => &self.before,
            behind if self.before.is_empty() => behind,
            _ => &[],
        }
    }

    /// The words right behind a form of the verb, and where what is counted then stands.
    fn beside(&self, form: Form) -> Option<(&(Side, &'static str), bool)> {
        let [before, both, after] = &self.told;
        let alone = self.before.is_empty() || is_particle(&self.before);
        match form {
            _ if self.deed => Some((after, false)),
            Form::Participle if !self.behind.is_empty() => Some((after, true)),
            Form::Active if !self.behind.is_empty() => None,
            // `voted against` is always followed by what is counted.
            Form::Participle if alone => Some((both, false)),
            _ => Some((before, false)),
        }
    }
}

/// Goes through what the lists have for a word as a verb.
fn each(word: &str, mut act: impl FnMut(&'static Entry, Form)) {
    forms::of(word, |verb, form| VERBS.get(verb).into_iter().flatten().for_each(|entry| act(entry, form)));
}

/// The longest phrase of the lists at `at` that will do, its words side by side, with the piece after it.
pub(super) fn phrase(
    pieces: &Pieces,
    at: usize,
    will_do: impl Fn(&(Side, &'static str)) -> bool,
) -> Option<(&'static (Side, &'static str), usize)> {
    let mut best: Option<(&'static (Side, &'static str), usize)> = None;
    each(pieces.word(at), |entry, form| {
        let Some((told, whole)) = entry.beside(form).filter(|(told, _)| will_do(told)) else { return };
        let middle = at + 1 + entry.before.len();
        let end = if whole { middle + entry.behind.len() } else { middle };
        let stands = pieces.are(at + 1, &entry.before) && (!whole || pieces.are(middle, &entry.behind));
        if stands && best.is_none_or(|(_, longest)| end > longest) {
            best = Some((told, end));
        }
    });
    best
}

/// Whether those that are counted can do this themselves: `37 wards have closed`.
pub(super) fn is_deed(word: &str) -> bool {
    let mut deed = false;
    each(word, |entry, _| deed |= entry.deed && entry.before.is_empty());
    deed
}

/// Whether a verb of the lists begins here, which in headlines looks like a noun.
pub(super) fn begins(word: &str) -> bool {
    let mut begins = false;
    each(word, |entry, _| begins |= !entry.rest().is_empty());
    begins
}

/// The words and outcomes of the frames that a verb has in one role, the longest first.
fn frames(word: &str, role: Role) -> Vec<(&'static [&'static str], &'static str)> {
    let mut frames = Vec::new();
    each(word, |entry, form| {
        let fits = match role {
            Role::Deed => entry.deed,
            Role::Object => !entry.deed,
            Role::Passive => !entry.deed && form == Form::Participle,
        };
        if fits && !entry.rest().is_empty() {
            frames.push((entry.rest(), entry.told[0].1));
        }
    });
    frames.sort_by_key(|(rest, _)| std::cmp::Reverse(rest.len()));
    frames
}

/// The outcome of the frame that a figure stands in.
pub(super) fn find(words: &Words, found: &Found) -> Option<Hit> {
    object(words, found).or_else(|| subject(words, found))
}

/// `put 300 workers at the mill out of work`.
fn object(words: &Words, found: &Found) -> Option<Hit> {
    let verb = outcome::verb_before(words, found).or_else(|| parsed::verb_of_object(words, found))?;
    let behind = outcome::behind(words, found);
    frames(words.pieces.word(verb), Role::Object).into_iter().find_map(|(wanted, name)| {
        let reach = if wanted.len() > 1 { 9 } else { 1 };
        let end = rest(words, behind, reach, wanted)?;
        // `back into deep water` says more than `back`.
        let listed = OUTCOMES.find(words.pieces, behind).is_some_and(|(_, next)| next > end);
        (!listed).then(|| hit(words, verb, end, name.to_owned()))
    })
}

/// `12 of them were taken late on Sunday to hospital`.
fn subject(words: &Words, found: &Found) -> Option<Hit> {
    parsed::verbs_of_subject(words, found).into_iter().find_map(|(verb, passive)| {
        let role = if passive { Role::Passive } else { Role::Deed };
        frames(words.pieces.word(verb), role).into_iter().find_map(|(wanted, name)| {
            let reach = if wanted.len() > 1 { 6 } else { 2 };
            let end = rest(words, verb + 1, reach, wanted)?;
            // Where the words stand side by side, the lists of `outcome.rs` know them better.
            let listed = OUTCOMES.find(words.pieces, verb).is_some_and(|(_, next)| next >= end);
            // `gave up their pay rises`: something else is given up.
            let given =
                *wanted == ["up"] && matches!(words.tag(end).get(..2), Some("DT" | "PR" | "NN" | "JJ"));
            (!listed && !given).then(|| hit(words, verb, end, name.to_owned()))
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
