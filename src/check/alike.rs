//! Findings of one cause that is written at many places, told as one: what each record of a zone has in common, such as its
//! TTL, is one decision of its owner. Suppressions and baselines are asked about each before; knows no rule.

use std::collections::HashMap;

use crate::rules::finding::Finding;

/// So many of them are told each for itself.
const MOST_APART: usize = 3;
/// How many of the others' places are labelled.
const MOST_LABELS: usize = 3;

/// Makes one finding, the first, of those of a zone that are alike, if they are many.
pub(in crate::check) fn merge_alike(findings: &mut Vec<Finding>) {
    let mut counts: HashMap<Alike, usize> = HashMap::new();
    for alike in findings.iter().filter_map(Alike::of) {
        *counts.entry(alike).or_default() += 1;
    }
    counts.retain(|_, count| *count > MOST_APART);
    if counts.is_empty() {
        return;
    }
    let mut firsts: HashMap<Alike, usize> = HashMap::new();
    let mut merged: Vec<Finding> = Vec::with_capacity(findings.len());
    for finding in findings.drain(..) {
        let alike = Alike::of(&finding).filter(|alike| counts.contains_key(alike));
        match alike.map(|alike| *firsts.entry(alike).or_insert(merged.len())) {
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
    for (alike, first) in firsts {
        let (others, first) = (counts[&alike] - 1, &mut merged[first]);
        if let Some(what) = first.alike {
            let owner = format!("`{}`", first.owner);
            first.message = first.message.replacen(&owner, &format!("{owner} and {others} {what}"), 1);
        }
    }
    *findings = merged;
}

/// What findings have in common that are told as one.
#[derive(PartialEq, Eq, Hash)]
struct Alike {
    rule: &'static str,
    severity: &'static str,
    zone: String,
    view: Option<String>,
    detail: String,
}

impl Alike {
    fn of(finding: &Finding) -> Option<Alike> {
        finding.alike.filter(|_| finding.fix.is_none())?;
        Some(Alike {
            rule: finding.rule,
            severity: finding.severity.name(),
            zone: finding.zone.clone(),
            view: finding.view.clone(),
            detail: finding.detail.clone(),
        })
    }
}
