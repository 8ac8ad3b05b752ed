//! Roles: `the senator`, `the company`, `the 41-year-old striker`, and whom they mean.
//!
//! First somebody whom the text has given that role (`Sen. Ann Lee`, `Ann Lee, a senator from
//! Ohio`), or a body in whose name the noun or a kin of it stands (`the agency`: `Environment
//! Agency`); else, where the words describe rather than introduce, who is most in mind.

use std::ops::Range;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::entity::{Entity, Kind};
use super::gender;
use super::mentions::{Form, Mention};
use super::reader::{Reader, precision};
use crate::grammar::subtree;
use crate::place::Precision;
use crate::statement::near;
use crate::{Document, actor, country, list, names};

/// Nouns that describe somebody who was just spoken of, with whether they need words before them.
static DESCRIBING: LazyLock<FxHashMap<&str, &str>> =
    LazyLock::new(|| list::entries(include_str!("../../lists/describing-nouns.txt")).collect());

/// Nouns for bodies with words in the names that they can mean.
static BODIES: LazyLock<FxHashMap<&str, Vec<String>>> = LazyLock::new(|| {
    list::entries(include_str!("../../lists/body-words.txt"))
        .map(|(noun, words)| (noun, words.split(' ').map(str::to_lowercase).collect()))
        .collect()
});

/// What else somebody with a title can be called.
static KIN: LazyLock<FxHashMap<&str, Vec<&str>>> = LazyLock::new(|| {
    list::entries(include_str!("../../lists/role-words.txt"))
        .map(|(word, others)| (word, others.split(' ').collect()))
        .collect()
});

/// Adjectives for parties: nobody is of two.
const PARTIES: &[&str] =
    &["conservative", "democratic", "green", "labour", "liberal", "libertarian", "republican", "socialist"];

/// What a noun is, by the lists.
pub(super) fn kind(lemma: &str) -> Kind {
    if names::is_office(lemma) || gender::of_noun(lemma).is_some() {
        Kind::Person
    } else if BODIES.contains_key(lemma) {
        Kind::Body
    } else {
        Kind::Thing
    }
}

/// A noun phrase as a description.
pub(super) struct Description {
    /// The noun, in the singular and in small letters.
    head: String,
    /// The words before it, likewise, without articles.
    before: Vec<String>,
    /// Whether it points at something known: `the`, `that`, `both`.
    definite: bool,
    /// Whether it brings in something new: `a`, `an`, or bare as in a headline.
    new: bool,
    /// Whether something follows that says which: `the mayor of Sechura`.
    complete: bool,
    /// Whether a proper noun, an age or a party stands before the noun.
    tells: bool,
    /// Whose it is: `his lawyer`, `Smith's lawyer`.
    owned: bool,
}

impl Description {
    pub fn new(document: &Document, mention: &Mention) -> Description {
        let before = mention.core.start..mention.head;
        let word = |at: usize| document.word(at).to_lowercase();
        let first = word(mention.core.start);
        let content = |at: &usize| {
            matches!(
                document.tokens[*at].tag,
                "NN" | "NNS" | "NNP" | "NNPS" | "JJ" | "JJS" | "CD" | "VBN" | "VBG"
            )
        };
        let owned = before.clone().any(|at| matches!(document.tokens[at].tag, "POS" | "PRP$"));
        let age = |at: usize| word(at).contains("year");
        let tells = before.clone().any(|at| {
            document.tokens[at].tag.starts_with("NNP")
                || document.word(at).starts_with(char::is_uppercase) && content(&at)
                || age(at)
        });
        let after = document.tokens.get(mention.head + 1);
        let follows = after.is_some_and(|next| next.head == mention.head && next.dep == "prep")
            && !matches!(document.word(mention.head + 1), "on" | "at" | "after" | "before" | "during")
            // `mother of three`
            && document.tokens.get(mention.head + 2).is_some_and(|next| next.tag != "CD");
        Description {
            head: document.tokens[mention.head].lemma.to_string(),
            before: expanded(before.filter(content).map(word)),
            definite: matches!(first.as_str(), "the" | "that" | "this" | "both" | "these" | "those"),
            new: matches!(first.as_str(), "a" | "an")
                || !matches!(document.tokens[mention.core.start].tag, "DT" | "CD" | "PDT" | "PRP$"),
            complete: follows,
            tells,
            owned,
        }
    }

