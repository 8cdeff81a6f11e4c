//! Zones are called as a server would call them, however people name the files; and what a name is not known for is told as it is.

use std::collections::HashMap;

use serde_json::Value;

use crate::harness::scratch::Scratch;

/// A zone whose servers, mailbox and targets are named in full.
fn in_full(name: &str) -> String {
    zone(name, "ns1", &format!("files.{name}."))
}

/// A zone whose servers and targets lie in `name`.
fn zone(name: &str, server: &str, target: &str) -> String {
    format!(
        "$TTL 1h\n@ IN SOA {server}.{name}. admin.{name}. (1 7200 3600 1209600 300)\n@ IN NS {server}.{name}.\n\
         ns1 IN A 192.0.2.53\n@ IN MX 10 {target}\nfiles IN A 192.0.2.1\n_rsync._tcp IN SRV 0 5 873 {target}\n"
    )
}

/// One whose names are all relative, but for its provider's servers.
fn hosted() -> String {
    zone("provider.example", "ns7", "files")
}

/// One that gives addresses of `acme.com` their names.
fn reverse() -> String {
    let servers = zone("acme.com", "ns1", "");
    let head: String = servers.lines().take(3).map(|line| format!("{line}\n")).collect();
    head + "1 IN PTR ns1.acme.com.\n2 IN PTR files.acme.com.\n"
}

/// The names that `srvlint zones` shows, by their files.
fn names(scratch: &Scratch) -> HashMap<String, String> {
    let listed = scratch.run(&["zones", "."]);
    let columns = listed.out.lines().map(|line| line.split('\t').map(str::to_owned).collect::<Vec<_>>());
    columns.map(|columns| (columns[0].clone(), columns[1].clone())).collect()
}

/// Files, each with the name of its zone.
fn check(name: &str, rows: &[(&str, String, &str)]) {
    let scratch = Scratch::new(name);
    for (path, text, _) in rows {
        scratch.write(path, text);
    }
    let names = names(&scratch);
    for (path, text, expected) in rows {
        assert_eq!(names.get(*path).map(String::as_str), Some(*expected), "{path}\n{text}");
    }
    // A zone that is called right has all targets, and one that is not called has no service in it.
    let ran = scratch.run(&["check", "."]);
    assert_eq!((ran.code, &*ran.out), (0, ""), "{}", ran.err);
}

#[test]
fn files_of_domains_are_called_as_servers_call_them() {
    let acme = [
        "db.acme.com",
        "acme.com.db",
        "acme.com.hosts",
        "acme.com",
        "acme.com.zone",
        "acme.com.dns",
        "acme.com.bind",
    ];
    let servers = [
        "named.acme.com",
        "pri.acme.com",
        "master.acme.com",
        "zone.acme.com",
        "sec.acme.com",
        "primary.acme.com",
    ];
    let directions = ["forward.acme.com", "fwd.acme.com.db", "for.acme.com", "forward.acme.com.zone"];
    let views = [
        "internal.acme.com.zone",
        "db.internal.acme.com",
        "db.ext-acme.com",
        "acme.com_ext.db",
        "acme.com.lan.zone",
        "acme.com.int",
        "acme.com-dmz",
        "internal/acme.com",
    ];
    let exports = [
        "acme.com.txt",
        "acme.com.zone.txt",
        "acme.com.zonefile",
        "acme.com_zone",
        "zone_acme.com.txt",
        "db-acme.com.zone",
        "acme_com.zone",
    ];
    let all = acme.iter().chain(&servers).chain(&directions).chain(&views).chain(&exports);
    let rows: Vec<_> = all.map(|path| (*path, in_full("acme.com"), "acme.com.")).collect();
    check("in-full", &rows);
    // What no name in the file speaks against.
    let alone = [
        "var/named/acme.com.db",
        "var/named/named.acme.com",
        "var/named/run-root/var/acme.com",
        "etc/bind/pri.acme.com",
        "etc/bind/acme.com.fwd",
        "etc/bind/acme.com.forward",
        "etc/bind/acme.com.internal.zone",
        "etc/bind/acme.com-internal.zone",
        "etc/bind/acme.com.external",
        "etc/bind/acme.com!internal.zone",
        "export/acme.com.txt",
        "export/acme.com-zonefile",
    ];
    check("alone", &alone.map(|path| (path, hosted(), "acme.com.")));
}

