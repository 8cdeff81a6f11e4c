//! Files that a server's configuration declares or includes, where something is wrong with their place or their octets;
//! and zones that a walk finds although their SOA record is damaged.

use crate::harness::command::{Ran, srvlint};
use crate::harness::repository::{Repository, zone};
use crate::harness::scratch::Scratch;

const GOOD: &str = "_sips._tcp SRV 0 5 5061 ns\nns A 192.0.2.1\n";
const BAD: &str = "_sips._tcp SRV 0 5 5061 nohost\n";

fn declare(zone: &str, file: &str) -> String {
    format!("zone \"{zone}\" {{ type primary; file \"{file}\"; }};\n")
}

/// The beginning of a zone that does not say its name.
fn nameless(records: &str) -> String {
    zone("@", records).replace("$ORIGIN @\n", "")
}

#[test]
fn no_other_file_stands_for_a_declared_one_that_a_walk_passes_over() {
    for (name, path, copies, why) in [
        ("hidden", ".cfg/db", &["old/db"][..], "it is hidden"),
        ("ignored", "gen/db", &["old/db"], "git ignores it"),
        ("several", "gen/db", &["old/db", "older/db"], "git ignores it"),
        ("beside", ".cfg/db", &["z/db", "y/db", "x/db"], "it is hidden"),
        ("backup", "z/db.bak", &["old/db.bak"], "a backup, by its name"),
    ] {
        let repository = Repository::new(&format!("declared-{name}"));
        repository.write(".gitignore", "gen/\n");
        repository.write("named.conf", declare("c.example", path));
        repository.write("db.d.example", zone("d.example.", GOOD));
        repository.write(path, nameless(BAD));
        copies.iter().for_each(|copy| repository.write(copy, nameless(GOOD)));
        let told = format!("`{path}`, which named.conf:1 declares, is not linted: {why}");
        let ran = repository.check(["."]);
        ran.says(&told);
        assert!(!ran.err.contains("several files"), "{}", ran.err);
        repository.check(["named.conf"]).expect(2, &[]).says(&told);
        let listed = Ran::of(&mut srvlint(&repository.top, ["zones"])).out;
        assert!(listed.contains("d.example.") && !listed.contains("c.example."), "{name}: {listed}");
    }
}

