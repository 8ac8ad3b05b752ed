//! Days and seasons by name: weekdays, `today`, `last night`, `in the spring`, Christmas; and
//! the words for now, before and later (`currently`, `previously`, `soon`).

use super::Part;
use super::reach::{Reach, Unit, holiday, plus_days};
use super::read::{HOLIDAYS, Hit, Reader, day_part, season, weekday};
use super::tense::Tense;

impl Reader<'_> {
    pub(super) fn named(&self, at: usize) -> Option<Hit> {
        self.weekday_at(at)
            .or_else(|| self.today(at))
            .or_else(|| self.season_at(at))
            .or_else(|| self.holiday_at(at))
    }

    pub(super) fn weekday_at(&self, at: usize) -> Option<Hit> {
        let word = self.pieces.word(at);
        let Some(day) = weekday(word) else {
            let single = word.strip_suffix('s').and_then(weekday)?;
            return Some(Hit::new(Reach::EveryWeekday(single), at, at + 1));
        };
        // `Black Friday`, `Super Tuesday`, `Sheffield Wednesday` are days and teams of their own.
        let before = at.checked_sub(1).map_or("", |n| self.pieces.word(n));
        if matches!(
            before,
            "ash"
                | "black"
                | "bloody"
                | "cyber"
                | "easter"
                | "giving"
                | "good"
                | "holy"
                | "maundy"
                | "palm"
                | "sheffield"
                | "shrove"
                | "super"
        ) && self.pieces.is_capital(at - 1)
        {
            return None;
        }
        // `the first Tuesday in odd-numbered years` is none of this week's.
        let article = at.checked_sub(2).map_or("", |n| self.pieces.word(n));
        if matches!(before, "first" | "second" | "third" | "fourth" | "fifth")
            && matches!(article, "the" | "every" | "each")
        {
            return None;
        }
        // `Monday, Oct. 26`, `Monday the 3rd`.
        let comma = usize::from(self.pieces.is(at + 1, ","));
        if let Some(date) = self.month_first(at + 1 + comma).or_else(|| self.day_first(at + 1 + comma))
            && matches!(date.reach, Reach::Day(_) | Reach::Yearless(_, Some(_)))
        {
            return Some(date.starting(at));
        }
        if self.is_hours(at) {
            return Some(Hit::new(Reach::EveryWeekday(day), at, at + 1));
        }
        let part = day_part(self.pieces.word(at + 1));
        let to = at + 1 + usize::from(part.is_some());
        let Some(published) = self.published else {
            return Some(Hit::new(Reach::Unknown, at, to).with(part));
        };
        let back = (i32::from(published.weekday().to_monday_zero_offset())
            - i32::from(day.to_monday_zero_offset()))
        .rem_euclid(7);
        let ahead = self.tense(at, to) == Tense::Future || self.runs_on(at);
        let shift = if ahead { (7 - back) % 7 } else { -back };
        Some(Hit::new(Reach::Day(plus_days(published, shift)?), at, to).with(part))
    }

    /// `open from noon to 9 p.m. Monday through Thursday`: when a place is open, week by week.
    fn is_hours(&self, at: usize) -> bool {
        let pieces = self.pieces;
        let links = |n: usize| matches!(pieces.word(n), "through" | "to" | "-" | "–" | "thru");
        let day = |n: usize| weekday(pieces.word(n).trim_end_matches('s')).is_some();
        let ranged = links(at + 1) && day(at + 2) || at > 1 && links(at - 1) && day(at - 2);
        let clock = at > 1
            && (pieces.is(at - 1, ".") && matches!(pieces.word(at - 2), "m")
                || matches!(pieces.word(at - 1), "am" | "pm" | "noon" | "midnight"));
        (ranged || clock)
            && (at.saturating_sub(30)..at).any(|n| {
                self.words.same_sentence(n, at)
                    && (pieces.is(n, "open") && !pieces.is_capital(n) && self.words.tag(n) != "VB"
                        || pieces.is(n, "hours") && pieces.is(n + 1, "are"))
            })
    }

    /// `is closed until Friday`, `must leave by Monday`: no past verb before it.
    pub(super) fn runs_on(&self, at: usize) -> bool {
        let until = at > 0 && matches!(self.pieces.word(at - 1), "until" | "till" | "by");
        until
            && (at.saturating_sub(8)..at)
                .any(|n| matches!(self.pieces.word(n), "is" | "are" | "remain" | "remains"))
            || matches!(self.pieces.word(at.wrapping_sub(1)), "until" | "till")
                && (at.saturating_sub(6)..at).any(|n| {
                    matches!(
                        self.pieces.word(n),
                        "gave" | "given" | "extended" | "adjourned" | "suspended" | "delayed"
                    )
                })
    }

    /// `today`, `tonight`, `this morning`, `last night`, `overnight`, `now`, `previously`.
    pub(super) fn today(&self, at: usize) -> Option<Hit> {
        let pieces = self.pieces;
        let day = |shift: i32, to: usize, part: Option<Part>| {
            let reach =
                self.published.and_then(|day| plus_days(day, shift)).map_or(Reach::Unknown, Reach::Day);
            Some(Hit::new(reach, at, to).with(part))
        };
        let with_part = |shift: i32| {
            let part = day_part(pieces.word(at + 1));
            day(shift, at + 1 + usize::from(part.is_some()), part)
        };
        let next_part = day_part(pieces.word(at + 1));
        match pieces.word(at) {
            // A programme or a paper.
            "today"
                if at > 0 && pieces.is_capital(at) && pieces.is_word(at - 1) && !self.words.headline() =>
            {
                None
            }
            "today" => day(0, at + 1, None),
            "tonight" => day(0, at + 1, Some(Part::Night)),
            "yesterday" => with_part(-1),
            "tomorrow" => with_part(1),
            "overnight" if !pieces.is_dash(at + 1) => {
                let reach = self
                    .published
                    .and_then(|day| Some(Reach::Days(plus_days(day, -1)?, day)))
                    .unwrap_or(Reach::Unknown);
                Some(Hit::new(reach, at, at + 1).with(Some(Part::Night)))
            }
            "last" if pieces.is(at + 1, "night") => day(-1, at + 2, Some(Part::Night)),
            "this" if next_part.is_some() => day(0, at + 2, next_part),
            "now" if !matches!(pieces.word(at + 1), "that" | "-") => {
                Some(Hit::new(Reach::Present, at, at + 1))
            }
            "currently" | "presently" | "nowadays" => Some(Hit::new(Reach::Present, at, at + 1)),
            "these" if pieces.is(at + 1, "days") => Some(Hit::new(Reach::Present, at, at + 2)),
            // `a previously announced plan`: of the plan, not of when.
            "previously"
                if self.words.tag(at + 1) == "VBN"
                    && !self.words.tag(at.wrapping_sub(1)).starts_with("VB") =>
            {
                None
            }
            // `as recently as May` is in May.
            "recently" if pieces.is(at + 1, "as") => None,
            "recently" | "lately" | "previously" | "formerly" => Some(Hit::new(Reach::Past, at, at + 1)),
            "recent" if Unit::named(pieces.word(at + 1)).is_some() => {
                let unit = Unit::named(pieces.word(at + 1))?;
                let reach = if unit == Unit::Year { Reach::Past } else { Reach::Length(None, unit) };
                Some(Hit::new(reach, at, at + 2))
            }
            // `its current share`; `the current quarter` is read apart.
            "current"
                if self.words.tag(at) == "JJ"
                    && Unit::named(pieces.word(at + 1)).is_none()
                    && !matches!(pieces.word(at + 1), "fiscal" | "calendar" | "financial")
                    && matches!(self.words.tag(at + 1).get(..2), Some("NN" | "JJ")) =>
            {
                Some(Hit::new(Reach::Present, at, at + 1))
            }
            // `in past years`.
            "past" if matches!(pieces.word(at + 1), "years" | "decades" | "centuries") => {
                Some(Hit::new(Reach::Past, at, at + 2))
            }
            // `will one day be`.
            "one" if pieces.is(at + 1, "day") && self.words.tag(at.wrapping_sub(1)) == "MD" => {
                Some(Hit::new(Reach::Future, at, at + 2))
            }
            "soon"
                if !pieces.is(at + 1, "after")
                    && at > 0
                    && !matches!(pieces.word(at - 1), "as" | "too" | "how" | "so") =>
            {
                Some(Hit::new(Reach::Future, at, at + 1))
            }
            _ => None,
        }
    }

    /// `summer 2022`, `last fall`, `in the spring`: alone only behind a preposition.
    pub(super) fn season_at(&self, at: usize) -> Option<Hit> {
        let season = season(self.pieces.word(at))?;
        if let (Some(year), to) = self.year_after(at + 1) {
            return Some(Hit::new(Reach::Season(i16::try_from(year).ok()?, season), at, to));
        }
        let before = at.checked_sub(1).map_or("", |n| self.pieces.word(n));
        let article = before == "the"
            && at > 1
            && matches!(
                self.pieces.word(at - 2),
                "in" | "into" | "during" | "over" | "since" | "by" | "until" | "of" | "for" | "through"
            );
        let alone = article
            || matches!(before, "in" | "during" | "since" | "by" | "until" | "early" | "late" | "mid");
        let verb = self.words.tag(at).starts_with("VB") || self.words.tag(at).starts_with("IN");
        if !alone
            || verb
            || matches!(self.pieces.word(at + 1), "of" | "in" | "from" | "to") && season == 2 && !article
            || self.pieces.is_word(at + 1) && self.pieces.is(at, "spring") && self.pieces.is(at + 1, "water")
        {
            return None;
        }
        let reach = self.published.map_or(Reach::Unknown, |day| {
            let start = season * 3 + 3;
            let year = match self.tense(at, at + 1) {
                Tense::Future if start + 2 < day.month() => day.year() + 1,
                Tense::Future => day.year(),
                _ if start > day.month() => day.year() - 1,
                _ => day.year(),
            };
            Reach::Season(year, season)
        });
        Some(Hit::new(reach, at, at + 1))
    }

    pub(super) fn holiday_at(&self, at: usize) -> Option<Hit> {
        if !self.pieces.is_capital(at) {
            return None;
        }
        let (rule, next) = HOLIDAYS.find(self.pieces, at)?;
        let (year, to) = self.year_after(next);
        if let Some(year) = year {
            return Some(Hit::new(Reach::Day(holiday(rule, i16::try_from(year).ok()?)?), at, to));
        }
        let reach = match self.published {
            None => Reach::Unknown,
            Some(published) => {
                let this = holiday(rule, published.year())?;
                let tense = self.tense(at, next);
                Reach::Day(match tense {
                    Tense::Future if this < published => holiday(rule, published.year() + 1)?,
                    Tense::Past if this > published => holiday(rule, published.year() - 1)?,
                    _ => this,
                })
            }
        };
        Some(Hit::new(reach, at, next))
    }
}
