//! Whether pronouns and roles that are sources (`he`, `the ministry`) are resolved to the right
//! actor, on 200 references in PolNeAR dev that were marked by hand.
//!
//! `gold/references.jsonl` holds names of articles and offsets in Unicode code points, no words:
//! the source, the mention that names its actor best (`null` where the text names nobody), and
//! under `also` other mentions that may rightly be chosen. `given` has the data's own attributions
//! made into statements, so that all references are measured; `found` has the engine find them.
//!
//! Mistakes of odd lines are printed to be learned from; even lines are kept for the measure.

use std::collections::HashMap;

use anyhow::{Context as _, Result};
use sayso_text::actor::Actor;
use sayso_text::attribution::Attribution;
use sayso_text::statement::statements_from;
use sayso_text::{Document, Span, Statement, statements};
use serde::Deserialize;

use crate::data;

const GOLD: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/gold/references.jsonl");

/// A reference with whom it means.
#[derive(Deserialize)]
struct Reference {
    doc: String,
    source: (usize, usize),
    actor: Option<(usize, usize)>,
    #[serde(default)]
    also: Vec<(usize, usize)>,
}

/// How one reference fared: whether it was found, and whether its actor is right.
struct Outcome {
    kind: &'static str,
    open: bool,
    found: bool,
    right: bool,
}

/// Prints accuracy over all, by kind, and for the open and the kept half.
pub fn run() -> Result<()> {
    let lines = std::fs::read_to_string(GOLD).with_context(|| format!("cannot read `{GOLD}`"))?;
    let references: Vec<Reference> =
        lines.lines().map(serde_json::from_str).collect::<Result<_, _>>().context("cannot read the gold")?;
    let articles: HashMap<String, data::Article> =
        data::polnear("dev")?.into_iter().map(|article| (article.doc.clone(), article)).collect();
    let mut given = Vec::new();
    let mut found = Vec::new();
    let mut read: HashMap<&str, (Document, [Vec<Statement>; 2])> = HashMap::new();
    for (at, reference) in references.iter().enumerate() {
        let article =
            articles.get(&reference.doc).with_context(|| format!("no article `{}`", reference.doc))?;
        let (document, [by_hand, by_engine]) = read.entry(&reference.doc).or_insert_with(|| {
            let document = sayso_text::annotate(&article.text, &data::lines(&article.text), None);
            let by_hand = statements_from(&document, marked(article, &document), &[]);
            let by_engine = statements(&document);
            (document, [by_hand, by_engine])
        });
        let open = at % 2 == 0;
        given.push(outcome(document, by_hand, reference, open));
        if let Some(last) = given.last().filter(|last| open && !last.right) {
            eprintln!("{}", mistake(document, by_hand, reference, last));
        }
        found.push(outcome(document, by_engine, reference, open));
    }
    report("attributions given", &given);
    report("attributions found", &found);
    Ok(())
}

fn report(title: &str, outcomes: &[Outcome]) {
    let met = outcomes.iter().filter(|outcome| outcome.found).count();
    println!("{title}: {met} of {} references are sources", outcomes.len());
    for kind in ["all", "pronoun", "role", "nobody"] {
        let of_kind =
            || outcomes.iter().filter(|outcome| outcome.found && (kind == "all" || outcome.kind == kind));
        let share = |half: &dyn Fn(&&Outcome) -> bool| {
            let (mut right, mut count) = (0, 0);
            for outcome in of_kind().filter(half) {
                right += usize::from(outcome.right);
                count += 1;
            }
            format!("{:5.1} % of {count:3}", 100.0 * f64::from(right as u32) / f64::from(count.max(1)))
        };
        println!(
            "  {kind:8} right {}   open half {}   kept half {}",
            share(&|_| true),
            share(&|outcome| outcome.open),
            share(&|outcome| !outcome.open)
        );
    }
}

/// The attributions that the data holds, as ranges of our tokens.
fn marked(article: &data::Article, document: &Document) -> Vec<Attribution> {
    let range = |span: &(usize, usize)| {
        let span = bytes(&article.text, *span);
        let start = document.tokens.partition_point(|token| token.span.end <= span.start);
        let end = document.tokens.partition_point(|token| token.span.start < span.end);
        (start < end).then_some(start..end)
    };
    let made = |attribution: &data::Attribution| {
        let source: Vec<_> = attribution.source.iter().filter_map(range).collect();
        let content: Vec<_> = attribution.content.iter().filter_map(range).collect();
        // What has no cue of its own stands beside its source.
        let cue = attribution.cue.iter().filter_map(range).next().or_else(|| source.last().cloned())?;
        Some(Attribution { cue, source, content, confidence: 1.0 })
    };
    article.attributions.iter().filter_map(made).collect()
}

