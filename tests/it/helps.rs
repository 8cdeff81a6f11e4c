//! A help or a note of a finding is true of the zone: what is counted is there, what is labelled is meant, and a zone
//! in which a help was followed has no new finding.

use serde_json::Value;

use crate::harness::scratch::Scratch;

const SOA: &str = "@ SOA ns.example.net. h.example.net. 1 7200 3600 1209600 900\n  NS ns.example.net.\n";

/// The findings of a zone `example.com`, those of one rule.
fn findings(text: &str, rule: &str) -> Vec<Value> {
    // Tests run at the same time.
    let test = std::thread::current().name().unwrap_or_default().replace(':', "-");
    let scratch = Scratch::new(&test);
    scratch.write("z", text);
    let json = scratch.run(&["check", "--format", "json", "--origin", "example.com", "z"]).json();
    let all = json["findings"].as_array().expect("findings").iter();
    all.filter(|finding| finding["rule"] == rule).cloned().collect()
}

/// The only one.
fn finding(text: &str, rule: &str) -> Value {
    let found = findings(text, rule);
    assert_eq!(found.len(), 1, "{text}\n{found:#?}");
    found.into_iter().next().expect("one")
}

fn notes(finding: &Value) -> Vec<&str> {
    finding["notes"].as_array().expect("notes").iter().filter_map(Value::as_str).collect()
}

fn message(finding: &Value) -> &str {
    finding["message"].as_str().expect("a message")
}

/// The last note.
fn help(finding: &Value) -> &str {
    notes(finding).last().expect("a help")
}

fn with_ttl(lines: &str) -> String {
    format!("$TTL 1h\n{SOA}{lines}")
}

#[test]
fn a_default_ttl_that_is_proposed_is_the_one_that_is_written() {
    let of_minimum = format!("{SOA}_rsync._tcp SRV 0 5 873 a.example.net.\n");
    let of_soa = format!("{}_rsync._tcp SRV 0 5 873 a.example.net.\n", SOA.replacen("@ ", "@ 700 ", 1));
    let of_record =
        format!("{}_rsync._tcp SRV 0 5 873 a.example.net.\n_rsync._tcp SRV 0 5 873 b.example.net.\n", {
            SOA.replacen("@ ", "@ 300 ", 1) + "x 999 A 192.0.2.1\n"
        });
    let late = format!("{SOA}_rsync._tcp SRV 0 5 873 a.example.net.\n$TTL 5\n");
    for (zone, ttl, place) in [
        (of_minimum, 900, "above the first record"),
        (of_soa, 700, "above the first record"),
        (of_record, 999, "above this record"),
        (late, 900, "above the first record"),
    ] {
        let finding = finding(&zone, "implicit-ttl");
        let line = format!("$TTL {ttl}");
        let help = help(&finding);
        assert!(help.starts_with(&format!("write `{line}` {place}")), "{help}");
        let text = finding["fix"]["edits"][0]["text"].as_str().expect("a fix");
        assert_eq!(text.trim(), line);
        let at = finding["fix"]["edits"][0]["start"]["byte"].as_u64().expect("a place") as usize;
        let mended = format!("{}{text}{}", &zone[..at], &zone[at..]);
        assert_eq!(findings(&mended, "ttl-mismatch"), [Value::Null; 0], "{mended}");
    }
}

#[test]
fn records_below_an_origin_without_its_dot_are_counted() {
    let note = |lines: &str| {
        let finding = finding(&with_ttl(lines), "missing-trailing-dot");
        format!("{} {}", finding["severity"].as_str().expect("a severity"), notes(&finding)[0])
    };
    let origin = "$ORIGIN sub.example.com\n";
    let [zero, one] = ["warning no record has a name below it, yet", "error 1 record has"];
    let many = |count: u32| format!("error {count} records have a wrong name, or lead to one, because of it");
    assert_eq!(note(&format!("{origin}a.example.com. A 192.0.2.1\n")), zero);
    assert_eq!(note(&format!("a.example.com. A 192.0.2.1\n{origin}")), zero);
    assert!(note(&format!("{origin}a A 192.0.2.1\n")).starts_with(one));
    assert!(note(&format!("{origin}a.example.com. MX 10 b\n")).starts_with(one), "it leads there");
    assert!(note(&format!("{origin}a.example.com. MX 10 b.example.com.\nb A 192.0.2.1\n")).starts_with(one));
    assert_eq!(note(&format!("{origin}a A 192.0.2.1\n  TXT x\n@ MX 10 b\n")), many(3));
    assert_eq!(note(&format!("{origin}$GENERATE 1-4 h$ A 192.0.2.$\n")), many(4));
    // What another origin completes does not count.
    assert_eq!(
        note(&format!(
            "x A 192.0.2.1\n{origin}a A 192.0.2.1\nb A 192.0.2.1\n$ORIGIN example.com.\nc A 192.0.2.1\n"
        )),
        many(2)
    );
}

#[test]
fn what_one_signer_wrote_is_one_finding() {
    let nsec3 = |owner: &str| format!("{owner} NSEC3 1 0 0 - 2t7b4g4vsa5smi47k61mv5bv1a22bojr A\n");
    let count = |owners: &[&str]| {
        let lines: String = owners.iter().map(|owner| nsec3(owner)).collect();
        let finding = finding(&with_ttl(&lines), "refused-zone");
        assert_eq!(finding["start"]["line"], 4, "the first");
        notes(&finding).into_iter().find(|note| note.starts_with("and so")).map(str::to_owned)
    };
    assert_eq!(count(&["a"]), None);
    assert_eq!(count(&["a", "b"]).as_deref(), Some("and so is another one below"));
    assert_eq!(count(&["a", "b", "c.example.net."]).as_deref(), Some("and so are 2 others below"));
}

