//! Which words may name a place, what sort the words beside them say, and what they do there.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::gazetteer::Kind;
use super::{Precision, Usage, gazetteer};
use crate::attribution::span;
use crate::country::{self, Sense};
use crate::{Document, actor, list};

/// Words that may name a place.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    /// The tokens of the bare name: `Kursk`.
    pub(super) name: Range<usize>,
    /// With the word for its sort: `Kursk border region`.
    pub(super) whole: Range<usize>,
    /// What sort the words say.
    pub(super) sort: Option<Precision>,
    /// Whether the words say that it is a place, so that it is one even without an entry.
    pub(super) certain: bool,
    /// Whether somebody told us that it is a place.
    pub(super) told: bool,
    pub(super) usage: Usage,
}

static SORTS: LazyLock<FxHashMap<&'static str, Precision>> = LazyLock::new(|| {
    let sort = |name| match name {
        "country" => Precision::Country,
        "region" => Precision::Region,
        "district" => Precision::District,
        "town" => Precision::Town,
        "any" => Precision::Unknown,
        _ => Precision::Point,
    };
    list::entries(include_str!("../../lists/place-words.txt"))
        .map(|(word, name)| (word, sort(name)))
        .collect()
});

/// Prepositions that say where.
const WHERE: &[&str] = &[
    "in",
    "at",
    "near",
    "outside",
    "around",
    "across",
    "inside",
    "over",
    "into",
    "through",
    "toward",
    "towards",
    "within",
    "off",
    "along",
    "throughout",
    "via",
    "to",
    "on",
    "above",
    "beyond",
    "from",
    "between",
    "leaving",
    "entering",
    "reaching",
];
/// Words that may stand between a name and the word for its sort.
const BETWEEN: &[&str] = &[
    "border",
    "coastal",
    "mountain",
    "metropolitan",
    "autonomous",
    "industrial",
    "port",
    "frontier",
    "southern",
    "northern",
    "eastern",
    "western",
];
/// Sides of a place, as they stand before its name.
const DIRECTIONS: &[&str] = &[
    "central",
    "downtown",
    "east",
    "eastern",
    "north",
    "northeast",
    "northeastern",
    "northern",
    "northwest",
    "northwestern",
    "south",
    "southeast",
    "southeastern",
    "southern",
    "southwest",
    "southwestern",
    "upstate",
    "west",
    "western",
];
/// Nouns before `between` that make governments of the places after it.
const RELATIONS: &[&str] = &[
    "agreement",
    "alliance",
    "conflict",
    "deal",
    "dispute",
    "negotiation",
    "pact",
    "relation",
    "relationship",
    "rift",
    "talk",
    "tension",
    "tie",
    "treaty",
    "truce",
    "war",
];
/// Verbs whose object is where something happened.
const STRIKES: &[&str] = &[
    "attack",
    "bomb",
    "bombard",
    "capture",
    "cross",
    "devastate",
    "enter",
    "flood",
    "hit",
    "invade",
    "leave",
    "liberate",
    "pound",
    "reach",
    "recapture",
    "seize",
    "shake",
    "shell",
    "strike",
    "target",
    "visit",
    "batter",
    "lash",
    "retake",
    "occupy",
    "rock",
    "flee",
    "storm",
];

/// All candidates of a document in order.
pub(super) fn find(document: &Document) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = Vec::new();
    let mut at = 0;
    while at < document.tokens.len() {
        match name_at(document, at) {
            Some(name) => {
                at = name.end;
                found.extend(candidate(document, name, found.last()));
            }
            None => at += 1,
        }
    }
    share_sorts(document, &mut found);
    add_listed(document, &mut found);
    add_named_again(document, &mut found);
    found.retain(|one| !is_moment(document, one));
    found
}

/// `Friday`, `March`: days and months are moments already. `New York time` stands in one, too.
fn is_moment(document: &Document, one: &Candidate) -> bool {
    let name = span(document, &one.name);
    let from = document.moments.partition_point(|moment| moment.span.end <= name.start);
    let time = document.word(one.name.end) == "time";
    !time && document.moments[from..].iter().take(2).any(|moment| moment.span.contains(name))
}

