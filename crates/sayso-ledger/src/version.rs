//! Versions as they were kept: text, bytes, blocks; checked against their hashes when read.

use std::cell::RefCell;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row};
use serde::Serialize;
use zstd::bulk::Decompressor;

use crate::capture::{Block, Head, body};
use crate::error::{Error, Result};
use crate::key;
use crate::store::{Ledger, time};

/// The largest text or page that is ever unpacked: what a page may have, and room for decoding.
const LARGEST: u64 = 256 << 20;

/// One capture of an article, as it was kept.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
pub struct Version {
    /// Its id: `v-…`.
    pub id: String,
    /// Its article's id.
    pub article: String,
    /// Its number in the article, from 1.
    pub number: i64,
    /// Who publishes.
    pub outlet: String,
    /// Its address, where it has one.
    pub url: Option<String>,
    /// When it was captured.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub seen: Timestamp,
    /// When the next version was captured.
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub until: Option<Timestamp>,
    /// What was read.
    pub input: String,
    /// The day that its "today" is.
    pub day: Option<String>,
    /// Headline, times, byline.
    pub head: Head,
    /// SHA-256 of its text, in hexadecimal digits: selectors count in the text of this hash.
    pub text_hash: String,
    /// Its blocks: start and end in bytes, role, whether it belongs to the report.
    pub blocks: Vec<Block>,
    /// Its number in the ledger.
    #[serde(skip)]
    pub(crate) row: i64,
}

const COLUMNS: &str = "SELECT version.id, version.key, version.article, version.number, outlet.name, article.url,
         version.seen, version.until, version.input, version.day, version.head, version.text_hash, version.blocks
     FROM version JOIN article ON article.id = version.article JOIN outlet ON outlet.id = article.outlet";

fn version(row: &Row) -> rusqlite::Result<(Version, String, String)> {
    let hash: Vec<u8> = row.get(11)?;
    let version = Version {
        row: row.get(0)?,
        id: format!("v-{}", row.get::<_, String>(1)?),
        article: format!("a-{}", row.get::<_, i64>(2)?),
        number: row.get(3)?,
        outlet: row.get(4)?,
        url: row.get(5)?,
        seen: time(row.get(6)?),
        until: row.get::<_, Option<i64>>(7)?.map(time),
        input: row.get(8)?,
        day: row.get(9)?,
        head: Head::default(),
        text_hash: hash.iter().map(|byte| format!("{byte:02x}")).collect(),
        blocks: Vec::new(),
    };
    Ok((version, row.get(10)?, row.get(12)?))
}

fn whole((mut version, head, blocks): (Version, String, String)) -> Result<Version> {
    version.head = serde_json::from_str(&head)?;
    version.blocks = serde_json::from_str(&blocks)?;
    Ok(version)
}

impl Version {
    /// The version as it was known at a time; nothing where it was not known yet.
    fn then(mut self, as_of: Option<Timestamp>) -> Option<Version> {
        let known = |at: Timestamp| as_of.is_none_or(|then| at <= then);
        self.until = self.until.filter(|until| known(*until));
        known(self.seen).then_some(self)
    }
}

impl Ledger {
    /// A version by its id (`v-…`), as it was known at a time (now, where none is given).
    pub fn version(&self, id: &str, as_of: Option<Timestamp>) -> Result<Version> {
        let key = id.strip_prefix("v-").unwrap_or(id);
        let sql = format!("{COLUMNS} WHERE version.key = ?");
        let found = self.db().prepare_cached(&sql)?.query_row([key], version).optional()?;
        let found = found.map(whole).transpose()?.and_then(|version| version.then(as_of));
        found.ok_or_else(|| Error::Unknown(format!("version `{id}`")))
    }

    pub(crate) fn version_row(&self, row: i64) -> Result<Version> {
        let sql = format!("{COLUMNS} WHERE version.id = ?");
        whole(self.db().prepare_cached(&sql)?.query_row([row], version)?)
    }

