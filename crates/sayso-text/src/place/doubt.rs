//! Which names are left out rather than shown as places that the gazetteer lacks: the name finder
//! takes firms, teams, people and offices for towns.
//!
//! ```text
//! seven died in Nakambe        a place that is not known
//! Nakambe shares fell by 5 %   nothing
//! ```

use std::collections::HashSet;
use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use super::Precision;
use super::candidate::{BESIDE, Candidate, PEOPLE, is_sort};
use super::choose::is_feature;
use super::gazetteer::fold;
use crate::{Document, actor, list};

/// What one person can be called, by office or trade, in full and short.
static TITLES: LazyLock<FxHashSet<&'static str>> = LazyLock::new(|| {
    let short = list::entries(include_str!("../../lists/role-words.txt")).map(|(word, _)| word);
    list::words(include_str!("../../lists/person-roles.txt")).chain(short).collect()
});

/// Last words of the names of bodies.
static BODIES: LazyLock<FxHashSet<&'static str>> = LazyLock::new(|| {
    list::entries(include_str!("../../lists/body-words.txt"))
        .flat_map(|(_, words)| words.split_whitespace())
        .filter(|word| !matches!(*word, "any" | "City" | "Forces" | "Center" | "Centre"))
        .collect()
});

/// What a text says of its names as a whole.
pub(super) struct Doubt<'d> {
    document: &'d Document,
    /// Words of the full names of people.
    people: HashSet<&'d str>,
    /// Names that words beside them, here or elsewhere, say are places.
    said: HashSet<String>,
}

impl<'d> Doubt<'d> {
    pub fn of(document: &'d Document, candidates: &[Candidate], containers: &[Option<usize>]) -> Self {
        let said = candidates
            .iter()
            .zip(containers)
            .filter(|(candidate, container)| container.is_some() || is_said(document, candidate));
        let said = said.map(|(candidate, _)| actor::phrase(document, candidate.name.clone())).collect();
        Self { document, people: people(document), said }
    }

    /// Whether a name that the gazetteer lacks is shown all the same.
    pub fn shows(&self, candidate: &Candidate) -> bool {
        let document = self.document;
        let words = || candidate.name.clone().map(|at| document.word(at));
        let sorted = is_sorted(document, candidate);
        let person = !sorted && words().any(|word| self.people.contains(word));
        let office = words().any(|word| TITLES.contains(word.to_lowercase().as_str()));
        let body = !sorted && words().next_back().is_some_and(|last| BODIES.contains(last));
        !person
            && !office
            && !body
            && !is_acronym(document, candidate)
            && (self.said.contains(&self.name(candidate)) || is_feature(&fold(&self.name(candidate))))
    }

    /// Whether no town is meant, though one has this name: of somebody whose full name stands
    /// elsewhere, of an office, in letters that no town has. Words that say a place let it be.
    pub fn rules_out(&self, candidate: &Candidate) -> bool {
        if candidate.told {
            return false;
        }
        let word = self.document.word(candidate.name.start);
        let one = candidate.name.len() == 1 && candidate.sort.is_none();
        let somebody = self.people.contains(word) || TITLES.contains(word.to_lowercase().as_str());
        is_acronym(self.document, candidate) || one && somebody && !self.said.contains(&self.name(candidate))
    }

    /// `Vineyard fire spreads`: a sentence's first word has its capital anyway, and a small town that
    /// is named nowhere else is not meant.
    pub fn only_opens(&self, candidate: &Candidate) -> bool {
        let document = self.document;
        let start = candidate.name.start;
        let first = document.sentences[document.tokens[start].sentence].tokens.start == start;
        let noun = document.tokens.get(start + 1).is_some_and(|next| {
            matches!(next.tag, "NN" | "NNS") && document.word(start + 1).starts_with(char::is_lowercase)
        });
        let one = candidate.whole.len() == 1 && !candidate.told;
        one && first && noun && !self.said.contains(&self.name(candidate))
    }

    fn name(&self, candidate: &Candidate) -> String {
        actor::phrase(self.document, candidate.name.clone())
    }
}

