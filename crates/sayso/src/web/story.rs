//! One happening: its reports in time order, who was first, who copied whom.

use maud::{Markup, html};
use sayso_ledger::Ledger;
use sayso_ledger::desk::{Happening, Listed, StoryReport};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::door::Visitor;
use super::kit;
use super::problem::Problem;
use super::question::rows;
use super::shell::Page;
use super::site::{Number, View};

/// Stories, the last seen first.
#[derive(Serialize, JsonSchema)]
pub struct Stories {
    /// The stories with the number of their reports.
    stories: Vec<Listed>,
}

/// How many.
#[derive(Deserialize, JsonSchema)]
pub struct AskedList {
    /// How many, 1 to 100.
    #[schemars(range(min = 1, max = 100))]
    limit: Option<usize>,
}

impl View for Stories {
    type Asked = AskedList;

    fn look(ledger: &Ledger, asked: &AskedList, _: &Visitor) -> Result<Stories, Problem> {
        Ok(Stories { stories: ledger.stories(rows(asked.limit)?)? })
    }

    fn page(&self, _: &AskedList, _: &Visitor) -> Page {
        let body = html! {
            header.head { h1 { "Stories" } p.dim { "Reports about the same happening, the last seen first." } }
            @if self.stories.is_empty() { (kit::empty("No stories yet", html! { p { "Every report that is kept opens one or joins one." } })) }
            ul.headlines {
                @for story in &self.stories {
                    li data-item {
                        a href={ "/stories/" (story.id) } dir="auto" { (story.name) }
                        p.meta { (kit::plural(story.count, "report")) @if let Some(day) = &story.beside { " · first kept " (day) } }
                    }
                }
            }
        };
        Page::new("Stories", "Stories", body)
    }
}

/// A story with its reports.
#[derive(Serialize, JsonSchema)]
pub struct Told {
    /// The story.
    story: Happening,
}

/// Which story.
#[derive(Deserialize, JsonSchema)]
pub struct Which {
    /// Its number.
    id: Number,
}

impl View for Told {
    type Asked = Which;

    fn look(ledger: &Ledger, asked: &Which, _: &Visitor) -> Result<Told, Problem> {
        Ok(Told { story: ledger.happening(asked.id.0)? })
    }

    fn page(&self, _: &Which, visitor: &Visitor) -> Page {
        let story = &self.story;
        let own = story.reports.iter().filter(|report| report.copy_of.is_none()).count();
        let body = html! {
            header.head {
                h1 dir="auto" { (story.title) }
                p.meta { (kit::plural(story.reports.len() as i64, "report")) ", " (kit::plural(own as i64, "text")) " of its own" }
            }
            div.columns {
                section {
                    h2 { "In time order" }
                    ol.timeline { @for (at, report) in story.reports.iter().enumerate() { (self.report(at, report, visitor)) } }
                }
                aside {
                    @if !story.questions.is_empty() {
                        h2 { "What they answer" }
                        ol.questions { @for question in &story.questions { (kit::question(question, None, visitor.now)) } }
                    }
                }
            }
        };
        Page::new("Stories", &story.title, body)
    }
}

impl Told {
    fn report(&self, at: usize, report: &StoryReport, visitor: &Visitor) -> Markup {
        let headline = &report.headline;
        let of = report
            .copy_of
            .as_deref()
            .and_then(|of| self.story.reports.iter().find(|other| other.headline.article == of));
        html! {
            li.copy[report.copy_of.is_some()] data-item id=(headline.article) {
                p.when { @match (&report.published, &headline.day) {
                    (Some(published), _) => (kit::published(published, None, visitor.now)),
                    (None, Some(day)) => (day),
                    _ => "day unknown",
                }
                    @if at == 0 { " " span.badge.first { "first" } } }
                a href={ "/articles/" (headline.article) } dir="auto" { (headline.headline.as_deref().unwrap_or("(no headline)")) }
                p.meta {
                    a href={ "/outlets/" (url::form_urlencoded::byte_serialize(headline.outlet.as_bytes()).collect::<String>().replace('+', "%20")) } dir="auto" { (headline.outlet) }
                    " · " (kit::plural(report.statements, "statement"))
                    @if headline.versions > 1 { " · " (kit::plural(headline.versions, "version")) }
                    " · kept " (kit::ago(headline.seen, visitor.now))
                }
                @if let Some(kind) = &report.copy_kind {
                    p.meta { "repeats "
                        @match (of, &report.copy_of) {
                            (Some(of), _) => a href={ "#" (of.headline.article) } dir="auto" { (of.headline.outlet) },
                            (None, Some(id)) => a href={ "/articles/" (id) } { (id) },
                            _ => "another text",
                        }
                        " (" (kind) ")"
                    }
                }
            }
        }
    }
}
