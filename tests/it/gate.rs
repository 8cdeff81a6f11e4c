//! The gate: what a change adds is told, however it is hidden behind what was known before.

use crate::harness::command::Ran;
use crate::harness::repository::{Repository, zone};

/// Files by their paths.
type Texts<'t> = &'t [(&'t str, &'t str)];

/// A zone with `mail`, a host, and these records.
fn mail_zone(records: &str) -> String {
    zone("example.com.", &format!("mail A 192.0.2.2\n{records}"))
}

/// What is said of a change of the records of a zone: by `--new-since`, by the hook, and with a baseline of what was
/// known before.
fn judge_change(name: &str, before: &str, after: &str, others: Texts<'_>) -> [Ran; 3] {
    let repository = Repository::new(name);
    repository.write("z.zone", mail_zone(before));
    for (path, text) in others {
        repository.write(path, text);
    }
    repository.commit();
    let written = repository.check(["--write-baseline", "../known.json", "--exit-zero"]);
    assert_eq!(written.code, 0, "{}", written.err);
    repository.write("z.zone", mail_zone(after));
    for (path, _) in others {
        std::fs::remove_file(repository.top.join(path)).expect("just written");
    }
    let hook = repository.check(["--hook", "--new-since", "HEAD", "z.zone"]);
    [repository.check(["--new-since", "HEAD"]), hook, repository.check(["--baseline", "../known.json"])]
}

