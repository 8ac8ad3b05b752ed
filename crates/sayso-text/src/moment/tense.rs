//! Whether a moment's clause looks back or ahead: `said Monday` is the last Monday,
//! `will meet Monday` the next.

use crate::figure::Words;

/// Where a clause looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tense {
    Past,
    Future,
    Unknown,
}

/// Words that look ahead, whatever the tags say.
const AHEAD: &[&str] = &[
    "will",
    "shall",
    "ll",
    "won",
    "scheduled",
    "upcoming",
    "expected",
    "expects",
    "expect",
    "planned",
    "plans",
    "plan",
    "planning",
    "due",
    "slated",
    "set",
    "would",
    "may",
    "might",
    "could",
    "should",
    "must",
    "can",
    "going",
    "begins",
    "starts",
    "opens",
    "takes",
    "faces",
    "hopes",
    "intends",
    "postponed",
    "payable",
    "effective",
    "vows",
];

/// How far before a moment an infinitive still tells when it is.
const NEAR: usize = 5;

/// Looks at the verb nearest before the moment, then at the one after it.
pub(crate) fn at(words: &Words, from: usize, to: usize) -> Tense {
    let pieces = words.pieces;
    // `as early as Tuesday` is to come.
    if from > 2
        && pieces.is(from - 3, "as")
        && matches!(pieces.word(from - 2), "early" | "soon")
        && pieces.is(from - 1, "as")
    {
        return Tense::Future;
    }
    // `to be absent since May`: whatever the verb, it has begun.
    if from > 0 && pieces.is(from - 1, "since") || from > 1 && pieces.is(from - 2, "recently") {
        return Tense::Past;
    }
    let stop = |n: usize| {
        matches!(pieces.word(n), ";" | "." | "\u{201d}" | "!" | "?")
            && !pieces.joined(n + 1)
            && !shortens(words, n)
    };
    for n in (from.saturating_sub(16)..from).rev() {
        if stop(n) {
            break;
        }
        // `has tried to claw back territory … in August`: far away an infinitive says little.
        if from - n > NEAR && pieces.is(n.saturating_sub(1), "to") && words.tag(n) == "VB" {
            continue;
        }
        if let Some(tense) = governed(words, n) {
            return tense;
        }
        // `when the case is heard in May`.
        let soon =
            from - n <= 2 && n > 0 && words.tag(n) == "VBN" && matches!(pieces.word(n - 1), "is" | "are");
        if soon {
            return Tense::Future;
        }
        // `meets on Tuesday`: what is told of a day in the present is to come; a headline tells all so.
        let timetable = from - n <= NEAR
            && matches!(words.tag(n), "VBZ" | "VBP")
            && !words.headline()
            && !matches!(pieces.word(n), "do" | "does" | "did");
        if let Some(tense) = verb(words, n) {
            return if timetable && tense == Tense::Unknown { Tense::Future } else { tense };
        }
    }
    for n in to..to + 12 {
        if stop(n) || n >= pieces.len() {
            break;
        }
        // `met on Monday to talk`: what for says nothing of when.
        if n == to + 1 && from > 0 && words.tag(n) == "VB" && pieces.is(to, "to") {
            continue;
        }
        if let Some(tense) = verb(words, n) {
            return tense;
        }
    }
    Tense::Unknown
}

/// The stop of a title or an initial: `met Gov. Ann Lee on Monday`.
fn shortens(words: &Words, n: usize) -> bool {
    const TITLES: &[&str] = &[
        "capt", "col", "dr", "gen", "gov", "lt", "maj", "mr", "mrs", "ms", "prof", "rep", "rev", "sen",
        "sgt", "st",
    ];
    let Some(before) = n.checked_sub(1).filter(|_| words.pieces.is(n, ".")) else { return false };
    let word = words.pieces.word(before);
    words.pieces.is_capital(before) && words.pieces.joined(n) && TITLES.contains(&word)
}

