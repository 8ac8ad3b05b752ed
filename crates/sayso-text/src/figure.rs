//! Amounts and counts.

use crate::{Document, Span};

/// An amount as the text has it.
#[derive(Clone, Debug)]
pub struct Figure {
    /// Where it stands.
    pub span: Span,
}

pub(crate) fn annotate(_document: &mut Document) {}
