//! Names of places to coordinates on GeoWebNews and the first half of the Local-Global Lexicon.
//!
//! Counted are the names whose GeoNames entry our gazetteer holds. `given` tells the names and
//! asks for the entry; `found` has the whole text read and counts a name as missed where no
//! place of ours overlaps it. Right is within 161 km (100 miles), as is usual in the field.

use std::collections::HashSet;

use anyhow::{Context as _, Result};
use roxmltree::{Document as Xml, Node};
use sayso_text::place::gazetteer::{Entry, distance};
use sayso_text::place::resolve;
use sayso_text::{Place, Span};

use crate::data;

const NEAR: f64 = 161.0;

struct Name {
    span: Span,
    spot: (f64, f64),
    id: u32,
}

struct Article {
    text: String,
    names: Vec<Name>,
}

/// Prints accuracy for both sets.
pub fn run() -> Result<()> {
    let held: HashSet<u32> = Entry::all().map(Entry::id).collect();
    for (title, file, read) in [
        ("GeoWebNews", "GWN.xml", geo_web_news as fn(Node) -> Option<Article>),
        ("Local-Global Lexicon, first half", "lgl-first-half.xml", local_global),
    ] {
        let xml = std::fs::read_to_string(data::path("places")?.join(file))?;
        let xml = Xml::parse(&xml).with_context(|| format!("cannot read `{file}`"))?;
        let articles: Vec<Article> = xml
            .root_element()
            .children()
            .filter(|node| node.has_tag_name("article"))
            .filter_map(read)
            .collect();
        score(title, &articles, &held);
    }
    Ok(())
}

fn score(title: &str, articles: &[Article], held: &HashSet<u32>) {
    let (mut all, mut count, mut given, mut found) = (0, 0, 0, 0);
    let mut unknown = (0, 0);
    let mut wrong: Vec<String> = Vec::new();
    for article in articles {
        let document = sayso_text::annotate(&article.text, &data::lines(&article.text), None);
        let spans: Vec<Span> = article.names.iter().map(|name| name.span).collect();
        let resolved = resolve(&document, &spans);
        all += article.names.len();
        for name in &article.names {
            let right =
                |place: &Place| place.entry.is_some_and(|entry| distance(entry.spot(), name.spot) <= NEAR);
            let here = |places: &[Place]| places.iter().find(|place| place.span.overlaps(name.span)).cloned();
            if !held.contains(&name.id) {
                unknown.0 += 1;
                unknown.1 +=
                    usize::from(here(&resolved).is_some_and(|place| place.entry.is_some() && !right(&place)));
                continue;
            }
            count += 1;
            let place = here(&resolved);
            given += usize::from(place.as_ref().is_some_and(right));
            found += usize::from(here(&document.places).as_ref().is_some_and(right));
            if !place.as_ref().is_some_and(right) {
                wrong.push(format!(
                    "{} -> {}",
                    document.text(name.span),
                    place.map_or("nothing".into(), |place| place.shown(&document))
                ));
            }
        }
    }
    let percent = |part: usize, whole: usize| 100.0 * part as f64 / whole as f64;
    println!(
        "{title}: {} articles, {all} names with coordinates, {count} of them in the gazetteer",
        articles.len()
    );
    println!("  within 161 km, names given  {:5.1} %", percent(given, count));
    println!("  within 161 km, names found  {:5.1} %", percent(found, count));
    println!(
        "  names not in the gazetteer that got a place elsewhere  {:5.1} % of {}",
        percent(unknown.1, unknown.0),
        unknown.0
    );
    if std::env::var_os("SAYSO_WRONG").is_some() {
        wrong.iter().for_each(|line| println!("    {line}"));
    }
}

fn child<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    node.children().find(|child| child.has_tag_name(name)).and_then(|child| child.text())
}

/// Offsets count code points.
fn span(text: &str, start: usize, end: usize) -> Option<Span> {
    let byte = |at: usize| text.char_indices().map(|(byte, _)| byte).chain([text.len()]).nth(at);
    Some(Span::new(byte(start)?, byte(end)?))
}

fn geo_web_news(node: Node) -> Option<Article> {
    let text = child(node, "text")?.to_owned();
    let names =
        node.children().find(|child| child.has_tag_name("toponyms"))?.children().filter(Node::is_element);
    let names = names
        .filter_map(|name| {
            let number = |field| child(name, field)?.trim().parse::<f64>().ok();
            Some(Name {
                span: span(&text, number("start")? as usize, number("end")? as usize)?,
                spot: (number("latitude")?, number("longitude")?),
                id: child(name, "geonamesID")?.trim().parse().ok()?,
            })
        })
        .collect();
    Some(Article { text, names })
}

fn local_global(node: Node) -> Option<Article> {
    let text = child(node, "text")?.to_owned();
    let names =
        node.children().find(|child| child.has_tag_name("toponyms"))?.children().filter(Node::is_element);
    let names = names
        .filter_map(|name| {
            let tag = name.children().find(|child| child.has_tag_name("gaztag"))?;
            let number = |node: Node, field| child(node, field)?.trim().parse::<f64>().ok();
            Some(Name {
                span: span(&text, number(name, "start")? as usize, number(name, "end")? as usize)?,
                spot: (number(tag, "lat")?, number(tag, "lon")?),
                id: tag.attribute("geonameid")?.parse().ok()?,
            })
        })
        .collect();
    Some(Article { text, names })
}
