//! The text as figures and moments see it: a row of words, numbers and signs.
//!
//! It is finer than tokens and does not depend on them: `$2.5bn` is `$`, `2.5`, `bn`,
//! and `34-year-old` is five pieces. No-break spaces count as spaces; soft hyphens and
//! zero-width signs inside a word are seen through, yet spans stay those of the text.

use std::ops::Range;

use crate::Span;
use crate::figure::Word;

/// What a piece is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Letters, perhaps with digits after them (`km2`).
    Word,
    /// A number in digits with a clear value.
    Number,
    /// Digits and dots that are no number (`192.168.1.2`).
    Code,
    /// Any other single character.
    Sign,
}

/// One word, number or sign.
#[derive(Clone, Debug)]
pub(crate) struct Piece {
    pub span: Span,
    pub kind: Kind,
    /// Whether white space (or the text's edge) stands before it.
    pub gap: bool,
    /// Whether its first letter is a capital.
    pub capital: bool,
    /// The number's value, 0 for others.
    pub value: f64,
    /// What a word says of an amount: `thirty`, `dozens`.
    pub amount: Option<Word>,
    /// The number's digits where it has nothing else, 0 for others: `2016` has 4.
    pub digits: usize,
    /// Where its lower-case form stands.
    lower: Range<usize>,
}

/// The pieces of one stretch of text.
#[derive(Debug, Default)]
pub(crate) struct Pieces {
    list: Vec<Piece>,
    lower: String,
}

impl Pieces {
    /// Splits the text inside `within`.
    pub fn of(text: &str, within: Span) -> Self {
        let text = within.of(text);
        let mut pieces =
            Self { list: Vec::with_capacity(text.len() / 4), lower: String::with_capacity(text.len()) };
        let mut chars = Chars { text, at: 0 };
        let mut gap = true;
        while let Some(c) = chars.peek() {
            if c.is_whitespace() || invisible(c) {
                gap |= c.is_whitespace();
                chars.skip(c);
                continue;
            }
            pieces.push(&mut chars, within.start, gap);
            gap = false;
        }
        pieces
    }

    pub fn len(&self) -> usize {
        self.list.len()
    }

    pub fn get(&self, at: usize) -> Option<&Piece> {
        self.list.get(at)
    }

    /// The lower-case form of a word, the sign itself, or nothing past the end.
    pub fn word(&self, at: usize) -> &str {
        self.list.get(at).and_then(|piece| self.lower.get(piece.lower.clone())).unwrap_or("")
    }

    /// Whether the piece is there and `word`.
    pub fn is(&self, at: usize, word: &str) -> bool {
        self.word(at) == word
    }

    /// Whether the pieces from `at` on are these, one by one.
    pub fn are(&self, at: usize, words: &[&str]) -> bool {
        words.iter().enumerate().all(|(n, word)| self.is(at + n, word))
    }

    /// The number at `at`.
    pub fn number(&self, at: usize) -> Option<f64> {
        self.get(at).filter(|piece| piece.kind == Kind::Number).map(|piece| piece.value)
    }

    /// Whether a piece follows the one before without white space.
    pub fn joined(&self, at: usize) -> bool {
        self.get(at).is_some_and(|piece| !piece.gap)
    }

    /// Whether the piece is a word.
    pub fn is_word(&self, at: usize) -> bool {
        self.get(at).is_some_and(|piece| piece.kind == Kind::Word)
    }

    /// Whether the piece is a word that starts with a capital.
    pub fn is_capital(&self, at: usize) -> bool {
        self.get(at).is_some_and(|piece| piece.capital)
    }

    /// Whether the piece is a hyphen or a dash.
    pub fn is_dash(&self, at: usize) -> bool {
        matches!(self.word(at), "-" | "–" | "‐" | "‑" | "−" | "~")
    }

    /// The text from one piece up to another, the second excluded.
    pub fn span(&self, from: usize, to: usize) -> Span {
        match (self.list.get(from), to.checked_sub(1).and_then(|last| self.list.get(last))) {
            (Some(first), Some(last)) if first.span.start <= last.span.end => {
                Span::new(first.span.start, last.span.end)
            }
            (Some(first), _) => Span::new(first.span.start, first.span.start),
            _ => Span::new(0, 0),
        }
    }

