//! Every way through a row of words at once: how likely a label, a run of labels, a whole
//! row of labels is under a linear-chain model. Training needs it for its gradients, reading
//! for how sure it is. Sums are kept as shares of each word's whole, so that nothing
//! overflows and few logarithms are taken.

use std::ops::Range;

use super::crf::MOST;

/// Forward and backward sums over all rows of labels.
pub struct Chain {
    labels: usize,
    /// For each word and label, the share of all ways up to there that end in the label.
    forward: Vec<f32>,
    /// What goes on from there, so that `forward * backward` is the label's probability.
    backward: Vec<f32>,
    /// Each word's own weights of its labels, over what the whole word sums up to.
    weights: Vec<f32>,
    /// From one label to the next.
    between: Vec<f32>,
    total: f32,
}

impl Chain {
    /// The sums for rows of scores, `labels` a word; transitions as [`super::crf`] keeps them.
    pub fn new(scores: &[f32], transitions: &[f32], labels: usize) -> Chain {
        // Compiled once for each number of labels that our models have.
        match labels {
            3 => Chain::sums(scores, transitions, 3),
            5 => Chain::sums(scores, transitions, 5),
            _ => Chain::sums(scores, transitions, labels),
        }
    }

    #[inline(always)]
    fn sums(scores: &[f32], transitions: &[f32], labels: usize) -> Chain {
        let (between, start) = transitions.split_at(labels * labels);
        let between: Vec<f32> = between.iter().map(|score| score.exp()).collect();
        let mut weights = Vec::with_capacity(scores.len());
        let mut forward: Vec<f32> = Vec::with_capacity(scores.len());
        let mut total = 0.0;
        // What all ways bring to each label before a word, with its own weights.
        let mut before = [0.0f32; MOST];
        before.iter_mut().zip(start).for_each(|(before, score)| *before = score.exp());
        for row in scores.chunks_exact(labels) {
            let largest = row.iter().copied().fold(f32::MIN, f32::max);
            let (mut own, mut shares) = ([0.0f32; MOST], [0.0f32; MOST]);
            for label in 0..labels {
                own[label] = (row[label] - largest).exp();
                shares[label] = before[label] * own[label];
            }
            let whole = shares[..labels].iter().sum::<f32>().max(f32::MIN_POSITIVE);
            shares.iter_mut().for_each(|share| *share /= whole);
            own.iter_mut().for_each(|weight| *weight /= whole);
            before = [0.0; MOST];
            for (share, row) in shares.iter().zip(between.chunks_exact(labels)) {
                before.iter_mut().zip(row).for_each(|(before, step)| *before += share * step);
            }
            forward.extend_from_slice(&shares[..labels]);
            weights.extend_from_slice(&own[..labels]);
            total += whole.ln() + largest;
        }
        let mut backward = vec![1.0; scores.len()];
        let mut after = [1.0f32; MOST];
        let rows = backward.chunks_exact_mut(labels).rev().skip(1);
        for (row, weights) in rows.zip(weights.chunks_exact(labels).rev()) {
            let mut sums = [0.0f32; MOST];
            for (sum, steps) in sums.iter_mut().zip(between.chunks_exact(labels)) {
                *sum = (0..labels).map(|to| steps[to] * weights[to] * after[to]).sum();
            }
            after = sums;
            row.copy_from_slice(&after[..labels]);
        }
        Chain { labels, forward, backward, weights, between, total }
    }

    /// How likely a word's label is.
    pub fn marginal(&self, at: usize, label: u8) -> f32 {
        let cell = at * self.labels + usize::from(label);
        self.forward[cell] * self.backward[cell]
    }

    /// How likely it is that a word has one label and the word before it another.
    pub fn step(&self, at: usize, from: usize, to: usize) -> f32 {
        let here = at * self.labels + to;
        self.forward[(at - 1) * self.labels + from]
            * self.between[from * self.labels + to]
            * self.weights[here]
            * self.backward[here]
    }

    /// How likely a run is that begins with one label, goes on with another and ends there.
    pub fn run(&self, range: &Range<usize>, begin: u8, inside: u8) -> f32 {
        let (begin, inside) = (usize::from(begin), usize::from(inside));
        let mut likely = self.forward[range.start * self.labels + begin];
        let mut last = begin;
        for at in range.start + 1..range.end {
            likely *= self.between[last * self.labels + inside] * self.weights[at * self.labels + inside];
            last = inside;
        }
        let after = range.end * self.labels;
        if after >= self.weights.len() {
            return likely;
        }
        let ends = |label: usize| {
            self.between[last * self.labels + label]
                * self.weights[after + label]
                * self.backward[after + label]
        };
        likely * (0..self.labels).filter(|label| *label != inside).map(ends).sum::<f32>()
    }

    /// How likely a row of labels is, as a logarithm.
    pub fn probability(&self, scores: &[f32], transitions: &[f32], path: &[u8]) -> f32 {
        let labels = self.labels;
        let mut sum = path.first().map_or(0.0, |first| transitions[labels * labels + usize::from(*first)]);
        for (at, label) in path.iter().enumerate() {
            sum += scores[at * labels + usize::from(*label)];
            if at > 0 {
                sum += transitions[usize::from(path[at - 1]) * labels + usize::from(*label)];
            }
        }
        sum - self.total
    }
}

#[cfg(test)]
mod tests {
    use super::Chain;

    /// All rows of three words with two labels, by hand.
    #[test]
    fn probabilities_are_those_of_all_rows_counted() {
        let scores = [0.3, -0.2, 1.0, 0.4, -0.5, 0.9];
        let transitions = [0.2, -0.4, 0.1, 0.6, -0.3, 0.5];
        let chain = Chain::new(&scores, &transitions, 2);
        let rows: Vec<[u8; 3]> = (0..8u8).map(|bits| [bits & 1, bits >> 1 & 1, bits >> 2]).collect();
        let likely = |row: &[u8; 3]| chain.probability(&scores, &transitions, row).exp();
        let sum = |keep: &dyn Fn(&[u8; 3]) -> bool| -> f32 {
            rows.iter().filter(|row| keep(row)).map(likely).sum()
        };
        let close = |a: f32, b: f32| assert!((a - b).abs() < 1e-5, "{a} is not {b}");
        close(sum(&|_| true), 1.0);
        close(chain.marginal(1, 1), sum(&|row| row[1] == 1));
        close(chain.step(2, 0, 1), sum(&|row| row[1] == 0 && row[2] == 1));
        close(chain.run(&(1..2), 0, 1), sum(&|row| row[1] == 0 && row[2] == 0));
        close(chain.run(&(0..3), 0, 1), sum(&|row| *row == [0, 1, 1]));
    }
}
