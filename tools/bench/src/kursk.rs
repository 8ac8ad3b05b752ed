//! The case that the design starts from, and reports around it: a second outlet with another
//! party's figure, a wire copy of the first, one more outlet that has it from there.

use std::path::Path;

use anyhow::{Context as _, Result};
use jiff::civil::date;
use jiff::{Timestamp, ToSpan as _};
use sayso_ledger::{Ledger, Question};

use crate::data::{add, sample};

/// A report by another outlet with Russia's figure for the same thing, and one for less.
const OTHER: &str = "Moscow disputes count of North Korean losses in Kursk\n\n\
Russia's Defense Ministry said on Monday that no more than 10 North Korean soldiers were killed or wounded in the \
Kursk region over the weekend.\n\n\
Russian officials said two North Korean soldiers were killed in the Kursk region over the weekend.";

/// Measures.
pub fn run() -> Result<bool> {
    let mut ledger = Ledger::in_memory()?;
    let start: Timestamp = "2024-12-16T13:00:00Z".parse()?;
    let at = |hours: i64| start.saturating_add(hours.hours()).unwrap_or(start);
    let first = kept("samples/kursk.txt")?;
    let day = date(2024, 12, 16);
    let mut good = true;

    add(&mut ledger, "The Moscow Times", "https://first.example/1", &first, day, at(0))?;
    let questions = ledger.questions(50, None, None)?;
    show("the case", &questions);
    good &= holds("three questions", questions.len() == 3);
    let wanted = [
        ("killed or wounded", "one party only (Ukraine)"),
        ("deployed", "two parties (Ukraine, Western officials), Western officials not named in person"),
        ("controlled", "one party only (Ukraine); revised down from ≈ 1,400 km² to 800 km²"),
    ];
    for (outcome, words) in wanted {
        let found = questions.iter().find(|question| question.scope.outcome == outcome);
        good &= holds(
            &format!("{outcome}: {words}"),
            found.is_some_and(|question| question.standing.words == words),
        );
    }

    add(&mut ledger, "The Courier", "https://second.example/1", OTHER, day, at(1))?;
    let questions = ledger.questions(50, None, None)?;
    show("a second report with another party's figure", &questions);
    let hurt = of(&questions, "killed or wounded").context("the question of killed or wounded is gone")?;
    good &= holds("disputed", hurt.standing.labels.iter().any(|label| label == "disputed"));
    let whole = ledger.question(&hurt.id, None)?;
    let apart = whole.not_comparable.iter().any(|other| other.reason.contains("`killed`"));
    good &= holds("`killed` is not comparable, with the reason", apart);

    let wire = first.replacen(
        "At Least 30 North Korean Troops Killed or Wounded in Kursk Region, Ukraine Says",
        "Ukraine says dozens of North Koreans hit",
        1,
    );
    add(&mut ledger, "The Evening Post", "https://third.example/1", &wire, day, at(2))?;
    let before = of(&ledger.questions(50, None, None)?, "killed or wounded").context("no question")?;
    show("a wire copy of the first", std::slice::from_ref(&before));
    good &= holds("three outlets", before.standing.outlets == 3);
    good &= holds("two origins: Ukraine's and Russia's telling", before.standing.origins.len() == 2);

    let cut: String = wire.split("\n\n").take(4).collect::<Vec<_>>().join("\n\n");
    add(&mut ledger, "Harbour Radio", "https://fourth.example/1", &cut, day, at(3))?;
    let after = of(&ledger.questions(50, None, None)?, "killed or wounded").context("no question")?;
    show("one more outlet", std::slice::from_ref(&after));
    good &= holds("one more outlet", after.standing.outlets == before.standing.outlets + 1);
    good &= holds("no more origin", after.standing.origins == before.standing.origins);
    Ok(good)
}

/// The report alone, without its furniture.
fn kept(path: &str) -> Result<String> {
    let article = sample(Path::new(path))?;
    Ok(article.kept().map(|block| article.words(block)).collect::<Vec<_>>().join("\n\n"))
}

fn of(questions: &[Question], outcome: &str) -> Option<Question> {
    questions.iter().find(|question| question.scope.outcome == outcome).cloned()
}

fn show(what: &str, questions: &[Question]) {
    println!("\n{what}");
    for question in questions {
        println!("  {}\n    {}\n    {}", question.asks, question.standing.words, question.standing.counted);
    }
}

fn holds(what: &str, is: bool) -> bool {
    println!("  {} {what}", if is { "✓" } else { "✗" });
    is
}
