//! Every trap of the zone-file grammar that we know, with BIND's verdict on it.
//!
//! `testdata/grammar/<what-it-shows>/` holds a small `zone.db` (byte for byte: it may hold NUL, CR, a BOM), the files
//! it includes, and `expected`, which `testdata/grammar/record.sh` wrote with BIND 9.18. The origin is `example.com.`
//! and the working directory is the case's own. An `expected` is one of
//!
//! ```text
//! accepted                                  refused
//! owner<TAB>ttl<TAB>class<TAB>type<TAB>rdata   FILE:LINE: message
//! ...                                       ...
//! ```
//!
//! To add a case, write its `zone.db` and run `record.sh`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

use serde_json::Value;

use crate::harness::command::{Ran, srvlint};

/// Refused by BIND for reasons that srvlint does not judge: case and reason.
const NOT_JUDGED: &[(&str, &str)] = &[
    ("cname-and-other-data", "zone level: `refused-zone` marks the CNAME, BIND the end of the set"),
    ("cname-twice", "zone level: `refused-zone` marks the second, BIND the end of the set"),
    ("file-empty", "zone level: no SOA"),
    ("file-only-comments", "zone level: no SOA"),
    ("generate-type-soa", "zone level: SOA below the top"),
    ("soa-missing", "zone level: no SOA"),
    ("soa-second-different", "zone level: `refused-zone` marks the second, BIND the end of the set"),
];

/// Cases where one mistake makes BIND report more lines: only the first line counts.
const CASCADES: &[(&str, &str)] = &[
    ("bom-before-soa-owner", "the SOA has another owner, so later records have no TTL"),
    ("escape-backslash-newline-after-blank", "the second half is read as a record"),
    ("include-with-bad-origin", "the next line's first word is taken for the origin"),
    ("number-glued-comment", "the second half is read as a record"),
    ("origin-bad-name", "the next line's first word is taken for the origin"),
    ("origin-too-long", "the next line's first word is taken for the origin"),
    ("parens-directive-generate-over-lines", "the closing parenthesis is reported again"),
    ("parens-open-across-include-start", "the open parenthesis leaks into the include"),
    ("template-lines", "placeholders are told once a file"),
    ("quoted-crlf", "the second half is read as a record"),
    ("quoted-escaped-crlf", "the second half is read as a record"),
    ("quoted-newline", "the second half is read as a record"),
    ("quoted-newline-in-parens", "the second half is read as a record"),
    ("srv-target-on-next-line", "the second half is read as a record"),
    ("utf16-with-bom", "no line of it is text"),
];

#[test]
fn records_are_those_that_bind_loads() {
    let mut failures = Vec::new();
    for case in cases().into_iter().filter(Case::accepted) {
        let expected = table(case.expected.lines().skip(1));
        let (_, output) = case.srvlint(&["records"]);
        let found = table(output.lines());
        for (record, ttls) in &expected {
            match found.get(record) {
                None => failures.push(format!("{}: missing: {record}", case.name)),
                // BIND gives an RRset one TTL; srvlint shows each record's own, so BIND's must be among those.
                Some(_) if rrset_ttls(&found, record).is_disjoint(ttls) => failures.push(format!(
                    "{}: {record}: TTL is {:?}, not {ttls:?}",
                    case.name,
                    rrset_ttls(&found, record)
                )),
                Some(_) => {}
            }
        }
        for record in found.keys().filter(|&record| !expected.contains_key(record)) {
            failures.push(format!("{}: not in BIND's zone: {record}", case.name));
        }
        let (_, report) = case.check(&["--select", "syntax", "--select", "include"]);
        for finding in report.iter().filter(is_refusal) {
            failures.push(format!("{}: BIND accepts, srvlint says {}", case.name, text(finding)));
        }
    }
    report_all(failures);
}

