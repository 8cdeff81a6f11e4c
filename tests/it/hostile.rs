//! Input and surroundings that mean harm, or that fail in the middle of a run.
#![cfg(unix)]

use std::ffi::OsStr;
use std::fs;
use std::io::{Seek, SeekFrom, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde_json::Value;
use srvlint::internals::report::Format;

use crate::harness::command::{Ran, command, run, srvlint};
use crate::harness::markup::document;
use crate::harness::repository::{Repository, zone};

const CLEAN: &str = "$ORIGIN example.com.\n$TTL 1h\n@ SOA ns hostmaster 1 7200 3600 1209600 300\n NS ns.example.net.\n\
                     _rsync._tcp SRV 0 5 873 mail\nmail A 192.0.2.25\n";
const BAD: &str = "$ORIGIN example.com.\n$TTL 1h\n@ SOA ns hostmaster 1 7200 3600 1209600 300\n NS ns.example.net.\n\
                   _rsync._tcp SRV 0 5 873 nowhere\n";

/// A new empty directory for one test, outside of any repository.
fn scratch(name: &str) -> PathBuf {
    let directory = std::env::temp_dir().join(format!("srvlint-hostile-{}", std::process::id())).join(name);
    let _ = fs::remove_dir_all(&directory);
    fs::create_dir_all(&directory).expect("a directory");
    directory.canonicalize().expect("it is there")
}

/// Runs srvlint with arguments as the shell takes them, under a limit of `ulimit`.
fn run_limited(directory: &Path, limit: &str, arguments: &str) -> Ran {
    let script = format!("ulimit {limit}; exec '{}' {arguments}", env!("CARGO_BIN_EXE_srvlint"));
    Ran::of(command("sh", directory).args(["-c", &script]))
}

fn write(path: PathBuf, text: impl AsRef<[u8]>) {
    fs::write(path, text).expect("a file");
}

fn git(directory: &Path, arguments: &[&str]) {
    let identity = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "init.defaultBranch=main"];
    let done = Ran::of(command("git", directory).args(identity).args(arguments));
    assert_eq!(done.code, 0, "{}", done.err);
}

/// Whether permissions mean nothing, so that no test can rely on them.
fn is_root(directory: &Path) -> bool {
    let probe = directory.join("probe");
    write(probe.clone(), "");
    fs::set_permissions(&probe, fs::Permissions::from_mode(0o000)).expect("it is ours");
    fs::read(&probe).is_ok()
}

// ------------------------------------------------------------ bounds

#[test]
fn a_zone_includes_no_more_than_it_may() {
    let directory = scratch("fan-out");
    // Comments of 64 MiB that take no room on the disk.
    let large = fs::File::create(directory.join("large")).expect("a file");
    std::io::Write::write_all(&mut &large, b";").expect("room");
    large.set_len(64 << 20).expect("room");
    write(directory.join("branch"), "$INCLUDE large\n".repeat(5));
    write(directory.join("example.com.zone"), format!("{CLEAN}{}", "$INCLUDE branch\n".repeat(5)));
    let output = run(&directory, ["check", "example.com.zone", "--format", "concise"]);
    assert_eq!(output.code, 1);
    let told = output.out;
    assert!(
        told.contains("error[include]: included file `large` is not read: a zone may include 1 GiB"),
        "{told}"
    );
}

#[test]
fn files_that_are_included_again_do_not_multiply_without_end() {
    let directory = scratch("again");
    write(directory.join("blank"), "\n".repeat(999));
    // Records count among the others also where the first one is none.
    let most: String =
        [1 << 20, 1 << 20, 1 << 20, (1 << 20) - 2500].map(|to| format!("$GENERATE 1-{to} a A x\n")).concat();
    write(directory.join("example.com.zone"), format!("{CLEAN}{most}{}", "$INCLUDE blank\n".repeat(4)));
    let output = run(&directory, ["check", "--format", "concise"]);
    assert_eq!(output.code, 1);
    // The first time is free: those lines are there.
    let told = output.out;
    let lines: Vec<&str> = told.lines().filter(|line| line.contains("error[include]")).collect();
    let [line] = lines[..] else { panic!("{told}") };
    assert!(line.starts_with("example.com.zone:14:"), "{line}");
    assert!(line.contains("a zone may have 4194304 lines of files that are included again"), "{line}");
}

#[test]
fn a_zone_generates_no_more_than_it_may() {
    let directory = scratch("generate");
    // Ten directives of few records, each with much text.
    let wide = "${0,127,d}".repeat(200);
    let generate = format!("$GENERATE 1-9999 h$ TXT {wide}\n");
    write(directory.join("example.com.zone"), format!("{CLEAN}{}", generate.repeat(3)));
    let output = run(&directory, ["check", "example.com.zone", "--format", "concise"]);
    assert_eq!(output.code, 1);
    assert!(output.out.contains("stands for more text than the 256 MiB of a zone"), "{}", output.out);
}

#[test]
fn services_that_a_line_generates_are_counted_and_take_memory_in_bounds() {
    let directory = scratch("generated-services");
    let generate = "$GENERATE 1-1048576 _rsync._tcp.h$ SRV \"0 5 873 missing\"\n";
    write(
        directory.join("example.com.zone"),
        format!("{CLEAN}{generate}$GENERATE 1-9 x$ NAPTR \"1 1 \\\"s\\\" x \\\"\\\" .\"\n"),
    );
    let check = "check --format concise --select syntax example.com.zone";
    let ran = run_limited(&directory, &format!("-v {}; ulimit {MOST_TIME}", 400 << 10), check);
    assert_eq!(ran.code, 1, "{}", ran.err);
    let bound = "more SRV and NAPTR records than the 65536 of a run: the others are not read";
    assert_eq!(ran.out.matches(bound).count(), 2, "{}", ran.out);
}

#[test]
fn findings_of_a_file_are_counted_but_not_all_shown() {
    let directory = scratch("findings");
    let mistakes: String =
        (0..1500).map(|number| format!("_rsync._tcp.a{number} SRV 0 5 873 nowhere{number}\n")).collect();
    write(directory.join("example.com.zone"), format!("{CLEAN}_nntps._tcp 2d SRV 0 5 563 mail\n{mistakes}"));
    write(directory.join("example.net.zone"), BAD);
    let output = run(&directory, ["check", "--format", "json"]);
    assert_eq!(output.code, 1);
    let report: Value = output.json();
    assert_eq!(report["findings"].as_array().map(Vec::len), Some(1001));
    assert_eq!((&report["summary"]["errors"], &report["summary"]["not_shown"]), (&1501.into(), &501.into()));
    let told = output.err;
    assert!(told.contains("`example.com.zone`: 501 more findings are counted, but not shown"), "{told}");
    assert!(told.contains("1501 errors, 1 warning (501 not shown)."), "{told}");
    // What is not shown counts: here the only warning is not among the first thousand.
    let output = run(&directory, ["check", "--format", "json", "--note", "target-without-address"]);
    assert_eq!(output.code, 1);
    let report: Value = output.json();
    assert!(
        report["findings"].as_array().expect("findings").iter().any(|finding| finding["rule"] == "long-ttl")
    );
}

#[test]
fn mistakes_beyond_counting_are_one_finding() {
    let directory = scratch("mistakes");
    let check = |zone: String, rule: &str| {
        write(directory.join("example.com.zone"), CLEAN.to_owned() + &zone);
        let output = run(&directory, ["check", "--select", rule, "--format", "json"]);
        assert_eq!(output.code, 1, "{rule}");
        let report: Value = output.json();
        let rest = |finding: &&Value| finding["message"].to_string().contains("not listed");
        let rest: Vec<Value> =
            report["findings"].as_array().expect("findings").iter().filter(rest).cloned().collect();
        let [rest] = &rest[..] else { panic!("{rest:?}") };
        let summary = &report["summary"];
        let count = summary["errors"].as_u64().expect("a number") + summary["notes"].as_u64().expect("one");
        (rest["severity"].as_str().expect("one").to_owned(), rest["message"].to_string(), count)
    };
    let (severity, message, count) = check("_rsync._tcp SRV 0 5\n".repeat(1_500), "syntax");
    assert_eq!((&*severity, count), ("error", 1_001));
    assert!(message.contains("500 more mistakes in this zone are not listed"), "{message}");
    let many = "$GENERATE 1-10300 _rsync._tcp.h$ SRV \"0 5 873 nowhere$\"\n".to_owned();
    let (severity, message, count) = check(many, "target-without-address");
    // What one directive makes is one finding.
    assert_eq!((&*severity, count), ("error", 2));
    assert!(message.contains("300 more findings of this rule in this zone are not listed"), "{message}");
    // A warning is listed, behind however many notes it stands.
    let many = "$GENERATE 1-10300 _sip._udp.h$ SRV \"0 5 5060 mail\"\n_xmpp-server._tcp SRV 0 5 5269 mail\n";
    let (severity, message, count) = check(many.to_owned(), "missing-companion");
    assert_eq!((&*severity, count), ("note", 10_001));
    assert!(message.contains("300 more findings"), "{message}");
}

#[test]
fn messages_quote_little() {
    let directory = scratch("quotes");
    let long = "x".repeat(30_000);
    let names = format!("{}example.com", "abcdefghi.".repeat(23));
    let zone = format!(
        "{CLEAN}{long} A 192.0.2.1\n_sip._tcp SRV {long} 5 5060 mail\n_sip._tcp SRV 0 5 5060 {long}\n{long}\n$INCLUDE {long}\n\
         $TTL {long}\n$ORIGIN {long}\n$GENERATE {long} a A 1\n; srvlint: ignore[{long}] x\n; srvlint: {long}\n\
         ; srvlint: ignore[all] until 2{long}\n_rsync._tcp.{names}. SRV 0 5 873 {names}\n_imap._tcp SRV 0 5 143 http://{long}\n\
         a TXT \"{long}\"\nb NAPTR 1 1 \"{long}\" \"{long}\" \"{long}\" .\nc TYPE33 \\# {long}\n$FOO{long}\n"
    );
    write(directory.join("example.com.zone"), zone);
    let output = run(&directory, ["check", "--select", "all", "--format", "json"]);
    let report: Value = output.json();
    let findings = report["findings"].as_array().expect("findings");
    assert!(findings.len() > 10, "{}", findings.len());
    for finding in findings {
        let size = finding.to_string().len();
        assert!(size < 6_000, "{size}: {finding}");
    }
}