#[test]
fn a_known_finding_excuses_none_of_another_kind_and_none_that_is_worse() {
    let off = "_imaps._tcp SRV 0 5 0 .\n";
    let drain = "_imaps._tcp SRV 0 0 993 mail\n_imaps._tcp SRV 0 100 993 b.example.net.\n";
    let sips = "@ NAPTR 10 10 \"s\" \"SIPS+D2U\" \"\" _sips._udp\n";
    let missing = "@ NAPTR 20 10 \"s\" \"SIP+D2T\" \"\" _sip._tcp\n";
    let cases: [(&str, &str, &str, Texts<'_>, &str); 4] = [
        ("null", off, &format!("{off}_imaps._tcp SRV 0 0 993 mail\n"), &[], "null-target"),
        ("drain", drain, &drain.replace("100", "1"), &[], "zero-weight"),
        ("naptr", sips, &format!("{sips}{missing}"), &[], "naptr-mismatch"),
        ("include", "$INCLUDE p2.inc\n", "$INCLUDE p2.inc\n", &[("p2.inc", "$INCLUDE p2.inc\n")], "include"),
    ];
    for (name, before, after, others, rule) in cases {
        for ran in judge_change(&format!("kind-{name}"), before, after, others) {
            assert_eq!(ran.code, 1, "{name}: {}{}", ran.out, ran.err);
            assert!(ran.out.contains(&format!("[{rule}]")), "{name}: {}", ran.out);
        }
        for ran in judge_change(&format!("kind-same-{name}"), before, before, &[]) {
            let is_known = others.is_empty();
            assert!(!is_known || ran.code == 0, "{name}: {}{}", ran.out, ran.err);
        }
    }
}

#[test]
fn findings_that_are_not_listed_hide_none_of_a_later_change() {
    let many = "$GENERATE 1-10300 _imaps._tcp.h$ SRV \"0 5 993 .\"\n";
    let worse = format!("{many}_pop3s._tcp SRV 0 0 995 .\n_pop3s._tcp SRV 0 0 995 mail\n");
    for ran in judge_change("flood", many, &worse, &[]) {
        assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
        let first = ran.out.lines().filter(|line| line.contains("error[null-target]")).count();
        assert_eq!(first, 1, "{}", ran.err);
    }
    let more = format!("{many}_pop3s._tcp SRV 0 5 995 .\n");
    for ran in judge_change("flood-more", many, &more, &[]) {
        assert!(ran.out.contains("301 more findings of this rule"), "{}{}", ran.out, ran.err);
    }
    for ran in judge_change("flood-same", many, many, &[]) {
        assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{}", ran.err);
    }
}

const BAD: &str = "_imaps._tcp SRV 0 5 993 gone\n";

/// What a run says whose change hides `zones/a.zone`, in which there is a new mistake.
fn hide(name: &str, hide: &dyn Fn(&Repository)) -> Repository {
    let repository = Repository::new(&format!("hidden-{name}"));
    repository.write("zones/a.zone", mail_zone("_imaps._tcp SRV 0 5 993 mail\n"));
    repository.write("zones/b.zone", zone("example.net.", "mail A 192.0.2.2\n"));
    repository.commit();
    repository.write("zones/a.zone", mail_zone(BAD));
    hide(&repository);
    repository
}

#[test]
fn a_file_that_git_tracks_is_linted_although_it_is_ignored() {
    let find = &["zones/a.zone:6 target-without-address"][..];
    for (name, pattern) in [("file", "*.zone\n"), ("directory", "zones/\n"), ("path", "/zones/a.zone\n")] {
        let repository = hide(&format!("ignored-{name}"), &|repository| {
            repository.write(".gitignore", pattern);
            if name != "path" {
                repository.write("zones/new.zone", zone("example.org.", BAD));
            }
        });
        if name != "path" {
            repository.check([]).expect(1, find);
            repository.check(["--new-since", "HEAD"]).expect(1, find);
        }
        repository.check(["--hook", "zones/a.zone"]).expect(1, find);
        repository.git(["rm", "--quiet", "--cached", "zones/a.zone"]);
        let said = repository.check(["--new-since", "HEAD", "--exclude", "new.zone"]);
        said.expect(1, &["zones/a.zone:1 zone-not-linted"]);
        assert!(
            said.out.contains("was zone `example.com.` in `HEAD` and is not linted any more: git ignores it")
        );
    }
}

#[test]
fn a_zone_of_the_base_that_is_not_linted_is_told() {
    let remove = |repository: &Repository| {
        std::fs::remove_file(repository.top.join("zones/a.zone")).expect("it is there");
    };
    let rename = |to: &'static str| {
        move |repository: &Repository| {
            let to = repository.top.join(to);
            std::fs::create_dir_all(to.parent().expect("a directory")).expect("a directory");
            std::fs::rename(repository.top.join("zones/a.zone"), to).expect("it is there");
            repository.git(["add", "--all"]);
        }
    };
    let link = |to: &'static str| {
        move |repository: &Repository| {
            remove(repository);
            std::os::unix::fs::symlink(to, repository.top.join("zones/a.zone")).expect("a link");
        }
    };
    let templates = "first {{ x }}\n".repeat(12);
    let unreadable = |repository: &Repository| {
        remove(repository);
        repository.write("zones/a.zone.in", format!("{templates}{}", mail_zone(BAD)));
        repository.git(["add", "--all"]);
    };
    let no_soa = |repository: &Repository| repository.write("zones/a.zone", BAD);
    type Case<'c> = (&'c str, &'c dyn Fn(&Repository), i32, &'c str);
    let cases: [Case<'_>; 9] = [
        ("backup", &rename("zones/a.zone.bak"), 1, "`zones/a.zone.bak` has its text"),
        ("hidden", &rename("zones/.a.zone"), 1, "`zones/.a.zone` has its text"),
        ("directory", &rename(".old/a.zone"), 1, "`.old/a.zone` has its text"),
        ("unreadable", &unreadable, 1, "`zones/a.zone.in` has its text"),
        ("outside", &link("/etc/passwd"), 1, "a symbolic link stands there"),
        ("dangling", &link("nowhere"), 1, "a symbolic link stands there"),
        ("device", &link("/dev/zero"), 1, "a symbolic link stands there"),
        ("no-soa", &no_soa, 1, "it has no SOA record"),
        ("deleted", &remove, 0, "its file is gone"),
    ];
    for (name, change, code, why) in cases {
        let repository = hide(name, change);
        for arguments in [&["--new-since", "HEAD"][..], &["--hook", "zones/a.zone"]] {
            let said = repository.check(arguments.iter().copied());
            let told: Vec<&str> =
                said.out.lines().filter(|line| line.contains("[zone-not-linted]")).collect();
            assert_eq!((said.code, told.len()), (code, 1), "{name} {arguments:?}: {}{}", said.out, said.err);
            assert!(told[0].contains(why), "{name}: {told:?}");
        }
        repository.git(["add", "--all"]);
        let staged = repository.check(["--staged", "--new-since", "HEAD"]);
        assert!(staged.out.contains("[zone-not-linted]"), "{name}: {}{}", staged.out, staged.err);
        let off = repository.check(["--new-since", "HEAD", "--ignore", "zone-not-linted,syntax"]);
        assert!(!off.out.contains("not linted"), "{name}: {}", off.out);
    }
}

#[test]
fn a_zone_that_moved_and_is_linted_there_is_not_told() {
    let moved = hide("moved", &|repository| {
        repository.git(["mv", "zones/a.zone", "zones/com.zone"]);
    });
    moved.check(["--new-since", "HEAD"]).expect(1, &["zones/com.zone:6 target-without-address"]);
    let linked = hide("linked", &|repository| {
        repository.git(["mv", "zones/a.zone", "zones/com.zone"]);
        std::os::unix::fs::symlink("com.zone", repository.top.join("zones/a.zone")).expect("a link");
    });
    linked.check(["--new-since", "HEAD"]).expect(1, &["zones/com.zone:6 target-without-address"]);
    let included = hide("included", &|repository| {
        repository.write("zones/a.zone", mail_zone("_imaps._tcp SRV 0 5 993 mail\n"));
        repository.write("zones/all.zone", "$INCLUDE a.zone\n");
    });
    included.check(["--new-since", "HEAD", "--ignore", "include"]).expect(0, &[]);
}

