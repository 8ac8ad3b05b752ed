//! Decides which blocks are main content: the extractor's judgement is the strongest of
//! several signs, beside where a block stands, how long and how linked it is, what its
//! classes are called, and the same of its neighbours.
//!
//! The signs are weighed by `lists/main-text.txt`, one weight a line, learned by
//! `cargo run --release -p train -- page` on pages that people marked.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::LazyLock;

use crate::block::RawBlock;
use crate::role;

static WEIGHTS: LazyLock<HashMap<u64, f32, BuildHasherDefault<Hashed>>> = LazyLock::new(|| {
    let lines = include_str!("../lists/main-text.txt").lines().filter(|line| !line.starts_with('#'));
    let weights = lines.filter_map(|line| line.rsplit_once(' '));
    weights.filter_map(|(name, weight)| Some((hash(START, name), weight.parse().ok()?))).collect()
});

/// Keys that are hashes already.
#[derive(Default)]
struct Hashed(u64);

impl Hasher for Hashed {
    fn write(&mut self, _: &[u8]) {}

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// Sets `main` of every block anew.
pub fn decide(blocks: &mut [RawBlock]) {
    let weights = &*WEIGHTS;
    if weights.is_empty() {
        return;
    }
    let mut sums = vec![0.0f32; blocks.len()];
    features(blocks, &mut |at, kind, value| {
        sums[at] += weights.get(&kind.sign(value)).copied().unwrap_or_default();
    });
    let prose = |kept: &dyn Fn(usize) -> bool| -> usize {
        let blocks =
            blocks.iter().enumerate().filter(|(at, block)| kept(*at) && role::is_sentence(&block.text));
        blocks.map(|(_, block)| block.text.split_ascii_whitespace().count()).sum()
    };
    // The weights come from long pages; of a few sentences all are the report.
    let is_brief = prose(&|_| true) < BRIEF;
    let finds_none = prose(&|at| sums[at] > 0.0) == 0;
    for (block, sum) in blocks.iter_mut().zip(sums) {
        let kept =
            sum > 0.0 || (is_brief || finds_none) && (block.main && is_open(block) || is_open_prose(block));
        block.main = kept && !block.place.picture;
    }
}

/// Words of prose below which a page is too short for weights.
const BRIEF: usize = 120;

/// Stands in no menu, footer, side column or form.
fn is_open(block: &RawBlock) -> bool {
    let place = &block.place;
    !(place.nav || place.footer || place.aside || place.form || place.button)
}

/// A sentence that stands in the open and is no furniture.
fn is_open_prose(block: &RawBlock) -> bool {
    let sentence = is_open(block) && !block.place.header && role::is_sentence(&block.text);
    sentence && block.words.role.is_none()
}

/// The signs of a block that its neighbours look at, too.
struct Look {
    length: &'static str,
    linked: &'static str,
    sentence: bool,
    role: &'static str,
    main: bool,
    words: usize,
}

/// A kind of signs: what stands before the value in the name of each.
#[derive(Clone, Copy)]
pub struct Kind {
    pub name: &'static str,
    hash: u64,
}

impl Kind {
    const fn new(name: &'static str) -> Self {
        Self { name, hash: hash(hash(START, name), " ") }
    }

