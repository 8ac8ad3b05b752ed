//! Dates in news: TimeBank and AQUAINT as TempEval-3 scores them (an overlapping span with
//! the same value), with the document's own time as the reference; and, as information,
//! the dates of the Recognizers-Text specifications that are within our scope.
//!
//! Nothing is learned. Mistakes are told of every second document alone (the open half), so
//! that the other half tells how the rules do on texts that nobody looked at for them.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, Result};
use jiff::civil::Date;
use sayso_text::{Moment, Part, Role, Span};

use crate::data;

/// Prints both measurements.
pub fn run() -> Result<()> {
    for (name, read) in data::ENGINES {
        println!("{name} engine");
        tbaq(read)?;
    }
    recognizers()
}

fn tbaq(read: data::Read) -> Result<()> {
    let mut total = Counts::default();
    let mut halves = [Counts::default(), Counts::default()];
    let mut wrong: BTreeMap<String, usize> = BTreeMap::new();
    println!(
        "{:<10} {:>5} {:>6} {:>6} {:>6} {:>7} {:>7} {:>8} {:>9}",
        "set", "docs", "gold", "found", "value", "strict", "relaxed", "value F1", "with ends"
    );
    for set in ["TimeBank", "AQUAINT"] {
        let mut counts = Counts::default();
        let mut paths: Vec<_> = fs::read_dir(data::path(&format!("dates/tbaq/{set}"))?)?
            .filter_map(|entry| Some(entry.ok()?.path()))
            .collect();
        paths.sort();
        for (at, path) in paths.iter().enumerate() {
            let text =
                fs::read_to_string(path).with_context(|| format!("cannot read `{}`", path.display()))?;
            let mut unseen = BTreeMap::new();
            let open = at % 2 == 0;
            let found = score(&text, read, if open { &mut wrong } else { &mut unseen });
            halves[usize::from(!open)].add(&found);
            halves[usize::from(!open)].documents += 1;
            counts.add(&found);
            counts.documents += 1;
        }
        counts.print(set);
        total.add(&counts);
        total.documents += counts.documents;
    }
    total.print("all");
    halves[0].print("open");
    halves[1].print("kept");
    println!("\nmost frequent mistakes of the open half:");
    let mut wrong: Vec<_> = wrong.into_iter().collect();
    wrong.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    let shown = if std::env::var_os("ALL").is_some() { wrong.len() } else { 25 };
    for (line, times) in wrong.iter().take(shown) {
        println!("  {times} × {line}");
    }
    println!();
    Ok(())
}

#[derive(Default)]
struct Counts {
    documents: usize,
    gold: usize,
    found: usize,
    strict: usize,
    relaxed: usize,
    value: usize,
    /// Of stretches with two named ends (`from 1987 to 1992`), one moment for us and two TIMEX3s there:
    /// the second ends, and how many ends have the right value.
    ends: (usize, usize),
}

impl Counts {
    fn add(&mut self, other: &Counts) {
        self.gold += other.gold;
        self.found += other.found;
        self.strict += other.strict;
        self.relaxed += other.relaxed;
        self.value += other.value;
        self.ends.0 += other.ends.0;
        self.ends.1 += other.ends.1;
    }

    fn print(&self, set: &str) {
        let f1 = |hits: usize| 200.0 * hits as f64 / (self.gold + self.found).max(1) as f64;
        println!(
            "{set:<10} {:>5} {:>6} {:>6} {:>6} {:>7.1} {:>7.1} {:>8.1} {:>9.1}",
            self.documents,
            self.gold,
            self.found,
            self.value,
            f1(self.strict),
            f1(self.relaxed),
            f1(self.value),
            200.0 * (self.value + self.ends.1) as f64 / (self.gold + self.found + self.ends.0).max(1) as f64
        );
    }
}

struct Timex {
    span: Span,
    value: String,
}

