//! `sayso find`: statements by words and fields.

use std::process::ExitCode;

use anyhow::{Result, anyhow};
use clap::Args;
use jiff::Timestamp;
use sayso_ledger::Error;
use sayso_ledger::query::{self, FIELDS, Field, Term};
use sayso_ledger::search::{Found, Order, Wanted};

use super::ledger::{Place, as_of, hinted};
use super::{ledger_show, page, plural, probability, show};

/// Find statements by words, phrases and fields
#[derive(Args, Debug)]
#[command(after_help = help())]
pub struct Find {
    /// Words, "phrases", field:value; all must hold, a - before one turns it round
    #[arg(value_name = "QUERY")]
    query: Vec<String>,
    /// The best matches of the words first, not the newest
    #[arg(long)]
    rank: bool,
    /// Count by party, outlet, outcome, place, certainty and standing
    #[arg(long)]
    facets: bool,
    /// Leave out statements that are less likely read right than this, from 0 to 1
    #[arg(long, value_name = "P", value_parser = probability, conflicts_with = "reports")]
    min_confidence: Option<f64>,
    /// How many
    #[arg(long, default_value_t = 20)]
    limit: usize,
    /// Where the page before ended
    #[arg(long, value_name = "CURSOR")]
    cursor: Option<String>,
    /// As the ledger knew it then: a day or a time
    #[arg(long, value_name = "TIME", value_parser = as_of)]
    as_of: Option<Timestamp>,
    /// Look for reports that hold the words, not for statements
    #[arg(long, conflicts_with_all = ["rank", "facets", "cursor"])]
    reports: bool,
    /// Write what was found as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: Place,
}

fn help() -> String {
    let fields: Vec<String> =
        FIELDS.iter().map(|(name, what)| format!("  {:10} {what}", format!("{name}:"))).collect();
    format!(
        "Fields:\n{}\n\nExamples:
  sayso find party:Ukraine 'outcome:\"killed or wounded\"' 'figure:>=30'
  sayso find soldiers 'place:\"Kursk region\"' said:2024-12
  sayso find 'losses -party:Ukraine'
  sayso find --min-confidence 0.8 soldiers
  sayso find --facets near:51.7,36.2,100",
        fields.join("\n")
    )
}

/// Finds statements.
pub fn run(find: &Find) -> Result<ExitCode> {
    let ledger = find.place.existing()?;
    let text = find.query.join(" ");
    if find.reports {
        let found = ledger.find_reports(&text, find.limit, find.as_of).map_err(hinted)?;
        if find.json {
            return page(&(serde_json::to_string_pretty(&found)? + "\n"));
        }
        let lines = found.iter().map(|report| {
            format!(
                "{} {} {} · {}\n",
                report.version,
                report.day.as_deref().unwrap_or("day unknown"),
                report.headline.as_deref().unwrap_or("(no headline)"),
                report.outlet
            )
        });
        return page(&lines.collect::<String>());
    }
    let mut query = query::parse(&text).map_err(|error| pointed(&text, error))?;
    if find.min_confidence.is_some() {
        query.terms.push(Term { field: Field::Confidence(find.min_confidence, None), not: false });
    }
    let wanted = Wanted {
        limit: find.limit.clamp(1, 1000),
        order: if find.rank { Order::Rank } else { Order::Newest },
        cursor: find.cursor.clone(),
        as_of: find.as_of,
        facets: find.facets,
    };
    let found = ledger.find(&query, &wanted).map_err(hinted)?;
    if find.json {
        return page(&(serde_json::to_string_pretty(&found)? + "\n"));
    }
    page(&shown(&found))
}

fn shown(found: &Found) -> String {
    let mut out = String::new();
    for statement in &found.statements {
        ledger_show::line(&mut out, statement, show::width());
    }
    for facet in &found.facets {
        let values: Vec<String> =
            facet.values.iter().map(|(value, count)| format!("{value} {count}")).collect();
        out.push_str(&format!("{}: {}\n", facet.field, values.join(" · ")));
    }
    let more = if found.counted_all && found.cursor.is_none() { "" } else { "at least " };
    out.push_str(&format!("{more}{}", plural(found.count, "statement")));
    if let Some(partial) = &found.partial {
        out.push_str(&format!("; {partial}"));
    }
    if let Some(cursor) = &found.cursor {
        out.push_str(&format!("; --cursor {cursor} shows more"));
    }
    out.push('\n');
    out
}

/// The query with a mark under the place that is meant.
fn pointed(text: &str, error: Error) -> anyhow::Error {
    match &error {
        Error::Query { at, .. } => {
            anyhow!(
                "{error}\n\n  {}\n  {}^",
                text.replace(['\n', '\t'], " "),
                " ".repeat(at.saturating_sub(1))
            )
        }
        _ => hinted(error),
    }
}
