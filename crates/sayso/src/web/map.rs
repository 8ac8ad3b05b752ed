//! Statements by place and time, each place as exactly as it is known: a town is a dot, a region
//! and a country are areas, what the gazetteer lacks stands beside the map.

use std::collections::HashMap;
use std::fmt::Write as _;

use jiff::civil::Date;
use maud::{Markup, PreEscaped, html};
use sayso_ledger::Ledger;
use sayso_ledger::desk::{Spot, Spots};
use sayso_ledger::query;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::door::Visitor;
use super::kit;
use super::problem::Problem;
use super::question::field;
use super::shapes::{COUNTRIES, Point, regions};
use super::shell::Page;
use super::site::View;

/// Places with what is said of them.
#[derive(Serialize, JsonSchema)]
pub struct Mapped {
    /// The places and the days.
    #[serde(flatten)]
    found: Spots,
}

/// What is put on the map.
#[derive(Deserialize, JsonSchema)]
pub struct Asked {
    /// A query as in Search.
    #[serde(default)]
    q: String,
    /// The first day.
    #[schemars(with = "Option<String>", extend("format" = "date"))]
    from: Option<Date>,
    /// The last day.
    #[schemars(with = "Option<String>", extend("format" = "date"))]
    to: Option<Date>,
    /// The whole world, not only where something is said.
    #[serde(default)]
    world: bool,
}

/// Places on a map at most.
const MOST: usize = 400;

impl View for Mapped {
    type Asked = Asked;

    fn look(ledger: &Ledger, asked: &Asked, _: &Visitor) -> Result<Mapped, Problem> {
        let days = match (asked.from, asked.to) {
            (None, None) => None,
            (from, to) => Some((from.unwrap_or(Date::MIN), to.unwrap_or(Date::MAX))),
        };
        if days.is_some_and(|(from, to)| from > to) {
            return Err(Problem::bad("`from` is later than `to`"));
        }
        Ok(Mapped { found: ledger.spots(&query::parse(&asked.q)?, days, MOST)? })
    }

