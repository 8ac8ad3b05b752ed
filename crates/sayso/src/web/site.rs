//! How addresses become answers: views and deeds with their access, as pages and as JSON.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Formatter;
use std::future::Future;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Extension, RawPathParams, RawQuery, Request, State};
use axum::handler::Handler;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::MethodRouter;
use axum::{Json, Router};
use sayso_ledger::Ledger;
use sayso_ledger::people::Role;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};
use sha2::{Digest as _, Sha256};

use super::desk::Desk;
use super::door::Visitor;
use super::problem::Problem;
use super::shell::{Page, shell};

/// What a page shows: the same struct is drawn and sent as JSON.
pub trait View: Serialize + JsonSchema + Send + Sized + 'static {
    /// What the address asks: its named parts and its query.
    type Asked: DeserializeOwned + JsonSchema + Send + Sync + 'static;

    /// Looks it up.
    fn look(ledger: &Ledger, asked: &Self::Asked, visitor: &Visitor) -> Result<Self, Problem>;

    /// Draws it.
    fn page(&self, asked: &Self::Asked, visitor: &Visitor) -> Page;

    /// The cursor of the page after this one, where there is one.
    fn next(&self) -> Option<String> {
        None
    }
}

/// Something that changes the ledger: a form, or the same as JSON.
pub trait Deed: DeserializeOwned + JsonSchema + Send + 'static {
    /// What came of it.
    type Outcome: Serialize + JsonSchema + Send;

    /// Does it; gives back what came of it and where to look then.
    fn act(
        self,
        desk: Arc<Desk>,
        visitor: Visitor,
    ) -> impl Future<Output = Result<(Self::Outcome, String), Problem>> + Send;
}

/// A number that stands in an address, as text or, in JSON, as itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number(pub i64);

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(value: D) -> Result<Number, D::Error> {
        struct Digits;
        impl serde::de::Visitor<'_> for Digits {
            type Value = Number;

            fn expecting(&self, formatter: &mut Formatter) -> std::fmt::Result {
                formatter.write_str("a number")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Number, E> {
                text.parse().map(Number).map_err(|_| E::custom("a number"))
            }

            fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<Number, E> {
                Ok(Number(number))
            }

            fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Number, E> {
                i64::try_from(number).map(Number).map_err(|_| E::custom("a number"))
            }
        }
        value.deserialize_any(Digits)
    }
}

impl JsonSchema for Number {
    fn schema_name() -> Cow<'static, str> {
        "Number".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "integer", "format": "int64", "minimum": 1, "maximum": i64::MAX})
    }
}

/// Who may ask for an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Everybody: nothing of the ledger is shown.
    Anyone,
    /// Whoever has the secret that is part of the address.
    Key,
    /// Whoever has that role or more.
    Role(Role),
}

type Make = fn(&mut SchemaGenerator) -> Schema;

/// An address with what is known of it.
pub struct Route {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// Its path, parts in braces.
    pub path: String,
    /// Who may ask.
    pub access: Access,
    /// What it gives, for the API's document; empty for pages.
    pub says: &'static str,
    /// What it takes, for the API's document.
    pub takes: Option<Make>,
    /// What it gives, for the API's document.
    pub gives: Option<Make>,
}

/// The addresses of the desk.
#[derive(Default)]
pub struct Site {
    /// All of them with who may ask.
    pub routes: Vec<Route>,
    router: Router<Arc<Desk>>,
}

/// The front of all JSON.
pub const API: &str = "/api/v1";

impl Site {
    /// A view as a page and as JSON.
    pub fn view<V: View>(self, access: Access, page: &str, api: &str, says: &'static str) -> Site {
        let json = format!("{API}{api}");
        self.add("GET", page, access, axum::routing::get(page_of::<V>), "", None, None).add(
            "GET",
            &json,
            access,
            axum::routing::get(json_of::<V>),
            says,
            Some(|generator| generator.subschema_for::<V::Asked>()),
            Some(|generator| generator.subschema_for::<V>()),
        )
    }

    /// A deed as a form and as JSON.
    pub fn deed<D: Deed>(self, access: Access, form: &str, api: &str, says: &'static str) -> Site {
        self.add("POST", form, access, axum::routing::post(form_of::<D>), "", None, None)
            .call::<D>(access, api, says)
    }

    /// A deed as JSON alone.
    pub fn call<D: Deed>(self, access: Access, api: &str, says: &'static str) -> Site {
        let json = format!("{API}{api}");
        self.add(
            "POST",
            &json,
            access,
            axum::routing::post(call_of::<D>),
            says,
            Some(|generator| generator.subschema_for::<D>()),
            Some(|generator| generator.subschema_for::<D::Outcome>()),
        )
    }

