//! Whether statements are right as often as their confidence says, on PolNeAR dev: in ten bins,
//! with the expected calibration error (the mean distance between what was said and what was
//! so, weighted by the bins' sizes). Draws the reliability diagram of the model card. Statements
//! inside of another's words are left out: the readers of the data marked none.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result};
use sayso_text::attribution::find;
use sayso_text::{Document, Statement, statements};

use crate::attribution::{attributed, right};
use crate::data::{self, Article};

const BINS: usize = 10;

/// Confidences with whether each was right.
type Said = Vec<(f32, bool)>;

/// Prints the bins of each engine and draws the first one's diagram.
pub fn run() -> Result<()> {
    let articles = data::polnear("dev")?;
    let mut curves = Vec::new();
    for (engine, read) in data::ENGINES {
        let (mut attributions, mut own): (Said, Said) = Default::default();
        for article in &articles {
            let document = read(&article.text, &data::lines(&article.text), None);
            attributions.extend(of_attributions(article, &document));
            own.extend(of_own_voice(article, &document));
        }
        for (what, said) in [("what others say", attributions), ("the outlet's own voice", own)] {
            println!("{engine} engine, {what}: {} statements", said.len());
            let bins = bins(&said);
            for (_, _, count, mean, share) in &bins {
                println!("  said {mean:.2}  so {share:.2}  {count:5}");
            }
            println!("  expected calibration error {:.3}", error(&bins));
            curves.push((format!("{engine}, {what}"), bins));
        }
    }
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/reliability.svg"));
    std::fs::write(path, diagram(&curves)).with_context(|| format!("cannot write `{}`", path.display()))
}

fn of_attributions(article: &Article, document: &Document) -> Said {
    let (found, _) = find(document);
    let right = right(article, document, &found.iter().collect::<Vec<_>>());
    found.iter().map(|attribution| attribution.confidence).zip(right).collect()
}

/// A sentence is the outlet's own where the readers gave no source for half of its words.
fn of_own_voice(article: &Article, document: &Document) -> Said {
    let attributed = attributed(article, document);
    let own = |statement: &Statement| {
        let inside =
            |at: &usize| statement.content.iter().any(|span| span.contains(document.tokens[*at].span));
        let tokens: Vec<usize> = (0..document.tokens.len()).filter(inside).collect();
        let taken = tokens.iter().filter(|at| attributed[**at]).count();
        (statement.confidence, taken * 2 < tokens.len())
    };
    statements(document).iter().filter(|statement| statement.is_own_voice()).map(own).collect()
}

/// From, to, how many, what was said on average, how many were right.
type Bin = (f32, f32, usize, f32, f32);

fn bins(said: &Said) -> Vec<Bin> {
    let bin = |at: usize| {
        let (from, to) = (at as f32 / BINS as f32, (at + 1) as f32 / BINS as f32);
        let inside: Vec<&(f32, bool)> =
            said.iter().filter(|(said, _)| *said >= from && (*said < to || at + 1 == BINS)).collect();
        let count = inside.len().max(1) as f32;
        let mean = inside.iter().map(|(said, _)| said).sum::<f32>() / count;
        let share = inside.iter().filter(|(_, right)| *right).count() as f32 / count;
        (from, to, inside.len(), mean, share)
    };
    (0..BINS).map(bin).filter(|bin| bin.2 > 0).collect()
}

fn error(bins: &[Bin]) -> f32 {
    let all: usize = bins.iter().map(|bin| bin.2).sum();
    bins.iter().map(|(_, _, count, mean, share)| *count as f32 * (mean - share).abs()).sum::<f32>()
        / all as f32
}

/// Dots on their diagonal: each as large as what it stands for is frequent.
fn diagram(curves: &[(String, Vec<Bin>)]) -> String {
    const SIDE: f32 = 220.0;
    let width = 265 * curves.len() + 20;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} 310\" font-family=\"sans-serif\" font-size=\"11\">\n<rect width=\"{width}\" height=\"310\" fill=\"#fff\"/>\n"
    );
    for (at, (name, bins)) in curves.iter().enumerate() {
        let left = 40.0 + 265.0 * at as f32;
        let (x, y) = (|said: f32| left + said * SIDE, |share: f32| 260.0 - share * SIDE);
        let _ = writeln!(
            out,
            "<text x=\"{left}\" y=\"24\" font-weight=\"bold\">{}</text><rect x=\"{left}\" y=\"40\" width=\"{SIDE}\" height=\"{SIDE}\" fill=\"none\" stroke=\"#bbb\"/><line x1=\"{left}\" y1=\"260\" x2=\"{}\" y2=\"40\" stroke=\"#bbb\"/>",
            name.replace('\'', "’"),
            left + SIDE
        );
        let all: usize = bins.iter().map(|bin| bin.2).sum();
        for (_, _, count, mean, share) in bins {
            let size = 3.0 + 14.0 * (*count as f32 / all as f32).sqrt();
            let _ = writeln!(
                out,
                "<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"{size:.1}\" fill=\"#1f5f8b\" fill-opacity=\"0.7\"><title>said {mean:.2}, so {share:.2}, {count} statements</title></circle>",
                x(*mean),
                y(*share)
            );
        }
        for tick in ["0", "0.5", "1"] {
            let value: f32 = tick.parse().unwrap_or(0.0);
            let _ = writeln!(
                out,
                "<text x=\"{:.1}\" y=\"275\" text-anchor=\"middle\">{tick}</text><text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{tick}</text>",
                x(value),
                left - 4.0,
                y(value) + 4.0
            );
        }
        let _ = writeln!(
            out,
            "<text x=\"{:.1}\" y=\"295\" text-anchor=\"middle\">said (error {:.3})</text>",
            left + SIDE / 2.0,
            error(bins)
        );
    }
    out + "</svg>\n"
}
