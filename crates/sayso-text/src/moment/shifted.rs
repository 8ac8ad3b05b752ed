//! Moments that are so many units away from the day of publication or from the day that the
//! text named last: `last week`, `the past two months`, `this August`, `the next day`,
//! `early Monday`, `the end of 1990`.

use jiff::civil::{Date, Weekday};

use super::Part;
use super::reach::{Reach, Unit, away, holding, holiday, monday, plus_days};
use super::read::{HOLIDAYS, Hit, Reader, day_part, month, season, weekday};
use super::tense::Tense;
use crate::figure::{Form, read_amount};

impl Reader<'_> {
    pub(super) fn edge(&self, at: usize) -> Option<Hit> {
        let (part, next) = match self.pieces.word(at) {
            "early" => (Part::Early, at + 1),
            "late" => (Part::Late, at + 1),
            "mid" => (Part::Middle, at + 1),
            "earlier" => (Part::Early, at + 1),
            "later" => (Part::Late, at + 1),
            _ => return None,
        };
        let dash = usize::from(self.pieces.is_dash(next));
        let next = next + dash + usize::from(self.pieces.is(next, "on") || self.pieces.is(next, "in"));
        let comparative = matches!(self.pieces.word(at), "earlier" | "later");
        if comparative
            && matches!(self.pieces.word(next), "that" | "the")
            && Unit::named(self.pieces.word(next + 1)).is_some()
        {
            let unit = Unit::named(self.pieces.word(next + 1))?;
            let seen = match unit {
                Unit::Year | Unit::Month => self.told.anchor(unit),
                _ => self.last_day,
            };
            let day = if self.pieces.is(next, "that") { seen.or(self.published) } else { self.published };
            let reach = day.and_then(|day| holding(day, unit)).unwrap_or(Reach::Unknown);
            return Some(Hit::new(reach, at, next + 2).with(Some(part)));
        }
        let hit = match self.pieces.word(next) {
            "today" | "yesterday" | "tomorrow" | "this" | "last" | "next" => {
                self.today(next).or_else(|| self.shifted(next))
            }
            "the" => self.the(next).filter(|hit| !matches!(hit.reach, Reach::Length(..))),
            _ if comparative => self.shifted(next),
            "morning" | "evening" => None,
            _ => self
                .weekday_at(next)
                .or_else(|| self.absolute(next))
                .or_else(|| self.season_at(next))
                .or_else(|| self.century(next)),
        }?;
        let part = hit.part.unwrap_or(part);
        Some(hit.starting(at).with(Some(part)))
    }

    pub(super) fn shifted(&self, at: usize) -> Option<Hit> {
        let pieces = self.pieces;
        // Programmes and papers are called so: `"This Week"`.
        if at > 0
            && pieces.is_capital(at)
            && pieces.is_capital(at + 1)
            && Unit::named(pieces.word(at + 1)).is_some()
        {
            return None;
        }
        // `is expected to last six weeks`.
        if pieces.is(at, "last") && self.words.tag(at).starts_with("VB") {
            return None;
        }
        // `the last year of his contract`.
        let part_of = pieces.is(at + 2, "of")
            && (matches!(self.words.tag(at + 3), "PRP$" | "DT") || month(pieces.word(at + 3)).is_some())
            && Unit::named(pieces.word(at + 1)).is_some();
        if part_of && pieces.is(at, "last") && at > 0 && pieces.is(at - 1, "the") {
            return None;
        }
        let (shift, next) = match pieces.word(at) {
            "last" | "previous" => (-1, at + 1),
            "past" => (-1, at + 1),
            "next" | "coming" | "following" | "upcoming" => (1, at + 1),
            "this" if matches!(pieces.word(at + 1), "past") => (-1, at + 2),
            "this" if matches!(pieces.word(at + 1), "coming") => (1, at + 2),
            "this" | "current" => (0, at + 1),
            _ => return None,
        };
        if let Some(hit) = self.shifted_length(at, next, shift) {
            return Some(hit);
        }
        let word = pieces.word(next);
        if let Some(day) = weekday(word) {
            return self.shifted_weekday(at, next, shift, day);
        }
        if let Some((month, to)) = self.month_at(next).or_else(|| {
            month(word).filter(|_| word.len() > 3 && pieces.is_capital(next)).map(|month| (month, next + 1))
        }) {
            let day = self.published?;
            // `last Dec. 3` is rare; the day makes it a date of its own.
            if self.digits(to).is_some_and(|(day, length)| length < 3 && day <= 31) {
                return self.month_first(next).map(|hit| hit.starting(at));
            }
            let year = match shift {
                -1 if month >= day.month() => day.year() - 1,
                1 if month <= day.month() => day.year() + 1,
                _ => day.year(),
            };
            return Some(Hit::new(Reach::Month(year, month), at, to));
        }
        if let Some(season) = season(word) {
            return self.shifted_season(at, next, shift, season);
        }
        if let Some((rule, to)) = HOLIDAYS.find(pieces, next) {
            let published = self.published?;
            let this = holiday(rule, published.year())?;
            let year = published.year()
                + match shift {
                    -1 if this >= published => -1,
                    1 if this <= published => 1,
                    _ => 0,
                };
            return Some(Hit::new(Reach::Day(holiday(rule, year)?), at, to));
        }
        if shift > 0
            && pieces.is(at, "coming")
            && word.ends_with('s')
            && let Some(unit) = Unit::named(word)
        {
            return Some(Hit::new(Reach::Length(None, unit), at, next + 1));
        }
        let fiscal = usize::from(matches!(word, "fiscal" | "calendar" | "full" | "financial"));
        let unit =
            Unit::named(pieces.word(next + fiscal)).filter(|_| !pieces.word(next + fiscal).ends_with('s'))?;
        self.shifted_unit(at, next + fiscal, shift, unit)
    }

    /// `the past two months`, `next three years`: a length that ends or begins with publication.
    pub(super) fn shifted_length(&self, at: usize, next: usize, shift: i32) -> Option<Hit> {
        if matches!(self.pieces.word(next), "few" | "several" | "couple") {
            let unit_at = next + 1 + usize::from(self.pieces.is(next + 1, "of"));
            let unit = Unit::named(self.pieces.word(unit_at))?;
            return Some(Hit::new(Reach::Length(None, unit), at, unit_at + 1));
        }
        let amount = read_amount(self.pieces, next)?;
        let unit = Unit::named(self.pieces.word(amount.end))?;
        let count =
            amount.low.filter(|low| *low > 0.0 && amount.form == Form::Number || amount.form == Form::One);
        let mut hit = Hit::new(Reach::Length(count, unit), at, amount.end + 1);
        if let (Some(published), Some(count)) =
            (self.published, count.filter(|count| count.fract() == 0.0 && *count < 10_000.0))
        {
            let other = away(published, shift * count as i32, unit)?;
            hit.days = Some((other.min(published), other.max(published)));
        }
        Some(hit)
    }

    pub(super) fn shifted_weekday(&self, at: usize, next: usize, shift: i32, day: Weekday) -> Option<Hit> {
        let part = day_part(self.pieces.word(next + 1));
        let to = next + 1 + usize::from(part.is_some());
        let Some(published) = self.published else {
            return Some(Hit::new(Reach::Unknown, at, to).with(part));
        };
        let back = (i32::from(published.weekday().to_monday_zero_offset())
            - i32::from(day.to_monday_zero_offset()))
        .rem_euclid(7);
        let days = match shift {
            -1 => {
                if back == 0 {
                    -7
                } else {
                    -back
                }
            }
            1 => 7 - back,
            _ if self.tense(at, to) == Tense::Past => -back,
            _ => (7 - back) % 7,
        };
        Some(Hit::new(Reach::Day(plus_days(published, days)?), at, to).with(part))
    }

    pub(super) fn shifted_season(&self, at: usize, next: usize, shift: i32, season: i8) -> Option<Hit> {
        let Some(day) = self.published else { return Some(Hit::new(Reach::Unknown, at, next + 1)) };
        let start = season * 3 + 3;
        // The winter of January began in the year before.
        let begun = start + 2 < day.month() || season == 3 && day.month() < 12;
        let year = match shift {
            -1 if begun && season != 3 => day.year(),
            -1 => day.year() - 1,
            1 if start > day.month() && season != 3 => day.year(),
            1 if season == 3 && day.month() < 12 => day.year(),
            1 => day.year() + 1,
            _ if season == 3 && day.month() < 3 => day.year() - 1,
            _ => day.year(),
        };
        Some(Hit::new(Reach::Season(year, season), at, next + 1))
    }

    pub(super) fn shifted_unit(&self, at: usize, next: usize, shift: i32, unit: Unit) -> Option<Hit> {
        let pieces = self.pieces;
        let to = next + 1;
        if matches!(unit, Unit::Second | Unit::Minute | Unit::Hour) {
            return None;
        }
        // `the past year` runs up to now; `the following day` is seen from the day last named.
        let told = matches!(pieces.word(at), "following" | "previous")
            || unit == Unit::Day && matches!(pieces.word(at), "next");
        let anchor = if told {
            let seen = match unit {
                Unit::Year | Unit::Month => self.told.anchor(unit),
                _ => self.last_day,
            };
            seen.or(if pieces.is(at, "previous") { self.published } else { None })
        } else {
            self.published
        };
        if pieces.is(at, "past")
            || pieces.is(at, "coming")
            || pieces.is(at + 1, "past")
                && pieces.is(at, "this")
                && unit != Unit::Week
                && unit != Unit::Weekend
        {
            let mut hit = Hit::new(Reach::Length(Some(1.0), unit), at, to);
            hit.days = self
                .published
                .and_then(|day| Some((away(day, shift, unit)?, day)))
                .map(|(one, other)| (one.min(other), one.max(other)));
            return Some(hit);
        }
        if unit == Unit::Day && pieces.is(at, "last") {
            return None;
        }
        let Some(anchor) = anchor else { return Some(Hit::new(Reach::Unknown, at, to)) };
        if unit == Unit::Weekend {
            return Some(Hit::new(self.weekend(anchor, shift, at, to)?, at, to));
        }
        let day = if matches!(unit, Unit::Month | Unit::Quarter) {
            Date::new(anchor.year(), anchor.month(), 1).ok()?
        } else {
            anchor
        };
        let reach = holding(away(day, shift, unit)?, unit)?;
        // `last year's third quarter`.
        if let Reach::Year(year) = reach {
            let owner = pieces.is(to, "'") && pieces.is(to + 1, "s") && pieces.joined(to);
            if let Some(Hit { reach: Reach::Quarter(_, number), to, .. }) =
                owner.then(|| self.quarter_of(to + 2)).flatten()
            {
                return Some(Hit::new(Reach::Quarter(year, number), at, to));
            }
            if let Some(hit) = owner.then(|| self.that_quarter(year, at, to + 2)).flatten() {
                return Some(hit);
            }
        }
        Some(Hit::new(reach, at, to))
    }

    /// The weekend before, of, or after this week.
    pub(super) fn weekend(&self, day: Date, shift: i32, at: usize, to: usize) -> Option<Reach> {
        let saturday = plus_days(monday(day)?, 5)?;
        let in_weekend = day >= saturday;
        let weeks = match shift {
            -1 => -1,
            1 => 1,
            _ if !in_weekend && self.tense(at, to) != Tense::Future => -1,
            _ => 0,
        };
        Some(Reach::Weekend(plus_days(saturday, 7 * weeks)?))
    }

    pub(super) fn the(&self, at: usize) -> Option<Hit> {
        let pieces = self.pieces;
        if pieces.is(at, "that") || pieces.is(at, "same") {
            return self.same(at);
        }
        if !pieces.is(at, "the") {
            return self.end_of(at);
        }
        let next = at + 1;
        if let Some(hit) = self.same(next).or_else(|| self.end_of(next)) {
            return Some(hit.starting(at));
        }
        let unknown = |to: usize| Some(Hit::new(Reach::Unknown, at, to));
        let beside = |shift: i32, to: usize| match self.last_day.and_then(|day| plus_days(day, shift)) {
            Some(day) => Some(Hit::new(Reach::Day(day), at, to)),
            None => unknown(to),
        };
        let in_front = at.checked_sub(1).map_or("", |n| pieces.word(n));
        match (pieces.word(next), pieces.word(next + 1)) {
            ("weekend", _) => {
                let reach = self
                    .published
                    .and_then(|day| self.weekend(day, 0, at, next + 1))
                    .unwrap_or(Reach::Unknown);
                Some(Hit::new(reach, at, next + 1))
            }
            ("day", "before") if pieces.is(next + 2, "yesterday") => self.off_day(-2, at, next + 3),
            ("day", "after") if pieces.is(next + 2, "tomorrow") => self.off_day(2, at, next + 3),
            ("day", "before") => beside(-1, next + 2),
            ("day", "after") => beside(1, next + 2),
            ("following" | "next", "day" | "morning") => {
                Some(beside(1, next + 2)?.with(day_part(pieces.word(next + 1))))
            }
            ("previous", "day") => beside(-1, next + 2),
            ("past", word)
                if in_front == "in"
                    && !matches!(word, "few" | "several" | "couple")
                    && Unit::named(word).is_none()
                    && read_amount(pieces, next + 1).is_none() =>
            {
                Some(Hit::new(Reach::Past, at, next + 1))
            }
            ("near", "future") => Some(Hit::new(Reach::Future, at, next + 2)),
            ("future", _)
                if !self.words.tag(next + 1).starts_with("NN") && !pieces.joined(next + 1)
                    || next + 1 == pieces.len()
                    || pieces.is(next, "future") && !pieces.is_word(next + 1) =>
            {
                Some(Hit::new(Reach::Future, at, next + 1))
            }
            ("quarter" | "latest", _) => self.last_quarter(at, next),
            ("same" | "corresponding" | "comparable" | "like" | "similar", "quarter" | "period") => {
                self.quarter_of_another_year(at, next + 1)
            }
            ("first", _) => self.first_length(at, next),
            _ => {
                let hit = self
                    .shifted(next)
                    .or_else(|| self.quarter_of(next))
                    .or_else(|| self.century(next))
                    .or_else(|| self.decade(next))
                    .or_else(|| self.spelled_decade(next))
                    .or_else(|| self.season_at(next))
                    .or_else(|| self.year(next))
                    .or_else(|| self.edge(next))
                    .or_else(|| {
                        self.length(next).filter(|hit| {
                            !pieces.is_dash(hit.to - 2) && pieces.number(next).is_none()
                                || matches!(hit.reach, Reach::Quarter(..))
                        })
                    })?;
                Some(hit.starting(at))
            }
        }
    }

    pub(super) fn off_day(&self, shift: i32, at: usize, to: usize) -> Option<Hit> {
        let reach = self.published.and_then(|day| plus_days(day, shift)).map_or(Reach::Unknown, Reach::Day);
        Some(Hit::new(reach, at, to))
    }

    /// `the quarter`, `the latest quarter`: the one last named, else the last that ended.
    pub(super) fn last_quarter(&self, at: usize, next: usize) -> Option<Hit> {
        let next = next + usize::from(self.pieces.is(next, "latest"));
        if !matches!(self.pieces.word(next), "quarter" | "period")
            || self.pieces.is(next + 1, "of")
            || self.pieces.is_dash(next + 1)
        {
            return None;
        }
        let ended = || {
            self.published.and_then(|day| {
                holding(away(Date::new(day.year(), day.month(), 1).ok()?, -1, Unit::Quarter)?, Unit::Quarter)
            })
        };
        let reach = match self.quarter {
            Some((year, quarter)) => Reach::Quarter(year, quarter),
            None if self.pieces.is(next, "period") && !self.pieces.is(next - 1, "latest") => return None,
            None if self.sport(at) => return None,
            None => ended().unwrap_or(Reach::Unknown),
        };
        // `the quarter a year ago`.
        if let Reach::Quarter(year, quarter) = reach
            && self.pieces.are(next + 1, &["a", "year"])
            && matches!(self.pieces.word(next + 3), "ago" | "earlier" | "before")
        {
            return Some(Hit::new(Reach::Quarter(year - 1, quarter), at, next + 4));
        }
        Some(Hit::new(reach, at, next + 1))
    }

    /// `the 1988 quarter`, `last year's period`: the quarter last named, in that year.
    pub(super) fn that_quarter(&self, year: i16, at: usize, word: usize) -> Option<Hit> {
        let (_, quarter) = self.quarter?;
        matches!(self.pieces.word(word), "quarter" | "period")
            .then(|| Hit::new(Reach::Quarter(year, quarter), at, word + 1))
    }

    /// `the corresponding period last year`, `the same quarter of 2019`.
    fn quarter_of_another_year(&self, at: usize, word: usize) -> Option<Hit> {
        let pieces = self.pieces;
        let (named, quarter) = self.quarter?;
        let next = word + 1 + usize::from(matches!(pieces.word(word + 1), "of" | "in"));
        if pieces.are(next, &["a", "year"]) && matches!(pieces.word(next + 2), "ago" | "earlier") {
            return Some(Hit::new(Reach::Quarter(named - 1, quarter), at, next + 3));
        }
        let hit = self.shifted(next).or_else(|| self.year(next))?;
        let Reach::Year(year) = hit.reach else { return None };
        Some(Hit::new(Reach::Quarter(year, quarter), at, hit.to))
    }

    /// `the first nine months`.
    pub(super) fn first_length(&self, at: usize, next: usize) -> Option<Hit> {
        if let Some(hit) = self.quarter_of(next) {
            return Some(hit.starting(at));
        }
        if let Some(amount) = read_amount(self.pieces, next + 1)
            && let Some(unit) = Unit::named(self.pieces.word(amount.end))
        {
            return Some(Hit::new(Reach::Length(amount.low, unit), at, amount.end + 1));
        }
        self.century(next).map(|hit| hit.starting(at))
    }

    /// `the same day`, `that year`: seen from the day last named.
    pub(super) fn same(&self, at: usize) -> Option<Hit> {
        let pieces = self.pieces;
        let that = pieces.is(at, "that");
        let same = usize::from(that && pieces.is(at + 1, "same"));
        if !(that || pieces.is(at, "same")) {
            return None;
        }
        let word = pieces.word(at + 1 + same);
        let part = day_part(word);
        let unit =
            if part.is_some() { Unit::Day } else { Unit::named(word).filter(|_| !word.ends_with('s'))? };
        if matches!(unit, Unit::Second | Unit::Minute | Unit::Hour) {
            return None;
        }
        let seen = match unit {
            Unit::Year | Unit::Month => self.told.anchor(unit),
            _ => self.last_day,
        };
        let reach = seen.and_then(|day| holding(day, unit)).unwrap_or(Reach::Unknown);
        Some(Hit::new(reach, at, at + 2 + same).with(part))
    }

    /// `the end of 1990`, `the start of the year`, `year-end`.
    pub(super) fn end_of(&self, at: usize) -> Option<Hit> {
        let pieces = self.pieces;
        let part = match pieces.word(at) {
            "end" => Part::Late,
            "beginning" | "start" | "turn" => Part::Early,
            "middle" => Part::Middle,
            // `by year's end`, `before year end`.
            "year"
                if pieces.is(at + 1, "end")
                    || pieces.are(at + 1, &["'", "s", "end"]) && pieces.joined(at + 1) =>
            {
                let reach = self.published.map_or(Reach::Unknown, |day| Reach::Year(day.year()));
                let to = at + if pieces.is(at + 1, "end") { 2 } else { 4 };
                return Some(Hit::new(reach, at, to).with(Some(Part::Late)));
            }
            "year" if pieces.is_dash(at + 1) && pieces.is(at + 2, "end") => {
                let reach = self
                    .published
                    .and_then(|day| Date::new(day.year(), 12, 31).ok())
                    .map_or(Reach::Unknown, Reach::Day);
                return Some(Hit::new(reach, at, at + 3));
            }
            // `the year-earlier quarter`, `year-ago`.
            "year" if pieces.is_dash(at + 1) && matches!(pieces.word(at + 2), "earlier" | "ago") => {
                if let Some(Hit { reach: Reach::Quarter(year, quarter), to, .. }) = self.quarter_of(at + 3) {
                    return Some(Hit::new(Reach::Quarter(year - 1, quarter), at, to));
                }
                let to = at + 3 + usize::from(matches!(pieces.word(at + 3), "quarter" | "period"));
                let reach = match (self.quarter, self.published) {
                    (Some((year, quarter)), _) => Reach::Quarter(year - 1, quarter),
                    (None, Some(day)) => Reach::Year(day.year() - 1),
                    _ => Reach::Unknown,
                };
                return Some(Hit::new(reach, at, to));
            }
            _ => return None,
        };
        if !pieces.is(at + 1, "of") {
            return None;
        }
        let next = at + 2;
        let hit = self.shifted(next).or_else(|| self.absolute(next)).or_else(|| {
            let unit = pieces.is(next, "the").then(|| Unit::named(pieces.word(next + 1))).flatten()?;
            let reach = self.published.and_then(|day| holding(day, unit)).unwrap_or(Reach::Unknown);
            Some(Hit::new(reach, next, next + 2))
        })?;
        Some(hit.starting(at).with(Some(part)))
    }
}
