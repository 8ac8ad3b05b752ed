//! The outlet's own voice: sentences, and figures in the rest of sentences, that nobody else
//! is given as the source of.

use std::ops::Range;

use super::near::{self, Near};
use super::{Certainty, Statement};
use crate::Document;
use crate::attribution::{Attribution, span};
use crate::figure::Kind;

/// How often a sentence without any sign of somebody else's words is the outlet's own to the
/// readers of PolNeAR, who also mark whose wish or belief is told.
const OWN_WITHOUT_DOUBT: f32 = 0.82;
/// The same where the deep engine looked, which misses less.
const OWN_TO_THE_DEEP_ENGINE: f32 = 0.89;

/// Adds the outlet's own statements, each in its place. What was almost taken for somebody
/// else's words makes them less sure.
pub(super) fn add(document: &Document, doubted: &[Attribution], statements: &mut Vec<Statement>) {
    let mut attributed = vec![false; document.tokens.len()];
    for statement in statements.iter() {
        let spans = statement.content.iter().chain(&statement.source).chain(&statement.cue);
        let said = statement.said.map(|said| &document.moments[said].span);
        spans.chain(said).flat_map(|span| near::tokens(document, *span)).for_each(|at| attributed[at] = true);
    }
    let pieces =
        |(at, other): (usize, &Attribution)| other.content.clone().into_iter().map(move |piece| (piece, at));
    let doubts = Near::new(doubted.iter().enumerate().flat_map(pieces));
    let doubt = |content: &Range<usize>| {
        let near = doubts.touching(content).into_iter().map(|at| &doubted[at]);
        near.filter(|other| shares(&other.content, content)).map(|other| other.confidence).fold(0.0, f32::max)
    };
    let own: Vec<Statement> =
        (0..document.sentences.len()).filter_map(|at| own(document, &attributed, &doubt, at)).collect();
    statements.extend(own);
    let start = |statement: &Statement| statement.content.first().map_or(usize::MAX, |span| span.start);
    let mut order: Vec<usize> = (0..statements.len()).collect();
    order.sort_by_key(|at| start(&statements[*at]));
    let mut place = vec![0; statements.len()];
    order.iter().enumerate().for_each(|(new, old)| place[*old] = new);
    let moved = order.into_iter().map(|at| {
        let mut statement = statements[at].clone();
        statement.within = statement.within.map(|other| place[other]);
        statement.same_source = statement.same_source.map(|other| place[other]);
        statement.same_figure.iter_mut().for_each(|other| *other = place[*other]);
        statement
    });
    *statements = moved.collect();
}

