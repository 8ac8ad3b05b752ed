//! How many instructions each stage of reading takes, counted by `valgrind --tool=callgrind` while
//! this program reads a few articles of PolNeAR dev: the same on a busy machine and an idle one.

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
    let folder = python::work("stages")?;
    for engine in ["default", "fast"] {
        let out = folder.join(format!("{engine}.callgrind"));
        let program = std::env::current_exe().context("where is this program?")?;
        let counted = Command::new("valgrind")
            .args(["--tool=callgrind", &format!("--callgrind-out-file={}", out.display())])
            .arg(program)
            .args(["read", engine])
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
        table_of(engine, &String::from_utf8_lossy(&table.stdout));
    }
    Ok(())
}

fn table_of(engine: &str, table: &str) {
    let count = |line: &str| -> Option<f64> { line.split_whitespace().next()?.replace(',', "").parse().ok() };
    let of = |name: &str| {
        let line = table.lines().find(|line| {
            line.split_once(&format!(":{name}"))
                .is_some_and(|(_, rest)| name.ends_with("::") || !rest.starts_with([':', '_']))
        });
        line.and_then(count).unwrap_or(0.0)
    };
    let stages: Vec<(&str, f64)> = STAGES.iter().map(|(name, what)| (*what, of(name))).collect();
    let whole = of("train::score::stages::read").max(1.0);
    println!(
        "{engine} engine, {ARTICLES} articles, models unpacked once: {:.0} million instructions",
        whole / 1e6
    );
    for (what, count) in stages.iter().filter(|(_, count)| *count > 0.0) {
        println!("  {what:50} {:8.0} million  {:3.0} %", count / 1e6, 100.0 * count / whole);
    }
}

/// Reads the articles with one engine: what is counted.
#[inline(never)]
pub fn read(engine: &str) -> Result<()> {
    let read = data::ENGINES.iter().find(|(name, _)| *name == engine).context("no such engine")?.1;
    for article in data::polnear("dev")?.iter().take(ARTICLES) {
        statements(&read(&article.text, &data::lines(&article.text), None));
    }
    Ok(())
}
