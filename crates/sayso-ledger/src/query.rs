//! The language of `find`: words, "phrases" and `field:value`, all of which must hold.
//!
//! ```text
//! losses party:Ukraine outcome:"killed or wounded" figure:>=30 place:"Kursk region" said:2024-12
//! ```
//! A `-` before a term turns it round. A word with an unknown field is an error that points at it.

use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::error::{Error, Result};

/// A query, read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query {
    /// What must hold.
    pub terms: Vec<Term>,
}

/// A condition.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    /// What is asked for.
    pub field: Field,
    /// Whether it must not hold.
    pub not: bool,
}

/// What a term asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Field {
    /// Words of the content or the source: one word, or a phrase.
    Words(String),
    /// Words of the source's name.
    Source(String),
    /// The side that it speaks for.
    Party(String),
    /// Through whom it came.
    Via(String),
    /// Who publishes.
    Outlet(String),
    /// What happened to what is counted.
    Outcome(String),
    /// What is counted.
    Counts(String),
    /// The amount: least and most that it may be.
    Figure(Option<f64>, Option<f64>),
    /// A place, and all that lies in it.
    Place(String),
    /// Degrees north, degrees east, kilometres.
    Near(f64, f64, f64),
    /// Said in these days.
    Said(Date, Date),
    /// Of something in these days.
    Happened(Date, Date),
    /// `direct`, `indirect`, `mixed`.
    Mode(String),
    /// `asserted`, `estimated`, `possible`, `alleged`, `denied`.
    Certainty(String),
    /// How likely it is read right: at least and at most.
    Confidence(Option<f64>, Option<f64>),
    /// `own` or `attributed`.
    Voice(String),
    /// A label of the standing of a question that it answers.
    Standing(String),
    /// `accepted`, `rejected`, `corrected`, `none`.
    Review(String),
}

/// The fields, for help and messages.
pub const FIELDS: &[(&str, &str)] = &[
    ("source", "words of the source's name"),
    ("party", "the side that the source speaks for"),
    ("via", "through whom it came"),
    ("outlet", "who publishes"),
    ("outcome", "what happened to what is counted: killed, displaced, …"),
    ("counts", "what is counted"),
    ("figure", "the amount: 30, >=100, <50, 10..20"),
    ("place", "a place, and all that lies in it"),
    ("near", "LAT,LON,KM"),
    ("said", "when it was said: 2024, 2024-12, 2024-12-16, 2024-12-01..2024-12-16"),
    ("happened", "when what it tells of happened"),
    ("mode", "direct, indirect, mixed"),
    ("certainty", "asserted, estimated, possible, alleged, denied"),
    ("confidence", "how likely it is read right: >=0.8, <0.5, 0.4..0.6"),
    ("voice", "own, attributed"),
    (
        "standing",
        "one-party, several-parties, corroborated, conceded, disputed, echoed, revised, withdrawn, reviewed",
    ),
    ("review", "accepted, rejected, corrected, none"),
];

/// The longest query that is read.
const LONGEST: usize = 2000;
const MOST_TERMS: usize = 32;

/// Reads a query.
pub fn parse(text: &str) -> Result<Query> {
    if text.chars().count() > LONGEST {
        return Err(wrong(LONGEST, format!("a query has at most {LONGEST} characters")));
    }
    let chars: Vec<char> = text.chars().collect();
    let mut terms = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        if chars[at].is_whitespace() {
            at += 1;
            continue;
        }
        let start = at;
        let not = chars[at] == '-' && chars.get(at + 1).is_some_and(|next| !next.is_whitespace());
        at += usize::from(not);
        let name: String = chars[at..].iter().take_while(|c| c.is_ascii_lowercase()).collect();
        let field = (!name.is_empty() && chars.get(at + name.len()) == Some(&':')).then_some(name);
        at += field.as_ref().map_or(0, |name| name.len() + 1);
        let value_at = at;
        let value = value(&chars, &mut at)?;
        if field.is_some() && value.is_empty() {
            return Err(wrong(value_at, format!("`{}:` says nothing", field.unwrap_or_default())));
        }
        let field = match field {
            Some(name) => read(&name, &value, start + usize::from(not), value_at)?,
            None if value.chars().any(char::is_alphanumeric) => Field::Words(value),
            None => continue,
        };
        terms.push(Term { field, not });
        if terms.len() > MOST_TERMS {
            return Err(wrong(start, format!("a query has at most {MOST_TERMS} terms")));
        }
    }
    Ok(Query { terms })
}

