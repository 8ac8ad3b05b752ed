//! The coder's desk: what waits, decided with one key each; what was decided, by whom; how far two
//! people agree.

use std::sync::Arc;

use maud::{Markup, html};
use sayso_ledger::desk::Agreement;
use sayso_ledger::people::Role;
use sayso_ledger::review::{Decision, FIELDS, Review};
use sayso_ledger::{Ledger, Statement};
use schemars::{JsonSchema, Schema};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::desk::Desk;
use super::door::Visitor;
use super::kit;
use super::problem::Problem;
use super::question::rows;
use super::search::Done;
use super::shell::Page;
use super::site::{Deed, Number, View};

/// Statements that wait.
#[derive(Serialize, JsonSchema)]
pub struct Queue {
    /// Those that wait for you, the first first.
    statements: Vec<Statement>,
    /// How the people who decide agree.
    agreements: Vec<Agreement>,
    /// What you decided last.
    last: Vec<Review>,
}

/// Which queue.
#[derive(Deserialize, JsonSchema)]
pub struct Asked {
    /// Only what others decided on and you did not: to see how far you agree.
    #[serde(default)]
    second: bool,
    /// How many, 1 to 100.
    #[schemars(range(min = 1, max = 100))]
    limit: Option<usize>,
}

impl View for Queue {
    type Asked = Asked;

    fn look(ledger: &Ledger, asked: &Asked, visitor: &Visitor) -> Result<Queue, Problem> {
        let name = visitor.name();
        let mut last = ledger.reviews("", 60, None)?;
        last.retain(|review| review.who == name && review.undone.is_none());
        last.truncate(8);
        Ok(Queue {
            statements: ledger.queue(&name, asked.second, rows(asked.limit)?.min(20))?,
            agreements: ledger.agreements()?,
            last,
        })
    }

    fn page(&self, asked: &Asked, visitor: &Visitor) -> Page {
        let here = if asked.second { "/review?second=true" } else { "/review" };
        let body = html! {
            header.head {
                h1 { "Review" }
                p.dim { "The least sure come first, of those that answer questions. What you decide is kept under the name " b { (visitor.name()) } ", with the time, and can be taken back." }
                nav.tabs aria-label="Queues" {
                    a href="/review" aria-current=[(!asked.second).then_some("true")] { "Not decided" }
                    a href="/review?second=true" aria-current=[asked.second.then_some("true")] { "Decided by others" }
                    a href="/reviews" { "History" }
                }
            }
            @if self.statements.is_empty() {
                (kit::empty("Nothing waits", html! { p { @if asked.second { "Others have decided on nothing that you have not." } @else { "Every statement that came last has been decided on." } } }))
            }
            div.columns {
                section {
                    ol.queue { @for statement in &self.statements { (waiting(statement, visitor, here)) } }
                }
                aside {
                    (self.agreement())
                    (history(&self.last, visitor))
                }
            }
        };
        Page::new("Review", "Review", body)
    }
}

fn waiting(statement: &Statement, visitor: &Visitor, here: &str) -> Markup {
    html! {
        li.waiting data-item data-review=(statement.id) tabindex="-1" {
            div.statement { (kit::told(statement)) }
            (forms(statement, visitor, here))
        }
    }
}

/// All that can be decided on a statement; `data-key` is the key that does it.
pub fn forms(statement: &Statement, visitor: &Visitor, back: &str) -> Markup {
    let one = |action: &str, key: &str, label: &str, fields: Markup| {
        html! {
            form.inline method="post" action="/reviews" data-action=(action) {
                (kit::hidden(visitor, Some(back)))
                input type="hidden" name="action" value=(action);
                input type="hidden" name="target" value=(statement.id);
                (fields)
                button data-key=[Some(key).filter(|key| !key.is_empty())] { (label) @if !key.is_empty() { " " kbd { (key) } } }
            }
        }
    };
    let open = |key: &str, label: &str, form: Markup| {
        html! { details.more-forms { summary data-key=[Some(key).filter(|key| !key.is_empty())] { (label) @if !key.is_empty() { " " kbd { (key) } } } (form) } }
    };
    html! {
        div.decide {
            (one("accept", "a", "Accept", html! {}))
            (one("reject", "x", "Reject", html! {}))
            (open("e", "Correct", one("correct", "", "Correct", html! {
                label { "Field " select name="field" { @for field in FIELDS { option { (field) } } } }
                label { "should be " input name="value" required maxlength="500"; }
            })))
            (open("l", "Link", one("link", "", "Link", html! { label { "to question " input name="question" required pattern="q-[0-9]+" placeholder="q-…"; } })))
            @for question in &statement.questions {
                (open("s", "Split", html! {
                    form.inline method="post" action="/reviews" data-action="split" {
                        (kit::hidden(visitor, Some(back)))
                        input type="hidden" name="action" value="split";
                        input type="hidden" name="target" value=(question);
                        input type="hidden" name="statements" value=(statement.id);
                        button { "It answers another question than " (question) }
                    }
                }))
                (open("m", "Merge", html! {
                    form.inline method="post" action="/reviews" data-action="merge" {
                        (kit::hidden(visitor, Some(back)))
                        input type="hidden" name="action" value="merge";
                        input type="hidden" name="target" value=(question);
                        label { (question) " is the same as " input name="question" required pattern="q-[0-9]+" placeholder="q-…"; }
                        button { "Merge" }
                    }
                }))
            }
            (open("", "Note", one("note", "", "Note", html! { label { "Note " input name="words" required maxlength="2000"; } })))
        }
    }
}

