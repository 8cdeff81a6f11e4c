//! Names that are told of with the one that was meant: of services in owners, of hosts in targets, of services in aliases, pointers
//! and NAPTR records that lead where nothing is. What is proposed is a name with which nothing is wrong.

use serde_json::Value;

use crate::harness::scratch::Scratch;

/// A zone with these lines, and what is told of it.
struct Told {
    scratch: Scratch,
    origin: &'static str,
}

impl Told {
    fn of(lines: &str, origin: &'static str) -> Self {
        // Tests run at the same time.
        let test = std::thread::current().name().unwrap_or_default().replace(':', "-");
        let scratch = Scratch::new(&test);
        let head = "$TTL 1h\n@ SOA ns.example.net. h.example.net. 1 7200 3600 1209600 300\n  NS ns.example.net.\nmail A 192.0.2.2\n";
        scratch.write("z", format!("{head}{lines}\n"));
        Told { scratch, origin }
    }

    /// The findings that are no notes: rule, severity, message, notes, and the texts of the fix.
    fn findings(&self) -> Vec<String> {
        let ran = self.scratch.run(&["check", "--format", "json", "--origin", self.origin, "z"]);
        let json = ran.json();
        let findings = json["findings"].as_array().expect("findings").iter();
        findings.filter(|finding| finding["severity"] != "note").map(told).collect()
    }

    /// The same once all is fixed.
    fn fixed(&self) -> Vec<String> {
        self.scratch.run(&["check", "--fix", "--unsafe-fixes", "--origin", self.origin, "z"]);
        self.findings()
    }
}

fn told(finding: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let [rule, severity, message] = ["rule", "severity", "message"].map(|key| text(&finding[key]));
    let notes: Vec<String> = finding["notes"].as_array().into_iter().flatten().map(text).collect();
    let mark = if finding["fix"]["safety"] == "shown" { "SHOWN" } else { "FIX" };
    let fix = match finding["fix"]["edits"].as_array() {
        Some(edits) => {
            format!("{mark} {:?}", edits.iter().map(|edit| text(&edit["text"])).collect::<Vec<_>>())
        }
        None => "NO FIX".to_owned(),
    };
    format!("{rule} {severity}: {message} | {} | {fix}", notes.join(" | "))
}

/// That one finding of a warning or worse says all of these parts, or that there is none; and that nothing is left once it is
/// fixed.
fn check(origin: &'static str, cases: &[(&str, &[&str])]) {
    for (lines, parts) in cases {
        let zone = Told::of(lines, origin);
        let found = zone.findings();
        let is_expected = match &found[..] {
            [] => parts.is_empty(),
            [only] => !parts.is_empty() && parts.iter().all(|part| only.contains(part)),
            _ => false,
        };
        assert!(is_expected, "{lines}\n{found:#?}\n{parts:#?}");
        if found.iter().any(|told| told.contains("| FIX ")) {
            let left = zone.fixed();
            assert!(left.is_empty(), "{lines}\n{left:#?}");
        }
    }
}

#[test]
fn an_alias_at_a_wrong_name_is_not_put_beside_records() {
    let there = "delete the alias: the records are at `_imaps._tcp` already";
    check(
        "example.com",
        &[
            ("imaps._tcp CNAME _imaps._tcp\n_imaps._tcp SRV 0 1 993 mail", &["malformed-owner", there]),
            ("_imaps.tcp CNAME _imaps._tcp\n_imaps._tcp SRV 0 1 993 mail", &["malformed-owner", there]),
            ("_imapss._tcp CNAME _imaps._tcp\n_imaps._tcp SRV 0 1 993 mail", &["unknown-service", there]),
            ("_imaps._udp CNAME _imaps._tcp\n_imaps._tcp SRV 0 1 993 mail", &["unexpected-protocol", there]),
            ("imaps._tcp CNAME _imaps._tcp.example.net.", &["malformed-owner", "write `_imaps._tcp`"]),
            (
                "imaps._tcp CNAME _imaps._tcp.example.net.\n_imaps._tcp CNAME _imaps._tcp.example.net.",
                &["malformed-owner", "delete the alias: `_imaps._tcp` is one already"],
            ),
        ],
    );
}

