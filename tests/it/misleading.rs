//! Findings whose place, cause or help led away from what is wrong: each names what to change, once.

use serde_json::Value;

use crate::harness::scratch::Scratch;

const HEAD: &str = "$TTL 1h\n@ SOA ns1.example.com. h.example.com. 1 7200 3600 1209600 300\n  NS ns1\nns1 A 192.0.2.1\nmail A 192.0.2.2\npbx A 192.0.2.3\n";

/// The findings of the files of a run in zone `example.com`, but for notes.
fn findings(files: &[(&str, &str)]) -> Vec<Value> {
    // Tests run at the same time.
    let test = std::thread::current().name().unwrap_or_default().replace(':', "-");
    let scratch = Scratch::new(&test);
    files.iter().for_each(|(name, text)| _ = scratch.write(name, text));
    let ran = scratch.run(&["check", "--format", "json", "--origin", "example.com", files[0].0]);
    let json = ran.json();
    let all = json["findings"].as_array().expect("findings").iter();
    all.filter(|finding| finding["severity"] != "note").cloned().collect()
}

/// Those of one file with these lines below the usual ones.
fn below_head(lines: &str) -> Vec<Value> {
    findings(&[("z", &format!("{HEAD}{lines}\n"))])
}

/// Rule, message and help of a finding.
fn told(finding: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let help = finding["notes"].as_array().and_then(|notes| notes.last()).map(text).unwrap_or_default();
    format!("{}: {} | {help}", text(&finding["rule"]), text(&finding["message"]))
}

/// The texts of the labels, each with its line.
fn labels(finding: &Value) -> Vec<String> {
    let labels = finding["labels"].as_array().expect("labels").iter();
    labels
        .map(|label| format!("{} {}", label["start"]["line"], label["message"].as_str().unwrap_or_default()))
        .collect()
}

/// That findings are those that begin, and end, so.
fn assert_told(found: &[Value], expected: &[(&str, &str)], of: &str) {
    let told: Vec<String> = found.iter().map(told).collect();
    let is_expected =
        |(told, (start, end)): (&String, &(&str, &str))| told.starts_with(start) && told.ends_with(end);
    let all = told.len() == expected.len() && told.iter().zip(expected).all(is_expected);
    assert!(all, "{of}\n{told:#?}\n{expected:#?}");
}

#[test]
fn replacements_that_say_a_label_of_their_origin_once_more_are_one_finding() {
    let lines = "$ORIGIN pbx.example.com.\n@ NAPTR 10 1 \"s\" \"SIPS+D2T\" \"\" _sips._tcp.pbx\n  NAPTR 20 1 \"s\" \"SIP+D2T\" \"\" _sip._tcp.pbx\n  NAPTR 30 1 \"s\" \"SIP+D2U\" \"\" _sip._udp.pbx\n_sips._tcp SRV 0 5 5061 @\n_sip._tcp SRV 0 5 5060 @\n_sip._udp SRV 0 5 5060 @";
    let found = below_head(lines);
    let message = "naptr-mismatch: NAPTR leads to `_sips._tcp.pbx.pbx.example.com.`, where there is no SRV record, and 2 other records to such names";
    assert_told(&found, &[(message, "write `_sips._tcp`, `_sip._tcp` and `_sip._udp`")], lines);
    assert_eq!(labels(&found[0]), ["9 the same label twice", "10 the same label twice"]);
    assert_eq!(found[0]["fix"]["edits"].as_array().map(Vec::len), Some(3));
    // Where nothing is at the name with one label less either, nothing tells what was meant.
    let lines = "$ORIGIN pbx.example.com.\n@ NAPTR 30 1 \"s\" \"SIP+D2U\" \"\" _sip._udp.pbx";
    assert_told(&below_head(lines), &[("naptr-mismatch: ", "or remove the NAPTR record")], lines);
    // What is there may be meant.
    let lines = "$ORIGIN pbx.example.com.\n@ NAPTR 30 1 \"s\" \"SIP+D2U\" \"\" _sip._udp.pbx\n_sip._udp.pbx SRV 0 5 5060 @\n_sip._udp SRV 0 5 5060 @";
    assert_told(&below_head(lines), &[], lines);
    let lines = "$ORIGIN pbx.example.com.\n@ NAPTR 30 1 \"a\" \"SIP+D2U\" \"\" gw.pbx\ngw A 192.0.2.9";
    let message = "naptr-mismatch: NAPTR leads to `gw.pbx.pbx.example.com.`, where there is no address";
    assert_told(&below_head(lines), &[(message, "write `gw`")], lines);
}

