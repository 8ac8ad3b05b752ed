//! One SQLite file: opened, migrated, guarded. Everything that writes goes through [`Ledger::write`],
//! one transaction that is wholly there or not at all.
//!
//! ```text
//! -wal beside the file    what was written last; SQLite folds it in
//! setting `home`          device and inode that the file had when it was last opened here
//! setting `open`          processes that have it open: a copy that carries this mark and
//!                         has no -wal beside it lacks what was written last
//! ```

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use rusqlite::functions::FunctionFlags;
use rusqlite::{Connection, ErrorCode, OpenFlags, Transaction, TransactionBehavior};
use rusqlite_migration::{M, Migrations};
use sayso_text::place::gazetteer::distance;

use crate::error::{Error, Result};

/// `Says` in ASCII: tells our files from other databases. The first migration writes it, so that no
/// file has our tables without it.
const APPLICATION: i32 = 0x5361_7973;
const WAIT: Duration = Duration::from_secs(30);
const PAUSE: Duration = Duration::from_millis(10);
/// Numbered files, in order; a changed shape is one new file.
fn migrations() -> Migrations<'static> {
    Migrations::new(vec![
        M::up(include_str!("schema/0001_ledger.sql")),
        M::up(include_str!("schema/0002_known_then.sql")),
        M::up(include_str!("schema/0003_desk.sql")),
        M::up(include_str!("schema/0004_confidence.sql")),
    ])
}
const NEWEST: i64 = 4;

/// A ledger on the disk, or one in memory.
pub struct Ledger {
    db: Connection,
    path: PathBuf,
    identity: Option<Identity>,
    /// Whether this process is written down as one that has it open.
    marked: bool,
}

/// Which file it is, whatever its name.
type Identity = (u64, u64);

