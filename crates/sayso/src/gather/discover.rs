//! The feeds that a page names: `<link rel="alternate" type="application/rss+xml" href=…>`.
//!
//! A scan over `link` tags, not a parser: a page need not be sound to have its feed found.

use url::Url;

use super::item::absolute;

/// Pages name their feeds in the head.
const SCANNED: usize = 1 << 20;
const KINDS: &[&str] = &[
    "application/rss+xml",
    "application/atom+xml",
    "application/feed+json",
    "application/rdf+xml",
    "application/xml",
    "text/xml",
];

/// Addresses of feeds, as the page orders them, those of comments last.
pub fn feeds(page: &[u8], base: &str) -> Vec<String> {
    let Ok(base) = Url::parse(base) else { return Vec::new() };
    let page = String::from_utf8_lossy(&page[..page.len().min(SCANNED)]);
    let mut found: Vec<String> = Vec::new();
    for tag in link_tags(&page) {
        let rel = value(tag, "rel").unwrap_or_default().to_ascii_lowercase();
        let kind = value(tag, "type").unwrap_or_default().to_ascii_lowercase();
        let kind = kind.split(';').next().unwrap_or_default().trim();
        if rel.split_whitespace().any(|rel| rel == "alternate")
            && KINDS.contains(&kind)
            && let Some(url) =
                value(tag, "href").and_then(|href| absolute(&href.replace("&amp;", "&"), &base))
            && !found.contains(&url)
        {
            found.push(url);
        }
    }
    found.sort_by_key(|url| url.contains("comment"));
    found
}

/// The insides of all `link` tags.
fn link_tags(page: &str) -> impl Iterator<Item = &str> {
    page.split('<').filter_map(|part| {
        let (name, rest) = part.split_at_checked(4)?;
        let is_link = name.eq_ignore_ascii_case("link") && rest.starts_with([' ', '\n', '\t', '\r']);
        rest.split('>').next().filter(|_| is_link)
    })
}

/// The value of an attribute, quoted or not.
fn value(tag: &str, name: &str) -> Option<String> {
    let mut rest = tag;
    while let Some((before, after)) = rest.split_once('=') {
        let key = before.split_whitespace().next_back().unwrap_or_default();
        let after = after.trim_start();
        let (found, left) = match after.chars().next() {
            Some(quote @ ('"' | '\'')) => after[1..].split_once(quote).unwrap_or((&after[1..], "")),
            _ => after.split_once(char::is_whitespace).unwrap_or((after.trim_end_matches('/'), "")),
        };
        if key.eq_ignore_ascii_case(name) {
            return Some(found.trim().to_owned());
        }
        rest = left;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn feeds_of_a_page() {
        let page = br#"<html><head><link rel="stylesheet" href="a.css"><LINK REL=alternate type="application/rss+xml"
            title="Comments = here" href="/comments/feed"><link href='feed.xml?a=1&amp;b=2' type='application/atom+xml' rel='home alternate'/>
            <link rel="alternate" hreflang="de" href="/de"><link rel="alternate" type="application/rss+xml" href="javascript:x">"#;
        assert_eq!(
            feeds(page, "https://example.org/news/"),
            ["https://example.org/news/feed.xml?a=1&b=2", "https://example.org/comments/feed"]
        );
        assert!(feeds(b"<link<link =\"", "https://example.org/").is_empty());
        assert!(feeds("<linké rel<p>“They".as_bytes(), "https://example.org/").is_empty());
    }
}
