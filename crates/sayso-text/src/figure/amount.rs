//! Bare amounts in digits and words: `1,400`, `two and a half million`, `a dozen`,
//! `half a million`, `two-thirds`, `dozens`, `tens of thousands`, `the 3rd`.
//!
//! What stands before or after (`at least`, `km`, `soldiers`) is read elsewhere.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::scan::Pieces;

/// How an amount is said.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Form {
    /// `30`, `thirty`, `1.2 million`.
    Number,
    /// `one`, which is more often a pronoun.
    One,
    /// `half`, `two-thirds`, `one in five`.
    Fraction,
    /// `third`, `21st`.
    Ordinal,
    /// `dozens`, `tens of thousands`: no value, perhaps a low end.
    Vague,
}

/// An amount, and the piece after it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Amount {
    pub low: Option<f64>,
    pub form: Form,
    pub end: usize,
    /// The last scale word's value (`million`), 1 without one.
    pub scale: f64,
    /// Whether digits begin it.
    pub digits: bool,
}

/// A number word, or one of an amount.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Word {
    Unit(f64),
    Teen(f64),
    Tens(f64),
    Hundred,
    Scale(f64),
    Dozen(f64),
    Ordinal(f64),
    Half,
    Quarter,
    Vague(f64),
}

/// Number words; the words that end an ordinal (`fifth`) carry their value.
static WORDS: LazyLock<FxHashMap<&'static str, Word>> = LazyLock::new(|| {
    crate::list::entries(include_str!("../../lists/numbers.txt"))
        .filter_map(|(word, meaning)| {
            let (kind, value) = meaning.split_once(' ').unwrap_or((meaning, "0"));
            let value: f64 = value.parse().ok()?;
            let meaning = match kind {
                "unit" => Word::Unit(value),
                "teen" => Word::Teen(value),
                "tens" => Word::Tens(value),
                "hundred" => Word::Hundred,
                "scale" => Word::Scale(value),
                "dozen" => Word::Dozen(value),
                "ordinal" => Word::Ordinal(value),
                "half" => Word::Half,
                "quarter" => Word::Quarter,
                "vague" => Word::Vague(value),
                _ => return None,
            };
            Some((word, meaning))
        })
        .collect()
});

impl Word {
    /// What a word in small letters says of an amount.
    pub(crate) fn of(word: &str) -> Option<Word> {
        WORDS.get(word).copied()
    }
}

fn word(pieces: &Pieces, at: usize) -> Option<Word> {
    pieces.get(at)?.amount
}

/// Whether an amount in words may begin with this one.
pub(crate) fn begins(pieces: &Pieces, at: usize) -> bool {
    pieces.number(at).is_some() || word(pieces, at).is_some() || matches!(pieces.word(at), "a" | "an")
}

/// Reads the longest amount at `at`.
pub(crate) fn read(pieces: &Pieces, at: usize) -> Option<Amount> {
    if !begins(pieces, at) {
        return None;
    }
    vague(pieces, at)
        .or_else(|| slashed(pieces, at))
        .or_else(|| one_in(pieces, at))
        .or_else(|| part_of_scale(pieces, at))
        .or_else(|| fraction(pieces, at))
        .or_else(|| compound_ordinal(pieces, at))
        .or_else(|| cardinal(pieces, at))
        .or_else(|| ordinal(pieces, at))
}

/// `dozens`, `tens of thousands`, `several hundred`, `a few dozen`, `a couple of`.
fn vague(pieces: &Pieces, at: usize) -> Option<Amount> {
    let amount = |low, end| Some(Amount { low, form: Form::Vague, end, scale: 1.0, digits: false });
    let small = match pieces.word(at) {
        "several" | "few" | "many" => Some(at + 1),
        "a" if pieces.is(at + 1, "few") => Some(at + 2),
        "a" if pieces.is(at + 1, "couple") => {
            let of = usize::from(pieces.is(at + 2, "of"));
            Some(at + 2 + of)
        }
        _ => None,
    };
    if let Some(next) = small {
        let low = match word(pieces, next)? {
            Word::Hundred => 100.0,
            Word::Scale(value) | Word::Dozen(value) => value,
            Word::Vague(value) if value > 0.0 => value / 2.0,
            _ => return None,
        };
        let least = if pieces.is(at, "many") { 1.0 } else { 2.0 };
        return amount(Some(low * least), next + 1);
    }
    let Some(Word::Vague(value)) = word(pieces, at) else { return None };
    if pieces.is(at + 1, "of") {
        if let Some(Word::Vague(of)) = word(pieces, at + 2).filter(|_| value > 0.0) {
            return amount(Some(value / 2.0 * of), at + 3);
        }
        if let Some(Word::Scale(of)) = word(pieces, at + 2).filter(|_| value > 0.0) {
            return amount(Some(value * of), at + 3);
        }
    }
    // `scores` are counts only before `of`: otherwise somebody plays or sings.
    if pieces.is(at, "scores") && !pieces.is(at + 1, "of") {
        return None;
    }
    amount(Some(value), at + 1)
}

