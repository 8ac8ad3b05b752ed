//! Articles, actors and the ledger as a whole, as they are shown.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, params};
use serde::Serialize;

use crate::error::{Error, Result};
use crate::statement::{Statement, statement};
use crate::store::{Ledger, micros, time};
use crate::version::Version;

/// An article with its versions, its newest statements and what it copies.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
pub struct Article {
    /// Its id: `a-…`.
    pub id: String,
    /// Its versions, the oldest first.
    pub versions: Vec<Version>,
    /// The statements of the newest version, in reading order.
    pub statements: Vec<Statement>,
    /// Articles that it repeats or that repeat it.
    pub copies: Vec<Copied>,
    /// The story that it belongs to, with the other articles of that story.
    pub story: Option<Story>,
    /// When it is looked at again; empty where an earlier time is asked for.
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub refetch_at: Option<Timestamp>,
    /// Whether its server says that it is gone.
    pub gone: bool,
}

/// Another article with the same text.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
pub struct Copied {
    /// Its id.
    pub article: String,
    /// Who publishes it.
    pub outlet: String,
    /// `exact`, `near` or `part`; `copied …` where the other is the later one.
    pub kind: String,
    /// The share of the smaller text that stands in the other.
    pub share: f64,
}

/// Articles about the same happening.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
pub struct Story {
    /// Its number.
    pub id: i64,
    /// The headline of the first article in it.
    pub title: String,
    /// The others, in the order in which they were seen: id, outlet, headline.
    pub others: Vec<(String, String, Option<String>)>,
}

/// Somebody who says something.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
pub struct Actor {
    /// Its id: `p-…`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What texts say that it is.
    pub role: Option<String>,
    /// The side that it speaks for.
    pub party: Option<String>,
    /// Whether it is somebody without a name.
    pub anonymous: bool,
    /// How many statements it has made that stand.
    pub statements: i64,
    /// Those last made.
    pub newest: Vec<Statement>,
}

impl Ledger {
    /// An article by its id (`a-…`) or address, as it was known at a time (now, where none is given).
    pub fn article(&self, id: &str, as_of: Option<Timestamp>) -> Result<Article> {
        let versions = self.versions(id, as_of)?;
        let newest = versions.last().cloned().ok_or_else(|| Error::Unknown(format!("article `{id}`")))?;
        let statements = self.statements(&newest, as_of)?;
        let number: i64 = newest.article.trim_start_matches("a-").parse().unwrap_or(-1);
        self.look(|db| {
            let then = as_of.map_or(i64::MAX, micros);
            let (refetch_at, gone, story): (Option<i64>, bool, Option<i64>) = db.query_row(
                "SELECT refetch_at, gone AND coalesce(gone_at, 0) <= ?2, story FROM article WHERE id = ?1",
                [number, then],
                |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
            )?;
            Ok(Article {
                id: newest.article,
                copies: copies(db, number, then)?,
                story: story.map(|story| self::story(db, story, number, then)).transpose()?,
                refetch_at: refetch_at.filter(|_| as_of.is_none()).map(time),
                gone,
                statements,
                versions,
            })
        })
    }

    /// An actor by its id (`p-…`), with what it had said at a time (now, where none is given).
    pub fn actor(&self, id: &str, as_of: Option<Timestamp>) -> Result<Actor> {
        let at = as_of.map_or(i64::MAX, micros);
        let number: i64 = id.strip_prefix("p-").and_then(|id| id.parse().ok()).unwrap_or(-1);
        self.look(|db| {
            let mut actor = actors(
                db,
                &format!("SELECT id, name, {ROLE}, party, unnamed, 0 FROM actor WHERE id = ?1"),
                &[&number, &at],
            )?
            .pop()
            .ok_or_else(|| Error::Unknown(format!("actor `{id}`")))?;
            let known = db
                .prepare_cached(
                    "SELECT 1 FROM speaker JOIN statement ON statement.id = speaker.statement
                     WHERE actor = ?1 AND known_from <= ?2",
                )?
                .exists([number, at])?;
            if !known {
                return Err(Error::Unknown(format!("actor `{id}`")));
            }
            actor.statements = db.query_row(
                "SELECT count(*) FROM speaker JOIN statement ON statement.id = speaker.statement
                 WHERE actor = ?1 AND known_from <= ?2 AND (known_to IS NULL OR known_to > ?2)",
                [number, at],
                |row| row.get(0),
            )?;
            let rows: Vec<i64> = db
                .prepare_cached(
                    "SELECT statement.id FROM speaker JOIN statement ON statement.id = speaker.statement
                     WHERE actor = ?1 AND known_from <= ?2 AND (known_to IS NULL OR known_to > ?2)
                     ORDER BY statement.day DESC, statement.id DESC LIMIT 20",
                )?
                .query_map([number, at], |row| row.get(0))?
                .collect::<rusqlite::Result<_>>()?;
            actor.newest = rows.into_iter().map(|row| statement(db, row, at)).collect::<Result<_>>()?;
            Ok(actor)
        })
    }