#[test]
fn files_of_private_domains_are_called_as_servers_call_them() {
    let own = |path, name: &'static str| (path, in_full(name.trim_end_matches('.')), name);
    check(
        "private",
        &[
            own("db.corp.local", "corp.local."),
            own("db.home.lan", "home.lan."),
            own("db.internal.lan", "internal.lan."),
            own("db.local.lan", "local.lan."),
            own("db.internal.local", "internal.local."),
            own("db.lab", "lab.home.arpa."),
            own("home.arpa.zone", "home.arpa."),
            own("lan.acme.com.zone", "lan.acme.com."),
            own("int.acme.com", "int.acme.com."),
            own("master.acme.net", "acme.net."),
            own("forward.zone", "home.lan."),
            own("zone.db", "acme.lan."),
            own("internal.zone", "acme.lan."),
            own("acme_zone.bind", "acme.lan."),
            ("home.lan.zone", hosted(), "home.lan."),
            ("ad.acme.com", hosted(), "ad.acme.com."),
        ],
    );
}

#[test]
fn files_of_networks_are_called_nothing_that_they_are_not() {
    let unknown = [
        "db.192.0.2",
        "192.0.2.rev",
        "M.2.0.192",
        "db.0",
        "named.192.0.2",
        "reverse.192.0.2",
        "reverse.acme.com",
        "rev.acme.com.db",
        "acme.com.rev",
        "acme.com.reverse.zone",
        "reverse.zone",
        "192_0_2.zone",
        "pz_192.0.2",
    ];
    let known = ["2.0.192.in-addr.arpa", "db.2.0.192.in-addr.arpa.zone", "2.0.192.in-addr.arpa.db"];
    let unknown = unknown.map(|path| (path, reverse(), "?"));
    let known = known.map(|path| (path, reverse(), "2.0.192.in-addr.arpa."));
    check("networks", &[&unknown[..], &known].concat());
}

#[test]
fn a_lone_origin_without_its_dot_before_the_soa_is_the_zone_s_name() {
    let rest = "@ SOA ns h 1 7200 3600 1209600 300\n  NS ns.example.net.\n_rsync._tcp SRV 0 5 873 files\nfiles A 192.0.2.1\n";
    for (number, (before, name)) in [
        ("$ORIGIN office.example\n", Some("office.example.")),
        ("$ORIGIN 2.0.192.in-addr.arpa\n", Some("2.0.192.in-addr.arpa.")),
        ("$ORIGIN office\n", None),
        ("$ORIGIN example\n$ORIGIN office.lab\n", None),
    ]
    .into_iter()
    .enumerate()
    {
        let scratch = Scratch::new(&format!("dotless-{number}"));
        scratch.write("zone", format!("{before}$TTL 1h\n{rest}"));
        let json = scratch.run(&["check", "--format", "json", "zone"]).json();
        let findings = json["findings"].as_array().expect("findings");
        let Some(name) = name else {
            assert!(findings.iter().any(|finding| finding["rule"] == "unknown-origin"), "{before}{json}");
            continue;
        };
        let finding = &findings[0];
        assert_eq!(
            (&finding["rule"], &finding["severity"]),
            (&"missing-trailing-dot".into(), &"error".into())
        );
        assert_eq!((&finding["zone"], findings.len()), (&name.into(), 1), "{before}{json}");
        // BIND refuses the zone under any name: its SOA record is not at the top.
        assert_eq!(finding["fix"]["safety"], "safe", "{before}{json}");
        scratch.run(&["check", "--fix", "zone"]);
        let fixed = scratch.read("zone");
        assert!(fixed.starts_with(&format!("$ORIGIN {name}\n")), "{fixed}");
    }
}

