//! `sayso read`: reads pages and texts and shows who says what in them. Stores nothing.

use std::io::Write as _;
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use clap::Args;
use jiff::civil::Date;
use rayon::prelude::*;

use super::input::{self, Input};
use super::{complain, probability, progress, show};
use crate::reading::{self, Engine, Told};
use crate::report::Report;

/// Read reports and show who says what in them; nothing is stored
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  sayso read samples/kursk.txt
  sayso read --jsonl samples | wc -l
  sayso read --min-confidence 0.8 samples/kursk.txt
  echo 'Police said on Monday that 12 people were hurt.' | sayso read --published 2024-12-17 -")]
pub struct Read {
    /// An HTML or text file, a folder of them, - for standard input, or an http(s) address
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<String>,
    /// Write one report as a JSON document
    #[arg(long, conflicts_with = "jsonl")]
    json: bool,
    /// Write each report as a line of JSON
    #[arg(long)]
    jsonl: bool,
    /// The day of publication of texts that don't say it
    #[arg(long, value_name = "DATE")]
    published: Option<Date>,
    /// The outlet of texts that don't say it
    #[arg(long, value_name = "NAME")]
    outlet: Option<String>,
    /// Show what was set aside as furniture, too
    #[arg(long)]
    furniture: bool,
    /// How to find statements: the default engine parses, the fast one does not, the deep one is surest and slowest
    #[arg(long, value_enum, default_value = "default")]
    engine: Engine,
    /// Leave out statements that are less likely read right than this, from 0 to 1
    #[arg(long, value_name = "P", value_parser = probability, default_value_t = 0.0, hide_default_value = true)]
    min_confidence: f64,
    /// Let this host have a private or loopback address
    #[arg(long, value_name = "HOST")]
    allow_host: Vec<String>,
}

/// How many reports are read before their results are shown.
const BATCH: usize = 64;

/// Reads everything that is named; a bad input is reported and the rest goes on.
pub fn run(read: &Read) -> Result<ExitCode> {
    let inputs = input::expand(&read.inputs);
    if read.json && inputs.len() > 1 {
        anstream::eprintln!(
            "sayso: `--json` writes one document, and {} reports are named\n\nhint: `--jsonl` writes one a line",
            inputs.len()
        );
        return Ok(ExitCode::from(2));
    }
    let progress = progress(inputs.len());
    let mut failed = 0;
    for (at, batch) in inputs.chunks(BATCH).enumerate() {
        let results: Vec<Result<Report>> = batch
            .par_iter()
            .map(|input| report(read, input).inspect(|_| progress.inc(1)).inspect_err(|_| progress.inc(1)))
            .collect();
        for (offset, result) in results.into_iter().enumerate() {
            match result {
                Ok(report) => {
                    let first = at == 0 && offset == 0;
                    if !progress.suspend(|| print(read, &report, first))? {
                        return Ok(ExitCode::SUCCESS);
                    }
                }
                Err(error) => {
                    failed += 1;
                    progress.suspend(|| complain(&error));
                }
            }
        }
    }
    progress.finish_and_clear();
    if inputs.len() > 1 && failed > 0 {
        anstream::eprintln!("sayso: {failed} of {} could not be read", inputs.len());
    }
    if let ([input], 0, false) = (&inputs[..], failed, read.json || read.jsonl) {
        anstream::eprintln!(
            "\n`sayso add {}` keeps it, `sayso serve` opens the desk in a browser",
            input.name()
        );
    }
    Ok(if failed > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Prints a report; false where nobody reads on.
fn print(read: &Read, report: &Report, first: bool) -> Result<bool> {
    // JSON has no colours that would have to be taken out again.
    let written = if read.json {
        std::io::stdout().write_all((serde_json::to_string_pretty(report)? + "\n").as_bytes())
    } else if read.jsonl {
        std::io::stdout().write_all((serde_json::to_string(report)? + "\n").as_bytes())
    } else {
        let gap = if first { "" } else { "\n\n" };
        let text = format!("{gap}{}", show::report(report, read.furniture, show::width()));
        anstream::stdout().write_all(text.as_bytes())
    };
    match written {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(false),
        other => other.map(|()| true).context("cannot write to standard output"),
    }
}

fn report(read: &Read, input: &Input) -> Result<Report> {
    let told = Told { published: read.published, outlet: read.outlet.as_deref(), engine: read.engine };
    let reading = reading::read(input, &told, &read.allow_host.iter().cloned().collect())?;
    let mut report = Report::new(&reading);
    report.keep_surer(read.min_confidence);
    Ok(report)
}
