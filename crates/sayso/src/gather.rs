//! Getting pages from elsewhere.

pub mod address;
pub mod fetch;
