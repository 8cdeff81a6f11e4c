//! What a run found, as reports read it. Knows no format.

use std::path::PathBuf;

use crate::base::severity::Severity;
use crate::base::span::SourceId;
use crate::check::baseline::apply::BaselineOutcome;
use crate::check::changes::law::Gate;
use crate::check::fingerprint::fingerprints;
use crate::check::summary::Summary;
use crate::discover::RunFault;
use crate::files::root_of;
use crate::rules::Published;
use crate::rules::finding::Finding;
use crate::workspace::Workspace;
use crate::zone::Zone;

/// What a run found.
#[derive(Debug)]
pub struct Outcome {
    /// The zones and texts.
    pub workspace: Workspace,
    /// The findings, by path, then place, then rule.
    pub findings: Vec<Finding>,
    /// Those that are counted, and not shown as there are very many.
    pub not_shown: Vec<Finding>,
    /// The findings that suppressions silence, in the same order.
    pub suppressed: Vec<Finding>,
    /// What keeps the run from being trusted.
    pub faults: Vec<RunFault>,
    /// What was looked at and found, in numbers.
    pub summary: Summary,
    /// What became of the baselines.
    pub baseline: BaselineOutcome,
    /// Where the pages of the rules are published.
    pub published: Published,
    /// What a run that trusts a revision says of it.
    pub gate: Option<Gate>,
    /// What the revision has that the run is compared with.
    pub older: Older,
}

/// How many older findings are kept: to be read, not to be counted.
const MOST_OLDER: usize = 100;

/// Findings of the revision that a run is compared with: the first of many.
#[derive(Debug, Default)]
pub struct Older {
    /// Those that the run has too, where it has them. They are left out of its findings.
    pub known: Vec<Finding>,
    /// Those that the run has no more, where the revision had them.
    pub repaired: Vec<Finding>,
}

/// What the stages of a run left, before it is counted.
pub(crate) struct Judged {
    pub workspace: Workspace,
    pub findings: Vec<Finding>,
    pub suppressed: Vec<Finding>,
    pub faults: Vec<RunFault>,
    /// The findings that the base has too, and those that it had.
    pub older: Older,
    /// How many findings of the base it has no more; `None` without a base.
    pub repaired: Option<usize>,
    /// What a run that trusts a revision says of it.
    pub gate: Option<Gate>,
}

impl Judged {
    /// What is left of a run that is compared with nothing.
    pub fn alone(
        workspace: Workspace,
        findings: Vec<Finding>,
        suppressed: Vec<Finding>,
        faults: Vec<RunFault>,
    ) -> Self {
        Judged {
            workspace,
            findings,
            suppressed,
            faults,
            older: Older::default(),
            repaired: None,
            gate: None,
        }
    }
}

impl Outcome {
    /// The outcome of what was judged: the only constructor.
    pub(crate) fn new(judged: Judged, baseline: BaselineOutcome) -> Self {
        let Judged { workspace, findings, suppressed, faults, mut older, repaired, gate } = judged;
        let mut files: Vec<SourceId> = workspace.zones().flat_map(|zone| &zone.files).copied().collect();
        files.sort_unstable();
        files.dedup();
        let count = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
        let in_all = |count: fn(&Zone) -> u32| -> u64 {
            workspace.zones().map(|zone| zone.times() as u64 * u64::from(count(zone))).sum()
        };
        let summary = Summary {
            files: files.len(),
            zones: workspace.count(),
            records: in_all(|zone| zone.record_count),
            srv_records: in_all(|zone| zone.srv_count),
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            notes: count(Severity::Note),
            suppressed: suppressed.len(),
            baselined: baseline.known,
            known: older.known.len(),
            repaired,
            not_shown: 0,
        };
        for findings in [&mut older.known, &mut older.repaired] {
            findings.truncate(MOST_OLDER);
        }
        let published = Published::by_manifest();
        let not_shown = Vec::new();
        Self { workspace, findings, not_shown, suppressed, faults, summary, baseline, published, gate, older }
    }

    /// All findings that count, also those that are not shown.
    pub fn counted(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().chain(&self.not_shown)
    }

    /// A fingerprint for each finding that stays the same when lines move: 32 hexadecimal digits. Those of the
    /// suppressed findings come last.
    pub fn fingerprints(&self) -> Vec<String> {
        fingerprints(self.findings.iter().chain(&self.suppressed), &self.workspace.sources)
    }

    /// The top of the repository that holds the current directory.
    pub fn repository_top(&self) -> PathBuf {
        root_of(&self.workspace.files.working_directory)
    }

    /// How the program ends: the only place that decides it. `fail_on` is the least severity that makes the run fail.
    /// Findings that a report leaves out count too.
    pub fn exit(&self, fail_on: Option<Severity>) -> Exit {
        let counted = [
            (Severity::Error, self.summary.errors),
            (Severity::Warning, self.summary.warnings),
            (Severity::Note, self.summary.notes),
        ];
        let fails = |severity| fail_on.is_some_and(|least| severity >= least);
        match self.faults.is_empty() && self.baseline.error.is_none() {
            false => Exit::Faulty,
            true if counted.iter().any(|(severity, count)| *count > 0 && fails(*severity)) => Exit::Found,
            true => Exit::Clean,
        }
    }
}

impl Exit {
    /// How a run ends that only shows what fixes would change: `would_change` is as good as a finding.
    pub fn of_diff(self, would_change: bool) -> Self {
        if self == Exit::Clean && would_change { Exit::Found } else { self }
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
