//! Lines that say who wrote it and when: `By Jane Doe | Updated 14 March 2023 3 hours ago`.
//!
//! A line counts only if nothing is left over: each piece between separators is a name
//! after "by", a day, an age, a reading time, an outlet. So no sentence is taken for one.

use std::ops::Range;

use memchr::memchr2_iter;

use crate::phrases::{self, plain};
use crate::role::is_sentence;
use crate::stamp::{self, Origin, Stamp};

/// What such a line says; stamps have spans within the line.
#[derive(Clone, Debug, Default)]
pub struct Line {
    pub authors: Vec<String>,
    /// The outlet, where it stands in a piece of its own: `ABS-CBN News | Posted at ...`.
    pub outlet: Option<String>,
    /// Somebody is named, be it an outlet.
    pub named: bool,
    pub published: Option<Stamp>,
    pub updated: Option<Stamp>,
    /// `3 hours ago`, as written.
    pub age: Option<String>,
    pub read_time: bool,
    /// A word or a name says that the days are this report's.
    pub labelled: bool,
}

const PUBLISHED: &[&str] = &[
    "published",
    "posted",
    "created",
    "first published",
    "originally published",
    "released",
    "issued",
    "date",
    "publish date",
    "publication date",
    "date published",
    "published on",
    "posted on",
    "created on",
    "created at",
    "published at",
    "issued on",
    "published date",
    "posted at",
    "filed",
    "added",
    "uploaded",
    "on",
    "pub",
    "published online",
    "posted by",
];
const UPDATED: &[&str] = &[
    "updated",
    "last updated",
    "modified",
    "last modified",
    "updated on",
    "updated at",
    "last updated on",
    "last update",
    "modified on",
    "last updated at",
    "edited",
    "revised",
    "last reviewed",
    "reviewed",
    "upd",
    "last modified on",
    "date modified",
    "medically reviewed on",
    "last edited",
    "article updated",
];
const BY: &[&str] = &[
    "by",
    "written by",
    "reporting by",
    "editing by",
    "story by",
    "words by",
    "posted by",
    "published by",
    "author",
    "authors",
    "reported by",
    "additional reporting by",
    "compiled by",
    "writing by",
    "text by",
    "article by",
    "photos by",
    "photographs by",
    "edited by",
    "from",
    "analysis by",
    "reviewed by",
    "report by",
    "contributed by",
    "source",
    "written and reported by",
];

/// Reads a line, if it is one of these as a whole.
pub fn read(text: &str) -> Option<Line> {
    let length = text.chars().count();
    if !(4..=260).contains(&length) {
        return None;
    }
    let mut line = Line::default();
    if is_doubtful_day(text) {
        return Some(line);
    }
    let mut rest = take_stamps(without_section(text), &mut line);
    take_age(&mut rest, &mut line);
    let dated = line.published.is_some() || line.updated.is_some() || line.age.is_some();
    let leftover = if dated { 4 } else { 0 };
    let parts = |c: char| matches!(c, '|' | '•' | '·' | '\u{1}' | ';' | '\n' | '—' | '–' | '/');
    let pieces = rest.split(parts);
    let (mut known, mut unknown) = (0, 0);
    for piece in pieces.map(str::trim).filter(|piece| piece.chars().any(char::is_alphanumeric)) {
        if read_piece(piece, &mut line) {
            known += 1;
        } else {
            unknown += piece.split_whitespace().count();
        }
        if unknown > leftover {
            return None;
        }
    }
    let says = known > 0 && (line.named || line.read_time) || dated;
    line.labelled |= line.named;
    // "The law was passed on 14 March 2023." is left over as a whole.
    (says && !(unknown > 0 && text.trim_end().ends_with(['.', '?', '!']))).then_some(line)
}

