//! Questions: what several claims answer. A new report's figures are compared with the few
//! questions that could ask for them; each answers one, or opens its own. Every link has its
//! reasons and a score, and a reviewer can take it away for good.

use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension as _, Row, named_params, params};
use serde::Serialize;

use crate::answer::{self, Answer, Speaker};
use crate::error::{Error, Result};
use crate::key;
use crate::origin::{self, Evidence};
use crate::place;
use crate::record::{Kept, Report};
use crate::scope::{Claim, Extent, Fit, Near, Scope, TURNOUT, claims, detail, sorts, thing_shown};
use crate::side;
use crate::standing::{Standing, standing};
use crate::store::{Ledger, micros, time};
use crate::version;

/// Questions that one look brings up.
const NEAREST: usize = 24;

/// A question with its answers.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
pub struct Question {
    /// Its id: `q-…`.
    pub id: String,
    /// The question in words.
    pub asks: String,
    /// What is counted, whose, what happened, where, when.
    pub scope: ShownScope,
    /// What the ledger makes of the answers.
    pub standing: Standing,
    /// When its answers changed last.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub changed: jiff::Timestamp,
    /// Its answers in the order of their days; left out in lists.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<Answer>,
    /// Questions that look alike and cannot be compared, with the reason.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_comparable: Vec<NotComparable>,
}

/// A question's scope for people and programs.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
pub struct ShownScope {
    /// What answers are measured in.
    pub dimension: String,
    /// What is counted.
    pub counts: String,
    /// The side or people that is counted.
    pub whose: Option<String>,
    /// What happened to it.
    pub outcome: String,
    /// One happening, a state, or a running total.
    pub extent: Extent,
    /// Where.
    pub place: Option<String>,
    /// First and last day.
    pub days: [String; 2],
    /// Whether a text gives those days.
    pub dated: bool,
}

/// Why two questions are not one.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
pub struct NotComparable {
    /// The other question's id.
    pub question: String,
    /// What it asks.
    pub asks: String,
    /// What is different.
    pub reason: String,
    /// Its standing in words.
    pub standing: String,
}

/// A question's row.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub id: i64,
    pub asks: String,
    pub scope: Scope,
    pub changed: i64,
    pub standing: Option<String>,
}

/// Links a report's figures to questions; gives back the questions that it answers.
pub(crate) fn link(db: &Connection, report: &Report, version: i64, kept: &[Kept]) -> Result<Vec<i64>> {
    let article: i64 = db
        .prepare_cached("SELECT article FROM version WHERE id = ?")?
        .query_row([version], |row| row.get(0))?;
    let seen = micros(report.capture.seen);
    let mut touched: Vec<(Claim, i64)> = Vec::new();
    for claim in claims(db, report, kept)? {
        let linked = match ruled(db, article, &claim)? {
            Some(linked) => Some(linked),
            None => as_before(db, article, &claim, seen)?,
        };
        let question = match linked {
            Some(linked) => linked,
            None => choose(db, article, &claim, &touched, seen)?,
        };
        touched.push((claim, question));
    }
    let mut questions: Vec<i64> = touched.into_iter().map(|(_, question)| question).collect();
    questions.sort_unstable();
    questions.dedup();
    Ok(questions)
}

