//! Names to which the origin was appended by mistake: what was meant, and what speaks for it. Does not know
//! how rules report it.

use hickory_proto::rr::{Name, RecordType};

use crate::rules::facts::repeated_apex::{repeats_own_servers, without_repeated_apex};
use crate::syntax::name::{Origin, is_public_top_level_domain, is_top_level_domain, parse_name};
use crate::workspace::{Lookup, Workspace};
use crate::zone::index::{Located, Types, Without};
use crate::zone::no_host::names_hosts;
use crate::zone::{NameRef, Record, RelativeName, Zone, word_text};

/// Why a relative name was meant to be absolute.
#[derive(Debug, Clone)]
pub struct LacksDot {
    /// The name that was meant: the text with a dot behind it.
    pub meant: Name,
    /// What speaks for it.
    pub evidence: Evidence,
    /// Whether the name with the origin appended is answered by a wildcard, which hides the mistake.
    pub wildcard: bool,
    /// Whether it is an alias: then it is wrong, whatever was meant.
    pub is_alias: bool,
    /// Whether the name that was meant certainly has addresses.
    pub meant_has_address: bool,
    /// Whether it cannot be seen that the name with the origin appended does not exist.
    pub unsure: bool,
    /// Whether the host's own name has the same mistake, so that clients find it at the name with the origin appended alone.
    pub has_host: bool,
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
    /// The name is absolute, and ends in the zone's name twice: the origin was appended before it was written.
    Doubled,
}

