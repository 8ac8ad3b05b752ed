//! What changed between two versions: in claims first (a figure, a hedge, an attribution, a
//! statement added or gone), then in words, paragraph by paragraph.

use jiff::Timestamp;
use serde::Serialize;
use similar::{ChangeTag, TextDiff};

use crate::error::Result;
use crate::origin::says_the_same;
use crate::statement::Statement;
use crate::store::Ledger;
use crate::version::Version;

/// The difference between two versions.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
pub struct Diff {
    /// The id of the version that is compared.
    pub old: String,
    /// The id of the version that it is compared with.
    pub new: String,
    /// What changed in claims.
    pub claims: Vec<Change>,
    /// What changed in words: only paragraphs that are not the same.
    pub paragraphs: Vec<Paragraph>,
}

/// A change in what is claimed.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Change {
    /// `figure changed`, `hedge added`, `hedge dropped`, `certainty changed`, `attribution changed`,
    /// `attribution added`, `attribution dropped`, `words changed`, `statement added`, `statement gone`.
    pub kind: String,
    /// In words: `≥ 30 soldiers · killed → ≥ 50 soldiers · killed`.
    pub words: String,
    /// The earlier statement.
    pub old: Option<String>,
    /// The later statement.
    pub new: Option<String>,
}

/// A paragraph with its words, those that went and those that came.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Paragraph {
    /// Runs of words in order.
    pub runs: Vec<Run>,
}

/// Words that stayed, went or came.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Run {
    /// `same`, `gone` or `new`.
    pub kind: &'static str,
    /// The words.
    pub words: String,
}

/// How much two contents must say the same to be one statement that was edited.
const ALIKE: f64 = 0.45;
/// Texts with more paragraphs than this are compared by lines alone.
const MOST: usize = 4000;

impl Ledger {
    /// What changed from one version to another, by their readings at a time (now, where none is given).
    pub fn diff(&self, old: &Version, new: &Version, as_of: Option<Timestamp>) -> Result<Diff> {
        let (before, after) = (self.statements(old, as_of)?, self.statements(new, as_of)?);
        let paragraphs = paragraphs(&kept(old, &self.text(old)?), &kept(new, &self.text(new)?));
        Ok(Diff { old: old.id.clone(), new: new.id.clone(), claims: claims(&before, &after), paragraphs })
    }
}

fn kept(version: &Version, text: &str) -> Vec<String> {
    let kept = version.blocks.iter().filter(|block| block.3).filter_map(|block| text.get(block.0..block.1));
    kept.map(str::to_owned).collect()
}

/// What changed from some statements to others, in the order of the later ones; what is gone last.
pub(crate) fn claims(before: &[Statement], after: &[Statement]) -> Vec<Change> {
    let pairs = pairs(before, after);
    let mut changes = Vec::new();
    for (at, new) in after.iter().enumerate() {
        match pairs.iter().find(|(_, other)| *other == at) {
            Some((old, _)) => changes.extend(changed(&before[*old], new)),
            None => changes.push(Change {
                kind: "statement added".to_owned(),
                words: told(new),
                old: None,
                new: Some(new.id.clone()),
            }),
        }
    }
    for (at, old) in before.iter().enumerate() {
        if !pairs.iter().any(|(other, _)| *other == at) {
            changes.push(Change {
                kind: "statement gone".to_owned(),
                words: told(old),
                old: Some(old.id.clone()),
                new: None,
            });
        }
    }
    changes
}

/// Which statements are the same but for edits: the most alike first, each once.
fn pairs(before: &[Statement], after: &[Statement]) -> Vec<(usize, usize)> {
    let mut scored = Vec::new();
    for (at, old) in before.iter().enumerate() {
        for (to, new) in after.iter().enumerate() {
            let score = alike(old, new);
            if score >= ALIKE {
                let apart = at.abs_diff(to);
                scored.push((score, apart, at, to));
            }
        }
    }
    scored.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for (_, _, at, to) in scored {
        if !pairs.iter().any(|(old, new)| *old == at || *new == to) {
            pairs.push((at, to));
        }
    }
    pairs
}

fn alike(old: &Statement, new: &Statement) -> f64 {
    if old.content == new.content {
        return 1.0
            + f64::from(u8::from(old.source == new.source))
            + f64::from(u8::from(old.part == new.part));
    }
    // Numbers are what is edited: they do not make it another statement.
    let bare = |words: &str| words.chars().filter(|c| !c.is_ascii_digit()).collect::<String>();
    let same = says_the_same(&bare(&old.content), &bare(&new.content));
    same + if old.part == new.part { 0.0 } else { -0.2 } + if old.source == new.source { 0.05 } else { 0.0 }
}

