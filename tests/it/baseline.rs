//! `--baseline` and `--write-baseline`: known findings neither count nor show.

use std::fs;

use serde_json::Value;

use crate::harness::command::{Ran, command};
use crate::harness::repository::{Repository, sip_zone};
use crate::harness::scratch::{Scratch, TODAY};

fn zone(records: &str) -> String {
    format!(
        "$ORIGIN example.com.\n$TTL 1h\n@ SOA ns hostmaster 1 7200 3600 1209600 300\n@ NS ns.example.net.\n{records}"
    )
}

const A: &str = "_a._tcp 1w SRV 1 1 1 a.example.net.\n";
const B: &str = "_b._tcp 1w SRV 1 1 1 a.example.net.\n";
const C: &str = "_c._tcp 1w SRV 1 1 1 a.example.net.\n";

fn check(scratch: &Scratch, arguments: &[&str]) -> Ran {
    scratch.run(&[&["check", "--format", "json"], arguments].concat())
}

/// A scratch directory with the records A and B in `z.zone`, and a baseline that knows both.
fn adopted(name: &str) -> Scratch {
    let scratch = Scratch::new(name);
    scratch.write("z.zone", zone(&[A, B].concat()));
    let done = check(&scratch, &["--write-baseline", "known.json"]);
    assert_eq!((done.code, done.findings().len()), (0, 0), "{}", done.err);
    assert!(done.err.contains("no problems (2 in the baseline)."), "{}", done.err);
    scratch
}

fn entries(scratch: &Scratch) -> Vec<Value> {
    let text = scratch.read("known.json");
    let baseline: Value = serde_json::from_str(&text).expect("JSON");
    baseline["findings"].as_array().expect("a list").clone()
}

#[test]
fn only_new_findings_count() {
    let scratch = adopted("new");
    let done = check(&scratch, &["--baseline", "known.json"]);
    assert_eq!((done.code, done.findings().len()), (0, 0));
    assert_eq!(done.json()["summary"]["warnings"], 0);
    scratch.write("z.zone", zone(&["\n\n; moved\n", B, C, A].concat()));
    let done = check(&scratch, &["--baseline", "known.json"]);
    assert_eq!((done.code, done.findings()), (1, vec!["z.zone:9:9 warning long-ttl".to_owned()]));
    assert!(!done.err.contains("no longer occurs"), "{}", done.err);
    assert_eq!(check(&scratch, &[]).findings().len(), 3);
}

#[test]
fn the_configuration_names_a_baseline() {
    let scratch = adopted("configured");
    scratch
        .write("srvlint.toml", "baseline = \"known.json\"\n")
        .write("sub/x.zone", zone(C).replace("com", "org"));
    let count = |arguments: &[&str]| {
        let done = check(&scratch, arguments);
        (done.code, done.findings().len())
    };
    assert_eq!(count(&[]), (1, 1));
    assert_eq!(count(&["z.zone"]), (0, 0));
    assert_eq!(count(&["--no-baseline"]), (1, 3));
    assert_eq!(count(&["--no-config"]), (1, 3));
    scratch.write("other.json", "{\"version\": 1, \"findings\": []}\n");
    assert_eq!(count(&["--baseline", "other.json"]), (1, 3));
    assert_eq!(check(&scratch, &["--baseline", "other.json", "--no-baseline"]).code, 2);
    assert!(scratch.run(&["config"]).out.contains("baseline = \"known.json\"\n"));
    // A new one is written over the old, or where there is none.
    assert_eq!(count(&["--write-baseline", "known.json"]), (0, 0));
    assert_eq!(entries(&scratch).len(), 3);
    assert_eq!(count(&[]), (0, 0));
    fs::remove_file(scratch.0.join("known.json")).expect("a file");
    let done = check(&scratch, &[]);
    assert_eq!(done.code, 2);
    assert!(done.err.contains("the baseline `known.json` cannot be read: no such file"), "{}", done.err);
    assert_eq!(count(&["--write-baseline", "known.json"]), (0, 0));
    scratch.write("z.zone", zone(A));
    let done = scratch.run_in("sub", &["check", ".."], TODAY);
    assert_eq!(done.code, 0);
    assert!(done.err.contains("baseline: `--write-baseline ../known.json` drops them"), "{}", done.err);
    for elsewhere in ["../known.json", "/etc/passwd", ""] {
        scratch.write("srvlint.toml", format!("baseline = \"{elsewhere}\"\n"));
        let done = check(&scratch, &[]);
        assert_eq!(done.code, 2);
        assert!(done.err.contains("this is not a file below the directory"), "{}", done.err);
    }
}

