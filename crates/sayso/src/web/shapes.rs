//! Outlines to draw on the map: countries from Natural Earth (public domain), made by
//! `tools/shapes`; regions as far as the gazetteer's towns in them reach.

use std::collections::HashMap;
use std::sync::LazyLock;

use sayso_text::place::gazetteer::Entry;

const WORLD: &[u8] = include_bytes!("assets/world.bin");

/// Longitude and latitude in degrees.
pub type Point = (f64, f64);

/// A country's outline.
pub struct Country {
    /// ISO 3166-1 code; `--` where it has none.
    pub code: String,
    /// Its rings.
    pub rings: Vec<Vec<Point>>,
}

/// All countries.
pub static COUNTRIES: LazyLock<Vec<Country>> = LazyLock::new(|| read(WORLD).unwrap_or_default());

fn read(bytes: &[u8]) -> Option<Vec<Country>> {
    let mut at = 0;
    let mut countries = Vec::new();
    while at < bytes.len() {
        let code = String::from_utf8(bytes.get(at..at + 2)?.to_vec()).ok()?;
        at += 2;
        let mut rings = Vec::new();
        for _ in 0..number(bytes, &mut at)? {
            let (mut x, mut y, mut ring) = (0, 0, Vec::new());
            for _ in 0..number(bytes, &mut at)? {
                x += signed(bytes, &mut at)?;
                y += signed(bytes, &mut at)?;
                ring.push((f64::from(x) / 100.0, f64::from(y) / 100.0));
            }
            rings.push(ring);
        }
        countries.push(Country { code, rings });
    }
    Some(countries)
}

fn number(bytes: &[u8], at: &mut usize) -> Option<u32> {
    let (mut value, mut shift) = (0_u32, 0);
    loop {
        let byte = *bytes.get(*at)?;
        *at += 1;
        value |= u32::from(byte & 127).checked_shl(shift)?;
        if byte < 128 {
            return Some(value);
        }
        shift += 7;
    }
}

fn signed(bytes: &[u8], at: &mut usize) -> Option<i32> {
    let value = number(bytes, at)?;
    let half = i32::try_from(value >> 1).ok()?;
    Some(if value & 1 == 1 { -half - 1 } else { half })
}

/// How far the towns of some regions (by their GeoNames numbers) reach.
pub fn regions(wanted: &[u32]) -> HashMap<u32, Vec<Point>> {
    let mut towns: HashMap<u32, Vec<Point>> = HashMap::new();
    if wanted.is_empty() {
        return towns;
    }
    for entry in Entry::all() {
        let Some(region) = entry.region().map(Entry::id).filter(|region| wanted.contains(region)) else {
            continue;
        };
        let (latitude, longitude) = entry.spot();
        towns.entry(region).or_default().push((longitude, latitude));
    }
    towns
        .into_iter()
        .map(|(region, towns)| (region, hull(towns)))
        .filter(|(_, hull)| hull.len() > 2)
        .collect()
}

/// The smallest ring without dents around some points (Andrew's monotone chain).
fn hull(mut points: Vec<Point>) -> Vec<Point> {
    points.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.total_cmp(&other.1)));
    points.dedup();
    let half = |points: &mut dyn Iterator<Item = Point>| {
        let mut ring: Vec<Point> = Vec::new();
        for point in points {
            while let [.., a, b] = ring[..] {
                if (b.0 - a.0) * (point.1 - a.1) - (b.1 - a.1) * (point.0 - a.0) > 0.0 {
                    break;
                }
                ring.pop();
            }
            ring.push(point);
        }
        ring.pop();
        ring
    };
    let mut ring = half(&mut points.iter().copied());
    ring.extend(half(&mut points.iter().rev().copied()));
    ring
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_lie_where_they_are() {
        assert!(COUNTRIES.len() > 230, "{}", COUNTRIES.len());
        let italy = COUNTRIES.iter().find(|country| country.code == "IT").expect("it is there");
        let all = || italy.rings.iter().flatten();
        assert!(all().all(|(x, y)| (6.0..19.0).contains(x) && (35.0..48.0).contains(y)));
        assert!(all().count() > 300);
    }

    #[test]
    fn a_hull_has_no_dents() {
        let square = vec![(0.0, 0.0), (2.0, 0.0), (1.0, 1.0), (2.0, 2.0), (0.0, 2.0), (1.0, 0.5)];
        assert_eq!(hull(square), [(0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0)]);
    }

    #[test]
    fn broken_outlines_are_none() {
        assert!(read(&[b'I', b'T', 1, 5, 2]).is_none());
        assert!(read(&[b'I', b'T', 255, 255, 255, 255, 255, 255, 1]).is_none());
    }
}
