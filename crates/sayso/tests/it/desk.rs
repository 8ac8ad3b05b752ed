//! `sayso serve` as a browser, a program and an enemy meet it: the real command on a real ledger,
//! asked over a socket. Every answer of every test carries what browsers must know of it.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::ledger::{Desk, FLOOD, on, start};

const TOWNS: &[&str] = &["Nairobi", "Accra", "Lyon", "Berlin", "Osaka", "Lima", "Quito"];

/// A desk that is open, until it is dropped.
struct Open {
    desk: Desk,
    child: Child,
    port: u16,
}

/// What was answered.
struct Answer {
    status: u16,
    head: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        self.head.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// The value of a hidden field of its first form.
    fn hidden(&self, name: &str) -> String {
        let text = self.text();
        let (_, rest) = text.split_once(&format!("name=\"{name}\" value=\"")).expect("a hidden field");
        rest.split('"').next().expect("its value").to_owned()
    }

    /// The cookie that it sets.
    fn cookie(&self) -> String {
        self.header("set-cookie").split(';').next().expect("a cookie").to_owned()
    }
}

impl Open {
    /// A desk on a ledger with a report on each of some towns.
    fn new() -> Open {
        let desk = Desk::new();
        for town in TOWNS {
            desk.write(&format!("in/{town}.txt"), &FLOOD.replace("Nairobi", town));
        }
        let folder = desk.path("in").to_string_lossy().into_owned();
        let added =
            desk.run(&["add", "--engine", "fast", "--outlet", "Star", "--published", "2024-12-16", &folder]);
        assert_eq!(added.code, 0, "{}", added.err);
        Open::on(desk)
    }

    fn on(desk: Desk) -> Open {
        let said = fs::File::create(desk.path("said.txt")).expect("a file");
        let mut child = start(&desk.ledger, &["serve", "--port", "0", "--engine", "fast"])
            .env("USER", "Zoe")
            .stdout(Stdio::piped())
            .stderr(said)
            .spawn()
            .expect("sayso starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("its output")).read_line(&mut line).expect("a line");
        let port = line
            .split("http://127.0.0.1:")
            .nth(1)
            .and_then(|rest| rest.split('/').next()?.parse().ok())
            .unwrap_or_else(|| panic!("no address in `{line}`"));
        Open { desk, child, port }
    }

    /// Names somebody; the password is the name ten times over.
    fn admit(&self, name: &str, role: &str) {
        let mut child = start(&self.desk.ledger, &["people", "add", name, "--role", role])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .expect("sayso starts");
        let mut stdin = child.stdin.take().expect("its input");
        writeln!(stdin, "{}", password(name)).expect("the password is read");
        drop(stdin);
        assert!(child.wait().expect("sayso ends").success());
    }

    /// Asks as HTTP/1.0, so that the answer ends where the connection does.
    fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let mut stream = self.sent(method, path, headers, body);
        let mut bytes = Vec::new();
        // Whoever is refused in the middle of sending gets the answer all the same, or none.
        let _ = stream.read_to_end(&mut bytes);
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").unwrap_or_else(|| {
            panic!("{method} {}: no answer: {}", &path[..path.len().min(200)], self.said())
        });
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let mut lines = head.lines();
        let status = lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok()).expect("a status");
        let head = lines.filter_map(|line| line.split_once(": "));
        let head = head.map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned())).collect();
        let answer = Answer { status, head, body: bytes[end + 4..].to_vec() };
        // The server's own code refuses what is no request at all, without a body.
        if !(matches!(status, 400 | 414 | 431) && answer.body.is_empty() && method != "HEAD") {
            let told = format!("{method} {path}: {:?}", answer.head);
            let policy = answer.header("content-security-policy");
            assert!(policy.starts_with("default-src 'none'"), "{told}");
            assert!(policy.contains("frame-ancestors 'none'"), "{told}");
            assert!(!policy.contains("unsafe") || path.starts_with("/archive/"), "{told}");
            assert!(!policy.split(';').any(|one| one.contains("script") && one.contains("unsafe")), "{told}");
            assert_eq!(answer.header("x-content-type-options"), "nosniff", "{told}");
            assert_eq!(answer.header("x-frame-options"), "DENY", "{told}");
            assert!(answer.header("cache-control").starts_with("private"), "{told}");
            if status >= 400 && path.starts_with("/api/") {
                assert_eq!(answer.header("content-type"), "application/problem+json", "{told}");
                if method != "HEAD" {
                    let problem = answer.json();
                    assert_eq!(problem["status"], status, "{told}");
                    assert!(problem["detail"].as_str().is_some_and(|detail| !detail.is_empty()), "{problem}");
                    let text = answer.text();
                    assert!(!text.contains("ledger.db") && !text.contains("SELECT"), "{text}");
                }
            }
        }
        answer
    }

    fn sent(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> TcpStream {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("the desk is open");
        stream.set_read_timeout(Some(Duration::from_secs(30))).expect("a limit");
        let mut text = format!("{method} {path} HTTP/1.0\r\n");
        if !headers.iter().any(|(name, _)| *name == "Host") {
            text.push_str(&format!("Host: localhost:{}\r\n", self.port));
        }
        for (name, value) in headers {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        if method == "POST" && !headers.iter().any(|(name, _)| *name == "Content-Length") {
            text.push_str(&format!("Content-Length: {}\r\n", body.len()));
        }
        text.push_str("\r\n");
        let whole = [text.as_bytes(), body].concat();
        // A request that is refused early may be cut off.
        let _ = stream.write_all(&whole);
        stream
    }

    fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[], b"")
    }

    /// Asks as somebody: with a cookie, or with a token.
    fn get_as(&self, who: &str, path: &str) -> Answer {
        self.ask("GET", path, &[key(who)], b"")
    }

    fn call(&self, who: &str, path: &str, body: &Value) -> Answer {
        let headers = [key(who), ("Content-Type", "application/json")];
        self.ask("POST", path, &headers, body.to_string().as_bytes())
    }

    fn form(&self, cookie: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.form_with(cookie, path, fields, &[])
    }

    fn form_with(&self, cookie: &str, path: &str, fields: &[(&str, &str)], more: &[(&str, &str)]) -> Answer {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let kind = ("Content-Type", "application/x-www-form-urlencoded");
        let headers = [&[("Cookie", cookie), kind], more].concat();
        self.ask("POST", path, &headers, body.as_bytes())
    }

    /// A cookie with the mark that forms shown to it carry.
    fn shown(&self, cookie: &str) -> (String, String) {
        let page = self.get_as(cookie, "/sign-in");
        let cookie = if cookie.is_empty() { page.cookie() } else { cookie.to_owned() };
        (cookie, page.hidden("csrf"))
    }

    fn sign_in(&self, name: &str, password: &str) -> Answer {
        let (cookie, csrf) = self.shown("");
        self.form(&cookie, "/sign-in", &[("csrf", &csrf), ("name", name), ("password", password)])
    }

    /// Lets somebody in and signs them in; gives back the cookie.
    fn session(&self, name: &str, role: &str) -> String {
        self.admit(name, role);
        let answer = self.sign_in(name, &password(name));
        assert_eq!((answer.status, answer.header("location")), (303, "/"), "{}", answer.text());
        let set = answer.header("set-cookie");
        assert!(set.contains("HttpOnly") && set.contains("SameSite=Strict"), "{set}");
        answer.cookie()
    }

    /// What it wrote on its standard error.
    fn said(&self) -> String {
        fs::read_to_string(self.desk.path("said.txt")).expect("what it said")
    }

    /// The id of the first statement that is found.
    fn statement(&self, who: &str) -> String {
        let found = self.get_as(who, "/api/v1/search?q=killed").json();
        found["statements"][0]["id"].as_str().expect("an id").to_owned()
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        if !std::thread::panicking() {
            let said = self.said();
            assert!(!said.contains("panicked"), "{said}");
        }
    }
}

