//! One page from an http(s) address: few redirects, limited time and size, public addresses only.
//!
//! Names are resolved by our own resolver, which refuses a name if any of its addresses is
//! special; addresses written out are checked before each hop. The check and the connection
//! use the same answer, so a name that changes in between gains nothing.

use std::collections::HashSet;
use std::io::Read as _;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs as _};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result, anyhow, bail};
use reqwest::Url;
use reqwest::blocking::{Client, Response};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::Policy;
use sayso_page::MAX_BYTES;

use super::address::special;

const HOPS: usize = 8;
const CONNECT: Duration = Duration::from_secs(10);
const WHOLE: Duration = Duration::from_secs(30);

/// A page as it came.
#[derive(Debug)]
pub struct Page {
    /// Its bytes, decompressed.
    pub bytes: Vec<u8>,
    /// The character set that the server named.
    pub charset: Option<String>,
    /// The address after redirects.
    pub url: String,
}

/// Fetches a page. Hosts in `allowed` may have special addresses.
pub fn page(address: &str, allowed: &HashSet<String>) -> Result<Page> {
    let read = || -> Result<Page> {
        let url = Url::parse(address)?;
        check(&url, allowed)?;
        let response = client(allowed)?.get(url).send().map_err(plain)?;
        body(response)
    };
    read().with_context(|| format!("cannot fetch `{address}`"))
}

fn client(allowed: &HashSet<String>) -> Result<Client> {
    // A second call finds the provider installed already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let allowed = Arc::new(allowed.clone());
    let hops = Arc::clone(&allowed);
    let policy = Policy::custom(move |attempt| {
        if attempt.previous().len() > HOPS {
            return attempt.error(format!("it redirects more than {HOPS} times"));
        }
        match check(attempt.url(), &hops) {
            Ok(()) => attempt.follow(),
            Err(error) => attempt.error(format!("it redirects to a forbidden place: {error}")),
        }
    });
    let client = Client::builder()
        .user_agent(concat!("sayso/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(CONNECT)
        .timeout(WHOLE)
        .redirect(policy)
        .no_proxy()
        .dns_resolver(Arc::new(Public { allowed }))
        .build()?;
    Ok(client)
}

/// Whether an address may be asked at all: http(s), and not a special address written out.
fn check(url: &Url, allowed: &HashSet<String>) -> Result<()> {
    if !matches!(url.scheme(), "http" | "https") {
        bail!("`{}` is neither http nor https", url.scheme());
    }
    let host = url.host_str().ok_or_else(|| anyhow!("it names no host"))?;
    match host.trim_matches(['[', ']']).parse::<IpAddr>() {
        Ok(ip) => refuse(host, ip, allowed),
        Err(_) => Ok(()),
    }
}

fn refuse(host: &str, ip: IpAddr, allowed: &HashSet<String>) -> Result<()> {
    match special(ip) {
        Some(why) if !allowed.contains(host) => {
            bail!("`{host}` is {why}; `--allow-host {host}` lets it through")
        }
        _ => Ok(()),
    }
}

/// Resolves names to public addresses.
struct Public {
    allowed: Arc<HashSet<String>>,
}

impl Resolve for Public {
    fn resolve(&self, name: Name) -> Resolving {
        let allowed = Arc::clone(&self.allowed);
        let host = name.as_str().to_owned();
        Box::pin(async move {
            let found: Vec<SocketAddr> = (host.as_str(), 0).to_socket_addrs()?.collect();
            for address in &found {
                refuse(&host, address.ip(), &allowed)?;
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

fn body(response: Response) -> Result<Page> {
    let status = response.status();
    if !status.is_success() {
        bail!("the server answers {status}");
    }
    let url = response.url().to_string();
    let kind = response
        .headers()
        .get("content-type")
        .and_then(|value| value.to_str().ok())
        .unwrap_or("")
        .to_ascii_lowercase();
    let charset = kind
        .split(';')
        .find_map(|part| part.trim().strip_prefix("charset=").map(|set| set.trim_matches('"').to_owned()));
    let mut bytes = Vec::new();
    response.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(|error| anyhow!(deepest(&error)))?;
    if bytes.len() > MAX_BYTES {
        bail!("it sends more than the {MAX_BYTES} bytes that are read");
    }
    Ok(Page { bytes, charset, url })
}

/// What went wrong, without the address that the message says anyway.
fn plain(error: reqwest::Error) -> anyhow::Error {
    let what = if error.is_timeout() { "no answer in time".to_owned() } else { deepest(&error) };
    anyhow!(what)
}

fn deepest(error: &dyn std::error::Error) -> String {
    let mut deepest = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        deepest = inner.to_string();
        source = inner.source();
    }
    deepest
}
