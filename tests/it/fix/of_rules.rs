//! What the fixes of single rules write, and where. That they change what they say and nothing else, `proof` holds.

use crate::harness::command::Ran;
use crate::harness::scratch::Scratch;

/// Makes all fixes of one rule in a zone, which must become what is `expected`.
fn fixed_by(rule: &str, zone: &str, expected: &str) -> Ran {
    // Tests of one rule run at the same time.
    let scratch = Scratch::new(&std::thread::current().name().unwrap_or_default().replace(":", "-"));
    scratch.write("example.com.zone", zone);
    let arguments = ["check", "--fix", "--unsafe-fixes", "--select", rule, "example.com.zone"];
    let ran = scratch.run(&arguments);
    let after = scratch.read("example.com.zone");
    assert_eq!(after, expected, "{}{}", ran.out, ran.err);
    if zone != expected {
        let safe = scratch.write("example.com.zone", zone).run(&["check", "--fix", "--select", rule, "."]);
        assert!(safe.err.contains("Fixed nothing"), "a change that servers see is not safe: {}", safe.err);
    }
    ran
}

#[test]
fn an_owner_without_underscore_and_dot_is_written_as_clients_ask_for_it() {
    let head = "$TTL 300\n$ORIGIN example.com.\n@ SOA ns h 1 7200 3600 1209600 300\n@ NS ns.example.net.\n";
    for (owner, expected) in [
        ("ldap._tcp.example.com", "_ldap._tcp"),
        ("_ldap.tcp.example.com", "_ldap._tcp"),
        ("ldap.tcp.example.com.example.com.", "_ldap._tcp.example.com."),
        ("ldap._tcp.b", "_ldap._tcp.b"),
    ] {
        let zone = |owner: &str| format!("{head}{owner} SRV 0 1 389 a.example.net.\n");
        let ran = fixed_by("malformed-owner", &zone(owner), &zone(expected));
        assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{owner}: {}", ran.err);
    }
    let scratch = Scratch::new("asked-for");
    scratch.write("example.com.zone", format!("{head}ldap._tcp.example.com SRV 0 1 389 a.example.net.\n"));
    let ran = scratch.run(&["check", "--format", "concise", "."]);
    let asked = "lacks an underscore: clients ask for `_ldap._tcp.example.com.` [unsafe fix]";
    assert!(ran.out.contains(asked), "{}", ran.out);
}

/// What `--fix` makes of these lines behind some hosts, in the scratch directory of a test.
fn generated(of: &str, lines: &str, arguments: &[&str]) -> (String, Ran) {
    let scratch = Scratch::new(of);
    let head = "$TTL 300\n$ORIGIN example.com.\n@ SOA ns h 1 7200 3600 1209600 300\n@ NS ns.example.net.\n\
        sip1 A 192.0.2.1\nsip2 A 192.0.2.2\nsip3 A 192.0.2.3\nsip AAAA 2001:db8::1\nwww CNAME sip\n";
    scratch.write("example.com.zone", format!("{head}{lines}\n"));
    let ran = scratch.run(&[&["check", "--fix", "example.com.zone"], arguments].concat());
    let after = scratch.read("example.com.zone");
    let after = after.strip_prefix(head).unwrap_or_else(|| panic!("{after}"));
    (after.trim_end().to_owned(), ran)
}