/// The question that a reviewer tied this figure to.
fn ruled(db: &Connection, article: i64, claim: &Claim) -> Result<Option<i64>> {
    let found: Option<(i64, i64)> = db
        .prepare_cached(
            "SELECT question, review FROM ruling AS last WHERE article = ?1 AND figure = ?2 AND answers = 1
               AND NOT EXISTS (SELECT 1 FROM ruling AS later WHERE later.article = ?1 AND later.figure = ?2
                                 AND later.question = last.question AND later.review > last.review)
             ORDER BY review DESC",
        )?
        .query_row([article, claim.words], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((question, review)) = found else { return Ok(None) };
    let question = head(db, question)?;
    let at: i64 = db
        .prepare_cached("SELECT known_from FROM statement WHERE id = ?")?
        .query_row([claim.statement], |row| row.get(0))?;
    insert(db, question, claim, 1.0, &["a reviewer linked it".to_owned()], at, Some(review))?;
    Ok(Some(question))
}

/// The question that the same figure answered before this version or reading.
fn as_before(db: &Connection, article: i64, claim: &Claim, seen: i64) -> Result<Option<i64>> {
    let found: Option<(i64, f64, String)> = db
        .prepare_cached(
            "SELECT answer.question, answer.score, old.key
             FROM statement AS new JOIN statement AS old ON old.id = new.replaces
             JOIN figure AS now ON now.id = ?2
             JOIN answer ON answer.statement = old.id
             JOIN figure AS was ON was.id = answer.figure AND was.low IS now.low AND was.high IS now.high
                  AND was.bound = now.bound AND was.kind = now.kind
             WHERE new.id = ?1 ORDER BY answer.known_to IS NULL DESC, answer.id DESC LIMIT 1",
        )?
        .query_row([claim.statement, claim.figure], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let Some((question, score, old)) = found else { return Ok(None) };
    let question = head(db, question)?;
    if vetoed(db, article, claim.words, question)? {
        return Ok(None);
    }
    insert(db, question, claim, score, &[format!("goes on from s-{old}, which answered it")], seen, None)?;
    Ok(Some(question))
}

/// The question that one had become at a time.
pub(crate) fn head_at(db: &Connection, question: i64, then: i64) -> Result<i64> {
    let mut select = db.prepare_cached(
        "SELECT became FROM merging WHERE question = ?1 AND known_from <= ?2 AND (known_to IS NULL OR known_to > ?2)
         ORDER BY review DESC LIMIT 1",
    )?;
    let mut head = question;
    for _ in 0..32 {
        match select.query_row([head, then], |row| row.get(0)).optional()? {
            Some(next) => head = next,
            None => break,
        }
    }
    Ok(head)
}

/// The question that a merged one became.
pub(crate) fn head(db: &Connection, mut question: i64) -> Result<i64> {
    for _ in 0..32 {
        let merged: Option<i64> = db
            .prepare_cached("SELECT merged FROM question WHERE id = ?")?
            .query_row([question], |row| row.get(0))
            .optional()?
            .flatten();
        match merged {
            Some(next) => question = next,
            None => break,
        }
    }
    Ok(question)
}

fn choose(db: &Connection, article: i64, claim: &Claim, touched: &[(Claim, i64)], seen: i64) -> Result<i64> {
    let mut best: Option<(f64, Asked, Vec<String>)> = None;
    let mut unlike = Vec::new();
    let mine = mine(db, claim)?;
    let vetoes = vetoes(db, article, claim.words)?;
    for asked in candidates(db, claim, touched)? {
        if vetoes.contains(&asked.id) {
            continue;
        }
        let near = near(db, claim, &mine, touched, &asked)?;
        let fit = claim.fit(&asked.scope, &asked.asks, &near);
        let here = touched.iter().any(|(_, question)| *question == asked.id);
        // A second crash in one report is not the first one.
        let other_here = touched.iter().any(|(other, question)| {
            let same = claim.same.contains(&other.at) || other.has_amount_of(claim);
            *question == asked.id && !same && other.detail.is_of_another_than(&claim.detail, same)
        });
        if other_here {
            continue;
        }
        let alone = near == Near::No && !here && claim.scope.extent == Extent::Event;
        if alone && matches!(fit, Fit::Answers(..)) && other_happening(db, claim, asked.id)? {
            continue;
        }
        match fit {
            Fit::Answers(score, reasons) if best.as_ref().is_none_or(|(most, ..)| score > *most) => {
                best = Some((score, asked, reasons));
            }
            Fit::NotComparable(reason) => unlike.push((asked.id, reason)),
            _ => {}
        }
    }
    match best {
        Some((score, asked, reasons)) => {
            insert(db, asked.id, claim, score, &reasons, seen, None)?;
            refine(db, &asked, claim, seen)?;
            Ok(asked.id)
        }
        None => {
            let question = open(db, claim, seen)?;
            insert(db, question, claim, 1.0, &["the first to answer it".to_owned()], seen, None)?;
            for (other, reason) in unlike.into_iter().take(8) {
                db.prepare_cached(
                    "INSERT OR IGNORE INTO incomparable (one, other, reason) VALUES (?, ?, ?)",
                )?
                .execute(params![question, other, reason])?;
            }
            Ok(question)
        }
    }
}

/// Whether the report that opened a question tells of another sort of happening: a bus that crashed is no raid.
fn other_happening(db: &Connection, claim: &Claim, question: i64) -> Result<bool> {
    if claim.sorts.is_empty() && claim.detail.is_empty() {
        return Ok(false);
    }
    let first: Option<(i64, i64, Option<f64>, Option<f64>)> = db
        .prepare_cached(
            "SELECT statement.version, figure.start, figure.low, figure.high FROM answer JOIN figure ON figure.id = answer.figure
             JOIN statement ON statement.id = answer.statement WHERE question = ? ORDER BY answer.id LIMIT 1",
        )?
        .query_row([question], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
        .optional()?;
    let Some((version, at, low, high)) = first else { return Ok(false) };
    let text = match version::text_of(db, version) {
        Ok(text) => text,
        // A damaged text is the business of `check`; it keeps no other report out.
        Err(Error::Damaged { .. }) => return Ok(false),
        Err(error) => return Err(error),
    };
    if claim.detail.is_of_another_than(&detail(&text, at as usize), claim.has_amount(low, high)) {
        return Ok(true);
    }
    let theirs = sorts(&text, at as usize);
    Ok(!claim.sorts.is_empty() && !theirs.is_empty() && !claim.sorts.iter().any(|sort| theirs.contains(sort)))
}

/// What else ties a claim to a question: the same report answers it, perhaps with the same figure,
/// or another has it from the same side, or this text repeats one that answers it.
fn near(
    db: &Connection,
    claim: &Claim,
    mine: &Mine,
    touched: &[(Claim, i64)],
    asked: &Asked,
) -> Result<Near> {
    let question = asked.id;
    let here = || touched.iter().filter(|(_, other)| *other == question).map(|(other, _)| other);
    if here().any(|other| claim.same.contains(&other.at)) {
        return Ok(Near::Here("the report gives the same figure by the same party"));
    }
    if claim.scope.asks_the_same(&asked.scope)
        && let Some(reason) = told_before(db, claim, mine, question)?
    {
        return Ok(Near::Same(reason));
    }
    if here().any(|other| other.side.is_some() && other.side == claim.side) {
        return Ok(Near::Here("the same party answers it in this report"));
    }
    let agrees = here().any(|other| other.meets(claim));
    Ok(if agrees { Near::Here("the same report answers it with a figure that agrees") } else { Near::No })
}

/// Who gives a claim, looked up once for all the questions that it is compared with.
struct Mine {
    teller: Option<Teller>,
    telling: i64,
    /// Whether its text repeats another.
    copies: bool,
}

fn mine(db: &Connection, claim: &Claim) -> Result<Mine> {
    let copies = db
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM copy WHERE version = statement.version) FROM statement WHERE id = ?",
        )?
        .query_row([claim.statement], |row| row.get(0))?;
    Ok(Mine { teller: teller(db, claim.statement)?, telling: telling(db, claim.figure)?, copies })
}

/// The same side with the same figure in another report, or the same figure in a text that this one copies.
fn told_before(db: &Connection, claim: &Claim, mine: &Mine, question: i64) -> Result<Option<String>> {
    if mine.copies
        && let Some(outlet) = copied(db, claim, question)?
    {
        return Ok(Some(format!("the text repeats that of {outlet}, which answers it")));
    }
    let Some(teller) = &mine.teller else { return Ok(None) };
    let other = equal_tellers(db, question, claim, mine.telling)?
        .into_iter()
        .find(|other| (teller.day - other.day).abs() <= 4.0 && side::same(&teller.speaker, &other.speaker));
    Ok(other.map(|other| format!("the same side gives the same figure in the report of {}", other.outlet)))
}

/// The outlet of a text that this one copies and that answers a question with the same figure.
fn copied(db: &Connection, claim: &Claim, question: i64) -> Result<Option<String>> {
    let outlet = db
        .prepare_cached(
            // In this order: few texts are copies, and a question may have many answers.
            "SELECT outlet.name FROM statement AS mine CROSS JOIN copy ON copy.version = mine.version
             CROSS JOIN statement AS other ON other.version = copy.of
             CROSS JOIN answer ON answer.statement = other.id
             JOIN figure AS theirs ON theirs.id = answer.figure JOIN figure AS own ON own.id = ?2
             JOIN outlet ON outlet.id = other.outlet
             WHERE mine.id = ?1 AND answer.question = ?3
               AND theirs.low IS own.low AND theirs.high IS own.high AND theirs.bound = own.bound LIMIT 1",
        )?
        .query_row([claim.statement, claim.figure, question], |row| row.get(0))
        .optional()?;
    Ok(outlet)
}

fn vetoed(db: &Connection, article: i64, words: i64, question: i64) -> Result<bool> {
    Ok(vetoes(db, article, words)?.contains(&question))
}

/// The questions that a figure of an article must not answer: the last ruling on each counts.
fn vetoes(db: &Connection, article: i64, words: i64) -> Result<Vec<i64>> {
    let mut select = db.prepare_cached(
        "SELECT question FROM ruling AS last WHERE article = ?1 AND figure = ?2 AND answers = 0
           AND NOT EXISTS (SELECT 1 FROM ruling AS later WHERE later.article = ?1 AND later.figure = ?2
                             AND later.question = last.question AND later.review > last.review)",
    )?;
    let questions = select.query_map([article, words], |row| row.get(0))?;
    Ok(questions.collect::<rusqlite::Result<_>>()?)
}

/// The questions that could ask for a claim: a bounded number of them, by indexes on place, thing,
/// side and country.
fn candidates(db: &Connection, claim: &Claim, touched: &[(Claim, i64)]) -> Result<Vec<Asked>> {
    let scope = &claim.scope;
    let reach = jiff::Span::new().days(if scope.extent == Extent::Event { 10 } else { 400 });
    let since = scope.days.0.saturating_sub(reach).to_string();
    let mut found: Vec<Asked> = Vec::new();
    for (_, id) in touched {
        found.extend(question(db, *id)?.filter(|(_, merged)| merged.is_none()).map(|(asked, _)| asked));
    }
    let mut add = |condition: &str, values: &[&dyn rusqlite::ToSql]| -> Result<()> {
        let sql = format!(
            "SELECT {SCOPE} FROM question LEFT JOIN place ON place.id = question.place
             WHERE {condition} AND merged IS NULL ORDER BY day_to DESC LIMIT {NEAREST}"
        );
        let mut select = db.prepare_cached(&sql)?;
        let mut rows = select.query(values)?;
        while let Some(row) = rows.next()? {
            let id: i64 = row.get(0)?;
            if !found.iter().any(|other| other.id == id) {
                found.push(scoped(row)?);
            }
        }
        Ok(())
    };
    let places: Vec<Option<i64>> =
        claim.places.iter().take(4).map(|place| Some(place.id)).chain([None]).collect();
    for place in &places {
        add(
            "thing = ? AND outcome = ? AND question.place IS ? AND day_to >= ?",
            &[&scope.thing, &scope.outcome, place, &since],
        )?;
    }
    for place in places.iter().flatten() {
        add("question.place = ? AND day_to >= ?", &[place, &since])?;
    }
    if !scope.whose.is_empty() {
        add(
            "thing = ? AND outcome = ? AND whose = ? AND whose <> '' AND day_to >= ?",
            &[&scope.thing, &scope.outcome, &scope.whose, &since],
        )?;
    }
    let country = scope.place.as_ref().and_then(|place| place.country.clone());
    if let Some(country) = country.or_else(|| claim.country.clone()) {
        add("thing = ? AND question.country = ? AND day_to >= ?", &[&scope.thing, &country, &since])?;
    }
    Ok(found)
}

/// What tells a question's scope, its place included; without its standing, which is large.
const SCOPE: &str = "question.id, dimension, thing, whose, outcome, scope, day_from, day_to, dated,
     place.id, place.name, place.precision, place.geonames, place.country, place.region, asks";

fn scoped(row: &Row) -> rusqlite::Result<Asked> {
    let day = |at: usize| -> rusqlite::Result<Date> {
        Ok(row.get_ref(at)?.as_str()?.parse().unwrap_or(Date::ZERO))
    };
    let place = match row.get::<_, Option<i64>>(9)? {
        None => None,
        Some(id) => Some(place::Spot {
            id,
            name: row.get(10)?,
            precision: row.get(11)?,
            geonames: row.get(12)?,
            country: row.get(13)?,
            region: row.get(14)?,
        }),
    };
    Ok(Asked {
        id: row.get(0)?,
        asks: row.get(15)?,
        scope: Scope {
            dimension: row.get(1)?,
            thing: row.get(2)?,
            whose: row.get(3)?,
            outcome: row.get(4)?,
            extent: Extent::named(row.get_ref(5)?.as_str()?),
            days: (day(6)?, day(7)?),
            dated: row.get(8)?,
            place,
        },
        changed: 0,
        standing: None,
    })
}

const COLUMNS: &str =
    "id, asks, dimension, thing, whose, outcome, scope, place, day_from, day_to, dated, changed,
     standing, merged";

fn question(db: &Connection, id: i64) -> Result<Option<(Asked, Option<i64>)>> {
    let sql = format!("SELECT {COLUMNS} FROM question WHERE id = ?");
    let found = db.prepare_cached(&sql)?.query_row([id], read).optional()?;
    found.map(|(asked, place, merged)| placed(db, asked, place).map(|asked| (asked, merged))).transpose()
}

fn placed(db: &Connection, mut asked: Asked, place: Option<i64>) -> Result<Asked> {
    asked.scope.place = place.map(|place| place::spot(db, place)).transpose()?;
    Ok(asked)
}

fn read(row: &Row) -> rusqlite::Result<(Asked, Option<i64>, Option<i64>)> {
    let day =
        |at: &str| -> rusqlite::Result<Date> { Ok(row.get::<_, String>(at)?.parse().unwrap_or(Date::ZERO)) };
    let scope = Scope {
        dimension: row.get("dimension")?,
        thing: row.get("thing")?,
        whose: row.get("whose")?,
        outcome: row.get("outcome")?,
        extent: Extent::named(&row.get::<_, String>("scope")?),
        place: None,
        days: (day("day_from")?, day("day_to")?),
        dated: row.get("dated")?,
    };
    let asked = Asked {
        id: row.get("id")?,
        asks: row.get("asks")?,
        scope,
        changed: row.get("changed")?,
        standing: row.get("standing")?,
    };
    Ok((asked, row.get("place")?, row.get("merged")?))
}

fn open(db: &Connection, claim: &Claim, seen: i64) -> Result<i64> {
    let scope = &claim.scope;
    db.prepare_cached(
        "INSERT INTO question (asks, dimension, thing, whose, outcome, scope, place, country, day_from, day_to, dated, seen, changed)
         VALUES (:asks, :dimension, :thing, :whose, :outcome, :scope, :place, :country, :from, :to, :dated, :seen, :seen)",
    )?
    .execute(named_params! {
        ":asks": asks(scope, claim.counts.as_deref()), ":dimension": scope.dimension, ":thing": scope.thing,
        ":whose": scope.whose, ":outcome": scope.outcome, ":scope": scope.extent.name(),
        ":place": scope.place.as_ref().map(|place| place.id),
        ":country": scope.place.as_ref().and_then(|place| place.country.clone()),
        ":from": scope.days.0.to_string(), ":to": scope.days.1.to_string(), ":dated": scope.dated, ":seen": seen,
    })?;
    Ok(db.last_insert_rowid())
}

/// A claim that says more than the question makes it more exact: days where it had none, the side
/// that is counted; a state's days grow with its answers.
fn refine(db: &Connection, asked: &Asked, claim: &Claim, seen: i64) -> Result<()> {
    let (mut scope, new) = (asked.scope.clone(), &claim.scope);
    if !scope.dated && new.dated {
        scope.days = new.days;
        scope.dated = true;
    }
    if scope.extent == Extent::State {
        scope.days = (scope.days.0.min(new.days.0), scope.days.1.max(new.days.1));
    }
    if scope.whose.is_empty() {
        scope.whose.clone_from(&new.whose);
    }
    if scope == asked.scope {
        return Ok(());
    }
    // What it asked before is what it was known by until now.
    db.prepare_cached(
        "INSERT INTO wording (question, known_to, asks, whose, day_from, day_to, dated)
         SELECT id, ?2, asks, whose, day_from, day_to, dated FROM question WHERE id = ?1",
    )?
    .execute([asked.id, seen])?;
    let asks = asks(&scope, claim.counts.as_deref());
    db.prepare_cached(
        "UPDATE question SET asks = ?, whose = ?, day_from = ?, day_to = ?, dated = ?, changed = ? WHERE id = ?",
    )?
    .execute(params![
        asks,
        scope.whose,
        scope.days.0.to_string(),
        scope.days.1.to_string(),
        scope.dated,
        seen,
        asked.id
    ])?;
    Ok(())
}

/// The question in words: `How many North Korean soldiers were killed or wounded in Kursk region
/// on 2024-12-14/15?`
fn asks(scope: &Scope, counts: Option<&str>) -> String {
    let place = scope.place.as_ref().map_or(String::new(), |place| format!(" in {}", place.name));
    let (from, to) = scope.days;
    let days = match scope.extent {
        Extent::State => String::new(),
        Extent::Total if scope.dated => format!(" since {from}"),
        Extent::Total => " in all".to_owned(),
        Extent::Event if !scope.dated => format!(" around {to}"),
        Extent::Event if from == to => format!(" on {from}"),
        Extent::Event => format!(" from {from} to {to}"),
    };
    let jobs = |counts: &&str| scope.outcome == "laid off" && counts.ends_with("jobs");
    let counted = counts
        .filter(|counts| !jobs(counts) && *counts != "others")
        .map_or_else(|| thing_shown(&scope.thing, ""), str::to_owned);
    if scope.thing == TURNOUT {
        return format!("What was the turnout{place}{days}?");
    }
    if scope.outcome == "controlled" && scope.dimension != "count" && !scope.whose.is_empty() {
        return format!("How much territory does {} control{place}{days}?", scope.whose);
    }
    let verb = |were: &str| match (scope.outcome.as_str(), scope.extent) {
        ("losses", _) => format!("{were} lost"),
        (outcome, _) if outcome.starts_with("took ") || outcome.starts_with("tested ") => outcome.to_owned(),
        // What they did themselves was not done to them.
        (
            deed @ ("abstained" | "arrived" | "capsized" | "collapsed" | "crashed" | "deserted"
            | "dropped out" | "escaped" | "exploded" | "hatched" | "resigned" | "retired"
            | "surrendered" | "survived" | "testified" | "voted"),
            _,
        ) => deed.to_owned(),
        ("missing", _) => format!("{} missing", if were == "was" { "is" } else { "are" }),
        (outcome, Extent::Total) => format!("{} been {outcome}", if were == "was" { "has" } else { "have" }),
        (outcome, _) => format!("{were} {outcome}"),
    };
    match scope.dimension.as_str() {
        "count" => format!("How many {counted} {}{place}{days}?", verb("were")),
        "percentage" => format!("What share of {counted} {}{place}{days}?", verb("were")),
        "m2" if counts.is_none() => format!("How much land {}{place}{days}?", verb("was")),
        _ if scope.thing.is_empty() => format!("How much {}{place}{days}?", verb("was")),
        _ => format!("How much {counted} {}{place}{days}?", verb("was")),
    }
}

pub(crate) fn insert(
    db: &Connection,
    question: i64,
    claim: &Claim,
    score: f64,
    reasons: &[String],
    seen: i64,
    review: Option<i64>,
) -> Result<()> {
    let telling = telling(db, claim.figure)?;
    db.prepare_cached(
        "INSERT INTO answer (question, telling, figure, statement, score, reasons, known_from, earlier, review)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )?
    .execute(params![
        question,
        telling,
        claim.figure,
        claim.statement,
        score,
        reasons.join("; "),
        seen,
        claim.earlier,
        review
    ])?;
    same_telling(db, question, claim, telling)?;
    touch(db, question, seen)
}

/// Two outlets that have one side say the same figure in the same week heard one telling, and what
/// a side says under two names goes back to that side alone.
fn same_telling(db: &Connection, question: i64, claim: &Claim, telling: i64) -> Result<()> {
    let Some(mine) = teller(db, claim.statement)? else { return Ok(()) };
    for (other, same) in tellers(db, question, claim, telling)? {
        let week = (mine.day - other.day).abs() <= 7.0;
        let by_itself = !mine.speaker.anonymous
            && !other.speaker.anonymous
            && mine.kind.as_deref() == Some("source")
            && other.kind.as_deref() == Some("source");
        let origin = other.origin.filter(|origin| Some(*origin) != mine.origin);
        let heard = side::same(&mine.speaker, &other.speaker) && (same && week || by_itself);
        if let Some(origin) = origin.filter(|_| heard) {
            let who = other.speaker.party.as_ref().unwrap_or(&other.speaker.name);
            let words = if same {
                format!("{who} gives the same figure in the report of {} in the same days", other.outlet)
            } else {
                format!("{who} speaks in the report of {} too", other.outlet)
            };
            let statement = Some(format!("s-{}", other.key));
            let evidence = Evidence { kind: "same telling".to_owned(), words, statement };
            return origin::set(db, claim.statement, origin, &evidence);
        }
    }
    Ok(())
}

/// Who gives an answer, and what it goes back to.
struct Teller {
    speaker: Speaker,
    key: String,
    origin: Option<i64>,
    kind: Option<String>,
    outlet: String,
    day: f64,
}

const TELLER: &str =
    "actor.name, actor.party, actor.unnamed, actor.role, statement.key, statement.origin, origin.kind,
     outlet.name, julianday(statement.day)";

fn told(row: &Row) -> rusqlite::Result<Teller> {
    Ok(Teller {
        speaker: Speaker { name: row.get(0)?, party: row.get(1)?, anonymous: row.get(2)?, role: row.get(3)? },
        key: row.get(4)?,
        origin: row.get(5)?,
        kind: row.get(6)?,
        outlet: row.get(7)?,
        day: row.get(8)?,
    })
}

/// The first speaker of a statement; none in the outlet's own voice.
fn teller(db: &Connection, statement: i64) -> Result<Option<Teller>> {
    let sql = format!(
        "SELECT {TELLER} FROM statement JOIN speaker ON speaker.statement = statement.id
         JOIN actor ON actor.id = speaker.actor JOIN outlet ON outlet.id = statement.outlet
         LEFT JOIN origin ON origin.id = statement.origin
         WHERE statement.id = ? AND voice = 'attributed'
         ORDER BY speaker.party IS NULL, speaker.start LIMIT 1"
    );
    Ok(db.prepare_cached(&sql)?.query_row([statement], told).optional()?)
}

/// The first speaker of a statement.
pub(crate) fn speaker(db: &Connection, statement: i64) -> Result<Option<Speaker>> {
    Ok(teller(db, statement)?.map(|teller| teller.speaker))
}

/// Those who answer a question in other reports, and whether with the same figure: the newest, and
/// the first with the same telling.
fn tellers(db: &Connection, question: i64, claim: &Claim, telling: i64) -> Result<Vec<(Teller, bool)>> {
    let sql = format!("SELECT {TELLER}, {SAME_FIGURE} {TELLERS} ORDER BY answer.id");
    let mut select = db.prepare_cached(&sql)?;
    let rows = select
        .query_map([question, claim.figure, claim.statement, telling], |row| Ok((told(row)?, row.get(9)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Those of them with the same figure.
fn equal_tellers(db: &Connection, question: i64, claim: &Claim, telling: i64) -> Result<Vec<Teller>> {
    let sql = format!("SELECT {TELLER} {TELLERS} AND {SAME_FIGURE} ORDER BY answer.id");
    let mut select = db.prepare_cached(&sql)?;
    let rows = select.query_map([question, claim.figure, claim.statement, telling], told)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

const SAME_FIGURE: &str = "coalesce(theirs.low = mine.low, theirs.high = mine.high, 0)";

// In this order: most figures are others, and what stands behind them is not looked at.
const TELLERS: &str = "FROM (SELECT * FROM (SELECT id, figure, statement FROM answer WHERE question = ?1 ORDER BY id DESC LIMIT 10)
           UNION SELECT * FROM (SELECT id, figure, statement FROM answer
                                WHERE question = ?1 AND telling = ?4 ORDER BY id LIMIT 5)) AS answer
     CROSS JOIN figure AS mine ON mine.id = ?2 CROSS JOIN figure AS theirs ON theirs.id = answer.figure
     CROSS JOIN statement ON statement.id = answer.statement AND voice = 'attributed'
     JOIN speaker ON speaker.statement = statement.id JOIN actor ON actor.id = speaker.actor
     JOIN outlet ON outlet.id = statement.outlet LEFT JOIN origin ON origin.id = statement.origin
     WHERE statement.id <> ?3";

/// The hash of who says how much: of the first speaker's party, else its name, and the amount.
pub(crate) fn telling(db: &Connection, figure: i64) -> Result<i64> {
    let (who, low, high, bound): (Option<String>, Option<f64>, Option<f64>, String) = db
        .prepare_cached(
            "SELECT (SELECT coalesce(speaker.party, actor.name) FROM speaker JOIN actor ON actor.id = speaker.actor
                     WHERE speaker.statement = figure.statement ORDER BY speaker.party IS NULL, speaker.start LIMIT 1),
                    low, high, bound FROM figure WHERE id = ?",
        )?
        .query_row([figure], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
    Ok(key::number(&format!("{}|{low:?}|{high:?}|{bound}", side::key(&who.unwrap_or_default()))))
}

/// Says that a question's standing is to be computed again.
pub(crate) fn touch(db: &Connection, question: i64, seen: i64) -> Result<()> {
    db.prepare_cached("UPDATE question SET standing = NULL, changed = max(changed, ?) WHERE id = ?")?
        .execute([seen, question])?;
    Ok(())
}

/// Ends the answers of a version that is no longer the newest. Where the outlet says that it
/// corrects or retracts, answers that the new version no longer gives are withdrawn.
pub(crate) fn end(db: &Connection, version: i64, seen: i64, correction: Option<String>) -> Result<()> {
    let mut select = db.prepare_cached(
        "SELECT answer.id, answer.question, EXISTS (SELECT 1 FROM statement AS new WHERE new.replaces = statement.id)
         FROM answer JOIN statement ON statement.id = answer.statement
         WHERE statement.version = ? AND answer.known_to IS NULL",
    )?;
    let answers: Vec<(i64, i64, bool)> = select
        .query_map([version], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect::<rusqlite::Result<_>>()?;
    for (answer, question, goes_on) in answers {
        let withdrawn = correction.as_ref().filter(|_| !goes_on);
        db.prepare_cached("UPDATE answer SET known_to = ?, withdrawn = ? WHERE id = ?")?
            .execute(params![seen, withdrawn, answer])?;
        touch(db, question, seen)?;
    }
    Ok(())
}

/// Computes the standing of every question that was touched.
pub(crate) fn settle(db: &Connection) -> Result<()> {
    let mut select = db.prepare_cached("SELECT id FROM question WHERE standing IS NULL")?;
    let stale: Vec<i64> = select.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    for id in stale {
        let Some((asked, _)) = question(db, id)? else { continue };
        let standing = standing(&asked.scope, &answer::to_settle(db, id)?, verdict(db, id, None)?);
        db.prepare_cached("UPDATE question SET standing = ?, labels = ? WHERE id = ?")?.execute(params![
            serde_json::to_string(&standing)?,
            standing.labels.join(" "),
            id
        ])?;
    }
    Ok(())
}

/// What a reviewer decided last on a question, or on one that had been merged into it.
fn verdict(db: &Connection, question: i64, as_of: Option<i64>) -> Result<Option<String>> {
    let then = as_of.unwrap_or(i64::MAX);
    let mut select = db.prepare_cached(
        "SELECT id, who || ': ' || json_extract(detail, '$.words') || coalesce(' (evidence: ' || evidence || ')', '')
         FROM review WHERE target = ?1 AND action = 'verdict' AND at <= ?2 AND (undone IS NULL OR undone > ?2)
         ORDER BY id DESC LIMIT 1",
    )?;
    let mut last: Option<(i64, String)> = None;
    for member in members(db, question, then)? {
        let found = select
            .query_row(params![format!("q-{member}"), then], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        last = last.into_iter().chain(found).max_by_key(|(review, _)| *review);
    }
    Ok(last.map(|(_, words)| words))
}

/// A question and those that had become it at a time.
pub(crate) fn members(db: &Connection, question: i64, then: i64) -> Result<Vec<i64>> {
    let mut select = db.prepare_cached(
        "WITH RECURSIVE member (id) AS (
             SELECT ?1 UNION SELECT merging.question FROM member JOIN merging ON merging.became = member.id
             WHERE known_from <= ?2 AND (known_to IS NULL OR known_to > ?2))
         SELECT id FROM member",
    )?;
    let rows = select.query_map([question, then], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The labels of a question's standing at a time.
pub(crate) fn labels_at(db: &Connection, id: i64, then: i64) -> Result<Vec<String>> {
    let as_of = Some(then);
    let Some((asked, _)) = question(db, id)? else { return Ok(Vec::new()) };
    // What has not changed since stands as it stood.
    if let (true, Some(kept)) = (asked.changed <= then, &asked.standing) {
        return Ok(serde_json::from_str::<Standing>(kept)?.labels);
    }
    let asked = as_then(db, asked, as_of)?;
    Ok(standing(&asked.scope, &answer::of(db, id, as_of)?, verdict(db, id, as_of)?).labels)
}

/// The number in an id: `q-12`.
pub(crate) fn number(id: &str) -> Result<i64> {
    let unknown = || Error::Unknown(format!("question `{id}`"));
    id.strip_prefix("q-").unwrap_or(id).parse().map_err(|_| unknown())
}

/// When a question had changed last at a time: what came and went of its answers, its wording, what
/// reviewers decided on it. What has not changed since is as it is now.
const CHANGED: &str = "CASE WHEN question.changed <= :then THEN question.changed ELSE max(question.seen,
     coalesce((SELECT max(iif(known_to <= :then, max(known_from, known_to), known_from)) FROM answer
               WHERE answer.question = question.id AND known_from <= :then), 0),
     coalesce((SELECT max(known_to) FROM wording WHERE wording.question = question.id AND known_to <= :then), 0),
     coalesce((SELECT max(iif(known_to <= :then, known_to, known_from)) FROM merging
               WHERE question.id IN (merging.question, merging.became) AND known_from <= :then), 0),
     coalesce((SELECT max(iif(undone <= :then, undone, at)) FROM review
               WHERE target = 'q-' || question.id AND action = 'verdict' AND at <= :then), 0),
     coalesce((SELECT max(iif(undone <= :then, undone, at)) FROM answer
               JOIN statement ON statement.id = answer.statement JOIN review ON review.target = 's-' || statement.key
               WHERE answer.question = question.id AND answer.known_from <= :then
                 AND action IN ('accept', 'reject', 'correct') AND at <= :then), 0)) END";

impl Ledger {
    /// A question with all its answers, as it was known at a time (now, where none is given).
    pub fn question(&self, id: &str, as_of: Option<jiff::Timestamp>) -> Result<Question> {
        let as_of = as_of.map(micros);
        self.look(|db| {
            let then = as_of.unwrap_or(i64::MAX);
            let row = match as_of {
                Some(then) => head_at(db, number(id)?, then)?,
                None => head(db, number(id)?)?,
            };
            let unknown = || Error::Unknown(format!("question `{id}`"));
            let (asked, _) = question(db, row)?.ok_or_else(unknown)?;
            let changed = changed(db, row, then)?.ok_or_else(unknown)?;
            let asked = as_then(db, Asked { changed, ..asked }, as_of)?;
            let answers = answer::of(db, row, as_of)?;
            let not_comparable = not_comparable(db, row, as_of)?;
            whole(db, asked, answers, not_comparable, as_of)
        })
    }

    /// Answers that articles gave to a question before and no longer give.
    pub fn former_answers(&self, id: &str, as_of: Option<jiff::Timestamp>) -> Result<Vec<Answer>> {
        self.look(|db| answer::former(db, number(id)?, as_of.map(micros)))
    }

    /// Questions whose answers changed last, newest first, a page at a time: `after` is the id of
    /// the last one of the page before. Many change at once: a time would not tell them apart.
    pub fn questions(
        &self,
        limit: usize,
        after: Option<&str>,
        as_of: Option<jiff::Timestamp>,
    ) -> Result<Vec<Question>> {
        let as_of = as_of.map(micros);
        self.look(|db| match as_of {
            None => listed(db, limit, after),
            Some(then) => listed_then(db, limit, after, then),
        })
    }
}

/// A question without its answers.
pub(crate) fn line(db: &Connection, row: i64) -> Result<Question> {
    let (asked, _) = question(db, row)?.ok_or_else(|| Error::Unknown(format!("question `q-{row}`")))?;
    whole(db, asked, Vec::new(), Vec::new(), None)
}

/// Where a page begins, below which change and row: after a question where it stands now (`q-3`), or
/// where it stood when it was shown (`q-3@TIME`), so that what changes meanwhile comes not twice.
fn place_of(after: Option<&str>, changed: impl FnOnce(i64) -> Result<Option<i64>>) -> Result<(i64, i64)> {
    let Some(after) = after else { return Ok((i64::MAX, i64::MAX)) };
    let unknown = || Error::Unknown(format!("question `{after}`"));
    match after.split_once('@') {
        Some((id, time)) => Ok((time.parse().map_err(|_| unknown())?, number(id)?)),
        None => {
            let row = number(after)?;
            Ok((changed(row)?.ok_or_else(unknown)?, row))
        }
    }
}

fn listed(db: &Connection, limit: usize, after: Option<&str>) -> Result<Vec<Question>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM question
         WHERE merged IS NULL AND labels <> '' AND (changed, id) < (?1, ?2)
         ORDER BY changed DESC, id DESC LIMIT ?3"
    );
    let (changed, id) = place_of(after, |row| Ok(question(db, row)?.map(|(asked, _)| asked.changed)))?;
    let mut select = db.prepare_cached(&sql)?;
    let rows: Vec<_> =
        select.query_map(params![changed, id, limit as i64], read)?.collect::<rusqlite::Result<_>>()?;
    rows.into_iter()
        .map(|(asked, place, _)| whole(db, placed(db, asked, place)?, Vec::new(), Vec::new(), None))
        .collect()
}

/// The same as it was at a time: those that had answers then, in the order of what had changed by then.
fn listed_then(db: &Connection, limit: usize, after: Option<&str>, then: i64) -> Result<Vec<Question>> {
    let last = place_of(after, |row| changed(db, row, then))?;
    let sql = format!(
        "SELECT id, changed_then FROM (SELECT id, {CHANGED} AS changed_then FROM question
             WHERE seen <= :then AND NOT EXISTS (SELECT 1 FROM merging WHERE merging.question = question.id
                   AND known_from <= :then AND (known_to IS NULL OR known_to > :then)))
         WHERE (changed_then, id) < (:changed, :id) ORDER BY changed_then DESC, id DESC"
    );
    let mut select = db.prepare_cached(&sql)?;
    let rows = select
        .query_map(named_params! { ":changed": last.0, ":id": last.1, ":then": then }, |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    let mut found = Vec::new();
    for row in rows {
        if found.len() == limit {
            break;
        }
        let (id, changed) = row?;
        let Some((asked, _)) = question(db, id)? else { continue };
        let asked = as_then(db, Asked { changed, ..asked }, Some(then))?;
        let answers = answer::of(db, id, Some(then))?;
        let question = whole(db, asked, answers, Vec::new(), Some(then))?;
        if !question.standing.labels.is_empty() {
            found.push(Question { answers: Vec::new(), ..question });
        }
    }
    Ok(found)
}

/// When a question had changed last at a time; nothing where it was not known yet.
fn changed(db: &Connection, question: i64, then: i64) -> Result<Option<i64>> {
    let sql = format!("SELECT {CHANGED} FROM question WHERE id = :id AND seen <= :then");
    let found = db
        .prepare_cached(&sql)?
        .query_row(named_params! { ":id": question, ":then": then }, |row| row.get(0))
        .optional()?;
    Ok(found)
}

/// A question with the words and the scope that it had at a time.
fn as_then(db: &Connection, mut asked: Asked, as_of: Option<i64>) -> Result<Asked> {
    let Some(then) = as_of else { return Ok(asked) };
    let was = db
        .prepare_cached(
            "SELECT asks, whose, day_from, day_to, dated FROM wording WHERE question = ? AND known_to > ?
             ORDER BY id LIMIT 1",
        )?
        .query_row([asked.id, then], |row| {
            let day = |at: usize| -> rusqlite::Result<Date> {
                Ok(row.get_ref(at)?.as_str()?.parse().unwrap_or(Date::ZERO))
            };
            Ok((row.get(0)?, row.get(1)?, (day(2)?, day(3)?), row.get(4)?))
        })
        .optional()?;
    if let Some((asks, whose, days, dated)) = was {
        asked.asks = asks;
        asked.scope = Scope { whose, days, dated, ..asked.scope };
    }
    Ok(asked)
}

fn whole(
    db: &Connection,
    asked: Asked,
    answers: Vec<Answer>,
    not_comparable: Vec<NotComparable>,
    as_of: Option<i64>,
) -> Result<Question> {
    let standing = match (&asked.standing, as_of) {
        (Some(kept), None) => serde_json::from_str(kept)?,
        _ => standing(&asked.scope, &answers, verdict(db, asked.id, as_of)?),
    };
    let scope = asked.scope;
    let counts = thing_shown(&scope.thing, &asked.asks);
    Ok(Question {
        id: format!("q-{}", asked.id),
        asks: asked.asks,
        scope: ShownScope {
            dimension: scope.dimension,
            counts,
            whose: Some(scope.whose).filter(|whose| !whose.is_empty()),
            outcome: scope.outcome,
            extent: scope.extent,
            place: scope.place.map(|place| place.name),
            days: [scope.days.0.to_string(), scope.days.1.to_string()],
            dated: scope.dated,
        },
        standing,
        changed: time(asked.changed),
        answers,
        not_comparable,
    })
}

fn not_comparable(db: &Connection, question: i64, as_of: Option<i64>) -> Result<Vec<NotComparable>> {
    let then = as_of.unwrap_or(i64::MAX);
    let mut select = db.prepare_cached(
        "SELECT question.id, reason FROM (SELECT other AS id, reason FROM incomparable WHERE one = ?1
               UNION SELECT one, reason FROM incomparable WHERE other = ?1) AS pair
         JOIN question ON question.id = pair.id
         WHERE question.seen <= ?2 AND NOT EXISTS (SELECT 1 FROM merging WHERE merging.question = question.id
               AND known_from <= ?2 AND (known_to IS NULL OR known_to > ?2))
         ORDER BY question.id LIMIT 24",
    )?;
    let rows = select.query_map([question, then], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let pairs: Vec<(i64, String)> = rows.collect::<rusqlite::Result<_>>()?;
    let mut found = Vec::new();
    for (id, reason) in pairs {
        let Some((asked, _)) = self::question(db, id)? else { continue };
        let asked = as_then(db, asked, as_of)?;
        let answers = match as_of {
            Some(_) => answer::of(db, id, as_of)?,
            None => Vec::new(),
        };
        let other = whole(db, asked, answers, Vec::new(), as_of)?;
        found.push(NotComparable {
            question: other.id,
            asks: other.asks,
            reason,
            standing: other.standing.words,
        });
    }
    Ok(found)
}
