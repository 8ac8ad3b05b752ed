//! The data of a report's head: what its lines say, what its page says of itself, and
//! which of the two is kept.
//!
//! Where sources disagree on a day, the more trusted source wins, unless a line under the
//! headline has an earlier day: data are made anew with a page, its line stays. Where they
//! agree on the day, the one that says most of the time wins. The day of a change is never
//! taken for the day of publication.

use std::ops::Range;

use dom_query::{Document, Element, LocalName, NodeRef, local_name};
use jiff::civil::Time;
use jiff::tz::Offset;

use crate::byline::{self, Called, Line};
use crate::json_ld::{self, Told};
use crate::phrases;
use crate::stamp::{self, Origin, Stamp};
use crate::{Article, Block, Found, Role, role};

/// An article of which only text and blocks are known.
pub fn empty(text: String, blocks: Vec<Block>) -> Article {
    Article {
        text,
        blocks,
        headline: None,
        outlet: None,
        authors: Vec::new(),
        published: None,
        updated: None,
        language: None,
        label: None,
        age_shown: None,
        complete: true,
        more_link: None,
        url: None,
    }
}

/// Fills in what the blocks themselves say.
pub fn from_blocks(article: &mut Article) {
    let seen = |article: &Article, role: Role| {
        let block = article.blocks.iter().find(|block| block.role == role)?;
        Some(Found::seen(article.words(block), block.span.clone()))
    };
    article.headline = seen(article, Role::Headline);
    article.label = label(article);
    article.more_link = seen(article, Role::MoreLink).filter(|link| cuts(&link.value));
    article.complete = article.more_link.is_none() && !is_cut(article);
    for line in lines_near_the_body(article) {
        from_line(article, line);
    }
    article.outlet = article.outlet.take().or_else(|| outlet_line(article));
    if let Some(first) = first_published(article) {
        article.published = Some(first);
    }
    if article.published.is_none() && article.updated.is_none() {
        article.published = only_day(article).or_else(|| dateline_day(article));
    }
}

/// The day in `This article was originally published on 3 May 2019 and has been updated.`
fn first_published(article: &Article) -> Option<Stamp> {
    article.blocks.iter().find_map(|block| {
        let words = article.words(block);
        let (at, stamp) = byline::first_published(words)?;
        let start = block.span.start;
        Some(Stamp { span: Some(start + at.start..start + at.end), ..stamp })
    })
}

/// `BHUBANESWAR, May 31, 2024 (IANS) - ...`: the day in a dateline that says its year.
fn dateline_day(article: &Article) -> Option<Stamp> {
    let block = article.blocks.iter().find(|block| block.role == Role::Body)?;
    let words = article.words(block);
    let near = &words[..words.floor_char_boundary(80)];
    let dash = [" - ", " – ", " — ", " -- "].iter().filter_map(|dash| near.find(dash)).min()?;
    let town = near.split([',', ' ']).next().filter(|town| town.chars().count() > 2)?;
    let capitals = town.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
    let (at, stamp) = stamp::find(near.get(..dash).filter(|_| capitals)?, Origin::VisibleLine)?;
    let start = block.span.start;
    Some(Stamp { span: Some(start + at.start..start + at.end), ..stamp })
}

/// The day of the only date line on the page: where there are several, they are other reports';
/// one with a time of day may be a live blog's entry.
fn only_day(article: &Article) -> Option<Stamp> {
    let lines = article.blocks.iter().filter(|block| block.role == Role::Dates);
    let mut days = lines.filter_map(|block| {
        let published = byline::read(article.words(block))?.published?;
        let span =
            published.span.clone().map(|span| span.start + block.span.start..span.end + block.span.start);
        Some(Stamp { span, ..published })
    });
    let day = days.next()?;
    (day.time.is_none() && days.all(|other| other.date == day.date)).then_some(day)
}

/// "Read more" alone leads to other reports as often as to the rest of this one.
fn cuts(link: &str) -> bool {
    !matches!(phrases::plain(link).as_str(), "read more" | "see more" | "more" | "show more" | "learn more")
}

