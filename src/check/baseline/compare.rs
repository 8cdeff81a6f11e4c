//! A baseline against the findings of one run. Reads and writes no file.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use crate::base::severity::Severity;
use crate::base::span::SourceId;
use crate::check::baseline::file::{Baseline, KnownFinding, directory_of};
use crate::check::fingerprint::{Found, KnownAs, baseline_fingerprint, counted, match_known};
use crate::check::options::Options;
use crate::files::{Files, is_there};
use crate::rules::engine::levels::{current_name, former_names};
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

/// What a baseline knows a finding by, and whether it tells how bad it is.
type Key<'k> = (bool, &'k str);

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
        let mut known: Vec<KnownAs<'_, Key<'_>>> = Vec::new();
        for entry in entries {
            let key = (entry.severity.is_some(), entry.fingerprint.as_str());
            known.push(KnownAs {
                path: &entry.path,
                home: &entry.path,
                key,
                severity: entry.severity.unwrap_or(Severity::Error),
                count: entry.count,
                may_have_moved: view.would_see(entry),
            });
        }
        let listed: HashSet<&str> = entries.iter().map(|entry| &*entry.fingerprint).collect();
        let of_finding = |one: &Finding| {
            let by_name = |rule| [false, true].map(|kind| baseline_fingerprint(one, rule, kind));
            // The baseline may be older than the rule's name.
            let mut by_former = former_names(one.rule).map(by_name);
            let is_listed =
                |fingerprints: &[String; 2]| fingerprints.iter().any(|one| listed.contains(&**one));
            let fingerprints = by_former.find(is_listed).unwrap_or_else(|| by_name(one.rule));
            (view.path(one.span.source), fingerprints, view.severity(one), counted(one))
        };
        let found: Vec<_> = self.findings.iter().map(of_finding).collect();
        // What an older baseline knows counts for what a newer one would not.
        let found = |tells_severity: bool| {
            found.iter().map(move |(path, fingerprints, severity, count)| Found {
                path,
                home: path,
                may_have_moved: true,
                key: (tells_severity, fingerprints[usize::from(tells_severity)].as_str()),
                severity: *severity,
                count: if tells_severity { *count } else { 1 },
            })
        };
        let mut is_known = match_known(&found(true).collect::<Vec<_>>(), &mut known);
        let others: Vec<usize> = (0..is_known.len()).filter(|number| !is_known[*number]).collect();
        let older: Vec<Found<'_, Key<'_>>> =
            found(false).zip(&is_known).filter(|(_, known)| !**known).map(|(found, _)| found).collect();
        for (number, known) in others.into_iter().zip(match_known(&older, &mut known)) {
            is_known[number] = known;
        }
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
        let key = |entry: &KnownFinding| (entry.path.clone(), entry.fingerprint.clone(), entry.severity);
        let mut entries: BTreeMap<(String, String, Option<Severity>), KnownFinding> = BTreeMap::new();
        for finding in self.findings {
            let entry = view.entry(finding);
            let count = entry.count;
            entries
                .entry(key(&entry))
                .and_modify(|known| known.count = known.count.saturating_add(count))
                .or_insert(entry);
        }
        for entry in old.iter().flat_map(|old| &old.entries).filter(|entry| !view.would_list(entry)) {
            let listed = entries.entry(key(entry)).or_insert_with(|| entry.clone());
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
        let ran = self.seen.options.rules.levels.is_selected(current_name(&entry.rule));
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
            fingerprint: baseline_fingerprint(finding, finding.rule, true),
            severity: Some(finding.severity),
            count: counted(finding),
        }
    }

    /// How bad a finding must be known to be. The user's own severity of a rule tells nothing about its findings.
    fn severity(&self, finding: &Finding) -> Severity {
        match self.seen.options.rules.levels.severity_of(finding.rule) {
            Some(_) => Severity::Note,
            None => finding.severity,
        }
    }
}
