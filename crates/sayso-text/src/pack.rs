//! The container that models lie in: named sections of numbers and lines, written by
//! `tools/train` and built into the binary.
//!
//! `SAYSO1\n`, then for each section the length of its name (one byte), the name, the
//! length of its bytes (four, little-endian) and the bytes. A matrix is its number of
//! rows and of columns, one f32 scale a row, then the values as i8.

use rustc_hash::FxHashMap;

/// A model file, by section.
pub(crate) struct Pack {
    sections: FxHashMap<&'static str, &'static [u8]>,
}

/// Rows of numbers.
pub(crate) struct Matrix {
    pub(crate) rows: usize,
    pub(crate) columns: usize,
    pub(crate) values: Vec<f32>,
}

impl Pack {
    /// Reads the table of sections; stops quietly where the bytes end early.
    pub(crate) fn open(bytes: &'static [u8]) -> Pack {
        let mut sections = FxHashMap::default();
        let mut rest = bytes.strip_prefix(b"SAYSO1\n").unwrap_or_default();
        while let Some((name, payload, after)) = section(rest) {
            sections.insert(name, payload);
            rest = after;
        }
        Pack { sections }
    }

    /// The bytes of a section; empty where there is none.
    pub(crate) fn bytes(&self, name: &str) -> &'static [u8] {
        self.sections.get(name).copied().unwrap_or_default()
    }

    /// The lines of a section.
    pub(crate) fn lines(&self, name: &str) -> std::str::Lines<'static> {
        std::str::from_utf8(self.bytes(name)).unwrap_or_default().lines()
    }

    /// A section of numbers, each row by its scale.
    pub(crate) fn matrix(&self, name: &str) -> Matrix {
        let bytes = self.bytes(name);
        let number =
            |at: usize| bytes.get(at..at + 4).and_then(|four| four.try_into().ok()).unwrap_or([0; 4]);
        let rows = u32::from_le_bytes(number(0)) as usize;
        let columns = u32::from_le_bytes(number(4)) as usize;
        let values = bytes.get(8 + 4 * rows..).unwrap_or_default();
        let values = values
            .iter()
            .enumerate()
            .map(|(at, value)| f32::from(*value as i8) * f32::from_le_bytes(number(8 + 4 * (at / columns))))
            .collect();
        Matrix { rows, columns, values }
    }
}

fn section(bytes: &'static [u8]) -> Option<(&'static str, &'static [u8], &'static [u8])> {
    let (length, rest) = bytes.split_first()?;
    let (name, rest) = rest.split_at_checked(usize::from(*length))?;
    let (size, rest) = rest.split_first_chunk::<4>()?;
    let (payload, rest) = rest.split_at_checked(u32::from_le_bytes(*size) as usize)?;
    Some((std::str::from_utf8(name).ok()?, payload, rest))
}
