//! What must not harm a ledger: a process killed at any instant, a full disk, two writers, copies
//! taken at the wrong time. Real processes, real files.

use std::collections::HashSet;
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::ledger::{Desk, FLOOD, on, start};

/// Words so that reports are no copies of each other.
const NOUNS: &[&str] = &[
    "bridge", "harbour", "school", "market", "court", "station", "factory", "hospital", "road", "dam",
    "mine", "farm", "airport", "tower", "library", "tunnel", "prison", "stadium", "museum", "forest",
];
const TOWNS: &[&str] =
    &["Nairobi", "Accra", "Lyon", "Berlin", "Kursk", "Kumasi", "Mombasa", "Osaka", "Lima", "Quito"];

/// A small generator of numbers: no two runs of a test need to differ.
struct Random(u64);

impl Random {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % most
    }

    fn one<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }
}

/// Writes small reports into a folder of the desk.
fn reports(desk: &Desk, folder: &str, count: usize, random: &mut Random) -> String {
    for at in 0..count {
        let town = random.one(TOWNS);
        let mut text = format!(
            "The {} of {town}, report {at} of {folder}\n\nPolice said on Monday that {} people were killed in {town} on Sunday.\n",
            random.one(NOUNS),
            2 + random.below(90)
        );
        for _ in 0..1 {
            text.push_str(&format!(
                "\nThe mayor of {} said that the {} near the {} would be closed for {} days.\n",
                random.one(TOWNS),
                random.one(NOUNS),
                random.one(NOUNS),
                2 + random.below(50)
            ));
        }
        desk.write(&format!("{folder}/{at:03}.txt"), &text);
    }
    desk.path(folder).to_string_lossy().into_owned()
}

fn adding(ledger: &Path, outlet: &str, input: &str) -> Command {
    let mut command = start(
        ledger,
        &["add", "--json", "--engine", "fast", "--published", "2024-12-16", "--outlet", outlet, input],
    );
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// The versions that lines of `add --json` tell of; a line that was cut off tells of nothing.
fn acknowledged(out: &str) -> Vec<String> {
    let whole = out.rfind('\n').map_or("", |end| &out[..end]);
    let lines = whole.lines().map(|line| serde_json::from_str::<Value>(line).expect("a line of JSON"));
    lines.map(|line| line["version"].as_str().expect("an id").to_owned()).collect()
}

/// The versions of an outlet that the ledger has.
fn kept(ledger: &Path, outlet: &str) -> HashSet<String> {
    let found = on(ledger, &["find", "--json", "--limit", "1000", &format!("outlet:\"{outlet}\"")]);
    assert_eq!(found.code, 0, "{}", found.err);
    let found: Value = serde_json::from_str(&found.out).expect("JSON");
    let statements = found["statements"].as_array().expect("statements");
    statements.iter().map(|statement| statement["version"].as_str().expect("an id").to_owned()).collect()
}

#[test]
fn kill_9_at_any_instant_loses_nothing_that_was_acknowledged() {
    const KILLS: usize = 100;
    let mut random = Random(7);
    let mut desk = Desk::new();
    let input = reports(&desk, "whole", 60, &mut random);
    let begun = Instant::now();
    let whole = adding(&desk.ledger, "Whole", &input).output().expect("sayso ends");
    let mut takes = begun.elapsed();
    assert_eq!(acknowledged(&String::from_utf8_lossy(&whole.stdout)).len(), 60);
    let (mut lines, mut none, mut all) = (0, 0, 0);
    for round in 0..KILLS {
        // Ten kills in a row on one ledger, the first of them while it is made.
        if round % 10 == 0 {
            desk = Desk::new();
        }
        let outlet = format!("Wire {round}");
        let input = reports(&desk, &format!("in-{round}"), 60, &mut random);
        let mut child = adding(&desk.ledger, &outlet, &input).spawn().expect("sayso starts");
        std::thread::sleep(takes.mul_f64(random.below(1000) as f64 / 1000.0));
        // `kill` on Unix is signal 9.
        child.kill().expect("sayso is killed");
        let mut out = String::new();
        child.stdout.take().expect("its output").read_to_string(&mut out).expect("UTF-8");
        child.wait().expect("sayso ends");
        let acknowledged = acknowledged(&out);
        lines += acknowledged.len();
        none += usize::from(acknowledged.is_empty());
        all += usize::from(acknowledged.len() == 60);
        // Other tests run beside this one, now more, now fewer: kills shall fall before, between and after.
        takes = match acknowledged.len() {
            0 => takes.mul_f64(1.04),
            60 => takes.mul_f64(0.92),
            _ => takes,
        };
        if !desk.ledger.exists() {
            assert!(acknowledged.is_empty());
            continue;
        }
        let kept = kept(&desk.ledger, &outlet);
        for version in &acknowledged {
            assert!(kept.contains(version), "round {round}: {version} was acknowledged and is lost");
        }
        if round % 5 == 4 {
            desk.sound();
        }
        if round % 10 == 9 {
            // What was cut off is added again as if nothing had been.
            let again = adding(&desk.ledger, &outlet, &input).output().expect("sayso ends");
            assert!(again.status.success(), "{}", String::from_utf8_lossy(&again.stderr));
            assert_eq!(self::kept(&desk.ledger, &outlet).len(), 60);
            desk.sound();
        }
    }
    println!(
        "{KILLS} kills: {lines} reports acknowledged, all kept; {none} before the first, {all} after the last"
    );
    assert!(none < KILLS && all < KILLS, "kills fell at one end only");
}

#[test]
fn kill_9_while_the_ledger_is_made() {
    let mut random = Random(11);
    let desk = Desk::new();
    let input = desk.write("in/flood.txt", FLOOD);
    for round in 0..40 {
        let ledger = desk.path(&format!("{round}.db"));
        let mut child = adding(&ledger, "Star", &input).spawn().expect("sayso starts");
        std::thread::sleep(Duration::from_micros(random.below(40_000) as u64));
        child.kill().expect("sayso is killed");
        child.wait().expect("sayso ends");
        let again = adding(&ledger, "Star", &input).output().expect("sayso ends");
        assert!(again.status.success(), "round {round}: {}", String::from_utf8_lossy(&again.stderr));
        let check = on(&ledger, &["check"]);
        assert_eq!(check.code, 0, "round {round}: {}{}", check.out, check.err);
    }
}

/// A small disk of its own, taken away at the end.
struct Disk<'a>(&'a Path);

