//! From pieces to figures without what they count: bounds, currency, amount, unit, range,
//! and the same in brackets. The scan looks closer only where a word can begin a figure.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use super::amount::{self, Amount, Form};
use super::{Also, Bound, Figure, Kind, Unit, guard, unit};
use crate::Span;
use crate::list::{Phrases, entries};
use crate::scan::Pieces;

/// A figure and the pieces that it came from.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub figure: Figure,
    /// First piece of the phrase.
    pub start: usize,
    /// The piece after the amount, its unit and its brackets.
    pub end: usize,
    /// How the amount is said.
    pub form: Form,
}

struct Bounds {
    before: Phrases<Bound>,
    after: Phrases<Bound>,
}

static BOUNDS: LazyLock<Bounds> = LazyLock::new(|| {
    let side = |side: &'static str| {
        entries(include_str!("../../lists/bounds.txt"))
            .filter_map(move |(words, bound)| Some((words.strip_prefix(side)?.trim(), Bound::named(bound)?)))
    };
    Bounds { before: Phrases::new(side("before ")), after: Phrases::new(side("after ")) }
});

/// Reads all figures; numbers inside `taken` belong to moments.
pub(crate) fn figures(pieces: &Pieces, taken: &[Span]) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    let mut at = 0;
    let mut taken = taken.iter().peekable();
    while let Some(piece) = pieces.get(at) {
        while taken.next_if(|span| span.end <= piece.span.start).is_some() {}
        if taken.peek().is_some_and(|span| span.contains(piece.span)) {
            at += 1;
            continue;
        }
        let free = |found: &Found| {
            !taken
                .clone()
                .take_while(|span| span.start < found.figure.span.end)
                .any(|span| span.overlaps(found.figure.amount))
        };
        match figure(pieces, at).filter(free) {
            Some(figure) => {
                at = figure.end.max(at + 1);
                found.push(figure);
            }
            None => at += skip(pieces, at),
        }
    }
    found
}

/// How many pieces to pass over: a number in a name is passed over whole.
fn skip(pieces: &Pieces, at: usize) -> usize {
    if pieces.number(at).is_some() || !amount::begins(pieces, at) {
        return 1;
    }
    amount::read(pieces, at).map_or(1, |amount| match amount.form {
        Form::Number if !matches!(pieces.word(at), "a" | "an") => amount.end - at,
        _ => 1,
    })
}

fn figure(pieces: &Pieces, at: usize) -> Option<Found> {
    if !may_begin(pieces, at) {
        return None;
    }
    between(pieces, at)
        .or_else(|| bounded(pieces, at))
        .or_else(|| score(pieces, at))
        .or_else(|| plain(pieces, at, None))
}

fn may_begin(pieces: &Pieces, at: usize) -> bool {
    amount::begins(pieces, at)
        || BOUNDS.before.find(pieces, at).is_some()
        || matches!(
            pieces.word(at),
            "between" | "from" | "minus" | "negative" | "-" | "−" | "aged" | "age" | "ages"
        )
        || unit::before(pieces, at).is_some()
}

/// `between 10 and 20`, `from 5 to 7`.
fn between(pieces: &Pieces, at: usize) -> Option<Found> {
    let joints: &[&str] = match pieces.word(at) {
        "between" => &["and", "to", "-", "–"],
        "from" if !changes(pieces, at) => &["to", "through"],
        _ => return None,
    };
    let first = quantity(pieces, at + 1 + usize::from(pieces.is(at + 1, "the")))?;
    if !joints.contains(&pieces.word(first.end)) {
        return None;
    }
    let second = quantity(pieces, first.end + 1 + usize::from(pieces.is(first.end + 1, "the")))?;
    let mut found = range(pieces, at, &first, &second)?;
    extend(pieces, &mut found);
    Some(found)
}

