//! Getting pages from elsewhere: addresses, feeds, sitemaps, lists of feeds, archives.

pub mod address;
pub mod discover;
pub mod feed;
pub mod fetch;
pub mod http;
pub mod item;
pub mod opml;
pub mod polite;
pub mod poll;
pub mod sitemap;
pub mod warc;
pub mod xml;
