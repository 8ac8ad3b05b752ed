//! Units and currencies: which one a phrase names, and what it is in SI units.

use std::sync::LazyLock;

use super::Kind;
use crate::list::{Phrases, entries};
use crate::scan::Pieces;

/// What an amount is measured in.
#[derive(Clone, Debug, PartialEq)]
pub struct Unit {
    /// Its short name: `km2`, `lb`, `USD`, `dollar` where the text does not say whose.
    pub name: &'static str,
    /// What it measures.
    pub kind: Kind,
    /// How many of the SI unit make one of it; currencies have none.
    pub factor: Option<f64>,
    /// The SI unit (`m2`); empty for currencies.
    pub si: &'static str,
}

impl Unit {
    /// The same amount in the SI unit; nothing for money.
    pub fn to_si(&self, value: f64) -> Option<f64> {
        let offset = match self.name {
            "C" => 273.15,
            "F" => 255.372_222_222_222,
            _ => 0.0,
        };
        Some(value * self.factor? + offset)
    }

    /// An amount in the SI unit as this unit has it.
    pub fn from_si(&self, value: f64) -> Option<f64> {
        let zero = self.to_si(0.0)?;
        Some((value - zero) / self.factor?)
    }
}

static UNITS: LazyLock<Phrases<Unit>> = LazyLock::new(|| {
    let units = entries(include_str!("../../lists/units.txt")).filter_map(|(forms, unit)| {
        let mut fields = unit.split(',').map(str::trim);
        let unit = Unit {
            name: fields.next()?,
            kind: Kind::named(fields.next()?)?,
            factor: fields.next()?.parse().ok(),
            si: fields.next()?,
        };
        Some((forms, unit))
    });
    phrases(units)
});

static CURRENCIES: LazyLock<Phrases<Unit>> = LazyLock::new(|| {
    phrases(
        entries(include_str!("../../lists/currencies.txt"))
            .map(|(forms, name)| (forms, Unit { name, kind: Kind::Money, factor: None, si: "" })),
    )
});

