//! A linear-chain model as it is used: hashed features with one weight a label, and weights
//! between neighbouring labels. Training is in `tools/train`.
//!
//! The first label's weight is always nought (only differences count), so it is not kept.
//! Nothing is unpacked: the bytes are read where they lie in the binary.

use super::chain::Chain;
use crate::pack::Pack;
use crate::slots::Slots;

/// A trained model of as many labels as each feature says weights, and the first.
pub struct Crf<const SAYS: usize> {
    slots: Slots<SAYS>,
    scale: f32,
    /// From one label to the next, and from nothing to the first.
    transitions: Vec<f32>,
}

impl<const SAYS: usize> Crf<SAYS> {
    /// How many labels it tells apart.
    pub(crate) const LABELS: usize = SAYS + 1;

    pub(crate) fn open(pack: &Pack, name: &str) -> Crf<SAYS> {
        let scale = pack.lines(&format!("{name}.scale")).next().and_then(|line| line.parse().ok());
        Crf {
            slots: Slots::open(pack, &format!("{name}.slots")),
            scale: scale.unwrap_or(0.0),
            transitions: pack.matrix(&format!("{name}.transitions")).values,
        }
    }

    /// What features say of each label but the first, not yet scaled.
    pub(crate) fn sums(&self, features: &[u64]) -> [i32; SAYS] {
        let mut sums = [0; SAYS];
        for weights in features.iter().filter_map(|feature| self.slots.find(*feature)) {
            sums.iter_mut().zip(weights).for_each(|(sum, weight)| *sum += i32::from(*weight as i8));
        }
        sums
    }

    /// Adds what features say to the scores of the labels.
    pub(crate) fn add(&self, sums: [i32; SAYS], scores: &mut [f32]) {
        for (score, sum) in scores[1..].iter_mut().zip(sums) {
            *score += sum as f32 * self.scale;
        }
    }

    /// All rows of labels at once for rows of scores.
    pub(crate) fn chain(&self, scores: &[f32]) -> Chain {
        Chain::new(scores, &self.transitions, Self::LABELS)
    }

    /// How likely a row of labels is among all of a chain, as a logarithm.
    pub(crate) fn probability(&self, chain: &Chain, scores: &[f32], path: &[u8]) -> f32 {
        chain.probability(scores, &self.transitions, path)
    }

    /// The best row of labels for rows of scores.
    pub(crate) fn decode(&self, scores: &[f32]) -> Vec<u8> {
        best_path(scores, &self.transitions, Self::LABELS)
    }
}

/// Viterbi: the row of labels whose scores and transitions add up to the most.
pub fn best_path(scores: &[f32], transitions: &[f32], labels: usize) -> Vec<u8> {
    // Compiled once for each number of labels that our models have.
    match labels {
        3 => viterbi(scores, transitions, 3),
        5 => viterbi(scores, transitions, 5),
        _ => viterbi(scores, transitions, labels),
    }
}

#[inline(always)]
fn viterbi(scores: &[f32], transitions: &[f32], labels: usize) -> Vec<u8> {
    let (between, start) = transitions.split_at(labels * labels);
    let mut rows = scores.chunks_exact(labels);
    let Some(first) = rows.next() else { return Vec::new() };
    let mut sums = [0.0; MOST];
    sums.iter_mut().zip(first.iter().zip(start)).for_each(|(sum, (score, start))| *sum = score + start);
    let mut back: Vec<[u8; MOST]> = Vec::with_capacity(scores.len() / labels);
    for row in rows {
        let mut next = [0.0; MOST];
        let mut from = [0; MOST];
        for (label, score) in row.iter().enumerate() {
            let via = |from: usize| sums[from] + between[from * labels + label];
            let best = largest(labels, via);
            from[label] = best as u8;
            next[label] = via(best) + score;
        }
        back.push(from);
        sums = next;
    }
    let mut label = largest(labels, |label| sums[label]);
    let mut path = Vec::with_capacity(back.len() + 1);
    path.push(label as u8);
    for from in back.iter().rev() {
        label = usize::from(from[label]);
        path.push(label as u8);
    }
    path.reverse();
    path
}

/// More labels no model has.
pub(super) const MOST: usize = 8;

#[inline(always)]
fn largest(count: usize, value: impl Fn(usize) -> f32) -> usize {
    let mut best = (0, value(0));
    for at in 1..count {
        let next = value(at);
        if next > best.1 {
            best = (at, next);
        }
    }
    best.0
}
