//! What a figure counts and what happened to it: `killed or wounded at least 30 North
//! Korean soldiers deployed in …` counts North Korean soldiers, killed or wounded.
//!
//! Reads the noun phrase after the amount by its tags (by the look of the words without
//! tags); `outcome.rs` then looks for what happened.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::amount::Form;
use super::outcome::{self, OUTCOMES, Side, after_side};
use super::read::Found;
use super::{Bound, Counted, Kind, guard, set, small};
use crate::list::{Phrases, entries, words};
use crate::scan::Pieces;
use crate::{Document, Role, Token};

static NAMES: LazyLock<FxHashMap<&'static str, &'static str>> =
    LazyLock::new(|| entries(include_str!("../../lists/counted.txt")).collect());

/// Adjectives that do not say who or what.
static SIZES: LazyLock<FxHashSet<&'static str>> =
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
    /// The document's tokens, and which of them each piece lies in.
    tokens: &'d [Token],
    within: Vec<usize>,
}

impl<'d> Words<'d> {
    pub fn new(document: &'d Document, part: usize, pieces: &'d Pieces) -> Self {
        let mut tags = Vec::with_capacity(pieces.len());
        let mut sentences = Vec::with_capacity(pieces.len());
        let mut within = Vec::with_capacity(pieces.len());
        let start = pieces.get(0).map_or(0, |piece| piece.span.start);
        let mut token = document.tokens.partition_point(|token| token.span.end <= start);
        for at in 0..pieces.len() {
            let here = pieces.get(at).map_or(0, |piece| piece.span.start);
            while document.tokens.get(token).is_some_and(|token| token.span.end <= here) {
                token += 1;
            }
            let found = document.tokens.get(token);
            within.push(token);
            tags.push(found.map_or("", |token| token.tag));
            sentences.push(found.map_or(0, |token| token.sentence));
        }
        let headline = document.parts.get(part).is_some_and(|part| part.role == Role::Headline);
        Self { pieces, text: &document.text, tags, sentences, headline, tokens: &document.tokens, within }
    }

    /// Whether these are the words of a headline, whose capitals and tenses mean less.
    pub fn headline(&self) -> bool {
        self.headline
    }

    pub fn tag(&self, at: usize) -> &'static str {
        self.tags.get(at).copied().unwrap_or("")
    }

    pub fn text(&self) -> &'d str {
        self.text
    }

    /// The document's tokens.
    pub fn tokens(&self) -> &'d [Token] {
        self.tokens
    }

    /// The token that a piece lies in.
    pub fn token(&self, at: usize) -> Option<usize> {
        self.within.get(at).copied().filter(|token| *token < self.tokens.len())
    }

    /// The first piece of a token.
    pub fn piece(&self, token: usize) -> Option<usize> {
        let at = self.within.partition_point(|within| *within < token);
        self.within.get(at).is_some_and(|within| *within == token).then_some(at)
    }

    pub fn same_sentence(&self, one: usize, other: usize) -> bool {
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
            outcome::add(&words, &mut figure, &kept);
            kept.push(figure);
        }
    }
    set::before_verb(&words, &mut kept);
    *found = kept;
}

