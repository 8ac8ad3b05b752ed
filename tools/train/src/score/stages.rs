//! How many instructions each stage of reading takes, counted by `valgrind --tool=callgrind` while
//! this program reads a few articles of PolNeAR dev: the same on a busy machine and an idle one.
//!
//! They are read once and, in another run, twice. What the second time costs is the reading; the
//! rest of the first time is models and lists unpacked, once a process.

use std::process::Command;

use anyhow::{Context as _, Result, bail};
use sayso_text::statements;

use crate::{data, python};

/// How many articles are read.
const ARTICLES: usize = 4;

/// The stages, by the functions that hold them; deeper ones are part of those above.
const STAGES: &[(&str, &str)] = &[
    ("sayso_text::annotate", "annotate: grammar, moments, figures, places"),
    ("sayso_text::encoder::Encoder::encode", "  grammar: vectors of words, twice (parse, names)"),
    ("sayso_text::parser::parse", "  grammar: the parse"),
    ("sayso_text::names::", "  grammar: names"),
    ("sayso_text::moment::annotate", "  moments"),
    ("sayso_text::figure::annotate", "  figures"),
    ("sayso_text::place::annotate", "  places"),
    ("sayso_text::statement::statements", "statements"),
    ("sayso_text::attribution::find", "  attributions"),
    ("sayso_text::mention::resolve", "  who is meant"),
];

/// Prints a table for each engine but the deep one, whose network is nearly all that it does.
pub fn run() -> Result<()> {
    for engine in ["default", "fast"] {
        let (once, twice) = (counted(engine, "1")?, counted(engine, "2")?);
        let whole = "train::score::stages::read";
        let again = |name: &str| of(&twice, name) - of(&once, name);
        let reading = again(whole).max(1.0);
        let unpacked = of(&once, whole) - reading;
        println!(
            "{engine} engine, {ARTICLES} articles: {:.0} million instructions, and {:.0} million once for models and lists",
            reading / 1e6,
            unpacked / 1e6
        );
        for (what, count) in
            STAGES.iter().map(|(name, what)| (what, again(name))).filter(|(_, count)| *count > 0.0)
        {
            println!("  {what:50} {:8.1} million  {:3.0} %", count / 1e6, 100.0 * count / reading);
        }
    }
    Ok(())
}

/// The table of functions of one run.
fn counted(engine: &str, rounds: &str) -> Result<String> {
    let out = python::work("stages")?.join(format!("{engine}-{rounds}.callgrind"));
    let program = std::env::current_exe().context("where is this program?")?;
    let counted = Command::new("valgrind")
        .args(["--tool=callgrind", &format!("--callgrind-out-file={}", out.display())])
        .arg(program)
        .args(["read", engine, rounds])
        .output()
        .context("cannot start `valgrind`\n\nhint: Debian's package `valgrind` has it")?;
    if !counted.status.success() {
        bail!("valgrind failed: {}", String::from_utf8_lossy(&counted.stderr));
    }
    let table = Command::new("callgrind_annotate")
        .args(["--inclusive=yes", "--threshold=100"])
        .arg(&out)
        .output()
        .context("cannot start `callgrind_annotate`")?;
    Ok(String::from_utf8_lossy(&table.stdout).into_owned())
}

/// How many instructions a table gives a function, what it calls included.
fn of(table: &str, name: &str) -> f64 {
    let line = table.lines().find(|line| {
        line.split_once(&format!(":{name}"))
            .is_some_and(|(_, rest)| name.ends_with("::") || !rest.starts_with([':', '_']))
    });
    let count = |line: &str| line.split_whitespace().next()?.replace(',', "").parse().ok();
    line.and_then(count).unwrap_or(0.0)
}

/// Reads the articles so many times with one engine: what is counted.
#[inline(never)]
pub fn read(engine: &str, rounds: &str) -> Result<()> {
    let rounds: usize = rounds.parse().context("how many times?")?;
    let read = data::ENGINES.iter().find(|(name, _)| *name == engine).context("no such engine")?.1;
    let articles = data::polnear("dev")?;
    for article in (0..rounds).flat_map(|_| articles.iter().take(ARTICLES)) {
        statements(&read(&article.text, &data::lines(&article.text), None));
    }
    Ok(())
}