#[test]
fn of_two_services_in_an_owner_the_port_tells_which_is_meant() {
    check(
        "example.com",
        &[
            (
                "_minecraft._tcp._sip._tcp SRV 0 5 25565 mail",
                &[
                    "has two services: clients ask for `_minecraft._tcp.example.com.`",
                    "FIX [\"_minecraft._tcp\"]",
                ],
            ),
            ("_imaps._tcp._pop3s SRV 0 5 995 mail", &["two services", "FIX [\"_pop3s._tcp\"]"]),
            ("_imaps._tcp._pop3s._tcp SRV 0 5 993 mail", &["two services", "FIX [\"_imaps._tcp\"]"]),
            (
                "_imaps._tcp._pop3s SRV 0 5 4711 mail",
                &["malformed-owner error", "two services", "write one service and its protocol", "NO FIX"],
            ),
            (
                "$ORIGIN _sip._tcp.lab.example.com.\n_minecraft._tcp SRV 0 5 25565 mail.example.com.",
                &["two services", "FIX [\"_minecraft._tcp.lab.example.com.\"]"],
            ),
        ],
    );
}

#[test]
fn a_host_of_the_zone_is_meant_rather_than_another_s() {
    let here = "does not exist, and `mail.example.com.` does";
    check(
        "example.com",
        &[
            (
                "_imaps._tcp SRV 0 1 993 mail.exampl.com",
                &["target-without-address error", here, "FIX [\"mail\"]"],
            ),
            ("_imaps._tcp SRV 0 1 993 mail.exmaple.com", &[here, "FIX [\"mail\"]"]),
            ("_imaps._tcp SRV 0 1 993 mail.example.co", &[here, "FIX [\"mail\"]"]),
            ("_imaps._tcp SRV 0 1 993 mailexample.com", &[here, "FIX [\"mail\"]"]),
            ("_imaps._tcp SRV 0 1 993 mail.local", &[here, "FIX [\"mail\"]"]),
            (
                "_imaps._tcp SRV 0 1 993 mx.local",
                &["target-without-address error", "does not exist |", "NO FIX"],
            ),
            ("_imaps._tcp SRV 0 1 993 mx.example.net", &["missing-trailing-dot", "FIX [\".\"]"]),
            (
                "_imaps._tcp SRV 0 1 993 smtp\nsmpt A 192.0.2.9",
                &["target-without-address error", "write the host's owner as `smtp`", "FIX [\"smtp\"]"],
            ),
            ("_imaps._tcp SRV 0 1 993 mial", &["target-without-address error", "FIX [\"mail\"]"]),
            (
                "_imaps._tcp SRV 0 1 993 mail.example.com.com.",
                &["target-without-address warning", "is not in this zone, and `mail.example.com.` is"],
            ),
            (
                "_imaps._tcp SRV 0 1 993 mail.example.com.example.",
                &["target-without-address error", "FIX [\"mail\"]"],
            ),
            ("_imaps._tcp SRV 0 1 993 mail.examp1e.com.", &["one letter away from `mail.example.com.`"]),
        ],
    );
    check(
        "example.co.uk",
        &[
            ("_imaps._tcp SRV 0 1 993 mail.co.uk", &["`mail.example.co.uk.` does", "FIX [\"mail\"]"]),
            ("_imaps._tcp SRV 0 1 993 mail.uk", &["`mail.example.co.uk.` does", "FIX [\"mail\"]"]),
            ("_imaps._tcp SRV 0 1 993 smtp.co.uk", &["missing-trailing-dot"]),
        ],
    );
    check(
        "acme-corp.de",
        &[
            ("_imaps._tcp SRV 0 1 993 mail.acmecorp.de.", &[]),
            ("_imaps._tcp SRV 0 1 993 mail.acme-crop.de.", &["one letter away"]),
        ],
    );
    check(
        "acme.de",
        &[
            ("_imaps._tcp SRV 0 1 993 mail.domain.com.", &["`domain.com`, which manuals write"]),
            ("_imaps._tcp SRV 0 1 993 mail.domain.de.", &[]),
        ],
    );
}

