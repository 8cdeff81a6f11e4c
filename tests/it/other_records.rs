//! What is told of records that are no SRV records: names without their dot in SOA and PTR records, NS records twice, and words
//! of a manual. All of these BIND loads.

use serde_json::Value;

use crate::harness::scratch::Scratch;

/// The rule, severity, line and message of what is found in a zone, and the text after the fix.
type Found = (String, String, u64, String, Option<String>);

fn found(name: &str, zone: &str) -> Vec<Found> {
    // Tests run at the same time.
    let scratch = Scratch::new(&std::thread::current().name().unwrap_or_default().replace(':', "-"));
    scratch.write("z.zone", zone);
    let json = scratch.run(&["check", "--format", "json", "z.zone"]).json();
    let text = |finding: &Value, key: &str| finding[key].as_str().unwrap_or_default().to_owned();
    let fixed = |finding: &Value| {
        let edits = finding["fix"]["edits"].as_array()?;
        let mut fixed = zone.to_owned();
        for edit in edits.iter().rev() {
            let at = |end: &str| edit[end]["byte"].as_u64().expect("a place") as usize;
            fixed.replace_range(at("start")..at("end"), edit["text"].as_str().expect("a text"));
        }
        Some(fixed)
    };
    let all = json["findings"].as_array().unwrap_or_else(|| panic!("{name}"));
    let each = all.iter().map(|finding| {
        let line = finding["start"]["line"].as_u64().expect("a line");
        (text(finding, "rule"), text(finding, "severity"), line, text(finding, "message"), fixed(finding))
    });
    each.collect()
}

fn of_com(soa: &str, lines: &str) -> String {
    format!(
        "$ORIGIN example.com.\n$TTL 3600\n@ SOA {soa} 1 7200 900 1209600 3600\n@ NS ns1\nns1 A 192.0.2.1\n{lines}"
    )
}

fn of_network(lines: &str) -> String {
    let soa = "@ SOA ns1.example.com. h.example.com. 1 7200 900 1209600 3600\n@ NS ns1.example.com.\n";
    format!("$ORIGIN 2.0.192.in-addr.arpa.\n$TTL 3600\n{soa}{lines}")
}

#[test]
fn names_of_an_soa_record_that_lack_their_dot() {
    let whole = |name: &str| format!("{name}.example.com. h.example.com.");
    for (soa, lines, expected) in [
        // Right ones.
        ("ns1 hostmaster", "", &[][..]),
        (&*whole("ns1"), "", &[]),
        ("hidden.primary hostmaster", "", &[]),
        ("ns1 joe.dev", "", &[]),
        ("ns1 root.localhost", "", &[]),
        (". .", "", &[]),
        ("ns1 joe\\.smith", "", &[]),
        // There is such a name.
        ("ns1.example.com hostmaster", "ns1.example.com A 192.0.2.1\n", &[]),
        ("ns1.corp.net hostmaster", "a.corp.net A 192.0.2.1\n", &[]),
        // Wrong ones.
        (
            "ns1.example.com hostmaster",
            "",
            &["SOA server `ns1.example.com.example.com.` lacks its final dot: `ns1.example.com.` was meant"],
        ),
        (
            "ns1 hostmaster.example.com",
            "",
            &[
                "SOA mailbox `hostmaster.example.com.example.com.` lacks its final dot: `hostmaster.example.com.` was meant",
            ],
        ),
        (
            "ns1.Example.COM hostmaster.example.com",
            "",
            &[
                "SOA server `ns1.Example.COM.example.com.` lacks its final dot: `ns1.Example.COM.` was meant",
                "SOA mailbox `hostmaster.example.com.example.com.` lacks its final dot: `hostmaster.example.com.` was meant",
            ],
        ),
        (
            "ns1.provider.net hostmaster.provider.net",
            "",
            &[
                "SOA server `ns1.provider.net.example.com.` lacks its final dot: `ns1.provider.net.` was meant",
                "SOA mailbox `hostmaster.provider.net.example.com.` lacks its final dot: `hostmaster.provider.net.` was meant",
            ],
        ),
    ] {
        let zone = of_com(soa, lines);
        let all = found(soa, &zone);
        let messages: Vec<&str> = all.iter().map(|(.., message, _)| message.as_str()).collect();
        assert_eq!(messages, expected, "{soa}");
        for (rule, severity, line, message, fixed) in &all {
            let expected = if message.starts_with("SOA mailbox") { "note" } else { "warning" };
            assert_eq!((rule.as_str(), severity.as_str(), *line), ("missing-trailing-dot", expected, 3));
            let fixed = fixed.as_ref().expect("a fix");
            assert_eq!(fixed.len(), zone.len() + 1, "{soa}: a dot");
            assert_eq!(found(soa, fixed).len(), all.len() - 1, "{fixed}");
        }
    }
}