#[test]
fn the_note_of_an_unknown_name_is_true_of_the_file() {
    let rest = "@ SOA ns h 1 7200 3600 1209600 300\n  NS ns.example.net.\n_rsync._tcp SRV 0 5 873 files\nfiles A 192.0.2.1\n";
    let none = "the SOA's owner is relative, and no `$ORIGIN` stands before it";
    let untold = "the SOA's owner is relative to a name that cannot be told";
    let dot = "`$ORIGIN office.example` has no final dot, and to what it is relative is unknown";
    for (number, (before, note, help)) in [
        ("", none, "pass `--origin NAME`"),
        (
            "$ORIGIN office.example\n$ORIGIN a\n",
            dot,
            "write `$ORIGIN office.example.`, if that is the zone's name",
        ),
        (
            "$ORIGIN office\n",
            "`$ORIGIN office` has no final dot, and to what it is relative is unknown",
            "pass `--origin NAME`",
        ),
        ("$ORIGIN {{zone}}.\n", untold, "pass `--origin NAME`"),
    ]
    .into_iter()
    .enumerate()
    {
        let scratch = Scratch::new(&format!("note-{number}"));
        scratch.write("zone", format!("$TTL 1h\n{before}{rest}"));
        let json = scratch.run(&["check", "--format", "json", "zone"]).json();
        let findings = json["findings"].as_array().expect("findings");
        let finding = findings.iter().find(|finding| finding["rule"] == "unknown-origin").expect("the note");
        let notes: Vec<&str> =
            finding["notes"].as_array().expect("notes").iter().filter_map(|note| note.as_str()).collect();
        assert!(notes.contains(&note), "{before}{notes:?}");
        assert!(notes.iter().any(|note| note.starts_with(help)), "{before}{notes:?}");
    }
    // Of a file without services no rule wants to know its name.
    let scratch = Scratch::new("no-services");
    scratch.write(
        "zone",
        "$TTL 1h\n@ SOA ns h 1 7200 3600 1209600 300\n  NS ns.example.net.\nfiles A 192.0.2.1\n",
    );
    let ran = scratch.run(&["check", "zone"]);
    assert_eq!((ran.code, &*ran.out), (0, ""));
}

#[test]
fn a_template_of_bare_words_is_told_once() {
    let scratch = Scratch::new("bare-words");
    scratch.write("ims_zone", "$ORIGIN IMS_DOMAIN.\n$TTL 1h\n@ SOA ns h 1 3H 15M 1W 1D\n  NS ns\nns A DNS_IP\na A A_IP\nb A B_IP\n_rsync._tcp SRV 0 0 873 a\n");
    let named = scratch.run(&["check", "--format", "concise", "ims_zone"]);
    let lines: Vec<&str> = named.out.lines().collect();
    let expected = "ims_zone:5:6: error[syntax]: `DNS_IP` is one of 4 placeholders of a template";
    assert_eq!((lines, named.code), (vec![expected], 1), "{}", named.err);
    let walked = scratch.run(&["zones", "."]);
    assert!(walked.err.contains("`ims_zone` looks like a template, skipped"), "{}", walked.err);
}