#[test]
fn what_git_overlooks_or_converts_is_compared_by_its_content() {
    for (name, option) in [("assumed", "--assume-unchanged"), ("skipped", "--skip-worktree")] {
        let repository = Repository::new(&format!("overlooked-{name}"));
        repository.write("z.zone", mail_zone("_imaps._tcp SRV 0 5 993 mail\n"));
        repository.commit();
        repository.git(["update-index", option, "z.zone"]);
        repository.write("z.zone", mail_zone(BAD));
        repository.check(["--new-since", "HEAD"]).expect(1, &["z.zone:6 target-without-address"]);
    }
    let repository = Repository::new("converted");
    let text = "note TXT \"\u{a5}\" ; \"\n_imaps._tcp SRV 0 5 993 mail\n";
    repository.write("z.zone", zone("example.com.", &format!("{text}mail A 192.0.2.2\n")));
    repository.commit();
    repository.check(["--new-since", "HEAD"]).expect(0, &[]);
    // What git would call the same text is another for a server.
    let other = fs_text(&repository).replace("mail A", "mial A");
    repository.write(".gitattributes", "*.zone filter=same\n");
    repository.git(["config", "filter.same.clean", "sed s/mial/mail/"]);
    repository.git(["add", "--all"]);
    repository.write("z.zone", other);
    repository.check(["--new-since", "HEAD"]).expect(1, &["z.zone:6 target-without-address"]);
}

fn fs_text(repository: &Repository) -> String {
    std::fs::read_to_string(repository.top.join("z.zone")).expect("just written")
}

#[test]
fn a_revision_whose_name_is_ambiguous_is_refused() {
    let repository = Repository::new("ambiguous");
    repository.write("z.zone", mail_zone(""));
    repository.commit();
    repository.git(["update-ref", "refs/remotes/origin/main", "HEAD"]);
    repository.check(["--new-since", "origin/main"]).expect(0, &[]);
    repository.git(["tag", "origin/main"]);
    for arguments in [["--new-since", "origin/main"], ["--tree", "origin/main"]] {
        let said = repository.check(arguments);
        assert_eq!(said.code, 2, "{}{}", said.out, said.err);
        said.says("the revision `origin/main` is ambiguous");
    }
    repository.check(["--new-since", "refs/remotes/origin/main"]).expect(0, &[]);
}

#[test]
fn a_branch_that_is_behind_is_not_blamed_for_what_the_other_repaired() {
    let repository = Repository::new("behind");
    repository.write("z.zone", mail_zone(BAD));
    repository.commit();
    repository.git(["branch", "topic"]);
    repository.write("z.zone", mail_zone("_imaps._tcp SRV 0 5 993 mail\n"));
    repository.commit();
    repository.git(["checkout", "--quiet", "topic"]);
    repository.write("note", "no zone\n");
    repository.commit();
    for arguments in [&["--new-since", "main"][..], &["--new-since", "main", "--tree", "topic"]] {
        repository.check(arguments.iter().copied()).expect(0, &[]).says("1 known finding left out");
    }
    let shallow = Repository::new("behind-shallow");
    let url = format!("file://{}", repository.top.display());
    shallow.git(["clone", "--quiet", "--depth=1", "--no-single-branch", &url, "clone"]);
    let said = shallow.check_in("clone", ["--new-since", "origin/main"]);
    said.expect(2, &[]).says("does not reach back to where `origin/main`").says("`git fetch --deepen=100`");
}

#[test]
fn a_hook_sees_what_a_generate_points_at() {
    let repository = Repository::new("generate");
    let pattern = "$GENERATE 1-1 _imaps._tcp SRV \"0 5 993 mail.e$.example.\"\n";
    repository.write("a.zone", zone("a.example.", pattern));
    repository.write("e1.zone", zone("e1.example.", "mail A 192.0.2.1\n"));
    repository.commit();
    repository.write("e1.zone", zone("e1.example.", "www A 192.0.2.1\n"));
    for arguments in [&["--new-since", "HEAD"][..], &["--hook", "e1.zone"]] {
        repository.check(arguments.iter().copied()).expect(1, &["a.zone:5 target-without-address"]);
    }
}
