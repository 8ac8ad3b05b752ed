//! A ledger of 200,000 articles and a million statements: how fast it grows, how large it gets,
//! how fast it answers.
//!
//! Each article is a headline, two runs of two real sentences from PolNeAR train, and two sentences of our own
//! with a figure. Names of people are exchanged for others, numbers for others, and one word in six for another
//! word of the same ending from the same news, so that no two articles share sentences by chance; party, outcome, thing,
//! place, figure and day of the own sentences vary. One article in ten repeats an earlier one under
//! another head. Random numbers are the same every time. The fast engine reads them.

use std::collections::HashMap;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Result;
use cpu_time::ProcessTime;
use jiff::civil::{Date, date};
use jiff::{Timestamp, ToSpan as _};
use rayon::prelude::*;
use sayso_ledger::Ledger;
use sayso_ledger::query::parse;
use sayso_ledger::search::{Order, Wanted};

use crate::data::{Made, polnear};
use crate::random::Random;

const BATCH: usize = 256;

/// Builds and measures.
pub fn run(articles: usize, at: Option<&Path>) -> Result<bool> {
    let folder = tempfile::tempdir()?;
    let path = at.map_or_else(|| folder.path().join("million.db"), Path::to_owned);
    let maker = Maker::new(articles)?;
    let mut ledger = Ledger::open(&path)?;
    let mut rates = Vec::new();
    let mut statements = 0;
    let tenth = articles.div_ceil(10);
    let (mut spent, mut in_tenth, started) = (Duration::ZERO, 0, Instant::now());
    for start in (0..articles).step_by(BATCH) {
        let made: Vec<Made> =
            (start..(start + BATCH).min(articles)).into_par_iter().map(|at| maker.article(at)).collect();
        let reports: Vec<_> =
            made.iter().enumerate().map(|(at, made)| made.report(seen(start + at))).collect();
        let before = ProcessTime::now();
        let recorded = ledger.record_all(&reports)?;
        spent += before.elapsed();
        statements += recorded.iter().map(|recorded| recorded.statements).sum::<usize>();
        in_tenth += reports.len();
        if in_tenth >= tenth || start + BATCH >= articles {
            let rate = in_tenth as f64 / spent.as_secs_f64();
            rates.push(rate);
            eprintln!(
                "{} articles, {statements} statements: {rate:.0} articles a processor-second, {:.0} s in all",
                start + reports.len(),
                started.elapsed().as_secs_f64()
            );
            (spent, in_tenth) = (Duration::ZERO, 0);
        }
    }
    let mut good = growth(&rates);
    drop(ledger);
    let size = size(&path)?;
    println!(
        "file: {:.2} GB, {:.0} bytes an article, {articles} articles, {statements} statements",
        size as f64 / 1e9,
        size as f64 / articles as f64
    );
    let ledger = Ledger::existing(&path)?;
    good &= searches(&ledger)?;
    good &= questions(&ledger)?;
    good &= memory();
    Ok(good)
}

fn growth(rates: &[f64]) -> bool {
    let (Some(first), Some(last)) = (rates.first(), rates.last()) else { return false };
    println!(
        "adding: {first:.0} articles a processor-second in the first tenth, {last:.0} in the last: {:.2} of it (goal: 0.5)",
        last / first
    );
    last / first >= 0.5
}

fn size(path: &Path) -> Result<u64> {
    Ok(std::fs::metadata(path)?.len())
}

/// Every search is asked for many times with other values; processor time.
fn searches(ledger: &Ledger) -> Result<bool> {
    let mut random = Random(7);
    let mut good = true;
    type Ask = fn(&mut Random) -> String;
    let kinds: &[(&str, Ask)] = &[
        ("party", |random| format!("party:\"{}\"", random.one(PARTIES))),
        ("source", |random| format!("source:{}", random.one(SURNAMES))),
        ("place and 30 days", |random| {
            let from = day(random.below(600));
            let to = from.saturating_add(30.days());
            format!("place:{} said:{from}..{to}", random.one(PLACES))
        }),
        ("near and 30 days", |random| {
            let from = day(random.below(600));
            format!(
                "near:{}.5,{}.5,150 said:{from}..{}",
                30 + random.below(25),
                random.below(45),
                from.saturating_add(30.days())
            )
        }),
        ("a rare word", |random| {
            random.one(&["ambulance", "plaintiff", "avalanche", "filibuster", "subpoena"]).to_string()
        }),
        ("a common word", |random| {
            random.one(&["people", "campaign", "would", "president", "election"]).to_string()
        }),
        ("word and party", |random| format!("people party:\"{}\"", random.one(PARTIES))),
        ("outcome and figure", |random| {
            format!("outcome:{} figure:>={}", random.one(&["killed", "wounded"]), random.below(400))
        }),
        ("disputed", |_| "standing:disputed".to_owned()),
    ];
    for (name, ask) in kinds {
        let mut times = Vec::new();
        for _ in 0..60 {
            let query = parse(&ask(&mut random))?;
            let before = ProcessTime::now();
            let found =
                ledger.find(&query, &Wanted { limit: 50, order: Order::Newest, ..Wanted::default() })?;
            times.push(before.elapsed());
            std::hint::black_box(found);
        }
        good &= told(&format!("find by {name}"), &mut times);
    }
    Ok(good)
}

