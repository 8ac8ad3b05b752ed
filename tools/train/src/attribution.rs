//! Trains the attribution models on PolNeAR: cues, then the source and content of each cue.

use std::collections::HashSet;
use std::ops::Range;
use std::path::Path;
use std::rc::Rc;

use anyhow::{Context as _, Result};
use sayso_text::Document;
use sayso_text::attribution::features::{self, Context};
use sayso_text::attribution::view::View;
use sayso_text::attribution::{Attribution, Candidate, Models, argument_label, cue_label, paragraphs};

use crate::crf::{Sequence, Settings, Trainer};
use crate::data::{self, Article};
use crate::pack::Writer;

/// Writes `attribution.bin` into `models`.
pub fn train(models: &Path) -> Result<()> {
    let articles = data::polnear("train")?;
    let mut pack = Writer::new();
    for (name, read) in [("parsed", sayso_text::annotate as data::Read), ("fast", sayso_text::annotate_fast)]
    {
        let documents: Vec<Document> =
            articles.iter().map(|article| read(&article.text, &data::lines(&article.text), None)).collect();
        train_engine(&mut pack, name, &articles, &documents);
    }
    let path = models.join("attribution.bin");
    std::fs::write(&path, pack.finish()).with_context(|| format!("cannot write `{}`", path.display()))
}

/// Into how many parts the articles are cut for the verdict, which must learn from what the
/// other models say of articles that they do not know.
const PARTS: usize = 4;

fn train_engine(pack: &mut Writer, engine: &str, articles: &[Article], documents: &[Document]) {
    let pairs: Vec<(&Article, &Document)> = articles.iter().zip(documents).collect();
    let mut judged: Vec<Judged> = Vec::new();
    for part in 0..PARTS {
        let (own, others): (Vec<_>, Vec<_>) =
            pairs.iter().enumerate().partition(|(at, _)| at % PARTS == part);
        let own = own.into_iter().map(|(_, pair)| *pair);
        let others: Vec<_> = others.into_iter().map(|(_, pair)| *pair).collect();
        let mut readers = Writer::new();
        train_readers(&mut readers, engine, &others);
        let models = Models::read(Box::leak(readers.finish().into_boxed_slice()), engine);
        judged.extend(own.flat_map(|(article, document)| judge(&models, article, document)));
    }
    train_readers(pack, engine, &pairs);
    train_verdict(pack, engine, &judged);
}

/// The models that read: cues, and what belongs to each.
fn train_readers(pack: &mut Writer, engine: &str, articles: &[(&Article, &Document)]) {
    let views = || {
        articles.iter().flat_map(|(article, document)| {
            let labels = Rc::new(Labels::new(article, document));
            let view = move |paragraph: Range<usize>| (View::new(document, paragraph), labels.clone());
            paragraphs(document).into_iter().map(view)
        })
    };
    let mut gate = Writer::new();
    if engine == "fast" {
        let words = || views().flat_map(|(view, labels)| gate_sequences(&view, &labels));
        let settings = Settings { labels: 2, rounds: 4, rate: 0.3, least: 3, prune: 0.05 };
        Trainer::train("gate", words, settings).write(&mut gate, &format!("{engine}.gate"));
        pack.append(&gate);
    }
    let gate = Models::read(Box::leak(gate.finish().into_boxed_slice()), engine);
    let cues = || views().map(|(view, labels)| cue_sequence(&view, &labels, &gate.hopeful(&view)));
    let settings = Settings { labels: 3, rounds: 6, rate: 0.03, least: 2, prune: 0.04 };
    Trainer::train("cue", cues, settings).write(pack, &format!("{engine}.cue"));
    let arguments = || views().flat_map(|(view, labels)| argument_sequences(&view, &labels));
    let settings = Settings { labels: 5, rounds: 6, rate: 0.03, least: 3, prune: 0.06 };
    Trainer::train("argument", arguments, settings).write(pack, &format!("{engine}.argument"));
}

/// How likely an attribution must be to be kept: where F1 is best, judged by articles that the
/// models have not seen.
pub const LEAST: f32 = 0.36;

