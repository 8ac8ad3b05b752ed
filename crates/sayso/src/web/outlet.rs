//! Who publishes: what an outlet has first, what it copies, whose tellings it carries.

use maud::{Markup, html};
use sayso_ledger::desk::{Headline, Listed, Outlet};
use sayso_ledger::{Ledger, Statement};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::actor::{Named, names};
use super::door::Visitor;
use super::kit;
use super::problem::Problem;
use super::shell::Page;
use super::site::View;

/// Outlets by the number of their reports.
#[derive(Serialize, JsonSchema)]
pub struct Outlets {
    /// The outlets.
    outlets: Vec<Listed>,
}

impl View for Outlets {
    type Asked = Named;

    fn look(ledger: &Ledger, asked: &Named, _: &Visitor) -> Result<Outlets, Problem> {
        Ok(Outlets { outlets: ledger.outlets(asked.words(), super::question::rows(asked.rows())?)? })
    }

    fn page(&self, asked: &Named, _: &Visitor) -> Page {
        let body = html! {
            header.head { h1 { "Outlets" } p.dim { "Who publishes what is kept here." } }
            (names("/outlets", asked.words()))
            @if self.outlets.is_empty() { (kit::empty("No outlet by that name", html! { p { "Try another spelling, or fewer words." } })) }
            (kit::counted("Reports", &self.outlets, |row| Some(format!("/outlets/{}", row.id))))
        };
        Page::new("Outlets", "Outlets", body)
    }
}

/// An outlet with what it publishes.
#[derive(Serialize, JsonSchema)]
pub struct Published {
    /// The outlet.
    outlet: Outlet,
    /// Its newest statements.
    statements: Vec<Statement>,
}

/// Which outlet.
#[derive(Deserialize, JsonSchema)]
pub struct Which {
    /// Its id: `o-…`, or its name.
    id: String,
}

impl View for Published {
    type Asked = Which;

    fn look(ledger: &Ledger, asked: &Which, _: &Visitor) -> Result<Published, Problem> {
        let outlet = ledger.outlet(&asked.id)?;
        Ok(Published { statements: ledger.statements_of_outlet(&outlet.id, 12)?, outlet })
    }

    fn page(&self, _: &Which, visitor: &Visitor) -> Page {
        let outlet = &self.outlet;
        let other = |row: &Listed| Some(format!("/outlets/{}", row.id));
        let body = html! {
            header.head {
                h1 dir="auto" { (outlet.name) }
                p.meta { (kit::plural(outlet.articles, "report")) " · " (kit::plural(outlet.statements, "statement")) }
                ul.tiles {
                    li { b { (kit::thousands(outlet.repeated)) } " of its reports are repeated by others" }
                    li { b { (kit::thousands(outlet.copied)) } " of its reports repeat another's text" }
                    li { b { (kit::thousands(outlet.edited.len() as i64)) } " of its reports changed after publication" }
                }
            }
            div.columns {
                section {
                    h2 { "Newest reports" }
                    (headlines(&outlet.newest, visitor))
                    @if !outlet.edited.is_empty() { h2 { "Changed after publication" } (headlines(&outlet.edited, visitor)) }
                    h2 { "Newest statements" }
                    ol.statements { @for statement in &self.statements { (kit::statement(statement)) } }
                }
                aside {
                    (kit::counted("Repeats", &outlet.copies_from, other))
                    (kit::counted("Repeated by", &outlet.copied_by, other))
                    (kit::counted("Whose tellings", &outlet.origins, |_| None))
                }
            }
        };
        Page::new("Outlets", &outlet.name, body)
    }
}

/// Reports in a list.
pub fn headlines(reports: &[Headline], visitor: &Visitor) -> Markup {
    html! {
        ul.headlines {
            @for report in reports {
                li data-item {
                    a href={ "/articles/" (report.article) } dir="auto" { (report.headline.as_deref().unwrap_or("(no headline)")) }
                    p.meta {
                        span dir="auto" { (report.outlet) } " · " (report.day.as_deref().unwrap_or("day unknown")) " · kept " (kit::ago(report.seen, visitor.now))
                        @if report.versions > 1 { " · " (kit::plural(report.versions, "version")) }
                    }
                }
            }
        }
    }
}
