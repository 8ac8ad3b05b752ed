//! What the models pass over: statements whose verb, source and clause the parse shows plainly.
//!
//! ```text
//! One child has died, the health department confirmed.    the clause stands first
//! They paid tribute to her, saying she was kind.           a participle
//! The captain told the website the room was hurting.       who is told, then the clause
//! The ministry denied this.                                 a denial of a word or a claim
//! Analysts had expected 371 million.                        a forecast
//! He claimed they lied, an allegation she dismissed.        a claim said again
//! She said it was late, while he called it a scandal.       two sources
//! According to the recorder, the pilot shouted twice.       `according to`
//! She said three were held but denied that it was raided.   two verbs, one source
//! There is a checklist, the court was told.                 nobody
//! The witness was of the view that it was late.             a noun
//! ```

use std::ops::Range;

use super::near::{self, subtree};
use super::{Draft, dateline, nested, pared};
use crate::attribution::{Attribution, span};
use crate::{Document, list};

/// Adds what the models passed over; what stands in another's words is left to `nested`.
pub(super) fn add(document: &Document, drafts: &mut Vec<Draft>) {
    drafts.iter_mut().for_each(|draft| turn_round(document, &mut draft.attribution));
    leave_what_is_heard(document, drafts);
    let mut taken = Taken::new(document);
    drafts.iter().for_each(|draft| taken.add(&draft.attribution));
    for at in 0..document.tokens.len() {
        let verb = document.tokens[at].tag.starts_with("VB");
        if !verb && !matches!(document.word(at), "understands" | "heard" | "allege") {
            continue;
        }
        let second = turned(document, drafts, at).or_else(|| meanwhile(document, drafts, at));
        if let Some((outer, from, attribution)) = second {
            if let Some(last) = drafts[outer].attribution.content.last_mut() {
                taken.leave(from..last.end);
                last.end = from;
            }
            taken.add(&attribution);
            drafts.push(Draft { attribution, ..Draft::default() });
            continue;
        }
        if taken.any[at] > 0 {
            continue;
        }
        if let Some((outer, attribution)) = joined(document, drafts, at) {
            let own = &mut drafts[outer].attribution.content;
            own.iter().filter(|piece| piece.start > at).for_each(|piece| taken.leave(piece.clone()));
            own.retain(|piece| piece.start < at);
            taken.add(&attribution);
            drafts.push(Draft { attribution, ..Draft::default() });
            continue;
        }
        let found = behind(document, at)
            .or_else(|| named_behind(document, at))
            .or_else(|| quoted_beside(document, at))
            .or_else(|| posted(document, at))
            .or_else(|| heard(document, at))
            .or_else(|| alleged(document, at))
            .or_else(|| of_the_view(document, at))
            .or_else(|| understood(document, at))
            .or_else(|| according(document, at))
            .or_else(|| participle(document, at))
            .or_else(|| told(document, at))
            .or_else(|| denied(document, at))
            .or_else(|| claimed_again(document, drafts, at))
            .or_else(|| forecast(document, at));
        let found = found.filter(|attribution| !super::is_lookalike(document, attribution));
        let Some(mut attribution) = found else { continue };
        attribution.content.iter_mut().for_each(|piece| *piece = dateline::without(document, piece));
        let said = attribution.content.iter().cloned().flatten().any(|word| taken.said[word] > 0);
        if !said || is_said_again(drafts, &attribution) || holds_others(drafts, &attribution) {
            taken.add(&attribution);
            drafts.push(Draft { attribution, ..Draft::default() });
        }
    }
}

/// `something she denied`: what is said is all of another's content.
fn is_said_again(drafts: &[Draft], attribution: &Attribution) -> bool {
    drafts.iter().any(|draft| draft.attribution.content == attribution.content)
}

/// `One died after rescuers reported smoke, the unit said`: the unit says all of it, the rescuers
/// included.
fn holds_others(drafts: &[Draft], attribution: &Attribution) -> bool {
    let [whole] = attribution.content.as_slice() else { return false };
    let holds = |range: &Range<usize>| whole.start <= range.start && range.end <= whole.end;
    let touches = |range: &Range<usize>| range.start < whole.end && whole.start < range.end;
    attribution.cue.start >= whole.end
        && drafts.iter().map(|draft| &draft.attribution).all(|other| {
            let own = || other.content.iter().chain(&other.source).chain([&other.cue]);
            !own().any(touches) || own().all(holds)
        })
}

