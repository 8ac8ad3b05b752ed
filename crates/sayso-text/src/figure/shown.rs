//! A figure as people read it in a terminal, and back.
//!
//! ```text
//! ≥ 30 North Korean soldiers · killed or wounded
//! 800 km² (309 mi² agrees) territory · controlled
//! ```

use std::fmt;

use super::{Bound, Figure, Kind};

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.amount_shown())?;
        if let Some(also) = &self.also {
            let check = match also.agrees {
                Some(true) => " agrees",
                Some(false) => " does not agree",
                None => "",
            };
            write!(f, " ({}{check})", measured(&number(also.value), also.unit.kind, also.unit.name))?;
        }
        if let Some(counts) = &self.counts {
            write!(f, " {}", counts.name)?;
        }
        if let Some(outcome) = &self.outcome {
            write!(f, " · {}{}", if outcome.negated { "not " } else { "" }, outcome.name)?;
        }
        Ok(())
    }
}

impl Figure {
    /// The amount alone: `≥ 30`, `10–20`, `$2.5 million`.
    pub fn amount_shown(&self) -> String {
        let sign = match self.bound {
            Bound::AtLeast => "≥ ",
            Bound::AtMost => "≤ ",
            Bound::MoreThan => "> ",
            Bound::LessThan => "< ",
            Bound::Around => "≈ ",
            Bound::Exact | Bound::Between => "",
            Bound::Vague => "vague",
        };
        let value = match (self.low, self.high) {
            _ if self.kind == Kind::Score => format!("{}-{}", self.end(self.low), self.end(self.high)),
            (Some(low), Some(high)) if low != high => {
                format!("{}–{}", self.end(Some(low)), self.end(Some(high)))
            }
            (None, None) => String::new(),
            (low, high) => self.end(low.or(high)),
        };
        let vague = self.bound == Bound::Vague && !value.is_empty();
        let amount = format!("{sign}{}{value}", if vague { " ≥ " } else { "" });
        let unit = self.unit.map_or("", |unit| unit.name);
        match self.kind {
            Kind::Ordinal => format!("{amount}."),
            Kind::Age => format!("{amount} {unit}s old"),
            Kind::Duration => format!("{amount} {unit}{}", if value == "1" { "" } else { "s" }),
            Kind::Money if value.split_once('.').is_some_and(|(_, cents)| cents.len() == 1) => {
                measured(&format!("{amount}0"), self.kind, unit)
            }
            _ => measured(&amount, self.kind, unit),
        }
    }

    fn end(&self, value: Option<f64>) -> String {
        value.map_or(
            String::new(),
            |value| if self.kind == Kind::Fraction { fraction(value) } else { number(value) },
        )
    }
}

/// An amount with its unit or currency sign.
fn measured(amount: &str, kind: Kind, unit: &str) -> String {
    let sign = match unit {
        "dollar" => "$",
        "pound" => "£",
        "EUR" => "€",
        "" => return amount.to_owned(),
        "C" | "F" => return format!("{amount} °{unit}"),
        _ if matches!(kind, Kind::Temperature) && unit == "degree" => return format!("{amount}°"),
        _ => "",
    };
    if !sign.is_empty() {
        let at = amount.find(|c: char| c.is_ascii_digit() || c == '-').unwrap_or(0);
        let (bound, value) = amount.split_at(at);
        return format!("{bound}{sign}{value}");
    }
    if kind == Kind::Money {
        return format!("{amount} {unit}");
    }
    let unit = unit.replace('2', "²").replace('3', "³");
    format!("{amount} {unit}")
}

/// `1,400`, `2.5 million`, `0.75`.
fn number(value: f64) -> String {
    for (scale, name) in [(1e12, "trillion"), (1e9, "billion"), (1e6, "million")] {
        let short = value / scale;
        let text = format!("{short}");
        if short.abs() >= 1.0
            && text.len() <= 6
            && text.parse::<f64>().is_ok_and(|back| back * scale == value)
        {
            return format!("{text} {name}");
        }
    }
    let text = format!("{value}");
    let (sign, rest) = text.strip_prefix('-').map_or(("", text.as_str()), |rest| ("-", rest));
    let (whole, decimals) = rest.split_once('.').map_or((rest, ""), |(whole, decimals)| (whole, decimals));
    let mut grouped = String::new();
    for (n, c) in whole.chars().enumerate() {
        if n > 0 && (whole.len() - n).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(c);
    }
    let dot = if decimals.is_empty() { "" } else { "." };
    format!("{sign}{grouped}{dot}{decimals}")
}

fn fraction(value: f64) -> String {
    for below in 2..=20 {
        let above = value * f64::from(below);
        if (above - above.round()).abs() < 1e-9 && above.round() / f64::from(below) == value {
            return format!("{}/{below}", above.round());
        }
    }
    number(value)
}

/// The low and high end of a shown amount, so that people can type what they read.
pub fn parse_shown(shown: &str) -> Option<(Option<f64>, Option<f64>)> {
    let bare: String = shown.chars().filter(|c| !matches!(c, '$' | '£' | '€')).collect();
    let bare = bare.trim();
    let (bound, rest) = match bare.chars().next()? {
        c @ ('≥' | '≤' | '>' | '<' | '≈') => (c, bare[c.len_utf8()..].trim()),
        _ => match bare.strip_prefix("vague") {
            Some(rest) if !rest.contains(|c: char| c.is_ascii_digit()) => return Some((None, None)),
            Some(rest) => ('≥', rest.trim().trim_start_matches('≥').trim()),
            None => ('=', bare),
        },
    };
    let (low, rest) = parse_number(rest)?;
    let high = rest
        .strip_prefix('–')
        .or_else(|| rest.strip_prefix('-'))
        .and_then(parse_number)
        .map(|(high, _)| high);
    Some(match (bound, high) {
        (_, Some(high)) => (Some(low), Some(high)),
        ('≥' | '>', None) => (Some(low), None),
        ('≤' | '<', None) => (None, Some(low)),
        _ => (Some(low), Some(low)),
    })
}

fn parse_number(text: &str) -> Option<(f64, &str)> {
    let sign = usize::from(text.starts_with('-'));
    let length = text[sign..]
        .find(|c: char| !(c.is_ascii_digit() || matches!(c, ',' | '.')))
        .map_or(text.len(), |n| n + sign);
    let digits = text[..length].trim_end_matches('.');
    let mut value: f64 = digits.replace(',', "").parse().ok()?;
    let mut rest = &text[digits.len()..];
    if let Some(below) = rest.strip_prefix('/') {
        let length = below.find(|c: char| !c.is_ascii_digit()).unwrap_or(below.len());
        value /= below[..length].parse::<f64>().ok()?;
        rest = &below[length..];
    }
    for (name, scale) in [(" trillion", 1e12), (" billion", 1e9), (" million", 1e6)] {
        if let Some(after) = rest.strip_prefix(name) {
            return Some((value * scale, after));
        }
    }
    Some((value, rest))
}
