//! What the desk asks of a ledger beyond single things: what is new, who was silent, who has it
//! first, what lies where, what waits for a decision. Every look is bounded: a page of a large
//! ledger costs what a page of a small one does.

use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension as _, params};
use serde::Serialize;

use crate::diff::Change;
use crate::error::{Error, Result};
use crate::query::Query;
use crate::question::Question;
use crate::source::Source;
use crate::statement::{Statement, statement};
use crate::store::{Ledger, micros, time};
use crate::version::Version;

/// A question whose answers changed.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
pub struct Shift {
    /// The question as it stands, without its answers.
    pub question: Question,
    /// How it stood before, in words; empty where it is new.
    pub was: Option<String>,
}

/// An article whose words changed.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
pub struct Edited {
    /// The version that is new.
    pub version: Version,
    /// The id of the version before it.
    pub before: String,
    /// What changed in claims.
    pub claims: Vec<Change>,
}

/// How much a ledger holds.
#[derive(Clone, Copy, Debug, Default, Serialize, schemars::JsonSchema)]
pub struct Size {
    /// Articles.
    pub articles: i64,
    /// Versions of them.
    pub versions: i64,
    /// Statements, by all readings.
    pub statements: i64,
    /// Questions.
    pub questions: i64,
}

/// A party of a story that has said nothing on a question.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
pub struct Silent {
    /// The party.
    pub party: String,
    /// How many statements it makes in the reports on that happening.
    pub statements: i64,
}

/// A name in a list with how often it occurs.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
pub struct Listed {
    /// Its id: `p-…`, `o-…`, a story's number.
    pub id: String,
    /// Its name.
    pub name: String,
    /// A party, a day: what tells it from others.
    pub beside: Option<String>,
    /// How many statements or reports it has.
    pub count: i64,
}

/// Who publishes, with what it has first and what it copies.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
pub struct Outlet {
    /// Its id: `o-…`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// How many articles of it are kept.
    pub articles: i64,
    /// How many statements, by all readings.
    pub statements: i64,
    /// How many of its newest thousand articles another outlet repeats.
    pub repeated: i64,
    /// How many of them repeat another outlet's text.
    pub copied: i64,
    /// Whom it repeats, the most frequent first.
    pub copies_from: Vec<Listed>,
    /// Who repeats it.
    pub copied_by: Vec<Listed>,
    /// The tellings that its statements go back to, the most frequent first.
    pub origins: Vec<Listed>,
    /// Its articles seen last: id, day, headline.
    pub newest: Vec<Headline>,
    /// Articles of it that changed after publication.
    pub edited: Vec<Headline>,
}

/// An article in a list.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
pub struct Headline {
    /// The article's id.
    pub article: String,
    /// Its headline.
    pub headline: Option<String>,
    /// Its outlet.
    pub outlet: String,
    /// The day of publication, where it is known.
    pub day: Option<String>,
    /// When the ledger saw it first.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub seen: Timestamp,
    /// How many versions it has.
    pub versions: i64,
}

/// The reports on one happening.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
pub struct Happening {
    /// The story's number.
    pub id: i64,
    /// The headline of its first report.
    pub title: String,
    /// Its reports in the order of publication, else of being seen.
    pub reports: Vec<StoryReport>,
    /// The questions that they answer.
    pub questions: Vec<Question>,
}

/// A report of a story.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
pub struct StoryReport {
    /// Where it is.
    #[serde(flatten)]
    pub headline: Headline,
    /// When it was published, as its page says it; empty where the page does not.
    pub published: Option<String>,
    /// The article whose text it repeats.
    pub copy_of: Option<String>,
    /// `exact`, `near` or `part`, with the share of the smaller text.
    pub copy_kind: Option<String>,
    /// How many statements its newest version makes.
    pub statements: i64,
}

