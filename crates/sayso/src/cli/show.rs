//! A report in the terminal: its head, then its statements as a table for people.
//!
//! Colour is written always; the stream takes it out where nobody would see it.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use textwrap::Options;
use textwrap::core::display_width;

use super::percent;
use crate::report::{Claim, Report, Time};

const DIM: Style = Style::new().dimmed();
const BOLD: Style = Style::new().bold();
const SOURCE: Style = AnsiColor::Cyan.on_default().bold();
const FIGURE: Style = AnsiColor::Yellow.on_default();
const PLACE: Style = AnsiColor::Green.on_default();
const MOMENT: Style = AnsiColor::Magenta.on_default();

/// The terminal's width, kept to what is comfortable to read.
pub fn width() -> usize {
    terminal_size::terminal_size().map_or(100, |(width, _)| usize::from(width.0)).clamp(40, 120)
}

/// The whole report.
pub fn report(report: &Report, furniture: bool, width: usize) -> String {
    let mut out = String::new();
    head(&mut out, report, width);
    statements(&mut out, report, width);
    set_aside(&mut out, report, furniture, width);
    out
}

fn head(out: &mut String, report: &Report, width: usize) {
    let head = &report.head;
    let title = head.headline.as_ref().map_or("(no headline)", |headline| headline.value.as_str());
    for line in textwrap::wrap(&plain(title), width) {
        line_of(out, &format!("{BOLD}{line}{BOLD:#}"));
    }
    let byline: Vec<&str> = head.byline.iter().map(|author| author.value.as_str()).collect();
    let language = match (head.language.as_str(), head.language_is_read) {
        ("", _) => "not known".to_owned(),
        (code, true) => code.to_owned(),
        (code, false) => format!("{code}, which is not read: no statements are looked for"),
    };
    let rows = [
        ("outlet", head.outlet.as_ref().map(|outlet| outlet.value.clone())),
        ("byline", (!byline.is_empty()).then(|| byline.join(", "))),
        ("published", head.published.as_ref().map(time)),
        ("updated", head.updated.as_ref().map(time)),
        ("shown as", head.age_shown.as_ref().map(|age| format!("“{}”", age.value))),
        ("language", Some(language)),
        ("label", head.label.as_ref().map(|label| label.value.clone())),
        ("text", (!head.complete).then(|| cut(report))),
        ("input", Some(report.input.clone())),
    ];
    for (name, value) in rows {
        if let Some(value) = value {
            let indent = " ".repeat(12);
            let value = plain(&value);
            let wrapped = textwrap::wrap(
                &value,
                Options::new(width).initial_indent(&indent).subsequent_indent(&indent),
            );
            for (at, line) in wrapped.iter().enumerate() {
                let label = if at == 0 { name } else { "" };
                line_of(out, &format!("  {DIM}{label:10}{DIM:#}{}", line.get(12..).unwrap_or("")));
            }
        }
    }
}

fn time(time: &Time) -> String {
    let value = time.value.replacen('T', " ", 1);
    let zone = match &time.zone {
        Some(zone) => zone.clone(),
        None if time.value.contains('T') && !time.value.ends_with('Z') && !has_offset(&time.value) => {
            "zone unknown".to_owned()
        }
        None => String::new(),
    };
    format!("{value} {zone}").trim_end().to_owned()
}

fn has_offset(value: &str) -> bool {
    value.rsplit('T').next().is_some_and(|clock| clock.contains(['+', '-']))
}

fn cut(report: &Report) -> String {
    match &report.head.more_link {
        Some(link) => format!("looks cut: “{}”", link.value),
        None => "looks cut".to_owned(),
    }
}

/// The columns of a statement's first line.
struct Columns {
    source: usize,
    via: usize,
    said: usize,
}

const NUMBER: usize = 4;
const MODE: usize = 9;
const CERTAINTY: usize = 9;
const SURE: usize = 5;

fn statements(out: &mut String, report: &Report, width: usize) {
    if report.statements.is_empty() {
        line_of(out, &format!("\n  {DIM}no statements{DIM:#}"));
        return;
    }
    let widest = |value: &dyn Fn(&Claim) -> String, least: usize, most: usize| {
        report
            .statements
            .iter()
            .map(|claim| display_width(&value(claim)))
            .max()
            .unwrap_or(0)
            .clamp(least, most)
    };
    let rest = width.saturating_sub(NUMBER + MODE + CERTAINTY + SURE + 6);
    let via = widest(&via, 3, rest / 5);
    let said = widest(&said, 4, rest / 3);
    let source = widest(&|claim| source(report, claim), 6, rest.saturating_sub(via + said + 4));
    let columns = Columns { source, via, said };
    line_of(out, &format!("\n{DIM}{}{DIM:#}", header(&columns)));
    for claim in &report.statements {
        statement(out, report, claim, &columns, width);
    }
}

