//! What can go wrong: each says what was being done and to what.

use std::path::PathBuf;

/// An error of the ledger.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file is no database, or none of ours.
    #[error("`{}` is no ledger of Sayso", .0.display())]
    NotALedger(PathBuf),
    /// A newer Sayso has changed the file's shape.
    #[error("ledger `{}` was written by a newer version (schema {found}, this one knows {known})", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its schema.
        found: i64,
        /// The newest schema that this program knows.
        known: i64,
    },
    /// The file under an open ledger is another one than was opened.
    #[error("ledger `{}` was moved away or replaced while it was open; nothing was written", .0.display())]
    MovedAway(PathBuf),
    /// A copy made without the part of it that was still in its write-ahead log.
    #[error("ledger `{}` is an incomplete copy: {why}", path.display())]
    IncompleteCopy {
        /// The file.
        path: PathBuf,
        /// What is missing.
        why: String,
    },
    /// The disk has no more room.
    #[error("no room left on the disk of ledger `{}`; nothing of this report was kept", .0.display())]
    Full(PathBuf),
    /// Somebody else holds the ledger for too long.
    #[error("ledger `{}` is busy: another process has been writing for more than {seconds} s", path.display())]
    Busy {
        /// The file.
        path: PathBuf,
        /// How long we waited.
        seconds: u64,
    },
    /// An id that names nothing here.
    #[error("the ledger has no {0}")]
    Unknown(String),
    /// A query that cannot be understood.
    #[error("{message}, at character {at} of the query")]
    Query {
        /// Where, counted in characters from 1.
        at: usize,
        /// What is wrong.
        message: String,
    },
    /// A decision that cannot be taken as it was put.
    #[error("{0}")]
    Refused(String),
    /// Stored bytes that are not what they were.
    #[error("version {version} is damaged: {what}")]
    Damaged {
        /// Its id as shown.
        version: String,
        /// What does not fit.
        what: String,
    },
    /// A file with parts that are not what the database wrote.
    #[error("ledger `{}` is damaged: parts of the file are missing or overwritten", .0.display())]
    Broken(PathBuf),
    /// Anything else that the database says.
    #[error("{doing}: {error}")]
    Sql {
        /// What was being done.
        doing: &'static str,
        /// What the database says.
        error: rusqlite::Error,
    },
    /// A file that cannot be read or written.
    #[error("cannot {doing} `{}`: {error}", path.display())]
    File {
        /// `read`, `write`, `open`.
        doing: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
    /// JSON of ours that cannot be read back.
    #[error("the ledger holds unreadable JSON: {0}")]
    Json(#[from] serde_json::Error),
}

/// What the ledger's functions return.
pub type Result<T> = std::result::Result<T, Error>;

impl From<rusqlite::Error> for Error {
    fn from(source: rusqlite::Error) -> Error {
        Error::Sql { doing: "the ledger's database says", error: source }
    }
}
