//! Answers: figures that answer a question, each with who gives it, through whom, and where it is written.

use rusqlite::{Connection, Row, params};
use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::origin::Evidence;
use crate::review;
use crate::store::time;

/// A figure of a statement that answers a question.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
pub struct Answer {
    /// The statement's id.
    pub statement: String,
    /// The figure for people: `≥ 30 North Korean soldiers · killed or wounded`.
    pub shown: String,
    /// The amount alone: `≥ 30`.
    pub amount: String,
    /// The least, in the question's dimension.
    pub low: Option<f64>,
    /// The most.
    pub high: Option<f64>,
    /// How the words bound it.
    pub bound: String,
    /// Whether the text says that it did not happen.
    pub negated: bool,
    /// How sure the source is.
    pub certainty: String,
    /// Who says it.
    pub speakers: Vec<Speaker>,
    /// The outlet that has it.
    pub outlet: String,
    /// The one telling that it goes back to.
    pub origin: String,
    /// Why.
    pub evidence: Option<Evidence>,
    /// The day of saying, else of publication.
    pub day: String,
    /// Whether the text says that it was said before the others.
    pub earlier: bool,
    /// How sure the link to the question is, from 0 to 1.
    pub score: f64,
    /// Why it is linked.
    pub reasons: String,
    /// Its version and where the figure stands in its text, in bytes.
    pub version: String,
    /// See `version`.
    pub bytes: [usize; 2],
    /// When the ledger came to know it.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub known_from: jiff::Timestamp,
    /// When it ceased to be what the article says.
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub known_to: Option<jiff::Timestamp>,
    /// The outlet's words that take it back.
    pub withdrawn: Option<String>,
    /// `accepted`, `rejected`, `corrected`; empty where nobody has looked at it.
    pub review: String,
}

/// Who gives an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Speaker {
    /// Its name.
    pub name: String,
    /// The side that it speaks for.
    pub party: Option<String>,
    /// Whether it is somebody without a name.
    pub anonymous: bool,
    /// What a text says that it is: `Police commander`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
}

impl Answer {
    /// Whether it still stands: given by the article as it is now, not taken back, not rejected.
    pub fn stands(&self) -> bool {
        self.known_to.is_none() && self.withdrawn.is_none() && self.review != "rejected"
    }
}

/// The newest answers that a question is shown with and judged by: what a report costs must not
/// grow with how much was said before.
pub(crate) const MOST: i64 = 200;

/// The answers of a question in the order of saying, as known at a time: those that stood then, and
/// those that an outlet had withdrawn by then.
pub(crate) fn of(db: &Connection, question: i64, as_of: Option<i64>) -> Result<Vec<Answer>> {
    let now = as_of.unwrap_or(i64::MAX);
    let mut answers =
        newest(db, question, now, "statement.key, statement.evidence, answer.reasons, version.key")?;
    if let Some(then) = as_of {
        for answer in &mut answers {
            answer.review = review::mark(db, &answer.statement, then)?.to_owned();
        }
    }
    Ok(holding(answers))
}

/// The same as known now, without what no standing needs: ids, evidence, reasons.
pub(crate) fn to_settle(db: &Connection, question: i64) -> Result<Vec<Answer>> {
    Ok(holding(newest(db, question, i64::MAX, "'', NULL, '', ''")?))
}