/// Words that belong to names of people in full: `Skovic` of `Marta Skovic`.
fn people(document: &Document) -> HashSet<&str> {
    let tokens = &document.tokens;
    let named = |at: &usize| {
        let here = &tokens[*at];
        let next = tokens.get(at + 1);
        here.entity == "PERSON"
            && here.tag.starts_with("NNP")
            && (here.entity_inside
                || next.is_some_and(|next| next.entity_inside && next.tag.starts_with("NNP")))
    };
    (0..tokens.len()).filter(named).map(|at| document.word(at)).collect()
}

/// Whether the word for its sort stands beside it: `the village of Orlove`, `Orlove district`. A word
/// that others have in their names or before their offices says less: `Member States`, `the state
/// Board`.
fn is_sorted(document: &Document, candidate: &Candidate) -> bool {
    let behind = candidate.whole.end > candidate.name.end && {
        let sort = document.word(candidate.whole.end - 1);
        !matches!(sort, "State" | "States" | "Republic" | "Nation" | "Nations" | "Department" | "District")
            && !sort.starts_with("Countr")
    };
    let before = |steps: usize| candidate.name.start.checked_sub(steps).map_or("", |at| document.word(at));
    let of = before(1) == "of" && is_sort(before(2));
    let named = matches!(candidate.sort, Some(Precision::Town | Precision::Point))
        && matches!(before(1), "village" | "town" | "hamlet" | "island" | "suburb" | "outpost");
    behind || of || named || candidate.whole.len() > candidate.name.len() && candidate.name.len() > 2
}

/// Whether the words around a name say that it is a place.
fn is_said(document: &Document, candidate: &Candidate) -> bool {
    if is_sorted(document, candidate) {
        return true;
    }
    let owns = document.tokens.get(candidate.whole.end).is_some_and(|token| token.tag == "POS");
    PEOPLE.contains(document.word(candidate.whole.end)) || !owns && is_behind_where(document, candidate)
}

/// `in Orlove`, `north of Orlove`, `Ann Lee, 34, of Orlove`.
fn is_behind_where(document: &Document, candidate: &Candidate) -> bool {
    let sentence = document.sentences[document.tokens[candidate.whole.start].sentence].tokens.start;
    let skips = |at: &usize| matches!(document.tokens[*at].tag, "DT" | "JJ" | "PRP$");
    let Some(at) = (sentence..candidate.whole.start).rev().take(4).find(|at| !skips(at)) else {
        return false;
    };
    let before = at.checked_sub(1).filter(|before| *before >= sentence);
    match document.word(at).to_lowercase().as_str() {
        "in" | "near" | "outside" | "across" | "inside" | "throughout" | "into" | "toward" | "towards"
        | "around" | "at" | "from" | "to" => true,
        "of" => before.is_some_and(|before| {
            let word = document.word(before);
            word == "," || BESIDE.contains(&word) || document.tokens[before].entity == "PERSON"
        }),
        _ => false,
    }
}

/// `UNAMID` and `iOS` among words that are not all in capitals, `Inc.`: no town is written so.
pub(super) fn is_acronym(document: &Document, candidate: &Candidate) -> bool {
    const TOWNS: &[&str] = &["L.A.", "LA", "NYC"];
    let at = candidate.name.start;
    let word = document.word(at);
    if candidate.name.len() > 1 || TOWNS.contains(&word) {
        return false;
    }
    let sentence = crate::statement::near::sentence(document, at);
    let loud = |word: &str| word.chars().count() <= 6 && !word.contains(char::is_lowercase);
    let letters = |at: usize| document.word(at).contains(char::is_alphabetic);
    let calm = || sentence.clone().any(|at| letters(at) && document.word(at).contains(char::is_lowercase));
    let mixed = word.chars().skip(1).filter(|c| c.is_uppercase()).count() > 0 && word.chars().count() <= 4;
    word.ends_with('.') || at > sentence.start && (loud(word) && calm() || mixed && !loud(word))
}
