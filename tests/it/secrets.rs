//! What is not printed: text of files that are not asked about, and names that forge a line or a command.
#![cfg(unix)]

use std::fs;

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
