//! Runs the program as people and scripts do: arguments, exit codes, output, bad input.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::harness::command::{Ran, command, run, srvlint};
use crate::harness::json_schema;
use crate::harness::scratch::directory as scratch;

const CLEAN: &str = "$ORIGIN example.com.\n$TTL 1h\n@ SOA ns hostmaster 1 7200 3600 1209600 300\n NS ns.example.net.\n\
                     _rsync._tcp SRV 0 5 873 mail\nmail A 192.0.2.25\n";
const ALIAS: &str = "$ORIGIN example.com.\n$TTL 1h\n@ SOA ns hostmaster 1 7200 3600 1209600 300\n NS ns.example.net.\n\
                     _rsync._tcp SRV 0 5 873 mail\nmail CNAME mx\nmx A 192.0.2.25\n";

/// A scratch directory beside which no configuration counts.
#[track_caller]
fn own_root(name: &str) -> PathBuf {
    let directory = scratch(name);
    fs::create_dir_all(directory.join(".git")).expect("a directory");
    directory
}

/// Runs `check` on one file with this text.
#[track_caller]
fn check(name: &str, text: impl AsRef<[u8]>, arguments: &[&str]) -> Ran {
    let directory = own_root(name);
    fs::write(directory.join("example.com.zone"), text).expect("a file");
    run(&directory, [&["check", "example.com.zone"], arguments].concat())
}

/// What a zone says of its own names counts, whatever another file of the same zone says.
#[test]
fn a_zone_whose_soa_cannot_be_read_still_has_its_hosts() {
    let directory = scratch("own-hosts");
    let broken =
        "$ORIGIN example.com.\n@ 60 SOA {soa}\n_rsync._tcp 60 SRV 0 5 873 mail\nmail 60 A 192.0.2.25\n";
    fs::write(directory.join("a.zone"), broken).expect("a file");
    fs::write(directory.join("b.zone"), CLEAN.replace("mail", "other")).expect("a file");
    assert_eq!(run(&directory, ["check", "--format", "json", "a.zone", "b.zone"]).rules(), ["syntax"]);
}

#[test]
fn exit_codes() {
    assert_eq!(check("clean", CLEAN, &[]).code, 0);
    assert_eq!(check("found", ALIAS, &[]).code, 1);
    assert_eq!(check("zero", ALIAS, &["--exit-zero"]).code, 0);
    assert_eq!(check("note", ALIAS, &["--note", "cname-target"]).code, 0);
    assert_eq!(check("fail-on-note", ALIAS, &["--note", "cname-target", "--fail-on", "note"]).code, 1);
    assert_eq!(check("fail-on-error", ALIAS, &["--warn", "cname-target", "--fail-on", "error"]).code, 0);
    assert_eq!(check("never", ALIAS, &["--fail-on", "never"]).code, 0);
    assert_eq!(check("syntax", format!("{CLEAN}x SVR 1\n"), &[]).code, 1);
    assert_eq!(check("usage", CLEAN, &["--frobnicate"]).code, 2);
    assert_eq!(check("no-rule", CLEAN, &["--ignore", "cname-targt"]).code, 2);
}

#[test]
fn two_beats_one() {
    let directory = scratch("two_beats_one");
    fs::write(directory.join("a.zone"), ALIAS).expect("a file");
    let output = run(&directory, ["check", "a.zone", "missing.zone"]);
    assert_eq!(output.code, 2);
    assert!(output.out.contains("cname-target"), "what could be read is linted all the same");
    assert!(output.err.contains("`missing.zone` cannot be read: no such file"));
}

#[test]
fn a_directory_without_zones_is_no_success() {
    let directory = scratch("no_zones");
    fs::write(directory.join("README.zone"), "# my zones\n").expect("a file");
    let output = run(&directory, ["check", "."]);
    assert_eq!(output.code, 2);
    assert!(output.err.contains("no zone in `.`"), "{}", output.err);
}

#[test]
fn a_directory_whose_zones_are_excluded_is_no_success_and_says_why() {
    let directory = scratch("all-excluded");
    fs::write(directory.join("example.com.zone"), CLEAN).expect("a file");
    let output = run(&directory, ["check", "--exclude", "*.zone", "."]);
    assert_eq!(output.code, 2);
    assert!(output.err.contains("no zone in `.`: what it holds is excluded"), "{}", output.err);
}

#[test]
fn a_directory_of_parts_of_zones_may_be_named_beside_these() {
    let directory = scratch("parts");
    fs::create_dir_all(directory.join("zones")).expect("a directory");
    fs::create_dir_all(directory.join("inc")).expect("a directory");
    fs::create_dir_all(directory.join("other")).expect("a directory");
    let zone = CLEAN.replace("_rsync._tcp SRV 0 5 873 mail\n", "$INCLUDE inc/s.inc\n");
    fs::write(directory.join("zones/example.com.zone"), zone).expect("a file");
    fs::write(directory.join("inc/s.inc"), "_rsync._tcp SRV 0 5 873 gone\n").expect("a file");
    fs::write(directory.join("other/s.txt"), "a text\n").expect("a file");
    for paths in [["zones", "inc"], ["inc", "zones"]] {
        let output = run(&directory, [&["check", "--root", "."][..], &paths].concat());
        assert_eq!(output.code, 1, "{}", output.err);
        assert!(output.out.contains("inc/s.inc:1"), "{}", output.out);
    }
    let output = run(&directory, ["check", "zones", "other"]);
    assert_eq!(output.code, 2);
    assert!(output.err.contains("no zone in `other`"), "{}", output.err);
}

#[test]
fn a_named_file_without_a_record_is_no_success() {
    let directory = scratch("no_records");
    fs::write(directory.join("empty.zone"), "").expect("a file");
    fs::write(directory.join("ttl.inc"), "; for all\n$TTL 1h\n").expect("a file");
    fs::write(directory.join("text.md"), "# What this is\n\nThis is\na text.\nThat a text.\nIt has lines.\n")
        .expect("a file");
    fs::write(directory.join("word"), "hello\n").expect("a file");
    fs::write(directory.join("db.example.com"), format!("$INCLUDE ttl.inc\n{CLEAN}")).expect("a file");
    for command in ["check", "zones", "records", "services"] {
        for (paths, code) in [
            (&["empty.zone"][..], 2),
            (&["ttl.inc"], 2),
            (&["text.md"], 2),
            (&["word"], 2),
            (&["word", "db.example.com"], 2),
            (&["ttl.inc", "db.example.com"], 0),
            (&["-"], 2),
            (&["."], 0),
        ] {
            // These judge a part of a zone in the zone that includes it, if git tracks that.
            if paths == ["ttl.inc"] && ["check", "services"].contains(&command) {
                continue;
            }
            let ran = run(&directory, [&[command], paths].concat());
            assert_eq!(ran.code, code, "{command} {paths:?}: {}", ran.err);
            assert_eq!(ran.err.contains("has no record: "), code == 2, "{command} {paths:?}: {}", ran.err);
        }
    }
    assert_eq!(run(&directory, ["check", "--hook", "empty.zone"]).code, 0);
    // A record that cannot be read in full is a finding, and so is an include of a file that is not there.
    for (text, rule) in [("_rsync._tcp SRV 0 873 host\n", "syntax"), ("$INCLUDE gone\n", "include")] {
        fs::write(directory.join("part"), text).expect("a file");
        let ran = run(&directory, ["check", "--format", "json", "--ignore", "unknown-origin", "part"]);
        assert_eq!((ran.code, ran.rules()), (1, vec![rule.to_owned()]), "{text}: {}", ran.err);
    }
}

