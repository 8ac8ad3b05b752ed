//! Sources that are followed: feeds, sitemaps and pages, how they fare, what they have listed,
//! and the articles that are looked at again. Who fetches asks here what is due and tells what came of it.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension as _, Row, named_params, params};
use serde::Serialize;

use crate::error::{Error, Result};
use crate::record::pack;
use crate::store::{Ledger, micros, time};
use crate::version::unpack;

/// Bounds of the time between two polls of a source.
pub const FASTEST: SignedDuration = SignedDuration::from_mins(5);
/// See [`FASTEST`].
pub const SLOWEST: SignedDuration = SignedDuration::from_hours(24);
/// The time between two polls of a source that we know nothing about.
pub const FIRST: SignedDuration = SignedDuration::from_mins(30);
/// When an article is looked at again after it was seen first: hours.
pub const REFETCH_HOURS: &[i64] = &[1, 6, 24, 7 * 24, 30 * 24];
/// Looks in a row after which an article that is not found (404) is gone: a server may lose it for an hour.
const MISSED: i64 = 3;
/// How often an item is tried that cannot be fetched.
const TRIES: i64 = 5;

/// What a source is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// RSS, Atom or JSON Feed.
    Feed,
    /// A news sitemap.
    Sitemap,
    /// A single page that is looked at again and again.
    Page,
}

impl Kind {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Feed => "feed",
            Kind::Sitemap => "sitemap",
            Kind::Page => "page",
        }
    }

    fn named(name: &str) -> Kind {
        match name {
            "sitemap" => Kind::Sitemap,
            "page" => Kind::Page,
            _ => Kind::Feed,
        }
    }
}

/// A source to follow.
#[derive(Clone, Debug)]
pub struct NewSource {
    /// Its address.
    pub url: String,
    /// What it calls itself; may be empty.
    pub title: String,
    /// What it is.
    pub kind: Kind,
    /// The host of its address: politeness goes by it.
    pub host: String,
}

/// A source with its health.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
pub struct Source {
    /// Its number.
    pub id: i64,
    /// Its address; the new one after a lasting move.
    pub url: String,
    /// What it calls itself.
    pub title: String,
    /// What it is.
    pub kind: Kind,
    /// The host of its address.
    pub host: String,
    /// The validators of its last answer.
    pub etag: Option<String>,
    /// See `etag`.
    pub last_modified: Option<String>,
    /// When it is polled next; empty while paused or gone.
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub next_poll: Option<Timestamp>,
    /// When it was polled last.
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub last_poll: Option<Timestamp>,
    /// When it last had something new.
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub last_change: Option<Timestamp>,
    /// Seconds between polls.
    pub pace: i64,
    /// Failed polls since the last good one.
    pub failures: i64,
    /// What went wrong last; empty where nothing did.
    pub trouble: Option<String>,
    /// `active`, `paused` or `gone`.
    pub state: String,
    /// Hash of the last body, to tell an unchanged one without validators.
    #[serde(skip)]
    pub content_hash: Option<Vec<u8>>,
}

/// A source as it was at a time.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
pub struct Followed {
    /// Its number.
    pub id: i64,
    /// Its address.
    pub url: String,
    /// What it called itself.
    pub title: String,
    /// What it is.
    pub kind: Kind,
    /// `active`, `paused` or `gone`.
    pub state: String,
    /// What had gone wrong last; empty where nothing had.
    pub trouble: Option<String>,
    /// Since when all that was so.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub known_from: Timestamp,
}

