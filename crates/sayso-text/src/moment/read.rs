//! From pieces to moments. The scan looks closer only at words that can begin one.

use std::sync::LazyLock;

use jiff::civil::{Date, Weekday};

use super::reach::{Reach, Unit, plus_days};
use super::tense::{self, Tense};
use super::{Kind, Moment, Part};
use crate::figure::Words;
use crate::list::{Phrases, entries};
use crate::scan::Pieces;

pub(super) static HOLIDAYS: LazyLock<Phrases<&'static str>> =
    LazyLock::new(|| Phrases::new(entries(include_str!("../../lists/holidays.txt"))));

/// What the text has named last: `a year earlier` and `the next day` are seen from there.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Told {
    pub(super) quarter: Option<(i16, i8)>,
    day: Option<Date>,
    /// A day of the month and of the year that were named last, perhaps without a day.
    month: Option<Date>,
    year: Option<Date>,
    /// The day that something other than a saying was last said to be on.
    pub(super) deed: Option<Date>,
}

impl Told {
    fn see(&mut self, reach: &Reach) {
        let start = match *reach {
            Reach::Day(day) => Some(day),
            Reach::Month(year, month) => Date::new(year, month, 1).ok(),
            Reach::Year(year) | Reach::Quarter(year, _) => Date::new(year, 1, 1).ok(),
            _ => None,
        };
        if matches!(reach, Reach::Day(_) | Reach::Month(..)) {
            self.month = start.or(self.month);
        }
        self.year = start.or(self.year);
    }

    /// From where `that year` and `the following month` are seen.
    pub(super) fn anchor(&self, unit: Unit) -> Option<Date> {
        match unit {
            Unit::Year => self.year,
            Unit::Month => self.month,
            _ => self.day,
        }
    }
}

/// Reads all moments.
pub(crate) fn moments(words: &Words, published: Option<Date>, told: &mut Told) -> Vec<Moment> {
    let mut reader = Reader {
        words,
        pieces: words.pieces,
        published,
        quarter: told.quarter,
        last_day: told.day,
        told: *told,
        longer: false,
        just_read: None,
    };
    let mut moments = Vec::new();
    let mut at = 0;
    let mut last_end = 0;
    while at < words.pieces.len() {
        let hit = if may_begin(words.pieces, at) { reader.spanning(at) } else { None };
        let Some(hit) = hit.filter(|hit| hit.to > at) else {
            at += 1;
            continue;
        };
        if let Reach::Quarter(year, quarter) = hit.reach
            && (hit.from..hit.to).any(|n| {
                reader.small_ordinal(n).is_some()
                    || words.pieces.word(n).starts_with('q') && words.pieces.word(n).len() == 2
            })
        {
            reader.quarter = Some((year, quarter));
            reader.longer = false;
        }
        if let Reach::Length(Some(months), Unit::Month) = hit.reach {
            reader.longer |= months > 3.0;
        }
        if let Reach::Day(day) = hit.reach {
            reader.last_day = Some(day);
            if !reader.is_when_said(hit.from) {
                reader.told.deed = Some(day);
            }
            reader.just_read = Some((day, hit.to));
        }
        reader.told.see(&hit.reach);
        at = hit.to;
        moments.push(reader.moment(hit, last_end));
        last_end = at;
    }
    *told = Told { quarter: reader.quarter, day: reader.last_day, ..reader.told };
    moments
}

/// Whether a moment can begin here.
pub(crate) fn may_begin(pieces: &Pieces, at: usize) -> bool {
    if pieces.number(at).is_some() || pieces.is(at, "'") && pieces.number(at + 1).is_some() {
        return true;
    }
    let word = pieces.word(at);
    pieces.is_word(at)
        && (starter(word)
            || month(word).is_some()
            || weekday(word.strip_suffix('s').unwrap_or(word)).is_some()
            || weekday(word).is_some()
            || season(word).is_some()
            || Unit::named(word.strip_suffix("long").unwrap_or(word)).is_some()
            || HOLIDAYS.find(pieces, at).is_some()
            || crate::figure::begins_amount(pieces, at))
}

