//! What a text mentions: names, nouns and pronouns that can stand for an actor.
//!
//! Names are those of the name finder, mended by what the rest of the text shows: a surname
//! that it takes for a town, a name that it leaves out, `the Clinton campaign`.

use std::collections::HashSet;
use std::ops::Range;

use rustc_hash::FxHashMap;

use super::entity::Kind;
use super::{gender, role};
use crate::place::Usage;
use crate::{Document, actor};

/// How something is mentioned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Name,
    Noun,
    Pronoun,
    /// Two people joined by `and`.
    Pair,
}

/// A mention.
#[derive(Clone, Debug)]
pub(super) struct Mention {
    pub form: Form,
    /// The word that the mention is about; a name's last.
    pub head: usize,
    /// A name alone; of a noun, the noun with what stands before it.
    pub core: Range<usize>,
    /// With titles and what follows, as a source has it.
    pub range: Range<usize>,
    pub kind: Kind,
    pub entity: Option<usize>,
    /// Whether it is the source of something.
    pub spoke: bool,
}

/// All mentions of a text, in reading order.
pub(super) fn all(document: &Document, sources: &[Range<usize>]) -> Vec<Mention> {
    let mut found = names(document);
    let mut taken: FxHashMap<usize, usize> = FxHashMap::default();
    for (at, mention) in found.iter().enumerate() {
        taken.extend(mention.core.clone().map(|token| (token, at)));
    }
    for source in sources.iter().filter(|source| !source.is_empty()) {
        if let Some(aged) = aged(document, source) {
            taken.extend(aged.core.clone().map(|token| (token, found.len())));
            found.push(aged);
            continue;
        }
        let person = actor::person(document, source.clone()).map(|person| person.end - 1);
        let Some(head) = person.or_else(|| actor::head(document, source.clone())) else { continue };
        if let Some(known) = taken.get(&head) {
            let known = &mut found[*known];
            known.spoke = true;
            if source.len() > known.range.len() && source.start <= known.core.start {
                known.range = source.clone();
            }
            continue;
        }
        let mention = if document.tokens[head].tag.starts_with("PRP") {
            pronoun(document, head)
        } else {
            let named = named_body(document, head)
                .filter(|named| source.end == head + 1 && source.start <= named.core.start);
            Some(named.unwrap_or_else(|| noun(document, head, source.clone())))
        };
        if let Some(mention) = mention {
            taken.insert(head, found.len());
            found.push(Mention { spoke: true, ..mention });
        }
    }
    for at in 0..document.tokens.len() {
        let token = &document.tokens[at];
        if taken.contains_key(&at) || !token.entity.is_empty() && token.tag.starts_with("NNP") {
            continue;
        }
        let argument = matches!(
            token.dep,
            "nsubj" | "nsubjpass" | "dobj" | "dative" | "pobj" | "attr" | "appos" | "conj" | "ROOT" | "poss"
        );
        match token.tag {
            "PRP" | "PRP$" => found.extend(pronoun(document, at)),
            "NN" if argument && let Some(name) = named_body(document, at) => found.push(name),
            "NN" | "NNS" if argument => found.push(noun(document, at, noun_phrase(document, at))),
            _ => {}
        }
    }
    found.extend(pairs(document, &found));
    found.sort_by_key(|mention| (mention.head, mention.form == Form::Pair));
    found
}

/// Whether a word is what a verb, a preposition or a noun is about.
fn is_argument(document: &Document, at: usize) -> bool {
    matches!(
        document.tokens[at].dep,
        "nsubj" | "nsubjpass" | "dobj" | "dative" | "pobj" | "attr" | "appos" | "conj" | "ROOT" | "poss"
    )
}

/// A noun with what stands before it.
fn noun_phrase(document: &Document, head: usize) -> Range<usize> {
    let before = |at: &usize| {
        let token = &document.tokens[*at];
        // `ex-wife` in pieces.
        let hyphen = |at: usize| document.word(at) == "-";
        if hyphen(*at) || hyphen(at + 1) {
            return token.span.end == document.tokens[at + 1].span.start;
        }
        let mut above = *at;
        for _ in 0..4 {
            above = document.tokens[above].head;
            if above == head {
                return !matches!(token.dep, "appos" | "prep" | "relcl" | "acl" | "punct" | "cc" | "preconj");
            }
        }
        false
    };
    let sentence = document.sentences[document.tokens[head].sentence].tokens.start;
    (sentence..head).rev().take_while(before).last().unwrap_or(head)..head + 1
}

