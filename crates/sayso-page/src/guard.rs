//! Makes a page safe to parse: what could hang a parser is taken out before it sees it.
//!
//! One pass over the tags. Scripts, styles, comments, templates and drawings are left out
//! (JSON-LD is kept aside), every `<` that opens no tag is escaped, and tags nested beyond
//! a limit are dropped while their text stays. So the parser only ever sees tags that were
//! counted here, whatever tricks the page plays with comments or foreign content.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use memchr::{memchr, memmem};

use crate::Error;

/// Deepest nesting that reaches the parser. 5,000 levels hang extractors; pages have 60.
const MAX_DEPTH: usize = 256;
/// Formatting tags are opened anew in every paragraph until they are closed.
const MAX_FORMATTING: usize = 16;
const MAX_TAGS: usize = 400_000;
/// Parsers look for doubled attributes by comparing each with all.
const MAX_ATTRIBUTES: usize = 100;

/// A page that is safe to parse.
#[derive(Debug, Default)]
pub struct Safe {
    pub html: String,
    /// The scripts of type `application/ld+json`.
    pub json_ld: Vec<String>,
    /// How many tags `html` has.
    pub tags: usize,
}

/// Content that is not visible text, or not text at all.
const SKIPPED: &[&str] = &[
    "script", "style", "noscript", "template", "svg", "iframe", "textarea", "select", "object", "audio",
    "video", "canvas", "noembed", "noframes", "xmp",
];
/// Tags that are dropped while what they hold stays.
const IGNORED: &[&str] =
    &["math", "plaintext", "frameset", "frame", "listing", "embed", "param", "source", "applet", "marquee"];
/// The attributes that are read here, by the extractor or by the parser, but for those of pictures.
const READ: &[&str] = &[
    "alt",
    "aria-hidden",
    "aria-modal",
    "class",
    "colspan",
    "content",
    "datatable",
    "datetime",
    "dir",
    "hidden",
    "href",
    "http-equiv",
    "id",
    "itemprop",
    "lang",
    "name",
    "property",
    "rel",
    "role",
    "style",
    "summary",
    "title",
    "type",
    "xml:lang",
];
/// The extractor looks for addresses of pictures in any attribute of these.
const PICTURES: &[&str] = &["figure", "img", "picture"];
const VOID: &[&str] =
    &["area", "base", "br", "col", "hr", "img", "input", "link", "meta", "track", "wbr", "keygen"];
/// Elements that close one another, so that many of them do not nest.
const SELF_CLOSING: &[&str] =
    &["p", "li", "dd", "dt", "tr", "td", "th", "tbody", "thead", "tfoot", "html", "head", "body", "colgroup"];
const FORMATTING: &[&str] =
    &["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];

/// Takes out of a page what could hang or mislead a parser.
pub fn make_safe(page: &str) -> Result<Safe, Error> {
    let mut safe = Safe { html: String::with_capacity(page.len() / 2), ..Safe::default() };
    let mut open = Open::default();
    let mut lost = Lost::default();
    let mut at = 0;
    while let Some(found) = find(b'<', page, at) {
        safe.html.push_str(&page[at..found]);
        at = match read_tag(page, found, &mut lost) {
            Markup::Text => {
                safe.html.push_str("&lt;");
                found + 1
            }
            Markup::Nothing(end) => end,
            Markup::Tag(tag) => pass(page, &tag, &mut safe, &mut open, &mut lost)?,
        };
    }
    safe.html.push_str(&page[at..]);
    Ok(safe)
}

enum Markup<'a> {
    Text,
    Nothing(usize),
    Tag(Tag<'a>),
}

struct Tag<'a> {
    /// In lower case.
    name: Cow<'a, str>,
    closes: bool,
    /// The tag as written, from `<` to `>`.
    source: &'a str,
    /// Where its name ends in that.
    name_end: usize,
    end: usize,
    attributes: usize,
}

/// What was searched for in vain: not to be searched for again.
#[derive(Default)]
struct Lost<'a> {
    closing: HashSet<Cow<'a, str>>,
    comment_end: bool,
    quote_end: [bool; 2],
    /// From here on no tag ends outside of quotes.
    tag_end: bool,
    /// From here on there is no `>` at all.
    bracket: bool,
}

impl Lost<'_> {
    /// The end of whatever ends at the next `>`.
    fn next_bracket(&mut self, page: &str, from: usize) -> Option<usize> {
        if self.bracket {
            return None;
        }
        let end = find(b'>', page, from).map(|end| end + 1);
        self.bracket = end.is_none();
        end
    }
}

