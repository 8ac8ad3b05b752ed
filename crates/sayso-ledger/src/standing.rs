//! Standing: what the ledger makes of the answers to a question. Never whether they are true:
//! who gives them, on whose knowledge, who agrees, who disputes, what was revised.
//!
//! Each side's answers are put in order; its last one is where it stands now. Then sides are
//! compared. Every label has its reason in words.

use serde::{Deserialize, Serialize};

use crate::answer::{Answer, Speaker};
use crate::scope::Scope;
use crate::side;

/// What the ledger makes of a question's answers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Standing {
    /// `one party`, `several parties`, `corroborated`, `conceded`, `disputed`, `echoed`, `revised`,
    /// `withdrawn`, `reviewed`.
    pub labels: Vec<String>,
    /// The same in a line: `one party only (Ukraine); revised down from ≈ 1,400 km² to 800 km²`.
    pub words: String,
    /// Why, label by label.
    pub reasons: Vec<String>,
    /// The least that all who answer now allow; empty where they do not agree.
    pub low: Option<f64>,
    /// The most.
    pub high: Option<f64>,
    /// Who answers, with what each has said in order.
    pub parties: Vec<Side>,
    /// How many outlets have an answer.
    pub outlets: usize,
    /// The tellings that all answers go back to.
    pub origins: Vec<String>,
    /// `9 outlets, 1 origin (Agence France-Presse)`.
    pub counted: String,
    /// The decision of a reviewer, with the evidence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<String>,
}

/// A side with what it has said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Side {
    /// The party, or who speaks where no party is known.
    pub name: String,
    /// Whether somebody of it has a name.
    pub named: bool,
    /// Whether it is an outlet in its own voice.
    pub outlet: bool,
    /// Its amounts in the order of saying, the same one not again.
    pub history: Vec<Amount>,
    /// The tellings that they go back to.
    pub origins: Vec<String>,
}

/// An amount that somebody gave on a day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Amount {
    /// For people: `≈ 1,400 km²`.
    pub shown: String,
    /// The least.
    pub low: Option<f64>,
    /// The most.
    pub high: Option<f64>,
    /// Whether the words give only a rough number.
    pub vague: bool,
    /// Whether it is said not to be so.
    pub denied: bool,
    /// Whether it is only said to be possible: it contradicts nobody and bears nobody out.
    #[serde(default)]
    pub tentative: bool,
    /// The day; empty where the text says only that it was earlier.
    pub day: Option<String>,
}

impl Amount {
    fn of(answer: &Answer) -> Amount {
        Amount {
            shown: answer.amount.clone(),
            low: answer.low,
            high: answer.high,
            vague: answer.bound == "vague",
            denied: answer.negated || answer.certainty == "denied",
            tentative: answer.certainty == "possible",
            day: Some(answer.day.clone()).filter(|_| !answer.earlier),
        }
    }

    fn is(&self, other: &Amount) -> bool {
        (self.low, self.high, self.denied) == (other.low, other.high, other.denied)
    }

    /// Whether both can hold at once. About the same is the same where one of them is rough.
    fn agrees(&self, other: &Amount) -> bool {
        if self.tentative || other.tentative {
            return true;
        }
        if self.denied != other.denied {
            return !self.reaches(other);
        }
        self.reaches(other)
    }

    fn reaches(&self, other: &Amount) -> bool {
        let slack = |amount: &Amount| -> f64 {
            match amount.shown.starts_with('≈') || amount.vague {
                // Shares are told more exactly than numbers.
                true if amount.shown.contains('%') => 0.02,
                true => 0.1,
                false => 0.0,
            }
        };
        let widen = 1.0 + slack(self).max(slack(other));
        let low = self.low.unwrap_or(0.0).max(other.low.unwrap_or(0.0));
        let high = self.high.unwrap_or(f64::INFINITY).min(other.high.unwrap_or(f64::INFINITY));
        low <= high * widen
    }

