//! A report as Sayso shows it: the one shape behind the terminal and the JSON.
//!
//! Every value that comes from the text stands beside a [`Quote`]: its exact words with their
//! place in bytes and in code points of `text`. What is not known is left out.

use std::collections::HashSet;

use anyhow::Result;
use jiff::civil::Date;
use sayso_page::{Article, Found, Role as BlockRole, Stamp};
use sayso_text::figure::Figure;
use sayso_text::statement::{Meant, Statement};
use sayso_text::{Document, Part, Role, Span};
use schemars::JsonSchema;
use serde::Serialize;

use crate::reading::Reading;

/// The version of this shape: the first number changes when a reader of it could break.
pub const SCHEMA: &str = "sayso.report/1.2";

/// One report with its head, its blocks and its statements.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Report {
    /// The version of this shape: `sayso.report/1.2`.
    pub schema: &'static str,
    /// The version of the engine that read it.
    pub engine: &'static str,
    /// What was read: a path, an address, `standard input`.
    pub input: String,
    /// Headline, outlet, times and the rest.
    pub head: Head,
    /// Every visible part of the page, with what it is for.
    pub blocks: Vec<Block>,
    /// Who says what, in reading order; the outlet's own voice included.
    pub statements: Vec<Claim>,
    /// The text that all offsets count in.
    pub text: String,
}

/// Words of the text, exactly.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Quote {
    /// The words.
    pub text: String,
    /// First and one past the last byte (UTF-8).
    pub bytes: [usize; 2],
    /// First and one past the last Unicode code point.
    pub chars: [usize; 2],
}

/// What is known of a report as a whole.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Head {
    /// Its title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub headline: Option<Value>,
    /// Who publishes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outlet: Option<Value>,
    /// Who wrote it.
    pub byline: Vec<Value>,
    /// When it was first published.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<Time>,
    /// When it was last changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated: Option<Time>,
    /// An age as shown on the page: `3 hours ago`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub age_shown: Option<Value>,
    /// A label beside the headline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<Value>,
    /// The language of the text by its words, as ISO 639-1 or -3; empty where it can't be told.
    pub language: String,
    /// Whether statements can be found in that language.
    pub language_is_read: bool,
    /// False where the text looks cut.
    pub complete: bool,
    /// The words of the link to the rest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub more_link: Option<Value>,
    /// The page's own address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<Value>,
}

/// A value of the head and where it was found.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Value {
    /// The value.
    pub value: String,
    /// What says so: `json-ld`, `visible line`, ...
    pub from: String,
    /// Where in the text, if it stands there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Quote>,
}

/// A day or time of the head.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Time {
    /// ISO 8601, as precise as the page is: `2024-12-16T09:25:23`.
    pub value: String,
    /// The zone as the page writes it; left out where it does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// What says so.
    pub from: String,
    /// Where in the text, if it stands there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Quote>,
}

/// A part of the page.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Block {
    /// What it is for: `headline`, `body`, `appeal`, ...
    pub role: &'static str,
    /// Whether it belongs to the report; the rest is furniture.
    pub keep: bool,
    /// Its words.
    #[serde(flatten)]
    pub quote: Quote,
}

/// A statement.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Claim {
    /// Its number in the report, from 0.
    pub id: usize,
    /// `headline`, `body` or `caption`.
    #[serde(rename = "where")]
    pub part: &'static str,
    /// Who says it, in the text's words; empty where nobody is named.
    pub source: Vec<Quote>,
    /// The words that say that it is said; empty in the outlet's own voice.
    pub cue: Vec<Quote>,
    /// What is said.
    pub content: Vec<Quote>,
    /// `attributed`, or `own` for what the outlet says itself.
    pub voice: &'static str,
    /// `direct`, `indirect` or `mixed`.
    pub mode: &'static str,
    /// `asserted`, `estimated`, `possible`, `alleged` or `denied`.
    pub certainty: &'static str,
    /// How likely it is read right, from 0 to 1: of statements with 0.8, four in five are.
    pub confidence: f64,
    /// Who the sources are.
    pub actor: Vec<Actor>,
    /// Who was told, or through whom it came.
    pub via: Vec<Via>,
    /// When it was said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub said: Option<Moment>,
    /// What stands in quotation marks in a mixed statement.
    pub quoted: Vec<Quote>,
    /// Amounts and counts in the content.
    pub figures: Vec<Amount>,
    /// Places in the content that say where.
    pub places: Vec<Place>,
    /// Days and times in the content.
    pub moments: Vec<Moment>,
    /// Words that refer back, and to what.
    pub refers: Vec<Reference>,
    /// What a relative clause is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<Quote>,
    /// The outlet's gloss on the saying: no part of the claim.
    pub asides: Vec<Quote>,
    /// The statement that this one stands in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nested_in: Option<usize>,
    /// The statement whose source is meant again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_refers: Option<usize>,
    /// Statements of the same party with the same figure in this report.
    pub same_claim_as: Vec<usize>,
}

