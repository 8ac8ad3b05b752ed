//! What a figure counts and what happened to it: `killed or wounded at least 30 North
//! Korean soldiers deployed in …` counts North Korean soldiers, killed or wounded.
//!
//! Reads the noun phrase after the amount by its tags (by the look of the words without
//! tags), then looks for an outcome: before the figure, right after it, or behind `were`.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::amount::Form;
use super::read::Found;
use super::{Bound, Counted, Kind, Outcome, guard};
use crate::list::{Phrases, entries, words};
use crate::scan::Pieces;
use crate::{Document, Role, Span};

/// Where the words for an outcome stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Before,
    After,
    Both,
    Noun,
    Toll,
}

static OUTCOMES: LazyLock<Phrases<(Side, &'static str)>> = LazyLock::new(|| {
    Phrases::new(entries(include_str!("../../lists/outcomes.txt")).filter_map(|(words, meaning)| {
        let (side, outcome) = meaning.split_once(' ')?;
        let side = match side {
            "before" => Side::Before,
            "after" => Side::After,
            "both" => Side::Both,
            "noun" => Side::Noun,
            "toll" => Side::Toll,
            _ => return None,
        };
        Some((words, (side, outcome)))
    }))
});

static NAMES: LazyLock<HashMap<&'static str, &'static str>> =
    LazyLock::new(|| entries(include_str!("../../lists/counted.txt")).collect());

/// Adjectives that do not say who or what.
static SIZES: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| words(include_str!("../../lists/sizes.txt")).collect());

/// Kinds whose names begin with a size.
static SIZED_KINDS: LazyLock<Phrases<()>> =
    LazyLock::new(|| Phrases::new(words(include_str!("../../lists/sized-kinds.txt")).map(|kind| (kind, ()))));

/// The word that we use for what is counted: `soldiers` for `troops`.
pub(crate) fn one_word(word: &str) -> &str {
    NAMES.get(word).copied().unwrap_or(word)
}

/// Whether a word says how big something is, not what it is.
pub(crate) fn is_size(word: &str) -> bool {
    SIZES.contains(word)
}

/// Pieces with the tags of the tokens that they lie in.
pub(crate) struct Words<'d> {
    pub pieces: &'d Pieces,
    text: &'d str,
    tags: Vec<&'static str>,
    sentences: Vec<usize>,
    headline: bool,
}

impl<'d> Words<'d> {
    pub fn new(document: &'d Document, part: usize, pieces: &'d Pieces) -> Self {
        let mut tags = Vec::with_capacity(pieces.len());
        let mut sentences = Vec::with_capacity(pieces.len());
        let start = pieces.get(0).map_or(0, |piece| piece.span.start);
        let mut token = document.tokens.partition_point(|token| token.span.end <= start);
        for at in 0..pieces.len() {
            let here = pieces.get(at).map_or(0, |piece| piece.span.start);
            while document.tokens.get(token).is_some_and(|token| token.span.end <= here) {
                token += 1;
            }
            let found = document.tokens.get(token);
            tags.push(found.map_or("", |token| token.tag));
            sentences.push(found.map_or(0, |token| token.sentence));
        }
        let headline = document.parts.get(part).is_some_and(|part| part.role == Role::Headline);
        Self { pieces, text: &document.text, tags, sentences, headline }
    }

    /// Whether these are the words of a headline, whose capitals and tenses mean less.
    pub fn headline(&self) -> bool {
        self.headline
    }

    pub fn tag(&self, at: usize) -> &'static str {
        self.tags.get(at).copied().unwrap_or("")
    }

    fn same_sentence(&self, one: usize, other: usize) -> bool {
        let (from, to) = (one.min(other), one.max(other));
        self.sentences.get(one) == self.sentences.get(other)
            && !(from..to).any(|at| {
                self.pieces.is(at, ".")
                    && self.pieces.joined(at)
                    && !self.pieces.joined(at + 1)
                    && self.pieces.is_capital(at + 1)
                    && self.pieces.word(at.saturating_sub(1)).len() > 2
            })
    }
}

