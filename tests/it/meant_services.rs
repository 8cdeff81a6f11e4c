//! Which service was meant where its name does not say so: what the port tells of names and names of ports, and what it does not.

use serde_json::Value;

use crate::harness::scratch::Scratch;

const HEAD: &str = "$TTL 1h\n@ SOA ns1.example.net. h.example.com. 1 7200 3600 1209600 300\n  NS ns1.example.net.\nmail A 192.0.2.2\n";

/// The findings of zone `example.com` with these lines: rule, severity, message, help, and the texts of the fix.
fn of_zone(lines: &str) -> Vec<String> {
    // Tests run at the same time.
    let test = std::thread::current().name().unwrap_or_default().replace(':', "-");
    let scratch = Scratch::new(&test);
    scratch.write("example.com.zone", format!("{HEAD}{lines}\n"));
    let ran = scratch.run(&["check", "--format", "json", "--origin", "example.com", "example.com.zone"]);
    ran.json()["findings"].as_array().expect("findings").iter().map(told).collect()
}

fn told(finding: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let [rule, severity, message] = ["rule", "severity", "message"].map(|key| text(&finding[key]));
    let notes: Vec<String> = finding["notes"].as_array().into_iter().flatten().map(text).collect();
    let fix = match finding["fix"]["edits"].as_array() {
        Some(edits) => format!("FIX {:?}", edits.iter().map(|edit| text(&edit["text"])).collect::<Vec<_>>()),
        None => "NO FIX".to_owned(),
    };
    format!("{rule} {severity}: {message} | {} | {fix}", notes.join(" | "))
}

/// That one finding of a warning or worse says all of `parts`, or that there is none.
fn assert_told(lines: &str, parts: &[&str]) {
    let found = of_zone(lines);
    let found: Vec<&String> = found.iter().filter(|told| !told.contains(" note: ")).collect();
    let is_expected = match found[..] {
        [] => parts.is_empty(),
        [only] => !parts.is_empty() && parts.iter().all(|part| only.contains(part)),
        _ => false,
    };
    assert!(is_expected, "{lines}\n{found:#?}\n{parts:#?}");
}

#[test]
fn of_several_usual_ports_none_is_written_but_where_the_host_has_one() {
    let clear =
        "unexpected-port warning: port 5060 of `_sip._tls.example.com.` is the port of `_sip` without TLS";
    let source = "the usual ports of `_sip._tls` are 443 and 5061; Microsoft practice";
    for (lines, parts) in [
        ("_sip._tls SRV 0 5 5060 mail", &[clear, source, "write `443` or `5061`", "NO FIX"][..]),
        (
            "_sip._tls SRV 0 5 5060 mail\n_sips._tcp SRV 0 5 5061 mail",
            &[clear, source, "write `5061`", "FIX [\"5061\"]"],
        ),
        (
            "_sip._tls SRV 0 5 5060 mail\n_sip._tls SRV 9 5 5061 ns1.example.net.",
            &[clear, "write `5061`", "FIX [\"5061\"]"],
        ),
        (
            "_sip._tls SRV 0 5 5060 mail\n_sip._tls SRV 9 5 443 mail",
            &[clear, "delete it, as the host stands here with 443 too"],
        ),
        ("_sip._tls SRV 0 5 0 mail", &["port 0 of", "write `443` or `5061`, or `0 0 0 .`", "NO FIX"]),
        ("_sip._tls SRV 0 5 5061 mail", &[]),
        ("_sip._tls SRV 0 5 443 mail", &[]),
        ("_sips._tcp SRV 0 5 5060 mail", &["the usual port of `_sips` is 5061; RFC 3263", "FIX [\"5061\"]"]),
    ] {
        assert_told(lines, parts);
    }
}

