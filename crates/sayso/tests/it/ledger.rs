//! The ledger's commands as a user runs them: what they print, their exit codes, what they say of
//! what is wrong.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::Value;
use tempfile::TempDir;

use crate::{Ran, command, ran};

/// A ledger in a folder of its own.
pub struct Desk {
    pub folder: TempDir,
    pub ledger: PathBuf,
}

impl Desk {
    pub fn new() -> Desk {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let ledger = folder.path().join("ledger.db");
        Desk { folder, ledger }
    }

    /// A path in its folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a report there.
    pub fn write(&self, name: &str, text: &str) -> String {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder can be made");
        fs::write(&path, text).expect("a file can be written");
        path.to_string_lossy().into_owned()
    }

    /// Runs `sayso` on this ledger.
    pub fn run(&self, arguments: &[&str]) -> Ran {
        on(&self.ledger, arguments)
    }

    /// Runs it and takes its output as JSON.
    pub fn json(&self, arguments: &[&str]) -> Value {
        let ran = self.run(arguments);
        serde_json::from_str(&ran.out)
            .unwrap_or_else(|error| panic!("{arguments:?}: {error}: {}{}", ran.out, ran.err))
    }

    /// Adds a report of an outlet, published on a Monday.
    pub fn add(&self, outlet: &str, text: &str) -> Value {
        let path = self.write(&format!("{outlet}.txt"), text);
        self.json(&[
            "add",
            "--json",
            "--engine",
            "fast",
            "--outlet",
            outlet,
            "--published",
            "2024-12-16",
            &path,
        ])
    }

    pub fn sound(&self) {
        let ran = self.run(&["check"]);
        assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
        assert!(ran.out.ends_with("the ledger is whole\n"), "{}", ran.out);
    }
}

/// Runs `sayso` on a ledger.
pub fn on(ledger: &Path, arguments: &[&str]) -> Ran {
    ran(start(ledger, arguments).output().expect("sayso starts"))
}

pub fn start(ledger: &Path, arguments: &[&str]) -> std::process::Command {
    let mut command = command(arguments);
    command.env("SAYSO_LEDGER", ledger).env("SAYSO_REVIEWER", "Ada");
    command
}

pub const FLOOD: &str = "Flood in Nairobi\n\nKenya's government said on Monday that 38 people were killed in Nairobi on Sunday.\n";

/// A desk with a report, a changed one and one by another outlet.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.add("Star", FLOOD);
    desk.add("Star", &FLOOD.replace("38", "45"));
    desk.add("Courier", "Rain\n\nRescuers said on Monday that 60 people were killed in Nairobi on Sunday.\n");
    desk
}

/// The one statement of a figure.
fn statement(desk: &Desk, figure: &str) -> String {
    let found = desk.json(&["find", "--json", &format!("figure:{figure}")]);
    found["statements"][0]["id"].as_str().expect("an id").to_owned()
}

#[test]
fn every_command_writes_json() {
    let desk = desk();
    let statement = statement(&desk, "60");
    let kept = desk.add("Post", "Vote\n\nThe union said on Monday that trains stood still in Lyon.\n");
    assert_eq!(kept["state"], "new");
    let version = kept["version"].as_str().expect("an id");
    for arguments in [
        &["find", "--json"][..],
        &["find", "--json", "--facets", "killed"],
        &["find", "--json", "--rank", "killed"],
        &["find", "--json", "nothing-of-the-sort"],
        &["find", "--json", "--reports", "Nairobi"],
        &["questions", "--json"],
        &["questions", "--json", "--as-of", "2020-01-01"],
        &["show", "--json", "q-1"],
        &["show", "--json", "q-1", "--as-of", "2099-01-01"],
        &["show", "--json", "a-1"],
        &["show", "--json", version],
        &["show", "--json", &statement],
        &["show", "--json", "p-1"],
        &["show", "--json", "Rescuers"],
        &["versions", "--json", "a-1"],
        &["diff", "--json", "a-1"],
        &["diff", "--json", "a-2"],
        &["versions", "--json", "a-1", "--as-of", "2099-01-01"],
        &["diff", "--json", "a-1", "--as-of", "2099-01-01"],
        &["find", "--json", "--reports", "Nairobi", "--as-of", "2020-01-01"],
        &["review", "--json", "accept", &statement],
        &["review", "--json", "list"],
        &["review", "--json", "list", "--as-of", "2020-01-01"],
        &["review", "--json", "undo", "1"],
        &["check", "--json"],
        &["backup", "--json", &desk.path("backup.db").to_string_lossy()],
    ] {
        let ran = desk.run(arguments);
        assert_eq!(ran.code, 0, "{arguments:?}: {}", ran.err);
        assert_eq!(ran.err, "", "{arguments:?}");
        assert!(serde_json::from_str::<Value>(&ran.out).is_ok(), "{arguments:?}: {}", ran.out);
    }
    let reread = desk.run(&["reread", "--json"]);
    assert_eq!((reread.code, reread.out.lines().count()), (0, 4), "{}", reread.err);
    for line in reread.out.lines() {
        assert!(serde_json::from_str::<Value>(line).is_ok(), "{line}");
    }
    assert_eq!(desk.run(&["reread", "--json"]).out, "", "everything is read already");
    desk.sound();
}

