//! A statement in its sentence, with every field and the evidence for it.

use std::collections::HashMap;
use std::rc::Rc;

use maud::{Markup, html};
use sayso_ledger::people::Role;
use sayso_ledger::review::Review;
use sayso_ledger::{Ledger, Statement, Version};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::door::Visitor;
use super::kit;
use super::problem::Problem;
use super::shell::Page;
use super::site::View;

/// Exact words with what stands around them.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Quoted {
    /// The article that they stand in.
    pub article: String,
    /// What stands before them in the sentence.
    pub before: String,
    /// The words.
    pub words: String,
    /// What stands after them.
    pub after: String,
}

/// Texts that are looked at more than once.
pub type Texts = HashMap<String, Rc<(Version, String)>>;

/// A version with its text, read once.
pub fn text(ledger: &Ledger, texts: &mut Texts, version: &str) -> Result<Rc<(Version, String)>, Problem> {
    if let Some(known) = texts.get(version) {
        return Ok(Rc::clone(known));
    }
    let found = ledger.version(version, None)?;
    let text = ledger.text(&found)?;
    let both = Rc::new((found, text));
    texts.insert(version.to_owned(), Rc::clone(&both));
    Ok(both)
}

/// The words at some bytes of a version, in their sentence.
pub fn quoted(
    ledger: &Ledger,
    texts: &mut Texts,
    version: &str,
    bytes: [usize; 2],
) -> Result<Quoted, Problem> {
    let both = text(ledger, texts, version)?;
    let (version, text) = (&both.0, &both.1);
    let [from, to] = sentence(text, bytes);
    let cut = |from: usize, to: usize| text.get(from..to).unwrap_or("").to_owned();
    Ok(Quoted {
        article: version.article.clone(),
        before: cut(from, bytes[0]),
        words: cut(bytes[0], bytes[1]),
        after: cut(bytes[1], to),
    })
}

/// The longest that a sentence is shown on either side.
const LONG: usize = 400;

/// Where the sentence around some bytes begins and ends, by its signs; a paragraph's ends are ends.
pub fn sentence(text: &str, [from, to]: [usize; 2]) -> [usize; 2] {
    let before = text.get(..from).unwrap_or("");
    let after = text.get(to..).unwrap_or("");
    let start = before
        .char_indices()
        .rev()
        .take(LONG)
        .find(|(at, c)| *c == '\n' || ends(*c, text.get(at + c.len_utf8()..).unwrap_or("")))
        .map_or_else(
            || before.char_indices().rev().take(LONG).last().map_or(from, |(at, _)| at),
            |(at, c)| at + c.len_utf8(),
        );
    let start = start + text.get(start..from).map_or(0, |gap| gap.len() - gap.trim_start().len());
    let end = after
        .char_indices()
        .take(LONG)
        .find(|(at, c)| *c == '\n' || ends(*c, after.get(at + c.len_utf8()..).unwrap_or("")))
        .map_or_else(
            || after.char_indices().take(LONG).last().map_or(to, |(at, c)| to + at + c.len_utf8()),
            |(at, c)| if c == '\n' { to + at } else { to + at + c.len_utf8() },
        );
    [start, end.max(to)]
}

/// Whether a sign ends a sentence: a capital or a quotation mark comes after a blank.
fn ends(sign: char, rest: &str) -> bool {
    if !matches!(sign, '.' | '!' | '?' | '…' | '。') {
        return false;
    }
    let mut rest = rest.chars().skip_while(|c| matches!(c, '"' | '”' | '’' | ')'));
    let blank = rest.next();
    blank.is_none_or(char::is_whitespace)
        && rest
            .find(|c| !c.is_whitespace())
            .is_none_or(|c| c.is_uppercase() || c.is_numeric() || matches!(c, '"' | '“' | '‘'))
}

/// A statement with its text around it.
#[derive(Serialize, JsonSchema)]
pub struct Stated {
    /// The statement.
    statement: Statement,
    /// Where its sentence begins and ends, in bytes of the version's text.
    sentence: [usize; 2],
    /// The words of that sentence.
    words: String,
    /// What people decided on it.
    reviews: Vec<Review>,
}

