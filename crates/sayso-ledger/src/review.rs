//! What people decide: every decision is kept with who, when and on which evidence, can be taken
//! back, and is never undone by a new version or a new reading.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::question::{self, head, touch};
use crate::scope::figure_words;
use crate::statement::row_of;
use crate::store::{Ledger, micros, time};
use crate::{log, version};

/// Something that a reviewer decides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "lowercase")]
pub enum Decision {
    /// The statement is read right.
    Accept {
        /// Its id.
        statement: String,
    },
    /// It is no statement, or read wrong: it counts for nothing.
    Reject {
        /// Its id.
        statement: String,
    },
    /// A field is read wrong; the reading stays beside the correction.
    Correct {
        /// Its id.
        statement: String,
        /// The field: `source`, `certainty`, `figure`, ...
        field: String,
        /// What it should be.
        value: String,
    },
    /// The statement's figures answer that question.
    Link {
        /// Its id.
        statement: String,
        /// The question's.
        question: String,
    },
    /// They do not, now and in every later version and reading.
    Unlink {
        /// Its id.
        statement: String,
        /// The question's.
        question: String,
    },
    /// Two questions are one.
    Merge {
        /// The one that goes.
        question: String,
        /// The one that stays.
        into: String,
    },
    /// Some of a question's statements answer another one.
    Split {
        /// The question.
        question: String,
        /// Those that leave it.
        statements: Vec<String>,
    },
    /// A remark.
    Note {
        /// On a statement or a question.
        target: String,
        /// What it says.
        words: String,
    },
    /// What the reviewer holds of a question, on named evidence.
    Verdict {
        /// The question.
        question: String,
        /// The decision in words.
        words: String,
    },
}

/// The fields of a statement that can be corrected.
pub const FIELDS: &[&str] = &[
    "source",
    "party",
    "via",
    "said",
    "mode",
    "certainty",
    "content",
    "figure",
    "counts",
    "outcome",
    "place",
    "moment",
];

/// A decision as it is kept.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
pub struct Review {
    /// Its number: `undo` takes it.
    pub id: i64,
    /// When.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub at: Timestamp,
    /// Who.
    pub who: String,
    /// `accept`, `reject`, `correct`, `link`, `unlink`, `merge`, `split`, `note` or `verdict`.
    pub action: String,
    /// On what.
    pub target: String,
    /// The rest of it.
    pub detail: serde_json::Value,
    /// On which evidence.
    pub evidence: Option<String>,
    /// When it was taken back.
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub undone: Option<Timestamp>,
    /// Whether a newer reading has no statement for it any more.
    pub orphan: bool,
}

impl Decision {
    fn action(&self) -> &'static str {
        match self {
            Decision::Accept { .. } => "accept",
            Decision::Reject { .. } => "reject",
            Decision::Correct { .. } => "correct",
            Decision::Link { .. } => "link",
            Decision::Unlink { .. } => "unlink",
            Decision::Merge { .. } => "merge",
            Decision::Split { .. } => "split",
            Decision::Note { .. } => "note",
            Decision::Verdict { .. } => "verdict",
        }
    }

    fn target(&self) -> &str {
        match self {
            Decision::Accept { statement }
            | Decision::Reject { statement }
            | Decision::Correct { statement, .. }
            | Decision::Link { statement, .. }
            | Decision::Unlink { statement, .. } => statement,
            Decision::Merge { question, .. }
            | Decision::Split { question, .. }
            | Decision::Verdict { question, .. } => question,
            Decision::Note { target, .. } => target,
        }
    }
}

