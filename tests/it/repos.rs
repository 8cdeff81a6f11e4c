//! Runs srvlint inside small repositories in the layouts that real ones have: `testdata/repos/*`.
//!
//! Each is copied to a scratch directory and made the top of a work tree. Beside the default
//! commands, `zones` and `check`, it may list its own in `commands.txt`. What they print must be
//! `expected.txt`; `UPDATE=1` rewrites that.

use std::fs;
use std::path::{Path, PathBuf};

use crate::harness::command::{Ran, command, srvlint};
use crate::harness::scratch::directory;

fn copy(from: &Path, to: &Path) {
    let _ = fs::remove_file(to);
    if from.is_symlink() {
        link(&fs::read_link(from).expect("a link"), to);
    } else if from.is_dir() {
        fs::create_dir_all(to).expect("a directory");
        for entry in fs::read_dir(from).expect("a directory") {
            let name = entry.expect("an entry").file_name();
            copy(&from.join(&name), &to.join(&name));
        }
    } else {
        fs::copy(from, to).expect("a file");
    }
}

#[cfg(unix)]
fn link(target: &Path, at: &Path) {
    std::os::unix::fs::symlink(target, at).expect("a link");
}

#[cfg(not(unix))]
fn link(_: &Path, _: &Path) {}

/// What the commands print inside `directory`.
fn output(directory: &Path) -> String {
    let commands =
        fs::read_to_string(directory.join("commands.txt")).unwrap_or_else(|_| "zones\ncheck\n".into());
    let mut shown = String::new();
    for command in commands.lines() {
        let words: Vec<&str> = command.split_whitespace().collect();
        let concise = words[0] == "check" && !words.contains(&"--format");
        let format: &[&str] = if concise { &["--format", "concise"] } else { &[] };
        let ran = Ran::of(srvlint(directory, &words).args(format).args(["--color", "never"]));
        shown += &format!("$ srvlint {command}\n{}", ran.out);
        for line in ran.err.lines() {
            shown += &format!("! {line}\n");
        }
        shown += &format!("exit {}\n\n", ran.code);
    }
    // The scratch directory differs from machine to machine.
    shown.replace(&*directory.to_string_lossy(), "ROOT").trim_end().to_owned() + "\n"
}

#[test]
fn layouts_of_real_repositories() {
    let repos = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("testdata/repos");
    let scratch = directory("all");
    copy(&repos, &scratch);
    let mut failures = Vec::new();
    let mut names: Vec<_> = fs::read_dir(&repos)
        .expect("the repositories")
        .map(|entry| entry.expect("an entry"))
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name())
        .collect();
    names.sort();
    for name in names {
        let (directory, expected_path) = (scratch.join(&name), repos.join(&name).join("expected.txt"));
        let _ = fs::remove_file(directory.join("expected.txt"));
        for arguments in [&["init", "--quiet"][..], &["add", "--all"]] {
            assert_eq!(Ran::of(command("git", &directory).args(arguments)).code, 0);
        }
        let shown = output(&directory);
        let expected = fs::read_to_string(&expected_path).unwrap_or_default();
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&expected_path, &shown).expect("the expected output");
        } else if shown != expected {
            failures.push(format!("--- {} is now:\n{shown}", expected_path.display()));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
