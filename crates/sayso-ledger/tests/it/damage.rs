//! Files that are not what they should be: refused clearly, and never made worse.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use sayso_ledger::{Error, Ledger};
use tempfile::TempDir;

use crate::Desk;

const FLOOD: &str =
    "Flood in Nairobi\n\nKenya's government said on Monday that 38 people were killed in Nairobi on Sunday.";

fn place() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("ledger.db");
    (folder, path)
}

fn open(path: &Path) -> Desk {
    Desk::at(Ledger::open(path).expect("a ledger"))
}

fn refusal(path: &Path) -> Error {
    match Ledger::existing(path) {
        Ok(_) => panic!("`{}` was opened", path.display()),
        Err(error) => error,
    }
}

/// A ledger with one report that is closed.
fn kept(path: &Path) -> String {
    open(path).add("Star", FLOOD).version
}

#[test]
fn what_was_kept_is_there_after_closing() {
    let (_folder, path) = place();
    let version = kept(&path);
    let desk = open(&path);
    assert_eq!(
        desk.ledger.text(&desk.ledger.version(&version, None).expect("a version")).expect("text"),
        FLOOD
    );
    desk.sound();
}

#[test]
fn a_file_that_is_no_ledger() {
    let (_folder, path) = place();
    fs::write(&path, "Dear diary, today I wrote a text file that is long enough to be looked at.".repeat(20))
        .expect("a file");
    assert!(matches!(refusal(&path), Error::NotALedger(_)));
    let other = path.with_file_name("other.db");
    let db = Connection::open(&other).expect("a database");
    db.execute_batch("CREATE TABLE recipe (name TEXT); INSERT INTO recipe VALUES ('soup')").expect("a table");
    drop(db);
    assert!(matches!(refusal(&other), Error::NotALedger(_)));
    let db = Connection::open(&other).expect("a database");
    let soup: String = db.query_row("SELECT name FROM recipe", [], |row| row.get(0)).expect("a row");
    assert_eq!(soup, "soup");
}

#[test]
fn a_half_made_ledger_is_made_whole() {
    let (_folder, path) = place();
    // Killed between the making of the file and the first table.
    fs::write(&path, "").expect("a file");
    kept(&path);
    open(&path).sound();
}

#[test]
fn a_newer_schema() {
    let (_folder, path) = place();
    kept(&path);
    Connection::open(&path).expect("a database").pragma_update(None, "user_version", 99).expect("a number");
    let error = refusal(&path);
    assert!(matches!(error, Error::Newer { found: 99, .. }), "{error}");
    assert!(error.to_string().contains("schema 99"), "{error}");
}

#[test]
fn a_ledger_that_is_moved_away_while_open() {
    let (_folder, path) = place();
    let mut desk = open(&path);
    desk.add("Star", FLOOD);
    fs::rename(&path, path.with_file_name("elsewhere.db")).expect("a file is moved");
    let seen = desk.tick();
    let read = crate::Read::new("Another\n\nPolice said that it rained.", crate::MONDAY);
    let report = read.report("https://courier.example/", "Courier", seen);
    let error = desk.ledger.record(&report).expect_err("not kept");
    assert!(matches!(error, Error::MovedAway(_)), "{error}");
    // Another file in its place is not written either.
    fs::write(&path, "").expect("a file");
    let error = desk.ledger.record(&report).expect_err("not kept");
    assert!(matches!(error, Error::MovedAway(_)), "{error}");
    drop(desk);
    assert_eq!(fs::read(&path).expect("a file"), b"");
}

#[test]
fn a_copy_without_what_was_written_last() {
    let (_folder, path) = place();
    let mut desk = open(&path);
    desk.add("Star", FLOOD);
    let copy = path.with_file_name("copy.db");
    fs::copy(&path, &copy).expect("a copy");
    for _ in 0..3 {
        let error = refusal(&copy);
        assert!(matches!(error, Error::IncompleteCopy { .. }), "{error}");
        assert!(error.to_string().contains("copy.db"), "{error}");
    }
    drop(Ledger::adopt(&copy).expect("a copy is taken as it is"));
    open(&copy).sound();
    // With its log beside it a copy is whole.
    let whole = path.with_file_name("whole.db");
    fs::copy(&path, &whole).expect("a copy");
    fs::copy(path.with_file_name("ledger.db-wal"), path.with_file_name("whole.db-wal")).expect("a copy");
    let whole = open(&whole);
    assert_eq!(whole.statements().len(), desk.statements().len());
    whole.sound();
}