/// `was allowed to return on Monday`, `managed to leave`: the verb above tells, for it was done.
fn governed(words: &Words, n: usize) -> Option<Tense> {
    const DONE: &[&str] = &[
        "able",
        "allowed",
        "began",
        "came",
        "continued",
        "declined",
        "failed",
        "forced",
        "gathered",
        "had",
        "helped",
        "managed",
        "refused",
        "returned",
        "started",
        "tried",
        "unable",
        "used",
        "went",
    ];
    let above = n.checked_sub(2)?;
    let to = words.tag(n) == "VB" && words.pieces.is(n - 1, "to");
    // `was allowed to`, but `are allowed to`.
    let was = above
        .checked_sub(1)
        .is_some_and(|be| matches!(words.pieces.word(be), "was" | "were" | "had" | "been" | "not" | "being"));
    let past = words.tag(above) == "VBD" || was && matches!(words.tag(above), "VBN" | "JJ");
    let ahead = (above.saturating_sub(3)..above).any(|at| words.tag(at) == "MD" || words.tag(at) == "TO");
    (to && past && !ahead && DONE.contains(&words.pieces.word(above))).then_some(Tense::Past)
}

fn verb(words: &Words, n: usize) -> Option<Tense> {
    let pieces = words.pieces;
    let word = pieces.word(n);
    if !pieces.is_word(n) {
        return None;
    }
    // `is expected to`, but `was expected`; `a set of` is no verb.
    if AHEAD.contains(&word) {
        let verb = match word {
            "set" | "due" | "going" | "plans" | "plan" | "takes" => pieces.is(n + 1, "to") || word == "due",
            "won" => pieces.is(n + 1, "'"),
            "may" => !pieces.is_capital(n),
            _ => true,
        };
        // `could not be reached Friday`.
        let failed = word == "could" && matches!(pieces.word(n + 1), "not" | "n");
        // `could be found Wednesday`.
        let over = word == "could"
            && pieces.is(n + 1, "be")
            && matches!(pieces.word(n + 2), "reached" | "found" | "located" | "contacted");
        let infinitive = failed
            || over
            || matches!(word, "could" | "might" | "may" | "would" | "should" | "must")
                && pieces.is(n + 1, "have");
        return if infinitive {
            Some(Tense::Past)
        } else if verb {
            Some(Tense::Future)
        } else {
            None
        };
    }
    match words.tag(n) {
        "MD" => Some(Tense::Future),
        // `must be held`, `to be held`: the verb before it tells.
        "VBN" if n > 0 && pieces.is(n - 1, "be") => None,
        "VBD" | "VBN" => Some(Tense::Past),
        "VB" if n > 0 && pieces.is(n - 1, "to") => Some(Tense::Future),
        "VBP" | "VBZ" if matches!(word, "has" | "have" | "ve" | "says" | "say") => Some(Tense::Past),
        "VBZ" | "VBP" if !matches!(word, "is" | "are" | "s" | "re" | "am") => Some(Tense::Unknown),
        "" => untagged(word, n > 0 && pieces.is(n - 1, "to")),
        _ => None,
    }
}

fn untagged(word: &str, after_to: bool) -> Option<Tense> {
    const PAST: &[&str] = &[
        "was", "were", "had", "has", "have", "did", "said", "says", "told", "met", "went", "came", "took",
        "began", "fell", "rose", "won", "lost", "made", "held", "left", "sent", "found", "gave", "saw",
        "ran", "shot", "struck", "hit", "died", "been",
    ];
    if after_to
        && word.len() > 2
        && !word.ends_with("ing")
        && !matches!(word, "the" | "his" | "her" | "its" | "their" | "this")
    {
        return Some(Tense::Future);
    }
    let past = PAST.contains(&word) || word.len() > 4 && word.ends_with("ed");
    past.then_some(Tense::Past)
}
