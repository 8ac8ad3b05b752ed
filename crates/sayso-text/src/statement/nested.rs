//! Statements within statements: `..., which Western officials estimate has sent ...`,
//! `down from previous claims it controlled ...`.
//!
//! The models mark each word once, so what stands inside a content is found by rule: a verb
//! of saying with a subject and a clause of its own, or a noun of saying with a clause.

use std::ops::Range;
use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::near::{self, Near, subtree};
use super::{Draft, Statement, pared};
use crate::attribution::Attribution;
use crate::{Document, list};

/// Dictionary forms of verbs and nouns whose clause is a statement.
static CUES: LazyLock<FxHashMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
    let mut cues: FxHashMap<&str, Vec<&str>> = FxHashMap::default();
    for (word, kind) in list::entries(include_str!("../../lists/clause-cues.txt")) {
        cues.entry(word).or_default().push(kind);
    }
    cues
});

/// Whether a word's dictionary form is on the list as a cue of that kind.
pub(super) fn is_cue(document: &Document, at: usize, kind: &str) -> bool {
    CUES.get(&*document.tokens[at].lemma).is_some_and(|kinds| kinds.contains(&kind))
}

/// Adds nested statements, and takes relative clauses and comparisons out of what they stand in.
pub(super) fn add(document: &Document, drafts: &mut Vec<Draft>) {
    // The first draft whose cue or source holds each token.
    let mut taken: Vec<Option<usize>> = vec![None; document.tokens.len()];
    let take = |taken: &mut Vec<Option<usize>>, at: usize, draft: &Draft| {
        let words = draft.attribution.source.iter().cloned().flatten().chain(draft.attribution.cue.clone());
        words.for_each(|word| taken[word] = taken[word].or(Some(at)));
    };
    drafts.iter().enumerate().for_each(|(at, draft)| take(&mut taken, at, draft));
    for at in 0..document.tokens.len() {
        if let Some(known) = taken[at] {
            relate(document, drafts, known, at);
            continue;
        }
        let tag = document.tokens[at].tag;
        let found = match tag {
            "VBD" | "VBZ" | "VBP" if is_cue(document, at, "verb") => verb(document, at),
            // Its forms are alike, and are mistaken for each other.
            "VB" | "VBD" | "VBZ" | "VBP" if &*document.tokens[at].lemma == "put" => put(document, at),
            "VBD" | "VBZ" | "VBP" if counted_by(document, at, "verb") => counted(document, at),
            "NN" | "NNS" if is_cue(document, at, "noun") => noun(document, at),
            "VBG" if says_as_quoted(document, at) => quoted_as(document, drafts, at),
            "VBG" | "VBD" if REVISES.contains(&&*document.tokens[at].lemma) => revised(document, drafts, at),
            "VBN" if is_cue(document, at, "passive") => passive(document, at),
            _ => None,
        };
        if let Some((draft, cut)) = found {
            let known = drafts.len();
            place(document, drafts, draft, cut);
            drafts.iter().enumerate().skip(known).for_each(|(at, draft)| take(&mut taken, at, draft));
        }
    }
}

/// `North Korea, which officials estimate has sent`: what a model found is about the noun before it,
/// just as if a rule had found it.
fn relate(document: &Document, drafts: &mut [Draft], known: usize, at: usize) {
    let finite =
        matches!(document.tokens[at].tag, "VBD" | "VBZ" | "VBP") && document.tokens[at].dep == "relcl";
    if !finite || !drafts[known].attribution.cue.contains(&at) || drafts[known].subject.is_some() {
        return;
    }
    let Some((Draft { subject: Some(subject), .. }, _)) = verb(document, at) else { return };
    let holds = |other: &Draft| {
        other.attribution.content.iter().any(|range| range.start <= subject.start && subject.end <= range.end)
    };
    drafts[known].within = (0..drafts.len()).find(|other| *other != known && holds(&drafts[*other]));
    drafts[known].subject = Some(subject);
}