fn password(name: &str) -> String {
    name.repeat(10)
}

/// What a request carries for a cookie or a token; nothing for the empty text.
fn key(who: &str) -> (&'static str, &str) {
    if who.is_empty() || who.contains('=') { ("Cookie", who) } else { ("Authorization", who) }
}

#[test]
fn nothing_is_seen_before_somebody_signs_in() {
    let open = Open::new();
    let document = open.get("/api/v1/openapi.json").json();
    let paths = document["paths"].as_object().expect("paths").clone();
    assert!(paths.len() > 25);
    open.admit("Amina", "keeper");
    for (path, operations) in &paths {
        let path = path.replace("{id}", "q-1").replace("{version}", "1");
        for method in operations.as_object().expect("operations").keys() {
            let method = method.to_uppercase();
            let answer = open.ask(&method, &path, &[("Content-Type", "application/json")], b"{}");
            assert_eq!(answer.status, 401, "{method} {path}");
            assert_eq!(answer.header("www-authenticate"), "Bearer");
            for secret in ["Star", "Nairobi", "Kenya", "Amina"] {
                assert!(!answer.text().contains(secret), "{method} {path}: {}", answer.text());
            }
        }
        let page = path.replace("/api/v1/today", "/").replace("/api/v1", "");
        let answer = open.get(&page);
        assert_eq!(answer.status, if operations.get("get").is_some() { 303 } else { 401 }.min(303), "{page}");
        assert!(answer.header("location").starts_with("/sign-in?to=%2F"), "{}", answer.header("location"));
    }
    for wrong in ["Bearer ", "Bearer nothing", "Bearer 0000", "Basic QW1pbmE6eA=="] {
        assert_eq!(open.get_as(wrong, "/api/v1/today").status, 401, "{wrong}");
    }
    let forged = format!("sayso={}", "0".repeat(64));
    assert_eq!(open.get_as(&forged, "/api/v1/today").status, 401);
    // Signing in leads back to where one was, never elsewhere.
    let (cookie, csrf) = open.shown("");
    for (to, then) in [
        ("/questions?limit=2", "/questions?limit=2"),
        ("//evil.example/", "/"),
        ("/\\evil.example/", "/"),
        ("https://evil.example/", "/"),
        ("/\t/evil.example", "/"),
        ("javascript:alert(1)", "/"),
    ] {
        let name = password("Amina");
        let fields = [("csrf", csrf.as_str()), ("name", "Amina"), ("password", &name), ("to", to)];
        let answer = open.form(&cookie, "/sign-in", &fields);
        assert_eq!((answer.status, answer.header("location")), (303, then), "{to}");
    }
}

