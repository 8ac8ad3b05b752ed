//! `sayso add`: reads reports as `read` does and keeps them. A report is kept wholly or not at
//! all; what is reported as kept is on the disk.

use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use jiff::Timestamp;
use jiff::civil::Date;
use rayon::prelude::*;
use sayso_ledger::{Ledger, Recorded, State};

use super::input::{self, Input};
use super::ledger::{Place, hinted};
use super::{complain, plural};
use crate::reading::{self, Engine, Reading, Told};

/// Read reports and keep them in the ledger
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  sayso add samples
  sayso add --outlet 'The Courier' --published 2024-12-17 note.txt
  sayso add https://example.org/report crawl.warc.gz")]
pub struct Add {
    /// An HTML or text file, a WARC file, a folder of them, - for standard input, or an http(s) address
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<String>,
    /// The day of publication of texts that don't say it
    #[arg(long, value_name = "DATE")]
    published: Option<Date>,
    /// The outlet of texts that don't say it
    #[arg(long, value_name = "NAME")]
    outlet: Option<String>,
    /// How to find statements: the default engine parses, the fast one does not
    #[arg(long, value_enum, default_value = "default")]
    engine: Engine,
    /// Let this host have a private or loopback address
    #[arg(long, value_name = "HOST")]
    allow_host: Vec<String>,
    /// Write what became of each report as a line of JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: Place,
}

/// How many reports are kept at once: one transaction, one wait for the disk.
const BATCH: usize = 32;

/// Keeps everything that is named; a bad input is reported and the rest goes on.
pub fn run(add: &Add) -> Result<ExitCode> {
    let mut ledger = add.place.open()?;
    let inputs = input::expand(&add.inputs);
    let progress = progress(inputs.len());
    let mut tally = Tally::default();
    let mut listened = true;
    for batch in inputs.chunks(BATCH) {
        let readings: Vec<(&Input, Result<Reading>)> = batch
            .par_iter()
            .map(|input| {
                (input, reading::read(input, &add.told(), &add.allow_host.iter().cloned().collect()))
            })
            .collect();
        let mut kept = Vec::new();
        for (_, reading) in readings {
            progress.inc(1);
            match reading {
                Ok(reading) => kept.push(reading),
                Err(error) => {
                    tally.failed += 1;
                    progress.suspend(|| complain(&error));
                }
            }
        }
        let recorded = keep(&mut ledger, &kept, Timestamp::now())?;
        for (reading, recorded) in kept.iter().zip(&recorded) {
            tally.count(recorded);
            // Where nobody reads on, the rest is kept all the same.
            listened = listened && progress.suspend(|| tell(add.json, &reading.input, recorded))?;
        }
    }
    progress.finish_and_clear();
    if !add.json && inputs.len() > 1 {
        tally.tell();
    }
    Ok(if tally.failed > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

impl Add {
    fn told(&self) -> Told<'_> {
        Told { published: self.published, outlet: self.outlet.as_deref(), engine: self.engine }
    }
}

/// Keeps what was read as one transaction.
pub fn keep(ledger: &mut Ledger, readings: &[Reading], now: Timestamp) -> Result<Vec<Recorded>> {
    let names: Vec<(Option<String>, String)> =
        readings.iter().map(|reading| (reading.url(), reading.outlet())).collect();
    let reports: Vec<sayso_ledger::Report> = readings
        .iter()
        .zip(&names)
        .map(|(reading, (url, outlet))| sayso_ledger::Report {
            capture: reading.capture(url.as_deref(), outlet, now),
            document: &reading.document,
            statements: &reading.statements,
            engine: reading.engine.name(),
        })
        .collect();
    ledger.record_all(&reports).map_err(hinted)
}

/// Says what became of a report; false where nobody reads on.
fn tell(json: bool, input: &str, recorded: &Recorded) -> Result<bool> {
    let line = if json { serde_json::to_string(recorded)? } else { told(input, recorded) };
    match writeln!(anstream::stdout(), "{line}") {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(false),
        other => Ok(other.map(|()| true)?),
    }
}

fn told(input: &str, recorded: &Recorded) -> String {
    let statements = plural(recorded.statements, "statement");
    let what = match recorded.state {
        State::New => format!("new · {statements}"),
        State::Changed => format!("changed: version {} · {statements}", recorded.number),
        State::Known => "known already".to_owned(),
    };
    let copies = match recorded.copies.len() {
        0 => String::new(),
        count => format!(" · repeats {}", plural(count, "text")),
    };
    format!("{} {} {what}{copies} · {input}", recorded.article, recorded.version)
}

#[derive(Default)]
struct Tally {
    new: usize,
    changed: usize,
    known: usize,
    failed: usize,
    statements: usize,
}

impl Tally {
    fn count(&mut self, recorded: &Recorded) {
        match recorded.state {
            State::New => self.new += 1,
            State::Changed => self.changed += 1,
            State::Known => self.known += 1,
        }
        if recorded.state != State::Known {
            self.statements += recorded.statements;
        }
    }

    fn tell(&self) {
        anstream::eprintln!(
            "sayso: {} new, {} changed, {} known already, {} could not be read; {} kept",
            self.new,
            self.changed,
            self.known,
            self.failed,
            plural(self.statements, "statement")
        );
    }
}

fn progress(count: usize) -> ProgressBar {
    if count < 2 || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:30} {pos} of {len} reports, {eta} to go");
    ProgressBar::new(count as u64).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
