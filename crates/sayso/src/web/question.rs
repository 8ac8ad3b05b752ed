//! A question: who answers it with what, on whose knowledge, how that moved, and how it stands.

use std::collections::HashMap;

use jiff::Timestamp;
use maud::{Markup, html};
use sayso_ledger::desk::Silent;
use sayso_ledger::people::Role;
use sayso_ledger::review::Review;
use sayso_ledger::{Answer, Error, Ledger, Question};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::door::Visitor;
use super::problem::Problem;
use super::shell::Page;
use super::site::View;
use super::statement::{Quoted, quoted};
use super::{chart, kit};

/// Questions, the last change first.
#[derive(Serialize, JsonSchema)]
pub struct Questions {
    /// The questions of this page.
    questions: Vec<Question>,
    /// The cursor of the next page.
    next: Option<String>,
}

/// What may be asked of the list.
#[derive(Deserialize, JsonSchema)]
pub struct AskedList {
    /// Where the page before ended.
    #[schemars(regex(pattern = r"^q-[0-9]{1,18}@[0-9]{1,18}$"))]
    cursor: Option<String>,
    /// How many, 1 to 100.
    #[schemars(range(min = 1, max = 100))]
    limit: Option<usize>,
    /// As the ledger knew it then.
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    as_of: Option<Timestamp>,
}

/// How many rows a page has where nobody says.
pub const ROWS: usize = 30;

/// A number of rows that a page may have.
pub fn rows(limit: Option<usize>) -> Result<usize, Problem> {
    match limit {
        None => Ok(ROWS),
        Some(limit) if (1..=100).contains(&limit) => Ok(limit),
        Some(_) => Err(Problem::bad("`limit`: a page has 1 to 100 rows")),
    }
}

impl View for Questions {
    type Asked = AskedList;

    fn look(ledger: &Ledger, asked: &AskedList, _: &Visitor) -> Result<Questions, Problem> {
        let limit = rows(asked.limit)?;
        let wrong = |error| match error {
            Error::Unknown(_) => Problem::bad("`cursor`: not from an earlier page"),
            other => other.into(),
        };
        let questions = ledger.questions(limit, asked.cursor.as_deref(), asked.as_of).map_err(wrong)?;
        let next = questions.last().filter(|_| questions.len() == limit);
        let next = next.map(|last| format!("{}@{}", last.id, last.changed.as_microsecond()));
        Ok(Questions { questions, next })
    }

    fn page(&self, asked: &AskedList, visitor: &Visitor) -> Page {
        let body = html! {
            header.head { h1 { "Questions" } p.dim { "What several reports give a figure for, the last change first." } }
            @if self.questions.is_empty() {
                (kit::empty("No questions yet", html! { p { "A question opens when a report gives a figure with what happened." } }))
            }
            h2.unseen { "The last change first" }
            ol.questions { @for question in &self.questions { (kit::question(question, None, visitor.now)) } }
            (more("/questions", self.next.as_deref(), &[("as_of", asked.as_of.map(|at| at.to_string()))]))
        };
        Page::new("Questions", "Questions", body)
    }

    fn next(&self) -> Option<String> {
        self.next.clone()
    }
}

/// The link to the page after this one.
pub fn more(address: &str, cursor: Option<&str>, kept: &[(&str, Option<String>)]) -> Markup {
    let Some(cursor) = cursor else { return html! {} };
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in kept {
        if let Some(value) = value {
            query.append_pair(name, value);
        }
    }
    query.append_pair("cursor", cursor);
    html! { p.more { a.button rel="next" href={ (address) "?" (query.finish()) } { "More" } } }
}

/// A question with all that a reader needs to judge it.
#[derive(Serialize, JsonSchema)]
pub struct Asked {
    /// The question with its standing and answers.
    question: Question,
    /// Each answer's words in their sentence, in the order of the answers.
    sentences: Vec<Quoted>,
    /// Answers that articles gave before and no longer give.
    former: Vec<Answer>,
    /// Their words in their sentences.
    former_sentences: Vec<Quoted>,
    /// Parties of the story that have said nothing on it.
    silent: Vec<Silent>,
    /// What people decided on it.
    reviews: Vec<Review>,
}

