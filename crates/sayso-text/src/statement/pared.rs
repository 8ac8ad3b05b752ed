//! Contents pared to what is said: without what the outlet adds behind it, without what hangs
//! on the saying, and with the words that the models left at its edge.

use std::ops::Range;

use super::near::{self, Near, reach, subtree};
use super::{Draft, dateline, nested};
use crate::attribution::{Attribution, span};
use crate::{Document, Role, actor, list};

/// How many others are looked at beside one statement; no sentence has as many.
const MOST: usize = 200;

/// How many words a part between commas has at most.
const PART: usize = 12;

/// Pares every content, reading order aside.
pub(super) fn pare(document: &Document, drafts: &mut [Draft]) {
    let reaches: Vec<Range<usize>> = drafts.iter().map(|draft| reach(document, draft)).collect();
    let beside = Near::new(reaches.iter().cloned().zip(0..));
    let quoted = near::quoted(document);
    for at in 0..drafts.len() {
        let others: Vec<Attribution> = beside
            .touching(&reaches[at])
            .into_iter()
            .filter(|other| *other != at)
            .take(MOST)
            .map(|other| drafts[other].attribution.clone())
            .collect();
        let attribution = &mut drafts[at].attribution;
        leave_others_source(attribution, &others);
        leave_others_subject(document, attribution);
        speak_as_quoted(document, attribution);
        end_with_noun(document, attribution);
        speak_with_subject(document, attribution, &others);
        leave_others_quotation(document, attribution, &others);
        leave_marks(document, attribution);
        leave_next_quotation(document, attribution, &others);
        leave_between_quotations(document, &quoted, attribution);
        speak_for_oneself(document, attribution, &others);
        name_claim(document, attribution);
        leave_listener(document, attribution);
        leave_manner(document, attribution);
        leave_scene(document, attribution);
        cut_additions(document, attribution);
        join_halves(document, attribution, &others);
        go_on_past(document, attribution, &others);
        go_on_past_bracket(document, attribution, &others);
        take_in_part(document, attribution, &others);
        take_in_rest(document, attribution, &others);
        close_gaps(document, attribution, &others);
        begin_with_noun(document, attribution, &others);
        begin_with_subject(document, attribution, &others);
        begin_with_sentence(document, attribution, &others);
        begin_with_clause(document, attribution, &others);
        for piece in &mut attribution.content {
            *piece = dateline::without(document, piece);
            end_before_comma(document, piece);
        }
    }
}

/// `..., in Depayin township, residents said`: the comma is nobody's.
fn end_before_comma(document: &Document, piece: &mut Range<usize>) {
    if piece.len() > 1 && document.word(piece.end - 1) == "," {
        piece.end -= 1;
    }
}

fn is_one_of(list: &'static str, word: &str, kind: &str) -> bool {
    list::entries(list).any(|(listed, what)| listed == word && what == kind)
}

/// `Variety called it a masterpiece, but the reviewer wrote ...`: who spoke before another cue is
/// no source of this one, where this one has its own.
fn leave_others_source(attribution: &mut Attribution, others: &[Attribution]) {
    let cue = attribution.cue.start;
    let elsewhere = |piece: &Range<usize>| {
        others
            .iter()
            .any(|other| other.source.contains(piece) && piece.end <= other.cue.start && other.cue.end <= cue)
    };
    if attribution.source.len() > 1 && !attribution.source.iter().all(elsewhere) {
        attribution.source.retain(|piece| !elsewhere(piece));
    }
}

/// `The government has not commented, but state television reported ...`: the subject of another
/// verb is no source where the cue has a subject of its own.
fn leave_others_subject(document: &Document, attribution: &mut Attribution) {
    let cue = attribution.cue.clone();
    let finite = matches!(document.tokens[cue.end - 1].tag, "VBD" | "VBZ" | "VBP");
    if attribution.source.len() < 2 || !finite {
        return;
    }
    let subjects = |piece: &Range<usize>| {
        piece.clone().filter(|at| matches!(document.tokens[*at].dep, "nsubj" | "nsubjpass"))
    };
    let own = |piece: &Range<usize>| subjects(piece).any(|at| cue.contains(&document.tokens[at].head));
    if attribution.source.iter().any(own) {
        attribution.source.retain(|piece| own(piece) || subjects(piece).next().is_none());
    }
}

