//! A table of hashed features as it lies in a model file. Features lie eight to a bucket: the
//! keys of all eight, sixteen more bits that tell features apart, then what each says. So asking
//! for one touches one place in memory and compares all keys at once. A full bucket runs over
//! into the next. `tools/train` fills it.

use crate::pack::Pack;

/// A table, read where it lies; each feature says so many bytes.
pub struct Slots<const SAYS: usize> {
    bytes: &'static [u8],
    buckets: usize,
}

/// Features of a bucket.
const EACH: usize = 8;
/// Bytes of a bucket's keys.
const KEYS: usize = 2 * EACH;

/// The bucket of a feature among so many, and its key, which is never nought: that is a free place.
fn address(feature: u64, buckets: usize) -> (usize, u16) {
    let bucket = ((feature >> 32) * buckets as u64) >> 32;
    (bucket as usize, ((feature >> 16) as u16).max(1))
}

/// One in the place of each of four keys.
const ONES: u64 = u64::MAX / 0xffff;

/// Which of eight keys is the first that is `key`, which stands in all places of `asked`.
fn place(keys: &[u8; KEYS], asked: u64) -> Option<usize> {
    let [low, high] = [0, 8].map(|at| {
        let keys = keys[at..].first_chunk().map_or(0, |keys| u64::from_le_bytes(*keys));
        let apart = keys ^ asked;
        // The highest bit of each place where nothing is apart; right up to the first.
        apart.wrapping_sub(ONES) & !apart & (ONES << 15)
    });
    match (low, high) {
        (0, 0) => None,
        (0, _) => Some(4 + high.trailing_zeros() as usize / 16),
        _ => Some(low.trailing_zeros() as usize / 16),
    }
}

impl<const SAYS: usize> Slots<SAYS> {
    /// Bytes of a bucket.
    const WIDTH: usize = KEYS + EACH * SAYS;

    /// The table under a name in a model file; empty where there is none.
    pub(crate) fn open(pack: &Pack, name: &str) -> Slots<SAYS> {
        let buckets = pack.lines(&format!("{name}.buckets")).next().and_then(|line| line.parse().ok());
        Slots { bytes: pack.bytes(name), buckets: buckets.unwrap_or(0) }
    }

    /// What a feature says, if it is known.
    #[inline]
    pub(crate) fn find(&self, feature: u64) -> Option<&'static [u8; SAYS]> {
        let (bucket, key) = address(feature, self.buckets);
        let asked = u64::from(key) * ONES;
        for bucket in bucket.. {
            let bucket = self.bytes.get(bucket * Self::WIDTH..(bucket + 1) * Self::WIDTH)?;
            let (keys, rest) = bucket.split_first_chunk::<KEYS>()?;
            if let Some(place) = place(keys, asked) {
                return rest.get(place * SAYS..)?.first_chunk();
            }
            if keys[KEYS - 2..] == [0, 0] {
                break;
            }
        }
        None
    }
}

/// The bytes of a table of features, each with what it says, and how many buckets it has.
pub fn fill(features: &[(u64, Vec<u8>)]) -> (Vec<u8>, usize) {
    let buckets = (features.len() * 5 / 4).div_ceil(EACH);
    let says = features.first().map_or(0, |(_, says)| says.len());
    let width = KEYS + EACH * says;
    let mut bytes = vec![0; buckets * width];
    for (feature, said) in features {
        let (mut bucket, key) = address(*feature, buckets);
        let free = loop {
            bytes.resize(bytes.len().max((bucket + 1) * width), 0);
            let free = (0..EACH).find(|at| bytes[bucket * width + 2 * at..][..2] == [0, 0]);
            match free {
                Some(free) => break free,
                None => bucket += 1,
            }
        };
        let start = bucket * width;
        bytes[start + 2 * free..][..2].copy_from_slice(&key.to_le_bytes());
        bytes[start + KEYS + free * says..][..says].copy_from_slice(said);
    }
    (bytes, buckets)
}

#[cfg(test)]
mod tests {
    use super::{Slots, fill};
    use crate::attribution::view::mix;

    #[test]
    fn every_feature_is_found_and_no_other() {
        let features: Vec<(u64, Vec<u8>)> = (0..5000).map(|at| (mix(at, 1), vec![at as u8, 7])).collect();
        let (bytes, buckets) = fill(&features);
        let slots = Slots::<2> { bytes: bytes.leak(), buckets };
        assert!(
            features
                .iter()
                .all(|(feature, says)| slots.find(*feature).is_some_and(|found| found == says.as_slice()))
        );
        let strangers = (0..50_000).filter(|at| slots.find(mix(*at, 2)).is_some()).count();
        assert!(strangers < 60, "{strangers} of 50,000 strangers were taken for known");
        assert_eq!(Slots::<2> { bytes: &[], buckets: 0 }.find(3), None);
    }
}
