//! Bytes to text: size, kind and character set are settled before any parser sees a page.
//!
//! A byte-order mark wins; then valid UTF-8; then what server or page declare, unless the
//! bytes speak against it; then what `chardetng` makes of them. Parsers that are given
//! raw windows-1251 return garbage.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::Error;

/// The most bytes that a page may have: 15 MiB.
pub const MAX_BYTES: usize = 15 << 20;

/// Decodes a page; `charset` is the server's word.
pub fn decode<'a>(bytes: &'a [u8], charset: Option<&str>) -> Result<Cow<'a, str>, Error> {
    if bytes.len() > MAX_BYTES {
        return Err(Error::TooLarge { bytes: bytes.len(), limit: MAX_BYTES });
    }
    if let Some(kind) = magic(bytes) {
        return Err(Error::Binary { kind });
    }
    let text = text(bytes, charset);
    if text.trim().is_empty() {
        return Err(Error::Empty);
    }
    if is_noise(&text) {
        return Err(Error::Binary { kind: "binary data" });
    }
    Ok(text)
}

fn text<'a>(bytes: &'a [u8], charset: Option<&str>) -> Cow<'a, str> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[mark..]).0;
    }
    if let Some(encoding) = unmarked_utf16(bytes) {
        return encoding.decode_without_bom_handling(bytes).0;
    }
    let declared = charset.and_then(named).or_else(|| in_page(bytes));
    let stateful = declared.is_some_and(|encoding| !encoding.is_ascii_compatible());
    if !stateful && let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let guess = guess(bytes);
    if let Some(declared) = declared
        && !contradicts(declared, guess, bytes)
    {
        let (text, broken) = declared.decode_without_bom_handling(bytes);
        if !broken || damage(&text) <= damage(&guess.decode_without_bom_handling(bytes).0) {
            return text;
        }
    }
    guess.decode_without_bom_handling(bytes).0
}

fn named(label: &str) -> Option<&'static Encoding> {
    Encoding::for_label(label.trim_matches(|c: char| c.is_whitespace() || c == '"' || c == '\'').as_bytes())
}

/// The `charset=` of a meta tag or XML declaration in the first 4096 bytes.
fn in_page(bytes: &[u8]) -> Option<&'static Encoding> {
    let start = bytes[..bytes.len().min(4096)].to_ascii_lowercase();
    let start = String::from_utf8_lossy(&start);
    if !start.contains("<meta") && !start.contains("<?xml") {
        return None;
    }
    let at = start.find("charset=").map(|at| at + 8).or_else(|| start.find("encoding=").map(|at| at + 9))?;
    let label = start[at..].trim_start_matches([' ', '"', '\'']);
    let end = label.find(['"', '\'', ' ', '>', ';', '/', '?']).unwrap_or(label.len());
    // A page whose bytes could be searched for `charset=` is not UTF-16, whatever it says.
    named(&label[..end]).map(|found| if found == UTF_16LE || found == UTF_16BE { UTF_8 } else { found })
}

/// UTF-16 without a mark: nearly every second byte of western markup is zero.
fn unmarked_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let start = &bytes[..bytes.len().min(2048)];
    if start.len() < 4 {
        return None;
    }
    let zeros = |odd: usize| start.iter().skip(odd).step_by(2).filter(|b| **b == 0).count() * 2;
    let (even, odd) = (zeros(0), zeros(1));
    let (many, few) = (start.len() * 3 / 10, start.len() / 20);
    if odd > many && even <= few {
        return Some(UTF_16LE);
    }
    (even > many && odd <= few).then_some(UTF_16BE)
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Allow)
}

/// A western single-byte set accepts any bytes, so its declaration proves nothing when
/// words are made of high bytes alone, as Cyrillic, Greek and Japanese ones are.
fn contradicts(declared: &'static Encoding, guess: &'static Encoding, bytes: &[u8]) -> bool {
    let (mut high, mut inside) = (0usize, 0usize);
    for pair in bytes.windows(2).filter(|pair| pair[0] >= 0x80) {
        high += 1;
        inside += usize::from(pair[1] >= 0x80);
    }
    declared == WINDOWS_1252 && guess != declared && high > 8 && inside * 2 > high
}

fn damage(text: &str) -> usize {
    text.chars().filter(|c| *c == '\u{FFFD}' || (c.is_control() && !c.is_whitespace())).count()
}

fn is_noise(text: &str) -> bool {
    let end = text.char_indices().nth(20_000).map_or(text.len(), |(end, _)| end);
    let start = &text[..end];
    let length = start.chars().count();
    damage(start) * 20 > length || (start.starts_with('\0') && length < 8)
}