// ------------------------------------------------------------ nothing outside

#[test]
fn a_link_that_is_swapped_in_leads_nowhere() {
    let directory = scratch("swap");
    let root = directory.join("root");
    fs::create_dir_all(root.join("d")).expect("a directory");
    fs::create_dir(directory.join("outside")).expect("a directory");
    write(directory.join("outside/a"), "secret-token-7 A 192.0.2.1\n");
    write(root.join("d/a"), "harmless A 192.0.2.1\n");
    write(root.join("example.com.zone"), format!("{CLEAN}{}", "$INCLUDE d/a\n$INCLUDE e/a\n".repeat(5)));
    symlink("../outside", root.join("l")).expect("a link");
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            // The directory and the link change places all the time.
            while !done.load(Ordering::Relaxed) {
                for (from, to) in [("d", "x"), ("l", "d"), ("d", "l"), ("x", "d")] {
                    let _ = fs::rename(root.join(from), root.join(to));
                }
            }
        });
        for _ in 0..150 {
            let output = run(&root, ["records", "--root", ".", "example.com.zone"]);
            let told = output.out + &output.err;
            assert!(!told.contains("secret-token"), "{told}");
        }
        done.store(true, Ordering::Relaxed);
    });
}

#[test]
fn a_pipe_that_is_swapped_in_blocks_nothing() {
    let directory = scratch("pipe");
    assert!(Command::new("mkfifo").arg(directory.join("pipe")).status().expect("mkfifo runs").success());
    write(directory.join("a"), "");
    write(directory.join("example.com.zone"), format!("{CLEAN}{}", "$INCLUDE a\n".repeat(5)));
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                for (from, to) in [("a", "x"), ("pipe", "a"), ("a", "pipe"), ("x", "a")] {
                    let _ = fs::rename(directory.join(from), directory.join(to));
                }
            }
        });
        for _ in 0..100 {
            assert!(run(&directory, ["check", "example.com.zone"]).code < 2);
        }
        done.store(true, Ordering::Relaxed);
    });
}

#[test]
fn a_gitignore_that_is_a_link_is_not_opened() {
    let directory = scratch("gitignore");
    fs::create_dir(directory.join("root")).expect("a directory");
    git(&directory.join("root"), &["init", "-q"]);
    write(directory.join("outside"), "*.zone\n");
    symlink("../outside", directory.join("root/.gitignore")).expect("a link");
    write(directory.join("root/example.com.zone"), CLEAN);
    assert_eq!(run(&directory.join("root"), ["check"]).code, 0, "nothing is ignored");
}

#[test]
fn a_link_in_a_repository_leads_no_report_and_no_list_out_of_it() {
    let directory = scratch("given");
    let (repository, outside) = (directory.join("repository"), directory.join("outside"));
    fs::create_dir_all(&repository).expect("a directory");
    fs::create_dir(&outside).expect("a directory");
    git(&repository, &["init", "-q"]);
    write(repository.join("example.com.zone"), BAD);
    write(outside.join("file"), "{\"version\":\"secret-token-7\"}");
    symlink("../outside/file", repository.join("file")).expect("a link");
    symlink("../outside", repository.join("directory")).expect("a link");
    symlink("../outside/new", repository.join("dangling")).expect("a link");
    symlink(".git/config", repository.join("config")).expect("a link");
    for arguments in [
        ["--output", "json:file"],
        ["--output", "json:directory/file"],
        ["--output", "json:directory/new"],
        ["--output", "json:config"],
        ["--write-baseline", "directory/new"],
        ["--write-baseline", "file"],
        ["--baseline", "file"],
        ["--config", "file"],
        ["--files-from", "file"],
    ] {
        let output = run(&repository, [&["check", "--quiet"][..], &arguments].concat());
        assert_eq!(output.code, 2, "{arguments:?}");
        let told = output.out + &output.err;
        assert!(told.contains("lies outside the root") && !told.contains("secret"), "{arguments:?}: {told}");
    }
    // What leads nowhere is replaced.
    for option in [["--write-baseline", "dangling"], ["--output", "json:dangling"]] {
        assert!(run(&repository, [&["check"][..], &option].concat()).code < 2, "{option:?}");
        assert!(repository.join("dangling").is_file());
    }
    let left = |directory: &Path| fs::read_dir(directory).expect("a directory").count();
    assert_eq!((left(&outside), left(&repository)), (1, 6), "nothing was written");
    assert!(fs::read(outside.join("file")).expect("it is there").starts_with(b"{\"version\""));
    // The user may name any path.
    let output = run(&repository, ["check", "--output", "json:../outside/report"]);
    assert_eq!((output.code, left(&outside)), (1, 2), "{}", output.err);
}

#[test]
fn a_link_in_a_repository_leads_no_report_to_another_file_of_it() {
    let directory = scratch("led");
    let repository = directory.join("repository");
    fs::create_dir_all(repository.join("scripts")).expect("a directory");
    git(&repository, &["init", "-q"]);
    write(repository.join("example.com.zone"), CLEAN);
    write(repository.join("README.md"), "read me");
    write(repository.join("known.json"), "{\n  \"version\": 1,\n  \"findings\": []\n}\n");
    symlink("README.md", repository.join("srvlint.sarif")).expect("a link");
    symlink("srvlint.sarif", repository.join("twice")).expect("a link");
    symlink("scripts", repository.join("reports")).expect("a link");
    symlink("known.json", repository.join("link.json")).expect("a link");
    let known = fs::read(repository.join("known.json")).expect("a file");
    for arguments in [
        &["check", "--output", "sarif:srvlint.sarif"][..],
        &["check", "--output", "sarif:./scripts/../srvlint.sarif"],
        &["check", "--output", "sarif:twice"],
        &["check", "--output", "json:reports/run.sh"],
        &["check", "--output", "json:scripts/../reports/run.sh"],
        &["check", "--root", ".", "--output", "json:reports/run.sh"],
        &["check", "--write-baseline", "link.json"],
        &["check", "--write-baseline", "reports/known.json"],
        &["services", "--output", "csv:srvlint.sarif"],
        &["services", "--output", "csv:reports/run.sh"],
    ] {
        let ran = run(&repository, arguments);
        assert_eq!(ran.code, 2, "{arguments:?}: {}", ran.err);
        assert!(ran.err.contains("a symbolic link of the repository"), "{arguments:?}: {}", ran.err);
    }
    // So does a link on the way to a repository, or to no repository, but that is the caller's.
    assert_eq!(fs::read(repository.join("README.md")).expect("a file"), b"read me");
    assert_eq!(fs::read(repository.join("known.json")).expect("a file"), known);
    assert_eq!(fs::read_dir(repository.join("scripts")).expect("a directory").count(), 0);
    symlink("repository", directory.join("mine")).expect("a link");
    write(directory.join("old.json"), "");
    symlink("old.json", directory.join("report.json")).expect("a link");
    for (output, written) in
        [("json:../mine/new.json", "repository/new.json"), ("json:../report.json", "old.json")]
    {
        let ran = run(&repository, ["check", "--output", output]);
        assert_eq!(ran.code, 0, "{output}: {}", ran.err);
        assert!(fs::metadata(directory.join(written)).expect("a file").len() > 0, "{output}");
    }
    assert!(directory.join("report.json").is_symlink());
    for output in ["json:/dev/null", "json:/dev/stdout", "json:/proc/self/fd/1"] {
        let ran = run(&repository, ["check", "--quiet", "--format", "concise", "--output", output]);
        assert_eq!((ran.code, ran.out.is_empty()), (0, output == "json:/dev/null"), "{output}: {}", ran.err);
    }
    // Nor do new files come elsewhere.
    symlink("scripts", repository.join(".github")).expect("a link");
    let ran = run(&repository, ["init", "--only", "workflow"]);
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert_eq!(fs::read_dir(repository.join("scripts")).expect("a directory").count(), 0, "{}", ran.err);
}

#[test]
fn included_paths_with_nul_are_none() {
    let directory = scratch("nul");
    write(directory.join("a"), "");
    for path in ["a\\000b", "\"a\0\"", "a\0"] {
        write(directory.join("example.com.zone"), format!("{CLEAN}$INCLUDE {path}\n"));
        assert_eq!(run(&directory, ["check", "example.com.zone"]).code, 1, "{path:?}");
    }
}

// ------------------------------------------------------------ outputs

/// Whether an output holds nothing that a terminal or a CI system obeys.
pub fn assert_harmless(told: &str, what: &str) {
    for line in told.lines() {
        let bad = |c: char| {
            (c.is_control() && c != '\t') || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        };
        assert!(!line.contains(bad), "{what}: {line:?}");
        assert!(!line.contains("##[") && !line.contains("##vso["), "{what}: {line:?}");
        let command = line.trim_start().strip_prefix("::");
        let ours = |command: &str| {
            [
                "error file=",
                "warning file=",
                "notice file=",
                "notice title=srvlint::",
                "error title=srvlint::",
            ]
            .iter()
            .any(|start| command.starts_with(start))
        };
        assert!(
            command.is_none_or(|command| (what == "github" || what == "auto") && ours(command)),
            "{what}: {line:?}"
        );
    }
}

const NASTY: &str = "\x1b[31m\u{202e}\u{2066}##[error]##vso[x]]]>&<b>\"'`|%0A::error::";

