//! The real pre-commit in scratch repositories. It is a program from PyPI, so these tests run only
//! when asked for, and `PRE_COMMIT` may name it:
//!
//! ```text
//! python3 -m venv venv && venv/bin/pip install pre-commit
//! PRE_COMMIT=$PWD/venv/bin/pre-commit cargo test --test it pre_commit -- --ignored
//! ```
//!
//! The hook of `language: rust` builds srvlint from its repository, which takes minutes:
//! `pre-commit try-repo PATH-OF-THIS-REPOSITORY srvlint --all-files` tries it.

use std::env;
use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

use crate::harness::command::{Ran, command};
use crate::harness::repository::{Repository, sip_zone, zone};

const SRVLINT: &str = env!("CARGO_BIN_EXE_srvlint");

/// pre-commit, or git with the settings of the tests and pre-commit as its hook.
fn run(program: OsString, repository: &Repository, arguments: &[&str]) -> Ran {
    let mut path = vec![Path::new(SRVLINT).parent().expect("a directory").to_owned()];
    path.extend(env::split_paths(&env::var_os("PATH").unwrap_or_default()));
    let mut command: Command = command(program, &repository.top);
    command
        .args(arguments)
        .env("PATH", env::join_paths(path).expect("paths without separators"))
        .env("PRE_COMMIT_HOME", Path::new(env!("CARGO_TARGET_TMPDIR")).join("pre-commit-home"))
        .env("PRE_COMMIT_COLOR", "never");
    for (name, value) in [("NAME", "Test"), ("EMAIL", "test@example.com")] {
        command.env(format!("GIT_AUTHOR_{name}"), value).env(format!("GIT_COMMITTER_{name}"), value);
    }
    command.output().expect("the program named by PRE_COMMIT").into()
}

fn pre_commit(repository: &Repository, arguments: &[&str]) -> Ran {
    run(env::var_os("PRE_COMMIT").unwrap_or("pre-commit".into()), repository, arguments)
}

/// Commits what is staged. Asserts whether the hook lets it, and what it says.
#[track_caller]
fn commit(repository: &Repository, passes: bool, says: &[&str]) {
    let ran = run("git".into(), repository, &["commit", "--quiet", "--message=A change"]);
    let said = format!("{}{}", ran.out, ran.err);
    assert_eq!(ran.code == 0, passes, "{said}");
    for text in says {
        assert!(said.contains(text), "`{text}` is not in:\n{said}");
    }
    assert!(passes != said.contains("Failed"), "{said}");
}

/// A repository of zones with a hook that calls the tested srvlint; its mistakes are old ones.
fn repository(name: &str, config: &str) -> Repository {
    let repository = Repository::new(name);
    repository.write(".pre-commit-config.yaml", config);
    repository.write("README", "No zone.\n");
    repository.write("zones/old.example", sip_zone("old.example.", false));
    repository.write("zones/example.ai", sip_zone("example.ai.", true));
    repository.write("zones/example.org", zone("example.org.", "sip A 192.0.2.1\nwww A 192.0.2.2\n"));
    repository.write("zones/example.net", zone("example.net.", "_foo._tcp SRV 10 5 5060 sip.example.org.\n"));
    repository
        .write("zones/example.com", zone("example.com.", "_foo._tcp SRV 10 5 5060 sip\n$INCLUDE hosts\n"));
    repository.write("zones/hosts", "sip A 192.0.2.1\n");
    repository.commit();
    let installed = pre_commit(&repository, &["install"]);
    assert_eq!(installed.code, 0, "{}{}", installed.out, installed.err);
    repository
}

/// What people do, and what the hook says to it.
fn work_in(repository: &Repository) {
    // Nothing of a zone.
    repository.write("README", "Still no zone.\n");
    repository.git(["add", "--all"]);
    commit(repository, true, &["Passed"]);
    // A clean change of a zone.
    repository.write("zones/hosts", "sip A 192.0.2.1\nftp A 192.0.2.1\n");
    repository.git(["add", "--all"]);
    commit(repository, true, &["Passed"]);
    // A file that pre-commit takes for a picture.
    repository.write("zones/example.ai", sip_zone("example.ai.", false));
    repository.git(["add", "--all"]);
    commit(repository, false, &["zones/example.ai:5:", "target-without-address"]);
    repository.git(["reset", "--quiet", "--hard"]);
    // The fragment of a zone that was not touched.
    repository.write("zones/hosts", "ftp A 192.0.2.1\n");
    repository.git(["add", "--all"]);
    commit(repository, false, &["zones/example.com:5:", "target-without-address"]);
    repository.git(["reset", "--quiet", "--hard"]);
    // The fragment itself, and nothing else.
    repository.git(["rm", "--quiet", "zones/hosts"]);
    commit(repository, false, &["zones/example.com:6:", "include"]);
    repository.git(["reset", "--quiet", "--hard"]);
    // An address that another zone needs; the mistake that was there before is not repeated.
    repository.write("zones/example.org", zone("example.org.", "www A 192.0.2.2\n"));
    repository.git(["add", "--all"]);
    commit(repository, false, &["zones/example.net:5:", "target-without-address"]);
    let said = pre_commit(repository, &["run"]).out;
    assert!(!said.contains("zones/old.example:"), "{said}");
    // Staged is what breaks it, the work tree is whole again.
    repository.write("zones/example.org", zone("example.org.", "sip A 192.0.2.1\nwww A 192.0.2.2\n"));
    commit(repository, false, &["zones/example.net:5:"]);
    repository.git(["reset", "--quiet", "--hard"]);
    // Staged is a clean change, the work tree is broken.
    repository.write("zones/example.org", zone("example.org.", "sip A 192.0.2.9\n"));
    repository.git(["add", "--all"]);
    repository.write("zones/example.org", zone("example.org.", ""));
    commit(repository, true, &["Passed"]);
    repository.git(["reset", "--quiet", "--hard"]);
    // All files: old mistakes are counted.
    let all = pre_commit(repository, &["run", "--all-files", "--verbose"]);
    assert!(all.code == 0 && all.out.contains("1 older finding in the changed files"), "{}", all.out);
    // A push is compared with where it begins.
    let begins = ["run", "--from-ref", "HEAD~1", "--to-ref", "HEAD"];
    assert_eq!(pre_commit(repository, &begins).code, 0);
}

#[test]
#[ignore = "needs pre-commit from PyPI"]
fn a_local_hook() {
    let config = format!(
        "repos:\n- repo: local\n  hooks:\n  - {{id: srvlint, name: srvlint, language: system, types: [file], require_serial: true, always_run: true, entry: '{SRVLINT} check --hook --format concise'}}\n"
    );
    work_in(&repository("pre-commit-local", &config));
}

#[test]
#[ignore = "needs pre-commit from PyPI"]
fn the_published_system_hook() {
    let hooks = Repository::new("pre-commit-hooks");
    hooks.write(".pre-commit-hooks.yaml", include_str!("../../.pre-commit-hooks.yaml"));
    hooks.commit();
    hooks.git(["tag", "v0"]);
    let config = format!(
        "repos:\n- repo: file://{}\n  rev: v0\n  hooks:\n  - {{id: srvlint-system, args: [--format=concise]}}\n",
        hooks.top.display()
    );
    work_in(&repository("pre-commit-published", &config));
}
