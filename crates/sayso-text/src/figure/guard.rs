//! Numbers that are no figures: `Boeing 737`, `Article 5`, `No. 10`, `F-16`, `9/11`,
//! years, telephone numbers, times of day, `one of the`.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use super::amount::{Amount, Form};
use crate::scan::{Kind, Pieces};

/// Words whose number is a name: `Article 5`.
static LABELS: LazyLock<FxHashSet<&'static str>> =
    LazyLock::new(|| crate::list::words(include_str!("../../lists/labels.txt")).collect());

/// Whether the piece is a month's name with a capital.
pub(crate) fn is_month(pieces: &Pieces, at: usize) -> bool {
    pieces.is_capital(at) && crate::moment::month(pieces.word(at)).is_some()
}

/// Whether the number at `at` is part of a name or a code, whatever follows.
pub(crate) fn in_name(pieces: &Pieces, at: usize) -> bool {
    let before = |n: usize| at.checked_sub(n);
    let word = |n: usize| before(n).map_or("", |at| pieces.word(at));
    let digits = pieces.number(at).is_some();
    if !digits || super::amount::slashed(pieces, at).is_some() {
        return false;
    }
    // Nobody counts so far; it is the number of an account or a message.
    if pieces.get(at).is_some_and(|piece| piece.digits > 15) {
        return true;
    }
    // `F-16`, `COVID-19`, `24703-L`, `SCP-173`, `192.168.1.2`.
    let dash = before(1).is_some_and(|n| pieces.is_dash(n) || pieces.is(n, "/") || pieces.is(n, "_"));
    if dash
        && pieces.joined(at)
        && at >= 2
        && pieces.joined(at - 1)
        && pieces.is_word(at - 2)
        && !matches!(pieces.word(at - 2), "to" | "and" | "or")
        && !numeric(pieces, at - 2)
        && !(pieces.joined(at - 2) && at >= 3 && pieces.number(at - 3).is_some())
    {
        return true;
    }
    if pieces.joined(at) && before(1).is_some_and(|n| pieces.is_word(n) && !currency_code(pieces, n)) {
        return true;
    }
    if pieces.joined(at) && matches!(word(1), "#" | "@" | "_" | "^" | "%" | "?" | "&") {
        return true;
    }
    // `:30`, and `7:30`.
    if pieces.joined(at)
        && word(1) == ":"
        && at >= 2
        && pieces.number(at - 2).is_some()
        && pieces.joined(at - 1)
    {
        return true;
    }
    if pieces.is(at + 1, ":")
        && pieces.joined(at + 1)
        && pieces.joined(at + 2)
        && pieces.number(at + 2).is_some()
    {
        return true;
    }
    // `No. 10`, `Nos. 3`, `nr 4`.
    let dotted = usize::from(word(1) == ".");
    let label = word(1 + dotted);
    if dotted == 1 && matches!(label, "no" | "nos" | "nr" | "art" | "sec" | "vol" | "ch" | "fig" | "p" | "pp")
    {
        return before(2).is_some_and(|n| pieces.joined(n + 1));
    }
    if dotted == 0 && LABELS.contains(label) && before(1).is_some_and(|n| pieces.is_capital(n)) {
        return true;
    }
    // `the 3800 block of Elm Street`, `called 911`, `a 999 call`.
    if pieces.is(at + 1, "block") && matches!(pieces.word(at + 2), "of" | "on") {
        return true;
    }
    let emergency = matches!(pieces.word(at), "911" | "999" | "112" | "000" | "111" | "100" | "108");
    let dials = matches!(
        word(1),
        "call" | "calls" | "called" | "calling" | "dial" | "dialed" | "dialled" | "dialling" | "dialing"
    );
    let answers = matches!(
        pieces.word(at + 1),
        "call"
            | "calls"
            | "caller"
            | "callers"
            | "dispatcher"
            | "dispatchers"
            | "operator"
            | "operators"
            | "emergency"
    );
    // `112 calls` are so many; `a 112 call` is one.
    let many = matches!(pieces.word(at), "112" | "000") && !matches!(word(1), "a" | "an" | "the");
    let answers = answers && !many;
    if emergency
        && (dials && !followed_by_things(pieces, at + 1)
            || answers && !matches!(pieces.word(at), "100" | "108" | "111"))
    {
        return true;
    }
    if is_address(pieces, at) {
        return true;
    }
    // Telephone numbers and other rows of numbers: `222-2222-3333`, `9/11/2001`.
    let link = |n: usize| {
        (pieces.is_dash(n) || matches!(pieces.word(n), "/" | ".")) && pieces.joined(n) && pieces.joined(n + 1)
    };
    let next = |n: usize| link(n + 1) && pieces.number(n + 2).is_some();
    let previous = |n: usize| n >= 2 && link(n - 1) && pieces.number(n - 2).is_some();
    if next(at) && next(at + 2) || previous(at) && previous(at - 2) || previous(at) && next(at) {
        return true;
    }
    if pieces.is(at + 1, "/") && next(at) || previous(at) && word(1) == "/" {
        return true;
    }
    // `737-800`, `16-year` but not `16-a`: letters or codes right on the digits.
    pieces.get(at + 1).is_some_and(|piece| piece.kind == Kind::Code && !piece.gap)
}