#[test]
fn a_line_of_one_word_says_what_to_do_with_it() {
    for line in ["~", "mail2", "www IN", "www 3600"] {
        let found = below_head(line);
        assert_told(
            &found,
            &[("syntax: unexpected end of line", "remove this line, or complete the record")],
            line,
        );
    }
    let found = below_head("mail2\n  A 192.0.2.9");
    assert_told(
        &found,
        &[("syntax: this record is broken over two lines: ", "join them: `mail2 A 192.0.2.9`")],
        "",
    );
}

#[test]
fn records_of_one_owner_outside_the_zone_are_one_finding() {
    let rsync = |targets: &[&str]| {
        targets.iter().map(|target| format!("_rsync._tcp. SRV 0 5 873 {target}\n")).collect::<String>()
    };
    let lines = rsync(&["mail", "pbx"]);
    let found = below_head(&lines);
    let message = "occluded-record: 2 SRV records of `_rsync._tcp.` are never served: they lie outside";
    assert_told(&found, &[(message, "write `_rsync._tcp`")], &lines);
    assert_eq!(labels(&found[0]), ["8 the same owner"]);
    assert_eq!(found[0]["fix"]["edits"].as_array().map(Vec::len), Some(2));
    // Which of two names was meant is not seen.
    for targets in [["a.lab.example.com", "b.lab"], ["a.lab.example.com.", "b.lab.example.com."]] {
        let lines = format!("a.lab A 192.0.2.8\nb.lab A 192.0.2.9\n{}", rsync(&targets));
        let found: Vec<Value> =
            below_head(&lines).into_iter().filter(|one| one["rule"] == "occluded-record").collect();
        let help = "write `_rsync._tcp.lab` if the service is of `lab.example.com.`, as its targets are, or `_rsync._tcp` if it is of `example.com.`";
        assert_told(&found, &[(message, help)], &lines);
        assert!(found[0]["fix"].is_null(), "{lines}");
    }
    let lines = format!("a.lab A 192.0.2.8\n{}", rsync(&["a.lab", "mail"]));
    assert_told(&below_head(&lines), &[(message, "write `_rsync._tcp`")], &lines);
}

#[test]
fn a_second_zone_in_a_file_is_one_finding() {
    let soa = "example.org. SOA ns.example.org. h.example.org. 1 7200 3600 1209600 300\n";
    let all = "_rsync._tcp.example.org. SRV 0 5 873 x.example.org.\n  SRV 1 5 873 y.example.org.\n_imap._tcp.example.org. SRV 0 0 0 .";
    let lines = format!("{soa}{all}");
    let found = below_head(&lines);
    let message = "occluded-record: SRV record `_rsync._tcp.example.org.` and 2 others are never served: a second zone, `example.org.`, begins in the file of `example.com.`";
    let help =
        "write the records of `example.org.` into a file of their own, and have the server load that, too";
    assert_told(&found, &[(message, help)], &lines);
    assert_eq!(labels(&found[0]), ["7 a second zone begins here", "10 not served, either"]);
    // So it is where the second zone has an `$ORIGIN`.
    let relative = "$ORIGIN example.org.\n@ SOA ns h 1 7200 3600 1209600 300\n_rsync._tcp SRV 0 5 873 x\n";
    let message = "occluded-record: SRV record `_rsync._tcp.example.org.` is never served: a second zone, ";
    assert_told(&below_head(relative), &[(message, help)], relative);
    // What is of a third domain is no part of it, and without a service there is nothing to tell.
    let third = format!("{soa}_rsync._tcp.example.net. SRV 0 5 873 x.example.net.");
    let message = "occluded-record: SRV record `_rsync._tcp.example.net.` is never served: it lies outside";
    assert_told(&below_head(&third), &[(message, "that holds `_rsync._tcp.example.net.`")], &third);
    assert_told(&below_head(soa), &[], soa);
}