/// Puts a nested draft in, cutting its clause out of the content around it.
fn place(document: &Document, drafts: &mut Vec<Draft>, mut draft: Draft, cut: Option<Range<usize>>) {
    let cue = draft.attribution.cue.start;
    // The models may have marked the same clause as a statement of its own.
    let same = |other: &Draft| {
        other.attribution.content.iter().any(|range| draft.attribution.content.contains(range))
    };
    let outer =
        drafts.iter().position(|other| other.attribution.content.iter().any(|range| range.contains(&cue)));
    let touches = outer.is_none()
        && cut.as_ref().is_some_and(|cut| {
            drafts.iter().any(|other| {
                other.attribution.content.iter().any(|range| range.start < cut.end && cut.start < range.end)
            })
        });
    let outer = outer.or_else(|| {
        let cut = cut.clone().filter(|_| touches)?;
        drafts.iter().position(|other| {
            other.attribution.content.iter().any(|range| range.start < cut.end && cut.start < range.end)
        })
    });
    if drafts.iter().any(same) && outer.is_none() {
        return;
    }
    let in_quotation = outer.is_some() && quoted(document, cue);
    if let (Some(outer), Some(cut)) = (outer, cut.filter(|_| !in_quotation)) {
        let content = &mut drafts[outer].attribution.content;
        *content = content.iter().flat_map(|range| without(document, range, &cut)).collect();
    }
    let verb = draft.attribution.cue.clone().any(|at| document.tokens[at].tag.starts_with('V'));
    draft.within = outer.filter(|_| draft.subject.is_some() || verb);
    drafts.push(draft);
}

/// A range less a part of it and the comma before that part.
fn without(document: &Document, range: &Range<usize>, cut: &Range<usize>) -> Vec<Range<usize>> {
    let before = range.start..cut.start.clamp(range.start, range.end);
    let after = cut.end.clamp(range.start, range.end)..range.end;
    let comma = |at: usize| matches!(document.word(at), "," | "—" | "–");
    let before =
        before.start..if !before.is_empty() && comma(before.end - 1) { before.end - 1 } else { before.end };
    let after = if !after.is_empty() && comma(after.start) { after.start + 1..after.end } else { after };
    [before, after].into_iter().filter(|part| !part.is_empty()).collect()
}

fn quoted(document: &Document, at: usize) -> bool {
    let sentence = &document.sentences[document.tokens[at].sentence];
    let marks =
        (sentence.tokens.start..at).filter(|before| matches!(document.word(*before), "\"" | "“" | "”"));
    marks.count() % 2 == 1
}

/// A finite verb of saying with a nominal subject and a clause as its object.
fn verb(document: &Document, at: usize) -> Option<(Draft, Option<Range<usize>>)> {
    let sentence = near::sentence(document, at);
    let child = |relation: &str| {
        sentence.clone().find(|child| {
            document.tokens[*child].head == at && *child != at && document.tokens[*child].dep == relation
        })
    };
    let subject = child("nsubj")
        .filter(|subject| *subject < at && !matches!(document.tokens[*subject].tag, "WDT" | "DT" | "EX"))?;
    let clause = child("ccomp").filter(|clause| *clause > at)?;
    let source = speaker(document, subject, at)?;
    if source.end > at || source.len() > 14 {
        return None;
    }
    let whole = subtree(document, clause);
    let end = trimmed(document, whole.end);
    let that = whole.start > at && document.word(whole.start) == "that";
    let content = if that { whole.start } else { at + 1 }..end;
    let content = super::after_quoting(document, &content).unwrap_or(content.start)..end;
    if content.len() < 2 {
        return None;
    }
    // `officials believe`, of what stands before; who believes is no part of it.
    let relative = document.tokens[at].dep == "relcl" && document.tokens[subject].tag != "WP";
    let cut = relative.then(|| relative_clause(document, at)).flatten();
    let subject = relative.then(|| antecedent(document, at)).flatten();
    let auxiliaries = sentence.clone().filter(|child| {
        document.tokens[*child].head == at
            && matches!(document.tokens[*child].dep, "aux" | "neg")
            && *child < at
            && *child >= source.end
    });
    let cue = auxiliaries.min().unwrap_or(at)..at + 1;
    let attribution = Attribution::by_rule(cue, vec![source], vec![content]);
    Some((Draft { attribution, subject, ..Draft::default() }, cut))
}

fn counted_by(document: &Document, at: usize, kind: &str) -> bool {
    static WORDS: LazyLock<FxHashSet<(&'static str, &'static str)>> =
        LazyLock::new(|| list::entries(include_str!("../../lists/counted-by.txt")).collect());
    WORDS.contains(&(&*document.tokens[at].lemma, kind))
}

