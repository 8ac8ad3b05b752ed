//! Who is meant by a source that does not give its name: `Zelensky`, `he`, `the ministry`
//! stand for somebody further up.
//!
//! A surname stands for the last full name that ends in it; a role for the last body or
//! person whose words hold that role; a pronoun for the last source that it can be.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use crate::actor::{self, Actor};
use crate::grammar::subtree;
use crate::{Document, Span, list};

/// Nouns that are one person by office or trade.
static PERSONS: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| list::words(include_str!("../lists/person-roles.txt")).collect());

/// Words for a company that stand for its name.
const COMPANIES: &[&str] = &[
    "airline",
    "automaker",
    "bank",
    "carmaker",
    "chain",
    "club",
    "company",
    "firm",
    "group",
    "manufacturer",
    "operator",
    "retailer",
];

/// Somebody who was named, in reading order.
struct Known {
    span: Span,
    actor: Actor,
    /// A person, a body, or several.
    kind: Kind,
    /// Words by which it can be meant again, in small letters.
    words: Vec<String>,
    spoke: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Person,
    Body,
    Several,
}

/// Resolves the actors of sources that are given in reading order.
pub(crate) fn resolve(document: &Document, sources: &[Vec<Range<usize>>], actors: &mut [Vec<Actor>]) {
    let mut known = named(document);
    for (source, actors) in sources.iter().zip(actors) {
        for actor in actors.iter_mut() {
            let Some(span) = actor.span else { continue };
            let range = tokens(document, span, source);
            if let Some(noun) = relative(document, &range) {
                let meant = actor::actors(document, std::slice::from_ref(&noun)).into_iter().next();
                if let Some(meant) = meant {
                    let refers = Some(crate::attribution::span(document, &noun));
                    *actor = Actor { span: actor.span, refers, ..meant };
                }
                continue;
            }
            if let Some(found) = antecedent(document, &known, &range, actor) {
                let earlier = &known[found];
                actor.refers = Some(earlier.span);
                actor.party = actor.party.take().or_else(|| earlier.actor.party.clone());
                actor.role = actor.role.take().or_else(|| earlier.actor.role.clone());
                actor.name = earlier.actor.name.clone();
                actor.unnamed = earlier.actor.unnamed;
            }
            remember(document, &mut known, &range, actor);
        }
    }
}

/// The noun that a lone `who` stands for: `the mayor, who said`.
fn relative(document: &Document, range: &Range<usize>) -> Option<Range<usize>> {
    let pronoun = document
        .tokens
        .get(range.start)
        .filter(|token| range.len() == 1 && matches!(token.tag, "WP" | "WDT"))?;
    let verb = document.tokens.get(pronoun.head).filter(|verb| verb.dep == "relcl")?;
    let start = subtree(document, verb.head).start;
    let end = (start..range.start).rev().find(|at| document.tokens[*at].pos != "PUNCT")? + 1;
    (start < end && verb.head < end).then_some(start..end)
}

fn tokens(document: &Document, span: Span, source: &[Range<usize>]) -> Range<usize> {
    let inside = |at: &usize| span.contains(document.tokens[*at].span);
    let all = source.iter().cloned().flatten().filter(|at| inside(at));
    let start = all.clone().next().unwrap_or(0);
    start..all.max().map_or(start, |last| last + 1)
}

/// People and bodies that the text names, whether they speak or not.
fn named(document: &Document) -> Vec<Known> {
    let mut known = Vec::new();
    let mut at = 0;
    while at < document.tokens.len() {
        let token = &document.tokens[at];
        let end = (at + 1..document.tokens.len())
            .find(|next| !document.tokens[*next].entity_inside)
            .unwrap_or(document.tokens.len());
        if matches!(token.entity, "PERSON" | "ORG") && !token.entity_inside {
            let range = with_title(document, at..end);
            let actor = actor::actors(document, std::slice::from_ref(&range)).into_iter().next();
            if let Some(actor) = actor {
                remember(document, &mut known, &range, &actor);
                if let Some(last) = known.last_mut() {
                    last.spoke = false;
                }
            }
        }
        at = end.max(at + 1);
    }
    known
}

