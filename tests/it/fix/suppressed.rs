//! Fixes beside comments that suppress: a comment stays with the record that it is for, whatever is written or deleted there.

use crate::harness::command::Ran;
use crate::harness::scratch::Scratch;

const HEAD: &str = "$ORIGIN example.com.\n$TTL 3600\n@ SOA ns hostmaster 1 7200 3600 1209600 300\n@ NS ns\n\
    ns A 192.0.2.1\nsip A 192.0.2.2\nsip2 A 192.0.2.3\n";

/// Makes all fixes in a zone of these lines. Returns its lines afterwards.
fn fixed(name: &str, lines: &str, arguments: &[&str]) -> (String, Ran) {
    let scratch = Scratch::new(name);
    scratch.write("example.com.zone", format!("{HEAD}{lines}"));
    let ran =
        scratch.run(&[&["check", "--fix", "--format", "concise", "example.com.zone"], arguments].concat());
    let after = scratch.read("example.com.zone");
    (after.strip_prefix(HEAD).unwrap_or(&after).to_owned(), ran)
}

#[test]
fn a_line_is_written_above_the_suppressions_of_its_record() {
    let null = "_sips._tcp\tSRV\t0 0 0 .\n";
    for (above, record) in [
        (
            " ; srvlint: ignore[zero-weight] standby\n",
            "_sip._tcp SRV 0 0 5060 ns\n          SRV 0 5 5060 sip2\n",
        ),
        ("; srvlint: ignore[long-ttl] frozen\n", "_sip._tcp 2d SRV 0 5 5060 ns\n"),
        ("; srvlint: ignore[long-ttl] frozen\n; and why\n\n", "_sip._tcp 2d SRV 0 5 5060 ns\n"),
    ] {
        let null = if record.contains(" 2d ") { "_sips._tcp\t3600\tSRV\t0 0 0 .\n" } else { null };
        let (after, ran) = fixed(
            "above",
            &format!("{above}{record}"),
            &["--unsafe-fixes", "--select", "missing-companion,long-ttl,zero-weight,unused-suppression"],
        );
        assert!(after.starts_with(null), "{after}{}{}", ran.out, ran.err);
        assert!(after.ends_with(&format!("{above}{record}")), "{after}{}{}", ran.out, ran.err);
    }
    // A comment of another kind stays where it stands.
    let (after, _) = fixed("plain", "; our PBX\n_sip._tcp SRV 0 5 5060 ns\n", &["--unsafe-fixes"]);
    assert_eq!(after, format!("; our PBX\n{null}_sip._tcp SRV 0 5 5060 ns\n"));
}

#[test]
fn a_ttl_is_written_above_the_suppressions_of_the_first_entry() {
    let scratch = Scratch::new("first-entry");
    let zone = "; srvlint: ignore[refused-zone] no NS yet\n@ SOA ns h 1 7200 3600 1209600 300\nns A 192.0.2.1\n\
        _sips._tcp SRV 0 5 5061 ns\n";
    scratch.write("example.com.zone", zone);
    let ran =
        scratch.run(&["check", "--fix", "--unsafe-fixes", "--origin", "example.com", "example.com.zone"]);
    let after = scratch.read("example.com.zone");
    assert_eq!(after, format!("$TTL 300\n{zone}"), "{}{}", ran.out, ran.err);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
}

#[test]
fn a_record_goes_before_no_suppression_of_the_whole_file() {
    let scratch = Scratch::new("whole-file");
    let part = "; srvlint: ignore-file[long-ttl] frozen\n_sip._tcp 2d SRV 0 5 5060 ns\n";
    scratch.write("example.com.zone", format!("{HEAD}$INCLUDE part\n")).write("part", part);
    let ran = scratch.run(&["check", "--fix", "--unsafe-fixes", "example.com.zone", "part"]);
    let after = scratch.read("part");
    let expected = part.replace("_sip._tcp", "_sips._tcp\t172800\tSRV\t0 0 0 .\n_sip._tcp");
    // The comment is for the file still: the line stands between.
    assert!(after == part || after == expected, "{after}{}{}", ran.out, ran.err);
    assert!(!ran.out.contains("unused-suppression"), "{}", ran.out);
}

#[test]
fn no_suppression_of_a_duplicate_is_left_for_the_next_record() {
    let first = "_sips._tcp 2d SRV 0 5 5061 sip ; srvlint: ignore[long-ttl] A\n";
    let next = "_sip._tcp 2d SRV 0 5 5060 sip\n";
    for duplicate in [
        "_sips._tcp 2d SRV 0 5 5061 sip ; srvlint: ignore[long-ttl] B\n",
        "; srvlint: ignore[long-ttl] B\n_sips._tcp 2d SRV 0 5 5061 sip\n",
    ] {
        // The second comment silences nothing, so it goes first, and then the record.
        let (after, ran) = fixed("duplicate", &format!("{first}{duplicate}{next}"), &[]);
        assert_eq!(after, format!("{first}{next}"), "{}{}", ran.out, ran.err);
        assert!(ran.out.contains("long-ttl") && ran.out.contains("`_sip._tcp.example.com.`"), "{}", ran.out);
        // Where that is not asked for, both stay.
        let (after, _) =
            fixed("both", &format!("{first}{duplicate}{next}"), &["--ignore", "unused-suppression"]);
        assert_eq!(after, format!("{first}{duplicate}{next}"));
    }
    let lines = "_sips._tcp SRV 0 5 5061 sip ; the first\n_sips._tcp SRV 0 5 5061 sip ; the second\n";
    let (after, ran) = fixed("plain-duplicate", lines, &[]);
    assert_eq!(after, "_sips._tcp SRV 0 5 5061 sip ; the first\n; the second\n", "{}{}", ran.out, ran.err);
}

#[test]
fn comments_are_previewed_as_they_are_written() {
    let scratch = Scratch::new("preview");
    let zone = format!("{HEAD}_sips._tcp SRV 0 5 5061 sip.example.com\n");
    scratch.write("example.com.zone", &zone);
    let preview = scratch.run(&["check", "--diff", "--add-ignore=agreed", "example.com.zone"]);
    assert!(
        preview.out.contains("+_sips._tcp SRV 0 5 5061 sip.example.com ; srvlint: ignore"),
        "{}",
        preview.out
    );
    let both = scratch.run(&["check", "--fix", "--diff", "--add-ignore=agreed", "example.com.zone"]);
    assert!(both.out.contains("+_sips._tcp SRV 0 5 5061 sip.example.com.\n"), "{}", both.out);
    for reason in ["until 2020-01-31 old", "until 2027-02-30 odd"] {
        let ran = scratch.run(&["check", &format!("--add-ignore={reason}"), "example.com.zone"]);
        assert_eq!(ran.code, 2, "{}{}", ran.out, ran.err);
        assert!(ran.err.contains("is over") || ran.err.contains("is not a date"), "{}", ran.err);
    }
    assert_eq!(scratch.read("example.com.zone"), zone);
}