/// Offsets in code points as offsets in bytes.
fn bytes(text: &str, (start, end): (usize, usize)) -> Span {
    let byte = |at: usize| text.char_indices().nth(at).map_or(text.len(), |(byte, _)| byte);
    Span::new(byte(start), byte(end))
}

/// The actors of the first statement whose source is the reference.
fn actors(statements: &[Statement], source: Span) -> Option<Vec<&Actor>> {
    statements.iter().find_map(|statement| {
        let here: Vec<&Actor> = statement
            .actors
            .iter()
            .filter(|actor| actor.span.is_some_and(|span| span.overlaps(source)))
            .collect();
        (!here.is_empty()).then_some(here)
    })
}

fn outcome(document: &Document, statements: &[Statement], reference: &Reference, open: bool) -> Outcome {
    let source = bytes(&document.text, reference.source);
    let pronoun =
        ["he", "she", "it", "they"].iter().any(|word| document.text(source).eq_ignore_ascii_case(word));
    let kind = match reference.actor {
        None => "nobody",
        Some(_) if pronoun => "pronoun",
        Some(_) => "role",
    };
    let actors = actors(statements, source);
    let right = actors.as_ref().is_some_and(|actors| is_right(document, reference, actors));
    Outcome { kind, open, found: actors.is_some(), right }
}

fn is_right(document: &Document, reference: &Reference, actors: &[&Actor]) -> bool {
    let mentions: Vec<Span> = reference.also.iter().map(|span| bytes(&document.text, *span)).collect();
    let chosen = |actor: &&&Actor| {
        actor.refers.is_some_and(|refers| mentions.iter().any(|mention| mention.overlaps(refers)))
    };
    if actors.iter().any(|actor| chosen(&actor)) {
        return true;
    }
    match reference.actor {
        None => actors.iter().all(|actor| actor.refers.is_none() || !is_name(&actor.name)),
        Some(span) => {
            let names = |span: Span| document.text(span).split(" and ").map(str::to_owned);
            let mut of_gold = names(bytes(&document.text, span));
            let is = |name: &str| actors.iter().any(|actor| is_name(&actor.name) && same(name, &actor.name));
            // Two who are meant together are both asked for.
            of_gold.all(|name| is(&name)) || mentions.iter().any(|mention| is(document.text(*mention)))
        }
    }
}

/// Words before a name that are no part of it.
const TITLES: &[&str] =
    &["the", "a", "an", "mr", "mrs", "ms", "dr", "sen", "rep", "gov", "president", "senator", "former"];

/// The words of a name in small letters, without titles.
fn words(name: &str) -> Vec<String> {
    name.split(|c: char| !c.is_alphanumeric() && c != '-' && c != '’' && c != '\'')
        .map(str::to_lowercase)
        .filter(|word| !word.is_empty() && !TITLES.contains(&word.as_str()))
        .collect()
}

/// Whether any word but titles begins with a capital: `the ministry` is no name.
fn is_name(name: &str) -> bool {
    name.split_whitespace()
        .any(|word| word.starts_with(char::is_uppercase) && !words(word).is_empty() && !is_pronoun(word))
}

fn is_pronoun(word: &str) -> bool {
    ["He", "I", "It", "She", "They"].contains(&word)
}

/// Whether two names are of one actor: two words are shared, or the only word is the other's last.
fn same(one: &str, other: &str) -> bool {
    let (one, other) = (words(one), words(other));
    if one.len() == 1 || other.len() == 1 {
        return one.last() == other.last();
    }
    one.iter().filter(|word| other.contains(word)).count() >= 2
}

fn mistake(
    document: &Document,
    statements: &[Statement],
    reference: &Reference,
    outcome: &Outcome,
) -> String {
    let source = bytes(&document.text, reference.source);
    let before = document.text[..source.start].char_indices().rev().nth(250).map_or(0, |(at, _)| at);
    let around = Span::new(before, source.end);
    let gold = reference.actor.map_or("nobody", |span| document.text(bytes(&document.text, span)));
    let chosen = actors(statements, source).map_or("no statement".to_owned(), |actors| {
        let names: Vec<&str> = actors.iter().map(|actor| actor.name.as_str()).collect();
        names.join(" + ")
    });
    format!(
        "{} {} `{}`: {chosen}, not {gold}\n    ...{}",
        reference.doc,
        outcome.kind,
        document.text(source),
        document.text(around).replace('\n', " ")
    )
}
