//! Figures that go together in a sentence: some of what was counted before (`two of whom`,
//! `33 of them in May`), more of the same (`wounded another 31`), and several under one verb
//! (`six tanks and four trucks`).

use super::amount::Form;
use super::counted::{self, Words};
use super::outcome::{self, Hit, is_person, of_people};
use super::read::Found;
use super::{Counted, Kind, Outcome, small};

/// The outcome of the figures that this one goes on with.
pub(super) fn shared(words: &Words, found: &Found, earlier: &[Found]) -> Option<Hit> {
    let tells = |one: &&Found| one.figure.counts.is_some() || one.figure.outcome.is_some();
    let before =
        earlier.iter().rfind(tells).filter(|before| words.same_sentence(before.start, found.start))?;
    // `58 of the 64 drones and three missiles`: the whole has no outcome of its own.
    let part = || {
        let of = words.pieces.is(before.start.checked_sub(1)?, "of")
            || words.pieces.is(before.start.checked_sub(2)?, "of");
        let part = earlier.iter().rev().find(|one| one.start < before.start)?;
        (of && part.end + 3 >= before.start).then_some(part.figure.outcome.as_ref()?)
    };
    let outcome = before.figure.outcome.as_ref().or_else(part)?;
    let verb_first = outcome.span.end <= before.figure.span.start;
    let listed = verb_first
        && (found.figure.counts.is_some() && found.figure.kind == before.figure.kind)
        && joined(words, before.end, found.start)
        || in_step(words, found, before)
        || as_were(words, found)
        || plans_more(words, found)
        || is_part(words, found);
    // `were hurt, one of them fatally`.
    if is_part(words, found) && (found.end..found.end + 4).any(|at| words.pieces.is(at, "fatally")) {
        return Some(Hit { name: "killed".to_owned(), span: outcome.span, negated: false });
    }
    listed.then(|| Hit { name: outcome.name.clone(), span: outcome.span, negated: outcome.negated })
}

/// `six tanks and four trucks were destroyed`: the first shares what is said of the second.
pub(super) fn before_verb(words: &Words, found: &mut [Found]) {
    for at in (1..found.len()).rev() {
        let (first, rest) = found.split_at_mut(at);
        let (Some(one), Some(next)) = (first.last_mut(), rest.first()) else { continue };
        let Some(outcome) = &next.figure.outcome else { continue };
        let behind = outcome.span.start >= next.figure.span.end;
        let listed =
            one.figure.counts.is_some() && next.figure.counts.is_some() && one.figure.kind == Kind::Count;
        if one.figure.outcome.is_none()
            && behind
            && listed
            && one.figure.kind == next.figure.kind
            && words.pieces.is(one.end, "and")
            && one.end + 1 == next.start
        {
            one.figure.outcome = Some(Outcome { ..outcome.clone() });
        }
    }
}

fn joined(words: &Words, end: usize, start: usize) -> bool {
    let pieces = words.pieces;
    match start.checked_sub(end) {
        Some(1) => matches!(pieces.word(end), "and" | "or" | ","),
        Some(2) => {
            pieces.is(end, ",") && matches!(pieces.word(end + 1), "and" | "or")
                || pieces.is(end, "as") && pieces.is(end + 1, "well")
        }
        Some(3) => {
            matches!((pieces.word(end), pieces.word(end + 1), pieces.word(end + 2)), ("as", "well", "as"))
        }
        _ => false,
    }
}

/// `were killed, as were 12 passengers`.
fn as_were(words: &Words, found: &Found) -> bool {
    let pieces = words.pieces;
    found.start > 1
        && matches!(pieces.word(found.start - 2), "as" | "so")
        && matches!(pieces.word(found.start - 1), "were" | "was" | "are" | "did" | "have")
}

/// `opened 18 shops last year and plans 30 more`.
fn plans_more(words: &Words, found: &Found) -> bool {
    let pieces = words.pieces;
    let verb = found.start.checked_sub(1).map_or("", |at| pieces.word(at));
    found.figure.counts.is_none()
        && (pieces.is(found.end, "more") || found.start > 1 && pieces.is(found.start - 1, "another"))
        && matches!(
            verb,
            "plan"
                | "plans"
                | "planned"
                | "expects"
                | "expect"
                | "wants"
                | "promised"
                | "promises"
                | "intends"
                | "aims"
        )
}

