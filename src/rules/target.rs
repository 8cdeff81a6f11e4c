//! What is wrong with an SRV target, judged once for all rules: one mistake gives one finding.

use hickory_proto::rr::Name;

use super::Context;
use crate::syntax::name::{NameKey, Origin, parse_name};
use crate::workspace::Lookup;
use crate::zone::NameRef;
use crate::zone::index::Types;

/// The mistake of a target, if it has one that rules know.
pub enum Problem<'w> {
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

/// The mistake of the target `target`.
pub fn problem<'a>(cx: &Context<'a>, target: &NameRef) -> Option<Problem<'a>> {
    if target.key == NameKey::root() {
        return None;
    }
    let found = cx.workspace.find_address(target, cx.zone);
    if let Some(lacks_dot) = lacks_dot(cx, target, found) {
        return Some(Problem::LacksDot(lacks_dot));
    }
    match found {
        Lookup::Alias { .. } | Lookup::Renamed { .. } => Some(Problem::Alias(found)),
        Lookup::NoAddress { .. } | Lookup::NoName { .. } => Some(Problem::NoAddress(found)),
        Lookup::Address { .. } | Lookup::Delegated { .. } | Lookup::Elsewhere => None,
    }
}

/// Whether the relative name `target` was meant to be absolute. A relative name that really
/// exists never was; one that only a wildcard answers may have been.
fn lacks_dot(cx: &Context<'_>, target: &NameRef, found: Lookup<'_>) -> Option<LacksDot> {
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
    let meant = meant_absolute(cx, target)?;
    let meant_found = cx.workspace.find_address_of(&meant, cx.zone);
    let meant_has_address = matches!(meant_found, Lookup::Address { wildcard: false, .. });
    let evidence = match repeats(cx, target, &meant) {
        Some(evidence) => evidence,
        None if !absent && !wildcard => return None,
        None if meant_has_address || matches!(meant_found, Lookup::Alias { wildcard: false, .. }) => {
            Evidence::ExistsAbsolute
        }
        None if absent && ends_in_top_level_domain(&meant) => Evidence::TopLevelDomain,
        None => return None,
    };
    Some(LacksDot { meant, evidence, wildcard, meant_has_address, unsure: !absent && !wildcard })
}

/// The name that a relative name of two or more labels would be with a dot behind it.
pub fn meant_absolute(cx: &Context<'_>, name: &NameRef) -> Option<Name> {
    let text = cx.sources.bytes(name.span);
    let (origin, _) = cx.zone.origin_of(name);
    if !name.relative || !cx.zone.is_named() || !text.contains(&b'.') || origin.chain().len() == 1 {
        return None;
    }
    let meant = parse_name(crate::zone::word_text(text), &Name::root()).ok()?;
    // An escaped dot separates no labels.
    (meant.iter().count() >= 2).then_some(meant)
}

/// Whether the text of `name` ends in the labels of its origin, or of its zone.
pub fn repeats(cx: &Context<'_>, name: &NameRef, meant: &Name) -> Option<Evidence> {
    let (origin, _) = cx.zone.origin_of(name);
    let ends_in = |above: &Origin| above.chain().len() > 1 && above.name.zone_of(meant);
    if ends_in(origin) {
        Some(Evidence::RepeatsOrigin)
    } else if ends_in(&cx.zone.apex) {
        Some(Evidence::RepeatsZone)
    } else {
        None
    }
}

/// Whether a name ends in a top-level domain of the public DNS.
fn ends_in_top_level_domain(name: &Name) -> bool {
    let last = name.iter().last().map(|label| String::from_utf8_lossy(label).to_ascii_lowercase());
    last.is_some_and(|label| tld::exist(&label))
}

/// What stands at a name of the asking zone or of whichever zone of the workspace holds it.
pub fn types_at(cx: &Context<'_>, name: &Name) -> Option<Types> {
    cx.workspace.types_at(name, cx.zone).and_then(|(_, types)| types)
}
