//! Places in the ledger: one row a place, wherever it is named, with what it lies in; spots in
//! space and time for those that the gazetteer knows.

use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension as _, named_params, params};
use sayso_text::place::gazetteer::{self, Entry, Kind};
use sayso_text::{Document, Place, Statement};

use crate::error::Result;
use crate::record::day_number;
use crate::{key, words};

/// A place as rows and questions hold it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Spot {
    pub id: i64,
    pub name: String,
    pub precision: String,
    pub geonames: Option<i64>,
    pub country: Option<String>,
    pub region: Option<i64>,
}

/// How two places stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Relation {
    Same,
    Inside,
    Around,
    Apart,
}

impl Spot {
    /// How `self` lies to `other`.
    pub fn to(&self, other: &Spot) -> Relation {
        if self.id == other.id || (self.geonames.is_some() && self.geonames == other.geonames) {
            return Relation::Same;
        }
        // `Kherson` is the town to one reader and the region to another: the text does not say.
        let name = |spot: &Spot| words::words(&spot.name);
        if (self.lies_in(other) || other.lies_in(self)) && name(self) == name(other) {
            return Relation::Same;
        }
        if self.lies_in(other) {
            return Relation::Inside;
        }
        if other.lies_in(self) { Relation::Around } else { Relation::Apart }
    }

    /// Whether one is a town and the other the region or district around it that has its name.
    pub fn namesake(&self, other: &Spot) -> bool {
        const SORTS: &[&str] = &[
            "city",
            "county",
            "district",
            "governorate",
            "municipality",
            "oblast",
            "province",
            "region",
            "state",
        ];
        let bare = |spot: &Spot| {
            let words = words::words(&spot.name).into_iter();
            words.filter(|word| !SORTS.contains(&word.as_str())).collect::<Vec<_>>()
        };
        let level = |spot: &Spot| spot.precision == "town";
        level(self) != level(other)
            && self.country.is_some()
            && self.country == other.country
            && bare(self) == bare(other)
    }

    fn lies_in(&self, other: &Spot) -> bool {
        match other.precision.as_str() {
            "country" => {
                self.country.is_some() && self.country == other.country && self.precision != "country"
            }
            "region" => self.region.is_some() && self.region == other.geonames && self.precision != "region",
            _ => false,
        }
    }
}

/// Keeps where a statement says that something is; one row a name in it.
pub(crate) fn located(
    db: &Connection,
    document: &Document,
    statement: &Statement,
    id: i64,
    day: Date,
) -> Result<()> {
    for at in &statement.places {
        let Some(place) = document.places.get(*at) else { continue };
        let row = keep(db, document, place)?;
        db.prepare_cached("INSERT INTO located (place, statement, start, stop) VALUES (?, ?, ?, ?)")?
            .execute(params![row, id, place.span.start as i64, place.span.end as i64])?;
        let located = db.last_insert_rowid();
        for area in areas(document, place) {
            db.prepare_cached("INSERT OR IGNORE INTO area (area, day, statement) VALUES (?, ?, ?)")?
                .execute(params![area, day.to_string(), id])?;
        }
        if let Some((latitude, longitude)) = place.entry.map(|entry| entry.spot()) {
            db.prepare_cached("INSERT INTO spot VALUES (?1, ?2, ?2, ?3, ?3, ?4, ?4)")?.execute(params![
                located,
                latitude,
                longitude,
                day_number(day)
            ])?;
        }
    }
    Ok(())
}

