//! Keeps reports readable: of a file with thousands of findings only the worst are shown. Changes no count.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashSet};

use crate::base::source::FileKey;
use crate::check::Outcome;
use crate::rules::finding::{Finding, NOT_LISTED};

/// How many findings of one file are shown.
pub const MOST_SHOWN: usize = 1_000;

/// Leaves out all findings of a file but its worst `MOST_SHOWN`, with a line for each file that had more. The
/// summary counts them all.
pub fn shorten(mut outcome: Outcome) -> (Outcome, Vec<String>) {
    if outcome.findings.len() <= MOST_SHOWN {
        return (outcome, Vec::new());
    }
    let mut by_file: BTreeMap<FileKey<'_>, Vec<usize>> = BTreeMap::new();
    for (number, finding) in outcome.findings.iter().enumerate() {
        let file = outcome.workspace.sources.file(finding.span.source);
        by_file.entry(file.key()).or_default().push(number);
    }
    let (mut left_out, mut lines) = (HashSet::new(), Vec::new());
    for ((path, _), mut numbers) in by_file.into_iter().filter(|(_, numbers)| numbers.len() > MOST_SHOWN) {
        let order = |finding: &Finding| (Reverse(finding.severity), finding.detail != NOT_LISTED);
        numbers.sort_by_key(|number| order(&outcome.findings[*number]));
        let rest = numbers.split_off(MOST_SHOWN);
        lines.push(format!("`{path}`: {} more findings are counted, but not shown", rest.len()));
        left_out.extend(rest);
    }
    let mut numbers = 0..;
    let is_left_out = |_: &mut Finding| numbers.next().is_some_and(|number| left_out.contains(&number));
    outcome.not_shown = outcome.findings.extract_if(.., is_left_out).collect();
    outcome.summary.not_shown = outcome.not_shown.len();
    (outcome, lines)
}
