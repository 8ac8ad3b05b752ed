//! How a report comes into the ledger: version, statements, copies, origins, answers, story.
//!
//! One transaction holds one report or a batch of them. Each step works on what the report
//! brings and on the few rows that it touches, so the cost grows with the report.

use std::cell::RefCell;

use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension as _, named_params, params};
use sayso_text::{Document, Role, Span, Statement};
use serde::{Deserialize, Serialize};
use zstd::bulk::Compressor;

use crate::capture::{Capture, body};
use crate::error::Result;
use crate::source::next_refetch;
use crate::store::{Ledger, micros, time};
use crate::{copies, key, log, origin, place, question, story, words};

/// A report with what was found in it.
#[derive(Clone, Debug)]
pub struct Report<'a> {
    /// What was captured.
    pub capture: Capture<'a>,
    /// Its annotations.
    pub document: &'a Document,
    /// Who says what in it.
    pub statements: &'a [Statement],
    /// The engine and its version that found them.
    pub engine: &'a str,
}

/// What became of a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Recorded {
    /// Id of its article, as `show` takes it.
    pub article: String,
    /// Id of its version.
    pub version: String,
    /// The version's number in its article, from 1.
    pub number: i64,
    /// Whether it was new, a changed version, or known already.
    pub state: State,
    /// How many statements it holds.
    pub statements: usize,
    /// What it is a copy of, as ids of versions.
    pub copies: Vec<String>,
    /// Questions that it answers, as ids.
    pub questions: Vec<String>,
}

/// Whether a report was new.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Its article was not known.
    New,
    /// The report's words have changed since the last capture.
    Changed,
    /// The same words are kept already.
    Known,
}

/// The places of a statement's parts in the version's text, in bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Spans {
    pub source: Vec<[usize; 2]>,
    pub cue: Vec<[usize; 2]>,
    pub content: Vec<[usize; 2]>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quoted: Vec<[usize; 2]>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub asides: Vec<[usize; 2]>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refers: Vec<[[usize; 2]; 2]>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<[usize; 2]>,
}

impl Ledger {
    /// Records one report.
    pub fn record(&mut self, report: &Report) -> Result<Recorded> {
        let mut recorded = self.record_all(std::slice::from_ref(report))?;
        Ok(recorded.remove(0))
    }

    /// Records reports as one transaction: when it returns, all of them are on the disk.
    pub fn record_all(&mut self, reports: &[Report]) -> Result<Vec<Recorded>> {
        let hours = self.refetch_hours()?;
        self.write(|db| {
            let mut all = Vec::with_capacity(reports.len());
            let mut read = Vec::new();
            for report in reports {
                let (recorded, new) = record(db, report, &hours)?;
                all.push(recorded);
                read.extend(new.map(|new| (report, new)));
            }
            question::settle(db)?;
            // The words come last: SQLite writes out what it holds of an index of words whenever
            // another statement begins that could be taken back by itself.
            for (report, new) in &read {
                index_report(db, report, new.version)?;
                index_statements(db, report, &new.statements)?;
            }
            Ok(all)
        })
    }
}

/// A version that was not known, with its statements.
struct New {
    version: i64,
    statements: Vec<Kept>,
}

/// What became of a report, and what is new of it.
fn record(db: &Connection, report: &Report, hours: &[i64]) -> Result<(Recorded, Option<New>)> {
    let capture = &report.capture;
    let outlet = outlet(db, capture.outlet)?;
    let article = article(db, capture, outlet)?;
    let before = latest(db, article)?;
    let body_hash = capture.body_hash();
    if let Some(before) = before.as_ref().filter(|before| before.body_hash == body_hash) {
        return Ok((known(db, article, before)?, None));
    }
    let number = before.as_ref().map_or(1, |before| before.number + 1);
    let version = version(db, capture, article, number, &body_hash)?;
    let statements = statements(db, report, version, outlet)?;
    let copies = copies::find(db, version, article, &capture.body())?;
    origin::assign(db, report, &statements, &copies)?;
    if let Some(before) = &before {
        supersede(db, report, before, version)?;
    }
    let questions = question::link(db, report, version, &statements)?;
    story::join(db, article, capture, &copies, &questions)?;
    plan_refetch(db, capture, article, before.is_none(), hours)?;
    let state = if before.is_some() { State::Changed } else { State::New };
    let words = format!("version {number} of {}: {} statements", capture.input, statements.len());
    let key = version_key(db, version)?;
    log::note(db, capture.seen, "version", &key, &words)?;
    let recorded = Recorded {
        article: format!("a-{article}"),
        version: key,
        number,
        state,
        statements: statements.len(),
        copies: copies.iter().map(|copy| version_key(db, copy.of)).collect::<Result<_>>()?,
        questions: questions.iter().map(|question| format!("q-{question}")).collect(),
    };
    Ok((recorded, Some(New { version, statements })))
}

