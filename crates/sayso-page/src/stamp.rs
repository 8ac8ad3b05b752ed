//! Days and times as pages write them: `2024-12-16 09:25:23`, `Jan. 5, 2024 / 7:03 PM EST`.
//!
//! Nothing is made up: a time without a zone stays without one, `03/04/2024` is no day,
//! a zone that several countries share (`CST`, `IST`) is kept as it is written.

use std::ops::Range;

use jiff::civil::{Date, Time};
use jiff::tz::Offset;

use crate::phrases;

/// A day, or a day and time, as far as the page says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// The day.
    pub date: Date,
    /// The time of day.
    pub time: Option<Time>,
    /// How far from UTC, if the page says so without doubt.
    pub offset: Option<Offset>,
    /// The zone as written (`EST`, `GMT`, `+02:00`).
    pub zone: Option<String>,
    /// The kind of place that says so.
    pub origin: Origin,
    /// Where in the article's text, if it is visible there.
    pub span: Option<Range<usize>>,
}

/// Where a value was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// Structured data in a script.
    JsonLd,
    /// `meta property="og:…"` and `article:…`.
    OpenGraph,
    /// Any other meta tag, the title, `link` and `html lang`.
    Meta,
    /// `itemprop`, `rel=author`, or a class that says what the element is.
    Markup,
    /// `<time datetime>`.
    TimeTag,
    /// A line that a reader sees.
    VisibleLine,
    /// The page's address.
    Url,
    /// The caller.
    Given,
}

impl Origin {
    /// Its name as shown and exported.
    pub fn name(self) -> &'static str {
        match self {
            Self::JsonLd => "json-ld",
            Self::OpenGraph => "opengraph",
            Self::Meta => "meta",
            Self::Markup => "markup",
            Self::TimeTag => "time tag",
            Self::VisibleLine => "visible line",
            Self::Url => "url",
            Self::Given => "given",
        }
    }
}

impl Stamp {
    /// 0 for a day, 1 for a time, 2 for a time whose zone is known.
    pub fn precision(&self) -> u8 {
        u8::from(self.time.is_some()) + u8::from(self.time.is_some() && self.offset.is_some())
    }

    /// As EDTF and ISO 8601 have it: `2024-12-16`, `2024-12-16T09:25:23`, `…+02:00`.
    pub fn iso(&self) -> String {
        let Some(time) = self.time else { return self.date.to_string() };
        let zone = self.offset.map(|offset| match offset.seconds() {
            0 => "Z".to_owned(),
            s => format!("{}{:02}:{:02}", if s < 0 { '-' } else { '+' }, s.abs() / 3600, s.abs() / 60 % 60),
        });
        format!("{}T{}{}", self.date, time.strftime("%H:%M:%S"), zone.unwrap_or_default())
    }
}

/// The first day or time in a text, with the bytes that say it.
pub fn find(text: &str, origin: Origin) -> Option<(Range<usize>, Stamp)> {
    if !text.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    let tokens = tokens(text);
    let starts = (0..tokens.len()).filter(|at| tokens[*at].may_begin_stamp());
    starts.into_iter().find_map(|at| Reader { tokens: &tokens, at, origin }.stamp())
}

/// A day or time that a text consists of, as in an attribute; what follows is ignored.
pub fn parse(text: &str, origin: Origin) -> Option<Stamp> {
    let text = text.trim();
    if let Some(stamp) = compact(text, origin).or_else(|| seconds(text, origin)) {
        return Some(stamp);
    }
    // The place is one in an attribute, not in the article's text.
    find(text, origin).map(|(_, stamp)| Stamp { span: None, ..stamp })
}

/// The day in an address: `/2024/12/16/`, `/2024-12-16-`, `/2024/dec/16/`.
pub fn in_url(url: &str) -> Option<Stamp> {
    let path = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let parts: Vec<&str> = path.split(['/', '-', '_', '.']).collect();
    let three = parts.windows(3).find_map(|parts| {
        if parts[0].len() != 4 || parts[2].len() > 2 {
            return None;
        }
        let month = month(parts[1]).or_else(|| parts[1].parse().ok().filter(|_| parts[1].len() <= 2))?;
        day(parts[0].parse().ok()?, month, parts[2].parse().ok()?)
    });
    let date = three.or_else(|| parts.iter().find_map(|part| compact_day(part)))?;
    Some(Stamp { date, time: None, offset: None, zone: None, origin: Origin::Url, span: None })
}

