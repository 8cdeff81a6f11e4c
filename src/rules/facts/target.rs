//! What is wrong with an SRV target, judged once for all rules: one mistake gives one finding. Does not know
//! how rules report it.

use std::net::Ipv4Addr;
use std::ops::Deref;

use hickory_proto::rr::Name;

use crate::rules::facts::astray::{Astray, Exists, TargetDomains, astray, is_multicast, is_undotted_host};
use crate::rules::facts::meant_here::meant_here;
use crate::rules::facts::target_text::{BadLabel, Shape};
use crate::rules::facts::trailing_dot::{Evidence, LacksDot, lacks_dot};
use crate::syntax::name::NameKey;
use crate::workspace::{ChainEnd, Lookup, Workspace};
use crate::zone::{NameRef, Zone, word_text};

/// The mistake of a target, if it has one that rules know.
pub enum TargetProblem<'w> {
    /// It is an IP address, a URL or `host:port`.
    Address(Shape),
    /// It has a label that no host name has.
    NoHostname(BadLabel),
    /// It is `localhost` (RFC 6761 section 6.3).
    Localhost,
    /// The origin was appended to a name that was meant to be absolute.
    LacksDot(LacksDot),
    /// It is an alias, or lies below a DNAME.
    Alias(Lookup<'w>),
    /// It has no address, or does not exist.
    NoAddress(Lookup<'w>),
    /// It lies in a part of a zone, and its host has the zone's name twice for want of a dot.
    UndottedHost,
    /// It may have addresses, and another host was meant.
    Astray(Astray),
}

/// The mistake of `target`, a target written in `zone` of which `found` is known, if it has one. The `domains` are those of the
/// zone, asked for by few.
pub fn problem<'a>(
    zone: &'a Zone,
    workspace: &'a Workspace,
    target: &NameRef,
    shape: Option<Shape>,
    found: Lookup<'a>,
    domains: &dyn Deref<Target = TargetDomains<'a>>,
) -> Option<TargetProblem<'a>> {
    if target.key == NameKey::root() {
        return None;
    }
    let is_host = matches!(found, Lookup::Address { wildcard: false, .. });
    // A bad label that came with the origin may be a missing dot's doing, which is asked first.
    let origin_label = match shape {
        Some(Shape::NoHostname(bad)) if bad.from_origin => Some(bad),
        Some(Shape::NoHostname(bad)) => return Some(TargetProblem::NoHostname(bad)),
        Some(shape) if !(is_host && target.is_relative()) => return Some(TargetProblem::Address(shape)),
        _ => None,
    };
    let is_told = !matches!(found, Lookup::Address { wildcard: false, .. } | Lookup::Elsewhere);
    if let Some(address) = is_told.then(|| address_in_zone(zone, workspace, target)).flatten() {
        return Some(TargetProblem::Address(Shape::Address(address.into())));
    }
    if let Some(lacks_dot) = lacks_dot(zone, workspace, target, found) {
        if lacks_dot.evidence == Evidence::TopLevelDomain
            && let Some(problem) = without_dot(zone, workspace, target, found, &lacks_dot)
        {
            return Some(problem);
        }
        return Some(TargetProblem::LacksDot(lacks_dot));
    }
    if let Some(bad) = origin_label {
        return Some(TargetProblem::NoHostname(bad));
    }
    if is_localhost(zone, target, workspace, found) {
        return Some(TargetProblem::Localhost);
    }
    match found {
        Lookup::Alias { .. } | Lookup::Renamed { .. } => Some(TargetProblem::Alias(found)),
        Lookup::NoAddress { .. } | Lookup::NoName { .. } => Some(TargetProblem::NoAddress(found)),
        Lookup::Elsewhere if is_undotted_host(zone, workspace, target) => Some(TargetProblem::UndottedHost),
        Lookup::Address { .. } | Lookup::Delegated { .. } | Lookup::Elsewhere => {
            astray(zone, workspace, target, found, domains).map(TargetProblem::Astray)
        }
    }
}

/// The mistake of a relative target that ends as names of the public DNS do, and was not meant to have a dot behind it.
fn without_dot<'a>(
    zone: &Zone,
    workspace: &Workspace,
    target: &NameRef,
    found: Lookup<'a>,
    lacks_dot: &LacksDot,
) -> Option<TargetProblem<'a>> {
    let exists = match (lacks_dot.wildcard, lacks_dot.unsure) {
        (true, _) => Exists::ByWildcard,
        (_, true) => Exists::Maybe,
        _ => Exists::No,
    };
    if let Some(meant) = meant_here(zone, workspace, target, &lacks_dot.meant) {
        return Some(TargetProblem::Astray(Astray::Here { meant, exists }));
    }
    // With its dot no client could look it up.
    let is_link_local = is_multicast(&lacks_dot.meant, zone) && exists == Exists::No;
    is_link_local.then_some(TargetProblem::NoAddress(found))
}

/// The IP address that an absolute target has before the zone's name: a zone that was written by a program has the origin
/// appended already.
fn address_in_zone(zone: &Zone, workspace: &Workspace, target: &NameRef) -> Option<Ipv4Addr> {
    if target.is_relative() || !zone.is_named() {
        return None;
    }
    let text = word_text(workspace.sources.bytes(target.span));
    if !target.is_escaped() && !text.first().is_some_and(u8::is_ascii_digit) {
        return None;
    }
    let name = zone.name(target, &workspace.sources);
    let own = name.iter().count().checked_sub(zone.apex.name.iter().count()).filter(|own| *own == 4)?;
    let is_inside = zone.apex.name.zone_of(&name);
    let labels: Vec<&str> =
        name.iter().take(own).filter_map(|label| std::str::from_utf8(label).ok()).collect();
    is_inside.then(|| labels.join(".").parse().ok()).flatten()
}

/// Whether a target is `localhost` in one of its forms. Plain `localhost` without a dot counts
/// unless the zone has a host of that name.
fn is_localhost(zone: &Zone, target: &NameRef, workspace: &Workspace, found: Lookup<'_>) -> bool {
    if target.is_relative() {
        let text = workspace.sources.bytes(target.span);
        return text.eq_ignore_ascii_case(b"localhost") && !matches!(found, Lookup::Address { .. });
    }
    let chain = zone.chain(target, &workspace.sources);
    chain.split_last().is_some_and(|(own, above)| own.is_localhost(above))
}

/// The host that a name leads to, if it is an alias: as a target with its dot the name would be the next mistake.
pub fn alias_end(meant: &Name, zone: &Zone, workspace: &Workspace) -> Option<Name> {
    let found = workspace.find_address_of(meant, zone);
    if !matches!(found, Lookup::Alias { .. }) {
        return None;
    }
    match workspace.follow(meant, found) {
        ChainEnd::Address(end) => Some(end),
        _ => None,
    }
}
