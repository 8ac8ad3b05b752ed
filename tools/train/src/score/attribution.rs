//! How well attributions are found on PolNeAR dev. A find: the contents overlap by half, and
//! the sources overlap (or both are empty); pairs are matched one to one, best overlap first.

use std::collections::HashSet;

use anyhow::Result;
use sayso_text::Span;
use sayso_text::attribution::{Attribution, find, span};

use crate::data::{self, Article};

/// Prints precision, recall and F1 over all attributions and over those with a speech cue.
pub fn run() -> Result<()> {
    let articles = data::polnear("dev")?;
    let mut counts = [Counts::default(), Counts::default()];
    for article in &articles {
        let document = sayso_text::annotate(&article.text, &data::lines(&article.text), None);
        let found: Vec<Roles> = find(&document).iter().map(|attribution| roles(&document, attribution)).collect();
        compare(article, &found, &mut counts);
    }
    println!("PolNeAR dev, {} articles, content overlaps by half and source overlaps:", articles.len());
    for (name, counts) in ["all", "speech"].iter().zip(&counts) {
        let (precision, recall) = (counts.both as f64 / counts.found as f64, counts.both as f64 / counts.gold as f64);
        let f1 = |hits: usize| 200.0 * hits as f64 / (counts.gold + counts.found) as f64;
        println!(
            "{name:8} F1 {:5.1}  (precision {:5.1}, recall {:5.1}; content alone {:5.1}; {} marked, {} found)",
            f1(counts.both), 100.0 * precision, 100.0 * recall, f1(counts.content), counts.gold, counts.found
        );
    }
    Ok(())
}

#[derive(Default)]
struct Counts {
    gold: usize,
    found: usize,
    content: usize,
    both: usize,
}

/// Source and content as spans of bytes.
struct Roles {
    source: Vec<Span>,
    content: Vec<Span>,
}

fn roles(document: &sayso_text::Document, attribution: &Attribution) -> Roles {
    let spans = |ranges: &[std::ops::Range<usize>]| ranges.iter().map(|range| span(document, range)).collect();
    Roles { source: spans(&attribution.source), content: spans(&attribution.content) }
}

fn compare(article: &Article, found: &[Roles], counts: &mut [Counts; 2]) {
    let text = &article.text;
    let bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let words = words(text);
    let tokens = |spans: &[Span]| -> HashSet<usize> {
        (0..words.len()).filter(|word| spans.iter().any(|span| span.overlaps(words[*word]))).collect()
    };
    let spans = |pairs: &[(usize, usize)]| -> Vec<Span> { pairs.iter().map(|(s, e)| Span::new(bytes[*s], bytes[*e])).collect() };
    let gold: Vec<_> = article.attributions.iter().map(|a| (tokens(&spans(&a.source)), tokens(&spans(&a.content)))).collect();
    let ours: Vec<_> = found.iter().map(|roles| (tokens(&roles.source), tokens(&roles.content))).collect();
    let speech: Vec<bool> = article.attributions.iter().map(|a| spans(&a.cue).iter().any(|cue| speaks(cue.of(text)))).collect();

    let mut pairs: Vec<(f64, bool, usize, usize)> = Vec::new();
    for (g, (gold_source, gold_content)) in gold.iter().enumerate() {
        for (o, (source, content)) in ours.iter().enumerate() {
            let shared = gold_content.intersection(content).count();
            if shared > 0 {
                let overlap = shared as f64 / gold_content.union(content).count() as f64;
                let sources = gold_source.intersection(source).next().is_some();
                pairs.push((overlap, sources, g, o));
            }
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)));
    let mut of_gold: Vec<Option<f64>> = vec![None; gold.len()];
    let mut of_ours: Vec<Option<usize>> = vec![None; ours.len()];
    for (overlap, sources, g, o) in pairs {
        if overlap < 0.3 || of_gold[g].is_some() || of_ours[o].is_some() {
            continue;
        }
        (of_gold[g], of_ours[o]) = (Some(overlap), Some(g));
        let both = sources || (article.attributions[g].source.is_empty() && found[o].source.is_empty());
        for (kind, counts) in counts.iter_mut().enumerate() {
            if overlap >= 0.5 && (kind == 0 || speech[g]) {
                counts.content += 1;
                counts.both += usize::from(both);
            }
        }
    }
    counts[0].gold += gold.len();
    counts[0].found += ours.len();
    counts[1].gold += speech.iter().filter(|speech| **speech).count();
    // What matches an attribution without a speech cue is neither right nor wrong here.
    counts[1].found += of_ours.iter().filter(|g| g.is_none_or(|g| speech[g])).count();
}

/// Words as the measure counts them: letters and digits, with inner dots, commas and hyphens.
fn words(text: &str) -> Vec<Span> {
    let mut words: Vec<Span> = Vec::new();
    let mut joins = false;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let end = at + c.len_utf8();
        if c.is_alphanumeric() || c == '_' {
            match words.last_mut() {
                Some(last) if last.end == at || (joins && last.end + 1 >= at.saturating_sub(2)) => last.end = end,
                _ => words.push(Span::new(at, end)),
            }
            joins = false;
        } else {
            let inner = matches!(c, '.' | ',' | '\'' | '’' | '-');
            let next = chars.peek().is_some_and(|(_, c)| c.is_alphanumeric());
            joins = inner && next && words.last().is_some_and(|last| last.end == at);
        }
    }
    words
}

fn speaks(cue: &str) -> bool {
    cue.split(|c: char| !c.is_alphanumeric()).any(|word| SPEECH.lines().any(|line| line == word.to_lowercase()))
}

/// The words that make a cue a speech cue, as the published measure has them.
const SPEECH: &str = include_str!("speech-words.txt");
