//! Search: statements by words and fields, counted by what they have, kept for later, followed elsewhere.

use std::sync::Arc;

use jiff::Timestamp;
use maud::{Markup, html};
use sayso_ledger::people::Saved;
use sayso_ledger::query::{self, FIELDS};
use sayso_ledger::search::{Facet, FoundReport, Order, Wanted};
use sayso_ledger::{Error, Ledger, Statement};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::desk::Desk;
use super::door::{self, Visitor};
use super::kit;
use super::problem::Problem;
use super::question::{more, rows};
use super::shell::Page;
use super::site::{Deed, Number, View};

/// Statements that meet a query.
#[derive(Serialize, JsonSchema)]
pub struct Searched {
    /// The statements of this page.
    statements: Vec<Statement>,
    /// How many were found, as far as was looked.
    count: usize,
    /// Whether that is all.
    counted_all: bool,
    /// Why it is not.
    partial: Option<String>,
    /// What they have, counted.
    facets: Vec<Facet>,
    /// Reports that hold the words.
    reports: Vec<FoundReport>,
    /// The searches that you keep.
    saved: Vec<Saved>,
    /// The cursor of the next page.
    next: Option<String>,
}

/// What is looked for.
#[derive(Deserialize, JsonSchema)]
pub struct Asked {
    /// Words, "phrases" and fields; all must hold, a - before one turns it round.
    #[serde(default)]
    q: String,
    /// The best matches of the words first, not the newest.
    #[serde(default)]
    rank: bool,
    /// How many, 1 to 100.
    #[schemars(range(min = 1, max = 100))]
    limit: Option<usize>,
    /// Where the page before ended.
    #[schemars(regex(pattern = r"^[^.]*\.[0-9]{1,18}$"))]
    cursor: Option<String>,
    /// As the ledger knew it then.
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    as_of: Option<Timestamp>,
}

impl View for Searched {
    type Asked = Asked;

    fn look(ledger: &Ledger, asked: &Asked, visitor: &Visitor) -> Result<Searched, Problem> {
        let limit = rows(asked.limit)?;
        let query = query::parse(&asked.q)?;
        let wanted = Wanted {
            limit,
            order: if asked.rank { Order::Rank } else { Order::Newest },
            cursor: asked.cursor.clone(),
            as_of: asked.as_of,
            facets: asked.cursor.is_none(),
        };
        let found = ledger.find(&query, &wanted).map_err(|error| match error {
            Error::Refused(words) => Problem::bad(words),
            other => other.into(),
        })?;
        let has_fields = asked.q.contains(':');
        let reports = if has_fields || asked.cursor.is_some() {
            Vec::new()
        } else {
            ledger.find_reports(&asked.q, 5, asked.as_of)?
        };
        Ok(Searched {
            statements: found.statements,
            count: found.count,
            counted_all: found.counted_all,
            partial: found.partial,
            facets: found.facets,
            reports,
            saved: ledger.saved_searches(&visitor.name())?,
            next: found.cursor,
        })
    }

    fn page(&self, asked: &Asked, visitor: &Visitor) -> Page {
        let body = html! {
            (form(&asked.q, asked.rank))
            div.columns.search {
                section {
                    h1.unseen { "Search" }
                    p.meta {
                        @if !self.counted_all { "at least " } (kit::plural(self.count as i64, "statement"))
                        @if let Some(partial) = &self.partial { "; " (partial) }
                        @if asked.as_of.is_some() { "; as the ledger knew it then" }
                    }
                    @if self.statements.is_empty() {
                        (kit::empty("Nothing found", html! { p { "Take a word or a field away: all of them must hold. " code { "party:" } ", " code { "outlet:" } " and " code { "outcome:" } " want whole names (" code { "outcome:killed" } ")." } }))
                    }
                    @if !self.reports.is_empty() && asked.cursor.is_none() && !asked.q.is_empty() {
                        details.reports-found {
                            summary { "Reports with these words" }
                            ul { @for report in &self.reports { li { a href={ "/articles/" (report.article) } dir="auto" { (report.headline.as_deref().unwrap_or("(no headline)")) } " " span.dim { (report.outlet) } } } }
                        }
                    }
                    ol.statements { @for statement in &self.statements { (kit::statement(statement)) } }
                    (more("/search", self.next.as_deref(), &[
                        ("q", Some(asked.q.clone())),
                        ("rank", asked.rank.then(|| "true".to_owned())),
                        ("as_of", asked.as_of.map(|at| at.to_string())),
                    ]))
                }
                aside {
                    @for facet in &self.facets { (facet_list(facet, &asked.q)) }
                    (self.keeps(&asked.q, visitor))
                }
            }
        };
        let title = if asked.q.is_empty() { "Search".to_owned() } else { format!("Search: {}", asked.q) };
        let feeds = self
            .saved
            .iter()
            .filter(|saved| saved.query == asked.q)
            .flat_map(|saved| {
                [
                    (saved.name.clone(), address(saved, "atom.xml")),
                    (saved.name.clone(), address(saved, "feed.json")),
                ]
            })
            .collect();
        Page::new("Search", &title, body).with_feeds(feeds)
    }

    fn next(&self) -> Option<String> {
        self.next.clone()
    }
}

fn address(saved: &Saved, file: &str) -> String {
    format!("/feeds/{}/{file}", saved.key)
}

