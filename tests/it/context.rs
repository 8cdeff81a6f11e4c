//! What a run on named files knows of the zones around them: those that answer for names which lead out, and those that
//! include a named part.

use crate::harness::command::{Ran, srvlint};
use crate::harness::repository::{Repository, zone};
use crate::harness::scratch::directory;

const HEAD: &str =
    "$TTL 1h\n@ SOA ns.example.net. h.example.net. 1 7200 3600 1209600 300\n NS ns.example.net.\n";

fn repository(name: &str) -> Repository {
    let repository = Repository::new(name);
    let services = "_rsync._tcp SRV 0 1 873 mail.example.net.\n_nntps._tcp SRV 0 1 563 far.example.net.\n_ldap._tcp SRV 0 0 389 gone.example.net.\nmail A 192.0.2.1\n$INCLUDE ../parts/part.inc\n";
    repository.write("zones/example.com.zone", format!("{HEAD}{services}"));
    repository.write("parts/part.inc", "_submissions._tcp SRV 0 1 465 nothere\n");
    let hosts = "mail CNAME www\nwww A 192.0.2.1\nfar CNAME x.example.org.\n_sip._tcp SRV 0 1 5060 wrong\n";
    repository.write("zones/example.net.zone", format!("{HEAD}{hosts}"));
    repository.write("zones/example.org.zone", format!("{HEAD}y A 192.0.2.1\n"));
    repository.write(
        "zones/inside.example.zone",
        format!("{HEAD}_rsync._tcp SRV 0 1 873 mail\nmail A 192.0.2.1\n"),
    );
    repository.git(["add", "."]);
    repository
}

/// The places and rules of the findings.
fn found(ran: &Ran) -> Vec<String> {
    let json = ran.json();
    let finding = |finding: &serde_json::Value| {
        let text = |key: &str| finding[key].as_str().unwrap_or_default().to_owned();
        format!("{}:{} {}", text("path"), finding["start"]["line"], text("rule"))
    };
    json["findings"].as_array().expect("findings").iter().map(finding).collect()
}

#[test]
fn zones_around_a_named_file_answer_and_are_not_judged() {
    let repository = repository("answer");
    let check =
        |arguments: &[&str]| Ran::of(srvlint(&repository.top, ["check", "--format", "json"]).args(arguments));
    let part = "parts/part.inc:1 target-without-address";
    let out = ["4 cname-target", "5 cname-target", "6 target-without-address"];
    let out = out.map(|place| format!("zones/example.com.zone:{place}"));
    let all: Vec<String> = [part.to_owned()].into_iter().chain(out).collect();
    let ran = check(&["zones/example.com.zone"]);
    assert_eq!(found(&ran), all, "{}", ran.err);
    let (zones, summary) = (&ran.json()["zones"], &ran.json()["summary"]);
    assert_eq!((zones.as_array().map(Vec::len), &summary["zones"]), (Some(1), &1.into()));
    assert_eq!(found(&check(&["--no-context", "zones/example.com.zone"])), [part]);
    // What git does not track is not shown.
    repository.git(["rm", "--cached", "--quiet", "zones/example.net.zone"]);
    assert_eq!(found(&check(&["zones/example.com.zone"])), [part]);
}

#[test]
fn fixes_of_a_part_on_standard_input_are_proved_in_the_zone_that_includes_it() {
    let repository = repository("fix");
    let file = repository.top.join("stdin");
    let through = |arguments: &[&str], stdin: &str| {
        std::fs::write(&file, stdin).expect("a file");
        let mut command = srvlint(&repository.top, ["check", "-", "--stdin-filename", "parts/part.inc"]);
        Ran::of(command.args(arguments).stdin(std::fs::File::open(&file).expect("just written")))
    };
    let part = "_submissions._tcp SRV 0 1 465 mail.example.com\n_imap._tcp SRV 1 1 0 .\n";
    let fixed = "_submissions._tcp SRV 0 1 465 mail.example.com.\n_imap._tcp SRV 0 0 0 .\n";
    let ran = through(&["--fix"], part);
    assert_eq!((ran.code, ran.out.as_str()), (0, fixed), "{}", ran.err);
    let ran = through(&["--diff"], part);
    assert!(ran.out.contains("--- a/parts/part.inc\n+++ b/parts/part.inc\n"), "{}", ran.out);
    let ran = through(&["--add-ignore=a test"], "_submissions._tcp SRV 0 1 465 none\n");
    let ignored = "_submissions._tcp SRV 0 1 465 none ; srvlint: ignore[target-without-address] a test\n";
    assert_eq!((ran.code, ran.out.as_str()), (0, ignored), "{}", ran.err);
    // No file is written: standard input stands for it, and the zone was not named.
    let written = std::fs::read_to_string(repository.top.join("parts/part.inc")).expect("the part");
    assert_eq!(written, "_submissions._tcp SRV 0 1 465 nothere\n");
}

