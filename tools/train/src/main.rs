//! Makes the models of `sayso-text` from data outside the repository and measures them.
//!
//! ```text
//! cargo run --release -p train -- score NAME
//! ```

mod data;
mod page;
mod score;

use anyhow::{Result, bail};

fn main() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["page"] => page::train(),
        ["score", names @ ..] => score::run(names),
        _ => bail!("usage: train score NAME ...\nnames: {}", score::names().join(", ")),
    }
}
