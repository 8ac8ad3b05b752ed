//! Dates and times: a day or an interval that the text names, resolved against the day of
//! publication. `over the weekend` in a report of Monday, 2024-12-16 is 2024-12-14/15.
//!
//! Weekdays and months look back in news, ahead behind `will`. Without a day of
//! publication relative moments stay unresolved. Lengths of time (`for three days`) are
//! moments too, without days. Ordinary words (`may`, `march`, `second`) are nothing.

mod clock;
mod dates;
mod lengths;
mod named;
mod quarters;
mod reach;
mod read;
mod shifted;
mod tense;

pub(crate) use read::month;
use std::fmt;

use jiff::civil::Date;

use crate::figure::Words;
use crate::scan::Pieces;
use crate::{Document, Span};

/// A day or an interval as the text has it, and when that was.
#[derive(Clone, Debug, PartialEq)]
pub struct Moment {
    /// Where it stands, its preposition included: `over the weekend`.
    pub span: Span,
    /// Where it stands without its preposition: `the weekend`.
    pub core: Span,
    /// First day; empty where open or not known.
    pub from: Option<Date>,
    /// Last day, included; empty where open or not known.
    pub to: Option<Date>,
    /// Extended Date/Time Format, levels 1 and 2: `2024-08`, `../2024-12-16`, `198X`; empty
    /// where it has no form (lengths, repetitions, days without publication).
    pub edtf: String,
    /// What sort of moment it is.
    pub kind: Kind,
    /// The part of it that is meant: `early`, `morning`, `end`.
    pub part: Option<Part>,
    /// Hour and minute on the clock that the text uses.
    pub clock: Option<(i8, i8)>,
    value: String,
}

/// What sort of moment it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A single day, perhaps a part of it.
    Day,
    /// A time on the clock.
    Time,
    /// Several days: a week, a month, a decade.
    Interval,
    /// A length: `for three days`.
    Duration,
    /// Again and again: `every Monday`.
    Repeated,
    /// Open at its start: `until Friday`, `previously`.
    Before,
    /// Open at its end: `since 2014`.
    After,
}

impl Kind {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Time => "time",
            Self::Interval => "interval",
            Self::Duration => "duration",
            Self::Repeated => "repeated",
            Self::Before => "before",
            Self::After => "after",
        }
    }
}

/// A part of a day or of a longer stretch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// `early Monday`, `the start of May`.
    Early,
    /// `mid-November`.
    Middle,
    /// `late Monday`, `the end of 1990`.
    Late,
    /// `Monday morning`.
    Morning,
    /// `Monday afternoon`.
    Afternoon,
    /// `Monday evening`.
    Evening,
    /// `Monday night`, `tonight`, `overnight`.
    Night,
}

impl Part {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Early => "early",
            Self::Middle => "middle",
            Self::Late => "late",
            Self::Morning => "morning",
            Self::Afternoon => "afternoon",
            Self::Evening => "evening",
            Self::Night => "night",
        }
    }

    fn code(self) -> &'static str {
        match self {
            Self::Morning => "TMO",
            Self::Afternoon => "TAF",
            Self::Evening => "TEV",
            Self::Night => "TNI",
            _ => "",
        }
    }
}

impl Moment {
    /// The value as TIMEX3 has it: `1998-W08`, `P3D`, `PAST_REF`.
    pub fn value(&self) -> &str {
        &self.value
    }

    /// Whether it is a length of time.
    pub fn is_duration(&self) -> bool {
        self.kind == Kind::Duration
    }

    /// As people read it in a terminal: `2024-12-14/15 · "over the weekend"`.
    pub fn shown(&self, document: &Document) -> String {
        format!("{self} · \"{}\"", document.text(self.span))
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let resolved = if self.edtf.is_empty() { &self.value } else { &self.edtf };
        f.write_str(if resolved.is_empty() { "not known" } else { "" })?;
        f.write_str(&short(resolved))?;
        if let Some((hour, minute)) = self.clock {
            write!(f, " {hour:02}:{minute:02}")?;
        }
        if let Some(part) = self.part {
            write!(f, " {}", part.name())?;
        }
        Ok(())
    }
}

/// `2024-12-14/2024-12-15` is `2024-12-14/15` to people.
fn short(edtf: &str) -> String {
    let Some((from, to)) = edtf.split_once('/') else { return edtf.to_owned() };
    let whole = from.len() == 10 && to.len() == 10;
    match (whole, from.get(..8) == to.get(..8), from.get(..5) == to.get(..5)) {
        (true, true, _) => format!("{from}/{}", &to[8..]),
        (true, _, true) => format!("{from}/{}", &to[5..]),
        _ => edtf.to_owned(),
    }
}

pub(crate) fn annotate(document: &mut Document) {
    let mut moments = Vec::new();
    let mut told = read::Told::default();
    for (index, part) in document.parts.iter().enumerate() {
        let pieces = Pieces::of(&document.text, part.span);
        if !(0..pieces.len()).any(|at| read::may_begin(&pieces, at)) {
            continue;
        }
        let words = Words::new(document, index, &pieces);
        moments.extend(read::moments(&words, document.published, &mut told));
    }
    document.moments = moments;
}
