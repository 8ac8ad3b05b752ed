//! What is counted and what happened to it, against a set written for this by somebody
//! who did not know our rules (`gold/counted-open.txt`, whose head says how it is made).
//!
//! The open half and the third set (`gold/counted-more.txt`) may be looked at: their mistakes
//! go to the error stream. The kept half was never looked at; it gives a number alone.

use std::fs;
use std::ops::AddAssign;

use anyhow::{Context, Result};
use sayso_text::figure::Kind;
use sayso_text::{Document, Figure, Part, Role, Span};

use crate::data;

/// Prints precision, recall and F1 of each set for each engine; tells the mistakes of those that may be looked at.
pub fn run() -> Result<()> {
    for (name, read) in data::ENGINES {
        println!("{name} engine");
        println!(
            "{:<6} {:<16} {:>5} {:>6} {:>6} {:>6} {:>6} {:>6}",
            "half", "what", "gold", "found", "right", "P", "R", "F1"
        );
        for half in ["open", "kept", "more"] {
            let tell = half != "kept" && name == "default";
            let mut scores = Scores::default();
            for item in &items(half)? {
                scores += judge(item, read, tell);
            }
            scores.print(half);
        }
    }
    Ok(())
}

/// A sentence and the figures in it that count things.
struct Item {
    sentence: String,
    figures: Vec<Gold>,
}

/// A figure as the set has it.
struct Gold {
    amount: Span,
    counted: String,
    outcome: String,
}

fn items(half: &str) -> Result<Vec<Item>> {
    let path = format!(concat!(env!("CARGO_MANIFEST_DIR"), "/gold/counted-{}.txt"), half);
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read `{path}`"))?;
    let mut items: Vec<Item> = Vec::new();
    let mut from = 0;
    for line in text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()) {
        let Some(fields) = line.strip_prefix('\t') else {
            items.push(Item { sentence: line.to_owned(), figures: Vec::new() });
            from = 0;
            continue;
        };
        let mut fields = fields.split('\t');
        let mut field = || fields.next().map(|field| field.trim().to_owned());
        let item = items.last_mut().context("a figure before the first sentence")?;
        let (Some(amount), Some(counted), Some(outcome)) = (field(), field(), field()) else {
            anyhow::bail!("a figure of a {half} sentence lacks a field");
        };
        let amount = next_words(&item.sentence, &amount, from)
            .with_context(|| format!("an amount is not in its {half} sentence"))?;
        from = amount.end;
        item.figures.push(Gold { amount, counted, outcome });
    }
    Ok(items)
}

/// Where words stand as whole words, from a byte on.
fn next_words(text: &str, words: &str, from: usize) -> Option<Span> {
    let apart = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    text.get(from..)?.match_indices(words).map(|(at, _)| Span::new(from + at, from + at + words.len())).find(
        |span| {
            let number = text.get(..span.start).is_some_and(|before| before.ends_with([',', '.']));
            apart(text.get(..span.start).and_then(|before| before.chars().next_back()))
                && apart(text.get(span.end..).and_then(|after| after.chars().next()))
                && !number
        },
    )
}

#[derive(Clone, Copy, Default)]
struct Counts {
    gold: usize,
    found: usize,
    right: usize,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.gold += other.gold;
        self.found += other.found;
        self.right += other.right;
    }
}

/// Both together, and each alone.
#[derive(Clone, Copy, Default)]
struct Scores {
    both: Counts,
    counted: Counts,
    outcome: Counts,
}

impl AddAssign for Scores {
    fn add_assign(&mut self, other: Self) {
        self.both += other.both;
        self.counted += other.counted;
        self.outcome += other.outcome;
    }
}

impl Scores {
    fn print(&self, half: &str) {
        for (name, counts) in
            [("counted+outcome", self.both), ("counted", self.counted), ("outcome", self.outcome)]
        {
            let share = |right: usize, of: usize| 100.0 * right as f64 / of.max(1) as f64;
            println!(
                "{half:<6} {name:<16} {:>5} {:>6} {:>6} {:>6.1} {:>6.1} {:>6.1}",
                counts.gold,
                counts.found,
                counts.right,
                share(counts.right, counts.found),
                share(counts.right, counts.gold),
                share(2 * counts.right, counts.gold + counts.found),
            );
        }
    }
}

