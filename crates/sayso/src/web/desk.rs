//! What all answers share: looks into the ledger, the one place that writes, and what changed last.

use std::collections::{HashSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::http::StatusCode;
use sayso_ledger::Ledger;
use tokio::sync::{Notify, Semaphore, broadcast};

use super::problem::Problem;
use super::site::Access;
use crate::gather::http::Client;
use crate::reading::Engine;

/// Looks at once; each has a cache of its own.
const LOOKS: usize = 8;
/// Forms that are remembered so that each is done once.
const REMEMBERED: usize = 10_000;
/// How long a deed waits for another process that writes.
const WAIT: Duration = Duration::from_secs(5);

/// The desk while it is open.
pub struct Desk {
    writer: Mutex<Ledger>,
    readers: Mutex<Vec<Ledger>>,
    looks: Semaphore,
    done: Mutex<Done>,
    /// Who may ask for what.
    pub accesses: std::collections::HashMap<(&'static str, String), Access>,
    /// Mixed into the marks of forms; new at every start.
    pub secret: [u8; 32],
    /// Whether only this machine can reach the desk.
    pub is_local: bool,
    /// Asks servers, for what is followed from the desk.
    pub client: Arc<Client>,
    /// How statements are found.
    pub engine: Engine,
    /// What changed, for those who listen.
    pub changes: broadcast::Sender<String>,
    /// Wakes the one who looks whether anything changed.
    pub stirred: Notify,
    /// How often somebody may try to sign in.
    pub tries: super::door::Tries,
    /// The API's document, made once.
    pub document: String,
}

#[derive(Default)]
struct Done {
    known: HashSet<String>,
    order: VecDeque<String>,
}

impl Desk {
    /// A desk on an open ledger.
    pub fn new(
        ledger: Ledger,
        site: &super::site::Site,
        client: Arc<Client>,
        engine: Engine,
        is_local: bool,
    ) -> anyhow::Result<Desk> {
        ledger.wait_at_most(WAIT)?;
        Ok(Desk {
            writer: Mutex::new(ledger),
            readers: Mutex::new(Vec::new()),
            looks: Semaphore::new(LOOKS),
            done: Mutex::new(Done::default()),
            accesses: site.accesses(),
            secret: super::door::random()?,
            is_local,
            client,
            engine,
            changes: broadcast::channel(64).0,
            stirred: Notify::new(),
            tries: super::door::tries(),
            document: super::openapi::text(site)?,
        })
    }

    /// Looks into the ledger, beside others who do.
    pub async fn look<T: Send + 'static>(
        self: &Arc<Desk>,
        look: impl FnOnce(&Ledger) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let desk = Arc::clone(self);
        let _turn = self.looks.acquire().await.map_err(|_| Problem::broken())?;
        let work = move || {
            let free = held(&desk.readers).pop();
            let reader = match free {
                Some(reader) => reader,
                None => held(&desk.writer).beside()?,
            };
            reader.is_there()?;
            let found = look(&reader);
            held(&desk.readers).push(reader);
            found
        };
        tokio::task::spawn_blocking(work).await.unwrap_or_else(|_| Err(Problem::broken()))
    }

    /// Changes the ledger, one at a time.
    pub async fn change<T: Send + 'static>(
        self: &Arc<Desk>,
        change: impl FnOnce(&mut Ledger) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let desk = Arc::clone(self);
        let work = move || change(&mut held(&desk.writer));
        tokio::task::spawn_blocking(work).await.unwrap_or_else(|_| Err(Problem::broken()))
    }

    /// Whether a form with this mark has not been sent before.
    pub fn first_time(&self, mark: &str) -> bool {
        if mark.is_empty() {
            return true;
        }
        let mut done = held(&self.done);
        if !done.known.insert(mark.chars().take(64).collect()) {
            return false;
        }
        done.order.push_back(mark.chars().take(64).collect());
        if done.order.len() > REMEMBERED
            && let Some(oldest) = done.order.pop_front()
        {
            done.known.remove(&oldest);
        }
        true
    }

    /// A form that came to nothing may be sent again.
    pub fn forget(&self, mark: &str) {
        let mark: String = mark.chars().take(64).collect();
        let mut done = held(&self.done);
        done.known.remove(&mark);
        done.order.retain(|known| *known != mark);
    }

    /// Something was changed here: those who listen hear of it at once.
    pub fn stir(&self) {
        self.stirred.notify_one();
    }

    /// Refuses what a desk that all can reach must not do unguarded.
    pub fn refuse(detail: &str) -> Problem {
        Problem::new(StatusCode::FORBIDDEN, detail)
    }
}

/// A panic of another look spoils nothing that is kept in memory.
fn held<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}