/// `640,000 children in the first round and 590,000 in the second`: a bare amount after `and`, and no verb between.
fn in_step(words: &Words, found: &Found, before: &Found) -> bool {
    let pieces = words.pieces;
    let bare = found.figure.counts.is_none() && found.figure.kind == Kind::Count && found.form != Form::One;
    let joint = found.start.checked_sub(1).is_some_and(|at| matches!(pieces.word(at), "and" | ","));
    let preposition = matches!(
        pieces.word(found.end),
        "in" | "at" | "on" | "near" | "from" | "to" | "during" | "since" | "last" | "this" | "the"
    );
    bare && joint && preposition && !has_verb(words, before.end, found.start) && found.start < before.end + 16
}

fn has_verb(words: &Words, from: usize, to: usize) -> bool {
    (from..to).any(|at| matches!(words.tag(at), "VBD" | "VBZ" | "VBP" | "MD") || words.pieces.is(at, ";"))
}

/// `33 of them on polling day`, `among them 29 women`, `including two children`, with no verb of their own.
fn is_part(words: &Words, found: &Found) -> bool {
    if introduced(words, found) {
        return true;
    }
    let pieces = words.pieces;
    match of_them(words, found) {
        Some("them" | "these" | "those") => !(found.end + 2..found.end + 5).any(|at| {
            matches!(words.tag(at), "VBD" | "VBZ" | "VBP" | "MD")
                && (found.end + 2..at).all(|n| pieces.is_word(n))
        }),
        // `most of whom fled` has its verb; `two of whom children` has none.
        Some(_) => {
            !(found.end + 2..found.end + 9).any(|at| matches!(words.tag(at), "VBD" | "VBZ" | "VBP" | "MD"))
        }
        None => false,
    }
}

/// The pronoun of `two of them`.
fn of_them<'w>(words: &'w Words, found: &Found) -> Option<&'w str> {
    let pieces = words.pieces;
    let pronoun = pieces.word(found.end + 1);
    let of = pieces.is(found.end, "of") && matches!(pronoun, "them" | "whom" | "which" | "these" | "those");
    of.then_some(pronoun)
}

/// `of which 4,000`, `of whom two`.
fn of_which(words: &Words, found: &Found) -> bool {
    let pieces = words.pieces;
    found.start > 1
        && pieces.is(found.start - 2, "of")
        && matches!(pieces.word(found.start - 1), "which" | "whom")
}

/// `including two children`, `among them two children`.
fn introduced(words: &Words, found: &Found) -> bool {
    let pieces = words.pieces;
    let word = |back: usize| found.start.checked_sub(back).map_or("", |at| pieces.word(at));
    matches!(word(1), "including" | "includes" | "included" | "include")
        || matches!(word(1), "them" | "these" | "whom" | "which") && matches!(word(2), "among" | "amongst")
        || matches!((word(3), word(2), word(1)), ("among", "them", "the" | "at"))
        || matches!((word(4), word(3), word(2)), ("among", "whom" | "them", "were" | "are" | "was"))
}

/// What a bare amount counts: what one before it does, people where people alone can suffer it.
pub(super) fn understood(words: &Words, found: &mut Found, earlier: &[Found]) {
    let measures = found.end.checked_sub(1).is_some_and(|at| counted::no_things(words.pieces.word(at)));
    if found.figure.counts.is_some() || found.figure.kind != Kind::Count || measures {
        return;
    }
    let outcome = found.figure.outcome.as_ref().map(|outcome| outcome.name.as_str());
    let people = outcome.is_some_and(of_people);
    let part = of_them(words, found).is_some() || of_which(words, found);
    let named;
    let name = if crowd_of(words, found) {
        Some("people")
    } else if people && let Some(name) = above(words, found, earlier, true) {
        Some(name)
    } else if people {
        named = unnumbered(words, found);
        Some(named.as_deref().unwrap_or("people"))
    } else if outcome.is_some()
        || part
        || compares(words, found)
        || before_now(words, found)
        || total(words, found)
        || is_pronoun(words, found)
    {
        let mostly = outcome.is_some_and(outcome::mostly_of_people);
        above(words, found, earlier, false).or(mostly.then_some("people"))
    } else {
        None
    };
    let Some(name) = name else { return };
    let name = if matches!(name, "deaths" | "injuries") { "people" } else { name };
    found.figure.counts = Some(Counted { span: None, name: name.to_owned() });
}

/// `a crowd of 48,000`.
fn crowd_of(words: &Words, found: &Found) -> bool {
    found.start.checked_sub(2).is_some_and(|at| {
        words.pieces.is(at + 1, "of")
            && matches!(
                words.pieces.word(at),
                "crowd"
                    | "audience"
                    | "congregation"
                    | "gathering"
                    | "mob"
                    | "throng"
                    | "workforce"
                    | "crowds"
                    | "family"
            )
    })
}