fn judge(item: &Item, read: data::Read, tell: bool) -> Scores {
    let sentence = &item.sentence;
    let role = if headline(sentence) { Role::Headline } else { Role::Body };
    let document = read(sentence, &[Part { span: Span::new(0, sentence.len()), role }], None);
    let mut scores = Scores::default();
    let mut mistakes = Vec::new();
    for (at, gold) in item.figures.iter().enumerate() {
        let figure =
            document.figures.iter().find(|figure| figure.amount.overlaps(gold.amount) && may_count(figure));
        let counted = figure.is_some_and(|figure| same_counted(&document, figure, &item.figures, at));
        let outcome = figure.is_some_and(|figure| outcome(figure) == gold.outcome);
        let told = usize::from(gold.outcome != "-");
        scores.both += Counts { gold: 1, found: 0, right: usize::from(counted && outcome) };
        scores.counted += Counts { gold: 1, found: 0, right: usize::from(counted) };
        scores.outcome += Counts { gold: told, found: 0, right: usize::from(outcome).min(told) };
        if !(counted && outcome) {
            mistakes.push(format!(
                "{}: {} · {}; found {}",
                document.text(gold.amount),
                gold.counted,
                gold.outcome,
                figure.map_or("nothing".to_owned(), |figure| shown(&document, figure))
            ));
        }
    }
    for figure in document.figures.iter().filter(|figure| may_count(figure)) {
        let in_gold = item.figures.iter().any(|gold| figure.amount.overlaps(gold.amount));
        // Not every measure is a count: those that the set has, and those to which something happened.
        let counts = if figure.kind == Kind::Count { figure.counts.is_some() } else { in_gold };
        let told = figure.outcome.is_some();
        scores.both += Counts { found: usize::from(counts || told), ..Counts::default() };
        scores.counted += Counts { found: usize::from(counts), ..Counts::default() };
        scores.outcome += Counts { found: usize::from(told), ..Counts::default() };
        if !in_gold && (counts || told) {
            mistakes.push(format!("invented {}", shown(&document, figure)));
        }
    }
    if tell && !mistakes.is_empty() {
        eprintln!("{sentence}");
        mistakes.iter().for_each(|mistake| eprintln!("    {mistake}"));
    }
    scores
}

/// Headlines in the set have no stop and capitals.
fn headline(sentence: &str) -> bool {
    !sentence.ends_with(['.', '"', '”', '?', '!'])
}

/// Counts, and measures of what can be taken, burned or sold; `none` is none in the set.
fn may_count(figure: &Figure) -> bool {
    let measure = matches!(figure.kind, Kind::Mass | Kind::Area | Kind::Volume);
    (figure.kind == Kind::Count || measure) && figure.high != Some(0.0)
}

fn outcome(figure: &Figure) -> String {
    figure.outcome.as_ref().map_or("-".to_owned(), |outcome| {
        format!("{}{}", if outcome.negated { "not " } else { "" }, outcome.name)
    })
}

fn shown(document: &Document, figure: &Figure) -> String {
    let counted = figure.counts.as_ref().map_or("-", |counts| counts.name.as_str());
    let understood = figure.counts.as_ref().is_some_and(|counts| counts.span.is_none());
    format!(
        "[{}] {}{counted} · {}",
        document.text(figure.span),
        if understood { "=" } else { "" },
        outcome(figure)
    )
}

/// Whether a figure counts what the set says: the same head, and no word that the other lacks
/// on both sides. Of an understood noun the head alone is asked for.
fn same_counted(document: &Document, figure: &Figure, golds: &[Gold], at: usize) -> bool {
    let Some(gold) = golds.get(at) else { return false };
    let wanted = |counted: &str| stems(counted.trim_start_matches('='));
    let understood = gold.counted.starts_with('=');
    let mut ours: Vec<Vec<String>> = Vec::new();
    if let Some(counts) = &figure.counts {
        ours.push(stems(&counts.name));
        ours.extend(counts.span.map(|span| stems(document.text(span))));
    }
    // Of `400,000 hectares` the unit is counted.
    if figure.kind != Kind::Count {
        let unit = Span::new(figure.amount.start, figure.span.end);
        ours.push(stems(document.text(unit)));
    }
    let mut names = vec![wanted(&gold.counted)];
    // `five others` after three people are people: the noun before is as right as the word itself.
    if gold.counted == "others" {
        names.extend(golds.iter().take(at).map(|gold| wanted(&gold.counted)));
    }
    ours.iter().any(|ours| {
        names.iter().any(|name| {
            let inside = |one: &[String], other: &[String]| one.iter().all(|word| other.contains(word));
            ours.last() == name.last() && (understood || inside(ours, name) || inside(name, ours))
        })
    })
}

/// The words in lower case and in the singular, articles and owners left out.
fn stems(words: &str) -> Vec<String> {
    words
        .split([' ', '-', '‑', '\u{a0}'])
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase())
        .filter(|word| {
            !matches!(
                word.as_str(),
                "" | "the"
                    | "a"
                    | "an"
                    | "his"
                    | "her"
                    | "its"
                    | "their"
                    | "our"
                    | "my"
                    | "your"
                    | "of"
                    | "other"
                    | "more"
            ) && !word.starts_with(|c: char| c.is_ascii_digit())
        })
        .map(|word| singular(&word))
        .collect()
}

fn singular(word: &str) -> String {
    const ODD: &[(&str, &str)] = &[
        ("people", "person"),
        ("children", "child"),
        ("policemen", "policeman"),
        ("men", "man"),
        ("women", "woman"),
        ("lives", "life"),
        ("wives", "wife"),
        ("wolves", "wolf"),
        ("calves", "calf"),
        ("hooves", "hoof"),
        ("crew", "crew"),
    ];
    if let Some((_, one)) = ODD.iter().find(|(many, _)| *many == word) {
        return (*one).to_owned();
    }
    if let Some(stem) = word.strip_suffix("men") {
        return format!("{stem}man");
    }
    if let Some(stem) = word.strip_suffix("ies").filter(|stem| stem.len() > 1) {
        return format!("{stem}y");
    }
    for ending in ["sses", "shes", "ches", "xes", "zes"] {
        if word.ends_with(ending) {
            return word[..word.len() - 2].to_owned();
        }
    }
    match word.strip_suffix('s') {
        Some(stem) if !word.ends_with("ss") && !word.ends_with("us") && stem.len() > 1 => stem.to_owned(),
        _ => word.to_owned(),
    }
}
