//! Any text by the default engine: no panic, every span on character boundaries.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sayso_text::{Part, Role, Span};

fuzz_target!(|text: &str| {
    let parts = parts(text);
    let document = sayso_text::annotate(text, &parts, Some(jiff::civil::date(2024, 12, 16)));
    for statement in sayso_text::statements(&document) {
        for span in statement.source.iter().chain(&statement.cue).chain(&statement.content) {
            assert!(text.get(span.range()).is_some());
        }
    }
});

/// Each line is a part.
fn parts(text: &str) -> Vec<Part> {
    let mut start = 0;
    let part = |line: &str| {
        let span = Span::new(start, start + line.len());
        start += line.len();
        Part { span, role: Role::Body }
    };
    text.split_inclusive('\n').map(part).collect()
}
