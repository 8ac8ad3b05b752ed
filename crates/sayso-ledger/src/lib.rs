//! The ledger: every version kept, every claim linked, every standing explained.
//!
//! One SQLite file. No network and no clock: what is recorded comes with its time. Only this
//! crate compares documents, and all SQL is here.
#![warn(missing_docs)]

mod error;
pub mod log;
pub mod source;
mod store;

pub use error::{Error, Result};
pub use store::Ledger;
