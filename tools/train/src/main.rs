//! Makes the models of `sayso-text` from data outside the repository and measures them.
//!
//! ```text
//! cargo run --release -p train -- all          # make every model again, but for the deep network
//! cargo run --release -p train -- english      # one of them
//! cargo run --release -p train -- score NAME   # measure
//! ```

mod attribution;
mod crf;
mod data;
mod deep;
mod english;
mod fast;
mod gazetteer;
mod pack;
mod page;
mod python;
mod score;

use std::path::Path;

use anyhow::{Result, bail};

fn main() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        // The deep network takes an hour, and changes nothing that the others need.
        ["all"] => MODELS.iter().filter(|(name, _)| *name != "deep").try_for_each(|(_, make)| make(models())),
        ["score", names @ ..] => score::run(names),
        ["read", engine, rounds] => score::stages::read(engine, rounds), // what `score stages` counts
        [name] if let Some((_, make)) = MODELS.iter().find(|(known, _)| known == name) => make(models()),
        _ => bail!(
            "usage: train all | MODEL | score NAME ...\nmodels: {}\nscores: {}",
            MODELS.map(|(name, _)| name).join(", "),
            score::names().join(", ")
        ),
    }
}

/// A name and what makes it.
type Model = (&'static str, fn(&Path) -> Result<()>);

/// Each model with what makes it, in the order in which they need each other.
const MODELS: [Model; 7] = [
    ("gazetteer", gazetteer::pack),
    ("english", english::repack),
    ("fast", fast::train),
    ("attribution", attribution::train),
    ("deep", deep::network), // an hour; what follows needs it built in, so run it by itself first
    ("deep-verdict", deep::verdict),
    ("page", |_| page::train()),
];

fn models() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../crates/sayso-text/models"))
}
