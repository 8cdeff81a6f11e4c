//! The gate: all ways to lint a change look at the same files, in the base and now, and what is not looked at is told.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use crate::harness::command::{Ran, command};
use crate::harness::repository::{Repository, zone};

const GOOD: &str = "_rsync._tcp SRV 0 5 873 mail\n";
const BAD: &str = "_rsync._tcp SRV 0 5 873 gone\n";

fn mail_zone(origin: &str, records: &str) -> String {
    zone(origin, &format!("mail A 192.0.2.2\n{records}"))
}

/// A repository with two good zones.
fn repository(name: &str) -> Repository {
    let repository = Repository::new(name);
    repository.write("zones/example.com.zone", mail_zone("example.com.", GOOD));
    repository.write("other.zone", mail_zone("example.org.", GOOD));
    repository.commit();
    repository
}

/// The ways to lint a change of the work tree that is staged.
const WAYS: [&[&str]; 3] = [&["--new-since", "HEAD"], &["--hook"], &["--staged", "--new-since", "HEAD"]];

#[test]
fn a_zone_that_the_configuration_of_the_change_excludes_is_told() {
    let repository = repository("excluded");
    let bad = mail_zone("example.com.", BAD);
    for configuration in ["srvlint.toml", ".srvlint.toml"] {
        repository.write(configuration, "exclude = [\"zones/\"]\n");
        repository.write("zones/example.com.zone", &bad);
        repository.git(["add", "--all"]);
        let named = &["--hook", configuration, "zones/example.com.zone"][..];
        for arguments in WAYS.into_iter().chain([named, &["--hook", configuration]]) {
            let said = repository.check(arguments.iter().copied());
            let told = format!(
                "warning[zone-not-linted]: `zones/example.com.zone` was zone `example.com.` in `HEAD` and is not linted any more: `exclude` of `{configuration}` leaves it out"
            );
            assert!(said.code == 1 && said.out.contains(&told), "{arguments:?}: {}{}", said.out, said.err);
        }
        // The trusted revision's configuration counts: the zone is linted.
        let trusted = repository.check(["--new-since", "HEAD", "--trust", "HEAD"]);
        assert!(trusted.out.contains("error[target-without-address]"), "{}", trusted.out);
        // What the user excludes at once is the user's.
        let users = repository.check(["--new-since", "HEAD", "--no-config", "--exclude", "zones/"]);
        assert_eq!(users.code, 0, "{}{}", users.out, users.err);
        // Once the base has it, nothing is told, whatever else changes.
        repository.commit();
        repository.write(configuration, "exclude = [\"/zones/\"]\n\n[rules]\nshort-ttl = \"off\"\n");
        for arguments in WAYS {
            let said = repository.check(arguments.iter().copied());
            assert!(said.code == 0 && !said.out.contains("zone-not-linted"), "{arguments:?}: {}", said.out);
        }
        repository.git(["reset", "--quiet", "--hard", "HEAD~1"]);
    }
}

#[test]
fn why_a_zone_is_not_linted_is_true() {
    let excluded = repository("why-excluded");
    excluded
        .write("named.conf", "zone \"example.com\" { type primary; file \"zones/example.com.zone\"; };\n");
    excluded.write("srvlint.toml", "exclude = [\"zones/\"]\n");
    excluded.commit();
    let said = excluded.check([]);
    let told = "which named.conf:1 declares, is not linted: `exclude` leaves it out";
    assert!(said.err.contains(told) && !said.err.contains("git ignores"), "{}", said.err);
    let backup = repository("why-backup");
    backup.write("real.bak", mail_zone("example.net.", GOOD));
    symlink("real.bak", backup.top.join("net.zone")).expect("a link");
    backup.commit();
    fs::remove_file(backup.top.join("net.zone")).expect("just made");
    let said = backup.check(["--new-since", "HEAD"]);
    let told = "[zone-not-linted]: `real.bak` was zone `example.net.` in `HEAD` and is not linted any more: no link leads to it any more, and it is a backup";
    assert!(said.code == 1 && said.out.contains(told), "{}", said.out);
}

#[test]
fn what_is_not_checked_out_is_not_gone_and_is_linted() {
    let repository = Repository::new("sparse");
    let leads_there = "_rsync._tcp SRV 0 5 873 mail.example.com.\n";
    repository.write("a/example.com.zone", mail_zone("example.com.", ""));
    repository.write("b/example.org.zone", zone("example.org.", &format!("www A 192.0.2.2\n{leads_there}")));
    repository.write("b/notes.bin", b"\0\x01\x02");
    repository.commit();
    repository.git(["sparse-checkout", "set", "a"]);
    assert!(!repository.top.join("b").exists());
    let named: &[&str] = &["--hook", "a/example.com.zone"];
    let trusted: &[&str] = &["--new-since", "HEAD", "--trust", "HEAD"];
    let every_way = || WAYS.into_iter().chain([named, trusted]);
    repository.write("a/example.com.zone", mail_zone("example.com.", "x A 192.0.2.9\n"));
    repository.git(["add", "--all"]);
    for arguments in every_way() {
        let said = repository.check(arguments.iter().copied());
        assert!(said.code == 0 && !said.out.contains("zone-not-linted"), "{arguments:?}: {}", said.out);
    }
    repository.write("a/example.com.zone", zone("example.com.", "x A 192.0.2.9\n"));
    repository.git(["add", "--all"]);
    for arguments in every_way() {
        let said = repository.check(arguments.iter().copied());
        let is_told = said.out.contains("b/example.org.zone:") && !said.out.contains("zone-not-linted");
        assert!(said.code == 1 && is_told, "{arguments:?}: {}{}", said.out, said.err);
    }
    // One that is deleted is gone.
    repository.git(["reset", "--quiet", "--hard"]);
    repository.git(["rm", "--quiet", "--cached", "--sparse", "b/example.org.zone"]);
    let said = repository.check(["--new-since", "HEAD"]);
    assert!(said.out.contains("note[zone-not-linted]: `b/example.org.zone`"), "{}", said.out);
}

