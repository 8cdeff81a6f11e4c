//! Which SRV targets certainly have addresses, settled in one pass over all zones, so that rules
//! look closer at the few others.
//!
//! Names are many and targets few: only the targets and the names above them are put into a
//! table, and every record of the zones is looked up there once, by its owner's key.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use crate::services::Registry;
use crate::syntax::name::NameKey;
use crate::workspace::Workspace;
use crate::zone::Zone;
use crate::zone::index::{KeyHasher, Types};

/// The targets of one zone that are not certain to have addresses.
#[derive(Debug, Default, Clone)]
pub struct Doubtful {
    /// Numbers of SRV records among the zone's records, in file order.
    pub records: Vec<u32>,
    /// Whether a target that has addresses has one that no other host can reach.
    pub local: bool,
}

/// A target of another zone's.
struct Question<'a> {
    /// The zone it was written in, and the number of its record there.
    asked: (u32, u32),
    /// Its own key, and those of the names above it up to below the answering zone's apex.
    keys: &'a [NameKey],
}

/// The doubtful targets of each zone, in the order of the zones; of zones that are not `wanted` none.
pub fn screen(workspace: &Workspace, registry: &Registry, wanted: &dyn Fn(&Zone) -> bool) -> Vec<Doubtful> {
    let mut doubtful = vec![Doubtful::default(); workspace.members.len()];
    let foreign = ask(workspace, registry, wanted, &mut doubtful);
    // One zone after the other, so that its table stays at hand.
    let mut table = Table::default();
    for (answers, member) in workspace.members.iter().enumerate() {
        // Most targets are their own zone's to answer for, and are not worth a list.
        let sets = wanted(&member.zone).then(|| member.sets(&workspace.sources, registry));
        let own = || {
            let targets = sets.iter().flat_map(|sets| sets.targets.iter().map(|target| (*sets, target)));
            targets.filter_map(|(sets, target)| {
                match workspace.answering(sets.target_chain(target, &member.zone), answers) {
                    Some((number, keys)) if number == answers => {
                        Some(Question { asked: (answers as u32, target.record), keys })
                    }
                    _ => None,
                }
            })
        };
        let from = foreign.partition_point(|(number, _)| *number < answers as u32);
        let to = foreign.partition_point(|(number, _)| *number <= answers as u32);
        let others = || foreign[from..to].iter().map(|(_, question)| question);
        table.0.clear();
        let mut before: &[NameKey] = &[];
        own().for_each(|question| table.ask(&question, &mut before));
        others().for_each(|question| table.ask(question, &mut before));
        if table.0.is_empty() {
            continue;
        }
        for (owner, types) in member.zone.facts.iter() {
            table.answer(owner, types);
        }
        let mut before: (&[NameKey], bool) = (&[], false);
        own().for_each(|question| table.settle(&question, &mut before, &mut doubtful));
        others().for_each(|question| table.settle(question, &mut before, &mut doubtful));
    }
    for zone in &mut doubtful {
        zone.records.sort_unstable();
    }
    doubtful
}

/// What stands at the names that one zone is asked for.
#[derive(Default)]
struct Table(HashMap<NameKey, Types, BuildHasherDefault<KeyHasher>>);

impl Table {
    /// Adds the names of a question. Those above its own are often those of the question before.
    fn ask<'a>(&mut self, question: &Question<'a>, before: &mut &'a [NameKey]) {
        let Some((own, above)) = question.keys.split_last() else { return };
        if above != *before {
            *before = above;
            for key in above {
                self.0.entry(*key).or_insert(Types::NONE);
            }
        }
        self.0.entry(*own).or_insert(Types::NONE);
    }

    #[inline]
    fn answer(&mut self, owner: NameKey, types: Types) {
        if let Some(known) = self.0.get_mut(&owner) {
            *known = known.with(types);
        }
    }

    /// Notes what is known now about a question. `before` is what hides the names above the question
    /// before.
    fn settle<'a>(
        &self,
        question: &Question<'a>,
        before: &mut (&'a [NameKey], bool),
        doubtful: &mut [Doubtful],
    ) {
        let Some((own, above)) = question.keys.split_last() else { return };
        if above != before.0 {
            let hides = |types: Types| types.has(Types::NS) || types.has(Types::DNAME);
            *before = (above, above.iter().any(|key| hides(self.0[key])));
        }
        let own = self.0[own];
        let hidden = before.1 || own.has(Types::NS);
        let (zone, record) = question.asked;
        if hidden || !own.has(Types::ADDRESS) || own.has(Types::CNAME) {
            doubtful[zone as usize].records.push(record);
        } else {
            doubtful[zone as usize].local |= own.has(Types::LOCAL_ADDRESS);
        }
    }
}

/// The targets that another zone than their own can answer for, each with that zone's number, in the
/// order of those. The apex has its addresses in its own table entry; what no zone can answer is
/// doubtful at once.
fn ask<'a>(
    workspace: &'a Workspace,
    registry: &Registry,
    wanted: &dyn Fn(&Zone) -> bool,
    doubtful: &mut [Doubtful],
) -> Vec<(u32, Question<'a>)> {
    let mut foreign = Vec::new();
    for (number, member) in workspace.members.iter().enumerate().filter(|(_, member)| wanted(&member.zone)) {
        let sets = member.sets(&workspace.sources, registry);
        for target in &sets.targets {
            match workspace.answering(sets.target_chain(target, &member.zone), number) {
                Some((answers, _)) if answers == number => {}
                Some((answers, keys)) => {
                    foreign.push((answers as u32, Question { asked: (number as u32, target.record), keys }))
                }
                None => doubtful[number].records.push(target.record),
            }
        }
    }
    foreign.sort_unstable_by_key(|(answers, question)| (*answers, question.asked));
    foreign
}
