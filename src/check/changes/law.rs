//! The law of a run that trusts a revision: which suppressions of the run count, and what the run and the revision say of
//! each other. The revision's files are asked; no finding is made.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use crate::base::span::SourceId;
use crate::check::changes::base::Base;
use crate::check::config::CONFIGURATION_NAMES;
use crate::check::options::Options;
use crate::check::suppress::apply::{Silenced, rules_of_whole_file};
use crate::discover::server_config::dialect;
use crate::files::Files;
use crate::rules::finding::Finding;
use crate::workspace::Workspace;
use crate::workspace::load::LoadedZones;

/// What a run that trusts a revision says of that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gate {
    /// The revision whose findings are known; `None` if all findings count.
    pub base: Option<String>,
    /// The revision from which all was taken that can silence a finding.
    pub law: String,
    /// How many findings are shown although a comment is for them, as the trusted revision does not have it.
    pub new_suppressions: usize,
    /// How many zones `base` has, without one the trusted revision.
    pub zones_base: usize,
    /// How many zones were linted.
    pub zones_now: usize,
    /// The files with the run's own law that the change alters, as they are shown: they do not count yet.
    pub altered: Vec<String>,
}

impl Gate {
    /// Counts those of the findings for which there is a comment that does not count.
    pub(crate) fn count_new_suppressions(&mut self, findings: &[Finding]) {
        self.new_suppressions = findings.iter().filter(|finding| finding.overruled).count();
    }
}

/// Which suppressions of a run count.
pub(crate) struct Law<'l> {
    /// The files of the revision.
    pub files: Files,
    /// For each of these findings whether suppressions silence it there, too.
    pub known: &'l dyn Fn(&[&Finding]) -> Vec<bool>,
    /// The zones of the run.
    pub workspace: &'l Workspace,
    /// What the run was asked for.
    pub options: &'l Options,
}

impl Law<'_> {
    /// For each of the findings that a comment silences whether the revision silences it, too: in the same file with one
    /// for the whole of it, else the same finding.
    pub fn counts(&self, asked: &[Silenced<'_>]) -> Vec<bool> {
        if asked.is_empty() {
            return Vec::new();
        }
        let sources = &self.workspace.sources;
        let findings: Vec<&Finding> = asked.iter().map(|silenced| silenced.finding).collect();
        let mut counts = (self.known)(&findings);
        let mut of_files: HashMap<PathBuf, HashSet<&'static str>> = HashMap::new();
        for (silenced, counts) in asked.iter().zip(&mut counts).filter(|(silenced, _)| silenced.by_whole_file)
        {
            let written = sources.written(silenced.finding.span).source;
            let Some(path) = sources.location(written) else { continue };
            let rules =
                of_files.entry(path.to_owned()).or_insert_with(|| self.rules_of_whole_file(path, written));
            *counts |= rules.contains(silenced.finding.rule);
        }
        counts
    }

    fn rules_of_whole_file(&self, path: &Path, source: SourceId) -> HashSet<&'static str> {
        self.files.read(path).map(|text| rules_of_whole_file(&text, source, self.options)).unwrap_or_default()
    }
}

/// What a run that trusts a revision says of it and of the base, whose zones are loaded.
pub(crate) fn gate(
    (base, of_base): (&Base, &LoadedZones),
    options: &Options,
    workspace: &Workspace,
) -> Option<Gate> {
    Some(Gate {
        base: options.compares().then(|| base.name.clone()),
        law: options.trust.clone()?,
        new_suppressions: 0,
        zones_base: of_base.members.iter().map(|member| member.zone.times()).sum(),
        zones_now: workspace.count(),
        altered: altered(base, &workspace.files, options),
    })
}

/// The files that say what counts, and that are not what they are in the trusted revision because of the run's change since
/// its `base`.
fn altered(base: &Base, files: &Files, options: &Options) -> Vec<String> {
    let Some(law) = files.of_law(&base.repository.top) else { return Vec::new() };
    let read = |of: &Files, path: &Path| of.read(path).ok();
    let baseline = options.baseline.named.as_ref().map(|path| files.working_directory.join(path));
    let baselines = [baseline, options.baseline.configured.clone()];
    let says_what_counts = |path: &&Path| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let declares = |of: &Files| read(of, path).is_some_and(|octets| dialect(name, &octets).is_some());
        CONFIGURATION_NAMES.contains(&name)
            || name == ".gitignore"
            || baselines.iter().flatten().any(|baseline| baseline == *path)
            || name.ends_with(".conf") && (declares(&law) || declares(files))
    };
    let is_other = |path: &&Path| read(&law, path).as_deref() != read(files, path).as_deref();
    let mut altered: Vec<&Path> = base.changed.paths().filter(says_what_counts).filter(is_other).collect();
    altered.sort();
    altered.into_iter().map(|path| files.shown(path)).collect()
}