fn statement(out: &mut String, report: &Report, claim: &Claim, columns: &Columns, width: usize) {
    let style = if claim.voice == "own" { DIM } else { SOURCE };
    let cells = [source(report, claim), via(claim), said(claim)].map(|cell| plain(&cell));
    let widths = [columns.source, columns.via, columns.said];
    let wrapped: Vec<Vec<String>> = cells
        .iter()
        .zip(widths)
        .map(|(cell, width)| {
            textwrap::wrap(cell, width.max(4)).into_iter().map(|line| line.into_owned()).collect()
        })
        .collect();
    let lines = wrapped.iter().map(Vec::len).max().unwrap_or(1).max(1);
    for line in 0..lines {
        let cell = |column: usize| wrapped[column].get(line).map_or("", String::as_str);
        let (number, mode, certainty, sure) = match line {
            0 => ((claim.id + 1).to_string(), claim.mode, claim.certainty, percent(claim.confidence)),
            _ => (String::new(), "", "", String::new()),
        };
        let source = pad(cell(0), columns.source);
        let rest = format!(
            "  {}  {}  {}  {}  {sure}",
            pad(cell(1), columns.via),
            pad(cell(2), columns.said),
            pad(mode, MODE),
            pad(certainty, CERTAINTY)
        );
        line_of(out, &format!("{DIM}{number:>3}{DIM:#} {style}{source}{style:#}{}", rest.trim_end()));
    }
    let content: Vec<&str> = claim.content.iter().map(|quote| quote.text.as_str()).collect();
    indented(out, &content.join(" … "), NUMBER, width, Style::new());
    for figure in &claim.figures {
        indented(out, &figure.shown, NUMBER + 2, width, FIGURE);
    }
    for place in &claim.places {
        indented(out, &place.shown, NUMBER + 2, width, PLACE);
    }
    for moment in &claim.moments {
        indented(out, &moment.shown, NUMBER + 2, width, MOMENT);
    }
    for reference in &claim.refers {
        indented(out, &format!("“{}”: {}", reference.at.text, reference.to.text), NUMBER + 2, width, DIM);
    }
    if let Some(outer) = claim.nested_in {
        indented(out, &format!("within {}", outer + 1), NUMBER + 2, width, DIM);
    }
}

/// The names of the columns.
fn header(columns: &Columns) -> String {
    format!(
        "    {}  {}  {}  {}  {}  SURE",
        pad("SOURCE", columns.source),
        pad("VIA", columns.via),
        pad("SAID", columns.said),
        pad("MODE", MODE),
        pad("CERTAINTY", CERTAINTY)
    )
}

fn pad(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(display_width(text))))
}

/// Who says it: names with their roles and parties, `not named` where so.
fn source(report: &Report, claim: &Claim) -> String {
    if claim.voice == "own" {
        let outlet = report.head.outlet.as_ref().map_or("the outlet", |outlet| outlet.value.as_str());
        return format!("{outlet}, own voice");
    }
    if claim.actor.is_empty() {
        return "not named".to_owned();
    }
    claim.actor.iter().map(actor).collect::<Vec<_>>().join("; ")
}

fn actor(actor: &crate::report::Actor) -> String {
    let mut shown = actor.name.clone();
    if let Some(role) = &actor.role {
        shown = format!("{shown}, {role}");
    }
    if let Some(party) = actor.party.as_ref().filter(|party| !shown.contains(party.as_str())) {
        shown = format!("{shown} ({party})");
    }
    if actor.anonymous {
        shown += ", not named";
    }
    if actor.at.is_none() {
        shown += ", understood";
    }
    shown
}

fn via(claim: &Claim) -> String {
    claim.via.iter().map(|via| via.at.text.as_str()).collect::<Vec<_>>().join(", ")
}

fn said(claim: &Claim) -> String {
    claim.said.as_ref().map_or_else(String::new, |moment| moment.shown.clone())
}

fn indented(out: &mut String, text: &str, indent: usize, width: usize, style: Style) {
    let blank = " ".repeat(indent);
    for line in
        textwrap::wrap(&plain(text), Options::new(width).initial_indent(&blank).subsequent_indent(&blank))
    {
        line_of(out, &format!("{style}{line}{style:#}"));
    }
}

fn set_aside(out: &mut String, report: &Report, furniture: bool, width: usize) {
    let aside: Vec<_> = report.blocks.iter().filter(|block| !block.keep).collect();
    if aside.is_empty() {
        return;
    }
    let mut kinds: Vec<(&str, usize)> = Vec::new();
    for block in &aside {
        match kinds.iter_mut().find(|(role, _)| *role == block.role) {
            Some((_, count)) => *count += 1,
            None => kinds.push((block.role, 1)),
        }
    }
    let kinds: Vec<String> = kinds.into_iter().map(|(role, count)| format!("{count} {role}")).collect();
    let hint = if furniture { "" } else { " (--furniture shows them)" };
    let count = aside.len();
    let blocks = if count == 1 { "block" } else { "blocks" };
    let line = format!("{count} {blocks} set aside as furniture: {}{hint}", kinds.join(", "));
    line_of(out, "");
    indented(out, &line, 0, width, DIM);
    if furniture {
        for block in aside {
            indented(out, &format!("{:16} {}", block.role, block.quote.text), 2, width, DIM);
        }
    }
}

fn line_of(out: &mut String, line: &str) {
    // Writing to a string does not fail.
    let _ = writeln!(out, "{}", line.trim_end_matches(' '));
}

/// Text from a page may hold escape codes and marks that turn the direction of writing: a
/// terminal must not obey them.
fn plain(text: &str) -> String {
    let obeyed = |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().map(|c| if obeyed(c) || c == '\u{a0}' { ' ' } else { c }).collect()
}