#[test]
fn what_only_some_servers_read_is_named() {
    for (line, message, help) in [
        (
            "www ANAME a.example.net.",
            "as Hickory DNS and several providers have it: BIND refuses it",
            "for BIND, ",
        ),
        ("www DYNA geoip!cp", "`DYNA` is gdnsd's type for addresses", "for BIND, "),
        ("www 600 DYNC geoip!cp", "`DYNC` is gdnsd's type", "for BIND, "),
        ("$ADDR_LIMIT_V6 6", "`$ADDR_LIMIT_V6` is gdnsd's limit", "for BIND, leave the line out"),
        ("www 300/10 IN DYNA metafo!a", "`300/10` is gdnsd's pair", "for BIND, write one TTL"),
        ("$TTL 1h/10", "`1h/10` is gdnsd's pair", "for BIND, write one TTL"),
        ("www A X.X.X.10", "`X.X.X.10` stands for an address", "write the address"),
        ("www A __PUBLIC_V4__", "`__PUBLIC_V4__` stands for an address", "write the address"),
        ("www A <your-ip>", "`<your-ip>` stands for an address", "write the address"),
        ("www AAAA 2001:XXXX:1000::10", "`2001:XXXX:1000::10` stands for an address", "write the address"),
        ("www SVCB 16 a.example.net. ohttp", "not a key that BIND 9.18 knows", "write `key8`"),
    ] {
        let finding = finding(&with_ttl(&format!("{line}\n")), "syntax");
        let said = self::message(&finding);
        assert!(said.contains(message), "{line}: {said}");
        let said = self::help(&finding);
        assert!(said.starts_with(help), "{line}: {said}");
    }
    assert_eq!(findings(&with_ttl("www SVCB 16 a.example.net. key8\n"), "syntax"), [Value::Null; 0]);
}

#[test]
fn what_gdnsd_alone_reads_and_addresses_to_be_filled_in_are_told_once_a_file() {
    let lines = "www DYNA geoip!a\nftp 300/10 IN DYNC metafo!b\n$ADDR_LIMIT_V4 2\n\
                 a A X.X.X.1\nb A x.x.x.2\nc AAAA 2001:XXXX::3\nd A your.ip.here\n";
    let found = findings(&with_ttl(lines), "syntax");
    let said: Vec<_> =
        found.iter().map(|finding| (&finding["start"]["line"], notes(finding)[0].to_owned())).collect();
    assert_eq!(
        said,
        [
            (&Value::from(4), "the same is wrong in 2 more lines".to_owned()),
            (&Value::from(7), "the same is wrong in 3 more lines".to_owned()),
        ]
    );
    // A name, and an address with a number too many, are mistakes of their own.
    assert_eq!(
        findings(&with_ttl("a A xena\nb A 192.0.2.1.1\nc A ipswich\nd A 192.0.2.300\n"), "syntax").len(),
        4
    );
}

#[test]
fn files_of_one_directory_that_are_not_there_are_one_finding() {
    let includes =
        |count: usize| (0..count).map(|at| format!("$INCLUDE made/{at}.inc\n")).collect::<String>();
    let said = |lines: &str| findings(&with_ttl(lines), "include");
    assert_eq!(said(&includes(3)).len(), 3);
    let many = said(&format!("{}$INCLUDE other/a.inc\n$INCLUDE b.inc\n", includes(5)));
    let messages: Vec<_> = many.iter().map(message).collect();
    assert_eq!(
        messages,
        [
            "included file `made/0.inc` and 4 other files of `made/` not found",
            "included file `other/a.inc` not found",
            "included file `b.inc` not found",
        ]
    );
    assert_eq!(many[0]["labels"].as_array().map(Vec::len), Some(3));
}

#[test]
fn many_name_servers_without_an_address_and_lines_of_dots_are_one_finding() {
    let servers = |count: usize| (0..count).map(|at| format!("@ NS ns{at}\n")).collect::<String>();
    let said = |lines: &str, rule: &str| -> Vec<String> {
        let message = |finding: &Value| message(finding).to_owned();
        findings(&with_ttl(lines), rule).iter().map(message).collect()
    };
    assert_eq!(said(&servers(2), "refused-zone").len(), 2);
    let many = "name server `ns0.example.com.` has no address and 4 other name servers have none";
    assert_eq!(said(&servers(5), "refused-zone"), [many]);
    let dots = "a line of dots is not a record: it stands for lines that are left out";
    assert_eq!(said(".\n.\na A 192.0.2.1\n...\n", "syntax"), [dots]);
}

