//! Where the data lies: `SAYSO_DATA`, or `../shared/data` beside the project.

use std::path::PathBuf;

use anyhow::{Result, bail};

/// The path of one data set; says what is missing and how to name another place.
pub fn path(name: &str) -> Result<PathBuf> {
    let root = std::env::var_os("SAYSO_DATA").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")),
        PathBuf::from,
    );
    let path = root.join(name);
    if !path.exists() {
        bail!("no data at `{}`\n\nhint: name the folder that holds it with SAYSO_DATA", path.display());
    }
    Ok(path)
}