#[test]
fn zones_around_a_directory_answer_and_are_not_judged() {
    let repository = repository("directory");
    for (path, part) in [("one/a.example.zone", "mail.example.net."), ("one/b.example.zone", "mail")] {
        repository.write(path, format!("{HEAD}_rsync._tcp SRV 0 1 873 {part}\nmail A 192.0.2.1\n"));
    }
    repository.write("one/deep/c.example.zone", format!("{HEAD}_rsync._tcp SRV 0 1 873 far.example.net.\n"));
    repository.git(["add", "."]);
    let check =
        |arguments: &[&str]| Ran::of(srvlint(&repository.top, ["check", "--format", "json"]).args(arguments));
    let both = ["one/a.example.zone:4 cname-target", "one/deep/c.example.zone:4 cname-target"];
    let ran = check(&["one"]);
    assert_eq!(found(&ran), both, "{}", ran.err);
    let summary = &ran.json()["summary"];
    assert_eq!((&summary["zones"], &summary["srv_records"]), (&3.into(), &3.into()));
    // As for the files themselves, from elsewhere, beside a file, and from git's index.
    assert_eq!(found(&check(&["one/a.example.zone", "one/deep/c.example.zone"])), both);
    assert_eq!(found(&check(&["one/deep", "one/a.example.zone"])), both);
    assert_eq!(found(&check(&["--staged", "one"])), both);
    let mut below = srvlint(&repository.top.join("one"), ["check", "--format", "json"]);
    assert_eq!(
        found(&Ran::of(&mut below)),
        ["a.example.zone:4 cname-target", "deep/c.example.zone:4 cname-target"]
    );
    // Not where context is not wanted, nor out of a root, nor from what git does not track.
    assert_eq!(found(&check(&["--no-context", "one"])), [""; 0]);
    assert_eq!(found(&check(&["--root", "one", "one"])), [""; 0]);
    repository.git(["rm", "--cached", "--quiet", "zones/example.net.zone"]);
    assert_eq!(found(&check(&["one"])), [""; 0]);
}

#[test]
fn a_named_part_is_judged_in_the_zone_that_includes_it() {
    let repository = repository("part");
    let part = ["parts/part.inc:1 target-without-address"];
    let check = |arguments: &[&str], stdin: &str| {
        let file = repository.top.join("stdin");
        std::fs::write(&file, stdin).expect("a file");
        let mut command = srvlint(&repository.top, ["check", "--format", "json"]);
        Ran::of(command.args(arguments).stdin(std::fs::File::open(file).expect("just written")))
    };
    assert_eq!(found(&check(&["parts/part.inc"], "")), part);
    let named = ["--stdin-filename", "parts/part.inc", "-"];
    let text = |host: &str| format!("_submissions._tcp SRV 0 1 465 {host}\n");
    assert_eq!(found(&check(&named, &text("mail"))), [""; 0]);
    assert_eq!(found(&check(&named, &text("none"))), part);
    // Beside what is staged, too, also where the part or the zone is not there yet.
    let staged = [&["--staged"][..], &named].concat();
    assert_eq!(found(&check(&staged, &text("mail"))), [""; 0]);
    assert_eq!(found(&check(&staged, &text("none"))), part);
    let zone = ["--staged", "--stdin-filename", "zones/example.com.zone", "-"];
    let dead = format!("{HEAD}_imaps._tcp SRV 0 1 993 none\n$INCLUDE ../parts/part.inc\n");
    let of_zone =
        ["parts/part.inc:1 target-without-address", "zones/example.com.zone:4 target-without-address"];
    assert_eq!(found(&check(&zone, &dead)), of_zone);
    repository.git(["rm", "--cached", "--quiet", "parts/part.inc"]);
    assert_eq!(found(&check(&staged, &text("none"))), part);
    repository.git(["add", "parts/part.inc"]);
    // Its own comment counts there.
    let ignored = "_submissions._tcp SRV 0 1 465 none ; srvlint: ignore[target-without-address] a test\n";
    let ran = check(&named, ignored);
    assert_eq!(ran.json()["summary"]["suppressed"], 1, "{}", ran.out);
}

