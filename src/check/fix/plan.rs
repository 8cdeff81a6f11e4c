//! Which fixes are made in one go: those that are proved together.

use std::collections::BTreeMap;

use crate::check::fix::claims::{Claim, opens};
use crate::check::fix::edits::Edits;
use crate::check::fix::proof::Prover;

/// How much may be read again in a round to prove fixes, in octets, and how many times as much as the run has read. Where
/// single fixes of files that many zones include cannot be proved, each of them reads all these zones.
const READ_AGAIN: u64 = 64 << 20;
const TIMES_READ: u64 = 64;

/// The fixes that are made, by their numbers, and what their edits are.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    /// The numbers of the fixes.
    pub made: Vec<usize>,
    /// The numbers of those that were not looked at, as that would have taken too long.
    pub unproved: Vec<usize>,
    /// Their edits.
    pub edits: Edits,
    /// The zones whose records they change.
    pub zones: Vec<usize>,
}

/// Chooses from the `claims`. Those that contradict others, or cannot be proved with them, are left for another go; so are
/// those in zones that others let be read first.
pub(crate) fn plan(claims: &[Claim<'_>], prover: &Prover<'_>) -> Plan {
    let mut plan = Plan::default();
    let mut proving = Proving { claims, prover, left: READ_AGAIN.max(prover.read() * TIMES_READ) };
    for numbers in independent(claims, prover) {
        let mut made = Vec::new();
        let (opening, others): (Vec<usize>, Vec<usize>) =
            numbers.into_iter().partition(|number| opens(&claims[*number]));
        for numbers in [opening, others] {
            let mut edits = Edits::default();
            let sources = prover.sources();
            let fitting =
                numbers.into_iter().filter(|number| edits.add(*number, &claims[*number].fix.edits, sources));
            let fitting: Vec<usize> = fitting.collect();
            if made.is_empty() {
                proving.add(&fitting, &mut made, &mut plan);
            }
        }
        plan.made.extend(made);
    }
    plan.made.sort_unstable();
    plan.zones.sort_unstable();
    plan.zones.dedup();
    for number in &plan.made {
        plan.edits.add(*number, &claims[*number].fix.edits, prover.sources());
    }
    plan
}

/// What it takes to prove fixes.
struct Proving<'a> {
    claims: &'a [Claim<'a>],
    prover: &'a Prover<'a>,
    /// How many octets may still be read again.
    left: u64,
}

impl Proving<'_> {
    /// Adds those of the `numbers` to what is `made` that can be proved with it: all, or what is left of each half.
    fn add(&mut self, numbers: &[usize], made: &mut Vec<usize>, plan: &mut Plan) {
        if numbers.is_empty() {
            return;
        }
        let together: Vec<Claim<'_>> =
            made.iter().chain(numbers).map(|number| self.claims[*number]).collect();
        let Some(left) = self.left.checked_sub(self.prover.cost(&together)) else {
            return plan.unproved.extend(numbers);
        };
        self.left = left;
        match self.prover.prove(&together) {
            Ok(changed) => {
                made.extend(numbers);
                plan.zones.extend(changed);
            }
            Err(_) if numbers.len() == 1 => {}
            Err(_) => {
                let (first, second) = numbers.split_at(numbers.len() / 2);
                self.add(first, made, plan);
                self.add(second, made, plan);
            }
        }
    }
}

/// The claims by their numbers, apart where no zone reads files of both.
fn independent(claims: &[Claim<'_>], prover: &Prover<'_>) -> Vec<Vec<usize>> {
    let mut above: BTreeMap<usize, usize> = BTreeMap::new();
    let top = |above: &BTreeMap<usize, usize>, mut zone: usize| {
        while let Some(next) = above.get(&zone).filter(|next| **next != zone) {
            zone = *next;
        }
        zone
    };
    let zones: Vec<Vec<usize>> = claims
        .iter()
        .map(|claim| prover.zones_of(std::iter::once(claim.fix)).into_iter().collect())
        .collect();
    for zones in &zones {
        let Some(first) = zones.first().map(|zone| top(&above, *zone)) else { continue };
        for zone in zones {
            let other = top(&above, *zone);
            above.insert(other, first);
        }
    }
    let mut apart: BTreeMap<Option<usize>, Vec<usize>> = BTreeMap::new();
    for (number, zones) in zones.iter().enumerate() {
        apart.entry(zones.first().map(|zone| top(&above, *zone))).or_default().push(number);
    }
    apart.into_values().collect()
}
