//! What a figure answers: its scope. Two figures are compared only within one scope; where they
//! differ in one point alone, that point is the reason why they are not comparable.

use std::collections::HashMap;
use std::sync::LazyLock;

use jiff::ToSpan as _;
use jiff::civil::Date;
use rusqlite::Connection;
use sayso_text::actor::party_in;
use sayso_text::figure::Kind;
use sayso_text::place::Usage;
use sayso_text::{Document, Figure, Role, Span, Statement};
use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::place::{self, Relation, Spot, spot};
use crate::record::{Kept, Report, day_of};
use crate::store::micros;
use crate::{key, words};

/// What sort of count it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Extent {
    /// Of one happening, at its place and in its days.
    Event,
    /// Of what holds on a day: territory controlled, people displaced.
    State,
    /// Of all happenings since some day: `since the start of the war`.
    Total,
}

impl Extent {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Extent::Event => "event",
            Extent::State => "state",
            Extent::Total => "total",
        }
    }

    pub(crate) fn named(name: &str) -> Extent {
        match name {
            "state" => Extent::State,
            "total" => Extent::Total,
            _ => Extent::Event,
        }
    }
}

/// Days before publication in which what has no place of its own happened where the report is about.
const RECENT_PAST: i32 = 10;
/// Days before publication in which a happening without a day is looked for.
const RECENT: i32 = 4;
/// The least score of a link: what is counted and the days alone are not enough.
const ENOUGH: f64 = 0.549;
/// What a link loses where the text puts it beside the place alone.
const BESIDE: f64 = 0.1;
/// Days over which figures for one state are one question.
const STATE: i32 = 400;

/// What is asked: everything that two figures must share.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Scope {
    pub dimension: String,
    pub thing: String,
    pub whose: String,
    pub outcome: String,
    pub extent: Extent,
    pub place: Option<Spot>,
    pub days: (Date, Date),
    /// Whether the text gives those days; else they are the ones before publication.
    pub dated: bool,
}

/// A figure of a statement that can answer a question.
#[derive(Clone, Debug)]
pub(crate) struct Claim {
    pub figure: i64,
    pub statement: i64,
    /// The statement's place in the report, and those that the report itself says are the same claim.
    pub at: usize,
    pub same: Vec<usize>,
    pub scope: Scope,
    /// All places that could be meant, the nearest to the figure first.
    pub places: Vec<Spot>,
    /// What is counted, in words.
    pub counts: Option<String>,
    /// Hash of the figure's words: tells it in other versions and readings.
    pub words: i64,
    /// Whether the text says that it was said before the others.
    pub earlier: bool,
    /// The party that gives it, else who speaks; empty in the outlet's own voice.
    pub side: Option<String>,
    /// The least and the most.
    amount: (Option<f64>, Option<f64>),
    /// Whether it is in the headline, which only repeats what the report says.
    headline: bool,
    /// Whether the text speaks of a place that it does not name there: `in the town`.
    somewhere: bool,
    /// Whether its places are only those that the report is about.
    setting: bool,
    /// The only country that the report names, as somebody's at least: where to look for what has no place.
    pub country: Option<String>,
    /// What sorts of happening its words tell of, else the start of the report.
    pub sorts: Vec<&'static str>,
    /// What tells it from another happening of its sort.
    pub detail: Detail,
    /// Whether its first place is only beside it: `near Mombasa`.
    beside: bool,
}

/// What else speaks for a claim's answering a question.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Near {
    /// Nothing.
    No,
    /// The same report answers it.
    Here(&'static str),
    /// Another report has it of the same side with the same figure, or in the same words.
    Same(String),
}

impl Near {
    fn reason(&self) -> Option<String> {
        match self {
            Near::No => None,
            Near::Here(reason) => Some((*reason).to_owned()),
            Near::Same(reason) => Some(reason.clone()),
        }
    }
}

/// How a claim fits a question.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Fit {
    /// It answers it; how sure, and why.
    Answers(f64, Vec<String>),
    /// It would but for one point.
    NotComparable(String),
    /// They have nothing to do with each other.
    Apart,
}

