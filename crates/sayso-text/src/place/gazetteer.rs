//! Places by name: 235,000 towns, 33,000 districts, 4,000 regions and all countries, read
//! where they lie in the binary. The data are GeoNames' (CC BY 4.0).

use std::sync::LazyLock;

use fst::Map;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::pack::Pack;

/// Values from here on point at a list of places.
pub const MANY: u64 = 1 << 40;

static FILE: LazyLock<Pack> = LazyLock::new(|| Pack::open(include_bytes!("../../models/gazetteer.bin")));
static GAZETTEER: LazyLock<Gazetteer> = LazyLock::new(|| Gazetteer {
    map: Map::new(FILE.bytes("map")).ok(),
    rows: FILE.bytes("rows"),
    countries: FILE.lines("countries").collect(),
    ids: FILE.bytes("ids"),
    spots: FILE.bytes("spots"),
    people: FILE.bytes("people"),
    kinds: FILE.bytes("kinds"),
    country: FILE.bytes("country"),
    region: FILE.bytes("region"),
    name_ends: FILE.bytes("name.ends"),
    names: std::str::from_utf8(FILE.bytes("names")).unwrap_or(""),
});

struct Gazetteer {
    map: Option<Map<&'static [u8]>>,
    rows: &'static [u8],
    countries: Vec<&'static str>,
    ids: &'static [u8],
    spots: &'static [u8],
    people: &'static [u8],
    kinds: &'static [u8],
    country: &'static [u8],
    region: &'static [u8],
    name_ends: &'static [u8],
    names: &'static str,
}

/// What sort of place an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A country.
    Country,
    /// Its first-order divisions: states, oblasts, provinces.
    Region,
    /// The divisions of those: counties, raions.
    District,
    /// A city, town or village.
    Town,
}

/// A place of the gazetteer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Entry(u32);

impl Entry {
    /// Every entry, in the order of the file.
    pub fn all() -> impl Iterator<Item = Entry> {
        (0..GAZETTEER.kinds.len() as u32).map(Entry)
    }

    fn at(self) -> usize {
        self.0 as usize
    }

    /// What sort of place it is.
    pub fn kind(self) -> Kind {
        match GAZETTEER.kinds.get(self.at()) {
            Some(0) => Kind::Country,
            Some(1) => Kind::Region,
            Some(2) => Kind::District,
            _ => Kind::Town,
        }
    }

    /// Its number in GeoNames.
    pub fn id(self) -> u32 {
        four(GAZETTEER.ids, self.at())
    }

    /// Latitude and longitude in degrees, to a hundredth.
    pub fn spot(self) -> (f64, f64) {
        let bytes = GAZETTEER.spots.get(4 * self.at()..4 * self.at() + 4).unwrap_or(&[0; 4]);
        let degrees = |at: usize| f64::from(i16::from_le_bytes([bytes[at], bytes[at + 1]])) / 100.0;
        (degrees(0), degrees(2))
    }

    /// The decimal logarithm of its people.
    pub fn people(self) -> f64 {
        f64::from(GAZETTEER.people.get(self.at()).copied().unwrap_or(0)) / 25.0
    }

    /// Its country's ISO code.
    pub fn country(self) -> &'static str {
        let country = GAZETTEER.country.get(self.at()).map_or(255, |country| usize::from(*country));
        GAZETTEER.countries.get(country).copied().unwrap_or("")
    }

    /// The region that it lies in; itself for a region.
    pub fn region(self) -> Option<Entry> {
        let bytes = GAZETTEER.region.get(2 * self.at()..2 * self.at() + 2)?;
        let row = u16::from_le_bytes([bytes[0], bytes[1]]);
        (row != u16::MAX && self.kind() != Kind::Country).then_some(Entry(u32::from(row)))
    }

    /// Its name in GeoNames.
    pub fn name(self) -> &'static str {
        let start = if self.0 == 0 { 0 } else { four(GAZETTEER.name_ends, self.at() - 1) as usize };
        GAZETTEER.names.get(start..four(GAZETTEER.name_ends, self.at()) as usize).unwrap_or("")
    }

    /// Whether it lies in another place, by the divisions (a district's towns are not known).
    pub fn within(self, other: Entry) -> bool {
        match other.kind() {
            Kind::Country => self.country() == other.country(),
            Kind::Region => self.region() == Some(other) && self != other,
            Kind::District => {
                self.kind() == Kind::Town
                    && self.region() == other.region()
                    && distance(self.spot(), other.spot()) < 80.0
            }
            Kind::Town => false,
        }
    }
}

