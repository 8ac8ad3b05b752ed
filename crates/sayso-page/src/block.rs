//! The blocks of an HTML page before anyone knows what they are for: every visible
//! paragraph, heading, item, cell and picture text, with where it stood.
//!
//! White space is collapsed as a browser does; nothing else in a text is touched.

use dom_query::{Document, NodeData, NodeRef};

use crate::role::is_sentence;

/// Visible text with its surroundings.
#[derive(Clone, Debug, Default)]
pub struct RawBlock {
    pub text: String,
    /// The innermost block element's name.
    pub tag: String,
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
const UNSEEN: &[&str] = &["head", "script", "style", "template", "noscript", "title", "meta", "link"];

/// Reads all blocks of a page and marks their holders in it.
pub fn read(document: &Document) -> Vec<RawBlock> {
    let mut walk = Walk::default();
    walk.visit(&document.root(), &Context::default());
    walk.flush();
    let prose = |hidden: bool| -> usize {
        let blocks = walk.blocks.iter().filter(|block| block.hidden == hidden && is_sentence(&block.text));
        blocks.map(|block| block.text.len()).sum()
    };
    // Some pages hide the report until a script shows it; menus and dialogs are shorter.
    let report_is_hidden = prose(true) > 1500 && prose(true) > 2 * prose(false);
    walk.blocks.retain(|block| !block.hidden || report_is_hidden);
    walk.blocks
}

#[derive(Clone, Default)]
struct Context {
    place: Place,
    tag: String,
    hints: Vec<String>,
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
    holders: usize,
    breaks: usize,
}

impl Walk {
    fn visit(&mut self, node: &NodeRef, context: &Context) {
        let mut next = node.first_child();
        while let Some(child) = next {
            let text = child.query_or(None, |node| match &node.data {
                NodeData::Text { contents } => Some(contents.to_string()),
                _ => None,
            });
            if let Some(text) = text {
                self.add(&text, context);
            } else if child.is_element() {
                self.element(&child, context);
            }
            next = child.next_sibling();
        }
    }

    fn element(&mut self, node: &NodeRef, context: &Context) {
        let name = node.node_name().map(|name| name.to_string()).unwrap_or_default();
        if UNSEEN.contains(&name.as_str()) {
            return;
        }
        match name.as_str() {
            "br" => return self.line_break(),
            "img" => return self.picture(node, context),
            "wbr" => return,
            _ => {}
        }
        // A button inside a paragraph is a word of it: "according to [Jane Doe], a lecturer".
        let in_sentence = name == "button" && context.tag == "p";
        let is_block = BLOCKS.contains(&name.as_str()) && !in_sentence;
        if !is_block && is_hidden(node) {
            return;
        }
        if is_block {
            self.flush();
        }
        let inner = self.enter(node, &name, is_block, context);
        self.visit(node, &inner);
        if is_block {
            self.flush();
        }
    }

    fn enter(&mut self, node: &NodeRef, name: &str, is_block: bool, outer: &Context) -> Context {
        let mut context = outer.clone();
        let attribute = |name: &str| node.attr(name).map(|value| value.to_ascii_lowercase());
        let role = attribute("role").unwrap_or_default();
        let hint = [attribute("class"), attribute("id"), Some(role.clone())]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" ");
        if !hint.trim().is_empty() {
            context.hints.push(hint.chars().take(200).collect());
            let surplus = context.hints.len().saturating_sub(4);
            context.hints.drain(..surplus);
        }
        context.linked |= name == "a";
        context.hidden |= is_hidden(node);
        context.preformatted |= name == "pre";
        if is_block || name != "button" {
            context.place.enter(name, &role);
        }
        if is_block {
            self.holders += 1;
            context.around = [outer.holder, outer.around[0], outer.around[1], outer.around[2]];
            context.holder = self.holders;
            context.tag = name.to_owned();
            node.set_attr(HOLDER, &self.holders.to_string());
        }
        context
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
        self.current = RawBlock {
            tag: context.tag.clone(),
            place: context.place,
            hints: context.hints.join(" "),
            holder: context.holder,
            around: context.around,
            hidden: context.hidden,
            ..RawBlock::default()
        };
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

    fn picture(&mut self, node: &NodeRef, context: &Context) {
        let mut text = String::new();
        collapse(&node.attr("alt").unwrap_or_default(), &mut text);
        if text.trim().chars().count() < 4 {
            return;
        }
        let mut place = context.place;
        place.picture = true;
        self.pictures.push(RawBlock {
            text: text.trim().to_owned(),
            tag: "img".to_owned(),
            place,
            hints: context.hints.join(" "),
            holder: context.holder,
            around: context.around,
            hidden: context.hidden,
            ..RawBlock::default()
        });
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
    for c in text.chars() {
        let blank = matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{C}');
        if !blank {
            onto.push(c);
        } else if !onto.is_empty() && !onto.ends_with([' ', '\n']) {
            onto.push(' ');
        }
    }
}

fn is_hidden(node: &NodeRef) -> bool {
    let style =
        node.attr("style").map(|style| style.to_ascii_lowercase().replace(' ', "")).unwrap_or_default();
    // What React streams is hidden only until its own script puts it in place.
    let streamed = node.attr("id").is_some_and(|id| id.starts_with("S:"));
    (node.has_attr("hidden") && !streamed)
        || style.contains("display:none")
        || style.contains("visibility:hidden")
}