/// `3/4`, `2 1/4`.
pub(crate) fn slashed(pieces: &Pieces, at: usize) -> Option<Amount> {
    let over = |at: usize| {
        let (above, below) = (pieces.number(at)?, pieces.number(at + 2)?);
        let fits = pieces.is(at + 1, "/") && pieces.joined(at + 1) && pieces.joined(at + 2);
        let usual = [2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0, 16.0, 32.0, 64.0, 100.0].contains(&below);
        let alone = !matches!(pieces.word(at + 3), "/" | "-") || !pieces.joined(at + 3);
        (fits && usual && above > 0.0 && above < below && above.fract() == 0.0 && alone)
            .then_some(above / below)
    };
    let fraction = |low, end| {
        let (low, end, scale) = scaled(pieces, low, end);
        Some(Amount { low: Some(low), form: Form::Fraction, end, scale, digits: true })
    };
    if let Some(low) = over(at) {
        return fraction(low, at + 3);
    }
    let whole = pieces.number(at).filter(|value| value.fract() == 0.0)?;
    let part = over(at + 1).filter(|_| !pieces.joined(at + 1))?;
    let mut amount = fraction(whole + part, at + 4)?;
    amount.form = Form::Number;
    Some(amount)
}

/// `one in five`, `two out of three`.
fn one_in(pieces: &Pieces, at: usize) -> Option<Amount> {
    let above = cardinal(pieces, at)?;
    let next = match pieces.word(above.end) {
        "in" | "over" => above.end + 1,
        "out" if pieces.is(above.end + 1, "of") => above.end + 2,
        _ => return None,
    };
    let next = next + usize::from(pieces.is(next, "every"));
    let below = cardinal(pieces, next)?;
    let (top, bottom) = (above.low?, below.low?);
    let year = below.digits && (1900.0..2100.0).contains(&bottom) && above.end + 2 == below.end;
    let plain = top.fract() == 0.0 && bottom.fract() == 0.0 && top > 0.0 && top < bottom && !year;
    let span_of_time = super::unit::starts_duration(pieces, below.end);
    let over = pieces.is(above.end, "over");
    (plain && !span_of_time && !(over && (top != 1.0 || above.digits)) && top <= 1000.0).then_some(Amount {
        low: Some(top / bottom),
        form: Form::Fraction,
        end: below.end,
        scale: 1.0,
        digits: above.digits,
    })
}

/// `half a million`, `a quarter of a million`, `three quarters of a million`, `half a dozen`.
fn part_of_scale(pieces: &Pieces, at: usize) -> Option<Amount> {
    let start = at
        + usize::from(
            matches!(pieces.word(at), "a" | "one") && {
                matches!(word(pieces, at + 1), Some(Word::Half | Word::Quarter))
            },
        );
    let (part, next) = match word(pieces, start) {
        Some(Word::Half) => (0.5, start + 1),
        Some(Word::Quarter) => (0.25, start + 1),
        _ => {
            let part = fraction(pieces, at)?;
            (part.low?, part.end)
        }
    };
    let next = next + usize::from(pieces.is(next, "of") || pieces.is_dash(next));
    let next = next + usize::from(matches!(pieces.word(next), "a" | "one") || pieces.is_dash(next));
    let scale = match word(pieces, next)? {
        Word::Scale(value) | Word::Dozen(value) => value,
        Word::Hundred => 100.0,
        _ => return None,
    };
    Some(Amount { low: Some(part * scale), form: Form::Number, end: next + 1, scale, digits: false })
}