/// The claims of a report, those that say most of their scope first. A headline in the outlet's own
/// voice that only repeats what somebody says in the report is no claim of the outlet.
pub(crate) fn claims(db: &Connection, report: &Report, kept: &[Kept]) -> Result<Vec<Claim>> {
    let mut claims = Vec::new();
    let setting = setting(db, report)?;
    for one in kept {
        let places = places(db, one.id)?;
        for (figure, row) in &one.figures {
            claims.extend(claim(report, one, *figure, *row, &places, &setting)?);
        }
    }
    let repeats = |claim: &Claim| {
        // It rounds, too: `Toll passes 200`.
        let told = |other: &&Claim| other.side.is_some() && !other.headline && other.counts_what(claim);
        // What the report says in its own voice and lays in somebody's mouth, too, is theirs.
        let same = |other: &&Claim| {
            let (mine, its) = (&claim.scope.place, &other.scope.place);
            let place = mine.is_none() || its.is_none() || mine == its;
            other.side.is_some() && other.counts_what(claim) && other.amount == claim.amount && place
        };
        // `Rights body says 22 killed` names whom the report names better.
        let whom = |other: &&Claim| {
            let theirs = other.side.is_some() && other.side != claim.side && !other.headline;
            theirs && other.counts_what(claim) && other.amount == claim.amount
        };
        let ours = |other: &&Claim| !other.headline && other.side == claim.side;
        if claim.headline && claim.side.is_some() && !claims.iter().any(|other| ours(&other)) {
            return claims.iter().any(|other| whom(&other));
        }
        let own = claim.side.is_none();
        own && (claim.headline && claims.iter().any(|other| told(&other))
            || claims.iter().any(|other| same(&other)))
    };
    let echoes: Vec<i64> = claims.iter().filter(|claim| repeats(claim)).map(|claim| claim.figure).collect();
    claims.retain(|claim| !echoes.contains(&claim.figure));
    claims.sort_by_key(|claim| {
        (!claim.scope.dated, claim.scope.place.is_none(), claim.scope.whose.is_empty(), claim.at)
    });
    Ok(claims)
}

/// Where a report is about.
struct Setting {
    /// Its places with where they are named first.
    places: Vec<(usize, Spot)>,
    /// The only country that it names, also as somebody's: `Ghana's election`.
    country: Option<Spot>,
}

/// Where a report is about: the places of its headline and first sentences in their order, if
/// they lie in each other. A report on two towns is about neither.
fn setting(db: &Connection, report: &Report) -> Result<Setting> {
    const FIRST: usize = 4;
    let document = report.document;
    let mut chain: Vec<(usize, Spot)> = Vec::new();
    let mut countries: Vec<Spot> = Vec::new();
    let mut one = true;
    let mut written = usize::MAX;
    let end = document.sentences.iter().take(FIRST).next_back().map_or(0, |sentence| sentence.span.end);
    let headline = document.sentences.first().map_or(0, |sentence| sentence.span.end);
    for place in document.places.iter().filter(|place| place.span.end <= end) {
        // Capitals mislead in a headline: what it names is named in the report, too.
        let again =
            document.text.get(headline..).is_some_and(|rest| rest.contains(document.text(place.span)));
        if place.span.start < headline && !again {
            continue;
        }
        // A dateline says where the report was written.
        let dateline = !document.text(place.span).chars().any(char::is_lowercase);
        if dateline {
            written = place.span.end;
            continue;
        }
        if place.usage == Usage::Container && written <= place.span.start && place.span.start - written <= 2 {
            continue;
        }
        let spot = spot(db, place::keep(db, document, place)?)?;
        if spot.precision == "country" && !countries.contains(&spot) {
            countries.push(spot.clone());
        }
        if !matches!(place.usage, Usage::Where | Usage::Container) || example(document, place.span) {
            continue;
        }
        let relations: Vec<Relation> = chain.iter().map(|(_, other)| spot.to(other)).collect();
        one &= !relations.contains(&Relation::Apart);
        if !relations.contains(&Relation::Same) {
            chain.push((place.span.start, spot));
        }
    }
    chain.sort_by_key(|(at, _)| *at < headline);
    Ok(Setting {
        places: if one { chain } else { Vec::new() },
        country: countries.pop().filter(|_| countries.is_empty()),
    })
}

