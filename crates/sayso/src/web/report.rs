//! A report as it was published, with what was found in it marked; its versions; two of them
//! compared; the archived page itself, which may do nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::extract::{Extension, Path, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use jiff::Timestamp;
use maud::{Markup, html};
use sayso_ledger::diff::{Diff, Run};
use sayso_ledger::people::Role;
use sayso_ledger::review::Review;
use sayso_ledger::{Article, Ledger, Statement, Version};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::desk::Desk;
use super::door::Visitor;
use super::kit;
use super::problem::Problem;
use super::shell::Page;
use super::site::View;
use super::statement::fields;

/// A report with its text.
#[derive(Serialize, JsonSchema)]
pub struct Report {
    /// The article with its versions, statements, copies and story.
    article: Article,
    /// The id of the version that is shown.
    version: String,
    /// Its text: all bytes count in it.
    text: String,
    /// The statements of that version, in reading order.
    statements: Vec<Statement>,
    /// What people corrected in them.
    corrections: Vec<Review>,
}

/// Which report, and how.
#[derive(Deserialize, JsonSchema)]
pub struct Which {
    /// Its id: `a-…`, or its address.
    id: String,
    /// A version's id; the newest where it is not given.
    version: Option<String>,
    /// Characters to point at, as bytes of the text: `120-180`.
    at: Option<String>,
    /// As the ledger knew it then.
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    as_of: Option<Timestamp>,
}

impl View for Report {
    type Asked = Which;

    fn look(ledger: &Ledger, asked: &Which, _: &Visitor) -> Result<Report, Problem> {
        let mut article = ledger.article(&asked.id, asked.as_of)?;
        let newest = article.versions.last().ok_or_else(Problem::broken)?;
        let version = match &asked.version {
            None => newest.clone(),
            Some(id) => {
                let of_article = article.versions.iter().find(|version| version.id == *id);
                of_article.cloned().ok_or_else(|| {
                    Problem::new(axum::http::StatusCode::NOT_FOUND, "this report has no such version")
                })?
            }
        };
        let statements = if version.id == newest.id {
            std::mem::take(&mut article.statements)
        } else {
            ledger.statements(&version, asked.as_of)?
        };
        article.statements.clear();
        let mut corrections = Vec::new();
        for statement in statements.iter().filter(|statement| statement.review == "corrected") {
            corrections.extend(ledger.reviews(&statement.id, 20, asked.as_of)?);
        }
        Ok(Report { text: ledger.text(&version)?, version: version.id, article, statements, corrections })
    }

    fn page(&self, asked: &Which, visitor: &Visitor) -> Page {
        let Some(version) = self.shown() else { return Page::new("", "Report", html! {}) };
        let at = asked.at.as_deref().and_then(span);
        let body = html! {
            (self.head(version, visitor))
            div.reading {
                article.report lang=[Some(version.head.language.as_str()).filter(|code| !code.is_empty())] { (self.blocks(version, at)) }
                aside.cards aria-label="Statements" {
                    h2 { "Statements" span.count { (self.statements.len()) } }
                    @if self.statements.is_empty() { p.dim { "Nobody says anything here that could be found." } }
                    @for statement in &self.statements { (self.card(statement, visitor)) }
                }
            }
        };
        Page::new("", version.head.headline.as_deref().unwrap_or("Report"), body)
    }
}

/// `120-180`.
fn span(at: &str) -> Option<[usize; 2]> {
    let (from, to) = at.split_once('-')?;
    let (from, to) = (from.parse().ok()?, to.parse().ok()?);
    (from < to).then_some([from, to])
}

impl Report {
    fn shown(&self) -> Option<&Version> {
        self.article.versions.iter().find(|version| version.id == self.version)
    }

