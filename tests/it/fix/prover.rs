//! The proof of fixes from outside: BIND, where it is installed, and `srvlint records` say what a zone holds before and
//! after each of them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use srvlint::internals::rules::RULES;

use crate::harness::command::{Ran, command, srvlint};

/// What was proved, in numbers.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// Fixes that were made one at a time, by safety.
    pub safe: usize,
    pub unsafe_ones: usize,
    /// Fixes that are only shown.
    pub shown: usize,
    /// Comparisons of BIND's dumps of a zone before and after.
    pub by_bind: usize,
    /// Those where BIND did not load the zone before.
    pub loads_only_after: usize,
    /// Directories whose fixes were made all at once.
    pub at_once: usize,
}

impl Counts {
    pub fn add(&mut self, other: Counts) {
        self.safe += other.safe;
        self.unsafe_ones += other.unsafe_ones;
        self.shown += other.shown;
        self.by_bind += other.by_bind;
        self.loads_only_after += other.loads_only_after;
        self.at_once += other.at_once;
    }
}

/// A record: owner, TTL, class, type, rdata. Each counts once, as in BIND.
type Records = BTreeSet<Vec<String>>;

/// Files in a directory, and the arguments of `srvlint check` and `srvlint records` that lint them.
pub struct Workspace<'w> {
    /// The directory that holds them: it is not changed.
    pub directory: &'w Path,
    /// Where copies of it may be made.
    pub scratch: &'w Path,
    /// Options and paths of `check`.
    pub arguments: &'w [String],
    /// Paths of `records`, with the options that both know.
    pub listing: &'w [String],
}