#[test]
fn a_named_file_is_read_whatever_it_holds() {
    let output = check("fragment", "_rsync._tcp SRV 0 5 host.example.net.\n", &["--format", "json"]);
    assert_eq!(output.rules(), ["syntax"]);
}

#[test]
fn content_decides_what_is_a_zone() {
    let directory = scratch("content");
    for (name, text) in [
        ("db.example.com", CLEAN),
        ("notes.zone", "not a zone\n"),
        ("fragment.inc", "mail A 192.0.2.1\n"),
        (".hidden.zone", ALIAS),
        ("ignored.zone", ALIAS),
        ("binary.zone", "\0\0\0\u{2}@ SOA\n"),
    ] {
        fs::write(directory.join(name), text).expect("a file");
    }
    fs::write(directory.join(".gitignore"), "ignored.*\n").expect("a file");
    let output = run(&directory, ["zones"]);
    assert_eq!(output.out, "db.example.com\texample.com.\tsoa\t4\t1\n");
}

#[test]
fn standard_input_has_a_name_and_an_origin() {
    let directory = scratch("stdin");
    let mut child = srvlint(
        &directory,
        ["check", "-", "--origin", "example.org", "--stdin-filename", "zones/a", "--format", "concise"],
    )
    .stdin(Stdio::piped())
    .stdout(Stdio::piped())
    .stderr(Stdio::piped())
    .spawn()
    .expect("srvlint runs");
    let text = "$TTL 1h\n@ SOA ns hostmaster 1 7200 3600 1209600 300\n NS ns.example.net.\n_rsync._tcp SRV 0 5 873 mail\n";
    child.stdin.take().expect("a pipe").write_all(text.as_bytes()).expect("srvlint reads");
    let output = child.wait_with_output().map(Ran::from).expect("srvlint ends");
    assert_eq!(output.code, 1);
    assert!(
        output.out.starts_with("zones/a:4:25: error[target-without-address]: SRV target `mail.example.org.`"),
        "{}",
        output.out
    );
}

#[test]
fn origin_takes_one_file() {
    let directory = scratch("origin");
    fs::write(directory.join("a"), CLEAN).expect("a file");
    for arguments in
        [&["check", "a", "a", "--origin", "example.com"][..], &["check", ".", "--origin", "example.com"]]
    {
        assert_eq!(run(&directory, arguments).code, 2, "{arguments:?}");
    }
    let output = run(&directory, ["check", "a", "--origin", "example..com"]);
    assert!(output.err.contains("is not a domain name: empty label"), "{}", output.err);
}

#[test]
fn selecting_rules() {
    let two = format!("{ALIAS}_nntps._tcp 1w SRV 0 5 563 mx\n");
    assert_eq!(check("all", &two, &["--format", "json"]).rules(), ["cname-target", "long-ttl"]);
    assert_eq!(check("select", &two, &["--format", "json", "--select", "long-ttl"]).rules(), ["long-ttl"]);
    assert_eq!(
        check("ignore", &two, &["--format", "json", "--ignore", "long-ttl"]).rules(),
        ["cname-target"]
    );
    assert_eq!(
        check(
            "both",
            &two,
            &["--format", "json", "--select", "all", "--ignore", "long-ttl,single-point-of-failure"]
        )
        .rules(),
        ["cname-target"]
    );
    let broken = format!("{two}x SVR 1\n");
    assert_eq!(
        check("always", &broken, &["--format", "json", "--select", "long-ttl"]).rules(),
        ["long-ttl", "syntax"]
    );
    assert_eq!(
        check("unless", &broken, &["--format", "json", "--select", "long-ttl", "--ignore", "syntax"]).rules(),
        ["long-ttl"]
    );
    let output = check("unknown", CLEAN, &["--select", "cname-targt"]);
    assert!(output.err.contains("did you mean `cname-target`?"), "{}", output.err);
}

#[test]
fn json_is_as_promised() {
    let report = check("json", ALIAS, &["--format", "json"]).json();
    assert_eq!(report["version"], 1);
    assert_eq!(report["tool"]["name"], "srvlint");
    let zone = &report["zones"][0];
    assert_eq!(
        (&zone["path"], &zone["origin"], &zone["origin_source"]),
        (&"example.com.zone".into(), &"example.com.".into(), &"soa".into())
    );
    assert_eq!(
        (&zone["complete"], &zone["records"], &zone["srv_records"]),
        (&true.into(), &5.into(), &1.into())
    );
    let finding = &report["findings"][0];
    assert_eq!(finding["rule"], "cname-target");
    assert_eq!(finding["severity"], "error");
    assert_eq!(
        (&finding["zone"], &finding["owner"]),
        (&"example.com.".into(), &"_rsync._tcp.example.com.".into())
    );
    let place =
        |line: u32, column: u32, byte: u32| serde_json::json!({"line": line, "column": column, "byte": byte});
    assert_eq!((&finding["start"], &finding["end"]), (&place(5, 25, 117), &place(5, 29, 121)));
    assert_eq!(finding["labels"][0]["start"]["line"], 6);
    assert_eq!(finding["fix"]["safety"], "unsafe");
    assert_eq!(finding["fix"]["edits"][0]["text"], "mx");
    assert_eq!(finding["fingerprint"].as_str().map(str::len), Some(32));
    assert_eq!(finding["suppressed"], false);
    assert_eq!(report["summary"]["errors"], 1);
}

