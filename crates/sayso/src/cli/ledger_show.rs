//! What the ledger holds in the terminal: statements, questions, articles, versions, differences.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use sayso_ledger::diff::Diff;
use sayso_ledger::review::Review;
use sayso_ledger::{Answer, Article, Question, Speaker, Statement, Version};

use super::{percent, plural};

const DIM: Style = Style::new().dimmed();
const BOLD: Style = Style::new().bold();
const SOURCE: Style = AnsiColor::Cyan.on_default().bold();
const FIGURE: Style = AnsiColor::Yellow.on_default();
const GONE: Style = AnsiColor::Red.on_default();
const NEW: Style = AnsiColor::Green.on_default();

/// Control signs of a page must not reach the terminal.
fn plain(text: &str) -> String {
    let spaced = text.split_whitespace().collect::<Vec<_>>().join(" ");
    spaced.chars().filter(|c| !c.is_control()).collect()
}

fn wrapped(out: &mut String, text: &str, indent: &str, width: usize) {
    let options = textwrap::Options::new(width).initial_indent(indent).subsequent_indent(indent);
    for line in textwrap::wrap(&plain(text), options) {
        let _ = writeln!(out, "{line}");
    }
}

/// `Ukraine's military intelligence (Ukraine)`, `Western officials, not named`.
fn who(speakers: &[Speaker], outlet: &str) -> String {
    if speakers.is_empty() {
        return format!("{outlet}, own voice");
    }
    let one = |speaker: &Speaker| {
        let party = speaker.party.as_ref().filter(|party| **party != speaker.name);
        let party = party.map_or(String::new(), |party| format!(" ({party})"));
        let unnamed = if speaker.anonymous { ", not named" } else { "" };
        format!("{}{party}{unnamed}", speaker.name)
    };
    plain(&speakers.iter().map(one).collect::<Vec<_>>().join("; "))
}

/// A statement in a list.
pub fn line(out: &mut String, statement: &Statement, width: usize) {
    let via = match statement.via.as_slice() {
        [] => String::new(),
        via => format!(" via {}", plain(&via.join(", "))),
    };
    let _ = writeln!(
        out,
        "{DIM}{}{DIM:#} {} {SOURCE}{}{SOURCE:#}{via} {DIM}· {} · {}{} · {}{DIM:#}",
        statement.id,
        statement.day,
        who(&statement.speakers, &statement.outlet),
        statement.mode,
        statement.certainty,
        statement.confidence.map_or(String::new(), |sure| format!(" · {}", percent(sure))),
        plain(&statement.outlet),
    );
    if let Some(error) = &statement.error {
        wrapped(out, &format!("its words cannot be shown: {error}"), "    ", width);
    }
    wrapped(out, &statement.content, "    ", width);
    let values = statement.figures.iter().chain(&statement.places);
    for value in values {
        let _ = writeln!(out, "      {FIGURE}{}{FIGURE:#}", plain(&value.shown));
    }
}

/// A statement with all that is known of it, in its sentence.
pub fn statement(statement: &Statement, text: &str, reviews: &[Review], width: usize) -> String {
    let mut out = String::new();
    let title = statement.headline.as_deref().unwrap_or("(no headline)");
    let _ = writeln!(out, "{BOLD}{}{BOLD:#}", plain(title));
    for line in textwrap::wrap(&in_sentence(statement, text), width) {
        let _ = writeln!(out, "  {line}");
    }
    let said = match &statement.said {
        [Some(from), Some(to)] if from == to => from.clone(),
        [from, to] if from.is_some() || to.is_some() => {
            format!("{}/{}", from.as_deref().unwrap_or(".."), to.as_deref().unwrap_or(".."))
        }
        _ => "the text does not say".to_owned(),
    };
    let bytes = |spans: &[[usize; 2]]| {
        spans.iter().map(|[start, end]| format!("{start}–{end}")).collect::<Vec<_>>().join(", ")
    };
    let mut rows = vec![
        ("source", who(&statement.speakers, &statement.outlet)),
        ("via", statement.via.join(", ")),
        ("said", said),
        ("mode", statement.mode.clone()),
        ("certainty", statement.certainty.clone()),
        ("confidence", statement.confidence.map_or("not known".to_owned(), percent)),
    ];
    rows.extend(statement.figures.iter().map(|figure| ("figure", located(figure))));
    rows.extend(statement.places.iter().map(|place| ("place", located(place))));
    rows.extend(statement.moments.iter().map(|moment| ("moment", located(moment))));
    rows.push(("origin", statement.origin.clone().unwrap_or_default()));
    rows.push((
        "because",
        statement.evidence.as_ref().map_or(String::new(), |evidence| evidence.words.clone()),
    ));
    rows.push(("answers", statement.questions.join(", ")));
    rows.push(("outlet", statement.outlet.clone()));
    rows.push(("version", format!("{} of {}", statement.version, statement.article)));
    rows.push((
        "bytes",
        format!(
            "source {} · cue {} · content {}",
            bytes(&statement.bytes.source),
            bytes(&statement.bytes.cue),
            bytes(&statement.bytes.content)
        ),
    ));
    rows.push(("read by", statement.engine.clone()));
    rows.push((
        "known",
        match &statement.known_to {
            Some(to) => format!("from {} to {to}", statement.known_from),
            None => format!("since {}", statement.known_from),
        },
    ));
    rows.push(("goes on", statement.replaces.as_ref().map_or(String::new(), |old| format!("from {old}"))));
    rows.push(("review", statement.review.clone()));
    table(&mut out, &rows, width);
    decisions(&mut out, reviews);
    out
}

