//! Tags without the network: words that nearly always have one tag, or have one after the tag
//! before them, are looked up; the rest are scored by a perceptron on the word, its edges, its
//! neighbours and the tags before it.
//!
//! It learned the tags of the default engine (`train fast`), so both engines speak of the
//! same things.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::attribution::view::{hash, hash_of, mix};
use crate::pack::Pack;
use crate::slots::Slots;

static FILE: LazyLock<Pack> = LazyLock::new(|| Pack::open(include_bytes!("../models/fast.bin")));
static TAGGER: LazyLock<Tagger> = LazyLock::new(|| Tagger::open(&FILE));

struct Tagger {
    tags: Vec<&'static str>,
    sure: FxHashMap<&'static str, u8>,
    /// The one tag of a word behind a tag, by [`behind`].
    behind: Slots<1>,
    /// Where a feature's weights lie, as [`pointer`] writes it.
    slots: Slots<4>,
    /// Tag and weight, two bytes each.
    weights: &'static [u8],
}

/// Four bytes that say where a feature's weights begin, and how many there are.
pub fn pointer(start: usize, count: usize) -> [u8; 4] {
    ((start << 8) as u32 | count as u32).to_le_bytes()
}

fn pointed(pointer: &[u8; 4]) -> Range<usize> {
    let pointer = u32::from_le_bytes(*pointer);
    let (start, count) = (pointer as usize >> 8, pointer as usize & 0xff);
    2 * start..2 * (start + count)
}

impl Tagger {
    fn open(pack: &Pack) -> Tagger {
        let sure = |line: &'static str| {
            line.split_once('\t').and_then(|(word, tag)| Some((word, tag.parse().ok()?)))
        };
        Tagger {
            tags: pack.lines("tags").collect(),
            sure: pack.lines("sure").filter_map(sure).collect(),
            behind: Slots::open(pack, "behind"),
            slots: Slots::open(pack, "slots"),
            weights: pack.bytes("weights"),
        }
    }

    fn add(&self, feature: u64, scores: &mut [i32; 256]) {
        let weights = self.slots.find(feature).and_then(|pointer| self.weights.get(pointed(pointer)));
        for entry in weights.unwrap_or_default().chunks_exact(2) {
            scores[usize::from(entry[0])] += i32::from(entry[1] as i8);
        }
    }
}

/// The tags of a sentence's words.
pub(crate) fn tags(words: &[&str]) -> Vec<&'static str> {
    let tagger = &*TAGGER;
    let looks: Vec<Look> = words.iter().enumerate().map(|(at, word)| Look::new(word, at == 0)).collect();
    let mut before = [BEFORE, BEFORE];
    // One for each tag that a byte can name.
    let mut scores = [0; 256];
    let mut features = Vec::with_capacity(FEATURES);
    let mut tag = |(at, word): (usize, &&str)| {
        let sure = tagger.sure.get(*word).or_else(|| tagger.behind.find(behind(word, before[1]))?.first());
        let best = match sure {
            Some(sure) => usize::from(*sure),
            None => {
                features_of(&looks, at, before, &mut features);
                let scores = &mut scores;
                scores[..tagger.tags.len()].fill(0);
                features.iter().for_each(|feature| tagger.add(*feature, scores));
                (0..tagger.tags.len())
                    .fold(0, |best, next| if scores[next] > scores[best] { next } else { best })
            }
        };
        before = [before[1], best as u64];
        tagger.tags.get(best).copied().unwrap_or("NN")
    };
    words.iter().enumerate().map(&mut tag).collect()
}

/// The "tag" before the first word.
pub const BEFORE: u64 = 99;

/// A word behind a tag, as a feature.
pub fn behind(word: &str, tag: u64) -> u64 {
    mix(hash(word), tag)
}

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
        // Plain letters are made small as they are hashed.
        let lower: Cow<str> = match word.is_ascii() {
            true => word.into(),
            false => word.to_lowercase().replace('’', "'").into(),
        };
        let hash = |part: &str| hash_of(part.bytes().map(plain));
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

/// A byte of a word in small letters, all digits alike.
fn plain(byte: u8) -> u8 {
    if byte.is_ascii_digit() { b'0' } else { byte.to_ascii_lowercase() }
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

/// How many features a word has.
const FEATURES: usize = 22;

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
