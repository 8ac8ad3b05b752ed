//! Headlines, which leave out what the models look for: `Twelve Miners Trapped, Rescuers Say`
//! and `Minister: Taxes Will Rise`. Anything with a cue of its own is left to the models.

use std::ops::Range;

use super::{Draft, dateline};
use crate::attribution::Attribution;
use crate::{Document, Role, actor, list};

/// Adds what a headline has somebody say, where the models found nothing in it.
pub(super) fn add(document: &Document, drafts: &mut Vec<Draft>) {
    for sentence in &document.sentences {
        let headline = document.parts.get(sentence.part).is_some_and(|part| part.role == Role::Headline);
        if !headline {
            continue;
        }
        let quotation = Some(&sentence.tokens).filter(|tokens| tokens.len() > 5);
        if let Some(attribution) = quotation.and_then(|tokens| quoted(document, tokens)) {
            let content = &attribution.content;
            let said = |draft: &Draft| {
                draft
                    .attribution
                    .content
                    .iter()
                    .any(|range| content.iter().any(|own| own.contains(&range.start)))
            };
            if !drafts.iter().any(said) {
                drafts.push(Draft { attribution, ..Draft::default() });
                continue;
            }
        }
        speak_last(document, &sentence.tokens, drafts);
        let found = drafts.iter().any(|draft| sentence.tokens.contains(&draft.attribution.cue.start));
        if !found && sentence.tokens.len() > 3 {
            let attribution = plain(document, &sentence.tokens)
                .or_else(|| turned(document, &sentence.tokens))
                .or_else(|| last(document, &sentence.tokens))
                .or_else(|| first(document, &sentence.tokens))
                .or_else(|| behind_dash(document, &sentence.tokens));
            drafts.extend(attribution.map(|attribution| Draft { attribution, ..Draft::default() }));
        }
    }
}

/// `16 killed, hundreds hurt, says rights body`: whoever stands last speaks, and says all before it.
fn speak_last(document: &Document, tokens: &Range<usize>, drafts: &mut [Draft]) {
    if tokens.len() < 4 {
        return;
    }
    let Some(whole) = turned(document, tokens) else { return };
    let same = |draft: &&mut Draft| {
        draft.attribution.cue.start == whole.cue.start
            && draft.attribution.source.iter().any(|piece| piece.start < whole.cue.start)
    };
    if let Some(draft) = drafts.iter_mut().find(same) {
        draft.attribution.source = whole.source;
        draft.attribution.content = whole.content;
    }
}

/// `Villagers allege soldiers burned homes`, where the parse takes the verb for a noun: people, a verb
/// that is nothing else, and a clause.
fn plain(document: &Document, tokens: &Range<usize>) -> Option<Attribution> {
    let verb = tokens.clone().skip(1).take(5).find(|at| {
        matches!(
            document.word(*at).to_lowercase().as_str(),
            "accuse"
                | "accuses"
                | "admit"
                | "admits"
                | "allege"
                | "alleges"
                | "deny"
                | "denies"
                | "insist"
                | "insists"
                | "say"
                | "says"
                | "urge"
                | "urges"
                | "vow"
                | "vows"
                | "warn"
                | "warns"
        )
    })?;
    let source = tokens.start..verb;
    let last = document.word(verb - 1).to_lowercase();
    let people = list::words(include_str!("../../lists/people.txt")).any(|word| word == last);
    let nominal = source.clone().all(|at| document.tokens[at].tag.starts_with(['N', 'J', 'D', 'C']));
    let clause = (verb + 1..tokens.end).any(|at| matches!(document.tokens[at].pos, "VERB" | "AUX"));
    let speaks = people || can_speak(document, source.clone());
    (nominal && speaks && clause)
        .then(|| Attribution::by_rule(verb..verb + 1, vec![source], vec![verb + 1..tokens.end]))
}

/// `..., Rescuers Say`: the source and the verb after the last comma.
fn last(document: &Document, tokens: &Range<usize>) -> Option<Attribution> {
    let verb = tokens.end - 1;
    let says = matches!(
        document.word(verb).to_lowercase().as_str(),
        "say"
            | "says"
            | "said"
            | "find"
            | "finds"
            | "show"
            | "shows"
            | "suggest"
            | "suggests"
            | "warn"
            | "warns"
            | "report"
            | "reports"
    );
    let comma = tokens.clone().rev().find(|at| document.word(*at) == ",")?;
    let source = comma + 1..verb;
    (says && (1..=6).contains(&source.len()) && comma > tokens.start + 1)
        .then(|| Attribution::by_rule(verb..verb + 1, vec![source], vec![tokens.start..comma]))
}

