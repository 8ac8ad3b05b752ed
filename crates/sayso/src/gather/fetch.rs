//! One page from an http(s) address, for who waits for it.

use std::collections::HashSet;

use anyhow::{Context as _, Result, bail};

use super::http::{Answer, Body, Client, Known};

/// Fetches a page. Hosts in `allowed` may have special addresses.
pub fn page(address: &str, allowed: &HashSet<String>) -> Result<Body> {
    body(address, allowed).with_context(|| format!("cannot fetch `{address}`"))
}

fn body(address: &str, allowed: &HashSet<String>) -> Result<Body> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let client = Client::new(allowed)?;
    let answer = runtime.block_on(client.get(address, Known::default()));
    // A name that is still being resolved is not waited for.
    runtime.shutdown_background();
    match answer.map_err(|refusal| refusal.why)? {
        Answer::Body(body) => Ok(body),
        Answer::Gone => bail!("the server answers 410 Gone"),
        Answer::Unchanged { .. } => bail!("the server answers 304 Not Modified"),
    }
}
