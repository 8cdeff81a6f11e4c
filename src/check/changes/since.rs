//! Which findings of a run its base has too, and which of the base's the run has no more. Loads and judges nothing.

use std::collections::HashSet;

use crate::base::source::Sources;
use crate::check::fingerprint::{Found, KnownAs, counted, key_in_any_file, match_known};
use crate::rules::finding::Finding;
use crate::workspace::Workspace;
use crate::zone::Zone;

/// For each of the findings whether the base has it. A finding of the same file is taken first. After that a finding
/// of another file will do, for files are renamed. Besides, of each of the base's findings how many the run has no more.
pub(crate) fn known_in_base(
    findings: &[&Finding],
    of_base: &[Finding],
    sources: &Sources,
) -> (Vec<bool>, Vec<u32>) {
    let path = |finding: &Finding| -> &str { &sources.file(finding.span.source).path };
    let known = |finding: &'_ _| KnownAs {
        path: path(finding),
        key: key_in_any_file(finding),
        severity: finding.severity,
        count: counted(finding),
        may_have_moved: true,
    };
    let mut known: Vec<KnownAs<'_, [u8; 32]>> = of_base.iter().map(known).collect();
    let found = |finding: &&'_ Finding| Found {
        path: path(finding),
        key: key_in_any_file(finding),
        severity: finding.severity,
        count: counted(finding),
    };
    let found: Vec<Found<'_, [u8; 32]>> = findings.iter().map(found).collect();
    let is_known = match_known(&found, &mut known);
    (is_known, known.into_iter().map(|one| one.count).collect())
}

/// Those findings that the base had and that are in zones that the run has, with how many there are: there they are repaired.
pub(crate) fn repaired(
    of_base: impl Iterator<Item = (Finding, u32)>,
    workspace: &Workspace,
) -> (Vec<Finding>, usize) {
    let mut gone = of_base.filter(|(_, left)| *left > 0).peekable();
    if gone.peek().is_none() {
        return (Vec::new(), 0);
    }
    let zones: HashSet<String> = workspace.zones().map(Zone::origin_text).collect();
    let (gone, counts): (Vec<Finding>, Vec<u32>) =
        gone.filter(|(finding, _)| zones.contains(&finding.zone)).unzip();
    (gone, counts.into_iter().map(|count| count as usize).sum())
}