#[test]
fn what_stands_beside_an_alias_is_labelled_and_told_where_it_is_brought_in() {
    let found = below_head("www CNAME mail\nwww TXT x\nftp CNAME mail\n  A 192.0.2.9");
    let message =
        |name: &str| format!("refused-zone: `{name}.example.com.` has a CNAME record and other records");
    assert_told(&found, &[(&message("www"), "or the records beside it"), (&message("ftp"), "")], "");
    assert_eq!(labels(&found[0]), ["8 the TXT record"]);
    assert_eq!(labels(&found[1]), ["10 the A record"]);
    // The file of the alias is right by itself, and may be another zone's, too.
    let outer = format!("{HEAD}www A 192.0.2.9\n$INCLUDE common.inc\n");
    let found = findings(&[("z", &outer), ("common.inc", "www CNAME mail\n")]);
    assert_told(&found, &[(&message("www"), "or the records beside it")], "");
    assert_eq!((&found[0]["path"], &found[0]["start"]["line"]), (&"z".into(), &7.into()));
    assert_eq!(labels(&found[0]), ["1 the CNAME record"]);
    // An alias that is brought in beside others is wrong where it stands.
    let outer = format!("{HEAD}$INCLUDE common.inc\nwww CNAME mail\n");
    let found = findings(&[("z", &outer), ("common.inc", "www A 192.0.2.9\n")]);
    assert_eq!((&found[0]["path"], &found[0]["start"]["line"]), (&"z".into(), &8.into()));
    assert_eq!(labels(&found[0]), ["1 the A record"]);
}

#[test]
fn words_in_the_first_column_that_are_read_as_owners() {
    let told = |word: &str, rtype: &str| {
        format!(
            "malformed-owner: `{word}` in the first column is read as the owner of this {rtype} record: `{word}."
        )
    };
    let help = "begin the line with a blank, for the owner above, or with `@`, for `example.com.`";
    for (line, word, rtype) in [
        ("IN A 192.0.2.9", "IN", "A"),
        ("IN MX 10 mail", "IN", "MX"),
        ("3600 IN A 192.0.2.9", "3600", "A"),
        ("86400 TXT x", "86400", "TXT"),
        ("1h IN A 192.0.2.9", "1h", "A"),
        ("2W IN NS ns1", "2W", "NS"),
    ] {
        assert_told(&below_head(line), &[(&told(word, rtype), help)], line);
    }
    let found = below_head("IN A 192.0.2.9\nIN MX 10 mail\nIN TXT x");
    assert_told(&found, &[(&told("IN", "A"), help)], "");
    assert_eq!(labels(&found[0]), ["8 here, too", "9 here, too"]);
    for (line, word) in [
        ("A 192.0.2.9", "A"),
        ("NS ns1", "NS"),
        ("MX 10 mail", "MX"),
        ("TXT \"x\"", "TXT"),
        ("SOA ns1 h 1 2 3 4 5", "SOA"),
    ] {
        let help = format!("`{word}` is read as the owner: a record of the owner above begins with a blank");
        assert_told(&below_head(line), &[("syntax: ", &help)], line);
    }
    // Hosts may be called so.
    for lines in [
        "a A 192.0.2.9\nns A 192.0.2.10\nmx A 192.0.2.11\nin A 192.0.2.12\nA IN A 192.0.2.9\nIN IN A 192.0.2.9",
        "3600 IN A 192.0.2.9\n3601 IN A 192.0.2.10",
        "1d A 192.0.2.9",
        "300 PTR mail",
        "IN.example.com. A 192.0.2.9",
    ] {
        assert_told(&below_head(lines), &[], lines);
    }
}

#[test]
fn why_a_zone_has_no_ns_record() {
    let soa = "$TTL 1h\n@ SOA ns.example.net. h.example.net. 1 7200 3600 1209600 300\n";
    let message = "refused-zone: zone `example.com.` has no NS record";
    for (line, help, label) in [
        (
            "IN NS ns.example.net.",
            "begin the line with a blank or `@`: `IN` is read as its owner",
            "3 read as the owner",
        ),
        (
            "in NS ns.example.net.",
            "begin the line with a blank or `@`: `in` is read as its owner",
            "3 read as the owner",
        ),
        (
            "3600 IN NS ns.example.net.",
            "begin the line with a blank or `@`: `3600` is read as its owner",
            "3 read as the owner",
        ),
        (
            "example.com NS ns.example.net.",
            "write `example.com.` or `@` for the owner of the NS record",
            "3 this owner lacks its final dot",
        ),
    ] {
        let found = findings(&[("z", &format!("{soa}{line}\n"))]);
        assert_told(&found, &[(message, help)], line);
        assert_eq!(labels(&found[0]), [label], "{line}");
    }
    let found = findings(&[("z", &format!("{soa}ns NS ns.example.net.\n"))]);
    assert_told(&found, &[(message, "name the zone's servers: `@ NS ns.example.net.`")], "");
    // The SOA record's server is one of them.
    let provider =
        "$TTL 1h\n@ SOA ns1.provider.net. h.provider.net. 1 7200 3600 1209600 300\na A 192.0.2.1\n";
    let found = findings(&[("z", provider)]);
    assert_told(&found, &[(message, "name the zone's servers: `@ NS ns1.provider.net.`")], "");
}

