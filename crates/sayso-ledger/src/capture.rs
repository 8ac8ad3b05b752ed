//! What is recorded: one capture of an article, as the outside world hands it over.

use std::sync::LazyLock;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{key, words};

/// One capture of an article: never edited once it is kept.
#[derive(Clone, Debug)]
pub struct Capture<'a> {
    /// Its canonical address, where it has one.
    pub url: Option<&'a str>,
    /// What was read: a path, an address.
    pub input: &'a str,
    /// Who publishes; a host or `unknown outlet` where the page does not say.
    pub outlet: &'a str,
    /// The bytes as they came.
    pub raw: &'a [u8],
    /// All visible text.
    pub text: &'a str,
    /// What is known of it as a whole.
    pub head: Head,
    /// Its blocks, in order.
    pub blocks: Vec<Block>,
    /// The day that its "today" is.
    pub day: Option<Date>,
    /// When it was captured.
    pub seen: Timestamp,
}

/// What is known of a report as a whole. Times are as the page writes them; a zone that it does
/// not say is empty.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Head {
    /// Its title.
    pub headline: Option<String>,
    /// Who wrote it.
    pub byline: Vec<String>,
    /// When it was published: ISO 8601, as precise as the page is.
    pub published: Option<String>,
    /// The zone of that time.
    pub published_zone: Option<String>,
    /// When it was changed.
    pub updated: Option<String>,
    /// The zone of that time.
    pub updated_zone: Option<String>,
    /// A label beside the headline.
    pub label: Option<String>,
    /// The language of its text.
    pub language: String,
    /// False where the text looks cut.
    pub complete: bool,
}

/// A part of the page: where it stands, what it is for, whether it belongs to the report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Block(pub usize, pub usize, pub String, pub bool);

impl Capture<'_> {
    /// What its article is told by: its address, else its outlet and headline, else its words.
    pub(crate) fn article_key(&self) -> String {
        match (self.url, &self.head.headline) {
            (Some(url), _) => url.to_owned(),
            (None, Some(headline)) => {
                format!("text:{}", key::of(&[fold(self.outlet).as_bytes(), fold(headline).as_bytes()]))
            }
            (None, None) => format!("text:{}", key::of(&[&self.body_hash()])),
        }
    }

    /// The words of the report, in one piece.
    pub(crate) fn body(&self) -> String {
        body(self.text, &self.blocks)
    }

    /// The hash of what tells versions apart: the words of the report. Furniture, white space,
    /// relative ages and counters do not count.
    pub(crate) fn body_hash(&self) -> [u8; 32] {
        let body = self.body();
        let words: Vec<&str> = body.split_whitespace().collect();
        let mut kept = String::with_capacity(body.len());
        let mut at = 0;
        while at < words.len() {
            let skip = restless(&words[at..]);
            if skip == 0 {
                kept.push_str(words[at]);
                kept.push(' ');
            }
            at += skip.max(1);
        }
        key::sha256(kept.as_bytes())
    }
}

/// The words of the blocks that belong to the report.
pub(crate) fn body(text: &str, blocks: &[Block]) -> String {
    let kept = blocks.iter().filter(|block| block.3).filter_map(|block| text.get(block.0..block.1));
    kept.collect::<Vec<_>>().join("\n\n")
}

fn fold(name: &str) -> String {
    words::words(name).join(" ")
}

/// How many words at the start of these change by themselves: `3 hours ago`, `1,204 comments`.
fn restless(words: &[&str]) -> usize {
    static UNITS: LazyLock<Vec<&str>> = LazyLock::new(|| list("ages"));
    static COUNTERS: LazyLock<Vec<&str>> = LazyLock::new(|| list("counters"));
    let lower = |at: usize| {
        words
            .get(at)
            .map_or(String::new(), |word| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase())
    };
    let number = lower(0);
    let counted = number.starts_with(|c: char| c.is_ascii_digit()) || matches!(number.as_str(), "a" | "an");
    let unit = lower(1);
    if counted && UNITS.contains(&unit.as_str()) && lower(2) == "ago" {
        return 3;
    }
    let digits = number.starts_with(|c: char| c.is_ascii_digit());
    if digits && COUNTERS.contains(&unit.as_str()) { 2 } else { 0 }
}

fn list(section: &str) -> Vec<&'static str> {
    let lines = include_str!("../lists/restless.txt").lines();
    lines
        .filter_map(|line| line.split_once(" = "))
        .filter(|(_, kind)| *kind == section)
        .map(|(word, _)| word)
        .collect()
}