    fn page(&self, asked: &Asked, _: &Visitor) -> Page {
        let (known, unknown): (Vec<&Spot>, Vec<&Spot>) =
            self.found.spots.iter().partition(|spot| spot.latitude.is_some() && spot.longitude.is_some());
        let body = html! {
            header.head {
                h1 { "Map" }
                p.meta {
                    @if !self.found.is_all { "the newest " } (kit::plural(self.found.statements as i64, "statement")) " at " (kit::plural(self.found.spots.len() as i64, "place"))
                    " · dots are towns, areas are regions and countries"
                }
                form.query action="/map" {
                    label for="mapped" { "Only statements with" }
                    div.row { input #mapped name="q" value=(asked.q) maxlength="2000" placeholder="outcome:killed party:Ukraine"; button { "Show" } }
                    @if let Some(from) = asked.from { input type="hidden" name="from" value=(from); }
                    @if let Some(to) = asked.to { input type="hidden" name="to" value=(to); }
                }
            }
            @if self.found.spots.is_empty() {
                (kit::empty("No place to show", html! { p { "No statement here says where. Widen the days or the query." } }))
            } @else {
                (draw(&known, asked))
            }
            (brush(&self.found.days, asked))
            div.columns {
                section {
                    h2 { "Places" }
                    ul.values.places { @for spot in known.iter().take(60) { li.place { a href=(there(spot, asked)) dir="auto" { (spot.name) } " " span.dim { (spot.precision) " · " (spot.statements) } } } }
                }
                aside {
                    h2 { "Not on the map" }
                    @if unknown.is_empty() { p.dim { "The gazetteer has every place that is named." } }
                    @else { p.dim { "The gazetteer has none of these, so they are nowhere rather than somewhere else." } }
                    ul.silent { @for spot in unknown.iter().take(60) {
                        li { a href=(there(spot, asked)) dir="auto" { (spot.name) } @if let Some(within) = &spot.within { " " span.dim { "in " (within) } } " " span.dim { (spot.statements) } }
                    } }
                }
            }
        };
        Page::new("Map", "Map", body)
    }
}

/// The statements of a place within the days that are shown.
fn there(spot: &Spot, asked: &Asked) -> String {
    let mut address = format!("/search?q={}", field("place", &spot.name));
    if !asked.q.trim().is_empty() {
        let q: String = url::form_urlencoded::byte_serialize(asked.q.as_bytes()).collect();
        let _ = write!(address, "+{q}");
    }
    let day = |day: Option<Date>| day.map_or(String::new(), |day| day.to_string());
    if asked.from.is_some() || asked.to.is_some() {
        let _ = write!(address, "+said%3A{}..{}", day(asked.from), day(asked.to));
    }
    address
}

const WIDTH: f64 = 1000.0;
/// Degrees that a map spans at least.
const NARROWEST: f64 = 14.0;

/// The part of the world that is drawn.
struct Window {
    west: f64,
    north: f64,
    /// Picture units for a degree of longitude, and of latitude.
    x: f64,
    y: f64,
    height: f64,
}

impl Window {
    fn around(points: &[Point]) -> Window {
        let bound = |of: fn(&Point) -> f64, better: fn(f64, f64) -> f64| points.iter().map(of).reduce(better);
        let edges = (
            bound(|p| p.0, f64::min),
            bound(|p| p.0, f64::max),
            bound(|p| p.1, f64::min),
            bound(|p| p.1, f64::max),
        );
        let (Some(west), Some(east), Some(south), Some(north)) = edges else { return Window::world() };
        let middle = f64::midpoint(south, north);
        let flat = middle.to_radians().cos().max(0.25);
        // Wide enough for all, and twice as wide as high.
        let wide = ((east - west) * 1.25).max((north - south) * 1.25 * 2.0 / flat).max(NARROWEST);
        if wide > 220.0 {
            return Window::world();
        }
        let x = WIDTH / wide;
        let y = x / flat;
        let height = WIDTH / 2.0;
        Window {
            west: f64::midpoint(west, east) - wide / 2.0,
            north: middle + height / y / 2.0,
            x,
            y,
            height,
        }
    }

    fn world() -> Window {
        let x = WIDTH / 360.0;
        Window { west: -180.0, north: 84.0, x, y: x * 1.15, height: 144.0 * x * 1.15 }
    }

    fn place(&self, (longitude, latitude): Point) -> Point {
        ((longitude - self.west) * self.x, (self.north - latitude) * self.y)
    }

