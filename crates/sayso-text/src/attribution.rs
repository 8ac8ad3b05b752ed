//! Who says what: cues first, then the source and the content of each cue.
//!
//! Two linear-chain models read a paragraph. The first marks cues (`said`, `according to`);
//! the second reads the paragraph again for each cue and marks what belongs to it. Both were
//! learned from PolNeAR (see MODEL_CARD.md); what they see of a word is in `features`.

use std::ops::Range;
use std::sync::LazyLock;

use crate::model::ATTRIBUTION;
use crate::{Document, Span};

pub mod crf;
pub mod features;
mod subject;
pub mod view;

use crf::Crf;
use features::Context;
use view::View;

/// An attribution as the models mark it: token ranges of the document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attribution {
    /// The words that say that something is said.
    pub cue: Range<usize>,
    /// Who says it; in pieces where other words come between, none where nobody is named.
    pub source: Vec<Range<usize>>,
    /// What is said; in pieces where the speaker comes between.
    pub content: Vec<Range<usize>>,
}

struct Models {
    cue: Crf,
    argument: Crf,
}

static PARSED: LazyLock<Models> = LazyLock::new(|| Models::open("parsed"));
static FAST: LazyLock<Models> = LazyLock::new(|| Models::open("fast"));

impl Models {
    fn open(name: &str) -> Models {
        let model = |part| Crf::open(&ATTRIBUTION, &format!("{name}.{part}"));
        Models { cue: model("cue"), argument: model("argument") }
    }
}

/// Labels of the cue model.
pub mod cue_label {
    /// Not in a cue.
    pub const NONE: u8 = 0;
    /// First word of a cue.
    pub const BEGIN: u8 = 1;
    /// Later word of a cue.
    pub const INSIDE: u8 = 2;
}

/// Labels of the argument model.
pub mod argument_label {
    /// Neither source nor content.
    pub const NONE: u8 = 0;
    /// First word of a source.
    pub const SOURCE: u8 = 1;
    /// Later word of a source.
    pub const SOURCE_INSIDE: u8 = 2;
    /// First word of a content.
    pub const CONTENT: u8 = 3;
    /// Later word of a content.
    pub const CONTENT_INSIDE: u8 = 4;
}

/// The attributions of a document, in the order of their cues.
pub fn find(document: &Document) -> Vec<Attribution> {
    let mut found = Vec::new();
    for paragraph in paragraphs(document) {
        let view = View::new(document, paragraph);
        let models = if view.parsed { &*PARSED } else { &*FAST };
        models.read(&view, &mut found);
    }
    for attribution in found.iter_mut().filter(|attribution| attribution.source.is_empty()) {
        subject::fill(document, attribution);
    }
    found
}

/// The token ranges of a document's parts.
pub fn paragraphs(document: &Document) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    let mut last = usize::MAX;
    for sentence in &document.sentences {
        match ranges.last_mut() {
            Some(range) if sentence.part == last => range.end = sentence.tokens.end,
            _ => ranges.push(sentence.tokens.clone()),
        }
        last = sentence.part;
    }
    ranges
}

impl Models {
    fn read(&self, view: &View, found: &mut Vec<Attribution>) {
        let mut features = Vec::new();
        let mut scores = vec![0.0; view.len() * self.cue.labels()];
        for (at, scores) in scores.chunks_exact_mut(self.cue.labels()).enumerate() {
            features.clear();
            features::cue(view, at, &mut features);
            self.cue.add(&features, scores);
        }
        let cues = runs(&self.cue.decode(&scores), cue_label::BEGIN, cue_label::INSIDE);
        if cues.is_empty() {
            return;
        }
        let labels = self.argument.labels();
        let mut plain = vec![0.0; view.len() * labels];
        for (at, scores) in plain.chunks_exact_mut(labels).enumerate() {
            features.clear();
            features::plain(view, at, &mut features);
            self.argument.add(&features, scores);
        }
        for cue in &cues {
            found.extend(self.arguments(view, cue, &cues, &plain));
        }
    }

    fn arguments(
        &self,
        view: &View,
        cue: &Range<usize>,
        cues: &[Range<usize>],
        plain: &[f32],
    ) -> Option<Attribution> {
        let labels = self.argument.labels();
        let context = Context::new(view, cue.clone(), cues);
        let window = features::window(view, cue);
        let mut scores = plain[window.start * labels..window.end * labels].to_vec();
        let mut features = Vec::new();
        for (at, scores) in window.clone().zip(scores.chunks_exact_mut(labels)) {
            features.clear();
            features::towards(view, &context, at, &mut features);
            self.argument.add(&features, scores);
        }
        let path = self.argument.decode(&scores);
        let first = view.first + window.start;
        let shift = |runs: Vec<Range<usize>>| {
            runs.into_iter().map(|run| run.start + first..run.end + first).collect()
        };
        let content: Vec<Range<usize>> =
            shift(runs(&path, argument_label::CONTENT, argument_label::CONTENT_INSIDE));
        if content.is_empty() {
            return None;
        }
        Some(Attribution {
            cue: cue.start + view.first..cue.end + view.first,
            source: shift(runs(&path, argument_label::SOURCE, argument_label::SOURCE_INSIDE)),
            content,
        })
    }
}

/// Runs of a begin label and the inside labels after it.
fn runs(path: &[u8], begin: u8, inside: u8) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for (at, label) in path.iter().enumerate() {
        let goes_on = runs.last().is_some_and(|run| run.end == at);
        match runs.last_mut() {
            Some(run) if *label == inside && goes_on => run.end = at + 1,
            _ if *label == begin || *label == inside => runs.push(at..at + 1),
            _ => {}
        }
    }
    runs
}

/// The characters that a range of tokens covers.
pub fn span(document: &Document, range: &Range<usize>) -> Span {
    Span::new(document.tokens[range.start].span.start, document.tokens[range.end - 1].span.end)
}