impl Ledger {
    /// Keeps a decision and does what it says; gives back its number.
    pub fn review(
        &mut self,
        decision: &Decision,
        who: &str,
        evidence: Option<&str>,
        now: Timestamp,
    ) -> Result<i64> {
        if who.trim().is_empty() {
            return Err(Error::Refused("a decision needs the name of who takes it".to_owned()));
        }
        let verdict = matches!(decision, Decision::Verdict { .. });
        if verdict && evidence.is_none_or(|evidence| evidence.trim().is_empty()) {
            return Err(Error::Refused("a verdict needs its evidence".to_owned()));
        }
        self.write(|db| {
            known(db, decision)?;
            db.execute(
                "INSERT INTO review (at, who, action, target, detail, evidence) VALUES (?, ?, ?, ?, ?, ?)",
                params![
                    micros(now),
                    who,
                    decision.action(),
                    target(db, decision)?,
                    serde_json::to_string(decision)?,
                    evidence
                ],
            )?;
            let id = db.last_insert_rowid();
            apply(db, decision, id, micros(now))?;
            question::settle(db)?;
            log::note(db, now, "review", &target(db, decision)?, &format!("{} by {who}", decision.action()))?;
            Ok(id)
        })
    }

    /// Takes a decision back: all that it did is as it was before.
    pub fn undo(&mut self, review: i64, who: &str, now: Timestamp) -> Result<()> {
        self.write(|db| {
            let (detail, undone): (String, Option<i64>) = db
                .query_row("SELECT detail, undone FROM review WHERE id = ?", [review], |row| {
                    Ok((row.get(0)?, row.get(1)?))
                })
                .optional()?
                .ok_or_else(|| Error::Unknown(format!("review {review}")))?;
            if undone.is_some() {
                return Err(Error::Refused(format!("review {review} was taken back already")));
            }
            let decision: Decision = serde_json::from_str(&detail)?;
            db.execute("UPDATE review SET undone = ? WHERE id = ?", [micros(now), review])?;
            revert(db, &decision, review, micros(now))?;
            question::settle(db)?;
            log::note(db, now, "undo", decision.target(), &format!("review {review} taken back by {who}"))
        })
    }

    /// Decisions on a thing (`s-…`, `q-…`), also on the earlier readings of a statement; all of them
    /// where `target` is empty. Newest first, as they stood at a time (now, where none is given).
    pub fn reviews(&self, target: &str, limit: usize, as_of: Option<Timestamp>) -> Result<Vec<Review>> {
        let then = as_of.map_or(i64::MAX, micros);
        let mut select = self.db().prepare_cached(
            "WITH RECURSIVE earlier (id, key) AS (
                 SELECT id, key FROM statement WHERE key = substr(?1, 3)
                 UNION SELECT old.id, old.key FROM earlier JOIN statement AS new ON new.id = earlier.id
                       JOIN statement AS old ON old.id = new.replaces)
             SELECT id, at, who, action, target, detail, evidence, iif(undone <= ?3, undone, NULL) AS undone,
                    orphan AND NOT EXISTS (SELECT 1 FROM statement WHERE key = substr(target, 3)
                                             AND target LIKE 's-%' AND (known_to IS NULL OR known_to > ?3)) AS orphan
             FROM review
             WHERE at <= ?3 AND (?1 = '' OR target = ?1 OR target IN (SELECT 's-' || key FROM earlier)
                OR target IN (SELECT 'q-' || value FROM json_each(?4))
                OR json_extract(detail, '$.question') = ?1)
             ORDER BY id DESC LIMIT ?2",
        )?;
        let members = match question::number(target) {
            Ok(number) if target.starts_with("q-") => {
                question::members(self.db(), question::head_at(self.db(), number, then)?, then)?
            }
            _ => Vec::new(),
        };
        let rows = select
            .query_map(params![target, limit as i64, then, serde_json::to_string(&members)?], review)?;
        rows.map(|row| {
            let (review, detail) = row?;
            Ok(Review { detail: serde_json::from_str(&detail)?, ..review })
        })
        .collect()
    }
}

