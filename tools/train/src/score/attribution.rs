//! How well attributions are found on PolNeAR dev, by the data's own scorer: its row `attr`,
//! column `c50+s` (contents overlap by half and sources overlap), over all and over speech.

use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::Result;
use sayso_text::Document;
use sayso_text::attribution::{find, span};
use serde_json::json;

use crate::{data, python};

/// Prints the scorer's table for each engine.
pub fn run() -> Result<()> {
    let gold = data::path("polnear")?.join("dev.jsonl");
    let scorer = data::path("../tools/score_polnear.py")?;
    for (name, read) in data::ENGINES {
        let found = python::work("attribution")?.join(format!("{name}.jsonl"));
        std::fs::write(&found, predictions(read)?)?;
        let name = PathBuf::from(format!("--name={name} engine"));
        print!("{}", python::run_at(&scorer, &[gold.clone(), found, PathBuf::from("--bytes"), name])?);
    }
    Ok(())
}

fn predictions(read: data::Read) -> Result<String> {
    let mut lines = String::new();
    for article in data::polnear("dev")? {
        let document = read(&article.text, &data::lines(&article.text), None);
        let attributions: Vec<_> = find(&document)
            .0
            .iter()
            .map(|found| {
                let cue = [found.cue.clone()];
                json!({"source": spans(&document, &found.source), "cue": spans(&document, &cue), "content": spans(&document, &found.content)})
            })
            .collect();
        writeln!(lines, "{}", json!({"doc": article.doc, "attributions": attributions}))?;
    }
    Ok(lines)
}

fn spans(document: &Document, ranges: &[std::ops::Range<usize>]) -> Vec<[usize; 2]> {
    ranges.iter().map(|range| span(document, range)).map(|span| [span.start, span.end]).collect()
}