/// `Human Rights Watch counted 158 civilian deaths`: a number of what is done to people, by who counts it.
fn counted(document: &Document, at: usize) -> Option<(Draft, Option<Range<usize>>)> {
    let sentence = near::sentence(document, at);
    let child = |relation: &'static str| {
        sentence.clone().find(move |child| {
            document.tokens[*child].head == at && *child != at && document.tokens[*child].dep == relation
        })
    };
    let subject = child("nsubj")
        .filter(|subject| *subject < at && !matches!(document.tokens[*subject].tag, "WDT" | "WP" | "EX"))?;
    let object = child("dobj").filter(|object| *object > at && counted_by(document, *object, "noun"))?;
    let (source, content) = (subtree(document, subject), subtree(document, object));
    let span = crate::attribution::span(document, &content);
    let has_figure = !near::figures(document, &[span]).is_empty();
    if !has_figure || source.end > at || content.start <= at {
        return None;
    }
    let content = content.start..trimmed(document, content.end);
    let attribution = Attribution::by_rule(at..at + 1, vec![source], vec![content]);
    Some((Draft { attribution, ..Draft::default() }, None))
}

/// `The ministry put the death toll at 15`: a tally and the number that it is put at.
fn put(document: &Document, at: usize) -> Option<(Draft, Option<Range<usize>>)> {
    let sentence = near::sentence(document, at);
    let child = |relation: &'static str| {
        sentence.clone().filter(move |child| {
            document.tokens[*child].head == at && *child != at && document.tokens[*child].dep == relation
        })
    };
    let subject = child("nsubj").find(|subject| *subject < at && document.tokens[*subject].tag != "EX")?;
    let tally = child("dobj").find(|object| {
        let lemma = &*document.tokens[*object].lemma;
        *object > at && list::words(include_str!("../../lists/tallies.txt")).any(|word| word == lemma)
    })?;
    let what = subtree(document, tally);
    let by = (what.start..sentence.end).find(|by| document.word(*by) == "at" && *by > tally)?;
    let behind = document.tokens[by].span.end;
    let next = document.figures.partition_point(|figure| figure.span.start < behind);
    let amount = document.figures.get(next)?;
    let end = (by..sentence.end).find(|end| document.tokens[*end].span.end >= amount.span.end)? + 1;
    let source = speaker(document, subject, at)?;
    if source.end > at || end - by > 12 {
        return None;
    }
    let end = compared(document, end).unwrap_or(end);
    let attribution = Attribution::by_rule(at..at + 1, vec![source], vec![what.start..end]);
    Some((Draft { attribution, ..Draft::default() }, None))
}

/// `..., up from 3,100 on Monday`: where the number before it ends, too.
fn compared(document: &Document, comma: usize) -> Option<usize> {
    let sentence = near::sentence(document, comma.checked_sub(1)?);
    let opens = document.word(comma) == ","
        && matches!(document.word(comma + 1), "up" | "down")
        && document.word(comma + 2) == "from";
    let stops = |at: &usize| matches!(document.word(*at), "," | "." | ";" | "and" | "but");
    let end = (comma + 3..sentence.end).take(9).find(stops);
    end.filter(|end| opens && *end > comma + 3)
}

/// What is done to a number that was given before.
const REVISES: &[&str] = &["correct", "cut", "increase", "lower", "raise", "reduce", "revise", "update"];

/// `put the death toll at eight, before raising it to 13`: the second number is of who gave the first.
fn revised(document: &Document, drafts: &[Draft], at: usize) -> Option<(Draft, Option<Range<usize>>)> {
    let sentence = near::sentence(document, at);
    let joint = (sentence.start.max(at.saturating_sub(3))..at)
        .any(|at| matches!(document.word(at), "before" | "later" | "then" | "subsequently"));
    let end = sentence.end.min(at + 8);
    let again = matches!(document.word(at + 1), "it" | "that" | "this");
    let to = (at + 2..end).find(|to| joint && again && document.word(*to) == "to")?;
    let behind = document.tokens[to].span.end;
    let next = document.figures.partition_point(|figure| figure.span.start < behind);
    let amount = document.figures.get(next)?;
    let last = (to..end).find(|last| document.tokens[*last].span.end >= amount.span.end)?;
    let gave = |draft: &&Draft| {
        let Attribution { cue, source, content, .. } = &draft.attribution;
        let figures = |range: &Range<usize>| {
            !range.is_empty()
                && range.end <= at
                && !near::figures(document, &[crate::attribution::span(document, range)]).is_empty()
        };
        sentence.contains(&cue.start) && cue.end <= at && !source.is_empty() && content.iter().any(figures)
    };
    let first = drafts.iter().filter(gave).max_by_key(|draft| draft.attribution.cue.start)?;
    let source = first.attribution.source.clone();
    let attribution = Attribution::by_rule(at..at + 1, source, vec![at + 1..last + 1]);
    Some((Draft { attribution, ..Draft::default() }, None))
}