#[test]
fn a_copy_stays_refused_when_the_process_that_wrote_is_gone() {
    let (_folder, path) = place();
    kept(&path);
    let db = Connection::open(&path).expect("a database");
    // The mark of a process that was killed.
    db.execute("UPDATE setting SET value = '4194999' WHERE key = 'open'", []).expect("a mark");
    db.pragma_update(None, "journal_mode", "delete").expect("no log");
    drop(db);
    let copy = path.with_file_name("copy.db");
    fs::copy(&path, &copy).expect("a copy");
    for _ in 0..3 {
        assert!(matches!(refusal(&copy), Error::IncompleteCopy { .. }));
    }
}

#[test]
fn a_ledger_that_was_closed_may_be_copied_and_moved() {
    let (_folder, path) = place();
    kept(&path);
    let copy = path.with_file_name("copy.db");
    fs::copy(&path, &copy).expect("a copy");
    open(&copy).sound();
    fs::rename(&path, path.with_file_name("moved.db")).expect("a file is moved");
    open(&path.with_file_name("moved.db")).sound();
}

#[test]
fn a_backup_is_whole_and_overwrites_nothing() {
    let (_folder, path) = place();
    let mut desk = open(&path);
    desk.add("Star", FLOOD);
    let to = path.with_file_name("backup.db");
    fs::write(path.with_file_name("backup.part"), "notes of my own").expect("a file");
    desk.ledger.backup(&to, |_, _| {}).expect("a backup");
    assert_eq!(fs::read(path.with_file_name("backup.part")).expect("a file"), b"notes of my own");
    let backup = open(&to);
    assert_eq!(backup.statements().len(), desk.statements().len());
    backup.sound();
    let again = desk.ledger.backup(&to, |_, _| {}).expect_err("not overwritten");
    assert!(again.to_string().contains("exists already"), "{again}");
    let nowhere = path.with_file_name("no-such-folder").join("backup.db");
    let error = desk.ledger.backup(&nowhere, |_, _| {}).expect_err("no folder");
    assert!(error.to_string().contains("no-such-folder"), "{error}");
}

#[test]
fn a_flipped_bit_names_its_version() {
    for column in ["text", "text_hash", "raw_hash"] {
        let (_folder, path) = place();
        let mut desk = open(&path);
        let other =
            desk.add("Courier", "Strike\n\nThe union said on Monday that trains stood still in Lyon.");
        let version = desk.add("Star", FLOOD).version;
        drop(desk);
        let db = Connection::open(&path).expect("a database");
        let key = version.trim_start_matches("v-");
        let mut bytes: Vec<u8> = db
            .query_row(&format!("SELECT {column} FROM version WHERE key = ?"), [key], |row| row.get(0))
            .expect("bytes");
        let middle = bytes.len() / 2;
        bytes[middle] ^= 0x10;
        db.execute(&format!("UPDATE version SET {column} = ? WHERE key = ?"), rusqlite::params![bytes, key])
            .expect("a flipped bit");
        drop(db);
        let desk = open(&path);
        let trouble = desk.ledger.check(|_, _| {}).expect("a check").trouble;
        assert_eq!(trouble.len(), 1, "{column}: {trouble:?}");
        assert!(
            trouble[0].contains(&version) && !trouble[0].contains(&other.version),
            "{column}: {trouble:?}"
        );
    }
}

