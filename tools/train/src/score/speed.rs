//! How fast all of `sayso-text` reads, as a ratio to spaCy's own pipeline on the same texts in the same run.

use anyhow::Result;
use cpu_time::ProcessTime;
use serde::Deserialize;

use crate::{data, python};

#[derive(Deserialize)]
struct Peer {
    tokens: usize,
    seconds: f64,
}

/// Prints tokens a processor-second on PolNeAR dev, one core each.
pub fn run() -> Result<()> {
    let articles = data::polnear("dev")?;
    let lines: Vec<String> = articles.iter().map(|article| serde_json::to_string(&article.text)).collect::<Result<_, _>>()?;
    let peer: Peer = serde_json::from_str(&python::run("spacy_export.py", &["speed"], &(lines.join("\n") + "\n"))?)?;
    let spacy = peer.tokens as f64 / peer.seconds;
    println!("spaCy                {spacy:9.0} tokens a processor-second");
    let parts: Vec<_> = articles.iter().map(|article| data::lines(&article.text)).collect();
    sayso_text::annotate("Warm up.", &data::lines("Warm up."), None);
    let start = ProcessTime::now();
    let tokens: usize = articles.iter().zip(&parts).map(|(article, parts)| sayso_text::annotate(&article.text, parts, None).tokens.len()).sum();
    let ours = tokens as f64 / start.elapsed().as_secs_f64();
    println!("default engine       {ours:9.0}   {:.1} times spaCy", ours / spacy);
    Ok(())
}