/// The nouns and nationality right before a person's name.
fn with_title(document: &Document, name: Range<usize>) -> Range<usize> {
    let sentence = document.sentences[document.tokens[name.start].sentence].tokens.start;
    let title = |at: &usize| matches!(document.tokens[*at].tag, "NNP" | "NN" | "JJ" | "POS" | "NNPS");
    let start = (sentence..name.start).rev().take_while(title).last().unwrap_or(name.start);
    start..name.end
}

fn remember(document: &Document, known: &mut Vec<Known>, range: &Range<usize>, actor: &Actor) {
    let Some(head) = actor::head(document, range.clone()) else { return };
    if document.tokens[head].tag.starts_with("PRP") {
        // A pronoun keeps whom it stands for in mind.
        if let Some(refers) = actor.refers
            && let Some(at) = known.iter().position(|one| one.span == refers)
        {
            let mut again = Known {
                span: refers,
                actor: actor.clone(),
                kind: known[at].kind,
                words: known[at].words.clone(),
                spoke: true,
            };
            again.actor.refers = None;
            known.push(again);
        }
        return;
    }
    let person = actor::person(document, range.clone());
    let several = matches!(document.tokens[head].tag, "NNS" | "NNPS");
    let kind = match (&person, several) {
        (Some(_), _) => Kind::Person,
        (None, true) => Kind::Several,
        (None, false) if actor.unnamed || PERSONS.contains(&*document.tokens[head].lemma) => Kind::Person,
        (None, false) => Kind::Body,
    };
    let words = range
        .clone()
        .filter(|at| document.tokens[*at].tag.starts_with('N'))
        .map(|at| document.word(at).to_lowercase())
        .collect();
    let span = actor.refers.unwrap_or_else(|| crate::attribution::span(document, range));
    known.push(Known { span, actor: Actor { refers: None, ..actor.clone() }, kind, words, spoke: true });
}

/// Whom a source stands for, among those known before it.
fn antecedent(document: &Document, known: &[Known], range: &Range<usize>, actor: &Actor) -> Option<usize> {
    let head = actor::head(document, range.clone())?;
    let start = document.tokens[range.start].span.start;
    let before = |one: &&(usize, &Known)| one.1.span.end <= start;
    let earlier: Vec<(usize, &Known)> = known.iter().enumerate().collect();
    let mut earlier: Vec<&(usize, &Known)> = earlier.iter().filter(before).collect();
    earlier.sort_by_key(|(at, one)| (one.span.start, *at));
    let last =
        |test: &dyn Fn(&Known) -> bool| earlier.iter().rev().find(|(_, one)| test(one)).map(|(at, _)| *at);
    let word = document.word(head).to_lowercase();
    match document.tokens[head].tag {
        "PRP" => {
            let fits = |one: &Known| match word.as_str() {
                "he" | "she" => one.kind == Kind::Person,
                "they" => one.kind != Kind::Person || one.actor.unnamed,
                "it" => one.kind == Kind::Body,
                _ => false,
            };
            latest_speaker(known, start, &fits).or_else(|| last(&fits))
        }
        "NNP" | "NNPS" => {
            // A surname alone, perhaps with a title: the last fuller name that ends in it.
            let name = actor::person(document, range.clone()).unwrap_or(range.clone());
            let surname = document.word(name.end - 1).to_lowercase();
            let fuller = |one: &Known| {
                one.kind == Kind::Person && one.words.len() > name.len() && one.words.last() == Some(&surname)
            };
            (name.len() == 1).then(|| last(&fuller)).flatten()
        }
        "NN" | "NNS"
            if document.word(range.start).eq_ignore_ascii_case("the")
                && actor.party.is_none()
                && range.len() <= 3 =>
        {
            let named = last(&|one: &Known| {
                one.words.last() == Some(&word) || (one.kind == Kind::Person && one.words.contains(&word))
            });
            named.or_else(|| {
                // `Renault will close a plant, the company said`: what the sentence is about.
                let sentence = document.sentences[document.tokens[head].sentence].span.start;
                let subject = |one: &Known| one.kind == Kind::Body && one.span.start == sentence;
                COMPANIES.contains(&word.as_str()).then(|| last(&subject)).flatten()
            })
        }
        _ => None,
    }
}

/// The last who spoke before a place, among those who fit.
fn latest_speaker(known: &[Known], start: usize, fits: &dyn Fn(&Known) -> bool) -> Option<usize> {
    (0..known.len()).rev().find(|at| known[*at].spoke && known[*at].span.end <= start && fits(&known[*at]))
}