#[test]
fn addresses_of_name_servers_that_stand_elsewhere_are_labelled() {
    let soa = "$TTL 1h\n@ SOA ns.example.net. h.example.net. 1 7200 3600 1209600 300\n  NS ns7\n";
    let message = "refused-zone: name server `ns7.example.com.` has no address";
    let corrected = |owner: &str| format!("write the owner of its address record as `{owner}`");
    for (lines, help, label) in [
        ("ns7.example.com A 192.0.2.7", corrected("ns7.example.com."), "4 this owner lacks its final dot"),
        ("ns7. A 192.0.2.7", corrected("ns7"), "4 this owner has a final dot too many"),
        (
            "$ORIGIN example.org.\nns7 A 192.0.2.7",
            corrected("ns7.example.com."),
            "5 this owner lies outside the zone",
        ),
        ("ns7.exmaple.com. A 192.0.2.7", corrected("ns7.example.com."), "4 this owner lies outside the zone"),
    ] {
        let found = findings(&[("z", &format!("{soa}{lines}\n"))]);
        assert_told(&found, &[(message, &help)], lines);
        assert_eq!(labels(&found[0]), [label], "{lines}");
        assert_eq!(found[0]["fix"]["safety"], "unsafe", "{lines}");
    }
    let found = findings(&[("z", &format!("{soa}$ORIGIN lab.example.com.\nns7 A 192.0.2.7\n"))]);
    let help = "give `ns7.example.com.` an A or AAAA record, or name `ns7.lab.example.com.`, which has one";
    assert_told(&found, &[(message, help)], "");
    let misspelt = soa.replace("ns7", "nsberlni");
    let found = findings(&[("z", &format!("{misspelt}nsberlin A 192.0.2.7\n"))]);
    assert_told(&found, &[("refused-zone: name server ", "did you mean `nsberlin`?")], "");
    // Two of them tell nothing.
    let two = "ns7.example.org. A 192.0.2.7\nns7.example.net. A 192.0.2.7\n";
    let found = findings(&[("z", &format!("{soa}{two}"))]);
    assert_told(&found, &[(message, "give the name server an A or AAAA record of its own")], "");
}

#[test]
fn includes_say_what_helps() {
    for (path, message, help) in [
        ("hosts.inc", "included file `hosts.inc` not found", "`include-paths` of `srvlint.toml`"),
        (
            "/srv/dns/hosts.inc",
            "included file `/srv/dns/hosts.inc` lies outside the root, as paths of a server do, and no single",
            "a directory that holds both",
        ),
        ("../hosts.inc", "included file `../hosts.inc` lies outside the root", "a directory that holds both"),
        ("z", "`z` includes itself", "remove one of the `$INCLUDE`s that lead around"),
        (
            "/etc/bind/z.signed",
            "included file `/etc/bind/z.signed` is the signed copy of this zone",
            "have the server load the signed copy instead",
        ),
        (
            "db.example.com.signed",
            "included file `db.example.com.signed` is a signed copy of this zone, which is made from `db.example.com`",
            "a server loads a signed copy by itself, and not as part of a file",
        ),
        ("db.example.net.signed", "included file `db.example.net.signed` not found", ""),
    ] {
        let found = below_head(&format!("$INCLUDE {path}"));
        assert_told(&found, &[(&format!("include: {message}"), help)], path);
        let notes = found[0]["notes"].as_array().map_or(0, Vec::len);
        assert!(notes >= 2, "{path}: a note and a help");
    }
}