/// `The trust has introduced a checklist, the court was told`: what `introduced` was taken to
/// say is what the court was told.
fn leave_what_is_heard(document: &Document, drafts: &mut Vec<Draft>) {
    let mut said = vec![false; document.tokens.len()];
    let mut verbs = vec![false; document.tokens.len()];
    let heard = |at| heard(document, at).or_else(|| alleged(document, at));
    for attribution in (0..document.tokens.len()).filter_map(heard) {
        verbs[attribution.cue.start] = true;
        attribution.content.into_iter().flatten().for_each(|at| said[at] = true);
    }
    drafts.retain(|draft| {
        let Attribution { cue, source, .. } = &draft.attribution;
        let known = cue.clone().any(|at| nested::is_cue(document, at, "verb"));
        // What the parse makes of a verb that it takes for a noun is nobody's source.
        let mistaken = source.iter().cloned().flatten().any(|at| verbs[at]);
        (known || !said[cue.start]) && !mistaken
    });
}

/// `It proves nothing, cautioned the author, Ann Lee`: who stands behind the verb says what stands
/// before it, where the parse took the verb for one that goes on.
fn turn_round(document: &Document, attribution: &mut Attribution) {
    let cue = attribution.cue.clone();
    let verb = cue.end - 1;
    let sentence = sentence(document, verb);
    let [content] = attribution.content.as_slice() else { return };
    let says = cue.len() == 1
        && document.tokens[verb].tag == "VBD"
        && (nested::is_cue(document, verb, "verb") || nested::is_cue(document, verb, "after"));
    let behind = cue.start > sentence.start + 3 && document.word(cue.start - 1) == ",";
    if !says || !behind || content.start != cue.end {
        return;
    }
    let name = child(document, verb, "dobj").or_else(|| child(document, verb, "nsubj"));
    let Some(name) = name.filter(|name| *name > verb) else { return };
    let whole = subtree(document, name);
    if !whole.clone().any(|at| document.tokens[at].entity == "PERSON") {
        return;
    }
    let relative =
        |at: &usize| document.word(*at) == "," && matches!(document.tokens[at + 1].tag, "WP" | "WDT");
    let end = (name..whole.end - 1).find(relative).unwrap_or(whole.end);
    let source = to_stop(document, cue.end..end);
    let clause = sentence.start..cue.start - 1;
    let finite = |at: usize| near::is_finite(document, at);
    if whole.start == cue.end && clause.clone().any(finite) && !source.clone().any(finite) {
        attribution.source = vec![source];
        attribution.content = vec![clause];
    }
}

/// How many drafts each word belongs to, and in how many it is said.
struct Taken {
    any: Vec<u32>,
    said: Vec<u32>,
}

impl Taken {
    fn new(document: &Document) -> Taken {
        let none = vec![0; document.tokens.len()];
        Taken { any: none.clone(), said: none }
    }

    fn add(&mut self, attribution: &Attribution) {
        let around = attribution.source.iter().cloned().flatten().chain(attribution.cue.clone());
        around.for_each(|word| self.any[word] += 1);
        for word in attribution.content.iter().cloned().flatten() {
            self.any[word] += 1;
            self.said[word] += 1;
        }
    }

    /// Words that a content is cut off before.
    fn leave(&mut self, words: Range<usize>) {
        for word in words {
            self.any[word] = self.any[word].saturating_sub(1);
            self.said[word] = self.said[word].saturating_sub(1);
        }
    }
}

fn sentence(document: &Document, at: usize) -> Range<usize> {
    near::sentence(document, at)
}

fn child(document: &Document, head: usize, relation: &str) -> Option<usize> {
    sentence(document, head).find(|at| {
        let token = &document.tokens[*at];
        token.head == head && *at != head && token.dep == relation
    })
}

/// The subject of a verb, or of the verb that it is joined to.
fn subject(document: &Document, verb: usize) -> Option<Range<usize>> {
    let mut at = verb;
    for _ in 0..3 {
        if let Some(subject) = child(document, at, "nsubj").filter(|subject| *subject < at) {
            let speaks = !matches!(document.tokens[subject].tag, "WDT" | "WP" | "DT" | "EX");
            let whole = subtree(document, subject);
            return (speaks && whole.end <= at && whole.len() <= 20).then_some(whole);
        }
        if document.tokens[at].dep != "conj" {
            return None;
        }
        at = document.tokens[at].head;
    }
    None
}

