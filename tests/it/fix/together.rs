//! A fix that lets a zone be read excuses none of the others: what comes of both is what comes of the others in the zone that
//! was mended by hand.

use crate::harness::scratch::Scratch;

/// A zone of these lines.
fn zone(soa: &str, lines: &[&str]) -> String {
    let head = "$TTL 300\n$ORIGIN example.com.\n";
    let hosts = "@ NS ns1\nns1 A 192.0.2.53\nsip1 A 192.0.2.1\nal CNAME sip1\n";
    format!("{head}{soa} SOA ns1 host 2026010101 7200 3600 1209600 300\n{hosts}{}\n", lines.join("\n"))
}

/// The zone after its fixes, and the rules of the errors that are left.
fn fixed(scratch: &Scratch, zone: &str, arguments: &[&str]) -> (String, Vec<String>) {
    scratch.write("example.com.zone", zone);
    let ran = scratch.run(&[&["check", "--fix", "--format", "json", "."], arguments].concat());
    let findings = ran.json()["findings"].as_array().expect("findings").clone();
    let is_error = |finding: &&serde_json::Value| finding["severity"] == "error";
    let rule = |finding: &serde_json::Value| finding["rule"].as_str().expect("a name").to_owned();
    let errors = findings.iter().filter(is_error).map(rule).collect();
    (scratch.read("example.com.zone"), errors)
}

#[test]
fn a_zone_is_fixed_as_if_what_keeps_it_from_being_read_were_mended_first() {
    let scratch = Scratch::new("mended-first");
    let generate = ("$GENERATE 1-2 _g$._tcp SRV 0 1 80 sip1", "$GENERATE 1-2 _g$._tcp SRV \"0 1 80 sip1\"");
    let commas = ("_g._tcp SRV ( 0, 1, 80, sip1 )", "_g._tcp SRV ( 0 1 80 sip1 )");
    let three = ("_g._tcp SRV 0 1234 sip1", "_g._tcp SRV 0 0 1234 sip1");
    for (others, unsafe_too) in [
        // The final dot would put the record beside an alias, beside `.`, and into a set of another TTL.
        (&["_ldap._tcp CNAME x.example.org.", "_ldap._tcp.example.com SRV 0 1 389 ns1"][..], false),
        (&["_ldap._tcp SRV 0 0 0 .", "_ldap._tcp.example.com SRV 0 1 389 ns1"], false),
        (&["_ldap._tcp 60 SRV 0 1 389 sip1", "_ldap._tcp.example.com 7200 SRV 0 1 389 ns1"], false),
        // The protocol would put it beside an alias.
        (&["_minecraft._tpc SRV 0 1 25565 sip1", "_minecraft._tcp CNAME al"], true),
        // The usual port is that of another record.
        (&["_imaps._tcp SRV 0 1 143 sip1", "_imaps._tcp SRV 0 1 993 sip1"], true),
        // Fixes that are made.
        (&["_ldap._tcp.example.com SRV 0 1 389 ns1"], false),
        (&["_ldap._udp SRV 0 1 389 al"], true),
    ] {
        let arguments = if unsafe_too { &["--unsafe-fixes"][..] } else { &[] };
        for (wrong, right) in [generate, commas, three] {
            if wrong == three.0 && !unsafe_too {
                continue;
            }
            let with = |line| zone("@", &[others, &[line]].concat());
            let (expected, errors) = fixed(&scratch, &with(right), arguments);
            assert!(expected.contains(right), "{expected}");
            assert_eq!(fixed(&scratch, &with(wrong), arguments), (expected, errors), "{others:?} {wrong}");
        }
        // The zone's name lacks its dot.
        let (expected, errors) = fixed(&scratch, &zone("example.com.", others), arguments);
        assert_eq!(
            fixed(&scratch, &zone("example.com", others), arguments),
            (expected, errors),
            "{others:?}"
        );
    }
}

#[test]
fn a_fix_that_lets_a_record_be_read_is_made_alone_as_among_others() {
    let scratch = Scratch::new("alone");
    // Read at last, the first stands beside an alias: that comes to light, and no fix makes it.
    let beside = ["_ldap._tcp CNAME al", "_ldap._tcp SRV ( 0, 1, 389, sip1 )"];
    let others = ["_g._tcp SRV ( 0, 1, 80, sip1 )", "_h._tcp SRV ( 0, 1, 80, sip1 )"];
    for lines in [beside.to_vec(), [beside, others].concat()] {
        let (after, errors) = fixed(&scratch, &zone("@", &lines), &[]);
        let expected: Vec<String> = lines.iter().map(|line| line.replace(',', "")).collect();
        let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
        assert_eq!((after, errors), (zone("@", &expected), vec!["occluded-record".to_owned()]));
    }
}

#[test]
fn a_service_under_the_wrong_protocol_is_not_declared_absent() {
    let scratch = Scratch::new("odd-protocol");
    let server = "_xmpp-server._tcp SRV 0 1 5269 sip1";
    let client = "_xmpp-client._udp SRV 0 1 5222 sip1";
    for (lines, fixed_lines) in [
        ([server, client], [server, "_xmpp-client._tcp SRV 0 1 5222 sip1"]),
        ([client, server], ["_xmpp-client._tcp SRV 0 1 5222 sip1", server]),
        (
            ["_sip._tcp SRV 0 1 5060 sip1", "_sips._udp SRV 0 1 5061 sip1"],
            // There are two right ones.
            ["_sip._tcp SRV 0 1 5060 sip1", "_sips._udp SRV 0 1 5061 sip1"],
        ),
    ] {
        let (after, errors) = fixed(&scratch, &zone("@", &lines), &["--unsafe-fixes"]);
        assert_eq!((after, errors), (zone("@", &fixed_lines), Vec::new()), "{lines:?}");
    }
}
