//! One cause gives one finding, of the rule and the severity that it deserves, with the help that mends it.

use crate::harness::scratch::Scratch;

const HEAD: &str = "$TTL 1h\n@ SOA ns1.example.com. h.example.com. 1 7200 3600 1209600 300\n  NS ns1\nns1 A 192.0.2.1\nmail A 192.0.2.2\npbx A 192.0.2.3\nwww A 192.0.2.4\n";

/// The findings of a zone, but for notes: rule, severity, message and last note, which is the help.
fn told(text: &str) -> Vec<String> {
    // Tests run at the same time.
    let test = std::thread::current().name().unwrap_or_default().replace(':', "-");
    let scratch = Scratch::new(&test);
    scratch.write("example.com.zone", text);
    let ran = scratch.run(&["check", "--format", "json", "--origin", "example.com", "example.com.zone"]);
    let json = ran.json();
    let findings = json["findings"].as_array().expect("findings").iter();
    let findings = findings.filter(|finding| finding["severity"] != "note");
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    findings
        .map(|finding| {
            let notes = finding["notes"].as_array().expect("notes");
            let help = notes.last().map(text).unwrap_or_default();
            let (rule, severity) = (text(&finding["rule"]), text(&finding["severity"]));
            format!("{rule} {severity}: {} | {help}", text(&finding["message"]))
        })
        .collect()
}

/// The findings of a rule in a zone.
fn findings_of(text: &str, rule: &str) -> Vec<serde_json::Value> {
    let test = std::thread::current().name().unwrap_or_default().replace(':', "-");
    let scratch = Scratch::new(&format!("{test}-{rule}"));
    scratch.write("example.com.zone", text);
    let json = scratch.run(&["check", "--select", rule, "--format", "json", "example.com.zone"]).json();
    json["findings"].as_array().expect("findings").clone()
}

/// That the findings of a zone with these lines are those that begin, and end, so.
fn check(lines: &str, expected: &[(&str, &str)]) {
    let told = told(&format!("{HEAD}{lines}\n"));
    let is_expected =
        |(told, (start, end)): (&String, &(&str, &str))| told.starts_with(start) && told.ends_with(end);
    let all = told.len() == expected.len() && told.iter().zip(expected).all(is_expected);
    assert!(all, "{lines}\n{told:#?}\n{expected:#?}");
}

#[test]
fn targets_that_misspell_the_name_of_another_zone_are_told() {
    let zone = |name: &str, records: &str| {
        let head =
            "$TTL 1h\n@ SOA ns.example.net. h.example.net. 1 7200 3600 1209600 300\n  NS ns.example.net.\n";
        (format!("{name}.zone"), format!("$ORIGIN {name}.\n{head}{records}\n"))
    };
    for (targets, others, expected) in [
        ("mail.exmaple.net.", &["example.net"][..], 1),
        ("mail.eu.exmaple.net.", &["example.net"], 1),
        ("MAIL.exmaple.NET.", &["example.net"], 1),
        ("gone.exmaple.net.", &["example.net"], 0),
        ("mail.examples.net.", &["example.net"], 0),
        ("mail.exmaple.net.", &["example.net", "exmapple.net"], 0),
        ("mail.exmaple.net.", &["example.net", "sub.exmaple.net"], 0),
        ("mail.exmaple.net.", &[], 0),
    ] {
        let scratch = Scratch::new("misspelt-zones");
        let mut zones = vec![zone("here.example", &format!("_rsync._tcp SRV 0 1 873 {targets}"))];
        zones.extend(
            others.iter().map(|name| zone(name, "ns A 192.0.2.1\nmail A 192.0.2.2\nmail.eu A 192.0.2.3")),
        );
        zones.iter().for_each(|(name, text)| _ = scratch.write(name, text));
        let ran = scratch.run(&["check", "--format", "json", "."]);
        let found: Vec<String> =
            ran.rules().into_iter().filter(|rule| rule == "target-without-address").collect();
        assert_eq!(found.len(), expected, "{targets} {others:?}: {}", ran.out);
        if expected == 1 {
            assert!(ran.out.contains("zone `example.net.`, one letter away, has such a host"), "{}", ran.out);
        }
    }
}

#[test]
fn correct_zones_are_clean() {
    for lines in [
        "_turn._udp SRV 0 5 443 www\n_stun._udp SRV 0 5 443 www",
        "_turn._tcp SRV 0 5 443 www\n_turn._udp SRV 0 5 443 www",
        "_imaps._tcp SRV 0 5 993 mail.example.net.",
        "_sip+d2u._udp SRV 0 0 0 .",
        "_service1._tcp SRV 0 5 8081 www",
        "@ NAPTR 10 10 \"s\" \"x-voice\" \"\" _voice+d2u._udp\n_voice+d2u._udp SRV 0 5 5060 pbx",
        "_ldap._tcp.dc._msdcs SRV 0 100 389 www\n_ldap._tcp.Berlin._sites.dc._msdcs SRV 0 100 389 www",
        "sub NS ns.example.net.\n_imaps._tcp SRV 0 5 993 mail.sub",
    ] {
        check(lines, &[]);
    }
}

#[test]
fn aliases_of_services() {
    let is = "alias-without-service error: ";
    check("_imaps._tcp CNAME _imaps._tcp.sub\n_imaps._tcp.sub CNAME _imaps._tcp", &[(is, ""), (is, "")]);
    check("_imaps._tcp CNAME x\nx CNAME y\ny CNAME x", &[(is, "")]);
    check("_imaps._tcp CNAME mail\n_imaps._tcp SRV 0 5 993 mail", &[("occluded-record error: ", "")]);
    // Both records lead clients nowhere, and each can be mended alone.
    check(
        "_sip._udp CNAME pbx\n@ NAPTR 10 10 \"s\" \"SIP+D2U\" \"\" _sip._udp",
        &[(is, ""), ("naptr-mismatch error: ", "or remove the NAPTR record")],
    );
}

#[test]
fn naptr_records_that_lead_nowhere() {
    let lines = "@ NAPTR 10 10 \"s\" \"SIP+D2U\" \"\" _sip._upd";
    check(
        lines,
        &[(
            "naptr-mismatch error: NAPTR leads to `_sip._upd.example.com.`",
            "write `_sip._udp.example.com.`, and SRV records there",
        )],
    );
}

#[test]
fn names_with_the_zone_s_name_twice() {
    let twice = "mail.example.com.example.com.";
    let end = "write `mail.example.com.`";
    check(&format!("_imaps._tcp SRV 0 5 993 {twice}"), &[("missing-trailing-dot error: SRV target ", end)]);
    let lines =
        "_imaps._tcp CNAME _imaps._tcp.sub.example.com.example.com.\n_imaps._tcp.sub SRV 0 5 993 mail";
    check(
        lines,
        &[("missing-trailing-dot error: the service's alias ", "write `_imaps._tcp.sub.example.com.`")],
    );
}

#[test]
fn name_servers_that_are_written_wrongly() {
    for (server, help) in [
        ("ns1.example.com", "write `ns1.example.com.`"),
        ("ns01.domaincontrol.com", "write `ns01.domaincontrol.com.`"),
        ("192.0.2.53", "write the name of the server, and give that an A or AAAA record"),
        ("2001:db8::53", "write the name of the server, and give that an A or AAAA record"),
        ("ns9", "give the name server an A or AAAA record of its own"),
        ("ns9.berlin\nx.berlin A 192.0.2.7", "give the name server an A or AAAA record of its own"),
    ] {
        check(&format!("@ NS {server}"), &[("refused-zone error: ", help)]);
    }
}

#[test]
fn services_at_the_wrong_protocol() {
    let is = "unexpected-protocol warning: ";
    for (line, end) in [
        ("_turn._tls SRV 0 5 5349 www", ""),
        ("_submission._tls SRV 0 5 465 mail", "write `_submissions._tcp`"),
        ("_matrix._tls SRV 0 5 8448 www", "write `_matrix._tcp`"),
        ("_matrix._udp SRV 0 5 8448 www", "write `_matrix._tcp`"),
    ] {
        check(line, &[(is, end)]);
    }
    check(
        "_jabber-client._udp SRV 0 5 5222 www",
        &[("unknown-service warning: ", "write `_xmpp-client._tcp`")],
    );
    check("_imap4s._tcp SRV 0 5 993 mail", &[("unknown-service warning: ", "write `_imaps._tcp`")]);
}

#[test]
fn services_that_are_not_switched_off() {
    let help = "write `0 0 0 .`, or the service's port";
    check("_imap._tcp SRV 0 0 0 @", &[("unexpected-port warning: port 0 and target `@`", help)]);
    for target in ["0", "0.0.0.0", "null", "None", "localhost.", "-"] {
        let message = format!("unexpected-port warning: port 0 and target `{target}`");
        check(&format!("_imap._tcp SRV 0 0 0 {target}"), &[(&message, help)]);
    }
    // BIND refuses the zone for it, and the help is the same.
    check("_imap._tcp SRV 0 0 0 \\.", &[("invalid-hostname-target error: ", "write `.`")]);
    // At an instance of DNS-SD the port may be 0.
    check("lj._ipp._tcp SRV 0 0 0 null", &[("target-without-address error: ", "")]);
}

#[test]
fn targets_that_miss_a_host_by_a_character() {
    for target in
        ["mailexample.com.", "mail.examplecom.", "mail.example.co.", "mail.example.con.", "mail.exmple.com."]
    {
        let line = format!("_imaps._tcp SRV 0 5 993 {target}");
        check(&line, &[("target-without-address warning: ", "did you mean `mail.example.com.`?")]);
    }
}

#[test]
fn foreign_targets_without_their_dot_where_the_doubled_name_may_exist() {
    let told = |line: &str, severity: &str| {
        let message =
            format!("missing-trailing-dot {severity}: SRV target `sipdir.online.lync.com.example.com.`");
        check(
            &format!("{line}\n_sip._tls SRV 100 1 443 sipdir.online.lync.com"),
            &[(&message, "write `sipdir.online.lync.com.`")],
        );
    };
    told("* A 192.0.2.9", "warning");
    // An alias is wrong, whatever was meant.
    told("* CNAME www", "error");
    // In a zone with such names below it, it may be meant.
    check("*.mail.com A 192.0.2.9\nmail.com A 192.0.2.9\n_imaps._tcp SRV 0 5 993 imap.mail.com", &[]);
}

