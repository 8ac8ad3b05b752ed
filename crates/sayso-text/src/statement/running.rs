//! Quotations that run over paragraphs: the second opens again what the first did not close,
//! and has the same speaker. The models read one paragraph at a time and can't know.

use std::ops::Range;

use super::{Draft, nested};
use crate::attribution::{Attribution, paragraphs};
use crate::{Document, Role, Span};

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

/// How many words before and behind a quotation are searched for another telling of it.
const FAR: usize = 3_000;

/// Gives a quotation that stands alone to who spoke right before it, in the same paragraph or as a
/// paragraph of its own: `The mayor said she was sorry. "We failed these people."`
pub(super) fn speak_on(document: &Document, drafts: &mut Vec<Draft>) {
    let mut speaking: Vec<Vec<usize>> = vec![Vec::new(); document.sentences.len()];
    let mut taken: Vec<Option<usize>> = vec![None; document.tokens.len()];
    for (at, draft) in drafts.iter().enumerate() {
        let attribution = &draft.attribution;
        if draft.within.is_none() {
            speaking[document.tokens[attribution.cue.start].sentence].push(at);
        }
        let words = attribution.content.iter().cloned().flatten().chain(attribution.cue.clone());
        words.chain(attribution.source.iter().cloned().flatten()).for_each(|word| taken[word] = Some(at));
    }
    let mut spoke: Option<usize> = None;
    let mut passed = false;
    let mut behind = 0;
    for (at, sentence) in document.sentences.iter().enumerate() {
        let start = sentence.tokens.start;
        // A caption between two paragraphs parts nothing.
        if document.parts[sentence.part].role == Role::Caption || start < behind {
            continue;
        }
        let whose = |again: &Range<usize>| again.clone().find_map(|at| taken[at]);
        let again = lone_quotation(document, at);
        if let (Some(again), Some(draft)) = (&again, spoke)
            && taken[again.start].is_none()
            && whose(again) == Some(draft)
            && again.clone().all(|at| taken[at].is_none_or(|other| other == draft))
        {
            // The models leave out its first words.
            let content = &mut drafts[draft].attribution.content;
            content.retain(|piece| !again.contains(&piece.start));
            content.push(again.clone());
            (behind, passed) = (again.end, false);
            continue;
        }
        let again = again.filter(|again| whose(again).is_none());
        let Some(again) = again else {
            let next = speaker(document, drafts, &speaking[at], taken.get(start).copied().flatten());
            // `He had just opened the shop.` between two quotations.
            let goes_on = !passed && speaking[at].is_empty() && at > 0 && keeps_speaker(document, at);
            passed = next.is_none() && goes_on;
            spoke = if passed { spoke } else { next };
            continue;
        };
        (behind, passed) = (again.end, false);
        let Some(draft) = spoke.filter(|_| !is_told_twice(document, &again)) else { continue };
        let Attribution { cue, source, confidence, .. } = drafts[draft].attribution.clone();
        let mut attribution = Attribution::by_rule(cue, source, vec![again]);
        attribution.confidence = attribution.confidence.min(confidence);
        drafts.push(Draft { attribution, ..Draft::default() });
    }
}

/// What is done without a word.
const SILENT: &[&str] = &[
    "assess",
    "believe",
    "estimate",
    "fear",
    "find",
    "hear",
    "reckon",
    "show",
    "suspect",
    "think",
    "understand",
];

/// Who goes on where a quotation follows a sentence: the only one who says something in it, or whose
/// quotation it is.
fn speaker(document: &Document, drafts: &[Draft], said: &[usize], within: Option<usize>) -> Option<usize> {
    let speaks = |draft: &usize| {
        let Attribution { cue, source, .. } = &drafts[*draft].attribution;
        let thinks = |at: usize| SILENT.contains(&&*document.tokens[at].lemma);
        let verb = |at: usize| nested::is_cue(document, at, "verb") || nested::is_cue(document, at, "after");
        let says = cue.clone().any(|at| verb(at) || document.word(at).eq_ignore_ascii_case("according"));
        // Who says `I` is quoted by somebody else.
        let quoted = |at: usize| matches!(document.word(at), "I" | "we" | "We");
        let speaks = source.first().is_some_and(|source| !source.clone().any(quoted));
        speaks && says && !cue.clone().any(thinks)
    };
    let Some(first) = said.first() else { return within.filter(speaks) };
    let source = &drafts[*first].attribution.source;
    let alone = said.iter().all(|draft| drafts[*draft].attribution.source == *source);
    said.iter().copied().find(speaks).filter(|_| alone)
}

/// Whether a sentence goes on in the paragraph of the one before it and brings in nobody by name.
fn keeps_speaker(document: &Document, sentence: usize) -> bool {
    let here = &document.sentences[sentence];
    let named = here.tokens.clone().any(|at| document.tokens[at].entity == "PERSON");
    document.sentences[sentence - 1].part == here.part && !named
}

/// How many words a quotation has at most.
const LONGEST: usize = 1_000;

/// A quotation that begins with a sentence of the body and ends with one, with nothing behind it that
/// says whose it is: no name behind a dash, no `she said` that was taken for a sentence.
fn lone_quotation(document: &Document, sentence: usize) -> Option<Range<usize>> {
    let here = &document.sentences[sentence];
    let start = here.tokens.start;
    if !opens(document, start) || document.parts[here.part].role != Role::Body {
        return None;
    }
    let last = document.sentences.partition_point(|sentence| sentence.part <= here.part);
    // One that is never closed is not looked through again and again.
    let again = quotation(document, &(start..document.sentences[last - 1].tokens.end.min(start + LONGEST)));
    let verb = again.clone().any(|at| matches!(document.tokens[at].pos, "VERB" | "AUX"));
    let next = document.tokens.get(again.end);
    let ends = next.is_none_or(|next| {
        let word = document.word(again.end);
        let dash = matches!(word, "-" | "–" | "—" | "--" | "~");
        let goes_on =
            word.starts_with(char::is_lowercase) && document.sentences[next.sentence].part == here.part;
        document.sentences[next.sentence].tokens.start == again.end && !dash && !goes_on
    });
    (verb && again.len() > 4 && ends).then_some(again)
}

/// Whether the words of a quotation stand elsewhere, too: what is set between paragraphs in big letters.
fn is_told_twice(document: &Document, again: &Range<usize>) -> bool {
    let words = crate::attribution::span(document, &(again.start + 1..again.end.min(again.start + 7)));
    let from = document.tokens[again.start.saturating_sub(FAR)].span.start;
    let to = document.tokens[(again.end + FAR).min(document.tokens.len()) - 1].span.end;
    document.text(Span::new(from, to)).matches(document.text(words)).nth(1).is_some()
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
