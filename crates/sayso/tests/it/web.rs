//! Addresses: fetched from a server on loopback that is slow, lying, endless or moved.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use crate::sayso;

const PAGE: &str = "<html><head><title>Bridge closed</title></head><body><article><h1>Bridge closed after flood</h1><p>The mayor said on Monday that the bridge was closed and that 40 people had been moved to a school.</p><p>Engineers said it would take three weeks to mend the road, which was washed away in the night.</p></article></body></html>";

/// Serves until the test ends; `answer` gets the path and the connection. Returns the port.
fn serve(answer: impl Fn(&str, &mut TcpStream) + Send + Sync + 'static) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port on loopback");
    let port = listener.local_addr().expect("the port is known").port();
    let answer = std::sync::Arc::new(answer);
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let answer = std::sync::Arc::clone(&answer);
            thread::spawn(move || {
                let mut request = [0; 4096];
                let length = stream.read(&mut request).unwrap_or(0);
                let request = String::from_utf8_lossy(&request[..length]).into_owned();
                let path = request.split_whitespace().nth(1).unwrap_or("/").to_owned();
                answer(&path, &mut stream);
            });
        }
    });
    port
}

fn send(stream: &mut TcpStream, head: &str, body: &[u8]) {
    // A client that hangs up early is part of the test.
    let _ = stream.write_all(
        format!("HTTP/1.1 {head}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len()).as_bytes(),
    );
    let _ = stream.write_all(body);
}

fn read(url: &str) -> crate::Ran {
    sayso(&["read", "--allow-host", "127.0.0.1", url])
}

#[test]
fn a_page_and_one_that_moved() {
    let port = serve(|path, stream| match path {
        "/new" => send(stream, "200 OK\r\nContent-Type: text/html; charset=utf-8", PAGE.as_bytes()),
        _ => send(stream, "301 Moved Permanently\r\nLocation: /new", b""),
    });
    for path in ["new", "old"] {
        let ran = read(&format!("http://127.0.0.1:{port}/{path}"));
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert!(
            ran.out.contains("Bridge closed after flood") && ran.out.contains("the mayor"),
            "{}",
            ran.out
        );
    }
}

#[test]
fn redirects_without_end() {
    let port = serve(|path, stream| send(stream, &format!("302 Found\r\nLocation: {path}a"), b""));
    let ran = read(&format!("http://127.0.0.1:{port}/"));
    assert!(ran.code == 1 && ran.err.contains("redirects more than"), "{}", ran.err);
}

#[test]
fn a_body_without_end() {
    let port = serve(|_, stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 10737418240\r\n\r\n");
        let junk = vec![b'a'; 1 << 20];
        // As much as the client takes of ten gigabytes.
        for _ in 0..10_240 {
            if stream.write_all(&junk).is_err() {
                break;
            }
        }
    });
    let start = Instant::now();
    let ran = read(&format!("http://127.0.0.1:{port}/"));
    assert!(ran.code == 1 && ran.err.contains("more than the"), "{}", ran.err);
    assert!(start.elapsed() < Duration::from_secs(20));
}

#[test]
fn a_compressed_bomb() {
    let port = serve(|_, stream| {
        send(stream, "200 OK\r\nContent-Encoding: gzip\r\nContent-Type: text/html", &bomb())
    });
    let ran = read(&format!("http://127.0.0.1:{port}/"));
    assert!(ran.code == 1 && ran.err.contains("more than the"), "{}", ran.err);
}

/// A hundred megabytes of blanks, gzipped.
fn bomb() -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    let blanks = vec![b' '; 1 << 20];
    (0..100).for_each(|_| encoder.write_all(&blanks).expect("memory takes all"));
    encoder.finish().expect("memory takes all")
}

#[test]
fn an_address_that_does_not_answer() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port on loopback");
    let port = listener.local_addr().expect("the port is known").port();
    drop(listener);
    let ran = read(&format!("http://127.0.0.1:{port}/"));
    assert!(ran.code == 1 && ran.err.contains(&format!("127.0.0.1:{port}")), "{}", ran.err);
    let missing = serve(|_, stream| send(stream, "404 Not Found", b""));
    assert!(read(&format!("http://127.0.0.1:{missing}/")).err.contains("404"));
}

#[test]
fn private_addresses_are_refused_by_name() {
    let port = serve(|_, stream| send(stream, "200 OK", PAGE.as_bytes()));
    for (host, why) in [
        ("127.0.0.1", "loopback"),
        ("localhost", "loopback"),
        ("[::1]", "loopback"),
        ("10.0.0.1", "private"),
        ("169.254.169.254", "link-local"),
        ("0x7f.1", "loopback"),
        ("2130706433", "loopback"),
        ("[::ffff:127.0.0.1]", "loopback"),
    ] {
        let ran = sayso(&["read", &format!("http://{host}:{port}/")]);
        assert!(
            ran.code == 1 && ran.err.contains(why) && ran.err.contains("--allow-host"),
            "{host}: {}",
            ran.err
        );
    }
    // A page may not lead to one either.
    let port = serve(move |_, stream| {
        send(stream, "302 Found\r\nLocation: http://169.254.169.254/latest/meta-data", b"")
    });
    let ran = read(&format!("http://127.0.0.1:{port}/"));
    assert!(
        ran.code == 1 && ran.err.contains("169.254.169.254") && ran.err.contains("link-local"),
        "{}",
        ran.err
    );
    let port = serve(|_, stream| send(stream, "302 Found\r\nLocation: file:///etc/passwd", b""));
    assert_eq!(read(&format!("http://127.0.0.1:{port}/")).code, 1);
}