#[test]
fn roles_bound_what_people_do() {
    let open = Open::new();
    let keeper = open.session("Amina", "keeper");
    let reviewer = open.session("Ben", "reviewer");
    let reader = open.session("Chidi", "reader");
    let statement = open.statement(&reader);
    let accept = json!({"action": "accept", "target": statement});
    let source = json!({"url": "http://127.0.0.1:9/feed"});
    let person = json!({"name": "Eve", "role": "keeper", "password": "a long password"});
    let hours = json!({"refetch_hours": "1 2"});
    for (path, body, least) in [
        ("/api/v1/reviews", &accept, 1),
        ("/api/v1/reviews/1/undo", &json!({}), 1),
        ("/api/v1/sources", &source, 2),
        ("/api/v1/sources/1", &json!({"change": "pause"}), 2),
        ("/api/v1/people", &person, 2),
        ("/api/v1/people/dismiss", &json!({"name": "Amina"}), 2),
        ("/api/v1/settings", &hours, 2),
        ("/api/v1/samples", &json!({}), 2),
    ] {
        for (rank, who) in [&reader, &reviewer].into_iter().enumerate() {
            let status = open.call(who, path, body).status;
            assert_eq!(status == 403, rank < least, "{rank} {path}: {status}");
        }
    }
    assert_eq!(open.get_as(&reader, "/review").status, 403);
    assert_eq!(open.get_as(&reviewer, "/review").status, 200);
    // Forms are bound in the same way.
    let (_, csrf) = open.shown(&reader);
    let fields = [("csrf", csrf.as_str()), ("action", "accept"), ("target", &statement)];
    assert_eq!(open.form(&reader, "/reviews", &fields).status, 403);
    // Who may come in is seen by keepers alone.
    assert_eq!(open.get_as(&reviewer, "/api/v1/settings").json()["people"], json!([]));
    let settings = open.get_as(&keeper, "/api/v1/settings").json();
    assert_eq!(settings["people"].as_array().map(Vec::len), Some(3));
    assert!(!settings.to_string().contains("argon2"), "{settings}");
    let reviews = open.get_as(&reader, "/api/v1/reviews").json();
    assert_eq!(reviews["reviews"][0]["who"], "Ben");
    // The last keeper stays.
    let gone = open.call(&keeper, "/api/v1/people/dismiss", &json!({"name": "amina"}));
    assert_eq!(gone.status, 409, "{}", gone.text());
    let reader = json!({"name": "AMINA", "role": "reader", "password": "a long password"});
    assert_eq!(open.call(&keeper, "/api/v1/people", &reader).status, 409);
    assert_eq!(open.get_as(&keeper, "/api/v1/today").status, 200);
}

#[test]
fn forms_come_from_our_own_pages() {
    let open = Open::new();
    let (cookie, csrf) = open.shown("");
    let (_, other) = open.shown("");
    assert_ne!(csrf, other);
    let statement = open.statement("");
    let note = |csrf: &str| {
        let fields = [("csrf", csrf), ("action", "note"), ("target", statement.as_str()), ("words", "seen")];
        fields.map(|(name, value)| (name.to_owned(), value.to_owned()))
    };
    let sent = |cookie: &str, csrf: &str, more: &[(&str, &str)]| {
        let fields = note(csrf);
        let fields: Vec<(&str, &str)> =
            fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        open.form_with(cookie, "/reviews", &fields, more).status
    };
    let own = format!("http://localhost:{}", open.port);
    for (cookie, csrf, more) in [
        (cookie.as_str(), "", &[][..]),
        (&cookie, "0123456789abcdef0123456789abcdef", &[]),
        (&cookie, &other, &[]),
        ("", &csrf, &[]),
        (&cookie, &csrf, &[("Origin", "http://evil.example")]),
        (&cookie, &csrf, &[("Origin", "null")]),
        (&cookie, &csrf, &[("Origin", "http://localhost:1")]),
        (&cookie, &csrf, &[("Sec-Fetch-Site", "cross-site")]),
        (&cookie, &csrf, &[("Sec-Fetch-Site", "same-site")]),
    ] {
        assert_eq!(sent(cookie, csrf, more), 403, "{more:?}");
    }
    assert_eq!(open.get("/api/v1/reviews").json()["reviews"], json!([]));
    assert_eq!(sent(&cookie, &csrf, &[("Origin", &own), ("Sec-Fetch-Site", "same-origin")]), 303);
    assert_eq!(open.get("/api/v1/reviews").json()["reviews"].as_array().map(Vec::len), Some(1));
    // Without a page of ours only JSON is taken, which another site cannot send.
    let body = json!({"action": "note", "target": statement, "words": "seen"}).to_string();
    for kind in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "",
        "application/jsonp",
    ] {
        let answer = open.ask("POST", "/api/v1/reviews", &[("Content-Type", kind)], body.as_bytes());
        assert_eq!(answer.status, 415, "{kind}: {}", answer.text());
    }
    let kind = ("Content-Type", "application/json; charset=utf-8");
    let evil = ("Origin", "http://evil.example");
    assert_eq!(open.ask("POST", "/api/v1/reviews", &[kind, evil], body.as_bytes()).status, 403);
    let answer = open.ask("POST", "/api/v1/reviews", &[kind], body.as_bytes());
    assert_eq!((answer.status, answer.json()["review"].as_i64()), (200, Some(2)));
}

#[test]
fn a_name_elsewhere_that_leads_here_reads_nothing() {
    let open = Open::new();
    for host in [
        "evil.example",
        "evil.example:80",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "192.168.1.5",
        "",
        "[::2]:80",
    ] {
        for path in ["/", "/api/v1/today", "/assets/desk.js", "/sign-in"] {
            let answer = open.ask("GET", path, &[("Host", host)], b"");
            assert_eq!(answer.status, 421, "{host} {path}");
            assert!(!answer.text().contains("Nairobi"), "{host}");
        }
    }
    for host in ["localhost", "LOCALHOST:7273", "127.0.0.1", "127.0.0.2:1", "[::1]", "[::1]:7273"] {
        assert_eq!(open.ask("GET", "/api/v1/today", &[("Host", host)], b"").status, 200, "{host}");
    }
}

#[test]
fn a_form_sent_twice_is_one_deed() {
    let open = Open::new();
    let (cookie, csrf) = open.shown("");
    let statement = open.statement("");
    let send = |once: &str, words: &str, back: &str| {
        let fields = [
            ("csrf", csrf.as_str()),
            ("once", once),
            ("back", back),
            ("action", "note"),
            ("target", &statement),
            ("words", words),
        ];
        open.form(&cookie, "/reviews", &fields)
    };
    let count = || open.get("/api/v1/reviews").json()["reviews"].as_array().map_or(0, Vec::len);
    for (_, back, to) in [
        (1, "/questions/q-1", "/questions/q-1"),
        (2, "//evil.example", "/"),
        (3, "https://evil.example", "/"),
    ] {
        let answer = send("first", "seen", back);
        assert_eq!((answer.status, answer.header("location")), (303, to));
    }
    assert_eq!(count(), 1);
    // A form that was refused was no deed: it may be sent again with what was missing.
    assert_eq!(send("second", "", "/").status, 400);
    assert_eq!(send("second", "now with words", "/").status, 303);
    assert_eq!(count(), 2);
    let review = open.get("/api/v1/reviews").json()["reviews"][0]["id"].as_i64().expect("an id");
    let undo = format!("/api/v1/reviews/{review}/undo");
    assert_eq!(open.call("", &undo, &json!({})).status, 200);
    assert_eq!(open.call("", &undo, &json!({})).status, 409);
}

