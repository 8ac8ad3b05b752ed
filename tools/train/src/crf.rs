//! Trains a linear-chain model: stochastic gradient with per-weight rates (AdaGrad), the
//! weights of the last rounds averaged. One thread and a fixed order, so that the same data
//! give the same bytes.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use sayso_text::attribution::chain::Chain;

use crate::pack::Writer;

/// A row of words: the features of each, and its label.
pub struct Sequence {
    /// Hashed features, one list a word.
    pub features: Vec<Vec<u64>>,
    /// The right label of each word.
    pub labels: Vec<u8>,
}

/// A sequence with its features numbered.
struct Row {
    features: Vec<Vec<u32>>,
    labels: Vec<u8>,
}

/// What to train with.
#[derive(Clone, Copy)]
pub struct Settings {
    /// How many labels there are.
    pub labels: usize,
    /// Rounds over the data.
    pub rounds: usize,
    /// Features seen fewer times are left out.
    pub least: u8,
    /// How far the first steps go: further where a word has few features.
    pub rate: f32,
    /// Weights smaller than this are left out of the file.
    pub prune: f32,
}

const DECAY: f32 = 1e-5;
const EPSILON: f32 = 0.1;

/// Feature hashes are hashes already.
#[derive(Default, Clone)]
struct Same(u64);

impl Hasher for Same {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, _: &[u8]) {}
    fn write_u64(&mut self, value: u64) {
        self.0 = value;
    }
}

type Table<V> = HashMap<u64, V, BuildHasherDefault<Same>>;

/// A model in training.
pub struct Trainer {
    settings: Settings,
    rows: Table<u32>,
    weights: Vec<f32>,
    squares: Vec<f32>,
    sums: Vec<f32>,
    transitions: Vec<f32>,
    transition_squares: Vec<f32>,
    transition_sums: Vec<f32>,
    snapshots: usize,
}

impl Trainer {
    /// Trains on the sequences, which are asked for twice, and averages the last rounds.
    pub fn train<I>(name: &str, sequences: impl Fn() -> I, settings: Settings) -> Trainer
    where
        I: Iterator<Item = Sequence>,
    {
        let counts = counted(sequences());
        let mut rows: Table<u32> = Table::default();
        let mut number = |feature: &u64| {
            let next = rows.len() as u32;
            (counts.get(feature)? >= &settings.least).then(|| *rows.entry(*feature).or_insert(next))
        };
        let row = |sequence: Sequence| Row {
            features: sequence
                .features
                .iter()
                .map(|features| features.iter().filter_map(&mut number).collect())
                .collect(),
            labels: sequence.labels,
        };
        let data: Vec<Row> = sequences().filter(|sequence| !sequence.labels.is_empty()).map(row).collect();
        drop(counts);
        let labels = settings.labels;
        let (size, steps) = (rows.len() * labels, (labels + 1) * labels);
        let mut trainer = Trainer {
            settings,
            rows,
            weights: vec![0.0; size],
            squares: vec![0.0; size],
            sums: vec![0.0; size],
            transitions: vec![0.0; steps],
            transition_squares: vec![0.0; steps],
            transition_sums: vec![0.0; steps],
            snapshots: 0,
        };
        trainer.rounds(name, &data);
        trainer
    }

    fn rounds(&mut self, name: &str, data: &[Row]) {
        let mut order: Vec<usize> = (0..data.len()).collect();
        let mut random = 77u64;
        for round in 0..self.settings.rounds {
            for at in (1..order.len()).rev() {
                random =
                    random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                order.swap(at, (random >> 33) as usize % (at + 1));
            }
            let rate = self.settings.rate / (1.0 + 0.25 * round as f32);
            let loss: f64 = order.iter().map(|at| f64::from(self.step(&data[*at], rate))).sum();
            eprintln!(
                "  {name}: round {} of {}, loss {loss:.0}, {} features",
                round + 1,
                self.settings.rounds,
                self.rows.len()
            );
            if round + 3 >= self.settings.rounds {
                self.snapshot();
            }
        }
        let count = self.snapshots as f32;
        self.weights.iter_mut().zip(&self.sums).for_each(|(weight, sum)| *weight = sum / count);
        self.transitions
            .iter_mut()
            .zip(&self.transition_sums)
            .for_each(|(weight, sum)| *weight = sum / count);
    }

    fn snapshot(&mut self) {
        self.sums.iter_mut().zip(&self.weights).for_each(|(sum, weight)| *sum += weight);
        self.transition_sums.iter_mut().zip(&self.transitions).for_each(|(sum, weight)| *sum += weight);
        self.snapshots += 1;
    }