/// The days of a line that holds other things, too: `3 May 2022 • Ann Lee in Software`. Only
/// right under a headline such a line is the report's own.
pub fn days(text: &str) -> Option<Line> {
    if text.chars().count() > 160 || is_sentence(text) {
        return None;
    }
    let mut line = Line::default();
    take_stamps(text, &mut line);
    (line.published.is_some() || line.updated.is_some()).then_some(line)
}

/// The day in a note that says when this report came out first, and where it stands.
pub fn first_published(text: &str) -> Option<(Range<usize>, Stamp)> {
    const REPORTS: &[&str] =
        &["this article", "this blog", "this piece", "this post", "this report", "this story"];
    const VERBS: &[&str] =
        &[" first posted on ", " first published on ", " originally posted on ", " originally published on "];
    let lower = text[..text.floor_char_boundary(120)].to_ascii_lowercase();
    REPORTS.iter().find(|report| lower.starts_with(**report))?;
    let verb = VERBS.iter().find_map(|verb| Some(lower.find(verb)? + verb.len()))?;
    let rest = &text[verb..text.floor_char_boundary(verb + 60)];
    let (at, stamp) = stamp::find(rest, Origin::VisibleLine)?;
    (at.start == 0).then_some((verb + at.start..verb + at.end, stamp))
}

/// What a day is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Called {
    Published,
    Updated,
}

/// What a block that is nothing but a label calls the day behind it: `Posted on`.
pub fn called(text: &str) -> Option<Called> {
    if text.len() > 40 {
        return None;
    }
    called_by(plain(text).trim_end_matches([':', ' ']))
}

/// The same of words that are plain already.
fn called_by(words: &str) -> Option<Called> {
    if PUBLISHED.contains(&words) {
        return Some(Called::Published);
    }
    UPDATED.contains(&words).then_some(Called::Updated)
}

impl Line {
    /// Sets what the block before the line calls its day, unless the line itself does.
    pub fn name_day(&mut self, called: Option<Called>) {
        match called {
            Some(Called::Published) => self.labelled = true,
            Some(Called::Updated) if !self.labelled => {
                self.updated = self.updated.take().or(self.published.take());
            }
            _ => {}
        }
    }
}

/// `Published 06/02/2024` says a day, but not which.
fn is_doubtful_day(text: &str) -> bool {
    let Some(at) = text.find(|c: char| c.is_ascii_digit()).filter(|at| text.len() - at <= 10) else {
        return false;
    };
    let digits = text[at..]
        .trim()
        .split(['/', '.', '-'])
        .filter(|part| !part.is_empty() && part.len() <= 4 && part.bytes().all(|b| b.is_ascii_digit()));
    let is_labelled = || {
        let label = plain(&text[..at]);
        label.is_empty() || called_by(&label).is_some()
    };
    digits.count() == 3 && is_labelled() && stamp::find(text, Origin::VisibleLine).is_none()
}

/// Takes the days out of a line together with the words that say what they are.
fn take_stamps(text: &str, line: &mut Line) -> String {
    let mut rest = text.to_owned();
    for _ in 0..4 {
        let Some((span, mut found)) = stamp::find(&rest, Origin::VisibleLine) else { break };
        let before = &rest[..span.start];
        let last = before.rsplit(['|', '•', '·', '\u{1}', ';', '\n']).next().unwrap_or_default();
        let piece = before.len() - last.trim_start_matches(|c: char| !c.is_alphanumeric()).len();
        let label = label_before(before, piece);
        line.labelled |= label.is_some();
        let kept_before = label.map_or(span.start, |(_, from)| from);
        found.span = Some(span.clone());
        // Offsets must hold for the line as given, so what is taken is blanked.
        let updated = label.is_some_and(|(called, _)| called == Called::Updated);
        let slot = if updated { &mut line.updated } else { &mut line.published };
        if slot.is_none() {
            *slot = Some(found);
        }
        let blank: String = "\u{1}".repeat(span.end - kept_before);
        rest.replace_range(kept_before..span.end, &blank);
    }
    rest
}

