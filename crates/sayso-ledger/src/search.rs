//! Search: statements by words and fields, newest first or by rank, with facets, a page at a time.
//!
//! A condition that few statements meet gives all of their ids, and the others are checked on
//! those. Where every condition is common, the newest statements are checked one by one. Where
//! common words are asked for, only the newest hits are looked through, and the result says so.

use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use sayso_text::statement::outlet_named;
use serde::Serialize;

use crate::error::{Error, Result};
use crate::place;
use crate::query::{Field, Query, Term};
use crate::record::day_number;
use crate::statement::{Statement, statement};
use crate::store::{Ledger, micros};
use crate::words;

/// Up to how many ids a condition is followed from.
const FEW: usize = 5_000;
/// How many statements are looked through one by one.
const LOOKED_THROUGH: usize = 20_000;

/// How results are ordered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// The newest day first.
    #[default]
    Newest,
    /// The best match of the words first.
    Rank,
}

/// What is asked for besides the query.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// How many.
    pub limit: usize,
    /// How they are ordered.
    pub order: Order,
    /// Where the page before ended.
    pub cursor: Option<String>,
    /// As the ledger knew them then.
    pub as_of: Option<Timestamp>,
    /// Whether to count by party, outlet and so on.
    pub facets: bool,
}

/// What was found.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
pub struct Found {
    /// The statements of this page.
    pub statements: Vec<Statement>,
    /// Where the next page starts; empty on the last one.
    pub cursor: Option<String>,
    /// How many match: exactly, or at least that many where `partial` says why.
    pub count: usize,
    /// Why not everything was looked at; empty where it was.
    pub partial: Option<String>,
    /// Counts by field.
    pub facets: Vec<Facet>,
}

/// How many statements have each value of a field.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
pub struct Facet {
    /// The field, as queries name it.
    pub field: String,
    /// Its commonest values, with how many statements have them.
    pub values: Vec<(String, i64)>,
}

/// A report that holds words.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
pub struct FoundReport {
    /// Its version's id.
    pub version: String,
    /// Its article's id.
    pub article: String,
    /// Its headline.
    pub headline: Option<String>,
    /// Who publishes.
    pub outlet: String,
    /// The day of publication.
    pub day: Option<String>,
}

/// A condition in SQL, on a row of `statement`.
#[derive(Clone, Debug)]
struct Condition {
    /// Ids that meet it, if they can be listed.
    ids: Option<(String, Vec<Value>)>,
    /// Whether a row meets it.
    check: (String, Vec<Value>),
}

impl Ledger {
    /// Statements that meet a query.
    pub fn find(&self, query: &Query, wanted: &Wanted) -> Result<Found> {
        self.look(|db| find(db, query, wanted))
    }

