//! Options and arguments that cannot be meant, or that would cost a file: they are refused with a word.

use std::fs;

use crate::harness::scratch::Scratch;

const ZONE: &str = "$ORIGIN example.com.\n$TTL 1h\n@ SOA ns h 1 7200 3600 1209600 300\n@ NS ns.example.net.\n_a._tcp 1w SRV 1 1 1 a.example.net.\n";

/// A zone with an included file, a configuration of each kind, a baseline, and other names of these.
#[cfg(unix)]
fn files(name: &str) -> Scratch {
    let scratch = Scratch::new(name);
    scratch
        .write("example.com.zone", format!("{ZONE}$INCLUDE hosts.inc\n"))
        .write("hosts.inc", "www A 192.0.2.1\n")
        .write("srvlint.toml", "[rules]\n")
        .write("own.toml", "baseline = \"known.json\"\n")
        .write("bad.toml", "no-such-key = 1\n")
        .write("known.json", "{\n  \"version\": 1,\n  \"findings\": []\n}\n")
        .write("list", "example.com.zone\n")
        .write("named.conf", "zone \"example.com\" { type primary; file \"example.com.zone\"; };\n")
        .write("d/x", "");
    fs::hard_link(scratch.0.join("example.com.zone"), scratch.0.join("hard")).expect("a link");
    fs::hard_link(scratch.0.join("hosts.inc"), scratch.0.join("hard.inc")).expect("a link");
    std::os::unix::fs::symlink("example.com.zone", scratch.0.join("soft")).expect("a link");
    scratch
}

/// The names and octets of all files.
#[cfg(unix)]
fn octets(scratch: &Scratch) -> Vec<(String, Vec<u8>)> {
    let files = fs::read_dir(&scratch.0).expect("a directory").map(|entry| entry.expect("an entry").path());
    let mut all: Vec<(String, Vec<u8>)> = files
        .filter(|path| path.is_file())
        .map(|path| (path.display().to_string(), fs::read(&path).expect("a file")))
        .collect();
    all.sort();
    all
}

#[cfg(unix)]
#[test]
fn no_report_takes_the_place_of_what_the_run_reads() {
    let scratch = files("overwritten");
    let before = octets(&scratch);
    let absolute = scratch.0.join("example.com.zone");
    let absolute = absolute.to_str().expect("UTF-8");
    for (arguments, output, message) in [
        (&["example.com.zone"][..], "example.com.zone", "is a file to lint"),
        (&["example.com.zone"], "./d/../example.com.zone", "is a file to lint"),
        (&["example.com.zone"], absolute, "is a file to lint"),
        (&["example.com.zone"], "soft", "is a file to lint"),
        (&["example.com.zone"], "hard", "is a file to lint"),
        (&["."], "example.com.zone", "is a zone file"),
        (&["example.com.zone"], "hosts.inc", "is a file of a zone"),
        (&["example.com.zone"], "hard.inc", "is a file of a zone"),
        (&["."], "srvlint.toml", "is a configuration of srvlint"),
        (&[".", "--config", "own.toml"], "./own.toml", "is the configuration"),
        (&[".", "--config", "own.toml"], "known.json", "is the baseline"),
        (&[".", "--config", "bad.toml"], "bad.toml", "is the configuration"),
        (&[".", "--config", "bad.toml"], "example.com.zone", "is a zone file"),
        (&[".", "--baseline", "known.json"], "./known.json", "is the baseline"),
        (&["--files-from", "list"], "list", "is the list of `--files-from`"),
        (&[".", "--named-conf", "named.conf"], "named.conf", "is what `--named-conf` names"),
        (&["."], "named.conf", "is a name server's configuration"),
    ] {
        let report = format!("json:{output}");
        let done = scratch.run(&[&["check"], arguments, &["--output", &report]].concat());
        let expected =
            format!("srvlint: `{output}` {message}, and would be overwritten: give another file\n");
        assert!(done.err.contains(&expected), "{arguments:?} {output}: {}", done.err);
        assert_eq!((done.code, done.out.as_str()), (2, ""), "{arguments:?} {output}: {}", done.err);
        assert_eq!(octets(&scratch), before, "{arguments:?} {output}");
        if !arguments.iter().any(|argument| argument.ends_with("baseline")) {
            let done = scratch.run(&[&["services"], arguments, &["--output", &report]].concat());
            let is_read = !matches!(output, "known.json");
            assert_eq!(done.code == 2 && done.err.contains(&expected), is_read, "{output}: {}", done.err);
            scratch.write("known.json", "{\n  \"version\": 1,\n  \"findings\": []\n}\n");
        }
    }
    for target in ["example.com.zone", "hosts.inc", "soft", "hard", "srvlint.toml", "named.conf"] {
        let done = scratch.run(&["check", ".", "--write-baseline", target]);
        assert_eq!((done.code, octets(&scratch) == before), (2, true), "{target}: {}", done.err);
    }
}

