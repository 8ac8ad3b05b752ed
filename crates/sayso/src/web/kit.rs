//! Small things that many pages show: who speaks, when, a statement in a list, a form's hidden part.

use jiff::Timestamp;
use jiff::civil::Date;
use maud::{Markup, html};
use sayso_ledger::{Piece, Question, Speaker, Standing, Statement};

use super::door::Visitor;

/// The sign of the house.
pub fn mark() -> Markup {
    html! {
        svg.mark viewBox="0 0 32 32" aria-hidden="true" {
            rect width="32" height="32" rx="7" {}
            path.lines d="M7 9h18M7 15h11M7 21h14" {}
            path.says d="M22 14.5l4 3.2-4 3.2" {}
        }
    }
}

/// `3 hours ago`, with the exact time and zone to be shown.
pub fn ago(at: Timestamp, now: Timestamp) -> Markup {
    let exact = at.strftime("%Y-%m-%d %H:%M UTC").to_string();
    html! { time datetime=(at.strftime("%Y-%m-%dT%H:%M:%SZ")) title=(exact) { (span(now.duration_since(at).as_secs())) } }
}

fn span(seconds: i64) -> String {
    let (count, noun) = match seconds.abs() {
        0..=59 => return if seconds < 0 { "in a moment".to_owned() } else { "just now".to_owned() },
        s @ 60..=3599 => (s / 60, "minute"),
        s @ 3600..=86_399 => (s / 3600, "hour"),
        s @ 86_400..=5_183_999 => (s / 86_400, "day"),
        s @ 5_184_000..=63_071_999 => (s / 2_592_000, "month"),
        s => (s / 31_536_000, "year"),
    };
    let words = plural(count, noun);
    if seconds < 0 { format!("in {words}") } else { format!("{words} ago") }
}

/// A time as a page gives it, with its age and its zone, or that it has none.
pub fn published(value: &str, zone: Option<&str>, now: Timestamp) -> Markup {
    let shown = match zone {
        Some(zone) => format!("{value} {zone}"),
        None if value.contains('T') => format!("{value}, zone unknown"),
        None => format!("{value}, time unknown"),
    };
    let exact = zone.and_then(|zone| format!("{value}{zone}").parse::<Timestamp>().ok());
    let age = exact.map_or_else(|| days_ago(value, now), |at| span(now.duration_since(at).as_secs()));
    let plain = value.replace('T', " ");
    let plain = if plain.len() == 19 { &plain[..16] } else { &plain };
    html! { time title=(shown) { (plain) } " " span.dim { "(" (age) @if zone.is_none() && value.contains('T') { ", zone unknown" } ")" } }
}

/// Without a zone only days can be told apart.
fn days_ago(value: &str, now: Timestamp) -> String {
    let day = value.get(..10).and_then(|day| day.parse::<Date>().ok());
    let Some(day) = day else { return value.to_owned() };
    let today = now.to_zoned(jiff::tz::TimeZone::UTC).date();
    let days = today.since(day).map_or(0, |span| i64::from(span.get_days()));
    match days {
        ..=0 => "today or yesterday".to_owned(),
        1 => "about a day ago".to_owned(),
        _ => span(days * 86_400),
    }
}

/// A word or sentence that begins with a capital.
pub fn capital(word: &str) -> String {
    let mut signs = word.chars();
    signs.next().map_or(String::new(), |first| first.to_uppercase().chain(signs).collect())
}

/// `1 statement`, `12 statements`.
pub fn plural(count: i64, noun: &str) -> String {
    match count {
        1 => format!("1 {noun}"),
        _ if noun.ends_with("ry") => format!("{} {}ies", thousands(count), noun.trim_end_matches('y')),
        _ => format!("{} {noun}s", thousands(count)),
    }
}

/// `12,345`.
pub fn thousands(count: i64) -> String {
    let digits = count.unsigned_abs().to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if count < 0 { format!("-{text}") } else { text }
}

/// Who speaks, with the side that they speak for.
pub fn who(speakers: &[Speaker], outlet: &str) -> Markup {
    html! {
        @if speakers.is_empty() {
            span.who dir="auto" { (outlet) } " " span.dim { "own voice" }
        }
        @for (at, speaker) in speakers.iter().enumerate() {
            @if at > 0 { "; " }
            span.who dir="auto" { (speaker.name) }
            @if let Some(party) = speaker.party.as_ref().filter(|party| **party != speaker.name) {
                " " span.party { (party) }
            }
            @if speaker.anonymous { " " span.dim { "not named" } }
        }
    }
}

/// A statement in a list.
pub fn statement(statement: &Statement) -> Markup {
    html! { li.statement data-item { (told(statement)) } }
}

