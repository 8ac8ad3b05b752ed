//! `sayso demo-feed`: serves a small feed on loopback to try gathering on. The outlets and what
//! they report are made up; one article changes its figure from the second request on.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Context as _, Result};
use clap::Args;

/// Serve a small made-up feed on this machine, to try `follow` and `fetch` on
#[derive(Args, Debug)]
#[command(after_help = "Example:
  sayso demo-feed &
  sayso follow --allow-host 127.0.0.1 http://127.0.0.1:8787/feed.xml
  sayso fetch --allow-host 127.0.0.1")]
pub struct DemoFeed {
    /// The port; 0 takes any that is free
    #[arg(long, default_value_t = 8787)]
    port: u16,
}

/// A page by its path; the second text is what it says from the second request on.
const PAGES: &[(&str, &str, &str, &str)] = &[
    page("/", include_str!("../../../../samples/feed/index.html")),
    (
        "/feed.xml",
        "application/rss+xml",
        include_str!("../../../../samples/feed/feed.xml"),
        include_str!("../../../../samples/feed/feed.xml"),
    ),
    page("/ministry.html", include_str!("../../../../samples/feed/ministry.html")),
    page("/union.html", include_str!("../../../../samples/feed/union.html")),
    page("/copy.html", include_str!("../../../../samples/feed/copy.html")),
    page("/hospital.html", include_str!("../../../../samples/feed/hospital.html")),
    (
        "/governor.html",
        "text/html; charset=utf-8",
        include_str!("../../../../samples/feed/governor.html"),
        include_str!("../../../../samples/feed/governor-later.html"),
    ),
];

const fn page(
    path: &'static str,
    text: &'static str,
) -> (&'static str, &'static str, &'static str, &'static str) {
    (path, "text/html; charset=utf-8", text, text)
}

/// How often each page was asked for.
struct Asked([AtomicUsize; PAGES.len()]);

/// Serves until it is stopped.
pub fn run(demo: &DemoFeed) -> Result<ExitCode> {
    let listener = TcpListener::bind(("127.0.0.1", demo.port))
        .with_context(|| format!("cannot serve on port {}: take another one with `--port`", demo.port))?;
    let port = listener.local_addr()?.port();
    anstream::println!("http://127.0.0.1:{port}/feed.xml\nCtrl-C stops it");
    let asked = Asked(std::array::from_fn(|_| AtomicUsize::new(0)));
    std::thread::scope(|scope| {
        for stream in listener.incoming().flatten() {
            let asked = &asked;
            // A client that hangs up is no trouble.
            scope.spawn(move || answer(stream, port, asked).ok());
        }
    });
    Ok(ExitCode::SUCCESS)
}

fn answer(mut stream: TcpStream, port: u16, asked: &Asked) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    let request = request(&mut stream)?;
    let path = request.split_whitespace().nth(1).unwrap_or("/");
    let path = path.split('?').next().unwrap_or(path);
    let Some(at) = PAGES.iter().position(|page| page.0 == path) else {
        return send(&mut stream, "404 Not Found\r\nContent-Type: text/plain", "no such page\n");
    };
    let (_, kind, first, later) = PAGES[at];
    let text = if asked.0[at].fetch_add(1, Ordering::Relaxed) == 0 { first } else { later };
    let text = text.replace("{base}", &format!("http://127.0.0.1:{port}"));
    let tag = format!("\"{}-{}\"", text.len(), at);
    if request
        .lines()
        .any(|line| line.to_ascii_lowercase().starts_with("if-none-match:") && line.contains(&tag))
    {
        return send(&mut stream, &format!("304 Not Modified\r\nETag: {tag}"), "");
    }
    send(&mut stream, &format!("200 OK\r\nContent-Type: {kind}\r\nETag: {tag}"), &text)
}

/// The head of a request, as far as it matters.
fn request(stream: &mut TcpStream) -> std::io::Result<String> {
    let mut head = Vec::new();
    let mut chunk = [0; 2048];
    while !head.windows(4).any(|end| end == b"\r\n\r\n") && head.len() < 16 << 10 {
        let read = stream.read(&mut chunk)?;
        if read == 0 {
            break;
        }
        head.extend_from_slice(&chunk[..read]);
    }
    Ok(String::from_utf8_lossy(&head).into_owned())
}

fn send(stream: &mut TcpStream, head: &str, body: &str) -> std::io::Result<()> {
    write!(stream, "HTTP/1.1 {head}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len())
}
