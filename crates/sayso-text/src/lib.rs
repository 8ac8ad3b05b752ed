//! One text to a [`Document`]: tokens, sentences, figures, places, moments, and
//! from it the statements that the text attributes to somebody.
//!
//! No input or output, no clock, no errors: strange text has fewer annotations.
#![warn(missing_docs)]

pub mod actor;
pub mod attribution;
mod country;
mod deep;
mod document;
mod encoder;
pub mod figure;
mod grammar;
mod hash;
mod language;
mod lemma;
mod list;
mod matrix;
mod mention;
mod model;
pub mod moment;
mod names;
mod pack;
mod parser;
pub mod place;
mod scan;
pub mod slots;
mod span;
pub mod statement;
pub mod tagger;
mod token;
mod transition;

pub use document::{Document, Part, Role, Sentence, Token};
pub use figure::Figure;
pub use moment::Moment;
pub use place::Place;
pub use span::Span;
pub use statement::{Statement, statements};

use jiff::civil::Date;

/// What is added to a document after its tokens, in reading order.
const ANNOTATORS: &[fn(&mut Document)] = &[
    moment::annotate, // needs tokens and the day of publication; adds moments
    figure::annotate, // needs tokens and moments, whose numbers are theirs; adds figures
    place::annotate,  // needs tokens; adds places
];

/// Reads a text whose parts (headline, paragraphs) are known.
///
/// `published` is the day that "yesterday" is counted from; without it relative
/// moments stay unresolved. A text in another language than English gets no tokens.
pub fn annotate(text: &str, parts: &[Part], published: Option<Date>) -> Document {
    with(grammar::read, text, parts, published)
}

/// The same, but who says what is found by the deep engine: surer, and many times slower.
pub fn annotate_deep(text: &str, parts: &[Part], published: Option<Date>) -> Document {
    Document { deep: true, ..annotate(text, parts, published) }
}

/// The same by the fast engine: tags alone, no parse and no names.
pub fn annotate_fast(text: &str, parts: &[Part], published: Option<Date>) -> Document {
    with(grammar::read_fast, text, parts, published)
}

fn with(
    read: fn(&str, &[Part]) -> Document,
    text: &str,
    parts: &[Part],
    published: Option<Date>,
) -> Document {
    let language = language::of(text, parts);
    let mut document =
        Document { text: text.to_owned(), parts: parts.to_vec(), language, ..Document::default() };
    if document.is_read() {
        document = Document { language, published, ..read(text, parts) };
        for annotator in ANNOTATORS {
            annotator(&mut document);
        }
    }
    document
}