#[test]
fn what_is_not_there_or_cannot_be_read() {
    let open = Open::new();
    for path in [
        "/questions/q-999",
        "/questions/999",
        "/questions/x",
        "/articles/a-999",
        "/articles/http:%2F%2Fa.example",
        "/articles/a-1?version=none",
        "/statements/s-none",
        "/actors/p-999",
        "/actors/x",
        "/outlets/o-999",
        "/outlets/Nobody",
        "/stories/999",
        "/stories/-1",
        "/reviews?target=q-999",
        "/compare?old=a&new=b",
        "/nothing",
        "/questions/q-1/nothing",
    ] {
        let answer = open.get(&format!("/api/v1{path}"));
        let expected = if path.starts_with("/reviews") { 200 } else { 404 };
        assert_eq!(answer.status, expected, "{path}: {}", answer.text());
        assert_eq!(open.get(path).status, expected, "{path}");
    }
    for (path, body) in [
        ("/reviews/999/undo", json!({})),
        ("/sources/999", json!({"change": "pause"})),
        ("/searches/999/forget", json!({})),
        ("/tokens/999/end", json!({})),
        ("/people/dismiss", json!({"name": "Nobody"})),
        ("/reviews", json!({"action": "accept", "target": "s-none"})),
        ("/reviews", json!({"action": "verdict", "target": "q-99", "words": "so", "evidence": "a list"})),
    ] {
        let answer = open.call("", &format!("/api/v1{path}"), &body);
        assert_eq!(answer.status, 404, "{path}: {}", answer.text());
    }
    for (query, at) in [("party:", 1), ("killed%20nofield:x", 8), ("figure:many", 1), ("%22open", 1)] {
        let answer = open.get(&format!("/api/v1/search?q={query}"));
        assert_eq!(answer.status, 400, "{query}");
        assert!(answer.json()["at"].as_i64().is_some_and(|found| found >= at), "{query}: {}", answer.text());
        let page = open.get(&format!("/search?q={query}"));
        assert!(page.status == 400 && page.text().contains("code class=\"mistaken\""), "{query}");
        assert_eq!(open.get(&format!("/api/v1/map?q={query}")).status, 400, "{query}");
    }
    let saved = open.call("", "/api/v1/searches", &json!({"query": "nofield:x"}));
    assert_eq!((saved.status, saved.json()["at"].as_i64()), (400, Some(1)));
    for method in ["PUT", "DELETE", "PATCH", "TRACE", "OPTIONS"] {
        for path in ["/", "/api/v1/today", "/api/v1/reviews", "/sign-in"] {
            assert_eq!(open.ask(method, path, &[], b"").status, 405, "{method} {path}");
        }
    }
    assert_eq!(open.ask("POST", "/api/v1/today", &[("Content-Type", "application/json")], b"{}").status, 405);
}

