//! One reading of a text: every name, noun and pronoun that can stand for an actor, in order,
//! each given to its entity.
//!
//! Names go first, over the whole text, so that a title that comes later (`the judge, Ann Lee`)
//! is known; then all mentions in order, by what is most in mind.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::entity::{Entity, Kind, is_main, weight};
use super::gender::{self, Gender};
use super::mentions::{self, Form, Mention};
use super::role::{self, Description};
use crate::place::Precision;
use crate::statement::{carrier, near};
use crate::{Document, actor};

/// How many sentences back a pronoun can reach.
const REACH: usize = 10;

/// How many mentions back anything can reach, so that a long text takes no longer by the word.
const MENTIONS: usize = 1000;

/// How many names of a text are looked through for one that stands anywhere in it.
const NAMES: usize = 500;

/// What makes the subject of the same sentence likelier to be meant; and who spoke last.
const SUBJECT: f32 = 200.0;
const SPEAKS_ON: f32 = 150.0;

/// A text read.
pub(super) struct Reader<'a> {
    pub document: &'a Document,
    pub entities: Vec<Entity>,
    pub mentions: Vec<Mention>,
    /// The mention that each token belongs to.
    by_token: FxHashMap<usize, usize>,
    /// Whether each token stands in quotation marks.
    quoted: Vec<bool>,
    /// Each sentence's place among those in the report's own voice.
    lines: Vec<usize>,
}

