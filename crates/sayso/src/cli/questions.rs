//! `sayso questions`: what the ledger's claims answer, with who answers and how it stands.

use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use jiff::Timestamp;

use super::ledger::{Place, as_of, hinted};
use super::{ledger_show, page, plural, show};

/// List the questions that claims answer, those that changed last first
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  sayso questions
  sayso questions --as-of 2024-12-20
  sayso questions --json --limit 5")]
pub struct Questions {
    /// How many
    #[arg(long, default_value_t = 20)]
    limit: usize,
    /// Those after this one: the last question of the page before
    #[arg(long, value_name = "QUESTION")]
    after: Option<String>,
    /// As the ledger knew them then: a day or a time
    #[arg(long, value_name = "TIME", value_parser = as_of)]
    as_of: Option<Timestamp>,
    /// Write them as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: Place,
}

/// Lists questions.
pub fn run(questions: &Questions) -> Result<ExitCode> {
    let ledger = questions.place.existing()?;
    let found =
        ledger.questions(questions.limit, questions.after.as_deref(), questions.as_of).map_err(hinted)?;
    if questions.json {
        return page(&(serde_json::to_string_pretty(&found)? + "\n"));
    }
    let mut text = String::new();
    for question in &found {
        ledger_show::question_line(&mut text, question, show::width());
    }
    if found.is_empty() {
        text.push_str("no questions yet: no report in the ledger gives a figure with what happened\n");
    } else if found.len() == questions.limit {
        let last = found.last().map_or("", |question| question.id.as_str());
        text.push_str(&format!("\n{} shown; --after {last} shows more\n", plural(found.len(), "question")));
    }
    page(&text)
}