fn own(
    document: &Document,
    attributed: &[bool],
    doubt: &dyn Fn(&Range<usize>) -> f32,
    sentence: usize,
) -> Option<Statement> {
    if super::credit::is_credit(document, sentence) {
        return None;
    }
    let sentence = &document.sentences[sentence];
    let free = |at: &usize| !attributed[*at];
    let tokens = sentence.tokens.clone();
    let content = if tokens.clone().all(|at| free(&at)) {
        tokens
            .clone()
            .any(|at| document.tokens[at].pos == "VERB" || document.tokens[at].pos == "AUX")
            .then(|| tokens.clone())?
    } else {
        // The rest of a sentence matters where a figure stands in it.
        let figure = near::figures(document, &[sentence.span])
            .into_iter()
            .map(|at| &document.figures[at])
            .find(|figure| near::tokens(document, figure.amount).all(|at| free(&at)))?;
        let seed = tokens.clone().find(|at| figure.amount.overlaps(document.tokens[*at].span))?;
        let start = (tokens.start..seed).rev().take_while(free).last().unwrap_or(seed);
        start..(seed..tokens.end).take_while(free).last().map_or(seed + 1, |last| last + 1)
    };
    let sign = |at: usize| {
        document.tokens[at].pos == "PUNCT" && !matches!(document.word(at), "\"" | "“" | "”" | "(" | ")")
    };
    // A quotation that closes again keeps its mark.
    let opens = |at: usize| {
        document.tokens[at].tag == "``"
            && content.clone().any(|other| other > at && document.tokens[other].tag == "''")
    };
    let content = super::dateline::without(document, &content);
    let start = content.clone().find(|at| !sign(*at) || opens(*at))?;
    let start = rest_start(document, start..content.end, sentence.tokens.start)?;
    let first = document.tokens.get(start)?;
    let joins = start > sentence.tokens.start && document.word(start) == "as" && first.dep == "mark";
    let start = if joins { start + 1 } else { start };
    // What another's words were cut from may end on a joint: `up from`.
    let joint =
        |at: usize| sign(at) || matches!(document.tokens[at].tag, "IN" | "CC" | "DT" | "TO" | "WDT" | "WP");
    let cut = content.end < sentence.tokens.end;
    let mut end = content.clone().rev().find(|at| !(if cut { joint(*at) } else { sign(*at) }))? + 1;
    if cut && end > start + 1 && matches!(document.word(end - 1), "up" | "down" | "compared") {
        end = (start..end - 1).rev().find(|at| !sign(*at))? + 1;
    }
    if end <= start {
        return None;
    }
    let doubt = doubt(&(start..end));
    let (mode, quoted) = super::manner::mode(document, std::slice::from_ref(&(start..end)));
    let content = span(document, &(start..end));
    Some(Statement {
        role: document.parts[sentence.part].role,
        source: Vec::new(),
        cue: Vec::new(),
        mode,
        certainty: Certainty::Asserted,
        confidence: if document.deep { OWN_TO_THE_DEEP_ENGINE } else { OWN_WITHOUT_DOUBT } - doubt,
        actors: Vec::new(),
        via: Vec::new(),
        said: None,
        quoted,
        meant: Vec::new(),
        figures: near::figures(document, &[content]),
        places: super::places_in(document, &[content]),
        moments: near::moments(document, &[content]),
        refers: Vec::new(),
        subject: None,
        asides: Vec::new(),
        within: None,
        same_source: None,
        same_figure: Vec::new(),
        content: vec![content],
    })
}

/// Where the rest of a sentence begins that says something by itself: behind `in its weekly outlook,`;
/// nowhere in `after Saturday's 2-1 defeat`.
fn rest_start(document: &Document, rest: Range<usize>, sentence: usize) -> Option<usize> {
    let phrase = |until: usize| {
        document.tokens[rest.start].tag == "IN"
            && !(rest.start..until)
                .any(|at| document.tokens[at].pos == "VERB" || document.tokens[at].pos == "AUX")
    };
    let whole = span(document, &rest);
    let counts = near::figures(document, &[whole]).into_iter().any(|at| {
        let figure = &document.figures[at];
        // `in an interview several months before` says nothing.
        figure.kind != Kind::Duration && (figure.counts.is_some() || figure.outcome.is_some())
    });
    if rest.start == sentence {
        return (!phrase(rest.end) || counts).then_some(rest.start);
    }
    // `said Lopez, 22, after scoring twice`: the speaker's age.
    let age = document.tokens[rest.start].tag == "CD"
        && rest.start + 1 < rest.end
        && document.word(rest.start - 1) == ","
        && document.word(rest.start + 1) == ",";
    if age {
        let behind = rest.start + 2..rest.end;
        let after = span(document, &behind);
        let number = !near::figures(document, &[after]).is_empty();
        return if behind.is_empty() || !number { None } else { rest_start(document, behind, sentence) };
    }
    let comma = rest.clone().find(|at| document.word(*at) == ",");
    if let Some(comma) = comma.filter(|comma| phrase(*comma)) {
        let before = span(document, &(rest.start..comma));
        let number = !near::figures(document, &[before]).is_empty();
        return if number { Some(rest.start) } else { Some(comma + 1) };
    }
    let where_said = matches!(document.word(rest.start), "in" | "during" | "at" | "on");
    (!(phrase(rest.end) || where_said) || counts).then_some(rest.start)
}

/// Whether half of a sentence's words are among those of a content.
fn shares(content: &[Range<usize>], sentence: &Range<usize>) -> bool {
    let shared =
        |range: &Range<usize>| range.end.min(sentence.end).saturating_sub(range.start.max(sentence.start));
    content.iter().map(shared).sum::<usize>() * 2 >= sentence.len()
}
