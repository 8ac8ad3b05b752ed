//! Origins: the one telling that copies and citations go back to.
//!
//! For each statement the strongest evidence decides: it stands in a text that this one copies;
//! its quotation was told before by the same source; it was told to an agency or another outlet;
//! the report is credited to an agency. Else its origin is the source itself where it has a name,
//! and the outlet where it has none or speaks in its own voice. An echo never becomes a witness:
//! where evidence is missing, statements of one source go back to that source.

use std::collections::HashSet;

use rusqlite::{Connection, OptionalExtension as _, params};
use sayso_text::statement::outlet_named;
use sayso_text::{Document, Statement};
use serde::{Deserialize, Serialize};

use crate::answer::Speaker;
use crate::copies::Copy;
use crate::error::{Error, Result};
use crate::record::{Kept, Report, Spans, joined};
use crate::side;
use crate::version;
use crate::words::{self, shingles, stems};
use crate::{key, question};

/// Why a statement has its origin.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Evidence {
    /// `copy`, `quotation`, `told`, `credit`, `citation`, `source`, `own voice`, `same telling`.
    pub kind: String,
    /// In words.
    pub words: String,
    /// The statement that it goes back to, where one is kept (`s-…`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statement: Option<String>,
}

/// An origin, not yet a row.
struct Telling {
    key: String,
    label: String,
    kind: &'static str,
    evidence: Evidence,
}

/// Gives every statement of a report its origin.
pub(crate) fn assign(db: &Connection, report: &Report, kept: &[Kept], copies: &[Copy]) -> Result<()> {
    let copied = copied(db, copies)?;
    let credit = credit(report);
    let wire = match &credit {
        Some((_, agency, _)) => wire(db, copies, agency)?,
        None => None,
    };
    for one in kept {
        let statement = &report.statements[one.at];
        let credit = credit.as_ref().filter(|_| {
            wire.as_ref().is_none_or(|wire| !wire.lacks(&content(report.document, statement), statement))
        });
        let (origin, evidence) = match earlier(db, report, one, &copied)? {
            Some(earlier) => earlier,
            None => {
                let telling = telling(report, statement, credit);
                (keep(db, &telling)?, telling.evidence)
            }
        };
        set(db, one.id, origin, &evidence)?;
    }
    Ok(())
}

pub(crate) fn set(db: &Connection, statement: i64, origin: i64, evidence: &Evidence) -> Result<()> {
    db.prepare_cached("UPDATE statement SET origin = ?, evidence = ? WHERE id = ?")?.execute(params![
        origin,
        serde_json::to_string(evidence)?,
        statement
    ])?;
    Ok(())
}

fn keep(db: &Connection, telling: &Telling) -> Result<i64> {
    let found = db
        .prepare_cached("SELECT id FROM origin WHERE key = ?")?
        .query_row([&telling.key], |row| row.get(0))
        .optional()?;
    if let Some(id) = found {
        return Ok(id);
    }
    db.prepare_cached("INSERT INTO origin (key, label, kind) VALUES (?, ?, ?)")?.execute(params![
        telling.key,
        telling.label,
        telling.kind
    ])?;
    Ok(db.last_insert_rowid())
}

/// A statement of a text that is copied.
struct Copied {
    key: String,
    outlet: String,
    origin: i64,
    gist: i64,
    own: bool,
    speaker: Option<Speaker>,
    runs: HashSet<i64>,
    kind: &'static str,
    share: f64,
}

fn copied(db: &Connection, copies: &[Copy]) -> Result<Vec<Copied>> {
    let mut found = Vec::new();
    for copy in copies {
        let text = match version::text_of(db, copy.of) {
            Ok(text) => text,
            // A damaged text is the business of `check`; it keeps no other report out.
            Err(Error::Damaged { .. }) => continue,
            Err(error) => return Err(error),
        };
        let mut select = db.prepare_cached(
            "SELECT statement.key, outlet.name, origin, gist, voice = 'own', spans, statement.id
             FROM statement JOIN outlet ON outlet.id = statement.outlet
             WHERE version = ? AND origin IS NOT NULL",
        )?;
        let rows = select.query_map([copy.of], |row| {
            let spans: String = row.get(5)?;
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, spans, row.get(6)?))
        })?;
        for row in rows {
            let (key, outlet, origin, gist, own, spans, statement): (
                String,
                String,
                i64,
                i64,
                bool,
                String,
                i64,
            ) = row?;
            let spans: Spans = serde_json::from_str(&spans)?;
            let runs = runs(&joined(&text, &spans.content));
            let speaker = question::speaker(db, statement)?;
            found.push(Copied {
                key,
                outlet,
                origin,
                gist,
                own,
                speaker,
                runs,
                kind: copy.kind,
                share: copy.share,
            });
        }
    }
    Ok(found)
}

