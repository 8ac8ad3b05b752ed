//! The verb that the parse gives to what is counted, however far it stands: `Seven of the 26
//! schoolgirls kidnapped last week have been rescued` rescues seven. The fast engine has no
//! parse, and headlines are parsed badly: there this finds nothing.

use super::counted::Words;
use super::outcome::{self, Hit, OUTCOMES, Side, after_side, hit};
use super::read::Found;

/// The verb whose subject or object the figure is.
pub(super) fn main(words: &Words, found: &Found) -> Option<Hit> {
    // Of `57 of the 81 drones` the verb tells of 57.
    let some_of = (found.start.saturating_sub(2)..found.start)
        .rev()
        .take_while(|&at| matches!(words.tag(at), "IN" | "DT" | "PRP$"))
        .any(|at| words.pieces.is(at, "of"));
    if some_of || outcome::beside(words, found) {
        return None;
    }
    climb(words, head(words, found)?, 4)
}

/// A clause behind the figure: `patients who were given the new therapy`.
pub(super) fn beside(words: &Words, found: &Found) -> Option<Hit> {
    let head = head(words, found)?;
    let tokens = words.tokens();
    let clause = (head + 1..tokens.len())
        .take_while(|&at| tokens[at].sentence == tokens[head].sentence)
        .find(|&at| tokens[at].head == head && matches!(tokens[at].dep, "acl" | "relcl"))?;
    let own = |dep: &str| {
        tokens
            .iter()
            .skip(head + 1)
            .take(clause - head)
            .any(|token| token.head == clause && token.dep == dep && matches!(token.tag, "WP" | "WDT"))
    };
    let passive = tokens[clause].tag == "VBN" && (tokens[clause].dep == "acl" || own("nsubjpass"));
    let after = after_side(words, words.piece(clause)?)?;
    (passive || own("nsubj") && after.is_own_deed()).then(|| after.hit(words))
}

/// The token of the figure that the rest of the sentence hangs on.
fn head(words: &Words, found: &Found) -> Option<usize> {
    if words.headline() {
        return None;
    }
    let tokens = words.tokens();
    let (from, to) = (words.token(found.start)?, words.token(found.end.checked_sub(1)?)?);
    let parsed = tokens.get(from..=to)?.iter().all(|token| !token.dep.is_empty());
    (from..=to).find(|&at| parsed && !(from..=to).contains(&tokens[at].head))
}

fn climb(words: &Words, at: usize, left: usize) -> Option<Hit> {
    let tokens = words.tokens();
    let token = tokens.get(at)?;
    let above = token.head;
    if left == 0 || above == at {
        return None;
    }
    match token.dep {
        "nsubjpass" => suffered(words, above),
        "nsubj" => suffered(words, above).filter(|_| !has_object(words, above)),
        "dobj" => done(words, above),
        "conj" | "appos" if tokens[above].tag.starts_with("NN") || tokens[above].tag == "CD" => {
            climb(words, above, left - 1)
        }
        "nummod" if tokens[above].tag.starts_with("NN") => climb(words, above, left - 1),
        _ => None,
    }
}

/// The outcome of a verb's subject; that of `had to be taken` is in the verb below.
fn suffered(words: &Words, verb: usize) -> Option<Hit> {
    let tokens = words.tokens();
    let below = || {
        (verb + 1..tokens.len().min(verb + 8))
            .find(|&at| tokens[at].head == verb && tokens[at].dep == "xcomp" && tokens[at].tag == "VBN")
    };
    let found = |verb: usize| {
        let after = after_side(words, words.piece(verb)?)?;
        let passive = has(words, verb, "auxpass") || has(words, verb, "nsubjpass");
        (passive || after.is_own_deed()).then(|| after.hit(words))
    };
    found(verb).or_else(|| found(below()?))
}

/// The outcome of a verb's object.
fn done(words: &Words, verb: usize) -> Option<Hit> {
    let at = words.piece(verb)?;
    let ((side, name), next) = OUTCOMES.find(words.pieces, at)?;
    let active = !has(words, verb, "auxpass");
    (active && matches!(side, Side::Before | Side::Both)).then(|| hit(words, at, next, (*name).to_owned()))
}

fn has(words: &Words, verb: usize, dep: &str) -> bool {
    let tokens = words.tokens();
    let from = verb.saturating_sub(40);
    tokens
        .get(from..tokens.len().min(verb + 12))
        .is_some_and(|near| near.iter().any(|token| token.head == verb && token.dep == dep))
}

fn has_object(words: &Words, verb: usize) -> bool {
    let after = words.piece(verb).and_then(|at| after_side(words, at));
    has(words, verb, "dobj") && !after.is_some_and(|after| after.is_own_deed())
}