/// `Local media quoted the governor as saying that the dam would hold`: the governor says it.
fn speak_as_quoted(document: &Document, attribution: &mut Attribution) {
    let cue = attribution.cue.start;
    if !nested::says_as_quoted(document, cue) {
        return;
    }
    let joint = cue - 1;
    let sentence = near::sentence(document, cue).start;
    let verb = (sentence..joint).rev().find(|at| {
        document.tokens[*at].tag.starts_with('V') && matches!(&*document.tokens[*at].lemma, "quote" | "cite")
    });
    let Some(quoted) = verb.map(|verb| verb + 1..joint) else { return };
    if (1..=14).contains(&quoted.len()) {
        attribution.source = vec![quoted];
    }
}

/// `The text, a draft of [which was seen]`: a source does not break off at a preposition.
fn end_with_noun(document: &Document, attribution: &mut Attribution) {
    for piece in &mut attribution.source {
        let broken = piece.len() > 2 && document.tokens[piece.end - 1].tag == "IN";
        let comma = (piece.start + 1..piece.end).rev().find(|at| document.word(*at) == ",");
        if let Some(comma) = comma.filter(|_| broken) {
            piece.end = comma;
        }
    }
}

/// `She claimed they were dry; the company disputes this, saying they were tested`: who disputes it
/// says why.
fn speak_with_subject(document: &Document, attribution: &mut Attribution, others: &[Attribution]) {
    let cue = attribution.cue.start;
    let token = &document.tokens[cue];
    let source = match attribution.source.as_slice() {
        [] => cue..cue,
        [source] => source.clone(),
        _ => return,
    };
    let said = others.iter().any(|other| other.cue.contains(&token.head))
        || ANSWERS.contains(&&*document.tokens[token.head].lemma);
    let goes_on = (said || source.is_empty())
        && token.tag == "VBG"
        && token.dep == "advcl"
        && cue > 0
        && document.word(cue - 1) == ",";
    let subject = near::sentence(document, cue).find(|at| {
        let subject = &document.tokens[*at];
        goes_on
            && subject.head == token.head
            && subject.dep == "nsubj"
            && *at < token.head
            && subject.pos != "PRON"
    });
    let Some(subject) = subject.map(|at| subtree(document, at)) else { return };
    if (source.end <= subject.start || source.is_empty()) && subject.end <= cue {
        attribution.source = vec![subject];
    }
}

/// `"We are ready," the captain said. "See you there," the coach replied.`: a later piece that another
/// says in its own sentence is the other's.
fn leave_others_quotation(document: &Document, attribution: &mut Attribution, others: &[Attribution]) {
    let sentence = |at: usize| document.tokens[at].sentence;
    let own = sentence(attribution.cue.start);
    let mut first = true;
    attribution.content.retain(|piece| {
        let elsewhere = sentence(piece.start) != own
            && others.iter().any(|other| {
                sentence(other.cue.start) == sentence(piece.start)
                    && other.content.iter().any(|range| range.start < piece.end && piece.start < range.end)
            });
        std::mem::take(&mut first) || !elsewhere
    });
}

/// A mark alone, left over from the sentence before, is nothing that is said.
fn leave_marks(document: &Document, attribution: &mut Attribution) {
    let words = |piece: &Range<usize>| piece.clone().any(|at| document.tokens[at].pos != "PUNCT");
    if attribution.content.iter().any(words) {
        attribution.content.retain(words);
    }
}

/// `"It was late," she said. Then they ran. "Nobody saw us," he said.`: a later piece that another says,
/// whose words of saying stand behind it, is the other's, however many sentences it runs over.
fn leave_next_quotation(document: &Document, attribution: &mut Attribution, others: &[Attribution]) {
    let sentence = |at: usize| document.tokens[at].sentence;
    let cue = attribution.cue.clone();
    let next = |piece: &Range<usize>| {
        let beside = |range: &Range<usize>| range.start < piece.end && piece.start < range.end;
        piece.start >= cue.end
            && sentence(piece.start) != sentence(cue.start)
            && others.iter().any(|other| {
                let first = other.content.first();
                first.is_some_and(|first| beside(first) && sentence(first.start) != sentence(cue.start))
                    && other.cue.start >= piece.end
            })
    };
    let mut first = true;
    attribution.content.retain(|piece| std::mem::take(&mut first) || !next(piece));
}