fn starter(word: &str) -> bool {
    matches!(
        word,
        "the"
            | "last"
            | "past"
            | "previous"
            | "next"
            | "coming"
            | "following"
            | "this"
            | "current"
            | "that"
            | "same"
            | "early"
            | "late"
            | "mid"
            | "earlier"
            | "later"
            | "today"
            | "tonight"
            | "yesterday"
            | "tomorrow"
            | "overnight"
            | "now"
            | "nowadays"
            | "currently"
            | "presently"
            | "recently"
            | "recent"
            | "lately"
            | "previously"
            | "formerly"
            | "soon"
            | "noon"
            | "midnight"
            | "midday"
            | "daily"
            | "weekly"
            | "monthly"
            | "yearly"
            | "annually"
            | "hourly"
            | "nightly"
            | "every"
            | "each"
            | "fiscal"
            | "fy"
            | "a"
            | "an"
            | "year"
            | "these"
            | "q1"
            | "q2"
            | "q3"
            | "q4"
            | "end"
            | "morning"
            | "evening"
            | "future"
    )
}

/// The number of a month: its name, or its short form.
pub(crate) fn month(word: &str) -> Option<i8> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let full = MONTHS.iter().position(|month| *month == word);
    let short = || {
        if word == "sept" {
            Some(8)
        } else {
            MONTHS.iter().position(|month| word.len() == 3 && month.starts_with(word))
        }
    };
    full.or_else(short).and_then(|at| i8::try_from(at + 1).ok())
}

/// A day of the week.
pub(crate) fn weekday(word: &str) -> Option<Weekday> {
    Some(match word {
        "monday" => Weekday::Monday,
        "tuesday" => Weekday::Tuesday,
        "wednesday" => Weekday::Wednesday,
        "thursday" => Weekday::Thursday,
        "friday" => Weekday::Friday,
        "saturday" => Weekday::Saturday,
        "sunday" => Weekday::Sunday,
        _ => return None,
    })
}

pub(super) fn season(word: &str) -> Option<i8> {
    match word {
        "spring" => Some(0),
        "summer" => Some(1),
        "autumn" | "fall" => Some(2),
        "winter" => Some(3),
        _ => None,
    }
}

pub(super) fn day_part(word: &str) -> Option<Part> {
    match word {
        "morning" => Some(Part::Morning),
        "afternoon" => Some(Part::Afternoon),
        "evening" => Some(Part::Evening),
        "night" => Some(Part::Night),
        _ => None,
    }
}

/// A moment as it is found: what it reaches over, and the pieces of its core.
#[derive(Clone, Debug)]
pub(super) struct Hit {
    pub(super) reach: Reach,
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) part: Option<Part>,
    pub(super) clock: Option<(i8, i8)>,
    /// First and last day of a length that the text anchors: `the last two weeks`.
    pub(super) days: Option<(Date, Date)>,
    /// The EDTF form where it is not that of the reach.
    pub(super) edtf: Option<String>,
}

impl Hit {
    pub(super) fn new(reach: Reach, from: usize, to: usize) -> Self {
        Self { reach, from, to, part: None, clock: None, days: None, edtf: None }
    }

    pub(super) fn with(mut self, part: Option<Part>) -> Self {
        self.part = part.or(self.part);
        self
    }

    pub(super) fn starting(mut self, from: usize) -> Self {
        self.from = from;
        self
    }
}

pub(super) struct Reader<'w> {
    pub(super) words: &'w Words<'w>,
    pub(super) pieces: &'w Pieces,
    pub(super) published: Option<Date>,
    pub(super) quarter: Option<(i16, i8)>,
    pub(super) last_day: Option<Date>,
    pub(super) told: Told,
    /// Whether months were named since: `a year earlier` is then a year, not a quarter.
    pub(super) longer: bool,
    /// The day that was read just before, and the piece that it ended at.
    pub(super) just_read: Option<(Date, usize)>,
}

