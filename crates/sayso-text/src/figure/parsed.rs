//! The verb that the parse gives to what is counted, however far it stands: `Seven of the 26
//! schoolgirls kidnapped last week have been rescued` rescues seven. The fast engine has no
//! parse, and headlines are parsed badly: there this finds nothing.

use super::counted::Words;
use super::outcome::{self, Hit, OUTCOMES, Side, after_side, hit};
use super::read::Found;
use crate::Token;

/// The verb whose subject or object the figure is.
pub(super) fn main(words: &Words, found: &Found) -> Option<Hit> {
    let (relation, verb) = governor(words, found)?;
    match relation {
        "dobj" => done(words, verb),
        _ => verbs_of(words, verb).into_iter().find_map(|verb| {
            suffered(words, verb).filter(|_| is_passive(words, verb) || !has_object(words, verb))
        }),
    }
}

/// The verb whose object the figure is.
pub(super) fn verb_of_object(words: &Words, found: &Found) -> Option<usize> {
    let (relation, verb) = governor(words, found)?;
    words.piece(verb).filter(|_| relation == "dobj")
}

/// The verb that a preposition hangs on.
pub(super) fn verb_of_preposition(words: &Words, at: usize) -> Option<usize> {
    let token = words.tokens().get(words.token(at)?)?;
    let verb = words.tokens().get(token.head)?;
    (matches!(token.dep, "prep" | "dative") && verb.tag.starts_with("VB")).then_some(token.head)
}

/// The noun that a preposition hangs on.
pub(super) fn noun_of_preposition(words: &Words, at: usize) -> Option<usize> {
    let token = words.tokens().get(words.token(at)?)?;
    let noun = words.tokens().get(token.head)?;
    (token.dep == "prep" && noun.tag.starts_with("NN")).then_some(token.head)
}

/// What a verb is done to: its object, or its subject in the passive.
pub(super) fn objects<'w>(words: &'w Words, verb: usize) -> impl Iterator<Item = usize> + 'w {
    let tokens = words.tokens();
    (verb.saturating_sub(20)..tokens.len().min(verb + 12))
        .filter(move |&at| tokens[at].head == verb && matches!(tokens[at].dep, "dobj" | "nsubjpass"))
}

/// The verbs whose subject the figure is, and whether each is in the passive; without a parse the verb behind it.
pub(super) fn verbs_of_subject(words: &Words, found: &Found) -> Vec<(usize, bool)> {
    let clause = head(words, found).and_then(|head| clause(words, head));
    let main = governor(words, found).filter(|(relation, _)| *relation != "dobj");
    let mut verbs: Vec<(usize, bool)> = main
        .map(|(_, verb)| verbs_of(words, verb))
        .unwrap_or_default()
        .into_iter()
        .chain(clause)
        .filter_map(|verb| Some((words.piece(verb)?, is_passive(words, verb))))
        .collect();
    if verbs.is_empty() {
        verbs.extend(outcome::verb_behind(words, found));
    }
    verbs
}

/// How the figure hangs on a verb, and on which.
fn governor(words: &Words, found: &Found) -> Option<(&'static str, usize)> {
    // Of `57 of the 81 drones` the verb tells of 57.
    let some_of = (found.start.saturating_sub(2)..found.start)
        .rev()
        .take_while(|&at| matches!(words.tag(at), "IN" | "DT" | "PRP$"))
        .any(|at| words.pieces.is(at, "of"));
    if some_of && !outcome::of_whole(words, found) || outcome::beside(words, found) {
        return None;
    }
    climb(words, head(words, found)?, 4)
}

/// A verb and those that go on with its subject: `overpowered their guards and broke out`.
fn verbs_of(words: &Words, verb: usize) -> Vec<usize> {
    let tokens = words.tokens();
    let mut verbs = vec![verb];
    for (at, token) in tokens.iter().enumerate().take(verb + 25).skip(verb + 1) {
        // `stand to lose their jobs`, `are set to close`, `escaped and fled`.
        let goes_on = matches!(token.dep, "conj" | "xcomp") && token.tag.starts_with("VB");
        let follows =
            goes_on && verbs.contains(&token.head) && (token.dep == "conj" || !has_object(words, token.head));
        if follows && !has(words, at, "nsubj") && !has(words, at, "nsubjpass") {
            verbs.push(at);
        }
    }
    verbs
}

/// `were taken`; a participle behind its noun; one that goes on with a passive.
fn is_passive(words: &Words, verb: usize) -> bool {
    let token = &words.tokens()[verb];
    let above = token.head;
    let joined = token.dep == "conj" && token.tag == "VBN" && above != verb && !has(words, verb, "aux");
    has(words, verb, "auxpass")
        || has(words, verb, "nsubjpass")
        || token.tag == "VBN" && token.dep == "acl"
        || joined && is_passive(words, above)
}

/// A clause behind the figure: `patients who were given the new therapy`.
pub(super) fn beside(words: &Words, found: &Found) -> Option<Hit> {
    let head = head(words, found)?;
    if let Some(hit) = whose_object(words, head).and_then(|verb| done(words, verb)) {
        return Some(hit);
    }
    let clause = clause(words, head)?;
    let after = after_side(words, words.piece(clause)?)?;
    (is_passive(words, clause) || words.tokens()[clause].dep == "relcl" && after.is_own_deed())
        .then(|| after.hit(words))
}

/// The verb of a clause whose object the noun is: `the 110 drones that Russia sent`.
fn whose_object(words: &Words, head: usize) -> Option<usize> {
    let tokens = words.tokens();
    let verb = (head + 1..tokens.len().min(head + 15))
        .find(|&at| tokens[at].head == head && tokens[at].dep == "relcl")?;
    let subject = tokens[head..verb]
        .iter()
        .any(|token| token.head == verb && token.dep == "nsubj" && !matches!(token.tag, "WP" | "WDT"));
    let own_object =
        (verb + 1..tokens.len().min(verb + 8)).any(|at| tokens[at].head == verb && tokens[at].dep == "dobj");
    (subject && !own_object).then_some(verb)
}

/// The verb of a clause that hangs on a noun and whose subject the noun is: not that of `two of whom fled`.
fn clause(words: &Words, head: usize) -> Option<usize> {
    let tokens = words.tokens();
    let clause = (head + 1..tokens.len())
        .take_while(|&at| tokens[at].sentence == tokens[head].sentence)
        .find(|&at| tokens[at].head == head && matches!(tokens[at].dep, "acl" | "relcl"))?;
    let subject = |token: &Token| {
        token.head == clause && token.dep.starts_with("nsubj") && matches!(token.tag, "WP" | "WDT")
    };
    let own = tokens[clause].dep == "acl" || tokens[head..clause].iter().any(subject);
    own.then_some(clause)
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

fn climb(words: &Words, at: usize, left: usize) -> Option<(&'static str, usize)> {
    let tokens = words.tokens();
    let token = tokens.get(at)?;
    let above = token.head;
    if left == 0 || above == at {
        return None;
    }
    let noun = |at: usize| tokens[at].tag.starts_with("NN");
    match token.dep {
        "nsubjpass" | "nsubj" | "dobj" => Some((token.dep, above)),
        "conj" | "appos" if noun(above) || tokens[above].tag == "CD" => climb(words, above, left - 1),
        "nummod" if noun(above) => climb(words, above, left - 1),
        // `a herd of 34 goats`.
        "pobj"
            if words
                .piece(above)
                .is_some_and(|of| words.pieces.is(of, "of") && outcome::is_whole(words, of))
                && noun(tokens[above].head) =>
        {
            climb(words, tokens[above].head, left - 1)
        }
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
