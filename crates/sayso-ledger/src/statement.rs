//! Statements as they are shown: every value with its place in the version's text.

use rusqlite::{Connection, OptionalExtension as _, Row, params};
use serde::Serialize;

use crate::answer::Speaker;
use crate::error::{Error, Result};
use crate::origin::Evidence;
use crate::record::{Spans, joined};
use crate::store::{Ledger, micros, time};
use crate::{review, version};

/// A statement of the ledger.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
pub struct Statement {
    /// Its id: `s-…`.
    pub id: String,
    /// Its version's id: all bytes count in that text.
    pub version: String,
    /// Its article's id.
    pub article: String,
    /// Who publishes.
    pub outlet: String,
    /// The article's headline.
    pub headline: Option<String>,
    /// The engine that found it.
    pub engine: String,
    /// `headline`, `body` or `caption`.
    pub part: String,
    /// `own` or `attributed`.
    pub voice: String,
    /// `direct`, `indirect` or `mixed`.
    pub mode: String,
    /// How sure the source is.
    pub certainty: String,
    /// How likely it is read right, from 0 to 1: of statements with 0.8, four in five are. Empty
    /// where it was read before this was known.
    pub confidence: Option<f64>,
    /// Who says it.
    pub speakers: Vec<Speaker>,
    /// Through whom it came.
    pub via: Vec<String>,
    /// The day to sort by: of saying, else of publication, else of capture.
    pub day: String,
    /// First and last day of saying, where the text says them.
    pub said: [Option<String>; 2],
    /// The words of the source.
    pub source: String,
    /// The words that say that it is said.
    pub cue: String,
    /// What is said.
    pub content: String,
    /// Where source, cue and content stand, in bytes of the version's text.
    pub bytes: Bytes,
    /// Figures for people.
    pub figures: Vec<Piece>,
    /// Places for people.
    pub places: Vec<Piece>,
    /// Days for people.
    pub moments: Vec<Piece>,
    /// The telling that it goes back to.
    pub origin: Option<String>,
    /// Why.
    pub evidence: Option<Evidence>,
    /// The questions that it answers.
    pub questions: Vec<String>,
    /// When the ledger came to know it.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub known_from: jiff::Timestamp,
    /// When it ceased to be what the article says, or was read anew.
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub known_to: Option<jiff::Timestamp>,
    /// The statement that it goes on from.
    pub replaces: Option<String>,
    /// `accepted`, `rejected`, `corrected`; empty where nobody has looked at it.
    pub review: String,
    /// Why its words cannot be shown: the text of its version is damaged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// Where the parts of a statement stand, in bytes of the version's text.
#[derive(Clone, Debug, Default, Serialize, schemars::JsonSchema)]
pub struct Bytes {
    /// The source.
    pub source: Vec<[usize; 2]>,
    /// The cue.
    pub cue: Vec<[usize; 2]>,
    /// The content.
    pub content: Vec<[usize; 2]>,
}

/// A value for people, with its place.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Piece {
    /// `≥ 30 North Korean soldiers · killed or wounded`.
    pub shown: String,
    /// Its exact words.
    pub words: String,
    /// Where they stand, in bytes of the version's text.
    pub bytes: [usize; 2],
}

impl Ledger {
    /// A statement by its id (`s-…`), as it was known at a time (now, where none is given).
    pub fn statement(&self, id: &str, as_of: Option<jiff::Timestamp>) -> Result<Statement> {
        let then = as_of.map_or(i64::MAX, micros);
        self.look(|db| {
            let found = statement(db, row_of(db, id)?, then)?;
            let known = micros(found.known_from) <= then;
            known.then_some(found).ok_or_else(|| Error::Unknown(format!("statement `{id}`")))
        })
    }