    fn head(&self, version: &Version, visitor: &Visitor) -> Markup {
        let now = visitor.now;
        let head = &version.head;
        let link =
            version.url.as_deref().filter(|url| url.starts_with("http://") || url.starts_with("https://"));
        html! {
            header.head {
                h1 dir="auto" { (head.headline.as_deref().unwrap_or("(no headline)")) }
                p.meta {
                    a href={ "/search?q=" (super::question::field("outlet", &version.outlet)) } dir="auto" { (version.outlet) }
                    @if !head.byline.is_empty() { " · " span dir="auto" { (head.byline.join(", ")) } }
                    " · "
                    @match &head.published {
                        Some(published) => { "published " (kit::published(published, head.published_zone.as_deref(), now)) }
                        None => { "day unknown" }
                    }
                    @if let Some(updated) = &head.updated { " · updated " (kit::published(updated, head.updated_zone.as_deref(), now)) }
                    @if let Some(label) = &head.label { " · label " q dir="auto" { (label) } }
                    @if !head.complete { " · " span.badge.partial { "text looks cut" } }
                    @if self.article.gone { " · " span.badge.gone { "gone from its server" } }
                }
                p.meta {
                    @if let Some(link) = link { a rel="noopener noreferrer" href=(link) { "Original" } " · " }
                    a href={ "/archive/" (version.id) } { "Archived page" }
                    " · kept " (kit::ago(version.seen, now))
                    @if let Some(story) = &self.article.story { " · " a href={ "/stories/" (story.id) } { (kit::plural(story.others.len() as i64 + 1, "report")) " on this" } }
                }
                @if self.article.versions.len() > 1 { (self.strip(version, now)) }
                @if !self.article.copies.is_empty() {
                    p.meta { "The same text: "
                        @for (at, copy) in self.article.copies.iter().take(8).enumerate() {
                            @if at > 0 { ", " }
                            a href={ "/articles/" (copy.article) } dir="auto" { (copy.outlet) } " " span.dim { (copy.kind) ", " (format!("{:.0} %", copy.share * 100.0)) }
                        }
                    }
                }
            }
        }
    }

    fn strip(&self, shown: &Version, now: Timestamp) -> Markup {
        html! {
            nav.strip aria-label="Versions" {
                ol {
                    @for version in &self.article.versions {
                        li { a href={ "/articles/" (self.article.id) "?version=" (version.id) } aria-current=[(version.id == shown.id).then_some("true")] {
                            "Version " (version.number) " " span.dim { (kit::ago(version.seen, now)) }
                        } }
                    }
                }
                form.inline action="/compare" {
                    label { "Compare " select name="old" { @for version in &self.article.versions { option value=(version.id) { (version.number) } } } }
                    label { " with " select name="new" { @for version in self.article.versions.iter().rev() { option value=(version.id) { (version.number) } } } }
                    button { "Compare" }
                }
            }
        }
    }

    fn blocks(&self, version: &Version, at: Option<[usize; 2]>) -> Markup {
        let marks = Marks::new(&self.statements, at);
        html! {
            @for run in runs_of(version) {
                @if run.0 {
                    @for (from, to, role) in &run.1 {
                        @match role.as_str() {
                            "headline" => h2.headline dir="auto" { (marks.text(&self.text, *from, *to)) },
                            "caption" => p.caption dir="auto" { (marks.text(&self.text, *from, *to)) },
                            _ => p dir="auto" { (marks.text(&self.text, *from, *to)) },
                        }
                    }
                } @else {
                    details.furniture {
                        summary { (kit::plural(run.1.len() as i64, "block")) " of furniture: " (roles(&run.1)) }
                        @for (from, to, role) in &run.1 {
                            p dir="auto" { span.role { (role) } " " (self.text.get(*from..*to).unwrap_or("")) }
                        }
                    }
                }
            }
        }
    }

    fn of(&self, statement: &Statement) -> Vec<Review> {
        self.corrections.iter().filter(|review| review.target == statement.id).cloned().collect()
    }

    fn card(&self, statement: &Statement, visitor: &Visitor) -> Markup {
        let color = color(&self.statements, statement);
        html! {
            details.card.(color).rejected[statement.review == "rejected"] #{ "card-" (statement.id) } data-item data-card {
                summary {
                    span.who dir="auto" { (speaker(statement)) }
                    " " span.dim { (kit::manner(statement)) }
                    @if !statement.review.is_empty() { " " (kit::review(&statement.review)) }
                    p.content dir="auto" { (statement.content) }
                }
                (fields(statement, &self.of(statement)))
                p { a href={ "/statements/" (statement.id) } { "Open alone" } " · " a href={ "#" (statement.id) } { "In the text" } }
                @if visitor.may(Role::Reviewer) && statement.known_to.is_none() { (super::review::forms(statement, visitor, &format!("/articles/{}", statement.article))) }
            }
        }
    }
}

/// Who is given for a statement: the first speaker's name.
fn speaker(statement: &Statement) -> &str {
    statement.speakers.first().map_or(statement.outlet.as_str(), |speaker| speaker.name.as_str())
}