#[test]
fn hostile_parameters_are_refused_or_answered() {
    let open = Open::new();
    let long = "a".repeat(12_000);
    let words = "killed%20".repeat(1_000);
    let phrases = "%22a%22%20".repeat(900);
    let negations = "-a%20".repeat(1_500);
    let values = [
        "-1",
        "0",
        "999999999",
        "99999999999999999999999",
        "9e99",
        "NaN",
        "1.5",
        "%00",
        "%01%02%7F",
        "%FF%FE",
        "%C3%28",
        "%",
        "%zz",
        "%u0041",
        "%F0%9F%92%A5",
        "%E2%80%AE",
        "%D9%85%D8%AF",
        "..%2F..%2Fetc%2Fpasswd",
        "%27%20OR%201=1--",
        "%22",
        "%22%22",
        "*",
        "a*",
        "(",
        ")",
        "a%20OR%20b",
        "NEAR(a%20b)",
        "^a",
        "{a}",
        "a:b:c",
        "--",
        "-",
        "%3Cscript%3E",
        "q-1",
        "q-1@9",
        "q-1@x",
        "q--1",
        "p-9223372036854775808",
        "9223372036854775807",
        "9223372036854775808",
        "2024-13-45",
        "2024-12-16",
        "2024-12-16T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "-009999-01-01T00:00:00Z",
        "-009999-01-01",
        "2024-12-16.1",
        "2024-12-16.9223372036854775808",
        ".",
        "1.",
        ".1",
        "%E2%98%83.1",
        "true",
        "[]",
        "{}",
        "120-180",
        "180-120",
        "1-18446744073709551615",
        "&&&=",
        "day:9999-12-31..0001-01-01",
        "near:0,0,1e308",
        "near:NaN,NaN,NaN",
        "figure:1e309",
        "figure:%3E-1",
        &long,
        &words,
        &phrases,
        &negations,
    ];
    let statement = open.statement("");
    let document = open.get("/api/v1/openapi.json").json();
    for (view, operations) in document["paths"].as_object().expect("paths") {
        let Some(operation) = operations.get("get").filter(|_| !view.ends_with("/events")) else { continue };
        let id = [
            ("statements", statement.as_str()),
            ("questions", "q-1"),
            ("articles", "a-1"),
            ("actors", "p-1"),
            ("outlets", "o-1"),
        ]
        .into_iter()
        .find(|(kind, _)| view.contains(kind))
        .map_or("1", |(_, id)| id);
        let api = view.replace("{id}", id);
        let page = api.replace("/api/v1/today", "/").replace("/api/v1", "");
        let parameters = operation["parameters"].as_array().expect("parameters");
        for name in parameters.iter().map(|one| one["name"].as_str().expect("a name")).chain(["nothing"]) {
            for value in values {
                let query = format!("?{name}={value}");
                let answer = open.get(&format!("{api}{query}"));
                let shown: String = format!("{api}{query}").chars().take(160).collect();
                assert!(answer.status < 500, "{shown}: {} {}", answer.status, answer.text());
                let page = open.get(&format!("{page}{query}"));
                assert_eq!(page.status, answer.status, "{shown}: page {}", page.text());
                assert!(!page.text().contains("<script>"), "{shown}");
            }
        }
    }
    for (query, status) in [
        ("questions?limit=-1", 400),
        ("questions?limit=999999999", 400),
        ("questions?limit=0", 400),
        ("questions?limit=1.5", 400),
        ("questions?cursor=garbage", 400),
        ("questions?cursor=q-999", 400),
        ("search?cursor=garbage", 400),
        ("search?cursor=1.2.3", 400),
        ("sources?cursor=-1", 400),
        ("questions?as_of=yesterday", 400),
        ("search?as_of=2024-12-16", 400),
        ("today?since=garbage", 400),
        ("map?from=2024-12-17&to=2024-12-16", 400),
        ("map?from=2024-13-01", 400),
        ("compare", 400),
        ("search?rank=perhaps", 400),
        ("questions?limit=1&limit=2", 400),
        ("stories/9e99", 400),
        ("stories/%FF", 400),
    ] {
        let answer = open.get(&format!("/api/v1/{query}"));
        assert_eq!(answer.status, status, "{query}: {}", answer.text());
    }
    for path in ["/api/v1/search?q=", "/search?q=", "/sign-in?to=", "/feeds/", "/assets/", "/archive/"] {
        let answer = open.get(&format!("{path}{}", "a".repeat(100_000)));
        assert!([400, 414, 431].contains(&answer.status), "{path}: {}", answer.status);
    }
    for part in ["%00", "%FF", "%2e%2e%2f", "%", "%0d%0aX:1", "..", "%E2%98%83"] {
        for front in
            ["/api/v1/questions/", "/articles/", "/archive/", "/feeds/", "/assets/", "/actors/", "/outlets/"]
        {
            let answer = open.get(&format!("{front}{part}"));
            assert!(
                (400..500).contains(&answer.status) || answer.status == 303,
                "{front}{part}: {}",
                answer.status
            );
            assert!(!answer.head.iter().any(|(name, _)| name == "x"));
        }
    }
    assert_eq!(open.get("/api/v1/today").status, 200);
}

#[test]
fn bodies_that_are_too_large_or_no_bodies() {
    let open = Open::new();
    let json = ("Content-Type", "application/json");
    let whole = ("Content-Length", "17000000");
    let list = ("Content-Type", "multipart/form-data; boundary=x");
    for (path, kind) in [
        ("/api/v1/reviews", json),
        ("/reviews", ("Content-Type", "application/x-www-form-urlencoded")),
        ("/sign-in", ("Content-Type", "application/x-www-form-urlencoded")),
        ("/sources/list", list),
    ] {
        let answer = open.ask("POST", path, &[kind, whole], b"{");
        assert_eq!(answer.status, 413, "{path}: {}", answer.text());
    }
    // A long list of feeds is no reason to refuse it.
    let (cookie, csrf) = open.shown("");
    let feeds: String = (0..60_000)
        .map(|at| format!("<outline type=\"rss\" xmlUrl=\"https://host{at}.example/feed.xml\"/>"))
        .collect();
    let opml = format!("<opml version=\"2.0\"><body>{feeds}</body></opml>");
    assert!(opml.len() > 3 << 20);
    let body = format!(
        "--x\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{csrf}\r\n--x\r\nContent-Disposition: form-data; name=\"list\"; filename=\"a.opml\"\r\n\r\n{opml}\r\n--x--\r\n"
    );
    let answer = open.ask("POST", "/sources/list", &[list, ("Cookie", &cookie)], body.as_bytes());
    assert_eq!(answer.status, 303, "{}", answer.text());
    assert_eq!(open.get("/api/v1/sources").json()["all"], 60_000);
    let refused = body.replace(&csrf, "0");
    let answer = open.ask("POST", "/sources/list", &[list, ("Cookie", &cookie)], refused.as_bytes());
    assert_eq!(answer.status, 403);
    for body in [
        &b"{"[..],
        b"[]",
        b"null",
        b"1",
        b"\"\"",
        b"\xFF\xFE",
        b"{\"action\":\"accept\"}",
        b"{\"action\":1,\"target\":2}",
        b"{\"action\":\"accept\",\"target\":\"\\ud800\"}",
        b"{\"action\":\"nothing\",\"target\":\"q-1\"}",
        b"{\"action\":\"correct\",\"target\":\"q-1\"}",
        b"{\"a\":1e999}",
    ] {
        let answer = open.ask("POST", "/api/v1/reviews", &[json], body);
        assert_eq!(answer.status, 400, "{}: {}", String::from_utf8_lossy(body), answer.text());
    }
    let deep = [b"[".repeat(100_000), b"]".repeat(100_000)].concat();
    assert_eq!(open.ask("POST", "/api/v1/reviews", &[json], &deep).status, 400);
    for kind in ["text/plain", "application/json", ""] {
        for path in ["/sign-in", "/theme", "/sign-out", "/tokens", "/sources/list"] {
            let answer = open.ask("POST", path, &[("Content-Type", kind)], b"{}");
            assert!((400..500).contains(&answer.status), "{path} {kind}: {}", answer.status);
            assert!(answer.header("content-type").starts_with("text/html"), "{path} {kind}");
        }
    }
    let answer = open.ask("POST", "/sources/list", &[("Content-Type", "multipart/form-data")], b"");
    assert_eq!(answer.status, 400);
}

