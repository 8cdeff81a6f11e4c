//! A baseline against the findings of one run. Reads and writes no file.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use crate::base::span::SourceId;
use crate::check::baseline::file::{Baseline, KnownFinding, directory_of};
use crate::check::fingerprint::{KnownAs, baseline_fingerprint, match_known};
use crate::check::options::Options;
use crate::files::{Files, is_there};
use crate::rules::finding::Finding;
use crate::workspace::Workspace;

/// What a run has to do with a baseline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// For each finding whether it is known.
    pub known: Vec<bool>,
    /// The entries that no longer occur, with how many fewer there are now.
    pub gone: Vec<KnownFinding>,
}

/// The findings of a run, and what it could see.
#[derive(Clone, Copy)]
pub struct Seen<'r> {
    /// The findings.
    pub findings: &'r [Finding],
    /// The zones they are in.
    pub workspace: &'r Workspace,
    /// What the run was asked for.
    pub options: &'r Options,
}

impl Seen<'_> {
    /// Compares the findings with the known ones.
    pub fn compare(&self, baseline: &Baseline) -> Comparison {
        let entries = &baseline.entries;
        let view = FromBaseline::new(*self, &baseline.directory);
        let mut known: Vec<KnownAs<'_, &str>> = Vec::new();
        for entry in entries {
            let (path, key) = (entry.path.as_str(), entry.fingerprint.as_str());
            known.push(KnownAs { path, key, count: entry.count, may_have_moved: view.would_see(entry) });
        }
        let found: Vec<(String, String)> =
            self.findings.iter().map(|one| (view.path(one.span.source), baseline_fingerprint(one))).collect();
        let found: Vec<(&str, &str)> =
            found.iter().map(|(path, key)| (path.as_str(), key.as_str())).collect();
        let is_known = match_known(&found, &mut known);
        let left = entries.iter().zip(known).filter(|(entry, left)| left.count > 0 && view.would_list(entry));
        let gone = left.map(|(entry, left)| KnownFinding { count: left.count, ..entry.clone() }).collect();
        Comparison { known: is_known, gone }
    }

    /// The findings as a baseline for a file at `path`. Entries of `old` that the run could not see, as it read other
    /// files, ran other rules, or left out what is not new, stay.
    ///
    /// # Errors
    /// A message about a directory that is not there.
    pub fn baseline(&self, path: &Path, old: Option<&Baseline>) -> Result<Baseline, String> {
        let directory = directory_of(path, &self.options.surroundings.here)?;
        let view = FromBaseline::new(*self, &directory);
        let mut entries: BTreeMap<(String, String), KnownFinding> = BTreeMap::new();
        for finding in self.findings {
            let entry = view.entry(finding);
            let key = (entry.path.clone(), entry.fingerprint.clone());
            entries.entry(key).and_modify(|known| known.count += 1).or_insert(entry);
        }
        for entry in old.iter().flat_map(|old| &old.entries).filter(|entry| !view.would_list(entry)) {
            let key = (entry.path.clone(), entry.fingerprint.clone());
            let listed = entries.entry(key).or_insert_with(|| entry.clone());
            listed.count = listed.count.max(entry.count);
        }
        let mut entries: Vec<KnownFinding> = entries.into_values().collect();
        entries.sort();
        Ok(Baseline { directory, entries })
    }
}

/// What a run could see, with paths as the baseline in a directory writes them.
struct FromBaseline<'r> {
    seen: Seen<'r>,
    shown: Files,
    read: HashSet<String>,
}

impl<'r> FromBaseline<'r> {
    fn new(seen: Seen<'r>, directory: &Path) -> Self {
        let mut view = Self { seen, shown: Files::new(directory.to_owned()), read: HashSet::new() };
        view.read = seen.workspace.zones().flat_map(|zone| &zone.files).map(|id| view.path(*id)).collect();
        view.read.extend(seen.options.config_file.as_ref().map(|file| file.shown.clone()));
        view
    }

    fn path(&self, source: SourceId) -> String {
        let file = self.seen.workspace.sources.file(source);
        file.location.as_ref().map_or_else(|| file.path.clone(), |location| self.shown.shown(location))
    }

    /// Whether the run would have found what `entry` stands for, were it still there.
    fn would_see(&self, entry: &KnownFinding) -> bool {
        let ran = self.seen.options.rules.levels.is_selected(&entry.rule);
        ran && (self.read.contains(&entry.path) || !is_there(&self.shown.working_directory.join(&entry.path)))
    }

    /// Whether the run would list it, too: a run of what is new, or of what a change touches, leaves out findings that
    /// are still there.
    fn would_list(&self, entry: &KnownFinding) -> bool {
        let lists_all = !self.seen.options.is_hook() && self.seen.options.new_since.is_none();
        lists_all && self.would_see(entry)
    }

    fn entry(&self, finding: &Finding) -> KnownFinding {
        KnownFinding {
            path: self.path(finding.span.source),
            rule: finding.rule.to_owned(),
            zone: finding.zone.clone(),
            owner: finding.owner.to_ascii_lowercase(),
            fingerprint: baseline_fingerprint(finding),
            count: 1,
        }
    }
}
