//! Gathering: sources on a server on loopback that is slow, broken, huge, lying, moved or gone,
//! followed and fetched as a user would.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use sayso_ledger::Ledger;
use sayso_ledger::source::Source;

use crate::{Ran, command, sayso};

/// A request as the server sees it.
struct Request {
    path: String,
    head: String,
    /// How often this path was asked for before.
    before: usize,
    /// The server itself: `http://127.0.0.1:PORT`.
    base: String,
}

/// A server on loopback that remembers what it was asked.
struct Server {
    base: String,
    asked: Arc<Mutex<Vec<(String, Instant)>>>,
}

impl Server {
    /// Serves until the test ends.
    fn start(answer: impl Fn(&Request, &mut TcpStream) + Send + Sync + 'static) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port on loopback");
        let base = format!("http://127.0.0.1:{}", listener.local_addr().expect("the port is known").port());
        let asked: Arc<Mutex<Vec<(String, Instant)>>> = Arc::default();
        let (answer, log, own) = (Arc::new(answer), Arc::clone(&asked), base.clone());
        thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let (answer, log, base) = (Arc::clone(&answer), Arc::clone(&log), own.clone());
                thread::spawn(move || {
                    let Some((path, head)) = request(&mut stream) else { return };
                    let before = {
                        let mut log = log.lock().expect("nobody panics here");
                        log.push((path.clone(), Instant::now()));
                        log.iter().filter(|(asked, _)| *asked == path).count() - 1
                    };
                    answer(&Request { path, head, before, base }, &mut stream);
                });
            }
        });
        Server { base, asked }
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    fn asked(&self, path: &str) -> usize {
        self.asked.lock().expect("nobody panics here").iter().filter(|(asked, _)| asked == path).count()
    }
}

fn request(stream: &mut TcpStream) -> Option<(String, String)> {
    let mut head = Vec::new();
    let mut chunk = [0; 4096];
    while !head.windows(4).any(|end| end == b"\r\n\r\n") {
        let read = stream.read(&mut chunk).ok().filter(|read| *read > 0)?;
        head.extend_from_slice(&chunk[..read]);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    Some((head.split_whitespace().nth(1)?.to_owned(), head.to_ascii_lowercase()))
}

fn send(stream: &mut TcpStream, head: &str, body: &[u8]) {
    // A client that hangs up early is part of the test.
    let _ = stream.write_all(
        format!("HTTP/1.1 {head}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len()).as_bytes(),
    );
    let _ = stream.write_all(body);
}

fn missing(stream: &mut TcpStream) {
    send(stream, "404 Not Found", b"");
}

/// A ledger of its own, and the commands on it.
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

    fn run(&self, arguments: &[&str]) -> Ran {
        let path = self.ledger_path();
        sayso(&[arguments, &["--ledger", &path]].concat())
    }

    fn follow(&self, url: &str) -> Ran {
        self.run(&["follow", "--politeness-ms", "0", "--allow-host", "127.0.0.1", url])
    }

    fn fetch(&self) -> Ran {
        self.run(&[
            "fetch",
            "--all",
            "--json",
            "--engine",
            "fast",
            "--politeness-ms",
            "0",
            "--timeout-ms",
            "3000",
            "--allow-host",
            "127.0.0.1",
        ])
    }

    fn ledger(&self) -> Ledger {
        Ledger::existing(self.ledger_path().as_ref()).expect("the ledger opens")
    }

    fn source(&self) -> Source {
        self.ledger().sources().expect("sources are there").remove(0)
    }

    fn texts(&self, url: &str) -> Vec<String> {
        let ledger = self.ledger();
        let versions = ledger.versions(url, None).expect("versions are there");
        versions.iter().map(|version| ledger.text(version).expect("the text is whole")).collect()
    }
}

/// The summary of a fetch.
fn summary(ran: &Ran) -> HashMap<String, u64> {
    let last = ran.out.lines().last().unwrap_or_else(|| panic!("no line; {}", ran.err));
    let value: serde_json::Value = serde_json::from_str(last).expect("a line of JSON");
    assert_eq!(value["event"], "summary", "{last}");
    let fields = value.as_object().expect("an object");
    fields.iter().filter_map(|(name, value)| Some((name.clone(), value.as_u64()?))).collect()
}

fn page(dead: &str) -> String {
    format!(
        "<html><head><title>Bridge falls</title><meta property=\"og:site_name\" content=\"The Courier\"></head>\
         <body><article><h1>Bridge falls in Varna</h1><p>The mayor said on Monday that {dead} people were killed \
         when the old bridge fell into the river after days of rain.</p><p>Engineers said that it would take \
         three weeks to clear the road, which was washed away in the night.</p></article></body></html>"
    )
}

fn rss(items: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>The Courier</title>{items}</channel></rss>"
    )
}

