//! Search: statements by words and fields, newest first or by rank, with facets, a page at a time.
//!
//! Every field that names something has an index in the order of days. The one that leads furthest
//! back with the fewest entries is followed, newest first, and what it gives is checked against
//! the rest. Words that are not common give all of their statements as a set; common ones are
//! looked through from the newest on, and the result says so.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension as _, params_from_iter};
use sayso_text::statement::outlet_named;
use serde::Serialize;

use crate::error::{Error, Result};
use crate::place;
use crate::query::{Field, Query, Term};
use crate::question;
use crate::record::day_number;
use crate::statement::{Statement, statement};
use crate::store::{Ledger, micros};
use crate::words;

/// Entries of an index that are followed at once.
const STRETCH: usize = 2_000;
/// How many statements are looked through for one page at most.
const LOOKED_THROUGH: usize = 20_000;
/// Up to how many statements a set holds. More have common words, or lie in a very large circle.
const SET: usize = 50_000;
/// How many of the newest statements with common words are looked through.
const NEWEST: usize = 5_000;
/// How many are checked at once.
const CHUNK: usize = 256;

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
    /// How many match of those that were looked at.
    pub count: usize,
    /// Whether those are all there are.
    pub counted_all: bool,
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

/// A condition on statements.
#[derive(Clone, Debug)]
struct Condition {
    /// An index in the order of days: `SELECT day, statement FROM … WHERE …`, once for each key.
    index: Option<(&'static str, Vec<Value>)>,
    /// Whether a row of `statement` meets it.
    check: (String, Vec<Value>),
}

/// A statement's place in the order of days.
pub(crate) type Entry = (String, i64);

impl Ledger {
    /// Statements that meet a query.
    pub fn find(&self, query: &Query, wanted: &Wanted) -> Result<Found> {
        self.look(|db| find(db, query, wanted))
    }

