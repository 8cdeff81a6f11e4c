//! The gate: what a change adds is told, however it is hidden behind what was known before.

use crate::harness::command::Ran;
use crate::harness::repository::{Repository, zone};

/// Files by their paths.
type Texts<'t> = &'t [(&'t str, &'t str)];

/// A zone with `mail`, a host, and these records.
fn mail_zone(records: &str) -> String {
    zone("example.com.", &format!("mail A 192.0.2.2\n{records}"))
}

/// What is said of a change of the records of a zone: by `--new-since`, by the hook, and with a baseline of what was
/// known before.
fn judge_change(name: &str, before: &str, after: &str, others: Texts<'_>) -> [Ran; 3] {
    let repository = Repository::new(name);
    repository.write("z.zone", mail_zone(before));
    for (path, text) in others {
        repository.write(path, text);
    }
    repository.commit();
    let written = repository.check(["--write-baseline", "../known.json", "--exit-zero"]);
    assert_eq!(written.code, 0, "{}", written.err);
    repository.write("z.zone", mail_zone(after));
    for (path, _) in others {
        std::fs::remove_file(repository.top.join(path)).expect("just written");
    }
    let hook = repository.check(["--hook", "--new-since", "HEAD", "z.zone"]);
    [repository.check(["--new-since", "HEAD"]), hook, repository.check(["--baseline", "../known.json"])]
}

#[test]
fn a_known_finding_excuses_none_of_another_kind_and_none_that_is_worse() {
    let off = "_imaps._tcp SRV 0 5 0 .\n";
    let drain = "_imaps._tcp SRV 0 0 993 mail\n_imaps._tcp SRV 0 100 993 b.example.net.\n";
    let sips = "@ NAPTR 10 10 \"s\" \"SIPS+D2U\" \"\" _sips._udp\n";
    let missing = "@ NAPTR 20 10 \"s\" \"SIP+D2T\" \"\" _sip._tcp\n";
    let cases: [(&str, &str, &str, Texts<'_>, &str); 4] = [
        ("null", off, &format!("{off}_imaps._tcp SRV 0 0 993 mail\n"), &[], "null-target"),
        ("drain", drain, &drain.replace("100", "1"), &[], "zero-weight"),
        ("naptr", sips, &format!("{sips}{missing}"), &[], "naptr-mismatch"),
        ("include", "$INCLUDE p2.inc\n", "$INCLUDE p2.inc\n", &[("p2.inc", "$INCLUDE p2.inc\n")], "include"),
    ];
    for (name, before, after, others, rule) in cases {
        for ran in judge_change(&format!("kind-{name}"), before, after, others) {
            assert_eq!(ran.code, 1, "{name}: {}{}", ran.out, ran.err);
            assert!(ran.out.contains(&format!("[{rule}]")), "{name}: {}", ran.out);
        }
        for ran in judge_change(&format!("kind-same-{name}"), before, before, &[]) {
            let is_known = others.is_empty();
            assert!(!is_known || ran.code == 0, "{name}: {}{}", ran.out, ran.err);
        }
    }
}

#[test]
fn findings_that_are_not_listed_hide_none_of_a_later_change() {
    let many = "$GENERATE 1-10300 _imaps._tcp.h$ SRV \"0 5 9930 mail\"\n";
    let worse = format!("{many}_pop3s._tcp SRV 0 5 0 mail\n");
    for ran in judge_change("flood", many, &worse, &[]) {
        assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
        let first = ran.out.lines().filter(|line| line.contains("port 0 of")).count();
        assert_eq!(first, 1, "{}", ran.err);
    }
    let more = format!("{many}_pop3s._tcp SRV 0 5 9950 mail\n");
    for ran in judge_change("flood-more", many, &more, &[]) {
        assert!(ran.out.contains("301 more findings of this rule"), "{}{}", ran.out, ran.err);
    }
    for ran in judge_change("flood-same", many, many, &[]) {
        assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{}", ran.err);
    }
}