#[cfg(unix)]
#[test]
fn a_configured_baseline_is_no_link_to_elsewhere() {
    let scratch = adopted("configured-link");
    scratch.write("srvlint.toml", "baseline = \"link.json\"\n");
    std::os::unix::fs::symlink("/etc/passwd", scratch.0.join("link.json")).expect("a link");
    let done = check(&scratch, &[]);
    assert_eq!(done.code, 2);
    assert!(done.err.contains("`link.json` is a link that leads elsewhere"), "{}", done.err);
}

#[test]
fn a_finding_stays_known_when_its_file_moves() {
    let scratch = adopted("moved");
    fs::rename(scratch.0.join("z.zone"), scratch.0.join("y.zone")).expect("a move");
    let done = check(&scratch, &["--baseline", "known.json"]);
    assert_eq!((done.code, done.findings().len()), (0, 0), "{}", done.err);
    // A copy of it is new.
    scratch.write("x/z.zone", zone(A)).write("z.zone", zone(&[A, B].concat()));
    fs::remove_file(scratch.0.join("y.zone")).expect("removed");
    let done = check(&scratch, &["--baseline", "known.json"]);
    assert_eq!(done.findings(), ["x/z.zone:5:9 warning long-ttl"]);
}

#[test]
fn the_directory_of_a_run_does_not_matter() {
    let scratch = adopted("directory");
    fs::create_dir(scratch.0.join("below")).expect("a directory");
    let arguments = ["check", "..", "--format", "json", "--baseline", "../known.json"];
    let done = scratch.run_in("below", &arguments, TODAY);
    assert_eq!((done.code, done.findings().len()), (0, 0), "{}", done.err);
    assert!(!done.err.contains("no longer occurs"), "{}", done.err);
}

#[test]
fn repeats_are_counted() {
    let scratch = Scratch::new("repeats");
    let broken = "a A 1\n";
    scratch.write("z.zone", zone(&broken.repeat(2)));
    check(&scratch, &["--write-baseline", "known.json"]);
    assert_eq!(entries(&scratch)[0]["count"], 2);
    scratch.write("z.zone", zone(&broken.repeat(3)));
    let done = check(&scratch, &["--baseline", "known.json"]);
    assert_eq!((done.code, done.findings().len()), (1, 1));
    scratch.write("z.zone", zone(broken));
    let done = check(&scratch, &["--baseline", "known.json"]);
    assert_eq!((done.code, done.findings().len()), (0, 0));
    assert!(done.err.contains("no longer occurs\n"), "{}", done.err);
}

#[test]
fn what_no_longer_occurs_is_told_and_dropped() {
    let scratch = adopted("gone");
    scratch.write("z.zone", zone(A));
    let gone = "srvlint: baseline: `long-ttl` of `_b._tcp.example.com.` in z.zone no longer occurs";
    let done = check(&scratch, &["--baseline", "known.json"]);
    assert_eq!(done.code, 0);
    assert!(
        done.err
            .starts_with(&format!("{gone}\nsrvlint: baseline: `--write-baseline known.json` drops them\n")),
        "{}",
        done.err
    );
    let done = check(&scratch, &["--write-baseline", "known.json"]);
    assert!(done.err.starts_with(&format!("{gone}, and is dropped\n")), "{}", done.err);
    assert_eq!(entries(&scratch).len(), 1);
}