#[test]
fn a_declared_file_that_a_walk_shows_is_judged_where_it_lies() {
    let repository = Repository::new("declared-shown");
    let conf = format!(
        "options {{ directory \"/etc/bind\"; }};\n{}{}{}",
        declare("a.example", "zones/db.a"),
        declare("b.example", "db.b"),
        declare("c.example", "db.c.signed")
    );
    repository.write("bind/named.conf", conf);
    for path in ["bind/zones/db.a", "zones/db.b", "bind/db.c"] {
        repository.write(path, nameless(BAD));
    }
    let found = ["a", "c", "b"].map(|name| match name {
        "a" => "bind/zones/db.a",
        "b" => "zones/db.b",
        _ => "bind/db.c",
    });
    let ran = repository.check(["--select", "target-without-address", "bind/named.conf"]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert!(found.iter().all(|path| ran.out.contains(path)), "{}", ran.out);
    assert!(!ran.err.contains("is not linted"), "{}", ran.err);
}

#[test]
fn a_declared_directory_is_called_one() {
    let repository = Repository::new("declared-directory");
    repository.write("named.conf", declare("c.example", "zones") + &declare("d.example", "db.d"));
    repository.write("zones/README", "no zone\n");
    repository.write("db.d", nameless(GOOD));
    let ran = repository.check(["."]);
    ran.says("`zones`, which named.conf:1 declares, is not linted: it is a directory");
    assert!(!ran.err.contains("git ignores") && !ran.err.contains("name it"), "{}", ran.err);
}

#[test]
fn what_a_configuration_includes_and_is_not_there_is_told() {
    let repository = Repository::new("declared-include");
    let conf = "include \"etc/more.conf\";\ninclude \"etc/none.conf\";\ninclude \"/etc/bind/other.conf\";\n\
        include \"etc/rndc.key\";\ninclude \"etc/*.none\";\n";
    repository.write("named.conf", conf.to_owned() + &declare("d.example", "db.d"));
    repository.write("etc/more.conf", declare("c.example", "zones/nothere"));
    repository.write("db.d", nameless(GOOD));
    for path in [".", "named.conf"] {
        let ran = repository.check(["-v", path]);
        ran.says("`etc/none.conf` cannot be read: no such file (named.conf:2 includes it)");
        ran.says("`named.conf:3` is not linted: includes `/etc/bind/other.conf`, which is not here");
        assert!(!ran.err.contains("rndc.key") && !ran.err.contains(".none"), "{}", ran.err);
        let quiet = repository.check([path]);
        assert!(!quiet.err.contains("other.conf"), "{}", quiet.err);
    }
    // What is named is meant, with all that it includes.
    repository.check(["named.conf"]).expect(1, &["etc/more.conf:1 missing-zone-file"]);
}

#[test]
fn a_zone_in_the_raw_format_is_told_of_and_no_syntax_error() {
    let repository = Repository::new("declared-raw");
    repository.write("named.conf", declare("c.example", "raw") + &declare("d.example", "db.d"));
    repository.write("db.d", nameless(GOOD));
    let header = [0, 0, 0, 2, 0, 0, 0, 1, 0x6b, 0x0a, 0x11, 0xa6, 0, 0, 0, 0, 0, 0, 0, 0];
    let told = "is not linted: it is a zone in BIND's raw format";
    for version in [0, 1] {
        let mut octets = header;
        octets[7] = version;
        repository.write("raw", octets);
        repository.write("other", octets);
        for path in [".", "named.conf"] {
            repository.check([path]).expect(0, &[]).says(&format!("`raw` {told}"));
        }
        repository.check(["other"]).expect(2, &[]).says(&format!("`other` {told}"));
    }
    // Other octets are no zone in any format.
    let mut octets = header;
    octets[3] = 9;
    repository.write("raw", octets);
    repository.check(["."]).expect(1, &["raw:1 syntax"]);
}

#[test]
fn an_included_file_that_is_no_text_is_one_finding() {
    let repository = Repository::new("declared-octets");
    let utf16: Vec<u8> =
        [0xff, 0xfe].into_iter().chain("www A 192.0.2.1\n".bytes().flat_map(|octet| [octet, 0])).collect();
    let big_endian: Vec<u8> = "www A 192.0.2.1\n".bytes().flat_map(|octet| [0, octet]).collect();
    repository.write("utf16", utf16);
    repository.write("big-endian", big_endian);
    repository.write("binary", vec![0; 3000]);
    repository.write("text", "www A 192.0.2.1\nftp\0 A 192.0.2.2\n");
    for (path, expected) in [
        ("utf16", "included file `utf16` is not the text of a zone: it is in UTF-16"),
        ("big-endian", "included file `big-endian` is not the text of a zone: it is not a text"),
        ("binary", "included file `binary` is not the text of a zone: it is not a text"),
    ] {
        repository.write("example.com.zone", zone("example.com.", &format!("$INCLUDE {path}\n")));
        let ran = repository.check(["example.com.zone"]);
        assert!(ran.code == 1 && ran.out.lines().count() == 1 && ran.out.contains(expected), "{}", ran.out);
    }
    // A text that lost an octet is judged line by line.
    repository.write("example.com.zone", zone("example.com.", "$INCLUDE text\n"));
    repository.check(["example.com.zone"]).expect(1, &["text:2 syntax"]);
}

#[test]
fn a_walk_finds_a_zone_whose_soa_record_is_damaged() {
    let numbers = "ns1 hostmaster 1 7200 3600 1209600 300";
    for (number, soa) in [
        format!("@ IN SAO {numbers}"),
        format!("@ IN S0A {numbers}"),
        format!("@ IM SOA {numbers}"),
        format!("@ 1hour IN SOA {numbers}"),
        format!("@INSOA {numbers}"),
        format!("\"@ IN SOA {numbers}\""),
        format!("@\u{a0}IN\u{a0}SOA\u{a0}{numbers}"),
        format!("@ IN SOA ( {numbers}"),
        format!(" @ IN SOA {numbers}"),
        "@ IN SAO ns1 hostmaster (\n 1 ; serial\n 7200 3600\n 2w 5m )".to_owned(),
    ]
    .iter()
    .enumerate()
    {
        let repository = Repository::new(&format!("damaged-{number}"));
        let text = format!("$TTL 1h\n{soa}\n IN NS ns1\nns1 A 192.0.2.1\n_imaps._tcp SRV 0 5 993 nohost\n");
        repository.write("db.good.example", zone("good.example.", GOOD));
        for name in ["bad.example.zone", "example.com"] {
            repository.write(name, &text);
        }
        // Neither a name nor a configuration says that this is a zone.
        repository.write("notes.md", &text);
        repository.git(["add", "--all"]);
        let ran = repository.check(["."]);
        for name in ["bad.example.zone:2:", "example.com:2:"] {
            assert!(
                ran.code == 1 && ran.out.lines().any(|line| line.starts_with(name)),
                "{soa}: {}",
                ran.out
            );
        }
        ran.says("`notes.md` looks like a zone whose beginning cannot be read, skipped");
    }
}

#[test]
fn an_origin_that_names_another_zone_than_the_declaration_is_labelled() {
    let scratch = Scratch::new("origin-of-another");
    let records =
        "$TTL 300\n@ SOA ns.example.net. h.example.net. 1 7200 3600 1209600 300\n@ NS ns.example.net.\n";
    scratch.write("named.conf", "zone \"b.example\" { type primary; file \"b\"; };\n");
    scratch.write("b", format!("$ORIGIN old.example.\n{records}"));
    let json = scratch.run(&["check", "--format", "json", "."]).json();
    let finding = &json["findings"][0];
    let labels = finding["labels"].as_array().expect("labels");
    assert_eq!((&finding["rule"], labels.len()), (&"refused-zone".into(), 1), "{json}");
    assert_eq!(labels[0]["start"]["line"], 1);
    let help = finding["notes"].as_array().expect("notes").last().expect("a help").as_str();
    assert!(help.is_some_and(|help| help.contains("remove that line")), "{finding}");
    // Without that line BIND loads it, as the help says.
    scratch.write("b", records);
    assert_eq!(scratch.run(&["check", "."]).code, 0);
}

#[test]
fn zones_that_every_server_has_are_not_missed() {
    let repository = Repository::new("stock-zones");
    let stock = ["localhost", "127.in-addr.arpa", "0.0.127.in-addr.arpa", "."];
    let declared: String = stock.iter().map(|name| declare(name, &format!("data/{}", name.len()))).collect();
    repository.write("named.conf", format!("{declared}{}", declare("c.example", "c")));
    repository.write("c", zone("c.example.", GOOD));
    repository.check(["."]).expect(0, &[]);
    repository
        .write("named.conf", format!("{}{}", declare("d.example", "data/d"), declare("c.example", "c")));
    repository.check(["."]).expect(1, &["named.conf:1 missing-zone-file"]);
}

#[test]
fn a_file_that_is_called_alike_is_proposed_for_one_that_is_missed() {
    let repository = Repository::new("called-alike");
    repository.write(
        "named.conf",
        format!("{}{}", declare("d.example", "data/d.example"), declare("c.example", "c")),
    );
    repository.write("c", zone("c.example.", GOOD));
    repository.write("data/d.example.db", zone("d.example.", GOOD));
    let help = || Ran::of(&mut srvlint(&repository.top, ["check", "--format", "json", "."])).out;
    assert!(help().contains("did you mean `data/d.example.db`?"), "{}", help());
    repository.write("old/db.d.example", zone("d.example.", GOOD));
    assert!(help().contains("correct its path"), "{}", help());
}