#[test]
fn no_format_obeys_a_zone_its_name_or_the_configuration() {
    let directory = scratch("nasty");
    let names: [&[u8]; 4] = [
        b"a\n::error::forged.zone",
        b"::error file=x::forged.zone",
        b"b\x1b[2J\xff\r.zone",
        "c\u{202e}##[x].zone".as_bytes(),
    ];
    for name in names {
        let zone = format!(
            "{CLEAN}{NASTY} SRV 0 5 5060 {NASTY}\n_sip._tcp SRV 0 5 5060 a{NASTY}\n; srvlint: ignore[{NASTY}] {NASTY}\n$INCLUDE \"{NASTY}\"\n\
             _sips._tcp 2d SRV 0 5 5061 mail ; srvlint: ignore[long-ttl] {NASTY}\n_x {NASTY}\n::error::forged\n\
             ::error::forged A 192.0.2.1\n##[error]x TXT \"##vso[x]\"\n"
        );
        write(directory.join(OsStr::from_bytes(name)), zone);
    }
    for github in [false, true] {
        for format in &Format::names() {
            let mut command = srvlint(&directory, ["check", "--select", "all", "--format", format]);
            if github {
                command.env("GITHUB_ACTIONS", "true");
            }
            let output = Ran::of(&mut command);
            assert_eq!(output.code, 1, "{format}: {}", output.err);
            assert_harmless(&output.out, format);
            assert_harmless(&output.err, "standard error");
            match format.as_str() {
                "json" | "sarif" | "gitlab" => drop(output.json()),
                "jsonl" | "rdjsonl" => output
                    .out
                    .lines()
                    .for_each(|line| drop(serde_json::from_str::<Value>(line).expect("JSON"))),
                "checkstyle" | "junit" | "html" => drop(document(&output.out)),
                _ => {}
            }
        }
    }
    for command in ["zones", "records"] {
        let output = run(&directory, [command]);
        assert_harmless(&output.out, command);
        assert_harmless(&output.err, "standard error");
    }
    let quoted = NASTY
        .escape_default()
        .to_string()
        .replace("\\'", "'")
        .replace("\\u{1b}", "\\u001b")
        .replace("\\u{202e}", "\\u202e")
        .replace("\\u{2066}", "\\u2066");
    for line in [
        format!("[rules]\n\"{quoted}\" = \"off\""),
        format!("[rules]\nall = \"{quoted}\""),
        format!("\"{quoted}\" = 1"),
        format!("exclude = [\"{quoted}[\"]"),
        format!("[[ignore]]\nrules = [\"{quoted}\"]\nreason = \"x\""),
        format!("[[ignore]]\nrules = [\"long-ttl\"]\nreason = \"{quoted}\"\nuntil = \"{quoted}\""),
        format!("[[ignore]]\nrules = [\"naptr-mismatch\"]\nreason = \"{quoted}\"\nuntil = 2020-01-01"),
        format!("[[service]]\nname = \"{quoted}\"\n\"{quoted}\" = 1"),
        format!("[[zone]]\nfile = \"{quoted}\"\norigin = \"{quoted}\""),
        format!("[ttl]\nmax = \"{quoted}\" # {NASTY}"),
        format!("include-paths = [\"{quoted}\"]"),
    ] {
        write(directory.join("srvlint.toml"), line);
        for arguments in [&["check", "--format", "human"][..], &["check", "--format", "github"], &["config"]]
        {
            let output = run(&directory, arguments);
            assert_harmless(&output.out, arguments.last().expect("one"));
            assert_harmless(&output.err, "standard error");
        }
    }
}

// ------------------------------------------------------------ faults

#[test]
fn a_full_disk_is_said() {
    if !Path::new("/dev/full").exists() {
        return eprintln!("skipped: there is no /dev/full");
    }
    let directory = scratch("full");
    write(directory.join("example.com.zone"), BAD);
    for format in &Format::names() {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("a device");
        let output = Ran::of(srvlint(&directory, ["check", "--format", format]).stdout(full));
        assert_eq!(output.code, 2, "{format}");
        assert!(output.err.contains("the output cannot be written: No space left"), "{}", output.err);
        let output = run(&directory, ["check", "--output", &format!("{format}:/dev/full")]);
        assert_eq!(output.code, 2, "{format}");
        assert!(output.err.contains("`/dev/full` cannot be written: No space left"), "{}", output.err);
    }
    for command in [
        &["records"][..],
        &["zones"],
        &["rules"],
        &["explain", "syntax"],
        &["config"],
        &["schema", "output"],
        &["man"],
        &["completions", "bash"],
        &["--help"],
        &["help", "check"],
        &["--version"],
    ] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("a device");
        let output = Ran::of(srvlint(&directory, command).stdout(full));
        assert_eq!(output.code, 2, "{command:?}");
    }
}

#[test]
fn a_report_is_whole_or_not_there() {
    let directory = scratch("limit");
    let mistakes: String =
        (0..900).map(|number| format!("_rsync._tcp.a{number} SRV 0 5 873 nowhere{number}\n")).collect();
    write(directory.join("example.com.zone"), format!("{CLEAN}{mistakes}"));
    write(directory.join("old.json"), "old");
    // The system lets no file grow beyond 64 blocks; Rust's programs ignore no SIGXFSZ, so the shell does.
    let script = "trap '' XFSZ; ulimit -f 64; exec \"$0\" check --quiet --format concise --output json:old.json --output sarif:new.sarif";
    let output = Ran::of(command("sh", &directory).args(["-c", script, env!("CARGO_BIN_EXE_srvlint")]));
    assert_eq!(output.code, 2, "{}", output.err);
    assert!(output.err.contains("`old.json` cannot be written: File too large"), "{}", output.err);
    assert_eq!(fs::read(directory.join("old.json")).expect("it is there"), b"old");
    let mut names: Vec<_> =
        fs::read_dir(&directory).expect("a directory").map(|entry| entry.expect("one").file_name()).collect();
    names.sort();
    assert_eq!(names, ["example.com.zone", "old.json"], "nothing half-written is left");
}

#[test]
fn a_closed_pipe_is_quiet_in_every_format() {
    let directory = scratch("closed");
    write(directory.join("example.com.zone"), BAD);
    for format in &Format::names() {
        let mut child = srvlint(&directory, ["check", "--format", format, "--output", "json:out.json"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("srvlint runs");
        drop(child.stdout.take());
        let output = child.wait_with_output().map(Ran::from).expect("it ends");
        assert_eq!((output.code, output.err.contains("cannot")), (1, false), "{format}");
        serde_json::from_slice::<Value>(&fs::read(directory.join("out.json")).expect("a report"))
            .expect("whole");
    }
}

#[test]
fn files_that_change_during_the_run_are_no_crash() {
    let directory = scratch("changing");
    let path = directory.join("example.com.zone");
    let inner = directory.join("inner");
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let (long, short) =
                (format!("{CLEAN}$INCLUDE inner\n{}", "; x\n".repeat(50_000)), CLEAN.to_owned());
            while !done.load(Ordering::Relaxed) {
                for text in [&long, &short] {
                    let _ = (fs::write(&path, text), fs::write(&inner, text), fs::remove_file(&inner));
                }
                let _ = fs::remove_file(&path);
            }
        });
        for number in 0..200 {
            let paths = if number % 2 == 0 { &["check", ".", "example.com.zone"][..] } else { &["check"] };
            let output = run(&directory, paths);
            assert!(output.code <= 2);
            assert!(!output.err.contains("panicked"), "{}", output.err);
        }
        done.store(true, Ordering::Relaxed);
    });
}

/// A large file is not copied before it is read.
#[test]
fn a_large_file_that_is_cut_short_or_rewritten_during_the_run_is_said() {
    let directory = scratch("rewritten");
    let path = directory.join("example.com.zone");
    let line = |name: &str| format!("_sip._tcp.{name} SRV 0 1 5060 {name}\n{name} A 192.0.2.1\n");
    let filler = "; what no one reads, but for its end\n".repeat(5 << 15);
    let zone = |name: &str| format!("{CLEAN}{}{filler}", line(name).repeat(300));
    let (one, other) = (zone("one"), zone("elsewhere"));
    write(path.clone(), &one);
    let done = AtomicBool::new(false);
    let runs = std::thread::scope(|scope| {
        scope.spawn(|| {
            let file = fs::OpenOptions::new().write(true).open(&path).expect("it is there");
            while !done.load(Ordering::Relaxed) {
                for text in [&one, &other] {
                    file.set_len(1 << 20).expect("a file");
                    (&file).write_all(text.as_bytes()).expect("a file");
                    (&file).seek(SeekFrom::Start(0)).expect("a file");
                    std::thread::sleep(Duration::from_millis(20));
                }
            }
        });
        let runs: Vec<Ran> = (0..12).map(|_| run(&directory, ["check", "example.com.zone"])).collect();
        done.store(true, Ordering::Relaxed);
        runs
    });
    for output in &runs {
        let told = &output.err;
        assert!(!told.contains("panicked"), "{told}");
        let said = told.contains("was cut short") || told.contains("changed while it was linted");
        assert_eq!(output.code == 2, said, "{}: {told}", output.code);
    }
    assert!(runs.iter().any(|output| output.code == 2));
}

#[test]
fn a_directory_without_permission_is_said() {
    let directory = scratch("permission");
    if is_root(&directory) {
        return eprintln!("skipped: permissions mean nothing to root");
    }
    write(directory.join("example.com.zone"), CLEAN);
    fs::create_dir(directory.join("closed")).expect("a directory");
    fs::set_permissions(directory.join("closed"), fs::Permissions::from_mode(0o000)).expect("it is ours");
    let output = run(&directory, ["check"]);
    assert_eq!(output.code, 2);
    assert!(output.err.contains("`closed` cannot be read"), "{}", output.err);
    fs::set_permissions(directory.join("closed"), fs::Permissions::from_mode(0o700)).expect("it is ours");
}