#[test]
fn outside_a_repository_the_files_beside_a_named_one_answer() {
    let top = directory("beside");
    let write = |path: &str, text: String| {
        let path = top.join(path);
        std::fs::create_dir_all(path.parent().expect("below the top")).expect("a directory");
        std::fs::write(path, text).expect("a file");
    };
    write(
        "a/example.com.zone",
        format!(
            "{HEAD}_rsync._tcp SRV 0 1 873 mail.example.net.\n_nntps._tcp SRV 0 1 563 mail.example.org.\n"
        ),
    );
    write("a/example.net.zone", format!("{HEAD}mail CNAME www\nwww A 192.0.2.1\n"));
    write("a/below/example.org.zone", format!("{HEAD}mail CNAME www\nwww A 192.0.2.1\n"));
    let mut command = srvlint(&top, ["check", "--format", "json", "--root", "a", "a/example.com.zone"]);
    assert_eq!(found(&Ran::of(&mut command)), ["a/example.com.zone:4 cname-target"]);
    for number in 0..1_001 {
        write(&format!("a/{number}.txt"), String::new());
    }
    let mut command = srvlint(&top, ["check", "--format", "json", "--root", "a", "a/example.com.zone"]);
    let ran = Ran::of(&mut command);
    assert_eq!(found(&ran), [""; 0]);
    assert!(ran.err.contains("more than 1000 files lie beside it"), "{}", ran.err);
}

#[test]
fn a_part_that_is_named_beside_a_zone_answers_for_itself_alone() {
    let repository = Repository::new("parts-answer");
    repository.write("db.example.com", zone("example.com.", "_sips._tcp SRV 0 5 5061 a\na A 192.0.2.1\n"));
    repository.write("db.example.net", zone("example.net.", "_sips._tcp SRV 0 5 5061 gone.example.com.\n"));
    let host = "gone.example.com. 3600 A 192.0.2.1\n";
    repository.write("x.part", format!("{host}_x._tcp.example.com. 3600 SRV 0 1 9999 gone.example.com.\n"));
    repository.git(["add", "."]);
    let missing = "db.example.net:5 target-without-address";
    for paths in [&["db.example.net", "x.part"][..], &["db.example.net", "db.example.com", "x.part"]] {
        repository.check(paths.iter().copied()).expect(1, &[missing]);
    }
    // Nor does another zone of that name answer for it.
    repository.check(["x.part", "db.example.com"]).expect(0, &[]);
}

#[test]
fn an_include_is_looked_for_in_the_directories_above() {
    let repository = Repository::new("include-above");
    repository.write("named/conf/default/z", zone("example.com.", "$INCLUDE common/a.inc\n"));
    repository.write("named/conf/common/a.inc", "$INCLUDE common/b.inc\n_sips._tcp SRV 0 5 5061 a\n");
    repository.write("named/conf/common/b.inc", "a A 192.0.2.1\n");
    repository.check(["."]).expect(0, &[]);
    // Nothing above the repository is one of them.
    repository
        .write("named/conf/common/a.inc", "$INCLUDE ../../../../common/b.inc\n_sips._tcp SRV 0 5 5061 b\n");
    repository.check(["."]).expect(1, &["named/conf/common/a.inc:1 include"]);
}
