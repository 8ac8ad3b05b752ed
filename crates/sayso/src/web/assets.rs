//! What pages need besides themselves; all of it is in the binary.

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};

/// The style sheet: it stands in every page, so that the first answer can be drawn.
pub const STYLE: &str = include_str!("assets/desk.css");

/// The rest: name, kind, bytes.
const FILES: &[(&str, &str, &[u8])] = &[
    ("desk.js", "text/javascript; charset=utf-8", include_bytes!("assets/desk.js")),
    ("icon.svg", "image/svg+xml", include_bytes!("assets/icon.svg")),
];

/// One of the files.
pub async fn file(Path(name): Path<String>) -> Response {
    match FILES.iter().find(|(known, ..)| *known == name) {
        Some((_, kind, bytes)) => {
            ([(header::CONTENT_TYPE, *kind), (header::CACHE_CONTROL, "private, max-age=300")], *bytes)
                .into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// What browsers ask for unasked.
pub async fn icon() -> Response {
    file(Path("icon.svg".to_owned())).await
}
