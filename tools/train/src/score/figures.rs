//! Figures against the English specifications of Recognizers-Text: is each value there,
//! at the same words, with the same unit?
//!
//! What our figures do not try to read is skipped by the rules in [`out_of_scope`] and
//! listed with the reason. Where the specifications differ in kind from news reading
//! (whether 20 belongs to "between 20 and 30", whose dollar it is), see [`same`].

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, Result};
use sayso_text::figure::Kind;
use sayso_text::{Document, Figure, Part, Role, Span};
use serde::Deserialize;

use crate::data;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Case {
    input: String,
    results: Vec<Expected>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Expected {
    text: String,
    resolution: Option<BTreeMap<String, serde_json::Value>>,
}

impl Expected {
    fn field(&self, name: &str) -> &str {
        self.resolution
            .as_ref()
            .and_then(|fields| fields.get(name))
            .and_then(|value| value.as_str())
            .unwrap_or("")
    }
}

const FILES: &[&str] = &["Number", "NumberRange", "Percent", "Ordinal", "Currency", "Dimension", "Age"];

/// Prints the share of exact resolutions per file and engine, what failed, and what was
/// skipped and why.
pub fn run() -> Result<()> {
    for (name, read) in data::ENGINES {
        println!("{name} engine");
        score(read)?;
    }
    Ok(())
}

fn score(read: data::Read) -> Result<()> {
    let folder = data::path("figures/recognizers")?;
    let (mut right, mut scope) = (0, 0);
    let mut skipped: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut failed = Vec::new();
    println!("{:<12} {:>6} {:>6} {:>8}", "file", "right", "of", "skipped");
    for file in FILES {
        let path = folder.join(format!("{file}Model.json"));
        let text = fs::read_to_string(&path).with_context(|| format!("cannot read `{}`", path.display()))?;
        let cases: Vec<Case> = serde_json::from_str(text.trim_start_matches('\u{feff}'))
            .with_context(|| format!("cannot parse `{}`", path.display()))?;
        let (mut file_right, mut file_scope, mut file_skipped) = (0, 0, 0);
        for case in &cases {
            let part = Part { span: Span::new(0, case.input.len()), role: Role::Body };
            let document = read(&case.input, &[part], None);
            for (text, verdict) in judge(file, case, &document) {
                match verdict {
                    Verdict::Skipped(reason) => {
                        file_skipped += 1;
                        skipped.entry(reason).or_default().push(text);
                    }
                    Verdict::Right => {
                        file_right += 1;
                        file_scope += 1;
                    }
                    Verdict::Wrong(why) => {
                        file_scope += 1;
                        failed.push(format!("{file}: {text}: {why}"));
                    }
                }
            }
        }
        println!(
            "{file:<12} {file_right:>6} {file_scope:>6} {file_skipped:>8}  {:.1} %",
            100.0 * f64::from(file_right) / f64::from(file_scope.max(1))
        );
        right += file_right;
        scope += file_scope;
    }
    println!(
        "{:<12} {right:>6} {scope:>6}           {:.1} %",
        "all",
        100.0 * f64::from(right) / f64::from(scope.max(1))
    );
    println!("\nwrong:");
    for line in &failed {
        println!("  {line}");
    }
    println!("\nskipped:");
    for (reason, texts) in &skipped {
        println!("  {} × {reason}: {}", texts.len(), texts.join(" | "));
    }
    Ok(())
}

enum Verdict {
    Right,
    Wrong(String),
    Skipped(&'static str),
}

/// One verdict for each expected value, or one for a case that expects none.
fn judge(file: &str, case: &Case, document: &Document) -> Vec<(String, Verdict)> {
    let figures: Vec<&Figure> = document.figures.iter().filter(|figure| concerns(file, figure)).collect();
    if case.results.is_empty() {
        let verdict = match out_of_scope(file, &case.input, None) {
            Some(reason) => Verdict::Skipped(reason),
            None if figures.iter().all(|figure| file == "Number" && figure.unit.is_some()) => Verdict::Right,
            None => Verdict::Wrong(format!("expects nothing, found {}", list(document, &figures))),
        };
        return vec![(case.input.clone(), verdict)];
    }
    let mut from = 0;
    case.results
        .iter()
        .map(|expected| {
            let lower = case.input.to_lowercase();
            let place = lower
                .get(from..)
                .and_then(|rest| rest.find(&expected.text.to_lowercase()))
                .map(|at| at + from);
            let verdict = match out_of_scope(file, &case.input, Some(expected)) {
                Some(reason) => Verdict::Skipped(reason),
                None => verdict(file, expected, place, document, &figures),
            };
            from = place.map_or(from, |at| at + expected.text.len());
            (expected.text.clone(), verdict)
        })
        .collect()
}

fn verdict(
    file: &str,
    expected: &Expected,
    place: Option<usize>,
    document: &Document,
    figures: &[&Figure],
) -> Verdict {
    let start = place.unwrap_or(0);
    let span = Span::new(start, start + expected.text.len());
    if figures.iter().any(|figure| figure.span.overlaps(span) && same(file, expected, figure, document)) {
        return Verdict::Right;
    }
    let resolution = expected.resolution.as_ref().map(|fields| format!("{fields:?}")).unwrap_or_default();
    Verdict::Wrong(format!(
        "in \"{}\" expects {resolution}, found {}",
        around(&document.text, span),
        list(document, figures)
    ))
}

fn around(text: &str, span: Span) -> String {
    let before: Vec<char> = text.get(..span.start).unwrap_or("").chars().rev().take(30).collect();
    let after: String = text.get(span.start..).unwrap_or("").chars().take(50).collect();
    before.into_iter().rev().collect::<String>() + &after
}

fn list(document: &Document, figures: &[&Figure]) -> String {
    if figures.is_empty() {
        return "nothing".to_owned();
    }
    figures
        .iter()
        .map(|figure| format!("[{}] {figure}", document.text(figure.span)))
        .collect::<Vec<_>>()
        .join(", ")
}

/// Whether a file's cases ask for this kind of figure.
fn concerns(file: &str, figure: &Figure) -> bool {
    match file {
        "NumberRange" => {
            !matches!(figure.bound, sayso_text::figure::Bound::Exact | sayso_text::figure::Bound::Around)
        }
        "Percent" => figure.kind == Kind::Percentage,
        "Ordinal" => true,
        "Currency" => figure.kind == Kind::Money,
        "Dimension" => {
            figure.unit.is_some()
                && !matches!(
                    figure.kind,
                    Kind::Money | Kind::Percentage | Kind::Duration | Kind::Age | Kind::Temperature
                )
        }
        "Age" => figure.kind == Kind::Age,
        _ => figure.kind != Kind::Ordinal && figure.low != Some(0.0) || figure.high == Some(0.0),
    }
}

/// What a rule sees: the file, the whole input and the words expected, both in lower case.
struct Asked<'c> {
    file: &'c str,
    input: &'c str,
    text: &'c str,
    value: &'c str,
}

impl Asked<'_> {
    fn has(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.text.contains(word))
    }

    fn last(&self) -> &str {
        self.text.split_whitespace().next_back().unwrap_or("")
    }
}