    const fn all<const N: usize>(names: [&'static str; N]) -> [Self; N] {
        let mut kinds = [Self::new(""); N];
        let mut at = 0;
        while at < N {
            kinds[at] = Self::new(names[at]);
            at += 1;
        }
        kinds
    }

    /// The hash of a sign's whole name.
    fn sign(self, value: &str) -> u64 {
        hash(self.hash, value)
    }
}

/// Names all features of all blocks, as block, kind and value.
pub fn features(blocks: &[RawBlock], emit: &mut dyn FnMut(usize, Kind, &str)) {
    const BIAS: Kind = Kind::new("bias");
    const CLASS: Kind = Kind::new("class");
    const NEAR: [Kind; 2] = Kind::all(["main-near-out", "main-near-in"]);
    const ZONE: Kind = Kind::new("zone");
    const READ: Kind = Kind::new("prose-read");
    const BEFORE_HEADING: Kind = Kind::new("before-h1");
    let text: Vec<usize> = (0..blocks.len()).filter(|at| !blocks[*at].place.picture).collect();
    let looks: Vec<Look> = text.iter().map(|at| look(&blocks[*at])).collect();
    let first = looks.iter().position(|look| look.main);
    let last = looks.iter().rposition(|look| look.main);
    let prose = looks.iter().map(|look| if look.sentence { look.words } else { 0 }).sum::<usize>().max(1);
    let heading = text.iter().position(|at| blocks[*at].place.heading == 1);
    let shares = Shares::of(blocks, &text, &looks);
    let (mut read, mut classes) = (0, Classes::default());
    for (place, (at, look)) in text.iter().zip(&looks).enumerate() {
        let at = *at;
        emit(at, BIAS, "");
        shares.emit(&blocks[at], look.main, &mut |kind, value| emit(at, kind, value));
        own(&blocks[at], look, &mut |kind, value| emit(at, kind, value));
        for word in classes.of(&blocks[at].hints) {
            emit(at, CLASS, word);
        }
        let around = |from: isize| place.checked_add_signed(from).and_then(|place| looks.get(place));
        for (kinds, other) in
            [(&BEFORE, around(-1)), (&AFTER, around(1)), (&BEFORE2, around(-2)), (&AFTER2, around(2))]
        {
            neighbour(kinds, other, look.main, &mut |kind, value| emit(at, kind, value));
        }
        let near = (-4..=4).filter(|from| around(*from).is_some_and(|look| look.main)).count();
        emit(at, NEAR[usize::from(look.main)], COUNTS[near]);
        let zone = match (first, last) {
            (Some(first), _) if place < first => "before",
            (_, Some(last)) if place > last => "after",
            (Some(_), _) => "within",
            _ => "none",
        };
        emit(at, ZONE, zone);
        emit(at, READ, COUNTS[(read * 9 / prose).min(9)]);
        if heading.is_some_and(|heading| place < heading) {
            emit(at, BEFORE_HEADING, "");
        }
        read += if look.sentence { look.words } else { 0 };
    }
}

const COUNTS: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

/// How much of a page's prose, and of what the extractor kept, an element around a block
/// holds: reports stand together.
struct Shares {
    /// By the number of the element.
    held: Vec<Held>,
    most_prose: usize,
}

/// The words that an element holds.
#[derive(Clone, Default)]
struct Held {
    all: usize,
    prose: usize,
    kept: usize,
}

impl Shares {
    fn of(blocks: &[RawBlock], text: &[usize], looks: &[Look]) -> Self {
        let elements = blocks.iter().flat_map(|block| block.around).max().map_or(0, |last| last + 1);
        let mut held = vec![Held::default(); elements];
        for (at, look) in text.iter().zip(looks) {
            for around in blocks[*at].around {
                let held = &mut held[around];
                held.all += look.words;
                held.prose += if look.sentence { look.words } else { 0 };
                held.kept += if look.main { look.words } else { 0 };
            }
        }
        let prose = looks.iter().filter(|look| look.sentence).map(|look| look.words).sum::<usize>();
        Self { held, most_prose: prose.max(1) }
    }

