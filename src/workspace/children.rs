//! Zones of the run below the names of others, where these do not delegate: whose records a server that has both gives out.
//! Knows names, and no record.

use std::collections::{BTreeSet, HashMap};

use crate::syntax::name::NameKey;
use crate::workspace::members::Workspace;
use crate::zone::index::Types;

impl Workspace {
    /// Of each member the numbers of those whose zones begin at a name of it, or above one, that it does not delegate.
    pub fn undelegated_children(&self) -> HashMap<usize, Vec<usize>> {
        let mut below: HashMap<usize, HashMap<NameKey, usize>> = HashMap::new();
        if self.has_one_apex() {
            return HashMap::new();
        }
        for (number, member) in
            self.members.iter().enumerate().filter(|(_, member)| member.zone.soa.is_some())
        {
            let [above @ .., apex] = member.zone.apex.chain() else { continue };
            let parent = above.iter().rev().find_map(|key| self.member_at(*key, number));
            if let Some(parent) = parent.filter(|parent| self.members[*parent].zone.srv_count > 0)
                && self.member_at(*apex, parent) == Some(number)
            {
                below.entry(parent).or_default().insert(*apex, number);
            }
        }
        let children = |(parent, below): (usize, HashMap<NameKey, usize>)| {
            let (mut there, mut delegated) = (BTreeSet::new(), BTreeSet::new());
            for (owner, types) in self.members[parent].zone.facts.iter() {
                if let Some(child) = below.get(&owner) {
                    let kind = if types.has(Types::NS) { &mut delegated } else { &mut there };
                    kind.insert(*child);
                }
            }
            let children: Vec<usize> = there.difference(&delegated).copied().collect();
            (!children.is_empty()).then_some((parent, children))
        };
        below.into_iter().filter_map(children).collect()
    }
}
