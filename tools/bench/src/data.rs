//! The data that is measured on, and reports made from texts.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use jiff::Timestamp;
use jiff::civil::Date;
use sayso_ledger::{Block, Capture, Head, Ledger, Recorded, Report};
use sayso_text::{Document, Part, Role, Span, Statement};
use serde::Deserialize;

/// Where a data set lies.
pub fn path(name: &str) -> Result<PathBuf> {
    let folder =
        std::env::var_os("SAYSO_DATA").map_or_else(|| PathBuf::from("../shared/data"), PathBuf::from);
    let path = folder.join(name);
    path.exists().then_some(path).with_context(|| {
        format!("`{name}` is not in `{}`; SAYSO_DATA names another folder", folder.display())
    })
}

/// An article of PolNeAR.
#[derive(Debug, Deserialize)]
pub struct Article {
    /// Its text.
    pub text: String,
}

/// The articles of a part of PolNeAR.
pub fn polnear(part: &str) -> Result<Vec<Article>> {
    let path = path(&format!("polnear/{part}.jsonl"))?;
    let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read `{}`", path.display()))?;
    text.lines().map(|line| serde_json::from_str(line).context("a line of PolNeAR")).collect()
}

/// A report as it is kept, read by the fast or the default engine.
pub struct Made {
    /// Who publishes.
    pub outlet: String,
    /// Its address.
    pub url: String,
    /// Headline, an empty line, paragraphs.
    pub text: String,
    /// The day of publication.
    pub day: Date,
    document: Document,
    /// Who says what in it.
    pub statements: Vec<Statement>,
}

impl Made {
    /// Reads a text whose first paragraph is the headline.
    pub fn read(outlet: &str, url: &str, text: String, day: Date, fast: bool) -> Made {
        let parts = parts(&text);
        let annotate = if fast { sayso_text::annotate_fast } else { sayso_text::annotate };
        let document = annotate(&text, &parts, Some(day));
        let statements = sayso_text::statements(&document);
        Made { outlet: outlet.to_owned(), url: url.to_owned(), text, day, document, statements }
    }

    /// The same as the ledger takes it.
    pub fn report(&self, seen: Timestamp) -> Report<'_> {
        let parts = parts(&self.text);
        let role = |part: &Part| if part.role == Role::Headline { "headline" } else { "body" };
        Report {
            capture: Capture {
                url: Some(&self.url),
                input: &self.url,
                outlet: &self.outlet,
                raw: self.text.as_bytes(),
                text: &self.text,
                head: Head {
                    headline: parts.first().map(|part| part.span.of(&self.text).to_owned()),
                    published: Some(self.day.to_string()),
                    language: "en".to_owned(),
                    complete: true,
                    ..Head::default()
                },
                blocks: parts
                    .iter()
                    .map(|part| Block(part.span.start, part.span.end, role(part).to_owned(), true))
                    .collect(),
                day: Some(self.day),
                seen,
            },
            document: &self.document,
            statements: &self.statements,
            engine: "bench",
        }
    }
}

fn parts(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut at = 0;
    for paragraph in text.split("\n\n") {
        let role = if at == 0 { Role::Headline } else { Role::Body };
        if !paragraph.trim().is_empty() {
            parts.push(Part { span: Span::new(at, at + paragraph.len()), role });
        }
        at += paragraph.len() + 2;
    }
    parts
}

/// Reads and keeps one text with the default engine.
pub fn add(
    ledger: &mut Ledger,
    outlet: &str,
    url: &str,
    text: &str,
    day: Date,
    seen: Timestamp,
) -> Result<Recorded> {
    let made = Made::read(outlet, url, text.to_owned(), day, false);
    Ok(ledger.record(&made.report(seen))?)
}

/// An article of the project's own samples, furniture taken out.
pub fn sample(path: &Path) -> Result<sayso_page::Article> {
    let bytes = std::fs::read(path).with_context(|| format!("cannot read `{}`", path.display()))?;
    Ok(sayso_page::read(&bytes, sayso_page::Hints::default())?)
}
