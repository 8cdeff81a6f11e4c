//! Findings in the orders that several formats share. Decides nothing about how they look.

use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeMap, HashMap};

use unicode_width::UnicodeWidthStr;

use crate::base::severity::Severity;
use crate::base::source::Sources;
use crate::check::Outcome;
use crate::report::wrap::wrap;
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

/// The fewest columns for what a rule finds, beside its name.
const NARROWEST_SUMMARY: usize = 24;

/// How many findings each rule has of each severity, one line each: the worst first, then the most frequent. The lines are
/// wrapped to `width`, if there is one.
pub fn statistics<'f>(findings: impl Iterator<Item = &'f Finding>, width: Option<usize>) -> String {
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
        let before = format!("{count:digits$}  {:7}  {rule:rules$}", severity.name());
        let Some(width) = width else { return format!("{before}  {summary}\n") };
        // Beside the name where there is room, else below it.
        let (first, indent) = match width.checked_sub(before.width() + 2) {
            Some(room) if room >= NARROWEST_SUMMARY => (format!("{before}  "), before.width() + 2),
            _ => (format!("{}\n{:4}", before.trim_end(), ""), 4),
        };
        let lines = wrap(summary, 0, width.saturating_sub(indent));
        format!("{first}{}\n", lines.join(&format!("\n{:indent$}", "")))
    };
    counts.iter().map(line).collect()
}
