//! What the fuzz targets check, on every file of `testdata`; `testdata/hostile` holds what once failed.

use std::fs;
use std::path::{Path, PathBuf};

use srvlint::internals::report::Format;

use crate::harness::markup::document;

#[path = "../../fuzz/checks.rs"]
pub mod checks;

fn files(directory: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(directory).expect("a directory").map(|entry| entry.expect("an entry").path()).collect();
    entries.sort();
    for path in entries {
        match path.is_dir() && !path.is_symlink() {
            true => files(&path, found),
            false => found.push(path),
        }
    }
}

fn on_every_file(largest: u64, run: impl Fn(&[u8])) {
    let mut found = Vec::new();
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata"), &mut found);
    let small = |path: &&PathBuf| path.metadata().is_ok_and(|of| of.is_file() && of.len() < largest);
    let mut count = 0;
    for path in found.iter().filter(small) {
        run(&fs::read(path).expect("a file"));
        count += 1;
    }
    assert!(count > 400, "{count}");
}

#[test]
fn tokens_and_entries() {
    on_every_file(1 << 20, checks::tokens);
    on_every_file(1 << 20, checks::parser);
}

#[test]
fn zones() {
    let includes = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/includes");
    on_every_file(1 << 14, |text| checks::zone(text, &includes));
}

#[test]
fn configurations() {
    on_every_file(1 << 14, checks::named_conf);
    on_every_file(1 << 14, checks::config);
}

#[test]
fn outputs() {
    on_every_file(1 << 11, |text| {
        for (format, out) in checks::check(text) {
            if matches!(format, Format::Checkstyle | Format::Junit | Format::Html) {
                document(&out);
            }
        }
    });
}