fn review(row: &Row) -> rusqlite::Result<(Review, String)> {
    let review = Review {
        id: row.get("id")?,
        at: time(row.get("at")?),
        who: row.get("who")?,
        action: row.get("action")?,
        target: row.get("target")?,
        detail: serde_json::Value::Null,
        evidence: row.get("evidence")?,
        undone: row.get::<_, Option<i64>>("undone")?.map(time),
        orphan: row.get("orphan")?,
    };
    Ok((review, row.get("detail")?))
}

/// Whether everything that a decision names is there.
fn known(db: &Connection, decision: &Decision) -> Result<()> {
    let question = |id: &str| asked(db, id).map(|_| ());
    let statement = |id: &str| row_of(db, id).map(|_| ());
    match decision {
        Decision::Accept { statement: id } | Decision::Reject { statement: id } => statement(id),
        Decision::Correct { statement: id, field, .. } => {
            if !FIELDS.contains(&field.as_str()) {
                return Err(Error::Refused(format!(
                    "`{field}` is no field; there are {}",
                    FIELDS.join(", ")
                )));
            }
            statement(id)
        }
        Decision::Link { statement: id, question: asks }
        | Decision::Unlink { statement: id, question: asks } => {
            said(db, id)?;
            question(asks)
        }
        Decision::Merge { question: one, into } => {
            if asked(db, one)? == asked(db, into)? {
                return Err(Error::Refused(format!("`{one}` and `{into}` are one question already")));
            }
            Ok(())
        }
        Decision::Split { question: id, statements } => {
            question(id)?;
            statements.iter().try_for_each(|id| said(db, id))
        }
        Decision::Note { target, .. } if target.starts_with("q-") => question(target),
        Decision::Note { target, .. } => statement(target),
        Decision::Verdict { question: id, .. } => question(id),
    }
}

/// Whether a statement is still what its article says, as it was read last.
fn said(db: &Connection, id: &str) -> Result<()> {
    let row = row_of(db, id)?;
    let later: Vec<(String, bool)> = db
        .prepare_cached(
            "WITH RECURSIVE later (id, key, known_to) AS (
                 SELECT id, key, known_to FROM statement WHERE id = ?1
                 UNION SELECT new.id, new.key, new.known_to FROM later JOIN statement AS new ON new.replaces = later.id)
             SELECT key, id = ?1 FROM later WHERE known_to IS NULL",
        )?
        .query_map([row], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let gone = format!("`{id}` is no longer what its article says");
    match later.first() {
        _ if later.iter().any(|(_, same)| *same) => Ok(()),
        Some((key, _)) => Err(Error::Refused(format!("{gone}; `s-{key}` goes on from it"))),
        None => Err(Error::Refused(gone)),
    }
}

/// The number of a question that is there.
fn asked(db: &Connection, id: &str) -> Result<i64> {
    let number = question::number(id)?;
    let found =
        db.query_row("SELECT id FROM question WHERE id = ?", [number], |row| row.get(0)).optional()?;
    let known: i64 = found.ok_or_else(|| Error::Unknown(format!("question `{id}`")))?;
    head(db, known)
}

fn apply(db: &Connection, decision: &Decision, review: i64, now: i64) -> Result<()> {
    match decision {
        Decision::Accept { statement }
        | Decision::Reject { statement }
        | Decision::Correct { statement, .. } => set_mark(db, statement, now),
        Decision::Link { statement, question } => {
            let question = asked(db, question)?;
            link(db, row_of(db, statement)?, question, review, now)
        }
        Decision::Unlink { statement, question } => {
            let (row, question) = (row_of(db, statement)?, asked(db, question)?);
            unlink(db, row, question, review, now)
        }
        Decision::Merge { question, into } => {
            let (from, into) = (asked(db, question)?, asked(db, into)?);
            for answer in live(db, "answer.question = ?1", &[from])? {
                move_to(db, &answer, into, review, now)?;
            }
            db.execute("UPDATE question SET merged = ? WHERE id = ?", [into, from])?;
            db.execute(
                "INSERT INTO merging (review, question, became, known_from) VALUES (?, ?, ?, ?)",
                [review, from, into, now],
            )?;
            touch(db, from, now)?;
            // A verdict goes along, also where no answer does.
            touch(db, into, now)
        }
        Decision::Split { question, statements } => {
            let from = asked(db, question)?;
            let to = twin(db, from, now)?;
            for statement in statements {
                let row = row_of(db, statement)?;
                let answers = live(db, "answer.question = ?1 AND answer.statement = ?2", &[from, row])?;
                if answers.is_empty() {
                    let message = format!("the statement `{statement}` does not answer q-{from}");
                    return Err(Error::Refused(message));
                }
                for answer in answers {
                    rule(db, &answer, from, false, review)?;
                    rule(db, &answer, to, true, review)?;
                    move_to(db, &answer, to, review, now)?;
                }
            }
            Ok(())
        }
        Decision::Note { .. } => Ok(()),
        Decision::Verdict { question, .. } => touch(db, asked(db, question)?, now),
    }
}

