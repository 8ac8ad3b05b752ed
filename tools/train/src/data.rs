//! Where the data lies: `SAYSO_DATA`, or `../shared/data` beside the project.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use sayso_text::{Part, Role, Span};
use serde::Deserialize;

/// The path of one data set; says what is missing and how to name another place.
pub fn path(name: &str) -> Result<PathBuf> {
    let root = std::env::var_os("SAYSO_DATA").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")),
        PathBuf::from,
    );
    let path = root.join(name);
    if !path.exists() {
        bail!("no data at `{}`\n\nhint: name the folder that holds it with SAYSO_DATA", path.display());
    }
    Ok(path)
}

/// An article with what two careful readers marked in it.
#[derive(Deserialize)]
pub struct Article {
    /// Its name in the data set.
    pub doc: String,
    /// Its words.
    pub text: String,
    /// What it attributes to whom.
    pub attributions: Vec<Attribution>,
}

/// One attribution; offsets count Unicode code points.
#[derive(Deserialize)]
pub struct Attribution {
    /// Who says it.
    pub source: Vec<(usize, usize)>,
    /// The words that say that it is said.
    pub cue: Vec<(usize, usize)>,
    /// What is said.
    pub content: Vec<(usize, usize)>,
}

/// The articles of a part of PolNeAR (`train`, `dev`).
pub fn polnear(part: &str) -> Result<Vec<Article>> {
    let path = path("polnear")?.join(format!("{part}.jsonl"));
    let lines =
        std::fs::read_to_string(&path).with_context(|| format!("cannot read `{}`", path.display()))?;
    lines.lines().map(|line| Ok(serde_json::from_str(line)?)).collect()
}

/// The lines of a text as its parts.
pub fn lines(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let from = start + line.len() - line.trim_start().len();
        let end = from + line.trim().len();
        if end > from {
            parts.push(Part { span: Span::new(from, end), role: Role::Body });
        }
        start += line.len();
    }
    parts
}

/// An engine: what reads a text's parts, given the day of publication.
pub type Read = fn(&str, &[Part], Option<jiff::civil::Date>) -> sayso_text::Document;

/// The engines by name.
pub const ENGINES: [(&str, Read); 3] = [
    ("default", sayso_text::annotate),
    ("fast", sayso_text::annotate_fast),
    ("deep", sayso_text::annotate_deep),
];
