//! Amounts and counts: `at least 30 North Korean soldiers`, `800 square kilometers (309
//! square miles)`, `two-thirds of voters`, `dozens`.
//!
//! A figure points at its exact words and has beside them the resolved value, the unit,
//! what is counted and what happened to it. Years, dates and times of day are moments;
//! numbers in names (`Article 5`, `Boeing 737`, `COVID-19`) are nothing.
//!
//! ```text
//! killed or wounded at least 30 North Korean soldiers
//!                   └ ≥ 30 North Korean soldiers · killed or wounded
//! ```

mod amount;
mod counted;
mod event;
mod forms;
mod frame;
mod guard;
mod loose;
mod outcome;
mod parsed;
mod read;
mod set;
mod shown;
mod small;
mod unit;

use crate::scan::Pieces;
use crate::{Document, Span};

pub(crate) use amount::{Form, Word, begins as begins_amount, read as read_amount};
pub(crate) use counted::{Words, is_size, one_word};
pub(crate) use guard::{followed_by_things, in_name};
pub use shown::parse_shown;
pub use unit::Unit;

/// An amount as the text has it, and what it means.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// The whole phrase: `at least 30 North Korean soldiers`.
    pub span: Span,
    /// The bare amount: `30`; of a vague one the word that says so.
    pub amount: Span,
    /// What sort of amount it is.
    pub kind: Kind,
    /// The least that the words allow; empty where they do not say. Percentages are in
    /// percent, money and measures in `unit`.
    pub low: Option<f64>,
    /// The most that the words allow; empty where they do not say.
    pub high: Option<f64>,
    /// How the words bound it.
    pub bound: Bound,
    /// What it is measured in; empty for counts.
    pub unit: Option<&'static Unit>,
    /// The same amount in another unit, where the text gives one in brackets.
    pub also: Option<Also>,
    /// What is counted, where the text says.
    pub counts: Option<Counted>,
    /// What happened to it, where the text says.
    pub outcome: Option<Outcome>,
}

impl Figure {
    /// The low and high end in SI units; nothing for counts and money.
    pub fn si(&self) -> Option<(Option<f64>, Option<f64>, &'static str)> {
        let unit = self.unit.filter(|unit| unit.factor.is_some())?;
        let convert = |value: Option<f64>| value.and_then(|value| unit.to_si(value));
        Some((convert(self.low), convert(self.high), unit.si))
    }
}

/// How words bound an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Bound {
    /// `30`.
    Exact,
    /// `at least 30`: 30 and up.
    AtLeast,
    /// `up to 30`: 30 and down.
    AtMost,
    /// `more than 30`: 30 itself not.
    MoreThan,
    /// `fewer than 30`: 30 itself not.
    LessThan,
    /// `about 30`.
    Around,
    /// `between 10 and 20`.
    Between,
    /// `dozens`, `several`.
    Vague,
}

impl Bound {
    const NAMES: &[(Bound, &'static str)] = &[
        (Bound::Exact, "exact"),
        (Bound::AtLeast, "at least"),
        (Bound::AtMost, "at most"),
        (Bound::MoreThan, "more than"),
        (Bound::LessThan, "less than"),
        (Bound::Around, "around"),
        (Bound::Between, "between"),
        (Bound::Vague, "vague"),
    ];

    /// Its name: `at least`.
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(bound, _)| *bound == self).map_or("", |(_, name)| name)
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(_, known)| *known == name).map(|(bound, _)| *bound)
    }
}

