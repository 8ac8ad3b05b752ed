//! Quotations that run over paragraphs: the second opens again what the first did not close,
//! and has the same speaker. The models read one paragraph at a time and can't know.

use std::ops::Range;

use super::Draft;
use crate::Document;
use crate::attribution::paragraphs;

/// Gives each paragraph that goes on with an open quotation to the one who speaks there.
pub(super) fn join(document: &Document, drafts: &mut [Draft]) {
    let paragraphs = paragraphs(document);
    for (one, next) in paragraphs.iter().zip(paragraphs.iter().skip(1)) {
        let again = opens(document, next.start);
        let spoken = drafts.iter().any(|draft| {
            draft.attribution.content.iter().any(|range| range.start < next.end && next.start < range.end)
        });
        if !again || spoken || !left_open(document, one) {
            continue;
        }
        let ends_here = |draft: &&mut Draft| {
            draft
                .attribution
                .content
                .last()
                .is_some_and(|range| one.contains(&range.start) && range.end + 1 >= one.end)
        };
        if let Some(draft) = drafts.iter_mut().find(ends_here) {
            draft.attribution.content.push(quotation(document, next));
        }
    }
}

/// Gives a quotation that goes on behind the words of saying to who speaks there: `"I sold my car,"
/// she said, holding back tears. "So tomorrow I will walk home."`
pub(super) fn go_on(document: &Document, drafts: &mut [Draft]) {
    for at in 1..document.sentences.len() {
        let (before, here) = (&document.sentences[at - 1], &document.sentences[at]);
        let start = here.tokens.start;
        if before.part != here.part || here.tokens.is_empty() || !opens(document, start) {
            continue;
        }
        let part_end = document
            .sentences
            .iter()
            .filter(|sentence| sentence.part == here.part)
            .map(|sentence| sentence.tokens.end)
            .max();
        let again = quotation(document, &(start..part_end.unwrap_or(here.tokens.end)));
        // Somebody may be named behind it: then it is theirs.
        let alone = document.sentences.iter().any(|sentence| sentence.tokens.end == again.end);
        let free = !drafts.iter().any(|draft| {
            let attribution = &draft.attribution;
            attribution
                .content
                .iter()
                .chain([&attribution.cue])
                .any(|range| range.start < again.end && again.start < range.end)
        });
        let mut speaking = drafts.iter_mut().filter(|draft| {
            let attribution = &draft.attribution;
            before.tokens.contains(&attribution.cue.start)
                && attribution
                    .content
                    .first()
                    .is_some_and(|first| opens(document, first.start) && first.end <= attribution.cue.start)
                && draft.within.is_none()
        });
        if let (true, true, Some(draft), None) = (alone, free, speaking.next(), speaking.next()) {
            draft.attribution.content.push(again);
        }
    }
}

fn opens(document: &Document, at: usize) -> bool {
    matches!(document.word(at), "\"" | "“" | "«" | "„")
}

/// Whether the last quotation of a paragraph is not closed in it.
fn left_open(document: &Document, paragraph: &Range<usize>) -> bool {
    paragraph.clone().fold(false, |open, at| match document.word(at) {
        "“" | "«" | "„" => true,
        "”" | "»" => false,
        "\"" => !open,
        _ => open,
    })
}

/// From the mark that opens a paragraph to the one that closes it, else to its end.
fn quotation(document: &Document, paragraph: &Range<usize>) -> Range<usize> {
    let closes = |at: &usize| matches!(document.word(*at), "\"" | "”" | "»");
    let end = (paragraph.start + 1..paragraph.end).find(closes).map_or(paragraph.end, |at| at + 1);
    paragraph.start..end
}