fn item(link: &str, more: &str) -> String {
    format!("<item><title>Bridge falls</title><link>{link}</link>{more}</item>")
}

const XML: &str = "200 OK\r\nContent-Type: application/rss+xml";
const HTML: &str = "200 OK\r\nContent-Type: text/html; charset=utf-8";

/// A server with one feed and one page.
fn ordinary() -> Server {
    Server::start(|request, stream| match request.path.as_str() {
        "/" => send(
            stream,
            HTML,
            b"<html><head><link rel=alternate type='application/rss+xml' href='feed'></head></html>",
        ),
        "/feed" if request.head.contains("if-none-match: \"one\"") => send(stream, "304 Not Modified", b""),
        "/feed" => send(stream, &format!("{XML}\r\nETag: \"one\""), rss(&item("/a", "")).as_bytes()),
        "/a" => send(stream, HTML, page("12").as_bytes()),
        _ => missing(stream),
    })
}

#[test]
fn a_page_s_feed_is_found_fetched_and_asked_for_changes_alone() {
    let (server, place) = (ordinary(), Place::new());
    let ran = place.follow(&server.url("/"));
    assert!(
        ran.code == 0 && ran.out.contains("following The Courier") && ran.out.contains("/feed"),
        "{}{}",
        ran.out,
        ran.err
    );
    assert!(place.follow(&server.url("/feed")).out.contains("already"));
    let ran = place.fetch();
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert_eq!(summary(&ran)["new"], 1, "{}", ran.out);
    assert!(place.texts(&server.url("/a"))[0].contains("12 people were killed"));
    let again = place.fetch();
    assert_eq!((summary(&again)["unchanged"], summary(&again)["new"]), (1, 0), "{}", again.out);
    assert_eq!(server.asked("/a"), 1);
    let ran = place.run(&["sources"]);
    assert!(ran.out.contains("The Courier") && ran.out.contains("0 in trouble"), "{}", ran.out);
}

#[test]
fn sources_are_paused_resumed_and_removed() {
    let (server, place) = (ordinary(), Place::new());
    place.follow(&server.url("/feed"));
    assert!(place.run(&["sources", "--pause", "1"]).out.contains("paused"));
    assert_eq!(summary(&place.fetch())["polled"], 0);
    assert!(place.run(&["sources", "--resume", "1"]).out.contains("polled again"));
    assert_eq!(summary(&place.fetch())["polled"], 1);
    assert_eq!(place.run(&["sources", "--remove", "1"]).code, 0);
    assert_eq!(summary(&place.fetch())["polled"], 0);
    let ran = place.run(&["sources", "--pause", "1"]);
    assert!(ran.code == 1 && ran.err.contains("source `1`"), "{}", ran.err);
    assert!(place.run(&["sources"]).out.contains("nothing is followed"));
}