fn changed(old: &Statement, new: &Statement) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut add = |kind: &str, words: String| {
        changes.push(Change {
            kind: kind.to_owned(),
            words,
            old: Some(old.id.clone()),
            new: Some(new.id.clone()),
        });
    };
    let shown = |statement: &Statement| -> Vec<String> {
        statement.figures.iter().map(|figure| figure.shown.clone()).collect()
    };
    let (was, is) = (shown(old), shown(new));
    if was != is {
        let list =
            |figures: &[String]| if figures.is_empty() { "no figure".to_owned() } else { figures.join(", ") };
        add("figure changed", format!("{} → {}", list(&was), list(&is)));
    }
    if old.certainty != new.certainty {
        let kind = match (old.certainty.as_str(), new.certainty.as_str()) {
            ("asserted", "denied") | ("denied", _) => "certainty changed",
            ("asserted", _) => "hedge added",
            (_, "asserted") => "hedge dropped",
            _ => "certainty changed",
        };
        add(kind, format!("{} → {}: {}", old.certainty, new.certainty, short(&new.content)));
    }
    let who = |statement: &Statement| -> String {
        statement.speakers.iter().map(|speaker| speaker.name.clone()).collect::<Vec<_>>().join(", ")
    };
    match (old.voice.as_str(), new.voice.as_str()) {
        ("own", "attributed") => {
            add("attribution added", format!("{}: {}", who(new), short(&new.content)));
        }
        ("attributed", "own") => {
            add("attribution dropped", format!("{} no longer: {}", who(old), short(&new.content)));
        }
        _ if who(old) != who(new) || old.via != new.via => {
            let through = |statement: &Statement| match statement.via.as_slice() {
                [] => who(statement),
                via => format!("{} to {}", who(statement), via.join(", ")),
            };
            add(
                "attribution changed",
                format!("{} → {}: {}", through(old), through(new), short(&new.content)),
            );
        }
        _ => {}
    }
    if changes.is_empty() && old.content != new.content && says_the_same(&old.content, &new.content) < 0.999 {
        let words = format!("“{}” → “{}”", short(&old.content), short(&new.content));
        changes.push(Change {
            kind: "words changed".to_owned(),
            words,
            old: Some(old.id.clone()),
            new: Some(new.id.clone()),
        });
    }
    changes
}

fn told(statement: &Statement) -> String {
    let who = match statement.speakers.as_slice() {
        [] => statement.outlet.clone(),
        speakers => speakers.iter().map(|speaker| speaker.name.clone()).collect::<Vec<_>>().join(", "),
    };
    format!("{who}: {}", short(&statement.content))
}

/// The first words of a content.
pub(crate) fn short(content: &str) -> String {
    const LONG: usize = 120;
    if content.chars().count() <= LONG {
        return content.to_owned();
    }
    let cut: String = content.chars().take(LONG).collect();
    format!("{}…", cut.rsplit_once(' ').map_or(cut.as_str(), |(words, _)| words))
}

/// The paragraphs that are not the same, those that answer each other word by word.
fn paragraphs(old: &[String], new: &[String]) -> Vec<Paragraph> {
    if old.len() + new.len() > MOST {
        return Vec::new();
    }
    let (old, new): (Vec<&str>, Vec<&str>) =
        (old.iter().map(String::as_str).collect(), new.iter().map(String::as_str).collect());
    let lines = TextDiff::from_slices(&old, &new);
    let (mut gone, mut come): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
    let mut found = Vec::new();
    for change in lines.iter_all_changes() {
        match change.tag() {
            ChangeTag::Delete => gone.push(change.value()),
            ChangeTag::Insert => come.push(change.value()),
            ChangeTag::Equal => found.extend(aligned(std::mem::take(&mut gone), std::mem::take(&mut come))),
        }
    }
    found.extend(aligned(gone, come));
    found
}

/// Paragraphs that went beside those that came in their place.
fn aligned(gone: Vec<&str>, mut come: Vec<&str>) -> Vec<Paragraph> {
    let mut found = Vec::new();
    for old in gone {
        let best = come
            .iter()
            .enumerate()
            .map(|(at, new)| (says_the_same(old, new), at))
            .max_by(|one, other| one.0.total_cmp(&other.0));
        match best.filter(|(score, _)| *score >= 0.3) {
            Some((_, at)) => {
                for new in come.drain(..at) {
                    found.push(Paragraph { runs: vec![Run { kind: "new", words: new.to_owned() }] });
                }
                found.push(words(old, come.remove(0)));
            }
            None => found.push(Paragraph { runs: vec![Run { kind: "gone", words: old.to_owned() }] }),
        }
    }
    found.extend(
        come.into_iter().map(|new| Paragraph { runs: vec![Run { kind: "new", words: new.to_owned() }] }),
    );
    found
}

fn words(old: &str, new: &str) -> Paragraph {
    let diff =
        TextDiff::configure().timeout(std::time::Duration::from_millis(300)).diff_unicode_words(old, new);
    let mut runs: Vec<Run> = Vec::new();
    for change in diff.iter_all_changes() {
        let kind = match change.tag() {
            ChangeTag::Equal => "same",
            ChangeTag::Delete => "gone",
            ChangeTag::Insert => "new",
        };
        match runs.last_mut() {
            Some(last) if last.kind == kind => last.words.push_str(change.value()),
            _ => runs.push(Run { kind, words: change.value().to_owned() }),
        }
    }
    Paragraph { runs }
}