/// `four more than Germany`, `36,000 fewer than a year earlier`: nothing happened to the difference.
pub(super) fn compares(words: &Words, found: &Found) -> bool {
    let pieces = words.pieces;
    matches!(pieces.word(found.end), "more" | "fewer" | "less") && pieces.is(found.end + 1, "than")
}

/// People that the sentence speaks of without a number: `attacked passengers on a train and injured five`.
/// Those who do it are not those who suffer it.
fn unnumbered(words: &Words, found: &Found) -> Option<String> {
    let tokens = words.tokens();
    let last = words.token(found.start)?;
    let sentence = tokens.get(last)?.sentence;
    let by = |at: usize| tokens[at].dep == "pobj" && &*tokens[tokens[at].head].lemma == "by";
    let at = (last.saturating_sub(30)..last).rev().find(|&at| {
        tokens[at].sentence == sentence
            && tokens[at].tag == "NNS"
            && matches!(tokens[at].dep, "dobj" | "pobj")
            && !by(at)
            && words.piece(at).is_some_and(|piece| is_person(words.pieces.word(piece)))
    })?;
    Some(words.pieces.word(words.piece(at)?).to_owned())
}

/// `who is 15`, `since he was 5`: an age, to which nothing happens.
pub(super) fn is_age(words: &Words, found: &Found) -> bool {
    let word = |back: usize| found.start.checked_sub(back).map_or("", |at| words.pieces.word(at));
    found.figure.counts.is_none()
        && matches!(word(1), "is" | "was" | "turned")
        && matches!(word(2), "he" | "she" | "who" | "i")
        && found.figure.high.is_some_and(|high| high < 120.0)
}

/// `down from 91`, `compared with 36 a year earlier`: nothing happened to them now.
pub(super) fn before_now(words: &Words, found: &Found) -> bool {
    let word = |back: usize| found.start.checked_sub(back).map_or("", |at| words.pieces.word(at));
    match word(1) {
        "from" => matches!(word(2), "down" | "up"),
        "with" => word(2) == "compared",
        _ => false,
    }
}

/// `taking the total to 274`.
fn total(words: &Words, found: &Found) -> bool {
    let pieces = words.pieces;
    found.start > 1
        && pieces.is(found.start - 1, "to")
        && matches!(pieces.word(found.start - 2), "total" | "number" | "tally" | "count")
}

/// A bare number that is a verb's subject or object: `800 are at the front`, `and sold 90`.
fn is_pronoun(words: &Words, found: &Found) -> bool {
    let before = found.start.checked_sub(1).map_or("", |at| words.tag(at));
    let subject = matches!(words.tag(found.end), "VBD" | "VBZ" | "VBP" | "MD");
    let last = words.pieces.word(found.end);
    let ends =
        matches!(last, "." | "," | ";" | "more" | "and" | "in" | "on" | "at" | "to" | "of" | "from" | "");
    let is = found
        .start
        .checked_sub(1)
        .is_some_and(|at| matches!(words.pieces.word(at), "is" | "are" | "was" | "were" | "be" | "been"));
    matches!(found.form, Form::Number | Form::Vague)
        && !is
        && (subject || ends && before.starts_with("VB") && !small::rises(words.pieces, found.start))
}

/// What an earlier figure of the sentence counts, where this one goes on with it: `killed 14 civilians,
/// including two children, and wounded 53`. Some of them are not all of them, and a magnitude counts nothing.
pub(super) fn above<'a>(words: &Words, found: &Found, earlier: &'a [Found], people: bool) -> Option<&'a str> {
    let whole = |figure: &Found| figure.figure.low.is_none_or(|low| low.fract() == 0.0);
    let before = || {
        let near = earlier.iter().rev().filter(|one| words.same_sentence(one.start, found.start));
        near.filter(|one| !introduced(words, one) && whole(one) && one.figure.kind == Kind::Count)
            .filter(|one| counted(one).is_some())
    };
    let happened = |one: &&Found| one.figure.outcome.as_ref().is_some_and(|outcome| of_people(&outcome.name));
    let person = |one: &&Found| counted(one).is_some_and(|name| is_person(last(name)));
    // Of what nothing is known, no outcome that things alone have: `two trams crashed, injuring 34`.
    let alive =
        |one: &&Found| one.figure.outcome.as_ref().is_none_or(|outcome| !outcome::of_things(&outcome.name));
    let one = match people {
        true => before().find(happened).or_else(|| before().find(person)).or_else(|| before().find(alive)),
        false => before().next(),
    }?;
    counted(one)
}

fn counted(one: &Found) -> Option<&str> {
    one.figure.counts.as_ref().map(|counts| counts.name.as_str())
}

fn last(name: &str) -> &str {
    name.rsplit(' ').next().unwrap_or(name)
}