/// A name that the text has as a place is one wherever it stands alone, whatever the name finder
/// takes it for there; unless it is also somebody's surname.
fn add_named_again(document: &Document, found: &mut Vec<Candidate>) {
    let place = |one: &&Candidate| {
        one.certain && one.sort.is_none() && one.usage != Usage::Actor && one.name.len() <= 3
    };
    let names: HashSet<&str> =
        found.iter().filter(place).map(|one| document.text(span(document, &one.name))).collect();
    if names.is_empty() {
        return;
    }
    let first: HashSet<&str> = found.iter().filter(place).map(|one| document.word(one.name.start)).collect();
    let proper = |at: usize| document.tokens.get(at).is_some_and(|token| token.tag.starts_with("NNP"));
    let mut surnames: HashSet<&str> = HashSet::new();
    let mut again: Vec<Candidate> = Vec::new();
    let mut free = 0;
    let mut next = 0;
    for at in 0..document.tokens.len() {
        while next < found.len() && found[next].whole.end <= at {
            next += 1;
        }
        let taken = found.get(next).is_some_and(|one| one.whole.contains(&at));
        if !first.contains(document.word(at)) || !proper(at) || at < free || taken {
            continue;
        }
        if at > 0 && proper(at - 1) {
            if document.tokens[at - 1].entity == "PERSON" {
                surnames.insert(document.word(at));
            }
            continue;
        }
        let end = (at + 1..document.tokens.len()).find(|end| !proper(*end)).unwrap_or(document.tokens.len());
        let hyphened = document.word(end.min(document.tokens.len() - 1)) == "-"
            || (at > 0 && document.word(at - 1) == "-");
        if names.contains(document.text(span(document, &(at..end)))) && !hyphened {
            again.push(unnamed(document, at..end));
        }
        free = end;
    }
    again.retain(|one| !surnames.contains(document.word(one.name.start)));
    found.extend(again);
    found.sort_by_key(|one| one.name.start);
}

/// `Becker, Clay and Wilkin counties` are three counties, though the name finder takes Clay for a
/// person.
fn share_sorts(document: &Document, found: &mut Vec<Candidate>) {
    let plural =
        |one: &Candidate| one.whole.end > one.name.end && document.word(one.whole.end - 1).ends_with('s');
    for at in (0..found.len()).rev() {
        if !plural(&found[at]) {
            continue;
        }
        let sort = found[at].sort;
        let (mut at, mut start) = (at, found[at].whole.start);
        while let Some(name) = listed_before(document, start) {
            start = name.start;
            match at.checked_sub(1).filter(|before| found[*before].whole == name) {
                Some(before) if found[before].sort.is_none() => {
                    at = before;
                    found[at].sort = sort;
                    found[at].certain = true;
                }
                Some(_) => break,
                None if gazetteer::look_up(&actor::phrase(document, name.clone())).is_empty() => break,
                None if at > 0 && found[at - 1].whole.end > name.start => break,
                None => found.insert(at, Candidate { sort, certain: true, ..unnamed(document, name) }),
            }
        }
    }
}

/// `Hershey, Palmyra and Annville`: between two places stands a third.
fn add_listed(document: &Document, found: &mut Vec<Candidate>) {
    for at in (1..found.len()).rev() {
        let (one, next) = (&found[at - 1], &found[at]);
        if let Some(name) = listed_before(document, next.whole.start)
            && one.whole.end + 1 == name.start
            && document.word(one.whole.end) == ","
            && one.usage == next.usage
            && document.word(next.whole.start - 1) != ","
            && !gazetteer::look_up(&actor::phrase(document, name.clone())).is_empty()
        {
            found.insert(at, unnamed(document, name));
        }
    }
}

/// The proper nouns before a comma or `and`.
fn listed_before(document: &Document, start: usize) -> Option<Range<usize>> {
    let sentence = document.sentences[document.tokens[start].sentence].tokens.start;
    let mut end = start;
    while end > sentence && end + 2 > start && matches!(document.word(end - 1), "," | "and") {
        end -= 1;
    }
    let first = (sentence..end).rev().take_while(|at| document.tokens[*at].tag.starts_with("NNP")).last()?;
    (end < start && end - first <= 3).then_some(first..end)
}

/// What the name finder did not take for a place.
fn unnamed(document: &Document, name: Range<usize>) -> Candidate {
    let usage = usage(document, &name, &name);
    Candidate { whole: name.clone(), name, sort: None, certain: false, told: false, usage }
}

