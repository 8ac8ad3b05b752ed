//! What feeds and sitemaps list, in one shape, and an item's own text as a page.

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use url::Url;

/// The most items of one listing: the first ones, which are the newest.
pub const MAX_ITEMS: usize = 1_000;

/// What a source lists.
#[derive(Debug, Default)]
pub struct Listing {
    /// What it calls itself.
    pub title: Option<String>,
    /// What it lists, as it orders them.
    pub items: Vec<Item>,
    /// How long it stays as it is, by its own word.
    pub wait: Option<SignedDuration>,
}

/// An article that a source lists.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Its identity: GUID, else link.
    pub guid: String,
    /// Where its full text is.
    pub url: Option<String>,
    /// Its title, as plain text.
    pub title: Option<String>,
    /// Its text as HTML, where the listing has more than a title.
    pub html: Option<String>,
    /// When it was published: ISO 8601, with the offset that the feed gives, if any.
    pub published: Option<String>,
    /// When it was last changed.
    pub updated: Option<String>,
}

/// Text that full articles reach and teasers don't, in characters.
const FULL_TEXT: usize = 600;
const FULL_PARAGRAPHS: usize = 3;
/// What stands at the end of texts that are cut.
const CUT: &[&str] = &["…", "...", "[…]", "[...]", "read more", "continue reading", "more »"];

impl Item {
    /// The feed's word for its last change.
    pub fn stamp(&self) -> Option<&str> {
        self.updated.as_deref().or(self.published.as_deref())
    }

    /// Whether the listing has the whole text: a few paragraphs that do not end in `…`.
    pub fn is_full(&self) -> bool {
        let Some(html) = &self.html else { return false };
        let text = without_tags(html);
        let text = text.trim_end().to_lowercase();
        let lower = html.to_ascii_lowercase();
        let paragraphs = lower.matches("<p").count() + lower.matches("<br").count() / 2;
        text.chars().count() >= FULL_TEXT
            && paragraphs >= FULL_PARAGRAPHS
            && !CUT.iter().any(|cut| text.ends_with(cut))
    }

    /// Its own text as a page, with what the listing knows of it in the head.
    pub fn page(&self, outlet: Option<&str>) -> Option<Vec<u8>> {
        let html = self.html.as_deref().filter(|html| !without_tags(html).trim().is_empty())?;
        let title = escape(self.title.as_deref().unwrap_or_default());
        let meta = [
            ("og:site_name", outlet),
            ("og:url", self.url.as_deref()),
            ("article:published_time", self.published.as_deref()),
            ("article:modified_time", self.updated.as_deref().filter(|_| self.updated != self.published)),
        ];
        let meta: String = meta
            .iter()
            .filter_map(|(name, value)| Some((name, escape((*value)?))))
            .map(|(name, value)| format!("<meta property=\"{name}\" content=\"{value}\">\n"))
            .collect();
        let heading = if title.is_empty() { String::new() } else { format!("<h1>{title}</h1>\n") };
        let page = format!(
            "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\">\n<title>{title}</title>\n{meta}</head>\n\
             <body><article>\n{heading}{html}\n</article></body></html>\n"
        );
        Some(page.into_bytes())
    }
}

/// Text in one line without control characters, so that a title cannot steer a terminal.
pub fn plain(text: &str) -> Option<String> {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let words: Vec<&str> = text.split_whitespace().collect();
    let line: String = words.join(" ").chars().filter(|c| !is_direction(*c)).take(500).collect();
    Some(line).filter(|line| !line.is_empty())
}

/// Characters that turn the direction of what follows.
fn is_direction(c: char) -> bool {
    matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Plain text as HTML, an empty line between paragraphs.
pub fn paragraphs(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    text.split("\n\n")
        .filter(|part| !part.trim().is_empty())
        .map(|part| format!("<p>{}</p>\n", escape(part)))
        .collect()
}

/// A link as an http(s) address, made absolute.
pub fn absolute(link: &str, base: &Url) -> Option<String> {
    let url = base.join(link.trim()).ok()?;
    matches!(url.scheme(), "http" | "https").then(|| url.into())
}

/// Characters that would be markup, as references.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Markup taken out roughly: enough to see how much text there is.
fn without_tags(html: &str) -> String {
    let mut text = String::with_capacity(html.len() / 2);
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' if inside => {
                inside = false;
                text.push(' ');
            }
            c if !inside => text.push(c),
            _ => {}
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_few_whole_paragraphs_are_full() {
        let paragraph = format!("<p>{}</p>", "The mayor said that the bridge was closed. ".repeat(6));
        let item = |html: String| Item { html: Some(html), ..Item::default() };
        assert!(item(paragraph.repeat(3)).is_full());
        assert!(!item(paragraph.clone()).is_full());
        assert!(!item(paragraph.repeat(3) + "<p>The mayor then […]</p>").is_full());
        assert!(!Item::default().is_full());
    }

    #[test]
    fn titles_do_no_harm() {
        assert_eq!(plain("\u{1b}[2J Bridge\n closed\u{202E}").as_deref(), Some("[2J Bridge closed"));
        assert_eq!(plain(" \n "), None);
        let item = Item {
            title: Some("<script>alert(1)</script>".to_owned()),
            html: Some("<p>Text.</p>".to_owned()),
            ..Item::default()
        };
        let page = String::from_utf8(item.page(Some("\"><script>")).unwrap_or_default()).unwrap_or_default();
        assert!(page.contains("&lt;script&gt;") && !page.contains("<script"), "{page}");
    }
}
