//! From pieces to moments. The scan looks closer only at words that can begin one.

use std::sync::LazyLock;

use jiff::civil::{Date, Weekday};

use super::reach::{Reach, Unit, away, holding, holiday, monday, plus_days, quarter};
use super::tense::{self, Tense};
use super::{Kind, Moment, Part};
use crate::figure::{Words, followed_by_things, read_amount};
use crate::list::{Phrases, entries};
use crate::scan::Pieces;

static HOLIDAYS: LazyLock<Phrases<&'static str>> =
    LazyLock::new(|| Phrases::new(entries(include_str!("../../lists/holidays.txt"))));

/// What the text has named last: `a year earlier` and `the next day` are seen from there.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Told {
    quarter: Option<(i16, i8)>,
    day: Option<Date>,
}

/// Reads all moments.
pub(crate) fn moments(words: &Words, published: Option<Date>, told: &mut Told) -> Vec<Moment> {
    let mut reader = Reader { words, pieces: words.pieces, published, quarter: told.quarter, last_day: told.day };
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
            && (hit.from..hit.to).any(|n| reader.small_ordinal(n).is_some() || words.pieces.word(n).starts_with('q') && words.pieces.word(n).len() == 2)
        {
            reader.quarter = Some((year, quarter));
        }
        if let Reach::Day(day) = hit.reach {
            reader.last_day = Some(day);
        }
        at = hit.to;
        moments.push(reader.moment(hit, last_end));
        last_end = at;
    }
    *told = Told { quarter: reader.quarter, day: reader.last_day };
    moments
}

/// Whether a moment can begin here.
pub(crate) fn may_begin(pieces: &Pieces, at: usize) -> bool {
    if pieces.number(at).is_some() || pieces.is(at, "'") && pieces.number(at + 1).is_some() {
        return true;
    }
    let word = pieces.word(at);
    pieces.is_word(at) && (starter(word) || month(word).is_some() || weekday(word.strip_suffix('s').unwrap_or(word)).is_some() || weekday(word).is_some() || season(word).is_some() || Unit::named(word).is_some() || HOLIDAYS.find(pieces, at).is_some() || super::super::figure::begins_amount(pieces, at))
}

fn starter(word: &str) -> bool {
    matches!(
        word,
        "the" | "last" | "past" | "previous" | "next" | "coming" | "following" | "this" | "current" | "that" | "same" | "early" | "late" | "mid" | "earlier" | "later"
            | "today" | "tonight" | "yesterday" | "tomorrow" | "overnight" | "now" | "nowadays" | "currently" | "presently" | "recently" | "recent" | "lately" | "previously" | "formerly" | "soon"
            | "noon" | "midnight" | "midday" | "daily" | "weekly" | "monthly" | "yearly" | "annually" | "hourly" | "nightly" | "every" | "each" | "fiscal" | "fy" | "a" | "an" | "year"
            | "these" | "q1" | "q2" | "q3" | "q4" | "end" | "morning" | "evening" | "future"
    )
}

/// The number of a month: its name, or its short form.
pub(crate) fn month(word: &str) -> Option<i8> {
    const MONTHS: [&str; 12] = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];
    let full = MONTHS.iter().position(|month| *month == word);
    let short = || if word == "sept" { Some(8) } else { MONTHS.iter().position(|month| word.len() == 3 && month.starts_with(word)) };
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

fn season(word: &str) -> Option<i8> {
    match word {
        "spring" => Some(0),
        "summer" => Some(1),
        "autumn" | "fall" => Some(2),
        "winter" => Some(3),
        _ => None,
    }
}

fn day_part(word: &str) -> Option<Part> {
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
struct Hit {
    reach: Reach,
    from: usize,
    to: usize,
    part: Option<Part>,
    clock: Option<(i8, i8)>,
    /// First and last day of a length that the text anchors: `the last two weeks`.
    days: Option<(Date, Date)>,
    /// The EDTF form where it is not that of the reach.
    edtf: Option<String>,
}

impl Hit {
    fn new(reach: Reach, from: usize, to: usize) -> Self {
        Self { reach, from, to, part: None, clock: None, days: None, edtf: None }
    }

    fn with(mut self, part: Option<Part>) -> Self {
        self.part = part.or(self.part);
        self
    }

    fn starting(mut self, from: usize) -> Self {
        self.from = from;
        self
    }
}

struct Reader<'w> {
    words: &'w Words<'w>,
    pieces: &'w Pieces,
    published: Option<Date>,
    quarter: Option<(i16, i8)>,
    last_day: Option<Date>,
}