/// The whole of a verb's subject; of a relative clause's pronoun, the noun that it stands for.
pub(super) fn speaker(document: &Document, subject: usize, verb: usize) -> Option<Range<usize>> {
    let relative = matches!(document.tokens[subject].tag, "WDT" | "WP");
    if !relative {
        return Some(subtree(document, subject));
    }
    let noun = Some(document.tokens[verb].head).filter(|_| document.tokens[verb].dep == "relcl")?;
    let start = subtree(document, noun).start;
    (start <= noun && noun < subject).then_some(start..noun + 1)
}

/// `The suspect is believed to have fled`: the subject and what follows are said, by nobody or
/// by the agent.
fn passive(document: &Document, at: usize) -> Option<(Draft, Option<Range<usize>>)> {
    let sentence = near::sentence(document, at);
    let child = |head: usize, relation: &str| {
        sentence
            .clone()
            .find(|child| document.tokens[*child].head == head && document.tokens[*child].dep == relation)
    };
    let subject = child(at, "nsubjpass").filter(|subject| {
        *subject < at && !matches!(document.tokens[*subject].tag, "WDT" | "WP" | "DT" | "EX")
    })?;
    if let Some(clause) = child(at, "ccomp").filter(|clause| *clause > at)
        && document.word(subject).eq_ignore_ascii_case("it")
    {
        // `It is understood the club will appeal`: nothing of it is the subject.
        let whole = subtree(document, clause);
        let content = whole.start.max(at + 1)..trimmed(document, whole.end);
        let attribution = Attribution::by_rule(subject + 1..at + 1, Vec::new(), vec![content]);
        return (attribution.content[0].len() > 1)
            .then_some((Draft { attribution, ..Draft::default() }, None));
    }
    let auxiliary = sentence.clone().find(|child| {
        document.tokens[*child].head == at && matches!(document.tokens[*child].dep, "aux" | "auxpass")
    })?;
    let state = child(at, "oprd").filter(|state| *state > at && document.tokens[*state].tag == "JJ");
    let clause = child(at, "xcomp").filter(|clause| *clause > at).or(state)?;
    let whole = subtree(document, clause);
    let spoken = subtree(document, subject);
    // `where she is thought to have met them`: `where` hangs from the clause, too.
    let whole = whole.start.max(at + 1)..whole.end;
    // `Hundreds are feared dead` leaves out `to be`.
    let to = document.word(whole.start) == "to" || state == Some(clause);
    if !to || spoken.end > auxiliary || auxiliary > at {
        return None;
    }
    let agent = child(at, "agent").and_then(|by| child(by, "pobj")).map(|noun| subtree(document, noun));
    let content = vec![spoken, whole.start..trimmed(document, whole.end)];
    let attribution = Attribution::by_rule(auxiliary..at + 1, agent.into_iter().collect(), content);
    Some((Draft { attribution, ..Draft::default() }, None))
}

/// `quoted as saying`, `quoted as urging`: the word for what somebody quoted did.
pub(super) fn says_as_quoted(document: &Document, at: usize) -> bool {
    let says = is_cue(document, at, "verb")
        || matches!(
            &*document.tokens[at].lemma,
            "accuse" | "blame" | "call" | "demand" | "deny" | "describe" | "tell" | "urge"
        );
    says && document.tokens[at].tag == "VBG" && at > 0 && document.word(at - 1) == "as"
}

/// `Local media quoted the governor as saying that the dam would hold`: what the governor said.
fn quoted_as(document: &Document, drafts: &[Draft], at: usize) -> Option<(Draft, Option<Range<usize>>)> {
    let joint = at.checked_sub(1).filter(|joint| document.word(*joint) == "as")?;
    let quotes = |draft: &&Draft| {
        let cue = &draft.attribution.cue;
        cue.clone().any(|at| matches!(&*document.tokens[at].lemma, "quote" | "cite"))
            && draft.attribution.content.iter().any(|range| range.start == cue.end && range.contains(&at))
    };
    let outer = drafts.iter().find(quotes)?;
    let source = outer.attribution.cue.end..trimmed(document, joint);
    let whole = outer.attribution.content.iter().find(|range| range.contains(&at))?;
    let content = at + 1..trimmed(document, whole.end);
    if source.is_empty() || source.len() > 14 || content.len() < 2 {
        return None;
    }
    let attribution = Attribution::by_rule(at..at + 1, vec![source], vec![content]);
    Some((Draft { attribution, ..Draft::default() }, None))
}