/// `"We ran," said the guard. The wall had fallen. "Nobody was hurt."`: where something is quoted, what the
/// outlet says between its sentences is no part of it.
fn leave_between_quotations(document: &Document, quoted: &[bool], attribution: &mut Attribution) {
    let own = document.tokens[attribution.cue.start].sentence;
    let said = |at: usize| quoted[at] || document.tokens[at].sentence == own;
    let pieces = || attribution.content.iter().cloned().flatten();
    if pieces().all(said) || !pieces().any(|at| quoted[at]) {
        return;
    }
    let mut kept: Vec<Range<usize>> = Vec::new();
    for piece in &attribution.content {
        for at in piece.clone().filter(|at| said(*at)) {
            match kept.last_mut().filter(|last| last.end == at && at > piece.start) {
                Some(last) => last.end = at + 1,
                None => kept.push(at..at + 1),
            }
        }
    }
    kept.retain(|piece| piece.clone().any(|at| document.tokens[at].pos != "PUNCT"));
    if !kept.is_empty() {
        attribution.content = kept;
    }
}

/// Who speaks where a thing was taken for it: `said the brakes had failed but stressed that ...`, `The
/// director, whose last film won, called it ...`.
fn speak_for_oneself(document: &Document, attribution: &mut Attribution, others: &[Attribution]) {
    let [source] = attribution.source.as_slice() else { return };
    let cue = attribution.cue.start;
    if document.tokens[source.start].tag == "WP$" {
        if let Some(noun) = before_whose(document, source.start).filter(|noun| noun.end <= cue) {
            attribution.source = vec![noun];
        }
        return;
    }
    let turns = cue > 0 && document.word(cue - 1) == "but" && !actor::speaks(document, source.clone());
    let outer = others.iter().find(|other| {
        turns
            && other.cue.end <= source.start
            && other.content.iter().any(|piece| piece.start <= source.start && source.end <= piece.end)
    });
    if let Some(outer) = outer {
        attribution.source = outer.source.clone();
    }
}

/// Whom `whose` is about: the noun before its comma, with what stands before that.
fn before_whose(document: &Document, whose: usize) -> Option<Range<usize>> {
    let sentence = near::sentence(document, whose);
    let verb = (whose..sentence.end).find(|at| document.tokens[*at].dep == "relcl")?;
    let noun = Some(document.tokens[verb].head).filter(|noun| *noun < whose)?;
    Some(subtree(document, noun).start.min(noun)..noun + 1)
}

/// `an allegation the mayor dismissed as "fantasy"`: what is dismissed is the allegation.
fn name_claim(document: &Document, attribution: &mut Attribution) {
    let cue = attribution.cue.start;
    let noun = document.tokens[cue].head;
    let Some(comma) = noun.checked_sub(2).filter(|_| document.tokens[cue].dep == "relcl") else { return };
    let again = claim_again(document, comma).is_some_and(|(_, verb)| verb == cue);
    let named = attribution.content.iter().any(|piece| piece.contains(&noun));
    let behind = attribution.content.first().is_some_and(|first| first.start >= attribution.cue.end);
    if again && !named && behind {
        attribution.content.insert(0, comma + 1..noun + 1);
    }
}

/// `The jury was told the defendant had searched for poisons`: who is told is no part of it.
fn leave_listener(document: &Document, attribution: &mut Attribution) {
    let cue = &attribution.cue;
    let tells = matches!(&*document.tokens[cue.end - 1].lemma, "tell" | "inform") && cue.len() > 1;
    let listens = |piece: &Range<usize>| {
        let subject = |at: usize| {
            let token = &document.tokens[at];
            token.dep == "nsubjpass" && cue.contains(&token.head)
        };
        piece.end <= cue.start && piece.clone().any(subject)
    };
    let finite = |piece: &Range<usize>| piece.clone().any(|at| near::is_finite(document, at));
    if tells && attribution.content.iter().any(|piece| !listens(piece) && finite(piece)) {
        attribution.content.retain(|piece| !listens(piece));
    }
}