#[test]
fn sites_and_nodes_that_are_called_alike() {
    for lines in [
        "* A 192.0.2.9\nnodea A 192.0.2.1\n_imaps._tcp SRV 0 5 993 nodea\n_imaps._tcp SRV 1 5 993 nodeb",
        "* A 192.0.2.9\nsrv-x A 192.0.2.1\n_imaps._tcp SRV 0 5 993 srv-y",
        // Both stand in one set.
        "* A 192.0.2.9\n_imaps._tcp SRV 0 5 993 mail\n_imaps._tcp SRV 1 5 993 maik",
    ] {
        check(lines, &[]);
    }
    check(
        "* A 192.0.2.9\n_imaps._tcp SRV 1 5 993 maik",
        &[("target-without-address warning: ", "did you mean `mail`?")],
    );
}

#[test]
fn owners_outside_the_zone_that_were_meant_inside() {
    let outside = "occluded-record error: ";
    for (owner, help) in [
        ("_rsync._tcp.examplecom.", "write `_rsync._tcp.example.com.`"),
        ("_rsync._tcpexample.com.", "write `_rsync._tcp.example.com.`"),
        ("_rsync._tcp.", "write `_rsync._tcp`"),
        ("_rsync._tcp.exmaple.com.", "write `_rsync._tcp.example.com.`"),
        (
            "_rsync._tcp.lab7.",
            "write `_rsync._tcp.lab7` if it is a name of this zone, or move the record to the zone that holds it",
        ),
        ("_rsync._tcp.example.org.", "move the record to the zone that holds `_rsync._tcp.example.org.`"),
    ] {
        check(&format!("{owner} SRV 0 5 873 www"), &[(outside, help)]);
    }
}

#[test]
fn more_or_fewer_fields_by_a_sign() {
    let four = "syntax error: SRV takes four fields and ";
    for (fields, help) in [
        ("10;5;993;mail", "write blanks between the fields: `;` begins a comment"),
        (".", "write `0 0 0 .`"),
        ("0 .", "write `0 0 0 .`"),
        ("10 5 993 mail _rsync._tcp SRV 10 5 873 mail", "write each record in a line of its own"),
    ] {
        check(&format!("_imaps._tcp SRV {fields}"), &[(four, help)]);
    }
    let parted = ("syntax error: a blank parts this name", "write `mail.example.com.` without blanks");
    check("_imaps._tcp SRV 10 5 993 mail. example. com.", &[parted]);
}

#[test]
fn no_name_is_proposed_that_no_host_may_have() {
    for host in ["_maul", "maul\\,", "maul:"] {
        let lines = format!("{host} A 192.0.2.9\n_imaps._tcp SRV 0 5 993 maul");
        let told = told(&format!("{}{lines}\n", HEAD.replace("mail A", "box A")));
        let of_target =
            told.iter().find(|told| told.starts_with("target-without-address")).expect("a finding");
        assert!(of_target.contains("or name a host that has one"), "{of_target}");
    }
}

#[test]
fn names_with_a_dot_too_many() {
    let service = "_rsync._tcp SRV 0 5 873 www\n";
    for (lines, rule, meant) in [
        ("@ NAPTR 10 10 \"s\" \"x\" \"\" _rsync._tcp.", "naptr-mismatch error", "_rsync._tcp.example.com."),
        ("@ NAPTR 10 10 \"a\" \"x\" \"\" pbx.", "naptr-mismatch error", "pbx.example.com."),
        ("_rsync._tcp.hq CNAME _rsync._tcp.", "alias-without-service error", "_rsync._tcp.example.com."),
        (
            "_ipp._tcp PTR lj._ipp._tcp.\nlj._ipp._tcp SRV 0 0 631 www",
            "pointer-without-service warning",
            "lj._ipp._tcp.example.com.",
        ),
    ] {
        check(&format!("{service}{lines}"), &[(rule, &format!("write `{meant}`"))]);
    }
    check(&format!("{service}_rsync._tcp.hq CNAME _rsync._tcp.hoster.example."), &[]);
}

#[test]
fn hosts_with_the_zone_s_name_twice() {
    let lines = "box.example.com.example.com. A 192.0.2.9\n_imaps._tcp SRV 0 5 993 box";
    check(lines, &[("target-without-address error: ", "write the host's owner as `box.example.com.`")]);
}

#[test]
fn owners_that_no_client_asks_for() {
    for owner in [
        "_sip._tcp,_sips._tcp",
        "_imaps+x._tcp",
        "_imaps,_pop3s._tcp",
        "_imaps/tls._tcp",
        "_imaps|x._tcp",
        "_sip*._tcp",
    ] {
        check(&format!("{owner} SRV 0 5 9999 www"), &[("malformed-owner warning: ", "")]);
    }
    for (owner, right) in [
        ("_mongodb+srv._tcp", "_mongodb._tcp"),
        ("_ldap._tcp.dc._mscds", "_ldap._tcp.dc._msdcs"),
        ("_ldap._tcp.dc._msdsc", "_ldap._tcp.dc._msdcs"),
        ("_ldap._tcp.dc.msdcs", "_ldap._tcp.dc._msdcs"),
        ("_ldap._tcp.Berlin._site", "_ldap._tcp.Berlin._sites"),
    ] {
        let port = if owner.starts_with("_ldap") { 389 } else { 27017 };
        let end = format!("write `{right}`");
        check(&format!("{owner} SRV 0 5 {port} www"), &[("malformed-owner error: ", &end)]);
    }
}

/// That each owner is an error, and the one to write.
fn check_owners(owners: &[(&str, &str)]) {
    for (owner, right) in owners {
        let end = format!("write `{right}`");
        check(owner, &[("malformed-owner error: ", &end)]);
    }
}

#[test]
fn hosts_before_the_services_that_they_are_for() {
    check_owners(&[
        ("play._minecraft._tcp SRV 0 1 25565 www", "_minecraft._tcp.play"),
        ("a.play._minecraft._tcp SRV 0 1 25565 www", "_minecraft._tcp.a.play"),
        ("_play._minecraft._tcp SRV 0 1 25565 www", "_minecraft._tcp.play"),
        ("play._tcp._minecraft SRV 0 1 25565 www", "_minecraft._tcp.play"),
        ("play._minecraft SRV 0 1 25565 www", "_minecraft._tcp.play"),
        ("play.minecraft.tcp SRV 0 1 25565 www", "_minecraft._tcp.play"),
        ("pbx._sip._tls SRV 0 1 5061 pbx", "_sip._tls.pbx"),
        ("example.com._imaps._tcp SRV 0 1 993 mail", "_imaps._tcp"),
        ("@._imaps._tcp SRV 0 1 993 mail", "_imaps._tcp"),
        ("_tcp._imaps._tcp SRV 0 1 993 mail", "_imaps._tcp"),
        ("*._imaps._tcp SRV 0 1 993 mail", "_imaps._tcp"),
        ("_minecraft.*._tcp SRV 0 1 25565 www", "_minecraft._tcp"),
    ]);
    for lines in [
        "a._imaps._tcp SRV 0 1 993 mail\n_imaps._tcp PTR a._imaps._tcp",
        "a._imaps._tcp SRV 0 1 993 mail\na._imaps._tcp TXT \"\"",
        "a._sip._udp SRV 0 1 5060 pbx\n@ NAPTR 10 10 \"s\" \"SIP+D2U\" \"\" a._sip._udp",
        "a._imaps._tcp SRV 0 0 0 .\n*._imaps._tcp SRV 0 0 0 .",
        "a._made-up._tcp SRV 0 1 4711 mail",
        "lj._ipp._tcp SRV 0 0 631 www",
        "_x._sub._imaps._tcp SRV 0 1 993 mail",
    ] {
        check(lines, &[]);
    }
}

#[test]
fn instances_of_services_that_are_written_wrongly() {
    for owner in ["lj._ipp.tcp", "lj._ipp_tcp", "lj._ipp", "lj.ipp.tcp", "lj._tcp._ipp", "lj.ipp._tcp"] {
        check_owners(&[(&format!("{owner} SRV 0 0 631 www"), "lj._ipp._tcp")]);
    }
}

#[test]
fn names_behind_a_protocol_that_no_domain_has() {
    check_owners(&[
        ("_sip._tls.example,com SRV 0 1 5061 pbx", "_sip._tls"),
        ("_sip._tls.<domain> SRV 0 1 5061 pbx", "_sip._tls"),
        ("_sip._tls.%domain% SRV 0 1 5061 pbx", "_sip._tls"),
        ("_sip._tls.tcp SRV 0 1 5061 pbx", "_sip._tls"),
        ("_sip.tls.tcp SRV 0 1 5061 pbx", "_sip._tls"),
        ("_minecraft._tcp._play SRV 0 1 25565 www", "_minecraft._tcp.play"),
        ("_play._tcp._minecraft SRV 0 1 25565 www", "_minecraft._tcp.play"),
        ("_imaps._TCP._ SRV 0 1 993 mail", "_imaps._tcp"),
        ("_sipfederationtls._tls._tcp SRV 0 1 5061 pbx", "_sipfederationtls._tcp"),
    ]);
    let cut = "malformed-owner warning: SRV owner `_imaps._tcp.example.example.com.` ends in a part of the zone's name";
    check("_imaps._tcp.example SRV 0 1 993 mail", &[(cut, "write `_imaps._tcp`")]);
    let own = "malformed-owner warning: SRV owner `imaps.example.com.` names no service";
    check("imaps SRV 0 1 993 mail", &[(own, "write `_imaps._tcp`")]);
    for lines in [
        "_imaps._tcp.example SRV 0 1 993 mail\nexample A 192.0.2.9",
        "_telemetry._tcp.a,b SRV 0 1 4711 mail",
        "_telemetry._tcp._a SRV 0 1 4711 mail",
        "_ldap._tcp._a._sites SRV 0 1 389 www",
    ] {
        check(lines, &[]);
    }
}