#[test]
fn columns_count_code_points() {
    let text = ALIAS.replace("_rsync._tcp SRV 0 5 873 mail", "_rsync._tcp SRV ( ;é𐐀\n 0 5 873 mail ) ; ü");
    let report =
        check("columns", text.replace(" 0 5 873 mail", "\u{e9}x SRV 0 5 873 mail"), &["--format", "json"])
            .json();
    let columns: Vec<_> = report["findings"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|finding| &finding["start"]["column"])
        .collect();
    assert!(!columns.is_empty());
    let direct = ALIAS.replace("_rsync._tcp SRV", "\u{e9}\u{10400}._tcp SRV");
    let report = check("direct", direct, &["--format", "json", "--select", "cname-target"]).json();
    assert_eq!(report["findings"][0]["start"]["column"], "é𐐀._tcp SRV 0 5 873 m".chars().count());
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let directory = scratch("jobs");
    for number in 0..300 {
        // Some zones add texts to the run, and all ask the next zone for a target.
        let more = match number % 7 {
            1 => "$INCLUDE common.inc\n",
            2 => "$GENERATE 1-3 gen$ SRV 0 0 873 none$\n",
            3 => "_odd._tcp SRV \\# 10 0000 0005 03e1 026d7800\n",
            4 => "_imap._tcp SRV 0 0 143 none ; srvlint: ignore[target-without-address] not yet\n",
            5 => "$ORIGIN sub\n_imap._tcp SRV 0 0 143 none\n",
            _ => "",
        };
        let text = CLEAN.replace("example.com.", &format!("zone{number}.example."));
        let text =
            format!("{text}_nntps._tcp SRV 0 0 563 mail{}.zone{}.example.\n{more}", number % 2, number + 1);
        fs::write(directory.join(format!("zone{number}.example")), text).expect("written");
    }
    fs::write(directory.join("common.inc"), "_ldap._tcp SRV 0 0 389 nowhere\n").expect("written");
    let outputs: Vec<Ran> = ["1", "2", "3", "8"]
        .iter()
        .map(|jobs| run(&directory, ["check", "--format", "json", "--select", "all", "--jobs", jobs]))
        .collect();
    assert!(outputs[0].json()["findings"].as_array().is_some_and(|findings| findings.len() > 300));
    // Of files that are named, all texts are kept; of those of a directory, few are.
    let mut named: Vec<String> = (0..300).map(|number| format!("zone{number}.example")).collect();
    named.sort();
    named.splice(0..0, ["check", "--format", "json", "--select", "all"].map(str::to_owned));
    let named = run(&directory, named.iter().map(String::as_str).collect::<Vec<_>>());
    for output in outputs[1..].iter().chain([&named]) {
        assert_eq!((output.code, &output.out), (1, &outputs[0].out));
        assert_eq!(output.err, outputs[0].err);
    }
    assert_eq!(run(&directory, ["check", "--jobs", "0"]).code, 2);
}