/// A source, resolved.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Actor {
    /// The longest name that the text gives, or the party that a seat stands for.
    pub name: String,
    /// What the text says that it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// The side that it speaks for, where that is on the lists.
    pub party: Option<String>,
    /// Whether it is somebody without a name.
    pub anonymous: bool,
    /// Where it stands; left out where the source is understood.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Quote>,
    /// The earlier words that it stands for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refers: Option<Quote>,
}

/// Who was told.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Via {
    /// Full name of an outlet on the lists, else the text's words.
    pub name: String,
    /// `news agency`, `broadcaster`, ... where it is on the lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<&'static str>,
    /// Its words.
    pub at: Quote,
}

/// A day or an interval.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Moment {
    /// First day; left out where open or not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub from: Option<Date>,
    /// Last day, included; left out where open or not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub to: Option<Date>,
    /// Extended Date/Time Format; empty where it has no form.
    pub edtf: String,
    /// `day`, `time`, `interval`, `duration`, `repeated`, `before` or `after`.
    pub kind: &'static str,
    /// For people: `2024-12-14/15 · "over the weekend"`.
    pub shown: String,
    /// Its words.
    pub at: Quote,
}

/// An amount or a count.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Amount {
    /// For people: `≥ 30 North Korean soldiers · killed or wounded`.
    pub shown: String,
    /// `count`, `money`, `area`, ...
    pub kind: &'static str,
    /// The least that the words allow.
    pub low: Option<f64>,
    /// The most that the words allow.
    pub high: Option<f64>,
    /// `exact`, `at least`, `at most`, `more than`, `less than`, `around`, `between` or `vague`.
    pub bound: &'static str,
    /// What it is measured in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<&'static str>,
    /// The same in SI units: low, high, unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub si: Option<Si>,
    /// The same amount in another unit, where the text gives one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub also: Option<Also>,
    /// What is counted, by the words beside the figure and by their context: `North Korean
    /// soldiers`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counts: Option<String>,
    /// The same by the words beside the figure alone: `soldiers`; left out where context adds
    /// nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counts_beside: Option<String>,
    /// The words that `counts` was taken from; empty where it is understood (`45 dead`).
    pub counts_from: Vec<Quote>,
    /// What happened to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
    /// Whether the text says that it did not happen.
    pub negated: bool,
    /// Its words.
    pub at: Quote,
    /// The words of the bare amount.
    pub amount_at: Quote,
}

/// An amount in SI units.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Si {
    /// The least.
    pub low: Option<f64>,
    /// The most.
    pub high: Option<f64>,
    /// The unit.
    pub unit: &'static str,
}

/// A conversion that the text gives.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Also {
    /// Its value.
    pub value: f64,
    /// Its unit.
    pub unit: &'static str,
    /// Whether the conversion is right; left out where it can't be told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agrees: Option<bool>,
    /// Its words.
    pub at: Quote,
}

/// A place.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Place {
    /// For people: `Kursk region, RU · region`.
    pub shown: String,
    /// Its name.
    pub name: String,
    /// `town`, `district`, `region`, `country`, `wide`, `point` or `unknown`.
    pub precision: &'static str,
    /// ISO 3166-1 code of the country, by the entry or by what contains the place.
    pub country: String,
    /// Number in GeoNames; left out where the gazetteer has no entry that fits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub geonames: Option<u32>,
    /// Degrees north.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latitude: Option<f64>,
    /// Degrees east.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub longitude: Option<f64>,
    /// What the text puts it in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub within: Option<String>,
    /// Its words.
    pub at: Quote,
}

/// Words that stand for earlier ones.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Reference {
    /// The words.
    pub at: Quote,
    /// What they stand for.
    pub to: Quote,
}

/// The JSON Schema of a report.
pub fn schema() -> Result<String> {
    Ok(serde_json::to_string_pretty(&schemars::schema_for!(Report))?)
}

/// The parts of an article that belong to the report, as the text reader takes them.
pub fn parts(article: &Article) -> Vec<Part> {
    let kept = article.kept().map(|block| {
        let role = match block.role {
            BlockRole::Headline => Role::Headline,
            BlockRole::Caption => Role::Caption,
            _ => Role::Body,
        };
        Part { span: Span::new(block.span.start, block.span.end), role }
    });
    joined(&article.text, kept)
}

