//! Dates and times.

use crate::{Document, Span};

/// A day or an interval as the text has it.
#[derive(Clone, Debug)]
pub struct Moment {
    /// Where it stands.
    pub span: Span,
}

pub(crate) fn annotate(_document: &mut Document) {}
