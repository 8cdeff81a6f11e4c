//! Findings that say the whole of a cause: the records of another owner that belong to it, those that a deletion takes along, what
//! another finding corrects already, and files that hold records and are no zones.

use serde_json::Value;

use crate::harness::command::run;
use crate::harness::repository::Repository;
use crate::harness::scratch::Scratch;

const HEAD: &str = "$TTL 1h\n@ SOA ns1.example.com. h.example.com. 1 3600 600 86400 600\n  NS ns1.example.com.\nns1 A 192.0.2.1\nsip A 192.0.2.2\n";

/// The findings of one file as zone `example.com`, or of several: rule, severity, message, notes, labels with their lines, fix.
fn of_files(files: &[(&str, &str)]) -> Vec<String> {
    // Tests run at the same time.
    let test = std::thread::current().name().unwrap_or_default().replace(':', "-");
    let scratch = Scratch::new(&test);
    files.iter().for_each(|(name, text)| _ = scratch.write(name, text));
    let ran = match files {
        [(name, _)] => scratch.run(&["check", "--format", "json", "--origin", "example.com", name]),
        _ => scratch.run(&["check", "--format", "json", "."]),
    };
    ran.json()["findings"].as_array().expect("findings").iter().map(told).collect()
}

fn of_zone(lines: &str) -> Vec<String> {
    of_files(&[("z", &format!("{HEAD}{lines}\n"))])
}

fn told(finding: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let list = |key: &str| finding[key].as_array().cloned().unwrap_or_default();
    let [rule, severity, message] = ["rule", "severity", "message"].map(|key| text(&finding[key]));
    let notes: Vec<String> = list("notes").iter().map(text).collect();
    let label = |label: &Value| format!("{} {}", label["start"]["line"], text(&label["message"]));
    let labels: Vec<String> = list("labels").iter().map(label).collect();
    let edits = finding["fix"]["edits"].as_array().cloned().unwrap_or_default();
    let edits: Vec<String> = edits.iter().map(|edit| text(&edit["text"])).collect();
    format!("{rule} {severity}: {message} | {} | {labels:?} | {edits:?}", notes.join(" | "))
}

/// That the findings of one rule are one that says all of `parts`, or none.
fn assert_rule(found: &[String], rule: &str, parts: &[&str], of: &str) {
    let own: Vec<&String> = found.iter().filter(|told| told.starts_with(rule)).collect();
    let is_expected = match own[..] {
        [] => parts.is_empty(),
        [only] => !parts.is_empty() && parts.iter().all(|part| only.contains(part)),
        _ => false,
    };
    assert!(is_expected, "{of}\n{found:#?}\n{parts:#?}");
}

#[test]
fn weights_that_clients_merge_are_told_with_both_services() {
    let services = "clients that merge `_xmpp-client` and `_xmpps-client` (XEP-0368)";
    for (lines, parts) in [
        // One host under both names, whatever the weights and the ports.
        ("_xmpp-client._tcp SRV 5 50 5222 sip\n_xmpps-client._tcp SRV 5 0 5223 sip", &[][..]),
        ("_xmpp-client._tcp SRV 5 0 5222 sip\n_xmpps-client._tcp SRV 5 0 443 sip", &[]),
        ("_xmpp-client._tcp SRV 5 50 5222 sip\n_xmpps-client._tcp SRV 6 0 5223 ns1", &[]),
        (
            "_xmpp-client._tcp SRV 5 50 5222 sip\n_xmpps-client._tcp SRV 5 0 5223 ns1",
            &[
                &format!("note: weight 0 does not mean never: {services} ask this record first 1 time in 51"),
                "\"6 clients sort this with it\"",
            ],
        ),
        (
            "_xmpp-client._tcp SRV 0 0 5222 sip\n_xmpps-client._tcp SRV 0 0 443 ns1",
            &[
                &format!("both records of priority 0 have weight 0: how {services} share requests is left"),
                "\"7 and here\"",
            ],
        ),
        (
            "_imaps._tcp SRV 0 0 993 sip\n_imaps._tcp SRV 0 0 993 ns1",
            &["both records of priority 0 have weight 0: how they share requests is left to the client"],
        ),
        (
            "_xmpp-client._tcp SRV 5 5 5222 sip\n_xmpp-client._tcp SRV 5 0 5222 ns1\n_xmpps-client._tcp SRV 9 1 5223 sip",
            &["clients that follow RFC 2782 ask this record first 1 time in 6", "| []"],
        ),
    ] {
        assert_rule(&of_zone(lines), "zero-weight", parts, lines);
    }
}