/// Lines of a text that was wrapped by hand are one paragraph again.
pub fn joined(text: &str, lines: impl Iterator<Item = Part>) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for part in lines {
        match parts.last_mut() {
            Some(last)
                if last.role == Role::Body
                    && part.role == Role::Body
                    && runs_on(text, last.span, part.span) =>
            {
                last.span.end = part.span.end
            }
            _ => parts.push(part),
        }
    }
    parts
}

/// Lines shorter than this were not broken because they were full.
const WRAPPED: usize = 45;

/// Whether a line breaks in the middle of a sentence that the next line, right below, goes on with.
fn runs_on(text: &str, line: Span, next: Span) -> bool {
    let gap = text.get(line.end..next.start).unwrap_or("");
    let last = line.of(text).lines().last().unwrap_or("");
    let stops = last.ends_with(['.', '!', '?', ':', ';', '"', '”', '’', ')', '…']);
    let lower = next.of(text).starts_with(|c: char| c.is_lowercase() || c.is_ascii_digit() || c == '(');
    gap.matches('\n').count() == 1 && last.chars().count() >= WRAPPED && (lower || !stops)
}

impl Report {
    /// Leaves out statements that are less likely read right; the others keep their numbers, and
    /// lose what leads to one that is gone.
    pub fn keep_surer(&mut self, least: f64) {
        self.statements.retain(|claim| claim.confidence >= least);
        let kept: HashSet<usize> = self.statements.iter().map(|claim| claim.id).collect();
        for claim in &mut self.statements {
            claim.nested_in = claim.nested_in.filter(|id| kept.contains(id));
            claim.source_refers = claim.source_refers.filter(|id| kept.contains(id));
            claim.same_claim_as.retain(|id| kept.contains(id));
        }
    }

    /// Everything that was found in one input.
    pub fn new(reading: &Reading) -> Report {
        let Reading { input, article, document, statements, engine, .. } = reading;
        let text = Text::new(&article.text);
        Report {
            schema: SCHEMA,
            engine: engine.name(),
            input: input.to_owned(),
            head: head(article, document, &text),
            blocks: article
                .blocks
                .iter()
                .map(|block| Block {
                    role: block.role.name(),
                    keep: block.role.keep(),
                    quote: text.quote(block.span.start, block.span.end),
                })
                .collect(),
            statements: statements
                .iter()
                .enumerate()
                .map(|(id, statement)| claim(document, &text, id, statement))
                .collect(),
            text: article.text.clone(),
        }
    }
}

/// A text with the code point that each byte belongs to.
struct Text<'a> {
    text: &'a str,
    /// Bytes at which every 64th code point starts.
    marks: Vec<usize>,
}

const STRIDE: usize = 64;