impl<'a> Disk<'a> {
    fn new(at: &'a Path, kilobytes: usize) -> Option<Disk<'a>> {
        fs::create_dir_all(at).expect("a folder");
        let size = format!("size={kilobytes}k");
        let mount = Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(at).output();
        mount.is_ok_and(|mount| mount.status.success()).then_some(Disk(at))
    }
}

impl Drop for Disk<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0).status();
    }
}

#[test]
fn a_full_disk() {
    let desk = Desk::new();
    let place = desk.path("disk");
    let Some(_disk) = Disk::new(&place, 3000) else {
        println!("SKIPPED: a small disk cannot be mounted here");
        return;
    };
    let ledger = place.join("ledger.db");
    let room = place.join("room");
    fs::write(&room, vec![0; 1_000_000]).expect("a file");
    let mut random = Random(13);
    let mut all = Vec::new();
    let mut full = None;
    for round in 0..60 {
        let input = reports(&desk, &format!("in-{round}"), 60, &mut random);
        let ran = adding(&ledger, "Wire", &input).output().expect("sayso ends");
        all.extend(acknowledged(&String::from_utf8_lossy(&ran.stdout)));
        if !ran.status.success() {
            full = Some((input, ran));
            break;
        }
    }
    let (input, ran) = full.expect("the disk is full after some rounds");
    let error = String::from_utf8_lossy(&ran.stderr);
    assert_eq!(ran.status.code(), Some(1), "{error}");
    assert!(error.contains("no room left on the disk of ledger"), "{error}");
    assert!(error.contains("ledger.db") && error.contains("hint: make room"), "{error}");
    assert!(!all.is_empty());
    // While the disk is full, what is kept can be read and checked, and nothing more is kept.
    let check = on(&ledger, &["check"]);
    assert_eq!(check.code, 0, "{}{}", check.out, check.err);
    let questions = on(&ledger, &["questions", "--json"]);
    assert_eq!(questions.code, 0, "{}", questions.err);
    let again = adding(&ledger, "Wire", &input).output().expect("sayso ends");
    let error = String::from_utf8_lossy(&again.stderr);
    assert!(!again.status.success() && error.contains("no room left"), "{error}");

    fs::remove_file(&room).expect("room is made");
    let again = adding(&ledger, "Wire", &input).output().expect("sayso ends");
    assert!(again.status.success(), "{}", String::from_utf8_lossy(&again.stderr));
    all.extend(acknowledged(&String::from_utf8_lossy(&again.stdout)));
    for version in all.iter().rev().take(100) {
        assert_eq!(on(&ledger, &["show", "--json", version]).code, 0, "{version} is lost");
    }
    let check = on(&ledger, &["check"]);
    assert_eq!(check.code, 0, "{}{}", check.out, check.err);
}

