//! What the third model is told of an attribution as a whole: how sure the first two are,
//! what words it is made of, and what stands beside it. It answers by a probability.
//!
//! Each thing told is a feature of its own, numbers cut into steps, so that the model is a
//! table that the trainer of the other two can fill.

use std::cmp::Ordering;
use std::ops::Range;

use super::Attribution;
use super::features::Gather;
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
#[derive(Default)]
pub struct Candidate {
    /// What it would be.
    pub attribution: Attribution,
    /// Hashed features for the verdict.
    pub features: Vec<u64>,
}

/// The candidates of a paragraph.
pub(crate) fn candidates(document: &Document, view: &View, drafts: Vec<Draft>) -> Vec<Candidate> {
    let features: Vec<Vec<u64>> = (0..drafts.len()).map(|at| features(document, view, &drafts, at)).collect();
    let candidate = |(draft, features): (Draft, _)| Candidate { attribution: draft.attribution, features };
    drafts.into_iter().zip(features).map(candidate).collect()
}

/// The deep engine's candidates, with what the default engine thinks of each. The network knows
/// the words by itself, and this verdict is learned from few articles: it is told no words.
pub(crate) fn seconded(drafts: Vec<Draft>, others: &[Attribution]) -> Vec<Candidate> {
    let candidate = |draft: Draft| {
        let mut features = Vec::with_capacity(24);
        how_sure(&draft, &mut Gather { out: &mut features, template: 900 });
        second_opinion(&draft, others, &mut Gather { out: &mut features, template: 980 });
        Candidate { attribution: draft.attribution, features }
    };
    drafts.into_iter().map(candidate).collect()
}

/// How sure the models are of an attribution and of its parts.
fn how_sure(draft: &Draft, told: &mut Gather) {
    let (likely, content, source) = (step(draft.cue.likely), step(draft.content.0), source_step(draft));
    let path = (-draft.path * 2.0).clamp(0.0, 40.0) as u64;
    told.add(1);
    told.add(likely);
    told.add(step(draft.cue.exact));
    told.add(content);
    told.add(step(draft.content.1));
    told.add(source);
    told.add(step(draft.source.1) + 100 * u64::from(draft.source.0 > 0.0));
    told.add(path);
    told.add(mix(few(likely), few(content)));
    told.add(mix(few(likely), few(source)));
    told.add(mix(few(content), few(source)));
    told.add(mix(mix(few(likely), few(content)), few(source)));
    told.add(mix(few(likely), path / 4));
}

fn source_step(draft: &Draft) -> u64 {
    if draft.source.0 > 0.0 { step(draft.source.0) } else { 99 + u64::from(draft.filled) }
}

/// What another engine found where this attribution is: how sure it is, and of how much the same.
fn second_opinion(draft: &Draft, others: &[Attribution], told: &mut Gather) {
    let own = &draft.attribution;
    let quarters = |other: &Attribution| quarters(&own.content, &other.content);
    let best = others.iter().max_by(|a, b| {
        (quarters(a), a.confidence).partial_cmp(&(quarters(b), b.confidence)).unwrap_or(Ordering::Equal)
    });
    let best = best.filter(|other| quarters(other) > 0);
    let same = best.map_or(0, quarters);
    let likely = best.map_or(0, |other| step(other.confidence));
    let source = best.map_or(3, |other| match pairs(&own.source, &other.source) {
        0 => u64::from(own.source.is_empty() && other.source.is_empty()),
        _ => 2,
    });
    let cue = best.map_or(2, |other| u64::from(other.cue == own.cue));
    let sure = few(step(draft.cue.likely));
    told.add(same);
    told.add(likely);
    told.add(mix(few(likely), same));
    told.add(mix(few(likely), sure));
    told.add(source);
    told.add(mix(source, few(source_step(draft))));
    told.add(mix(cue, few(likely)));
    told.add(mix(mix(few(likely), same), source));
}

/// In steps of three.
fn few(value: u64) -> u64 {
    value / 3
}

/// How much of two contents is the same, in quarters of both together.
fn quarters(one: &[Range<usize>], other: &[Range<usize>]) -> u64 {
    let length = |ranges: &[Range<usize>]| ranges.iter().map(|range| range.len()).sum::<usize>();
    let shared = pairs(one, other);
    let whole = length(one) + length(other) - shared;
    (shared * 4 / whole.max(1)) as u64
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
    let mut told = Gather { out: &mut out, template: 900 };
    how_sure(draft, &mut told);
    let mut add = |value: u64| told.add(value);
    let cue = &draft.cue;
    let (likely, content, source) = (step(cue.likely), step(draft.content.0), source_step(draft));
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
    let rival = drafts.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, other)| {
        (
            quarters(said, &other.attribution.content),
            coarse(other.cue.likely),
            u64::from(other.cue.likely > cue.likely),
        )
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
