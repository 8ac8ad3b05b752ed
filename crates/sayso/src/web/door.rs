//! Who comes in: hosts, sessions, tokens, roles, own forms. Every request passes here first.

use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;
use std::sync::Arc;

use anyhow::{Result, anyhow};
use argon2::password_hash::{PasswordHash, PasswordHasher as _, PasswordVerifier as _, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum_extra::extract::CookieJar;
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use jiff::Timestamp;
use sayso_ledger::people::{Person, Role};
use sha2::{Digest as _, Sha256};

use super::desk::Desk;
use super::problem::Problem;
use super::site::Access;

/// The cookie of a session.
pub const SESSION: &str = "sayso";
/// The cookie that says light or dark.
pub const THEME: &str = "theme";
/// How many wrong passwords an address may give at once, and how many more a minute.
const TRIES: NonZeroU32 = NonZeroU32::new(6).expect("six is not zero");

/// Counts tries to sign in by address.
pub type Tries = DefaultKeyedRateLimiter<IpAddr>;

/// A new count.
pub fn tries() -> Tries {
    RateLimiter::keyed(Quota::per_minute(TRIES))
}

/// Who asks.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// Who has signed in; nobody where nobody has to, or has not yet.
    pub person: Option<Person>,
    /// What they may do; nothing while they have to sign in.
    pub role: Option<Role>,
    /// The mark that their forms carry.
    pub csrf: String,
    /// `light`, `dark`, or empty for what the system says.
    pub theme: &'static str,
    /// Whether anybody has to sign in here.
    pub is_guarded: bool,
    /// Where they are, as an address of this desk: forms lead back to it.
    pub here: String,
    /// The page of this desk that they come from.
    pub from: Option<String>,
    /// When they ask.
    pub now: Timestamp,
}

impl Visitor {
    /// Somebody of whom nothing could be found out: they may look at nothing.
    fn unknown() -> Visitor {
        Visitor {
            person: None,
            role: None,
            csrf: String::new(),
            theme: "",
            is_guarded: true,
            from: None,
            here: "/".to_owned(),
            now: Timestamp::now(),
        }
    }

    /// Whether they may do what that role may.
    pub fn may(&self, role: Role) -> bool {
        self.role.is_some_and(|mine| mine >= role)
    }

    /// The name under which their decisions are kept.
    pub fn name(&self) -> String {
        match &self.person {
            Some(person) => person.name.clone(),
            None => std::env::var("USER")
                .ok()
                .filter(|name| !name.is_empty())
                .unwrap_or_else(|| "desk".to_owned()),
        }
    }

    /// Whether a form came from a page of ours that was shown to them.
    pub fn is_own_form(&self, mark: &str) -> Result<(), Problem> {
        if same(mark.as_bytes(), self.csrf.as_bytes()) {
            return Ok(());
        }
        Err(Problem::new(StatusCode::FORBIDDEN, "this form is not from a page that was shown to you")
            .hint("Open the page again and send the form from there."))
    }
}

/// Compares without telling by time where they differ.
fn same(one: &[u8], other: &[u8]) -> bool {
    one.len() == other.len() && one.iter().zip(other).fold(0, |sum, (a, b)| sum | (a ^ b)) == 0
}

/// Bytes that nobody can guess.
pub fn random() -> Result<[u8; 32]> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| anyhow!("no random numbers: {error}"))?;
    Ok(bytes)
}

/// A key that nobody can guess, as text.
pub fn key() -> Result<String> {
    Ok(random()?.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// What is kept of a key.
pub fn hash(key: &str) -> Vec<u8> {
    Sha256::digest(key.as_bytes()).to_vec()
}

/// A password as it is kept: argon2id with 19 MiB and two rounds, as OWASP advises.
pub fn hashed(password: &str) -> Result<String> {
    if password.chars().count() < 10 {
        return Err(anyhow!("a password has at least 10 characters"));
    }
    if password.len() > 1024 {
        return Err(anyhow!("a password has at most 1024 bytes"));
    }
    let salt = SaltString::encode_b64(&random()?[..16]).map_err(|error| anyhow!("no salt: {error}"))?;
    let hash = argon2()?.hash_password(password.as_bytes(), &salt);
    Ok(hash.map_err(|error| anyhow!("cannot hash: {error}"))?.to_string())
}

fn argon2() -> Result<Argon2<'static>> {
    let cost = Params::new(19 * 1024, 2, 1, None).map_err(|error| anyhow!("{error}"))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, cost))
}

/// Whether a password is the one that is kept. Without one the same work is done.
pub fn verified(password: &str, kept: Option<&str>) -> bool {
    const NOBODY: &str =
        "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$Fs0Vv2vXlT1kF0p9Wb5YyK4Yl1L6r3mM3wR5wZ0nJ4E";
    let known = kept.is_some();
    let Ok(parsed) = PasswordHash::new(kept.unwrap_or(NOBODY)) else { return false };
    let Ok(argon2) = argon2() else { return false };
    password.len() <= 1024 && argon2.verify_password(password.as_bytes(), &parsed).is_ok() && known
}

