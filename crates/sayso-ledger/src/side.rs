//! Sides: which names are of one that speaks. `the Interior Ministry`, `Interior Ministry officials`
//! and `Spain's Interior Ministry` are one where they speak of one thing; so are `Police
//! commander Hassan Juma` and `Zanzibar police`. Articles, case and words for sorts do not count.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::answer::Speaker;
use crate::words;

/// People who speak for the body that is named before them.
const SPEAK: &[&str] =
    &["official", "officials", "source", "sources", "spokesman", "spokesperson", "spokeswoman"];

static BODIES: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| include_str!("../lists/bodies.txt").lines().collect());
static SORTS: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| include_str!("../lists/sorts-of-bodies.txt").lines().collect());

fn is_body(word: &str) -> bool {
    BODIES.contains(word)
}

fn is_sort(word: &str) -> bool {
    word.ends_with("maker") || SORTS.contains(word)
}

/// A name for people: `the operator, Bahari Lines` is Bahari Lines.
pub(crate) fn shown(name: &str) -> &str {
    match name.split_once(", ") {
        Some((first, rest)) if first.starts_with("the ") && rest.starts_with(char::is_uppercase) => rest,
        _ => name,
    }
}

/// Whether a name says what body it is.
pub(crate) fn is_of_body(name: &str) -> bool {
    key(name).rsplit(' ').next().is_some_and(is_body)
}

/// A name as names are compared: without article, case, the word for its sort, and what stands
/// beside it (`the operator, Bahari Lines`).
pub(crate) fn key(name: &str) -> String {
    let capital = |part: &&str| part.chars().filter(|c| c.is_uppercase()).count();
    let core = match name.split_once(", ") {
        Some((first, _)) if capital(&first) > 0 && !first.starts_with("the ") => first,
        Some((_, rest)) => rest,
        None => name,
    };
    let mut words = words::words(core);
    if words.len() > 1 && matches!(words[0].as_str(), "the" | "a" | "an") {
        words.remove(0);
    }
    while words.len() > 1 && is_sort(&words[0]) {
        words.remove(0);
    }
    while words.len() > 1 && words.last().is_some_and(|word| is_sort(word)) {
        words.pop();
    }
    if words.len() > 1 && SPEAK.contains(&words[words.len() - 1].as_str()) && is_body(&words[words.len() - 2])
    {
        words.pop();
    }
    ministry(&mut words);
    words.join(" ")
}

/// A minister speaks for the ministry.
fn ministry(words: &mut [String]) {
    let before = words.len().checked_sub(2).map(|at| words[at].clone());
    if let (Some(last), Some(before)) = (words.last_mut(), before)
        && last == "minister"
        && !matches!(before.as_str(), "prime" | "first" | "deputy")
    {
        "ministry".clone_into(last);
    }
}

/// The body that a role is in: `Police commander`, `head of the Civil Defence Agency`.
fn body(role: &str) -> Option<String> {
    let mut words = words::words(role);
    ministry(&mut words);
    let end = words.iter().rposition(|word| is_body(word))?;
    let start = words[..end].iter().rposition(|word| matches!(word.as_str(), "of" | "the" | "for"));
    Some(words[start.map_or(0, |at| at + 1)..=end].join(" "))
}

/// Whether two that speak of one thing are of one side.
pub(crate) fn same(one: &Speaker, other: &Speaker) -> bool {
    if let (Some(one), Some(other)) = (&one.party, &other.party) {
        return one == other;
    }
    let keys = |speaker: &Speaker| -> Vec<String> {
        [Some(key(&speaker.name)), speaker.role.as_deref().and_then(body)].into_iter().flatten().collect()
    };
    let theirs = keys(other);
    keys(one).iter().any(|mine| theirs.iter().any(|its| alike(mine, its)))
}

/// `civil defense officials` are of `Peru's civil defense agency`.
fn officials_of(one: &str, other: &str) -> bool {
    let officials = one.rsplit_once(' ').filter(|(_, last)| SPEAK.contains(last)).map(|(of, _)| of);
    let body = other.rsplit_once(' ').filter(|(_, last)| is_body(last)).map(|(name, _)| name);
    officials
        .zip(body)
        .is_some_and(|(of, body)| of == body || body.strip_suffix(of).is_some_and(|rest| rest.ends_with(' ')))
}

/// Whether two names are one: the same, or one is the end of the other and says what body it is.
fn alike(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let body = short.rsplit(' ').next().is_some_and(is_body);
    one == other
        || officials_of(one, other)
        || officials_of(other, one)
        || body && long.strip_suffix(short).is_some_and(|rest| rest.ends_with(' '))
}
