//! The two hashes that the English model was trained with: of strings, and of those
//! hashes into rows of a table.

/// MurmurHash64A with seed 1; 0 for nothing.
pub(crate) fn murmur(text: &str) -> u64 {
    const M: u64 = 0xc6a4_a793_5bd1_e995;
    if text.is_empty() {
        return 0;
    }
    let mix = |word: u64| {
        let word = word.wrapping_mul(M);
        (word ^ (word >> 47)).wrapping_mul(M)
    };
    let mut hash = 1 ^ (text.len() as u64).wrapping_mul(M);
    let mut words = text.as_bytes().chunks_exact(8);
    for word in &mut words {
        hash = (hash ^ mix(little_endian(word))).wrapping_mul(M);
    }
    if !words.remainder().is_empty() {
        hash = (hash ^ little_endian(words.remainder())).wrapping_mul(M);
    }
    hash = (hash ^ (hash >> 47)).wrapping_mul(M);
    hash ^ (hash >> 47)
}

fn little_endian(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |word, byte| (word << 8) | u64::from(*byte))
}

/// Four row numbers for a value: the four words of MurmurHash3 (x64, 128 bits).
pub(crate) fn rows(value: u64, seed: u32) -> [u32; 4] {
    let finish = |mut hash: u64| {
        hash = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
        hash = (hash ^ (hash >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
        hash ^ (hash >> 33)
    };
    let seed = u64::from(seed);
    let word = value.wrapping_mul(0x87c3_7b91_1142_53d5).rotate_left(31).wrapping_mul(0x4cf5_ad43_2745_937f);
    let mut low = seed ^ word ^ 8;
    let mut high = seed ^ 8;
    low = low.wrapping_add(high);
    high = high.wrapping_add(low);
    (low, high) = (finish(low), finish(high));
    low = low.wrapping_add(high);
    high = high.wrapping_add(low);
    [low as u32, (low >> 32) as u32, high as u32, (high >> 32) as u32]
}