#[test]
fn every_command_speaks_to_people() {
    let desk = desk();
    let id = statement(&desk, "60");
    let says = |arguments: &[&str], wanted: &[&str]| {
        let ran = desk.run(arguments);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{arguments:?}");
        for words in wanted {
            assert!(ran.out.contains(words), "{arguments:?} does not say `{words}`: {}", ran.out);
        }
    };
    says(&["questions"], &["q-1", "killed in Nairobi", "disputed: ", "2 outlets, 2 origins"]);
    says(&["show", "q-1"], &["Kenya", "45", "60", "origin: "]);
    says(&["show", &id], &["‹Rescuers›", "«said»", "60 people", "version", "bytes"]);
    says(&["find", "outcome:killed"], &["2 statements", &id]);
    says(&["find", "--facets", "killed"], &["outlet: Courier 1 · Star 1"]);
    says(&["find", "--limit", "1"], &["at least ", "--cursor "]);
    says(&["versions", "a-1"], &["v-", " 1 ", " 2 "]);
    says(
        &["diff", "a-1"],
        &["figure changed", "38 people · killed → 45 people · killed", "[-38-]", "{+45+}"],
    );
    says(&["review", "note", "q-1", "who counts?"], &["review 1 is kept", "sayso review undo 1"]);
    says(&["review", "list"], &["note q-1 by Ada"]);
    says(&["check"], &["3 versions", "the ledger is whole"]);
    says(&["diff", "a-2"], &["`a-2` has one version only"]);
}

#[test]
fn what_is_unknown_is_named_with_the_way_out() {
    let desk = desk();
    let statement = statement(&desk, "60");
    for (arguments, wanted) in [
        (&["show", "q-99"][..], "question `q-99`"),
        (&["show", "s-nothing"], "statement `s-nothing`"),
        (&["show", "v-nothing"], "version `v-nothing`"),
        (&["show", "a-99"], "article `a-99`"),
        (&["show", "p-99"], "actor `p-99`"),
        (&["show", "https://example.org/nothing"], "article `https://example.org/nothing`"),
        (&["show", "Nobody At All"], "nothing is called `Nobody At All`"),
        (&["versions", "a-99"], "article `a-99`"),
        (&["diff", "v-nothing", "v-nothing"], "version `v-nothing`"),
        (&["review", "accept", "s-nothing"], "statement `s-nothing`"),
        (&["review", "undo", "99"], "review 99"),
        (&["review", "verdict", "q-1", "45"], "a verdict needs its evidence"),
        (&["review", "correct", &statement, "colour", "red"], "`colour` is no field"),
        (&["questions", "--after", "q-99"], "question `q-99`"),
        (&["find", "--cursor", "nonsense"], "`nonsense` is no cursor"),
    ] {
        let ran = desk.run(arguments);
        assert_eq!((ran.code, ran.out.as_str()), (1, ""), "{arguments:?}");
        assert!(ran.err.starts_with("sayso: ") && ran.err.contains(wanted), "{arguments:?}: {}", ran.err);
        let unknown = wanted.contains(" `") && !wanted.contains("is no") || wanted == "review 99";
        assert!(!unknown || ran.err.contains("hint: "), "{arguments:?} shows no way out: {}", ran.err);
    }
}

#[test]
fn a_wrong_query_is_marked_at_its_place() {
    let desk = desk();
    let ran = desk.run(&["find", "killed sauce:Kyiv"]);
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    assert!(ran.err.contains("`sauce:` is no field"), "{}", ran.err);
    let lines: Vec<&str> = ran.err.lines().collect();
    let query = lines.iter().position(|line| line.trim() == "killed sauce:Kyiv").expect("the query is shown");
    let mark = lines[query + 1].find('^').expect("a mark");
    assert!(lines[query][mark..].starts_with("sauce:"), "{}", ran.err);
}