    /// A ring as a path; points that fall together are drawn once, rings outside not at all.
    fn path(&self, ring: &[Point], out: &mut String) {
        let placed: Vec<Point> = ring.iter().map(|point| self.place(*point)).collect();
        let seen = |low: fn(&Point) -> f64, high: f64| {
            placed.iter().any(|point| low(point) >= 0.0) && placed.iter().any(|point| low(point) <= high)
        };
        if !seen(|point| point.0, WIDTH) || !seen(|point| point.1, self.height) {
            return;
        }
        let mut last = (f64::MAX, f64::MAX);
        let mut begun = false;
        for (x, y) in placed {
            // Far outside a rough line does as well.
            let (cx, cy) = (x.clamp(-60.0, WIDTH + 60.0), y.clamp(-60.0, self.height + 60.0));
            if (cx - last.0).abs() + (cy - last.1).abs() < 1.2 {
                continue;
            }
            let _ = write!(out, "{}{cx:.0} {cy:.0}", if begun { 'L' } else { 'M' });
            last = (cx, cy);
            begun = true;
        }
        if begun {
            out.push('Z');
        }
    }
}

fn draw(known: &[&Spot], asked: &Asked) -> Markup {
    let areas: Vec<u32> = known
        .iter()
        .filter(|spot| matches!(spot.precision.as_str(), "region" | "district"))
        .filter_map(|spot| u32::try_from(spot.geonames?).ok())
        .collect();
    let hulls = regions(&areas);
    let window = if asked.world { Window::world() } else { Window::around(&reach(known, &hulls)) };
    let mut land = String::new();
    for country in COUNTRIES.iter() {
        for ring in &country.rings {
            window.path(ring, &mut land);
        }
    }
    // Large ones first, so that small ones lie on top.
    let rank = |spot: &&&Spot| match spot.precision.as_str() {
        "country" => 0,
        "region" => 1,
        "district" => 2,
        _ => 3,
    };
    let mut spots: Vec<&&Spot> = known.iter().collect();
    spots.sort_by_key(rank);
    html! {
        div.map {
            svg viewBox={ "0 0 " (WIDTH) " " (format!("{:.0}", window.height)) } role="group" aria-label="Map of places with statements; the list below has the same places" {
                path.land d=(PreEscaped(land)) {}
                (countries(&window, &spots))
                @for spot in &spots { (one(spot, &window, &hulls, asked)) }
                @for (at, spot) in labelled(known, &window).into_iter().enumerate() { (name(spot, &window, at > 4)) }
            }
        }
        p.meta {
            @if asked.world { a href={ "/map?" (kept(asked)) } { "Only where something is said" } }
            @else { a href={ "/map?world=true&" (kept(asked)) } { "The whole world" } }
            " · outlines: Natural Earth; places: GeoNames; a region is drawn as far as its towns reach"
        }
    }
}

/// The names of countries whose middle is in sight.
fn countries(window: &Window, spots: &[&&Spot]) -> Markup {
    let taken: Vec<Point> =
        spots.iter().filter_map(|spot| point(spot)).map(|spot| window.place(spot)).collect();
    let named = COUNTRIES.iter().filter_map(|country| {
        let ring = country.rings.iter().max_by_key(|ring| ring.len())?;
        let placed: Vec<Point> = ring.iter().map(|point| window.place(*point)).collect();
        let seen: Vec<Point> =
            placed.iter().map(|(x, y)| (x.clamp(0.0, WIDTH), y.clamp(0.0, window.height))).collect();
        let (width, height) = (extent(&seen, |point| point.0)?, extent(&seen, |point| point.1)?);
        let name = country_named(&country.code)?;
        let fits = width.1 - width.0 > 11.0 * name.len() as f64 && height.1 - height.0 > 30.0;
        let (x, y) = (f64::midpoint(width.0, width.1), f64::midpoint(height.0, height.1));
        // The name of a place comes before that of its country.
        let free = taken.iter().all(|spot| (spot.0 - x).abs() > 110.0 || (spot.1 - y).abs() > 26.0);
        (fits && free && inside(&placed, (x, y))).then_some((x, y, name))
    });
    html! { g.names aria-hidden="true" { @for (x, y, name) in named { text x=(format!("{x:.0}")) y=(format!("{y:.0}")) text-anchor="middle" { (name) } } } }
}

/// Whether a point lies within a ring: a line from it to the right crosses the ring an odd number of times.
fn inside(ring: &[Point], (x, y): Point) -> bool {
    let edges = ring.iter().zip(ring.iter().skip(1).chain(ring.first()));
    let crossed = edges.filter(|(one, other)| {
        (one.1 > y) != (other.1 > y) && x < (other.0 - one.0) * (y - one.1) / (other.1 - one.1) + one.0
    });
    crossed.count() % 2 == 1
}

fn country_named(code: &str) -> Option<&'static str> {
    sayso_text::place::gazetteer::country(code).map(sayso_text::place::gazetteer::Entry::name)
}

fn extent(points: &[Point], of: fn(&Point) -> f64) -> Option<(f64, f64)> {
    Some((points.iter().map(of).reduce(f64::min)?, points.iter().map(of).reduce(f64::max)?))
}

