//! Names of places to coordinates on GeoWebNews and the first half of the Local-Global Lexicon.
//!
//! Counted are the names whose GeoNames entry our gazetteer holds. `given` tells the names and
//! asks for the entry; `found` has the whole text read and counts a name as missed where no
//! place of ours overlaps it. Right is within 161 km (100 miles), as is usual in the field.
//! Names that the gazetteer lacks are counted apart: putting one elsewhere is worse than leaving
//! it unknown. Rules are made by the mistakes of every second article, the open half; how the
//! kept half does beside it says whether they hold.

use std::collections::HashSet;
use std::sync::LazyLock;

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
    for (title, articles) in sets()? {
        println!("{title}: {} articles", articles.len());
        let (mut open, mut kept) = (Tally::default(), Tally::default());
        for (at, article) in articles.iter().enumerate() {
            let tally = if is_open(at) { &mut open } else { &mut kept };
            judge(article).iter().for_each(|judged| tally.add(judged));
        }
        println!("                      names   given   found   unknown, put elsewhere");
        open.print("open");
        kept.print("kept");
        open.and(&kept).print("all");
    }
    Ok(())
}

/// Prints what goes wrong in the open half of both sets. The kept half is for measuring only.
pub fn mistakes() -> Result<()> {
    for (title, articles) in sets()? {
        println!("{title}, open half");
        for article in articles.iter().enumerate().filter(|(at, _)| is_open(*at)).map(|(_, article)| article)
        {
            for judged in judge(article) {
                if let Some(mistake) = judged.mistake() {
                    println!("  {mistake:10} {} -> {}", judged.around, judged.given);
                }
            }
        }
    }
    Ok(())
}

fn is_open(at: usize) -> bool {
    at % 2 == 1
}

fn sets() -> Result<Vec<(&'static str, Vec<Article>)>> {
    [
        ("GeoWebNews", "GWN.xml", geo_web_news as fn(Node) -> Option<Article>),
        ("Local-Global Lexicon, first half", "lgl-first-half.xml", local_global),
    ]
    .into_iter()
    .map(|(title, file, read)| {
        let xml = std::fs::read_to_string(data::path("places")?.join(file))?;
        let xml = Xml::parse(&xml).with_context(|| format!("cannot read `{file}`"))?;
        let articles = xml.root_element().children().filter(|node| node.has_tag_name("article"));
        Ok((title, articles.filter_map(read).collect()))
    })
    .collect()
}

/// How one name was resolved.
struct Judged {
    held: bool,
    given_right: bool,
    found_right: bool,
    put_elsewhere: bool,
    around: String,
    given: String,
}

impl Judged {
    fn mistake(&self) -> Option<&'static str> {
        match () {
            _ if self.put_elsewhere => Some("elsewhere"),
            _ if self.held && !self.given_right => Some("wrong"),
            _ if self.held && !self.found_right => Some("not found"),
            _ => None,
        }
    }
}

fn judge(article: &Article) -> Vec<Judged> {
    static HELD: LazyLock<HashSet<u32>> = LazyLock::new(|| Entry::all().map(Entry::id).collect());
    let document = sayso_text::annotate(&article.text, &data::lines(&article.text), None);
    let spans: Vec<Span> = article.names.iter().map(|name| name.span).collect();
    let resolved = resolve(&document, &spans);
    let judged = |name: &Name| {
        let right =
            |place: &Place| place.entry.is_some_and(|entry| distance(entry.spot(), name.spot) <= NEAR);
        let here = |places: &[Place]| places.iter().find(|place| place.span.overlaps(name.span)).cloned();
        let (given, found) = (here(&resolved), here(&document.places));
        let held = HELD.contains(&name.id);
        let given_right = given.as_ref().is_some_and(right);
        Judged {
            held,
            given_right,
            found_right: found.as_ref().is_some_and(right),
            put_elsewhere: !held && !given_right && given.as_ref().is_some_and(|place| place.entry.is_some()),
            around: around(&article.text, name.span),
            given: given.map_or("nothing".into(), |place| place.shown(&document)),
        }
    };
    article.names.iter().map(judged).collect()
}

/// A name between brackets in its words.
fn around(text: &str, span: Span) -> String {
    const LETTERS: usize = 50;
    let (before, name, after) = (&text[..span.start], &text[span.start..span.end], &text[span.end..]);
    let start = before.char_indices().rev().nth(LETTERS).map_or(0, |(at, _)| at);
    let end = after.char_indices().nth(LETTERS).map_or(after.len(), |(at, _)| at);
    format!("{}[{name}]{}", &before[start..], &after[..end]).replace('\n', " ")
}

#[derive(Default)]
struct Tally {
    held: usize,
    given: usize,
    found: usize,
    unknown: usize,
    elsewhere: usize,
}

impl Tally {
    fn add(&mut self, judged: &Judged) {
        self.held += usize::from(judged.held);
        self.given += usize::from(judged.held && judged.given_right);
        self.found += usize::from(judged.held && judged.found_right);
        self.unknown += usize::from(!judged.held);
        self.elsewhere += usize::from(judged.put_elsewhere);
    }

    fn and(&self, other: &Tally) -> Tally {
        Tally {
            held: self.held + other.held,
            given: self.given + other.given,
            found: self.found + other.found,
            unknown: self.unknown + other.unknown,
            elsewhere: self.elsewhere + other.elsewhere,
        }
    }

    fn print(&self, half: &str) {
        let percent = |part: usize, whole: usize| 100.0 * part as f64 / whole as f64;
        println!(
            "  {half:14} {:5} + {:4}  {:5.1} %  {:5.1} %  {:5.1} %",
            self.held,
            self.unknown,
            percent(self.given, self.held),
            percent(self.found, self.held),
            percent(self.elsewhere, self.unknown)
        );
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
