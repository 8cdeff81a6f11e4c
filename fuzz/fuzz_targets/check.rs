#![no_main]

use roxmltree::Document;
use srvlint::report::Format;

libfuzzer_sys::fuzz_target!(|text: &[u8]| {
    for (format, out) in srvlint::fuzz::check(text) {
        if matches!(format, Format::Checkstyle | Format::Junit) {
            Document::parse(&out).expect("XML");
        }
    }
});
