//! What a run found, as reports read it. Knows no format.

use std::path::PathBuf;

use crate::base::severity::Severity;
use crate::base::source::Sources;
use crate::base::span::SourceId;
use crate::check::options::Options;
use crate::check::summary::Summary;
use crate::discover::input::RunFault;
use crate::files::{Files, root_of};
use crate::rules::finding::Finding;
use crate::workspace::Workspace;

/// What a run found.
#[derive(Debug)]
pub struct Outcome {
    /// The zones and texts.
    pub workspace: Workspace,
    /// The findings, by path, then place, then rule.
    pub findings: Vec<Finding>,
    /// The findings that suppressions silence, in the same order.
    pub suppressed: Vec<Finding>,
    /// What keeps the run from being trusted.
    pub faults: Vec<RunFault>,
    /// What was looked at and found, in numbers.
    pub summary: Summary,
}

impl Outcome {
    /// The outcome of `findings`, of which `known` more were left out.
    pub(crate) fn new(
        workspace: Workspace,
        findings: Vec<Finding>,
        suppressed: Vec<Finding>,
        faults: Vec<RunFault>,
        known: usize,
    ) -> Self {
        let mut files: Vec<SourceId> = workspace.zones().flat_map(|zone| &zone.files).copied().collect();
        files.sort_unstable();
        files.dedup();
        let mut summary = Summary {
            files: files.len(),
            zones: workspace.members.len(),
            records: workspace.zones().map(|zone| u64::from(zone.record_count)).sum(),
            srv_records: workspace.zones().map(|zone| u64::from(zone.srv_count)).sum(),
            suppressed: suppressed.len(),
            known,
            ..Summary::default()
        };
        summary.count(&findings);
        Outcome { workspace, findings, suppressed, faults, summary }
    }

    /// The outcome of a run that could not begin.
    pub(crate) fn refused(message: String, options: &Options) -> Self {
        let files = Files::new(options.surroundings.here.clone());
        let workspace = Workspace::new(Vec::new(), Sources::default(), files);
        Self::new(workspace, Vec::new(), Vec::new(), vec![RunFault(message)], 0)
    }

    /// The top of the repository that holds the current directory.
    pub fn repository_top(&self) -> PathBuf {
        root_of(&self.workspace.files.working_directory)
    }

    /// How the program ends: the only place that decides it. `fail_on` is the least severity that makes the run fail.
    /// What a report leaves out counts too.
    pub fn exit(&self, fail_on: Option<Severity>) -> Exit {
        let counted = [
            (Severity::Error, self.summary.errors),
            (Severity::Warning, self.summary.warnings),
            (Severity::Note, self.summary.notes),
        ];
        let fails = |severity| fail_on.is_some_and(|least| severity >= least);
        match self.faults.is_empty() {
            false => Exit::Faulty,
            true if counted.iter().any(|(severity, count)| *count > 0 && fails(*severity)) => Exit::Found,
            true => Exit::Clean,
        }
    }
}

/// How a run ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Nothing found at or above the threshold.
    Clean,
    /// Something found.
    Found,
    /// The run cannot be trusted.
    Faulty,
}

impl Exit {
    /// The program's exit code.
    pub fn code(self) -> u8 {
        match self {
            Exit::Clean => 0,
            Exit::Found => 1,
            Exit::Faulty => 2,
        }
    }
}