/// Adds what is counted and the outcome; drops numbers that turn out to be names.
pub(crate) fn add(document: &Document, part: usize, pieces: &Pieces, found: &mut Vec<Found>) {
    if found.is_empty() && !super::loose::may(pieces) {
        return;
    }
    let words = Words::new(document, part, pieces);
    super::loose::add(&words, found);
    found.sort_by_key(|found| (found.start, found.end));
    let mut kept: Vec<Found> = Vec::with_capacity(found.len());
    for mut figure in found.drain(..) {
        if counts(&words, &mut figure) {
            outcome(&words, &mut figure, &kept);
            kept.push(figure);
        }
    }
    *found = kept;
}

/// Whether this figure can count things or have an outcome.
fn countable(kind: Kind) -> bool {
    matches!(kind, Kind::Count | Kind::Fraction | Kind::Percentage | Kind::Area | Kind::Mass | Kind::Volume)
}

/// Finds what is counted; false where the number is part of a name after all.
fn counts(words: &Words, found: &mut Found) -> bool {
    let pieces = words.pieces;
    if !countable(found.figure.kind) || found.figure.counts.is_some() {
        return true;
    }
    let counting = found.figure.kind == Kind::Count;
    if magnitude(words, found) {
        return true;
    }
    let closed = usize::from(matches!(pieces.word(found.end), "\"" | "”") && found.form == Form::Vague);
    let of = pieces.is(found.end + closed, "of");
    let dash =
        usize::from(pieces.is_dash(found.end) && pieces.joined(found.end) && pieces.joined(found.end + 1));
    let next = found.end + closed + usize::from(of) + dash;
    let share = found.figure.kind == Kind::Fraction && found.end > found.start + 2;
    let phrase = if counting || of || share { things(words, next, of) } else { None };
    // `Zero Hedge`, `Six Flags`: a name that begins with a number.
    let inside = found.start > 0 && pieces.is_word(found.start - 1) && !words.headline;
    if counting
        && inside
        && pieces.is_word(found.start)
        && pieces.is_capital(found.start)
        && pieces.is_capital(found.end)
        && found.figure.bound == Bound::Exact
    {
        return false;
    }
    let name_before = found.start > 0 && counting && found.figure.bound == Bound::Exact;
    if name_before && in_name(words, found, phrase) {
        return false;
    }
    let Some((from, to)) = phrase else { return pronounced(words, found) };
    // Of `a three-judge panel` the judges are counted.
    let to = if dash == 1 { from + 1 } else { to };
    found.figure.counts = Some(Counted { span: Some(pieces.span(from, to)), name: name(words, from, to) });
    // The drones of `57 of 81 drones` belong to the figure after this one.
    let own = !(of && (next..from).any(|at| super::amount::begins(pieces, at)));
    if counting && own {
        found.end = to;
        found.figure.span = pieces.span(found.start, to);
    }
    true
}

/// `a magnitude 6.3 earthquake`: a size, not how many.
fn magnitude(words: &Words, found: &Found) -> bool {
    found.start > 0 && words.pieces.is(found.start - 1, "magnitude")
}

/// Whether an amount with nothing counted after it stands: `45 dead`, `rose to 45`; a bare
/// `one`, `several` or `many` does not.
fn pronounced(words: &Words, found: &Found) -> bool {
    let of = words.pieces.is(found.end, "of");
    match found.form {
        Form::One => {
            found.figure.unit.is_some()
                || found.figure.bound != Bound::Exact
                || after_side(words, found.end).is_some()
        }
        Form::Vague => {
            found.figure.unit.is_some()
                || found.figure.low.is_some_and(|low| low > 0.0)
                || of
                || after_side(words, found.end).is_some()
        }
        _ => true,
    }
}

