//! What was found before fixes: whether a finding afterwards is one of those, one that the fixes should have ended, or a new one.

use std::collections::{HashMap, HashSet};

use crate::base::span::{SourceId, Span};
use crate::check::fix::claims::Claim;
use crate::rules::finding::{Finding, NOT_LISTED};

/// The findings before some fixes and after them.
pub(crate) struct Known<'f> {
    before: HashSet<Same<'f>>,
    /// What the fixes should end: rules and places.
    fixed: HashSet<(&'static str, Place)>,
    /// Of the rules that did not list all of theirs in a zone. What is listed only afterwards need not be new.
    partly_listed: HashMap<Group<'f>, Count>,
}

/// Where a finding begins, in the edited texts.
type Place = (SourceId, u32);

/// A rule, a zone, and its view.
type Group<'f> = (&'static str, &'f str, Option<&'f str>);

/// What makes a finding the same one before and after: these, its kind, and its place.
type Same<'f> = (Group<'f>, &'f str, Place);

/// How many findings there were, how many of them fixes should end, and how many there are.
#[derive(Default)]
struct Count {
    before: usize,
    fixed: usize,
    after: usize,
}

impl<'f> Known<'f> {
    /// Compares those `before` with those `after` these fixes. `moved` tells where a place lies afterwards.
    pub fn new(
        before: &'f [Finding],
        after: &'f [Finding],
        claims: &[Claim<'_>],
        moved: impl Fn(Span) -> Place,
    ) -> Self {
        let mut known = Self {
            before: before.iter().map(|finding| same(finding, moved(finding.span))).collect(),
            fixed: claims.iter().map(|claim| (claim.rule, moved(claim.place))).collect(),
            partly_listed: HashMap::new(),
        };
        let partly = before.iter().filter(|finding| finding.detail == NOT_LISTED);
        known.partly_listed.extend(partly.map(|finding| (group(finding), Count::default())));
        if !known.partly_listed.is_empty() {
            known.count(before, after);
        }
        known
    }

    fn count(&mut self, before: &'f [Finding], after: &'f [Finding]) {
        let stands_for = |finding: &Finding| finding.not_listed.max(1) as usize;
        for finding in before {
            if let Some(count) = self.partly_listed.get_mut(&group(finding)) {
                count.before += stands_for(finding);
            }
        }
        for (group, _, place) in &self.before {
            if let Some(count) = self.partly_listed.get_mut(group) {
                count.fixed += usize::from(self.fixed.contains(&(group.0, *place)));
            }
        }
        for finding in after {
            if let Some(count) = self.partly_listed.get_mut(&group(finding)) {
                count.after += stands_for(finding);
            }
        }
    }

    /// Whether this is one that the fixes should have ended.
    pub fn is_still_there(&self, finding: &Finding) -> bool {
        self.fixed.contains(&(finding.rule, place(finding)))
    }

    /// Whether this is none of those before. Where not all of those were listed, it is none if there are more than should be
    /// left.
    pub fn is_new(&self, finding: &Finding) -> bool {
        match self.partly_listed.get(&group(finding)) {
            Some(count) => count.after + count.fixed > count.before,
            None => !self.before.contains(&same(finding, place(finding))),
        }
    }
}

/// The place of a finding in an edited text.
fn place(finding: &Finding) -> Place {
    (finding.span.source, finding.span.start)
}

fn group(finding: &Finding) -> Group<'_> {
    (finding.rule, &finding.zone, finding.view.as_deref())
}

fn same(finding: &Finding, place: Place) -> Same<'_> {
    (group(finding), &finding.kind, place)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::severity::Severity;
    use crate::base::source::Sources;
    use crate::rules::finding::{Applicability, Fix};

    /// Findings at these places of a text, and one that stands for so many others.
    fn findings(source: SourceId, places: &[u32], not_listed: u32) -> Vec<Finding> {
        let at = |place: u32| Finding::new("syntax", Severity::Note, Span::new(source, place, place), "a");
        let mut findings: Vec<Finding> = places.iter().map(|place| at(*place)).collect();
        if not_listed > 0 {
            findings.push(Finding { detail: NOT_LISTED.to_owned(), not_listed, ..at(99) });
        }
        findings
    }

    #[test]
    fn what_was_not_listed_before_is_new_only_where_there_is_more_than_should_be_left() {
        let source = Sources::default().add(String::new(), None, Vec::new(), None);
        let fix = Fix {
            applicability: Applicability::Safe,
            description: "".into(),
            edits: Vec::new(),
            meant_for: [].into(),
            generated: [].into(),
        };
        let claim = |place| Claim {
            fix: &fix,
            severity: Severity::Note,
            rule: "syntax",
            place: Span::new(source, place, place),
        };
        for (not_listed, after, is_new) in [
            // All are listed: what lies elsewhere is new.
            (0, (&[2, 3][..], 0), true),
            (0, (&[2][..], 0), false),
            // Five, of which one is ended.
            (3, (&[2, 3][..], 2), false),
            (3, (&[2, 3, 4, 5][..], 0), false),
            (3, (&[2, 3][..], 3), true),
            (3, (&[2, 3, 4, 5, 6][..], 0), true),
        ] {
            let before = findings(source, &[1, 2], not_listed);
            let after = findings(source, after.0, after.1);
            let known = Known::new(&before, &after, &[claim(1)], |span| (span.source, span.start));
            assert_eq!(after.iter().any(|finding| known.is_new(finding)), is_new, "{not_listed} {after:?}");
            assert!(!after.iter().any(|finding| known.is_still_there(finding)));
            assert!(known.is_still_there(&before[0]));
        }
    }
}