#[test]
fn aliases_and_pointers_to_where_nothing_is() {
    check(
        "example.com",
        &[
            (
                "_imaps._tcp CNAME mail.",
                &["alias-without-service error", "is not in this zone, and `mail.example.com.` is"],
            ),
            (
                "_imaps._tcp CNAME _imaps._tcp.",
                &["alias-without-service error", "ends in `_tcp.`, which is not a top-level domain"],
            ),
            (
                "_imaps._tcp CNAME 192.0.2.25.",
                &["alias-without-service error", "an IP address where a name belongs"],
            ),
            (
                "_imaps._tcp CNAME 192.0.2.25",
                &["alias-without-service error", "an IP address where a name belongs"],
            ),
            (
                "_imaps._tcp CNAME http://mail.example.net/",
                &["alias-without-service error", "a URL where a name belongs"],
            ),
            ("_imaps._tcp CNAME localhost.", &["alias-without-service error", "each client's own machine"]),
            (
                "_imaps._tcp CNAME mail.invalid.",
                &["alias-without-service error", "does not exist in the DNS"],
            ),
            (
                "_imaps._tcp CNAME _imaps._tcp.example.",
                &["alias-without-service error", "lacks the end of the zone's name"],
            ),
            (
                "_imaps._tcp CNAME _imaps._tcp.exampel.com.",
                &["alias-without-service warning", "one letter away from the zone's own name"],
            ),
            ("_imaps._tcp CNAME mail.example.con.", &["alias-without-service", "`mail.example.con.`"]),
            (
                "_imaps._tcp CNAME elsewhere.",
                &["alias-without-service warning", "is a single label with a final dot"],
            ),
            (
                "_imaps._tcp CNAME _imaps._tcp.example.net.\u{200b}",
                &["alias-without-service error", "which is not seen", "FIX [\"_imaps._tcp.example.net.\"]"],
            ),
            ("_imaps._tcp CNAME _imaps._tcp.example.net.", &[]),
            ("_imaps._tcp CNAME _imaps._tcp.example.org.", &[]),
            (
                "_imaps._tcp.lab CNAME _imap._tcp\n_imaps._tcp SRV 0 1 993 mail",
                &["alias-without-service error", "did you mean `_imaps._tcp`?", "FIX [\"_imaps._tcp\"]"],
            ),
        ],
    );
    check(
        "acme.de",
        &[("_imaps._tcp CNAME mail.yourdomain.com.", &["alias-without-service warning", "manuals write"])],
    );
}

#[test]
fn pointers_and_naptr_records_to_where_nothing_is() {
    check(
        "example.com",
        &[
            (
                "@ NAPTR 10 10 \"s\" \"SIPS+D2T\" \"\" mail.",
                &["naptr-mismatch error", "is not in this zone, and `mail.example.com.` is"],
            ),
            (
                "@ NAPTR 10 10 \"s\" \"SIPS+D2T\" \"\" _sips._tcp.",
                &["naptr-mismatch error", "not a top-level domain"],
            ),
            ("_ipp._tcp PTR Laser.", &["pointer-without-service warning", "a single label with a final dot"]),
            (
                "_ipp._tcp PTR Laser.\nLaser._ipp._tcp SRV 0 0 631 mail\nLaser._ipp._tcp TXT \"a\"",
                &["pointer-without-service warning", "write `Laser._ipp._tcp.example.com.`"],
            ),
            (
                "@ NAPTR 10 10 \"s\" \"SIPS+D2T\" \"\" _sips_tcp\n_sips._tcp SRV 0 1 5061 mail",
                &["naptr-mismatch error", "write `_sips._tcp`"],
            ),
        ],
    );
}

#[test]
fn what_no_service_is_called_and_where_none_stands() {
    check(
        "example.com",
        &[
            (
                "_minecraft_play._tcp SRV 0 5 25565 mail",
                &["malformed-owner warning", "the character `_` inside", "write `_minecraft._tcp.play`"],
            ),
            (
                "_play_minecraft._tcp SRV 0 5 25565 mail",
                &["malformed-owner warning", "write `_minecraft._tcp.play`"],
            ),
            ("_my_app._tcp SRV 0 1 4711 mail", &[]),
            ("_mssms_mp_p01._tcp SRV 0 0 80 mail", &[]),
            ("_spi._udp SRV 0 1 5060 mail", &["unknown-service warning", "FIX [\"_sip._udp\"]"]),
            ("_spi._udp SRV 0 1 5062 mail", &[]),
            (
                "*._imaps SRV 0 1 993 mail",
                &["malformed-owner error", "a wildcard before the service", "write `_imaps._tcp`"],
            ),
            (
                "_imaps._tcp.com SRV 0 1 993 mail",
                &["malformed-owner", "ends in a part of the zone's name, `com`", "write `_imaps._tcp`"],
            ),
            (
                "_imaps._tcp.domain.tld SRV 0 1 993 mail",
                &["malformed-owner error", "manuals write", "write `_imaps._tcp`"],
            ),
        ],
    );
}

