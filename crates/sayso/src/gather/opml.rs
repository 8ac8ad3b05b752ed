//! Lists of feeds (OPML). Read by events: the `opml` crate builds a tree, recurses, and drops a
//! whole list where one line lacks its `text`.

use anyhow::{Result, anyhow, bail};
use quick_xml::Reader;
use quick_xml::events::Event;

use super::item::plain;
use super::xml::attribute;

/// The most bytes of a list: a million feeds have some 200 MB.
pub const MAX_LIST_BYTES: u64 = 400 << 20;
const MAX_TAG: usize = 64 << 10;

/// A feed of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its address, as it is written.
    pub url: String,
    /// Its title; may be empty.
    pub title: String,
}

/// All feeds of a list, in its order.
pub fn read(text: &str) -> Result<Vec<Listed>> {
    let mut reader = Reader::from_str(text.trim_start_matches('\u{FEFF}'));
    reader.config_mut().check_end_names = false;
    let mut feeds = Vec::new();
    let mut is_list = false;
    loop {
        match reader.read_event().map_err(|error| broken(&feeds, reader.buffer_position(), &error))? {
            Event::Start(tag) | Event::Empty(tag) => {
                let name = tag.local_name();
                is_list |= name.as_ref().eq_ignore_ascii_case("opml");
                if tag.len() > MAX_TAG {
                    bail!("a tag of it has more than {MAX_TAG} bytes");
                }
                if is_list
                    && name.as_ref().eq_ignore_ascii_case("outline")
                    && let Some(url) = attribute(&tag, "xmlUrl")
                {
                    let title = attribute(&tag, "title").or_else(|| attribute(&tag, "text"));
                    let title = title.and_then(|title| plain(&title)).unwrap_or_default();
                    feeds.push(Listed { url: url.trim().to_owned(), title });
                }
            }
            Event::Eof => break,
            _ => {}
        }
        if !is_list && reader.buffer_position() > 64 << 10 {
            break;
        }
    }
    if is_list { Ok(feeds) } else { Err(anyhow!("it is no OPML list: no <opml> element")) }
}

fn broken(feeds: &[Listed], at: u64, error: &quick_xml::Error) -> anyhow::Error {
    anyhow!("it is broken at byte {at}, after {} feeds: {error}", feeds.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_with_folders_and_gaps() {
        let list = r#"<?xml version="1.0"?><opml version="2.0"><head><title>Mine</title></head><body>
            <outline text="News"><outline type="rss" text="A &amp; B" xmlUrl="https://example.org/a"/>
            <outline xmlurl=" https://example.org/b "/></outline><outline text="nothing"/></body></opml>"#;
        let feeds = read(list).expect("a list");
        assert_eq!(feeds.len(), 2);
        assert_eq!((feeds[0].title.as_str(), feeds[0].url.as_str()), ("A & B", "https://example.org/a"));
        assert_eq!((feeds[1].title.as_str(), feeds[1].url.as_str()), ("", "https://example.org/b"));
    }

    #[test]
    fn deep_lists_and_what_is_none() {
        let deep = format!("<opml>{}<outline xmlUrl='https://example.org/a'/>", "<outline>".repeat(100_000));
        assert_eq!(read(&deep).expect("a list").len(), 1);
        assert!(read("<html></html>").is_err());
        assert!(read("").is_err());
        assert!(read("<opml><outline xmlUrl='a").is_err());
    }
}
