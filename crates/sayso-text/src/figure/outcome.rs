//! What happened to what a figure counts: the words before it (`killed 30`), after it (`30
//! dead`), behind `were`, its own noun (`45 deaths`), the verb that the parse gives it, or
//! the set that it is a part of (`four of them children`).
//!
//! The words are in `lists/outcomes.txt`. One that means several things by what it is done to
//! begins with `?` there (`drew 300 mourners`, `drew three pictures`) and needs a line in
//! `lists/outcomes-of.txt`, which also says where a name changes with the things.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::counted::Words;
use super::read::Found;
use super::small::{begins_group, helps, rises, thin};
use super::{Counted, Kind, Outcome, counted, event, frame, parsed, set};
use crate::Span;
use crate::list::{Phrases, entries};
use crate::scan::Pieces;

/// Where the words for an outcome stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// Before the figure: `killing`.
    Before,
    /// After it: `dead`.
    After,
    /// Before or after it: `killed`.
    Both,
    /// The noun that is counted: `deaths`.
    Noun,
    /// Who it is that is counted, where no verb says more: `hostages`.
    Who,
    /// A toll: `the death toll rose to`.
    Toll,
}

/// Words that say an outcome: those of `outcomes.txt`, and verbs in dictionary form.
pub(super) struct Outcomes(Phrases<(Side, &'static str)>);

impl Outcomes {
    /// The longest words for an outcome at `at`, with the piece after them.
    pub fn find(&'static self, pieces: &Pieces, at: usize) -> Option<(&'static (Side, &'static str), usize)> {
        self.find_where(pieces, at, |_| true)
    }

    fn find_where(
        &'static self,
        pieces: &Pieces,
        at: usize,
        will_do: impl Fn(&(Side, &'static str)) -> bool,
    ) -> Option<(&'static (Side, &'static str), usize)> {
        let listed = self.0.find_where(pieces, at, &will_do);
        let made = frame::phrase(pieces, at, &will_do);
        match (listed, made) {
            (Some((_, to)), Some((_, end))) if end > to => made,
            (None, _) => made,
            _ => listed,
        }
    }
}

pub(super) static OUTCOMES: LazyLock<Outcomes> = LazyLock::new(|| {
    let listed = entries(include_str!("../../lists/outcomes.txt")).filter_map(|(words, meaning)| {
        let (side, outcome) = meaning.split_once(' ')?;
        let side = match side {
            "before" => Side::Before,
            "after" => Side::After,
            "both" => Side::Both,
            "noun" => Side::Noun,
            "who" => Side::Who,
            "toll" => Side::Toll,
            _ => return None,
        };
        Some((words, (side, outcome)))
    });
    Outcomes(Phrases::new(listed))
});

/// Words after a figure with those before it and the outcome: `let _ go = released`.
static AROUND: LazyLock<Phrases<Vec<(&'static str, &'static str)>>> = LazyLock::new(|| {
    let mut around: FxHashMap<&'static str, Vec<(&'static str, &'static str)>> = FxHashMap::default();
    for (words, outcome) in entries(include_str!("../../lists/outcomes-around.txt")) {
        let Some((before, after)) = words.split_once(" _ ") else { continue };
        around.entry(after).or_default().push((before, outcome));
    }
    Phrases::new(around.into_iter())
});

/// By a name of an outcome and the head of what is counted, the name that the outcome has there.
static REFINED: LazyLock<FxHashMap<(&'static str, &'static str), &'static str>> = LazyLock::new(|| {
    let kinds: FxHashMap<_, _> = entries(include_str!("../../lists/noun-classes.txt")).collect();
    let mut refined = FxHashMap::default();
    for (names, things) in entries(include_str!("../../lists/outcomes-of.txt")) {
        let Some((name, general)) = names.split_once(" for ") else { continue };
        for thing in things.split_whitespace() {
            // A noun of its own goes before its kind.
            if thing == "PEOPLE" {
                PEOPLE.iter().for_each(|person| _ = refined.entry((general, *person)).or_insert(name));
            } else if let Some(nouns) = kinds.get(thing) {
                nouns.split(' ').for_each(|noun| _ = refined.entry((general, noun)).or_insert(name));
            } else {
                refined.insert((general, thing), name);
            }
        }
    }
    refined
});

/// Diseases, and words for them.
static DISEASES: LazyLock<Phrases<()>> = LazyLock::new(|| {
    Phrases::new(crate::list::words(include_str!("../../lists/diseases.txt")).map(|disease| (disease, ())))
});

/// Words for a whole.
static WHOLES: LazyLock<FxHashSet<&'static str>> =
    LazyLock::new(|| crate::list::words(include_str!("../../lists/wholes.txt")).collect());

/// Nouns for people, in the plural.
static PEOPLE: LazyLock<FxHashSet<&'static str>> =
    LazyLock::new(|| crate::list::words(include_str!("../../lists/people.txt")).collect());

/// Whether a noun in the plural is one for people.
pub(super) fn is_person(noun: &str) -> bool {
    PEOPLE.contains(noun)
}

/// Adds what happened to a figure, and what it counts where that is understood.
pub(super) fn add(words: &Words, found: &mut Found, earlier: &[Found]) {
    if !counted::countable(found.figure.kind)
        || found.figure.outcome.is_some()
        || found.figure.counts.is_some() && adjectival(words, found)
        || counted::magnitude(words, found)
    {
        return;
    }
    if found.figure.counts.is_none() {
        found.figure.counts = cases_behind(words, found);
    }
    let number = number_of(words, found);
    if let Some((counted, _)) = &number {
        found.figure.counts = Some(counted.clone());
    }
    let told = if let Some((_, told)) = number {
        told
    } else if set::compares(words, found)
        || is_aboard(words, found)
        || set::is_age(words, found)
        || found.figure.counts.is_none() && set::before_now(words, found)
    {
        None
    } else {
        own(words, found).or_else(|| set::shared(words, found, earlier))
    };
    if let Some(hit) = told.and_then(|hit| refined(words, found, hit, earlier)) {
        let negated = hit.negated || of_none(words, found);
        found.figure.outcome = Some(Outcome { name: hit.name, span: hit.span, negated });
    }
    set::understood(words, found, earlier);
}

/// `put the number of destroyed houses at 5,412`, `the number of people displaced has reached 12,000`:
/// what is counted, and what happened to it.
fn number_of(words: &Words, found: &Found) -> Option<(Counted, Option<Hit>)> {
    let pieces = words.pieces;
    if found.figure.kind != Kind::Count || found.figure.counts.is_some() || toll(words, found).is_some() {
        return None;
    }
    let from = found.start.saturating_sub(16);
    let of = (from + 1..found.start).rev().find(|at| {
        pieces.is(*at, "of") && pieces.is(at - 1, "number") && words.same_sentence(*at, found.start)
    })?;
    let states = |at: &usize| {
        matches!(
            pieces.word(*at),
            "at" | "to" | "was" | "is" | "reached" | "hit" | "exceeded" | "topped" | "passed" | "surpassed"
        )
    };
    let joint = (of + 2..found.start).rev().take(4).find(states)?;
    let other = (of..found.start).any(|at| pieces.number(at).is_some());
    let (start, end) = counted::things(words, of + 1, true).filter(|(_, end)| *end <= joint)?;
    let told = (of + 1..end + 1)
        .filter(|at| matches!(words.tag(*at), "VBN" | "VBD" | "JJ"))
        .find_map(|at| after_side(words, at));
    // `destroyed houses` are houses.
    let start =
        told.as_ref().filter(|told| told.from == start && told.to < end).map_or(start, |told| told.to);
    let named = Counted { span: Some(pieces.span(start, end)), name: counted::name(words, start, end) };
    let told = told.map(|after| after.hit(words));
    (!other && counted::plural_at(words, end - 1)).then_some((named, told))
}

/// `A bus carrying 52 pupils caught fire`: what happened to the bus is all that is told.
fn is_aboard(words: &Words, found: &Found) -> bool {
    let pieces = words.pieces;
    let Some(verb) = verb_before(words, found).filter(|at| *at > 0) else { return false };
    matches!(pieces.word(verb), "carrying" | "transporting" | "ferrying" | "housing" | "containing")
        && words.tag(verb - 1).starts_with("NN")
        && !matches!(pieces.word(found.end), "who" | "," | "which" | "that")
}

/// The outcome that the figure's own words say.
fn own(words: &Words, found: &Found) -> Option<Hit> {
    let some = !beside(words, found);
    if let Some(hit) = cases(words, found).or_else(|| of_noun(words, found, Side::Noun)) {
        return Some(hit);
    }
    if let Some(hit) = around(words, found).or_else(|| frame::find(words, found)).filter(|_| some) {
        return Some(hit);
    }
    // `stands at 45 dead and 120 wounded` says more.
    if rises(words.pieces, found.start)
        && after_side(words, found.end).is_none()
        && let Some(hit) = toll(words, found)
    {
        return Some(hit);
    }
    if let Some(hit) = event::find(words, found) {
        return Some(hit);
    }
    let left = on_left(words, found);
    if left.as_ref().is_none_or(|hit| is_weak(&hit.name))
        && let Some(hit) = split(words, found).filter(|_| some || found.figure.counts.is_none())
    {
        return Some(hit);
    }
    left.or_else(|| one_of(words, found))
        .or_else(|| toll(words, found))
        .or_else(|| parsed::main(words, found).filter(|_| found.figure.kind == Kind::Count))
        .or_else(|| on_right(words, found))
        .or_else(|| parsed::main(words, found))
        .or_else(|| behind_were(words, found))
        .or_else(|| among_those(words, found))
        .or_else(|| parsed::beside(words, found))
        .or_else(|| of_noun(words, found, Side::Who))
        .or_else(|| modified(words, found))
}

/// The name by what is counted; nothing where the words say an outcome of other things alone.
fn refined(words: &Words, found: &Found, hit: Hit, earlier: &[Found]) -> Option<Hit> {
    let bare = || match found.figure.kind {
        Kind::Count => set::above(words, found, earlier, of_people(&hit.name)).unwrap_or("people"),
        _ => "",
    };
    // `Organizers claimed 100,000` has nobody dead.
    if hit.name == "?claimed" && found.figure.counts.is_none() {
        return None;
    }
    let counts = found.figure.counts.as_ref().map_or_else(bare, |counts| counts.name.as_str());
    let lower = counts.rsplit([' ', '-']).next().unwrap_or(counts).to_lowercase();
    let unit = || found.figure.unit.and_then(|unit| REFINED.get(&(hit.name.as_str(), unit.name)));
    let name = REFINED.get(&(hit.name.as_str(), lower.as_str())).or_else(unit);
    let (name, denied) = match name.map_or(hit.name.as_str(), |name| *name) {
        open if open.starts_with('?') => return None,
        name => name.strip_prefix("not ").map_or((name, false), |name| (name, true)),
    };
    if only_rate(words, found, name, hit.span) {
        return None;
    }
    Some(Hit { name: name.to_owned(), span: hit.span, negated: hit.negated != denied })
}

/// Whether a share of nothing is a rate, to which nothing happens: `posted a 20% gain`, `saved 47% on
/// energy`, `shares gained 4%`. A stake is bought.
fn only_rate(words: &Words, found: &Found, name: &str, told: Span) -> bool {
    if found.figure.kind != Kind::Percentage || found.figure.counts.is_some() {
        return false;
    }
    let next = words.pieces.word(found.end);
    let stake = matches!(next, "stake" | "share" | "interest" | "holding");
    let measures = words.tag(found.end).starts_with("NN") && !stake;
    let other = matches!(name, "rescued" | "saved" | "deployed" | "closed" | "scored" | "recaptured");
    (measures || other) && told.end <= found.figure.span.start
        || name == "won" && told.of(words.text()).to_lowercase().starts_with("gain")
}

/// `None of the 174 passengers was hurt`.
fn of_none(words: &Words, found: &Found) -> bool {
    let pieces = words.pieces;
    // `not one of them was hurt`.
    let not_one =
        found.start.checked_sub(1).is_some_and(|at| pieces.is(at, "not") && pieces.is(found.start, "one"));
    not_one
        || (found.start.saturating_sub(3)..found.start)
            .any(|at| matches!(pieces.word(at), "none" | "neither") && pieces.is(at + 1, "of"))
}

/// Outcomes whose verbs say little beside the words behind the figure: `sent 12 people to hospital`.
fn is_weak(name: &str) -> bool {
    name.starts_with('?') || matches!(name, "deployed" | "discovered" | "transported" | "recovered")
}

/// `let 11 drivers go`, `made 230 people redundant`.
fn around(words: &Words, found: &Found) -> Option<Hit> {
    let pieces = words.pieces;
    let at = behind(words, found);
    let (verbs, next) = AROUND.find(pieces, at)?;
    let verb = verb_before(words, found)?;
    let (_, name) = verbs.iter().find(|(before, _)| *before == pieces.word(verb))?;
    words.same_sentence(verb, at).then(|| hit(words, verb, next, (*name).to_owned()))
}

/// The piece before the figure and the small words that lead to it, where a verb may stand.
pub(super) fn verb_before(words: &Words, found: &Found) -> Option<usize> {
    let mut from = found.start;
    while from > 0 && found.start - from < 3 && thin(words.pieces.word(from - 1)) {
        from -= 1;
    }
    from.checked_sub(1)
}

/// The verb behind the figure and the words that help it, and whether it is in the passive; both where nothing tells.
pub(super) fn verb_behind(words: &Words, found: &Found) -> Vec<(usize, bool)> {
    let from = behind(words, found);
    let after = (from..from + 8).find(|&at| {
        !helps(words, at) && !matches!(words.pieces.word(at), "others" | "more" | "who" | "that" | "which")
    });
    let Some(at) = after.filter(|&at| words.same_sentence(found.start, at)) else { return Vec::new() };
    let be = |at: usize| {
        matches!(
            words.pieces.word(at),
            "was" | "were" | "been" | "be" | "are" | "is" | "being" | "get" | "got"
        )
    };
    match (from..at).any(be) {
        true => vec![(at, true)],
        false if at == from => vec![(at, true), (at, false)],
        false => vec![(at, false)],
    }
}

/// The piece after the figure, and after `of them` or `of the three men`.
pub(super) fn behind(words: &Words, found: &Found) -> usize {
    let pieces = words.pieces;
    if !pieces.is(found.end, "of") {
        return found.end;
    }
    if matches!(pieces.word(found.end + 1), "them" | "whom" | "which" | "these" | "those") {
        return found.end + 2;
    }
    // `two of the three men`.
    let counted = found.figure.counts.as_ref().and_then(|counts| counts.span).map_or(0, |span| span.end);
    let last =
        (found.end..found.end + 9).find(|&at| pieces.get(at).is_some_and(|piece| piece.span.end == counted));
    last.map_or(found.end, |last| last + 1)
}

/// `forced 160,000 people from their homes`, `left 900,000 homes in the city without power`.
fn split(words: &Words, found: &Found) -> Option<Hit> {
    let pieces = words.pieces;
    let left = (found.start.saturating_sub(2)..found.start)
        .any(|at| matches!(pieces.word(at), "left" | "leaving" | "leaves" | "leave"));
    let start = behind(words, found);
    let reach = if left { start + 9 } else { start + 1 };
    let clause = |at: &usize| {
        !matches!(pieces.word(*at), "," | "." | ";" | "and" | "who" | "that" | "which" | "after" | "when")
    };
    (start..reach).take_while(clause).find_map(|at| {
        let ((side, name), next) = OUTCOMES.find(pieces, at)?;
        let tells =
            next > at + 1 || left || matches!(pieces.word(at), "dead" | "missing" | "homeless" | "stuck");
        let after = *side == Side::After || left && *side == Side::Both;
        (after && tells && !gives_other(words, at, next) && words.same_sentence(found.start, at))
            .then(|| hit(words, at, next, (*name).to_owned()))
    })
}

/// `17 new cases of Ebola`, `measles cases climbed to 561`: infected, where the sentence names a disease.
fn cases(words: &Words, found: &Found) -> Option<Hit> {
    let span = found.figure.counts.as_ref()?.span?;
    let pieces = words.pieces;
    let near = found.start.saturating_sub(12)..found.end + 1;
    let at = near.clone().find(|&at| pieces.get(at).is_some_and(|piece| piece.span.end == span.end))?;
    let ill = || {
        (at.saturating_sub(4)..at + 6)
            .any(|n| DISEASES.find(pieces, n).is_some() && words.same_sentence(n, at))
    };
    (matches!(pieces.word(at), "cases" | "case") && ill())
        .then(|| hit(words, at, at + 1, "infected".to_owned()))
}

/// The piece after `caught cholera`, `contracted the virus`.
fn ill(words: &Words, at: usize) -> Option<usize> {
    let pieces = words.pieces;
    let verb = matches!(
        pieces.word(at),
        "caught"
            | "contracted"
            | "developed"
            | "catch"
            | "contract"
            | "got"
            | "had"
            | "have"
            | "carry"
            | "carried"
    );
    let from = at + 1 + usize::from(matches!(pieces.word(at + 1), "the" | "a"));
    if !verb { None } else { DISEASES.find(pieces, from).map(|(_, next)| next) }
}

/// The cases of `measles cases in Texas climbed to 561`.
fn cases_behind(words: &Words, found: &Found) -> Option<Counted> {
    if found.figure.kind != Kind::Count || !rises(words.pieces, found.start) {
        return None;
    }
    let at = (found.start.saturating_sub(9)..found.start)
        .rev()
        .find(|&at| words.pieces.is(at, "cases") && words.same_sentence(at, found.start))?;
    Some(Counted { span: Some(words.pieces.span(at, at + 1)), name: "cases".to_owned() })
}

/// `six murdered schoolgirls`: where no verb says more, the word before the noun does.
fn modified(words: &Words, found: &Found) -> Option<Hit> {
    let span = found.figure.counts.as_ref()?.span?;
    let at = (found.start..found.end)
        .find(|&at| words.pieces.get(at).is_some_and(|piece| piece.span.start == span.start))?;
    let ((side, name), next) = OUTCOMES.find(words.pieces, at)?;
    (*side == Side::Both && next < found.end && !words.headline() && !words.pieces.is_dash(next))
        .then(|| hit(words, at, next, (*name).to_owned()))
}

/// `a 46-page report`: what happens, happens to the report.
fn adjectival(words: &Words, found: &Found) -> bool {
    let pieces = words.pieces;
    let amount = (found.start..found.end)
        .find(|&at| pieces.get(at).is_some_and(|piece| piece.span.end == found.figure.amount.end));
    found.figure.kind == Kind::Count
        && amount.is_some_and(|at| pieces.is_dash(at + 1) && pieces.joined(at + 1) && pieces.joined(at + 2))
}

/// Whether an outcome happens to people, so that a bare number of it means people.
pub(super) fn of_people(outcome: &str) -> bool {
    const OF_PEOPLE: &[&str] = &[
        "killed",
        "wounded",
        "missing",
        "captured",
        "detained",
        "arrested",
        "displaced",
        "evacuated",
        "rescued",
        "infected",
        "hospitalized",
        "charged",
        "convicted",
        "acquitted",
        "sentenced",
        "kidnapped",
        "deported",
        "sickened",
        "indicted",
        "surrendered",
        "questioned",
        "pardoned",
        "sought",
        "quarantined",
        "vaccinated",
        "accused",
    ];
    outcome == "tested positive" || outcome.split(' ').any(|word| OF_PEOPLE.contains(&word))
}

/// An outcome and the words that say it.
pub(super) struct Hit {
    pub name: String,
    pub span: Span,
    pub negated: bool,
}

pub(super) fn hit(words: &Words, from: usize, to: usize, name: String) -> Hit {
    Hit { name, span: words.pieces.span(from, to), negated: negated(words, from) }
}

fn negated(words: &Words, at: usize) -> bool {
    let pieces = words.pieces;
    (at.saturating_sub(3)..at).rev().take_while(|&n| !matches!(pieces.word(n), "and" | "but" | ",")).any(
        |n| {
            let not = matches!(pieces.word(n), "not" | "never" | "without")
                || pieces.is(n, "t") && n > 0 && pieces.is(n - 1, "'") && pieces.joined(n);
            let failed = matches!(pieces.word(n), "failed" | "refused" | "unable" | "yet" | "declined");
            not && !pieces.is(n + 1, "only") || failed && pieces.is(n + 1, "to")
        },
    )
}

/// `Among the dead were 12 children`, `the injured include six nurses`, `Killed in the blast were four`.
fn one_of(words: &Words, found: &Found) -> Option<Hit> {
    let pieces = words.pieces;
    let verb = verb_before(words, found)?;
    if !matches!(
        pieces.word(verb),
        "were" | "are" | "was" | "include" | "included" | "includes" | "number" | "numbered"
    ) {
        return None;
    }
    let from = (verb.saturating_sub(12)..verb)
        .rev()
        .find(|&at| at == 0 || matches!(pieces.word(at - 1), "," | "." | "and" | "“" | ":"))?;
    let at = (from..verb).find(|&at| OUTCOMES.find(pieces, at).is_some())?;
    let ((side, name), next) = OUTCOMES.find(pieces, at)?;
    let opens = at == from && words.tag(at) == "VBN"
        || at > from && matches!(pieces.word(at - 1), "the" | "those" | "all" | "people" | "newly");
    (opens && matches!(side, Side::After | Side::Both) && words.same_sentence(at, found.start))
        .then(|| hit(words, at, next, (*name).to_owned()))
}

/// `45 deaths`, `significant losses`: the noun says it.
fn of_noun(words: &Words, found: &Found, wanted: Side) -> Option<Hit> {
    let span = found.figure.counts.as_ref()?.span?;
    let at = (found.start..found.end.max(found.start + 1) + 8)
        .find(|&n| words.pieces.get(n).is_some_and(|piece| piece.span.end == span.end))?;
    let ((side, name), next) = OUTCOMES.find(words.pieces, at)?;
    (*side == wanted && next == at + 1).then(|| hit(words, at, next, (*name).to_owned()))
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
    let reach = if rises(pieces, found.start) { 28 } else { 9 };
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

/// `killed or wounded at least 30`, `has sent 10,000`, `killing three`.
fn on_left(words: &Words, found: &Found) -> Option<Hit> {
    let pieces = words.pieces;
    let mut at = found.start;
    let mut steps = 0;
    // The `off` of `lay off` is no thin word.
    let ends = |at: usize| ending_at(words, at, &[Side::Before, Side::Both]).is_some();
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
    let at = over_first_object(words, over_whole(words, found).unwrap_or(at));
    // `shot down 12`: two words.
    let (start, name) = ending_at(words, at, &[Side::Before, Side::Both])?;
    let passive = (start.saturating_sub(2)..start)
        .any(|n| matches!(pieces.word(n), "was" | "were" | "been" | "be" | "being"))
        && !pieces.word(start).ends_with("ing");
    if passive || !words.same_sentence(start, found.start) {
        return None;
    }
    if let Some((first, first_name, joint)) = joined_before(words, start, &[Side::Before, Side::Both]) {
        return Some(hit(words, first, at, joined_names(first_name, joint, name)));
    }
    Some(hit(words, start, at, name.to_owned()))
}

/// Behind the verb of `killed a herd of 34 goats`.
fn over_whole(words: &Words, found: &Found) -> Option<usize> {
    let mut at = found.start.checked_sub(2).filter(|_| of_whole(words, found))?;
    while at > 0 && found.start - at < 6 && matches!(words.tag(at - 1), "DT" | "JJ" | "PRP$" | "NN" | "CD") {
        at -= 1;
    }
    Some(at)
}

/// Behind the verb of `killed a couple and their four children`, whose first object is no figure.
fn over_first_object(words: &Words, at: usize) -> usize {
    let pieces = words.pieces;
    if at < 3 || !matches!(pieces.word(at - 1), "and" | "or") || !words.tag(at - 2).starts_with("NN") {
        return at;
    }
    let noun = |n: usize| matches!(words.tag(n), "NN" | "NNS" | "NNP" | "JJ" | "DT" | "PRP$" | "POS");
    let mut from = at - 1;
    while from > 0 && at - from < 6 && noun(from - 1) {
        from -= 1;
    }
    if ending_at(words, from, &[Side::Before, Side::Both]).is_some() { from } else { at }
}

/// The outcome whose words end before `at`.
fn ending_at(words: &Words, at: usize, sides: &[Side]) -> Option<(usize, &'static str)> {
    (at.saturating_sub(5)..at).find_map(|start| {
        let ((side, name), next) = OUTCOMES.find(words.pieces, start)?;
        (next == at
            && sides.contains(side)
            && (matches!(words.pieces.word(next - 1), "of" | "for") || !is_noun(words, start)))
        .then_some((start, *name))
    })
}

/// `the order`, `a ban on`: the same word as a noun.
fn is_noun(words: &Words, at: usize) -> bool {
    at > 0
        && !words.headline()
        && words.tag(at).starts_with("NN")
        && matches!(words.tag(at - 1), "DT" | "JJ" | "PRP$" | "POS" | "IN" | "NN" | "CD")
}

fn joined_before<'p>(
    words: &'p Words,
    start: usize,
    sides: &[Side],
) -> Option<(usize, &'static str, &'p str)> {
    let pieces = words.pieces;
    let joint = start.checked_sub(1).map(|n| pieces.word(n)).filter(|word| matches!(*word, "or" | "and"))?;
    let (first, name) = ending_at(words, start - 1, sides)?;
    // Words that say nothing alone say nothing more beside another.
    (!name.starts_with('?')).then_some((first, name, joint))
}

fn joined_names(first: &str, joint: &str, second: &str) -> String {
    if first == second { first.to_owned() } else { format!("{first} {joint} {second}") }
}

/// An outcome whose words follow what is counted.
pub(super) struct After {
    from: usize,
    to: usize,
    name: String,
    deed: bool,
}

impl After {
    pub fn hit(self, words: &Words) -> Hit {
        hit(words, self.from, self.to, self.name)
    }

    /// Whether what is counted does it itself: `died`.
    pub fn is_own_deed(&self) -> bool {
        self.deed
    }
}

/// The outcome at `at` that can follow what is counted, with `or wounded` after it.
pub(super) fn after_side(words: &Words, at: usize) -> Option<After> {
    let pieces = words.pieces;
    let can_follow = |(side, _): &(Side, &str)| matches!(side, Side::After | Side::Both);
    let ((side, name), next) = OUTCOMES.find_where(pieces, at, can_follow)?;
    // An active verb has its own object: `30 troops seized the town`, `300 people killed 5`.
    let object = matches!(
        pieces.word(next),
        "the" | "a" | "an" | "their" | "his" | "its" | "him" | "her" | "them" | "it"
    ) || pieces.number(next).is_some();
    if *side == Side::Both && (object && !passive(words, at) || active(words, at, next)) {
        return None;
    }
    if gives_other(words, at, next) {
        return None;
    }
    let joint = pieces.word(next);
    if matches!(joint, "or" | "and")
        && let Some(((Side::After | Side::Both, other), end)) = OUTCOMES.find(pieces, next + 1)
        && !name.starts_with('?')
        && !other.starts_with('?')
    {
        return Some(After {
            from: at,
            to: end,
            name: joined_names(name, joint, other),
            deed: *side == Side::After,
        });
    }
    let deed = *side == Side::After || frame::is_deed(pieces.word(at));
    Some(After { from: at, to: next, name: (*name).to_owned(), deed })
}

/// `gave up their pay rises`, `joined 20 others`: only alone do these say what their subjects did.
fn gives_other(words: &Words, at: usize, next: usize) -> bool {
    matches!(words.pieces.word(at), "gave" | "give" | "giving" | "joined")
        && (matches!(words.tag(next).get(..2), Some("DT" | "PR" | "NN" | "CD"))
            || words.pieces.number(next).is_some())
}

/// `were given the therapy`: a passive keeps one of its objects.
fn passive(words: &Words, at: usize) -> bool {
    at > 0
        && matches!(
            words.pieces.word(at - 1),
            "was" | "were" | "been" | "be" | "are" | "is" | "being" | "get" | "got"
        )
}

/// `4,000 homes lost power`: a past verb with its own object.
fn active(words: &Words, at: usize, next: usize) -> bool {
    let bare = at == 0
        || !matches!(
            words.pieces.word(at - 1),
            "was" | "were" | "been" | "be" | "are" | "is" | "being" | "and" | "or"
        );
    let infinitive = words.tag(next) == "TO" && words.tag(next + 1) == "VB";
    bare && words.tag(at) == "VBD"
        && !words.headline()
        && (infinitive || matches!(words.tag(next).get(..2), Some("NN" | "JJ" | "DT" | "PR" | "CD")))
}

/// `12 people dead`, `30 injured`, `30 troops killed or wounded`, `three others wounded`.
fn on_right(words: &Words, found: &Found) -> Option<Hit> {
    let pieces = words.pieces;
    // `two of whom died`, `four of them were freed`.
    let mut at = behind(words, found);
    let first = at;
    // `did not survive` is read whole.
    let whole = |at: usize| {
        OUTCOMES.find(pieces, at).is_some_and(|((side, _), next)| *side == Side::After && next > at + 1)
    };
    while !whole(at)
        && (matches!(pieces.word(at), "others" | "more" | "who" | "that" | "which") || helps(words, at))
    {
        if at > found.end + 8 {
            return None;
        }
        at += 1;
    }
    if let Some(to) = ill(words, at).filter(|_| words.same_sentence(found.start, at)) {
        return Some(hit(words, at, to, "infected".to_owned()));
    }
    let after = after_side(words, at)?;
    // `have killed`, `had seized`: the figure is who did it.
    let active = at > first
        && matches!(pieces.word(at - 1), "have" | "has" | "had" | "who" | "that" | "which")
        && !after.is_own_deed();
    // `Workers at three mines have downed tools`: the mines are no subject.
    let is_finite = |at: usize| matches!(words.tag(at), "VBD" | "VBZ" | "VBP" | "MD");
    let finite = (first..=at).any(is_finite) && !reduced(words, found, at);
    let active = active || finite && beside(words, found);
    (!active && words.same_sentence(found.start, at)).then(|| after.hit(words))
}

/// Whether a verb right behind the figure is a participle that looks finite: `brought down 19 of 23 missiles fired
/// at the capital` has its verb already.
fn reduced(words: &Words, found: &Found, at: usize) -> bool {
    let mut before =
        (found.start.saturating_sub(8)..found.start).rev().take_while(|&n| words.same_sentence(n, at));
    at == found.end
        && words.tag(at) == "VBD"
        && matches!(words.tag(at + 1), "IN" | "RB" | "TO")
        && before.any(|n| matches!(words.tag(n), "VBD" | "VBZ" | "VBP"))
}

/// Whether the figure hangs on a preposition: `a ferry with 210 passengers sank`. One of a whole of them does
/// not: `a group of 12 hikers was found`.
pub(super) fn beside(words: &Words, found: &Found) -> bool {
    let pieces = words.pieces;
    let Some(at) = (found.start.saturating_sub(3)..found.start)
        .rev()
        .find(|&at| !matches!(words.tag(at), "DT" | "PRP$" | "JJ"))
        .filter(|_| !words.headline())
    else {
        return false;
    };
    match pieces.word(at) {
        "of" => !is_whole(words, at),
        "with" | "in" | "at" | "on" | "from" | "by" | "for" | "among" | "between" | "against" | "into"
        | "near" | "aboard" | "across" | "over" | "under" | "without" | "to" => true,
        _ => false,
    }
}

/// Whether a figure is all of a whole that the text names: `a herd of 34 goats`.
pub(super) fn of_whole(words: &Words, found: &Found) -> bool {
    found.start.checked_sub(1).is_some_and(|at| words.pieces.is(at, "of") && is_whole(words, at))
}

/// Whether the word before an `of` is one of a whole.
pub(super) fn is_whole(words: &Words, of: usize) -> bool {
    of.checked_sub(1).is_some_and(|at| WHOLES.contains(words.pieces.word(at)))
}

/// `30 people, two of them children, were killed`; `hundreds of homes in the city were destroyed`.
fn behind_were(words: &Words, found: &Found) -> Option<Hit> {
    let pieces = words.pieces;
    let aside = pieces.is(found.end, ",");
    // `Of the 50 passengers, 12 were killed`: the rest of the sentence is about some of them.
    let some_of = (found.start.saturating_sub(2)..found.start).any(|at| {
        matches!(pieces.word(at), "of" | "among" | "Of" | "Among") && words.same_sentence(at, found.start)
    });
    // `the plant, which employs 600, could close`: what is employed does not close.
    let object = found.start.checked_sub(1).is_some_and(|at| {
        let be = matches!(pieces.word(at), "is" | "are" | "was" | "were");
        matches!(words.tag(at), "VBZ" | "VBP" | "VBD") && !be
    }) && !words.headline();
    if aside && (object || some_of || matches!(pieces.word(found.end + 1), "and" | "but"))
        || beside(words, found)
    {
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
        let verb = matches!(words.tag(at), "VBD" | "VBZ" | "VBP" | "MD" | "") || words.headline();
        if verb && begins_group(word) {
            let whole = |at: usize| {
                OUTCOMES
                    .find(pieces, at)
                    .is_some_and(|((side, _), next)| *side == Side::After && next > at + 1)
            };
            let next = (at..at + 9).find(|&next| whole(next) || next > at && !helps(words, next))?;
            let after = after_side(words, next)?;
            let active = matches!(pieces.word(next - 1), "have" | "has" | "had") && !after.is_own_deed();
            return (!active && words.same_sentence(found.start, at)).then(|| after.hit(words));
        }
        // `3,700 residents of the town fled`.
        if at > found.end && words.tag(at) == "VBD" && !aside {
            let after = after_side(words, at).filter(After::is_own_deed)?;
            return words.same_sentence(found.start, at).then(|| after.hit(words));
        }
        // Another verb that is finite: the figure is its subject.
        if at > found.end && !aside && matches!(words.tag(at), "VBD" | "VBZ" | "VBP" | "MD") {
            return None;
        }
    }
    None
}

/// `nine staff members of the charity were among the dead`.
fn among_those(words: &Words, found: &Found) -> Option<Hit> {
    let pieces = words.pieces;
    let end = pieces.len().min(found.end + 24);
    let verb = |at: &usize| matches!(words.tag(*at), "VBD" | "VBZ" | "VBP" | "MD") || pieces.is(*at, "were");
    let at =
        (found.end..end).find(verb).filter(|at| matches!(pieces.word(*at), "was" | "were" | "are" | "is"))?;
    let those = (at + 1..at + 4).find(|at| pieces.is(*at, "among"))? + 1;
    let noun = those + usize::from(matches!(pieces.word(those), "the" | "those"));
    let name = match pieces.word(noun) {
        "dead" | "killed" => "killed",
        "injured" | "wounded" => "wounded",
        "missing" => "missing",
        "arrested" => "arrested",
        "detained" => "detained",
        "survivors" => "survived",
        _ => return None,
    };
    (noun > those && words.same_sentence(found.start, noun))
        .then(|| hit(words, at, noun + 1, name.to_owned()))
}

/// Whether an outcome mostly happens to people: a bare number of it with nothing before means people.
pub(super) fn mostly_of_people(outcome: &str) -> bool {
    const MOSTLY: &[&str] = &[
        "trapped",
        "stranded",
        "took part",
        "laid off",
        "hired",
        "elected",
        "escaped",
        "treated",
        "dismissed",
        "suspended",
        "fined",
        "extradited",
        "expelled",
        "survived",
        "resigned",
        "tried",
        "turned back",
        "arrived",
        "born",
        "evicted",
        "discharged",
        "tested",
        "voted",
    ];
    MOSTLY.contains(&outcome)
}

/// Whether an outcome happens to things alone, so that people hurt by it are others.
pub(super) fn of_things(outcome: &str) -> bool {
    const OF_THINGS: &[&str] = &[
        "destroyed",
        "damaged",
        "crashed",
        "collapsed",
        "burned",
        "closed",
        "sunk",
        "capsized",
        "derailed",
        "stolen",
        "flooded",
        "exploded",
        "detonated",
        "defused",
        "downed",
        "fired",
        "launched",
        "sold",
        "bought",
        "cut off",
        "overturned",
        "searched",
        "confiscated",
    ];
    OF_THINGS.contains(&outcome)
}