/// How many elements of each name are open, and how many openings were dropped.
#[derive(Default)]
struct Open<'a> {
    by_name: HashMap<Cow<'a, str>, (usize, usize)>,
    depth: usize,
    formatting: usize,
}

fn find(byte: u8, page: &str, from: usize) -> Option<usize> {
    memchr(byte, page.as_bytes().get(from..)?).map(|at| from + at)
}

fn read_tag<'a>(page: &'a str, start: usize, lost: &mut Lost) -> Markup<'a> {
    let bytes = page.as_bytes();
    let next = bytes.get(start + 1).copied().unwrap_or(b' ');
    if page[start..].starts_with("<!--") {
        return Markup::Nothing(comment_end(page, start, lost));
    }
    if next == b'!' || next == b'?' {
        return lost.next_bracket(page, start).map_or(Markup::Text, Markup::Nothing);
    }
    let closes = next == b'/';
    let name_at = start + 1 + usize::from(closes);
    if !bytes.get(name_at).is_some_and(u8::is_ascii_alphabetic) {
        return Markup::Text;
    }
    let is_end = |b: &u8| b.is_ascii_whitespace() || matches!(b, b'/' | b'>' | b'<');
    let name_end = bytes[name_at..].iter().position(is_end).map_or(bytes.len(), |at| name_at + at);
    let Some((end, attributes)) = tag_end(page, name_end, lost) else { return Markup::Text };
    let name = match &page[name_at..name_end] {
        name if name.bytes().any(|b| b.is_ascii_uppercase()) => Cow::Owned(name.to_ascii_lowercase()),
        name => Cow::Borrowed(name),
    };
    Markup::Tag(Tag { name, closes, source: &page[start..end], name_end: name_end - start, end, attributes })
}

fn comment_end(page: &str, start: usize, lost: &mut Lost) -> usize {
    let inside = &page[start + 4..];
    if let Some(rest) = inside.strip_prefix('>').or_else(|| inside.strip_prefix("->")) {
        return page.len() - rest.len();
    }
    if !lost.comment_end
        && let Some(end) = memmem::find(inside.as_bytes(), b"-->")
    {
        return start + 4 + end + 3;
    }
    // A comment that nobody closes hides one tag, not the rest of the report.
    lost.comment_end = true;
    lost.next_bracket(page, start).unwrap_or(page.len())
}

/// Where a tag ends (after its `>`), and how many attributes it has at most.
fn tag_end(page: &str, from: usize, lost: &mut Lost) -> Option<(usize, usize)> {
    if lost.tag_end {
        return lost.next_bracket(page, from).map(|end| (end, MAX_ATTRIBUTES + 1));
    }
    let bytes = page.as_bytes();
    let (mut at, mut attributes, mut after_equals) = (from, 0, false);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'>' => return Some((at + 1, attributes)),
            b'"' | b'\'' if after_equals => {
                let which = usize::from(*byte == b'"');
                let close = if lost.quote_end[which] { None } else { find(*byte, page, at + 1) };
                let Some(close) = close else {
                    lost.quote_end[which] = true;
                    return lost.next_bracket(page, at).map(|end| (end, MAX_ATTRIBUTES + 1));
                };
                at = close;
                after_equals = false;
            }
            b'=' => {
                attributes += 1;
                after_equals = true;
            }
            b if b.is_ascii_whitespace() => {
                let starts = bytes
                    .get(at + 1)
                    .is_some_and(|b| !b.is_ascii_whitespace() && !matches!(b, b'>' | b'=' | b'"' | b'\''));
                attributes += usize::from(starts && !after_equals);
            }
            b'/' => attributes += usize::from(!after_equals),
            _ => after_equals = false,
        }
        at += 1;
    }
    lost.tag_end = true;
    lost.next_bracket(page, from).map(|end| (end, MAX_ATTRIBUTES + 1))
}