/// `..., she said, without giving details` and `..., the team said in a post on X`: how it was
/// said, and where, is not what was said.
fn leave_manner(document: &Document, attribution: &mut Attribution) {
    let cue = attribution.cue.clone();
    let before = attribution.content.first().is_some_and(|first| first.end <= cue.start);
    let without = |piece: &Range<usize>| {
        piece.len() > 1
            && document.word(piece.start) == "without"
            && document.tokens[piece.start + 1].tag == "VBG"
    };
    let object = |piece: &Range<usize>| {
        piece.start == cue.end
            && document.tokens[cue.end - 1].tag == "IN"
            && piece.len() <= 3
            && piece
                .clone()
                .all(|at| document.tokens[at].tag.starts_with('N') || document.tokens[at].tag == "DT")
    };
    let markets = |piece: &Range<usize>| piece.start > 0 && moves_markets(document, piece.start - 1);
    let manner = |piece: &Range<usize>| without(piece) || object(piece) || markets(piece);
    if before {
        attribution.content.retain(|piece| piece.start < cue.end || !manner(piece));
    }
}

/// `"I need an answer," asked Lind, as the driver did not roll down her window`: behind a whole quotation and
/// its speaker the outlet goes on.
fn leave_scene(document: &Document, attribution: &mut Attribution) {
    let cue = attribution.cue.clone();
    let sentence = document.tokens[cue.start].sentence;
    let mark = |at: usize| matches!(document.word(at), "\"" | "“" | "”");
    let whole = |piece: &Range<usize>| piece.len() > 2 && mark(piece.start) && mark(piece.end - 1);
    let quoted = attribution.content.first().is_some_and(|first| first.end <= cue.start && whole(first));
    let goes_on = |piece: &Range<usize>| {
        let joined = matches!(document.word(piece.start), "and" | "but" | "that" | "adding");
        piece.start < cue.end
            || document.tokens[piece.start].sentence != sentence
            || piece.clone().any(mark)
            || joined
    };
    if quoted {
        attribution.content.retain(goes_on);
    }
}

/// Cuts what the outlet adds behind a content: what the markets made of it, what others say of
/// the claim, and in a headline what happened meanwhile.
fn cut_additions(document: &Document, attribution: &mut Attribution) {
    let cue = attribution.cue.clone();
    let Some(last) = attribution.content.last_mut().filter(|last| last.start >= cue.end) else { return };
    let cut = (last.start + 1..last.end).find(|at| {
        !in_quotation(document, last.start, *at)
            && (moves_markets(document, *at)
                || is_next_verb(document, last.start, *at, &cue)
                || (document.word(*at) == ","
                    && document.word(at + 1) == "even"
                    && document.word(at + 2) == "as")
                || claim_again(document, *at).is_some_and(|(_, verb)| verb >= cue.end)
                || meanwhile(document, *at, &cue))
    });
    last.end = cut.unwrap_or(last.end);
}

/// Whether a quotation that begins behind one token is open at another.
fn in_quotation(document: &Document, from: usize, at: usize) -> bool {
    (from..at).fold(false, |open, token| match document.word(token) {
        "“" => true,
        "”" => false,
        "\"" => !open,
        _ => open,
    })
}

/// `accused the board of greed and demanded talks`: another verb beside the cue, where no finite verb
/// before it can be the one that it goes on from.
fn is_next_verb(document: &Document, from: usize, joint: usize, cue: &Range<usize>) -> bool {
    let finite = |at: usize| near::is_finite(document, at);
    let end = near::sentence(document, joint).end.min(joint + 4);
    let verb = (joint + 1..end).find(|at| document.tokens[*at].tag.starts_with("VB"));
    matches!(document.word(joint), "and" | "but")
        && !(from..joint).any(finite)
        && verb.is_some_and(|verb| {
            finite(verb) && document.tokens[verb].dep == "conj" && cue.contains(&document.tokens[verb].head)
        })
}

/// `, sending its shares down 14%`, `, beating analysts' forecasts`.
fn moves_markets(document: &Document, comma: usize) -> bool {
    const MOVES: &str = include_str!("../../lists/market-moves.txt");
    let Some(verb) = document.tokens.get(comma + 1).filter(|verb| verb.tag == "VBG") else { return false };
    let lemma = |at: usize| &*document.tokens[at].lemma;
    let end = document.sentences[verb.sentence].tokens.end.min(comma + 7);
    document.word(comma) == ","
        && is_one_of(MOVES, lemma(comma + 1), "verb")
        && (comma + 2..end).any(|at| is_one_of(MOVES, lemma(at), "noun"))
}