/// The row of a place.
pub(crate) fn keep(db: &Connection, document: &Document, place: &Place) -> Result<i64> {
    let container = place.container.and_then(|at| document.places.get(at));
    let within = container.map(|container| container.name.as_str());
    let country = Some(place.country(document)).filter(|country| !country.is_empty());
    let key = match place.entry {
        Some(entry) => format!("geonames:{}", entry.id()),
        None => {
            let name = words::words(&place.name).join(" ");
            format!("unknown:{name}|{}|{}", within.unwrap_or("").to_lowercase(), country.unwrap_or(""))
        }
    };
    let found = db
        .prepare_cached("SELECT id FROM place WHERE key = ?")?
        .query_row([&key], |row| row.get(0))
        .optional()?;
    if let Some(id) = found {
        return Ok(id);
    }
    let region = place
        .entry
        .and_then(|entry| entry.region())
        .or_else(|| container.and_then(|container| container.entry).and_then(|entry| entry.region()));
    let spot = place.entry.map(|entry| entry.spot());
    db.prepare_cached(
        "INSERT INTO place (key, name, precision, geonames, country, region, within, latitude, longitude)
         VALUES (:key, :name, :precision, :geonames, :country, :region, :within, :latitude, :longitude)",
    )?
    .execute(named_params! {
        ":key": key, ":name": place.name, ":precision": place.precision.name(),
        ":geonames": place.entry.map(|entry| entry.id()), ":country": country,
        ":region": region.map(|region| region.id()), ":within": within,
        ":latitude": spot.map(|spot| spot.0), ":longitude": spot.map(|spot| spot.1),
    })?;
    Ok(db.last_insert_rowid())
}

/// A place by its row.
pub(crate) fn spot(db: &Connection, id: i64) -> Result<Spot> {
    let mut select =
        db.prepare_cached("SELECT id, name, precision, geonames, country, region FROM place WHERE id = ?")?;
    Ok(select.query_row([id], |row| {
        Ok(Spot {
            id: row.get(0)?,
            name: row.get(1)?,
            precision: row.get(2)?,
            geonames: row.get(3)?,
            country: row.get(4)?,
            region: row.get(5)?,
        })
    })?)
}

/// The areas that a place lies in, itself included, as numbers: known ones by their number in
/// GeoNames, others by their name.
fn areas(document: &Document, place: &Place) -> Vec<i64> {
    let container = place.container.and_then(|at| document.places.get(at));
    let country = gazetteer::country(place.country(document));
    let region = place.entry.or(container.and_then(|container| container.entry)).and_then(Entry::region);
    let entries = [place.entry, container.and_then(|container| container.entry), region, country];
    let mut areas: Vec<i64> = entries.into_iter().flatten().map(|entry| i64::from(entry.id())).collect();
    areas.extend([Some(place), container].into_iter().flatten().map(|place| by_name(&place.name)));
    areas.sort_unstable();
    areas.dedup();
    areas
}

fn by_name(name: &str) -> i64 {
    // Below zero: never the number of a place in GeoNames.
    key::number(&words::words(name).join(" ")) | i64::MIN
}

/// The gazetteer's entries for a name. `Kursk region`, which has another name there, is the region
/// that is called after the town.
fn entries(name: &str) -> Vec<Entry> {
    const SORTS: &[&str] = &["governorate", "oblast", "province", "region", "state"];
    let found = gazetteer::look_up(name);
    let folded = gazetteer::fold(name);
    let Some((bare, _)) = folded.rsplit_once(' ').filter(|(_, sort)| SORTS.contains(sort)) else {
        return found;
    };
    if !found.is_empty() {
        return found;
    }
    let start = |entry: &Entry| gazetteer::fold(entry.name()).chars().take(4).collect::<String>();
    let around = |entry: Entry| match entry.kind() {
        Kind::Region => Some(entry),
        Kind::Town => entry.region().filter(|region| start(region) == start(&entry)),
        _ => None,
    };
    gazetteer::look_up(bare).into_iter().filter_map(around).collect()
}

/// The areas that a name can stand for: every entry of that name, and the name itself.
pub(crate) fn areas_named(name: &str) -> Vec<i64> {
    const MOST: usize = 40;
    let entries = entries(name);
    let named = entries.iter().take(MOST).map(|entry| i64::from(entry.id()));
    named.chain([by_name(name)]).collect()
}
