//! Lines of which one word is wrong: the help is the line as it was meant, never one that a server reads as another, and each
//! correction that is offered leaves a zone in which nothing is wrong.

use serde_json::Value;

use crate::harness::scratch::Scratch;

const HEAD: &str = "$TTL 1h\n@ SOA ns.example.net. h.example.net. 1 7200 3600 1209600 300\n  NS ns.example.net.\nm A 192.0.2.1\n";

/// The findings of zone `example.com` with these lines.
fn findings(scratch: &Scratch, lines: &str) -> Vec<Value> {
    scratch.write("z", format!("{HEAD}{lines}\n"));
    let json = scratch.run(&["check", "--format", "json", "--origin", "example.com", "z"]).json();
    json["findings"].as_array().expect("findings").clone()
}

/// The rule and the message of a finding, and its last note, which is the help.
fn said(finding: &Value) -> (String, &str) {
    let text = |key: &str| finding[key].as_str().expect("a text");
    let notes = finding["notes"].as_array().expect("notes");
    let help = notes.last().and_then(Value::as_str).unwrap_or_default();
    (format!("{}: {}", text("rule"), text("message")), help)
}

/// That each of these lines is one finding of `syntax` with this message and help, and the zone after its correction, if it has
/// one.
fn check(name: &str, cases: &[(&str, &str, &str, Option<&str>)]) {
    let scratch = Scratch::new(name);
    for (lines, message, help, corrected) in cases {
        let found = findings(&scratch, lines);
        let told: Vec<_> = found.iter().map(said).collect();
        assert_eq!(told.len(), 1, "{lines}\n{told:#?}");
        assert!(told[0].0.starts_with(&format!("syntax: {message}")), "{lines}\n{told:#?}");
        assert_eq!(told[0].1, *help, "{lines}");
        scratch.run(&["check", "--fix", "--unsafe-fixes", "--origin", "example.com", "z"]);
        let text = scratch.read("z");
        let after = text.strip_prefix(HEAD).expect("the head").trim_end();
        assert_eq!(after, corrected.unwrap_or(lines), "{lines}");
        if corrected.is_some() {
            let left = findings(&scratch, after);
            assert!(left.is_empty(), "{lines}\n{left:#?}");
        }
    }
}

#[test]
fn two_names_before_a_type_are_joined_where_one_is_the_rest_of_the_other() {
    let message = "two names stand before the record type: ";
    check(
        "two-names",
        &[
            ("_rsync ._tcp SRV 0 1 873 m", message, "write `_rsync._tcp`: a name has no blanks", None),
            (
                "_rsync._tcp .lab SRV 0 1 873 m",
                message,
                "write `_rsync._tcp.lab`: a name has no blanks",
                None,
            ),
            (
                "_rsync._tcp example.com. SRV 0 1 873 m",
                message,
                "write `_rsync._tcp.example.com.`: a name has no blanks",
                None,
            ),
            (
                "_rsync _tcp.example.com. SRV 0 1 873 m",
                message,
                "write `_rsync._tcp.example.com.`: a name has no blanks",
                None,
            ),
            ("_rsync._tcp . SRV 0 1 873 m", message, "write `_rsync._tcp`: a name has no blanks", None),
            ("_rsync _tcp SRV 0 1 873 m", message, "write `_rsync._tcp`: a name has no blanks", None),
            (
                "m _rsync._tcp SRV 0 1 873 m",
                message,
                "write `_rsync._tcp` alone: a record has one owner",
                None,
            ),
            (
                "_rsync._tcp _ssh._tcp SRV 0 1 873 m",
                message,
                "write one of the two: a record has one owner, and a name has no blanks",
                None,
            ),
        ],
    );
}

#[test]
fn a_ttl_with_a_blank_before_its_unit_is_one_word() {
    check(
        "parted-ttl",
        &[
            (
                "$TTL 5 minutes\n_rsync._tcp SRV 0 1 873 m",
                "a blank stands before the unit of the TTL `5 minutes`",
                "write `$TTL 5m`",
                None,
            ),
            (
                "$TTL 1 Hour ; short\n_rsync._tcp SRV 0 1 873 m",
                "a blank stands before the unit of the TTL `1 Hour`",
                "write `$TTL 1h`",
                None,
            ),
            (
                "_rsync._tcp 5 minutes IN SRV 0 1 873 m",
                "a blank stands before the unit of the TTL `5 minutes`",
                "write `_rsync._tcp 5m IN SRV 0 1 873 m`",
                Some("_rsync._tcp 5m IN SRV 0 1 873 m"),
            ),
            (
                "_rsync._tcp 3600 seconds SRV 0 1 873 m",
                "a blank stands before the unit of the TTL `3600 seconds`",
                "write `_rsync._tcp 3600s SRV 0 1 873 m`",
                Some("_rsync._tcp 3600s SRV 0 1 873 m"),
            ),
            (
                "$TTL 300 foo",
                "extra text after the directive",
                "remove it, or write `;` before it, which begins a comment",
                None,
            ),
        ],
    );
}