/// The box with the query, and what it may say.
pub fn form(q: &str, rank: bool) -> Markup {
    html! {
        form.query action="/search" role="search" aria-label="Search with fields" {
            label for="query" { "Find statements" }
            div.row {
                input #query name="q" value=(q) maxlength="2000" autocomplete="off" spellcheck="false" placeholder="killed party:Ukraine place:\"Kursk region\"";
                button.main { "Find" }
            }
            label.check { input type="checkbox" name="rank" value="true" checked[rank]; " best matches first" }
            details { summary { "Fields" } dl.fields { @for (name, what) in FIELDS { dt { code { (name) ":" } } dd { (what) } } } }
        }
    }
}

/// The box again, with a mark under the character that is meant.
pub fn mistaken(here: &str, detail: &str, at: usize) -> Markup {
    let query = here.split_once('?').map_or("", |(_, query)| query);
    let q = url::form_urlencoded::parse(query.as_bytes())
        .find(|(name, _)| name == "q")
        .map_or(String::new(), |(_, q)| q.into_owned());
    let before: String = q.chars().take(at.saturating_sub(1)).collect();
    let meant: String = q.chars().skip(at.saturating_sub(1)).take(1).collect();
    let after: String = q.chars().skip(at).collect();
    html! {
        (form(&q, false))
        section.empty {
            h1 { "This cannot be read" }
            p { code.mistaken dir="ltr" { (before) mark { (if meant.is_empty() { " " } else { &meant }) } (after) } }
            p { (detail) "." }
        }
    }
}

fn facet_list(facet: &Facet, q: &str) -> Markup {
    let rows: Vec<sayso_ledger::desk::Listed> = facet
        .values
        .iter()
        .map(|(name, count)| sayso_ledger::desk::Listed {
            id: String::new(),
            name: name.clone(),
            beside: None,
            count: *count,
        })
        .collect();
    let narrowed = |row: &sayso_ledger::desk::Listed| {
        let term = super::question::field(&facet.field, &row.name);
        let q: String = url::form_urlencoded::byte_serialize(q.as_bytes()).collect();
        Some(if q.is_empty() { format!("/search?q={term}") } else { format!("/search?q={q}+{term}") })
    };
    kit::counted(&kit::capital(&facet.field), &rows, narrowed)
}

impl Searched {
    fn keeps(&self, q: &str, visitor: &Visitor) -> Markup {
        html! {
            section {
                h2 { "Kept searches" }
                @if !q.trim().is_empty() && !self.saved.iter().any(|saved| saved.query == q) {
                    form.stack method="post" action="/searches" {
                        (kit::hidden(visitor, Some(&visitor.here)))
                        input type="hidden" name="query" value=(q);
                        label { "Name" input name="name" maxlength="120" placeholder=(q); }
                        button { "Keep this search" }
                    }
                }
                @if self.saved.is_empty() { p.dim { "A search that you keep is a feed, too." } }
                ul.saved {
                    @for saved in &self.saved {
                        li {
                            a href={ "/search?q=" (url::form_urlencoded::byte_serialize(saved.query.as_bytes()).collect::<String>()) } dir="auto" { (saved.name) }
                            p.meta {
                                a href=(address(saved, "atom.xml")) { "Atom" } " · " a href=(address(saved, "feed.json")) { "JSON Feed" } " "
                                form.inline method="post" action={ "/searches/" (saved.id) "/forget" } {
                                    (kit::hidden(visitor, Some(&visitor.here)))
                                    button.quiet { "Forget" }
                                }
                            }
                        }
                    }
                }
                @if !self.saved.is_empty() { p.dim { "Whoever has a feed's address can read it." } }
            }
        }
    }
}

/// Keeps a search.
#[derive(Deserialize, JsonSchema)]
pub struct Save {
    /// What it is called; the query where it is not given.
    #[serde(default)]
    name: String,
    /// The query.
    query: String,
}

/// A search that is kept.
#[derive(Serialize, JsonSchema)]
pub struct Kept {
    /// The address of its Atom feed on this desk.
    atom: String,
    /// The address of its JSON Feed.
    json: String,
}

impl Deed for Save {
    type Outcome = Kept;

    async fn act(self, desk: Arc<Desk>, visitor: Visitor) -> Result<(Kept, String), Problem> {
        let key = door::key().map_err(|_| Problem::broken())?;
        let (at, who, secret) = (visitor.now, visitor.name(), key.clone());
        desk.change(move |ledger| Ok(ledger.save_search(&who, &self.name, &self.query, &secret, at)?))
            .await?;
        let kept = Kept { atom: format!("/feeds/{key}/atom.xml"), json: format!("/feeds/{key}/feed.json") };
        Ok((kept, "/search".to_owned()))
    }
}

/// Keeps a search no longer; its feed ends.
#[derive(Deserialize, JsonSchema)]
pub struct Forget {
    /// Its number.
    id: Number,
}

/// Nothing more to say.
#[derive(Serialize, JsonSchema)]
pub struct Done {
    /// Always true.
    pub done: bool,
}

impl Deed for Forget {
    type Outcome = Done;

    async fn act(self, desk: Arc<Desk>, visitor: Visitor) -> Result<(Done, String), Problem> {
        desk.change(move |ledger| Ok(ledger.forget_search(&visitor.name(), self.id.0)?)).await?;
        Ok((Done { done: true }, "/search".to_owned()))
    }
}
