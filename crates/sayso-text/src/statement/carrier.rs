//! `According to Reuters, the minister said ...`: what is given for according to is all of what the
//! other says. An outlet on the list only carries it; anybody else says that it was said.

use super::{Draft, outlet_named};
use crate::{Document, actor};

/// Joins each `according to` whose content is no more than another's source with that other.
pub(super) fn join(document: &Document, drafts: &mut Vec<Draft>) {
    let mut gone = Vec::new();
    for at in 0..drafts.len() {
        let Some(spoken) = spoken(document, drafts, at) else { continue };
        let carrier = drafts[at].attribution.source.clone();
        let is_outlet =
            carrier.iter().any(|name| outlet_named(&actor::phrase(document, name.clone())).is_some());
        if is_outlet {
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

/// The statement whose source is all that this one has for its content.
fn spoken(document: &Document, drafts: &[Draft], at: usize) -> Option<usize> {
    let one = &drafts[at].attribution;
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
    (0..drafts.len()).find(|other| *other != at && inside(&drafts[*other]))
}