fn kept(asked: &Asked) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    if !asked.q.is_empty() {
        query.append_pair("q", &asked.q);
    }
    for (name, day) in [("from", asked.from), ("to", asked.to)] {
        if let Some(day) = day {
            query.append_pair(name, &day.to_string());
        }
    }
    query.finish()
}

/// All that should be seen: countries count where nothing is known more exactly.
fn reach(known: &[&Spot], hulls: &HashMap<u32, Vec<Point>>) -> Vec<Point> {
    let exact: Vec<&&Spot> = known.iter().filter(|spot| spot.precision != "country").collect();
    if exact.is_empty() {
        let of = |spot: &&Spot| {
            COUNTRIES.iter().find(|country| Some(country.code.as_str()) == spot.country.as_deref())
        };
        return known
            .iter()
            .filter_map(of)
            .filter_map(|country| country.rings.iter().max_by_key(|ring| ring.len()))
            .flatten()
            .copied()
            .collect();
    }
    exact
        .iter()
        .flat_map(|spot| match hull_of(spot, hulls) {
            Some(hull) => hull.clone(),
            None => point(spot).into_iter().collect(),
        })
        .collect()
}

fn hull_of<'a>(spot: &Spot, hulls: &'a HashMap<u32, Vec<Point>>) -> Option<&'a Vec<Point>> {
    hulls.get(&u32::try_from(spot.geonames?).ok()?)
}

fn point(spot: &Spot) -> Option<Point> {
    Some((spot.longitude?, spot.latitude?))
}

/// A place as exactly as it is known.
fn one(spot: &Spot, window: &Window, hulls: &HashMap<u32, Vec<Point>>, asked: &Asked) -> Markup {
    let mut area = String::new();
    match spot.precision.as_str() {
        "country" => {
            let country =
                COUNTRIES.iter().find(|country| Some(country.code.as_str()) == spot.country.as_deref());
            for ring in country.iter().flat_map(|country| &country.rings) {
                window.path(ring, &mut area);
            }
        }
        "region" | "district" => {
            if let Some(hull) = hull_of(spot, hulls) {
                window.path(hull, &mut area);
            }
        }
        _ => {}
    }
    let Some((x, y)) = point(spot).map(|point| window.place(point)) else { return html! {} };
    let label = format!("{}, {}: {}", spot.name, spot.precision, kit::plural(spot.statements, "statement"));
    let radius = 3.5 + (spot.statements as f64).sqrt().min(12.0);
    // A district is as wide as districts are; what has no outline is a wide ring.
    let wide = (30.0 / 111.2 * window.y).max(10.0);
    html! {
        a href=(there(spot, asked)) aria-label=(label) {
            title { (label) }
            @if !area.is_empty() { path.area data-precision=(spot.precision) d=(PreEscaped(area)) {} }
            @else if matches!(spot.precision.as_str(), "region" | "district" | "country") {
                circle.area data-precision=(spot.precision) cx=(format!("{x:.1}")) cy=(format!("{y:.1}")) r=(format!("{wide:.1}")) {}
            } @else {
                circle.dot data-precision=(spot.precision) cx=(format!("{x:.1}")) cy=(format!("{y:.1}")) r=(format!("{radius:.1}")) {}
            }
        }
    }
}

/// The places whose names have room, those with most statements first.
fn labelled<'a>(known: &[&'a Spot], window: &Window) -> Vec<&'a Spot> {
    let mut taken: Vec<(f64, f64, f64)> = Vec::new();
    let mut named = Vec::new();
    for spot in known {
        let Some((x, y)) = point(spot).map(|point| window.place(point)) else { continue };
        let wide = 8.0 * spot.name.chars().count() as f64 + 12.0;
        let free = taken
            .iter()
            .all(|(left, top, width)| x + wide < *left || left + width < x || (y - top).abs() > 20.0);
        if free && named.len() < 16 {
            taken.push((x, y, wide));
            named.push(*spot);
        }
    }
    named
}