/// A candidate's features, and whether it is right.
pub struct Judged {
    /// What the verdict is told of it.
    pub features: Vec<u64>,
    /// Whether the readers of the data marked it.
    pub right: bool,
}

/// What the models take for attributions in an article, each with whether it is right.
pub fn judge(models: &Models, article: &Article, document: &Document) -> Vec<Judged> {
    let candidates = models.candidates(document);
    let attributions: Vec<&Attribution> = candidates.iter().map(|candidate| &candidate.attribution).collect();
    let right = right(article, document, &attributions);
    let judged = |(candidate, right): (Candidate, bool)| Judged { features: candidate.features, right };
    candidates.into_iter().zip(right).map(judged).collect()
}

/// Whether the readers of the data marked each attribution: half of the content the same, and
/// a source that overlaps, one to one.
pub fn right(article: &Article, document: &Document, found: &[&Attribution]) -> Vec<bool> {
    let labels = Labels::new(article, document);
    let word = |at: &usize| document.tokens[*at].span.of(&document.text).contains(char::is_alphanumeric);
    let words = |ranges: &[Range<usize>]| -> HashSet<usize> {
        ranges.iter().flat_map(|range| range.clone()).filter(word).collect()
    };
    let marked = |role: Role, index: usize| -> HashSet<usize> {
        (0..document.tokens.len()).filter(|at| labels.is(*at, role, index)).filter(word).collect()
    };
    let gold: Vec<[HashSet<usize>; 2]> = (0..article.attributions.len())
        .map(|index| [marked(Role::Source, index), marked(Role::Content, index)])
        .collect();
    let mut pairs: Vec<(usize, usize, usize)> = Vec::new();
    for (at, attribution) in found.iter().enumerate() {
        let content = words(&attribution.content);
        for (index, [_, marked]) in gold.iter().enumerate() {
            let shared = content.intersection(marked).count();
            let whole = content.len() + marked.len() - shared;
            if shared > 0 && shared * 10 >= whole * 3 {
                pairs.push((shared * 1000 / whole, at, index));
            }
        }
    }
    // The likest first, as the data's scorer does.
    pairs.sort_by_key(|(like, _, _)| std::cmp::Reverse(*like));
    let mut right = vec![false; found.len()];
    let (mut taken, mut used) = (HashSet::new(), HashSet::new());
    for (like, at, index) in pairs {
        if taken.contains(&at) || used.contains(&index) {
            continue;
        }
        taken.insert(at);
        used.insert(index);
        let (source, ours) = (&gold[index][0], words(&found[at].source));
        let same = !source.is_disjoint(&ours) || (source.is_empty() && ours.is_empty());
        right[at] = like >= 500 && same;
    }
    right
}

/// The words of an article that somebody is given as the source of, by token.
pub fn attributed(article: &Article, document: &Document) -> Vec<bool> {
    let labels = Labels::new(article, document);
    labels.tokens.iter().map(|label| matches!(label, Some((Role::Content, _)))).collect()
}

/// The verdict, from what others found.
pub fn train_verdict(pack: &mut Writer, engine: &str, judged: &[Judged]) {
    let sequence = |judged: &Judged| Sequence {
        features: vec![judged.features.clone()],
        labels: vec![u8::from(judged.right)],
    };
    let settings = Settings { labels: 2, rounds: 6, rate: 0.03, least: 4, prune: 0.005 };
    eprintln!(
        "  verdict: {} of {} are right",
        judged.iter().filter(|judged| judged.right).count(),
        judged.len()
    );
    Trainer::train("verdict", || judged.iter().map(sequence), settings)
        .write(pack, &format!("{engine}.verdict"));
    pack.lines(&format!("{engine}.least"), &[LEAST.to_string()]);
}

/// Which role of which attribution each token plays.
struct Labels {
    tokens: Vec<Option<(Role, usize)>>,
}

#[derive(Clone, Copy, PartialEq)]
enum Role {
    Source,
    Cue,
    Content,
}