/// Whether the relative name `target` was meant to be absolute. A relative name that really exists never was, unless it has the
/// zone's name at its end twice; one that only a wildcard answers may have been.
pub fn lacks_dot(
    zone: &Zone,
    workspace: &Workspace,
    target: &NameRef,
    found: Lookup<'_>,
) -> Option<LacksDot> {
    let exists = matches!(found, Lookup::Address { wildcard: false, .. });
    let wildcard = match found {
        Lookup::Address { .. } if exists => false,
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
    let doubled = doubled(zone, workspace, target);
    let is_doubled = doubled.is_some();
    let meant = doubled.or_else(|| meant_absolute(zone, workspace, target))?;
    if exists && !is_doubled && !repeats_name(zone, target, &meant) {
        return None;
    }
    let meant_found = workspace.find_address_of(&meant, zone);
    let meant_has_address = matches!(meant_found, Lookup::Address { wildcard: false, .. });
    // Where the doubled name may exist, only what is certainly a domain of its own speaks for the dot.
    let is_foreign = || {
        let is_public = public_domain(&meant).is_some() || ends_as_zone(&meant, zone);
        is_public && !last_label_exists(zone, target, &meant)
    };
    let evidence = match repeats(zone, target, &meant) {
        _ if is_doubled => Evidence::Doubled,
        Some(evidence) => evidence,
        None if !absent && !wildcard && !is_foreign() => return None,
        None if meant_has_address || matches!(meant_found, Lookup::Alias { wildcard: false, .. }) => {
            Evidence::ExistsAbsolute
        }
        None if absent && ends_in_top_level_domain(&meant) && !last_label_exists(zone, target, &meant) => {
            Evidence::TopLevelDomain
        }
        None if !absent && is_foreign() => Evidence::TopLevelDomain,
        None => return None,
    };
    let (is_alias, unsure) = (matches!(found, Lookup::Alias { .. }), !absent && !wildcard);
    let has_host = exists && !meant_has_address;
    Some(LacksDot { meant, evidence, wildcard, is_alias, meant_has_address, unsure, has_host })
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

/// The name that an absolute one means which ends in the zone's name twice.
pub fn doubled(zone: &Zone, workspace: &Workspace, name: &NameRef) -> Option<Name> {
    let apex = zone.apex.name.iter().count();
    if name.is_relative() || !zone.is_named() || apex < 2 {
        return None;
    }
    if !may_be_doubled(word_text(workspace.sources.bytes(name.span)), &zone.apex.name) {
        return None;
    }
    without_repeated_apex(zone, &zone.name(name, &workspace.sources))
}

/// Whether an absolute name may end in the zone's name twice. For nearly all one label of the text tells that they do not.
fn may_be_doubled(text: &[u8], apex: &Name) -> bool {
    let text = text.strip_suffix(b".").unwrap_or(text);
    let before = text.rsplit(|octet| *octet == b'.').nth(apex.iter().count());
    let is_last = |label: &[u8]| apex.iter().next_back().is_some_and(|last| last.eq_ignore_ascii_case(label));
    before.is_some_and(is_last) || text.contains(&b'\\')
}

/// Whether a relative name ends as domains of the public DNS do, and nothing lies below its last label in the zone.
pub fn is_of_public_domain(zone: &Zone, workspace: &Workspace, name: &NameRef) -> bool {
    let text = workspace.sources.bytes(name.span);
    let meant = || parse_name(word_text(text), &Name::root()).ok();
    let is_public = |meant: &Name| public_domain(meant).is_some() && !last_label_exists(zone, name, meant);
    name.is_relative() && text.contains(&b'.') && meant().is_some_and(|meant| is_public(&meant))
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

/// Whether the text of a relative name ends in the name of its origin or zone, and that is no single label, which may be a
/// host's, too.
fn repeats_name(zone: &Zone, name: &NameRef, meant: &Name) -> bool {
    let ends_in = |above: &Origin| above.chain().len() > 2 && above.name.zone_of(meant);
    name.is_relative() && (ends_in(zone.origin_of(name).0) || ends_in(&zone.apex))
}

/// Whether the last label of a relative name exists below its origin, so that the name may well
/// have been meant as it is: `mx.berlin` in a zone with names below `berlin`.
fn last_label_exists(zone: &Zone, name: &NameRef, meant: &Name) -> bool {
    let (origin, _) = zone.origin_of(name);
    let labels: Vec<&[u8]> = meant.iter().collect();
    let node = |labels: &[&[u8]]| {
        let key = labels.iter().rev().fold(origin.key(), |key, label| key.child(label));
        zone.index().node(key)
    };
    // An owner that repeats the origin or the zone's name lacks its dot too, and makes labels that are not meant.
    let repeated = |above: &Origin| {
        let above: Vec<&[u8]> = above.name.iter().collect();
        let ends = above.last().zip(labels.last());
        let is_last = ends.is_some_and(|(one, other)| one.eq_ignore_ascii_case(other));
        is_last && node(&above).is_some_and(|node| node.types.is_empty())
    };
    // So does one of another public domain: that domain has to be there.
    let domain = public_domain(meant).map(|count| &labels[labels.len() - count..]);
    let is_there = domain.is_none_or(|domain| domain.len() == labels.len() || node(domain).is_some());
    let last = &labels[labels.len().saturating_sub(1)..];
    node(last).is_some() && is_there && !repeated(origin) && !repeated(&zone.apex)
}

fn ends_in_top_level_domain(name: &Name) -> bool {
    name.iter().next_back().is_some_and(is_top_level_domain)
}

/// Whether a name ends in the top-level domain of the public DNS that the zone's own name ends in: hardly a label of the zone.
fn ends_as_zone(name: &Name, zone: &Zone) -> bool {
    let (last, own) = (name.iter().next_back(), zone.apex.name.iter().next_back());
    let is_same = last.zip(own).is_some_and(|(last, own)| last.eq_ignore_ascii_case(own));
    is_same && own.is_some_and(is_public_top_level_domain)
}

/// Where an owner was meant to stand that stands at the wrong name for want of a dot, and what speaks for it.
pub enum MisplacedOwner {
    /// Its text ends in its origin's or its zone's labels.
    Repeats(Name),
    /// It is absolute, and ends in the zone's name twice.
    Doubled(Name),
    /// Its text names a domain that another zone of the run has.
    OtherZone(Name),
    /// Its text ends as a domain of the public DNS does.
    OtherDomain(Name),
}

impl MisplacedOwner {
    /// The name that was meant.
    pub fn meant(&self) -> &Name {
        let (MisplacedOwner::Repeats(meant)
        | MisplacedOwner::Doubled(meant)
        | MisplacedOwner::OtherZone(meant)
        | MisplacedOwner::OtherDomain(meant)) = self;
        meant
    }
}

/// What is wrong with where the owner of a service's records stands, if its text has the zone's name or the origin's.
pub fn misplaced_by_own_name(zone: &Zone, workspace: &Workspace, owner: &NameRef) -> Option<MisplacedOwner> {
    let name = || zone.name(owner, &workspace.sources);
    if !owner.is_relative() {
        let meant = doubled(zone, workspace, owner)?;
        return (!has_records_above_service(zone, workspace, &name()))
            .then_some(MisplacedOwner::Doubled(meant));
    }
    let meant = meant_absolute(zone, workspace, owner)?;
    repeats(zone, owner, &meant)?;
    // Other records there lack their dot, too, unless a label is repeated that may be a host's.
    let is_right = match repeats_name(zone, owner, &meant) {
        true => is_delegated_above_service(zone, workspace, &name()),
        false => has_records_above_service(zone, workspace, &name()),
    };
    (!is_right).then_some(MisplacedOwner::Repeats(meant))
}

/// What is wrong with where an owner of SRV records stands. One of a name that has records of its own is right.
pub fn misplaced(zone: &Zone, workspace: &Workspace, record: &Record) -> Option<MisplacedOwner> {
    let owner = &record.owner;
    if let Some(misplaced) = misplaced_by_own_name(zone, workspace, owner) {
        return Some(misplaced);
    }
    let name = zone.name(owner, &workspace.sources);
    if !owner.is_relative() || has_records_above_service(zone, workspace, &name) {
        return None;
    }
    let meant = meant_absolute(zone, workspace, owner)?;
    let base = above_service(&meant);
    let labels = base.iter().count();
    if labels < 2 || base.iter().any(|label| label.starts_with(b"_")) {
        return None;
    }
    if workspace.is_in_some_zone(&base) {
        return Some(MisplacedOwner::OtherZone(meant));
    }
    // Below the last label there may be hosts of this zone.
    let last = name.trim_to(zone.origin_of(owner).0.name.iter().count() + 1);
    let is_host_there = || {
        let target = &record.srv()?.target;
        let found = workspace.find_address(target, zone);
        let is_there = matches!(found, Lookup::Address { wildcard: false, .. });
        Some(is_there && last.zone_of(&zone.name(target, &workspace.sources)))
    };
    let is_own = workspace.types_at(&last, zone).is_none_or(|types| !types.is_empty())
        || is_host_there().unwrap_or(false);
    (!is_own && public_domain(&base).is_some()).then_some(MisplacedOwner::OtherDomain(meant))
}

/// The name of an owner, with the zone's name once where it stands in it twice; and whether it does.
pub fn name_once(zone: &Zone, workspace: &Workspace, owner: &NameRef) -> (Name, bool) {
    let name = zone.name(owner, &workspace.sources);
    match said_once(zone, workspace, owner, &name) {
        Some(once) => (once, true),
        None => (name, false),
    }
}

/// What `name`, in place of an owner, means where the zone's name stands in it twice: because the origin is appended, or
/// written once more.
pub fn said_once(zone: &Zone, workspace: &Workspace, owner: &NameRef, name: &Name) -> Option<Name> {
    let apex = zone.apex.name.iter().count();
    let appended = if owner.is_relative() { zone.origin_of(owner).0.name.iter().count() } else { apex };
    if !zone.is_named() || apex < 2 {
        return None;
    }
    let labels: Vec<&[u8]> = name.iter().collect();
    let mut meant = Name::from_labels(labels[..labels.len().checked_sub(appended)?].iter().copied()).ok()?;
    meant.set_fqdn(true);
    let is_meant = || match owner.is_relative() {
        true => is_delegated_above_service(zone, workspace, name),
        false => has_records_above_service(zone, workspace, name),
    };
    let is_twice = zone.apex.name.zone_of(&meant) && !is_meant();
    is_twice.then_some(meant)
}

/// A name without the labels of a service at its beginning.
fn above_service(name: &Name) -> Name {
    let service = name.iter().take_while(|label| label.starts_with(b"_") || *label == b"*").count();
    name.trim_to(name.iter().count() - service)
}

/// The name below which a service lies, if it has records: where its owner lacks its dot, these lack theirs.
pub fn others_without_dot(zone: &Zone, workspace: &Workspace, owner: &NameRef) -> Option<Name> {
    let name = zone.name(owner, &workspace.sources);
    has_records_above_service(zone, workspace, &name)
        .then(|| above_service(&name))
        .filter(|base| *base != name)
}

/// Whether the name below which a service lies is delegated: then a zone of that name is meant.
fn is_delegated_above_service(zone: &Zone, workspace: &Workspace, name: &Name) -> bool {
    let base = above_service(name);
    workspace.types_at(&base, zone).is_some_and(|types| types.has(Types::NS))
        && !repeats_own_servers(zone, workspace, &base)
}

/// Whether the name below which a service lies has records of its own: then a zone that repeats its name is not a mistake.
fn has_records_above_service(zone: &Zone, workspace: &Workspace, name: &Name) -> bool {
    workspace.types_at(&above_service(name), zone).is_some_and(|types| !types.is_empty())
}

/// How many labels the domain has at the end of a name that ends as domains of the public DNS do, and hardly as the sites and
/// networks do that are labels of a zone: `office.eu`, `api.dev`.
fn public_domain(name: &Name) -> Option<usize> {
    let labels: Vec<String> =
        name.iter().map(|label| String::from_utf8_lossy(label).to_ascii_lowercase()).collect();
    match labels.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [.., _, "com" | "net" | "org" | "info" | "biz" | "edu" | "gov" | "mil"] => Some(2),
        [.., _, "co" | "com" | "net" | "org" | "ac" | "gov", top] if top.len() == 2 && tld::exist(top) => {
            Some(3)
        }
        _ => None,
    }
}

/// The name that a server, a mailbox or the host of an address means, if the origin was appended to it by mistake, and whether it
/// certainly was: nothing stands at the name as it is.
pub fn relative_lacks_dot(
    zone: &Zone,
    workspace: &Workspace,
    relative: &RelativeName,
) -> Option<(Name, bool)> {
    let name = &relative.name;
    let meant = meant_absolute(zone, workspace, name)?;
    let expanded = zone.name(name, &workspace.sources);
    if !workspace.types_at(&expanded, zone).is_none_or(Types::is_empty) {
        return None;
    }
    let is_sure = repeats(zone, name, &meant).is_some();
    // No host lies in the tree of addresses.
    let is_in_tree = || names_hosts(&expanded) && ends_in_top_level_domain(&meant);
    let is_foreign = || {
        // The first label of a mailbox is no host's.
        let host = meant.trim_to(meant.iter().count() - usize::from(relative.is_mailbox));
        let located = workspace.locate(&expanded, zone);
        let is_absent = located.is_some_and(|(zone, located)| {
            matches!(located, Located::Nothing) && zone.is_complete_at_name(&expanded)
        });
        is_absent && public_domain(&host).is_some() && !last_label_exists(zone, name, &meant)
    };
    let is_meant = match relative.rtype {
        RecordType::PTR => names_hosts(&expanded) && (is_sure || is_in_tree()),
        _ => is_sure || is_in_tree() || is_foreign(),
    };
    is_meant.then_some((meant, is_sure))
}

/// The name that a NAPTR replacement means, if the origin was appended to it by mistake, or written twice.
pub fn replacement_lacks_dot(zone: &Zone, workspace: &Workspace, replacement: &NameRef) -> Option<Name> {
    let appended = || {
        let meant = meant_absolute(zone, workspace, replacement)?;
        repeats(zone, replacement, &meant).map(|_| meant)
    };
    let expanded = zone.name(replacement, &workspace.sources);
    if let Some(meant) = doubled(zone, workspace, replacement).or_else(appended) {
        return workspace.types_at(&expanded, zone).is_none_or(Types::is_empty).then_some(meant);
    }
    // A name of another domain, where nothing is once the origin is appended.
    let meant = meant_absolute(zone, workspace, replacement)?;
    let located = workspace.locate(&expanded, zone)?;
    let is_absent = matches!(located.1, Located::Nothing) && located.0.is_complete_at_name(&expanded);
    let begin = meant.iter().rposition(|label| label.starts_with(b"_")).map_or(0, |last| last + 1);
    let base = meant.trim_to(meant.iter().count() - begin);
    let is_foreign = || {
        let is_known = workspace.types_at(&meant, zone).is_some_and(|types| !types.is_empty());
        let is_domain = base.iter().count() >= 2 && ends_in_top_level_domain(&base);
        is_known || is_domain && !last_label_exists(zone, replacement, &meant)
    };
    (is_absent && is_foreign()).then_some(meant)
}
