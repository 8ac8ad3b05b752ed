//! Who says something: what, on what, how their figures moved, who carries it.

use maud::html;
use sayso_ledger::desk::Listed;
use sayso_ledger::{Actor, Ledger, Question};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::door::Visitor;
use super::kit;
use super::problem::Problem;
use super::question::rows;
use super::shell::Page;
use super::site::View;

/// Who says most in what came last.
#[derive(Serialize, JsonSchema)]
pub struct Actors {
    /// Those who say most, the first first.
    actors: Vec<Listed>,
}

/// Which names.
#[derive(Deserialize, JsonSchema)]
pub struct Named {
    /// Words of the name or the party.
    #[serde(default)]
    q: String,
    /// How many, 1 to 100.
    #[schemars(range(min = 1, max = 100))]
    limit: Option<usize>,
}

impl Named {
    /// Part of a name; empty for all.
    pub fn words(&self) -> &str {
        &self.q
    }

    /// How many are asked for.
    pub fn rows(&self) -> Option<usize> {
        self.limit
    }
}

impl View for Actors {
    type Asked = Named;

    fn look(ledger: &Ledger, asked: &Named, _: &Visitor) -> Result<Actors, Problem> {
        Ok(Actors { actors: ledger.speakers(&asked.q, rows(asked.limit)?)? })
    }

    fn page(&self, asked: &Named, _: &Visitor) -> Page {
        let body = html! {
            header.head { h1 { "Actors" } p.dim { "Who says most in the statements that came last." } }
            (names("/actors", &asked.q))
            @if self.actors.is_empty() { (kit::empty("Nobody by that name", html! { p { "Try another spelling, or fewer words." } })) }
            (kit::counted("Statements", &self.actors, |row| Some(format!("/actors/{}", row.id))))
        };
        Page::new("Actors", "Actors", body)
    }
}

/// The box for part of a name.
pub fn names(address: &str, q: &str) -> maud::Markup {
    html! {
        form.query action=(address) {
            label for="name" { "Part of a name" }
            div.row { input #name name="q" value=(q) maxlength="200"; button { "Show" } }
        }
    }
}

/// Somebody with what they have said.
#[derive(Serialize, JsonSchema)]
pub struct Said {
    /// Who, with the newest statements.
    actor: Actor,
    /// The questions that they answer.
    questions: Vec<Question>,
    /// Outlets that carry what they say.
    carried_by: Vec<Listed>,
}

/// Who.
#[derive(Deserialize, JsonSchema)]
pub struct Which {
    /// Its id: `p-…`.
    id: String,
    /// As the ledger knew it then.
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    as_of: Option<jiff::Timestamp>,
}

impl View for Said {
    type Asked = Which;

    fn look(ledger: &Ledger, asked: &Which, _: &Visitor) -> Result<Said, Problem> {
        Ok(Said {
            actor: ledger.actor(&asked.id, asked.as_of)?,
            questions: ledger.questions_of(&asked.id, 12)?,
            carried_by: ledger.carried_by(&asked.id, 12)?,
        })
    }

    fn page(&self, _: &Which, _: &Visitor) -> Page {
        let actor = &self.actor;
        let side = actor.party.as_deref().unwrap_or(&actor.name);
        let body = html! {
            header.head {
                h1 dir="auto" { (actor.name) }
                p.meta {
                    @if let Some(role) = &actor.role { span dir="auto" { (role) } " · " }
                    @if let Some(party) = &actor.party { "speaks for " a href={ "/search?q=" (super::question::field("party", party)) } dir="auto" { (party) } " · " }
                    @if actor.anonymous { "not named · " }
                    (kit::plural(actor.statements, "statement"))
                }
            }
            div.columns {
                section {
                    @if !self.questions.is_empty() {
                        h2 { "How the figures moved" }
                        ol.questions {
                            @for question in &self.questions {
                                li.question data-item {
                                    h3 { a href={ "/questions/" (question.id) } dir="auto" { (question.asks) } }
                                    @for one in question.standing.parties.iter().filter(|one| one.name == side) {
                                        p.history { @for (step, amount) in one.history.iter().enumerate() {
                                            @if step > 0 { " → " }
                                            span.amount { @if amount.denied { "not " } (amount.shown) }
                                            @if let Some(day) = &amount.day { " " span.dim { (day) } }
                                        } }
                                    }
                                    p.meta { (question.standing.words) }
                                }
                            }
                        }
                    }
                    h2 { "Newest statements" }
                    ol.statements { @for statement in &actor.newest { (kit::statement(statement)) } }
                }
                aside { (kit::counted("Carried by", &self.carried_by, |row| Some(format!("/outlets/{}", row.id)))) }
            }
        };
        Page::new("Actors", &actor.name, body)
    }
}