impl Labels {
    fn new(article: &Article, document: &Document) -> Labels {
        let bytes: Vec<usize> =
            article.text.char_indices().map(|(at, _)| at).chain([article.text.len()]).collect();
        let mut characters: Vec<Option<(Role, usize)>> = vec![None; article.text.len() + 1];
        for (index, attribution) in article.attributions.iter().enumerate() {
            let roles = [
                (Role::Source, &attribution.source),
                (Role::Cue, &attribution.cue),
                (Role::Content, &attribution.content),
            ];
            for (role, spans) in roles {
                for (start, end) in spans {
                    characters[bytes[*start]..bytes[*end]].fill(Some((role, index)));
                }
            }
        }
        let label =
            |token: &sayso_text::Token| characters[token.span.start].or(characters[token.span.end - 1]);
        Labels { tokens: document.tokens.iter().map(label).collect() }
    }

    fn is(&self, token: usize, role: Role, attribution: usize) -> bool {
        self.tokens.get(token) == Some(&Some((role, attribution)))
    }
}

fn gate_sequences(view: &View, labels: &Labels) -> Vec<Sequence> {
    let sequence = |at: usize| {
        let mut features = Vec::new();
        features::gate(view, at, &mut features);
        let in_cue = matches!(labels.tokens[view.first() + at], Some((Role::Cue, _)));
        Sequence { features: vec![features], labels: vec![u8::from(in_cue)] }
    };
    (0..view.len()).map(sequence).collect()
}

fn cue_sequence(view: &View, labels: &Labels, hopeful: &[bool]) -> Sequence {
    let first = view.first();
    let label = |at: usize| match labels.tokens[first + at] {
        Some((Role::Cue, index)) if at > 0 && labels.is(first + at - 1, Role::Cue, index) => {
            cue_label::INSIDE
        }
        Some((Role::Cue, _)) => cue_label::BEGIN,
        _ => cue_label::NONE,
    };
    let features = |at: usize| {
        let mut features = Vec::new();
        features::cue(view, at, hopeful[at], &mut features);
        features
    };
    Sequence {
        features: (0..view.len()).map(features).collect(),
        labels: (0..view.len()).map(label).collect(),
    }
}

fn argument_sequences(view: &View, labels: &Labels) -> Vec<Sequence> {
    let first = view.first();
    let cues = cues(view, labels, first);
    let ranges: Vec<Range<usize>> = cues.iter().map(|(range, _)| range.clone()).collect();
    let sequence = |(cue, index): &(Range<usize>, usize)| {
        let context = Context::new(view, cue.clone(), &ranges);
        let window = features::window(view, cue);
        let features = |at: usize| {
            let mut features = Vec::new();
            features::plain(view, at, &mut features);
            features::towards(view, &context, at, &mut features);
            features
        };
        let label = |at: usize| {
            let goes_on = |role| at > window.start && labels.is(first + at - 1, role, *index);
            match labels.tokens[first + at] {
                Some((Role::Source, mine)) if mine == *index => {
                    if goes_on(Role::Source) {
                        argument_label::SOURCE_INSIDE
                    } else {
                        argument_label::SOURCE
                    }
                }
                Some((Role::Content, mine)) if mine == *index => {
                    if goes_on(Role::Content) {
                        argument_label::CONTENT_INSIDE
                    } else {
                        argument_label::CONTENT
                    }
                }
                _ => argument_label::NONE,
            }
        };
        Sequence {
            features: window.clone().map(features).collect(),
            labels: window.clone().map(label).collect(),
        }
    };
    cues.iter().map(sequence).collect()
}

/// The cues of a paragraph, each with its attribution.
fn cues(view: &View, labels: &Labels, first: usize) -> Vec<(Range<usize>, usize)> {
    let mut cues: Vec<(Range<usize>, usize)> = Vec::new();
    for at in 0..view.len() {
        if let Some((Role::Cue, index)) = labels.tokens[first + at] {
            match cues.last_mut() {
                Some((range, last)) if *last == index && range.end == at => range.end = at + 1,
                _ => cues.push((at..at + 1, index)),
            }
        }
    }
    cues
}