impl Ledger {
    /// Opens a ledger, or makes one where there is no file.
    pub fn open(path: &Path) -> Result<Ledger> {
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder).map_err(|error| Error::File {
                doing: "make the folder",
                path: folder.to_owned(),
                error,
            })?;
        }
        Ledger::start(path, OpenFlags::default(), Copies::Refused)
    }

    /// Opens a ledger that must be there already.
    pub fn existing(path: &Path) -> Result<Ledger> {
        present(path)?;
        Ledger::start(
            path,
            OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
            Copies::Refused,
        )
    }

    /// Opens a copy that may lack what was written last: the user has been told.
    pub fn adopt(path: &Path) -> Result<Ledger> {
        present(path)?;
        Ledger::start(
            path,
            OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
            Copies::Adopted,
        )
    }

    /// A ledger that is gone when dropped.
    pub fn in_memory() -> Result<Ledger> {
        let mut db = Connection::open_in_memory()?;
        functions(&db)?;
        migrate(&mut db, Path::new(":memory:"))?;
        Ok(Ledger { db, path: PathBuf::from(":memory:"), identity: None, marked: false })
    }

    /// One more look into a ledger that this process has open already: it cannot write.
    pub fn beside(&self) -> Result<Ledger> {
        self.again(OpenFlags::SQLITE_OPEN_READ_ONLY)
    }

    /// The ledger once more, for work that takes long beside the first.
    pub fn another(&self) -> Result<Ledger> {
        let ledger = self.again(OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        ledger.db.pragma_update(None, "synchronous", "full")?;
        ledger.db.pragma_update(None, "foreign_keys", true)?;
        ledger.db.busy_timeout(WAIT)?;
        Ok(ledger)
    }

    /// Without a mark: the process has its own already.
    fn again(&self, how: OpenFlags) -> Result<Ledger> {
        self.is_there()?;
        let path = &self.path;
        let db = Connection::open_with_flags(path, how | OpenFlags::SQLITE_OPEN_NO_MUTEX)
            .map_err(|error| plain(error, path))?;
        db.busy_timeout(Duration::from_secs(5))?;
        db.set_prepared_statement_cache_capacity(256);
        db.pragma_update(None, "cache_size", -32_768)?;
        db.pragma_update(None, "temp_store", "memory")?;
        functions(&db)?;
        Ok(Ledger { db, path: path.clone(), identity: self.identity, marked: false })
    }

    /// Whether the file is still the one that was opened.
    pub fn is_there(&self) -> Result<()> {
        if self.identity.is_some() && identity(&self.path) != self.identity {
            return Err(Error::MovedAway(self.path.clone()));
        }
        Ok(())
    }

    /// Gives up sooner than a command does while another process writes.
    pub fn wait_at_most(&self, wait: Duration) -> Result<()> {
        Ok(self.db.busy_timeout(wait)?)
    }

    fn start(path: &Path, flags: OpenFlags, copies: Copies) -> Result<Ledger> {
        let has_log = log_of(path).metadata().is_ok_and(|file| file.len() > 0);
        let mut db = Connection::open_with_flags(path, flags).map_err(|error| plain(error, path))?;
        db.busy_timeout(WAIT)?;
        db.set_prepared_statement_cache_capacity(256);
        known(&db, path)?;
        patiently(|| db.pragma_update(None, "journal_mode", "wal")).map_err(|error| plain(error, path))?;
        // Reports are acknowledged once they are on the disk, not before.
        db.pragma_update(None, "synchronous", "full")?;
        db.pragma_update(None, "foreign_keys", true)?;
        db.pragma_update(None, "cache_size", -262_144)?;
        db.pragma_update(None, "temp_store", "memory")?;
        // Pages that many reports touch are folded in once for all of them: 64 MB of log.
        db.pragma_update(None, "wal_autocheckpoint", 16_000)?;
        functions(&db)?;
        migrate(&mut db, path)?;
        // Before there is a `Ledger`: dropping one would clean the mark that tells.
        let identity = identity(path);
        if copies == Copies::Refused && !has_log {
            is_whole(&db, path, identity)?;
        }
        let mut ledger = Ledger { db, path: path.to_owned(), identity, marked: true };
        match ledger.mark_open() {
            // A full disk can still be read; what is written later says so itself.
            Ok(()) | Err(Error::Full(_)) => Ok(ledger),
            Err(error) => Err(error),
        }
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn db(&self) -> &Connection {
        &self.db
    }

    /// Runs `work` as one transaction: all of it is kept, or nothing.
    pub(crate) fn write<T>(&mut self, work: impl FnOnce(&Transaction) -> Result<T>) -> Result<T> {
        self.is_there()?;
        let path = self.path.clone();
        let named = |error: Error| match error {
            Error::Sql { doing, error } => refined(doing, error, &path),
            other => other,
        };
        let transaction = self
            .db
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(|error| plain(error, &path))?;
        let result = work(&transaction).map_err(named)?;
        transaction.commit().map_err(|error| plain(error, &path))?;
        Ok(result)
    }

    /// A consistent look at the ledger: later writes are not seen by `look`.
    pub(crate) fn look<T>(&self, look: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let named = |error: Error| match error {
            Error::Sql { doing, error } => refined(doing, error, &self.path),
            other => other,
        };
        let transaction = self.db.unchecked_transaction().map_err(|error| plain(error, &self.path))?;
        let found = look(&transaction).map_err(named)?;
        transaction.finish().map_err(|error| plain(error, &self.path))?;
        Ok(found)
    }

    fn mark_open(&mut self) -> Result<()> {
        let home = self.identity.map(shown).unwrap_or_default();
        let me = std::process::id().to_string();
        self.write(|db| {
            let others = alive(&setting(db, "open")?.unwrap_or_default());
            let others = others.into_iter().filter(|other| *other != me);
            set(db, "home", &home)?;
            set(db, "open", &others.chain([me.clone()]).collect::<Vec<_>>().join(" "))
        })?;
        // The mark must be in the file itself, or a copy of the file would not carry it.
        let checkpoint = self.db.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()));
        checkpoint.map_err(|error| plain(error, &self.path))
    }

    fn mark_closed(&mut self) -> Result<()> {
        let me = std::process::id().to_string();
        self.write(|db| {
            let others = alive(&setting(db, "open")?.unwrap_or_default());
            set(db, "open", &others.into_iter().filter(|other| *other != me).collect::<Vec<_>>().join(" "))
        })
    }

    /// Copies the whole ledger into a new file while others go on writing.
    pub fn backup(&self, to: &Path, progress: impl FnMut(u64, u64)) -> Result<()> {
        if to.exists() {
            return Err(Error::Refused(format!(
                "`{}` exists already; a backup never overwrites",
                to.display()
            )));
        }
        let mut part = to.as_os_str().to_owned();
        part.push(format!(".{}.part", std::process::id()));
        let part = PathBuf::from(part);
        let failed = |error| Error::File { doing: "write", path: to.to_owned(), error };
        std::fs::File::create_new(&part).map_err(failed)?;
        let copied = self.copy_to(&part, progress);
        let done = copied.and_then(|()| std::fs::rename(&part, to).map_err(failed));
        if done.is_err() {
            // What was begun is of no use to anybody.
            let _ = std::fs::remove_file(&part);
        }
        done
    }

    fn copy_to(&self, part: &Path, mut progress: impl FnMut(u64, u64)) -> Result<()> {
        let mut copy = Connection::open(part).map_err(|error| plain(error, part))?;
        {
            let backup = rusqlite::backup::Backup::new(&self.db, &mut copy)?;
            loop {
                let step = backup.step(4096).map_err(|error| plain(error, part))?;
                let state = backup.progress();
                progress((state.pagecount - state.remaining) as u64, state.pagecount as u64);
                match step {
                    rusqlite::backup::StepResult::Done => break,
                    rusqlite::backup::StepResult::More => {}
                    _ => std::thread::sleep(Duration::from_millis(20)),
                }
            }
        }
        set(&copy, "open", "")?;
        set(&copy, "home", "")?;
        copy.pragma_update(None, "journal_mode", "delete").map_err(|error| plain(error, part))
    }

    /// A setting of the ledger.
    pub fn setting(&self, key: &str) -> Result<Option<String>> {
        setting(&self.db, key)
    }

    /// Keeps a setting.
    pub fn set(&mut self, key: &str, value: &str) -> Result<()> {
        self.write(|db| set(db, key, value))
    }
}

