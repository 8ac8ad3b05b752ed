//! Web archives: sound ones, and truncated, lying, bursting and nested ones made here.

use std::io::Write as _;
use std::path::PathBuf;

use flate2::Compression;
use flate2::write::GzEncoder;
use jiff::{SignedDuration, Timestamp};
use sayso_ledger::Ledger;

use crate::{Ran, sayso};

struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Place {
        Place { folder: tempfile::tempdir().expect("a folder") }
    }

    fn ledger_path(&self) -> String {
        self.folder.path().join("ledger.db").display().to_string()
    }

    fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, bytes).expect("the disk has room");
        path
    }

    fn add(&self, name: &str, bytes: &[u8]) -> Ran {
        let path = self.file(name, bytes);
        sayso(&["add", "--engine", "fast", "--ledger", &self.ledger_path(), &path.display().to_string()])
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).expect("memory takes all");
    encoder.finish().expect("memory takes all")
}

fn page(at: usize) -> String {
    format!(
        "<html><head><title>Bridge {at} falls</title></head><body><article><h1>Bridge {at} falls</h1>\
         <p>The mayor said on Monday that {at} people were killed when the old bridge fell into the river.</p>\
         <p>Engineers said that it would take three weeks to clear the road.</p></article></body></html>"
    )
}

fn answer(head: &str, body: &[u8]) -> Vec<u8> {
    [format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n{head}\r\n").as_bytes(), body]
        .concat()
}

fn record(kind: &str, at: usize, body: &[u8]) -> Vec<u8> {
    claiming(kind, at, body, &body.len().to_string())
}

fn claiming(kind: &str, at: usize, body: &[u8], length: &str) -> Vec<u8> {
    let head = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://example.org/{at}\r\n\
         WARC-Date: 2024-12-16T09:00:00Z\r\nContent-Type: application/http; msgtype={kind}\r\n\
         Content-Length: {length}\r\n\r\n"
    );
    [head.as_bytes(), body, b"\r\n\r\n"].concat()
}

fn response(at: usize) -> Vec<u8> {
    record("response", at, &answer("", page(at).as_bytes()))
}

