//! The gate: what was known of one file excuses nothing in another that is there as well, and what a change moves is told.

use std::fs;

use crate::harness::command::Ran;
use crate::harness::command::srvlint;
use crate::harness::repository::{Repository, zone};

const GOOD: &str = "_rsync._tcp SRV 0 5 873 mail\n";
const BAD: &str = "_rsync._tcp SRV 0 5 873 gone\n";

fn mail_zone(records: &str) -> String {
    zone("example.com.", &format!("mail A 192.0.2.2\n{records}"))
}

/// A zone whose name nothing says.
fn nameless(records: &str) -> String {
    format!(
        "$TTL 1h\n@ SOA ns.example.net. hostmaster.example.net. 1 7200 3600 1209600 300\n@ NS ns.example.net.\nmail A 192.0.2.2\n{records}"
    )
}

/// A repository whose branch `main` has the files of `before`, and whose commit on top has those of `after` in their place.
fn change(name: &str, before: &[(&str, String)], after: &[(&str, String)]) -> Repository {
    let repository = Repository::new(name);
    before.iter().for_each(|(path, text)| repository.write(path, text));
    repository.commit();
    repository.git(["checkout", "--quiet", "-b", "topic"]);
    let is_there = |path: &str| after.iter().any(|(other, _)| *other == path);
    for (path, _) in before.iter().filter(|(path, _)| !is_there(path)) {
        fs::remove_file(repository.top.join(path)).expect("just written");
    }
    after.iter().for_each(|(path, text)| repository.write(path, text));
    repository.commit();
    repository
}