#[test]
fn a_port_in_the_place_of_a_priority_or_weight_whatever_the_service() {
    check(
        "example.com",
        &[
            ("_minecraft._tcp SRV 25566 0 5 mail", &["unexpected-port warning", "write `0 5 25566`"]),
            ("_ts3._udp SRV 0 9988 5 mail", &["unexpected-port warning", "FIX [\"5 9988\"]"]),
            ("_foo._tcp SRV 8080 10 5 mail", &["unexpected-port warning", "write `10 5 8080`"]),
            ("_foo._tcp SRV 10 10 5 mail", &[]),
            ("_foo._tcp SRV 0 65535 53 mail", &[]),
            ("_foo._tcp SRV 2000 2000 5 mail", &[]),
            ("_ldap._tcp SRV 0 100 3269 mail", &["unexpected-port warning", "the port of `_gc`"]),
            (
                "_imaps._tcp SRV 0 1 143 mail\n_imap._tcp SRV 0 1 143 mail",
                &[
                    "unexpected-port warning: port 143 of `_imaps._tcp.example.com.` is the port of `_imap`",
                    "FIX [\"993\"]",
                ],
            ),
            ("_imaps._tcp SRV 0 1 4143 mail\n_imap._tcp SRV 0 1 4143 mail", &[]),
            (
                "_autodiscover._tcp SRV 0 1 80 mail",
                &["unexpected-port warning: port 80 of", "is the port of HTTP without TLS", "FIX [\"443\"]"],
            ),
            ("_autodiscover._tcp SRV 0 1 8443 mail", &[]),
        ],
    );
}

#[test]
fn who_falls_back_to_the_domain_is_not_told_that_there_is_no_service() {
    for owner in ["_xmpps-server._tcp SRV 0 1 5270 mail", "_xmpps-client._tcp SRV 0 1 5223 mail"] {
        let zone = Told::of(owner, "example.com");
        zone.fixed();
        let text = zone.scratch.read("z");
        assert!(!text.contains("0 0 0 ."), "{text}");
    }
}