/// `, an allegation Tipping dismissed ...`: the noun and the verb of what somebody else says
/// of the claim before it, from its comma on.
pub(super) fn claim_again(document: &Document, comma: usize) -> Option<(usize, usize)> {
    let noun = comma + 2;
    let last = document.tokens.get(noun)?;
    let determined = document.word(comma) == "," && matches!(document.word(comma + 1), "a" | "an");
    if document.word(comma) == "," && document.word(comma + 1) == "something" {
        return gone_back_on(document, comma + 1);
    }
    if !determined {
        return None;
    }
    let named = is_one_of(include_str!("../../lists/clause-cues.txt"), &last.lemma, "noun")
        || matches!(&*last.lemma, "charge" | "idea" | "figure" | "version" | "account");
    let end = document.sentences[last.sentence].tokens.end.min(noun + 10);
    let finite = |at: usize| near::is_finite(document, at);
    // `a claim that his deputy said was false`: what was false is the claim.
    let said = (noun + 2..end.saturating_sub(1)).find(|at| finite(*at)).filter(|at| {
        named
            && finite(at + 1)
            && matches!(&*document.tokens[*at].lemma, "say" | "believe" | "think" | "claim")
    });
    // `a figure its head described as low`, whatever the parse makes of it.
    let described = (noun + 2..end).find(|at| {
        named
            && finite(*at)
            && document.word(at + 1) == "as"
            && ANSWERS.contains(&&*document.tokens[*at].lemma)
    });
    if let Some(verb) = said.or(described) {
        return Some((noun, verb));
    }
    let verb = (noun + 1..end).find(|at| {
        let token = &document.tokens[*at];
        token.head == noun && (token.dep == "relcl" || token.dep == "acl" && ANSWERS.contains(&&*token.lemma))
    })?;
    let subject = (noun + 1..verb).any(|at| {
        document.tokens[at].head == verb
            && document.tokens[at].dep == "nsubj"
            && !matches!(document.tokens[at].tag, "WDT" | "WP")
    });
    (named && subject).then_some((noun, verb))
}

/// What is done with the claim of another.
const ANSWERS: &[&str] = &[
    "brand",
    "call",
    "contradict",
    "contest",
    "deny",
    "describe",
    "dismiss",
    "dispute",
    "label",
    "refute",
    "reject",
];

/// Whether a verb says what is done with another's claim.
pub(super) fn answers(lemma: &str) -> bool {
    ANSWERS.contains(&lemma)
}

/// `, something Abu Dhabi has denied`: the word and the verb.
fn gone_back_on(document: &Document, word: usize) -> Option<(usize, usize)> {
    let end = document.sentences[document.tokens[word].sentence].tokens.end.min(word + 10);
    let verb = (word + 2..end).find(|at| {
        let token = &document.tokens[*at];
        ANSWERS.contains(&&*token.lemma) && matches!(token.tag, "VBD" | "VBZ" | "VBP" | "VBN")
    })?;
    let subject =
        (word + 1..verb).any(|at| document.tokens[at].head == verb && document.tokens[at].dep == "nsubj");
    subject.then_some((word, verb))
}

/// `Leader defends charge as petition grows`: two things that happen at once, in a headline.
fn meanwhile(document: &Document, at: usize, cue: &Range<usize>) -> bool {
    let token = &document.tokens[at];
    let part = document.sentences[token.sentence].part;
    document.parts[part].role == Role::Headline
        && document.word(at) == "as"
        && token.dep == "mark"
        && document.tokens[token.head].dep == "advcl"
        && cue.contains(&document.tokens[token.head].head)
}

