//! A blank within a name parts it into words: what was meant is told, and no name that may be a target is called too much.

use crate::harness::scratch::Scratch;
use crate::meant_lines::{check, findings, said};

#[test]
fn a_blank_within_the_name_of_an_instance_or_a_domain_is_told() {
    let blank = "a blank ends a name: ";
    check(
        "blanks-in-instances",
        &[
            ("b._dns-sd._udp PTR Building 1.example.com.", blank, "`Building\\0321.example.com.`", true),
            ("lb._dns-sd._udp 60 IN PTR My Lab.example.com.", blank, "`My\\032Lab.example.com.`", true),
            (
                "db._dns-sd._udp PTR mail\n  PTR Building 2.example.com.",
                blank,
                "`Building\\0322.example.com.`",
                true,
            ),
            ("x CNAME My Printer._ipp._tcp", blank, "`My\\032Printer._ipp._tcp`", true),
            (
                "My Printer._ipp._tcp.Building 1.example.com.\n  SRV 0 0 631 mail",
                blank,
                "and the record in the same line: `My\\032Printer._ipp._tcp.Building\\0321.example.com. SRV 0 0 631 mail`",
                false,
            ),
            (
                "  My Printer._ipp._tcp\n  60 IN SRV 0 0 631 mail",
                blank,
                "in the same line: `My\\032Printer._ipp._tcp 60 IN SRV 0 0 631 mail`",
                false,
            ),
        ],
    );
}

#[test]
fn of_two_names_where_one_belongs_neither_is_called_too_much() {
    let two = "two names stand where one belongs";
    let words = "several words stand where one name belongs";
    let keep = "keep `web` or `server.example.org.`: a name has no blanks, and a remark begins with `;`";
    check(
        "two-names",
        &[
            ("www CNAME web server.example.org.", two, keep, false),
            ("  CNAME web server.example.org.", two, keep, false),
            ("@ MX 10 web server.example.org.", two, keep, false),
            ("sub NS web server.example.org.", two, keep, false),
            ("1 PTR web server.example.org.", two, keep, false),
            ("_rsync._tcp SRV 0 5 873 web server.example.org.", two, keep, false),
            (
                "_rsync._tcp SRV 0 5 873 web server.example.org",
                two,
                "keep `web` or `server.example.org`: a name has no blanks, and a remark begins with `;`",
                false,
            ),
            (
                "x PTR Building 2.example.com.",
                two,
                "keep `Building` or `2.example.com.`: a name has no blanks, and a remark begins with `;`",
                false,
            ),
            (
                "_rsync._tcp SRV 0 5 873 a.example.org. b.example.org.",
                two,
                "write a record for each: `a.example.org.` and `b.example.org.`",
                false,
            ),
            (
                "  NS ns1.example.net. ns2.example.net.",
                two,
                "write a record for each: `ns1.example.net.` and `ns2.example.net.`",
                false,
            ),
            (
                "www CNAME a.example.org. b.example.org.",
                two,
                "keep `a.example.org.` or `b.example.org.`: a name has no blanks, and a remark begins with `;`",
                false,
            ),
            (
                "www CNAME one of our.example.org.",
                words,
                "keep the name alone, and begin a remark with `;`",
                false,
            ),
            (
                "_rsync._tcp SRV 0 5 873 one of our.example.org.",
                words,
                "keep the name alone, and begin a remark with `;`",
                false,
            ),
            (
                "www CNAME web. example. org.",
                "a blank parts",
                "write `web.example.org.` without blanks",
                false,
            ),
            (
                "_rsync._tcp SRV 0 5 873 web. example.org.",
                "a blank parts",
                "write `web.example.org.` without blanks",
                false,
            ),
            // What is no name is a remark.
            (
                "www CNAME mail.example.org. mail",
                "extra text after the CNAME record",
                "begins a comment",
                false,
            ),
            ("www CNAME mail (see below)", "extra text after the CNAME record", "begins a comment", false),
            ("@ MX 10 mail 1.5", "extra text after the MX record", "begins a comment", false),
        ],
    );
}

#[test]
fn only_a_name_that_is_an_owner_stands_behind_a_type_that_one_name_follows() {
    let owner = "the owner stands after the type";
    check(
        "owners-behind-types",
        &[
            ("  PTR mail host.example.org.", owner, "write `mail PTR host.example.org.`", true),
            (
                "  PTR b.example.com. host.example.org.",
                owner,
                "write `b.example.com. PTR host.example.org.`",
                true,
            ),
            ("  PTR _ipp._tcp host.example.org.", owner, "write `_ipp._tcp PTR host.example.org.`", true),
            (
                "  NS sub.example.com. ns.sub.example.com.",
                owner,
                "write `sub.example.com. NS ns.sub.example.com.`",
                true,
            ),
        ],
    );
    let scratch = Scratch::new("no-owners-behind-types");
    let [found] = &findings(&scratch, "PTR Building 2.example.com.", "syntax")[..] else { panic!() };
    assert!(said(found).1.ends_with("a record of the owner above begins with a blank"), "{found:#?}");
}

#[test]
fn names_with_the_same_slip_are_one_finding_and_one_correction() {
    let scratch = Scratch::new("alike-blanks");
    let lines = "b._dns-sd._udp PTR Building 1.example.com.\n  PTR Building 2.example.com.\n  PTR Building 3.example.com.\n  PTR Building 4.example.com.";
    let [found] = &findings(&scratch, lines, "syntax")[..] else { panic!() };
    assert!(said(found).0.ends_with("(the same is wrong in 3 more lines)"), "{found:#?}");
    let ran = scratch.run(&["check", "--fix", "--unsafe-fixes", "--origin", "example.com", "z"]);
    let text = scratch.read("z");
    assert_eq!(text.matches("Building\\032").count(), 4, "{text}\n{}", ran.out);
}

#[test]
fn the_record_below_a_name_with_blanks_ends_where_it_does() {
    let scratch = Scratch::new("blanks-below");
    // What is shown in four octets is one.
    let found = findings(&scratch, "My Printer._ipp._tcp\n\u{1f}x SRV 0 0 631 mail", "syntax");
    assert_eq!(found[0]["labels"][0]["end"]["line"], 7, "{found:#?}");
    assert_eq!(found[0]["labels"][0]["end"]["column"], 20, "{found:#?}");
}