#[test]
fn another_process_that_writes_for_long_stops_no_reader() {
    let open = Open::new();
    let statement = open.statement("");
    let (cookie, csrf) = open.shown("");
    let note = json!({"action": "note", "target": statement, "words": "seen"});
    let other = rusqlite::Connection::open(&open.desk.ledger).expect("the ledger");
    other.execute_batch("BEGIN EXCLUSIVE").expect("it is locked");
    let fields = [
        ("csrf", csrf.as_str()),
        ("once", "mark"),
        ("action", "note"),
        ("target", &statement),
        ("words", "form"),
    ];
    std::thread::scope(|scope| {
        let deeds = [
            scope.spawn(|| open.call("", "/api/v1/reviews", &note)),
            scope.spawn(|| open.form(&cookie, "/reviews", &fields)),
        ];
        std::thread::sleep(Duration::from_millis(300));
        let begun = Instant::now();
        for path in ["/api/v1/today", "/questions", "/search?q=killed"] {
            assert_eq!(open.get(path).status, 200, "{path}");
        }
        assert!(begun.elapsed() < Duration::from_secs(4), "{:?}", begun.elapsed());
        for deed in deeds {
            let answer = deed.join().expect("an answer");
            assert_eq!((answer.status, answer.header("retry-after")), (503, "5"), "{}", answer.text());
        }
    });
    other.execute_batch("ROLLBACK").expect("it is free");
    assert_eq!(open.call("", "/api/v1/reviews", &note).status, 200);
    // The very form that was refused is taken when it is sent again.
    assert_eq!(open.form(&cookie, "/reviews", &fields).status, 303);
    assert_eq!(open.get("/api/v1/reviews").json()["reviews"].as_array().map(Vec::len), Some(2));
}

#[test]
fn a_ledger_that_is_moved_away_and_put_back() {
    let open = Open::new();
    let statement = open.statement("");
    let note = json!({"action": "note", "target": statement, "words": "seen"});
    let aside = open.desk.path("aside.db");
    fs::rename(&open.desk.ledger, &aside).expect("it is moved");
    for path in ["/", "/api/v1/today", "/questions", "/api/v1/search", "/sign-in"] {
        let answer = open.get(path);
        assert_eq!((answer.status, answer.header("retry-after")), (503, "5"), "{path}: {}", answer.text());
        let kind = answer.header("content-type");
        assert!(
            kind.starts_with(if path.starts_with("/api/") {
                "application/problem+json"
            } else {
                "text/html"
            }),
            "{path}: {kind}"
        );
    }
    assert_eq!(open.call("", "/api/v1/reviews", &note).status, 503);
    assert_eq!(open.get("/assets/desk.js").status, 200);
    // Another file in its place is not taken for it.
    fs::write(&open.desk.ledger, b"").expect("a file");
    assert_eq!(open.get("/api/v1/today").status, 503);
    assert_eq!(open.call("", "/api/v1/reviews", &note).status, 503);
    fs::remove_file(&open.desk.ledger).expect("it is removed");
    fs::rename(&aside, &open.desk.ledger).expect("it is put back");
    assert_eq!(open.get("/api/v1/today").status, 200);
    assert_eq!(open.call("", "/api/v1/reviews", &note).status, 200);
    open.desk.sound();
}

#[test]
fn others_may_reach_a_desk_only_where_somebody_signs_in() {
    let desk = Desk::new();
    let ran = crate::ran(
        start(&desk.ledger, &["serve", "--port", "0", "--bind", "0.0.0.0"])
            .stdin(Stdio::null())
            .output()
            .expect("sayso ends"),
    );
    assert_eq!((ran.code, ran.out.as_str()), (1, ""), "{}", ran.err);
    assert!(
        ran.err.contains("needs somebody to sign in") && ran.err.contains("sayso people add"),
        "{}",
        ran.err
    );
    let ran = on(&desk.ledger, &["people"]);
    assert!(ran.out.contains("nobody has to sign in"), "{}", ran.out);
    let open = Open::on(desk);
    let taken = on(&open.desk.ledger, &["serve", "--port", &open.port.to_string()]);
    assert!(
        taken.code == 1 && taken.err.contains("cannot listen") && taken.err.contains("--port"),
        "{}",
        taken.err
    );
}