    /// The number to compare by when one side revises itself.
    fn middle(&self) -> f64 {
        match (self.low, self.high) {
            (Some(low), Some(high)) => f64::midpoint(low, high),
            (Some(one), None) | (None, Some(one)) => one,
            (None, None) => 0.0,
        }
    }
}

/// Computes the standing of a question with that scope from its answers in the order of saying.
pub(crate) fn standing(scope: &Scope, answers: &[Answer], verdict: Option<String>) -> Standing {
    let live: Vec<&Answer> = answers.iter().filter(|answer| answer.stands()).collect();
    let withdrawn: Vec<&Answer> = answers.iter().filter(|answer| answer.withdrawn.is_some()).collect();
    let sides = sides(&live);
    let mut standing =
        Standing { outlets: outlets(&live), origins: origins(&live), verdict, ..Standing::default() };
    standing.counted = counted(standing.outlets, &standing.origins);
    let mut words: Vec<String> = Vec::new();
    if let Some(agreement) = agreement(&sides, &mut standing) {
        words.push(agreement);
    }
    words.extend(concession(scope, &live, &mut standing));
    if standing.outlets > 1 && standing.origins.len() == 1 {
        standing.labels.push("echoed".to_owned());
        standing.reasons.push(format!("echoed: {}", standing.counted));
        words.push(format!("echoed: {}", standing.counted));
    }
    for side in &sides {
        words.extend(revision(side, sides.len(), &mut standing));
    }
    words.extend(withdrawal(&withdrawn, live.is_empty(), &mut standing));
    if let Some(verdict) = &standing.verdict {
        standing.labels.push("reviewed".to_owned());
        standing.reasons.push(format!("reviewed: {verdict}"));
        words.push(format!("reviewed by {verdict}"));
    }
    standing.words = if words.is_empty() { "nobody says so any more".to_owned() } else { words.join("; ") };
    standing.parties = sides;
    standing
}

/// Who answers: each answer counts for every one of its speakers' sides.
fn sides(live: &[&Answer]) -> Vec<Side> {
    let mut sides: Vec<Side> = Vec::new();
    let mut who: Vec<Vec<Speaker>> = Vec::new();
    for answer in live {
        for (name, named, speaker) in speakers(answer) {
            let at = place_among(&sides, &who, &name, speaker).unwrap_or_else(|| {
                let outlet = speaker.is_none();
                let name = name.clone();
                sides.push(Side { name, named, outlet, history: Vec::new(), origins: Vec::new() });
                who.push(Vec::new());
                sides.len() - 1
            });
            let side = &mut sides[at];
            if let Some(speaker) = speaker {
                // The party is the side's name once somebody is known to speak for it, else the body.
                let body = !who[at].iter().any(|other| other.party.is_some())
                    && side::is_of_body(&name)
                    && !side::is_of_body(&side.name);
                if speaker.party.is_some() || body {
                    side.name = name;
                }
                if !who[at].contains(speaker) {
                    who[at].push(speaker.clone());
                }
            }
            side.named |= named;
            let amount = Amount::of(answer);
            if !side.history.last().is_some_and(|last| last.is(&amount)) {
                side.history.push(amount);
            }
            if !side.origins.contains(&answer.origin) {
                side.origins.push(answer.origin.clone());
            }
        }
    }
    sides
}

/// The side that a speaker is of. One that could be of two is of neither.
fn place_among(sides: &[Side], who: &[Vec<Speaker>], name: &str, speaker: Option<&Speaker>) -> Option<usize> {
    let by_name = sides.iter().position(|side| side.name == name && side.outlet == speaker.is_none());
    by_name.or_else(|| {
        let speaker = speaker?;
        let mut of = (0..who.len()).filter(|at| who[*at].iter().any(|other| side::same(other, speaker)));
        of.next().filter(|_| of.next().is_none())
    })
}