/// Whether what goes from one amount to another is said to change: `rose from 5 to 7`.
fn changes(pieces: &Pieces, at: usize) -> bool {
    const CHANGES: &[&str] = &[
        "rose",
        "rise",
        "rises",
        "risen",
        "rising",
        "fell",
        "fall",
        "falls",
        "fallen",
        "falling",
        "dropped",
        "drop",
        "drops",
        "dropping",
        "increased",
        "increase",
        "increases",
        "increasing",
        "decreased",
        "decrease",
        "grew",
        "grow",
        "grown",
        "growing",
        "climbed",
        "climb",
        "climbing",
        "jumped",
        "jump",
        "surged",
        "declined",
        "decline",
        "down",
        "up",
        "cut",
        "cuts",
        "cutting",
        "raised",
        "raise",
        "raising",
        "lowered",
        "lowering",
        "reduced",
        "reduce",
        "reducing",
        "slashed",
        "slipped",
        "went",
        "gone",
        "go",
        "going",
        "expanded",
        "expand",
        "doubled",
        "tripled",
        "revised",
        "shrank",
        "shrink",
        "soared",
        "tumbled",
        "plunged",
        "widened",
        "narrowed",
        "improved",
        "moved",
        "changed",
        "upgraded",
        "downgraded",
        "sank",
        "slid",
        "edged",
        "swelled",
        "dwindled",
        "boosted",
        "boost",
    ];
    (at.saturating_sub(5)..at).any(|n| CHANGES.contains(&pieces.word(n)))
}

/// `at least 30`, and `more than 10 but fewer than 20`.
fn bounded(pieces: &Pieces, at: usize) -> Option<Found> {
    let (bound, next) = bound_before(pieces, at)?;
    let mut found = plain(pieces, next, Some(bound))?;
    // `over three years` says when, not how much.
    let over = pieces.is(at, "over") && matches!(found.figure.kind, Kind::Duration);
    if over || vague_some(pieces, at, &found) {
        return None;
    }
    found.start = at;
    found.figure.span = pieces.span(at, found.end);
    both_sides(pieces, &mut found, bound);
    Some(found)
}

/// `some several`, `about one`: a bound needs a number.
fn vague_some(pieces: &Pieces, at: usize, found: &Found) -> bool {
    pieces.is(at, "some") && (found.form == Form::Ordinal || found.form == Form::One)
}

fn bound_before(pieces: &Pieces, at: usize) -> Option<(Bound, usize)> {
    let (&bound, next) = BOUNDS.before.find(pieces, at)?;
    // `<>30`, `=>30` and `=<30` are no signs that anyone agrees on.
    let sign = |n: usize| matches!(pieces.word(n), "<" | ">" | "=");
    if sign(at) && (sign(next) || at > 0 && sign(at - 1)) {
        return None;
    }
    let next = skip_article(pieces, next);
    // `as many as about 300`: the first word bounds, the second only says so again.
    match BOUNDS.before.find(pieces, next) {
        Some((Bound::Around, after)) if !sign(next) => Some((bound, skip_article(pieces, after))),
        _ => Some((bound, next)),
    }
}

/// `over the 1,000 mark`, `just a 100 meters`, `an additional 30`, `a total of 30`.
fn skip_article(pieces: &Pieces, at: usize) -> usize {
    if pieces.are(at, &["a", "total", "of"]) {
        return at + 3;
    }
    let word = pieces.word(at);
    let number_next = pieces.number(at + 1).is_some() || unit::before(pieces, at + 1).is_some();
    if matches!(word, "another" | "additional" | "the" | "a" | "an") && number_next { at + 1 } else { at }
}

/// `more than 10 and less than 20`, `at most 100 and at least 20`.
fn both_sides(pieces: &Pieces, found: &mut Found, bound: Bound) {
    let joint = pieces.word(found.end);
    if !matches!(joint, "and" | "but" | ",") {
        return;
    }
    let Some((other, next)) = bound_before(pieces, found.end + 1) else { return };
    let Some(second) = quantity(pieces, next) else { return };
    let low_first =
        matches!(bound, Bound::AtLeast | Bound::MoreThan) && matches!(other, Bound::AtMost | Bound::LessThan);
    let high_first =
        matches!(bound, Bound::AtMost | Bound::LessThan) && matches!(other, Bound::AtLeast | Bound::MoreThan);
    let (Some(first), Some(other)) = (found.figure.low.or(found.figure.high), second.low) else { return };
    let (low, high) = if high_first { (other, first) } else { (first, other) };
    if !(low_first || high_first) || low >= high || second.unit != found.figure.unit {
        return;
    }
    found.figure.bound = Bound::Between;
    (found.figure.low, found.figure.high) = (Some(low), Some(high));
    found.end = second.end;
    found.figure.amount = found.figure.amount.join(pieces.span(second.amount.0, second.amount.1));
    found.figure.span = pieces.span(found.start, found.end);
}

