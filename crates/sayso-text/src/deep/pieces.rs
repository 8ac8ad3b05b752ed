//! Words in pieces, as the network was trained on them: lower case, no accents, signs apart,
//! then the longest known piece first (BERT's WordPiece).

use std::collections::HashMap;
use std::ops::Range;

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// A word or sign of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// Where it stands, in bytes of the text.
    pub(super) bytes: Range<usize>,
    /// Its pieces, as rows of the vocabulary.
    pub(super) pieces: Vec<usize>,
}

/// The pieces that the network knows.
pub(super) struct Vocabulary {
    rows: HashMap<&'static str, usize>,
    unknown: usize,
}

/// Longer words are no words.
const LONGEST: usize = 100;

impl Vocabulary {
    pub(super) fn new(lines: impl Iterator<Item = &'static str>) -> Vocabulary {
        let rows: HashMap<&'static str, usize> = lines.enumerate().map(|(row, piece)| (piece, row)).collect();
        let unknown = rows.get("[UNK]").copied().unwrap_or(0);
        Vocabulary { rows, unknown }
    }

    /// The row of a piece that is in every vocabulary (`[CLS]`).
    pub(super) fn row(&self, piece: &str) -> usize {
        self.rows.get(piece).copied().unwrap_or(self.unknown)
    }

    /// The words of a part of a text.
    pub(super) fn words(&self, text: &str, part: Range<usize>) -> Vec<Word> {
        let mut words = Vec::new();
        let mut run: Option<Range<usize>> = None;
        let end = |run: &mut Option<Range<usize>>, words: &mut Vec<Word>| {
            words.extend(run.take().map(|bytes| self.word(text, bytes)));
        };
        for (at, c) in text[part.clone()].char_indices() {
            let bytes = part.start + at..part.start + at + c.len_utf8();
            if c.is_whitespace() {
                end(&mut run, &mut words);
            } else if is_sign(c) {
                end(&mut run, &mut words);
                words.push(self.word(text, bytes));
            } else {
                run = Some(run.map_or(bytes.start, |run: Range<usize>| run.start)..bytes.end);
            }
        }
        end(&mut run, &mut words);
        words
    }

    fn word(&self, text: &str, bytes: Range<usize>) -> Word {
        let plain: String = text[bytes.clone()]
            .nfd()
            .filter(|c| !is_combining_mark(*c) && !c.is_control())
            .flat_map(char::to_lowercase)
            .collect();
        let pieces = self.pieces(&plain).unwrap_or_else(|| vec![self.unknown]);
        Word { bytes, pieces }
    }

    fn pieces(&self, word: &str) -> Option<Vec<usize>> {
        if word.is_empty() || word.chars().count() > LONGEST {
            return None;
        }
        let mut pieces = Vec::new();
        let mut start = 0;
        let mut piece = String::new();
        while start < word.len() {
            let longest =
                (start + 1..=word.len()).rev().filter(|end| word.is_char_boundary(*end)).find_map(|end| {
                    piece.clear();
                    piece.push_str(if start > 0 { "##" } else { "" });
                    piece.push_str(&word[start..end]);
                    self.rows.get(piece.as_str()).map(|row| (end, *row))
                });
            let (end, row) = longest?;
            pieces.push(row);
            start = end;
        }
        Some(pieces)
    }
}

/// Signs stand alone: those of ASCII, and the marks of print.
fn is_sign(c: char) -> bool {
    c.is_ascii_punctuation()
        || matches!(c, '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}' | '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}')
        || matches!(c, '¡' | '§' | '«' | '¶' | '·' | '»' | '¿')
}

#[cfg(test)]
mod tests {
    use super::Vocabulary;

    #[test]
    fn words_in_their_longest_pieces() {
        let vocabulary = Vocabulary::new("[UNK]\nun\n##said\nsaid\n,\ncafe\n”".lines());
        let words = vocabulary.words("Café, unsaid” xyz", 0.."Café, unsaid” xyz".len());
        let pieces: Vec<Vec<usize>> = words.iter().map(|word| word.pieces.clone()).collect();
        assert_eq!(pieces, [vec![5], vec![4], vec![1, 2], vec![6], vec![0]]);
        assert_eq!(words[0].bytes, 0..5);
    }
}
