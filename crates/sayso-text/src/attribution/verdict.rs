//! What the third model is told of an attribution as a whole: how sure the first two are,
//! what words it is made of, and what stands beside it. It answers by a probability.
//!
//! Each thing told is a feature of its own, numbers cut into steps, so that the model is a
//! table that the trainer of the other two can fill.

use std::ops::Range;

use super::Attribution;
use super::view::{Quote, View, bucket, mix};
use crate::Document;

/// A run of words that may be a cue.
#[derive(Clone, Debug)]
pub(crate) struct Cue {
    /// Its words in the paragraph.
    pub(crate) range: Range<usize>,
    /// How likely it is that its likeliest word is in a cue.
    pub(crate) likely: f32,
    /// How likely just these words are one.
    pub(crate) exact: f32,
}

/// An attribution with what the models that made it think of it.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    pub(crate) attribution: Attribution,
    pub(crate) cue: Cue,
    /// How likely all labels of source and content are, as a logarithm.
    pub(crate) path: f32,
    /// How likely the words of source and content are theirs: on average, and the least.
    pub(crate) source: (f32, f32),
    pub(crate) content: (f32, f32),
    /// Whether the source was filled in from the grammar.
    pub(crate) filled: bool,
}

/// Something that may be an attribution, with the features of it.
pub struct Candidate {
    /// What it would be.
    pub attribution: Attribution,
    /// Hashed features for the verdict.
    pub features: Vec<u64>,
}

/// How many of the features say how sure the models are. The deep engine knows the words by
/// itself, and its verdict is learned from few articles: these are all that it is told.
const HOW_SURE: usize = 13;

/// The candidates of a paragraph.
pub(crate) fn candidates(document: &Document, view: &View, drafts: Vec<Draft>) -> Vec<Candidate> {
    let mut features: Vec<Vec<u64>> =
        (0..drafts.len()).map(|at| features(document, view, &drafts, at)).collect();
    if document.deep {
        features.iter_mut().for_each(|features| features.truncate(HOW_SURE));
    }
    let candidate = |(draft, features): (Draft, _)| Candidate { attribution: draft.attribution, features };
    drafts.into_iter().zip(features).map(candidate).collect()
}

/// A probability in steps, finer towards both ends.
fn step(likely: f32) -> u64 {
    let odds = (likely.clamp(1e-4, 0.9999) / (1.0 - likely.clamp(1e-4, 0.9999))).ln();
    (odds * 1.5 + 14.0).round() as u64
}

/// The same, coarser.
fn coarse(likely: f32) -> u64 {
    step(likely) / 3
}

fn features(document: &Document, view: &View, drafts: &[Draft], at: usize) -> Vec<u64> {
    let draft = &drafts[at];
    let mut out = Vec::with_capacity(64);
    let mut template = 900;
    let mut add = |value: u64| {
        template += 1;
        out.push(mix(template, value));
    };
    let cue = &draft.cue;
    let (likely, content) = (step(cue.likely), step(draft.content.0));
    let source = if draft.source.0 > 0.0 { step(draft.source.0) } else { 99 + u64::from(draft.filled) };
    let path = (-draft.path * 2.0).clamp(0.0, 40.0) as u64;
    add(1);
    add(likely);
    add(step(cue.exact));
    add(content);
    add(step(draft.content.1));
    add(source);
    add(step(draft.source.1) + 100 * u64::from(draft.source.0 > 0.0));
    add(path);
    let few = |value: u64| value / 3;
    add(mix(few(likely), few(content)));
    add(mix(few(likely), few(source)));
    add(mix(few(content), few(source)));
    add(mix(mix(few(likely), few(content)), few(source)));
    add(mix(few(likely), path / 4));
    // The words of it.
    let words = &view.words;
    let head = cue
        .range
        .clone()
        .find(|at| !cue.range.contains(&words[*at].head) || words[*at].head == *at)
        .unwrap_or(cue.range.start);
    let lemmas = cue.range.clone().fold(3, |all, at| mix(all, words[at].lemma));
    let word = &words[head];
    add(lemmas);
    add(word.lemma);
    add(mix(word.lemma, few(likely)));
    add(word.tag);
    add(mix(word.tag, few(likely)));
    add(mix(word.tag, word.dep));
    add(word.children);
    add(mix(word.lemma, few(source)));
    add(mix(word.lemma, few(content)));
    add(u64::from(word.reports) * 2 + u64::from(word.quote != Quote::Outside));
    add(mix(u64::from(word.reports), few(likely)));
    add(cue.range.len() as u64);
    // Who.
    let speaker = draft.attribution.source.first().map(|range| source_kind(document, range));
    add(speaker.unwrap_or(7));
    add(mix(speaker.unwrap_or(7), few(likely)));
    add(mix(speaker.unwrap_or(7), word.tag));
    // What.
    let said = &draft.attribution.content;
    let length = said.iter().map(|range| range.len()).sum::<usize>();
    let first = &words[said[0].start - view.first];
    let quoted = said
        .iter()
        .flat_map(|range| range.clone())
        .filter(|at| words[at - view.first].quote != Quote::Outside)
        .count();
    let quoted = (quoted * 4).div_ceil(length.max(1)) as u64;
    add(bucket(length) + 10 * u64::from(length > 30));
    add(mix(bucket(length), few(likely)));
    add(mix(first.tag, word.tag));
    add(mix(first.dep, word.lemma));
    add(mix(first.form, few(likely)));
    add(quoted);
    add(mix(quoted, few(likely)));
    add(mix(quoted, few(source)));
    add(said.len() as u64);
    add(mix(u64::from(said[0].start < draft.attribution.cue.start), few(likely)));
    // What stands beside it.
    let overlap = |other: &Draft| {
        let shared: usize = pairs(said, &other.attribution.content);
        let whole =
            other.attribution.content.iter().map(|range| range.len()).sum::<usize>() + length - shared;
        shared * 4 / whole.max(1)
    };
    let rival = drafts.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, other)| {
        (overlap(other) as u64, coarse(other.cue.likely), u64::from(other.cue.likely > cue.likely))
    });
    let rival = rival.max().unwrap_or((9, 0, 0));
    add(rival.0);
    add(mix(rival.0, rival.2));
    add(mix(mix(rival.0, rival.1), few(likely)));
    let inside = drafts.iter().enumerate().any(|(other, draft)| {
        other != at && draft.attribution.content.iter().any(|range| range.contains(&(head + view.first)))
    });
    add(u64::from(inside));
    add(mix(u64::from(inside), few(likely)));
    add(drafts.len().min(6) as u64);
    out
}

fn pairs(one: &[Range<usize>], other: &[Range<usize>]) -> usize {
    let shared = |a: &Range<usize>, b: &Range<usize>| a.end.min(b.end).saturating_sub(a.start.max(b.start));
    one.iter().flat_map(|a| other.iter().map(move |b| shared(a, b))).sum()
}

/// What a source is by its last name or noun: a pronoun, a person, an organisation, a noun.
fn source_kind(document: &Document, range: &Range<usize>) -> u64 {
    let last = range.clone().rev().find(|at| document.tokens[*at].pos != "PUNCT").unwrap_or(range.start);
    let token = &document.tokens[last];
    let pronoun = range.len() == 1 && matches!(token.tag, "PRP" | "WP" | "WDT" | "DT");
    let own = if pronoun { super::view::hash(&token.lemma) } else { super::view::hash(token.tag) };
    mix(own, super::view::hash(token.entity))
}