#[test]
fn file_names_need_not_be_text() {
    let directory = scratch("names");
    write(directory.join(OsStr::from_bytes(b"\xff\xfe.zone")), BAD);
    for format in &Format::names() {
        let output = run(&directory, ["check", "--format", format, "--ignore", "unknown-origin"]);
        assert_eq!(output.code, 1, "{format}: {}", output.err);
    }
    let named = [OsStr::new("check"), OsStr::from_bytes(b"\xff\xfe.zone")];
    assert_eq!(run(&directory, named).code, 1);
}

// ------------------------------------------------------------ git

fn repository(name: &str) -> PathBuf {
    let directory = scratch(name);
    git(&directory, &["init", "-q"]);
    write(directory.join("example.com.zone"), CLEAN);
    git(&directory, &["add", "."]);
    git(&directory, &["commit", "-qm", "a"]);
    write(directory.join("example.com.zone"), BAD);
    directory
}

#[test]
fn a_repository_need_not_be_writable() {
    let directory = repository("read-only");
    let (index, before) = (directory.join(".git/index"), |path: &Path| {
        fs::metadata(path).expect("it is there").modified().expect("a time")
    });
    // Git would like to refresh the index, whose entry is out of date.
    let time = before(&index);
    write(directory.join(".git/index.lock"), "");
    for arguments in [
        &["check", "--new-since", "HEAD"][..],
        &["check", "--staged"],
        &["check", "--tree", "HEAD"],
        &["check", "--hook", "example.com.zone"],
    ] {
        let output = run(&directory, arguments);
        let expected = i32::from(!(arguments.contains(&"--staged") || arguments.contains(&"--tree")));
        assert_eq!(output.code, expected, "{arguments:?}: {}", output.err);
    }
    assert_eq!(before(&index), time, "nothing is written");
}

#[test]
fn without_git_only_what_needs_it_fails() {
    let directory = repository("no-git");
    let without = |arguments: &[&str]| Ran::of(srvlint(&directory, arguments).env("PATH", "/nonexistent"));
    assert_eq!(without(&["check"]).code, 1);
    for arguments in
        [&["check", "--new-since", "HEAD"][..], &["check", "--staged"], &["check", "--tree", "HEAD"]]
    {
        let output = without(arguments);
        assert_eq!(output.code, 2, "{arguments:?}");
        assert!(output.err.contains("git"), "{}", output.err);
        assert!(output.out.is_empty(), "{}", output.out);
    }
}