    pub fn head(&self) -> &str {
        &self.head
    }

    /// All of its words, and what else they can be called.
    pub fn words(&self) -> Vec<String> {
        expanded(self.before.iter().cloned().chain([self.head.clone()]))
    }
}

/// Words with their kin, each once.
fn expanded(words: impl Iterator<Item = String>) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for word in words {
        let kin = KIN.get(word.as_str()).into_iter().flatten().map(|kin| (*kin).to_owned());
        for word in kin.collect::<Vec<_>>().into_iter().chain([word]) {
            if !all.contains(&word) {
                all.push(word);
            }
        }
    }
    all
}

/// What a text calls a name where it stands: titles before it, what is put beside it, what it is
/// said to be (`Lee is a senator`).
pub(super) fn of_name(document: &Document, core: &Range<usize>, range: &Range<usize>) -> Vec<String> {
    let mut tokens: Vec<usize> = Vec::new();
    // `Trump's running mate Mike Pence`: what owns the title is no title.
    let owner = (range.start..core.start).rev().find(|at| document.tokens[*at].tag == "POS");
    tokens.extend(owner.map_or(range.start, |at| at + 1).min(core.start)..core.start);
    let last = core.end - 1;
    // `a lawyer for Smith, Ann Lee`: beside the noun, not beside Smith.
    let mut noun = document.tokens[last].head;
    if document.tokens[noun].entity == "PERSON" && document.tokens[noun].dep == "pobj" {
        noun = document.tokens[document.tokens[noun].head].head;
    }
    let sentence = near::sentence(document, last);
    for at in sentence.clone().filter(|at| !core.contains(at)) {
        let token = &document.tokens[at];
        let beside = token.dep == "appos" && core.contains(&token.head)
            || document.tokens[last].dep == "appos" && noun == at
            || token.dep == "attr" && is_subject_of(document, core, token.head);
        if beside && token.tag.starts_with("NN") && !token.tag.starts_with("NNP") {
            tokens.extend(described_by(document, at));
        }
    }
    // `(D-Calif.)`: party and state.
    let bracket = sentence.clone().find(|at| *at == core.end && document.word(*at) == "(");
    let affiliation = bracket.map(|at| document.word(at + 1)).unwrap_or_default();
    let party = match affiliation.split(['-', '.']).next() {
        Some("R") => Some("republican"),
        Some("D") => Some("democratic"),
        _ => None,
    };
    let noun = |at: &usize| document.tokens[*at].tag.starts_with(['N', 'J']);
    expanded(
        tokens
            .into_iter()
            .filter(noun)
            .flat_map(|at| [document.word(at).to_lowercase(), document.tokens[at].lemma.to_string()])
            .chain(party.map(str::to_owned)),
    )
}

fn is_subject_of(document: &Document, core: &Range<usize>, verb: usize) -> bool {
    &*document.tokens[verb].lemma == "be"
        && core.clone().any(|at| document.tokens[at].dep == "nsubj" && document.tokens[at].head == verb)
}

/// A noun with the words before it that hang from it.
fn described_by(document: &Document, noun: usize) -> Vec<usize> {
    subtree(document, noun)
        .filter(|at| {
            *at == noun
                || *at < noun && document.tokens[*at].head == noun && document.tokens[*at].dep != "poss"
        })
        .collect()
}

/// Whom a noun means, among those spoken of.
pub(super) fn find(reader: &Reader, at: usize, description: &Description) -> Option<usize> {
    let mention = &reader.mentions[at];
    if mention.kind == Kind::Several {
        return several(reader, at, description);
    }
    if description.owned && mention.kind == Kind::Person {
        return relative(reader, at, description);
    }
    if description.new && mention.kind == Kind::Person && reader.line_of(mention) <= 3 {
        return delayed(reader, description);
    }
    if !description.definite || description.owned {
        return None;
    }
    match mention.kind {
        Kind::Person => person(reader, at, description),
        Kind::Body => body(reader, at, description),
        _ => place(reader, at, description)
            .or_else(|| again(reader, at, description))
            .or_else(|| titled(reader, at, description)),
    }
}

