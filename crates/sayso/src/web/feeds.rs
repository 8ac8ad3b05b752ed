//! Kept searches as feeds: Atom (RFC 4287) and JSON Feed 1.1. Whoever has the address may read them.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse as _, Response};
use jiff::Timestamp;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use sayso_ledger::Statement;
use sayso_ledger::people::Saved;
use sayso_ledger::query;
use sayso_ledger::search::{Order, Wanted};
use serde_json::json;

use super::desk::Desk;
use super::problem::Problem;

/// Statements in a feed.
const ENTRIES: usize = 40;

async fn found(desk: &Arc<Desk>, key: String) -> Result<(Saved, Vec<Statement>), Problem> {
    desk.look(move |ledger| {
        let saved = ledger.saved_search(&key)?;
        let wanted =
            Wanted { limit: ENTRIES, order: Order::Newest, cursor: None, as_of: None, facets: false };
        let found = ledger.find(&query::parse(&saved.query)?, &wanted)?;
        Ok((saved, found.statements))
    })
    .await
}

/// Where this desk is, as the reader of the feed calls it.
fn home(headers: &HeaderMap) -> String {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    let host: String = host.chars().filter(|c| c.is_ascii_alphanumeric() || ".:-[]".contains(*c)).collect();
    format!("http://{host}")
}

fn title(statement: &Statement) -> String {
    let who = statement.speakers.first().map_or(statement.outlet.as_str(), |speaker| speaker.name.as_str());
    let figures: Vec<&str> = statement.figures.iter().map(|figure| figure.shown.as_str()).collect();
    if figures.is_empty() {
        format!("{who} ({})", statement.outlet)
    } else {
        format!("{who}: {}", figures.join(", "))
    }
}

fn words(statement: &Statement) -> String {
    format!("{} — {}, {}", statement.content, statement.outlet, statement.day)
}

/// As Atom.
pub async fn atom(
    State(desk): State<Arc<Desk>>,
    Path(key): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let home = home(&headers);
    let (saved, statements) = found(&desk, key).await?;
    let xml = written(&saved, &statements, &home).map_err(|_| Problem::broken())?;
    Ok(([(header::CONTENT_TYPE, "application/atom+xml; charset=utf-8")], xml).into_response())
}

fn written(saved: &Saved, statements: &[Statement], home: &str) -> std::io::Result<Vec<u8>> {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 1);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    let updated = statements.iter().map(|statement| statement.known_from).max().unwrap_or(saved.made);
    writer
        .create_element("feed")
        .with_attribute(("xmlns", "http://www.w3.org/2005/Atom"))
        .write_inner_content(|feed| {
            text(feed, "id", &format!("urn:sayso:search:{}", &saved.key[..saved.key.len().min(16)]))?;
            text(feed, "title", &saved.name)?;
            text(feed, "updated", &stamp(updated))?;
            feed.create_element("link")
                .with_attributes([
                    ("rel", "self"),
                    ("href", format!("{home}/feeds/{}/atom.xml", saved.key).as_str()),
                ])
                .write_empty()?;
            for statement in statements {
                feed.create_element("entry").write_inner_content(|entry| {
                    text(entry, "id", &format!("urn:sayso:{}", statement.id))?;
                    text(entry, "title", &title(statement))?;
                    text(entry, "updated", &stamp(statement.known_from))?;
                    entry.create_element("author").write_inner_content(|author| {
                        let who = statement
                            .speakers
                            .first()
                            .map_or(statement.outlet.as_str(), |one| one.name.as_str());
                        text(author, "name", who)
                    })?;
                    entry
                        .create_element("link")
                        .with_attribute(("href", format!("{home}/statements/{}", statement.id).as_str()))
                        .write_empty()?;
                    text(entry, "summary", &words(statement))
                })?;
            }
            Ok(())
        })?;
    Ok(writer.into_inner())
}

fn text(writer: &mut Writer<Vec<u8>>, name: &str, value: &str) -> std::io::Result<()> {
    // Signs that XML cannot hold say nothing to a reader.
    let value: String = value.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    writer.create_element(name).write_text_content(BytesText::new(&value)).map(|_| ())
}

fn stamp(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// As JSON Feed.
pub async fn json(
    State(desk): State<Arc<Desk>>,
    Path(key): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let home = home(&headers);
    let (saved, statements) = found(&desk, key).await?;
    let items: Vec<_> = statements
        .iter()
        .map(|statement| {
            json!({
                "id": format!("urn:sayso:{}", statement.id),
                "url": format!("{home}/statements/{}", statement.id),
                "title": title(statement),
                "content_text": words(statement),
                "date_published": stamp(statement.known_from),
                "tags": statement.figures.iter().map(|figure| &figure.shown).collect::<Vec<_>>(),
            })
        })
        .collect();
    let feed = json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": saved.name,
        "feed_url": format!("{home}/feeds/{}/feed.json", saved.key),
        "items": items,
    });
    Ok(([(header::CONTENT_TYPE, "application/feed+json; charset=utf-8")], feed.to_string()).into_response())
}