#[test]
fn of_several_current_names_the_port_tells_which_an_obsolete_one_means() {
    for (owner, port, current) in [
        ("_xmpp._tcp", 5222, "xmpp-client"),
        ("_xmpp._tcp", 5269, "xmpp-server"),
        ("_xmpp._tcp", 5223, "xmpps-client"),
        ("_xmpp._tcp", 5270, "xmpps-server"),
        ("_xmpp._tcp", 5000, "xmpp-client"),
        ("_jabber._tcp", 5222, "xmpp-client"),
        ("_jabber._tcp", 5223, "xmpps-client"),
        ("_jabber._tcp", 5269, "xmpp-server"),
        ("_xmpp-c2s._tcp", 5223, "xmpps-client"),
        ("_xmpp-s2s._tcp", 5270, "xmpps-server"),
        ("_imap4._tcp", 993, "imaps"),
        ("_imap4._tcp", 143, "imap"),
        ("_pop._tcp", 995, "pop3s"),
        ("_smtps._tcp", 587, "submission"),
        ("_smtps._tcp", 465, "submissions"),
    ] {
        let asked = format!("is obsolete: clients ask for `_{current}` |");
        let written = format!("FIX [\"_{current}._tcp\"]");
        let lines = format!("{owner} SRV 0 5 {port} mail");
        assert_told(
            &lines,
            &["unknown-service warning: ", &asked, &format!("write `_{current}._tcp`"), &written],
        );
    }
    for (lines, parts) in [
        // Beside the usual current name it is kept for old clients.
        ("_xmpp._tcp SRV 0 5 5222 mail\n_xmpp-client._tcp SRV 0 5 5222 mail", &[][..]),
        ("_xmpp._tcp SRV 0 5 5223 mail\n_xmpp-client._tcp SRV 0 5 5222 mail", &[]),
        ("_imap4._tcp SRV 0 5 993 mail\n_imap._tcp SRV 0 0 0 .", &["unexpected-port warning: port 993 of"]),
        (
            "_imap4._tcp SRV 0 5 993 mail\n_imaps._tcp SRV 0 5 993 mail",
            &["unknown-service warning: ", "delete it: `_imaps._tcp` says the same"],
        ),
    ] {
        assert_told(lines, parts);
    }
}

#[test]
fn what_is_proposed_for_a_label_of_no_service_is_one() {
    for (lines, parts) in [
        (
            "_github-pages-challenge-user.tab SRV 0 5 25565 mail",
            &[
                "`_github-pages-challenge-user` for a service, which is not a service's name |",
                "write `_minecraft._tcp.tab`",
            ][..],
        ),
        (
            "_github-pages-challenge-user.tab SRV 0 5 25566 mail",
            &["which is not a service's name |", "write `_service._proto` in its place"],
        ),
        ("_a_srv.record SRV 0 5 5060 mail", &["which is not a service's name |", "write `_sip._udp.record`"]),
        ("_srv SRV 0 5 5060 mail", &["has the placeholder `_srv`", "write `_sip._udp`"]),
        ("_srv SRV 0 5 25566 mail", &["has the placeholder `_srv`", "such as `_imaps`"]),
        (
            "_srv._tcp SRV 0 5 25566 mail",
            &["malformed-owner warning: ", "has the placeholder `_srv`", "such as `_imaps`"],
        ),
        (
            "_srv._tcp.play SRV 0 5 25565 mail",
            &["has the placeholder `_srv`", "write `_minecraft._tcp.play`"],
        ),
        ("_service._proto SRV 0 5 5060 mail", &["has the placeholder `_service`", "write `_sip._udp`"]),
        ("_service._tcp SRV 0 5 5060 mail", &["has the placeholder `_service`", "write `_sip._tcp`"]),
        // A private service has a name of its own.
        ("_telemetry SRV 0 5 25566 mail", &["has a service and no protocol", "write `_telemetry._tcp`"]),
        ("_srv._tcp.web.default.svc SRV 0 5 25566 mail", &[]),
    ] {
        assert_told(lines, parts);
    }
    let unicode = of_zone("_sip._udp.b\u{fc}cher SRV 0 5 5060 mail");
    assert!(unicode.iter().all(|told| !told.contains("\\195")), "{unicode:#?}");
}