/// An amount with its currency or unit, before it is known what bounds it.
#[derive(Clone, Copy, Debug)]
struct Quantity {
    start: usize,
    amount: (usize, usize),
    end: usize,
    low: Option<f64>,
    /// The number without its scale word.
    bare: f64,
    scale: f64,
    form: Form,
    unit: Option<&'static Unit>,
    kind: Kind,
    digits: bool,
}

fn quantity(pieces: &Pieces, at: usize) -> Option<Quantity> {
    let (sign, next) = minus(pieces, at);
    let (money, next) = match unit::before(pieces, next) {
        Some((unit, next)) => (Some(unit), next),
        None => (None, next),
    };
    let (sign, next) = if sign == 1.0 && money.is_some() { minus(pieces, next) } else { (sign, next) };
    if pieces.number(next).is_some() && money.is_none() && guard::in_name(pieces, next)
        || guard::is_torn(pieces, next)
    {
        return None;
    }
    let mut amount = amount::read(pieces, next)?;
    let first = next;
    if money.is_some() {
        money_scale(pieces, &mut amount);
    }
    let value = amount.low.unwrap_or(0.0);
    let countable = !matches!(amount.form, Form::Ordinal);
    let dash =
        usize::from(pieces.is_dash(amount.end) && pieces.joined(amount.end) && pieces.joined(amount.end + 1));
    let after = if countable && money.is_none() {
        let spaced =
            pieces.is_dash(amount.end) && !pieces.joined(amount.end + 1) && !pieces.joined(amount.end);
        let of = usize::from(amount.form == Form::Vague && pieces.is(amount.end, "of"));
        // `half a mile`, `a quarter of a percentage point`.
        let article = |at: usize| matches!(pieces.word(at), "a" | "an");
        let part = match amount.form {
            Form::Fraction if article(amount.end) => 1,
            Form::Fraction if pieces.is(amount.end, "of") && article(amount.end + 1) => 2,
            _ => 0,
        };
        unit::after(pieces, amount.end + dash + of + part, value, amount.digits && !spaced)
    } else {
        None
    };
    let unit = money.or(after.map(|(unit, _)| unit));
    let end = after.map_or(amount.end, |(_, next)| next);
    // Letters right on the digits that are no unit: `24703L202`.
    let stuck = amount.digits
        && end == amount.end
        && pieces.joined(end)
        && pieces.is_word(end)
        && !pieces.is_dash(end);
    if stuck {
        return None;
    }
    let mut quantity = Quantity {
        start: at,
        amount: (first, amount.end),
        end,
        low: amount.low.map(|low| if sign < 0.0 { -low } else { low }),
        bare: value / amount.scale.max(1.0),
        scale: amount.scale,
        // `minus one` is no pronoun.
        form: if sign < 0.0 && amount.form == Form::One { Form::Number } else { amount.form },
        kind: kind(&amount, unit),
        unit,
        digits: amount.digits,
    };
    repeated_currency(pieces, &mut quantity);
    smaller_unit(pieces, &mut quantity);
    temperature(pieces, &mut quantity);
    age(pieces, &mut quantity);
    Some(quantity)
}

fn minus(pieces: &Pieces, at: usize) -> (f64, usize) {
    let number = amount::begins(pieces, at + 1) && !matches!(pieces.word(at + 1), "a" | "an");
    let sign = matches!(pieces.word(at), "-" | "−") && pieces.joined(at + 1) && number && {
        at == 0
            || !pieces.joined(at) && pieces.number(at - 1).is_none()
            || matches!(pieces.word(at - 1), "<" | ">" | "=" | "(")
    };
    let word = matches!(pieces.word(at), "minus" | "negative") && number;
    let either = word && at > 1 && pieces.is(at - 1, "or") && pieces.is(at - 2, "plus");
    // `plus or minus 3` is 3 either way.
    if either {
        return (1.0, at + 1);
    }
    if sign || word { (-1.0, at + 1) } else { (1.0, at) }
}

