//! Properties of figures and moments that hold for any text.

use proptest::prelude::*;
use sayso_text::figure::{Kind, parse_shown};
use sayso_text::{Document, Part, Role, Span};

fn read(text: &str) -> Document {
    let part = Part { span: Span::new(0, text.len()), role: Role::Body };
    sayso_text::annotate_fast(text, &[part], "2024-12-16".parse().ok())
}

/// Words that figures and moments are made of, in any order.
fn wordy() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "at least",
        "more than",
        "30",
        "1,400",
        "2.5",
        "three",
        "hundred",
        "and",
        "a",
        "half",
        "million",
        "dozens",
        "of",
        "people",
        "killed",
        "$",
        "£",
        "km",
        "square",
        "miles",
        "(",
        ")",
        "-",
        "–",
        "to",
        "between",
        "percent",
        "%",
        "in",
        "five",
        "'s",
        "'",
        "\"",
        "Monday",
        "last",
        "week",
        "Dec.",
        "3",
        "2024",
        ",",
        "the",
        "third",
        "quarter",
        "ago",
        "years",
        "old",
        "until",
        "7:30",
        "p.m.",
        "1990s",
        "no",
        "one",
        "were",
        "several",
        "some",
        "losses",
        "over",
        "weekend",
        "\u{a0}",
        "\u{ad}",
        "½",
        "°",
        "C",
        "USD",
        "99999999999999999999",
        "0",
        ".",
        "/",
        "12",
        "day",
        "every",
        "century",
        "21st",
        "’",
        "億",
        "ﬁ",
    ]);
    let gap = prop::sample::select(vec![" ", " ", " ", "", "\u{a0}", "\n"]);
    prop::collection::vec((words, gap), 0..24)
        .prop_map(|pairs| pairs.into_iter().map(|(word, gap)| format!("{word}{gap}")).collect())
}

fn check(text: &str) {
    let document = read(text);
    let mut last = 0;
    for figure in &document.figures {
        assert!(text.get(figure.span.range()).is_some_and(|words| !words.is_empty()), "{figure:?}");
        assert!(text.get(figure.amount.range()).is_some(), "{figure:?}");
        assert!(figure.span.start >= last, "out of order: {figure:?}");
        last = figure.span.start;
        for span in [
            figure.counts.as_ref().and_then(|counts| counts.span),
            figure.outcome.as_ref().map(|outcome| outcome.span),
            figure.also.as_ref().map(|also| also.span),
        ] {
            assert!(span.is_none_or(|span| text.get(span.range()).is_some()), "{figure:?}");
        }
        if figure.kind != Kind::Ordinal {
            let back = parse_shown(&figure.amount_shown());
            assert_eq!(back, Some((figure.low, figure.high)), "{} of {figure:?}", figure.amount_shown());
        }
    }
    let mut last = 0;
    for moment in &document.moments {
        assert!(text.get(moment.span.range()).is_some_and(|words| !words.is_empty()), "{moment:?}");
        assert!(moment.span.contains(moment.core) && moment.span.start >= last, "{moment:?}");
        assert!(moment.from.is_none() || moment.to.is_none() || moment.from <= moment.to, "{moment:?}");
        last = moment.span.end;
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn any_text_is_read(text in "\\PC{0,80}") {
        check(&text);
    }

    #[test]
    fn any_row_of_number_words_is_read(text in wordy()) {
        check(&text);
    }
}
