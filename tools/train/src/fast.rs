//! Trains the fast engine's tagger: an averaged perceptron on the default engine's own tags.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use anyhow::{Context as _, Result};
use sayso_text::tagger::{BEFORE, Look, behind, features_of, pointer};

use crate::data;
use crate::pack::Writer;

const ROUNDS: usize = 4;
/// A word, or a word behind a tag, is looked up rather than scored when it was seen this often,
/// with one tag this surely.
const SEEN: usize = 5;
const SURE: f64 = 0.975;
/// Weights below this share of the scale are left out.
const PRUNE: f64 = 1.5;

/// A sentence: its words and the number of each tag.
struct Tagged {
    words: Vec<String>,
    tags: Vec<u8>,
}

/// Writes `fast.bin` into `models`.
pub fn train(models: &Path) -> Result<()> {
    let mut names: Vec<&'static str> = Vec::new();
    let sentences = sentences(&mut names)?;
    let sure = Sure::new(&sentences);
    let mut perceptron = Perceptron { rows: HashMap::new(), step: 0, classes: names.len() };
    let mut order: Vec<usize> = (0..sentences.len()).collect();
    let mut random = 5u64;
    for round in 0..ROUNDS {
        for at in (1..order.len()).rev() {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            order.swap(at, (random >> 33) as usize % (at + 1));
        }
        let wrong: (usize, usize) = order
            .iter()
            .map(|at| perceptron.learn(&sentences[*at], &sure))
            .fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1));
        eprintln!(
            "  tagger: round {} of {ROUNDS}, {} wrong of {} that are not sure",
            round + 1,
            wrong.0,
            wrong.1
        );
    }
    let mut pack = Writer::new();
    pack.lines("tags", &names);
    pack.lines("sure", &sure.words.iter().map(|(word, tag)| format!("{word}\t{tag}")).collect::<Vec<_>>());
    let pairs = sure.pairs.iter().map(|((word, before), tag)| (behind(word, *before), vec![*tag]));
    pack.slots("behind", &pairs.collect::<Vec<_>>());
    perceptron.write(&mut pack);
    let path = models.join("fast.bin");
    std::fs::write(&path, pack.finish()).with_context(|| format!("cannot write `{}`", path.display()))
}

fn sentences(names: &mut Vec<&'static str>) -> Result<Vec<Tagged>> {
    let mut sentences = Vec::new();
    for article in data::polnear("train")? {
        let document = sayso_text::annotate(&article.text, &data::lines(&article.text), None);
        for sentence in &document.sentences {
            let tokens = &document.tokens[sentence.tokens.clone()];
            let mut number = |tag| match names.iter().position(|name| *name == tag) {
                Some(number) => number as u8,
                None => {
                    names.push(tag);
                    names.len() as u8 - 1
                }
            };
            sentences.push(Tagged {
                words: tokens.iter().map(|token| document.text(token.span).to_owned()).collect(),
                tags: tokens.iter().map(|token| number(token.tag)).collect(),
            });
        }
    }
    Ok(sentences)
}

/// What needs no scoring.
struct Sure {
    words: BTreeMap<String, u8>,
    /// Words behind a tag.
    pairs: BTreeMap<(String, u64), u8>,
}

impl Sure {
    fn new(sentences: &[Tagged]) -> Sure {
        let mut words: Counts<String> = BTreeMap::new();
        let mut pairs: Counts<(String, u64)> = BTreeMap::new();
        for sentence in sentences {
            let mut before = BEFORE;
            for (word, tag) in sentence.words.iter().zip(&sentence.tags) {
                *words.entry(word.clone()).or_default().entry(*tag).or_default() += 1;
                *pairs.entry((word.clone(), before)).or_default().entry(*tag).or_default() += 1;
                before = u64::from(*tag);
            }
        }
        let words = sure(words);
        pairs.retain(|(word, _), _| !words.contains_key(word));
        Sure { words, pairs: sure(pairs) }
    }

    fn tag(&self, word: &String, before: u64) -> Option<u8> {
        self.words.get(word).or_else(|| self.pairs.get(&(word.clone(), before))).copied()
    }
}

type Counts<K> = BTreeMap<K, BTreeMap<u8, usize>>;