/// Follows a feed that is there the first time and answers as told from the second time on.
fn later(answer: impl Fn(&Request, &mut TcpStream) + Send + Sync + 'static) -> (Server, Place, Ran) {
    let server = Server::start(move |request, stream| match (request.path.as_str(), request.before) {
        ("/feed", 0) => send(stream, XML, rss("").as_bytes()),
        ("/robots.txt", _) => missing(stream),
        _ => answer(request, stream),
    });
    let place = Place::new();
    let ran = place.follow(&server.url("/feed"));
    assert_eq!(ran.code, 0, "{}", ran.err);
    let ran = place.fetch();
    (server, place, ran)
}

#[test]
fn only_a_lasting_move_is_remembered() {
    for (status, kept) in [
        ("301 Moved Permanently", true),
        ("308 Permanent Redirect", true),
        ("302 Found", false),
        ("307 Temporary Redirect", false),
    ] {
        let (server, place, _) = later(move |request, stream| match request.path.as_str() {
            "/feed" => send(stream, &format!("{status}\r\nLocation: /new"), b""),
            _ => send(stream, XML, rss(&item("/nothing", "")).as_bytes()),
        });
        let wanted = server.url(if kept { "/new" } else { "/feed" });
        assert_eq!(place.source().url, wanted, "{status}");
    }
}

#[test]
fn sources_of_another_time() {
    let (server, place, _) = later(|_, stream| send(stream, XML, rss("").as_bytes()));
    let before = place.run(&["sources", "--as-of", "2020-01-01"]);
    assert_eq!((before.code, before.out.as_str()), (0, "0 sources followed then\n"));
    let after = place.run(&["sources", "--as-of", "2099-01-01"]);
    assert!(after.out.contains("active") && after.out.contains(&server.url("/feed")), "{}", after.out);
    let json = place.run(&["sources", "--json", "--as-of", "2099-01-01"]).out;
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json[0]["state"], "active");
}

#[test]
fn what_is_gone_is_polled_no_more() {
    let (server, place, ran) = later(|_, stream| send(stream, "410 Gone", b""));
    assert!(ran.out.contains("\"gone\""), "{}", ran.out);
    assert_eq!(place.source().state, "gone");
    place.fetch();
    assert_eq!(server.asked("/feed"), 2);
}

#[test]
fn retry_after_is_heeded() {
    let (server, place, ran) =
        later(|_, stream| send(stream, "429 Too Many Requests\r\nRetry-After: 40000", b""));
    let source = place.source();
    assert!(source.trouble.is_some_and(|trouble| trouble.contains("429")), "{}", ran.out);
    let wait = source.next_poll.expect("it is polled again").duration_since(Timestamp::now());
    assert!(wait > SignedDuration::from_secs(39_000), "{wait}");
    let ran = place.run(&["fetch", "--allow-host", "127.0.0.1"]);
    assert!(ran.err.contains("0 sources polled"), "{}", ran.err);
    assert_eq!(server.asked("/feed"), 2);
}

/// What is said of a feed that answers like this.
fn trouble(answer: impl Fn(&Request, &mut TcpStream) + Send + Sync + 'static) -> String {
    let start = Instant::now();
    let (_server, place, ran) = later(answer);
    assert!(start.elapsed() < Duration::from_secs(30));
    assert_eq!((ran.code, summary(&ran)["failed"]), (1, 1), "{}", ran.out);
    place.source().trouble.expect("it is in trouble")
}