/// The newest version of an article.
pub(crate) struct Latest {
    pub id: i64,
    pub key: String,
    pub number: i64,
    pub body_hash: Vec<u8>,
}

fn latest(db: &Connection, article: i64) -> Result<Option<Latest>> {
    let mut select = db.prepare_cached(
        "SELECT id, key, number, body_hash FROM version WHERE article = ? ORDER BY number DESC LIMIT 1",
    )?;
    let latest = select.query_row([article], |row| {
        Ok(Latest { id: row.get(0)?, key: row.get(1)?, number: row.get(2)?, body_hash: row.get(3)? })
    });
    Ok(latest.optional()?)
}

fn known(db: &Connection, article: i64, before: &Latest) -> Result<Recorded> {
    let statements: i64 = db
        .prepare_cached("SELECT count(*) FROM statement WHERE version = ? AND known_to IS NULL")?
        .query_row([before.id], |row| row.get(0))?;
    Ok(Recorded {
        article: format!("a-{article}"),
        version: format!("v-{}", before.key),
        number: before.number,
        state: State::Known,
        statements: statements as usize,
        copies: Vec::new(),
        questions: Vec::new(),
    })
}

fn version_key(db: &Connection, version: i64) -> Result<String> {
    let key: String =
        db.prepare_cached("SELECT key FROM version WHERE id = ?")?.query_row([version], |row| row.get(0))?;
    Ok(format!("v-{key}"))
}

/// The number of a row, made where there is none with this key yet.
fn row(db: &Connection, select: &str, insert: &str, values: &[&dyn rusqlite::ToSql]) -> Result<i64> {
    let found = db.prepare_cached(select)?.query_row([values[0]], |row| row.get(0)).optional()?;
    if let Some(id) = found {
        return Ok(id);
    }
    db.prepare_cached(insert)?.execute(values)?;
    Ok(db.last_insert_rowid())
}

fn outlet(db: &Connection, name: &str) -> Result<i64> {
    let key = words::words(name).join(" ");
    row(
        db,
        "SELECT id FROM outlet WHERE key = ?",
        "INSERT INTO outlet (key, name) VALUES (?, ?)",
        &[&key, &name],
    )
}

fn article(db: &Connection, capture: &Capture, outlet: i64) -> Result<i64> {
    row(
        db,
        "SELECT id FROM article WHERE key = ?",
        "INSERT INTO article (key, url, outlet, seen) VALUES (?, ?, ?, ?)",
        &[&capture.article_key(), &capture.url, &outlet, &micros(capture.seen)],
    )
}