/// `It landed on Sunday, its makers said, but it may be lying on its side`: both halves are said.
fn join_halves(document: &Document, attribution: &mut Attribution, others: &[Attribution]) {
    let [content] = attribution.content.as_slice() else { return };
    let [source] = attribution.source.as_slice() else { return };
    let sentence = near::sentence(document, attribution.cue.start);
    // `Winning people over, both agree, has been slow`.
    let relative = |at: usize| matches!(document.tokens[at].tag, "WP" | "WDT" | "IN");
    let verb = near::is_finite(document, content.start)
        && document.word(attribution.cue.end) == ","
        && source.start > 1
        && !relative(source.start - 2);
    // `rose to 1,400, the government said, with 3,000 people injured`
    let goes_on = content.start == attribution.cue.end + 1
        && document.word(attribution.cue.end) == ","
        && matches!(document.word(content.start), "with" | "including" | "leaving");
    let opens = verb
        || goes_on
        || matches!(document.word(content.start), "but" | "and" | "although" | "though" | "because");
    let touching = source.end == attribution.cue.start && source.start > sentence.start + 3;
    if !opens || !touching || content.start < attribution.cue.end || document.word(source.start - 1) != "," {
        return;
    }
    let half = sentence.start..source.start - 1;
    let verb = verb || half.clone().any(|at| document.tokens[at].tag.starts_with("VB"));
    let taken = others.iter().any(|other| {
        let inside = |range: &Range<usize>| range.start < half.end && half.start < range.end;
        inside(&other.cue) || other.content.iter().any(inside)
    });
    if verb && !taken {
        attribution.content.insert(0, half);
    }
}

/// `said five officers came after two callers reported a man with a gun`: what is told within it is said,
/// too, to its end.
fn go_on_past(document: &Document, attribution: &mut Attribution, others: &[Attribution]) {
    let cue = attribution.cue.clone();
    // `For now, the sources said, he has decided to wait`.
    let parted = attribution.content.len() > 1
        && attribution.content[0].end <= cue.start
        && document.word(cue.end) == ",";
    let Some(last) = attribution.content.last_mut().filter(|last| last.start >= cue.end) else { return };
    let hangs = |other: &&Attribution| {
        let verb = other.cue.end - 1;
        let below = matches!(document.tokens[verb].dep, "advcl" | "relcl" | "ccomp");
        parted && last.start == cue.end + 1 || below && last.contains(&document.tokens[verb].head)
    };
    let inner = others.iter().filter(|other| other.cue.start == last.end).find(hangs);
    let Some(inner) = inner else { return };
    let first = if parted { last.start } else { last.start + 1 };
    let speaks = inner.source.last().is_some_and(|source| source.end == last.end && source.start >= first);
    if let ([content], true) = (inner.content.as_slice(), speaks)
        && content.start == inner.cue.end
    {
        last.end = content.end;
    }
}

/// `said it made 4.7 billion francs ($754 million), up from 4.2 billion`: a bracket ends nothing.
fn go_on_past_bracket(document: &Document, attribution: &mut Attribution, others: &[Attribution]) {
    let cue = attribution.cue.clone();
    let Some(last) = attribution.content.last_mut().filter(|last| last.start >= cue.end) else { return };
    let sentence = near::sentence(document, last.start);
    let open = last.end;
    if document.word(open) != "(" || !sentence.contains(&open) {
        return;
    }
    let close = (open + 2..sentence.end.min(open + PART)).find(|at| document.word(*at) == ")");
    let Some(behind) = close.map(|close| close + 1).filter(|behind| *behind < sentence.end) else { return };
    let end = (behind..sentence.end).rev().find(|at| document.tokens[*at].pos != "PUNCT");
    let whole = open..end.map_or(behind, |end| end + 1).max(behind);
    let goes_on = match document.word(behind) {
        "," => matches!(document.word(behind + 1), "up" | "down" | "compared" | "or" | "including" | "which"),
        ";" | ":" | "-" | "–" | "—" | "\"" | "”" => false,
        _ => true,
    };
    let touches = |range: &Range<usize>| range.start < whole.end && whole.start < range.end;
    let elsewhere =
        |other: &Attribution| !other.source.iter().chain(&other.content).chain([&other.cue]).any(touches);
    let free = others.iter().all(elsewhere) && !attribution.source.iter().any(touches);
    let quoted = whole.clone().any(|at| matches!(document.word(at), "\"" | "“" | "”"));
    if goes_on && free && !quoted {
        last.end = whole.end;
    }
}

