//! Dictionary forms of verbs, so that lists hold these alone: `takes`, `took`, `taken` and
//! `taking` are all `take`.
//!
//! A form may come from several verbs (`found`, `axed`): all that the spelling allows are
//! tried, and a list of verbs says which there are. What no rule makes is in
//! `lists/irregular-verbs.txt`.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::list::entries;

/// What a form of a verb can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// `take`, `takes`, `took`, `taking`.
    Active,
    /// `taken`, and `killed`, which may be active too.
    Participle,
}

static IRREGULAR: LazyLock<HashMap<&'static str, Vec<(&'static str, Form)>>> = LazyLock::new(|| {
    let mut irregular: HashMap<_, Vec<_>> = HashMap::new();
    for (verb, forms) in entries(include_str!("../../lists/irregular-verbs.txt")) {
        for (n, form) in forms.split_whitespace().enumerate() {
            let kind = if n == 1 { Form::Participle } else { Form::Active };
            irregular.entry(form).or_default().push((verb, kind));
        }
    }
    for form in ["is", "are", "was", "were", "been", "being"] {
        irregular.entry(form).or_default().push(("be", Form::Active));
    }
    irregular
});

/// Goes through the dictionary forms that a word may have as a verb.
pub(super) fn of(word: &str, mut each: impl FnMut(&str, Form)) {
    if word.len() < 2 || !word.as_bytes()[0].is_ascii_lowercase() {
        return;
    }
    each(word, Form::Active);
    IRREGULAR.get(word).into_iter().flatten().for_each(|(verb, form)| each(verb, *form));
    if let Some(stem) = word.strip_suffix('s') {
        each(stem, Form::Active);
        if let Some(stem) = stem.strip_suffix('e') {
            each(stem, Form::Active);
        }
        if let Some(stem) = stem.strip_suffix("ie") {
            each(&format!("{stem}y"), Form::Active);
        }
        british(stem, Form::Active, &mut each);
    } else if let Some(stem) = word.strip_suffix("ing") {
        bare(stem, Form::Active, &mut each);
        if let Some(stem) = stem.strip_suffix('y') {
            each(&format!("{stem}ie"), Form::Active);
        }
    } else if let Some(stem) = word.strip_suffix("ed") {
        bare(stem, Form::Participle, &mut each);
        if let Some(stem) = stem.strip_suffix('i') {
            each(&format!("{stem}y"), Form::Participle);
        }
    } else {
        british(word, Form::Active, &mut each);
    }
}

/// What stands before `-ed` and `-ing`: `kill`, `raz(e)`, `stop(p)`.
fn bare(stem: &str, form: Form, each: &mut impl FnMut(&str, Form)) {
    each(stem, form);
    let whole = format!("{stem}e");
    each(&whole, form);
    british(&whole, form, each);
    let mut letters = stem.chars().rev();
    if letters.next().is_some_and(|last| letters.next() == Some(last)) && stem.is_ascii() {
        each(&stem[..stem.len() - 1], form);
    }
}

/// `hospitalise` is listed as `hospitalize`.
fn british(verb: &str, form: Form, each: &mut impl FnMut(&str, Form)) {
    if let Some(stem) = verb.strip_suffix("ise") {
        each(&format!("{stem}ize"), form);
    }
}

#[cfg(test)]
mod tests {
    use super::{Form, of};

    #[test]
    fn forms_by_rule_and_by_list() {
        for (form, verb, kind) in [
            ("killed", "kill", Form::Participle),
            ("razed", "raze", Form::Participle),
            ("stopping", "stop", Form::Active),
            ("taken", "take", Form::Participle),
            ("took", "take", Form::Active),
            ("dying", "die", Form::Active),
            ("flies", "fly", Form::Active),
            ("carried", "carry", Form::Participle),
            ("cancelled", "cancel", Form::Participle),
            ("canceled", "cancel", Form::Participle),
            ("crushes", "crush", Form::Active),
            ("hospitalised", "hospitalize", Form::Participle),
            ("were", "be", Form::Active),
        ] {
            let mut found = false;
            of(form, |lemma, of| found |= lemma == verb && of == kind);
            assert!(found, "{form}");
        }
    }
}