impl<'a> Reader<'a> {
    /// Reads a text whose sources are known.
    pub fn read(document: &'a Document, sources: &[Range<usize>]) -> Reader<'a> {
        let quoted = near::quoted(document);
        let lines = lines(document, &quoted);
        let mut reader = Reader {
            document,
            entities: Vec::new(),
            mentions: mentions::all(document, sources),
            by_token: FxHashMap::default(),
            quoted,
            lines,
        };
        for (at, mention) in reader.mentions.iter().enumerate().filter(|(_, one)| one.form != Form::Pair) {
            for token in mention.core.clone().chain([mention.head]) {
                let narrower = reader
                    .by_token
                    .get(&token)
                    .is_none_or(|other: &usize| reader.mentions[*other].core.len() >= mention.core.len());
                if narrower {
                    reader.by_token.insert(token, at);
                }
            }
        }
        for at in 0..reader.mentions.len() {
            if reader.mentions[at].form == Form::Name {
                reader.name(at);
            }
        }
        reader.entities.iter_mut().for_each(Entity::forget_salience);
        for at in 0..reader.mentions.len() {
            match reader.mentions[at].form {
                Form::Name => {}
                Form::Noun => reader.noun(at),
                Form::Pronoun => reader.pronoun(at),
                Form::Pair => reader.pair(at),
            }
            reader.keep_in_mind(at);
        }
        reader
    }

    /// The mention that a source is.
    pub fn mention_of(&self, range: &Range<usize>) -> Option<usize> {
        let person = actor::person(self.document, range.clone()).map(|person| person.end - 1);
        let head = person.or_else(|| actor::head(self.document, range.clone()))?;
        self.by_token.get(&head).copied()
    }

    /// The mention that names an entity best, for a mention of it: a longer name before it, best of
    /// all as a source; for nouns and pronouns also one after it.
    pub fn best(&self, entity: &Entity, mention: usize) -> Option<usize> {
        let form = self.mentions[mention].form;
        let named =
            |at: &usize| self.mentions[*at].form == if entity.named { Form::Name } else { Form::Noun };
        let known = || entity.mentions.iter().copied().filter(named).filter(|at| *at != mention);
        let length = |at: usize| if entity.named { self.mentions[at].core.len() } else { 1 };
        let longest = |before: bool| {
            let fits = move |at: &usize| !before || *at < mention;
            let longest = known().filter(fits).map(length).max()?;
            let mut longest = known().filter(fits).filter(move |at| length(*at) == longest);
            let first = longest.clone().next();
            longest.find(|at| self.mentions[*at].spoke).or(first)
        };
        if form == Form::Name {
            return longest(true).filter(|at| length(*at) > length(mention));
        }
        let earlier = longest(true);
        let later =
            longest(false).filter(|at| entity.named && earlier.is_none_or(|one| length(one) < length(*at)));
        later.or(earlier)
    }

    /// The entities that were mentioned of late, in the order in which they came up.
    pub fn near(&self, at: usize) -> Vec<usize> {
        let earlier = &self.mentions[at.saturating_sub(MENTIONS)..at];
        let mut near: Vec<usize> = earlier.iter().filter_map(|mention| mention.entity).collect();
        near.sort_unstable();
        near.dedup();
        near
    }

    /// The first entities with a name.
    pub fn named(&self) -> impl Iterator<Item = usize> {
        (0..self.entities.len()).filter(|at| self.entities[*at].named).take(NAMES)
    }

    fn line(&self, mention: usize) -> usize {
        self.lines[self.document.tokens[self.mentions[mention].head].sentence]
    }

    fn keep_in_mind(&mut self, at: usize) {
        let mention = &self.mentions[at];
        let Some(entity) = mention.entity else { return };
        let quoted = self.quoted[mention.head];
        let mut weight = weight(self.document, mention.head, quoted);
        if mention.spoke && !quoted {
            weight += 80.0;
        }
        let line = self.line(at);
        self.entities[entity].mention(line, weight);
    }

    fn give(&mut self, at: usize, entity: usize) {
        self.mentions[at].entity = Some(entity);
        self.entities[entity].mentions.push(at);
    }

    fn make(&mut self, at: usize, entity: Entity) {
        self.entities.push(entity);
        self.give(at, self.entities.len() - 1);
    }

    /// Gives a name to the entity that has it.
    fn name(&mut self, at: usize) {
        let mention = self.mentions[at].clone();
        let name = name_words(self.document, &mention.core);
        let roles = role::of_name(self.document, &mention.core, &mention.range);
        let sex = gender_of(self.document, &mention, &roles);
        let line = self.line(at);
        let fits = |entity: &Entity| {
            entity.kind == mention.kind
                && is_same_name(entity.kind, &entity.name, &name)
                && (sex.is_none() || entity.gender.is_none() || sex == entity.gender)
        };
        let mut known = self.near(at);
        known.extend(self.named());
        known.retain(|known| fits(&self.entities[*known]));
        known.sort_unstable();
        known.dedup();
        if known.len() > 1
            && let Some(bound) = self.bound_gender(&mention)
        {
            known.retain(|known| self.entities[*known].gender.is_none_or(|gender| gender == bound));
        }
        // Relatives are seldom called by the surname alone: who has it most often has it again.
        let prominence = |known: &usize| {
            let entity = &self.entities[*known];
            entity.salience(line) + 60.0 * entity.mentions.len().min(20) as f32
        };
        let known = known.iter().copied().max_by(|one, other| prominence(one).total_cmp(&prominence(other)));
        match known {
            Some(known) => self.give(at, known),
            None => self.make(at, Entity::new(mention.kind, name.clone(), true)),
        }
        let Some(entity) = self.mentions[at].entity.map(|entity| &mut self.entities[entity]) else { return };
        if name.len() > entity.name.len() {
            entity.name = name;
        }
        entity.gender = entity.gender.or(sex);
        entity.add_roles(roles);
        self.keep_in_mind(at);
    }

    fn noun(&mut self, at: usize) {
        let mention = self.mentions[at].clone();
        let description = Description::new(self.document, &mention);
        let found = self
            .apposed(&mention)
            .or_else(|| self.is_named(&mention))
            .or_else(|| self.of_place(&mention))
            .or_else(|| role::find(self, at, &description).filter(|_| !self.names_itself(at)));
        let of = gender::of_noun(description.head());
        match found {
            Some(entity) => {
                self.give(at, entity);
                if role::precision_of(description.head()).is_some() {
                    self.entities[entity].kind = Kind::Place;
                }
                self.entities[entity].add_roles(description.words());
                self.entities[entity].gender = self.entities[entity].gender.or(of);
            }
            None => {
                let mut entity = Entity::new(mention.kind, vec![description.head().to_owned()], false);
                entity.gender = of;
                entity.add_roles(description.words());
                self.make(at, entity);
            }
        }
    }

    /// `Walter Energy, another mining company`: the name that a noun stands beside.
    fn apposed(&self, mention: &Mention) -> Option<usize> {
        let token = &self.document.tokens[mention.head];
        let beside = self.by_token.get(&token.head).map(|at| &self.mentions[*at])?;
        let alike = beside.kind == mention.kind || beside.kind == Kind::Place && mention.kind == Kind::Body;
        // `in Depayin Township, a resistance official said`: a source's own words hold its name.
        let held = !mention.spoke || beside.kind != Kind::Place || mention.range.contains(&token.head);
        (token.dep == "appos" && beside.form == Form::Name && alike && held).then_some(beside.entity)?
    }

    /// `The company, Norchem, denied it`: a body with its own name behind it is none from before.
    fn names_itself(&self, at: usize) -> bool {
        let noun = &self.mentions[at];
        self.mentions.get(at + 1).is_some_and(|next| {
            let token = &self.document.tokens[next.head];
            noun.kind == Kind::Body
                && next.form == Form::Name
                && token.dep == "appos"
                && token.head == noun.head
        })
    }

    /// `The winner was Ann Lee`: the name that a noun is said to be.
    fn is_named(&self, mention: &Mention) -> Option<usize> {
        let token = &self.document.tokens[mention.head];
        let sentence = self.document.sentences[token.sentence].tokens.clone();
        let be = token.dep == "nsubj" && &*self.document.tokens[token.head].lemma == "be";
        let said = sentence.clone().find(|at| {
            let other = &self.document.tokens[*at];
            be && other.dep == "attr" && other.head == token.head && other.tag == "NNP"
        })?;
        let name = self.by_token.get(&said).map(|at| &self.mentions[*at])?;
        (name.form == Form::Name && name.kind == mention.kind).then_some(name.entity)?
    }

    /// `the city of Bristol`: the place that a noun is said to be.
    fn of_place(&self, mention: &Mention) -> Option<usize> {
        let of = mention.head + 1;
        let sort = role::precision_of(&self.document.tokens[mention.head].lemma).is_some();
        let name = self.by_token.get(&(of + 1)).map(|at| &self.mentions[*at])?;
        let place = sort
            && self.document.word(of) == "of"
            && name.form == Form::Name
            && matches!(name.kind, Kind::Body | Kind::Place);
        place.then_some(name.entity)?
    }

    fn pair(&mut self, at: usize) {
        let core = self.mentions[at].core.clone();
        let member = |token: usize| self.by_token.get(&token).and_then(|at| self.mentions[*at].entity);
        let (Some(one), Some(other)) = (member(core.start), member(core.end - 1)) else { return };
        if one == other {
            return;
        }
        let is_both = |entity: &usize| {
            let members = &self.entities[*entity].members;
            members.contains(&one) && members.contains(&other)
        };
        let known = self.near(at).into_iter().find(is_both);
        match known {
            Some(known) => self.give(at, known),
            None => {
                let mut entity = Entity::new(Kind::Several, Vec::new(), true);
                entity.members = vec![one, other];
                self.make(at, entity);
            }
        }
    }

    fn pronoun(&mut self, at: usize) {
        let mention = self.mentions[at].clone();
        // What somebody quoted means by a pronoun says nothing of the report's own words.
        if self.quoted[mention.head] && !mention.spoke {
            return;
        }
        let word = self.document.word(mention.head).to_lowercase();
        let sex = gender::of_pronoun(&word);
        let subject = self.main_subject(at);
        let scored = |reader: &Self, entity: usize| {
            let one = &reader.entities[entity];
            let fit = match word.as_str() {
                _ if sex.is_some() => match one.kind {
                    Kind::Person if one.gender == sex => 1.0,
                    Kind::Person if one.gender.is_none() => 0.75,
                    _ => return None,
                },
                // `The 37-year-old`
                "old" => match one.kind {
                    Kind::Person if one.named => 1.0,
                    Kind::Person => 0.5,
                    _ => return None,
                },
                "they" | "them" | "their" => match one.kind {
                    Kind::Several => 1.0,
                    Kind::Body => 0.5,
                    Kind::Person if !one.named => 0.2,
                    _ => return None,
                },
                _ => match one.kind {
                    Kind::Body => 1.0,
                    Kind::Place => 0.8,
                    // Bodies speak, things are spoken of, but for a memo that just spoke.
                    Kind::Thing if mention.spoke && !reader.can_speak(one, reader.line(at)) => 0.4,
                    Kind::Thing => 1.0,
                    _ => return None,
                },
            };
            // The later of two alike.
            let last = one.mentions.last().map_or(0, |last| *last) as f32;
            let line = reader.line(at);
            let subject = subject.is_some_and(|subject| subject == entity);
            let speaks_on = mention.spoke && one.away(line) <= 1 && reader.just_spoke(one, line);
            let bonus = if subject { SUBJECT } else { 0.0 } + if speaks_on { SPEAKS_ON } else { 0.0 };
            Some(fit * (one.salience(line) + bonus) + last / 1e4)
        };
        let found = self.most_in_mind(at, &scored).or_else(|| self.subject_ahead(at, sex));
        if let Some(entity) = found {
            self.give(at, entity);
            self.entities[entity].gender = self.entities[entity].gender.or(sex);
        }
    }

    /// Whether a thing can be what says something: what just said something, or holds words.
    fn can_speak(&self, thing: &Entity, line: usize) -> bool {
        self.just_spoke(thing, line) || thing.name.last().is_some_and(|noun| carrier::is_thing(noun))
    }

    /// Whether it was the source of something in this line or the last one.
    fn just_spoke(&self, entity: &Entity, line: usize) -> bool {
        let last = entity.mentions.iter().rev().take(2);
        last.into_iter().any(|last| self.mentions[*last].spoke && self.line(*last) + 1 >= line)
    }

    /// The entity with the highest score among those in reach that can be meant.
    pub fn most_in_mind(&self, at: usize, score: &dyn Fn(&Self, usize) -> Option<f32>) -> Option<usize> {
        let line = self.line(at);
        self.near(at)
            .into_iter()
            .filter(|entity| self.entities[*entity].away(line) <= REACH)
            .filter(|entity| !self.is_bound(at, *entity))
            .filter_map(|entity| Some((entity, score(self, entity)?)))
            .max_by(|one, other| one.1.total_cmp(&other.1))
            .map(|(entity, _)| entity)
    }

    /// The subject of the sentence that a pronoun stands in, where that goes before it.
    fn main_subject(&self, at: usize) -> Option<usize> {
        let head = self.mentions[at].head;
        let sentence = self.document.tokens[head].sentence;
        let earlier = self.mentions[..at].iter().rev();
        let mut earlier = earlier.take_while(|other| self.document.tokens[other.head].sentence == sentence);
        let is_subject = |other: &&Mention| {
            let token = &self.document.tokens[other.head];
            matches!(token.dep, "nsubj" | "nsubjpass") && is_main(self.document, token.head)
        };
        earlier.find(is_subject)?.entity
    }

    /// Whether a verb has both: who tells and who is told are two.
    fn is_bound(&self, at: usize, entity: usize) -> bool {
        let verb = |at: usize| {
            let token = &self.document.tokens[self.mentions[at].head];
            match token.dep {
                "nsubj" | "nsubjpass" | "dobj" | "dative" => Some(token.head),
                "pobj" => Some(self.document.tokens[token.head].head),
                // `remembers her pointing`: who remembers is another.
                "poss" if self.document.tokens[token.head].tag == "VBG" => {
                    Some(self.document.tokens[token.head].head)
                }
                _ => None,
            }
        };
        let Some(own) = verb(at) else { return false };
        let earlier = self.entities[entity].mentions.iter().rev().filter(|other| **other < at).take(3);
        earlier.into_iter().any(|other| verb(*other) == Some(own))
    }

    /// `Before she spoke, Mayor Lind had ...`: the subject of the clause that the pronoun's hangs from.
    fn subject_ahead(&self, at: usize, sex: Option<Gender>) -> Option<usize> {
        let head = self.mentions[at].head;
        let sentence = self.document.tokens[head].sentence;
        let ahead = self.mentions[at + 1..].iter().find(|ahead| {
            let token = &self.document.tokens[ahead.head];
            ahead.form == Form::Name
                && token.sentence == sentence
                && matches!(token.dep, "nsubj" | "nsubjpass")
        })?;
        let entity = ahead.entity?;
        let one = &self.entities[entity];
        (sex.is_some() && one.kind == Kind::Person && (one.gender.is_none() || one.gender == sex))
            .then_some(entity)
    }

    /// `The nominee attacked her rival`: the gender of a subject by a pronoun that follows.
    pub fn bound_gender(&self, mention: &Mention) -> Option<Gender> {
        let document = self.document;
        let token = &document.tokens[mention.head];
        let sentence = document.sentences[token.sentence].tokens.end;
        if !matches!(token.dep, "nsubj" | "nsubjpass") {
            return None;
        }
        let pronoun = (mention.head + 1..sentence)
            .take_while(|at| !document.tokens[*at].tag.starts_with("NNP"))
            .find(|at| document.tokens[*at].tag == "PRP$")
            .filter(|at| document.word(at + 1) != "or")?;
        gender::of_pronoun(&document.word(pronoun).to_lowercase())
    }

    /// Whose a noun is: `his lawyer`, `Smith's lawyer`.
    pub fn owner(&self, range: &Range<usize>) -> Option<usize> {
        let possessive = range.clone().find_map(|at| match self.document.tokens[at].tag {
            "PRP$" => Some(at),
            "POS" => at.checked_sub(1),
            _ => None,
        })?;
        self.by_token.get(&possessive).and_then(|at| self.mentions[*at].entity)
    }

    pub fn line_of(&self, mention: &Mention) -> usize {
        self.lines[self.document.tokens[mention.head].sentence]
    }
}

/// The words of a name in small letters; what a hyphen joins is one.
fn name_words(document: &Document, range: &Range<usize>) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for at in actor::without_honours(document, range.clone()) {
        let word = document.word(at).to_lowercase();
        let joins = at > range.start && document.word(at - 1) == "-";
        match words.last_mut() {
            Some(last) if joins => last.push_str(&word),
            _ if word.chars().any(char::is_alphanumeric) => words.push(word),
            _ => {}
        }
    }
    words
}

