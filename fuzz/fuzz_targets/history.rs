//! Random histories: the program that `SRVLINT` names, or `srvlint`, is run on each in many ways, which agree.
#![no_main]

use std::path::Path;
use std::process::Command;

use libfuzzer_sys::fuzz_target;

#[path = "../history.rs"]
mod shared;

fuzz_target!(|octets: &[u8]| {
    let top = std::env::temp_dir().join(format!("srvlint-history-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&top);
    std::fs::create_dir_all(&top).expect("a directory");
    shared::history(octets, &top, &|top: &Path, program: &str, arguments: &[&str]| {
        let named = std::env::var("SRVLINT").ok().filter(|_| program == "srvlint");
        let output =
            Command::new(named.as_deref().unwrap_or(program)).current_dir(top).args(arguments).output();
        let output = output.expect("it runs");
        (output.status.code().expect("no signal"), String::from_utf8_lossy(&output.stdout).into_owned())
    });
});
