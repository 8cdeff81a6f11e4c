//! Findings of one cause that is written at many places, told as one: what each record of a zone has in common, such as its
//! TTL, is one decision of its owner. Suppressions and baselines are asked about each before; knows no rule.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use crate::base::severity::Severity;
use crate::rules::finding::{Alike, Finding};

/// So many of them are told each for itself.
const MOST_APART: usize = 3;
/// How many of the others' places are labelled.
const MOST_LABELS: usize = 3;

/// Makes one finding, the first, of those of a zone that are alike, if they are many.
pub(in crate::check) fn merge_alike(findings: &mut Vec<Finding>) {
    // How many have something in common, and for each finding the number of what that is.
    let (mut counts, mut numbers): (Vec<usize>, HashMap<Common<'_>, usize, RandomState>) = Default::default();
    let mut number_of = |finding| {
        let number = *numbers.entry(Common::of(finding)?).or_insert(counts.len());
        match counts.get_mut(number) {
            Some(count) => *count += 1,
            None => counts.push(1),
        }
        Some(number)
    };
    let in_common: Vec<Option<usize>> = findings.iter().map(&mut number_of).collect();
    if counts.iter().all(|count| *count <= MOST_APART) {
        return;
    }
    let mut firsts: Vec<Option<usize>> = vec![None; counts.len()];
    let mut merged: Vec<Finding> = Vec::with_capacity(findings.len());
    for (finding, number) in findings.drain(..).zip(in_common) {
        let Some(first) = number.filter(|number| counts[*number] > MOST_APART).map(|it| &mut firsts[it])
        else {
            merged.push(finding);
            continue;
        };
        match first.map(|first| &mut merged[first]) {
            Some(first) => {
                if first.labels.len() < MOST_LABELS {
                    first.label(finding.span, "and here");
                }
                first.merge(finding);
            }
            None => {
                *first = Some(merged.len());
                merged.push(finding);
            }
        }
    }
    for (first, count) in firsts.into_iter().zip(counts) {
        let Some(first) = first.map(|first| &mut merged[first]) else { continue };
        let Some(Alike { named, others, .. }) = first.alike.as_deref() else { continue };
        if named.is_empty() {
            first.notes.push(format!("the same is wrong in {} more lines", count - 1));
            continue;
        }
        let all = format!("{named} and {} {others}", count - 1);
        first.message = first.message.replacen(named, &all, 1);
    }
    *findings = merged;
}

/// What findings have in common that are told as one.
#[derive(PartialEq, Eq, Hash)]
struct Common<'f> {
    rule: &'static str,
    severity: Severity,
    zone: &'f str,
    view: Option<&'f str>,
    cause: &'f str,
}

impl<'f> Common<'f> {
    fn of(finding: &'f Finding) -> Option<Self> {
        let alike = finding.alike.as_ref().filter(|_| finding.fix.is_none())?;
        let (zone, view) = (&*finding.zone, finding.view.as_deref());
        Some(Common { rule: finding.rule, severity: finding.severity, zone, view, cause: &alike.cause })
    }
}
