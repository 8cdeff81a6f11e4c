#![no_main]

#[allow(dead_code, reason = "every target runs one of them")]
#[path = "../checks.rs"]
mod checks;

use std::path::Path;

/// Files that a zone may include: `a`, `b` and `c`, the last of which includes all three.
const INCLUDES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/includes");

libfuzzer_sys::fuzz_target!(|text: &[u8]| checks::zone(text, Path::new(INCLUDES)));
