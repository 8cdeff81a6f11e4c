//! Findings of one cause that is written at many places, told as one: what each record of a zone has in common, such as its
//! TTL, is one decision of its owner, and what is missing in each line of a list is one slip. Suppressions and baselines are
//! asked about each before; knows no rule.

use std::collections::{BTreeSet, HashMap};

use foldhash::fast::RandomState;

use crate::base::severity::Severity;
use crate::base::source::Sources;
use crate::base::span::{SourceId, Span};
use crate::check::fix::edits::{Edits, Placed};
use crate::rules::finding::{Alike, Applicability, Edit, Finding, Fix, MeantFor};
use crate::zone::load::generated::LineNumber;

/// So many of them are told each for itself.
const MOST_APART: usize = 3;
/// How many of the others' places are labelled.
const MOST_LABELS: usize = 3;

/// Makes one finding, the first, of those of a zone that are alike, if they are many.
pub(in crate::check) fn merge_alike(findings: &mut Vec<Finding>, sources: &Sources) {
    // How many have something in common, and for each finding the number of what that is.
    let (mut counts, mut numbers): (Vec<usize>, HashMap<Common<'_>, usize, RandomState>) = Default::default();
    let mut number_of = |finding| {
        let number = *numbers.entry(Common::of(finding, sources)?).or_insert(counts.len());
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
    let mut groups: Vec<Group> = counts.iter().map(|_| Group::default()).collect();
    let mut merged: Vec<Finding> = Vec::with_capacity(findings.len());
    for (finding, number) in findings.drain(..).zip(in_common) {
        let Some(number) = number.filter(|number| counts[*number] > MOST_APART) else {
            merged.push(finding);
            continue;
        };
        let group = &mut groups[number];
        let fix = finding.fix.as_ref();
        if !fix.is_none_or(|fix| group.edits.add(group.fixes.len(), &fix.edits, sources)) {
            // What contradicts the others is a slip of its own.
            merged.push(finding);
            continue;
        }
        group.fixes.extend(fix.map(|fix| (finding.span, fix.clone())));
        match group.first {
            Some(first) => {
                group.others += 1;
                let first = &mut merged[first];
                if first.labels.len() < MOST_LABELS {
                    first.label(finding.span, "and here");
                }
                first.merge(finding);
            }
            None => {
                group.first = Some(merged.len());
                merged.push(finding);
            }
        }
    }
    for group in groups.into_iter().filter(|group| group.others > 0) {
        let Some(first) = group.first else { continue };
        group.tell(&mut merged[first]);
    }
    *findings = merged;
}

/// Findings that become one.
#[derive(Default)]
struct Group {
    /// The number of the first.
    first: Option<usize>,
    /// How many there are besides.
    others: usize,
    /// The places and fixes of all.
    fixes: Vec<(Span, Fix)>,
    /// What the fixes replace: none contradicts another.
    edits: Edits,
}

impl Group {
    /// Says in the first how many there are, and gives it the fixes of all.
    fn tell(self, first: &mut Finding) {
        if let Some(fix) = &mut first.fix {
            *fix = self.fix_of_all(fix);
        }
        let Some(alike) = first.alike.as_deref_mut() else { return };
        alike.fixes = self.fixes;
        let Alike { named, others, .. } = alike;
        if named.is_empty() {
            // In the message: some formats show nothing else.
            let lines = if self.others == 1 { "line" } else { "lines" };
            first.message += &format!(" (the same is wrong in {} more {lines})", self.others);
            return;
        }
        let all = format!("{named} and {} {others}", self.others);
        first.message = first.message.replacen(&*named, &all, 1);
    }

    fn fix_of_all(&self, first: &Fix) -> Fix {
        let placed = self.edits.by_file.values().flat_map(|file| &file.0);
        let edit = |edit: &Placed| Edit {
            span: Span::new(edit.source, edit.start, edit.end),
            text: edit.text.clone(),
        };
        let meant_for: BTreeSet<&MeantFor> = self.fixes.iter().flat_map(|(_, fix)| &*fix.meant_for).collect();
        let generated: BTreeSet<&LineNumber> =
            self.fixes.iter().flat_map(|(_, fix)| &*fix.generated).collect();
        Fix {
            applicability: first.applicability,
            description: format!("{}, at all {} places", first.description, self.others + 1),
            edits: placed.map(edit).collect(),
            meant_for: meant_for.into_iter().cloned().collect(),
            generated: generated.into_iter().copied().collect(),
        }
    }
}

/// What findings have in common that are told as one.
#[derive(PartialEq, Eq, Hash)]
struct Common<'f> {
    rule: &'static str,
    severity: Severity,
    zone: &'f str,
    view: Option<&'f str>,
    cause: &'f str,
    /// The file, and how sure the fix is and what it does: who mends one file need not see the others.
    fix: Option<(SourceId, Applicability, &'f str)>,
}

impl<'f> Common<'f> {
    fn of(finding: &'f Finding, sources: &Sources) -> Option<Self> {
        let alike = finding.alike.as_ref()?;
        let (zone, view) = (&*finding.zone, finding.view.as_deref());
        let file = || sources.written(finding.span).source;
        let fix = finding.fix.as_ref().map(|fix| (file(), fix.applicability, &*fix.description));
        Some(Common { rule: finding.rule, severity: finding.severity, zone, view, cause: &alike.cause, fix })
    }
}