/// What the longest run of words before a day that is a known phrase calls it, and where that starts.
fn label_before(before: &str, piece: usize) -> Option<(Called, usize)> {
    let piece = piece.min(before.len());
    let ends_word = |c: char| c.is_whitespace() || c == '\u{1}' || c == '(' || c == ',';
    let inside = before[piece..].char_indices().filter(|(_, c)| ends_word(*c));
    let mut starts = std::iter::once(piece).chain(inside.map(|(at, c)| piece + at + c.len_utf8()));
    starts.find_map(|start| Some((called_by(&plain(&before[start..]))?, start)))
}

/// `3 hours ago`, `2d ago`, `yesterday` alone, `just now`.
fn take_age(rest: &mut String, line: &mut Line) {
    const UNITS: &[&str] = &[
        "second", "minute", "hour", "day", "week", "month", "year", "min", "hr", "sec", "mo", "yr", "h", "m",
        "d", "w",
    ];
    let ago =
        |g: usize| rest.get(g.wrapping_sub(1)..g + 2).is_some_and(|word| word.eq_ignore_ascii_case("ago"));
    if !memchr2_iter(b'g', b'G', rest.as_bytes()).any(ago) {
        return;
    }
    let words: Vec<(usize, &str)> = words(rest);
    for (at, (_, word)) in words.iter().enumerate() {
        if !word.eq_ignore_ascii_case("ago") || at == 0 {
            continue;
        }
        let unit = words[at - 1].1.to_lowercase();
        let letters = unit.trim_start_matches(|c: char| c.is_ascii_digit());
        let known = UNITS.iter().any(|known| letters == *known || letters.strip_suffix('s') == Some(known));
        let joined = letters.len() < unit.len();
        let counted = joined
            || at > 1
                && (words[at - 2].1.chars().all(|c| c.is_ascii_digit())
                    || matches!(
                        words[at - 2].1.to_lowercase().as_str(),
                        "an" | "a" | "one" | "two" | "three" | "four" | "five"
                    ));
        if !known || !counted {
            continue;
        }
        let first = if joined { at - 1 } else { at - 2 };
        let (start, end) = (words[first].0, words[at].0 + words[at].1.len());
        line.age = Some(rest[start..end].to_owned());
        let before = first.checked_sub(1).map(|at| words[at]);
        let labelled = before.filter(|(_, word)| called_by(&plain(word)).is_some());
        let start = labelled.map_or(start, |(at, _)| at);
        let blank = "\u{1}".repeat(end - start);
        rest.replace_range(start..end, &blank);
        return;
    }
}

fn words(text: &str) -> Vec<(usize, &str)> {
    let is_gap = |c: char| c.is_whitespace() || matches!(c, '\u{1}' | '|' | '(' | ')' | ',' | '•' | '·');
    let mut words = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (is_gap(c), start) {
            (true, Some(from)) => {
                words.push((from, &text[from..at]));
                start = None;
            }
            (false, None) => start = Some(at),
            _ => {}
        }
    }
    words
}

/// `Last updated on 3 July 2025. From the section Football`: the section says nothing of when or who.
fn without_section(text: &str) -> &str {
    text.find(". From the section ").map_or(text, |at| &text[..at])
}

fn read_piece(piece: &str, line: &mut Line) -> bool {
    let words = plain(piece);
    if words.is_empty() || called_by(&words).is_some() {
        return true;
    }
    if is_read_time(&words) {
        line.read_time = true;
        return true;
    }
    if let Some(names) = after_by(piece) {
        let names = names_in(names);
        let editors = words.starts_with("edit") || words.starts_with("photo");
        if !names.is_empty() {
            line.named = true;
            if !editors {
                line.authors.extend(names);
            }
            return true;
        }
        return false;
    }
    if let Some(name) = with_trade(piece) {
        line.named = true;
        line.authors.push(name.to_owned());
        return true;
    }
    let outlet = piece.starts_with(char::is_uppercase)
        && words.split(' ').nth(5).is_none()
        && phrases::names_outlet(&words);
    if outlet && line.outlet.is_none() {
        line.outlet = Some(piece.to_owned());
    }
    outlet
}