#[test]
fn who_does_what_a_help_says_is_not_told_of_the_next_mistake() {
    for (lines, start, help) in [
        (
            "@ NAPTR 1 1 \"s\" \"SIP+D2U\" \"\" _sip._tcp\n_sip._tcp SRV 0 5 5060 pbx",
            "naptr-mismatch: NAPTR service `SIP+D2U` leads to",
            "write the service `\"SIP+D2T\"`, or `_sip._udp.example.com.`, and SRV records there",
        ),
        (
            "@ NAPTR 1 1 \"s\" \"SIP+D2U\" \"\" _sip._tcp\n_sip._tcp SRV 0 5 5060 pbx\n_sip._udp SRV 0 5 5060 pbx",
            "naptr-mismatch: NAPTR service `SIP+D2U` leads to",
            "write `_sip._udp.example.com.`",
        ),
        (
            "@ NAPTR 1 1 \"s\" \"SIP+D2U\" \"\" _sip._upd",
            "naptr-mismatch: NAPTR leads to `_sip._upd.example.com.`",
            "write `_sip._udp.example.com.`, and SRV records there",
        ),
        (
            "@ NAPTR 1 1 \"s\" \"SIP+D2U\" \"\" pbx\n_sip._udp SRV 0 5 5060 pbx",
            "naptr-mismatch: NAPTR leads to `pbx.example.com.`",
            "write `_sip._udp`",
        ),
        (
            "@ NAPTR 1 1 \"s\" \"SIP+D2U\" \"\" pbx",
            "naptr-mismatch: NAPTR leads to `pbx.example.com.`",
            "write `_sip._udp.pbx`, and SRV records there",
        ),
        (
            "@ NS ns2.example.com",
            "refused-zone: name server `ns2.example.com.example.com.` lacks its final dot",
            "write `ns2.example.com.`, and give that an A or AAAA record",
        ),
        (
            "@ NS mail.example.com",
            "refused-zone: name server `mail.example.com.example.com.` lacks its final dot",
            "write `mail.example.com.`",
        ),
        (
            "$ORIGIN _udp.example.com.\n_minecraft SRV 0 5 25565 mail.example.com.",
            "unexpected-protocol: service `_minecraft` does not use UDP",
            "write `_minecraft._tcp.example.com.`",
        ),
    ] {
        assert_told(&below_head(lines), &[(start, help)], lines);
    }
}

#[test]
fn what_cannot_be_read_has_a_help() {
    for (line, help) in [
        ("www A", "complete the record, or remove this line"),
        ("www A 192.0.2.9 web", "remove it, or write `;` before it, which begins a comment"),
        ("www A 192.0.2.999", "write four numbers of 0 to 255 with dots between them"),
        ("www A web.example.net.", "write an address: a name takes the type `CNAME`"),
        ("www AAAA 2001:db8::g", "such as `2001:db8::1`"),
        ("www IN IN A 192.0.2.9", "write the class once, before the type"),
        ("www 1h 1h A 192.0.2.9", "write the TTL once"),
        ("www CH A 192.0.2.9", "leave the class out: each record has that of its zone"),
        ("www TXT \"x", "close it with `\"`"),
        ("a..b A 192.0.2.9", "write one dot between two labels, and none before the first"),
        ("_rsync._tcp SRV 0 5 rsync mail", "write `873`, the port of `rsync`"),
        ("_rsync._tcp SRV \"0\" 5 873 mail", "write `0` without quotes"),
        ("_rsync._tcp SRV 0 5 +873 mail", "write `873`"),
        ("$GENERATE 1-3 h$ MX 10 mail", "write `\"10 mail\"`"),
        ("$TTL", "complete the line, or remove it"),
    ] {
        let found = below_head(line);
        assert_told(&found[..1], &[("syntax: ", help)], line);
    }
}

#[test]
fn bind_takes_an_owner_in_other_letters_for_the_end_of_a_run() {
    // As `named-compilezone` of BIND 9.18 has it.
    for (records, served) in [
        (["_x._tcp 600", "_X._tcp 300", ""], "BIND serves 300, the last, and says nothing; "),
        (["_x._tcp 600", "_X._TCP 300", "_x._tcp 900"], "BIND serves 900, the last, and says nothing; "),
        (
            ["_x._tcp 600", "_X._tcp 300", "_X._tcp 900"],
            "BIND serves 300, the first of the last run of records; ",
        ),
        (["_x._tcp 600", "_x._tcp 300", ""], "BIND serves 600, the first, with a warning; "),
        (["_x._tcp 600", "_x._tcp.example.com. 300", ""], "BIND serves 600, the first, with a warning; "),
        (["_x._tcp 600", "_x._tcp.Example.com. 300", ""], "BIND serves 300, the last, and says nothing; "),
    ] {
        let lines: String = (1..)
            .zip(records.iter().filter(|record| !record.is_empty()))
            .map(|(priority, record)| format!("{record} SRV {priority} 1 {priority} mail\n"))
            .collect();
        let found = below_head(&lines);
        let notes = found[0]["notes"][0].as_str().unwrap_or_default();
        assert_eq!((found.len(), found[0]["rule"].as_str()), (1, Some("ttl-mismatch")), "{lines}");
        assert!(notes.starts_with(served), "{lines}{notes}");
    }
}

