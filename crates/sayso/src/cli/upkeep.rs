//! `sayso check`, `sayso backup`, `sayso reread`: keeping the ledger whole and its readings current.

use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Result, anyhow};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use jiff::Timestamp;
use rayon::prelude::*;
use sayso_ledger::{Error, Ledger, Version};
use sayso_text::{Part, Role, Span};

use super::ledger::{Place, hinted};
use super::{complain, page, plural};
use crate::reading::Engine;

/// Check the whole ledger: the file, every text against its hash, every span, every index
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  sayso check
  sayso check --ledger copy.db --adopt")]
pub struct Check {
    /// Take a copy that was made without its log as it is: what was written last is not in it
    #[arg(long)]
    adopt: bool,
    /// Write what was found as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: Place,
}

/// Copy the ledger into a new file, also while others write
#[derive(Args, Debug)]
#[command(after_help = "Example:
  sayso backup ledger-2024-12-16.db")]
pub struct Backup {
    /// The new file
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Write what was copied as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: Place,
}

/// Read kept versions anew with this engine; decisions go with the statements that stay
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  sayso reread
  sayso reread --engine fast --limit 1000")]
pub struct Reread {
    /// How to find statements
    #[arg(long, value_enum, default_value = "default")]
    engine: Engine,
    /// At most so many versions
    #[arg(long, default_value_t = usize::MAX)]
    limit: usize,
    /// Write what became of each version as a line of JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: Place,
}

/// Checks the ledger; exit code 1 where something is wrong.
pub fn check(check: &Check) -> Result<ExitCode> {
    let ledger = if check.adopt {
        Ledger::adopt(&check.place.present()?).map_err(hinted)?
    } else {
        check.place.existing()?
    };
    let bar = bar("{bar:30} {pos} of {len} versions, {eta} to go");
    let found = ledger.check(|done, all| advance(&bar, done, all)).map_err(hinted)?;
    bar.finish_and_clear();
    let code = if found.trouble.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    if check.json {
        page(&(serde_json::to_string_pretty(&found)? + "\n"))?;
        return Ok(code);
    }
    let counted: Vec<String> = found
        .counted
        .iter()
        .map(|(what, count)| plural(usize::try_from(*count).unwrap_or(0), what))
        .collect();
    let mut out = format!("{}\n", counted.join(", "));
    for trouble in &found.trouble {
        out.push_str(&format!("wrong: {trouble}\n"));
    }
    out.push_str(if found.trouble.is_empty() { "the ledger is whole\n" } else { "the ledger is damaged\n" });
    page(&out)?;
    Ok(code)
}

/// Copies the ledger.
pub fn backup(backup: &Backup) -> Result<ExitCode> {
    let ledger = backup.place.existing()?;
    let bar = bar("{bar:30} {percent} %, {eta} to go");
    ledger.backup(&backup.file, |done, all| advance(&bar, done, all)).map_err(hinted)?;
    bar.finish_and_clear();
    if backup.json {
        let copied = serde_json::json!({ "ledger": ledger.path(), "copy": backup.file });
        return page(&format!("{copied}\n"));
    }
    page(&format!("`{}` is a copy of `{}`\n", backup.file.display(), ledger.path().display()))
}

/// Reads versions anew; exit code 1 where a version is damaged. The others are read.
pub fn reread(reread: &Reread) -> Result<ExitCode> {
    const BATCH: usize = 64;
    let mut ledger = reread.place.existing()?;
    let (mut versions, mut continued, mut orphans) = (0, 0, 0);
    let mut damaged: Vec<Error> = Vec::new();
    let mut last: Option<Version> = None;
    while versions < reread.limit {
        let most = BATCH.min(reread.limit - versions);
        let batch = ledger.unread_by(reread.engine.name(), last.as_ref(), most).map_err(hinted)?;
        let Some(end) = batch.last() else { break };
        last = Some(end.clone());
        let mut texts: Vec<(Version, String)> = Vec::new();
        for version in batch {
            match ledger.text(&version) {
                Ok(text) => texts.push((version, text)),
                Err(error) => damaged.push(left_out(error)?),
            }
        }
        let read: Vec<_> =
            texts.par_iter().map(|(version, text)| annotated(version, text, reread.engine)).collect();
        for ((version, _), (document, statements)) in texts.iter().zip(&read) {
            let done =
                match ledger.reread(version, document, statements, reread.engine.name(), Timestamp::now()) {
                    Ok(done) => done,
                    Err(error) => {
                        damaged.push(left_out(error)?);
                        continue;
                    }
                };
            versions += 1;
            continued += done.continued;
            orphans += done.orphans;
            if reread.json {
                page(&(serde_json::to_string(&done)? + "\n"))?;
            }
        }
    }
    if !reread.json {
        page(&format!(
            "{} read anew by {}; {} as before; {} without a statement any more\n",
            plural(versions, "version"),
            reread.engine.name(),
            plural(continued, "statement"),
            plural(orphans, "decision")
        ))?;
    }
    for error in &damaged {
        complain(&anyhow!("not read anew: {error}"));
    }
    Ok(if damaged.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// A damaged version is left out; anything else ends the command.
fn left_out(error: Error) -> Result<Error> {
    if matches!(error, Error::Damaged { .. }) { Ok(error) } else { Err(hinted(error)) }
}

fn annotated(
    version: &Version,
    text: &str,
    engine: Engine,
) -> (sayso_text::Document, Vec<sayso_text::Statement>) {
    let kept = version.blocks.iter().filter(|block| block.3);
    let parts: Vec<Part> = crate::report::joined(
        text,
        kept.map(|block| {
            let role = match block.2.as_str() {
                "headline" => Role::Headline,
                "caption" => Role::Caption,
                _ => Role::Body,
            };
            Part { span: Span::new(block.0, block.1), role }
        }),
    );
    let day = version.day.as_deref().and_then(|day| day.parse().ok());
    let document = engine.annotate(text, &parts, day);
    let statements = sayso_text::statements(&document);
    (document, statements)
}

fn bar(template: &str) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template(template);
    ProgressBar::new(0).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

fn advance(bar: &ProgressBar, done: u64, all: u64) {
    bar.set_length(all);
    bar.set_position(done);
}
