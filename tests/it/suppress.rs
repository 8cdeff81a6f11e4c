//! Comments that silence findings, and what is said of those that silence none.

use crate::harness::command::Ran;
use crate::harness::scratch::{Scratch, TODAY};

const HEAD: &str = "$TTL 1h\n@ SOA ns hostmaster 1 7200 3600 1209600 300\n@ NS ns.example.net.\n";

fn lint(name: &str, zone: &[u8], arguments: &[&str]) -> Ran {
    let scratch = Scratch::new(name);
    scratch.write("z", zone);
    let mut all = vec!["check", "z", "--origin", "example.com"];
    all.extend(arguments);
    if !arguments.contains(&"--format") {
        all.extend(["--format", "json"]);
    }
    scratch.run(&all)
}

/// The findings of records behind a head of three lines; lines count from the first record.
fn findings(name: &str, records: &str, arguments: &[&str]) -> Vec<String> {
    let done = lint(name, format!("{HEAD}{records}").as_bytes(), arguments);
    let shown = |finding: String| {
        let (before, rest) = finding.split_once("z:").expect("a place");
        let (line, rest) = rest.split_once(':').expect("a line");
        format!("{before}{}:{rest}", line.parse::<i32>().expect("a number") - 3)
    };
    done.findings().into_iter().map(shown).collect()
}

fn check(cases: &[(&str, &str, &[&str])]) {
    for (name, records, expected) in cases {
        assert_eq!(findings(name, records, &[]), *expected, "{name}:\n{records}");
    }
}

#[test]
fn a_comment_covers_its_record() {
    check(&[
        (
            "behind",
            "_a._tcp 1w SRV 1 1 1 a.example.net. ; srvlint: ignore[long-ttl] why\n",
            &["(1:9 warning long-ttl)"],
        ),
        (
            "before",
            "; srvlint: ignore[long-ttl] why\n\n; more\n_a._tcp 1w SRV 1 1 1 a.example.net.\n",
            &["(4:9 warning long-ttl)"],
        ),
        (
            "one-record-only",
            "; srvlint: ignore[long-ttl] why\n_a._tcp 1w SRV 1 1 1 a.example.net.\n_b._tcp 1w SRV 1 1 1 a.example.net.\n",
            &["(2:9 warning long-ttl)", "3:9 warning long-ttl"],
        ),
        (
            "on-the-last-line-of-parentheses",
            "_a._tcp 1w SRV ( 1 1\n  1 a.example.net. ) ; srvlint: ignore[long-ttl] why\n",
            &["(1:9 warning long-ttl)"],
        ),
        (
            "inside-parentheses",
            "_a._tcp SRV ( 1 1 ; srvlint: ignore[missing-trailing-dot] why\n  1\n\n sip.example.com )\n",
            &["(4:2 error missing-trailing-dot)"],
        ),
        (
            "other-rules-still-count",
            "_a._tcp 1w SRV 1 1 1 sip.example.com ; srvlint: ignore[long-ttl] why\n",
            &["(1:9 warning long-ttl)", "1:22 error missing-trailing-dot"],
        ),
        (
            "two-rules",
            "_a._tcp 1w SRV 1 1 1 sip.example.com ; srvlint: ignore[long-ttl, missing-trailing-dot]\n",
            &["(1:9 warning long-ttl)", "(1:22 error missing-trailing-dot)"],
        ),
        (
            "no-line-end",
            "_a._tcp 1w SRV 1 1 1 a.example.net. ; srvlint: ignore[long-ttl] why",
            &["(1:9 warning long-ttl)"],
        ),
        (
            "carriage-returns",
            "_a._tcp 1w SRV 1 1 1 a.example.net. ; srvlint: ignore[long-ttl]\r\n",
            &["(1:9 warning long-ttl)"],
        ),
        (
            "what-a-missing-field-ends-with",
            "_a._tcp SRV 1 1 ; srvlint: ignore[syntax] why",
            &["(1:15 error syntax)"],
        ),
        (
            "generated-records",
            "$GENERATE 1-2 _a$._tcp 1w SRV \"1 1 1 a.example.net.\" ; srvlint: ignore[long-ttl] why\n",
            &["(1:24 warning long-ttl)"],
        ),
    ]);
}

#[test]
fn a_comment_covers_a_directive() {
    check(&[
        (
            "ttl",
            "$TTL 1w ; srvlint: ignore[long-ttl] why\n_a._tcp SRV 1 1 1 a.example.net.\n",
            &["(1:6 warning long-ttl)"],
        ),
        (
            "before-ttl",
            "; srvlint: ignore[long-ttl] why\n$TTL 1w\n_a._tcp SRV 1 1 1 a.example.net.\n",
            &["(2:6 warning long-ttl)"],
        ),
        (
            "not-by-a-label",
            "$TTL 1w\n_a._tcp SRV 1 1 1 a.example.net. ; srvlint: ignore[long-ttl] why\n",
            &["1:6 warning long-ttl", "2:52 warning unused-suppression"],
        ),
        (
            "include",
            "$INCLUDE none.inc ; srvlint: ignore[include] made at deployment\n",
            &["(1:10 error include)"],
        ),
    ]);
}