/// What sorts of happening the paragraph around a place in a text tells of, else its start.
pub(crate) fn sorts(text: &str, at: usize) -> Vec<&'static str> {
    let told = |words: &str| {
        let mut sorts: Vec<&str> =
            words::words(words).iter().filter_map(|word| HAPPENINGS.get(word.as_str()).copied()).collect();
        sorts.sort_unstable();
        sorts.dedup();
        sorts
    };
    let Some((before, after)) = text.split_at_checked(at) else { return Vec::new() };
    let start = before.rfind('\n').map_or(0, |line| line + 1);
    let end = after.find('\n').map_or(text.len(), |line| at + line);
    let here = told(&text[start..end]);
    if !here.is_empty() {
        return here;
    }
    let paragraphs: Vec<&str> = text.split('\n').filter(|line| !line.trim().is_empty()).take(3).collect();
    told(&paragraphs.join(" "))
}

/// The entries of a list.
fn entries(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.lines().filter(|line| !line.starts_with('#') && !line.is_empty())
}

fn is_in(list: &'static str, word: &str) -> bool {
    entries(list).any(|entry| entry == word)
}

/// What tells a happening from another of its sort, day and place.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Detail {
    /// Whether the words speak of a second one: `in a separate crash`.
    another: bool,
    /// Spots in the town by their names: `thika road`.
    spots: Vec<String>,
}

impl Detail {
    /// Whether both plainly tell of two happenings; spots alone do not where the figure is the same.
    pub fn is_of_another_than(&self, other: &Detail, same_figure: bool) -> bool {
        let of_kind = |spot: &str, kind: &str| spot.rsplit(' ').next() == Some(kind);
        let elsewhere = |spot: &String| {
            let kind = spot.rsplit(' ').next().unwrap_or("");
            other.spots.iter().any(|its| of_kind(its, kind))
        };
        let shared = self.spots.iter().any(|spot| other.spots.contains(spot));
        self.another != other.another || !same_figure && !shared && self.spots.iter().any(elsewhere)
    }

    pub fn is_empty(&self) -> bool {
        *self == Detail::default()
    }
}

/// The details of what is told at a place in a text: in its paragraph up to the end of the sentence.
pub(crate) fn detail(text: &str, at: usize) -> Detail {
    const REACH: usize = 3;
    let Some((before, after)) = text.split_at_checked(at) else { return Detail::default() };
    let start = before.rfind('\n').map_or(0, |line| line + 1);
    let paragraph = after.find('\n').unwrap_or(after.len());
    let sentence = after[..paragraph].find(". ").unwrap_or(paragraph);
    let here = &text[start..at + sentence];
    let words = words::words(here);
    let another = words.iter().enumerate().any(|(at, word)| {
        // The second of two cars is no second crash.
        let hit = at > 0 && matches!(words[at - 1].as_str(), "with" | "into" | "against");
        !hit && is_in(include_str!("../lists/another.txt"), word)
            && words[at + 1..]
                .iter()
                .take(REACH)
                .any(|next| is_in(include_str!("../lists/incidents.txt"), next))
    });
    Detail { another, spots: named_spots(here) }
}

/// Names of spots in a town that something is on, in or at: `on the Thika Road`.
fn named_spots(text: &str) -> Vec<String> {
    let bare = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    let pieces: Vec<&str> = text.split_whitespace().collect();
    let mut found: Vec<String> = Vec::new();
    for (end, piece) in pieces.iter().enumerate() {
        let kind = bare(piece).to_lowercase();
        if !is_in(include_str!("../lists/spots.txt"), &kind) {
            continue;
        }
        let capital = |word: &&&str| word.starts_with(char::is_uppercase);
        let names = pieces[..end].iter().rev().take_while(capital).count();
        let start = end - names;
        let before = pieces[..start].iter().rev().map(|word| bare(word)).find(|word| word != "the");
        let there = before
            .is_some_and(|word| matches!(word.as_str(), "on" | "in" | "at" | "near" | "along" | "outside"));
        if names > 0 && there {
            found.push(words::words(&pieces[start..=end].join(" ")).join(" "));
        }
    }
    found
}

/// `near Mombasa`: beside the place whose name starts there.
fn is_beside(text: &str, start: usize) -> bool {
    let before = text.get(..start).unwrap_or("").trim_end();
    entries(include_str!("../lists/beside.txt")).any(|word| {
        let rest = before.strip_suffix(word);
        rest.is_some_and(|rest| rest.is_empty() || rest.ends_with(char::is_whitespace))
    })
}