/// A clause without the stop or comma that ends it.
fn trimmed(document: &Document, end: usize) -> usize {
    if end > 0 && matches!(document.word(end - 1), "." | "," | ";" | ":") { end - 1 } else { end }
}

/// The relative clause around a verb, where a comma sets it apart.
fn relative_clause(document: &Document, at: usize) -> Option<Range<usize>> {
    let clause = subtree(document, at);
    let comma = clause.start > 0 && document.word(clause.start - 1) == ",";
    (comma && clause.start > 0).then(|| clause.start - 1..trimmed(document, clause.end))
}

/// The noun that a relative clause is about, with the words of its name before it.
fn antecedent(document: &Document, at: usize) -> Option<Range<usize>> {
    let noun = document.tokens[at].head;
    let start = (0..noun)
        .rev()
        .take_while(|before| {
            document.tokens[*before].head == noun
                && matches!(document.tokens[*before].dep, "compound" | "amod" | "poss")
        })
        .last();
    (noun < at).then(|| start.unwrap_or(noun)..noun + 1)
}

/// A noun of saying followed by a clause: `claims that ...`, `claims it controlled ...`.
fn noun(document: &Document, at: usize) -> Option<(Draft, Option<Range<usize>>)> {
    let sentence = near::sentence(document, at);
    let next = at + 1;
    if next + 2 >= sentence.end {
        return None;
    }
    let that = document.word(next) == "that"
        && (document.tokens[next].tag == "IN" || document.tokens[next].dep == "mark");
    // `a report they could not resist` is about the report.
    let opens = !matches!(&*document.tokens[at].lemma, "report" | "statement" | "testimony");
    let pronoun = opens
        && document.tokens[next].tag == "PRP"
        && matches!(document.word(next), "it" | "he" | "she" | "they" | "we");
    if !that && !pronoun {
        return None;
    }
    // `an estimate that the ministry called exaggerated` is about the estimate.
    if at > 1 && pared::claim_again(document, at - 2).is_some() {
        return None;
    }
    let verb = (next + 1..sentence.end.min(next + 14)).find(|verb| near::is_finite(document, *verb))?;
    let stop = |token: &usize| matches!(document.word(*token), "." | "," | ";" | ":" | "\"" | "”" | "—");
    let end = (verb..sentence.end).find(stop).unwrap_or(sentence.end);
    let end = own_verb(document, at, verb).map_or(end, |own| own.min(end));
    let first = (sentence.start..at)
        .rev()
        .take_while(|before| document.tokens[*before].tag.starts_with("JJ"))
        .last()
        .unwrap_or(at);
    let source = owner(document, first, sentence.start);
    let attribution = Attribution::by_rule(first..at + 1, source.into_iter().collect(), vec![next..end]);
    Some((Draft { attribution, ..Draft::default() }, comparison(document, first, end, sentence.start)))
}

/// Where the verb begins that the noun is the subject of, behind the verb of its clause: `A report
/// that the reactor had leaked caused panic`.
fn own_verb(document: &Document, noun: usize, clause: usize) -> Option<usize> {
    let subject = matches!(document.tokens[noun].dep, "nsubj" | "nsubjpass");
    let head = Some(document.tokens[noun].head).filter(|head| subject && *head > clause)?;
    (clause + 1..=head).find(|at| {
        let token = &document.tokens[*at];
        *at == head || token.head == head && matches!(token.dep, "aux" | "auxpass" | "neg" | "advmod")
    })
}

/// What stands wholly in another's words, cue and all, is within them.
pub(super) fn set_within(drafts: &mut [Draft]) {
    let pieces = |(at, draft): (usize, &Draft)| {
        draft.attribution.content.clone().into_iter().map(move |piece| (piece, at))
    };
    let contents = Near::new(drafts.iter().enumerate().flat_map(pieces));
    for at in 0..drafts.len() {
        let own = &drafts[at].attribution;
        let outer = contents.touching(&own.cue).into_iter().find(|other| {
            let holds = |range: &Range<usize>| {
                drafts[*other]
                    .attribution
                    .content
                    .iter()
                    .any(|piece| piece.start <= range.start && range.end <= piece.end)
            };
            *other != at && holds(&own.cue) && own.content.iter().all(holds)
        });
        if drafts[at].within.is_none() {
            drafts[at].within = outer;
        }
    }
}