/// A candidate whose name is known to be one.
pub(super) fn at(document: &Document, range: Range<usize>) -> Candidate {
    let start = if matches!(document.word(range.start), "the" | "The") && range.len() > 1 {
        range.start + 1
    } else {
        range.start
    };
    let mut name = start..range.end;
    let mut sort = None;
    while name.len() > 1
        && sort_of(document, name.end - 1).is_some()
        && gazetteer::look_up(&actor::phrase(document, name.clone())).is_empty()
    {
        sort = sort_of(document, name.end - 1);
        name.end -= 1;
    }
    let (whole, beside) = with_sort(document, name.clone());
    let whole = whole.start..whole.end.max(range.end);
    let usage = usage(document, &whole, &name);
    Candidate { sort: sort.or(beside), certain: true, told: true, usage, name, whole }
}

/// A run of proper nouns, or a name that the name finder made out.
fn name_at(document: &Document, at: usize) -> Option<Range<usize>> {
    let token = &document.tokens[at];
    if let Some(length) = long_country(document, at) {
        return Some(at..at + length);
    }
    let proper = |at: usize| {
        let token = &document.tokens[at];
        matches!(token.tag, "NNP" | "NNPS")
            || (token.tag == "HYPH"
                && document
                    .tokens
                    .get(at + 1)
                    .is_some_and(|next| next.tag == "NNP" && next.span.start == token.span.end))
    };
    if matches!(token.entity, "GPE" | "LOC" | "FAC") && !token.entity_inside {
        let end = (at + 1..document.tokens.len())
            .find(|next| !document.tokens[*next].entity_inside)
            .unwrap_or(document.tokens.len());
        let start = if matches!(document.word(at), "the" | "The") { at + 1 } else { at };
        let owns = document.tokens[end - 1].tag == "POS" || matches!(document.word(end - 1), "'s" | "’s");
        let end = if owns { end - 1 } else { end };
        let longer = if start < end { longer_name(document, start, end) } else { None };
        let end = longer.unwrap_or(end);
        let capital = (start..end).any(|at| document.word(at).starts_with(char::is_uppercase));
        return (start < end && capital).then_some(start..end);
    }
    let capital = document.word(at).chars().any(char::is_uppercase);
    if !proper(at) || !capital || document.tokens[at].tag == "HYPH" {
        return None;
    }
    let sentence = document.sentences[token.sentence].tokens.end;
    let same = |next: usize| {
        proper(next)
            && document.tokens[next].entity_inside == document.tokens[at + 1].entity_inside
            && !matches!(document.tokens[next].entity, "DATE" | "TIME")
    };
    let end = (at + 1..sentence).find(|next| !same(*next)).unwrap_or(sentence);
    // Names of people and dates are none of ours; other kinds are often mistaken.
    if matches!(token.entity, "PERSON" | "DATE" | "TIME" | "NORP" | "WORK_OF_ART" | "LAW" | "LANGUAGE")
        && !in_place_words(document, at, end)
    {
        return None;
    }
    Some(with_article(document, at)..end)
}

/// Where a name ends that the name finder breaks off: `San Luis` of `San Luis Obispo County`. The
/// gazetteer must have the whole, right before the word for its sort or the name's end.
fn longer_name(document: &Document, start: usize, end: usize) -> Option<usize> {
    let sentence = document.sentences[document.tokens[start].sentence].tokens.end;
    let proper =
        |at: &usize| document.tokens[*at].tag.starts_with("NNP") && document.tokens[*at].entity != "PERSON";
    let last = (end..sentence.min(start + 5)).take_while(proper).last()? + 1;
    let whole = |end: &usize| {
        let closed = *end == last || sort_of(document, *end).is_some();
        closed && !gazetteer::look_up(&actor::phrase(document, start..*end)).is_empty()
    };
    (end + 1..=last).rev().find(whole)
}

/// Where a name begins whose article is written small: `al-Mawasi`.
fn with_article(document: &Document, at: usize) -> usize {
    let touches = |at: usize| document.tokens[at].span.end == document.tokens[at + 1].span.start;
    let article = at >= 2
        && document.word(at - 1) == "-"
        && matches!(document.word(at - 2), "al" | "el" | "ar" | "as" | "ash" | "at" | "az" | "ad" | "an")
        && touches(at - 2)
        && touches(at - 1);
    if article { at - 2 } else { at }
}

/// How many tokens a country's long name takes here: `Democratic People's Republic of Korea`.
fn long_country(document: &Document, at: usize) -> Option<usize> {
    let word = document.word(at);
    if !word.starts_with(char::is_uppercase) || !country::begins(word) {
        return None;
    }
    let sentence = document.sentences[document.tokens[at].sentence].tokens.end;
    let is = |length: &usize| {
        at + length <= sentence
            && country::find(&actor::phrase(document, at..at + length))
                .is_some_and(|listed| listed.sense == Sense::Name)
    };
    (2..=6).rev().find(is)
}

