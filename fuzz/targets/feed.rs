//! Any bytes as a feed, a sitemap, a list of feeds and a page that names feeds: no panic, links
//! that are http(s) alone, an item's own text that can be read as a page.
#![no_main]
#![allow(dead_code)]

use libfuzzer_sys::fuzz_target;

#[path = "../../crates/sayso/src/gather/discover.rs"]
mod discover;
#[path = "../../crates/sayso/src/gather/feed.rs"]
mod feed;
#[path = "../../crates/sayso/src/gather/item.rs"]
mod item;
#[path = "../../crates/sayso/src/gather/opml.rs"]
mod opml;
#[path = "../../crates/sayso/src/gather/sitemap.rs"]
mod sitemap;
#[path = "../../crates/sayso/src/gather/xml.rs"]
mod xml;

const BASE: &str = "https://example.org/news/";

fuzz_target!(|bytes: &[u8]| {
    let now = jiff::Timestamp::from_second(1_734_480_000).expect("a time");
    let _ = opml::read(&String::from_utf8_lossy(bytes));
    for url in discover::feeds(bytes, BASE) {
        assert!(url.starts_with("http"));
    }
    let mut items = Vec::new();
    items.extend(feed::read(bytes, BASE, now).map(|feed| feed.items).unwrap_or_default());
    if let Ok(sitemap::Sitemap::Pages(pages)) = sitemap::read(bytes, BASE, now) {
        items.extend(pages.items);
    }
    for item in items {
        assert!(!item.guid.is_empty());
        assert!(item.url.as_ref().is_none_or(|url| url.starts_with("http")));
        assert!(item.title.as_ref().is_none_or(|title| !title.chars().any(char::is_control)));
        if let Some(page) = item.page(None) {
            let _ = sayso_page::read(&page, sayso_page::Hints::default());
        }
    }
});