/// Whether this figure can count things or have an outcome.
pub(super) fn countable(kind: Kind) -> bool {
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
    if counting && no_things(pieces.word(to - 1)) {
        found.end = to;
        found.figure.span = pieces.span(found.start, to);
        return true;
    }
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

/// Nouns after amounts that are lengths of time or steps on a scale: `three nights`, `four times as many`.
pub(super) fn no_things(noun: &str) -> bool {
    matches!(
        noun,
        "times" | "nights" | "evenings" | "mornings" | "afternoons" | "weekends" | "points" | "fold"
    )
}

/// `a magnitude 6.3 earthquake`: a size, not how many.
pub(super) fn magnitude(words: &Words, found: &Found) -> bool {
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
                || of
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
        if let Some(next) = dotted(pieces, at) {
            at = next;
            continue;
        }
        if code(pieces, at) {
            last = Some(at + usize::from(pieces.is(at + 1, "s") && pieces.joined(at + 1)));
            at = last.unwrap_or(at) + 1;
            continue;
        }
        // `passers-by`, `runners-up`.
        let particle =
            matches!(pieces.word(at + 1), "by" | "up" | "on" | "in" | "ins" | "off" | "offs" | "out" | "law");
        if inner_sign(pieces, at) && particle && last == at.checked_sub(1) {
            last = Some(at + 1);
            break;
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
    // `two of the mayor's three proposals`: the proposals.
    let owned = of && pieces.is(at, "s") && pieces.joined(at)
        || of && at > 0 && pieces.is(at - 1, "s") && pieces.joined(at - 1);
    if owned && let Some(total) = super::amount::read(pieces, at).filter(|_| last == at.checked_sub(3)) {
        return things(words, total.end, false);
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

/// The piece behind the letters of `U.S. soldiers`.
fn dotted(pieces: &Pieces, at: usize) -> Option<usize> {
    let letter = |at: usize| {
        pieces.is_capital(at) && pieces.get(at).is_some_and(|piece| piece.span.end == piece.span.start + 1)
    };
    let dot = |at: usize| pieces.is(at, ".") && pieces.joined(at);
    let mut end = at;
    while letter(end) && dot(end + 1) && (end == at || pieces.joined(end)) {
        end += 2;
    }
    (end >= at + 4).then_some(end)
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
    // `police stations`: a noun that looks like a verb.
    let joined =
        words.tag(at) == "NNS" && at.checked_sub(1).is_some_and(|before| compounds(pieces.word(before)));
    if plural_before
        && !joined
        && (OUTCOMES.find(pieces, at).is_some_and(|((side, _), _)| !matches!(side, Side::Noun | Side::Who))
            || words.tag(at).starts_with("NNP") && !words.headline
            || moment_word(word)
            || matches!(word, "home" | "back" | "abroad"))
    {
        return Step::Stop;
    }
    // `Two Climbers Plunge`, `14 Feared Dead`.
    if words.headline
        && (plural_before && super::frame::begins(word) || last.is_none() && small::helps(words, at))
    {
        return Step::Stop;
    }
    // `three people police arrested`.
    let people = last.is_some_and(|last| last + 1 == at && pieces.is(last, "people"));
    if people && matches!(word, "police" | "officers" | "officials" | "prosecutors" | "authorities") {
        return Step::Stop;
    }
    // `gave 17 smugglers prison terms`: several things go before no other.
    let whole =
        last.and_then(|last| words.tokens.get(words.token(last)?)).is_some_and(|token| token.dep == "dative");
    if plural_before && whole {
        return Step::Stop;
    }
    // `adults smokes` is a verb that looks like things; `police officers` are things.
    if plural_before && words.tag(at) == "NNS" && !joined {
        return Step::Stop;
    }
    if guard::small_word(word) && !possessive || moment_word(word) && last.is_some() {
        return Step::Stop;
    }
    match words.tag(at) {
        "NN" | "NNS" | "NNP" | "NNPS" if !only_after(words, at) => Step::Noun,
        // A noun in front of its verb may look like a verb: `Five inmates scaled a fence`.
        "VBZ"
            if last.is_none() && guard::plural(word) && matches!(words.tag(at + 1), "VBD" | "VBP" | "MD") =>
        {
            Step::Noun
        }
        "POS" | "HYPH" => Step::Modifier,
        "JJ" | "JJS" | "JJR" if last.is_none_or(|last| !plural_at(words, last)) && !only_after(words, at) => {
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

pub(super) fn plural_at(words: &Words, at: usize) -> bool {
    // `Hamas` looks like several, and is one.
    let looks = guard::plural(words.pieces.word(at)) && (words.headline || !words.pieces.is_capital(at));
    matches!(words.tag(at), "NNS" | "NNPS") || looks
}

fn noun_follows(words: &Words, at: usize) -> bool {
    matches!(words.tag(at).get(..2), Some("NN" | "JJ"))
}

/// `dead`, `wounded`: they say what happened, not what is counted; `protest` in `three protest marches` does not.
fn only_after(words: &Words, at: usize) -> bool {
    let pieces = words.pieces;
    let compound = words.tag(at).starts_with("NN") && words.tag(at + 1).starts_with("NN");
    OUTCOMES.find(pieces, at).is_some_and(|((side, _), next)| match side {
        // `18,000 dead voters`.
        Side::After if words.tag(at) == "JJ" && matches!(words.tag(at + 1), "NN" | "NNS") => false,
        Side::After => {
            let noun = words.tag(at).starts_with("NN")
                && !words.headline()
                && super::frame::is_deed(pieces.word(at));
            !compound && !noun
        }
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
        || only_after(words, at)
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
pub(super) fn name(words: &Words, from: usize, to: usize) -> String {
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

/// Whether the words at `at` tell an outcome: `hurt`, `seriously injured`.
pub(crate) fn happened(words: &Words, at: usize) -> bool {
    (at..at + 2).any(|at| after_side(words, at).is_some())
}
