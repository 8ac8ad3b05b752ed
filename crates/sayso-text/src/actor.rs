//! Who a source is, and for whom it speaks: `Ukraine's military intelligence` speaks for
//! Ukraine, so does `Kyiv`; `Western officials` are people without a name.
//!
//! Parties come from lists alone (countries with their demonyms and capitals, bodies and
//! groups, office-holders); what is on no list has no party.

use std::ops::Range;
use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::country::{self, Sense};
use crate::{Document, Span, list};

/// A source, resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// Where it is named in the source; empty where the source is left out.
    pub span: Option<Span>,
    /// Its name: the longest that the text gives it, or the party that a seat stands for.
    pub name: String,
    /// What the text says that it is: `Ukrainian President`.
    pub role: Option<String>,
    /// The side that it speaks for.
    pub party: Option<String>,
    /// Whether it is somebody without a name.
    pub unnamed: bool,
    /// The earlier words that it stands for: `Zelensky` is `Ukrainian President Volodymyr Zelensky`.
    pub refers: Option<Span>,
}

struct Lists {
    /// Names, demonyms, bodies and groups, by their first word, the longest first.
    parties: FxHashMap<&'static str, Vec<(Vec<&'static str>, &'static str)>>,
    /// Cities that stand for governments when they are the whole source.
    capitals: FxHashMap<&'static str, &'static str>,
    unnamed: FxHashSet<&'static str>,
}

static LISTS: LazyLock<Lists> = LazyLock::new(|| {
    let mut lists = Lists {
        parties: FxHashMap::default(),
        capitals: FxHashMap::default(),
        unnamed: FxHashSet::default(),
    };
    for listed in country::all() {
        match listed.sense {
            Sense::Capital => drop(lists.capitals.insert(listed.name, listed.country)),
            Sense::Name | Sense::Demonym => lists.add(listed.name, listed.country),
        }
    }
    for (name, party) in list::entries(include_str!("../lists/parties.txt")) {
        lists.add(name, party);
    }
    lists.unnamed = list::words(include_str!("../lists/unnamed.txt")).collect();
    lists
        .parties
        .values_mut()
        .for_each(|names| names.sort_by_key(|(words, _)| std::cmp::Reverse(words.len())));
    lists
});

impl Lists {
    fn add(&mut self, name: &'static str, party: &'static str) {
        let words: Vec<&str> = pieces(name);
        if let Some(first) = words.first() {
            self.parties.entry(first).or_default().push((words, party));
        }
    }
}

/// A listed name in the pieces that the tokenizer makes of it.
fn pieces(name: &'static str) -> Vec<&'static str> {
    let split = crate::token::split(name, Span::new(0, name.len()));
    split.iter().map(|piece| piece.span.of(name)).collect()
}

/// The first listed party that words name: `North Korean soldiers` are of North Korea.
pub fn party_in(words: &str) -> Option<&'static str> {
    let split = crate::token::split(words, Span::new(0, words.len()));
    let pieces: Vec<&str> = split.iter().map(|piece| piece.span.of(words)).collect();
    (0..pieces.len()).find_map(|at| {
        let names = LISTS.parties.get(pieces[at])?;
        names.iter().find(|(name, _)| pieces[at..].starts_with(name)).map(|(_, party)| *party)
    })
}

/// The actors of a source, in order: `Kyiv and Western officials` are two.
pub(crate) fn actors(document: &Document, source: &[Range<usize>]) -> Vec<Actor> {
    source
        .iter()
        .flat_map(|range| coordinated(document, range.clone()))
        .map(|range| actor(document, range))
        .collect()
}

