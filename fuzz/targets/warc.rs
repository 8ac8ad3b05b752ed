//! Any bytes as a web archive: no panic, an end, pages within limits.
#![no_main]
#![allow(dead_code)]

use libfuzzer_sys::fuzz_target;

#[path = "../../crates/sayso/src/gather/warc.rs"]
mod warc;

fuzz_target!(|bytes: &[u8]| {
    let path = std::env::temp_dir().join(format!("sayso-fuzz-{}.warc", std::process::id()));
    std::fs::write(&path, bytes).expect("the disk has room");
    let Ok(pages) = warc::open(&path) else { return };
    for page in pages.flatten() {
        assert!(page.url.starts_with("http"));
        assert!(page.bytes.len() <= sayso_page::MAX_BYTES);
    }
});