#[test]
fn parts_of_zones_are_judged_by_what_stands_in_them() {
    // All names are absolute and lie below one: what is wrong in every zone is told, and nothing of what is missing.
    let absolute = "imap.example.com. CNAME a.example.com.\n_imaps._tcp.example.com. SRV 0 1 993 imap.example.com.\n\
                    _xmpp-client._tcp.example.com. SRV 0 1 5222 gone.example.com.\n";
    assert_eq!(of_part(absolute), ["2:38 cname-target error"]);
    // A target that is cut short is one of them.
    let cut = absolute
        .replace("1 993 imap.example.com.", "1 993 imap.example.")
        .replace("CNAME a.example.com.", "A 192.0.2.1");
    assert_eq!(of_part(&cut), ["2:38 target-without-address error"]);
    // Owners in two domains need no name either.
    let two = "_sip._udp.example.com. SRV 0 1 5060 a.example.org.\n_sip._udp.example.net. SRV 0 1 5060 a.example.org.\n";
    assert!(of_part(two).is_empty());
    // Of many owners not all are looked at: what lies elsewhere is no mistake.
    let many: String = (0..1200).map(|at| format!("h{at}.example.com. A 192.0.2.1\n")).collect();
    let far =
        format!("example.com. A 192.0.2.1\n{many}_sip._udp.example.net. SRV 0 1 5060 h1.example.com.\n");
    assert!(of_part(&far).is_empty());
    // One end tells that the other lacks its dot; all that do are one finding, and the name is no question then.
    let target = "_sip._udp.example.com. SRV 0 1 5060 a.example.com\n_sip._udp.example.net. SRV 0 1 5060 a.example.net\n";
    assert_eq!(of_part(target), ["1:37 missing-trailing-dot warning"]);
    let owners = "_sip._udp.example.com SRV 0 1 5060 a.example.com.\n_sip._tcp.example.com SRV 0 1 5060 a.example.com.\n";
    assert_eq!(of_part(owners), ["1:1 missing-trailing-dot warning"]);
    let below = "_sip._udp.uc.example.com SRV 0 1 5060 a.example.com\n_sip._tcp.uc.example.com SRV 0 1 5060 a.example.com\n";
    assert_eq!(of_part(below), ["1:1 missing-trailing-dot warning"]);
    // What stands first needs no name to be wrong.
    let underscore = "_sip.tcp SRV 0 1 5060 a\n_sip._udp SRV 0 1 5060 a\n";
    assert_eq!(of_part(underscore), ["1:1 malformed-owner error", "1:1 unknown-origin note"]);
    assert_eq!(of_part("wpad.tcp SRV 0 1 80 a\n"), ["1:1 unknown-origin note"]);
    // What an absolute target says needs no name, and is told once of many.
    let lone = "_imaps._tcp SRV 0 1 993 mail-server.\n_rsync._tcp SRV 0 1 873 mail-server.\n";
    let told = "target-without-address warning";
    let of_lone = of_part(lone);
    assert_eq!(of_lone[1..], [format!("1:25 {told}")], "{of_lone:?}");
    let many: String = (0..5).map(|at| format!("_a{at}._tcp SRV 0 1 80 air.local.\n")).collect();
    assert_eq!(of_part(&many), ["1:1 unknown-origin note", "1:21 target-without-address warning"]);
    assert_eq!(of_part("_rsync._tcp SRV 0 1 873 com.\n"), ["1:1 unknown-origin note"]);
    assert_eq!(of_part("_rsync._tcp SRV 0 1 873 a.b.local.\n"), ["1:1 unknown-origin note"]);
    // Names below no top-level domain may be meant so.
    let local = "_sip._udp.corp.example SRV 0 1 5060 a.corp.example\n";
    assert_eq!(of_part(local), ["1:1 unknown-origin note"]);
}

/// What is found in a part of a zone of unknown name.
fn of_part(lines: &str) -> Vec<String> {
    let scratch = Scratch::new("part-of-a-zone");
    scratch.write("records.txt", lines);
    let json = scratch.run(&["check", "--format", "json", "records.txt"]).json();
    let line = |finding: &Value| {
        let (start, text) =
            (&finding["start"], |key: &str| finding[key].as_str().expect("a text").to_owned());
        format!("{}:{} {} {}", start["line"], start["column"], text("rule"), text("severity"))
    };
    let mut lines: Vec<String> = json["findings"].as_array().expect("findings").iter().map(line).collect();
    lines.retain(|line| !line.contains("missing-companion"));
    lines.sort();
    lines
}