/// Lets a tag through, or drops it; returns where to go on.
fn pass<'a>(
    page: &'a str,
    tag: &Tag<'a>,
    safe: &mut Safe,
    open: &mut Open<'a>,
    lost: &mut Lost<'a>,
) -> Result<usize, Error> {
    let name = &*tag.name;
    if SKIPPED.contains(&name) {
        return Ok(if tag.closes || tag.source.ends_with("/>") && name == "svg" {
            tag.end
        } else {
            skip(page, tag, safe, lost)
        });
    }
    if IGNORED.contains(&name) || !open.admits(tag) {
        // A line break keeps apart what a dropped block kept apart.
        safe.html.push_str(if FORMATTING.contains(&name) || name == "span" { "" } else { "<br>" });
        return Ok(tag.end);
    }
    safe.tags += 1;
    if safe.tags > MAX_TAGS {
        return Err(Error::TooManyTags { limit: MAX_TAGS });
    }
    if tag.attributes > MAX_ATTRIBUTES {
        safe.html.push('<');
        safe.html.push_str(name);
        safe.html.push('>');
    } else {
        copy(tag, &mut safe.html);
    }
    Ok(tag.end)
}

/// Copies a tag without the attributes that nobody reads, which are much of what there is to
/// parse. What follows one that is not written plainly is copied as it is.
fn copy(tag: &Tag, html: &mut String) {
    let (mut copied, mut at) = (0, tag.name_end);
    while let Some((name, end)) = attribute(tag.source, at)
        && !PICTURES.contains(&&*tag.name)
    {
        if !READ.contains(&name) {
            html.push_str(&tag.source[copied..at]);
            copied = end;
        }
        at = end;
    }
    html.push_str(&tag.source[copied..]);
}

/// The attribute behind some white space, if it is plainly ` name` or ` name="value"`, and where
/// it ends.
fn attribute(source: &str, at: usize) -> Option<(&str, usize)> {
    let bytes = &source.as_bytes()[at..];
    let start = bytes.iter().position(|b| !b.is_ascii_whitespace()).filter(|blank| *blank > 0)?;
    let is_name = |b: &u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b':' | b'_');
    let name_end = start + bytes[start..].iter().position(|b| !is_name(b)).filter(|length| *length > 0)?;
    let end = match bytes[name_end..] {
        [b'=', quote @ (b'"' | b'\''), ref value @ ..] => name_end + 2 + memchr(quote, value)? + 1,
        // An equals sign may come after white space, too.
        ref rest if rest.trim_ascii_start().starts_with(b"=") => return None,
        _ => name_end,
    };
    let ends = bytes.get(end).is_some_and(|b| b.is_ascii_whitespace() || matches!(b, b'/' | b'>'));
    ends.then(|| (&source[at + start..at + name_end], at + end))
}

/// Passes over an element with all that it holds; keeps JSON-LD aside.
fn skip<'a>(page: &'a str, tag: &Tag<'a>, safe: &mut Safe, lost: &mut Lost<'a>) -> usize {
    let Some((inside_end, end)) = closing(page, tag, lost) else { return tag.end };
    if tag.name == "script" && tag.source.to_ascii_lowercase().contains("ld+json") {
        safe.json_ld.push(page[tag.end..inside_end].to_owned());
    }
    // Words on both sides of a drawing stay two words.
    safe.html.push(' ');
    end
}

/// The closing tag behind a tag: where it starts and ends.
fn closing<'a>(page: &str, tag: &Tag<'a>, lost: &mut Lost<'a>) -> Option<(usize, usize)> {
    if lost.closing.contains(&tag.name) {
        return None;
    }
    let bytes = page.as_bytes();
    for start in memmem::find_iter(&bytes[tag.end..], "</").map(|at| tag.end + at) {
        let name_end = start + 2 + tag.name.len();
        let ends = bytes.get(name_end).is_none_or(|b| b.is_ascii_whitespace() || matches!(b, b'>' | b'/'));
        let name = bytes.get(start + 2..name_end);
        if ends && name.is_some_and(|name| name.eq_ignore_ascii_case(tag.name.as_bytes())) {
            return Some((start, find(b'>', page, name_end).map_or(page.len(), |end| end + 1)));
        }
    }
    lost.closing.insert(tag.name.clone());
    None
}

impl<'a> Open<'a> {
    /// Whether a tag may reach the parser; keeps count.
    fn admits(&mut self, tag: &Tag<'a>) -> bool {
        let name = &*tag.name;
        if VOID.contains(&name) || SELF_CLOSING.contains(&name) {
            return true;
        }
        let formatting = FORMATTING.contains(&name);
        if self.by_name.len() > 2000 && !self.by_name.contains_key(name) {
            return false;
        }
        let (opened, dropped) = self.by_name.entry(tag.name.clone()).or_default();
        if tag.closes {
            if *dropped > 0 {
                *dropped -= 1;
                return false;
            }
            if *opened > 0 {
                *opened -= 1;
                self.depth -= 1;
                self.formatting -= usize::from(formatting);
            }
            return true;
        }
        if self.depth >= MAX_DEPTH || (formatting && self.formatting >= MAX_FORMATTING) {
            *dropped += 1;
            return false;
        }
        *opened += 1;
        self.depth += 1;
        self.formatting += usize::from(formatting);
        true
    }
}