impl Reader<'_> {
    /// A moment, or two that make an interval: `from March to May`.
    fn spanning(&self, at: usize) -> Option<Hit> {
        let first = self.read(at)?;
        let before = at.checked_sub(1).map_or("", |n| self.pieces.word(n));
        let joint = self.pieces.word(first.to);
        let dash = self.pieces.is_dash(first.to) && self.pieces.joined(first.to) == self.pieces.joined(first.to + 1) && (self.pieces.joined(first.to) || self.pieces.is(first.to, "–"));
        let opens = before == "from" && matches!(joint, "to" | "through" | "until" | "till") || before == "between" && joint == "and" || dash || joint == "through";
        if !opens || first.clock.is_some() || matches!(first.reach, Reach::Length(..)) {
            return Some(first);
        }
        let Some(second) = self.read(first.to + 1) else { return Some(first) };
        let mut form = [first.reach.resolve(self.published).edtf, second.reach.resolve(self.published).edtf];
        let (Some((mut from, _)), Some((_, to))) = (first.reach.days(self.published), second.reach.days(self.published)) else { return Some(first) };
        // `from March to May 2020`, `between December and February`: the first takes the second's year.
        if !self.has_year(&first) && (self.has_year(&second) || from > to)
            && let Some(moved) = same_year(from, to) {
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

    fn has_year(&self, hit: &Hit) -> bool {
        (hit.from..hit.to).any(|n| self.pieces.get(n).is_some_and(|piece| piece.digits == 4))
    }

    fn moment(&self, hit: Hit, after: usize) -> Moment {
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
            "since" | "after" if open && from.is_some() => {
                kind = Kind::After;
                to = None;
                edtf = format!("{edtf}/..");
            }
            "until" | "till" | "by" | "before" if open && to.is_some() => {
                kind = Kind::Before;
                from = None;
                edtf = format!("../{edtf}");
            }
            "around" | "about" | "circa" if matches!(hit.reach, Reach::Year(_) | Reach::Month(..) | Reach::Day(_)) => edtf.push('~'),
            _ => {}
        }
        if edtf.matches('/').count() > 1 {
            edtf = match (from, to) {
                (Some(from), None) => format!("{from}/.."),
                (None, Some(to)) => format!("../{to}"),
                _ => edtf,
            };
        }
        Moment { span: pieces.span(start, hit.to), core: pieces.span(hit.from, hit.to), from, to, edtf, kind, part: hit.part, clock: hit.clock, value }
    }

    /// The piece that the moment's preposition begins at, and the word.
    fn preposition(&self, hit: &Hit, after: usize) -> (usize, &str) {
        let Some(before) = hit.from.checked_sub(1).filter(|before| *before >= after) else { return (hit.from, "") };
        let word = self.pieces.word(before);
        let length = matches!(hit.reach, Reach::Length(..));
        let fits = match word {
            "for" | "within" => length,
            "in" | "over" | "during" => true,
            "on" | "at" | "since" | "until" | "till" | "by" | "around" | "circa" | "from" | "between" => !length,
            "about" | "before" | "after" => !length,
            _ => false,
        };
        if fits { (before, word) } else { (hit.from, "") }
    }

    fn read(&self, at: usize) -> Option<Hit> {
        self.clock(at)
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

    fn tense(&self, from: usize, to: usize) -> Tense {
        tense::at(self.words, from, to)
    }

    // ---- days and dates -------------------------------------------------------------

    fn absolute(&self, at: usize) -> Option<Hit> {
        self.iso(at)
            .or_else(|| self.slashes(at))
            .or_else(|| self.month_first(at))
            .or_else(|| self.day_first(at))
            .or_else(|| self.decade(at))
            .or_else(|| self.year(at))
    }

    fn digits(&self, at: usize) -> Option<(i32, usize)> {
        let piece = self.pieces.get(at)?;
        if piece.digits == 0 || piece.value > 1e8 { None } else { Some((piece.value as i32, piece.digits)) }
    }

    /// `2024-12-16`, `20241216`.
    fn iso(&self, at: usize) -> Option<Hit> {
        let (first, length) = self.digits(at)?;
        if length == 8 {
            let day = date_of(first / 10_000, first / 100 % 100, first % 100)?;
            return (1900..2100).contains(&(first / 10_000)).then(|| Hit::new(Reach::Day(day), at, at + 1));
        }
        let ((month, _), (day, _)) = (self.digits(at + 2)?, self.digits(at + 4)?);
        let joined = (1..5).all(|n| self.pieces.joined(at + n)) && self.pieces.is_dash(at + 1) && self.pieces.is_dash(at + 3);
        if joined && length == 4 {
            return Some(Hit::new(Reach::Day(date_of(first, month, day)?), at, at + 5));
        }
        None
    }

    /// `11/02/89`, `5/17/2018`; the month first where both readings are possible.
    fn slashes(&self, at: usize) -> Option<Hit> {
        let ((first, _), (second, _), (year, length)) = (self.digits(at)?, self.digits(at + 2)?, self.digits(at + 4)?);
        let joined = (1..5).all(|n| self.pieces.joined(at + n));
        let same = self.pieces.word(at + 1) == self.pieces.word(at + 3) && matches!(self.pieces.word(at + 1), "/" | "-");
        if !joined || !same || !matches!(length, 2 | 4) {
            return None;
        }
        let year = if length == 4 { year } else { self.whole_year(year) };
        let day = date_of(year, first, second).or_else(|| date_of(year, second, first))?;
        Some(Hit::new(Reach::Day(day), at, at + 5))
    }

    /// The year that two digits mean, seen from publication.
    fn whole_year(&self, short: i32) -> i32 {
        let near = self.published.map_or(2025, |day| i32::from(day.year()));
        let year = near / 100 * 100 + short;
        if year > near + 20 { year - 100 } else { year }
    }

    /// The month whose name stands at `at`, and the piece after it with its stop.
    fn month_at(&self, at: usize) -> Option<(i8, usize)> {
        let word = self.pieces.word(at);
        let number = month(word)?;
        let full = word.len() > 4 || word == "may" || word == "june" || word == "july";
        let stop = usize::from(!full && self.pieces.is(at + 1, ".") && self.pieces.joined(at + 1));
        let dated = self.digits(at + 1 + stop).is_some() || at > 0 && self.digits(at - 1).is_some() || at > 0 && self.ordinal_ends(at - 1);
        if !full && stop == 0 && !dated || !self.pieces.is_capital(at) && !dated {
            return None;
        }
        Some((number, at + 1 + stop))
    }

    fn ordinal_ends(&self, at: usize) -> bool {
        matches!(self.pieces.word(at), "st" | "nd" | "rd" | "th" | "of")
    }

    /// `December 3, 2024`, `Dec. 14-15`, `August 1988`, `August`.
    fn month_first(&self, at: usize) -> Option<Hit> {
        let (month, next) = self.month_at(at)?;
        if let Some((day, length)) = self.digits(next).filter(|(day, length)| (1..=31).contains(day) && *length < 3)
            && !self.counts_things(next) {
                let _ = length;
                let suffix = usize::from(matches!(self.pieces.word(next + 1), "st" | "nd" | "rd" | "th") && self.pieces.joined(next + 1));
                let end = next + 1 + suffix;
                // `Dec. 14-15`, `March 3 to 5`.
                let second = self.digits(end + 1).filter(|(last, length)| *length < 3 && *last > day && *last <= 31);
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
        if let (Some(year), to) = self.year_after(next) {
            return Some(Hit::new(Reach::Month(i16::try_from(year).ok()?, month), at, to));
        }
        self.bare_month(month, at, next)
    }

    /// `Dec. 3 people` would be three people; `Jan. 5 p.m.` nothing of the kind.
    fn counts_things(&self, number: usize) -> bool {
        self.pieces.is(number + 1, ":") && self.pieces.joined(number + 2) && self.pieces.number(number + 2).is_some() || self.pieces.is(number + 1, "percent") || self.pieces.is(number + 1, "%")
    }

    fn year_after(&self, at: usize) -> (Option<i32>, usize) {
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

    fn month_day(&self, month: i8, day: i32, year: Option<i32>, from: usize, to: usize) -> Option<Hit> {
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
    fn nearest_year(&self, published: Date, month: i8, day: i8, tense: Tense) -> Option<Date> {
        let in_year = |offset: i16| Date::new(published.year() + offset, month, day).ok();
        let this = in_year(0);
        let apart = |day: &Date| (day.duration_since(published).as_hours() / 24).abs();
        let nearest = [in_year(-1), this, in_year(1)].into_iter().flatten().min_by_key(apart);
        let ahead = nearest.filter(|day| *day > published && apart(day) > 45);
        let behind = nearest.filter(|day| *day < published && apart(day) > 60);
        match tense {
            Tense::Past if ahead.is_some() => ahead.and_then(|day| Date::new(day.year() - 1, month, day.day()).ok()),
            Tense::Future if behind.is_some() => behind.and_then(|day| Date::new(day.year() + 1, month, day.day()).ok()),
            _ => nearest,
        }
    }

    fn day_range(&self, month: i8, first: i32, last: i32, year: Option<i32>, from: usize, to: usize) -> Option<Hit> {
        let start = self.month_day(month, first, year, from, to)?;
        let Reach::Day(start) = start.reach else { return Some(start) };
        let end = Date::new(start.year(), month, i8::try_from(last).ok()?).ok()?;
        Some(Hit::new(Reach::Days(start, end), from, to))
    }

    /// `August`: in the past the last one, `will` the next.
    fn bare_month(&self, month: i8, from: usize, to: usize) -> Option<Hit> {
        let word = self.pieces.word(from);
        let before = from.checked_sub(1).map_or("", |n| self.pieces.word(n));
        // People and verbs are called so too.
        if matches!(word, "may" | "march" | "april" | "june" | "august") {
            let dated = matches!(before, "in" | "since" | "by" | "until" | "till" | "from" | "of" | "during" | "through" | "between" | "to" | "and" | "last" | "next" | "this" | "early" | "late" | "mid" | "-" | "for" | "each" | "every" | "or" | "before" | "after");
            let person = self.pieces.is_capital(to) && self.pieces.is_word(to) && matches!(before, "to" | "and" | "from" | "for" | "by" | "or" | "") && !self.words.headline();
            let title = person || from > 0 && self.pieces.is_capital(from - 1) && !dated;
            if title || !dated && matches!(word, "may" | "march") || self.pieces.is_capital(to) && self.pieces.is_word(to) && !dated {
                return None;
            }
        }
        let Some(published) = self.published else { return Some(Hit::new(Reach::Yearless(month, None), from, to)) };
        let year = published.year();
        let ahead = month > published.month();
        let year = match self.tense(from, to) {
            Tense::Future if month < published.month() => year + 1,
            Tense::Future => year,
            _ if ahead => year - 1,
            _ => year,
        };
        Some(Hit::new(Reach::Month(year, month), from, to))
    }

    /// `3 December 2024`, `the 3rd of March`, `14-15 December`.
    fn day_first(&self, at: usize) -> Option<Hit> {
        let (day, length) = self.digits(at)?;
        if length > 2 || !(1..=31).contains(&day) {
            return None;
        }
        let suffix = usize::from(matches!(self.pieces.word(at + 1), "st" | "nd" | "rd" | "th") && self.pieces.joined(at + 1));
        let mut next = at + 1 + suffix;
        if self.pieces.is_dash(next) || self.pieces.is(next, "to") {
            let (last, length) = self.digits(next + 1)?;
            let (month, after) = self.month_at(next + 2)?;
            let (year, to) = self.year_after(after);
            return if length < 3 && last > day && last <= 31 { self.day_range(month, day, last, year, at, to) } else { None };
        }
        next += usize::from(self.pieces.is(next, "of") && suffix > 0);
        let (month, after) = self.month_at(next)?;
        let (year, to) = self.year_after(after);
        self.month_day(month, day, year, at, to)
    }

    /// `the 1990s`, `the '90s`.
    fn decade(&self, at: usize) -> Option<Hit> {
        let quote = usize::from(self.pieces.is(at, "'"));
        let (year, length) = self.digits(at + quote)?;
        let apostrophe = usize::from(self.pieces.is(at + quote + 1, "'") && self.pieces.joined(at + quote + 1));
        let s = at + quote + 1 + apostrophe;
        if !self.pieces.is(s, "s") || !self.pieces.joined(s) || year % 10 != 0 {
            return None;
        }
        let year = match length {
            4 => year,
            2 if quote == 1 || at > 0 && self.pieces.is(at - 1, "the") => if year > 20 { 1900 + year } else { 2000 + year },
            _ => return None,
        };
        Some(Hit::new(Reach::Decade(i16::try_from(year).ok()?), at, s + 1))
    }

    /// `2016`, `2014-2016`, `2016-17`, `fiscal 2020`.
    fn year(&self, at: usize) -> Option<Hit> {
        if matches!(self.pieces.word(at), "fiscal" | "fy") {
            let next = at + 1 + usize::from(self.pieces.is(at + 1, "year"));
            let (year, length) = self.digits(next)?;
            return if length == 4 { Some(Hit::new(Reach::Year(i16::try_from(year).ok()?), at, next + 1)) } else { None };
        }
        if self.pieces.is(at, "year") {
            let (year, length) = self.digits(at + 1)?;
            return if length == 4 { Some(Hit::new(Reach::Year(i16::try_from(year).ok()?), at, at + 2)) } else { None };
        }
        let (year, length) = self.digits(at)?;
        let quoted = at > 0 && self.pieces.is(at - 1, "'") && self.pieces.joined(at) && length == 2 && !self.pieces.joined(at - 1);
        if quoted {
            return Some(Hit::new(Reach::Year(i16::try_from(self.whole_year(year)).ok()?), at - 1, at + 1));
        }
        if length != 4 || !(1000..2100).contains(&year) || !self.is_year(at, year) {
            return None;
        }
        let first = i16::try_from(year).ok()?;
        let dash = self.pieces.is_dash(at + 1) && self.pieces.joined(at + 1) == self.pieces.joined(at + 2);
        if let Some((second, length)) = self.digits(at + 2).filter(|_| dash && self.pieces.joined(at + 1)) {
            let second = if length == 2 { year / 100 * 100 + second } else { second };
            if second > year && second < year + 300 && (length == 2 || length == 4) {
                let days = (Date::new(first, 1, 1).ok()?, Date::new(i16::try_from(second).ok()?, 12, 31).ok()?);
                return Some(Hit::new(Reach::Days(days.0, days.1), at, at + 3));
            }
        }
        // `the 1988 third quarter`.
        if let Some(Hit { reach: Reach::Quarter(_, number), to, .. }) = self.quarter_of(at + 1) {
            return Some(Hit::new(Reach::Quarter(first, number), at, to));
        }
        Some(Hit::new(Reach::Year(first), at, at + 1))
    }

    fn is_year(&self, at: usize, year: i32) -> bool {
        let pieces = self.pieces;
        let before = at.checked_sub(1).map_or("", |n| pieces.word(n));
        let dated = matches!(before, "in" | "since" | "by" | "until" | "till" | "from" | "of" | "early" | "late" | "mid" | "before" | "after" | "during" | "circa" | "through" | "between" | "around");
        let amount = matches!(before, "$" | "€" | "£" | "¥" | "least" | "than" | "about" | "nearly" | "over" | "some" | "almost" | "approximately" | "roughly" | "up" | "under" | "to") && !matches!(before, "to" | "about" | "over" | "nearly" | "under")
            || matches!(before, "about" | "over" | "nearly" | "under") && followed_by_things(pieces, at + 1);
        let unit = matches!(pieces.word(at + 1), "%" | "percent" | "per" | "million" | "billion" | "meters" | "metres" | "km" | "kilometers" | "miles" | "feet" | "tons" | "tonnes" | "degrees" | "gmt" | "hours" | "utc" | "edt" | "est" | ":" | "/") || pieces.joined(at + 1) && pieces.is_word(at + 1);
        let code = at > 0 && pieces.joined(at) && !matches!(before, "-" | "–" | "(" | "\"" | "“" | "'" | "[" | "/") || at > 1 && pieces.is_dash(at - 1) && pieces.joined(at) && pieces.joined(at - 1) && !matches!(pieces.word(at - 2), "mid" | "pre" | "post" | "early" | "late" | "then");
        if amount || unit || code {
            return false;
        }
        let round = year % 100 == 0 && year != 1900;
        if year >= 1900 { dated || !(round && followed_by_things(pieces, at + 1)) && !crate::figure::in_name(pieces, at) } else { dated && !followed_by_things(pieces, at + 1) }
    }

    // ---- names: weekdays, today, seasons, holidays -------------------------------------

    fn named(&self, at: usize) -> Option<Hit> {
        self.weekday_at(at).or_else(|| self.today(at)).or_else(|| self.season_at(at)).or_else(|| self.holiday_at(at))
    }

    fn weekday_at(&self, at: usize) -> Option<Hit> {
        let word = self.pieces.word(at);
        let Some(day) = weekday(word) else {
            let single = word.strip_suffix('s').and_then(weekday)?;
            return Some(Hit::new(Reach::EveryWeekday(single), at, at + 1));
        };
        // `Monday, Oct. 26`, `Monday the 3rd`.
        let comma = usize::from(self.pieces.is(at + 1, ","));
        if let Some(date) = self.month_first(at + 1 + comma).or_else(|| self.day_first(at + 1 + comma))
            && matches!(date.reach, Reach::Day(_) | Reach::Yearless(_, Some(_))) {
                return Some(date.starting(at));
            }
        let part = day_part(self.pieces.word(at + 1));
        let to = at + 1 + usize::from(part.is_some());
        let Some(published) = self.published else { return Some(Hit::new(Reach::Unknown, at, to).with(part)) };
        let back = (i32::from(published.weekday().to_monday_zero_offset()) - i32::from(day.to_monday_zero_offset())).rem_euclid(7);
        let ahead = self.tense(at, to) == Tense::Future || self.runs_on(at);
        let shift = if ahead { (7 - back) % 7 } else { -back };
        Some(Hit::new(Reach::Day(plus_days(published, shift)?), at, to).with(part))
    }

    /// `is closed until Friday`, `must leave by Monday`: no past verb before it.
    fn runs_on(&self, at: usize) -> bool {
        let until = at > 0 && matches!(self.pieces.word(at - 1), "until" | "till" | "by");
        until && (at.saturating_sub(8)..at).any(|n| matches!(self.pieces.word(n), "is" | "are" | "remain" | "remains"))
    }

    /// `today`, `tonight`, `this morning`, `last night`, `overnight`, `now`, `previously`.
    fn today(&self, at: usize) -> Option<Hit> {
        let pieces = self.pieces;
        let day = |shift: i32, to: usize, part: Option<Part>| {
            let reach = self.published.and_then(|day| plus_days(day, shift)).map_or(Reach::Unknown, Reach::Day);
            Some(Hit::new(reach, at, to).with(part))
        };
        let with_part = |shift: i32| {
            let part = day_part(pieces.word(at + 1));
            day(shift, at + 1 + usize::from(part.is_some()), part)
        };
        let next_part = day_part(pieces.word(at + 1));
        match pieces.word(at) {
            // A programme or a paper.
            "today" if at > 0 && pieces.is_capital(at) && pieces.is_word(at - 1) && !self.words.headline() => None,
            "today" => day(0, at + 1, None),
            "tonight" => day(0, at + 1, Some(Part::Night)),
            "yesterday" => with_part(-1),
            "tomorrow" => with_part(1),
            "overnight" if !pieces.is_dash(at + 1) => {
                let reach = self.published.and_then(|day| Some(Reach::Days(plus_days(day, -1)?, day))).unwrap_or(Reach::Unknown);
                Some(Hit::new(reach, at, at + 1).with(Some(Part::Night)))
            }
            "last" if pieces.is(at + 1, "night") => day(-1, at + 2, Some(Part::Night)),
            "this" if next_part.is_some() => day(0, at + 2, next_part),
            "now" if !matches!(pieces.word(at + 1), "that" | "-") => Some(Hit::new(Reach::Present, at, at + 1)),
            "currently" | "presently" | "nowadays" => Some(Hit::new(Reach::Present, at, at + 1)),
            "these" if pieces.is(at + 1, "days") => Some(Hit::new(Reach::Present, at, at + 2)),
            "recently" | "lately" | "previously" | "formerly" => Some(Hit::new(Reach::Past, at, at + 1)),
            "recent" if Unit::named(pieces.word(at + 1)).is_some() => {
                let unit = Unit::named(pieces.word(at + 1))?;
                let reach = if unit == Unit::Year { Reach::Past } else { Reach::Length(None, unit) };
                Some(Hit::new(reach, at, at + 2))
            }
            "soon" if !pieces.is(at + 1, "after") && at > 0 && !matches!(pieces.word(at - 1), "as" | "too" | "how" | "so") => Some(Hit::new(Reach::Future, at, at + 1)),
            _ => None,
        }
    }

    /// `summer 2022`, `last fall`, `in the spring`: alone only behind a preposition.
    fn season_at(&self, at: usize) -> Option<Hit> {
        let season = season(self.pieces.word(at))?;
        if let (Some(year), to) = self.year_after(at + 1) {
            return Some(Hit::new(Reach::Season(i16::try_from(year).ok()?, season), at, to));
        }
        let before = at.checked_sub(1).map_or("", |n| self.pieces.word(n));
        let article = before == "the" && at > 1 && matches!(self.pieces.word(at - 2), "in" | "during" | "over" | "since" | "by" | "until" | "of" | "for" | "through");
        let alone = article || matches!(before, "in" | "during" | "since" | "by" | "until" | "early" | "late" | "mid");
        let verb = self.words.tag(at).starts_with("VB") || self.words.tag(at).starts_with("IN");
        if !alone || verb || matches!(self.pieces.word(at + 1), "of" | "in" | "from" | "to") && season == 2 && !article || self.pieces.is_word(at + 1) && self.pieces.is(at, "spring") && self.pieces.is(at + 1, "water") {
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

    fn holiday_at(&self, at: usize) -> Option<Hit> {
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

    // ---- edges: early, late, the end of --------------------------------------------------

    fn edge(&self, at: usize) -> Option<Hit> {
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
        if comparative && matches!(self.pieces.word(next), "that" | "the") && Unit::named(self.pieces.word(next + 1)).is_some() {
            let unit = Unit::named(self.pieces.word(next + 1))?;
            let day = if self.pieces.is(next, "that") { self.last_day.or(self.published) } else { self.published };
            let reach = day.and_then(|day| holding(day, unit)).unwrap_or(Reach::Unknown);
            return Some(Hit::new(reach, at, next + 2).with(Some(part)));
        }
        let hit = match self.pieces.word(next) {
            "today" | "yesterday" | "tomorrow" | "this" | "last" | "next" => self.today(next).or_else(|| self.shifted(next)),
            "the" => self.the(next).filter(|hit| !matches!(hit.reach, Reach::Length(..))),
            _ if comparative => self.shifted(next),
            "morning" | "evening" => None,
            _ => self.weekday_at(next).or_else(|| self.absolute(next)).or_else(|| self.season_at(next)).or_else(|| self.century(next)),
        }?;
        let part = if matches!(hit.part, None) || hit.part == Some(Part::Night) && hit.from == next { Some(part).filter(|_| hit.part.is_none()) } else { None };
        Some(hit.starting(at).with(part))
    }

    // ---- quarters and centuries ------------------------------------------------------------

    fn small_ordinal(&self, at: usize) -> Option<(i32, usize)> {
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
        let suffix = matches!(self.pieces.word(at + 1), "st" | "nd" | "rd" | "th") && self.pieces.joined(at + 1);
        (suffix && length < 3).then_some((value, at + 2))
    }

    /// `third-quarter`, `the fourth quarter of 1998`, `Q3 2020`, `fiscal first quarter`, `the first half of 2020`.
    fn quarter_of(&self, at: usize) -> Option<Hit> {
        let pieces = self.pieces;
        let fiscal = usize::from(pieces.is(at, "fiscal"));
        let start = at + fiscal;
        let code = pieces.word(start).strip_prefix('q').filter(|rest| rest.len() == 1).and_then(|rest| rest.parse().ok());
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
                _ if of == 1 && pieces.are(next + 1, &["the", "year"]) => (self.published.map(|day| i32::from(day.year())), next + 3),
                _ => (None, next),
            },
        };
        if half {
            let year = i16::try_from(year?).ok()?;
            let (from, to_day) = if number == 1 { ((1, 1), (6, 30)) } else { ((7, 1), (12, 31)) };
            let days = Reach::Days(Date::new(year, from.0, from.1).ok()?, Date::new(year, to_day.0, to_day.1).ok()?);
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
    fn sport(&self, at: usize) -> bool {
        const SPORT: &[&str] = &["touchdown", "touchdowns", "yards", "quarterback", "scored", "rebounds", "halftime", "pointer", "pointers", "interception"];
        (at.saturating_sub(14)..at + 14).any(|n| SPORT.contains(&self.pieces.word(n)))
    }

    /// `20th century`, `19th-century`.
    fn century(&self, at: usize) -> Option<Hit> {
        let amount = read_amount(self.pieces, at).filter(|amount| amount.form == crate::figure::Form::Ordinal)?;
        let next = amount.end + usize::from(self.pieces.is_dash(amount.end));
        let number = amount.low? as i16;
        (matches!(self.pieces.word(next), "century" | "centuries") && (1..=30).contains(&number)).then(|| Hit::new(Reach::Century(number - 1), at, next + 1))
    }

    // ---- shifted by a unit: last week, the next three months, this August ------------------------

    fn shifted(&self, at: usize) -> Option<Hit> {
        let pieces = self.pieces;
        // Programmes and papers are called so: `"This Week"`.
        if at > 0 && pieces.is_capital(at) && pieces.is_capital(at + 1) && Unit::named(pieces.word(at + 1)).is_some() {
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
        if let Some((month, to)) = self.month_at(next).or_else(|| month(word).filter(|_| word.len() > 3 && pieces.is_capital(next)).map(|month| (month, next + 1))) {
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
            let year = published.year() + match shift {
                -1 if this >= published => -1,
                1 if this <= published => 1,
                _ => 0,
            };
            return Some(Hit::new(Reach::Day(holiday(rule, year)?), at, to));
        }
        if shift > 0 && pieces.is(at, "coming") && word.ends_with('s')
            && let Some(unit) = Unit::named(word)
        {
            return Some(Hit::new(Reach::Length(None, unit), at, next + 1));
        }
        let fiscal = usize::from(matches!(word, "fiscal" | "calendar" | "full" | "financial"));
        let unit = Unit::named(pieces.word(next + fiscal)).filter(|_| !pieces.word(next + fiscal).ends_with('s'))?;
        self.shifted_unit(at, next + fiscal, shift, unit)
    }

    /// `the past two months`, `next three years`: a length that ends or begins with publication.
    fn shifted_length(&self, at: usize, next: usize, shift: i32) -> Option<Hit> {
        let amount = read_amount(self.pieces, next)?;
        let unit = Unit::named(self.pieces.word(amount.end))?;
        let count = amount.low.filter(|low| *low > 0.0 && amount.form == crate::figure::Form::Number || amount.form == crate::figure::Form::One);
        let mut hit = Hit::new(Reach::Length(count, unit), at, amount.end + 1);
        if let (Some(published), Some(count)) = (self.published, count.filter(|count| count.fract() == 0.0 && *count < 10_000.0)) {
            let other = away(published, shift * count as i32, unit)?;
            hit.days = Some((other.min(published), other.max(published)));
        }
        Some(hit)
    }

    fn shifted_weekday(&self, at: usize, next: usize, shift: i32, day: Weekday) -> Option<Hit> {
        let part = day_part(self.pieces.word(next + 1));
        let to = next + 1 + usize::from(part.is_some());
        let Some(published) = self.published else { return Some(Hit::new(Reach::Unknown, at, to).with(part)) };
        let back = (i32::from(published.weekday().to_monday_zero_offset()) - i32::from(day.to_monday_zero_offset())).rem_euclid(7);
        let days = match shift {
            -1 => if back == 0 { -7 } else { -back },
            1 => 7 - back,
            _ if self.tense(at, to) == Tense::Past => -back,
            _ => (7 - back) % 7,
        };
        Some(Hit::new(Reach::Day(plus_days(published, days)?), at, to).with(part))
    }

    fn shifted_season(&self, at: usize, next: usize, shift: i32, season: i8) -> Option<Hit> {
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

    fn shifted_unit(&self, at: usize, next: usize, shift: i32, unit: Unit) -> Option<Hit> {
        let pieces = self.pieces;
        let to = next + 1;
        if matches!(unit, Unit::Second | Unit::Minute | Unit::Hour) {
            return None;
        }
        // `the past year` runs up to now; `the following day` is seen from the day last named.
        let told = matches!(pieces.word(at), "following" | "previous") || unit == Unit::Day && matches!(pieces.word(at), "next");
        let anchor = if told { self.last_day.or(if pieces.is(at, "previous") { self.published } else { None }) } else { self.published };
        if pieces.is(at, "past") || pieces.is(at, "coming") || pieces.is(at + 1, "past") && pieces.is(at, "this") && unit != Unit::Week && unit != Unit::Weekend {
            let mut hit = Hit::new(Reach::Length(Some(1.0), unit), at, to);
            hit.days = self.published.and_then(|day| Some((away(day, shift, unit)?, day))).map(|(one, other)| (one.min(other), one.max(other)));
            return Some(hit);
        }
        if unit == Unit::Day && pieces.is(at, "last") || unit == Unit::Day && pieces.is(at, "this") && at + 1 == next && false {
            return None;
        }
        let Some(anchor) = anchor else { return Some(Hit::new(Reach::Unknown, at, to)) };
        if unit == Unit::Weekend {
            return Some(Hit::new(self.weekend(anchor, shift, at, to)?, at, to));
        }
        let day = if matches!(unit, Unit::Month | Unit::Quarter) { Date::new(anchor.year(), anchor.month(), 1).ok()? } else { anchor };
        let reach = holding(away(day, shift, unit)?, unit)?;
        // `last year's third quarter`.
        if let Reach::Year(year) = reach {
            let owner = pieces.is(to, "'") && pieces.is(to + 1, "s") && pieces.joined(to);
            if let Some(Hit { reach: Reach::Quarter(_, number), to, .. }) = owner.then(|| self.quarter_of(to + 2)).flatten() {
                return Some(Hit::new(Reach::Quarter(year, number), at, to));
            }
        }
        Some(Hit::new(reach, at, to))
    }

    /// The weekend before, of, or after this week.
    fn weekend(&self, day: Date, shift: i32, at: usize, to: usize) -> Option<Reach> {
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

    // ---- repeated ---------------------------------------------------------------------------------

    fn repeated(&self, at: usize) -> Option<Hit> {
        let pieces = self.pieces;
        let every = |count: f64, unit: Unit, to: usize| Some(Hit::new(Reach::Every(Some(count), unit), at, to));
        match pieces.word(at) {
            "daily" if !pieces.is_capital(at) || at == 0 => every(1.0, Unit::Day, at + 1),
            "nightly" => every(1.0, Unit::Day, at + 1),
            "weekly" if !pieces.is_capital(at) => every(1.0, Unit::Week, at + 1),
            "monthly" if !pieces.is_capital(at) => every(1.0, Unit::Month, at + 1),
            "yearly" | "annually" => every(1.0, Unit::Year, at + 1),
            "hourly" => every(1.0, Unit::Hour, at + 1),
            "every" | "each" => {
                if let Some(day) = weekday(pieces.word(at + 1)) {
                    return Some(Hit::new(Reach::EveryWeekday(day), at, at + 2));
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

    // ---- lengths, and days counted by them ------------------------------------------------------------

    /// `three days`, `two weeks ago`, `a year earlier`, `for years`, `three days after the attack`.
    fn length(&self, at: usize) -> Option<Hit> {
        let pieces = self.pieces;
        let before = at.checked_sub(1).map_or("", |n| pieces.word(n));
        let (count, next, bare) = self.count(at)?;
        let dash = usize::from(pieces.is_dash(next));
        let filler = usize::from(matches!(pieces.word(next), "more" | "full" | "straight" | "consecutive" | "calendar" | "long" | "whole"));
        let unit_at = next + dash + filler;
        let unit = Unit::named(pieces.word(unit_at)).filter(|unit| *unit != Unit::Weekend)?;
        let mut to = unit_at + 1;
        let (count, half) = self.and_half(count, to);
        to += half;
        // Ages and things that are called by a length are none.
        let old = to + usize::from(pieces.is_dash(to));
        if pieces.is(old, "old") || pieces.are(to, &["of", "age"]) || pieces.is(old, "olds") || pieces.are(to, &["in", "a", "row"]) && false {
            return None;
        }
        if let Some(hit) = self.counted_off(at, to, count, unit) {
            return Some(hit);
        }
        let second = unit == Unit::Second && (count == Some(1.0) || bare);
        let article = matches!(pieces.word(at), "a" | "an") && next == at + 1;
        let behind = matches!(before, "for" | "in" | "within" | "over" | "about" | "nearly" | "almost" | "than" | "after" | "least" | "of" | "under" | "takes" | "took" | "lasted" | "lasting" | "spent" | "half" | "every" | "recent" | "through" | "throughout" | "only" | "just" | "from");
        if second || (article && !behind || article && unit == Unit::Day && !matches!(before, "for" | "in" | "within")) || bare && (!behind || pieces.word(at).len() < 4 || !pieces.word(at).ends_with('s')) || unit == Unit::Quarter && (article || bare) {
            return None;
        }
        if !pieces.word(unit_at).ends_with('s') && dash == 0 && count.is_none_or(|count| count > 1.0) && !pieces.is_word(to) {
            return None;
        }
        Some(Hit::new(Reach::Length(count, unit), at, to))
    }

    /// How many, the piece after, and whether no number is said at all.
    fn count(&self, at: usize) -> Option<(Option<f64>, usize, bool)> {
        let pieces = self.pieces;
        if Unit::named(pieces.word(at)).is_some() && pieces.is_word(at) {
            return pieces.word(at).ends_with('s').then_some((None, at, true));
        }
        if let Some(amount) = read_amount(pieces, at).filter(|amount| amount.form != crate::figure::Form::Ordinal) {
            if pieces.number(at).is_some() && crate::figure::in_name(pieces, at) {
                return None;
            }
            let vague = amount.form == crate::figure::Form::Vague;
            let couple = pieces.are(at, &["a", "couple"]);
            if amount.form == crate::figure::Form::Fraction && pieces.is_dash(amount.end) {
                return None;
            }
            let count = amount.low.filter(|_| !vague && amount.form != crate::figure::Form::Fraction || pieces.is(at, "half"));
            let article = usize::from(pieces.is(at, "half") && matches!(pieces.word(amount.end), "a" | "an") || pieces.is_dash(amount.end) && false);
            return Some((if couple { Some(2.0) } else { count }, amount.end + article, false));
        }
        match pieces.word(at) {
            "a" if pieces.are(at + 1, &["couple", "of"]) => Some((Some(2.0), at + 3, false)),
            "a" if pieces.is(at + 1, "few") => Some((None, at + 2, false)),
            "several" | "some" | "many" | "few" => Some((None, at + 1, false)),
            "a" | "an" if Unit::named(pieces.word(at + 1)).is_some() => Some((Some(1.0), at + 1, false)),
            _ => None,
        }
    }

    /// `a minute and a half`.
    fn and_half(&self, count: Option<f64>, at: usize) -> (Option<f64>, usize) {
        if self.pieces.are(at, &["and", "a", "half"]) && !self.pieces.is_word(at + 3) { (count.map(|count| count + 0.5), 3) } else { (count, 0) }
    }

    /// `two weeks ago`, `a year earlier`, `three days later`, `two years from now`.
    fn counted_off(&self, at: usize, to: usize, count: Option<f64>, unit: Unit) -> Option<Hit> {
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
            return Some(Hit::new(if told { Reach::Unknown } else if sign < 0 { Reach::Past } else { Reach::Future }, at, end));
        };
        if unit == Unit::Year && count == 1.0 && sign < 0
            && let Some((year, quarter)) = self.quarter {
                return Some(Hit::new(Reach::Quarter(year - 1, quarter), at, end));
            }
        let days = matches!(unit, Unit::Day | Unit::Week | Unit::Fortnight);
        let anchor = if told && days { self.last_day } else { self.published };
        let Some(anchor) = anchor.filter(|_| count < 10_000.0) else { return Some(Hit::new(Reach::Unknown, at, end)) };
        let day = away(anchor, sign * count as i32, unit)?;
        let unit = if matches!(unit, Unit::Decade | Unit::Century) { Unit::Year } else { unit };
        Some(Hit::new(holding(day, unit).unwrap_or(Reach::Day(day)), at, end))
    }

    // ---- what `the` begins --------------------------------------------------------------------------------

    fn the(&self, at: usize) -> Option<Hit> {
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
                let reach = self.published.and_then(|day| self.weekend(day, 0, at, next + 1)).unwrap_or(Reach::Unknown);
                Some(Hit::new(reach, at, next + 1))
            }
            ("day", "before") if pieces.is(next + 2, "yesterday") => self.off_day(-2, at, next + 3),
            ("day", "after") if pieces.is(next + 2, "tomorrow") => self.off_day(2, at, next + 3),
            ("day", "before") => beside(-1, next + 2),
            ("day", "after") => beside(1, next + 2),
            ("following" | "next", "day" | "morning") => Some(beside(1, next + 2)?.with(day_part(pieces.word(next + 1)))),
            ("previous", "day") => beside(-1, next + 2),
            ("past", word) if in_front == "in" && Unit::named(word).is_none() && read_amount(pieces, next + 1).is_none() => Some(Hit::new(Reach::Past, at, next + 1)),
            ("future", _) if !self.words.tag(next + 1).starts_with("NN") && !pieces.joined(next + 1) || next + 1 == pieces.len() || pieces.is(next, "future") && !pieces.is_word(next + 1) => Some(Hit::new(Reach::Future, at, next + 1)),
            ("quarter" | "latest", _) => self.last_quarter(at, next),
            ("first", _) => self.first_length(at, next),
            _ => {
                let hit = self.shifted(next).or_else(|| self.quarter_of(next)).or_else(|| self.century(next)).or_else(|| self.decade(next)).or_else(|| self.season_at(next)).or_else(|| self.year(next))
                    .or_else(|| self.edge(next)).or_else(|| self.length(next).filter(|hit| !pieces.is_dash(hit.to - 2) && pieces.number(next).is_none() || matches!(hit.reach, Reach::Quarter(..))))?;
                Some(hit.starting(at))
            }
        }
    }

    fn off_day(&self, shift: i32, at: usize, to: usize) -> Option<Hit> {
        let reach = self.published.and_then(|day| plus_days(day, shift)).map_or(Reach::Unknown, Reach::Day);
        Some(Hit::new(reach, at, to))
    }

    /// `the quarter`, `the latest quarter`: the one last named, else the last that ended.
    fn last_quarter(&self, at: usize, next: usize) -> Option<Hit> {
        let next = next + usize::from(self.pieces.is(next, "latest"));
        if !matches!(self.pieces.word(next), "quarter" | "period") || self.pieces.is(next + 1, "of") || self.pieces.is_dash(next + 1) {
            return None;
        }
        let ended = || self.published.and_then(|day| holding(away(Date::new(day.year(), day.month(), 1).ok()?, -1, Unit::Quarter)?, Unit::Quarter));
        let reach = match self.quarter {
            Some((year, quarter)) => Reach::Quarter(year, quarter),
            None if self.pieces.is(next, "period") || self.sport(at) => return None,
            None => ended().unwrap_or(Reach::Unknown),
        };
        Some(Hit::new(reach, at, next + 1))
    }

    /// `the first nine months`.
    fn first_length(&self, at: usize, next: usize) -> Option<Hit> {
        if let Some(hit) = self.quarter_of(next) {
            return Some(hit.starting(at));
        }
        if let Some(amount) = read_amount(self.pieces, next + 1)
            && let Some(unit) = Unit::named(self.pieces.word(amount.end)) {
                return Some(Hit::new(Reach::Length(amount.low, unit), at, amount.end + 1));
            }
        self.century(next).map(|hit| hit.starting(at))
    }

    /// `the same day`, `that year`: seen from the day last named.
    fn same(&self, at: usize) -> Option<Hit> {
        let pieces = self.pieces;
        let that = pieces.is(at, "that");
        let same = usize::from(that && pieces.is(at + 1, "same"));
        if !(that || pieces.is(at, "same")) {
            return None;
        }
        let word = pieces.word(at + 1 + same);
        let part = day_part(word);
        let unit = if part.is_some() { Unit::Day } else { Unit::named(word).filter(|_| !word.ends_with('s'))? };
        if matches!(unit, Unit::Second | Unit::Minute | Unit::Hour) {
            return None;
        }
        let reach = self.last_day.and_then(|day| holding(day, unit)).unwrap_or(Reach::Unknown);
        Some(Hit::new(reach, at, at + 2 + same).with(part))
    }

    /// `the end of 1990`, `the start of the year`, `year-end`.
    fn end_of(&self, at: usize) -> Option<Hit> {
        let pieces = self.pieces;
        let part = match pieces.word(at) {
            "end" => Part::Late,
            "beginning" | "start" | "turn" => Part::Early,
            "middle" => Part::Middle,
            "year" if pieces.is_dash(at + 1) && pieces.is(at + 2, "end") => {
                let reach = self.published.and_then(|day| Date::new(day.year(), 12, 31).ok()).map_or(Reach::Unknown, Reach::Day);
                return Some(Hit::new(reach, at, at + 3));
            }
            // `the year-earlier quarter`, `year-ago`.
            "year" if pieces.is_dash(at + 1) && matches!(pieces.word(at + 2), "earlier" | "ago") => {
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

    // ---- times on the clock -----------------------------------------------------------------------------------

    /// `7:30 p.m.`, `9 a.m. Tuesday`, `0900 GMT`, `noon`, `4 in the morning`.
    fn clock(&self, at: usize) -> Option<Hit> {
        let (hour, minute, mut to) = self.hour(at)?;
        let mut zoned = to;
        while matches!(self.pieces.word(zoned), "gmt" | "utc" | "est" | "edt" | "et" | "pt" | "pst" | "pdt" | "cst" | "cdt" | "cet" | "cest" | "bst" | "msk" | "ist" | "jst" | "local" | "time") {
            zoned += 1;
        }
        to = zoned;
        let anchor = self.clock_day(to).or_else(|| {
            let on = usize::from(matches!(self.pieces.word(to), "on" | ","));
            self.clock_day(to + on).filter(|_| on == 1 && !self.pieces.is(to, ","))
        });
        let (reach, end) = match anchor {
            Some(hit) => (hit.reach, hit.to),
            None => (self.day_before(at).unwrap_or_else(|| self.published.map_or(Reach::Unknown, Reach::Day)), to),
        };
        let mut hit = Hit::new(reach, at, end);
        hit.clock = Some((hour, minute));
        Some(hit)
    }

    fn clock_day(&self, at: usize) -> Option<Hit> {
        self.weekday_at(at).or_else(|| self.month_first(at)).or_else(|| self.today(at).filter(|hit| matches!(hit.reach, Reach::Day(_)))).filter(|hit| matches!(hit.reach, Reach::Day(_)))
    }

    /// `Monday at 7 p.m.`: the day stands right before.
    fn day_before(&self, at: usize) -> Option<Reach> {
        let at = if matches!(self.pieces.word(at.checked_sub(1)?), "at" | "around" | "by" | "about") { at - 1 } else { at };
        let from = at.checked_sub(1)?;
        self.clock_day(from).filter(|hit| hit.to == at).map(|hit| hit.reach)
    }

    fn hour(&self, at: usize) -> Option<(i8, i8, usize)> {
        let pieces = self.pieces;
        match pieces.word(at) {
            "noon" if at > 0 && pieces.is(at - 1, "high") => return None,
            "noon" | "midday" => return Some((12, 0, at + 1)),
            "midnight" => return Some((0, 0, at + 1)),
            _ => {}
        }
        let (hour, length) = self.digits(at)?;
        let before = at.checked_sub(1).map_or("", |n| pieces.word(n));
        if length == 4 && matches!(pieces.word(at + 1), "gmt" | "utc" | "hours" | "edt" | "est") && hour / 100 < 24 && hour % 100 < 60 {
            let to = at + 1 + usize::from(pieces.is(at + 1, "hours"));
            return Some((i8::try_from(hour / 100).ok()?, i8::try_from(hour % 100).ok()?, to));
        }
        if length > 2 || hour > 23 || at > 1 && pieces.is(at - 1, ":") && pieces.joined(at) {
            return None;
        }
        let minutes = self.digits(at + 2).filter(|(minute, length)| {
            matches!(pieces.word(at + 1), ":") && pieces.joined(at + 1) && pieces.joined(at + 2) && *length == 2 && *minute < 60
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
            "in" if (pieces.are(next + 1, &["the", "afternoon"]) || pieces.are(next + 1, &["the", "evening"])) && hour < 13 => (Some(12), next + 3),
            _ => (None, next),
        };
        let named = to > next;
        let told = minutes.is_some() && (matches!(before, "at" | "by" | "from" | "until" | "around" | "about" | "before" | "after" | "since" | "," | "") || matches!(pieces.word(next), "gmt" | "utc" | "et" | "local" | "est" | "edt")) && !pieces.is(next, ":");
        if !(named || told) || half.is_some() && hour > 12 || self.digits(at).is_some() && at > 0 && pieces.joined(at) && !matches!(before, "(" | "\"" | "-" | "–") {
            return None;
        }
        let hour = match half {
            Some(12) => hour % 12 + 12,
            Some(_) => hour % 12,
            None => hour,
        };
        Some((i8::try_from(hour).ok()?, i8::try_from(minute).ok()?, to))
    }
}

fn date_of(year: i32, month: i32, day: i32) -> Option<Date> {
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// The same month and day in the year of `other`, or the one before so that it is no later.
fn same_year(day: Date, other: Date) -> Option<Date> {
    let moved = Date::new(other.year(), day.month(), day.day()).ok()?;
    if moved <= other { Some(moved) } else { Date::new(other.year() - 1, day.month(), day.day()).ok() }
}