fn revert(db: &Connection, decision: &Decision, review: i64, now: i64) -> Result<()> {
    db.execute("DELETE FROM ruling WHERE review = ?", [review])?;
    match decision {
        Decision::Accept { statement }
        | Decision::Reject { statement }
        | Decision::Correct { statement, .. } => set_mark(db, statement, now),
        Decision::Note { .. } => Ok(()),
        Decision::Verdict { question, .. } => touch(db, asked(db, question)?, now),
        Decision::Link { .. } | Decision::Unlink { .. } | Decision::Merge { .. } | Decision::Split { .. } => {
            if let Decision::Merge { .. } = decision {
                part(db, review, now)?;
            }
            for answer in live(db, "answer.review = ?1", &[review])? {
                stop(db, &answer, None, now)?;
            }
            for answer in ended_by(db, review)? {
                let others = live(db, "answer.figure = ?1", &[answer.figure])?;
                // Where another decision put it, it stays.
                if others.iter().any(|other| other.review.is_some()) {
                    continue;
                }
                for other in others {
                    stop(db, &other, None, now)?;
                }
                put(db, &answer, answer.question, None, now)?;
            }
            Ok(())
        }
    }
}

/// Parts two questions that a decision had made one.
fn part(db: &Connection, review: i64, now: i64) -> Result<()> {
    db.execute("UPDATE merging SET known_to = ? WHERE review = ?", [now, review])?;
    let pair = db
        .query_row("SELECT question, became FROM merging WHERE review = ?", [review], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()?;
    let Some((from, became)): Option<(i64, i64)> = pair else { return Ok(()) };
    db.execute("UPDATE question SET merged = NULL WHERE id = ?", [from])?;
    touch(db, from, now)?;
    touch(db, head(db, became)?, now)
}

/// The id under which a decision is kept: as `show` prints it; a question's as what it became.
fn target(db: &Connection, decision: &Decision) -> Result<String> {
    let id = decision.target();
    let on_question = match decision {
        Decision::Merge { .. } | Decision::Split { .. } | Decision::Verdict { .. } => true,
        Decision::Note { target, .. } => target.starts_with("q-"),
        _ => false,
    };
    if on_question {
        return Ok(format!("q-{}", asked(db, id)?));
    }
    Ok(format!("s-{}", id.strip_prefix("s-").unwrap_or(id)))
}

/// What the last decision on a statement or one that it goes on from made of it, of those that
/// were taken up to a time and not taken back by then.
pub(crate) fn mark(db: &Connection, statement: &str, then: i64) -> Result<&'static str> {
    let last: Option<String> = db
        .prepare_cached(
            "WITH RECURSIVE earlier (key, replaces) AS (
                 SELECT key, replaces FROM statement WHERE key = ?1
                 UNION SELECT old.key, old.replaces FROM earlier JOIN statement AS old ON old.id = earlier.replaces)
             SELECT action FROM earlier JOIN review ON review.target = 's-' || earlier.key
             WHERE action IN ('accept', 'reject', 'correct') AND at <= ?2 AND (undone IS NULL OR undone > ?2)
             ORDER BY review.id DESC LIMIT 1",
        )?
        .query_row(params![statement.strip_prefix("s-").unwrap_or(statement), then], |row| row.get(0))
        .optional()?;
    Ok(match last.as_deref() {
        Some("accept") => "accepted",
        Some("reject") => "rejected",
        Some("correct") => "corrected",
        _ => "",
    })
}

