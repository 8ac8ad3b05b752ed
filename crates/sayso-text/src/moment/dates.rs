//! Dates as they are written: `2024-12-16`, `11/02/89`, `Dec. 3, 1992`, `14-15 December`, `the
//! 1990s`, `2016-17`, `fiscal 2020`; a day or month without a year takes the one that the
//! tense of its clause allows.

use jiff::civil::Date;

use super::reach::{Reach, Unit};
use super::read::{Hit, Reader, date_of, month};
use super::tense::Tense;
use crate::figure::{Form, followed_by_things, in_name, read_amount};

impl Reader<'_> {
    pub(super) fn absolute(&self, at: usize) -> Option<Hit> {
        self.iso(at)
            .or_else(|| self.slashes(at))
            .or_else(|| self.month_first(at))
            .or_else(|| self.day_first(at))
            .or_else(|| self.decade(at))
            .or_else(|| self.year(at))
    }

    pub(super) fn digits(&self, at: usize) -> Option<(i32, usize)> {
        let piece = self.pieces.get(at)?;
        if piece.digits == 0 || piece.value > 1e8 { None } else { Some((piece.value as i32, piece.digits)) }
    }

    /// `2024-12-16`, `20241216`.
    pub(super) fn iso(&self, at: usize) -> Option<Hit> {
        let (first, length) = self.digits(at)?;
        if length == 8 {
            let day = date_of(first / 10_000, first / 100 % 100, first % 100)?;
            return (1900..2100).contains(&(first / 10_000)).then(|| Hit::new(Reach::Day(day), at, at + 1));
        }
        let ((month, _), (day, _)) = (self.digits(at + 2)?, self.digits(at + 4)?);
        let joined = (1..5).all(|n| self.pieces.joined(at + n))
            && self.pieces.is_dash(at + 1)
            && self.pieces.is_dash(at + 3);
        if joined && length == 4 {
            return Some(Hit::new(Reach::Day(date_of(first, month, day)?), at, at + 5));
        }
        None
    }

    /// `11/02/89`, `5/17/2018`; the month first where both readings are possible.
    pub(super) fn slashes(&self, at: usize) -> Option<Hit> {
        let ((first, _), (second, _), (year, length)) =
            (self.digits(at)?, self.digits(at + 2)?, self.digits(at + 4)?);
        let joined = (1..5).all(|n| self.pieces.joined(at + n));
        let same = self.pieces.word(at + 1) == self.pieces.word(at + 3)
            && matches!(self.pieces.word(at + 1), "/" | "-");
        if !joined || !same || !matches!(length, 2 | 4) {
            return None;
        }
        let year = if length == 4 { year } else { self.whole_year(year) };
        let day = date_of(year, first, second).or_else(|| date_of(year, second, first))?;
        Some(Hit::new(Reach::Day(day), at, at + 5))
    }

    /// The year that two digits mean, seen from publication.
    pub(super) fn whole_year(&self, short: i32) -> i32 {
        let near = self.published.map_or(2025, |day| i32::from(day.year()));
        let year = near / 100 * 100 + short;
        if year > near + 10 { year - 100 } else { year }
    }

    /// The month whose name stands at `at`, and the piece after it with its stop.
    pub(super) fn month_at(&self, at: usize) -> Option<(i8, usize)> {
        let word = self.pieces.word(at);
        let number = month(word)?;
        let full = word.len() > 4 || word == "may" || word == "june" || word == "july";
        let stop = usize::from(!full && self.pieces.is(at + 1, ".") && self.pieces.joined(at + 1));
        let dated = self.digits(at + 1 + stop).is_some()
            || at > 0 && self.digits(at - 1).is_some()
            || at > 0 && self.ordinal_ends(at - 1);
        if !full && stop == 0 && !dated || !self.pieces.is_capital(at) && !dated {
            return None;
        }
        Some((number, at + 1 + stop))
    }

    pub(super) fn ordinal_ends(&self, at: usize) -> bool {
        matches!(self.pieces.word(at), "st" | "nd" | "rd" | "th" | "of")
    }

    /// `December 3, 2024`, `Dec. 14-15`, `August 1988`, `August`.
    pub(super) fn month_first(&self, at: usize) -> Option<Hit> {
        let (month, next) = self.month_at(at)?;
        if let Some((day, _)) =
            self.digits(next).filter(|(day, length)| (1..=31).contains(day) && *length < 3)
            && !self.counts_things(next)
        {
            let suffix = usize::from(
                matches!(self.pieces.word(next + 1), "st" | "nd" | "rd" | "th")
                    && self.pieces.joined(next + 1),
            );
            let end = next + 1 + suffix;
            // `Dec. 14-15`, `March 3 to 5`.
            let second =
                self.digits(end + 1).filter(|(last, length)| *length < 3 && *last > day && *last <= 31);
            let joint = self.pieces.is_dash(end) || matches!(self.pieces.word(end), "to" | "and" | "through");
            if let Some((last, _)) = second.filter(|_| joint && !self.counts_things(end + 1)) {
                let (year, to) = self.year_after(end + 2);
                return self.day_range(month, day, last, year, at, to);
            }
            let (year, to) = self.year_after(end);
            return self.month_day(month, day, year, at, to);
        }
        // `July last year`.
        if matches!(self.pieces.word(next), "last" | "this" | "next")
            && let Some(Hit { reach: Reach::Year(year), to, .. }) = self.shifted(next)
        {
            return Some(Hit::new(Reach::Month(year, month), at, to));
        }
        if let Some(Hit { reach: Reach::Year(year), to, .. }) = self.spelled_year(next) {
            return Some(Hit::new(Reach::Month(year, month), at, to));
        }
        if let (Some(year), to) = self.year_after(next) {
            return Some(Hit::new(Reach::Month(i16::try_from(year).ok()?, month), at, to));
        }
        self.bare_month(month, at, next)
    }

    /// `Dec. 3 people` would be three people; `Jan. 5 p.m.` nothing of the kind.
    pub(super) fn counts_things(&self, number: usize) -> bool {
        self.pieces.is(number + 1, ":")
            && self.pieces.joined(number + 2)
            && self.pieces.number(number + 2).is_some()
            || self.pieces.is(number + 1, "percent")
            || self.pieces.is(number + 1, "%")
    }

    pub(super) fn year_after(&self, at: usize) -> (Option<i32>, usize) {
        let comma = usize::from(self.pieces.is(at, ",") || self.pieces.is(at, "of"));
        match self.digits(at + comma) {
            Some((year, 4)) if (1000..2200).contains(&year) => (Some(year), at + comma + 1),
            _ if self.pieces.is(at, "'") && self.pieces.joined(at + 1) => match self.digits(at + 1) {
                Some((year, 2)) => (Some(self.whole_year(year)), at + 2),
                _ => (None, at),
            },
            _ => (None, at),
        }
    }

    pub(super) fn month_day(
        &self,
        month: i8,
        day: i32,
        year: Option<i32>,
        from: usize,
        to: usize,
    ) -> Option<Hit> {
        let day = i8::try_from(day).ok()?;
        let reach = match (year, self.published) {
            (Some(year), _) => Reach::Day(Date::new(i16::try_from(year).ok()?, month, day).ok()?),
            (None, Some(published)) => {
                let tense = self.tense(from, to);
                Reach::Day(self.nearest_year(published, month, day, tense)?)
            }
            (None, None) => Reach::Yearless(month, Some(day)),
        };
        Some(Hit::new(reach, from, to))
    }

    /// The year in which a day without one lies: the past one for the past, else the nearest.
    pub(super) fn nearest_year(&self, published: Date, month: i8, day: i8, tense: Tense) -> Option<Date> {
        let in_year = |offset: i16| Date::new(published.year() + offset, month, day).ok();
        let this = in_year(0);
        let apart = |day: &Date| (day.duration_since(published).as_hours() / 24).abs();
        let nearest = [in_year(-1), this, in_year(1)].into_iter().flatten().min_by_key(apart);
        let ahead = nearest.filter(|day| *day > published && apart(day) > 45);
        let behind = nearest.filter(|day| *day < published && apart(day) > 60);
        match tense {
            Tense::Past if ahead.is_some() => {
                ahead.and_then(|day| Date::new(day.year() - 1, month, day.day()).ok())
            }
            Tense::Future if behind.is_some() => {
                behind.and_then(|day| Date::new(day.year() + 1, month, day.day()).ok())
            }
            _ => nearest,
        }
    }

    pub(super) fn day_range(
        &self,
        month: i8,
        first: i32,
        last: i32,
        year: Option<i32>,
        from: usize,
        to: usize,
    ) -> Option<Hit> {
        let start = self.month_day(month, first, year, from, to)?;
        let Reach::Day(start) = start.reach else { return Some(start) };
        let end = Date::new(start.year(), month, i8::try_from(last).ok()?).ok()?;
        Some(Hit::new(Reach::Days(start, end), from, to))
    }

    /// `August`: in the past the last one, `will` the next.
    pub(super) fn bare_month(&self, month: i8, from: usize, to: usize) -> Option<Hit> {
        let word = self.pieces.word(from);
        let before = from.checked_sub(1).map_or("", |n| self.pieces.word(n));
        // People and verbs are called so too.
        if matches!(word, "may" | "march" | "april" | "june" | "august") {
            let dated = matches!(
                before,
                "in" | "since"
                    | "by"
                    | "until"
                    | "till"
                    | "from"
                    | "of"
                    | "during"
                    | "through"
                    | "between"
                    | "to"
                    | "and"
                    | "last"
                    | "next"
                    | "this"
                    | "early"
                    | "late"
                    | "mid"
                    | "-"
                    | "for"
                    | "each"
                    | "every"
                    | "or"
                    | "before"
                    | "after"
            ) || before == "as"
                && from > 1
                && matches!(self.pieces.word(from - 2), "recently" | "early" | "late" | "soon");
            let person = self.pieces.is_capital(to)
                && self.pieces.is_word(to)
                && matches!(before, "to" | "and" | "from" | "for" | "by" | "or" | "")
                && !self.words.headline();
            let title = person || from > 0 && self.pieces.is_capital(from - 1) && !dated;
            if title
                || !dated && matches!(word, "may" | "march")
                || self.pieces.is_capital(to) && self.pieces.is_word(to) && !dated
            {
                return None;
            }
        }
        let Some(published) = self.published else {
            return Some(Hit::new(Reach::Yearless(month, None), from, to));
        };
        let year = published.year();
        let ahead = month > published.month();
        let year = match self.tense(from, to) {
            Tense::Future if month < published.month() => year + 1,
            Tense::Future => year,
            // What was eleven months ago is `last May`, so that a bare `May` is the next one.
            _ if ahead && month - published.month() < 3 && !self.past_verb_near(from) => year,
            // `her seat is up for election in November`.
            _ if month != published.month() && self.stands_now(from) => year + i16::from(!ahead),
            _ if ahead => year - 1,
            _ => year,
        };
        Some(Hit::new(Reach::Month(year, month), from, to))
    }

    /// Whether `is up for`, `are on the ballot` stand before.
    fn stands_now(&self, at: usize) -> bool {
        (at.saturating_sub(9)..at).any(|n| {
            matches!(self.pieces.word(n), "is" | "are")
                && (n + 1..at).any(|next| {
                    self.pieces.is(next, "ballot")
                        || self.pieces.is(next, "up") && self.pieces.is(next + 1, "for")
                })
        })
    }

    fn past_verb_near(&self, at: usize) -> bool {
        (at.saturating_sub(4)..at).any(|n| self.words.tag(n) == "VBD")
    }

    /// `3 December 2024`, `the 3rd of March`, `14-15 December`.
    pub(super) fn day_first(&self, at: usize) -> Option<Hit> {
        let (day, length) = self.digits(at)?;
        if length > 2 || !(1..=31).contains(&day) {
            return None;
        }
        let suffix = usize::from(
            matches!(self.pieces.word(at + 1), "st" | "nd" | "rd" | "th") && self.pieces.joined(at + 1),
        );
        let mut next = at + 1 + suffix;
        if self.pieces.is_dash(next) || self.pieces.is(next, "to") {
            let (last, length) = self.digits(next + 1)?;
            let (month, after) = self.month_at(next + 2)?;
            let (year, to) = self.year_after(after);
            return if length < 3 && last > day && last <= 31 {
                self.day_range(month, day, last, year, at, to)
            } else {
                None
            };
        }
        next += usize::from(self.pieces.is(next, "of") && suffix > 0);
        let (month, after) = self.month_at(next)?;
        let (year, to) = self.year_after(after);
        self.month_day(month, day, year, at, to)
    }

    /// `the 1990s`, `the '90s`.
    pub(super) fn decade(&self, at: usize) -> Option<Hit> {
        let quote = usize::from(self.pieces.is(at, "'"));
        let (year, length) = self.digits(at + quote)?;
        let apostrophe =
            usize::from(self.pieces.is(at + quote + 1, "'") && self.pieces.joined(at + quote + 1));
        let s = at + quote + 1 + apostrophe;
        if !self.pieces.is(s, "s") || !self.pieces.joined(s) || year % 10 != 0 {
            return None;
        }
        let year = match length {
            4 => year,
            2 if quote == 1 || at > 0 && self.pieces.is(at - 1, "the") => {
                if year > 20 {
                    1900 + year
                } else {
                    2000 + year
                }
            }
            _ => return None,
        };
        Some(Hit::new(Reach::Decade(i16::try_from(year).ok()?), at, s + 1))
    }

    /// `nineteen ninety-six`, `twenty twenty-four`, `the year two thousand`: years as they are spoken.
    pub(super) fn spelled_year(&self, at: usize) -> Option<Hit> {
        let pieces = self.pieces;
        if pieces.is(at, "year") && pieces.are(at + 1, &["two", "thousand"]) {
            return Some(Hit::new(Reach::Year(2000), at, at + 3));
        }
        let century = match pieces.word(at) {
            "eighteen" => 1800,
            "nineteen" => 1900,
            "twenty" => 2000,
            _ => return None,
        };
        if pieces.is_dash(at + 1) || at > 0 && pieces.is_dash(at - 1) && pieces.joined(at) {
            return None;
        }
        let amount = read_amount(pieces, at + 1).filter(|amount| amount.form == Form::Number)?;
        let rest = amount.low.filter(|low| (10.0..100.0).contains(low) && low.fract() == 0.0)?;
        // `in nineteen ninety-one Charles Keating was convicted`.
        let name = at > 0 && pieces.is(at - 1, "in") && pieces.is_capital(amount.end);
        let plain = !amount.digits && (name || !followed_by_things(pieces, amount.end));
        plain.then(|| Hit::new(Reach::Year(century + rest as i16), at, amount.end))
    }

    /// `the nineties`, behind `the`: those of the century before 2000.
    pub(super) fn spelled_decade(&self, at: usize) -> Option<Hit> {
        let year = match self.pieces.word(at) {
            "twenties" => 1920,
            "thirties" => 1930,
            "forties" => 1940,
            "fifties" => 1950,
            "sixties" => 1960,
            "seventies" => 1970,
            "eighties" => 1980,
            "nineties" => 1990,
            _ => return None,
        };
        // `temperatures in the fifties`.
        let before = at.checked_sub(2).map_or("", |n| self.pieces.word(n));
        let decade = year >= 1960
            && matches!(before, "in" | "of" | "during" | "since" | "from" | "through" | "late" | "early");
        decade.then(|| Hit::new(Reach::Decade(year), at, at + 1))
    }

    /// `for the year`, `the full year`: that of publication; `the year ended June 30` is a length.
    pub(super) fn the_year(&self, at: usize) -> Option<Hit> {
        let pieces = self.pieces;
        let kind =
            usize::from(matches!(pieces.word(at + 1), "full" | "fiscal" | "financial" | "whole" | "entire"));
        let year = at + 1 + kind;
        if !pieces.is(at, "the") || !pieces.is(year, "year") {
            return None;
        }
        let to = year + 1;
        let before = at.checked_sub(1).map_or("", |n| pieces.word(n));
        if matches!(pieces.word(to), "ended" | "ending" | "through" | "to")
            && self.month_first(to + 1).is_some()
        {
            return Some(Hit::new(Reach::Length(Some(1.0), Unit::Year), at, to));
        }
        let alone = !pieces.is_word(to) || !self.words.tag(to).starts_with("NN") && self.digits(to).is_none();
        let fits =
            kind == 1 && pieces.is(at + 1, "full") || matches!(before, "for" | "during" | "throughout");
        let clause = matches!(
            pieces.word(to),
            "before" | "after" | "of" | "that" | "in" | "when" | "since" | "to" | "ago"
        );
        let day = self.published.filter(|_| fits && alone && !clause)?;
        Some(Hit::new(Reach::Year(day.year()), at, to))
    }

    /// `2016`, `2014-2016`, `2016-17`, `fiscal 2020`.
    pub(super) fn year(&self, at: usize) -> Option<Hit> {
        if matches!(self.pieces.word(at), "fiscal" | "fy") {
            let next = at + 1 + usize::from(self.pieces.is(at + 1, "year"));
            let (year, length) = self.digits(next)?;
            return if length == 4 {
                Some(Hit::new(Reach::Year(i16::try_from(year).ok()?), at, next + 1))
            } else {
                None
            };
        }
        if self.pieces.is(at, "year") {
            let (year, length) = self.digits(at + 1)?;
            return if length == 4 {
                Some(Hit::new(Reach::Year(i16::try_from(year).ok()?), at, at + 2))
            } else {
                None
            };
        }
        let (year, length) = self.digits(at)?;
        let quoted = at > 0
            && self.pieces.is(at - 1, "'")
            && self.pieces.joined(at)
            && length == 2
            && !self.pieces.joined(at - 1);
        if quoted {
            return Some(Hit::new(Reach::Year(i16::try_from(self.whole_year(year)).ok()?), at - 1, at + 1));
        }
        // `2018/19`.
        if length == 4
            && (1900..2100).contains(&year)
            && self.pieces.is(at + 1, "/")
            && self.digits(at + 2) == Some(((year + 1) % 100, 2))
        {
            let first = i16::try_from(year).ok()?;
            let days = (Date::new(first, 1, 1).ok()?, Date::new(first + 1, 12, 31).ok()?);
            return Some(Hit::new(Reach::Days(days.0, days.1), at, at + 3));
        }
        if length != 4 || !(1000..2100).contains(&year) || !self.is_year(at, year) {
            return None;
        }
        let first = i16::try_from(year).ok()?;
        let dash = self.pieces.is_dash(at + 1) && self.pieces.joined(at + 1) == self.pieces.joined(at + 2);
        if let Some((second, length)) = self.digits(at + 2).filter(|_| dash && self.pieces.joined(at + 1)) {
            let second = if length == 2 { year / 100 * 100 + second } else { second };
            if second > year && second < year + 300 && (length == 2 || length == 4) {
                let days =
                    (Date::new(first, 1, 1).ok()?, Date::new(i16::try_from(second).ok()?, 12, 31).ok()?);
                return Some(Hit::new(Reach::Days(days.0, days.1), at, at + 3));
            }
        }
        // `the 1988 third quarter`.
        if let Some(Hit { reach: Reach::Quarter(_, number), to, .. }) = self.quarter_of(at + 1) {
            return Some(Hit::new(Reach::Quarter(first, number), at, to));
        }
        if let Some(hit) = self.that_quarter(first, at, at + 1) {
            return Some(hit);
        }
        Some(Hit::new(Reach::Year(first), at, at + 1))
    }

    pub(super) fn is_year(&self, at: usize, year: i32) -> bool {
        const MAKES: &[&str] = &[
            "acura",
            "audi",
            "bmw",
            "buick",
            "cadillac",
            "chevrolet",
            "chevy",
            "chrysler",
            "dodge",
            "ford",
            "gmc",
            "harley",
            "honda",
            "hyundai",
            "infiniti",
            "jaguar",
            "jeep",
            "kia",
            "lexus",
            "mazda",
            "mercedes",
            "mitsubishi",
            "nissan",
            "pontiac",
            "subaru",
            "suzuki",
            "tesla",
            "toyota",
            "volkswagen",
            "volvo",
            "yamaha",
        ];
        let pieces = self.pieces;
        let before = at.checked_sub(1).map_or("", |n| pieces.word(n));
        // `a 2006 Dodge truck`, but `in 2006 Ford cut jobs`.
        let owned = matches!(before, "a" | "an" | "the" | "his" | "her" | "their" | "my");
        if owned && pieces.is_capital(at + 1) && MAKES.contains(&pieces.word(at + 1)) {
            return false;
        }
        let dated = matches!(
            before,
            "in" | "since"
                | "by"
                | "until"
                | "till"
                | "from"
                | "of"
                | "early"
                | "late"
                | "mid"
                | "before"
                | "after"
                | "during"
                | "circa"
                | "through"
                | "between"
                | "around"
        );
        let amount = matches!(
            before,
            "$" | "€"
                | "£"
                | "¥"
                | "least"
                | "than"
                | "about"
                | "nearly"
                | "over"
                | "some"
                | "almost"
                | "approximately"
                | "roughly"
                | "up"
                | "under"
                | "to"
        ) && !matches!(before, "to" | "about" | "over" | "nearly" | "under")
            || matches!(before, "about" | "over" | "nearly" | "under") && followed_by_things(pieces, at + 1);
        let unit = matches!(
            pieces.word(at + 1),
            "%" | "percent"
                | "per"
                | "million"
                | "billion"
                | "meters"
                | "metres"
                | "km"
                | "kilometers"
                | "miles"
                | "feet"
                | "tons"
                | "tonnes"
                | "degrees"
                | "gmt"
                | "hours"
                | "utc"
                | "edt"
                | "est"
                | ":"
                | "/"
        ) || pieces.joined(at + 1) && pieces.is_word(at + 1);
        let code =
            at > 0 && pieces.joined(at) && !matches!(before, "-" | "–" | "(" | "\"" | "“" | "'" | "[" | "/")
                || at > 1
                    && pieces.is_dash(at - 1)
                    && pieces.joined(at)
                    && pieces.joined(at - 1)
                    && !matches!(pieces.word(at - 2), "mid" | "pre" | "post" | "early" | "late" | "then");
        if amount || unit || code {
            return false;
        }
        let round = year % 100 == 0 && year != 1900;
        if year >= 1900 {
            let things = round && followed_by_things(pieces, at + 1);
            dated || !things && !in_name(pieces, at)
        } else {
            dated && !followed_by_things(pieces, at + 1)
        }
    }
}
