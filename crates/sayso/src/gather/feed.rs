//! Feeds: RSS, Atom and JSON Feed by `feed-rs`, once nothing in them can do harm.
//!
//! Links are made absolute. Days and times keep the offset that the feed gives; one without a
//! zone stays without one, and what lies ahead or before the web is dropped, not trusted.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Result, anyhow, bail};
use chrono::{DateTime, Utc};
use feed_rs::model::{Content, Entry, Feed, Link};
use feed_rs::parser::{Builder, ParseFeedError};
use jiff::fmt::rfc2822;
use jiff::fmt::temporal::Pieces;
use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Timestamp, civil};
use sayso_page::MAX_BYTES;
use url::Url;

use super::item::{Item, Listing, MAX_ITEMS, absolute, paragraphs, plain};
use super::xml;

/// Times as the feed writes them, by the moment that `feed-rs` hands on.
type Times = Arc<Mutex<HashMap<i64, String>>>;

/// Reads a feed that came from `base`.
pub fn read(bytes: &[u8], base: &str, now: Timestamp) -> Result<Listing> {
    let base = Url::parse(base)?;
    let times = Times::default();
    let feed = parse(bytes, &base, now, &times)?;
    let times = times.lock().unwrap_or_else(PoisonError::into_inner);
    Ok(Listing {
        title: feed.title.as_ref().and_then(|title| plain(&title.content)),
        wait: feed.ttl.map(|minutes| SignedDuration::from_mins(minutes.into())),
        items: feed
            .entries
            .into_iter()
            .take(MAX_ITEMS)
            .filter_map(|entry| item(entry, &base, &times))
            .collect(),
    })
}

fn parse(bytes: &[u8], base: &Url, now: Timestamp, times: &Times) -> Result<Feed> {
    let times = Arc::clone(times);
    let parser = Builder::new()
        .base_uri(Some(base.as_str()))
        .sanitize_content(false)
        .id_generator(|_, _, _| String::new())
        .timestamp_parser(move |text| {
            let (moment, written) = time(text, now)?;
            let moment = moment.as_second();
            times.lock().unwrap_or_else(PoisonError::into_inner).insert(moment, written);
            DateTime::<Utc>::from_timestamp(moment, 0)
        })
        .build();
    let feed = match bytes.iter().find(|byte| !byte.is_ascii_whitespace()) {
        Some(b'{') if bytes.len() <= MAX_BYTES => parser.parse(bytes),
        Some(_) => parser.parse(xml::safe(bytes)?.as_bytes()),
        None => bail!("it is empty"),
    };
    feed.map_err(|error| match error {
        ParseFeedError::ParseError(_) => anyhow!("it is no RSS, Atom or JSON feed"),
        other => anyhow!("it is a broken feed: {}", plain(&other.to_string()).unwrap_or_default()),
    })
}

fn item(entry: Entry, base: &Url, times: &HashMap<i64, String>) -> Option<Item> {
    let guid = entry.id.trim();
    let link = entry.links.iter().find(|link| is_article(link)).map(|link| link.href.as_str());
    let link = link.or(Some(guid).filter(|guid| guid.starts_with("http")));
    let url = link.and_then(|link| absolute(link, base));
    let title = entry.title.as_ref().and_then(|title| plain(&title.content));
    let identity = Some(guid).filter(|guid| !guid.is_empty()).or(url.as_deref()).or(title.as_deref())?;
    let written = |at: Option<DateTime<Utc>>| times.get(&at?.timestamp()).cloned();
    Some(Item {
        guid: identity.chars().take(1000).collect(),
        html: html(&entry),
        published: written(entry.published),
        updated: written(entry.updated),
        url,
        title,
    })
}

/// Whether a link leads to the article itself, not to its comments, a picture or the like.
fn is_article(link: &Link) -> bool {
    link.target.is_none() && matches!(link.rel.as_deref(), None | Some("alternate"))
}

/// The longest text that the feed has of an article.
fn html(entry: &Entry) -> Option<String> {
    let content = entry.content.as_ref().and_then(content);
    let summary = entry.summary.as_ref().map(|text| {
        if text.content_type.subty() == "plain" { paragraphs(&text.content) } else { text.content.clone() }
    });
    [content, summary].into_iter().flatten().max_by_key(String::len).filter(|html| !html.trim().is_empty())
}

fn content(content: &Content) -> Option<String> {
    let body = content.body.as_ref()?;
    match (content.content_type.ty().as_str(), content.content_type.subty().as_str()) {
        ("text", "plain") => Some(paragraphs(body)),
        ("text", "html") | ("application", "xhtml+xml") => Some(body.clone()),
        _ => None,
    }
}

/// A moment, and how it is written with what is known of its zone.
pub fn time(text: &str, now: Timestamp) -> Option<(Timestamp, String)> {
    let text = text.trim();
    let (at, offset) = mail_time(text).or_else(|| iso_time(text))?;
    let moment = at.to_zoned(TimeZone::fixed(offset.unwrap_or(Offset::UTC))).ok()?.timestamp();
    let ahead = now.checked_add(SignedDuration::from_hours(48)).ok()?;
    if at.year() < 1990 || moment > ahead {
        return None;
    }
    let zone = match offset {
        Some(offset) if offset == Offset::UTC => "Z".to_owned(),
        Some(offset) => offset_name(offset),
        None => String::new(),
    };
    Some((moment, format!("{}{zone}", at.strftime("%Y-%m-%dT%H:%M:%S"))))
}