impl Drop for Ledger {
    fn drop(&mut self) {
        if self.marked && self.identity.is_some() && identity(&self.path) == self.identity {
            // A mark that stays is taken away by the next process that opens the file.
            let _ = self.mark_closed();
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Copies {
    Refused,
    Adopted,
}

fn present(path: &Path) -> Result<()> {
    match std::fs::metadata(path) {
        Ok(_) => Ok(()),
        Err(error) => Err(Error::File { doing: "open the ledger", path: path.to_owned(), error }),
    }
}

fn log_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push("-wal");
    PathBuf::from(name)
}

/// Refuses a copy that was taken while a process had the original open, without its log.
fn is_whole(db: &Connection, path: &Path, identity: Option<Identity>) -> Result<()> {
    let open = setting(db, "open")?.unwrap_or_default();
    let home = setting(db, "home")?;
    let moved = home.is_some() && home != identity.map(shown);
    if open.is_empty() || !moved {
        return Ok(());
    }
    Err(Error::IncompleteCopy {
        path: path.to_owned(),
        why: format!("it was copied while in use, without `{}`", log_of(path).display()),
    })
}

/// Whether the file is ours and not newer than this program.
fn known(db: &Connection, path: &Path) -> Result<()> {
    let number = |name: &str| db.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let read = || -> rusqlite::Result<(i64, i64, i64)> {
        let tables = db.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
        Ok((number("application_id")?, number("user_version")?, tables))
    };
    // One look: another process may be making the tables meanwhile.
    let look = || -> rusqlite::Result<(i64, i64, i64)> {
        let transaction = db.unchecked_transaction()?;
        let found = read()?;
        transaction.finish()?;
        Ok(found)
    };
    let (application, found, tables) = patiently(look).map_err(|error| plain(error, path))?;
    if application != i64::from(APPLICATION) && (tables > 0 || application != 0) {
        return Err(Error::NotALedger(path.to_owned()));
    }
    if found > NEWEST {
        return Err(Error::Newer { path: path.to_owned(), found, known: NEWEST });
    }
    Ok(())
}

/// `km(latitude, longitude, latitude, longitude)`: the distance along the surface.
fn functions(db: &Connection) -> Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    db.create_scalar_function("km", 4, flags, |values| {
        let degrees = |at: usize| values.get::<f64>(at);
        Ok(distance((degrees(0)?, degrees(1)?), (degrees(2)?, degrees(3)?)))
    })?;
    Ok(())
}

fn migrate(db: &mut Connection, path: &Path) -> Result<()> {
    let is_newest = |db: &Connection| -> Result<bool> {
        let found = patiently(|| db.pragma_query_value(None, "user_version", |row| row.get::<_, i64>(0)));
        Ok(found.map_err(|error| plain(error, path))? == NEWEST)
    };
    let start = Instant::now();
    while !is_newest(db)? {
        let error = match migrations().to_latest(db) {
            Ok(()) => break,
            Err(rusqlite_migration::Error::RusqliteError { err, .. }) => plain(err, path),
            Err(_) => Error::NotALedger(path.to_owned()),
        };
        // Another process that opens the same new file makes the same tables: then they are there.
        let busy = matches!(error, Error::Busy { .. }) && start.elapsed() < WAIT;
        if !busy && !is_newest(db)? {
            return Err(error);
        }
        std::thread::sleep(PAUSE);
    }
    Ok(())
}

/// Tries again while another process holds the file, where SQLite itself does not wait.
fn patiently<T>(attempt: impl Fn() -> rusqlite::Result<T>) -> rusqlite::Result<T> {
    let start = Instant::now();
    loop {
        match attempt() {
            Err(error) if is_busy(&error) && start.elapsed() < WAIT => std::thread::sleep(PAUSE),
            other => return other,
        }
    }
}

fn is_busy(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
}

#[cfg(unix)]
fn identity(path: &Path) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt as _;
    std::fs::metadata(path).ok().map(|file| (file.dev(), file.ino()))
}

