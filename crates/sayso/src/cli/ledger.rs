//! Where the ledger lies: `--ledger`, `SAYSO_LEDGER`, or the platform's folder for data.

use std::path::PathBuf;

use anyhow::{Context as _, Result, anyhow};
use clap::Args;
use jiff::Timestamp;
use jiff::civil::Date;
use sayso_ledger::Ledger;

/// Options of every command that uses the ledger
#[derive(Args, Debug, Clone)]
pub struct Place {
    /// The ledger's file; SAYSO_LEDGER, else a file in your data folder, where it is not given
    #[arg(long, value_name = "FILE", env = "SAYSO_LEDGER", global = true)]
    ledger: Option<PathBuf>,
}

impl Place {
    /// The file.
    pub fn path(&self) -> Result<PathBuf> {
        match &self.ledger {
            Some(path) => Ok(path.clone()),
            None => {
                let dirs = directories::ProjectDirs::from("", "", "sayso").ok_or_else(|| {
                    anyhow!("no folder for data is known here; name a file with `--ledger`")
                })?;
                Ok(dirs.data_dir().join("ledger.db"))
            }
        }
    }

    /// Opens the ledger, or makes it.
    pub fn open(&self) -> Result<Ledger> {
        Ledger::open(&self.path()?).map_err(hinted)
    }

    /// Opens a ledger that must be there.
    pub fn existing(&self) -> Result<Ledger> {
        Ledger::existing(&self.present()?).map_err(hinted)
    }

    /// The file, which must be there.
    pub fn present(&self) -> Result<PathBuf> {
        let path = self.path()?;
        if !path.exists() {
            return Err(anyhow!(
                "there is no ledger at `{}` yet\n\nhint: `sayso add samples/kursk.txt` makes one",
                path.display()
            ));
        }
        Ok(path)
    }
}

/// An error of the ledger with the way out.
pub fn hinted(error: sayso_ledger::Error) -> anyhow::Error {
    use sayso_ledger::Error;
    let hint = match &error {
        Error::NotALedger(_) => "name another file with `--ledger`",
        Error::Newer { .. } => "open it with that version, or name another file with `--ledger`",
        Error::IncompleteCopy { .. } => {
            "copy both files while nothing runs, or use `sayso backup FILE`; `sayso check --adopt` takes it as it is"
        }
        Error::Full(_) => "make room and run the command again: what was kept before is whole",
        Error::MovedAway(_) => "put it back, or start again with `--ledger`",
        Error::Broken(_) => "`sayso check` says what is wrong; a backup brings back what was",
        Error::Unknown(_) => {
            "`sayso find` shows ids of statements, `sayso questions` those of questions, `sayso add` those of articles and versions, `sayso review list` decisions"
        }
        _ => return anyhow::Error::new(error),
    };
    anyhow!("{error}\n\nhint: {hint}")
}

/// A moment up to which the ledger is looked at: a day (its end, in UTC) or a time.
pub fn as_of(text: &str) -> Result<Timestamp> {
    if let Ok(time) = text.parse::<Timestamp>() {
        return Ok(time);
    }
    let day: Date =
        text.parse().with_context(|| format!("`{text}` is neither a day nor a time with its zone"))?;
    let end = day.tomorrow()?.to_zoned(jiff::tz::TimeZone::UTC)?.timestamp();
    Ok(end.checked_sub(jiff::SignedDuration::from_micros(1))?)
}