#[test]
fn pages_of_an_archive_with_their_address_and_time() {
    let info = b"WARC/1.0\r\nwarc-type: warcinfo\r\ncontent-length: 6\r\n\r\nab: c\n\r\n\r\n".to_vec();
    let request = record("request", 1, b"GET / HTTP/1.1\r\n\r\n");
    let chunked = format!("{:x}\r\n{}\r\n0\r\n\r\n", page(2).len(), page(2));
    let missing = b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\nno".to_vec();
    let records = [
        info,
        request,
        response(1),
        record("response", 2, &answer("Transfer-Encoding: chunked\r\n", chunked.as_bytes())),
        record("response", 3, &answer("Content-Encoding: gzip\r\n", &gzip(page(3).as_bytes()))),
        record("response", 4, &missing),
        record("response", 5, b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n\x89PNG"),
    ];
    let members: Vec<u8> = records.iter().flat_map(|record| gzip(record)).collect();
    for (name, bytes) in
        [("a.warc", records.concat()), ("b.warc.gz", members), ("c.warc.gz", gzip(&records.concat()))]
    {
        let place = Place::new();
        let ran = place.add(name, &bytes);
        assert_eq!(ran.code, 0, "{name}: {}", ran.err);
        assert!(ran.out.lines().count() == 3 && ran.err.contains("3 new"), "{name}: {}{}", ran.out, ran.err);
        let ledger = Ledger::existing(place.ledger_path().as_ref()).expect("the ledger opens");
        for at in 1..=3 {
            let versions = ledger.versions(&format!("https://example.org/{at}"), None).expect("versions");
            assert_eq!(versions[0].seen.to_string(), "2024-12-16T09:00:00Z");
            assert!(
                ledger.text(&versions[0]).expect("the text").contains(&format!("{at} people were killed"))
            );
        }
        // What was archived long ago is not fetched again.
        assert!(ledger.due_refetches(Timestamp::MAX, 10).expect("it answers").is_empty());
        assert!(place.add(name, &bytes).err.contains("3 known already"));
    }
}

/// What is said of an archive, and how many pages of it are kept.
fn broken(name: &str, bytes: &[u8], kept: usize) -> String {
    let ran = Place::new().add(name, bytes);
    let lines: Vec<&str> = ran.err.lines().filter(|line| line.contains("cannot read")).collect();
    assert_eq!((ran.code, lines.len(), ran.out.lines().count()), (1, 1, kept), "{}{}", ran.out, ran.err);
    assert!(lines[0].contains(name), "{}", lines[0]);
    lines[0].to_owned()
}

#[test]
fn truncated_files() {
    let plain = [response(1), response(2)].concat();
    let said = broken("a.warc", &plain[..plain.len() - 100], 1);
    assert!(said.contains("record 2 at byte") && said.contains("before the"), "{said}");
    let packed = [gzip(&response(1)), gzip(&response(2))].concat();
    let said = broken("a.warc.gz", &packed[..packed.len() - 30], 1);
    assert!(said.contains(&format!("record 2 at byte {}", gzip(&response(1)).len())), "{said}");
    let said = broken("b.warc", &[response(1), b"WARC/1.0\r\nWARC-Ty".to_vec()].concat(), 1);
    assert!(said.contains("ends inside a header"), "{said}");
}

#[test]
fn wrong_lengths() {
    let body = answer("", page(1).as_bytes());
    let cases = [
        ("18446744073709551615", "more than any page"),
        ("999999999999999999999999", "no number"),
        ("-1", "no number"),
        ("1000000", "before the"),
        ("100", "length is wrong"),
    ];
    for (length, why) in cases {
        let lying = claiming("response", 1, &body, length);
        // In gzipped files the next member is found again.
        let said = broken("a.warc.gz", &[gzip(&lying), gzip(&response(2))].concat(), 1);
        assert!(said.contains(why), "{length}: {said}");
        let said = broken("a.warc", &[response(2), lying].concat(), 1);
        assert!(said.contains(why) && said.contains("record 2"), "{length}: {said}");
    }
    let none = b"WARC/1.0\r\nWARC-Type: response\r\n\r\n".to_vec();
    assert!(broken("b.warc", &[response(1), none].concat(), 1).contains("does not say its length"));
}

#[test]
fn bombs() {
    let blanks = vec![b' '; 60 << 20];
    let packed = record("response", 1, &answer("Content-Encoding: gzip\r\n", &gzip(&blanks)));
    let said = broken("a.warc", &[packed, response(2)].concat(), 1);
    assert!(said.contains("more than the"), "{said}");
    let unpacked = record("response", 1, &answer("", &blanks));
    let said = broken("b.warc.gz", &[gzip(&unpacked), gzip(&response(2))].concat(), 1);
    assert!(said.contains("more than the"), "{said}");
    let endless = [b"WARC/1.0\r\n".to_vec(), vec![b'a'; 1 << 20]].concat();
    let said = broken("c.warc.gz", &[gzip(&endless), gzip(&response(2))].concat(), 1);
    assert!(said.contains("header"), "{said}");
}

/// Every so many bytes a gzip member of their own.
fn chunks(bytes: &[u8], size: usize) -> Vec<u8> {
    bytes.chunks(size).flat_map(gzip).collect()
}

#[test]
fn a_record_in_several_members() {
    let records = [response(1), record("request", 1, b"GET / HTTP/1.1\r\n\r\n"), response(2)];
    let each: Vec<u8> = records.iter().flat_map(|record| chunks(record, 100)).collect();
    let blanks = [gzip(&records[0]), gzip(b"\r\n\r\n"), gzip(b""), chunks(&records[2], 60)].concat();
    for (name, bytes) in
        [("a.warc.gz", each), ("b.warc.gz", chunks(&records.concat(), 97)), ("c.warc.gz", blanks)]
    {
        let ran = Place::new().add(name, &bytes);
        assert_eq!((ran.code, ran.out.lines().count()), (0, 2), "{name}: {}{}", ran.out, ran.err);
        assert!(ran.err.contains("2 new"), "{name}: {}", ran.err);
    }
}

#[test]
fn broken_records_in_several_members() {
    let body = answer("", page(1).as_bytes());
    // It claims more than there is: the next record is not taken for the rest of it.
    let lying = chunks(&claiming("response", 1, &body, "1000000"), 100);
    let said = broken("a.warc.gz", &[lying, chunks(&response(2), 100)].concat(), 1);
    assert!(said.contains("before the") && said.contains("record 1"), "{said}");
    // What is left of a record with a wrong length is no record of its own.
    let lying = chunks(&claiming("response", 1, &body, "30"), 100);
    let said = broken("b.warc.gz", &[lying, chunks(&response(2), 100)].concat(), 1);
    assert!(said.contains("record 1"), "{said}");
    // Neither is a bomb in small pieces.
    let blanks = record("response", 1, &answer("", &vec![b' '; 60 << 20]));
    let said = broken("c.warc.gz", &[chunks(&blanks, 1 << 20), gzip(&response(2))].concat(), 1);
    assert!(said.contains("more than the"), "{said}");
    let endless = [b"WARC/1.0\r\n".to_vec(), vec![b'a'; 1 << 20]].concat();
    let said = broken("d.warc.gz", &[chunks(&endless, 1000), gzip(&response(2))].concat(), 1);
    assert!(said.contains("header"), "{said}");
    let cut = chunks(&response(2), 100);
    let said = broken("e.warc.gz", &[gzip(&response(1)), cut[..cut.len() - 20].to_vec()].concat(), 1);
    assert!(said.contains(&format!("record 2 at byte {}", gzip(&response(1)).len())), "{said}");
}

#[test]
fn nested_members_and_what_is_no_archive() {
    let said =
        broken("a.warc.gz", &[gzip(&response(1)), gzip(&gzip(&response(2))), gzip(&response(3))].concat(), 2);
    assert!(said.contains("gzipped twice") && said.contains("record 2"), "{said}");
    let said = broken("b.warc.gz", &[gzip(&response(1)), b"\x1f\x8b\x08nonsense".to_vec()].concat(), 1);
    assert!(said.contains("at byte"), "{said}");
    assert!(broken("c.warc", b"hello", 0).contains("no WARC file"));
    assert!(broken("d.warc", b"", 0).contains("no WARC file"));
    let ran = sayso(&["read", "e.warc"]);
    assert!(ran.code == 1 && ran.err.contains("sayso add"), "{}", ran.err);
}

#[test]
fn what_was_archived_lately_is_looked_at_again() {
    use std::io::Read as _;
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port on loopback");
    let port = listener.local_addr().expect("the port is known").port();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut request = [0; 4096];
            let read = stream.read(&mut request).unwrap_or(0);
            let robots = String::from_utf8_lossy(&request[..read]).contains("robots");
            let (status, body) = if robots { ("404 Not Found", String::new()) } else { ("200 OK", page(19)) };
            let _ = write!(
                stream,
                "HTTP/1.1 {status}\r\nContent-Type: text/html\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
                body.len()
            );
        }
    });
    // The second look of the schedule, after six hours, is due in a moment.
    let seen = Timestamp::now() - SignedDuration::from_secs(6 * 3600 - 4);
    let url = format!("http://127.0.0.1:{port}/a");
    let archived = String::from_utf8(response(12)).expect("it is text");
    let archived = archived.replace("https://example.org/12", &url);
    let archived = archived.replace("2024-12-16T09:00:00Z", &seen.to_string());
    let place = Place::new();
    assert_eq!(place.add("a.warc", archived.as_bytes()).code, 0);
    std::thread::sleep(std::time::Duration::from_secs(5));
    let ran = sayso(&["fetch", "--allow-host", "127.0.0.1", "--ledger", &place.ledger_path()]);
    assert!(ran.out.contains("changed: version 2"), "{}{}", ran.out, ran.err);
    let ran = sayso(&["fetch", "--allow-host", "127.0.0.1", "--ledger", &place.ledger_path()]);
    assert!(ran.err.contains("0 changed, 0 known"), "{}", ran.err);
}
