//! What is not printed: text of files that are not asked about, and names that forge a line or a command.
#![cfg(unix)]

use std::fs;

use srvlint::internals::report::Format;

use crate::harness::command::run;
use crate::harness::repository::{Repository, zone};
use crate::harness::scratch::directory;

/// Runs srvlint with a file that may be read but not shown, which `place` puts into the directory with a zone that
/// includes it; asserts that no report quotes it.
#[track_caller]
fn assert_not_quoted(name: &str, place: &dyn Fn(&Repository), path: &str) {
    let repository = Repository::new(&format!("secret-{name}"));
    place(&repository);
    let mail = "_rsync._tcp SRV 0 5 873 nowhere\n";
    repository.write("example.com.zone", zone("example.com.", &format!("{mail}$INCLUDE \"{path}\"\n")));
    let secret = "SECRET_ACCESS_KEY=hunter2\nKEY hunter2 hunter2\n_x._tcp SRV 1 2 3 hunter2.\u{fc} hunter2\n";
    repository.write(path, secret);
    for format in [
        "human",
        "concise",
        "json",
        "jsonl",
        "sarif",
        "github",
        "gitlab",
        "checkstyle",
        "junit",
        "rdjsonl",
        "markdown",
        "html",
    ] {
        let ran = run(&repository.top, ["check", "--format", format, "--select", "all"]);
        let said = format!("{}{}", ran.out, ran.err).to_lowercase();
        assert!(ran.code == 1 && !said.contains("hunter2") && !said.contains("access_key"), "{name}: {said}");
        assert!(said.contains("text is therefore not shown") && said.contains("nowhere"), "{name}: {said}");
    }
    for command in ["records", "zones", "services"] {
        let ran = run(&repository.top, [command]);
        assert!(!ran.err.contains("hunter2") && !ran.err.contains("ACCESS_KEY"), "{name}: {}", ran.err);
    }
}

#[test]
fn the_text_of_a_file_that_git_does_not_track_is_not_shown() {
    assert_not_quoted("env", &|_| {}, ".env");
    assert_not_quoted("untracked", &|_| {}, "gha-creds-1.json");
    assert_not_quoted(
        "ignored",
        &|repository| repository.write(".gitignore", "*.json\n"),
        "gha-creds-1.json",
    );
    let plain =
        |repository: &Repository| fs::remove_dir_all(repository.top.join(".git")).expect("it is there");
    assert_not_quoted("hidden", &plain, ".config/token");
    let broken = |repository: &Repository| repository.write(".git/config", "[core\n");
    assert_not_quoted("broken", &broken, "creds");
    // What git tracks, or what the user names, is shown.
    let repository = Repository::new("secret-none");
    repository.write("example.com.zone", zone("example.com.", "$INCLUDE .part\n$INCLUDE other\n"));
    repository.write(".part", "KEY tracked tracked\n");
    repository.commit();
    repository.write("other", "KEY named named\n");
    let ran = run(&repository.top, ["check", ".", "other"]);
    assert!(ran.out.contains("KEY tracked") && ran.out.contains("KEY named"), "{}", ran.out);
}

#[test]
fn the_words_of_a_file_that_git_does_not_track_are_not_quoted() {
    let repository = Repository::new("secret-words");
    let targets = "_rsync._tcp SRV 0 5 873 hunteral\n_rsync._tcp.x SRV 0 5 873 hunter2gonee\n\
                   _rsync._tcp.y SRV 0 5 873 nowhere\n_sip._udp SRV 0 0 5060 gone.example.com\n";
    repository.write("example.com.zone", zone("example.com.", &format!("{targets}$INCLUDE s\n")));
    repository.commit();
    repository.write("example.com.zone", zone("example.com.", &format!("{targets}$INCLUDE s\n; changed\n")));
    let secret = "hunteral CNAME hunter2end\nHUNTER2gone A 192.0.2.9\nnowherer.h\\117nter2 A 192.0.2.9\n";
    repository.write("s", secret);
    let said = |arguments: &[&str]| {
        let ran = run(&repository.top, arguments);
        assert_eq!(ran.code, 1, "{arguments:?}: {}", ran.err);
        // What the tracked file has itself may be said.
        let said = format!("{}{}", ran.out, ran.err).to_lowercase().replace("hunter2gonee", "");
        assert!(!said.contains("hunter2"), "{arguments:?}: {said}");
        said
    };
    for format in &Format::names() {
        said(&["check", "--select", "all", "--format", format]);
    }
    for arguments in [
        &["check", "--diff", "--unsafe-fixes"][..],
        &["check", "--hook", "--format", "json", "example.com.zone"],
        &["check", "--new-since", "HEAD", "--format", "json", "--no-ignores"],
    ] {
        let ran = run(&repository.top, arguments);
        let said = format!("{}{}", ran.out, ran.err).to_lowercase().replace("hunter2gonee", "");
        assert!(!said.contains("hunter2"), "{arguments:?}: {said}");
    }
    let ran = run(&repository.top, ["explain", "example.com.zone:5", "example.com.zone:6"]);
    let quoted = ran.out.to_lowercase().replace("hunter2gonee", "");
    assert!(ran.code == 0 && !quoted.contains("hunter2"), "{}{}", ran.out, ran.err);
    // What is told is told all the same, and the words of the zone's own file.
    let human = said(&["check", "--format", "human"]);
    for expected in ["leads to `…`", "target `nowhere.example.com.`", "`hunteral.example.com.` is an alias"]
    {
        assert!(human.contains(expected), "{expected}: {human}");
    }
    // What the user names, or git tracks, is quoted.
    let ran = run(&repository.top, ["check", ".", "s"]);
    assert!(ran.out.contains("`hunter2end.example.com.`") && ran.out.contains("`HUNTER2gone"), "{}", ran.out);
}