    /// The newest reports that hold all these words, in the version that was their newest at a time
    /// (now, where none is given).
    pub fn find_reports(
        &self,
        words: &str,
        limit: usize,
        as_of: Option<Timestamp>,
    ) -> Result<Vec<FoundReport>> {
        let then = as_of.map_or(i64::MAX, micros);
        let Some(matched) =
            matched(words.split_whitespace().map(str::to_owned).collect::<Vec<_>>().as_slice(), None)
        else {
            return Ok(Vec::new());
        };
        let mut select = self.db().prepare_cached(
            "SELECT version.key, version.article, json_extract(version.head, '$.headline'), outlet.name, version.day
             FROM report_words JOIN version ON version.id = report_words.rowid
             JOIN article ON article.id = version.article JOIN outlet ON outlet.id = article.outlet
             WHERE report_words MATCH ?1 AND version.seen <= ?3 AND (version.until IS NULL OR version.until > ?3)
             ORDER BY report_words.rowid DESC LIMIT ?2",
        )?;
        let rows = select.query_map(rusqlite::params![matched, limit as i64, then], |row| {
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
    let then = wanted.as_of.map_or(i64::MAX, micros);
    // Without words there is no rank.
    let order = if word_match(query).is_some() { wanted.order } else { Order::Newest };
    let wanted = &Wanted { order, ..wanted.clone() };
    let mut search = Search::new(db, query, wanted)?;
    let needed = if wanted.facets || wanted.order == Order::Rank { STRETCH } else { wanted.limit + 1 };
    let mut found = search.follow(needed)?;
    let count = found.len();
    let facets = if wanted.facets { facets(db, &found, wanted.as_of)? } else { Vec::new() };
    if let (Order::Rank, Some(words)) = (wanted.order, &search.words) {
        found = ranked(db, words, found)?;
        found = match &wanted.cursor {
            Some(cursor) => {
                let (_, id) = cursor_of(cursor)?;
                found.into_iter().skip_while(|(_, other)| *other != id).skip(1).collect()
            }
            None => found,
        };
    }
    let page: Vec<Entry> = found.iter().take(wanted.limit).cloned().collect();
    let cursor = if found.len() > page.len() {
        page.last().cloned()
    } else if wanted.order == Order::Newest {
        search.reached.clone()
    } else {
        None
    };
    let statements = page.iter().map(|(_, id)| statement(db, *id, then)).collect::<Result<_>>()?;
    let counted_all = search.reached.is_none() && count < needed;
    if !counted_all && search.partial.is_none() && search.looked >= LOOKED_THROUGH {
        search.partial = Some(format!("{LOOKED_THROUGH} statements were looked through"));
    }
    Ok(Found {
        statements,
        cursor: cursor.map(|(day, id)| format!("{day}.{id}")),
        count,
        counted_all,
        partial: search.partial,
        facets,
    })
}

/// The newest statements that meet a query: day and row.
pub(crate) fn entries(db: &Connection, query: &Query, limit: usize) -> Result<Vec<Entry>> {
    let wanted = Wanted { limit, order: Order::Newest, cursor: None, as_of: None, facets: false };
    let mut found = Search::new(db, query, &wanted)?.follow(limit)?;
    found.truncate(limit);
    Ok(found)
}

fn cursor_of(cursor: &str) -> Result<Entry> {
    let wrong = || Error::Refused(format!("`{cursor}` is no cursor of an earlier page"));
    let (day, id) = cursor.split_once('.').ok_or_else(wrong)?;
    Ok((day.to_owned(), id.parse().map_err(|_| wrong())?))
}

/// A search under way.
struct Search<'a> {
    db: &'a Connection,
    conditions: Vec<Condition>,
    /// Sets that a statement must be in.
    sets: Vec<HashSet<i64>>,
    /// The full-text query of all words.
    words: Option<String>,
    days: Option<(Date, Date)>,
    as_of: Option<Timestamp>,
    /// Labels of the standing that questions must have had at that time.
    standings: Option<Standings>,
    /// Where the newest entry that was not looked at lies below; empty where all were looked at.
    reached: Option<Entry>,
    /// Where the page before ended.
    before: Option<Entry>,
    looked: usize,
    partial: Option<String>,
}

impl<'a> Search<'a> {
    fn new(db: &'a Connection, query: &Query, wanted: &Wanted) -> Result<Search<'a>> {
        let mut search = Search {
            db,
            conditions: conditions(query, wanted.as_of),
            standings: wanted.as_of.map(|then| Standings::new(query, micros(then))),
            sets: Vec::new(),
            words: word_match(query),
            days: said(query),
            as_of: wanted.as_of,
            reached: None,
            before: match (&wanted.cursor, wanted.order) {
                (Some(cursor), Order::Newest) => Some(cursor_of(cursor)?),
                _ => None,
            },
            looked: 0,
            partial: None,
        };
        search.words_as_set(wanted.order)?;
        for term in query.terms.iter().filter(|term| !term.not) {
            if let Field::Near(latitude, longitude, kilometres) = term.field {
                search.near_as_set(latitude, longitude, kilometres)?;
            }
        }
        Ok(search)
    }

    /// Words that are not common: the set of all their statements. Common ones stay a check, but
    /// where nothing else is asked for, or the rank decides, the newest of them are the set.
    fn words_as_set(&mut self, order: Order) -> Result<()> {
        let Some(words) = &self.words else { return Ok(()) };
        let mut select = self.db.prepare_cached(
            "SELECT rowid FROM statement_words WHERE statement_words MATCH ? AND rowid <= ? ORDER BY rowid DESC LIMIT ?",
        )?;
        let alone = order == Order::Rank || self.conditions.iter().all(|condition| condition.index.is_none());
        let most = if alone { NEWEST } else { SET };
        let ids: HashSet<i64> = select
            .query_map(rusqlite::params![words, self.last_known()?, most as i64 + 1], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        if ids.len() <= most {
            self.sets.push(ids);
        } else if alone {
            self.partial = Some(format!(
                "the words are common: the newest {NEWEST} statements with them were looked through"
            ));
            self.sets.push(ids);
        } else {
            self.conditions.push(Condition {
                index: None,
                check: (
                    "EXISTS (SELECT 1 FROM statement_words WHERE statement_words MATCH ? AND rowid = statement.id)".to_owned(),
                    vec![text(words)],
                ),
            });
        }
        Ok(())
    }

    /// The newest statement that was known at the time that is asked for.
    fn last_known(&self) -> Result<i64> {
        let Some(then) = self.as_of else { return Ok(i64::MAX) };
        let sql = "SELECT id FROM statement WHERE known_from <= ? ORDER BY id DESC LIMIT 1";
        Ok(self.db.prepare_cached(sql)?.query_row([micros(then)], |row| row.get(0)).optional()?.unwrap_or(0))
    }

    /// Around a spot: a box by the index of space and time, then the distance itself.
    fn near_as_set(&mut self, latitude: f64, longitude: f64, kilometres: f64) -> Result<()> {
        // A little more than asked for: the index rounds.
        let high = kilometres / DEGREE + 0.02;
        let wide = if latitude.abs() + high < 90.0 {
            (high.to_radians().sin() / latitude.to_radians().cos()).min(1.0).asin().to_degrees() + 0.02
        } else {
            360.0
        };
        // The day's edge: what lies beyond it has longitudes of the other sign.
        let wide = if longitude.abs() + wide > 180.0 { 360.0 } else { wide };
        let edge =
            |day: Date| day_number(day.clamp(jiff::civil::date(1, 1, 1), jiff::civil::date(9000, 1, 1)));
        let (first, last) = self.days.map_or((-1e9, 1e9), |(from, to)| (edge(from), edge(to)));
        let mut select = self.db.prepare_cached(
            "SELECT located.statement FROM spot JOIN located ON located.id = spot.id JOIN place ON place.id = located.place
             WHERE south >= ? AND north <= ? AND west >= ? AND east <= ? AND first >= ? AND last <= ?
               AND km(place.latitude, place.longitude, ?, ?) <= ? LIMIT ?",
        )?;
        let box_and_circle = [
            latitude - high,
            latitude + high,
            longitude - wide,
            longitude + wide,
            first,
            last,
            latitude,
            longitude,
            kilometres,
        ];
        let values = box_and_circle.into_iter().map(Value::Real).chain([Value::Integer(SET as i64 + 1)]);
        let ids: HashSet<i64> =
            select.query_map(params_from_iter(values), |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        if ids.len() > SET {
            self.partial =
                Some(format!("more than {SET} statements lie in that circle: some were looked through"));
        }
        self.sets.push(ids);
        Ok(())
    }

    /// At least `needed` matches, newest first, or all there are.
    fn follow(&mut self, needed: usize) -> Result<Vec<Entry>> {
        let smallest = self.sets.iter().enumerate().min_by_key(|(_, set)| set.len()).map(|(at, _)| at);
        if let Some(at) = smallest.filter(|at| self.sets[*at].len() <= NEWEST + 1) {
            let ids = self.sets.swap_remove(at);
            let entries = self.in_order(&ids)?;
            return self.checked(&entries, needed);
        }
        let mut found = Vec::new();
        let mut leads: Option<usize> = None;
        let mut before = self.before.clone();
        while self.looked < LOOKED_THROUGH {
            let (condition, entries, whole) = self.stretch(leads, before.as_ref())?;
            leads = condition;
            let last = entries.last().cloned();
            self.looked += entries.len();
            found.extend(self.checked(&entries, needed - found.len())?);
            if whole || found.len() >= needed {
                self.reached = self.reached.take().filter(|_| !whole);
                return Ok(found);
            }
            before.clone_from(&last);
            self.reached = last;
        }
        Ok(found)
    }

    /// The next entries of the index that leads: of the one that is through first, else of the one
    /// that reaches furthest back. Says whether it is through.
    fn stretch(
        &self,
        leads: Option<usize>,
        before: Option<&Entry>,
    ) -> Result<(Option<usize>, Vec<Entry>, bool)> {
        let indexes = self.conditions.iter().enumerate().filter_map(|(at, condition)| {
            condition
                .index
                .as_ref()
                .filter(|_| leads.is_none_or(|leads| leads == at))
                .map(|index| (at, index))
        });
        let mut best: Option<(Option<usize>, Vec<Entry>, bool)> = None;
        for (at, (sql, keys)) in indexes {
            let (entries, whole) = self.entries(sql, keys, before)?;
            let better = best.as_ref().is_none_or(|(_, other, through)| match (whole, *through) {
                (true, true) => entries.len() < other.len(),
                (false, false) => entries.last() < other.last(),
                (is, was) => is && !was,
            });
            if better {
                best = Some((Some(at), entries, whole));
            }
        }
        match best {
            Some(best) => Ok(best),
            None => {
                let (entries, whole) = self.entries(
                    "SELECT day, id AS statement FROM statement WHERE ? = 1",
                    &[Value::Integer(1)],
                    before,
                )?;
                Ok((None, entries, whole))
            }
        }
    }

    /// Entries of an index, newest first, below `before`; whether there are no more.
    fn entries(&self, sql: &str, keys: &[Value], before: Option<&Entry>) -> Result<(Vec<Entry>, bool)> {
        let mut bounded = sql.to_owned();
        let mut bounds = Vec::new();
        let id = if sql.contains("id AS statement") { "id" } else { "statement" };
        if let Some((from, to)) = self.days {
            bounded.push_str(" AND day BETWEEN ? AND ?");
            bounds.extend([text(&from.to_string()), text(&to.to_string())]);
        }
        if let Some((day, statement)) = before {
            bounded.push_str(&format!(" AND (day, {id}) < (?, ?)"));
            bounds.extend([text(day), Value::Integer(*statement)]);
        }
        bounded.push_str(&format!(" ORDER BY day DESC, {id} DESC LIMIT {STRETCH}"));
        let mut select = self.db.prepare_cached(&bounded)?;
        let (mut entries, mut edge): (Vec<Entry>, Option<Entry>) = (Vec::new(), None);
        for key in keys {
            let values = std::iter::once(key.clone()).chain(bounds.iter().cloned());
            let rows = select.query_map(params_from_iter(values), |row| Ok((row.get(0)?, row.get(1)?)))?;
            let some: Vec<Entry> = rows.collect::<rusqlite::Result<_>>()?;
            if some.len() == STRETCH {
                // Below the last entry of a key that goes on, the others are not complete.
                edge = edge.max(some.last().cloned());
            }
            entries.extend(some);
        }
        entries.sort_unstable_by(|one, other| other.cmp(one));
        entries.dedup();
        if let Some(edge) = &edge {
            entries.retain(|entry| entry >= edge);
        }
        Ok((entries, edge.is_none()))
    }

    /// A set's statements, newest first, below the page before.
    fn in_order(&self, ids: &HashSet<i64>) -> Result<Vec<Entry>> {
        let mut select = self.db.prepare_cached(
            "SELECT day, id FROM statement WHERE id IN (SELECT value FROM json_each(?)) ORDER BY day DESC, id DESC",
        )?;
        let json = serde_json::to_string(ids)?;
        let rows = select.query_map([json], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let entries: Vec<Entry> = rows.collect::<rusqlite::Result<_>>()?;
        let (from, to) = self
            .days
            .map_or((String::new(), "~".to_owned()), |(from, to)| (from.to_string(), to.to_string()));
        let below = |entry: &Entry| self.before.as_ref().is_none_or(|before| entry < before);
        Ok(entries.into_iter().filter(|entry| entry.0 >= from && entry.0 <= to && below(entry)).collect())
    }

    /// Those of the entries that meet all conditions, in their order, until there are enough.
    fn checked(&mut self, entries: &[Entry], needed: usize) -> Result<Vec<Entry>> {
        let mut sql =
            "SELECT statement.id FROM statement WHERE statement.id IN (SELECT value FROM json_each(?))"
                .to_owned();
        let mut checks = Vec::new();
        add_checks(&mut sql, &mut checks, &self.conditions, self.as_of);
        let mut select = self.db.prepare_cached(&sql)?;
        let mut found: Vec<Entry> = Vec::new();
        for chunk in entries.chunks(CHUNK) {
            let ids: Vec<i64> = chunk
                .iter()
                .map(|(_, id)| *id)
                .filter(|id| self.sets.iter().all(|set| set.contains(id)))
                .collect();
            if ids.is_empty() {
                continue;
            }
            let values =
                std::iter::once(Value::Text(serde_json::to_string(&ids)?)).chain(checks.iter().cloned());
            let met: HashSet<i64> = select
                .query_map(params_from_iter(values), |row| row.get(0))?
                .collect::<rusqlite::Result<_>>()?;
            for entry in chunk.iter().filter(|(_, id)| met.contains(id)) {
                let stood = match &mut self.standings {
                    Some(standings) => standings.allow(self.db, entry.1)?,
                    None => true,
                };
                if stood {
                    found.push(entry.clone());
                }
            }
            if found.len() >= needed {
                break;
            }
        }
        Ok(found)
    }
}

/// The days that are asked for.
fn said(query: &Query) -> Option<(Date, Date)> {
    query.terms.iter().find_map(|term| match (&term.field, term.not) {
        (Field::Said(from, to), false) => Some((*from, *to)),
        _ => None,
    })
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

/// The statements in the order of their rank among all that have the words.
fn ranked(db: &Connection, words: &str, found: Vec<Entry>) -> Result<Vec<Entry>> {
    let mut select = db.prepare_cached(
        "SELECT rowid FROM statement_words WHERE statement_words MATCH ?1 AND rowid >= ?2 ORDER BY rank",
    )?;
    let least = found.iter().map(|(_, id)| *id).min().unwrap_or(0);
    let mut by_id: std::collections::HashMap<i64, String> =
        found.into_iter().map(|(day, id)| (id, day)).collect();
    let mut ranked = Vec::new();
    for id in select.query_map(rusqlite::params![words, least], |row| row.get::<_, i64>(0))? {
        let id = id?;
        if let Some(day) = by_id.remove(&id) {
            ranked.push((day, id));
        }
    }
    Ok(ranked)
}

fn facets(db: &Connection, ids: &[(String, i64)], as_of: Option<Timestamp>) -> Result<Vec<Facet>> {
    let ids: Vec<i64> = ids.iter().map(|(_, id)| *id).collect();
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
            // By the short column: the standing itself is large.
            "WITH pair AS MATERIALIZED (
                          SELECT DISTINCT answer.statement, question.labels
                          FROM answer JOIN question ON question.id = answer.question
                          WHERE answer.known_to IS NULL AND answer.statement IN (SELECT value FROM json_each(?))),
                      label (name) AS (VALUES ('one party'), ('several parties'), ('corroborated'), ('conceded'),
                          ('disputed'), ('echoed'), ('revised'), ('withdrawn'), ('reviewed'))
                      SELECT name, count(DISTINCT statement) FROM pair JOIN label ON instr(labels, name)",
        ),
    ];
    let mut facets = Vec::new();
    for (field, sql) in FACETS {
        if let (&"standing", Some(then)) = (field, as_of) {
            let values = Standings::at(micros(then)).counted(db, &ids)?;
            if !values.is_empty() {
                facets.push(Facet { field: (*field).to_owned(), values });
            }
            continue;
        }
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

fn conditions(query: &Query, as_of: Option<Timestamp>) -> Vec<Condition> {
    // Outcome, counts and amount are those of one figure.
    let (figure, rest): (Vec<&Term>, Vec<&Term>) = query.terms.iter().partition(|term| {
        !term.not && matches!(term.field, Field::Outcome(_) | Field::Counts(_) | Field::Figure(..))
    });
    let mut conditions: Vec<Condition> = Vec::new();
    if !figure.is_empty() {
        conditions.push(figures(figure.iter().map(|term| &term.field)));
    }
    for term in rest {
        // A standing at another time is no column: `Standings` looks.
        if as_of.is_some() && matches!(term.field, Field::Standing(_)) {
            continue;
        }
        // Words and circles that must hold are sets.
        let set = matches!(term.field, Field::Words(_) | Field::Source(_) | Field::Near(..));
        match (condition(&term.field, as_of), term.not) {
            (condition, true) => conditions.push(Condition {
                index: None,
                check: (format!("NOT ({})", condition.check.0), condition.check.1),
            }),
            (condition, false) if !set => conditions.push(condition),
            _ => {}
        }
    }
    conditions
}

fn text(value: &str) -> Value {
    Value::Text(value.to_owned())
}

fn figures<'a>(fields: impl Iterator<Item = &'a Field>) -> Condition {
    let mut sql = String::from(
        "EXISTS (SELECT 1 FROM figure INDEXED BY figure_statement WHERE figure.statement = statement.id",
    );
    let (mut values, mut index) = (Vec::new(), None);
    for field in fields {
        match field {
            Field::Outcome(outcome) => {
                let outcome = text(&outcome.to_lowercase());
                sql.push_str(" AND figure.outcome = ?");
                values.push(outcome.clone());
                index = Some((
                    "SELECT day, statement FROM figure WHERE outcome = ? AND outcome IS NOT NULL",
                    vec![outcome],
                ));
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
                    sql.push_str(" AND figure.high <= ?");
                    values.push(Value::Real(*high));
                }
            }
            _ => {}
        }
    }
    sql.push(')');
    Condition { index, check: (sql, values) }
}

fn condition(field: &Field, as_of: Option<Timestamp>) -> Condition {
    let plain = |sql: &str, value: Value| Condition { index: None, check: (sql.to_owned(), vec![value]) };
    let indexed = |index: &'static str, sql: &str, value: Value| Condition {
        index: Some((index, vec![value.clone()])),
        check: (sql.to_owned(), vec![value]),
    };
    match field {
        Field::Words(words) => full_text(words, None),
        Field::Source(words) => full_text(words, Some("source")),
        Field::Party(party) => indexed(
            "SELECT day, statement FROM speaker WHERE party = ? COLLATE NOCASE AND party IS NOT NULL",
            "EXISTS (SELECT 1 FROM speaker INDEXED BY speaker_statement WHERE speaker.statement = statement.id AND party = ? COLLATE NOCASE)",
            text(party),
        ),
        Field::Via(name) => indexed(
            "SELECT day, statement FROM via WHERE name = ? COLLATE NOCASE",
            "EXISTS (SELECT 1 FROM via INDEXED BY via_statement WHERE via.statement = statement.id AND name = ? COLLATE NOCASE)",
            text(outlet_named(name).map_or(name.as_str(), |(_, full)| full)),
        ),
        Field::Outlet(name) => indexed(
            "SELECT day, id AS statement FROM statement WHERE outlet = (SELECT id FROM outlet WHERE key = ?)",
            "statement.outlet = (SELECT id FROM outlet WHERE key = ?)",
            text(&words::words(name).join(" ")),
        ),
        Field::Place(name) => {
            let areas: Vec<Value> = place::areas_named(name).into_iter().map(Value::Integer).collect();
            let marks = vec!["?"; areas.len()].join(", ");
            Condition {
                check: (
                    format!(
                        "EXISTS (SELECT 1 FROM area WHERE area.area IN ({marks}) AND area.day = statement.day
                                 AND area.statement = statement.id)"
                    ),
                    areas.clone(),
                ),
                index: Some(("SELECT day, statement FROM area WHERE area = ?", areas)),
            }
        }
        Field::Near(latitude, longitude, kilometres) => Condition {
            index: None,
            check: (
                "EXISTS (SELECT 1 FROM located JOIN place ON place.id = located.place
                         WHERE located.statement = statement.id AND place.latitude IS NOT NULL
                           AND km(place.latitude, place.longitude, ?, ?) <= ?)"
                    .to_owned(),
                vec![Value::Real(*latitude), Value::Real(*longitude), Value::Real(*kilometres)],
            ),
        },
        Field::Said(from, to) => Condition {
            index: None,
            check: (
                "statement.day BETWEEN ? AND ?".to_owned(),
                vec![text(&from.to_string()), text(&to.to_string())],
            ),
        },
        Field::Happened(from, to) => Condition {
            index: None,
            check: (
                "EXISTS (SELECT 1 FROM moment INDEXED BY moment_statement WHERE moment.statement = statement.id AND moment.said = 0
                         AND moment.day_from <= ? AND coalesce(moment.day_to, moment.day_from) >= ?)"
                    .to_owned(),
                vec![text(&to.to_string()), text(&from.to_string())],
            ),
        },
        Field::Mode(mode) => plain("statement.mode = ?", text(mode)),
        Field::Confidence(low, high) => Condition {
            index: None,
            check: (
                "statement.confidence BETWEEN ? AND ?".to_owned(),
                vec![Value::Real(low.unwrap_or(f64::MIN)), Value::Real(high.unwrap_or(f64::MAX))],
            ),
        },
        Field::Certainty(certainty) => plain("statement.certainty = ?", text(certainty)),
        Field::Voice(voice) => plain("statement.voice = ?", text(voice)),
        Field::Review(review) if as_of.is_some() => reviewed_then(review, as_of.map_or(i64::MAX, micros)),
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
    }
}

/// What reviewers had made of a statement, or of one that it goes on from, at a time.
fn reviewed_then(review: &str, then: i64) -> Condition {
    let action = match review {
        "accepted" => text("accept"),
        "rejected" => text("reject"),
        "corrected" => text("correct"),
        "none" => Value::Null,
        other => text(other),
    };
    Condition {
        index: None,
        check: (
            "(WITH RECURSIVE earlier (key, replaces) AS (
                  SELECT statement.key, statement.replaces
                  UNION SELECT old.key, old.replaces FROM earlier JOIN statement AS old ON old.id = earlier.replaces)
              SELECT action FROM earlier JOIN review AS decided ON decided.target = 's-' || earlier.key
              WHERE action IN ('accept', 'reject', 'correct') AND at <= ? AND (undone IS NULL OR undone > ?)
              ORDER BY decided.id DESC LIMIT 1) IS ?"
                .to_owned(),
            vec![Value::Integer(then), Value::Integer(then), action],
        ),
    }
}

