//! The gate: no zone of the base leaves the lint without a word, whatever its author calls it and writes into it.

use std::fs;
use std::os::unix::fs::symlink;

use crate::harness::command::Ran;
use crate::harness::repository::{Repository, zone};

/// A good zone, and one with a mistake.
fn texts() -> [String; 2] {
    ["mail", "gone"]
        .map(|target| zone("example.com.", &format!("mail A 192.0.2.2\n_rsync._tcp SRV 0 5 873 {target}\n")))
}

/// The same without the lines that say the zone's name.
fn nameless(text: &str) -> String {
    text.replace("example.com. SOA", "@ SOA").replace("$ORIGIN example.com.\n", "")
}

/// A repository with `zones/a.zone` and another zone, of which a `change` is committed.
fn changed(name: &str, change: &dyn Fn(&Repository)) -> Repository {
    let repository = Repository::new(name);
    repository.write("zones/a.zone", &texts()[0]);
    repository.write("b.zone", zone("example.net.", "mail A 192.0.2.2\n"));
    repository.commit();
    repository.git(["checkout", "--quiet", "-b", "topic"]);
    change(&repository);
    repository.commit();
    repository
}

/// What a run says of zones that it does not lint: by `--new-since`, with a trusted revision, of the commit itself.
fn told(repository: &Repository) -> Vec<(Ran, Vec<String>)> {
    let runs = [
        &["--new-since", "main"][..],
        &["--new-since", "main", "--trust", "main"],
        &["--new-since", "main", "--tree", "HEAD"],
    ];
    let told = |arguments: &&[&str]| {
        let said = repository.check(arguments.iter().copied());
        let lines = said.out.lines().filter(|line| line.contains("[zone-not-linted]"));
        let lines = lines.map(str::to_owned).collect();
        (said, lines)
    };
    runs.iter().map(told).collect()
}

fn remove(repository: &Repository) {
    fs::remove_file(repository.top.join("zones/a.zone")).expect("it is there");
}

#[test]
fn a_zone_that_may_be_in_a_file_that_is_not_linted_is_told_whatever_its_text() {
    let bad = &texts()[1];
    let altered = bad.replace('\n', " ;\n");
    let in_others: Vec<String> = altered.split_inclusive('\n').map(str::to_owned).collect();
    let (soa, srv) = (in_others[..2].concat(), in_others[2..].concat());
    let template = nameless(bad).replace("873", "{{ port }}").replace("@ SOA", "{{ zone }}. IN SOA");
    let outside = altered.as_str();
    type Case<'c> = (&'c str, &'c [(&'c str, &'c str)]);
    let cases: [Case<'_>; 10] = [
        ("hidden", &[("zones/.a.zone", &altered)]),
        ("backup", &[("zones/a.zone.bak", &altered)]),
        ("tilde", &[("a~", &altered)]),
        ("template", &[("zones/a.zone.j2", &template)]),
        ("split", &[("zones/.soa", &soa), (".srv", &srv)]),
        ("decoy", &[("zones/.a.zone", &altered), ("zones/c.zone", &texts()[0])]),
        (
            "numbered",
            &[(
                "zones/.a.zone",
                &altered.replace(" SRV 0 5 873 gone", " TYPE33 \\# 1 00").replace("SOA", "TYPE6"),
            )],
        ),
        ("included", &[("zones/.a.zone", "$INCLUDE /srv/a.zone\n")]),
        ("raw", &[("zones/a.raw", "\0\0\0\u{2}\0\0\0\u{1}\0\0")]),
        ("excluded", &[("attic/a.zone", outside)]),
    ];
    for (name, files) in cases {
        let repository = changed(&format!("hidden-{name}"), &|repository| {
            remove(repository);
            files.iter().for_each(|(path, text)| repository.write(path, text));
            // Many other files do not keep the run from looking.
            (0..1100).for_each(|number| repository.write(format!("0/{number}"), ""));
        });
        let exclude = ["--exclude", "attic/"];
        for arguments in [&["--new-since", "main"][..], &["--new-since", "main", "--trust", "main"]] {
            let said = repository.check(arguments.iter().copied().chain(exclude));
            let found: Vec<&str> =
                said.out.lines().filter(|line| line.contains("zone-not-linted]")).collect();
            assert_eq!((said.code, found.len()), (1, 1), "{name}: {}{}", said.out, said.err);
            let may_be =
                files.iter().any(|(path, _)| found[0].contains(&format!("its file is gone, and `{path}`")));
            assert!(
                found[0].contains("warning[zone-not-linted]: `zones/a.zone` was zone `example.com.`")
                    && may_be,
                "{name}: {found:?}"
            );
        }
    }
}

