//! `sayso versions` and `sayso diff`: how an article changed, in claims first.

use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use jiff::Timestamp;

use super::ledger::{Place, as_of, hinted};
use super::{ledger_show, page, show};

/// List the versions of an article, the oldest first
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  sayso versions a-1
  sayso versions https://example.org/report
  sayso versions a-1 --as-of 2024-12-20")]
pub struct Versions {
    /// The article's id or address
    #[arg(value_name = "ARTICLE")]
    article: String,
    /// As the ledger knew them then: a day or a time
    #[arg(long, value_name = "TIME", value_parser = as_of)]
    as_of: Option<Timestamp>,
    /// Write them as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: Place,
}

/// What changed between two versions: in claims, then in words
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  sayso diff a-1                                   # its last two versions
  sayso diff v-sz1b2hggf3x8gwz9 v-2m4crh84f5p9p2nj")]
pub struct Diff {
    /// The earlier version, or an article
    #[arg(value_name = "A")]
    one: String,
    /// The later version
    #[arg(value_name = "B")]
    other: Option<String>,
    /// As the ledger knew it then: a day or a time
    #[arg(long, value_name = "TIME", value_parser = as_of)]
    as_of: Option<Timestamp>,
    /// Write it as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: Place,
}

/// Lists versions.
pub fn run(versions: &Versions) -> Result<ExitCode> {
    let ledger = versions.place.existing()?;
    let found = ledger.versions(&versions.article, versions.as_of).map_err(hinted)?;
    if versions.json {
        return page(&(serde_json::to_string_pretty(&found)? + "\n"));
    }
    let mut out = String::new();
    for version in &found {
        ledger_show::version_line(&mut out, version);
    }
    page(&out)
}

/// Compares versions.
pub fn diff(diff: &Diff) -> Result<ExitCode> {
    let ledger = diff.place.existing()?;
    let (old, new) = match &diff.other {
        Some(other) => (
            ledger.version(&diff.one, diff.as_of).map_err(hinted)?,
            ledger.version(other, diff.as_of).map_err(hinted)?,
        ),
        None => {
            let mut versions = ledger.versions(&diff.one, diff.as_of).map_err(hinted)?;
            match (versions.pop(), versions.pop()) {
                (Some(new), Some(old)) => (old, new),
                (Some(only), None) if diff.json => (only.clone(), only),
                _ => return page(&format!("`{}` has one version only\n", diff.one)),
            }
        }
    };
    let found = ledger.diff(&old, &new, diff.as_of).map_err(hinted)?;
    if diff.json {
        return page(&(serde_json::to_string_pretty(&found)? + "\n"));
    }
    page(&ledger_show::diff(&found, show::width()))
}
