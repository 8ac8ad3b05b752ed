//! Products of a tall matrix with a small fixed one: where the reading time goes.
//!
//! The fixed matrix is laid out in panels of 32 columns; the product runs over a few rows
//! and one panel at a time, so that the sums stay in registers. `pulp` picks the widest
//! instructions that the processor has.

use pulp::{Arch, Simd, WithSimd};

use crate::pack::Matrix;

const PANEL: usize = 32;

/// A fixed matrix, ready to be multiplied with.
pub(crate) struct Weights {
    inputs: usize,
    outputs: usize,
    panels: Vec<[f32; PANEL]>,
    bias: Vec<f32>,
}

impl Weights {
    /// From a matrix with one row an output; `order` gives the row for each output.
    pub(crate) fn new(matrix: &Matrix, bias: &[f32], order: impl Fn(usize) -> usize) -> Weights {
        let (outputs, inputs) = (matrix.rows, matrix.columns);
        let mut panels = vec![[0.0; PANEL]; outputs.div_ceil(PANEL) * inputs];
        for output in 0..outputs {
            let row = order(output) * inputs;
            for input in 0..inputs {
                panels[output / PANEL * inputs + input][output % PANEL] = matrix.values[row + input];
            }
        }
        let bias =
            if bias.is_empty() { vec![0.0; outputs] } else { (0..outputs).map(|o| bias[order(o)]).collect() };
        Weights { inputs, outputs, panels, bias }
    }

    /// How many numbers a row of the product has.
    pub(crate) fn outputs(&self) -> usize {
        self.outputs
    }

    /// The product of `rows` rows of `x`, each starting `stride` after the one before, plus the bias.
    pub(crate) fn apply(&self, x: &[f32], stride: usize, rows: usize) -> Vec<f32> {
        let mut y = vec![0.0; rows * self.outputs];
        if rows > 0 {
            Arch::new().dispatch(Product { weights: self, x, stride, rows, y: &mut y });
        }
        y
    }
}

struct Product<'a> {
    weights: &'a Weights,
    x: &'a [f32],
    stride: usize,
    rows: usize,
    y: &'a mut [f32],
}

impl WithSimd for Product<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(mut self, simd: S) {
        // As many rows at a time as there are registers for their sums.
        match S::F32_LANES {
            16 => self.run::<S, 8, 2>(simd),
            8 => self.run::<S, 3, 4>(simd),
            4 => self.run::<S, 1, 8>(simd),
            _ => self.run::<S, 1, PANEL>(simd),
        }
    }
}

impl Product<'_> {
    #[inline(always)]
    fn run<S: Simd, const ROWS: usize, const VECTORS: usize>(&mut self, simd: S) {
        let inputs = self.weights.inputs;
        for (index, panel) in self.weights.panels.chunks_exact(inputs).enumerate() {
            let mut row = 0;
            while row + ROWS <= self.rows {
                self.tile::<S, ROWS, VECTORS>(simd, panel, index * PANEL, row);
                row += ROWS;
            }
            while row < self.rows {
                self.tile::<S, 1, VECTORS>(simd, panel, index * PANEL, row);
                row += 1;
            }
        }
    }

    #[inline(always)]
    fn tile<S: Simd, const ROWS: usize, const VECTORS: usize>(
        &mut self,
        simd: S,
        panel: &[[f32; PANEL]],
        column: usize,
        row: usize,
    ) {
        let inputs: [&[f32]; ROWS] = std::array::from_fn(|r| {
            let start = (row + r) * self.stride;
            &self.x[start..start + panel.len()]
        });
        let mut sums = [[simd.splat_f32s(0.0); VECTORS]; ROWS];
        for (k, weights) in panel.iter().enumerate() {
            let weights = S::as_simd_f32s(weights).0;
            for r in 0..ROWS {
                let x = simd.splat_f32s(inputs[r][k]);
                for v in 0..VECTORS {
                    sums[r][v] = simd.mul_add_e_f32s(x, weights[v], sums[r][v]);
                }
            }
        }
        let width = PANEL.min(self.weights.outputs - column);
        for (r, sums) in sums.iter().enumerate() {
            let mut plain = [0.0f32; PANEL];
            S::as_mut_simd_f32s(&mut plain).0.copy_from_slice(sums);
            let start = (row + r) * self.weights.outputs + column;
            let bias = &self.weights.bias[column..column + width];
            for ((y, sum), bias) in self.y[start..start + width].iter_mut().zip(&plain).zip(bias) {
                *y = sum + bias;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_the_sum_written_out() {
        let (rows, inputs, outputs) = (13, 7, 70);
        let matrix = Matrix {
            rows: outputs,
            columns: inputs,
            values: (0..outputs * inputs).map(|v| (v % 11) as f32 - 5.0).collect(),
        };
        let bias: Vec<f32> = (0..outputs).map(|v| v as f32).collect();
        let x: Vec<f32> = (0..rows * inputs).map(|v| (v % 5) as f32).collect();
        let y = Weights::new(&matrix, &bias, |o| o).apply(&x, inputs, rows);
        for row in 0..rows {
            for output in 0..outputs {
                let sum: f32 =
                    (0..inputs).map(|k| x[row * inputs + k] * matrix.values[output * inputs + k]).sum();
                assert_eq!(y[row * outputs + output], sum + bias[output]);
            }
        }
    }
}