#[test]
fn a_zone_that_is_truly_gone_is_a_note_whatever_else_the_change_brings() {
    let other = zone("example.org.", "mail A 192.0.2.2\n_rsync._tcp SRV 0 5 873 mail\n");
    let prose = "The zone had an SRV record for mail.\nThe SOA record of it is gone, too.\n";
    let png = "\u{89}PNG\r\n\u{1a}\n\0\0 SRV \0\0\n";
    for (name, path, text) in [
        ("nothing", "notes.txt", ""),
        ("prose", "README.md", prose),
        ("picture", "picture.png", png),
        ("other-hidden", ".github/test.zone", &other),
        ("other-linted", "c.zone", &other),
        ("hosts", ".hosts", "mail A 192.0.2.1\n"),
    ] {
        let repository = changed(&format!("gone-{name}"), &|repository| {
            remove(repository);
            repository.write(path, text);
        });
        for (said, lines) in told(&repository) {
            assert_eq!((said.code, lines.len()), (0, 1), "{name}: {}{}", said.out, said.err);
            assert!(
                lines[0].ends_with("its file is gone") && lines[0].contains("note["),
                "{name}: {lines:?}"
            );
        }
    }
}

#[test]
fn a_directory_of_zones_that_becomes_a_link_to_elsewhere_is_told() {
    for (name, to) in [("out", "/srv/zones"), ("nowhere", "nothing"), ("git", ".git/zones")] {
        let repository = changed(&format!("directory-{name}"), &|repository| {
            fs::create_dir_all(repository.top.join(".git/zones")).expect("a directory");
            fs::remove_dir_all(repository.top.join("zones")).expect("it is there");
            symlink(to, repository.top.join("zones")).expect("a link");
        });
        for (said, lines) in told(&repository) {
            assert_eq!((said.code, lines.len()), (1, 1), "{name}: {}{}", said.out, said.err);
            assert!(lines[0].contains("`zones` is a symbolic link now"), "{name}: {lines:?}");
        }
    }
    let inside = changed("directory-inside", &|repository| {
        repository.git(["mv", "zones", "others"]);
        symlink("others", repository.top.join("zones")).expect("a link");
    });
    for (said, lines) in told(&inside) {
        assert_eq!((said.code, lines.len()), (0, 0), "{}{}", said.out, said.err);
    }
    // A link to elsewhere in place of the file itself, under another name.
    let renamed = changed("link-renamed", &|repository| {
        remove(repository);
        symlink("/srv/a.zone", repository.top.join("zones/c.zone")).expect("a link");
    });
    for (said, lines) in told(&renamed) {
        assert_eq!((said.code, lines.len()), (1, 1), "{}{}", said.out, said.err);
        assert!(lines[0].contains("its file is gone, and `zones/c.zone`"), "{lines:?}");
    }
}

