//! Whether the ledger is whole: the database's own check, every stored text and page against its
//! hash, every span inside its text, every index against what it indexes.

use rusqlite::Connection;
use serde::Serialize;

use crate::error::{Error, Result};
use crate::record::Spans;
use crate::store::Ledger;
use crate::version;

/// What a check found.
#[derive(Clone, Debug, Default, Serialize, schemars::JsonSchema)]
pub struct Check {
    /// How many articles, versions, statements, answers and questions there are.
    pub counted: Vec<(String, i64)>,
    /// What is wrong, each naming its thing. Empty: the ledger is whole.
    pub trouble: Vec<String>,
}

impl Ledger {
    /// Checks everything; `progress` is told how many versions of how many were looked at.
    pub fn check(&self, mut progress: impl FnMut(u64, u64)) -> Result<Check> {
        let db = self.db();
        let mut check = Check { counted: counted(db)?, trouble: database(db) };
        if let Err(error) = versions(db, &mut check, &mut progress) {
            check.trouble.push(error.to_string());
        }
        for (what, sql) in INVARIANTS {
            match db.query_row(sql, [], |row| row.get::<_, i64>(0)) {
                Ok(0) => {}
                Ok(count) => check.trouble.push(format!("{what}: {count}")),
                Err(error) => check.trouble.push(format!("cannot check whether {what}: {error}")),
            }
        }
        Ok(check)
    }
}

/// What must never be, with a query that counts it.
const INVARIANTS: &[(&str, &str)] = &[
    (
        "statements whose words are not in the full-text index",
        "SELECT count(*) FROM statement WHERE id NOT IN (SELECT rowid FROM statement_words)",
    ),
    (
        "versions whose words are not in the full-text index",
        "SELECT count(*) FROM version WHERE id NOT IN (SELECT rowid FROM report_words)",
    ),
    (
        "places with a spot that are not in the index of space and time",
        "SELECT count(*) FROM located JOIN place ON place.id = located.place
         WHERE place.latitude IS NOT NULL AND located.id NOT IN (SELECT id FROM spot)",
    ),
    ("statements without an origin", "SELECT count(*) FROM statement WHERE origin IS NULL"),
    (
        "questions whose standing was never computed",
        "SELECT count(*) FROM question WHERE standing IS NULL AND merged IS NULL",
    ),
    (
        "articles with other than one current version",
        "SELECT count(*) FROM (SELECT sum(until IS NULL) AS current FROM version GROUP BY article) WHERE current <> 1",
    ),
];

fn counted(db: &Connection) -> Result<Vec<(String, i64)>> {
    ["outlet", "article", "version", "statement", "answer", "question", "source"]
        .iter()
        .map(|table| {
            let count = db.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0))?;
            Ok(((*table).to_owned(), count))
        })
        .collect()
}

fn database(db: &Connection) -> Vec<String> {
    let look = |pragma: &str| -> rusqlite::Result<Vec<String>> {
        db.prepare(pragma)?.query_map([], |row| row.get::<_, String>(0))?.collect()
    };
    let mut trouble = match look("PRAGMA integrity_check(20)") {
        Ok(lines) => lines.into_iter().filter(|line| line != "ok").collect(),
        Err(error) => vec![format!("the database cannot be checked: {error}")],
    };
    if look("PRAGMA foreign_key_check").is_ok_and(|rows| !rows.is_empty()) {
        trouble.push("rows point at rows that are not there".to_owned());
    }
    match look("SELECT rtreecheck('spot')") {
        Ok(lines) if lines.iter().all(|line| line == "ok") => {}
        _ => trouble.push("the index of space and time is damaged".to_owned()),
    }
    for table in ["statement_words", "report_words"] {
        if let Err(error) =
            db.execute(&format!("INSERT INTO {table} ({table}) VALUES ('integrity-check')"), [])
        {
            trouble.push(format!("the full-text index `{table}` is damaged: {error}"));
        }
    }
    trouble
}

fn versions(db: &Connection, check: &mut Check, progress: &mut impl FnMut(u64, u64)) -> Result<()> {
    let rows: Vec<i64> = db
        .prepare("SELECT id FROM version ORDER BY id")?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for (at, row) in rows.iter().enumerate() {
        if let Err(error) = one(db, *row, check) {
            check.trouble.push(match error {
                Error::Damaged { .. } => error.to_string(),
                other => format!("version number {row} cannot be read: {other}"),
            });
        }
        progress(at as u64 + 1, rows.len() as u64);
    }
    Ok(())
}

fn one(db: &Connection, row: i64, check: &mut Check) -> Result<()> {
    let text = version::text_of(db, row)?;
    version::raw_of(db, row)?;
    let mut select = db.prepare_cached("SELECT key, spans FROM statement WHERE version = ?")?;
    let statements =
        select.query_map([row], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
    for statement in statements {
        let (key, spans) = statement?;
        let spans: Spans = serde_json::from_str(&spans)?;
        let all = spans.source.iter().chain(&spans.cue).chain(&spans.content).chain(&spans.quoted);
        if all.into_iter().any(|[start, end]| text.get(*start..*end).is_none()) {
            check.trouble.push(format!("statement s-{key} points outside of its text"));
        }
    }
    Ok(())
}
