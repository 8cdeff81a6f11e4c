//! Which host of the zone a relative target means that ends as names of the public DNS do, and was not meant to have a dot behind
//! it: `mail.co.uk` in zone `example.co.uk`, `mail.exampel.com` in `example.com`. Does not know how rules report it.

use hickory_proto::rr::Name;

use crate::rules::facts::astray::{Astray, is_multicast, outside};
use crate::workspace::{Lookup, Workspace};
use crate::zone::{NameRef, Zone};

/// The host that is meant by a target without a final dot, which with one would be `absolute`.
pub fn meant_here(zone: &Zone, workspace: &Workspace, target: &NameRef, absolute: &Name) -> Option<Name> {
    if !zone.is_named() || zone.soa.is_none() {
        return None;
    }
    let own: Vec<&[u8]> = absolute.iter().collect();
    let is_part = |end: &[&[u8]]| {
        let apex: Vec<&[u8]> = zone.apex.name.iter().collect();
        let is_same =
            |part: &[&[u8]]| part.iter().zip(end).all(|(one, other)| one.eq_ignore_ascii_case(other));
        // Of the domain above a zone another host may be meant.
        let is_open = end.len() == 1 || end.len() == 2 && is_public_suffix(end);
        let is_end = || is_open && is_same(&apex[apex.len() - end.len()..]);
        end.len() < apex.len() && (is_end() || is_same(&apex[..end.len()]))
    };
    let is_host = |name: &Name| {
        zone.apex.name.zone_of(name)
            && matches!(workspace.find_address_of(name, zone), Lookup::Address { wildcard: false, .. })
    };
    for host in (1..own.len()).rev() {
        let (label, end) = own.split_at(host);
        if !is_part(end) && !is_multicast(absolute, zone) {
            continue;
        }
        for origin in [zone.origin_of(target).0, &zone.apex] {
            let labels = label.iter().copied().chain(origin.name.iter());
            let Ok(mut meant) = Name::from_labels(labels) else { continue };
            meant.set_fqdn(true);
            if is_host(&meant) {
                return Some(meant);
            }
        }
    }
    match outside(zone, workspace, absolute)? {
        Astray::Domain { meant } | Astray::InnerDot { meant } => Some(meant),
        _ => None,
    }
}

/// Whether two labels are such as people have their domains below in some countries: `co.uk`.
fn is_public_suffix(end: &[&[u8]]) -> bool {
    let is_kind = |label: &[u8]| {
        ["co", "com", "net", "org", "ac", "gov"]
            .iter()
            .any(|kind| label.eq_ignore_ascii_case(kind.as_bytes()))
    };
    matches!(end, [kind, top] if is_kind(kind) && top.len() == 2)
}