/// `Falcon 9`, `Apollo 11`: a name, its number, and nothing countable.
fn in_name(words: &Words, found: &Found, phrase: Option<(usize, usize)>) -> bool {
    let pieces = words.pieces;
    let before = found.start - 1;
    let digits = pieces.get(found.start).is_some_and(|piece| piece.digits > 0 && piece.digits < 4);
    let name = pieces.is_capital(before)
        && pieces.is_word(before)
        && before > 0
        && !words.headline
        && !guard::small_word(pieces.word(before));
    let starts = before == 0 || matches!(pieces.word(before - 1), "." | "!" | "?" | "\"" | "“" | ":");
    let proper = words.tag(before).is_empty() || words.tag(before).starts_with("NNP");
    let many = phrase.is_some_and(|(_, to)| guard::plural(pieces.word(to - 1)) || words.tag(to - 1) == "NNS");
    let after = after_side(words, found.end).is_some() || pieces.is_dash(found.end);
    digits && name && proper && !starts && !many && !after && OUTCOMES.find(pieces, before).is_none()
}

/// The noun phrase at `at`, after its articles.
pub(crate) fn things(words: &Words, at: usize, of: bool) -> Option<(usize, usize)> {
    let pieces = words.pieces;
    let mut from = at;
    if of {
        while matches!(
            pieces.word(from),
            "the"
                | "these"
                | "those"
                | "its"
                | "their"
                | "his"
                | "her"
                | "our"
                | "all"
                | "my"
                | "a"
                | "an"
                | "your"
                | "other"
        ) {
            from += 1;
        }
        let total = super::amount::read(pieces, from)
            .filter(|amount| amount.form == Form::Number && !pieces.is(from, "a"));
        from = total.map_or(from, |total| total.end);
    }
    from += usize::from(
        matches!(pieces.word(from), "more" | "other" | "additional" | "new" | "such")
            && things_after(words, from + 1)
            && !pieces.is(from, "new")
            && !pieces.is(from, "such"),
    );
    let tagged = !words.tag(from).is_empty();
    let mut last = None;
    let mut at = from;
    while at < from + 7
        && (pieces.is_word(at) || inner_sign(pieces, at) || code(pieces, at))
        && pieces.get(at).is_some_and(|piece| !piece.gap || at == from || !inner_sign(pieces, at))
    {
        if code(pieces, at) {
            last = Some(at + usize::from(pieces.is(at + 1, "s") && pieces.joined(at + 1)));
            at = last.unwrap_or(at) + 1;
            continue;
        }
        if inner_sign(pieces, at) {
            at += 1;
            continue;
        }
        let step = if tagged { tagged_step(words, at, last) } else { plain_step(words, at, from, last) };
        match step {
            Step::Noun => last = Some(at),
            Step::Modifier => {}
            Step::Stop => break,
        }
        at += 1;
    }
    last.map(|last| (from, last + 1))
}

fn things_after(words: &Words, at: usize) -> bool {
    words.pieces.is_word(at)
        && !guard::small_word(words.pieces.word(at))
        && (words.tag(at).is_empty() || matches!(words.tag(at).get(..2), Some("NN" | "JJ")))
}

/// A hyphen inside a word or an apostrophe.
fn inner_sign(pieces: &Pieces, at: usize) -> bool {
    let sign = matches!(pieces.word(at), "-" | "‑" | "'");
    sign && pieces.joined(at) && pieces.joined(at + 1) && (pieces.is_word(at + 1) || code(pieces, at + 1))
}

/// The number of `Su-34s`.
fn code(pieces: &Pieces, at: usize) -> bool {
    at > 1
        && pieces.number(at).is_some()
        && pieces.joined(at)
        && pieces.is_dash(at - 1)
        && pieces.joined(at - 1)
        && pieces.is_capital(at - 2)
}

enum Step {
    Noun,
    Modifier,
    Stop,
}

