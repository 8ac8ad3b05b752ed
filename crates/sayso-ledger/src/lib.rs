//! The ledger: every version kept, every claim linked, every standing explained.
//!
//! One SQLite file. No network and no clock: what is recorded comes with its time. Only this
//! crate compares documents, and all SQL is here.
#![warn(missing_docs)]

mod answer;
mod capture;
mod check;
mod copies;
pub mod desk;
pub mod diff;
mod error;
mod key;
pub mod log;
mod origin;
pub mod people;
mod place;
pub mod query;
mod question;
mod record;
mod reread;
pub mod review;
mod scope;
pub mod search;
mod show;
mod side;
pub mod source;
mod standing;
mod statement;
mod store;
mod story;
mod version;
mod words;

pub use answer::{Answer, Speaker};
pub use capture::{Block, Capture, Head};
pub use check::Check;
pub use copies::overlap;
pub use error::{Error, Result};
pub use origin::{Evidence, says_the_same};
pub use question::{NotComparable, Question, ShownScope};
pub use record::{Recorded, Report, State};
pub use reread::Reread;
pub use scope::Extent;
pub use show::{Actor, Article, Copied, Story};
pub use standing::{Amount, Side, Standing};
pub use statement::{Bytes, Piece, Statement};
pub use store::Ledger;
pub use version::Version;