/// `A judge ruled ... . The judge, Ann Lee, ...`: a report's first lines leave out the name that
/// comes further down, of the only one with that role.
fn delayed(reader: &Reader, description: &Description) -> Option<usize> {
    let named = |at: &usize| {
        let entity = &reader.entities[*at];
        entity.kind == Kind::Person
            && entity.roles.contains(&description.head)
            && !contradicts(description, entity)
    };
    let mut all = reader.named().filter(named);
    all.next().filter(|_| all.next().is_none())
}

/// `Admiral Lee ... the admiral`: a title that no list has.
fn titled(reader: &Reader, at: usize, description: &Description) -> Option<usize> {
    let mention = &reader.mentions[at];
    let line = reader.line_of(mention);
    let by_title = |entity: &Entity| {
        let title = || {
            entity.mentions.iter().map(|at| &reader.mentions[*at]).any(|named| {
                (named.range.start..named.core.start)
                    .last()
                    .is_some_and(|title| reader.document.word(title).eq_ignore_ascii_case(&description.head))
            })
        };
        (entity.kind == Kind::Person && entity.named && entity.away(line) <= 100 && title())
            .then(|| entity.salience(line))
    };
    (!description.complete).then(|| highest(reader, at, &by_title)).flatten()
}

/// The highest by a score, then by how much it is in mind, among those who were spoken of of late.
fn highest(reader: &Reader, at: usize, score: &dyn Fn(&Entity) -> Option<f32>) -> Option<usize> {
    best_of(reader, at, reader.near(at).into_iter(), score)
}

fn best_of(
    reader: &Reader,
    at: usize,
    entities: impl Iterator<Item = usize>,
    score: &dyn Fn(&Entity) -> Option<f32>,
) -> Option<usize> {
    let line = reader.line_of(&reader.mentions[at]);
    entities
        .filter_map(|at| {
            let entity = &reader.entities[at];
            Some((at, (score(entity)?, entity.salience(line))))
        })
        .max_by(|(_, one), (_, other)| one.0.total_cmp(&other.0).then(one.1.total_cmp(&other.1)))
        .map(|(at, _)| at)
}

/// `his ex-wife`: the only one whom the text names as somebody's, as far as it says as whose.
fn relative(reader: &Reader, at: usize, description: &Description) -> Option<usize> {
    let mention = &reader.mentions[at];
    let owner = reader.owner(&mention.core);
    let named = |at: &usize| {
        let entity = &reader.entities[*at];
        let of_other = entity.mentions.iter().any(|at| {
            let named = &reader.mentions[*at];
            let other = reader.owner(&(named.range.start..named.core.start));
            other.is_some() && other != owner
        });
        entity.kind == Kind::Person
            && entity.named
            && owner != Some(*at)
            && !of_other
            && entity.roles.contains(&description.head)
    };
    let mut all = reader.named().filter(named);
    all.next().filter(|_| all.next().is_none())
}

fn person(reader: &Reader, at: usize, description: &Description) -> Option<usize> {
    let mention = &reader.mentions[at];
    let sex = gender::of_noun(&description.head).or_else(|| reader.bound_gender(mention));
    let can_be = |entity: &Entity| {
        entity.kind == Kind::Person
            && (sex.is_none() || entity.gender.is_none() || entity.gender == sex)
            && !contradicts(description, entity)
    };
    let line = reader.line_of(mention);
    let given = highest(reader, at, &|entity| {
        let has = |word: &String| entity.roles.contains(word);
        let near = entity.away(line) <= if entity.named { 100 } else { 6 };
        let told = description.before.iter().filter(|word| has(word)).count();
        let foreign = description.complete && told == 0;
        // The vice president is not the president.
        let less = LESSER.iter().filter(|word| entity.roles.iter().any(|role| role == *word));
        let less = less.filter(|word| !description.before.iter().any(|own| own == *word)).count();
        let again = entity.named || told > 0 || !description.tells;
        (can_be(entity) && has(&description.head) && again && near && !foreign && less == 0)
            .then_some(told as f32)
    });
    let describes = match DESCRIBING.get(description.head.as_str()) {
        _ if description.before.iter().any(|word| word == "former") => true,
        Some(&"bare") => !description.complete,
        Some(_) => description.tells && !description.complete,
        None => false,
    };
    given
        .or_else(|| {
            let in_mind = |entity: &Entity| {
                let told = description.before.iter().filter(|word| entity.roles.contains(word)).count();
                (can_be(entity) && entity.named && entity.away(line) <= 3)
                    .then(|| entity.salience(line) * (1 + told) as f32)
            };
            describes.then(|| highest(reader, at, &in_mind)).flatten()
        })
        .or_else(|| {
            // Who is named further down.
            let ahead = |entity: &Entity| {
                let told = description.before.iter().filter(|word| entity.roles.contains(word)).count();
                (can_be(entity) && entity.named && entity.roles.contains(&description.head) && told > 0)
                    .then_some(told as f32)
            };
            best_of(reader, at, reader.named(), &ahead)
        })
}

