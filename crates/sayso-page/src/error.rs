//! What can be wrong with a page before it is read: each names the thing.

/// Why bytes could not be read as an article.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No bytes, or nothing but white space.
    #[error("the page is empty")]
    Empty,
    /// More bytes than [`crate::MAX_BYTES`].
    #[error("the page has {bytes} bytes, more than the {limit} that are read")]
    TooLarge {
        /// The size of the page.
        bytes: usize,
        /// The most that is read.
        limit: usize,
    },
    /// More tags than any report needs.
    #[error("the page has more than {limit} tags")]
    TooManyTags {
        /// The most that is read.
        limit: usize,
    },
    /// An image, an archive, a program under a page's name.
    #[error("the page is no text: it looks like {kind}")]
    Binary {
        /// What it looks like.
        kind: &'static str,
    },
    /// A page of navigation or pictures alone.
    #[error("the page has no article: no paragraph in it reads like a report")]
    NoArticle,
}
