//! Findings that are known already: a file of them, and what a run finds besides.
//!
//! A finding is known by its rule, zone, owner and detail. Lines do not count, so that it stays
//! known when records move; the path is only a hint, so that it stays known when its file does.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::base::bytes::Octets;
use crate::base::printable::harmless_text;
use crate::base::span::SourceId;
use crate::check::options::Options;
use crate::check::outcome::Outcome;
use crate::files::{Files, Unread, named_path, replace};
use crate::rules::finding::Finding;

/// The version of the file's form.
const VERSION: u32 = 1;

/// Known findings. Paths are relative to the directory of their file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Baseline {
    directory: PathBuf,
    entries: Vec<Entry>,
}

/// The file's form.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    version: u32,
    findings: Vec<Entry>,
}

/// A known finding, or several that nothing but their places tells apart. Sorted by its fields.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The file in which it was seen last.
    pub path: String,
    /// Its rule.
    pub rule: String,
    /// Its zone.
    pub zone: String,
    /// The owner of its record.
    pub owner: String,
    /// What it is known by: 32 hexadecimal digits.
    pub fingerprint: String,
    /// How many there are.
    pub count: u32,
}

/// What a run has to do with a baseline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// For each finding whether it is known.
    pub known: Vec<bool>,
    /// The entries that no longer occur, with how often they did once more than now.
    pub gone: Vec<Entry>,
}

impl Baseline {
    /// The baseline in the file at `path`, to which no link leads out of the `root`.
    ///
    /// # Errors
    /// A message about a file that cannot be read, or is no baseline.
    pub fn read(path: &Path, here: &Path, root: Option<&Path>) -> Result<Self, String> {
        let directory = directory_of(path)?;
        let read = |resolved: PathBuf| Files::new(directory.clone()).read(&resolved);
        let octets = named_path(path, here, root).and_then(read);
        Self::parse(path, directory, octets)
    }

    /// The same, but for a file that only the git snapshot has which a run reads: in a bare
    /// repository there are no others.
    ///
    /// # Errors
    /// As of `read`.
    pub fn read_with(files: &Files, path: &Path) -> Result<Self, String> {
        let absolute = files.working_directory.join(path);
        match files.snapshot().filter(|snapshot| snapshot.has_file(&absolute) && !absolute.exists()) {
            Some(snapshot) => {
                let directory = absolute.parent().unwrap_or(&absolute).to_owned();
                Self::parse(path, directory, snapshot.read(&absolute).map(Octets::from))
            }
            None => Self::read(path, &files.working_directory, files.confined_to.as_deref()),
        }
    }

    fn parse(path: &Path, directory: PathBuf, octets: Result<Octets, Unread>) -> Result<Self, String> {
        let shown = harmless_text(&path.to_string_lossy()).into_owned();
        let octets = octets.map_err(|unread| {
            let hint = if unread == Unread::Missing { "; `--write-baseline` makes one" } else { "" };
            format!("the baseline `{shown}` cannot be read: {}{hint}", unread.reason())
        })?;
        let form: Form = serde_json::from_slice(&octets)
            .map_err(|error| format!("`{shown}` is no baseline: {}", harmless_text(&error.to_string())))?;
        if form.version != VERSION {
            return Err(format!("the baseline `{shown}` has version {}, not {VERSION}", form.version));
        }
        Ok(Self { directory, entries: form.findings })
    }

    /// The findings of a run, for a file at `path`. Entries of `old` that the run could not see, as
    /// it read other files, ran other rules, or left out what is not new, stay.
    ///
    /// # Errors
    /// A message about a directory that is not there.
    pub fn of(
        outcome: &Outcome,
        options: &Options,
        path: &Path,
        old: Option<&Baseline>,
    ) -> Result<Self, String> {
        let directory = directory_of(path)?;
        let run = Run::new(outcome, options, &directory);
        let mut entries: BTreeMap<(String, String), Entry> = BTreeMap::new();
        for finding in &outcome.findings {
            let entry = run.entry(finding);
            let key = (entry.path.clone(), entry.fingerprint.clone());
            entries.entry(key).and_modify(|known| known.count += 1).or_insert(entry);
        }
        for entry in old.iter().flat_map(|old| &old.entries).filter(|entry| !run.would_list(entry)) {
            let key = (entry.path.clone(), entry.fingerprint.clone());
            let listed = entries.entry(key).or_insert_with(|| entry.clone());
            listed.count = listed.count.max(entry.count);
        }
        let mut entries: Vec<Entry> = entries.into_values().collect();
        entries.sort();
        Ok(Self { directory, entries })
    }

    /// Writes the file, to which no link leads out of the `root`.
    ///
    /// # Errors
    /// A message about a file that cannot be written.
    pub fn write(&self, path: &Path, here: &Path, root: Option<&Path>) -> Result<(), String> {
        let form = Form { version: VERSION, findings: self.entries.clone() };
        let text = serde_json::to_string_pretty(&form).expect("strings and numbers");
        let write = |mut file: &fs::File| file.write_all((text + "\n").as_bytes());
        replace(path, here, root, write).map_err(|error| {
            let shown = path.to_string_lossy();
            format!("the baseline `{}` cannot be written: {error}", harmless_text(&shown))
        })
    }