/// The verb with its auxiliaries and `not`, behind its subject.
fn cue(document: &Document, verb: usize, from: usize) -> Range<usize> {
    let first = (from..verb)
        .find(|at| document.tokens[*at].head == verb && matches!(document.tokens[*at].dep, "aux" | "neg"));
    first.unwrap_or(verb)..verb + 1
}

/// A stretch without the stop that ends its sentence.
fn to_stop(document: &Document, range: Range<usize>) -> Range<usize> {
    let stop = |at: usize| matches!(document.word(at), "." | "," | ";" | ":" | "!" | "?");
    let end = range.clone().rev().find(|at| !stop(*at)).map_or(range.start, |last| last + 1);
    range.start..end
}

/// `One child has died, the health department confirmed last week`.
fn behind(document: &Document, at: usize) -> Option<Attribution> {
    let token = &document.tokens[at];
    // `the commission (KNCHR) has said`
    let perfect = token.tag == "VBN"
        && &*token.lemma == "say"
        && at > 0
        && matches!(document.word(at - 1), "has" | "have" | "had");
    let finite =
        perfect || matches!(token.tag, "VBD" | "VBZ" | "VBP") && nested::is_cue(document, at, "after");
    if finite && token.dep == "parataxis" && token.head < at {
        return between_commas(document, at);
    }
    // `A jet diverted after its pilots saw smoke, the unit said`, where the parse takes the first noun for
    // the one that speaks.
    let subjects = sentence(document, at)
        .filter(|subject| document.tokens[*subject].head == at && document.tokens[*subject].dep == "nsubj");
    let subjects: Vec<usize> = subjects.filter(|subject| *subject < at).collect();
    if let (true, [_, own]) = (finite, subjects.as_slice()) {
        let source = subtree(document, *own);
        let comma = source.start.checked_sub(1).filter(|comma| document.word(*comma) == ",")?;
        let clause = sentence(document, at).start..comma;
        let verb = clause.clone().any(|at| document.tokens[at].tag.starts_with("VB"));
        return (verb && clause.len() > 4 && source.end <= at)
            .then(|| Attribution::by_rule(cue(document, at, source.end), vec![source], vec![clause]));
    }
    let clause = child(document, at, "ccomp").filter(|_| finite)?;
    let source = match child(document, at, "nsubj") {
        Some(subject) => subtree(document, subject),
        None => name_before(document, at)?,
    };
    let whole = subtree(document, clause);
    let comma = source.start.checked_sub(1).filter(|comma| document.word(*comma) == ",")?;
    if whole.end > comma + 1 || source.end > at || whole.len() < 3 {
        return None;
    }
    let content = to_stop(document, whole.start..comma);
    Some(Attribution::by_rule(cue(document, at, source.end), vec![source], vec![content]))
}

/// What people do with a quotation beside it, further than the verbs whose clause is a statement.
const SPEAKS: &[&str] = &[
    "answer", "ask", "continue", "cry", "exclaim", "growl", "grin", "laugh", "murmur", "mutter", "reply",
    "respond", "say", "scream", "shout", "shrug", "sigh", "smile", "whisper", "yell",
];

/// `“Are you lost?” asks the porter`, `“Yes,” he answers with pride`: a quotation, a verb of speaking and
/// who speaks.
fn quoted_beside(document: &Document, at: usize) -> Option<Attribution> {
    let lemma = &*document.tokens[at].lemma;
    let finite = matches!(document.tokens[at].tag, "VBD" | "VBZ" | "VBP");
    let says = SPEAKS.contains(&lemma) || nested::is_cue(document, at, "after");
    let part = |at: usize| document.sentences[document.tokens[at].sentence].part;
    let closes = |mark: usize| {
        mark > 0
            && part(mark) == part(at)
            && matches!(document.word(mark), "”" | "\"" | "»")
            && matches!(document.word(mark - 1), "," | "?" | "!")
    };
    if !finite || !says || at == 0 {
        return None;
    }
    let turned = closes(at - 1);
    let who = child(document, at, "nsubj").filter(|who| (*who > at) == turned);
    let who = who.or_else(|| child(document, at, "dobj").filter(|who| turned && *who > at))?;
    let source = to_stop(document, subtree(document, who));
    let mark =
        if turned { Some(at - 1) } else { source.start.checked_sub(1) }.filter(|mark| closes(*mark))?;
    let beside = if turned { source.start == at + 1 } else { source.end == at };
    let clause = source.clone().any(|at| near::is_finite(document, at));
    let named = !matches!(document.tokens[who].tag, "WDT" | "WP" | "DT" | "EX");
    let opens = |at: &usize| matches!(document.word(*at), "“" | "\"" | "«");
    let open =
        (mark.saturating_sub(LONGEST)..mark).rev().find(opens).filter(|open| part(*open) == part(at))?;
    let cue = Attribution::by_rule(at..at + 1, vec![source], vec![open..mark + 1]);
    (beside && named && !clause && mark > open + 2).then_some(cue)
}