#[test]
fn a_wildcard_that_cannot_be_read_hides_only_what_it_may_answer_for() {
    let lines = "* DYNA geoip!cp\n_submission._tcp SRV 0 5 587 mail.a\na A 192.0.2.1\n";
    let said = |lines: &str, rule: &str| findings(&with_ttl(lines), rule).len();
    // `_tcp` exists, so that the wildcard answers for no name below it.
    assert_eq!(said(&lines.replace("mail.a", "a"), "missing-companion"), 1);
    assert_eq!(said(lines, "target-without-address"), 1, "`a` exists");
    assert_eq!(said(&lines.replace("mail.a", "gone"), "target-without-address"), 0);
    assert_eq!(said(&lines.replace("mail.a", "gone").replacen("* ", "*.b ", 1), "target-without-address"), 1);
    assert_eq!(said(&lines.replacen("* ", "*.a ", 1), "target-without-address"), 0);
}

#[test]
fn labels_say_what_stays() {
    let lines = "_rsync._tcp SRV 0 0 0 .\n_rsync._tcp SRV 1 1 1 .\n_rsync._tcp SRV 0 5 873 a.example.net.\n";
    let finding = finding(&with_ttl(lines), "null-target");
    let labels = finding["labels"].as_array().expect("labels");
    let said: Vec<_> = labels.iter().map(|label| (&label["message"], &label["start"]["line"])).collect();
    assert_eq!(said, [(&Value::from("this one stays"), &Value::from(6))]);
}

#[test]
fn no_host_is_told_of_twice() {
    let lines = "a A 127.0.0.1\na AAAA fe80::1\n_rsync._tcp SRV 0 5 873 a\n_nntps._tcp SRV 0 5 563 a\n_rsync._tcp.b SRV 0 5 873 a\n";
    let finding = finding(&with_ttl(lines), "unreachable-target");
    assert!(notes(&finding).contains(&"2 other SRV records name this host"), "{finding}");
    let labels = finding["labels"].as_array().expect("labels");
    assert_eq!(labels.iter().map(|label| &label["start"]["line"]).collect::<Vec<_>>(), [4, 5]);
}

#[test]
fn practice_of_a_service_s_own_instructions_is_no_warning() {
    let severity = |line: &str, rule: &str| {
        let found = findings(&with_ttl(line), rule);
        found.first().map(|finding| finding["severity"].as_str().expect("a severity").to_owned())
    };
    let etcd = "_etcd-server-ssl._tcp 86400 SRV 0 10 2380 a.example.net.\n";
    assert_eq!(severity(etcd, "long-ttl").as_deref(), None);
    assert_eq!(severity(&etcd.replace("86400", "604800"), "long-ttl").as_deref(), None);
    assert_eq!(severity(&etcd.replace("86400", "604801"), "long-ttl").as_deref(), Some("warning"));
    assert_eq!(severity(&etcd.replace("_etcd-server-ssl", "_rsync"), "long-ttl").as_deref(), Some("warning"));
    // Clients of mail keep the host that they found.
    let mail = "_imaps._tcp 86399 SRV 0 1 993 a.example.net.\n_sip._udp 3600 SRV 0 1 5060 a.example.net.\n";
    assert_eq!(severity(mail, "long-ttl"), None);
    assert_eq!(severity(&mail.replace("86399", "86400"), "long-ttl").as_deref(), Some("warning"));
    let both =
        findings(&format!("$TTL 3h\n{}", mail.replace(" 86399 ", " ").replace(" 3600 ", " ")), "long-ttl");
    let said = message(&both[0]);
    assert!(both.len() == 1 && said.contains("changes of `_sip._udp.example.com.` from clients"), "{said}");
    let cluster = "_http._tcp.web.shop.svc 5 SRV 0 100 80 web.shop.svc.example.net.\n";
    assert_eq!(severity(cluster, "short-ttl"), None);
    assert_eq!(severity(&cluster.replace(".svc ", ".srv "), "short-ttl").as_deref(), Some("note"));
    let nodes = "_sip._udp.scscf SRV 0 0 5054 a.example.net.\n_sip._udp.scscf SRV 0 0 5054 b.example.net.\n";
    assert_eq!(severity(nodes, "zero-weight"), None);
    assert_eq!(severity(&nodes.replace(".scscf", ".pbx"), "zero-weight").as_deref(), Some("note"));
    // Clients of a private service are its owner's, too; of other weights they are told what 0 means.
    let private = nodes.replace("_sip._udp.scscf", "_acme-batch._tcp");
    assert_eq!(severity(&private, "zero-weight"), None);
    assert_eq!(
        severity(&private.replacen("0 0 5054", "0 3 5054", 1), "zero-weight").as_deref(),
        Some("warning")
    );
    let federation = "_xmpp-server._tcp SRV 0 5 5269 a.example.net.\n";
    assert_eq!(severity(federation, "missing-companion").as_deref(), Some("warning"));
    for beside in ["_cisco-uds._tcp SRV 0 0 8443", "_sipfederationtls._tcp SRV 0 0 5061"] {
        let zone = format!("{federation}{beside} a.example.net.\n");
        assert_eq!(severity(&zone, "missing-companion").as_deref(), Some("note"), "{beside}");
    }
    let weights =
        "_minecraft._tcp SRV 0 0 25565 a.example.net.\n_minecraft._tcp SRV 0 5 25565 b.example.net.\n";
    assert_eq!(severity(weights, "zero-weight"), None, "the game does not look at weights");
    assert_eq!(severity("wpad.tcp SRV 0 0 80 a.example.net.\n", "malformed-owner"), None);
    assert_eq!(severity("wpad.udp SRV 0 0 80 a.example.net.\n", "malformed-owner").as_deref(), Some("error"));
}