fn label(article: &Article) -> Option<Found> {
    let headline = article.blocks.iter().position(|block| block.role == Role::Headline)?;
    let near = article
        .blocks
        .iter()
        .enumerate()
        .filter(|(at, block)| block.role == Role::Label && at.abs_diff(headline) <= 6);
    let (_, block) = near.min_by_key(|(at, _)| at.abs_diff(headline))?;
    Some(Found::seen(article.words(block), block.span.clone()))
}

/// The last paragraph breaks off.
fn is_cut(article: &Article) -> bool {
    let last = article.blocks.iter().rev().find(|block| block.role == Role::Body);
    let words = last.map(|block| article.words(block).trim_end()).unwrap_or_default();
    words.ends_with("[…]")
        || words.ends_with("[...]")
        || (words.ends_with(['…']) || words.ends_with("...")) && words.len() > 60
}

/// A line that says who wrote it and when, and where it stands.
struct NearLine {
    line: Line,
    span: Range<usize>,
}

/// Byline and date lines from a little before the headline on; elsewhere they are other
/// reports' ones.
fn lines_near_the_body(article: &Article) -> Vec<NearLine> {
    let kept = |role: Role| article.blocks.iter().position(|block| block.role == role);
    let start = kept(Role::Headline).or_else(|| kept(Role::Body)).unwrap_or(0).saturating_sub(8);
    let last = article.blocks.iter().rposition(|block| block.role == Role::Body).unwrap_or(0) + 10;
    let under = under_headline(article, 0);
    let head_end = if has_one_day_line(article) { under_headline(article, 1).end } else { under.end };
    let near = article.blocks.iter().enumerate().take(last).skip(start);
    near.filter_map(|(at, block)| {
        let words = article.words(block);
        let loose = || under.contains(&at).then(|| byline::days(words)).flatten();
        let mut line = if is_line(block.role) { byline::read(words) } else { loose() }?;
        let label = at.checked_sub(1).and_then(|before| article.blocks.get(before));
        line.name_day(label.and_then(|label| byline::called(article.words(label))));
        // Further down, a bare time is an entry's of a live blog, or another report's.
        if !line.labelled && at >= head_end && Some(at) > kept(Role::Body) {
            line.published = None;
        }
        Some(NearLine { line, span: block.span.clone() })
    })
    .collect()
}

/// A second day or age would make them entries of a live blog, or other reports'.
fn has_one_day_line(article: &Article) -> bool {
    let lines = article.blocks.iter().filter(|block| is_line(block.role));
    let dated = lines.filter_map(|block| byline::read(article.words(block)));
    dated.filter(|line| line.published.is_some() || line.age.is_some()).take(2).count() == 1
}

fn is_line(role: Role) -> bool {
    matches!(role, Role::Byline | Role::Dates | Role::BylineAndDates)
}

/// The few blocks between the headline and the first paragraph, whatever they are for; or
/// those up to a later one, since paragraphs that sum the report up may come before it.
fn under_headline(article: &Article, summing: usize) -> Range<usize> {
    let Some(headline) = article.blocks.iter().position(|block| block.role == Role::Headline) else {
        return 0..0;
    };
    let start = headline + 1;
    let few = article.blocks.iter().enumerate().skip(start).take(8);
    let mut paragraphs = few.clone().filter(|(_, block)| role::is_sentence(article.words(block)));
    start..paragraphs.nth(summing).map_or(start + few.count(), |(at, _)| at)
}

/// The outlet's name alone under the headline.
fn outlet_line(article: &Article) -> Option<Found> {
    let block = article
        .blocks
        .iter()
        .find(|block| block.role == Role::Byline && byline::read(article.words(block)).is_none())?;
    Some(Found::seen(article.words(block), block.span.clone()))
}