#[test]
fn a_repository_that_git_distrusts_is_said() {
    let directory = repository("dubious");
    let foreign = |arguments: &[&str]| {
        let mut command = srvlint(&directory, arguments);
        command
            .env("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
            .env("HOME", "/nonexistent")
            .env("GIT_CONFIG_NOSYSTEM", "1");
        Ran::of(&mut command)
    };
    assert_eq!(foreign(&["check"]).code, 1);
    let output = foreign(&["check", "--new-since", "HEAD"]);
    assert_eq!(output.code, 2);
    assert!(output.err.contains("dubious ownership"), "{}", output.err);
}

#[test]
fn a_broken_repository_is_said() {
    for (name, damage) in [("head", ".git/HEAD"), ("objects", ".git/objects"), ("index", ".git/index")] {
        let directory = repository(&format!("broken-{name}"));
        let path = directory.join(damage);
        if path.is_dir() {
            fs::remove_dir_all(&path).expect("it is ours");
            fs::create_dir(&path).expect("a directory");
        } else {
            write(path, "\x1b[31mrubbish\n");
        }
        assert_eq!(run(&directory, ["check"]).code, 1, "{name}");
        for arguments in [&["check", "--new-since", "HEAD"][..], &["check", "--staged"]] {
            let output = run(&directory, arguments);
            // Each needs only a part of the repository, but never fails without a word.
            assert!(
                output.code == 2
                    || name == "index"
                    || name == "head"
                    || name == "objects" && output.code != 0,
                "{name} {arguments:?}"
            );
            assert!(output.code != 2 || !output.err.is_empty());
            assert_harmless(&output.err, "standard error");
        }
    }
}

#[test]
fn no_link_on_the_way_to_a_named_path_leads_out_of_a_repository() {
    let directory = scratch("way");
    for place in ["repository", "outside/sub"] {
        fs::create_dir_all(directory.join(place)).expect("a directory");
    }
    let (repository, link) = (directory.join("repository"), directory.join("link"));
    git(&repository, &["init", "-q"]);
    for zone in ["repository/own.zone", "outside/s.zone", "outside/sub/s.zone"] {
        write(directory.join(zone), BAD.replace("nowhere", "secret"));
    }
    write(
        directory.join("outside/named.conf"),
        "zone \"secret.example\" { type primary; file \"own.zone\"; };\n",
    );
    symlink("../outside", repository.join("zones")).expect("a link");
    symlink("../outside/s.zone", repository.join("l.zone")).expect("a link");
    symlink("../outside/named.conf", repository.join("l.conf")).expect("a link");
    symlink(&repository, &link).expect("a link");
    for path in ["zones", "zones/", "zones/.", "zones/sub", "zones/s.zone", "zones/sub/s.zone", "l.zone"] {
        for (from, path) in [(&repository, path.to_owned()), (&directory, format!("link/{path}"))] {
            let output = run(from, ["check", &path]);
            let told = &output.err;
            assert!(output.code == 2 && told.contains("leads out of the root"), "{path}: {told}");
            assert!(output.out.is_empty() && !told.contains("secret"), "{path}");
            let output = run(from, ["check", "--hook", &path]);
            assert!(!output.out.contains("secret"), "{path}");
        }
    }
    // A user who says how wide the root is means it.
    let output = run(&repository, ["check", "--root", "..", "zones/"]);
    assert!(output.code == 1 && output.out.contains("secret"));
    let output = run(&repository, ["check", "--named-conf", "l.conf", "own.zone"]);
    assert!(output.code == 2 && output.err.contains("`l.conf` cannot be read"));
    // Nor does one in a repository that is itself reached through a link.
    write(directory.join("outside/report"), "as before");
    symlink("../outside/report", repository.join("report.json")).expect("a link");
    let report = format!("json:{}", link.join("report.json").display());
    let output = run(&directory, ["check", "--output", &report, "repository/own.zone"]);
    assert!(output.code == 2 && output.err.contains("cannot be written"));
    assert_eq!(fs::read(directory.join("outside/report")).expect("it is there"), b"as before");
}

#[test]
fn no_link_on_the_way_to_a_given_file_leads_out_of_the_root() {
    let directory = scratch("given-directory");
    let root = directory.join("inside");
    for place in [&root, &directory.join("outside")] {
        fs::create_dir_all(place).expect("a directory");
    }
    write(root.join("z.zone"), BAD);
    write(directory.join("outside/list"), "z.zone\n");
    write(directory.join("outside/report"), "as before");
    write(directory.join("outside/config"), "# nothing\n");
    write(directory.join("outside/baseline"), "{\"version\": 1, \"findings\": []}\n");
    write(directory.join("outside/named.conf"), "zone \"example.com\" { type primary; file \"z.zone\"; };\n");
    for (name, link) in [
        ("list", "list"),
        ("report", "report"),
        ("config", "srvlint.toml"),
        ("baseline", "baseline"),
        ("named.conf", "named.conf"),
    ] {
        symlink(Path::new("../outside").join(name), root.join(link)).expect("a link");
    }
    for arguments in [
        &["--files-from", "list"][..],
        &["--output", "json:report", "z.zone"],
        &["--config", "srvlint.toml", "z.zone"],
        &["--baseline", "baseline", "z.zone"],
        &["--write-baseline", "baseline", "z.zone"],
        &["--named-conf", "named.conf", "z.zone"],
    ] {
        let no_config = if arguments[0] == "--config" { &[][..] } else { &["--no-config"] };
        let output = run(&root, [&["check", "--root", "."], no_config, arguments].concat());
        let told = &output.err;
        assert!(output.code == 2 && told.contains("lies outside the root"), "{arguments:?}: {told}");
        assert_eq!(fs::read(directory.join("outside/report")).expect("it is there"), b"as before");
    }
    // The system follows a link before it goes up from there.
    fs::create_dir_all(directory.join("outside/sub")).expect("a directory");
    symlink("../outside/sub", root.join("sub")).expect("a link");
    symlink(".", root.join("here")).expect("a link");
    write(directory.join("x.zone"), BAD.replace("nowhere", "secret"));
    write(directory.join("outside/x.zone"), BAD.replace("nowhere", "secret"));
    for way in ["sub/..", "here/..", "here/sub/..", "../inside/sub/..", "here/../outside"] {
        for arguments in [
            vec![format!("{way}/x.zone")],
            vec!["--files-from".into(), format!("{way}/list")],
            vec!["--output".into(), format!("json:{way}/new"), "z.zone".into()],
            vec!["--write-baseline".into(), format!("{way}/new"), "z.zone".into()],
            vec!["--named-conf".into(), format!("{way}/named.conf"), "z.zone".into()],
        ] {
            let arguments: Vec<&str> =
                ["check", "--root", "."].into_iter().chain(arguments.iter().map(String::as_str)).collect();
            let output = run(&root, &arguments);
            assert_eq!(output.code, 2, "{arguments:?}");
            assert!(!output.out.contains("secret"), "{arguments:?}");
        }
    }
    assert!(!directory.join("outside/new").exists() && !directory.join("new").exists());
    // A user who names a path that goes up means it.
    let output = run(&root, ["check", "--no-config", "--output", "json:../outside/new", "z.zone"]);
    assert!(output.code == 1 && directory.join("outside/new").exists());
    // Without a root or a repository, it is the user's own link.
    let output = run(&root, ["check", "--config", "srvlint.toml", "--output", "json:report", "z.zone"]);
    assert_eq!(output.code, 1, "{}", output.err);
    assert!(fs::read(directory.join("outside/report")).expect("it is there").starts_with(b"{"));
}

#[test]
fn what_git_keeps_for_itself_is_not_included() {
    let directory = scratch("git-config");
    git(&directory, &["init", "-q"]);
    git(&directory, &["config", "http.extraheader", "AUTHORIZATION: basic c2VjcmV0"]);
    write(directory.join("z.zone"), format!("{CLEAN}$INCLUDE .git/config\n"));
    let output = run(&directory, ["check", "z.zone"]);
    let told = output.out;
    assert!(output.code == 1 && told.contains("lies outside the root"), "{told}");
    assert!(!told.contains("AUTHORIZATION"), "{told}");
}

#[test]
fn mistakes_without_end_take_little_memory_and_are_counted() {
    let directory = scratch("mistakes-without-end");
    let lines = 200_000;
    for (number, mistake) in
        ["$\n", "\0", "( \"\n", "a ( \0", "x BAD y\n", "$GENERATE 1-2 a A x y\n"].into_iter().enumerate()
    {
        let zone = format!("{number}.zone");
        write(directory.join(&zone), CLEAN.to_owned() + &mistake.repeat(lines));
        // What the program itself takes is 100 MB of address space at most; it was 140 octets a mistake more.
        let output = run_limited(&directory, "-v 200000", &format!("check -q -j1 {zone}"));
        assert_eq!(output.code, 1, "{mistake:?}: {}", output.err);
        if mistake.ends_with('\n') && !mistake.starts_with('(') {
            let output = run(&directory, ["check", "--format", "json", &zone]);
            let told = output.out;
            let rest = format!("{} more mistakes in this zone are not listed", lines - 1000);
            assert!(told.contains(&rest), "{mistake:?}: {}", &told[..told.len().min(300)]);
        }
    }
}

#[test]
fn a_finding_about_many_records_labels_few_of_them() {
    let directory = scratch("labels");
    // What says the same twice counts once.
    let one_tier: String =
        (0..2000).map(|number| format!("_imaps._tcp SRV 0 0 993 h{}\n", number % 1000)).collect();
    let one_machine: String =
        (0..1000).map(|number| format!("_s._tcp SRV 0 5 1 h{number}\nh{number} A 192.0.2.1\n")).collect();
    for (rule, records, message) in [
        ("zero-weight", one_tier, "all 1000 records of priority 0 have weight 0"),
        ("single-point-of-failure", one_machine, "the 1000 hosts of `_s._tcp.example.com.` have one address"),
    ] {
        write(directory.join("z.zone"), CLEAN.to_owned() + &records);
        let output = run(&directory, ["check", "--format", "json", "--select", rule, "z.zone"]);
        let told: Value = output.json();
        let finding = told["findings"]
            .as_array()
            .expect("findings")
            .iter()
            .find(|finding| finding["message"].as_str().is_some_and(|told| told.starts_with(message)));
        let labels = finding.expect(rule)["labels"].as_array().expect("labels").len();
        assert_eq!(labels, 8, "{rule}");
    }
}

#[test]
fn a_host_of_many_addresses_is_no_single_point_of_failure() {
    let directory = scratch("addresses");
    for (addresses, found) in [(1, 1), (2, 0), (1000, 0)] {
        let addresses = (0..addresses).map(|number| format!("h A 192.0.{}.{}\n", number / 250, number % 250));
        let zone = CLEAN.to_owned() + "_s._tcp.x SRV 0 5 1 h\n" + &addresses.collect::<String>();
        write(directory.join("z.zone"), zone);
        let select = ["check", "--format", "json", "--select", "single-point-of-failure", "z.zone"];
        let output = run(&directory, select);
        let told: Value = output.json();
        let owners = told["findings"].as_array().expect("findings").iter().map(|finding| &finding["owner"]);
        assert_eq!(owners.filter(|owner| **owner == "_s._tcp.x.example.com.").count(), found, "{told}");
    }
}

#[test]
fn suppressions_without_end_are_counted() {
    let directory = scratch("suppressions-without-end");
    for (mark, file) in [
        ("; srvlint: x\n", "faults"),
        ("; srvlint: ignore[long-tt]\n", "unknown"),
        ("a A 192.0.2.1 ; srvlint: ignore[long-ttl]\n", "unused"),
    ] {
        write(directory.join(file), CLEAN.to_owned() + &mark.repeat(12_000));
        let output = run(&directory, ["check", "--format", "json", file]);
        let told: Value = output.json();
        let findings = told["findings"].as_array().expect("findings");
        let rest = "2000 more findings of this rule in this file are not listed";
        assert!(findings.iter().any(|finding| finding["message"] == rest), "{file}: {}", told["summary"]);
        assert_eq!(told["summary"]["warnings"], 10_001, "{file}");
    }
}

#[test]
fn an_entry_of_words_without_end_takes_little_memory() {
    let directory = scratch("words-without-end");
    for (number, words) in
        ["a ".repeat(4_000_000), format!("(\n{})", "a ;\n".repeat(4_000_000))].iter().enumerate()
    {
        let zone = format!("{number}.zone");
        write(directory.join(&zone), format!("{CLEAN}t TXT {words}\nlast SRV 0 5 x nowhere\n"));
        // It was six octets for each of the text. A debug build has a third of the limit itself.
        let arguments = format!("check -q -j1 --format concise {zone}");
        let output = run_limited(&directory, "-v 72000", &arguments);
        assert_eq!(output.code, 1, "{}", output.err);
        let told = output.out;
        assert!(told.contains("the entry has more than 262144 words"), "{told}");
        assert!(told.contains("the port"), "what follows is read: {told}");
    }
}

#[test]
fn a_run_without_memory_says_so_and_ends_with_exit_code_2() {
    let directory = scratch("no-memory");
    let zone: String =
        (0..300_000).map(|number| format!("_s{number}._tcp SRV 0 5 873 h{number}\n")).collect();
    write(directory.join("z.zone"), CLEAN.to_owned() + &zone);
    let arguments = "check -j1 --format json --output json:r.json z.zone";
    let output = run_limited(&directory, "-v 45000", arguments);
    assert_eq!(output.code, 2, "{}", output.err);
    assert_eq!(output.err, "srvlint: out of memory: nothing is said of these files\n");
    assert!(output.out.is_empty() && !directory.join("r.json").exists());
}

#[test]
fn what_cannot_be_trusted_says_so_in_json_too() {
    let directory = scratch("faults-in-json");
    write(directory.join("z.zone"), CLEAN);
    let output = run(&directory, ["check", "--format", "json", "z.zone", "missing"]);
    assert_eq!(output.code, 2);
    let told: Value = output.json();
    assert_eq!(told["faults"].as_array().map(Vec::len), Some(1), "{told}");
    assert!(told["faults"][0].as_str().is_some_and(|fault| fault.contains("`missing` cannot be read")));
    let output = run(&directory, ["check", "--format", "json", "z.zone"]);
    let told: Value = output.json();
    assert_eq!((output.code, told.get("faults")), (0, None));
}

#[test]
fn reports_are_written_though_standard_output_is_full() {
    let directory = scratch("full-output");
    write(directory.join("z.zone"), BAD);
    write(directory.join("old.json"), "of the run before");
    let mut command =
        srvlint(&directory, ["check", "--format", "json", "--output", "json:old.json", "z.zone"]);
    let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("Linux has it");
    let output = Ran::of(command.stdout(full));
    assert_eq!(output.code, 2);
    let written = fs::read(directory.join("old.json")).expect("it is there");
    let told: Value = serde_json::from_slice(&written).expect("JSON");
    assert_eq!(told["summary"]["errors"], 1);
}

#[test]
fn a_report_in_a_directory_that_is_missing_is_an_error_that_says_so() {
    let directory = scratch("no-directory");
    write(directory.join("z.zone"), CLEAN);
    let output = run(&directory, ["check", "z.zone", "--output", "json:no/such.json"]);
    assert_eq!(output.code, 2);
    let told = output.err;
    assert!(told.starts_with("srvlint: `no/such.json` cannot be written: no such directory\n"), "{told}");
}

#[test]
fn a_report_that_may_not_get_so_long_is_an_error_and_leaves_nothing() {
    let directory = scratch("long-report");
    let zone: String =
        (0..500).map(|number| format!("_s._tcp.x{number} SRV 0 5 873 nowhere{number}\n")).collect();
    write(directory.join("z.zone"), CLEAN.to_owned() + &zone);
    for target in ["--output json:r.json", "--format json > r.json"] {
        let output = run_limited(&directory, "-f 8", &format!("check z.zone {target}"));
        assert_eq!(output.code, 2, "{target}: {}", output.err);
        assert!(output.err.contains("srvlint: "), "{target}");
        let left = fs::read_dir(&directory).expect("it is there").filter_map(Result::ok);
        let left: Vec<_> = left.map(|entry| entry.file_name()).filter(|name| name != "z.zone").collect();
        assert!(left.iter().all(|name| name == "r.json" && target.contains('>')), "{left:?}");
    }
}

#[test]
fn no_message_about_settings_and_no_view_is_a_command() {
    let directory = scratch("##[error]settings");
    write(directory.join("z.zone"), CLEAN);
    write(
        directory.join("named.conf"),
        "view \"##vso[task.x]\" { zone \"example.com\" { type primary; file \"z.zone\"; }; };\n",
    );
    let output = run(&directory, ["zones", "."]);
    assert!(output.out.contains("task.x") && !output.out.contains("##vso["));
    write(directory.join("srvlint.toml"), b"\xff");
    let output = run(directory.parent().expect("a directory above"), ["check", "##[error]settings/z.zone"]);
    assert!(output.code == 2 && output.err.contains("srvlint.toml"));
    assert!(!output.err.contains("##[error]"), "{}", output.err);
}

#[test]
fn maps_and_views_do_not_multiply_without_end() {
    let directory = scratch("maps-and-views");
    write(directory.join("z.zone"), CLEAN);
    let views: String =
        (0..20_000).map(|number| format!("view v{number} {{ include \"n.inc\"; }};\n")).collect();
    let zones: String = (0..1_000)
        .map(|number| format!("zone z{number}.example {{ type primary; file \"z{number}\"; }};\n"))
        .collect();
    write(directory.join("named.conf"), views);
    write(directory.join("n.inc"), zones);
    assert_eq!(run(&directory, ["check", "."]).code, 0, "20 million zones, of which a million are looked at");
    write(directory.join("srvlint.toml"), "[[zone]]\nfile = \"x\"\norigin = \"x.example\"\n".repeat(1_001));
    let output = run(&directory, ["check", "z.zone"]);
    assert_eq!(output.code, 2);
    assert!(output.err.contains("`[[zone]]` has 1001 entries"), "{}", output.err);
}

#[test]
fn zones_of_many_views_take_memory_in_proportion() {
    let directory = scratch("views");
    let views: String =
        (0..400).map(|view| format!("view v{view} {{ include \"zones.inc\"; }};\n")).collect();
    let zones = (0..100).map(|zone| format!("zone z{zone}.example {{ type primary; file \"z{zone}\"; }};\n"));
    write(directory.join("named.conf"), views);
    write(directory.join("zones.inc"), zones.collect::<String>());
    for zone in 0..100 {
        write(directory.join(format!("z{zone}")), format!("{CLEAN}b\nb\n"));
    }
    assert_frugal(&directory, 120, "check -q -j1 --format json --output json:r.json .", 1);
    let report = fs::read(directory.join("r.json")).expect("it was written");
    let report: Value = serde_json::from_slice(&report).expect("JSON");
    let count = report["summary"]["zones"].as_u64().expect("a number");
    assert!((2_000..3_000).contains(&count), "{count}");
    let told = run(&directory, ["zones", "."]).err;
    let left = 40_000 - count;
    assert!(told.contains(&format!("{left} zones whose files serve other zones too")), "{told}");
}

#[test]
fn an_included_file_that_is_not_there_is_missing_from_wherever_the_run_begins() {
    let directory = scratch("not-there");
    fs::create_dir(directory.join("zones")).expect("a directory");
    write(directory.join("zones/z.zone"), format!("{CLEAN}$INCLUDE none\n$INCLUDE ../none\n"));
    for (from, path) in [(&directory, "zones/z.zone"), (&directory.join("zones"), "z.zone")] {
        let output = run(from, ["check", "--format", "concise", path]);
        let told = output.out;
        assert!(output.code == 1 && told.contains("included file `../none` lies outside the root"), "{told}");
        assert!(told.contains("`none`") && !told.contains("`none` lies outside"), "{told}");
    }
}

#[test]
fn no_zone_hides_from_a_walk_behind_what_stands_before_its_records() {
    let directory = scratch("hidden");
    let soa = BAD.find("@ SOA").expect("it is there");
    let (head, records) = BAD.split_at(soa);
    let in_soa =
        format!("{head}@ SOA ns hostmaster (\n{}1 7200 3600 1209600 300 )\n", "; x\n".repeat(30_000));
    for (name, zone) in [
        ("nul", format!("; a\0b\n{BAD}").into_bytes()),
        ("long", format!(";{}\n{BAD}", "x".repeat(70_000)).into_bytes()),
        ("blank", format!("{}{BAD}", "\n".repeat(700_000)).into_bytes()),
        ("in-soa", format!("{in_soa}{}", &BAD[BAD.find(" NS").expect("it is there")..]).into_bytes()),
        (
            "texts",
            format!("{BAD}a TXT \"{{{{ x }}}}\"\nb TXT \"{{{{ x }}}}\"\nc TXT \"{{{{ x }}}}\"\n")
                .into_bytes(),
        ),
        ("origin-last", format!("{head}\n;\n{records}").into_bytes()),
    ] {
        let place = directory.join(name);
        fs::create_dir(&place).expect("a directory");
        write(place.join("z"), zone);
        let output = run(&place, ["check", "."]);
        assert!(
            output.code == 1 && output.out.contains("[target-without-address]"),
            "{name}: {}",
            output.err
        );
    }
    // BIND loads none of these. Only the name says that they are zones, where there is one.
    for (name, broken) in [
        ("mark", format!("\u{feff}{CLEAN}")),
        ("typed", format!("$TLL 2h\n{CLEAN}")),
        ("header", format!("# managed by hand\n{CLEAN}")),
        ("conflict", format!("<<<<<<< HEAD\n{CLEAN}")),
    ] {
        let place = directory.join(name);
        fs::create_dir(&place).expect("a directory");
        write(place.join("example.com.zone"), &broken);
        let output = run(&place, ["check", "--format", "concise", "."]);
        let told = output.out;
        assert!(output.code == 1 && told.lines().all(|line| line.contains("[syntax]")), "{name}: {told}");
        fs::rename(place.join("example.com.zone"), place.join("README.md")).expect("a move");
        let output = run(&place, ["check", "."]);
        let expected =
            if name == "mark" { (1, "Checked") } else { (2, "whose beginning cannot be read, skipped") };
        assert!(output.code == expected.0 && output.err.contains(expected.1), "{name}");
    }
}

#[test]
fn paths_that_earlier_ones_cover_are_no_faults() {
    let directory = scratch("covered");
    for path in ["zones/a", "zones/b", "zone", ".git"] {
        fs::create_dir_all(directory.join(path)).expect("a directory");
    }
    for path in ["zones/a/example.com", "zones/b/example.net"] {
        write(directory.join(path), "$TTL 300\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n");
    }
    write(
        directory.join("named.conf"),
        "zone \"example.com\" { type master; file \"zones/a/example.com\"; };\n",
    );
    std::os::unix::fs::symlink("a/example.com", directory.join("zones/link")).expect("a link");
    let paths = ["zones/a/example.com", "zones/b/example.net", "named.conf"];
    let again = ["zones/a/example.com", "zones/link", "zones/a", "zones", ".", "named.conf"];
    let output = run(&directory, [&["check"], &paths[..], &again[..]].concat());
    assert_eq!(output.code, 0, "{}", output.err);
    let output = run(&directory, [&["check"], &paths[..], &["zone"]].concat());
    assert_eq!(output.code, 2);
    assert!(output.err.contains("no zone in `zone`"), "{}", output.err);
}

#[test]
fn each_named_configuration_gives_its_zones_or_a_fault() {
    let directory = scratch("named-configurations");
    let zone = |name: &str, file: &str| format!("zone \"{name}\" {{ type master; file \"{file}\"; }};\n");
    for file in ["a.db", "b.db", "c.db"] {
        write(directory.join(file), "$TTL 300\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n");
    }
    write(directory.join("one.conf"), zone("c.example", "c.db") + "include \"inc.conf\";\n");
    write(directory.join("inc.conf"), zone("b.example", "b.db"));
    write(directory.join("two.conf"), zone("a.example", "a.db"));
    write(directory.join("none.conf"), zone("none.example", "missing.db"));
    fs::create_dir(directory.join(".git")).expect("a directory");
    let output = run(&directory, ["zones", "one.conf", "none.conf", "two.conf", "one.conf", "none.conf"]);
    assert_eq!(output.code, 2);
    let listed = output.out;
    let names: Vec<_> = listed.lines().filter_map(|line| line.split('\t').nth(1)).collect();
    assert_eq!(names, ["b.example.", "c.example.", "a.example."]);
    let told = output.err;
    let fault =
        "`none.conf` is a name server's configuration, not a zone, and none of the zones that it declares";
    assert!(told.contains(fault) && told.lines().count() == 1, "{told}");
}

#[test]
fn the_name_of_a_file_is_no_option() {
    let directory = scratch("options");
    write(directory.join("bad.zone"), BAD);
    write(directory.join("--exit-zero"), "");
    write(directory.join("other.zone --ignore=all"), "");
    for (name, inside) in [("--output=concise:", "home/profile"), ("--write-baseline=zones", "z.json")] {
        let path = directory.join(name).join(inside);
        fs::create_dir_all(path.parent().expect("a directory")).expect("directories");
        write(path, CLEAN);
    }
    fs::create_dir_all(directory.join("zones")).expect("a directory");
    let outside = directory.join("profile");
    fs::create_dir_all(directory.join("home")).expect("a directory");
    write(directory.join("home/profile"), "untouched");
    for names in [
        &["--exit-zero", "bad.zone"][..],
        &["bad.zone", "--exit-zero"],
        &["--output=concise:/home/profile", "bad.zone"],
        &["--output=concise:/gone/since", "bad.zone"],
        &["--write-baseline=zones/z.json", "bad.zone"],
        // A name that a shell cut at its blank.
        &["bad.zone", "other.zone", "--ignore=all"],
    ] {
        for command in [&["check"][..], &["check", "--hook"], &["records"], &["zones"]] {
            let arguments = [command, names].concat();
            let refused = run(&directory, &arguments);
            assert_eq!((refused.code, refused.out), (2, String::new()), "{arguments:?}");
            assert!(refused.err.contains("put `--` before file names"), "{arguments:?}");
        }
    }
    assert_eq!(fs::read_dir(directory.join("zones")).expect("a directory").count(), 0);
    assert!(!outside.exists());
    assert_eq!(fs::read(directory.join("home/profile")).expect("a file"), b"untouched");
    // After `--` they are files, and the finding counts.
    let linted = run(&directory, ["check", "--", "bad.zone", "--write-baseline=zones/z.json"]);
    assert_eq!(linted.code, 1, "{}", linted.err);
    // What names no file is an option as ever.
    let linted = run(&directory, ["check", "--fail-on=never", "bad.zone"]);
    assert_eq!(linted.code, 0, "{}", linted.err);
    // The hooks end their own options.
    let hooks = include_str!("../../.pre-commit-hooks.yaml");
    let entries = ["srvlint check --hook", "srvlint check --hook --fix"];
    let ended = entries.map(|entry| hooks.matches(&format!("entry: {entry}\n  args: [--]\n")).count());
    assert_eq!(ended.iter().sum::<usize>(), hooks.matches("- id: ").count());
}

/// How many seconds a processor may work for a run, as the system counts them: those in which the machine does other things are
/// not among them. These runs need one or a few, and what takes time out of proportion needs minutes.
const MOST_TIME: &str = "-t 60";

/// Runs srvlint in a directory with so many MiB of memory at most; asserts that it ends in time with this exit code.
#[track_caller]
fn assert_frugal(directory: &Path, mebibytes: u64, arguments: &str, code: i32) {
    let limit = format!("-v {}; ulimit {MOST_TIME}", mebibytes << 10);
    let ran = run_limited(directory, &limit, arguments);
    assert_eq!(ran.code, code, "{}", ran.err.lines().take(5).collect::<String>());
}

#[test]
fn sets_of_patterns_take_memory_in_proportion() {
    let directory = scratch("patterns");
    let zone = "$TTL 3d\n@ SOA ns h 1 2 3 4 5\n@ NS ns.example.net.\n";
    let records = |number| format!("_sip._tcp.abcdefabcdef{number} SRV 0 5 5060 x.example.net.\n");
    fs::write(
        directory.join("a.example.zone"),
        zone.to_owned() + &(0..1000).map(records).collect::<String>(),
    )
    .expect("a file");
    fs::create_dir(directory.join(".git")).expect("a directory");
    let odd = |number| format!("dir{number}/*sub?{number}*/f[a-z]{number}*x");
    let patterns: Vec<String> = (0..1600).map(odd).collect();
    fs::write(directory.join(".gitignore"), patterns.join("\n")).expect("a file");
    let check = "check --format concise --exit-zero -j1";
    assert_frugal(&directory, 500, check, 0);
    fs::write(directory.join(".gitignore"), ("?*".repeat(500) + "\n").repeat(1000)).expect("a file");
    assert_frugal(&directory, 500, check, 0);
    fs::remove_file(directory.join(".gitignore")).expect("just written");
    fs::write(directory.join("srvlint.toml"), format!("exclude = {:?}\n", &patterns[..1000]))
        .expect("a file");
    assert_frugal(&directory, 500, check, 0);
    let owners = |number| {
        format!("[[ignore]]\nrules = [\"long-ttl\"]\nowners = [\"*{number}*a*b*c*d*e*f*\"]\nreason = \"x\"\n")
    };
    fs::write(directory.join("srvlint.toml"), (0..1000).map(owners).collect::<String>()).expect("a file");
    assert_frugal(&directory, 500, check, 0);
    let zones = |_| format!("[[zone]]\nfile = \"{}\"\norigin = \"x\"\n", "?*".repeat(500));
    fs::write(directory.join("srvlint.toml"), (0..1000).map(zones).collect::<String>()).expect("a file");
    assert_frugal(&directory, 500, check, 0);
}

/// Each finding compares its target with the names and the origins of its zone.
#[test]
fn names_that_are_compared_take_time_in_proportion() {
    let directory = scratch("compared");
    let head = "$ORIGIN example.com.\n$TTL 1h\n@ SOA ns h 1 7200 3600 1209600 300\n@ NS ns.example.net.\n";
    let lines = |line: &dyn Fn(usize) -> String, count| (0..count).map(line).collect::<String>();
    let origins = lines(&|number| format!("$ORIGIN o{number}.example.com.\n"), 200);
    let stray = lines(&|number| format!("s{number}.example.org. A 192.0.2.1\n"), 200);
    let services = lines(&|number| format!("_a._tcp.x{number}.example.com. SRV 0 5 1 z{number}\n"), 200);
    let names = lines(&|number| format!("h{number:0>50}x A 192.0.2.1\n"), 300);
    let similar = lines(&|number| format!("_a._tcp.x{number} SRV 0 5 1 h9{number:0>49}\n"), 300);
    for zone in [format!("{head}{origins}{stray}{services}"), format!("{head}{names}{similar}")] {
        fs::write(directory.join("z.zone"), zone).expect("a file");
        let ran = run_limited(&directory, MOST_TIME, "check --format concise z.zone");
        assert_eq!(ran.code, 1, "{}", ran.err);
    }
}

#[test]
fn directories_deep_in_directories_take_time_in_proportion() {
    for file in [".gitignore", "named.conf"] {
        let top = scratch(&format!("deep-{file}"));
        fs::create_dir(top.join(".git")).expect("a directory");
        fs::write(top.join("a.zone"), CLEAN).expect("a file");
        let mut directory = top.clone();
        for _ in 0..1_600 {
            directory.push("d");
            fs::create_dir(&directory).expect("a directory");
            fs::write(directory.join(file), "x/y\n").expect("a file");
        }
        let ran = run_limited(&top, MOST_TIME, "check");
        assert_eq!(ran.code, 0, "{file}: {}", ran.err);
    }
}

#[test]
fn files_that_are_missing_deep_in_directories_take_time_in_proportion() {
    for (name, declared) in [("missing", "z"), ("there", "here")] {
        let top = scratch(&format!("deep-{name}"));
        fs::create_dir(top.join(".git")).expect("a directory");
        fs::write(top.join("a.zone"), CLEAN).expect("a file");
        let mut directory = top.clone();
        for number in 0..900 {
            directory.push("d");
            fs::create_dir(&directory).expect("a directory");
            let zone = format!("zone \"a{number}\" {{ type primary; file \"{declared}\"; }};\n");
            fs::write(directory.join("named.conf"), zone).expect("a file");
            fs::write(directory.join("here"), "$TTL 300\n@ SOA ns h 1 2 3 4 5\n@ NS ns.example.net.\n")
                .expect("a file");
        }
        // In seconds, and debug programs are slow: by the cube of the depth it was 14 of a release program.
        for command in ["check --quiet", "zones", "check --quiet --diff"] {
            let ran = run_limited(&top, "-t 12", command);
            assert!(ran.code == 0 || ran.code == 1, "{name}: {command}: {} {}", ran.code, ran.err);
        }
    }
}

#[test]
fn a_directory_that_becomes_a_link_and_back_leads_no_run_out() {
    let top = scratch("swapped");
    let (inside, outside) = (top.join("root"), top.join("outside"));
    fs::create_dir_all(inside.join(".git")).expect("a directory");
    for directory in [inside.join("d"), outside.clone()] {
        fs::create_dir(&directory).expect("a directory");
        fs::write(directory.join("l"), "z.zone\n").expect("a file");
    }
    fs::write(inside.join("d/z.zone"), CLEAN).expect("a file");
    fs::write(outside.join("z.zone"), BAD.replace("nowhere", "secret")).expect("a file");
    symlink("../outside", inside.join("link")).expect("a link");
    let (stop, swapped) = (AtomicBool::new(false), inside.clone());
    std::thread::scope(|scope| {
        scope.spawn(|| {
            use rustix::fs::{CWD, RenameFlags, renameat_with};
            while !stop.load(Ordering::Relaxed) {
                let (one, other) = (swapped.join("d"), swapped.join("link"));
                renameat_with(CWD, &one, CWD, &other, RenameFlags::EXCHANGE).expect("both are there");
            }
        });
        for number in 0..120 {
            let arguments: &[&str] = match number % 5 {
                0 => &["check", "d"],
                1 => &["check", "--hook", "d/z.zone"],
                2 => &["records", "--root", ".", "d"],
                3 => &["check", "d/z.zone", "--output", "json:d/report.json"],
                _ => &["check", "--config", "d/none.toml", "d"],
            };
            let ran = run(&inside, arguments);
            let said = format!("{}{}", ran.out, ran.err);
            if said.contains("secret") {
                stop.store(true, Ordering::Relaxed);
                panic!("{arguments:?}: {said}");
            }
        }
        stop.store(true, Ordering::Relaxed);
    });
    assert!(!outside.join("report.json").exists(), "a report was written outside");
}

#[test]
fn what_a_killed_run_left_beside_a_report_is_in_no_ones_way() {
    let directory = scratch("left-over");
    fs::write(directory.join("z.zone"), CLEAN).expect("a file");
    for number in 1..40 {
        fs::write(directory.join(format!(".r.json.{number}.tmp")), "").expect("a file");
    }
    let script = format!("exec {} check --output json:r.json z.zone", env!("CARGO_BIN_EXE_srvlint"));
    let ran = Ran::of(command("bash", &directory).args(["-c", &script]));
    assert_eq!(ran.code, 0, "{}", ran.err);
    let names: Vec<String> = fs::read_dir(&directory)
        .expect("a directory")
        .map(|entry| entry.expect("a name").file_name().to_string_lossy().into_owned())
        .filter(|name| name.ends_with(".tmp"))
        .collect();
    assert_eq!(names.len(), 39, "{names:?}");
}

#[test]
fn a_configuration_that_cannot_be_used_is_said_in_every_report() {
    let directory = scratch("bad-configuration");
    fs::write(directory.join("z.zone"), CLEAN).expect("a file");
    fs::write(directory.join("r.json"), "of the run before").expect("a file");
    fs::write(directory.join("srvlint.toml"), "exclud = []\n").expect("a file");
    let ran = run(&directory, ["check", "--format", "json", "--output", "json:r.json"]);
    assert_eq!(ran.code, 2, "{}", ran.err);
    for text in [ran.out, fs::read_to_string(directory.join("r.json")).expect("a report")] {
        let json: Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(json["faults"][0], "`srvlint.toml`: there is no key `exclud`", "{text}");
    }
}

#[test]
fn a_run_that_cannot_begin_is_said_in_every_report() {
    let directory = scratch("no-run");
    fs::write(directory.join("z.zone"), CLEAN).expect("a file");
    fs::write(directory.join("bad.json"), "{\n").expect("a file");
    for (arguments, fault) in [
        (&["--baseline", "bad.json"][..], "`bad.json` is not a baseline"),
        (&["--baseline", "none"], "the baseline `none` cannot be read"),
        (&["--files-from", "none"], "`--files-from none` cannot be read"),
        (&["--select", "none"], "there is no rule `none`"),
        (&["--origin", "a..b", "z.zone"], "`--origin a..b` is not a domain name"),
    ] {
        fs::write(directory.join("r.json"), "of the run before").expect("a file");
        let report = ["check", "--format", "json", "--output", "json:r.json"];
        let ran = run(&directory, report.iter().chain(arguments));
        assert_eq!(ran.code, 2, "{arguments:?}: {}", ran.err);
        for text in [ran.out, fs::read_to_string(directory.join("r.json")).expect("a report")] {
            let json: Value = serde_json::from_str(&text).expect("JSON");
            let told = json["faults"][0].as_str().unwrap_or_default();
            assert!(told.starts_with(fault), "{arguments:?}: {text}");
        }
    }
    // Where a report must not be written, nothing is.
    let ran = run(&directory, ["check", "--output", "json:z.zone", "z.zone"]);
    assert_eq!(
        (ran.code, fs::read_to_string(directory.join("z.zone")).expect("a file").as_str()),
        (2, CLEAN)
    );
}

#[test]
fn sets_that_rules_look_for_take_time_in_proportion() {
    let head = "$ORIGIN example.com.\n$TTL 1h\n@ SOA ns h 1 7200 3600 1209600 300\n@ NS ns.example.net.\nmail A 192.0.2.1\n";
    // Those with `%` are written out.
    let line = |pattern: &str, number: usize| pattern.replace('%', &number.to_string()) + "\n";
    let many = |pattern: &str, count: usize| match pattern.contains('%') {
        true => (0..count).map(|number| line(pattern, number)).collect(),
        false => format!("$GENERATE 1-{count} {pattern}\n"),
    };
    for (name, patterns, rules) in [
        ("tls", vec!["_imaps._tcp.h$ SRV \"0 0 9930 mail\""], "unexpected-port"),
        (
            "one",
            vec!["_imaps._tcp SRV \"$ 0 9930 mail\"", "_imap._tcp SRV \"$ 0 1430 mail\""],
            "unexpected-port",
        ),
        ("ports", vec!["_imaps._tcp SRV \"$ 0 143 mail\""], "unexpected-port"),
        (
            "obsolete",
            vec!["_imap4._tcp.h$ SRV \"0 0 993 mail\"", "_imaps._tcp.h$ SRV \"0 0 993 mail\""],
            "unknown-service",
        ),
        (
            "ttls",
            vec!["_sip._tcp.h% 1 SRV 0 0 5060 mail\n_sip._tcp.h% 2 SRV 0 0 5060 ns.example.net."],
            "short-ttl",
        ),
        (
            "beside",
            vec!["_sip._tcp.h% SRV 0 0 5060 a%.example.net.", "_sip._tcp.h% SRV 0 0 5060 b%.exampel.com."],
            "target-without-address",
        ),
        (
            "sip",
            vec![
                "x$ NAPTR \"1 1 \\\"s\\\" \\\"SIP+D2U\\\" \\\"\\\" _sip._udp.x$\"",
                "_sip._udp.x$ SRV \"0 0 5060 mail\"",
                "_sip._tcp.x$ SRV \"0 0 5060 mail\"",
            ],
            "naptr-mismatch,missing-companion",
        ),
    ] {
        let directory = scratch(&format!("sets-{name}"));
        let text: String = patterns.iter().map(|pattern| many(pattern, 20_000)).collect();
        fs::write(directory.join("z.zone"), format!("{head}{text}")).expect("a file");
        let ran =
            run_limited(&directory, MOST_TIME, &format!("check -q --select {rules} --format concise z.zone"));
        assert!(ran.code == 0 || ran.code == 1, "{name}: {} {}", ran.code, ran.err);
    }
}

/// Each fix by itself would change another zone, too: that takes a proof for each, and all zones are read for it.
#[test]
fn fixes_that_cannot_be_proved_are_tried_in_proportion() {
    let directory = scratch("unproved");
    let head = "$TTL 1h\n@ SOA ns h 1 7200 3600 1209600 300\n@ NS ns.example.net.\n$INCLUDE c.inc\n";
    fs::write(directory.join("a.example.zone"), format!("{head}mail A 192.0.2.1\n")).expect("a file");
    fs::write(directory.join("b.example.zone"), format!("{head}mail.a.example A 192.0.2.1\n"))
        .expect("a file");
    let records: String =
        (0..40).map(|number| format!("_rsync._tcp.h{number} SRV 0 5 873 mail.a.example\n")).collect();
    let comments = format!(";{}\n", "x".repeat(999)).repeat(700);
    fs::write(directory.join("c.inc"), records + &comments).expect("a file");
    let ran = run_limited(&directory, MOST_TIME, "check --diff");
    assert_eq!((ran.code, ran.out.as_str()), (1, ""), "{}", ran.err);
    let line = "Not all fixes in `c.inc` are made: to prove them takes too long.";
    assert!(ran.err.contains(line), "{}", ran.err);
}

/// More findings than are listed: those that are left to be listed once others are fixed are not what the fixes brought.
#[test]
fn fixes_of_more_findings_than_are_listed_are_proved_together() {
    let directory = scratch("fixes-not-listed");
    let head = "$ORIGIN example.com.\n$TTL 1h\n@ SOA ns h 1 7200 3600 1209600 300\n@ NS ns.example.net.\nmail A 192.0.2.1\n";
    let record = |number| format!("_rsync._tcp.d{number}.example.com SRV 0 0 873 mail.example.com\n");
    let records: String = (0..5_200).map(record).collect();
    write(directory.join("z.zone"), format!("{head}{records}"));
    let ran = run_limited(&directory, MOST_TIME, "check --diff");
    assert!(ran.err.contains("Would fix 10400 findings in 1 file."), "{}", ran.err);
}

#[test]
fn findings_beside_records_of_one_directive_take_time_in_proportion() {
    let directory = scratch("beside");
    let text = "$ORIGIN example.com.\n$TTL 1h\n@ SOA ns h 1 7200 3600 1209600 300\n@ NS ns.example.net.\n\
                $GENERATE 1-20000 _rsync._tcp.h$ SRV \"0 5 873 missing\"\n";
    fs::write(directory.join("z.zone"), text).expect("a file");
    let ran = run_limited(&directory, MOST_TIME, "services z.zone");
    assert_eq!(ran.code, 0, "{}", ran.err);
    let marked = ran.out.matches("error[target-without-address]").count();
    assert!(marked > 100, "{marked} of 20,000 records are marked");
}

#[test]
fn fixes_of_text_that_multiplies_are_weighed_in_proportion() {
    let head = "$ORIGIN example.com.\n$TTL 1h\n@ SOA ns h 1 7200 3600 1209600 300\n@ NS ns.example.net.\nmail A 192.0.2.1\n";
    let directory = scratch("weighed");
    let generated = "$GENERATE 1-4000 _imaps._tcp SRV \"0 0 143 h$\"\n$GENERATE 1-4000 h$ A 192.0.2.1\n\
                     $GENERATE 1-4000 _smtps._tcp SRV \"$ 0 465 mail\"\n";
    fs::write(directory.join("generated.zone"), format!("{head}{generated}")).expect("a file");
    for number in 0..98 {
        let next = format!("$INCLUDE i{}\n_smtps._tcp.x{number} SRV 0 0 465 mail\n", number + 1);
        fs::write(directory.join(format!("i{number}")), next).expect("a file");
    }
    fs::write(directory.join("i98"), "\n").expect("a file");
    fs::write(directory.join("chain.zone"), format!("{head}{}", "$INCLUDE i0\n".repeat(100)))
        .expect("a file");
    for file in ["generated.zone", "chain.zone"] {
        let ran = run_limited(&directory, MOST_TIME, &format!("check -q --format concise {file}"));
        assert_eq!(ran.code, 1, "{file}: {}", ran.err);
    }
}

#[test]
fn one_text_at_many_paths_of_a_tree_is_kept_once() {
    let repository = Repository::new("one-text");
    repository.write("z.zone", zone("example.com.", &"; a comment of thirty-two octets\n".repeat(1 << 12)));
    let object = repository.git(["hash-object", "-w", "z.zone"]);
    for number in 0..300 {
        let entry = format!("100644,{},{number}/z.zone", object.trim());
        repository.git(["update-index", "--add", "--cacheinfo", &entry]);
    }
    let tree = repository.git(["write-tree"]);
    assert_frugal(&repository.top, 75, &format!("check -q -j1 --tree {} .", tree.trim()), 0);
}

#[test]
fn zones_of_one_text_at_many_paths_of_a_tree_take_memory_in_proportion() {
    let repository = Repository::new("one-zone");
    let tree = |count: usize, length: usize| {
        let records = (0..length / 30).map(|number| format!("_s._tcp.h{number} SRV 0 5 9 g{number}\n"));
        repository.write("z.zone", zone("example.com.", &records.collect::<String>()));
        let object = repository.git(["hash-object", "-w", "z.zone"]);
        repository.git(["read-tree", "--empty"]);
        let entries = (0..count).map(|number| format!("100644 {} 0\t{number}/z.zone\n", object.trim()));
        let listed = repository.top.join("entries");
        fs::write(&listed, entries.collect::<String>()).expect("a file");
        let mut update = command("git", &repository.top);
        update.args(["update-index", "--index-info"]).stdin(fs::File::open(listed).expect("just written"));
        assert_eq!(Ran::of(&mut update).code, 0);
        repository.git(["write-tree"]).trim().to_owned()
    };
    let tree_of_many = tree(600, 60_000);
    let check = format!("check -q -j1 --select syntax --format concise --tree {tree_of_many} .");
    let ran = run_limited(&repository.top, "-v 300000", &check);
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert!(ran.err.contains("too many files of the revision have the same text"), "{}", ran.err);
    // Small ones are no harm, such as those of parked domains, and few neither.
    for (count, length) in [(2_000, 3_000), (3, 60_000)] {
        let tree = tree(count, length);
        let ran = run(&repository.top, ["check", "-q", "--format", "concise", "--tree", &tree, "."]);
        assert_eq!(ran.code, 1, "{}", ran.err);
    }
}
