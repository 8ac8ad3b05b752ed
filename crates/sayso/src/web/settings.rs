//! Settings: light or dark, when reports are looked at again, who may come in, tokens for programs.

use std::sync::Arc;

use axum::Form;
use axum::extract::{Extension, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use sayso_ledger::Ledger;
use sayso_ledger::desk::Size;
use sayso_ledger::people::{Person, Role, Token};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::desk::Desk;
use super::door::{self, THEME, Visitor};
use super::kit;
use super::problem::Problem;
use super::search::Done;
use super::shell::{Page, shell};
use super::site::{Deed, Number, View, is_local};

/// How the desk is set up.
#[derive(Serialize, JsonSchema)]
pub struct Settings {
    /// After how many hours a report is looked at again, step by step.
    refetch_hours: Vec<i64>,
    /// Who may come in; seen by keepers alone.
    people: Vec<Person>,
    /// Your tokens.
    tokens: Vec<Token>,
    /// How much is kept.
    size: Size,
}

/// Nothing may be asked.
#[derive(Deserialize, JsonSchema)]
pub struct Asked {}

impl View for Settings {
    type Asked = Asked;

    fn look(ledger: &Ledger, _: &Asked, visitor: &Visitor) -> Result<Settings, Problem> {
        Ok(Settings {
            refetch_hours: ledger.refetch_hours()?,
            people: if visitor.may(Role::Keeper) { ledger.people()? } else { Vec::new() },
            tokens: match &visitor.person {
                Some(person) => ledger.tokens(person.id)?,
                None => Vec::new(),
            },
            size: ledger.size()?,
        })
    }

    fn page(&self, _: &Asked, visitor: &Visitor) -> Page {
        let body = html! {
            header.head {
                h1 { "Settings" }
                p.meta {
                    @match &visitor.person {
                        Some(person) => { "Signed in as " b { (person.name) } ", " (person.role.name()) ". " },
                        None => { "Nobody has to sign in: only this machine can reach the desk. Decisions are kept under the name " b { (visitor.name()) } ". " },
                    }
                }
            }
            div.settings {
                section {
                    h2 { "Light or dark" }
                    form.inline method="post" action="/theme" {
                        (kit::hidden(visitor, Some("/settings")))
                        @for (theme, name) in [("system", "As the system"), ("light", "Light"), ("dark", "Dark")] {
                            button name="theme" value=(theme) aria-pressed=((visitor.theme == theme || visitor.theme.is_empty() && theme == "system").to_string()) { (name) }
                        }
                    }
                }
                @if visitor.may(Role::Keeper) { (self.looking(visitor)) (self.people(visitor)) }
                @if visitor.person.is_some() { (self.tokens(visitor)) }
                @if visitor.person.is_some() {
                    section {
                        h2 { "This browser" }
                        form.inline method="post" action="/sign-out" { (kit::hidden(visitor, None)) button { "Sign out" } }
                    }
                }
                section {
                    h2 { "Programs" }
                    p { "Every page is JSON under " code { "/api/v1" } "; " a href="/api/v1/openapi.json" { "its document" } " says how." }
                    p.meta { (kit::plural(self.size.articles, "report")) ", " (kit::plural(self.size.versions, "version")) ", " (kit::plural(self.size.statements, "statement")) ", " (kit::plural(self.size.questions, "question")) }
                }
            }
        };
        Page::new("Settings", "Settings", body)
    }
}

impl Settings {
    fn looking(&self, visitor: &Visitor) -> Markup {
        let hours = self.refetch_hours.iter().map(i64::to_string).collect::<Vec<_>>().join(" ");
        html! {
            section {
                h2 { "Looking again" }
                form.stack method="post" action="/settings" {
                    (kit::hidden(visitor, Some("/settings")))
                    label { "Hours after which a report is looked at again, step by step"
                        input name="refetch_hours" value=(hours) required maxlength="200" pattern="[0-9 ]+"; }
                    button { "Change" }
                }
            }
        }
    }

    fn people(&self, visitor: &Visitor) -> Markup {
        html! {
            section {
                h2 { "People" }
                @if self.people.is_empty() { p.dim { "Once somebody is named here, everybody has to sign in. The first one is a keeper." } }
                ul.people {
                    @for person in &self.people {
                        li {
                            b dir="auto" { (person.name) } " " span.badge { (person.role.name()) } " " span.dim { "since " (person.added.strftime("%Y-%m-%d")) } " "
                            form.inline method="post" action="/people/dismiss" {
                                (kit::hidden(visitor, Some("/settings")))
                                input type="hidden" name="name" value=(person.name);
                                button.quiet { "Remove" }
                            }
                        }
                    }
                }
                form.stack method="post" action="/people" {
                    (kit::hidden(visitor, Some("/settings")))
                    label { "Name" input name="name" required maxlength="80" autocomplete="off"; }
                    label { "Role" select name="role" { @for role in Role::ALL { option value=(role.name()) selected[self.people.is_empty() && role == Role::Keeper] { (role.name()) } } } }
                    label { "Password, at least 10 characters" input name="password" type="password" required minlength="10" maxlength="1024" autocomplete="new-password"; }
                    button { "Let in" }
                }
            }
        }
    }

    fn tokens(&self, visitor: &Visitor) -> Markup {
        html! {
            section {
                h2 { "Tokens" }
                ul.tokens {
                    @for token in &self.tokens {
                        li {
                            b dir="auto" { (token.name) } " " span.dim { "since " (token.made.strftime("%Y-%m-%d")) } " "
                            form.inline method="post" action={ "/tokens/" (token.id) "/end" } { (kit::hidden(visitor, Some("/settings"))) button.quiet { "End" } }
                        }
                    }
                }
                form.stack method="post" action="/tokens" {
                    (kit::hidden(visitor, None))
                    label { "What it is for" input name="name" required maxlength="80"; }
                    button { "Make a token" }
                }
            }
        }
    }
}

/// One to twenty numbers of hours, at most a year's.
const HOURS: &str = r"^\s*([1-9][0-9]{0,2}|[1-7][0-9]{3}|8[0-6][0-9]{2}|87[0-7][0-9]|878[0-4])(\s+([1-9][0-9]{0,2}|[1-7][0-9]{3}|8[0-6][0-9]{2}|87[0-7][0-9]|878[0-4])){0,19}\s*$";

/// Changes a setting.
#[derive(Deserialize, JsonSchema)]
pub struct Change {
    /// Hours after which a report is looked at again, with blanks between them.
    #[schemars(regex(pattern = HOURS))]
    refetch_hours: String,
}

impl Deed for Change {
    type Outcome = Done;

    async fn act(self, desk: Arc<Desk>, _: Visitor) -> Result<(Done, String), Problem> {
        let hours: Vec<i64> =
            self.refetch_hours.split_whitespace().filter_map(|hours| hours.parse().ok()).collect();
        let sound = !hours.is_empty()
            && hours.len() <= 20
            && hours.iter().all(|hours| (1..=24 * 366).contains(hours));
        if !sound || hours.len() != self.refetch_hours.split_whitespace().count() {
            return Err(Problem::bad(
                "`refetch_hours`: one to twenty numbers of hours, each at least 1 and at most a year",
            ));
        }
        let text = hours.iter().map(i64::to_string).collect::<Vec<_>>().join(" ");
        desk.change(move |ledger| Ok(ledger.set("refetch", &text)?)).await?;
        Ok((Done { done: true }, "/settings".to_owned()))
    }
}

/// Lets somebody in.
#[derive(Deserialize, JsonSchema)]
pub struct Admit {
    /// Their name: 1 to 80 characters.
    #[schemars(length(min = 1, max = 80))]
    name: String,
    /// What they may do.
    role: Role,
    /// Their password: at least 10 characters, at most 1024 bytes.
    #[schemars(length(min = 10, max = 1024))]
    password: String,
}

impl Deed for Admit {
    type Outcome = Done;

    async fn act(self, desk: Arc<Desk>, visitor: Visitor) -> Result<(Done, String), Problem> {
        let Admit { name, role, password } = self;
        // Hashing takes its time: nobody who writes waits for it.
        let hashed =
            move |_: &Ledger| door::hashed(&password).map_err(|error| Problem::bad(error.to_string()));
        let password = desk.look(hashed).await?;
        desk.change(move |ledger| {
            if !ledger.is_guarded()? && role != Role::Keeper {
                return Err(Problem::bad("the first one is a keeper, or nobody could change anything"));
            }
            Ok(ledger.admit(&name, role, &password, visitor.now)?)
        })
        .await?;
        Ok((Done { done: true }, "/settings".to_owned()))
    }
}

/// Lets somebody in no longer.
#[derive(Deserialize, JsonSchema)]
pub struct Dismiss {
    /// Their name.
    name: String,
}

impl Deed for Dismiss {
    type Outcome = Done;

    async fn act(self, desk: Arc<Desk>, _: Visitor) -> Result<(Done, String), Problem> {
        desk.change(move |ledger| Ok(ledger.dismiss(&self.name)?)).await?;
        Ok((Done { done: true }, "/settings".to_owned()))
    }
}

/// Makes a token.
#[derive(Deserialize, JsonSchema)]
pub struct NewToken {
    /// What it is for.
    name: String,
}

/// A token: this is the only time that it is shown.
#[derive(Serialize, JsonSchema)]
pub struct Made {
    /// What a program sends as `Authorization: Bearer …`.
    pub token: String,
}

impl Deed for NewToken {
    type Outcome = Made;

    async fn act(self, desk: Arc<Desk>, visitor: Visitor) -> Result<(Made, String), Problem> {
        let token = make(&desk, &visitor, &self.name).await?;
        Ok((Made { token }, "/settings".to_owned()))
    }
}

async fn make(desk: &Arc<Desk>, visitor: &Visitor, name: &str) -> Result<String, Problem> {
    let Some(person) = visitor.person.clone() else {
        return Err(Problem::bad("nobody has to sign in here, so no token is needed"));
    };
    let token = door::key().map_err(|_| Problem::broken())?;
    let (hash, name, now) =
        (door::hash(&token), name.trim().chars().take(80).collect::<String>(), visitor.now);
    desk.change(move |ledger| Ok(ledger.give_pass(person.id, &hash, Some(&name), None, now)?)).await?;
    Ok(token)
}

/// A form of this page that is answered with more than a way back.
#[derive(Deserialize)]
pub struct Sent {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    once: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    theme: String,
    #[serde(default)]
    back: String,
}

/// Makes a token from the form and shows it, this once.
pub async fn new_token(
    State(desk): State<Arc<Desk>>,
    Extension(visitor): Extension<Visitor>,
    Form(sent): Form<Sent>,
) -> Response {
    let made = async {
        visitor.is_own_form(&sent.csrf)?;
        if !desk.first_time(&sent.once) {
            return Ok(None);
        }
        let made = make(&desk, &visitor, &sent.name).await;
        made.map(Some).inspect_err(|_| desk.forget(&sent.once))
    };
    match made.await {
        Err(problem) => problem.page(&visitor),
        Ok(None) => Redirect::to("/settings").into_response(),
        Ok(Some(token)) => {
            let body = html! {
                section.empty {
                    h1 { "Your new token" }
                    p { code.token { (token) } }
                    p { "It is shown this once. Programs send it as " code { "Authorization: Bearer …" } "." }
                    p { a href="/settings" { "Back to Settings" } }
                }
            };
            shell(&Page::new("Settings", "Your new token", body), &visitor).into_response()
        }
    }
}

/// Chooses light or dark for this browser.
pub async fn theme(Extension(visitor): Extension<Visitor>, Form(sent): Form<Sent>) -> Response {
    if let Err(problem) = visitor.is_own_form(&sent.csrf) {
        return problem.page(&visitor);
    }
    let to = if is_local(&sent.back) { sent.back.as_str() } else { "/settings" };
    let mut response = Redirect::to(to).into_response();
    let theme = match sent.theme.as_str() {
        known @ ("light" | "dark") => known,
        _ => "system",
    };
    let cookie = format!("{THEME}={theme}; Path=/; HttpOnly; SameSite=Strict; Max-Age=31536000");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// Ends a token.
#[derive(Deserialize, JsonSchema)]
pub struct EndToken {
    /// Its number.
    id: Number,
}

impl Deed for EndToken {
    type Outcome = Done;

    async fn act(self, desk: Arc<Desk>, visitor: Visitor) -> Result<(Done, String), Problem> {
        let person = visitor.person.map_or(-1, |person| person.id);
        desk.change(move |ledger| Ok(ledger.end_token(person, self.id.0)?)).await?;
        Ok((Done { done: true }, "/settings".to_owned()))
    }
}
