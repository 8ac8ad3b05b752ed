//! `sayso add`: reads reports as `read` does and keeps them. A report is kept wholly or not at
//! all; what is reported as kept is on the disk.

use std::collections::HashSet;
use std::io::Write as _;
use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use indicatif::ProgressBar;
use jiff::Timestamp;
use jiff::civil::Date;
use rayon::prelude::*;
use sayso_ledger::{Ledger, Recorded, State};

use super::input::{self, Input};
use super::ledger::{Place, hinted};
use super::{complain, plural, progress};
use crate::reading::{self, Engine, Piece, Reading, Told};

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
    /// How to find statements: the default engine parses, the fast one does not, the deep one is surest and slowest
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
/// How many bytes of archived pages are held at once.
const BATCH_BYTES: usize = 32 << 20;

/// Keeps everything that is named; a bad input is reported and the rest goes on.
pub fn run(add: &Add) -> Result<ExitCode> {
    let mut ledger = add.place.open()?;
    let inputs = input::expand(&add.inputs);
    let progress = progress_of(&inputs);
    let mut tally = Tally::default();
    let mut listened = true;
    let allowed: HashSet<String> = add.allow_host.iter().cloned().collect();
    let mut pieces = reading::pieces(&inputs);
    loop {
        let batch = batch(&mut pieces);
        if batch.is_empty() {
            break;
        }
        let readings: Vec<Result<Reading>> = batch
            .into_par_iter()
            .map(|piece| piece.and_then(|piece| piece.read(&add.told(), &allowed)))
            .collect();
        let mut kept = Vec::new();
        for reading in readings {
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
    if !add.json && tally.all() > 1 {
        tally.tell();
    }
    Ok(if tally.failed > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// The next pieces that are kept at once: so many, and not too many bytes.
fn batch<'a>(pieces: &mut impl Iterator<Item = Result<Piece<'a>>>) -> Vec<Result<Piece<'a>>> {
    let mut batch = Vec::new();
    let mut bytes = 0;
    while batch.len() < BATCH && bytes < BATCH_BYTES {
        let Some(piece) = pieces.next() else { break };
        bytes += piece.as_ref().map_or(0, Piece::size);
        batch.push(piece);
    }
    batch
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
            // An archive may claim any time, but none that lies ahead.
            capture: reading.capture(url.as_deref(), outlet, reading.seen.map_or(now, |seen| seen.min(now))),
            document: &reading.document,
            statements: &reading.statements,
            engine: reading.engine.name(),
        })
        .collect();
    let recorded = ledger.record_all(&reports).map_err(hinted)?;
    // What was archived long ago is not due to be looked at again all at once.
    let archived: Vec<i64> = readings
        .iter()
        .zip(&recorded)
        .filter(|(reading, recorded)| reading.seen.is_some() && recorded.state == State::New)
        .filter_map(|(_, recorded)| recorded.article.strip_prefix("a-")?.parse().ok())
        .collect();
    if !archived.is_empty() {
        ledger.plan_refetches(&archived, now).map_err(hinted)?;
    }
    Ok(recorded)
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
    fn all(&self) -> usize {
        self.new + self.changed + self.known + self.failed
    }

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

fn progress_of(inputs: &[Input]) -> ProgressBar {
    // Nobody knows how many pages an archive has.
    let counted = !inputs.iter().any(|input| matches!(input, Input::Archive(_)));
    if counted { progress(inputs.len()) } else { ProgressBar::hidden() }
}
