//! Signs that are taken for blanks and are none, in names that a server loads: each is told by its name, with the name that is meant.

use crate::harness::scratch::Scratch;
use crate::meant_lines::{findings, only_finding, said};

/// That each of these lines has one finding of this rule, with this message and help, and that its fix writes this line.
fn check(name: &str, rule: &str, cases: &[(&str, &str, &str, &str)]) {
    let scratch = Scratch::new(name);
    for (lines, message, help, fixed) in cases {
        let found = only_finding(&scratch, lines, rule);
        let (is_message, is_help) = said(&found);
        assert!(is_message.contains(message), "{lines}: {is_message}");
        let notes = found["notes"].to_string();
        assert!(is_help == *help || notes.contains(help), "{lines}: {notes}");
        scratch.run(&["check", "--fix", "--unsafe-fixes", "--origin", "example.com", "z"]);
        let text = scratch.read("z");
        assert!(text.ends_with(&format!("\n{fixed}\n")), "{lines}\n{text}");
    }
}

#[test]
fn blanks_that_are_none_are_told_in_targets() {
    let fixed = "_rsync._tcp SRV 0 1 873 mail";
    check(
        "targets",
        "invalid-hostname-target",
        &[
            ("_rsync._tcp SRV 0 1 873 mail\u{a0}", "has a no-break space (U+00A0)", "write `mail`", fixed),
            ("_rsync._tcp SRV 0 1 873 mail\u{2003}", "has an em space (U+2003)", "write `mail`", fixed),
            ("_rsync._tcp SRV 0 1 873 mail\u{85}", "has a next-line sign (U+0085)", "write `mail`", fixed),
            ("_rsync._tcp SRV 0 1 873 mail\u{b}", "has a vertical tab (U+000B)", "write `mail`", fixed),
            (
                "_rsync._tcp SRV 0 1 873 mail.example.com.\u{a0}",
                "has a no-break space",
                "write `mail.example.com.`",
                "_rsync._tcp SRV 0 1 873 mail.example.com.",
            ),
            (
                "www MX 10 mail\u{a0}",
                "has a no-break space (U+00A0), and was meant without it",
                "write `mail`",
                "www MX 10 mail\u{a0}",
            ),
        ],
    );
}

#[test]
fn blanks_that_are_none_are_told_in_owners() {
    let own = "_foo._tcp SRV 0 1 4711 mail";
    let known = "_rsync._tcp SRV 0 1 873 mail";
    let lab = "_rsync._tcp.lab SRV 0 1 873 mail";
    check(
        "owners",
        "malformed-owner",
        &[
            ("_rsync._tcp.lab\u{a0} SRV 0 1 873 mail", "has a no-break", "write `_rsync._tcp.lab`", lab),
            ("\u{a0}_rsync._tcp SRV 0 1 873 mail", "has a no-break space", "write `_rsync._tcp`", known),
            ("_rsync._tcp\u{a0} SRV 0 1 873 mail", "has a no-break space", "write `_rsync._tcp`", known),
            ("_rsync.\u{2009}_tcp SRV 0 1 873 mail", "has a thin space", "write `_rsync._tcp`", known),
            (
                "_rsync._tcp.l\u{430}b SRV 0 1 873 mail",
                "has a Cyrillic letter",
                "write `_rsync._tcp.lab`",
                lab,
            ),
        ],
    );
    check(
        "services",
        "unknown-service",
        &[("_foo\u{a0}._tcp SRV 0 1 4711 mail", "has a no-break space (U+00A0)", "write `_foo._tcp`", own)],
    );
    check(
        "hosts",
        "invalid-hostname-owner",
        &[(
            "mx\u{a0} A 192.0.2.9",
            "has addresses and is not a host name",
            "write `mx`, without a no-break space (U+00A0)",
            "mx A 192.0.2.9",
        )],
    );
}

#[test]
fn blanks_that_are_none_are_told_between_fields() {
    let scratch = Scratch::new("between-fields");
    for (letter, name) in [
        ('\u{b}', "a vertical tab (U+000B)"),
        ('\u{c}', "a form feed (U+000C)"),
        ('\u{85}', "a next-line sign (U+0085)"),
        ('\u{1680}', "an Ogham space mark (U+1680)"),
        ('\u{2002}', "an en space (U+2002)"),
        ('\u{2029}', "a paragraph separator (U+2029)"),
        ('\u{205f}', "a mathematical space (U+205F)"),
    ] {
        for line in [format!("mx{letter}A 192.0.2.3"), format!("_foo._tcp{letter}SRV 0 1 4711 mail")] {
            let found = findings(&scratch, &line, "syntax");
            let is_told = found.len() == 1 && said(&found[0]).0 == format!("{name} stands here");
            assert!(is_told, "{line:?}: {found:#?}");
        }
    }
}

#[test]
fn an_instance_may_have_blanks_of_all_kinds_in_its_name() {
    let scratch = Scratch::new("instances");
    let lines = "_ipp._tcp PTR My\u{a0}Printer._ipp._tcp\nMy\u{a0}Printer._ipp._tcp SRV 0 0 631 mail";
    let found = findings(&scratch, lines, "malformed-owner");
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn signs_between_fields_are_replaced_where_the_line_cannot_be_read() {
    let record = "_rsync._tcp SRV 0 1 873 mail";
    let three = "\u{a0}_rsync._tcp\u{a0}SRV 0 1 873\u{2003}mail\n\u{a0}\u{a0}SRV 0 2\u{a0}873 mail\nx TXT \"a\u{a0}b\" ; \u{a0}";
    check(
        "fields",
        "syntax",
        &[
            ("_rsync._tcp\u{a0}SRV 0 1 873 mail", "stands here", "write a blank in its place", record),
            ("_rsync._tcp SRV 0 1 \u{200b}873 mail", "stands here", "remove it", record),
            (
                three,
                "a no-break space (U+00A0) stands here",
                "write a blank in its place",
                "_rsync._tcp SRV 0 1 873 mail\n  SRV 0 2 873 mail\nx TXT \"a\u{a0}b\" ; \u{a0}",
            ),
        ],
    );
}
