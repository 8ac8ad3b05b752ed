//! The deep engine's reading of attributions: a small transformer, fine-tuned on PolNeAR (see
//! MODEL_CARD.md), marks cues in a paragraph, then reads it again for each cue and marks source
//! and content. Grammar, figures, places and moments are the default engine's.
//!
//! It gives what the linear models give: drafts, with how sure they are. The verdict on them
//! is `attribution`'s.

use std::ops::Range;
use std::sync::LazyLock;

use crate::Document;
use crate::attribution::chain::Chain;
use crate::attribution::crf::best_path;
use crate::attribution::verdict::{Cue, Draft};
use crate::attribution::{cue_runs, marked};
use crate::model::DEEP;
use crate::pack::{Matrix, Pack};

mod network;
mod pieces;

use network::{Layer, Norm, WIDTH, numbers};
use pieces::{Vocabulary, Word};

/// As many pieces as the network reads at once; a longer paragraph is cut, at a sentence's end
/// where there is one.
const WINDOW: usize = 240;
/// A window has more words than this before its cut.
const LEAST_WORDS: usize = 20;
/// Labels of cues and of arguments, as `attribution` numbers them.
const CUE_LABELS: usize = 3;
const ARGUMENT_LABELS: usize = 5;

struct Deep {
    vocabulary: Vocabulary,
    words: Matrix,
    positions: Matrix,
    norm: Norm,
    layers: Vec<Layer>,
    /// What a word is to a cue: neither (0), the cue (1), another cue (2); and how far away.
    roles: Matrix,
    distances: Matrix,
    again_norm: Norm,
    again: Layer,
    cue: Head,
    argument: Head,
}

/// Scores of labels from a vector.
struct Head {
    weights: Vec<f32>,
    bias: Vec<f32>,
    transitions: Vec<f32>,
}

static MODEL: LazyLock<Deep> = LazyLock::new(|| {
    let pack: &Pack = &DEEP;
    Deep {
        vocabulary: Vocabulary::new(pack.lines("vocabulary")),
        words: pack.matrix("words"),
        positions: pack.matrix("positions"),
        norm: Norm::new(pack, "norm", 1e-12),
        layers: (0..6).map(|layer| Layer::new(pack, &layer.to_string(), 1e-12)).collect(),
        roles: pack.matrix("roles"),
        distances: pack.matrix("distances"),
        again_norm: Norm::new(pack, "a.norm", 1e-5),
        again: Layer::new(pack, "a", 1e-5),
        cue: Head::new(pack, "cue"),
        argument: Head::new(pack, "argument"),
    }
});

/// What may be attributions in a paragraph, given by its tokens.
pub(crate) fn drafts(document: &Document, paragraph: &Range<usize>) -> Vec<Draft> {
    let model = &*MODEL;
    let bytes = document.tokens[paragraph.start].span.start..document.tokens[paragraph.end - 1].span.end;
    let words = model.vocabulary.words(&document.text, bytes);
    windows(&document.text, &words)
        .into_iter()
        .flat_map(|window| model.read(document, paragraph, &words[window]))
        .collect()
}

/// Cuts words into windows that the network can read.
fn windows(text: &str, words: &[Word]) -> Vec<Range<usize>> {
    let mut windows = Vec::new();
    let mut start = 0;
    while start < words.len() {
        let mut pieces = 0;
        let fits = |word: &&Word| {
            pieces += word.pieces.len();
            pieces <= WINDOW
        };
        let mut end = start + words[start..].iter().take_while(fits).count().max(1);
        if end < words.len() {
            let stops = |at: &usize| matches!(&text[words[*at - 1].bytes.clone()], "." | "!" | "?");
            end = (start + LEAST_WORDS + 1..=end).rev().find(stops).unwrap_or(end);
        }
        windows.push(start..end);
        start = end;
    }
    windows
}

impl Deep {
    fn read(&self, document: &Document, paragraph: &Range<usize>, words: &[Word]) -> Vec<Draft> {
        let vectors = self.encode(words);
        let scores = self.cue.scores(&vectors);
        let cues = cue_runs(&Chain::new(&scores, &self.cue.transitions, CUE_LABELS), words.len());
        let draft = |cue: &Cue| {
            let scores = self.towards(&vectors, cue, &cues);
            let chain = Chain::new(&scores, &self.argument.transitions, ARGUMENT_LABELS);
            let path = best_path(&scores, &self.argument.transitions, ARGUMENT_LABELS);
            let likely = chain.probability(&scores, &self.argument.transitions, &path);
            let tokens = |run: &Range<usize>| tokens(document, paragraph, &words[run.clone()]);
            let range = tokens(&cue.range);
            let cue =
                Cue { range: range.start - paragraph.start..range.end - paragraph.start, ..cue.clone() };
            marked(paragraph.start, cue, &chain, &path, likely, tokens)
        };
        cues.iter().filter_map(draft).collect()
    }

