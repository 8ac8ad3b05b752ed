//! What went wrong, for people as a page, for programs as problem details (RFC 9457). Never a path
//! of this machine, never what stands in the ledger.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use sayso_ledger::Error;
use serde::Serialize;

use super::door::Visitor;
use super::shell::{Page, shell};

/// A problem as RFC 9457 has it.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
pub struct Problem {
    /// `about:blank`: the status says what sort of problem it is.
    #[serde(rename = "type")]
    kind: &'static str,
    /// The status in words.
    title: String,
    /// The status as a number.
    status: u16,
    /// What is wrong here.
    detail: String,
    /// The way out.
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<String>,
    /// The character of the query that is meant, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<usize>,
}

impl Problem {
    /// A problem of that status.
    pub fn new(status: StatusCode, detail: impl Into<String>) -> Problem {
        Problem {
            kind: "about:blank",
            title: status.canonical_reason().unwrap_or("Error").to_owned(),
            status: status.as_u16(),
            detail: detail.into(),
            hint: None,
            at: None,
        }
    }

    /// What was asked cannot be understood.
    pub fn bad(detail: impl Into<String>) -> Problem {
        Problem::new(StatusCode::BAD_REQUEST, detail)
    }

    /// What should not happen.
    pub fn broken() -> Problem {
        Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "something went wrong inside")
    }

    /// The same with the way out.
    pub fn hint(self, hint: &str) -> Problem {
        Problem { hint: Some(hint.to_owned()), ..self }
    }

    fn code(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// For people.
    pub fn page(self, visitor: &Visitor) -> Response {
        let body = match self.at {
            Some(at) if visitor.here.starts_with("/search") => {
                super::search::mistaken(&visitor.here, &self.detail, at)
            }
            _ => self.plain(visitor.from.as_deref()),
        };
        let page = Page::new("", &self.title, body);
        let mut response = (self.code(), shell(&page, visitor)).into_response();
        self.headers(&mut response);
        response
    }

    fn plain(&self, from: Option<&str>) -> Markup {
        html! {
            section.empty {
                h1 { (self.status) " · " (self.title) }
                p { (super::kit::capital(&self.detail)) "." }
                @if let Some(hint) = &self.hint { p.dim { (hint) } }
                p { @if let Some(from) = from { a href=(from) { "Back to where you were" } " · " } a href="/" { "Today" } }
            }
        }
    }

    fn headers(&self, response: &mut Response) {
        if matches!(self.status, 429 | 503) {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
        }
        if self.status == 401 {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let mut response =
            (self.code(), [(header::CONTENT_TYPE, "application/problem+json")], body).into_response();
        self.headers(&mut response);
        response
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Problem {
        use StatusCode as Code;
        match &error {
            Error::Unknown(_) => Problem::new(Code::NOT_FOUND, error.to_string()),
            Error::Query { at, .. } => Problem { at: Some(*at), ..Problem::bad(error.to_string()) },
            Error::Refused(words) => Problem::new(Code::CONFLICT, words.clone()),
            Error::Busy { .. } => {
                Problem::new(Code::SERVICE_UNAVAILABLE, "another process has been writing for too long")
                    .hint("Try again in a moment; nothing was changed.")
            }
            Error::MovedAway(_) => {
                Problem::new(Code::SERVICE_UNAVAILABLE, "the ledger was moved away while it was open")
                    .hint("Put it back, or start the desk again.")
            }
            Error::Full(_) => Problem::new(Code::INSUFFICIENT_STORAGE, "no room left on the ledger's disk")
                .hint("Make room and try again: what was kept before is whole."),
            Error::Damaged { .. } => Problem::new(Code::INTERNAL_SERVER_ERROR, error.to_string())
                .hint("`sayso check` says what is wrong; a backup brings back what was."),
            Error::File { .. } => {
                Problem::new(Code::SERVICE_UNAVAILABLE, "the ledger's file cannot be opened")
            }
            _ => {
                anstream::eprintln!("sayso: {error}");
                Problem::broken()
            }
        }
    }
}
