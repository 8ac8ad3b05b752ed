//! Times on the clock: `7:30 p.m.`, `9 a.m. Tuesday`, `0900 GMT`, `noon`. Without a day beside
//! it a time lies on the day that was named last, if that is of the last week, else on the day of
//! publication.

use jiff::civil::Date;

use super::Part;
use super::reach::Reach;
use super::read::{Hit, Reader};
use crate::figure::read_amount;

impl Reader<'_> {
    /// `7:30 p.m.`, `9 a.m. Tuesday`, `0900 GMT`, `noon`, `4 in the morning`.
    pub(super) fn clock(&self, at: usize) -> Option<Hit> {
        let (hour, minute, mut to) = self.hour(at)?;
        let mut zoned = to;
        while matches!(
            self.pieces.word(zoned),
            "gmt"
                | "utc"
                | "est"
                | "edt"
                | "et"
                | "pt"
                | "pst"
                | "pdt"
                | "cst"
                | "cdt"
                | "cet"
                | "cest"
                | "bst"
                | "msk"
                | "ist"
                | "jst"
                | "local"
                | "time"
        ) {
            zoned += 1;
        }
        to = zoned;
        let anchor = self.clock_day(to).or_else(|| {
            let on = usize::from(matches!(self.pieces.word(to), "on" | ","));
            let dated = |hit: &Hit| self.digits(hit.to - 1).is_some();
            self.clock_day(to + on).filter(|hit| on == 1 && (!self.pieces.is(to, ",") || dated(hit)))
        });
        let anchor_part = anchor.as_ref().and_then(|hit| hit.part);
        let (reach, end) = match anchor {
            Some(hit) => (hit.reach, hit.to),
            None => (self.day_before(at).unwrap_or_else(|| self.day_told()), to),
        };
        // `6 o'clock this afternoon`.
        let late =
            anchor_part.is_some_and(|part| part != Part::Morning) && hour < 12 && !self.tells_half(at, to);
        let mut hit = Hit::new(reach, at, end);
        hit.clock = Some((if late { hour + 12 } else { hour }, minute));
        Some(hit)
    }

    /// The day that the report is about: one of the last week that was named last, else its own.
    fn day_told(&self) -> Reach {
        let Some(published) = self.published else { return Reach::Unknown };
        let recent = |day: &Date| {
            let back = published.duration_since(*day).as_hours() / 24;
            (0..7).contains(&back)
        };
        Reach::Day(self.told.deed.filter(recent).unwrap_or(published))
    }

    /// Whether the words between say which half of the day: `a.m.`, `noon`.
    pub(super) fn tells_half(&self, from: usize, to: usize) -> bool {
        (from..to).any(|n| {
            matches!(
                self.pieces.word(n),
                "am" | "pm" | "a" | "p" | "noon" | "midnight" | "midday" | "morning"
            )
        })
    }

    pub(super) fn clock_day(&self, at: usize) -> Option<Hit> {
        self.weekday_at(at)
            .or_else(|| self.month_first(at))
            .or_else(|| self.today(at).filter(|hit| matches!(hit.reach, Reach::Day(_))))
            .filter(|hit| matches!(hit.reach, Reach::Day(_)))
    }

    /// `Monday at 7 p.m.`: the day stands right before.
    pub(super) fn day_before(&self, at: usize) -> Option<Reach> {
        let at = if matches!(self.pieces.word(at.checked_sub(1)?), "at" | "around" | "by" | "about") {
            at - 1
        } else {
            at
        };
        // `next Wednesday at noon`.
        if let Some((day, _)) = self.just_read.filter(|(_, to)| *to == at) {
            return Some(Reach::Day(day));
        }
        let from = at.checked_sub(1)?;
        self.clock_day(from).filter(|hit| hit.to == at).map(|hit| hit.reach)
    }

    pub(super) fn hour(&self, at: usize) -> Option<(i8, i8, usize)> {
        let pieces = self.pieces;
        match pieces.word(at) {
            "noon" if at > 0 && pieces.is(at - 1, "high") => return None,
            "noon" | "midday" => return Some((12, 0, at + 1)),
            "midnight" => return Some((0, 0, at + 1)),
            _ => {}
        }
        // `three o'clock`.
        if pieces.are(at + 1, &["o", "'", "clock"])
            && let Some(hour) =
                read_amount(pieces, at).and_then(|amount| amount.low).filter(|hour| *hour <= 24.0)
        {
            return Some((hour as i8 % 24, 0, at + 4));
        }
        if let Some(hour) = self.dotted_hour(at) {
            return Some(hour);
        }
        let (hour, length) = self.digits(at)?;
        let before = at.checked_sub(1).map_or("", |n| pieces.word(n));
        if length == 4
            && matches!(pieces.word(at + 1), "gmt" | "utc" | "hours" | "edt" | "est")
            && hour / 100 < 24
            && hour % 100 < 60
        {
            let to = at + 1 + usize::from(pieces.is(at + 1, "hours"));
            return Some((i8::try_from(hour / 100).ok()?, i8::try_from(hour % 100).ok()?, to));
        }
        if length > 2 || hour > 23 || at > 1 && pieces.is(at - 1, ":") && pieces.joined(at) {
            return None;
        }
        let minutes = self.digits(at + 2).filter(|(minute, length)| {
            matches!(pieces.word(at + 1), ":")
                && pieces.joined(at + 1)
                && pieces.joined(at + 2)
                && *length == 2
                && *minute < 60
        });
        let (minute, next) = minutes.map_or((0, at + 1), |(minute, _)| (minute, at + 3));
        let (half, to) = match pieces.word(next) {
            "am" => (Some(0), next + 1),
            "pm" => (Some(12), next + 1),
            "a" | "p" if pieces.are(next + 1, &[".", "m"]) && pieces.joined(next + 1) => {
                let to = next + 3 + usize::from(pieces.is(next + 3, ".") && pieces.joined(next + 3));
                (Some(if pieces.is(next, "p") { 12 } else { 0 }), to)
            }
            "o" if pieces.are(next + 1, &["'", "clock"]) => (None, next + 3),
            "in" if pieces.are(next + 1, &["the", "morning"]) && hour < 13 => (Some(0), next + 3),
            "in" if (pieces.are(next + 1, &["the", "afternoon"])
                || pieces.are(next + 1, &["the", "evening"]))
                && hour < 13 =>
            {
                (Some(12), next + 3)
            }
            _ => (None, next),
        };
        let named = to > next;
        let told = minutes.is_some()
            && (matches!(
                before,
                "at" | "by" | "from" | "until" | "around" | "about" | "before" | "after" | "since" | "," | ""
            ) || matches!(pieces.word(next), "gmt" | "utc" | "et" | "local" | "est" | "edt"))
            && !pieces.is(next, ":");
        if !(named || told)
            || half.is_some() && hour > 12
            || self.digits(at).is_some()
                && at > 0
                && pieces.joined(at)
                && !matches!(before, "(" | "\"" | "-" | "–")
        {
            return None;
        }
        let hour = match half {
            Some(12) => hour % 12 + 12,
            Some(_) => hour % 12,
            None => hour,
        };
        Some((i8::try_from(hour).ok()?, i8::try_from(minute).ok()?, to))
    }

    /// `11.40 p.m.`, `7.05am`.
    fn dotted_hour(&self, at: usize) -> Option<(i8, i8, usize)> {
        let pieces = self.pieces;
        let (hour, minute) = pieces.word(at).split_once('.').filter(|(_, minute)| minute.len() == 2)?;
        let (hour, minute): (i8, i8) = (hour.parse().ok()?, minute.parse().ok()?);
        let (late, to) = match pieces.word(at + 1) {
            "am" => (false, at + 2),
            "pm" => (true, at + 2),
            half @ ("a" | "p") if pieces.are(at + 2, &[".", "m"]) && pieces.joined(at + 2) => {
                (half == "p", at + 4 + usize::from(pieces.is(at + 4, ".") && pieces.joined(at + 4)))
            }
            _ => return None,
        };
        let fits = (1..=12).contains(&hour) && (0..60).contains(&minute);
        fits.then_some((hour % 12 + if late { 12 } else { 0 }, minute, to))
    }
}