#[test]
fn an_origin_that_has_the_zone_s_name_twice_is_told_where_it_is_written() {
    let told = "missing-trailing-dot: `$ORIGIN lab.example.com.example.com.` has the zone's name twice: `lab.example.com.` was meant";
    let origin = "$ORIGIN lab.example.com.example.com.\n";
    for (lines, expected) in [
        ("_rsync._tcp SRV 0 1 873 m\nm A 192.0.2.1", &[(told, "write `$ORIGIN lab.example.com.`")][..]),
        (
            "_rsync._tcp SRV 0 1 873 m\n_rsync._tcp.a SRV 0 1 873 m\nm A 192.0.2.1",
            &[(told, "write `$ORIGIN lab.example.com.`")],
        ),
        ("m A 192.0.2.1", &[]),
        // A zone may be called so.
        ("_rsync._tcp SRV 0 1 873 m\nm A 192.0.2.1\n@ NS ns.example.net.", &[("occluded-record: ", "")]),
    ] {
        assert_told(&below_head(&format!("{origin}{lines}")), expected, lines);
    }
    let found = below_head(&format!("{origin}_rsync._tcp SRV 0 1 873 m\nm A 192.0.2.1"));
    assert_eq!((&found[0]["start"]["line"], &found[0]["fix"]["safety"]), (&7.into(), &"unsafe".into()));
    assert_eq!(found[0]["fix"]["edits"][0]["text"], "lab.example.com.");
}

#[test]
fn a_port_before_the_weight_of_active_directory_is_told() {
    for (fields, expected) in [
        ("_kerberos._tcp SRV 88 0 100 mail", "write `0 100 88`"),
        ("_kerberos._tcp SRV 0 88 100 mail", "write `0 100 88`"),
        ("_rsync._tcp SRV 0 873 100 mail", "write `0 100 873`"),
        ("_ssh._tcp SRV 22 0 100 mail", "write `0 100 22`"),
    ] {
        assert_told(&below_head(fields), &[("unexpected-port: ", expected)], fields);
    }
    for right in
        ["_kerberos._tcp SRV 0 100 88 mail", "_kerberos._tcp SRV 88 100 88 mail", "_x._tcp SRV 88 0 100 mail"]
    {
        assert_told(&below_head(right), &[], right);
    }
}

#[test]
fn each_place_of_a_finding_of_several_is_labelled() {
    let owners = "_jmap._tcp AAAA 2001:db8::1\n_sieve._tcp MX 10 mail.example.net.";
    let found = below_head(owners);
    assert_told(&found, &[("invalid-hostname-owner: ", "")], owners);
    assert_eq!(labels(&found[0]), ["8 and so has this name"]);
    let mail = "a MX 10 mail.@\nb MX 10 mail.@\nc MX 10 pop.@";
    let found = below_head(mail);
    assert_told(&found, &[("invalid-hostname-target: ", "write `mail`")], mail);
    assert_eq!(labels(&found[0]), ["8 and here", "9 and here"]);
}

#[test]
fn hosts_that_each_of_two_transports_lacks_are_both_named() {
    let scratch = Scratch::new("both-lack-hosts");
    let lines = "_kpasswd._tcp SRV 0 100 464 mail\n SRV 0 100 464 pbx\n_kpasswd._udp SRV 0 100 464 mail\n SRV 0 100 464 ns1\n";
    scratch.write("z", format!("{HEAD}{lines}"));
    let ran = scratch.run(&[
        "check",
        "--format",
        "json",
        "--origin",
        "example.com",
        "--select",
        "transports-differ",
        "z",
    ]);
    let found = ran.json()["findings"].as_array().cloned().unwrap_or_default();
    let start = "transports-differ: `_kpasswd._tcp.example.com.` has no `ns1.example.com.`, which `_kpasswd._udp.example.com.` has";
    let end = "the same of `pbx.example.com.`, which only `_kpasswd._tcp.example.com.` has";
    assert_told(&found, &[(start, end)], lines);
    assert_eq!(labels(&found[0]), ["9 this has no `pbx.example.com.`"]);
}

#[test]
fn a_zone_of_another_name_than_its_soa_record_says_is_told_there() {
    let scratch = Scratch::new("another-name");
    scratch.write("srvlint.toml", "[[zone]]\nfile = \"z\"\norigin = \"example.com\"\n");
    scratch.write("z", "$TTL 1h\nexample.org. SOA ns.example.net. h.example.net. 1 2 3 4 5\nexample.org. NS ns.example.net.\n");
    let ran = scratch.run(&["check", "--format", "json", "z"]);
    let found = ran.json()["findings"].as_array().cloned().unwrap_or_default();
    assert_told(&found, &[("unknown-origin: ", "a later reader may believe it")], "");
    assert_eq!((&found[0]["start"]["line"], &found[0]["end"]["column"]), (&2.into(), &13.into()));
    assert_eq!((ran.code, ran.err.contains("no zone file")), (0, false), "{}", ran.err);
}