/// `two-thirds`, `a third of`, `half`, `three quarters`.
fn fraction(pieces: &Pieces, at: usize) -> Option<Amount> {
    let (top, next, article) = match word(pieces, at) {
        Some(Word::Half) if !pieces.is(at + 1, "-") => {
            return Some(Amount {
                low: Some(0.5),
                form: Form::Fraction,
                end: at + 1,
                scale: 1.0,
                digits: false,
            });
        }
        Some(Word::Unit(value)) if value > 0.0 => (value, at + 1, false),
        Some(Word::Teen(value)) => (value, at + 1, false),
        _ if matches!(pieces.word(at), "a" | "an") => (1.0, at + 1, true),
        _ => return None,
    };
    let dash = usize::from(pieces.is_dash(next));
    let next = next + dash;
    let bottom = match word(pieces, next) {
        Some(Word::Half) => 2.0,
        Some(Word::Quarter) => 4.0,
        // `two hundredth` is a place in an order, `two hundredths` are a part.
        Some(Word::Ordinal(value)) if value > 2.0 && (value < 100.0 || top == 1.0) => value,
        _ => {
            return plural_ordinal(pieces, next).map(|below| Amount {
                low: Some(top / below),
                form: Form::Fraction,
                end: next + 1,
                scale: 1.0,
                digits: false,
            });
        }
    };
    if article && !closes_fraction(pieces, next + 1) && bottom > 2.0 {
        return None;
    }
    Some(Amount { low: Some(top / bottom), form: Form::Fraction, end: next + 1, scale: 1.0, digits: false })
}

fn plural_ordinal(pieces: &Pieces, at: usize) -> Option<f64> {
    let single = pieces.word(at).strip_suffix('s')?;
    match WORDS.get(single)? {
        Word::Ordinal(value) if *value > 2.0 => Some(*value),
        Word::Half => Some(2.0),
        Word::Quarter => Some(4.0),
        _ => None,
    }
}

/// `a third of`, `a third, …`, `a third smaller than`: not `a third man`, `a third smaller fire`.
fn closes_fraction(pieces: &Pieces, at: usize) -> bool {
    let compares = matches!(
        pieces.word(at),
        "fewer"
            | "smaller"
            | "larger"
            | "bigger"
            | "higher"
            | "lower"
            | "cheaper"
            | "longer"
            | "shorter"
            | "faster"
            | "slower"
            | "below"
            | "above"
    );
    let ends = !pieces.is_word(at + 1)
        || matches!(
            pieces.word(at + 1),
            "than" | "this" | "last" | "in" | "by" | "and" | "or" | "after" | "since"
        );
    compares && ends
        || !pieces.is_word(at) && !pieces.is_dash(at)
        || matches!(pieces.word(at), "of" | "more" | "less" | "or" | "and" | "from" | "to")
}

/// A whole or decimal number in digits or words, with its scale and its `and a half`.
fn cardinal(pieces: &Pieces, at: usize) -> Option<Amount> {
    let mut sum = Sum::default();
    let mut end = at;
    let mut digits = false;
    let article = matches!(pieces.word(at), "a" | "an") && !pieces.joined(at + 1);
    if article {
        match word(pieces, at + 1)? {
            Word::Hundred | Word::Scale(_) | Word::Dozen(_) => end += 1,
            _ => return None,
        }
    }
    loop {
        let joint = end > at;
        let next = if joint { joined_next(pieces, end, &sum) } else { end };
        if let Some(value) = pieces.number(next) {
            let first = !joint;
            let digit_group = joint
                && sum.takes_digits(value)
                && pieces.get(next).is_some_and(|p| p.digits > 0 && p.digits < 4);
            // `3 hundred and 2 hundred` are two numbers.
            let own_scale = match word(pieces, next + 1) {
                Some(Word::Hundred) => 100.0 >= sum.last_scale,
                Some(Word::Scale(value)) => value >= sum.last_scale,
                _ => false,
            };
            if !(first || digit_group && !own_scale) {
                break;
            }
            digits |= first;
            sum.take(Word::Unit(value));
            sum.digits = true;
            end = next + 1;
            if let Some(part) = pieces
                .number(end)
                .filter(|part| *part < 1.0 && pieces.get(end).is_some_and(|p| p.digits == 0 && !p.gap))
            {
                sum.current += part;
                end += 1;
            }
            continue;
        }
        let Some(found) = scale_letter(pieces, next).or_else(|| scale_word(pieces, next, joint)) else {
            break;
        };
        if !sum.accepts(found, joint || article) {
            break;
        }
        sum.take(found);
        end = next + 1;
    }
    if end == at || !sum.any {
        return None;
    }
    let mut low = sum.total + sum.current;
    if pieces.is(end, "point")
        && !sum.digits
        && let Some((decimals, next)) = decimals(pieces, end + 1)
    {
        low += decimals;
        end = next;
    }
    let scale = sum.last_scale;
    if let Some((part, next)) = and_part(pieces, end) {
        let whole = matches!(sum.last, Some(Word::Scale(_)));
        // `five and a half million`, `a million and a half`, `a billion and a half million`.
        let (low, end, scale) = match word(pieces, next) {
            Some(Word::Scale(of)) if whole => (low + part * of, next + 1, scale),
            _ if whole => (low + part * scale, next, scale),
            _ => scaled(pieces, low + part, next),
        };
        return Some(Amount { low: Some(low), form: Form::Number, end, scale, digits });
    }
    let one = low == 1.0 && !digits && pieces.is(at, "one");
    let form = if one { Form::One } else { Form::Number };
    Some(Amount { low: Some(low), form, end, scale, digits })
}

