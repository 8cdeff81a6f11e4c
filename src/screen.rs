//! Which SRV targets certainly have addresses, settled in one pass over all zones, so that rules
//! look closer at the few others.
//!
//! Names are many and targets few: only the targets and the names above them are put into a
//! table, and every record of the zones is looked up there once, by its owner's key.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

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

/// A target, and where in the list of chains the names above it stand.
struct Question {
    /// The zone it was written in, and the number of its record there.
    asked: (u32, u32),
    /// The zone that answers.
    answers: u32,
    /// Its own key, and those of the names above it up to below the answering zone's apex.
    keys: std::ops::Range<u32>,
}

/// The doubtful targets of each zone, in the order of the zones; of zones that are not `wanted` none.
pub fn screen(workspace: &Workspace, wanted: &dyn Fn(&Zone) -> bool) -> Vec<Doubtful> {
    let mut doubtful = vec![Doubtful::default(); workspace.members.len()];
    let (questions, keys) = questions(workspace, wanted, &mut doubtful);
    let mut tables: Vec<Table> = vec![Table::default(); workspace.members.len()];
    for question in &questions {
        let table = &mut tables[question.answers as usize];
        for key in &keys[question.keys.start as usize..question.keys.end as usize] {
            table.entry(*key).or_insert(Types::NONE);
        }
    }
    for (table, member) in tables.iter_mut().zip(&workspace.members).filter(|(table, _)| !table.is_empty()) {
        for fact in &member.zone.facts {
            if let Some(types) = table.get_mut(&fact.owner) {
                *types = types.with(fact.types);
            }
        }
    }
    for question in questions {
        let table = &tables[question.answers as usize];
        let mut types =
            keys[question.keys.start as usize..question.keys.end as usize].iter().map(|key| table[key]);
        let own = types.next_back().unwrap_or(Types::NONE);
        let hidden = types.any(|above| above.has(Types::NS) || above.has(Types::DNAME)) || own.has(Types::NS);
        let (zone, record) = question.asked;
        if hidden || !own.has(Types::ADDRESS) || own.has(Types::CNAME) {
            doubtful[zone as usize].records.push(record);
        } else {
            doubtful[zone as usize].local |= own.has(Types::LOCAL_ADDRESS);
        }
    }
    for zone in &mut doubtful {
        zone.records.sort_unstable();
    }
    doubtful
}

/// A question for each target that one zone can answer. The apex has its addresses in its own
/// table entry; what is not below a zone's own apex, or no zone can answer, is doubtful at once.
fn questions(
    workspace: &Workspace,
    wanted: &dyn Fn(&Zone) -> bool,
    doubtful: &mut [Doubtful],
) -> (Vec<Question>, Vec<NameKey>) {
    let (mut questions, mut keys, mut chain) = (Vec::new(), Vec::new(), Vec::new());
    for (number, zone) in workspace.zones().enumerate().filter(|(_, zone)| wanted(zone)) {
        for (record, srv) in
            zone.records.iter().enumerate().filter_map(|(n, record)| Some((n, record.srv()?)))
        {
            if srv.is_null() {
                continue;
            }
            zone.chain(&srv.target, &workspace.sources, &mut chain);
            let Some(answers) = workspace.closest_member(&chain, number) else {
                doubtful[number].records.push(record as u32);
                continue;
            };
            let apex = workspace.members[answers].zone.apex.chain().len();
            let start = keys.len() as u32;
            // The apex's own NS records are no cut, so it is asked for only as the target itself.
            keys.extend_from_slice(&chain[apex.min(chain.len() - 1)..]);
            let asked = (number as u32, record as u32);
            questions.push(Question { asked, answers: answers as u32, keys: start..keys.len() as u32 });
        }
    }
    (questions, keys)
}
