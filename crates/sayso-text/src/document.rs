//! A text with all that was found in it. Annotators add to it and never take away;
//! it knows nothing of where the text came from.

use std::ops::Range;

use jiff::civil::Date;

use crate::{Figure, Moment, Place, Span};

/// What a part of the text is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The title of the report.
    Headline,
    /// A paragraph of the report.
    Body,
    /// The words under a picture.
    Caption,
}

/// A paragraph, headline or caption: sentences never cross its edges.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Where it stands.
    pub span: Span,
    /// What it is for.
    pub role: Role,
}

/// A word or sign with what the grammar says of it.
#[derive(Clone, Debug)]
pub struct Token {
    /// Where it stands.
    pub span: Span,
    /// Dictionary form in lower case.
    pub lemma: Box<str>,
    /// Penn Treebank tag (`VBD`, `NNP`, ...).
    pub tag: &'static str,
    /// Universal part of speech (`VERB`, `PROPN`, ...).
    pub pos: &'static str,
    /// Relation to its head (`nsubj`, `ccomp`, ...); empty without a parse.
    pub dep: &'static str,
    /// Index of the head among the document's tokens; its own at a root.
    pub head: usize,
    /// Kind of name that it belongs to (`PERSON`, `ORG`, `GPE`, ...); empty outside names.
    pub entity: &'static str,
    /// Whether it continues the name that the token before belongs to.
    pub entity_inside: bool,
    /// Index of its sentence.
    pub sentence: usize,
}

/// A sentence.
#[derive(Clone, Debug)]
pub struct Sentence {
    /// From its first token to its last.
    pub span: Span,
    /// Its tokens, as indices into the document's.
    pub tokens: Range<usize>,
    /// The part that it stands in, as an index into the document's.
    pub part: usize,
}

/// A text with its tokens, sentences and annotations.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// The text, never altered.
    pub text: String,
    /// Its headline, paragraphs and captions in order.
    pub parts: Vec<Part>,
    /// The language by its words, as ISO 639; empty where it can't be told.
    pub language: Option<&'static str>,
    /// The day that relative moments are counted from.
    pub published: Option<Date>,
    /// Whether the deep engine finds its attributions.
    pub deep: bool,
    /// Words and signs in order; white space is not among them.
    pub tokens: Vec<Token>,
    /// Sentences in order; they never cross a part's edge.
    pub sentences: Vec<Sentence>,
    /// Amounts and counts in order.
    pub figures: Vec<Figure>,
    /// Dates and times in order.
    pub moments: Vec<Moment>,
    /// Names of places in order.
    pub places: Vec<Place>,
}

impl Document {
    /// The words at `span`.
    pub fn text(&self, span: Span) -> &str {
        span.of(&self.text)
    }

    /// The first token that begins at a byte or behind it; one past the last where none does.
    pub fn token_at(&self, byte: usize) -> usize {
        self.tokens.partition_point(|token| token.span.start < byte)
    }

    /// The words of a token as the text has them.
    pub fn word(&self, token: usize) -> &str {
        self.tokens.get(token).map_or("", |token| self.text(token.span))
    }
}
