//! What stands behind the name of a target: its addresses, through aliases, wildcards and other zones of the run. Does
//! not know services.

use std::net::IpAddr;

use hickory_proto::rr::Name;

use crate::syntax::name::{NameKey, Origin, display_name, relative_to};
use crate::workspace::lookup::Lookup;
use crate::workspace::members::Workspace;
use crate::workspace::traffic::service::{Reached, Target};
use crate::zone::{NameRef, Zone};

/// How many addresses of a host are told.
const MOST_ADDRESSES: usize = 256;

/// The host that a record of `zone` names.
pub(in crate::workspace::traffic) fn target(workspace: &Workspace, name: &NameRef, zone: &Zone) -> Target {
    let name = zone.name(name, &workspace.sources);
    let short = match zone.apex.name.zone_of(&name) && !name.is_root() {
        true => relative_to(&name, &zone.apex.name),
        false => display_name(&name),
    };
    let mut target = Target {
        name: zone.display_name(&name),
        short,
        through: Vec::new(),
        reached: Reached::None,
        by_wildcard: false,
        is_in_doubt: false,
        addresses: Vec::new(),
    };
    if name.is_root() {
        return target;
    }
    let found = workspace.find_address_of(&name, zone);
    let mut names = vec![name];
    let end = workspace.follow_through(&mut names, found);
    let last = names.last().expect("the first one stays");
    match end {
        Some(Lookup::Address { zone, wildcard, .. }) => {
            target.reached = if names.len() == 1 { Reached::Zone } else { Reached::Alias };
            target.by_wildcard = wildcard;
            target.addresses = addresses(workspace, last, zone, wildcard);
        }
        Some(Lookup::Delegated { zone, glue, .. }) => {
            target.reached = Reached::Outside;
            if glue {
                target.addresses = addresses(workspace, last, zone, false);
            }
        }
        Some(Lookup::Elsewhere) => {
            target.reached = Reached::Outside;
            target.is_in_doubt = workspace.doubtful_member(last, zone).is_some();
        }
        _ => {}
    }
    target.through = names.iter().skip(1).map(display_name).collect();
    target
}

/// The addresses at a name of `zone`, or at the wildcard that answers for it, each once, in order.
fn addresses(workspace: &Workspace, name: &Name, zone: &Zone, wildcard: bool) -> Vec<IpAddr> {
    let name = Origin::new(name.clone());
    let exists = |key: &&NameKey| zone.index().node(**key).is_some();
    let key = match wildcard {
        // Of the closest name above that exists (RFC 4592 section 3.3.1).
        true => name.chain().iter().rev().find(exists).map(|key| key.child(b"*")),
        false => Some(name.key()),
    };
    let Some(key) = key else { return Vec::new() };
    let mut addresses: Vec<IpAddr> = Vec::new();
    let mut add = |address: IpAddr| {
        if addresses.len() < MOST_ADDRESSES && !addresses.contains(&address) {
            addresses.push(address);
        }
    };
    match zone.addresses_at(key) {
        Some(kept) => kept.for_each(&mut add),
        None => {
            let host = workspace.hosts(zone).get(&key);
            host.iter().flat_map(|host| &host.addresses).for_each(|(address, _)| add(*address));
        }
    }
    addresses.sort_unstable();
    addresses
}
