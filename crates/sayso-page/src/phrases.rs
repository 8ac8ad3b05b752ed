//! The lists beside the code, read once: what furniture says, zones, outlets' words.
//!
//! A line is `= whole line`, `^ start of line` or `* anywhere`, in lower case, straight
//! quotes, single spaces; `#` opens a comment.

use std::sync::LazyLock;

use jiff::tz::Offset;

use crate::Role;
use crate::byline::Called;

/// The lists in the order in which they are asked.
static LISTS: LazyLock<Vec<(Role, List)>> = LazyLock::new(|| {
    [
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
    ]
    .map(|(role, text)| (role, List::read(text)))
    .into()
});
static APPEAL_OPENERS: LazyLock<List> =
    LazyLock::new(|| List::read(include_str!("../lists/appeal-opener.txt")));
static APPEAL_WORDS: LazyLock<List> = LazyLock::new(|| List::read(include_str!("../lists/appeal-words.txt")));
static OUTLETS: LazyLock<List> = LazyLock::new(|| List::read(include_str!("../lists/outlet-words.txt")));
static META_PUBLISHED: LazyLock<List> =
    LazyLock::new(|| List::read(include_str!("../lists/meta-published.txt")));
static META_UPDATED: LazyLock<List> = LazyLock::new(|| List::read(include_str!("../lists/meta-updated.txt")));
static ZONES: LazyLock<Vec<(&'static str, Option<Offset>)>> = LazyLock::new(read_zones);

#[derive(Default)]
struct List {
    whole: Vec<&'static str>,
    start: Vec<&'static str>,
    within: Vec<&'static str>,
}

impl List {
    fn read(text: &'static str) -> Self {
        let mut list = Self::default();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            match line.split_once(' ') {
                Some(("=", phrase)) => list.whole.push(phrase),
                Some(("^", phrase)) => list.start.push(phrase),
                Some(("*", phrase)) => list.within.push(phrase),
                _ => {}
            }
        }
        list.whole.sort_unstable();
        list
    }

    fn has(&self, line: &str) -> bool {
        self.whole.binary_search(&line).is_ok()
            || self.start.iter().any(|phrase| line.strip_prefix(phrase).is_some_and(ends_word))
            || self.within.iter().any(|phrase| line.contains(phrase))
    }
}

fn ends_word(rest: &str) -> bool {
    !rest.starts_with(|c: char| c.is_alphanumeric())
}

/// What a line is by the lists alone; the line is one that [`plain`] made.
pub fn role(line: &str) -> Option<Role> {
    LISTS.iter().find(|(_, list)| list.has(line)).map(|(role, _)| *role)
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
    let name = plain(name);
    OUTLETS.has(&name) || name.split(' ').any(|word| OUTLETS.whole.binary_search(&word).is_ok())
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
    let mut out = String::with_capacity(line.len());
    for c in line.chars() {
        match c {
            '’' | '‘' | '`' | '´' => out.push('\''),
            '“' | '”' => out.push('"'),
            '\u{AD}' | '\u{200B}' | '\u{FEFF}' => {}
            c if c.is_whitespace() => {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            c => out.extend(c.to_lowercase()),
        }
    }
    let at_ends = |c: char| {
        !(c.is_alphanumeric()
            || matches!(c, '"' | '\'' | '(' | ')' | '$' | '£' | '€' | '%' | '@' | '#' | '?' | '©' | '+'))
    };
    out.trim_matches(at_ends).to_owned()
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