    fn push(&mut self, chars: &mut Chars, offset: usize, gap: bool) {
        let start = chars.at;
        let lower = self.lower.len();
        let first = chars.peek().unwrap_or(' ');
        let mut piece = Piece {
            span: Span::new(0, 0),
            kind: Kind::Sign,
            gap,
            capital: first.is_uppercase(),
            value: 0.0,
            amount: None,
            digits: 0,
            lower: 0..0,
        };
        if let Some(value) = vulgar(first) {
            piece.kind = Kind::Number;
            piece.value = value;
            chars.skip(first);
            self.lower.push(first);
        } else if first.is_ascii_digit() || (first == '.' && gap && chars.digit_at(1)) {
            self.push_number(chars, &mut piece);
        } else if first.is_alphanumeric() {
            piece.kind = Kind::Word;
            self.push_word(chars);
            piece.amount = Word::of(&self.lower[lower..]);
        } else {
            chars.skip(first);
            self.lower.push(if matches!(first, '’' | '‘') { '\'' } else { first });
        }
        piece.span = Span::new(offset + start, offset + chars.at);
        piece.lower = lower..self.lower.len();
        self.list.push(piece);
    }

    fn push_word(&mut self, chars: &mut Chars) {
        let (start, first) = (self.lower.len(), chars.at);
        // Most words are plain letters alone.
        let rest = &chars.text[chars.at..];
        let plain = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        self.lower.push_str(&rest[..plain]);
        self.lower[start..].make_ascii_lowercase();
        chars.at += plain;
        let mut end = chars.at;
        while let Some(c) = chars.peek() {
            if c.is_ascii_digit()
                && (code(&self.lower[start..])
                    || doubtful_code(&self.lower[start..], &chars.text[chars.at..])
                    || chars.at == first + 1 && money(&chars.text[first..]))
            {
                break;
            }
            if c.is_alphanumeric() {
                self.lower.extend(c.to_lowercase());
                chars.skip(c);
                end = chars.at;
            } else if invisible(c) {
                chars.skip(c);
            } else {
                break;
            }
        }
        chars.at = end;
    }

    fn push_number(&mut self, chars: &mut Chars, piece: &mut Piece) {
        let rest = &chars.text[chars.at..];
        let length = number_length(rest);
        let whole = &rest[..length];
        // In `22,24,26` no comma stands for a decimal point.
        let listed = !piece.gap
            && self.list.last().is_some_and(|last| self.lower.get(last.lower.clone()) == Some(","));
        let decimal = whole.matches(',').count() == 1 && whole.len() < whole.find(',').unwrap_or(0) + 4;
        let known = if listed && decimal { None } else { value(whole) };
        let (length, value) = match known {
            Some(value) => (length, Some(value)),
            None if whole.contains('.') => (length, None),
            None => {
                let first = whole.find(|c: char| !c.is_ascii_digit()).unwrap_or(length);
                (first, value(&whole[..first]))
            }
        };
        let shown = &rest[..length];
        piece.kind = if value.is_some() { Kind::Number } else { Kind::Code };
        piece.value = value.unwrap_or(0.0);
        piece.digits = if shown.bytes().all(|b| b.is_ascii_digit()) { length } else { 0 };
        self.lower.push_str(shown);
        chars.at += length;
    }
}

/// Currency codes that are written onto the number: `USD115`, `NOK14.2 billion`.
fn code(word: &str) -> bool {
    matches!(
        word,
        "aed"
            | "aud"
            | "bdt"
            | "brl"
            | "cad"
            | "chf"
            | "cny"
            | "czk"
            | "dkk"
            | "egp"
            | "eur"
            | "gbp"
            | "ghs"
            | "hkd"
            | "huf"
            | "idr"
            | "ils"
            | "inr"
            | "jpy"
            | "kes"
            | "ksh"
            | "mxn"
            | "myr"
            | "ngn"
            | "nok"
            | "nzd"
            | "pkr"
            | "pln"
            | "rmb"
            | "rs"
            | "rub"
            | "sar"
            | "sek"
            | "sgd"
            | "thb"
            | "twd"
            | "uah"
            | "us"
            | "usd"
            | "zar"
    )
}

/// Letters of money that are letters of other things, too (`PHP8`, `room RM12`): on big amounts alone.
fn doubtful_code(word: &str, number: &str) -> bool {
    let three = number.bytes().take(3).filter(u8::is_ascii_digit).count() == 3;
    matches!(word, "php" | "rm" | "sh") && (three || is_big(number))
}