/// `$2.5m`, `$1.5-billion`, `£3b`: what stands for a scale after money.
fn money_scale(pieces: &Pieces, amount: &mut Amount) {
    if amount.scale != 1.0 {
        return;
    }
    let dash = usize::from(pieces.is_dash(amount.end));
    let scale = match pieces.word(amount.end + dash) {
        "m" | "mm" | "mn" | "million" => 1e6,
        "b" | "bn" | "billion" => 1e9,
        "t" | "tn" | "trillion" => 1e12,
        "k" => 1e3,
        _ => return,
    };
    if dash == 1 && !pieces.joined(amount.end) {
        return;
    }
    amount.low = amount.low.map(|low| low * scale);
    amount.scale = scale;
    amount.end += 1 + dash;
}

/// `$10 dollars`, `75 USD million`.
fn repeated_currency(pieces: &Pieces, quantity: &mut Quantity) {
    if quantity.kind != Kind::Money {
        return;
    }
    if let Some((unit, next)) = unit::after(pieces, quantity.end, quantity.low.unwrap_or(0.0), true)
        && quantity.end == quantity.amount.1
        && (pieces.number(next).is_none() || pieces.is_word(quantity.end))
        && unit.kind == Kind::Money
        && quantity.unit.is_some_and(|before| same_money(before, unit))
    {
        quantity.end = next;
        if unit.name.len() == 3 {
            quantity.unit = Some(unit);
        }
    }
    let scale = match pieces.word(quantity.end) {
        "million" => 1e6,
        "billion" => 1e9,
        _ => return,
    };
    if quantity.scale == 1.0 && quantity.end > quantity.amount.1 {
        quantity.low = quantity.low.map(|low| low * scale);
        quantity.scale = scale;
        quantity.end += 1;
    }
}

fn same_money(one: &Unit, other: &Unit) -> bool {
    one == other
        || one.name == "dollar" && other.name.ends_with('D')
        || one.name == "pound" && other.name.ends_with('P')
}

/// `5 feet 2 inches`, `13 dollars and 45 cents`.
fn smaller_unit(pieces: &Pieces, quantity: &mut Quantity) {
    let Some(large) = quantity.unit else { return };
    let and = usize::from(pieces.is(quantity.end, "and"));
    let Some(more) = amount::read(pieces, quantity.end + and) else { return };
    if !matches!(more.form, Form::Number | Form::One) {
        return;
    }
    let Some(low) = more.low else { return };
    // `in` is an inch only here: `5 ft 2 in`.
    let inch = large.name == "ft" && pieces.is(more.end, "in");
    let (parts, next) = match unit::after(pieces, more.end, low, more.digits) {
        _ if inch => (Some(12.0), more.end + 1),
        Some((small, next)) => (unit::smaller(large, small), next),
        None => return,
    };
    let Some(parts) = parts.filter(|parts| low < *parts) else { return };
    quantity.low = quantity.low.map(|value| value + low / parts);
    quantity.end = next;
    quantity.amount.1 = more.end;
}

/// `24 degrees`, `20C`, `minus 5`: degrees are of heat unless something turns.
fn temperature(pieces: &Pieces, quantity: &mut Quantity) {
    if quantity.unit.is_none() && pieces.joined(quantity.end) && quantity.digits {
        return;
    }
    if quantity.kind == Kind::Angle && quantity.unit.is_some_and(|unit| unit.name == "degree") {
        const TURNS: &[&str] = &[
            "rotate",
            "rotated",
            "turn",
            "turned",
            "angle",
            "tilt",
            "tilted",
            "latitude",
            "longitude",
            "slope",
            "north",
            "south",
            "east",
            "west",
        ];
        let near =
            (quantity.start.saturating_sub(6)..quantity.end + 4).any(|n| TURNS.contains(&pieces.word(n)));
        if !near {
            quantity.kind = Kind::Temperature;
        }
    }
}