#[test]
fn servers_that_lie_stall_or_never_end() {
    let said = trouble(|_, stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n<rss");
    });
    assert!(!said.is_empty());
    let said = trouble(|_, stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n");
        for _ in 0..20 {
            thread::sleep(Duration::from_millis(500));
            let _ = stream.write_all(b"<");
        }
    });
    assert!(said.contains("in time"), "{said}");
    let said = trouble(|_, stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n");
        let junk = vec![b'a'; 1 << 20];
        while stream.write_all(&junk).is_ok() {}
    });
    assert!(said.contains("more than the"), "{said}");
    let said = trouble(|_, stream| {
        let mut bomb = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        (0..100).for_each(|_| bomb.write_all(&[b' '; 1 << 20]).expect("memory takes all"));
        let bomb = bomb.finish().expect("memory takes all");
        send(stream, "200 OK\r\nContent-Encoding: gzip", &bomb);
    });
    assert!(said.contains("more than the"), "{said}");
    let said = trouble(|request, stream| {
        send(stream, &format!("302 Found\r\nLocation: {}a", request.path), b"");
    });
    assert!(said.contains("redirects more than"), "{said}");
    let said = trouble(|_, stream| send(stream, "302 Found\r\nLocation: http://169.254.169.254/", b""));
    assert!(said.contains("link-local"), "{said}");
    let said = trouble(|_, stream| send(stream, "500 Internal Server Error", b""));
    assert!(said.contains("500"), "{said}");
}

#[test]
fn feeds_that_would_do_harm() {
    let bomb = "<!DOCTYPE rss [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;\">]><rss version=\"2.0\"><channel><title>&b;</title></channel></rss>";
    let said = trouble(move |_, stream| send(stream, XML, bomb.as_bytes()));
    assert!(said.contains("entities"), "{said}");
    let said = trouble(|_, stream| send(stream, XML, "<rss>".repeat(100_000).as_bytes()));
    assert!(said.contains("nested"), "{said}");
    let said = trouble(|_, stream| send(stream, HTML, b"<html><body>We have moved.</body></html>"));
    assert!(said.contains("no RSS"), "{said}");
    let said = trouble(|_, stream| send(stream, XML, b"\x00\x01\x02\xff"));
    assert!(!said.is_empty());
}

#[test]
fn dates_titles_and_texts_of_items() {
    let paragraph = "<p>The mayor said on Monday that 12 people were killed when the bridge fell, and that the road would stay closed for at least three weeks.</p>";
    let content = format!(
        "<content:encoded xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><![CDATA[{}]]></content:encoded>",
        paragraph.repeat(6)
    );
    let items = [
        item("/whole", &format!("{content}<pubDate>Mon, 16 Dec 2024 09:25:23 +0200</pubDate>")),
        item("/absurd", &format!("{content}<pubDate>Mon, 16 Dec 20024 09:25:23 GMT</pubDate>")),
        format!(
            "<item><title>&lt;script&gt;alert(1)&lt;/script&gt;\u{9b}2J</title><link>/script</link>{content}</item>"
        ),
        item("/missing", "<description>The mayor said that 12 people were killed.</description>"),
        item("http://10.0.0.1/private", ""),
        item("javascript:alert(1)", ""),
    ];
    let feed = rss(&items.concat());
    let (server, place, ran) = later(move |request, stream| match request.path.as_str() {
        "/feed" => send(stream, XML, feed.as_bytes()),
        _ => missing(stream),
    });
    let summary = summary(&ran);
    assert_eq!((summary["new"], summary["missed"]), (4, 1), "{}", ran.out);
    assert!(ran.out.contains("10.0.0.1") && ran.out.contains("private address"), "{}", ran.out);
    let ledger = place.ledger();
    let head = |path: &str| ledger.versions(&server.url(path), None).expect("versions").remove(0).head;
    assert_eq!(head("/whole").published.as_deref(), Some("2024-12-16T09:25:23+02:00"));
    assert_eq!(head("/absurd").published, None);
    assert_eq!(head("/script").headline.as_deref(), Some("<script>alert(1)</script> 2J"));
    assert!(head("/whole").complete && !head("/missing").complete);
    // The whole texts needed no request of their own.
    assert_eq!((server.asked("/whole"), server.asked("/missing")), (0, 1));
}