fn tagged_step(words: &Words, at: usize, last: Option<usize>) -> Step {
    let pieces = words.pieces;
    let word = pieces.word(at);
    let plural_before = last.is_some_and(|last| last + 1 == at && plural_at(words, last));
    let possessive = word == "s" && pieces.joined(at);
    if plural_before
        && (OUTCOMES.find(pieces, at).is_some_and(|((side, _), _)| *side != Side::Noun)
            || words.tag(at).starts_with("NNP") && !words.headline
            || moment_word(word))
    {
        return Step::Stop;
    }
    // `adults smokes` is a verb that looks like things; `police officers` are things.
    if plural_before
        && words.tag(at) == "NNS"
        && !at.checked_sub(1).is_some_and(|before| compounds(pieces.word(before)))
    {
        return Step::Stop;
    }
    if guard::small_word(word) && !possessive || moment_word(word) && last.is_some() {
        return Step::Stop;
    }
    match words.tag(at) {
        "NN" | "NNS" | "NNP" | "NNPS" if !only_after(pieces, at) => Step::Noun,
        "POS" | "HYPH" => Step::Modifier,
        "JJ" | "JJS" | "JJR"
            if last.is_none_or(|last| !plural_at(words, last)) && !only_after(pieces, at) =>
        {
            Step::Modifier
        }
        "VBN" | "VBG" if last.is_none() && noun_follows(words, at + 1) => Step::Modifier,
        "RB" | "FW" if last.is_none() && matches!(words.tag(at + 1), "JJ" | "VBN") => Step::Modifier,
        _ => Step::Stop,
    }
}

/// Plurals that stand before other nouns.
fn compounds(word: &str) -> bool {
    matches!(
        word,
        "police"
            | "women"
            | "men"
            | "people"
            | "sports"
            | "arms"
            | "weapons"
            | "drugs"
            | "news"
            | "troops"
            | "personnel"
            | "staff"
            | "militia"
            | "infantry"
            | "media"
            | "data"
            | "aircraft"
            | "goods"
            | "systems"
            | "services"
            | "affairs"
            | "savings"
            | "earnings"
            | "s"
    )
}

fn plural_at(words: &Words, at: usize) -> bool {
    // `Hamas` looks like several, and is one.
    let looks = guard::plural(words.pieces.word(at)) && (words.headline || !words.pieces.is_capital(at));
    matches!(words.tag(at), "NNS" | "NNPS") || looks
}

fn noun_follows(words: &Words, at: usize) -> bool {
    matches!(words.tag(at).get(..2), Some("NN" | "JJ"))
}

/// `dead`, `wounded`: they say what happened, not what is counted.
fn only_after(pieces: &Pieces, at: usize) -> bool {
    OUTCOMES.find(pieces, at).is_some_and(|((side, _), next)| match side {
        Side::After => true,
        Side::Both => !pieces.is_word(next) || guard::small_word(pieces.word(next)),
        _ => false,
    })
}

