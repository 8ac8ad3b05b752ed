//! `sayso people`: who may sign in to the desk.

use std::io::{IsTerminal as _, Read as _, Write as _};
use std::process::ExitCode;

use anyhow::{Context as _, Result, anyhow};
use clap::{Args, Subcommand};
use jiff::Timestamp;
use sayso_ledger::people::Role;

use super::ledger::{Place, hinted};
use super::page;
use crate::web;

/// Say who may sign in to the desk, as what, and with which password
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  sayso people add Amina --role keeper
  sayso people add Ben < password.txt        # a reader; also a forgotten password made new
  sayso people remove Ben
  sayso people --json")]
pub struct People {
    #[command(subcommand)]
    action: Option<Action>,
    /// Write the list as JSON
    #[arg(long, global = true)]
    json: bool,
    #[command(flatten)]
    place: Place,
}

#[derive(Subcommand, Debug)]
enum Action {
    /// Lets somebody in, or gives a new password or role; reads the password from standard input
    Add {
        name: String,
        #[arg(long, value_parser = role, default_value = "reader")]
        role: Role,
    },
    /// Lets somebody in no longer; what they decided stays
    Remove { name: String },
}

fn role(name: &str) -> Result<Role> {
    Role::named(name).ok_or_else(|| anyhow!("there are reader, reviewer and keeper"))
}

/// Lists people, or changes who they are.
pub fn run(people: &People) -> Result<ExitCode> {
    let mut ledger = people.place.open()?;
    match &people.action {
        Some(Action::Add { name, role }) => {
            let kept = web::hashed(&password()?)?;
            ledger.admit(name, *role, &kept, Timestamp::now()).map_err(hinted)?;
            page(&format!("{name} may sign in as a {}\n", role.name()))
        }
        Some(Action::Remove { name }) => {
            ledger.dismiss(name).map_err(hinted)?;
            page(&format!("{name} may sign in no longer\n"))
        }
        None => {
            let all = ledger.people().map_err(hinted)?;
            if people.json {
                return page(&(serde_json::to_string_pretty(&all)? + "\n"));
            }
            if all.is_empty() {
                return page("nobody has to sign in: `sayso people add NAME --role keeper` changes that\n");
            }
            let line = |person: &sayso_ledger::people::Person| {
                format!(
                    "{} · {} · since {}\n",
                    person.name,
                    person.role.name(),
                    person.added.strftime("%Y-%m-%d")
                )
            };
            page(&all.iter().map(line).collect::<String>())
        }
    }
}

/// Asks on the terminal.
pub fn asked(what: &str) -> Result<String> {
    anstream::eprint!("{what}");
    let _ = std::io::stderr().flush();
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).context("cannot read the answer")?;
    Ok(line.trim().to_owned())
}

/// A password: asked twice on a terminal without being shown, else the first line of standard input.
pub fn password() -> Result<String> {
    if !std::io::stdin().is_terminal() {
        let mut text = String::new();
        std::io::stdin().take(8192).read_to_string(&mut text).context("cannot read the password")?;
        return Ok(text.lines().next().unwrap_or("").to_owned());
    }
    let first = rpassword::prompt_password("Password, at least 10 characters: ")?;
    let again = rpassword::prompt_password("The same again: ")?;
    if first == again { Ok(first) } else { Err(anyhow!("the two are not the same")) }
}