/// Whether one thing that is counted is some of the other: pilgrims of people.
fn is_part(one: &str, other: &str) -> bool {
    let person =
        |thing: &str| entries(include_str!("../lists/persons.txt")).any(|word| words::stem(word) == thing);
    let people = |thing: &str| matches!(thing, "people" | "peopl");
    people(one) && person(other) || people(other) && person(one)
}

static HAPPENINGS: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    include_str!("../lists/happenings.txt").lines().filter_map(|line| line.split_once(" = ")).collect()
});

/// `in a separate attack`, `elsewhere`: not where the report is about, or not what it is about.
fn elsewhere(document: &Document, figure: &Figure) -> bool {
    let sentence = document.sentences.iter().find(|sentence| sentence.span.contains(figure.amount));
    let words = words::words(sentence.map_or("", |sentence| document.text(sentence.span)));
    words.iter().any(|word| is_in(include_str!("../lists/apart.txt"), word))
}

/// Places of a statement with where they are named.
fn places(db: &Connection, statement: i64) -> Result<Vec<(Span, Spot)>> {
    let mut select = db.prepare_cached("SELECT place, start, stop FROM located WHERE statement = ?")?;
    let rows = select.query_map([statement], |row| {
        Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)? as usize, row.get::<_, i64>(2)? as usize))
    })?;
    rows.map(|row| {
        let (place, start, stop) = row?;
        Ok((Span { start, end: stop }, spot(db, place)?))
    })
    .collect()
}

fn claim(
    report: &Report,
    one: &Kept,
    at: usize,
    row: i64,
    places: &[(Span, Spot)],
    Setting { places: setting, country }: &Setting,
) -> Result<Option<Claim>> {
    let (document, statement) = (report.document, &report.statements[one.at]);
    let Some(figure) = statement.figure(document, at) else { return Ok(None) };
    let figure = &figure;
    let counts = figure.counts.as_ref().map(|counts| counts.name.clone());
    let (Some(dimension), Some(outcome)) = (dimension(figure), outcome(document, figure)) else {
        return Ok(None);
    };
    if figure.low.is_none() && figure.high.is_none() || increment(document, figure) {
        return Ok(None);
    }
    let seen = day_of(micros(report.capture.seen));
    let said = statement.said.and_then(|at| document.moments.get(at)).and_then(|said| said.to.or(said.from));
    let today = said.or(report.capture.day).unwrap_or(seen);
    let counted = counts.as_deref().unwrap_or("");
    let (thing, outcome) = match dimension.as_str() {
        "count" => (thing(counted), outcome),
        _ if is_turnout(document, figure) => (TURNOUT.to_owned(), outcome),
        _ if counted.is_empty() => (String::new(), outcome),
        _ => (thing(counted), outcome),
    };
    // Jobs that are cut are workers who are laid off.
    let (thing, outcome) = match (thing.as_str(), outcome.as_str()) {
        ("job", "cut" | "laid off" | "lost") => ("worker".to_owned(), "laid off".to_owned()),
        _ => (thing, outcome),
    };
    let (extent, days, dated) = when(document, statement, figure, &outcome, today);
    let mut near = near(document, statement, figure, places);
    let whose = whose(counted);
    let from_setting = near.is_empty()
        && whose.is_empty()
        && extent != Extent::Total
        && days.1 >= today.saturating_sub(RECENT_PAST.days())
        && !somewhere(document, figure)
        && !elsewhere(document, figure)
        // What is told before a place is named is not told of it.
        && setting.iter().any(|(at, _)| *at <= figure.span.end || inside_sentence(document, figure, *at));
    if from_setting {
        near = setting.iter().map(|(_, place)| place.clone()).collect();
    }
    let named = places.iter().map(|(span, spot)| (span.start, spot));
    let beside = near.first().is_some_and(|first| {
        let mut where_named = named.chain(setting.iter().map(|(at, spot)| (*at, spot)));
        where_named.find(|(_, spot)| *spot == first).is_some_and(|(at, _)| is_beside(&document.text, at))
    });
    if thing == TURNOUT && near.is_empty() {
        near = country.iter().cloned().collect();
    }
    Ok(Some(Claim {
        figure: row,
        statement: one.id,
        at: one.at,
        same: statement.same_figure.clone(),
        scope: Scope { dimension, thing, whose, outcome, extent, place: near.first().cloned(), days, dated },
        places: near,
        counts,
        words: figure_words(document.text(figure.span)),
        earlier: earlier(document, statement),
        side: statement.actors.first().map(|actor| actor.party.as_ref().unwrap_or(&actor.name).clone()),
        amount: (figure.low, figure.high),
        headline: statement.role == Role::Headline,
        somewhere: somewhere(document, figure),
        setting: from_setting,
        country: country.as_ref().and_then(|country| country.country.clone()),
        sorts: sorts(&document.text, figure.span.start),
        detail: detail(&document.text, figure.span.start),
        beside,
    }))
}

