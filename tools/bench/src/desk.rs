//! The desk on a large ledger: what pages cost and weigh, and 64 readers at once beside `add`.
//!
//! The ledger is the one that `bench million --at FILE` leaves. `sayso serve` runs as a process of its
//! own; its processor time is read from the kernel before and after each request, so that other work
//! on the machine does not count. Readers are `wrk` (a package of Debian), asking for the same pages.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use crate::data::polnear;
use crate::random::Random;

/// Requests for each sort of page.
const ASKED: usize = 150;
/// Readers at once, and for how many seconds.
const READERS: usize = 64;
const SECONDS: u64 = 60;

/// Measures on the ledger at a path.
pub fn run(at: &Path) -> Result<bool> {
    if !at.exists() {
        bail!("there is no ledger at `{}`: `bench million --at FILE` makes one", at.display());
    }
    let sayso = built()?;
    let desk = Desk::open(&sayso, at)?;
    let mut good = pages(&desk)?;
    good &= scripts(&desk)?;
    good &= readers(&desk, &sayso, at)?;
    Ok(good)
}

/// The program itself, built as it is shipped.
fn built() -> Result<PathBuf> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let status =
        Command::new(cargo).args(["build", "--release", "--quiet", "--locked", "-p", "sayso"]).status()?;
    if !status.success() {
        bail!("`sayso` does not build");
    }
    let beside = std::env::current_exe()?;
    Ok(beside.with_file_name("sayso"))
}

struct Desk {
    child: Child,
    address: String,
}

impl Desk {
    fn open(sayso: &Path, ledger: &Path) -> Result<Desk> {
        let mut child = Command::new(sayso)
            .args(["serve", "--port", "0", "--ledger"])
            .arg(ledger)
            .stdout(Stdio::piped())
            .spawn()
            .context("cannot start the desk")?;
        let out = child.stdout.take().context("the desk says nothing")?;
        let mut line = String::new();
        BufReader::new(out).read_line(&mut line)?;
        let address = line
            .split("http://")
            .nth(1)
            .and_then(|rest| rest.split('/').next())
            .with_context(|| format!("the desk says `{line}`"))?;
        Ok(Desk { child, address: address.to_owned() })
    }