/// `34-year-old`, `three months old`, `3 years of age`, `87 yo`.
fn age(pieces: &Pieces, quantity: &mut Quantity) {
    if quantity.kind == Kind::Duration {
        let dash = usize::from(pieces.is_dash(quantity.end));
        let next = quantity.end + dash;
        let length = match pieces.word(next) {
            "old" | "olds" => 1,
            "of" if pieces.is(next + 1, "age") => 2,
            _ => return,
        };
        quantity.end = next + length;
        quantity.kind = Kind::Age;
    } else if matches!(pieces.word(quantity.end), "yo" | "y") && quantity.unit.is_none() && quantity.digits {
        if pieces.is(quantity.end, "yo") {
            quantity.end += 1;
        } else if pieces.are(quantity.end, &["y", "/", "o"]) {
            quantity.end += 3;
        } else {
            return;
        }
        quantity.kind = Kind::Age;
        quantity.unit = unit::named("year");
    }
}

fn kind(amount: &Amount, unit: Option<&'static Unit>) -> Kind {
    match (unit, amount.form) {
        (Some(unit), _) => unit.kind,
        (None, Form::Fraction) => Kind::Fraction,
        (None, Form::Ordinal) => Kind::Ordinal,
        _ => Kind::Count,
    }
}

/// A quantity, or a range of two, with the bound after it and the same in brackets.
fn plain(pieces: &Pieces, at: usize, bound: Option<Bound>) -> Option<Found> {
    let at = at + usize::from(bound.is_none() && matches!(pieces.word(at), "aged" | "age" | "ages"));
    let aged_word = |n: usize| matches!(pieces.word(n), "aged" | "age" | "ages");
    // `aged 5 and 9`.
    let aged = at > 0
        && (aged_word(at - 1) || at > 2 && matches!(pieces.word(at - 1), "and" | ",") && aged_word(at - 3));
    let labelled = at > 0 && aged_word(at - 1);
    let mut first = quantity(pieces, at)?;
    if aged && first.kind == Kind::Count && first.low.is_some_and(|low| low < 120.0) {
        first.kind = Kind::Age;
        first.unit = unit::named("year");
    }
    if let Some(mut found) = dashed(pieces, &first) {
        if bound.is_some_and(|bound| bound != Bound::Around && bound != Bound::Exact) {
            return None;
        }
        if aged {
            found.figure.kind = Kind::Age;
            found.figure.unit = unit::named("year");
        }
        extend(pieces, &mut found);
        return Some(found);
    }
    if bound.is_none() && !stands_alone(pieces, &first) {
        return None;
    }
    let vague = first.form == Form::Vague;
    let mut bound = bound.unwrap_or(if vague { Bound::Vague } else { Bound::Exact });
    // `about dozens`: the word stays vague, its low end holds.
    if vague && matches!(bound, Bound::Around | Bound::Exact) {
        bound = Bound::Vague;
    }
    let mut end = first.end;
    if let Some((after, next)) =
        bound_after(pieces, &first).filter(|_| matches!(bound, Bound::Exact | Bound::Around | Bound::Vague))
    {
        bound = after;
        end = next;
        // `15-plus years`, `30 or more miles`.
        if first.unit.is_none()
            && let Some((unit, next)) = unit::after(pieces, end, first.low.unwrap_or(0.0), first.digits)
        {
            (first.unit, first.kind, end) = (Some(unit), unit.kind, next);
        }
    }
    let comma_age = first.kind == Kind::Count && bound == Bound::Exact && age_between_commas(pieces, &first);
    let (kind, unit) = if comma_age { (Kind::Age, unit::named("year")) } else { (first.kind, first.unit) };
    let (low, high) = ends(first.low, bound);
    let start = if labelled { at - 1 } else { first.start };
    let mut found = Found {
        figure: Figure {
            span: pieces.span(start, end),
            amount: pieces.span(first.amount.0, first.amount.1),
            kind,
            low,
            high,
            bound,
            unit,
            also: None,
            counts: None,
            outcome: None,
        },
        start,
        end,
        form: first.form,
    };
    extend(pieces, &mut found);
    Some(found)
}

/// `30 or more`, `30-odd`, `30-plus`, `30+`, `30-some`.
fn bound_after(pieces: &Pieces, first: &Quantity) -> Option<(Bound, usize)> {
    let end = first.end;
    if pieces.is(end, "+") && pieces.joined(end) {
        return Some((Bound::AtLeast, end + 1));
    }
    if pieces.is_dash(end) || first.end == first.amount.1 {
        let next = end + usize::from(pieces.is_dash(end));
        match pieces.word(next) {
            "odd" | "something" | "ish" if next > end || pieces.is(next, "odd") => {
                return Some((Bound::Around, next + 1));
            }
            "plus" if next > end => return Some((Bound::AtLeast, next + 1)),
            _ => {}
        }
    }
    let (&bound, next) = BOUNDS.after.find(pieces, end)?;
    // `200 or greater than 190`: the bound belongs to the next number.
    let follows = amount::begins(pieces, next) && !matches!(pieces.word(next), "a" | "an");
    (!follows && (!pieces.is(next, "than") || pieces.is(next - 1, "than"))).then_some((bound, next))
}