fn from_line(article: &mut Article, NearLine { line, span }: NearLine) {
    let Line { authors, outlet, published, updated, age, .. } = line;
    let shifted = |stamp: Option<Stamp>| {
        stamp.map(|stamp| Stamp {
            span: stamp.span.map(|s| s.start + span.start..s.end + span.start),
            ..stamp
        })
    };
    if article.published.is_none() {
        article.published = shifted(published);
    }
    if article.updated.is_none() {
        article.updated = shifted(updated);
    }
    let place = |value: &str, text: &str| {
        let at = text[span.clone()].find(value)?;
        Some(span.start + at..span.start + at + value.len())
    };
    if article.age_shown.is_none() {
        article.age_shown = age.map(|age| Found {
            span: place(&age, &article.text),
            value: age,
            origin: Origin::VisibleLine,
        });
    }
    let found =
        |name: String| Found { span: place(&name, &article.text), value: name, origin: Origin::VisibleLine };
    let outlet = outlet.map(found);
    let authors: Vec<Found> = authors.into_iter().map(found).collect();
    article.outlet = article.outlet.take().or(outlet);
    if article.authors.is_empty() {
        article.outlet = article
            .outlet
            .take()
            .or_else(|| authors.iter().find(|name| crate::text::is_outlet(&name.value)).cloned());
        article.authors = people_first(authors);
    }
}

/// Outlets are authors only where nobody else is.
fn people_first(authors: Vec<Found>) -> Vec<Found> {
    let (outlets, people): (Vec<Found>, Vec<Found>) =
        authors.into_iter().partition(|name| crate::text::is_outlet(&name.value));
    if people.is_empty() { outlets } else { people }
}

/// What a page's head and marks say.
#[derive(Debug, Default)]
pub struct Head {
    titles: Vec<Found>,
    outlet: Vec<Found>,
    authors: Vec<Found>,
    published: Vec<Stamp>,
    updated: Vec<Stamp>,
    language: Option<Found>,
    url: Option<Found>,
}

/// Reads everything that a page says of itself besides its lines.
pub fn read(document: &Document, json_ld: &[String], url: Option<&str>) -> Head {
    let mut head = Head::default();
    told(&mut head, json_ld::read(json_ld));
    let mut marks = Marks::default();
    visit(&document.root(), &mut head, &mut marks);
    head.titles.extend(marks.title.map(|title| Found::told(title, Origin::Meta)));
    head.authors.extend(marks.authors.into_iter().map(|name| Found::told(name, Origin::Markup)));
    head.published.extend(marks.published);
    head.updated.extend(marks.updated);
    head.published.extend(
        url.and_then(stamp::in_url).or_else(|| head.url.as_ref().and_then(|url| stamp::in_url(&url.value))),
    );
    head.url = head.url.or_else(|| url.map(|url| Found::told(url, Origin::Given)));
    head
}

/// Takes in structured data.
fn told(head: &mut Head, told: Told) {
    let Told { headlines, outlets, authors, published, updated, languages } = told;
    let found = |values: Vec<String>| values.into_iter().map(|value| Found::told(value, Origin::JsonLd));
    head.titles.extend(found(headlines));
    head.outlet.extend(found(outlets));
    head.authors.extend(found(authors));
    head.published.extend(published.iter().filter_map(|text| stamp::parse(text, Origin::JsonLd)));
    head.updated.extend(updated.iter().filter_map(|text| stamp::parse(text, Origin::JsonLd)));
    head.language = head.language.take().or_else(|| found(languages).next());
}

#[derive(Default)]
struct Marks {
    title: Option<String>,
    authors: Vec<String>,
    published: Vec<Stamp>,
    updated: Vec<Stamp>,
}

fn visit(node: &NodeRef, head: &mut Head, marks: &mut Marks) {
    let mut next = node.first_child();
    while let Some(child) = next {
        if child.is_element() {
            element(&child, head, marks);
            visit(&child, head, marks);
        }
        next = child.next_sibling();
    }
}

