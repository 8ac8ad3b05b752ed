//! Today: what is new since you last looked.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use maud::{Markup, html};
use sayso_ledger::Ledger;
use sayso_ledger::Statement;
use sayso_ledger::desk::{Edited, Shift, Size};
use sayso_ledger::diff::Change;
use sayso_ledger::people::Role;
use sayso_ledger::source::Source;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::desk::Desk;
use super::door::Visitor;
use super::kit;
use super::problem::Problem;
use super::shell::Page;
use super::site::{Deed, View};
use crate::cli::add::keep;
use crate::reading;

/// What is new since a time.
#[derive(Serialize, JsonSchema)]
pub struct Today {
    /// Since when.
    #[schemars(with = "String", extend("format" = "date-time"))]
    since: Timestamp,
    /// Whether that is when you last said that you had looked.
    is_mark: bool,
    /// How much is kept in all.
    size: Size,
    /// Questions whose answers changed.
    changed: Vec<Shift>,
    /// Statements that came, counted up to some thousands.
    came: i64,
    /// The newest of them.
    statements: Vec<Statement>,
    /// Reports whose words changed after they were kept.
    edited: Vec<Edited>,
    /// Sources that could not be read.
    troubled: Vec<Source>,
}

/// What may be asked of it.
#[derive(Deserialize, JsonSchema)]
pub struct Asked {
    /// Since when; the time at which you last looked, else a week ago, where it is not given.
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    since: Option<Timestamp>,
}

/// The setting that keeps when somebody last looked.
fn mark(visitor: &Visitor) -> String {
    format!("looked {}", visitor.name())
}

impl View for Today {
    type Asked = Asked;

    fn look(ledger: &Ledger, asked: &Asked, visitor: &Visitor) -> Result<Today, Problem> {
        let marked = ledger.setting(&mark(visitor))?.and_then(|at| at.parse::<Timestamp>().ok());
        let week =
            visitor.now.checked_sub(SignedDuration::from_hours(24 * 7)).unwrap_or(Timestamp::UNIX_EPOCH);
        let since = asked.since.or(marked).unwrap_or(week);
        let (came, statements) = ledger.came_since(since, 8)?;
        Ok(Today {
            since,
            is_mark: asked.since.is_none() && marked.is_some(),
            size: ledger.size()?,
            changed: ledger.shifts(since, 10)?,
            came,
            statements,
            edited: ledger.edited_since(since, 6)?,
            troubled: ledger.troubled(6)?,
        })
    }

    fn page(&self, _: &Asked, visitor: &Visitor) -> Page {
        let body = if self.size.articles == 0 { self.first(visitor) } else { self.body(visitor) };
        Page::new("Today", "Today", body)
    }
}

impl Today {
    fn first(&self, visitor: &Visitor) -> Markup {
        html! {
            section.empty.welcome {
                (kit::mark())
                h1 { "Your ledger is empty" }
                p { "Sayso reads reports and keeps who says what in them: through whom, how much, where, when, and how sure." }
                @if visitor.may(Role::Keeper) {
                    form method="post" action="/samples" {
                        (kit::hidden(visitor, Some("/")))
                        button.main { "Add the sample reports" }
                    }
                    p { "Or " a href="/sources" { "follow a feed" } ", or type " code { "sayso add FILE" } " in a terminal." }
                } @else {
                    p { "Somebody who is a keeper can add reports and follow sources." }
                }
            }
        }
    }

