//! How fast all of `sayso-text` reads, as a ratio to spaCy's own pipeline on the same texts in the same run.

use anyhow::Result;
use cpu_time::ProcessTime;
use sayso_text::statements;
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
    let lines: Vec<String> =
        articles.iter().map(|article| serde_json::to_string(&article.text)).collect::<Result<_, _>>()?;
    let peer: Peer =
        serde_json::from_str(&python::run("spacy_export.py", &["speed"], &(lines.join("\n") + "\n"))?)?;
    let spacy = peer.tokens as f64 / peer.seconds;
    println!("spaCy                {spacy:9.0} tokens a processor-second");
    let parts: Vec<_> = articles.iter().map(|article| data::lines(&article.text)).collect();
    for (name, read) in data::ENGINES {
        statements(&read("Warm up.", &data::lines("Warm up."), None));
        let start = ProcessTime::now();
        let mut tokens = 0;
        for (article, parts) in articles.iter().zip(&parts) {
            let document = read(&article.text, parts, None);
            tokens += document.tokens.len();
            statements(&document);
        }
        let ours = tokens as f64 / start.elapsed().as_secs_f64();
        println!("{name:8} engine      {ours:9.0}   {:.1} times spaCy", ours / spacy);
    }
    Ok(())
}
