//! A table of hashed features as it lies in a model file. Features lie eight to a bucket: the
//! keys of all eight, sixteen more bits that tell features apart, then what each says. So asking
//! for one touches one place in memory and compares all keys at once. A full bucket runs over
//! into the next. `tools/train` fills it.

use crate::pack::Pack;

/// A table, read where it lies.
pub struct Slots {
    bytes: &'static [u8],
    /// Bytes that each feature says.
    says: usize,
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

fn keys(bucket: &[u8; KEYS]) -> [u16; EACH] {
    std::array::from_fn(|at| u16::from_le_bytes([bucket[2 * at], bucket[2 * at + 1]]))
}

impl Slots {
    /// The table under a name in a model file; empty where there is none. `says` is how many
    /// bytes a feature says.
    pub(crate) fn open(pack: &Pack, name: &str, says: usize) -> Slots {
        let buckets = pack.lines(&format!("{name}.buckets")).next().and_then(|line| line.parse().ok());
        Slots { bytes: pack.bytes(name), says, buckets: buckets.unwrap_or(0) }
    }

    /// What a feature says, if it is known.
    #[inline]
    pub(crate) fn find(&self, feature: u64) -> Option<&'static [u8]> {
        let (bucket, key) = address(feature, self.buckets);
        let width = KEYS + EACH * self.says;
        for bucket in self.bytes.get(bucket * width..)?.chunks_exact(width) {
            let (first, rest) = bucket.split_first_chunk::<KEYS>()?;
            let keys = keys(first);
            let same =
                keys.iter().enumerate().fold(0u32, |same, (at, other)| same | u32::from(*other == key) << at);
            if same != 0 {
                return rest.get(same.trailing_zeros() as usize * self.says..)?.get(..self.says);
            }
            if keys[EACH - 1] == 0 {
                break;
            }
        }
        None
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
}

#[cfg(test)]
mod tests {
    use super::Slots;
    use crate::attribution::view::mix;

    #[test]
    fn every_feature_is_found_and_no_other() {
        let features: Vec<(u64, Vec<u8>)> = (0..5000).map(|at| (mix(at, 1), vec![at as u8, 7])).collect();
        let (bytes, buckets) = Slots::fill(&features);
        let slots = Slots { bytes: bytes.leak(), says: 2, buckets };
        assert!(features.iter().all(|(feature, says)| slots.find(*feature) == Some(says.as_slice())));
        let strangers = (0..50_000).filter(|at| slots.find(mix(*at, 2)).is_some()).count();
        assert!(strangers < 60, "{strangers} of 50,000 strangers were taken for known");
        assert_eq!(Slots { bytes: &[], says: 2, buckets: 0 }.find(3), None);
    }
}