fn compact_day(text: &str) -> Option<Date> {
    if text.len() != 8 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    day(text[..4].parse().ok()?, text[4..6].parse().ok()?, text[6..].parse().ok()?)
}

/// `20241216`, `20241216T092523Z`.
fn compact(text: &str, origin: Origin) -> Option<Stamp> {
    let date = compact_day(text.get(..8)?)?;
    let rest = text[8..].strip_prefix(['T', ' ', 't']).unwrap_or(&text[8..]);
    let clock = rest.get(..6).filter(|clock| clock.bytes().all(|b| b.is_ascii_digit()));
    if clock.is_none() && !rest.is_empty() {
        return None;
    }
    let time = clock.and_then(|clock| {
        Time::new(clock[..2].parse().ok()?, clock[2..4].parse().ok()?, clock[4..].parse().ok()?, 0).ok()
    });
    let utc = time.is_some() && rest[6..].eq_ignore_ascii_case("z");
    Some(Stamp {
        date,
        time,
        offset: utc.then_some(Offset::UTC),
        zone: utc.then(|| "Z".to_owned()),
        origin,
        span: None,
    })
}

/// Seconds or milliseconds since 1970, as some meta tags have them.
fn seconds(text: &str, origin: Origin) -> Option<Stamp> {
    if !matches!(text.len(), 10 | 13) || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let count: i64 = text[..10].parse().ok()?;
    let moment = Offset::UTC.to_datetime(jiff::Timestamp::from_second(count).ok()?);
    Some(Stamp {
        date: moment.date(),
        time: Some(moment.time()),
        offset: Some(Offset::UTC),
        zone: Some("Z".to_owned()),
        origin,
        span: None,
    })
    .filter(|stamp| is_likely(stamp.date.year()))
}

#[derive(Clone, Copy, Debug)]
struct Token<'a> {
    text: &'a str,
    start: usize,
    kind: Kind,
    /// White space stood before it.
    apart: bool,
}

impl Token<'_> {
    fn may_begin_stamp(&self) -> bool {
        match self.kind {
            Kind::Number => true,
            Kind::Word => is_weekday(self.text) || month(self.text).is_some(),
            Kind::Mark => false,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Number,
    Word,
    Mark,
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut apart = true;
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        if c.is_whitespace() {
            apart = true;
            continue;
        }
        let kind = kind(c);
        let mut end = start + c.len_utf8();
        while let Some((at, next)) = chars.peek().copied()
            && kind != Kind::Mark
            && self::kind(next) == kind
            && !next.is_whitespace()
        {
            end = at + next.len_utf8();
            chars.next();
        }
        tokens.push(Token { text: &text[start..end], start, kind, apart });
        apart = false;
    }
    tokens
}

fn kind(c: char) -> Kind {
    if c.is_ascii_digit() {
        Kind::Number
    } else if c.is_alphabetic() {
        Kind::Word
    } else {
        Kind::Mark
    }
}

/// Reads one stamp from a place in the tokens.
#[derive(Clone)]
struct Reader<'a> {
    tokens: &'a [Token<'a>],
    at: usize,
    origin: Origin,
}

type Clock = (Time, Option<Offset>, Option<String>);

impl<'a> Reader<'a> {
    fn stamp(&mut self) -> Option<(Range<usize>, Stamp)> {
        let first = self.at;
        let (date, clock_first) = match self.try_read(Self::date) {
            Some(date) => (date, None),
            None => {
                let clock = self.clock()?;
                self.skip_words(&["on"]);
                self.skip_marks();
                self.skip_words(&["on"]);
                (self.date()?, Some(clock))
            }
        };
        let clock = clock_first.or_else(|| {
            self.try_read(|reader| {
                reader.skip_marks();
                reader.skip_words(&["at", "t", "as", "of", "from"]);
                reader.skip_marks();
                reader.clock()
            })
        });
        let last = self.tokens.get(self.at.checked_sub(1)?)?;
        let span = self.tokens[first].start..last.start + last.text.len();
        let (time, offset, zone) = match clock {
            Some((time, offset, zone)) => (Some(time), offset, zone),
            None => (None, None, None),
        };
        Some((span.clone(), Stamp { date, time, offset, zone, origin: self.origin, span: Some(span) }))
    }