/// Lets a request through, or not. What the site map does not list is denied.
pub async fn door(State(desk): State<Arc<Desk>>, mut request: Request, next: Next) -> Response {
    let is_api = is_api(&request);
    let visitor = visitor(&desk, request.headers().clone(), request.uri().clone()).await;
    let (visitor, fresh) = match visitor {
        Ok(found) => found,
        Err(problem) if is_api => return problem.into_response(),
        Err(problem) => return problem.page(&Visitor::unknown()),
    };
    let looks = matches!(*request.method(), Method::GET | Method::HEAD);
    let mut answer = match admitted(&desk, &request, &visitor) {
        Ok(()) => {
            request.extensions_mut().insert(visitor.clone());
            worded(next.run(request).await, Some(&visitor).filter(|_| !is_api))
        }
        Err(_) if !is_api && looks && visitor.role.is_none() => {
            let to = url::form_urlencoded::byte_serialize(visitor.here.as_bytes()).collect::<String>();
            Redirect::to(&format!("/sign-in?to={to}")).into_response()
        }
        Err(problem) if is_api => problem.into_response(),
        Err(problem) => problem.page(&visitor),
    };
    if let Some(session) = fresh
        && !is_api
        && !answer.headers().contains_key(header::SET_COOKIE)
        && let Ok(cookie) = HeaderValue::from_str(&cookie(&session, None))
    {
        answer.headers_mut().append(header::SET_COOKIE, cookie);
    }
    answer
}

fn is_api(request: &Request) -> bool {
    request.uri().path().starts_with("/api/")
}

/// What libraries refuse in words of their own, as a problem like all others.
fn worded(answer: Response, reader: Option<&Visitor>) -> Response {
    let status = answer.status();
    let kind = answer.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or("");
    let is_ours = kind.starts_with("application/problem+json") || kind.starts_with("text/html");
    if is_ours || !(status.is_client_error() || status.is_server_error()) {
        return answer;
    }
    let detail = match status {
        StatusCode::NOT_FOUND => "there is nothing at this address",
        StatusCode::PAYLOAD_TOO_LARGE => "this is more than is taken at once",
        StatusCode::UNSUPPORTED_MEDIA_TYPE => "this address takes another kind of content",
        StatusCode::SERVICE_UNAVAILABLE => "the answer takes too long",
        _ => "this request cannot be read",
    };
    // What cannot be read is one status, whichever part of it a library stumbled over.
    let status = if status == StatusCode::UNPROCESSABLE_ENTITY { StatusCode::BAD_REQUEST } else { status };
    let problem = Problem::new(status, detail);
    match reader {
        Some(visitor) => problem.page(visitor),
        None => problem.into_response(),
    }
}

/// Every answer, whoever gives it: in words, with what browsers must know of it.
pub async fn dressed(request: Request, next: Next) -> Response {
    let is_api = is_api(&request);
    with_headers(worded(next.run(request).await, None), is_api)
}

/// A session's cookie: no script sees it, no other site sends it.
pub fn cookie(session: &str, seconds: Option<i64>) -> String {
    let age = seconds.map_or(String::new(), |seconds| format!("; Max-Age={seconds}"));
    format!("{SESSION}={session}; Path=/; HttpOnly; SameSite=Strict{age}")
}

/// Who asks, and a session for those who have none yet.
async fn visitor(
    desk: &Arc<Desk>,
    headers: HeaderMap,
    uri: Uri,
) -> Result<(Visitor, Option<String>), Problem> {
    is_our_host(desk, &headers)?;
    let jar = CookieJar::from_headers(&headers);
    let given = jar.get(SESSION).map(|cookie| cookie.value().to_owned()).filter(|key| key.len() == 64);
    let fresh = if given.is_none() { Some(key().map_err(|_| Problem::broken())?) } else { None };
    let session = given.clone().or_else(|| fresh.clone()).unwrap_or_default();
    let token = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = token.and_then(|value| value.strip_prefix("Bearer ")).map(|token| token.trim().to_owned());
    let now = Timestamp::now();
    let is_open = desk.is_local;
    // Forms and assets are no reason to open the ledger.
    let bare = uri.path().starts_with("/assets/");
    let (person, is_guarded) = if bare {
        (None, true)
    } else {
        let wanted = token.clone().or(given);
        let kind = if token.is_some() { "token" } else { "session" };
        desk.look(move |ledger| {
            let person = match &wanted {
                Some(key) => ledger.pass(&hash(key), kind, now)?,
                None => None,
            };
            Ok((person, ledger.is_guarded()?))
        })
        .await?
    };
    if token.is_some() && person.is_none() && is_guarded && !bare {
        return Err(Problem::new(StatusCode::UNAUTHORIZED, "this token opens nothing"));
    }
    let role = match &person {
        Some(person) => Some(person.role),
        // On one's own machine nobody has to sign in until somebody is named.
        None if !is_guarded && is_open => Some(Role::Keeper),
        None => None,
    };
    let mut mark = Sha256::new();
    mark.update(desk.secret);
    mark.update(session.as_bytes());
    let csrf: String = mark.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    let theme = match jar.get(THEME).map(|cookie| cookie.value()) {
        Some("light") => "light",
        Some("dark") => "dark",
        _ => "",
    };
    let here = here(&uri);
    Ok((
        Visitor {
            person,
            role,
            csrf,
            theme,
            is_guarded: is_guarded || !is_open,
            here,
            from: from(&headers),
            now,
        },
        fresh,
    ))
}

