//! The records that fixes change, as they are afterwards, and whether a new finding about one of them is as bad as what the fixes
//! end. Reads no record, and judges none.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::base::severity::Severity;
use crate::base::span::{SourceId, Span};
use crate::check::fix::claims::Claim;
use crate::check::fix::records::{After, Before};
use crate::rules::finding::Finding;

/// A record that fixes change, as it is afterwards.
pub(crate) struct ChangedRecord {
    span: Span,
    owner: String,
    fixes: Vec<usize>,
}

/// The records that fixes change, and how bad what the fixes end is: the least of those of one owner or place. A `$GENERATE`
/// makes any number at one place.
#[derive(Default)]
pub(crate) struct ChangedRecords {
    by_owner: HashMap<String, Severity>,
    by_place: BTreeMap<Span, Severity>,
}

impl ChangedRecords {
    /// Adds one.
    pub fn add(&mut self, record: &ChangedRecord, claims: &[Claim<'_>]) {
        let Some(least) = record.fixes.iter().map(|fix| claims[*fix].severity).min() else { return };
        for known in [
            self.by_owner.entry(record.owner.to_ascii_lowercase()).or_insert(least),
            self.by_place.entry(record.span).or_insert(least),
        ] {
            *known = least.min(*known);
        }
    }

    /// Whether a new finding is about one of them, and as bad as what one of the fixes ends.
    pub fn is_worse(&self, finding: &Finding) -> bool {
        let is_bad = |least: &Severity| finding.severity >= *least;
        // The places of records do not overlap.
        let is_at = |span: Span| {
            let last = Span::new(span.source, span.end, u32::MAX);
            let before_end = self.by_place.range(..=last).rev();
            let mut near =
                before_end.take_while(|(place, _)| (place.source, place.end) >= (span.source, span.start));
            near.any(|(_, least)| is_bad(least))
        };
        is_at(finding.span)
            || finding.labels.iter().any(|label| is_at(label.span))
            || self.by_owner.get(&finding.owner.to_ascii_lowercase()).is_some_and(is_bad)
    }
}

/// The records that fixes change and that were read before, and those that they bring. `moved` tells where a place lies afterwards.
pub(crate) fn changed_records(
    before: &Before,
    after: &After,
    moved: impl Fn(Span) -> (SourceId, u32),
) -> Vec<ChangedRecord> {
    // A `$GENERATE` makes any number at one place, of one owner too.
    let mut becoming: HashMap<((SourceId, u32), String), BTreeSet<usize>> = HashMap::new();
    for changed in &before.changed {
        let names = (moved(changed.span), changed.becomes.to_ascii_lowercase());
        becoming.entry(names).or_default().extend(&changed.fixes);
    }
    let mut records = Vec::new();
    for (place, there) in &after.at {
        let own: BTreeMap<String, Span> =
            there.iter().map(|(span, owner)| (owner.to_ascii_lowercase(), *span)).collect();
        for (owner, span) in own {
            let names = (*place, owner);
            if let Some(fixes) = becoming.get(&names) {
                let fixes = fixes.iter().copied().collect();
                records.push(ChangedRecord { span, owner: names.1, fixes });
            }
        }
    }
    let new = after.new.iter().cloned();
    records.extend(new.map(|(span, owner, fixes)| ChangedRecord { span, owner, fixes }));
    records
}
