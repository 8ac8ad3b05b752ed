//! Any text by the fast engine: figures, moments and places on character boundaries, in order.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sayso_text::{Part, Role, Span};

fuzz_target!(|text: &str| {
    let part = Part { span: Span::new(0, text.len()), role: Role::Body };
    let document = sayso_text::annotate_fast(text, &[part], Some(jiff::civil::date(2024, 12, 16)));
    let spans = document.figures.iter().map(|figure| figure.span).chain(document.moments.iter().map(|moment| moment.span));
    for span in spans.chain(document.places.iter().map(|place| place.span)) {
        assert!(text.get(span.range()).is_some());
    }
    sayso_text::statements(&document);
});