fn phrases(units: impl Iterator<Item = (&'static str, Unit)>) -> Phrases<Unit> {
    let mut forms: Vec<(&'static str, Unit)> = Vec::new();
    for (names, unit) in units {
        for form in names.split(',').map(str::trim) {
            forms.push((form, unit.clone()));
            if plural(form) {
                forms.push((format!("{form}s").leak(), unit.clone()));
            }
        }
    }
    Phrases::new(forms.into_iter())
}

fn plural(form: &str) -> bool {
    let last = form.split(' ').next_back().unwrap_or(form);
    last.len() >= 3
        && last.chars().all(|c| c.is_ascii_lowercase())
        && !last.ends_with('s')
        && !matches!(last, "stone" | "feet" | "won" | "try")
}

/// The currency whose sign or code stands before a number, with the number's piece.
pub(crate) fn before(pieces: &Pieces, at: usize) -> Option<(&'static Unit, usize)> {
    let word = pieces.is_word(at);
    if !word
        && !matches!(
            pieces.word(at),
            "$" | "£"
                | "€"
                | "¥"
                | "₽"
                | "₹"
                | "₴"
                | "₩"
                | "₪"
                | "₺"
                | "₦"
                | "₱"
                | "₸"
                | "₡"
                | "₾"
                | "₭"
                | "₿"
                | "₫"
        )
    {
        return None;
    }
    if let Some(unit) = letter(pieces, at) {
        return Some((unit, at + 1));
    }
    let (unit, next) = CURRENCIES.find(pieces, at)?;
    let sign = (at..next).any(|n| !pieces.is_word(n) && !pieces.is(n, "."));
    let code = word
        && pieces.word(at).len() <= 3
        && (pieces.is_capital(at) || pieces.joined(next) || is_code(pieces.word(at)));
    // `A$5` is Australian, `a $5 bill` is not.
    let letter =
        matches!(pieces.word(at), "a" | "s" | "r") && !(pieces.joined(at + 1) && pieces.is_capital(at));
    (!letter && (sign || code && !matches!(pieces.word(at), "won" | "try" | "sen" | "sol" | "dm")))
        .then_some((unit, next))
        .filter(|(_, next)| pieces.number(*next).is_some())
}

/// The letter of naira, rand or peso right on a number: `scan.rs` parts them only where money is meant.
fn letter(pieces: &Pieces, at: usize) -> Option<&'static Unit> {
    let name = match pieces.word(at) {
        "n" => "NGN",
        "r" => "ZAR",
        "p" => "PHP",
        _ => return None,
    };
    let on_number = pieces.joined(at + 1) && pieces.number(at + 1).is_some();
    if pieces.is_capital(at) && on_number { named(name) } else { None }
}

fn is_code(word: &str) -> bool {
    matches!(word, "usd" | "eur" | "gbp" | "rmb" | "cad" | "aud" | "jpy" | "btc")
}

/// The unit or currency after an amount, with the piece after it.
pub(crate) fn after(pieces: &Pieces, at: usize, value: f64, digits: bool) -> Option<(&'static Unit, usize)> {
    if let Some(closed) = bracketed(pieces, at) {
        return Some(closed);
    }
    let unit = UNITS.find(pieces, at).filter(|(unit, next)| fits(pieces, at, *next, unit, digits));
    let money = CURRENCIES.find(pieces, at).filter(|(unit, next)| fits_money(pieces, at, *next, unit, value));
    match (unit, money) {
        (Some(unit), Some(money)) if unit.0.name == "lb" || money.1 > unit.1 => {
            if money.1 > unit.1 || means_money(pieces, at, value) { Some(money) } else { Some(unit) }
        }
        (unit, money) => unit.or(money),
    }
    .filter(|(_, next)| !letters_follow(pieces, *next))
}

/// `20 (kg)`.
fn bracketed(pieces: &Pieces, at: usize) -> Option<(&'static Unit, usize)> {
    let close = match pieces.word(at) {
        "(" => ")",
        "[" => "]",
        "{" => "}",
        "<" => ">",
        _ => return None,
    };
    UNITS
        .find(pieces, at + 1)
        .filter(|(_, next)| pieces.is(*next, close))
        .map(|(unit, next)| (unit, next + 1))
}

/// `24703 m` of `24703 m212` would be no metres.
fn letters_follow(pieces: &Pieces, next: usize) -> bool {
    pieces.joined(next) && (pieces.is_word(next) || pieces.number(next).is_some())
}

fn fits(pieces: &Pieces, at: usize, next: usize, unit: &Unit, digits: bool) -> bool {
    if next > at + 1 {
        return true;
    }
    let joined = pieces.joined(at) || pieces.joined(at + 1) && pieces.is_dash(at);
    match pieces.word(at) {
        "m" | "g" | "l" => digits && !pieces.is_capital(at),
        "t" | "rad" | "ms" => digits && joined,
        "min" => digits,
        "mb" | "gb" | "tb" | "kb" => digits,
        "second" => !pieces.is_capital(at),
        "dram" | "turn" | "bar" | "cup" | "grain" | "gr" => unit.name != "bar" || digits,
        "celsius" | "fahrenheit" | "centigrade" => digits,
        word if word.len() <= 2 && word.bytes().all(|b| b.is_ascii_lowercase()) => digits,
        _ => true,
    }
}

fn fits_money(pieces: &Pieces, at: usize, next: usize, unit: &Unit, value: f64) -> bool {
    if next > at + 1 {
        return true;
    }
    match pieces.word(at) {
        "try" | "php" | "sol" | "sar" | "kes" | "sen" | "rs" => {
            pieces.get(at).is_some_and(|piece| piece.capital)
        }
        "won" | "mark" | "real" | "sterling" | "dm" => value >= 100.0,
        "cent" | "cents" => unit.name == "cent",
        _ => true,
    }
}

/// `25 pounds`: money among words of money, else weight.
fn means_money(pieces: &Pieces, at: usize, value: f64) -> bool {
    const MONEY: &[&str] = &[
        "£",
        "pay",
        "paid",
        "cost",
        "costs",
        "worth",
        "fine",
        "fined",
        "price",
        "tax",
        "profit",
        "british",
        "sterling",
        "spent",
        "spend",
        "spending",
        "debt",
        "bill",
        "money",
        "fund",
        "funding",
        "salary",
        "wage",
        "wages",
        "uk",
        "britain",
        "investment",
        "budget",
        "sold",
        "earn",
        "earned",
        "donated",
        "raised",
        "compensation",
        "loss",
        "bank",
        "revenue",
        "deal",
        "loan",
        "cash",
    ];
    value >= 1e6
        || !pieces.is(at + 1, "of")
            && (at.saturating_sub(12)..at + 10).any(|n| MONEY.contains(&pieces.word(n)))
}

/// Whether a span of time is named at `at`: `three days`.
pub(crate) fn starts_duration(pieces: &Pieces, at: usize) -> bool {
    let at = at + usize::from(pieces.is_dash(at));
    UNITS.find(pieces, at).is_some_and(|(unit, _)| unit.kind == Kind::Duration)
}

/// The smaller unit that may follow a larger one (`5 ft 2 in`), and how many make one.
pub(crate) fn smaller(large: &Unit, small: &Unit) -> Option<f64> {
    match (large.name, small.name) {
        ("ft", "in") => Some(12.0),
        ("lb", "oz") => Some(16.0),
        ("st", "lb") => Some(14.0),
        ("hour", "minute") | ("minute", "second") => Some(60.0),
        ("year", "month") => Some(12.0),
        (_, "cent") if large.kind == Kind::Money => Some(100.0),
        ("pound" | "GBP", "penny") => Some(100.0),
        _ => None,
    }
}

/// The unit that the lists call so.
pub(crate) fn named(name: &str) -> Option<&'static Unit> {
    UNITS.meanings().chain(CURRENCIES.meanings()).find(|unit| unit.name == name)
}
