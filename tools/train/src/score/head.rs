//! Authors and days of publication of article pages, ours and where they came from.
//!
//! An author counts as right when the same names are found, whatever their order, case and
//! titles; a day when it is the same day. What is found where the truth has none is
//! counted apart: inventing is worse than not knowing. `SAYSO_WORST=20` lists mistakes.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use sayso_page::{Article, Origin};

use crate::score::pages;

/// Prints shares for authors and days.
pub fn score() -> Result<()> {
    let pages = pages::read()?;
    let mut authors = Count::default();
    let mut days = Count::default();
    let mut own_days = 0;
    let mut modified = 0;
    let mut contradicted = 0;
    for (truth, bytes) in &pages {
        let article = sayso_page::read_html(bytes, None, truth.url.as_deref()).ok();
        let wanted = truth.author.as_deref().map(names).unwrap_or_default();
        let found = article
            .as_ref()
            .map(|article| article.authors.iter().flat_map(|author| names(&author.value)).collect());
        let origin = article.as_ref().and_then(|article| article.authors.first()).map(|author| author.origin);
        authors.add(&wanted, &found.unwrap_or_default(), origin, &truth.id);
        let wanted: BTreeSet<String> =
            truth.publish_date.iter().map(|day| day.chars().take(10).collect()).collect();
        let found: BTreeSet<String> = article
            .iter()
            .filter_map(|article| article.published.as_ref())
            .map(|stamp| stamp.date.to_string())
            .collect();
        let origin =
            article.as_ref().and_then(|article| article.published.as_ref()).map(|stamp| stamp.origin);
        days.add(&wanted, &found, origin, &truth.id);
        let day: BTreeSet<String> =
            article.iter().filter_map(Article::day).map(|day| day.to_string()).collect();
        own_days += usize::from(!wanted.is_empty() && wanted == day);
        contradicted += usize::from(article.as_ref().is_some_and(|article| contradicts(article, &wanted)));
        modified += usize::from(wanted != found && article.as_ref().is_some_and(is_change));
    }
    println!(
        "{} pages of the Web Content Extraction Benchmark (development articles), sayso-page {}",
        pages.len(),
        env!("CARGO_PKG_VERSION")
    );
    authors.print("author");
    days.print("publication day");
    println!(
        "the same with the day of change where a page shows no other: right {:.1} %",
        100.0 * own_days as f64 / days.known as f64
    );
    println!(
        "where the truth is no change day that the page's data tell from the publication: right {:.1} % of {} ({contradicted} left out)",
        100.0 * days.right as f64 / (days.known - contradicted).max(1) as f64,
        days.known - contradicted
    );
    println!("wrong days that are the page's day of change: {modified}");
    Ok(())
}

/// The page's data name a day of publication and a day of change, and the truth is the second.
fn contradicts(article: &Article, wanted: &BTreeSet<String>) -> bool {
    let (Some(published), Some(updated)) = (&article.published, &article.updated) else { return false };
    published.origin <= Origin::Markup
        && !wanted.contains(&published.date.to_string())
        && wanted.contains(&updated.date.to_string())
}

fn is_change(article: &Article) -> bool {
    let (Some(published), Some(updated)) = (&article.published, &article.updated) else { return false };
    published.date == updated.date
}

#[derive(Default)]
struct Count {
    known: usize,
    right: usize,
    missing: usize,
    unknown: usize,
    invented: usize,
    by_origin: BTreeMap<String, (usize, usize)>,
    mistakes: Vec<String>,
}

impl Count {
    fn add(&mut self, wanted: &BTreeSet<String>, found: &BTreeSet<String>, origin: Option<Origin>, id: &str) {
        if wanted.is_empty() {
            self.unknown += 1;
            self.invented += usize::from(!found.is_empty());
            return;
        }
        let right = same(wanted, found);
        self.known += 1;
        self.right += usize::from(right);
        self.missing += usize::from(found.is_empty());
        if let Some(origin) = origin {
            let (all, good) = self.by_origin.entry(format!("{origin:?}")).or_default();
            *all += 1;
            *good += usize::from(right);
        }
        if !right {
            self.mistakes.push(format!("{id} wanted {wanted:?} found {found:?} {origin:?}"));
        }
    }

    fn print(&self, what: &str) {
        let share = |part: usize, all: usize| 100.0 * part as f64 / all.max(1) as f64;
        println!(
            "{what}: right {:.1} % of {} that the truth has, not found {:.1} %; found on {} of {} pages where the truth has none",
            share(self.right, self.known),
            self.known,
            share(self.missing, self.known),
            self.invented,
            self.unknown
        );
        for (origin, (all, good)) in &self.by_origin {
            println!("  from {origin}: {good} of {all} right");
        }
        let count = std::env::var("SAYSO_WORST").ok().and_then(|count| count.parse().ok()).unwrap_or(0);
        for mistake in self.mistakes.iter().take(count) {
            println!("  {mistake}");
        }
    }
}

/// The same names, but for middle initials and degrees behind a comma.
fn same(wanted: &BTreeSet<String>, found: &BTreeSet<String>) -> bool {
    !found.is_empty() && wanted.iter().all(|name| found.contains(name)) && found.len() <= wanted.len()
}

/// The names in a list, lower case, without degrees.
fn names(list: &str) -> BTreeSet<String> {
    let list = list.replace(" and ", ",").replace(" & ", ",").replace(';', ",");
    let plain = |name: &str| {
        name.to_lowercase()
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    };
    let degrees = [
        "md", "phd", "ms", "rd", "mba", "jr", "rn", "fand", "rdn", "cfp", "cpa", "dds", "m d", "ph d", "mph",
        "ma", "esq",
    ];
    list.split(',').map(plain).filter(|name| !name.is_empty() && !degrees.contains(&name.as_str())).collect()
}