/// The parts of a source that are joined by `and`, where each could stand alone.
fn coordinated(document: &Document, range: Range<usize>) -> Vec<Range<usize>> {
    let clause = clause(document, &range);
    let person = range.clone().rev().find(|at| document.tokens[*at].entity == "PERSON");
    let joins = |at: &usize| {
        let inside_name = document.tokens[*at].entity_inside
            || document.tokens.get(at + 1).is_some_and(|next| next.entity_inside);
        // `an analysis by a resident and an accountant` is one: what is joined is not what it is about.
        let joined = document.tokens[*at].head;
        let inner = !document.tokens[*at].dep.is_empty()
            && range.contains(&joined)
            && head(document, range.start..*at).is_some_and(|head| head != joined)
            && document.tokens[joined].dep == "pobj";
        // `Parks and Recreation Director Ann Lee` is one: what is joined is her office.
        let titled = person.is_some_and(|person| *at < person)
            && matches!(document.tokens[joined].dep, "compound" | "nmod")
            && document.tokens[joined].head > *at
            && !LISTS.capitals.contains_key(document.word(joined));
        let one = inside_name || inner || titled;
        document.tokens[*at].tag == "CC" && document.word(*at) == "and" && !one && *at < clause
    };
    let cut = range
        .clone()
        .skip(1)
        .find(|at| joins(at) && at + 1 < range.end && stands_alone(document, range.start..*at));
    match cut {
        Some(cut) => {
            let mut parts = vec![range.start..cut];
            parts.extend(coordinated(document, cut + 1..range.end));
            parts
        }
        None => vec![range],
    }
}

/// A name, a known seat, or a noun in the plural or with an article.
fn stands_alone(document: &Document, range: Range<usize>) -> bool {
    let words = phrase(document, range.clone());
    let last = &document.tokens[range.end - 1];
    let determined =
        matches!(document.tokens[range.start].tag, "DT" | "PRP$") && matches!(last.tag, "NN" | "NNP");
    LISTS.capitals.contains_key(words.as_str())
        || matches!(last.tag, "NNP" | "NNPS" | "NNS" | "PRP")
        || determined
}

fn actor(document: &Document, range: Range<usize>) -> Actor {
    let span = crate::attribution::span(document, &range);
    let range = without_relative_clause(document, range);
    let words = phrase(document, range.clone());
    let person = person(document, range.clone());
    let seat = LISTS.capitals.get(words.as_str()).copied();
    let party = seat.or_else(|| party(document, range.clone()));
    let (name, role) = match &person {
        Some(person) => (phrase(document, person.clone()), role(document, range.clone(), person)),
        None => (seat.map_or_else(|| plain_name(document, range.clone(), &words), str::to_owned), None),
    };
    let unnamed = person.is_none()
        && seat.is_none()
        && head(document, range)
            .is_some_and(|head| LISTS.unnamed.contains(document.word(head).to_lowercase().as_str()));
    Actor { span: Some(span), name, role, party: party.map(str::to_owned), unnamed, refers: None }
}

/// `officials who asked not to be named` are the officials.
fn without_relative_clause(document: &Document, range: Range<usize>) -> Range<usize> {
    let end = clause(document, &range);
    let comma = end > range.start + 1 && end < range.end && document.word(end - 1) == ",";
    range.start..if comma { end - 1 } else { end }
}

/// Where the clause begins that says more of whom a phrase names: `who asked not to be named`, `, facing
/// two armies`; the phrase's end where there is none.
fn clause(document: &Document, range: &Range<usize>) -> usize {
    let relative = |at: usize| {
        matches!(document.tokens[at].tag, "WP" | "WDT")
            && matches!(document.word(at), "who" | "which" | "that")
    };
    let participle = |at: usize| document.word(at - 1) == "," && document.tokens[at].tag == "VBG";
    let office = |at: usize| document.word(at - 1) == "," && document.word(at) == "responsible";
    range.clone().skip(1).find(|at| relative(*at) || participle(*at) || office(*at)).unwrap_or(range.end)
}

/// The words of a phrase with single blanks.
pub(crate) fn phrase(document: &Document, range: Range<usize>) -> String {
    let tokens = document.tokens.get(range.clone()).unwrap_or_default();
    let length = tokens
        .first()
        .zip(tokens.last())
        .map_or(0, |(first, last)| last.span.end.saturating_sub(first.span.start));
    let mut words = String::with_capacity(length);
    for token in range.clone() {
        let close =
            token > range.start && document.tokens[token - 1].span.end == document.tokens[token].span.start;
        if token > range.start && !close {
            words.push(' ');
        }
        words.push_str(document.word(token));
    }
    words
}