    /// The newest reports that hold all these words, in their newest version.
    pub fn find_reports(&self, words: &str, limit: usize) -> Result<Vec<FoundReport>> {
        let Some(matched) =
            matched(words.split_whitespace().map(str::to_owned).collect::<Vec<_>>().as_slice(), None)
        else {
            return Ok(Vec::new());
        };
        let mut select = self.db().prepare_cached(
            "SELECT version.key, version.article, json_extract(version.head, '$.headline'), outlet.name, version.day
             FROM report_words JOIN version ON version.id = report_words.rowid
             JOIN article ON article.id = version.article JOIN outlet ON outlet.id = article.outlet
             WHERE report_words MATCH ?1 AND version.until IS NULL ORDER BY report_words.rowid DESC LIMIT ?2",
        )?;
        let rows = select.query_map(rusqlite::params![matched, limit as i64], |row| {
            Ok(FoundReport {
                version: format!("v-{}", row.get::<_, String>(0)?),
                article: format!("a-{}", row.get::<_, i64>(1)?),
                headline: row.get(2)?,
                outlet: row.get(3)?,
                day: row.get(4)?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

fn find(db: &Connection, query: &Query, wanted: &Wanted) -> Result<Found> {
    let words = word_match(query);
    let conditions = conditions(query)?;
    let (base, mut partial) = base(db, &conditions, words.as_deref())?;
    let (mut ids, looked_at_all) = match &base {
        Some(ids) => (checked(db, ids, &conditions, wanted.as_of)?, true),
        None => scanned(db, &conditions, wanted)?,
    };
    // A page that is full looked no further than it had to.
    if !looked_at_all && (wanted.facets || ids.len() <= wanted.limit) {
        partial = Some(format!("the newest {LOOKED_THROUGH} statements were looked through"));
    }
    let count = ids.len();
    let facets = if wanted.facets { facets(db, &ids)? } else { Vec::new() };
    if let (Order::Rank, Some(words)) = (wanted.order, &words) {
        ids = ranked(db, words, ids)?;
    }
    // Without words there is no rank.
    let order = if words.is_some() { wanted.order } else { Order::Newest };
    let ids = after(ids, wanted, order)?;
    let page: Vec<(String, i64)> = ids.iter().take(wanted.limit).cloned().collect();
    // A page that was filled has a next one; so has one of a scan that stopped early.
    let more = ids.len() > page.len() || (!looked_at_all && !page.is_empty());
    let cursor = page.last().filter(|_| more).map(|(day, id)| format!("{day}.{id}"));
    let statements = page.into_iter().map(|(_, id)| statement(db, id)).collect::<Result<_>>()?;
    Ok(Found { statements, cursor, count, partial, facets })
}

/// What the page before ended with is passed over.
fn after(ids: Vec<(String, i64)>, wanted: &Wanted, order: Order) -> Result<Vec<(String, i64)>> {
    let Some(cursor) = &wanted.cursor else { return Ok(ids) };
    let wrong = || Error::Refused(format!("`{cursor}` is no cursor of an earlier page"));
    let (day, id) = cursor.split_once('.').ok_or_else(wrong)?;
    let id: i64 = id.parse().map_err(|_| wrong())?;
    match order {
        Order::Newest => Ok(ids.into_iter().filter(|(d, i)| (d.as_str(), *i) < (day, id)).collect()),
        Order::Rank => Ok(ids.into_iter().skip_while(|(_, i)| *i != id).skip(1).collect()),
    }
}

/// The ids to start from: of the rarest condition; of the newest hits where words are common;
/// nothing where the newest statements are to be looked through.
#[allow(clippy::type_complexity)]
fn base(
    db: &Connection,
    conditions: &[Condition],
    words: Option<&str>,
) -> Result<(Option<Vec<i64>>, Option<String>)> {
    let mut best: Option<Vec<i64>> = None;
    for condition in conditions {
        let Some((sql, values)) = &condition.ids else { continue };
        let sql = format!("{sql} LIMIT {}", FEW + 1);
        let mut select = db.prepare_cached(&sql)?;
        let ids: Vec<i64> =
            select.query_map(params_from_iter(values), |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        let few = ids.len() <= FEW;
        if few && best.as_ref().is_none_or(|best| ids.len() < best.len()) {
            best = Some(ids);
        }
    }
    match (best, words) {
        (Some(ids), _) => Ok((Some(ids), None)),
        (None, None) => Ok((None, None)),
        (None, Some(words)) => {
            let mut select = db.prepare_cached(
                "SELECT rowid FROM statement_words WHERE statement_words MATCH ? ORDER BY rowid DESC LIMIT ?",
            )?;
            let ids = select
                .query_map(rusqlite::params![words, FEW as i64], |row| row.get(0))?
                .collect::<rusqlite::Result<Vec<i64>>>()?;
            let partial =
                format!("the words are common: the newest {FEW} statements with them were looked through");
            Ok((Some(ids), Some(partial)))
        }
    }
}

/// Those of the ids that meet all conditions, the newest day first.
fn checked(
    db: &Connection,
    ids: &[i64],
    conditions: &[Condition],
    as_of: Option<Timestamp>,
) -> Result<Vec<(String, i64)>> {
    let mut sql = "SELECT statement.day, statement.id FROM statement
                   WHERE statement.id IN (SELECT value FROM json_each(?))"
        .to_owned();
    let mut values = vec![Value::Text(serde_json::to_string(ids)?)];
    add_checks(&mut sql, &mut values, conditions, as_of);
    sql.push_str(" ORDER BY statement.day DESC, statement.id DESC");
    let mut select = db.prepare_cached(&sql)?;
    let rows = select.query_map(params_from_iter(values), |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The newest statements that meet all conditions, of a bounded number that is looked through.
fn scanned(db: &Connection, conditions: &[Condition], wanted: &Wanted) -> Result<(Vec<(String, i64)>, bool)> {
    let mut start = String::from("WHERE 1");
    let mut values = Vec::new();
    if let Some((day, id)) = wanted.cursor.as_ref().and_then(|cursor| cursor.split_once('.')) {
        start.push_str(" AND (statement.day, statement.id) < (?, ?)");
        values.push(Value::Text(day.to_owned()));
        values.push(Value::Integer(id.parse().unwrap_or(0)));
    }
    // Days bound the scan itself, not what is looked at on the way.
    for (sql, bounds) in conditions
        .iter()
        .map(|condition| &condition.check)
        .filter(|check| check.0.starts_with("statement.day "))
    {
        start.push_str(&format!(" AND {sql}"));
        values.extend(bounds.iter().cloned());
    }
    let mut sql = format!(
        "SELECT statement.day, statement.id FROM
         (SELECT * FROM statement {start} ORDER BY statement.day DESC, statement.id DESC LIMIT {LOOKED_THROUGH}) AS statement
         WHERE 1"
    );
    add_checks(&mut sql, &mut values, conditions, wanted.as_of);
    let most = if wanted.facets { FEW } else { wanted.limit.saturating_add(1) };
    sql.push_str(&format!(" LIMIT {most}"));
    let mut select = db.prepare_cached(&sql)?;
    let rows = select.query_map(params_from_iter(values), |row| Ok((row.get(0)?, row.get(1)?)))?;
    let found: Vec<(String, i64)> = rows.collect::<rusqlite::Result<_>>()?;
    let total: i64 =
        db.prepare_cached("SELECT coalesce(max(id), 0) FROM statement")?.query_row([], |row| row.get(0))?;
    let all = found.len() < most && total <= LOOKED_THROUGH as i64;
    Ok((found, all))
}

fn add_checks(sql: &mut String, values: &mut Vec<Value>, conditions: &[Condition], as_of: Option<Timestamp>) {
    match as_of {
        None => sql.push_str(" AND statement.known_to IS NULL"),
        Some(at) => {
            sql.push_str(
                " AND statement.known_from <= ? AND (statement.known_to IS NULL OR statement.known_to > ?)",
            );
            values.extend([Value::Integer(micros(at)), Value::Integer(micros(at))]);
        }
    }
    for condition in conditions {
        sql.push_str(" AND ");
        sql.push_str(&condition.check.0);
        values.extend(condition.check.1.iter().cloned());
    }
}

/// The ids in the order of their rank among all matches.
fn ranked(db: &Connection, words: &str, ids: Vec<(String, i64)>) -> Result<Vec<(String, i64)>> {
    let mut select = db.prepare_cached(
        "SELECT rowid FROM statement_words WHERE statement_words MATCH ?1 AND rowid >= ?2 ORDER BY rank",
    )?;
    let least = ids.iter().map(|(_, id)| *id).min().unwrap_or(0);
    let mut by_id: std::collections::HashMap<i64, String> =
        ids.into_iter().map(|(day, id)| (id, day)).collect();
    let mut ranked = Vec::new();
    for id in select.query_map(rusqlite::params![words, least], |row| row.get::<_, i64>(0))? {
        let id = id?;
        if let Some(day) = by_id.remove(&id) {
            ranked.push((day, id));
        }
    }
    Ok(ranked)
}

fn facets(db: &Connection, ids: &[(String, i64)]) -> Result<Vec<Facet>> {
    let ids: Vec<i64> = ids.iter().take(FEW).map(|(_, id)| *id).collect();
    let json = serde_json::to_string(&ids)?;
    const FACETS: &[(&str, &str)] = &[
        (
            "party",
            "SELECT party, count(DISTINCT statement) FROM speaker
                   WHERE party IS NOT NULL AND statement IN (SELECT value FROM json_each(?))",
        ),
        (
            "outlet",
            "SELECT outlet.name, count(*) FROM statement JOIN outlet ON outlet.id = statement.outlet
                    WHERE statement.id IN (SELECT value FROM json_each(?))",
        ),
        (
            "outcome",
            "SELECT outcome, count(DISTINCT statement) FROM figure
                     WHERE outcome IS NOT NULL AND statement IN (SELECT value FROM json_each(?))",
        ),
        (
            "place",
            "SELECT place.name, count(DISTINCT statement) FROM located JOIN place ON place.id = located.place
                   WHERE statement IN (SELECT value FROM json_each(?))",
        ),
        (
            "certainty",
            "SELECT certainty, count(*) FROM statement WHERE id IN (SELECT value FROM json_each(?))",
        ),
        ("mode", "SELECT mode, count(*) FROM statement WHERE id IN (SELECT value FROM json_each(?))"),
        (
            "standing",
            "SELECT label.value, count(DISTINCT answer.statement)
                      FROM answer JOIN question ON question.id = answer.question,
                           json_each(json_extract(question.standing, '$.labels')) AS label
                      WHERE answer.known_to IS NULL AND answer.statement IN (SELECT value FROM json_each(?))",
        ),
    ];
    let mut facets = Vec::new();
    for (field, sql) in FACETS {
        let mut select = db.prepare_cached(&format!("{sql} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 10"))?;
        let rows = select.query_map([&json], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let values: Vec<(String, i64)> = rows.collect::<rusqlite::Result<_>>()?;
        if !values.is_empty() {
            facets.push(Facet { field: (*field).to_owned(), values });
        }
    }
    Ok(facets)
}

/// The words and phrases of a query as the full-text index takes them.
fn word_match(query: &Query) -> Option<String> {
    let wanted = |term: &Term| match (&term.field, term.not) {
        (Field::Words(words), false) => matched(std::slice::from_ref(words), None),
        (Field::Source(words), false) => matched(std::slice::from_ref(words), Some("source")),
        _ => None,
    };
    let parts: Vec<String> = query.terms.iter().filter_map(wanted).collect();
    (!parts.is_empty()).then(|| parts.join(" AND "))
}

/// Words as a phrase for the full-text index: its own signs mean nothing.
fn matched(phrases: &[String], column: Option<&str>) -> Option<String> {
    let parts: Vec<String> = phrases
        .iter()
        .map(|phrase| phrase.replace(['"', '\0'], " "))
        .filter(|phrase| phrase.chars().any(char::is_alphanumeric))
        .map(|phrase| match column {
            Some(column) => format!("{column} : \"{phrase}\""),
            None => format!("\"{phrase}\""),
        })
        .collect();
    (!parts.is_empty()).then(|| parts.join(" AND "))
}

fn conditions(query: &Query) -> Result<Vec<Condition>> {
    let mut conditions: Vec<Condition> = Vec::new();
    // Outcome, counts and amount are those of one figure.
    let (figure, rest): (Vec<&Term>, Vec<&Term>) = query.terms.iter().partition(|term| {
        !term.not && matches!(term.field, Field::Outcome(_) | Field::Counts(_) | Field::Figure(..))
    });
    if !figure.is_empty() {
        conditions.push(figures(figure.iter().map(|term| &term.field)));
    }
    // Place and days together go through the index of space and time.
    let said = query.terms.iter().find_map(|term| match (&term.field, term.not) {
        (Field::Said(from, to), false) => Some((*from, *to)),
        _ => None,
    });
    for term in rest {
        let condition = condition(&term.field, said)?;
        conditions.push(if term.not {
            Condition { ids: None, check: (format!("NOT {}", condition.check.0), condition.check.1) }
        } else {
            condition
        });
    }
    Ok(conditions)
}

fn text(value: &str) -> Value {
    Value::Text(value.to_owned())
}

fn figures<'a>(fields: impl Iterator<Item = &'a Field>) -> Condition {
    let mut sql = String::from("1");
    let mut values = Vec::new();
    let mut by_outcome = false;
    for field in fields {
        match field {
            Field::Outcome(outcome) => {
                by_outcome = true;
                sql.push_str(" AND figure.outcome = ?");
                values.push(text(&outcome.to_lowercase()));
            }
            Field::Counts(counts) => {
                sql.push_str(" AND figure.counts LIKE '%' || ? || '%'");
                values.push(text(&counts.replace(['%', '_'], "")));
            }
            Field::Figure(low, high) => {
                if let Some(low) = low {
                    sql.push_str(" AND figure.low >= ?");
                    values.push(Value::Real(*low));
                }
                if let Some(high) = high {
                    sql.push_str(" AND coalesce(figure.high, CASE WHEN figure.bound IN ('at most', 'less than') THEN figure.low END) <= ?");
                    values.push(Value::Real(*high));
                }
            }
            _ => {}
        }
    }
    let ids =
        by_outcome.then(|| (format!("SELECT DISTINCT statement FROM figure WHERE {sql}"), values.clone()));
    let check = format!("EXISTS (SELECT 1 FROM figure WHERE figure.statement = statement.id AND {sql})");
    Condition { ids, check: (check, values) }
}

fn condition(field: &Field, said: Option<(Date, Date)>) -> Result<Condition> {
    let plain = |sql: &str, value: Value| Condition { ids: None, check: (sql.to_owned(), vec![value]) };
    Ok(match field {
        Field::Words(words) => full_text(words, None),
        Field::Source(words) => full_text(words, Some("source")),
        Field::Party(party) => Condition {
            ids: Some((
                "SELECT statement FROM speaker WHERE party = ? COLLATE NOCASE AND party IS NOT NULL".to_owned(),
                vec![text(party)],
            )),
            check: (
                "EXISTS (SELECT 1 FROM speaker WHERE speaker.statement = statement.id AND party = ? COLLATE NOCASE)"
                    .to_owned(),
                vec![text(party)],
            ),
        },
        Field::Via(name) => {
            let name = outlet_named(name).map_or(name.as_str(), |(_, full)| full);
            Condition {
                ids: Some(("SELECT statement FROM via WHERE name = ? COLLATE NOCASE".to_owned(), vec![text(name)])),
                check: (
                    "EXISTS (SELECT 1 FROM via WHERE via.statement = statement.id AND name = ? COLLATE NOCASE)".to_owned(),
                    vec![text(name)],
                ),
            }
        }
        Field::Outlet(name) => {
            let name = text(&words::words(name).join(" "));
            let ids = "(SELECT id FROM outlet WHERE key = ?1 OR key = 'the ' || ?1)".replace("?1", "?");
            Condition {
                ids: Some((format!("SELECT id FROM statement WHERE outlet IN {ids}"), vec![name.clone(), name.clone()])),
                check: (format!("statement.outlet IN {ids}"), vec![name.clone(), name]),
            }
        }
        Field::Place(name) => {
            let (within, values) = place::within(name);
            let values: Vec<Value> = values.iter().map(|value| text(value)).collect();
            Condition {
                ids: Some((
                    format!("SELECT DISTINCT statement FROM place JOIN located ON located.place = place.id WHERE {within}"),
                    values.clone(),
                )),
                check: (
                    format!(
                        "EXISTS (SELECT 1 FROM located JOIN place ON place.id = located.place
                                 WHERE located.statement = statement.id AND {within})"
                    ),
                    values,
                ),
            }
        }
        Field::Near(latitude, longitude, kilometres) => near(*latitude, *longitude, *kilometres, said),
        Field::Said(from, to) => Condition {
            ids: None,
            check: ("statement.day BETWEEN ? AND ?".to_owned(), vec![text(&from.to_string()), text(&to.to_string())]),
        },
        Field::Happened(from, to) => Condition {
            ids: None,
            check: (
                "EXISTS (SELECT 1 FROM moment WHERE moment.statement = statement.id AND moment.said = 0
                         AND moment.day_from <= ? AND coalesce(moment.day_to, moment.day_from) >= ?)"
                    .to_owned(),
                vec![text(&to.to_string()), text(&from.to_string())],
            ),
        },
        Field::Mode(mode) => plain("statement.mode = ?", text(mode)),
        Field::Certainty(certainty) => plain("statement.certainty = ?", text(certainty)),
        Field::Voice(voice) => plain("statement.voice = ?", text(voice)),
        Field::Review(review) => {
            plain("statement.review = ?", text(if review == "none" { "" } else { review.as_str() }))
        }
        Field::Standing(label) => plain(
            "EXISTS (SELECT 1 FROM answer JOIN question ON question.id = answer.question
                     WHERE answer.statement = statement.id AND answer.known_to IS NULL
                       AND question.labels LIKE '%' || ? || '%')",
            text(label),
        ),
        Field::Outcome(_) | Field::Counts(_) | Field::Figure(..) => figures(std::iter::once(field)),
    })
}

fn full_text(words: &str, column: Option<&str>) -> Condition {
    let matched =
        matched(std::slice::from_ref(&words.to_owned()), column).unwrap_or_else(|| "\"\"".to_owned());
    Condition {
        ids: Some((
            "SELECT rowid FROM statement_words WHERE statement_words MATCH ?".to_owned(),
            vec![text(&matched)],
        )),
        check: (
            "statement.id IN (SELECT rowid FROM statement_words WHERE statement_words MATCH ? AND rowid = statement.id)"
                .to_owned(),
            vec![text(&matched)],
        ),
    }
}

/// Kilometres that one degree of latitude takes.
const DEGREE: f64 = 111.2;

/// Around a spot: a box by the index of space and time. What lies in its corners is further away
/// than asked for and is taken out by the spots that are near enough.
fn near(latitude: f64, longitude: f64, kilometres: f64, said: Option<(Date, Date)>) -> Condition {
    // A little more than asked for: the index rounds.
    let high = kilometres / DEGREE + 0.02;
    let reach = latitude.abs() + high;
    let wide = if reach < 90.0 {
        (high.to_radians().sin() / latitude.to_radians().cos()).clamp(0.0, 1.0).asin().to_degrees() + 0.02
    } else {
        360.0
    };
    // The day's edge: what lies beyond it has longitudes of the other sign.
    let wide = if longitude.abs() + wide > 180.0 { 360.0 } else { wide };
    let (first, last) = said.map_or((f64::MIN, f64::MAX), |(from, to)| {
        (day_number(from.max(jiff::civil::date(1, 1, 1))), day_number(to.min(jiff::civil::date(9000, 1, 1))))
    });
    let values: Vec<Value> =
        [latitude - high, latitude + high, longitude - wide, longitude + wide, first, last]
            .into_iter()
            .map(Value::Real)
            .collect();
    let inside = "south >= ? AND north <= ? AND west >= ? AND east <= ? AND first >= ? AND last <= ?";
    Condition {
        ids: Some((
            format!(
                "SELECT DISTINCT located.statement FROM spot JOIN located ON located.id = spot.id WHERE {inside}"
            ),
            values,
        )),
        check: (
            "EXISTS (SELECT 1 FROM located JOIN place ON place.id = located.place
                     WHERE located.statement = statement.id AND place.latitude IS NOT NULL
                       AND km(place.latitude, place.longitude, ?, ?) <= ?)"
                .to_owned(),
            vec![Value::Real(latitude), Value::Real(longitude), Value::Real(kilometres)],
        ),
    }
}
