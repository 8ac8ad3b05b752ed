//! The commands, one file each.

use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use clap::{Parser, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};

pub mod add;
mod demo_feed;
mod fetch;
mod find;
pub mod follow;
pub mod input;
pub mod ledger;
mod ledger_show;
pub mod network;
mod people;
mod questions;
mod read;
mod review;
mod schema;
mod serve;
mod show;
mod show_id;
mod sources;
mod upkeep;
mod versions;
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
    Read(read::Read),
    Add(add::Add),
    Find(find::Find),
    Show(show_id::Show),
    Questions(questions::Questions),
    Versions(versions::Versions),
    Diff(versions::Diff),
    Review(review::Review),
    Check(upkeep::Check),
    Backup(upkeep::Backup),
    Reread(upkeep::Reread),
    Follow(follow::Follow),
    Sources(sources::Sources),
    Fetch(fetch::Fetch),
    Watch(watch::Watch),
    Serve(serve::Serve),
    People(people::People),
    DemoFeed(demo_feed::DemoFeed),
    Schema(schema::Schema),
}

/// Runs one command.
pub fn run(cli: Cli) -> Result<ExitCode> {
    match cli.command {
        Command::Read(read) => read::run(&read),
        Command::Add(add) => add::run(&add),
        Command::Find(find) => find::run(&find),
        Command::Show(show) => show_id::run(&show),
        Command::Questions(questions) => questions::run(&questions),
        Command::Versions(versions) => versions::run(&versions),
        Command::Diff(diff) => versions::diff(&diff),
        Command::Review(review) => review::run(review),
        Command::Check(check) => upkeep::check(&check),
        Command::Backup(backup) => upkeep::backup(&backup),
        Command::Reread(reread) => upkeep::reread(&reread),
        Command::Follow(follow) => follow::run(&follow),
        Command::Sources(sources) => sources::run(&sources),
        Command::Fetch(fetch) => fetch::run(&fetch),
        Command::Watch(watch) => watch::run(&watch),
        Command::Serve(serve) => serve::run(&serve),
        Command::People(people) => people::run(&people),
        Command::DemoFeed(demo) => demo_feed::run(&demo),
        Command::Schema(schema) => schema::run(&schema),
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

/// `97 %`.
fn percent(probability: f64) -> String {
    format!("{:.0} %", probability * 100.0)
}

/// A number from 0 to 1.
fn probability(text: &str) -> Result<f64, String> {
    let number = text.parse::<f64>().ok().filter(|number| (0.0..=1.0).contains(number));
    number.ok_or_else(|| format!("`{text}` is no number from 0 to 1"))
}

/// A bar on standard error where there is much to read and somebody to look.
fn progress(count: usize) -> ProgressBar {
    if count < 2 || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:30} {pos} of {len} reports, {eta} to go");
    ProgressBar::new(count as u64).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
