//! Answers over time as a picture: a row of days, an amount upwards. Ranges are bars, open ends
//! arrows, rough amounts bands; the amounts of one party are joined where it revised them.

use std::fmt::Write as _;

use jiff::civil::Date;
use maud::{Markup, PreEscaped, html};
use sayso_ledger::{Amount, Question};

const WIDTH: f64 = 1000.0;
const HEIGHT: f64 = 260.0;
const LEFT: f64 = 64.0;
const RIGHT: f64 = 20.0;
const TOP: f64 = 18.0;
const BOTTOM: f64 = 34.0;
/// Amounts this far apart are drawn on a scale of powers of ten.
const FAR: f64 = 40.0;

/// How amounts and days become places in the picture.
struct Scale {
    first: Date,
    days: f64,
    low: f64,
    high: f64,
    powers: bool,
}

impl Scale {
    fn x(&self, day: Date) -> f64 {
        let days = f64::from(day.since(self.first).map_or(0, |span| span.get_days()));
        let width = WIDTH - LEFT - RIGHT;
        if self.days == 0.0 { LEFT + width / 2.0 } else { LEFT + 14.0 + (width - 28.0) * days / self.days }
    }

    fn y(&self, value: f64) -> f64 {
        let place = |value: f64| if self.powers { value.max(self.low).ln() } else { value };
        let (low, high) = (place(self.low), place(self.high));
        let share = if high > low { (place(value) - low) / (high - low) } else { 0.5 };
        HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share.clamp(0.0, 1.0)
    }
}

/// The picture of a question's answers; nothing where no amount can be drawn.
pub fn chart(question: &Question) -> Markup {
    let parties = &question.standing.parties;
    let amounts: Vec<&Amount> = parties.iter().flat_map(|side| &side.history).collect();
    let Some(scale) = scale(&amounts, question) else { return html! {} };
    let mut drawn = String::new();
    for (at, side) in parties.iter().enumerate() {
        let class = format!("p{}", at % 8);
        let nudge = (at as f64 - (parties.len() as f64 - 1.0) / 2.0) * 9.0;
        let nudge = if parties.len() > 12 { 0.0 } else { nudge };
        let places: Vec<(f64, &Amount)> =
            side.history.iter().map(|amount| (scale.x(day_of(amount, question)) + nudge, amount)).collect();
        let path: Vec<String> = places
            .iter()
            .filter_map(|(x, amount)| Some(format!("{x:.1},{:.1}", scale.y(middle(amount)?))))
            .collect();
        if path.len() > 1 {
            let _ = write!(drawn, "<polyline class=\"joined {class}\" points=\"{}\"/>", path.join(" "));
        }
        for (x, amount) in places {
            mark(&mut drawn, &scale, x, amount, &class);
        }
    }
    let label = format!("Answers over time to: {}. {}", question.asks, question.standing.words);
    html! {
        figure.chart {
            svg viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } role="img" aria-label=(label) {
                (axes(&scale, unit(&question.scope.dimension).1))
                (PreEscaped(drawn))
            }
            figcaption {
                @for (at, side) in parties.iter().enumerate().take(12) {
                    span.key-entry { svg.key viewBox="0 0 10 10" aria-hidden="true" { circle.(format!("p{}", at % 8)) cx="5" cy="5" r="4.4" {} } " " span dir="auto" { (side.name) } }
                }
                span.dim { (unit(&question.scope.dimension).0) @if scale.powers { ", powers of ten" } }
            }
        }
    }
}

/// What the axis is labelled in, and how many of the kept unit that is.
fn unit(dimension: &str) -> (&str, f64) {
    match dimension {
        "m2" => ("km²", 1e6),
        "m" => ("km", 1e3),
        "kg" => ("t", 1e3),
        "count" | "" => ("count", 1.0),
        other => (other, 1.0),
    }
}

fn day_of(amount: &Amount, question: &Question) -> Date {
    let day = amount.day.as_deref().unwrap_or(&question.scope.days[0]);
    day.parse().unwrap_or_else(|_| question.scope.days[0].parse().unwrap_or(Date::ZERO))
}

fn middle(amount: &Amount) -> Option<f64> {
    match (amount.low, amount.high) {
        (Some(low), Some(high)) => Some(f64::midpoint(low, high)),
        (low, high) => low.or(high),
    }
}

fn scale(amounts: &[&Amount], question: &Question) -> Option<Scale> {
    let values: Vec<f64> = amounts
        .iter()
        .flat_map(|amount| [amount.low, amount.high])
        .flatten()
        .filter(|value| value.is_finite())
        .collect();
    let (least, most) = (values.iter().copied().reduce(f64::min)?, values.iter().copied().reduce(f64::max)?);
    let days: Vec<Date> = amounts.iter().map(|amount| day_of(amount, question)).collect();
    let (first, last) = (*days.iter().min()?, *days.iter().max()?);
    let powers = least > 0.0 && most / least > FAR;
    let (low, high) = if powers {
        (10_f64.powf(least.log10().floor()), 10_f64.powf((most * 1.2).log10().ceil()))
    } else {
        // Amounts are seen in proportion, from nothing up to a round number above the most.
        let low = least.min(0.0);
        let step = step(low, if most > low { most * 1.15 } else { low + 1.0 });
        (low, low + step * ((most * 1.15 - low) / step).ceil().max(1.0))
    };
    let days = f64::from(last.since(first).map_or(0, |span| span.get_days()));
    Some(Scale { first, days, low, high, powers })
}