impl Workspace<'_> {
    fn check(&self, directory: &Path, more: &[&str]) -> Ran {
        let mut command = srvlint(directory, ["check", "--color", "never"]);
        Ran::of(command.args(more).args(self.arguments).env("SRVLINT_TODAY", "2026-06-15"))
    }

    fn copied(&self, name: &str) -> PathBuf {
        let copy = self.scratch.join(name);
        let _ = fs::remove_dir_all(&copy);
        copy_directory(self.directory, &copy);
        copy
    }

    /// Proves every fix that is offered here, one at a time and all at once. Returns what is wrong.
    pub fn prove(&self) -> (Counts, Vec<String>) {
        let (mut counts, mut wrong) = (Counts::default(), Vec::new());
        let before = self.check(self.directory, &["--format", "json"]);
        let Ok(report) = serde_json::from_str::<Value>(&before.out) else { return (counts, wrong) };
        for finding in list(&report["findings"]) {
            let (rule, safety) = (text(&finding["rule"]), text(&finding["fix"]["safety"]));
            let page = RULES.iter().find(|known| known.name == rule).map_or("none", |rule| rule.page().fix);
            if safety == "unsafe" && page != "unsafe" || safety == "safe" && page == "none" {
                wrong.push(format!(
                    "the page of {rule} says `fix: {page}`, and it offers one that is {safety}"
                ));
            }
            match finding["fix"]["safety"].as_str() {
                Some("safe") => counts.safe += 1,
                Some("unsafe") => counts.unsafe_ones += 1,
                Some(_) => counts.shown += 1,
                None => {}
            }
            if matches!(finding["fix"]["safety"].as_str(), Some("safe" | "unsafe"))
                && finding["suppressed"] == false
            {
                let told = format!(
                    "{}:{} {}",
                    text(&finding["path"]),
                    finding["start"]["line"],
                    text(&finding["rule"])
                );
                let faults = self.prove_one(&report, finding, &mut counts);
                wrong.extend(faults.into_iter().map(|fault| format!("{told}: {fault}")));
            }
        }
        if counts.safe + counts.unsafe_ones > 0 && before.code < 2 {
            counts.at_once += 1;
            wrong.extend(self.prove_all(&report, &mut counts));
        }
        (counts, wrong)
    }

    /// One fix alone.
    fn prove_one(&self, report: &Value, finding: &Value, counts: &mut Counts) -> Vec<String> {
        let copy = self.copied("one");
        apply(&copy, &finding["fix"]["edits"]);
        let mut wrong = Vec::new();
        let changed = self.compare_records(report, &copy, counts, &mut wrong);
        let after = self.check(&copy, &["--format", "json"]);
        let Ok(after) = serde_json::from_str::<Value>(&after.out) else {
            wrong.push(format!("no report afterwards: {}", after.err));
            return wrong;
        };
        // Of some mistakes in syntax a file's first is told, and then the next: these stand in another line.
        let is_same = |one: &Value, other: &Value| {
            ["rule", "message", "zone", "owner", "path"].iter().all(|key| one[key] == other[key])
                && (one["rule"] != "syntax" || one["start"]["line"] == other["start"]["line"])
        };
        let times =
            |report: &Value| list(&report["findings"]).filter(|other| is_same(finding, other)).count();
        if times(&after) >= times(report) {
            wrong.push("the finding is still there".to_owned());
        }
        // What the zone's own records tell; a zone that can be read at last may tell more.
        let is_whole = |zone: &Value| zone["complete"] == true;
        if list(&report["zones"]).all(is_whole) {
            for new in list(&after["findings"]).filter(|new| new["suppressed"] == false) {
                // A record's owner may have become another; its line is the same.
                let is_same = |old: &Value| {
                    let at = |one: &Value| (one["path"].clone(), one["start"]["line"].clone());
                    old["rule"] == new["rule"] && (old["owner"] == new["owner"] || at(old) == at(new))
                };
                let is_known = list(&report["findings"]).any(is_same);
                let is_about = changed.contains(&text(&new["owner"]).to_ascii_lowercase());
                if !is_known && is_about && severity(new) >= severity(finding) {
                    wrong.push(format!("makes {}: {}", text(&new["rule"]), text(&new["message"])));
                }
            }
        }
        wrong
    }

    /// All of them.
    fn prove_all(&self, report: &Value, counts: &mut Counts) -> Vec<String> {
        let mut wrong = Vec::new();
        let copy = self.copied("all");
        let fixed = self.check(&copy, &["--fix", "--unsafe-fixes"]);
        if fixed.code == 2 {
            wrong.push(format!("--fix fails: {}", fixed.err));
        }
        self.compare_records(report, &copy, counts, &mut wrong);
        let once = texts(&copy);
        let again = self.check(&copy, &["--fix", "--unsafe-fixes"]);
        if texts(&copy) != once || again.err.contains("Fixed 1") {
            wrong.push("a second run changes something".to_owned());
        }
        // The same by way of a patch.
        let copy = self.copied("patch");
        let git = |arguments: &[&str]| Ran::of(command("git", &copy).args(arguments));
        if !copy.join(".git").is_dir() || git(&["rev-parse", "--git-dir"]).code != 0 {
            let _ = fs::remove_dir_all(copy.join(".git"));
            git(&["init", "--quiet"]);
            git(&["add", "--all", "--force"]);
        }
        let mut diff = srvlint(&copy, ["check", "--diff", "--unsafe-fixes", "--color", "never"]);
        let diff =
            diff.args(self.arguments).env("SRVLINT_TODAY", "2026-06-15").output().expect("srvlint runs");
        if diff.stdout.is_empty() {
            if texts(&copy) != once {
                wrong.push("--diff shows nothing".to_owned());
            }
            return wrong;
        }
        let patch = self.scratch.join("patch.diff");
        fs::write(&patch, &diff.stdout).expect("a file");
        let applied = git(&["apply", "--whitespace=nowarn", &patch.to_string_lossy()]);
        if applied.code != 0 || texts(&copy) != once {
            wrong.push(format!("git apply does something else: {}", applied.err));
        }
        wrong
    }

    /// Compares the zones' records with those in a copy in which something was fixed: BIND's difference must be that of
    /// `srvlint records`. Returns the owners of the records that differ.
    fn compare_records(
        &self,
        report: &Value,
        copy: &Path,
        counts: &mut Counts,
        wrong: &mut Vec<String>,
    ) -> BTreeSet<String> {
        let mut changed = BTreeSet::new();
        let (before, after) = (self.records(self.directory), self.records(copy));
        let gone: Vec<_> = before.difference(&after).collect();
        let come: Vec<_> = after.difference(&before).collect();
        changed.extend(gone.iter().chain(&come).map(|record| record[0].clone()));
        let mut zones = BTreeSet::new();
        for zone in list(&report["zones"]) {
            if let (Some(path), Some(origin)) = (zone["path"].as_str(), zone["origin"].as_str()) {
                zones.insert((path.to_owned(), origin.to_owned()));
            }
        }
        for (path, origin) in zones {
            let (Some(new), old) = (dump(copy, &path, &origin), dump(self.directory, &path, &origin)) else {
                if dump(self.directory, &path, &origin).is_some() {
                    wrong.push(format!("BIND does not load {origin} of {path} any more"));
                }
                continue;
            };
            counts.by_bind += 1;
            // Where BIND did not load it, what srvlint reads now stands for what it read before.
            let old = old.unwrap_or_else(|| {
                counts.loads_only_after += 1;
                new.iter().filter(|record| before.contains(*record)).cloned().collect()
            });
            let odd_ttl = |record: &Vec<String>| {
                [&before, &after, &old, &new].iter().any(|all| has_two_ttls(all, record))
            };
            let differs = |one: &Records, other: &Records| -> BTreeSet<Vec<String>> {
                one.difference(other).filter(|record| !odd_ttl(record)).cloned().collect()
            };
            for (bind, own, what) in
                [(differs(&old, &new), &gone, "goes"), (differs(&new, &old), &come, "comes")]
            {
                for record in bind.iter().filter(|record| !own.contains(record)) {
                    wrong.push(format!("{what} for BIND alone: {}", record.join(" ")));
                }
            }
        }
        changed
    }

    /// What `srvlint records` says of all zones.
    fn records(&self, directory: &Path) -> Records {
        let ran = Ran::of(srvlint(directory, ["records", "--color", "never"]).args(self.listing));
        ran.out.lines().filter_map(|line| row(line.split('\t'))).collect()
    }
}