#[test]
fn robots_txt_is_heeded() {
    let feed = rss(&[item("/open", ""), item("/closed/a", "")].concat());
    let server = Server::start(move |request, stream| match request.path.as_str() {
        "/robots.txt" => send(stream, "200 OK", b"User-agent: *\nDisallow: /closed\nCrawl-delay: 1\n"),
        "/feed" => send(stream, XML, feed.as_bytes()),
        _ => send(stream, HTML, page("12").as_bytes()),
    });
    let place = Place::new();
    place.follow(&server.url("/feed"));
    let ran = place.fetch();
    assert!(ran.out.contains("robots.txt") && summary(&ran)["new"] == 1, "{}", ran.out);
    assert_eq!((server.asked("/closed/a"), server.asked("/robots.txt")), (0, 2));
    let log = server.asked.lock().expect("nobody panics here");
    let at = |path: &str| log.iter().rev().find(|(asked, _)| asked == path).expect("it was asked for").1;
    assert!(at("/open") - at("/feed") >= Duration::from_millis(900));
}

#[test]
fn a_broken_robots_txt_is_waited_for() {
    let server = Server::start(|request, stream| match request.path.as_str() {
        "/robots.txt" => send(stream, "503 Service Unavailable", b""),
        _ => send(stream, XML, rss("").as_bytes()),
    });
    let ran = Place::new().follow(&server.url("/feed"));
    assert!(ran.code == 1 && ran.err.contains("robots.txt") && ran.err.contains("503"), "{}", ran.err);
    assert_eq!(server.asked("/feed"), 0);
}

#[test]
fn one_request_at_a_time_with_a_pause() {
    let items: String = (0..3).map(|at| item(&format!("/{at}"), "")).collect();
    let server = Server::start(move |request, stream| match request.path.as_str() {
        "/robots.txt" => missing(stream),
        "/feed" => send(stream, XML, rss(&items).as_bytes()),
        _ => send(stream, HTML, page("12").as_bytes()),
    });
    let place = Place::new();
    place.follow(&server.url("/feed"));
    place.run(&["fetch", "--all", "--politeness-ms", "300", "--allow-host", "127.0.0.1"]);
    let log = server.asked.lock().expect("nobody panics here");
    let times: Vec<Instant> = log.iter().filter(|(path, _)| path.len() == 2).map(|(_, at)| *at).collect();
    assert_eq!(times.len(), 3);
    assert!(times.windows(2).all(|pair| pair[1] - pair[0] >= Duration::from_millis(290)));
}

#[test]
fn sitemaps_and_their_indexes() {
    let server = Server::start(|request, stream| match request.path.as_str() {
        "/index.xml" => send(
            stream,
            XML,
            format!("<sitemapindex><sitemap><loc>{}/news.xml</loc></sitemap></sitemapindex>", request.base)
                .as_bytes(),
        ),
        "/news.xml" => send(
            stream,
            XML,
            format!("<urlset><url><loc>{}/a</loc><lastmod>2024-12-16</lastmod></url></urlset>", request.base)
                .as_bytes(),
        ),
        "/a" => send(stream, HTML, page("12").as_bytes()),
        _ => missing(stream),
    });
    for path in ["/index.xml", "/news.xml"] {
        let place = Place::new();
        assert!(place.follow(&server.url(path)).out.contains("sitemap"), "{path}");
        assert_eq!(summary(&place.fetch())["new"], 1, "{path}");
    }
}

#[test]
fn a_page_without_a_feed_is_followed_itself() {
    let server = Server::start(|request, stream| match request.path.as_str() {
        "/robots.txt" => missing(stream),
        _ => send(stream, HTML, page(if request.before < 2 { "12" } else { "19" }).as_bytes()),
    });
    let place = Place::new();
    let ran = place.follow(&server.url("/a"));
    assert!(ran.out.contains("the page itself"), "{}", ran.out);
    assert_eq!(summary(&place.fetch())["new"], 1);
    assert_eq!(summary(&place.fetch())["changed"], 1);
    assert_eq!(summary(&place.fetch())["unchanged"], 1);
    let texts = place.texts(&server.url("/a"));
    assert!(texts[0].contains("12 people") && texts[1].contains("19 people"));
}