/// Which question.
#[derive(Deserialize, JsonSchema)]
pub struct Which {
    /// Its id: `q-…`.
    id: String,
    /// As the ledger knew it then.
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    as_of: Option<Timestamp>,
}

impl View for Asked {
    type Asked = Which;

    fn look(ledger: &Ledger, asked: &Which, _: &Visitor) -> Result<Asked, Problem> {
        let question = ledger.question(&asked.id, asked.as_of)?;
        let mut texts = HashMap::new();
        let former = ledger.former_answers(&question.id, asked.as_of)?;
        let mut quotes = |answers: &[Answer]| -> Result<Vec<Quoted>, Problem> {
            answers.iter().map(|answer| quoted(ledger, &mut texts, &answer.version, answer.bytes)).collect()
        };
        let (sentences, former_sentences) = (quotes(&question.answers)?, quotes(&former)?);
        Ok(Asked {
            silent: ledger.silent(&question, 12)?,
            reviews: ledger.reviews(&question.id, 50, asked.as_of)?,
            sentences,
            former,
            former_sentences,
            question,
        })
    }

    fn page(&self, asked: &Which, visitor: &Visitor) -> Page {
        let question = &self.question;
        let standing = &question.standing;
        let body = html! {
            header.head {
                h1 dir="auto" { (question.asks) }
                p { (kit::labels(standing)) }
                p.standing dir="auto" { (standing.words) }
                p.counted-line { (standing.counted) }
                @if asked.id != question.id { p.notice { (asked.id) " was merged into this question, " (question.id) "." } }
                @if let Some(at) = asked.as_of { p.notice { "As the ledger knew it at " (at) ". " a href={ "/questions/" (question.id) } { "As it stands now" } } }
            }
            (chart::chart(question))
            div.columns {
                section {
                    h2 { "Answers" }
                    @if self.question.answers.is_empty() { p.dim { "Nobody says so any more." } }
                    @for (at, side) in standing.parties.iter().enumerate() {
                        section.side {
                            h3 { svg.key viewBox="0 0 10 10" aria-hidden="true" { circle.(format!("p{}", at % 8)) cx="5" cy="5" r="4.4" {} } " "
                                span dir="auto" { (side.name) }
                                @if side.outlet { " " span.dim { "in its own voice" } }
                                @if !side.named { " " span.dim { "nobody named" } }
                            }
                            p.history { @for (step, amount) in side.history.iter().enumerate() {
                                @if step > 0 { " → " }
                                span.amount { @if amount.denied { "not " } (amount.shown) }
                                @if let Some(day) = &amount.day { " " span.dim { (day) } }
                            } }
                            (self.answers(|answer| side_of(answer, &side.name, side.outlet), visitor))
                        }
                    }
                    @if self.question.answers.iter().any(|answer| !answer.stands()) || !self.former.is_empty() {
                        section.side {
                            h3 { "No longer held" }
                            (self.answers(|answer| !answer.stands(), visitor))
                            ol.answers { @for same in self.former.iter().zip(&self.former_sentences) { (former(same.0, same.1)) } }
                        }
                    }
                }
                aside {
                    section {
                        h2 { "Why it stands so" }
                        ul.reasons { @for reason in &standing.reasons { li dir="auto" { (kit::ticked(reason)) } } }
                    }
                    @if !question.not_comparable.is_empty() {
                        section {
                            h2 { "Not comparable" }
                            ul.unlike {
                                @for other in &question.not_comparable {
                                    li data-item {
                                        a href={ "/questions/" (other.question) } dir="auto" { (other.asks) }
                                        p.reason { (kit::ticked(&other.reason)) }
                                        p.dim { (other.standing) }
                                    }
                                }
                            }
                        }
                    }
                    @if !self.silent.is_empty() {
                        section {
                            h2 { "Silent on it" }
                            p.dim { "Parties that speak in the reports on this and give no answer here." }
                            ul.silent { @for silent in &self.silent {
                                li { a href={ "/search?q=" (field("party", &silent.party)) } dir="auto" { (silent.party) } " " span.dim { (kit::plural(silent.statements, "statement")) } }
                            } }
                        }
                    }
                    (scope(question))
                    @if visitor.may(Role::Reviewer) { (decide(question, visitor)) }
                    (super::review::history(&self.reviews, visitor))
                }
            }
        };
        Page::new("Questions", &question.asks, body)
    }
}

