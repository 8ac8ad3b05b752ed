//! What the user names: files, folders of them, `-` for standard input, addresses.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use sayso_page::MAX_BYTES;
use walkdir::WalkDir;

/// One thing to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A file.
    File(PathBuf),
    /// Standard input.
    Standard,
    /// An http(s) address.
    Address(String),
    /// A web archive: many pages.
    Archive(PathBuf),
    /// A folder or a file in it that cannot be looked into.
    Closed(String),
}

impl Input {
    /// Its name for messages.
    pub fn name(&self) -> String {
        match self {
            Input::File(path) | Input::Archive(path) => path.display().to_string(),
            Input::Standard => "standard input".to_owned(),
            Input::Address(address) => address.clone(),
            Input::Closed(why) => why.clone(),
        }
    }
}

/// Endings of the files that are read in a folder.
const ENDINGS: &[&str] = &["htm", "html", "md", "text", "txt", "xhtml"];
/// Endings of web archives.
const ARCHIVES: &[&str] = &[".warc", ".warc.gz"];

/// Everything that the arguments name, folders unfolded in order of their names.
pub fn expand(arguments: &[String]) -> Vec<Input> {
    arguments.iter().flat_map(|argument| one(argument)).collect()
}

fn one(argument: &str) -> Vec<Input> {
    let lower = argument.to_ascii_lowercase();
    if argument == "-" {
        return vec![Input::Standard];
    }
    if lower.starts_with("http://") || lower.starts_with("https://") {
        return vec![Input::Address(argument.to_owned())];
    }
    let path = Path::new(argument);
    if path.is_dir() { folder(path) } else { vec![file_input(path.to_owned())] }
}

fn file_input(path: PathBuf) -> Input {
    if is_archive(&path) { Input::Archive(path) } else { Input::File(path) }
}

fn is_archive(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
    ARCHIVES.iter().any(|ending| name.ends_with(ending))
}

fn folder(path: &Path) -> Vec<Input> {
    let mut found = Vec::new();
    for entry in WalkDir::new(path).sort_by_file_name() {
        match entry {
            Ok(entry) if entry.file_type().is_file() && is_readable(entry.path()) => {
                found.push(file_input(entry.into_path()))
            }
            Ok(_) => {}
            Err(error) => {
                let at = error.path().unwrap_or(path).display().to_string();
                let why = error.io_error().map_or_else(|| "a link that leads back".to_owned(), short);
                found.push(Input::Closed(format!("cannot look into `{at}`: {why}")));
            }
        }
    }
    if found.is_empty() {
        found.push(Input::Closed(format!(
            "no page or text in folder `{}`; it reads {}, warc, warc.gz",
            path.display(),
            ENDINGS.join(", ")
        )));
    }
    found
}

fn is_readable(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    is_archive(path) || ending.is_some_and(|ending| ENDINGS.contains(&ending.to_ascii_lowercase().as_str()))
}

/// The bytes of a file, up to what is ever read of a page.
pub fn file(path: &Path) -> Result<Vec<u8>> {
    let open = || -> io::Result<File> { File::open(path) };
    let file = open()
        .map_err(|error| anyhow::anyhow!(short(&error)))
        .with_context(|| format!("cannot read `{}`", path.display()))?;
    bytes(file).with_context(|| format!("cannot read `{}`", path.display()))
}

/// The bytes of standard input.
pub fn standard() -> Result<Vec<u8>> {
    bytes(io::stdin().lock()).context("cannot read standard input")
}

fn bytes(source: impl io::Read) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source
        .take(MAX_BYTES as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| anyhow::anyhow!(short(&error)))?;
    if bytes.len() > MAX_BYTES {
        bail!("it has more than the {MAX_BYTES} bytes that are read");
    }
    Ok(bytes)
}

/// The system's words without its number.
fn short(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or(&text);
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}