/// Which statement.
#[derive(Deserialize, JsonSchema)]
pub struct Which {
    /// Its id: `s-…`.
    id: String,
    /// As the ledger knew it then.
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    as_of: Option<jiff::Timestamp>,
}

impl View for Stated {
    type Asked = Which;

    fn look(ledger: &Ledger, asked: &Which, _: &Visitor) -> Result<Stated, Problem> {
        let statement = ledger.statement(&asked.id, asked.as_of)?;
        let version = ledger.version(&statement.version, None)?;
        let text = ledger.text(&version)?;
        let bytes = &statement.bytes;
        let all = || bytes.source.iter().chain(&bytes.cue).chain(&bytes.content);
        let whole =
            [all().map(|span| span[0]).min().unwrap_or(0), all().map(|span| span[1]).max().unwrap_or(0)];
        let sentence = sentence(&text, whole);
        let words = text.get(sentence[0]..sentence[1]).unwrap_or("").to_owned();
        let reviews = ledger.reviews(&statement.id, 50, asked.as_of)?;
        Ok(Stated { statement, sentence, words, reviews })
    }

    fn page(&self, _: &Which, visitor: &Visitor) -> Page {
        let statement = &self.statement;
        let first = statement.bytes.content.first().copied().unwrap_or([0, 0]);
        let body = html! {
            header.head {
                p.meta { a href={ "/articles/" (statement.article) } dir="auto" { (statement.headline.as_deref().unwrap_or("(no headline)")) } " · " span dir="auto" { (statement.outlet) } " · " (statement.day) }
                h1.unseen { "Statement " (statement.id) }
                blockquote.sentence dir="auto" { (self.marked()) }
                p.legend { span.m-source { "source" } " " span.m-cue { "cue" } " " span.m-content { "content" } }
            }
            div.columns {
                section { h2 { "Fields" } (fields(statement, &self.reviews)) }
                aside {
                    p { a.button href={ "/articles/" (statement.article) "?at=" (first[0]) "-" (first[1]) "#at" } { "In the report" } }
                    @if visitor.may(Role::Reviewer) && statement.known_to.is_none() {
                        div data-item data-review=(statement.id) tabindex="-1" { (super::review::forms(statement, visitor, &visitor.here)) }
                    }
                    (super::review::history(&self.reviews, visitor))
                }
            }
        };
        let who =
            statement.speakers.first().map_or(statement.outlet.as_str(), |speaker| speaker.name.as_str());
        Page::new("", &format!("{who} says"), body)
    }
}

impl Stated {
    /// The sentence with source, cue and content marked.
    fn marked(&self) -> Markup {
        let bytes = &self.statement.bytes;
        let inside = |spans: &[[usize; 2]], at: usize| spans.iter().any(|span| span[0] <= at && at < span[1]);
        let kinds = |at: usize| {
            if inside(&bytes.source, at) {
                "m-source"
            } else if inside(&bytes.cue, at) {
                "m-cue"
            } else if inside(&bytes.content, at) {
                "m-content"
            } else {
                ""
            }
        };
        let mut edges: Vec<usize> =
            [&bytes.source, &bytes.cue, &bytes.content].into_iter().flatten().flatten().copied().collect();
        edges.extend(self.sentence);
        edges.retain(|edge| (self.sentence[0]..=self.sentence[1]).contains(edge));
        edges.sort_unstable();
        edges.dedup();
        html! {
            @for pair in edges.windows(2) {
                @let words = self.words.get(pair[0] - self.sentence[0]..pair[1] - self.sentence[0]).unwrap_or("");
                @match kinds(pair[0]) { "" => (words), kind => span.(kind) { (words) } }
            }
        }
    }
}

