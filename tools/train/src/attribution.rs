//! Trains the attribution models on PolNeAR: cues, then the source and content of each cue.

use std::ops::Range;
use std::path::Path;

use anyhow::{Context as _, Result};
use sayso_text::Document;
use sayso_text::attribution::features::{self, Context};
use sayso_text::attribution::view::View;
use sayso_text::attribution::{argument_label, cue_label, paragraphs};

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

fn train_engine(pack: &mut Writer, name: &str, articles: &[Article], documents: &[Document]) {
    let mut cues = Vec::new();
    let mut arguments = Vec::new();
    for (article, document) in articles.iter().zip(documents) {
        let labels = Labels::new(article, document);
        for paragraph in paragraphs(document) {
            let view = View::new(document, paragraph.clone());
            cues.push(cue_sequence(&view, &labels, paragraph.start));
            arguments.extend(argument_sequences(&view, &labels, paragraph.start));
        }
    }
    let settings = Settings { labels: 3, rounds: 6, least: 2, prune: 0.04 };
    Trainer::train("cue", cues, settings).write(pack, &format!("{name}.cue"));
    let settings = Settings { labels: 5, rounds: 6, least: 3, prune: 0.06 };
    Trainer::train("argument", arguments, settings).write(pack, &format!("{name}.argument"));
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

fn cue_sequence(view: &View, labels: &Labels, first: usize) -> Sequence {
    let label = |at: usize| match labels.tokens[first + at] {
        Some((Role::Cue, index)) if at > 0 && labels.is(first + at - 1, Role::Cue, index) => {
            cue_label::INSIDE
        }
        Some((Role::Cue, _)) => cue_label::BEGIN,
        _ => cue_label::NONE,
    };
    let features = |at: usize| {
        let mut features = Vec::new();
        features::cue(view, at, &mut features);
        features
    };
    Sequence {
        features: (0..view.len()).map(features).collect(),
        labels: (0..view.len()).map(label).collect(),
    }
}

fn argument_sequences(view: &View, labels: &Labels, first: usize) -> Vec<Sequence> {
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