#[test]
fn many_large_pages_hold_up_nobody() {
    let server = Server::start(|request, stream| match request.path.as_str() {
        "/robots.txt" => missing(stream),
        _ => send(stream, HTML, (page("12") + "<!--" + &" ".repeat(1 << 20) + "-->").as_bytes()),
    });
    let place = Place::new();
    (0..8).for_each(|at| assert_eq!(place.follow(&server.url(&format!("/{at}"))).code, 0));
    let start = Instant::now();
    assert_eq!(summary(&place.fetch())["new"], 8);
    assert!(start.elapsed() < Duration::from_secs(30));
}

#[test]
fn a_hundred_thousand_feeds() {
    let place = Place::new();
    let mut list =
        String::from("<?xml version=\"1.0\"?><opml version=\"2.0\"><body><outline text=\"All\">\n");
    for at in 0..100_000 {
        writeln!(list, "<outline text=\"Feed {at}\" xmlUrl=\"https://example.org/feed/{at}.xml\"/>")
            .expect("memory takes all");
    }
    list.push_str("<outline text=\"none\" xmlUrl=\"file:///etc/passwd\"/></outline></body></opml>");
    let path = place.folder.path().join("all.opml");
    std::fs::write(&path, list).expect("the disk has room");
    let path = path.display().to_string();
    let start = Instant::now();
    let ran = place.run(&["follow", &path]);
    assert!(
        ran.out.contains("100000 new sources") && ran.out.contains("1 without an http(s) address"),
        "{}{}",
        ran.out,
        ran.err
    );
    let ran = place.run(&["follow", &path]);
    assert!(ran.out.contains("0 new sources") && ran.out.contains("100000 followed already"), "{}", ran.out);
    println!("two imports of 100,000 feeds: {:?}", start.elapsed());
    assert!(start.elapsed() < Duration::from_secs(60));
    assert_eq!(place.run(&["sources", "--json"]).out.matches("\"url\"").count(), 100_000);
}

#[test]
fn what_cannot_be_followed_is_said() {
    let place = Place::new();
    let ran = place.run(&["follow", "no/such/list.opml"]);
    assert!(
        ran.code == 1 && ran.err.contains("no/such/list.opml") && ran.err.contains("https://"),
        "{}",
        ran.err
    );
    let ran = place.run(&["follow", "Cargo.toml"]);
    assert!(ran.code == 1 && ran.err.contains("Cargo.toml"), "{}", ran.err);
    let ran = place.run(&["follow", "http://127.0.0.1:9/feed"]);
    assert!(ran.code == 1 && ran.err.contains("--allow-host 127.0.0.1"), "{}", ran.err);
}

#[test]
#[cfg(unix)]
fn watching_keeps_what_comes_and_stops_cleanly() {
    let (server, place) = (ordinary(), Place::new());
    place.follow(&server.url("/feed"));
    let path = place.ledger_path();
    let mut child = command(&[
        "watch",
        "--engine",
        "fast",
        "--politeness-ms",
        "0",
        "--allow-host",
        "127.0.0.1",
        "--ledger",
        &path,
    ])
    .stdout(std::process::Stdio::null())
    .stderr(std::process::Stdio::null())
    .spawn()
    .expect("sayso starts");
    let start = Instant::now();
    while place.ledger().versions(&server.url("/a"), None).is_err() {
        assert!(start.elapsed() < Duration::from_secs(60), "nothing was kept");
        thread::sleep(Duration::from_millis(100));
    }
    // Others may write meanwhile.
    for sample in ["samples/court.html", "samples/election.txt"] {
        let ran = place.run(&["add", "--engine", "fast", sample]);
        assert_eq!(ran.code, 0, "{}", ran.err);
    }
    let id = child.id().to_string();
    assert!(
        std::process::Command::new("kill").args(["-INT", &id]).status().is_ok_and(|status| status.success())
    );
    let status = child.wait().expect("it ends");
    assert!(status.success(), "{status}");
}

