#![no_main]

#[allow(dead_code, reason = "every target runs one of them")]
#[path = "../checks.rs"]
mod checks;

use roxmltree::{Document, ParsingOptions};
use srvlint::internals::report::Format;

libfuzzer_sys::fuzz_target!(|text: &[u8]| {
    for (format, out) in checks::check(text) {
        if matches!(format, Format::Checkstyle | Format::Junit | Format::Html) {
            let options = ParsingOptions { allow_dtd: format == Format::Html, ..ParsingOptions::default() };
            Document::parse_with_options(&out, options).expect("XML");
        }
    }
});