    /// Actors whose name or party holds these words, those that say most first; what they had said at
    /// a time (now, where none is given) counts.
    pub fn actors(&self, words: &str, limit: usize, as_of: Option<Timestamp>) -> Result<Vec<Actor>> {
        let at = as_of.map_or(i64::MAX, micros);
        let pattern = format!("%{}%", words.replace(['%', '_'], ""));
        self.look(|db| {
            actors(
                db,
                &format!(
                    "SELECT actor.id, name, {ROLE}, actor.party, unnamed,
                            sum(known_to IS NULL OR known_to > ?2) AS said
                     FROM actor JOIN speaker ON speaker.actor = actor.id
                     JOIN statement ON statement.id = speaker.statement AND known_from <= ?2
                     WHERE name LIKE ?1 OR actor.party LIKE ?1
                     GROUP BY actor.id ORDER BY said DESC, actor.id LIMIT ?3"
                ),
                &[&pattern, &at, &(limit as i64)],
            )
        })
    }
}

/// An actor's role as it was known then.
const ROLE: &str = "iif(coalesce(role_from, 0) <= ?2, role, NULL)";

fn actors(db: &Connection, sql: &str, values: &[&dyn rusqlite::ToSql]) -> Result<Vec<Actor>> {
    let mut select = db.prepare_cached(sql)?;
    let rows = select.query_map(values, |row| {
        Ok(Actor {
            id: format!("p-{}", row.get::<_, i64>(0)?),
            name: row.get(1)?,
            role: row.get(2)?,
            party: row.get(3)?,
            anonymous: row.get(4)?,
            statements: row.get(5)?,
            newest: Vec::new(),
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn copies(db: &Connection, article: i64, then: i64) -> Result<Vec<Copied>> {
    let mut select = db.prepare_cached(
        "SELECT other.article, outlet.name, pair.kind, max(pair.share) FROM (
             SELECT copy.of AS other, copy.kind, copy.share FROM copy JOIN version ON version.id = copy.version
             WHERE version.article = ?1 AND version.seen <= ?2
             UNION ALL
             SELECT copy.version, 'copied ' || copy.kind, copy.share FROM copy JOIN version ON version.id = copy.of
             WHERE version.article = ?1 AND version.seen <= ?2) AS pair
         JOIN version AS other ON other.id = pair.other AND other.seen <= ?2
         JOIN article ON article.id = other.article JOIN outlet ON outlet.id = article.outlet
         GROUP BY other.article ORDER BY 4 DESC LIMIT 50",
    )?;
    let rows = select.query_map(params![article, then], |row| {
        Ok(Copied {
            article: format!("a-{}", row.get::<_, i64>(0)?),
            outlet: row.get(1)?,
            kind: row.get(2)?,
            share: row.get(3)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn story(db: &Connection, story: i64, article: i64, then: i64) -> Result<Story> {
    let title: Option<String> =
        db.query_row("SELECT title FROM story WHERE id = ?", [story], |row| row.get(0)).optional()?;
    let mut select = db.prepare_cached(
        "SELECT article.id, outlet.name, json_extract(version.head, '$.headline')
         FROM (SELECT id FROM article WHERE story = ?1 AND id <> ?2 ORDER BY id LIMIT 50) AS told
         CROSS JOIN article ON article.id = told.id JOIN outlet ON outlet.id = article.outlet
         JOIN version ON version.article = article.id
              AND version.seen <= ?3 AND (version.until IS NULL OR version.until > ?3)
         ORDER BY article.seen, article.id",
    )?;
    let others = select.query_map([story, article, then], |row| {
        Ok((format!("a-{}", row.get::<_, i64>(0)?), row.get(1)?, row.get(2)?))
    })?;
    Ok(Story {
        id: story,
        title: title.unwrap_or_default(),
        others: others.collect::<rusqlite::Result<_>>()?,
    })
}
