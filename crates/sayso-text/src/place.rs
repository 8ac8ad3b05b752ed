//! Places: names in the text resolved to entries of the gazetteer, or left unknown.
//!
//! A name is a candidate when the name finder takes it for one, or when the words around it
//! say so (`in X`, `the village of X`, `the X region`). Entries are chosen by what the text
//! says contains them (`Plekhovo in the Kursk region of Russia`), what sort of place it says
//! they are, which countries it speaks of, and how many people live there. A name that no
//! entry inside its container has stays unknown, and keeps the container; so does a small town
//! that nothing else in the text speaks for: `unknown` is better than somewhere else.

use std::ops::Range;

use crate::attribution::span;
use crate::{Document, Span};

mod candidate;
mod choose;
mod doubt;
pub mod gazetteer;

use gazetteer::{Entry, Kind};

/// A place as the text names it.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// Where the name stands, with the word for its sort: `Kursk border region`.
    pub span: Span,
    /// Its name: `Kursk region`.
    pub name: String,
    /// The gazetteer's entry; empty where it has none that fits.
    pub entry: Option<Entry>,
    /// How precisely it is meant.
    pub precision: Precision,
    /// The place that the text puts it in, as an index into the document's places.
    pub container: Option<usize>,
    /// What the name does in its sentence.
    pub usage: Usage,
}

/// How precisely a place is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Precision {
    /// A spot within a town, or an island.
    Point,
    /// A city, town or village.
    Town,
    /// A second-order division.
    District,
    /// A first-order division.
    Region,
    /// A country.
    Country,
    /// Wider than a country: a part of the world, a sea.
    Wide,
    /// Not known.
    Unknown,
}

impl Precision {
    /// Its name: `region`.
    pub fn name(self) -> &'static str {
        match self {
            Precision::Point => "point",
            Precision::Town => "town",
            Precision::District => "district",
            Precision::Region => "region",
            Precision::Country => "country",
            Precision::Wide => "wide",
            Precision::Unknown => "unknown",
        }
    }

    fn of(kind: Kind) -> Precision {
        match kind {
            Kind::Country => Precision::Country,
            Kind::Region => Precision::Region,
            Kind::District => Precision::District,
            Kind::Town => Precision::Town,
        }
    }
}

/// What a name does in its sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Usage {
    /// Says where: `in the Kursk region`.
    Where,
    /// Says what another place lies in: `of Russia`.
    Container,
    /// Says where from: `from North Korea`.
    From,
    /// Stands for a government or its people: `Kyiv controls`.
    Actor,
}

impl Usage {
    /// Its name: `where`.
    pub fn name(self) -> &'static str {
        match self {
            Usage::Where => "where",
            Usage::Container => "container",
            Usage::From => "from",
            Usage::Actor => "actor",
        }
    }
}

impl Place {
    /// The ISO code of its country, by its entry or by what contains it.
    pub fn country(&self, document: &Document) -> &'static str {
        let container =
            || self.container.and_then(|at| document.places.get(at)).and_then(|place| place.entry);
        self.entry.or_else(container).map_or("", Entry::country)
    }

    /// For people: `Kursk region, RU · region`, `Martynovka · not in the gazetteer`.
    pub fn shown(&self, document: &Document) -> String {
        let container = self.container.and_then(|at| document.places.get(at));
        match (self.entry, container) {
            (Some(entry), _) if entry.kind() == Kind::Country => format!("{} · country", self.name),
            (Some(entry), _) => format!("{}, {} · {}", self.name, entry.country(), self.precision.name()),
            (None, _) if self.precision == Precision::Wide => format!("{} · wide area", self.name),
            (None, Some(container)) => {
                format!("{} · not in the gazetteer · in {}", self.name, container.name)
            }
            (None, None) => format!("{} · not in the gazetteer", self.name),
        }
    }
}

pub(crate) fn annotate(document: &mut Document) {
    let candidates = candidate::find(document);
    document.places = choose::places(document, &candidates);
}

/// Resolves names that are known to be places: for measuring.
pub fn resolve(document: &Document, names: &[Span]) -> Vec<Place> {
    let ranges = names.iter().filter_map(|name| {
        let inside = |token: &crate::Token| token.span.overlaps(*name);
        let start = document.tokens.iter().position(inside)?;
        Some(start..document.tokens.iter().rposition(inside)? + 1)
    });
    let candidates: Vec<candidate::Candidate> = ranges.map(|range| candidate::at(document, range)).collect();
    choose::places(document, &candidates)
}

/// The words of tokens as one span.
fn span_of(document: &Document, range: &Range<usize>) -> Span {
    span(document, range)
}
