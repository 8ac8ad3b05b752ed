//! Sources that the model left out but the grammar gives: the subject of the cue, or of the
//! verb that the cue hangs from (`Trump praised him, comparing him to Obama`).

use std::ops::Range;

use super::Attribution;
use crate::Document;
use crate::grammar::subtree;

/// How many verbs up the subject is looked for.
const STEPS: usize = 4;

/// Gives an attribution without a source the subject of its cue, where that stands outside of
/// what is said, or right after its closing quotation mark.
pub(super) fn fill(document: &Document, attribution: &mut Attribution) {
    let found = aged(document, attribution.cue.start).or_else(|| of(document, &attribution.cue));
    let Some(source) = found else { return };
    let closed = source.start > 0 && matches!(document.word(source.start - 1), "”" | "\"" | "''");
    for content in &mut attribution.content {
        if closed && content.start < source.start && source.start < content.end && content.end <= source.end {
            content.end = source.start;
        }
    }
    let said =
        attribution.content.iter().any(|content| content.start < source.end && source.start < content.end);
    if !said {
        attribution.source.push(source);
    }
}

/// `survivor Jun Dela Cruz, 41, told`: a name with its title and age right before the cue.
fn aged(document: &Document, cue: usize) -> Option<Range<usize>> {
    let name = cue.checked_sub(4)?;
    let comma = |at: usize| document.word(at) == ",";
    let aged = comma(name + 1) && document.tokens[name + 2].tag == "CD" && comma(name + 3);
    let person = document.tokens[name].entity == "PERSON" || document.tokens[name].tag == "NNP";
    let sentence = document.sentences[document.tokens[name].sentence].tokens.start;
    let titled = |at: &usize| {
        document.tokens[*at].entity == "PERSON"
            || matches!(document.tokens[*at].tag, "NN" | "NNP" | "JJ" | "DT")
    };
    // Between a closing quotation mark and the cue there is only the speaker, however tagged.
    let quote = (sentence..name).rev().take(6).find(|at| matches!(document.word(*at), "\"" | "”"));
    let plain = (sentence..name + 1).rev().take_while(titled).last()?;
    let start = quote.map_or(plain, |quote| quote + 1);
    (aged && person).then_some(start..name + 3)
}

/// The subject of a cue, or of the verb that it hangs from.
fn of(document: &Document, cue: &Range<usize>) -> Option<Range<usize>> {
    let verbs = || cue.clone().filter(|at| document.tokens[*at].pos == "VERB");
    let mut verb = verbs().find(|at| !cue.contains(&document.tokens[*at].head)).or_else(|| verbs().next())?;
    for step in 0..STEPS {
        if step == 0 && child(document, verb, &["auxpass", "nsubjpass"]).is_some() {
            // `was accused`: who speaks is the agent or nobody.
            return None;
        }
        let found = child(document, verb, &["nsubj"])
            .and_then(|subject| phrase(document, subject, verb))
            .or_else(|| set_apart(document, verb));
        if found.is_some() {
            return found;
        }
        if !matches!(document.tokens[verb].dep, "conj" | "xcomp" | "advcl" | "pcomp" | "prep" | "dep") {
            return None;
        }
        verb = document.tokens[verb].head;
    }
    None
}

/// `In a post on Telegram, its spokesman, Omar Adan, accused ...`: a subject that the parse takes
/// for another name of what the opening phrase ends in.
fn set_apart(document: &Document, verb: usize) -> Option<Range<usize>> {
    let tokens = &document.tokens;
    let sentence = document.sentences[tokens[verb].sentence].tokens.clone();
    let opens = tokens[sentence.start].dep == "prep" && tokens[sentence.start].head == verb;
    if tokens[verb].dep != "ROOT" || !matches!(tokens[verb].tag, "VBD" | "VBZ" | "VBP") || !opens {
        return None;
    }
    let apart = |at: &usize| {
        let inside = tokens[*at].head;
        tokens[*at].dep == "appos" && tokens[inside].dep == "pobj" && inside < *at
    };
    let noun = (sentence.start..verb).find(apart)?;
    let whole = subtree(document, noun);
    let comma = whole.start.checked_sub(1).is_some_and(|before| document.word(before) == ",");
    let reaches = (whole.end..verb).all(|at| document.word(at) == ",");
    (comma && reaches).then(|| trimmed(document, whole)).flatten()
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