fn ends(value: Option<f64>, bound: Bound) -> (Option<f64>, Option<f64>) {
    match bound {
        Bound::AtLeast | Bound::MoreThan | Bound::Vague => (value, None),
        Bound::AtMost | Bound::LessThan => (None, value),
        _ => (value, value),
    }
}

/// Whether a number without a bound is a figure at all.
fn stands_alone(pieces: &Pieces, first: &Quantity) -> bool {
    let amount = Amount {
        low: first.low,
        form: first.form,
        end: first.amount.1,
        scale: first.scale,
        digits: first.digits,
    };
    if first.unit.is_none() && first.kind != Kind::Age && guard::is_date(pieces, first.amount.0, &amount) {
        return false;
    }
    if first.low.is_some_and(|low| low < 0.0) {
        return true;
    }
    if first.form == Form::One && first.unit.is_none() && first.kind == Kind::Count {
        return guard::one_counts(pieces, first.start, &amount);
    }
    if first.form == Form::Ordinal {
        return ordinal_counts(pieces, first);
    }
    // `a half-brother`, `half the`, `halfway`: half alone needs `of` or a noun phrase.
    if first.form == Form::Fraction && pieces.is(first.start, "half") {
        return !matches!(pieces.word(first.end), "-" | "brother" | "sister")
            && !is_half_of_game(pieces, first);
    }
    if pieces.is(first.start, "a") && pieces.is(first.start + 1, "half") {
        return !pieces.is(first.end, "-");
    }
    true
}

fn is_half_of_game(pieces: &Pieces, first: &Quantity) -> bool {
    first.start > 0
        && matches!(
            pieces.word(first.start - 1),
            "first" | "second" | "other" | "each" | "every" | "opening" | "last" | "the"
        )
}

/// Ordinals that rank nothing, each with the word behind it and whether a dash joins them.
static NO_RANK: LazyLock<FxHashSet<(&str, &str, bool)>> = LazyLock::new(|| {
    let listed = crate::list::words(include_str!("../../lists/ordinal-lookalikes.txt"));
    let parted = |words: &'static str| match words.split_once('-') {
        Some((first, behind)) => Some((first, behind, true)),
        None => words.split_once(' ').map(|(first, behind)| (first, behind, false)),
    };
    listed.filter_map(parted).collect()
});

/// `the third man`, but no `second`s of time, `First Lady` or `Second World War`.
fn ordinal_counts(pieces: &Pieces, first: &Quantity) -> bool {
    let name = pieces.is_capital(first.start)
        && pieces.is_capital(first.end)
        && first.start > 0
        && !pieces.joined(first.end);
    let seconds = pieces.is(first.start, "second")
        && first.start > 0
        && matches!(pieces.word(first.start - 1), "per" | "a" | "every" | "split" | "-")
        && !pieces.is_word(first.end);
    // `at first light`, `a first-year student`.
    let dashed = pieces.is_dash(first.end) && pieces.joined(first.end);
    let behind = if dashed { first.end + 1 } else { first.end };
    let idiom = NO_RANK.contains(&(pieces.word(first.start), pieces.word(behind), dashed));
    !(name || seconds || idiom || numbers_unit(pieces, first))
}

/// `the 36th Front`, `the 101st Airborne`: a number in the name of a unit.
fn numbers_unit(pieces: &Pieces, first: &Quantity) -> bool {
    let digits = pieces.get(first.start).is_some_and(|piece| piece.digits > 0);
    let word = pieces.word(first.end);
    digits
        && pieces.is_capital(first.end)
        && !pieces.joined(first.end)
        && matches!(
            word,
            "airborne"
                | "armored"
                | "armoured"
                | "army"
                | "battalion"
                | "brigade"
                | "cavalry"
                | "company"
                | "corps"
                | "division"
                | "fleet"
                | "front"
                | "guards"
                | "infantry"
                | "marine"
                | "mechanized"
                | "motorized"
                | "mountain"
                | "regiment"
                | "squadron"
                | "wing"
        )
}