/// What came of a poll.
#[derive(Clone, Debug, PartialEq)]
pub enum Poll {
    /// It listed these; `fresh` tells whether anything was new.
    Read {
        /// Validators of the answer.
        etag: Option<String>,
        /// See `etag`.
        last_modified: Option<String>,
        /// Hash of the body.
        content_hash: Vec<u8>,
        /// What it calls itself now.
        title: Option<String>,
        /// Whether it listed anything new.
        fresh: bool,
        /// The least time until the next poll that it asks for.
        wait: Option<SignedDuration>,
        /// Its new address, after a lasting redirect.
        moved_to: Option<String>,
    },
    /// Nothing new, by its validators or its bytes.
    Unchanged {
        /// The least time until the next poll that it asks for.
        wait: Option<SignedDuration>,
    },
    /// It could not be read.
    Failed {
        /// Why.
        trouble: String,
        /// `Retry-After`.
        wait: Option<SignedDuration>,
    },
    /// It says that it is gone for good (410).
    Gone,
}

/// Something that a source lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its own identity: GUID, else link.
    pub guid: String,
    /// Where its full text is.
    pub url: Option<String>,
    /// The feed's word for its last change, as it writes it: another one makes it new again.
    pub stamp: Option<String>,
    /// What has no link is kept with its own text, in the shape of the one who lists it, until its
    /// article is added.
    pub text: Option<String>,
}

/// An item that waits to be fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Its source.
    pub source: i64,
    /// Its identity there.
    pub guid: String,
    /// Where its text is.
    pub url: String,
}

/// An article that is due to be looked at again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refetch {
    /// Its number.
    pub article: i64,
    /// Its address.
    pub url: String,
}

/// What came of looking at an article again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// Its page is there.
    Found,
    /// Nobody knows: the server did not answer, or its answer could not be read.
    Failed,
    /// The server does not find it (404).
    Missing,
    /// The server says that it is gone for good (410).
    Gone,
}

impl Ledger {
    /// Follows a source; false where it was followed already.
    pub fn follow(&mut self, source: &NewSource, now: Timestamp) -> Result<bool> {
        self.follow_all(std::slice::from_ref(source), now).map(|added| added == 1)
    }

    /// Follows many sources at once and says how many are new. Their first polls are spread
    /// over the first minutes, so that a large list does not ask everywhere at once.
    pub fn follow_all(&mut self, sources: &[NewSource], now: Timestamp) -> Result<usize> {
        self.write(|db| {
            let mut insert = db.prepare_cached(
                "INSERT INTO source (url, title, kind, host, added, next_poll, pace, state)
                 VALUES (:url, :title, :kind, :host, :now, :next, :pace, 'active') ON CONFLICT (url) DO NOTHING",
            )?;
            let mut added = 0;
            for source in sources {
                let spread = SignedDuration::from_millis(20 * added as i64);
                let new = insert.execute(named_params! {
                    ":url": source.url, ":title": source.title, ":kind": source.kind.name(),
                    ":host": source.host, ":now": micros(now), ":next": micros(later(now, spread)),
                    ":pace": FIRST.as_secs(),
                })?;
                added += new;
                if new > 0 {
                    remember(db, db.last_insert_rowid(), now)?;
                }
            }
            Ok(added)
        })
    }

    /// All sources, those in trouble first.
    pub fn sources(&self) -> Result<Vec<Source>> {
        let mut select = self
            .db()
            .prepare_cached("SELECT * FROM source ORDER BY trouble IS NULL, state, title = '', title, url")?;
        Ok(select.query_map([], source)?.collect::<rusqlite::Result<_>>()?)
    }

