//! In whose words, and how sure.

use std::ops::Range;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::attribution::{Attribution, span};
use crate::{Document, Span, list};

/// In whose words a statement is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mode {
    /// All in quotation marks.
    Direct,
    /// In the outlet's words.
    Indirect,
    /// Partly in quotation marks.
    Mixed,
}

impl Mode {
    /// Its name: `mixed`.
    pub fn name(self) -> &'static str {
        match self {
            Mode::Direct => "direct",
            Mode::Indirect => "indirect",
            Mode::Mixed => "mixed",
        }
    }
}

/// How sure a source is of what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Certainty {
    /// Said as a fact.
    Asserted,
    /// Estimated, believed, forecast.
    Estimated,
    /// May or might be.
    Possible,
    /// Alleged against somebody.
    Alleged,
    /// Said not to be so.
    Denied,
}

impl Certainty {
    /// Its name: `estimated`.
    pub fn name(self) -> &'static str {
        match self {
            Certainty::Asserted => "asserted",
            Certainty::Estimated => "estimated",
            Certainty::Possible => "possible",
            Certainty::Alleged => "alleged",
            Certainty::Denied => "denied",
        }
    }

    fn named(name: &str) -> Certainty {
        match name {
            "estimated" => Certainty::Estimated,
            "possible" => Certainty::Possible,
            "alleged" => Certainty::Alleged,
            "denied" => Certainty::Denied,
            _ => Certainty::Asserted,
        }
    }
}

static CERTAINTIES: LazyLock<FxHashMap<&'static str, Certainty>> = LazyLock::new(|| {
    list::entries(include_str!("../../lists/certainty.txt"))
        .map(|(word, name)| (word, Certainty::named(name)))
        .collect()
});

/// By the cue; where it only says that something was said, by the content's own verb.
pub(super) fn certainty(document: &Document, attribution: &Attribution) -> Certainty {
    let cue = attribution.cue.clone();
    let listed = cue.clone().rev().find_map(|at| CERTAINTIES.get(&*document.tokens[at].lemma).copied());
    let negated = cue.clone().any(|at| matches!(document.word(at), "not" | "n't" | "n’t" | "never" | "nor"));
    let is = |at: usize, words: &[&str]| words.contains(&&*document.tokens[at].lemma);
    let ruled_out =
        cue.clone().any(|at| is(at, &["rule"])) && cue.clone().any(|at| document.word(at) == "out");
    // `declined to say how many` says nothing of how many.
    let withheld = (negated || cue.clone().any(|at| is(at, &["decline", "refuse"])))
        && cue
            .clone()
            .any(|at| is(at, &["say", "confirm", "comment", "disclose", "reveal", "discuss", "blame"]));
    match listed {
        _ if negated && cue.clone().any(|at| is(at, &["plead"])) => Certainty::Denied,
        _ if withheld => Certainty::Possible,
        None if ruled_out && negated => Certainty::Possible,
        None if ruled_out => Certainty::Denied,
        // `did not deny` asserts nothing and denies nothing.
        Some(Certainty::Denied) if negated => Certainty::Possible,
        Some(certainty) => certainty,
        None => content_certainty(document, &attribution.content),
    }
}

/// `may`, `might`, `could` and `possibly` in the main clause of the content.
fn content_certainty(document: &Document, content: &[Range<usize>]) -> Certainty {
    let tokens: Vec<usize> = content.iter().cloned().flatten().collect();
    let head = tokens.iter().copied().find(|at| {
        let token = &document.tokens[*at];
        token.pos == "VERB" && (!tokens.contains(&token.head) || token.head == *at)
    });
    // Without a parse: the first auxiliary or verb.
    let first = tokens.iter().copied().find(|at| matches!(document.tokens[*at].pos, "AUX" | "VERB"));
    let belongs = |at: usize| match head.filter(|at| !document.tokens[*at].dep.is_empty()) {
        Some(head) => document.tokens[at].head == head,
        None => first == Some(at),
    };
    let weak = |at: usize| match (document.word(at).to_lowercase().as_str(), document.tokens[at].tag) {
        ("may" | "might" | "could", "MD") => Some(Certainty::Possible),
        ("possibly" | "perhaps" | "maybe" | "potentially", _) => Some(Certainty::Possible),
        ("probably" | "likely", "RB") => Some(Certainty::Estimated),
        ("allegedly" | "reportedly" | "purportedly", _) => Some(Certainty::Alleged),
        _ => None,
    };
    tokens.iter().copied().filter(|at| belongs(*at)).find_map(weak).unwrap_or(Certainty::Asserted)
}

/// The mode, and for mixed statements what stands in quotation marks.
pub(super) fn mode(document: &Document, content: &[Range<usize>]) -> (Mode, Vec<Span>) {
    let mut quoted: Vec<Range<usize>> = Vec::new();
    let mut outside = 0;
    for range in content {
        let mut open: Option<usize> = None;
        for at in range.clone() {
            match document.word(at) {
                "'" | "‘" if document.tokens[at].tag == "``" => open = Some(at + 1),
                "'" | "’" if open.is_some() && document.tokens[at].tag == "''" => {
                    quoted.extend(open.take().map(|start| start..at))
                }
                "“" | "``" | "«" | "„" => open = Some(at + 1),
                "\"" if open.is_none() => open = Some(at + 1),
                "\"" | "”" | "''" | "»" => quoted.extend(open.take().map(|start| start..at)),
                _ if open.is_none() && document.tokens[at].pos != "PUNCT" => outside += 1,
                _ => {}
            }
        }
        // A quotation that runs on into the next paragraph is not closed.
        quoted.extend(open.map(|start| start..range.end));
    }
    quoted.retain(|range| !range.is_empty());
    match (quoted.is_empty(), outside) {
        (true, _) => (Mode::Indirect, Vec::new()),
        (false, 0) => (Mode::Direct, Vec::new()),
        (false, _) => (Mode::Mixed, quoted.iter().map(|range| span(document, range)).collect()),
    }
}
