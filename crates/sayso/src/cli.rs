//! The commands, one file each.

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

mod input;
mod read;
mod schema;
mod show;

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
    Schema(schema::Schema),
}

/// Runs one command.
pub fn run(cli: Cli) -> Result<ExitCode> {
    match cli.command {
        Command::Read(read) => read::run(&read),
        Command::Schema(schema) => schema::run(&schema),
    }
}

/// Says on standard error what went wrong, causes included, in one line; a hint has its own.
pub fn complain(error: &anyhow::Error) {
    anstream::eprintln!("sayso: {error:#}");
}