#[test]
fn what_a_run_does_not_see_is_kept_and_not_called_gone() {
    let scratch = adopted("unseen");
    scratch.write("y.zone", zone(C).replace("example.com", "example.org"));
    let done = check(&scratch, &["y.zone", "--baseline", "known.json"]);
    assert_eq!(done.findings(), ["y.zone:5:9 warning long-ttl"]);
    assert!(!done.err.contains("no longer occurs"), "{}", done.err);
    check(&scratch, &["y.zone", "--write-baseline", "known.json"]);
    assert_eq!(entries(&scratch).len(), 3);
    let done = check(&scratch, &["--ignore", "long-ttl", "--write-baseline", "known.json"]);
    assert!(!done.err.contains("no longer occurs"), "{}", done.err);
    assert_eq!(entries(&scratch).len(), 3);
}

#[test]
fn what_is_not_new_or_not_touched_is_kept_and_not_called_gone() {
    let repository = Repository::new("baseline-comparisons");
    repository.write("a.zone", sip_zone("example.com.", false));
    repository.write("b.zone", sip_zone("example.net.", true));
    repository.commit();
    let check = |arguments: &[&str], expected: (i32, usize)| {
        let mut srvlint = command(env!("CARGO_BIN_EXE_srvlint"), &repository.top);
        srvlint.args(["check", "--format", "concise"]).args(arguments);
        let ran = Ran::from(srvlint.output().expect("srvlint"));
        assert_eq!((ran.code, ran.out.lines().count()), expected, "{arguments:?}: {}{}", ran.out, ran.err);
        assert!(!ran.err.contains("no longer occurs"), "{arguments:?}: {}", ran.err);
    };
    let known = || fs::read_to_string(repository.top.join("known.json")).expect("a baseline");
    let count = || known().matches("\"fingerprint\"").count();
    check(&["--write-baseline", "known.json"], (0, 0));
    let before = known();
    assert_eq!(count(), 1);
    for partly in [&["--new-since", "HEAD"][..], &["--hook", "b.zone"], &["--hook", "README"]] {
        check(&[partly, &["--baseline", "known.json"]].concat(), (0, 0));
        check(&[partly, &["--write-baseline", "known.json"]].concat(), (0, 0));
        assert_eq!(known(), before, "{partly:?}");
    }
    // What is new comes on top, and is known where its file moves to.
    repository.write("c.zone", sip_zone("example.org.", false));
    check(&["--new-since", "HEAD", "--baseline", "known.json"], (1, 1));
    check(&["--new-since", "HEAD", "--write-baseline", "known.json"], (0, 0));
    assert_eq!(count(), 2);
    fs::rename(repository.top.join("c.zone"), repository.top.join("d.zone")).expect("a move");
    check(&["--new-since", "HEAD", "--baseline", "known.json"], (0, 0));
    check(&["--hook", "d.zone", "--baseline", "known.json"], (0, 0));
    // Of a repetition only the second is new: there are not fewer for that.
    repository.write("e.zone", sip_zone("example.info.", true) + "a A 1\n");
    repository.commit();
    check(&["--write-baseline", "known.json"], (0, 0));
    repository.write("e.zone", sip_zone("example.info.", true) + "a A 1\na A 1\na A 1\n");
    check(&["--write-baseline", "known.json"], (0, 0));
    let before = known();
    assert!(before.contains("\"count\": 3"), "{before}");
    check(&["--new-since", "HEAD", "--write-baseline", "known.json"], (0, 0));
    assert_eq!(known(), before);
}

#[test]
fn entries_that_are_used_up_hide_no_others() {
    let scratch = Scratch::new("used-up");
    scratch.write("z.zone", zone(&"a A 1\n".repeat(3)));
    check(&scratch, &["--write-baseline", "known.json"]);
    let entry = |path: &str, count: u32| {
        let mut entry = entries(&scratch)[0].clone();
        (entry["path"], entry["count"]) = (path.into(), count.into());
        entry
    };
    let mut findings = vec![entry("z.zone", 0); 1_000];
    findings.extend([entry("z.zone", 1), entry("moved.zone", 0), entry("moved.zone", 1)]);
    let baseline = serde_json::json!({ "version": 1, "findings": findings });
    scratch.write("known.json", baseline.to_string());
    let done = check(&scratch, &["--baseline", "known.json"]);
    assert_eq!((done.code, done.findings().len()), (1, 1), "{}", done.err);
    assert!(!done.err.contains("no longer occurs"), "{}", done.err);
}

