//! `sayso fetch`: polls once what is due, keeps what is new.

use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Result;
use clap::Args;
use indicatif::ProgressBar;
use sayso_ledger::State;
use sayso_ledger::source::Poll;
use serde::Serialize;

use super::ledger::Place;
use super::network::{self, Network};
use super::plural;
use crate::gather::item::plain;
use crate::gather::poll::{Event, Round, Tally};
use crate::reading::Engine;

/// Poll the sources that are due, and keep what they list that is new
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  sayso fetch
  sayso fetch --all
  sayso fetch --json | jq 'select(.event == \"missed\")'")]
pub struct Fetch {
    /// Poll all sources now, due or not
    #[arg(long)]
    all: bool,
    /// Write what happens as lines of JSON
    #[arg(long)]
    json: bool,
    /// How to find statements: the default engine parses, the fast one does not, the deep one is surest and slowest
    #[arg(long, value_enum, default_value = "default")]
    engine: Engine,
    #[command(flatten)]
    network: Network,
    #[command(flatten)]
    place: Place,
}

/// One round.
pub fn run(fetch: &Fetch) -> Result<ExitCode> {
    let mut ledger = fetch.place.existing()?;
    let client = fetch.network.client()?;
    let runtime = network::runtime()?;
    let stop = network::stop(&runtime);
    let mut teller = Teller::new(fetch.json);
    let tally = {
        let mut tell = |event: &Event| teller.tell(event);
        let round = Round::new(&mut ledger, client, fetch.engine, stop, &mut tell);
        runtime.block_on(async { if fetch.all { round.everything().await } else { round.due().await } })
    };
    runtime.shutdown_timeout(Duration::from_secs(1));
    let tally = tally?;
    teller.end(&tally);
    Ok(if tally.failed + tally.missed > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Says what happens: lines on standard output, how far it is on standard error.
pub struct Teller {
    json: bool,
    progress: ProgressBar,
    tally: (usize, usize),
}

/// An event as a line of JSON.
#[derive(Serialize)]
#[serde(tag = "event", rename_all = "lowercase")]
enum Line<'a> {
    Poll {
        source: i64,
        url: &'a str,
        result: &'static str,
        new: usize,
        trouble: Option<&'a str>,
    },
    Kept {
        url: &'a str,
        #[serde(flatten)]
        recorded: &'a sayso_ledger::Recorded,
    },
    Missed {
        item: &'a str,
        trouble: &'a str,
    },
    Summary(&'a Tally),
}

impl Teller {
    /// Tells in words or in JSON.
    pub fn new(json: bool) -> Teller {
        let progress =
            if std::io::stderr().is_terminal() { ProgressBar::new_spinner() } else { ProgressBar::hidden() };
        progress.enable_steady_tick(Duration::from_millis(200));
        Teller { json, progress, tally: (0, 0) }
    }

    /// Says what happened.
    pub fn tell(&mut self, event: &Event) {
        match event {
            Event::Polled(..) => self.tally.0 += 1,
            Event::Kept(..) => self.tally.1 += 1,
            Event::Missed(..) => {}
        }
        self.progress.set_message(format!("{} polled, {} read", self.tally.0, self.tally.1));
        let line = if self.json { json(event) } else { words(event) };
        if let Some(line) = line {
            self.say(&line);
        }
    }

    /// Says what it all came to.
    pub fn end(&mut self, tally: &Tally) {
        self.progress.finish_and_clear();
        if self.json {
            self.say(&serde_json::to_string(&Line::Summary(tally)).unwrap_or_default());
        } else {
            anstream::eprintln!("sayso: {}", summary(tally));
        }
    }

    fn say(&self, line: &str) {
        // Who stops reading misses the lines, not the reports.
        self.progress.suspend(|| {
            let _ = writeln!(anstream::stdout(), "{line}");
        });
    }
}

fn json(event: &Event) -> Option<String> {
    let line = match event {
        Event::Polled(source, poll, new) => {
            let (result, trouble) = result(poll);
            Line::Poll { source: source.id, url: &source.url, result, new: *new, trouble }
        }
        Event::Kept(reading, recorded) => Line::Kept { url: &reading.input, recorded },
        Event::Missed(item, trouble) => Line::Missed { item, trouble },
    };
    serde_json::to_string(&line).ok()
}

fn result(poll: &Poll) -> (&'static str, Option<&str>) {
    match poll {
        Poll::Read { .. } => ("read", None),
        Poll::Unchanged { .. } => ("unchanged", None),
        Poll::Failed { trouble, .. } => ("failed", Some(trouble)),
        Poll::Gone => ("gone", None),
    }
}

fn words(event: &Event) -> Option<String> {
    match event {
        Event::Polled(source, Poll::Failed { trouble, .. }, _) => {
            Some(format!("trouble with source {}: {trouble} · {}", source.id, source.url))
        }
        Event::Polled(source, Poll::Gone, _) => {
            Some(format!("source {} is gone for good · {}", source.id, source.url))
        }
        Event::Polled(..) => None,
        Event::Kept(reading, recorded) => {
            let what = match recorded.state {
                State::New => "new".to_owned(),
                State::Changed => format!("changed: version {}", recorded.number),
                State::Known => return None,
            };
            let headline = reading.article.headline.as_ref().and_then(|headline| plain(&headline.value));
            let statements = plural(recorded.statements, "statement");
            let headline = headline.unwrap_or_else(|| reading.input.clone());
            Some(format!(
                "{} {} {what} · {statements} · {} · {headline}",
                recorded.article,
                recorded.version,
                plain(&reading.outlet()).unwrap_or_default()
            ))
        }
        Event::Missed(item, trouble) => {
            Some(format!("missed `{}`: {trouble}", plain(item).unwrap_or_default()))
        }
    }
}

/// A round in one line.
pub fn summary(tally: &Tally) -> String {
    format!(
        "{} polled ({} unchanged, {} in trouble), {} listed as new; {} new, {} changed, {} known already, {} missed; {} kept",
        plural(tally.polled, "source"),
        tally.unchanged,
        tally.failed,
        plural(tally.listed, "item"),
        tally.new,
        tally.changed,
        tally.known,
        tally.missed,
        plural(tally.statements, "statement")
    )
}
