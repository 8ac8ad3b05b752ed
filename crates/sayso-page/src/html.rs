//! An HTML page to an article: made safe, parsed once, cut into blocks; the extractor says
//! which are main content, our own pass what each is for.

use dom_query::Document;

use crate::block::{self, RawBlock};
use crate::guard;
use crate::head;
use crate::main_text;
use crate::role::{self, Candidate};
use crate::weigh;
use crate::{Article, Block, Error, Role};

/// Reads a decoded page.
pub fn read(page: &str, url: Option<&str>) -> Result<Article, Error> {
    let safe = guard::make_safe(page)?;
    let document = Document::from(safe.html.as_str());
    let told = head::read(&document, &safe.json_ld, url);
    let mut raw = block::read(&document);
    main_text::mark(document, safe.tags, &mut raw);
    weigh::decide(&mut raw);
    let roles = roles(&raw, told.title());
    if !roles.contains(&Role::Body) {
        return Err(Error::NoArticle);
    }
    let (text, blocks) = join(&raw, &roles);
    let mut article = head::empty(text, blocks);
    head::from_blocks(&mut article);
    told.complete(&mut article);
    Ok(article)
}

/// The blocks of a page with the features that decide on them: what the weights are
/// learned from.
pub fn features(page: &str) -> Result<Vec<(String, Vec<String>)>, Error> {
    let safe = guard::make_safe(page)?;
    let document = Document::from(safe.html.as_str());
    let mut raw = block::read(&document);
    main_text::mark(document, safe.tags, &mut raw);
    let mut all: Vec<Vec<String>> = vec![Vec::new(); raw.len()];
    weigh::features(&raw, &mut |at, kind, value| all[at].push(format!("{} {value}", kind.name)));
    Ok(raw
        .into_iter()
        .zip(all)
        .filter(|(block, _)| !block.place.picture)
        .map(|(block, names)| (block.text, names))
        .collect())
}

/// Whether a page is markup rather than plain text.
pub fn looks_like(page: &str) -> bool {
    let page = page.trim_start();
    let end = page.char_indices().nth(2000).map_or(page.len(), |(end, _)| end);
    let start = page[..end].to_ascii_lowercase();
    let first = [
        "<!doctype",
        "<html",
        "<head",
        "<body",
        "<?xml",
        "<!--",
        "<div",
        "<article",
        "<p>",
        "<p ",
        "<main",
        "<meta",
        "<title",
        "<section",
        "<h1",
        "<script",
    ];
    first.iter().any(|tag| start.starts_with(tag))
        || ["<html", "<body", "</p>", "</div>", "<br>", "</title>"]
            .iter()
            .filter(|tag| start.contains(**tag))
            .count()
            >= 2
}

fn roles(raw: &[RawBlock], title: Option<&str>) -> Vec<Role> {
    let first = raw.iter().position(|block| block.main).unwrap_or(raw.len()).saturating_sub(10);
    let last = raw.iter().rposition(|block| block.main).unwrap_or(0);
    let candidates: Vec<Candidate> = raw
        .iter()
        .enumerate()
        .map(|(at, block)| Candidate {
            text: &block.text,
            words: &block.words,
            given: given(block, (first..=last).contains(&at)),
            heading: block.place.heading,
            item: block.main && (block.place.list || block.place.table || block.tag == "td"),
        })
        .collect();
    role::assign(&candidates, title)
}

/// What the markup settles before the words are asked.
fn given(block: &RawBlock, near: bool) -> Option<Role> {
    let place = &block.place;
    if place.picture {
        return Some(Role::ImageText);
    }
    let outside_of_report = place.nav || place.footer || place.aside;
    if near
        && !outside_of_report
        && (place.caption || has_hint(block, &["caption-text", "image-caption", "photo-caption"]))
    {
        return Some(Role::Caption);
    }
    if block.main {
        return if place.button { Some(Role::Button) } else { None };
    }
    if place.heading == 1 && !place.nav && !place.footer {
        return None;
    }
    Some(outside(block))
}

/// What a block outside of the main content is for.
fn outside(block: &RawBlock) -> Role {
    let place = &block.place;
    let site = place.nav || place.header || place.footer;
    match block.words.role {
        Some(Role::Label) if site || place.list => {}
        Some(role) if !role.keep() => return role,
        _ => {}
    }
    if has_hint(block, &["cookie", "consent", "gdpr"]) {
        Role::Cookie
    } else if has_hint(block, &["newsletter", "subscribe", "signup"]) {
        Role::Newsletter
    } else if has_hint(block, &["donat", "appeal", "contribut"]) {
        Role::Appeal
    } else if has_hint(block, &["related", "recommend", "most-read", "mostread", "trending", "more-from"]) {
        Role::Related
    } else if has_hint(block, &["share", "social"]) {
        Role::Share
    } else if has_hint(block, &["comment"]) {
        Role::Comments
    } else if has_hint(block, &["author-bio", "authorbio", "about-author", "author-box"]) {
        Role::AuthorLife
    } else if place.button {
        Role::Button
    } else if site {
        Role::Navigation
    } else {
        Role::Other
    }
}

fn has_hint(block: &RawBlock, wanted: &[&str]) -> bool {
    wanted.iter().any(|word| block.hints.contains(word))
}

/// The blocks' texts with an empty line between them.
fn join(raw: &[RawBlock], roles: &[Role]) -> (String, Vec<Block>) {
    let mut text = String::new();
    let mut blocks = Vec::with_capacity(raw.len());
    for (block, role) in raw.iter().zip(roles) {
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        let start = text.len();
        text.push_str(&block.text);
        blocks.push(Block { span: start..text.len(), role: *role });
    }
    (text, blocks)
}