fn version(db: &Connection, capture: &Capture, article: i64, number: i64, body_hash: &[u8]) -> Result<i64> {
    let text_hash = key::sha256(capture.text.as_bytes());
    let article_key = capture.article_key();
    let parts: [&[u8]; 2] = [article_key.as_bytes(), &text_hash];
    let mut id = key::of(&parts);
    let taken = db
        .prepare_cached("SELECT 1 FROM version WHERE key = ?")?
        .query_row([&id], |_| Ok(()))
        .optional()?
        .is_some();
    if taken {
        // The text went back to an earlier one: the same words, another capture.
        id = key::of(&[parts[0], parts[1], &number.to_le_bytes()]);
    }
    let raw = (capture.raw != capture.text.as_bytes()).then(|| pack(capture.raw));
    db.prepare_cached(
        "INSERT INTO version (key, article, number, seen, input, day, head, blocks, raw, raw_hash, text, text_hash, body_hash, engine)
         VALUES (:key, :article, :number, :seen, :input, :day, :head, :blocks, :raw, :raw_hash, :text, :text_hash, :body_hash, '')",
    )?
    .execute(named_params! {
        ":key": id, ":article": article, ":number": number, ":seen": micros(capture.seen),
        ":input": capture.input, ":day": capture.day.map(|day| day.to_string()),
        ":head": serde_json::to_string(&capture.head)?, ":blocks": serde_json::to_string(&capture.blocks)?,
        ":raw": raw, ":raw_hash": key::sha256(capture.raw), ":text": pack(capture.text.as_bytes()),
        ":text_hash": text_hash, ":body_hash": body_hash,
    })?;
    Ok(db.last_insert_rowid())
}

/// Makes a version's words findable.
fn index_report(db: &Connection, report: &Report, version: i64) -> Result<()> {
    let capture = &report.capture;
    let headline = capture.head.headline.as_deref().unwrap_or("");
    db.prepare_cached("INSERT INTO report_words (rowid, headline, body) VALUES (?, ?, ?)")?
        .execute(params![version, headline, body(capture.text, &capture.blocks)])?;
    Ok(())
}

/// Makes the words of a report's statements findable.
pub(crate) fn index_statements(db: &Connection, report: &Report, kept: &[Kept]) -> Result<()> {
    let mut insert =
        db.prepare_cached("INSERT INTO statement_words (rowid, source, content) VALUES (?, ?, ?)")?;
    for one in kept {
        let statement = &report.statements[one.at];
        let source = statement.actors.iter().map(|actor| actor.name.as_str()).collect::<Vec<_>>().join(" · ");
        let content = joined(&report.document.text, &spans(statement).content);
        insert.execute(params![one.id, source, content])?;
    }
    Ok(())
}

/// Compressed bytes.
pub(crate) fn pack(bytes: &[u8]) -> Vec<u8> {
    thread_local! {
        // Making one takes longer than packing a report with it.
        static PACKER: RefCell<Option<Compressor<'static>>> = RefCell::new(Compressor::new(6).ok());
    }
    // Compressing into memory does not fail; an empty result would be seen by `check`.
    PACKER.with_borrow_mut(|packer| packer.as_mut()?.compress(bytes).ok()).unwrap_or_default()
}

/// What a statement became: its row, and for each of its figures the row of that.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    pub id: i64,
    /// The statement's place in the document's list.
    pub at: usize,
    /// The document's figure and its row.
    pub figures: Vec<(usize, i64)>,
}

/// Keeps all statements of a report.
pub(crate) fn statements(db: &Connection, report: &Report, version: i64, outlet: i64) -> Result<Vec<Kept>> {
    let key: String = db
        .prepare_cached("UPDATE version SET engine = ? WHERE id = ? RETURNING key")?
        .query_row(params![report.engine, version], |row| row.get(0))?;
    let mut kept = Vec::with_capacity(report.statements.len());
    for at in 0..report.statements.len() {
        kept.push(statement(db, report, (version, &key), outlet, at)?);
    }
    for one in &kept {
        if let Some(outer) = report.statements[one.at].within.and_then(|outer| kept.get(outer)) {
            db.prepare_cached("UPDATE statement SET within = ? WHERE id = ?")?.execute([outer.id, one.id])?;
        }
    }
    Ok(kept)
}

