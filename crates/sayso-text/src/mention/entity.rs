//! Somebody or something that a text speaks of, and how much it is in mind.
//!
//! The weights are those of Lappin and Leass (1994), by the grammar of the place, halved with
//! each sentence of the report's own voice.

use super::gender::Gender;
use crate::Document;

/// What a pronoun can tell of an entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// One person.
    Person,
    /// A body: a company, an office, a party.
    Body,
    /// A town, a region or a country.
    Place,
    /// Several people or things.
    Several,
    /// One thing.
    Thing,
}

/// Somebody or something with all of its mentions.
#[derive(Debug)]
pub(super) struct Entity {
    pub kind: Kind,
    pub gender: Option<Gender>,
    /// The words of its longest name in small letters; of its noun where it has no name.
    pub name: Vec<String>,
    /// Whether the text names it.
    pub named: bool,
    /// What the text calls it: titles, trades, descriptions, in small letters.
    pub roles: Vec<String>,
    /// Its mentions in reading order, as indices.
    pub mentions: Vec<usize>,
    /// The two that a pair is, as indices of entities.
    pub members: Vec<usize>,
    salience: Salience,
}

#[derive(Clone, Copy, Debug, Default)]
struct Salience {
    /// What it has from sentences before the last one that it stands in.
    before: f32,
    /// The most that the last one gives it.
    here: f32,
    /// That one's place among the sentences.
    line: usize,
}

impl Entity {
    pub fn new(kind: Kind, name: Vec<String>, named: bool) -> Entity {
        Entity {
            kind,
            gender: None,
            name,
            named,
            roles: Vec::new(),
            mentions: Vec::new(),
            members: Vec::new(),
            salience: Salience::default(),
        }
    }

    /// Brings it to mind in a sentence.
    pub fn mention(&mut self, line: usize, weight: f32) {
        if line > self.salience.line {
            self.salience = Salience { before: self.salience(line), here: 0.0, line };
        }
        self.salience.here = self.salience.here.max(weight);
    }

    /// How much it is in mind in a sentence.
    pub fn salience(&self, line: usize) -> f32 {
        let away = line.saturating_sub(self.salience.line).min(60);
        (self.salience.before + self.salience.here) * 0.5_f32.powi(away as i32)
    }

    /// How many sentences ago it was last mentioned.
    pub fn away(&self, line: usize) -> usize {
        if self.salience.here > 0.0 { line.saturating_sub(self.salience.line) } else { usize::MAX }
    }

    pub fn forget_salience(&mut self) {
        self.salience = Salience::default();
    }

    pub fn add_roles(&mut self, roles: impl IntoIterator<Item = String>) {
        for role in roles {
            if !self.roles.contains(&role) {
                self.roles.push(role);
            }
        }
    }
}

/// How much a mention brings its entity to mind, by what its head word does in the sentence.
pub(super) fn weight(document: &Document, head: usize, quoted: bool) -> f32 {
    let mut at = head;
    // What is joined by `and` does what the first does.
    for _ in 0..8 {
        if document.tokens[at].dep != "conj" || document.tokens[at].head == at {
            break;
        }
        at = document.tokens[at].head;
    }
    let token = &document.tokens[at];
    let above = &document.tokens[token.head];
    let grammar = match token.dep {
        "nsubj" | "nsubjpass" if is_main(document, token.head) => 180.0,
        "nsubj" | "nsubjpass" => 150.0,
        "ROOT" => 120.0,
        "dobj" | "dative" | "attr" | "agent" => 110.0,
        // Under a verb, or under a noun.
        "pobj" if document.tokens[above.head].pos == "VERB" => 90.0,
        "pobj" => 50.0,
        "poss" => 60.0,
        "compound" | "nmod" | "amod" => -20.0,
        "" => 100.0,
        _ => 60.0,
    };
    (100.0 + grammar) * if quoted { 0.2 } else { 1.0 }
}

/// Whether a verb is a sentence's own, or joined to it by `and`.
pub(super) fn is_main(document: &Document, verb: usize) -> bool {
    let token = &document.tokens[verb];
    token.dep == "ROOT" || token.dep == "conj" && document.tokens[token.head].dep == "ROOT"
}
