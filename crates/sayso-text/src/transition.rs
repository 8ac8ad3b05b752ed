//! What the parser and the name finder share: a small network that scores the next move
//! from a few pieces. The part that depends on one piece alone is worked out beforehand.

use crate::encoder::WIDTH;
use crate::matrix::Weights;
use crate::pack::Pack;

const HIDDEN: usize = 64;

/// A scorer of moves.
pub(crate) struct Scorer {
    lower: Weights,
    features: Weights,
    bias: Vec<f32>,
    /// What a missing piece adds, one row a feature.
    missing: Vec<f32>,
    upper: Vec<f32>,
    upper_bias: Vec<f32>,
    slots: usize,
}

/// What each piece of a document adds in each place.
pub(crate) struct Prepared<'a> {
    scorer: &'a Scorer,
    added: Vec<f32>,
}

impl Scorer {
    /// The scorer of one pipe, with that many places to look at.
    pub(crate) fn new(pack: &Pack, pipe: &str, slots: usize) -> Scorer {
        let bias = |name: &str| pack.matrix(&format!("{pipe}.{name}.b")).values;
        let weights = |name: &str| pack.matrix(&format!("{pipe}.{name}.W"));
        // Pairs of pieces lie side by side; apart, they can be compared in one go.
        let apart = |at: usize| at / (2 * HIDDEN) * 2 * HIDDEN + at % HIDDEN * 2 + at % (2 * HIDDEN) / HIDDEN;
        let reorder = |values: &[f32]| (0..values.len()).map(|at| values[apart(at)]).collect();
        Scorer {
            lower: Weights::new(&weights("2.linear"), &bias("2.linear"), |row| row),
            features: Weights::new(&weights("0.precomputable_affine"), &[], apart),
            bias: reorder(&bias("0.precomputable_affine")),
            missing: reorder(&pack.matrix(&format!("{pipe}.0.precomputable_affine.pad")).values),
            upper: weights("1.linear").values,
            upper_bias: bias("1.linear"),
            slots,
        }
    }

    /// Works out what each piece adds.
    pub(crate) fn prepare(&self, vectors: &[f32], pieces: usize) -> Prepared<'_> {
        let lower = self.lower.apply(vectors, WIDTH, pieces);
        Prepared { scorer: self, added: self.features.apply(&lower, HIDDEN, pieces) }
    }
}

impl Prepared<'_> {
    /// Scores every move given the piece in each place.
    pub(crate) fn score(&self, places: &[Option<usize>], scores: &mut Vec<f32>) {
        const PAIR: usize = 2 * HIDDEN;
        let scorer = self.scorer;
        let mut sums = [0.0f32; PAIR];
        sums.copy_from_slice(&scorer.bias);
        for (slot, place) in places.iter().enumerate() {
            let row = match place {
                Some(piece) => &self.added[(piece * scorer.slots + slot) * PAIR..][..PAIR],
                None => &scorer.missing[slot * PAIR..][..PAIR],
            };
            for (sum, value) in sums.iter_mut().zip(row) {
                *sum += value;
            }
        }
        let mut hidden = [0.0f32; HIDDEN];
        for (at, hidden) in hidden.iter_mut().enumerate() {
            *hidden = sums[at].max(sums[HIDDEN + at]);
        }
        scores.clear();
        scores.extend(
            scorer
                .upper
                .chunks_exact(HIDDEN)
                .zip(&scorer.upper_bias)
                .map(|(row, bias)| bias + dot(row, &hidden)),
        );
    }
}

fn dot(row: &[f32], hidden: &[f32; HIDDEN]) -> f32 {
    let mut lanes = [0.0f32; 16];
    for (row, hidden) in row.chunks_exact(16).zip(hidden.chunks_exact(16)) {
        for ((lane, a), b) in lanes.iter_mut().zip(row).zip(hidden) {
            *lane += a * b;
        }
    }
    lanes.iter().sum()
}