    /// Something that is neither.
    pub fn get<T: 'static>(self, access: Access, path: &str, handler: impl Handler<T, Arc<Desk>>) -> Site {
        self.add("GET", path, access, axum::routing::get(handler), "", None, None)
    }

    /// Something that is neither and changes something.
    pub fn post<T: 'static>(self, access: Access, path: &str, handler: impl Handler<T, Arc<Desk>>) -> Site {
        self.add("POST", path, access, axum::routing::post(handler), "", None, None)
    }

    #[expect(clippy::too_many_arguments, reason = "one line of the site map")]
    fn add(
        mut self,
        method: &'static str,
        path: &str,
        access: Access,
        handler: MethodRouter<Arc<Desk>>,
        says: &'static str,
        takes: Option<Make>,
        gives: Option<Make>,
    ) -> Site {
        self.router = self.router.route(path, handler);
        self.routes.push(Route { method, path: path.to_owned(), access, says, takes, gives });
        self
    }

    /// Who may ask for what, by method and path.
    pub fn accesses(&self) -> HashMap<(&'static str, String), Access> {
        self.routes.iter().map(|route| ((route.method, route.path.clone()), route.access)).collect()
    }

    /// The addresses as they are answered.
    pub fn router(self) -> Router<Arc<Desk>> {
        self.router
    }
}

/// The parts and the query of an address as one set of values; an empty value is no value.
fn asked<T: DeserializeOwned>(path: &RawPathParams, query: Option<&str>) -> Result<T, Problem> {
    let parts = path.iter().map(|(name, value)| (name.to_owned(), value.to_owned()));
    let query = url::form_urlencoded::parse(query.unwrap_or("").as_bytes()).into_owned();
    let names: Vec<String> = path.iter().map(|(name, _)| name.to_owned()).collect();
    let query = query.filter(|(name, value)| !value.is_empty() && !names.contains(name));
    values(parts.chain(query).collect())
}

fn values<T: DeserializeOwned>(pairs: Vec<(String, String)>) -> Result<T, Problem> {
    let text = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    let values = serde_urlencoded::Deserializer::new(url::form_urlencoded::parse(text.as_bytes()));
    serde_path_to_error::deserialize(values)
        .map_err(|error| Problem::bad(format!("`{}`: {}", error.path(), error.inner())))
}

async fn seen<V: View>(
    desk: &Arc<Desk>,
    visitor: &Visitor,
    path: &RawPathParams,
    query: Option<&str>,
) -> Result<(V, V::Asked), Problem> {
    let asked: V::Asked = asked(path, query)?;
    let visitor = visitor.clone();
    desk.look(move |ledger| V::look(ledger, &asked, &visitor).map(|view| (view, asked))).await
}

async fn page_of<V: View>(
    State(desk): State<Arc<Desk>>,
    Extension(visitor): Extension<Visitor>,
    path: RawPathParams,
    RawQuery(query): RawQuery,
) -> Response {
    match seen::<V>(&desk, &visitor, &path, query.as_deref()).await {
        Ok((view, asked)) => shell(&view.page(&asked, &visitor), &visitor).into_response(),
        Err(problem) => problem.page(&visitor),
    }
}

async fn json_of<V: View>(
    State(desk): State<Arc<Desk>>,
    Extension(visitor): Extension<Visitor>,
    path: RawPathParams,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (view, _) = seen::<V>(&desk, &visitor, &path, query.as_deref()).await?;
    let body = serde_json::to_vec(&view).map_err(|_| Problem::broken())?;
    let digest = Sha256::digest(&body);
    let mark: String = digest.iter().take(12).map(|byte| format!("{byte:02x}")).collect();
    let mark = format!("W/\"{mark}\"");
    let known = headers.get(header::IF_NONE_MATCH).and_then(|known| known.to_str().ok());
    let is_known =
        known.is_some_and(|known| known.split(',').any(|one| one.trim() == mark || one.trim() == "*"));
    let mut response = if is_known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(header::CONTENT_TYPE, "application/json")], body).into_response()
    };
    if let Ok(mark) = HeaderValue::from_str(&mark) {
        response.headers_mut().insert(header::ETAG, mark);
    }
    if let Some(link) = view.next().and_then(|next| link(query.as_deref(), &next)) {
        response.headers_mut().insert(header::LINK, link);
    }
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    Ok(response)
}