fn moment_word(word: &str) -> bool {
    const MOMENTS: &[&str] = &[
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "yesterday",
        "today",
        "tonight",
        "tomorrow",
        "overnight",
        "year",
        "month",
        "week",
        "january",
        "february",
        "march",
        "april",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    MOMENTS.contains(&word)
}

/// Without tags: up to four words, the last of several things ends it.
fn plain_step(words: &Words, at: usize, from: usize, last: Option<usize>) -> Step {
    let pieces = words.pieces;
    let word = pieces.word(at);
    let ended = last.is_some_and(|last| guard::plural(pieces.word(last)));
    let possessive = word == "s" && pieces.joined(at);
    let stop = (guard::small_word(word) && !possessive)
        || moment_word(word)
        || only_after(pieces, at)
        || (ended && !guard::plural(word))
        || at >= from + 5
        || OUTCOMES.find(pieces, at).is_some_and(|((side, _), _)| matches!(side, Side::Both | Side::After));
    if stop {
        return Step::Stop;
    }
    let plural_ahead = (at + 1..from + 5)
        .take_while(|&n| pieces.is_word(n) && !guard::small_word(pieces.word(n)))
        .any(|n| guard::plural(pieces.word(n)));
    if plural_ahead && !guard::plural(word) {
        return Step::Modifier;
    }
    if last.is_some() && !guard::plural(word) { Step::Stop } else { Step::Noun }
}

/// The words as written, with one word for one thing.
fn name(words: &Words, from: usize, to: usize) -> String {
    let pieces = words.pieces;
    let mut name = String::new();
    for at in from..to {
        let Some(piece) = pieces.get(at) else { break };
        let lower = pieces.word(at);
        // `small settlements` are settlements; `Great Danes` and `big-game hunters` keep their
        // names, as do kinds like `small businesses`.
        let size = at + 1 < to && is_size(lower) && words.tag(at).starts_with("JJ") && !piece.capital;
        if size && pieces.is_word(at + 1) && SIZED_KINDS.find(pieces, at).is_none() {
            continue;
        }
        if !name.is_empty() && piece.gap {
            name.push(' ');
        }
        let canonical = NAMES.get(lower).copied();
        let common = at + 1 == to && (guard::plural(lower) && (words.headline || words.tag(at) == "NNS"));
        match canonical.filter(|_| at + 1 == to) {
            Some(canonical) => name.push_str(canonical),
            None if common || !piece.capital => name.push_str(lower),
            None => name.push_str(piece.span.of(words.text)),
        }
    }
    name
}

fn outcome(words: &Words, found: &mut Found, earlier: &[Found]) {
    let adjective = found.figure.counts.is_some() && adjectival(words, found);
    if !countable(found.figure.kind) || found.figure.outcome.is_some() || adjective || magnitude(words, found)
    {
        return;
    }
    let hit = on_left(words, found)
        .or_else(|| of_noun(words, found))
        .or_else(|| toll(words, found))
        .or_else(|| on_right(words, found))
        .or_else(|| behind_were(words, found))
        .or_else(|| shared(words, found, earlier.last()));
    let Some(hit) = hit else { return };
    found.figure.outcome = Some(Outcome { name: hit.name.clone(), span: hit.span, negated: hit.negated });
    if found.figure.counts.is_none() && found.figure.kind == Kind::Count && of_people(&hit.name) {
        let name = above(words, found, earlier).unwrap_or("people");
        let name = if matches!(name, "deaths" | "injuries") { "people" } else { name };
        found.figure.counts = Some(Counted { span: None, name: name.to_owned() });
    }
}

/// What an earlier figure of the sentence counts, where this one goes on with it: `killed 14 civilians,
/// including two children, and wounded 53`. Some of them are not all of them, and a magnitude counts nothing.
fn above<'a>(words: &Words, found: &Found, earlier: &'a [Found]) -> Option<&'a str> {
    let part = |start: usize| {
        start > 0 && matches!(words.pieces.word(start - 1), "including" | "among" | "include" | "includes")
    };
    let whole = |figure: &Found| figure.figure.low.is_none_or(|low| low.fract() == 0.0);
    let before = || {
        let near = earlier.iter().rev().filter(|one| words.same_sentence(one.start, found.start));
        near.filter(|one| !part(one.start) && whole(one) && one.figure.counts.is_some())
    };
    let happened = |one: &&Found| one.figure.outcome.as_ref().is_some_and(|outcome| of_people(&outcome.name));
    let one = before().find(happened).or_else(|| before().next())?;
    one.figure.counts.as_ref().map(|counts| counts.name.as_str())
}

/// `a 46-page report`: what happens, happens to the report.
fn adjectival(words: &Words, found: &Found) -> bool {
    let pieces = words.pieces;
    let amount = (found.start..found.end)
        .find(|&at| pieces.get(at).is_some_and(|piece| piece.span.end == found.figure.amount.end));
    found.figure.kind == Kind::Count
        && amount.is_some_and(|at| pieces.is_dash(at + 1) && pieces.joined(at + 1) && pieces.joined(at + 2))
}

fn of_people(outcome: &str) -> bool {
    outcome.split(' ').any(|word| {
        matches!(
            word,
            "killed"
                | "wounded"
                | "missing"
                | "captured"
                | "detained"
                | "arrested"
                | "displaced"
                | "evacuated"
                | "rescued"
                | "infected"
                | "hospitalized"
        )
    })
}

struct Hit {
    name: String,
    span: Span,
    negated: bool,
}

