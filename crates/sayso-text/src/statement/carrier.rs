//! `According to Reuters, the minister said ...`: what is given for according to is all of what the
//! other says. An outlet on the list only carries it; anybody else says that it was said.

use std::ops::Range;

use super::{Draft, outlet_named};
use crate::attribution::Attribution;
use crate::{Document, actor};

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
