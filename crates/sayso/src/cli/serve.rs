//! `sayso serve`: the ledger in a browser.

use std::io::{IsTerminal as _, Write as _};
use std::net::{IpAddr, SocketAddr};
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use clap::Args;
use jiff::Timestamp;
use sayso_ledger::Ledger;
use sayso_ledger::people::Role;

use super::ledger::{Place, hinted};
use super::network::{self, Network};
use crate::reading::Engine;
use crate::web;

/// Open the ledger in a browser: read, compare, check and decide
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  sayso serve                     # http://127.0.0.1:7273, for this machine alone
  sayso serve --port 8080
  sayso serve --bind 0.0.0.0      # for others: asks for a first keeper and a password")]
pub struct Serve {
    /// The port; 0 takes any that is free
    #[arg(long, default_value_t = 7273)]
    port: u16,
    /// The address to listen at; any but a loopback one needs somebody to sign in
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    bind: IpAddr,
    /// How reports that are added here are read
    #[arg(long, value_enum, default_value = "default")]
    engine: Engine,
    #[command(flatten)]
    network: Network,
    #[command(flatten)]
    place: Place,
}

/// How far the desk steps back where others want the processor, of 19 steps.
#[cfg(unix)]
const POLITE: i32 = 10;

/// Answers until it is stopped.
pub fn run(serve: &Serve) -> Result<ExitCode> {
    let mut ledger = serve.place.open()?;
    if !serve.bind.is_loopback() && !ledger.is_guarded().map_err(hinted)? {
        first_keeper(&mut ledger)?;
    }
    // What gathers and adds goes before those who read.
    #[cfg(unix)]
    let _ = rustix::process::setpriority_process(None, POLITE);
    let client = serve.network.client()?;
    let runtime = network::runtime()?;
    let stop = network::stop(&runtime);
    let address = SocketAddr::new(serve.bind, serve.port);
    let result = runtime.block_on(async {
        let bound = web::Bound::new(address, ledger, client, serve.engine).await?;
        anstream::println!("the desk is open at http://{}/ (Ctrl-C closes it)", bound.address()?);
        // Somebody may wait for this line in a pipe.
        let _ = std::io::stdout().flush();
        web::run(bound, stop).await
    });
    runtime.shutdown_timeout(std::time::Duration::from_secs(2));
    result.map(|()| ExitCode::SUCCESS)
}

/// Whoever can reach this machine could read the ledger: somebody has to be named first.
fn first_keeper(ledger: &mut Ledger) -> Result<()> {
    let hint = "`sayso people add NAME --role keeper` names somebody; a loopback address needs nobody";
    if !std::io::stdin().is_terminal() {
        bail!("an address that others can reach needs somebody to sign in\n\nhint: {hint}");
    }
    anstream::eprintln!("Others can reach this address: name a first keeper.");
    let name = super::people::asked("Name: ")?;
    let password = super::people::password()?;
    let kept = web::hashed(&password)?;
    ledger.admit(&name, Role::Keeper, &kept, Timestamp::now()).map_err(hinted).context("cannot let them in")
}