    /// One answer: status and compressed bytes without its head.
    fn get(&self, path: &str) -> Result<(u16, usize)> {
        let mut stream = TcpStream::connect(&self.address)?;
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: {}\r\nAccept-Encoding: br\r\nConnection: close\r\n\r\n",
            self.address
        )?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        let head =
            answer.windows(4).position(|four| four == b"\r\n\r\n").context("an answer without a head")?;
        let status = std::str::from_utf8(answer.get(9..12).unwrap_or(b""))?.parse()?;
        Ok((status, answer.len() - head - 4))
    }

    /// Nanoseconds that all its threads have run, those that ended aside.
    fn spent(&self) -> Result<u64> {
        let tasks = fs::read_dir(format!("/proc/{}/task", self.child.id()))?;
        let mut sum = 0;
        for task in tasks {
            // A thread may end meanwhile.
            let Ok(text) = fs::read_to_string(task?.path().join("schedstat")) else { continue };
            sum += text.split(' ').next().and_then(|ran| ran.parse::<u64>().ok()).unwrap_or(0);
        }
        Ok(sum)
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What is asked for, other values each time.
fn address(kind: &str, random: &mut Random) -> String {
    let words = ["people", "campaign", "police", "president", "killed", "percent", "election", "minister"];
    match kind {
        "today" => format!("/?since=2023-0{}-01T00:00:00Z", 1 + random.below(9)),
        "question" => format!("/questions/q-{}", 1 + random.below(3000)),
        "report" => format!("/articles/a-{}", 1 + random.below(150_000)),
        "search" => format!("/search?q={}", random.one(&words)),
        "search by field" => format!("/search?q=party%3AUkraine+figure%3A%3E{}", random.below(300)),
        "map" => format!("/map?q={}", random.one(&words)),
        _ => format!("/stories/{}", 1 + random.below(8_000)),
    }
}

fn pages(desk: &Desk) -> Result<bool> {
    let mut random = Random(11);
    let mut good = true;
    for kind in ["today", "question", "report", "search", "search by field", "map", "story"] {
        let (mut times, mut largest) = (Vec::new(), 0);
        for at in 0..ASKED + 10 {
            let path = address(kind, &mut random);
            let before = desk.spent()?;
            let (status, bytes) = desk.get(&path)?;
            let spent = Duration::from_nanos(desk.spent()?.saturating_sub(before));
            if status != 200 {
                bail!("{path} answers {status}");
            }
            largest = largest.max(bytes);
            // The first ones open connections and fill caches.
            if at >= 10 {
                times.push(spent);
            }
        }
        times.sort();
        let at = |share: usize| times[(times.len() - 1) * share / 100].as_secs_f64() * 1e3;
        let counts = !matches!(kind, "map" | "story");
        good &= !counts || at(99) < 100.0 && largest < 150_000;
        println!(
            "{kind}: median {:.1} ms, 99th of 100 {:.1} ms of processor time{}; largest {:.1} kB compressed{}",
            at(50),
            at(99),
            if counts { " (goal: 100)" } else { "" },
            largest as f64 / 1e3,
            if counts { " (goal: 150)" } else { "" }
        );
    }
    Ok(good)
}

fn scripts(desk: &Desk) -> Result<bool> {
    let (_, bytes) = desk.get("/assets/desk.js")?;
    println!(
        "scripts: {:.1} kB compressed (goal: 60); the style stands in each page: one round trip",
        bytes as f64 / 1e3
    );
    Ok(bytes < 60_000)
}

/// Reports to add while others read, and how fast they are added alone and then.
fn readers(desk: &Desk, sayso: &Path, ledger: &Path) -> Result<bool> {
    let folder = tempfile::tempdir()?;
    let alone = added(sayso, ledger, &written(folder.path(), "alone")?, None)?;
    let paths = folder.path().join("paths.lua");
    let mut random = Random(12);
    let kinds = ["today", "question", "report", "search"];
    let list: Vec<String> = (0..400).map(|at| format!("{:?}", address(kinds[at % 4], &mut random))).collect();
    fs::write(
        &paths,
        format!(
            "local paths = {{{}}}\nlocal at = 0\nrequest = function() at = at % #paths + 1 return wrk.format('GET', paths[at]) end\n",
            list.join(",")
        ),
    )?;
    let wrk = Command::new("wrk")
        .args(["-t1", &format!("-c{READERS}"), &format!("-d{SECONDS}s"), "--timeout", "30s", "-s"])
        .arg(&paths)
        .arg(format!("http://{}/", desk.address))
        .stdout(Stdio::piped())
        .spawn()
        .context("cannot start `wrk` (a package of Debian)")?;
    let beside =
        added(sayso, ledger, &written(folder.path(), "beside")?, Some(Duration::from_secs(SECONDS)))?;
    let said = String::from_utf8(wrk.wait_with_output()?.stdout)?;
    let errors: Vec<&str> =
        said.lines().filter(|line| line.contains("Non-2xx") || line.contains("Socket errors")).collect();
    let rate = said.lines().find(|line| line.contains("Requests/sec")).unwrap_or("").trim();
    println!(
        "{READERS} readers for {SECONDS} s: {rate}, {}",
        if errors.is_empty() { "no error".to_owned() } else { errors.join("; ") }
    );
    println!(
        "adding beside them: {beside:.1} reports a second, alone {alone:.1}: {:.2} of it (goal: 0.5)",
        beside / alone
    );
    Ok(errors.is_empty() && beside / alone >= 0.5)
}

/// Texts that no ledger has: PolNeAR articles under heads of their own.
fn written(folder: &Path, name: &str) -> Result<PathBuf> {
    let to = folder.join(name);
    fs::create_dir(&to)?;
    let articles = polnear("dev")?;
    for at in 0..1200_usize {
        let article = &articles[at % articles.len()];
        let text = format!(
            "Report {name} {at} of the day\n\n{}",
            article.text.replace(" the ", &format!(" the {name}{at} "))
        );
        fs::write(to.join(format!("{at:04}.txt")), text)?;
    }
    Ok(to)
}

/// Reports a second until all are added, or until the time is over.
fn added(sayso: &Path, ledger: &Path, folder: &Path, most: Option<Duration>) -> Result<f64> {
    let start = Instant::now();
    let mut child = Command::new(sayso)
        .args(["add", "--engine", "fast", "--json", "--ledger"])
        .arg(ledger)
        .arg(folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let out = child.stdout.take().context("`add` says nothing")?;
    let (mut count, mut took) = (0_usize, Duration::ZERO);
    for line in BufReader::new(out).lines() {
        line?;
        count += 1;
        took = start.elapsed();
        if most.is_some_and(|most| took > most) {
            break;
        }
    }
    let _ = child.kill();
    let _ = child.wait();
    if count == 0 {
        bail!("`add` kept nothing");
    }
    Ok(count as f64 / took.as_secs_f64())
}