/// `in the town`: a place that the text names elsewhere, if at all.
fn somewhere(document: &Document, figure: &Figure) -> bool {
    let sentence = document.sentences.iter().find(|sentence| sentence.span.contains(figure.amount));
    let words = words::words(sentence.map_or("", |sentence| document.text(sentence.span)));
    words.windows(3).any(|run| {
        matches!(run[0].as_str(), "in" | "at" | "near" | "outside")
            && matches!(run[1].as_str(), "the" | "that" | "this")
            && is_in(include_str!("../lists/unnamed-places.txt"), &run[2])
    })
}

/// The hash of a figure's words.
pub(crate) fn figure_words(words: &str) -> i64 {
    key::number(&words::words(words).join(" "))
}

/// What a figure is measured in; nothing where figures of its kind answer no question.
fn dimension(figure: &Figure) -> Option<String> {
    match figure.kind {
        Kind::Count => Some("count".to_owned()),
        Kind::Money | Kind::Area | Kind::Mass | Kind::Volume => {
            let unit = figure.unit?;
            Some(if unit.si.is_empty() { unit.name } else { unit.si }.to_owned())
        }
        Kind::Percentage => Some("percentage".to_owned()),
        _ => None,
    }
}

/// What happened to what is counted. A figure that says nothing of what happened answers nothing;
/// turnout alone stands for itself.
fn outcome(document: &Document, figure: &Figure) -> Option<String> {
    if is_turnout(document, figure) {
        return Some(String::new());
    }
    let named = figure.outcome.as_ref().map(|outcome| outcome.name.clone());
    // Shares of a vote that are won are as many questions as there are candidates.
    let share = matches!(figure.kind, Kind::Percentage);
    named
        .filter(|outcome| !(share && (figure.counts.is_none() || matches!(outcome.as_str(), "won" | "lost"))))
}

/// What a share of the voters is counted as.
pub(crate) const TURNOUT: &str = "turnout";

/// `Turnout was 60.9%`, `a turnout of 64%`: the word stands before the figure, or just behind it.
fn is_turnout(document: &Document, figure: &Figure) -> bool {
    let sentence = document.sentences.iter().find(|sentence| sentence.span.contains(figure.amount));
    let Some(sentence) = sentence.filter(|_| matches!(figure.kind, Kind::Percentage)) else { return false };
    let before = words::words(document.text(Span { start: sentence.span.start, end: figure.span.start }));
    let behind = words::words(document.text(Span { start: figure.span.end, end: sentence.span.end }));
    let says = |words: &[String]| words.iter().any(|word| word == TURNOUT);
    // The nearest figure behind the word is the turnout's; another share may follow it.
    let shares = before.iter().rev().take_while(|word| *word != TURNOUT);
    let other =
        shares.into_iter().any(|word| matches!(word.as_str(), "percent" | "from" | "compared" | "than"));
    says(&before) && !other || says(&behind[..behind.len().min(2)])
}

/// `5,000 more soldiers`, `another 12`: what is added to a number that is not said.
fn increment(document: &Document, figure: &Figure) -> bool {
    let words = words::words(document.text(figure.span));
    let more = words.windows(2).any(|pair| pair[0] == "more" && pair[1] != "than" && pair[1] != "or");
    let before =
        document.text[..figure.span.start].trim_end().rsplit(' ').next().unwrap_or("").to_lowercase();
    let added = |word: &str| is_in(include_str!("../lists/more.txt"), word);
    more && words[0] != "more" || words.iter().any(|word| added(word)) || added(&before)
}

static THINGS: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
    let entries = include_str!("../lists/things.txt").lines().filter_map(|line| line.split_once(" = "));
    entries.map(|(word, thing)| (words::stem(word), thing)).collect()
});