    /// All versions of an article (`a-…`, or its address) that were known at a time (now, where none
    /// is given), the oldest first.
    pub fn versions(&self, article: &str, as_of: Option<Timestamp>) -> Result<Vec<Version>> {
        let id: i64 = article.strip_prefix("a-").and_then(|id| id.parse().ok()).unwrap_or(-1);
        let sql = format!("{COLUMNS} WHERE article.id = ?1 OR article.key = ?2 ORDER BY version.number");
        let mut select = self.db().prepare_cached(&sql)?;
        let found = select.query_map(rusqlite::params![id, article], version)?;
        let versions = found.map(|found| whole(found?)).collect::<Result<Vec<Version>>>()?;
        let versions: Vec<Version> = versions.into_iter().filter_map(|version| version.then(as_of)).collect();
        if versions.is_empty() {
            return Err(Error::Unknown(format!("article `{article}`")));
        }
        Ok(versions)
    }

    /// The text of a version, exactly as all offsets count in it.
    pub fn text(&self, version: &Version) -> Result<String> {
        text_of(self.db(), version.row)
    }

    /// The bytes of a version as they came.
    pub fn raw(&self, version: &Version) -> Result<Vec<u8>> {
        raw_of(self.db(), version.row)
    }
}

/// The words of a version's report.
pub(crate) fn body_of(db: &Connection, version: i64) -> Result<String> {
    let blocks: String = db
        .prepare_cached("SELECT blocks FROM version WHERE id = ?")?
        .query_row([version], |row| row.get(0))?;
    let blocks: Vec<Block> = serde_json::from_str(&blocks)?;
    Ok(body(&text_of(db, version)?, &blocks))
}

/// A version's text, checked against its hash.
pub(crate) fn text_of(db: &Connection, version: i64) -> Result<String> {
    let (key, text, hash): (String, Vec<u8>, Vec<u8>) = db
        .prepare_cached("SELECT key, text, text_hash FROM version WHERE id = ?")?
        .query_row([version], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let damaged = |what: &str| Error::Damaged { version: format!("v-{key}"), what: what.to_owned() };
    let bytes = unpack(&text).ok_or_else(|| damaged("its text cannot be unpacked"))?;
    if key::sha256(&bytes).as_slice() != hash {
        return Err(damaged("its text is not what its hash says"));
    }
    String::from_utf8(bytes).map_err(|_| damaged("its text is not UTF-8"))
}

/// A version's bytes as they came, checked against their hash.
pub(crate) fn raw_of(db: &Connection, version: i64) -> Result<Vec<u8>> {
    let (key, raw, hash): (String, Option<Vec<u8>>, Vec<u8>) = db
        .prepare_cached("SELECT key, raw, raw_hash FROM version WHERE id = ?")?
        .query_row([version], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let damaged = |what: &str| Error::Damaged { version: format!("v-{key}"), what: what.to_owned() };
    let bytes = match raw {
        Some(raw) => unpack(&raw).ok_or_else(|| damaged("its bytes cannot be unpacked"))?,
        None => text_of(db, version)?.into_bytes(),
    };
    if key::sha256(&bytes).as_slice() != hash {
        return Err(damaged("its bytes are not what their hash says"));
    }
    Ok(bytes)
}

/// Bytes as they were before they were compressed.
pub(crate) fn unpack(bytes: &[u8]) -> Option<Vec<u8>> {
    thread_local! {
        // Making one takes longer than unpacking a report with it.
        static UNPACKER: RefCell<Option<Decompressor<'static>>> = RefCell::new(Decompressor::new().ok());
    }
    // Our own packing says how long a text is; what is damaged may say anything.
    let length = zstd::zstd_safe::get_frame_content_size(bytes).ok().flatten()?;
    let length = usize::try_from(length).ok().filter(|_| length <= LARGEST)?;
    UNPACKER.with_borrow_mut(|unpacker| unpacker.as_mut()?.decompress(bytes, length).ok())
}

#[cfg(test)]
mod tests {
    use super::unpack;
    use crate::record::pack;

    #[test]
    fn what_is_packed_comes_out_again() {
        for text in ["", "At least 30.", &"said ".repeat(100_000)] {
            assert_eq!(unpack(&pack(text.as_bytes())).as_deref(), Some(text.as_bytes()));
        }
        assert_eq!(unpack(b""), None);
        assert_eq!(unpack(b"no packed text"), None);
        let mut longer = pack(b"At least 30.");
        longer.truncate(8);
        assert_eq!(unpack(&longer), None);
    }
}