/// A place with what is said of it.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
pub struct Spot {
    /// Its number in the ledger.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// `town`, `district`, `region`, `country`, `point` or `unknown`.
    pub precision: String,
    /// ISO 3166-1 code of its country.
    pub country: Option<String>,
    /// Number in GeoNames.
    pub geonames: Option<i64>,
    /// What a text puts it in, where the gazetteer lacks it.
    pub within: Option<String>,
    /// Degrees north.
    pub latitude: Option<f64>,
    /// Degrees east.
    pub longitude: Option<f64>,
    /// How many of the statements that were looked at are about it.
    pub statements: i64,
}

/// Places with what is said of them.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
pub struct Spots {
    /// The places, the most frequent first.
    pub spots: Vec<Spot>,
    /// How many of the statements that were looked at name a place.
    pub statements: usize,
    /// Whether these are all; else they are the newest.
    pub is_all: bool,
    /// Days with the number of statements, the days that are not asked for included.
    pub days: Vec<(String, i64)>,
}

/// How two people's decisions agree.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
pub struct Agreement {
    /// The first of them.
    pub one: String,
    /// The second.
    pub other: String,
    /// Statements on which both decided.
    pub both: usize,
    /// Of these, those with the same decision.
    pub same: usize,
    /// Cohen's kappa; empty where it is not defined.
    pub kappa: Option<f64>,
}

/// How much of what is newest a page looks through.
const LOOK: i64 = 4000;

impl Ledger {
    /// How much is kept. Counts of large tables are their highest number.
    pub fn size(&self) -> Result<Size> {
        let highest = |table: &str| -> Result<i64> {
            let sql = format!("SELECT coalesce(max(id), 0) FROM {table}");
            Ok(self.db().prepare_cached(&sql)?.query_row([], |row| row.get(0))?)
        };
        Ok(Size {
            articles: highest("article")?,
            versions: highest("version")?,
            statements: highest("statement")?,
            questions: highest("question")?,
        })
    }

    /// Questions whose answers changed since a time, the last change first, with how they stood then.
    pub fn shifts(&self, since: Timestamp, limit: usize) -> Result<Vec<Shift>> {
        let mut found = Vec::new();
        for question in self.questions(limit, None, None)? {
            if question.changed <= since {
                break;
            }
            found.push(Shift { was: self.stood(&question.id, since)?, question });
        }
        Ok(found)
    }