#[test]
fn aliases_and_pointers_at_names_that_no_client_asks_for() {
    let malformed = "malformed-owner error: ";
    for (line, end) in [
        ("imaps._tcp CNAME _imaps._tcp.example.net.", "write `_imaps._tcp`"),
        ("_imaps._tcp.@ CNAME _imaps._tcp.example.net.", "write `_imaps._tcp`"),
        ("_imaps CNAME _imaps._tcp.example.net.", "write `_imaps._tcp`"),
        ("_ipp._tpc PTR lj._ipp._tcp.example.net.", "write `_ipp._tcp`"),
        ("ipp._tcp PTR lj._ipp._tcp.example.net.", "write `_ipp._tcp`"),
        ("_ipp._tcp.@ PTR lj._ipp._tcp.example.net.", "write `_ipp._tcp`"),
        ("_services._dns-sd._udp.@ PTR _ipp._tcp", "write `_services._dns-sd._udp`"),
        ("_services._dns-sd._tcp.@ PTR _ipp._tcp", "write `_services._dns-sd._tcp`"),
        (
            "_services._dns-sd._udp.@ PTR _ipp._tcp\n_services._dns-sd._udp.@ PTR _http._tcp",
            "write `_services._dns-sd._udp`",
        ),
    ] {
        check(line, &[(malformed, end)]);
    }
    let dot = "missing-trailing-dot error: ";
    check(
        "_imaps._tcp.example.com CNAME _imaps._tcp.example.net.",
        &[(dot, "write `_imaps._tcp.example.com.`")],
    );
    check("_ipp._tcp.example.com PTR lj._ipp._tcp.example.net.", &[(dot, "write `_ipp._tcp.example.com.`")]);
    let unknown = "unknown-service warning: ";
    check("_imapss._tcp CNAME _imaps._tcp.example.net.", &[(unknown, "write `_imaps._tcp`")]);
    let protocol = "unexpected-protocol warning: ";
    check("_imap._tls CNAME _imaps._tcp.example.net.", &[(protocol, "write `_imaps._tcp`")]);
    for lines in [
        "_imaps._tcp CNAME x\nx CNAME _imaps._tcp.example.net.",
        "_pop3s._tcp CNAME _imaps._tcp.example.net.",
        "_http._tcp CNAME _https._tcp.example.net.",
        "b._dns-sd._udp PTR example.com.\n_universal._sub._ipp._tcp PTR lj._ipp._tcp\nlj._ipp._tcp SRV 0 0 631 www",
        "www2 CNAME _imaps._tcp.example.net.",
        "_services._dns-sd._udp PTR _ipp._tcp",
    ] {
        check(lines, &[]);
    }
}

#[test]
fn a_domain_controller_is_looked_for_where_a_global_catalogue_stands() {
    let companion = |lines: &str| {
        let scratch = Scratch::new("domain-controllers");
        scratch.write("example.com.zone", format!("{HEAD}{lines}\n"));
        let ran = scratch.run(&["check", "--format", "json", "--origin", "example.com", "example.com.zone"]);
        let told = ran.out.contains("`_ldap` at `example.com.` has no companion `_ldap._tcp.dc._msdcs`");
        // The zone has the names of Active Directory itself, or another one may have them.
        assert!(!told || (ran.code == 1) == lines.contains("gc._msdcs"), "{lines}: {}", ran.out);
        told
    };
    let ldap = "_ldap._tcp SRV 0 100 389 www";
    for (lines, is_told) in [
        ("gc._msdcs A 192.0.2.9", true),
        ("_ldap._tcp.gc._msdcs SRV 0 100 3268 www", true),
        ("_gc._tcp SRV 0 100 3268 www", true),
        // A server that is the domain's own host is no controller that clients find.
        ("gc._msdcs A 192.0.2.9\n@ A 192.0.2.80", true),
        ("_gc._tcp SRV 0 100 3268 www\n_msdcs NS ns.example.net.", false),
        ("_gc._tcp SRV 0 100 3268 www\n_ldap._tcp.dc._msdcs SRV 0 100 389 www", false),
        ("", false),
        // What a wildcard answers for tells nothing of a domain.
        ("*.lab A 192.0.2.9\n* A 192.0.2.9", false),
        ("gc._msdcs A 192.0.2.9\n_ldap._tcp.dc._msdcs SRV 0 100 389 www", false),
        ("_msdcs NS ns.example.net.\nsub.gc A 192.0.2.9", false),
    ] {
        assert_eq!(companion(&format!("{ldap}\n{lines}")), is_told, "{lines}");
    }
    assert!(!companion("gc._msdcs A 192.0.2.9"));
}

#[test]
fn an_answer_that_is_long_for_want_of_dots_is_none() {
    let records = |name: &str, count: usize| -> String {
        let record = |number| format!("_rsync._tcp SRV 0 1 873 rsync-server-{number}.{name}\n");
        (0..count).map(record).collect()
    };
    let rules = |text: &str| {
        let scratch = Scratch::new("long-answers");
        scratch.write("example.com.zone", format!("{HEAD}{text}"));
        let ran = scratch.run(&["check", "--format", "json", "--origin", "example.com", "example.com.zone"]);
        let mut rules = ran.rules();
        rules.dedup();
        rules
    };
    let hosts: String = (0..20).map(|number| format!("rsync-server-{number} A 192.0.2.9\n")).collect();
    for (name, count, expected) in [
        ("example.com.", 10, &[][..]),
        ("example.com", 10, &["missing-trailing-dot"]),
        ("example.com.", 15, &["large-answer"]),
    ] {
        assert_eq!(rules(&format!("{}{hosts}", records(name, count))), expected, "{count} {name}");
    }
    let both = rules(&format!("{}{hosts}", records("example.com", 15)));
    assert!(both.iter().any(|rule| rule == "large-answer"), "{both:?}");
}

/// 12 octets of the header, 29 of the question, 18 and the target's for each record: BIND answers with all records, without TC, up
/// to 512, and with EDNS up to 1,232, of which EDNS's own record takes 11.
#[test]
fn an_answer_counts_to_the_octet() {
    let message = |lengths: &[usize]| {
        let name = |(number, length): (usize, &usize)| format!("{number:0>width$}", width = length - 14);
        let names: Vec<String> = lengths.iter().enumerate().map(name).collect();
        let records: String = names
            .iter()
            .map(|name| format!("_rsync._tcp SRV 0 1 873 {name}\n{name} A 192.0.2.9\n"))
            .collect();
        let scratch = Scratch::new("answers-to-the-octet");
        scratch.write("example.com.zone", format!("{HEAD}{records}"));
        let ran = scratch.run(&["check", "--format", "json", "--select", "large-answer", "example.com.zone"]);
        ran.json()["findings"][0]["message"].as_str().map(str::to_owned)
    };
    let ten = |last: usize| [&[29; 9][..], &[last]].concat();
    let said = |octets: usize, count: usize, what: &str| {
        let name = "_rsync._tcp.example.com.";
        Some(format!("the answer for `{name}` has {octets} octets with its {count} records: {what}"))
    };
    let plain = "more than 512, which clients without EDNS take";
    let edns = "with EDNS more than 1232, so that clients have to ask again over TCP";
    assert_eq!(message(&ten(30)), None);
    assert_eq!(message(&ten(31)), said(513, 10, plain));
    let many = |last: usize| [&[47; 17][..], &[last]].concat();
    assert_eq!(message(&many(57)), said(1221, 18, plain));
    assert_eq!(message(&many(58)), said(1222, 18, edns));
}

#[test]
fn a_record_that_is_written_twice_is_in_an_answer_once() {
    let rules = |times: usize| {
        let records = "_rsync._tcp SRV 0 1 873 server-of-a-long-name\n".repeat(times);
        let scratch = Scratch::new("answers-of-equal-records");
        scratch.write("example.com.zone", format!("{HEAD}{records}server-of-a-long-name A 192.0.2.9\n"));
        scratch.run(&["check", "--format", "json", "example.com.zone"]).rules()
    };
    assert!(rules(20).iter().all(|rule| rule == "duplicate-record"));
}

#[test]
fn a_server_that_is_no_host_is_told_of_where_it_is_named() {
    let (target, owner) = ("invalid-hostname-target error: ", "invalid-hostname-owner error: ");
    for (lines, expected) in [
        ("@ NS ns._dns\nns._dns A 192.0.2.9\nns._dns AAAA 2001:db8::9", &[(target, "")][..]),
        ("@ MX 10 mx_1\nmx_1 A 192.0.2.9", &[(target, "write that here")]),
        ("ns._dns A 192.0.2.9", &[(owner, "")]),
        ("@ NS ns._dns\nns._dns A 192.0.2.9\nweb_1 A 192.0.2.9", &[(target, ""), (owner, "")]),
    ] {
        check(lines, expected);
    }
}

#[test]
fn pointers_to_instances_that_are_called_otherwise() {
    let is = "pointer-without-service warning: ";
    let srv = |name: &str, port: u16| format!("{name} SRV 0 0 {port} www\n{name} TXT \"a=b\"\n");
    let (laser, photo) = (srv("Laser._ipp._tcp", 631), srv("Photo._ipp._tcp", 631));
    for (lines, start, end) in [
        (
            format!("_ipp._tcp PTR www\n{laser}"),
            "`_ipp._tcp.example.com.` lists `www.example.com.`, which is not an instance of `_ipp._tcp` and has no SRV record",
            "did you mean `Laser._ipp._tcp`? no pointer lists it",
        ),
        (
            format!("_ipp._tcp PTR My\\032Laser._ipp._tcp\n{photo}{}", srv("My_Laser._ipp._tcp", 631)),
            "`_ipp._tcp.example.com.` lists the instance `My\\032Laser._ipp._tcp.example.com.`, which does not exist",
            "did you mean `My_Laser._ipp._tcp`? no pointer lists it",
        ),
        (
            "_ipp._tcp PTR Gone._ipp._tcp\nGone._ipp._tcp TXT \"a=b\"\nLaser._ipp._tcp SRV 0 0 631 www"
                .to_owned(),
            "",
            "then write `Gone._ipp._tcp` for the owner of its SRV record, as for that of TXT",
        ),
        // Which of two is meant is not known, nor what an instance of another service is.
        (
            format!("_ipp._tcp PTR Gone._ipp._tcp\n{laser}{photo}"),
            "",
            "add an SRV record at `Gone._ipp._tcp.example.com.`, or remove the pointer",
        ),
        (
            format!("_ipp._tcp PTR Gone._ipp._tcp\n{}", srv("Site._http._tcp", 80)),
            "",
            "add an SRV record at `Gone._ipp._tcp.example.com.`, or remove the pointer",
        ),
        (
            format!("_ipp._tcp PTR Gone._ipp._tcp\n_ipp._tcp PTR Laser._ipp._tcp\n{laser}"),
            "",
            "add an SRV record at `Gone._ipp._tcp.example.com.`, or remove the pointer",
        ),
        (
            format!("_ipp._tcp PTR Laser._ipp._tcp\n_ipp._tcp PTR Laser\n{laser}"),
            "`_ipp._tcp.example.com.` lists `Laser.example.com.`, which is not an instance",
            "write `Laser._ipp._tcp`, or remove the pointer if another lists that",
        ),
        (
            "_ipp._tcp PTR www".to_owned(),
            "`_ipp._tcp.example.com.` lists `www.example.com.`, which is not an instance",
            "write `www._ipp._tcp`, and an SRV record there, or remove the pointer",
        ),
        (
            format!("_services._dns-sd._udp PTR ipp._tcp\n_ipp._tcp PTR Laser._ipp._tcp\n{laser}"),
            "`_services._dns-sd._udp.example.com.` lists `ipp._tcp.example.com.`, which is not the name of a service",
            "write `_ipp._tcp`",
        ),
    ] {
        check(&lines, &[(&format!("{is}{start}"), end)]);
    }
    let owner = "malformed-owner warning: PTR owner ";
    for (lines, right) in [
        ("_services._dns_sd._udp PTR _ipp._tcp", "_services._dns-sd._udp"),
        ("_color._ipp._tcp PTR Laser._ipp._tcp\n PTR Photo._ipp._tcp", "_color._sub._ipp._tcp"),
        ("_sub._color._ipp._tcp PTR Laser._ipp._tcp", "_color._sub._ipp._tcp"),
    ] {
        let listed = "_ipp._tcp PTR Laser._ipp._tcp\n_ipp._tcp PTR Photo._ipp._tcp\n";
        check(&format!("{lines}\n{listed}{laser}{photo}"), &[(owner, &format!("write `{right}`"))]);
    }
}