#[test]
fn the_file_is_the_same_for_the_same_findings() {
    let scratch = adopted("stable");
    let read = || scratch.read("known.json");
    let first = read();
    scratch.write("z.zone", zone(&["; moved\n", B, A].concat()));
    check(&scratch, &["--write-baseline", "known.json"]);
    assert_eq!(read(), first);
    assert!(
        first.starts_with("{\n  \"version\": 1,\n  \"findings\": [\n") && first.ends_with("}\n"),
        "{first}"
    );
    let owners: Vec<Value> = entries(&scratch).iter().map(|entry| entry["owner"].clone()).collect();
    assert_eq!(owners, ["_a._tcp.example.com.", "_b._tcp.example.com."]);
}

#[test]
fn suppressed_findings_need_no_baseline() {
    let scratch = Scratch::new("suppressed");
    scratch.write("z.zone", zone(&A.replace('\n', " ; srvlint: ignore[long-ttl] so\n")));
    check(&scratch, &["--write-baseline", "known.json"]);
    assert!(entries(&scratch).is_empty());
}

#[test]
fn what_is_no_baseline_is_refused() {
    let scratch = Scratch::new("refused");
    scratch.write("z.zone", zone(A)).write("text", "x\n").write("two", "{\"version\": 2, \"findings\": []}");
    scratch.write("empty", "");
    for (arguments, message) in [
        (
            ["--baseline", "none"],
            "the baseline `none` cannot be read: no such file; `--write-baseline` makes one",
        ),
        (["--baseline", ".git"], "the baseline `.git` cannot be read: is not a regular file"),
        (["--baseline", "text"], "`text` is not a baseline: line 1 is not JSON"),
        (["--baseline", "empty"], "`empty` is not a baseline: it is empty; `--write-baseline` makes one"),
        (["--baseline", "two"], "the baseline `two` has version 2, not 1"),
        (["--baseline", "none/x"], "there is no directory for the baseline `none/x`"),
        (["--write-baseline", "z.zone"], "`z.zone` is a zone file, and would be overwritten"),
        (["--write-baseline", "none/x"], "there is no directory for the baseline `none/x`"),
    ] {
        let done = check(&scratch, &arguments);
        assert_eq!(done.code, 2, "{arguments:?}");
        assert!(done.err.starts_with(&format!("srvlint: {message}")), "{arguments:?}: {}", done.err);
        // What is read and what cannot be written is found out at different times.
        let is_in_report = done.out.is_empty() || done.json()["faults"].to_string().contains("baseline");
        assert!(is_in_report && !done.out.contains("\"rule\""), "{arguments:?}: {}", done.out);
    }
    assert_eq!(scratch.read("z.zone"), zone(A));
    let done = check(&scratch, &["z.zone", "none.zone", "--write-baseline", "new"]);
    assert_eq!(done.code, 2);
    assert!(
        done.err.ends_with("the baseline is not written, as the run cannot be trusted\n"),
        "{}",
        done.err
    );
    assert!(!scratch.0.join("new").exists());
    // In an empty file, such as `mktemp` makes, nothing is lost.
    assert_eq!(check(&scratch, &["z.zone", "--write-baseline", "empty"]).code, 0);
    assert_eq!(check(&scratch, &["z.zone", "--baseline", "empty"]).code, 0);
}