/// An agency's own report, as far as it tells what an outlet has added to it.
struct Wire {
    words: HashSet<String>,
    runs: HashSet<i64>,
}

/// The report of an agency that a text repeats, straight or by way of another text.
fn wire(db: &Connection, copies: &[Copy], agency: &str) -> Result<Option<Wire>> {
    let agency = words::words(agency).join(" ");
    let mut outlets = db.prepare_cached(
        "WITH text (id) AS (SELECT ?1 UNION SELECT of FROM copy WHERE version = ?1)
         SELECT version.id, outlet.name FROM text JOIN version ON version.id = text.id
         JOIN article ON article.id = version.article JOIN outlet ON outlet.id = article.outlet
         ORDER BY version.id LIMIT 8",
    )?;
    for copy in copies {
        let rows = outlets.query_map([copy.of], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let texts: Vec<(i64, String)> = rows.collect::<rusqlite::Result<_>>()?;
        for (version, outlet) in texts {
            let name = outlet_named(&outlet).map_or(outlet.as_str(), |(_, name)| name);
            if words::words(name).join(" ") != agency {
                continue;
            }
            match version::body_of(db, version) {
                Ok(body) => {
                    let words = words::words(&body).into_iter().collect();
                    return Ok(Some(Wire { words, runs: shingles(&body, 3) }));
                }
                // A damaged text is the business of `check`; it keeps no other report out.
                Err(Error::Damaged { .. }) => {}
                Err(error) => return Err(error),
            }
        }
    }
    Ok(None)
}

impl Wire {
    /// Whether a statement is none of the agency's: most of its words stand nowhere in the agency's
    /// report, or its source does not.
    fn lacks(&self, content: &str, statement: &Statement) -> bool {
        const SHORT: usize = 4;
        let runs = runs(content);
        let there = runs.intersection(&self.runs).count();
        let stranger = statement.actors.first().filter(|actor| !pronoun(&actor.name)).is_some_and(|actor| {
            let mut names =
                words::words(&actor.name).into_iter().filter(|word| word.len() >= SHORT).peekable();
            names.peek().is_some() && !names.any(|word| self.words.contains(&word))
        });
        stranger || !runs.is_empty() && there * 2 < runs.len()
    }
}

/// Somebody whom a cut text no longer names.
fn pronoun(name: &str) -> bool {
    matches!(name.to_lowercase().as_str(), "he" | "it" | "she" | "they" | "we" | "i")
}

fn runs(content: &str) -> HashSet<i64> {
    shingles(content, 3)
}

/// The earlier statement that this one repeats, by a copied text or by its quotation.
fn earlier(
    db: &Connection,
    report: &Report,
    one: &Kept,
    copied: &[Copied],
) -> Result<Option<(i64, Evidence)>> {
    let statement = &report.statements[one.at];
    let content = content(report.document, statement);
    let (gist, own_runs) = (words::gist(&content), runs(&content));
    let speaker = statement.actors.first().map(|actor| Speaker {
        name: actor.name.clone(),
        party: actor.party.clone(),
        anonymous: actor.unnamed,
        role: actor.role.clone(),
    });
    let alike = |other: &&Copied| {
        let shared = own_runs.intersection(&other.runs).count() as f64;
        let smaller = own_runs.len().min(other.runs.len()).max(1) as f64;
        // A new witness may say what the copied text says, and is nobody's echo.
        let same = match (&speaker, &other.speaker) {
            (Some(mine), Some(its)) => pronoun(&mine.name) || pronoun(&its.name) || side::same(mine, its),
            _ => true,
        };
        same && other.own == statement.is_own_voice() && (other.gist == gist || shared / smaller >= 0.6)
    };
    if let Some(other) = copied.iter().find(alike) {
        let words = format!(
            "the same words stand in the report of {} that this text repeats ({}, {:.0} %)",
            other.outlet,
            other.kind,
            other.share * 100.0
        );
        return Ok(Some((other.origin, evidence("copy", words, Some(&other.key)))));
    }
    quoted_before(db, report.document, statement, one.id)
}

/// The first statement of the same source with the same quotation.
fn quoted_before(
    db: &Connection,
    document: &Document,
    statement: &Statement,
    id: i64,
) -> Result<Option<(i64, Evidence)>> {
    let mut select = db.prepare_cached(
        "SELECT other.key, other.origin, outlet.name
         FROM (SELECT statement FROM quotation WHERE hash = ?1 AND statement < ?2 ORDER BY statement LIMIT 64) AS told
              JOIN statement AS other ON other.id = told.statement
              JOIN outlet ON outlet.id = other.outlet
              JOIN version AS theirs ON theirs.id = other.version
         WHERE other.origin IS NOT NULL
           AND theirs.article <> (SELECT article FROM version JOIN statement ON statement.version = version.id
                                  WHERE statement.id = ?2)
           AND EXISTS (SELECT 1 FROM speaker AS a JOIN actor AS x ON x.id = a.actor,
                                     speaker AS b JOIN actor AS y ON y.id = b.actor
                       WHERE a.statement = ?2 AND b.statement = other.id
                         AND (x.id = y.id OR x.party = y.party))
         ORDER BY other.id LIMIT 1",
    )?;
    for hash in quoted(document, statement) {
        let found = select
            .query_row([hash, id], |row| {
                Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?, row.get::<_, String>(2)?))
            })
            .optional()?;
        if let Some((key, origin, outlet)) = found {
            let words = format!("{outlet} has the same quotation of the same source");
            return Ok(Some((origin, evidence("quotation", words, Some(&key)))));
        }
    }
    Ok(None)
}