/// `Anna Berg, 42, said`.
fn age_between_commas(pieces: &Pieces, first: &Quantity) -> bool {
    let (start, end) = (first.amount.0, first.amount.1);
    start >= 2
        && first.digits
        && end == start + 1
        && pieces.get(start).is_some_and(|piece| piece.digits > 0 && piece.digits < 4 && piece.gap)
        && first.low.is_some_and(|low| (1.0..=115.0).contains(&low))
        && pieces.is(start - 1, ",")
        && pieces.is_capital(start - 2)
        && !guard::is_month(pieces, start - 2)
        && matches!(pieces.word(end), "," | "." | ";")
}

/// `10 to 20`, `10-20`, `three or four`, `$10-20 million`.
fn dashed(pieces: &Pieces, first: &Quantity) -> Option<Found> {
    // After `$10-20 million` the dash stands right behind the first amount.
    let joint = first.end;
    let dash = pieces.is_dash(joint) && pieces.joined(joint) == pieces.joined(joint + 1);
    let or = pieces.is(joint, "or");
    if !(dash || or || matches!(pieces.word(joint), "to" | "through")) || first.form == Form::Ordinal {
        return None;
    }
    let second = quantity(pieces, joint + 1)?;
    let (low, high) = (first.low?, second.low?);
    let near = high <= low + 2.0 && first.form != Form::Fraction;
    if or && !(near && high > low && first.unit.is_none()) || changes(pieces, first.start) && !dash {
        return None;
    }
    let years = dash
        && first.digits
        && pieces.get(first.amount.0).is_some_and(|piece| piece.digits == 4)
        && (1800.0..2100.0).contains(&low)
        && first.unit.is_none();
    if years
        && !(second.unit.is_some() || guard::followed_by_things(pieces, second.end))
        && high < 2100.0
        && high > 1800.0
    {
        return None;
    }
    range(pieces, first.start, first, &second)
}

fn range(pieces: &Pieces, start: usize, first: &Quantity, second: &Quantity) -> Option<Found> {
    let shared = first.unit.is_none() || second.unit.is_none() || first.unit == second.unit;
    let (mut low, high) = (first.low?, second.low?);
    // `2 to 3 million`, `$10-20 million`: the scale is said once.
    if first.scale == 1.0 && second.scale >= 1000.0 && low < second.bare {
        low *= second.scale;
    }
    let unit = second.unit.or(first.unit);
    let same = matches!(first.form, Form::Ordinal) == matches!(second.form, Form::Ordinal);
    if !shared || !same || low >= high {
        return None;
    }
    let kind = if second.unit.is_some() { second.kind } else { first.kind };
    Some(Found {
        figure: Figure {
            span: pieces.span(start, second.end),
            amount: pieces.span(first.amount.0, second.amount.1),
            kind,
            low: Some(low),
            high: Some(high),
            bound: Bound::Between,
            unit,
            also: None,
            counts: None,
            outcome: None,
        },
        start,
        end: second.end,
        form: second.form,
    })
}

/// `3-1`, `21–14`: two small numbers in a sentence of sport or votes.
fn score(pieces: &Pieces, at: usize) -> Option<Found> {
    let (first, second) = (pieces.number(at)?, pieces.number(at + 2)?);
    let tight = pieces.is_dash(at + 1) && pieces.joined(at + 1) && pieces.joined(at + 2);
    let small = |n: usize| pieces.get(n).is_some_and(|piece| (1..=3).contains(&piece.digits));
    let dash_before = at > 0 && pieces.joined(at) && pieces.is_dash(at - 1);
    let dash_after = pieces.is_dash(at + 3) && pieces.joined(at + 3);
    let alone = !dash_before && !dash_after;
    if !(tight && small(at) && small(at + 2) && alone) {
        return None;
    }
    let told = first >= second || scored(pieces, at);
    let other = unit::after(pieces, at + 3, second, true).is_some()
        || pieces.is_word(at + 3) && pieces.joined(at + 3);
    let counted = first < second && guard::followed_by_things(pieces, at + 3) && !pieces.is(at + 3, "points");
    (told && !other && !counted && !guard::in_name(pieces, at)).then(|| Found {
        figure: Figure {
            span: pieces.span(at, at + 3),
            amount: pieces.span(at, at + 3),
            kind: Kind::Score,
            low: Some(first),
            high: Some(second),
            bound: Bound::Exact,
            unit: None,
            also: None,
            counts: None,
            outcome: None,
        },
        start: at,
        end: at + 3,
        form: Form::Number,
    })
}

