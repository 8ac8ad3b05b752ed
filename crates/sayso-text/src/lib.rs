//! One text to a [`Document`]: tokens, sentences, figures, places, moments, and
//! from it the statements that the text attributes to somebody.
//!
//! No input or output, no clock, no errors: strange text has fewer annotations.
#![warn(missing_docs)]

mod document;
pub mod figure;
mod list;
pub mod moment;
mod scan;
mod span;
mod token;

pub use document::{Document, Part, Role, Sentence, Token};
pub use figure::Figure;
pub use moment::Moment;
pub use span::Span;

use jiff::civil::Date;

/// What is added to a document after its tokens, in reading order.
const ANNOTATORS: &[fn(&mut Document)] = &[
    moment::annotate, // needs tokens and the day of publication; adds moments
    figure::annotate, // needs tokens and moments, whose numbers are theirs; adds figures
];

/// Reads a text whose parts (headline, paragraphs) are known.
///
/// `published` is the day that "yesterday" is counted from; without it relative
/// moments stay unresolved.
pub fn annotate(text: &str, parts: &[Part], published: Option<Date>) -> Document {
    let mut document = token::read(text, parts);
    document.published = published;
    for annotator in ANNOTATORS {
        annotator(&mut document);
    }
    document
}