    /// One step towards the labels of one sequence; gives its loss before.
    fn step(&mut self, row: &Row, rate: f32) -> f32 {
        let (features, gold) = (&row.features, &row.labels);
        let labels = self.settings.labels;
        let scores = self.scores(features);
        let chain = Chain::new(&scores, &self.transitions, labels);
        let loss = -chain.probability(&scores, &self.transitions, gold);
        self.step_transitions(&transition_gradient(&chain, labels, gold), rate);
        for (at, features) in features.iter().enumerate() {
            let mut gradient: Vec<f32> = (0..labels).map(|label| chain.marginal(at, label as u8)).collect();
            gradient[usize::from(gold[at])] -= 1.0;
            if gradient.iter().all(|slope| slope.abs() < 1e-3) {
                continue;
            }
            for feature in features {
                let base = *feature as usize * labels;
                for (label, slope) in gradient.iter().enumerate().filter(|(_, slope)| slope.abs() >= 1e-4) {
                    self.squares[base + label] += slope * slope;
                    let weight = &mut self.weights[base + label];
                    *weight -=
                        rate * (slope + DECAY * *weight) / (self.squares[base + label].sqrt() + EPSILON);
                }
            }
        }
        loss
    }

    fn scores(&self, features: &[Vec<u32>]) -> Vec<f32> {
        let labels = self.settings.labels;
        let mut scores = vec![0.0; features.len() * labels];
        for (row, scores) in features.iter().zip(scores.chunks_exact_mut(labels)) {
            for feature in row {
                let weights = &self.weights[*feature as usize * labels..][..labels];
                scores.iter_mut().zip(weights).for_each(|(score, weight)| *score += weight);
            }
        }
        scores
    }

    fn step_transitions(&mut self, gradient: &[f32], rate: f32) {
        for (at, slope) in gradient.iter().enumerate() {
            self.transition_squares[at] += slope * slope;
            self.transitions[at] -= rate * 0.3 * slope / (self.transition_squares[at].sqrt() + 1.0);
        }
    }

    /// Writes the model as `sayso_text::attribution::crf` reads it.
    pub fn write(&self, pack: &mut Writer, name: &str) {
        let labels = self.settings.labels;
        let differences = |(feature, row): (&u64, &u32)| {
            let weights = &self.weights[*row as usize * labels..][..labels];
            let differences: Vec<f32> = weights[1..].iter().map(|weight| weight - weights[0]).collect();
            let tells = differences.iter().any(|weight| weight.abs() > self.settings.prune);
            tells.then_some((*feature, differences))
        };
        let mut kept: Vec<(u64, Vec<f32>)> = self.rows.iter().filter_map(differences).collect();
        kept.sort_by_key(|(feature, _)| *feature);
        let largest = kept
            .iter()
            .flat_map(|(_, weights)| weights)
            .fold(0.0f32, |largest, weight| largest.max(weight.abs()));
        // Nearly all weights are small: a few large ones may be cut so that the small keep their grain.
        let scale = largest.min(2.54) / 127.0;
        let rounded = |weight: &f32| (weight / scale).round().clamp(-127.0, 127.0) as i8 as u8;
        let said: Vec<(u64, Vec<u8>)> =
            kept.iter().map(|(feature, weights)| (*feature, weights.iter().map(rounded).collect())).collect();
        pack.slots(&format!("{name}.slots"), &said);
        pack.lines(&format!("{name}.scale"), &[scale.to_string()]);
        pack.matrix(&format!("{name}.transitions"), 1, &self.transitions);
        eprintln!(
            "  {name}: {} features kept of {}, largest weight {largest:.2}",
            kept.len(),
            self.rows.len()
        );
    }
}

/// How often each feature is seen, up to 255 times.
fn counted(sequences: impl Iterator<Item = Sequence>) -> Table<u8> {
    let mut counts: Table<u8> = Table::default();
    for feature in sequences.flat_map(|sequence| sequence.features).flatten() {
        let count = counts.entry(feature).or_insert(0);
        *count = count.saturating_add(1);
    }
    counts
}

/// How many of each transition the model expects, less how many there are.
fn transition_gradient(chain: &Chain, labels: usize, gold: &[u8]) -> Vec<f32> {
    let mut gradient = vec![0.0; (labels + 1) * labels];
    for label in 0..labels {
        gradient[labels * labels + label] += chain.marginal(0, label as u8);
    }
    gradient[labels * labels + usize::from(gold[0])] -= 1.0;
    for at in 1..gold.len() {
        for from in 0..labels {
            for to in 0..labels {
                gradient[from * labels + to] += chain.step(at, from, to);
            }
        }
        gradient[usize::from(gold[at - 1]) * labels + usize::from(gold[at])] -= 1.0;
    }
    gradient
}