/// `“Enough,” the party leader posted on X.`: between a closing mark and the verb there is only who posts.
fn posted(document: &Document, at: usize) -> Option<Attribution> {
    let posts = matches!(document.word(at), "posted" | "tweeted");
    let nominal = |at: &usize| {
        let tag = document.tokens[*at].tag;
        tag.starts_with(['N', 'J']) || matches!(tag, "DT" | "POS" | "PRP" | "PRP$" | "CD")
    };
    let start = sentence(document, at).start;
    let first = (start..at).rev().take(8).take_while(nominal).last().filter(|_| posts)?;
    let mark = first.checked_sub(2).map(|before| before + 1)?;
    let closes =
        matches!(document.word(mark), "”" | "\"") && matches!(document.word(mark - 1), "," | "?" | "!");
    let part = |at: usize| document.sentences[document.tokens[at].sentence].part;
    let opens = |at: &usize| matches!(document.word(*at), "“" | "\"");
    let open =
        (mark.saturating_sub(LONGEST)..mark).rev().find(opens).filter(|open| part(*open) == part(at))?;
    (closes && mark > open + 2)
        .then(|| Attribution::by_rule(at..at + 1, vec![first..at], vec![open..mark + 1]))
}

/// How many words a quotation has at most.
const LONGEST: usize = 200;

/// `The aim is to win, added Karim`: a name behind the verb, which the parse may take for its object.
fn named_behind(document: &Document, at: usize) -> Option<Attribution> {
    let says = document.tokens[at].tag == "VBD" && nested::is_cue(document, at, "after");
    let comma = at.checked_sub(1).filter(|comma| says && document.word(*comma) == ",")?;
    let sentence = sentence(document, at);
    let name =
        child(document, at, "nsubj").or_else(|| child(document, at, "dobj")).filter(|name| *name > at)?;
    child(document, at, "ccomp").filter(|clause| *clause < at)?;
    let source = subtree(document, name);
    // Nothing but a speaker stands behind `said`.
    let said = &*document.tokens[at].lemma == "say" && document.tokens[source.start].tag != "IN";
    let name = |at: usize| document.tokens[at].tag == "NNP" && !document.tokens[at].entity.is_empty();
    let proper =
        !source.clone().any(|at| near::is_finite(document, at)) && (said || source.clone().any(name));
    let ends = source.start == at + 1 && to_stop(document, sentence.clone()).end == source.end;
    let clause = sentence.start..comma;
    let verb = clause.clone().any(|at| near::is_finite(document, at));
    (proper && ends && verb).then(|| Attribution::by_rule(at..at + 1, vec![source], vec![clause]))
}

/// `The council failed to agree, diplomats said, hours after it met`.
fn between_commas(document: &Document, at: usize) -> Option<Attribution> {
    let source = subtree(document, child(document, at, "nsubj").filter(|subject| *subject < at)?);
    let comma = source.start.checked_sub(1).filter(|comma| document.word(*comma) == ",")?;
    let clause = sentence(document, at).start..comma;
    (clause.contains(&document.tokens[at].head) && clause.len() > 2 && source.end <= at)
        .then(|| Attribution::by_rule(cue(document, at, source.end), vec![source], vec![clause]))
}

