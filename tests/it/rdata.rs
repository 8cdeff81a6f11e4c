//! The rdata of every type that BIND 9.18 knows, with BIND's verdict on each way to write it.
//!
//! `testdata/rdata/cases/TYPE` holds two lines a case: the rdata as written, then `= ` and the text that
//! `named-compilezone` writes for it, or `! ` and why BIND refuses it. `testdata/rdata/record.sh` wrote the verdicts.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

use crate::harness::command::run;
use crate::harness::scratch::Scratch;

/// What stands before the cases of a zone: `record.sh` gives BIND the same.
const HEAD: &str = "$TTL 60\n@ SOA . . 1 1 1 1 1\n@ NS .\n";
/// How many lines these are.
const HEAD_LINES: u64 = 3;

#[test]
fn every_verdict_and_every_text_is_that_of_bind() {
    let scratch = Scratch::new("rdata");
    let mut failures = Vec::new();
    let files = files();
    assert!(files.len() >= 80, "only {} types have cases", files.len());
    for file in &files {
        let rtype = name(file);
        let cases = cases(file);
        let records: String = cases
            .iter()
            .enumerate()
            .map(|(number, (rdata, _))| format!("r{number} {rtype} {rdata}\n"))
            .collect();
        let zone = format!("{rtype}.zone");
        scratch.write(&zone, format!("{HEAD}{records}"));
        let report = run(
            &scratch.0,
            ["check", "--format", "json", "--select", "syntax", "--origin", "example.com", &zone],
        )
        .json();
        let refused: BTreeMap<u64, String> = report["findings"]
            .as_array()
            .expect("findings")
            .iter()
            .map(|finding| {
                let line = finding["start"]["line"].as_u64().expect("a line");
                (line - HEAD_LINES - 1, finding["message"].to_string())
            })
            .collect();
        let records = run(&scratch.0, ["records", "--origin", "example.com", &zone]).out;
        let texts: BTreeMap<&str, &str> = records
            .lines()
            .filter_map(|line| Some((line.split_once(".example.com.\t")?.0, line.splitn(5, '\t').nth(4)?)))
            .collect();
        for (number, (rdata, verdict)) in cases.iter().enumerate() {
            let text = texts.get(&*format!("r{number}"));
            let ours = match (refused.get(&(number as u64)), text) {
                (Some(message), _) => format!("! {message}"),
                (None, Some(text)) => format!("= {text}").trim_end().to_owned(),
                (None, None) => "no record".to_owned(),
            };
            let same = if verdict.starts_with('!') { ours.starts_with('!') } else { ours == *verdict };
            if !same {
                failures.push(format!("{rtype} {rdata}\n    BIND:    {verdict}\n    srvlint: {ours}"));
            }
        }
    }
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
}

/// Every type has good and bad cases, and such as are written as octets.
#[test]
fn every_type_has_cases_of_each_kind() {
    const WITHOUT_TEXT: &[&str] = &["GID", "NULL", "TYPE65280", "UID", "UINFO", "UNSPEC"];
    for file in files() {
        let (rtype, cases) = (name(&file), cases(&file));
        let kinds: BTreeSet<(bool, bool)> = cases
            .iter()
            .map(|(rdata, verdict)| (rdata.starts_with("\\#"), verdict.starts_with('=')))
            .collect();
        for (octets, good) in [(false, true), (false, false), (true, true), (true, false)] {
            let expected = octets || !good || !WITHOUT_TEXT.contains(&&*rtype);
            let which = [if good { "good" } else { "bad" }, if octets { "octets" } else { "text" }].join(" ");
            assert_eq!(kinds.contains(&(octets, good)), expected, "{rtype}: {which}");
        }
    }
}

#[test]
fn bind_still_says_so() {
    let Ok(version) = Command::new("named-compilezone").arg("-v").output() else {
        eprintln!("skipped: named-compilezone is not installed, so the recorded verdicts stand");
        return;
    };
    let version = String::from_utf8_lossy(&version.stdout).trim().to_owned();
    // Types and checks were added until then.
    let patch = version.strip_prefix("9.18.").and_then(|rest| {
        rest.split(|c: char| !c.is_ascii_digit()).next().and_then(|patch| patch.parse::<u32>().ok())
    });
    if patch.is_none_or(|patch| patch < 49) {
        eprintln!("skipped: the verdicts are those of BIND 9.18.49, installed is {version}");
        return;
    }
    let files = files();
    let share = files.len().div_ceil(thread::available_parallelism().map_or(1, usize::from));
    let failures: Vec<String> = thread::scope(|scope| {
        let threads: Vec<_> = files
            .chunks(share)
            .map(|files| {
                scope.spawn(|| files.iter().filter_map(|file| disagreement(file)).collect::<Vec<_>>())
            })
            .collect();
        threads.into_iter().flat_map(|thread| thread.join().expect("no thread panics")).collect()
    });
    assert!(failures.is_empty(), "BIND {version}: {}", failures.join("\n"));
}

/// What the installed BIND says, if that is no longer what was recorded.
fn disagreement(file: &Path) -> Option<String> {
    let script = directory().join("record.sh");
    let output = Command::new(script).args(["--print", &name(file)]).output().expect("record.sh runs");
    let (now, recorded) = (String::from_utf8_lossy(&output.stdout), read(file));
    let changed = now.lines().zip(recorded.lines()).find(|(now, recorded)| now != recorded);
    (now != recorded).then(|| format!("{}: {changed:?}", name(file)))
}

fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/rdata")
}

/// The files of the cases, one a type.
fn files() -> Vec<PathBuf> {
    let entries = fs::read_dir(directory().join("cases")).expect("the cases");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    files
}

fn name(file: &Path) -> String {
    file.file_name().expect("a name").to_string_lossy().into_owned()
}

fn read(file: &Path) -> String {
    fs::read_to_string(file).expect("a file of cases is UTF-8")
}

/// The cases of a file: rdata and verdict.
fn cases(file: &Path) -> Vec<(String, String)> {
    let text = read(file);
    let lines: Vec<&str> = text.lines().collect();
    let (pairs, rest) = lines.as_chunks::<2>();
    assert!(rest.is_empty(), "{}: a case has no verdict", file.display());
    pairs.iter().map(|[rdata, verdict]| ((*rdata).to_owned(), (*verdict).to_owned())).collect()
}
