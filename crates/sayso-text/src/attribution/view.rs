//! A paragraph as the attribution models see it: each word with what is asked of it again
//! and again, worked out once.

use std::ops::Range;
use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use crate::lemma::small;
use crate::{Document, list};

/// A word of a paragraph.
#[derive(Clone, Debug)]
pub struct Word {
    pub(super) form: u64,
    pub(super) lemma: u64,
    pub(super) tag: u64,
    pub(super) dep: u64,
    pub(super) suffix: u64,
    pub(super) shape: u64,
    pub(super) entity: u64,
    pub(super) head: usize,
    pub(super) sentence: usize,
    pub(super) quote: Quote,
    /// Which quotation of the paragraph, from 1; 0 outside.
    pub(super) quotation: usize,
    /// Whether it is a reporting word outside quotation marks' own words.
    pub(super) reports: bool,
    /// How far the last and the next reporting word of the sentence are, in steps.
    pub(super) last_report: u64,
    pub(super) next_report: u64,
    pub(super) sentence_reports: bool,
    pub(super) sentence_quotes: bool,
    /// The clause that it stands in: how it hangs from which verb, and on which side.
    pub(super) clause: u64,
    pub(super) clause_kind: u64,
    /// Which relations hang from it, as bits, and how many.
    pub(super) children: u64,
    pub(super) child_count: u64,
    pub(super) sign: Sign,
    pub(super) part: TagGroup,
}

/// Where a word stands towards quotation marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quote {
    Outside,
    Opens,
    Inside,
    Closes,
}

/// Signs that separate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    None,
    Comma,
    Dash,
    Bracket,
    Stop,
}

/// Tags, coarsely.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TagGroup {
    Nominal,
    FiniteVerb,
    Other,
}

/// A paragraph's words.
#[derive(Debug)]
pub struct View {
    pub(super) words: Vec<Word>,
    /// Index of the first among the document's tokens.
    pub(super) first: usize,
    /// Whether there is a parse to look at.
    pub(super) parsed: bool,
}

/// Words that report speech: shared by both models as a hint, not as a rule.
static REPORTING: LazyLock<FxHashSet<&'static str>> =
    LazyLock::new(|| list::words(include_str!("../../lists/reporting-words.txt")).collect());

impl View {
    /// The words of the document's tokens in `range`, which are those of one paragraph.
    pub fn new(document: &Document, range: Range<usize>) -> View {
        let parsed = document.tokens[range.clone()].iter().any(|token| !token.dep.is_empty());
        let first = range.start;
        let base = range.clone().next().map_or(0, |token| document.tokens[token].sentence);
        let mut lower = String::new();
        let mut words: Vec<Word> =
            range.clone().map(|token| word(document, token, &range, base, &mut lower)).collect();
        mark_quotations(document, first, &mut words);
        mark_reports(&mut words);
        if parsed {
            mark_clauses(document, first, &mut words);
        }
        View { words, first, parsed }
    }

    /// Index of its first word among the document's tokens.
    pub fn first(&self) -> usize {
        self.first
    }

    /// How many words there are.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }
}

/// `lower` is for its small letters, so that no word needs room of its own.
fn word(document: &Document, token: usize, range: &Range<usize>, base: usize, lower: &mut String) -> Word {
    let text = document.word(token);
    let token = &document.tokens[token];
    small(text, lower);
    let digits = lower.bytes().map(|byte| if byte.is_ascii_digit() { b'0' } else { byte });
    let suffix = lower.char_indices().rev().nth(2).map_or(0, |(at, _)| at);
    Word {
        form: hash_of(digits),
        lemma: hash(&token.lemma),
        tag: hash(token.tag),
        dep: hash(token.dep),
        suffix: hash(&lower[suffix..]),
        shape: shape(text),
        entity: mix(hash(token.entity), u64::from(token.entity_inside)),
        head: if range.contains(&token.head) { token.head - range.start } else { 0 },
        sentence: token.sentence - base,
        quote: Quote::Outside,
        quotation: 0,
        reports: REPORTING.contains(lower.as_str()),
        last_report: FAR,
        next_report: FAR,
        sentence_reports: false,
        sentence_quotes: false,
        clause: 0,
        clause_kind: 0,
        children: 0,
        child_count: 0,
        sign: sign(text),
        part: tag_group(token.tag),
    }
}

fn sign(text: &str) -> Sign {
    match text {
        "," => Sign::Comma,
        ":" | "—" | "–" | "--" | "-" => Sign::Dash,
        ";" | "(" | ")" => Sign::Bracket,
        "." | "?" | "!" => Sign::Stop,
        _ => Sign::None,
    }
}

fn tag_group(tag: &str) -> TagGroup {
    match tag {
        "NN" | "NNS" | "NNP" | "NNPS" | "PRP" | "DT" | "JJ" | "PRP$" | "CD" | "POS" => TagGroup::Nominal,
        "VBD" | "VBZ" | "VBP" | "MD" => TagGroup::FiniteVerb,
        _ => TagGroup::Other,
    }
}