/// A reason not to read something, the file that it is about, and its form.
type Rule = (&'static str, &'static str, fn(&Asked) -> bool);

/// Forms that news does not have or that we leave to others. No rule names an item.
const OUT_OF_SCOPE: &[Rule] = &[
    ("a unit without an amount", "", |asked| asked.value == "null"),
    ("next, last, previous: no amount", "Ordinal", |asked| {
        asked.value.contains(['+', '-']) || asked.value.starts_with("end")
    }),
    ("powers and exponents", "Number", |asked| {
        let letters: String = asked.text.chars().filter(|c| c.is_alphabetic()).collect();
        asked.text.contains('^') || letters == "e"
    }),
    ("addresses, dates and telephone numbers are no figures for us", "Number", |asked| {
        asked.input.matches('.').count() > 2 || asked.input.contains("/20") || asked.input.contains('+')
    }),
    ("fractions of compound numbers in words (`twenty twenty fifths`)", "Number", |asked| {
        let part = ["fifth", "third", "first", "eighth", "quarter", "hundredth", "illionth"];
        let compound = ["hundred", "thousand", "illionth", "ty ", "ty-", "thousandth"];
        asked.has(&part) && asked.has(&compound) && !asked.has(&["illion ", " and a "])
            || asked.has(&["illionth", " over "])
            || asked.text.ends_with("hundredth")
    }),
    ("numbers in codes", "Number", |asked| {
        let dashed = asked.input.contains(&format!("-{}", asked.text))
            || asked.input.contains(&format!("{}{{", asked.text));
        dashed && !asked.text.contains(' ') && !asked.input.starts_with('-')
    }),
    ("numbers in names (`nr. 22`)", "Number", |asked| {
        asked.input.contains(" nr. ") || asked.input.contains(" nrs. ")
    }),
    ("a letter for the scale, apart from its digits (`1,674.5 G`)", "Number", |asked| {
        asked.last().len() == 1
            && asked.last().bytes().all(|b| b.is_ascii_alphabetic())
            && asked.text.contains(' ')
    }),
    ("`percent of 10`", "Percent", |asked| asked.text.starts_with("per")),
    ("conditions of a database query (`equals 20`, `5000 or equal to`)", "NumberRange", |asked| {
        asked.text.contains("equal") && !asked.text.contains("than")
            || asked.input.contains("equal to") && asked.input.contains("score")
    }),
    ("ranges of ordinals", "NumberRange", |asked| asked.text.ends_with("th")),
    ("loose cents (`15 dollars 50`)", "Currency", |asked| {
        let words: Vec<&str> = asked.text.split_whitespace().collect();
        let number = |word: &str| {
            word.bytes().all(|b| b.is_ascii_digit()) || ["one", "two", "five", "fifty"].contains(&word)
        };
        words.len() > 2 && number(asked.last()) && !words[words.len() - 2].ends_with('$')
    }),
    ("`MUSD` for millions of dollars", "Currency", |asked| {
        asked.text.split_whitespace().any(|word| {
            word.len() == 4 && word.starts_with('m') && ["usd", "eur", "gbp", "aud"].contains(&&word[1..])
        })
    }),
    ("a quotation mark for inches", "Dimension", |asked| asked.text.ends_with('"')),
    ("units that nobody uses (`centimeters/millisecond`)", "Dimension", |asked| {
        asked.has(&["/ms", "millisecond", "picometer", " pm"])
    }),
];