#[test]
fn what_is_known_of_one_file_excuses_nothing_in_another_that_was_there() {
    let silent = BAD.replace('\n', " ; srvlint: ignore[target-without-address] moves\n");
    let (bad, good) = (mail_zone(BAD), mail_zone(GOOD));
    let [bad_part, good_part] = [BAD, GOOD].map(str::to_owned);
    let including = |records: &str| mail_zone(&format!("$INCLUDE part.inc\n{records}"));
    type Texts<'t> = &'t [(&'t str, String)];
    let cases: [(&str, Texts<'_>, Texts<'_>, i32); 9] = [
        (
            "other",
            &[("int/a.zone", bad.clone()), ("ext/a.zone", good.clone())],
            &[("int/a.zone", good.clone()), ("ext/a.zone", bad.clone())],
            1,
        ),
        (
            "suppressed",
            &[("int/a.zone", mail_zone(&silent)), ("ext/a.zone", good.clone())],
            &[("int/a.zone", good.clone()), ("ext/a.zone", mail_zone(&silent))],
            1,
        ),
        (
            "nameless",
            &[("int/db", nameless("x A 192.0.2.400\n")), ("ext/db", nameless("x A 192.0.2.40\n"))],
            &[("int/db", nameless("x A 192.0.2.40\n")), ("ext/db", nameless("x A 192.0.2.400\n"))],
            1,
        ),
        (
            "gone",
            &[("int/a.zone", bad.clone()), ("ext/a.zone", good.clone())],
            &[("ext/a.zone", bad.clone())],
            1,
        ),
        (
            "added",
            &[("int/a.zone", bad.clone())],
            &[("int/a.zone", good.clone()), ("ext/a.zone", bad.clone())],
            1,
        ),
        ("renamed", &[("int/a.zone", bad.clone())], &[("ext/b.zone", bad.clone())], 0),
        (
            "renamed-suppressed",
            &[("int/a.zone", mail_zone(&silent))],
            &[("ext/b.zone", mail_zone(&silent))],
            0,
        ),
        ("split", &[("a.zone", bad)], &[("a.zone", including("")), ("part.inc", bad_part.clone())], 0),
        (
            "joined",
            &[("a.zone", including("")), ("part.inc", bad_part)],
            &[
                ("a.zone", including(BAD)),
                ("part.inc", good_part.replace("rsync", "nntps").replace("873", "563")),
            ],
            0,
        ),
    ];
    for (name, before, after, code) in cases {
        let repository = change(&format!("elsewhere-{name}"), before, after);
        for arguments in [&["--new-since", "main"][..], &["--new-since", "main", "--trust", "main"]] {
            let options = ["--ignore", "unused-suppression,zone-not-linted,unknown-origin"];
            // Without a trusted revision, a new comment silences.
            if name == "suppressed" && arguments.len() == 2 {
                continue;
            }
            let said = repository.check(arguments.iter().copied().chain(options));
            assert_eq!(said.code, code, "{name} {arguments:?}: {}{}", said.out, said.err);
        }
    }
}

#[test]
fn a_declared_file_that_the_change_deletes_or_hides_is_missed_under_a_trusted_revision_too() {
    let conf = |paths: &[(&str, &str)]| -> String {
        let statement =
            |(name, path): &(&str, &str)| format!("zone \"{name}\" {{ type primary; file \"{path}\"; }};\n");
        paths.iter().map(statement).collect()
    };
    let both = conf(&[("example.com", "z/a.zone"), ("example.net", "z/b.zone")]);
    let other = zone("example.net.", "mail A 192.0.2.2\n");
    let before = [("named.conf", both.clone()), ("z/a.zone", mail_zone(GOOD)), ("z/b.zone", other.clone())];
    let deleted = change("declared-deleted", &before, &[("named.conf", both), ("z/b.zone", other.clone())]);
    let one = conf(&[("example.net", "z/b.zone")]);
    let dropped = change("declared-dropped", &before, &[("named.conf", one), ("z/b.zone", other.clone())]);
    let three =
        conf(&[("example.com", "z/a.zone"), ("example.net", "z/b.zone"), ("example.org", "z/.c.zone")]);
    let hidden = zone("example.org.", BAD);
    let after =
        [("named.conf", three), ("z/a.zone", mail_zone(GOOD)), ("z/b.zone", other), ("z/.c.zone", hidden)];
    let hidden = change("declared-hidden", &before, &after);
    for arguments in [&["--new-since", "main"][..], &["--new-since", "main", "--trust", "main"]] {
        let check = |repository: &Repository| repository.check(arguments.iter().copied());
        check(&deleted).expect(1, &["named.conf:1 missing-zone-file", "z/a.zone:1 zone-not-linted"]);
        check(&dropped).expect(0, &["z/a.zone:1 zone-not-linted"]);
        check(&hidden)
            .expect(0, &[])
            .says("`z/.c.zone`, which named.conf:3 declares, is not linted: it is hidden");
    }
}

#[test]
fn a_zone_that_moves_to_where_the_configuration_silences_it_is_told() {
    let attic = "[[ignore]]\nrules = [\"target-without-address\"]\npaths = [\"attic/\"]\nreason = \"old\"\n";
    let before = [("srvlint.toml", attic.to_owned()), ("a.zone", mail_zone(GOOD))];
    for (to, code) in [("attic/a.zone", 0), ("attics/a.zone", 1)] {
        let after = [("srvlint.toml", attic.to_owned()), (to, mail_zone(BAD))];
        let repository = change(&format!("silenced-{code}"), &before, &after);
        for arguments in [&["--new-since", "main"][..], &["--new-since", "main", "--trust", "main"]] {
            let said = repository.check(arguments.iter().copied());
            let note = "note[zone-not-linted]: `a.zone` was zone `example.com.` in `main` and is not linted in full any more: it is `attic/a.zone` now";
            assert_eq!(
                (said.code, said.out.contains(note)),
                (code, code == 0),
                "{to}: {}{}",
                said.out,
                said.err
            );
        }
    }
}

#[test]
fn nothing_is_ignored_where_git_cannot_say_what_it_tracks() {
    let make = |name: &str| {
        let repository = Repository::new(name);
        repository.write("k.zone", mail_zone(BAD));
        repository.write("b.zone", zone("example.net.", "mail A 192.0.2.2\n"));
        repository.commit();
        repository.write(".gitignore", "k.zone\n");
        repository
    };
    let found = &["k.zone:6 target-without-address"][..];
    let broken = make("index-broken");
    broken.check([]).expect(1, found);
    fs::write(broken.top.join(".git/index"), "no index").expect("a file");
    broken
        .check([])
        .expect(1, found)
        .says("no `.gitignore` counts below `.`, as git cannot say which files it tracks");
    let without = make("no-git");
    let mut command = srvlint(&without.top, ["check", "--format", "concise"]);
    let ran = Ran::of(command.env("PATH", "/nowhere"));
    ran.expect(1, found).says("the program `git`, which reads the repository, is not found");
    // Outside of a repository there is nothing to ask.
    let plain = make("no-repository");
    fs::remove_dir_all(plain.top.join(".git")).expect("it is there");
    let said = plain.check([]);
    assert!(!said.err.contains("cannot say"), "{}", said.err);
}

#[test]
fn a_walked_zone_of_the_base_that_is_no_text_now_is_told_and_is_no_fault() {
    let utf16 = |text: &str| -> Vec<u8> {
        let units = text.encode_utf16().flat_map(u16::to_le_bytes);
        [0xff, 0xfe].into_iter().chain(units).collect()
    };
    let utf32 = |text: &str| -> Vec<u8> {
        let letters = text.chars().flat_map(|letter| u32::from(letter).to_le_bytes());
        [0xff, 0xfe, 0, 0].into_iter().chain(letters).collect()
    };
    let good = mail_zone(GOOD);
    let raw = b"\0\0\0\x02\0\0\0\x01 a zone that BIND wrote".to_vec();
    let cases = [
        ("empty", Vec::new(), "it has no SOA record", ""),
        ("comment", b"; moved\n".to_vec(), "it has no SOA record", ""),
        ("utf16", utf16(&good), "it has no SOA record", "it is in UTF-16"),
        ("utf32", utf32(&good), "it has no SOA record", "it is not a text"),
        ("raw", raw, "it is a zone in BIND's raw format", ""),
    ];
    for (name, text, why, said) in cases {
        let before = [("z/a.zone", good.clone()), ("b.zone", zone("example.net.", "mail A 192.0.2.2\n"))];
        let repository = change(&format!("no-text-{name}"), &before, &before);
        repository.write("z/a.zone", text);
        repository.commit();
        for arguments in [&["--new-since", "main"][..], &["--new-since", "main", "--trust", "main"]] {
            let ran = repository.check(arguments.iter().copied());
            let told = format!(
                "warning[zone-not-linted]: `z/a.zone` was zone `example.com.` in `main` and is not linted any more: {why}"
            );
            assert!(
                ran.code == 1 && ran.out.contains(&told) && ran.out.contains(said),
                "{name}: {}{}",
                ran.out,
                ran.err
            );
        }
        if name != "raw" {
            let named = repository.check(["--new-since", "main", "z/a.zone"]);
            named.says("`z/a.zone` has no record");
            assert_eq!(named.code, 2, "{name}: {}", named.err);
        }
    }
}

#[test]
fn a_hook_does_not_walk_the_whole_file_system() {
    let repository = change("whole-disk", &[("a.zone", mail_zone(GOOD))], &[("a.zone", mail_zone(GOOD))]);
    let mut command = srvlint(&repository.top, ["check", "--hook", "a.zone"]);
    let ran = Ran::of(command.env("GIT_WORK_TREE", "/"));
    ran.expect(2, &[]).says("the work tree is the whole file system");
}

#[test]
fn a_zone_that_no_server_could_read_in_the_base_either_is_not_told() {
    let unreadable = [
        ("a.zone", "$TTL 300\n$ORIGIN a.example..\n@ SOA ns h 1 7200 3600 1209600 300\n@ NS ns\n"),
        ("b.zone", "$TTL 300\na..b SOA ns h 1 7200 3600 1209600 300\n@ NS ns\n"),
    ];
    let good = mail_zone(GOOD);
    for (name, text) in unreadable {
        let repository = Repository::new(&format!("unreadable-{name}"));
        repository.write(name, text);
        repository.write("good.zone", &good);
        repository.commit();
        let runs = [
            &["--new-since", "HEAD"][..],
            &["--new-since", "HEAD", "--trust", "HEAD"],
            &["--new-since", "HEAD", "--tree", "HEAD"],
            &["--hook", "good.zone"],
        ];
        // Nothing changes, another zone does, and another line of the very file.
        for (path, text) in [
            ("good.zone", good.clone()),
            ("good.zone", format!("{good}x A 192.0.2.9\n")),
            (name, format!("{text}; x\n")),
        ] {
            repository.write(path, text);
            for arguments in runs {
                let said = repository.check(arguments.iter().copied());
                assert_eq!(said.code, 0, "{path} {arguments:?}: {}{}", said.out, said.err);
                assert!(!said.out.contains("zone-not-linted"), "{path} {arguments:?}: {}", said.out);
            }
        }
    }
    // One that was read, and is not any more.
    let repository = Repository::new("unreadable-now");
    repository.write("a.zone", unreadable[0].1.replace("example..", "example."));
    repository.commit();
    repository.write("a.zone", unreadable[0].1);
    let said = repository.check(["--new-since", "HEAD"]);
    assert_eq!(said.code, 1, "{}", said.out);
    assert!(said.out.contains("[zone-not-linted]: `a.zone` was zone"), "{}", said.out);
}