/// The party that a phrase without its article is the name or the seat of: `Kyiv`, `the UN`.
pub(crate) fn party_named(document: &Document, range: Range<usize>) -> Option<&'static str> {
    let article = matches!(document.word(range.start), "the" | "The");
    let range = range.start + usize::from(article && range.len() > 1)..range.end;
    let seat = LISTS.capitals.get(phrase(document, range.clone()).as_str()).copied();
    seat.or_else(|| {
        party_at(document, range.start, range.end)
            .filter(|(_, length)| *length == range.len())
            .map(|(party, _)| party)
    })
}

/// A name for a phrase without a person: its article in small letters, or a lone demonym's own words.
fn plain_name(document: &Document, range: Range<usize>, words: &str) -> String {
    let words = words.trim_end_matches([',', ' ']);
    // `Hector Bolanos, 65`: an age is no part of a name.
    let aged =
        words.rsplit_once(", ").filter(|(_, age)| age.len() <= 3 && age.bytes().all(|c| c.is_ascii_digit()));
    let words = aged.map_or(words, |(name, _)| name);
    let article = matches!(
        document.word(range.start),
        "A" | "An"
            | "The"
            | "Some"
            | "Several"
            | "One"
            | "Two"
            | "Three"
            | "Four"
            | "Five"
            | "Local"
            | "Other"
            | "Senior"
            | "Many"
            | "Most"
    );
    if article {
        let mut chars = words.chars();
        return chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect());
    }
    words.to_owned()
}

/// The person's name within a source, where there is one.
pub(crate) fn person(document: &Document, range: Range<usize>) -> Option<Range<usize>> {
    let is = |at: usize| document.tokens[at].entity == "PERSON" && document.tokens[at].tag != "POS";
    let start = range.clone().find(|at| is(*at))?;
    let end = (start..range.end).find(|at| !is(*at)).unwrap_or(range.end);
    let start = first_name(document, &range, start, end);
    // `A court in Lyon` is no Lyon.
    if start > range.start && matches!(document.word(start - 1), "in" | "at" | "near" | "off") {
        return None;
    }
    // `Smith aides` are not Smith.
    let last = &document.tokens[end - 1];
    let noun = &document.tokens[last.head];
    let names = matches!(last.dep, "compound" | "nmod" | "amod") && (end..range.end).contains(&last.head);
    // `Westhaven coach Marco Bellini` is not Westhaven.
    if names && noun.tag.starts_with("NN") {
        return person(document, end..range.end);
    }
    // `Smith's lawyer` is not Smith.
    let owns = document.tokens.get(end).is_some_and(|token| token.tag == "POS") && end < range.end;
    let seat = LISTS.capitals.contains_key(phrase(document, start..end).as_str());
    (!owns && !seat).then(|| without_honours(document, start..end))
}

/// A name without the letters behind it: `Jonas Adler QC`.
pub(crate) fn without_honours(document: &Document, name: Range<usize>) -> Range<usize> {
    let honour = |at: &usize| crate::names::is_honour(document.word(*at));
    let honours = name.clone().skip(1).rev().take_while(honour).count();
    name.start..name.end - honours
}

/// `Indrika Ratwatte, the UN's coordinator`: the name finder may see no more than the last name.
fn first_name(document: &Document, range: &Range<usize>, start: usize, end: usize) -> usize {
    let first = range.start;
    let word = document.word(first);
    let token = &document.tokens[first];
    let beside = start == first + 1 && end == start + 1 && end < range.end && document.word(end) == ",";
    let letters = word.chars().count() > 2
        && word.starts_with(char::is_uppercase)
        && word.chars().skip(1).all(char::is_lowercase);
    let name = token.tag == "NNP" && token.entity.is_empty();
    if beside && letters && name && !crate::names::is_title(word) { first } else { start }
}