    /// A question's standing in words at a time; nothing where it had no answer then.
    fn stood(&self, id: &str, at: Timestamp) -> Result<Option<String>> {
        let number = crate::question::number(id)?;
        let asked: bool = self
            .db()
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM question WHERE id = ? AND seen <= ?)")?
            .query_row([number, micros(at)], |row| row.get(0))?;
        if !asked {
            return Ok(None);
        }
        Ok(Some(self.question(id, Some(at))?.standing.words))
    }

    /// The statements that came last since a time, and how many came, up to some thousands.
    pub fn came_since(&self, since: Timestamp, limit: usize) -> Result<(i64, Vec<Statement>)> {
        self.look(|db| {
            let count = db
                .prepare_cached(
                    "SELECT count(*) FROM statement WHERE id > (SELECT max(id) FROM statement) - ?2
                       AND known_from > ?1 AND known_to IS NULL AND voice = 'attributed'",
                )?
                .query_row([micros(since), LOOK], |row| row.get(0))?;
            let mut select = db.prepare_cached(
                "SELECT id FROM statement WHERE id > (SELECT max(id) FROM statement) - ?2
                   AND known_from > ?1 AND known_to IS NULL AND voice = 'attributed' ORDER BY id DESC LIMIT ?3",
            )?;
            let rows: Vec<i64> = select
                .query_map([micros(since), LOOK, limit as i64], |row| row.get(0))?
                .collect::<rusqlite::Result<_>>()?;
            Ok((count, rows.into_iter().map(|row| statement(db, row, i64::MAX)).collect::<Result<_>>()?))
        })
    }

    /// Articles that changed since a time, the last first, with what changed in claims.
    pub fn edited_since(&self, since: Timestamp, limit: usize) -> Result<Vec<Edited>> {
        let mut select = self.db().prepare_cached(
            "SELECT version.id, before.id FROM version
             JOIN version AS before ON before.article = version.article AND before.number = version.number - 1
             WHERE version.number > 1 AND version.seen > ?1 ORDER BY version.seen DESC LIMIT ?2",
        )?;
        let rows: Vec<(i64, i64)> = select
            .query_map([micros(since), limit as i64], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<_>>()?;
        let edited = |(version, before): (i64, i64)| -> Result<Edited> {
            let (version, before) = (self.version_row(version)?, self.version_row(before)?);
            let claims =
                crate::diff::claims(&self.statements(&before, None)?, &self.statements(&version, None)?);
            Ok(Edited { version, before: before.id, claims })
        };
        rows.into_iter().map(edited).collect()
    }

    /// Sources that could not be read at their last poll, those in trouble for longest first.
    pub fn troubled(&self, limit: usize) -> Result<Vec<Source>> {
        let mut all = self.sources()?;
        all.retain(|source| source.trouble.is_some());
        all.sort_by_key(|source| std::cmp::Reverse(source.failures));
        all.truncate(limit);
        Ok(all)
    }

    /// Parties that speak in the reports on a question's happening and give no answer to it.
    pub fn silent(&self, question: &Question, limit: usize) -> Result<Vec<Silent>> {
        let number = crate::question::number(&question.id)?;
        let answered = |party: &str| question.standing.parties.iter().any(|side| side.name == party);
        let mut select = self.db().prepare_cached(
            // In this order: a story may have thousands of reports, and the newest of them tell.
            "WITH told (story) AS (
                 SELECT DISTINCT article.story FROM (SELECT statement FROM answer WHERE question = ?1
                        ORDER BY id DESC LIMIT 12) AS newest
                 JOIN statement ON statement.id = newest.statement JOIN version ON version.id = statement.version
                 JOIN article ON article.id = version.article WHERE article.story IS NOT NULL)
             SELECT speaker.party, count(DISTINCT statement.id) AS said
             FROM (SELECT id FROM article WHERE story IN (SELECT story FROM told) ORDER BY id DESC LIMIT 30) AS report
             CROSS JOIN version ON version.article = report.id AND version.until IS NULL
             CROSS JOIN statement ON statement.version = version.id AND statement.known_to IS NULL
             CROSS JOIN speaker ON speaker.statement = statement.id
             WHERE speaker.party IS NOT NULL GROUP BY speaker.party ORDER BY said DESC, speaker.party LIMIT 60",
        )?;
        let rows =
            select.query_map([number], |row| Ok(Silent { party: row.get(0)?, statements: row.get(1)? }))?;
        let all: Vec<Silent> = rows.collect::<rusqlite::Result<_>>()?;
        Ok(all.into_iter().filter(|silent| !answered(&silent.party)).take(limit).collect())
    }

    /// The questions that somebody's statements answer, the last change first.
    pub fn questions_of(&self, actor: &str, limit: usize) -> Result<Vec<Question>> {
        let number: i64 = actor.strip_prefix("p-").and_then(|id| id.parse().ok()).unwrap_or(-1);
        let rows = self.numbers(
            "SELECT DISTINCT answer.question FROM (SELECT statement FROM speaker WHERE actor = ?1
                    ORDER BY statement DESC LIMIT 400) AS said
             JOIN answer ON answer.statement = said.statement JOIN question ON question.id = answer.question
             WHERE answer.known_to IS NULL AND merged IS NULL ORDER BY question.changed DESC LIMIT ?2",
            number,
            limit,
        )?;
        rows.into_iter().map(|row| crate::question::line(self.db(), row)).collect()
    }

    fn numbers(&self, sql: &str, of: i64, limit: usize) -> Result<Vec<i64>> {
        let mut select = self.db().prepare_cached(sql)?;
        let rows = select.query_map([of, limit as i64], |row| row.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Outlets that carry what an actor says, the most frequent first.
    pub fn carried_by(&self, actor: &str, limit: usize) -> Result<Vec<Listed>> {
        let number: i64 = actor.strip_prefix("p-").and_then(|id| id.parse().ok()).unwrap_or(-1);
        self.listed(
            "SELECT 'o-' || outlet.id, outlet.name, NULL, count(*) FROM (SELECT statement FROM speaker
                    WHERE actor = ?1 ORDER BY statement DESC LIMIT 4000) AS said
             JOIN statement ON statement.id = said.statement AND statement.known_to IS NULL
             JOIN outlet ON outlet.id = statement.outlet GROUP BY outlet.id ORDER BY 4 DESC, 2 LIMIT ?2",
            number,
            limit,
        )
    }

    fn listed(&self, sql: &str, of: impl rusqlite::ToSql, limit: usize) -> Result<Vec<Listed>> {
        let mut select = self.db().prepare_cached(sql)?;
        let rows = select.query_map(params![of, limit as i64], |row| {
            Ok(Listed { id: row.get(0)?, name: row.get(1)?, beside: row.get(2)?, count: row.get(3)? })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Those who say most in what came last, or whose name holds these words.
    pub fn speakers(&self, words: &str, limit: usize) -> Result<Vec<Listed>> {
        let pattern = format!("%{}%", words.replace(['%', '_'], ""));
        self.listed(
            "SELECT 'p-' || actor.id, actor.name, actor.party, count(*) FROM (SELECT actor FROM speaker
                    WHERE statement > (SELECT coalesce(max(id), 0) FROM statement) - 20000) AS said
             JOIN actor ON actor.id = said.actor WHERE actor.name LIKE ?1 OR actor.party LIKE ?1
             GROUP BY actor.id ORDER BY 4 DESC, 2 LIMIT ?2",
            pattern,
            limit,
        )
    }

    /// Outlets by the number of their articles, or those whose name holds these words.
    pub fn outlets(&self, words: &str, limit: usize) -> Result<Vec<Listed>> {
        let pattern = format!("%{}%", words.replace(['%', '_'], ""));
        self.listed(
            "SELECT 'o-' || outlet.id, outlet.name, NULL, (SELECT count(*) FROM article WHERE outlet = outlet.id)
             FROM outlet WHERE outlet.name LIKE ?1 ORDER BY 4 DESC, 2 LIMIT ?2",
            pattern,
            limit,
        )
    }

    /// Stories seen last with the number of their reports.
    pub fn stories(&self, limit: usize) -> Result<Vec<Listed>> {
        self.listed(
            "SELECT CAST(story.id AS TEXT), story.title, strftime('%Y-%m-%d', story.seen / 1000000, 'unixepoch'),
                    (SELECT count(*) FROM article WHERE article.story = story.id)
             FROM story WHERE ?1 ORDER BY story.id DESC LIMIT ?2",
            true,
            limit,
        )
    }

    /// An outlet by its id (`o-…`) or name.
    pub fn outlet(&self, id: &str) -> Result<Outlet> {
        let unknown = || Error::Unknown(format!("outlet `{id}`"));
        let number: i64 = id.strip_prefix("o-").and_then(|id| id.parse().ok()).unwrap_or(-1);
        let (number, name): (i64, String) = self
            .db()
            .prepare_cached("SELECT id, name FROM outlet WHERE id = ?1 OR name = ?2 LIMIT 1")?
            .query_row(params![number, id], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?
            .ok_or_else(unknown)?;
        let count = |sql: &str| -> Result<i64> {
            Ok(self.db().prepare_cached(sql)?.query_row([number], |row| row.get(0))?)
        };
        // Who repeats whom by the reports' own times where they differ, else by which was kept first.
        const LATER: &str =
            "iif(json_extract(mine.head, '$.published') <> json_extract(theirs.head, '$.published'),
                  json_extract(mine.head, '$.published') > json_extract(theirs.head, '$.published'),
                  mine.article > theirs.article)";
        let pairs = "FROM (SELECT id FROM article WHERE outlet = ?1 ORDER BY seen DESC LIMIT 1000) AS own
             CROSS JOIN version AS mine ON mine.article = own.id
             CROSS JOIN version AS theirs ON theirs.id IN (
                 SELECT of FROM copy WHERE version = mine.id UNION SELECT version FROM copy WHERE of = mine.id)
             CROSS JOIN article ON article.id = theirs.article
             CROSS JOIN outlet ON outlet.id = article.outlet WHERE outlet.id <> ?1";
        let names = |later: &str| {
            format!(
                "SELECT 'o-' || outlet.id, outlet.name, NULL, count(DISTINCT own.id) {pairs} AND {later} {LATER}
                 GROUP BY outlet.id ORDER BY 4 DESC, 2 LIMIT ?2"
            )
        };
        let (from, by) = (names(""), names("NOT"));
        let copied = format!("SELECT count(DISTINCT own.id) {pairs} AND {LATER}");
        let repeated = format!("SELECT count(DISTINCT own.id) {pairs} AND NOT {LATER}");
        Ok(Outlet {
            articles: count("SELECT count(*) FROM article WHERE outlet = ?")?,
            statements: count("SELECT count(*) FROM statement WHERE outlet = ?")?,
            repeated: count(&repeated)?,
            copied: count(&copied)?,
            copies_from: self.listed(&from, number, 12)?,
            copied_by: self.listed(&by, number, 12)?,
            origins: self.listed(
                "SELECT origin.kind, origin.label, NULL, count(*) FROM (SELECT origin FROM statement
                        WHERE outlet = ?1 AND voice = 'attributed' ORDER BY day DESC, id DESC LIMIT 4000) AS mine
                 JOIN origin ON origin.id = mine.origin GROUP BY origin.id ORDER BY 4 DESC, 2 LIMIT ?2",
                number,
                12,
            )?,
            newest: self.headlines("article.outlet = ?1 ORDER BY article.seen DESC LIMIT ?2", number, 30)?,
            edited: self.headlines(
                "article.outlet = ?1 AND version.number > 1 ORDER BY article.seen DESC LIMIT ?2",
                number,
                12,
            )?,
            id: format!("o-{number}"),
            name,
        })
    }

    /// The newest statements of an outlet in its own voice or of those whom it quotes.
    pub fn statements_of_outlet(&self, id: &str, limit: usize) -> Result<Vec<Statement>> {
        let number: i64 = id.strip_prefix("o-").and_then(|id| id.parse().ok()).unwrap_or(-1);
        let rows = self.numbers(
            "SELECT id FROM statement WHERE outlet = ?1 AND known_to IS NULL ORDER BY day DESC, id DESC LIMIT ?2",
            number,
            limit,
        )?;
        self.look(|db| rows.iter().map(|row| statement(db, *row, i64::MAX)).collect())
    }

    fn headlines(&self, condition: &str, of: i64, limit: usize) -> Result<Vec<Headline>> {
        let sql = format!(
            "SELECT article.id, json_extract(version.head, '$.headline'), outlet.name, version.day, article.seen,
                    version.number
             FROM article JOIN outlet ON outlet.id = article.outlet
             JOIN version ON version.article = article.id AND version.until IS NULL WHERE {condition}"
        );
        let mut select = self.db().prepare_cached(&sql)?;
        let rows = select.query_map(params![of, limit as i64], headline)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The reports seen last.
    pub fn newest_reports(&self, limit: usize) -> Result<Vec<Headline>> {
        self.headlines("article.id > ?1 ORDER BY article.id DESC LIMIT ?2", 0, limit)
    }

    /// A story with its reports in the order of publication, and what they answer.
    pub fn happening(&self, story: i64) -> Result<Happening> {
        let title: String = self
            .db()
            .prepare_cached("SELECT title FROM story WHERE id = ?")?
            .query_row([story], |row| row.get(0))
            .optional()?
            .ok_or_else(|| Error::Unknown(format!("story `{story}`")))?;
        let mut reports = self.story_reports(story)?;
        let when = |report: &StoryReport| {
            report
                .published
                .clone()
                .or(report.headline.day.clone())
                .unwrap_or_else(|| report.headline.seen.to_string())
        };
        reports.sort_by_cached_key(|report| (when(report), report.headline.seen));
        by_publication(&mut reports);
        let questions = self.numbers(
            "SELECT DISTINCT answer.question FROM (SELECT id FROM article WHERE story = ?1 ORDER BY id LIMIT 50) AS told
             CROSS JOIN version ON version.article = told.id AND version.until IS NULL
             JOIN statement ON statement.version = version.id AND statement.known_to IS NULL
             JOIN answer ON answer.statement = statement.id AND answer.known_to IS NULL
             JOIN question ON question.id = answer.question AND question.merged IS NULL
             ORDER BY answer.question LIMIT ?2",
            story,
            24,
        )?;
        let questions = questions
            .into_iter()
            .map(|row| crate::question::line(self.db(), row))
            .collect::<Result<Vec<Question>>>()?;
        Ok(Happening { id: story, title, reports, questions })
    }

    fn story_reports(&self, story: i64) -> Result<Vec<StoryReport>> {
        let mut select = self.db().prepare_cached(
            "SELECT article.id, json_extract(version.head, '$.headline'), outlet.name, version.day, article.seen,
                    version.number, json_extract(version.head, '$.published'),
                    (SELECT 'a-' || first.article || ' ' || copy.kind || ' ' || copy.share
                     FROM version AS mine JOIN copy ON copy.version = mine.id JOIN version AS first ON first.id = copy.of
                     WHERE mine.article = article.id ORDER BY copy.share DESC, first.id LIMIT 1),
                    (SELECT count(*) FROM statement WHERE statement.version = version.id AND known_to IS NULL)
             FROM (SELECT id FROM article WHERE story = ?1 ORDER BY id LIMIT 200) AS told
             CROSS JOIN article ON article.id = told.id JOIN outlet ON outlet.id = article.outlet
             JOIN version ON version.article = article.id AND version.until IS NULL
             ORDER BY article.seen, article.id",
        )?;
        let rows = select.query_map([story], |row| {
            let copy: Option<String> = row.get(7)?;
            let mut copy = copy.as_deref().unwrap_or("").splitn(3, ' ').map(str::to_owned);
            let (of, kind, share) = (copy.next(), copy.next(), copy.next());
            let share: f64 = share.and_then(|share| share.parse().ok()).unwrap_or(0.0);
            Ok(StoryReport {
                headline: headline(row)?,
                published: row.get(6)?,
                copy_of: of.filter(|of| !of.is_empty()),
                copy_kind: kind.map(|kind| format!("{kind}, {:.0} %", share * 100.0)),
                statements: row.get(8)?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The places of the newest statements that meet a query, the most frequent first, with how many
    /// statements each day has: the places of `days` alone, the counts of all days.
    pub fn spots(&self, query: &Query, days: Option<(Date, Date)>, limit: usize) -> Result<Spots> {
        self.look(|db| {
            let found = crate::search::entries(db, query, LOOK as usize)?;
            let mut counts: std::collections::BTreeMap<&str, i64> = std::collections::BTreeMap::new();
            for (day, _) in &found {
                *counts.entry(day).or_default() += 1;
            }
            let (from, to) = days.map_or((String::new(), "~".to_owned()), |(from, to)| (from.to_string(), to.to_string()));
            let rows: Vec<i64> =
                found.iter().filter(|(day, _)| *day >= from && *day <= to).map(|(_, id)| *id).collect();
            let mut select = db.prepare_cached(
                "SELECT place.id, place.name, precision, country, geonames, within, latitude, longitude,
                        count(DISTINCT located.statement) AS told
                 FROM json_each(?1) AS wanted JOIN located ON located.statement = wanted.value
                 JOIN place ON place.id = located.place GROUP BY place.id ORDER BY told DESC, place.id LIMIT ?2",
            )?;
            let spots = select.query_map(params![serde_json::to_string(&rows)?, limit as i64], |row| {
                Ok(Spot {
                    id: row.get(0)?,
                    name: row.get(1)?,
                    precision: row.get(2)?,
                    country: row.get(3)?,
                    geonames: row.get(4)?,
                    within: row.get(5)?,
                    latitude: row.get(6)?,
                    longitude: row.get(7)?,
                    statements: row.get(8)?,
                })
            })?;
            let placed = "SELECT count(*) FROM json_each(?) AS wanted
                 WHERE EXISTS (SELECT 1 FROM located WHERE located.statement = wanted.value)";
            let statements: i64 =
                db.prepare_cached(placed)?.query_row([serde_json::to_string(&rows)?], |row| row.get(0))?;
            Ok(Spots {
                spots: spots.collect::<rusqlite::Result<_>>()?,
                statements: usize::try_from(statements).unwrap_or(0),
                is_all: found.len() < LOOK as usize,
                days: counts.into_iter().map(|(day, count)| (day.to_owned(), count)).collect(),
            })
        })
    }

    /// Statements that nobody has decided on, the least sure first: those that answer questions before
    /// the others, so that what is shown most is looked at first. `shared` turns to those that others
    /// have decided on and `who` has not.
    pub fn queue(&self, who: &str, shared: bool, limit: usize) -> Result<Vec<Statement>> {
        self.look(|db| {
            let sql = format!(
                "SELECT statement.id FROM statement WHERE id > (SELECT coalesce(max(id), 0) FROM statement) - {LOOK}
                   AND known_to IS NULL AND voice = 'attributed' AND (?2 OR review = '')
                   AND NOT EXISTS (SELECT 1 FROM review WHERE review.target = 's-' || statement.key AND undone IS NULL
                                     AND action IN ('accept', 'reject', 'correct') AND who = ?1)
                   AND (NOT ?2 OR EXISTS (SELECT 1 FROM review WHERE review.target = 's-' || statement.key
                                     AND undone IS NULL AND action IN ('accept', 'reject', 'correct')))
                 ORDER BY EXISTS (SELECT 1 FROM answer WHERE answer.statement = statement.id AND known_to IS NULL) DESC,
                          statement.confidence, statement.id DESC LIMIT ?3"
            );
            let mut select = db.prepare_cached(&sql)?;
            let rows: Vec<i64> = select
                .query_map(params![who, shared, limit as i64], |row| row.get(0))?
                .collect::<rusqlite::Result<_>>()?;
            rows.into_iter().map(|row| statement(db, row, i64::MAX)).collect()
        })
    }

    /// How those who decide on statements agree, pair by pair, by their last decision on each.
    pub fn agreements(&self) -> Result<Vec<Agreement>> {
        let decisions = self.look(decisions)?;
        let mut people: Vec<&str> = decisions.iter().map(|(_, who, _)| who.as_str()).collect();
        people.sort_unstable();
        people.dedup();
        let mut found = Vec::new();
        for (at, one) in people.iter().enumerate() {
            for other in &people[at + 1..] {
                let pairs = pairs(&decisions, one, other);
                if !pairs.is_empty() {
                    found.push(Agreement {
                        one: (*one).to_owned(),
                        other: (*other).to_owned(),
                        both: pairs.len(),
                        same: pairs.iter().filter(|(a, b)| a == b).count(),
                        kappa: kappa(&pairs),
                    });
                }
            }
        }
        Ok(found)
    }

    /// The number of the newest entry of the log and of the newest change: tells whether anything is new.
    pub fn pulse(&self) -> Result<(i64, i64)> {
        let log = self
            .db()
            .prepare_cached("SELECT coalesce(max(id), 0) FROM log")?
            .query_row([], |row| row.get(0))?;
        let changed = self
            .db()
            .prepare_cached("SELECT coalesce(max(changed), 0) FROM question")?
            .query_row([], |row| row.get(0))?;
        Ok((log, changed))
    }

    /// What happened after an entry of the log: its number and the entry, the oldest first.
    pub fn log_after(&self, id: i64, limit: usize) -> Result<Vec<(i64, crate::log::Entry)>> {
        let mut select = self.db().prepare_cached(
            "SELECT id, at, kind, subject, words FROM log WHERE id > ? ORDER BY id LIMIT ?",
        )?;
        let rows = select.query_map([id, limit as i64], |row| {
            let entry = crate::log::Entry {
                at: time(row.get(1)?),
                kind: row.get(2)?,
                subject: row.get(3)?,
                words: row.get(4)?,
            };
            Ok((row.get(0)?, entry))
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

/// Who repeats whom by the reports' own times: the ledger may have seen the later one first.
fn by_publication(reports: &mut [StoryReport]) {
    for at in 0..reports.len() {
        let of = reports[at].copy_of.clone();
        let Some(first) = of.and_then(|of| reports.iter().position(|one| one.headline.article == of)) else {
            continue;
        };
        if first > at && reports[at].published.is_some() && reports[first].published.is_some() {
            let kind = reports[at].copy_kind.take();
            reports[at].copy_of = None;
            if reports[first].copy_of.is_none() {
                reports[first].copy_of = Some(reports[at].headline.article.clone());
                reports[first].copy_kind = kind;
            }
        }
    }
}

fn headline(row: &rusqlite::Row) -> rusqlite::Result<Headline> {
    Ok(Headline {
        article: format!("a-{}", row.get::<_, i64>(0)?),
        headline: row.get(1)?,
        outlet: row.get(2)?,
        day: row.get(3)?,
        seen: time(row.get(4)?),
        versions: row.get(5)?,
    })
}

/// The last decision of each person on each statement: statement, who, decision.
fn decisions(db: &Connection) -> Result<Vec<(String, String, String)>> {
    let mut select = db.prepare_cached(
        "SELECT target, who, action FROM review AS last WHERE action IN ('accept', 'reject', 'correct')
           AND undone IS NULL AND id > (SELECT coalesce(max(id), 0) FROM review) - 20000
           AND NOT EXISTS (SELECT 1 FROM review AS later WHERE later.target = last.target AND later.who = last.who
                             AND later.id > last.id AND later.undone IS NULL
                             AND later.action IN ('accept', 'reject', 'correct'))
         ORDER BY target, who",
    )?;
    let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn pairs<'a>(decisions: &'a [(String, String, String)], one: &str, other: &str) -> Vec<(&'a str, &'a str)> {
    let of = |who: &str| -> std::collections::BTreeMap<&'a str, &'a str> {
        let mine = decisions.iter().filter(|(_, by, _)| by == who);
        mine.map(|(target, _, action)| (target.as_str(), action.as_str())).collect()
    };
    let (mine, theirs) = (of(one), of(other));
    mine.into_iter().filter_map(|(target, action)| Some((action, *theirs.get(target)?))).collect()
}

/// Cohen's kappa: how far two people agree beyond what chance gives by how often each decides what.
/// Not defined where both always decide the same one thing.
fn kappa(pairs: &[(&str, &str)]) -> Option<f64> {
    let all = pairs.len() as f64;
    let observed = pairs.iter().filter(|(one, other)| one == other).count() as f64 / all;
    let share =
        |of: &dyn Fn(&(&str, &str)) -> bool| pairs.iter().filter(|pair| of(pair)).count() as f64 / all;
    let expected: f64 = ["accept", "reject", "correct"]
        .iter()
        .map(|action| share(&|pair| pair.0 == *action) * share(&|pair| pair.1 == *action))
        .sum();
    (expected < 1.0).then(|| (observed - expected) / (1.0 - expected))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kappa_is_cohens() {
        // Cohen's own layout: 20 both yes, 15 both no, 5 and 10 apart; kappa is 0.4.
        let mut pairs = vec![("accept", "accept"); 20];
        pairs.extend(vec![("reject", "reject"); 15]);
        pairs.extend(vec![("accept", "reject"); 5]);
        pairs.extend(vec![("reject", "accept"); 10]);
        let found = kappa(&pairs).expect("it is defined");
        assert!((found - 0.4).abs() < 1e-9, "{found}");
        assert_eq!(kappa(&[("accept", "accept")]), None);
    }
}
