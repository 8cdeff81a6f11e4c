#![no_main]

#[allow(dead_code, reason = "every target runs one of them")]
#[path = "../checks.rs"]
mod checks;

use roxmltree::Document;
use srvlint::internals::report::Format;

libfuzzer_sys::fuzz_target!(|text: &[u8]| {
    for (format, out) in checks::check(text) {
        if matches!(format, Format::Checkstyle | Format::Junit) {
            Document::parse(&out).expect("XML");
        }
    }
});
