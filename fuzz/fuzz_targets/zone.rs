#![no_main]

use std::path::Path;

/// Files that a zone may include: `a`, `b` and `c`, the last of which includes all three.
const INCLUDES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/includes");

libfuzzer_sys::fuzz_target!(|text: &[u8]| srvlint::fuzz::zone(text, Path::new(INCLUDES)));
