//! Copies of a text: exact, near, and in part (a wire story that was cut and given another head).
//!
//! Every run of five words has a hash; one in eight of them is kept (by its value, so that both
//! texts keep the same ones). Texts that share kept hashes are compared whole. What decides is
//! the share of the smaller text's runs that stand in the other. Thresholds were chosen by
//! `bench copies`, which measures them.

use std::collections::{HashMap, HashSet};

use rusqlite::{Connection, params};

use crate::error::{Error, Result};
use crate::version;
use crate::words::shingles;

const RUN: usize = 5;
const ONE_IN: i64 = 8;
/// The newest texts that are looked at for one hash: what stands everywhere says nothing.
const NEWEST: i64 = 64;
/// How many texts are compared whole.
const COMPARED: usize = 12;
/// The least share of the smaller text.
const PART: f64 = 0.30;
/// From here on both texts are the same but for edits.
const NEAR: f64 = 0.60;
/// Texts of fewer runs than this are too short to tell.
const SHORTEST: usize = 20;

/// An earlier text that a version repeats.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Copy {
    pub of: i64,
    pub kind: &'static str,
    pub share: f64,
}

/// How two texts overlap: the kind of copy and the share of the smaller one; nothing where they
/// are two texts.
pub fn overlap(one: &str, other: &str) -> Option<(&'static str, f64)> {
    compare(&runs(one), &runs(other))
}

fn runs(text: &str) -> HashSet<i64> {
    shingles(text, RUN)
}

fn compare(one: &HashSet<i64>, other: &HashSet<i64>) -> Option<(&'static str, f64)> {
    let smaller = one.len().min(other.len());
    if smaller < SHORTEST {
        return (smaller > 0 && one == other).then_some(("exact", 1.0));
    }
    let shared = one.intersection(other).count() as f64;
    let share = shared / smaller as f64;
    let jaccard = shared / (one.len() + other.len()) as f64 * 2.0;
    match share {
        _ if one == other => Some(("exact", 1.0)),
        _ if jaccard >= NEAR => Some(("near", share)),
        _ if share >= PART => Some(("part", share)),
        _ => None,
    }
}

/// Keeps a version's sampled hashes and finds the earlier texts that it repeats, the most alike first.
pub(crate) fn find(db: &Connection, version: i64, article: i64, body: &str) -> Result<Vec<Copy>> {
    let runs = runs(body);
    let mut sampled: Vec<i64> = runs.iter().copied().filter(|hash| hash.rem_euclid(ONE_IN) == 0).collect();
    sampled.sort_unstable();
    let mut copies = Vec::new();
    for candidate in candidates(db, article, &sampled)? {
        let other = match version::body_of(db, candidate) {
            Ok(body) => self::runs(&body),
            // A damaged text is the business of `check`; it keeps no other report out.
            Err(Error::Damaged { .. }) => continue,
            Err(error) => return Err(error),
        };
        if let Some((kind, share)) = compare(&runs, &other) {
            copies.push(Copy { of: candidate, kind, share });
        }
    }
    copies.sort_by(|one, other| other.share.total_cmp(&one.share).then(one.of.cmp(&other.of)));
    copies.truncate(4);
    for copy in &copies {
        db.prepare_cached("INSERT INTO copy (version, of, kind, share) VALUES (?, ?, ?, ?)")?
            .execute(params![version, copy.of, copy.kind, copy.share])?;
    }
    let mut insert = db.prepare_cached("INSERT OR IGNORE INTO print (hash, version) VALUES (?, ?)")?;
    for hash in &sampled {
        insert.execute([*hash, version])?;
    }
    Ok(copies)
}

/// Versions of other articles that share sampled hashes, those that share most first. A hash that
/// very many texts have is a common phrase: a few of those say nothing, a quarter of the text does.
fn candidates(db: &Connection, article: i64, sampled: &[i64]) -> Result<Vec<i64>> {
    // A bound limit would have the statement compiled again each time.
    let sql = format!("SELECT version FROM print WHERE hash = ? ORDER BY version DESC LIMIT {NEWEST}");
    let mut select = db.prepare_cached(&sql)?;
    let mut shared: HashMap<i64, (usize, usize)> = HashMap::new();
    for hash in sampled {
        let versions: Vec<i64> =
            select.query_map([*hash], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        let rare = usize::from((versions.len() as i64) < NEWEST);
        for version in versions {
            let (all, of_few) = shared.entry(version).or_default();
            *all += 1;
            *of_few += rare;
        }
    }
    let least = if sampled.len() < 6 { 1 } else { 2 };
    let alike = |(all, of_few): (usize, usize)| of_few >= least || all * 4 >= sampled.len().max(1);
    let mut found: Vec<(i64, usize)> = shared
        .into_iter()
        .filter(|(_, counts)| alike(*counts))
        .map(|(version, (all, _))| (version, all))
        .collect();
    found.sort_by_key(|(version, count)| (std::cmp::Reverse(*count), *version));
    let mut own = db.prepare_cached("SELECT article = ? FROM version WHERE id = ?")?;
    let mut candidates = Vec::new();
    for (version, _) in found {
        if candidates.len() == COMPARED {
            break;
        }
        if !own.query_row([article, version], |row| row.get::<_, bool>(0))? {
            candidates.push(version);
        }
    }
    Ok(candidates)
}