/// Every field of a statement with its evidence.
pub fn fields(statement: &Statement, reviews: &[Review]) -> Markup {
    let said = match &statement.said {
        [Some(from), Some(to)] if from == to => from.clone(),
        [None, None] => "the text does not say".to_owned(),
        [from, to] => format!("{} to {}", from.as_deref().unwrap_or("…"), to.as_deref().unwrap_or("…")),
    };
    let spans = |spans: &[[usize; 2]]| {
        spans.iter().map(|[from, to]| format!("{from}–{to}")).collect::<Vec<_>>().join(", ")
    };
    html! {
        dl.fields {
            dt { "source" } dd { (kit::who(&statement.speakers, &statement.outlet))
                @if !statement.source.is_empty() { " " q dir="auto" { (statement.source) } }
                @for speaker in &statement.speakers { @if let Some(role) = &speaker.role { " " span.dim dir="auto" { (role) } } } }
            @if !statement.cue.is_empty() { dt { "cue" } dd { q dir="auto" { (statement.cue) } } }
            dt { "content" } dd dir="auto" { (statement.content) }
            @if !statement.via.is_empty() { dt { "via" } dd dir="auto" { (statement.via.join(", ")) } }
            dt { "said" } dd { (said) }
            dt { "mode" } dd { (statement.mode) }
            dt { "certainty" } dd { (statement.certainty) }
            dt { "confidence" } dd { @match statement.confidence { Some(sure) => (kit::sure(sure)), None => { "not known" } } }
            @for (name, pieces) in [("figure", &statement.figures), ("place", &statement.places), ("moment", &statement.moments)] {
                @for piece in pieces { dt { (name) } dd { (piece.shown) " " q dir="auto" { (piece.words) } " " span.bytes { (piece.bytes[0]) "–" (piece.bytes[1]) } } }
            }
            @if let Some(origin) = &statement.origin { dt { "origin" } dd { span dir="auto" { (origin) } @if let Some(evidence) = &statement.evidence { p.dim dir="auto" { (evidence.words) } } } }
            @if !statement.questions.is_empty() { dt { "answers" } dd { @for question in &statement.questions { a href={ "/questions/" (question) } { (question) } " " } } }
            dt { "bytes" } dd.bytes { "source " (spans(&statement.bytes.source)) " · cue " (spans(&statement.bytes.cue)) " · content " (spans(&statement.bytes.content)) }
            dt { "read by" } dd { (statement.engine) }
            dt { "known" } dd { "since " (statement.known_from.strftime("%Y-%m-%d %H:%M UTC")) @if let Some(to) = &statement.known_to { " to " (to.strftime("%Y-%m-%d %H:%M UTC")) } }
            @if let Some(old) = &statement.replaces { dt { "goes on from" } dd { a href={ "/statements/" (old) } { (old) } } }
            @for review in reviews.iter().filter(|review| review.action == "correct" && review.undone.is_none()) {
                dt { "corrected" } dd dir="auto" { (review.detail["field"].as_str().unwrap_or("")) ": " ins { (review.detail["value"].as_str().unwrap_or("")) } " " span.dim { "by " (review.who) } }
            }
            @if !statement.review.is_empty() { dt { "review" } dd { (kit::review(&statement.review)) } }
            dt { "id" } dd.bytes { (statement.id) " in " (statement.version) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::sentence;

    #[test]
    fn sentences_by_their_signs() {
        let text = "It rained. Mr. Ode said 12 died on Monday, in St. Ives. Then it “stopped.”\nNext";
        let at = text.find("12").expect("it is there");
        let [from, to] = sentence(text, [at, at + 2]);
        // An abbreviation before a name looks like an end: too short is better than wrong.
        assert!(text[from..to].contains("said 12 died on Monday, in St."), "{}", &text[from..to]);
        let at = text.find("stopped").expect("it is there");
        assert_eq!(&text[sentence(text, [at, at + 7])[0]..][..4], "Then");
        assert_eq!(sentence("", [0, 0]), [0, 0]);
        assert_eq!(sentence("ééé", [2, 4]), [0, 6]);
    }
}