#[test]
fn what_a_pointer_and_its_instance_are_called_is_made_one() {
    let txt = "Brother._ipp._tcp TXT \"a=b\"\n";
    for (lines, wrong, right) in [
        ("_ftp._tcp PTR www\nFiles._ftp._tcp SRV 0 0 21 www\n", "PTR www", "PTR Files._ftp._tcp"),
        (
            &format!("_ipp._tcp PTR Brother._ipp._tcp\nOffice._ipp._tcp SRV 0 0 631 www\n{txt}"),
            "Office._ipp._tcp SRV",
            "Brother._ipp._tcp SRV",
        ),
        ("_x._ipp._tcp PTR A._ipp._tcp\nA._ipp._tcp SRV 0 0 631 www\n", "_x._ipp", "_x._sub._ipp"),
        ("_services._dns-sd._udp PTR ipp._tcp\n_ipp._tcp PTR a._ipp._tcp.example.net.\n", " ipp", " _ipp"),
    ] {
        let scratch = Scratch::new("instances-made-one");
        let zone = format!("{HEAD}{lines}");
        scratch.write("example.com.zone", &zone);
        let arguments = ["check", "--fix", "--unsafe-fixes", "--origin", "example.com", "example.com.zone"];
        let ran = scratch.run(&arguments);
        let after = scratch.read("example.com.zone");
        assert_eq!(after, zone.replacen(wrong, right, 1), "{}{}", ran.out, ran.err);
    }
}

#[test]
fn aliases_that_end_at_the_zone_or_below_a_wildcard() {
    let is = "alias-without-service error: ";
    let help = "such as `_imaps._tcp.example.net.`, or write SRV records here";
    check("_imaps._tcp CNAME @", &[(is, help)]);
    check("*._tcp CNAME mail", &[(is, help)]);
    check("*._tcp CNAME gone", &[(is, help)]);
    check("_sip._udp CNAME pbx", &[(is, "such as `_sip._udp.example.net.`, or write SRV records here")]);
    check("*._tcp CNAME keys\nkeys TLSA 3 1 1 00\n_made-up._tcp CNAME @", &[]);
}

#[test]
fn services_with_tls_below_invented_protocols() {
    for (line, right) in [
        ("_sip._ssl SRV 0 5 5061 pbx", "_sips._tcp"),
        ("_sip._sips SRV 0 5 5061 pbx", "_sips._tcp"),
        ("_imap._ssl SRV 0 5 993 mail", "_imaps._tcp"),
        ("_pop3._ssl SRV 0 5 995 mail", "_pop3s._tcp"),
        ("_ldap._ssl SRV 0 5 636 www", "_ldaps._tcp"),
        ("_caldav._https SRV 0 5 443 www", "_caldavs._tcp"),
        ("_coap._dtls SRV 0 5 5684 www", "_coaps._udp"),
        ("_ldap._ldap SRV 0 5 389 www", "_ldap._tcp"),
        ("_smtp._tls SRV 0 5 465 mail", "_submissions._tcp"),
    ] {
        check(line, &[("unexpected-protocol warning: ", &format!("write `{right}`"))]);
    }
    check_owners(&[
        ("_imap._ssl._tcp SRV 0 5 993 mail", "_imaps._tcp"),
        ("_imap._tls._tcp SRV 0 5 993 mail", "_imaps._tcp"),
        ("_imap._ssl._tcp SRV 0 5 143 mail", "_imap._tcp"),
    ]);
}

#[test]
fn ports_in_the_place_of_other_fields() {
    for (line, end) in [
        ("lj._ipp._tcp SRV 631 0 0 www", "write `0 0 631`"),
        ("lj._ipp._tcp SRV 0 631 0 www", "write `0 0 631`"),
        ("lj._http._tcp SRV 80 0 0 www", "write `0 0 80`"),
        ("_http._tcp SRV 80 0 5 www", "write `0 5 80`"),
        ("_https._tcp SRV 443 10 5 www", "write `10 5 443`"),
        ("_https._tcp SRV 10 443 5 www", "write `10 5 443`"),
    ] {
        check(line, &[("unexpected-port warning: ", end)]);
    }
    for line in [
        "lj._ipp._tcp SRV 0 0 0 www",
        "lj._made-up._tcp SRV 10 5 0 www",
        "_http._tcp SRV 80 0 8000 www",
        "_https._tcp SRV 10 80 443 www",
        "_http._tcp SRV 0 80 22 www",
    ] {
        check(line, &[]);
    }
}

#[test]
fn naptr_records_that_are_written_wrongly() {
    let is = "naptr-mismatch ";
    for (fields, start, end) in [
        ("\"u\" \"E2U+sip\" \"\" .", "error: a NAPTR record leads nowhere", ""),
        ("\"su\" \"SIP+D2U\" \"\" _sip._udp", "warning: NAPTR flags", ""),
        ("\"x\" \"SIP+D2U\" \"\" _sip._udp", "warning: NAPTR flag", ""),
        ("\"s\" \"SIP+D2U\" \"\" _sip._udp.exmaple.com.", "warning: ", "write `_sip._udp.example.com.`"),
        ("\"s\" \"SIP+D2U\" \"\" _sip._udp.@", "error: ", "write `_sip._udp`"),
        ("\"s\" \"SIP+D2U\" \"\" @", "error: ", "write `_sip._udp`"),
    ] {
        let start = format!("{is}{start}");
        check(&format!("_sip._udp SRV 0 5 5060 pbx\n@ NAPTR 10 10 {fields}"), &[(&start, end)]);
    }
    // The flag decides what a service field means: of ENUM, SIP and TURN have none.
    let uri = "\"!^.*$!sip:a@example.com!\" .";
    for (fields, message, help) in [
        ("\"u\" \"E2U+sip\"", "", ""),
        ("\"u\" \"e2u+SIP\"", "", ""),
        ("\"U\" \"SIPS-D2T\"", "", ""),
        ("\"u\" \"E2U:sip\"", "warning: NAPTR service `E2U:sip` is not one", "write `\"E2U+sip\"`"),
        ("\"U\" \"E2U_pstn:tel\"", "warning: NAPTR service `E2U_pstn:tel` is", "write `\"E2U+pstn:tel\"`"),
        // Asterisk and ejabberd read the order of RFC 2916.
        ("\"u\" \"sip+E2U\"", "", ""),
        ("\"u\" \"smtp+E2U\"", "", ""),
        ("\"s\" \"sip+E2U\"", "error: a NAPTR record of `SIP+E2U` with flag \"s\"", "write `\"u\"`"),
    ] {
        let found = (format!("{is}{message}"), help);
        let expected = if message.is_empty() { &[][..] } else { &[(&*found.0, found.1)] };
        check(&format!("@ NAPTR 10 10 {fields} {uri}"), expected);
    }
    for (fields, help) in [
        ("\"s\" \"SIP+E2U\" \"\"", "write `\"SIP+D2U\"`"),
        ("\"u\" \"SIP+D2U\" \"\"", "write the flag `\"s\"`: the replacement has SRV records"),
    ] {
        check(&format!("_sip._udp SRV 0 5 5060 pbx\n@ NAPTR 10 10 {fields} _sip._udp"), &[(is, help)]);
    }
    let dot = "missing-trailing-dot error: ";
    for (line, right) in [
        ("@ NAPTR 10 10 \"a\" \"SIP+D2U\" \"\" m.example.net", "m.example.net."),
        ("@ NAPTR 10 10 \"s\" \"SIP+D2U\" \"\" _sip._udp.example.net", "_sip._udp.example.net."),
        ("_imaps._tcp.hq CNAME _imaps._tcp.example.net", "_imaps._tcp.example.net."),
        ("_ipp._tcp PTR lj._ipp._tcp.example.net", "lj._ipp._tcp.example.net."),
    ] {
        check(line, &[(dot, &format!("write `{right}`"))]);
    }
    check("_ipp._tcp PTR lj._ipp._tcp\nlj._ipp._tcp CNAME www", &[("pointer-without-service warning: ", "")]);
    check(
        "@ NAPTR 10 10 \"7\" \"SIP+D2U\" \"\" .\n_ipp._tcp PTR lj._ipp._tcp\nlj._ipp._tcp CNAME lj._ipp._tcp.example.net.",
        &[],
    );
}

#[test]
fn targets_that_repeat_the_origin_they_are_below() {
    let lines = "$ORIGIN mx.example.com.\n@ A 192.0.2.9\n_imaps._tcp SRV 0 1 993 mx";
    check(lines, &[("target-without-address error: SRV target `mx.mx.example.com.`", "did you mean `@`?")]);
}

#[test]
fn classes_and_ttls_in_the_place_of_the_owner() {
    let start = "malformed-owner warning: SRV owner ";
    for word in ["IN", "3600"] {
        let lines = format!("_imaps._tcp SRV 0 1 993 mail\n{word} SRV 5 1 993 www");
        check(&lines, &[(start, "begin the line with a blank: it is for the owner of the line before then")]);
    }
}

#[test]
fn a_default_ttl_that_cannot_be_read() {
    for ttl in ["1hour", "one_day", "", "1 hour", "99999999999"] {
        let zone = format!(
            "$TTL {ttl}\n{}_imaps._tcp SRV 0 5 993 mail\n 300 SRV 1 5 993 www\n",
            &HEAD["$TTL 1h\n".len()..]
        );
        let told = told(&zone);
        assert!(told.len() == 1 && told[0].starts_with("syntax error: "), "{ttl}: {told:#?}");
    }
}

