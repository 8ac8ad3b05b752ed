//! The corpus as specification: in every `corpus/page-*.md`, each indented text is read and
//! its blocks compared with the fenced result below it. `UPDATE=1` rewrites the results.

use std::fmt::Write;
use std::path::PathBuf;

use sayso_page::{Article, Found, Hints, Stamp, read};

#[test]
fn every_case_comes_out_as_written() {
    let mut cases = 0;
    let mut wrong = Vec::new();
    for path in files() {
        let old = std::fs::read_to_string(&path).expect("a corpus file");
        let (new, count) = rewrite(&old);
        cases += count;
        if old == new {
            continue;
        }
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&path, new).expect("a corpus file that can be written");
        } else {
            wrong.push(format!("{}\n{}", path.display(), difference(&old, &new)));
        }
    }
    assert!(wrong.is_empty(), "{}\nUPDATE=1 rewrites the results", wrong.join("\n"));
    assert!(cases >= 60, "{cases} cases");
}

fn files() -> Vec<PathBuf> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../corpus");
    let entries =
        std::fs::read_dir(folder).expect("a corpus").filter_map(Result::ok).map(|entry| entry.path());
    let is_ours =
        |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("page-"));
    let mut files: Vec<PathBuf> = entries.filter(is_ours).collect();
    files.sort();
    files
}

/// The file with every result made anew, and how many there are.
fn rewrite(old: &str) -> (String, usize) {
    let mut new = String::new();
    let mut input = String::new();
    let mut count = 0;
    let mut lines = old.lines().peekable();
    while let Some(line) = lines.next() {
        if let Some(text) = line.strip_prefix("    ") {
            input.push_str(text);
            input.push('\n');
        } else if line.is_empty()
            && lines.peek().is_some_and(|next| next.starts_with("    "))
            && !input.is_empty()
        {
            input.push('\n');
        } else if line == "```" && !input.is_empty() {
            for _ in lines.by_ref().take_while(|line| *line != "```") {}
            let _ = write!(new, "```\n{}```\n", show(&input));
            input.clear();
            count += 1;
            continue;
        }
        new.push_str(line);
        new.push('\n');
    }
    (new, count)
}

fn show(input: &str) -> String {
    match read(input.as_bytes(), Hints::default()) {
        Ok(article) => show_article(&article),
        Err(error) => format!("error: {error}\n"),
    }
}

fn show_article(article: &Article) -> String {
    let mut out = String::new();
    for block in &article.blocks {
        let _ = writeln!(out, "{} | {}", block.role.name(), article.words(block).replace('\n', "⏎"));
    }
    let mut say = |what: &str, value: Option<String>| {
        if let Some(value) = value {
            let _ = writeln!(out, "= {what}: {value}");
        }
    };
    let found = |found: &Option<Found>| found.as_ref().map(|found| found.value.clone());
    let stamp =
        |stamp: &Option<Stamp>| stamp.as_ref().map(|stamp| format!("{} ({:?})", stamp.iso(), stamp.origin));
    say("outlet", found(&article.outlet));
    let authors: Vec<&str> = article.authors.iter().map(|author| author.value.as_str()).collect();
    say("authors", (!authors.is_empty()).then(|| authors.join(", ")));
    say("published", stamp(&article.published));
    say("updated", stamp(&article.updated));
    say("age", found(&article.age_shown));
    say("label", found(&article.label));
    say("cut", (!article.complete).then(|| found(&article.more_link).unwrap_or_default()));
    out
}

fn difference(old: &str, new: &str) -> String {
    let gone = old.lines().filter(|line| !new.contains(line)).map(|line| format!("- {line}"));
    let come = new.lines().filter(|line| !old.contains(line)).map(|line| format!("+ {line}"));
    gone.chain(come).collect::<Vec<_>>().join("\n")
}
