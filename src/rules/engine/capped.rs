//! The findings of one rule in one place, of which no more than so many of each severity are listed; the others are counted.
//! So many notes hide no error, neither here nor, where a run lists many, elsewhere. Does not know what findings say.

use crate::base::severity::Severity;
use crate::base::span::Span;
use crate::rules::finding::{Finding, NOT_LISTED};

/// How many findings of a severity one rule may list in one zone, or file.
const MOST_IN_ONE: usize = 10_000;
/// How many findings of a severity a run lists before each rule lists few of it in each further zone. Each takes up to 3 KiB.
const MOST_IN_RUN: usize = 20_000;
/// How many those are, and how many once the run lists twice as many: one, and the count of the others.
const FEW: usize = 10;
const FEWEST: usize = 1;

/// How many findings of each severity a run lists.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Listed([usize; 3]);

impl Listed {
    /// Counts these, too.
    pub fn add(&mut self, findings: &[Finding]) {
        findings.iter().for_each(|finding| self.0[finding.severity as usize] += 1);
    }
}

/// Findings of one rule.
#[derive(Debug)]
pub(crate) struct Capped {
    /// Those of other rules, those that are listed, and behind them perhaps one that was just added.
    findings: Vec<Finding>,
    /// How many are other rules'.
    others: usize,
    /// How many of the findings are listed or other rules': all, or all but the last.
    settled: usize,
    /// How many of each severity may still be listed.
    rooms: [usize; 3],
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
    /// None yet, where a run has `listed` so many already.
    pub fn new(listed: Listed) -> Self {
        Self::behind(Vec::new(), listed)
    }

    /// The same, to be put behind the findings of other rules.
    pub fn behind(findings: Vec<Finding>, listed: Listed) -> Self {
        let room = |listed| match listed / MOST_IN_RUN {
            0 => MOST_IN_ONE,
            1 => FEW,
            _ => FEWEST,
        };
        // Those that are worse count, too, and those that are milder do not.
        let [notes, warnings, errors] = listed.0;
        let rooms = [notes + warnings + errors, warnings + errors, errors].map(room);
        let others = findings.len();
        Self { findings, others, settled: others, rooms, rest: None }
    }

    /// Whether one of this severity that is added next may be listed: what it takes to say more of one that is not, is in
    /// vain.
    pub fn has_room(&self, severity: Severity) -> bool {
        self.rooms[severity as usize] > 0
    }

    /// Adds a finding, which may be completed until the next is added.
    pub fn push(&mut self, finding: Finding) -> &mut Finding {
        self.count_last();
        self.findings.push(finding);
        self.findings.last_mut().expect("just pushed")
    }

    /// Those that are listed, as far as findings were added.
    pub fn listed(&self) -> &[Finding] {
        &self.findings[self.others..]
    }

    /// Lists the finding that was added last, or counts it with the others.
    fn count_last(&mut self) {
        let Some(last) = self.findings.get(self.settled) else { return };
        let (severity, span) = (last.severity, last.span);
        let room = &mut self.rooms[severity as usize];
        if *room > 0 {
            *room -= 1;
            self.settled += 1;
            return;
        }
        self.findings.truncate(self.settled);
        let rest = self.rest.get_or_insert(Rest { first: span, worst: severity, count: 0 });
        rest.worst = rest.worst.max(severity);
        rest.count += 1;
    }

    /// The findings, behind those of other rules. The last stands for those that are not listed, as bad as the worst of them;
    /// `place` says where all of them are, in a word.
    pub fn finish(mut self, place: &str) -> Vec<Finding> {
        self.count_last();
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
                let mut listing = Capped::new(Listed([listed, 0, 0]));
                for number in 0..most + more {
                    assert_eq!(listing.has_room(Severity::Note), number <= most);
                    let span = Span::new(source, number as u32, number as u32);
                    listing.push(Finding::new("syntax", Severity::Note, span, "a"));
                }
                // Errors have room of their own. As rules do: the finding is completed when it is there.
                for number in 0..2 {
                    assert!(listing.has_room(Severity::Error));
                    let span = Span::new(source, number, number);
                    listing.push(Finding::new("syntax", Severity::Note, span, "a")).severity(Severity::Error);
                }
                let findings = listing.finish("zone");
                assert_eq!(findings.len(), most + 2 + usize::from(more > 0));
                let errors = findings.iter().filter(|finding| finding.severity == Severity::Error).count();
                assert_eq!(errors, 2);
                let last = findings.last().expect("there are some");
                assert_eq!(last.severity, if more > 0 { Severity::Note } else { Severity::Error });
                assert_eq!(last.not_listed, more as u32);
                let message = format!("{more} more findings of this rule in this zone are not listed");
                assert_eq!((last.message == message, last.detail == NOT_LISTED), (more > 0, more > 0));
                assert_eq!(last.span.start as usize, if more > 0 { most } else { 1 });
            }
        }
    }

    #[test]
    fn the_rest_is_as_bad_as_the_worst_of_it() {
        let source = Sources::default().add(String::new(), None, Vec::new(), None);
        let mut listing = Capped::new(Listed([2 * MOST_IN_RUN; 3]));
        for severity in [Severity::Note, Severity::Note, Severity::Error, Severity::Error, Severity::Warning]
        {
            listing.push(Finding::new("syntax", severity, Span::new(source, 0, 0), "a"));
        }
        let found: Vec<_> =
            listing.finish("zone").iter().map(|finding| (finding.severity, finding.not_listed)).collect();
        let [note, warning, error] = [Severity::Note, Severity::Warning, Severity::Error];
        assert_eq!(found, [(note, 0), (error, 0), (warning, 0), (error, 2)]);
    }
}
