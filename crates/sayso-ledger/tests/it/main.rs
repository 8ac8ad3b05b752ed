//! The ledger by example: reports of a few sentences go in, questions and statements come out.
//! Every text is read by the engine, every ledger is a real one.

mod changes;
mod damage;
mod desk;
mod find;
mod known;
mod linking;
mod origins;
mod people;
mod properties;
mod review;
mod standing;
mod versions;

use jiff::civil::{Date, date};
use jiff::{Timestamp, ToSpan as _};
use sayso_ledger::{Block, Capture, Head, Ledger, Question, Recorded, Report, Statement, Version};
use sayso_text::{Document, Part, Role, Span};

/// The day on which reports are published where a test says nothing else: a Monday.
const MONDAY: Date = date(2024, 12, 16);

/// A ledger and a clock that goes on by an hour with each report and each decision.
struct Desk {
    ledger: Ledger,
    now: Timestamp,
}

impl Desk {
    fn new() -> Desk {
        Desk::at(Ledger::in_memory().expect("a ledger in memory"))
    }

    fn at(ledger: Ledger) -> Desk {
        Desk { ledger, now: "2024-12-16T12:00:00Z".parse().expect("a time") }
    }

    fn tick(&mut self) -> Timestamp {
        self.now = self.now.saturating_add(1.hour()).expect("a later time");
        self.now
    }

    /// Keeps a report of Monday at the outlet's one address. The first paragraph is the headline.
    fn add(&mut self, outlet: &str, text: &str) -> Recorded {
        self.add_on(MONDAY, outlet, text)
    }

    fn add_on(&mut self, day: Date, outlet: &str, text: &str) -> Recorded {
        let address = format!("https://{}.example/report", outlet.to_lowercase().replace(' ', "-"));
        self.add_at(&address, day, outlet, text)
    }

    fn add_at(&mut self, address: &str, day: Date, outlet: &str, text: &str) -> Recorded {
        let seen = self.tick();
        let read = Read::new(text, day);
        self.ledger.record(&read.report(address, outlet, seen)).expect("a report is kept")
    }

    /// All questions with their answers.
    fn questions(&self) -> Vec<Question> {
        let listed = self.ledger.questions(100, None, None).expect("questions");
        listed.iter().map(|one| self.ledger.question(&one.id, None).expect("a question")).collect()
    }

    /// The only question.
    fn question(&self) -> Question {
        let mut questions = self.questions();
        assert_eq!(questions.len(), 1, "{:#?}", questions.iter().map(|q| &q.asks).collect::<Vec<_>>());
        questions.remove(0)
    }

    fn asks(&self) -> Vec<String> {
        self.questions().into_iter().map(|question| question.asks).collect()
    }

    /// The statement whose content holds these words.
    fn statement(&self, words: &str) -> Statement {
        let mut found = self.statements();
        found.retain(|statement| statement.content.contains(words));
        assert!(!found.is_empty(), "nobody says `{words}`: {:#?}", self.statements());
        found.remove(0)
    }

    /// All statements that stand.
    fn statements(&self) -> Vec<Statement> {
        find::all(&self.ledger, "").statements
    }

    /// Reads a version anew by another engine, without the statements that `drop` names.
    fn reread(&mut self, version: &str, engine: &str, drop: &str) -> sayso_ledger::Reread {
        let version: Version = self.ledger.version(version, None).expect("a version");
        let text = self.ledger.text(&version).expect("its text");
        let mut read = Read::new(&text, MONDAY);
        read.statements.retain(|statement| {
            let content: Vec<&str> = statement.content.iter().map(|span| read.document.text(*span)).collect();
            drop.is_empty() || !content.concat().contains(drop)
        });
        let now = self.tick();
        let reread = self.ledger.reread(&version, &read.document, &read.statements, engine, now);
        reread.expect("a version is read anew")
    }

    /// Nothing is wrong with the ledger.
    fn sound(&self) {
        let check = self.ledger.check(|_, _| {}).expect("a check");
        assert_eq!(check.trouble, Vec::<String>::new());
    }
}

/// A text as the engine reads it.
struct Read {
    text: String,
    day: Date,
    document: Document,
    statements: Vec<sayso_text::Statement>,
}

impl Read {
    fn new(text: &str, day: Date) -> Read {
        let document = sayso_text::annotate(text, &parts(text), Some(day));
        let statements = sayso_text::statements(&document);
        Read { text: text.to_owned(), day, document, statements }
    }

    fn report<'a>(&'a self, address: &'a str, outlet: &'a str, seen: Timestamp) -> Report<'a> {
        let parts = parts(&self.text);
        let role = |part: &Part| if part.role == Role::Headline { "headline" } else { "body" };
        Report {
            capture: Capture {
                url: Some(address),
                input: address,
                outlet,
                raw: self.text.as_bytes(),
                text: &self.text,
                head: Head {
                    headline: parts.first().map(|part| part.span.of(&self.text).to_owned()),
                    published: Some(self.day.to_string()),
                    language: "en".to_owned(),
                    complete: true,
                    ..Head::default()
                },
                blocks: parts
                    .iter()
                    .map(|part| Block(part.span.start, part.span.end, role(part).to_owned(), true))
                    .collect(),
                day: Some(self.day),
                seen,
            },
            document: &self.document,
            statements: &self.statements,
            engine: "test",
        }
    }
}

fn parts(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut at = 0;
    for paragraph in text.split("\n\n") {
        let role = if at == 0 { Role::Headline } else { Role::Body };
        if !paragraph.trim().is_empty() {
            parts.push(Part { span: Span::new(at, at + paragraph.len()), role });
        }
        at += paragraph.len() + 2;
    }
    parts
}