/// A statement without what stands around it in a list.
pub fn told(statement: &Statement) -> Markup {
    html! {
            p.says {
                (who(&statement.speakers, &statement.outlet))
                @if !statement.via.is_empty() { " " span.dim { "via " (statement.via.join(", ")) } }
                " " span.dim { (manner(statement)) }
                @if let Some(confidence) = statement.confidence { " " (sure(confidence)) }
            }
            p.content dir="auto" { a href={ "/statements/" (statement.id) } { (statement.content) } }
            @if let Some(error) = &statement.error { p.notice { (error) } }
            (values(statement))
            p.meta {
                a href={ "/articles/" (statement.article) } dir="auto" { (statement.headline.as_deref().unwrap_or("(no headline)")) }
                " · " span dir="auto" { (statement.outlet) } " · " (statement.day)
                @if let Some(origin) = statement.origin.as_ref().filter(|origin| **origin != statement.outlet) { " · told by " span dir="auto" { (origin) } }
                @for question in &statement.questions { " · " a href={ "/questions/" (question) } { (question) } }
                @if !statement.review.is_empty() { " · " (review(&statement.review)) }
            }
    }
}

/// How likely a statement is read right: `97 %`.
pub fn sure(confidence: f64) -> Markup {
    html! { span.sure title="how likely it is read right" { (format!("{:.0} % sure", confidence * 100.0)) } }
}

/// How it is said, where that is not the plain case.
pub fn manner(statement: &Statement) -> String {
    match statement.certainty.as_str() {
        "asserted" => statement.mode.clone(),
        certainty => format!("{}, {certainty}", statement.mode),
    }
}

/// Figures, places and moments.
pub fn values(statement: &Statement) -> Markup {
    let has = !(statement.figures.is_empty() && statement.places.is_empty() && statement.moments.is_empty());
    html! {
        @if has {
            ul.values {
                (pieces("figure", &statement.figures))
                (pieces("place", &statement.places))
                (pieces("moment", &statement.moments))
            }
        }
    }
}

fn pieces(kind: &str, pieces: &[Piece]) -> Markup {
    html! { @for piece in pieces { li.(kind) dir="auto" title=(format!("“{}”", piece.words)) { (piece.shown) } } }
}

/// A decision's word.
pub fn review(word: &str) -> Markup {
    html! { span.badge.(word) { (word) } }
}

/// A standing's labels.
pub fn labels(standing: &Standing) -> Markup {
    html! { @for label in &standing.labels { span.badge.(label.replace(' ', "-")) { (label) } " " } }
}

/// A question in a list.
pub fn question(question: &Question, was: Option<Option<&str>>, now: Timestamp) -> Markup {
    html! {
        li.question data-item {
            h3 { a href={ "/questions/" (question.id) } dir="auto" { (question.asks) } }
            p { @if was == Some(None) { span.badge.new { "new" } " " } (labels(&question.standing)) (question.standing.words) }
            @if let Some(was) = was {
                @match was {
                    None => {},
                    Some(was) if was != question.standing.words => p.was { span.dim { "before: " } del { (was) } },
                    Some(_) => p.was { span.dim { "the same standing, more answers" } },
                }
            }
            p.meta {
                (question.standing.counted) " · changed " (ago(question.changed, now))
            }
        }
    }
}

/// The hidden part of every form: whose it is, that it is sent once, where it leads back to.
pub fn hidden(visitor: &Visitor, back: Option<&str>) -> Markup {
    html! {
        input type="hidden" name="csrf" value=(visitor.csrf);
        input type="hidden" name="once" value=(super::door::key().unwrap_or_default());
        @if let Some(back) = back { input type="hidden" name="back" value=(back); }
    }
}

/// What to do where there is nothing yet.
pub fn empty(what: &str, then: Markup) -> Markup {
    html! { section.empty { p.big { (what) } (then) } }
}

/// Words in which `ticks` mark what is quoted, as quotations.
pub fn ticked(words: &str) -> Markup {
    html! { @for (at, part) in words.split('`').enumerate() { @if at % 2 == 1 { q dir="auto" { (part) } } @else { (part) } } }
}

/// A table's list of names with counts, as bars.
pub fn counted(
    title: &str,
    rows: &[sayso_ledger::desk::Listed],
    link: impl Fn(&sayso_ledger::desk::Listed) -> Option<String>,
) -> Markup {
    let most = rows.iter().map(|row| row.count).max().unwrap_or(1).max(1);
    html! {
        @if !rows.is_empty() {
            section.counted {
                h2 { (title) }
                ul {
                    @for row in rows {
                        li {
                            @match link(row) {
                                Some(address) => a href=(address) dir="auto" { (row.name) },
                                None => span dir="auto" { (row.name) },
                            }
                            svg.bar viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true" {
                                rect width=(row.count * 100 / most) height="4" {}
                            }
                            span.count { (thousands(row.count)) }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_in_words() {
        for (seconds, words) in [
            (5, "just now"),
            (90, "1 minute ago"),
            (7200, "2 hours ago"),
            (-300, "in 5 minutes"),
            (86_400 * 3, "3 days ago"),
            (86_400 * 90, "3 months ago"),
            (86_400 * 800, "2 years ago"),
        ] {
            assert_eq!(span(seconds), words);
        }
    }

    #[test]
    fn counts_in_words() {
        assert_eq!(plural(1, "story"), "1 story");
        assert_eq!(plural(1234, "story"), "1,234 stories");
        assert_eq!(plural(7, "day"), "7 days");
        assert_eq!(thousands(-1_234_567), "-1,234,567");
    }
}