#[test]
fn a_plain_name_is_told_of_where_the_file_shows_that_no_client_asks_there() {
    let warning = "malformed-owner warning: SRV owner ";
    for (lines, parts) in [
        (
            "play SRV 10 60 34624 play\nplay A 192.0.2.9",
            &[warning, "`play.example.com.` names no service, and leads to itself"][..],
        ),
        ("@ SRV 0 0 2006 @\n@ A 192.0.2.9", &[warning, "leads to itself"]),
        (
            "sip SRV 0 0 5060 mail",
            &["clients ask for `_sip._udp.example.com.` or `_sip._tcp.example.com.`", "write `_sip._udp`"],
        ),
        (
            "sip SRV 0 0 5061 mail",
            &["clients ask for `_sips._tcp.example.com.` or `_sip._tls.example.com.`", "write `_sips._tcp`"],
        ),
        (
            "sipinternaltls SRV 0 0 5061 mail",
            &["clients ask for `_sipinternaltls._tcp.example.com.`", "write `_sipinternaltls._tcp`"],
        ),
        ("ldap SRV 0 0 389 mail", &["clients ask for `_ldap._tcp.example.com.`", "write `_ldap._tcp`"]),
        ("imap SRV 0 0 993 mail", &["clients ask for `_imaps._tcp.example.com.`", "write `_imaps._tcp`"]),
        (
            "voice SRV 0 0 5060 mail",
            &["clients ask for `_sip._udp` or `_sip._tcp`, at `example.com.` or `voice.example.com.`"],
        ),
        ("voice SRV 0 0 5061 mail", &["clients ask for `_sips._tcp` or `_sip._tls`, at `example.com.`"]),
        ("@ SRV 0 0 5061 mail", &["clients ask for `_sips._tcp.example.com.` or `_sip._tls.example.com.`"]),
        ("kdc SRV 0 0 88 mail", &["clients ask for `_kerberos._udp` or `_kerberos._tcp`, at"]),
        ("autodiscover SRV 0 0 443 mail", &["clients ask for the addresses", "write `_autodiscover._tcp`"]),
        ("autoconfig SRV 0 0 443 mail", &["clients ask for the addresses", "an address or a CNAME"]),
        ("lyncdiscover SRV 0 0 443 mail", &["clients ask for the addresses"]),
        ("sipinternal SRV 0 0 5061 mail", &["clients ask for the addresses", "`_sipinternaltls._tcp`"]),
        ("sipexternal SRV 0 0 443 mail", &["clients ask for the addresses", "`_sip._tls`"]),
        // Clients of their own ask for them.
        ("nginx-service SRV 0 0 8080 mail", &[]),
        ("web SRV 0 0 443 mail", &[]),
        ("mc SRV 0 5 61430 mail", &[]),
        ("node SRV 0 5 2083 mail", &[]),
        ("turn SRV 0 5 5349 mail\nturn A 192.0.2.3", &["`_turns._tcp.example.com.`"]),
        ("relay SRV 0 5 5349 mail", &[]),
        ("Laser SRV 0 5 631 mail", &[]),
        ("play SRV 10 60 34624 play\nplay SRV 10 60 34624 mail\nplay A 192.0.2.9", &[]),
        (
            "kubernetes.default.svc SRV 0 100 443 kubernetes.default.svc\nkubernetes.default.svc A 192.0.2.1",
            &[],
        ),
        ("voip.service SRV 1 1 5060 web-1.node\nweb-1.node A 192.0.2.2", &[]),
        ("@ NAPTR 10 0 \"s\" \"SIP+D2U\" \"\" voice\nvoice SRV 0 0 5060 mail", &[]),
        ("_sip._udp CNAME voice\nvoice SRV 0 0 5060 mail", &[]),
        ("* SRV 0 0 5060 mail", &[]),
        ("voice SRV 0 0 0 .", &[]),
    ] {
        assert_told(lines, parts);
    }
}

#[test]
fn digits_stand_for_letters_where_the_port_says_so() {
    for (name, port, meant) in [
        ("v1mcs", 1688, "vlmcs"),
        ("1dap", 389, "ldap"),
        ("xmpp-c1ient", 5222, "xmpp-client"),
        ("imap5", 993, "imaps"),
        ("vlmc5", 1688, "vlmcs"),
        ("m1necraft", 25565, "minecraft"),
    ] {
        let said = format!(
            "service `_{name}` of `_{name}._tcp.example.com.` is unknown, and has digits that look like the letters of `_{meant}`"
        );
        let written = format!("FIX [\"_{meant}._tcp\"]");
        assert_told(
            &format!("_{name}._tcp SRV 0 5 {port} mail"),
            &["unknown-service warning: ", &said, &written],
        );
        assert_told(&format!("_{name}._tcp SRV 0 5 4711 mail"), &[]);
    }
    assert_told("_s1p._udp SRV 0 5 5060 mail", &["look like the letters of `_sip`", "FIX [\"_sip._udp\"]"]);
    for line in
        ["_mp3._tcp SRV 0 5 8000 mail", "_imap5._tcp SRV 0 5 143 mail", "_turn2._udp SRV 0 5 3478 mail"]
    {
        assert_told(line, &[]);
    }
}