#[test]
fn a_damaged_version_does_not_hide_others() {
    let (_folder, path) = place();
    let mut desk = open(&path);
    let version = desk.add("Star", FLOOD).version;
    desk.add("Courier", "Rain\n\nRescuers said on Monday that 60 people were killed in Nairobi on Sunday.");
    drop(desk);
    let db = Connection::open(&path).expect("a database");
    db.execute("UPDATE version SET text = zeroblob(40) WHERE number = 1 AND article = 1", [])
        .expect("a damaged text");
    drop(db);
    let mut desk = open(&path);
    let found = crate::find::all(&desk.ledger, "outcome:killed voice:attributed").statements;
    assert_eq!(found.len(), 2);
    let (good, bad): (Vec<_>, Vec<_>) = found.iter().partition(|statement| statement.error.is_none());
    assert!(good[0].content.contains("60 people"));
    let error = bad[0].error.as_deref().expect("an error");
    assert_eq!((bad[0].outlet.as_str(), bad[0].content.as_str()), ("Star", ""));
    assert_eq!(error, format!("version {version} is damaged: its text cannot be unpacked"));
    assert_eq!(serde_json::to_value(bad[0]).expect("JSON")["error"], error);
    assert!(serde_json::to_value(good[0]).expect("JSON").get("error").is_none());
    // The one after it can be read anew.
    let unread = desk.ledger.unread_by("another engine", None, 10).expect("versions");
    assert!(desk.ledger.text(&unread[0]).is_err());
    let next = desk.ledger.unread_by("another engine", Some(&unread[0]), 10).expect("versions").remove(0);
    desk.reread(&next.id, "another engine", "");
    assert_eq!(desk.ledger.unread_by("another engine", None, 10).expect("versions").len(), 1);
}

#[test]
fn a_ledger_of_the_first_schema_is_brought_up_to_date() {
    let (_folder, path) = place();
    let db = Connection::open(&path).expect("a database");
    db.execute_batch(include_str!("../../src/schema/0001_ledger.sql")).expect("the first schema");
    db.execute_batch(
        "INSERT INTO question (id, asks, dimension, thing, whose, outcome, scope, day_from, day_to, dated, seen,
                               changed, labels, merged) VALUES
             (1, 'How many?', 'count', 'people', '', 'killed', 'event', '2024-12-15', '2024-12-15', 1, 10, 30, '', NULL),
             (2, 'How many more?', 'count', 'people', '', 'killed', 'event', '2024-12-15', '2024-12-15', 1, 10, 30, '', 1);
         INSERT INTO review (at, who, action, target, detail) VALUES
             (20, 'Ada', 'verdict', 'q-2', '{\"action\":\"verdict\",\"question\":\"q-2\",\"words\":\"30\"}'),
             (30, 'Ada', 'merge', 'q-2', '{\"action\":\"merge\",\"question\":\"q-2\",\"into\":\"q-1\"}');
         PRAGMA user_version = 1",
    )
    .expect("rows");
    drop(db);
    let mut desk = open(&path);
    let at = |micros| jiff::Timestamp::from_microsecond(micros).expect("a time");
    let shown = |desk: &Desk, then| desk.ledger.question("q-2", then).expect("a question");
    assert_eq!(shown(&desk, Some(at(25))).id, "q-2");
    let merged = shown(&desk, Some(at(30)));
    assert_eq!((merged.id.as_str(), merged.standing.verdict.as_deref()), ("q-1", Some("Ada: 30")));
    let now = desk.tick();
    desk.ledger.undo(2, "Ada", now).expect("taken back");
    assert_eq!(shown(&desk, None).id, "q-2");
    desk.sound();
}

#[test]
fn a_damaged_version_does_not_keep_others_out() {
    let (_folder, path) = place();
    let long = format!(
        "{FLOOD}\n\nWitnesses described how the river came over the wall of the market before dawn and carried away cars, \
         stalls and a small wooden bridge while people climbed on roofs and called for help until boats came."
    );
    let mut desk = open(&path);
    let version = desk.add("Star", &long).version;
    drop(desk);
    let db = Connection::open(&path).expect("a database");
    db.execute("UPDATE version SET text = zeroblob(40)", []).expect("a damaged text");
    drop(db);
    let mut desk = open(&path);
    let kept = desk.add("Courier", &long);
    assert_eq!(kept.copies, Vec::<String>::new());
    let changed = desk.add("Star", &format!("{long}\n\nThe rain went on."));
    assert_eq!(changed.number, 2);
    let trouble = desk.ledger.check(|_, _| {}).expect("a check").trouble;
    assert!(trouble.len() == 1 && trouble[0].contains(&version), "{trouble:?}");
}