/// Hashes of quoted words: whole quotations, and runs of eight words in longer ones.
pub(crate) fn quoted(document: &Document, statement: &Statement) -> Vec<i64> {
    let all_quoted = statement.mode == sayso_text::statement::Mode::Direct;
    let spans = if all_quoted { &statement.content } else { &statement.quoted };
    let mut hashes = Vec::new();
    for span in spans {
        let words = words::words(document.text(*span));
        if words.len() >= 5 {
            hashes.push(key::number(&words.join(" ")));
            let runs = words.windows(8).map(|run| key::number(&run.join(" ")));
            hashes.extend(runs.filter(|hash| hash.rem_euclid(8) == 0).take(16));
        }
    }
    hashes
}

/// Whom a report goes back to as a whole: an agency in its byline, dateline or credit line.
fn credit(report: &Report) -> Option<(&'static str, &'static str, String)> {
    let capture = &report.capture;
    let own = words::words(capture.outlet).join(" ");
    let other = |(kind, name): (&'static str, &'static str), line: &str| {
        let agency = kind.contains("agency") && words::words(name).join(" ") != own;
        agency.then(|| (kind, name, line.trim().chars().take(120).collect::<String>()))
    };
    let byline = capture.head.byline.iter().find_map(|name| other(outlet_named(name)?, name));
    byline.or_else(|| {
        let lines = capture.blocks.iter().filter_map(|block| capture.text.get(block.0..block.1));
        lines.into_iter().find_map(|line| other(credited(line)?, line))
    })
}

/// The outlet that a paragraph names as where the report comes from: `LONDON (AP) —`,
/// `Reuters contributed to this report`, a line that is the agency's name alone.
fn credited(line: &str) -> Option<(&'static str, &'static str)> {
    let line = line.trim();
    let start: String = line.chars().take(60).collect();
    let bracket = start.split_once('(').and_then(|(place, rest)| {
        let (name, after) = rest.split_once(')')?;
        let dateline = place.chars().filter(|c| c.is_alphabetic()).take(3).all(char::is_uppercase);
        let dash = after.trim_start().starts_with(['-', '–', '—']) || after.trim().is_empty();
        (dateline && dash).then(|| outlet_named(name.trim())).flatten()
    });
    let contributed = || {
        let (names, _) = line.split_once(" contributed to this")?;
        let names = names.trim_start_matches("The ").trim_start_matches("the ");
        names
            .split([',', '&'])
            .flat_map(|name| name.split(" and "))
            .find_map(|name| outlet_named(name.trim()))
    };
    let alone = || {
        let name = line.trim_matches(|c: char| !c.is_alphanumeric()).trim_start_matches("Source: ");
        (line.len() < 40).then(|| outlet_named(name)).flatten()
    };
    bracket.or_else(contributed).or_else(alone)
}