/// Whether two names are of one: surname and first name agree as far as both give them.
fn is_same_name(kind: Kind, one: &[String], other: &[String]) -> bool {
    let (short, long) = if one.len() < other.len() { (one, other) } else { (other, one) };
    let (Some(first), Some(last)) = (short.first(), short.last()) else { return false };
    match kind {
        Kind::Person => {
            let surname = long.last() == Some(last);
            let given = long.first() == Some(first);
            // `Jean` for `Jean Dupont`; `Dupont`; `J. Dupont` and `Jean Paul Dupont` are judged by both.
            if short.len() == 1 {
                surname || given && gender::is_first_name(first)
            } else {
                surname && (given || initial(first, &long[0]))
            }
        }
        Kind::Body => one == other || (long.len() > 1 && is_acronym(short, long)) || long.ends_with(short),
        _ => one == other,
    }
}

fn initial(one: &str, other: &str) -> bool {
    let letter = |name: &str| name.len() <= 2 && name.ends_with('.');
    (letter(one) || letter(other)) && one.chars().next() == other.chars().next()
}

/// `IMF` for `International Monetary Fund`.
fn is_acronym(short: &[String], long: &[String]) -> bool {
    let [short] = short else { return false };
    let letters = short.chars().filter(|c| c.is_alphabetic());
    let initials = long
        .iter()
        .filter(|word| !matches!(word.as_str(), "of" | "the" | "and" | "for" | "on"))
        .filter_map(|word| word.chars().next());
    short.len() > 1 && letters.eq(initials)
}