#[test]
fn the_demo_feed_shows_two_parties_a_copy_and_a_change() {
    let mut child = command(&["demo-feed", "--port", "0"])
        .stdout(std::process::Stdio::piped())
        .spawn()
        .expect("sayso starts");
    let mut first = [0; 64];
    let read = child.stdout.as_mut().expect("it has an output").read(&mut first).expect("it says where");
    let url = String::from_utf8_lossy(&first[..read]).lines().next().unwrap_or_default().to_owned();
    let place = Place::new();
    let followed = place.follow(url.trim_end_matches("feed.xml"));
    let fetched = place.run(&["fetch", "--politeness-ms", "0", "--allow-host", "127.0.0.1"]);
    let governor = url.replace("feed.xml", "governor.html");
    let changed = place.run(&["add", "--allow-host", "127.0.0.1", &governor]);
    let questions = place.run(&["questions"]);
    child.kill().expect("it ends");
    child.wait().expect("it ends");
    assert!(followed.out.contains("Sayso demo"), "{}{}", followed.out, followed.err);
    assert!(fetched.err.contains("5 new"), "{}{}", fetched.out, fetched.err);
    assert!(changed.out.contains("changed: version 2"), "{}{}", changed.out, changed.err);
    assert!(questions.out.contains("disputed") && questions.out.contains("killed"), "{}", questions.out);
}

/// Ten thousand feeds on one server, each with a host of its own; one in ten is slow, moved,
/// broken, huge or lying. Run with
/// `cargo test -p sayso --test it ten_thousand -- --ignored --nocapture`.
#[test]
#[ignore = "a measurement"]
fn ten_thousand_feeds() {
    const FEEDS: usize = 10_000;
    let host = |at: usize| format!("127.1.{}.{}", at / 250, at % 250 + 1);
    let listener = TcpListener::bind("0.0.0.0:0").expect("a port");
    let port = listener.local_addr().expect("the port is known").port();
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            thread::spawn(move || one_of_many(&mut stream));
        }
    });
    let place = Place::new();
    let outlines: String =
        (0..FEEDS).map(|at| format!("<outline xmlUrl=\"http://{}:{port}/{at}\"/>", host(at))).collect();
    let path = place.folder.path().join("all.opml");
    std::fs::write(&path, format!("<opml>{outlines}</opml>")).expect("the disk has room");
    place.run(&["follow", &path.display().to_string()]);
    let hosts: Vec<String> = (0..FEEDS).map(host).collect();
    let allow = hosts.iter().flat_map(|host| ["--allow-host", host]);
    let arguments: Vec<&str> =
        ["fetch", "--all", "--json", "--timeout-ms", "10000"].into_iter().chain(allow).collect();
    for round in ["first", "second"] {
        let start = Instant::now();
        let ran = place.run(&arguments);
        println!("{round} round of {FEEDS} feeds in {:?}: {:?}", start.elapsed(), summary(&ran));
        assert_eq!(summary(&ran)["polled"], FEEDS as u64);
    }
}

fn one_of_many(stream: &mut TcpStream) {
    let Some((path, head)) = request(stream) else { return };
    let number = path.trim_matches('/').parse::<usize>();
    match number.map(|number| number % 50) {
        Ok(0) => thread::sleep(Duration::from_secs(2)),
        Ok(10) => return send(stream, &format!("301 Moved Permanently\r\nLocation: {path}/new"), b""),
        Ok(20) => return send(stream, XML, b"<rss><channel>"),
        Ok(30) => return send(stream, XML, &vec![b' '; 16 << 20]),
        Ok(40) => {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n<rss");
            return;
        }
        _ => {}
    }
    match path.as_str() {
        "/robots.txt" => missing(stream),
        _ if head.contains("if-none-match") => send(stream, "304 Not Modified", b""),
        _ => send(stream, &format!("{XML}\r\nETag: \"1\""), rss("").as_bytes()),
    }
}

