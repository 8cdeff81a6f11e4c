//! An `$ORIGIN` that no domain is called, or that makes the owners below it wrong, is told once, where it stands; and what is wrong with the
//! records of one `$GENERATE` once a directive.

use crate::harness::scratch::Scratch;
use crate::meant_lines::{findings, only_finding, said};

/// That these lines have one finding of a rule, at the `$ORIGIN` in their first line, with this message and help, and what its fix
/// writes there.
fn check(name: &str, rule: &str, cases: &[(&str, &str, &str, Option<&str>)]) {
    let scratch = Scratch::new(name);
    for (lines, message, help, fixed) in cases {
        let found = only_finding(&scratch, lines, rule);
        let (is_message, is_help) = said(&found);
        assert!(is_message.contains(message), "{lines}: {is_message}");
        assert!(is_help.starts_with(help), "{lines}: {is_help}");
        assert_eq!(found["severity"], "error", "{lines}");
        assert_eq!(found["start"]["line"], 6, "{lines}");
        assert_eq!(found["fix"]["edits"][0]["text"].as_str(), *fixed, "{lines}");
        // One below an origin that is relative itself is shown alone.
        if found["fix"]["safety"] == "unsafe" {
            scratch.run(&["check", "--fix", "--unsafe-fixes", "--origin", "example.com", "z"]);
            let text = scratch.read("z");
            let first = fixed.map(|origin| format!("\n$ORIGIN {origin}\n"));
            assert!(first.is_some_and(|line| text.contains(&line)), "{lines}\n{text}");
        }
    }
}

#[test]
fn an_origin_that_no_domain_is_called_is_told_where_it_stands() {
    let below = |origin: &str| format!("$ORIGIN {origin}\n_minecraft._tcp SRV 0 5 25565 mail.example.com.");
    let lab = "lab.example.com.";
    let cases: Vec<(String, &str, String, Option<&str>)> = [
        ("lab.example.com.\u{a0}", "`$ORIGIN` has a no-break space (U+00A0): 1 SRV set below it", Some(lab)),
        ("lab.example.com.,", "`$ORIGIN` has the character `,`", Some(lab)),
        ("lab.example.com,", "`$ORIGIN` has the character `,`", Some(lab)),
        ("lab.example.com:", "`$ORIGIN` has the character `:`", Some(lab)),
        ("lab/", "`$ORIGIN` has the character `/`", Some("lab")),
        ("http://lab.example.com.", "`$ORIGIN` is a URL", Some(lab)),
        (
            "lab.example.com.\u{200b}",
            "`$ORIGIN` has a zero-width space (U+200B), which is not seen",
            Some(lab),
        ),
        (
            "\u{200b}lab.example.com.",
            "`$ORIGIN` has a zero-width space (U+200B), which is not seen",
            Some(lab),
        ),
        ("l\u{430}b.example.com.", "`$ORIGIN` has a Cyrillic letter (U+0430)", Some(lab)),
        ("{{zone}}", "`$ORIGIN` stands for a name that is not filled in", None),
        ("*.example.com.", "`$ORIGIN` has `*`, which is a wildcard", None),
        ("play.@", "`$ORIGIN` has `@` inside its name", Some("play")),
    ]
    .map(|(origin, message, meant)| {
        let help = meant.map_or("write the".to_owned(), |meant| format!("write `$ORIGIN {meant}`"));
        (below(origin), message, help, meant)
    })
    .into();
    let cases: Vec<_> =
        cases.iter().map(|(lines, what, help, fixed)| (&**lines, *what, &**help, *fixed)).collect();
    check("odd-origins", "malformed-owner", &cases);
}

