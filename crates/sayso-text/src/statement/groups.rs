//! Groups that the text names with whose they are: `Army units from the Democratic People's
//! Republic of Korea`, `Kenyan police officers`, `the North Koreans`, `Hamas fighters`.
//!
//! Owners come from the lists of countries and parties. A party that owns no group there is
//! found, too: it may make unclear whose a later group is. What only says where is left out.

use std::ops::Range;
use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::attribution::span;
use crate::country::{self, Sense};
use crate::place::Usage;
use crate::{Document, Span, actor, figure, list};

/// Sorts of groups by their nouns.
static SORTS: LazyLock<FxHashMap<&'static str, &'static str>> =
    LazyLock::new(|| list::entries(include_str!("../../lists/groups.txt")).collect());

static PLACE_WORDS: LazyLock<FxHashSet<&'static str>> = LazyLock::new(|| {
    list::entries(include_str!("../../lists/place-words.txt"))
        .map(|(word, _)| word)
        .chain(["border", "side", "soil", "territory", "waters"])
        .collect()
});

/// A party in the text, perhaps with a group that is its.
#[derive(Clone, Debug)]
pub(super) struct Mention {
    /// The party; nothing where a pronoun does not tell: `its troops`.
    pub party: Option<String>,
    /// The words that name it.
    pub at: Range<usize>,
    /// The group that is its.
    pub group: Option<Group>,
}

/// A noun phrase for several of the same, with whose they are.
#[derive(Clone, Debug)]
pub(super) struct Group {
    /// From its first word to its last, whose they are included.
    pub words: Range<usize>,
    /// The noun: `units`, `North Koreans`.
    pub noun: usize,
    /// What it is without whose it is: `army units`; empty for a people's own name.
    pub what: String,
    /// As it stands before a noun: `North Korean`, `Hamas`.
    pub adjective: String,
}

impl Group {
    /// The group by its name: `North Korean army units`.
    pub fn name(&self) -> String {
        if self.what.is_empty() {
            self.adjective.clone()
        } else {
            format!("{} {}", self.adjective, self.what)
        }
    }

    /// Whose they are, before another noun: `North Korean`.
    pub fn whose(&self) -> &str {
        if self.what.is_empty() { self.adjective.trim_end_matches('s') } else { &self.adjective }
    }

    /// Whether another noun can mean this group again.
    pub fn can_be(&self, document: &Document, noun: &str) -> bool {
        let sort = sort(noun);
        if self.what.is_empty() {
            return sort.is_some();
        }
        // `police units` can be officers, too.
        let alike = |at: usize| sort.is_some() && self::sort(&singular(document, at)) == sort;
        singular(document, self.noun) == noun
            || self.words.clone().take_while(|at| *at <= self.noun).any(alike)
    }
}

/// What sort of group a noun in the singular is.
pub(super) fn sort(noun: &str) -> Option<&'static str> {
    SORTS.get(noun).copied()
}

/// A noun in small letters, with one word for one thing, in the singular.
pub(super) fn singular(document: &Document, noun: usize) -> String {
    let word = document.word(noun).to_lowercase();
    let word = figure::one_word(&word).to_owned();
    word.strip_suffix('s').filter(|_| word.len() > 3).map_or(word.clone(), str::to_owned)
}

/// Parties and their groups among tokens, in order. `speaker` is whom `our` and `its` stand for.
pub(super) fn mentions(document: &Document, range: Range<usize>, speaker: Option<&str>) -> Vec<Mention> {
    let mut found = Vec::new();
    let mut at = range.start;
    while at < range.end {
        let Some((mention, next)) = mention(document, at, &range, speaker) else {
            at += 1;
            continue;
        };
        found.extend(mention);
        at = next;
    }
    found
}

fn mention(
    document: &Document,
    at: usize,
    range: &Range<usize>,
    speaker: Option<&str>,
) -> Option<(Option<Mention>, usize)> {
    if document.tokens[at].tag == "PRP$" {
        return possessive(document, at, range, speaker);
    }
    let (party, length) = actor::party_at(document, at, range.end)?;
    let end = at + length;
    let named = Some(party.to_owned());
    let group = before_noun(document, at..end, range).or_else(|| after_noun(document, at..end, range));
    if let Some(group) = group {
        let next = group.words.end.max(end);
        let place = PLACE_WORDS.contains(singular(document, group.noun).as_str());
        let mention = Mention { party: named, at: at..end, group: Some(group) };
        return Some((Some(mention).filter(|_| !place), next));
    }
    let place = says_where(document, span(document, &(at..end)));
    Some((Some(Mention { party: named, at: at..end, group: None }).filter(|_| !place), end))
}

/// `its troops`, `our soldiers`: of the speaker, else of nobody known.
fn possessive(
    document: &Document,
    at: usize,
    range: &Range<usize>,
    speaker: Option<&str>,
) -> Option<(Option<Mention>, usize)> {
    let pronoun = document.word(at).to_lowercase();
    let (noun, end) = noun_after(document, at + 1, range.end)?;
    sort(&singular(document, noun))?;
    let party = speaker.filter(|_| matches!(pronoun.as_str(), "its" | "our")).map(str::to_owned);
    let group = party.as_deref().map(|party| Group {
        words: at..end,
        noun,
        what: what(document, at + 1..noun + 1),
        adjective: adjective(party).unwrap_or(party).to_owned(),
    });
    Some((Some(Mention { party, at: at..at + 1, group }), end))
}