/// Entries as they were written when the rule was called `loopback-target`: of a target that is `localhost`, and of one with
/// the address 127.0.0.1.
#[test]
fn entries_with_a_rules_former_name_count() {
    let scratch = Scratch::new("former");
    let records = "_a._tcp SRV 0 5 5060 localhost.\n_b._tcp SRV 0 5 5060 pbx\npbx A 127.0.0.1\n";
    scratch.write("z.zone", zone(records));
    let entry = |owner: &str, fingerprint: &str| {
        format!(
            "{{\"path\": \"z.zone\", \"rule\": \"loopback-target\", \"zone\": \"example.com.\", \"owner\": \"{owner}\", \
             \"fingerprint\": \"{fingerprint}\", \"severity\": \"warning\", \"count\": 1}}"
        )
    };
    let known = [
        entry("_a._tcp.example.com.", "5c75905fa38c818bcce02120c4e1ecd9"),
        entry("_b._tcp.example.com.", "2b3b37cfa7c3f37ba568a1cd1ad314fc"),
        entry("_c._tcp.example.com.", "00000000000000000000000000000000"),
    ];
    scratch.write("known.json", format!("{{\"version\": 1, \"findings\": [{}]}}", known.join(", ")));
    let done = check(&scratch, &["--baseline", "known.json"]);
    assert_eq!((done.code, done.findings().len()), (0, 0), "{}", done.out);
    // The third is told of, and a run without the rule does not miss it.
    assert!(done.err.contains("no longer occurs"), "{}", done.err);
    let done = check(&scratch, &["--baseline", "known.json", "--ignore", "unreachable-target"]);
    assert!(!done.err.contains("no longer occurs"), "{}", done.err);
    check(&scratch, &["--write-baseline", "known.json"]);
    let rules: Vec<String> = entries(&scratch).iter().map(|entry| entry["rule"].to_string()).collect();
    assert_eq!(rules, ["\"unreachable-target\"", "\"unreachable-target\""]);
}

#[test]
fn sets_with_one_ttl_are_one_finding_and_a_new_one_among_them_is_told() {
    let sets = |count: usize| -> String {
        (0..count).map(|number| format!("_s{number}._tcp 1w SRV 1 1 1 a.example.net.\n")).collect()
    };
    let scratch = Scratch::new("alike");
    for (count, expected, others) in
        [(3, 3, ""), (4, 1, "` and 3 other SRV sets"), (6, 1, "` and 5 other SRV sets")]
    {
        scratch.write("z.zone", zone(&sets(count)));
        let done = check(&scratch, &["z.zone"]);
        assert_eq!((done.code, done.findings().len()), (1, expected), "{}", done.out);
        assert!(done.out.contains(others), "{}", done.out);
    }
    // What a comment silences is none of them, and another TTL is another finding.
    let silenced = sets(6).replacen('\n', " ; srvlint: ignore[long-ttl] so\n", 2);
    scratch.write("z.zone", zone(&(silenced + "_t._tcp 2d SRV 1 1 1 a.example.net.\n")));
    let done = check(&scratch, &["z.zone"]);
    let silent: Vec<String> = (5..7).map(|line| format!("(z.zone:{line}:10 warning long-ttl)")).collect();
    let told = ["z.zone:7:10 warning long-ttl", "z.zone:11:9 warning long-ttl"].map(str::to_owned);
    assert_eq!(done.findings(), [&silent[..], &told].concat());
    assert!(done.out.contains("and 3 other SRV sets"), "{}", done.out);
    // Each of them is known for itself.
    scratch.write("z.zone", zone(&sets(6)));
    check(&scratch, &["--write-baseline", "known.json", "z.zone"]);
    assert_eq!(entries(&scratch).len(), 6);
    scratch.write("z.zone", zone(&sets(7)));
    let done = check(&scratch, &["--baseline", "known.json", "z.zone"]);
    assert_eq!(done.findings(), ["z.zone:11:10 warning long-ttl"]);
    // Each gets a comment.
    let done = scratch.run(&["check", "--add-ignore=so", "z.zone"]);
    let text = scratch.read("z.zone");
    assert_eq!((done.code, text.matches("ignore[long-ttl] so").count()), (0, 7), "{}", done.err);
}