#[test]
fn a_semicolon_in_quotes_is_text() {
    check(&[
        (
            "quoted",
            "_a._tcp 1w SRV 1 1 1 a.example.net.\n_a TXT \"; srvlint: ignore[long-ttl]\"\n",
            &["1:9 warning long-ttl"],
        ),
        (
            "escaped",
            "x\\;srvlint:ignore[y] TXT z\n_a._tcp 1w SRV 1 1 1 a.example.net.\n",
            &["2:9 warning long-ttl"],
        ),
    ]);
}

#[test]
fn a_file_is_covered_from_its_head_only() {
    let zone = |before: &str, behind: &str| {
        format!(
            "{before}\n{HEAD}_a._tcp 1w SRV 1 1 1 a.example.net.\n{behind}\n_b._tcp 1w SRV 1 1 1 a.example.net.\n"
        )
    };
    let comment = "; srvlint: ignore-file[long-ttl] why";
    let early = lint("file-early", zone(comment, "").as_bytes(), &[]);
    assert_eq!(early.findings(), ["(z:5:9 warning long-ttl)", "(z:7:9 warning long-ttl)"]);
    assert_eq!(early.json()["summary"]["suppressed"], 2);
    assert_eq!(early.code, 0);
    let late = lint("file-late", zone("", comment).as_bytes(), &[]);
    assert_eq!(
        late.findings(),
        ["z:5:9 warning long-ttl", "z:6:3 warning unused-suppression", "z:7:9 warning long-ttl"]
    );
    let on_the_record = format!("@ SOA ns h 1 1 1 1 300 {comment}\n_a._tcp 1w SRV 1 1 1 a.example.net.\n");
    let on_the_record = lint("file-on-record", on_the_record.as_bytes(), &[]);
    assert!(on_the_record.findings().contains(&"z:1:26 warning unused-suppression".to_owned()));
    assert_eq!(on_the_record.code, 1);
}

#[test]
fn an_included_file_has_suppressions_of_its_own() {
    let scratch = Scratch::new("included");
    scratch
        .write("z", format!("{HEAD}$INCLUDE i\n_b._tcp 1w SRV 1 1 1 a.example.net.\n"))
        .write("i", "; srvlint: ignore-file[long-ttl] why\n_a._tcp 1w SRV 1 1 1 a.example.net.\n");
    let done = scratch.run(&["check", "z", "--origin", "example.com", "--format", "json"]);
    assert_eq!(done.findings(), ["(i:2:9 warning long-ttl)", "z:5:9 warning long-ttl"]);
    // Named as well, it is read twice, and its suppression is used once.
    scratch.write("i", "_a._tcp 1h SRV 1 1 1 a.example.net. ; srvlint: ignore[target-without-address] why\n");
    scratch.write("z", format!("{HEAD}$ORIGIN example.com.\n$INCLUDE i\n"));
    let done = scratch.run(&["check", "z", "i", "--format", "json", "--ignore", "unknown-origin"]);
    assert_eq!(done.findings(), ["i:1:55 warning unused-suppression"]);
}

#[cfg(unix)]
#[test]
fn a_file_that_is_shown_like_another_has_suppressions_and_a_limit_of_its_own() {
    let scratch = Scratch::new("shown-alike");
    let comment = "; srvlint: ignore-file[long-ttl] why\n";
    let records = "_a._tcp 1w SRV 1 1 1 a.example.net.\n";
    scratch
        .write("a\u{fffd}b.example.zone", format!("{HEAD}\n{records}"))
        .write("a\u{1}b.example.zone", format!("{comment}{HEAD}{records}"));
    let arguments = ["check", "--select", "long-ttl", "--format", "json"];
    let done = scratch.run(&arguments);
    assert_eq!(
        done.findings(),
        ["a\u{fffd}b.example.zone:5:9 warning long-ttl", "(a\u{fffd}b.example.zone:5:9 warning long-ttl)"]
    );
    for name in ["a\u{fffd}b.example.zone", "a\u{1}b.example.zone"] {
        let mistake =
            |number: u32| format!("_a._tcp.{number} {} SRV 1 1 1 a.example.net.\n", 90_000 + number);
        let mistakes: String = (0..600).map(mistake).collect();
        scratch.write(name, format!("{HEAD}{mistakes}"));
    }
    let done = scratch.run(&arguments);
    assert_eq!(done.findings().len(), 1_200, "{}", done.err);
}

