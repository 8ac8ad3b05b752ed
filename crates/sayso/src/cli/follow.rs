//! `sayso follow`: feeds, sitemaps, pages whose feed is found, and lists of feeds.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, Result, anyhow, bail};
use clap::Args;
use jiff::Timestamp;
use sayso_ledger::source::{Kind, NewSource};
use url::Url;

use super::ledger::{Place, hinted};
use super::network::{Network, runtime};
use super::{complain, plural};
use crate::gather::http::{Answer, Body, Client, Known};
use crate::gather::item::plain;
use crate::gather::sitemap::{self, Sitemap};
use crate::gather::{discover, feed, opml};

/// Follow feeds, news sitemaps and pages; `sayso fetch` or `sayso watch` then gather from them
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  sayso follow https://example.org/feed.xml
  sayso follow https://example.org            # its feed is found
  sayso follow subscriptions.opml")]
pub struct Follow {
    /// The address of a feed, a sitemap or a page, or an OPML file
    #[arg(required = true, value_name = "URL|OPML")]
    sources: Vec<String>,
    #[command(flatten)]
    network: Network,
    #[command(flatten)]
    place: Place,
}

/// What a name turns out to stand for.
pub struct Found {
    /// What is followed then.
    pub sources: Vec<NewSource>,
    /// Entries of a list that are no addresses.
    pub left_out: usize,
    /// What the user should know of it.
    pub note: Option<String>,
}