fn name(spot: &Spot, window: &Window, minor: bool) -> Markup {
    let Some((x, y)) = point(spot).map(|point| window.place(point)) else { return html! {} };
    if !(0.0..WIDTH).contains(&x) || !(0.0..window.height).contains(&y) {
        return html! {};
    }
    html! { text.minor[minor] x=(format!("{:.1}", x + 8.0)) y=(format!("{:.1}", y - 6.0)) aria-hidden="true" { (spot.name) } }
}

/// Days with the number of statements, to drag over; the same as two days to type.
fn brush(days: &[(String, i64)], asked: &Asked) -> Markup {
    if days.is_empty() {
        return html! {};
    }
    let bins = bins(days);
    let most = bins.iter().map(|bin| bin.2).max().unwrap_or(1).max(1) as f64;
    let width = 100.0 / bins.len() as f64;
    let inside = |bin: &(String, String, i64)| {
        asked.from.is_none_or(|from| bin.1 >= from.to_string())
            && asked.to.is_none_or(|to| bin.0 <= to.to_string())
    };
    let data = serde_json::to_string(&bins.iter().map(|bin| (&bin.0, &bin.1)).collect::<Vec<_>>())
        .unwrap_or_default();
    html! {
        section.brush aria-label="Days" {
            svg viewBox="0 0 100 30" preserveAspectRatio="none" data-brush=(data) role="img" aria-label=(format!("Statements by day from {} to {}", bins[0].0, bins[bins.len() - 1].1)) {
                rect.chosen x="0" y="0" width="0" height="30" {}
                @for (at, bin) in bins.iter().enumerate() {
                    @let height = (bin.2 as f64 / most * 28.0).max(if bin.2 > 0 { 1.0 } else { 0.0 });
                    rect.bar.in[inside(bin)] x=(format!("{:.2}", at as f64 * width)) y=(format!("{:.2}", 30.0 - height)) width=(format!("{:.2}", width * 0.86)) height=(format!("{height:.2}")) { title { (bin.0) @if bin.0 != bin.1 { " to " (bin.1) } ": " (bin.2) } }
                }
            }
            p.span-of-days aria-hidden="true" { span { (bins[0].0) } span { (bins[bins.len() - 1].1) } }
            form action="/map" {
                @if !asked.q.is_empty() { input type="hidden" name="q" value=(asked.q); }
                label { "From " input type="date" name="from" value=[asked.from]; }
                label { "To " input type="date" name="to" value=[asked.to]; }
                button { "Show these days" }
                @if asked.from.is_some() || asked.to.is_some() { a href={ "/map?q=" (url::form_urlencoded::byte_serialize(asked.q.as_bytes()).collect::<String>()) } { "All days" } }
            }
        }
    }
}

/// At most this many bars.
const BARS: i64 = 120;

/// Days put together so that they can be drawn: first day, last day, statements.
fn bins(days: &[(String, i64)]) -> Vec<(String, String, i64)> {
    let parsed: Vec<(Date, i64)> =
        days.iter().filter_map(|(day, count)| Some((day.parse().ok()?, *count))).collect();
    let (Some((first, _)), Some((last, _))) = (parsed.first(), parsed.last()) else {
        return vec![(days[0].0.clone(), days[0].0.clone(), 1)];
    };
    let span = i64::from(last.since(*first).map_or(0, |span| span.get_days())) + 1;
    let step = (span + BARS - 1) / BARS;
    let mut bins: Vec<(String, String, i64)> = Vec::new();
    let mut from = *first;
    while from <= *last && bins.len() <= BARS as usize {
        let to = from.saturating_add(jiff::Span::new().days(step - 1));
        let count = parsed.iter().filter(|(day, _)| *day >= from && *day <= to).map(|(_, count)| count).sum();
        bins.push((from.to_string(), to.to_string(), count));
        from = to.saturating_add(jiff::Span::new().days(1));
    }
    bins
}