#[test]
fn colours_are_for_terminals() {
    let escape = '\x1b';
    assert!(!check("plain", ALIAS, &[]).out.contains(escape));
    assert!(check("always", ALIAS, &["--color", "always"]).out.contains(escape));
    let directory = scratch("colours");
    fs::write(directory.join("a"), ALIAS).expect("a file");
    let with = |variables: &[(&str, &str)], arguments: &[&str]| {
        let mut srvlint = srvlint(&directory, [&["check", "a"], arguments].concat());
        Ran::of(srvlint.envs(variables.iter().copied())).out.contains(escape)
    };
    assert!(with(&[("CLICOLOR_FORCE", "1")], &[]));
    assert!(!with(&[("CLICOLOR_FORCE", "0")], &[]));
    assert!(!with(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")], &[]));
    assert!(with(&[("NO_COLOR", "1")], &["--color", "always"]));
    assert!(with(&[("NO_COLOR", ""), ("CLICOLOR_FORCE", "1")], &[]));
    assert!(with(&[("FORCE_COLOR", "1")], &[]));
    assert!(!with(&[("FORCE_COLOR", "0"), ("CLICOLOR_FORCE", "1")], &[]));
}

#[test]
fn what_cannot_be_meant_is_refused_with_a_word() {
    let directory = scratch("refused");
    fs::write(directory.join("a"), CLEAN).expect("a file");
    for (arguments, expected) in [
        (&["-", "-"][..], "give `-` once"),
        (&["a", "--format", "json", "--output", "human:-"], "standard output takes one format"),
        (&["a", "--output", "json:-", "--output", "human:-"], "standard output takes one format"),
        (&["a", "--output", "json:x", "--output", "human:x"], "`x` takes one report"),
        (&["a", "--exclude", "["], "`--exclude [`: this is not a pattern: unclosed character class"),
        (&["a", "--select", "zero"], "did you mean `zero-weight`?"),
        (&["a", "--config", "."], "`.` cannot be read"),
        (&["a", "--max-ttl", "1x"], "write seconds, or a TTL as in a zone file"),
    ] {
        let ran = run(&directory, [&["check"], arguments].concat());
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{arguments:?}");
        assert!(ran.err.contains(expected), "{arguments:?}: {}", ran.err);
    }
    let found = |limit: &str| check("max-ttl", CLEAN, &["--format", "json", "--max-ttl", limit]).rules();
    assert_eq!((found("1h"), found("59m59s")), (vec![], vec!["long-ttl".to_owned()]));
}

#[test]
fn findings_and_messages_are_apart() {
    let output = check("apart", CLEAN, &[]);
    assert_eq!(output.out, "");
    assert_eq!(output.err, "Checked 1 zone, 1 SRV record: no problems.\n");
    let output = check("worst", ALIAS.replace("_tcp", "_tcp 1w"), &[]);
    assert!(output.out.starts_with("warning[long-ttl]"), "{}", output.out);
    assert!(output.err.ends_with("For details, run `srvlint explain cname-target`.\n"), "{}", output.err);
    let output = check("quiet", ALIAS, &["--quiet"]);
    assert_eq!(output.err, "");
    assert!(!output.out.is_empty());
}

#[test]
fn a_closed_pipe_is_no_error() {
    let directory = scratch("pipe");
    let many: String = (0..20_000).map(|number| format!("_s{number}._tcp SRV 0 0 1 a.b\n")).collect();
    fs::write(directory.join("a"), format!("{CLEAN}{many}")).expect("a file");
    let mut child = srvlint(&directory, ["check", "a"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("srvlint runs");
    drop(child.stdout.take());
    let output = child.wait_with_output().map(Ran::from).expect("srvlint ends");
    assert_eq!((output.code, output.err), (1, String::new()));
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for format in ["human", "json", "concise"] {
        let once = run(root, ["check", "testdata/zones", "--format", format]);
        let again = run(root, ["check", "testdata/zones", "--format", format]);
        assert_eq!(once.out, again.out);
    }
}

#[test]
fn nothing_from_a_zone_controls_the_terminal() {
    let text = format!("{CLEAN}_x._tcp SRV 0 0 1 a\x1b[31m\u{202e}\x07.b ; \x1b]0;title\x07\n\x1b[2J SVR\n");
    for format in ["human", "concise", "json"] {
        let output = check("terminal", &text, &["--format", format]).out;
        assert!(!output.contains(['\x1b', '\x07', '\u{202e}', '\r']), "{format}: {output}");
        assert!(!output.is_empty());
    }
}

#[test]
fn long_lines_are_cut() {
    let text = format!("{CLEAN}_x._tcp {}SRV 0 0 1 nowhere {};\n", " ".repeat(100_000), "(".repeat(0));
    let output = check("long", text, &["--select", "target-without-address"]).out;
    assert!(output.contains("example.com.zone:7:100019"), "{output}");
    assert!(output.len() < 3_000, "{} octets", output.len());
}

#[test]
fn bad_input_is_a_finding_or_an_error_and_never_a_crash() {
    for (name, text) in [
        ("empty", Vec::new()),
        ("nul", vec![0; 5000]),
        ("latin1", b"; caf\xe9\n".to_vec()),
        ("utf16", "$TTL 1h\n".encode_utf16().flat_map(u16::to_le_bytes).collect()),
        ("parens", vec![b'('; 100_000]),
        ("quotes", vec![b'"'; 100_000]),
        ("backslashes", vec![b'\\'; 100_000]),
        ("one-token", vec![b'a'; 1_000_000]),
        ("random", (0..100_000u32).map(|number| (number.wrapping_mul(2_654_435_761) >> 24) as u8).collect()),
    ] {
        let output = check(name, text, &["--origin", "example.com"]);
        assert_eq!(output.code, 2, "no record was read: {name}: {}", output.err);
    }
}

#[test]
fn includes_that_never_end() {
    let directory = scratch("cycle");
    fs::write(directory.join("a.zone"), format!("{CLEAN}$INCLUDE b.inc\n_x._tcp SRV 0 0 1 nowhere\n"))
        .expect("a file");
    fs::write(directory.join("b.inc"), "$INCLUDE c.inc\n").expect("a file");
    fs::write(directory.join("c.inc"), "$INCLUDE b.inc\n").expect("a file");
    let output = run(&directory, ["check", "a.zone", "--format", "json"]);
    assert_eq!(output.rules(), ["include"], "what could be missing is not guessed");
    for number in 0..12 {
        fs::write(directory.join(format!("d{number}")), format!("$INCLUDE d{}\n", number + 1).repeat(12))
            .expect("a file");
    }
    fs::write(directory.join("d12"), "").expect("a file");
    fs::write(directory.join("bomb.zone"), format!("{CLEAN}$INCLUDE d0\n")).expect("a file");
    // Of a file that git does not track, nothing is said but that there is a mistake.
    for arguments in [&["init", "-q"][..], &["add", "-A"]] {
        assert_eq!(Ran::of(command("git", &directory).args(arguments)).code, 0);
    }
    let output = run(&directory, ["check", "bomb.zone", "--format", "json"]);
    assert_eq!(output.code, 1);
    assert!(output.out.contains("more than 10000 files are included"));
}

#[test]
fn missing_keys_hide_nothing() {
    let keys = "$INCLUDE Kexample.com.+013+00042.key\n$INCLUDE /etc/bind/keys/Kexample.com.+013+00043.key\n\
                $INCLUDE keyset-example.com\n$INCLUDE ../dsset-lab.example.com.\n_x._tcp SRV 0 0 1 nowhere\n";
    let output = check("keys", format!("{CLEAN}{keys}"), &["--format", "json"]);
    assert_eq!(output.rules(), ["target-without-address"]);
    assert_eq!(output.json()["zones"][0]["complete"], true);
    let output = check("no-keys", format!("{CLEAN}$INCLUDE Kitchen.keys\n"), &["--format", "json"]);
    assert_eq!(output.rules(), ["include"]);
    let directory = scratch("present-keys");
    fs::write(directory.join("a.zone"), format!("{CLEAN}$INCLUDE keyset-a\n")).expect("a file");
    fs::write(directory.join("keyset-a"), "@ DNSKEY 256 3 13 (\n").expect("a file");
    assert_eq!(run(&directory, ["check", "a.zone", "--format", "json"]).rules(), ["syntax"]);
}

#[test]
fn what_follows_the_target_is_named() {
    for (extra, count, help) in [
        ("extra", "five", "delete `extra`, or write `;` before it to make it a comment"),
        ("a b", "six", "delete all that follows the target, or write `;` before it to make it a comment"),
        ("a b c d e", "9", "delete all that follows the target, or write `;` before it to make it a comment"),
    ] {
        let text = format!("{CLEAN}_sips._tcp SRV 0 0 5061 mail {extra}\n");
        let found = check("extra", text, &["--format", "json", "--select", "syntax"]).json();
        let finding = &found["findings"][0];
        assert_eq!(finding["message"], format!("SRV takes four fields and {count} are given"));
        assert_eq!(
            finding["notes"].as_array().and_then(|notes| notes.last()),
            Some(&help.into()),
            "{finding}"
        );
    }
}

#[test]
fn a_run_without_records_says_nothing_of_no_problems() {
    let said = check("nothing", "", &["--origin", "example.com", "--output", "markdown:report.md"]);
    assert_eq!(said.code, 2);
    assert!(
        said.err.ends_with("Checked 1 zone, 0 SRV records: the run cannot be trusted.\n"),
        "{}",
        said.err
    );
    let markdown = check("nothing", "", &["--origin", "example.com", "--format", "markdown"]).out;
    assert!(markdown.starts_with("### srvlint: the run cannot be trusted\n"), "{markdown}");
}

#[test]
fn generate_without_end() {
    let text = format!("{CLEAN}$GENERATE 0-2147483647 h$ A 192.0.2.1\n");
    let output = check("generate", text, &["--format", "json", "--select", "syntax"]);
    assert_eq!(output.rules(), ["syntax"]);
    assert!(output.out.contains("stands for more than 1048576 records"));
}

#[cfg(unix)]
#[test]
fn nothing_outside_the_root_is_opened() {
    let directory = scratch("outside");
    fs::create_dir_all(directory.join("repo")).expect("a directory");
    fs::write(directory.join("secret"), "secret-token-7 A 192.0.2.1\n").expect("a file");
    std::os::unix::fs::symlink("../secret", directory.join("repo/link")).expect("a link");
    for path in [
        "../secret",
        "/etc/passwd",
        "link",
        "/dev/zero",
        "../../../../../../etc/passwd",
        "/proc/self/environ",
    ] {
        fs::write(directory.join("repo/a.zone"), format!("{CLEAN}$INCLUDE {path}\n")).expect("a file");
        let output = run(&directory.join("repo"), ["check", "--root", ".", "a.zone", "--format", "json"]);
        assert_eq!(output.rules(), ["include"], "{path}");
        assert!(!output.out.contains("secret-token"), "{path}");
        assert!(output.out.contains("outside the root"), "{path}: {}", output.out);
    }
}

#[cfg(unix)]
#[test]
fn a_configuration_outside_a_repository_leads_to_the_files_that_it_declares() {
    let zone = "$TTL 1h\n$INCLUDE head\n_rsync._tcp SRV 0 0 873 gone\n";
    let head = "@ SOA ns.example.net. h.example.net. 1 2 3 4 5\n@ NS ns.example.net.\n";
    for is_repository in [false, true] {
        // Not below the directory for tests, which lies in a repository.
        let top = std::env::temp_dir().join(format!("srvlint-configuration-{}", std::process::id()));
        let _ = fs::remove_dir_all(&top);
        for directory in ["etc/parts", "etc/zones", "var/zones", "var/repository/.git"] {
            fs::create_dir_all(top.join(directory)).expect("a directory");
        }
        if is_repository {
            fs::create_dir_all(top.join("etc/.git")).expect("a directory");
        }
        let top = top.canonicalize().expect("just made");
        let at = |path: &str| top.join(path).to_string_lossy().into_owned();
        let local = format!("zone \"b.example\" {{ type primary; file \"{}\"; }};\n", at("etc/zones/b"));
        let main = format!(
            "options {{ directory \"{}\"; }};\ninclude \"{}\";\nzone \"a.example\" {{ type primary; file \"zones/a\"; }};\nzone \"c.example\" {{ type primary; file \"{}\"; }};\n",
            at("var"),
            at("etc/parts/local.conf"),
            at("var/repository/link"),
        );
        for (path, text) in [
            ("etc/named.conf", main.as_str()),
            ("etc/parts/local.conf", &local),
            ("etc/zones/b", &format!("{head}{zone}")),
            ("etc/head", ""),
            ("var/zones/a", zone),
            ("var/head", head),
        ] {
            fs::write(top.join(path), text).expect("a file");
        }
        #[cfg(unix)]
        std::os::unix::fs::symlink(top.join("etc/zones/b"), top.join("var/repository/link")).expect("a link");
        let ran = run(&top.join("etc"), ["zones", "named.conf"]);
        let origins: Vec<&str> = ran.out.lines().filter_map(|line| line.split('\t').nth(1)).collect();
        // In a repository, the configuration is another person's.
        let expected: &[&str] = if is_repository { &["b.example."] } else { &["b.example.", "a.example."] };
        assert_eq!(origins, expected, "{}", ran.err);
        let ran = run(&top.join("etc"), ["check", "--format", "concise", "named.conf"]);
        assert_eq!(ran.out.matches("target-without-address").count(), expected.len(), "{}", ran.out);
        fs::remove_dir_all(&top).expect("just made");
    }
}

/// Of a directory that is no repository only its own files are looked at, whatever lies deeper.
#[test]
fn a_declared_file_that_was_not_looked_for_is_not_called_ignored() {
    let top = std::env::temp_dir().join(format!("srvlint-deeper-{}", std::process::id()));
    let _ = fs::remove_dir_all(&top);
    fs::create_dir_all(top.join("zones")).expect("a directory");
    let top = top.canonicalize().expect("just made");
    let zone = "$TTL 1h\n@ SOA ns.example.net. h.example.net. 1 2 3 4 5\n@ NS ns.example.net.\n";
    fs::write(top.join("example.com.zone"), zone).expect("a file");
    fs::write(top.join("zones/deeper"), zone).expect("a file");
    let conf = "zone \"example.com\" { type primary; file \"example.com.zone\"; };\nzone \"example.net\" { type primary; file \"zones/deeper\"; };\n";
    fs::write(top.join("named.conf"), conf).expect("a file");
    let ran = run(&top, ["check", "--verbose", "example.com.zone"]);
    let told = "`named.conf:2` is not linted: declares the zone `example.net`, and its file lies deeper than is looked outside a repository";
    assert!(ran.err.contains(told) && !ran.err.contains("git ignores"), "{}", ran.err);
    let ran = run(&top, ["check", "--verbose", "."]);
    assert!(!ran.err.contains("example.net") && ran.err.contains("Checked 2 zones"), "{}", ran.err);
    fs::remove_dir_all(&top).expect("just made");
}

/// What a server makes of a file is what its configuration says, also where the names in the file speak against it.
#[test]
fn a_configuration_that_is_named_is_believed() {
    let directory = scratch("believed");
    // Wherever the tests lie, no other repository ignores it.
    let made =
        Command::new("git").args(["init", "--quiet"]).current_dir(&directory).status().expect("git runs");
    assert!(made.success());
    let conf = "zone \"example.com\" { type primary; file \"z.zone\"; };\n";
    fs::write(directory.join("named.conf"), conf).expect("a file");
    let zone = "$TTL 1h\n@ SOA ns h 1 7200 3600 1209600 300\n@ NS ns.example.net.\n_imaps._tcp SRV 0 5 993 mail\na.example.org. A 192.0.2.1\n";
    for (zone, expected) in [
        (zone, "target-without-address"),
        ("$TTL 1h\n@ NS ns.example.net.\na.example.org. A 192.0.2.1\n", "has no SOA record"),
        (
            "$TTL 1h\na SOA ns h 1 7200 3600 1209600 300\na.example.org. A 192.0.2.1\n",
            "the SOA record is of `a.example.com.`",
        ),
    ] {
        fs::write(directory.join("z.zone"), zone).expect("a file");
        let ran = run(&directory, ["check", "--format", "concise", "named.conf"]);
        assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
        assert!(ran.out.contains(expected), "{}", ran.out);
        // What lies elsewhere is no other name for it.
        assert!(!ran.out.contains("unknown-origin"), "{}", ran.out);
        let found = run(&directory, ["check", "--format", "concise", "z.zone"]);
        assert_eq!(found.out, ran.out);
    }
}

#[test]
fn pipes_and_devices_are_no_zones() {
    let directory = scratch("pipes");
    let made = Command::new("mkfifo").arg(directory.join("pipe")).status().expect("mkfifo runs");
    assert!(made.success());
    fs::write(directory.join("a.zone"), format!("{CLEAN}$INCLUDE pipe\n")).expect("a file");
    let output = run(&directory, ["check", "pipe", "a.zone"]);
    assert_eq!(output.code, 2);
    assert!(
        output.err.contains("`pipe` cannot be read: is not a regular file; what a pipe holds is read as"),
        "{}",
        output.err
    );
    assert!(output.out.contains("included file `pipe` is not a regular file"), "{}", output.out);
    assert_eq!(run(&directory, ["check", "/dev/null"]).code, 2);
    // As a shell hands on what a program writes: `srvlint check <(program)`.
    if Path::new("/dev/fd").exists() {
        let shell = "\"$0\" check /dev/fd/9 9< <(:)";
        let output = Ran::of(command("bash", &directory).args(["-c", shell, env!("CARGO_BIN_EXE_srvlint")]));
        let expected = "`/dev/fd/9` cannot be read: is not a regular file; what a pipe holds is read as";
        assert!(output.code == 2 && output.err.contains(expected), "{}", output.err);
    }
}

#[test]
fn explain_and_rules_name_every_rule() {
    let directory = scratch("explain");
    let listed = run(&directory, ["rules"]).out;
    for line in listed.lines() {
        let [name, _severity, _fix, summary] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("{line}")
        };
        let page = run(&directory, ["explain", name]).out;
        assert!(page.contains("What is flagged\n───") && page.starts_with(name), "{name}: {page}");
        assert!(page.contains(summary), "{name}: {page}");
        // What is there for the tests is not for readers.
        for mark in ["; error\n", "; warning\n", "; note\n", "```", "<!--"] {
            assert!(!page.contains(mark), "{name}: {mark}: {page}");
        }
        let wide = page
            .lines()
            .find(|line| line.chars().count() > 100 && !line.starts_with("    ") && !line.contains("://"));
        assert_eq!(wide, None, "{name}");
    }
    assert!(listed.lines().count() >= 10);
    assert_eq!(run(&directory, ["explain", "nothing"]).code, 2);
    let both = run(&directory, ["explain", "long-ttl", "cname-target", "long-ttl"]).out;
    assert!(both.starts_with("long-ttl (warning)\n") && both.contains("\ncname-target (error)\n"), "{both}");
    assert_eq!(both.matches("long-ttl (warning)\n").count(), 1);
}

#[test]
fn a_place_is_explained_by_what_is_found_there() {
    let directory = scratch("place");
    fs::write(directory.join("a.zone"), ALIAS).expect("a file");
    // The record at fault, and its cause.
    for place in ["a.zone:5", "a.zone:5:3", "./a.zone:6"] {
        let ran = run(&directory, ["explain", place]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{place}");
        assert!(ran.out.starts_with("error[cname-target]"), "{place}: {}", ran.out);
        assert!(ran.out.contains("\ncname-target (error)\n"), "{place}: {}", ran.out);
    }
    let nothing = run(&directory, ["explain", "a.zone:1"]);
    assert_eq!((nothing.code, nothing.out.as_str()), (0, ""));
    assert_eq!(nothing.err, "srvlint: nothing is found in line 1 of `a.zone`\n");
    assert_eq!(run(&directory, ["explain", "b.zone:1"]).code, 2);
}

#[test]
fn rules_and_pages_are_there_for_programs() {
    let directory = scratch("manual-json");
    let rules = run(&directory, ["rules", "--format", "json"]).json();
    let listed = run(&directory, ["rules"]).out;
    assert_eq!(rules["rules"].as_array().map(Vec::len), Some(listed.lines().count()));
    assert!(rules["rules"].as_array().expect("a list").iter().all(|rule| rule.get("page").is_none()));
    let page = run(&directory, ["explain", "--format", "json", "long-ttl"]).json();
    let rule = &page["rules"][0];
    assert_eq!(
        (&rule["name"], &rule["severity"], &rule["url"]),
        (&"long-ttl".into(), &"warning".into(), &Value::Null)
    );
    let text = rule["page"].as_str().expect("a text");
    assert!(
        text.starts_with("# ") && text.contains("```zone\n") && !text.contains("```zone example"),
        "{text}"
    );
}

#[test]
fn lists_are_as_their_schemas_say() {
    let directory = own_root("list-schemas");
    let file = |path: &str, text: &str| fs::write(directory.join(path), text).expect("a file");
    let soa = "$TTL 1h\n@ SOA ns hostmaster 1 7200 900 1209600 300\n NS ns\nns A 192.0.2.1\n";
    file(
        "example.com.zone",
        &format!("{soa}_sip._tcp SRV 0 0 5060 gone\n_sip._udp SRV 0 0 5060 gone\nx A y\n"),
    );
    file("odd.zone", &format!("$ORIGIN \\000.\n{soa}x A y z\n$INCLUDE nowhere\n"));
    file("README", "not a zone\n");
    file("example.org.zone.j2", &format!("{soa}_sip._tcp SRV 0 0 5060 {{{{ host }}}}\n"));
    for (schema, commands) in [
        ("rules", [&["rules"][..], &["rules"]]),
        (
            "explain",
            [&["explain", "zero-weight", "long-ttl"], &["explain", "example.com.zone:6", "short-ttl"]],
        ),
        ("zones", [&["zones"], &["zones", "--skipped"]]),
    ] {
        let schema = run(&directory, ["schema", schema]).json();
        for command in commands {
            let ran = run(&directory, [command, &["--format", "json"]].concat());
            assert_eq!(ran.code, 0, "{command:?}: {}", ran.err);
            let json = ran.json();
            assert_eq!(json_schema::faults(&json, &schema), Vec::<String>::new(), "{command:?}");
            // The schema knows what is always there, and lets nothing else in.
            for member in json.as_object().expect("an object").keys().filter(|name| *name != "findings") {
                let mut changed = json.clone();
                changed.as_object_mut().expect("an object").shift_remove(member);
                assert_eq!(json_schema::faults(&changed, &schema).len(), 1, "{command:?}: {member}");
            }
            let mut changed = json;
            changed["more"] = 1.into();
            assert_eq!(json_schema::faults(&changed, &schema).len(), 1, "{command:?}");
        }
    }
    let skipped = run(&directory, ["zones", "--skipped", "--format", "json"]).json();
    assert!(skipped["skipped"].as_array().is_some_and(|list| list.len() == 2), "{skipped}");
}

/// What is found in a line is what the whole report says of it, up to the fingerprint.
#[test]
fn explain_tells_programs_what_is_found_at_a_place() {
    let directory = scratch("explain-findings");
    let soa =
        "$ORIGIN example.com.\n$TTL 1h\n@ SOA ns hostmaster 1 7200 900 1209600 300\n NS ns\nns A 192.0.2.1\n";
    let records = "_sip._tcp SRV 0 0 5060 gone\n_sip._tcp SRV 0 0 5061 gone ; srvlint: ignore[all] x\n_sip._tcp SRV 1 0 5060 gone\n";
    fs::write(directory.join("a.zone"), format!("{soa}{records}")).expect("a file");
    let report = run(&directory, ["check", "a.zone", "--format", "json"]).json();
    let whole: Vec<&Value> = report["findings"]
        .as_array()
        .expect("a list")
        .iter()
        .filter(|finding| finding["start"]["line"] == 8 && finding["suppressed"] == false)
        .collect();
    assert!(!whole.is_empty(), "{report}");
    let explained = run(&directory, ["explain", "a.zone:8", "--format", "json"]).json();
    let findings = explained["findings"].as_array().expect("a list");
    for finding in whole {
        assert!(findings.contains(finding), "{finding} is not in {explained}");
    }
    assert!(findings.iter().all(|finding| finding["suppressed"] == false), "{explained}");
    let page = run(&directory, ["explain", "long-ttl", "--format", "json"]).json();
    assert!(page.get("findings").is_none(), "no place is named");
}

#[test]
fn help_says_what_the_program_is_and_ends_with_examples() {
    let help = run(&scratch("help"), ["--help"]).out;
    assert!(help.starts_with("Finds mistakes") && help.contains("\nExamples:\n"), "{help}");
}

#[test]
fn completions_know_the_rules() {
    let directory = scratch("completions");
    for shell in ["bash", "zsh", "fish", "elvish", "powershell", "nushell"] {
        let script = run(&directory, ["completions", shell]);
        assert_eq!((script.code, script.err.as_str()), (0, ""), "{shell}");
        for word in ["srvlint", "--max-ttl", "missing-trailing-dot", "unused-suppression"] {
            // Elvish and PowerShell complete options alone.
            if matches!(shell, "elvish" | "powershell") && !word.starts_with("--") {
                continue;
            }
            let word = if shell == "fish" { word.trim_start_matches('-') } else { word };
            assert!(script.out.contains(word), "{shell}: {word}");
        }
    }
    let mut bash = command("bash", &directory);
    let script =
        "source <(\"$0\" completions bash); COMP_WORDS=(srvlint check --ignore missing-t); COMP_CWORD=3
                  _srvlint srvlint missing-t --ignore; echo \"${COMPREPLY[@]}\"";
    let ran = Ran::of(bash.args(["-c", script, env!("CARGO_BIN_EXE_srvlint")]));
    assert_eq!(ran.out, "missing-trailing-dot\n", "{}", ran.err);
}

#[test]
fn every_command_has_a_manual_page_with_all_its_options() {
    let directory = scratch("manual");
    let root = run(&directory, ["man"]).out;
    assert!(root.contains(".TH srvlint 1"), "{root}");
    let commands: Vec<&str> = root
        .lines()
        .filter_map(|line| line.strip_prefix("srvlint\\-")?.strip_suffix("(1)"))
        .filter(|command| *command != "help")
        .collect();
    assert!(commands.contains(&"check") && commands.contains(&"man") && commands.len() > 8, "{commands:?}");
    for command in commands {
        let page = run(&directory, ["man", command]).out;
        assert!(page.contains(&format!(".TH srvlint-{command} 1")), "{command}: {page}");
        let help = run(&directory, [command, "--help"]).out;
        for option in help.split_whitespace().filter(|word| word.starts_with("--")) {
            let option = option.split('=').next().unwrap_or(option);
            let option = option.trim_matches(|c: char| !c.is_ascii_alphabetic()).replace('-', "\\-");
            assert!(page.contains(&option), "{command}: {option}");
        }
        for section in [".SH \"EXIT STATUS\"", ".SH ENVIRONMENT", ".SH \"SEE ALSO\""] {
            assert!(page.contains(section), "{command}: {section}");
        }
    }
    assert!(run(&directory, ["man", "check"]).out.contains(".SH EXAMPLES"));
    let ran = run(&directory, ["man", "chek"]);
    assert_eq!((ran.code, ran.err.contains("did you mean `check`?")), (2, true), "{}", ran.err);
}

#[test]
fn the_version_says_how_the_program_was_built() {
    let directory = scratch("version");
    let long = run(&directory, ["--version"]).out;
    let (first, rest) = long.split_once('\n').expect("several lines");
    assert_eq!(run(&directory, ["-V"]).out, format!("{first}\n"));
    assert_eq!(first, concat!("srvlint ", env!("CARGO_PKG_VERSION")));
    assert!(rest.lines().last().is_some_and(|line| line.starts_with("built: from source for ")), "{rest}");
}

#[test]
fn zones_are_there_for_programs() {
    let directory = own_root("zones-json");
    fs::write(directory.join("db.example.com"), CLEAN).expect("a file");
    fs::write(directory.join("db.example.com.bak"), CLEAN).expect("a file");
    let listed = run(&directory, ["zones", "--skipped", "--format", "json"]).json();
    let checked = run(&directory, ["check", "--format", "json"]).json();
    assert_eq!(listed["zones"], checked["zones"]);
    assert_eq!(listed["skipped"][0]["path"], "db.example.com.bak");
}

#[test]
fn services_and_their_limits_come_from_the_configuration() {
    let directory = scratch("services");
    let text = format!("{CLEAN}_acme-queue._tcp SRV 0 5 873 mail\n");
    fs::write(directory.join("example.com.zone"), text).expect("a file");
    let service = "[[service]]\nname = \"acme-queue\"\nprotocols = [\"tcp\"]\nports = [7300]\n";
    let limits = "[ttl.services.rsync]\nmax = 600\n";
    fs::write(directory.join("srvlint.toml"), format!("{limits}{service}")).expect("a file");
    let check = |arguments: &[&str]| run(&directory, [&["check", "--format", "json"], arguments].concat());
    assert_eq!(check(&[]).rules(), ["long-ttl", "unexpected-port"]);
    assert_eq!(check(&["--max-ttl", "7200"]).rules(), ["unexpected-port"], "the command line wins");
    assert!(check(&["--no-config"]).rules().is_empty());
    fs::write(directory.join("srvlint.toml"), format!("{service}port = 1\n")).expect("a file");
    let output = check(&[]);
    assert_eq!(output.code, 2);
    assert!(output.err.contains("there is no key `port`"), "{}", output.err);
}

#[test]
fn what_stands_for_an_unknown_name_is_never_seen() {
    let directory = scratch("unnamed");
    let zone = "$TTL 1h\n@ SOA ns hostmaster 1 7200 3600 1209600 300\n NS ns.example.net.\n\
                _rsync._tcp SRV 0 5 873 mail\n_minecraft._udp SRV 0 5 25565 a_b\n NAPTR 1 1 \"s\" \"SIP+D2U\" \"\" _sip._tcp\n\
                _jabber._tcp SRV 0 5 5269 mail\n$ORIGIN sub\n_nntps._tcp SRV 0 5 563 mail\nmail CNAME mx\n";
    fs::write(directory.join("unnamed.include"), zone).expect("a file");
    for format in ["human", "json", "sarif"] {
        let output = run(&directory, ["check", "unnamed.include", "--select", "all", "--format", format]);
        assert!(
            !output.out.contains("unknown\\")
                && !output.out.contains("000unknown")
                && !output.out.contains("\u{fffd}unknown"),
            "{}",
            output.out
        );
    }
    let output = run(&directory, ["check", "unnamed.include", "--format", "json"]);
    let found = output.rules();
    assert_eq!(found.iter().filter(|rule| *rule == "invalid-hostname-target").count(), 1, "{found:?}");
    assert!(found.contains(&"cname-target".to_owned()));
}

#[test]
fn a_root_zone_in_the_repository_denies_nothing_to_others() {
    let directory = scratch("root-zone");
    let head = "@ SOA ns hostmaster 1 7200 3600 1209600 300\n NS ns\nns A 192.0.2.53\n";
    fs::write(directory.join("root"), format!("$ORIGIN .\n$TTL 1h\n{head}")).expect("a file");
    fs::write(directory.join("tld"), format!("$ORIGIN org.\n$TTL 1h\n{head}")).expect("a file");
    let text = format!(
        "{CLEAN}_nntps._tcp SRV 0 5 563 pop.mail.example.\n_sips._tcp SRV 0 5 5061 sip.example.org.\n"
    );
    fs::write(directory.join("example.com.zone"), text).expect("a file");
    assert!(run(&directory, ["check", "--format", "json"]).rules().is_empty());
}

#[test]
fn fields_out_of_order_are_written_so_that_a_server_loads_them_well() {
    for (fields, help) in [
        ("0 5 192.0.2.1 143", "write `0 5 143 host`, with a record `host A 192.0.2.1`"),
        ("0 5 2001:db8::1 143", "write `0 5 143 host`, with a record `host AAAA 2001:db8::1`"),
        ("192.0.2.1 0 5 143", "write `0 5 143 host`, with a record `host A 192.0.2.1`"),
        ("0 5 192.0.2.1:143", "write `0 5 143 host`, with a record `host A 192.0.2.1`"),
        ("100 1 443.sipdir.example.net.", "write `100 1 443 sipdir.example.net.`"),
        ("0 993 mail", "write the weight after the priority: `0 0 993 mail`"),
        ("0 5060 mail", "write the weight after the priority: `0 0 5060 mail`"),
        // The port is what is missing, and the service has one.
        ("0 5 mail", "write `0 5 993 mail`"),
        ("0 0 mail", "write `0 0 993 mail`"),
        ("10 100 mail.example.com.", "write `10 100 993 mail.example.com.`"),
        ("0 100389 mail", "write `priority weight port target`"),
        ("10 5993 mail", "write `10 5 993 mail`: a blank is missing between weight and port"),
        ("10 05060 mail", "write `10 0 5060 mail`: a blank is missing between weight and port"),
        ("10 59 mail", "write `10 59 993 mail`"),
        ("mail 993 10 5", "write `10 5 993 mail`"),
        ("mail 10 5 993", "write `10 5 993 mail`"),
        ("0 5 993\u{c}mail", "write a blank in its place"),
        ("0 5 993 mail.example.com .", "write `mail.example.com.` without a blank before its final dot"),
        ("0 5 mail 143", "write `0 5 143 mail`"),
        ("0 5 mail:143", "write `0 5 143 mail`"),
    ] {
        let ran = check("fields-out-of-order", format!("{CLEAN}_imaps._tcp SRV {fields}\n"), &[]);
        assert!(ran.out.contains(&format!("= help: {help}\n")), "{fields}: {}", ran.out);
        // Which number is the port, the service says.
        let is_sorted = fields.starts_with("mail ");
        let has_port = help.contains(" 993 mail") && !fields.contains("993 mail");
        let is_parted = help.contains("a blank is missing");
        let makes_one = help.starts_with("write the weight")
            || help.starts_with("write a blank")
            || is_parted
            || has_port
            || is_sorted;
        assert_eq!(ran.out.contains("= fix: "), makes_one, "{fields}: {}", ran.out);
    }
}

#[test]
fn what_is_empty_or_of_another_language_is_told_as_that() {
    for (line, expected) in [
        ("_imaps._tcp SRV 0 5 993 \"\"", "the target is empty"),
        ("_imaps._tcp SRV \"\" 5 993 mail", "the priority is empty"),
        ("/* the mail */", "`/*` begins no comment in a zone file"),
        ("_imaps._tcp SRV 0 5 993 ma\u{200b}il", "has a zero-width space (U+200B), which is not seen"),
    ] {
        let ran = check("told-as-that", format!("{CLEAN}{line}\n"), &[]);
        assert!(ran.out.contains(expected), "{line}: {}", ran.out);
        assert!(!ran.out.contains("= help: \n") && !ran.out.contains("xn--"), "{line}: {}", ran.out);
    }
}

#[test]
fn a_rule_s_name_counts_for_more_than_all() {
    let zone = format!("{CLEAN}_acme-a._tcp 9d SRV 0 5 4711 mail\n_acme-b._tcp 5 SRV 0 5 4712 mail\n");
    let rules = |arguments: &[&str]| {
        let ran = check("levels-of-all", zone.clone(), &[&["--format", "json"], arguments].concat());
        let json = ran.json();
        let all = json["findings"].as_array().expect("findings").iter();
        let mut all: Vec<String> = all
            .map(|finding| {
                format!(
                    "{} {}",
                    finding["rule"].as_str().unwrap_or(""),
                    finding["severity"].as_str().unwrap_or("")
                )
            })
            .collect();
        all.sort();
        all
    };
    assert_eq!(rules(&[]), ["long-ttl warning", "short-ttl note"]);
    for arguments in [["--note", "all", "--error", "long-ttl"], ["--error", "long-ttl", "--note", "all"]] {
        assert_eq!(rules(&arguments), ["long-ttl error", "short-ttl note"]);
    }
    assert_eq!(rules(&["--ignore", "all", "--select", "long-ttl"]), ["long-ttl warning"]);
    assert_eq!(rules(&["--select", "short-ttl", "--warn", "long-ttl"]), ["short-ttl note"]);
    assert_eq!(rules(&["--select", "short-ttl", "--warn", "short-ttl"]), ["short-ttl warning"]);
    assert_eq!(rules(&["--ignore", "long-ttl", "--error", "all"]), ["short-ttl error"]);
    let ran = check("levels-at-odds", zone.clone(), &["--note", "long-ttl", "--error", "long-ttl"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("rule `long-ttl` is named by `--error` and by `--note`"), "{}", ran.err);
}
