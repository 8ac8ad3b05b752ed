//! The commands, one file each.

use std::io::Write as _;
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use clap::{Parser, Subcommand};

pub mod add;
mod demo_feed;
mod fetch;
mod follow;
pub mod input;
pub mod ledger;
mod network;
mod questions;
mod read;
mod schema;
mod show;
mod sources;
mod watch;

/// Who says what, through whom, how much, where and when.
#[derive(Debug, Parser)]
#[command(name = "sayso", version, max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Add(add::Add),
    DemoFeed(demo_feed::DemoFeed),
    Fetch(fetch::Fetch),
    Follow(follow::Follow),
    Questions(questions::Questions),
    Read(read::Read),
    Schema(schema::Schema),
    Sources(sources::Sources),
    Watch(watch::Watch),
}

/// Runs one command.
pub fn run(cli: Cli) -> Result<ExitCode> {
    match cli.command {
        Command::Add(add) => add::run(&add),
        Command::DemoFeed(demo) => demo_feed::run(&demo),
        Command::Fetch(fetch) => fetch::run(&fetch),
        Command::Follow(follow) => follow::run(&follow),
        Command::Questions(questions) => questions::run(&questions),
        Command::Read(read) => read::run(&read),
        Command::Schema(schema) => schema::run(&schema),
        Command::Sources(sources) => sources::run(&sources),
        Command::Watch(watch) => watch::run(&watch),
    }
}

/// Says on standard error what went wrong, causes included, in one line; a hint has its own.
pub fn complain(error: &anyhow::Error) {
    anstream::eprintln!("sayso: {error:#}");
}

/// Writes text to standard output; a reader that stops reading is no error.
fn page(text: &str) -> Result<ExitCode> {
    match anstream::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(ExitCode::SUCCESS),
        other => other.map(|()| ExitCode::SUCCESS).context("cannot write to standard output"),
    }
}

/// `1 statement`, `12 statements`.
fn plural(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}