/// The colour of a statement's source: the same in the text and on the card. What the outlet says
/// itself has none.
fn color(all: &[Statement], statement: &Statement) -> String {
    if statement.speakers.is_empty() {
        return "own".to_owned();
    }
    let mut names: Vec<&str> = Vec::new();
    for other in all.iter().filter(|other| !other.speakers.is_empty()) {
        if !names.contains(&speaker(other)) {
            names.push(speaker(other));
        }
    }
    let at = names.iter().position(|name| *name == speaker(statement)).unwrap_or(0);
    format!("c{}", at % 8)
}

/// A block: from, to, role.
type Stretch = (usize, usize, String);

/// Blocks of one sort that follow each other: whether they belong to the report, and from, to, role.
fn runs_of(version: &Version) -> Vec<(bool, Vec<Stretch>)> {
    let mut runs: Vec<(bool, Vec<Stretch>)> = Vec::new();
    for block in &version.blocks {
        let entry = (block.0, block.1, block.2.clone());
        match runs.last_mut() {
            Some((kept, blocks)) if *kept == block.3 => blocks.push(entry),
            _ => runs.push((block.3, vec![entry])),
        }
    }
    runs
}

fn roles(blocks: &[Stretch]) -> String {
    let mut names: Vec<&str> = blocks.iter().map(|(_, _, role)| role.as_str()).collect();
    names.dedup();
    names.truncate(6);
    names.join(", ")
}

/// Neighbouring pieces of a text: from, to.
type Pieces = Vec<(usize, usize)>;

/// What stands where in a text.
struct Marks<'a> {
    /// From, to, and the statement whose content or source it is.
    claims: Vec<(usize, usize, &'a Statement, bool, String)>,
    /// From, to, kind, what it says.
    values: Vec<(usize, usize, &'static str, &'a str)>,
    at: Option<[usize; 2]>,
    edges: BTreeSet<usize>,
    /// Where each statement begins in the text, for links.
    begins: BTreeMap<usize, Vec<&'a str>>,
}

