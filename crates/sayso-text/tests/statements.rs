//! Properties of statements, places and actors that hold for any text, in both engines:
//! nothing panics, every span is of the text, every index is of a statement.

use proptest::prelude::*;
use sayso_text::{Document, Part, Role, Span, Statement};

/// Pieces that statements are made of, in any order.
const PIECES: &[&str] = &[
    "citing",
    "quoting officials",
    "in a statement it",
    "asked not to be named",
    "the court heard.",
    "allege",
    "a claim that",
    "something she denied",
    "Governor Femi Adeyinka-Cole",
    "PT Laut",
    "09:42",
    "Oct 9 -",
    "It is understood",
    "neither confirm nor deny",
    "the view that",
    ", even as",
    ":",
    "Live",
    "\"",
    "“",
    "”",
    "'",
    "’s",
    "(",
    ")",
    ",",
    ".",
    ":",
    ";",
    "—",
    "\n",
    "\n\n",
    "\u{a0}",
    "\u{200b}",
    "é",
    "😀",
    "and",
    "that",
    "which",
    "who",
    "said",
    "says",
    "told",
    "according to",
    "claims",
    "previous claims",
    "report",
    "estimate",
    "denied",
    "was accused of",
    "is believed to",
    "Ukraine",
    "Kyiv",
    "the ministry",
    "he",
    "she",
    "they",
    "it",
    "there",
    "those units",
    "at least 30 soldiers",
    "North Korean troops",
    "units from Kenya",
    "were killed",
    "heavy losses",
    "among them",
    "controls",
    "800 square kilometers",
    "its troops",
    "sent 200 marines",
    "officials",
    "Zelensky",
    "Volodymyr Zelensky",
    "AFP",
    "reporters",
    "on Telegram",
    "on Monday",
    "previously",
    "in",
    "of",
    "the village of",
    "Kursk",
    "region",
    "Russia's",
    "Springfield",
    "Ill.",
    "at least 30 soldiers",
    "killed",
    "controls",
    "may",
    "has sent",
    "down from",
    "not",
    "adding",
];

fn texts() -> impl Strategy<Value = String> {
    let pieces = prop::collection::vec(prop::sample::select(PIECES), 0..28).prop_map(|words| words.join(" "));
    let tight = prop::collection::vec(prop::sample::select(PIECES), 0..12).prop_map(|words| words.concat());
    prop_oneof![4 => pieces, 1 => tight, 1 => any::<String>(), 1 => "[\"“”'.,;:()!?—–-]{0,24}"]
}

/// Parts as a page gives them, one a line, or as a careless caller might: overlapping, empty, all of it twice.
fn parts(text: &str, careless: bool) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let role = if parts.is_empty() { Role::Headline } else { Role::Body };
        parts.push(Part { span: Span::new(at, at + line.len()), role });
        at += line.len();
    }
    if careless {
        parts.push(Part { span: Span::new(0, text.len()), role: Role::Body });
        parts.push(Part { span: Span::new(text.len(), text.len()), role: Role::Caption });
    }
    parts
}

fn spans(document: &Document, statement: &Statement) -> Vec<Span> {
    let mut spans: Vec<Span> =
        [&statement.source, &statement.cue, &statement.content, &statement.quoted, &statement.asides]
            .into_iter()
            .flatten()
            .copied()
            .collect();
    spans.extend(statement.subject);
    spans.extend(statement.via.iter().map(|via| via.span));
    spans.extend(statement.actors.iter().flat_map(|actor| [actor.span, actor.refers]).flatten());
    spans.extend(statement.meant.iter().flat_map(|meant| meant.from.iter().copied()));
    spans.extend(statement.refers.iter().flat_map(|(word, stands_for)| [*word, *stands_for]));
    spans.extend(document.places.iter().map(|place| place.span));
    spans
}

fn check(document: &Document) {
    let statements = sayso_text::statements(document);
    for (at, statement) in statements.iter().enumerate() {
        for span in spans(document, statement) {
            assert!(
                document.text.get(span.range()).is_some_and(|words| !words.is_empty()),
                "{span:?} of {:?}",
                document.text
            );
        }
        assert!(!statement.content.is_empty());
        let links = statement
            .within
            .into_iter()
            .chain(statement.same_source)
            .chain(statement.same_figure.iter().copied());
        assert!(
            links.into_iter().all(|other| other < statements.len() && other != at),
            "{at} of {:?}",
            document.text
        );
        assert!(statement.figures.iter().all(|figure| *figure < document.figures.len()));
        assert!(statement.meant.iter().all(|meant| statement.figures.contains(&meant.figure)));
        assert!(statement.places.iter().all(|place| *place < document.places.len()));
        assert!(
            statement.moments.iter().chain(&statement.said).all(|moment| *moment < document.moments.len())
        );
    }
}

fn check_both(text: &str, careless: bool) {
    let published = "2024-12-16".parse().ok();
    check(&sayso_text::annotate(text, &parts(text, careless), published));
    check(&sayso_text::annotate_fast(text, &parts(text, careless), published));
}

#[test]
fn odd_texts_have_statements_or_none() {
    let odd = [
        "",
        " ",
        "\"",
        "\"\"",
        "“”",
        "””““",
        "...",
        "said",
        "said.",
        "\"said\"",
        "he said",
        "that",
        "claims that",
        "claims it",
        "and that and that",
        "The the the the",
        "Zelensky",
        ", said",
        ", he said, \"",
        "according to",
        "\u{a0}",
        "\n\n\n",
        "(",
        "which officials estimate has sent",
        "The report that that that that said it is",
        "He said that and that it is and that",
        "X's's claims it was said",
        "of of of Russia",
    ];
    for text in odd {
        check_both(text, false);
        check_both(text, true);
        // Enough English around it that it is read.
        check_both(
            &format!(
                "The police said on Monday that the men were in the city.\n{text}\nHe added that they were there."
            ),
            true,
        );
        check_both(&format!("The police said that the {text} and the men were in the {text}"), false);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn spans_and_links_are_valid(text in texts(), careless in any::<bool>()) {
        check_both(&text, careless);
        check_both(&format!("The police said on Monday that {text} and that the men were there."), careless);
    }
}

/// Four times the text takes about four times as long; with a look from each statement at all others
/// it would take sixteen times. The best of three runs each, since other work goes on beside.
#[test]
fn long_texts_take_time_that_grows_with_them() {
    let kinds = [
        "\"We lost 40 men near Sumy,\" said General Ivan Petrov on Monday. He said it was over.\n\n",
        "The mayor, Alan Brown, said he had counted 12 of those units, which officials say were there.\n\n",
        "and 30 people in Kursk were killed on Monday ",
        "Ten people were killed in Sumy on Monday and 30 wounded. ",
        "“We lost 40 men\n\n",
    ];
    for kind in kinds {
        let took = |words: usize| {
            let text = kind.repeat(words / kind.split_whitespace().count());
            let document = sayso_text::annotate(&text, &parts(&text, false), "2024-12-16".parse().ok());
            let time = || {
                let start = std::time::Instant::now();
                std::hint::black_box(sayso_text::statements(&document));
                start.elapsed()
            };
            (0..3).map(|_| time()).min().unwrap_or_default().as_secs_f64()
        };
        let (one, four) = (took(3_000), took(12_000));
        assert!(four < 10.0 * one + 0.05, "{one:.3} s, then {four:.3} s for `{kind}`");
    }
}
