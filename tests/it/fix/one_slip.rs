//! A slip that was made in many lines: told once, with a fix of all of them, and for comments and baselines each for itself.

use std::fs;

use serde_json::Value;

use crate::harness::scratch::Scratch;

const HEAD: &str = "$ORIGIN example.com.\n$TTL 3600\n@ SOA ns1 h 1 7200 900 1209600 3600\n@ NS ns1\nns1 A 192.0.2.1\n\
                    mail A 192.0.2.2\nns.h A 192.0.2.3\n";

/// A line with a slip for a number, how it was meant, the rule, and what the fix is.
type Slip = (&'static str, fn(usize) -> String, fn(usize) -> String, &'static str, &'static str);

const SLIPS: [Slip; 7] = [
    (
        "a TTL behind the type",
        |number| format!("h{number} A 600 192.0.2.1{number}"),
        |number| format!("h{number} 600 A 192.0.2.1{number}"),
        "syntax",
        "unsafe",
    ),
    (
        "no weight",
        |number| format!("_rsync._tcp.h{number} SRV 0 873 mail"),
        |number| format!("_rsync._tcp.h{number} SRV 0 0 873 mail"),
        "syntax",
        "unsafe",
    ),
    (
        "no dot behind targets",
        |number| format!("_rsync._tcp.h{number} SRV 0 0 873 mail.example.com"),
        |number| format!("_rsync._tcp.h{number} SRV 0 0 873 mail.example.com."),
        "missing-trailing-dot",
        "safe",
    ),
    (
        "no dot behind targets of another domain",
        |number| format!("_rsync._tcp.h{number} SRV 0 0 873 m{number}.example.org"),
        |number| format!("_rsync._tcp.h{number} SRV 0 0 873 m{number}.example.org."),
        "missing-trailing-dot",
        "unsafe",
    ),
    (
        "no dot behind owners",
        |number| format!("_rsync._tcp.h{number}.example.com SRV 0 0 873 mail"),
        |number| format!("_rsync._tcp.h{number}.example.com. SRV 0 0 873 mail"),
        "missing-trailing-dot",
        "safe",
    ),
    (
        "no dot behind instances",
        |number| {
            format!(
                "_rsync._tcp PTR i{number}._rsync._tcp.example.com\ni{number}._rsync._tcp SRV 0 0 873 mail\n TXT x"
            )
        },
        |number| {
            format!(
                "_rsync._tcp PTR i{number}._rsync._tcp.example.com.\ni{number}._rsync._tcp SRV 0 0 873 mail\n TXT x"
            )
        },
        "missing-trailing-dot",
        "unsafe",
    ),
    (
        "no underscore",
        |number| format!("rsync._tcp.h{number} SRV 0 0 873 mail"),
        |number| format!("_rsync._tcp.h{number} SRV 0 0 873 mail"),
        "malformed-owner",
        "unsafe",
    ),
];

fn zone(lines: impl Iterator<Item = String>) -> String {
    HEAD.chars().chain(lines.flat_map(|line| (line + "\n").chars().collect::<Vec<_>>())).collect()
}

fn findings(scratch: &Scratch, arguments: &[&str]) -> Vec<Value> {
    let json = scratch.run(&[&["check", "--format", "json", "z.zone"], arguments].concat()).json();
    json["findings"].as_array().expect("findings").clone()
}

fn read(scratch: &Scratch) -> String {
    scratch.read("z.zone")
}

/// A text after the edits of a fix.
fn edited(text: &str, fix: &Value) -> String {
    let mut text = text.to_owned();
    for edit in fix["edits"].as_array().expect("edits").iter().rev() {
        let at = |end: &str| edit[end]["byte"].as_u64().expect("a place") as usize;
        text.replace_range(at("start")..at("end"), edit["text"].as_str().expect("a text"));
    }
    text
}

#[test]
fn a_slip_in_many_lines_is_one_finding_whose_fix_mends_them_all() {
    let scratch = Scratch::new("many");
    for (name, slip, meant, rule, safety) in SLIPS {
        for (count, told) in [(3, 3), (4, 1), (6, 1)] {
            let (wrong, right) = (zone((1..=count).map(slip)), zone((1..=count).map(meant)));
            scratch.write("z.zone", &wrong);
            let found = findings(&scratch, &[]);
            assert_eq!(found.len(), told, "{name}: {found:#?}");
            let fix = &found[0]["fix"];
            assert_eq!((&found[0]["rule"], &fix["safety"]), (&rule.into(), &safety.into()), "{name}");
            if told == 1 {
                let message = found[0]["message"].as_str().expect("a message");
                let more = format!(" (the same is wrong in {} more lines)", count - 1);
                assert!(message.ends_with(&more), "{name}: {message}");
                let labels = found[0]["labels"].as_array().expect("labels");
                assert!(labels.iter().any(|label| label["message"] == "and here"), "{name}: {labels:?}");
                let description = fix["description"].as_str().expect("a description");
                assert!(description.ends_with(&format!(", at all {count} places")), "{name}: {description}");
                assert_eq!(edited(&wrong, fix), right, "{name}");
            }
            // The same by the program, which proves it.
            let done = scratch.run(&["check", "--diff", "--unsafe-fixes", "z.zone"]);
            assert_eq!(done.out.matches("\n+").count() - 1, count, "{name}: {}{}", done.out, done.err);
            assert_eq!(read(&scratch), wrong, "{name}");
            let done = scratch.run(&["check", "--fix", "--unsafe-fixes", "z.zone"]);
            assert_eq!((read(&scratch), done.code), (right.clone(), 0), "{name}: {}{}", done.out, done.err);
            assert!(done.err.contains(&format!("Fixed {count} finding")), "{name}: {}", done.err);
        }
    }
}

#[test]
fn a_comment_excuses_its_own_line_alone() {
    let scratch = Scratch::new("excused");
    for (name, slip, _, rule, _) in SLIPS {
        let wrong = zone((1..=7).map(slip));
        scratch.write("z.zone", &wrong);
        // Each gets a comment.
        let done = scratch.run(&["check", "--add-ignore=so", "z.zone"]);
        let comment = format!(" ; srvlint: ignore[{rule}] so");
        let all = read(&scratch);
        assert_eq!((done.code, all.matches(&comment).count()), (0, 7), "{name}: {}", done.err);
        // Without the last two the two are told, and without four the four as one.
        for (without, told) in [(2, 2), (5, 1)] {
            let mut kept = 0;
            let some: String = all
                .split_inclusive('\n')
                .map(|line| {
                    kept += usize::from(line.contains(&comment));
                    if kept > 7 - without { line.replace(&comment, "") } else { line.to_owned() }
                })
                .collect();
            scratch.write("z.zone", some);
            let found = findings(&scratch, &["--ignore", "unused-suppression"]);
            let left = found.iter().filter(|finding| finding["suppressed"] == false);
            assert_eq!(left.count(), told, "{name}: {found:#?}");
            assert_eq!(found.len() - told, 7 - without, "{name}: {found:#?}");
        }
    }
}

#[test]
fn a_baseline_knows_each_of_them() {
    let scratch = Scratch::new("known");
    for (name, slip, _, rule, _) in SLIPS {
        scratch.write("z.zone", zone((1..=6).map(slip)));
        scratch.run(&["check", "--write-baseline", "known.json", "z.zone"]);
        assert_eq!(findings(&scratch, &["--baseline", "known.json"]), [Value::Null; 0], "{name}");
        scratch.write("z.zone", zone((1..=7).map(slip)));
        let found = findings(&scratch, &["--baseline", "known.json"]);
        assert_eq!(found.len(), 1, "{name}: {found:#?}");
        assert_eq!(found[0]["rule"], rule, "{name}");
        assert_eq!(found[0]["fix"]["edits"].as_array().map(Vec::len), Some(1), "{name}: the new one alone");
        fs::remove_file(scratch.0.join("known.json")).expect("a baseline");
    }
}

#[test]
fn a_line_that_cannot_be_mended_keeps_no_other_from_it() {
    // The fix of one line uncovers another mistake in it, which no fix ends.
    let scratch = Scratch::new("one-is-worse");
    let lines = |ttl: fn(usize) -> String| zone((1..=5).map(ttl).chain(["h9 A 600 192.0.2.999".to_owned()]));
    scratch.write("z.zone", lines(|number| format!("h{number} A 600 192.0.2.1{number}")));
    let done = scratch.run(&["check", "--fix", "--unsafe-fixes", "z.zone"]);
    let text = read(&scratch);
    assert_eq!(text.matches(" 600 A 192.0.2.1").count(), 5, "{text}{}{}", done.out, done.err);
    assert_eq!(done.code, 1, "{}", done.out);
}
