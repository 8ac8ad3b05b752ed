//! Lists that anyone can extend: sorted text files with a comment line that says what
//! they are, and one `words = meaning` a line.

use rustc_hash::FxHashMap;

/// The entries of a list: what stands before the last ` = ` and what after.
pub(crate) fn entries(list: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    list.lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.rsplit_once(" = "))
        .map(|(left, right)| (left.trim(), right.trim()))
}

/// The words of a list that has no meanings.
pub(crate) fn words(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// Phrases by their first word, the longest first.
#[derive(Debug)]
pub(crate) struct Phrases<T> {
    by_first: FxHashMap<&'static str, Vec<(Vec<&'static str>, T)>>,
}

impl<T> Phrases<T> {
    pub fn new(phrases: impl Iterator<Item = (&'static str, T)>) -> Self {
        let mut by_first: FxHashMap<_, Vec<_>> = FxHashMap::default();
        for (phrase, meaning) in phrases {
            let words: Vec<&str> = phrase.split_whitespace().collect();
            if let Some(first) = words.first() {
                by_first.entry(*first).or_default().push((words, meaning));
            }
        }
        for phrases in by_first.values_mut() {
            phrases.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
        }
        Self { by_first }
    }

    /// The longest phrase at `at`, with the piece after it.
    pub fn find(&self, pieces: &crate::scan::Pieces, at: usize) -> Option<(&T, usize)> {
        let phrases = self.by_first.get(pieces.word(at))?;
        phrases
            .iter()
            .find(|(words, _)| pieces.are(at, words))
            .map(|(words, meaning)| (meaning, at + words.len()))
    }

    /// The longest phrase at `at` whose meaning will do, with the piece after it.
    pub fn find_where(
        &self,
        pieces: &crate::scan::Pieces,
        at: usize,
        will_do: impl Fn(&T) -> bool,
    ) -> Option<(&T, usize)> {
        let phrases = self.by_first.get(pieces.word(at))?;
        phrases
            .iter()
            .find(|(words, meaning)| will_do(meaning) && pieces.are(at, words))
            .map(|(words, meaning)| (meaning, at + words.len()))
    }

    /// Every meaning in the list.
    pub fn meanings(&self) -> impl Iterator<Item = &T> {
        self.by_first.values().flatten().map(|(_, meaning)| meaning)
    }
}
