//! Views of a name server that have the same zones: each is loaded and judged once, and told of as if it were not.
#![cfg(unix)]

use serde_json::Value;

use crate::harness::command::{Ran, command};
use crate::harness::repository::{Repository, zone};
use crate::harness::scratch::Scratch;

const FOR_ALL: &str = "zone \"example.com\" { type primary; file \"com.zone\"; };\n\
    zone \"example.net\" { type primary; file \"net.zone\"; };\n\
    zone \"example.org\" { type primary; file \"net.zone\"; };\n";

/// Zones with mistakes: on their own, in an included file, and in each other's names.
const ZONES: &[(&str, &str)] = &[
    (
        "com.zone",
        "_foo._tcp SRV 0 5 99 gone\n_bar._tcp SRV 0 5 99 gone.example.net.\nns A 192.0.2.1\n$INCLUDE all.inc\n",
    ),
    ("net.zone", "_bar._tcp SRV 0 5 99 gone.example.com.\n$INCLUDE all.inc\n"),
    ("all.inc", "_long._tcp 3d SRV 0 5 99 ns.example.com.\n a b c\n"),
];

/// A directory with so many views that include the same zones. If they `differ`, each has a zone of its own, too.
fn directory(name: &str, views: usize, differ: bool) -> Scratch {
    let directory = Scratch(Repository::new(name).top);
    for (path, records) in ZONES {
        let beginning =
            "$TTL 1h\n@ SOA ns.example.com. h.example.com. 1 7200 3600 1209600 300\n@ NS ns.example.com.\n";
        directory.write(
            path,
            if path.ends_with("inc") { (*records).to_owned() } else { format!("{beginning}{records}") },
        );
    }
    directory.write("all.conf", FOR_ALL);
    let own = |view| {
        directory.write(&format!("own{view}.zone"), zone(&format!("own{view}.invalid."), ""));
        format!("zone \"own{view}.invalid\" {{ type primary; file \"own{view}.zone\"; }};")
    };
    let view = |view: usize| {
        // Not in the order of their names.
        let (name, own) = ((view * 7) % views, if differ { own(view) } else { String::new() });
        format!("view v{name} {{ include \"all.conf\"; {own} }};\n")
    };
    let views: String = (0..views).map(view).collect();
    directory.write("named.conf", views);
    // What is not tracked is not quoted.
    let added = Ran::of(command("git", &directory.0).args(["add", "--all"]));
    assert_eq!(added.code, 0, "{}", added.err);
    directory
}

/// What a run says of the zones that all views have.
fn said(directory: &Scratch) -> Value {
    let mut json = directory.run(&["check", "--format", "json"]).json();
    let is_own = |one: &Value| one["path"].as_str().is_some_and(|path| path.starts_with("own"));
    let list = |of: &mut Value| {
        let mut all: Vec<Value> =
            of.as_array().expect("a list").iter().filter(|one| !is_own(one)).cloned().collect();
        // Names that other zones have make no difference, but these zones come between.
        all.sort_by_key(ToString::to_string);
        all
    };
    Value::from([list(&mut json["zones"]), list(&mut json["findings"])].map(Value::from).to_vec())
}

#[test]
fn zones_of_alike_views_are_told_of_as_if_each_were_judged() {
    let (alike, apart) = (directory("alike", 5, false), directory("apart", 5, true));
    let (of_alike, of_apart) = (said(&alike), said(&apart));
    assert_eq!(of_alike, of_apart);
    assert_eq!(of_alike[0].as_array().map(Vec::len), Some(15), "each zone in each view");
    assert!(
        of_alike[1].to_string().contains("the same in all 15 zones that use this file"),
        "{}",
        of_alike[1]
    );
    for arguments in [&["records"][..], &["zones"], &["services", "--format", "json"]] {
        let lines = |directory: &Scratch| {
            let ran = directory.run(arguments);
            let mut lines: Vec<String> = ran
                .out
                .lines()
                .filter(|line| !line.contains("own"))
                .map(|line| line.replace(',', ""))
                .collect();
            lines.sort();
            lines
        };
        // Zones of their own have records, too, but these name them.
        let (of_alike, of_apart) = (lines(&alike), lines(&apart));
        let more = of_apart.iter().filter(|line| !of_alike.contains(line)).count();
        assert!(more == 0 && of_alike.len() >= 15, "{arguments:?}: {of_alike:#?} {of_apart:#?}");
    }
    let summary = alike.run(&["check", "--format", "json"]).json()["summary"].clone();
    assert_eq!((&summary["zones"], &summary["srv_records"]), (&15.into(), &(5 * (3 + 2 + 2)).into()));
}

