//! `sayso show`: one thing of the ledger with its provenance down to the characters.

use std::process::ExitCode;

use anyhow::{Result, bail};
use clap::Args;
use jiff::Timestamp;
use sayso_ledger::{Actor, Ledger};
use serde::Serialize;

use super::ledger::{Place, as_of, hinted};
use super::{ledger_show, page, plural, show};

/// Show a statement (s-…), question (q-…), article (a-…), version (v-…) or actor (p-…)
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  sayso show q-1
  sayso show a-1
  sayso show Zelensky")]
pub struct Show {
    /// An id as the other commands print it, an article's address, or words of an actor's name
    #[arg(value_name = "ID")]
    id: String,
    /// As the ledger knew it then: a day or a time
    #[arg(long, value_name = "TIME", value_parser = as_of)]
    as_of: Option<Timestamp>,
    /// Write it as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: Place,
}

/// Shows one thing.
pub fn run(show: &Show) -> Result<ExitCode> {
    let ledger = show.place.existing()?;
    let (id, width) = (show.id.as_str(), show::width());
    match id.split_once('-').map(|(kind, _)| kind) {
        Some("s") => {
            let statement = ledger.statement(id, show.as_of).map_err(hinted)?;
            let version = ledger.version(&statement.version, show.as_of).map_err(hinted)?;
            let text = ledger.text(&version).map_err(hinted)?;
            let reviews = ledger.reviews(id, 50, show.as_of).map_err(hinted)?;
            show.put(&statement, || ledger_show::statement(&statement, &text, &reviews, width))
        }
        Some("q") => {
            let question = ledger.question(id, show.as_of).map_err(hinted)?;
            let reviews = ledger.reviews(id, 50, show.as_of).map_err(hinted)?;
            show.put(&question, || ledger_show::question(&question, &reviews, width))
        }
        Some("v") => {
            let version = ledger.version(id, show.as_of).map_err(hinted)?;
            let statements = ledger.statements(&version, show.as_of).map_err(hinted)?;
            show.put(&(&version, &statements), || {
                let mut out = String::new();
                ledger_show::version_line(&mut out, &version);
                for statement in &statements {
                    ledger_show::line(&mut out, statement, width);
                }
                out
            })
        }
        Some("p") => {
            let actor = ledger.actor(id, show.as_of).map_err(hinted)?;
            show.put(&actor, || actor_text(&actor, width))
        }
        Some("a") => article(show, &ledger, width),
        _ if id.starts_with("http") => article(show, &ledger, width),
        _ => {
            let actors = ledger.actors(id, 20, show.as_of).map_err(hinted)?;
            if actors.is_empty() {
                bail!("nothing is called `{id}`\n\nhint: ids start with s-, q-, a-, v- or p-");
            }
            show.put(&actors, || actors.iter().map(|actor| actor_text(actor, width)).collect())
        }
    }
}

fn article(show: &Show, ledger: &Ledger, width: usize) -> Result<ExitCode> {
    let article = ledger.article(&show.id, show.as_of).map_err(hinted)?;
    show.put(&article, || ledger_show::article(&article, width))
}

impl Show {
    fn put(&self, thing: &impl Serialize, text: impl FnOnce() -> String) -> Result<ExitCode> {
        if self.json { page(&(serde_json::to_string_pretty(thing)? + "\n")) } else { page(&text()) }
    }
}

fn actor_text(actor: &Actor, width: usize) -> String {
    let party = actor.party.as_ref().map_or(String::new(), |party| format!(" · speaks for {party}"));
    let role = actor.role.as_ref().map_or(String::new(), |role| format!(" · {role}"));
    let unnamed = if actor.anonymous { " · not named" } else { "" };
    let statements = plural(actor.statements.max(0) as usize, "statement");
    let mut out = format!("{} {}{role}{party}{unnamed} · {statements}\n", actor.id, actor.name);
    for statement in &actor.newest {
        ledger_show::line(&mut out, statement, width);
    }
    out
}