#[test]
fn the_address_of_a_host_in_a_zone_of_the_run_belongs_there() {
    let scratch = Scratch::new("host-of-child-zone");
    let head =
        "$TTL 1h\n@ SOA ns.example.net. h.example.net. 1 7200 3600 1209600 300\n  NS ns.example.net.\n";
    let child = |lines: &str| format!("$ORIGIN sub.example.com.\n{head}{lines}");
    let hosts = "_imaps._tcp SRV 0 1 993 mx.sub\n_imap._tcp SRV 0 1 143 mx.sub\nmx.sub A 192.0.2.1\n";
    scratch.write("a.zone", format!("$ORIGIN example.com.\n{head}{hosts}"));
    scratch.write("b.zone", child("www A 192.0.2.1\n"));
    let found: Vec<String> = scratch.run(&["check", "--format", "json", "."]).json()["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .filter(|finding| finding["severity"] != "note")
        .map(told)
        .collect();
    let [only] = &found[..] else { panic!("{found:#?}") };
    assert!(
        only.starts_with("occluded-record warning: SRV target `mx.sub.example.com.` has its address here"),
        "{only}"
    );
    assert!(only.contains("another SRV record names this host"), "{only}");
    for lines in ["mx A 192.0.2.1\n", "*.sub A 192.0.2.1\nmx CNAME www\n"] {
        scratch.write("b.zone", child(lines));
        let rules = scratch.run(&["check", "--format", "json", "."]).rules();
        assert!(!rules.contains(&"occluded-record".to_owned()), "{lines} {rules:?}");
    }
}

#[test]
fn a_known_service_is_proposed_under_its_own_protocol() {
    check(
        "example.com",
        &[
            ("caldavs.tls SRV 0 1 443 mail", &["malformed-owner error", "FIX [\"_caldavs._tcp\"]"]),
            ("_caldavs_tls SRV 0 1 443 mail", &["malformed-owner error", "FIX [\"_caldavs._tcp\"]"]),
            ("radsec.sctp SRV 0 1 2083 mail", &["malformed-owner error", "FIX [\"_radsec._tcp\"]"]),
            ("imap.tls SRV 0 1 993 mail", &["malformed-owner error", "FIX [\"_imaps._tcp\"]"]),
            ("_imaps._udp._lab SRV 0 5 993 mail", &["FIX [\"_imaps._tcp.lab\"]"]),
            ("_imaps._ssl SRV 0 1 993 mail", &["unexpected-protocol warning", "FIX [\"_imaps._tcp\"]"]),
            ("_minecraft SRV 0 5 25565 mail", &["malformed-owner error", "FIX [\"_minecraft._tcp\"]"]),
            ("*._caldavs._tcp SRV 0 1 443 mail", &["malformed-owner error", "FIX [\"_caldavs._tcp\"]"]),
        ],
    );
}

#[test]
fn what_has_grown_to_a_protocol_is_kept() {
    check(
        "example.com",
        &[
            (
                "_minecraft._tcp-play SRV 0 5 25565 mail",
                &["malformed-owner error", "FIX [\"_minecraft._tcp.play\"]"],
            ),
            (
                "_minecraft._tcp_play SRV 0 5 25565 mail",
                &["malformed-owner error", "FIX [\"_minecraft._tcp.play\"]"],
            ),
            (
                "_minecraft._tcp:play SRV 0 5 25565 mail",
                &["malformed-owner error", "FIX [\"_minecraft._tcp.play\"]"],
            ),
            (
                "_minecraft._tcpplay SRV 0 5 25565 mail\nplay A 192.0.2.9",
                &["malformed-owner error", "FIX [\"_minecraft._tcp.play\"]"],
            ),
            ("_minecraft._tcpplay SRV 0 5 25565 mail", &["unexpected-protocol warning"]),
            ("_imaps._tcpexample.com SRV 0 1 993 mail", &["malformed-owner error", "FIX [\"_imaps._tcp\"]"]),
            ("_imaps._tcpIN SRV 0 1 993 mail", &["a blank is missing before it", "FIX [\"_imaps._tcp IN\"]"]),
            (
                "_imaps._tcp3600 SRV 0 1 993 mail",
                &["a blank is missing before it", "FIX [\"_imaps._tcp 3600\"]"],
            ),
            ("_imaps._tcp6 SRV 0 1 993 mail", &["unexpected-protocol warning"]),
        ],
    );
}

#[test]
fn the_port_tells_the_service() {
    check(
        "example.com",
        &[
            (
                "_xmpp-client._xmpp-server._tcp SRV 5 0 5222 mail",
                &["malformed-owner error", "two services", "FIX [\"_xmpp-client._tcp\"]"],
            ),
            ("_imaps.imaps._tcp SRV 0 1 993 mail", &["malformed-owner error", "FIX [\"_imaps._tcp\"]"]),
            (
                "_tcp SRV 0 5 25565 mail",
                &["malformed-owner warning", "no service", "write `_minecraft._tcp`"],
            ),
        ],
    );
}

#[test]
fn addresses_and_letters_in_the_place_of_hosts() {
    let unreachable = "name the host that its clients reach: no other host can reach this address";
    check(
        "example.com",
        &[
            ("_imaps._tcp SRV 0 1 993 ::1", &["address-as-target error", unreachable, "NO FIX"]),
            ("_imaps._tcp SRV 0 1 993 127.0.0.1", &["address-as-target error", unreachable, "NO FIX"]),
            ("_imaps._tcp SRV 0 1 993 192.0.2.2", &["address-as-target error", "FIX [\"mail\"]"]),
            ("_imaps._tcp SRV 0 1 993 ::ffff:192.0.2.2", &["address-as-target error", "FIX [\"mail\"]"]),
            (
                "_imaps._tcp SRV 0 1 993 192.0.2.2\nmx A 192.0.2.2",
                &["address-as-target error", "write `mail`", "NO FIX"],
            ),
            ("_imaps._tcp SRV 0 1 993 m\u{430}il", &["invalid-hostname-target error", "FIX [\"mail\"]"]),
        ],
    );
}

#[test]
fn one_name_that_is_wrong_is_one_finding() {
    let more = "(the same is wrong in 1 more line)";
    let two = |host: &str| format!("_imaps._tcp SRV 0 1 993 {host}\n_pop3s._tcp SRV 0 1 995 {host}");
    for (lines, parts) in [
        (two("gone"), &["target-without-address error", "`gone.example.com.` does not exist", more][..]),
        (two("mial"), &["target-without-address error", more, "FIX [\"mail\", \"mail\"]"]),
        (two("al") + "\nal CNAME mail", &["cname-target error", more, "FIX [\"mail\", \"mail\"]"]),
        (two("mx") + "\nmx.example.com A 192.0.2.9", &["target-without-address error", more, "FIX [\".\"]"]),
        (two("a_b") + "\na_b A 192.0.2.9", &["invalid-hostname-target error", more]),
        (
            "_imaps._tcp SRV 0 1 993 web\nweb.@ A 192.0.2.4".to_owned(),
            &["write the host's owner as `web`", "FIX [\"web\"]"],
        ),
        ("mail SRV 0 1 993 _imaps._tcp".to_owned(), &["invalid-hostname-target error", "are exchanged"]),
    ] {
        let lines = lines.as_str();
        let found = Told::of(lines, "example.com").findings();
        let [only] = &found[..] else { panic!("{lines}\n{found:#?}") };
        assert!(parts.iter().all(|part| only.contains(part)), "{lines}\n{only}");
    }
}