/// Where the page after this one is, relative to this one.
fn link(query: Option<&str>, next: &str) -> Option<HeaderValue> {
    let pairs =
        url::form_urlencoded::parse(query.unwrap_or("").as_bytes()).filter(|(name, _)| name != "cursor");
    let mut address = url::form_urlencoded::Serializer::new(String::new());
    address.extend_pairs(pairs).append_pair("cursor", next);
    HeaderValue::from_str(&format!("<?{}>; rel=\"next\"", address.finish())).ok()
}

async fn form_of<D: Deed>(
    State(desk): State<Arc<Desk>>,
    Extension(visitor): Extension<Visitor>,
    path: RawPathParams,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let done = async {
        let pairs: Vec<(String, String)> = url::form_urlencoded::parse(&body).into_owned().collect();
        let value = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        visitor.is_own_form(value("csrf").unwrap_or(""))?;
        let back = value("back").filter(|back| is_local(back)).map(str::to_owned);
        // The same form sent twice is one deed.
        let once = value("once").unwrap_or("").to_owned();
        if !desk.first_time(&once) {
            return Ok(Redirect::to(back.as_deref().unwrap_or("/")).into_response());
        }
        let parts: Vec<(String, String)> =
            path.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let fields = pairs.into_iter().filter(|(name, value)| {
            !value.is_empty()
                && !["csrf", "once", "back"].contains(&name.as_str())
                && !parts.iter().any(|(part, _)| part == name)
        });
        let done = async {
            let deed: D = values(parts.iter().cloned().chain(fields).collect())?;
            deed.act(Arc::clone(&desk), visitor.clone()).await
        };
        let (outcome, to) = done.await.inspect_err(|_| desk.forget(&once))?;
        desk.stir();
        let wants_json = headers.get(header::ACCEPT).is_some_and(|accept| accept == "application/json");
        if wants_json {
            return Ok(Json(outcome).into_response());
        }
        Ok(Redirect::to(back.as_deref().unwrap_or(&to)).into_response())
    };
    match done.await {
        Ok(response) => response,
        Err(problem) => Problem::page(problem, &visitor),
    }
}

async fn call_of<D: Deed>(
    State(desk): State<Arc<Desk>>,
    Extension(visitor): Extension<Visitor>,
    path: RawPathParams,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or("");
    // A browser asks before it sends this across sites; a form cannot send it at all.
    if !kind.split(';').next().unwrap_or("").trim().eq_ignore_ascii_case("application/json") {
        return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "the body is application/json"));
    }
    let mut value: serde_json::Value = serde_json::from_slice(&body)
        .map_err(|error| Problem::bad(format!("the body is no JSON: {error}")))?;
    let Some(fields) = value.as_object_mut() else {
        return Err(Problem::bad("the body is no JSON object"));
    };
    for (name, part) in &path {
        fields.insert(name.to_owned(), part.into());
    }
    let deed: D = serde_path_to_error::deserialize(value)
        .map_err(|error| Problem::bad(format!("`{}`: {}", error.path(), error.inner())))?;
    let (outcome, _) = deed.act(Arc::clone(&desk), visitor).await?;
    desk.stir();
    Ok(Json(outcome).into_response())
}

/// Whether an address stays on this desk.
pub fn is_local(address: &str) -> bool {
    address.starts_with('/')
        && !address.starts_with("//")
        && !address.starts_with("/\\")
        && !address.chars().any(char::is_control)
}

