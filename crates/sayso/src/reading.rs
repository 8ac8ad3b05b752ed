//! From an input to what is known of it: bytes, article, document. The first half of the way of
//! a report; `read` shows it, `add` keeps it.

use std::collections::HashSet;

use anyhow::{Context as _, Result, bail};
use clap::ValueEnum;
use jiff::Timestamp;
use jiff::civil::Date;
use sayso_ledger::{Block, Capture, Head};
use sayso_page::{Article, Found, Hints, Origin, Stamp};
use sayso_text::{Document, Part, Statement};
use url::Url;

use crate::cli::input::{self, Input};
use crate::gather::fetch;
use crate::gather::warc::{self, Captured};
use crate::report;

/// How to find statements.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Engine {
    /// Parses every sentence.
    #[default]
    Default,
    /// Tags alone.
    Fast,
    /// Parses every sentence, and finds who says what by a small transformer.
    Deep,
}

impl Engine {
    /// Its name with its version, as statements carry it.
    pub fn name(self) -> &'static str {
        match self {
            Engine::Default => concat!("sayso-text ", env!("CARGO_PKG_VERSION")),
            Engine::Fast => concat!("sayso-text ", env!("CARGO_PKG_VERSION"), " fast"),
            Engine::Deep => concat!("sayso-text ", env!("CARGO_PKG_VERSION"), " deep"),
        }
    }

    /// Annotates a text whose parts are known.
    pub fn annotate(self, text: &str, parts: &[Part], day: Option<Date>) -> Document {
        match self {
            Engine::Default => sayso_text::annotate(text, parts, day),
            Engine::Fast => sayso_text::annotate_fast(text, parts, day),
            Engine::Deep => sayso_text::annotate_deep(text, parts, day),
        }
    }
}

/// What the user says of texts that don't say it, and how to read them.
#[derive(Clone, Copy, Debug, Default)]
pub struct Told<'a> {
    /// The day of publication.
    pub published: Option<Date>,
    /// Who publishes.
    pub outlet: Option<&'a str>,
    /// How to find statements.
    pub engine: Engine,
}

/// A report as it was read.
pub struct Reading {
    /// What was read: a path, an address.
    pub input: String,
    /// The bytes as they came.
    pub bytes: Vec<u8>,
    /// Text, blocks, head.
    pub article: Article,
    /// The text with its annotations.
    pub document: Document,
    /// Who says what in it.
    pub statements: Vec<Statement>,
    /// The engine that found them.
    pub engine: Engine,
    /// When it was captured, where that was not now.
    pub seen: Option<Timestamp>,
}

/// Bytes with what is known of them before they are read.
pub struct Page<'a> {
    /// A path or an address.
    pub input: &'a str,
    /// The bytes as they came.
    pub bytes: Vec<u8>,
    /// The character set that the server named.
    pub charset: Option<&'a str>,
    /// The address that they came from.
    pub url: Option<&'a str>,
}

/// Reads one input. Hosts in `allowed` may have special addresses.
pub fn read(input: &Input, told: &Told, allowed: &HashSet<String>) -> Result<Reading> {
    let name = input.name();
    let page = |bytes| Page { input: &name, bytes, charset: None, url: None };
    match input {
        Input::File(path) => self::page(page(input::file(path)?), told),
        Input::Standard => self::page(page(input::standard()?), told),
        Input::Address(address) => {
            let fetched = fetch::page(address, allowed)?;
            let (charset, url) = (fetched.charset.as_deref(), Some(fetched.url.as_str()));
            self::page(Page { input: &name, bytes: fetched.bytes, charset, url }, told)
        }
        Input::Archive(path) => {
            bail!("`{}` is an archive of many pages; `sayso add` reads and keeps them", path.display())
        }
        Input::Closed(why) => bail!("{why}"),
    }
}

/// Reads bytes that are there already.
pub fn page(page: Page, told: &Told) -> Result<Reading> {
    let hints = Hints { charset: page.charset, url: page.url };
    let mut article =
        sayso_page::read(&page.bytes, hints).with_context(|| format!("cannot read `{}`", page.input))?;
    if article.day().is_none()
        && let Some(date) = told.published
    {
        article.published =
            Some(Stamp { date, time: None, offset: None, zone: None, origin: Origin::Given, span: None });
    }
    if article.outlet.is_none()
        && let Some(outlet) = told.outlet
    {
        article.outlet = Some(Found { value: outlet.to_owned(), origin: Origin::Given, span: None });
    }
    let document = told.engine.annotate(&article.text, &report::parts(&article), article.day());
    let statements = sayso_text::statements(&document);
    Ok(Reading {
        input: page.input.to_owned(),
        bytes: page.bytes,
        article,
        document,
        statements,
        engine: told.engine,
        seen: None,
    })
}

/// One thing to read: an input, or a page that an archive among the inputs holds.
pub enum Piece<'a> {
    /// An input.
    Input(&'a Input),
    /// A page of an archive.
    Captured(Captured),
}