#[test]
fn helps_fit_what_stands_there() {
    let help = |lines: &str, rule: &str| {
        let finding = finding(&with_ttl(lines), rule);
        self::help(&finding).to_owned()
    };
    let kpasswd = "_kpasswd._tcp SRV 0 5 464 a.example.net.\n_kpasswd._tcp SRV 5 5 749 a.example.net.\n";
    let said = help(kpasswd, "unexpected-port");
    assert!(said.starts_with("delete it, as the host stands here with 464 too"), "{said}");
    let naptr = "@ NAPTR 1 1 \"s\" \"SIP+D2T\" \"\" _sip._tcp\n_sip._tcp SRV 0 5 5060 a.example.net.\n";
    let said = help(naptr, "missing-companion");
    assert!(
        said.starts_with("add `_sips._tcp` and a NAPTR record with `SIPS+D2T` that leads there"),
        "{said}"
    );
    let said = help("$ORIGIN .\n$ORIGIN a\n_rsync._tcp SRV 0 5 873 a.example.net.\n", "occluded-record");
    assert_eq!(said, "write `$ORIGIN a.example.com.`");
    let said = help("ns_1.example.org. A 192.0.2.1\n", "invalid-hostname-owner");
    assert_eq!(said, "delete the line: the name lies outside zone `example.com.`");
    let said = help("rust-\u{1f980} A 192.0.2.1\n", "invalid-hostname-owner");
    assert_eq!(said, "give the host another name");
    let said = help("m\u{fc}nchen A 192.0.2.1\n", "invalid-hostname-owner");
    assert!(said.starts_with("write the label as its A-label"), "{said}");
    let said = help("_register_._tcp SRV 0 5 43 a.example.net.\n", "malformed-owner");
    assert_eq!(said, "write `_register._tcp`");
    let many = findings(
        &with_ttl("x SRV 0 0 0 a.example.net.\nx SRV 0 0 0 b.example.net.\nx SRV 0 0 0 c.example.net.\n"),
        "unexpected-port",
    );
    assert_eq!(many.len(), 1, "of one set: {many:#?}");
    assert!(notes(&many[0]).contains(&"2 other records of the set have it, too"), "{many:#?}");
    let said = help("minsrv SRV 0 0 0 a.example.net.\n", "unexpected-port");
    assert_eq!(said, "write the service's port, or `0 0 0 .` if there is no such service");
}

#[test]
fn records_of_a_domain_controller_that_is_gone_are_to_be_deleted() {
    let lines = "_ldap._tcp SRV 0 100 389 dc9\n_ldap._tcp.dc._msdcs SRV 0 100 389 dc1\ndc1 A 192.0.2.1\n";
    let help = |lines: &str| {
        let finding = finding(&with_ttl(lines), "target-without-address");
        notes(&finding).last().map(|help| help.contains("delete the records of a domain controller"))
    };
    assert_eq!(help(lines), Some(true));
    assert_eq!(help(&lines.replace("_msdcs", "site")), Some(false));
}

#[test]
fn ports_of_another_service_are_told_with_what_the_zone_says_already() {
    let told = |lines: &str| {
        let finding = finding(&with_ttl(&format!("{lines}a A 192.0.2.1\n")), "unexpected-port");
        let text = |key: &str| finding[key].as_str().unwrap_or_default().to_owned();
        let fix = finding["fix"]["edits"][0]["text"].as_str().map(str::to_owned);
        (text("severity"), notes(&finding).last().map(|help| (*help).to_owned()).unwrap_or_default(), fix)
    };
    let help = |lines: &str| told(lines).1;
    // The owner knows the port, and mixed up the names.
    let (severity, said, fix) = told("_smtp._tcp SRV 0 1 587 a\n");
    assert_eq!((severity.as_str(), fix.as_deref()), ("warning", Some("_submission._tcp")), "{said}");
    // A record that stands there already under its right name is one too many.
    let twice = "_imap._tcp SRV 0 1 993 a\n_imaps._tcp SRV 0 1 993 a\n";
    assert_eq!(
        told(twice).1,
        "delete it: `_imaps._tcp` says the same; or write `143`, if the server has that port, too"
    );
    assert_eq!(told(twice).2, None);
    assert!(help(&twice.replace("993 a\n_imaps", "993 b\n_imaps")).starts_with("write `143`"));
    // Ports that are exchanged are both told of, each with the right one.
    let exchanged = with_ttl("_imap._tcp SRV 0 1 993 a\n_imaps._tcp SRV 0 1 143 a\na A 192.0.2.1\n");
    let found = findings(&exchanged, "unexpected-port");
    let fixes: Vec<&str> =
        found.iter().filter_map(|finding| finding["fix"]["edits"][0]["text"].as_str()).collect();
    assert_eq!(fixes, ["143", "993"], "{found:#?}");
    // Both forms at one port are one note, whichever ports they are.
    for port in [5222, 5269, 443] {
        let both = format!("_xmpp-client._tcp SRV 0 1 {port} a\n_xmpps-client._tcp SRV 0 1 {port} a\n");
        let finding = findings(&with_ttl(&both), "unexpected-port");
        let shared: Vec<_> = finding.iter().filter(|finding| finding["severity"] == "note").collect();
        assert_eq!(shared.len(), 1, "{port}: {finding:#?}");
    }
}