#[test]
fn what_an_origin_makes_wrong_below_it_is_told_once() {
    let three = "_imaps SRV 0 1 993 mail.example.com.\n_pop3s SRV 0 1 995 mail.example.com.\n_sips SRV 0 1 5061 sip.example.com.";
    let tpc = format!("$ORIGIN _tpc.example.com.\n{three}");
    let tcp = format!("$ORIGIN tcp.example.com.\n{three}");
    let twice = "$ORIGIN _tcp.example.com.\n_imaps._tcp SRV 0 1 993 mail.example.com.\n_pop3s._tcp SRV 0 1 995 mail.example.com.";
    check(
        "wrong-origins",
        "malformed-owner",
        &[
            (
                &tpc,
                "and so do 2 others below this `$ORIGIN`",
                "write `$ORIGIN _tcp.example.com.`",
                Some("_tcp.example.com."),
            ),
            (
                &tcp,
                "and so do 2 others below this `$ORIGIN`",
                "write `$ORIGIN _tcp.example.com.`",
                Some("_tcp.example.com."),
            ),
            (
                twice,
                "and so do 1 other below this `$ORIGIN`",
                "write `$ORIGIN example.com.`",
                Some("example.com."),
            ),
        ],
    );
    // Where other sets stand right below it, each is told for itself.
    let scratch = Scratch::new("right-origin");
    let mixed = "$ORIGIN _tcp.example.com.\n_sips SRV 0 1 5061 sip.example.com.\n_imaps._tcp SRV 0 1 993 mail.example.com.\n_pop3s._tcp SRV 0 1 995 mail.example.com.";
    assert_eq!(findings(&scratch, mixed, "malformed-owner").len(), 2);
}

#[test]
fn an_origin_outside_the_zone_is_told_with_the_one_that_was_meant() {
    let below = |origin: &str| format!("$ORIGIN {origin}\n_imaps._tcp SRV 0 1 993 mail.example.com.");
    let cases: Vec<(String, &str, String, Option<&str>)> = [
        ("lab.example.", Some("lab.example.com.")),
        ("lab_example.com.", Some("lab.example.com.")),
        ("lab.example,com.", Some("lab.example.com.")),
        ("<domain>.", None),
    ]
    .map(|(origin, meant)| {
        let help = meant.map_or("write a name of this zone: `<domain>.` stands for".to_owned(), |meant| {
            format!("write `$ORIGIN {meant}`")
        });
        (below(origin), "lies outside zone `example.com.`", help, meant)
    })
    .into();
    let cases: Vec<_> =
        cases.iter().map(|(lines, what, help, fixed)| (&**lines, *what, &**help, *fixed)).collect();
    check("outside", "occluded-record", &cases);
    let scratch = Scratch::new("service-with-dot");
    let found = findings(&scratch, "_imaps. SRV 0 1 993 mail", "occluded-record");
    assert_eq!(found.iter().map(|found| said(found).1).collect::<Vec<_>>(), ["write `_imaps._tcp`"]);
}

#[test]
fn what_is_wrong_with_the_records_of_one_generate_is_told_once() {
    let scratch = Scratch::new("generate");
    for (lines, rule, message) in [
        (
            "$GENERATE 1-200 _foo._tcp.h$ SRV \"0 1 4711 gone$\"",
            "target-without-address",
            "SRV target `gone1.example.com.` does not exist (the same is wrong in 199 more records of this `$GENERATE`)",
        ),
        (
            "alias1 CNAME mail\nalias2 CNAME mail\n$GENERATE 1-2 _foo._tcp.h$ SRV \"0 1 4711 alias$\"",
            "cname-target",
            "SRV target `alias1.example.com.` is an alias (the same is wrong in 1 more record of this `$GENERATE`)",
        ),
        (
            "$GENERATE 1-20 _foo._tcp.h$ SRV \"0 1 4711 a_$\"",
            "invalid-hostname-target",
            "(the same is wrong in 19 more records of this `$GENERATE`)",
        ),
    ] {
        let found = only_finding(&scratch, lines, rule);
        assert!(said(&found).0.ends_with(message), "{lines}: {}", said(&found).0);
    }
    let two = "$GENERATE 1-3 _foo._tcp.h$ SRV \"0 1 4711 gone$\"\n$GENERATE 1-3 _bar._tcp.h$ SRV \"0 1 4711 gone$\"";
    assert_eq!(findings(&scratch, two, "target-without-address").len(), 2);
}