fn wrong(at: usize, message: String) -> Error {
    Error::Query { at: at + 1, message }
}

/// A bare word, or what stands in quotation marks.
fn value(chars: &[char], at: &mut usize) -> Result<String> {
    let start = *at;
    if chars.get(start) != Some(&'"') {
        while chars.get(*at).is_some_and(|c| !c.is_whitespace()) {
            *at += 1;
        }
        return Ok(chars[start..*at].iter().collect());
    }
    let end = chars[start + 1..].iter().position(|c| *c == '"');
    let end =
        end.ok_or_else(|| wrong(start, "a quotation mark that opens here is never closed".to_owned()))?;
    *at = start + end + 2;
    Ok(chars[start + 1..start + 1 + end].iter().collect())
}

fn read(name: &str, value: &str, at: usize, value_at: usize) -> Result<Field> {
    let owned = value.to_owned();
    let one_of = |known: &[&str]| {
        if known.contains(&value) {
            Ok(owned.clone())
        } else {
            Err(wrong(value_at, format!("`{name}:` is one of {}, not `{value}`", known.join(", "))))
        }
    };
    Ok(match name {
        "source" => Field::Source(owned),
        "party" => Field::Party(owned),
        "via" => Field::Via(owned),
        "outlet" => Field::Outlet(owned),
        "outcome" => Field::Outcome(owned),
        "counts" => Field::Counts(owned),
        "figure" => {
            let (low, high) = range(value).ok_or_else(|| {
                wrong(value_at, format!("`{value}` is no amount; `figure:` takes 30, >=100, <50 or 10..20"))
            })?;
            Field::Figure(low, high)
        }
        "place" => Field::Place(owned),
        "near" => near(value)
            .ok_or_else(|| wrong(value_at, format!("`{value}` is no LAT,LON,KM, such as 51.7,36.2,50")))?,
        "said" | "happened" => {
            let (from, to) = days(value).ok_or_else(|| {
                wrong(
                    value_at,
                    format!("`{value}` is no day; `{name}:` takes 2024-12-16, 2024-12 or FROM..TO"),
                )
            })?;
            if name == "said" { Field::Said(from, to) } else { Field::Happened(from, to) }
        }
        "mode" => Field::Mode(one_of(&["direct", "indirect", "mixed"])?),
        "certainty" => Field::Certainty(one_of(&["asserted", "estimated", "possible", "alleged", "denied"])?),
        "confidence" => {
            let (low, high) = range(value).ok_or_else(|| {
                wrong(
                    value_at,
                    format!("`{value}` is no probability; `confidence:` takes >=0.8, <0.5 or 0.4..0.6"),
                )
            })?;
            Field::Confidence(low, high)
        }
        "voice" => Field::Voice(one_of(&["own", "attributed"])?),
        "standing" => Field::Standing(
            one_of(&[
                "one-party",
                "several-parties",
                "corroborated",
                "conceded",
                "disputed",
                "echoed",
                "revised",
                "withdrawn",
                "reviewed",
            ])?
            .replace('-', " "),
        ),
        "review" => Field::Review(one_of(&["accepted", "rejected", "corrected", "none"])?),
        _ => {
            let fields: Vec<&str> = FIELDS.iter().map(|(name, _)| *name).collect();
            return Err(wrong(at, format!("`{name}:` is no field; there are {}", fields.join(", "))));
        }
    })
}