#[test]
fn no_fix_denies_what_another_s_server_may_offer() {
    let fix = |line: &str| {
        finding(&with_ttl(&format!("{line}\npbx A 192.0.2.1\n")), "missing-companion")["fix"].clone()
    };
    assert_eq!(fix("_submission._tcp SRV 0 1 587 smtp.example.net."), Value::Null);
    assert_eq!(fix("_sip._udp SRV 0 1 5060 pbx.example.net."), Value::Null);
    assert_ne!(fix("_sip._udp SRV 0 1 5060 pbx"), Value::Null);
    assert_eq!(fix("_kerberos._udp SRV 0 1 88 pbx"), Value::Null);
    let kerberos = finding(&with_ttl("_kerberos._udp SRV 0 1 88 a.example.net.\n"), "missing-companion");
    assert_eq!(notes(&kerberos).last(), Some(&"add `_kerberos._tcp`, with the hosts that serve it"));
}

#[test]
fn an_origin_that_lacks_no_dot_is_none_that_lacks_it() {
    let soa = SOA.replacen("@ ", "example.com. ", 1).replace("  NS", "example.com. NS");
    let zone = |origin: &str| format!("$TTL 1h\n$ORIGIN .\n{soa}$ORIGIN {origin}\nx A 192.0.2.1\n");
    assert_eq!(findings(&zone("example.com"), "missing-trailing-dot"), [Value::Null; 0]);
    assert_eq!(findings(&zone("_tcp.example.com"), "missing-trailing-dot"), [Value::Null; 0]);
    // Below a name no network's names are meant.
    let network = with_ttl("$ORIGIN 2.0.192.in-addr.arpa\n1 PTR a.example.com.\n");
    assert_eq!(finding(&network, "missing-trailing-dot")["start"]["line"], 4);
}

#[test]
fn an_at_sign_in_a_target_and_a_comment_of_another_kind_are_told_as_that() {
    let target =
        finding(&with_ttl("_rsync._tcp SRV 0 1 873 a.@\na A 192.0.2.1\n"), "invalid-hostname-target");
    assert_eq!(
        (notes(&target).last(), &target["fix"]["edits"][0]["text"]),
        (Some(&"write `a`"), &Value::from("a"))
    );
    let comment = finding(&with_ttl("# SPF record (TXT)\n"), "malformed-owner");
    assert_eq!(notes(&comment).last(), Some(&"begin the comment with `;`: this line is a record"));
}

#[test]
fn a_name_that_a_certificate_has_is_to_get_addresses() {
    let help = |service: &str| {
        let lines = format!("{service} SRV 0 1 993 imap\nimap CNAME a\na A 192.0.2.1\n");
        notes(&finding(&with_ttl(&lines), "cname-target"))
            .last()
            .map(|help| (*help).to_owned())
            .unwrap_or_default()
    };
    assert!(help("_imaps._tcp").starts_with("give `imap.example.com.` addresses of its own, or write `a`"));
    assert!(help("_rsync._tcp").starts_with("write `a`, or give"));
}

/// The severity, message and last note of the only finding of a rule in `example.com`.
fn told(lines: &str, rule: &str) -> String {
    let finding = finding(&with_ttl(lines), rule);
    let text = |key: &str| finding[key].as_str().unwrap_or_default().to_owned();
    format!(
        "{} {} | {}",
        text("severity"),
        text("message"),
        notes(&finding).last().copied().unwrap_or_default()
    )
}

