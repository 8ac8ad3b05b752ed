//! How far the readers who marked PolNeAR agree with each other, by the scorer that our own
//! finds are measured with: the most that any engine can be told from right there.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::{Context as _, Result};
use serde_json::Value;

use crate::{data, python};

/// Prints the scorer's table for every two readers of the same article, each once as the truth.
pub fn run() -> Result<()> {
    let mut readings: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for part in ["train", "dev", "train-extra", "dev-extra"] {
        let path = data::path("polnear")?.join(format!("{part}.jsonl"));
        let lines =
            std::fs::read_to_string(&path).with_context(|| format!("cannot read `{}`", path.display()))?;
        for line in lines.lines() {
            let reading: Value = serde_json::from_str(line)?;
            readings.entry(reading["doc"].as_str().unwrap_or_default().to_owned()).or_default().push(reading);
        }
    }
    let (mut truth, mut found) = (String::new(), String::new());
    let (mut articles, mut pairs) = (0, 0);
    for (doc, readings) in readings.iter().filter(|(_, readings)| readings.len() > 1) {
        articles += 1;
        for (one, first) in readings.iter().enumerate() {
            for (other, second) in readings.iter().enumerate() {
                if one == other || first["text"] != second["text"] {
                    continue;
                }
                pairs += 1;
                for (out, reading) in [(&mut truth, first), (&mut found, second)] {
                    let mut named = reading.clone();
                    named["doc"] = format!("{doc} {one} {other}").into();
                    writeln!(out, "{named}")?;
                }
            }
        }
    }
    let folder = python::work("agreement")?;
    let [truth_at, found_at] = ["truth.jsonl", "found.jsonl"].map(|name| folder.join(name));
    std::fs::write(&truth_at, truth)?;
    std::fs::write(&found_at, found)?;
    println!("{articles} articles, {pairs} pairs of readers");
    let scorer = data::path("../tools/score_polnear.py")?;
    print!("{}", python::run_at(&scorer, &[truth_at, found_at, PathBuf::from("--name=two readers")])?);
    Ok(())
}
