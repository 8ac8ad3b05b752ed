//! One fetched page to an [`Article`]: head data and blocks that all carry a role.
#![warn(missing_docs)]