#[test]
fn a_host_stands_behind_the_protocol_once() {
    let play = "play A 192.0.2.9\n";
    for (lines, parts) in [
        (
            "_minecraft._tcp.play.play SRV 0 5 3002 play",
            &["malformed-owner warning: ", "has `play` twice", "write `_minecraft._tcp.play`"][..],
        ),
        (
            "_minecraft._tcp.Play.play.example.com. SRV 0 5 3002 play",
            &["has `play` twice", "write `_minecraft._tcp.Play.example.com.`"],
        ),
        ("_sip._udp.play.play SRV 0 5 5060 play", &["has `play` twice", "write `_sip._udp.play`"]),
        // A host, or a domain, of its own.
        ("_minecraft._tcp.play.play SRV 0 5 3002 play\nplay.play A 192.0.2.10", &[]),
        ("_minecraft._tcp.play.play SRV 0 5 3002 play\nplay.play TXT \"ours\"", &[]),
        ("_minecraft._tcp.b.b SRV 0 5 3002 play", &[]),
        ("_minecraft._tcp.play SRV 0 5 3002 play", &[]),
        ("_foobar._tcp.play.play SRV 0 5 3002 play", &[]),
    ] {
        assert_told(&format!("{play}{lines}"), parts);
    }
}

#[test]
fn games_have_protocols_and_ports_of_their_own() {
    let bedrock = "port 19132 of `_minecraft._tcp.example.com.` is the port of Minecraft's Bedrock Edition";
    for (lines, parts) in [
        // A server of the Java Edition may have any port.
        ("_minecraft._tcp SRV 0 5 19132 mail", &[][..]),
        (
            "_minecraft._tcp SRV 0 5 25565 mail\n_minecraft._tcp SRV 0 5 19132 mail",
            &[bedrock, "delete it, as the host stands here with 25565 too"],
        ),
        (
            "_minecraft._udp SRV 0 5 19132 mail",
            &["unexpected-port warning: ", "Minecraft's Bedrock Edition", "delete the record", "NO FIX"],
        ),
        (
            "_minecraft._bedrock SRV 0 5 19132 mail",
            &[
                "unexpected-protocol warning: ",
                "port 19132 is that of Minecraft's Bedrock Edition",
                "delete the record",
            ],
        ),
        ("_minecraft._tcp SRV 0 5 19133 mail", &[]),
        ("_mumble._udp SRV 0 5 64738 mail", &["unexpected-protocol warning: ", "write `_mumble._tcp`"]),
        ("_mumble._tcp SRV 0 5 64738 mail", &[]),
        ("_cfx._tcp SRV 0 5 30120 mail", &["unexpected-protocol warning: ", "write `_cfx._udp`"]),
        ("_cfx._udp SRV 0 5 30120 mail", &[]),
    ] {
        assert_told(lines, parts);
    }
}

#[test]
fn records_beside_an_alias_may_stand_at_their_service() {
    for (lines, help) in [
        (
            "play CNAME mail\nplay SRV 0 5 25565 mail",
            "write `_minecraft._tcp.play` for the owner of the SRV records",
        ),
        (
            "play CNAME mail\nplay SRV 0 5 25566 mail",
            "write `_service._proto.play` for the owner of the SRV records",
        ),
        (
            "_rsync._tcp CNAME mail\n_rsync._tcp SRV 0 5 873 mail",
            "remove the CNAME, or the SRV records beside it",
        ),
    ] {
        let found = of_zone(lines);
        let told = found
            .iter()
            .find(|told| told.starts_with("occluded-record error: ") && told.contains("is an alias"));
        assert!(told.is_some_and(|told| told.contains(help)), "{lines}\n{found:#?}");
    }
}

#[test]
fn servers_of_a_provider_whose_clients_ask_for_nothing_are_a_note() {
    let google = "_xmpp-server._tcp SRV 5 0 5269 xmpp-server.l.google.com.\n_xmpp-server._tcp SRV 20 0 5269 alt1.xmpp-server.l.google.com.";
    assert_told(google, &[]);
    assert!(of_zone(google).iter().any(|told| told.starts_with("missing-companion note: ")));
    for line in ["_xmpp-server._tcp SRV 5 0 5269 mail", "_xmpp-server._tcp SRV 5 0 5269 xmpp.notgoogle.com."]
    {
        assert_told(line, &["missing-companion warning: "]);
    }
    assert_told(&format!("{google}\n_xmpp-server._tcp SRV 30 0 5269 mail"), &["missing-companion warning: "]);
}
