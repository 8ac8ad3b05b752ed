//! Any bytes as a page: no panic, blocks in order on character boundaries.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(article) = sayso_page::read(bytes, sayso_page::Hints::default()) else { return };
    let mut end = 0;
    for block in &article.blocks {
        assert!(block.span.start >= end && block.span.end >= block.span.start);
        assert!(article.text.get(block.span.clone()).is_some());
        end = block.span.end;
    }
});