/// `The trust has introduced a checklist, the court was told`: nobody is given as the source. The
/// parse often takes `heard` for a noun.
fn heard(document: &Document, at: usize) -> Option<Attribution> {
    let before = at.checked_sub(1).map_or("", |before| document.word(before));
    let told = document.word(at) == "told" && matches!(before, "was" | "were");
    if !told && document.word(at) != "heard" {
        return None;
    }
    let sentence = sentence(document, at);
    let listener = if told { at.checked_sub(2)? } else { at.checked_sub(1)? };
    let comma = listener.checked_sub(2)?;
    let hears = is_listener(document, listener);
    let ends = to_stop(document, sentence.clone()).end == at + 1;
    let behind =
        document.word(comma) == "," && document.tokens[comma + 1].tag == "DT" && sentence.start + 2 < comma;
    let verb = (sentence.start..comma).any(|at| matches!(document.tokens[at].pos, "VERB" | "AUX"));
    (hears && ends && behind && verb)
        .then(|| Attribution::by_rule(listener + 1..at + 1, Vec::new(), vec![sentence.start..comma]))
}

/// Whether a noun is somebody or something that is told things.
fn is_listener(document: &Document, noun: usize) -> bool {
    list::words(include_str!("../../lists/listeners.txt")).any(|word| word == &*document.tokens[noun].lemma)
}

/// `Detectives from the fraud squad allege the man lied`, where the parse takes the verb for a noun.
fn alleged(document: &Document, at: usize) -> Option<Attribution> {
    let noun = document.word(at) == "allege" && document.tokens[at].tag.starts_with('N');
    let sentence = sentence(document, at);
    let source = sentence.start..at;
    let first = source.clone().find(|at| document.tokens[*at].tag.starts_with('N'))?;
    let several = (first..at)
        .take_while(|at| document.tokens[*at].tag.starts_with('N'))
        .last()
        .is_some_and(|last| matches!(document.tokens[last].tag, "NNS" | "NNPS"));
    let clause = to_stop(document, at + 1..sentence.end);
    let finite = |at: usize| near::is_finite(document, at);
    let plain = source.len() <= 12 && !source.clone().any(finite) && clause.clone().any(finite);
    (noun && several && plain).then(|| Attribution::by_rule(at..at + 1, vec![source], vec![clause]))
}

/// `The witness was of the view that she would have survived`.
fn of_the_view(document: &Document, at: usize) -> Option<Attribution> {
    let be = &*document.tokens[at].lemma == "be" && matches!(document.tokens[at].tag, "VBD" | "VBZ" | "VBP");
    let holds = |noun: &usize| {
        matches!(&*document.tokens[*noun].lemma, "view" | "opinion" | "belief" | "impression" | "conviction")
    };
    let sentence = sentence(document, at);
    let of = (at + 1..sentence.end.min(at + 4)).find(|of| be && document.word(*of) == "of")?;
    let noun = (of + 1..sentence.end.min(of + 4)).find(holds)?;
    let source = subject(document, at).filter(|source| source.end <= at)?;
    let content = to_stop(document, noun + 1..sentence.end);
    let that = content.len() > 2 && document.word(content.start) == "that";
    that.then(|| Attribution::by_rule(at..noun + 1, vec![source], vec![content]))
}

/// `The midfielder will miss the final, the Mirror understands`: the parse often takes the verb for
/// a noun.
fn understood(document: &Document, at: usize) -> Option<Attribution> {
    let sentence = sentence(document, at);
    let last = to_stop(document, sentence.clone()).end == at + 1;
    let comma = (sentence.start..at).rev().take(6).find(|comma| document.word(*comma) == ",")?;
    let named = (comma + 1..at).all(|word| matches!(document.tokens[word].tag, "DT" | "NNP" | "NNPS"));
    let said = document.word(at) == "understands" && last && named && comma + 1 < at;
    let verb = (sentence.start..comma).any(|at| matches!(document.tokens[at].pos, "VERB" | "AUX"));
    (said && verb).then(|| Attribution::by_rule(at..at + 1, vec![comma + 1..at], vec![sentence.start..comma]))
}

/// `According to the flight recorder, the pilot shouted twice`, or the same behind a clause.
fn according(document: &Document, at: usize) -> Option<Attribution> {
    let sentence = sentence(document, at);
    let to = Some(at + 1).filter(|to| sentence.contains(to) && document.word(*to) == "to")?;
    let noun = child(document, to, "pobj")
        .filter(|noun| *noun > to && document.word(at).eq_ignore_ascii_case("according"))?;
    let source = subtree(document, noun);
    let content = if at == sentence.start {
        let comma =
            Some(source.end).filter(|comma| sentence.contains(comma) && document.word(*comma) == ",")?;
        to_stop(document, comma + 1..sentence.end)
    } else {
        let comma = Some(at - 1).filter(|comma| document.word(*comma) == ",")?;
        sentence.start..comma
    };
    let verb = content.clone().any(|at| near::is_finite(document, at));
    verb.then(|| Attribution::by_rule(at..at + 2, vec![source], vec![content]))
}