#[test]
fn a_companion_that_another_finding_makes_is_not_missed() {
    let sip = "_sip._udp SRV 10 50 5060 sip";
    for (lines, is_missed) in [
        (format!("{sip}\n_sip._tcp SRV 10 10 5061 sip"), false),
        (format!("_sip._tcp SRV 10 10 5061 sip\n{sip}"), false),
        (format!("{sip}\n_sip._tcp SRV 10 10 5060 sip"), true),
        (format!("{sip}\n_sip._tcp SRV 10 10 5070 sip"), true),
        // Another service's port there says nothing of this one.
        (format!("{sip}\n_imap._tcp SRV 10 10 5061 sip"), true),
        (format!("{sip}\n_sips.tcp SRV 10 10 5061 sip"), false),
        (
            "_submission._tcp SRV 0 1 587 sip\n_imap._tcp SRV 0 1 993 sip\n_submissions._tcp SRV 0 1 465 sip"
                .to_owned(),
            false,
        ),
    ] {
        let found = of_zone(&lines);
        let is_told = found.iter().any(|told| told.starts_with("missing-companion"));
        assert_eq!(is_told, is_missed, "{lines}\n{found:#?}");
    }
    // The right name is written, and nothing declares that there is no TLS.
    let scratch = Scratch::new("companion-under-the-wrong-name");
    scratch.write("z", format!("{HEAD}{sip}\n_sip._tcp SRV 10 10 5061 sip\n"));
    scratch.run(&["check", "--fix", "--unsafe-fixes", "--origin", "example.com", "z"]);
    let fixed = scratch.read("z");
    assert!(fixed.contains("_sips._tcp SRV 10 10 5061 sip") && !fixed.contains("SRV\t0 0 0 ."), "{fixed}");
}

#[test]
fn a_deletion_takes_all_records_of_a_set() {
    let set = "_sips._udp SRV 3 100 5061 sip\n SRV 4 50 5061 ns1\n SRV 5 10 5061 sip";
    let heir = "and write its owner before the next line";
    for (lines, rule, parts) in [
        (
            format!("_sips._tcp SRV 10 10 5061 sip\n{set}"),
            "unexpected-protocol",
            &["| delete its 3 records |", "\"8 the same owner\", \"9 the same owner\""][..],
        ),
        (
            format!("_sips._tcp SRV 10 10 5061 sip\n{set}\n TXT \"x\""),
            "unexpected-protocol",
            &[&format!("| delete its 3 records, {heir} |")],
        ),
        (
            "_sips._tcp SRV 10 10 5061 sip\n_sips._udp SRV 3 100 5061 sip".to_owned(),
            "unexpected-protocol",
            &["| delete the record |"],
        ),
        (
            "_imaps._tcp SRV 0 1 993 sip\n SRV 1 1 993 ns1\n_imap_tcp SRV 0 1 993 sip\n SRV 1 1 993 ns1"
                .to_owned(),
            "malformed-owner",
            &[],
        ),
    ] {
        if !parts.is_empty() {
            assert_rule(&of_zone(&lines), rule, parts, &lines);
        }
    }
    // What is said twice is deleted as a whole.
    let twice = "_imaps._tcp SRV 0 1 993 sip\n SRV 1 1 993 ns1\nimaps._tcp SRV 0 1 993 sip\n SRV 1 1 993 ns1";
    let parts = ["| delete its 2 records: `_imaps._tcp` says the same already |", "[\"\", \"\"]"];
    assert_rule(&of_zone(twice), "malformed-owner", &parts, twice);
    let scratch = Scratch::new("deletion-of-a-set");
    scratch.write("z", format!("{HEAD}{twice}\n"));
    scratch.run(&["check", "--fix", "--unsafe-fixes", "--origin", "example.com", "z"]);
    let expected = format!("{HEAD}{}\n", twice.split("\nimaps").next().expect("a part"));
    assert_eq!(scratch.read("z"), expected);
    // A line that stays is given to no other owner.
    let followed = format!("{twice}\n TXT \"x\"");
    let parts = [&*format!("| delete its 2 records, {heir}: `_imaps._tcp` says"), "| []"];
    assert_rule(&of_zone(&followed), "malformed-owner", &parts, &followed);
}