#[test]
fn targets_where_the_public_dns_has_nothing_are_told() {
    for (target, expected) in [
        (
            "host.invalid.",
            Some(("error", "does not exist in the DNS", "name a host that exists, or delete the record")),
        ),
        (
            "host.ALT.",
            Some(("error", "does not exist in the DNS", "name a host that exists, or delete the record")),
        ),
        (
            "alias.",
            Some(("error", "is not in this zone, and `alias.example.com.` is", "did you mean `alias`?")),
        ),
        (
            "sip.provider.con.",
            Some((
                "warning",
                "is one letter away from `sip.provider.com.`",
                "did you mean `sip.provider.com.`?",
            )),
        ),
        (
            "sip.provider.nte.",
            Some((
                "warning",
                "is one letter away from `sip.provider.net.`",
                "did you mean `sip.provider.net.`?",
            )),
        ),
        (
            "sip.provider.ogr.",
            Some((
                "warning",
                "is one letter away from `sip.provider.org.`",
                "did you mean `sip.provider.org.`?",
            )),
        ),
        ("sip.provider.com.", None),
        ("sip.provider.cam.", None),
        ("sip.firm.dom.", None),
        ("sip.firm.corp.", None),
        ("sip.firm.test.", None),
        ("abcdefghij234567.onion.", None),
    ] {
        let line = format!("alias CNAME mail\n_rsync._tcp SRV 0 1 873 {target}");
        match expected {
            Some((severity, what, help)) => {
                let start = format!("target-without-address {severity}: SRV target `{target}` {what}");
                check(&line, &[(&start, help)]);
            }
            None => check(&line, &[]),
        }
    }
}

#[test]
fn hosts_whose_packets_routers_drop_are_told() {
    check(
        "sink AAAA 100::1\n_rsync._tcp SRV 0 1 873 sink",
        &[(
            "unreachable-target warning: SRV target `sink.example.com.` has the discarded address 100::1",
            "reach",
        )],
    );
    check("near AAAA 100:0:0:1::1\n_rsync._tcp SRV 0 1 873 near", &[]);
}

#[test]
fn tags_of_consul_are_no_protocols() {
    let lines = "_redis._primary.service.consul. SRV 1 1 6379 node\nnode.consul. A 192.0.2.9";
    let zone =
        format!("$TTL 1h\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n{}", lines.replace(".consul.", ""));
    let scratch = Scratch::new("consul-tags");
    scratch.write("consul.zone", &zone);
    let clean = scratch.run(&["check", "--origin", "consul", "consul.zone"]);
    assert_eq!(clean.code, 0, "{}", clean.out);
    let other = scratch.run(&["check", "--origin", "example.com", "consul.zone"]);
    assert!(other.out.contains("unexpected-protocol"), "{}", other.out);
}

#[test]
fn owners_that_a_naptr_leads_to_are_found_whatever_they_are_called() {
    let owner = "_lw1a_ SRV 5 1 8000 www";
    check(
        owner,
        &[(
            "malformed-owner warning: SRV owner `_lw1a_.example.com.` has `_lw1a_` for a service, which is not a service's name",
            "",
        )],
    );
    check(&format!("net NAPTR 50 50 \"S\" \"LWN\" \"\" _lw1a_\n{owner}"), &[]);
    // What leads to a host's name asks for its addresses.
    let found = told(&format!("{HEAD}ftp CNAME www\nwww SRV 5 1 5269 pbx\n"));
    assert!(found.iter().any(|told| told.starts_with("malformed-owner")), "{found:#?}");
    // Of a known service clients ask for the right name, too.
    let misspelt = "net NAPTR 50 50 \"S\" \"SIP+D2T\" \"\" _sips.tcp\n_sips.tcp SRV 0 1 5061 pbx";
    let found = told(&format!("{HEAD}{misspelt}\n"));
    assert!(found.iter().any(|told| told.starts_with("malformed-owner error")), "{found:#?}");
}

#[test]
fn a_missing_target_is_looked_for_where_its_service_is() {
    let hosts = "etcd-0.caas A 192.0.2.8\n";
    let record = "_rsync._tcp.caas SRV 0 10 873 etcd-0.lab";
    let start = "target-without-address error: SRV target `etcd-0.lab.example.com.` does not exist";
    check(&format!("{hosts}{record}"), &[(start, "did you mean `etcd-0.caas`?")]);
    check(
        record,
        &[(start, "give `etcd-0.lab.example.com.` an A or AAAA record, or name a host that has one")],
    );
    // Numbered hosts are others.
    let start = "target-without-address error: SRV target `server7.example.com.` does not exist";
    let help = "give `server7.example.com.` an A or AAAA record, or name a host that has one";
    check("server A 192.0.2.8\n_rsync._tcp SRV 0 10 873 server7", &[(start, help)]);
    check("server1 A 192.0.2.8\n_rsync._tcp SRV 0 10 873 server7", &[(start, help)]);
}

#[test]
fn an_obsolete_name_is_one_finding_and_no_companion_that_is_missing() {
    let lines = "_imaps._tcp SRV 0 1 993 mail\n_smtps._tcp SRV 0 1 465 mail";
    let scratch = Scratch::new("obsolete-companion");
    scratch.write("example.com.zone", format!("{HEAD}{lines}\n"));
    let ran = scratch.run(&["check", "--format", "json", "--origin", "example.com", "example.com.zone"]);
    assert_eq!(ran.findings(), ["example.com.zone:9:1 warning unknown-service"]);
}

#[test]
fn a_form_of_tls_at_its_port_is_called_by_its_name() {
    let start =
        "unexpected-port warning: port 465 of `_submission._tcp.example.com.` is the port of `_submissions`";
    let help = "write `_submissions._tcp` for the owner; or `587`, if the server has that port, too";
    check("_submission._tcp SRV 0 1 465 mail", &[(start, help)]);
    // The other name is there.
    let both = "_submission._tcp SRV 0 1 465 mail\n_submissions._tcp SRV 0 1 465 mail";
    check(
        both,
        &[(
            start,
            "delete it: `_submissions._tcp` says the same; or write `587`, if the server has that port, too",
        )],
    );
    let of_tls = "write `587`; or, if the host speaks TLS there, `_submissions._tcp` for the owner";
    check(&both.replacen("465 mail", "465 pbx", 1), &[(start, of_tls)]);
    let sip = "unexpected-port warning: port 5061 of `_sip._tcp.example.com.` is the port of `_sips`";
    let of_host = "delete it, as `_sips._tcp` has the host too; or write `5060`, if the server has that port";
    let of_tls = "write `5060`; or, if the host speaks TLS there, `_sips._tcp` for the owner";
    for (records, help) in [
        ("_sips._tcp SRV 0 1 443 pbx\n_sip._tcp SRV 0 1 5061 pbx", of_host),
        ("_sips._tcp SRV 0 1 443 www\n_sip._tcp SRV 0 1 5061 pbx", of_tls),
        ("_sip._tcp SRV 0 1 5060 www\n_sip._tcp SRV 0 1 5061 pbx", of_tls),
    ] {
        let lines = format!("{records}\n_sip._udp SRV 0 1 5060 pbx\n_sip._udp SRV 0 1 5060 www");
        check(&lines, &[(sip, help)]);
        // Which of the two is meant, the server alone knows.
        let zone = format!("{HEAD}{lines}\n");
        let scratch = Scratch::new("tls-by-port");
        scratch.write("example.com.zone", &zone);
        scratch.run(&["check", "--fix", "--unsafe-fixes", "--origin", "example.com", "example.com.zone"]);
        assert_eq!(scratch.read("example.com.zone"), zone);
    }
    // SIPS has no form over UDP.
    let udp = "unexpected-port warning: port 5061 of `_sip._udp.example.com.` is the port of `_sips`";
    check("_sip._udp SRV 0 1 5061 pbx", &[(udp, "write `5060`, or publish `_sips`")]);
    let scratch = Scratch::new("companion-by-port");
    scratch.write("example.com.zone", format!("{HEAD}_submission._tcp SRV 0 1 465 mail\n"));
    let ran =
        scratch.run(&["check", "--fix", "--unsafe-fixes", "--origin", "example.com", "example.com.zone"]);
    let after = scratch.read("example.com.zone");
    assert_eq!(after, format!("{HEAD}_submissions._tcp SRV 0 1 465 mail\n"), "{}{}", ran.out, ran.err);
}

#[test]
fn a_record_that_no_client_asks_for_is_told_of_once() {
    let what = "unexpected-protocol warning: service `_sips` is not looked up under `_tls`";
    let sips = "_sips._tls.example.com SRV 0 1 5061 pbx";
    let clients = ": clients ask for `_sips._tcp.example.com.` or `_sips._sctp.example.com.`";
    check(sips, &[(&format!("{what}{clients}"), "write `_sips._tcp`")]);
    let read = ": no client reads `_sips._tls.example.com.`";
    let both = format!("{sips}\n_sips._tcp SRV 0 1 5061 pbx");
    check(&both, &[(&format!("{what}{read}"), "delete the record")]);
    let admin = "_kerberos-adm._tcp SRV 0 1 749 mail\n_kerberos-adm._udp SRV 0 1 88 mail";
    check(admin, &[("unexpected-protocol warning: service `_kerberos-adm`", "")]);
}

#[test]
fn what_the_right_owner_says_already_is_to_be_deleted() {
    let start = "malformed-owner error: SRV owner `_kerberos-adm._ucp.example.com.` misspells its protocol";
    let twice = "_kerberos-adm._ucp SRV 0 1 749 mail\n_kerberos-adm._tcp SRV 0 1 749 mail";
    check(twice, &[(start, "delete it: `_kerberos-adm._tcp` says the same already")]);
    check(
        &twice.replacen("749", "750", 1).replacen("mail", "pbx", 1),
        &[(start, "write `_kerberos-adm._tcp`")],
    );
}

#[test]
fn an_owner_that_lacks_its_dot_besides_is_asked_for_once() {
    for (text, port, right) in [
        ("_sip.tcp", 5060, "_sip._tcp"),
        ("sip.tls", 5061, "_sip._tls"),
        ("_imap._tcpp", 143, "_imap._tcp"),
        ("_tcp._ldap", 389, "_ldap._tcp"),
    ] {
        let told = told(&format!("{HEAD}{text}.example.com SRV 0 1 {port} mail\n"));
        let owner = format!("malformed-owner error: SRV owner `{text}.example.com.example.com.` ");
        let first = told.iter().find(|told| told.starts_with(&owner)).expect("the finding");
        assert!(first.contains(&format!(": clients ask for `{right}.example.com.` | write `{right}`")));
    }
    let what = "unexpected-protocol warning: service `_imaps` does not use UDP: clients ask for `_imaps._tcp.example.com.`";
    check("_imaps._udp.example.com SRV 0 1 993 mail", &[(what, "write `_imaps._tcp.example.com.`")]);
    // Another record that lacks its dot speaks for none of them; a delegation does.
    let others = "_imaps._udp.example.com SRV 0 1 993 mail\nexample.com A 192.0.2.9";
    check(others, &[(what, "write `_imaps._tcp.example.com.`")]);
    let meant = "_imaps._udp.example.com SRV 0 1 993 mail\nexample.com NS ns.example.net.";
    check(meant, &[("occluded-record", ""), ("unexpected-protocol", "write `_imaps._tcp.example.com`")]);
}