    /// What was followed at a time, those in trouble first, also what is followed no longer.
    pub fn sources_at(&self, then: Timestamp) -> Result<Vec<Followed>> {
        let mut select = self.db().prepare_cached(
            "SELECT source, url, title, kind, state, trouble, known_from FROM followed
             WHERE known_from <= ?1 AND (known_to IS NULL OR known_to > ?1)
             ORDER BY trouble IS NULL, state, title = '', title, url",
        )?;
        let rows = select.query_map([micros(then)], |row| {
            Ok(Followed {
                id: row.get(0)?,
                url: row.get(1)?,
                title: row.get(2)?,
                kind: Kind::named(row.get_ref(3)?.as_str()?),
                state: row.get(4)?,
                trouble: row.get(5)?,
                known_from: time(row.get(6)?),
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// One source, by its number or address.
    pub fn source(&self, name: &str) -> Result<Source> {
        let id: i64 = name.parse().unwrap_or(-1);
        self.db()
            .query_row("SELECT * FROM source WHERE id = ? OR url = ?", params![id, name], source)
            .optional()?
            .ok_or_else(|| Error::Unknown(format!("source `{name}`")))
    }

    /// Sources whose poll is due, the longest waiting first.
    pub fn due_sources(&self, now: Timestamp, limit: usize) -> Result<Vec<Source>> {
        let mut select = self.db().prepare_cached(
            "SELECT * FROM source WHERE next_poll IS NOT NULL AND next_poll <= ? ORDER BY next_poll LIMIT ?",
        )?;
        Ok(select.query_map(params![micros(now), limit as i64], source)?.collect::<rusqlite::Result<_>>()?)
    }

    /// When something is due next: a source, an item or an article to look at again.
    pub fn next_due(&self) -> Result<Option<Timestamp>> {
        let next: Option<i64> = self.db().query_row(
            "SELECT min(due) FROM (
                 SELECT min(next_poll) AS due FROM source WHERE next_poll IS NOT NULL
                 UNION ALL SELECT min(retry) FROM item WHERE kept IS NULL AND (url IS NOT NULL OR text IS NOT NULL)
                 UNION ALL SELECT min(refetch_at) FROM article WHERE refetch_at IS NOT NULL)",
            [],
            |row| row.get(0),
        )?;
        Ok(next.map(time))
    }

    /// Keeps what came of one poll and sets the next.
    pub fn record_poll(&mut self, id: i64, poll: &Poll, now: Timestamp) -> Result<()> {
        self.record_polls(&[(id, poll.clone())], now)
    }

    /// Keeps what came of many polls at once.
    pub fn record_polls(&mut self, polls: &[(i64, Poll)], now: Timestamp) -> Result<()> {
        self.write(|db| {
            for (id, poll) in polls {
                record_poll(db, *id, poll, now)?;
            }
            Ok(())
        })
    }

    /// Keeps what a source lists; gives back what is new or says that it has changed.
    pub fn list_items(&mut self, source: i64, listed: &[Listed], now: Timestamp) -> Result<Vec<Listed>> {
        self.list_all(&[(source, listed.to_vec())], now).map(|mut fresh| fresh.pop().unwrap_or_default())
    }

    /// Keeps what many sources list at once; gives back for each what is new or has changed.
    pub fn list_all(&mut self, lists: &[(i64, Vec<Listed>)], now: Timestamp) -> Result<Vec<Vec<Listed>>> {
        self.write(|db| lists.iter().map(|(source, listed)| list(db, *source, listed, now)).collect())
    }

    /// Items whose full text is still to be fetched, the longest waiting first.
    pub fn waiting_items(&self, now: Timestamp, limit: usize) -> Result<Vec<Waiting>> {
        let mut select = self.db().prepare_cached(
            "SELECT source, guid, url FROM item
             WHERE kept IS NULL AND retry IS NOT NULL AND retry <= ? AND url IS NOT NULL ORDER BY retry LIMIT ?",
        )?;
        let waiting = select.query_map(params![micros(now), limit as i64], |row| {
            Ok(Waiting { source: row.get(0)?, guid: row.get(1)?, url: row.get(2)? })
        })?;
        Ok(waiting.collect::<rusqlite::Result<_>>()?)
    }

    /// Items without a link whose own text is still to be read, the longest waiting first: source,
    /// identity there, text.
    pub fn waiting_texts(&self, now: Timestamp, limit: usize) -> Result<Vec<(i64, String, String)>> {
        let mut select = self.db().prepare_cached(
            "SELECT source, guid, text FROM item
             WHERE kept IS NULL AND retry IS NOT NULL AND retry <= ? AND url IS NULL AND text IS NOT NULL
             ORDER BY retry LIMIT ?",
        )?;
        let waiting = select.query_map(params![micros(now), limit as i64], |row| {
            // A damaged text is read as an empty one: it is tried and noted like any other.
            let text = unpack(row.get_ref(2)?.as_bytes()?).and_then(|bytes| String::from_utf8(bytes).ok());
            Ok((row.get(0)?, row.get(1)?, text.unwrap_or_default()))
        })?;
        Ok(waiting.collect::<rusqlite::Result<_>>()?)
    }

    /// Notes that an item's article was kept.
    pub fn item_kept(&mut self, source: i64, guid: &str, now: Timestamp) -> Result<()> {
        self.items_tried(&[(source, guid.to_owned(), None)], now)
    }

    /// Notes that an item could not be fetched; after some tries it is left alone.
    pub fn item_failed(&mut self, source: i64, guid: &str, trouble: &str, now: Timestamp) -> Result<()> {
        self.items_tried(&[(source, guid.to_owned(), Some(trouble.to_owned()))], now)
    }

    /// Notes of many items whether they were kept or why not.
    pub fn items_tried(&mut self, items: &[(i64, String, Option<String>)], now: Timestamp) -> Result<()> {
        self.write(|db| {
            for (source, guid, trouble) in items {
                match trouble {
                    None => kept(db, *source, guid, now)?,
                    Some(trouble) => failed(db, *source, guid, trouble, now)?,
                }
            }
            Ok(())
        })
    }

    /// Articles that are due to be looked at again, the longest waiting first.
    pub fn due_refetches(&self, now: Timestamp, limit: usize) -> Result<Vec<Refetch>> {
        let mut select = self.db().prepare_cached(
            "SELECT id, url FROM article
             WHERE refetch_at IS NOT NULL AND refetch_at <= ? AND url IS NOT NULL ORDER BY refetch_at LIMIT ?",
        )?;
        let due = select.query_map(params![micros(now), limit as i64], |row| {
            Ok(Refetch { article: row.get(0)?, url: row.get(1)? })
        })?;
        Ok(due.collect::<rusqlite::Result<_>>()?)
    }

    /// Notes that an article was looked at again, and sets the next time by the falling
    /// schedule (setting `refetch`: hours, `1 6 24 168 720`). One that is gone, or not found in three
    /// looks in a row, is not looked at again.
    pub fn refetched(&mut self, article: i64, look: Look, now: Timestamp) -> Result<()> {
        self.refetched_all(&[(article, look)], now)
    }

    /// The same of many articles at once.
    pub fn refetched_all(&mut self, articles: &[(i64, Look)], now: Timestamp) -> Result<()> {
        let hours = self.refetch_hours()?;
        self.write(|db| {
            for (article, look) in articles {
                plan_refetch(db, *article, 1, &hours, now)?;
                let missing = missed(db, *article, *look)?;
                if *look == Look::Gone {
                    never_again(db, *article, "the server says that it is gone for good", now)?;
                } else if *look == Look::Missing && missing >= MISSED {
                    let words = format!("the server did not find it {missing} times in a row");
                    never_again(db, *article, &words, now)?;
                }
            }
            Ok(())
        })
    }

    /// Sets when articles that were captured long ago are looked at first: what of the schedule
    /// lies behind is left out.
    pub fn plan_refetches(&mut self, articles: &[i64], now: Timestamp) -> Result<()> {
        let hours = self.refetch_hours()?;
        self.write(|db| articles.iter().try_for_each(|article| plan_refetch(db, *article, 0, &hours, now)))
    }

    /// Hours after which an article is looked at again.
    pub fn refetch_hours(&self) -> Result<Vec<i64>> {
        let set = self.setting("refetch")?;
        Ok(set.map_or_else(
            || REFETCH_HOURS.to_vec(),
            |hours| hours.split_whitespace().filter_map(|hour| hour.parse().ok()).collect(),
        ))
    }

    /// Stops polling a source until it is resumed.
    pub fn pause(&mut self, id: i64, now: Timestamp) -> Result<()> {
        self.write(|db| {
            db.execute("UPDATE source SET state = 'paused', next_poll = NULL WHERE id = ?", [id])?;
            remember(db, id, now)
        })
    }

    /// Polls a paused or gone source again, at once.
    pub fn resume(&mut self, id: i64, now: Timestamp) -> Result<()> {
        self.write(|db| {
            db.execute(
                "UPDATE source SET state = 'active', next_poll = ?, failures = 0, trouble = NULL WHERE id = ?",
                params![micros(now), id],
            )?;
            remember(db, id, now)
        })
    }

    /// Follows a source no longer; what it brought stays.
    pub fn unfollow(&mut self, id: i64, now: Timestamp) -> Result<()> {
        self.write(|db| {
            db.execute("DELETE FROM item WHERE source = ?", [id])?;
            db.execute("DELETE FROM source WHERE id = ?", [id])?;
            remember(db, id, now)
        })
    }
}

fn list(db: &Connection, source: i64, listed: &[Listed], now: Timestamp) -> Result<Vec<Listed>> {
    let followed = db.prepare_cached("SELECT 1 FROM source WHERE id = ?")?.exists([source])?;
    if !followed {
        return Ok(Vec::new());
    }
    let mut upsert = db.prepare_cached(
        "INSERT INTO item (source, guid, url, stamp, seen, retry, text)
         VALUES (:source, :guid, :url, :stamp, :now, :now, :text)
         ON CONFLICT (source, guid) DO UPDATE
         SET stamp = excluded.stamp, url = excluded.url, text = excluded.text, kept = NULL, tries = 0, retry = excluded.retry
         WHERE excluded.stamp IS NOT NULL AND excluded.stamp IS NOT item.stamp",
    )?;
    let mut fresh = Vec::new();
    for item in listed {
        let changed = upsert.execute(named_params! {
            ":source": source, ":guid": item.guid, ":url": item.url, ":stamp": item.stamp, ":now": micros(now),
            ":text": item.text.as_ref().map(|text| pack(text.as_bytes())),
        })?;
        if changed > 0 {
            fresh.push(item.clone());
        }
    }
    Ok(fresh)
}

fn kept(db: &Connection, source: i64, guid: &str, now: Timestamp) -> Result<()> {
    db.prepare_cached("UPDATE item SET kept = ?, trouble = NULL, text = NULL WHERE source = ? AND guid = ?")?
        .execute(params![micros(now), source, guid])?;
    Ok(())
}

fn failed(db: &Connection, source: i64, guid: &str, trouble: &str, now: Timestamp) -> Result<()> {
    let tries: Option<i64> = db
        .prepare_cached("SELECT tries FROM item WHERE source = ? AND guid = ?")?
        .query_row(params![source, guid], |row| row.get(0))
        .optional()?;
    // Nobody follows its source any more.
    let Some(tries) = tries else { return Ok(()) };
    let pause = SignedDuration::from_mins(10 * 4_i64.pow(tries.clamp(0, 6) as u32));
    let retry = (tries + 1 < TRIES).then(|| micros(later(now, pause)));
    db.prepare_cached(
        "UPDATE item SET tries = tries + 1, trouble = ?, retry = ? WHERE source = ? AND guid = ?",
    )?
    .execute(params![trouble, retry, source, guid])?;
    Ok(())
}

/// So many steps on in the schedule.
fn plan_refetch(db: &Connection, article: i64, steps: i64, hours: &[i64], now: Timestamp) -> Result<()> {
    let (seen, step): (i64, i64) = db
        .prepare_cached("SELECT seen, refetch_step FROM article WHERE id = ?")?
        .query_row([article], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let (at, step) = next_refetch(hours, time(seen), step + steps, now);
    db.prepare_cached("UPDATE article SET refetch_at = ?, refetch_step = ?, gone = 0 WHERE id = ?")?
        .execute(params![at.map(micros), step, article])?;
    Ok(())
}

/// How often in a row an article was not found.
fn missed(db: &Connection, article: i64, look: Look) -> Result<i64> {
    let sql = match look {
        Look::Found => "UPDATE article SET missing = 0 WHERE id = ? RETURNING missing",
        Look::Missing => "UPDATE article SET missing = missing + 1 WHERE id = ? RETURNING missing",
        Look::Failed | Look::Gone => "SELECT missing FROM article WHERE id = ?",
    };
    Ok(db.prepare_cached(sql)?.query_row([article], |row| row.get(0))?)
}

fn never_again(db: &Connection, article: i64, words: &str, now: Timestamp) -> Result<()> {
    db.prepare_cached("UPDATE article SET refetch_at = NULL, gone = 1, gone_at = ? WHERE id = ?")?
        .execute([micros(now), article])?;
    crate::log::note(db, now, "gone", &format!("a-{article}"), words)
}

fn record_poll(db: &Connection, id: i64, poll: &Poll, now: Timestamp) -> Result<()> {
    let Some(known) =
        db.prepare_cached("SELECT * FROM source WHERE id = ?")?.query_row([id], source).optional()?
    else {
        return Ok(());
    };
    let mut next = Source { last_poll: Some(now), ..known };
    match poll {
        Poll::Read { etag, last_modified, content_hash, title, fresh, wait, moved_to } => {
            next.etag.clone_from(etag);
            next.last_modified.clone_from(last_modified);
            next.content_hash = Some(content_hash.clone());
            next.title = title.clone().filter(|title| !title.is_empty()).unwrap_or(next.title);
            next.url = moved_to.clone().unwrap_or(next.url);
            next.last_change = if *fresh { Some(now) } else { next.last_change };
            next.settle(if *fresh { 0.5 } else { 1.5 }, *wait, now);
        }
        Poll::Unchanged { wait } => next.settle(1.5, *wait, now),
        Poll::Failed { trouble, wait } => {
            next.failures += 1;
            next.trouble = Some(trouble.clone());
            let back_off = next.pace.saturating_mul(1 << next.failures.clamp(1, 8));
            let pause = SignedDuration::from_secs(back_off).min(SLOWEST).max(wait.unwrap_or_default());
            next.next_poll = Some(later(now, jittered(pause, id)));
        }
        Poll::Gone => {
            next.state = "gone".to_owned();
            next.trouble = Some("the server says that it is gone for good".to_owned());
            next.next_poll = None;
        }
    }
    // An address that is followed already under its new name is followed once.
    let twin: Option<i64> = db
        .query_row("SELECT id FROM source WHERE url = ? AND id <> ?", params![next.url, id], |row| row.get(0))
        .optional()?;
    if twin.is_some() {
        next.url = known_url(db, id)?;
        next.state = "gone".to_owned();
        next.trouble = Some("it moved to an address that is followed already".to_owned());
        next.next_poll = None;
    }
    db.prepare_cached(
        "UPDATE source SET url = :url, title = :title, etag = :etag, last_modified = :modified,
             last_poll = :last, last_change = :change, next_poll = :next, pace = :pace,
             failures = :failures, trouble = :trouble, state = :state, content_hash = :hash
         WHERE id = :id",
    )?
    .execute(named_params! {
        ":url": next.url, ":title": next.title, ":etag": next.etag, ":modified": next.last_modified,
        ":last": next.last_poll.map(micros), ":change": next.last_change.map(micros),
        ":next": next.next_poll.map(micros), ":pace": next.pace, ":failures": next.failures,
        ":trouble": next.trouble, ":state": next.state, ":hash": next.content_hash, ":id": id,
    })?;
    remember(db, id, now)
}

/// Keeps how a source is, where that is not how it was.
fn remember(db: &Connection, id: i64, now: Timestamp) -> Result<()> {
    const SHOWN: &str = "url, title, kind, state, trouble";
    let shown = |sql: &str| -> Result<Option<[Option<String>; 5]>> {
        let mut select = db.prepare_cached(sql)?;
        let shown = select
            .query_row([id], |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?]));
        Ok(shown.optional()?)
    };
    let is = shown(&format!("SELECT {SHOWN} FROM source WHERE id = ?"))?;
    if is == shown(&format!("SELECT {SHOWN} FROM followed WHERE source = ? AND known_to IS NULL"))? {
        return Ok(());
    }
    db.prepare_cached("UPDATE followed SET known_to = ? WHERE source = ? AND known_to IS NULL")?
        .execute([micros(now), id])?;
    let sql = format!(
        "INSERT INTO followed (source, {SHOWN}, known_from) SELECT id, {SHOWN}, ? FROM source WHERE id = ?"
    );
    db.prepare_cached(&sql)?.execute([micros(now), id])?;
    Ok(())
}

fn known_url(db: &Connection, id: i64) -> Result<String> {
    Ok(db.query_row("SELECT url FROM source WHERE id = ?", [id], |row| row.get(0))?)
}

impl Source {
    /// A good poll: the pace follows how often there is something new.
    fn settle(&mut self, factor: f64, wait: Option<SignedDuration>, now: Timestamp) {
        self.failures = 0;
        self.trouble = None;
        let pace = (self.pace as f64 * factor) as i64;
        self.pace = pace.clamp(FASTEST.as_secs(), SLOWEST.as_secs());
        let pause = SignedDuration::from_secs(self.pace).max(wait.unwrap_or_default().min(SLOWEST));
        self.next_poll = Some(later(now, jittered(pause, self.id)));
    }
}

/// Up to a tenth more, by the source's number and the pause: many sources do not fall into step.
fn jittered(pause: SignedDuration, id: i64) -> SignedDuration {
    let share = (id.wrapping_mul(2_654_435_761) ^ pause.as_secs()).rem_euclid(1000);
    pause + SignedDuration::from_millis((pause.as_secs() as f64 * share as f64 / 10.0) as i64)
}

/// The first time of the schedule that lies ahead, and its step.
pub(crate) fn next_refetch(
    hours: &[i64],
    seen: Timestamp,
    step: i64,
    now: Timestamp,
) -> (Option<Timestamp>, i64) {
    let steps = hours.iter().enumerate().skip(step.max(0) as usize);
    let ahead = steps.map(|(step, hours)| (later(seen, SignedDuration::from_hours(*hours)), step as i64));
    match ahead.into_iter().find(|(at, _)| *at > now) {
        Some((at, step)) => (Some(at), step),
        None => (None, hours.len() as i64),
    }
}

pub(crate) fn later(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.checked_add(by).unwrap_or(Timestamp::MAX)
}

fn source(row: &Row) -> rusqlite::Result<Source> {
    let stamp = |name: &str| -> rusqlite::Result<Option<Timestamp>> {
        Ok(row.get::<_, Option<i64>>(name)?.map(time))
    };
    Ok(Source {
        id: row.get("id")?,
        url: row.get("url")?,
        title: row.get("title")?,
        kind: Kind::named(&row.get::<_, String>("kind")?),
        host: row.get("host")?,
        etag: row.get("etag")?,
        last_modified: row.get("last_modified")?,
        next_poll: stamp("next_poll")?,
        last_poll: stamp("last_poll")?,
        last_change: stamp("last_change")?,
        pace: row.get("pace")?,
        failures: row.get("failures")?,
        trouble: row.get("trouble")?,
        state: row.get("state")?,
        content_hash: row.get("content_hash")?,
    })
}
