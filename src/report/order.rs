//! Findings in the orders that several formats share. Decides nothing about how they look.

use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeMap, HashMap};

use crate::base::severity::Severity;
use crate::base::source::Sources;
use crate::check::Outcome;
use crate::rules;
use crate::rules::finding::Finding;

/// The order of findings by path, then place, then rule: of those that are shown and those that are suppressed alike.
pub(crate) fn by_place(one: &Finding, other: &Finding, sources: &Sources) -> Ordering {
    let path = |finding: &Finding| &sources.file(finding.span.source).path;
    let place = |finding: &Finding| (finding.span.start, finding.span.end);
    path(one)
        .cmp(path(other))
        .then_with(|| place(one).cmp(&place(other)))
        .then_with(|| (one.rule, &one.message, &one.zone).cmp(&(other.rule, &other.message, &other.zone)))
}

/// The findings, errors first; within a severity as they were.
pub(crate) fn worst_first(findings: &[Finding]) -> Vec<&Finding> {
    let mut sorted: Vec<&Finding> = findings.iter().collect();
    sorted.sort_by_key(|finding| Reverse(finding.severity));
    sorted
}

/// Every file of the zones, in order of path, with its findings in theirs.
pub(crate) fn findings_by_file(outcome: &Outcome) -> Vec<(&str, Vec<&Finding>)> {
    let sources = &outcome.workspace.sources;
    let path = |source| sources.file(source).path.as_str();
    let files = outcome.workspace.zones().flat_map(|zone| &zone.files);
    let mut by_file: BTreeMap<&str, Vec<&Finding>> =
        files.map(|source| (path(*source), Vec::new())).collect();
    for finding in &outcome.findings {
        by_file.entry(path(finding.span.source)).or_default().push(finding);
    }
    by_file.into_iter().collect()
}

/// How many findings each rule has of each severity, one line each: the worst first, then the most frequent.
pub fn statistics(findings: &[Finding]) -> String {
    let mut counts: HashMap<(Severity, &'static str), usize> = HashMap::new();
    for finding in findings {
        *counts.entry((finding.severity, finding.rule)).or_default() += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|((severity, rule), count)| (Reverse(*severity), Reverse(*count), *rule));
    let rules = counts.iter().map(|((_, rule), _)| rule.len()).max().unwrap_or(0);
    let digits = counts.iter().map(|(_, count)| count.to_string().len()).max().unwrap_or(0);
    let line = |((severity, rule), count): &((Severity, &'static str), usize)| {
        let summary = rules::find(rule).map_or("", |rule| rule.page().summary);
        format!("{count:digits$}  {:7}  {rule:rules$}  {summary}\n", severity.name())
    };
    counts.iter().map(line).collect()
}
