//! Learns which blocks of a page are main content: one weight a sign, by logistic
//! regression over the blocks of the pages that people marked.
//!
//! The weights are a sorted text file in `sayso-page`; the same data gives the same file.
//! Before that it prints what pages score whose fold was left out of the learning.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt::Write;

use anyhow::{Context, Result};

use crate::score::pages;

const OUT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../crates/sayso-page/lists/main-text.txt");
const FOLDS: usize = 5;
const ROUNDS: usize = 8;
/// A sign that fewer pages have is no rule.
const MIN_PAGES: usize = 20;
/// Pulls weights towards zero; chosen by what left-out pages score.
const DECAY: f64 = 5e-3;

/// One block: its signs by number, its words, and whether people kept it.
struct Block {
    signs: Vec<usize>,
    words: Vec<String>,
    kept: bool,
}

struct Page {
    blocks: Vec<Block>,
    wanted: Vec<String>,
}

/// Learns the weights, prints how well they do on pages not learned from, writes them.
pub fn train() -> Result<()> {
    let (pages, names) = read()?;
    println!("{} pages, {} signs", pages.len(), names.len());
    let mut f1 = 0.0;
    for fold in 0..FOLDS {
        let (held, learned): (Vec<_>, Vec<_>) =
            pages.iter().enumerate().partition(|(at, _)| at % FOLDS == fold);
        let learned: Vec<&Page> = learned.into_iter().map(|(_, page)| page).collect();
        let weights = learn(&learned, names.len());
        f1 += held.iter().map(|(_, page)| page_f1(page, &weights)).sum::<f64>();
    }
    println!("word F1 of kept blocks on pages not learned from: {:.4}", f1 / pages.len() as f64);
    let all: Vec<&Page> = pages.iter().collect();
    let weights = learn(&all, names.len());
    println!(
        "on pages learned from: {:.4}",
        all.iter().map(|page| page_f1(page, &weights)).sum::<f64>() / all.len() as f64
    );
    println!(
        "if every block were decided as the truth has it: {:.4}",
        all.iter().map(|page| best_f1(page)).sum::<f64>() / all.len() as f64
    );
    write(&names, &weights)
}

fn read() -> Result<(Vec<Page>, Vec<String>)> {
    let mut raw = Vec::new();
    let mut on_pages: BTreeMap<String, usize> = BTreeMap::new();
    for (truth, bytes) in pages::read()? {
        let Some(wanted) = truth.main_content else { continue };
        let blocks = sayso_page::block_features(&bytes).unwrap_or_default();
        let here: HashSet<&String> = blocks.iter().flat_map(|(_, signs)| signs).collect();
        for sign in here {
            *on_pages.entry(sign.clone()).or_default() += 1;
        }
        raw.push((pages::words(&wanted), blocks));
    }
    let names: Vec<String> =
        on_pages.into_iter().filter(|(_, count)| *count >= MIN_PAGES).map(|(name, _)| name).collect();
    let numbers: HashMap<&str, usize> =
        names.iter().enumerate().map(|(at, name)| (name.as_str(), at)).collect();
    let pages = raw.into_iter().map(|(wanted, blocks)| page(wanted, blocks, &numbers)).collect();
    Ok((pages, names))
}

fn page(wanted: Vec<String>, blocks: Vec<(String, Vec<String>)>, numbers: &HashMap<&str, usize>) -> Page {
    let truth = format!(" {} ", wanted.join(" "));
    let block = |(text, signs): (String, Vec<String>)| {
        let words = pages::words(&text);
        let kept = truth.contains(&format!(" {} ", words.join(" "))) || mostly_in(&words, &truth);
        Block {
            signs: signs.iter().filter_map(|sign| numbers.get(sign.as_str()).copied()).collect(),
            words,
            kept,
        }
    };
    Page { blocks: blocks.into_iter().map(block).collect(), wanted }
}

/// People copy with small slips: most runs of four words must be there.
fn mostly_in(words: &[String], truth: &str) -> bool {
    let runs: Vec<String> = words.windows(4).map(|run| format!(" {} ", run.join(" "))).collect();
    runs.len() >= 4 && runs.iter().filter(|run| truth.contains(run.as_str())).count() * 10 >= runs.len() * 7
}

fn learn(pages: &[&Page], signs: usize) -> Vec<f64> {
    let mut weights = vec![0.0f64; signs];
    // The mean over the rounds wavers less than the last of them.
    let mut mean = vec![0.0f64; signs];
    let mut squares = vec![1e-3f64; signs];
    for round in 0..ROUNDS {
        // A fixed shuffle: a prime step through the pages, another one each round.
        let step = [101, 211, 307, 401, 503][round % 5];
        for turn in 0..pages.len() {
            let page = pages[turn * step % pages.len()];
            let size: f64 = page.blocks.iter().map(|block| block.words.len() as f64).sum::<f64>().max(1.0);
            for block in &page.blocks {
                let error = sigmoid(sum(block, &weights)) - f64::from(u8::from(block.kept));
                // Pages count alike, long blocks more than short ones.
                let weight = (0.2 + block.words.len() as f64) / size * 40.0;
                for sign in &block.signs {
                    let slope = error * weight.min(8.0) + DECAY * weights[*sign];
                    squares[*sign] += slope * slope;
                    weights[*sign] -= 0.1 * slope / squares[*sign].sqrt();
                }
            }
        }
        for (mean, weight) in mean.iter_mut().zip(&weights) {
            *mean += weight / ROUNDS as f64;
        }
    }
    mean
}

fn sum(block: &Block, weights: &[f64]) -> f64 {
    block.signs.iter().map(|sign| weights[*sign]).sum()
}

fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

fn page_f1(page: &Page, weights: &[f64]) -> f64 {
    f1_of(page, |block| sum(block, weights) > 0.0)
}

fn best_f1(page: &Page) -> f64 {
    f1_of(page, |block| block.kept)
}

fn f1_of(page: &Page, keep: impl Fn(&Block) -> bool) -> f64 {
    let got: Vec<String> = page
        .blocks
        .iter()
        .filter(|block| keep(block))
        .flat_map(|block| block.words.iter().cloned())
        .collect();
    pages::compare(&got, &page.wanted).2
}

fn write(names: &[String], weights: &[f64]) -> Result<()> {
    let mut out = String::from(
        "# How much each sign speaks for main content; made by `cargo run --release -p train -- page`.\n",
    );
    for (name, weight) in names.iter().zip(weights).filter(|(_, weight)| weight.abs() >= 0.02) {
        writeln!(out, "{name} {weight:.3}")?;
    }
    std::fs::write(OUT, out).with_context(|| format!("cannot write `{OUT}`"))
}