/// Why we do not try to read this; the rules look at the form of the words alone.
fn out_of_scope(file: &str, input: &str, expected: Option<&Expected>) -> Option<&'static str> {
    let (input, text) = (input.to_lowercase(), expected.map_or("", |expected| &expected.text).to_lowercase());
    let value = match expected {
        Some(expected) if expected.resolution.is_some() && expected.field("value").is_empty() => "null",
        Some(expected) => expected.field("value"),
        None => return None,
    };
    let asked = Asked { file, input: &input, text: &text, value };
    OUT_OF_SCOPE
        .iter()
        .find(|(_, file, rule)| (file.is_empty() || *file == asked.file) && rule(&asked))
        .map(|(reason, _, _)| *reason)
}

/// Whether a figure says the same. A range's ends are compared without the question which
/// of them belongs to it, as "between 20 and 30" does not say.
fn same(file: &str, expected: &Expected, figure: &Figure, document: &Document) -> bool {
    let value = expected.field("value");
    let close = |one: Option<f64>, other: f64| {
        one.is_some_and(|one| (one - other).abs() <= 1e-9 * other.abs().max(1e-3))
    };
    let any_end = |other: f64| close(figure.low, other) || close(figure.high, other);
    if file == "NumberRange" {
        return same_range(value, figure);
    }
    let Ok(number) = value.trim_end_matches('%').parse::<f64>() else { return false };
    let unit = expected.field("unit");
    let overlap = document.text(figure.amount).chars().any(|c| c.is_alphanumeric());
    match file {
        "Currency" | "Dimension" | "Age" => {
            any_end(number) && same_unit(unit, figure) || also(figure, number, unit)
        }
        // The unit of `1 dozen%` is not asked for here.
        "Ordinal" => figure.kind == Kind::Ordinal && any_end(number),
        _ => any_end(number) && overlap,
    }
}

