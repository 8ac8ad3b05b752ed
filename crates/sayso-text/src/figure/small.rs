//! Small words around a figure and its verb: what may stand between them (`killed as many as
//! 12`), what helps a verb (`are still feared`), and verbs that lead up to a number (`rose to`).

use super::counted::Words;
use crate::scan::Pieces;

/// `rose to`, `has risen to`, `stands at`, `now tops`, before a figure with its bound (`at least`).
pub(super) fn rises(pieces: &Pieces, start: usize) -> bool {
    const RISES: &[&str] = &[
        "climb",
        "climbed",
        "climbing",
        "climbs",
        "grew",
        "grow",
        "grows",
        "hit",
        "hits",
        "increase",
        "increases",
        "jump",
        "jumps",
        "near",
        "nears",
        "reach",
        "reached",
        "reaches",
        "reaching",
        "swelled",
        "total",
        "totaled",
        "totalled",
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
pub(super) fn thin(word: &str) -> bool {
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
            | "last"
            | "first"
            | "other"
            | "remaining"
            | "estimated"
            | "initial"
            | "extra"
            | "combined"
    )
}

/// Verbs and adverbs that stand before the word that says what happened: `are still feared`, `had to be`.
pub(super) fn helps(words: &Words, at: usize) -> bool {
    let pieces = words.pieces;
    match pieces.word(at) {
        // `60 in total`, `set to be`.
        "in" => pieces.is(at + 1, "total"),
        "to" => {
            matches!(pieces.word(at + 1), "be" | "have")
                || at > 0 && matches!(pieces.word(at - 1), "had" | "have")
        }
        "have" | "has" | "had" | "are" | "is" | "was" | "were" | "been" | "being" | "be" | "will"
        | "would" | "could" | "may" | "might" | "must" | "can" | "should" | "do" | "did" | "does" | "not"
        | "never" | "'" | "t" | "get" | "got" | "getting" | "remain" | "remained" | "remains"
        | "reportedly" | "reported" | "confirmed" | "still" | "believed" | "feared" | "presumed"
        | "thought" | "expected" | "due" | "set" | "likely" | "critically" | "seriously" | "severely"
        | "badly" | "slightly" | "lightly" | "fatally" | "left" | "also" | "later" | "already"
        | "immediately" | "currently" | "now" | "total" | "then" | "listed" | "as" | "since"
        | "subsequently" | "eventually" | "finally" | "either" | "all" | "both" | "only" | "just"
        | "soon" | "twice" | "completely" | "partly" | "partially" | "totally" | "heavily" | "wrongly"
        | "falsely" | "officially" | "temporarily" | "forcibly" | "safely" | "so" | "far" | "yet"
        | "themselves" | "again" | "meanwhile" | "instead" | "simply" | "quickly" | "previously"
        | "recently" | "ever" | "reduced" => true,
        _ => false,
    }
}

/// Words that begin a group of verbs: `were later rescued`, `had to be moved`.
pub(super) fn begins_group(word: &str) -> bool {
    matches!(
        word,
        "were"
            | "was"
            | "are"
            | "is"
            | "been"
            | "have"
            | "has"
            | "had"
            | "will"
            | "would"
            | "could"
            | "may"
            | "might"
            | "must"
            | "remain"
            | "remained"
            | "got"
            | "did"
            | "do"
            | "does"
    )
}
