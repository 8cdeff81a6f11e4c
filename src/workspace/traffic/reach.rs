//! What stands behind the name of a target: its addresses, through aliases, wildcards and other zones of the run. Does
//! not know services.

use std::net::IpAddr;

use hickory_proto::rr::Name;

use crate::base::source::Sources;
use crate::syntax::name::{NameKey, Origin, display_name, name_key, origin_text, parse_name};
use crate::workspace::lookup::Lookup;
use crate::workspace::members::Workspace;
use crate::workspace::traffic::service::{Addresses, Found, Reached, Target};
use crate::zone::{NameRef, Zone};

/// How many addresses of a host are told.
const MOST_ADDRESSES: usize = 256;

/// The host that a record of `zone` names.
pub(in crate::workspace::traffic) fn target(workspace: &Workspace, named: &NameRef, zone: &Zone) -> Target {
    let chain = zone.chain(named, &workspace.sources);
    let name = zone.display(named, &workspace.sources);
    let found = find(workspace, &name, &chain, &|| zone.name(named, &workspace.sources), zone);
    Target::new(name, Some(found))
}

/// The host that a record of `zone` names, as far as the zone can tell by itself: reached at the name itself, or still open.
/// To be asked of a zone with a known name that keeps addresses.
pub(in crate::workspace) fn target_in_zone(named: &NameRef, zone: &Zone, sources: &Sources) -> Target {
    let name = zone.display(named, sources);
    let addresses = match zone.plain_addresses(named.key) {
        Some(addresses) => in_order(addresses),
        None if zone.has_plain_address(named, sources) => {
            in_order(zone.addresses_at(named.key).into_iter().flatten())
        }
        None => Addresses::None,
    };
    let found = match addresses.is_empty() {
        true => (name == ".").then(Found::nothing),
        false => Some(Found { reached: Reached::Zone, own: own(&name, zone), addresses, ..Found::nothing() }),
    };
    Target::new(name, found)
}

/// What stands behind a name that `zone` knows as this absolute one. `chain` is room for its keys.
pub(in crate::workspace::traffic) fn find_in_workspace(
    workspace: &Workspace,
    name: &str,
    zone: &Zone,
    chain: &mut Vec<NameKey>,
) -> Found {
    let text = name.as_bytes();
    chain.clear();
    chain.push(NameKey::root());
    let key = name_key(text, text.contains(&b'\\'), &zone.apex, |key| chain.push(key));
    key.expect("a name that was displayed");
    let whole = || parse_name(text, &zone.apex.name).expect("a name that was displayed");
    find(workspace, name, chain, &whole, zone)
}

/// The host with this key, of which `zone` answers to others, if that plainly has its addresses, as nearly all have.
pub(in crate::workspace::traffic) fn find_plainly(key: NameKey, zone: &Zone) -> Option<Found> {
    let addresses = in_order(zone.plain_addresses(key)?);
    (!addresses.is_empty()).then(|| Found { reached: Reached::Zone, addresses, ..Found::nothing() })
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
            let text = display_name(&name.name);
            let found = find(workspace, &text, name.chain(), &|| name.name.clone(), zone);
            Target::new(text, Some(found))
        };
        in_zone.map(at).filter(|host| !host.by_wildcard).collect::<Vec<Target>>()
    };
    workspace.zones().filter(|zone| zone.is_named()).flat_map(of_zone).collect()
}

/// What stands behind a name, as it is displayed, of these keys, seen from `zone`.
fn find(
    workspace: &Workspace,
    name: &str,
    chain: &[NameKey],
    whole: &dyn Fn() -> Name,
    zone: &Zone,
) -> Found {
    let apex = zone.apex.chain();
    let lies_in_zone = zone.is_named() && apex.len() > 1 && chain.get(apex.len() - 1) == apex.last();
    let own = if lies_in_zone { own(name, zone) } else { None };
    let mut behind = Found { own, ..Found::nothing() };
    if let [_root] = *chain {
        return behind;
    }
    let found = workspace.find_address_at(chain, zone);
    if let Lookup::Address { zone, wildcard, .. } = found {
        behind.reached = Reached::Zone;
        behind.by_wildcard = wildcard;
        behind.addresses = addresses(workspace, chain, zone, wildcard);
        return behind;
    }
    let mut names = vec![whole()];
    let end = workspace.follow_through(&mut names, found);
    let last = names.last().expect("the first one stays");
    let addresses_of_last =
        |zone, wildcard| addresses(workspace, Origin::new(last.clone()).chain(), zone, wildcard);
    match end {
        Some(Lookup::Address { zone, wildcard, .. }) => {
            behind.reached = Reached::Alias;
            behind.by_wildcard = wildcard;
            behind.addresses = addresses_of_last(zone, wildcard);
        }
        Some(Lookup::Delegated { zone, glue, .. }) => {
            behind.reached = Reached::Outside;
            if glue {
                behind.addresses = addresses_of_last(zone, false);
            }
        }
        Some(Lookup::Elsewhere) => {
            behind.reached = Reached::Outside;
            behind.is_in_doubt = workspace.doubtful_member(last, zone).is_some();
        }
        _ => {}
    }
    behind.through = names.iter().skip(1).map(display_name).collect();
    behind
}

/// How many octets of a name in a zone, as it is displayed, stand before the zone's own name.
fn own(name: &str, zone: &Zone) -> Option<u16> {
    // Below the root, nothing is left out.
    let apex = origin_text(&zone.apex);
    if apex == "." { None } else { u16::try_from(name.len() - apex.len()).ok() }
}

/// The addresses at a name of `zone`, or at the wildcard that answers for it, each once, in order.
fn addresses(workspace: &Workspace, chain: &[NameKey], zone: &Zone, wildcard: bool) -> Addresses {
    let exists = |key: &&NameKey| zone.index().node(**key).is_some();
    let key = match wildcard {
        // Of the closest name above that exists (RFC 4592 section 3.3.1).
        true => chain.iter().rev().find(exists).map(|key| key.child(b"*")),
        false => chain.last().copied(),
    };
    let Some(key) = key else { return Addresses::None };
    match zone.addresses_at(key) {
        Some(kept) => in_order(kept),
        None => {
            let host = workspace.hosts(zone).get(&key);
            in_order(host.iter().flat_map(|host| &host.addresses).map(|(address, _)| *address))
        }
    }
}

/// Addresses each once, in order, and not too many.
fn in_order(all: impl Iterator<Item = IpAddr>) -> Addresses {
    let (mut addresses, mut more) = (Addresses::None, Vec::new());
    // Taken one by one, those of chained lists take longer than all else here.
    all.for_each(|address| match addresses {
        Addresses::None => addresses = Addresses::One(address),
        Addresses::One(one) => addresses = Addresses::Two([one, address]),
        Addresses::Two(both) => {
            let is_new = || !both.contains(&address) && !more.contains(&address);
            if more.is_empty() || more.len() + 2 < MOST_ADDRESSES && is_new() {
                more.push(address);
            }
        }
        Addresses::Many(_) => {}
    });
    match addresses {
        Addresses::Two([one, other]) if !more.is_empty() || one >= other => {
            more.extend([one, other]);
            more.sort_unstable();
            more.dedup();
            match more[..] {
                [one] => Addresses::One(one),
                [one, other] => Addresses::Two([one, other]),
                _ => Addresses::Many(more.into()),
            }
        }
        addresses => addresses,
    }
}
