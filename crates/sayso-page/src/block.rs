//! The blocks of an HTML page before anyone knows what they are for: every visible
//! paragraph, heading, item, cell and picture text, with where it stood.
//!
//! White space is collapsed as a browser does; nothing else in a text is touched.

use dom_query::{Document, Element, NodeData, NodeRef, local_name};

use crate::role::{Words, is_sentence};

/// Visible text with its surroundings.
#[derive(Clone, Debug, Default)]
pub struct RawBlock {
    pub text: String,
    /// What the text says; empty for pictures.
    pub words: Words,
    /// The innermost block element's name.
    pub tag: &'static str,
    pub place: Place,
    /// Classes, ids and roles of the innermost four elements, lower case.
    pub hints: String,
    /// Characters inside links.
    pub linked: usize,
    /// The number of the block element that holds the text.
    pub holder: usize,
    /// The block elements around the holder, the innermost first.
    pub around: [usize; 4],
    /// The main content is here, by the extractor.
    pub main: bool,
    /// Not shown until a script shows it.
    hidden: bool,
}

/// What a block stands inside of.
#[derive(Clone, Copy, Debug, Default)]
pub struct Place {
    pub nav: bool,
    pub header: bool,
    pub footer: bool,
    pub aside: bool,
    pub form: bool,
    pub article: bool,
    pub main: bool,
    pub caption: bool,
    pub quote: bool,
    pub list: bool,
    pub table: bool,
    pub button: bool,
    /// The text of a picture, which is not seen on the page itself.
    pub picture: bool,
    /// 1 to 6 inside a heading.
    pub heading: u8,
}

/// The attribute that finds a holder again after the extractor has moved it.
pub const HOLDER: &str = "data-sayso";

const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "button",
    "caption",
    "center",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "legend",
    "li",
    "main",
    "menu",
    "nav",
    "ol",
    "optgroup",
    "option",
    "p",
    "pre",
    "search",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
];

/// Reads all blocks of a page and marks their holders in it.
pub fn read(document: &Document) -> Vec<RawBlock> {
    let mut walk = Walk::default();
    walk.visit(&document.root(), &Context::default());
    walk.flush();
    let mut blocks = walk.blocks;
    let (mut hidden, mut shown) = (0, 0);
    for block in blocks.iter().filter(|block| is_sentence(&block.text)) {
        *(if block.hidden { &mut hidden } else { &mut shown }) += block.text.len();
    }
    // Some pages hide the report until a script shows it; menus and dialogs are shorter.
    let report_is_hidden = hidden > 1500 && hidden > 2 * shown;
    blocks.retain(|block| !block.hidden || report_is_hidden);
    for block in blocks.iter_mut().filter(|block| !block.place.picture) {
        block.words = Words::of(&block.text);
    }
    blocks
}

#[derive(Clone, Copy, Default)]
struct Context {
    place: Place,
    tag: &'static str,
    holder: usize,
    around: [usize; 4],
    preformatted: bool,
    hidden: bool,
    linked: bool,
}

#[derive(Default)]
struct Walk {
    blocks: Vec<RawBlock>,
    current: RawBlock,
    /// Picture texts met inside a paragraph: they follow it, so as not to cut it.
    pictures: Vec<RawBlock>,
    /// What the open elements are called, the innermost last.
    hints: Vec<String>,
    holders: usize,
    breaks: usize,
}

impl Walk {
    fn visit(&mut self, node: &NodeRef, context: &Context) {
        let mut next = node.first_child();
        while let Some(child) = next {
            let is_element = child.query_or(false, |node| match &node.data {
                NodeData::Text { contents } => {
                    self.add(contents, context);
                    false
                }
                data => matches!(data, NodeData::Element(_)),
            });
            if is_element {
                self.element(&child, context);
            }
            next = child.next_sibling();
        }
    }

    fn element(&mut self, node: &NodeRef, context: &Context) {
        let Some(element) = node.element_ref() else { return };
        let name = &*element.name.local;
        match name {
            "head" | "script" | "style" | "template" | "noscript" | "title" | "meta" | "link" | "wbr" => {
                return;
            }
            "br" => return self.line_break(),
            "img" => return self.picture(&element, context),
            _ => {}
        }
        // A button inside a paragraph is a word of it: "according to [Jane Doe], a lecturer".
        let in_sentence = name == "button" && context.tag == "p";
        let block = BLOCKS.binary_search(&name).ok().map(|at| BLOCKS[at]).filter(|_| !in_sentence);
        let hidden = is_hidden(&element);
        if block.is_none() && hidden {
            return;
        }
        let role = element.attr_ref(local_name!("role")).unwrap_or_default().to_ascii_lowercase();
        let hint = hint(&element, &role);
        let mut inner = *context;
        inner.linked |= name == "a";
        inner.hidden |= hidden;
        inner.preformatted |= name == "pre";
        if block.is_some() || name != "button" {
            inner.place.enter(name, &role);
        }
        // What follows writes to the page.
        drop(element);
        if let Some(tag) = block {
            self.flush();
            self.holders += 1;
            inner.around = [context.holder, context.around[0], context.around[1], context.around[2]];
            inner.holder = self.holders;
            inner.tag = tag;
            node.set_attr(HOLDER, &self.holders.to_string());
        }
        let outer = self.hints.len();
        self.hints.extend(hint);
        self.visit(node, &inner);
        self.hints.truncate(outer);
        if block.is_some() {
            self.flush();
        }
    }

