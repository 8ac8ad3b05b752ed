//! `sayso watch`: keeps polling until it is stopped.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use clap::Args;
use jiff::Timestamp;
use sayso_ledger::Ledger;

use super::fetch::Teller;
use super::ledger::{Place, hinted};
use super::network::{self, Network};
use crate::gather::poll::{Event, Round, Tally};
use crate::reading::Engine;

/// Keep polling the sources as they become due, until Ctrl-C
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  sayso watch
  sayso watch --json >> gathered.jsonl")]
pub struct Watch {
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

/// Another command may add sources at any time: it is looked so often.
const LONGEST_SLEEP: Duration = Duration::from_secs(15);
/// The longest that each part of a round may take while other things may become due.
const PART: Duration = Duration::from_secs(60);
const SHORTEST_SLEEP: Duration = Duration::from_secs(1);

/// Rounds without end. What is under way when it is stopped is left; what has come is kept.
pub fn run(watch: &Watch) -> Result<ExitCode> {
    let mut ledger = watch.place.open()?;
    let client = watch.network.client()?;
    let runtime = network::runtime()?;
    let mut stop = network::stop(&runtime);
    let mut teller = Teller::new(watch.json);
    let result = runtime.block_on(async {
        while !*stop.borrow() {
            let tally = {
                let mut tell = |event: &Event| teller.tell(event);
                let round =
                    Round::new(&mut ledger, Arc::clone(&client), watch.engine, stop.clone(), &mut tell);
                round.within(PART).due().await?
            };
            if tally != Tally::default() {
                teller.end(&tally);
            }
            let pause = pause(&ledger, Timestamp::now())?;
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                _ = stop.wait_for(|stop| *stop) => {}
            }
        }
        Ok(ExitCode::SUCCESS)
    });
    runtime.shutdown_timeout(Duration::from_secs(1));
    result
}

fn pause(ledger: &Ledger, now: Timestamp) -> Result<Duration> {
    let next = ledger.next_due().map_err(hinted)?;
    let wait = next.and_then(|next| Duration::try_from(next.duration_since(now)).ok());
    let wait = if next.is_some() { wait.unwrap_or(SHORTEST_SLEEP) } else { LONGEST_SLEEP };
    Ok(wait.clamp(SHORTEST_SLEEP, LONGEST_SLEEP))
}
