//! What is wrong with an SRV target, judged once for all rules: one mistake gives one finding.

use hickory_proto::rr::Name;

use crate::rules::facts::target_text::{BadLabel, Shape};
use crate::syntax::name::{NameKey, Origin, parse_name};
use crate::workspace::{Lookup, Workspace};
use crate::zone::{NameRef, Zone};

/// The mistake of a target, if it has one that rules know.
pub enum Problem<'w> {
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
}

/// Why a relative name was meant to be absolute.
#[derive(Debug, Clone)]
pub struct LacksDot {
    /// The name that was meant: the text with a dot behind it.
    pub meant: Name,
    /// What speaks for it.
    pub evidence: Evidence,
    /// Whether the name with the origin appended is answered by a wildcard, which hides the mistake.
    pub wildcard: bool,
    /// Whether the name that was meant certainly has addresses.
    pub meant_has_address: bool,
    /// Whether it cannot be seen that the name with the origin appended does not exist.
    pub unsure: bool,
}

/// What speaks for a missing dot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evidence {
    /// The text ends in the origin's labels.
    RepeatsOrigin,
    /// The text ends in the zone's name, below a longer `$ORIGIN`.
    RepeatsZone,
    /// The name with a dot exists in a zone of the workspace.
    ExistsAbsolute,
    /// The name without a dot does not exist, and it ends in a top-level domain.
    TopLevelDomain,
}

/// The mistake of `target`, a target written in `zone`, if it has one.
pub fn problem<'a>(
    zone: &'a Zone,
    workspace: &'a Workspace,
    target: &NameRef,
    shape: Option<Shape>,
) -> Option<Problem<'a>> {
    if target.key == NameKey::root() {
        return None;
    }
    let found = workspace.find_address(target, zone);
    let is_host = matches!(found, Lookup::Address { wildcard: false, .. });
    // A bad label that came with the origin may be a missing dot's doing, which is asked first.
    let origin_label = match shape {
        Some(Shape::NoHostname(bad)) if bad.from_origin => Some(bad),
        Some(Shape::NoHostname(bad)) => return Some(Problem::NoHostname(bad)),
        Some(shape) if !(is_host && target.is_relative()) => return Some(Problem::Address(shape)),
        _ => None,
    };
    if let Some(lacks_dot) = lacks_dot(zone, workspace, target, found) {
        return Some(Problem::LacksDot(lacks_dot));
    }
    if let Some(bad) = origin_label {
        return Some(Problem::NoHostname(bad));
    }
    if is_localhost(zone, target, workspace, found) {
        return Some(Problem::Localhost);
    }
    match found {
        Lookup::Alias { .. } | Lookup::Renamed { .. } => Some(Problem::Alias(found)),
        Lookup::NoAddress { .. } | Lookup::NoName { .. } => Some(Problem::NoAddress(found)),
        Lookup::Address { .. } | Lookup::Delegated { .. } | Lookup::Elsewhere => None,
    }
}

/// Whether a target is `localhost` in one of its forms. Plain `localhost` without a dot counts
/// unless the zone has a host of that name.
fn is_localhost(zone: &Zone, target: &NameRef, workspace: &Workspace, found: Lookup<'_>) -> bool {
    if target.is_relative() {
        let text = workspace.sources.bytes(target.span);
        return text.eq_ignore_ascii_case(b"localhost") && !matches!(found, Lookup::Address { .. });
    }
    let name = Origin::new(zone.name(target, &workspace.sources));
    name.chain().split_last().is_some_and(|(own, above)| own.is_localhost(above))
}

/// Whether the relative name `target` was meant to be absolute. A relative name that really
/// exists never was; one that only a wildcard answers may have been.
fn lacks_dot(zone: &Zone, workspace: &Workspace, target: &NameRef, found: Lookup<'_>) -> Option<LacksDot> {
    let wildcard = match found {
        Lookup::Address { wildcard, .. } | Lookup::Alias { wildcard, .. } => {
            if !wildcard {
                return None;
            }
            true
        }
        Lookup::NoAddress { without: crate::zone::index::Without::OtherTypes, .. }
        | Lookup::Renamed { .. }
        | Lookup::Delegated { .. } => return None,
        _ => false,
    };
    let absent = matches!(found, Lookup::NoAddress { .. } | Lookup::NoName { .. });
    let meant = meant_absolute(zone, workspace, target)?;
    let meant_found = workspace.find_address_of(&meant, zone);
    let meant_has_address = matches!(meant_found, Lookup::Address { wildcard: false, .. });
    let evidence = match repeats(zone, target, &meant) {
        Some(evidence) => evidence,
        None if !absent && !wildcard => return None,
        None if meant_has_address || matches!(meant_found, Lookup::Alias { wildcard: false, .. }) => {
            Evidence::ExistsAbsolute
        }
        None if absent && ends_in_top_level_domain(&meant) && !last_label_exists(zone, target, &meant) => {
            Evidence::TopLevelDomain
        }
        None => return None,
    };
    Some(LacksDot { meant, evidence, wildcard, meant_has_address, unsure: !absent && !wildcard })
}

/// The name that a relative name of two or more labels would be with a dot behind it.
pub fn meant_absolute(zone: &Zone, workspace: &Workspace, name: &NameRef) -> Option<Name> {
    let text = workspace.sources.bytes(name.span);
    let (origin, _) = zone.origin_of(name);
    if !name.is_relative() || !zone.is_named() || !text.contains(&b'.') || origin.chain().len() == 1 {
        return None;
    }
    let meant = parse_name(crate::zone::word_text(text), &Name::root()).ok()?;
    // An escaped dot separates no labels.
    (meant.iter().count() >= 2).then_some(meant)
}

/// Whether the text of `name` ends in the labels of its origin, or of its zone.
pub fn repeats(zone: &Zone, name: &NameRef, meant: &Name) -> Option<Evidence> {
    let (origin, _) = zone.origin_of(name);
    let ends_in = |above: &Origin| above.chain().len() > 1 && above.name.zone_of(meant);
    if ends_in(origin) {
        Some(Evidence::RepeatsOrigin)
    } else if ends_in(&zone.apex) {
        Some(Evidence::RepeatsZone)
    } else {
        None
    }
}

/// Whether the last label of a relative name exists below its origin, so that the name may well
/// have been meant as it is: `mx.berlin` in a zone with names below `berlin`.
fn last_label_exists(zone: &Zone, name: &NameRef, meant: &Name) -> bool {
    let (origin, _) = zone.origin_of(name);
    let label = meant.iter().next_back();
    label.is_some_and(|label| zone.index().node(origin.key().child(label)).is_some())
}

/// Whether a name ends in a top-level domain of the public DNS.
fn ends_in_top_level_domain(name: &Name) -> bool {
    let last = name.iter().next_back().map(|label| String::from_utf8_lossy(label).to_ascii_lowercase());
    last.is_some_and(|label| tld::exist(&label))
}
