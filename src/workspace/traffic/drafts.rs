//! The services of a zone as far as it can tell by itself, made while its text and records are at hand, and completed when all
//! zones are there. Most zones need not be looked at again then. Does not know how zones are loaded.

use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::RandomState;

use crate::base::source::Sources;
use crate::workspace::members::Workspace;
use crate::workspace::srv_sets::SrvSets;
use crate::workspace::traffic::of_zone::services_of;
use crate::workspace::traffic::reach::{host_in_workspace, target_in_zone};
use crate::workspace::traffic::service::{Reached, Service, Target};
use crate::zone::{NameRef, Zone};

/// The services of a zone that keeps addresses, with the hosts that certainly have addresses in it; `None` if its name is
/// unknown, so that names in it are not told from others by what is displayed of them.
pub(in crate::workspace) fn draft(zone: &Zone, sources: &Sources, sets: &SrvSets) -> Option<Vec<Service>> {
    let find = |named: &NameRef| target_in_zone(named, zone, sources);
    zone.is_named().then(|| services_of(zone, sources, Some(sets), &find))
}

/// Asks all zones for the hosts of which `zone` alone could not tell the addresses when these services were drafted.
pub(in crate::workspace::traffic) fn complete(drafts: &mut [Service], workspace: &Workspace, zone: &Zone) {
    // A target is one object, however many records name it, and stays one.
    let mut found: HashMap<*const Target, [Arc<Target>; 2], RandomState> = HashMap::default();
    let tiers = drafts.iter_mut().flat_map(|service| &mut service.tiers);
    for entry in tiers.flat_map(|tier| &mut tier.records) {
        let target = &entry.target;
        if target.reached != Reached::None || target.is_null() {
            continue;
        }
        let [_, whole] = found.entry(Arc::as_ptr(target)).or_insert_with(|| {
            let whole = host_in_workspace(workspace, &target.name, zone);
            // The draft stays too, so that no other target comes to lie in its place.
            [Arc::clone(target), Arc::new(whole)]
        });
        entry.target = Arc::clone(whole);
    }
}