fn gender_of(document: &Document, mention: &Mention, roles: &[String]) -> Option<Gender> {
    if mention.kind != Kind::Person {
        return None;
    }
    let before = mention.range.start..mention.core.start;
    let title = before.rev().find_map(|at| gender::of_noun(&document.word(at).to_lowercase()));
    let first = || gender::of_first_name(document.word(mention.core.start));
    let first = || if mention.core.len() > 1 { first() } else { None };
    title.or_else(first).or_else(|| roles.iter().find_map(|role| gender::of_noun(role)))
}

/// Each sentence's number, counting those alone that are not wholly a quotation.
fn lines(document: &Document, quoted: &[bool]) -> Vec<usize> {
    let mut line = 0;
    document
        .sentences
        .iter()
        .map(|sentence| {
            let own = sentence.tokens.clone().any(|at| !quoted[at] && document.tokens[at].pos != "PUNCT");
            line += usize::from(own);
            line
        })
        .collect()
}

/// What a place's name is the name of, by the gazetteer.
pub(super) fn precision(document: &Document, mention: &Mention) -> Option<Precision> {
    let span = crate::attribution::span(document, &mention.core);
    let first = document.places.partition_point(|place| place.span.end <= span.start);
    document.places.get(first).filter(|place| place.span.overlaps(span)).map(|place| place.precision)
}