#[test]
fn a_name_server_that_is_proposed_has_an_address_or_is_to_get_one() {
    let soa = |server: &str| format!("$TTL 1h\n@ SOA {server} h 1 3600 600 86400 600\n");
    let address = ", and give that an A or AAAA record";
    for (server, rest, help) in [
        ("ns", "a A 192.0.2.1", format!("`@ NS ns.example.com.`{address} |")),
        ("ns", "ns A 192.0.2.1", "`@ NS ns.example.com.` |".to_owned()),
        ("ns", "ns AAAA 2001:db8::1", "`@ NS ns.example.com.` |".to_owned()),
        ("ns", "ns TXT x", format!("`@ NS ns.example.com.`{address} |")),
        ("ns", "ns CNAME a\na A 192.0.2.1", "`@ NS ns.example.net.` |".to_owned()),
        ("ns.sub", "sub NS ns.example.net.", "`@ NS ns.sub.example.com.` |".to_owned()),
        ("ns.example.net.", "a A 192.0.2.1", "`@ NS ns.example.net.` |".to_owned()),
    ] {
        let found = of_files(&[("z", &format!("{}{rest}\n", soa(server)))]);
        assert_rule(&found, "refused-zone", &["has no NS record", &help], &format!("{server} {rest}"));
    }
}

#[test]
fn a_file_that_was_meant_for_a_zone_is_not_skipped_in_silence() {
    let sound = format!("{HEAD}_imaps._tcp SRV 0 1 993 sip\n");
    let indented =
        format!("{HEAD}_sip._tcp SRV 0 0 5060 sip\n_sip._udp SRV 0 0 5060 sip\n").replace('\n', "\n  ");
    let indented = format!("  {}", indented.trim_end());
    let marked = "[Aging:1] @ 600 SOA ns1 h 1 2 3 4 5\n".to_owned()
        + &"_sip._tcp [Aging:1] 600 SRV 0 100 5060 sip\n".repeat(12);
    for (name, text, expected) in [
        (
            "torservers.zone",
            &indented,
            "`torservers.zone` is not linted: 2 lines have SRV records, and each line begins with a blank, so that none has an owner; name it to have it linted",
        ),
        (
            "other.dns",
            &marked,
            "`other.dns` is not linted: 12 lines have SRV records, and its beginning cannot be read as a zone's; name it to have it linted",
        ),
        ("notes", &marked, "`notes` is not linted: 12 lines have SRV records"),
        // A text with an example in it.
        ("notes.txt", &"So write this line:\n  _sip._tcp SRV 0 0 5060 sip\nand then\n".repeat(9), ""),
        ("notes.zone", &"no records\n".repeat(20), ""),
    ] {
        let scratch = Scratch::new(&format!("meant-for-a-zone-{name}"));
        scratch.write("example.com.zone", &sound);
        scratch.write(name, text);
        let ran = scratch.run(&["check", "."]);
        assert_eq!(ran.code, 0, "{name}: {}", ran.err);
        assert_eq!(ran.err.contains("is not linted"), !expected.is_empty(), "{name}: {}", ran.err);
        assert!(ran.err.contains(expected), "{name}: {}", ran.err);
    }
}

#[test]
fn a_hook_tells_of_a_file_of_its_change_that_was_meant_for_a_zone() {
    let repository = Repository::new("hook-meant-for-a-zone");
    repository.write("example.com.zone", HEAD);
    let indented = format!("  {}_sip._tcp SRV 0 0 5060 sip", HEAD.replace('\n', "\n  "));
    repository.write("old.zone", &indented);
    repository.commit();
    repository.write("new.zone", &indented);
    repository.write("damaged", HEAD.replacen("$TTL", "$TLL", 1));
    repository.git(["add", "."]);
    for arguments in [&["check", "--hook"][..], &["check", "--hook", "new.zone", "damaged"]] {
        let ran = run(&repository.top, arguments);
        let expected = "`new.zone` is not linted: 1 line has an SRV record, and each line begins with a blank, so that none has an owner; name it without `--hook` to have it linted";
        assert!(ran.err.contains(expected) && ran.err.contains("`damaged` looks like a zone"), "{}", ran.err);
        assert!(!ran.err.contains("old.zone") && ran.code == 0, "{}", ran.err);
    }
}

