//! The corpus is the specification by example: `corpus/KIND-TOPIC.md`, one phenomenon a file.
//!
//! A case is an indented text followed by a fenced result. The word before the first `-` of
//! the file's name chooses what is printed, one line a find; `nothing` where there is none.
//! An indented line that begins with `# ` is a headline. `Published: 2024-12-16` fixes a
//! file's day. `UPDATE=1 cargo test -p sayso-text` rewrites the results; read the
//! difference before keeping it. A known wrong answer stands under a line `TODO: …`.

use std::fs;
use std::path::{Path, PathBuf};

use sayso_text::actor::Actor;
use sayso_text::{Document, Part, Role, Span, Statement};

/// What a kind of file prints of a document.
type Print = fn(&Document) -> Vec<String>;

/// Every kind of corpus file. A new phenomenon is one line here.
const KINDS: &[(&str, Print)] = &[
    ("figure", figures),
    ("moment", moments),
    ("statement", statements),
    ("counts", counts),
    ("place", places),
    ("actor", actors),
];

fn figures(document: &Document) -> Vec<String> {
    let line = |figure: &sayso_text::Figure| {
        format!("{} → {figure} [{}]", document.text(figure.span), figure.kind.name())
    };
    document.figures.iter().map(line).collect()
}

fn moments(document: &Document) -> Vec<String> {
    let line = |moment: &sayso_text::Moment| {
        format!("{} → {moment} [{}]", document.text(moment.span), moment.kind.name())
    };
    document.moments.iter().map(line).collect()
}

/// One line a statement: who, by which words, what; then how, and what hangs on it.
fn statements(document: &Document) -> Vec<String> {
    sayso_text::statements(document)
        .iter()
        .enumerate()
        .map(|(at, statement)| line(document, at, statement))
        .collect()
}

fn line(document: &Document, at: usize, statement: &Statement) -> String {
    let words =
        |spans: &[Span]| spans.iter().map(|span| document.text(*span)).collect::<Vec<_>>().join(" … ");
    let who = match (statement.is_own_voice(), statement.source.is_empty()) {
        (true, _) => "own voice".to_owned(),
        (false, true) => "nobody named".to_owned(),
        (false, false) => words(&statement.source),
    };
    let cue =
        if statement.is_own_voice() { String::new() } else { format!(" ‹{}›", words(&statement.cue)) };
    let mut line = format!("{}. {who}{cue} → {}", at + 1, words(&statement.content));
    line.push_str(&format!(" [{}, {}]", statement.mode.name(), statement.certainty.name()));
    for via in &statement.via {
        line.push_str(&format!(" via {}", via.name));
    }
    if let Some(said) = statement.said {
        line.push_str(&format!(" said {}", document.text(document.moments[said].span)));
    }
    if let Some(subject) = statement.subject {
        line.push_str(&format!(" of {}", document.text(subject)));
    }
    for aside in &statement.asides {
        line.push_str(&format!(" aside ({})", document.text(*aside)));
    }
    if let Some(within) = statement.within {
        line.push_str(&format!(" within {}", within + 1));
    }
    let counts = [(statement.figures.len(), "figure"), (statement.places.len(), "place")];
    for (count, name) in counts.into_iter().filter(|(count, _)| *count > 0) {
        line.push_str(&format!(" {count} {name}{}", if count > 1 { "s" } else { "" }));
    }
    line
}

fn places(document: &Document) -> Vec<String> {
    let line = |place: &sayso_text::Place| {
        format!("{} → {} · {}", document.text(place.span), place.shown(document), place.usage.name())
    };
    document.places.iter().map(line).collect()
}

/// What each figure of a statement counts: by the words beside it, or by its context, and then
/// by which words.
fn counts(document: &Document) -> Vec<String> {
    let line = |statement: &Statement, at: usize| {
        let figure = &document.figures[at];
        let beside = figure.counts.as_ref().map_or("(nothing)", |counted| counted.name.as_str());
        let meant = statement.meant.iter().find(|meant| meant.figure == at);
        let by = |meant: &sayso_text::statement::Meant| {
            let from: Vec<&str> = meant.from.iter().map(|span| document.text(*span)).collect();
            format!("{} ← {}", meant.name, from.join(" … "))
        };
        format!("{} → {}", document.text(figure.span), meant.map_or(beside.to_owned(), by))
    };
    sayso_text::statements(document)
        .iter()
        .flat_map(|statement| statement.figures.iter().map(|at| line(statement, *at)))
        .collect()
}