fn scored(pieces: &Pieces, at: usize) -> bool {
    const SPORT: &[&str] = &[
        "beat",
        "beats",
        "beating",
        "beaten",
        "win",
        "wins",
        "won",
        "winning",
        "lost",
        "lose",
        "losing",
        "loss",
        "victory",
        "defeat",
        "defeated",
        "defeats",
        "draw",
        "drew",
        "drawn",
        "tie",
        "tied",
        "set",
        "sets",
        "lead",
        "led",
        "leads",
        "leading",
        "trailing",
        "trailed",
        "score",
        "scored",
        "final",
        "match",
        "game",
        "games",
        "vote",
        "voted",
        "votes",
        "ruled",
        "ruling",
        "upheld",
        "decision",
        "series",
        "aggregate",
        "record",
        "rout",
        "routed",
        "thrashed",
        "edged",
        "thriller",
        "halftime",
        "advantage",
        "cruised",
        "downed",
    ];
    let near = at.saturating_sub(14)..at + 10;
    near.into_iter().any(|n| SPORT.contains(&pieces.word(n)))
}

/// `(309 square miles)`, `, or 309 square miles`: the same in another unit.
fn extend(pieces: &Pieces, found: &mut Found) {
    let Some(unit) = found.figure.unit else { return };
    let (next, close) = match pieces.word(found.end) {
        "(" => (found.end + 1, true),
        "," if pieces.is(found.end + 1, "or") => (found.end + 2, false),
        _ => return,
    };
    let next = bound_before(pieces, next).map_or(next, |(_, next)| next);
    let Some(other) = quantity(pieces, next) else { return };
    let (Some(value), Some(other_unit)) = (other.low, other.unit) else { return };
    let mut last = other.end;
    let mut value = value;
    // `(6-12 miles)` of a range: the check is on its high end.
    if let Some(second) = pieces
        .is_dash(last)
        .then(|| quantity(pieces, last + 1))
        .flatten()
        .or_else(|| if pieces.is(last, "to") { quantity(pieces, last + 1) } else { None })
    {
        value = second.low.unwrap_or(value);
        last = second.end;
    }
    if close && !pieces.is(last, ")")
        || other_unit == unit
        || other_unit.si != unit.si
        || other_unit.kind.name() != unit.kind.name()
    {
        return;
    }
    let main = found.figure.high.or(found.figure.low);
    let agrees = main.and_then(|main| agree(main, unit, value, other_unit));
    if !close && agrees != Some(true) {
        return;
    }
    found.figure.also = Some(Also { span: pieces.span(next, last), value, unit: other_unit, agrees });
    found.end = last + usize::from(close);
    found.figure.span = pieces.span(found.start, found.end);
}

/// Whether two amounts are the same within the rounding that each shows.
fn agree(main: f64, unit: &Unit, value: f64, other: &Unit) -> Option<bool> {
    let expected = other.from_si(unit.to_si(main)?)?;
    let back = unit.from_si(other.to_si(value)?)?;
    let close = |one: f64, other: f64, shown: f64| {
        let off = (one - other).abs();
        let rounding = step(shown) / 2.0;
        off <= rounding * 1.001 && off <= 0.25 * one.abs().max(other.abs())
            || off <= 0.02 * one.abs().max(other.abs())
    };
    Some(close(expected, value, value) || close(back, main, main))
}

/// The place that a number is rounded to: 10 of 870, 0.1 of 2.5.
fn step(value: f64) -> f64 {
    let mut step = 1e12;
    while step > 1e-6 {
        let times = value / step;
        if (times - times.round()).abs() < 1e-6 {
            return step;
        }
        step /= 10.0;
    }
    step
}