impl<'a> Text<'a> {
    fn new(text: &'a str) -> Text<'a> {
        Text { text, marks: text.char_indices().step_by(STRIDE).map(|(at, _)| at).collect() }
    }

    fn code_point(&self, byte: usize) -> usize {
        let mark = self.marks.partition_point(|mark| *mark <= byte).saturating_sub(1);
        let start = self.marks.get(mark).copied().unwrap_or(0);
        mark * STRIDE + self.text.get(start..byte).map_or(0, |words| words.chars().count())
    }

    fn quote(&self, start: usize, end: usize) -> Quote {
        Quote {
            text: self.text.get(start..end).unwrap_or_default().to_owned(),
            bytes: [start, end],
            chars: [self.code_point(start), self.code_point(end)],
        }
    }

    fn at(&self, span: Span) -> Quote {
        self.quote(span.start, span.end)
    }

    fn all(&self, spans: &[Span]) -> Vec<Quote> {
        spans.iter().map(|span| self.at(*span)).collect()
    }
}

fn head(article: &Article, document: &Document, text: &Text) -> Head {
    let value = |found: &Found| Value {
        value: found.value.clone(),
        from: found.origin.name().to_owned(),
        at: found.span.as_ref().map(|span| text.quote(span.start, span.end)),
    };
    let time = |stamp: &Stamp| Time {
        value: stamp.iso(),
        zone: stamp.zone.clone(),
        from: stamp.origin.name().to_owned(),
        at: stamp.span.as_ref().map(|span| text.quote(span.start, span.end)),
    };
    Head {
        headline: article.headline.as_ref().map(value),
        outlet: article.outlet.as_ref().map(value),
        byline: article.authors.iter().map(value).collect(),
        published: article.published.as_ref().map(time),
        updated: article.updated.as_ref().map(time),
        age_shown: article.age_shown.as_ref().map(value),
        label: article.label.as_ref().map(value),
        language: document.language.unwrap_or("").to_owned(),
        language_is_read: document.is_read(),
        complete: article.complete,
        more_link: article.more_link.as_ref().map(value),
        url: article.url.as_ref().map(value),
    }
}

/// To two places: no measure of it is finer.
pub fn confidence(statement: &Statement) -> f64 {
    (f64::from(statement.confidence) * 100.0).round() / 100.0
}

fn claim(document: &Document, text: &Text, id: usize, statement: &Statement) -> Claim {
    Claim {
        id,
        part: match statement.role {
            Role::Headline => "headline",
            Role::Body => "body",
            Role::Caption => "caption",
        },
        source: text.all(&statement.source),
        cue: text.all(&statement.cue),
        content: text.all(&statement.content),
        voice: if statement.is_own_voice() { "own" } else { "attributed" },
        mode: statement.mode.name(),
        certainty: statement.certainty.name(),
        confidence: confidence(statement),
        actor: statement
            .actors
            .iter()
            .map(|actor| Actor {
                name: actor.name.clone(),
                role: actor.role.clone(),
                party: actor.party.clone(),
                anonymous: actor.unnamed,
                at: actor.span.map(|span| text.at(span)),
                refers: actor.refers.map(|span| text.at(span)),
            })
            .collect(),
        via: statement
            .via
            .iter()
            .map(|via| Via { name: via.name.clone(), kind: via.kind, at: text.at(via.span) })
            .collect(),
        said: statement.said.map(|at| moment(document, text, at)),
        quoted: text.all(&statement.quoted),
        figures: statement
            .figures
            .iter()
            .filter_map(|at| {
                let meant = statement.meant.iter().find(|meant| meant.figure == *at);
                let whole = statement.figure(document, *at)?;
                Some(amount(text, &document.figures[*at], whole, meant))
            })
            .collect(),
        places: statement.places.iter().map(|at| place(document, text, *at)).collect(),
        moments: statement.moments.iter().map(|at| moment(document, text, *at)).collect(),
        refers: statement
            .refers
            .iter()
            .map(|(word, to)| Reference { at: text.at(*word), to: text.at(*to) })
            .collect(),
        subject: statement.subject.map(|span| text.at(span)),
        asides: text.all(&statement.asides),
        nested_in: statement.within,
        source_refers: statement.same_source,
        same_claim_as: statement.same_figure.clone(),
    }
}

fn moment(document: &Document, text: &Text, at: usize) -> Moment {
    let moment = &document.moments[at];
    Moment {
        from: moment.from,
        to: moment.to,
        edtf: moment.edtf.clone(),
        kind: moment.kind.name(),
        shown: moment.shown(document),
        at: text.at(moment.span),
    }
}

/// `whole` is `figure` with what it counts resolved, as `meant` says.
fn amount(text: &Text, figure: &Figure, whole: Figure, meant: Option<&Meant>) -> Amount {
    let beside = figure.counts.as_ref().map(|counts| counts.name.clone());
    let stands = figure.counts.as_ref().and_then(|counts| counts.span);
    Amount {
        shown: whole.to_string(),
        kind: figure.kind.name(),
        low: figure.low,
        high: figure.high,
        bound: figure.bound.name(),
        unit: figure.unit.map(|unit| unit.name),
        si: figure.si().map(|(low, high, unit)| Si { low, high, unit }),
        also: figure.also.as_ref().map(|also| Also {
            value: also.value,
            unit: also.unit.name,
            agrees: also.agrees,
            at: text.at(also.span),
        }),
        counts: whole.counts.map(|counts| counts.name),
        counts_beside: beside.filter(|_| meant.is_some()),
        counts_from: meant.map_or_else(|| text.all(stands.as_slice()), |meant| text.all(&meant.from)),
        outcome: figure.outcome.as_ref().map(|outcome| outcome.name.clone()),
        negated: figure.outcome.as_ref().is_some_and(|outcome| outcome.negated),
        at: text.at(figure.span),
        amount_at: text.at(figure.amount),
    }
}

fn place(document: &Document, text: &Text, at: usize) -> Place {
    let place = &document.places[at];
    let spot = place.entry.map(|entry| entry.spot());
    Place {
        shown: place.shown(document),
        name: place.name.clone(),
        precision: place.precision.name(),
        country: place.country(document).to_owned(),
        geonames: place.entry.map(|entry| entry.id()),
        latitude: spot.map(|spot| spot.0),
        longitude: spot.map(|spot| spot.1),
        within: place.container.and_then(|at| document.places.get(at)).map(|place| place.name.clone()),
        at: text.at(place.span),
    }
}
