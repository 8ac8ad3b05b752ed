//! Whether a person is a man or a woman, by titles, nouns and first names from lists.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::list;

/// What `he` and `she` tell apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gender {
    Male,
    Female,
}

fn listed(list: &'static str) -> FxHashMap<&'static str, Gender> {
    list::entries(list)
        .map(|(word, gender)| (word, if gender == "male" { Gender::Male } else { Gender::Female }))
        .collect()
}

/// By a noun or a title in small letters: `spokeswoman`, `mr.`.
pub(super) fn of_noun(word: &str) -> Option<Gender> {
    static NOUNS: LazyLock<FxHashMap<&str, Gender>> =
        LazyLock::new(|| listed(include_str!("../../lists/gendered.txt")));
    NOUNS.get(word).copied()
}

/// By a first name as the text writes it; of double names, by their first part.
pub(super) fn of_first_name(word: &str) -> Option<Gender> {
    static NAMES: LazyLock<FxHashMap<&str, Gender>> =
        LazyLock::new(|| listed(include_str!("../../lists/first-names.txt")));
    NAMES.get(word).or_else(|| NAMES.get(word.split('-').next()?)).copied()
}

/// Whether a word in small letters is a first name on the list.
pub(super) fn is_first_name(word: &str) -> bool {
    let mut chars = word.chars();
    let first = chars.next().into_iter().flat_map(char::to_uppercase);
    of_first_name(&first.chain(chars).collect::<String>()).is_some()
}

/// By a pronoun in small letters.
pub(super) fn of_pronoun(word: &str) -> Option<Gender> {
    match word {
        "he" | "him" | "his" | "himself" => Some(Gender::Male),
        "she" | "her" | "hers" | "herself" => Some(Gender::Female),
        _ => None,
    }
}