#[test]
fn helps_lead_to_nothing_that_is_wrong_again() {
    for (lines, rule, expected) in [
        // Another service on the same host is no second name of this one.
        (
            "_afs3-prserver._udp SRV 0 1 7003 a\n_afs3-vlserver._udp SRV 0 1 7003 a\na A 192.0.2.1\n",
            "unexpected-port",
            "| write `7002`",
        ),
        // The old name, with the port of a service that says so itself.
        (
            "_jabber._tcp SRV 0 1 5222 a\n_xmpp-client._tcp SRV 0 1 5222 a\na A 192.0.2.1\n",
            "unknown-service",
            "| delete it: `_xmpp-client._tcp` says the same",
        ),
        (
            "_ldaps._udp SRV 0 1 636 a\n_ldaps._tcp.example.com SRV 0 1 636 a\na A 192.0.2.1\n",
            "unexpected-protocol",
            "| delete the record",
        ),
        // With its dot, an alias would be the next mistake.
        (
            "_rsync._tcp SRV 0 1 873 www.example.com\nwww CNAME a\na A 192.0.2.1\n",
            "missing-trailing-dot",
            "| write `a`, to which the alias `www.example.com.` leads",
        ),
        ("@ CNAME a\na A 192.0.2.1\n", "refused-zone", "give the zone's name the addresses"),
        ("@ MX 10 2001:db8::1.\n", "invalid-hostname-target", "is an IPv6 address, where a name belongs"),
        (
            "_rsync._tcp SRV 0 1 873 192.0.2.1.\n@ A 192.0.2.1\nb A 192.0.2.1\nc A 192.0.2.1\n",
            "address-as-target",
            "| write `b`, which has this address",
        ),
        (
            "@ NAPTR 10 10 \"s\" \"SIP+D2U\" \"!^.*$!sip:a@example.com!\" .\n",
            "naptr-mismatch",
            "| delete the record, as there are no SRV records for it; or add them",
        ),
    ] {
        let said = told(lines, rule);
        assert!(said.contains(expected), "{lines}: {said}");
    }
    let digits = SOA.replacen(" 1 7200", " 20240116000001 7200", 1);
    let serial = finding(&format!("$TTL 1h\n{digits}"), "syntax");
    assert!(
        notes(&serial).contains(&"write `2024011600`: a date has eight digits, and two are left for a count")
    );
    let filler = told("@ NS REPLACE&ME$WITH^YOUR@NAMESERVER.\n", "invalid-hostname-target");
    assert!(filler.contains("stands for one that is not filled in"), "{filler}");
    // The registry does not say what clients of a private service ask for.
    let own = told("_acme-x.tcp SRV 0 1 9 a\na A 192.0.2.1\n", "malformed-owner");
    assert!(own.contains("lacks an underscore: `_acme-x._tcp.example.com.` was meant"), "{own}");
    let no_servers = SOA.split("  NS").next().expect("an SOA record");
    for server in ["example.com.", "ns1.gandi.net."] {
        let zone = format!("$TTL 1h\n{}", no_servers.replacen("ns.example.net.", server, 1));
        let finding = finding(&zone, "refused-zone");
        assert_eq!(
            notes(&finding).last(),
            Some(&"name the zone's servers: `@ NS ns.example.net.`"),
            "{server}"
        );
    }
    // One finding for the old name, and not one for its port besides.
    let old = "_jabber._tcp SRV 0 1 5222 a\n_xmpp-client._tcp SRV 0 1 5222 a\na A 192.0.2.1\n";
    assert_eq!(findings(&with_ttl(old), "unexpected-port"), [Value::Null; 0]);
    assert_eq!(findings(&with_ttl(&old.replace("5222 a\n_x", "5222 b\n_x")), "unexpected-port").len(), 1);
    // Where the new name is there as well, its port tells of it.
    let both = format!("{old}_xmpp-server._tcp SRV 0 1 5269 a\n");
    assert!(told(&both, "unexpected-port").ends_with("| delete it: `_xmpp-client._tcp` says the same"));
}

#[test]
fn a_wildcard_makes_no_host_of_another_s() {
    let target = "_rsync._tcp SRV 0 1 873 mail.example.\n";
    let said = |lines: &str| findings(&with_ttl(&format!("{target}{lines}")), "target-without-address").len();
    assert_eq!(said("* CNAME a\na A 192.0.2.1\n"), 0);
    assert_eq!(said("* A 192.0.2.1\n"), 0);
    assert_eq!(said("mail CNAME a\na A 192.0.2.1\n"), 1);
    assert_eq!(said("mail A 192.0.2.1\n"), 1);
}

#[test]
fn servers_of_sip_that_find_each_other_need_no_tls() {
    let companion = |port: u16| {
        let line = format!("_sip._tcp.rr SRV 0 1 {port} a\na A 192.0.2.1\n");
        findings(&with_ttl(&line), "missing-companion").len()
    };
    assert_eq!((companion(5060), companion(5070)), (1, 0));
}

#[test]
fn a_target_of_a_part_lacks_the_dot_that_another_of_its_domain_has() {
    let scratch = Scratch::new("part-dotted");
    let warned = |lines: &str| {
        scratch.write("z", lines);
        let json =
            scratch.run(&["check", "--select", "missing-trailing-dot", "--format", "json", "z"]).json();
        let found = json["findings"].as_array().expect("findings").clone();
        found.iter().map(|finding| message(finding).to_owned()).collect::<Vec<_>>()
    };
    let dotted = "_caldav._tcp.mine SRV 0 1 80 cal.example.net.\n";
    let relative = "_rsync._tcp.mine SRV 0 1 873 SSL0.Example.NET\n";
    let lacking = "SRV target `SSL0.Example.NET` lacks its final dot: `SSL0.Example.NET.` was meant";
    assert_eq!(warned(&format!("{relative}{dotted}")), [lacking]);
    // Below a domain of the public DNS no other is needed, unless the zone has names that end so.
    assert_eq!(warned(relative), [lacking]);
    assert_eq!(warned("_rsync._tcp SRV 0 1 873 box.office.co.uk\n").len(), 1);
    for right in [
        format!("{relative}ssl.net A 192.0.2.1\nssl0.example.net A 192.0.2.1\n"),
        "_rsync._tcp SRV 0 1 873 ssl0.example.lab\n".to_owned(),
        "_rsync._tcp SRV 0 1 873 a.berlin\n".to_owned(),
    ] {
        assert_eq!(warned(&right), [""; 0], "{right}");
    }
}

