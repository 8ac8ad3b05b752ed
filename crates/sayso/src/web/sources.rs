//! What is followed: added by address or list, its health, paused, polled now.

use std::sync::Arc;

use axum::extract::multipart::MultipartError;
use axum::extract::{Extension, Multipart, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use jiff::Timestamp;
use maud::{Markup, html};
use sayso_ledger::Ledger;
use sayso_ledger::people::Role;
use sayso_ledger::source::Source;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use super::desk::Desk;
use super::door::Visitor;
use super::kit;
use super::problem::Problem;
use super::shell::Page;
use super::site::{Deed, View};
use crate::cli::follow;
use crate::gather::poll::{Event, Round};

/// What is followed.
#[derive(Serialize, JsonSchema)]
pub struct Followed {
    /// The sources of this page, those in trouble first.
    sources: Vec<Source>,
    /// How many there are in all.
    all: usize,
    /// How many of them could not be read last time.
    troubled: usize,
    /// The cursor of the next page.
    next: Option<String>,
}

/// Which of them.
#[derive(Deserialize, JsonSchema)]
pub struct Asked {
    /// Part of a title or an address.
    #[serde(default)]
    q: String,
    /// Where the page before ended.
    #[schemars(regex(pattern = r"^[0-9]{1,18}$"))]
    cursor: Option<String>,
}

/// Sources on a page.
const PAGE: usize = 100;

impl View for Followed {
    type Asked = Asked;

    fn look(ledger: &Ledger, asked: &Asked, _: &Visitor) -> Result<Followed, Problem> {
        let from: usize = match &asked.cursor {
            None => 0,
            Some(cursor) => cursor.parse().map_err(|_| Problem::bad("`cursor`: not from an earlier page"))?,
        };
        let mut all = ledger.sources()?;
        let troubled = all.iter().filter(|source| source.trouble.is_some()).count();
        let words = asked.q.to_lowercase();
        all.retain(|source| {
            source.title.to_lowercase().contains(&words) || source.url.to_lowercase().contains(&words)
        });
        let count = all.len();
        let sources: Vec<Source> = all.into_iter().skip(from).take(PAGE).collect();
        let end = from.saturating_add(sources.len());
        Ok(Followed { next: (end < count).then(|| end.to_string()), sources, all: count, troubled })
    }

    fn page(&self, asked: &Asked, visitor: &Visitor) -> Page {
        let is_keeper = visitor.may(Role::Keeper);
        let body = html! {
            header.head {
                h1 { "Sources" }
                p.meta { (kit::plural(self.all as i64, "source")) @if self.troubled > 0 { ", " (self.troubled) " in trouble" } }
            }
            @if is_keeper { (add(visitor)) }
            @if self.all == 0 && asked.q.is_empty() {
                (kit::empty("Nothing is followed yet", html! { p { "Give the address of a feed, a news sitemap or a page above; a page's feed is found. " code { "sayso watch" } " then polls them while the desk is open." } }))
            } @else {
                (super::actor::names("/sources", &asked.q))
            }
            ul.sources { @for source in &self.sources { (row(source, visitor)) } }
            (super::question::more("/sources", self.next.as_deref(), &[("q", Some(asked.q.clone()))]))
        };
        Page::new("Sources", "Sources", body)
    }

    fn next(&self) -> Option<String> {
        self.next.clone()
    }
}

fn add(visitor: &Visitor) -> Markup {
    html! {
        div.add {
            form.query method="post" action="/sources" {
                (kit::hidden(visitor, Some("/sources")))
                label for="url" { "Follow an address" }
                div.row { input #url name="url" type="url" required maxlength="2000" placeholder="https://example.org/feed.xml"; button.main { "Follow" } }
            }
            form.query method="post" action="/sources/list" enctype="multipart/form-data" {
                (kit::hidden(visitor, Some("/sources")))
                label for="list" { "Or a list (OPML)" }
                div.row { input #list name="list" type="file" required accept=".opml,.xml,text/xml,application/xml"; button { "Follow all" } }
            }
        }
    }
}

fn row(source: &Source, visitor: &Visitor) -> Markup {
    let title = if source.title.is_empty() { &source.host } else { &source.title };
    let now = visitor.now;
    html! {
        li.source.trouble[source.trouble.is_some()] id={ "source-" (source.id) } data-item {
            p { b dir="auto" { (title) } " " @if source.trouble.is_some() { span.badge.denied { "in trouble" } } @else { span.badge.(source.state) { (source.state) } } }
            p.meta { (source.kind.name()) " · " span.address dir="ltr" { (source.url) } }
            p.meta {
                @match source.last_change { Some(at) => { "changed " (kit::ago(at, now)) }, None => { "has brought nothing yet" } }
                @if let Some(at) = source.last_poll { " · polled " (kit::ago(at, now)) }
                @if source.state == "paused" { " · not polled while paused" }
                @else if let Some(at) = source.next_poll { " · next " @if at <= now { "due now" } @else { (kit::ago(at, now)) } }
            }
            @if let Some(trouble) = &source.trouble { p.notice dir="auto" { (trouble) @if source.failures > 1 { " (" (source.failures) " times)" } } }
            @if visitor.may(Role::Keeper) {
                form.inline method="post" action={ "/sources/" (source.id) } {
                    (kit::hidden(visitor, Some("/sources")))
                    button name="change" value="poll" { "Poll now" }
                    @if source.state == "active" { button name="change" value="pause" { "Pause" } }
                    @else { button name="change" value="resume" { "Resume" } }
                    button.quiet name="change" value="unfollow" { "Unfollow" }
                }
            }
        }
    }
}

/// Follows what is at an address.
#[derive(Deserialize, JsonSchema)]
pub struct Follow {
    /// The address of a feed, a news sitemap, or a page whose feed is found.
    url: String,
}

/// What is followed now.
#[derive(Serialize, JsonSchema)]
pub struct Added {
    /// How many sources are new.
    added: usize,
    /// How many of them were followed already.
    known: usize,
    /// What should be known of it.
    note: Option<String>,
}

impl Deed for Follow {
    type Outcome = Added;

    async fn act(self, desk: Arc<Desk>, visitor: Visitor) -> Result<(Added, String), Problem> {
        let found = follow::address(&desk.client, &self.url)
            .await
            .map_err(|error| Problem::bad(format!("cannot follow `{}`: {error:#}", shortened(&self.url))))?;
        let added = keep(&desk, found, visitor.now).await?;
        Ok((added, "/sources".to_owned()))
    }
}

fn shortened(text: &str) -> String {
    text.chars().take(200).collect()
}

async fn keep(desk: &Arc<Desk>, found: follow::Found, now: Timestamp) -> Result<Added, Problem> {
    desk.change(move |ledger| {
        let added = ledger.follow_all(&found.sources, now)?;
        Ok(Added { added, known: found.sources.len() - added, note: found.note })
    })
    .await
}

/// Follows all that a list names.
pub async fn list(
    State(desk): State<Arc<Desk>>,
    Extension(visitor): Extension<Visitor>,
    form: Multipart,
) -> Response {
    match listed(&desk, &visitor, form).await {
        Ok(()) => Redirect::to("/sources").into_response(),
        Err(problem) => problem.page(&visitor),
    }
}

async fn listed(desk: &Arc<Desk>, visitor: &Visitor, mut form: Multipart) -> Result<(), Problem> {
    let (mut csrf, mut text) = (String::new(), String::new());
    let broken = |error: MultipartError| Problem::new(error.status(), "this form cannot be read");
    while let Some(field) = form.next_field().await.map_err(broken)? {
        match field.name() {
            Some("csrf") => csrf = field.text().await.map_err(broken)?,
            Some("list") => {
                text = String::from_utf8_lossy(&field.bytes().await.map_err(broken)?).into_owned()
            }
            _ => {}
        }
    }
    visitor.is_own_form(&csrf)?;
    let found =
        follow::list(&text).map_err(|error| Problem::bad(format!("cannot follow this list: {error:#}")))?;
    keep(desk, found, visitor.now).await?;
    Ok(())
}

/// Changes how a source is followed.
#[derive(Deserialize, JsonSchema)]
pub struct Change {
    /// Its number.
    id: String,
    /// What is done with it.
    change: How,
}

/// What can be done with a source.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum How {
    Poll,
    Pause,
    Resume,
    Unfollow,
}

impl Deed for Change {
    type Outcome = super::search::Done;

    async fn act(self, desk: Arc<Desk>, visitor: Visitor) -> Result<(Self::Outcome, String), Problem> {
        let (source, other) = desk
            .change(move |ledger| {
                let source = ledger.source(&self.id)?;
                match self.change {
                    How::Pause => ledger.pause(source.id, visitor.now)?,
                    How::Resume => ledger.resume(source.id, visitor.now)?,
                    How::Unfollow => ledger.unfollow(source.id, visitor.now)?,
                    How::Poll => return Ok((source, Some(ledger.another()?))),
                }
                Ok((source, None))
            })
            .await?;
        if let Some(ledger) = other {
            poll(desk, ledger, source);
        }
        Ok((super::search::Done { done: true }, "/sources".to_owned()))
    }
}

/// Polls a source beside all else; what comes of it stands on the source.
fn poll(desk: Arc<Desk>, mut ledger: Ledger, source: Source) {
    tokio::task::spawn_blocking(move || {
        let (_stop, stop) = watch::channel(false);
        let mut tell = |_: &Event| {};
        let round = Round::new(&mut ledger, Arc::clone(&desk.client), desk.engine, stop, &mut tell);
        if let Err(error) = tokio::runtime::Handle::current().block_on(round.one(source)) {
            anstream::eprintln!("sayso: {error:#}");
        }
        desk.stir();
    });
}
