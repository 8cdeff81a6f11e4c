//! Examples that RFCs and widely read pages print: what is wrong in them is found, what is right is
//! clean. `UPDATE=1` rewrites the expected output beside each.

use std::fs;
use std::path::Path;

use crate::harness::command::{Ran, srvlint};

#[test]
fn published_examples() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/published");
    let mut failures = Vec::new();
    let mut zones = 0;
    for entry in fs::read_dir(&directory).expect("the examples") {
        let path = entry.expect("an example").path();
        if path.extension().is_none_or(|ending| ending != "zone") {
            continue;
        }
        zones += 1;
        let name = path.file_name().expect("a name");
        let arguments = ["check", "--format", "concise", "--no-config", "--color", "never"];
        let output = Ran::of(srvlint(&directory, arguments).arg(name)).out;
        let expected = path.with_extension("expected");
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&expected, &output).expect("a file");
        } else if fs::read_to_string(&expected).unwrap_or_default() != output {
            failures.push(format!("{}:\n{output}", path.display()));
        }
    }
    assert!(zones >= 5);
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