/// Words that messages, pages and help have others for: things stand `after` others, and what is something is `not a` something else.
const MISLEADING: [&str; 5] =
    [" behind", "is none that", "which is no ", " is no commit", " is no zone file"];

#[test]
fn messages_pages_and_help_say_after_and_is_not_a() {
    let assert_plain = |text: &str, place: &str| {
        for word in MISLEADING.into_iter().filter(|word| text.contains(word)) {
            let is_idiom = [
                "The rules behind these findings",
                "behind @ ..",
                "a_branch_that_is_behind",
                "a branch that is behind",
            ]
            .iter()
            .any(|idiom| text.contains(idiom));
            assert!(is_idiom, "{place}: `{word}` in {text}");
        }
    };
    let top = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    for (folder, ending) in [("src", "rs"), ("rules", "md"), ("docs", "md")] {
        for path in files_below(&top.join(folder))
            .into_iter()
            .filter(|path| path.extension().is_some_and(|own| own == ending))
        {
            let text = std::fs::read_to_string(&path).expect("text");
            for line in text.lines() {
                let line = line.trim();
                match ending {
                    // What is between quotes is said; comments are for those who read the source.
                    "rs" if line.starts_with("//") => {}
                    "rs" => line
                        .split('"')
                        .skip(1)
                        .step_by(2)
                        .for_each(|said| assert_plain(said, &path.display().to_string())),
                    _ => assert_plain(line, &path.display().to_string()),
                }
            }
        }
    }
    for command in ["check", "explain", "rules", "records", "zones", "services", "config", "schema", "init"] {
        let ran = Scratch::new("plain-help").run(&[command, "--help"]);
        assert!(ran.code == 0 && !ran.out.is_empty(), "{command}: {}", ran.err);
        assert_plain(&ran.out, command);
    }
}

/// The files below a folder.
fn files_below(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}

#[test]
fn one_octet_is_one() {
    for (record, expected) in [
        ("x SSHFP 1 1 00", "the fingerprint has 1 octet, not 20"),
        ("x SSHFP 1 1 0000", "the fingerprint has 2 octets, not 20"),
        ("x TYPE65280 \\# 2 00", "the rdata has 1 octet, not 2"),
        ("x TYPE65280 \\# 1 0000", "the rdata has 2 octets, not 1"),
    ] {
        let found = below_head(record);
        let message = found[0]["message"].as_str().unwrap_or_default();
        assert!(message.contains(expected), "{record}: {message}");
        let size = expected.rsplit(' ').next().unwrap_or_default();
        let plural = if size == "1" { "write 1 octet" } else { &format!("write {size} octets") };
        assert!(told(&found[0]).ends_with(plural), "{record}: {}", told(&found[0]));
    }
}

#[test]
fn one_cause_is_told_once_with_what_mends_it() {
    for (lines, expected) in [
        // Each client's own machine, whichever services name it.
        (
            "_sips._tcp SRV 0 1 5061 localhost.\n_imaps._tcp SRV 0 1 993 localhost.\n_pop3s._tcp SRV 0 1 995 localhost.",
            ("unreachable-target: SRV target `localhost.` is", "name the host that its clients reach"),
        ),
        // Clients of HTTPS compare the certificate's name with the target's.
        (
            "_autodiscover._tcp SRV 0 100 443 post\npost CNAME mail",
            ("cname-target: SRV target `post.example.com.` is an alias", "if its certificate has that name"),
        ),
        // A client that knows the field takes the flag "s" alone.
        (
            "@ NAPTR 100 10 \"s\" \"SIP+D2U\" \"!^.*$!sip:info@example.com!\" .",
            (
                "naptr-mismatch: a NAPTR record with flag \"s\" and a regexp",
                "or add them, and write `\"\"` and their name",
            ),
        ),
    ] {
        assert_told(&below_head(lines), &[expected], lines);
    }
}

#[test]
fn a_companion_that_is_none_is_not_said_for_long() {
    let scratch = Scratch::new("null-for-long");
    for (ttl, written) in [("604800", "3600"), ("600", "600")] {
        scratch.write("z", format!("{HEAD}_sip._udp {ttl} SRV 0 1 5060 mail\n"));
        scratch.run(&["check", "--fix", "--unsafe-fixes", "--origin", "example.com", "z"]);
        let text = scratch.read("z");
        assert!(text.contains(&format!("_sips._tcp\t{written}\tSRV\t0 0 0 .\n")), "{text}");
    }
}