/// A field of the query language in an address.
pub fn field(name: &str, value: &str) -> String {
    let text = if value.contains(' ') { format!("{name}:\"{value}\"") } else { format!("{name}:{value}") };
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// Whether an answer is one of that side.
fn side_of(answer: &Answer, name: &str, outlet: bool) -> bool {
    if !answer.stands() {
        return false;
    }
    if answer.speakers.is_empty() {
        return outlet && answer.outlet == name;
    }
    !outlet && answer.speakers.iter().any(|speaker| speaker.party.as_deref().unwrap_or(&speaker.name) == name)
}

impl Asked {
    /// Answers that say the same in the same words: an outlet repeats another, or itself.
    fn told_alike(&self, answers: &[usize]) -> Vec<Vec<(&Answer, &Quoted)>> {
        let mut alike: Vec<Vec<(&Answer, &Quoted)>> = Vec::new();
        for at in answers {
            let (Some(answer), Some(sentence)) = (self.question.answers.get(*at), self.sentences.get(*at))
            else {
                continue;
            };
            let same = |others: &&mut Vec<(&Answer, &Quoted)>| {
                others.first().is_some_and(|(other, there)| {
                    other.speakers == answer.speakers
                        && other.shown == answer.shown
                        && (&there.before, &there.words, &there.after)
                            == (&sentence.before, &sentence.words, &sentence.after)
                })
            };
            match alike.iter_mut().find(same) {
                Some(others) => others.push((answer, sentence)),
                None => alike.push(vec![(answer, sentence)]),
            }
        }
        alike
    }

    /// Answers by the telling that they go back to, each with its outlets.
    fn answers(&self, wanted: impl Fn(&Answer) -> bool, visitor: &Visitor) -> Markup {
        let mut origins: Vec<(&str, Vec<usize>)> = Vec::new();
        for (at, answer) in self.question.answers.iter().enumerate().filter(|(_, answer)| wanted(answer)) {
            match origins.iter_mut().find(|(origin, _)| *origin == answer.origin) {
                Some((_, answers)) => answers.push(at),
                None => origins.push((&answer.origin, vec![at])),
            }
        }
        html! {
            @for (origin, answers) in &origins {
                @let mut outlets: Vec<&str> = answers.iter().filter_map(|at| self.question.answers.get(*at)).map(|answer| answer.outlet.as_str()).collect();
                @let () = { outlets.sort_unstable(); outlets.dedup(); };
                div.origin {
                    p.meta { "told by " span dir="auto" { (origin) } " · " (kit::plural(outlets.len() as i64, "outlet")) ", 1 origin" }
                    ol.answers {
                        @for same in self.told_alike(answers) {
                            (one(&same, &self.question.id, visitor))
                        }
                    }
                }
            }
        }
    }
}

/// What an article said in an earlier version.
fn former(answer: &Answer, sentence: &Quoted) -> Markup {
    html! {
        li.answer data-item {
            p { span.amount { (answer.amount) } " " (kit::who(&answer.speakers, &answer.outlet)) }
            blockquote dir="auto" { (sentence.before) mark { (sentence.words) } (sentence.after) }
            p.meta {
                a href={ "/articles/" (sentence.article) "?version=" (answer.version) "&at=" (answer.bytes[0]) "-" (answer.bytes[1]) "#at" } { span dir="auto" { (answer.outlet) } }
                " · " (answer.day)
                @if let Some(until) = answer.known_to { " · in the report until " (until.strftime("%Y-%m-%d %H:%M UTC")) }
            }
        }
    }
}

/// Answers in the same words by the same speakers, the first first; other outlets follow.
fn one(same: &[(&Answer, &Quoted)], question: &str, visitor: &Visitor) -> Markup {
    let Some(((answer, sentence), others)) = same.split_first() else { return html! {} };
    html! {
        li.answer data-item {
            p {
                span.amount { @if answer.negated { "not " } (answer.amount) } " "
                (kit::who(&answer.speakers, &answer.outlet))
                @if answer.certainty != "asserted" { " " span.badge.(answer.certainty) { (answer.certainty) } }
                @if !answer.review.is_empty() { " " (kit::review(&answer.review)) }
            }
            blockquote dir="auto" { (sentence.before) mark { (sentence.words) } (sentence.after) }
            @if let Some(words) = &answer.withdrawn { p.notice { "taken back: “" (words) "”" } }
            p.meta {
                a href={ "/articles/" (sentence.article) "?at=" (answer.bytes[0]) "-" (answer.bytes[1]) "#at" } { span dir="auto" { (answer.outlet) } }
                @for (other, there) in others {
                    ", " a href={ "/articles/" (there.article) "?at=" (other.bytes[0]) "-" (other.bytes[1]) "#at" } { span dir="auto" { (other.outlet) } }
                }
                " · " (answer.day) @if answer.earlier { " (earlier, by the text)" }
                " · " a href={ "/statements/" (answer.statement) } { "statement" }
                " · " span title=(answer.reasons) { "linked " (format!("{:.0} %", answer.score * 100.0)) }
                @if let Some(evidence) = &answer.evidence { " · " span.dim { (evidence.words) } }
            }
            @if visitor.may(Role::Reviewer) && answer.known_to.is_none() {
                form.inline method="post" action="/reviews" {
                    (kit::hidden(visitor, Some(&visitor.here)))
                    input type="hidden" name="action" value="unlink";
                    input type="hidden" name="target" value=(answer.statement);
                    input type="hidden" name="question" value=(question);
                    button.quiet title="These figures do not answer this question, now and in every later version" { "Unlink" }
                }
            }
        }
    }
}

fn scope(question: &Question) -> Markup {
    let scope = &question.scope;
    html! {
        section {
            h2 { "Scope" }
            dl.fields {
                dt { "counts" } dd { (scope.counts) @if let Some(whose) = &scope.whose { ", of " span dir="auto" { (whose) } } }
                dt { "outcome" } dd { (if scope.outcome.is_empty() { "—" } else { &scope.outcome }) }
                dt { "where" } dd { @match &scope.place { Some(place) => a href={ "/search?q=" (field("place", place)) } dir="auto" { (place) }, None => "not said" } }
                dt { "when" } dd { (scope.days[0]) @if scope.days[0] != scope.days[1] { " to " (scope.days[1]) } @if !scope.dated { span.dim { " (days around publication)" } } }
                dt { "id" } dd { (question.id) }
            }
        }
    }
}

fn decide(question: &Question, visitor: &Visitor) -> Markup {
    let form = |action: &str, fields: Markup, button: &str| {
        html! {
            form.stack method="post" action="/reviews" {
                (kit::hidden(visitor, Some(&visitor.here)))
                input type="hidden" name="action" value=(action);
                input type="hidden" name="target" value=(question.id);
                (fields)
                button { (button) }
            }
        }
    };
    html! {
        details.decide {
            summary { "Decide on it" }
            (form("verdict", html! {
                label { "Verdict" textarea name="words" required rows="2" maxlength="2000" {} }
                label { "Evidence" input name="evidence" required maxlength="2000" placeholder="an address, a file, words"; }
            }, "Give a verdict"))
            (form("merge", html! { label { "The same as" input name="question" required placeholder="q-…" pattern="q-[0-9]+"; } }, "Merge into that"))
            (form("note", html! { label { "Note" textarea name="words" required rows="2" maxlength="2000" {} } }, "Add a note"))
        }
    }
}
