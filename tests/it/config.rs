//! `srvlint.toml`: where it is found, what it changes, and what is said when it is wrong.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::harness::command::{Ran, run};
use crate::harness::json_schema;
use crate::harness::repository::Repository;
use crate::harness::scratch::Scratch;

const HEAD: &str = "$TTL 1h\n@ SOA ns hostmaster 1 7200 3600 1209600 300\n@ NS ns.example.net.\n";
const EXAMPLE: &str = include_str!("../../testdata/config/srvlint.toml");

/// A zone of example.com with an SRV record whose TTL is a week, two hours, and none of its own.
fn zone() -> String {
    format!(
        "$ORIGIN example.com.\n{HEAD}_a._tcp 1w SRV 1 1 1 a.example.net.\n_b._tcp 2h SRV 1 1 1 a.example.net.\n"
    )
}

fn with_config(name: &str, config: &str) -> Scratch {
    let scratch = Scratch::new(name);
    scratch.write("srvlint.toml", config).write("z.zone", zone());
    scratch
}

fn check(scratch: &Scratch, arguments: &[&str]) -> Ran {
    scratch.run(&[&["check", "--format", "json"], arguments].concat())
}

const WEEK: &str = "z.zone:5:9 warning long-ttl";
const HOURS: &str = "z.zone:6:9 note long-ttl";

#[test]
fn a_level_is_set_and_the_command_line_wins() {
    for (name, level, arguments, expected) in [
        (
            "error",
            "long-ttl = \"error\"",
            vec![],
            vec!["z.zone:5:9 error long-ttl", "z.zone:6:9 error long-ttl"],
        ),
        ("off", "long-ttl = \"off\"", vec![], vec![]),
        ("on", "all = \"off\"\nlong-ttl = \"on\"", vec![], vec![WEEK, HOURS]),
        ("selected", "long-ttl = \"off\"", vec!["--select", "long-ttl"], vec![WEEK, HOURS]),
        (
            "noted",
            "long-ttl = \"error\"",
            vec!["--note", "long-ttl"],
            vec!["z.zone:5:9 note long-ttl", "z.zone:6:9 note long-ttl"],
        ),
        ("ignored", "long-ttl = \"error\"", vec!["--ignore", "long-ttl"], vec![]),
        ("without", "long-ttl = \"off\"", vec!["--no-config"], vec![WEEK, HOURS]),
    ] {
        let scratch = with_config(&format!("level-{name}"), &format!("[rules]\n{level}\n"));
        assert_eq!(check(&scratch, &arguments).findings(), expected, "{name}");
    }
}

#[test]
fn the_longest_ttl_is_set_and_the_command_line_wins() {
    for (name, max, arguments, expected) in [
        ("text", "\"2h\"", vec![], vec![WEEK]),
        ("number", "604800", vec![], vec![]),
        ("command-line", "\"1w\"", vec!["--max-ttl", "7200"], vec![WEEK]),
        // A limit that is set moves those that are not.
        (
            "below-the-note",
            "600\n[ttl.services.a]\nnote-over = 3",
            vec![],
            vec![WEEK, "z.zone:6:9 warning long-ttl"],
        ),
        (
            "service-counts-more",
            "600\n[ttl.services.a]\nnote-over = 700000",
            vec![],
            vec!["z.zone:6:9 warning long-ttl"],
        ),
    ] {
        let scratch = with_config(&format!("ttl-{name}"), &format!("[ttl]\nmax = {max}\n"));
        assert_eq!(check(&scratch, &arguments).findings(), expected, "{name}");
    }
}