fn questions(ledger: &Ledger) -> Result<bool> {
    let list = ledger.questions(200, None, None)?;
    let mut times = Vec::new();
    let mut most = 0;
    for question in &list {
        let before = ProcessTime::now();
        let whole = ledger.question(&question.id, None)?;
        times.push(before.elapsed());
        most = most.max(whole.answers.len());
    }
    println!("the largest of the {} newest questions has {most} answers", list.len());
    Ok(told("a question with its answers", &mut times))
}

fn told(what: &str, times: &mut [Duration]) -> bool {
    times.sort_unstable();
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_secs_f64() * 1000.0;
    let last = at(0.99);
    println!("{what}: median {:.2} ms, 99th of 100 {last:.2} ms of processor time (goal: 50)", at(0.5));
    last < 50.0
}

/// The most memory that this process ever held.
fn memory() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
    let Some(peak) = peak else { return true };
    println!(
        "memory: {} MB at most, the sentences that texts are made from included (goal: 500)",
        peak / 1024
    );
    peak / 1024 < 500
}

fn seen(at: usize) -> Timestamp {
    let start = Timestamp::from_second(1_700_000_000).unwrap_or(Timestamp::UNIX_EPOCH);
    start.checked_add((at as i64 * 300).seconds()).unwrap_or(start)
}

fn day(at: usize) -> Date {
    date(2023, 11, 14).saturating_add((at as i64).days())
}

const PARTIES: &[&str] =
    &["Ukraine", "Russia", "Israel", "Hamas", "Sudan", "Turkey", "India", "Pakistan", "Mexico", "France"];
const SOURCES: &[&str] = &[
    "Ukraine's military intelligence",
    "Russia's Defense Ministry",
    "Israeli officials",
    "Hamas",
    "Sudan's army",
    "Turkish police",
    "Indian officials",
    "Pakistan's government",
    "Mexican prosecutors",
    "France's interior ministry",
    "The Red Cross",
    "Rescue workers",
    "Hospital officials",
    "Local authorities",
];
const DEEDS: &[(&str, &str)] = &[
    ("people were killed", "killed"),
    ("people were wounded", "wounded"),
    ("soldiers were killed", "killed"),
    ("soldiers were captured", "captured"),
    ("civilians were killed", "killed"),
    ("houses were destroyed", "destroyed"),
    ("families were displaced", "displaced"),
    ("people were arrested", "arrested"),
];
const PLACES: &[&str] = &[
    "Kharkiv",
    "Odesa",
    "Kursk",
    "Belgorod",
    "Gaza",
    "Rafah",
    "Khartoum",
    "Omdurman",
    "Ankara",
    "Izmir",
    "Mumbai",
    "Chennai",
    "Lahore",
    "Karachi",
    "Puebla",
    "Monterrey",
    "Lyon",
    "Marseille",
    "Donetsk",
    "Mariupol",
    "Haifa",
    "Aleppo",
    "Homs",
    "Mosul",
    "Basra",
    "Kabul",
    "Herat",
    "Sana'a",
    "Aden",
    "Tripoli",
];
const SURNAMES: &[&str] = &[
    "Abara",
    "Bergstrom",
    "Castellan",
    "Dlamini",
    "Eriksen",
    "Fairweather",
    "Grigoryan",
    "Halloran",
    "Ibrahimov",
    "Jankowski",
    "Kowalczyk",
    "Lindgren",
    "Marchetti",
    "Nakagawa",
    "Okafor",
    "Petrosyan",
    "Quintero",
    "Rasmussen",
    "Szymanski",
    "Takahashi",
    "Ulvaeus",
    "Vandermeer",
    "Whitcombe",
    "Yilmaz",
    "Zielinski",
];
const BOUNDS: &[&str] = &["", "at least ", "about ", "more than ", "up to "];

/// Makes articles.
struct Maker {
    /// Runs of two sentences.
    runs: Vec<String>,
    /// Words in small letters by their last two letters.
    words: HashMap<String, Vec<String>>,
    outlets: Vec<String>,
    articles: usize,
}

