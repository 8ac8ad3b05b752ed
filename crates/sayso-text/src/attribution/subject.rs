//! Sources that the model left out but the grammar gives: the subject of the cue, or of the
//! verb that the cue hangs from (`Trump praised him, comparing him to Obama`).

use std::ops::Range;

use super::Attribution;
use crate::Document;
use crate::grammar::subtree;

/// How many verbs up the subject is looked for.
const STEPS: usize = 4;

/// The subject of a cue without a source, where it stands outside of what is said.
pub(super) fn of(document: &Document, attribution: &Attribution) -> Option<Range<usize>> {
    let cue = &attribution.cue;
    let mut verb = cue
        .clone()
        .find(|at| document.tokens[*at].pos == "VERB" && !cue.contains(&document.tokens[*at].head))
        .or_else(|| cue.clone().find(|at| document.tokens[*at].pos == "VERB"))?;
    for step in 0..STEPS {
        if step == 0 && child(document, verb, &["auxpass", "nsubjpass"]).is_some() {
            // `was accused`: who speaks is the agent or nobody.
            return None;
        }
        let found = child(document, verb, &["nsubj"]).and_then(|subject| phrase(document, subject, verb));
        if let Some(source) = found {
            let said = attribution
                .content
                .iter()
                .any(|content| content.start < source.end && source.start < content.end);
            return (!said).then_some(source);
        }
        if !matches!(document.tokens[verb].dep, "conj" | "xcomp" | "advcl" | "pcomp" | "prep" | "dep") {
            return None;
        }
        verb = document.tokens[verb].head;
    }
    None
}

fn child(document: &Document, head: usize, relations: &[&str]) -> Option<usize> {
    let sentence = document.sentences[document.tokens[head].sentence].tokens.clone();
    sentence.into_iter().find(|at| {
        *at != head && document.tokens[*at].head == head && relations.contains(&document.tokens[*at].dep)
    })
}

/// The words of a subject; a relative pronoun's are those of the noun that it stands for.
fn phrase(document: &Document, subject: usize, verb: usize) -> Option<Range<usize>> {
    if matches!(document.tokens[subject].tag, "WP" | "WDT") {
        let noun = document.tokens[verb].head;
        let relative = document.tokens[verb].dep == "relcl" && document.tokens[noun].tag.starts_with('N');
        let whole = subtree(document, noun);
        return relative.then(|| trimmed(document, whole.start..subject)).flatten();
    }
    let whole = subtree(document, subject);
    let end = if subject < verb { whole.end.min(verb) } else { whole.end };
    trimmed(document, whole.start.min(subject)..end.max(subject + 1))
}

/// A phrase without the signs at its end.
fn trimmed(document: &Document, range: Range<usize>) -> Option<Range<usize>> {
    let end = range.clone().rev().find(|at| document.tokens[*at].pos != "PUNCT")? + 1;
    Some(range.start..end)
}