/// The stem of what is counted: `North Korean soldiers` and `troops of North Korea` are soldiers.
/// Where the text does not say it is people.
pub(crate) fn thing(counts: &str) -> String {
    let head = head(counts);
    let stem = words::stem(&head);
    match THINGS.get(&stem) {
        Some(thing) => words::stem(thing),
        None if stem.is_empty() => "people".to_owned(),
        None => stem,
    }
}

/// The word that a phrase of counted things is about: the last before `of`, `from`, `controlled by`.
fn head(counts: &str) -> String {
    let words = words::words(counts);
    let stop = |word: &String| {
        matches!(
            word.as_str(),
            "of" | "from" | "in" | "controlled" | "by" | "at" | "on" | "who" | "that" | "with"
        )
    };
    let end = words.iter().position(stop).filter(|end| *end > 0).unwrap_or(words.len());
    words[..end].last().cloned().unwrap_or_default()
}

/// The side or people that is counted, by the lists of parties.
pub(crate) fn whose(counts: &str) -> String {
    party_in(counts).unwrap_or("").to_owned()
}

/// Whether figures are of one happening, of a state or a total, and for which days.
fn when(
    document: &Document,
    statement: &Statement,
    figure: &Figure,
    outcome: &str,
    today: Date,
) -> (Extent, (Date, Date), bool) {
    let moments = statement.moments.iter().filter_map(|at| document.moments.get(*at));
    let sentence = document.sentences.iter().find(|sentence| sentence.span.contains(figure.amount));
    let inside = |span: Span| sentence.is_none_or(|sentence| sentence.span.contains(span));
    let mut near: Vec<_> = moments.filter(|moment| inside(moment.core)).collect();
    near.sort_by_key(|moment| distance(moment.core, figure.span));
    let since = near.iter().find(|moment| moment.kind == sayso_text::moment::Kind::After);
    if let Some(from) = since.and_then(|since| since.from) {
        return (Extent::Total, (from, today.max(from)), true);
    }
    let words = sentence.map_or("", |sentence| document.text(sentence.span)).to_lowercase();
    let total = include_str!("../lists/total.txt").lines().filter(|line| !line.starts_with('#'));
    if total.into_iter().any(|phrase| words.contains(phrase)) {
        return (Extent::Total, (today.saturating_sub(STATE.days()), today), false);
    }
    let state = include_str!("../lists/state-outcomes.txt").lines().any(|line| line == outcome);
    if state {
        return (Extent::State, (today, today), true);
    }
    let happened =
        near.iter().find_map(|moment| moment.from.zip(moment.to).filter(|(from, _)| *from <= today));
    match happened {
        Some((from, to)) if span_days(from, to) > 60 => (Extent::Total, (from, to), true),
        Some((from, to)) => (Extent::Event, (from, to.max(from)), true),
        None => (Extent::Event, (today.saturating_sub(RECENT.days()), today), false),
    }
}