#[test]
fn pages_follow_each_other_and_are_known_again() {
    let open = Open::new();
    let all = open.get("/api/v1/questions?limit=100").json();
    let all: Vec<String> = ids(&all["questions"]);
    assert!(all.len() >= TOWNS.len(), "{all:?}");
    let (mut path, mut found, mut pages) = ("/api/v1/questions?limit=2".to_owned(), Vec::new(), 0);
    loop {
        let answer = open.get(&path);
        assert_eq!(answer.status, 200);
        found.extend(ids(&answer.json()["questions"]));
        pages += 1;
        let link = answer.header("link");
        let Some(next) = link.strip_prefix('<').and_then(|link| link.strip_suffix(">; rel=\"next\"")) else {
            assert_eq!(link, "");
            break;
        };
        assert!(next.contains("limit=2"), "{next}");
        path = format!("/api/v1/questions{next}");
    }
    assert_eq!(found, all);
    assert!(pages >= 3);
    // A question that changes meanwhile goes to the front; the pages after go on where they were.
    let first = open.get("/api/v1/questions?limit=2").json();
    let changed = first["questions"][1]["asks"].as_str().expect("words").to_owned();
    let town = TOWNS.iter().find(|town| changed.contains(**town)).expect("a town");
    open.desk.add(
        "Wire",
        &format!("Storm\n\nRescuers said on Monday that 61 people were killed in {town} on Sunday.\n"),
    );
    let next = format!("/api/v1/questions?limit=100&cursor={}", first["next"].as_str().expect("a cursor"));
    assert_eq!(ids(&open.get(&next).json()["questions"]), all[2..]);
    // The same for what a search finds, and for it as it was known then.
    let statements = ids(&open.get("/api/v1/search?q=killed&limit=100").json()["statements"]);
    let (mut path, mut found) =
        ("/api/v1/search?q=killed&limit=3&as_of=2099-01-01T00:00:00Z".to_owned(), Vec::new());
    loop {
        let page = open.get(&path).json();
        found.extend(ids(&page["statements"]));
        let Some(next) = page["next"].as_str() else { break };
        path = format!("/api/v1/search?q=killed&limit=3&as_of=2099-01-01T00:00:00Z&cursor={next}");
    }
    assert_eq!(found, statements);

    for path in ["/api/v1/questions", "/api/v1/questions/q-1", "/api/v1/search?q=killed"] {
        let first = open.get(path);
        let mark = first.header("etag").to_owned();
        assert!(mark.starts_with("W/\""), "{path}");
        let again = |mark: &str| open.ask("GET", path, &[("If-None-Match", mark)], b"");
        for known in [mark.as_str(), "*", &format!("\"other\", {mark}")] {
            let answer = again(known);
            assert_eq!(
                (answer.status, answer.body.len(), answer.header("etag")),
                (304, 0, mark.as_str()),
                "{path}"
            );
        }
        assert_eq!(again("W/\"other\"").status, 200);
        let head = open.ask("HEAD", path, &[], b"");
        assert_eq!((head.status, head.body.len(), head.header("etag")), (200, 0, mark.as_str()), "{path}");
    }
    for path in ["/", "/questions/q-1", "/api/v1/openapi.json", "/assets/desk.js", "/sign-in"] {
        let head = open.ask("HEAD", path, &[], b"");
        let whole = open.get(path);
        assert_eq!((head.status, head.body.len()), (200, 0), "{path}");
        assert_eq!(head.header("content-type"), whole.header("content-type"), "{path}");
    }
    let before = open.get("/api/v1/questions").header("etag").to_owned();
    open.desk.add(
        "Courier",
        "Storm\n\nRescuers said on Monday that 60 people were killed in Nairobi on Sunday.\n",
    );
    let after = open.ask("GET", "/api/v1/questions", &[("If-None-Match", &before)], b"");
    assert_eq!(after.status, 200);
}

fn ids(list: &Value) -> Vec<String> {
    let list = list.as_array().expect("a list");
    list.iter().map(|one| one["id"].as_str().expect("an id").to_owned()).collect()
}

/// Listens, and gives the lines of the stream as they come.
fn listen(open: &Open, who: &str) -> BufReader<TcpStream> {
    let mut lines = BufReader::new(open.sent("GET", "/api/v1/events", &[key(who)], b""));
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        assert!(lines.read_line(&mut head).expect("a line") > 0, "{head}");
    }
    assert!(head.contains(" 200 ") && head.contains("text/event-stream"), "{head}");
    lines
}

/// The next event's data; nothing where the stream ends.
fn event(lines: &mut BufReader<TcpStream>) -> Option<Value> {
    loop {
        let mut line = String::new();
        if lines.read_line(&mut line).expect("a line in time") == 0 {
            return None;
        }
        if let Some(data) = line.strip_prefix("data: ") {
            return Some(serde_json::from_str(data).expect("JSON"));
        }
    }
}

#[test]
fn what_another_process_adds_is_heard_of() {
    let open = Open::new();
    open.desk.add("Early", "Fire\n\nThe mayor said on Monday that 9 people were hurt in Lyon on Sunday.\n");
    // Looked once a second: what was there before is no news to whoever comes now.
    std::thread::sleep(Duration::from_millis(2500));
    let mut lines = listen(&open, "");
    let added = open.desk.add(
        "Courier",
        "Storm\n\nRescuers said on Monday that 60 people were killed in Nairobi on Sunday.\n",
    );
    let change = event(&mut lines).expect("an event");
    let versions: Vec<&Value> = change["entries"]
        .as_array()
        .expect("entries")
        .iter()
        .filter(|entry| entry["kind"] == "version")
        .collect();
    assert_eq!(versions.len(), 1, "{change}");
    let told = change.to_string();
    assert!(
        told.contains(added["article"].as_str().expect("an id"))
            || told.contains(added["version"].as_str().expect("an id")),
        "{change}"
    );
    assert_eq!(change["questions"], true);
    // A deed of this desk comes at once.
    let statement = open.statement("");
    let begun = Instant::now();
    assert_eq!(
        open.call("", "/api/v1/reviews", &json!({"action": "accept", "target": statement})).status,
        200
    );
    let change = event(&mut lines).expect("an event");
    assert_eq!(change["entries"][0]["kind"], "review", "{change}");
    assert!(begun.elapsed() < Duration::from_secs(3));
    // As soon as somebody is named, whoever has not signed in hears no more.
    open.admit("Amina", "keeper");
    open.desk.add("Post", "Vote\n\nThe union said on Monday that 12 people were hurt in Quito on Sunday.\n");
    assert_eq!(event(&mut lines), None);
}

#[test]
fn guesses_are_few() {
    let open = Open::new();
    open.admit("Amina", "keeper");
    let mut refused = 0;
    for at in 0..9 {
        let answer = open.sign_in("Amina", &format!("wrong password {at}"));
        match answer.status {
            401 => assert!(answer.text().contains("do not go together"), "{}", answer.text()),
            429 => {
                refused += 1;
                assert_ne!(answer.header("retry-after"), "");
            }
            other => panic!("{other}: {}", answer.text()),
        }
    }
    assert!(refused >= 2, "{refused}");
    // The right one is not tried either while it is too early.
    assert_eq!(open.sign_in("Amina", &password("Amina")).status, 429);
}

