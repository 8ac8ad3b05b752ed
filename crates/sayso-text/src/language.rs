//! Which language a text is in, so that statements are only looked for in one that we read.

use crate::{Document, Part};

/// The longest beginning of a text that is looked at, in bytes.
const ENOUGH: usize = 2_000;

/// The language of a text by its words, as ISO 639-1 where that has a code, else 639-3;
/// nothing where the text is too short to tell.
pub(crate) fn of(text: &str, parts: &[Part]) -> Option<&'static str> {
    let mut words = String::new();
    for part in parts {
        if words.len() > ENOUGH {
            break;
        }
        words.push_str(part.span.of(text));
        words.push('\n');
    }
    if is_english(&words) {
        return Some("en");
    }
    let found = whatlang::detect(&words)?;
    // A few Latin words can look like anything; another script can't.
    let sure = found.is_reliable() || !matches!(found.script(), whatlang::Script::Latin);
    sure.then(|| code(found.lang().code()))
}

/// Whether a text is surely English: of its words, so many are small ones that no other language
/// has. It spares most texts a comparison with all languages.
fn is_english(words: &str) -> bool {
    let (mut count, mut small) = (0, 0);
    for word in words.split_ascii_whitespace() {
        count += 1;
        small += usize::from(matches!(
            word,
            "the"
                | "and"
                | "that"
                | "with"
                | "from"
                | "this"
                | "which"
                | "were"
                | "been"
                | "their"
                | "they"
                | "said"
                | "would"
                | "about"
                | "have"
        ));
    }
    count >= 60 && small * 10 >= count
}

fn code(code: &'static str) -> &'static str {
    const SHORT: &[(&str, &str)] = &[
        ("ara", "ar"),
        ("ben", "bn"),
        ("bul", "bg"),
        ("ces", "cs"),
        ("cmn", "zh"),
        ("dan", "da"),
        ("deu", "de"),
        ("ell", "el"),
        ("eng", "en"),
        ("est", "et"),
        ("fin", "fi"),
        ("fra", "fr"),
        ("heb", "he"),
        ("hin", "hi"),
        ("hrv", "hr"),
        ("hun", "hu"),
        ("ind", "id"),
        ("ita", "it"),
        ("jpn", "ja"),
        ("kor", "ko"),
        ("lav", "lv"),
        ("lit", "lt"),
        ("nld", "nl"),
        ("nob", "no"),
        ("pes", "fa"),
        ("pol", "pl"),
        ("por", "pt"),
        ("ron", "ro"),
        ("rus", "ru"),
        ("slk", "sk"),
        ("slv", "sl"),
        ("spa", "es"),
        ("srp", "sr"),
        ("swe", "sv"),
        ("tha", "th"),
        ("tur", "tr"),
        ("ukr", "uk"),
        ("urd", "ur"),
        ("vie", "vi"),
    ];
    SHORT.iter().find(|(long, _)| *long == code).map_or(code, |(_, short)| short)
}

impl Document {
    /// Whether statements can be found in the document's language.
    pub fn is_read(&self) -> bool {
        self.language.is_none_or(|language| language == "en")
    }
}
