//! The services of a zone as far as it can tell by itself, made while its text and records are at hand, and completed when all
//! zones are there. Most zones need not be looked at again then. Does not know how zones are loaded.

use crate::base::source::Sources;
use crate::workspace::members::Workspace;
use crate::workspace::services::Registry;
use crate::workspace::srv_sets::{Above, OpenTarget, SrvSets};
use crate::workspace::traffic::of_zone::services_of;
use crate::workspace::traffic::reach::{find_in_workspace, find_plainly, target_in_zone};
use crate::workspace::traffic::service::{Drafts, Service};
use crate::zone::{NameRef, Zone};

/// The services of a zone that keeps addresses, with the hosts that certainly have addresses in it; `None` if its name is
/// unknown, so that names in it are not told from others by what is displayed of them.
pub(in crate::workspace) fn draft(zone: &Zone, sources: &Sources, sets: &SrvSets) -> Option<Drafts> {
    let find = |named: &NameRef| target_in_zone(named, zone, sources);
    zone.is_named().then(|| services_of(zone, sources, Some(sets), &find))
}

/// The services of the member with this number, after all zones were asked for the hosts of which its own could not tell the
/// addresses.
pub(in crate::workspace::traffic) fn complete(
    drafts: Drafts,
    workspace: &Workspace,
    number: usize,
    registry: &Registry,
) -> Vec<Service> {
    let (member, mut chain) = (&workspace.members[number], Vec::new());
    // What was found out about them for the rules.
    let targets = member.targets(&workspace.sources, registry);
    let plainly = |record: u32| {
        let place = targets.open.binary_search_by_key(&record, |open| open.record).ok()?;
        let OpenTarget { name, above, .. } = &targets.open[place];
        match targets.above(*above) {
            Above::Whole(above) if member.zone.soa.is_some() => {
                find_plainly(workspace, name.key, above, number)
            }
            _ => None,
        }
    };
    for (record, target) in drafts.open {
        let found = record.and_then(plainly);
        let exactly = || find_in_workspace(workspace, &target.name, &member.zone, &mut chain);
        target.complete(found.unwrap_or_else(exactly));
    }
    drafts.services
}