#[cfg(unix)]
#[test]
fn two_reports_are_never_one_file() {
    let scratch = files("shared");
    std::os::unix::fs::symlink("new", scratch.0.join("to-new")).expect("a link");
    std::os::unix::fs::symlink("to-new", scratch.0.join("d/twice")).expect("a link");
    std::os::unix::fs::symlink("../new", scratch.0.join("d/to-new")).expect("a link");
    let absolute = scratch.0.join("new");
    for other in
        ["new", "./new", "d/../new", "to-new", "d/to-new", "d/twice", absolute.to_str().expect("UTF-8")]
    {
        let reports = ["json:new".to_owned(), format!("sarif:{other}")];
        for command in ["check", "services"] {
            let second = if command == "check" { reports[1].clone() } else { format!("csv:{other}") };
            let done = scratch.run(&[command, ".", "--output", &reports[0], "--output", &second]);
            assert_eq!((done.code, scratch.0.join("new").exists()), (2, false), "{other}: {}", done.err);
            let is_told = done.err.contains("are one file") || done.err.contains("`new` takes one report");
            assert!(is_told, "{other}: {}", done.err);
        }
        let done = scratch.run(&["check", ".", "--output", &reports[0], "--write-baseline", other]);
        assert_eq!((done.code, scratch.0.join("new").exists()), (2, false), "{other}: {}", done.err);
    }
    // Once it is there, its other names lead to it, too.
    scratch.write("new", "");
    let done = scratch.run(&["check", ".", "--output", "json:new", "--output", "sarif:to-new"]);
    assert!(done.code == 2 && done.err.contains("`new` and `to-new` are one file"), "{}", done.err);
    // A report of an earlier run gives way, and what is no file takes any number.
    let done = scratch.run(&["check", ".", "--output", "json:new"]);
    assert_eq!(done.code, 1, "{}", done.err);
    let done = scratch.run(&["check", ".", "--output", "json:/dev/null", "--output", "sarif:/dev/null"]);
    assert_eq!(done.code, 1, "{}", done.err);
}

#[test]
fn what_is_no_configuration_of_a_server_is_told() {
    let scratch = Scratch::new("named-conf");
    scratch.write("z", ZONE.replace("1w", "1h"));
    for (name, text, code, message) in [
        ("good.conf", "zone \"example.com\" { type primary; file \"z\"; };\n", 0, ""),
        ("other-name", "zone:\n  name: example.com\n  zonefile: z\n", 0, ""),
        (
            "text",
            "this is no configuration\n",
            2,
            "is not a configuration of a name server: give a named.conf",
        ),
        ("zone", ZONE, 2, "is not a configuration of a name server: give a named.conf"),
        (
            "binary",
            "\u{0}\u{1}\u{7f}ELF\u{0}",
            2,
            "is not a configuration of a name server: give a named.conf",
        ),
        ("nsd.conf", "hello world\n", 2, "is not a configuration of a name server: give a named.conf"),
        ("empty.conf", "", 2, "is not a configuration of a name server: there is nothing in it"),
        ("comment.conf", "# zones\n", 2, "is not a configuration of a name server: there is nothing in it"),
        (
            "broken.conf",
            "zone \"example.com\" { type primary; file \"z\";\n",
            0,
            "has braces that do not match",
        ),
        ("options.conf", "options { recursion no; };\n", 0, "declares no zone"),
    ] {
        let scratch = Scratch::new(&format!("named-conf-{name}"));
        scratch.write("z", ZONE.replace("1w", "1h")).write(name, text);
        for command in ["check", "zones", "services"] {
            let done = scratch.run(&[command, "z", "--named-conf", name]);
            let expected =
                if message.is_empty() { String::new() } else { format!("srvlint: `{name}` {message}") };
            assert_eq!(
                (done.code, done.err.contains(&expected)),
                (code, true),
                "{command} {name}: {}",
                done.err
            );
            let is_silent = !done.err.contains("srvlint: `");
            assert_eq!(is_silent, message.is_empty(), "{command} {name}: {}", done.err);
        }
    }
    let named_by_nsd = Scratch::new("named-conf-content");
    named_by_nsd.write("z", "@ SOA ns h 1 7200 3600 1209600 300\n@ NS ns.example.net.\n");
    named_by_nsd.write("list", "zone:\n  name: example.org\n  zonefile: z\n");
    let done = named_by_nsd.run(&["zones", "z", "--named-conf", "list"]);
    assert!(done.out.contains("example.org."), "{}{}", done.out, done.err);
    let done = scratch.run(&["check", "z", "--named-conf", "."]);
    assert!(done.code == 2 && done.err.contains("`.` cannot be read: is not a regular file"), "{}", done.err);
}

