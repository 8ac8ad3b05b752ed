//! Stories: articles about the same happening. An article joins the story of a text that it
//! repeats, else that of a recent article with which it shares the most questions.

use rusqlite::{Connection, OptionalExtension as _, params};

use crate::capture::Capture;
use crate::copies::Copy;
use crate::error::Result;
use crate::store::micros;

/// Days between two reports on one happening, at most.
const NEAR: i64 = 10;

pub(crate) fn join(
    db: &Connection,
    article: i64,
    capture: &Capture,
    copies: &[Copy],
    questions: &[i64],
) -> Result<()> {
    let known: Option<i64> = db
        .prepare_cached("SELECT story FROM article WHERE id = ?")?
        .query_row([article], |row| row.get(0))?;
    if known.is_some() {
        return Ok(());
    }
    let story = match by_copy(db, copies)? {
        Some(story) => Some(story),
        None => by_questions(db, article, capture, questions)?,
    };
    let story = match story {
        Some(story) => story,
        None => {
            let title = capture.head.headline.as_deref().unwrap_or(capture.input);
            db.prepare_cached("INSERT INTO story (title, seen) VALUES (?, ?)")?
                .execute(params![title, micros(capture.seen)])?;
            db.last_insert_rowid()
        }
    };
    db.prepare_cached("UPDATE article SET story = ? WHERE id = ?")?.execute([story, article])?;
    Ok(())
}

fn by_copy(db: &Connection, copies: &[Copy]) -> Result<Option<i64>> {
    let mut select = db.prepare_cached(
        "SELECT article.story FROM version JOIN article ON article.id = version.article WHERE version.id = ?",
    )?;
    for copy in copies {
        if let Some(story) = select.query_row([copy.of], |row| row.get::<_, Option<i64>>(0))? {
            return Ok(Some(story));
        }
    }
    Ok(None)
}

fn by_questions(db: &Connection, article: i64, capture: &Capture, questions: &[i64]) -> Result<Option<i64>> {
    let since = micros(capture.seen) - NEAR * 24 * 3600 * 1_000_000;
    let mut select = db.prepare_cached(
        "SELECT article.story FROM answer
         JOIN statement ON statement.id = answer.statement
         JOIN version ON version.id = statement.version
         JOIN article ON article.id = version.article
         WHERE answer.question = ?1 AND article.id <> ?2 AND article.seen >= ?3 AND article.story IS NOT NULL
         ORDER BY answer.id DESC LIMIT 1",
    )?;
    for question in questions {
        let story = select.query_row([*question, article, since], |row| row.get(0)).optional()?;
        if story.is_some() {
            return Ok(story);
        }
    }
    Ok(None)
}
