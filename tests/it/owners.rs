//! Owners of SRV records that no client asks for: what is proposed in their place is a name with which nothing is wrong, in
//! whole zones and in parts of them.

use serde_json::Value;

use crate::harness::scratch::Scratch;

const HEAD: &str = "$TTL 1h\n@ SOA ns1.example.com. h.example.com. 1 7200 3600 1209600 300\n  NS ns1\nns1 A 192.0.2.1\nmail A 192.0.2.2\ndc1 A 192.0.2.3\n";

/// The findings of a file.
fn findings(name: &str, text: &str, options: &[&str]) -> Vec<Value> {
    // Tests run at the same time.
    let test = std::thread::current().name().unwrap_or_default().replace(':', "-");
    let scratch = Scratch::new(&test);
    scratch.write(name, text);
    let ran = scratch.run(&[&["check", "--format", "json"], options, &[name]].concat());
    ran.json()["findings"].as_array().expect("findings").clone()
}

/// The findings of zone `example.com` with these lines.
fn of_zone(lines: &str) -> Vec<Value> {
    findings("example.com.zone", &format!("{HEAD}{lines}\n"), &["--origin", "example.com"])
}

/// Those of a part of a zone.
fn of_part(lines: &str) -> Vec<Value> {
    findings("part.txt", &format!("{lines}\n"), &[])
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// The last note.
fn help(finding: &Value) -> &str {
    finding["notes"].as_array().and_then(|notes| notes.last()).map(text).unwrap_or_default()
}

/// Rule, severity, message and help.
fn told(finding: &Value) -> String {
    let [rule, severity, message] = ["rule", "severity", "message"].map(|key| text(&finding[key]));
    format!("{rule} {severity}: {message} | {}", help(finding))
}

/// That there is one finding, or none, and that it says this.
fn assert_one(found: &[Value], parts: &[&str], of: &str) {
    let told: Vec<String> = found.iter().map(told).collect();
    let is_expected = match &told[..] {
        [] => parts.is_empty(),
        [only] => !parts.is_empty() && parts.iter().all(|part| only.contains(part)),
        _ => false,
    };
    assert!(is_expected, "{of}\n{told:#?}\n{parts:#?}");
}

#[test]
fn places_of_active_directory_are_a_closed_grammar() {
    for (line, meant) in [
        ("_kerberos._tcp.dc_msdcs SRV 0 100 88 dc1", "_kerberos._tcp.dc._msdcs"),
        ("_kerberos._udp.dc_msdcs SRV 0 100 88 dc1", "_kerberos._udp.dc._msdcs"),
        ("_ldap._tcp.dc-msdcs SRV 0 100 389 dc1", "_ldap._tcp.dc._msdcs"),
        ("_ldap._tcp.gc_msdcs.example.com. SRV 0 100 3268 dc1", "_ldap._tcp.gc._msdcs.example.com."),
        ("_ldap._tcp.dc_msdcs.example.com SRV 0 100 389 dc1", "_ldap._tcp.dc._msdcs"),
        ("_ldap._tcp.Berlin.sites SRV 0 100 389 dc1", "_ldap._tcp.Berlin._sites"),
        ("_ldap._tcp.Berlin_sites SRV 0 100 389 dc1", "_ldap._tcp.Berlin._sites"),
        ("_ldap._tcp.Berlin.sites.dc._msdcs SRV 0 100 389 dc1", "_ldap._tcp.Berlin._sites.dc._msdcs"),
        ("_gc._tcp._sites.Berlin SRV 0 100 3268 dc1", "_gc._tcp.Berlin._sites"),
        ("_ldap._tcp._msdcs.dc SRV 0 100 389 dc1", "_ldap._tcp.dc._msdcs"),
        ("_ldap._tcp.dcs._msdcs SRV 0 100 389 dc1", "_ldap._tcp.dc._msdcs"),
        ("_ldap._tcp.pcd._msdcs SRV 0 100 389 dc1", "_ldap._tcp.pdc._msdcs"),
        ("ldap.tcp.dc_msdcs SRV 0 100 389 dc1", "_ldap._tcp.dc._msdcs"),
        ("_ldap._tcp._msdcs SRV 0 100 3268 dc1", "_ldap._tcp.gc._msdcs"),
    ] {
        let found = of_zone(line);
        assert_one(&found, &["malformed-owner error: ", &format!("| write `{meant}`")], line);
        assert_eq!(text(&found[0]["fix"]["safety"]), "unsafe", "{line}");
    }
    // Two mistakes are told at their places.
    let both = of_zone("_ldap._tcp.gc_msdcs SRV 0 100 389 dc1");
    let told: Vec<String> = both.iter().map(told).collect();
    assert!(told.len() == 2 && told[1].ends_with("write `3268`"), "{told:#?}");
    let unclear = "_ldap._tcp._msdcs SRV 0 100 389 dc1";
    assert_one(&of_zone(unclear), &["error: ", "write `dc`, `gc` or `pdc` before `_msdcs`"], unclear);
    for line in [
        "_ldap._tcp.0c5d2a4e-9b1c-4c57-8f6e-2f1d3b4a5c6d.domains._msdcs SRV 0 100 389 dc1",
        "_ldap._tcp.DomainDnsZones SRV 0 100 389 dc1\n_ldap._tcp.Berlin._sites.DomainDnsZones SRV 0 100 389 dc1",
        "_ldap._tcp.web-sites SRV 0 100 389 dc1",
        // A domain of its own, with a host.
        "_ldap._tcp.berlin.sites SRV 0 100 389 dc1\nberlin.sites A 192.0.2.4",
        "_ldap._tcp.sub SRV 0 100 389 dc1",
    ] {
        assert_one(&of_zone(line), &[], line);
    }
    // Two records are needed for one Kerberos domain; the misspelt one is the other.
    let line = "_kerberos._tcp.dc._msdcs SRV 0 100 88 dc1\n_kerberos._udp.dc_msdcs SRV 0 100 88 dc1";
    assert_one(&of_zone(line), &["write `_kerberos._udp.dc._msdcs`"], line);
}

#[test]
fn absolute_owners_are_judged_in_a_part_of_a_zone() {
    let target = "x.example.com.";
    for (owner, numbers, parts) in [
        (
            "_xmpp-server.conference._tcp.example.com.",
            "5 0 5269",
            &["error: ", "| write `_xmpp-server._tcp.conference.example.com.`"][..],
        ),
        (
            "_server.temp._tcp.example.com.",
            "0 1 31682",
            &["error: ", "| write `_server._tcp.temp.example.com.`"],
        ),
        (
            "_ldap.dc._tcp._msdcs.example.com.",
            "0 1 389",
            &["error: ", "| write `_ldap._tcp.dc._msdcs.example.com.`"],
        ),
        (
            "_sipfederationtls.example.com.",
            "0 1 5061",
            &["error: ", "| write `_sipfederationtls._tcp.example.com.`"],
        ),
        ("_minecraft.example.com.", "0 1 25566", &["error: ", "| write `_minecraft._tcp.example.com.`"]),
        ("sip_tls.example.com.", "0 1 443", &["error: ", "| write `_sip._tls.example.com.`"]),
        (
            "_ldap._tcp.dc._msdsc.example.com.",
            "0 1 389",
            &["error: ", "| write `_ldap._tcp.dc._msdcs.example.com.`"],
        ),
        ("_minecraft._tcp.*.example.com.", "0 1 25565", &["error: ", "has `*` after its first label"]),
        ("play.example.com.", "0 1 25565", &["warning: ", "| write `_minecraft._tcp.play.example.com.`"]),
        ("_ldap._tcp.dc._msdcs.example.com.", "0 1 389", &[]),
        ("_rsync._tcp.a.example.com.", "0 1 873", &[]),
        ("Laser._ipp._tcp.example.com.", "0 0 631", &[]),
        ("etcd-1.svc.cluster.local.", "0 0 2379", &[]),
    ] {
        let line = format!("{owner} 300 SRV {numbers} {target}");
        assert_one(&of_part(&line), parts, &line);
        // Below an absolute `$ORIGIN` the whole owner is known, too.
        if let Some(relative) = owner.strip_suffix(".example.com.") {
            let lines = format!("$ORIGIN example.com.\n{relative} 300 SRV {numbers} {target}");
            let told: Vec<String> =
                of_part(&lines).iter().map(told).filter(|told| !told.contains("note: ")).collect();
            assert_eq!(told.is_empty(), parts.is_empty(), "{lines}\n{told:#?}");
        }
    }
}

#[test]
fn what_stands_at_a_domain_tells_that_owners_lack_their_protocol() {
    let service = "_rsync 300 SRV 0 1 873 rsync.example.net.";
    let lacking = &["malformed-owner error: ", "| write `_rsync._tcp`"][..];
    let judged = |found: Vec<Value>| -> Vec<Value> {
        found.into_iter().filter(|finding| finding["severity"] != "note").collect()
    };
    for (lines, options, parts) in [
        // It may be included below `_tcp`.
        (service.to_owned(), &[][..], &[][..]),
        (service.to_owned(), &["--origin", "_tcp.example.com"], &[]),
        (service.to_owned(), &["--origin", "example.com"], lacking),
        (format!("@ 300 MX 10 mail.example.net.\n{service}"), &[], lacking),
        (format!("mail 300 A 192.0.2.1\n{service}"), &[], lacking),
        (format!("_dmarc 300 TXT \"v=DMARC1; p=none\"\n{service}"), &[], lacking),
        (format!("k1._domainkey 300 TXT \"v=DKIM1; p=\"\n{service}"), &[], lacking),
        (format!("$ORIGIN _tcp.example.com.\n{service}"), &[], &[]),
    ] {
        assert_one(&judged(findings("part.txt", &format!("{lines}\n"), options)), parts, &lines);
    }
    // So is a target of one label with a dot behind it.
    let target = "_rsync._tcp 300 SRV 0 1 873 c0ba54fb141c.";
    let found = judged(findings("part.txt", &format!("{target}\n"), &["--origin", "example.com"]));
    let parts = &[
        "target-without-address warning: ",
        "is a single label with a final dot",
        "| write the host's whole name",
    ];
    assert_one(&found, parts, target);
}

/// What a help says to write, if it says one thing.
fn written(help: &str) -> Option<&str> {
    help.strip_prefix("write `")?.strip_suffix('`').filter(|text| !text.contains('`'))
}

/// A text with the edits of a finding's fix, or with what its help says in place of the token at fault.
fn obeyed(text_of_file: &str, finding: &Value) -> Vec<String> {
    let place = |value: &Value, key: &str| value[key]["byte"].as_u64().expect("a place") as usize;
    let with = |edits: Vec<(usize, usize, &str)>| {
        let mut edited = text_of_file.to_owned();
        for (start, end, new) in edits.into_iter().rev() {
            edited.replace_range(start..end, new);
        }
        edited
    };
    let by_help = written(help(finding));
    let by_help = by_help.map(|new| with(vec![(place(finding, "start"), place(finding, "end"), new)]));
    let edits = finding["fix"]["edits"].as_array().map(|edits| {
        with(
            edits
                .iter()
                .map(|edit| (place(edit, "start"), place(edit, "end"), text(&edit["text"])))
                .collect(),
        )
    });
    by_help.into_iter().chain(edits).collect()
}

#[test]
fn what_is_proposed_for_an_owner_has_nothing_wrong_with_it() {
    const OF_OWNERS: [&str; 4] =
        ["malformed-owner", "unknown-service", "occluded-record", "missing-trailing-dot"];
    for (line, meant) in [
        ("ldap.tcp.dc_msdcs SRV 0 100 389 dc1", Some("_ldap._tcp.dc._msdcs")),
        ("ldap.tcp.dc_msdcs.example.com. SRV 0 100 389 dc1", Some("_ldap._tcp.dc._msdcs.example.com.")),
        ("__sip._tls._sip.tls.sip. SRV 100 1 443 mail", Some("_sip._tls")),
        ("__sip._tls._sip.tls.sip SRV 100 1 443 mail", Some("_sip._tls")),
        ("_sip._tls._sip.tls.sip.example.com. SRV 100 1 443 mail", Some("_sip._tls.example.com.")),
        (
            "__sipf._tls._sipfederationtls.tcp.sipfederationtls. SRV 100 1 5061 mail",
            Some("_sipfederationtls._tcp"),
        ),
        ("_minecraft.* SRV 0 5 25566 mail", None),
        ("minecraft.tcp.* SRV 0 5 25566 mail", None),
        ("_minecraft.*. SRV 0 5 25566 mail", None),
        ("sip.tls.lab7. SRV 0 5 443 mail", None),
        ("_minecraft._tcp. SRV 0 5 25565 mail", Some("_minecraft._tcp")),
        ("minecraft.tcp. SRV 0 5 25565 mail", Some("_minecraft._tcp")),
        ("rsync.tcp.exmaple.com. SRV 0 5 873 mail", Some("_rsync._tcp.example.com.")),
        ("rsync.tcp.@ SRV 0 5 873 mail", Some("_rsync._tcp")),
        ("_sip._tcp._sip._tcp SRV 0 5 5060 mail", Some("_sip._tcp")),
        ("_rsync.@ SRV 0 5 873 mail", Some("_rsync._tcp")),
        ("play._tcp._minecraft SRV 0 5 25565 mail", Some("_minecraft._tcp.play")),
        ("_xmpp._server SRV 0 5 5269 mail", Some("_xmpp-server._tcp")),
    ] {
        let zone = format!("{HEAD}{line}\n");
        let found = of_zone(line);
        let of_owner = |finding: &&Value| {
            OF_OWNERS.contains(&text(&finding["rule"])) && finding["start"]["line"].as_u64() == Some(7)
        };
        let first = found.iter().find(of_owner).unwrap_or_else(|| panic!("{line}: {found:#?}"));
        assert_eq!(written(help(first)), meant, "{line}\n{}", told(first));
        if meant.is_none() {
            assert!(first["fix"].is_null(), "{line}");
        }
        for edited in obeyed(&zone, first) {
            let left = findings("example.com.zone", &edited, &["--origin", "example.com"]);
            let left: Vec<String> = left.iter().filter(of_owner).map(told).collect();
            assert!(left.is_empty(), "{line}\n{edited}\n{left:#?}");
        }
    }
}

#[test]
fn what_no_one_types_in_a_name_is_deleted() {
    for (line, rule, meant) in [
        ("\u{201c}_rsync._tcp\u{201d} SRV 0 1 873 mail", "malformed-owner error", "_rsync._tcp"),
        ("\u{2018}_rsync._tcp\u{2019} SRV 0 1 873 mail", "malformed-owner error", "_rsync._tcp"),
        ("\u{feff}\u{200b}_rsync._tcp SRV 0 1 873 mail", "malformed-owner error", "_rsync._tcp"),
        ("_rsync._tcp.example.com.\u{200b} SRV 0 1 873 mail", "malformed-owner error", "_rsync._tcp"),
        ("_rsync._tcp.ber\u{ad}lin SRV 0 1 873 mail", "malformed-owner error", "_rsync._tcp.berlin"),
        ("_rs\u{200b}ync._tcp SRV 0 1 873 mail", "unknown-service warning", "_rsync._tcp"),
        ("_rsync._tcp SRV 0 1 873 \u{201c}mail\u{201d}", "invalid-hostname-target error", "mail"),
        ("_rsync._tcp SRV 0 1 873 \u{201e}mail\u{201f}", "invalid-hostname-target error", "mail"),
        (
            "_rsync._tcp SRV 0 1 873 mail.example.com.\u{200b}",
            "invalid-hostname-target error",
            "mail.example.com.",
        ),
        ("_rsync._tcp SRV 0 1 873 ma\u{ad}il", "invalid-hostname-target error", "mail"),
    ] {
        let found = of_zone(line);
        assert_one(&found, &[rule, "(U+", &format!("| write `{meant}`")], line);
        assert!(!found[0]["message"].to_string().contains('\u{fffd}'), "{line}");
        let zone = format!("{HEAD}{line}\n");
        let edited = obeyed(&zone, &found[0]);
        assert_eq!(edited.len(), 2, "{line}: a help and a fix");
        for edited in edited {
            let left = findings("example.com.zone", &edited, &["--origin", "example.com"]);
            assert!(left.is_empty(), "{line}\n{edited}\n{left:#?}");
        }
    }
    // The label is wrong in every zone.
    let line = "\u{201c}_rsync._tcp\u{201d} 300 SRV 0 1 873 mail.example.net.";
    let found: Vec<Value> =
        of_part(line).into_iter().filter(|finding| finding["severity"] != "note").collect();
    assert_one(&found, &["malformed-owner error", "| write `_rsync._tcp`"], line);
}

#[test]
fn names_are_shown_in_their_letters() {
    for (target, parts) in [
        (
            "\u{432}\u{430}\u{448}_\u{434}\u{43e}\u{43c}\u{435}\u{43d}.",
            &[
                "`\u{432}\u{430}\u{448}_\u{434}\u{43e}\u{43c}\u{435}\u{43d}.` stands for one that is not filled in",
                "write the name of the host",
            ][..],
        ),
        ("b\u{fc}cher", &["`b\u{fc}cher.example.com.` is not a host name", "write `xn--bcher-kva`"]),
        // What looks like a letter of ASCII is told of as that.
        ("m\u{430}il_1", &["a Cyrillic letter (U+0430)"]),
        // Octets that are no text, and what moves text, stay escaped.
        ("\\252x", &["`\\252x.example.com.`"]),
        ("a\u{202e}b", &["`a\\226\\128\\174b.example.com.`"]),
    ] {
        let line = format!("_rsync._tcp SRV 0 1 873 {target}");
        assert_one(&of_zone(&line), &[&["invalid-hostname-target error"], parts].concat(), &line);
    }
}

#[test]
fn what_else_is_said_of_an_owner_that_is_a_slip_names_the_one_that_is_meant() {
    for (lines, rule, expected) in [
        (
            "_rsync._tcp.example.com 86400 SRV 0 1 873 mail",
            "long-ttl",
            Some("keeps changes of `_rsync._tcp.example.com.` from clients"),
        ),
        (
            "rsync.tcp 86400 SRV 0 1 873 mail",
            "long-ttl",
            Some("keeps changes of `_rsync._tcp.example.com.` from clients"),
        ),
        (
            "_rsync 86400 SRV 0 1 873 mail",
            "long-ttl",
            Some("keeps changes of `_rsync._tcp.example.com.` from clients"),
        ),
        (
            "_rsync._tcp.example.com 10 SRV 0 1 873 mail",
            "short-ttl",
            Some("makes caches ask for `_rsync._tcp.example.com.` every"),
        ),
        // What is to be deleted needs no other TTL, unless it is the file's.
        ("_rsync._tcp 300 SRV 0 1 873 mail\n_rsync 86400 SRV 0 1 873 mail", "long-ttl", None),
        ("_rsync._tcp 300 SRV 0 1 873 mail\nrsync.tcp 10 SRV 0 1 873 mail", "short-ttl", None),
        (
            "_rsync._tcp 300 SRV 0 1 873 mail\n_rsync._tcp.example.com 86400 SRV 0 1 873 mail",
            "long-ttl",
            None,
        ),
        (
            "$TTL 1d\n_rsync SRV 0 1 873 mail\n_rsync._tcp SRV 0 1 873 mail",
            "long-ttl",
            Some("from `$TTL` keeps changes of `_rsync._tcp.example.com.` from clients"),
        ),
        (
            "_matrix._tcp.example.com SRV 0 1 8448 mail",
            "unknown-service",
            Some(
                "`_matrix._tcp.example.com.` is the older name of `_matrix-fed`, which `example.com.` does not have",
            ),
        ),
        (
            "_matrix._tcp._tcp SRV 0 1 8448 mail",
            "unknown-service",
            Some(
                "`_matrix._tcp.example.com.` is the older name of `_matrix-fed`, which `example.com.` does not have",
            ),
        ),
        ("_matrix._tcp.<server_name.tld> SRV 0 1 8448 mail", "unknown-service", None),
        ("_kerberos._udp.dc_msdcs SRV 0 100 88 dc1", "missing-companion", None),
    ] {
        let found = of_zone(lines);
        let found: Vec<&str> = found
            .iter()
            .filter(|finding| finding["rule"] == rule)
            .map(|finding| text(&finding["message"]))
            .collect();
        assert_eq!(found.len(), usize::from(expected.is_some()), "{lines}\n{found:#?}");
        assert!(
            found.iter().zip(expected).all(|(message, expected)| message.contains(expected)),
            "{lines}\n{found:#?}"
        );
    }
}

#[test]
fn an_at_sign_inside_an_owner_stands_for_nothing() {
    for (owner, meant) in [
        ("_rsync._tcp@", "_rsync._tcp"),
        ("_foo._tcp@", "_foo._tcp"),
        ("_foo@._tcp", "_foo._tcp"),
        ("_rsync._tcp@example.com", "_rsync._tcp"),
        ("_foo._tcp.lab@", "_foo._tcp.lab"),
        ("_foo._tcp@lab", "_foo._tcp.lab"),
        ("_rsync.@._tcp", "_rsync._tcp"),
    ] {
        let found = of_zone(&format!("lab A 192.0.2.9\n{owner} SRV 0 1 9873 mail"));
        let parts = ["malformed-owner error: ", "has `@` inside its name", &format!("| write `{meant}`")];
        assert_one(&found, &parts, owner);
        assert_eq!(text(&found[0]["fix"]["edits"][0]["text"]), meant, "{owner}");
    }
    for owner in ["_rsync._tcp@example.com.", "_foo._tcp@example.com."] {
        let found = of_zone(&format!("{owner} SRV 0 1 873 mail"));
        let meant = owner.replace('@', ".");
        assert_one(&found, &["occluded-record error: ", &format!("| write `{meant}`")], owner);
        assert_eq!(text(&found[0]["fix"]["edits"][0]["text"]), meant, "{owner}");
    }
    // An instance may be called so (XEP-0174).
    assert_one(&of_zone("me@laptop._presence._tcp SRV 0 0 5298 mail"), &[], "an instance");
}

#[test]
fn placeholders_in_brackets_are_none_of_a_service() {
    for owner in [
        "_<service>._<proto>",
        "_[service]._[proto]",
        "_{service}._{proto}",
        "_{{service}}._{{proto}}",
        "_%s._%s",
        "_<your-service>._tcp",
    ] {
        let found = of_zone(&format!("{owner} SRV 0 1 9873 mail"));
        assert_one(
            &found,
            &["malformed-owner warning: ", "| write the name that the service's clients"],
            owner,
        );
    }
    let owner = "_rsync._<proto>";
    let found = of_zone(&format!("{owner} SRV 0 1 873 mail"));
    assert_one(
        &found,
        &["malformed-owner error: ", "has `_<proto>` for a protocol", "| write `_rsync._tcp`"],
        owner,
    );
}

#[test]
fn a_protocol_in_the_label_of_its_service_is_cut_off() {
    for (owner, port, meant) in [
        ("_foo_tcp", 9873, "_foo._tcp"),
        ("_foo-bar_udp.lab", 9873, "_foo-bar._udp.lab"),
        ("_rsync_tcp", 873, "_rsync._tcp"),
        ("_rsynctcp", 873, "_rsync._tcp"),
        ("_turnudp", 3478, "_turn._udp"),
        ("_rsync._tcp._rsync", 873, "_rsync._tcp"),
        ("_rsync._tcp._rsync._tcp", 873, "_rsync._tcp"),
    ] {
        let found = of_zone(&format!("lab A 192.0.2.9\n{owner} SRV 0 1 {port} mail"));
        assert_one(&found, &["malformed-owner error: ", &format!("| write `{meant}`")], owner);
        assert_eq!(text(&found[0]["fix"]["edits"][0]["text"]), meant, "{owner}");
    }
    assert_one(
        &of_zone("_873._tcp SRV 0 1 873 mail"),
        &["malformed-owner", "| write `_rsync._tcp`"],
        "a port",
    );
    for line in ["_foo-tcp._tcp SRV 0 1 9873 mail", "_mssms_mp_abc._tcp SRV 0 0 9873 mail"] {
        assert_one(&of_zone(line), &[], line);
    }
}

#[test]
fn an_alias_under_another_protocol_is_told_which_one_clients_ask_for() {
    for (line, meant) in [
        ("_rsync._udp CNAME _rsync._udp.example.net.", "_rsync._tcp"),
        ("_rsync._udp CNAME _rsync._tcp.example.net.", "_rsync._tcp"),
        ("_rsync._ssl CNAME _rsync._tcp.example.net.", "_rsync._tcp"),
        ("_caldavs._udp.lab CNAME _caldavs._udp.example.net.", "_caldavs._tcp.lab"),
    ] {
        let found = of_zone(line);
        assert_one(&found, &["unexpected-protocol warning: ", &format!("| write `{meant}`")], line);
    }
    // A policy on reports has no SRV records (RFC 8460 section 3).
    for line in [
        "_smtp._tls CNAME _smtp._tls.example.net.",
        "_smtp._tls.lab CNAME _smtp._tls\n_smtp._tls TXT \"v=TLSRPTv1; rua=mailto:a@example.com\"",
        "_rsync._tcp CNAME _rsync._tcp.example.net.",
    ] {
        assert_one(&of_zone(line), &[], line);
    }
}