/// What is not on the site map.
pub async fn nothing(Extension(visitor): Extension<Visitor>, request: Request) -> Response {
    let problem = Problem::new(StatusCode::NOT_FOUND, "there is nothing at this address");
    if request.uri().path().starts_with("/api/") { problem.into_response() } else { problem.page(&visitor) }
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use axum::body::{Body, to_bytes};
    use axum::extract::ConnectInfo;
    use axum::http::Method;
    use jiff::{Timestamp, ToSpan as _};
    use tower::ServiceExt as _;

    use super::*;
    use crate::gather::http::Client;
    use crate::reading::Engine;
    use crate::web::{door, serve};

    /// Addresses that give an answer to everybody: nothing of the ledger may be in it. A new one is
    /// added here on purpose or this test fails.
    const FOR_ALL: &[(&str, &str)] = &[
        ("POST", "/theme"),
        ("GET", "/sign-in"),
        ("POST", "/sign-in"),
        ("POST", "/sign-out"),
        ("GET", "/assets/{name}"),
        ("GET", "/favicon.ico"),
    ];
    /// Addresses that have their own key.
    const KEYED: &[(&str, &str)] = &[("GET", "/feeds/{key}/atom.xml"), ("GET", "/feeds/{key}/feed.json")];
    /// Signs in this ledger that nobody may see who has not signed in.
    const SECRETS: &[&str] = &["Moscow Times", "North Korea", "Kursk", "Ukrain", "Amina", "Rahel", "Chidi"];

    struct Open {
        _folder: tempfile::TempDir,
        app: Router,
        routes: Vec<(&'static str, String, Access)>,
        sessions: Vec<(Role, String)>,
    }

    /// A desk with the sample reports and one person of each role; `more` is added to it.
    async fn open(more: impl FnOnce(Site) -> Site) -> Open {
        let folder = tempfile::tempdir().expect("a folder");
        let ledger = Ledger::open(&folder.path().join("ledger.db")).expect("a ledger");
        let site = more(super::super::site());
        let client = Arc::new(Client::new(&Default::default()).expect("a client"));
        let desk = Arc::new(Desk::new(ledger, &site, client, Engine::Fast, true).expect("a desk"));
        let routes =
            site.routes.iter().map(|route| (route.method, route.path.clone(), route.access)).collect();
        let app = serve::app(site, Arc::clone(&desk));
        let added = asked(&app, request("POST", "/api/v1/samples", None)).await;
        assert_eq!(added.status, 200, "{}", added.text);
        let now = Timestamp::now();
        let mut sessions = Vec::new();
        for (name, role) in [("Amina", Role::Keeper), ("Rahel", Role::Reviewer), ("Chidi", Role::Reader)] {
            let session = door::key().expect("a key");
            let hash = door::hash(&session);
            desk.change(move |ledger| {
                ledger.admit(name, role, "not a hash", now)?;
                let (person, _) = ledger.person(name)?.expect("they are known");
                Ok(ledger.give_pass(person.id, &hash, None, now.checked_add(1.hour()).ok(), now)?)
            })
            .await
            .expect("they are let in");
            sessions.push((role, session));
        }
        Open { _folder: folder, app, routes, sessions }
    }

    struct Given {
        status: u16,
        headers: HeaderMap,
        text: String,
    }

    impl Given {
        fn header(&self, name: &str) -> &str {
            self.headers.get(name).map_or("", |value| value.to_str().expect("a header is text"))
        }
    }

    fn request(method: &str, path: &str, session: Option<&str>) -> Request {
        let mut request = Request::builder()
            .method(Method::from_bytes(method.as_bytes()).expect("a method"))
            .uri(path)
            .header("Host", "localhost");
        let (kind, body) = match path {
            "/sources/list" => ("multipart/form-data; boundary=end", "--end--\r\n"),
            path if path.starts_with(API) => ("application/json", "{}"),
            _ => ("application/x-www-form-urlencoded", ""),
        };
        request = request.header("Content-Type", kind);
        if let Some(session) = session {
            request = request.header("Cookie", format!("sayso={session}"));
        }
        let mut request = request.body(Body::from(body)).expect("a request");
        request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 1))));
        request
    }

    async fn asked(app: &Router, request: Request) -> Given {
        let answer = app.clone().oneshot(request).await.expect("an answer");
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let is_stream = headers.get("content-type").is_some_and(|kind| kind == "text/event-stream");
        let body = if is_stream { Body::empty() } else { answer.into_body() };
        let bytes = to_bytes(body, 64 << 20).await.expect("a body");
        Given { status, headers, text: String::from_utf8_lossy(&bytes).into_owned() }
    }

    /// A path with its parts filled in: with what is there, where that is known.
    fn filled(path: &str) -> String {
        let id = match path.trim_start_matches(API).split('/').nth(1).unwrap_or("") {
            "questions" => "q-1",
            "articles" => "a-1",
            "actors" => "p-1",
            "outlets" => "o-1",
            _ => "1",
        };
        path.replace("{id}", id)
            .replace("{name}", "desk.js")
            .replace("{version}", "1")
            .replace("{key}", "none")
    }

    #[tokio::test]
    async fn every_address_is_closed_until_somebody_signs_in() {
        let desk = open(|site| site).await;
        assert!(desk.routes.len() > 60);
        for (method, path, access) in &desk.routes {
            let given = asked(&desk.app, request(method, &filled(path), None)).await;
            let told = format!("{method} {path}: {} {}", given.status, given.text);
            for secret in SECRETS {
                assert!(!given.text.contains(secret), "`{secret}` in {told}");
            }
            assert!(given.header("content-security-policy").contains("frame-ancestors 'none'"), "{told}");
            let known = (*method, path.as_str());
            match access {
                Access::Anyone => assert!(FOR_ALL.contains(&known), "everybody may ask for {told}"),
                Access::Key => {
                    assert!(KEYED.contains(&known), "without a role: {told}");
                    assert_eq!(given.status, 404, "{told}");
                }
                Access::Role(_) if path.starts_with("/api/") => {
                    assert_eq!(given.status, 401, "{told}");
                    assert_eq!(given.header("content-type"), "application/problem+json", "{told}");
                    assert_eq!(given.header("www-authenticate"), "Bearer", "{told}");
                }
                Access::Role(_) if *method == "GET" => {
                    assert_eq!(given.status, 303, "{told}");
                    assert!(given.header("location").starts_with("/sign-in?to="), "{told}");
                    let head = asked(&desk.app, request("HEAD", &filled(path), None)).await;
                    assert_eq!((head.status, head.text.as_str()), (303, ""), "HEAD {path}");
                }
                Access::Role(_) => assert_eq!(given.status, 401, "{told}"),
            }
        }
        for path in ["/nothing", "/api/v1/nothing", "/api/", "/sources/../people"] {
            let given = asked(&desk.app, request("GET", path, None)).await;
            assert!([303, 401].contains(&given.status), "{path}: {}", given.status);
        }
    }

    /// A handler that somebody adds beside the site map is answered to nobody who has not signed in.
    #[tokio::test]
    async fn what_is_not_on_the_site_map_is_denied() {
        let desk = open(|mut site| {
            site.router = site.router.route("/beside", axum::routing::get(|| async { "secret" }));
            site.router = site.router.route("/api/v1/beside", axum::routing::get(|| async { "secret" }));
            site
        })
        .await;
        for (path, status) in [("/beside", 303), ("/api/v1/beside", 401)] {
            let given = asked(&desk.app, request("GET", path, None)).await;
            assert_eq!((given.status, given.text.contains("secret")), (status, false), "{path}");
        }
    }

    #[tokio::test]
    async fn each_role_may_what_the_site_map_says() {
        let desk = open(|site| site).await;
        for (role, session) in &desk.sessions {
            for (method, path, access) in &desk.routes {
                let Access::Role(needed) = access else { continue };
                // Nothing is sent: what is let through fails later, on what is missing, or finds nothing.
                let harmless = !["/samples", "/looked"].iter().any(|deed| path.ends_with(deed));
                if !harmless && role >= needed {
                    continue;
                }
                let given = asked(&desk.app, request(method, &filled(path), Some(session))).await;
                let told = format!("{role:?} {method} {path}: {} {}", given.status, given.text);
                let is_form = *method == "POST" && !path.starts_with("/api/");
                let refused = given.status == 403 && given.text.to_lowercase().contains("this takes a");
                assert_eq!(refused, role < needed, "{told}");
                // A form that carries no mark of ours is no one's.
                assert_eq!(given.status == 403, is_form || role < needed, "{told}");
                assert!(given.status < 500 && given.status != 401, "{told}");
            }
        }
    }

    /// A view shows only what is there: nothing fails on what a real ledger has.
    #[tokio::test]
    async fn every_view_shows_the_samples() {
        let desk = open(|site| site).await;
        let keeper = desk.sessions[0].1.as_str();
        let found = asked(&desk.app, request("GET", "/api/v1/search", Some(keeper))).await;
        let found: serde_json::Value = serde_json::from_str(&found.text).expect("JSON");
        let (statement, version) = (&found["statements"][0]["id"], &found["statements"][0]["version"]);
        let (statement, version) = (statement.as_str().expect("an id"), version.as_str().expect("an id"));
        for (_, path, _) in desk.routes.iter().filter(|(method, path, access)| {
            *method == "GET"
                && !path.contains("{key}")
                && *access != Access::Anyone
                && !path.ends_with("compare")
        }) {
            let path = match path.as_str() {
                path if path.ends_with("statements/{id}") => path.replace("{id}", statement),
                path if path.contains("{version}") => path.replace("{version}", version),
                path => filled(path),
            };
            let given = asked(&desk.app, request("GET", &path, Some(keeper))).await;
            assert_eq!(given.status, 200, "{path}: {}", given.text);
            let head = asked(&desk.app, request("HEAD", &path, Some(keeper))).await;
            assert_eq!((head.status, head.text.as_str()), (200, ""), "HEAD {path}");
        }
    }
}
