//! Whether the fixes that findings offer do what they say. One that does not is only shown, with a note why.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use foldhash::fast::RandomState;

use crate::base::source::Sources;
use crate::base::span::Span;
use crate::check::fix::claims::{Claim, opens};
use crate::check::fix::edits::FileNumbers;
use crate::check::fix::proof::{Judge, Prover, Refuted};
use crate::check::options::Options;
use crate::rules::finding::{Applicability, Finding, MeantFor};
use crate::workspace::Workspace;
use crate::zone::load::generated::LineNumber;

/// How much may be read again to weigh the fixes of a run, in octets: as much as the run has read, within these bounds. The
/// fixes beyond are proved when they are made.
const READ_AGAIN: std::ops::RangeInclusive<u64> = 512 << 10..=4 << 20;

/// Tells each fix what it is meant for, and makes those that can be proved wrong fixes to be shown only. The findings are
/// those of all zones, before they are merged.
pub(crate) fn weigh(findings: &mut [Finding], workspace: &Workspace, options: &Options, judge: Judge<'_>) {
    let offers = offers(findings, &workspace.sources);
    let same_edits = offers.chunk_by(|one, other| one.edits == other.edits);
    same_edits.filter(|group| group.len() > 1).for_each(|group| weaken(findings, group));
    // For the same mistake.
    let groups: Vec<&[Offer]> =
        offers.chunk_by(|one, other| (one.edits, one.rule) == (other.edits, other.rule)).collect();
    if groups.is_empty() {
        return;
    }
    for group in &groups {
        let meant_for = meant_for_any(findings, group);
        let fixes = || group.iter().filter_map(|offer| findings[offer.finding].fix.as_ref());
        let is_generated = fixes().any(|fix| !fix.generated.is_empty());
        let generated: BTreeSet<LineNumber> = fixes().flat_map(|fix| fix.generated.iter().copied()).collect();
        let generated = is_generated.then(|| generated.into_iter().collect::<Arc<[LineNumber]>>());
        for offer in *group {
            let Some(fix) = &mut findings[offer.finding].fix else { continue };
            fix.meant_for = Arc::clone(&meant_for);
            if let Some(generated) = &generated {
                fix.generated = Arc::clone(generated);
            }
        }
    }
    let claims = groups.iter().filter_map(|group| {
        let severity = group.iter().map(|offer| findings[offer.finding].severity).min()?;
        Some(Claim { severity, ..Claim::of(&findings[group[0].finding])? })
    });
    let claims: Vec<Claim<'_>> = claims.collect();
    let prover = Prover::new(workspace, options, judge, &claims);
    let left = prover.read().clamp(*READ_AGAIN.start(), *READ_AGAIN.end());
    let mut weighing = Weighing { prover, left, refuted: Vec::new() };
    let numbered = claims.iter().copied().enumerate();
    let made = numbered.filter(|(_, claim)| claim.fix.applicability != Applicability::Shown);
    // What cannot be proved alone, cannot be among others.
    let may_be_proved = made.filter(|(_, claim)| weighing.prover.cost_alone(*claim) <= left);
    let (opening, others): (Vec<_>, Vec<_>) = may_be_proved.partition(|(_, claim)| opens(claim));
    weighing.weigh(&others);
    weighing.weigh(&opening);
    let refuted: Vec<(&[Offer], String)> =
        weighing.refuted.iter().map(|(number, why)| (groups[*number], why.reason())).collect();
    for (group, reason) in refuted {
        for offer in group {
            let finding = &mut findings[offer.finding];
            finding.note(reason.clone());
            finding.fix.iter_mut().for_each(|fix| fix.applicability = Applicability::Shown);
        }
    }
}

/// Looks for fixes that do not do what they say.
struct Weighing<'a> {
    prover: Prover<'a>,
    /// How many octets may still be read again.
    left: u64,
    /// The numbers of such fixes, and why.
    refuted: Vec<(usize, Refuted)>,
}

impl Weighing<'_> {
    /// Nearly always all fixes can be proved at once. Where they cannot, the halves tell which it is.
    fn weigh(&mut self, claims: &[(usize, Claim<'_>)]) {
        if claims.is_empty() {
            return;
        }
        let together: Vec<Claim<'_>> = claims.iter().map(|(_, claim)| *claim).collect();
        let cost = self.prover.cost(&together);
        if let Some(left) = self.left.checked_sub(cost) {
            self.left = left;
            match (self.prover.prove(&together), claims) {
                (Ok(_), _) => return,
                (Err(why), [(number, _)]) => return self.refuted.push((*number, why)),
                (Err(_), _) => {}
            }
        }
        // Of fixes that are too many to be proved at once, some may be in small zones.
        if claims.len() > 1 {
            let (one, other) = claims.split_at(claims.len() / 2);
            self.weigh(one);
            self.weigh(other);
        }
    }
}

/// Makes a fix that several findings offer as unsafe as it is for one of the records that it changes.
fn weaken(findings: &mut [Finding], group: &[Offer]) {
    type Place<'f> = (&'f str, Option<&'f str>, &'f str);
    let mut levels: HashMap<Place<'_>, Applicability> = HashMap::new();
    for finding in group.iter().map(|offer| &findings[offer.finding]) {
        let Some(fix) = &finding.fix else { continue };
        let place = (&*finding.zone, finding.view.as_deref(), &*finding.owner);
        // One rule may be surer of it than another.
        let level = levels.entry(place).or_insert(fix.applicability);
        *level = (*level).min(fix.applicability);
    }
    let Some(weakest) = levels.into_values().max() else { return };
    for offer in group {
        let fix = findings[offer.finding].fix.iter_mut();
        fix.for_each(|fix| fix.applicability = fix.applicability.max(weakest));
    }
}

/// What a fix is meant for that each of a group offers: nearly always one finding.
fn meant_for_any(findings: &[Finding], group: &[Offer]) -> Arc<[MeantFor]> {
    if let [offer] = group {
        return [meant_for(&findings[offer.finding])].into();
    }
    let all: BTreeSet<MeantFor> = group.iter().map(|offer| meant_for(&findings[offer.finding])).collect();
    all.into_iter().collect()
}

fn meant_for(finding: &Finding) -> MeantFor {
    MeantFor { zone: finding.zone.clone(), view: finding.view.clone(), owner: finding.owner.clone() }
}

/// A fix that a finding offers.
struct Offer {
    /// The number of its edits: fixes that write the same have the same.
    edits: usize,
    rule: &'static str,
    /// The number of the finding.
    finding: usize,
}

/// The fixes that findings offer, those together that write the same, and of these those that are for the same mistake.
fn offers(findings: &[Finding], sources: &Sources) -> Vec<Offer> {
    let (mut offers, mut numbers): (Vec<Offer>, HashMap<_, usize, RandomState>) = Default::default();
    numbers.reserve(findings.len());
    let mut files = FileNumbers::default();
    for (number, finding) in findings.iter().enumerate() {
        let Some(fix) = &finding.fix else { continue };
        let mut place = |span: Span| (files.add(span.source, sources), span.start, span.end);
        let edits: Vec<((usize, u32, u32), &str)> =
            fix.edits.iter().map(|edit| (place(edit.span), edit.text.as_str())).collect();
        let next = numbers.len();
        let edits = *numbers.entry(edits).or_insert(next);
        offers.push(Offer { edits, rule: finding.rule, finding: number });
    }
    offers.sort_by_key(|offer| (offer.edits, offer.rule));
    offers
}