impl Reader<'_> {
    /// Whether a day is when somebody spoke: `sources said Tuesday`, `told reporters on Tuesday`.
    fn is_when_said(&self, at: usize) -> bool {
        let says = |at: usize| {
            matches!(
                self.pieces.word(at),
                "said"
                    | "says"
                    | "told"
                    | "announced"
                    | "confirmed"
                    | "claimed"
                    | "warned"
                    | "reported"
                    | "statement"
            )
        };
        (at.saturating_sub(3)..at).any(says)
    }

    /// A moment, or two that make an interval: `from March to May`.
    pub(super) fn spanning(&self, at: usize) -> Option<Hit> {
        let first = self.read(at)?;
        let before = at.checked_sub(1).map_or("", |n| self.pieces.word(n));
        let joint = self.pieces.word(first.to);
        let dash = self.pieces.is_dash(first.to)
            && self.pieces.joined(first.to) == self.pieces.joined(first.to + 1)
            && (self.pieces.joined(first.to) || self.pieces.is(first.to, "–"));
        let opens = before == "from" && matches!(joint, "to" | "through" | "until" | "till")
            || before == "between" && joint == "and"
            || dash
            || joint == "through";
        if !opens || first.clock.is_some() || matches!(first.reach, Reach::Length(..)) {
            return Some(first);
        }
        let Some(second) = self.read(first.to + 1) else { return Some(first) };
        let mut form = [first.reach.resolve(self.published).edtf, second.reach.resolve(self.published).edtf];
        let (Some((mut from, _)), Some((_, mut to))) =
            (first.reach.days(self.published), second.reach.days(self.published))
        else {
            return Some(first);
        };
        if from > to && self.is_weekday(&first) && self.is_weekday(&second) {
            (from, to) = self.in_a_row(from, to)?;
            form = [from.to_string(), to.to_string()];
        }
        // `from March to May 2020`, `between December and February`: the first takes the second's year.
        if !self.has_year(&first)
            && (self.has_year(&second) || from > to)
            && let Some(moved) = same_year(from, to)
        {
            from = moved;
            form[0] = match form[0].len() {
                7 => format!("{:04}-{:02}", moved.year(), moved.month()),
                _ => moved.to_string(),
            };
        }
        if from > to || matches!(second.reach, Reach::Present | Reach::Past | Reach::Future) {
            return Some(first);
        }
        let edtf = form.iter().all(|form| !form.contains('/')).then(|| form.join("/"));
        Some(Hit { edtf, ..Hit::new(Reach::Days(from, to), first.from, second.to) })
    }

    fn is_weekday(&self, hit: &Hit) -> bool {
        (hit.from..hit.to).any(|n| weekday(self.pieces.word(n)).is_some())
            && !(hit.from..hit.to).any(|n| self.pieces.number(n).is_some())
    }

    /// `runs Thursday through Sunday`: the second weekday comes after the first, wherever each would
    /// lie alone.
    fn in_a_row(&self, from: Date, to: Date) -> Option<(Date, Date)> {
        let later = plus_days(to, 7)?;
        let over = self.published.is_some_and(|published| from < published && later > published);
        if over { Some((plus_days(from, -7)?, to)) } else { Some((from, later)) }
    }

    pub(super) fn has_year(&self, hit: &Hit) -> bool {
        (hit.from..hit.to).any(|n| self.pieces.get(n).is_some_and(|piece| piece.digits == 4))
    }

    pub(super) fn moment(&self, hit: Hit, after: usize) -> Moment {
        let pieces = self.pieces;
        let resolved = hit.reach.resolve(self.published);
        let (mut from, mut to) = (resolved.from, resolved.to);
        let mut edtf = resolved.edtf;
        let mut value = resolved.value;
        let mut kind = match hit.reach {
            Reach::Length(..) => Kind::Duration,
            Reach::Every(..) | Reach::EveryWeekday(_) => Kind::Repeated,
            Reach::Past => Kind::Before,
            Reach::Future => Kind::After,
            Reach::Day(_) | Reach::Yearless(_, Some(_)) if hit.clock.is_some() => Kind::Time,
            _ if hit.clock.is_some() => Kind::Time,
            Reach::Day(_) | Reach::Yearless(_, Some(_)) | Reach::Present | Reach::Unknown => Kind::Day,
            _ => Kind::Interval,
        };
        if let Some((first, last)) = hit.days {
            (from, to) = (Some(first), Some(last));
            edtf = format!("{first}/{last}");
        }
        if let Some((hour, minute)) = hit.clock {
            value = format!("{value}T{hour:02}:{minute:02}");
        } else if matches!(hit.reach, Reach::Day(_)) {
            value.push_str(hit.part.map_or("", Part::code));
        }
        if let Some(form) = &hit.edtf {
            edtf.clone_from(form);
        }
        let (start, word) = self.preposition(&hit, after);
        let open = matches!(kind, Kind::Day | Kind::Time | Kind::Interval);
        match word {
            "since" if open && from.is_some() => {
                kind = Kind::After;
                to = None;
                edtf = format!("{edtf}/..");
            }
            "until" | "till" | "by" if open && to.is_some() => {
                kind = Kind::Before;
                from = None;
                edtf = format!("../{edtf}");
            }
            // What is after 2016 begins with 2017; a day itself may still be meant.
            "after" if open && from.is_some() => {
                kind = Kind::After;
                from = if from == to { from } else { to.and_then(|day| plus_days(day, 1)) };
                to = None;
                edtf = from.map(|from| format!("{from}/..")).unwrap_or_default();
            }
            "before" if open && to.is_some() => {
                kind = Kind::Before;
                to = if from == to { to } else { from.and_then(|day| plus_days(day, -1)) };
                from = None;
                edtf = to.map(|to| format!("../{to}")).unwrap_or_default();
            }
            "around" | "about" | "circa"
                if matches!(hit.reach, Reach::Year(_) | Reach::Month(..) | Reach::Day(_)) =>
            {
                edtf.push('~')
            }
            _ => {}
        }
        if edtf.matches('/').count() > 1 {
            edtf = match (from, to) {
                (Some(from), None) => format!("{from}/.."),
                (None, Some(to)) => format!("../{to}"),
                _ => edtf,
            };
        }
        Moment {
            span: pieces.span(start, hit.to),
            core: pieces.span(hit.from, hit.to),
            from,
            to,
            edtf,
            kind,
            part: hit.part,
            clock: hit.clock,
            value,
        }
    }

    /// The piece that the moment's preposition begins at, and the word.
    pub(super) fn preposition(&self, hit: &Hit, after: usize) -> (usize, &str) {
        let Some(before) = hit.from.checked_sub(1).filter(|before| *before >= after) else {
            return (hit.from, "");
        };
        let word = self.pieces.word(before);
        let length = matches!(hit.reach, Reach::Length(..));
        let fits = match word {
            "for" | "within" => length,
            "in" | "over" | "during" => true,
            "on" | "at" | "since" | "until" | "till" | "by" | "around" | "circa" | "from" | "between" => {
                !length
            }
            "about" | "before" | "after" => !length,
            _ => false,
        };
        if fits { (before, word) } else { (hit.from, "") }
    }

    pub(super) fn read(&self, at: usize) -> Option<Hit> {
        self.clock(at)
            .or_else(|| self.spelled_year(at))
            .or_else(|| self.the_year(at))
            .or_else(|| self.absolute(at))
            .or_else(|| self.named(at))
            .or_else(|| self.edge(at))
            .or_else(|| self.quarter_of(at))
            .or_else(|| self.century(at))
            .or_else(|| self.shifted(at))
            .or_else(|| self.repeated(at))
            .or_else(|| self.length(at))
            .or_else(|| self.the(at))
    }

    pub(super) fn tense(&self, from: usize, to: usize) -> Tense {
        tense::at(self.words, from, to)
    }
}

pub(super) fn date_of(year: i32, month: i32, day: i32) -> Option<Date> {
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// The same month and day in the year of `other`, or the one before so that it is no later.
fn same_year(day: Date, other: Date) -> Option<Date> {
    let moved = Date::new(other.year(), day.month(), day.day()).ok()?;
    if moved <= other { Some(moved) } else { Date::new(other.year() - 1, day.month(), day.day()).ok() }
}
