//! What a rule is asked by whether it has anything to look at in a zone: the sums of its SRV record sets,
//! without their records. Knows no rule.

use crate::rules::engine::options::Options;
use crate::rules::engine::srv_set::SrvSet;
use crate::workspace::srv_sets::SrvSets;
use crate::zone::Zone;
use crate::zone::mistake::Mistake;

/// What a rule is asked by whether it has anything to look at.
#[derive(Clone, Copy)]
pub struct Look<'a> {
    /// The zone; its SRV records are not to be asked for.
    pub zone: &'a Zone,
    /// What keeps a server from loading it as it is written, but for what is found when all zones are loaded.
    pub mistakes: &'a [Mistake],
    /// Its SRV record sets.
    pub sets: &'a SrvSets,
    /// What the user asked for.
    pub options: &'a Options,
}

impl<'a> Look<'a> {
    /// The SRV record sets that a server would load, in the order of their first records.
    pub fn srv_sets(self) -> impl Iterator<Item = SrvSet<'a>> {
        let Look { zone, sets, options, .. } = self;
        let registry = &*options.services;
        sets.sets.iter().map(move |set| SrvSet { zone, sets, set, registry })
    }

    /// Whether there is a set of which `is_meant` holds.
    pub fn has_set(self, is_meant: impl Fn(&SrvSet<'a>) -> bool) -> bool {
        self.srv_sets().any(|set| is_meant(&set))
    }
}