/// Whether whoever asked with these headers may still look.
pub async fn may_look(desk: &Arc<Desk>, headers: HeaderMap, uri: Uri) -> bool {
    visitor(desk, headers, uri).await.is_ok_and(|(visitor, _)| visitor.role.is_some())
}

/// The page of ours that led here.
fn from(headers: &HeaderMap) -> Option<String> {
    let from = url::Url::parse(headers.get(header::REFERER)?.to_str().ok()?).ok()?;
    let host = headers.get(header::HOST)?.to_str().ok()?;
    let (_, rest) = from.as_str().split_once("://")?;
    let local = rest.strip_prefix(host)?.to_owned();
    super::site::is_local(&local).then_some(local)
}

fn here(uri: &Uri) -> String {
    let here = uri.path_and_query().map_or("/", axum::http::uri::PathAndQuery::as_str);
    if super::site::is_local(here) && here.len() < 4096 { here.to_owned() } else { "/".to_owned() }
}

/// On one's own machine only its own names are answered: a page elsewhere whose name leads here
/// must read nothing.
fn is_our_host(desk: &Desk, headers: &HeaderMap) -> Result<(), Problem> {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("");
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or(""),
        None => host.split(':').next().unwrap_or(""),
    };
    let own =
        name.eq_ignore_ascii_case("localhost") || name.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
    if desk.is_local && !own {
        return Err(Problem::new(StatusCode::MISDIRECTED_REQUEST, "this desk answers to localhost alone"));
    }
    Ok(())
}

fn admitted(desk: &Desk, request: &Request, visitor: &Visitor) -> Result<(), Problem> {
    if request.method() != Method::GET && request.method() != Method::HEAD {
        is_same_site(request.headers())?;
    }
    let Some(path) = request.extensions().get::<MatchedPath>() else {
        // Nothing is there; who may not look is not told so.
        return match visitor.role {
            Some(_) => Ok(()),
            None => Err(signed_out()),
        };
    };
    let method = if request.method() == Method::POST { "POST" } else { "GET" };
    match desk.accesses.get(&(method, path.as_str().to_owned())) {
        Some(Access::Anyone | Access::Key) => Ok(()),
        Some(Access::Role(role)) if visitor.may(*role) => Ok(()),
        Some(Access::Role(role)) if visitor.role.is_some() => {
            Err(Desk::refuse(&format!("this takes a {}", role.name())))
        }
        None if visitor.role.is_some() => Ok(()),
        _ => Err(signed_out()),
    }
}

fn signed_out() -> Problem {
    Problem::new(StatusCode::UNAUTHORIZED, "sign in first")
}

/// Browsers say where a request comes from.
fn is_same_site(headers: &HeaderMap) -> Result<(), Problem> {
    let value = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let fetched = value(HeaderName::from_static("sec-fetch-site"));
    let own_fetch = fetched.is_none_or(|site| matches!(site, "same-origin" | "none"));
    let host = value(header::HOST).unwrap_or("");
    let own_origin = value(header::ORIGIN).is_none_or(|origin| {
        origin.split_once("://").is_some_and(|(_, rest)| rest.eq_ignore_ascii_case(host))
    });
    if own_fetch && own_origin {
        return Ok(());
    }
    Err(Problem::new(StatusCode::FORBIDDEN, "another site sent this"))
}

/// What every answer says of itself.
fn with_headers(mut answer: Response, is_api: bool) -> Response {
    let headers = answer.headers_mut();
    let mut say = |name: HeaderName, value: &str| {
        if !headers.contains_key(&name)
            && let Ok(value) = HeaderValue::from_str(value)
        {
            headers.insert(name, value);
        }
    };
    let policy =
        if is_api { "default-src 'none'; frame-ancestors 'none'".to_owned() } else { super::shell::policy() };
    say(header::CONTENT_SECURITY_POLICY, &policy);
    say(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    say(header::X_FRAME_OPTIONS, "DENY");
    say(header::REFERRER_POLICY, "same-origin");
    say(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    say(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    say(HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()");
    say(header::CACHE_CONTROL, "private, no-store");
    answer
}

/// The address that asks.
pub fn address(request: &ConnectInfo<SocketAddr>) -> IpAddr {
    request.0.ip()
}