/// The places of a name, the most populous first.
pub fn look_up(name: &str) -> Vec<Entry> {
    let gazetteer = &*GAZETTEER;
    let value = gazetteer.map.as_ref().and_then(|map| map.get(fold(name)));
    match value {
        None => Vec::new(),
        Some(row) if row < MANY => vec![Entry(row as u32)],
        Some(many) => {
            let at = (many - MANY) as usize;
            let count = gazetteer.rows.get(at).map_or(0, |count| usize::from(*count));
            let rows = gazetteer.rows.get(at + 1..at + 1 + 4 * count).unwrap_or_default();
            rows.chunks_exact(4)
                .map(|row| Entry(u32::from_le_bytes([row[0], row[1], row[2], row[3]])))
                .collect()
        }
    }
}

/// The country of an ISO code.
pub fn country(iso: &str) -> Option<Entry> {
    // Countries come first, in the order of their codes.
    GAZETTEER.countries.binary_search(&iso).ok().map(|at| Entry(at as u32))
}

fn four(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(bytes.get(4 * at..4 * at + 4).and_then(|four| four.try_into().ok()).unwrap_or([0; 4]))
}

/// A name as it is looked up: small letters without marks, signs as blanks.
pub fn fold(name: &str) -> String {
    if name.is_ascii() {
        return fold_plain(name);
    }
    let mut folded = String::with_capacity(name.len());
    let mut blank = false;
    let letters =
        name.nfd().filter(|c| !is_combining_mark(*c) && !is_invisible(*c)).flat_map(char::to_lowercase);
    for c in letters {
        match c {
            '\'' | '’' | '‘' | 'ʼ' | '`' | '.' => {}
            'ı' => folded.push('i'),
            'ł' => folded.push('l'),
            'ø' => folded.push('o'),
            'đ' => folded.push('d'),
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            _ if c.is_alphanumeric() => {
                if std::mem::take(&mut blank) && !folded.is_empty() {
                    folded.push(' ');
                }
                folded.push(c);
            }
            _ => blank = true,
        }
    }
    folded
}

/// The same for what has no marks: most English text, which need not be decomposed.
fn fold_plain(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    let mut blank = false;
    for byte in name.bytes() {
        match byte {
            b'\'' | b'`' | b'.' => {}
            _ if byte.is_ascii_alphanumeric() => {
                if std::mem::take(&mut blank) && !folded.is_empty() {
                    folded.push(' ');
                }
                folded.push(char::from(byte.to_ascii_lowercase()));
            }
            _ => blank = true,
        }
    }
    folded
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// Kilometres between two spots, along the surface.
pub fn distance(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (first, second) = (a.0.to_radians(), b.0.to_radians());
    let (across, along) = ((b.0 - a.0).to_radians() / 2.0, (b.1 - a.1).to_radians() / 2.0);
    let half = across.sin().powi(2) + first.cos() * second.cos() * along.sin().powi(2);
    2.0 * 6371.0 * half.sqrt().clamp(-1.0, 1.0).asin()
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn plain_letters_fold_as_all_letters_do() {
        // A mark behind takes the longer way.
        for name in ["", "St. John's", " 'Kherson'  oblast-", "U.S.", "a\tb\u{0}c_d", "AT&T", "4th `Street`"]
        {
            assert_eq!(fold(&format!("{name}-é")), format!("{} e", fold(name)).trim_start());
        }
    }
}
