//! Whether two answers to one question say the same, as people grouped them: balanced accuracy of
//! the ledger's measure, and of a plain TF-IDF cosine. Each threshold is chosen on the other
//! questions, never on the one that is measured.

use std::collections::HashMap;

use anyhow::{Context as _, Result};
use sayso_ledger::says_the_same;
use serde::Deserialize;

use crate::data::path;

#[derive(Debug, Deserialize)]
struct Asked {
    question: String,
    answers: Vec<Given>,
}

#[derive(Debug, Deserialize)]
struct Given {
    #[serde(rename = "Answer")]
    answer: String,
    #[serde(rename = "Paragraph")]
    paragraph: String,
    cluster_global: i64,
}

/// A pair's score by one measure, and whether people say that both say the same.
type Pair = (f64, bool);

/// Measures both.
pub fn run() -> Result<bool> {
    let path = path("linking/nanco-q2356.json")?;
    let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read `{}`", path.display()))?;
    let asked: Vec<Asked> = serde_json::from_str(&text).context("the answers to news questions")?;
    let ours = |one: &Given, other: &Given| says_the_same(&one.answer, &other.answer);
    let idf = idf(&asked);
    let plain = |one: &Given, other: &Given| cosine(&one.answer, &other.answer, &idf);
    let around = |one: &Given, other: &Given| {
        0.8 * says_the_same(&one.answer, &other.answer)
            + 0.2 * says_the_same(&one.paragraph, &other.paragraph)
    };
    println!("{:44} {:>8} {:>8} {:>8}", "balanced accuracy", "ledger", "+ around", "TF-IDF");
    let (mut sums, count) = ([0.0; 3], asked.len() as f64);
    let measured: Vec<Vec<f64>> = [&ours as &dyn Fn(&Given, &Given) -> f64, &around, &plain]
        .iter()
        .map(|measure| held_out(&asked.iter().map(|asked| pairs(asked, measure)).collect::<Vec<_>>()))
        .collect();
    for (at, one) in asked.iter().enumerate() {
        let row: Vec<f64> = measured.iter().map(|measure| measure[at]).collect();
        println!("{:44} {:8.3} {:8.3} {:8.3}", one.question, row[0], row[1], row[2]);
        row.iter().enumerate().for_each(|(at, value)| sums[at] += value / count);
    }
    println!("{:44} {:8.3} {:8.3} {:8.3}", "mean", sums[0], sums[1], sums[2]);
    Ok(true)
}

fn pairs(asked: &Asked, measure: &dyn Fn(&Given, &Given) -> f64) -> Vec<Pair> {
    let mut pairs = Vec::new();
    for (at, one) in asked.answers.iter().enumerate() {
        for other in &asked.answers[at + 1..] {
            pairs.push((measure(one, other), one.cluster_global == other.cluster_global));
        }
    }
    pairs
}

/// For each question its balanced accuracy with the threshold that is best on the others.
fn held_out(questions: &[Vec<Pair>]) -> Vec<f64> {
    (0..questions.len())
        .map(|at| {
            let others =
                || questions.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, pairs)| pairs);
            let best = (1..100)
                .map(|step| f64::from(step) / 100.0)
                .max_by(|one, other| {
                    let mean = |threshold: f64| others().map(|pairs| balanced(pairs, threshold)).sum::<f64>();
                    mean(*one).total_cmp(&mean(*other))
                })
                .unwrap_or(0.5);
            balanced(&questions[at], best)
        })
        .collect()
}

fn balanced(pairs: &[Pair], threshold: f64) -> f64 {
    let share = |same: bool| {
        let all: Vec<&Pair> = pairs.iter().filter(|pair| pair.1 == same).collect();
        all.iter().filter(|pair| (pair.0 >= threshold) == same).count() as f64 / all.len().max(1) as f64
    };
    f64::midpoint(share(true), share(false))
}

fn tokens(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn idf(asked: &[Asked]) -> HashMap<String, f64> {
    let answers: Vec<&Given> = asked.iter().flat_map(|asked| &asked.answers).collect();
    let mut counts: HashMap<String, f64> = HashMap::new();
    for given in &answers {
        let mut words = tokens(&given.answer);
        words.sort_unstable();
        words.dedup();
        words.into_iter().for_each(|word| *counts.entry(word).or_default() += 1.0);
    }
    let all = answers.len() as f64;
    counts.into_iter().map(|(word, count)| (word, ((1.0 + all) / (1.0 + count)).ln() + 1.0)).collect()
}

fn cosine(one: &str, other: &str, idf: &HashMap<String, f64>) -> f64 {
    let vector = |text: &str| {
        let mut vector: HashMap<String, f64> = HashMap::new();
        tokens(text).into_iter().for_each(|word| {
            let weight = idf.get(&word).copied().unwrap_or(1.0);
            *vector.entry(word).or_default() += weight;
        });
        vector
    };
    let (a, b) = (vector(one), vector(other));
    let dot: f64 = a.iter().filter_map(|(word, weight)| b.get(word).map(|other| weight * other)).sum();
    let length =
        |vector: &HashMap<String, f64>| vector.values().map(|weight| weight * weight).sum::<f64>().sqrt();
    dot / (length(&a) * length(&b)).max(1e-12)
}
