//! Findings of one cause that is written at many places, told as one: what each record of a zone has in common, such as its
//! TTL, is one decision of its owner, and what is missing in each line of a list is one slip. Suppressions and baselines are
//! asked about each before. So is what is wrong with the targets of records that one `$GENERATE` makes. Knows no rule but for those.

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
/// The rules that tell of targets, of which one directive makes any number.
const OF_TARGETS: [&str; 3] = ["cname-target", "invalid-hostname-target", "target-without-address"];
/// With this the place of a finding begins that is about a record which a directive made.
const GENERATE: &[u8] = b"$GENERATE";
/// How many of the others' places are labelled.
const MOST_LABELS: usize = 3;

/// Makes one finding, the first, of those of a zone that are alike, if they are many.
pub(in crate::check) fn merge_alike(findings: &mut Vec<Finding>, sources: &Sources) {
    // How many have something in common, and for each finding the number of what that is.
    let (mut counts, mut numbers): (Vec<Count>, HashMap<Common<'_>, usize, RandomState>) = Default::default();
    let mut number_of = |finding| {
        let common = Common::of(finding, sources)?;
        let is_generated = common.generated.is_some();
        let number = *numbers.entry(common).or_insert(counts.len());
        match counts.get_mut(number) {
            Some(count) => count.found += 1,
            None => {
                let is_one = is_generated || finding.alike.as_ref().is_some_and(|alike| alike.is_one);
                counts.push(Count {
                    found: 1,
                    most_apart: if is_one { 1 } else { MOST_APART },
                    is_generated,
                });
            }
        }
        Some(number)
    };
    let in_common: Vec<Option<usize>> = findings.iter().map(&mut number_of).collect();
    if !counts.iter().any(Count::is_many) {
        return;
    }
    let mut groups: Vec<Group> = counts.iter().map(Group::of).collect();
    let mut merged: Vec<Finding> = Vec::with_capacity(findings.len());
    for (mut finding, number) in findings.drain(..).zip(in_common) {
        let Some(number) = number.filter(|number| counts[*number].is_many()) else {
            merged.push(finding);
            continue;
        };
        let group = &mut groups[number];
        if !finding.fix.as_ref().is_none_or(|fix| group.edits.add(group.fixes.len(), &fix.edits, sources)) {
            // What contradicts the others is a slip of its own.
            merged.push(finding);
            continue;
        }
        match group.first {
            Some(first) => {
                group.fixes.extend(finding.fix.take().map(|fix| (finding.span, fix)));
                group.others += 1;
                let first = &mut merged[first];
                if first.span != finding.span && first.labels.len() < MOST_LABELS {
                    first.label(finding.span, "and here");
                }
                first.merge(finding);
            }
            None => {
                group.fixes.extend(finding.fix.clone().map(|fix| (finding.span, fix)));
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

/// How many findings have something in common, and how many of them are told each for itself.
struct Count {
    found: usize,
    most_apart: usize,
    /// Whether one `$GENERATE` made their records.
    is_generated: bool,
}

impl Count {
    fn is_many(&self) -> bool {
        self.found > self.most_apart
    }
}

/// Findings that become one.
#[derive(Default)]
struct Group {
    /// The number of the first.
    first: Option<usize>,
    /// How many there are besides.
    others: usize,
    /// Whether one `$GENERATE` made their records.
    is_generated: bool,
    /// The places and fixes of all.
    fixes: Vec<(Span, Fix)>,
    /// What the fixes replace: none contradicts another.
    edits: Edits,
}

impl Group {
    fn of(count: &Count) -> Self {
        Group { is_generated: count.is_generated, ..Group::default() }
    }

    /// Says in the first how many there are, and gives it the fixes of all.
    fn tell(self, first: &mut Finding) {
        if let Some(fix) = &mut first.fix {
            *fix = self.fix_of_all(fix);
        }
        if self.is_generated {
            let records = if self.others == 1 { "record" } else { "records" };
            first.message +=
                &format!(" (the same is wrong in {} more {records} of this `$GENERATE`)", self.others);
            first.alike.get_or_insert_default().fixes = self.fixes;
            return;
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
            description: format!("{}, at all {} places", first.description, self.others + 1).into(),
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
    /// The directive that made the records, of findings about targets, and which mistake it is.
    generated: Option<(Span, &'f str)>,
    /// The zone's own file, where the cause is a name of it.
    own: Option<SourceId>,
    /// The file, and how sure the fix is and what it does: who mends one file need not see the others.
    fix: Option<(SourceId, Applicability, &'f str)>,
}

impl<'f> Common<'f> {
    fn of(finding: &'f Finding, sources: &Sources) -> Option<Self> {
        // Places are those that are written by now.
        let begin = || sources.bytes(finding.span).get(..GENERATE.len());
        let is_generated = OF_TARGETS.contains(&finding.rule)
            && begin().is_some_and(|begin| begin.eq_ignore_ascii_case(GENERATE));
        let generated = is_generated.then_some((finding.span, &*finding.kind));
        // A directive makes as many names as records.
        let alike = finding.alike.as_ref().filter(|_| !is_generated);
        if alike.is_none() && !is_generated || finding.not_listed > 0 {
            return None;
        }
        let (zone, view) = (&*finding.zone, finding.view.as_deref());
        let file = || sources.written(finding.span).source;
        let fix = finding.fix.as_ref().map(|fix| (file(), fix.applicability, &*fix.description));
        let own = finding.source.filter(|_| alike.is_some_and(|alike| alike.is_one));
        Some(Common {
            rule: finding.rule,
            severity: finding.severity,
            zone,
            view,
            cause: alike.map(|alike| &*alike.cause).unwrap_or_default(),
            generated,
            own,
            fix,
        })
    }
}
