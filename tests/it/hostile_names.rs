//! Names of files that look like options, however a shell, `xargs` or git hands them on.
#![cfg(unix)]

use std::ffi::OsStr;
use std::fs;

use crate::harness::command::{Ran, command, run};
use crate::harness::repository::{Repository, zone};

/// A repository with a zone that has an error, and files of these names.
fn with_files(name: &str, names: &[&str]) -> Repository {
    let repository = Repository::new(name);
    repository.write("bad.zone", zone("example.com.", "_rsync._tcp SRV 0 5 873 nowhere\n"));
    names.iter().for_each(|name| repository.write(name, ""));
    repository.commit();
    repository
}

/// Runs a line of the shell, in which `S` is srvlint.
fn shell(repository: &Repository, line: &str) -> Ran {
    let script = format!(
        "S() {{ '{program}' \"$@\"; }}; S={program}; {line}",
        program = env!("CARGO_BIN_EXE_srvlint")
    );
    Ran::of(command("sh", &repository.top).args(["-c", &script]))
}

#[track_caller]
fn assert_refused(ran: &Ran, what: &str) {
    assert!(ran.err.contains("put `--` before file names"), "{what}: {} {}", ran.code, ran.err);
    assert_eq!(ran.out, "", "{what}");
}

/// No file of this name, which options would have written, is there.
#[track_caller]
fn assert_unwritten(repository: &Repository, what: &str) {
    assert!(!repository.top.join("PWN").exists(), "{what}");
}

#[test]
fn a_name_that_a_shell_cuts_is_no_option() {
    for (number, name) in [
        "x  --output=concise:PWN",
        "--output=concise:PWN ",
        "  --output=concise:PWN",
        "x x x x x x x x x x --output=concise:PWN y",
        "x\\t--output=concise:PWN",
        "x\\n--output=concise:PWN\\ny",
        "bad dir/x   --output=concise:PWN",
        "é --output=concise:PWN",
        "x --output=concise:PWN *",
    ]
    .iter()
    .enumerate()
    {
        let repository =
            with_files(&format!("cut-{number}"), &[&name.replace("\\t", "\t").replace("\\n", "\n")]);
        for files in [
            "git ls-files",
            "git -c core.quotePath=false ls-files",
            "find . -name .git -prune -o -type f -print",
        ] {
            let ran = shell(&repository, &format!("S check $({files})"));
            assert_eq!(ran.code, 2, "{name:?} {files}: {}", ran.err);
            assert_unwritten(&repository, name);
        }
        fs::remove_dir_all(repository.top.join(".git")).expect("a directory");
        let ran = shell(&repository, "S check $(find . -type f)");
        assert_eq!(ran.code, 2, "{name:?} outside of git: {}", ran.err);
        assert_unwritten(&repository, name);
    }
}

#[test]
fn a_name_that_xargs_cuts_is_no_option() {
    for (number, name) in [
        "x  --output=concise:PWN",
        "'--output=concise:PWN'",
        "x '--output=concise:PWN'",
        "-'-output=concise:PWN'",
        "\"--output=concise:PWN\"",
        "\\--output=concise:PWN",
        "--output=concise:PWN ",
        "x x x x x x x x x --output=concise:PWN y",
    ]
    .iter()
    .enumerate()
    {
        let repository = with_files(&format!("xargs-{number}"), &[name]);
        for (files, xargs) in [
            ("git ls-files", "xargs"),
            ("git ls-files", "xargs -n1"),
            ("git ls-files", "xargs -n2"),
            ("git ls-files", "xargs -I{}"),
            ("ls -A -I .git", "xargs"),
            ("ls -A -I .git", "xargs -I{}"),
        ] {
            let given = if xargs.ends_with("{}") { "{}" } else { "" };
            let ran = shell(&repository, &format!("{files} | {xargs} \"$S\" check {given}"));
            // `xargs` itself refuses a quote without its end.
            assert!(ran.code != 0, "{name:?} {files} {xargs}: {}", ran.err);
            assert_unwritten(&repository, name);
        }
    }
}

#[test]
fn a_name_that_only_git_has_is_no_option() {
    let name = "--output=concise:PWN";
    let arguments = ["--exit-zero", "x  --quiet", name];
    // Deleted by the last commit, and by the one that is to come.
    let repository = with_files("deleted", &arguments);
    repository.git(["rm", "-q", "--", "--exit-zero", name]);
    assert_refused(&shell(&repository, "S check $(git diff --name-only HEAD)"), "staged deletion");
    repository.commit();
    for line in [
        "S check $(git diff --name-only HEAD~1)",
        "S check --new-since HEAD~1 $(git diff --name-only HEAD~1)",
        "git diff --name-only HEAD~1 | xargs \"$S\" check --hook",
    ] {
        let ran = shell(&repository, line);
        assert!(ran.code > 1 && ran.err.contains("put `--`"), "{line}: {}", ran.err);
    }
    assert_unwritten(&repository, "deleted");
    // In a revision that is named, a side branch's say, and in a bare repository.
    let repository = with_files("revision", &[]);
    repository.git(["checkout", "-q", "-b", "side"]);
    repository.write(name, "");
    repository.commit();
    repository.git(["checkout", "-q", "main"]);
    for revision in ["--tree side", "--tree=side", "--new-since side", "--trust=side"] {
        let line = format!("S check {revision} $(git ls-tree -r --name-only side)");
        assert_refused(&shell(&repository, &line), &line);
    }
    // An earlier run may have left one.
    let _ = fs::remove_dir_all(repository.top.join("../revision-bare"));
    repository.git(["clone", "-q", "--bare", ".", "../revision-bare"]);
    let bare = Repository { top: repository.top.join("../revision-bare").canonicalize().expect("a clone") };
    assert_refused(&shell(&bare, "S check --tree side $(git ls-tree -r --name-only side)"), "bare");
    // In the index alone.
    let repository = with_files("index", &arguments);
    fs::remove_file(repository.top.join(name)).expect("a file");
    assert_refused(&shell(&repository, "S check --staged $(git ls-files)"), "index");
    fs::create_dir_all(repository.top.join("sub")).expect("a directory");
    let ran = shell(&repository, "cd sub; S check --staged $(git ls-files --full-name ..)");
    assert_refused(&ran, "index, from below");
    assert_unwritten(&repository, "index");
}

#[test]
fn what_no_file_is_called_is_an_option() {
    let names = ["notes on --format json.md", "a-b --x", "zones/--no-config", "-draft", "it's --not"];
    let repository = with_files("options", &names);
    for arguments in [
        &["check", "--format", "json", "bad.zone"][..],
        &["check", "--quiet", "--no-config", "bad.zone"],
        &["check", "bad.zone", "--fail-on", "error"],
        &["check", "--new-since", "HEAD~9", "bad.zone"],
        &["check", "--staged", "--no-config"],
        &["check", "-j1", "bad.zone"],
        &["check", "--", "-draft", "bad.zone"],
    ] {
        let ran = run(&repository.top, arguments.iter().map(OsStr::new));
        assert!(!ran.err.contains("put `--`"), "{arguments:?}: {}", ran.err);
    }
    let ran = run(&repository.top, ["check", "-draft"]);
    assert!(ran.err.contains("`-draft` is the name of a file here"), "{}", ran.err);
    let ran = run(&repository.top, ["check", "bad.zone", "--not"]);
    assert!(ran.err.contains("`--not` is a piece of the name of a file here, `it's --not`"), "{}", ran.err);
}
