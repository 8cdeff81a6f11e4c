//! The findings of one rule in one place, of which no more than so many are listed, the worst; the others are counted.
//! Does not know what they say.

use std::collections::BTreeMap;

use crate::base::severity::Severity;
use crate::base::span::Span;
use crate::rules::finding::{Finding, NOT_LISTED};

/// How many findings one rule may list in one zone, or file.
const MOST_IN_ONE: usize = 10_000;
/// How many findings a run lists before each rule lists few in each further zone. Each takes up to 3 KiB.
const MOST_IN_RUN: usize = 20_000;
/// How many those are, and how many once the run lists twice as many: one, and the count of the others.
const FEW: usize = 10;
const FEWEST: usize = 1;

/// Findings of one rule.
#[derive(Debug)]
pub(crate) struct Capped {
    /// Those that are listed, and behind as many as may be, one that the next takes the place of.
    findings: Vec<Finding>,
    most: usize,
    /// The places of those that are listed, by severity, since there is one that is not. Of those that are as bad, the
    /// last is left out first.
    by_severity: BTreeMap<Severity, Vec<usize>>,
    rest: Option<Rest>,
}

/// The findings that are not listed.
#[derive(Debug)]
struct Rest {
    /// Where the first of them is.
    first: Span,
    worst: Severity,
    count: usize,
}

impl Capped {
    /// None yet, where a run has listed so many already.
    pub fn new(listed: usize) -> Self {
        let most = match listed / MOST_IN_RUN {
            0 => MOST_IN_ONE,
            1 => FEW,
            _ => FEWEST,
        };
        Self { findings: Vec::new(), most, by_severity: BTreeMap::new(), rest: None }
    }

    /// Whether one that is added next may be listed: what it takes to say more of one that is not, is in
    /// vain.
    pub fn has_room(&self) -> bool {
        self.findings.len() <= self.most
    }

    /// Adds a finding, which may be completed until the next is added.
    pub fn push(&mut self, finding: Finding) -> &mut Finding {
        if !self.has_room() {
            self.leave_out_last();
        }
        self.findings.push(finding);
        self.findings.last_mut().expect("just pushed")
    }

    /// How many are listed.
    pub fn count(&self) -> usize {
        self.findings.len()
    }

    /// Leaves out the last finding, or if one that is listed is less bad, that in its place.
    fn leave_out_last(&mut self) {
        let Some(mut last) = self.findings.pop() else { return };
        if self.rest.is_none() {
            for (number, finding) in self.findings.iter().enumerate() {
                self.by_severity.entry(finding.severity).or_default().push(number);
            }
        }
        let mildest = self.by_severity.first_entry().filter(|mildest| *mildest.key() < last.severity);
        if let Some(mut mildest) = mildest
            && let Some(number) = mildest.get_mut().pop()
        {
            if mildest.get().is_empty() {
                mildest.remove();
            }
            self.by_severity.entry(last.severity).or_default().push(number);
            std::mem::swap(&mut last, &mut self.findings[number]);
        }
        let rest = self.rest.get_or_insert(Rest { first: last.span, worst: last.severity, count: 0 });
        rest.worst = rest.worst.max(last.severity);
        rest.count += 1;
    }

    /// The findings, the last of which stands for those that are not listed, as bad as the worst of them;
    /// `place` says where all of them are, in a word.
    pub fn finish(mut self, place: &str) -> Vec<Finding> {
        if self.rest.is_some() {
            self.leave_out_last();
        }
        if let (Some(rest), Some(last)) = (self.rest, self.findings.last()) {
            let message = format!("{} more findings of this rule in this {place} are not listed", rest.count);
            let mut finding = Finding::new(last.rule, rest.worst, rest.first, message);
            finding.zone.clone_from(&last.zone);
            finding.view.clone_from(&last.view);
            finding.views = last.views;
            finding.detail = NOT_LISTED.to_owned();
            finding.not_listed = u32::try_from(rest.count).unwrap_or(u32::MAX);
            self.findings.push(finding);
        }
        self.findings
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::source::Sources;

    #[test]
    fn what_is_not_listed_is_counted_and_as_bad_as_the_worst_of_it() {
        let source = Sources::default().add(String::new(), None, Vec::new(), None);
        let cases =
            [(0, MOST_IN_ONE), (MOST_IN_RUN - 1, MOST_IN_ONE), (MOST_IN_RUN, FEW), (2 * MOST_IN_RUN, FEWEST)];
        for (listed, most) in cases {
            for more in [0, 2, 7] {
                let mut listing = Capped::new(listed);
                for number in 0..most + more {
                    assert_eq!(listing.has_room(), number <= most);
                    let span = Span::new(source, number as u32, number as u32);
                    let finding = listing.push(Finding::new("syntax", Severity::Note, span, "a"));
                    // As rules do: the finding is completed when it is there.
                    if number == most + more - 1 {
                        finding.severity(Severity::Error);
                    }
                }
                assert_eq!(listing.count(), most + more.min(1));
                let findings = listing.finish("zone");
                assert_eq!(findings.len(), most + more.min(1));
                let last = findings.last().expect("there are some");
                // The worst is listed, and takes the place of one that is less bad.
                let errors = findings.iter().filter(|finding| finding.severity == Severity::Error).count();
                assert_eq!(errors, 1);
                assert_eq!(last.severity, if more > 0 { Severity::Note } else { Severity::Error });
                assert_eq!(last.not_listed, more as u32);
                let message = format!("{more} more findings of this rule in this zone are not listed");
                assert_eq!((last.message == message, last.detail == NOT_LISTED), (more > 0, more > 0));
                assert_eq!(last.span.start as usize, if more > 0 { most } else { most - 1 });
            }
        }
    }
}