    /// A vector for each word: that of its first piece.
    fn encode(&self, words: &[Word]) -> Vec<f32> {
        let mut rows = vec![self.vocabulary.row("[CLS]")];
        let mut firsts = Vec::with_capacity(words.len());
        for word in words {
            firsts.push(rows.len());
            rows.extend(&word.pieces);
        }
        rows.truncate(WINDOW + 1);
        rows.push(self.vocabulary.row("[SEP]"));
        let mut x: Vec<f32> = Vec::with_capacity(rows.len() * WIDTH);
        for (at, row) in rows.iter().enumerate() {
            let (word, position) = (row_of(&self.words, *row), row_of(&self.positions, at));
            x.extend(word.iter().zip(position).map(|(word, position)| word + position));
        }
        self.norm.apply(&mut x);
        self.layers.iter().for_each(|layer| layer.apply(&mut x));
        let last = rows.len() - 1;
        firsts.iter().flat_map(|first| &x[(*first).min(last) * WIDTH..][..WIDTH]).copied().collect()
    }

    /// Scores of the argument labels of each word, read again for one cue.
    fn towards(&self, vectors: &[f32], cue: &Cue, cues: &[Cue]) -> Vec<f32> {
        let mut x = vectors.to_vec();
        for (at, row) in x.chunks_exact_mut(WIDTH).enumerate() {
            let role = match () {
                () if cue.range.contains(&at) => 1,
                () if cues.iter().any(|other| other.likely > 0.5 && other.range.contains(&at)) => 2,
                () => 0,
            };
            let (role, far) = (row_of(&self.roles, role), row_of(&self.distances, distance(&cue.range, at)));
            row.iter_mut().zip(role).zip(far).for_each(|((x, role), far)| *x += role + far);
        }
        self.again_norm.apply(&mut x);
        self.again.apply(&mut x);
        self.argument.scores(&x)
    }
}

/// Distances one by one up to eight words, then coarser; 16 is the cue itself.
fn distance(cue: &Range<usize>, at: usize) -> usize {
    let bucket = |far: usize| {
        if far <= 8 { far } else { (8 + ((far as f32 / 8.0).log2() * 2.0) as usize).min(16) }
    };
    match at {
        _ if at < cue.start => 16 - bucket(cue.start - at),
        _ if at >= cue.end => 16 + bucket(at + 1 - cue.end),
        _ => 16,
    }
}

fn row_of(matrix: &Matrix, row: usize) -> &[f32] {
    let row = row.min(matrix.rows.saturating_sub(1));
    &matrix.values[row * matrix.columns..][..matrix.columns]
}

/// The tokens that words cover.
fn tokens(document: &Document, paragraph: &Range<usize>, words: &[Word]) -> Range<usize> {
    let inside = &document.tokens[paragraph.clone()];
    let (from, to) = match words {
        [first, .., last] => (first.bytes.start, last.bytes.end),
        [only] => (only.bytes.start, only.bytes.end),
        [] => (0, 0),
    };
    let start = inside.partition_point(|token| token.span.end <= from);
    let end = inside.partition_point(|token| token.span.start < to);
    paragraph.start + start.min(inside.len() - 1)..paragraph.start + end.max(start + 1).min(inside.len())
}

impl Head {
    fn new(pack: &Pack, name: &str) -> Head {
        let part = |part: &str| numbers(pack, &format!("{name}.{part}"));
        Head { weights: part("weights"), bias: part("bias"), transitions: part("transitions") }
    }

    fn scores(&self, vectors: &[f32]) -> Vec<f32> {
        let mut scores = Vec::with_capacity(vectors.len() / WIDTH * self.bias.len());
        for vector in vectors.chunks_exact(WIDTH) {
            for (weights, bias) in self.weights.chunks_exact(WIDTH).zip(&self.bias) {
                scores.push(bias + weights.iter().zip(vector).map(|(w, x)| w * x).sum::<f32>());
            }
        }
        scores
    }
}
