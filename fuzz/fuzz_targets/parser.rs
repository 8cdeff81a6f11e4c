#![no_main]

#[allow(dead_code, reason = "every target runs one of them")]
#[path = "../checks.rs"]
mod checks;

libfuzzer_sys::fuzz_target!(|text: &[u8]| checks::parser(text));