fn hit(words: &Words, from: usize, to: usize, name: String) -> Hit {
    Hit { name, span: words.pieces.span(from, to), negated: negated(words, from) }
}

fn negated(words: &Words, at: usize) -> bool {
    (at.saturating_sub(3)..at).any(|n| {
        let not = matches!(words.pieces.word(n), "not" | "never" | "without")
            || words.pieces.is(n, "t") && n > 0 && words.pieces.is(n - 1, "'") && words.pieces.joined(n);
        not && !words.pieces.is(n + 1, "only")
    })
}

/// `45 deaths`, `significant losses`: the noun says it.
fn of_noun(words: &Words, found: &Found) -> Option<Hit> {
    let span = found.figure.counts.as_ref()?.span?;
    let at = (found.start..found.end.max(found.start + 1) + 8)
        .find(|&n| words.pieces.get(n).is_some_and(|piece| piece.span.end == span.end))?;
    let ((side, name), next) = OUTCOMES.find(words.pieces, at)?;
    (*side == Side::Noun && next == at + 1).then(|| hit(words, at, next, (*name).to_owned()))
}

/// `the death toll rose to 45`, `a death toll of 45`.
fn toll(words: &Words, found: &Found) -> Option<Hit> {
    let pieces = words.pieces;
    let bare = found.figure.counts.is_none()
        || matches!(found.figure.counts.as_ref()?.name.as_str(), "people" | "deaths");
    if !bare {
        return None;
    }
    // `has risen to 158` says that the sentence's subject is a number, however long it is.
    let reach = if rises_to(pieces, found.start) { 28 } else { 9 };
    for at in (found.start.saturating_sub(reach)..found.start).rev() {
        if matches!(pieces.word(at), "," | ";" | ".") && at + 2 < found.start && pieces.word(at) != "," {
            return None;
        }
        if let Some(((Side::Toll, name), next)) = OUTCOMES.find(pieces, at) {
            return words.same_sentence(at, found.start).then(|| hit(words, at, next, (*name).to_owned()));
        }
    }
    None
}

/// `rose to`, `has risen to`, `stands at`, `now tops`, before a figure with its bound (`at least`).
fn rises_to(pieces: &Pieces, start: usize) -> bool {
    const RISES: &[&str] = &[
        "climbed",
        "climbs",
        "grew",
        "grown",
        "increased",
        "jumped",
        "lowered",
        "revised",
        "rise",
        "risen",
        "rises",
        "rising",
        "rose",
        "soared",
        "stands",
        "stood",
        "passed",
        "passes",
        "surpassed",
        "topped",
        "tops",
        "exceeded",
    ];
    (start.saturating_sub(4)..start).any(|at| RISES.contains(&pieces.word(at)))
}

/// Words that may stand between a verb and the figure that it governs.
fn thin(word: &str) -> bool {
    matches!(
        word,
        "the"
            | "a"
            | "an"
            | "another"
            | "its"
            | "their"
            | "his"
            | "her"
            | "some"
            | "all"
            | "of"
            | "\""
            | "“"
            | "only"
            | "just"
            | "nearly"
            | "what"
            | "as"
            | "many"
            | "total"
            | "up"
            | "to"
            | "additional"
            | "reportedly"
            | "more"
            | "than"
            | "in"
            | "officially"
            | "have"
            | "has"
            | "been"
            | "another's"
            | "off"
            | "further"
            | "also"
            | "about"
            | "or"
            | "around"
            | "almost"
            | "them"
            | "over"
            | "at"
            | "least"
            | "as well"
    )
}

