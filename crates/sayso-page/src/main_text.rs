//! Which blocks are the main content, by `dom_smoothie`: its judgement, never its text.

use std::collections::HashSet;

use dom_query::Document;
use dom_smoothie::{Config, Readability};
use memchr::memmem;

use crate::block::{HOLDER, RawBlock};

/// Above this many tags the extractor would take seconds; the role pass works without it.
const MAX_TAGS: usize = 25_000;

/// A line above this many bytes is known by its words alone.
const LONG: usize = 80;

/// Marks the blocks that the extractor takes for main content; consumes the page.
pub fn mark(document: Document, tags: usize, blocks: &mut [RawBlock]) {
    if tags > MAX_TAGS {
        return;
    }
    let config = Config { disable_json_ld: true, ..Config::default() };
    let Ok(mut extractor) = Readability::with_document(document, None, Some(config)) else { return };
    let Ok(found) = extractor.parse() else { return };
    let holders = holders(&found.content);
    let text = dense(&found.text_content);
    let mut at = 0;
    for block in blocks.iter_mut().filter(|block| !block.place.picture) {
        let held = holders.contains(&block.holder);
        if !held && block.text.len() <= LONG {
            continue;
        }
        let words = dense(&block.text);
        if !held && words.len() <= LONG {
            continue;
        }
        // The text is looked for forwards first: a line may stand on the page twice.
        let rest = &text[at..];
        let place = if rest.starts_with(&words) { Some(0) } else { find(rest, &words) };
        block.main = place.is_some() || find(&text, &words).is_some() || held && has_most(&text, &words);
        if let Some(place) = place {
            at += place + words.len();
        }
    }
}

/// Faster than `str::find` where the words are long.
fn find(text: &str, words: &str) -> Option<usize> {
    memmem::find(text.as_bytes(), words.as_bytes())
}

/// The extractor drops buttons and the like even inside a sentence: then its beginning or
/// end is there.
fn has_most(text: &str, words: &str) -> bool {
    let half = words.len() / 2;
    let cut = (half..words.len()).find(|at| words.is_char_boundary(*at)).unwrap_or(half);
    words.len() > 60 && (find(text, &words[..cut]).is_some() || find(text, &words[cut..]).is_some())
}

fn holders(content: &str) -> HashSet<usize> {
    let mark = format!("{HOLDER}=\"");
    let starts = memmem::find_iter(content.as_bytes(), &mark).map(|at| at + mark.len());
    starts.filter_map(|at| content[at..].split('"').next()?.parse().ok()).collect()
}

/// A text without its white space.
fn dense(text: &str) -> String {
    text.split_whitespace().collect()
}
