//! What a page turns out to be: a text, its blocks, and the data of its head.

use std::ops::Range;

use jiff::civil::Date;

use crate::{Origin, Role, Stamp};

/// One report as it was fetched.
#[derive(Clone, Debug, PartialEq)]
pub struct Article {
    /// All visible text. For a plain text the text itself; for HTML the blocks, with an
    /// empty line between them.
    pub text: String,
    /// Every block of `text` in reading order; nothing visible is outside of them.
    pub blocks: Vec<Block>,
    /// The headline, with its place when it is among the blocks.
    pub headline: Option<Found>,
    /// Who publishes.
    pub outlet: Option<Found>,
    /// Who wrote it: people where any are named, else the outlet or agency in the byline.
    pub authors: Vec<Found>,
    /// When it was first published.
    pub published: Option<Stamp>,
    /// When it was last changed.
    pub updated: Option<Stamp>,
    /// The language that the page declares, as it declares it (`en`, `en-GB`).
    pub language: Option<Found>,
    /// A label beside the headline (`Opinion`, `Truth`).
    pub label: Option<Found>,
    /// An age as shown (`3 hours ago`): meaningless without the day of the visit.
    pub age_shown: Option<Found>,
    /// False when the text looks cut (`Read Entire Article`, `Continue reading`).
    pub complete: bool,
    /// The words of the link to the rest.
    pub more_link: Option<Found>,
    /// The address that the page calls its own, else the one it was fetched from.
    pub url: Option<Found>,
}

/// A paragraph, heading, list item, cell or line, with what it is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// UTF-8 bytes of [`Article::text`], end excluded.
    pub span: Range<usize>,
    /// What it is for.
    pub role: Role,
}

/// A value and where it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The value as the page has it.
    pub value: String,
    /// The kind of place that says so.
    pub origin: Origin,
    /// Where in [`Article::text`], if it is visible there.
    pub span: Option<Range<usize>>,
}

impl Article {
    /// The text of a block.
    pub fn words(&self, block: &Block) -> &str {
        self.text.get(block.span.clone()).unwrap_or_default()
    }

    /// The day that the report's own "today" most likely is: that of publication, else of the
    /// last change, which pages without the first often show alone.
    pub fn day(&self) -> Option<Date> {
        self.published.as_ref().or(self.updated.as_ref()).map(|stamp| stamp.date)
    }

    /// The blocks that belong to the report.
    pub fn kept(&self) -> impl Iterator<Item = &Block> {
        self.blocks.iter().filter(|block| block.role.keep())
    }

    /// The blocks that were set aside.
    pub fn furniture(&self) -> impl Iterator<Item = &Block> {
        self.blocks.iter().filter(|block| !block.role.keep())
    }
}

impl Found {
    pub(crate) fn seen(value: impl Into<String>, span: Range<usize>) -> Self {
        Self { value: value.into(), origin: Origin::VisibleLine, span: Some(span) }
    }

    pub(crate) fn told(value: impl Into<String>, origin: Origin) -> Self {
        Self { value: value.into(), origin, span: None }
    }
}