/// The actors of each statement: `name · role · party · not named · refers to`.
fn actors(document: &Document) -> Vec<String> {
    let found = sayso_text::statements(document);
    found.iter().flat_map(|statement| statement.actors.iter().map(|actor| who(document, actor))).collect()
}

fn who(document: &Document, actor: &Actor) -> String {
    let words = actor.span.map_or("(left out)", |span| document.text(span));
    let mut line = format!("{words} → {}", actor.name);
    let role = actor.role.as_ref().map(|role| format!(" · role {role}"));
    let party = actor.party.as_ref().map(|party| format!(" · for {party}"));
    let unnamed = actor.unnamed.then(|| " · not named".to_owned());
    let refers = actor.refers.map(|span| format!(" · is “{}”", document.text(span)));
    [role, party, unnamed, refers].into_iter().flatten().for_each(|field| line.push_str(&field));
    line
}

#[test]
fn every_case_has_its_result() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus");
    let mut wrong = Vec::new();
    let mut cases = 0;
    for path in files(&folder) {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
        let kind = name.split('-').next().unwrap_or_default();
        // Kinds that belong to other crates have their own test.
        let Some((_, print)) = KINDS.iter().find(|(known, _)| *known == kind) else { continue };
        let old = fs::read_to_string(&path).expect("a corpus file is text");
        let (new, count) = rewritten(&old, *print);
        cases += count;
        if new == old {
            continue;
        }
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&path, new).expect("a corpus file can be written");
        } else {
            wrong.push(difference(&name, &old, &new));
        }
    }
    assert!(
        wrong.is_empty(),
        "{}\n\nhint: UPDATE=1 cargo test -p sayso-text rewrites the results",
        wrong.join("\n")
    );
    assert!(cases > 0, "no cases in `{}`", folder.display());
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the corpus folder is there");
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.retain(|path| path.extension().is_some_and(|end| end == "md"));
    paths.sort();
    paths
}

/// The file with fresh results, and how many cases it has.
fn rewritten(old: &str, print: Print) -> (String, usize) {
    let published =
        old.lines().find_map(|line| line.strip_prefix("Published: ")).and_then(|day| day.trim().parse().ok());
    let mut new = String::new();
    let mut text: Vec<&str> = Vec::new();
    let mut fenced = false;
    let mut cases = 0;
    for line in old.lines() {
        if fenced {
            fenced = line != "```";
            if !fenced {
                new.push_str("```\n");
            }
            continue;
        }
        if let Some(sentence) = line.strip_prefix("    ") {
            text.push(sentence);
        }
        new.push_str(line);
        new.push('\n');
        if line == "```" {
            fenced = true;
            cases += 1;
            let found = print(&read(&text, published));
            new.push_str(if found.is_empty() { "nothing" } else { "" });
            new.push_str(&found.join("\n"));
            new.push('\n');
            text.clear();
        }
    }
    (new, cases)
}

fn read(lines: &[&str], published: Option<jiff::civil::Date>) -> Document {
    let text = lines.join("\n");
    let mut parts = Vec::new();
    let mut at = 0;
    for line in lines {
        let (skip, role) = if line.starts_with("# ") { (2, Role::Headline) } else { (0, Role::Body) };
        parts.push(Part { span: Span::new(at + skip, at + line.len()), role });
        at += line.len() + 1;
    }
    sayso_text::annotate(&text, &parts, published)
}

fn difference(name: &str, old: &str, new: &str) -> String {
    let lines = old.lines().zip(new.lines()).find(|(old, new)| old != new);
    let (old, new) = lines.unwrap_or(("(fewer lines)", "(more lines)"));
    format!("corpus/{name}:\n  it says  {old}\n  we read  {new}")
}
