//! A plain text to an article: every line that isn't blank is a block, and offsets are
//! those of the text as it is.

use crate::role::{self, Candidate, Words};
use crate::stamp::Origin;
use crate::{Article, Block, Error, Found, Role, byline, head};

/// Reads a decoded text.
pub fn read(text: String) -> Result<Article, Error> {
    let spans = lines(&text);
    let words: Vec<Words> = spans.iter().map(|span| Words::of(&text[span.clone()])).collect();
    let candidates: Vec<Candidate> = spans
        .iter()
        .zip(&words)
        .map(|(span, words)| Candidate {
            text: &text[span.clone()],
            words,
            given: None,
            heading: 0,
            item: false,
        })
        .collect();
    let mut roles = role::assign(&candidates, None);
    for at in 1..spans.len() {
        if roles[at - 1] == Role::Headline && runs_on(&text, &spans[at - 1], &spans[at]) {
            roles[at - 1] = Role::Body;
        }
    }
    if !roles.contains(&Role::Body) {
        return Err(Error::NoArticle);
    }
    let blocks = spans.into_iter().zip(roles).map(|(span, role)| Block { span, role }).collect();
    let mut article = head::empty(text, blocks);
    head::from_blocks(&mut article);
    article.outlet = article.outlet.take().or_else(|| outlet_of_dateline(&article));
    Ok(article)
}

/// Whether a line goes on in small letters right below: a wrapped paragraph is no headline.
fn runs_on(text: &str, line: &std::ops::Range<usize>, next: &std::ops::Range<usize>) -> bool {
    let breaks = text[line.end..next.start].matches('\n').count();
    breaks == 1 && line.len() >= 45 && text[next.clone()].starts_with(char::is_lowercase)
}

fn lines(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut spans = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive(['\n', '\r', '\u{2028}', '\u{2029}', '\u{C}']) {
        let start = at + line.len() - line.trim_start().len();
        let words = line.trim();
        if !words.is_empty() {
            spans.push(start..start + words.len());
        }
        at += line.len();
    }
    spans
}

/// `KYIV (Reuters) - …` and `Djibo (Burkina Faso) (AFP) – …` name the agency.
fn outlet_of_dateline(article: &Article) -> Option<Found> {
    let first = article.blocks.iter().find(|block| block.role == Role::Body)?;
    let words = article.words(first);
    let close = words.char_indices().take(80).find(|(at, c)| {
        let dash = || words[at + 1..].trim_start().starts_with(['-', '–', '—']);
        *c == ')' && dash()
    });
    let close = close.map(|(at, _)| at)?;
    let open = words[..close].rfind('(')?;
    let town = words[..open].trim();
    let name = &words[open + 1..close];
    let is_town = !town.is_empty() && town.chars().all(|c| c.is_uppercase() || !c.is_alphabetic());
    let capital = town.starts_with(char::is_uppercase) && crate::phrases::is_outlet(name);
    let start = first.span.start + open + 1;
    ((is_town || capital) && !name.is_empty()).then(|| Found {
        value: name.to_owned(),
        origin: Origin::VisibleLine,
        span: Some(start..start + name.len()),
    })
}

/// Whether the words of a byline are an outlet's.
pub fn is_outlet(name: &str) -> bool {
    (crate::phrases::is_outlet(name) || name.starts_with("The ")) && !byline::is_trade(name)
}