    fn try_read<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let mut copy = self.clone();
        let found = read(&mut copy)?;
        self.at = copy.at;
        Some(found)
    }

    fn peek(&self) -> Option<Token<'a>> {
        self.tokens.get(self.at).copied()
    }

    fn mark(&mut self, marks: &str) -> bool {
        let found = self.peek().is_some_and(|token| token.kind == Kind::Mark && marks.contains(token.text));
        self.at += usize::from(found);
        found
    }

    fn skip_marks(&mut self) {
        while self.mark(",/|@·•–—-") {}
    }

    fn skip_words(&mut self, words: &[&str]) {
        while self.peek().is_some_and(|token| words.iter().any(|word| token.text.eq_ignore_ascii_case(word)))
        {
            self.at += 1;
        }
    }

    fn number(&mut self, most: usize) -> Option<(i32, usize)> {
        let token = self.peek().filter(|token| token.kind == Kind::Number && token.text.len() <= most)?;
        self.at += 1;
        Some((token.text.parse().ok()?, token.text.len()))
    }

    fn word(&mut self) -> Option<&'a str> {
        let token = self.peek().filter(|token| token.kind == Kind::Word)?;
        self.at += 1;
        Some(token.text)
    }

    fn weekday(&mut self) {
        let found = self.try_read(|reader| reader.word().filter(|word| is_weekday(word)));
        if found.is_some() {
            self.mark(".");
            self.mark(",");
        }
    }

    fn date(&mut self) -> Option<Date> {
        self.weekday();
        self.try_read(Self::year_first)
            .or_else(|| self.try_read(Self::year_and_name))
            .or_else(|| self.try_read(Self::day_first))
            .or_else(|| self.try_read(Self::month_first))
            .or_else(|| self.try_read(Self::digits))
    }

    /// `2024-12-16`, `2024/12/16`, `2024.12.16`.
    fn year_first(&mut self) -> Option<Date> {
        let (year, length) = self.number(4)?;
        let separator = self.peek()?.text;
        (length == 4 && self.mark("-/.")).then_some(())?;
        let (month, _) = self.number(2)?;
        (self.peek()?.text == separator && self.mark("-/.")).then_some(())?;
        let (date, _) = self.number(2)?;
        day(year, month, date)
    }

    /// `2024 Jun 30`, as libraries of papers have it.
    fn year_and_name(&mut self) -> Option<Date> {
        let (year, length) = self.number(4)?;
        (length == 4).then_some(())?;
        self.mark("-/.");
        let month = month(self.word()?)?;
        self.mark(".-/");
        let (date, _) = self.number(2)?;
        day(year, month, date)
    }

    /// `14 March 2023`, `14th of March, 2023`, `14-Mar-2023`.
    fn day_first(&mut self) -> Option<Date> {
        let (date, _) = self.number(2)?;
        if self.peek()?.text.len() == 2 && !self.peek()?.apart {
            self.skip_words(&["st", "nd", "rd", "th"]);
        }
        self.mark(".-/");
        self.skip_words(&["of"]);
        let month = month(self.word()?)?;
        while self.mark(".,-/") {}
        let (year, length) = self.number(4)?;
        (length == 4).then_some(())?;
        day(year, month, date)
    }

    /// `March 14, 2023`, `Jan. 5th 2024`.
    fn month_first(&mut self) -> Option<Date> {
        let month = month(self.word()?)?;
        self.mark(".-");
        let (date, _) = self.number(2)?;
        self.skip_words(&["st", "nd", "rd", "th"]);
        while self.mark(",-") {}
        let (year, length) = self.number(4)?;
        (length == 4).then_some(())?;
        day(year, month, date)
    }

    /// `16.12.2024`, `12/16/2024`: only where one number cannot be a month.
    fn digits(&mut self) -> Option<Date> {
        let (first, _) = self.number(2)?;
        let separator = self.peek()?.text;
        self.mark("./-").then_some(())?;
        let (second, _) = self.number(2)?;
        (self.peek()?.text == separator && self.mark("./-")).then_some(())?;
        let (year, length) = self.number(4)?;
        let year = match length {
            4 => year,
            // `12/18/25` has one reading; `18/12/25` may begin with the year.
            2 if second > 12 || separator == "." => 2000 + year,
            _ => return None,
        };
        match (first, second) {
            (first, second) if first == second => day(year, first, second),
            (first, 1..=12) if first > 12 || separator == "." => day(year, second, first),
            (1..=12, second) if second > 12 => day(year, first, second),
            _ => None,
        }
    }

    /// `09:25:23`, `7:03 PM EST`, `7pm`, `10.15am GMT`, `0925 GMT`, `09:25+02:00`.
    fn clock(&mut self) -> Option<Clock> {
        let (hour, length) = self.number(4)?;
        let (mut hour, mut minute, mut second, mut plain) = (hour, 0, 0, false);
        if length == 4 {
            (hour, minute) = (hour / 100, hour % 100);
            plain = true;
        } else if self.peek().is_some_and(|mark| !mark.apart) && self.mark(":.h") {
            let (read, length) = self.number(2)?;
            (length == 2).then_some(())?;
            minute = read;
            if self.peek().is_some_and(|mark| !mark.apart)
                && self
                    .try_read(|r| r.mark(":").then(|| r.number(2)).flatten().map(|(n, _)| second = n))
                    .is_some()
            {
                self.try_read(|reader| reader.mark(".,").then(|| reader.number(9)).flatten());
            }
        } else {
            plain = true;
        }
        if let Some(later) = self.try_read(Self::half_of_day) {
            (1..=12).contains(&hour).then_some(())?;
            hour = hour % 12 + if later { 12 } else { 0 };
            plain = false;
        }
        let zone = self.try_read(Self::zone);
        // "March 5, 2024 12 people": a bare number is no time.
        if plain && (zone.is_none() || length != 4) {
            return None;
        }
        let time =
            Time::new(i8::try_from(hour).ok()?, i8::try_from(minute).ok()?, i8::try_from(second).ok()?, 0)
                .ok()?;
        let (zone, offset) = zone.map_or((None, None), |(zone, offset)| (Some(zone), offset));
        Some((time, offset, zone))
    }

    /// `am`, `p.m.`: whether it is the later half.
    fn half_of_day(&mut self) -> Option<bool> {
        let word = self.word()?.to_ascii_lowercase();
        match word.as_str() {
            "am" | "pm" => {
                self.mark(".");
                Some(word == "pm")
            }
            "a" | "p" if self.mark(".") => {
                (self.word()?.eq_ignore_ascii_case("m")).then_some(())?;
                self.mark(".");
                Some(word == "p")
            }
            _ => None,
        }
    }

    fn zone(&mut self) -> Option<(String, Option<Offset>)> {
        self.mark("(");
        let token = self.peek()?;
        let found = if token.text == "+" || token.text == "-" {
            self.offset()?
        } else {
            let name = self.word()?;
            let (_, offset) = phrases::zones().iter().find(|(zone, _)| *zone == name)?;
            let shifted = self.peek().filter(|next| !next.apart && matches!(next.text, "+" | "-"));
            match shifted {
                Some(_) if matches!(name, "GMT" | "UTC") => {
                    self.try_read(Self::offset).unwrap_or((name.to_owned(), *offset))
                }
                _ => (name.to_owned(), *offset),
            }
        };
        self.mark(")");
        Some(found)
    }

    /// `+02:00`, `-0500`, `+3`.
    fn offset(&mut self) -> Option<(String, Option<Offset>)> {
        let sign = self.peek()?;
        let minus = sign.text == "-";
        self.mark("+-").then_some(())?;
        (!self.peek()?.apart).then_some(())?;
        let (number, length) = self.number(4)?;
        let (hours, mut minutes) = if length > 2 { (number / 100, number % 100) } else { (number, 0) };
        if length <= 2
            && let Some((read, 2)) = self.try_read(|r| r.mark(":").then(|| r.number(2)).flatten())
        {
            minutes = read;
        }
        (hours <= 14 && minutes < 60).then_some(())?;
        let seconds = (hours * 60 + minutes) * 60 * if minus { -1 } else { 1 };
        let written = format!("{}{hours:02}:{minutes:02}", if minus { '-' } else { '+' });
        Some((written, Offset::from_seconds(seconds).ok()))
    }
}