/// `confirmed ten officers, a tenth of the force, were under investigation`: what stands between two
/// pieces with a number, and is no clause of its own, is said, too.
fn take_in_part(document: &Document, attribution: &mut Attribution, others: &[Attribution]) {
    let words = attribution.source.iter().chain([&attribution.cue]);
    let elsewhere =
        others.iter().flat_map(|other| other.source.iter().chain([&other.cue]).chain(&other.content));
    let taken: Vec<Range<usize>> = words.chain(elsewhere).cloned().collect();
    let joins = |one: &Range<usize>, next: &Range<usize>| {
        let gap = one.end..next.start;
        let comma = |at: usize| matches!(document.word(at), "," | "–" | "—");
        (3..=PART).contains(&gap.len())
            && document.tokens[one.start].sentence == document.tokens[next.start].sentence
            && comma(gap.start)
            && (comma(gap.end - 1) || comma(next.start))
            && !near::figures(document, &[span(document, &gap)]).is_empty()
            && !gap.clone().any(|at| near::is_finite(document, at))
            && !taken.iter().any(|other| other.start < gap.end && gap.start < other.end)
    };
    attribution.content.dedup_by(|next, one| {
        let joined = joins(one, next);
        if joined {
            one.end = next.end;
        }
        joined
    });
}

/// `said 102 people were wounded, some 50 of them critically, and blamed ...`: a part of the number
/// that was given, behind its comma.
fn take_in_rest(document: &Document, attribution: &mut Attribution, others: &[Attribution]) {
    let Some(last) = attribution
        .content
        .last()
        .cloned()
        .filter(|last| !last.is_empty() && last.start >= attribution.cue.end)
    else {
        return;
    };
    let sentence = near::sentence(document, last.end - 1);
    let comma = last.end;
    if comma + 3 >= sentence.end
        || document.word(comma) != ","
        || near::figures(document, &[span(document, &last)]).is_empty()
    {
        return;
    }
    let stops = |at: &usize| matches!(document.word(*at), "," | "." | ";" | "–" | "—");
    let end = (comma + 1..sentence.end).find(stops).unwrap_or(sentence.end);
    let rest = comma + 1..end;
    let of_them = rest.clone().skip(1).any(|at| {
        document.word(at) == "of"
            && matches!(document.word(at + 1), "them" | "whom" | "which" | "those" | "these")
    });
    let taken = others
        .iter()
        .flat_map(|other| other.source.iter().chain([&other.cue]).chain(&other.content))
        .any(|range| range.start < rest.end && rest.start < range.end);
    let plain = (3..=PART).contains(&rest.len())
        && !rest.clone().any(|at| near::is_finite(document, at))
        && rest.end < sentence.end;
    if plain
        && of_them
        && !taken
        && let Some(last) = attribution.content.last_mut()
    {
        last.end = rest.end;
    }
}

/// `Russia abstained and threatened to veto a second text, according to diplomats`: all of the clause is
/// theirs.
fn close_gaps(document: &Document, attribution: &mut Attribution, others: &[Attribution]) {
    let according = document.word(attribution.cue.start) == "according";
    let (Some(first), Some(last)) = (attribution.content.first(), attribution.content.last()) else { return };
    let whole = first.start..last.end;
    let together = document.tokens[whole.start].sentence == document.tokens[attribution.cue.start].sentence;
    let taken = |at: usize| {
        let words = others.iter().flat_map(|other| other.source.iter().chain([&other.cue]));
        words.chain(&attribution.source).any(|range| range.contains(&at))
    };
    if according && together && whole.end <= attribution.cue.start && !whole.clone().any(taken) {
        attribution.content = vec![whole];
    }
}

/// `A man has been charged with murder, according to the police`: all of the clause is said, where the models
/// found no more than its end.
fn begin_with_sentence(document: &Document, attribution: &mut Attribution, others: &[Attribution]) {
    let cue = attribution.cue.start;
    let according = document.word(cue) == "according";
    let [content] = attribution.content.as_mut_slice() else { return };
    let sentence = near::sentence(document, cue).start;
    let before = sentence..content.start;
    let finite = |range: &Range<usize>| range.clone().any(|at| near::is_finite(document, at));
    let touches = |range: &Range<usize>| range.start < before.end && before.start < range.end;
    let taken =
        others.iter().any(|other| other.source.iter().chain(&other.content).chain([&other.cue]).any(touches));
    let joint =
        before.clone().any(|at| matches!(document.word(at), "," | ";" | ":" | "“" | "”" | "\"" | "("));
    let broken = before.start < before.end && content.end <= cue && !finite(content) && finite(&before);
    if according && broken && !taken && !joint {
        content.start = sentence;
    }
}