/// The sides of an answer: name, whether somebody is named, who speaks; nobody in the outlet's own voice.
fn speakers(answer: &Answer) -> Vec<(String, bool, Option<&Speaker>)> {
    if answer.speakers.is_empty() {
        return vec![(answer.outlet.clone(), true, None)];
    }
    let mut sides: Vec<(String, bool, Option<&Speaker>)> = Vec::new();
    for speaker in &answer.speakers {
        let name = speaker.party.as_deref().unwrap_or_else(|| side::shown(&speaker.name)).to_owned();
        // A party is named even where the one who speaks for it is not.
        let named = speaker.party.is_some() || !speaker.anonymous;
        if !sides.iter().any(|side| side.0 == name) {
            sides.push((name, named, Some(speaker)));
        }
    }
    sides
}

fn outlets(live: &[&Answer]) -> usize {
    distinct(live.iter().map(|answer| answer.outlet.as_str())).len()
}

fn origins(live: &[&Answer]) -> Vec<String> {
    distinct(live.iter().map(|answer| answer.origin.as_str()))
}

fn distinct<'a>(names: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for name in names {
        if !found.iter().any(|other| other == name) {
            found.push(name.to_owned());
        }
    }
    found
}

fn counted(outlets: usize, origins: &[String]) -> String {
    let plural = |count: usize| if count == 1 { "" } else { "s" };
    let named =
        if origins.len() <= 4 { origins.join(", ") } else { format!("{}, …", origins[..4].join(", ")) };
    format!(
        "{outlets} outlet{}, {} origin{} ({named})",
        plural(outlets),
        origins.len(),
        plural(origins.len())
    )
}

/// Whether those who answer agree. Sides agree where their last amounts can hold at once; two that
/// agree corroborate each other only if both are named, neither is rough, and neither got it from
/// where the other did.
fn agreement(sides: &[Side], standing: &mut Standing) -> Option<String> {
    let last: Vec<(&Side, &Amount)> =
        sides.iter().filter_map(|side| side.history.last().map(|last| (side, last))).collect();
    let (first, rest) = last.split_first()?;
    if rest.is_empty() {
        (standing.low, standing.high) = (first.1.low, first.1.high);
        standing.labels.push("one party".to_owned());
        let named = if first.0.named { "" } else { ", not named" };
        standing.reasons.push(format!("one party: nobody but {}{named} gives an answer", first.0.name));
        return Some(format!("one party only ({}{named})", first.0.name));
    }
    let pairs =
        || last.iter().enumerate().flat_map(|(at, one)| last[at + 1..].iter().map(move |other| (one, other)));
    let against: Vec<String> = pairs()
        .filter(|(one, other)| !one.1.agrees(other.1))
        .map(|(one, other)| {
            let (a, b) = (&one.0.name, &other.0.name);
            format!("{a} {} {}, {b} {} {}", says(a), said(one.1), says(b), said(other.1))
        })
        .collect();
    if !against.is_empty() {
        standing.labels.push("disputed".to_owned());
        standing.reasons.extend(against.iter().map(|pair| format!("disputed: {pair}")));
        return Some(format!("disputed: {}", against.join("; ")));
    }
    let lows = last.iter().filter_map(|(_, amount)| amount.low);
    let highs = last.iter().filter_map(|(_, amount)| amount.high);
    standing.low = lows.reduce(f64::max);
    standing.high = highs.reduce(f64::min);
    let witness = |(side, amount): &(&Side, &Amount)| side.named && !amount.vague && !amount.tentative;
    let pair = pairs().find(|(one, other)| witness(one) && witness(other) && independent(one.0, other.0));
    if let Some((one, other)) = pair {
        standing.labels.push("corroborated".to_owned());
        standing.reasons.push(format!(
            "corroborated: {} ({}) and {} ({}) agree and do not go back to one telling",
            one.0.name,
            one.0.origins.join(", "),
            other.0.name,
            other.0.origins.join(", ")
        ));
        return Some(format!("corroborated: {} and {} agree", one.0.name, other.0.name));
    }
    standing.labels.push("several parties".to_owned());
    let names = last.iter().map(|(side, _)| side.name.clone()).collect::<Vec<_>>().join(", ");
    let unnamed: Vec<&str> =
        last.iter().filter(|(side, _)| !side.named).map(|(side, _)| side.name.as_str()).collect();
    let count = match last.len() {
        2 => "two".to_owned(),
        3 => "three".to_owned(),
        more => more.to_string(),
    };
    let why = if unnamed.is_empty() {
        "they are not independent of each other, or rough".to_owned()
    } else {
        format!("{} not named in person", unnamed.join(", "))
    };
    standing.reasons.push(format!("several parties: {names}; {why}"));
    Some(format!("{count} parties ({names}), {why}"))
}

