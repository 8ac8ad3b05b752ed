//! Outcomes that a noun says rather than a verb: `the closure of 12 schools`, `layoffs hit 300
//! workers`, `40 men face trial`.
//!
//! The nouns are in `lists/outcome-events.txt`. What stands between them and the figure is a
//! preposition or a verb that says little, so that these words do for every event.

use std::sync::LazyLock;

use super::counted::Words;
use super::outcome::{self, Hit, hit};
use super::parsed;
use super::read::Found;
use crate::list::{Phrases, entries};

static EVENTS: LazyLock<Phrases<&'static str>> = LazyLock::new(|| {
    let listed = entries(include_str!("../../lists/outcome-events.txt"));
    let each = listed.flat_map(|(name, nouns)| nouns.split(';').map(move |noun| (noun.trim(), name)));
    Phrases::new(each.flat_map(|(noun, name)| [(noun, name), (plural(noun), name)]))
});

fn plural(noun: &str) -> &'static str {
    let many = match noun.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o']) => format!("{stem}ies"),
        _ => format!("{noun}s"),
    };
    many.leak()
}

/// The event that a figure suffers.
pub(super) fn find(words: &Words, found: &Found) -> Option<Hit> {
    before(words, found).or_else(|| between(words, found)).or_else(|| behind(words, found))
}

/// `gave 12,000 Venezuelans leave to remain`.
fn between(words: &Words, found: &Found) -> Option<Hit> {
    let verb = outcome::verb_before(words, found)?;
    let token = words.tokens().get(words.token(verb)?)?;
    let gives = matches!(
        &*token.lemma,
        "give" | "grant" | "hand" | "deny" | "offer" | "award" | "deal" | "issue" | "serve"
    );
    let at = outcome::behind(words, found);
    let from = (at..at + 4).find(|&at| !small(words, at)).filter(|_| gives)?;
    let (name, next) = EVENTS.find(words.pieces, from)?;
    let told = hit(words, from, next, (*name).to_owned());
    let denied = &*token.lemma == "deny";
    words.same_sentence(verb, from).then_some(Hit { negated: told.negated != denied, ..told })
}

/// `jail terms for three men`, `layoffs have hit 300 workers`.
fn before(words: &Words, found: &Found) -> Option<Hit> {
    if let Some(hit) = preposition(words, found).and_then(|at| {
        let near = || ending_at(words, at).map(|(from, name)| hit(words, from, at, name.to_owned()));
        let near = if matches!(words.pieces.word(at), "of" | "for" | "against") { near() } else { None };
        near.or_else(|| dealt(words, found, at)).or_else(|| apart(words, found, at))
    }) {
        return Some(hit).filter(|hit| !undone(words, hit));
    }
    let at = outcome::verb_before(words, found)?;
    let at = match words.pieces.word(at) {
        "affecting" | "involving" | "hitting" => at,
        "hit" | "hits" | "affect" | "affects" | "affected" | "struck" | "cover" | "covers" | "covered"
        | "concern" | "concerns" | "involved" | "involve" | "cost" => over_helpers(words, at),
        _ => return None,
    };
    let (from, name) = ending_at(words, at)?;
    // `the trial involved 2,300 volunteers` is no court's.
    let joined = words.same_sentence(from, found.start) && name != "tried";
    joined.then(|| hit(words, from, at, name.to_owned()))
}

/// The preposition that a figure hangs on.
fn preposition(words: &Words, found: &Found) -> Option<usize> {
    (found.start.saturating_sub(4)..found.start)
        .rev()
        .take_while(|&at| !words.tag(at).starts_with("VB") && !words.tag(at).starts_with("NN"))
        .find(|&at| matches!(words.pieces.word(at), "of" | "for" | "against" | "on" | "to" | "upon"))
}

/// `slapped sanctions on 18 officials`, `Sanctions were slapped on 18 officials`.
fn dealt(words: &Words, found: &Found, preposition: usize) -> Option<Hit> {
    if !matches!(words.pieces.word(preposition), "on" | "to" | "against" | "for" | "upon") {
        return None;
    }
    let verb = parsed::verb_of_preposition(words, preposition)?;
    let (event, _) = parsed::objects(words, verb).find_map(|object| {
        let last = words.piece(object)? + 1;
        ending_at(words, last).map(|(from, name)| ((from, name, last), object))
    })?;
    let (from, name, last) = event;
    words.same_sentence(from, found.start).then(|| hit(words, from, last, name.to_owned()))
}