#[test]
fn hosts_of_addresses_that_lack_their_dot() {
    for (lines, expected) in [
        // Right ones, and what may be.
        ("1 PTR host.example.com.\n", &[][..]),
        ("1 PTR host\n", &[]),
        ("$ORIGIN example.com.\n1.2.0.192.in-addr.arpa. PTR www.dev\n", &[]),
        ("1 CNAME 1.0-31\n1.0-31 PTR host.example.com.\n", &[]),
        ("b._dns-sd._udp PTR example.com.\n", &[]),
        // Wrong ones.
        (
            "1 PTR helloworld.com\n",
            &[
                "PTR target `helloworld.com.2.0.192.in-addr.arpa.` lacks its final dot: `helloworld.com.` was meant",
            ],
        ),
        (
            "1 PTR dc1.corp.local\n2 PTR ok.example.com.\n",
            &[
                "PTR target `dc1.corp.local.2.0.192.in-addr.arpa.` lacks its final dot: `dc1.corp.local.` was meant",
            ],
        ),
        (
            "1 PTR a.example.com\n2 PTR b.example.com\n3 PTR c.example.com\n4 PTR d.example.com\n",
            &[
                "PTR target `a.example.com.2.0.192.in-addr.arpa.` lacks its final dot: `a.example.com.` was meant (the same is wrong in 3 more lines)",
            ],
        ),
        (
            "$GENERATE 1-9 $ PTR dhcp-$.example.com\n",
            &[
                "PTR target `dhcp-1.example.com.2.0.192.in-addr.arpa.` lacks its final dot: `dhcp-1.example.com.` was meant",
            ],
        ),
    ] {
        let zone = of_network(lines);
        let all = found(lines, &zone);
        let messages: Vec<&str> = all.iter().map(|(.., message, _)| message.as_str()).collect();
        assert_eq!(messages, expected, "{lines}");
        for (rule, severity, line, _, fixed) in &all {
            assert_eq!((rule.as_str(), severity.as_str(), *line), ("missing-trailing-dot", "error", 5));
            let is_generated = lines.contains("$GENERATE");
            assert_eq!(fixed.is_none(), is_generated, "{lines}");
            if let Some(fixed) = fixed {
                assert_eq!(found(lines, fixed), [], "{fixed}");
            }
        }
    }
}

#[test]
fn name_servers_that_stand_there_twice() {
    let twice = "NS record `ns1.example.com.` stands twice at `example.com.`";
    for (lines, expected) in [
        ("@ NS ns.example.net.\n", &[][..]),
        // Another TTL is another matter; another owner is another set.
        ("@ 300 NS ns1\n", &[]),
        ("sub NS ns1\n", &[]),
        ("@ NS ns1\n", &[(6, twice)]),
        ("@ NS ns.example.net.\n  NS ns1\n", &[(7, twice)]),
        (
            "@ NS ns.example.net.\n@ NS ns1.EXAMPLE.com.\n@ NS ns1\n",
            &[(7, "NS record `ns1.EXAMPLE.com.` stands twice at `example.com.`"), (8, twice)],
        ),
    ] {
        let zone = of_com("ns1 h", lines);
        let all = found(lines, &zone);
        let told: Vec<(u64, &str)> =
            all.iter().map(|(_, _, line, message, _)| (*line, message.as_str())).collect();
        assert_eq!(told, expected, "{lines}");
        for (rule, severity, _, _, fixed) in &all {
            assert_eq!((rule.as_str(), severity.as_str()), ("duplicate-record", "warning"));
            let fixed = fixed.as_ref().expect("a fix");
            assert_eq!(found(lines, fixed).len(), all.len() - 1, "{fixed}");
        }
    }
}

#[test]
fn words_of_a_manual_with_a_dot_inside_are_not_filled_in() {
    for (line, is_word) in [
        ("_rsync._tcp SRV 0 0 873 <your.domain>", true),
        ("_rsync._tcp SRV 0 0 873 <domain>", true),
        ("_rsync._tcp SRV 0 0 873 mail.<your.domain.tld>.", true),
        ("@ MX 10 mail.<your.domain>.", true),
        ("_rsync._tcp SRV 0 0 873 a<b.c>", false),
        ("_rsync._tcp SRV 0 0 873 <b.c>d", false),
        ("_rsync._tcp SRV 0 0 873 <>", false),
        ("_rsync._tcp SRV 0 0 873 <b.c", false),
    ] {
        let all = found(line, &of_com("ns1 h", &format!("{line}\n")));
        assert_eq!(all.len(), 1, "{line}: {all:#?}");
        assert_eq!(
            all[0].3.ends_with("stands for one that is not filled in"),
            is_word,
            "{line}: {}",
            all[0].3
        );
    }
}

#[test]
fn a_hash_that_is_none_has_a_help() {
    for hash in ["2t7b4g4vsa5smi47k61mv5bv", "2t7b4g4vsa5smi47k61mv5bv1a22bojrw", "xyz"] {
        let scratch = Scratch::new(&format!("hash-{hash}"));
        let line = format!("2t7b4g4vsa5smi47k61mv5bv1a22bojr NSEC3 1 0 0 - {hash} A\n");
        scratch.write("z.zone", of_com("ns1 h", &line));
        let json = scratch.run(&["check", "--format", "json", "z.zone"]).json();
        let finding = &json["findings"][0];
        assert_eq!(finding["rule"], "syntax", "{hash}: {finding:#?}");
        assert!(
            finding["notes"].to_string().contains("a hash of SHA-1 is 32 digits of base32"),
            "{finding:#?}"
        );
    }
}