/// `police say`, `Bahari Lines says`.
fn says(name: &str) -> &'static str {
    let last = name.rsplit(' ').next().unwrap_or("");
    let many = last.ends_with('s') && !last.ends_with("ss") && last.starts_with(char::is_lowercase);
    if many || last.eq_ignore_ascii_case("police") { "say" } else { "says" }
}

fn said(amount: &Amount) -> String {
    let shown = amount.shown.strip_prefix("vague ").unwrap_or(&amount.shown);
    if amount.denied { format!("not {shown}") } else { shown.to_owned() }
}

/// Whether neither side has it from where the other has it.
fn independent(one: &Side, other: &Side) -> bool {
    one.origins.iter().any(|origin| !other.origins.contains(origin))
        && other.origins.iter().any(|origin| !one.origins.contains(origin))
}

/// A side that admits what hurts it.
fn concession(scope: &Scope, live: &[&Answer], standing: &mut Standing) -> Option<String> {
    let harm = include_str!("../lists/harm.txt").lines().any(|line| line == scope.outcome);
    if !harm || scope.whose.is_empty() {
        return None;
    }
    let own = |answer: &&&Answer| {
        let party = answer.speakers.iter().any(|speaker| speaker.party.as_deref() == Some(&scope.whose));
        party && !answer.negated && answer.certainty != "denied"
    };
    let answer = live.iter().find(own)?;
    standing.labels.push("conceded".to_owned());
    standing.reasons.push(format!(
        "conceded: {} itself says {} of its own {}",
        scope.whose, answer.amount, scope.outcome
    ));
    Some(format!("conceded by {}", scope.whose))
}

/// How a side changed its answer over time. Amounts of one day that differ are no revision.
fn revision(side: &Side, sides: usize, standing: &mut Standing) -> Option<String> {
    let mut steps: Vec<&Amount> = Vec::new();
    for amount in &side.history {
        match steps.last() {
            Some(last) if last.day.is_some() && last.day == amount.day => {}
            // 14,000 and more than 14,000 are no two numbers.
            Some(last) if last.is(amount) || last.agrees(amount) && last.middle() == amount.middle() => {}
            _ => steps.push(amount),
        }
    }
    let (last, earlier) = steps.split_last()?;
    let first = earlier.first()?;
    let way = if last.middle() < first.middle() { "down" } else { "up" };
    let path = earlier.iter().map(|amount| said(amount)).collect::<Vec<_>>().join(", then ");
    let who = if sides > 1 { format!(" by {}", side.name) } else { String::new() };
    if !standing.labels.iter().any(|label| label == "revised") {
        standing.labels.push("revised".to_owned());
    }
    let words = format!("revised {way}{who} from {path} to {}", said(last));
    standing.reasons.push(format!("revised: {} gave {path} before {}", side.name, said(last)));
    Some(words)
}

fn withdrawal(withdrawn: &[&Answer], all: bool, standing: &mut Standing) -> Option<String> {
    let first = withdrawn.first()?;
    standing.labels.push("withdrawn".to_owned());
    for answer in withdrawn {
        standing.reasons.push(format!(
            "withdrawn: {} took back {}: “{}”",
            answer.outlet,
            answer.amount,
            answer.withdrawn.as_deref().unwrap_or("")
        ));
    }
    let whole = if all { "withdrawn" } else { "partly withdrawn" };
    Some(format!("{whole}: {} took back {}", first.outlet, first.amount))
}
