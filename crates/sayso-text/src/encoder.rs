//! From pieces to vectors: hashed embeddings of form, edges and shape, mixed, then four
//! rounds of looking one piece to either side (spaCy's `HashEmbedCNN`).
//!
//! What is mixed depends on the form alone, so each form is mixed once a document.

use std::collections::HashMap;

use crate::hash;
use crate::matrix::Weights;
use crate::pack::Pack;

/// Numbers in a vector.
pub(crate) const WIDTH: usize = 96;
/// Empty rows between texts: as many as the four rounds can see.
const PAD: usize = 4;

/// What a piece looks like to the model: norm, prefix, suffix, shape, blank after, white space.
pub(crate) type Form = [u64; 6];

/// One encoder with its own embeddings.
pub(crate) struct Encoder {
    embeddings: Vec<Embedding>,
    mix: Maxout,
    rounds: Vec<Maxout>,
}

struct Embedding {
    seed: u32,
    column: usize,
    rows: usize,
    table: Vec<f32>,
}

/// A layer that keeps the largest of three sums and brings each vector to the same spread.
struct Maxout {
    weights: Weights,
    gain: Vec<f32>,
    bias: Vec<f32>,
}

impl Encoder {
    /// The encoder whose layers start at `first` in the model's walk, with that many embeddings.
    pub(crate) fn new(pack: &Pack, pipe: &str, first: usize, embeddings: usize) -> Encoder {
        let mix = first + embeddings;
        Encoder {
            embeddings: (first..mix)
                .map(|layer| Embedding::new(pack, &format!("{pipe}.{layer}.hashembed.E")))
                .collect(),
            mix: Maxout::new(pack, pipe, mix),
            rounds: (1..=4).map(|round| Maxout::new(pack, pipe, mix + 2 * round)).collect(),
        }
    }

    /// A vector for each piece of each text, one after the other.
    pub(crate) fn encode(&self, texts: &[Vec<Form>]) -> Vec<f32> {
        let mixed = self.mix(texts);
        let rows = PAD + texts.iter().map(|text| text.len() + PAD).sum::<usize>();
        // One empty row before and after: the window of the first and the last row.
        let mut x = vec![0.0; (rows + 2) * WIDTH];
        place(texts, |row, form| x[(1 + row) * WIDTH..][..WIDTH].copy_from_slice(&mixed[form]));
        for round in &self.rounds {
            let y = round.apply(&x, WIDTH, rows);
            for (x, y) in x[WIDTH..].iter_mut().zip(&y) {
                *x += y;
            }
        }
        let mut vectors = Vec::with_capacity(texts.iter().map(Vec::len).sum::<usize>() * WIDTH);
        place(texts, |row, _| vectors.extend_from_slice(&x[(1 + row) * WIDTH..][..WIDTH]));
        vectors
    }

    /// The mixed embedding of each distinct form.
    fn mix(&self, texts: &[Vec<Form>]) -> HashMap<Form, Vec<f32>> {
        let mut forms: HashMap<Form, usize> = HashMap::new();
        let mut x: Vec<f32> = Vec::new();
        for form in texts.iter().flatten() {
            let next = forms.len();
            forms.entry(*form).or_insert_with(|| {
                self.embeddings.iter().for_each(|embedding| embedding.look_up(form, &mut x));
                next
            });
        }
        let y = self.mix.apply(&x, self.embeddings.len() * WIDTH, forms.len());
        forms.into_iter().map(|(form, at)| (form, y[at * WIDTH..][..WIDTH].to_vec())).collect()
    }
}

/// Calls `put` with the row of each piece and its form.
fn place<'a>(texts: &'a [Vec<Form>], mut put: impl FnMut(usize, &'a Form)) {
    let mut row = PAD;
    for text in texts {
        for form in text {
            put(row, form);
            row += 1;
        }
        row += PAD;
    }
}

impl Embedding {
    fn new(pack: &Pack, name: &str) -> Embedding {
        let table = pack.matrix(name);
        let mut fields =
            pack.lines("seeds").find_map(|line| line.strip_prefix(name)).unwrap_or("").split_whitespace();
        let mut number = || fields.next().and_then(|field| field.parse::<u32>().ok()).unwrap_or(0);
        Embedding { seed: number(), column: number() as usize, rows: table.rows, table: table.values }
    }

    /// Appends the sum of the four rows that the form falls on.
    fn look_up(&self, form: &Form, x: &mut Vec<f32>) {
        let start = x.len();
        x.resize(start + WIDTH, 0.0);
        for row in hash::rows(form[self.column], self.seed) {
            let row = &self.table[row as usize % self.rows * WIDTH..][..WIDTH];
            for (sum, value) in x[start..].iter_mut().zip(row) {
                *sum += value;
            }
        }
    }
}

impl Maxout {
    fn new(pack: &Pack, pipe: &str, layer: usize) -> Maxout {
        let weights = pack.matrix(&format!("{pipe}.{layer}.maxout.W"));
        let bias = pack.matrix(&format!("{pipe}.{layer}.maxout.b")).values;
        let norm = |name| pack.matrix(&format!("{pipe}.{}.layernorm.{name}", layer + 1)).values;
        // The three sums of a number lie side by side; apart, they can be compared in one go.
        let order = |output: usize| output % WIDTH * 3 + output / WIDTH;
        Maxout { weights: Weights::new(&weights, &bias, order), gain: norm("G"), bias: norm("b") }
    }

    fn apply(&self, x: &[f32], stride: usize, rows: usize) -> Vec<f32> {
        let sums = self.weights.apply(x, stride, rows);
        let mut y = vec![0.0; rows * WIDTH];
        for (y, sums) in y.chunks_exact_mut(WIDTH).zip(sums.chunks_exact(3 * WIDTH)) {
            let (first, rest) = sums.split_at(WIDTH);
            let (second, third) = rest.split_at(WIDTH);
            for (at, y) in y.iter_mut().enumerate() {
                *y = first[at].max(second[at]).max(third[at]);
            }
            self.level(y);
        }
        y
    }

    /// Brings a vector to mean 0 and variance 1, then to the learned gain and bias.
    fn level(&self, y: &mut [f32]) {
        let mean = lanes(y, |value| value) / WIDTH as f32;
        let variance = lanes(y, |value| (value - mean) * (value - mean)) / WIDTH as f32 + 1e-8;
        let scale = 1.0 / variance.sqrt();
        for ((y, gain), bias) in y.iter_mut().zip(&self.gain).zip(&self.bias) {
            *y = (*y - mean) * scale * gain + bias;
        }
    }
}

/// A sum in sixteen lanes, which the compiler can keep in registers.
fn lanes(values: &[f32], map: impl Fn(f32) -> f32) -> f32 {
    let mut sums = [0.0f32; 16];
    for chunk in values.chunks_exact(16) {
        for (sum, value) in sums.iter_mut().zip(chunk) {
            *sum += map(*value);
        }
    }
    sums.iter().sum()
}