/// The letters of naira, rand and peso on amounts so big that no road or robot is meant: `N60 million`,
/// `R2bn`, `P1,500,000`.
fn money(text: &str) -> bool {
    text.starts_with(['N', 'R', 'P']) && is_big(&text[1..])
}

/// Whether a number that starts here is in the millions.
fn is_big(text: &str) -> bool {
    const BIG: &[&str] = &["million", "billion", "trillion", "bn", "-million", "-billion", "m ", "m.", "m,"];
    let digits = |c: char| c.is_ascii_digit() || matches!(c, ',' | '.');
    let rest = text.trim_start_matches(digits);
    let number = &text[..text.len() - rest.len()];
    let rest = rest.strip_prefix([' ', '\u{a0}']).unwrap_or(rest);
    number.contains(',') && number.len() > 6 || BIG.iter().any(|big| rest.starts_with(big))
}

struct Chars<'t> {
    text: &'t str,
    at: usize,
}

impl Chars<'_> {
    fn peek(&self) -> Option<char> {
        self.text.get(self.at..)?.chars().next()
    }

    fn skip(&mut self, c: char) {
        self.at += c.len_utf8();
    }

    fn digit_at(&self, ahead: usize) -> bool {
        self.text.as_bytes().get(self.at + ahead).is_some_and(u8::is_ascii_digit)
    }
}

fn invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

fn vulgar(c: char) -> Option<f64> {
    Some(match c {
        '½' => 0.5,
        '⅓' => 1.0 / 3.0,
        '⅔' => 2.0 / 3.0,
        '¼' => 0.25,
        '¾' => 0.75,
        '⅕' => 0.2,
        '⅖' => 0.4,
        '⅗' => 0.6,
        '⅘' => 0.8,
        '⅙' => 1.0 / 6.0,
        '⅚' => 5.0 / 6.0,
        '⅛' => 0.125,
        '⅜' => 0.375,
        '⅝' => 0.625,
        '⅞' => 0.875,
        _ => return None,
    })
}

/// How far digits with their separators reach. A space separates thousands where
/// exactly three digits follow it: `1 414 021`.
fn number_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let digits = |from: usize| bytes[from..].iter().take_while(|b| b.is_ascii_digit()).count();
    let mut end = digits(0);
    let groups = (1..=3).contains(&end) && bytes[0] != b'0';
    let mut spaced = false;
    while groups && end < bytes.len() {
        let gap = match text[end..].chars().next() {
            Some(c @ (' ' | '\u{a0}' | '\u{2009}' | '\u{202f}')) => c.len_utf8(),
            _ => break,
        };
        if digits(end + gap) != 3 {
            break;
        }
        spaced = true;
        end += gap + 3;
    }
    while matches!(bytes.get(end), Some(b',' | b'.')) && digits(end + 1) > 0 {
        if spaced && bytes[end] == b',' {
            break;
        }
        end += 1 + digits(end + 1);
    }
    end
}

/// The value of digits with separators, where only one reading is safe.
fn value(text: &str) -> Option<f64> {
    let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let (commas, dots) = (plain.matches(',').count(), plain.matches('.').count());
    let after = |sign: char| plain.rsplit(sign).next().map_or(0, str::len);
    let grouped = |text: &str, sign: char| {
        let mut groups = text.split(sign);
        let first = groups.next().map_or(0, str::len);
        let rest: Vec<usize> = groups.map(str::len).collect();
        let indian = rest.len() > 1 && rest.iter().rev().skip(1).all(|&n| n == 2) && first <= 2;
        (1..=3).contains(&first) && rest.last() == Some(&3) && (indian || rest.iter().all(|&n| n == 3))
    };
    let number = match (commas, dots) {
        (0, 0 | 1) => plain,
        (_, 0) if grouped(&plain, ',') => plain.replace(',', ""),
        (_, 1)
            if grouped(plain.split('.').next().unwrap_or(""), ',') && plain.rfind(',') < plain.find('.') =>
        {
            plain.replace(',', "")
        }
        (1, 0) if after(',') < 3 => plain.replace(',', "."),
        (1, _)
            if grouped(plain.split(',').next().unwrap_or(""), '.') && plain.rfind('.') < plain.find(',') =>
        {
            plain.replace('.', "").replace(',', ".")
        }
        (0, _) if grouped(&plain, '.') => plain.replace('.', ""),
        _ => return None,
    };
    number.parse().ok().filter(|value: &f64| value.is_finite())
}