#[cfg(test)]
mod tests {
    use dom_query::Document;
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;

    fn safe(page: &str) -> String {
        make_safe(page).unwrap().html
    }

    #[test]
    fn ordinary_markup_is_left_alone() {
        let page = "<div class=\"a > b\"><p>Two &amp; three</p><br/></div>";
        assert_eq!(safe(page), page);
    }

    #[test]
    fn attributes_that_nobody_reads_are_left_out() {
        for (page, left) in [
            ("<a data-x=\"1\" href='/a?b>c' onclick='go(\"d\")'\n>", "<a href='/a?b>c'\n>"),
            ("<input disabled hidden data-a=\"\"/>", "<input hidden/>"),
            ("<img data-x=\"a.png\" src=\"b\">", "<img data-x=\"a.png\" src=\"b\">"),
            // From the first that is not written plainly on, nothing is touched.
            ("<p data-a=\"1\" data-b=\"2\"data-c=\"3\">", "<p data-b=\"2\"data-c=\"3\">"),
            ("<p data-a=1 data-b=\"2\">", "<p data-a=1 data-b=\"2\">"),
            ("<p data-a =\"1>2\" data-b=\"2\">", "<p data-a =\"1>2\" data-b=\"2\">"),
        ] {
            assert_eq!(safe(page), left);
        }
    }

    const PIECES: [&str; 20] = [
        "data-a", "class", "onclick", "href", "hidden", "disabled", " ", " ", "\n", "=", "=\"", "=\"", "\"",
        "='", "'", "/", ">", "<", "b", "É",
    ];

    proptest! {
        #[test]
        fn the_parser_sees_the_same_without_them(pieces in vec(select(&PIECES), 0..24)) {
            let page = format!("<p {}>end</p> of it", pieces.concat());
            let Markup::Tag(tag) = read_tag(&page, 0, &mut Lost::default()) else { return Ok(()) };
            let mut copied = String::new();
            copy(&tag, &mut copied);
            let whole = Document::from(page.as_str());
            let left = Document::from(copied + &page[tag.end..]);
            for document in [&whole, &left] {
                for element in document.select("*").nodes() {
                    element.retain_attrs(READ);
                }
            }
            prop_assert_eq!(whole.html(), left.html());
        }
    }

    #[test]
    fn scripts_comments_and_stray_brackets_go() {
        assert_eq!(safe("a<script>if (1<2) '</p>'</script>b<!-- <p> -->c 1 < 2"), "a bc 1 &lt; 2");
        assert_eq!(safe("a<!--b"), "a");
        assert_eq!(safe("<p title=\"never closed>text</p>"), "<p>text</p>");
    }

    #[test]
    fn json_ld_is_kept_aside() {
        let page = make_safe("<script type=\"application/ld+json\">{\"a\":1}</script>").unwrap();
        assert_eq!(page.json_ld, ["{\"a\":1}"]);
    }

    #[test]
    fn deep_nesting_is_flattened_and_its_text_stays() {
        let page = format!("{}deep{}", "<div>".repeat(100_000), "</div>".repeat(100_000));
        let html = safe(&page);
        assert!(html.contains("deep"));
        assert_eq!(html.matches("<div>").count(), MAX_DEPTH);
        assert_eq!(html.matches("</div>").count(), MAX_DEPTH);
        let hidden = format!("<svg><title>{}", "<g>".repeat(100_000));
        assert!(safe(&hidden).matches("<g>").count() <= MAX_DEPTH);
    }

    #[test]
    fn unclosed_formatting_and_attribute_heaps_are_bounded() {
        let page = "<font a=1>".repeat(1000);
        assert_eq!(safe(&page).matches("<font").count(), MAX_FORMATTING);
        let heap: String = (0..1000).map(|i| format!(" a{i}=1")).collect();
        assert_eq!(safe(&format!("<p{heap}>x")), "<p>x");
        assert!(matches!(make_safe(&"<p>".repeat(MAX_TAGS + 1)), Err(Error::TooManyTags { .. })));
    }
}