fn also(figure: &Figure, number: f64, unit: &str) -> bool {
    figure.also.as_ref().is_some_and(|also| also.value == number && spelled(unit) == also.unit.name)
}

fn same_range(value: &str, figure: &Figure) -> bool {
    let inner = value.trim_matches(['(', ')', '[', ']']);
    let Some((low, high)) = inner.split_once(',') else { return false };
    let (low, high): (Option<f64>, Option<f64>) = (low.parse().ok(), high.parse().ok());
    low == figure.low && high == figure.high
}

fn same_unit(unit: &str, figure: &Figure) -> bool {
    let Some(found) = figure.unit else { return false };
    let name = spelled(unit);
    // Pounds are money in one file and weight in the other; tonnes are tons there.
    let weight = unit == "Pound" && found.name == "lb" || unit == "Ton" && found.name == "t";
    weight
        || found.name == name
        || figure.kind == Kind::Age && found.name.eq_ignore_ascii_case(&name)
        || figure.kind == Kind::Age && unit == "Age"
}

/// The specification's name of a unit as ours.
fn spelled(unit: &str) -> String {
    const NAMES: &[(&str, &str)] = &[
        ("Dollar", "dollar"),
        ("Pound", "pound"),
        ("Cent", "cent"),
        ("Pence", "penny"),
        ("Penny", "penny"),
        ("Franc", "franc"),
        ("Finnish markka", "FIM"),
        ("Canadian dollar", "CAD"),
        ("Hong Kong dollar", "HKD"),
        ("United States dollar", "USD"),
        ("Australian dollar", "AUD"),
        ("Japanese yen", "JPY"),
        ("Peseta", "ESP"),
        ("Netherlands guilder", "NLG"),
        ("Chinese yuan", "CNY"),
        ("Euro", "EUR"),
        ("Swiss franc", "CHF"),
        ("Costa Rican colón", "CRC"),
        ("Georgian lari", "GEL"),
        ("Lao kip", "LAK"),
        ("Sen", "sen"),
        ("Turkish lira", "TRY"),
        ("Rupee", "rupee"),
        ("British pound", "GBP"),
        ("Bitcoin", "BTC"),
        ("Satoshi", "satoshi"),
        ("Mexican peso", "MXN"),
        ("New Zealand dollar", "NZD"),
        ("Milliliter", "mL"),
        ("Inch", "in"),
        ("Mile", "mi"),
        ("Barrel", "bbl"),
        ("Foot", "ft"),
        ("Ounce", "oz"),
        ("Acre", "acre"),
        ("Gallon", "gal"),
        ("Cubic foot", "ft3"),
        ("Square meter", "m2"),
        ("Ton", "ton"),
        ("Metric ton", "t"),
        ("Bit", "bit"),
        ("Mile per hour", "mph"),
        ("Meter", "m"),
        ("Kilometer", "km"),
        ("Millimeter", "mm"),
        ("Square kilometer", "km2"),
        ("Decimeter", "dm"),
        ("Megabit", "MB"),
        ("Megabyte", "MB"),
        ("Tablespoon", "tbsp"),
        ("Cup", "cup"),
        ("Teaspoon", "tsp"),
        ("Kilometer per hour", "km/h"),
        ("Dram", "dr"),
        ("Kilogram", "kg"),
        ("Microgram", "ug"),
        ("Degree", "degree"),
        ("Radian", "rad"),
        ("Turn", "turn"),
    ];
    NAMES
        .iter()
        .find(|(name, _)| *name == unit)
        .map_or_else(|| unit.to_owned(), |(_, ours)| (*ours).to_owned())
}
