//! The forms of verbs, so that lists hold dictionary forms alone: `take _ hostage` is
//! `takes`, `took`, `taken` and `taking` with what belongs to it.
//!
//! English makes its forms by few rules; what no rule makes is in `lists/irregular-verbs.txt`.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::list::entries;

/// A verb in all its forms; each may be spelled in two ways (`canceled`, `cancelled`).
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Forms {
    /// `take`, `takes`, `took`, `taking`.
    pub active: Vec<String>,
    /// `taken`.
    pub participle: Vec<String>,
}

static IRREGULAR: LazyLock<HashMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
    entries(include_str!("../../lists/irregular-verbs.txt"))
        .map(|(verb, forms)| (verb, forms.split_whitespace().collect()))
        .collect()
});

/// All forms of a verb in its dictionary form.
pub(super) fn of(verb: &str) -> Forms {
    if verb == "be" {
        let active = ["be", "is", "are", "was", "were", "been", "being"].map(str::to_owned).to_vec();
        return Forms { active, participle: Vec::new() };
    }
    let mut forms = Forms { active: Vec::new(), participle: Vec::new() };
    for verb in spellings(verb) {
        add(&mut forms, &verb);
    }
    forms
}

/// `hospitalize` and `hospitalise`.
fn spellings(verb: &str) -> Vec<String> {
    let british = verb.strip_suffix("ize").filter(|stem| stem.len() > 2).map(|stem| format!("{stem}ise"));
    std::iter::once(verb.to_owned()).chain(british).collect()
}

fn add(forms: &mut Forms, verb: &str) {
    // Of `re-elect` and `carpet-bomb` the last part changes.
    let irregular = IRREGULAR.get(verb);
    let stems = if irregular.is_some() { vec![ing_stem(verb)] } else { stems(verb) };
    forms.active.extend([verb.to_owned(), third(verb)]);
    match irregular.map(Vec::as_slice) {
        Some([past, participle, rest @ ..]) => {
            forms.active.push((*past).to_owned());
            forms.active.push(rest.first().map_or_else(|| ing(&stems[0]), |ing| (*ing).to_owned()));
            forms.participle.push((*participle).to_owned());
        }
        _ => {
            forms.active.extend(stems.iter().map(|stem| ing(stem)));
            forms.participle.extend(stems.iter().map(|stem| past(stem)));
        }
    }
}

/// What `-ed` and `-ing` are put behind: `stop` doubles its last letter, `cancel` may.
fn stems(verb: &str) -> Vec<String> {
    let doubled = ing_stem(verb);
    let ends_in_l = verb.ends_with("el") || verb.ends_with("al");
    if doubled == verb && ends_in_l && !double_vowel(verb) {
        return vec![verb.to_owned(), format!("{verb}l")];
    }
    vec![doubled]
}

/// Short verbs with one vowel before their last letter double it.
fn ing_stem(verb: &str) -> String {
    let last = verb.rsplit(['-']).next().unwrap_or(verb);
    let letters: Vec<char> = last.chars().collect();
    let vowel = |c: char| "aeiou".contains(c);
    let one_vowel = letters.iter().filter(|c| vowel(**c)).count() == 1;
    match letters.as_slice() {
        [.., before, end]
            if one_vowel && letters.len() > 2 && vowel(*before) && !"aeiouwxy".contains(*end) =>
        {
            format!("{verb}{end}")
        }
        _ => verb.to_owned(),
    }
}

fn double_vowel(verb: &str) -> bool {
    let vowels = verb.chars().rev().skip(1).take_while(|c| "aeiou".contains(*c)).count();
    vowels > 1
}

fn third(verb: &str) -> String {
    let hisses = ["s", "x", "z", "ch", "sh", "o"].iter().any(|ending| verb.ends_with(ending));
    match verb.strip_suffix('y').filter(|stem| stem.ends_with(|c: char| !"aeiou".contains(c))) {
        _ if verb == "have" => "has".to_owned(),
        Some(stem) => format!("{stem}ies"),
        None if hisses => format!("{verb}es"),
        None => format!("{verb}s"),
    }
}

fn past(stem: &str) -> String {
    match stem.strip_suffix('y').filter(|rest| rest.ends_with(|c: char| !"aeiou".contains(c))) {
        Some(rest) => format!("{rest}ied"),
        None if stem.ends_with('e') => format!("{stem}d"),
        None => format!("{stem}ed"),
    }
}

fn ing(stem: &str) -> String {
    let silent = stem.strip_suffix('e').filter(|_| !["ee", "oe", "ye"].iter().any(|end| stem.ends_with(end)));
    match stem.strip_suffix("ie") {
        Some(rest) => format!("{rest}ying"),
        None => format!("{}ing", silent.unwrap_or(stem)),
    }
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn forms_by_rule_and_by_list() {
        for (verb, active, participle) in [
            ("kill", "kill kills killing", "killed"),
            ("take", "take takes took taking", "taken"),
            ("stop", "stop stops stopping", "stopped"),
            ("die", "die dies dying", "died"),
            ("flee", "flee flees fled fleeing", "fled"),
            ("carry", "carry carries carrying", "carried"),
            ("cancel", "cancel cancels canceling cancelling", "canceled cancelled"),
            ("seal", "seal seals sealing", "sealed"),
            ("cut", "cut cuts cut cutting", "cut"),
            ("acquit", "acquit acquits acquitted acquitting", "acquitted"),
            ("gas", "gas gases gassing", "gassed"),
        ] {
            let forms = of(verb);
            assert_eq!(forms.active.join(" "), active, "{verb}");
            assert_eq!(forms.participle.join(" "), participle, "{verb}");
        }
    }
}
