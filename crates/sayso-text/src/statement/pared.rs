//! Contents pared to what is said: without what the outlet adds behind it, without what hangs
//! on the saying, and with the words that the models left at its edge.

use std::ops::Range;

use super::Draft;
use crate::attribution::Attribution;
use crate::{Document, Role, list};

/// Pares every content, reading order aside.
pub(super) fn pare(document: &Document, drafts: &mut [Draft]) {
    for at in 0..drafts.len() {
        let others: Vec<Attribution> = drafts
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != at)
            .map(|(_, draft)| draft.attribution.clone())
            .collect();
        let attribution = &mut drafts[at].attribution;
        leave_others_source(attribution, &others);
        leave_manner(document, attribution);
        cut_additions(document, attribution);
        join_halves(document, attribution, &others);
        begin_with_subject(document, attribution, &others);
    }
}

fn is_one_of(list: &'static str, word: &str, kind: &str) -> bool {
    list::entries(list).any(|(listed, what)| listed == word && what == kind)
}

/// `Variety called it a masterpiece, but the reviewer wrote ...`: who spoke before another cue is
/// no source of this one, where this one has its own.
fn leave_others_source(attribution: &mut Attribution, others: &[Attribution]) {
    let cue = attribution.cue.start;
    let elsewhere = |piece: &Range<usize>| {
        others
            .iter()
            .any(|other| other.source.contains(piece) && piece.end <= other.cue.start && other.cue.end <= cue)
    };
    if attribution.source.len() > 1 && !attribution.source.iter().all(elsewhere) {
        attribution.source.retain(|piece| !elsewhere(piece));
    }
}

/// `..., she said, without giving details` and `..., the team said in a post on X`: how it was
/// said, and where, is not what was said.
fn leave_manner(document: &Document, attribution: &mut Attribution) {
    let cue = attribution.cue.clone();
    let before = attribution.content.first().is_some_and(|first| first.end <= cue.start);
    let without = |piece: &Range<usize>| {
        piece.len() > 1
            && document.word(piece.start) == "without"
            && document.tokens[piece.start + 1].tag == "VBG"
    };
    let object = |piece: &Range<usize>| {
        piece.start == cue.end
            && document.tokens[cue.end - 1].tag == "IN"
            && piece.len() <= 3
            && piece
                .clone()
                .all(|at| document.tokens[at].tag.starts_with('N') || document.tokens[at].tag == "DT")
    };
    if before {
        attribution.content.retain(|piece| piece.start < cue.end || !(without(piece) || object(piece)));
    }
}

/// Cuts what the outlet adds behind a content: what the markets made of it, what others say of
/// the claim, and in a headline what happened meanwhile.
fn cut_additions(document: &Document, attribution: &mut Attribution) {
    let cue = attribution.cue.clone();
    let Some(last) = attribution.content.last_mut().filter(|last| last.start >= cue.end) else { return };
    let cut = (last.start + 1..last.end).find(|at| {
        !in_quotation(document, last.start, *at)
            && (moves_markets(document, *at)
                || claim_again(document, *at).is_some_and(|(_, verb)| verb >= cue.end)
                || meanwhile(document, *at, &cue))
    });
    last.end = cut.unwrap_or(last.end);
}

/// Whether a quotation that begins behind one token is open at another.
fn in_quotation(document: &Document, from: usize, at: usize) -> bool {
    (from..at).fold(false, |open, token| match document.word(token) {
        "“" => true,
        "”" => false,
        "\"" => !open,
        _ => open,
    })
}

/// `, sending its shares down 14%`.
fn moves_markets(document: &Document, comma: usize) -> bool {
    const MOVES: &str = include_str!("../../lists/market-moves.txt");
    let Some(verb) = document.tokens.get(comma + 1).filter(|verb| verb.tag == "VBG") else { return false };
    let lemma = |at: usize| &*document.tokens[at].lemma;
    let end = document.sentences[verb.sentence].tokens.end.min(comma + 7);
    document.word(comma) == ","
        && is_one_of(MOVES, lemma(comma + 1), "verb")
        && (comma + 2..end).any(|at| is_one_of(MOVES, lemma(at), "noun"))
}