/// Whether the event is undone: `Charges against 16 students have been dropped`.
fn undone(words: &Words, event: &Hit) -> bool {
    let tokens = words.tokens();
    let last = tokens.partition_point(|token| token.span.end < event.span.end);
    let Some(noun) = tokens.get(last) else { return false };
    matches!(noun.dep, "dobj" | "nsubjpass")
        && matches!(
            &*tokens[noun.head].lemma,
            "drop"
                | "lift"
                | "quash"
                | "overturn"
                | "withdraw"
                | "revoke"
                | "waive"
                | "ease"
                | "reject"
                | "dismiss"
                | "strike"
                | "throw"
                | "oppose"
                | "prevent"
                | "avert"
                | "stop"
                | "halt"
                | "suspend"
        )
}

/// `the arrest on Monday of 12 men`.
fn apart(words: &Words, found: &Found, preposition: usize) -> Option<Hit> {
    if !matches!(words.pieces.word(preposition), "of" | "against") {
        return None;
    }
    let noun = words.piece(parsed::noun_of_preposition(words, preposition)?)?;
    let (from, name) = ending_at(words, noun + 1)?;
    words.same_sentence(from, found.start).then(|| hit(words, from, noun + 1, name.to_owned()))
}

fn over_helpers(words: &Words, mut at: usize) -> usize {
    let helper = |word: &str| {
        matches!(
            word,
            "have" | "has" | "had" | "will" | "could" | "would" | "may" | "also" | "to" | "that" | "which"
        )
    };
    while at > 0 && (helper(words.pieces.word(at - 1)) || words.tag(at - 1) == "RB") {
        at -= 1;
    }
    at
}

fn ending_at(words: &Words, at: usize) -> Option<(usize, &'static str)> {
    (at.saturating_sub(3)..at).find_map(|from| {
        let (name, next) = EVENTS.find(words.pieces, from)?;
        (next == at).then_some((from, *name))
    })
}

/// `40 men face trial`, `12 towns are under siege`; `escaped jail` denies it.
fn behind(words: &Words, found: &Found) -> Option<Hit> {
    parsed::verbs_of_subject(words, found).into_iter().find_map(|(verb, _)| {
        let pieces = words.pieces;
        let denied =
            matches!(pieces.word(verb), "escaped" | "escape" | "avoided" | "avoid" | "dodged" | "evaded");
        let open = denied
            || matches!(
                pieces.word(verb),
                "face"
                    | "faced"
                    | "facing"
                    | "faces"
                    | "await"
                    | "awaiting"
                    | "awaited"
                    | "undergo"
                    | "underwent"
                    | "received"
                    | "receive"
                    | "got"
                    | "suffered"
                    | "suffer"
                    | "sustained"
                    | "under"
                    | "are"
                    | "were"
                    | "went"
                    | "go"
                    | "sent"
                    | "put"
                    | "placed"
                    | "threatened"
                    | "granted"
                    | "given"
                    | "slated"
                    | "earmarked"
                    | "scheduled"
                    | "marked"
                    | "destined"
                    | "bound"
                    | "due"
                    | "headed"
                    | "denied"
                    | "handed"
                    | "offered"
                    | "issued"
                    | "dealt"
                    | "serving"
                    | "served"
                    | "won"
                    | "obtained"
                    | "ordered"
                    | "subject"
                    | "subjected"
            );
        if !open {
            return None;
        }
        if matches!(
            pieces.word(verb),
            "got" | "received" | "given" | "handed" | "serving" | "get" | "receive"
        ) && let Some(end) = term(words, verb + 1)
        {
            return Some(hit(words, verb, end, "sentenced".to_owned()));
        }
        let from =
            (verb + 1..verb + 6).take_while(|&at| small(words, at)).last().map_or(verb + 1, |at| at + 1);
        let (name, next) = EVENTS.find(pieces, from)?;
        let denied = denied || pieces.is(verb, "denied");
        let told = hit(words, verb, next, (*name).to_owned());
        words.same_sentence(verb, from).then_some(Hit { negated: told.negated != denied, ..told })
    })
}

/// The piece behind `between eight and 14 years`, `life`.
fn term(words: &Words, from: usize) -> Option<usize> {
    let pieces = words.pieces;
    let near = (from..from + 7).take_while(|&at| !matches!(pieces.word(at), "," | "." | ";" | "for" | "of"));
    let end = near.last()?;
    let years = (from..=end).find(|&at| matches!(pieces.word(at), "years" | "months" | "life"))?;
    (!matches!(pieces.word(years + 1), "of" | "'" | "to") && words.same_sentence(from, years))
        .then_some(years + 1)
}

/// Words between a verb and the event: `face up to ten years in`, `are still under`.
fn small(words: &Words, at: usize) -> bool {
    EVENTS.find(words.pieces, at).is_none()
        && matches!(words.tag(at), "IN" | "TO" | "DT" | "JJ" | "RB" | "CD" | "VBN" | "VBG" | "PRP$" | "")
}