#[test]
fn a_suppression_without_effect_is_reported() {
    let record = "_a._tcp 1w SRV 1 1 1 a.example.net. ; srvlint: ";
    for (name, comment, column, message) in [
        (
            "unused",
            "ignore[zero-weight]",
            55,
            "no `zero-weight` finding is left here for this comment to suppress",
        ),
        ("misspelt", "ignore[logn-ttl]", 55, "there is no rule `logn-ttl`: nothing is suppressed"),
        ("strange", "ignore[SRV101]", 55, "there is no rule `SRV101`: nothing is suppressed"),
        ("all", "ignore[all]", 55, "there is no rule `all`: nothing is suppressed"),
        ("blanket", "ignore everything", 39, "a suppression names the rules that it is for"),
        ("empty", "ignore[]", 39, "a suppression names the rules that it is for"),
        ("unclosed", "ignore[long-ttl", 39, "the list of rules is not closed"),
        ("other", "disable[long-ttl]", 48, "`srvlint: disable` means nothing"),
        ("nothing", "", 39, "`srvlint:` says nothing here"),
        (
            "expired",
            "ignore[long-ttl] until 2026-06-14",
            71,
            "this suppression of `long-ttl` expired on 2026-06-14",
        ),
        (
            "no-day",
            "ignore[long-ttl] until 9999-99-99",
            71,
            "`9999-99-99` is not a date, so nothing is suppressed",
        ),
    ] {
        let done = lint(name, format!("{HEAD}{record}{comment}\n").as_bytes(), &[]);
        let expected = ["z:4:9 warning long-ttl", &format!("z:4:{column} warning unused-suppression")];
        assert_eq!(done.findings(), expected, "{name}");
        assert_eq!(done.json()["findings"][1]["message"], message);
        assert_eq!(done.code, 1);
    }
    let done = lint("one-of-two", format!("{HEAD}{record}ignore[logn-ttl, long-ttl]\n").as_bytes(), &[]);
    assert_eq!(done.findings(), ["(z:4:9 warning long-ttl)", "z:4:55 warning unused-suppression"]);
    assert_eq!(
        done.json()["findings"][1]["message"],
        "there is no rule `logn-ttl`: only the others are suppressed"
    );
    let done = lint("helped", format!("{HEAD}{record}ignore[logn-ttl]\n").as_bytes(), &["--format", "human"]);
    assert!(done.out.contains("help: did you mean `long-ttl`?"), "{}", done.out);
}

#[test]
fn a_suppression_counts_on_its_last_day() {
    let record = "_a._tcp 1w SRV 1 1 1 a.example.net. ; srvlint: ignore[long-ttl] until 2026-06-15\n";
    assert_eq!(TODAY, "2026-06-15");
    assert_eq!(findings("last-day", record, &[]), ["(1:9 warning long-ttl)"]);
    let scratch = Scratch::new("day-after");
    scratch.write("z", format!("{HEAD}{record}"));
    let arguments = ["check", "z", "--origin", "example.com", "--format", "json"];
    assert_eq!(scratch.run_in(".", &arguments, "2026-06-16").findings().len(), 2);
    let done = scratch.run_in(".", &arguments, "yesterday");
    assert_eq!(done.code, 2);
    assert!(done.err.contains("`SRVLINT_TODAY=yesterday` in the environment is not a date"), "{}", done.err);
}

#[test]
fn a_rule_that_did_not_run_leaves_no_suppression_unused() {
    let record = "_a._tcp SRV 1 1 1 a.example.net. ; srvlint: ignore[long-ttl] why\n";
    assert_eq!(findings("ran", record, &[]), ["1:52 warning unused-suppression"]);
    assert!(findings("ignored", record, &["--ignore", "long-ttl"]).is_empty());
    assert!(findings("not-selected", record, &["--select", "zero-weight,unused-suppression"]).is_empty());
    assert!(findings("itself-ignored", record, &["--ignore", "unused-suppression"]).is_empty());
    let expired = record.replace("why", "until 2020-01-01");
    assert!(findings("expired-not-selected", &expired, &["--ignore", "long-ttl"]).is_empty());
}

#[test]
fn the_report_of_a_suppression_can_be_suppressed() {
    let zone = |comment: &str| {
        format!("{comment}\n{HEAD}_a._tcp SRV 1 1 1 a.example.net. ; srvlint: ignore[long-ttl]\n")
    };
    let comment = "; srvlint: ignore-file[unused-suppression] an older srvlint in CI";
    let done = lint("itself", zone(comment).as_bytes(), &[]);
    assert_eq!(done.findings(), ["(z:5:52 warning unused-suppression)"]);
    // Where there is nothing to report, it stays unreported too.
    let done = lint("itself-unused", format!("{comment}\n{HEAD}").as_bytes(), &[]);
    assert!(done.findings().is_empty());
}