/// `The mayor asked the army to help, officials said`: all of the clause is said, where it begins the sentence
/// and what others say in it stands in it wholly.
fn begin_with_clause(document: &Document, attribution: &mut Attribution, others: &[Attribution]) {
    let cue = attribution.cue.clone();
    let [content] = attribution.content.as_mut_slice() else { return };
    let sentence = near::sentence(document, cue.start);
    let clause = (sentence.start..content.end.min(cue.start)).find(|at| {
        let token = &document.tokens[*at];
        token.dep == "ccomp" && cue.contains(&token.head)
    });
    let before = sentence.start..content.start.max(sentence.start);
    let whole = sentence.start..content.end;
    let Some(clause) = clause.filter(|_| content.end <= cue.start && sentence.contains(&content.start))
    else {
        return;
    };
    let starts = subtree(document, clause).start == sentence.start && clause < content.end;
    let inside = |range: &Range<usize>| {
        range.end <= whole.start
            || whole.end <= range.start
            || whole.start <= range.start && range.end <= whole.end
    };
    let apart =
        |other: &Attribution| other.source.iter().chain(&other.content).chain([&other.cue]).all(inside);
    let joint = |at: usize| matches!(document.word(at), ";" | ":" | "“" | "”" | "\"" | "(");
    let own = attribution.source.iter().any(|source| before.contains(&source.start));
    if starts && others.iter().all(apart) && !before.clone().any(joint) && !own {
        content.start = sentence.start;
    }
}

/// The words that a statement's own source and all of the others take.
fn taken(attribution: &Attribution, others: &[Attribution]) -> Vec<Range<usize>> {
    let elsewhere =
        others.iter().flat_map(|other| other.source.iter().chain(&other.content).chain([&other.cue]));
    elsewhere.chain(&attribution.source).cloned().collect()
}

/// `more than 1 trillion [pesos may have been lost], it claimed`: what is said does not begin inside of a noun
/// and what counts it.
fn begin_with_noun(document: &Document, attribution: &mut Attribution, others: &[Attribution]) {
    let cue = attribution.cue.start;
    let taken = taken(attribution, others);
    let Some(first) = attribution.content.first_mut().filter(|first| first.end <= cue) else { return };
    let before = subtree(document, first.start).start..first.start;
    let plain =
        |at: usize| document.tokens[at].pos != "PUNCT" && !taken.iter().any(|range| range.contains(&at));
    if document.tokens[first.start].tag.starts_with('N') && !before.is_empty() && before.clone().all(plain) {
        first.start = before.start;
    }
}

/// `The operator expects a margin of 5 GW, it said`: what is said begins with its subject.
fn begin_with_subject(document: &Document, attribution: &mut Attribution, others: &[Attribution]) {
    let cue = attribution.cue.clone();
    let taken = taken(attribution, others);
    let Some(first) = attribution.content.first_mut().filter(|first| first.end <= cue.start) else { return };
    let sentence = near::sentence(document, first.start);
    let before = sentence.start..first.start;
    let free = before.clone().all(|at| !taken.iter().any(|range| range.contains(&at)));
    // `Mali, ruled by a junta, controls half of it, according to ...`
    let governs = |verb: usize| {
        verb == first.start || matches!(document.tokens[verb].dep, "ROOT" | "ccomp" | "parataxis")
    };
    // `may have been lost`
    let helped = |verb: usize| {
        (first.start..verb).any(|at| document.tokens[at].head == verb && near::is_finite(document, at))
    };
    let subject = before.clone().any(|at| {
        let token = &document.tokens[at];
        matches!(token.dep, "nsubj" | "nsubjpass")
            && first.contains(&token.head)
            && (near::is_finite(document, token.head) || helped(token.head))
            && governs(token.head)
    });
    // `..., ruled [by a junta]`: it breaks off at a preposition.
    let opening = &document.tokens[first.start];
    let broken = opening.tag == "IN" && opening.dep != "mark" && before.contains(&opening.head);
    if free && (subject || broken) {
        let joint = before.clone().rev().find(|at| matches!(document.word(*at), ":" | ";"));
        first.start = joint.map_or(sentence.start, |joint| joint + 1);
    }
}