#[test]
fn without_a_ledger_it_says_how_to_make_one() {
    let desk = Desk::new();
    for arguments in [
        &["find", "killed"][..],
        &["questions"],
        &["show", "q-1"],
        &["versions", "a-1"],
        &["check"],
        &["check", "--adopt"],
        &["reread"],
        &["review", "list"],
        &["backup", "nowhere.db"],
    ] {
        let ran = desk.run(arguments);
        assert_eq!(ran.code, 1, "{arguments:?}");
        assert!(
            ran.err.contains("no ledger at") && ran.err.contains("hint: `sayso add"),
            "{arguments:?}: {}",
            ran.err
        );
        assert!(ran.err.contains("ledger.db"), "{arguments:?}: {}", ran.err);
        assert!(!desk.ledger.exists(), "{arguments:?} made a file");
    }
}

#[test]
fn the_ledger_is_named_by_option_before_environment() {
    let desk = desk();
    let other = desk.path("other.db").to_string_lossy().into_owned();
    let ran = desk.run(&["questions", "--ledger", &other]);
    assert!(ran.code == 1 && ran.err.contains("other.db"), "{}", ran.err);
}

#[test]
fn files_that_are_no_ledger() {
    let desk = Desk::new();
    let note = desk.write("note.txt", &"Dear diary, this is no database at all.\n".repeat(50));
    let before = fs::read(&note).expect("a file");
    for arguments in [&["find", "--ledger", &note][..], &["add", "--ledger", &note, "samples/kursk.txt"]] {
        let ran = desk.run(arguments);
        assert_eq!(ran.code, 1);
        assert!(
            ran.err.contains("note.txt` is no ledger of Sayso") && ran.err.contains("hint: "),
            "{}",
            ran.err
        );
    }
    assert_eq!(fs::read(&note).expect("a file"), before);
    let folder = desk.folder.path().to_string_lossy().into_owned();
    let ran = desk.run(&["find", "--ledger", &folder]);
    assert!(ran.code == 1 && ran.err.contains(&folder), "{}", ran.err);
}

#[test]
fn an_empty_file_becomes_a_ledger() {
    let desk = Desk::new();
    fs::write(&desk.ledger, "").expect("a file");
    desk.add("Star", FLOOD);
    desk.sound();
}

#[test]
fn a_newer_schema_is_refused() {
    let desk = desk();
    // The schema's number stands at byte 60 of the file.
    let mut bytes = fs::read(&desk.ledger).expect("a file");
    bytes[60..64].copy_from_slice(&99_u32.to_be_bytes());
    fs::write(&desk.ledger, bytes).expect("a file");
    let ran = desk.run(&["questions"]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("newer version (schema 99") && ran.err.contains("hint: "), "{}", ran.err);
}

#[test]
fn a_flipped_bit_is_found() {
    let desk = desk();
    let version = desk.json(&["versions", "--json", "a-2"])[0]["id"].as_str().expect("an id").to_owned();
    let key = version.trim_start_matches("v-");
    let db = rusqlite::Connection::open(&desk.ledger).expect("a database");
    let mut text: Vec<u8> =
        db.query_row("SELECT text FROM version WHERE key = ?", [key], |row| row.get(0)).expect("a text");
    let middle = text.len() / 2;
    text[middle] ^= 1;
    db.execute("UPDATE version SET text = ? WHERE key = ?", rusqlite::params![text, key])
        .expect("a flipped bit");
    drop(db);
    let ran = desk.run(&["check"]);
    assert_eq!(ran.code, 1, "{}", ran.out);
    assert!(ran.out.contains(&version) && ran.out.ends_with("the ledger is damaged\n"), "{}", ran.out);
    let report = desk.json(&["check", "--json"]);
    assert!(report["trouble"][0].as_str().is_some_and(|line| line.contains(&version)), "{report}");
}

#[test]
fn a_bad_input_is_named_and_the_rest_is_kept() {
    let desk = Desk::new();
    desk.write("in/a.txt", FLOOD);
    desk.write("in/b.txt", "");
    desk.write("in/c.txt", "Vote\n\nThe union said on Monday that trains stood still in Lyon.\n");
    let ran = desk.run(&["add", "--engine", "fast", &desk.path("in").to_string_lossy()]);
    assert_eq!(ran.code, 1);
    assert!(
        ran.err.contains("b.txt")
            && ran.err.contains("2 new, 0 changed, 0 known already, 1 could not be read"),
        "{}",
        ran.err
    );
    assert_eq!(ran.out.lines().count(), 2);
    let again = desk.run(&["add", "--engine", "fast", &desk.path("in").to_string_lossy()]);
    assert!(again.err.contains("0 new, 0 changed, 2 known already"), "{}", again.err);
    desk.sound();
}

