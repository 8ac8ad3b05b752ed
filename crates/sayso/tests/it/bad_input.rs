//! Bad input: one clear line that names the thing, the rest goes on, nothing is invented.

use std::fs;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::{sayso, sayso_with};

/// Reads bytes under a file name; gives exit code and the one line of complaint.
fn complaint(name: &str, bytes: &[u8]) -> (i32, String) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join(name);
    fs::write(&path, bytes).expect("a file can be written");
    let start = Instant::now();
    let ran = sayso(&["read", &path.to_string_lossy()]);
    assert!(start.elapsed() < Duration::from_secs(60), "{name} took {:?}", start.elapsed());
    assert_eq!(ran.out, "", "{name}");
    assert!(ran.err.contains(name), "{name}: {}", ran.err);
    assert_eq!(ran.err.trim_end().lines().count(), 1, "{name}: {}", ran.err);
    (ran.code, ran.err)
}

#[test]
fn an_empty_file() {
    let (code, said) = complaint("empty.txt", b"");
    assert!(code == 1 && said.contains("empty"), "{said}");
}

#[test]
fn binary_junk_with_a_page_s_name() {
    let mut junk = b"\x7fELF\x02\x01\x01\0".to_vec();
    junk.extend((0..50_000u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8));
    let (code, said) = complaint("junk.html", &junk);
    assert!(code == 1 && said.contains("no text"), "{said}");
}

#[test]
fn a_page_of_50_megabytes() {
    let page = format!("<html><body>{}</body></html>", "<p>More of the same words.</p>".repeat(1_750_000));
    let (code, said) = complaint("huge.html", page.as_bytes());
    assert!(code == 1 && said.contains("bytes that are read"), "{said}");
}

#[test]
fn a_page_without_an_article() {
    let (code, said) = complaint(
        "menu.html",
        b"<html><body><nav><a href=/>Home</a> <a href=/news>News</a></nav></body></html>",
    );
    assert!(code == 1 && said.contains("no article"), "{said}");
}

#[test]
fn a_hundred_thousand_nested_tags() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("deep.html");
    let page = format!(
        "<html><body>{}<p>The minister said that the bridge was closed on Monday.</p>{}</body></html>",
        "<div>".repeat(100_000),
        "</div>".repeat(100_000)
    );
    fs::write(&path, page).expect("a file can be written");
    let start = Instant::now();
    let ran = sayso(&["read", &path.to_string_lossy()]);
    assert!(start.elapsed() < Duration::from_secs(30), "{:?}", start.elapsed());
    assert!(
        ran.code == 0 && ran.out.contains("bridge") || ran.code == 1 && ran.err.contains("deep.html"),
        "{} {}",
        ran.code,
        ran.err
    );
}

#[test]
fn a_language_that_is_not_read() {
    for text in [
        "Министерство обороны сообщило в понедельник, что при обстреле погибли 12 человек, ещё 30 получили ранения.",
        "Le ministre a déclaré lundi que douze personnes avaient été tuées dans l'accident et que trente autres étaient blessées à Lyon.",
        "Die Polizei teilte am Montag mit, dass bei dem Unfall zwölf Menschen getötet und dreißig weitere verletzt worden seien.",
    ] {
        let ran = sayso_with(&["read", "--json", "-"], text.as_bytes());
        assert_eq!(ran.code, 0, "{}", ran.err);
        let report: Value = serde_json::from_str(&ran.out).expect("--json writes JSON");
        assert_eq!(report["head"]["language_is_read"], false, "{text}");
        assert_eq!(report["statements"], Value::Array(Vec::new()), "{text}");
        assert!(sayso_with(&["read", "-"], text.as_bytes()).out.contains("which is not read"));
    }
}

#[test]
fn character_sets() {
    let windows = windows_1251(
        "Глава района сказал, что мост закрыт. Жители деревни сообщили, что дорога размыта дождями.",
    );
    let ran = sayso_with(&["read", "--json", "-"], &windows);
    assert!(ran.out.contains("Глава района"), "{}", ran.out);
    let utf16: Vec<u8> =
        "\u{feff}The mayor said the bridge was closed.".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(sayso_with(&["read", "-"], &utf16).out.contains("the bridge was closed"));
}

/// The bytes of Cyrillic text in windows-1251.
fn windows_1251(text: &str) -> Vec<u8> {
    let byte = |c: char| match c {
        'А'..='я' => (c as u32 - 'А' as u32 + 0xc0) as u8,
        _ => c as u8,
    };
    text.chars().map(byte).collect()
}

#[test]
fn the_rest_goes_on() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::write(folder.path().join("a.txt"), "").expect("a file can be written");
    fs::write(folder.path().join("b.txt"), "The mayor said the bridge was closed.")
        .expect("a file can be written");
    let ran = sayso(&[
        "read",
        "--jsonl",
        &folder.path().to_string_lossy(),
        "/no/such/file.txt",
        "samples/kursk.txt",
    ]);
    assert_eq!(ran.code, 1);
    assert_eq!(ran.out.lines().count(), 2, "{}", ran.out);
    assert!(
        ran.err.contains("a.txt") && ran.err.contains("/no/such/file.txt") && ran.err.contains("2 of 4"),
        "{}",
        ran.err
    );
}

#[test]
fn a_folder_with_nothing_to_read() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let ran = sayso(&["read", &folder.path().to_string_lossy()]);
    assert!(ran.code == 1 && ran.err.contains("no page or text"), "{}", ran.err);
}

#[cfg(unix)]
#[test]
fn a_folder_without_permission() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let closed = folder.path().join("closed");
    fs::create_dir(&closed).expect("a folder can be made");
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).expect("permissions can be set");
    if fs::read_dir(&closed).is_ok() {
        eprintln!("SKIPPED: this user may look into every folder");
    } else {
        let ran = sayso(&["read", &folder.path().to_string_lossy()]);
        assert!(ran.code == 1 && ran.err.contains("closed") && ran.err.contains("permission"), "{}", ran.err);
    }
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o700)).expect("permissions can be set back");
}

#[test]
fn a_hostile_title_does_not_reach_the_terminal() {
    let page = "<html><head><title>x</title></head><body><article><h1>Mayor \u{1b}[31mquits\u{202e}</h1><p>The mayor said on Monday that she would go after \u{1b}]0;owned\u{7} nine years in the office, and that the council had been told.</p><p>The council said it would meet on Friday to choose who follows her in the post.</p></article></body></html>";
    let ran = sayso_with(&["read", "-"], page.as_bytes());
    assert!(
        ran.out.contains("Mayor")
            && !ran.out.contains('\u{1b}')
            && !ran.out.contains('\u{202e}')
            && !ran.out.contains('\u{7}'),
        "{:?}",
        ran.out
    );
}