    fn add(&mut self, text: &str, context: &Context) {
        if self.current.text.is_empty() || !self.current.text.contains(|c: char| !c.is_whitespace()) {
            if text.chars().all(char::is_whitespace) {
                return;
            }
            self.open(context);
        }
        let before = self.current.text.len();
        if context.preformatted {
            self.current.text.push_str(text);
        } else {
            collapse(text, &mut self.current.text);
        }
        self.breaks = 0;
        if context.linked {
            self.current.linked += self.current.text[before..].chars().count();
        }
    }

    fn open(&mut self, context: &Context) {
        self.current = self.block(context);
    }

    /// A block without text yet.
    fn block(&self, context: &Context) -> RawBlock {
        RawBlock {
            tag: context.tag,
            place: context.place,
            hints: self.hints[self.hints.len().saturating_sub(4)..].join(" "),
            holder: context.holder,
            around: context.around,
            hidden: context.hidden,
            ..RawBlock::default()
        }
    }

    /// Two breaks make a paragraph, and so does one after a finished sentence.
    fn line_break(&mut self) {
        self.breaks += 1;
        let text = self.current.text.trim_end();
        let finished = text.ends_with(['.', '?', '!', ':', '"', '”', ')', '…']);
        if self.breaks > 1 || finished {
            self.flush();
        } else if !text.is_empty() {
            self.current.text.truncate(text.len());
            self.current.text.push('\n');
        }
    }

    fn picture(&mut self, image: &Element, context: &Context) {
        let mut text = String::new();
        collapse(image.attr_ref(local_name!("alt")).unwrap_or_default(), &mut text);
        if text.trim().chars().count() < 4 {
            return;
        }
        let mut block = self.block(context);
        block.text = text.trim().to_owned();
        block.tag = "img";
        block.place.picture = true;
        self.pictures.push(block);
    }

    fn flush(&mut self) {
        self.breaks = 0;
        let mut block = std::mem::take(&mut self.current);
        let text = block.text.trim_matches(|c: char| c.is_ascii_whitespace());
        if text.contains(|c: char| !c.is_whitespace()) {
            block.text = text.to_owned();
            self.blocks.push(block);
        }
        self.blocks.append(&mut self.pictures);
    }
}

impl Place {
    fn enter(&mut self, name: &str, role: &str) {
        match name {
            "nav" | "menu" => self.nav = true,
            "header" => self.header = true,
            "footer" => self.footer = true,
            "aside" => self.aside = true,
            "form" | "dialog" => self.form = true,
            "article" => self.article = true,
            "main" => self.main = true,
            "figcaption" => self.caption = true,
            "blockquote" | "q" => self.quote = true,
            "ul" | "ol" | "dl" => self.list = true,
            "table" => self.table = true,
            "button" | "label" | "option" => self.button = true,
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.heading = name.as_bytes()[1] - b'0',
            _ => {}
        }
        match role {
            "navigation" | "menu" | "menubar" => self.nav = true,
            "complementary" => self.aside = true,
            "contentinfo" => self.footer = true,
            "banner" => self.header = true,
            "dialog" | "alertdialog" | "search" => self.form = true,
            "button" => self.button = true,
            _ => {}
        }
    }
}

/// Collapses white space as a browser does: no-break spaces are no white space here.
fn collapse(text: &str, onto: &mut String) {
    onto.reserve(text.len());
    let is_blank = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{C}');
    for (at, word) in text.split(is_blank).enumerate() {
        if at > 0 && !onto.is_empty() && !onto.ends_with([' ', '\n']) {
            onto.push(' ');
        }
        onto.push_str(word);
    }
}

/// The class, id and role of an element, lower case.
fn hint(element: &Element, role: &str) -> Option<String> {
    let mut hint = String::new();
    for name in [local_name!("class"), local_name!("id")] {
        if let Some(value) = element.attr_ref(name) {
            hint.push_str(value);
            hint.push(' ');
        }
    }
    hint.push_str(role);
    hint.make_ascii_lowercase();
    if let Some((end, _)) = hint.char_indices().nth(200) {
        hint.truncate(end);
    }
    (!hint.trim().is_empty()).then_some(hint)
}

fn is_hidden(element: &Element) -> bool {
    let style = element.attr_ref(local_name!("style")).unwrap_or_default();
    let style = style.to_ascii_lowercase().replace(' ', "");
    // What React streams is hidden only until its own script puts it in place.
    let streamed = element.attr_ref(local_name!("id")).is_some_and(|id| id.starts_with("S:"));
    (element.attr_ref(local_name!("hidden")).is_some() && !streamed)
        || style.contains("display:none")
        || style.contains("visibility:hidden")
}