#[test]
fn two_writers_at_once() {
    let mut random = Random(17);
    for round in 0..8 {
        let desk = Desk::new();
        let inputs = [reports(&desk, "one", 40, &mut random), reports(&desk, "other", 40, &mut random)];
        let writers: Vec<_> = ["One", "Other"]
            .iter()
            .zip(&inputs)
            .map(|(outlet, input)| adding(&desk.ledger, outlet, input).spawn().expect("sayso starts"))
            .collect();
        for (writer, outlet) in writers.into_iter().zip(["One", "Other"]) {
            let ran = writer.wait_with_output().expect("sayso ends");
            assert!(
                ran.status.success(),
                "round {round}, {outlet}: {}",
                String::from_utf8_lossy(&ran.stderr)
            );
            let acknowledged = acknowledged(&String::from_utf8_lossy(&ran.stdout));
            assert_eq!(acknowledged.len(), 40);
            let kept = kept(&desk.ledger, outlet);
            assert!(acknowledged.iter().all(|version| kept.contains(version)), "round {round}: {outlet}");
        }
        desk.sound();
    }
}

#[test]
fn many_writers_make_one_new_ledger() {
    let desk = Desk::new();
    let input = desk.write("flood.txt", FLOOD);
    let writers: Vec<_> = (0..8)
        .map(|at| adding(&desk.ledger, &format!("Outlet {at}"), &input).spawn().expect("sayso starts"))
        .collect();
    for writer in writers {
        let ran = writer.wait_with_output().expect("sayso ends");
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    }
    let counted = desk.json(&["check", "--json"])["counted"].to_string();
    assert!(counted.contains("[\"version\",8]"), "{counted}");
}

#[test]
fn a_backup_while_others_write_is_a_whole_ledger() {
    let mut random = Random(19);
    let desk = Desk::new();
    let first = reports(&desk, "first", 40, &mut random);
    assert!(adding(&desk.ledger, "First", &first).output().expect("sayso ends").status.success());
    let second = reports(&desk, "second", 200, &mut random);
    let mut writer = adding(&desk.ledger, "Second", &second).spawn().expect("sayso starts");
    let mut lines = BufReader::new(writer.stdout.take().expect("its output")).lines();
    lines.next().expect("a line").expect("UTF-8");
    for at in 0..3 {
        let backup = desk.path(&format!("backup-{at}.db"));
        let ran = desk.run(&["backup", &backup.to_string_lossy()]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""));
        assert_eq!(kept(&backup, "First").len(), 40);
        let check = on(&backup, &["check"]);
        assert_eq!(check.code, 0, "{}{}", check.out, check.err);
    }
    lines.for_each(drop);
    assert!(writer.wait().expect("sayso ends").success());
    assert_eq!(kept(&desk.ledger, "Second").len(), 200);
    let left: Vec<String> = fs::read_dir(desk.folder.path())
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .filter(|name| name.contains("part"))
        .collect();
    assert_eq!(left, Vec::<String>::new());
}

#[test]
fn a_copy_taken_while_in_use_is_refused_until_adopted() {
    let mut random = Random(23);
    let desk = Desk::new();
    let input = reports(&desk, "in", 400, &mut random);
    let mut writer = adding(&desk.ledger, "Wire", &input).spawn().expect("sayso starts");
    let mut lines = BufReader::new(writer.stdout.take().expect("its output")).lines();
    lines.next().expect("a line").expect("UTF-8");
    let copy = desk.path("copy.db");
    fs::copy(&desk.ledger, &copy).expect("a copy");
    assert!(writer.try_wait().expect("its state").is_none(), "the writer has ended too early for this test");
    writer.kill().expect("sayso is killed");
    writer.wait().expect("sayso ends");
    for arguments in [&["questions"][..], &["check"], &["add", "samples/kursk.txt"], &["questions"]] {
        let ran = on(&copy, arguments);
        assert_eq!(ran.code, 1, "{arguments:?}: {}", ran.out);
        assert!(ran.err.contains("copy.db` is an incomplete copy"), "{arguments:?}: {}", ran.err);
        assert!(ran.err.contains("sayso backup") && ran.err.contains("check --adopt"), "{}", ran.err);
    }
    let adopted = on(&copy, &["check", "--adopt"]);
    assert_eq!(adopted.code, 0, "{}{}", adopted.out, adopted.err);
    assert_eq!(on(&copy, &["questions"]).code, 0);
    // The original, whose process was killed, is opened as always.
    desk.sound();
}