#[test]
fn records_one_label_beside_what_a_naptr_record_leads_to_are_named() {
    let hosts = "sprout A 192.0.2.4\nscscf.sprout A 192.0.2.4\n";
    let naptr = "scscf.sprout NAPTR 1 1 \"S\" \"SIP+D2T\" \"\" _sip._tcp.scscf.sprout\n";
    let help = "write `_sip._tcp.scscf.sprout` for the owner of the record at `";
    for (lines, parts) in [
        (
            "_sip._tcp.scscf SRV 0 0 5054 sip",
            &[help, "\"9 nothing leads to its records\"", "[\"_sip._tcp.scscf.sprout\"]"][..],
        ),
        ("_sip._tcp.a.scscf.sprout SRV 0 0 5054 sip", &[help, "\"9 nothing leads to its records\""]),
        // It may be meant for the domain that it is at, or for another record.
        ("_sip._tcp.scscf SRV 0 0 5054 sip\nscscf A 192.0.2.9", &["add SRV records at"]),
        (
            "_sip._tcp.scscf SRV 0 0 5054 sip\na NAPTR 1 1 \"S\" \"SIP+D2T\" \"\" _sip._tcp.scscf",
            &["add SRV records at"],
        ),
        ("_sip._tcp.scscf SRV 0 0 5054 sip\n_sip._tcp.sprout SRV 0 0 5054 ns1", &[help]),
        ("_sip._tcp SRV 0 0 5060 sip", &["add SRV records at"]),
    ] {
        let lines = format!("{hosts}{naptr}{lines}");
        assert_rule(&of_zone(&lines), "naptr-mismatch error", parts, &lines);
    }
    // Of the set at the zone's name one record has the host that is asked for.
    let lines = format!(
        "{hosts}sprout NAPTR 1 1 \"S\" \"SIP+D2T\" \"\" _sip._tcp.sprout\n_sip._tcp SRV 0 0 5060 sip\n_sip._tcp SRV 0 0 5054 sprout"
    );
    let help = "write `_sip._tcp.sprout` for the owner of the labelled record, if it is meant for those who ask there";
    let parts = [help, "\"10 this record names the host\"", "| []"];
    assert_rule(&of_zone(&lines), "naptr-mismatch error", &parts, &lines);
}

#[test]
fn a_domain_of_the_run_is_misspelt_at_its_end_where_the_zone_names_the_right_host() {
    let other = "$TTL 1h\n$ORIGIN example.net.\n@ SOA ns h 1 3600 600 86400 600\n  NS ns\nns A 192.0.2.1\nmail A 192.0.2.5\n";
    for (target, is_told) in [
        ("mail.exampel.net.", true),
        ("mail.exampl.net.", true),
        ("mail.exampleu.net.", true),
        ("mail.EXAMPEL.net.", true),
        ("mail.exmaple.net.", true),
        ("mail.examples.net.", false),
        ("mx.exampel.net.", false),
    ] {
        let right = [
            "@ MX 30 mail.example.net.",
            "_pop3s._tcp SRV 0 1 995 mail.example.net.",
            "mx CNAME Mail.Example.Net.",
        ];
        for right in right {
            let text = format!("$ORIGIN example.com.\n{HEAD}{right}\n_imaps._tcp SRV 0 5 993 {target}\n");
            let found = of_files(&[("z", &text), ("y", other)]);
            let parts = [&*format!("SRV target `{target}` is one letter away from `mail.example.net.`")];
            let parts = if is_told { &parts[..] } else { &[] };
            assert_rule(&found, "target-without-address", parts, &format!("{right} {target}"));
        }
        // Else it may be another domain's.
        let text =
            format!("$ORIGIN example.com.\n{HEAD}; mail.example.net.\n_imaps._tcp SRV 0 5 993 {target}\n");
        let found = of_files(&[("z", &text), ("y", other)]);
        let is_inside = target.contains("exmaple");
        assert_eq!(
            found.iter().any(|told| told.contains("one letter away")),
            is_inside,
            "{target} {found:#?}"
        );
    }
}
