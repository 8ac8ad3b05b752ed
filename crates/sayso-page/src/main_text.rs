//! Which blocks are the main content, by `dom_smoothie`: its judgement, never its text.

use std::collections::HashSet;

use dom_query::Document;
use dom_smoothie::{Config, Readability};
use memchr::memmem::{self, Finder};

use crate::block::{HOLDER, RawBlock};

/// Above this many tags the extractor would take seconds; the role pass works without it.
const MAX_TAGS: usize = 25_000;

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
        let words = dense(&block.text);
        let held = holders.contains(&block.holder);
        if !held && words.len() <= 80 {
            continue;
        }
        let finder = Finder::new(&words);
        // The text is looked for forwards first: a line may stand on the page twice.
        if let Some(place) = finder.find(&text.as_bytes()[at..]) {
            block.main = true;
            at += place + words.len();
        } else {
            block.main = finder.find(text.as_bytes()).is_some() || held && has_most(&text, &words);
        }
    }
}

/// The extractor drops buttons and the like even inside a sentence: then its beginning or
/// end is there.
fn has_most(text: &str, words: &str) -> bool {
    let half = words.len() / 2;
    let cut = (half..words.len()).find(|at| words.is_char_boundary(*at)).unwrap_or(half);
    let has = |part: &str| memmem::find(text.as_bytes(), part.as_bytes()).is_some();
    words.len() > 60 && (has(&words[..cut]) || has(&words[cut..]))
}

fn holders(content: &str) -> HashSet<usize> {
    let mark = format!("{HOLDER}=\"");
    let numbers = content.split(mark.as_str()).skip(1);
    numbers.filter_map(|rest| rest.split('"').next()?.parse().ok()).collect()
}

/// A text without its white space.
fn dense(text: &str) -> String {
    text.split_whitespace().collect()
}