/// Whether the words around say that a place's name stands here: `the village of`, `the Valencia
/// region`, or `in Valencia` where the gazetteer has it.
fn in_place_words(document: &Document, at: usize, end: usize) -> bool {
    let back = |steps: usize| at.checked_sub(steps).map_or("", |at| document.word(at));
    let next = document.tokens.get(at + 1);
    let article = matches!(back(1), "the" | "The");
    let sorted = article
        && next.is_some_and(|next| next.tag.starts_with("NN") && !next.entity_inside)
        && matches!(
            sort_of(document, at + 1),
            Some(Precision::Region | Precision::District | Precision::Unknown)
        );
    (back(1) == "of" && SORTS.contains_key(back(2).to_lowercase().as_str()))
        || SORTS.contains_key(back(1).to_lowercase().as_str())
        || sorted
        || stands_where(document, &(at..end))
}

/// A name that the gazetteer has, behind a word that says where, hit by what hits places, before
/// its people or at the head of a dispatch: the name finder often takes such a name for a person
/// or a body.
fn stands_where(document: &Document, name: &Range<usize>) -> bool {
    let alone = name.len() <= 3
        && document
            .tokens
            .get(name.end)
            .is_none_or(|next| !next.entity_inside && !next.tag.starts_with("NNP"));
    let behind = name.start.checked_sub(1).is_some_and(|before| {
        let word = document.word(before).to_lowercase();
        let hit = document.tokens[before].tag.starts_with("VB")
            && name.len() == 1
            && NATURE.contains(&&*subject(document, before));
        let side = || BESIDE.contains(&before.checked_sub(1).map_or("", |noun| document.word(noun)));
        matches!(word.as_str(), "in" | "near" | "outside" | "across" | "throughout")
            || word == "of" && side()
            || hit
    });
    let sets = alone && (behind || before_its_people(document, name) || opens_dispatch(document, name));
    sets && !gazetteer::look_up(&actor::phrase(document, name.clone())).is_empty()
}

pub(super) static PEOPLE: LazyLock<FxHashSet<&'static str>> =
    LazyLock::new(|| list::words(include_str!("../../lists/place-people.txt")).collect());

/// `a Huntsville man`.
fn before_its_people(document: &Document, name: &Range<usize>) -> bool {
    name.end < document.tokens.len() && PEOPLE.contains(document.word(name.end))
}

/// `TORRINGTON — `.
fn opens_dispatch(document: &Document, name: &Range<usize>) -> bool {
    let capitals = name.clone().all(|at| !document.word(at).contains(char::is_lowercase));
    capitals
        && document.sentences[document.tokens[name.start].sentence].tokens.start == name.start
        && name.end < document.tokens.len()
        && matches!(document.word(name.end), "—" | "–" | "-" | "--")
}

/// What strikes places and nobody: `floods hit Valencia`.
const NATURE: &[&str] = &[
    "airstrike",
    "artillery",
    "avalanche",
    "cyclone",
    "drone",
    "earthquake",
    "fire",
    "flood",
    "hurricane",
    "landslide",
    "missile",
    "quake",
    "rain",
    "rocket",
    "shell",
    "shelling",
    "storm",
    "tornado",
    "tsunami",
    "typhoon",
    "wildfire",
];

/// The lemma of a verb's subject.
fn subject(document: &Document, verb: usize) -> Box<str> {
    let sentence = document.sentences[document.tokens[verb].sentence].tokens.clone();
    let found = sentence
        .clone()
        .take_while(|at| *at < verb)
        .find(|at| document.tokens[*at].head == verb && document.tokens[*at].dep.starts_with("nsubj"));
    // Without a parse, the noun right before.
    let found = found.or_else(|| verb.checked_sub(1).filter(|at| sentence.contains(at)));
    found.map_or_else(Box::default, |at| document.tokens[at].lemma.clone())
}