/// Whether a name stands in a place that only says where.
fn says_where(document: &Document, name: Span) -> bool {
    let first = document.places.partition_point(|place| place.span.end <= name.start);
    let mut near = document.places[first..].iter().take_while(|place| place.span.start < name.end);
    near.any(|place| matches!(place.usage, Usage::Where | Usage::Container))
}

/// `North Korean soldiers`, `Ukraine's elite troops`, `the North Koreans`.
fn before_noun(document: &Document, name: Range<usize>, range: &Range<usize>) -> Option<Group> {
    // `Russian-backed`, `Ukrainian-held` are not theirs.
    if document.word(name.end) == "-" {
        return None;
    }
    let owned = document.tokens.get(name.end).is_some_and(|token| token.tag == "POS");
    let words = text(document, &name);
    let listed = country::find(&words);
    let people = listed.is_some_and(|listed| listed.sense == Sense::Demonym);
    let after = noun_after(document, name.end + usize::from(owned), range.end);
    let Some((noun, end)) = after else {
        let several = people && words.ends_with('s') && !owned;
        return several.then(|| Group {
            words: name.clone(),
            noun: name.end - 1,
            what: String::new(),
            adjective: words,
        });
    };
    // Headlines write `Syria forces`; `US troops` stay so.
    let short = !words.contains(char::is_lowercase);
    let country = listed.is_some_and(|listed| listed.sense == Sense::Name) && !short;
    let adjective = match listed {
        Some(listed) if owned || country => country::adjective(listed.iso)?.to_owned(),
        _ => words,
    };
    Some(Group {
        words: name.start..end,
        noun,
        what: what(document, name.end + usize::from(owned)..noun + 1),
        adjective,
    })
}

/// `soldiers from North Korea`, `army units of the Democratic People's Republic of Korea`.
fn after_noun(document: &Document, name: Range<usize>, range: &Range<usize>) -> Option<Group> {
    let before = |at: usize| at.checked_sub(1).filter(|at| *at >= range.start);
    let mut link = before(name.start)?;
    if document.word(link) == "the" {
        link = before(link)?;
    }
    let noun = before(link).filter(|_| matches!(document.word(link), "from" | "of"))?;
    // `evacuated 20 soldiers from Sudan`: the verb's, not the noun's.
    let parsed = document.tokens[link].dep.is_empty() || document.tokens[link].head == noun;
    if !parsed || !document.tokens[noun].tag.starts_with("NN") || sort(&singular(document, noun)).is_none() {
        return None;
    }
    let listed = country::find(&text(document, &name))?;
    let modifier = |at: &usize| matches!(document.tokens[*at].tag, "NN" | "NNP" | "NNS" | "JJ" | "HYPH");
    let start = (range.start..noun).rev().take_while(modifier).last().unwrap_or(noun);
    Some(Group {
        words: start..name.end,
        noun,
        what: what(document, start..noun + 1),
        adjective: country::adjective(listed.iso)?.to_owned(),
    })
}

/// The noun that ends the run of adjectives and nouns from a token on, and where it ends.
fn noun_after(document: &Document, start: usize, end: usize) -> Option<(usize, usize)> {
    let fits = |at: &usize| {
        matches!(document.tokens[*at].tag, "NN" | "NNS" | "NNP" | "NNPS" | "JJ" | "HYPH" | "VBN" | "CD")
    };
    // No name goes on in the next sentence.
    let sentence = start.checked_sub(1).and_then(|name| document.tokens.get(name)).map(|name| name.sentence);
    let same = |at: &usize| sentence.is_none_or(|sentence| document.tokens[*at].sentence == sentence);
    let run = (start..end).take_while(|at| same(at) && fits(at));
    let noun = run.filter(|at| document.tokens[*at].tag.starts_with("NN")).last()?;
    Some((noun, noun + 1))
}

/// Words of a group without whose they are and without sizes, in small letters but for names.
fn what(document: &Document, range: Range<usize>) -> String {
    let last = range.end.saturating_sub(1);
    let words = range.filter(|at| !figure::is_size(&document.word(*at).to_lowercase())).map(|at| {
        let word = document.word(at);
        let name = document.tokens[at].tag.starts_with("NNP") && !opens(document, at) && at != last;
        if name { word.to_owned() } else { figure::one_word(&word.to_lowercase()).to_owned() }
    });
    words.collect::<Vec<_>>().join(" ")
}

/// Whether a token begins a sentence or a quotation, where a capital means nothing.
fn opens(document: &Document, at: usize) -> bool {
    let sentence = document.sentences[document.tokens[at].sentence].tokens.start;
    at == sentence || matches!(document.word(at - 1), "\"" | "“")
}

fn text(document: &Document, range: &Range<usize>) -> String {
    actor::phrase(document, range.clone())
}

/// A party as it stands before a noun; nothing where it is no country.
pub(super) fn adjective(party: &str) -> Option<&'static str> {
    country::adjective(country::find(party)?.iso)
}