fn span_days(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

fn distance(one: Span, other: Span) -> usize {
    if one.end <= other.start { other.start - one.end } else { one.start.saturating_sub(other.end) }
}

/// The places that can be meant, the nearest to the figure first: those of its own sentence, else
/// of the statement. What stands behind `including` is an example, not the scope.
fn near(document: &Document, statement: &Statement, figure: &Figure, places: &[(Span, Spot)]) -> Vec<Spot> {
    let sentence = document.sentences.iter().find(|sentence| sentence.span.contains(figure.amount));
    let inside = |span: &Span| sentence.is_some_and(|sentence| sentence.span.contains(*span));
    let mut near: Vec<&(Span, Spot)> = places.iter().filter(|(span, _)| !example(document, *span)).collect();
    near.sort_by_key(|(span, _)| (!inside(span), distance(*span, figure.span)));
    // A name that the content only points at (`there`) stands outside of it and comes last.
    let said = |span: &Span| statement.content.iter().any(|content| content.contains(*span));
    near.sort_by_key(|(span, _)| !said(span));
    near.into_iter().map(|(_, spot)| spot.clone()).collect()
}

/// `including in Sumy`, `19 of them in Nairobi`.
fn example(document: &Document, span: Span) -> bool {
    let start = span.start.saturating_sub(24);
    let start = (start..=span.start).find(|at| document.text.is_char_boundary(*at)).unwrap_or(span.start);
    let before = words::words(&document.text[start..span.start]);
    let of_them =
        before.windows(2).any(|pair| pair[0] == "of" && matches!(pair[1].as_str(), "them" | "whom"));
    of_them || before.iter().any(|word| is_in(include_str!("../lists/examples.txt"), word))
}

fn inside_sentence(document: &Document, figure: &Figure, at: usize) -> bool {
    let sentence = document.sentences.iter().find(|sentence| sentence.span.contains(figure.amount));
    sentence.is_some_and(|sentence| sentence.span.contains(Span { start: at, end: at }))
}

fn earlier(document: &Document, statement: &Statement) -> bool {
    let cue: Vec<String> = statement.cue.iter().flat_map(|span| words::words(document.text(*span))).collect();
    let listed: Vec<&str> =
        include_str!("../lists/earlier.txt").lines().filter(|line| !line.starts_with('#')).collect();
    cue.iter().any(|word| listed.contains(&word.as_str()))
}

impl Claim {
    /// Whether another claim is of the same thing.
    fn counts_what(&self, other: &Claim) -> bool {
        self.scope.asks_the_same(&other.scope)
    }

    /// Whether it has this amount.
    pub(crate) fn has_amount(&self, low: Option<f64>, high: Option<f64>) -> bool {
        self.amount == (low, high)
    }

    pub(crate) fn has_amount_of(&self, other: &Claim) -> bool {
        self.amount == other.amount
    }

    /// Whether another claim is of the same thing and can hold with this one.
    pub(crate) fn meets(&self, other: &Claim) -> bool {
        let low = self.amount.0.unwrap_or(0.0).max(other.amount.0.unwrap_or(0.0));
        let high = self.amount.1.unwrap_or(f64::INFINITY).min(other.amount.1.unwrap_or(f64::INFINITY));
        self.counts_what(other) && low <= high
    }

    /// How this claim fits a question of that scope that asks in those words. `near` tells what else speaks for it: the same
    /// report, the same figure there.
    pub(crate) fn fit(&self, scope: &Scope, asks: &str, near: &Near) -> Fit {
        let mine = &self.scope;
        let counted = || thing_shown(&mine.thing, self.counts.as_deref().unwrap_or(""));
        if mine.dimension != scope.dimension {
            return Fit::Apart;
        }
        let mut reasons: Vec<String> = near.reason().into_iter().collect();
        let mut score = if reasons.is_empty() { 0.0 } else { 0.3 };
        let mut differs = Vec::new();
        if mine.whose != scope.whose && !mine.whose.is_empty() && !scope.whose.is_empty() {
            return Fit::Apart;
        }
        if mine.thing != scope.thing {
            let both = (counted(), thing_shown(&scope.thing, asks));
            differs.push(if is_part(&mine.thing, &scope.thing) {
                format!("counts a part: one counts {}, the other {}", both.0, both.1)
            } else {
                format!("one counts {}, the other {}", both.0, both.1)
            });
        } else if !mine.whose.is_empty() && mine.whose == scope.whose {
            score += 0.3;
            reasons.push(format!("both count {} of {}", counted(), mine.whose));
        } else {
            score += 0.1;
            let what = if mine.thing.is_empty() { mine.outcome.clone() } else { counted() };
            reasons.push(format!("both count {what}"));
        }
        if mine.outcome != scope.outcome {
            differs.push(format!("`{}` against `{}`", mine.outcome, scope.outcome));
        }
        if mine.extent != scope.extent {
            differs.push(format!("{} against {}", mine.extent.shown(), scope.extent.shown()));
        }
        match self.place_fit(scope, near) {
            PlaceFit::Same(weight, reason) => {
                score += weight;
                reasons.extend(reason);
            }
            PlaceFit::Level(reason) => differs.push(reason),
            PlaceFit::Apart => return Fit::Apart,
        }
        match self.time_fit(scope) {
            Some((weight, reason)) => {
                score += weight;
                reasons.push(reason);
            }
            None => return Fit::Apart,
        }
        match differs.as_slice() {
            // What is near a place may be what others say is in it, a little less surely.
            [] if score >= ENOUGH && self.beside && scope.place.is_some() => {
                reasons
                    .extend(scope.place.as_ref().map(|place| format!("the text says near {}", place.name)));
                Fit::Answers(score.min(1.0) - BESIDE, reasons)
            }
            [] if score >= ENOUGH => Fit::Answers(score.min(1.0), reasons),
            [] => Fit::Apart,
            [reason] => Fit::NotComparable(reason.clone()),
            _ => Fit::Apart,
        }
    }

    fn place_fit(&self, scope: &Scope, near: &Near) -> PlaceFit {
        let Some(place) = &scope.place else {
            return match self.places.first() {
                None => PlaceFit::Same(0.05, None),
                Some(_) => PlaceFit::Same(0.1, Some("one of them says no place".to_owned())),
            };
        };
        if self.places.is_empty() && self.somewhere {
            return PlaceFit::Apart;
        }
        if self.places.is_empty() {
            return PlaceFit::Same(0.1, Some("one of them says no place".to_owned()));
        }
        let relations: Vec<(Relation, &Spot)> = self.places.iter().map(|own| (own.to(place), own)).collect();
        if relations.iter().any(|(relation, _)| *relation == Relation::Same) {
            let reason = if self.setting { "the report is about" } else { "both in" };
            return PlaceFit::Same(0.3, Some(format!("{reason} {}", place.name)));
        }
        let level = relations.iter().find(|(relation, _)| *relation != Relation::Apart);
        if let Some((_, own)) = level.filter(|_| self.setting) {
            return PlaceFit::Same(0.1, Some(format!("the report is about {}", own.name)));
        }
        // A town and the region that is called after it, in one telling.
        let called = relations.iter().find(|(_, own)| own.namesake(place));
        if let (Some((_, own)), Near::Same(_)) = (called, near) {
            let reason = format!("{} is meant for {}, which has its name", own.name, place.name);
            return PlaceFit::Same(0.2, Some(reason));
        }
        level.map_or(PlaceFit::Apart, |(_, own)| {
            PlaceFit::Level(format!(
                "{} ({}) against {} ({})",
                own.name, own.precision, place.name, place.precision
            ))
        })
    }

    fn time_fit(&self, scope: &Scope) -> Option<(f64, String)> {
        let (mine, other) = (self.scope.days, scope.days);
        let slack = match (self.scope.extent, scope.extent) {
            (Extent::State, Extent::State) => {
                let apart = span_days(mine.1.min(other.1), mine.0.max(other.0));
                return (apart <= STATE)
                    .then(|| (0.2, "what holds on a day is followed over time".to_owned()));
            }
            (Extent::Total, Extent::Total) if self.scope.dated && scope.dated => {
                return (mine.0 == other.0).then(|| (0.3, format!("both since {}", mine.0)));
            }
            (Extent::Event, Extent::Event) if self.scope.dated && scope.dated => 0,
            _ => 3,
        };
        let meet =
            mine.0 <= other.1.saturating_add(slack.days()) && other.0 <= mine.1.saturating_add(slack.days());
        let both = self.scope.dated && scope.dated;
        let reason = if both { "their days meet" } else { "told in the same days" };
        meet.then(|| (if both { 0.3 } else { 0.15 }, reason.to_owned()))
    }
}

enum PlaceFit {
    Same(f64, Option<String>),
    Level(String),
    Apart,
}

impl Scope {
    /// Whether both are of one thing and what happened to it.
    pub(crate) fn asks_the_same(&self, other: &Scope) -> bool {
        self.dimension == other.dimension && self.thing == other.thing && self.outcome == other.outcome
    }
}

/// A stem as a word that people read: as a text or a question has it, else made of the stem.
pub(crate) fn thing_shown(thing: &str, told: &str) -> String {
    let has = |word: &String| !thing.is_empty() && words::stem(word) == thing;
    if let Some(word) = words::words(told).into_iter().find(has) {
        return word;
    }
    match thing {
        "" => "of it".to_owned(),
        "turnout" => "turnout".to_owned(),
        "people" | "peopl" => "people".to_owned(),
        "territori" => "territory".to_owned(),
        stem => format!("{}s", stem.strip_suffix('i').map_or(stem.to_owned(), |stem| format!("{stem}ie"))),
    }
}

impl Extent {
    fn shown(self) -> &'static str {
        match self {
            Extent::Event => "one happening",
            Extent::State => "what holds on a day",
            Extent::Total => "a running total",
        }
    }
}
