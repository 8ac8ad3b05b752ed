//! Asking a server for one thing: few redirects, limited time and size, public addresses only.
//!
//! Names are resolved by our own resolver, which refuses a name if any of its addresses is
//! special; addresses written out are checked before each hop. The check and the connection use
//! the same answer, so a name that changes in between gains nothing. Redirects are followed by
//! hand: each hop is checked, and lasting ones (301, 308) are told apart from the others.

use std::collections::HashSet;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Result, anyhow, bail};
use jiff::{SignedDuration, Timestamp};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{self, HeaderMap, HeaderName};
use reqwest::redirect::Policy;
use reqwest::{Response, StatusCode, Url};
use sayso_page::MAX_BYTES;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::address::special;
use super::polite::Hosts;

const HOPS: usize = 8;
const CONNECT: Duration = Duration::from_secs(10);
/// The longest that an answer may take as a whole.
pub const WHOLE: Duration = Duration::from_secs(30);
/// How many requests are under way at once.
const IN_FLIGHT: usize = 256;
/// A body above this many bytes is large, and so many large ones are held at once.
const LARGE: usize = 256 << 10;
const LARGE_AT_ONCE: usize = 4;
/// The name by which servers know us, in `User-Agent` and in robots.txt.
pub const AGENT: &str = "sayso";

/// Asks servers.
pub struct Client {
    inner: reqwest::Client,
    allowed: Arc<HashSet<String>>,
    hosts: Option<Hosts>,
    slots: Semaphore,
    large: Arc<Semaphore>,
}

/// What we have of a thing already: the validators of the last answer.
#[derive(Clone, Copy, Debug, Default)]
pub struct Known<'a> {
    /// `ETag`.
    pub etag: Option<&'a str>,
    /// `Last-Modified`.
    pub last_modified: Option<&'a str>,
}

/// What a server answers.
#[derive(Debug)]
pub enum Answer {
    /// The thing.
    Body(Body),
    /// It is as it was (304).
    Unchanged {
        /// How long it asks not to be asked.
        wait: Option<SignedDuration>,
    },
    /// It is gone for good (410).
    Gone,
}

/// A thing as it came.
#[derive(Debug)]
pub struct Body {
    /// Its bytes, decompressed.
    pub bytes: Vec<u8>,
    /// The character set that the server named.
    pub charset: Option<String>,
    /// The address after redirects.
    pub url: String,
    /// The new address, where lasting redirects led to it.
    pub moved_to: Option<String>,
    /// Validators for the next time.
    pub etag: Option<String>,
    /// See `etag`.
    pub last_modified: Option<String>,
    /// How long it stays as it is, by the server's word.
    pub wait: Option<SignedDuration>,
    /// The right to be large, for as long as it is held.
    right: Option<OwnedSemaphorePermit>,
}

impl Body {
    /// The same to be held for long: others may be large meanwhile.
    pub fn laid_aside(self) -> Body {
        Body { right: None, ..self }
    }
}

/// Why there is no answer, and how long not to ask again.
#[derive(Debug)]
pub struct Refusal {
    /// Why.
    pub why: anyhow::Error,
    /// `Retry-After`.
    pub wait: Option<SignedDuration>,
}

impl From<anyhow::Error> for Refusal {
    fn from(why: anyhow::Error) -> Self {
        Refusal { why, wait: None }
    }
}

/// One request's answer, before redirects are followed.
enum Hop {
    Answer(Answer),
    Redirect { to: Url, lasting: bool },
}

impl Client {
    /// Asks as often as it is told to. Hosts in `allowed` may have special addresses.
    pub fn new(allowed: &HashSet<String>) -> Result<Client> {
        Client::with(allowed, None, WHOLE)
    }

    /// Asks each host one thing at a time with a pause between, and heeds its robots.txt. An
    /// answer that takes longer than `whole` is none.
    pub fn polite(allowed: &HashSet<String>, pause: Duration, whole: Duration) -> Result<Client> {
        Client::with(allowed, Some(Hosts::new(pause)), whole)
    }

