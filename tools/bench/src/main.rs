//! Measures the whole thing, one command each: `cargo run --release -p bench -- NAME`.
//!
//! ```text
//! kursk     the case and reports around it: questions, standing, outlets and origins
//! million   a ledger of 200,000 articles: adding, size, searching, memory (--articles N for less,
//!           --at FILE to keep it)
//! desk      what pages of the desk cost on such a ledger, and 64 readers beside `add` (--at FILE)
//! linking   whether two answers say the same: balanced accuracy beside TF-IDF
//! copies    near copies: precision and recall
//! ```
//! Data is looked for in `../shared/data`, or where `SAYSO_DATA` says.

mod copies;
mod data;
mod desk;
mod kursk;
mod linking;
mod million;
mod random;

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => {
            eprintln!("bench: a goal was missed");
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("bench: {error:#}");
            ExitCode::from(2)
        }
    }
}

fn run(arguments: &[String]) -> Result<bool> {
    println!("sayso {} · {}", env!("CARGO_PKG_VERSION"), jiff::Zoned::now().date());
    match arguments.first().map(String::as_str) {
        Some("kursk") => kursk::run(),
        Some("million") => {
            let at = named(arguments, "--at").map(Path::new);
            million::run(number(arguments, "--articles", 200_000)?, at)
        }
        Some("desk") => {
            let at = named(arguments, "--at")
                .context("usage: bench desk --at FILE, as `bench million --at FILE` left it")?;
            desk::run(Path::new(at))
        }
        Some("linking") => linking::run(),
        Some("copies") => copies::run(),
        _ => bail!(
            "usage: bench kursk | million [--articles N] [--at FILE] | desk --at FILE | linking | copies"
        ),
    }
}

fn number(arguments: &[String], name: &str, otherwise: usize) -> Result<usize> {
    match named(arguments, name) {
        None => Ok(otherwise),
        Some(value) => value.parse().with_context(|| format!("`{name}` needs a number")),
    }
}

/// What stands behind an option.
fn named<'a>(arguments: &'a [String], name: &str) -> Option<&'a str> {
    let at = arguments.iter().position(|argument| argument == name)?;
    arguments.get(at + 1).map(String::as_str)
}