#[test]
fn a_line_that_is_not_there_is_no_place() {
    let scratch = Scratch::new("lines");
    scratch.write("z", ZONE).write("d/z", ZONE);
    for (place, message) in [
        ("z:0", "there is no line 0 in `z`, which has 6 lines"),
        ("z:7", "there is no line 7 in `z`, which has 6 lines"),
        ("z:999:3", "there is no line 999 in `z`, which has 6 lines"),
        ("z:99999999999999999999", "there is no line 18446744073709551615 in `z`"),
        ("d:1", "`d` is not a file that was read as a zone's"),
    ] {
        for format in ["text", "json"] {
            let done = scratch.run(&["explain", place, "--format", format]);
            assert_eq!((done.code, done.out.as_str()), (2, ""), "{place}: {}", done.err);
            assert!(done.err.contains(message), "{place}: {}", done.err);
        }
    }
    let done = scratch.run(&["explain", "z:6"]);
    assert_eq!((done.code, done.err.as_str()), (0, "srvlint: nothing is found in line 6 of `z`\n"));
    let done = scratch.run(&["explain", "z:5"]);
    assert!(done.code == 0 && done.out.contains("[long-ttl]"), "{}", done.out);
}

#[test]
fn what_lies_outside_the_root_is_told_as_that() {
    let scratch = Scratch::new("root");
    scratch.write("z", ZONE).write("d/z", ZONE);
    for path in [".", "z", "d/../z"] {
        let done = scratch.run(&["check", "--root", "d", path]);
        let expected =
            format!("srvlint: `{path}` cannot be read: lies outside the root, and is not opened\n");
        assert_eq!((done.code, done.err.as_str()), (2, expected.as_str()), "{path}");
    }
    assert_eq!(scratch.run(&["check", "--root", "d", "d"]).code, 1);
    for root in ["z", "gone"] {
        let done = scratch.run(&["check", "--root", root, "."]);
        assert!(done.code == 2 && done.err.contains(&format!("`--root {root}` is not a directory")));
    }
}

#[test]
fn a_whole_directory_is_not_what_whole_means() {
    let scratch = Scratch::new("whole");
    scratch.write("d/z", ZONE).write("d/part", "www A 192.0.2.1\n");
    for paths in [&["d"][..], &["."], &[], &["d", "."]] {
        let done = scratch.run(&[&["check", "--whole"], paths].concat());
        assert!(done.code == 2 && done.err.contains("`--whole` is for files that are named"), "{}", done.err);
    }
    for paths in [&["d/part"][..], &["d", "d/part"]] {
        let done = scratch.run(&[&["zones", "--whole"], paths].concat());
        assert_eq!(done.code, 0, "{}", done.err);
    }
}

#[test]
fn a_list_of_files_may_have_nuls() {
    let scratch = Scratch::new("list");
    scratch.write("a b.zone", ZONE).write("c\nd.zone", ZONE).write("list", "a b.zone\0c\nd.zone\0");
    let done = scratch.run(&["check", "--files-from", "list", "--format", "json"]);
    assert_eq!((done.code, done.json()["summary"]["zones"].as_u64()), (1, Some(2)), "{}", done.err);
}

#[test]
fn values_that_name_nothing_are_refused() {
    let scratch = Scratch::new("values");
    scratch.write("z", ZONE);
    for (arguments, message) in [
        (&["check", "--ignore", "all"][..], "no rule is left to run"),
        (&["check", "--select", "long-ttl", "--ignore", "long-ttl,syntax,include"], "no rule is left to run"),
        (&["check", "--error", "all", "--note", "all"], "`all` is named by `--error` and by `--note`"),
        (&["check", "--exclude", ""], "`--exclude `: this is not a pattern: it is empty"),
        (&["services", "--service", ""], "`--service ` is not a name: the name ends too early"),
        (&["services", "--host", ""], "`--host ` is not a name: the name ends too early"),
        (&["services", "--owner", "a..b"], "`--owner a..b` is not a name: empty label"),
        (&["config", "gone"], "`gone` cannot be read: no such file"),
        (&["check", "-", "--stdin-filename", ""], "`--stdin-filename ` is not the name of a file"),
        (&["check", "-", "--stdin-filename", "."], "`--stdin-filename .` is not the name of a file"),
    ] {
        let done = scratch.run(arguments);
        assert_eq!((done.code, done.out.as_str()), (2, ""), "{arguments:?}: {}", done.err);
        assert!(done.err.starts_with(&format!("srvlint: {message}")), "{arguments:?}: {}", done.err);
    }
    for arguments in [
        &["check", "--ignore", "all", "--select", "short-ttl"][..],
        &["check", "--error", "all", "--note", "long-ttl"],
        &["services", "--host", "2001:db8::1"],
        &["config", "z"],
    ] {
        let done = scratch.run(arguments);
        assert_eq!(done.code, 0, "{arguments:?}: {}", done.err);
    }
}