/// Follows a page whose answers after the first come from `status`, and looks again at its article so often.
fn looked_at(looks: usize, status: impl Fn(usize) -> &'static str + Send + Sync + 'static) -> Place {
    let server = Server::start(move |request, stream| match request.path.as_str() {
        "/feed" => send(stream, XML, rss(&item("/a", "")).as_bytes()),
        "/a" if request.before == 0 => send(stream, HTML, page("12").as_bytes()),
        "/a" => match status(request.before) {
            "200 OK" => send(stream, HTML, page("12").as_bytes()),
            status => send(stream, status, b""),
        },
        _ => missing(stream),
    });
    let place = Place::new();
    place.follow(&server.url("/feed"));
    assert_eq!(summary(&place.fetch())["new"], 1);
    for look in 1..=looks {
        let db = rusqlite::Connection::open(place.ledger_path()).expect("a database");
        let due = db.execute("UPDATE article SET refetch_at = 1 WHERE refetch_at IS NOT NULL", []);
        assert_eq!(due.expect("it is due"), 1, "look {look}");
        drop(db);
        place.fetch();
    }
    place
}

#[test]
fn what_is_not_found_three_times_in_a_row_is_gone() {
    let gone = |place: &Place| place.ledger().article("a-1", None).expect("an article").gone;
    let noted = |place: &Place| {
        let log = place.ledger().log(50).expect("a log");
        log.into_iter().find(|entry| entry.kind == "gone").map(|entry| (entry.subject, entry.words))
    };
    let twice = looked_at(2, |_| "404 Not Found");
    assert!(!gone(&twice));
    assert_eq!(noted(&twice), None);
    let thrice = looked_at(3, |_| "404 Not Found");
    assert!(gone(&thrice));
    assert!(thrice.ledger().article("a-1", None).expect("an article").refetch_at.is_none());
    let words = "the server did not find it 3 times in a row".to_owned();
    assert_eq!(noted(&thrice), Some(("a-1".to_owned(), words)));
    // A look that fails in another way says nothing; one that finds it starts anew.
    assert!(gone(&looked_at(4, |before| if before == 2 {
        "503 Service Unavailable"
    } else {
        "404 Not Found"
    })));
    assert!(!gone(&looked_at(4, |before| if before == 2 { "200 OK" } else { "404 Not Found" })));
    assert!(gone(&looked_at(1, |_| "410 Gone")));
}

#[test]
fn what_has_no_link_is_kept_though_the_process_stops_after_listing_it() {
    let server = Server::start(|request, stream| match request.path.as_str() {
        "/feed" if request.before == 0 => send(stream, XML, rss("").as_bytes()),
        "/feed" => send(stream, "304 Not Modified", b""),
        _ => missing(stream),
    });
    let place = Place::new();
    place.follow(&server.url("/feed"));
    let id = place.source().id;
    let html = "<p>The mayor said on Monday that 12 people were killed when the old bridge fell.</p>";
    let text = serde_json::json!({ "guid": "n-1", "title": "Bridge falls", "html": html }).to_string();
    let listed =
        sayso_ledger::source::Listed { guid: "n-1".to_owned(), url: None, stamp: None, text: Some(text) };
    // Here the process is stopped: listed, not read.
    let now = Timestamp::now();
    assert_eq!(place.ledger().list_items(id, std::slice::from_ref(&listed), now).expect("listed").len(), 1);
    assert_eq!(place.ledger().waiting_texts(now, 5).expect("texts").len(), 1);
    assert_eq!(summary(&place.fetch())["new"], 1);
    assert!(place.ledger().waiting_texts(Timestamp::MAX, 5).expect("texts").is_empty());
    assert_eq!(summary(&place.fetch())["new"], 0);
}