/// A name right before a verb that the parse runs together with it: `, the BBC understands`.
fn name_before(document: &Document, at: usize) -> Option<Range<usize>> {
    let comma =
        (sentence(document, at).start..at).rev().take(8).find(|comma| document.word(*comma) == ",")?;
    let mut words = (comma + 1..at).filter(|word| document.tokens[*word].tag != "DT").peekable();
    let named = words.peek().is_some() && words.all(|word| document.tokens[word].entity == "ORG");
    named.then_some(comma + 1..at)
}

/// `Her family paid tribute to her, saying she lit up every room`.
fn participle(document: &Document, at: usize) -> Option<Attribution> {
    let token = &document.tokens[at];
    let says = nested::is_cue(document, at, "after") || nested::is_cue(document, at, "verb");
    let hangs = token.tag == "VBG" && token.dep == "advcl" && at > 0 && document.word(at - 1) == ",";
    let clause = child(document, at, "ccomp").filter(|clause| says && hangs && *clause > at)?;
    let source = subject(document, token.head).filter(|source| source.end <= at)?;
    let end = subtree(document, clause).end;
    let content = to_stop(document, at + 1..end);
    (content.len() > 1).then(|| Attribution::by_rule(at..at + 1, vec![source], vec![content]))
}

/// `The captain told the club's website the dressing room was hurting`. The parse takes the
/// clause for one about the website where nothing opens it.
fn told(document: &Document, at: usize) -> Option<Attribution> {
    let token = &document.tokens[at];
    let tells = &*token.lemma == "tell" && matches!(token.tag, "VBD" | "VBZ" | "VBP");
    let source = subject(document, at).filter(|_| tells)?;
    let object = child(document, at, "dobj").or_else(|| child(document, at, "dative"))?;
    let hears = document.tokens[object].entity == "ORG" || is_listener(document, object);
    let verb = match child(document, at, "ccomp").filter(|clause| *clause > object) {
        Some(clause) => clause,
        None => child(document, object, "relcl").filter(|_| hears)?,
    };
    let start = child(document, verb, "nsubj").or_else(|| child(document, verb, "nsubjpass"))?;
    let start = subtree(document, start).start;
    if start <= object || matches!(document.tokens[start].tag, "WDT" | "WP") || verb <= start {
        return None;
    }
    let start = if document.word(start - 1) == "that" { start - 1 } else { start };
    let content = to_stop(document, start..subtree(document, verb).end);
    (start == object + 1 || document.word(start) == "that")
        .then(|| Attribution::by_rule(cue(document, at, source.end), vec![source], vec![content]))
}

/// `The ministry denied this`, `The company denied a report that ...`, `admitted fraud`.
fn denied(document: &Document, at: usize) -> Option<Attribution> {
    let token = &document.tokens[at];
    let lemma = &*token.lemma;
    let answers = matches!(lemma, "deny" | "dispute" | "reject" | "refute" | "dismiss" | "confirm" | "admit");
    let finite = matches!(token.tag, "VBD" | "VBZ" | "VBP" | "VBN") && token.dep != "acl";
    let object = child(document, at, "dobj").filter(|object| answers && finite && *object > at)?;
    let source = subject(document, at).or_else(|| who(document, at))?;
    let word = document.word(object);
    // An offer is dismissed, too: `it` may be a thing.
    let pronoun = matches!(word, "this" | "that") && lemma != "admit" || word == "it" && lemma == "deny";
    let claim = nested::is_cue(document, object, "noun") && !matches!(lemma, "confirm" | "admit");
    let offence = matches!(lemma, "deny" | "admit")
        && list::words(include_str!("../../lists/offences.txt"))
            .any(|offence| offence == &*document.tokens[object].lemma);
    // `disputes that figure`.
    let pointed = child(document, object, "det")
        .is_some_and(|det| matches!(document.word(det), "this" | "that" | "these" | "those"))
        && matches!(
            &*document.tokens[object].lemma,
            "account"
                | "characterisation"
                | "characterization"
                | "count"
                | "description"
                | "estimate"
                | "figure"
                | "interpretation"
                | "narrative"
                | "number"
                | "toll"
                | "version"
                | "view"
        )
        && !matches!(lemma, "admit");
    if !pronoun && !claim && !offence && !pointed {
        return None;
    }
    let mut content = subtree(document, object);
    let clause = child(document, at, "ccomp").map(|clause| subtree(document, clause));
    if let Some(clause) = clause.filter(|clause| clause.start == content.end) {
        content.end = clause.end;
    }
    let content = to_stop(document, content);
    let alone = super::is_only_that(document, std::slice::from_ref(&content));
    let cue = cue(document, at, source.end.min(at));
    (!alone).then(|| Attribution::by_rule(cue, vec![source], vec![content]))
}