fn candidate(document: &Document, name: Range<usize>, last: Option<&Candidate>) -> Option<Candidate> {
    let mut name = name;
    let mut sort = None;
    // The run may hold the word for its sort: `Kursk Region`, unless the gazetteer has it so.
    while name.len() > 1
        && sort_of(document, name.end - 1).is_some()
        && gazetteer::look_up(&actor::phrase(document, name.clone())).is_empty()
    {
        sort = sort_of(document, name.end - 1);
        name.end -= 1;
        if name.len() > 1 && BETWEEN.contains(&document.word(name.end - 1).to_lowercase().as_str()) {
            name.end -= 1;
        }
    }
    // `North Texas` is in Texas, unless the gazetteer has it.
    if name.len() > 1
        && DIRECTIONS.contains(&document.word(name.start).to_lowercase().as_str())
        && gazetteer::look_up(&actor::phrase(document, name.clone())).is_empty()
        && !gazetteer::look_up(&actor::phrase(document, name.start + 1..name.end)).is_empty()
    {
        name.start += 1;
    }
    let (mut whole, beside) = with_sort(document, name.clone());
    if sort.is_some() {
        whole.end = whole.end.max(
            (name.end..document.tokens.len())
                .find(|at| sort_of(document, *at).is_some())
                .map_or(name.end, |at| at + 1),
        );
    }
    let sort = sort.or(beside);
    let listed = last.is_some_and(|last| {
        last.certain && joined(document, last.whole.end, name.start) && last.sort == Some(Precision::Town)
    });
    let entity = document.tokens[name.start].entity;
    let words = actor::phrase(document, name.clone());
    // `a Ukrainian city` names none; `the Basque Country` does.
    let common = || whole.end > name.end && document.word(whole.end - 1).starts_with(char::is_lowercase);
    if country::find(&words).is_some_and(|listed| listed.sense == Sense::Demonym)
        && (sort.is_none() || common())
    {
        return None;
    }
    // `in Berlin and Warsaw`: the second does what the first does.
    let beside = last.filter(|last| {
        last.whole.end + 1 == name.start && matches!(document.word(last.whole.end), "and" | "or")
    });
    let usage = match (usage(document, &whole, &name), beside) {
        (Usage::Actor, Some(last)) if last.usage != Usage::Container => last.usage,
        (usage, _) => usage,
    };
    let country = country::find(&words).is_some_and(|listed| listed.sense == Sense::Name);
    let seat = country::is_capital(&words) && entity != "PERSON";
    let located = usage != Usage::Actor;
    let certain = sort.is_some() || listed || (matches!(entity, "GPE" | "LOC") && located);
    let possible = certain
        || country
        || seat
        || matches!(entity, "GPE" | "LOC")
        || (located && !gazetteer::look_up(&words).is_empty() && matches!(entity, "" | "FAC" | "PRODUCT"))
        || (located && stands_where(document, &name));
    possible.then_some(Candidate {
        name,
        whole,
        sort: sort.or(listed.then_some(Precision::Town)),
        certain,
        told: false,
        usage: if listed { Usage::Where } else { usage },
    })
}

/// Whether only commas and `and` stand between.
fn joined(document: &Document, start: usize, end: usize) -> bool {
    start < end && end - start <= 2 && (start..end).all(|at| matches!(document.word(at), "," | "and" | "or"))
}

/// Whether a word says what sort of place something is.
pub(super) fn is_sort(word: &str) -> bool {
    SORTS.contains_key(word.to_lowercase().as_str())
}

fn sort_of(document: &Document, at: usize) -> Option<Precision> {
    // The Var department is a region, a Meteorological Department an office.
    let word = Some(document.word(at)).filter(|word| *word != "Department")?;
    SORTS.get(word.to_lowercase().as_str()).copied()
}

/// The name with the word for its sort after it, or the sort that the words before say.
fn with_sort(document: &Document, name: Range<usize>) -> (Range<usize>, Option<Precision>) {
    let sentence = document.sentences[document.tokens[name.start].sentence].tokens.clone();
    let mut end = name.end;
    if end < sentence.end && BETWEEN.contains(&document.word(end).to_lowercase().as_str()) {
        end += 1;
    }
    let noun = |at: usize| at < sentence.end && matches!(document.tokens[at].tag, "NN" | "NNP" | "NNS");
    if noun(end)
        && let Some(sort) = sort_of(document, end).filter(|sort| *sort != Precision::Country)
        && !(document.word(end).starts_with(char::is_lowercase) && owns_its_sort(document, &name, sort))
    {
        return (name.start..end + 1, Some(sort));
    }
    let back = |steps: usize| name.start.checked_sub(steps).filter(|at| *at >= sentence.start);
    let before = back(1).and_then(|at| match document.word(at) {
        "of" => back(2).and_then(|at| sort_of(document, at)),
        _ => sort_of(document, at).filter(|_| document.tokens[at].tag.starts_with('N')),
    });
    (name, before)
}