impl<'a> Marks<'a> {
    fn new(statements: &'a [Statement], at: Option<[usize; 2]>) -> Marks<'a> {
        let mut marks = Marks {
            claims: Vec::new(),
            values: Vec::new(),
            at,
            edges: BTreeSet::new(),
            begins: BTreeMap::new(),
        };
        for statement in statements.iter().filter(|statement| statement.review != "rejected") {
            let color = color(statements, statement);
            let bytes = &statement.bytes;
            for (spans, is_source) in [(&bytes.source, true), (&bytes.content, false)] {
                for span in spans {
                    marks.claims.push((span[0], span[1], statement, is_source, color.clone()));
                    marks.edges.extend(span);
                }
            }
            if let Some(first) = bytes.content.first() {
                marks.begins.entry(first[0]).or_default().push(&statement.id);
            }
            for (pieces, kind) in
                [(&statement.figures, "figure"), (&statement.places, "place"), (&statement.moments, "moment")]
            {
                for piece in pieces {
                    marks.values.push((piece.bytes[0], piece.bytes[1], kind, &piece.shown));
                    marks.edges.extend(piece.bytes);
                }
            }
        }
        marks.edges.extend(at.into_iter().flatten());
        // The innermost last: it is what a reader means who points there.
        marks.claims.sort_by_key(|(from, to, ..)| std::cmp::Reverse(to - from));
        marks
    }

    /// A stretch of the text with its marks.
    fn text(&self, text: &str, from: usize, to: usize) -> Markup {
        let mut edges = vec![from];
        let between = self.edges.range(from..to.max(from)).copied();
        edges.extend(between.filter(|edge| *edge > from && text.is_char_boundary(*edge)));
        edges.push(to);
        // Neighbours of the same statement are one link.
        let mut links: Vec<(Option<usize>, Pieces)> = Vec::new();
        for pair in edges.windows(2) {
            let claim = self.claims.iter().rposition(|(start, end, ..)| *start <= pair[0] && pair[1] <= *end);
            let same = |other: &Option<usize>| match (other, claim) {
                (Some(one), Some(two)) => {
                    let (one, two) = (&self.claims[*one], &self.claims[two]);
                    one.2.id == two.2.id && one.3 == two.3
                }
                (None, None) => true,
                _ => false,
            };
            let starts = self.begins.contains_key(&pair[0]);
            match links.last_mut() {
                Some((other, pieces)) if same(other) && !starts => pieces.push((pair[0], pair[1])),
                _ => links.push((claim, vec![(pair[0], pair[1])])),
            }
        }
        html! {
            @for (claim, pieces) in &links {
                @if let Some(first) = pieces.first() {
                    @for id in self.begins.get(&first.0).into_iter().flatten() { span.anchor #(id) {} }
                }
                @match claim.and_then(|claim| self.claims.get(claim)) {
                    None => (self.pieces(text, pieces)),
                    Some((_, _, statement, is_source, color)) => {
                        a.claim.(color).source[*is_source] href={ "#card-" (statement.id) } data-says=(statement.id) { (self.pieces(text, pieces)) }
                    }
                }
            }
        }
    }

    fn pieces(&self, text: &str, pieces: &[(usize, usize)]) -> Markup {
        let value = |from: usize, to: usize| {
            self.values
                .iter()
                .filter(move |(start, end, ..)| *start <= from && to <= *end)
                .min_by_key(|(start, end, ..)| end - start)
        };
        let pointed = |from: usize, to: usize| self.at.is_some_and(|[start, end]| start <= from && to <= end);
        let first = |from: usize| self.at.is_some_and(|[start, _]| start == from);
        html! {
            @for (from, to) in pieces {
                @let words = text.get(*from..*to).unwrap_or("");
                @let inner = html! { @match value(*from, *to) { Some((_, _, kind, shown)) => span.(kind) title=(shown) { (words) }, None => (words) } };
                @if pointed(*from, *to) { mark.at id=[first(*from).then_some("at")] { (inner) } } @else { (inner) }
            }
        }
    }
}

/// What changed from one version to another.
#[derive(Serialize, JsonSchema)]
pub struct Compared {
    /// The earlier one.
    old: Version,
    /// The later one.
    new: Version,
    /// What changed.
    diff: Diff,
}

/// Which two.
#[derive(Deserialize, JsonSchema)]
pub struct Pair {
    /// A version's id: `v-…`.
    old: String,
    /// Another's.
    new: String,
}

impl View for Compared {
    type Asked = Pair;

    fn look(ledger: &Ledger, asked: &Pair, _: &Visitor) -> Result<Compared, Problem> {
        let (old, new) = (ledger.version(&asked.old, None)?, ledger.version(&asked.new, None)?);
        let diff = ledger.diff(&old, &new, None)?;
        Ok(Compared { old, new, diff })
    }

    fn page(&self, _: &Pair, visitor: &Visitor) -> Page {
        let title = self.new.head.headline.as_deref().unwrap_or("(no headline)");
        let body = html! {
            header.head {
                h1 dir="auto" { (title) }
                p.meta { "version " (self.old.number) ", " (kit::ago(self.old.seen, visitor.now)) " → version " (self.new.number) ", " (kit::ago(self.new.seen, visitor.now))
                    " · " a href={ "/articles/" (self.new.article) } { "the report" } }
            }
            section { h2 { "In claims" } (super::today::changes(&self.diff.claims, 200)) }
            section.words {
                h2 { "In words" }
                @if self.diff.paragraphs.is_empty() { p.dim { "No paragraph differs." } }
                @for paragraph in &self.diff.paragraphs {
                    p dir="auto" { @for run in &paragraph.runs { (worded(run)) } }
                }
            }
        };
        Page::new("", &format!("What changed: {title}"), body)
    }
}

fn worded(run: &Run) -> Markup {
    html! { @match run.kind { "gone" => del { (run.words) }, "new" => ins { (run.words) }, _ => (run.words) } }
}

/// The page as it was fetched: without scripts, without anything from elsewhere, in a place of its
/// own that may do nothing.
pub async fn archive(
    State(desk): State<Arc<Desk>>,
    Extension(visitor): Extension<Visitor>,
    Path(id): Path<String>,
) -> Response {
    const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; \
                          form-action 'none'; base-uri 'none'; frame-ancestors 'none'";
    let found = desk
        .look(move |ledger| {
            let version = ledger.version(&id, None)?;
            Ok(ledger.raw(&version)?)
        })
        .await;
    match found {
        Err(problem) => problem.page(&visitor),
        Ok(bytes) => {
            let start = String::from_utf8_lossy(&bytes[..bytes.len().min(2048)]).to_ascii_lowercase();
            let is_page = start.contains("<html") || start.contains("<!doctype html");
            let kind = if is_page { "text/html" } else { "text/plain; charset=utf-8" };
            ([(header::CONTENT_TYPE, kind), (header::CONTENT_SECURITY_POLICY, POLICY)], bytes).into_response()
        }
    }
}