impl Queue {
    fn agreement(&self) -> Markup {
        html! {
            section {
                h2 { "Agreement" }
                @if self.agreements.is_empty() { p.dim { "Two people have to decide on the same statements: " a href="/review?second=true" { "decided by others" } "." } }
                ul.agreements {
                    @for pair in &self.agreements {
                        li {
                            b { (pair.one) } " and " b { (pair.other) } ": "
                            @match pair.kappa { Some(kappa) => { "κ = " (format!("{kappa:.2}")) }, None => { "κ not defined" } }
                            " " span.dim { (pair.same) " of " (pair.both) " the same" }
                        }
                    }
                }
            }
        }
    }
}

/// Decisions, the newest first, each of which can be taken back.
pub fn history(reviews: &[Review], visitor: &Visitor) -> Markup {
    html! {
        @if !reviews.is_empty() {
            section {
                h2 { "Decisions" }
                ol.decisions {
                    @for review in reviews {
                        li.undone[review.undone.is_some()] {
                            b { (review.action) } " " (target(&review.target)) " "
                            @for word in ["words", "field", "value", "question", "into"] {
                                @if let Some(said) = review.detail[word].as_str().filter(|said| *said != review.target) { span dir="auto" { (said) } " " }
                            }
                            span.dim { "by " (review.who) ", " (kit::ago(review.at, visitor.now)) }
                            @if let Some(evidence) = &review.evidence { p.dim dir="auto" { "evidence: "
                                @if evidence.starts_with("https://") || evidence.starts_with("http://") { a rel="noopener noreferrer" href=(evidence) { (evidence) } } @else { (evidence) } } }
                            @if review.orphan { " " span.badge.orphan { "orphan" } }
                            @if let Some(undone) = review.undone { " " span.dim { "taken back " (kit::ago(undone, visitor.now)) } }
                            @else if visitor.may(Role::Reviewer) {
                                form.inline method="post" action={ "/reviews/" (review.id) "/undo" } data-undo {
                                    (kit::hidden(visitor, Some(&visitor.here)))
                                    button.quiet { "Undo" }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn target(id: &str) -> Markup {
    let kind = if id.starts_with("q-") { "questions" } else { "statements" };
    html! { a href={ "/" (kind) "/" (id) } { (id) } }
}

/// Decisions, the newest first.
#[derive(Serialize, JsonSchema)]
pub struct Decided {
    /// The decisions.
    reviews: Vec<Review>,
}

/// On what.
#[derive(Deserialize, JsonSchema)]
pub struct Target {
    /// A statement or a question; everything where it is not given.
    #[serde(default)]
    target: String,
    /// How many, 1 to 100.
    #[schemars(range(min = 1, max = 100))]
    limit: Option<usize>,
}

impl View for Decided {
    type Asked = Target;

    fn look(ledger: &Ledger, asked: &Target, _: &Visitor) -> Result<Decided, Problem> {
        Ok(Decided {
            reviews: ledger.reviews(
                &asked.target,
                asked.limit.map_or(Ok(100), |limit| rows(Some(limit)))?,
                None,
            )?,
        })
    }

    fn page(&self, _: &Target, visitor: &Visitor) -> Page {
        let body = html! {
            header.head { h1 { "History of decisions" } p { a href="/review" { "Back to the queue" } } }
            @if self.reviews.is_empty() { (kit::empty("Nobody has decided on anything yet", html! { p { a href="/review" { "Review" } " shows what waits." } })) }
            (history(&self.reviews, visitor))
        };
        Page::new("Review", "History of decisions", body)
    }
}

/// What can be decided.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Action {
    Accept,
    Reject,
    Correct,
    Link,
    Unlink,
    Merge,
    Split,
    Note,
    Verdict,
}

/// Which fields a decision needs, as JSON Schema says it.
fn needs(schema: &mut Schema) {
    let need = |actions: &[&str], fields: &[&str]| {
        let properties: Map<String, Value> =
            fields.iter().map(|field| ((*field).to_owned(), json!({"pattern": "\\S"}))).collect();
        json!({
            "if": {"properties": {"action": {"enum": actions}}},
            "then": {"required": fields, "properties": properties},
        })
    };
    let all = [
        need(&["link", "unlink", "merge"], &["question"]),
        need(&["split"], &["statements"]),
        need(&["correct"], &["field", "value"]),
        need(&["note", "verdict"], &["words"]),
    ];
    schema.insert("allOf".to_owned(), json!(all));
}

/// A decision as it is sent.
#[derive(Deserialize, JsonSchema)]
#[schemars(transform = needs)]
pub struct Decide {
    /// What is decided.
    action: Action,
    /// The statement (`s-…`) or question (`q-…`) that is decided on.
    target: String,
    /// For link, unlink and merge: the question.
    #[serde(default)]
    question: String,
    /// For split: the statements that leave the question, with blanks between them.
    #[serde(default)]
    statements: String,
    /// For correct: the field.
    #[serde(default)]
    field: String,
    /// For correct: what it should be.
    #[serde(default)]
    value: String,
    /// For note and verdict: what it says.
    #[serde(default)]
    words: String,
    /// On which evidence; a verdict needs it.
    evidence: Option<String>,
}

/// What was kept.
#[derive(Serialize, JsonSchema)]
pub struct Kept {
    /// The decision's number: undo takes it.
    review: i64,
}

impl Decide {
    fn decision(&self) -> Result<Decision, Problem> {
        let target = || self.target.clone();
        let needed = |value: &str, name: &str| {
            if value.trim().is_empty() {
                Err(Problem::bad(format!("`{name}` is missing")))
            } else {
                Ok(value.trim().to_owned())
            }
        };
        let question = || needed(&self.question, "question");
        let words = || needed(&self.words, "words");
        Ok(match self.action {
            Action::Accept => Decision::Accept { statement: target() },
            Action::Reject => Decision::Reject { statement: target() },
            Action::Correct => Decision::Correct {
                statement: target(),
                field: needed(&self.field, "field")?,
                value: needed(&self.value, "value")?,
            },
            Action::Link => Decision::Link { statement: target(), question: question()? },
            Action::Unlink => Decision::Unlink { statement: target(), question: question()? },
            Action::Merge => Decision::Merge { question: target(), into: question()? },
            Action::Split => {
                let statements =
                    needed(&self.statements, "statements")?.split_whitespace().map(str::to_owned).collect();
                Decision::Split { question: target(), statements }
            }
            Action::Note => Decision::Note { target: target(), words: words()? },
            Action::Verdict => Decision::Verdict { question: target(), words: words()? },
        })
    }
}

impl Deed for Decide {
    type Outcome = Kept;

    async fn act(self, desk: Arc<Desk>, visitor: Visitor) -> Result<(Kept, String), Problem> {
        let decision = self.decision()?;
        let evidence = self.evidence.clone();
        let review = desk
            .change(move |ledger| {
                Ok(ledger.review(&decision, &visitor.name(), evidence.as_deref(), visitor.now)?)
            })
            .await?;
        Ok((Kept { review }, "/review".to_owned()))
    }
}

/// Takes a decision back.
#[derive(Deserialize, JsonSchema)]
pub struct TakeBack {
    /// Its number.
    id: Number,
}

impl Deed for TakeBack {
    type Outcome = Done;

    async fn act(self, desk: Arc<Desk>, visitor: Visitor) -> Result<(Done, String), Problem> {
        desk.change(move |ledger| Ok(ledger.undo(self.id.0, &visitor.name(), visitor.now)?)).await?;
        Ok((Done { done: true }, "/reviews".to_owned()))
    }
}
