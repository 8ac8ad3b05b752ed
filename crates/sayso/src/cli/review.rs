//! `sayso review`: what people decide, with who, when and on which evidence; and undo.

use std::process::ExitCode;

use anyhow::{Result, anyhow};
use clap::{Args, Subcommand};
use jiff::Timestamp;
use sayso_ledger::review::Decision;

use super::ledger::{Place, as_of, hinted};
use super::page;

/// Decide on statements and questions; every decision is kept and can be taken back
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  sayso review accept s-0c1d2e3f4g5h6j7k
  sayso review unlink s-0c1d2e3f4g5h6j7k q-3
  sayso review verdict q-3 'at least 30, by two videos' --evidence https://example.org/video
  sayso review undo 12
  sayso review list")]
pub struct Review {
    #[command(subcommand)]
    action: Action,
    /// Who decides; the name that you are signed in with where it is not given
    #[arg(long, value_name = "NAME", env = "SAYSO_REVIEWER", global = true)]
    by: Option<String>,
    /// What it is decided on: an address, a file, words
    #[arg(long, value_name = "WORDS", global = true)]
    evidence: Option<String>,
    /// Write the result as JSON
    #[arg(long, global = true)]
    json: bool,
    #[command(flatten)]
    place: Place,
}

#[derive(Subcommand, Clone, Debug)]
enum Action {
    /// The statement is read right
    Accept { statement: String },
    /// It is none, or read wrong: it counts for nothing
    Reject { statement: String },
    /// A field is read wrong
    Correct { statement: String, field: String, value: String },
    /// Its figures answer that question
    Link { statement: String, question: String },
    /// They do not, now and in every later version
    Unlink { statement: String, question: String },
    /// Two questions are one: the first goes into the second
    Merge { question: String, into: String },
    /// These statements of a question answer another one
    Split {
        question: String,
        #[arg(required = true)]
        statements: Vec<String>,
    },
    /// A remark on a statement or a question
    Note { target: String, words: String },
    /// What you hold of a question; needs --evidence
    Verdict { question: String, words: String },
    /// Take a decision back
    Undo { review: i64 },
    /// Decisions, newest first; on one thing where it is named
    List {
        #[arg(default_value = "")]
        target: String,
        /// As they stood then: a day or a time
        #[arg(long, value_name = "TIME", value_parser = as_of)]
        as_of: Option<Timestamp>,
    },
}

impl Action {
    fn decision(&self) -> Option<Decision> {
        Some(match self.clone() {
            Action::Accept { statement } => Decision::Accept { statement },
            Action::Reject { statement } => Decision::Reject { statement },
            Action::Correct { statement, field, value } => Decision::Correct { statement, field, value },
            Action::Link { statement, question } => Decision::Link { statement, question },
            Action::Unlink { statement, question } => Decision::Unlink { statement, question },
            Action::Merge { question, into } => Decision::Merge { question, into },
            Action::Split { question, statements } => Decision::Split { question, statements },
            Action::Note { target, words } => Decision::Note { target, words },
            Action::Verdict { question, words } => Decision::Verdict { question, words },
            Action::Undo { .. } | Action::List { .. } => return None,
        })
    }
}

/// Keeps a decision, takes one back, or lists them.
pub fn run(review: Review) -> Result<ExitCode> {
    let mut ledger = review.place.existing()?;
    let who = || {
        let name = review.by.clone().or_else(|| std::env::var("USER").ok()).filter(|name| !name.is_empty());
        name.ok_or_else(|| {
            anyhow!("who decides is not known\n\nhint: say it with `--by NAME` or SAYSO_REVIEWER")
        })
    };
    let now = Timestamp::now();
    match &review.action {
        Action::Undo { review: id } => {
            ledger.undo(*id, &who()?, now).map_err(hinted)?;
            if review.json {
                return page(&format!("{{\"undone\":{id}}}\n"));
            }
            page(&format!("review {id} is taken back\n"))
        }
        Action::List { target, as_of } => {
            let found = ledger.reviews(target, 100, *as_of).map_err(hinted)?;
            if review.json {
                return page(&(serde_json::to_string_pretty(&found)? + "\n"));
            }
            let lines = found.iter().map(|one| {
                let undone = if one.undone.is_some() { " · taken back" } else { "" };
                let orphan = if one.orphan { " · orphan" } else { "" };
                let at = one.at.strftime("%Y-%m-%d %H:%M");
                format!("{} {at} {} {} by {}{undone}{orphan}\n", one.id, one.action, one.target, one.who)
            });
            page(&lines.collect::<String>())
        }
        action => {
            let Some(decision) = action.decision() else { return Ok(ExitCode::SUCCESS) };
            let id = ledger.review(&decision, &who()?, review.evidence.as_deref(), now).map_err(hinted)?;
            if review.json {
                return page(&format!("{{\"review\":{id}}}\n"));
            }
            page(&format!("review {id} is kept; `sayso review undo {id}` takes it back\n"))
        }
    }
}