/// `Ella Novak, justice correspondent`: two or three names and what their bearer does for the outlet.
fn with_trade(piece: &str) -> Option<&str> {
    let (name, trade) = piece.split_once(", ")?;
    let trade = trade.trim_end_matches(|c: char| !c.is_alphanumeric());
    let writes = ["correspondent", "reporter", "editor", "columnist"]
        .iter()
        .any(|noun| trade.rsplit(' ').next().is_some_and(|last| last.eq_ignore_ascii_case(noun)));
    let names = name.split(' ').count();
    let capital = |word: &str| {
        word.starts_with(char::is_uppercase) && word.chars().all(|c| c.is_alphabetic() || "-'’.".contains(c))
    };
    let few = (2..=3).contains(&names) && trade.split(' ').count() <= 5 && !trade.contains(',');
    (writes && few && name.split(' ').all(capital)).then_some(name)
}

fn is_read_time(words: &str) -> bool {
    let words = words
        .strip_prefix("reading time")
        .or_else(|| words.strip_prefix("read time"))
        .map_or(words, |rest| rest.trim_start_matches([':', ' ']));
    let mut parts = words.split([' ', '-', '\u{a0}']);
    let counted =
        parts.next().is_some_and(|number| !number.is_empty() && number.chars().all(|c| c.is_ascii_digit()));
    let unit = parts.next().is_some_and(|unit| matches!(unit, "min" | "mins" | "minute" | "minutes" | "mn"));
    counted
        && unit
        && parts.all(|word| matches!(word, "read" | "reading" | "time" | "to" | "listen" | "watch" | ""))
}

/// The names after "By", "Reporting by" and so on.
fn after_by(piece: &str) -> Option<&str> {
    let start = piece[..piece.floor_char_boundary(30)].to_ascii_lowercase();
    let phrase = BY.iter().filter(|by| start.starts_with(**by)).max_by_key(|by| by.len())?;
    let rest = &piece[phrase.len()..];
    let labelled = rest.starts_with(':');
    let rest = rest.strip_prefix(':').unwrap_or(rest);
    let needs_colon = matches!(*phrase, "author" | "authors" | "source" | "from");
    (rest.starts_with(char::is_whitespace) && (!needs_colon || labelled)).then(|| rest.trim())
}

/// Names in a list: `Jane Doe, John Roe and The Agency`. Empty if they don't look like names.
pub fn names_in(list: &str) -> Vec<String> {
    let list = list
        .trim()
        .trim_matches(|c: char| matches!(c, '.' | ',' | ':' | '|' | '-' | ' ' | '\u{1}' | '(' | ')'));
    let list = list.replace(" and ", ",").replace(" & ", ",").replace(" with ", ",").replace(" AND ", ",");
    // "Ana Lima in Brasilia": the place is no name.
    let without_place = |name: &'_ str| name.split_once(" in ").map_or(name.len(), |(name, _)| name.len());
    let names = list.split([',', '\u{1}']).map(|name| name[..without_place(name)].trim());
    let names: Vec<&str> = names.filter(|name| !name.is_empty()).collect();
    if names.is_empty() || names.len() > 12 || !names.iter().all(|name| is_name(name)) {
        return Vec::new();
    }
    // "Jane Doe, Courts Reporter": a trade is no second author.
    names.iter().filter(|name| !is_trade(name)).map(|name| (*name).to_owned()).collect()
}