fn statement(
    db: &Connection,
    report: &Report,
    (version, version_key): (i64, &str),
    outlet: i64,
    at: usize,
) -> Result<Kept> {
    let (document, statement, capture) = (report.document, &report.statements[at], &report.capture);
    let spans = spans(statement);
    let content = joined(&document.text, &spans.content);
    let key = free(db, statement_key(version_key, report.engine, &spans))?;
    let said = statement.said.and_then(|said| document.moments.get(said));
    let day = |date: jiff::civil::Date| date.to_string();
    let seen = capture.seen.to_zoned(jiff::tz::TimeZone::UTC).date();
    let sort = said.and_then(|said| said.from).or(capture.day).unwrap_or(seen);
    db.prepare_cached(
        "INSERT INTO statement (key, version, outlet, engine, ordinal, part, voice, mode, certainty, confidence,
             spans, said_from, said_to, day, gist, known_from)
         VALUES (:key, :version, :outlet, :engine, :ordinal, :part, :voice, :mode, :certainty, :confidence,
             :spans, :from, :to, :day, :gist, :seen)",
    )?
    .execute(named_params! {
        ":key": key, ":version": version, ":outlet": outlet, ":engine": report.engine, ":ordinal": at as i64,
        ":part": part(statement.role), ":voice": voice(statement), ":mode": statement.mode.name(),
        ":certainty": statement.certainty.name(),
        ":confidence": (f64::from(statement.confidence) * 100.0).round() / 100.0, ":spans": serde_json::to_string(&spans)?,
        ":from": said.and_then(|said| said.from).map(day), ":to": said.and_then(|said| said.to).map(day),
        ":day": day(sort), ":gist": words::gist(&content), ":seen": micros(capture.seen),
    })?;
    let id = db.last_insert_rowid();
    speakers(db, statement, id, sort, micros(capture.seen))?;
    vias(db, statement, id, sort)?;
    moments(db, document, statement, id)?;
    quotations(db, document, statement, id)?;
    place::located(db, document, statement, id, sort)?;
    let figures = statement
        .figures
        .iter()
        .filter_map(|at| Some((*at, statement.figure(document, *at)?)))
        .map(|(at, whole)| Ok((at, figure(db, &whole, id, sort)?)))
        .collect::<Result<_>>()?;
    Ok(Kept { id, at, figures })
}

/// A statement's id: the same version, spans and engine give the same.
fn statement_key(version: &str, engine: &str, spans: &Spans) -> String {
    let mut places = Vec::new();
    for (mark, list) in [(0_u64, &spans.source), (1, &spans.cue), (2, &spans.content)] {
        for [start, end] in list {
            places.extend([mark, *start as u64, *end as u64].map(u64::to_le_bytes).concat());
        }
    }
    key::of(&[version.as_bytes(), engine.as_bytes(), &places])
}

/// A key that no statement has yet: an engine that reads a version for the second time finds the
/// same statements, at another time.
fn free(db: &Connection, key: String) -> Result<String> {
    let mut taken = db.prepare_cached("SELECT 1 FROM statement WHERE key = ?")?;
    let mut free = key.clone();
    let mut time = 1_u64;
    while taken.exists([&free])? {
        time += 1;
        free = key::of(&[key.as_bytes(), &time.to_le_bytes()]);
    }
    Ok(free)
}

fn spans(statement: &Statement) -> Spans {
    let pair = |span: &Span| [span.start, span.end];
    let all = |spans: &[Span]| spans.iter().map(pair).collect();
    Spans {
        source: all(&statement.source),
        cue: all(&statement.cue),
        content: all(&statement.content),
        quoted: all(&statement.quoted),
        asides: all(&statement.asides),
        refers: statement.refers.iter().map(|(word, to)| [pair(word), pair(to)]).collect(),
        subject: statement.subject.as_ref().map(pair),
    }
}

/// The words at some places of a text, joined by `…`.
pub(crate) fn joined(text: &str, places: &[[usize; 2]]) -> String {
    let pieces: Vec<&str> = places.iter().filter_map(|[start, end]| text.get(*start..*end)).collect();
    pieces.join(" … ")
}

fn part(role: Role) -> &'static str {
    match role {
        Role::Headline => "headline",
        Role::Body => "body",
        Role::Caption => "caption",
    }
}

fn voice(statement: &Statement) -> &'static str {
    if statement.is_own_voice() { "own" } else { "attributed" }
}