fn is_weekday(word: &str) -> bool {
    const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let start = word.get(..3).filter(|_| word.len() <= 9);
    start.is_some_and(|start| DAYS.iter().any(|day| start.eq_ignore_ascii_case(day)))
}

fn month(word: &str) -> Option<i32> {
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
    if word.len() < 3 {
        return None;
    }
    let found = MONTHS.iter().position(|month| {
        let starts = month.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
        starts && (word.len() <= 4 || word.len() == month.len())
    })?;
    i32::try_from(found).ok().map(|month| month + 1)
}

fn day(year: i32, month: i32, date: i32) -> Option<Date> {
    let year = i16::try_from(year).ok().filter(|year| is_likely(*year))?;
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(date).ok()?).ok()
}

/// Pages were not published in 1066; such numbers are something else.
fn is_likely(year: i16) -> bool {
    (1970..=2100).contains(&year)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn iso(text: &str) -> Option<String> {
        find(text, Origin::VisibleLine).map(|(_, stamp)| stamp.iso())
    }

    #[test]
    fn days_and_times_as_pages_write_them() {
        for (text, wanted) in [
            ("Created at 2024-12-16 09:25:23", "2024-12-16T09:25:23"),
            ("Published 14 March 2023, 10:15 GMT", "2023-03-14T10:15:00Z"),
            ("Jan. 5, 2024 / 7:03 PM EST", "2024-01-05T19:03:00-05:00"),
            ("Updated 7:03 PM EST, Fri January 5, 2024", "2024-01-05T19:03:00-05:00"),
            ("2024-12-16T09:25:23.123+02:00", "2024-12-16T09:25:23+02:00"),
            ("2024-12-16T09:25:23Z", "2024-12-16T09:25:23Z"),
            ("2024-12-16T09:25Z", "2024-12-16T09:25:00Z"),
            ("Mon, 16 Dec 2024 09:25:23 GMT", "2024-12-16T09:25:23Z"),
            ("16th of December, 2024", "2024-12-16"),
            ("Sept. 3, 2021 at 4 p.m. ET", "2021-09-03T16:00:00"),
            ("December 16, 2024 12:31pm", "2024-12-16T12:31:00"),
            ("16.12.2024 18:40", "2024-12-16T18:40:00"),
            ("12/18/25", "2025-12-18"),
            ("2024 Jun 30", "2024-06-30"),
            ("12/16/2024", "2024-12-16"),
            ("4 May 2022 0925 GMT", "2022-05-04T09:25:00Z"),
            ("March 5, 2024 12 people", "2024-03-05"),
            ("May 4, 2022 at 08:00 UTC+3", "2022-05-04T08:00:00+03:00"),
        ] {
            assert_eq!(iso(text).as_deref(), Some(wanted), "{text}");
        }
    }

    #[test]
    fn what_is_no_day_or_could_be_two() {
        for text in [
            "03/04/2024",
            "18/12/25",
            "May 2024",
            "marching 12, 2020",
            "2024-13-40",
            "room 12:30",
            "14 March",
            "",
        ] {
            assert_eq!(iso(text), None, "{text}");
        }
    }

    #[test]
    fn days_in_addresses() {
        for (url, wanted) in [
            ("https://paper.example/world/2024/12/16/troops", Some("2024-12-16")),
            ("https://paper.example/2024/dec/16/troops", Some("2024-12-16")),
            ("https://paper.example/troops-2024-12-16.html", Some("2024-12-16")),
            ("https://paper.example/20241216/troops", Some("2024-12-16")),
            ("https://paper.example/10-best-2024", None),
        ] {
            assert_eq!(in_url(url).map(|stamp| stamp.iso()).as_deref(), wanted, "{url}");
        }
    }
}