#[test]
fn what_bind_refuses_is_found_on_its_line() {
    let mut failures = Vec::new();
    for case in cases().into_iter().filter(|case| !case.accepted() && !listed(NOT_JUDGED, &case.name)) {
        let (code, report) = case.check(&[]);
        let findings: Vec<&Value> = report.iter().filter(is_refusal).collect();
        // A file in which no record can be read is no zone.
        let expected = if case.name == "utf16-with-bom" { 2 } else { 1 };
        if code != Some(expected) {
            failures.push(format!("{}: exit code {code:?}, not {expected}", case.name));
        }
        if findings.is_empty() {
            failures.push(format!("{}: BIND refuses, srvlint finds nothing: {}", case.name, case.expected));
            continue;
        }
        let lines = case.expected.lines().skip(1).filter_map(BindError::parse);
        let judged = if listed(CASCADES, &case.name) { 1 } else { usize::MAX };
        for error in lines.take(judged) {
            if !findings.iter().any(|finding| error.is_where(finding, &case.directory)) {
                let found: Vec<String> = findings.iter().map(|finding| text(finding)).collect();
                failures.push(format!(
                    "{}: BIND says {error:?}\n    srvlint: {}",
                    case.name,
                    found.join("\n    srvlint: ")
                ));
            }
        }
    }
    report_all(failures);
}

#[test]
fn bind_still_says_so() {
    let Ok(version) = Command::new("named-compilezone").arg("-v").output() else {
        eprintln!("skipped: named-compilezone is not installed, so the recorded verdicts stand");
        return;
    };
    let installed = String::from_utf8_lossy(&version.stdout).trim().to_owned();
    if !installed.starts_with("9.18.") {
        eprintln!("skipped: the verdicts are those of BIND 9.18, installed is {installed}");
        return;
    }
    let cases = cases();
    let share = cases.len().div_ceil(thread::available_parallelism().map_or(1, usize::from));
    let failures: Vec<String> = thread::scope(|scope| {
        let threads: Vec<_> = cases
            .chunks(share)
            .map(|cases| scope.spawn(|| cases.iter().filter_map(disagreement).collect::<Vec<_>>()))
            .collect();
        threads.into_iter().flat_map(|thread| thread.join().expect("no thread panics")).collect()
    });
    if !failures.is_empty() {
        eprintln!("installed: {installed}");
    }
    report_all(failures);
}

/// What the installed BIND says, if that is no longer what was recorded.
fn disagreement(case: &Case) -> Option<String> {
    let script = case.directory.with_file_name("record.sh");
    let output = Command::new(script).args(["--print", &case.name]).output().expect("record.sh runs");
    let verdict = String::from_utf8_lossy(&output.stdout);
    (verdict != case.expected)
        .then(|| format!("{}: recorded {}BIND says now {verdict}", case.name, case.expected))
}

struct Case {
    name: String,
    directory: PathBuf,
    expected: String,
}

impl Case {
    fn accepted(&self) -> bool {
        self.expected.starts_with("accepted\n")
    }

    /// Exit code and standard output of `srvlint ARGUMENTS --origin example.com. zone.db` in the case's directory.
    fn srvlint(&self, arguments: &[&str]) -> (Option<i32>, String) {
        let mut command = srvlint(&self.directory, arguments);
        let ran = Ran::of(command.args(["--origin", "example.com.", "zone.db"]));
        (Some(ran.code), ran.out)
    }

    fn check(&self, arguments: &[&str]) -> (Option<i32>, Vec<Value>) {
        let (code, output) = self.srvlint(&[&["check", "--format", "json"], arguments].concat());
        let report: Value =
            serde_json::from_str(&output).unwrap_or_else(|error| panic!("{}: {error}: {output}", self.name));
        (code, report["findings"].as_array().cloned().unwrap_or_default())
    }
}

fn cases() -> Vec<Case> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/grammar");
    let mut directories: Vec<PathBuf> = fs::read_dir(&root)
        .expect("testdata/grammar exists")
        .map(|entry| entry.expect("a directory entry").path())
        .filter(|path| path.is_dir())
        .collect();
    directories.sort();
    assert!(directories.len() > 400, "only {} grammar cases found", directories.len());
    directories
        .into_iter()
        .map(|directory| Case {
            name: directory.file_name().expect("a case has a name").to_string_lossy().into_owned(),
            expected: fs::read_to_string(directory.join("expected")).expect("record.sh has been run"),
            directory,
        })
        .collect()
}