#[test]
fn directives_are_fixed_where_all_their_records_are_meant() {
    for (line, expected) in [
        // Each record has the mistake.
        ("_s$._tcp SRV \"0 5 5060 sip$.example.com\"", "_s$._tcp SRV \"0 5 5060 sip$.example.com.\""),
        ("_sip._tcp SRV \"0 5 506$ sip$.example.com\"", "_sip._tcp SRV \"0 5 506$ sip$.example.com.\""),
        ("_s$._tcp SRV \"0, $, 5060, sip$\"", "_s$._tcp SRV \"0 $ 5060 sip$\""),
    ] {
        let (after, ran) = generated("generated", &format!("$GENERATE 1-3 {line}"), &[]);
        assert_eq!(after, format!("$GENERATE 1-3 {expected}"), "{}{}", ran.out, ran.err);
    }
    for (line, expected) in [
        ("_s$._tcp SRV \"0 5 5060 www\"", "_s$._tcp SRV \"0 5 5060 sip\""),
        ("_s$._tcp 600 IN SRV \"0 5 5060  www\" ; c", "_s$._tcp 600 IN SRV \"0 5 5060  sip\" ; c"),
        ("_ldap.tcp.dc$ SRV \"0 5 389 sip$\"", "_ldap._tcp.dc$ SRV \"0 5 389 sip$\""),
        ("_ldap._tcp.dc$ SRV \"0 5 636 sip$\"", "_ldap._tcp.dc$ SRV \"0 5 389 sip$\""),
        ("_s._tcp SRV \"$ 5060 sip$\"", "_s._tcp SRV \"$ 0 5060 sip$\""),
        ("_imaps._tcp SRV \"0 0 993 sip$\"", "_imaps._tcp SRV \"0 10 993 sip$\""),
    ] {
        let (after, ran) = generated("generated", &format!("$GENERATE 1-3 {line}"), &["--unsafe-fixes"]);
        assert_eq!(after, format!("$GENERATE 1-3 {expected}"), "{}{}", ran.out, ran.err);
        let (after, _) = generated("generated", &format!("$GENERATE 1-3 {line}"), &[]);
        assert_eq!(after, format!("$GENERATE 1-3 {line}"), "it is not safe");
    }
}

#[test]
fn directives_are_left_alone_where_a_fix_would_change_other_records() {
    for lines in [
        // The first host alone is an alias.
        "alias1 CNAME sip\nalias2 A 192.0.2.9\n$GENERATE 1-2 _s$._tcp SRV \"0 5 5060 alias$\"",
        "alias1 CNAME sip\nalias2 A 192.0.2.9\n$GENERATE 1-2 _s._tcp SRV \"0 5 5060 alias$\"",
        // One number of three is a wrong port.
        "$GENERATE 636-638 _ldap._tcp.dc$ SRV \"0 5 $ sip1\"",
        // The weights are counted.
        "$GENERATE 0-2 _imaps._tcp SRV \"0 $ 993 sip${1}\"",
        // What is escaped is not what it is in the record.
        "$GENERATE 1-3 _s$._tcp SRV \"0 5 5060 sip$.ex\\097mple.com\"",
    ] {
        let (after, ran) = generated("left-alone", lines, &["--unsafe-fixes"]);
        assert_eq!(after, lines, "{}{}", ran.out, ran.err);
    }
}

/// A zone without `$TTL`, whose SOA record may state one.
fn without_ttl(soa: &str, lines: &str) -> String {
    format!("; a comment\n\n@ {soa} ns h 1 7200 3600 1209600 300\n@ NS ns.example.net.\n{lines}")
}

#[test]
fn a_companion_takes_the_ttl_of_its_service() {
    let null = "_sips._tcp\t600\tSRV\t0 0 0 .\n";
    let null_of = |ttl: &str| null.replace("600\t", ttl);
    for (soa, before, sip, expected) in [
        ("SOA", "", "_sip._udp 600 SRV 0 5 5060 mail\n", null_of("600\t")),
        ("3600 SOA", "", "_sip._udp 10m IN SRV 0 5 5060 mail\n", null_of("600\t")),
        ("3600 SOA", "mail 60 A 192.0.2.1\n", "_sip._udp SRV 0 5 5060 mail\n", null_of("60\t")),
        ("SOA", "", "_sip._udp SRV 0 5 5060 mail\n", null_of("300\t")),
        ("SOA", "$TTL 1h\n", "_sip._udp SRV 0 5 5060 mail\n", null_of("")),
        ("SOA", "$TTL 1h\n", "_sip._udp 600 SRV 0 5 5060 mail\n", null_of("600\t")),
    ] {
        let zone = without_ttl(soa, &format!("{before}{sip}mail 60 A 192.0.2.1\n"));
        fixed_by("missing-companion", &zone, &zone.replace(sip, &format!("{expected}{sip}")));
    }
}