fn sure<K: Ord>(counts: Counts<K>) -> BTreeMap<K, u8> {
    let sure = |(key, tags): (K, BTreeMap<u8, usize>)| {
        let all: usize = tags.values().sum();
        let (tag, count) = tags.into_iter().max_by_key(|(_, count)| *count)?;
        (all >= SEEN && count as f64 >= SURE * all as f64).then_some((key, tag))
    };
    counts.into_iter().filter_map(sure).collect()
}

/// A weight with what is needed to average it.
struct Weight {
    class: u8,
    now: f32,
    total: f64,
    since: u64,
}

struct Perceptron {
    rows: HashMap<u64, Vec<Weight>>,
    step: u64,
    classes: usize,
}

impl Perceptron {
    /// How many words were wrong, of how many that had to be scored.
    fn learn(&mut self, sentence: &Tagged, sure: &Sure) -> (usize, usize) {
        let looks: Vec<Look> =
            sentence.words.iter().enumerate().map(|(at, word)| Look::new(word, at == 0)).collect();
        let mut before = [BEFORE, BEFORE];
        let mut features = Vec::new();
        let (mut wrong, mut all) = (0, 0);
        for (at, (word, gold)) in sentence.words.iter().zip(&sentence.tags).enumerate() {
            let known = sure.tag(word, before[1]);
            let mut tag = known.unwrap_or(0);
            if known.is_none() {
                self.step += 1;
                all += 1;
                features_of(&looks, at, before, &mut features);
                tag = self.best(&features);
                if tag != *gold {
                    wrong += 1;
                    features.iter().for_each(|feature| self.update(*feature, *gold, 1.0));
                    features.iter().for_each(|feature| self.update(*feature, tag, -1.0));
                }
            }
            before = [before[1], u64::from(tag)];
        }
        (wrong, all)
    }

    fn best(&self, features: &[u64]) -> u8 {
        let mut scores = vec![0.0; self.classes];
        for weight in features.iter().filter_map(|feature| self.rows.get(feature)).flatten() {
            scores[usize::from(weight.class)] += weight.now;
        }
        (0..scores.len()).fold(0, |best, next| if scores[next] > scores[best] { next } else { best }) as u8
    }

    fn update(&mut self, feature: u64, class: u8, by: f32) {
        let row = self.rows.entry(feature).or_default();
        let at = row.iter().position(|weight| weight.class == class).unwrap_or_else(|| {
            row.push(Weight { class, now: 0.0, total: 0.0, since: self.step });
            row.len() - 1
        });
        let weight = &mut row[at];
        weight.total += f64::from(weight.now) * (self.step - weight.since) as f64;
        weight.since = self.step;
        weight.now += by;
    }

    fn write(&self, pack: &mut Writer) {
        let average = |weight: &Weight| {
            (weight.total + f64::from(weight.now) * (self.step - weight.since) as f64) / self.step as f64
        };
        let scale = 12.0 / 127.0;
        let round = |weight: &Weight| (average(weight) / scale).clamp(-127.0, 127.0);
        let mut kept: Vec<(u64, Vec<(u8, i8)>)> = Vec::new();
        for (feature, row) in &self.rows {
            let mut entries: Vec<(u8, i8)> = row
                .iter()
                .filter(|weight| round(weight).abs() >= PRUNE)
                .map(|weight| (weight.class, round(weight).round() as i8))
                .collect();
            entries.sort_unstable();
            if !entries.is_empty() {
                kept.push((*feature, entries));
            }
        }
        kept.sort();
        let weights: Vec<(u8, i8)> = kept.iter().flat_map(|(_, entries)| entries).copied().collect();
        let mut start = 0;
        let place = |(feature, entries): &(u64, Vec<(u8, i8)>)| {
            let pointer = pointer(start, entries.len());
            start += entries.len();
            (*feature, pointer.to_vec())
        };
        pack.slots("slots", &kept.iter().map(place).collect::<Vec<_>>());
        let bytes = weights.iter().flat_map(|(tag, weight)| [*tag, *weight as u8]);
        pack.section("weights", &bytes.collect::<Vec<u8>>());
        eprintln!("  tagger: {} features, {} weights kept", kept.len(), weights.len());
    }
}