/// What is said of a person before or after the name: `Ukrainian President`, `a spokesman for the police`.
fn role(document: &Document, range: Range<usize>, person: &Range<usize>) -> Option<String> {
    let before = range.start..person.start;
    let after = person.end..range.end;
    let title = !before.is_empty() && before.clone().any(|at| document.tokens[at].tag.starts_with("NN"));
    if title {
        let end = if document.word(before.end - 1) == "," { before.end - 1 } else { before.end };
        // `Norway's Ann Lee`, `lawyers such as Ann Lee`.
        if end > before.start && matches!(document.tokens[end - 1].tag, "POS" | "IN") {
            return None;
        }
        return Some(phrase(document, before.start..end)).filter(|role| !role.is_empty());
    }
    let apposed = after.len() > 1 && document.word(after.start) == ",";
    let end = if apposed && document.word(after.end - 1) == "," { after.end - 1 } else { after.end };
    // An age is no role: `Omar Haddad, 34, a baker`.
    let aged = after.start + 2 < end
        && document.tokens[after.start + 1].tag == "CD"
        && document.word(after.start + 2) == ",";
    let start = after.start + if aged { 3 } else { 1 };
    let only_age = end == start + 1 && document.tokens[start].tag == "CD";
    let clause = start < end && matches!(document.tokens[start].tag, "WP" | "WDT" | "WRB");
    (apposed && end > start && !only_age && !clause).then(|| phrase(document, start..end))
}

/// The word that a phrase is about.
pub(crate) fn head(document: &Document, range: Range<usize>) -> Option<usize> {
    let parsed = range.clone().find(|at| {
        let token = &document.tokens[*at];
        !token.dep.is_empty() && (!range.contains(&token.head) || token.head == *at) && token.tag != "PRP$"
    });
    parsed.filter(|at| document.tokens[*at].tag.starts_with(['N', 'P'])).or_else(|| {
        // The last noun before a preposition, a comma or a bracket.
        let end = range
            .clone()
            .skip(1)
            .find(|at| matches!(document.tokens[*at].tag, "IN" | "," | "-LRB-" | "WP" | "WDT" | "TO"));
        (range.start..end.unwrap_or(range.end))
            .rev()
            .find(|at| document.tokens[*at].tag.starts_with(['N', 'P']))
    })
}

/// Whether a phrase is somebody who can speak by the lists: a party, a seat, people without a name.
pub(crate) fn speaks(document: &Document, range: Range<usize>) -> bool {
    let last = range.end.checked_sub(1).map_or(String::new(), |at| document.word(at).to_lowercase());
    let office = matches!(
        last.as_str(),
        "minister"
            | "president"
            | "mayor"
            | "governor"
            | "police"
            | "ministry"
            | "army"
            | "study"
            | "report"
            | "poll"
            | "judge"
            | "chief"
            | "pope"
    );
    let whole = party_at(document, range.start, range.end).is_some_and(|(_, length)| length == range.len());
    office
        || whole
        || LISTS.unnamed.contains(last.as_str())
        || LISTS.capitals.contains_key(phrase(document, range).as_str())
}

/// The first listed party in a phrase. A body's own name goes before a country's in it.
pub(crate) fn party(document: &Document, range: Range<usize>) -> Option<&'static str> {
    let mut at = range.start;
    while at < range.end {
        if let Some((party, length)) = party_at(document, at, range.end) {
            // The Kenya Medical Association does not speak for Kenya.
            let civil = (at + length..range.end)
                .take_while(|next| document.tokens[*next].tag != "POS" && document.word(*next) != ",")
                .any(|next| CIVIL.contains(&document.word(next)));
            if !civil || country::find(document.word(at)).is_none() {
                return Some(party);
            }
            return None;
        }
        at += 1;
    }
    None
}

/// Words in the name of a body that is no government's, though a country's name is in it.
const CIVIL: &[&str] = &[
    "Airlines",
    "Airways",
    "Association",
    "Church",
    "Confederation",
    "Crescent",
    "Cross",
    "Federation",
    "Network",
    "Observatory",
    "Rights",
    "Society",
    "Union",
    "Universities",
    "University",
];

/// The listed name that starts at a token, with how many tokens it takes.
pub(crate) fn party_at(document: &Document, at: usize, end: usize) -> Option<(&'static str, usize)> {
    let names = LISTS.parties.get(document.word(at))?;
    // `Jordan` in `Michael Jordan` and `Chad` in `Chad Miller` are no countries.
    let token = &document.tokens[at];
    let longer = token.entity_inside || document.tokens.get(at + 1).is_some_and(|next| next.entity_inside);
    if token.entity == "PERSON" && longer && country::find(document.word(at)).is_some() {
        return None;
    }
    names
        .iter()
        .find(|(words, _)| {
            at + words.len() <= end
                && words.iter().enumerate().all(|(offset, word)| document.word(at + offset) == *word)
        })
        .map(|(words, party)| (*party, words.len()))
}