/// Words that make an office another one.
const LESSER: &[&str] = &["assistant", "associate", "deputy", "vice", "wife", "husband"];

/// Whether a description gives another party or country than the text gave.
fn contradicts(description: &Description, entity: &Entity) -> bool {
    let other = |listed: &dyn Fn(&str) -> Option<String>| {
        let own = description.before.iter().find_map(|word| listed(word));
        let theirs = || entity.roles.iter().filter_map(|word| listed(word)).collect::<Vec<_>>();
        own.is_some_and(|own| {
            let theirs = theirs();
            !theirs.is_empty() && !theirs.contains(&own)
        })
    };
    let party = |word: &str| PARTIES.contains(&word).then(|| word.to_owned());
    other(&party) || other(&|word| country_of(word))
}

fn country_of(word: &str) -> Option<String> {
    let mut chars = word.chars();
    let capital: String = chars.next()?.to_uppercase().chain(chars).collect();
    country::find(&capital).map(|listed| listed.iso.to_owned())
}

fn body(reader: &Reader, at: usize, description: &Description) -> Option<usize> {
    let mention = &reader.mentions[at];
    let words = BODIES.get(description.head.as_str())?;
    let line = reader.line_of(mention);
    let state_forces = matches!(description.head.as_str(), "army" | "military") && !description.tells;
    let named = highest(reader, at, &|entity| {
        let outlet = |kind: &str| {
            crate::statement::outlet_named(&shown(reader, entity)).is_some_and(|(listed, _)| listed == kind)
        };
        let is_kind = match description.head.as_str() {
            "newspaper" | "paper" => outlet("newspaper"),
            "network" | "broadcaster" | "channel" => outlet("broadcaster"),
            "agency" => outlet("news agency"),
            _ => false,
        };
        let own = entity.name.contains(&description.head) || entity.roles.contains(&description.head);
        // An Air Accident Investigation Unit is no airline.
        let short = |word: &String| word != "air" || entity.name.len() < 4;
        let kin = is_kind || entity.name.iter().any(|word| words.contains(word) && short(word));
        let told = description
            .before
            .iter()
            .filter(|word| entity.name.contains(word) || entity.roles.contains(word));
        let told = told.count();
        if state_forces && is_irregular(reader, entity) {
            return None;
        }
        // `the Kenyan company` is not the company that was not said to be Kenyan.
        let fits = entity.kind == Kind::Body && (own || kin) && (told > 0 || !description.tells);
        let near = entity.away(line) <= if entity.named { 40 } else { 6 };
        let own_right = entity.named || introduced(reader, entity);
        (fits && near && own_right && !(description.complete && told == 0))
            .then(|| told as f32 * 1000.0 + entity.salience(line) * if own { 2.0 } else { 1.0 })
    });
    let any = words.iter().any(|word| word == "any") && !description.tells && !description.complete;
    let just = |entity: &Entity| {
        let same =
            !entity.named && entity.kind == Kind::Body && entity.name.last() == Some(&description.head);
        (same && entity.away(line) <= 2 && !description.tells).then(|| entity.salience(line))
    };
    named
        .or_else(|| highest(reader, at, &just))
        .or_else(|| {
            // The name finder takes many a company for a place.
            let no_place = |entity: &Entity| {
                let first = entity.mentions.first().map(|at| &reader.mentions[*at]);
                let precision = first.and_then(|first| precision(reader.document, first));
                entity.kind == Kind::Place && precision.is_none_or(|known| known == Precision::Unknown)
            };
            let in_mind = |entity: &Entity| {
                (entity.named && entity.away(line) <= 3 && (entity.kind == Kind::Body || no_place(entity)))
                    .then(|| entity.salience(line))
            };
            // `the state water corporation` is one of its own.
            let plain = description.before.len() < 2;
            (any && plain).then(|| highest(reader, at, &in_mind)).flatten()
        })
        .or_else(|| again(reader, at, description))
}