/// Whose claim it is: `Kyiv's claims`, `its claim`.
fn owner(document: &Document, first: usize, start: usize) -> Option<Range<usize>> {
    let before = first.checked_sub(1).filter(|before| *before >= start)?;
    match document.tokens[before].tag {
        "PRP$" => Some(before..first),
        "POS" => {
            let name = (start..before)
                .rev()
                .take_while(|at| {
                    matches!(document.tokens[*at].tag, "NN" | "NNS" | "NNP" | "NNPS" | "JJ" | "DT")
                })
                .last()?;
            Some(name..before)
        }
        _ => None,
    }
}

/// `, down from previous claims ...`: the outlet's own comparison, from its comma on.
fn comparison(document: &Document, first: usize, end: usize, start: usize) -> Option<Range<usize>> {
    let comma = (start..first).rev().take(6).find(|at| document.word(*at) == ",")?;
    let opens = matches!(
        document.word(comma + 1),
        "down"
            | "up"
            | "compared"
            | "despite"
            | "contrary"
            | "unlike"
            | "contradicting"
            | "after"
            | "following"
    );
    opens.then_some(comma..end)
}

/// `"I think it will rain," said the farmer`: who says `I` is who is quoted.
pub(super) fn know_speaker(document: &Document, statements: &mut [Statement]) {
    for at in 0..statements.len() {
        let [source] = statements[at].source.as_slice() else { continue };
        let source = *source;
        let first =
            matches!(document.text(source), "I" | "my" | "My" | "me" | "we" | "We" | "our" | "Our" | "us");
        let Some(outer) = statements[at].within.filter(|_| first) else { continue };
        let outer = &statements[outer];
        let refers = outer.source.first().copied();
        let speakers: Vec<super::Actor> = outer
            .actors
            .iter()
            .map(|speaker| super::Actor {
                span: Some(source),
                refers: speaker.refers.or(refers),
                ..speaker.clone()
            })
            .collect();
        if !speakers.is_empty() {
            statements[at].actors = speakers;
        }
    }
}

/// A claim without a source is taken to be that of the party that its pronoun stands for:
/// the side whose statement it stands in.
pub(super) fn infer_claimants(document: &Document, statements: &mut [Statement]) {
    let sentences: Vec<Option<usize>> = statements
        .iter()
        .map(|statement| {
            let cue = statement.cue.first()?;
            let at = document.sentences.partition_point(|sentence| sentence.span.end < cue.end);
            document.sentences.get(at).filter(|sentence| sentence.span.contains(*cue)).map(|_| at)
        })
        .collect();
    let mut told: FxHashMap<Option<usize>, Vec<usize>> = FxHashMap::default();
    for (at, sentence) in sentences.iter().enumerate() {
        told.entry(*sentence).or_default().push(at);
    }
    for at in 0..statements.len() {
        let Some(first) = statements[at].content.first().copied() else { continue };
        // `rejecting the claim it was unlawful` answers somebody else.
        let answered = statements[at].cue.last().is_some_and(|cue| {
            let token = document.token_at(cue.start);
            document.tokens.get(token).is_some_and(|claim| {
                claim.dep == "dobj" && pared::answers(&document.tokens[claim.head].lemma)
            })
        });
        let own = !answered
            && matches!(document.text(first).split_whitespace().next(), Some("it" | "they" | "its"));
        if !statements[at].source.is_empty() || !own {
            continue;
        }
        let beside = told[&sentences[at]].iter().copied().filter(|other| *other != at);
        let spoken = beside
            .clone()
            .find_map(|other| statements[other].actors.iter().find_map(|actor| actor.party.clone()));
        // The older claim is about the same place.
        if statements[at].places.is_empty() {
            statements[at].places = beside
                .clone()
                .find_map(|other| Some(statements[other].places.clone()).filter(|places| !places.is_empty()))
                .unwrap_or_default();
        }
        if let Some(party) = spoken {
            let actor = super::Actor {
                span: None,
                name: party.clone(),
                role: None,
                party: Some(party),
                unnamed: false,
                refers: None,
            };
            statements[at].actors.push(actor);
        }
    }
}