#[test]
fn records_at_the_zone_s_name_without_its_dot_speak_for_no_owner_that_lacks_it_too() {
    let wrong = |owner: &str| {
        let owner = format!(
            "missing-trailing-dot error: SRV owner `{owner}.example.com.example.com.` lacks its final dot: `"
        );
        (
            owner,
            "RFC 1035 section 5.1: a name that does not end in a dot is relative to the origin".to_owned(),
        )
    };
    let lines =
        "_rsync._tcp.example.com SRV 0 0 873 mail\nMy\\032Printer._ipp._tcp.example.com SRV 0 0 631 mail\n";
    for line in [
        "",
        "example.com TXT x",
        "example.com A 192.0.2.9",
        "Example.COM MX 10 mail",
        "example.com CAA 0 issue \"x\"",
    ] {
        let told = told(&format!("{HEAD}{lines}{line}\n"));
        assert_eq!(told.len(), 2, "{line} {told:#?}");
        for (told, owner) in told.iter().zip(["_rsync._tcp", "My\\032Printer._ipp._tcp"]) {
            assert!(told.starts_with(&wrong(owner).0), "{line} {told}");
        }
    }
    let noted = findings_of(&format!("{HEAD}{lines}example.com TXT x\n"), "missing-trailing-dot");
    assert!(
        noted[0]["notes"]
            .to_string()
            .contains("other records are at `example.com.example.com.`, too: look at their owners")
    );
    assert!(!noted[1]["notes"].to_string().contains("other records are at"));
    // Below an `$ORIGIN`, too; a label alone may be a host's.
    let below = "$ORIGIN sub.example.com.\nfiles A 192.0.2.9\n_rsync._tcp.sub.example.com SRV 0 0 873 files\nsub.example.com MX 10 files";
    let start = "missing-trailing-dot error: SRV owner `_rsync._tcp.sub.example.com.sub.example.com.` lacks";
    check(below, &[(start, "write `_rsync._tcp.sub.example.com.`")]);
    // A domain that is delegated is meant.
    check(
        "_rsync._tcp.example.com SRV 0 0 873 mail\nexample.com NS ns.example.net.",
        &[("occluded-record", "")],
    );
}

#[test]
fn a_host_with_the_zone_s_name_twice_does_not_make_its_targets_right() {
    let start = "missing-trailing-dot warning: SRV target `files.example.com.example.com.` has the zone's name twice, as its host has: `files.example.com.` was meant";
    let help = "write `files.example.com.` in both places";
    for lines in [
        "files.example.com A 192.0.2.9\n_rsync._tcp SRV 0 0 873 files.example.com",
        "files.example.com AAAA 2001:db8::9\n_rsync._tcp SRV 0 0 873 files.example.com\n_ntp._udp SRV 0 0 123 FILES.example.com",
        "files.example.com.example.com. A 192.0.2.9\n_rsync._tcp SRV 0 0 873 files.example.com.example.com.",
    ] {
        check(lines, &[(start, help)]);
    }
    let once = "missing-trailing-dot warning: SRV target `files.example.com.example.com.` lacks its final dot: `files.example.com.` was meant";
    let both = "files A 192.0.2.9\nfiles.example.com A 192.0.2.9\n_rsync._tcp SRV 0 0 873 files.example.com";
    check(both, &[(once, "write `files.example.com.`")]);
    // A label of the zone's name alone may be a host's.
    check("files.com A 192.0.2.9\n_rsync._tcp SRV 0 0 873 files.com", &[]);
    let scratch = Scratch::new("doubled-hosts");
    let lines = "files.example.com A 192.0.2.9\nfiles.example.com AAAA 2001:db8::9\n_rsync._tcp SRV 0 0 873 files.example.com\n_ntp._udp SRV 0 0 123 files.example.com\n";
    scratch.write("example.com.zone", format!("{HEAD}{lines}"));
    scratch.run(&["check", "--fix", "--unsafe-fixes", "example.com.zone"]);
    let fixed = scratch.read("example.com.zone");
    assert!(fixed.ends_with(&lines.replace("files.example.com", "files.example.com.")), "{fixed}");
}

#[test]
fn a_host_of_a_part_that_lacks_its_dot_does_not_make_its_target_wrong() {
    let scratch = Scratch::new("part-host");
    let lines = "files.example.com A 192.0.2.1\n_rsync._tcp SRV 0 0 873 files.example.com.\n";
    scratch.write("part", lines);
    let arguments = ["check", "--origin", "example.com", "--format", "json", "part"];
    let json = scratch.run(&arguments).json();
    let finding = &json["findings"][0];
    assert_eq!(finding["message"], "SRV target `files.example.com.` has no address here");
    assert_eq!(
        (&finding["severity"], json["findings"].as_array().map(Vec::len)),
        (&"warning".into(), Some(1))
    );
    assert!(
        finding["notes"].to_string().contains("write the host's owner as `files.example.com.`"),
        "{finding}"
    );
    scratch.run(&["check", "--origin", "example.com", "--fix", "--unsafe-fixes", "part"]);
    let fixed = scratch.read("part");
    assert_eq!(fixed, lines.replacen("files.example.com A", "files.example.com. A", 1));
}

#[test]
fn a_name_server_without_its_dot_gets_it() {
    let scratch = Scratch::new("server-dot");
    let zone = "$TTL 1h\n@ SOA ns1 h 1 7200 3600 1209600 300\n  NS ns1.example.com\nns1 A 192.0.2.1\n";
    scratch.write("example.com.zone", zone);
    scratch.run(&["check", "--fix", "--unsafe-fixes", "example.com.zone"]);
    let fixed = scratch.read("example.com.zone");
    assert_eq!(fixed, zone.replace("NS ns1.example.com", "NS ns1.example.com."));
    assert_eq!(findings_of(&fixed, "refused-zone"), [serde_json::Value::Null; 0]);
}

#[test]
fn owners_and_replacements_of_naptr_records_lack_their_dot_too() {
    let naptr = |owner: &str, replacement: &str| {
        format!(
            "{owner} NAPTR 10 50 \"s\" \"RELAY:turn.udp\" \"\" {replacement}\n_turn._udp SRV 0 0 3478 mail"
        )
    };
    check(
        &naptr("example.com", "_turn._udp"),
        &[(
            "missing-trailing-dot error: NAPTR owner `example.com.example.com.` lacks its final dot: `example.com.` was meant",
            "write `example.com.`",
        )],
    );
    check(&naptr("voip", "_turn._udp"), &[]);
    let foreign = "missing-trailing-dot error: NAPTR replacement `_turn._udp.school.it.example.com.` lacks its final dot";
    check(&naptr("@", "_turn._udp.school.it"), &[(foreign, "write `_turn._udp.school.it.`")]);
}

#[test]
fn a_ttl_or_a_class_that_has_grown_to_an_owner_is_told() {
    let start = |end: &str| {
        format!(
            "malformed-owner error: SRV owner `_kerberos._udp.example.com.{end}.example.com.` has `{}` at its end",
            end.to_lowercase()
        )
    };
    for (end, written) in [("3600", "3600"), ("3600IN", "3600 IN"), ("IN", "IN")] {
        let line = format!("_kerberos._udp.example.com.{end} SRV 0 1 88 mail");
        let help = format!("write `_kerberos._udp.example.com. {written}`");
        check(&line, &[(&start(end), &help)]);
    }
    let private = "_foo._tcp.h.example.com.600 SRV 0 1 99 mail";
    check(private, &[("malformed-owner error: ", "write `_foo._tcp.h.example.com. 600`")]);
    check("_foo._tcp.600 SRV 0 1 99 mail", &[]);
}

#[test]
fn a_signed_zone_is_changed_where_it_is_made() {
    let what = "target-without-address error: ";
    let line = "_rsync._tcp SRV 0 1 873 gone";
    check(line, &[(what, "")]);
    let signature = "ns1 RRSIG A 8 3 3600 20300101000000 20260101000000 1 example.com. AAAA";
    let signed = told(&format!("{HEAD}{line}\n{signature}\n"));
    let note = "the zone is signed: change the file that it is made from, and sign it again";
    assert!(signed.iter().any(|told| told.starts_with(what)), "{signed:#?}");
    let scratch = Scratch::new("signed");
    scratch.write("example.com.zone", format!("{HEAD}{line}\n{signature}\n"));
    let shown = scratch.run(&["check", "--select", "target-without-address", "example.com.zone"]).out;
    assert_eq!(shown.matches(note).count(), 1, "{shown}");
}

#[test]
fn records_at_the_zones_own_name_are_told_whichever_port_they_have() {
    let none = "malformed-owner warning: SRV owner `example.com.` names no service: no client asks for SRV records at";
    let help = "write `_service._proto` before the name that the service is for";
    check("@ SRV 10 10 443 www", &[(none, help)]);
    check("example.com. SRV 10 10 3478 pbx", &[(none, help)]);
    // A port of no known service, or a name below, may be what a client of its own asks for.
    check("@ SRV 10 10 47113 www", &[]);
    check("www SRV 10 10 443 mail", &[]);
    let labels = |text: &str| {
        let finding = findings_of(&format!("{HEAD}{text}"), "malformed-owner").swap_remove(0);
        let labels = finding["labels"].as_array().expect("labels").iter();
        labels.map(|label| label["message"].as_str().expect("words").to_owned()).collect::<Vec<_>>()
    };
    let server = "`_xmpp-server._tcp` is meant here";
    assert_eq!(labels("@ SRV 0 5 5222 www\n@ SRV 0 5 5269 www\n@ SRV 1 5 5269 mail\n"), [server]);
    assert_eq!(labels("@ SRV 0 5 5222 www\n@ SRV 1 5 5222 mail\n"), [""; 0]);
}

#[test]
fn a_manuals_domain_is_replaced_by_the_zones_own() {
    let scratch = Scratch::new("a-manuals-domain");
    let helps = |records: &str| {
        let text = format!("$ORIGIN shop.test.\n{HEAD}{records}\n").replace("example.com", "shop.test");
        scratch.write("shop.test.zone", text.replace("MANUAL", "example.com"));
        let json = scratch.run(&["check", "--format", "json", "--select", "occluded-record", "."]).json();
        let findings = json["findings"].as_array().expect("findings").iter();
        let help = |finding: &serde_json::Value| {
            let notes = finding["notes"].as_array().expect("notes");
            notes.last().and_then(|note| note.as_str()).expect("a help").to_owned()
        };
        findings.map(help).collect::<Vec<_>>()
    };
    assert_eq!(
        helps("_xmpp-server._tcp.MANUAL. SRV 0 5 5269 mail"),
        ["write `_xmpp-server._tcp.shop.test.`"]
    );
    assert_eq!(helps("_sip._udp.lab.example. SRV 0 5 5060 mail"), ["write `_sip._udp.lab.shop.test.`"]);
    let moved = "move the record to the zone that holds `_sip._udp.shop.net.`";
    assert_eq!(helps("_sip._udp.shop.net. SRV 0 5 5060 mail"), [moved]);
}

