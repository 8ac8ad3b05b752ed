//! Quotations that run over paragraphs: the second opens again what the first did not close,
//! and has the same speaker. The models read one paragraph at a time and can't know.

use std::ops::Range;

use super::Draft;
use crate::Document;
use crate::attribution::paragraphs;

/// Gives each paragraph that goes on with an open quotation to the one who speaks there.
pub(super) fn join(document: &Document, drafts: &mut [Draft]) {
    let paragraphs = paragraphs(document);
    let mut said = vec![false; document.tokens.len()];
    // Whose last words stand in each paragraph.
    let mut last: Vec<Vec<usize>> = vec![Vec::new(); paragraphs.len()];
    for (at, draft) in drafts.iter().enumerate() {
        draft.attribution.content.iter().cloned().flatten().for_each(|word| said[word] = true);
        if let Some(range) = draft.attribution.content.last() {
            let paragraph = paragraphs.partition_point(|paragraph| paragraph.end <= range.start);
            last.get_mut(paragraph).into_iter().for_each(|drafts| drafts.push(at));
        }
    }
    for (at, (one, next)) in paragraphs.iter().zip(paragraphs.iter().skip(1)).enumerate() {
        let again = opens(document, next.start);
        let spoken = next.clone().any(|word| said[word]);
        if !again || spoken || !left_open(document, one) {
            continue;
        }
        let ends_here = |draft: &&usize| {
            drafts[**draft].attribution.content.last().is_some_and(|range| range.end + 1 >= one.end)
        };
        if let Some(draft) = last[at].iter().filter(ends_here).min().copied() {
            drafts[draft].attribution.content.push(quotation(document, next));
            last[at + 1].push(draft);
        }
    }
}

/// Gives a quotation that goes on behind the words of saying to who speaks there: `"I sold my car,"
/// she said, holding back tears. "So tomorrow I will walk home."`
pub(super) fn go_on(document: &Document, drafts: &mut [Draft]) {
    let mut speaking: Vec<Vec<usize>> = vec![Vec::new(); document.sentences.len()];
    let mut taken = vec![false; document.tokens.len()];
    for (at, draft) in drafts.iter().enumerate() {
        let attribution = &draft.attribution;
        speaking[document.tokens[attribution.cue.start].sentence].push(at);
        let words = attribution.content.iter().cloned().flatten().chain(attribution.cue.clone());
        words.for_each(|word| taken[word] = true);
    }
    let mut open = 0;
    for at in 1..document.sentences.len() {
        let (before, here) = (&document.sentences[at - 1], &document.sentences[at]);
        let start = here.tokens.start;
        // What an earlier quotation runs over is read already, and a quotation behind it is free only
        // where the earlier one ends.
        if before.part != here.part || here.tokens.is_empty() || start < open || !opens(document, start) {
            continue;
        }
        let above = document.sentences.partition_point(|sentence| sentence.part <= here.part);
        let again = quotation(document, &(start..document.sentences[above - 1].tokens.end));
        open = again.end;
        // Somebody may be named behind it: then it is theirs.
        let alone = document
            .tokens
            .get(again.end)
            .is_none_or(|next| document.sentences[next.sentence].tokens.start == again.end);
        let free = !again.clone().any(|word| taken[word]);
        let mut speaks = speaking[at - 1].iter().copied().filter(|draft| {
            let attribution = &drafts[*draft].attribution;
            let first = attribution.content.first();
            first.is_some_and(|first| opens(document, first.start) && first.end <= attribution.cue.start)
                && drafts[*draft].within.is_none()
        });
        if let (true, true, Some(draft), None) = (alone, free, speaks.next(), speaks.next()) {
            again.clone().for_each(|word| taken[word] = true);
            drafts[draft].attribution.content.push(again);
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
