//! `sayso sources`: what is followed and how it fares.

use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use jiff::{SignedDuration, Timestamp};
use sayso_ledger::source::{Followed, Source};

use super::ledger::{Place, as_of, hinted};
use super::{page, plural};

/// List the sources that are followed, those in trouble first
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  sayso sources
  sayso sources --pause 3
  sayso sources --as-of 2024-12-20
  sayso sources --json | jq '.[] | select(.trouble)'")]
pub struct Sources {
    /// Do not poll this source until it is resumed
    #[arg(long, value_name = "ID", conflicts_with_all = ["resume", "remove"])]
    pause: Option<String>,
    /// Poll this paused or gone source again
    #[arg(long, value_name = "ID", conflicts_with = "remove")]
    resume: Option<String>,
    /// Follow this source no longer; what it brought stays
    #[arg(long, value_name = "ID")]
    remove: Option<String>,
    /// Those that were followed then: a day or a time
    #[arg(long, value_name = "TIME", value_parser = as_of, conflicts_with_all = ["pause", "resume", "remove"])]
    as_of: Option<Timestamp>,
    /// Write them as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: Place,
}

/// Lists sources, or changes one of them.
pub fn run(sources: &Sources) -> Result<ExitCode> {
    let mut ledger = sources.place.existing()?;
    let now = Timestamp::now();
    if let Some(name) = &sources.pause {
        let source = ledger.source(name).map_err(hinted)?;
        ledger.pause(source.id, now).map_err(hinted)?;
        return page(&format!("paused {}\n", source.url));
    }
    if let Some(name) = &sources.resume {
        let source = ledger.source(name).map_err(hinted)?;
        ledger.resume(source.id, now).map_err(hinted)?;
        return page(&format!("polled again: {}\n", source.url));
    }
    if let Some(name) = &sources.remove {
        let source = ledger.source(name).map_err(hinted)?;
        ledger.unfollow(source.id, now).map_err(hinted)?;
        return page(&format!("followed no longer: {}\n", source.url));
    }
    if let Some(then) = sources.as_of {
        let all = ledger.sources_at(then).map_err(hinted)?;
        if sources.json {
            return page(&(serde_json::to_string_pretty(&all)? + "\n"));
        }
        return page(&followed(&all));
    }
    let all = ledger.sources().map_err(hinted)?;
    if sources.json {
        return page(&(serde_json::to_string_pretty(&all)? + "\n"));
    }
    page(&table(&all, now))
}

fn followed(all: &[Followed]) -> String {
    let mut text = String::new();
    for source in all {
        let title = if source.title.is_empty() { &source.url } else { &source.title };
        text.push_str(&format!(
            "{} {} {title}\n    {} · {}\n",
            source.id,
            source.state,
            source.kind.name(),
            source.url
        ));
        if let Some(trouble) = &source.trouble {
            text.push_str(&format!("    trouble: {trouble}\n"));
        }
    }
    text.push_str(&format!("{} followed then\n", plural(all.len(), "source")));
    text
}

fn table(all: &[Source], now: Timestamp) -> String {
    if all.is_empty() {
        return "nothing is followed yet: `sayso follow URL` does\n".to_owned();
    }
    let mut rows = vec![["id", "state", "changed", "next poll", "title"].map(str::to_owned)];
    rows.extend(all.iter().map(|source| row(source, now)));
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..4).map(width).collect();
    let mut text = String::new();
    for (at, row) in rows.iter().enumerate() {
        for (cell, width) in row.iter().zip(&widths) {
            text.push_str(&format!("{cell:width$}  "));
        }
        text.push_str(&row[4]);
        text.push('\n');
        let source = at.checked_sub(1).and_then(|at| all.get(at));
        if let Some(source) = source {
            text.push_str(&details(source));
        }
    }
    let troubled = all.iter().filter(|source| source.trouble.is_some()).count();
    text.push_str(&format!("\n{}, {troubled} in trouble\n", plural(all.len(), "source")));
    text
}

fn row(source: &Source, now: Timestamp) -> [String; 5] {
    let changed =
        source.last_change.map_or_else(|| "never".to_owned(), |at| format!("{} ago", span(at, now)));
    let next = match source.next_poll {
        None => "-".to_owned(),
        Some(at) if at <= now => "now".to_owned(),
        Some(at) => format!("in {}", span(now, at)),
    };
    let title = if source.title.is_empty() { &source.host } else { &source.title };
    [source.id.to_string(), source.state.clone(), changed, next, title.clone()]
}

fn details(source: &Source) -> String {
    let mut text = format!("    {} · {}\n", source.kind.name(), source.url);
    if let Some(trouble) = &source.trouble {
        let times = if source.failures > 1 { format!(" ({} times)", source.failures) } else { String::new() };
        text.push_str(&format!("    trouble: {trouble}{times}\n"));
    }
    text
}

/// `40 s`, `5 min`, `3 h`, `2 d`.
fn span(from: Timestamp, to: Timestamp) -> String {
    let between: SignedDuration = to.duration_since(from);
    match between.as_secs().max(0) {
        seconds @ 0..=99 => format!("{seconds} s"),
        seconds @ 100..=5_999 => format!("{} min", seconds / 60),
        seconds @ 6_000..=172_799 => format!("{} h", seconds / 3600),
        seconds => format!("{} d", seconds / 86_400),
    }
}