#[test]
fn a_signed_zone_is_left_to_its_signer() {
    let unsigned = "$TTL 1h\n@ SOA ns h 1 7200 3600 1209600 300\n@ NS ns.example.net.\nsip A 192.0.2.1\n\
        www CNAME sip\n_sip._tcp SRV 0 5 5060 www ; srvlint: ignore[zero-weight]\n";
    let signed =
        format!("{unsigned}sip RRSIG A 8 3 3600 20270101000000 20261101000000 1 example.com. bm9uZQ==\n");
    let scratch = Scratch::new("signed-zone");
    scratch.write("example.com.zone", &signed);
    let ran = scratch.run(&["check", "--fix", "--unsafe-fixes", "--format", "concise", "example.com.zone"]);
    let after = scratch.read("example.com.zone");
    assert!(ran.out.contains("cname-target"), "{}{}", ran.out, ran.err);
    // What changes no record is done: the comment is about nothing.
    assert_eq!(after, signed.replace(" ; srvlint: ignore[zero-weight]", ""), "{}{}", ran.out, ran.err);
    let human = scratch.run(&["check", "example.com.zone"]);
    assert!(human.out.contains("zone `example.com.` is signed: change the file"), "{}", human.out);
    // Without signatures the target is mended.
    fixed_by(
        "cname-target",
        &unsigned.replace(" ; srvlint: ignore[zero-weight]", ""),
        &unsigned.replace(" ; srvlint: ignore[zero-weight]", "").replace("5060 www", "5060 sip"),
    );
}

#[test]
fn a_missing_ttl_is_what_bind_takes() {
    let imaps = "_imaps._tcp SRV 0 5 993 mail\nmail A 192.0.2.1\n";
    for (soa, lines, before, directive) in [
        // The SOA record's, for all records.
        ("SOA", imaps, "@ SOA", "$TTL 300"),
        ("3600 SOA", imaps, "@ 3600 SOA", "$TTL 3600"),
        ("IN 1h SOA", imaps, "@ IN 1h SOA", "$TTL 3600"),
        // The record's before: those above keep theirs.
        ("3600 SOA", &format!("mail 600 AAAA 2001:db8::1\n{imaps}"), "_imaps._tcp", "$TTL 600"),
        ("3600 SOA", &format!("_imaps._tcp 60 TXT a\n  {}", &imaps[12..]), "  SRV", "$TTL 60"),
        // One that comes too late stays.
        ("SOA", &format!("{imaps}$TTL 600\n_a._tcp SRV 0 5 99 mail\n"), "@ SOA", "$TTL 300"),
    ] {
        for end in ["\n", "\r\n"] {
            let zone = without_ttl(soa, lines).replace('\n', end);
            let expected = zone.replacen(before, &format!("{directive}{end}{before}"), 1);
            let ran = fixed_by("implicit-ttl", &zone, &expected);
            assert_eq!(ran.code, 0, "{}", ran.out);
        }
    }
    // No one value keeps the TTLs of all that follow.
    let lines = format!("mail 600 AAAA 2001:db8::1\n{imaps}mail 60 TXT a\n_a._tcp SRV 0 5 99 mail\n");
    let zone = without_ttl("3600 SOA", &lines);
    let ran = fixed_by("implicit-ttl", &zone, &zone);
    assert!(ran.out.contains("would do something else to the records of zone `example.com.`"), "{}", ran.out);
}

#[test]
fn weights_of_0_are_told_apart_from_others() {
    let zone = |weights: &[(u16, u32)], owners: &[&str]| {
        let mut text =
            "$TTL 300\n@ SOA ns h 1 7200 3600 1209600 300\n@ NS ns.example.net.\nmail A 192.0.2.1\n"
                .to_owned();
        for (number, (priority, weight)) in weights.iter().enumerate() {
            let owner = owners[number % owners.len()];
            text.push_str(&format!("{owner} SRV {priority} {weight} {} mail\n", 1000 + number));
        }
        text
    };
    for (weights, expected) in [
        (&[(1, 1), (1, 0)][..], &[(1, 100), (1, 1)][..]),
        (&[(1, 60), (1, 40), (1, 0), (2, 0)], &[(1, 6000), (1, 4000), (1, 1), (2, 0)]),
        (&[(1, 0), (1, 0), (2, 7)], &[(1, 10), (1, 10), (2, 7)]),
        (&[(1, 2000), (1, 0)], &[(1, 64000), (1, 1)]),
        (&[(1, 65535), (1, 0)], &[(1, 65535), (1, 1)]),
    ] {
        let owners = ["_imaps._tcp"];
        fixed_by("zero-weight", &zone(weights, &owners), &zone(expected, &owners));
    }
    // Clients take both sets for one.
    let owners = ["_xmpp-client._tcp", "_xmpps-client._tcp"];
    let of_two = |weights| zone(weights, &owners).replace("1001 mail", "1001 ns.example.net.");
    fixed_by("zero-weight", &of_two(&[(1, 3), (1, 0)]), &of_two(&[(1, 300), (1, 1)]));
    // What is there twice becomes the same twice.
    let twice = |weights| zone(weights, &["_imaps._tcp"]).replace("1002 mail", "1001 mail");
    fixed_by("zero-weight", &twice(&[(1, 1), (1, 0), (1, 0)]), &twice(&[(1, 100), (1, 1), (1, 1)]));
}

