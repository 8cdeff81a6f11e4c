//! Findings of one cause that is written at many places, told as one: what each record of a zone has in common, such as its
//! TTL, is one decision of its owner. Suppressions and baselines are asked about each before; knows no rule.

use std::collections::HashMap;

use crate::rules::finding::{Alike, Finding};

/// So many of them are told each for itself.
const MOST_APART: usize = 3;
/// How many of the others' places are labelled.
const MOST_LABELS: usize = 3;

/// Makes one finding, the first, of those of a zone that are alike, if they are many.
pub(in crate::check) fn merge_alike(findings: &mut Vec<Finding>) {
    let mut counts: HashMap<Common, usize> = HashMap::new();
    for common in findings.iter().filter_map(Common::of) {
        *counts.entry(common).or_default() += 1;
    }
    counts.retain(|_, count| *count > MOST_APART);
    if counts.is_empty() {
        return;
    }
    let mut firsts: HashMap<Common, usize> = HashMap::new();
    let mut merged: Vec<Finding> = Vec::with_capacity(findings.len());
    for finding in findings.drain(..) {
        let common = Common::of(&finding).filter(|common| counts.contains_key(common));
        match common.map(|common| *firsts.entry(common).or_insert(merged.len())) {
            Some(first) if first < merged.len() => {
                let first = &mut merged[first];
                if first.labels.len() < MOST_LABELS {
                    first.label(finding.span, "and here");
                }
                first.merge(finding);
            }
            _ => merged.push(finding),
        }
    }
    for (common, first) in firsts {
        let count = counts[&common] - 1;
        let Some(Alike { named, others, .. }) = merged[first].alike.as_deref() else { continue };
        let all = format!("{named} and {count} {others}");
        merged[first].message = merged[first].message.replacen(named, &all, 1);
    }
    *findings = merged;
}

/// What findings have in common that are told as one.
#[derive(PartialEq, Eq, Hash)]
struct Common {
    rule: &'static str,
    severity: &'static str,
    zone: String,
    view: Option<String>,
    cause: String,
}

impl Common {
    fn of(finding: &Finding) -> Option<Common> {
        let alike = finding.alike.as_ref().filter(|_| finding.fix.is_none())?;
        Some(Common {
            rule: finding.rule,
            severity: finding.severity.name(),
            zone: finding.zone.clone(),
            view: finding.view.clone(),
            cause: alike.cause.clone(),
        })
    }
}