    fn body(&self, visitor: &Visitor) -> Markup {
        let now = visitor.now;
        let nothing = self.changed.is_empty() && self.statements.is_empty() && self.edited.is_empty();
        html! {
            header.head {
                h1 { "Today" }
                p.dim {
                    @if self.is_mark { "What is new since you last looked, " } @else { "What is new since " }
                    (kit::ago(self.since, now)) ". "
                    (kit::plural(self.size.articles, "report")) ", " (kit::plural(self.size.statements, "statement")) ", "
                    (kit::plural(self.size.questions, "question")) " kept in all."
                }
                div.tools {
                    form method="post" action="/looked" { (kit::hidden(visitor, Some("/"))) button { "I have seen all this" } }
                    a.button href="/?since=1970-01-01T00:00:00Z" { "Show everything" }
                }
                p #live.live role="status" data-live hidden {}
            }
            @if nothing {
                (kit::empty("Nothing new", html! { p { "What you follow has brought nothing since. " a href="/sources" { "Sources" } " tells when each is polled next." } }))
            }
            div.columns[!(self.edited.is_empty() && self.troubled.is_empty())] {
                div {
            @if !self.changed.is_empty() {
                section {
                    h2 { "Questions whose answers changed" }
                    ol.questions {
                        @for shift in &self.changed { (kit::question(&shift.question, Some(shift.was.as_deref()), now)) }
                    }
                    p { a href="/questions" { "All questions" } }
                }
            }
            @if !self.statements.is_empty() {
                section {
                    h2 { "New statements" span.count { (kit::thousands(self.came)) } }
                    ol.statements { @for statement in &self.statements { (kit::statement(statement)) } }
                    p { a href="/search" { "All statements" } }
                }
            }
                }
                @if !(self.edited.is_empty() && self.troubled.is_empty()) {
                    aside {
            @if !self.edited.is_empty() {
                section {
                    h2 { "Quietly edited" }
                    ul.edits {
                        @for edited in &self.edited {
                            li data-item {
                                h3 { a href=(address(edited)) dir="auto" { (edited.version.head.headline.as_deref().unwrap_or("(no headline)")) } }
                                p.meta { span dir="auto" { (edited.version.outlet) } " · version " (edited.version.number) " · " (kit::ago(edited.version.seen, now)) }
                                (changes(&edited.claims, 4))
                            }
                        }
                    }
                }
            }
            @if !self.troubled.is_empty() {
                section {
                    h2 { "Sources in trouble" }
                    ul.troubles {
                        @for source in &self.troubled {
                            li data-item {
                                a href={ "/sources#source-" (source.id) } dir="auto" { (if source.title.is_empty() { &source.host } else { &source.title }) }
                                ": " (source.trouble.as_deref().unwrap_or("")) " "
                                span.dim { (kit::plural(source.failures, "failure")) }
                            }
                        }
                    }
                }
            }
                    }
                }
            }
        }
    }
}

fn address(edited: &Edited) -> String {
    format!("/compare?old={}&new={}", edited.before, edited.version.id)
}

/// What changed in claims.
pub fn changes(claims: &[Change], most: usize) -> Markup {
    html! {
        @if claims.is_empty() {
            p.dim { "Words changed; no claim did." }
        } @else {
            ul.changes {
                @for change in claims.iter().take(most) {
                    li { span.badge.(change.kind.replace(' ', "-")) { (change.kind) } " " span dir="auto" { (change.words) }
                        @if let Some(id) = change.new.as_ref().or(change.old.as_ref()) { " " a.id href={ "/statements/" (id) } { "statement" } } }
                }
                @if claims.len() > most { li.dim { (kit::plural((claims.len() - most) as i64, "more change")) } }
            }
        }
    }
}

/// All up to now has been seen.
#[derive(Deserialize, JsonSchema)]
pub struct Looked {}

/// Since when Today is counted.
#[derive(Serialize, JsonSchema)]
pub struct Mark {
    /// The time.
    #[schemars(with = "String", extend("format" = "date-time"))]
    since: Timestamp,
}

impl Deed for Looked {
    type Outcome = Mark;

    async fn act(self, desk: Arc<Desk>, visitor: Visitor) -> Result<(Mark, String), Problem> {
        let since = visitor.now;
        desk.change(move |ledger| Ok(ledger.set(&mark(&visitor), &since.to_string())?)).await?;
        Ok((Mark { since }, "/".to_owned()))
    }
}

/// Adds the reports that come with Sayso.
#[derive(Deserialize, JsonSchema)]
pub struct Samples {}

/// What was added.
#[derive(Serialize, JsonSchema)]
pub struct Added {
    /// Article ids.
    articles: Vec<String>,
}

/// Name and bytes of each.
const SAMPLES: &[(&str, &[u8])] = &[
    ("samples/kursk.html", include_bytes!("../../../../samples/kursk.html")),
    ("samples/court.html", include_bytes!("../../../../samples/court.html")),
    ("samples/election.txt", include_bytes!("../../../../samples/election.txt")),
    ("samples/sport.txt", include_bytes!("../../../../samples/sport.txt")),
];

impl Deed for Samples {
    type Outcome = Added;

    async fn act(self, desk: Arc<Desk>, visitor: Visitor) -> Result<(Added, String), Problem> {
        let engine = desk.engine;
        let articles = desk
            .change(move |ledger| {
                let told = reading::Told { engine, ..Default::default() };
                let readings = SAMPLES
                    .iter()
                    .map(|(input, bytes)| {
                        let page = reading::Page { input, bytes: bytes.to_vec(), charset: None, url: None };
                        reading::page(page, &told)
                    })
                    .collect::<anyhow::Result<Vec<_>>>()
                    .map_err(|_| Problem::broken())?;
                let kept = keep(ledger, &readings, visitor.now).map_err(|_| Problem::broken())?;
                Ok(kept.into_iter().map(|recorded| recorded.article).collect())
            })
            .await?;
        Ok((Added { articles }, "/".to_owned()))
    }
}