impl Maker {
    fn new(articles: usize) -> Result<Maker> {
        let mut runs = Vec::new();
        for article in polnear("train")? {
            for paragraph in article.text.split("\n\n") {
                let sentences: Vec<&str> = paragraph.split_inclusive(". ").collect();
                for pair in sentences.chunks(2) {
                    let run = pair.concat().trim().replace('\n', " ");
                    if (80..420).contains(&run.len()) {
                        runs.push(run);
                    }
                }
            }
        }
        let outlets = (0..400)
            .map(|at| {
                format!(
                    "The {} {}",
                    SURNAMES[at % SURNAMES.len()],
                    ["Courier", "Post", "Gazette", "Herald", "Wire", "Monitor", "Times", "Star"]
                        [at / SURNAMES.len() % 8]
                        .to_owned()
                        + ["", " East", " West"][at / 200]
                )
            })
            .collect();
        let words = vocabulary(&runs);
        Ok(Maker { runs, words, outlets, articles })
    }

    fn article(&self, at: usize) -> Made {
        let copied = at > 10 && at.is_multiple_of(10);
        let told = if copied { at - 1 - Random(at as u64).below(9) } else { at };
        let mut random = Random(told as u64 * 977 + 5);
        let day = day(at * 730 / self.articles.max(1));
        let body = self.body(&mut random, day);
        let mut own = Random(at as u64 * 31 + 3);
        let outlet = own.skewed(&self.outlets).clone();
        let headline = if copied {
            format!("What we know of events in {}", own.one(PLACES))
        } else {
            headline(&mut random)
        };
        let url = format!("https://news-{}.example/{at}", own.below(400));
        Made::read(&outlet, &url, format!("{headline}\n\n{body}"), day, true)
    }

    fn body(&self, random: &mut Random, day: Date) -> String {
        let weekday = day.saturating_sub((random.below(5) as i64).days()).strftime("%A").to_string();
        let (deed, _) = random.skewed(DEEDS);
        let (source, place) = (random.one(SOURCES), random.skewed(PLACES));
        let figure = 2 + random.below(400);
        let first =
            format!("{source} said that {}{figure} {deed} in {place} on {weekday}.", random.one(BOUNDS));
        let other = random.one(SOURCES);
        let second = format!(
            "{other} told {} that {}{} {} there.",
            random.one(&["AFP", "Reuters", "the BBC", "reporters"]),
            random.one(BOUNDS),
            2 + random.below(400),
            random.skewed(DEEDS).0
        );
        let run = |random: &mut Random| {
            let run = &self.runs[random.below(self.runs.len())];
            varied(run, &self.words, random)
        };
        format!("{first} {second}\n\n{}\n\n{}", run(random), run(random))
    }
}

fn headline(random: &mut Random) -> String {
    format!("{} speaks of events in {}", random.one(PARTIES), random.one(PLACES))
}

/// Other names and numbers in a real sentence.
fn varied(run: &str, others: &HashMap<String, Vec<String>>, random: &mut Random) -> String {
    const NAMES: &[&str] = &[
        "Clinton", "Trump", "Obama", "Sanders", "Cruz", "Rubio", "Kasich", "Pence", "Kaine", "Bush",
        "Romney", "Ryan",
    ];
    let mut words: Vec<String> = Vec::new();
    for word in run.split(' ') {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        if NAMES.contains(&bare) {
            words.push(word.replace(bare, random.one::<&str>(SURNAMES)));
        } else if bare.len() > 1 && bare.chars().all(|c| c.is_ascii_digit()) && bare.len() < 4 {
            words.push(word.replace(bare, &(2 + random.below(900)).to_string()));
        } else if let Some(alike) = others.get(ending(word)).filter(|_| plain(word) && random.below(6) < 2) {
            words.push(random.one(alike).clone());
        } else {
            words.push(word.to_owned());
        }
    }
    words.join(" ")
}

fn plain(word: &str) -> bool {
    word.len() > 4 && word.chars().all(|c| c.is_ascii_lowercase())
}

fn ending(word: &str) -> &str {
    word.get(word.len().saturating_sub(2)..).unwrap_or("")
}

fn vocabulary(runs: &[String]) -> HashMap<String, Vec<String>> {
    let mut words: Vec<&str> =
        runs.iter().flat_map(|run| run.split(' ')).filter(|word| plain(word)).collect();
    words.sort_unstable();
    words.dedup();
    let mut by_ending: HashMap<String, Vec<String>> = HashMap::new();
    for word in words {
        by_ending.entry(ending(word).to_owned()).or_default().push(word.to_owned());
    }
    by_ending
}
