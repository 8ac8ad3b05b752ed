//! The log of what happened: versions kept, sources moved or gone, readings made anew, reviews.

use jiff::Timestamp;
use rusqlite::{Connection, params};
use serde::Serialize;

use crate::error::Result;
use crate::store::{Ledger, micros, time};

/// Something that happened to the ledger.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
pub struct Entry {
    /// When.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub at: Timestamp,
    /// What sort of thing: `version`, `gone`, `reread`, `review`, ...
    pub kind: String,
    /// To what, as an id that `show` takes.
    pub subject: String,
    /// In words.
    pub words: String,
}

pub(crate) fn note(db: &Connection, at: Timestamp, kind: &str, subject: &str, words: &str) -> Result<()> {
    db.prepare_cached("INSERT INTO log (at, kind, subject, words) VALUES (?, ?, ?, ?)")?.execute(params![
        micros(at),
        kind,
        subject,
        words
    ])?;
    Ok(())
}

impl Ledger {
    /// What happened last, newest first.
    pub fn log(&self, limit: usize) -> Result<Vec<Entry>> {
        let mut select =
            self.db().prepare_cached("SELECT at, kind, subject, words FROM log ORDER BY id DESC LIMIT ?")?;
        let entries = select.query_map([limit as i64], |row| {
            Ok(Entry { at: time(row.get(0)?), kind: row.get(1)?, subject: row.get(2)?, words: row.get(3)? })
        })?;
        Ok(entries.collect::<rusqlite::Result<_>>()?)
    }
}
