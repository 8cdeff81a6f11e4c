//! Right zones that look like wrong ones stay silent, and the wrong ones beside them are told.

use crate::harness::scratch::Scratch;

/// The findings of a zone of this name with these records below its head, as `line rule severity`; notes of
/// `missing-companion` aside.
fn told(origin: &str, records: &str) -> Vec<String> {
    // Tests run at the same time.
    let test = std::thread::current().name().unwrap_or_default().replace(':', "-");
    let scratch = Scratch::new(&test);
    let head =
        "$TTL 1h\n@ SOA ns.example.net. h.example.net. 1 7200 3600 1209600 300\n  NS ns.example.net.\n";
    scratch.write("z", format!("{head}{records}\n"));
    let json = scratch.run(&["check", "--format", "json", "--origin", origin, "z"]).json();
    let findings = json["findings"].as_array().expect("findings").iter();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    findings
        .filter(|finding| finding["rule"] != "missing-companion")
        .map(|finding| {
            let line = finding["start"]["line"].as_u64().unwrap_or_default() - 3;
            format!("{line} {} {}", text(&finding["rule"]), text(&finding["severity"]))
        })
        .collect()
}

/// That each zone has these findings.
fn check(cases: &[(&str, &str, &[&str])]) {
    for (origin, records, expected) in cases {
        assert_eq!(told(origin, records), *expected, "{origin}\n{records}");
    }
}

#[test]
fn targets_below_another_public_domain_are_other_hosts() {
    let (warned, wrong) =
        (&["1 target-without-address warning"][..], &["1 target-without-address error"][..]);
    check(&[
        ("acme.com.br", "_rsync._tcp SRV 0 1 873 sip.acme.com.\nsip A 192.0.2.1", &[]),
        ("acme.org.uk", "_rsync._tcp SRV 0 1 873 mail.acme.org.\nmail A 192.0.2.1", &[]),
        ("de.example.org", "_rsync._tcp SRV 0 1 873 mail.de.\nmail A 192.0.2.1", &[]),
        ("de.example.org", "_rsync._tcp SRV 0 1 873 mail.de.\nmail CNAME a\na A 192.0.2.1", &[]),
        ("acme.com", "_rsync._tcp SRV 0 1 873 mail.acme.com.au.\nmail A 192.0.2.1", &[]),
        ("lab.example.org", "_rsync._tcp SRV 0 1 873 mail.lab.\nmail A 192.0.2.1", wrong),
        ("example.com.au", "_rsync._tcp SRV 0 1 873 mail.example.\nmail A 192.0.2.1", wrong),
        // A top-level domain itself is no host.
        ("example.org", "_rsync._tcp SRV 0 1 873 host.\nhost A 192.0.2.1", warned),
        ("server.net", "_rsync._tcp SRV 0 1 873 mail.servers.net.\nmail A 192.0.2.1", &[]),
        ("acme.com", "_rsync._tcp SRV 0 1 873 mail.acne.com.\nmail A 192.0.2.1", &[]),
        ("acme.com", "_rsync._tcp SRV 0 1 873 mail.amce.com.\nmail A 192.0.2.1", warned),
        ("example.com", "_rsync._tcp SRV 0 1 873 mail.exampel.com.\nmail A 192.0.2.1", warned),
    ]);
}

#[test]
fn names_that_hosts_have_are_no_slips_beside_a_wildcard() {
    let beside = |target: &str, host: &str| {
        told("example.org", &format!("_rsync._tcp SRV 0 1 873 {target}\n{host} A 192.0.2.1\n* A 192.0.2.9"))
    };
    for (target, host) in [
        ("smtp", "sftp"),
        ("mail", "email"),
        ("mail", "main"),
        ("chat", "chap"),
        ("prod", "proj"),
        ("test", "text"),
        ("mail-dk", "mail-de"),
        ("sbc-muc", "sbc-mue"),
        ("rsync", "rsyne"),
        ("rsync", "rysnc"),
    ] {
        assert!(beside(target, host).is_empty(), "{target} {host}");
    }
    for (target, host) in
        [("mial", "mail"), ("webmial", "webmail"), ("maill", "mail"), ("sevrer-1", "server-1")]
    {
        assert_eq!(beside(target, host), ["1 target-without-address warning"], "{target} {host}");
    }
}

#[test]
fn nothing_is_said_of_ttls_that_an_indented_directive_gives() {
    let zone = |head: &str, records: &str| {
        let scratch = Scratch::new("indented-ttls");
        scratch.write("z", format!("{head}{records}"));
        scratch.run(&["check", "--format", "json", "--origin", "example.org", "z"]).rules()
    };
    let records = [
        "@ SOA ns.example.net. h.example.net. 1 2 3 4 5",
        "@ NS ns.example.net.",
        "_rsync._tcp SRV 0 1 873 m",
        "m A 192.0.2.1",
    ];
    let all_indented = records.map(|line| format!("    {line}\n")).concat();
    let plain = records.map(|line| format!("{line}\n")).concat();
    for (head, records, expected) in [
        ("    $TTL 1h\n", &all_indented, &["syntax"][..]),
        ("\t$ttl 3600 ; an hour\n", &plain, &["syntax"]),
        ("", &plain, &["implicit-ttl", "short-ttl"]),
        // What the TTL is without the blanks is read.
        ("$TTL 5\n", &plain, &["short-ttl"]),
    ] {
        let mut told = zone(head, records);
        told.sort_unstable();
        assert_eq!(told, expected, "{head}{records}");
    }
}

#[test]
fn generated_records_that_cannot_be_read_leave_a_doubt_at_their_own_names() {
    let services = "_rsync._tcp SRV 0 1 873 m3\n_rsync._tcp.a SRV 0 1 873 gone\n";
    for (generate, expected) in [
        // The first name that does not exist is told of; `m3` may be one of these.
        ("$GENERATE 1-9 m$ A 192.0.2.1$.1", &["1 syntax error", "3 target-without-address error"][..]),
        (
            "$GENERATE 1-9 m$ A 192.0.2.1$.1\n$GENERATE 1-9 gone A 192.0.2.$.$",
            &["1 syntax error", "2 syntax error"],
        ),
        // What it stands for could not be told: it may be any name.
        ("$GENERATE 1-9 m${x} A 192.0.2.1", &["1 syntax error"]),
        ("$GENERATE 9-1 m$ A 192.0.2.1", &["1 syntax error"]),
        ("$GENERATE 1-9 m$ AA 192.0.2.1", &["1 syntax error"]),
    ] {
        assert_eq!(told("example.org", &format!("{generate}\n{services}")), *expected, "{generate}");
    }
}
