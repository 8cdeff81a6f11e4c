//! Which rules have anything to look at in a zone: found out while it is at hand, from what its SRV record
//! sets were summed up to, without their records. Most zones concern few rules, or none.

use crate::base::severity::Severity;
use crate::check::options::Options;
use crate::rules::engine::page;
use crate::rules::{RULES, Run, SrvSet};
use crate::workspace::srv_sets::Sets;
use crate::zone::Zone;

/// What a rule is asked by whether it has anything to look at.
#[derive(Clone, Copy)]
pub struct Look<'a> {
    /// The zone; its SRV records are not to be asked for.
    pub zone: &'a Zone,
    /// Its SRV record sets.
    pub sets: &'a Sets,
    /// What the user asked for.
    pub options: &'a Options,
}

impl<'a> Look<'a> {
    /// The SRV record sets that a server would load, in the order of their first records.
    pub fn srv_sets(self) -> impl Iterator<Item = SrvSet<'a>> {
        let Look { zone, sets, options } = self;
        let registry = options.registry();
        sets.sets.iter().map(move |set| SrvSet { zone, sets, set, registry })
    }

    /// Whether there is a set of which `is_meant` holds.
    pub fn has_set(self, is_meant: impl Fn(&SrvSet<'a>) -> bool) -> bool {
        self.srv_sets().any(|set| is_meant(&set))
    }
}

/// The rules of a run.
#[derive(Debug)]
pub struct Selection(Vec<Selected>);

/// One of them.
#[derive(Debug, Clone, Copy)]
pub(in crate::rules) struct Selected {
    pub name: &'static str,
    pub severity: Severity,
    pub run: Run,
}

/// The rules of a run that have something to look at in a zone, as bits in the order of the selection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Concerned(u32);

const _: () = assert!(RULES.len() <= u32::BITS as usize, "each rule has a bit");

impl Selection {
    /// The rules that `options` selects, and that are run over zones.
    pub fn of(options: &Options) -> Self {
        let selected = RULES.iter().filter_map(|rule| {
            let run = rule.run.filter(|_| options.is_selected(rule.name))?;
            Some(Selected { name: rule.name, severity: page::severity(rule.page), run })
        });
        Selection(selected.collect())
    }

    /// Those that have something to look at, but for targets, which other zones may know.
    pub fn concerned(&self, look: &Look<'_>) -> Concerned {
        let bit = |(number, rule): (usize, &Selected)| u32::from((rule.run.concerns)(look)) << number;
        Concerned(self.0.iter().enumerate().map(bit).sum())
    }

    /// The rules to run over a zone, in order.
    pub(in crate::rules) fn rules(
        &self,
        concerned: Concerned,
        has_targets: bool,
    ) -> impl Iterator<Item = &Selected> {
        let is_run = move |(number, rule): &(usize, &Selected)| {
            concerned.0 & 1 << number != 0 || has_targets && rule.run.judges_targets
        };
        self.0.iter().enumerate().filter(is_run).map(|(_, rule)| rule)
    }
}

impl Concerned {
    /// Every rule has.
    pub const ALL: Concerned = Concerned(u32::MAX);

    /// Whether no rule has.
    pub fn is_none(self) -> bool {
        self.0 == 0
    }
}