/// `killed or wounded at least 30`, `has sent 10,000`, `killing three`.
fn on_left(words: &Words, found: &Found) -> Option<Hit> {
    let pieces = words.pieces;
    let mut at = found.start;
    let mut steps = 0;
    // The `off` of `lay off` is no thin word.
    let ends = |at: usize| ending_at(pieces, at, &[Side::Before, Side::Both]).is_some();
    while at > 0 && steps < 3 && thin(pieces.word(at - 1)) && !ends(at) {
        if OUTCOMES.find(pieces, at - 1).is_some() {
            break;
        }
        if matches!(pieces.word(at - 1), "to" | "in" | "at" | "have" | "has" | "been") {
            return None;
        }
        at -= 1;
        steps += 1;
    }
    // `killed himself and 18 others`.
    let self_too = |at: usize| matches!(pieces.word(at), "himself" | "herself" | "themselves" | "itself");
    if at > 1 && pieces.is(at - 1, "and") && self_too(at - 2) {
        at -= 2;
    }
    // `shot down 12`: two words.
    let (start, name) = ending_at(pieces, at, &[Side::Before, Side::Both])?;
    let passive = (start.saturating_sub(2)..start)
        .any(|n| matches!(pieces.word(n), "was" | "were" | "been" | "be" | "being"))
        && !pieces.word(start).ends_with("ing");
    if passive || !words.same_sentence(start, found.start) {
        return None;
    }
    if let Some((first, first_name, joint)) = joined_before(pieces, start, &[Side::Before, Side::Both]) {
        return Some(hit(words, first, at, joined_names(first_name, joint, name)));
    }
    Some(hit(words, start, at, name.to_owned()))
}

/// The outcome whose words end before `at`.
fn ending_at(pieces: &Pieces, at: usize, sides: &[Side]) -> Option<(usize, &'static str)> {
    (at.saturating_sub(4)..at).find_map(|start| {
        let ((side, name), next) = OUTCOMES.find(pieces, start)?;
        (next == at && sides.contains(side)).then_some((start, *name))
    })
}

fn joined_before<'p>(
    pieces: &'p Pieces,
    start: usize,
    sides: &[Side],
) -> Option<(usize, &'static str, &'p str)> {
    let joint = start.checked_sub(1).map(|n| pieces.word(n)).filter(|word| matches!(*word, "or" | "and"))?;
    let (first, name) = ending_at(pieces, start - 1, sides)?;
    Some((first, name, joint))
}

fn joined_names(first: &str, joint: &str, second: &str) -> String {
    if first == second { first.to_owned() } else { format!("{first} {joint} {second}") }
}

/// The outcome at `at` that can follow what is counted, with `or wounded` after it.
fn after_side(words: &Words, at: usize) -> Option<(usize, usize, String)> {
    let pieces = words.pieces;
    let ((side, name), next) = OUTCOMES.find(pieces, at)?;
    if !matches!(side, Side::After | Side::Both) {
        return None;
    }
    // An active verb has its own object: `30 troops seized the town`, `300 people killed 5`.
    let object = matches!(pieces.word(next), "the" | "a" | "an" | "their" | "his" | "its")
        || pieces.number(next).is_some();
    if *side == Side::Both && (object || active(words, at, next)) {
        return None;
    }
    let joint = pieces.word(next);
    if matches!(joint, "or" | "and")
        && let Some(((Side::After | Side::Both, other), end)) = OUTCOMES.find(pieces, next + 1)
    {
        return Some((at, end, joined_names(name, joint, other)));
    }
    Some((at, next, (*name).to_owned()))
}

/// Whether the words at `at` tell an outcome: `hurt`, `seriously injured`.
pub(crate) fn happened(words: &Words, at: usize) -> bool {
    (at..at + 2).any(|at| after_side(words, at).is_some())
}

/// `4,000 homes lost power`: a past verb with its own object.
fn active(words: &Words, at: usize, next: usize) -> bool {
    let bare = at == 0
        || !matches!(
            words.pieces.word(at - 1),
            "was" | "were" | "been" | "be" | "are" | "is" | "being" | "and" | "or"
        );
    bare && words.tag(at) == "VBD"
        && !words.headline
        && matches!(words.tag(next).get(..2), Some("NN" | "JJ" | "DT" | "PR" | "CD"))
}