#[test]
fn views_that_differ_in_one_zone_are_judged_apart() {
    let directory = directory("differ", 3, false);
    directory.write("other.zone", zone("example.com.", "gone A 192.0.2.9\nns A 192.0.2.1\n"));
    directory.write(
        "named.conf",
        "view a { include \"all.conf\"; };\nview b { include \"all.conf\"; };\nview c {\n\
         zone \"example.com\" { type primary; file \"other.zone\"; };\n\
         zone \"example.net\" { type primary; file \"net.zone\"; };\n};\n",
    );
    let json = directory.run(&["check", "--format", "json"]).json();
    let findings = json["findings"].as_array().expect("a list");
    let dangling: Vec<&Value> = findings
        .iter()
        .filter(|one| {
            one["rule"] == "target-without-address"
                && one["path"] == "net.zone"
                && one["zone"] == "example.net."
        })
        .collect();
    assert_eq!(dangling.len(), 1, "{json}");
    let notes = dangling[0]["notes"].to_string();
    assert!(
        notes.contains("in view `a`") && notes.contains("in view `b`") && !notes.contains("view `c`"),
        "{notes}"
    );
}

#[test]
fn a_change_that_tells_views_apart_makes_no_old_finding_new() {
    let repository = Repository::new("told-apart");
    for (path, records) in ZONES {
        let text = if path.ends_with("inc") { (*records).to_owned() } else { zone("example.com.", records) };
        repository.write(path, text);
    }
    let conf = |own: &str| {
        format!(
            "view a {{ include \"one.conf\"; }};\nview b {{ include \"one.conf\"; {own} }};\nview c {{ include \"one.conf\"; }};\n"
        )
    };
    repository.write("one.conf", "zone \"example.com\" { type primary; file \"com.zone\"; };\n");
    repository.write("named.conf", conf(""));
    repository.write("own.zone", zone("own.invalid.", ""));
    repository.commit();
    let new = |repository: &Repository| {
        let ran = Ran::of(&mut crate::harness::command::srvlint(
            &repository.top,
            ["check", "--new-since", "HEAD", "--format", "concise"],
        ));
        assert!(ran.code < 2, "{}", ran.err);
        ran.out
    };
    // And the other way round.
    let own = "zone \"own.invalid\" { type primary; file \"own.zone\"; };";
    for conf in [conf(own), conf("")] {
        repository.write("named.conf", conf);
        assert_eq!(new(&repository), "");
        // A mistake more that looks the same is new, in however many views.
        let com = zone("example.com.", &format!("{}_foo._tcp SRV 0 5 99 gone\n", ZONES[0].1));
        let before = zone("example.com.", ZONES[0].1);
        repository.write("com.zone", com);
        assert!(new(&repository).contains("target-without-address"), "{}", new(&repository));
        repository.write("com.zone", before);
        repository.commit();
    }
}

/// Runs srvlint with so many MiB of memory at most.
#[track_caller]
fn assert_frugal(directory: &Scratch, mebibytes: u64) {
    let check = "check -q -j1 --format concise";
    let limit = format!("ulimit -v {}; exec {} {check}", mebibytes << 10, env!("CARGO_BIN_EXE_srvlint"));
    let ran = Ran::of(command("bash", &directory.0).args(["-c", &limit]));
    assert_eq!(ran.code, 1, "{}", ran.err.lines().take(5).collect::<String>());
}

#[test]
fn zones_of_thousands_of_views_take_memory_in_proportion() {
    let directory = Scratch::new("thousands");
    let bad = "_x._tcp SRV 0 5 99 gone\n x y z\n".repeat(100);
    directory.write("com.zone", zone("example.com.", &bad));
    let views = |own: &dyn Fn(usize) -> String| -> String {
        let one = |view| {
            format!("view v{view} {{zone example.com {{type primary;file \"com.zone\";}};{}}};\n", own(view))
        };
        (0..2_000).map(one).collect()
    };
    directory.write("named.conf", views(&|_| String::new()));
    assert_frugal(&directory, 100);
    // Each has a zone of its own: they cannot be judged together.
    directory.write("own.zone", "@ SOA a b 1 2 3 4 5\n@ NS a.example.\n");
    let views = views(&|view| format!("zone o{view}.x {{type primary;file \"own.zone\";}};"));
    let octets = views.len();
    directory.write("named.conf", views);
    // The program itself takes some of it, more than that where it is built without optimization.
    assert_frugal(&directory, 80 + 200 * octets as u64 / (1 << 20));
}