/// `The accused, who denies all charges`: whom the relative clause is about.
fn who(document: &Document, verb: usize) -> Option<Range<usize>> {
    let pronoun = child(document, verb, "nsubj").filter(|pronoun| document.tokens[*pronoun].tag == "WP")?;
    nested::speaker(document, pronoun, verb)
}

/// `..., an allegation Tipping dismissed as "nonsense"`.
fn claimed_again(document: &Document, drafts: &[Draft], at: usize) -> Option<Attribution> {
    let noun =
        Some(document.tokens[at].head).filter(|_| matches!(document.tokens[at].dep, "relcl" | "acl"))?;
    let comma = noun.checked_sub(if document.word(noun) == "something" { 1 } else { 2 })?;
    let (_, verb) = pared::claim_again(document, comma).filter(|(_, verb)| *verb == at)?;
    let says = nested::is_cue(document, verb, "verb")
        || matches!(
            &*document.tokens[verb].lemma,
            "dismiss" | "reject" | "dispute" | "refute" | "describe" | "call" | "repeat"
        );
    let source = child(document, verb, "nsubj").map(|subject| subtree(document, subject)).filter(|_| says)?;
    let rest = to_stop(document, verb + 1..sentence(document, at).end);
    let names = matches!(&*document.tokens[verb].lemma, "call" | "brand" | "label");
    let opens = names || rest.clone().next().is_some_and(|first| document.word(first) == "as");
    // `something she denied` is what was said before it.
    let before = drafts.iter().map(|draft| &draft.attribution.content);
    let mut before = before.filter(|_| document.word(noun) == "something");
    if let Some(content) = before.find(|content| content.last().is_some_and(|last| last.end == comma)) {
        return Some(Attribution::by_rule(verb..verb + 1, vec![source], content.clone()));
    }
    let content = [Some(comma + 1..noun + 1), Some(rest).filter(|_| opens)];
    Some(Attribution::by_rule(verb..verb + 1, vec![source], content.into_iter().flatten().collect()))
}

/// `Analysts polled by LSEG had expected 371 million`: who forecasts, and a number.
fn forecast(document: &Document, at: usize) -> Option<Attribution> {
    const FORECASTS: &str = include_str!("../../lists/forecasters.txt");
    let listed = |token: usize, kind: &str| {
        let lemma = &*document.tokens[token].lemma;
        list::entries(FORECASTS).any(|(word, what)| word == lemma && what == kind)
    };
    let who =
        child(document, at, "nsubj").filter(|who| *who < at && listed(at, "verb") && listed(*who, "who"))?;
    let object = child(document, at, "dobj").filter(|object| *object > at)?;
    let (source, content) = (subtree(document, who), to_stop(document, subtree(document, object)));
    let whole = span(document, &content);
    let number = !near::figures(document, &[whole]).is_empty();
    (number && source.end <= at && content.start > at)
        .then(|| Attribution::by_rule(cue(document, at, source.end), vec![source], vec![content]))
}