/// Answers that articles gave before and no longer give, without a word that takes them back.
pub(crate) fn former(db: &Connection, question: i64, as_of: Option<i64>) -> Result<Vec<Answer>> {
    let now = as_of.unwrap_or(i64::MAX);
    let mut answers =
        newest(db, question, now, "statement.key, statement.evidence, answer.reasons, version.key")?;
    // What a reviewer took away, or goes on in a newer version or reading, is not given up.
    let mut select = db.prepare_cached(
        "SELECT 's-' || statement.key FROM answer JOIN statement ON statement.id = answer.statement
         WHERE question = ?1 AND answer.known_to <= ?2 AND ended_by IS NULL
           AND NOT EXISTS (SELECT 1 FROM statement AS new WHERE new.replaces = statement.id AND new.known_from <= ?2)
         ORDER BY answer.id DESC LIMIT 200",
    )?;
    let given_up: Vec<String> =
        select.query_map([question, now], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    answers.retain(|answer| {
        answer.known_to.is_some() && answer.withdrawn.is_none() && given_up.contains(&answer.statement)
    });
    Ok(answers)
}

fn holding(mut answers: Vec<Answer>) -> Vec<Answer> {
    answers.retain(|answer| answer.known_to.is_none() || answer.withdrawn.is_some());
    answers
}

/// The newest answers with `more` of them: key, evidence, reasons and the version's key. Versions
/// are not looked at where nothing of them is wanted.
fn newest(db: &Connection, question: i64, now: i64, more: &str) -> Result<Vec<Answer>> {
    // A bound limit would have the statement compiled again each time.
    let sql = format!(
        "SELECT figure.shown, figure.amount, coalesce(figure.si_low, figure.low) AS low,
                coalesce(figure.si_high, figure.high) AS high, figure.bound, figure.negated, statement.certainty,
                (SELECT json_group_array(json_object('name', actor.name, 'party', actor.party,
                        'role', iif(coalesce(actor.role_from, 0) <= ?2, actor.role, NULL),
                        'anonymous', json(iif(actor.unnamed, 'true', 'false'))))
                 FROM speaker JOIN actor ON actor.id = speaker.actor
                 WHERE speaker.statement = statement.id) AS speakers,
                outlet.name AS outlet, coalesce(origin.label, outlet.name) AS origin,
                statement.day, answer.earlier, answer.score, figure.start, figure.stop,
                answer.known_from, answer.known_to, answer.withdrawn, statement.review, {more}
         FROM answer
         JOIN figure ON figure.id = answer.figure
         JOIN statement ON statement.id = answer.statement
         JOIN outlet ON outlet.id = statement.outlet
         LEFT JOIN version ON version.id = statement.version
         LEFT JOIN origin ON origin.id = statement.origin
         WHERE answer.id IN (SELECT id FROM answer WHERE question = ?1 AND known_from <= ?2 ORDER BY id DESC LIMIT {MOST})
         ORDER BY answer.earlier DESC, statement.day, statement.id, figure.start, answer.id"
    );
    let mut select = db.prepare_cached(&sql)?;
    let rows = select.query_map(params![question, now], |row| answer(row, now))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// By position, not by name: a question may have hundreds.
fn answer(row: &Row, now: i64) -> rusqlite::Result<Answer> {
    let json =
        |at: usize| -> rusqlite::Result<String> { Ok(row.get::<_, Option<String>>(at)?.unwrap_or_default()) };
    // What ended later than the time that is looked at had not ended then.
    let ended = row.get::<_, Option<i64>>(16)?.filter(|at| *at <= now);
    Ok(Answer {
        statement: format!("s-{}", row.get::<_, String>(19)?),
        shown: row.get(0)?,
        amount: row.get(1)?,
        low: row.get(2)?,
        high: row.get(3)?,
        bound: row.get(4)?,
        negated: row.get(5)?,
        certainty: row.get(6)?,
        speakers: serde_json::from_str(&json(7)?).unwrap_or_default(),
        outlet: row.get(8)?,
        origin: row.get(9)?,
        evidence: serde_json::from_str(&json(20)?).ok(),
        day: row.get(10)?,
        earlier: row.get(11)?,
        score: row.get(12)?,
        reasons: row.get(21)?,
        version: format!("v-{}", row.get::<_, String>(22)?),
        bytes: [row.get::<_, i64>(13)? as usize, row.get::<_, i64>(14)? as usize],
        known_from: time(row.get(15)?),
        known_to: ended.map(time),
        withdrawn: row.get::<_, Option<String>>(17)?.filter(|_| ended.is_some()),
        review: row.get(18)?,
    })
}