#[cfg(not(unix))]
fn identity(path: &Path) -> Option<Identity> {
    std::fs::metadata(path).ok().map(|_| (0, 0))
}

fn shown((device, inode): Identity) -> String {
    format!("{device}:{inode}")
}

/// The processes of a mark that still run, where the system can tell.
fn alive(mark: &str) -> Vec<String> {
    let proc = Path::new("/proc/self").exists();
    mark.split_whitespace()
        .filter(|id| !proc || Path::new("/proc").join(id).exists())
        .map(str::to_owned)
        .collect()
}

fn setting(db: &Connection, key: &str) -> Result<Option<String>> {
    use rusqlite::OptionalExtension as _;
    Ok(db.query_row("SELECT value FROM setting WHERE key = ?", [key], |row| row.get(0)).optional()?)
}

fn set(db: &Connection, key: &str, value: &str) -> Result<()> {
    db.execute(
        "INSERT INTO setting (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        [key, value],
    )?;
    Ok(())
}

/// What the database says, as what it means for the user.
fn plain(source: rusqlite::Error, path: &Path) -> Error {
    refined("the ledger's database says", source, path)
}

fn refined(doing: &'static str, source: rusqlite::Error, path: &Path) -> Error {
    let path = path.to_owned();
    match source.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => Error::Full(path),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            Error::Busy { path, seconds: WAIT.as_secs() }
        }
        Some(ErrorCode::NotADatabase) => Error::NotALedger(path),
        Some(ErrorCode::DatabaseCorrupt) => Error::Broken(path),
        Some(ErrorCode::CannotOpen) => Error::File {
            doing: "open",
            path,
            error: std::io::Error::other("it is no file that can be read and written"),
        },
        _ => Error::Sql { doing, error: source },
    }
}

/// Microseconds since 1970: how the ledger keeps its own times.
pub(crate) fn micros(at: Timestamp) -> i64 {
    at.as_microsecond()
}

/// The time of kept microseconds.
pub(crate) fn time(micros: i64) -> Timestamp {
    Timestamp::from_microsecond(micros).unwrap_or(Timestamp::UNIX_EPOCH)
}