fn element(node: &NodeRef, head: &mut Head, marks: &mut Marks) {
    let Some(element) = node.element_ref() else { return };
    let attribute = |name| attribute(&element, name).filter(|value| !value.is_empty());
    let name = &*element.name.local;
    match name {
        "html" => {
            let language = attribute(local_name!("lang")).or_else(|| attribute(LocalName::from("xml:lang")));
            head.language = language.map(|tag| Found::told(tag, Origin::Meta)).or(head.language.take());
        }
        "title" if marks.title.is_none() => marks.title = Some(words(node)),
        "link" if attribute(local_name!("rel")).is_some_and(|rel| rel.eq_ignore_ascii_case("canonical")) => {
            head.url = attribute(local_name!("href"))
                .filter(|url| url.starts_with("http"))
                .map(|url| Found::told(url, Origin::Meta))
                .or(head.url.take());
        }
        "meta" => meta(&element, head),
        "time" | "relative-time" | "time-ago" => time(node, marks),
        _ => marked(node, &element, marks),
    }
    if name != "meta"
        && name != "time"
        && let Some(property) =
            attribute(local_name!("itemprop")).or_else(|| attribute(local_name!("property")))
    {
        microdata(node, property, marks);
    }
}

/// An attribute without white space around it.
fn attribute(element: &Element, name: LocalName) -> Option<&str> {
    element.attr_ref(name).map(str::trim)
}