    fn with(allowed: &HashSet<String>, hosts: Option<Hosts>, whole: Duration) -> Result<Client> {
        // A second call finds the provider installed already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let allowed = Arc::new(allowed.clone());
        let inner = reqwest::Client::builder()
            .user_agent(concat!("sayso/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(CONNECT)
            .timeout(whole)
            .pool_idle_timeout(Duration::from_secs(5))
            .pool_max_idle_per_host(1)
            .redirect(Policy::none())
            .no_proxy()
            .dns_resolver(Arc::new(Public { allowed: Arc::clone(&allowed) }))
            .build()?;
        Ok(Client {
            inner,
            allowed,
            hosts,
            slots: Semaphore::new(IN_FLIGHT),
            large: Arc::new(Semaphore::new(LARGE_AT_ONCE)),
        })
    }

    /// Gets what is at an address, or hears that it is as it was.
    pub async fn get(&self, address: &str, known: Known<'_>) -> Result<Answer, Refusal> {
        let mut url = Url::parse(address).map_err(|error| anyhow!(error))?;
        self.check(&url)?;
        let mut moved_to = None;
        let mut lasting_so_far = true;
        for _ in 0..=HOPS {
            match self.hop(&url, known).await? {
                Hop::Answer(Answer::Body(body)) => return Ok(Answer::Body(Body { moved_to, ..body })),
                Hop::Answer(answer) => return Ok(answer),
                Hop::Redirect { to, lasting } => {
                    self.check(&to).map_err(|error| anyhow!("it redirects to a forbidden place: {error}"))?;
                    lasting_so_far &= lasting;
                    if lasting_so_far {
                        moved_to = Some(to.to_string());
                    }
                    url = to;
                }
            }
        }
        Err(anyhow!("it redirects more than {HOPS} times").into())
    }

    /// One request in its turn.
    async fn hop(&self, url: &Url, known: Known<'_>) -> Result<Hop, Refusal> {
        let Some(hosts) = &self.hosts else { return self.ask(url, known).await };
        let mut turn = hosts.turn(url).await?;
        if turn.rules_are_old() {
            let rules = Box::pin(self.robots(url)).await;
            turn.learn(rules);
        }
        turn.may_ask(url)?;
        turn.pause().await;
        let answer = self.ask(url, known).await;
        turn.end(answer.as_ref().err().and_then(|refusal| refusal.wait));
        answer
    }

    /// A host's robots.txt: its bytes, nothing where it has none, or why it cannot be known.
    async fn robots(&self, url: &Url) -> Result<Option<Vec<u8>>, Refusal> {
        let mut at = url.join("/robots.txt").map_err(|error| anyhow!(error))?;
        for _ in 0..5 {
            self.check(&at)?;
            match self.ask(&at, Known::default()).await {
                Ok(Hop::Answer(Answer::Body(body))) => return Ok(Some(body.bytes)),
                Ok(Hop::Answer(_)) => return Ok(None),
                Ok(Hop::Redirect { to, .. }) => at = to,
                Err(refusal) if refusal.why.downcast_ref::<Status>().is_some_and(Status::is_ours) => {
                    return Ok(None);
                }
                Err(refusal) => {
                    let why = refusal.why.context("its robots.txt cannot be read");
                    return Err(Refusal { why, wait: refusal.wait });
                }
            }
        }
        Ok(None)
    }

    async fn ask(&self, url: &Url, known: Known<'_>) -> Result<Hop, Refusal> {
        let _slot = self.slots.acquire().await.map_err(|error| anyhow!(error))?;
        // Thousands wait for a slot: only who has one needs the room that a request takes.
        Box::pin(self.request(url, known)).await
    }

    async fn request(&self, url: &Url, known: Known<'_>) -> Result<Hop, Refusal> {
        let mut request = self.inner.get(url.clone());
        for (name, value) in
            [(header::IF_NONE_MATCH, known.etag), (header::IF_MODIFIED_SINCE, known.last_modified)]
        {
            if let Some(value) = value {
                request = request.header(name, value);
            }
        }
        let response = request.send().await.map_err(plain)?;
        answer(response, &self.large).await
    }

    /// Whether an address may be asked at all: http(s), and not a special address written out.
    fn check(&self, url: &Url) -> Result<()> {
        if !matches!(url.scheme(), "http" | "https") {
            bail!("`{}` is neither http nor https", url.scheme());
        }
        let host = url.host_str().ok_or_else(|| anyhow!("it names no host"))?;
        match host.trim_matches(['[', ']']).parse::<IpAddr>() {
            Ok(ip) => refuse(host, ip, &self.allowed),
            Err(_) => Ok(()),
        }
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
            let found: Vec<SocketAddr> = tokio::net::lookup_host((host.as_str(), 0)).await?.collect();
            for address in &found {
                refuse(&host, address.ip(), &allowed)?;
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

/// A status that is no answer.
#[derive(Debug)]
pub struct Status(StatusCode);

impl Status {
    /// Whether the server says that the fault is ours (4xx): so nothing is there.
    fn is_ours(&self) -> bool {
        self.0.is_client_error() && self.0 != StatusCode::TOO_MANY_REQUESTS
    }

    /// Whether the server does not find it (404).
    pub fn is_missing(&self) -> bool {
        self.0 == StatusCode::NOT_FOUND
    }
}

impl std::fmt::Display for Status {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(f, "the server answers {}", self.0)
    }
}

impl std::error::Error for Status {}

async fn answer(response: Response, large: &Arc<Semaphore>) -> Result<Hop, Refusal> {
    let status = response.status();
    match status {
        StatusCode::NOT_MODIFIED => {
            return Ok(Hop::Answer(Answer::Unchanged { wait: fresh_for(response.headers()) }));
        }
        StatusCode::GONE => return Ok(Hop::Answer(Answer::Gone)),
        _ => {}
    }
    if status.is_redirection()
        && let Some(to) = text(response.headers(), &header::LOCATION)
    {
        let to =
            response.url().join(&to).map_err(|_| anyhow!("it redirects to `{to}`, which is no address"))?;
        let lasting = matches!(status, StatusCode::MOVED_PERMANENTLY | StatusCode::PERMANENT_REDIRECT);
        return Ok(Hop::Redirect { to, lasting });
    }
    if !status.is_success() {
        let wait = text(response.headers(), &header::RETRY_AFTER)
            .and_then(|value| retry_after(&value, Timestamp::now()));
        return Err(Refusal { why: anyhow!(Status(status)), wait });
    }
    Ok(Hop::Answer(Answer::Body(body(response, large).await?)))
}

async fn body(mut response: Response, large: &Arc<Semaphore>) -> Result<Body> {
    let headers = response.headers();
    let kind = text(headers, &header::CONTENT_TYPE).unwrap_or_default().to_ascii_lowercase();
    let mut body = Body {
        bytes: Vec::new(),
        charset: kind.split(';').find_map(|part| {
            part.trim().strip_prefix("charset=").map(|set| set.trim_matches('"').to_owned())
        }),
        url: response.url().to_string(),
        moved_to: None,
        etag: text(headers, &header::ETAG),
        last_modified: text(headers, &header::LAST_MODIFIED),
        wait: fresh_for(headers),
        right: None,
    };
    while let Some(chunk) = response.chunk().await.map_err(plain)? {
        if body.bytes.len() + chunk.len() > MAX_BYTES {
            bail!("it sends more than the {MAX_BYTES} bytes that are read");
        }
        if body.bytes.len() > LARGE && body.right.is_none() {
            body.right = Some(Arc::clone(large).acquire_owned().await?);
        }
        body.bytes.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn text(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
}

/// `Cache-Control: max-age`.
fn fresh_for(headers: &HeaderMap) -> Option<SignedDuration> {
    let control = text(headers, &header::CACHE_CONTROL)?.to_ascii_lowercase();
    let seconds =
        control.split(',').find_map(|part| part.trim().strip_prefix("max-age=")?.parse::<u32>().ok())?;
    Some(SignedDuration::from_secs(seconds.into()))
}

/// The longest that a server may send us away.
const LONGEST_WAIT: SignedDuration = SignedDuration::from_hours(7 * 24);

/// `Retry-After`: seconds or a date.
fn retry_after(value: &str, now: Timestamp) -> Option<SignedDuration> {
    let wait = match value.trim().parse::<u32>() {
        Ok(seconds) => SignedDuration::from_secs(seconds.into()),
        Err(_) => {
            let until = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(value.trim()).ok()?;
            until.duration_since(now)
        }
    };
    Some(wait.clamp(SignedDuration::ZERO, LONGEST_WAIT))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let now: Timestamp = "2024-12-16T10:00:00Z".parse().expect("a time");
        let wait = |value| retry_after(value, now).map(|wait| wait.as_secs());
        assert_eq!(wait("120"), Some(120));
        assert_eq!(wait("Mon, 16 Dec 2024 11:00:00 GMT"), Some(3600));
        assert_eq!(wait("Mon, 16 Dec 2024 09:00:00 GMT"), Some(0));
        assert_eq!(wait("4294967295"), Some(LONGEST_WAIT.as_secs()));
        assert_eq!(wait("soon"), None);
    }
}