/// `a South Carolina town` and `the Syrian capital` are in South Carolina and Syria; `the Kursk
/// region` is the region of that name.
fn owns_its_sort(document: &Document, name: &Range<usize>, sort: Precision) -> bool {
    let words = actor::phrase(document, name.clone());
    let listed = country::find(&words).map(|listed| listed.sense);
    let larger = listed == Some(Sense::Name)
        || gazetteer::look_up(&words).first().is_some_and(|most| most.kind() == Kind::Region);
    match sort {
        Precision::Town | Precision::Point => larger || listed == Some(Sense::Demonym),
        Precision::Region | Precision::District => listed == Some(Sense::Name),
        _ => false,
    }
}

/// What lies beside a place, and beside nothing else: `the outskirts of El Fasher`.
pub(super) const BESIDE: &[&str] =
    &["east", "north", "outside", "outskirts", "parts", "south", "suburb", "suburbs", "west"];

/// What is part of a place, or lies beside it.
const SIDES: &[&str] = &[
    "center",
    "centre",
    "coast",
    "corner",
    "east",
    "heart",
    "most",
    "much",
    "north",
    "northeast",
    "northwest",
    "out",
    "outside",
    "outskirts",
    "part",
    "parts",
    "rest",
    "south",
    "southeast",
    "southwest",
    "streets",
    "suburb",
    "suburbs",
    "swaths",
    "west",
];

/// What the name does, by the word before it and the word after it.
fn usage(document: &Document, whole: &Range<usize>, name: &Range<usize>) -> Usage {
    let sentence = document.sentences[document.tokens[whole.start].sentence].tokens.clone();
    let words = actor::phrase(document, name.clone());
    let country = country::find(&words).is_some();
    let seat = country || country::is_capital(&words);
    let owns = document.tokens.get(whole.end).is_some_and(|token| token.tag == "POS");
    // Over articles, adjectives and other names to the preposition.
    let skips = |at: &usize| {
        matches!(document.tokens[*at].tag, "DT" | "JJ" | "POS" | "NNP" | "JJS" | "PRP$" | "HYPH")
            || matches!(
                document.word(*at),
                "south"
                    | "north"
                    | "east"
                    | "west"
                    | "southern"
                    | "northern"
                    | "eastern"
                    | "western"
                    | "central"
                    | "downtown"
            )
    };
    let before = (sentence.start..whole.start).rev().take(6).find(|at| !skips(at));
    let word = before.map_or(String::new(), |at| document.word(at).to_lowercase());
    // `Southampton are in talks`: a team, or people.
    let before_it = whole.start.checked_sub(1).map_or("", |at| document.word(at));
    let alone = whole.start == sentence.start || matches!(before_it, "that" | "said" | "says" | "but" | ",");
    let plural = sentence.contains(&whole.end) && matches!(document.word(whole.end), "are" | "have" | "were");
    if alone && plural && name.len() == 1 && !document.word(name.start).ends_with('s') {
        return Usage::Actor;
    }
    if owns && seat {
        // `Russia's Kursk region` holds a place; `Russia's army` does not. What follows tells later.
        return Usage::Actor;
    }
    match word.as_str() {
        "from" if country => Usage::From,
        "of" => of(document, before.unwrap_or(0), seat),
        "between"
            if seat
                && before
                    .is_some_and(|at| at > 0 && RELATIONS.contains(&&*document.tokens[at - 1].lemma)) =>
        {
            Usage::Actor
        }
        _ if WHERE.contains(&word.as_str()) => Usage::Where,
        _ if !seat => Usage::Where,
        _ => match before {
            Some(verb)
                if document.tokens[verb].tag.starts_with("VB")
                    && STRIKES.contains(&&*document.tokens[verb].lemma) =>
            {
                Usage::Where
            }
            _ => Usage::Actor,
        },
    }
}

/// `the villages of X`, `north of X` and `parts of X` say where; `the president of X` does not.
fn of(document: &Document, at: usize, seat: bool) -> Usage {
    let before = at.checked_sub(1).map_or(String::new(), |at| document.word(at).to_lowercase());
    let side = SIDES.contains(&before.as_str());
    if side || SORTS.contains_key(before.as_str()) {
        return if SORTS.contains_key(before.as_str()) && seat { Usage::Container } else { Usage::Where };
    }
    if seat { Usage::Actor } else { Usage::Where }
}