fn speakers(db: &Connection, statement: &Statement, id: i64, day: Date, seen: i64) -> Result<()> {
    for actor in &statement.actors {
        let name = words::words(&actor.name).join(" ");
        let party = actor.party.as_deref().unwrap_or("");
        let key = format!("{name}|{party}|{}", u8::from(actor.unnamed));
        let row = row(
            db,
            "SELECT id FROM actor WHERE key = ?",
            "INSERT INTO actor (key, name, role, party, unnamed) VALUES (?, ?, ?, ?, ?)",
            &[&key, &actor.name, &actor.role, &actor.party, &actor.unnamed],
        )?;
        if let Some(role) = &actor.role {
            db.prepare_cached("UPDATE actor SET role = ?, role_from = ? WHERE id = ? AND role IS NULL")?
                .execute(params![role, seen, row])?;
        }
        let span = actor.span.unwrap_or(Span::new(0, 0));
        let place = actor.span.map(|_| (span.start as i64, span.end as i64));
        db.prepare_cached(
            "INSERT OR IGNORE INTO speaker (actor, statement, party, day, start, stop) VALUES (?, ?, ?, ?, ?, ?)",
        )?
        .execute(params![
            row,
            id,
            actor.party,
            day.to_string(),
            place.map(|place| place.0),
            place.map(|place| place.1)
        ])?;
    }
    Ok(())
}

fn vias(db: &Connection, statement: &Statement, id: i64, day: Date) -> Result<()> {
    for via in &statement.via {
        db.prepare_cached(
            "INSERT INTO via (statement, name, kind, day, start, stop) VALUES (?, ?, ?, ?, ?, ?)",
        )?
        .execute(params![
            id,
            via.name,
            via.kind,
            day.to_string(),
            via.span.start as i64,
            via.span.end as i64
        ])?;
    }
    Ok(())
}

fn moments(db: &Connection, document: &Document, statement: &Statement, id: i64) -> Result<()> {
    let inside = statement.moments.iter().map(|at| (*at, false));
    for (at, said) in inside.chain(statement.said.map(|at| (at, true))) {
        let Some(moment) = document.moments.get(at) else { continue };
        db.prepare_cached(
            "INSERT INTO moment (statement, start, stop, day_from, day_to, edtf, kind, said, shown)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )?
        .execute(params![
            id,
            moment.span.start as i64,
            moment.span.end as i64,
            moment.from.map(|day| day.to_string()),
            moment.to.map(|day| day.to_string()),
            moment.edtf,
            moment.kind.name(),
            said,
            moment.shown(document),
        ])?;
    }
    Ok(())
}

/// Words in quotation marks that are long enough to be known again.
fn quotations(db: &Connection, document: &Document, statement: &Statement, id: i64) -> Result<()> {
    for hash in origin::quoted(document, statement) {
        db.prepare_cached("INSERT OR IGNORE INTO quotation (hash, statement) VALUES (?, ?)")?
            .execute([hash, id])?;
    }
    Ok(())
}

fn figure(db: &Connection, figure: &sayso_text::Figure, statement: i64, day: Date) -> Result<i64> {
    let si = figure.si();
    let outcome = figure.outcome.as_ref();
    db.prepare_cached(
        "INSERT INTO figure (statement, day, start, stop, kind, low, high, bound, unit, si_low, si_high, si_unit,
             counts, outcome, negated, amount, shown)
         VALUES (:statement, :day, :start, :stop, :kind, :low, :high, :bound, :unit, :si_low, :si_high, :si_unit,
             :counts, :outcome, :negated, :amount, :shown)",
    )?
    .execute(named_params! {
        ":statement": statement, ":day": day.to_string(), ":start": figure.span.start as i64, ":stop": figure.span.end as i64,
        ":kind": figure.kind.name(), ":low": figure.low, ":high": figure.high,
        ":bound": figure.bound.name(), ":unit": figure.unit.map(|unit| unit.name),
        ":si_low": si.and_then(|si| si.0), ":si_high": si.and_then(|si| si.1), ":si_unit": si.map(|si| si.2),
        ":counts": figure.counts.as_ref().map(|counts| counts.name.as_str()),
        ":outcome": outcome.map(|outcome| outcome.name.as_str()),
        ":negated": outcome.is_some_and(|outcome| outcome.negated), ":amount": figure.amount_shown(), ":shown": figure.to_string(),
    })?;
    Ok(db.last_insert_rowid())
}