/// A number word; after a number `dozens` and `millions` are scales.
fn scale_word(pieces: &Pieces, at: usize, joint: bool) -> Option<Word> {
    match word(pieces, at)? {
        Word::Vague(_) if joint => {
            pieces.word(at).strip_suffix('s').and_then(|single| WORDS.get(single)).copied()
        }
        word => Some(word),
    }
}

/// Steps over the hyphen or the `and` inside a number.
fn joined_next(pieces: &Pieces, end: usize, sum: &Sum) -> usize {
    if pieces.is_dash(end) {
        let tens = matches!(word(pieces, end + 1), Some(Word::Unit(_))) && sum.ends_in_tens();
        let scale = matches!(word(pieces, end + 1), Some(Word::Scale(_) | Word::Hundred));
        let even = pieces.joined(end) == pieces.joined(end + 1);
        return if even && (tens || scale) { end + 1 } else { end };
    }
    if pieces.is(end, "and") && fraction(pieces, end + 1).is_some() {
        return end;
    }
    if pieces.is(end, "and") && sum.last_scale >= 100.0 && sum.current == 0.0
        || pieces.is(end, "and") && sum.after_hundred
    {
        return end + 1;
    }
    end
}

/// `and a half`, `and three quarters`, `and one fourth`.
fn and_part(pieces: &Pieces, at: usize) -> Option<(f64, usize)> {
    if !pieces.is(at, "and") {
        return None;
    }
    let part = fraction(pieces, at + 1).filter(|part| part.low.is_some_and(|low| low < 1.0))?;
    Some((part.low?, part.end))
}

fn scaled(pieces: &Pieces, value: f64, at: usize) -> (f64, usize, f64) {
    match scale_letter(pieces, at).or_else(|| word(pieces, at)) {
        Some(Word::Scale(scale)) => (value * scale, at + 1, scale),
        Some(Word::Hundred) => (value * 100.0, at + 1, 100.0),
        _ => (value, at, 1.0),
    }
}

/// `10k`, `1.2b`, `1,674.5 G`: a letter that stands for a scale right after digits.
fn scale_letter(pieces: &Pieces, at: usize) -> Option<Word> {
    if at == 0 || pieces.number(at - 1).is_none() {
        return None;
    }
    let close = pieces.joined(at);
    let capital = pieces.is_capital(at);
    let value = match pieces.word(at) {
        "k" if close => 1e3,
        "m" if capital && close => 1e6,
        "mm" | "mil" | "mln" | "mn" if close && (pieces.is(at, "mil") || capital || !pieces.is(at, "mm")) => {
            1e6
        }
        "b" if close => 1e9,
        "g" if capital && close => 1e9,
        _ => return None,
    };
    Some(Word::Scale(value))
}

/// `three point one four`, `point seventy-one`.
fn decimals(pieces: &Pieces, at: usize) -> Option<(f64, usize)> {
    let mut text = String::from("0.");
    let mut end = at;
    while let Some(Word::Unit(value)) = word(pieces, end) {
        text.push_str(&format!("{value}"));
        end += 1;
    }
    if end == at {
        let amount = cardinal(pieces, at).filter(|amount| !amount.digits)?;
        text.push_str(&format!("{}", amount.low?));
        end = amount.end;
    }
    Some((text.parse().ok()?, end))
}

/// `third`, `twenty-first`, `3rd`, `two hundredth`.
fn ordinal(pieces: &Pieces, at: usize) -> Option<Amount> {
    let amount =
        |low, end| Some(Amount { low: Some(low), form: Form::Ordinal, end, scale: 1.0, digits: false });
    if let Some(value) = pieces.number(at) {
        let suffix = matches!(pieces.word(at + 1), "st" | "nd" | "rd" | "th") && pieces.joined(at + 1);
        return if suffix { amount(value, at + 2) } else { None };
    }
    match word(pieces, at)? {
        Word::Ordinal(value) => amount(value, at + 1),
        _ => None,
    }
}