    /// Compares the findings of a run with the known ones: first those in the same file, then those
    /// whose file is another now.
    pub fn compare(&self, outcome: &Outcome, options: &Options) -> Comparison {
        let run = Run::new(outcome, options, &self.directory);
        let mut left: Vec<u32> = self.entries.iter().map(|entry| entry.count).collect();
        let mut by_place: HashMap<(&str, &str), VecDeque<usize>> = HashMap::new();
        let mut by_fingerprint: HashMap<&str, VecDeque<usize>> = HashMap::new();
        for (number, entry) in self.entries.iter().enumerate() {
            by_place.entry((&entry.path, &entry.fingerprint)).or_default().push_back(number);
            if run.would_see(entry) {
                by_fingerprint.entry(&entry.fingerprint).or_default().push_back(number);
            }
        }
        // An entry that is used up is looked at no more: there may be as many of them as findings.
        let mut take = |entries: Option<&mut VecDeque<usize>>| {
            let Some(entries) = entries else { return false };
            while entries.front().is_some_and(|number| left[*number] == 0) {
                entries.pop_front();
            }
            entries.front().map(|number| left[*number] -= 1).is_some()
        };
        let found: Vec<Entry> = outcome.findings.iter().map(|finding| run.entry(finding)).collect();
        let mut known: Vec<bool> =
            found.iter().map(|found| take(by_place.get_mut(&(&*found.path, &*found.fingerprint)))).collect();
        for (known, found) in known.iter_mut().zip(&found).filter(|(known, _)| !**known) {
            *known = take(by_fingerprint.get_mut(&*found.fingerprint));
        }
        let left = self.entries.iter().zip(left).filter(|(entry, left)| *left > 0 && run.would_list(entry));
        Comparison { known, gone: left.map(|(entry, count)| Entry { count, ..entry.clone() }).collect() }
    }
}

impl Outcome {
    /// Takes the known findings out: they neither count nor show.
    pub fn take_out(&mut self, known: &[bool]) {
        let mut flags = known.iter();
        self.findings.retain(|_| !flags.next().copied().unwrap_or(false));
        self.summary.baselined += known.iter().filter(|known| **known).count();
        self.summary.count(&self.findings);
    }
}

/// What a run could see.
struct Run<'r> {
    outcome: &'r Outcome,
    options: &'r Options,
    shown: Files,
    read: HashSet<String>,
}

impl<'r> Run<'r> {
    fn new(outcome: &'r Outcome, options: &'r Options, directory: &Path) -> Self {
        let shown = Files::new(directory.to_owned());
        let mut run = Self { outcome, options, shown, read: HashSet::new() };
        run.read = outcome.workspace.zones().flat_map(|zone| &zone.files).map(|id| run.path(*id)).collect();
        run.read.extend(options.settings.file.as_ref().map(|file| file.shown.clone()));
        run
    }

    fn path(&self, source: SourceId) -> String {
        let file = self.outcome.workspace.sources.file(source);
        file.location.as_ref().map_or_else(|| file.path.clone(), |location| self.shown.shown(location))
    }

    /// Whether the run would have found what `entry` stands for, were it still there.
    fn would_see(&self, entry: &Entry) -> bool {
        let ran = self.options.rules.levels.is_selected(&entry.rule);
        ran && (self.read.contains(&entry.path) || !self.shown.working_directory.join(&entry.path).exists())
    }

    /// Whether the report would say so, too: one of what is new, or of what a change touches, leaves out
    /// findings that are still there.
    fn would_list(&self, entry: &Entry) -> bool {
        let lists_all = !self.options.hook && self.options.new_since.is_none();
        lists_all && self.would_see(entry)
    }

    fn entry(&self, finding: &Finding) -> Entry {
        let mut hash = Sha256::new();
        for part in [finding.rule, &finding.zone, &finding.owner, &finding.detail] {
            hash.update(part.to_ascii_lowercase().as_bytes());
            hash.update([0]);
        }
        Entry {
            path: self.path(finding.span.source),
            rule: finding.rule.to_owned(),
            zone: finding.zone.clone(),
            owner: finding.owner.to_ascii_lowercase(),
            fingerprint: hash.finalize().iter().take(16).map(|octet| format!("{octet:02x}")).collect(),
            count: 1,
        }
    }
}

/// The directory of the file at `path`, absolute and resolved.
fn directory_of(path: &Path) -> Result<PathBuf, String> {
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    directory.unwrap_or(Path::new(".")).canonicalize().map_err(|_| {
        format!("there is no directory for the baseline `{}`", harmless_text(&path.to_string_lossy()))
    })
}
