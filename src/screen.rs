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

type Table = HashMap<NameKey, Types, BuildHasherDefault<KeyHasher>>;

/// A target.
struct Question<'a> {
    /// The zone it was written in, and the number of its record there.
    asked: (u32, u32),
    /// Its own key, and those of the names above it up to below the answering zone's apex.
    keys: &'a [NameKey],
}

/// The doubtful targets of each zone, in the order of the zones; of zones that are not `wanted` none.
pub fn screen(workspace: &Workspace, registry: &Registry, wanted: &dyn Fn(&Zone) -> bool) -> Vec<Doubtful> {
    let mut doubtful = vec![Doubtful::default(); workspace.members.len()];
    // One zone after the other, so that its table stays at hand.
    let mut asked: Vec<Vec<Question<'_>>> = Vec::new();
    asked.resize_with(workspace.members.len(), Vec::new);
    ask(workspace, registry, wanted, &mut doubtful, &mut asked);
    let mut table = Table::default();
    for (answers, questions) in asked.iter().enumerate().filter(|(_, questions)| !questions.is_empty()) {
        table.clear();
        for question in questions {
            for key in question.keys {
                table.entry(*key).or_insert(Types::NONE);
            }
        }
        for fact in &workspace.members[answers].zone.facts {
            if let Some(types) = table.get_mut(&fact.owner) {
                *types = types.with(fact.types);
            }
        }
        for question in questions {
            let mut types = question.keys.iter().map(|key| table[key]);
            let own = types.next_back().unwrap_or(Types::NONE);
            let hidden =
                types.any(|above| above.has(Types::NS) || above.has(Types::DNAME)) || own.has(Types::NS);
            let (zone, record) = question.asked;
            if hidden || !own.has(Types::ADDRESS) || own.has(Types::CNAME) {
                doubtful[zone as usize].records.push(record);
            } else {
                doubtful[zone as usize].local |= own.has(Types::LOCAL_ADDRESS);
            }
        }
    }
    for zone in &mut doubtful {
        zone.records.sort_unstable();
    }
    doubtful
}

/// Asks each zone for the targets that it can answer for. The apex has its addresses in its own
/// table entry; what is not below a zone's own apex, or no zone can answer, is doubtful at once.
fn ask<'a>(
    workspace: &'a Workspace,
    registry: &Registry,
    wanted: &dyn Fn(&Zone) -> bool,
    doubtful: &mut [Doubtful],
    asked: &mut [Vec<Question<'a>>],
) {
    for (number, member) in workspace.members.iter().enumerate().filter(|(_, member)| wanted(&member.zone)) {
        let sets = member.sets(&workspace.sources, registry);
        asked[number].reserve(sets.targets.len());
        for target in &sets.targets {
            match workspace.answering(sets.target_chain(target, &member.zone), number) {
                Some((answers, keys)) => {
                    asked[answers].push(Question { asked: (number as u32, target.record), keys })
                }
                None => doubtful[number].records.push(target.record),
            }
        }
    }
}