/// All that the inputs hold, one by one; an archive is read as far as it is asked for.
pub fn pieces(inputs: &[Input]) -> impl Iterator<Item = Result<Piece<'_>>> {
    inputs.iter().flat_map(|input| -> Box<dyn Iterator<Item = Result<Piece>>> {
        match input {
            Input::Archive(path) => match warc::open(path) {
                Ok(pages) => Box::new(pages.map(|page| page.map(Piece::Captured))),
                Err(error) => Box::new(std::iter::once(Err(error))),
            },
            input => Box::new(std::iter::once(Ok(Piece::Input(input)))),
        }
    })
}

impl Piece<'_> {
    /// How many bytes are held for it already.
    pub fn size(&self) -> usize {
        match self {
            Piece::Input(_) => 0,
            Piece::Captured(page) => page.bytes.len(),
        }
    }

    /// Reads it. Hosts in `allowed` may have special addresses.
    pub fn read(self, told: &Told, allowed: &HashSet<String>) -> Result<Reading> {
        match self {
            Piece::Input(input) => read(input, told, allowed),
            Piece::Captured(page) => captured(page, told),
        }
    }
}

/// Reads a page of an archive: its address and time are those of the capture.
fn captured(page: Captured, told: &Told) -> Result<Reading> {
    let Captured { input, url, seen, bytes, charset } = page;
    let known = Page { input: &input, bytes, charset: charset.as_deref(), url: Some(&url) };
    let mut reading = self::page(known, told)?;
    reading.seen = seen;
    reading.article.url = Some(Found { value: url, origin: Origin::Given, span: None });
    Ok(reading)
}

impl Reading {
    /// The outlet's name: as the page says, else the host of its address.
    pub fn outlet(&self) -> String {
        let host = || self.url().and_then(|url| Url::parse(&url).ok()?.host_str().map(str::to_owned));
        let named = self.article.outlet.as_ref().map(|outlet| outlet.value.clone());
        named.or_else(host).unwrap_or_else(|| "unknown outlet".to_owned())
    }

    /// Its address in one spelling: no fragment, no tracking.
    pub fn url(&self) -> Option<String> {
        self.article.url.as_ref().map(|url| canonical(&url.value))
    }

    /// The same as the ledger takes it.
    pub fn capture<'a>(&'a self, url: Option<&'a str>, outlet: &'a str, seen: Timestamp) -> Capture<'a> {
        let article = &self.article;
        let value = |found: &Option<Found>| found.as_ref().map(|found| found.value.clone());
        Capture {
            url,
            input: &self.input,
            outlet,
            raw: &self.bytes,
            text: &article.text,
            head: Head {
                headline: value(&article.headline),
                byline: article.authors.iter().map(|author| author.value.clone()).collect(),
                published: article.published.as_ref().map(Stamp::iso),
                published_zone: article.published.as_ref().and_then(|stamp| stamp.zone.clone()),
                updated: article.updated.as_ref().map(Stamp::iso),
                updated_zone: article.updated.as_ref().and_then(|stamp| stamp.zone.clone()),
                label: value(&article.label),
                language: self.document.language.unwrap_or("").to_owned(),
                complete: article.complete,
            },
            blocks: article
                .blocks
                .iter()
                .map(|block| {
                    Block(block.span.start, block.span.end, block.role.name().to_owned(), block.role.keep())
                })
                .collect(),
            day: article.day(),
            seen,
        }
    }
}

/// Parameters that say where a reader came from, not what is read.
const TRACKING: &[&str] = &["fbclid", "gclid", "mc_cid", "mc_eid", "igshid", "ref", "cmpid", "smid", "ocid"];

/// An address in the spelling that articles are told by: no fragment, no tracking parameters, no
/// default port; what is no http(s) address stays as it is.
pub fn canonical(address: &str) -> String {
    let Ok(mut url) = Url::parse(address.trim()) else { return address.trim().to_owned() };
    if !matches!(url.scheme(), "http" | "https") {
        return address.trim().to_owned();
    }
    url.set_fragment(None);
    let kept: Vec<(String, String)> = url
        .query_pairs()
        .filter(|(name, _)| !name.starts_with("utm_") && !TRACKING.contains(&name.as_ref()))
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    if url.query().is_some() {
        if kept.is_empty() {
            url.set_query(None);
        } else {
            url.query_pairs_mut().clear().extend_pairs(kept);
        }
    }
    url.into()
}

#[cfg(test)]
mod tests {
    use super::canonical;

    #[test]
    fn addresses_have_one_spelling() {
        let pairs = [
            ("https://Example.org:443/a?utm_source=x&id=7#top", "https://example.org/a?id=7"),
            ("https://example.org/a?fbclid=1", "https://example.org/a"),
            ("https://example.org/a", "https://example.org/a"),
            ("urn:isbn:1", "urn:isbn:1"),
        ];
        for (address, wanted) in pairs {
            assert_eq!(canonical(address), wanted);
        }
    }
}