    fn emit(&self, block: &RawBlock, main: bool, emit: &mut dyn FnMut(Kind, &str)) {
        const PROSE: [Kind; 4] = Kind::all(["prose-1", "prose-2", "prose-3", "prose-4"]);
        const KEPT: [[Kind; 4]; 2] = [
            Kind::all(["kept-out-1", "kept-out-2", "kept-out-3", "kept-out-4"]),
            Kind::all(["kept-in-1", "kept-in-2", "kept-in-3", "kept-in-4"]),
        ];
        for (level, around) in block.around.iter().enumerate() {
            let held = &self.held[*around];
            emit(PROSE[level], COUNTS[(held.prose * 9).div_ceil(self.most_prose).min(9)]);
            emit(KEPT[usize::from(main)][level], COUNTS[(held.kept * 9 / held.all.max(1)).min(9)]);
        }
    }
}

fn own(block: &RawBlock, look: &Look, emit: &mut dyn FnMut(Kind, &str)) {
    const MAIN: Kind = Kind::new("main");
    const LENGTH: [Kind; 2] = Kind::all(["length-out", "length-in"]);
    const LINKED: [Kind; 2] = Kind::all(["linked-out", "linked-in"]);
    const ROLE: [Kind; 2] = Kind::all(["role-out", "role-in"]);
    const TAG: [Kind; 2] = Kind::all(["tag-out", "tag-in"]);
    const SENTENCE: Kind = Kind::new("sentence");
    const PLACE: [Kind; 2] = Kind::all(["place-out", "place-in"]);
    let side = usize::from(look.main);
    emit(MAIN, ["out", "in"][side]);
    emit(LENGTH[side], look.length);
    emit(LINKED[side], look.linked);
    emit(ROLE[side], look.role);
    emit(TAG[side], block.tag);
    emit(SENTENCE, if look.sentence { ["out", "in"][side] } else { ["out-no", "in-no"][side] });
    let p = &block.place;
    let places = [
        (p.nav, "nav"),
        (p.header, "header"),
        (p.footer, "footer"),
        (p.aside, "aside"),
        (p.form, "form"),
        (p.article, "article"),
        (p.main, "main"),
        (p.caption, "caption"),
        (p.quote, "quote"),
        (p.list, "list"),
        (p.table, "table"),
        (p.button, "button"),
        (p.heading > 0, "heading"),
        (p.heading == 1, "h1"),
    ];
    for (_, name) in places.iter().filter(|(holds, _)| *holds) {
        emit(PLACE[side], name);
    }
}

/// The words of the last block's classes: neighbours often have the same.
#[derive(Default)]
struct Classes<'a> {
    hints: &'a str,
    words: Vec<&'a str>,
}

impl<'a> Classes<'a> {
    fn of(&mut self, hints: &'a str) -> &[&'a str] {
        if hints != self.hints {
            self.hints = hints;
            self.words.clear();
            for word in hints.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| word.len() > 2) {
                if !self.words.contains(&word) {
                    self.words.push(word);
                }
            }
        }
        &self.words
    }
}

/// Kinds of one neighbour's signs: length, links, sentence, role, main.
type Kinds = [Kind; 5];
const BEFORE: Kinds =
    Kind::all(["before-length", "before-linked", "before-sentence", "before-role", "before-main"]);
const AFTER: Kinds =
    Kind::all(["after-length", "after-linked", "after-sentence", "after-role", "after-main"]);
const BEFORE2: Kinds =
    Kind::all(["before2-length", "before2-linked", "before2-sentence", "before2-role", "before2-main"]);
const AFTER2: Kinds =
    Kind::all(["after2-length", "after2-linked", "after2-sentence", "after2-role", "after2-main"]);

fn neighbour(kinds: &Kinds, other: Option<&Look>, main: bool, emit: &mut dyn FnMut(Kind, &str)) {
    let Some(other) = other else { return emit(kinds[0], "edge") };
    emit(kinds[0], other.length);
    emit(kinds[1], other.linked);
    emit(kinds[2], if other.sentence { "yes" } else { "no" });
    emit(kinds[3], other.role);
    emit(
        kinds[4],
        match (main, other.main) {
            (true, true) => "both",
            (true, false) => "this",
            (false, true) => "that",
            (false, false) => "neither",
        },
    );
}

fn look(block: &RawBlock) -> Look {
    let length = block.text.chars().count();
    let role = block.words.role.filter(|_| length <= 400 && !block.words.line.is_empty());
    let share = block.linked * 10 / length.max(1);
    Look {
        length: match length {
            0..=9 => "1",
            10..=19 => "10",
            20..=39 => "20",
            40..=69 => "40",
            70..=119 => "70",
            120..=199 => "120",
            200..=399 => "200",
            _ => "400",
        },
        linked: match share {
            _ if block.linked == 0 => "none",
            0..=2 => "few",
            3..=6 => "half",
            7..=8 => "most",
            _ => "all",
        },
        sentence: role::is_sentence(&block.text),
        role: role.map_or("none", role::Role::name),
        main: block.main,
        words: block.text.split_ascii_whitespace().count(),
    }
}

/// FNV-1a: names of signs need no defence against collisions on purpose.
const fn hash(mut hash: u64, text: &str) -> u64 {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        hash = (hash ^ bytes[at] as u64).wrapping_mul(0x0100_0000_01b3);
        at += 1;
    }
    hash
}

const START: u64 = 0xcbf2_9ce4_8422_2325;

#[cfg(test)]
mod tests {
    #[test]
    fn there_are_weights() {
        assert!(super::WEIGHTS.len() > 100);
        assert!(super::WEIGHTS.contains_key(&super::Kind::new("main").sign("in")));
    }
}