#[test]
fn a_zone_whose_name_its_file_or_the_configuration_gave_is_told_when_that_moves() {
    let [good, bad] = texts().map(|text| nameless(&text));
    let named = Repository::new("name-of-file");
    named.write("zones/example.com.zone", &good);
    named.write("b.zone", zone("example.net.", "mail A 192.0.2.2\n"));
    named.commit();
    named.git(["checkout", "--quiet", "-b", "topic"]);
    named.git(["mv", "zones/example.com.zone", "zones/db.1"]);
    named.write("zones/db.1", bad);
    named.commit();
    for (said, lines) in told(&named) {
        assert_eq!((said.code, lines.len()), (1, 1), "{}{}", said.out, said.err);
        assert!(lines[0].contains("was zone `example.com.`"), "{lines:?}");
        assert!(lines[0].contains("nothing says the name of the zone in `zones/db.1`"), "{lines:?}");
    }
    let whole = Repository::new("whole");
    let records = "$TTL 1h\n@ NS ns.example.net.\nmail A 192.0.2.2\n_rsync._tcp SRV 0 5 873 mail\n";
    let configuration = "[[zone]]\nfile = \"zones/w\"\norigin = \"example.com\"\nwhole = true\n";
    whole.write("zones/w", records);
    whole.write("b.zone", zone("example.net.", "mail A 192.0.2.2\n"));
    whole.write("srvlint.toml", configuration);
    whole.commit();
    whole.git(["checkout", "--quiet", "-b", "topic"]);
    whole.git(["mv", "zones/w", "zones/v"]);
    whole.write("zones/v", records.replace("873 mail", "873 gone"));
    whole.commit();
    for (said, lines) in told(&whole) {
        assert_eq!((said.code, lines.len()), (1, 1), "{}{}", said.out, said.err);
        assert!(lines[0].contains("`zones/w` was zone `example.com.`"), "{lines:?}");
        assert!(lines[0].contains("`zones/v`"), "{lines:?}");
    }
    whole.git(["rm", "--quiet", "zones/v"]);
    whole.commit();
    for (said, lines) in told(&whole) {
        assert_eq!((said.code, lines.len()), (0, 1), "{}{}", said.out, said.err);
    }
}

#[test]
fn one_more_place_of_a_mistake_that_is_told_once_is_new() {
    for (number, (before, more)) in [
        ("# a\n", "# b\n"),
        ("{% a %}\nx A {{ y }}\n", "z A {{ w }}\n"),
        (
            "$ORIGIN below.example.com\n_rsync._tcp SRV 0 5 873 mail.example.com.\n",
            "_ntp._udp SRV 0 5 123 mail.example.com.\n",
        ),
        ("_a._tcp SRV 0 5 9 your_host.\n_b._tcp SRV 0 5 9 your_host.\n", "_c._tcp SRV 0 5 9 your_host.\n"),
        (
            "$ORIGIN example.org.\n_rsync._tcp SRV 0 5 873 mail.example.com.\n",
            "_ntp._udp SRV 0 5 123 mail.example.com.\n",
        ),
        ("_http.tcp PTR a._http._tcp.example.net.\n", "_http.tcp PTR b._http._tcp.example.net.\n"),
        ("$ORIGIN a_b.example.com.\nh A 192.0.2.1\n", "i A 192.0.2.1\n"),
    ]
    .into_iter()
    .enumerate()
    {
        let repository = Repository::new(&format!("one-more-{number}"));
        let text = zone("example.com.", &format!("mail A 192.0.2.2\n{before}"));
        repository.write("a.zone", &text);
        repository.commit();
        repository.git(["checkout", "--quiet", "-b", "topic"]);
        repository.write("a.zone", format!("{text}; a comment\n"));
        repository.commit();
        let said = repository.check(["--new-since", "main"]);
        assert_eq!(said.code, 0, "{before}: {}", said.out);
        repository.write("a.zone", format!("{text}{more}"));
        repository.commit();
        let said = repository.check(["--new-since", "main"]);
        assert_eq!(said.code, 1, "{before}: {} {}", said.out, said.err);
    }
}

#[test]
fn what_is_told_once_is_known_whichever_of_its_places_comes_first() {
    for (number, (first, second)) in
        [("v A X.Y.Z.A\n", "w A 111.222.333.444\n"), ("# a\n", "# b\n"), ("x ALIAS a\n", "y ALIAS b\n")]
            .into_iter()
            .enumerate()
    {
        let repository = Repository::new(&format!("any-first-{number}"));
        let text = |lines: &str| zone("example.com.", &format!("mail A 192.0.2.2\n{lines}"));
        repository.write("a.zone", text(&format!("{first}{second}")));
        repository.commit();
        repository.git(["checkout", "--quiet", "-b", "topic"]);
        for harmless in [format!("{second}{first}"), second.to_owned()] {
            repository.write("a.zone", text(&harmless));
            repository.commit();
            let said = repository.check(["--new-since", "main"]);
            assert_eq!(said.code, 0, "{harmless}: {}", said.out);
        }
    }
}