/// `Two killed in avalanche, say Austrian police`: the verb and the source after the last comma.
fn turned(document: &Document, tokens: &Range<usize>) -> Option<Attribution> {
    let comma = tokens.clone().rev().find(|at| document.word(*at) == ",")?;
    let verb = comma + 1;
    let says =
        verb < tokens.end && matches!(document.word(verb).to_lowercase().as_str(), "say" | "says" | "said");
    let source = verb + 1..tokens.end;
    (says && (1..=6).contains(&source.len()) && comma > tokens.start + 1)
        .then(|| Attribution::by_rule(verb..verb + 1, vec![source], vec![tokens.start..comma]))
}

/// `'I thought we would die': survivors describe ferry horror`: a quotation, a colon, and who says
/// it before a verb. What the verb itself says is another matter.
fn quoted(document: &Document, tokens: &Range<usize>) -> Option<Attribution> {
    let opens = matches!(document.word(tokens.start), "'" | "‘" | "\"" | "“");
    let colon =
        tokens.clone().find(|at| document.word(*at) == ":" && *at > tokens.start + 2).filter(|_| opens)?;
    let closes = matches!(document.word(colon - 1), "'" | "’" | "\"" | "”");
    let verb = (colon + 2..tokens.end.min(colon + 8))
        .find(|at| matches!(document.tokens[*at].tag, "VBD" | "VBZ" | "VBP"))?;
    let source = colon + 1..verb;
    (closes && can_speak(document, source.clone()))
        .then(|| Attribution::by_rule(colon..colon + 1, vec![source], vec![tokens.start..colon]))
}

/// `Minister: ...`: a short source that can speak, with the colon as the cue.
fn first(document: &Document, tokens: &Range<usize>) -> Option<Attribution> {
    let colon = tokens.clone().take(6).find(|at| document.word(*at) == ":")?;
    let source = tokens.start..colon;
    let content = colon + 1..tokens.end;
    let clause = content
        .clone()
        .any(|at| matches!(document.tokens[at].tag, "VBD" | "VBZ" | "VBP" | "MD" | "VBN" | "VBG"));
    (!source.is_empty() && clause && can_speak(document, source.clone()))
        .then(|| Attribution::by_rule(colon..colon + 1, vec![source], vec![content]))
}

/// `Plane overran runway after late touchdown - report`, `22 killed in airstrike: Resistance`: a short
/// source behind a dash or a colon.
fn behind_dash(document: &Document, tokens: &Range<usize>) -> Option<Attribution> {
    let dash = (tokens.start + 3..tokens.end).rev().take(5).find(|at| match document.word(*at) {
        ":" => true,
        "-" | "–" | "—" => dateline::apart(document, *at),
        _ => false,
    })?;
    let source = dash + 1..tokens.end;
    let last = &document.tokens[tokens.end - 1].lemma;
    let known = super::outlet_named(&actor::phrase(document, source.clone())).is_some();
    let reports = matches!(
        last.to_lowercase().as_str(),
        "charity"
            | "data"
            | "group"
            | "inquiry"
            | "junta"
            | "media"
            | "military"
            | "monitor"
            | "ngo"
            | "observatory"
            | "poll"
            | "report"
            | "resistance"
            | "source"
            | "study"
            | "survey"
            | "watchdog"
    );
    // An outlet signs its headlines so, and the source may be any who speak.
    let speaks = reports || !known && can_speak(document, source.clone());
    (!source.is_empty() && speaks)
        .then(|| Attribution::by_rule(dash..dash + 1, vec![source], vec![tokens.start..dash]))
}

/// A person, a body, a party, or people without a name; not `Explained:` or `Live:`.
fn can_speak(document: &Document, source: Range<usize>) -> bool {
    let named = source.clone().all(|at| matches!(document.tokens[at].entity, "PERSON" | "ORG"));
    named || actor::speaks(document, source)
}
