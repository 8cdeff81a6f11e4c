//! The gate: what a change adds is told, however it is hidden behind what was known before.

use crate::harness::command::{Ran, run};
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
    let known = format!("../{name}.json");
    let written = repository.check(["--write-baseline", known.as_str(), "--exit-zero"]);
    assert_eq!(written.code, 0, "{}", written.err);
    repository.write("z.zone", mail_zone(after));
    for (path, _) in others {
        std::fs::remove_file(repository.top.join(path)).expect("just written");
    }
    let hook = repository.check(["--hook", "--new-since", "HEAD", "z.zone"]);
    [repository.check(["--new-since", "HEAD"]), hook, repository.check(["--baseline", known.as_str()])]
}

#[test]
fn a_known_finding_excuses_none_of_another_kind_and_none_that_is_worse() {
    let off = "_rsync._tcp SRV 0 5 0 .\n";
    let drain = "_rsync._tcp SRV 0 0 873 mail\n_rsync._tcp SRV 0 100 873 b.example.net.\n";
    let sips = "@ NAPTR 10 10 \"s\" \"SIPS+D2U\" \"\" _sips._udp\n";
    let missing = "@ NAPTR 20 10 \"s\" \"SIP+D2T\" \"\" _sip._tcp\n";
    let ds = "@ DS 1 13 2 0000000000000000000000000000000000000000000000000000000000000000\n";
    let fields = "_rsync._tcp SRV 0 873 mail\n";
    let alias = "_rsync._tcp SRV 0 5 873 al\nal CNAME h\nh A 192.0.2.9\n";
    let renamed = "_rsync._tcp SRV 0 5 873 h.d\nd DNAME e\nh.e A 192.0.2.9\n";
    let below = "d NS ns.example.net.\n_rsync._tcp.d SRV 0 5 873 mail\n";
    let redirected = "d DNAME e\n_rsync._tcp.d SRV 0 5 873 mail\n";
    let cname = |before: &str| format!("{before}_rsync._tcp.d CNAME mail\n");
    let cases: [(&str, &str, &str, Texts<'_>, &str); 12] = [
        ("alias-dies", alias, &alias.replace("h A 192.0.2.9\n", ""), &[], "cname-target"),
        ("alias-turns", alias, &alias.replace("h A 192.0.2.9", "h CNAME al"), &[], "cname-target"),
        ("alias-local", alias, &alias.replace("192.0.2.9", "127.0.0.1"), &[], "cname-target"),
        ("redirection-dies", renamed, &renamed.replace("h.e A 192.0.2.9\n", ""), &[], "cname-target"),
        ("alias-below-cut", below, &cname(below), &[], "occluded-record"),
        ("alias-below-redirection", redirected, &cname(redirected), &[], "occluded-record"),
        ("refused", ds, "al CNAME mail\nal A 192.0.2.9\n", &[], "refused-zone"),
        ("fields", fields, &fields.replace("_rsync", "_nntps"), &[], "syntax"),
        ("null", off, &format!("{off}_rsync._tcp SRV 0 0 873 mail\n"), &[], "null-target"),
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
    let many = "$GENERATE 1-10300 _rsync._tcp.h$ SRV \"0 5 873 .\"\n";
    let worse = format!("{many}_nntps._tcp SRV 0 0 563 .\n_nntps._tcp SRV 0 0 563 mail\n");
    for ran in judge_change("flood", many, &worse, &[]) {
        assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
        let first = ran.out.lines().filter(|line| line.contains("error[null-target]")).count();
        assert_eq!(first, 1, "{}", ran.err);
    }
    let more = format!("{many}_nntps._tcp SRV 0 5 563 .\n");
    for ran in judge_change("flood-more", many, &more, &[]) {
        assert!(ran.out.contains("301 more findings of this rule"), "{}{}", ran.out, ran.err);
    }
    for ran in judge_change("flood-same", many, many, &[]) {
        assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{}", ran.err);
    }
}

const BAD: &str = "_rsync._tcp SRV 0 5 873 gone\n";

/// What a run says whose change hides `zones/a.zone`, in which there is a new mistake.
fn hide(name: &str, hide: &dyn Fn(&Repository)) -> Repository {
    let repository = Repository::new(&format!("hidden-{name}"));
    repository.write("zones/a.zone", mail_zone("_rsync._tcp SRV 0 5 873 mail\n"));
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
        ("backup", &rename("zones/a.zone.bak"), 1, "and `zones/a.zone.bak`, which the change brings"),
        ("hidden", &rename("zones/.a.zone"), 1, "and `zones/.a.zone`, which the change brings"),
        ("directory", &rename(".old/a.zone"), 1, "and `.old/a.zone`, which the change brings"),
        ("unreadable", &unreadable, 1, "and `zones/a.zone.in`, which the change brings"),
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
fn a_zone_of_the_base_whose_file_has_another_name_or_none_is_told() {
    let of_the_base = "$TTL 1h\n$ORIGIN example.com.\n";
    let cases = [
        ("other-name", "$TTL 1h\n$ORIGIN example.org.\n", 1, Some("it is zone `example.org.` now")),
        ("no-name", "$TTL 1h\n", 1, Some("nothing says its name now")),
        ("same-name", "$ORIGIN EXAMPLE.com.\n$TTL 2h\n", 0, None),
    ];
    let records = "@ SOA ns hostmaster 1 7200 3600 1209600 300\n@ NS ns.example.net.\n_imaps._tcp SRV 0 5 993 mail\nmail A 192.0.2.1\n";
    for (name, beginning, code, why) in cases {
        let repository = Repository::new(name);
        repository.write("z.zone", format!("{of_the_base}{records}"));
        repository.commit();
        repository.write("z.zone", format!("{beginning}{records}"));
        repository.git(["add", "--all"]);
        for arguments in [
            &["--new-since", "HEAD"][..],
            &["--trust", "HEAD"],
            &["--hook", "z.zone"],
            &["--staged", "--new-since", "HEAD"],
        ] {
            let said = repository.check(arguments.iter().copied());
            let told: Vec<&str> =
                said.out.lines().filter(|line| line.contains("[zone-not-linted]")).collect();
            assert_eq!(said.code, code, "{name} {arguments:?}: {}{}", said.out, said.err);
            assert_eq!(told.len(), usize::from(why.is_some()), "{name} {arguments:?}: {}", said.out);
            assert!(why.is_none_or(|why| told[0].contains(why)), "{name}: {told:?}");
        }
        // A zone that lies in another file now is linted there.
        repository.write("moved.zone", format!("{of_the_base}{records}"));
        repository.git(["add", "--all"]);
        let said = repository.check(["--new-since", "HEAD"]);
        assert!(!said.out.contains("[zone-not-linted]"), "{name}: {}{}", said.out, said.err);
    }
}

#[test]
fn a_zone_that_may_lie_in_a_submodule_now_is_told() {
    let inner = Repository::new("submodule-inner");
    inner.write("example.com.zone", mail_zone(BAD));
    inner.commit();
    for at in ["zones", "elsewhere"] {
        let repository = Repository::new(&format!("submodule-{at}"));
        repository.write("zones/example.com.zone", mail_zone(""));
        repository.write("b.zone", zone("example.net.", "www A 192.0.2.2\n"));
        repository.commit();
        repository.git(["rm", "-r", "--quiet", "zones"]);
        let url = inner.top.to_str().expect("text");
        repository.git(["submodule", "--quiet", "add", url, at]);
        let new = |arguments: &[&str]| {
            run(
                &repository.top,
                [&["check", "--format", "concise", "--new-since", "HEAD"], arguments].concat(),
            )
        };
        // It is checked out: its zones are linted.
        let there = new(&[]);
        assert_eq!(there.code, 1, "{}", there.out);
        assert!(!there.out.contains("zone-not-linted"), "{}", there.out);
        let staged = new(&["--staged"]);
        repository.git(["submodule", "--quiet", "deinit", "--force", at]);
        for gone in [staged, new(&[])] {
            assert_eq!(gone.code, 1, "{}", gone.out);
            let told = format!(
                "warning[zone-not-linted]: `zones/example.com.zone` was zone `example.com.` in `HEAD` and is not linted any more: its file is gone, and the files of the submodule `{at}`"
            );
            assert!(gone.out.contains(&told), "{}", gone.out);
        }
        // One that the base has is not new.
        repository.commit();
        repository.git(["rm", "--quiet", "b.zone"]);
        repository.write("c.zone", zone("example.org.", "www A 192.0.2.2\n"));
        let deleted = new(&[]);
        assert!(deleted.out.contains("note[zone-not-linted]") && deleted.code == 0, "{}", deleted.out);
    }
}

#[test]
fn a_commit_that_replaces_the_base_is_not_taken_for_it() {
    let repository = Repository::new("replaced");
    repository.write("z.zone", mail_zone("_imaps._tcp SRV 0 5 993 mail\n"));
    repository.commit();
    repository.git(["branch", "base"]);
    repository.write("z.zone", mail_zone(BAD));
    repository.commit();
    repository.git(["replace", "base", "HEAD"]);
    repository.check(["--new-since", "base"]).expect(1, &["z.zone:6 target-without-address"]);
}

#[test]
fn a_decoy_of_the_same_name_hides_no_zone() {
    let repository = hide("decoy", &|repository| {
        repository.git(["mv", "zones/a.zone", "zones/.a.zone"]);
        repository.write("zones/decoy.zone", zone("example.com.", "mail A 192.0.2.9\n"));
        repository.git(["add", "--all"]);
    });
    repository.check(["--new-since", "HEAD"]).expect(1, &["zones/a.zone:1 zone-not-linted"]);
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
        repository.write("zones/a.zone", mail_zone("_rsync._tcp SRV 0 5 873 mail\n"));
        repository.write("zones/all.zone", "$INCLUDE a.zone\n");
    });
    included.check(["--new-since", "HEAD", "--ignore", "include"]).expect(0, &[]);
}

#[test]
fn what_git_overlooks_or_converts_is_compared_by_its_content() {
    for (name, option) in [("assumed", "--assume-unchanged"), ("skipped", "--skip-worktree")] {
        let repository = Repository::new(&format!("overlooked-{name}"));
        repository.write("z.zone", mail_zone("_rsync._tcp SRV 0 5 873 mail\n"));
        repository.commit();
        repository.git(["update-index", option, "z.zone"]);
        repository.write("z.zone", mail_zone(BAD));
        let said = repository.check(["--new-since", "HEAD"]);
        said.expect(1, &["z.zone:6 target-without-address"]).says("although git lists no change");
    }
    let repository = Repository::new("converted");
    let text = "note TXT \"\u{a5}\" ; \"\n_rsync._tcp SRV 0 5 873 mail\n";
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

/// What git LFS leaves in git in place of a text.
fn pointer(text: &str) -> String {
    use sha2::{Digest, Sha256};
    let oid: String = Sha256::digest(text).iter().map(|octet| format!("{octet:02x}")).collect();
    format!("version https://git-lfs.github.com/spec/v1\noid sha256:{oid}\nsize {}\n", text.len())
}

#[test]
fn a_file_that_git_lfs_keeps_is_the_same_if_its_text_is() {
    let repository = Repository::new("lfs");
    let text = mail_zone(&format!("{BAD}$INCLUDE hosts.inc\n"));
    for (path, text) in [("z.zone", text.as_str()), ("hosts.inc", "b A 192.0.2.3\n")] {
        repository.write(path, pointer(text));
    }
    repository.write("other.inc", "");
    repository.commit();
    repository.write("z.zone", &text);
    repository.write("hosts.inc", "b A 192.0.2.3\n");
    // Also if other files came and went, so that the zone of the revision is made anew.
    for gone in [false, true] {
        if gone {
            std::fs::remove_file(repository.top.join("other.inc")).expect("just written");
        }
        let said = repository.check(["--new-since", "HEAD"]);
        said.expect(0, &[]);
        assert!(said.err.contains("1 known") && !said.err.contains("counts as new"), "{}", said.err);
    }
    // What stands for another text excuses nothing.
    repository.write("z.zone", text.replace("gone", "lost"));
    let said = repository.check(["--new-since", "HEAD"]);
    said.expect(1, &["z.zone:6 target-without-address"]).says("git LFS keeps it");
    let said = repository.check(["--tree", "HEAD"]);
    assert_eq!(said.code, 2, "{}", said.err);
    said.says("`z.zone` is not linted: git LFS keeps its text");
}

#[test]
fn sarif_says_whose_law_a_run_applied_and_what_is_new() {
    let repository = Repository::new("sarif");
    repository.write("z.zone", mail_zone(BAD));
    repository.commit();
    repository.write("z.zone", mail_zone(&format!("{BAD}_nntps._tcp SRV 0 5 563 gone\n")));
    let properties = |arguments: &[&str]| {
        let run = run(&repository.top, [&["check", "--format", "sarif"], arguments].concat()).json();
        run["runs"][0]["properties"].clone()
    };
    assert_eq!(properties(&[]), serde_json::Value::Null);
    let compared = properties(&["--new-since", "HEAD"]);
    assert_eq!(compared, serde_json::json!({"gate": null, "new": 1, "known": 1, "repaired": 0}));
    let trusted = properties(&["--new-since", "HEAD", "--trust", "HEAD"]);
    assert_eq!((&trusted["gate"]["law"], &trusted["gate"]["zones_now"]), (&"HEAD".into(), &1.into()));
    assert_eq!((&trusted["new"], &trusted["known"]), (&1.into(), &1.into()));
    let alone = properties(&["--trust", "HEAD"]);
    assert_eq!((alone["gate"]["law"].as_str(), alone.get("new")), (Some("HEAD"), None));
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
    repository.write("z.zone", mail_zone("_rsync._tcp SRV 0 5 873 mail\n"));
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
    let pattern = "$GENERATE 1-1 _rsync._tcp SRV \"0 5 873 mail.e$.example.\"\n";
    repository.write("a.zone", zone("a.example.", pattern));
    repository.write("e1.zone", zone("e1.example.", "mail A 192.0.2.1\n"));
    repository.commit();
    repository.write("e1.zone", zone("e1.example.", "www A 192.0.2.1\n"));
    for arguments in [&["--new-since", "HEAD"][..], &["--hook", "e1.zone"]] {
        repository.check(arguments.iter().copied()).expect(1, &["a.zone:5 target-without-address"]);
    }
}

/// A repository whose branch `main` has a good zone, `good`, and whose work tree has a bad one and what `hide` adds.
fn strangers(name: &str, good: Texts<'_>, hide: Texts<'_>) -> Repository {
    let repository = Repository::new(&format!("trust-{name}"));
    repository.write("zones/a.zone", mail_zone("_rsync._tcp SRV 0 5 873 mail\n"));
    good.iter().for_each(|(path, text)| repository.write(path, text));
    repository.commit();
    repository.git(["checkout", "--quiet", "-b", "topic"]);
    repository.write("zones/a.zone", mail_zone(BAD));
    hide.iter().for_each(|(path, text)| repository.write(path, text));
    repository.commit();
    repository
}

#[test]
fn what_can_silence_a_finding_is_that_of_the_trusted_revision() {
    let found = &["zones/a.zone:6 target-without-address"][..];
    let ignore = "[[ignore]]\nrules = [\"target-without-address\"]\npaths = [\"zones/\"]\nreason = \"no\"\n";
    let decoy = zone("example.com.", "mail A 192.0.2.1\n");
    let declare = "zone \"other.example\" { type primary; file \"zones/a.zone\"; };\n";
    let cases: [(&str, Texts<'_>, &[&str]); 7] = [
        ("off", &[("srvlint.toml", "[rules]\nall = \"off\"\n")], &["srvlint.toml"]),
        ("nearer", &[("zones/srvlint.toml", "[rules]\nall = \"off\"\n")], &["zones/srvlint.toml"]),
        ("dotted", &[(".srvlint.toml", "[rules]\nall = \"off\"\n")], &[".srvlint.toml"]),
        ("exclude", &[("srvlint.toml", "exclude = [\"zones/\"]\n")], &["srvlint.toml"]),
        ("ignore", &[("srvlint.toml", ignore)], &["srvlint.toml"]),
        ("gitignore", &[(".gitignore", "zones/\n")], &[".gitignore"]),
        ("named-conf", &[("named.conf", declare), ("zones/b.zone", &decoy)], &["named.conf"]),
    ];
    for (name, hide, altered) in cases {
        let repository = strangers(name, &[], hide);
        for since in
            [&["--new-since", "main"][..], &[], &["--tree", "HEAD"], &["zones", "--new-since", "main"]]
        {
            let arguments = [since, &["--trust", "main"]].concat();
            repository
                .check(arguments.iter().copied())
                .expect(1, found)
                .says("are those of `main`: 1 zone there");
        }
        let json =
            run(&repository.top, ["check", "--format", "json", "--trust", "main", "--new-since", "main"])
                .json();
        assert_eq!(json["gate"]["altered"], serde_json::json!(altered), "{name}");
        assert_eq!((&json["gate"]["law"], &json["gate"]["base"]), (&"main".into(), &"main".into()));
    }
    let ignored = strangers("ignored", &[], &[(".gitignore", "built/\n")]);
    ignored.write("built/b.zone", zone("example.net.", BAD));
    ignored.check([]).expect(1, found);
    ignored.check(["--trust", "main"]).expect(1, &["built/b.zone:5 target-without-address", found[0]]);
    let plain = strangers("plain", &[], &[]);
    assert!(run(&plain.top, ["check", "--format", "json"]).json()["gate"].is_null());
}

#[test]
fn the_law_of_the_trusted_revision_holds_for_what_the_change_brings() {
    let off = "[rules]\ntarget-without-address = \"note\"\n";
    let repository = strangers("law", &[("srvlint.toml", off)], &[("srvlint.toml", "")]);
    repository.check([]).expect(1, &["zones/a.zone:6 target-without-address"]);
    for named in [&[][..], &["--config", "srvlint.toml"]] {
        let arguments = [named, &["--trust", "main"]].concat();
        repository.check(arguments.iter().copied()).expect(0, &["zones/a.zone:6 target-without-address"]);
    }
    repository
        .check(["--trust", "main", "--no-config"])
        .expect(1, &["zones/a.zone:6 target-without-address"]);
    let said = repository.check(["--trust", "main", "--config", "other.toml"]);
    said.expect(2, &[]).says("`other.toml` cannot be read in `main`: no such file");
    repository.check(["--trust", "none"]).expect(2, &[]);
    repository
        .check(["--trust", "main", "-"])
        .expect(2, &[])
        .says("`--trust` cannot tell what standard input was");
    let written = repository.check(["--trust", "main", "--write-baseline", "b.json"]);
    assert_eq!(written.code, 2, "{}", written.err);
}

#[test]
fn a_baseline_is_that_of_the_trusted_revision() {
    let repository = strangers("baseline", &[], &[]);
    let written = repository.check(["--write-baseline", "b.json", "--exit-zero"]);
    assert_eq!(written.code, 0, "{}", written.err);
    repository.write("srvlint.toml", "baseline = \"b.json\"\n");
    repository.commit();
    let found = &["zones/a.zone:6 target-without-address"][..];
    repository.check([]).expect(0, &[]);
    repository.check(["--trust", "main"]).expect(1, found);
    let said = repository.check(["--trust", "main", "--baseline", "b.json"]);
    assert_eq!(said.code, 2, "{}", said.out);
    // A baseline of the caller's own, elsewhere, and one that the revision has.
    std::fs::copy(repository.top.join("b.json"), repository.top.join("../trust-baseline.json"))
        .expect("a file");
    repository.check(["--trust", "main", "--baseline", "../trust-baseline.json"]).expect(0, &[]);
    repository.check(["--trust", "topic"]).expect(0, &[]);
    repository.write("b.json", "not a baseline");
    repository.check(["--trust", "topic"]).expect(0, &[]).says("`b.json` is not that of `topic`");
}

#[test]
fn suppressions_count_that_the_trusted_revision_has_for_the_same_finding() {
    let old = "_rsync._tcp SRV 0 5 873 gone ; srvlint: ignore[target-without-address] moves\n";
    let file = "; srvlint: ignore-file[target-without-address] moves\n";
    let silent = BAD.replace('\n', " ; srvlint: ignore[target-without-address] shh\n");
    let pop = silent.replace("rsync", "nntps").replace("873", "563");
    let found = |line| vec![format!("zones/a.zone:{line} target-without-address")];
    let cases = [
        ("new", String::new(), mail_zone(&silent), found(6)),
        ("file", String::new(), format!("{file}{}", mail_zone(BAD)), found(7)),
        ("old", mail_zone(old), mail_zone(&format!("; moved\n{old}")), vec![]),
        ("other", mail_zone(old), mail_zone(&old.replace("gone", "lost")), found(6)),
        ("more", mail_zone(old), mail_zone(&format!("{old}{pop}")), found(7)),
        ("old-file", format!("{file}{}", mail_zone("")), format!("{file}{}", mail_zone(BAD)), vec![]),
        ("over", mail_zone(&old.replace("moves", "until 2020-01-01")), mail_zone(old), found(6)),
    ];
    for (name, before, after, expected) in cases {
        let repository = Repository::new(&format!("trust-comment-{name}"));
        repository.write("zones/a.zone", if before.is_empty() { mail_zone("") } else { before });
        repository.commit();
        repository.git(["checkout", "--quiet", "-b", "topic"]);
        repository.write("zones/a.zone", after);
        let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
        let since = if name == "over" { &[][..] } else { &["--new-since", "main"] };
        let arguments = [&["--trust", "main", "--ignore", "unused-suppression"], since].concat();
        let said = repository.check(arguments.iter().copied());
        said.expect(i32::from(!expected.is_empty()), &expected);
        if !expected.is_empty() {
            said.says("1 finding has a new suppression, which does not count");
        }
        let off = repository.check(["--trust", "main", "--no-ignores", "--ignore", "unused-suppression"]);
        assert_eq!(off.code, 1, "{name}: {}", off.out);
    }
}

#[test]
fn a_trusted_revision_alone_tells_of_zones_that_are_hidden() {
    let repository = strangers("hidden", &[], &[]);
    repository.git(["mv", "zones/a.zone", "zones/.a.zone"]);
    repository.write("zones/c.zone", zone("example.net.", "mail A 192.0.2.1\n"));
    repository.check(["--trust", "main"]).expect(1, &["zones/a.zone:1 zone-not-linted"]);
    let conf = "zone \"example.com\" { type primary; file \"zones/a.zone\"; };\n";
    let repository = strangers("conf", &[("named.conf", conf)], &[]);
    repository.write("named.conf", zone("example.org.", "mail A 192.0.2.1\n"));
    repository.check(["--trust", "main", "named.conf"]).expect(1, &["zones/a.zone:6 target-without-address"]);
}

#[test]
fn a_base_that_git_does_not_have_whole_is_told() {
    let repository = strangers("partial", &[], &[]);
    let object = repository.git(["rev-parse", "main:zones/a.zone"]);
    let object = object.trim();
    let path = format!(".git/objects/{}/{}", &object[..2], &object[2..]);
    std::fs::remove_file(repository.top.join(path)).expect("a loose object");
    let said = repository.check(["--new-since", "main"]);
    said.expect(2, &["zones/a.zone:6 target-without-address"]);
    said.says("`zones/a.zone` of `main` cannot be read: git does not have its text")
        .says("`git fetch --refetch");
}

/// The first finding in the JSON of a run, and the summary.
fn first_of(repository: &Repository, arguments: &[&str]) -> (serde_json::Value, serde_json::Value) {
    let arguments = [&["check", "--format", "json"], arguments].concat();
    let json = run(&repository.top, arguments).json();
    (json["findings"][0].clone(), json["summary"].clone())
}

#[test]
fn a_new_finding_says_which_record_the_change_removed() {
    let repository = Repository::new("cause");
    let srv = "_sip._udp SRV 0 5 5060 sip2\n_sips._tcp SRV 0 5 5061 sip2\n$INCLUDE ../includes/hosts.inc\n";
    let hosts = "sip1 A 192.0.2.1\n; the other\nsip2 A 192.0.2.2\n";
    repository.write("zones/a.zone", mail_zone(srv));
    repository.write("includes/hosts.inc", hosts);
    repository.commit();
    repository.write("includes/hosts.inc", "sip1 A 192.0.2.1\n");
    let message = "the A record of `sip2.example.com.` at includes/hosts.inc:3 was removed";
    for arguments in [&["--new-since", "HEAD"][..], &["--hook", "includes/hosts.inc"]] {
        let (finding, summary) = first_of(&repository, arguments);
        let cause = &finding["cause"];
        assert_eq!(
            (&finding["rule"], &cause["message"]),
            (&"target-without-address".into(), &message.into())
        );
        assert_eq!((&cause["path"], &cause["revision"]), (&"includes/hosts.inc".into(), &"HEAD".into()));
        assert_eq!((&cause["start"]["line"], &summary["repaired"]), (&3.into(), &0.into()));
        let said = run(&repository.top, [&["check"], arguments].concat());
        assert!(said.out.contains(&format!("{message} since `HEAD`")), "{}", said.out);
        assert!(!said.out.contains("did you mean"), "{}", said.out);
    }
    // An alias in its place, and what was never there.
    repository.write("includes/hosts.inc", "sip1 A 192.0.2.1\nsip2 CNAME sip1\n");
    assert_eq!(first_of(&repository, &["--new-since", "HEAD"]).0["cause"]["message"], message);
    repository.write("includes/hosts.inc", hosts);
    repository.write("zones/a.zone", mail_zone(&srv.replace("5061 sip2", "5061 sipp2")));
    let (finding, _) = first_of(&repository, &["--new-since", "HEAD"]);
    assert_eq!(finding["cause"]["message"], "the SRV record at zones/a.zone:7 was changed");
    assert!(finding["notes"].to_string().contains("did you mean"), "{finding}");
    let (finding, summary) = first_of(&repository, &[]);
    assert_eq!((finding.get("cause"), summary.get("repaired")), (None, None));
}

#[test]
fn what_a_change_repaired_is_counted() {
    let repository = Repository::new("repaired");
    repository.write("a.zone", mail_zone(BAD));
    repository.write("b.zone", zone("example.net.", "_rsync._tcp SRV 0 5 873 mail.example.org.\n"));
    repository.write("c.zone", zone("example.org.", "www A 192.0.2.2\n"));
    repository.commit();
    let repaired = |arguments: &[&str]| first_of(&repository, arguments).1["repaired"].clone();
    let count = |arguments: &[&[&str]]| {
        arguments.iter().map(|arguments| repaired(arguments)).collect::<Vec<serde_json::Value>>()
    };
    let all: [&[&str]; 2] = [&["--new-since", "HEAD"], &["--hook", "a.zone", "b.zone", "c.zone"]];
    assert_eq!(count(&all[..1]), [0]);
    repository.write("c.zone", zone("example.org.", "mail A 192.0.2.2\n"));
    assert_eq!(count(&all), [1, 1]);
    repository.write("a.zone", mail_zone(""));
    assert_eq!(count(&all), [2, 2]);
    repository.check(["--new-since", "HEAD"]).expect(0, &[]).says("no problems (2 repaired)");
    // What is silenced, or no longer linted, is not repaired.
    repository.write("a.zone", mail_zone(&BAD.replace('\n', " ; srvlint: ignore[target-without-address]\n")));
    assert_eq!(count(&all), [1, 1]);
    std::fs::remove_file(repository.top.join("a.zone")).expect("it is there");
    assert_eq!(count(&all), [1, 1]);
}

#[test]
fn a_hook_without_files_takes_what_is_staged() {
    let repository = Repository::new("hook-staged");
    repository.write("a.zone", mail_zone("_rsync._tcp SRV 0 5 873 mail\n"));
    let found = &["a.zone:6 target-without-address"][..];
    repository.git(["add", "--all"]);
    repository.check(["--hook"]).expect(0, &[]);
    repository.write("a.zone", mail_zone(BAD));
    repository.check(["--hook"]).expect(0, &[]);
    repository.git(["add", "--all"]);
    // Before the first commit all that is staged is the change.
    repository.check(["--hook"]).expect(1, found);
    repository.write("a.zone", mail_zone(""));
    repository.check(["--hook"]).expect(1, found);
    repository.commit();
    repository.check(["--hook"]).expect(0, &[]);
    repository.write("a.zone", mail_zone(BAD));
    repository.check(["--hook"]).expect(0, &[]);
    repository.git(["add", "--all"]);
    repository.check(["--hook"]).expect(1, found);
}

#[test]
fn the_tests_that_the_page_about_attacks_names_are_there() {
    let top = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = std::fs::read_to_string(top.join("docs/security.md")).expect("the page");
    let mut count = 0;
    for name in page.split('`').filter(|name| name.contains("::") && !name.contains(' ')) {
        let (module, test) = name.split_once("::").expect("just seen");
        let text = std::fs::read_to_string(top.join(format!("tests/it/{module}.rs"))).expect(name);
        assert!(text.contains(&format!("fn {test}()")), "{name}");
        count += 1;
    }
    assert!(count > 25, "{count}");
}