#[test]
fn a_word_before_a_type_that_is_none_of_its_kind_is_left_out() {
    check(
        "left-out",
        &[
            (
                "_rsync._tcp default SRV 0 1 873 m",
                "`default` is not a TTL, a class or a type",
                "write `_rsync._tcp SRV 0 1 873 m`",
                Some("_rsync._tcp SRV 0 1 873 m"),
            ),
            (
                "_rsync._tcp - IN SRV 0 1 873 m",
                "`-` is not a TTL, a class or a type",
                "write `_rsync._tcp IN SRV 0 1 873 m`",
                Some("_rsync._tcp IN SRV 0 1 873 m"),
            ),
            (
                "_rsync._tcp 300 INN SRV 0 1 873 m",
                "`INN` is not a TTL, a class or a type",
                "write `_rsync._tcp 300 SRV 0 1 873 m`",
                Some("_rsync._tcp 300 SRV 0 1 873 m"),
            ),
            (
                "t default TXT \"a b\"",
                "`default` is not a TTL, a class or a type",
                "write `t TXT \"a b\"`",
                Some("t TXT \"a b\""),
            ),
            // What is no record behind it may be a remark.
            (
                "a default about A",
                "unknown record type `default`",
                "remove the line, or begin it with `;` if it is a remark",
                None,
            ),
        ],
    );
}

#[test]
fn a_type_or_a_dollar_that_is_missing_is_written() {
    let srv = "the type is missing before the fields of an SRV record";
    check(
        "missing-words",
        &[
            (
                "_rsync._tcp 300 IN 0 1 873 m",
                srv,
                "write `SRV 0 1 873 m`",
                Some("_rsync._tcp 300 IN SRV 0 1 873 m"),
            ),
            ("_rsync._tcp IN 0 1 873 m", srv, "write `SRV 0 1 873 m`", Some("_rsync._tcp IN SRV 0 1 873 m")),
            ("_rsync._tcp 0 1 873 m", srv, "write `SRV 0 1 873 m`", Some("_rsync._tcp SRV 0 1 873 m")),
            (
                "ORIGIN lab.example.com.\nx A 192.0.2.2",
                "the `$` is missing before `ORIGIN`",
                "write `$ORIGIN lab.example.com.`",
                None,
            ),
            (
                "TTL 600\n_rsync._tcp SRV 0 1 873 m",
                "the `$` is missing before `TTL`",
                "write `$TTL 600`",
                None,
            ),
        ],
    );
}

#[test]
fn fields_of_a_service_are_put_in_order_and_no_number_is_written_twice() {
    check(
        "no-port-twice",
        &[
            (
                "_rsync._tcp SRV 873 10 m",
                "SRV takes four fields and three are given",
                "write `10 0 873 m`",
                Some("_rsync._tcp SRV 10 0 873 m"),
            ),
            (
                "_rsync._tcp SRV 873 0 m",
                "SRV takes four fields and three are given",
                "write `0 0 873 m`",
                Some("_rsync._tcp SRV 0 0 873 m"),
            ),
            (
                "_rsync._tcp SRV 873 873 m",
                "SRV takes four fields and three are given",
                "write `0 0 873 m`",
                Some("_rsync._tcp SRV 0 0 873 m"),
            ),
            (
                "_rsync._tcp SRV 10 20 m",
                "SRV takes four fields and three are given",
                "write `10 20 873 m`",
                Some("_rsync._tcp SRV 10 20 873 m"),
            ),
            (
                "_rsync._tcp SRV m,873,0,1",
                "blanks part the fields of an SRV record, not commas",
                "write `0 1 873 m`",
                None,
            ),
            (
                "_rsync._tcp SRV \"0 1 873 m\"",
                "SRV takes four fields and one is given: the quotes make one of all four",
                "write `0 1 873 m` without quotes",
                Some("_rsync._tcp SRV 0 1 873 m"),
            ),
            (
                "_rsync._tcp SRV 3600 IN 0 1 873 m",
                "the TTL stands after the type",
                "write `_rsync._tcp 3600 SRV 0 1 873 m`",
                Some("_rsync._tcp 3600 SRV 0 1 873 m"),
            ),
            (
                "@ NAPTR 10 10 \"s\" \"SIP+D2U\" \"\"",
                "NAPTR takes six fields and five are given: the replacement is missing",
                "write a name after the regexp, such as the owner of the SRV records where the flag is `s`",
                None,
            ),
            (
                "t SVCB 1 . port=https",
                "`https` is not a value of the parameter `port`",
                "write a number from 0 to 65535, as in `port=8443`",
                None,
            ),
        ],
    );
}
