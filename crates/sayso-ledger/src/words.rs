//! Words as they are compared: small letters without marks, stems, runs of words.

use std::collections::HashSet;
use std::sync::LazyLock;

use rust_stemmers::{Algorithm, Stemmer};
use sayso_text::place::gazetteer::fold;

use crate::key;

static STEMMER: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::create(Algorithm::English));

/// Words that say little by themselves.
static LITTLE: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    include_str!("../lists/little-words.txt").lines().filter(|line| !line.starts_with('#')).collect()
});

/// The words of a text: small letters, no marks, no signs.
pub(crate) fn words(text: &str) -> Vec<String> {
    fold(text).split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// A word without its ending.
pub(crate) fn stem(word: &str) -> String {
    STEMMER.stem(word).into_owned()
}

/// The stems of the words that carry meaning.
pub(crate) fn stems(text: &str) -> Vec<String> {
    words(text).iter().filter(|word| !LITTLE.contains(word.as_str())).map(|word| stem(word)).collect()
}

/// A number for a text's words in their order: white space, case, marks and signs do not count.
pub(crate) fn gist(text: &str) -> i64 {
    key::number(&fold(text))
}

/// Hashes of all runs of `length` words of a text.
pub(crate) fn shingles(text: &str, length: usize) -> HashSet<i64> {
    // Folded words stand one blank apart: a run is a piece of the folded text.
    let folded = fold(text);
    let ends: Vec<usize> = folded.match_indices(' ').map(|(at, _)| at).chain([folded.len()]).collect();
    let starts = [0].into_iter().chain(ends.iter().map(|end| end + 1));
    let runs = starts.zip(ends.iter().skip(length.saturating_sub(1)));
    if folded.is_empty() {
        HashSet::new()
    } else {
        runs.map(|(from, to)| key::number(&folded[from..*to])).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_those_of_the_words() {
        for text in ["", "One.", "At least 30 — “of them” — fell.", "Ένα, δύο; São Paulo's 4th… Łódź"]
        {
            for length in 1..5 {
                let runs = words(text).windows(length).map(|run| key::number(&run.join(" "))).collect();
                assert_eq!(shingles(text, length), runs, "{text}");
            }
        }
    }
}
