//! Lengths of time and what is counted off by them: `three days`, `two weeks ago`, `a year
//! earlier`, `for years`, `every other week`.

use super::reach::{Reach, Unit, away, holding};
use super::read::{Hit, Reader, weekday};
use crate::figure::{Form, in_name, read_amount};

impl Reader<'_> {
    pub(super) fn repeated(&self, at: usize) -> Option<Hit> {
        let pieces = self.pieces;
        let every =
            |count: f64, unit: Unit, to: usize| Some(Hit::new(Reach::Every(Some(count), unit), at, to));
        match pieces.word(at) {
            // `the average daily volume` is a measure.
            "daily" if at == 0 || !pieces.is_capital(at) && !pieces.is(at - 1, "average") => {
                every(1.0, Unit::Day, at + 1)
            }
            "nightly" => every(1.0, Unit::Day, at + 1),
            "weekly" if !pieces.is_capital(at) => every(1.0, Unit::Week, at + 1),
            "monthly" if !pieces.is_capital(at) => every(1.0, Unit::Month, at + 1),
            "yearly" | "annually" => every(1.0, Unit::Year, at + 1),
            "hourly" => every(1.0, Unit::Hour, at + 1),
            "every" | "each" => {
                if let Some(day) = weekday(pieces.word(at + 1)) {
                    return Some(Hit::new(Reach::EveryWeekday(day), at, at + 2));
                }
                // `each July`.
                if let Some((month, to)) = self.month_at(at + 1) {
                    return Some(Hit::new(Reach::Yearless(month, None), at, to));
                }
                let other = usize::from(pieces.is(at + 1, "other"));
                if let Some(unit) = Unit::named(pieces.word(at + 1 + other)) {
                    return every(if other == 1 { 2.0 } else { 1.0 }, unit, at + 2 + other);
                }
                let amount = read_amount(pieces, at + 1)?;
                every(amount.low?, Unit::named(pieces.word(amount.end))?, amount.end + 1)
            }
            _ => None,
        }
    }

    /// `three days`, `two weeks ago`, `a year earlier`, `for years`, `three days after the attack`.
    pub(super) fn length(&self, at: usize) -> Option<Hit> {
        let pieces = self.pieces;
        let before = at.checked_sub(1).map_or("", |n| pieces.word(n));
        if let Some(hit) = self.drawn_out(at) {
            return Some(hit);
        }
        let (count, next, bare) = self.count(at)?;
        let dash = usize::from(pieces.is_dash(next));
        let filler = usize::from(matches!(
            pieces.word(next),
            "more"
                | "full"
                | "straight"
                | "consecutive"
                | "calendar"
                | "long"
                | "whole"
                | "trading"
                | "business"
                | "working"
        ));
        let unit_at = next + dash + filler;
        let unit = Unit::named(pieces.word(unit_at)).filter(|unit| *unit != Unit::Weekend)?;
        let mut to = unit_at + 1;
        // `60 Minutes`, `48 Hours`: programmes.
        if pieces.is_capital(unit_at) && pieces.number(at).is_some() && !self.words.headline() {
            return None;
        }
        let (count, half) = self.and_half(count, to);
        to += half;
        // Ages and things that are called by a length are none.
        let old = to + usize::from(pieces.is_dash(to));
        if pieces.is(old, "old") || pieces.are(to, &["of", "age"]) || pieces.is(old, "olds") {
            return None;
        }
        if let Some(hit) = self.counted_off(at, to, count, unit) {
            return Some(hit);
        }
        let second = unit == Unit::Second && (count == Some(1.0) || bare);
        let article = matches!(pieces.word(at), "a" | "an") && next == at + 1;
        let behind = matches!(
            before,
            "for"
                | "in"
                | "within"
                | "over"
                | "about"
                | "nearly"
                | "almost"
                | "than"
                | "after"
                | "least"
                | "of"
                | "under"
                | "takes"
                | "took"
                | "lasted"
                | "lasting"
                | "spent"
                | "half"
                | "every"
                | "recent"
                | "through"
                | "throughout"
                | "only"
                | "just"
                | "from"
        );
        if second
            || (article && !behind
                || article && unit == Unit::Day && !matches!(before, "for" | "in" | "within"))
            || bare && (!behind || pieces.word(at).len() < 4 || !pieces.word(at).ends_with('s'))
            || unit == Unit::Quarter && (article || bare)
        {
            return None;
        }
        if !pieces.word(unit_at).ends_with('s')
            && dash == 0
            && count.is_none_or(|count| count > 1.0)
            && !pieces.is_word(to)
        {
            return None;
        }
        Some(Hit::new(Reach::Length(count, unit), at, to))
    }

    /// `day-long talks`, `a yearlong inquiry`.
    fn drawn_out(&self, at: usize) -> Option<Hit> {
        let pieces = self.pieces;
        let (unit, to) = match pieces.word(at).strip_suffix("long").and_then(Unit::named) {
            Some(unit) => (unit, at + 1),
            None if pieces.is_dash(at + 1) && pieces.is(at + 2, "long") => {
                (Unit::named(pieces.word(at)).filter(|_| !pieces.word(at).ends_with('s'))?, at + 3)
            }
            None => return None,
        };
        // `a three-week-long strike`: the number stands before it.
        (at == 0 || !pieces.is_dash(at - 1)).then(|| Hit::new(Reach::Length(Some(1.0), unit), at, to))
    }

    /// How many, the piece after, and whether no number is said at all.
    pub(super) fn count(&self, at: usize) -> Option<(Option<f64>, usize, bool)> {
        let pieces = self.pieces;
        if Unit::named(pieces.word(at)).is_some() && pieces.is_word(at) {
            return pieces.word(at).ends_with('s').then_some((None, at, true));
        }
        if let Some(amount) = read_amount(pieces, at).filter(|amount| amount.form != Form::Ordinal) {
            if pieces.number(at).is_some() && in_name(pieces, at) {
                return None;
            }
            let vague = amount.form == Form::Vague;
            let couple = pieces.are(at, &["a", "couple"]);
            if amount.form == Form::Fraction && pieces.is_dash(amount.end) {
                return None;
            }
            let count =
                amount.low.filter(|_| !vague && amount.form != Form::Fraction || pieces.is(at, "half"));
            let article = usize::from(pieces.is(at, "half") && matches!(pieces.word(amount.end), "a" | "an"));
            return Some((if couple { Some(2.0) } else { count }, amount.end + article, false));
        }
        match pieces.word(at) {
            "a" if pieces.are(at + 1, &["couple", "of"]) => Some((Some(2.0), at + 3, false)),
            "a" if pieces.is(at + 1, "few") => Some((None, at + 2, false)),
            // `the third visit in as many months`.
            "many" if at > 0 && pieces.is(at - 1, "as") => None,
            "several" | "some" | "many" | "few" => Some((None, at + 1, false)),
            "a" | "an" if Unit::named(pieces.word(at + 1)).is_some() => Some((Some(1.0), at + 1, false)),
            _ => None,
        }
    }

    /// `a minute and a half`.
    pub(super) fn and_half(&self, count: Option<f64>, at: usize) -> (Option<f64>, usize) {
        if self.pieces.are(at, &["and", "a", "half"]) && !self.pieces.is_word(at + 3) {
            (count.map(|count| count + 0.5), 3)
        } else {
            (count, 0)
        }
    }

    /// `two weeks ago`, `a year earlier`, `three days later`, `two years from now`.
    pub(super) fn counted_off(&self, at: usize, to: usize, count: Option<f64>, unit: Unit) -> Option<Hit> {
        let pieces = self.pieces;
        let dash = usize::from(pieces.is_dash(to));
        let (sign, end, told) = match pieces.word(to + dash) {
            "ago" => (-1, to + dash + 1, false),
            "earlier" | "previously" => (-1, to + dash + 1, true),
            "later" => (1, to + 1, true),
            "from" if matches!(pieces.word(to + 1), "now" | "today") => (1, to + 2, false),
            "hence" => (1, to + 1, false),
            _ => return None,
        };
        let Some(count) = count else {
            return Some(Hit::new(
                // `a few days later`.
                if told {
                    Reach::Length(None, unit)
                } else if sign < 0 {
                    Reach::Past
                } else {
                    Reach::Future
                },
                at,
                end,
            ));
        };
        if unit == Unit::Year
            && count == 1.0
            && sign < 0
            && let Some((year, quarter)) = self.quarter.filter(|_| !self.longer)
        {
            return Some(Hit::new(Reach::Quarter(year - 1, quarter), at, end));
        }
        if told && matches!(unit, Unit::Second | Unit::Minute | Unit::Hour) {
            return Some(Hit::new(Reach::Length(Some(count), unit), at, end));
        }
        // `four years later` is seen from what was named last, as nothing told is later than its telling.
        let anchor = match unit {
            _ if !told => self.published,
            Unit::Day | Unit::Week | Unit::Fortnight if sign < 0 => self.last_day.or(self.published),
            Unit::Day | Unit::Week | Unit::Fortnight => self.last_day,
            Unit::Month if sign > 0 => self.told.anchor(Unit::Month),
            Unit::Year | Unit::Decade | Unit::Century if sign > 0 => self.told.anchor(Unit::Year),
            _ => self.published,
        };
        let Some(anchor) = anchor.filter(|_| count < 10_000.0) else {
            let reach = if told { Reach::Length(Some(count), unit) } else { Reach::Unknown };
            return Some(Hit::new(reach, at, end));
        };
        let day = away(anchor, sign * count as i32, unit)?;
        let unit = if matches!(unit, Unit::Decade | Unit::Century) { Unit::Year } else { unit };
        Some(Hit::new(holding(day, unit).unwrap_or(Reach::Day(day)), at, end))
    }
}