#[test]
fn a_file_is_found_upwards_to_the_top_of_the_work_tree() {
    let off = "[rules]\nlong-ttl = \"off\"\n";
    let scratch = Scratch::new("upwards");
    scratch.write("srvlint.toml", off).write("a/b/z.zone", zone());
    assert!(check(&scratch, &["a/b/z.zone"]).findings().is_empty(), "from the path");
    assert!(scratch.run_in("a", &["check", "--format", "json"], "2026-01-01").findings().is_empty());
    // The nearest counts alone, under either name.
    scratch.write("a/.srvlint.toml", "");
    assert_eq!(check(&scratch, &["a/b"]).findings().len(), 2);
    assert!(check(&scratch, &["a/b", "--config", "srvlint.toml"]).findings().is_empty());
    scratch.write("a/srvlint.toml", off);
    assert!(check(&scratch, &["a/b"]).findings().is_empty());
    // Above the top nothing counts.
    let scratch = Scratch::new("above-the-top");
    scratch.write("srvlint.toml", off).write("a/z.zone", zone());
    fs::create_dir(scratch.0.join("a/.git")).expect("a directory");
    assert_eq!(check(&scratch, &["a"]).findings().len(), 2);
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_root_is_not_followed() {
    let scratch = Scratch::new("link");
    scratch.write("secret", "root:x:0:0\n").write("repo/z.zone", zone());
    fs::create_dir(scratch.0.join("repo/.git")).expect("a directory");
    std::os::unix::fs::symlink("../secret", scratch.0.join("repo/srvlint.toml")).expect("a link");
    let done = scratch.run(&["check", "repo"]);
    assert_eq!(
        (done.code, done.err.as_str()),
        (2, "srvlint: `repo/srvlint.toml` cannot be read: lies outside the root, and is not opened\n")
    );
}

#[test]
fn the_map_of_zones_names_a_zone() {
    let scratch = Scratch::new("zones");
    scratch
        .write(
            "srvlint.toml",
            "[[zone]]\nfile = \"db.office\"\norigin = \"office.example.com.\"\n[[zone]]\nfile = \"zones/{origin}.x\"\n",
        )
        .write("a/db.office", HEAD)
        .write("zones/example.net.x", HEAD)
        .write("other/example.org.zone", HEAD);
    let done = scratch.run(&["zones"]);
    for expected in
        ["office.example.com.\tconfiguration", "example.net.\tconfiguration", "example.org.\tfile-name"]
    {
        let plain = done.out.replace("  ", "\t").replace('\t', " ");
        let words: Vec<&str> = expected.split('\t').collect();
        assert!(words.iter().all(|word| plain.contains(word)), "{expected} is not in\n{}", done.out);
    }
    let json = check(&scratch, &["a/db.office"]).json();
    assert_eq!(json["zones"][0]["origin_source"], "configuration");
    let json = check(&scratch, &["a/db.office", "--origin", "example.com"]).json();
    assert_eq!(json["zones"][0]["origin"], "example.com.");
}

#[test]
fn included_files_are_found_in_the_include_paths() {
    let scratch = with_config("include-paths", "include-paths = [\"x/y\", \"../outside\"]\n");
    scratch
        .write("zones/z.zone", format!("$ORIGIN example.com.\n{HEAD}$INCLUDE i\n"))
        .write("x/y/i", "; none\n");
    assert!(check(&scratch, &["zones"]).findings().is_empty());
    scratch.write("zones/z.zone", format!("$ORIGIN example.com.\n{HEAD}$INCLUDE passwd\n"));
    scratch.write("srvlint.toml", "include-paths = [\"/etc\"]\n");
    let done = check(&scratch, &["zones"]);
    assert!(done.out.contains("lies outside the root"), "{}", done.out);
}

#[test]
fn excluded_files_are_left_out() {
    let scratch = with_config("exclude", "exclude = [\"old/\", \"*.draft\"]\n");
    scratch.write("old/z.zone", zone()).write("a.draft", zone()).write("new/a.zone", zone());
    let zones = |arguments: &[&str]| {
        let json = check(&scratch, arguments).json();
        let zones = json["zones"].as_array().expect("a list").iter();
        zones.map(|zone| zone["path"].as_str().expect("a path").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(zones(&[]), ["new/a.zone", "z.zone"]);
    assert_eq!(zones(&["--no-config"]).len(), 4);
    assert_eq!(zones(&["--exclude", "new", "--exclude", "/z.*", "a.draft"]), ["a.draft"]);
    assert_eq!(zones(&["old", "a.draft"]), ["old/z.zone", "a.draft"]);
    assert_eq!(zones(&["old", "a.draft", "z.zone", "--force-exclude"]), ["z.zone"]);
    let done = check(&scratch, &["a.draft", "--force-exclude"]);
    assert_eq!(done.code, 0, "{}", done.err);
    let done = scratch.run(&["check", "--exclude", "a", "--exclude", "[z-a]"]);
    assert_eq!(done.code, 2);
    assert!(done.err.starts_with("srvlint: `--exclude [z-a]`: this is not a pattern: "), "{}", done.err);
}

#[test]
fn findings_are_ignored_by_path_and_owner() {
    let entry = |keys: &str| format!("[[ignore]]\nrules = [\"long-ttl\"]\nreason = \"so\"\n{keys}\n");
    let both = ["(z.zone:5:9 warning long-ttl)", "(z.zone:6:9 note long-ttl)"];
    for (name, keys, expected) in [
        ("path", "paths = [\"*.zone\"]", both.to_vec()),
        ("elsewhere", "paths = [\"old/\"]", vec![WEEK, HOURS]),
        ("owner", "owners = [\"_A._tcp.*\"]", vec![both[0], HOURS]),
        ("both", "owners = [\"*\"]\npaths = [\"z.zone\"]", both.to_vec()),
        ("one-of-both", "owners = [\"*\"]\npaths = [\"y.zone\"]", vec![WEEK, HOURS]),
        ("last-day", "owners = [\"*\"]\nuntil = 2026-06-15", both.to_vec()),
        ("last-day-text", "owners = [\"*\"]\nuntil = \"2026-06-15\"", both.to_vec()),
        (
            "expired",
            "owners = [\"*\"]\nuntil = 2026-06-14",
            vec!["srvlint.toml:5:9 warning unused-suppression", WEEK, HOURS],
        ),
    ] {
        let scratch = with_config(&format!("ignore-{name}"), &entry(keys));
        assert_eq!(check(&scratch, &[]).findings(), expected, "{name}");
        assert_eq!(check(&scratch, &["--no-ignores"]).findings(), [WEEK, HOURS], "{name}");
    }
}

#[test]
fn many_ignores_apply_each_in_its_own_files() {
    let week = "$TTL 1h\n@ SOA ns h 1 2 3 4 300\n@ NS ns.example.net.\n_a._tcp 1w SRV 1 1 1 a.example.net.\n";
    let entry = |rules: &str, keys: &str| format!("[[ignore]]\nrules = [{rules}]\nreason = \"so\"\n{keys}\n");
    let config = [
        entry("\"long-ttl\"", "paths = [\"old/\", \"!keep.org.zone\"]"),
        entry("\"zero-weight\"", "paths = [\"*\"]"),
        entry("\"long-ttl\", \"long-ttl\"", "paths = [\"new/**\"]\nowners = [\"_b.*\", \"*.b.org\"]"),
        entry("\"long-ttl\"", "paths = [\"new-er/x/\"]\nowners = [\"_A.*\"]"),
        entry("\"zero-weight\"", "owners = [\"_a.*\"]"),
    ];
    let scratch = with_config("ignore-many", &config.concat());
    fs::remove_file(scratch.0.join("z.zone")).expect("it is there");
    let files =
        ["a", "new/a", "new/b", "new/x/y/b", "new-er/b", "new-er/x/a", "old/a", "old/keep", "old/x/a"];
    for file in files {
        scratch.write(&format!("{file}.org.zone"), week);
    }
    let arguments = ["--select", "long-ttl"];
    let done = check(&scratch, &arguments);
    let shown: Vec<String> = done.findings();
    let silenced: Vec<&str> = files
        .into_iter()
        .filter(|file| shown.contains(&format!("({file}.org.zone:4:9 warning long-ttl)")))
        .collect();
    assert_eq!(shown.len(), files.len(), "{shown:?}");
    assert_eq!(silenced, ["new/b", "new/x/y/b", "new-er/x/a", "old/a", "old/x/a"]);
}

#[test]
fn mistakes_are_shown_with_their_place() {
    let ignore = "[[ignore]]\nrules = [\"long-ttl\"]\nreason = \"so\"\n";
    let cases: Vec<(String, &str, &str)> = vec![
        ("max-ttl = 3\n".into(), "there is no key `max-ttl`", "1:1"),
        ("[ttl]\nmaks = 3\n".into(), "there is no key `maks`", "2:1"),
        (
            "[rules]\ncname-targt = \"error\"\n".into(),
            "there is no rule `cname-targt`: did you mean `cname-target`?",
            "2:1",
        ),
        ("[rules]\nlong-ttl = \"warn\"\n".into(), "there is no level `warn`", "2:12"),
        ("[rules]\nlong-ttl = 3\n".into(), "this is a number, not text", "2:12"),
        ("[rules]\nlong-ttl = note\n".into(), "`note` is text, which stands in quotes", "2:12"),
        ("[ttl]\nmax = 1d\n".into(), "`1d` is text, which stands in quotes", "2:7"),
        ("exclude = [\"a\", old/]\n".into(), "`old/` is text, which stands in quotes", "1:17"),
        ("exclude = [\"a\", \"x[\"]\n".into(), "this is not a pattern: unclosed character class", "1:17"),
        ("rules = 3\n".into(), "this is a number, not a table", "1:9"),
        ("rules = 2026-01-01\n".into(), "this is a date, not a table", "1:9"),
        ("ttl = [600]\n".into(), "this is a list, not a table", "1:7"),
        ("ttl = 2026-01-01\n".into(), "this is a date, not a table", "1:7"),
        ("[ttl]\nservices = [600]\n".into(), "this is a list, not a table", "1:"),
        ("[ttl.services]\nsip = [600]\n".into(), "this is a list, not a table", "1:"),
        ("zone = [[\"a\", \"b.\"]]\n".into(), "this is a list, not a table", "1:8"),
        ("ignore = [[]]\n".into(), "this is a list, not a table", "1:10"),
        ("baseline = 2026-01-01\n".into(), "this is a date, not text", "1:12"),
        ("exclude = [\"a\", \"\"]\n".into(), "this is not a pattern: it is empty", "1:17"),
        ("exclude = [\"#a\"]\n".into(), "this is not a pattern: `#` begins a comment", "1:12"),
        ("include-paths = [\"\"]\n".into(), "this is not a directory: it is empty", "1:18"),
        ("[[zone]]\nfile = \"\"\norigin = \"a\"\n".into(), "this is not a pattern: it is empty", "2:8"),
        ("[[service]]\nname = \"a\"\nports = [\"x\"]\n".into(), "this is text, not a number", "3:10"),
        ("[rules\n".into(), "unclosed table, expected `]`", "1:7"),
        ("exclude = \"x\"\n".into(), "this is text, not a list", "1:11"),
        ("exclude = [\"a\", \"[z-a]\"]\n".into(), "this is not a pattern: ", "1:17"),
        ("[ttl]\nmax = \"1 day\"\n".into(), "this is not a TTL", "2:7"),
        ("[ttl]\nmin = -1\n".into(), "this is not a TTL", "2:7"),
        ("[ttl]\nmin = 4294967297\n".into(), "this is not a TTL", "2:7"),
        ("[ttl]\nmax = 600\nnote-over = 3600\n".into(), "`note-over` is greater than `max`", "3:13"),
        ("[ttl]\nmax = 600\nmin = \"1h\"\n".into(), "`min` is greater than `max`", "3:7"),
        ("[ttl]\nnote-over = 600\nmin = 601\n".into(), "`min` is greater than `note-over`", "3:7"),
        (
            "[ttl.services.sip]\nmax = 60\nnote-over = 100\n".into(),
            "`note-over` is greater than `max`",
            "3:13",
        ),
        (
            "[ttl.services.\"_sip._tcp\"]\nmax = 60\n".into(),
            "`sip._tcp` is not the label of a service or a protocol",
            "1:15",
        ),
        (
            "[ttl.services.sip]\nmax = 60\n[ttl.services._SIP]\nmax = 90\n".into(),
            "service `sip` stands here twice",
            "",
        ),
        (
            format!("include-paths = [{}]\n", "\"a\",".repeat(101)),
            "`include-paths` has 101 entries: it may have 100",
            "1:1",
        ),
        (
            format!("{ignore}owners = [\"a\"]\n").repeat(1_001),
            "`[[ignore]]` has 1001 entries: it may have 1000",
            "1:1",
        ),
        (
            "[[service]]\nname = \"a\"\n".repeat(1_001),
            "`[[service]]` has 1001 entries: it may have 1000",
            "1:1",
        ),
        ("[[zone]]\norigin = \"a.\"\n".into(), "the key `file` is missing", "1:1"),
        (
            "[[zone]]\nfile = \"a\"\n".into(),
            "nothing says whose zone `a` is: add `origin`, or `{origin}`",
            "2:8",
        ),
        ("[[zone]]\nfile = \"a\"\norigin = \"a..b\"\n".into(), "`a..b` is not a domain name: ", "3:10"),
        (
            "[[zone]]\nfile = \"{origin}*\"\n".into(),
            "`{origin}*` has more than plain text beside `{origin}`",
            "2:8",
        ),
        (
            "[[zone]]\nfile = \"db.*\"\norigin = \"{origin}\"\n".into(),
            "`{origin}` stands for what it stands for in `file`, where it does not stand",
            "3:10",
        ),
        (
            "[[zone]]\nfile = \"{origin}\"\norigin = \"{zone}.example\"\n".into(),
            "`{zone}.example` is not a domain name",
            "3:10",
        ),
        (
            "[[zone]]\nfile = \"db.{zone}\"\norigin = \"a\"\n".into(),
            "`{zone}` is not a placeholder: `{origin}` stands for the zone's name",
            "2:8",
        ),
        ("[[zone]]\nfile = \"a\"\norigins = \"x\"\n".into(), "there is no key `origins`", "3:1"),
        (format!("{ignore}owners = []\n"), "nothing says where the rules are ignored", "1:1"),
        (format!("{ignore}owners = [\"a[\"]\n"), "this is not a pattern: ", "4:11"),
        (format!("{ignore}owners = [\"a\"]\nuntil = 2026-13-01\n"), "", "5:"),
        (format!("{ignore}owners = [\"a\"]\nuntil = \"9999-99-99\"\n"), "this is not a date", "5:9"),
        (format!("{ignore}owners = [\"a\"]\nuntil = 2026-01-01T00:00:00Z\n"), "this is not a date", "5:9"),
        (
            "[[ignore]]\nrules = [\"long-ttl\"]\nowners = [\"a\"]\n".into(),
            "the key `reason` is missing",
            "1:1",
        ),
        (
            "[[ignore]]\nrules = [\"long-ttl\"]\nowners = [\"a\"]\nreason = \" \"\n".into(),
            "the reason is empty",
            "4:10",
        ),
        ("[[ignore]]\nrules = []\nowners = [\"a\"]\nreason = \"b\"\n".into(), "no rule is named", "2:9"),
        (
            "[[ignore]]\nrules = [\"all\"]\nowners = [\"a\"]\nreason = \"b\"\n".into(),
            "there is no rule `all`: ",
            "2:10",
        ),
        ("a = \"\u{1b}[31m\"\n".into(), "", "1:"),
        (
            "[[service]]\nname = \"a\"\nsource = \"b\\u001b[31m\"\n".into(),
            "this text has the character U+001B",
            "3:10",
        ),
        (
            "[[service]]\nname = \"a\"\nsource = \"\"\"b\n::error::c\"\"\"\n".into(),
            "this text has the character U+000A",
            "3:10",
        ),
        (
            "[[service]]\nname = \"a\"\n[[service.companions]]\nany_of = [\"_b._tcp\", \"_c\u{202e}._tcp\"]\n\
             severity = \"note\"\nreason = \"d\"\nsource = \"e\"\n"
                .into(),
            "this text has the character U+202E",
            "4:22",
        ),
        (
            "[[service]]\nname = \"a\"\n[[service.companions]]\nany_of = [\"_b._tcp\"]\n\
             severity = \"note\"\nreason = \"d\\u200b\"\nsource = \"e\"\n"
                .into(),
            "this text has the character U+200B",
            "6:10",
        ),
        (
            "[[service]]\nname = \"a\"\nobsolete = { use = \"b\", reason = \"c\\r\", source = \"d\" }\n".into(),
            "this text has the character U+000D",
            "3:34",
        ),
        (
            "[[ignore]]\nrules = [\"long-ttl\"]\nowners = [\"a\"]\nreason = \"b\\u202e\"\n".into(),
            "this text has the character U+202E",
            "4:10",
        ),
        ("exclude = [\"a\", \"b\\u0007\"]\n".into(), "this text has the character U+0007", "1:17"),
        (
            "[[zone]]\nfile = \"a\"\norigin = \"b\\u2066.\"\n".into(),
            "this text has the character U+2066",
            "3:10",
        ),
        ("\"\\u001b[31m\" = 1\n".into(), "there is no key `\u{fffd}[31m`", "1:1"),
        ("\u{202e}x = 1\n".into(), "", "1:1"),
    ];
    for (number, (config, message, place)) in cases.iter().enumerate() {
        let done = check(&with_config(&format!("mistake-{number}"), config), &[]);
        assert_eq!(
            (done.code, done.json()["faults"].as_array().map(Vec::len)),
            (2, Some(1)),
            "{config}\n{}",
            done.err
        );
        let first = format!("error[configuration]: {message}");
        assert!(done.err.starts_with(&first), "{config}: {first}\n{}", done.err);
        assert!(done.err.contains(&format!("srvlint.toml:{place}")), "{config}: {place}\n{}", done.err);
        assert!(!done.err.contains(['\u{1b}', '\u{202e}']), "{config}");
    }
}

#[test]
fn texts_may_have_any_sign_that_is_seen() {
    let config = "exclude = [\"\u{fc}\u{3000}x/\"]\n[[ignore]]\nrules = [\"long-ttl\"]\nowners = [\"a\"]\n\
                  reason = \"\"\"\n\u{26a0}\u{fe0f} slow\n\tmove\"\"\"\n[[service]]\nname = \"a\"\nsource = \"\u{dc}ber \u{2192} x\"\n";
    let done = check(&with_config("texts", config), &[]);
    assert!(done.code != 2, "{}", done.err);
}

#[test]
fn a_hostile_file_does_no_harm() {
    let braces = format!("{}a{}", "{".repeat(100_000), "}".repeat(100_000));
    let many: Vec<String> = (0..20_000).map(|number| format!("\"*a{number}*b?\"")).collect();
    for (number, config) in [
        format!("a = {}", "[".repeat(100_000)),
        format!("exclude = [\"{braces}\"]"),
        format!("[[zone]]\nfile = \"{braces}\"\norigin = \"a.\""),
        format!("[[ignore]]\nrules = [\"long-ttl\"]\nreason = \"so\"\nowners = [\"{braces}\"]"),
        format!("exclude = [{}]", many.join(",")),
        format!("{} = 1", "a.".repeat(100_000)),
        format!("\"{}\" = 1", "x".repeat(500_000)),
    ]
    .iter()
    .enumerate()
    {
        let done = check(&with_config(&format!("hostile-{number}"), config), &[]);
        assert_eq!(done.code, 2, "{number}: {}", done.err);
        assert!(done.err.starts_with("error[configuration]: "), "{number}");
        assert!(done.err.len() < 5_000, "{number}: {}", done.err.len());
    }
}

#[test]
fn a_hostile_gitignore_does_no_harm() {
    let scratch = with_config("gitignore", "");
    let braces = format!("{}a{}", "{".repeat(100_000), "}".repeat(100_000));
    scratch.write(".gitignore", format!("\u{feff}a.zone\r\n{braces}\n[z-a]\nold/\n"));
    scratch.write("a.zone", zone()).write("old/z.zone", zone());
    assert_eq!(check(&scratch, &[]).findings(), [WEEK, HOURS]);
}

#[test]
fn a_mistake_is_helped() {
    for (number, (config, help)) in [
        ("exclud = []\n", "help: did you mean `exclude`?"),
        ("[ttl]\nlongest = 3\n", "help: the keys here are max, note-over, min, services"),
        ("[rules]\nlong-ttl = \"warnin\"\n", "help: did you mean `warning`?"),
        ("[rules]\nlong-ttl = \"x\"\n", "help: a rule is `off`, `on`, `note`, `warning`, `error`"),
    ]
    .into_iter()
    .enumerate()
    {
        let done = check(&with_config(&format!("help-{number}"), config), &[]);
        assert!(done.err.contains(help), "{config}\n{}", done.err);
    }
}

#[test]
fn a_file_that_cannot_be_read_ends_the_run() {
    let scratch = Scratch::new("unread");
    scratch.write("z.zone", zone()).write("latin.toml", b"# \xe9\n").write("big.toml", "#".repeat(1 << 21));
    for (file, reason) in [
        ("none.toml", "no such file"),
        (".git", "is not a regular file"),
        ("latin.toml", "is not UTF-8"),
        ("big.toml", "is larger than 1048576 octets"),
    ] {
        let done = check(&scratch, &["--config", file]);
        assert_eq!(done.code, 2);
        assert_eq!(done.err, format!("srvlint: `{file}` cannot be read: {reason}\n"));
    }
    assert_eq!(check(&scratch, &["--config", "z.zone", "--no-config"]).code, 2);
    scratch.write("srvlint.toml", "x");
    assert_eq!(scratch.run(&["zones"]).code, 2);
    assert_eq!(scratch.run(&["records"]).code, 2);
}

#[test]
fn the_effective_configuration_is_a_configuration_that_says_the_same() {
    let scratch = Scratch::new("show");
    scratch.write("a/srvlint.toml", EXAMPLE);
    let shown = scratch.run(&["config", "a"]);
    assert_eq!(shown.code, 0, "{}", shown.err);
    for line in [
        "# a/srvlint.toml; what it leaves out, by default",
        "zero-weight = \"note\" # a/srvlint.toml:9",
        "unknown-origin = \"off\" # a/srvlint.toml:10",
        "long-ttl = \"on\" # default: warning",
        "max = 43200",
        "[ttl.services.\"ldap\"]",
        "until = 2027-01-31",
    ] {
        assert!(
            shown.out.lines().any(|shown| shown.split_whitespace().eq(line.split_whitespace())),
            "{line} is not in\n{}",
            shown.out
        );
    }
    let values = |text: &str| {
        let mut table: toml::Table = toml::from_str(text).expect("TOML");
        let _ = table.remove("rules");
        table
    };
    scratch.write("a/srvlint.toml", &shown.out);
    let again = scratch.run(&["config", "a"]);
    assert_eq!(values(&again.out), values(&shown.out), "{}", again.err);
    let mut expected = values(EXAMPLE);
    expected["ttl"]["max"] = 43_200.into();
    assert_eq!(values(&shown.out), expected);
    let defaults = Scratch::new("show-defaults").run(&["config"]);
    assert!(defaults.out.starts_with("# no srvlint.toml: the defaults\n"), "{}", defaults.out);
    assert!(
        defaults.out.contains("\nmax = 86399 # default\nnote-over = 3600 # default\nmin = 60 # default\n")
    );
}

#[test]
fn the_schema_describes_the_example() {
    let schema = Scratch::new("schema").run(&["schema", "config"]).json();
    let example: toml::Table = toml::from_str(EXAMPLE).expect("TOML");
    let mut example = serde_json::to_value(example).expect("JSON");
    // A schema knows no dates.
    example["ignore"][0]["until"] = json!("2027-01-31");
    assert_eq!(json_schema::faults(&example, &schema), Vec::<String>::new());
    for (pointer, wrong) in [
        ("/ttl/max", json!(-1)),
        ("/rules/zero-weight", json!("warn")),
        ("/rules", json!({ "no-rule": "off" })),
        ("/ignore/0/rules", json!([])),
        ("/ignore/0", json!({ "rules": ["long-ttl"], "reason": "x" })),
        ("/zone/0", json!({ "origin": "x" })),
        ("/exclude", json!("x")),
    ] {
        let mut changed = example.clone();
        *changed.pointer_mut(pointer).expect(pointer) = wrong;
        assert!(!json_schema::faults(&changed, &schema).is_empty(), "{pointer}");
    }
}

/// srvlint itself says which keys it knows: they are those of the schema.
#[test]
fn the_schema_has_every_key() {
    let schema = Scratch::new("schema-keys").run(&["schema", "config"]).json();
    let properties = "/properties";
    let items = |key: &str| format!("/properties/{key}/items/properties");
    for (number, (config, pointer)) in [
        ("zzzzzzzzz = 1\n", properties.to_owned()),
        ("[ttl]\nzzzzzzzzz = 1\n", "/properties/ttl/properties".to_owned()),
        (
            "[ttl.services.ldap]\nzzzzzzzzz = 1\n",
            "/properties/ttl/properties/services/additionalProperties/properties".to_owned(),
        ),
        ("[[zone]]\nzzzzzzzzz = 1\n", items("zone")),
        ("[[ignore]]\nzzzzzzzzz = 1\n", items("ignore")),
    ]
    .into_iter()
    .enumerate()
    {
        let done = check(&with_config(&format!("keys-{number}"), config), &[]);
        let (_, known) = done.err.split_once("help: the keys here are ").expect("a list of keys");
        let mut known: Vec<&str> = known.trim().split(", ").collect();
        let properties = schema.pointer(&pointer).and_then(Value::as_object).expect("properties");
        let mut described: Vec<&str> = properties.keys().map(String::as_str).collect();
        known.sort_unstable();
        described.sort_unstable();
        assert_eq!(known, described, "{config}");
    }
    let example: toml::Table = toml::from_str(EXAMPLE).expect("TOML");
    let described = schema["properties"].as_object().expect("properties");
    assert!(described.keys().all(|key| example.contains_key(key)), "the example shows every key");
}

#[test]
fn the_configuration_of_the_pages_is_one() {
    let page = include_str!("../../docs/configuration.md");
    let (_, rest) = page.split_once("```toml\n").expect("an example");
    let (example, _) = rest.split_once("```").expect("its end");
    let scratch = with_config("readme", example);
    scratch.write("srvlint-baseline.json", "{\"version\": 1, \"findings\": []}\n");
    let done = scratch.run(&["config"]);
    assert_eq!((done.code, done.err.as_str()), (0, ""));
    assert!(check(&scratch, &[]).code < 2);
}

#[test]
fn every_settings_file_in_the_tree_is_valid() {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/config/srvlint.toml");
    let done = Scratch::new("example").run(&["config", "--config", &example.to_string_lossy()]);
    assert_eq!(done.code, 0, "{}", done.err);
}

#[test]
fn a_shown_configuration_holds_no_command() {
    let scratch = Scratch::new("commands");
    let ignore =
        "[[ignore]]\nrules = [\"long-ttl\"]\nowners = [\"a\"]\nreason = \"a\\n::error::b\\n  ::c\\nd::e\"\n";
    scratch.write("srvlint.toml", ignore).write("z.zone", zone());
    let shown = scratch.run(&["config", "."]);
    assert_eq!(shown.code, 0, "{}", shown.err);
    assert!(!shown.out.lines().any(|line| line.trim_start().starts_with("::")), "{}", shown.out);
    assert!(shown.out.contains("d::e"), "{}", shown.out);
    // It says the same.
    scratch.write("srvlint.toml", &shown.out);
    let again = scratch.run(&["config", "."]);
    let reason = |text: &str| text.parse::<toml::Table>().expect("TOML")["ignore"][0]["reason"].clone();
    assert_eq!(reason(&shown.out), reason(&again.out));
    assert_eq!(reason(&shown.out).as_str(), Some("a\n::error::b\n  ::c\nd::e"));
}

#[test]
fn entries_for_no_file_are_told_where_all_files_are_looked_at() {
    let config = "[[zone]]\nfile = \"gone\"\norigin = \"example.org\"\n[[zone]]\nfile = \"z.zone\"\norigin = \"example.com\"\n\
                  [[ignore]]\nrules = [\"long-ttl\"]\npaths = [\"old/\"]\nreason = \"x\"\n\
                  [[ignore]]\nrules = [\"zero-weight\"]\npaths = [\"*.zone\"]\nreason = \"x\"\n";
    let scratch = with_config("unmatched", config);
    let said = |arguments: &[&str]| {
        let told = scratch.run(&[&["check"], arguments].concat()).err;
        let lines = told.lines().filter_map(|line| line.strip_prefix("srvlint: "));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    let expected = [
        "srvlint.toml:2: this `[[zone]]` matches no zone file",
        "srvlint.toml:7: `paths` here matches no zone file",
        "srvlint.toml:11: this `[[ignore]]` silences nothing",
    ];
    assert_eq!(said(&[]), expected);
    assert_eq!(said(&["."]), expected);
    assert_eq!(said(&["z.zone"]), [""; 0], "other files may be what they are for");
}

#[test]
fn services_that_cannot_be_meant_are_shown_with_their_place() {
    for (service, message) in [
        ("name = \"\"", "`` is not the label of a service or a protocol"),
        ("name = \"acme ctl\"", "`acme ctl` is not the label"),
        ("name = \"a\"\nprotocols = [\"foo bar\"]", "`foo bar` is not the label"),
        ("name = \"a\"\nport = 3", "there is no key `port`"),
        ("name = \"a\"\nports = [70000]", "`70000` is not a number from 0 to 65535"),
        ("ports = [3]", "the key `name` is missing"),
        ("name = \"a\"\n[[service]]\nname = \"_A\"", "service `a` stands here twice"),
    ] {
        let scratch = with_config("odd-services", &format!("[[service]]\n{service}\n"));
        let ran = check(&scratch, &[]);
        assert_eq!(ran.code, 2, "{service}: {}", ran.err);
        assert!(ran.err.contains(message) && ran.err.contains("srvlint.toml:"), "{service}: {}", ran.err);
    }
    // A label may be written with its underscore, and a service may have no protocol.
    let config = "[[service]]\nname = \"_acme-ctl\"\nprotocols = [\"_tcp\"]\n[[service]]\nname = \"acme\"\nports = [9]\n";
    let scratch = with_config("bare-services", config);
    scratch
        .write("z.zone", zone().replace("_a._tcp 1w", "_acme-ctl._tcp").replace("_b._tcp 2h", "_acme._tcp"));
    let ran = check(&scratch, &[]);
    assert_eq!((ran.code, ran.rules()), (0, vec![]), "{}", ran.err);
    // Nor does a mistake in its owner stop a run.
    for owner in
        ["_acme", "acme", "_acme.tcp", "h._acme", "_acme._x", "_acme._tls", "_acme_tcp", "_acmee._tcp"]
    {
        scratch.write("z.zone", zone().replace("_a._tcp 1w", owner).replace("_b._tcp 2h", "_acme._tcp 2h"));
        let ran = check(&scratch, &[]);
        assert!(ran.code < 2, "{owner}: {}", ran.err);
    }
}

#[test]
fn ignores_that_silence_nothing_are_told_where_everything_is_looked_at() {
    let ignore = |rest: &str| format!("[[ignore]]\nreason = \"x\"\n{rest}\n");
    let entries = [
        ignore("rules = [\"long-ttl\"]\nowners = [\"_a._tcp.*\"]"),
        ignore("rules = [\"long-ttl\"]\nowners = [\"_gone._tcp.*\"]"),
        // Of the two rules one silences something.
        ignore("rules = [\"long-ttl\", \"zero-weight\"]\npaths = [\"*.zone\"]"),
        ignore("rules = [\"zero-weight\"]\nowners = [\"*\"]"),
    ];
    let repository = Repository::new("silences-nothing");
    repository.write("srvlint.toml", entries.concat());
    repository.write("z.zone", zone());
    repository.commit();
    let said = |arguments: &[&str]| {
        let told = run(&repository.top, [&["check"], arguments].concat()).err;
        told.lines().filter_map(|line| line.strip_prefix("srvlint: ")).map(str::to_owned).collect::<Vec<_>>()
    };
    let nothing = |line: u32| format!("srvlint.toml:{line}: this `[[ignore]]` silences nothing");
    assert_eq!(said(&[]), [nothing(5), nothing(13)]);
    assert_eq!(said(&["--ignore", "zero-weight"]), [nothing(5)], "a rule that does not run has no findings");
    assert_eq!(said(&["--new-since", "HEAD"]), [""; 0], "what was there before is not told");
}

#[cfg(unix)]
#[test]
fn what_stands_in_a_configuration_s_place_is_told() {
    for (name, target, reason) in [
        ("leads-nowhere", Some("gone"), "no such file"),
        ("leads-to-itself", Some("srvlint.toml"), "Too many levels of symbolic links"),
        ("is-a-directory", None, "is not a regular file"),
    ] {
        let scratch = Scratch::new(&format!("place-{name}"));
        scratch.write("z.zone", zone());
        let place = scratch.0.join("srvlint.toml");
        match target {
            Some(target) => std::os::unix::fs::symlink(target, place).expect("a link"),
            None => fs::create_dir(place).expect("a directory"),
        }
        for command in ["check", "config"] {
            let done = scratch.run(&[command]);
            let expected = format!("srvlint: `srvlint.toml` cannot be read: {reason}");
            assert!(done.code == 2 && done.err.starts_with(&expected), "{name} {command}: {}", done.err);
        }
        assert_eq!(scratch.run(&["check", "--no-config"]).code, 1, "{name}");
    }
}
