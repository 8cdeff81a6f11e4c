//! Fixes with the findings that they end, which of them are proved together, and what they do to what keeps a zone from being
//! loaded. What comes to light because a zone can be read at last excuses the fix that did it, and no other beside it.

use std::collections::HashSet;

use crate::base::severity::Severity;
use crate::base::source::Sources;
use crate::base::span::{SourceId, Span};
use crate::rules::finding::{Finding, Fix};
use crate::rules::syntax;
use crate::zone::mistake::{Mistake, MistakeKind};

/// A fix, with what is known of the findings that it ends.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Claim<'a> {
    /// The fix.
    pub fix: &'a Fix,
    /// The severity of its findings.
    pub severity: Severity,
    /// The rule that found them.
    pub rule: &'static str,
    /// Where they are.
    pub place: Span,
}

impl<'a> Claim<'a> {
    /// That of a finding, if it offers a fix.
    pub fn of(finding: &'a Finding) -> Option<Self> {
        let fix = finding.fix.as_ref()?;
        Some(Claim { fix, severity: finding.severity, rule: finding.rule, place: finding.span })
    }
}

/// Which fixes are proved together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Together {
    /// One, perhaps for several findings.
    One,
    /// Fixes that let something be read.
    Opening,
    /// Others.
    Others,
}

impl Together {
    /// Which these are.
    pub fn of(claims: &[Claim<'_>]) -> Self {
        match claims {
            [first, others @ ..] if others.iter().all(|other| other.fix.edits == first.fix.edits) => {
                Together::One
            }
            _ if claims.iter().all(opens) => Together::Opening,
            _ => Together::Others,
        }
    }
}

/// Whether a fix lets something be read that could not be.
pub(crate) fn opens(claim: &Claim<'_>) -> bool {
    claim.rule == syntax::NAME
}

/// What keeps a server from loading a zone, before and after some fixes.
pub(crate) struct Mistakes<'a> {
    pub before: &'a [Mistake],
    pub after: &'a [Mistake],
    pub sources: &'a Sources,
}

impl Mistakes<'_> {
    /// Whether there are more afterwards.
    pub fn are_more(&self) -> bool {
        self.after.len() > self.before.len()
    }

    /// Whether there are fewer afterwards, also of those that keep something from being read.
    pub fn are_fewer_unread(&self) -> bool {
        let unread = |all: &[Mistake]| all.iter().filter(|one| one.kind != MistakeKind::Refused).count();
        self.after.len() < self.before.len() && unread(self.after) < unread(self.before)
    }

    /// Whether there is one afterwards that was not there before, by its kind and place, however many are gone. Where not
    /// all are listed, this cannot be told.
    pub fn hold_new_ones(&self, moved: impl Fn(Span) -> (SourceId, u32)) -> bool {
        let place = |mistake: &Mistake| self.sources.written(mistake.span);
        let known: HashSet<_> =
            self.before.iter().map(|mistake| (mistake.kind, moved(place(mistake)))).collect();
        let is_new = |mistake: &Mistake| {
            let place = place(mistake);
            !known.contains(&(mistake.kind, (place.source, place.start)))
        };
        self.before.iter().all(|mistake| mistake.not_listed == 0) && self.after.iter().any(is_new)
    }
}