fn noun(document: &Document, head: usize, range: Range<usize>) -> Mention {
    let core = noun_phrase(document, head);
    let several = matches!(document.tokens[head].tag, "NNS" | "NNPS");
    let kind = if several { Kind::Several } else { role::kind(&document.tokens[head].lemma) };
    Mention { form: Form::Noun, head, core, range, kind, entity: None, spoke: false }
}

/// `the Clinton campaign`: a body with a name for all that its noun is common.
fn named_body(document: &Document, head: usize) -> Option<Mention> {
    let proper =
        |at: &usize| document.tokens[*at].tag.starts_with("NNP") || document.tokens[*at].tag == "POS";
    let sentence = document.sentences[document.tokens[head].sentence].tokens.start;
    let start = (sentence..head).rev().take_while(proper).last()?;
    let body = role::kind(&document.tokens[head].lemma) == Kind::Body;
    body.then(|| Mention {
        kind: Kind::Body,
        form: Form::Name,
        core: start..head + 1,
        ..noun(document, head, start..head + 1)
    })
}

fn pronoun(document: &Document, at: usize) -> Option<Mention> {
    let word = document.word(at).to_lowercase();
    let third = gender::of_pronoun(&word).is_some()
        || matches!(word.as_str(), "it" | "its" | "they" | "them" | "their");
    (third && document.tokens[at].dep != "expl").then(|| Mention {
        form: Form::Pronoun,
        head: at,
        core: at..at + 1,
        range: at..at + 1,
        kind: Kind::Thing,
        entity: None,
        spoke: false,
    })
}

/// `The 37-year-old said`: somebody who was spoken of, as a pronoun is.
fn aged(document: &Document, source: &Range<usize>) -> Option<Mention> {
    // `The 31-year-old, the only one of eight to study,`
    let comma = source.clone().find(|at| document.word(*at) == ",");
    let named = source.start..comma.unwrap_or(source.end);
    let mut words = named.clone().rev().map(|at| document.word(at));
    let old = words.next() == Some("old") && words.next() == Some("-") && words.next() == Some("year");
    let the = matches!(document.word(source.start), "the" | "The");
    (old && the && named.len() <= 7).then(|| Mention {
        form: Form::Pronoun,
        head: named.end - 1,
        core: named.clone(),
        range: source.clone(),
        kind: Kind::Person,
        entity: None,
        spoke: true,
    })
}

/// The names of a text.
fn names(document: &Document) -> Vec<Mention> {
    let runs = runs(document);
    let proper = |range: &Range<usize>| range.clone().all(|at| document.tokens[at].tag != "NNS");
    let is_person = |range: &&Range<usize>| {
        let entity = document.tokens[range.end - 1].entity;
        let first = || gender::of_first_name(document.word(range.start)).is_some();
        range.len() > 1
            && proper(range)
            && (entity == "PERSON" || entity.is_empty() && range.len() < 4 && first())
    };
    let words = |core: &Range<usize>| -> Vec<&str> { core.clone().map(|at| document.word(at)).collect() };
    let people: HashSet<Vec<&str>> = runs.iter().filter(is_person).map(words).collect();
    let parts: HashSet<&str> =
        people.iter().flat_map(|name| [name.first(), name.last()]).flatten().copied().collect();
    // The name finder errs with surnames alone, and leaves names out.
    let is_known = |core: &Range<usize>| {
        let place = document.tokens[core.start].entity == "GPE"
            && core.start > 0
            && document.tokens[core.start - 1].tag == "IN";
        core.len() == 1 && !place && parts.contains(document.word(core.start))
            || people.contains(&words(core))
    };
    let mut found: Vec<Mention> = Vec::new();
    for mut core in runs.iter().cloned() {
        let last = core.end - 1;
        let title = role::kind(&document.word(core.start).to_lowercase()) == Kind::Person && core.len() > 1;
        let first = gender::of_first_name(document.word(core.start + 1)).is_some();
        let entity = document.tokens[core.start].entity;
        // `Pope Leo`; `Nurse Amina Yusuf`, but `General Motors`.
        if title && (entity == "PERSON" || first) {
            core.start += 1;
        }
        let kind = match entity {
            "PERSON" => Kind::Person,
            _ if title && first => Kind::Person,
            _ if is_known(&core) => Kind::Person,
            "ORG" if core.len() == 1 && role::kind(&document.word(last).to_lowercase()) != Kind::Thing => {
                continue;
            }
            "ORG" => Kind::Body,
            "GPE" => Kind::Place,
            // A name that the name finder leaves out, most often a body's.
            "" if is_argument(document, last) && core.clone().all(|at| document.tokens[at].tag == "NNP") => {
                Kind::Body
            }
            "NORP" if matches!(document.tokens[last].tag, "NNPS" | "NNS") => Kind::Several,
            _ => continue,
        };
        // `Kyiv` is a government; `Zelensky` is on the same list, and is a man whom the text names.
        let seat =
            kind == Kind::Person && !is_known(&core) && actor::party_named(document, core.clone()).is_some();
        let kind = if seat { Kind::Body } else { kind };
        // `off Sulawesi` is where, whatever the name finder takes it for.
        let kind = if kind == Kind::Body && says_where(document, &core) { Kind::Place } else { kind };
        let range = if kind == Kind::Person { with_title(document, core.clone()) } else { core.clone() };
        found.push(Mention { form: Form::Name, head: last, core, range, kind, entity: None, spoke: false });
    }
    found
}