/// `, an allegation Tipping dismissed ...`: the noun and the verb of what somebody else says
/// of the claim before it, from its comma on.
pub(super) fn claim_again(document: &Document, comma: usize) -> Option<(usize, usize)> {
    let noun = comma + 2;
    let last = document.tokens.get(noun)?;
    let determined = document.word(comma) == "," && matches!(document.word(comma + 1), "a" | "an");
    let named = is_one_of(include_str!("../../lists/clause-cues.txt"), &last.lemma, "noun")
        || matches!(&*last.lemma, "charge" | "idea" | "figure" | "version" | "account");
    let end = document.sentences[last.sentence].tokens.end.min(noun + 10);
    let verb = (noun + 1..end).find(|at| {
        let token = &document.tokens[*at];
        token.head == noun && token.dep == "relcl"
    })?;
    let subject = (noun + 1..verb).any(|at| {
        document.tokens[at].head == verb
            && document.tokens[at].dep == "nsubj"
            && !matches!(document.tokens[at].tag, "WDT" | "WP")
    });
    (determined && named && subject).then_some((noun, verb))
}

/// `Leader defends charge as petition grows`: two things that happen at once, in a headline.
fn meanwhile(document: &Document, at: usize, cue: &Range<usize>) -> bool {
    let token = &document.tokens[at];
    let part = document.sentences[token.sentence].part;
    document.parts[part].role == Role::Headline
        && document.word(at) == "as"
        && token.dep == "mark"
        && document.tokens[token.head].dep == "advcl"
        && cue.contains(&document.tokens[token.head].head)
}

/// `It landed on Sunday, its makers said, but it may be lying on its side`: both halves are said.
fn join_halves(document: &Document, attribution: &mut Attribution, others: &[Attribution]) {
    let [content] = attribution.content.as_slice() else { return };
    let [source] = attribution.source.as_slice() else { return };
    let sentence = document.sentences[document.tokens[attribution.cue.start].sentence].tokens.clone();
    let opens = matches!(document.word(content.start), "but" | "and" | "although" | "though" | "because");
    let touching = source.end == attribution.cue.start && source.start > sentence.start + 3;
    if !opens || !touching || content.start < attribution.cue.end || document.word(source.start - 1) != "," {
        return;
    }
    let half = sentence.start..source.start - 1;
    let verb = half.clone().any(|at| document.tokens[at].tag.starts_with("VB"));
    let taken = others.iter().any(|other| {
        let inside = |range: &Range<usize>| range.start < half.end && half.start < range.end;
        inside(&other.cue) || other.content.iter().any(inside)
    });
    if verb && !taken {
        attribution.content.insert(0, half);
    }
}

/// `The operator expects a margin of 5 GW, it said`: what is said begins with its subject.
fn begin_with_subject(document: &Document, attribution: &mut Attribution, others: &[Attribution]) {
    let cue = attribution.cue.clone();
    let taken: Vec<Range<usize>> = others
        .iter()
        .flat_map(|other| other.source.iter().chain(&other.content).chain([&other.cue]))
        .chain(&attribution.source)
        .cloned()
        .collect();
    let Some(first) = attribution.content.first_mut().filter(|first| first.end <= cue.start) else { return };
    let verb = first.start;
    let sentence = document.sentences[document.tokens[verb].sentence].tokens.clone();
    if !matches!(document.tokens[verb].tag, "VBD" | "VBZ" | "VBP" | "MD") || verb == sentence.start {
        return;
    }
    let free = (sentence.start..verb).all(|at| !taken.iter().any(|range| range.contains(&at)));
    let subject = (sentence.start..verb).any(|at| {
        matches!(document.tokens[at].dep, "nsubj" | "nsubjpass") && document.tokens[at].head == verb
    });
    if free && subject {
        first.start = sentence.start;
    }
}
