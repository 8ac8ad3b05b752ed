//! Quarters, halves of years and centuries: `third-quarter`, `the fourth quarter of 1998`,
//! `Q3 2020`, `the first half of 2020`, `20th century`. Games have quarters too: those are none.

use jiff::civil::Date;

use super::reach::{Reach, quarter};
use super::read::{Hit, Reader};
use super::tense::Tense;
use crate::figure::{Form, read_amount};

impl Reader<'_> {
    pub(super) fn small_ordinal(&self, at: usize) -> Option<(i32, usize)> {
        let small = match self.pieces.word(at) {
            "first" => 1,
            "second" => 2,
            "third" => 3,
            "fourth" => 4,
            _ => 0,
        };
        if small > 0 {
            return Some((small, at + 1));
        }
        let (value, length) = self.digits(at)?;
        let suffix =
            matches!(self.pieces.word(at + 1), "st" | "nd" | "rd" | "th") && self.pieces.joined(at + 1);
        (suffix && length < 3).then_some((value, at + 2))
    }

    /// `third-quarter`, `the fourth quarter of 1998`, `Q3 2020`, `fiscal first quarter`, `the first half of 2020`.
    pub(super) fn quarter_of(&self, at: usize) -> Option<Hit> {
        let pieces = self.pieces;
        let fiscal = usize::from(pieces.is(at, "fiscal"));
        let start = at + fiscal;
        let code = pieces
            .word(start)
            .strip_prefix('q')
            .filter(|rest| rest.len() == 1)
            .and_then(|rest| rest.parse().ok());
        let (number, next, half) = match code {
            Some(number) => (number, start + 1, false),
            None => {
                let (number, next) = self.small_ordinal(start)?;
                let next = next + usize::from(pieces.is_dash(next)) + usize::from(pieces.is(next, "fiscal"));
                let half = pieces.is(next, "half");
                if !(pieces.is(next, "quarter") || half) || number > 4 || half && number > 2 {
                    return None;
                }
                (number, next + 1, half)
            }
        };
        let of = usize::from(pieces.is(next, "of"));
        let (year, to) = match self.year_after(next) {
            (Some(year), to) => (Some(year), to),
            _ => match self.shifted(next + of).map(|hit| (hit.reach, hit.to)) {
                Some((Reach::Year(year), to)) => (Some(i32::from(year)), to),
                _ if of == 1 && pieces.are(next + 1, &["the", "year"]) => {
                    (self.published.map(|day| i32::from(day.year())), next + 3)
                }
                _ => (None, next),
            },
        };
        if half {
            let year = i16::try_from(year?).ok()?;
            let (from, to_day) = if number == 1 { ((1, 1), (6, 30)) } else { ((7, 1), (12, 31)) };
            let days =
                Reach::Days(Date::new(year, from.0, from.1).ok()?, Date::new(year, to_day.0, to_day.1).ok()?);
            return Some(Hit::new(days, at, to));
        }
        let number = i8::try_from(number).ok()?;
        let reach = match (year, self.published) {
            (Some(year), _) => Reach::Quarter(i16::try_from(year).ok()?, number),
            (None, None) => Reach::Unknown,
            (None, Some(day)) => {
                if self.sport(at) {
                    return None;
                }
                let ahead = number > quarter(day) && self.tense(at, to) != Tense::Future;
                Reach::Quarter(if ahead { day.year() - 1 } else { day.year() }, number)
            }
        };
        Some(Hit::new(reach, at, to))
    }

    /// Games have quarters too.
    pub(super) fn sport(&self, at: usize) -> bool {
        const SPORT: &[&str] = &[
            "touchdown",
            "touchdowns",
            "yards",
            "quarterback",
            "scored",
            "rebounds",
            "halftime",
            "pointer",
            "pointers",
            "interception",
        ];
        (at.saturating_sub(14)..at + 14).any(|n| SPORT.contains(&self.pieces.word(n)))
    }

    /// `20th century`, `19th-century`.
    pub(super) fn century(&self, at: usize) -> Option<Hit> {
        let amount = read_amount(self.pieces, at).filter(|amount| amount.form == Form::Ordinal)?;
        let next = amount.end + usize::from(self.pieces.is_dash(amount.end));
        let number = amount.low? as i16;
        (matches!(self.pieces.word(next), "century" | "centuries") && (1..=30).contains(&number))
            .then(|| Hit::new(Reach::Century(number - 1), at, next + 1))
    }
}