fn is_name(text: &str) -> bool {
    const SMALL: &[&str] = &[
        "de", "da", "di", "du", "la", "le", "van", "von", "der", "den", "del", "bin", "al", "el", "of",
        "the", "y", "e", "ter", "dos", "for", "at", "ibn", "zu",
    ];
    let words: Vec<&str> = text.split_whitespace().collect();
    let proper = |word: &&&str| {
        word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit() || c == '@')
            || word.chars().any(char::is_uppercase)
    };
    let named = words.iter().filter(proper).count();
    let small =
        words.iter().filter(|word| SMALL.contains(&word.to_lowercase().as_str()) || is_trade(word)).count();
    (1..=7).contains(&words.len())
        && named > 0
        && named + small >= words.len()
        && !text.contains(['?', '!', '"', '“'])
}

pub fn is_trade(text: &str) -> bool {
    const TRADES: &[&str] = &[
        "reporter",
        "writer",
        "editor",
        "correspondent",
        "staff",
        "journalist",
        "columnist",
        "contributor",
        "producer",
        "chief",
        "bureau",
        "analyst",
        "md",
        "phd",
        "ms",
        "rd",
        "mba",
        "jr",
        "rn",
        "dds",
        "esq",
        "cpa",
        "cfp",
    ];
    let text = plain(text).replace('.', "");
    let last = text.split(' ').next_back().unwrap_or_default();
    TRADES.contains(&last) || last.strip_suffix('s').is_some_and(|last| TRADES.contains(&last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bylines_with_days() {
        let text = "By The Moscow Times | Created at 2024-12-16 09:25:23 | Updated at 2024-12-16 12:31:11 3 hours ago";
        let line = read(text).unwrap();
        assert_eq!(line.authors, ["The Moscow Times"]);
        assert_eq!(line.published.as_ref().unwrap().iso(), "2024-12-16T09:25:23");
        assert_eq!(line.updated.as_ref().unwrap().iso(), "2024-12-16T12:31:11");
        assert_eq!(line.age.as_deref(), Some("3 hours ago"));
        let span = line.updated.unwrap().span.unwrap();
        assert_eq!(&text[span], "2024-12-16 12:31:11");
    }

    #[test]
    fn other_shapes() {
        for (text, authors, published, updated) in [
            ("By Jane Doe and John Roe", "Jane Doe+John Roe", "", ""),
            ("By İpek Yılmaz", "İpek Yılmaz", "", ""),
            ("Published 14 March 2023, 10:15 GMT", "", "2023-03-14T10:15:00Z", ""),
            ("Jan. 5, 2024 / 7:03 PM EST", "", "2024-01-05T19:03:00-05:00", ""),
            ("Reporting by Ana Lima; Editing by Bo Ek", "Ana Lima", "", ""),
            ("Last updated on June 3, 2021", "", "", "2021-06-03"),
            ("5 min read", "", "", ""),
            ("Jane Doe | 3 May 2022 | 4 min read", "", "2022-05-03", ""),
            ("Written by: Jane Doe, Courts Reporter", "Jane Doe", "", ""),
            (
                "First published: Mon 4 Jul 2022 06.00 BST Last modified: Tue 5 Jul 2022 07.00 BST",
                "",
                "2022-07-04T06:00:00",
                "2022-07-05T07:00:00",
            ),
            ("2 days ago", "", "", ""),
        ] {
            let line = read(text).unwrap_or_else(|| panic!("{text}"));
            let iso = |stamp: &Option<Stamp>| stamp.as_ref().map(Stamp::iso).unwrap_or_default();
            assert_eq!(
                (line.authors.join("+").as_str(), iso(&line.published).as_str(), iso(&line.updated).as_str()),
                (authors, published, updated),
                "{text}"
            );
        }
    }

    #[test]
    fn sentences_are_no_bylines() {
        for text in [
            "The law was passed on 14 March 2023.",
            "By the time police arrived, the house was empty.",
            "By Friday the river had risen by two metres",
            "She was shot three days ago near the bridge, police said.",
            "Updated figures show that 30 people died.",
            "Published research disagrees",
        ] {
            assert!(read(text).is_none(), "{text}");
        }
    }
}