#[test]
fn a_file_name_that_names_in_the_file_confirm_tells_what_lies_outside() {
    let head = "$TTL 1h\n@ SOA ns.example.net. h.example.net. 1 7200 3600 1209600 300\n NS ns.example.net.\nwww A 192.0.2.1\n";
    let outside = "_rsync._tcp.other.org. SRV 0 1 873 www";
    let scratch = Scratch::new("confirmed-file-names");
    for (own, is_told) in [
        ("", false),
        ("_rsync._tcp SRV 0 1 873 www", false),
        ("_rsync._tcp.example.com. SRV 0 1 873 www", true),
        ("_rsync._tcp SRV 0 1 873 www.example.com.", true),
        ("a NS ns.other.org.", false),
        ("ftp CNAME www.example.com.", true),
    ] {
        scratch.write("db.example.com", format!("{head}{outside}\n{own}\n"));
        let rules = scratch.run(&["check", "--format", "json", "db.example.com"]).rules();
        assert_eq!(rules.iter().any(|rule| rule == "occluded-record"), is_told, "{own}: {rules:?}");
    }
}

#[test]
fn an_alias_that_has_addresses_is_told_once() {
    let refused = ("refused-zone error: ", "");
    check("sip A 192.0.2.9\nsip CNAME mail\n_rsync._tcp SRV 0 1 873 sip", &[refused]);
    check("sip CNAME mail\n_rsync._tcp SRV 0 1 873 sip", &[("cname-target error: ", "")]);
}

#[test]
fn servers_at_the_domains_own_addresses_need_no_companion() {
    let lonely = ("missing-companion warning: ", "");
    for (lines, expected) in [
        ("site A 192.0.2.9\n_xmpp-server._tcp.site SRV 0 5 5269 site", &[][..]),
        ("site A 192.0.2.9\nxmpp A 192.0.2.9\n_xmpp-server._tcp.site SRV 0 5 5269 xmpp", &[]),
        (
            "site A 192.0.2.9\nsite AAAA 2001:db8::9\nxmpp A 192.0.2.9\n_xmpp-server._tcp.site SRV 0 5 5269 xmpp",
            &[lonely],
        ),
        ("site A 192.0.2.8\nxmpp A 192.0.2.9\n_xmpp-server._tcp.site SRV 0 5 5269 xmpp", &[lonely]),
        ("_xmpp-server._tcp.site SRV 0 5 5269 www", &[lonely]),
    ] {
        check(lines, expected);
    }
}

#[test]
fn a_missing_dot_in_records_alone_is_told_by_what_stands_beside_it() {
    let scratch = Scratch::new("dots-of-records-alone");
    let told = |lines: &str, origin: &[&str]| {
        scratch.write("records", format!("{lines}\n"));
        let ran = scratch.run(&[&["check", "--format", "json", "records"], origin].concat());
        ran.rules().iter().filter(|rule| *rule == "missing-trailing-dot").count()
    };
    let own = &["--origin", "big.de"][..];
    let dotted = "_rsync._tcp SRV 0 1 873 mail.server.eu.";
    for (lines, count) in [
        ("_imaps._tcp SRV 0 1 993 mail.server.eu", 0),
        (&format!("{dotted}\n_imaps._tcp SRV 0 1 993 mail.server.eu"), 1),
        (
            &format!(
                "{dotted}\n_imaps._tcp SRV 0 1 993 imap.server.eu\n_pop3s._tcp SRV 0 1 995 pop.server.eu"
            ),
            1,
        ),
        (&format!("{dotted}\n_imaps._tcp SRV 0 1 993 mail.server.eu\nmail.server.eu A 192.0.2.1"), 0),
    ] {
        assert_eq!(told(lines, own), count, "{lines}");
        assert_eq!(told(lines, &[]), count, "{lines}");
    }
    assert_eq!(told("_imaps._tcp SRV 0 1 993 mail.server.de", own), 1, "the zone's own top-level domain");
    assert_eq!(
        told("_imaps._tcp SRV 0 1 993 mail.server.de\nx.de A 192.0.2.1\nserver.de A 192.0.2.1", own),
        0
    );
}

#[test]
fn an_alias_of_an_address_is_an_address_record() {
    let alias = "cname-target error: SRV target `h.example.com.` is an alias of an IP address";
    let chain = "cname-target error: SRV target `g.example.com.` is an alias of an IP address";
    for (lines, start, end) in [
        (
            "h CNAME 203.0.113.9",
            alias,
            "write `A 203.0.113.9` in place of the CNAME record of `h.example.com.`",
        ),
        (
            "h CNAME 203.0.113.9.",
            alias,
            "write `A 203.0.113.9` in place of the CNAME record of `h.example.com.`",
        ),
        (
            "h CNAME 2001:db8::9",
            alias,
            "write `AAAA 2001:db8::9` in place of the CNAME record of `h.example.com.`",
        ),
        ("g CNAME h\nh CNAME 203.0.113.9.", chain, "in place of the last CNAME record of the chain"),
    ] {
        let target = &lines[..1];
        check(&format!("{lines}\n_rsync._tcp SRV 0 1 873 {target}"), &[(start, end)]);
    }
    let elsewhere = "h CNAME 203.0.113.9.in-addr.arpa.\n_rsync._tcp SRV 0 1 873 h";
    check(elsewhere, &[("cname-target error: SRV target `h.example.com.` is an alias | ", "")]);
}

#[test]
fn chains_of_aliases_are_followed_for_every_record() {
    let dname = "old DNAME new\nx.new A 192.0.2.9\n";
    let lost = "which does not exist";
    let naptr =
        |flag: &str, service: &str, to: &str| format!("@ NAPTR 10 0 \"{flag}\" \"{service}\" \"\" {to}");
    let (sips, gateway) = ("SIPS+D2T", "x-eduroam:radius.tls");
    for (lines, begins, holds) in [
        (format!("{dname}_caldavs._tcp CNAME _caldavs._tcp.old"), "alias-without-service error", lost),
        (format!("{dname}_ipp._tcp PTR P._ipp._tcp.old"), "pointer-without-service warning", lost),
        (format!("{dname}{}", naptr("s", sips, "_sips._tcp.old")), "naptr-mismatch error", lost),
        (
            format!("{dname}{}", naptr("a", gateway, "h.old")),
            "naptr-mismatch error",
            "where there is no address",
        ),
        (
            format!("{}\nnx CNAME gone", naptr("a", gateway, "nx")),
            "naptr-mismatch error",
            "where there is no address",
        ),
        (
            format!("{}\nnx CNAME ny\nny CNAME nx", naptr("a", gateway, "nx")),
            "naptr-mismatch error",
            "back to itself",
        ),
        (
            format!("{}\nnx CNAME www", naptr("", gateway, "nx")),
            "naptr-mismatch error",
            "where there is no NAPTR record",
        ),
        (
            format!("{}\n* CNAME www", naptr("s", sips, "_sips._tcp")),
            "naptr-mismatch error",
            "which is a host",
        ),
    ] {
        let told = told(&format!("{HEAD}{lines}\n"));
        assert!(
            told.len() == 1 && told[0].starts_with(begins) && told[0].contains(holds),
            "{lines}\n{told:#?}"
        );
    }
    for lines in [
        format!("{dname}{}", naptr("a", gateway, "x.old")),
        format!("{}\nnx CNAME www", naptr("a", gateway, "nx")),
        format!("{}\nnx CNAME nx.example.net.", naptr("a", gateway, "nx")),
        format!("{}\n*._tcp CNAME _x._udp\n_x._udp SRV 0 1 5061 www", naptr("s", sips, "_sips._tcp")),
    ] {
        check(&lines, &[]);
    }
}

#[test]
fn a_replacement_is_a_name_and_no_address_and_has_no_regexp_beside_it() {
    let address = "naptr-mismatch error: NAPTR leads to `192.0.2.1";
    check("@ NAPTR 10 0 \"s\" \"SIP+D2U\" \"\" 192.0.2.1", &[(address, "such as `_sip._udp`")]);
    let a = "@ NAPTR 10 0 \"a\" \"x-eduroam:radius.tls\" \"\" 192.0.2.1.";
    check(a, &[(address, "such as `host A 192.0.2.1`, and write `host`")]);
    let both = "naptr-mismatch warning: a NAPTR record with a regexp and a replacement";
    let uri = "1 NAPTR 10 0 \"u\" \"E2U+sip\" \"!^.*$!sip:a@b.c!\" ";
    check(&format!("{uri}www"), &[(both, "the regexp makes the URI")]);
    check(&format!("{uri}."), &[]);
}

#[test]
fn names_in_letters_beyond_ascii_are_written_as_clients_ask_for_them() {
    let target = "invalid-hostname-target error: SRV target `";
    for (written, end) in [
        ("m\u{fc}nchen", "write `xn--mnchen-3ya`: hosts are called by A-labels (RFC 5890 section 2.3.2.1)"),
        (
            "b\u{fc}ro.m\u{fc}nchen.example.",
            "write `xn--bro-hoa.xn--mnchen-3ya.example.`: hosts are called by A-labels (RFC 5890 section 2.3.2.1)",
        ),
        ("mc\u{3002}example.net.", "write `mc.example.net.`"),
        ("www\u{ff0e}example.com.", "write `www.example.com.`"),
    ] {
        check(&format!("_rsync._tcp SRV 0 1 873 {written}"), &[(target, end)]);
    }
    let owner = "malformed-owner error: SRV owner `_imaps._tcp.m\u{fc}nchen.example.com.` has `m\u{fc}nchen`";
    check("_imaps._tcp.m\u{fc}nchen SRV 0 1 993 mail", &[(owner, "write `_imaps._tcp.xn--mnchen-3ya`")]);
    check("B\u{fc}ro._ipp._tcp SRV 0 1 631 mail\n_ipp._tcp PTR B\u{fc}ro._ipp._tcp", &[]);
    check("_ldap._tcp.M\u{fc}nchen._sites.dc._msdcs SRV 0 100 389 mail", &[]);
    let text = format!("$ORIGIN xn--exmple-cua.com.\n{HEAD}_rsync._tcp.ex\u{e4}mple.com. SRV 0 1 873 mail\n");
    let scratch = Scratch::new("own-zone-in-letters");
    scratch.write("xn--exmple-cua.com.zone", text.replace(".example.com.", ".example.net."));
    let ran = scratch.run(&["check", "--select", "occluded-record", "."]);
    assert!(ran.out.contains("write `_rsync._tcp.xn--exmple-cua.com.`"), "{}", ran.out);
}

