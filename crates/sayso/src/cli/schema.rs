//! `sayso schema`: the JSON Schema of what `sayso read --json` writes.

use std::process::ExitCode;

use anyhow::Result;
use clap::Args;

use crate::report;

/// Print the JSON Schema of what `sayso read --json` writes
#[derive(Args, Debug)]
pub struct Schema {}

/// Prints the schema.
pub fn run(_: &Schema) -> Result<ExitCode> {
    anstream::println!("{}", report::schema()?);
    Ok(ExitCode::SUCCESS)
}
