//! Names to which the origin was appended by mistake: what was meant, and what speaks for it. Does not know
//! how rules report it.

use hickory_proto::rr::Name;

use crate::syntax::name::{Origin, parse_name};
use crate::workspace::{Lookup, Workspace};
use crate::zone::index::{Types, Without};
use crate::zone::{NameRef, Zone, word_text};

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

/// Whether the relative name `target` was meant to be absolute. A relative name that really
/// exists never was; one that only a wildcard answers may have been.
pub fn lacks_dot(
    zone: &Zone,
    workspace: &Workspace,
    target: &NameRef,
    found: Lookup<'_>,
) -> Option<LacksDot> {
    let wildcard = match found {
        Lookup::Address { wildcard, .. } | Lookup::Alias { wildcard, .. } => {
            if !wildcard {
                return None;
            }
            true
        }
        Lookup::NoAddress { without: Without::OtherTypes, .. }
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
    let meant = parse_name(word_text(text), &Name::root()).ok()?;
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

/// Top-level names that networks use for themselves: reserved, or by old habit.
const PRIVATE_TOPS: [&str; 6] = ["internal", "local", "lan", "corp", "home", "test"];

/// Whether a name ends in a top-level domain of the public DNS, or of a private network.
fn ends_in_top_level_domain(name: &Name) -> bool {
    let last = name.iter().next_back().map(|label| String::from_utf8_lossy(label).to_ascii_lowercase());
    last.is_some_and(|label| tld::exist(&label) || PRIVATE_TOPS.contains(&label.as_str()))
}

/// The name that a NAPTR replacement means, if the origin was appended to it by mistake.
pub fn replacement_lacks_dot(zone: &Zone, workspace: &Workspace, replacement: &NameRef) -> Option<Name> {
    let meant = meant_absolute(zone, workspace, replacement)?;
    repeats(zone, replacement, &meant)?;
    let expanded = zone.name(replacement, &workspace.sources);
    workspace.types_at(&expanded, zone).is_none_or(Types::is_empty).then_some(meant)
}