#[test]
fn an_address_gets_the_type_that_it_lacks() {
    let head =
        "$TTL 300\n@ SOA ns.example.net. h.example.net. 1 7200 3600 1209600 300\n@ NS ns.example.net.\n";
    for (line, expected) in [
        ("pbx 192.0.2.7", "pbx A 192.0.2.7"),
        ("pbx 1h IN 2001:db8::7 ; the old one", "pbx 1h IN AAAA 2001:db8::7 ; the old one"),
    ] {
        let scratch = Scratch::new("type-missing");
        let zone = |line: &str| format!("{head}{line}\n_rsync._tcp SRV 0 1 873 pbx\n");
        scratch.write("example.com.zone", zone(line));
        let ran = scratch.run(&["check", "--fix", "example.com.zone"]);
        let after = scratch.read("example.com.zone");
        assert_eq!((ran.code, after), (0, zone(expected)), "{}{}", ran.out, ran.err);
    }
}

#[test]
fn a_text_that_is_too_long_is_parted_into_strings() {
    let head =
        "$TTL 300\n@ SOA ns.example.net. h.example.net. 1 7200 3600 1209600 300\n@ NS ns.example.net.\n";
    let (part, rest) = ("k".repeat(255), "z".repeat(99));
    for (text, expected) in [
        (format!("\"{part}{part}{rest}\""), format!("\"{part}\" \"{part}\" \"{rest}\"")),
        (format!("{part}{rest}"), format!("{part} {rest}")),
        // All of a record at once.
        (
            vec![format!("{part}{rest}"); 20].join("\n").replacen(&part, &format!("(\n{part}"), 1) + " )",
            vec![format!("{part} {rest}"); 20].join("\n").replacen(&part, &format!("(\n{part}"), 1) + " )",
        ),
        // Of escapes, nothing says where they would be cut.
        (format!("\"{part}\\;{rest}\""), format!("\"{part}\\;{rest}\"")),
    ] {
        let scratch = Scratch::new("text-too-long");
        let zone = |text: &str| format!("{head}key._domainkey TXT {text} ; of the mail\n");
        scratch.write("example.com.zone", zone(&text));
        let ran = scratch.run(&["check", "--fix", "example.com.zone"]);
        let after = scratch.read("example.com.zone");
        assert_eq!(
            (ran.code, &after),
            (i32::from(text == expected), &zone(&expected)),
            "{}{}",
            ran.out,
            ran.err
        );
    }
}

#[test]
fn a_misspelt_protocol_becomes_one_that_clients_ask_for_and_no_second_record() {
    let head =
        "$TTL 300\n@ SOA ns.example.net. h.example.net. 1 7200 3600 1209600 300\n@ NS ns.example.net.\n";
    let zone = |lines: &str| format!("{head}{lines}");
    let right = "_kerberos-adm._tcp SRV 0 0 749 a.example.net.\n";
    // `_udp` is nearer, and no client asks for it.
    for near in ["_udo", "_ucp", "_tpc"] {
        fixed_by("malformed-owner", &zone(&right.replace("_tcp", near)), &zone(right));
    }
    let beside = format!("{}{right}a A 192.0.2.1\n", right.replace("_tcp", "_ucp"));
    fixed_by("malformed-owner", &zone(&beside), &zone(&format!("{right}a A 192.0.2.1\n")));
}