/// Sets the marks of a statement and of those that go on from it.
fn set_mark(db: &Connection, statement: &str, now: i64) -> Result<()> {
    let later: Vec<(i64, String)> = db
        .prepare_cached(
            "WITH RECURSIVE later (id, key) AS (
                 SELECT id, key FROM statement WHERE id = ?1
                 UNION SELECT new.id, new.key FROM later JOIN statement AS new ON new.replaces = later.id)
             SELECT id, key FROM later",
        )?
        .query_map([row_of(db, statement)?], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    for (row, key) in later {
        db.execute("UPDATE statement SET review = ? WHERE id = ?", params![mark(db, &key, i64::MAX)?, row])?;
        for answer in live(db, "answer.statement = ?1", &[row])? {
            touch(db, answer.question, now)?;
        }
    }
    Ok(())
}

/// An answer's row.
#[derive(Clone, Debug)]
struct Answer {
    id: i64,
    question: i64,
    figure: i64,
    statement: i64,
    earlier: bool,
    score: f64,
    reasons: String,
    review: Option<i64>,
}

const ANSWER: &str = "SELECT id, question, figure, statement, earlier, score, reasons, review FROM answer";

fn answers(db: &Connection, sql: &str, values: &[i64]) -> Result<Vec<Answer>> {
    let mut select = db.prepare_cached(sql)?;
    let rows = select.query_map(rusqlite::params_from_iter(values), |row| {
        Ok(Answer {
            id: row.get(0)?,
            question: row.get(1)?,
            figure: row.get(2)?,
            statement: row.get(3)?,
            earlier: row.get(4)?,
            score: row.get(5)?,
            reasons: row.get(6)?,
            review: row.get(7)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn live(db: &Connection, condition: &str, values: &[i64]) -> Result<Vec<Answer>> {
    answers(db, &format!("{ANSWER} WHERE known_to IS NULL AND {condition}"), values)
}

/// Answers that a decision ended and that are still said, each with the figure as the newest version
/// and reading have it.
fn ended_by(db: &Connection, review: i64) -> Result<Vec<Answer>> {
    let mut newest = db.prepare_cached(
        "WITH RECURSIVE later (id) AS (
             SELECT ?1 UNION SELECT new.id FROM later JOIN statement AS new ON new.replaces = later.id)
         SELECT now.statement, now.id FROM later
         JOIN statement ON statement.id = later.id AND statement.known_to IS NULL
         JOIN figure AS now ON now.statement = statement.id
         JOIN figure AS was ON was.id = ?2 AND was.low IS now.low AND was.high IS now.high
              AND was.bound = now.bound AND was.kind = now.kind
         ORDER BY now.id = ?2 DESC, now.id LIMIT 1",
    )?;
    let mut found = Vec::new();
    for answer in answers(db, &format!("{ANSWER} WHERE ended_by = ?1"), &[review])? {
        let row = newest.query_row([answer.statement, answer.figure], |row| Ok((row.get(0)?, row.get(1)?)));
        if let Some((statement, figure)) = row.optional()? {
            found.push(Answer { statement, figure, ..answer });
        }
    }
    Ok(found)
}

fn stop(db: &Connection, answer: &Answer, review: Option<i64>, now: i64) -> Result<()> {
    db.execute("UPDATE answer SET known_to = ?, ended_by = ? WHERE id = ?", params![now, review, answer.id])?;
    touch(db, answer.question, now)
}

/// Puts an answer to a question: by a decision, or as it was before one that is taken back.
fn put(db: &Connection, answer: &Answer, question: i64, review: Option<i64>, now: i64) -> Result<()> {
    let (score, reasons, review) = match review {
        Some(_) => (1.0, "a reviewer linked it", review),
        None => (answer.score, answer.reasons.as_str(), answer.review),
    };
    db.execute(
        "INSERT INTO answer (question, telling, figure, statement, score, reasons, known_from, earlier, review)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        params![question, question::telling(db, answer.figure)?, answer.figure, answer.statement, score, reasons, now, answer.earlier, review],
    )?;
    touch(db, question, now)
}

fn move_to(db: &Connection, answer: &Answer, question: i64, review: i64, now: i64) -> Result<()> {
    stop(db, answer, Some(review), now)?;
    put(db, answer, question, Some(review), now)
}

/// Ties those figures of a statement to a question that are measured as its answers are.
fn link(db: &Connection, statement: i64, question: i64, review: i64, now: i64) -> Result<()> {
    let dimension: String =
        db.query_row("SELECT dimension FROM question WHERE id = ?", [question], |row| row.get(0))?;
    let figures: Vec<i64> = db
        .prepare_cached(
            "SELECT id FROM figure WHERE statement = ?1 AND coalesce(low, high) IS NOT NULL
               AND coalesce(si_unit, unit, kind) = ?2",
        )?
        .query_map(params![statement, dimension], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    if figures.is_empty() {
        return Err(Error::Refused(format!(
            "the statement has no figure that q-{question} could be answered by"
        )));
    }
    for figure in figures {
        let bare = Answer {
            id: 0,
            question,
            figure,
            statement,
            earlier: false,
            score: 1.0,
            reasons: String::new(),
            review: None,
        };
        for answer in live(db, "answer.figure = ?1", &[figure])? {
            stop(db, &answer, Some(review), now)?;
        }
        rule(db, &bare, question, true, review)?;
        put(db, &bare, question, Some(review), now)?;
    }
    Ok(())
}

fn unlink(db: &Connection, statement: i64, question: i64, review: i64, now: i64) -> Result<()> {
    let linked = live(db, "answer.question = ?1 AND answer.statement = ?2", &[question, statement])?;
    if linked.is_empty() {
        return Err(Error::Refused(format!("the statement does not answer q-{question}")));
    }
    for answer in linked {
        rule(db, &answer, question, false, review)?;
        stop(db, &answer, Some(review), now)?;
    }
    Ok(())
}

/// Keeps for good whether an article's figure, known by its words, answers a question.
fn rule(db: &Connection, answer: &Answer, question: i64, answers: bool, review: i64) -> Result<()> {
    let (row, article, start, stop): (i64, i64, i64, i64) = db.query_row(
        "SELECT version.id, version.article, figure.start, figure.stop
         FROM figure JOIN statement ON statement.id = figure.statement JOIN version ON version.id = statement.version
         WHERE figure.id = ?",
        [answer.figure],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
    )?;
    let text = version::text_of(db, row)?;
    let words = figure_words(text.get(start as usize..stop as usize).unwrap_or(""));
    db.execute(
        "INSERT OR REPLACE INTO ruling (article, figure, question, answers, review) VALUES (?, ?, ?, ?, ?)",
        params![article, words, question, answers, review],
    )?;
    Ok(())
}

/// A question of the same scope, without answers.
fn twin(db: &Connection, question: i64, now: i64) -> Result<i64> {
    db.execute(
        "INSERT INTO question (asks, dimension, thing, whose, outcome, scope, place, country, day_from, day_to, dated, seen, changed)
         SELECT asks || ' (set apart)', dimension, thing, whose, outcome, scope, place, country, day_from, day_to, dated, ?2, ?2
         FROM question WHERE id = ?1",
        [question, now],
    )?;
    Ok(db.last_insert_rowid())
}
