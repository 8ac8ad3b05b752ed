//! Makes XML safe to parse: decoded, of bounded depth, no entities of its own, no tag whose
//! attributes would keep a parser busy. One pass that recurses nowhere; readers of feeds,
//! sitemaps and lists see nothing that did not pass here.

use anyhow::{Result, anyhow, bail};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use sayso_page::MAX_BYTES;

use super::item::plain;

/// Deepest nesting; feeds with whole pages in them have 40.
const MAX_DEPTH: usize = 200;
const MAX_TAGS: usize = 1_000_000;
/// Parsers compare each attribute of a tag with all others.
const MAX_ATTRIBUTES: usize = 500;
/// Parsers look for each name's prefix among all that are declared around it.
const MAX_PREFIXES: usize = 200;

/// The text of an XML document without its declaration, once nothing in it can do harm.
pub fn safe(bytes: &[u8]) -> Result<String> {
    let text = decode(bytes)?;
    let start = text.trim_start_matches(['\u{FEFF}', ' ', '\n', '\r', '\t']);
    let start = match start.strip_prefix("<?xml") {
        // It would have the text decoded a second time.
        Some(rest) => rest.split_once("?>").map_or("", |(_, rest)| rest),
        None => start,
    };
    check(start)?;
    Ok(start.to_owned())
}

fn decode(bytes: &[u8]) -> Result<String> {
    if bytes.len() > MAX_BYTES {
        bail!("it has more than the {MAX_BYTES} bytes that are read");
    }
    let marked = Encoding::for_bom(bytes).map(|(encoding, _)| encoding);
    let encoding = marked.or_else(|| unmarked(bytes)).or_else(|| declared(bytes)).unwrap_or_else(|| {
        // Feeds that say nothing and are no UTF-8 are western ones nearly always.
        if std::str::from_utf8(bytes).is_ok() { UTF_8 } else { WINDOWS_1252 }
    });
    Ok(encoding.decode(bytes).0.into_owned())
}

/// UTF-16 without a mark.
fn unmarked(bytes: &[u8]) -> Option<&'static Encoding> {
    match bytes {
        [b'<', 0, ..] => Some(UTF_16LE),
        [0, b'<', ..] => Some(UTF_16BE),
        _ => None,
    }
}

/// What the XML declaration says; one that can be read here is no UTF-16, whatever it says.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(256)]);
    let declaration = start.trim_start().strip_prefix("<?xml")?.split("?>").next()?;
    let label = declaration.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let label = label.get(1..)?.split(['"', '\'']).next()?;
    Encoding::for_label(label.as_bytes()).filter(|encoding| ![UTF_16LE, UTF_16BE].contains(encoding))
}

fn check(text: &str) -> Result<()> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = false;
    let mut prefixes: Vec<usize> = Vec::new();
    let mut declared = 0;
    let mut tags = 0;
    loop {
        match reader.read_event().map_err(broken)? {
            Event::Start(tag) => {
                let new = bounded(&tag)?;
                declared += new;
                prefixes.push(new);
                tags += 1;
            }
            Event::Empty(tag) => {
                bounded(&tag)?;
                tags += 1;
            }
            Event::End(_) => declared -= prefixes.pop().unwrap_or(0),
            Event::DocType(kind) if kind.to_ascii_uppercase().contains("<!ENTITY") => {
                bail!("it defines entities of its own, which is refused")
            }
            Event::Eof => return Ok(()),
            _ => {}
        }
        if prefixes.len() > MAX_DEPTH {
            bail!("its elements are nested more than {MAX_DEPTH} deep");
        }
        if tags > MAX_TAGS || declared > MAX_PREFIXES {
            bail!("it has more tags or name prefixes than any feed needs");
        }
    }
}

/// What a parser says of XML that is none.
pub fn broken(error: quick_xml::Error) -> anyhow::Error {
    anyhow!("it is no well-formed XML: {}", plain(&error.to_string()).unwrap_or_default())
}

/// How many prefixes a tag declares, if it has a sane number of attributes.
fn bounded(tag: &BytesStart) -> Result<usize> {
    let attributes = tag.attributes_raw();
    if attributes.matches('=').count() > MAX_ATTRIBUTES {
        bail!("a tag has more than {MAX_ATTRIBUTES} attributes");
    }
    Ok(attributes.matches("xmlns").count())
}

/// The value of an attribute by its name without prefix, capitals aside.
pub fn attribute(tag: &BytesStart, name: &str) -> Option<String> {
    tag.attributes().with_checks(false).flatten().find_map(|attribute| {
        let found = attribute.key.local_name();
        let value = || {
            attribute
                .normalized_value(XmlVersion::Implicit1_0)
                .map_or_else(|_| attribute.value.to_string(), |v| v.into_owned())
        };
        found.as_ref().eq_ignore_ascii_case(name).then(value)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trouble(text: &str) -> String {
        safe(text.as_bytes()).map_or_else(|error| error.to_string(), |text| format!("passed: {}", text.len()))
    }

    #[test]
    fn ordinary_feeds_pass_without_their_declaration() {
        let text =
            safe(b"<?xml version='1.0' encoding='iso-8859-1'?>\n<a b='1'>caf\xe9</a>").expect("it is XML");
        assert_eq!(text.trim(), "<a b='1'>caf\u{e9}</a>");
        let wide: Vec<u8> = "<a>\u{e9}</a>".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(safe(&wide).expect("it is XML"), "<a>\u{e9}</a>");
        assert!(safe(b"<!DOCTYPE rss PUBLIC \"-//Netscape//DTD RSS 0.91//EN\" \"x.dtd\"><rss/>").is_ok());
    }

    #[test]
    fn bombs_are_named() {
        let bomb = "<!DOCTYPE a [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><a>&b;</a>";
        assert!(trouble(bomb).contains("entities"));
        assert!(trouble(&"<a>".repeat(100_000)).contains("nested"));
        let heap: String = (0..1000).map(|at| format!(" a{at}=''")).collect();
        assert!(trouble(&format!("<a{heap}/>")).contains("attributes"));
        let prefixes: String = (0..100).map(|at| format!(" xmlns:a{at}=''")).collect();
        assert!(trouble(&format!("<a{prefixes}>").repeat(5)).contains("prefixes"));
    }
}
