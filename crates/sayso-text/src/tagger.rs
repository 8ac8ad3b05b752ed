//! Tags without the network: words that nearly always have one tag are looked up, the rest
//! are scored by a perceptron on the word, its edges, its neighbours and the tags before it.
//!
//! It learned the tags of the default engine (`train fast`), so both engines speak of the
//! same things.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::attribution::view::{hash, mix};
use crate::pack::Pack;

/// How many bits of a feature's hash choose its bucket.
pub const BUCKET_BITS: u32 = 16;

static FILE: LazyLock<Pack> = LazyLock::new(|| Pack::open(include_bytes!("../models/fast.bin")));
static TAGGER: LazyLock<Tagger> = LazyLock::new(|| Tagger::open(&FILE));

struct Tagger {
    tags: Vec<&'static str>,
    sure: HashMap<&'static str, u8>,
    starts: &'static [u8],
    keys: &'static [u8],
    ends: &'static [u8],
    /// Class and weight, two bytes each.
    entries: &'static [u8],
}

/// Bucket and key of a feature's hash.
pub fn address(feature: u64) -> (usize, u16) {
    ((feature >> (64 - BUCKET_BITS)) as usize, (feature >> (48 - BUCKET_BITS)) as u16)
}

impl Tagger {
    fn open(pack: &Pack) -> Tagger {
        let sure = |line: &'static str| {
            line.split_once('\t').and_then(|(word, tag)| Some((word, tag.parse().ok()?)))
        };
        Tagger {
            tags: pack.lines("tags").collect(),
            sure: pack.lines("sure").filter_map(sure).collect(),
            starts: pack.bytes("starts"),
            keys: pack.bytes("keys"),
            ends: pack.bytes("ends"),
            entries: pack.bytes("entries"),
        }
    }

    fn add(&self, feature: u64, scores: &mut [i32]) {
        let (bucket, key) = address(feature);
        let (start, end) = (number(self.starts, bucket), number(self.starts, bucket + 1));
        let Some(keys) = self.keys.get(2 * start..2 * end) else { return };
        if let Some(at) = keys.chunks_exact(2).position(|bytes| bytes == key.to_le_bytes()) {
            let at = start + at;
            let from = if at == 0 { 0 } else { number(self.ends, at - 1) };
            let entries = self.entries.get(2 * from..2 * number(self.ends, at)).unwrap_or_default();
            for entry in entries.chunks_exact(2) {
                scores[usize::from(entry[0])] += i32::from(entry[1] as i8);
            }
        }
    }
}

fn number(bytes: &[u8], at: usize) -> usize {
    let four = bytes.get(4 * at..4 * at + 4).and_then(|four| four.try_into().ok());
    u32::from_le_bytes(four.unwrap_or([0; 4])) as usize
}

/// The tags of a sentence's words.
pub(crate) fn tags(words: &[&str]) -> Vec<&'static str> {
    let tagger = &*TAGGER;
    let looks: Vec<Look> = words.iter().enumerate().map(|(at, word)| Look::new(word, at == 0)).collect();
    let mut before = [BEFORE, BEFORE];
    let mut scores = vec![0; tagger.tags.len()];
    let mut features = Vec::new();
    let mut tag = |(at, word): (usize, &&str)| {
        let best = match tagger.sure.get(*word) {
            Some(sure) => usize::from(*sure),
            None => {
                features_of(&looks, at, before, &mut features);
                scores.fill(0);
                features.iter().for_each(|feature| tagger.add(*feature, &mut scores));
                (0..scores.len()).fold(0, |best, next| if scores[next] > scores[best] { next } else { best })
            }
        };
        before = [before[1], best as u64];
        tagger.tags.get(best).copied().unwrap_or("NN")
    };
    words.iter().enumerate().map(&mut tag).collect()
}

/// The "tag" before the first word.
pub const BEFORE: u64 = 99;

/// What a word looks like.
pub struct Look {
    form: u64,
    ends: [u64; 3],
    begin: u64,
    shape: u64,
}

impl Look {
    /// The look of a word; `first` in its sentence.
    pub fn new(word: &str, first: bool) -> Look {
        let lower: String = word.to_lowercase().chars().map(plain).collect();
        let end = |count: usize| {
            let start = lower.char_indices().rev().nth(count - 1).map_or(0, |(at, _)| at);
            mix(count as u64, hash(&lower[start..]))
        };
        let begin = lower.char_indices().nth(2).map_or(lower.len(), |(at, _)| at);
        let shape = shape(word);
        Look {
            form: hash(&lower),
            ends: [end(2), end(3), end(4)],
            begin: hash(&lower[..begin]),
            shape: mix(shape, u64::from(first)),
        }
    }
}

fn plain(c: char) -> char {
    match c {
        '0'..='9' => '0',
        '’' => '\'',
        _ => c,
    }
}

fn shape(word: &str) -> u64 {
    let kind = |c: char| match c {
        _ if c.is_uppercase() => 1,
        _ if c.is_lowercase() => 2,
        _ if c.is_numeric() => 3,
        '-' => 4,
        _ => 5,
    };
    let mut last = 0;
    word.chars().map(kind).fold(7, |shape, kind| {
        if std::mem::replace(&mut last, kind) == kind { shape } else { mix(shape, kind) }
    })
}

/// Features of a word, given the two tags before it.
pub fn features_of(looks: &[Look], at: usize, before: [u64; 2], out: &mut Vec<u64>) {
    out.clear();
    let near = |offset: isize| at.checked_add_signed(offset).and_then(|at| looks.get(at));
    let form = |offset: isize| near(offset).map_or(3, |look| look.form);
    let ending = |offset: isize| near(offset).map_or(3, |look| look.ends[1]);
    let look = &looks[at];
    let [second, first] = before;
    let mut template = 0;
    let mut add = |value: u64| {
        template += 1;
        out.push(mix(template, value));
    };
    add(1);
    add(look.form);
    look.ends.iter().for_each(|end| add(*end));
    add(look.begin);
    add(look.shape);
    add(mix(look.shape, look.ends[0]));
    add(first);
    add(mix(first, second));
    add(mix(look.form, first));
    add(mix(first, look.ends[1]));
    add(form(-1));
    add(form(1));
    add(form(2));
    add(mix(form(-1), look.form));
    add(mix(look.form, form(1)));
    add(mix(mix(first, look.ends[1]), form(1)));
    add(ending(-1));
    add(ending(1));
    add(near(1).map_or(3, |look| look.shape));
    add(mix(first, ending(1)));
}
