//! What all commands that gather have in common: options, the client, stopping.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result};
use clap::Args;
use tokio::runtime::Runtime;
use tokio::sync::watch;

use crate::gather::http::{Client, WHOLE};

/// Options of every command that asks servers
#[derive(Args, Debug, Clone)]
pub struct Network {
    /// Let this host have a private or loopback address
    #[arg(long, value_name = "HOST")]
    allow_host: Vec<String>,
    /// Milliseconds between two requests to the same host
    #[arg(long, value_name = "MS", default_value_t = 1000, hide = true)]
    politeness_ms: u64,
    /// Milliseconds that an answer may take as a whole
    #[arg(long, value_name = "MS", default_value_t = WHOLE.as_millis() as u64, hide = true)]
    timeout_ms: u64,
}

impl Network {
    /// A client with good manners.
    pub fn client(&self) -> Result<Arc<Client>> {
        let allowed: HashSet<String> = self.allow_host.iter().cloned().collect();
        let (pause, whole) =
            (Duration::from_millis(self.politeness_ms), Duration::from_millis(self.timeout_ms));
        Ok(Arc::new(Client::polite(&allowed, pause, whole)?))
    }
}

/// Where requests run; who reads and keeps does so outside.
pub fn runtime() -> Result<Runtime> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("cannot start the network's threads")
}

/// Turns true once the user or the system asks to stop; a second time it stops at once.
pub fn stop(runtime: &Runtime) -> watch::Receiver<bool> {
    let (send, receive) = watch::channel(false);
    runtime.spawn(async move {
        interrupted().await;
        let _ = send.send(true);
        interrupted().await;
        std::process::exit(130);
    });
    receive
}

#[cfg(unix)]
async fn interrupted() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        let _ = tokio::signal::ctrl_c().await;
        return;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}

#[cfg(not(unix))]
async fn interrupted() {
    let _ = tokio::signal::ctrl_c().await;
}