#[test]
fn a_reader_that_stops_does_not_stop_what_is_kept() {
    let desk = Desk::new();
    for at in 0..70 {
        desk.write(
            &format!("in/{at:02}.txt"),
            &format!("News {at}\n\nMayor {at} said that the road was closed.\n"),
        );
    }
    let folder = desk.path("in").to_string_lossy().into_owned();
    let mut child = start(&desk.ledger, &["add", "--engine", "fast", &folder])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("sayso starts");
    drop(child.stdout.take());
    child.wait().expect("sayso ends");
    let counted = desk.json(&["check", "--json"])["counted"].to_string();
    assert!(counted.contains("[\"version\",70]"), "{counted}");
}

#[test]
fn text_of_pages_does_not_reach_the_terminal_as_it_is() {
    let desk = Desk::new();
    desk.add("Star\u{1b}[31m", "Flood \u{1b}[2J now\n\nKenya's government said on Monday that 38 people\u{7} were killed in Nairobi on Sunday.\n");
    for arguments in [&["find"][..], &["questions"], &["show", "q-1"], &["show", "a-1"], &["versions", "a-1"]]
    {
        let ran = desk.run(arguments);
        assert!(!ran.out.contains('\u{1b}') && !ran.out.contains('\u{7}'), "{arguments:?}: {:?}", ran.out);
    }
}

#[test]
fn a_file_that_is_cut_off_is_named() {
    let desk = desk();
    let whole = fs::read(&desk.ledger).expect("a file");
    for share in [3, 10, 40, 70, 95] {
        fs::write(&desk.ledger, &whole[..whole.len() * share / 100]).expect("a file");
        for arguments in [&["check"][..], &["questions"], &["find", "killed"]] {
            let ran = desk.run(arguments);
            assert_ne!(ran.code, -1, "{share} %: {arguments:?} panics: {}", ran.err);
            assert!(
                ran.code == 0 || ran.err.contains("ledger.db") || ran.out.contains("the ledger is damaged"),
                "{share} %: {arguments:?}: {}{}",
                ran.out,
                ran.err
            );
        }
        assert_eq!(desk.run(&["check"]).code, 1, "{share} %");
    }
}

#[test]
fn a_flipped_bit_in_a_page_as_it_came_is_found() {
    let desk = Desk::new();
    assert_eq!(desk.run(&["add", "--engine", "fast", "samples/kursk.html"]).code, 0);
    let db = rusqlite::Connection::open(&desk.ledger).expect("a database");
    let mut raw: Vec<u8> = db.query_row("SELECT raw FROM version", [], |row| row.get(0)).expect("a page");
    let middle = raw.len() / 2;
    raw[middle] ^= 4;
    db.execute("UPDATE version SET raw = ?", [raw]).expect("a flipped bit");
    drop(db);
    let ran = desk.run(&["check"]);
    assert!(ran.code == 1 && ran.out.contains("wrong: version v-"), "{}{}", ran.out, ran.err);
}

#[test]
fn a_short_page_is_not_a_partial_look() {
    let desk = desk();
    let ran = desk.run(&["find", "--limit", "1"]);
    assert!(!ran.out.contains("looked through"), "{}", ran.out);
}

#[test]
fn a_damaged_version_stops_neither_find_nor_reread() {
    let desk = desk();
    let kept = desk.add("Post", "Vote\n\nThe union said on Monday that trains stood still in Lyon.\n");
    let version = kept["version"].as_str().expect("an id");
    let db = rusqlite::Connection::open(&desk.ledger).expect("a database");
    let damaged = db
        .execute("UPDATE version SET text = zeroblob(40) WHERE key = ?", [version.trim_start_matches("v-")]);
    assert_eq!(damaged.expect("a damaged text"), 1);
    drop(db);
    let found = desk.run(&["find"]);
    assert_eq!((found.code, found.err.as_str()), (0, ""));
    assert!(found.out.contains(version) && found.out.contains("is damaged"), "{}", found.out);
    assert!(found.out.contains("60 people"), "{}", found.out);
    let found = desk.json(&["find", "--json", "outlet:Post"]);
    let error = found["statements"][0]["error"].as_str().expect("an error");
    assert!(error.contains(version), "{error}");
    for arguments in [&["reread"][..], &["reread", "--json"]] {
        let reread = desk.run(arguments);
        assert_eq!(reread.code, 1, "{}{}", reread.out, reread.err);
        let wanted = format!("sayso: not read anew: version {version} is damaged");
        assert!(reread.err.starts_with(&wanted), "{}", reread.err);
        if arguments.len() == 1 {
            assert!(reread.out.starts_with("3 versions read anew"), "{}", reread.out);
        }
    }
}
