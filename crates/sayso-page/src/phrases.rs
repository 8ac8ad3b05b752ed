//! The lists beside the code, read once: what furniture says, zones, outlets' words.
//!
//! A line is `= whole line`, `^ start of line` or `* anywhere`, in lower case, straight
//! quotes, single spaces; `#` opens a comment.

use std::collections::HashMap;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use jiff::tz::Offset;

use crate::Role;
use crate::byline::Called;

/// The roles that have a list, in the order in which they are asked.
const ROLES: [(Role, &str); 13] = [
    (Role::Button, include_str!("../lists/button.txt")),
    (Role::Cookie, include_str!("../lists/cookie.txt")),
    (Role::Advert, include_str!("../lists/advert.txt")),
    (Role::Share, include_str!("../lists/share.txt")),
    (Role::Newsletter, include_str!("../lists/newsletter.txt")),
    (Role::MoreLink, include_str!("../lists/more-link.txt")),
    (Role::Related, include_str!("../lists/related.txt")),
    (Role::Comments, include_str!("../lists/comments.txt")),
    (Role::Prompt, include_str!("../lists/prompt.txt")),
    (Role::Appeal, include_str!("../lists/appeal.txt")),
    (Role::Legal, include_str!("../lists/legal.txt")),
    (Role::Navigation, include_str!("../lists/navigation.txt")),
    (Role::Label, include_str!("../lists/label.txt")),
];
static LISTS: LazyLock<Lists> = LazyLock::new(|| Lists::read(&ROLES.map(|(_, text)| text)));
static APPEAL_OPENERS: LazyLock<Lists> =
    LazyLock::new(|| Lists::read(&[include_str!("../lists/appeal-opener.txt")]));
static APPEAL_WORDS: LazyLock<Lists> =
    LazyLock::new(|| Lists::read(&[include_str!("../lists/appeal-words.txt")]));
static OUTLETS: LazyLock<Lists> = LazyLock::new(|| Lists::read(&[include_str!("../lists/outlet-words.txt")]));
static META_PUBLISHED: LazyLock<Lists> =
    LazyLock::new(|| Lists::read(&[include_str!("../lists/meta-published.txt")]));
static META_UPDATED: LazyLock<Lists> =
    LazyLock::new(|| Lists::read(&[include_str!("../lists/meta-updated.txt")]));
static ZONES: LazyLock<Vec<(&'static str, Option<Offset>)>> = LazyLock::new(read_zones);

/// Lists of phrases that are all looked for in one pass over a line.
struct Lists {
    /// Whole lines, each with the number of the first list that has it.
    whole: HashMap<&'static str, usize>,
    parts: AhoCorasick,
    /// What holds for each pattern of `parts`.
    rules: Vec<Part>,
}

/// A phrase that is only a part of a line.
struct Part {
    list: usize,
    /// Only at the start of a line, and where a word ends behind it.
    starts: bool,
}

impl Lists {
    fn read(texts: &[&'static str]) -> Self {
        let mut whole = HashMap::new();
        let (mut phrases, mut rules) = (Vec::new(), Vec::new());
        for (list, text) in texts.iter().enumerate() {
            for (kind, phrase) in text.lines().filter_map(|line| line.split_once(' ')) {
                match kind {
                    "=" => {
                        whole.entry(phrase).or_insert(list);
                    }
                    "^" | "*" => {
                        phrases.push(phrase);
                        rules.push(Part { list, starts: kind == "^" });
                    }
                    _ => {}
                }
            }
        }
        let parts = AhoCorasick::new(phrases);
        Self { whole, parts: parts.expect("lists are small"), rules }
    }

    /// The number of the first list that knows a line.
    fn first(&self, line: &str) -> Option<usize> {
        let parts = self.parts.find_overlapping_iter(line).filter_map(|found| {
            let part = &self.rules[found.pattern()];
            let holds = !part.starts || found.start() == 0 && ends_word(&line[found.end()..]);
            holds.then_some(part.list)
        });
        parts.chain(self.whole.get(line).copied()).min()
    }

    fn has(&self, line: &str) -> bool {
        self.first(line).is_some()
    }
}

fn ends_word(rest: &str) -> bool {
    !rest.starts_with(|c: char| c.is_alphanumeric())
}

/// What a line is by the lists alone; the line is one that [`plain`] made.
pub fn role(line: &str) -> Option<Role> {
    LISTS.first(line).map(|list| ROLES[list].0)
}

/// Whether a line opens an appeal for money, which then goes on.
pub fn opens_appeal(line: &str) -> bool {
    APPEAL_OPENERS.has(line)
}

/// Whether a line has words of asking for support.
pub fn has_appeal_words(line: &str) -> bool {
    APPEAL_WORDS.has(line)
}

/// Whether a name is one of an outlet or agency rather than of a person.
pub fn is_outlet(name: &str) -> bool {
    names_outlet(&plain(name))
}

/// The same of a line that [`plain`] made.
pub fn names_outlet(line: &str) -> bool {
    OUTLETS.has(line) || line.split(' ').any(|word| OUTLETS.whole.contains_key(word))
}

/// Whether a meta tag's name says that it holds a day, and which.
pub fn meta_day(name: &str) -> Option<Called> {
    let name: String =
        name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    if META_UPDATED.has(&name) {
        return Some(Called::Updated);
    }
    META_PUBLISHED.has(&name).then_some(Called::Published)
}

/// Zone abbreviations; without an offset where several zones share one.
pub fn zones() -> &'static [(&'static str, Option<Offset>)] {
    &ZONES
}

fn read_zones() -> Vec<(&'static str, Option<Offset>)> {
    let lines = include_str!("../lists/zones.txt").lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| line.split_once(' '))
        .map(|(name, minutes)| {
            (name, minutes.parse().ok().and_then(|m: i32| Offset::from_seconds(m * 60).ok()))
        })
        .collect()
}

/// A line as the lists have it: lower case, straight quotes, single spaces, and without
/// arrows, dots and colons at its ends.
pub fn plain(line: &str) -> String {
    let is_plain = |b: u8| matches!(b, b'!'..=b'_' | b'a'..=b'~');
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    loop {
        let word = rest.bytes().position(|b| !is_plain(b)).unwrap_or(rest.len());
        out.push_str(&rest[..word]);
        let mut chars = rest[word..].chars();
        match chars.next() {
            None => break,
            Some('’' | '‘' | '`' | '´') => out.push('\''),
            Some('“' | '”') => out.push('"'),
            Some('\u{AD}' | '\u{200B}' | '\u{FEFF}') => {}
            Some(c) if c.is_whitespace() => {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            Some(c) => out.extend(c.to_lowercase()),
        }
        rest = chars.as_str();
    }
    out.make_ascii_lowercase();
    let at_ends = |c: char| {
        !(c.is_alphanumeric()
            || matches!(c, '"' | '\'' | '(' | ')' | '$' | '£' | '€' | '%' | '@' | '#' | '?' | '©' | '+'))
    };
    out.truncate(out.trim_end_matches(at_ends).len());
    out.drain(..out.len() - out.trim_start_matches(at_ends).len());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted_and_explained() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/lists");
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            assert!(text.starts_with("# "), "{} says what it is", path.display());
            let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
            let mut sorted = lines.clone();
            sorted.sort_unstable();
            sorted.dedup();
            assert_eq!(lines, sorted, "{}", path.display());
        }
    }

    #[test]
    fn lines_are_made_plain() {
        assert_eq!(plain("Read\u{a0}Entire  Article »"), "read entire article");
        assert_eq!(plain("Don’t miss:"), "don't miss");
    }
}