    /// The statements of a version in reading order, by the reading that was the last one at a time
    /// (now, where none is given).
    pub fn statements(
        &self,
        version: &version::Version,
        as_of: Option<jiff::Timestamp>,
    ) -> Result<Vec<Statement>> {
        self.look(|db| {
            let mut select = db.prepare_cached(
                "SELECT id FROM statement WHERE version = ?1 AND known_from <= ?2
                   AND known_from = (SELECT max(known_from) FROM statement WHERE version = ?1 AND known_from <= ?2)
                 ORDER BY ordinal",
            )?;
            let at = as_of.map_or(i64::MAX, micros);
            let rows: Vec<i64> =
                select.query_map([version.row, at], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
            rows.into_iter().map(|row| statement(db, row, at)).collect()
        })
    }
}

/// The row of a statement's id.
pub(crate) fn row_of(db: &Connection, id: &str) -> Result<i64> {
    let key = id.strip_prefix("s-").unwrap_or(id);
    let found = db
        .prepare_cached("SELECT id FROM statement WHERE key = ?")?
        .query_row([key], |row| row.get(0))
        .optional()?;
    found.ok_or_else(|| Error::Unknown(format!("statement `{id}`")))
}

/// A statement by its row, as it was known then.
pub(crate) fn statement(db: &Connection, row: i64, then: i64) -> Result<Statement> {
    let (mut statement, version, spans) = db
        .prepare_cached(
            "SELECT statement.id, statement.key, version.key AS version, version.article, outlet.name AS outlet,
                    json_extract(version.head, '$.headline') AS headline, statement.engine, statement.part,
                    statement.voice, statement.mode, statement.certainty, statement.confidence, statement.day, statement.said_from,
                    statement.said_to, origin.label AS origin, statement.evidence, statement.known_from,
                    iif(statement.known_to <= ?2, statement.known_to, NULL) AS known_to, statement.review, statement.spans, statement.version AS version_row,
                    (SELECT key FROM statement AS old WHERE old.id = statement.replaces) AS replaces
             FROM statement JOIN version ON version.id = statement.version
             JOIN outlet ON outlet.id = statement.outlet LEFT JOIN origin ON origin.id = statement.origin
             WHERE statement.id = ?1",
        )?
        .query_row([row, then], bare)?;
    let spans: Spans = serde_json::from_str(&spans)?;
    let text = match version::text_of(db, version) {
        Ok(text) => text,
        // What else is known of it can be shown, and so can what stands beside it.
        Err(damaged @ Error::Damaged { .. }) => {
            statement.error = Some(damaged.to_string());
            String::new()
        }
        Err(other) => return Err(other),
    };
    statement.source = joined(&text, &spans.source);
    statement.cue = joined(&text, &spans.cue);
    statement.content = joined(&text, &spans.content);
    statement.bytes = Bytes { source: spans.source, cue: spans.cue, content: spans.content };
    statement.speakers = speakers(db, row, then)?;
    statement.via = names(db, "SELECT name FROM via WHERE statement = ? ORDER BY start", row)?;
    statement.figures =
        pieces(db, "SELECT shown, start, stop FROM figure WHERE statement = ? ORDER BY start", row, &text)?;
    statement.places = pieces(
        db,
        "SELECT CASE WHEN geonames IS NOT NULL THEN name || ', ' || coalesce(country, '') || ' · ' || precision
                     WHEN precision = 'wide' THEN name || ' · wide area'
                     WHEN within IS NOT NULL THEN name || ' · not in the gazetteer · in ' || within
                     ELSE name || ' · not in the gazetteer' END, start, stop
         FROM located JOIN place ON place.id = located.place WHERE statement = ? ORDER BY start",
        row,
        &text,
    )?;
    statement.moments = pieces(
        db,
        "SELECT shown, start, stop FROM moment WHERE statement = ? AND said = 0 ORDER BY start",
        row,
        &text,
    )?;
    statement.questions = db
        .prepare_cached(
            "SELECT DISTINCT 'q-' || question FROM answer
             WHERE statement = ?1 AND known_from <= ?2 AND (known_to IS NULL OR known_to > ?2) ORDER BY 1",
        )?
        .query_map([row, then], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    if then < i64::MAX {
        statement.review = review::mark(db, &statement.id, then)?.to_owned();
    }
    Ok(statement)
}

fn bare(row: &Row) -> rusqlite::Result<(Statement, i64, String)> {
    let evidence: Option<String> = row.get("evidence")?;
    let replaces: Option<String> = row.get("replaces")?;
    let statement = Statement {
        id: format!("s-{}", row.get::<_, String>("key")?),
        version: format!("v-{}", row.get::<_, String>("version")?),
        article: format!("a-{}", row.get::<_, i64>("article")?),
        outlet: row.get("outlet")?,
        headline: row.get("headline")?,
        engine: row.get("engine")?,
        part: row.get("part")?,
        voice: row.get("voice")?,
        mode: row.get("mode")?,
        certainty: row.get("certainty")?,
        confidence: row.get("confidence")?,
        speakers: Vec::new(),
        via: Vec::new(),
        day: row.get("day")?,
        said: [row.get("said_from")?, row.get("said_to")?],
        source: String::new(),
        cue: String::new(),
        content: String::new(),
        bytes: Bytes::default(),
        figures: Vec::new(),
        places: Vec::new(),
        moments: Vec::new(),
        origin: row.get("origin")?,
        evidence: evidence.and_then(|evidence| serde_json::from_str(&evidence).ok()),
        questions: Vec::new(),
        known_from: time(row.get("known_from")?),
        known_to: row.get::<_, Option<i64>>("known_to")?.map(time),
        replaces: replaces.map(|key| format!("s-{key}")),
        review: row.get("review")?,
        error: None,
    };
    Ok((statement, row.get("version_row")?, row.get("spans")?))
}

fn speakers(db: &Connection, statement: i64, then: i64) -> Result<Vec<Speaker>> {
    let mut select = db.prepare_cached(
        "SELECT actor.name, actor.party, actor.unnamed, iif(coalesce(actor.role_from, 0) <= ?2, actor.role, NULL)
         FROM speaker JOIN actor ON actor.id = speaker.actor WHERE speaker.statement = ?1 ORDER BY speaker.start",
    )?;
    let rows = select.query_map([statement, then], |row| {
        Ok(Speaker { name: row.get(0)?, party: row.get(1)?, anonymous: row.get(2)?, role: row.get(3)? })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn names(db: &Connection, sql: &str, statement: i64) -> Result<Vec<String>> {
    let mut select = db.prepare_cached(sql)?;
    let rows = select.query_map([statement], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn pieces(db: &Connection, sql: &str, statement: i64, text: &str) -> Result<Vec<Piece>> {
    let mut select = db.prepare_cached(sql)?;
    let rows = select.query_map(params![statement], |row| {
        let bytes = [row.get::<_, i64>(1)? as usize, row.get::<_, i64>(2)? as usize];
        Ok(Piece { shown: row.get(0)?, words: text.get(bytes[0]..bytes[1]).unwrap_or("").to_owned(), bytes })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
