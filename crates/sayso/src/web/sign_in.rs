//! Signing in and out. A wrong name and a wrong password look and cost the same.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Form;
use axum::extract::{ConnectInfo, Extension, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum_extra::extract::CookieJar;
use jiff::SignedDuration;
use maud::{Markup, html};
use serde::Deserialize;

use super::desk::Desk;
use super::door::{self, SESSION, Visitor};
use super::kit;
use super::problem::Problem;
use super::shell::{Page, shell};
use super::site::is_local;

/// Where to go then.
#[derive(Deserialize)]
pub struct Then {
    #[serde(default)]
    to: String,
}

/// How long one stays signed in: thirty days.
const STAY: i64 = 30 * 24 * 3600;

/// The form.
pub async fn page(Extension(visitor): Extension<Visitor>, Query(then): Query<Then>) -> Response {
    shown(&visitor, &then.to, "", None).into_response()
}

fn shown(visitor: &Visitor, to: &str, name: &str, trouble: Option<&str>) -> Markup {
    let body = html! {
        section.empty.welcome {
            (kit::mark())
            h1 { "Sign in" }
            @if let Some(trouble) = trouble { p.notice role="alert" { (trouble) } }
            @if let Some(person) = &visitor.person { p.dim { "You are signed in as " b { (person.name) } "." } }
            form.stack method="post" action="/sign-in" {
                input type="hidden" name="csrf" value=(visitor.csrf);
                input type="hidden" name="to" value=(if is_local(to) { to } else { "/" });
                label { "Name" input name="name" value=(name) required maxlength="80" autocomplete="username" autofocus; }
                label { "Password" input name="password" type="password" required maxlength="1024" autocomplete="current-password"; }
                button.main { "Sign in" }
            }
            @if !visitor.is_guarded { p.dim { "Nobody has to sign in on this desk." } }
        }
    };
    shell(&Page::new("", "Sign in", body), visitor)
}

/// What is sent to sign in.
#[derive(Deserialize)]
pub struct Given {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    to: String,
}

/// Lets somebody in.
pub async fn sign_in(
    State(desk): State<Arc<Desk>>,
    Extension(visitor): Extension<Visitor>,
    from: ConnectInfo<SocketAddr>,
    Form(given): Form<Given>,
) -> Response {
    if let Err(problem) = visitor.is_own_form(&given.csrf) {
        return problem.page(&visitor);
    }
    if desk.tries.check_key(&door::address(&from)).is_err() {
        let problem = Problem::new(StatusCode::TOO_MANY_REQUESTS, "too many tries from this address");
        return problem.hint("Wait a minute and try again.").page(&visitor);
    }
    match entered(&desk, &visitor, given.name.clone(), given.password).await {
        Err(problem) => problem.page(&visitor),
        Ok(None) => {
            let page = shown(
                &visitor,
                &given.to,
                &given.name,
                Some("This name and this password do not go together."),
            );
            (StatusCode::UNAUTHORIZED, page).into_response()
        }
        Ok(Some(session)) => {
            let to = if is_local(&given.to) { given.to.as_str() } else { "/" };
            with_cookie(Redirect::to(to).into_response(), &door::cookie(&session, Some(STAY)))
        }
    }
}

async fn entered(
    desk: &Arc<Desk>,
    visitor: &Visitor,
    name: String,
    password: String,
) -> Result<Option<String>, Problem> {
    let (session, now) = (door::key().map_err(|_| Problem::broken())?, visitor.now);
    let until = now.checked_add(SignedDuration::from_secs(STAY)).map_err(|_| Problem::broken())?;
    let person = desk
        .look(move |ledger| {
            let found = ledger.person(&name)?;
            let right = door::verified(&password, found.as_ref().map(|(_, kept)| kept.as_str()));
            Ok(found.map(|(person, _)| person).filter(|_| right))
        })
        .await?;
    let Some(person) = person else { return Ok(None) };
    let hash = door::hash(&session);
    desk.change(move |ledger| Ok(ledger.give_pass(person.id, &hash, None, Some(until), now)?)).await?;
    Ok(Some(session))
}

fn with_cookie(mut response: Response, cookie: &str) -> Response {
    if let Ok(cookie) = HeaderValue::from_str(cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// The mark of the form.
#[derive(Deserialize)]
pub struct Mark {
    #[serde(default)]
    csrf: String,
}

/// Ends a session.
pub async fn sign_out(
    State(desk): State<Arc<Desk>>,
    Extension(visitor): Extension<Visitor>,
    headers: HeaderMap,
    Form(mark): Form<Mark>,
) -> Response {
    if let Err(problem) = visitor.is_own_form(&mark.csrf) {
        return problem.page(&visitor);
    }
    let jar = CookieJar::from_headers(&headers);
    if let Some(session) = jar.get(SESSION).map(|cookie| door::hash(cookie.value())) {
        let ended = desk.change(move |ledger| Ok(ledger.end_pass(&session)?)).await;
        if let Err(problem) = ended {
            return problem.page(&visitor);
        }
    }
    with_cookie(Redirect::to("/sign-in").into_response(), &door::cookie("", Some(0)))
}