fn score(xml: &str, read: data::Read, wrong: &mut BTreeMap<String, usize>) -> Counts {
    let published = between(xml, "<DCT>", "</DCT>")
        .and_then(|dct| attribute(dct, "value"))
        .and_then(|value| value.get(..10)?.parse::<Date>().ok());
    let (text, gold) = plain(between(xml, "<TEXT>", "</TEXT>").unwrap_or(""));
    let document = read(&text, &paragraphs(&text), published);
    let mut counts = Counts { gold: gold.len(), found: document.moments.len(), ..Counts::default() };
    let mut used = vec![false; document.moments.len()];
    let mut note = |line: String| *wrong.entry(line).or_default() += 1;
    for timex in &gold {
        let hit = document
            .moments
            .iter()
            .enumerate()
            .find(|(n, moment)| !used[*n] && moment.core.overlaps(timex.span));
        let words = timex.span.of(&text).to_lowercase().replace('\n', " ");
        let Some((n, moment)) = hit else {
            note(format!("missed `{words}` {}", timex.value));
            continue;
        };
        used[n] = true;
        counts.relaxed += 1;
        counts.strict += usize::from(strict(moment, timex, &text));
        if same(moment.value(), &timex.value) {
            counts.value += 1;
        } else {
            note(format!(
                "`{words}` {} expected {} found {}",
                published.map(|day| day.to_string()).unwrap_or_default(),
                timex.value,
                moment.value()
            ));
        }
    }
    for (moment, used) in document.moments.iter().zip(&used) {
        let ends = right_ends(moment, &gold);
        counts.ends.0 += usize::from(ends.is_some());
        counts.ends.1 += ends.unwrap_or(0);
        if !used {
            let around = Span::new(
                floor(&text, moment.core.start.saturating_sub(12)),
                floor(&text, moment.core.end + 12),
            )
            .of(&text)
            .replace('\n', " ");
            note(format!("invented `{}` in …{around}…", document.text(moment.core).to_lowercase()));
        }
    }
    counts
}

/// Of a stretch over two TIMEX3s, how many of them say its first and its last day.
fn right_ends(moment: &Moment, gold: &[Timex]) -> Option<usize> {
    let mut inside = gold.iter().filter(|timex| moment.core.overlaps(timex.span));
    let (first, last) = (inside.next()?, inside.next()?);
    let (from, to) = (moment.from?.to_string(), moment.to?.to_string());
    let stretch = moment.value().contains('/') && inside.next().is_none();
    let right =
        |day: &str, timex: &Timex| usize::from(timex.value.len() >= 4 && day.starts_with(&timex.value));
    stretch.then(|| right(&from, first) + right(&to, last))
}

fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// The same words, articles and marks at the edges apart.
fn strict(moment: &Moment, timex: &Timex, text: &str) -> bool {
    let bare = |span: Span| {
        span.of(text)
            .trim_matches(|c: char| !c.is_alphanumeric())
            .to_lowercase()
            .trim_start_matches("the ")
            .to_owned()
    };
    bare(moment.core) == bare(timex.span)
}

/// Values are compared as they are written, one zero more or less in a week apart.
fn same(found: &str, gold: &str) -> bool {
    let padded = |value: &str| value.replace("-W0", "-W");
    padded(found) == padded(gold)
}

fn between<'x>(xml: &'x str, open: &str, close: &str) -> Option<&'x str> {
    let start = xml.find(open)? + open.len();
    xml.get(start..start + xml.get(start..)?.find(close)?)
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    between(tag, &format!("{name}=\""), "\"").map(str::to_owned)
}

/// The text without tags, and where its TIMEX3 elements stand.
fn plain(xml: &str) -> (String, Vec<Timex>) {
    let mut text = String::new();
    let mut found = Vec::new();
    let mut open: Vec<(usize, String)> = Vec::new();
    let mut rest = xml;
    while let Some(at) = rest.find(['<', '&']) {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(entity) = rest.strip_prefix('&') {
            let end = entity.find(';').filter(|end| *end < 8);
            let known = end.and_then(|end| character(&entity[..end]));
            text.push(known.unwrap_or('&'));
            rest = if let (Some(end), true) = (end, known.is_some()) { &entity[end + 1..] } else { entity };
            continue;
        }
        let end = rest.find('>').unwrap_or(rest.len() - 1);
        let tag = &rest[..end];
        if tag.starts_with("<TIMEX3") {
            open.push((text.len(), attribute(tag, "value").unwrap_or_default()));
        } else if tag.starts_with("</TIMEX3")
            && let Some((start, value)) = open.pop()
        {
            found.push(Timex { span: Span::new(start, text.len()), value });
        }
        rest = &rest[end + 1..];
    }
    text.push_str(rest);
    (text, found)
}

