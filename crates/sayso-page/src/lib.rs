//! One fetched page to an [`Article`]: head data and blocks that all carry a role.
//!
//! Nothing is thrown away and no character inside a block is altered: what is not the
//! report (donation appeals, share boxes, cookie notices) is *named* as furniture, on
//! whole blocks only, so a sentence never has a hole. No input or output, no clock.
//!
//! ```
//! let page = sayso_page::read_text(b"Mayor Resigns\n\nThe mayor said on Monday that she would go.\n")?;
//! let kept: Vec<&str> = page.kept().map(|block| page.words(block)).collect();
//! assert_eq!(kept, ["Mayor Resigns", "The mayor said on Monday that she would go."]);
//! # Ok::<(), sayso_page::Error>(())
//! ```
#![warn(missing_docs)]
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod article;
mod block;
mod byline;
mod decode;
mod error;
mod guard;
mod head;
mod html;
mod json_ld;
mod main_text;
mod phrases;
mod role;
mod stamp;
mod text;
mod weigh;

pub use article::{Article, Block, Found};
pub use decode::MAX_BYTES;
pub use error::Error;
pub use role::Role;
pub use stamp::{Origin, Stamp};

/// What is known about a page besides its bytes.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hints<'a> {
    /// The character set that the server named (`charset=` of the content type).
    pub charset: Option<&'a str>,
    /// The address that the page was fetched from.
    pub url: Option<&'a str>,
}

/// Reads a page of either kind; decides by its first characters which it is.
pub fn read(bytes: &[u8], hints: Hints) -> Result<Article, Error> {
    let page = decode::decode(bytes, hints.charset)?;
    if html::looks_like(&page) { html::read(&page, hints.url) } else { text::read(page.into_owned()) }
}

/// Reads an HTML page. `charset` is what the server named, `url` where it was fetched.
pub fn read_html(bytes: &[u8], charset: Option<&str>, url: Option<&str>) -> Result<Article, Error> {
    html::read(&decode::decode(bytes, charset)?, url)
}

/// Reads a plain text: `Article::text` is the decoded text itself, a leading byte-order
/// mark aside.
pub fn read_text(bytes: &[u8]) -> Result<Article, Error> {
    text::read(decode::decode(bytes, None)?.into_owned())
}

/// Each block of a page with its features, for learning the weights that decide which are
/// main content.
#[doc(hidden)]
pub fn block_features(bytes: &[u8]) -> Result<Vec<(String, Vec<String>)>, Error> {
    html::features(&decode::decode(bytes, None)?)
}