/// The lowest and the highest number that a comparison lets through.
fn range(value: &str) -> Option<(Option<f64>, Option<f64>)> {
    let number =
        |text: &str| text.replace([',', '_'], "").parse::<f64>().ok().filter(|number| number.is_finite());
    let just_over = |number: f64| number + number.abs().max(1.0) * 1e-9;
    let just_under = |number: f64| number - number.abs().max(1.0) * 1e-9;
    if let Some(rest) = value.strip_prefix(">=") {
        return Some((Some(number(rest)?), None));
    }
    if let Some(rest) = value.strip_prefix("<=") {
        return Some((None, Some(number(rest)?)));
    }
    if let Some(rest) = value.strip_prefix('>') {
        return Some((Some(just_over(number(rest)?)), None));
    }
    if let Some(rest) = value.strip_prefix('<') {
        return Some((None, Some(just_under(number(rest)?))));
    }
    if let Some((low, high)) = value.split_once("..") {
        return Some((Some(number(low)?), Some(number(high)?)));
    }
    let exact = number(value.strip_prefix('=').unwrap_or(value))?;
    Some((Some(exact), Some(exact)))
}

fn near(value: &str) -> Option<Field> {
    let mut parts =
        value.split(',').map(|part| part.trim().parse::<f64>().ok().filter(|part| part.is_finite()));
    let (latitude, longitude, kilometres) = (parts.next()??, parts.next()??, parts.next()??);
    let sound = latitude.abs() <= 90.0 && longitude.abs() <= 180.0 && (0.0..=20_100.0).contains(&kilometres);
    (parts.next().is_none() && sound).then_some(Field::Near(latitude, longitude, kilometres))
}

/// A year, a month, a day, or a range of those; open ends reach as far as days go.
fn days(value: &str) -> Option<(Date, Date)> {
    if let Some((from, to)) = value.split_once("..") {
        let first = if from.is_empty() { Date::MIN } else { days(from)?.0 };
        let last = if to.is_empty() { Date::MAX } else { days(to)?.1 };
        return (first <= last).then_some((first, last));
    }
    let parts: Vec<&str> = value.split('-').collect();
    let number = |at: usize| parts.get(at)?.parse::<i16>().ok();
    match parts.len() {
        1 if value.len() == 4 => {
            Some((Date::new(number(0)?, 1, 1).ok()?, Date::new(number(0)?, 12, 31).ok()?))
        }
        2 => {
            let first = Date::new(number(0)?, i8::try_from(number(1)?).ok()?, 1).ok()?;
            Some((first, first.checked_add(1.month()).ok()?.yesterday().ok()?))
        }
        3 => {
            let day: Date = value.parse().ok()?;
            Some((day, day))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn fields(text: &str) -> Vec<Field> {
        parse(text).expect("a query").terms.into_iter().map(|term| term.field).collect()
    }

    #[test]
    fn words_phrases_and_fields() {
        assert_eq!(
            fields(r#"losses "front line" party:Ukraine outcome:"killed or wounded""#),
            [
                Field::Words("losses".into()),
                Field::Words("front line".into()),
                Field::Party("Ukraine".into()),
                Field::Outcome("killed or wounded".into())
            ]
        );
        assert_eq!(fields("figure:10..1,400"), [Field::Figure(Some(10.0), Some(1400.0))]);
        assert_eq!(fields("said:2024-02"), [Field::Said(date(2024, 2, 1), date(2024, 2, 29))]);
        assert_eq!(fields("near:51.7,36.2,50"), [Field::Near(51.7, 36.2, 50.0)]);
        assert!(parse("-party:Russia").expect("a query").terms[0].not);
    }

    #[test]
    fn messages_point_at_the_place() {
        let at = |text: &str| match parse(text) {
            Err(Error::Query { at, message }) => (at, message),
            other => panic!("{other:?}"),
        };
        assert_eq!(at("killed sauce:Kyiv").0, 8);
        assert_eq!(at("figure:many").0, 8);
        assert_eq!(at("a \"b").0, 3);
        assert_eq!(at("mode:loud").0, 6);
        assert_eq!(at("said:").0, 6);
        assert_eq!(at("near:91,0,5").0, 6);
        assert!(at("killed sauce:Kyiv").1.contains("source"));
    }

    #[test]
    fn strange_queries_are_read_or_refused() {
        for text in [
            "",
            "   ",
            "-",
            "--",
            ":",
            "a:b:c",
            "\"\"",
            "figure:1e999",
            "said:9999-99",
            "near:,,",
            "💥 \u{0}",
        ] {
            let _ = parse(text);
        }
        assert!(parse(&"x ".repeat(5000)).is_err());
    }
}