fn character(entity: &str) -> Option<char> {
    match entity {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => None,
    }
}

/// Paragraphs end at empty lines.
fn paragraphs(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut at = 0;
    for block in text.split("\n\n") {
        let trimmed = block.trim();
        if !trimmed.is_empty() {
            let start = at + (block.len() - block.trim_start().len());
            parts.push(Part { span: Span::new(start, start + trimmed.len()), role: Role::Body });
        }
        at += block.len() + 2;
    }
    parts
}

#[derive(serde::Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Case {
    input: String,
    context: Option<Reference>,
    results: Vec<Expected>,
}

#[derive(serde::Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Reference {
    reference_date_time: Option<String>,
}

#[derive(serde::Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Expected {
    text: String,
    #[serde(default)]
    type_name: String,
    resolution: Option<serde_json::Value>,
}

/// The cases that name a day or a stretch of days: is one of its readings ours?
fn recognizers() -> Result<()> {
    let path = data::path("dates/recognizers/DateTimeModel.json")?;
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read `{}`", path.display()))?;
    let cases: Vec<Case> = serde_json::from_str(text.trim_start_matches('\u{feff}'))
        .with_context(|| format!("cannot parse `{}`", path.display()))?;
    let (mut right, mut scope) = (0, 0);
    let mut skipped: BTreeMap<String, usize> = BTreeMap::new();
    let mut failed = Vec::new();
    for case in &cases {
        let published = case
            .context
            .as_ref()
            .and_then(|context| context.reference_date_time.as_deref())
            .and_then(|time| time.get(..10)?.parse::<Date>().ok());
        let part = Part { span: Span::new(0, case.input.len()), role: Role::Body };
        let document = sayso_text::annotate(&case.input, &[part], published);
        for expected in &case.results {
            let kind = expected.type_name.trim_start_matches("datetimeV2.");
            if !matches!(kind, "date" | "daterange") {
                *skipped.entry(format!("{kind}: not a day or a stretch of days")).or_default() += 1;
                continue;
            }
            scope += 1;
            let readings = readings(expected);
            let start = case.input.to_lowercase().find(&expected.text.to_lowercase()).unwrap_or(0);
            let span = Span::new(start, start + expected.text.len());
            let ours: Vec<(Option<Date>, Option<Date>)> = document
                .moments
                .iter()
                .filter(|moment| moment.span.overlaps(span))
                .map(|moment| (moment.from, moment.to))
                .collect();
            if ours.iter().any(|ours| readings.contains(ours)) {
                right += 1;
            } else {
                failed.push(format!(
                    "`{}` in \"{}\" expects {readings:?}, found {ours:?}",
                    expected.text, case.input
                ));
            }
        }
    }
    println!(
        "\nRecognizers (information): {right} of {scope} days and stretches of days ({:.1} %)",
        100.0 * right as f64 / scope.max(1) as f64
    );
    for (reason, times) in &skipped {
        println!("  skipped {times} × {reason}");
    }
    if std::env::var_os("ALL").is_some() {
        for line in &failed {
            println!("  {line}");
        }
    }
    Ok(())
}

fn readings(expected: &Expected) -> Vec<(Option<Date>, Option<Date>)> {
    let values = expected
        .resolution
        .as_ref()
        .and_then(|fields| fields.get("values"))
        .and_then(|values| values.as_array());
    let day = |value: &serde_json::Value, name: &str| {
        value.get(name).and_then(|day| day.as_str()).and_then(|day| day.get(..10)?.parse::<Date>().ok())
    };
    values
        .into_iter()
        .flatten()
        .map(|value| match day(value, "value") {
            Some(day) => (Some(day), Some(day)),
            // Their ends are excluded, ours included.
            None => (day(value, "start"), day(value, "end").and_then(|end| end.yesterday().ok())),
        })
        .collect()
}