/// An ordinal in words that begins with a cardinal: `twenty-first`, `one hundred and fifth`.
fn compound_ordinal(pieces: &Pieces, at: usize) -> Option<Amount> {
    let before = cardinal(pieces, at)?;
    if before.digits {
        return ordinal(pieces, at);
    }
    let dash = usize::from(pieces.is_dash(before.end));
    let and = usize::from(pieces.is(before.end, "and"));
    let next = before.end + dash + and;
    let Word::Ordinal(value) = word(pieces, next)? else { return None };
    let low = before.low?;
    let tens = low % 100.0 >= 20.0 && low % 10.0 == 0.0 && value < 10.0;
    let value = match value {
        _ if value >= 100.0 => low * value,
        _ if tens || low % 100.0 == 0.0 && value < 100.0 => low + value,
        _ => return None,
    };
    Some(Amount { low: Some(value), form: Form::Ordinal, end: next + 1, scale: 1.0, digits: false })
}

/// A number in words as it is added up: `two hundred and two thousand` is (2×100 + 2)×1000.
#[derive(Default)]
struct Sum {
    total: f64,
    current: f64,
    last: Option<Word>,
    last_scale: f64,
    smallest: f64,
    after_hundred: bool,
    digits: bool,
    any: bool,
}

impl Sum {
    fn ends_in_tens(&self) -> bool {
        matches!(self.last, Some(Word::Tens(_)))
    }

    /// `3 hundred and 21`: digits go on a number only below the scale before them.
    fn takes_digits(&self, value: f64) -> bool {
        matches!(self.last, Some(Word::Hundred | Word::Scale(_)))
            && value > 0.0
            && value.fract() == 0.0
            && value < self.last_scale
            && self.digits
    }

    fn accepts(&self, next: Word, joint: bool) -> bool {
        match (self.last, next) {
            (None, Word::Unit(_) | Word::Teen(_) | Word::Tens(_)) => !joint,
            (None, Word::Hundred | Word::Scale(_) | Word::Dozen(_)) => true,
            (Some(Word::Tens(_)), Word::Unit(value)) => value > 0.0,
            (Some(Word::Hundred), Word::Unit(_) | Word::Teen(_) | Word::Tens(_)) => true,
            (Some(Word::Scale(_)), Word::Unit(_) | Word::Teen(_) | Word::Tens(_)) => true,
            (Some(Word::Unit(_) | Word::Teen(_) | Word::Tens(_)), Word::Hundred) => !self.after_hundred,
            (Some(Word::Hundred), Word::Scale(_)) => true,
            (Some(Word::Scale(before)), Word::Scale(value)) => value > before,
            (Some(Word::Unit(_) | Word::Teen(_) | Word::Tens(_)), Word::Scale(value)) => {
                self.total == 0.0 || value < self.smallest
            }
            (Some(Word::Unit(_) | Word::Teen(_) | Word::Tens(_)), Word::Dozen(_)) => true,
            _ => false,
        }
    }

    fn take(&mut self, next: Word) {
        let empty = !self.any;
        self.any = true;
        match next {
            Word::Unit(value) | Word::Teen(value) | Word::Tens(value) => {
                self.current += value;
                if !matches!(self.last, Some(Word::Tens(_) | Word::Hundred)) {
                    self.after_hundred = false;
                }
            }
            Word::Hundred => {
                self.current = if empty { 100.0 } else { self.current * 100.0 };
                self.after_hundred = true;
                self.last_scale = 100.0;
            }
            Word::Dozen(value) => {
                // `three hundred and two dozens` is 300 and 24.
                let few = self.current % 100.0;
                let few = if few == 0.0 { self.current } else { few };
                self.current = if empty { value } else { self.current - few + few * value };
                self.last_scale = 1.0;
            }
            Word::Scale(value) => {
                if matches!(self.last, Some(Word::Scale(_))) {
                    self.total *= value;
                } else {
                    self.total += if empty { value } else { self.current * value };
                }
                self.current = 0.0;
                self.smallest = value;
                self.last_scale = value;
                self.after_hundred = false;
            }
            _ => {}
        }
        if self.last_scale == 0.0 {
            self.last_scale = 1.0;
        }
        self.last = Some(next);
    }
}
