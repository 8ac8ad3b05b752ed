//! What changes, as it changes: server-sent events. One look a second asks whether anything did.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Sse;
use axum::response::sse::{Event, KeepAlive};
use sayso_ledger::log::Entry;
use serde::Serialize;
use tokio_stream::wrappers::BroadcastStream;
use tokio_stream::{Stream, StreamExt as _};

use super::desk::Desk;
use super::door;

/// How often it is looked whether another process changed the ledger.
const PAUSE: Duration = Duration::from_secs(1);
/// Entries of the log that one event carries at most.
const MOST: usize = 50;

/// What changed since the event before.
#[derive(Serialize, schemars::JsonSchema)]
pub struct Change {
    /// The number of the newest entry of the log.
    pub log: i64,
    /// What happened: new versions, decisions, articles that are gone.
    pub entries: Vec<Entry>,
    /// Whether answers to questions changed.
    pub questions: bool,
}

/// Tells all who listen what changed, until the desk is closed.
pub async fn listen(desk: Arc<Desk>) {
    let mut last = desk.look(|ledger| Ok(ledger.pulse()?)).await.unwrap_or_default();
    loop {
        tokio::select! {
            () = tokio::time::sleep(PAUSE) => {}
            () = desk.stirred.notified() => {}
        }
        // With nobody to tell it is looked all the same: who comes later hears only what comes later.
        let before = last;
        let found = desk
            .look(move |ledger| {
                let now = ledger.pulse()?;
                let entries = if now.0 > before.0 { ledger.log_after(before.0, MOST)? } else { Vec::new() };
                Ok((now, entries))
            })
            .await;
        // A ledger that is locked or gone has nothing to tell; it is looked again.
        let Ok((now, entries)) = found else { continue };
        if now == before {
            continue;
        }
        last = now;
        if desk.changes.receiver_count() == 0 {
            continue;
        }
        let change = Change {
            log: now.0,
            entries: entries.into_iter().map(|(_, entry)| entry).collect(),
            questions: now.1 != before.1,
        };
        if let Ok(text) = serde_json::to_string(&change) {
            // Nobody may be listening any more.
            let _ = desk.changes.send(text);
        }
    }
}

/// The stream of changes, as long as who listens may look.
pub async fn stream(
    State(desk): State<Arc<Desk>>,
    headers: HeaderMap,
    uri: Uri,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let changes = BroadcastStream::new(desk.changes.subscribe());
    let events = changes
        .filter_map(|change| change.ok())
        .then(move |text| {
            let (desk, headers, uri) = (Arc::clone(&desk), headers.clone(), uri.clone());
            // Whose session ended meanwhile hears no more.
            async move { door::may_look(&desk, headers, uri).await.then_some(text) }
        })
        .map_while(|text| text)
        .map(|text| Ok(Event::default().event("change").data(text)));
    Sse::new(events).keep_alive(KeepAlive::new().interval(Duration::from_secs(20)))
}
