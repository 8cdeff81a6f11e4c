//! The services of a zone as far as it can tell by itself, made while its text and records are at hand, and completed when all
//! zones are there. Most zones need not be looked at again then. Does not know how zones are loaded.

use crate::base::source::Sources;
use crate::workspace::members::Workspace;
use crate::workspace::srv_sets::SrvSets;
use crate::workspace::traffic::of_zone::services_of;
use crate::workspace::traffic::reach::{find_in_workspace, target_in_zone};
use crate::workspace::traffic::service::{Drafts, Service};
use crate::zone::{NameRef, Zone};

/// The services of a zone that keeps addresses, with the hosts that certainly have addresses in it; `None` if its name is
/// unknown, so that names in it are not told from others by what is displayed of them.
pub(in crate::workspace) fn draft(zone: &Zone, sources: &Sources, sets: &SrvSets) -> Option<Drafts> {
    let find = |named: &NameRef| target_in_zone(named, zone, sources);
    zone.is_named().then(|| services_of(zone, sources, Some(sets), &find))
}

/// The services, after all zones were asked for the hosts of which `zone` alone could not tell the addresses.
pub(in crate::workspace::traffic) fn complete(
    drafts: Drafts,
    workspace: &Workspace,
    zone: &Zone,
) -> Vec<Service> {
    let mut chain = Vec::new();
    for target in drafts.open {
        target.complete(find_in_workspace(workspace, &target.name, zone, &mut chain));
    }
    drafts.services
}