/// `12 people dead`, `30 injured`, `30 troops killed or wounded`, `three others wounded`.
fn on_right(words: &Words, found: &Found) -> Option<Hit> {
    let pieces = words.pieces;
    let mut at = found.end;
    while matches!(
        pieces.word(at),
        "others"
            | "more"
            | "reportedly"
            | "reported"
            | "confirmed"
            | "are"
            | "is"
            | "still"
            | "believed"
            | "feared"
            | "presumed"
            | "critically"
            | "seriously"
            | "severely"
            | "badly"
            | "slightly"
            | "left"
            | "who"
            | "that"
            | "have"
            | "has"
            | "had"
            | "was"
            | "were"
            | "been"
            | "being"
            | "be"
            | "not"
            | "never"
            | "'"
            | "t"
            | "will"
            | "would"
            | "could"
            | "also"
            | "later"
            | "already"
            | "immediately"
            | "currently"
            | "now"
            | "in"
            | "total"
            | "then"
            | "remain"
            | "remained"
            | "listed"
            | "as"
    ) {
        if pieces.is(at, "in") && !pieces.is(at + 1, "total") || at > found.end + 6 {
            return None;
        }
        at += 1;
    }
    let (from, to, name) = after_side(words, at)?;
    // `have killed`, `had seized`: the figure is who did it.
    let active = at > found.end
        && matches!(pieces.word(at - 1), "have" | "has" | "had" | "who" | "that")
        && !dies(pieces.word(from))
        && name != "took part";
    (!active && words.same_sentence(found.start, at)).then(|| hit(words, from, to, name))
}

fn dies(word: &str) -> bool {
    matches!(
        word,
        "died" | "drowned" | "perished" | "surrendered" | "recovered" | "dead" | "missing" | "homeless"
    )
}

/// `30 people, two of them children, were killed`; `hundreds of homes in the city were destroyed`.
fn behind_were(words: &Words, found: &Found) -> Option<Hit> {
    let pieces = words.pieces;
    let aside = pieces.is(found.end, ",");
    // `Of the 50 passengers, 12 were killed`: the rest of the sentence is about some of them.
    let some_of = (found.start.saturating_sub(2)..found.start).any(|at| {
        matches!(pieces.word(at), "of" | "among" | "Of" | "Among") && words.same_sentence(at, found.start)
    });
    if aside && some_of {
        return None;
    }
    for at in found.end..(found.end + 14).min(pieces.len()) {
        let word = pieces.word(at);
        let ends = matches!(
            word,
            "." | ";" | "that" | "said" | "which" | "when" | "while" | "after" | "but" | "and" | "\"" | "”"
        );
        if ends && !aside || matches!(word, "." | ";") || word == "," && !aside {
            return None;
        }
        if matches!(word, "were" | "was" | "been" | "are") {
            let mut next = at + 1;
            while matches!(
                pieces.word(next),
                "also"
                    | "reportedly"
                    | "not"
                    | "later"
                    | "either"
                    | "being"
                    | "still"
                    | "already"
                    | "severely"
                    | "seriously"
            ) {
                next += 1;
            }
            let (from, to, name) = after_side(words, next)?;
            return words.same_sentence(found.start, at).then(|| hit(words, from, to, name));
        }
        // Another verb that is finite: the figure is its subject.
        if at > found.end && !aside && matches!(words.tag(at), "VBD" | "VBZ" | "VBP" | "MD") {
            return None;
        }
    }
    None
}

/// `killed three soldiers and five civilians`: the second shares the verb.
fn shared(words: &Words, found: &Found, before: Option<&Found>) -> Option<Hit> {
    let pieces = words.pieces;
    let before = before?;
    let outcome = before.figure.outcome.as_ref()?;
    let verb_first = outcome.span.end <= before.figure.span.start;
    let close = before.end + 1 == found.start && pieces.is(before.end, "and")
        || before.end + 2 == found.start && pieces.is(before.end, ",") && pieces.is(before.end + 1, "and");
    (verb_first && close && found.figure.counts.is_some() && found.figure.kind == before.figure.kind)
        .then(|| Hit { name: outcome.name.clone(), span: outcome.span, negated: outcome.negated })
}