/// Whether a name says where something is.
fn says_where(document: &Document, core: &Range<usize>) -> bool {
    let span = crate::attribution::span(document, core);
    let first = document.places.partition_point(|place| place.span.end <= span.start);
    let place = document.places.get(first).filter(|place| place.span.overlaps(span));
    place.is_some_and(|place| place.usage == Usage::Where)
}

/// Runs of tokens that the name finder marks as one name, without `the` and `'s`, and runs of
/// capitals that it leaves out.
fn runs(document: &Document) -> Vec<Range<usize>> {
    let capital = |at: usize| document.word(at).starts_with(|c: char| c.is_uppercase() || c.is_numeric());
    let left_out = |at: usize| {
        let token = &document.tokens[at];
        token.entity.is_empty() && capital(at) && matches!(token.tag, "NN" | "NNP")
    };
    let mut runs = Vec::new();
    let mut at = 0;
    while at < document.tokens.len() {
        let token = &document.tokens[at];
        let goes_on = |next: &usize| match token.entity {
            "" => left_out(*next) && document.tokens[*next].sentence == token.sentence,
            _ => document.tokens[*next].entity_inside,
        };
        let end = (at + 1..document.tokens.len()).find(|next| !goes_on(next));
        let mut run = at..end.unwrap_or(document.tokens.len());
        // The head of a name may be left out of it.
        while !token.entity.is_empty()
            && run.end < document.tokens.len()
            && document.tokens[run.end - 1].dep == "compound"
            && document.tokens[run.end - 1].head == run.end
            && document.tokens[run.end].tag == "NNP"
            && left_out(run.end)
        {
            run.end += 1;
        }
        at = run.end;
        if token.entity.is_empty() && !left_out(run.start) {
            at = run.start + 1;
            continue;
        }
        let verb = |at: usize| document.tokens[at].tag.starts_with("VB");
        while run.len() > 1 && (!capital(run.end - 1) || verb(run.end - 1)) {
            run.end -= 1;
        }
        while run.len() > 1 && (!capital(run.start) || document.tokens[run.start].tag == "DT") {
            run.start += 1;
        }
        if capital(run.start) {
            runs.push(run);
        }
    }
    runs
}

/// The nouns and nationality right before a person's name.
fn with_title(document: &Document, name: Range<usize>) -> Range<usize> {
    let sentence = document.sentences[document.tokens[name.start].sentence].tokens.start;
    let title = |at: &usize| matches!(document.tokens[*at].tag, "NNP" | "NN" | "JJ" | "POS" | "NNPS");
    let start = (sentence..name.start).rev().take_while(title).last().unwrap_or(name.start);
    start..name.end
}

/// Names of two people joined by `and`.
fn pairs(document: &Document, names: &[Mention]) -> Vec<Mention> {
    let people: Vec<&Mention> =
        names.iter().filter(|mention| mention.form == Form::Name && mention.kind == Kind::Person).collect();
    people
        .windows(2)
        .filter_map(|two| {
            let between = two[0].core.end..two[1].range.start;
            let joined = between.len() == 1 && document.word(between.start) == "and";
            joined.then(|| Mention {
                form: Form::Pair,
                head: two[1].head,
                core: two[0].core.start..two[1].core.end,
                range: two[0].range.start..two[1].core.end,
                kind: Kind::Several,
                entity: None,
                spoke: false,
            })
        })
        .collect()
}
