//! What stands behind the name of a target: its addresses, through aliases, wildcards and other zones of the run. Does
//! not know services.

use std::net::IpAddr;

use hickory_proto::rr::Name;

use crate::syntax::name::{NameKey, Origin, display_name, origin_text, parse_name};
use crate::workspace::lookup::Lookup;
use crate::workspace::members::Workspace;
use crate::workspace::traffic::service::{Reached, Target};
use crate::zone::{NameRef, Zone};

/// How many addresses of a host are told.
const MOST_ADDRESSES: usize = 256;

/// The host that a record of `zone` names.
pub(in crate::workspace::traffic) fn target(workspace: &Workspace, named: &NameRef, zone: &Zone) -> Target {
    let chain = zone.chain(named, &workspace.sources);
    let name = zone.display(named, &workspace.sources);
    host(workspace, name, &chain, &|| zone.name(named, &workspace.sources), zone)
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
    let mut target = Target {
        short: short(&name, chain, zone),
        name,
        through: Vec::new(),
        reached: Reached::None,
        by_wildcard: false,
        is_in_doubt: false,
        addresses: Vec::new(),
    };
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

/// A name as short as it can be below the zone's: what is displayed of it, without the zone's own.
fn short(name: &str, chain: &[NameKey], zone: &Zone) -> String {
    let apex = zone.apex.chain();
    if !zone.is_named() || apex.len() < 2 || chain.get(apex.len() - 1) != apex.last() {
        return name.to_owned();
    }
    let own = name.len() - origin_text(&zone.apex).len();
    if own == 0 { "@".to_owned() } else { name[..own - 1].to_owned() }
}

/// The addresses at a name of `zone`, or at the wildcard that answers for it, each once, in order.
fn addresses(workspace: &Workspace, chain: &[NameKey], zone: &Zone, wildcard: bool) -> Vec<IpAddr> {
    let exists = |key: &&NameKey| zone.index().node(**key).is_some();
    let key = match wildcard {
        // Of the closest name above that exists (RFC 4592 section 3.3.1).
        true => chain.iter().rev().find(exists).map(|key| key.child(b"*")),
        false => chain.last().copied(),
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