#[test]
fn an_owner_that_is_misspelt_and_lacks_its_dot_is_the_host_that_is_missed() {
    let zone = format!("{HEAD}_ldap._tcp SRV 0 0 389 berlin.example.com.\nberlin.exmaple.com A 192.0.2.7\n");
    let found = findings(&[("z", &zone)]);
    let message = "target-without-address: SRV target `berlin.example.com.` does not exist";
    assert_told(&found, &[(message, "write the host's owner as `berlin.example.com.`")], &zone);
    assert_eq!(labels(&found[0]), ["8 this owner lacks its final dot, and its domain is misspelt"]);
    assert_eq!(found[0]["fix"]["edits"][0]["text"], "berlin.example.com.");
    // Another host is another one.
    let other = findings(&[("z", &zone.replace("berlin.exmaple", "london.exmaple"))]);
    assert!(other[0]["labels"].as_array().is_none_or(Vec::is_empty), "{other:#?}");
}

#[test]
fn what_stands_below_an_indented_origin_is_not_judged() {
    let told = |lines: &str| below_head(lines).iter().map(told).collect::<Vec<String>>();
    let origin = told("  $ORIGIN _tcp.example.com.\n_imaps SRV 0 1 993 mail");
    assert_eq!(origin.len(), 1, "{origin:#?}");
    assert!(origin[0].starts_with("syntax: unknown record type `$ORIGIN`"), "{origin:#?}");
    // Nor where every line is indented: no record stands twice.
    let lines = format!(
        "{HEAD}$ORIGIN _tcp.example.com.\n_kerberos SRV 0 100 88 mail.example.com.\n$ORIGIN _udp.example.com.\n_kerberos SRV 0 100 88 mail.example.com.\n"
    );
    let indented: String = lines.lines().map(|line| format!("    {line}\n")).collect();
    let found = findings(&[("z", &indented)]);
    assert_told(&found, &[("syntax: every line begins with a blank", "")], &indented);
}

#[test]
fn the_mailbox_that_an_soa_lacks_is_named() {
    let zone = HEAD.replacen(" h.example.com. 1", " 1", 1);
    let found = findings(&[("z", &zone)]);
    let message = "syntax: the mailbox of the SOA record is missing before the serial `1`";
    assert_told(
        &found,
        &[(message, "write it after the name server, such as `hostmaster.example.com.`")],
        &zone,
    );
    let short = findings(&[("z", &HEAD.replacen(" 1209600 300", "", 1))]);
    assert!(told(&short[0]).ends_with("complete the record: without it a server refuses the zone"));
}

#[test]
fn names_of_a_record_that_is_written_anew_get_their_final_dots() {
    let scratch = Scratch::new("dots-anew");
    for (lines, written) in [
        ("@ MX post.example.com\npost A 192.0.2.8", "@ MX 10 post.example.com.\npost A 192.0.2.8"),
        ("CNAME post.example.com mail.example.com", "post.example.com. CNAME mail.example.com."),
        ("post.example.com\n3600 IN A\n192.0.2.5", "post.example.com. 3600 IN A 192.0.2.5"),
        ("@ MX post\npost A 192.0.2.8", "@ MX 10 post\npost A 192.0.2.8"),
    ] {
        scratch.write("z", format!("{HEAD}{lines}\n"));
        scratch.run(&["check", "--fix", "--unsafe-fixes", "--origin", "example.com", "z"]);
        let text = scratch.read("z");
        assert!(text.ends_with(&format!("\n{written}\n")), "{lines}\n{text}");
    }
}

#[test]
fn the_host_of_a_record_that_is_broken_over_lines_is_not_missed() {
    let lines = "post.example.com\nA 192.0.2.5\n_imaps._tcp SRV 0 1 993 post";
    let message = "syntax: this record is broken over two lines";
    assert_told(&below_head(lines), &[(message, "join them: `post.example.com. A 192.0.2.5`")], lines);
}

#[test]
fn the_certificate_is_thought_of_whichever_record_comes_first() {
    for lines in [
        "_imap._tcp SRV 0 1 143 post\n_imaps._tcp SRV 0 1 993 post\npost CNAME mail",
        "_submission._tcp SRV 0 1 587 post\npost CNAME mail",
    ] {
        let found = below_head(lines);
        assert_told(&found, &[("cname-target: ", "write `mail`, if its certificate has that name")], lines);
    }
}