/// A record in one form. Its rdata keeps its case only where that counts.
fn row<'r>(fields: impl Iterator<Item = &'r str>) -> Option<Vec<String>> {
    let fields: Vec<&str> = fields.collect();
    let [owner, ttl, class, rtype, rest @ ..] = fields.as_slice() else { return None };
    let rdata = rest.join(" ");
    let rdata = if rdata.contains('"') { rdata } else { rdata.to_ascii_lowercase() };
    Some(vec![owner.to_ascii_lowercase(), (*ttl).to_owned(), (*class).to_owned(), (*rtype).to_owned(), rdata])
}

fn has_two_ttls(all: &Records, record: &[String]) -> bool {
    let of_set = all.range(vec![record[0].clone()]..).take_while(|other| other[0] == record[0]);
    let ttls: BTreeSet<&String> =
        of_set.filter(|other| other[3] == record[3]).map(|other| &other[1]).collect();
    ttls.len() > 1 || ttls.first().is_some_and(|ttl| **ttl != record[1])
}

/// BIND's own account of a zone, if it loads it.
fn dump(directory: &Path, path: &str, origin: &str) -> Option<Records> {
    let mut bind = command("named-compilezone", directory);
    bind.args(
        "-q -i none -k ignore -m ignore -M ignore -n ignore -r ignore -S ignore -s full -F text -o -"
            .split(' '),
    );
    let done = bind.args([origin, path]).output().ok()?;
    if !done.status.success() {
        return None;
    }
    let shown = String::from_utf8_lossy(&done.stdout).into_owned();
    let fields = |line: &str| {
        let mut rest = line;
        let mut fields = Vec::new();
        for _ in 0..4 {
            let (field, behind) = rest.split_once([' ', '\t'])?;
            fields.push(field.to_owned());
            rest = behind.trim_start_matches([' ', '\t']);
        }
        fields.push(rest.to_owned());
        Some(fields)
    };
    Some(
        shown
            .lines()
            .filter_map(fields)
            .filter_map(|fields| row(fields.iter().map(String::as_str)))
            .collect(),
    )
}

/// Makes the edits of a fix in the files of a directory.
pub fn apply(directory: &Path, edits: &Value) {
    let mut by_file: BTreeMap<String, Vec<(usize, usize, String)>> = BTreeMap::new();
    for edit in list(edits) {
        let at = |end: &str| edit[end]["byte"].as_u64().expect("an offset") as usize;
        by_file.entry(text(&edit["path"])).or_default().push((at("start"), at("end"), text(&edit["text"])));
    }
    for (path, mut edits) in by_file {
        let path = directory.join(path);
        let mut octets = fs::read(&path).expect("a file");
        edits.sort();
        for (start, end, text) in edits.into_iter().rev() {
            octets.splice(start..end, text.into_bytes());
        }
        fs::write(&path, octets).expect("a file");
    }
}

/// Every file of a directory but git's.
pub fn texts(directory: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut texts = BTreeMap::new();
    let mut open = vec![directory.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).expect("a directory") {
            let path = entry.expect("an entry").path();
            let name = path.strip_prefix(directory).expect("below").to_owned();
            if path.is_symlink() || name.starts_with(".git") {
                continue;
            } else if path.is_dir() {
                open.push(path);
            } else if let Ok(text) = fs::read(&path) {
                texts.insert(name, text);
            }
        }
    }
    texts
}

pub fn copy_directory(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a directory");
    for entry in fs::read_dir(from).expect("a directory") {
        let path = entry.expect("an entry").path();
        let at = to.join(path.file_name().expect("a name"));
        if path.is_symlink() {
            #[cfg(unix)]
            let _ = std::os::unix::fs::symlink(fs::read_link(&path).expect("a link"), at);
        } else if path.is_dir() {
            copy_directory(&path, &at);
        } else {
            let _ = fs::copy(&path, &at);
        }
    }
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn severity(finding: &Value) -> usize {
    ["note", "warning", "error"].iter().position(|name| finding["severity"] == *name).unwrap_or(0)
}