#[test]
fn a_part_is_called_as_its_file_if_a_name_in_it_agrees() {
    let zones = |lines: &str| {
        let scratch = Scratch::new("part-by-file");
        scratch.write("example.org.zone", lines);
        let ran = scratch.run(&["zones", "example.org.zone"]);
        let words: Vec<String> = ran.out.split('\t').take(3).map(str::to_owned).collect();
        words[1..].join(" ")
    };
    for (lines, name) in [
        ("xmpp CNAME example.org.\n_rsync._tcp SRV 0 1 873 xmpp\n", "example.org. file-name"),
        ("_rsync._tcp.example.org SRV 0 1 873 a.example.net.\n", "example.org. file-name"),
        ("_rsync._tcp.example.org. SRV 0 1 873 a.example.net.\n", "example.org. file-name"),
        ("_rsync._tcp SRV 0 1 873 a.example.net.\n", "? unknown"),
        ("_rsync._tcp SRV 0 1 873 a\na A 192.0.2.1\n", "? unknown"),
        ("_rsync._tcp.example.net. SRV 0 1 873 a.example.org.\n", "example.net. names"),
        // Nothing of another domain would be judged in that zone.
        ("_rsync._tcp.example.org. SRV 0 1 873 a\n_rsync._tcp.example.net. SRV 0 1 873 b\n", "? unknown"),
    ] {
        assert_eq!(zones(lines), name, "{lines}");
    }
    // With its name, fixes of a part are made, and no serial is spoken of.
    let scratch = Scratch::new("part-by-file-fixed");
    scratch.write("example.org.zone", "_rsync._tcp.example.org SRV 0 1 873 a.example.net.\n");
    let ran = scratch.run(&["check", "--fix", "example.org.zone"]);
    let after = scratch.read("example.org.zone");
    assert_eq!(after, "_rsync._tcp.example.org. SRV 0 1 873 a.example.net.\n", "{}", ran.err);
}

#[test]
fn a_name_that_is_written_from_the_top_is_no_other() {
    let scratch = Scratch::new("turned-name");
    scratch.write("db.example.acme.lab", zone("lab.acme.example", "ns1", "files.lab.acme.example."));
    let ran = scratch.run(&["check", "--format", "concise", "db.example.acme.lab"]);
    assert!(!ran.out.contains("two sources disagree"), "{}", ran.out);
}