/// `said three people had been arrested but denied that tear gas had been used`, `said that it
/// expected to break even but has since warned of losses`: which draft it stands in, where that
/// one ends, and what is said by the second verb. `but` turns from what was said to what else the
/// same source says; `and` may go on with what was said.
fn turned(document: &Document, drafts: &[Draft], at: usize) -> Option<(usize, usize, Attribution)> {
    let token = &document.tokens[at];
    let helped =
        |before: usize| matches!(document.word(before), "has" | "have" | "since" | "later" | "now" | "also");
    let joint = (0..at).rev().take(4).find(|before| !helped(*before))?;
    let since = (joint + 1..at).any(|before| matches!(document.word(before), "has" | "have"));
    let says = nested::is_cue(document, at, "verb")
        && matches!(token.tag, "VBD" | "VBN" | "VBZ" | "VBP")
        && document.word(joint) == "but";
    if !says {
        return None;
    }
    let outer = drafts.iter().position(|draft| {
        let attribution = &draft.attribution;
        attribution.content.last().is_some_and(|last| last.start >= attribution.cue.end && last.contains(&at))
    })?;
    let attribution = &drafts[outer].attribution;
    let last = attribution.content.last()?;
    if joint <= last.start {
        return None;
    }
    let quoted = (last.start..at).any(|before| matches!(document.word(before), "\"" | "“" | "”"));
    let next = if at + 1 < last.end { document.word(at + 1) } else { "" };
    let beside = token.dep == "conj" && child(document, at, "nsubj").is_none();
    let clause = beside && child(document, at, "ccomp").is_some_and(|clause| clause > at);
    let opens = next == "that" || clause || since && matches!(next, "of" | "it" | "he" | "she" | "they");
    // What begins with `that` goes on with `but that`.
    let plain = document.word(last.start) != "that" || token.tag != "VBN" || since;
    if quoted || !opens || !plain || attribution.source.is_empty() || last.end <= at + 2 {
        return None;
    }
    let end = if document.word(joint - 1) == "," { joint - 1 } else { joint };
    let second = if next == "of" { at + 2 } else { at + 1 };
    let second = Attribution::by_rule(joint + 1..second, attribution.source.clone(), vec![second..last.end]);
    (end > last.start).then_some((outer, end, second))
}

/// `The mayor admitted it was late, but added it would open in May`: a second verb of the same source, where
/// nothing reaches as far as it.
fn joined(document: &Document, drafts: &[Draft], at: usize) -> Option<(usize, Attribution)> {
    let token = &document.tokens[at];
    let says = nested::is_cue(document, at, "verb") && matches!(token.tag, "VBD" | "VBZ" | "VBP");
    let bare = token.dep == "conj" && child(document, at, "nsubj").is_none();
    let clause = child(document, at, "ccomp").filter(|clause| says && bare && *clause > at)?;
    let outer = drafts.iter().position(|draft| draft.attribution.cue.contains(&token.head))?;
    let Attribution { source, content: said, .. } = &drafts[outer].attribution;
    let before =
        source.iter().all(|source| source.end <= at) && said.first().is_some_and(|said| said.start < at);
    let content = to_stop(document, at + 1..subtree(document, clause).end);
    let touches = |range: &Range<usize>| range.start < content.end && at <= range.start;
    let others = drafts.iter().enumerate().filter(|(other, _)| *other != outer);
    let free = others
        .map(|(_, draft)| &draft.attribution)
        .all(|other| !other.source.iter().chain(&other.content).chain([&other.cue]).any(touches));
    let second = Attribution::by_rule(at..at + 1, source.clone(), vec![content.clone()]);
    (before && free && !source.is_empty() && content.len() > 2).then_some((outer, second))
}

/// `The mayor said she was sad, while the developer called the vote "a mistake"`: as in `turned`, for
/// a second source.
fn meanwhile(document: &Document, drafts: &[Draft], at: usize) -> Option<(usize, usize, Attribution)> {
    let says = nested::is_cue(document, at, "verb")
        || nested::is_cue(document, at, "after")
        || matches!(&*document.tokens[at].lemma, "call" | "describe");
    let finite = matches!(document.tokens[at].tag, "VBD" | "VBZ" | "VBP");
    let source = child(document, at, "nsubj")
        .filter(|subject| says && finite && *subject < at)
        .map(|subject| subtree(document, subject))?;
    let joint = source.start.checked_sub(1)?;
    let comma = joint.checked_sub(1)?;
    let joins = matches!(document.word(joint), "while" | "whereas") && document.word(comma) == ",";
    if !joins {
        return None;
    }
    let outer = drafts.iter().position(|draft| {
        let attribution = &draft.attribution;
        attribution
            .content
            .last()
            .is_some_and(|last| last.start >= attribution.cue.end && last.start < comma && last.contains(&at))
    })?;
    let last = drafts[outer].attribution.content.last()?;
    let open =
        (last.start..comma).filter(|at| matches!(document.word(*at), "\"" | "“" | "”")).count() % 2 == 1;
    let content = at + 1..last.end;
    (!open && source.end <= at && content.len() > 1)
        .then(|| (outer, comma, Attribution::by_rule(at..at + 1, vec![source], vec![content])))
}
