//! Main text of article pages: word F1 and snippets, ours beside two extractors.
//!
//! Every reading runs on a thread of its own with a time limit, so that a page on which
//! an extractor hangs or panics counts as empty and the run goes on. `SAYSO_WORST=20`
//! also lists the pages on which we lose most.

use std::collections::HashMap;
use std::io::Read;
use std::sync::{Arc, mpsc};
use std::time::Duration;

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::data;

/// One page of the Web Content Extraction Benchmark with what people found in it.
#[derive(Deserialize)]
pub struct Truth {
    pub id: String,
    #[serde(default)]
    pub url: Option<String>,
    #[serde(default)]
    pub author: Option<String>,
    #[serde(default)]
    pub publish_date: Option<String>,
    #[serde(default)]
    pub main_content: Option<String>,
    #[serde(default)]
    with: Vec<String>,
    #[serde(default)]
    without: Vec<String>,
}

/// Name and reading: bytes and address to main text.
type Reader = (&'static str, fn(&[u8], &str) -> String);

const READERS: &[Reader] =
    &[("sayso-page", ours), ("trafilatura 0.6", trafilatura), ("dom_smoothie 0.19", dom_smoothie)];
const LIMIT: Duration = Duration::from_secs(10);

/// Prints a row for each reader.
pub fn score() -> Result<()> {
    let pages = read()?;
    let judged = pages.iter().filter(|(truth, _)| truth.main_content.is_some()).count();
    println!(
        "{judged} pages of the Web Content Extraction Benchmark (development articles), sayso-page {}",
        env!("CARGO_PKG_VERSION")
    );
    println!(
        "{:<18} {:>6} {:>9} {:>7} {:>6} {:>8} {:>6} {:>9} {:>6}",
        "", "F1", "precision", "recall", "with", "without", "holes", "ms a page", "failed"
    );
    for (name, reader) in READERS {
        let row = row(&pages, *reader, *name == "sayso-page");
        println!("{name:<18} {row}");
    }
    Ok(())
}

/// All pages, unpacked.
pub fn read() -> Result<Vec<(Truth, Arc<Vec<u8>>)>> {
    let folder = data::path("pages")?;
    let list =
        std::fs::read_to_string(folder.join("truth.jsonl")).context("cannot read the truth of the pages")?;
    let mut pages = Vec::new();
    for line in list.lines() {
        let truth: Truth = serde_json::from_str(line).context("cannot read a line of `truth.jsonl`")?;
        let path = folder.join("html").join(format!("{}.html.gz", truth.id));
        let file = std::fs::File::open(&path).with_context(|| format!("cannot open `{}`", path.display()))?;
        let mut bytes = Vec::new();
        flate2::read::GzDecoder::new(file)
            .read_to_end(&mut bytes)
            .with_context(|| format!("cannot unpack `{}`", path.display()))?;
        pages.push((truth, Arc::new(bytes)));
    }
    Ok(pages)
}

fn row(pages: &[(Truth, Arc<Vec<u8>>)], reader: fn(&[u8], &str) -> String, ours: bool) -> String {
    let mut sums = Sums::default();
    let mut worst: Vec<(f64, f64, f64, String)> = Vec::new();
    for (truth, bytes) in pages {
        let Some(wanted) = &truth.main_content else { continue };
        let (text, seconds) = guarded(reader, bytes.clone(), truth.url.clone().unwrap_or_default());
        sums.failed += usize::from(text.is_none());
        let text = text.unwrap_or_default();
        let (precision, recall, f1) = compare(&words(&text), &words(wanted));
        worst.push((
            f1,
            precision,
            recall,
            format!("{} {}", truth.id, truth.url.as_deref().unwrap_or_default()),
        ));
        sums.add(precision, recall, f1, seconds);
        sums.snippets(truth, &text);
        sums.holes += usize::from(has_hole(&text, wanted));
    }
    if ours && let Some(count) = std::env::var("SAYSO_WORST").ok().and_then(|count| count.parse().ok()) {
        worst.sort_by(|a, b| a.0.total_cmp(&b.0));
        for (f1, precision, recall, page) in worst.iter().take(count) {
            println!("  {f1:.3} p {precision:.3} r {recall:.3} {page}");
        }
    }
    sums.row()
}

#[derive(Default)]
struct Sums {
    pages: f64,
    precision: f64,
    recall: f64,
    f1: f64,
    seconds: f64,
    with: (usize, usize),
    without: (usize, usize),
    holes: usize,
    failed: usize,
}

impl Sums {
    fn add(&mut self, precision: f64, recall: f64, f1: f64, seconds: f64) {
        self.pages += 1.0;
        self.precision += precision;
        self.recall += recall;
        self.f1 += f1;
        self.seconds += seconds;
    }

    fn snippets(&mut self, truth: &Truth, text: &str) {
        let text = words(text).join(" ");
        let has = |snippet: &String| text.contains(&words(snippet).join(" "));
        self.with.0 += truth.with.iter().filter(|snippet| has(snippet)).count();
        self.with.1 += truth.with.len();
        self.without.0 += truth.without.iter().filter(|snippet| !has(snippet)).count();
        self.without.1 += truth.without.len();
    }

    fn row(&self) -> String {
        let mean = |sum: f64| sum / self.pages.max(1.0);
        let share = |(part, all): (usize, usize)| 100.0 * part as f64 / all.max(1) as f64;
        format!(
            "{:>6.4} {:>9.4} {:>7.4} {:>5.1}% {:>7.1}% {:>6} {:>9.2} {:>6}",
            mean(self.f1),
            mean(self.precision),
            mean(self.recall),
            share(self.with),
            share(self.without),
            self.holes,
            mean(self.seconds) * 1000.0,
            self.failed
        )
    }
}

/// Runs a reader with a time limit; the time is the thread's own processor time.
fn guarded(reader: fn(&[u8], &str) -> String, bytes: Arc<Vec<u8>>, url: String) -> (Option<String>, f64) {
    let (send, receive) = mpsc::channel();
    let run = move || {
        let before = processor_time();
        let text = std::panic::catch_unwind(|| reader(&bytes, &url)).ok();
        // The receiver is gone when the time was up.
        let _ = send.send((text, processor_time() - before));
    };
    let spawned = std::thread::Builder::new().stack_size(64 << 20).spawn(run);
    if spawned.is_err() {
        return (None, 0.0);
    }
    receive.recv_timeout(LIMIT).unwrap_or((None, LIMIT.as_secs_f64()))
}

/// Seconds that this thread has been computing, as Linux counts them; else wall-clock time.
fn processor_time() -> f64 {
    let counted = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = counted.and_then(|line| line.split(' ').next()?.parse::<f64>().ok());
    nanoseconds.map_or_else(
        || {
            std::time::SystemTime::now()
                .duration_since(std::time::UNIX_EPOCH)
                .map_or(0.0, |time| time.as_secs_f64())
        },
        |time| time / 1e9,
    )
}

/// The running text: the benchmark leaves headlines and captions out.
fn ours(bytes: &[u8], url: &str) -> String {
    use sayso_page::Role;
    let Ok(article) = sayso_page::read_html(bytes, None, Some(url).filter(|url| !url.is_empty())) else {
        return String::new();
    };
    let main = article.kept().filter(|block| !matches!(block.role, Role::Headline | Role::Caption));
    main.map(|block| article.words(block)).collect::<Vec<_>>().join("\n")
}

fn trafilatura(bytes: &[u8], url: &str) -> String {
    let mut options = trafilatura::Options::default()
        .with_fallback(true)
        .with_focus(trafilatura::ExtractionFocus::FavorPrecision);
    options.exclude_comments = true;
    let _ = url;
    let page = String::from_utf8_lossy(bytes);
    trafilatura::extract(&page, &options).map(|found| found.content_text).unwrap_or_default()
}

fn dom_smoothie(bytes: &[u8], _url: &str) -> String {
    let page = String::from_utf8_lossy(bytes);
    let config = dom_smoothie::Config { text_mode: dom_smoothie::TextMode::Formatted, ..Default::default() };
    let reader = dom_smoothie::Readability::new(page.as_ref(), None, Some(config));
    reader
        .and_then(|mut reader| reader.parse())
        .map(|found| found.text_content.to_string())
        .unwrap_or_default()
}

/// Runs of letters, digits and underscores, lower case, as Python's `\w+` has them.
pub fn words(text: &str) -> Vec<String> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    text.to_lowercase()
        .split(|c: char| !is_word(c))
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

pub fn compare(got: &[String], wanted: &[String]) -> (f64, f64, f64) {
    let mut left: HashMap<&str, usize> = HashMap::new();
    for word in wanted {
        *left.entry(word).or_default() += 1;
    }
    let mut same = 0;
    for word in got {
        if let Some(count) = left.get_mut(word.as_str()).filter(|count| **count > 0) {
            *count -= 1;
            same += 1;
        }
    }
    if got.is_empty() || wanted.is_empty() || same == 0 {
        return (0.0, 0.0, 0.0);
    }
    let (precision, recall) = (same as f64 / got.len() as f64, same as f64 / wanted.len() as f64);
    (precision, recall, 2.0 * precision * recall / (precision + recall))
}

/// Whether words are missing inside a sentence: one of the wanted sentences is there with
/// its first four and last four words, near one another, but not as a whole.
fn has_hole(text: &str, wanted: &str) -> bool {
    let got = format!(" {} ", words(text).join(" "));
    wanted.split(['\n']).flat_map(|line| line.split(". ")).any(|sentence| {
        let sentence = words(sentence);
        if sentence.len() < 12 {
            return false;
        }
        let whole = format!(" {} ", sentence.join(" "));
        let start = format!(" {} ", sentence[..4].join(" "));
        let end = format!(" {} ", sentence[sentence.len() - 4..].join(" "));
        !got.contains(&whole)
            && got.match_indices(&start).any(|(at, _)| {
                let mut limit = (at + whole.len()).min(got.len());
                while !got.is_char_boundary(limit) {
                    limit -= 1;
                }
                got[at..limit].contains(&end)
            })
    })
}
