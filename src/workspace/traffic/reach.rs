//! What stands behind the name of a target: its addresses, through aliases, wildcards and other zones of the run. Does
//! not know services.

use std::net::IpAddr;

use hickory_proto::rr::Name;

use crate::base::source::Sources;
use crate::syntax::name::{NameKey, Origin, display_name, name_key, origin_text, parse_name};
use crate::workspace::lookup::Lookup;
use crate::workspace::members::Workspace;
use crate::workspace::traffic::service::{Reached, Target};
use crate::zone::{NameRef, Zone};

/// How many labels names have, but for odd ones.
const MOST_USUAL_LABELS: usize = 8;

/// How many addresses of a host are told.
const MOST_ADDRESSES: usize = 256;

/// The host that a record of `zone` names.
pub(in crate::workspace::traffic) fn target(workspace: &Workspace, named: &NameRef, zone: &Zone) -> Target {
    let chain = zone.chain(named, &workspace.sources);
    let name = zone.display(named, &workspace.sources);
    host(workspace, name, &chain, &|| zone.name(named, &workspace.sources), zone)
}

/// The host that a record of `zone` names, as far as the zone can tell by itself: reached at the name itself, or not at all
/// yet. To be asked of a zone with a known name that keeps addresses.
pub(in crate::workspace) fn target_in_zone(named: &NameRef, zone: &Zone, sources: &Sources) -> Target {
    let mut target = Target::called(zone.display(named, sources));
    if zone.has_plain_address(named, sources) {
        target.reached = Reached::Zone;
        target.own = own(&target.name, zone);
        target.addresses = in_order(zone.addresses_at(named.key).into_iter().flatten());
    }
    target
}

/// The host with a name that `zone` knows as this absolute one.
pub(in crate::workspace::traffic) fn host_in_workspace(
    workspace: &Workspace,
    name: &str,
    zone: &Zone,
) -> Target {
    let (text, mut chain) = (name.as_bytes(), Vec::with_capacity(MOST_USUAL_LABELS));
    chain.push(NameKey::root());
    let key = name_key(text, text.contains(&b'\\'), &zone.apex, |key| chain.push(key));
    key.expect("a name that was displayed");
    let whole = || parse_name(text, &zone.apex.name).expect("a name that was displayed");
    host(workspace, name.to_owned(), &chain, &whole, zone)
}

/// The hosts that a user may mean by a text: of each zone that name in it, or the name as it stands. Not one for
/// which only a wildcard answers: no host has that name.
pub(in crate::workspace::traffic) fn hosts_called(workspace: &Workspace, text: &str) -> Vec<Target> {
    let of_zone = |zone: &Zone| {
        let whole = format!("{text}.");
        let texts = [text, whole.as_str()].into_iter().filter(|text| !text.ends_with(".."));
        let names = texts.filter_map(|text| parse_name(text.as_bytes(), &zone.apex.name).ok());
        let in_zone = names.map(Origin::new).filter(|name| name.chain().starts_with(zone.apex.chain()));
        let at = |name: Origin| {
            host(workspace, display_name(&name.name), name.chain(), &|| name.name.clone(), zone)
        };
        in_zone.map(at).filter(|host| !host.by_wildcard).collect::<Vec<Target>>()
    };
    workspace.zones().filter(|zone| zone.is_named()).flat_map(of_zone).collect()
}

/// The host with a name, as it is displayed, of these keys, seen from `zone`.
fn host(
    workspace: &Workspace,
    name: String,
    chain: &[NameKey],
    whole: &dyn Fn() -> Name,
    zone: &Zone,
) -> Target {
    let apex = zone.apex.chain();
    let lies_in_zone = zone.is_named() && apex.len() > 1 && chain.get(apex.len() - 1) == apex.last();
    let own = if lies_in_zone { own(&name, zone) } else { None };
    let mut target = Target { own, ..Target::called(name) };
    if let [_root] = *chain {
        return target;
    }
    let found = workspace.find_address_at(chain, zone);
    if let Lookup::Address { zone, wildcard, .. } = found {
        target.reached = Reached::Zone;
        target.by_wildcard = wildcard;
        target.addresses = addresses(workspace, chain, zone, wildcard);
        return target;
    }
    let mut names = vec![whole()];
    let end = workspace.follow_through(&mut names, found);
    let last = names.last().expect("the first one stays");
    let addresses_of_last =
        |zone, wildcard| addresses(workspace, Origin::new(last.clone()).chain(), zone, wildcard);
    match end {
        Some(Lookup::Address { zone, wildcard, .. }) => {
            target.reached = Reached::Alias;
            target.by_wildcard = wildcard;
            target.addresses = addresses_of_last(zone, wildcard);
        }
        Some(Lookup::Delegated { zone, glue, .. }) => {
            target.reached = Reached::Outside;
            if glue {
                target.addresses = addresses_of_last(zone, false);
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

/// How many octets of a name in a zone, as it is displayed, stand before the zone's own name.
fn own(name: &str, zone: &Zone) -> Option<u16> {
    // Below the root, nothing is left out.
    let apex = origin_text(&zone.apex);
    if apex == "." { None } else { u16::try_from(name.len() - apex.len()).ok() }
}

/// The addresses at a name of `zone`, or at the wildcard that answers for it, each once, in order.
fn addresses(workspace: &Workspace, chain: &[NameKey], zone: &Zone, wildcard: bool) -> Box<[IpAddr]> {
    let exists = |key: &&NameKey| zone.index().node(**key).is_some();
    let key = match wildcard {
        // Of the closest name above that exists (RFC 4592 section 3.3.1).
        true => chain.iter().rev().find(exists).map(|key| key.child(b"*")),
        false => chain.last().copied(),
    };
    let Some(key) = key else { return Box::default() };
    match zone.addresses_at(key) {
        Some(kept) => in_order(kept),
        None => {
            let host = workspace.hosts(zone).get(&key);
            in_order(host.iter().flat_map(|host| &host.addresses).map(|(address, _)| *address))
        }
    }
}

/// Addresses each once, in order, and not too many.
fn in_order(all: impl Iterator<Item = IpAddr>) -> Box<[IpAddr]> {
    // Nearly all hosts have one of each family at most.
    let mut addresses: Vec<IpAddr> = Vec::with_capacity(2);
    for address in all {
        if addresses.len() < MOST_ADDRESSES && !addresses.contains(&address) {
            addresses.push(address);
        }
    }
    addresses.sort_unstable();
    addresses.into()
}
