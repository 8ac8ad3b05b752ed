//! Sitemaps of news and indexes of sitemaps, read by events: no depth, no entities.

use std::io::Read as _;

use anyhow::{Result, anyhow, bail};
use jiff::Timestamp;
use quick_xml::Reader;
use quick_xml::events::Event;
use sayso_page::MAX_BYTES;
use url::Url;

use super::feed::time;
use super::item::{Item, Listing, MAX_ITEMS, absolute, plain};
use super::xml;

/// What a sitemap turns out to be.
#[derive(Debug)]
pub enum Sitemap {
    /// Pages, the newest first.
    Pages(Listing),
    /// Other sitemaps, the newest first.
    Index(Vec<String>),
}

/// One `url` or `sitemap` element.
#[derive(Default)]
struct Entry {
    loc: String,
    title: String,
    name: String,
    published: String,
    modified: String,
}

/// Reads a sitemap that came from `base`; gzipped ones, too.
pub fn read(bytes: &[u8], base: &str, now: Timestamp) -> Result<Sitemap> {
    let base = Url::parse(base)?;
    let unpacked = unpacked(bytes)?;
    let text = xml::safe(&unpacked)?;
    let (is_index, mut entries) = entries(&text)?;
    let age = |entry: &Entry| {
        let moment = |text: &str| time(text, now).map(|(moment, _)| moment);
        moment(&entry.published).max(moment(&entry.modified))
    };
    entries.sort_by_cached_key(|entry| std::cmp::Reverse(age(entry)));
    if is_index {
        return Ok(Sitemap::Index(entries.iter().filter_map(|entry| absolute(&entry.loc, &base)).collect()));
    }
    Ok(Sitemap::Pages(Listing {
        title: entries.first().and_then(|entry| plain(&entry.name)),
        items: entries.iter().take(MAX_ITEMS).filter_map(|entry| item(entry, &base, now)).collect(),
        wait: None,
    }))
}

fn unpacked(bytes: &[u8]) -> Result<Vec<u8>> {
    if !bytes.starts_with(b"\x1f\x8b") {
        return Ok(bytes.to_owned());
    }
    let mut unpacked = Vec::new();
    flate2::read::MultiGzDecoder::new(bytes)
        .take(MAX_BYTES as u64 + 1)
        .read_to_end(&mut unpacked)
        .map_err(|error| anyhow!("it cannot be unpacked: {error}"))?;
    if unpacked.len() > MAX_BYTES {
        bail!("it has more than the {MAX_BYTES} bytes that are read");
    }
    Ok(unpacked)
}

/// All entries, and whether they are sitemaps themselves.
fn entries(text: &str) -> Result<(bool, Vec<Entry>)> {
    let mut reader = Reader::from_str(text);
    let mut root = None;
    let mut entries: Vec<Entry> = Vec::new();
    let mut inside = String::new();
    loop {
        let event = reader.read_event().map_err(xml::broken)?;
        match event {
            Event::Start(tag) => {
                inside = tag.local_name().as_ref().to_owned();
                match root {
                    None => root = Some(is_index(&inside)?),
                    Some(_) if matches!(inside.as_str(), "url" | "sitemap") => entries.push(Entry::default()),
                    Some(_) => {}
                }
            }
            Event::Text(words) => note(&mut entries, &inside, &words.xml10_content()),
            Event::CData(words) => note(&mut entries, &inside, &words),
            Event::GeneralRef(name) => note(&mut entries, &inside, &reference(&name)),
            Event::End(_) => inside.clear(),
            Event::Eof => break,
            _ => {}
        }
    }
    Ok((root.ok_or_else(|| anyhow!("it is no sitemap"))?, entries))
}

fn is_index(root: &str) -> Result<bool> {
    match root {
        "sitemapindex" => Ok(true),
        "urlset" => Ok(false),
        _ => bail!("it is no sitemap"),
    }
}

fn note(entries: &mut [Entry], inside: &str, words: &str) {
    let Some(entry) = entries.last_mut() else { return };
    let field = match inside {
        // Pictures have one, too, but it comes after.
        "loc" if entry.title.is_empty() && entry.modified.is_empty() || entry.loc.is_empty() => {
            &mut entry.loc
        }
        "title" => &mut entry.title,
        "name" => &mut entry.name,
        "publication_date" => &mut entry.published,
        "lastmod" => &mut entry.modified,
        _ => return,
    };
    field.push_str(words);
}

fn reference(name: &quick_xml::events::BytesRef) -> String {
    if let Ok(Some(c)) = name.resolve_char_ref() {
        return c.to_string();
    }
    quick_xml::escape::resolve_predefined_entity(name).unwrap_or_default().to_owned()
}

fn item(entry: &Entry, base: &Url, now: Timestamp) -> Option<Item> {
    let url = absolute(&entry.loc, base)?;
    let written = |text: &str| time(text, now).map(|(_, written)| written);
    Some(Item {
        guid: url.clone(),
        title: plain(&entry.title),
        html: None,
        published: written(&entry.published),
        updated: written(&entry.modified),
        url: Some(url),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2024-12-18T00:00:00Z".parse().expect("a time")
    }

    #[test]
    fn a_sitemap_of_news_newest_first() {
        let text = br#"<?xml version="1.0" encoding="UTF-8"?>
            <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
            <url><loc>https://example.org/old</loc><lastmod>2024-12-01</lastmod></url>
            <url><loc>https://example.org/a?b=1&amp;c=2</loc><news:news><news:publication><news:name>The Courier</news:name>
              </news:publication><news:publication_date>2024-12-16T09:00:00+02:00</news:publication_date>
              <news:title>Bridge &amp; road <![CDATA[closed]]></news:title></news:news></url></urlset>"#;
        let Sitemap::Pages(listing) = read(text, "https://example.org/s.xml", now()).expect("a sitemap")
        else {
            panic!("no index");
        };
        assert_eq!(listing.title.as_deref(), Some("The Courier"));
        let first = &listing.items[0];
        assert_eq!(first.url.as_deref(), Some("https://example.org/a?b=1&c=2"));
        assert_eq!(first.title.as_deref(), Some("Bridge & road closed"));
        assert_eq!(first.published.as_deref(), Some("2024-12-16T09:00:00+02:00"));
        assert_eq!(listing.items[1].updated.as_deref(), Some("2024-12-01T00:00:00"));
    }

    #[test]
    fn an_index_and_what_is_none() {
        let text = b"<sitemapindex><sitemap><loc>/1.xml</loc><lastmod>2024-12-01</lastmod></sitemap>
            <sitemap><loc>/2.xml</loc><lastmod>2024-12-10</lastmod></sitemap></sitemapindex>";
        let Sitemap::Index(children) = read(text, "https://example.org/", now()).expect("an index") else {
            panic!("an index");
        };
        assert_eq!(children, ["https://example.org/2.xml", "https://example.org/1.xml"]);
        assert!(read(b"<rss/>", "https://example.org/", now()).is_err());
        assert!(read(b"\x1f\x8bnonsense", "https://example.org/", now()).is_err());
    }
}
