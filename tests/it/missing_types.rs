//! Addresses and fields before which no type stands, or which other signs than blanks part: what was meant is told, and no fix makes a host
//! of a word that is none.

use serde_json::Value;

use crate::harness::scratch::Scratch;
use crate::meant_lines::{findings, only_finding, said};

/// A line, the message and the help that it gets, and the safety and the line of its fix.
type Case<'c> = (&'c str, &'c str, &'c str, Option<(&'c str, &'c str)>);

/// That each of these lines is one finding of `syntax` with this message and help; and that its fix, of this safety, writes this
/// line, after which nothing of the kind is left.
fn check(name: &str, cases: &[Case<'_>]) {
    let scratch = Scratch::new(name);
    for (line, message, help, fix) in cases {
        let found = only_finding(&scratch, line, "syntax");
        let (is_message, is_help) = said(&found);
        assert!(is_message.contains(message), "{line}: {is_message}");
        assert_eq!(is_help, *help, "{line}");
        assert_eq!(found["fix"]["safety"].as_str(), fix.map(|(safety, _)| safety), "{line}: {}", found);
        let options: &[&str] = match fix {
            Some(("unsafe", _)) => &["check", "--fix", "--unsafe-fixes", "--origin", "example.com", "z"],
            _ => &["check", "--fix", "--origin", "example.com", "z"],
        };
        let ran = scratch.run(options);
        let text = scratch.read("z");
        let expected = fix.map_or(*line, |(_, written)| written);
        assert!(text.ends_with(&format!("\n{expected}\n")), "{line}\n{text}");
        assert_eq!(fix.is_none(), ran.out.contains("[syntax]"), "{line}\n{}", ran.out);
        assert!(!ran.out.contains("[invalid-hostname-owner]"), "{line}\n{}", ran.out);
    }
}

#[test]
fn an_address_without_its_type_is_a_hosts_only_where_that_is_sure() {
    let missing = "the type is missing before the address";
    let blank = "a blank is missing before";
    let parted = "blanks part the words of a record, not";
    let no_name = "is no host's name, and the type is missing";
    let no_owner = "stands in the place of the owner, and the type";
    let of_host = "write the name of a host before it, as in `host A 192.0.2.3`";
    check(
        "address-without-type",
        &[
            ("mx 192.0.2.3", missing, "write `A 192.0.2.3`", Some(("safe", "mx A 192.0.2.3"))),
            ("@ 300 IN 192.0.2.3", missing, "write `A 192.0.2.3`", Some(("safe", "@ 300 IN A 192.0.2.3"))),
            (
                "*.lab 2001:db8::1",
                missing,
                "write `AAAA 2001:db8::1`",
                Some(("safe", "*.lab AAAA 2001:db8::1")),
            ),
            ("a 192.0.2.3", missing, "write `A 192.0.2.3`", Some(("unsafe", "a A 192.0.2.3"))),
            ("  192.0.2.3", missing, "write `A 192.0.2.3`", Some(("unsafe", "  A 192.0.2.3"))),
            ("mx.example.org. 192.0.2.3", missing, "write `A 192.0.2.3`", None),
            ("mx.A 192.0.2.3", blank, "write `mx A 192.0.2.3`", Some(("unsafe", "mx A 192.0.2.3"))),
            ("mx-A 192.0.2.3", blank, "write `mx A 192.0.2.3`", Some(("unsafe", "mx A 192.0.2.3"))),
            ("mx_A 192.0.2.3", blank, "write `mx A 192.0.2.3`", Some(("unsafe", "mx A 192.0.2.3"))),
            ("mx,A 192.0.2.3", parted, "write `mx A 192.0.2.3`", Some(("unsafe", "mx A 192.0.2.3"))),
            ("mx|A 192.0.2.3", parted, "write `mx A 192.0.2.3`", Some(("unsafe", "mx A 192.0.2.3"))),
            (
                "mx:AAAA 2001:db8::1",
                blank,
                "write `mx AAAA 2001:db8::1`",
                Some(("unsafe", "mx AAAA 2001:db8::1")),
            ),
            ("mxIN 192.0.2.3", blank, "write `mx IN A 192.0.2.3`", Some(("unsafe", "mx IN A 192.0.2.3"))),
            ("mx.IN 192.0.2.3", blank, "write `mx IN A 192.0.2.3`", Some(("unsafe", "mx IN A 192.0.2.3"))),
            ("mxINA 192.0.2.3", blank, "write `mx IN A 192.0.2.3`", Some(("unsafe", "mx IN A 192.0.2.3"))),
            ("mx.300 192.0.2.3", blank, "write `mx 300 A 192.0.2.3`", Some(("unsafe", "mx 300 A 192.0.2.3"))),
            (
                "mx300 192.0.2.3",
                missing,
                "write `mx 300 A 192.0.2.3`, or `mx300 A 192.0.2.3` if the host is called so",
                None,
            ),
            (
                "mx. 192.0.2.3",
                missing,
                "write `mx A 192.0.2.3`: with its final dot, `mx.` is a name of one label",
                None,
            ),
            (
                "nameserver 192.0.2.3",
                missing,
                "write `host A 192.0.2.3` with the name of the host, or remove the line: `nameserver` is what other files begin it with",
                None,
            ),
            (
                "Address: 192.0.2.3",
                missing,
                "write `host A 192.0.2.3` with the name of the host, or remove the line: `Address:` is what other files begin it with",
                None,
            ),
            (
                "192.0.2.3 192.0.2.4",
                missing,
                "write the name of a host before it, as in `host A 192.0.2.4`",
                None,
            ),
            ("_imaps._tcp 192.0.2.3", missing, of_host, None),
            (
                "IN 192.0.2.3",
                no_owner,
                "write a blank before `IN A 192.0.2.3`: the record is then of the owner above",
                Some(("unsafe", " IN A 192.0.2.3")),
            ),
            (
                "300 192.0.2.3",
                no_owner,
                "write a blank before `300 A 192.0.2.3`: the record is then of the owner above",
                Some(("unsafe", " 300 A 192.0.2.3")),
            ),
            ("mx: 192.0.2.3", no_name, "write `mx A 192.0.2.3`", Some(("unsafe", "mx A 192.0.2.3"))),
            ("mx, 192.0.2.3", no_name, "write `mx A 192.0.2.3`", Some(("unsafe", "mx A 192.0.2.3"))),
            ("mx@ 192.0.2.3", no_name, "write `mx A 192.0.2.3`", Some(("unsafe", "mx A 192.0.2.3"))),
            ("-mx 192.0.2.3", no_name, "write `mx A 192.0.2.3`", Some(("unsafe", "mx A 192.0.2.3"))),
            (
                "mx 192.0.2.3 A",
                "the type stands after the address",
                "write `mx A 192.0.2.3`",
                Some(("unsafe", "mx A 192.0.2.3")),
            ),
            (
                "mx 192.0.2.3 192.0.2.4",
                "no type stands before these addresses",
                "write a record for each: `mx A 192.0.2.3` and `mx A 192.0.2.4`",
                None,
            ),
            (
                "192.0.2.3 A mx",
                "the host stands after its address",
                "write `mx A 192.0.2.3`",
                Some(("unsafe", "mx A 192.0.2.3")),
            ),
        ],
    );
}

#[test]
fn a_type_that_has_grown_to_a_services_owner_is_parted_from_it() {
    let blank = "a blank is missing before `SRV` at the end of";
    let help = "write `_foo._tcp SRV 10 5 993 mail`";
    let fixed = Some(("unsafe", "_foo._tcp SRV 10 5 993 mail"));
    check(
        "grown-srv",
        &[
            ("_foo._tcpSRV 10 5 993 mail", blank, help, fixed),
            ("_foo._tcp:SRV 10 5 993 mail", "blanks part the words of a record, not colons", help, fixed),
            ("_foo._tcp.SRV 10 5 993 mail", blank, help, fixed),
            (
                "www2CNAME mail",
                "a blank is missing before `CNAME`",
                "write `www2 CNAME mail`",
                Some(("unsafe", "www2 CNAME mail")),
            ),
        ],
    );
}

#[test]
fn words_that_other_signs_part_are_parted_by_blanks() {
    let fields = "no blanks part the fields of this SRV record";
    let fixed = Some(("unsafe", "_imaps._tcp 300 SRV 10 5 993 mail"));
    let row = "_imaps._tcp SRV 0 1 993 mail";
    check(
        "parted-words",
        &[
            ("_imaps._tcp 300 SRV 10-5-993-mail", fields, "write `10 5 993 mail`", fixed),
            ("_imaps._tcp 300 SRV 10_5_993_mail", fields, "write `10 5 993 mail`", fixed),
            ("_imaps._tcp 300 SRV 10.5.993.mail", fields, "write `10 5 993 mail`", fixed),
            ("_imaps._tcp 300 SRV 10-5-993 mail", fields, "write `10 5 993 mail`", fixed),
            (
                "_imaps._tcp,SRV,0,1,993,mail",
                "blanks part the words of a record, not commas",
                "write `_imaps._tcp SRV 0 1 993 mail`",
                Some(("unsafe", row)),
            ),
            (
                "_imaps._tcp|SRV|0 1 993 mail",
                "blanks part the words of a record, not `|`",
                "write `_imaps._tcp SRV 0 1 993 mail`",
                Some(("unsafe", row)),
            ),
        ],
    );
}

#[test]
fn what_makes_no_number_is_told_with_the_number_that_it_holds() {
    let fixed = Some(("unsafe", "_imaps._tcp SRV 0 1 993 mail"));
    let cases: Vec<(String, String, String)> =
        ["993/tcp", ":993", "993.", "[993]", "\u{ff19}\u{ff19}\u{ff13}"]
            .map(|port| {
                let line = format!("_imaps._tcp SRV 0 1 {port} mail");
                (line, "` is not a number".to_owned(), "write `993`".to_owned())
            })
            .into();
    let cases: Vec<_> =
        cases.iter().map(|(line, message, help)| (&**line, &**message, &**help, fixed)).collect();
    check("numbers", &cases);
    check(
        "numbers-of-names",
        &[
            (
                "_imaps._tcp SRV 0 1 imaps mail",
                "the port `imaps` is",
                "write `993`, the port of `imaps`",
                fixed,
            ),
            ("_imaps._tcp SRV 0 l 993 mail", "the weight `l` is", "write `1`", fixed),
            ("_imaps._tcp SRV 0 x 993 mail", "the weight `x` is", "write a number in decimal digits", None),
            ("_imaps._tcp SRV 0 1 993 mail <br>", "is a tag of HTML", "remove the tag", None),
            (
                "_imaps._tcp SRV 0 1 993 192.0.2.25 mail",
                "SRV takes four fields and five are given",
                "delete `192.0.2.25`: the target is a name, and comes after it",
                None,
            ),
            (
                "_imaps._tcp \"SRV\" \"0\" \"1\" \"993\" \"mail\"",
                "the quotes make `SRV` a text",
                "write the record without quotes: `_imaps._tcp SRV 0 1 993 mail`",
                None,
            ),
        ],
    );
}

#[test]
fn marks_of_a_merge_conflict_are_one_finding() {
    let scratch = Scratch::new("conflict");
    let lines =
        "<<<<<<< HEAD\n_imaps._tcp SRV 0 1 993 mail\n=======\n_imaps._tcp SRV 0 2 993 sip\n>>>>>>> topic";
    let found = findings(&scratch, lines, "syntax");
    assert_eq!(found.len(), 1, "{found:#?}");
    let (message, help) = said(&found[0]);
    assert!(message.contains("a mark of a merge conflict"), "{message}");
    assert!(help.starts_with("keep the lines of one side"), "{help}");
}

#[test]
fn an_owner_behind_its_type_is_written_whole() {
    let behind = "the owner stands after the type";
    let of_mumble = "write `_mumble._tcp.mumble SRV 1 5 62294 sip.example.com.`";
    check(
        "owner-behind-type",
        &[
            (
                "A host.example.com 192.0.2.9",
                behind,
                "write `host.example.com. A 192.0.2.9`",
                Some(("unsafe", "host.example.com. A 192.0.2.9")),
            ),
            ("A host 192.0.2.9", behind, "write `host A 192.0.2.9`", Some(("unsafe", "host A 192.0.2.9"))),
            (
                "A 10 www 192.0.2.3",
                behind,
                "write `www 10 A 192.0.2.3`",
                Some(("unsafe", "www 10 A 192.0.2.3")),
            ),
            ("CNAME www sip", behind, "write `www CNAME sip`", Some(("unsafe", "www CNAME sip"))),
            (
                "SRV _mumble._tcp.mumble AUTO 1 5 62294 sip.example.com.",
                behind,
                of_mumble,
                Some(("unsafe", "_mumble._tcp.mumble SRV 1 5 62294 sip.example.com.")),
            ),
            (
                "SRV _mumble._tcp 3600 1 5 62294 sip.example.com.",
                behind,
                "write `_mumble._tcp 3600 SRV 1 5 62294 sip.example.com.`",
                Some(("unsafe", "_mumble._tcp 3600 SRV 1 5 62294 sip.example.com.")),
            ),
            (
                "SRV _sips._tcp 300 IN 1 5 5061 sip",
                behind,
                "write `_sips._tcp 300 IN SRV 1 5 5061 sip`",
                Some(("unsafe", "_sips._tcp 300 IN SRV 1 5 5061 sip")),
            ),
        ],
    );
}

#[test]
fn a_fix_after_which_its_line_is_still_a_mistake_is_shown_alone() {
    let scratch = Scratch::new("still-a-mistake");
    let found: Vec<Value> = findings(&scratch, "_imaps._tcp 0 1 993 ma..il", "syntax");
    let safety = found[0]["fix"]["safety"].as_str();
    assert_eq!((found.len(), safety), (1, Some("shown")), "{found:#?}");
}