/// Quotation marks open and close in turn; curly ones say which they are. What is still
/// open at the end of the paragraph stays open: the quotation runs on.
fn mark_quotations(document: &Document, first: usize, words: &mut [Word]) {
    let mut open = false;
    let mut quotation = 0;
    for (at, word) in words.iter_mut().enumerate() {
        let (quote, opens) = match document.word(first + at) {
            "“" | "``" | "„" | "«" => (Quote::Opens, true),
            "”" | "''" | "»" => (Quote::Closes, false),
            "\"" if open => (Quote::Closes, false),
            "\"" => (Quote::Opens, true),
            _ => (if open { Quote::Inside } else { Quote::Outside }, open),
        };
        quotation += usize::from(quote == Quote::Opens);
        open = opens;
        word.quote = quote;
        word.quotation = if quote == Quote::Outside { 0 } else { quotation };
    }
}

/// Bucket for "no reporting word in this sentence".
const FAR: u64 = 7;

fn mark_reports(words: &mut [Word]) {
    let count = words.last().map_or(0, |word| word.sentence + 1);
    let mut reports = vec![false; count];
    let mut quotes = vec![false; count];
    for word in words.iter() {
        reports[word.sentence] |= word.reports && word.quote == Quote::Outside;
        quotes[word.sentence] |= word.quote != Quote::Outside;
    }
    for word in words.iter_mut() {
        word.sentence_reports = reports[word.sentence];
        word.sentence_quotes = quotes[word.sentence];
    }
    let forwards: Vec<usize> = (0..words.len()).collect();
    distances(words, &forwards, |word, distance| word.last_report = distance);
    let backwards: Vec<usize> = (0..words.len()).rev().collect();
    distances(words, &backwards, |word, distance| word.next_report = distance);
}

fn distances(words: &mut [Word], order: &[usize], set: impl Fn(&mut Word, u64)) {
    let mut since: Option<usize> = None;
    let mut sentence = usize::MAX;
    for at in order {
        let word = &mut words[*at];
        if std::mem::replace(&mut sentence, word.sentence) != word.sentence {
            since = None;
        }
        since =
            if word.reports && word.quote == Quote::Outside { Some(0) } else { since.map(|steps| steps + 1) };
        set(word, since.map_or(FAR, bucket));
    }
}

/// A distance in steps: each up to three, then coarser.
pub(super) fn bucket(distance: usize) -> u64 {
    match distance {
        0..=3 => distance as u64,
        4..=7 => 4,
        8..=15 => 5,
        _ => 6,
    }
}

/// Relations that tell a cue by what hangs from it.
const TELLING: &[&str] = &[
    "nsubj",
    "ccomp",
    "dobj",
    "nsubjpass",
    "xcomp",
    "prep",
    "mark",
    "parataxis",
    "dative",
    "agent",
    "acl",
    "poss",
];

fn mark_clauses(document: &Document, first: usize, words: &mut [Word]) {
    for at in 0..words.len() {
        let head = words[at].head;
        if head != at {
            let relation = document.tokens[first + at].dep;
            if let Some(bit) = TELLING.iter().position(|known| *known == relation) {
                words[head].children |= 1 << bit;
            }
            words[head].child_count = (words[head].child_count + 1).min(5);
        }
        (words[at].clause, words[at].clause_kind) = clause(document, first, words, at);
    }
}

fn clause(document: &Document, first: usize, words: &[Word], at: usize) -> (u64, u64) {
    let mut up = at;
    for _ in 0..15 {
        let head = words[up].head;
        if head == up {
            break;
        }
        if matches!(document.tokens[first + up].dep, "ccomp" | "xcomp" | "parataxis") {
            let side = u64::from(at < head);
            return (mix(mix(words[up].dep, words[head].lemma), side), mix(words[up].dep, side));
        }
        up = head;
    }
    (1, 0)
}

/// Case and kind of the characters, runs cut at three.
fn shape(text: &str) -> u64 {
    let mut shape = 7;
    let mut last = 0;
    let mut run = 0;
    for c in text.chars() {
        let kind = match c {
            _ if c.is_uppercase() => 1,
            _ if c.is_lowercase() => 2,
            _ if c.is_numeric() => 3,
            '-' => 4,
            _ => 5,
        };
        run = if kind == last { run + 1 } else { 1 };
        last = kind;
        if run <= 2 {
            shape = mix(shape, kind);
        }
    }
    shape
}

/// Two values as one.
pub(crate) fn mix(a: u64, b: u64) -> u64 {
    let mut x = (a ^ b.wrapping_mul(0x9e37_79b9_7f4a_7c15)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    x ^= x >> 32;
    x.wrapping_mul(0xc4ce_b9fe_1a85_ec53)
}

/// A string as a value.
pub(crate) fn hash(text: &str) -> u64 {
    hash_of(text.bytes())
}

/// Bytes as a value (FNV-1a).
pub(crate) fn hash_of(bytes: impl Iterator<Item = u8>) -> u64 {
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
    });
    hash ^ (hash >> 29)
}