/// The text of an element in single spaces.
fn words(node: &NodeRef) -> String {
    node.text().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn meta(element: &Element, head: &mut Head) {
    let attribute = |name| attribute(element, name);
    let Some(content) = attribute(local_name!("content")).filter(|content| !content.is_empty()) else {
        return;
    };
    if content.starts_with('{') {
        told(head, json_ld::read(&[content.to_owned()]));
        return;
    }
    let names =
        [local_name!("property"), local_name!("name"), local_name!("itemprop"), local_name!("http-equiv")];
    for name in names.into_iter().filter_map(attribute) {
        let name = name.to_ascii_lowercase();
        let origin = match name.split(':').next() {
            Some("og" | "article") => Origin::OpenGraph,
            _ => Origin::Meta,
        };
        let found = || Found::told(content, origin);
        match phrases::meta_day(&name) {
            Some(Called::Published) => head.published.extend(stamp::parse(content, origin)),
            Some(Called::Updated) => head.updated.extend(stamp::parse(content, origin)),
            None => {}
        }
        match name.as_str() {
            "og:title" | "twitter:title" | "dc.title" | "dcterms.title" | "parsely-title"
            | "sailthru.title" | "citation_title" | "headline" => head.titles.push(found()),
            "og:site_name" | "application-name" | "dc.publisher" | "citation_journal_title" | "publisher" => {
                head.outlet.push(found())
            }
            "author"
            | "article:author"
            | "article:author_name"
            | "dc.creator"
            | "dcterms.creator"
            | "dc.creator.name"
            | "parsely-author"
            | "sailthru.author"
            | "citation_author"
            | "byl"
            | "byline"
            | "og:article:author"
            | "authors" => head.authors.push(found()),
            "og:url" => {
                head.url =
                    head.url.take().or_else(|| Some(found()).filter(|url| url.value.starts_with("http")))
            }
            "og:locale" | "content-language" | "language" | "inlanguage" | "dc.language" => {
                head.language = head.language.take().or_else(|| Some(found()))
            }
            _ => {}
        }
    }
}

/// `<time>`: what its marks or the words before it call it.
fn time(node: &NodeRef, marks: &mut Marks) {
    let Some(stamp) = node
        .attr("datetime")
        .and_then(|text| stamp::parse(&text, Origin::TimeTag))
        .or_else(|| stamp::parse(&node.text(), Origin::TimeTag))
    else {
        return;
    };
    let own = ["class", "itemprop", "id"]
        .iter()
        .filter_map(|name| node.attr(name))
        .map(|value| value.to_ascii_lowercase())
        .collect::<Vec<_>>()
        .join(" ");
    let around = node
        .parent()
        .map(|parent| parent.text().chars().take(80).collect::<String>().to_lowercase())
        .unwrap_or_default();
    let before = around.split(|c: char| c.is_ascii_digit()).next().unwrap_or_default().to_owned();
    // A report that was never changed has one day for both: `class="published updated"`.
    let is_both = own.contains("published") && own.contains("updated") && !own.contains("modified");
    if !is_both && ["updat", "modif"].iter().any(|word| own.contains(word) || before.contains(word)) {
        marks.updated.push(stamp);
    } else if !is_in_list_of_others(node) || names_publication(&before) && !is_item(node) {
        marks.published.push(stamp);
    }
}

/// `Published` before a day beside the report tells that it is the report's.
fn names_publication(before: &str) -> bool {
    ["publish", "first publish", "posted"].iter().any(|start| before.trim_start().starts_with(start))
}

/// Inside an item, link or menu: one of several reports.
fn is_item(node: &NodeRef) -> bool {
    let items = ["a", "article", "footer", "li", "nav"];
    node.ancestors_it(Some(8)).any(|outer| items.iter().any(|item| outer.has_name(item)))
}

/// Inside a menu, aside or list of related reports, a day is another report's one.
fn is_in_list_of_others(node: &NodeRef) -> bool {
    node.ancestors_it(Some(8)).any(|outer| {
        let name = outer.node_name().map(|name| name.to_string()).unwrap_or_default();
        let hint = ["class", "id"]
            .iter()
            .filter_map(|name| outer.attr(name))
            .map(|value| value.to_ascii_lowercase())
            .collect::<String>();
        matches!(name.as_str(), "nav" | "aside" | "footer" | "li")
            || ["related", "recommend", "comment", "sidebar", "widget", "latest", "trending", "more-"]
                .iter()
                .any(|word| hint.contains(word))
    })
}

/// `rel=author` and classes that name a byline.
fn marked(node: &NodeRef, element: &Element, marks: &mut Marks) {
    let all = |name| element.attr_ref(name).unwrap_or_default().split_whitespace();
    let rel = all(local_name!("rel")).any(|rel| rel == "author");
    let classed = all(local_name!("class")).any(names_an_author);
    if !(rel || classed)
        || marks.authors.len() > 8
        || is_in_list_of_others(node) && !(rel && is_in_article_footer(node))
    {
        return;
    }
    let text = words(node);
    if text.chars().count() <= 90 {
        marks.authors.push(text);
    }
}

/// `byline`, `author-name`, `post__author`, but not `author-bio` or `author-image`.
fn names_an_author(class: &str) -> bool {
    let ends = [
        "author",
        "byline",
        "author-name",
        "authorname",
        "author_name",
        "author__name",
        "author-link",
        "author__link",
        "byline-name",
        "byline__name",
    ];
    let ends_with = |end: &&str| {
        let start = class.len().checked_sub(end.len());
        start.and_then(|start| class.get(start..)).is_some_and(|last| last.eq_ignore_ascii_case(end))
    };
    ends.iter().any(ends_with) || class.eq_ignore_ascii_case("fn")
}

/// Blogs name the author in the footer of the article itself.
fn is_in_article_footer(node: &NodeRef) -> bool {
    node.ancestors_it(Some(8)).any(|outer| outer.has_name("article") || outer.has_name("main"))
}

fn microdata(node: &NodeRef, property: &str, marks: &mut Marks) {
    let given = ["content", "datetime", "title"].iter().find_map(|name| node.attr(name));
    let value = given.map(|value| value.to_string());
    let value = value.unwrap_or_else(|| words(node));
    if value.chars().count() > 100 {
        return;
    }
    for property in property.split_whitespace() {
        let property = property.to_ascii_lowercase();
        match property.trim_start_matches("schema:") {
            "datepublished" | "datecreated" | "dc:date" | "dc:created" => {
                marks.published.extend(stamp::parse(&value, Origin::Markup))
            }
            "datemodified" | "dc:modified" => marks.updated.extend(stamp::parse(&value, Origin::Markup)),
            "author" | "creator" if !is_in_list_of_others(node) => marks.authors.push(value.clone()),
            _ => {}
        }
    }
}

impl Head {
    /// The headline as the head names it, without the outlet's name behind it.
    pub fn title(&self) -> Option<&str> {
        let title = self.titles.first()?;
        Some(without_outlet(&title.value, self.outlet.first().map(|outlet| outlet.value.as_str())))
    }

    /// Fills an article's head; what the lines say counts as one source more.
    pub fn complete(self, article: &mut Article) {
        if article.headline.is_none()
            && let (Some(title), Some(found)) = (self.title(), self.titles.first())
        {
            article.headline = Some(Found::told(title, found.origin));
        }
        article.outlet = self.outlet.into_iter().next().or(article.outlet.take());
        article.language = self.language;
        article.url = self.url;
        article.updated = best(self.updated, article.updated.take());
        let seen = article.published.take();
        let own = seen.clone().filter(|seen| is_own_day(article, seen));
        let told = published(self.published, seen, article.updated.as_ref());
        article.published = told.map(|told| earlier(told, own));
        if let (Some(published), Some(updated)) = (&article.published, &article.updated)
            && updated.date < published.date
        {
            article.updated = None;
        }
        article.authors =
            authors(self.authors, std::mem::take(&mut article.authors), article.outlet.as_ref());
    }
}

/// The most trusted day, as precisely as anybody has it.
fn best(told: Vec<Stamp>, seen: Option<Stamp>) -> Option<Stamp> {
    let mut all = told;
    all.extend(seen);
    all.sort_by_key(|stamp| stamp.origin);
    let first = all.first()?.clone();
    let near = |stamp: &&Stamp| stamp.date == first.date;
    all.iter()
        .filter(near)
        .max_by(|a, b| a.precision().cmp(&b.precision()).then(b.origin.cmp(&a.origin)))
        .cloned()
}

fn published(told: Vec<Stamp>, seen: Option<Stamp>, updated: Option<&Stamp>) -> Option<Stamp> {
    // A change cannot come before the publication: such a "publication" is another's.
    let possible = |stamp: &Stamp| {
        updated.is_none_or(|updated| stamp.date <= updated.date) || stamp.origin <= Origin::OpenGraph
    };
    let told: Vec<Stamp> = told.into_iter().filter(possible).collect();
    let shown: Vec<Stamp> =
        told.iter().filter(|told| told.origin > Origin::Meta).chain(&seen).cloned().collect();
    let first = best(told, seen)?;
    Some(day_of_address(&first, &shown).unwrap_or(first))
}

/// Data of a report that was made anew name the day of that as its publication; the line that
/// readers see keeps the first.
fn earlier(told: Stamp, own: Option<Stamp>) -> Stamp {
    own.filter(|own| own.date < told.date && !may_be_same_moment(&told, own)).unwrap_or(told)
}

/// Beside the headline, or called publication: a day further down may be another report's.
fn is_own_day(article: &Article, day: &Stamp) -> bool {
    let Some(span) = &day.span else { return false };
    let holds = |block: &&Block| block.span.start <= span.start && span.end <= block.span.end;
    let kept = |role: Role| article.blocks.iter().position(|block| block.role == role);
    let first = kept(Role::Body).unwrap_or(0);
    let end = under_headline(article, 1).end.max(first);
    let start = kept(Role::Headline).unwrap_or(first).saturating_sub(8);
    let head = article.blocks.get(start..end).unwrap_or_default();
    let label = |block: &Block| byline::called(article.text.get(block.span.start..span.start)?);
    head.iter().any(|block| holds(&block))
        || article.blocks.iter().find(holds).and_then(label) == Some(Called::Published)
        || first_published(article).is_some_and(|note| note == *day)
}

/// The day by the outlet's own clock: near midnight, a time in UTC is on another day than
/// the address, which the outlet made at that moment.
fn day_of_address(told: &Stamp, shown: &[Stamp]) -> Option<Stamp> {
    let address = shown.iter().find(|stamp| stamp.origin == Origin::Url)?;
    let same_day = shown.iter().filter(|stamp| stamp.date == address.date);
    may_be_same_moment(told, address).then(|| same_day.max_by_key(|stamp| stamp.precision()))?.cloned()
}

/// Whether a time in UTC is on a day elsewhere that isn't its own.
fn may_be_same_moment(told: &Stamp, day: &Stamp) -> bool {
    let Some(time) = told.time.filter(|_| told.offset == Some(Offset::UTC)) else { return false };
    // Midnight itself is how a day without a time is written.
    time != Time::midnight()
        && (Some(day.date) == told.date.yesterday().ok() && time.hour() < 12
            || Some(day.date) == told.date.tomorrow().ok() && time.hour() >= 10)
}

/// Authors of the first source that has any, as clean names.
fn authors(told: Vec<Found>, seen: Vec<Found>, outlet: Option<&Found>) -> Vec<Found> {
    let mut fallback = Vec::new();
    let seen_first = |origin: Origin| told.iter().filter(move |found| found.origin == origin);
    let sources = [
        seen_first(Origin::JsonLd).cloned().collect::<Vec<_>>(),
        seen_first(Origin::OpenGraph).cloned().collect(),
        seen_first(Origin::Meta).cloned().collect(),
        seen,
        seen_first(Origin::Markup).cloned().collect(),
    ];
    for source in sources {
        let names = clean(source);
        let (same, people): (Vec<Found>, Vec<Found>) = names.into_iter().partition(|name| {
            crate::text::is_outlet(&name.value)
                || outlet.is_some_and(|outlet| phrases::plain(&outlet.value) == phrases::plain(&name.value))
                || is_nobody(&name.value)
        });
        if !people.is_empty() {
            return people;
        }
        if fallback.is_empty() {
            fallback = same.into_iter().filter(|name| !is_nobody(&name.value)).collect();
        }
    }
    fallback
}

fn clean(found: Vec<Found>) -> Vec<Found> {
    let mut names: Vec<Found> = Vec::new();
    for Found { value, origin, span } in found {
        if value.contains("://") || value.contains('@') && value.contains('.') || value.starts_with('/') {
            continue;
        }
        let cut = value.split(['|', '•', '·', '\n']).next().unwrap_or_default().trim();
        let lower = cut.to_lowercase();
        let start = ["written by ", "by: ", "by ", "author: ", "posted by ", "authored by "]
            .iter()
            .find(|start| lower.starts_with(**start) && lower.len() == cut.len());
        let cut = start.map_or(cut, |start| &cut[start.len()..]);
        let mut parts = byline::names_in(cut);
        if parts.is_empty()
            && origin != Origin::Markup
            && cut.chars().count() <= 60
            && cut.chars().any(char::is_alphabetic)
        {
            parts.push(cut.to_owned());
        }
        for part in parts {
            let known = names.iter().any(|name| phrases::plain(&name.value) == phrases::plain(&part));
            if !known && stamp::find(&part, origin).is_none() {
                names.push(Found { value: part, origin, span: span.clone() });
            }
        }
    }
    names
}

/// Accounts and offices that publish for others.
fn is_nobody(name: &str) -> bool {
    matches!(
        phrases::plain(name).as_str(),
        "admin"
            | "administrator"
            | "editor"
            | "staff"
            | "author"
            | "user"
            | "root"
            | "webmaster"
            | "guest"
            | "unknown"
            | "anonymous"
            | "none"
            | "null"
            | "wpadmin"
            | "superadmin"
            | "super user"
            | "contributor"
            | "team"
            | "marketing"
            | "default"
    )
}

fn without_outlet<'a>(title: &'a str, outlet: Option<&str>) -> &'a str {
    let mut cut = title.trim();
    for separator in [" | ", " - ", " – ", " — ", " :: ", " • ", " · "] {
        if let Some((start, end)) = cut.rsplit_once(separator) {
            let is_outlet = outlet.is_some_and(|outlet| phrases::plain(outlet) == phrases::plain(end))
                || phrases::is_outlet(end);
            if is_outlet || (separator == " | " && start.len() > end.len()) {
                cut = start.trim();
            }
        }
    }
    cut
}
