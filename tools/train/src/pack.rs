//! Writes the container that `sayso-text` reads its models from.

use sayso_text::slots;

const START: &[u8] = b"SAYSO1\n";

/// A model file in the making.
pub struct Writer {
    bytes: Vec<u8>,
}

impl Writer {
    /// An empty file.
    pub fn new() -> Writer {
        Writer { bytes: START.to_vec() }
    }

    /// Adds the sections of another file.
    pub fn append(&mut self, other: &Writer) {
        self.bytes.extend(&other.bytes[START.len()..]);
    }

    /// Adds bytes under a name.
    pub fn section(&mut self, name: &str, payload: &[u8]) {
        self.bytes.push(name.len() as u8);
        self.bytes.extend(name.as_bytes());
        self.bytes.extend((payload.len() as u32).to_le_bytes());
        self.bytes.extend(payload);
    }

    /// Adds a table of hashed features, each with what it says.
    pub fn slots(&mut self, name: &str, features: &[(u64, Vec<u8>)]) {
        let (bytes, buckets) = slots::fill(features);
        self.section(name, &bytes);
        self.lines(&format!("{name}.buckets"), &[buckets.to_string()]);
    }

    /// Adds lines under a name.
    pub fn lines<S: AsRef<str>>(&mut self, name: &str, lines: &[S]) {
        let lines: Vec<&str> = lines.iter().map(AsRef::as_ref).collect();
        self.section(name, lines.join("\n").as_bytes());
    }

    /// Adds numbers, rounded to a 127th of each row's largest.
    pub fn matrix(&mut self, name: &str, columns: usize, values: &[f32]) {
        let rows = values.len() / columns;
        let mut scales = Vec::new();
        let mut rounded = Vec::new();
        for row in values.chunks(columns) {
            let scale = row.iter().fold(0.0f32, |largest, value| largest.max(value.abs())) / 127.0;
            scales.extend(scale.to_le_bytes());
            rounded.extend(
                row.iter().map(|value| if scale > 0.0 { (value / scale).round() as i8 as u8 } else { 0 }),
            );
        }
        let mut payload = Vec::new();
        payload.extend((rows as u32).to_le_bytes());
        payload.extend((columns as u32).to_le_bytes());
        payload.extend(scales);
        payload.extend(rounded);
        self.section(name, &payload);
    }

    /// The file.
    pub fn finish(self) -> Vec<u8> {
        self.bytes
    }
}
