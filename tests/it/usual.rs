//! Zones of usual kinds, as the documentation that each names has them: each is clean under the default settings.

use std::fs;
use std::path::Path;

use crate::harness::command::{Ran, srvlint};

/// Each zone of `testdata/usual`, and the rules that note something in it. A note does not make the run fail.
const ZONES: [(&str, &[&str]); 24] = [
    ("active-directory", &[]),
    ("cisco-uc", &[]),
    ("consul", &[]),
    ("dns-sd", &[]),
    ("etcd", &[]),
    ("fastmail", &[]),
    ("freeipa", &[]),
    ("google-mail", &[]),
    ("kubernetes", &[]),
    ("mail-in-a-box", &[]),
    ("mailcow", &[]),
    ("matrix", &[]),
    ("microsoft-365", &[]),
    ("minecraft", &[]),
    ("mongodb", &[]),
    ("mox", &[]),
    // The file that netlogon writes has no SOA record; its owners are absolute.
    ("netlogon", &[]),
    ("openshift", &[]),
    // It has no TLS: policy, not a mistake.
    ("pbx", &["missing-companion"]),
    ("pexip", &[]),
    ("prosody", &[]),
    ("reverse-ipv4", &[]),
    ("reverse-ipv6", &[]),
    ("stalwart", &[]),
];

#[test]
fn usual_zones_are_clean() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/usual");
    for (name, noted) in ZONES {
        let file = format!("{name}.zone");
        let text = fs::read_to_string(directory.join(&file)).expect("a zone");
        let mut head = text.lines().take_while(|line| line.starts_with("; "));
        assert!(head.any(|line| line.contains("https://")), "{name} has no source");
        let arguments = ["check", "--format", "concise", "--no-config", "--no-context", "--color", "never"];
        let ran = Ran::of(srvlint(&directory, arguments).arg(&file));
        let rules: Vec<&str> = ran.out.lines().filter_map(|line| line.split(['[', ']']).nth(1)).collect();
        assert_eq!((ran.code, &*rules), (0, noted), "{name}:\n{}", ran.out);
    }
}

#[test]
fn each_usual_zone_has_a_row() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/usual");
    let mut names: Vec<String> = fs::read_dir(directory)
        .expect("the zones")
        .map(|entry| entry.expect("a zone").file_name().into_string().expect("its name"))
        .collect();
    names.sort();
    let rows: Vec<String> = ZONES.iter().map(|(name, _)| format!("{name}.zone")).collect();
    assert_eq!(names, rows);
}