/// A record for comparison (lower-cased owner, class, type, rdata) and the TTLs it has.
type Table = BTreeMap<String, BTreeSet<String>>;

fn table<'a>(lines: impl Iterator<Item = &'a str>) -> Table {
    let mut table = Table::new();
    for line in lines {
        let fields: Vec<&str> = line.splitn(5, '\t').collect();
        let &[owner, ttl, class, rtype, rdata] = fields.as_slice() else { panic!("no record: {line:?}") };
        let record = format!("{owner} {class} {rtype} {rdata}").to_lowercase();
        table.entry(record).or_default().insert(ttl.to_owned());
    }
    table
}

/// All TTLs in the RRset of `record`.
fn rrset_ttls(table: &Table, record: &str) -> BTreeSet<String> {
    let rrset = |record: &str| record.split(' ').take(3).map(str::to_owned).collect::<Vec<_>>();
    let same = table.iter().filter(|(other, _)| rrset(other) == rrset(record));
    same.flat_map(|(_, ttls)| ttls.clone()).collect()
}

/// A line that BIND complains about.
#[derive(Debug)]
struct BindError<'a> {
    file: &'a str,
    line: u64,
    #[expect(dead_code, reason = "shown when the test fails")]
    message: &'a str,
}

impl<'a> BindError<'a> {
    /// `None` for what BIND says without a line: `zone: bad ttl`.
    fn parse(line: &'a str) -> Option<Self> {
        let (file, rest) = line.split_once(':')?;
        let (line, message) = rest.split_once(": ")?;
        Some(Self { file, line: line.parse().ok()?, message })
    }

    /// Whether the finding is in this place.
    ///
    /// BIND names the line that its lexer has reached. In an entry over several lines that may be the line before the
    /// token it stumbled over, and where the file's end cuts an entry short it is the line after; so within
    /// parentheses any line of the entry will do. What BIND says of an include that is not a file (`dir:1`), srvlint says
    /// of the `$INCLUDE`.
    fn is_where(&self, finding: &Value, directory: &Path) -> bool {
        let Ok(source) = fs::read(directory.join(self.file)) else { return finding["rule"] == "include" };
        let (first, last) = entry_lines(&source, self.line);
        let line = |end: &str| finding[end]["line"].as_u64().unwrap_or(0);
        finding["path"] == self.file && line("start") <= last && line("end") >= first
    }
}

/// The lines of the entry that `line` belongs to: from where its parentheses open to `line`, or to the next line if
/// they are still open.
fn entry_lines(source: &[u8], line: u64) -> (u64, u64) {
    let (mut depth, mut first) = (0_usize, 1);
    for (number, text) in (1..=line).zip(source.split(|&octet| octet == b'\n')) {
        if depth == 0 {
            first = number;
        }
        let (mut quoted, mut octets) = (false, text.iter());
        while let Some(octet) = octets.next() {
            match octet {
                b'\\' => drop(octets.next()),
                b'"' => quoted = !quoted,
                b';' if !quoted => break,
                b'(' if !quoted => depth += 1,
                b')' if !quoted => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
    }
    (first, line + u64::from(depth > 0))
}

fn is_refusal(finding: &&Value) -> bool {
    ["syntax", "include", "refused-zone"].iter().any(|rule| finding["rule"] == *rule)
}

fn text(finding: &Value) -> String {
    let field = |name: &str| finding[name].as_str().unwrap_or("?").to_owned();
    format!("{}:{}: {}: {}", field("path"), finding["start"]["line"], field("rule"), field("message"))
}

fn listed(list: &[(&str, &str)], name: &str) -> bool {
    list.iter().any(|(case, _)| *case == name)
}

fn report_all(failures: Vec<String>) {
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
}