#[test]
fn suppressed_findings_are_counted_and_shown_in_json_alone() {
    let zone = format!("{HEAD}_a._tcp 1w SRV 1 1 1 a.example.net. ; srvlint: ignore[long-ttl] why\n");
    for format in ["human", "concise"] {
        let done = lint(&format!("shown-{format}"), zone.as_bytes(), &["--format", format]);
        assert_eq!((done.out.as_str(), done.code), ("", 0));
        assert!(done.err.contains("no problems (1 suppressed)."), "{}", done.err);
    }
    let json = lint("shown-json", zone.as_bytes(), &[]).json();
    assert_eq!((&json["summary"]["suppressed"], &json["summary"]["warnings"]), (&1.into(), &0.into()));
}

#[test]
fn no_ignores_lets_every_finding_count() {
    let records =
        "_a._tcp 1w SRV 1 1 1 a.example.net. ; srvlint: ignore[long-ttl,zero-weight,nonsense] why\n";
    let done = lint("no-ignores", format!("{HEAD}{records}").as_bytes(), &["--no-ignores"]);
    assert_eq!(done.findings(), ["z:4:9 warning long-ttl"]);
    assert_eq!(done.code, 1);
}

#[test]
fn hostile_comments_do_no_harm() {
    let record = b"_a._tcp 1w SRV 1 1 1 a.example.net. ".as_slice();
    let brackets = [record, b"; srvlint: ignore[", &vec![b'['; 1 << 20]].concat();
    let names = [record, b"; srvlint: ignore[".as_slice(), "x,".repeat(1 << 19).as_bytes(), b"]"].concat();
    let many = [record, ";srvlint:ignore[x]".repeat(1 << 15).as_bytes()].concat();
    let octets = [record, b"; srvlint: ignore[\xff\xfe\x1b[31m] \xc3\x28 until 20\xff7-01-01"].concat();
    for (name, records) in [("brackets", brackets), ("names", names), ("many", many), ("octets", octets)] {
        let zone = [HEAD.as_bytes(), &records, b"\n"].concat();
        let done = lint(name, &zone, &[]);
        assert_eq!(done.findings()[0], "z:4:9 warning long-ttl", "{name}");
        assert!((2..12).contains(&done.findings().len()), "{name}: {:?}", done.findings().len());
        let done = lint(name, &zone, &["--format", "human"]);
        assert!(!done.out.contains('\x1b') && done.out.len() < 10_000, "{name}");
    }
}

#[test]
fn what_is_almost_a_suppression_is_told_and_prose_is_not() {
    let zone = |comment: &str| format!("{HEAD}_a._tcp 1w SRV 1 1 1 a.example.net. {comment}\n");
    for (number, comment) in [
        "; srvlint ignore[long-ttl] why",
        "; srvlint; ignore[long-ttl]",
        "; srvlint : ignore[long-ttl]",
        "; Srvlint: ignore[long-ttl]",
        "; srv-lint: ignore[long-ttl]",
        "; srvlnt: ignore[long-ttl]",
        "; # srvlint: ignore[long-ttl]",
        "; anycast, srvlint: ignore[long-ttl]",
        "; srvlint-ignore[long-ttl]",
        "; srvlint disable=long-ttl",
        "; srvlint: ignroe[long-ttl]",
        "; srvlint: IGNORE[long-ttl]",
        "; srvlint: ignore(long-ttl)",
        "; srvlint: ignore long-ttl",
        "; srvlint: ignore[long-ttl][ttl-mismatch]",
        "; srvlint: ignore[long-ttl], ttl-mismatch",
        "; srvlint: ignore[long-ttl ttl-mismatch]",
        "; srvlint: ignore[long_ttl]",
    ]
    .into_iter()
    .enumerate()
    {
        let done = lint(&format!("almost-{number}"), zone(comment).as_bytes(), &["--format", "concise"]);
        let told = done.out.lines().filter(|line| line.contains("warning[unused-suppression]")).count();
        assert_eq!((told, done.code), (1, 1), "{comment}: {}", done.out);
        assert!(done.out.contains("warning[long-ttl]"), "{comment} suppresses nothing: {}", done.out);
    }
    for (number, comment) in [
        "; checked with srvlint, see the page",
        "; srvlint ignores long-ttl here, the resolvers are our own",
        "; see srvlint: ignore[rule] in the manual",
    ]
    .into_iter()
    .enumerate()
    {
        let done = lint(&format!("prose-{number}"), zone(comment).as_bytes(), &[]);
        assert_eq!(done.findings(), ["z:4:9 warning long-ttl"], "{comment}");
    }
}