#[test]
fn what_was_meant_by_lines_that_cannot_be_read_is_said() {
    let indented = "the blank before `ns`: an owner begins in the first column";
    for (lines, message, help) in [
        ("a A 192.0.2.1\n ns IN A 192.0.2.2\n", "`ns` is not taken for an owner", indented),
        (" mx 300 IN A 192.0.2.2\n", "`mx` is not taken for an owner", "`mx`"),
        (" srv A 192.0.2.2\n", "`srv` is not taken for an owner", "`srv`"),
        (
            "_rsync._tcp SRV 0 0 873 ns.example.net.\n 0 0 874 ns.example.net.\n",
            "the type is missing before the fields of an SRV record",
            "write `SRV 0 0 874 ns.example.net.`",
        ),
        ("_rsync._tcp 0 0 873 ns.example.net.\n", "the type is missing before the fields", "write `SRV "),
        ("$ ORIGIN a.example.com.\n", "a blank stands after the `$` of `$ORIGIN`", "write `$ORIGIN`"),
        ("$ $ttl 300\n", "a `$` too many stands before `$TTL`", "write `$TTL`"),
        ("www A X.Y.Z.A\n", "`X.Y.Z.A` stands for an address", "write the address"),
        (" CERT PKIX [key tag] 0 AAAA\n", "`[key tag]` stands for what is not filled in", "write the value"),
        ("www A 111.222.333.444\n", "`111.222.333.444` stands for an address", "write the address"),
        ("www A 192.0.2.1 #\u{6307}\u{5b9a}\n", "`#` begins no comment", "begin the comment with `;`"),
        ("www 60 ANAME a.example.net.\n", "`ANAME` is an alias", "`; srvlint: ignore[syntax] ANAME`"),
        (
            "_ldap._tcp SRV 100 389 a.example.net. 0\n",
            "the fields are out of order",
            "write `0 100 389 a.example.net.`",
        ),
        (
            "_kerberos._udp SRV 100 88 a.example.net. 0\n",
            "the fields are out of order",
            "write `0 100 88 a.example.net.`",
        ),
        (
            "_x._udp SRV 100 5060 a.example.net. 0\n",
            "the fields are out of order",
            "write `0 100 5060 a.example.net.`",
        ),
        (
            "_x._udp SRV 0 5060 a.example.net. 10\n",
            "the fields are out of order",
            "write `0 10 5060 a.example.net.`",
        ),
        (" CERT PKIX <tag> 0 AAAA\n", "`<tag>` stands for what is not filled in", "write the value"),
    ] {
        let finding = finding(&with_ttl(lines), "syntax");
        let said = self::message(&finding);
        assert!(said.starts_with(message), "{lines}: {said}");
        let said = self::help(&finding);
        assert!(said.contains(help), "{lines}: {said}");
        if message.contains("not taken for an owner")
            || message.contains("type is missing")
            || message.contains("behind the `$`")
        {
            assert!(finding["fix"]["edits"].is_array(), "{lines}: {finding}");
        }
    }
    // Records of other types without theirs, and a TTL in place of the priority.
    for other in [
        "a 60485 5 1 2BB183AF5F22588179A53B0A98631FAD1A292118",
        "_443._tcp 3 1 1 ab12",
        "_rsync._tcp 3600 5 873 ns.example.net.",
    ] {
        let said = finding(&with_ttl(&format!("{other}\n")), "syntax");
        assert!(!said["message"].as_str().is_some_and(|said| said.contains("of an SRV record")), "{said}");
    }
    // A comment between the fields stays.
    let parted = "_ldap._tcp SRV ( 100 ; first\n 389 a.example.net. 0 )\n";
    assert_eq!(finding(&with_ttl(parted), "syntax")["fix"], Value::Null);
    // A part of a zone every line of which is wrong is no text of another kind.
    let scratch = Scratch::new("all-wrong");
    scratch.write(
        "z",
        "_ldap._tcp SRV 100 389 a 0\n_kerberos._tcp SRV 100 88 a 0\n_kerberos._udp SRV 100 88 a 0\n",
    );
    let ran = scratch.run(&["check", "z"]);
    assert_eq!((ran.code, ran.out.matches("the fields are out of order").count()), (1, 3), "{}", ran.out);
    // Records whose data begin like one.
    for right in [
        "a A 192.0.2.1\n NS a\n",
        " MX 10 mx\nmx A 192.0.2.2\n",
        " TXT IN A 192.0.2.2\n",
        " NS in.example.net.\n",
    ] {
        assert_eq!(findings(&with_ttl(right), "syntax"), [Value::Null; 0], "{right}");
    }
}

#[test]
fn why_a_server_refuses_a_zone_is_said_where_it_was_meant_otherwise() {
    let help = |lines: &str, rule: &str| {
        let finding = finding(&with_ttl(lines), rule);
        format!("{} | {}", message(&finding), self::help(&finding))
    };
    let alias = "www CNAME a\n\n    TXT \"v=spf1 -all\"\na A 192.0.2.1\n";
    assert!(
        help(alias, "refused-zone").contains("write its owner before the TXT record, such as `example.com.`")
    );
    assert!(help(&alias.replace("    TXT", "www TXT"), "refused-zone").ends_with("or the records beside it"));
    let below = "_acme.web NS ns._acme.web\nns._acme.web A 192.0.2.1\n";
    assert!(
        help(below, "invalid-hostname-target")
            .ends_with("name a host that does not lie below the label `_acme`")
    );
    let unfilled = help("_a._tcp SRV 0 1 9 your_domain.\n", "invalid-hostname-target");
    assert!(
        unfilled.starts_with("SRV target `your_domain.` stands for one that is not filled in"),
        "{unfilled}"
    );
    assert!(
        help("@ NS ns.<domain>.\n", "invalid-hostname-target")
            .contains("stands for one that is not filled in")
    );
    let local = help("_rsync._tcp SRV 0 1 873 box.local.\n", "target-without-address");
    assert!(local.contains("is a host of multicast DNS"), "{local}");
    let inside = "$ORIGIN lab.local.\n$TTL 1h\n@ SOA ns.example.net. h 1 2h 1h 2w 5m\n@ NS ns.example.net.\n_rsync._tcp SRV 0 1 873 dc1.local.\n";
    let scratch = Scratch::new("multicast");
    scratch.write("z", inside);
    assert!(!scratch.run(&["check", "z"]).out.contains("multicast"));
    let company = with_ttl("_rsync._tcp SRV 0 1 873 dc1.corp.local.\n");
    assert_eq!(findings(&company, "target-without-address"), [Value::Null; 0]);
    let apex = help("@ 172800 SRV 0 1 5060 ns.example.net.\n", "long-ttl");
    assert!(apex.contains("keeps changes of the SRV records of `example.com.` from"), "{apex}");
    let sip = "_sip._udp SRV 0 1 5060 pbx\npbx A 192.0.2.1\n";
    let note = |lines: &str| notes(&finding(&with_ttl(lines), "missing-companion"))[0].to_owned();
    assert!(note(sip).contains("and find no server"));
    assert!(note(&format!("{sip}@ A 192.0.2.2\n")).contains("go to port 5061 of the domain itself"));
}