#[test]
fn a_baseline_that_is_none_is_not_quoted() {
    let repository = Repository::new("secret-baseline");
    repository.write("example.com.zone", zone("example.com.", ""));
    repository.write("srvlint.toml", "baseline = \"creds.json\"\n");
    repository.write("creds.json", "{\"hunter2\": \"hunter2\"}\n");
    let ran = run(&repository.top, ["check"]);
    assert!(ran.code == 2 && !ran.err.contains("hunter2"), "{}", ran.err);
}

#[test]
fn no_name_forges_a_line_or_a_command() {
    let forged = "a\r\n::error::x##[error]y";
    let directory = directory("forged");
    for arguments in [
        vec![format!("--{forged}")],
        vec![forged.to_owned()],
        vec!["check".into(), format!("--{forged}")],
        vec!["check".into(), "--format".into(), forged.to_owned()],
        vec!["check".into(), "--root".into(), forged.to_owned()],
        vec!["check".into(), "-".into(), "--origin".into(), forged.to_owned()],
        vec!["check".into(), "--select".into(), forged.to_owned()],
        vec!["check".into(), "--output".into(), forged.to_owned()],
        vec!["check".into(), "--config".into(), forged.to_owned()],
        vec!["check".into(), "--exclude".into(), format!("[{forged}")],
        vec!["explain".into(), forged.to_owned()],
        // Of values that are fit when they are harmless, clap alone quotes the octets.
        vec!["check".into(), format!("--add-ignore={forged}")],
        vec!["check".into(), format!("--add-ignore={forged}"), format!("--add-ignore={forged}=x")],
    ] {
        let ran = run(&directory, &arguments);
        assert_eq!(ran.code, 2, "{arguments:?}: {}", ran.err);
        let said = format!("{}{}", ran.out, ran.err);
        let forged = said.lines().any(|line| line.trim_start().starts_with("::"));
        assert!(!forged && !said.contains("##[") && !said.contains('\r'), "{arguments:?}: {said}");
    }
    let text = "$TTL 300\n\\#\\#[stop-commands]tok.example. SOA ns h 1 2 3 4 5\n@ NS ns.example.net.\n";
    fs::write(directory.join("z"), text).expect("a file");
    let ran = run(&directory, ["zones", "z"]);
    assert!(ran.out.contains("[stop-commands]tok.example.") && !ran.out.contains("##["), "{}", ran.out);
}

#[test]
fn no_declared_zone_forges_a_line() {
    let name = "a\u{1b}[31m\u{202e}b.example";
    for (file, text) in [
        ("nsd.conf", format!("zone:\n  name: \"{name}\"\n  zonefile: \"%s.zone\"\n")),
        ("nsd.conf", format!("zone:\n  name: \"{name}\"\n")),
        ("knot.conf", format!("zone:\n  - domain: \"{name}\"\n    file: \"x\u{1b}[31m/%s\"\n")),
        ("knot.conf", format!("zone:\n  - domain: \"{name}\"\n    storage: \"/srv/\u{202e}\"\n")),
        ("named.conf", format!("zone \"{name}\" {{ type primary; file \"x\u{1b}[31m.zone\"; }};\n")),
        ("named.conf", format!("zone \"{name}\" {{ type primary; }};\n")),
        (
            "named.conf",
            format!("view \"v\u{1b}[31m\" {{ zone \"{name}\" {{ type primary; file \"y.zone\"; }}; }};\n"),
        ),
    ] {
        let directory = directory("declared-forged");
        fs::write(directory.join(file), text).expect("a file");
        fs::write(directory.join("y.zone"), zone("example.com.", "")).expect("a file");
        for arguments in [
            &["zones", "--skipped", "."][..],
            &["zones", "--format", "json", "."],
            &["zones", "."],
            &["check", "-v", "--select", "all", "."],
            &["check", "--format", "concise", "."],
            &["services", "."],
        ] {
            let ran = run(&directory, arguments);
            let said = format!("{}{}", ran.out, ran.err);
            assert!(!said.contains(['\u{1b}', '\u{202e}']), "{file} {arguments:?}: {said:?}");
        }
    }
}