fn numeric(pieces: &Pieces, at: usize) -> bool {
    super::amount::begins(pieces, at)
}

fn currency_code(pieces: &Pieces, at: usize) -> bool {
    super::unit::before(pieces, at).is_some()
}

/// The house of `2700 North Fourth Street`, `618 S.W. Second Terrace`.
fn is_address(pieces: &Pieces, at: usize) -> bool {
    const STREETS: &[&str] = &[
        "street",
        "st",
        "avenue",
        "ave",
        "road",
        "rd",
        "drive",
        "lane",
        "boulevard",
        "blvd",
        "terrace",
        "parkway",
        "highway",
    ];
    let whole = pieces.get(at).is_some_and(|piece| piece.digits > 0 && piece.digits < 6);
    let mut next = at + 1;
    let mut words = 0;
    while whole && words < 6 && (pieces.is_capital(next) || pieces.is(next, ".")) && !pieces.is_capital(at) {
        if words > 0 && STREETS.contains(&pieces.word(next)) {
            // `40 Wall Street banks` are banks.
            let things =
                pieces.is_word(next + 1) && !pieces.is_capital(next + 1) && plural(pieces.word(next + 1));
            return !things;
        }
        words += 1;
        next += 1;
    }
    false
}

/// Whether a scale word has its number before it in a form that nobody can read here: `#34 million`,
/// `Sk2,000 million`.
pub(crate) fn is_torn(pieces: &Pieces, at: usize) -> bool {
    let Some(before) = at.checked_sub(1) else { return false };
    let code = pieces.get(before).is_some_and(|piece| piece.digits > 0 || piece.kind == Kind::Code)
        || pieces.number(before).is_some()
        || pieces.word(before).ends_with(|c: char| c.is_ascii_digit());
    code && matches!(
        pieces.word(at),
        "hundred"
            | "thousand"
            | "million"
            | "billion"
            | "trillion"
            | "bn"
            | "lakh"
            | "crore"
            | "lakhs"
            | "crores"
    )
}

/// Whether a number without unit or bound is a year, a day of a month or another moment.
pub(crate) fn is_date(pieces: &Pieces, at: usize, amount: &Amount) -> bool {
    let Some(piece) = pieces.get(at) else { return false };
    if !amount.digits || amount.end != at + 1 || piece.digits == 0 {
        return false;
    }
    let before = at.checked_sub(1).map_or("", |n| pieces.word(n));
    let month_before =
        at > 0 && (is_month(pieces, at - 1) || before == "." && at > 1 && is_month(pieces, at - 2));
    if (month_before || is_month(pieces, at + 1)) && piece.value <= 31.0 {
        return true;
    }
    if piece.digits == 4 && (1000.0..2100.0).contains(&piece.value) {
        let round = piece.value % 100.0 == 0.0;
        let dated = matches!(
            before,
            "in" | "since"
                | "by"
                | "until"
                | "till"
                | "early"
                | "late"
                | "mid"
                | "year"
                | "from"
                | "fiscal"
                | "circa"
        );
        let range = pieces.is_dash(at + 1) && pieces.joined(at + 1);
        return dated && piece.value >= 1900.0 && !followed_by_things(pieces, at + 1)
            || !(round || piece.value < 1800.0)
            || range
            || month_before
            || !followed_by_things(pieces, at + 1);
    }
    // `'98`, `7 p.m.`, `1990s`.
    before == "'" && piece.digits == 2 && pieces.joined(at)
}

/// Whether the next word could be what is counted: in small letters and more than one.
pub(crate) fn followed_by_things(pieces: &Pieces, at: usize) -> bool {
    (at..at + 3)
        .take_while(|&n| pieces.is_word(n) && !small_word(pieces.word(n)))
        .any(|n| plural(pieces.word(n)))
}

