//! Dictionary forms: exceptions first (`fell`, `children`), then endings whose rest is a known word.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::MODEL;

struct Tables {
    verb: FxHashMap<&'static str, &'static str>,
    noun: FxHashMap<&'static str, &'static str>,
    adjective: FxHashMap<&'static str, &'static str>,
    verbs: FxHashSet<&'static str>,
    /// Nouns that end in s in the singular.
    nouns: FxHashSet<&'static str>,
}

static TABLES: LazyLock<Tables> = LazyLock::new(|| {
    let pairs = |name| MODEL.lines(name).filter_map(|line| line.split_once('\t')).collect();
    Tables {
        verb: pairs("lemma.verb"),
        noun: pairs("lemma.noun"),
        adjective: pairs("lemma.adj"),
        verbs: MODEL.lines("lemma.verbs").collect(),
        nouns: MODEL.lines("lemma.nouns").collect(),
    }
});

const VERB_ENDINGS: &[(&str, &str)] =
    &[("s", ""), ("ies", "y"), ("es", "e"), ("es", ""), ("ed", "e"), ("ed", ""), ("ing", "e"), ("ing", "")];
const NOUN_ENDINGS: &[(&str, &str)] = &[
    ("ies", "y"),
    ("ches", "ch"),
    ("shes", "sh"),
    ("xes", "x"),
    ("zes", "z"),
    ("sses", "ss"),
    ("men", "man"),
    ("s", ""),
];

/// Writes a word in small letters and with straight apostrophes.
pub(crate) fn small(word: &str, lower: &mut String) {
    lower.clear();
    if word.is_ascii() {
        lower.push_str(word);
        lower.make_ascii_lowercase();
    } else {
        lower.push_str(&word.to_lowercase().replace('’', "'"));
    }
}

/// The dictionary form, in lower case, of a word with this Penn tag.
pub(crate) fn lemma(word: &str, tag: &str) -> Box<str> {
    let mut lower = String::with_capacity(word.len());
    small(word, &mut lower);
    let form = match tag {
        "VBD" | "VBN" | "VBG" | "VBZ" | "VBP" | "VB" | "MD" => verb(&lower, tag),
        "NNS" => noun(&lower),
        "JJR" | "JJS" | "RBR" | "RBS" => TABLES.adjective.get(lower.as_str()).copied(),
        "RB" if lower == "n't" => Some("not"),
        _ => None,
    };
    match form {
        Some(form) => form.into(),
        None => ending(&lower, tag).unwrap_or(lower).into(),
    }
}

fn verb(lower: &str, tag: &str) -> Option<&'static str> {
    match (lower, tag) {
        ("'d", "MD") => Some("would"),
        ("'ll", _) => Some("will"),
        ("ca", "MD") => Some("can"),
        ("wo", "MD") => Some("will"),
        ("'d", _) | ("'ve", _) => Some("have"),
        ("'s" | "'re" | "'m", _) => Some("be"),
        _ => TABLES.verb.get(lower).copied(),
    }
}

fn noun(lower: &str) -> Option<&'static str> {
    match TABLES.nouns.get(lower) {
        Some(singular) => Some(singular),
        None => TABLES.noun.get(lower).copied(),
    }
}

fn ending(lower: &str, tag: &str) -> Option<String> {
    let strip = |(ending, instead): &(&str, &str)| Some([lower.strip_suffix(ending)?, instead].concat());
    match tag {
        "VBD" | "VBN" | "VBG" | "VBZ" => {
            let known =
                VERB_ENDINGS.iter().filter_map(strip).find(|form| TABLES.verbs.contains(form.as_str()));
            known.or_else(|| VERB_ENDINGS.iter().filter_map(strip).find(|form| form.len() > 2))
        }
        "NNS" => NOUN_ENDINGS.iter().filter_map(strip).find(|form| form.len() > 1),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::lemma;

    #[test]
    fn regular_and_irregular_forms() {
        for (word, tag, form) in [
            ("Says", "VBZ", "say"),
            ("told", "VBD", "tell"),
            ("estimated", "VBD", "estimate"),
            ("claiming", "VBG", "claim"),
            ("officials", "NNS", "official"),
            ("authorities", "NNS", "authority"),
            ("children", "NNS", "child"),
            ("n’t", "RB", "not"),
            ("wo", "MD", "will"),
        ] {
            assert_eq!(&*lemma(word, tag), form, "{word}");
        }
    }
}