#[test]
fn no_run_that_is_compared_looks_into_submodules_that_the_base_has() {
    let inner = Repository::new("agrees-inner");
    inner.write("example.com.zone", mail_zone("example.com.", BAD));
    inner.commit();
    let repository = repository("agrees-outer");
    repository.git(["submodule", "--quiet", "add", inner.top.to_str().expect("text"), "sub [1]"]);
    repository.commit();
    let not_looked_at = |said: &Ran, is_of: &str| {
        let line = format!("`sub [1]` is a submodule, {is_of} `HEAD`: its zones are not compared");
        assert_eq!(said.code, 0, "{}{}", said.out, said.err);
        assert!(said.err.contains(&line), "{}", said.err);
    };
    for arguments in [WAYS[0], WAYS[2], &["--new-since", "HEAD", "--trust", "HEAD"]] {
        not_looked_at(&repository.check(arguments.iter().copied()), "there in");
    }
    let services = Ran::of(
        command(env!("CARGO_BIN_EXE_srvlint"), &repository.top).args(["services", "--since", "HEAD"]),
    );
    assert!(services.out.is_empty() && services.err.contains("0 services differ"), "{}", services.out);
    // A hook says what the change does alone.
    let hook = repository.check(["--hook"]);
    assert!(hook.code == 0 && hook.err.is_empty(), "{}", hook.err);
    repository
        .write("sub [1]/example.com.zone", mail_zone("example.com.", &format!("{BAD}x SRV 0 0 1 none\n")));
    let sub = Repository { top: repository.top.join("sub [1]") };
    sub.commit();
    repository.git(["add", "--all"]);
    for arguments in WAYS {
        not_looked_at(&repository.check(arguments.iter().copied()), "of another commit than in");
    }
    // Without a comparison all that is there is linted.
    assert_eq!(repository.check([]).code, 1);
}

#[test]
fn the_hook_of_the_page_refuses_what_is_staged_and_bad() {
    let page =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/hook.md")).expect("the page");
    let (_, after) = page.split_once("## Without pre-commit").expect("the section");
    let script =
        after.split("```").nth(1).and_then(|block| block.strip_prefix("sh\n")).expect("a block of sh");
    let repository = repository("hook-of-page");
    repository.write(".git/hooks/pre-commit", script);
    let hook = repository.top.join(".git/hooks/pre-commit");
    fs::set_permissions(&hook, fs::Permissions::from_mode(0o755)).expect("just written");
    let srvlint = Path::new(env!("CARGO_BIN_EXE_srvlint")).parent().expect("a directory");
    let path = format!("{}:{}", srvlint.display(), std::env::var("PATH").expect("a path"));
    let commit = || {
        let mut git = command("git", &repository.top);
        let who =
            ["-c", "user.name=Test", "-c", "user.email=test@example.com", "commit", "--quiet", "--message=x"];
        Ran::of(git.args(who).env("PATH", &path))
    };
    // What is staged counts, not the work tree.
    repository.write("zones/example.com.zone", mail_zone("example.com.", BAD));
    repository.git(["add", "--all"]);
    repository.write("zones/example.com.zone", mail_zone("example.com.", GOOD));
    let refused = commit();
    assert!(refused.code != 0, "{}{}", refused.out, refused.err);
    assert!(format!("{}{}", refused.out, refused.err).contains("target-without-address"));
    repository.write("zones/example.com.zone", mail_zone("example.com.", &format!("{GOOD}x A 192.0.2.9\n")));
    repository.git(["add", "--all"]);
    repository.write("zones/example.com.zone", mail_zone("example.com.", BAD));
    let made = commit();
    assert_eq!(made.code, 0, "{}{}", made.out, made.err);
}

#[test]
fn a_file_of_directives_alone_is_judged_in_the_zone_that_includes_it() {
    let repository = Repository::new("directives");
    let including = |records: &str| mail_zone("example.com.", &format!("$INCLUDE dirs\n{records}"));
    for directives in ["$TTL 300\n", "$ORIGIN x.example.com.\n", "$TTL 300\n$ORIGIN x.example.com.\n"] {
        repository.write("example.com.zone", including(GOOD));
        repository.write("dirs", directives);
        repository.write("alone", directives);
        repository.commit();
        for arguments in [&["dirs"][..], &["dirs", "example.com.zone"], &["--hook", "dirs"]] {
            let said = repository.check(arguments.iter().copied());
            assert_eq!(said.code, 0, "{directives} {arguments:?}: {}{}", said.out, said.err);
        }
        // No zone includes it.
        let alone = repository.check(["alone"]);
        assert_eq!(alone.code, 2, "{directives}: {}{}", alone.out, alone.err);
        assert!(alone.err.contains("`alone` has no record"), "{}", alone.err);
    }
}
