//! `(Reporting by Ece Demir; Editing by Ann Lowe)`, `Photograph: Joe Lamb`: who made a report.
//! Nobody says anything there, not even the outlet.

use std::sync::LazyLock;

use crate::{Document, list};

/// Whether a token stands in a sentence that only says who wrote, pictured or edited the report.
pub(super) fn holds(document: &Document, token: usize) -> bool {
    document.tokens.get(token).is_some_and(|token| is_credit(document, token.sentence))
}

/// Whether a sentence begins as credits do and has no verb of its own.
pub(super) fn is_credit(document: &Document, sentence: usize) -> bool {
    let Some(sentence) = document.sentences.get(sentence) else { return false };
    let text = document.text(sentence.span).trim_start_matches(['(', '[', '*', ' ', '—', '–', '-']);
    static CREDITS: LazyLock<Vec<&'static str>> =
        LazyLock::new(|| list::words(include_str!("../../lists/credits.txt")).collect());
    let begins = CREDITS
        .iter()
        .any(|words| text.get(..words.len()).is_some_and(|start| start.eq_ignore_ascii_case(words)));
    // `Photo: minister says storm was worst in years` is a headline.
    begins && !sentence.tokens.clone().any(|at| super::near::is_finite(document, at))
}