#[test]
fn a_wrong_name_looks_like_a_wrong_password() {
    let open = Open::new();
    open.admit("Amina", "keeper");
    let (wrong, unknown) =
        (open.sign_in("Amina", "something else"), open.sign_in("Nobody", "something else"));
    assert_eq!((wrong.status, unknown.status), (401, 401));
    let bare = |answer: &Answer, name: &str| {
        answer.text().replace(&answer.hidden("csrf"), "").replace(&format!("value=\"{name}\""), "")
    };
    assert!(bare(&wrong, "Amina") == bare(&unknown, "Nobody"), "the two pages differ");
    // Both cost a whole hash.
    let takes = |name: &str| {
        let begun = Instant::now();
        assert_eq!(open.sign_in(name, "something else").status, 401);
        begun.elapsed()
    };
    let (known, nobody) = (takes("Amina"), takes("Nobody"));
    assert!(nobody > known / 3 && known > nobody / 3, "{known:?} {nobody:?}");
}

#[test]
fn keys_are_kept_hashed_and_end() {
    let open = Open::new();
    // Where nobody has to sign in there is nothing that a token could stand for.
    assert_eq!(open.call("", "/api/v1/tokens", &json!({"name": "a script"})).status, 400);
    let keeper = open.session("Amina", "keeper");
    let made = open.call(&keeper, "/api/v1/tokens", &json!({"name": "a script"})).json();
    let token = format!("Bearer {}", made["token"].as_str().expect("a token"));
    assert_eq!(open.get_as(&token, "/api/v1/today").status, 200);
    let (_, csrf) = open.shown(&keeper);
    let page = open.form(&keeper, "/tokens", &[("csrf", &csrf), ("once", "a"), ("name", "another")]);
    assert!(page.status == 200 && page.text().contains("shown this once"), "{}", page.text());
    let again = open.form(&keeper, "/tokens", &[("csrf", &csrf), ("once", "a"), ("name", "another")]);
    assert_eq!((again.status, again.header("location")), (303, "/settings"));
    let settings = open.get_as(&keeper, "/api/v1/settings");
    assert_eq!(settings.json()["tokens"].as_array().map(Vec::len), Some(2));
    // Nothing that opens a door stands in the ledger.
    let session = keeper.strip_prefix("sayso=").expect("a session");
    let secrets = [token.strip_prefix("Bearer ").expect("a token"), session, &password("Amina")];
    for file in ["ledger.db", "ledger.db-wal"] {
        let bytes = fs::read(open.desk.path(file)).unwrap_or_default();
        for secret in secrets {
            assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()), "{file}");
            assert!(!settings.text().contains(secret));
        }
    }
    let id = settings.json()["tokens"][1]["id"].as_i64().expect("an id");
    let ben = open.session("Ben", "keeper");
    assert_eq!(open.call(&ben, &format!("/api/v1/tokens/{id}/end"), &json!({})).status, 404);
    assert_eq!(open.get_as(&token, "/api/v1/today").status, 200);
    assert_eq!(open.call(&keeper, &format!("/api/v1/tokens/{id}/end"), &json!({})).status, 200);
    assert_eq!(open.get_as(&token, "/api/v1/today").status, 401);
    assert_eq!(open.get_as(&keeper, "/api/v1/today").status, 200);
    // A token is no session and a session no token.
    assert_eq!(open.get_as(&format!("Bearer {session}"), "/api/v1/today").status, 401);
    // A new password ends what the old one opened, a stream that runs as well.
    let mut lines = listen(&open, &keeper);
    open.admit("Amina", "keeper");
    assert_eq!(open.get_as(&keeper, "/api/v1/today").status, 401);
    assert_eq!(open.get_as(&keeper, "/").status, 303);
    open.desk.add("Post", "Vote\n\nThe union said on Monday that 12 people were hurt in Quito on Sunday.\n");
    assert_eq!(event(&mut lines), None);
    // Signing out ends a session for good.
    let (_, csrf) = open.shown(&ben);
    assert_eq!(open.form(&ben, "/sign-out", &[("csrf", "wrong")]).status, 403);
    assert_eq!(open.get_as(&ben, "/api/v1/today").status, 200);
    assert_eq!(open.form(&ben, "/sign-out", &[("csrf", &csrf)]).status, 303);
    assert_eq!(open.get_as(&ben, "/api/v1/today").status, 401);
}

#[test]
fn kept_searches_are_feeds_for_whoever_has_the_address() {
    let open = Open::new();
    let keeper = open.session("Amina", "keeper");
    let kept =
        open.call(&keeper, "/api/v1/searches", &json!({"name": "<Deaths> & more", "query": "killed"})).json();
    let atom = kept["atom"].as_str().expect("an address");
    let answer = open.get(atom);
    assert_eq!((answer.status, answer.header("content-type")), (200, "application/atom+xml; charset=utf-8"));
    assert!(
        answer.text().contains("&lt;Deaths&gt; &amp; more") && answer.text().contains("Nairobi"),
        "{}",
        answer.text()
    );
    let json = open.get(kept["json"].as_str().expect("an address")).json();
    assert_eq!(json["title"], "<Deaths> & more");
    assert_eq!(json["items"].as_array().map(Vec::len), Some(TOWNS.len()));
    assert_eq!(open.get(&atom.replace("/feeds/", "/feeds/0")).status, 404);
    let ben = open.session("Ben", "keeper");
    assert_eq!(open.call(&ben, "/api/v1/searches/1/forget", &json!({})).status, 404);
    assert_eq!(open.call(&keeper, "/api/v1/searches/1/forget", &json!({})).status, 200);
    assert_eq!(open.get(atom).status, 404);
}
