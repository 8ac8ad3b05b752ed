//! The network of the deep engine, inference only: a small transformer (six layers, twelve heads,
//! 384 numbers a piece), and one more layer of the same kind that reads a window again for each cue.

use crate::matrix::Weights;
use crate::pack::Pack;

/// Numbers in a vector.
pub(super) const WIDTH: usize = 384;
const HEADS: usize = 12;
const HEAD: usize = WIDTH / HEADS;

/// A layer: every piece looks at every other, then at itself.
pub(super) struct Layer {
    /// Query, key and value of all heads, side by side.
    look: Weights,
    out: Weights,
    up: Weights,
    down: Weights,
    first: Norm,
    second: Norm,
}

/// Brings vectors to mean 0 and variance 1, then to the learned gain and bias.
pub(super) struct Norm {
    gain: Vec<f32>,
    bias: Vec<f32>,
    epsilon: f32,
}

/// A full-precision section of a model.
pub(super) fn numbers(pack: &Pack, name: &str) -> Vec<f32> {
    let number = |bytes: &[u8]| bytes.try_into().map_or(0.0, f32::from_le_bytes);
    pack.bytes(name).chunks_exact(4).map(number).collect()
}

impl Norm {
    pub(super) fn new(pack: &Pack, name: &str, epsilon: f32) -> Norm {
        let mut gain = numbers(pack, name);
        gain.resize(2 * WIDTH, 0.0);
        let bias = gain.split_off(WIDTH);
        Norm { gain, bias, epsilon }
    }

    pub(super) fn apply(&self, rows: &mut [f32]) {
        for row in rows.chunks_exact_mut(WIDTH) {
            let mean = row.iter().sum::<f32>() / WIDTH as f32;
            let variance = row.iter().map(|x| (x - mean) * (x - mean)).sum::<f32>() / WIDTH as f32;
            let scale = 1.0 / (variance + self.epsilon).sqrt();
            for ((x, gain), bias) in row.iter_mut().zip(&self.gain).zip(&self.bias) {
                *x = (*x - mean) * scale * gain + bias;
            }
        }
    }
}

impl Layer {
    pub(super) fn new(pack: &Pack, name: &str, epsilon: f32) -> Layer {
        let weights = |part: &str| {
            let bias = numbers(pack, &format!("{name}.{part}.bias"));
            Weights::new(&pack.matrix(&format!("{name}.{part}")), &bias, |output| output)
        };
        Layer {
            look: weights("in"),
            out: weights("out"),
            up: weights("up"),
            down: weights("down"),
            first: Norm::new(pack, &format!("{name}.norm1"), epsilon),
            second: Norm::new(pack, &format!("{name}.norm2"), epsilon),
        }
    }

    /// One round over the rows of a window.
    pub(super) fn apply(&self, x: &mut Vec<f32>) {
        let rows = x.len() / WIDTH;
        let seen = attend(&self.look.apply(x, WIDTH, rows), rows);
        let mut mixed = self.out.apply(&seen, WIDTH, rows);
        mixed.iter_mut().zip(x.iter()).for_each(|(y, x)| *y += x);
        self.first.apply(&mut mixed);
        let mut inner = self.up.apply(&mixed, WIDTH, rows);
        inner.iter_mut().for_each(|x| *x = gelu(*x));
        let mut y = self.down.apply(&inner, self.up.outputs(), rows);
        y.iter_mut().zip(&mixed).for_each(|(y, x)| *y += x);
        self.second.apply(&mut y);
        *x = y;
    }
}

/// Each row's mix of all rows' values, head by head, by how well its query meets their keys.
fn attend(looks: &[f32], rows: usize) -> Vec<f32> {
    let part = |row: usize, which: usize, head: usize| {
        let start = row * 3 * WIDTH + which * WIDTH + head * HEAD;
        &looks[start..start + HEAD]
    };
    let mut seen = vec![0.0; rows * WIDTH];
    let mut meets = vec![0.0f32; rows];
    let scale = 1.0 / (HEAD as f32).sqrt();
    for head in 0..HEADS {
        for row in 0..rows {
            let query = part(row, 0, head);
            for (other, meets) in meets.iter_mut().enumerate() {
                *meets = dot(query, part(other, 1, head)) * scale;
            }
            let largest = meets.iter().copied().fold(f32::MIN, f32::max);
            meets.iter_mut().for_each(|x| *x = (*x - largest).exp());
            let whole: f32 = meets.iter().sum();
            let out = &mut seen[row * WIDTH + head * HEAD..][..HEAD];
            for (other, weight) in meets.iter().enumerate() {
                let weight = weight / whole;
                out.iter_mut().zip(part(other, 2, head)).for_each(|(out, value)| *out += weight * value);
            }
        }
    }
    seen
}

fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut sums = [0.0f32; 16];
    for (a, b) in a.chunks_exact(16).zip(b.chunks_exact(16)) {
        for ((sum, a), b) in sums.iter_mut().zip(a).zip(b) {
            *sum += a * b;
        }
    }
    sums.iter().sum()
}

/// `x` by the share of a normal distribution below it; the error function by Abramowitz and
/// Stegun 7.1.26, whose error is below 1.5e-7.
fn gelu(x: f32) -> f32 {
    let z = x.abs() * std::f32::consts::FRAC_1_SQRT_2;
    let t = 1.0 / (1.0 + 0.327_591_1 * z);
    let series =
        t * (0.254_829_6 + t * (-0.284_496_72 + t * (1.421_413_8 + t * (-1.453_152 + t * 1.061_405_4))));
    let error = 1.0 - series * (-z * z).exp();
    0.5 * x * (1.0 + error.copysign(x))
}

#[cfg(test)]
mod tests {
    #[test]
    fn gelu_at_known_points() {
        for (x, y) in [(0.0, 0.0), (1.0, 0.841_344_7), (-1.0, -0.158_655_26), (3.0, 2.995_95)] {
            assert!((super::gelu(x) - y).abs() < 1e-5, "{x}");
        }
    }
}