/// Follows all that is named; what cannot be is reported and the rest goes on.
pub fn run(follow: &Follow) -> Result<ExitCode> {
    let mut ledger = follow.place.open()?;
    let client = follow.network.client()?;
    let runtime = runtime()?;
    let mut failed = false;
    for name in &follow.sources {
        let found = if is_address(name) {
            runtime.block_on(address(&client, name)).with_context(|| format!("cannot follow `{name}`"))
        } else {
            list_file(Path::new(name))
        };
        match found {
            Ok(found) => {
                let added = ledger.follow_all(&found.sources, Timestamp::now()).map_err(hinted)?;
                anstream::println!("{}", told(name, &found, added));
            }
            Err(error) => {
                failed = true;
                complain(&error);
            }
        }
    }
    runtime.shutdown_background();
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn told(name: &str, found: &Found, added: usize) -> String {
    let known = found.sources.len() - added;
    let mut text = match (&found.sources[..], added) {
        ([source], 1) => format!("following {}", named(source)),
        ([source], _) => format!("following already: {}", named(source)),
        (_, added) => {
            format!("following {} of `{name}`, {known} followed already", plural(added, "new source"))
        }
    };
    if found.left_out > 0 {
        text.push_str(&format!(", {} without an http(s) address left out", found.left_out));
    }
    if let Some(note) = &found.note {
        text.push_str(&format!("\n    {note}"));
    }
    text
}

fn named(source: &NewSource) -> String {
    let title = if source.title.is_empty() { String::new() } else { format!("{} · ", source.title) };
    format!("{title}{} · {}", source.kind.name(), source.url)
}

/// Schemes by which feeds are named; `feed:` is an old way to say http.
fn is_address(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    ["http://", "https://", "feed:"].iter().any(|scheme| lower.starts_with(scheme))
}

fn http_address(name: &str) -> Option<Url> {
    let name = name.trim();
    let name = match name.strip_prefix("feed:") {
        Some(rest) if rest.starts_with("http") => rest.to_owned(),
        Some(rest) => format!("http:{rest}"),
        None => name.to_owned(),
    };
    let url = Url::parse(&name).ok()?;
    (matches!(url.scheme(), "http" | "https") && url.host_str().is_some()).then_some(url)
}

fn source(url: &Url, title: Option<&str>, kind: Kind) -> NewSource {
    let host = url.host_str().unwrap_or_default().to_owned();
    NewSource { url: url.to_string(), title: title.unwrap_or_default().to_owned(), kind, host }
}

/// Looks at what is behind an address.
pub async fn address(client: &Client, name: &str) -> Result<Found> {
    let url = http_address(name).ok_or_else(|| anyhow!("it is no address"))?;
    let body = get(client, url.as_str()).await?;
    if let Some(found) = listing(&body, &url) {
        return Ok(found);
    }
    if !is_page(&body.bytes) {
        let why = feed::read(&body.bytes, &body.url, Timestamp::now()).err();
        return Err(why.unwrap_or_else(|| anyhow!("it lists nothing")));
    }
    page(client, &body, &url).await
}

async fn get(client: &Client, url: &str) -> Result<Body> {
    match client.get(url, Known::default()).await.map_err(|refusal| refusal.why)? {
        Answer::Body(body) => Ok(body),
        _ => bail!("the server says that it is gone for good"),
    }
}

/// A feed, a sitemap or a list, under its lasting address.
fn listing(body: &Body, asked: &Url) -> Option<Found> {
    let now = Timestamp::now();
    let url =
        body.moved_to.as_deref().and_then(|moved| Url::parse(moved).ok()).unwrap_or_else(|| asked.clone());
    let one = |title: Option<&str>, kind| Found {
        sources: vec![source(&url, title, kind)],
        left_out: 0,
        note: None,
    };
    if let Ok(feed) = feed::read(&body.bytes, &body.url, now) {
        return Some(one(feed.title.as_deref(), Kind::Feed));
    }
    match sitemap::read(&body.bytes, &body.url, now) {
        Ok(Sitemap::Pages(pages)) => return Some(one(pages.title.as_deref(), Kind::Sitemap)),
        Ok(Sitemap::Index(_)) => return Some(one(None, Kind::Sitemap)),
        Err(_) => {}
    }
    list(&String::from_utf8_lossy(&body.bytes)).ok()
}

/// The feed that a page names, else the page itself.
async fn page(client: &Client, body: &Body, asked: &Url) -> Result<Found> {
    for address in discover::feeds(&body.bytes, &body.url).iter().take(3) {
        let Some(url) = http_address(address) else { continue };
        if let Ok(feed) = get(client, address).await
            && let Some(found) = listing(&feed, &url)
        {
            return Ok(found);
        }
    }
    let title =
        sayso_page::read(&body.bytes, sayso_page::Hints { charset: body.charset.as_deref(), url: None })
            .ok()
            .and_then(|article| plain(&article.headline?.value));
    let note = "it names no feed that can be read: the page itself is looked at again and again".to_owned();
    let sources = vec![source(asked, title.as_deref(), Kind::Page)];
    Ok(Found { sources, left_out: 0, note: Some(note) })
}

fn is_page(bytes: &[u8]) -> bool {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).to_ascii_lowercase();
    ["<html", "<!doctype html", "<head", "<body"].iter().any(|tag| start.contains(tag))
}

/// All feeds of a list in a file.
fn list_file(path: &Path) -> Result<Found> {
    let read = || -> Result<Found> {
        let mut text = Vec::new();
        File::open(path)?.take(opml::MAX_LIST_BYTES + 1).read_to_end(&mut text)?;
        if text.len() as u64 > opml::MAX_LIST_BYTES {
            bail!("it has more than the {} bytes that are read of a list", opml::MAX_LIST_BYTES);
        }
        list(&String::from_utf8_lossy(&text))
    };
    read().map_err(|error| {
        let hint = if path.exists() { "" } else { "\n\nhint: an address starts with https://" };
        anyhow!("cannot follow `{}`: {}{hint}", path.display(), short(&error))
    })
}

/// The system's words without its number.
fn short(error: &anyhow::Error) -> String {
    let text = format!("{error:#}");
    text.split(" (os error").next().unwrap_or(&text).to_owned()
}

/// All feeds of a list.
pub fn list(text: &str) -> Result<Found> {
    let listed = opml::read(text)?;
    if listed.is_empty() {
        bail!("the list names no feed");
    }
    let sources: Vec<NewSource> = listed
        .iter()
        .filter_map(|feed| Some(source(&http_address(&feed.url)?, Some(&feed.title), Kind::Feed)))
        .collect();
    let left_out = listed.len() - sources.len();
    Ok(Found { sources, left_out, note: None })
}
