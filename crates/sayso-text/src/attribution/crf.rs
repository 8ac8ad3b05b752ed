//! A linear-chain model as it is used: hashed features with one weight a label, and weights
//! between neighbouring labels. Training is in `tools/train`.
//!
//! The first label's weight is always nought (only differences count), so it is not kept.
//! Nothing is unpacked: the bytes are read where they lie in the binary.

use super::chain::Chain;
use crate::pack::Pack;
use crate::slots::Slots;

/// A trained model.
pub struct Crf {
    labels: usize,
    slots: Slots,
    scale: f32,
    /// From one label to the next, and from nothing to the first.
    transitions: Vec<f32>,
}

impl Crf {
    pub(crate) fn open(pack: &Pack, name: &str) -> Crf {
        let transitions = pack.matrix(&format!("{name}.transitions")).values;
        let scale =
            pack.lines(&format!("{name}.scale")).next().and_then(|line| line.parse().ok()).unwrap_or(0.0);
        // A square of transitions between labels, and a row for the start.
        let labels = (1..).find(|labels| (labels + 1) * labels >= transitions.len()).unwrap_or(1);
        Crf { labels, slots: Slots::open(pack, &format!("{name}.slots"), labels - 1), scale, transitions }
    }

    /// How many labels it tells apart.
    pub fn labels(&self) -> usize {
        self.labels
    }

    /// Adds the weights of features to the scores of the labels.
    pub(crate) fn add(&self, features: &[u64], scores: &mut [f32]) {
        let mut sums = [0i32; 8];
        for weights in features.iter().filter_map(|feature| self.slots.find(*feature)) {
            sums.iter_mut().zip(weights).for_each(|(sum, weight)| *sum += i32::from(*weight as i8));
        }
        for (score, sum) in scores[1..].iter_mut().zip(sums) {
            *score += sum as f32 * self.scale;
        }
    }

    /// All rows of labels at once for rows of scores.
    pub(crate) fn chain(&self, scores: &[f32]) -> Chain {
        Chain::new(scores, &self.transitions, self.labels)
    }

    /// How likely a row of labels is among all of a chain, as a logarithm.
    pub(crate) fn probability(&self, chain: &Chain, scores: &[f32], path: &[u8]) -> f32 {
        chain.probability(scores, &self.transitions, path)
    }

    /// The best row of labels for rows of scores.
    pub(crate) fn decode(&self, scores: &[f32]) -> Vec<u8> {
        best_path(scores, &self.transitions, self.labels)
    }
}

/// Viterbi: the row of labels whose scores and transitions add up to the most.
pub fn best_path(scores: &[f32], transitions: &[f32], labels: usize) -> Vec<u8> {
    let (between, start) = transitions.split_at(labels * labels);
    let mut rows = scores.chunks_exact(labels);
    let Some(first) = rows.next() else { return Vec::new() };
    let mut sums: Vec<f32> = first.iter().zip(start).map(|(score, start)| score + start).collect();
    let mut back: Vec<u8> = Vec::with_capacity(scores.len());
    for row in rows {
        let mut next = Vec::with_capacity(labels);
        for (label, score) in row.iter().enumerate() {
            let via = |from: usize| sums[from] + between[from * labels + label];
            let best = largest(labels, via);
            back.push(best as u8);
            next.push(via(best) + score);
        }
        sums = next;
    }
    let mut label = largest(labels, |label| sums[label]);
    let mut path = vec![label as u8];
    for row in back.chunks_exact(labels).rev() {
        label = usize::from(row[label]);
        path.push(label as u8);
    }
    path.reverse();
    path
}

fn largest(count: usize, value: impl Fn(usize) -> f32) -> usize {
    (1..count).fold(0, |best, next| if value(next) > value(best) { next } else { best })
}