/// How questions stood at a time: computed once for each, as far as something has changed since.
struct Standings {
    then: i64,
    /// Labels that a statement's questions must have, or (true) must not have.
    wanted: Vec<(String, bool)>,
    known: HashMap<i64, Vec<String>>,
}

impl Standings {
    fn at(then: i64) -> Standings {
        Standings { then, wanted: Vec::new(), known: HashMap::new() }
    }

    fn new(query: &Query, then: i64) -> Standings {
        let wanted = query.terms.iter().filter_map(|term| match &term.field {
            Field::Standing(label) => Some((label.to_lowercase(), term.not)),
            _ => None,
        });
        Standings { wanted: wanted.collect(), ..Standings::at(then) }
    }

    fn allow(&mut self, db: &Connection, statement: i64) -> Result<bool> {
        if self.wanted.is_empty() {
            return Ok(true);
        }
        let stood: Vec<String> =
            self.of(db, statement)?.into_iter().map(|labels| labels.join(" ").to_lowercase()).collect();
        Ok(self.wanted.iter().all(|(label, not)| stood.iter().any(|labels| labels.contains(label)) != *not))
    }

    /// The labels of each question that a statement answered.
    fn of(&mut self, db: &Connection, statement: i64) -> Result<Vec<Vec<String>>> {
        let mut select = db.prepare_cached(
            "SELECT DISTINCT question FROM answer WHERE statement = ?1 AND known_from <= ?2 AND (known_to IS NULL OR known_to > ?2)",
        )?;
        let rows: Vec<i64> =
            select.query_map([statement, self.then], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        let mut found = Vec::new();
        for question in rows {
            let labels = match self.known.get(&question) {
                Some(labels) => labels.clone(),
                None => question::labels_at(db, question, self.then)?,
            };
            found.push(self.known.entry(question).or_insert(labels).clone());
        }
        Ok(found)
    }

    /// How many of some statements have each label, the commonest first.
    fn counted(&mut self, db: &Connection, statements: &[i64]) -> Result<Vec<(String, i64)>> {
        let mut counts: BTreeMap<String, i64> = BTreeMap::new();
        for statement in statements {
            let labels: BTreeSet<String> = self.of(db, *statement)?.into_iter().flatten().collect();
            for label in labels {
                *counts.entry(label).or_default() += 1;
            }
        }
        let mut values: Vec<(String, i64)> = counts.into_iter().collect();
        values.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        values.truncate(10);
        Ok(values)
    }
}

fn full_text(words: &str, column: Option<&str>) -> Condition {
    let matched =
        matched(std::slice::from_ref(&words.to_owned()), column).unwrap_or_else(|| "\"\"".to_owned());
    Condition {
        index: None,
        check: (
            "EXISTS (SELECT 1 FROM statement_words WHERE statement_words MATCH ? AND rowid = statement.id)"
                .to_owned(),
            vec![text(&matched)],
        ),
    }
}

/// Kilometres that one degree of latitude takes.
const DEGREE: f64 = 111.2;