#[test]
fn a_file_that_a_zone_of_the_same_name_includes_is_a_part_of_it() {
    let scratch = Scratch::new("origins-part-of-same");
    let soa = "@ SOA ns.example.net. h.example.net. 1 7200 3600 1209600 900\n";
    let records = "a.example.com. A 192.0.2.1\n_rsync._tcp SRV 0 1 873 a.example.com.\n";
    scratch.write("etc/db.example.com", format!("{soa}{records}"));
    scratch.write(
        "zones/example.com",
        "$ORIGIN example.com.\n$TTL 1h\n@ NS ns.example.net.\n$INCLUDE ../etc/db.example.com\n",
    );
    let ran = scratch.run(&["check", "."]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{}", ran.err);
    assert!(ran.err.contains("Checked 1 zone, 1 SRV record"), "{}", ran.err);
    // Named by itself it is judged by itself.
    assert_eq!(scratch.run(&["check", "etc/db.example.com"]).code, 1);
    // Another zone that includes it takes nothing from it.
    scratch.write(
        "zones/example.com",
        "$ORIGIN example.org.\n$TTL 1h\n@ NS ns.example.net.\n$INCLUDE ../etc/db.example.com\n",
    );
    assert!(scratch.run(&["zones", "."]).out.contains("etc/db.example.com\texample.com.\t"));
}

#[test]
fn what_names_of_several_domains_have_in_common_is_no_zone() {
    let scratch = Scratch::new("origins-top-level");
    let records = "$TTL 1h\n@ SOA ns.exapmle.com. h.example.com. 1 2h 1h 2w 5m\n  NS ns.exapmle.com.\n";
    scratch.write(
        "example.com.zone",
        format!("{records}a.exapmle.com. A 192.0.2.1\nb.exmaple.com. A 192.0.2.1\n"),
    );
    let shown = scratch.run(&["check", "example.com.zone"]).out;
    assert!(shown.contains("all 2 absolute owners in it lie elsewhere"), "{shown}");
    assert!(!shown.contains("linted as"), "{shown}");
    // A word that says what a file is for is no zone.
    let inside = "$TTL 1h\n@ SOA ns.corp.internal. h.corp.internal. 1 2h 1h 2w 5m\n  NS ns.corp.internal.\nns.corp.internal. A 192.0.2.1\n";
    for name in ["forward.zone", "db.reverse", "primary.db"] {
        scratch.write(name, inside);
        assert!(!scratch.run(&["check", name]).out.contains("two sources disagree"), "{name}");
    }
}

#[test]
fn a_template_whose_beginning_cannot_be_read_is_left_out() {
    let scratch = Scratch::new("origins-templates");
    let zone = "{banner}\n@ SOA ns h ( {serial} 2h 1h 2w 5m )\n@ NS ns\nns A 192.0.2.1\n";
    scratch.write("templates/db.example.com.tmpl", zone);
    let ran = scratch.run(&["check", "."]);
    assert!(ran.err.contains("looks like a template, skipped"), "{} {}", ran.out, ran.err);
}

#[test]
fn a_few_records_without_an_address_are_no_export_and_the_note_of_one_says_its_mark() {
    let scratch = Scratch::new("marks-of-exports");
    let servers = "corp.example.com. 3600 IN NS ns1.example.net.\n";
    let service = "_rsync._tcp.lab.corp.example.com. 300 IN SRV 0 10 873 a.lab.corp.example.com.\n";
    let host = "a.lab.corp.example.com. 300 IN A 192.0.2.1\n";
    let comment = ";;\n;; Domain:     corp.example.com.\n;; Exported:   2026-11-27 12:00:00\n";
    for (text, arguments, why) in [
        (format!("{servers}{service}"), &[][..], None),
        (
            format!("{servers}{service}{host}"),
            &[],
            Some("as every record has its TTL and class, and the name above all"),
        ),
        (format!("{comment}{service}{host}"), &[], Some("as the comment above its records says")),
        (
            service.to_owned(),
            &["--whole", "--origin", "corp.example.com"],
            Some("as `--whole` or the configuration"),
        ),
    ] {
        scratch.write("records", &text);
        let ran = scratch.run(&[&["check", "--format", "json", "records"], arguments].concat());
        let json = ran.json();
        let found = json["findings"].as_array().expect("findings").iter();
        let note = found.clone().find(|finding| finding["rule"] == "refused-zone");
        let notes = note.map(|finding| finding["notes"].to_string()).unwrap_or_default();
        assert_eq!(!notes.is_empty(), why.is_some(), "{text}\n{}", ran.out);
        assert!(why.is_none_or(|why| notes.contains(why)), "{text}\n{notes}");
        let is_missed = found.into_iter().any(|finding| finding["rule"] == "target-without-address");
        assert_eq!(is_missed, why.is_some() && !text.contains(host), "{text}\n{}", ran.out);
    }
}

#[test]
fn a_public_file_name_gives_way_to_the_servers_and_the_only_owner_that_lie_in_another_zone() {
    let scratch = Scratch::new("origins-of-endings");
    let zone = "$TTL 1h\n@ SOA ns1.example.org. h.example.org. 1 2h 1h 2w 5m\n  NS ns1.example.org.\nns1 A 192.0.2.1\n";
    let service = "_rsync._tcp.example.org. SRV 0 1 873 gone.example.org.\n";
    for name in ["example.org.new", "play.example.info"] {
        scratch.write(name, format!("{zone}{service}"));
        let ran = scratch.run(&["check", "--format", "concise", name]);
        assert!(
            ran.out.contains("error[target-without-address]: SRV target `gone.example.org.`"),
            "{name}: {}",
            ran.out
        );
    }
    // Servers of another zone, and one owner that lies there, say nothing against a zone of which there is more.
    scratch.write("example.net", format!("{zone}_rsync._tcp.example.net. SRV 0 1 873 ns1\n{service}"));
    let shown = scratch.run(&["zones", "example.net"]).out;
    assert!(shown.contains("example.net.\tfile-name"), "{shown}");
}
