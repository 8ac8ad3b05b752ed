//! Repacks spaCy's small English model: weights rounded to one byte, tables as lines.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::pack::Writer;
use crate::python;

#[derive(Deserialize)]
struct Weight {
    name: String,
    shape: Vec<usize>,
    seed: Option<u32>,
    column: Option<usize>,
}

#[derive(Deserialize)]
struct Tables {
    spacy: String,
    model: String,
    licence: String,
    tags: Vec<String>,
    parser_moves: Vec<String>,
    ner_moves: Vec<String>,
    norms: BTreeMap<u64, String>,
    specials: BTreeMap<String, Vec<(String, String)>>,
    symbols: BTreeMap<String, u64>,
    lemma_exceptions: BTreeMap<String, BTreeMap<String, Vec<String>>>,
    lemma_verbs: Vec<String>,
    lemma_nouns: Vec<String>,
}

/// Writes `english.bin` into `models`.
pub fn repack(models: &Path) -> Result<()> {
    let folder = python::work("spacy")?;
    python::run("spacy_export.py", &["model", &folder.to_string_lossy()], "")?;
    let weights = std::fs::read(folder.join("weights.f32"))?;
    let manifest: Vec<Weight> = serde_json::from_slice(&std::fs::read(folder.join("weights.json"))?)?;
    let tables: Tables = serde_json::from_slice(&std::fs::read(folder.join("tables.json"))?)?;

    let mut pack = Writer::new();
    pack.lines(
        "about",
        &[format!("spaCy {} en_core_web_sm {} ({})", tables.spacy, tables.model, tables.licence)],
    );
    pack_weights(&mut pack, &manifest, &weights)?;
    pack_tables(&mut pack, &tables);
    let path = models.join("english.bin");
    std::fs::write(&path, pack.finish()).with_context(|| format!("cannot write `{}`", path.display()))
}

fn pack_weights(pack: &mut Writer, manifest: &[Weight], bytes: &[u8]) -> Result<()> {
    let mut at = 0;
    let mut seeds = Vec::new();
    for weight in manifest {
        let count: usize = weight.shape.iter().product();
        let values: Vec<f32> = bytes
            .get(at..at + 4 * count)
            .context("the weights end early")?
            .chunks_exact(4)
            .map(|four| f32::from_le_bytes([four[0], four[1], four[2], four[3]]))
            .collect();
        at += 4 * count;
        let columns = weight.shape.last().copied().unwrap_or(1);
        if weight.name.ends_with("affine.W") || weight.name.ends_with("affine.pad") {
            // [feature, hidden, piece, input] and [1, feature, hidden, piece]: one row of
            // numbers an output or a feature keeps the rounding local.
            let columns = if weight.name.ends_with("W") { columns } else { 128 };
            pack.matrix(&weight.name, columns, &values);
        } else if weight.shape.len() == 1 || weight.name.ends_with(".b") {
            // Biases and gains are few: each its own scale, so that nothing is lost.
            pack.matrix(&weight.name, 1, &values);
        } else {
            pack.matrix(&weight.name, columns, &values);
        }
        if let (Some(seed), Some(column)) = (weight.seed, weight.column) {
            seeds.push(format!("{} {seed} {column}", weight.name));
        }
    }
    pack.lines("seeds", &seeds);
    Ok(())
}

fn pack_tables(pack: &mut Writer, tables: &Tables) {
    pack.lines("tags", &tables.tags);
    pack.lines("parser.moves", &tables.parser_moves);
    pack.lines("ner.moves", &tables.ner_moves);
    pack.lines("norms", &pairs(&tables.norms));
    pack.lines("symbols", &pairs(&tables.symbols));
    let specials: Vec<String> = tables.specials.iter().map(|(text, pieces)| special(text, pieces)).collect();
    pack.lines("specials", &specials);
    for (pos, exceptions) in &tables.lemma_exceptions {
        let lines: Vec<String> = exceptions
            .iter()
            .filter_map(|(word, lemmas)| Some(format!("{word}\t{}", lemmas.last()?)))
            .collect();
        pack.lines(&format!("lemma.{pos}"), &lines);
    }
    pack.lines("lemma.verbs", &tables.lemma_verbs);
    // Of the nouns only those matter that the plural rules would get wrong: `news`, `series`.
    let known: HashSet<&str> = tables.lemma_nouns.iter().map(String::as_str).collect();
    let plural = |noun: &str| {
        ["s", "es", "ies"]
            .iter()
            .filter_map(|ending| noun.strip_suffix(ending))
            .any(|stem| known.contains(stem) || known.contains(format!("{stem}y").as_str()))
    };
    let nouns: Vec<&String> = tables
        .lemma_nouns
        .iter()
        .filter(|noun| noun.ends_with('s') && !noun.contains('_') && !plural(noun))
        .collect();
    pack.lines("lemma.nouns", &nouns);
}

fn pairs<K: std::fmt::Display>(table: &BTreeMap<K, impl std::fmt::Display>) -> Vec<String> {
    table.iter().map(|(key, value)| format!("{key}\t{value}")).collect()
}

/// `don't` as `don't<TAB>do<TAB>do<TAB>n't<TAB>not`: each piece and its norm.
fn special(text: &str, pieces: &[(String, String)]) -> String {
    let pieces: Vec<String> = pieces.iter().map(|(piece, norm)| format!("\t{piece}\t{norm}")).collect();
    format!("{text}{}", pieces.concat())
}