fn offset_name(offset: Offset) -> String {
    let seconds = offset.seconds();
    let sign = if seconds < 0 { '-' } else { '+' };
    format!("{sign}{:02}:{:02}", seconds.abs() / 3600, seconds.abs() / 60 % 60)
}

/// Names of zones that mail knows; it takes all others for UTC, which is a guess.
const ZONES: &[&str] = &["GMT", "UT", "UTC", "Z", "EST", "EDT", "CST", "CDT", "MST", "MDT", "PST", "PDT"];

/// `Mon, 16 Dec 2024 09:25:23 +0200`; a zone that only a few know is none.
fn mail_time(text: &str) -> Option<(civil::DateTime, Option<Offset>)> {
    let parser = rfc2822::DateTimeParser::new().relaxed_weekday(true);
    if let Ok(time) = parser.parse_zoned(text) {
        let zone = text.split_whitespace().next_back().unwrap_or_default();
        let unknown = zone == "-0000" || (!zone.starts_with(['+', '-']) && !ZONES.contains(&zone));
        return Some((time.datetime(), Some(time.offset()).filter(|_| !unknown)));
    }
    let (rest, zone) = text.rsplit_once(' ')?;
    let rest = if zone.contains(':') { text } else { rest };
    parser.parse_zoned(format!("{rest} +0000")).ok().map(|time| (time.datetime(), None))
}

/// `2024-12-16T09:25:23+02:00`, also with a blank, without a zone, without a time.
fn iso_time(text: &str) -> Option<(civil::DateTime, Option<Offset>)> {
    let pieces = Pieces::parse(text).ok()?;
    let time = pieces.time().unwrap_or_else(civil::Time::midnight);
    Some((pieces.date().to_datetime(time), pieces.to_numeric_offset()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2024-12-18T00:00:00Z".parse().expect("a time")
    }

    #[test]
    fn times_keep_what_is_known_of_their_zone() {
        let pairs = [
            ("Mon, 16 Dec 2024 09:25:23 +0200", Some("2024-12-16T09:25:23+02:00")),
            ("Mon, 16 Dec 2024 09:25:23 GMT", Some("2024-12-16T09:25:23Z")),
            ("Mon, 16 Dec 2024 09:25:23 EST", Some("2024-12-16T09:25:23-05:00")),
            ("Mon, 16 Dec 2024 09:25:23 MSK", Some("2024-12-16T09:25:23")),
            ("Mon, 16 Dec 2024 09:25:23", Some("2024-12-16T09:25:23")),
            ("2024-12-16T09:25:23-05:30", Some("2024-12-16T09:25:23-05:30")),
            ("2024-12-16 09:25:23", Some("2024-12-16T09:25:23")),
            ("Mon, 16 Dec 20024 09:25:23 GMT", None),
            ("20024-12-16T09:25:23Z", None),
            ("2031-01-01T00:00:00Z", None),
            ("1970-01-01T00:00:00Z", None),
            ("soon", None),
        ];
        for (text, wanted) in pairs {
            assert_eq!(time(text, now()).map(|(_, written)| written).as_deref(), wanted, "{text}");
        }
    }

    #[test]
    fn feeds_of_three_kinds() {
        let rss = br#"<?xml version="1.0"?><rss version="2.0"><channel><title>The &lt;Courier&gt;</title>
            <item><title>Bridge closed</title><link>/a?b=1&amp;c=2</link><guid isPermaLink="false">7</guid>
            <pubDate>Mon, 16 Dec 2024 09:25:23 +0200</pubDate></item>
            <item><title>No link</title></item></channel></rss>"#;
        let feed = read(rss, "https://example.org/feed", now()).expect("a feed");
        assert_eq!(feed.title.as_deref(), Some("The <Courier>"));
        let first = &feed.items[0];
        assert_eq!((first.guid.as_str(), first.url.as_deref()), ("7", Some("https://example.org/a?b=1&c=2")));
        assert_eq!(first.published.as_deref(), Some("2024-12-16T09:25:23+02:00"));
        assert_eq!(feed.items[1].guid, "No link");

        let atom = br#"<feed xmlns="http://www.w3.org/2005/Atom"><title>A</title><entry><title>T</title>
            <link rel="alternate" href="b"/><link rel="enclosure" href="c.mp3"/><updated>20024-01-01T00:00:00Z</updated>
            <content type="html">&lt;p&gt;Text.&lt;/p&gt;</content></entry></feed>"#;
        let feed = read(atom, "https://example.org/x/feed", now()).expect("a feed");
        let first = &feed.items[0];
        assert_eq!(first.url.as_deref(), Some("https://example.org/x/b"));
        assert_eq!(first.guid, "https://example.org/x/b");
        assert_eq!((first.stamp(), first.html.as_deref()), (None, Some("<p>Text.</p>")));

        let json = br#"{"version":"https://jsonfeed.org/version/1.1","title":"J","items":[{"id":"1",
            "url":"https://example.org/1","content_text":"One.\n\nTwo.","date_published":"2024-12-16T09:00:00+01:00"}]}"#;
        let feed = read(json, "https://example.org/feed.json", now()).expect("a feed");
        assert_eq!(feed.items[0].html.as_deref(), Some("<p>One.</p>\n<p>Two.</p>\n"));
        assert_eq!(feed.items[0].published.as_deref(), Some("2024-12-16T09:00:00+01:00"));
    }

    #[test]
    fn what_is_no_feed_is_said_to_be_none() {
        for bytes in
            [&b"<html><body>Hello</body></html>"[..], b"Hello", b"", b"{\"a\":1}", b"<rss", &[0xff; 100]]
        {
            assert!(read(bytes, "https://example.org/", now()).is_err());
        }
    }
}