/// Whether armed forces are no state's: `the army` is not the Rapid Support Forces that fight it.
fn is_irregular(reader: &Reader, entity: &Entity) -> bool {
    let called = |role: &String| {
        matches!(role.as_str(), "paramilitary" | "rebel" | "militia" | "insurgent" | "jihadist" | "guerrilla")
    };
    let party = || actor::party_in(&shown(reader, entity));
    entity.named
        && (entity.roles.iter().any(called) || party().is_some_and(|party| country::find(party).is_none()))
}

/// Whether something without a name is first spoken of as new: `a bank in Ohio`.
fn introduced(reader: &Reader, entity: &Entity) -> bool {
    let first = entity.mentions.first().map(|at| &reader.mentions[*at]);
    first.is_some_and(|first| {
        matches!(
            reader.document.word(first.core.start).to_lowercase().as_str(),
            "a" | "an" | "another" | "one"
        )
    })
}

/// An entity's name as the text writes it first.
fn shown(reader: &Reader, entity: &Entity) -> String {
    let first = entity.mentions.iter().find(|at| reader.mentions[**at].form == Form::Name);
    first.map_or_else(String::new, |at| actor::phrase(reader.document, reader.mentions[*at].core.clone()))
}

/// What sort of place a noun is.
pub(super) fn precision_of(noun: &str) -> Option<Precision> {
    match noun {
        "city" | "town" | "village" => Some(Precision::Town),
        "state" | "province" | "region" => Some(Precision::Region),
        "country" | "nation" => Some(Precision::Country),
        _ => None,
    }
}

/// `the city`, `the country`: the place of that sort that is most in mind.
fn place(reader: &Reader, at: usize, description: &Description) -> Option<usize> {
    let mention = &reader.mentions[at];
    let sort = precision_of(&description.head)?;
    let line = reader.line_of(mention);
    let plain = !description.tells && !description.complete;
    plain
        .then(|| {
            highest(reader, at, &|entity| {
                let first = entity.mentions.first().map(|at| &reader.mentions[*at])?;
                (entity.kind == Kind::Place
                    && entity.away(line) <= 6
                    && precision(reader.document, first) == Some(sort))
                .then(|| entity.salience(line))
            })
        })
        .flatten()
}

/// The last thing that was called by the same noun.
fn again(reader: &Reader, at: usize, description: &Description) -> Option<usize> {
    let mention = &reader.mentions[at];
    let line = reader.line_of(mention);
    highest(reader, at, &|entity| {
        (entity.kind == mention.kind
            && !entity.named
            && entity.away(line) <= 12
            && entity.name.last() == Some(&description.head))
        .then(|| entity.salience(line))
    })
}

/// Several: those called so before, or two people who are meant together (`the two men`).
fn several(reader: &Reader, at: usize, description: &Description) -> Option<usize> {
    let mention = &reader.mentions[at];
    let line = reader.line_of(mention);
    if !description.definite || description.owned || description.complete {
        return None;
    }
    let two = description.before.iter().any(|word| word == "two")
        || reader.document.word(mention.core.start).eq_ignore_ascii_case("both");
    let pair = highest(reader, at, &|entity| {
        let members: Vec<&Entity> = entity.members.iter().map(|at| &reader.entities[*at]).collect();
        let called = || members.iter().all(|one| one.roles.contains(&description.head));
        let people = kind(&description.head) == Kind::Person;
        (!members.is_empty() && people && entity.away(line) <= 8 && (two || called()))
            .then(|| entity.salience(line))
    });
    pair.or_else(|| again(reader, at, description))
}