fn magic(bytes: &[u8]) -> Option<&'static str> {
    const KINDS: &[(&[u8], &str)] = &[
        (b"%PDF-", "a PDF file"),
        (b"\x89PNG", "a PNG image"),
        (b"\xFF\xD8\xFF", "a JPEG image"),
        (b"GIF8", "a GIF image"),
        (b"RIFF", "a RIFF file"),
        (b"PK\x03\x04", "a zip archive"),
        (b"\x1F\x8B", "gzip data"),
        (b"\x28\xB5\x2F\xFD", "zstd data"),
        (b"\x7FELF", "a program"),
        (b"SQLite format 3", "an SQLite file"),
        (b"OggS", "an Ogg file"),
        (b"ID3", "an MP3 file"),
    ];
    KINDS.iter().find(|(start, _)| bytes.starts_with(start)).map(|(_, kind)| *kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RUSSIAN: &str = "Министерство обороны заявило в понедельник, что войска заняли деревню. \
                           Губернатор области сообщил о двух раненых, передаёт агентство.";
    const JAPANESE: &str =
        "政府は月曜日、地震の被害について発表した。知事によると、けが人は少なくとも三十人に上る。";

    fn encode(text: &str, label: &str) -> Vec<u8> {
        named(label).expect(label).encode(text).0.into_owned()
    }

    fn utf16(text: &str, big: bool) -> Vec<u8> {
        text.encode_utf16()
            .flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() })
            .collect()
    }

    #[test]
    fn declared_sets_are_used() {
        assert_eq!(decode(&encode(RUSSIAN, "windows-1251"), Some("windows-1251")).unwrap(), RUSSIAN);
        assert_eq!(decode(&encode(JAPANESE, "shift_jis"), Some("Shift_JIS")).unwrap(), JAPANESE);
        let page = format!("<html><head><meta charset=\"windows-1251\"></head><p>{RUSSIAN}</p></html>");
        assert_eq!(decode(&encode(&page, "windows-1251"), None).unwrap(), page);
    }

    #[test]
    fn missing_declarations_are_made_up_for() {
        for (text, label) in
            [(RUSSIAN, "windows-1251"), (RUSSIAN, "koi8-r"), (JAPANESE, "shift_jis"), (JAPANESE, "euc-jp")]
        {
            assert_eq!(decode(&encode(text, label), None).unwrap(), text, "{label}");
        }
    }

    #[test]
    fn wrong_declarations_lose_against_the_bytes() {
        assert_eq!(decode(RUSSIAN.as_bytes(), Some("windows-1251")).unwrap(), RUSSIAN);
        assert_eq!(decode(&encode(RUSSIAN, "windows-1251"), Some("utf-8")).unwrap(), RUSSIAN);
        assert_eq!(decode(&encode(RUSSIAN, "windows-1251"), Some("iso-8859-1")).unwrap(), RUSSIAN);
        assert_eq!(decode(&encode(JAPANESE, "shift_jis"), Some("utf-8")).unwrap(), JAPANESE);
        assert_eq!(decode(RUSSIAN.as_bytes(), Some("no-such-set")).unwrap(), RUSSIAN);
    }

    #[test]
    fn western_text_keeps_its_declared_set() {
        let text = "Le maire a déclaré que l’été était « très sec » à Besançon.";
        assert_eq!(decode(&encode(text, "windows-1252"), Some("iso-8859-1")).unwrap(), text);
    }

    #[test]
    fn utf16_with_and_without_a_mark() {
        let page = "<html><body><p>The court said that it would rule on Friday.</p></body></html>";
        for big in [false, true] {
            assert_eq!(decode(&utf16(page, big), None).unwrap(), page);
            assert_eq!(decode(&utf16(&format!("\u{FEFF}{page}"), big), Some("utf-8")).unwrap(), page);
        }
        assert_eq!(decode("\u{FEFF}The court said so.".as_bytes(), None).unwrap(), "The court said so.");
    }

    #[test]
    fn what_is_no_text_is_refused_by_name() {
        assert_eq!(decode(b"", None), Err(Error::Empty));
        assert_eq!(decode(b" \n\t ", None), Err(Error::Empty));
        assert_eq!(
            decode(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", None),
            Err(Error::Binary { kind: "a PNG image" })
        );
        let noise: Vec<u8> = (0..4000u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        assert_eq!(decode(&noise, None), Err(Error::Binary { kind: "binary data" }));
        assert!(matches!(decode(&vec![b'a'; MAX_BYTES + 1], None), Err(Error::TooLarge { .. })));
    }
}
