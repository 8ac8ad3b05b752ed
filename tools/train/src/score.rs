//! The measurements, one file each. Every number in a document comes from one of these.

mod agreement;
mod attribution;
mod confidence;
mod counted;
mod dates;
mod figures;
pub mod head;
pub mod pages;
mod places;
mod references;
mod spacy;
mod speed;
pub mod stages;

use anyhow::{Result, bail};

/// A name and what measures it.
type Score = (&'static str, fn() -> Result<()>);

/// Every measurement.
const SCORES: &[Score] = &[
    ("attribution", attribution::run),
    ("confidence", confidence::run),
    ("agreement", agreement::run),
    ("places", places::run),
    ("references", references::run),      // who is meant by pronouns and roles
    ("place-mistakes", places::mistakes), // what the places score counts as wrong, to read
    ("spacy", spacy::run),
    ("speed", speed::run),
    ("stages", stages::run), // instructions each stage takes
    ("dates", dates::run),
    ("figures", figures::run),
    ("counted", counted::run),
    ("pages", pages::score), // main text of article pages
    ("head", head::score),   // authors and days of article pages
];

/// The names that `score` knows.
pub fn names() -> Vec<&'static str> {
    SCORES.iter().map(|(name, _)| *name).collect()
}

/// Runs the named measurements, all of them without a name.
pub fn run(wanted: &[&str]) -> Result<()> {
    if let Some(unknown) = wanted.iter().find(|name| !names().contains(name)) {
        bail!("no score is called `{unknown}`\n\nhint: one of {}", names().join(", "));
    }
    for (name, score) in SCORES {
        if wanted.is_empty() || wanted.contains(name) {
            println!("## {name} (sayso {})", env!("CARGO_PKG_VERSION"));
            score()?;
        }
    }
    Ok(())
}
