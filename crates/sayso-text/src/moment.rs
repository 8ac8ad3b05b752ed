//! Dates and times.

use crate::{Document, Span};

/// A day or an interval as the text has it.
#[derive(Clone, Debug)]
pub struct Moment {
    /// Where it stands.
    pub span: Span,
}

impl Moment {
    /// Whether it is a length of time.
    pub fn is_duration(&self) -> bool {
        false
    }
}

pub(crate) fn annotate(_document: &mut Document) {}