fn mark(out: &mut String, scale: &Scale, x: f64, amount: &Amount, class: &str) {
    let denied = if amount.denied { " denied" } else { "" };
    let rough = if amount.vague || amount.shown.starts_with('≈') { " rough" } else { "" };
    let title = format!(
        "<title>{}</title>",
        html! { (amount.shown) @if let Some(day) = &amount.day { " · " (day) } }.into_string()
    );
    let _ = write!(out, "<g class=\"amount-mark {class}{denied}{rough}\">{title}");
    match (amount.low, amount.high) {
        (Some(low), Some(high)) if low == high && rough.is_empty() => {
            let _ = write!(out, "<circle cx=\"{x:.1}\" cy=\"{:.1}\" r=\"4.5\"/>", scale.y(low));
        }
        (Some(low), Some(high)) => {
            let (low, high) = if low == high { (low * 0.95, high * 1.05) } else { (low, high) };
            let (bottom, top) = (scale.y(low), scale.y(high));
            let height = (bottom - top).max(6.0);
            let _ = write!(
                out,
                "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"9\" height=\"{height:.1}\" rx=\"3\"/>",
                x - 4.5,
                top.min(bottom - height)
            );
        }
        (Some(low), None) => arrow(out, x, scale.y(low), TOP + 2.0, -1.0),
        (None, Some(high)) => arrow(out, x, scale.y(high), HEIGHT - BOTTOM - 2.0, 1.0),
        (None, None) => {}
    }
    out.push_str("</g>");
}

/// From an amount to the end that is open.
fn arrow(out: &mut String, x: f64, from: f64, to: f64, way: f64) {
    let tip = if way < 0.0 { to.max(from - 44.0) } else { to.min(from + 44.0) };
    let _ = write!(
        out,
        "<path d=\"M{:.1} {from:.1}H{:.1}M{x:.1} {from:.1}V{tip:.1}M{:.1} {:.1}L{x:.1} {tip:.1}L{:.1} {:.1}\"/>",
        x - 5.0,
        x + 5.0,
        x - 4.0,
        tip - way * 6.0,
        x + 4.0,
        tip - way * 6.0
    );
}

fn axes(scale: &Scale, per: f64) -> Markup {
    let ticks: Vec<f64> = if scale.powers { powers(scale) } else { even(scale) };
    let last = scale.first.saturating_add(jiff::Span::new().days(scale.days as i64));
    let middle = scale.first.saturating_add(jiff::Span::new().days((scale.days / 2.0) as i64));
    let mut days = vec![scale.first];
    if scale.days >= 4.0 {
        days.push(middle);
    }
    if scale.days > 0.0 {
        days.push(last);
    }
    html! {
        g.axes {
            @for tick in &ticks {
                line x1=(LEFT) x2=(WIDTH - RIGHT) y1=(format!("{:.1}", scale.y(*tick))) y2=(format!("{:.1}", scale.y(*tick))) {}
                text x=(LEFT - 8.0) y=(format!("{:.1}", scale.y(*tick) + 4.0)) text-anchor="end" { (number(*tick / per)) }
            }
            @for day in &days {
                text x=(format!("{:.1}", scale.x(*day))) y=(HEIGHT - 10.0) text-anchor="middle" { (day) }
            }
        }
    }
}

fn powers(scale: &Scale) -> Vec<f64> {
    let mut tick = 10_f64.powf(scale.low.log10().floor());
    let mut ticks = Vec::new();
    while tick <= scale.high && ticks.len() < 12 {
        if tick >= scale.low {
            ticks.push(tick);
        }
        tick *= 10.0;
    }
    ticks
}

fn even(scale: &Scale) -> Vec<f64> {
    let step = step(scale.low, scale.high);
    let first = (scale.low / step).ceil();
    (0..8)
        .map(|at| (first + f64::from(at)) * step)
        .take_while(|tick| *tick <= scale.high + step / 1e6)
        .collect()
}

/// A round number that goes some four times into a range.
fn step(low: f64, high: f64) -> f64 {
    let rough = (high - low) / 4.0;
    let power = 10_f64.powf(rough.abs().max(1e-9).log10().floor());
    [1.0, 2.0, 5.0, 10.0].iter().map(|by| by * power).find(|step| *step >= rough).unwrap_or(rough)
}

/// `1.4 M`, `800`, `12,000`.
fn number(value: f64) -> String {
    match value.abs() {
        v if v >= 1e9 => format!("{} bn", trimmed(value / 1e9)),
        v if v >= 1e6 => format!("{} M", trimmed(value / 1e6)),
        v if v >= 1.0 && value.fract() == 0.0 => super::kit::thousands(value as i64),
        _ => trimmed(value),
    }
}

fn trimmed(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        for (value, shown) in
            [(800.0, "800"), (12_000.0, "12,000"), (1.4e6, "1.4 M"), (2e9, "2 bn"), (0.25, "0.25")]
        {
            assert_eq!(number(value), shown);
        }
    }

    #[test]
    fn ticks_lie_within() {
        let scale = Scale { first: Date::ZERO, days: 0.0, low: 0.0, high: 55.0, powers: false };
        assert_eq!(even(&scale), [0.0, 20.0, 40.0]);
        let scale = Scale { low: 3.0, high: 4000.0, powers: true, ..scale };
        assert_eq!(powers(&scale), [10.0, 100.0, 1000.0]);
    }
}