/// What sort of amount a figure is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// People or things, one by one.
    Count,
    /// Currency.
    Money,
    /// `12 %`.
    Percentage,
    /// `two percentage points`.
    PercentagePoints,
    /// `two-thirds`, `one in five`: a part of 1.
    Fraction,
    /// `third`, `21st`: a place in an order, no amount.
    Ordinal,
    /// `3-1`, `beat them 21-14`: low is the first side's, high the second's.
    Score,
    /// `a 34-year-old`, `aged 5`.
    Age,
    /// `three days`.
    Duration,
    /// `square miles`.
    Area,
    /// `miles`.
    Length,
    /// `tons`.
    Mass,
    /// `barrels`.
    Volume,
    /// `km/h`.
    Speed,
    /// `°C`.
    Temperature,
    /// `kWh`.
    Energy,
    /// `megawatts`.
    Power,
    /// `gigabytes`.
    Data,
    /// `degrees`.
    Angle,
    /// `hPa`.
    Pressure,
    /// `MHz`.
    Frequency,
    /// `volts`.
    Voltage,
    /// `decibels`.
    Level,
    /// `sieverts`.
    Dose,
    /// `becquerels`.
    Activity,
}

impl Kind {
    const NAMES: &[(Kind, &'static str)] = &[
        (Kind::Count, "count"),
        (Kind::Money, "money"),
        (Kind::Percentage, "percentage"),
        (Kind::PercentagePoints, "percentage points"),
        (Kind::Fraction, "fraction"),
        (Kind::Ordinal, "ordinal"),
        (Kind::Score, "score"),
        (Kind::Age, "age"),
        (Kind::Duration, "duration"),
        (Kind::Area, "area"),
        (Kind::Length, "length"),
        (Kind::Mass, "mass"),
        (Kind::Volume, "volume"),
        (Kind::Speed, "speed"),
        (Kind::Temperature, "temperature"),
        (Kind::Energy, "energy"),
        (Kind::Power, "power"),
        (Kind::Data, "data"),
        (Kind::Angle, "angle"),
        (Kind::Pressure, "pressure"),
        (Kind::Frequency, "frequency"),
        (Kind::Voltage, "voltage"),
        (Kind::Level, "level"),
        (Kind::Dose, "dose"),
        (Kind::Activity, "activity"),
    ];

    /// Its name: `percentage points`.
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(kind, _)| *kind == self).map_or("", |(_, name)| name)
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(_, known)| *known == name).map(|(kind, _)| *kind)
    }
}

/// The same amount in another unit: `(309 square miles)`.
#[derive(Clone, Debug, PartialEq)]
pub struct Also {
    /// Where it stands, without the brackets.
    pub span: Span,
    /// Its value.
    pub value: f64,
    /// Its unit.
    pub unit: &'static Unit,
    /// Whether the conversion is right; empty between currencies, whose rate the text does not give.
    pub agrees: Option<bool>,
}

/// What a figure counts.
#[derive(Clone, Debug, PartialEq)]
pub struct Counted {
    /// Where it stands; empty where the text leaves it to be understood (`45 dead`).
    pub span: Option<Span>,
    /// Its name, with one word for one thing: `North Korean Troops` are `North Korean soldiers`.
    pub name: String,
}

/// What happened to what a figure counts.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// Its name: `killed or wounded`.
    pub name: String,
    /// The words that say so.
    pub span: Span,
    /// Whether the text says that it did not happen: `did not capture 10 tanks`.
    pub negated: bool,
}

pub(crate) fn annotate(document: &mut Document) {
    let mut figures = Vec::new();
    for (index, part) in document.parts.iter().enumerate() {
        let pieces = Pieces::of(&document.text, part.span);
        let mut found = read::figures(&pieces, &taken(document, part.span));
        counted::add(document, index, &pieces, &mut found);
        figures.extend(found.into_iter().map(|found| found.figure));
    }
    figures.sort_by_key(|figure| (figure.span.start, figure.span.end));
    document.figures = figures;
}

/// Where moments stand that are no spans of time: their numbers are theirs.
fn taken(document: &Document, within: Span) -> Vec<Span> {
    let inside = |span: Span| within.contains(span);
    document
        .moments
        .iter()
        .filter(|moment| !moment.is_duration())
        .map(|moment| moment.span)
        .filter(|span| inside(*span))
        .collect()
}