/// The origin of a statement by what the report itself says.
fn telling(
    report: &Report,
    statement: &Statement,
    credit: Option<&(&'static str, &'static str, String)>,
) -> Telling {
    let outlet = report.capture.outlet;
    let actor = statement.actors.first();
    let who = actor.map_or(outlet, |actor| actor.name.as_str());
    let side = actor.map_or(outlet, |actor| actor.party.as_deref().unwrap_or(&actor.name));
    let fold = |name: &str| words::words(name).join(" ");
    let through = |name: &str, kind: &'static str, evidence: Evidence| Telling {
        key: format!("{kind}|{}|{}", fold(name), side::key(side)),
        label: name.to_owned(),
        kind,
        evidence,
    };
    if let Some(via) = statement.via.iter().find(|via| via.kind.is_some()) {
        let words = format!("{who} told {}", via.name);
        return through(&via.name, medium(via.kind.unwrap_or("")), evidence("told", words, None));
    }
    if let Some((kind, name)) = actor.and_then(|actor| outlet_named(&actor.name)) {
        let words = format!("{name} is named as the source");
        return through(name, medium(kind), evidence("citation", words, None));
    }
    if let Some((kind, name)) = cited(report.document, statement) {
        let words = format!("the sentence cites {name}");
        return through(name, medium(kind), evidence("citation", words, None));
    }
    if let Some((kind, name, line)) = credit {
        let words = format!("the report is credited to {name}: “{line}”");
        return through(name, medium(kind), evidence("credit", words, None));
    }
    if statement.is_own_voice() || actor.is_none() {
        let words = format!("{outlet} says it in its own voice");
        return through(outlet, "outlet", evidence("own voice", words, None));
    }
    if actor.is_some_and(|actor| actor.unnamed) {
        let words = format!("{who}, not named, by {outlet} alone");
        return Telling {
            key: format!("unnamed|{}|{}", fold(outlet), side::key(who)),
            label: format!("{who}, not named, to {outlet}"),
            kind: "outlet",
            evidence: evidence("source", words, None),
        };
    }
    let words = format!("{who} said so; no agency or other outlet is named");
    Telling {
        key: format!("source|{}", side::key(side)),
        label: side::shown(side).to_owned(),
        kind: "source",
        evidence: evidence("source", words, None),
    }
}

fn medium(kind: &str) -> &'static str {
    if kind.contains("agency") { "agency" } else { "outlet" }
}

/// `…, citing Interfax`: an outlet that the sentence names as where it has it from.
fn cited(document: &Document, statement: &Statement) -> Option<(&'static str, &'static str)> {
    let at = statement.cue.first().or(statement.content.first())?;
    let sentence = document.sentences.iter().find(|sentence| sentence.span.overlaps(*at))?;
    let words = document.text(sentence.span);
    let rest = words.split_once(" citing ").or_else(|| words.split_once(" quoted by "))?.1;
    let rest = rest.trim_start_matches("the ").trim_start_matches("news agency ");
    // The longest listed name that begins there.
    let ends =
        rest.char_indices().filter(|(_, c)| !c.is_alphanumeric()).map(|(at, _)| at).chain([rest.len()]);
    let names: Vec<&str> = ends.take(6).filter_map(|end| rest.get(..end)).collect();
    names.into_iter().rev().find_map(|name| outlet_named(name.trim()))
}

fn content(document: &Document, statement: &Statement) -> String {
    let pieces: Vec<&str> = statement.content.iter().map(|span| document.text(*span)).collect();
    pieces.join(" … ")
}

fn evidence(kind: &str, words: String, statement: Option<&str>) -> Evidence {
    Evidence { kind: kind.to_owned(), words, statement: statement.map(|key| format!("s-{key}")) }
}

/// How much two contents say the same, from 0 to 1: stems in common, weighed by length, less where
/// numbers differ.
pub fn says_the_same(one: &str, other: &str) -> f64 {
    let (a, b): (HashSet<String>, HashSet<String>) =
        (stems(one).into_iter().collect(), stems(other).into_iter().collect());
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    let shared = a.intersection(&b).count() as f64;
    let dice = 2.0 * shared / (a.len() + b.len()) as f64;
    let numbers = |words: &HashSet<String>| -> HashSet<String> {
        words.iter().filter(|word| word.starts_with(|c: char| c.is_ascii_digit())).cloned().collect()
    };
    let (x, y) = (numbers(&a), numbers(&b));
    if !x.is_empty() && !y.is_empty() && x.is_disjoint(&y) { dice * 0.5 } else { dice }
}