/// Whether a word looks like several of something.
pub(crate) fn plural(word: &str) -> bool {
    const ODD: &[&str] = &[
        "people",
        "men",
        "women",
        "children",
        "police",
        "troops",
        "personnel",
        "feet",
        "teeth",
        "mice",
        "lives",
        "media",
        "data",
        "aircraft",
        "sheep",
        "fish",
        "cattle",
        "deer",
        "staff",
        "militia",
        "infantry",
        "wounded",
        "dead",
        "injured",
        "spacecraft",
        "hovercraft",
        "servicemen",
        "policemen",
        "firemen",
        "gunmen",
        "fishermen",
        "businessmen",
        "policewomen",
    ];
    const NOT: &[&str] = &[
        "this", "was", "is", "has", "does", "as", "us", "its", "his", "always", "perhaps", "yes", "plus",
        "versus", "thus", "less", "across", "news", "says",
    ];
    ODD.contains(&word)
        || word.len() > 3 && word.ends_with('s') && !word.ends_with("ss") && !NOT.contains(&word)
}

/// Closed-class words that end a phrase of what is counted.
pub(crate) fn small_word(word: &str) -> bool {
    const SMALL: &[&str] = &[
        "a",
        "about",
        "according",
        "after",
        "against",
        "all",
        "along",
        "also",
        "although",
        "am",
        "amid",
        "among",
        "an",
        "and",
        "are",
        "around",
        "as",
        "at",
        "be",
        "because",
        "been",
        "before",
        "behind",
        "being",
        "below",
        "between",
        "beyond",
        "but",
        "by",
        "can",
        "could",
        "did",
        "do",
        "does",
        "down",
        "during",
        "each",
        "either",
        "else",
        "ever",
        "for",
        "from",
        "had",
        "has",
        "have",
        "he",
        "her",
        "here",
        "him",
        "his",
        "how",
        "i",
        "if",
        "in",
        "inside",
        "into",
        "is",
        "it",
        "its",
        "later",
        "less",
        "may",
        "might",
        "more",
        "must",
        "my",
        "near",
        "never",
        "no",
        "nor",
        "not",
        "now",
        "of",
        "off",
        "on",
        "onto",
        "or",
        "our",
        "out",
        "over",
        "per",
        "said",
        "say",
        "says",
        "shall",
        "she",
        "should",
        "since",
        "so",
        "some",
        "several",
        "many",
        "few",
        "both",
        "every",
        "any",
        "another",
        "still",
        "such",
        "than",
        "that",
        "the",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "this",
        "those",
        "though",
        "through",
        "to",
        "too",
        "toward",
        "towards",
        "under",
        "until",
        "up",
        "upon",
        "us",
        "via",
        "was",
        "we",
        "were",
        "what",
        "when",
        "where",
        "whether",
        "which",
        "while",
        "who",
        "whom",
        "whose",
        "why",
        "will",
        "with",
        "within",
        "without",
        "would",
        "yet",
        "you",
        "your",
        "ago",
        "old",
        "only",
        "just",
        "already",
        "yesterday",
        "today",
        "tomorrow",
        "had",
        "came",
        "went",
        "got",
        "made",
        "took",
        "told",
        "each",
        "apiece",
        "across",
        "alone",
        "again",
        "away",
        "back",
        "earlier",
    ];
    static SET: LazyLock<FxHashSet<&'static str>> = LazyLock::new(|| SMALL.iter().copied().collect());
    SET.contains(word)
}

/// Whether `one` counts here: `one person`, not `one of the`, `the one`, `one another`.
pub(crate) fn one_counts(pieces: &Pieces, at: usize, amount: &Amount) -> bool {
    if amount.form != Form::One {
        return true;
    }
    let before = at.checked_sub(1).map_or("", |n| pieces.word(n));
    let after = pieces.word(amount.end);
    let pronoun = matches!(
        before,
        "the"
            | "this"
            | "that"
            | "no"
            | "any"
            | "every"
            | "each"
            | "which"
            | "a"
            | "square"
            | "number"
            | "some"
    );
    // `the only one left`, but `only one working scanner`.
    let the_only = before == "only"
        && at > 1
        && matches!(pieces.word(at - 2), "the" | "an" | "its" | "their" | "his" | "her" | "not");
    // `one of whom`, `one of its three plants`: the others are known.
    let some_of = after == "of"
        && (matches!(pieces.word(amount.end + 1), "them" | "whom" | "which")
            || matches!(pieces.word(amount.end + 1), "the" | "its" | "their" | "his" | "her")
                && super::amount::begins(pieces, amount.end + 2));
    some_of && !pronoun
        || !pronoun
            && !the_only
            && pieces.is_word(amount.end)
            && !small_word(after)
            && !matches!(
                after,
                "another" | "day" | "thing" | "way" | "can" | "side" | "knows" | "wants" | "time"
            )
}
