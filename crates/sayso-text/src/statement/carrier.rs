//! `According to Reuters, the minister said ...`: what is given for according to is all of what the
//! other says. An outlet on the list only carries it; anybody else says that it was said.

use std::ops::Range;
use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use super::{Draft, near, outlet_named};
use crate::attribution::Attribution;
use crate::{Document, actor, list};

/// Joins each `according to` whose content is no more than another's source with that other. An
/// outlet is looked for among what is too unlikely to be said, too: it is not taken to say anything.
pub(super) fn join(document: &Document, doubted: &[Attribution], drafts: &mut Vec<Draft>) {
    for one in doubted.iter().filter(|one| is_outlet(document, one)) {
        if let Some(spoken) = spoken(document, drafts, one) {
            drafts[spoken].through.extend(one.source.clone());
        }
    }
    let mut gone = Vec::new();
    for at in 0..drafts.len() {
        let Some(spoken) = spoken(document, drafts, &drafts[at].attribution) else { continue };
        if is_outlet(document, &drafts[at].attribution) {
            let carrier = drafts[at].attribution.source.clone();
            drafts[spoken].through.extend(carrier);
            gone.push(at);
            continue;
        }
        let other = &drafts[spoken].attribution;
        let start = other.source.iter().map(|range| range.start).min();
        let end = other.content.iter().map(|range| range.end).max();
        if let (Some(start), Some(end)) = (start, end.filter(|end| *end > other.cue.end)) {
            drafts[at].attribution.content = vec![start..end];
        }
    }
    let mut at = 0;
    drafts.retain(|_| {
        at += 1;
        !gone.contains(&(at - 1))
    });
}

/// `State television, quoting unnamed officials, reported ...`: the officials say it, a medium carries it.
pub(super) fn quote(document: &Document, drafts: &mut Vec<Draft>) {
    let mut quoting = Vec::new();
    for draft in drafts.iter_mut() {
        let cue = draft.attribution.cue.clone();
        let [source] = draft.attribution.source.as_slice() else { continue };
        let sentence = near::sentence(document, cue.start);
        let holds = |at: usize, range: &Range<usize>| {
            draft.attribution.content.iter().any(|one| one.contains(&at)) && !range.contains(&at)
        };
        let quotes = |at: &usize| {
            let token = &document.tokens[*at];
            let says = matches!(&*token.lemma, "quote" | "cite") && token.tag == "VBG";
            says && document.word(at - 1) == "," && !holds(*at, source)
        };
        let Some(verb) = (source.start.max(sentence.start + 1)..sentence.end).find(quotes) else { continue };
        if verb <= source.start + 1 {
            continue;
        }
        let name = source.start..source.end.min(verb - 1);
        let end = (verb + 1..sentence.end)
            .find(|at| {
                matches!(document.word(*at), "," | "." | ";")
                    || cue.contains(at)
                    || document.word(*at) == "that"
            })
            .unwrap_or(sentence.end);
        let cited = verb + 1..end;
        let clause = cited.clone().any(|at| near::is_finite(document, at));
        if is_medium(document, &name) && !cited.is_empty() && !clause {
            draft.through.push(name);
            draft.attribution.source = vec![cited];
            quoting.push(verb);
        }
    }
    // The models take the quoting itself for a saying.
    drafts.retain(|draft| !quoting.iter().any(|verb| draft.attribution.cue.contains(verb)));
}

/// `She said it was over, state radio reported.`: she says it, a medium carries it.
pub(super) fn report(document: &Document, drafts: &mut [Draft]) {
    for draft in drafts {
        let attribution = &mut draft.attribution;
        let behind = attribution.cue.end;
        let Some(last) = attribution.content.last_mut().filter(|last| last.start >= behind) else { continue };
        let verb = last.end - 1;
        let reports = matches!(document.word(verb), "reported" | "reports" | "said");
        let comma = (last.start + 1..verb).rev().take(10).find(|at| document.word(*at) == ",");
        let Some(comma) = comma.filter(|comma| reports && comma + 1 < verb) else { continue };
        let name = comma + 1..verb;
        if is_medium(document, &name) && !name.clone().any(|at| document.tokens[at].pos == "VERB") {
            last.end = comma;
            draft.through.push(name);
        }
    }
}

/// Whether something is said in a thing: a statement, a report, a letter.
pub(crate) fn is_thing(lemma: &str) -> bool {
    static CARRIERS: LazyLock<FxHashSet<&str>> =
        LazyLock::new(|| list::words(include_str!("../../lists/carriers.txt")).collect());
    CARRIERS.contains(lemma)
}

/// An outlet on the list, or any that is called one.
fn is_medium(document: &Document, name: &Range<usize>) -> bool {
    static MEDIA: LazyLock<FxHashSet<&str>> =
        LazyLock::new(|| list::words(include_str!("../../lists/media-nouns.txt")).collect());
    let noun = actor::head(document, name.clone());
    outlet_named(&actor::phrase(document, name.clone())).is_some()
        || noun.is_some_and(|noun| MEDIA.contains(&*document.tokens[noun].lemma))
}

fn is_outlet(document: &Document, attribution: &Attribution) -> bool {
    let listed = |name: &Range<usize>| outlet_named(&actor::phrase(document, name.clone())).is_some();
    attribution.source.iter().any(listed)
}

/// The statement whose source is all that this one has for its content.
fn spoken(document: &Document, drafts: &[Draft], one: &Attribution) -> Option<usize> {
    let according = one.cue.clone().any(|token| document.word(token).eq_ignore_ascii_case("according"));
    if !according || one.content.is_empty() || one.source.is_empty() {
        return None;
    }
    let inside = |other: &Draft| {
        let source = &other.attribution.source;
        one.content.iter().all(|range| {
            source.iter().any(|source| source.start <= range.start && range.end <= source.end + 1)
        })
    };
    (0..drafts.len()).find(|other| drafts[*other].attribution != *one && inside(&drafts[*other]))
}