#[test]
fn a_name_server_whose_address_another_zone_of_the_run_has_is_to_be_delegated() {
    let scratch = Scratch::new("delegate");
    scratch.write("example.com.zone", "$TTL 1h\n@ SOA ns.sub h 1 7200 3600 1209600 900\n@ NS ns.sub\n_rsync._tcp SRV 0 1 873 a.example.net.\n");
    scratch.write(
        "sub.example.com.zone",
        "$TTL 1h\n@ SOA ns h 1 7200 3600 1209600 900\n@ NS ns\nns A 192.0.2.1\n",
    );
    let shown = scratch.run(&["check", "--select", "refused-zone", "."]).out;
    assert!(shown.contains("delegate `sub.example.com.`, whose zone has its address"), "{shown}");
}

#[test]
fn the_wrong_owner_of_an_soa_record_is_one_finding() {
    let scratch = Scratch::new("other-soa");
    scratch.write("named.conf", "zone \"1.example\" { type primary; file \"z\"; };\n");
    scratch.write(
        "z",
        "$TTL 1h\n2.example. SOA ns.example.net. h 1 7200 3600 1209600 900\n1.example. NS ns.example.net.\n",
    );
    let json = scratch.run(&["check", "--select", "refused-zone", "--format", "json", "."]).json();
    let found = json["findings"].as_array().expect("findings").clone();
    assert_eq!(found.len(), 1, "{found:#?}");
    let said = message(&found[0]);
    assert!(said.contains("declares this file as zone `1.example.`"), "{said}");
}

#[test]
fn what_follows_from_another_mistake_is_left_out() {
    let companions = |target: &str| {
        let lines = format!("_sip._udp SRV 0 1 5060 {target}\npbx A 192.0.2.1\n");
        findings(&with_ttl(&lines), "missing-companion").len()
    };
    assert_eq!(["pbx", "gone", "pbx.example.com", "192.0.2.1"].map(companions), [1, 0, 0, 0]);
    // A record that the repaired name has already is one too many.
    let twice = "_rsync._tcp.example.com SRV 0 1 873 a\n_rsync._tcp SRV 0 1 873 a\na A 192.0.2.1\n";
    let said = finding(&with_ttl(twice), "missing-trailing-dot");
    let help = "delete it: `_rsync._tcp.example.com.` says the same already";
    assert_eq!((notes(&said).last(), &said["fix"]), (Some(&help), &Value::Null));
    let turned = finding(&with_ttl("@ MX mail.example.net. 10\n"), "syntax");
    assert_eq!(notes(&turned).last(), Some(&"write `10 mail.example.net.`"));
    assert_eq!(turned["fix"]["edits"][0]["text"], "10 mail.example.net.");
    let wins = finding(&with_ttl("@ WINS L2 C900 ( 192.0.2.1 )\n"), "syntax");
    assert!(wins["message"].as_str().is_some_and(|said| said.starts_with("`WINS` is Microsoft DNS's type")));
}

#[test]
fn what_a_provider_answers_for_an_alias_at_the_zone_s_name_is_said() {
    let scratch = Scratch::new("flattened");
    let help = |head: &str| {
        let lines =
            "example.com.\t300\tIN\tCNAME\ta.example.net.\nexample.com.\t1\tIN\tMX\t10 b.example.net.\n";
        scratch.write("z", format!("{head}$ORIGIN example.com.\n{lines}"));
        let json = scratch.run(&["check", "--select", "refused-zone", "--format", "json", "z"]).json();
        let mut found = json["findings"].as_array().expect("findings").iter();
        let alias =
            found.find(|finding| finding["message"].as_str().is_some_and(|said| said.contains("CNAME")));
        notes(alias.expect("the alias")).last().map(|help| (*help).to_owned()).expect("a help")
    };
    assert!(
        help(";;\n;; Domain:     example.com.\n")
            .contains("silence it: `; srvlint: ignore[refused-zone] Cloudflare`")
    );
    assert!(!help("").contains("Cloudflare"));
    let telnets = with_ttl("_telnets._tcp SRV 0 1 23 ns.example.net.\n");
    assert_eq!(
        notes(&finding(&telnets, "unexpected-port")).last(),
        Some(&"write `992`, or publish `_telnet`")
    );
}