#[test]
fn a_targets_domain_of_a_manual_is_told_in_a_zone_of_another_name() {
    let scratch = Scratch::new("domains-of-manuals");
    let told = |zone: &str, target: &str| {
        let head = HEAD.replace("example.com", zone);
        scratch.write("zone", format!("$ORIGIN {zone}.\n{head}_rsync._tcp SRV 0 1 873 {target}.\n"));
        let told = scratch.run(&["check", "--format", "concise", "zone"]).out;
        told.contains("warning[target-without-address]")
            && told.contains("which manuals write for their reader's domain")
    };
    for target in
        ["sip.example.com", "sip.Example.ORG", "mail.yourdomain.com", "mail.domain.tld", "sip.lab.example"]
    {
        assert!(told("corp.de", target), "{target}");
        assert!(!told("example.com", target) && !told("lab.test", target), "{target}");
    }
    assert!(!told("corp.de", "sip.provider.net") && !told("corp.de", "sip.myexample.com"));
    assert!(!told("2.0.192.in-addr.arpa", "sip.example.com"));
}

#[test]
fn owner_and_target_that_are_exchanged_are_told_with_both() {
    let start = "invalid-hostname-target error: SRV owner `pbx.example.com.` and target `_sip._udp.example.com.` are exchanged";
    let end = "write `_sip._udp` for the owner, and `pbx` for the target";
    check("pbx SRV 0 1 5060 _sip._udp", &[(start, end)]);
    let dotted = "write `_sip._udp` for the owner, and `pbx.example.com.` for the target";
    check("pbx SRV 0 1 5060 _sip._udp.example.com.", &[(start, dotted)]);
    let other = "invalid-hostname-target error: SRV target `_sip._udp.example.com.` is not a host name";
    check("_x._tcp SRV 0 1 5060 _sip._udp", &[(other, "")]);
}

#[test]
fn uris_and_addresses_in_a_targets_place_are_called_so() {
    let start = "address-as-target error: SRV target `";
    for (written, message, end) in [
        ("sip:pbx", "sip:pbx.example.com.` is a URL", "write `pbx`"),
        ("sips:100@pbx.example.com.", "is a URL", "write `pbx.example.com.`"),
        ("203\\.0\\.113\\.9.", "is an IP address | ", "write `host`"),
        ("203.0.113.9:443.", "is an IP address | ", "write `host`"),
        ("203.0.113.9", "is an IP address with the origin appended", "write `host`"),
        ("203.0.113.9.example.com.", "is an IP address with the zone's name appended", "write `host`"),
    ] {
        let told = told(&format!("{HEAD}_rsync._tcp SRV 0 1 873 {written}\n"));
        let [one] = &told[..] else { panic!("{written}: {told:#?}") };
        assert!(one.starts_with(start) && one.contains(message) && one.ends_with(end), "{written}: {one}");
    }
}

#[test]
fn a_sign_of_comments_before_a_record_is_not_repaired_into_it() {
    let start =
        "malformed-owner warning: SRV owner `#_rsync._tcp.example.com.` begins as comments do elsewhere";
    let help = "write `;` before the line if it is a comment";
    check("#_rsync._tcp SRV 0 1 873 mail", &[(start, help)]);
    let host = "invalid-hostname-owner error: ";
    check("_rsync._tcp SRV 0 1 873 mail\n#pbx2 A 192.0.2.9", &[(host, help)]);
    // Who wrote one so wrote all, and no client asks for what they name.
    let all = "malformed-owner warning: SRV owner `#_rsync._tcp.example.com.` and 2 others begin as comments do elsewhere";
    check(
        "#_rsync._tcp SRV 0 1 873 gone\n//_nntps._tcp SRV 0 1 563 gone\n#_imaps._tcp SRV 0 1 993 mail",
        &[(all, help)],
    );
}

#[test]
fn what_is_not_filled_in_is_called_so() {
    let value = "write the value in its place";
    let template = "lint the zone file that is made from this template, or write the value in its place";
    let host = "write the name of the host in its place";
    let syntax = |words: &str| format!("syntax error: `{words}` stands for what is not filled in");
    for (line, message, help) in [
        ("_rsync._tcp SRV 0 1 873 {{ host }}", syntax("{{ host }}"), template),
        ("_rsync._tcp SRV 0 1 873 {{ item.host }}.example.com.", syntax("{{ item.host }}"), template),
        ("_rsync._tcp.{{ domain }} SRV 0 1 873 mail", syntax("{{ domain }}"), template),
        ("{{ name }} A 192.0.2.9", syntax("{{ name }}"), template),
        ("pbx2 A <%= address %>", syntax("<%= address %>"), template),
        ("$ORIGIN {{ domain }}.", syntax("{{ domain }}"), template),
        ("_rsync._tcp SRV 0 1 873 <your mail server>", syntax("<your mail server>"), value),
        ("_rsync._tcp SRV [ the priority ] 1 873 mail", syntax("[ the priority ]"), value),
    ] {
        check(line, &[(&message, help)]);
    }
    for target in ["${HOST}", "%HOST%", "@HOST@", "{{$HOST}}", "$HOST", "HOST_ADDRESS", "您的域名."] {
        let told =
            told(&format!("{HEAD}_rsync._tcp SRV 0 1 873 {target}\n_nntps._tcp SRV 0 1 563 {target}\n"));
        let [one] = &told[..] else { panic!("{target}: {told:#?}") };
        let is_called_so = one.starts_with("invalid-hostname-target error: ")
            && one.contains("stands for one that is not filled in")
            && one.ends_with(host);
        assert!(is_called_so, "{target}: {one}");
    }
    for target in ["xxx.xxx.xxx.xxx", "your.server.name", "mail.yourdomain.com"] {
        let start = format!(
            "missing-trailing-dot error: SRV target `{target}.example.com.` stands for one that is not"
        );
        check(&format!("_rsync._tcp SRV 0 1 873 {target}"), &[(&start, host)]);
    }
    let owner =
        "malformed-owner error: SRV owner `_imaps._tcp.<your.domain>.example.com.` has `<your.domain>` after";
    check("_imaps._tcp.<your.domain> SRV 0 1 993 mail", &[(owner, "nothing stands after the protocol")]);
    let outside = "occluded-record error: SRV record `_imaps._tcp.<DOMAIN>.` is never served";
    check("_imaps._tcp.<DOMAIN>. SRV 0 1 993 mail", &[(outside, value)]);
}

#[test]
fn punctuation_after_a_target_is_deleted() {
    for (written, left) in [
        ("mail,", "mail"),
        ("mail.example.com.,", "mail.example.com."),
        ("mail/", "mail"),
        ("'mail'", "mail"),
        ("mail:", "mail"),
    ] {
        let found =
            findings_of(&format!("{HEAD}_rsync._tcp SRV 0 1 873 {written}\n"), "invalid-hostname-target");
        let [one] = &found[..] else { panic!("{written}: {found:#?}") };
        assert_eq!(one["fix"]["edits"][0]["text"].as_str(), Some(left), "{written}: {one}");
    }
}

#[test]
fn a_ttl_that_has_grown_to_its_owner_is_parted_from_it() {
    let scratch = Scratch::new("ttl-grown-to-owner");
    let line = |owner: &str| format!("{HEAD}{owner} SRV 0 1 873 mail\n_nntps._tcp SRV 0 1 563 mail\n");
    for (written, fixed) in [
        ("_rsync._tcp.example.com.300 IN", "_rsync._tcp.example.com. 300 IN"),
        ("_rsync._tcp.example.com.IN", "_rsync._tcp.example.com. IN"),
        ("_rsync._tcp.example.com.300IN", "_rsync._tcp.example.com. 300 IN"),
    ] {
        scratch.write("example.com.zone", line(written));
        scratch.run(&["check", "--fix", "--unsafe-fixes", "--select", "malformed-owner", "example.com.zone"]);
        let text = scratch.read("example.com.zone");
        assert_eq!(text, line(fixed), "{written}");
    }
}

#[test]
fn a_type_that_has_grown_to_its_owner_is_parted_from_it() {
    let parted = "syntax error: a blank is missing before `A` at the end of `nfs1A`";
    check("nfs1A 192.0.2.9", &[(parted, "write `nfs1 A 192.0.2.9`")]);
    let six = "syntax error: a blank is missing before `AAAA` at the end of `nfsAAAA`";
    check("nfsAAAA 2001:db8::9", &[(six, "write `nfs AAAA 2001:db8::9`")]);
    let missing = "syntax error: the type is missing before the address";
    check("DATA 192.0.2.9", &[(missing, "write `A 192.0.2.9`")]);
    let fix = findings_of(&format!("{HEAD}nfs1A 192.0.2.9\n"), "syntax").swap_remove(0)["fix"].clone();
    assert_eq!(
        (fix["safety"].as_str(), fix["edits"][0]["text"].as_str()),
        (Some("unsafe"), Some("nfs1 A 192.0.2.9")),
        "{fix}"
    );
}

#[test]
fn records_of_one_owner_outside_the_zone_are_of_one_owner() {
    let head = "$ORIGIN org.\n$TTL 300\nexample SOA ns1.example.org. h.example.org. 1 3600 600 86400 300\n NS ns1.example.org.\n";
    let scratch = Scratch::new("one-owner-outside");
    for (second, message) in [
        ("_rsync._tcp SRV 2 1 873 p.example.org.", "SRV record `_rsync._tcp.org.` is never served"),
        ("_nntps._tcp SRV 2 1 563 p.example.org.", "SRV record `_rsync._tcp.org.` and that of another owner"),
    ] {
        scratch.write("z", format!("{head}_rsync._tcp SRV 1 1 873 p.example.org.\n{second}\n"));
        let ran = scratch.run(&["check", "--select", "occluded-record", "--format", "concise", "z"]);
        assert!(ran.out.contains(message), "{second}: {}", ran.out);
    }
}

#[test]
fn the_zones_own_servers_without_their_dot_delegate_nothing() {
    let start =
        "missing-trailing-dot error: SRV owner `_rsync._tcp.example.com.example.com.` lacks its final dot";
    let record = "_rsync._tcp.example.com SRV 0 1 873 mail.example.com.";
    check(&format!("example.com NS ns1.example.com.\n{record}"), &[(start, "")]);
    let delegated = told(&format!("{HEAD}example.com NS ns.example.net.\n{record}\n"));
    assert!(delegated.iter().any(|told| told.starts_with("occluded-record error")), "{delegated:#?}");
}