/// Ends the version before: its statements are no longer what the article says. A statement
/// that says the same as before goes on from its earlier self.
fn supersede(db: &Connection, report: &Report, before: &Latest, version: i64) -> Result<()> {
    let seen = micros(report.capture.seen);
    db.execute("UPDATE version SET until = ? WHERE id = ?", [seen, before.id])?;
    continue_from(db, before.id, version)?;
    question::end(db, before.id, seen, correction(report))?;
    db.execute(
        "UPDATE statement SET known_to = ? WHERE version = ? AND known_to IS NULL",
        [seen, before.id],
    )?;
    Ok(())
}

/// Ties each statement of `version` to the one of `before` that says the same words by the same source.
pub(crate) fn continue_from(db: &Connection, before: i64, version: i64) -> Result<()> {
    db.execute(
        "UPDATE statement AS new SET replaces = (
             SELECT old.id FROM statement AS old
             WHERE old.version = ?1 AND old.known_to IS NULL AND old.gist = new.gist
               AND (old.version <> new.version OR old.engine <> new.engine)
               AND old.voice = new.voice AND old.certainty = new.certainty
               AND (SELECT group_concat(actor) FROM (SELECT actor FROM speaker WHERE statement = old.id ORDER BY actor))
                IS (SELECT group_concat(actor) FROM (SELECT actor FROM speaker WHERE statement = new.id ORDER BY actor))
             ORDER BY abs(old.ordinal - new.ordinal) LIMIT 1)
         WHERE new.version = ?2 AND new.known_to IS NULL AND new.replaces IS NULL",
        [before, version],
    )?;
    // What a reviewer said of a statement goes on with it.
    db.execute(
        "UPDATE statement AS new SET review = (SELECT review FROM statement AS old WHERE old.id = new.replaces)
         WHERE new.version = ?1 AND new.known_to IS NULL AND new.replaces IS NOT NULL AND new.review = ''",
        [version],
    )?;
    Ok(())
}

/// The outlet's own words that it corrects or retracts something, where the report has them.
fn correction(report: &Report) -> Option<String> {
    let capture = &report.capture;
    let kept = capture.blocks.iter().filter_map(|block| capture.text.get(block.0..block.1));
    kept.map(str::trim).find(|words| is_correction(words)).map(str::to_owned)
}

fn is_correction(words: &str) -> bool {
    let lower = words.to_lowercase();
    include_str!("../lists/corrections.txt")
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .any(|phrase| match (phrase.strip_prefix("^"), phrase.split_once('~')) {
            (Some(start), _) => lower.starts_with(start),
            (None, Some((before, after))) => {
                // Other things have versions and are corrected, too: a bill, a vaccine, a voter roll.
                PUBLISHED.iter().any(|word| lower.contains(&format!("{before}{word}{after}")))
            }
            (None, None) => lower.contains(phrase),
        })
}

/// What outlets publish.
const PUBLISHED: &[&str] = &[
    "article",
    "caption",
    "chart",
    "column",
    "dispatch",
    "graphic",
    "headline",
    "map",
    "newsletter",
    "page",
    "piece",
    "post",
    "report",
    "review",
    "story",
    "summary",
    "video",
];

/// Looks again at articles that have an address on the web.
fn plan_refetch(db: &Connection, capture: &Capture, article: i64, new: bool, hours: &[i64]) -> Result<()> {
    let web = capture.url.is_some_and(|url| url.starts_with("http"));
    if !web || !new {
        return Ok(());
    }
    let (at, step) = next_refetch(hours, capture.seen, 0, capture.seen);
    db.prepare_cached("UPDATE article SET refetch_at = ?, refetch_step = ? WHERE id = ?")?
        .execute(params![at.map(micros), step, article])?;
    Ok(())
}

/// Days since 1970, for the index of space and time.
pub(crate) fn day_number(day: Date) -> f64 {
    let epoch = jiff::civil::date(1970, 1, 1);
    f64::from(day.since(epoch).map_or(0, |span| span.get_days()))
}

/// The day of a time, in UTC.
pub(crate) fn day_of(at: i64) -> Date {
    let at: Timestamp = time(at);
    at.to_zoned(jiff::tz::TimeZone::UTC).date()
}
