//! A kept version read anew by another engine: new statements go on from old ones that say the
//! same by the same source; decisions go with them, or are shown as orphans. Nothing is moved quietly.

use jiff::Timestamp;
use rusqlite::{Connection, params};
use sayso_text::{Document, Statement};
use serde::Serialize;

use crate::capture::Capture;
use crate::copies::Copy;
use crate::error::Result;
use crate::record::{Report, continue_from, index_statements, statements};
use crate::store::{Ledger, micros};
use crate::version::Version;
use crate::{log, origin, question};

/// What a new reading of a version gave.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
pub struct Reread {
    /// The version's id.
    pub version: String,
    /// Statements of the new reading.
    pub statements: usize,
    /// Those that go on from one of the old reading.
    pub continued: usize,
    /// Decisions whose statement the new reading does not have.
    pub orphans: usize,
}

impl Ledger {
    /// Versions that another engine than this one read last, the oldest first; those after one of them.
    pub fn unread_by(&self, engine: &str, after: Option<&Version>, limit: usize) -> Result<Vec<Version>> {
        let after = after.map_or(0, |version| version.row);
        let rows: Vec<i64> = self
            .db()
            .prepare_cached("SELECT id FROM version WHERE engine <> ?1 AND id > ?3 ORDER BY id LIMIT ?2")?
            .query_map(params![engine, limit as i64, after], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        rows.into_iter().map(|row| self.version_row(row)).collect()
    }

    /// Keeps a new reading of a version's text.
    pub fn reread(
        &mut self,
        version: &Version,
        document: &Document,
        found: &[Statement],
        engine: &str,
        now: Timestamp,
    ) -> Result<Reread> {
        let raw = self.raw(version)?;
        let report =
            Report { capture: again(version, document, &raw, now), document, statements: found, engine };
        self.write(|db| {
            let reread = keep(db, version, &report)?;
            question::settle(db)?;
            Ok(reread)
        })
    }
}

/// The version's capture, seen with today's eyes.
fn again<'a>(version: &'a Version, document: &'a Document, raw: &'a [u8], now: Timestamp) -> Capture<'a> {
    let seen = version.seen.to_zoned(jiff::tz::TimeZone::UTC).date();
    Capture {
        url: version.url.as_deref(),
        input: &version.input,
        outlet: &version.outlet,
        raw,
        text: &document.text,
        head: version.head.clone(),
        blocks: version.blocks.clone(),
        day: version.day.as_deref().and_then(|day| day.parse().ok()).or(Some(seen)),
        seen: now,
    }
}

fn keep(db: &Connection, version: &Version, report: &Report) -> Result<Reread> {
    let now = micros(report.capture.seen);
    let row = version.row;
    let outlet: i64 = db.query_row(
        "SELECT article.outlet FROM version JOIN article ON article.id = version.article WHERE version.id = ?",
        [row],
        |row| row.get(0),
    )?;
    let old: Vec<i64> = db
        .prepare_cached("SELECT id FROM statement WHERE version = ? AND known_to IS NULL")?
        .query_map([row], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let kept = statements(db, report, row, outlet)?;
    continue_from(db, row, row)?;
    origin::assign(db, report, &kept, &copies(db, row)?)?;
    question::end(db, row, now, None)?;
    for id in &old {
        db.prepare_cached("UPDATE statement SET known_to = ? WHERE id = ?")?.execute([now, *id])?;
    }
    let orphans = db.execute(
        "UPDATE review SET orphan = 1
         WHERE undone IS NULL AND action IN ('accept', 'reject', 'correct', 'note') AND orphan = 0
           AND target IN (SELECT 's-' || old.key FROM statement AS old WHERE old.version = ?1 AND old.known_to = ?2
                          AND NOT EXISTS (SELECT 1 FROM statement AS new WHERE new.replaces = old.id))",
        [row, now],
    )?;
    let current: Option<i64> =
        db.query_row("SELECT until FROM version WHERE id = ?", [row], |row| row.get(0))?;
    match current {
        None => drop(question::link(db, report, row, &kept)?),
        // An older version's statements are history: what it said is not said any more.
        Some(until) => {
            db.execute(
                "UPDATE statement SET known_to = max(?, known_from) WHERE version = ? AND known_to IS NULL",
                [until, row],
            )?;
        }
    }
    let continued: i64 = db.query_row(
        "SELECT count(*) FROM statement WHERE version = ? AND engine = ? AND replaces IS NOT NULL",
        params![row, report.engine],
        |row| row.get(0),
    )?;
    let words = format!("read anew by {}: {} statements, {continued} as before", report.engine, kept.len());
    log::note(db, report.capture.seen, "reread", &version.id, &words)?;
    index_statements(db, report, &kept)?;
    Ok(Reread { version: version.id.clone(), statements: kept.len(), continued: continued as usize, orphans })
}

fn copies(db: &Connection, version: i64) -> Result<Vec<Copy>> {
    let mut select =
        db.prepare_cached("SELECT of, kind, share FROM copy WHERE version = ? ORDER BY share DESC")?;
    let rows = select.query_map([version], |row| {
        let kind: String = row.get(1)?;
        let kind = ["exact", "near", "part"].into_iter().find(|known| *known == kind).unwrap_or("part");
        Ok(Copy { of: row.get(0)?, kind, share: row.get(2)? })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