fn located(piece: &sayso_ledger::Piece) -> String {
    format!("{} · “{}” at {}–{}", piece.shown, piece.words, piece.bytes[0], piece.bytes[1])
}

fn table(out: &mut String, rows: &[(&str, String)], width: usize) {
    for (name, value) in rows.iter().filter(|(_, value)| !value.is_empty()) {
        let indent = " ".repeat(14);
        let value = plain(value);
        let options = textwrap::Options::new(width).initial_indent(&indent).subsequent_indent(&indent);
        for (at, line) in textwrap::wrap(&value, options).iter().enumerate() {
            let label = if at == 0 { name } else { "" };
            let _ = writeln!(out, "  {DIM}{label:10}{DIM:#}  {}", line.get(14..).unwrap_or(""));
        }
    }
}

/// The paragraphs that a statement stands in, with its parts in brackets of their own:
/// `‹source› «cue» [content]`.
fn in_sentence(statement: &Statement, text: &str) -> String {
    let bytes = &statement.bytes;
    let parts = bytes.source.iter().chain(&bytes.cue).chain(&bytes.content);
    let (mut start, mut end) = (usize::MAX, 0);
    for [from, to] in parts {
        (start, end) = (start.min(*from), end.max(*to));
    }
    if start > end {
        return String::new();
    }
    let start = text.get(..start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let end = text.get(end..).and_then(|after| after.find('\n')).map_or(text.len(), |at| end + at);
    let mut marks: Vec<(usize, &str)> = Vec::new();
    for (spans, open, close) in
        [(&bytes.source, "‹", "›"), (&bytes.cue, "«", "»"), (&bytes.content, "[", "]")]
    {
        for [from, to] in spans {
            marks.push((*to, close));
            marks.push((*from, open));
        }
    }
    marks.sort_by_key(|(at, mark)| (*at, matches!(*mark, "‹" | "«" | "[")));
    let mut shown = String::new();
    let mut at = start;
    for (mark, sign) in marks {
        shown.push_str(text.get(at..mark).unwrap_or(""));
        shown.push_str(sign);
        at = mark.max(at);
    }
    shown.push_str(text.get(at..end).unwrap_or(""));
    plain(&shown)
}

fn decisions(out: &mut String, reviews: &[Review]) {
    for review in reviews {
        let undone = if review.undone.is_some() { ", taken back" } else { "" };
        let orphan = if review.orphan { ", of an earlier reading that has no successor" } else { "" };
        let evidence =
            review.evidence.as_ref().map_or(String::new(), |evidence| format!(" · evidence: {evidence}"));
        let words = review.detail.get("words").and_then(|words| words.as_str()).unwrap_or("");
        let _ = writeln!(
            out,
            "  {DIM}review {}{DIM:#}  {} {} by {}{undone}{orphan}{}",
            review.id,
            review.at.strftime("%Y-%m-%d %H:%M"),
            review.action,
            plain(&review.who),
            plain(&format!(" {words}{evidence}")).trim_end(),
        );
    }
}

/// A question in a list.
pub fn question_line(out: &mut String, question: &Question, width: usize) {
    let _ = writeln!(out, "{DIM}{}{DIM:#} {BOLD}{}{BOLD:#}", question.id, plain(&question.asks));
    wrapped(out, &question.standing.words, "    ", width);
    let _ = writeln!(out, "    {DIM}{}{DIM:#}", plain(&question.standing.counted));
}

/// A question with its answers by party, its standing with reasons, and what cannot be compared.
pub fn question(question: &Question, reviews: &[Review], width: usize) -> String {
    let mut out = String::new();
    question_line(&mut out, question, width);
    for reason in &question.standing.reasons {
        wrapped(&mut out, reason, "      · ", width);
    }
    for side in &question.standing.parties {
        let history: Vec<String> = side.history.iter().map(|amount| plain(&amount.shown)).collect();
        let unnamed = if side.named { "" } else { ", not named" };
        let _ = writeln!(
            out,
            "\n  {SOURCE}{}{SOURCE:#}{unnamed}  {FIGURE}{}{FIGURE:#}  {DIM}{}{DIM:#}",
            plain(&side.name),
            history.join(" → "),
            plain(&side.origins.join(", "))
        );
        for answer in question.answers.iter().filter(|answer| belongs(answer, &side.name)) {
            answer_line(&mut out, answer, width);
        }
    }
    for answer in question.answers.iter().filter(|answer| !answer.stands()) {
        let _ = writeln!(out, "\n  {GONE}no longer{GONE:#}");
        answer_line(&mut out, answer, width);
    }
    if !question.not_comparable.is_empty() {
        let _ = writeln!(out, "\n  not comparable");
        for other in &question.not_comparable {
            wrapped(&mut out, &format!("{} {}: {}", other.question, other.asks, other.reason), "    ", width);
        }
    }
    decisions(&mut out, reviews);
    out
}

fn belongs(answer: &Answer, side: &str) -> bool {
    let speaks = |speaker: &Speaker| speaker.party.as_deref().unwrap_or(&speaker.name) == side;
    let own = answer.speakers.is_empty() && answer.outlet == side;
    answer.stands() && (own || answer.speakers.iter().any(speaks))
}

fn answer_line(out: &mut String, answer: &Answer, width: usize) {
    let day = if answer.earlier { "earlier" } else { answer.day.as_str() };
    let _ = writeln!(
        out,
        "    {DIM}{} {day:10}{DIM:#} {} · {} · origin: {}",
        answer.statement,
        plain(&answer.shown),
        plain(&answer.outlet),
        plain(&answer.origin),
    );
    wrapped(out, &answer.reasons, "        ", width);
}

/// An article: its versions, what it copies, its story, its statements.
pub fn article(article: &Article, width: usize) -> String {
    let mut out = String::new();
    for version in &article.versions {
        version_line(&mut out, version);
    }
    for copy in &article.copies {
        let _ = writeln!(
            out,
            "  {} copy: {} of {} ({:.0} %)",
            copy.kind,
            copy.article,
            plain(&copy.outlet),
            copy.share * 100.0
        );
    }
    if let Some(story) = article.story.as_ref().filter(|story| !story.others.is_empty()) {
        let _ = writeln!(out, "  story {}: {}", story.id, plain(&story.title));
        for (id, outlet, headline) in &story.others {
            let _ = writeln!(out, "    {id} {}: {}", plain(outlet), plain(headline.as_deref().unwrap_or("")));
        }
    }
    if let Some(at) = article.refetch_at {
        let _ = writeln!(out, "  looked at again {}", at.strftime("%Y-%m-%d %H:%M UTC"));
    }
    if article.gone {
        let _ = writeln!(out, "  {GONE}gone from its server{GONE:#}");
    }
    let _ = writeln!(out);
    for statement in &article.statements {
        line(&mut out, statement, width);
    }
    out
}

/// A version in a list.
pub fn version_line(out: &mut String, version: &Version) {
    let published = version.head.published.as_deref().unwrap_or("day unknown");
    let _ = writeln!(
        out,
        "{DIM}{} {}{DIM:#} {BOLD}{}{BOLD:#} {DIM}· {} · published {published} · seen {}{DIM:#}",
        version.id,
        version.number,
        plain(version.head.headline.as_deref().unwrap_or("(no headline)")),
        plain(&version.outlet),
        version.seen.strftime("%Y-%m-%d %H:%M UTC"),
    );
}

/// What changed in claims, then in words.
pub fn diff(diff: &Diff, width: usize) -> String {
    let mut out = String::new();
    if diff.claims.is_empty() {
        let _ = writeln!(out, "no claim changed");
    }
    for change in &diff.claims {
        let style = match change.kind.as_str() {
            "statement gone" | "attribution dropped" => GONE,
            "statement added" | "attribution added" => NEW,
            _ => FIGURE,
        };
        let _ = writeln!(out, "{style}{}{style:#}", change.kind);
        wrapped(&mut out, &change.words, "    ", width);
    }
    for paragraph in &diff.paragraphs {
        let mut shown = String::new();
        for run in &paragraph.runs {
            // What went stands in [-…-], what came in {+…+}: readable without colour.
            match run.kind {
                "gone" => shown.push_str(&format!("[-{}-]", run.words.trim())),
                "new" => shown.push_str(&format!("{{+{}+}}", run.words.trim())),
                _ => shown.push_str(&run.words),
            }
        }
        let _ = writeln!(out);
        wrapped(&mut out, &shown, "  ", width);
    }
    let _ = writeln!(
        out,
        "\n{} in claims, {} changed",
        plural(diff.claims.len(), "change"),
        plural(diff.paragraphs.len(), "paragraph")
    );
    out
}
