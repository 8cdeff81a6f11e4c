//! Targets that nothing speaks against but a host of the run that was certainly or probably meant. Does not know how rules
//! report them.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};
use std::ops::Deref;

use hickory_proto::rr::Name;

use crate::base::source::Sources;
use crate::rules::facts::usual_hosts::is_slip_of;
use crate::syntax::name::{absolute_name, display_name};
use crate::workspace::srv_sets::astray::{
    MOST_MISSPELT, Neighbourhood, are_one_but_misspelt, domain_of_manual, host_and_domain, is_top_level,
    misspelt_domain, misspelt_top_level, no_domain,
};
use crate::workspace::{HostMistake, Lookup, Workspace};
use crate::zone::{NameRef, Zone};

/// In which way a target misses a host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Astray {
    /// An absolute name that lacks its last labels, or was meant to be relative; `certain` if the public DNS has no
    /// top-level domain of its last label.
    CutShort { meant: Name, certain: bool },
    /// One label with a final dot, of which no zone of the run knows a host.
    OneLabel,
    /// It is a host's name in multicast DNS, right below `local.`.
    Multicast,
    /// No name server has its top-level domain, as this authority says.
    NoDomain { authority: &'static str },
    /// It lies in a domain that manuals write for their reader's.
    OfManual { domain: String },
    /// Its top-level domain is none, and one letter away from that of `meant`.
    TopLevel { meant: Name },
    /// The zone's name is misspelt in it.
    Domain { meant: Name },
    /// It lacks a dot in or before the zone's name.
    InnerDot { meant: Name },
    /// Its domain is one letter away from that of this many other targets of the zone, one of which has the same host.
    Beside { meant: Name, others: usize },
    /// The name of another zone of the run is misspelt in it.
    OtherZone { meant: Name, zone: String },
    /// It lacks no final dot, as its end may look: it says the name of `meant`, a host of the zone, wrongly. How far it exists.
    Here { meant: Name, exists: Exists },
    /// A wildcard alone answers for it, and a host one letter away exists.
    BehindWildcard { meant: Name },
}

/// How far a name exists that another one was meant for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exists {
    /// It does not.
    No,
    /// A wildcard answers for it.
    ByWildcard,
    /// It cannot be seen.
    Maybe,
}

impl Astray {
    /// The host one letter away, which may also be another host of the kind.
    pub fn sibling(&self) -> Option<&Name> {
        match self {
            Astray::Domain { meant }
            | Astray::Beside { meant, .. }
            | Astray::OtherZone { meant, .. }
            | Astray::BehindWildcard { meant } => Some(meant),
            Astray::CutShort { .. }
            | Astray::OneLabel
            | Astray::InnerDot { .. }
            | Astray::Multicast
            | Astray::NoDomain { .. }
            | Astray::Here { .. }
            | Astray::OfManual { .. }
            | Astray::TopLevel { .. } => None,
        }
    }

    /// The way in a word, which keeps such findings apart from others.
    pub fn name(&self) -> &'static str {
        match self {
            Astray::CutShort { .. } => "cut short",
            Astray::OneLabel => "one label",
            Astray::Multicast => "multicast",
            Astray::NoDomain { .. } => "no domain",
            Astray::OfManual { .. } => "manual",
            Astray::TopLevel { .. } => "top level",
            Astray::Domain { .. } => "domain",
            Astray::InnerDot { .. } => "inner dot",
            Astray::Beside { .. } => "beside",
            Astray::OtherZone { .. } => "other zone",
            Astray::Here { .. } => "here",
            Astray::BehindWildcard { .. } => "wildcard",
        }
    }
}

/// In which way `target`, of which `found` is known, misses a host. The `domains` are those of the zone.
pub fn astray<'a>(
    zone: &'a Zone,
    workspace: &Workspace,
    target: &NameRef,
    found: Lookup<'_>,
    domains: &dyn Deref<Target = TargetDomains<'a>>,
) -> Option<Astray> {
    let name = zone.name(target, &workspace.sources);
    match found {
        Lookup::Address { wildcard: true, zone: answering, .. } => {
            let meant = workspace.host_one_letter_from(&name, answering, is_slip_of)?;
            Some(Astray::BehindWildcard { meant })
        }
        // Of a part of a zone, what stands in it may be meant.
        Lookup::Elsewhere if !target.is_relative() && zone.soa.is_none() && zone.is_named() => {
            let near = outside(zone, workspace, &name);
            near.filter(|astray| matches!(astray, Astray::CutShort { .. } | Astray::OneLabel))
                .or_else(|| multicast(&name, zone))
        }
        // What an absolute name says needs no other.
        Lookup::Elsewhere if !target.is_relative() && !zone.is_named() => {
            one_label(&name).or_else(|| multicast(&name, zone)).or_else(|| below_no_domain(&name))
        }
        Lookup::Elsewhere if !target.is_relative() && zone.soa.is_some() && zone.is_named() => {
            let near =
                outside(zone, workspace, &name).or_else(|| domains.beside(zone, &workspace.sources, target));
            let near = near.or_else(|| of_other_zone(zone, workspace, target, domains));
            near.or_else(|| multicast(&name, zone))
                .or_else(|| below_no_domain(&name))
                .or_else(|| of_manual(&name, zone))
        }
        _ => None,
    }
}

/// Whether a target of a part of a zone is a host of it that has the zone's name twice, or an origin, for want of a dot.
pub fn is_undotted_host(zone: &Zone, workspace: &Workspace, target: &NameRef) -> bool {
    if target.is_relative() || zone.soa.is_some() || !zone.is_named() || zone.apex.chain().len() < 3 {
        return false;
    }
    let name = zone.name(target, &workspace.sources);
    let host = zone.apex.name.zone_of(&name).then(|| workspace.misplaced_host(&name, zone)).flatten();
    host.is_some_and(|host| matches!(host.mistake, HostMistake::LacksDot | HostMistake::Doubled))
}

/// Whether a name has a single label, which is no top-level domain.
fn one_label(name: &Name) -> Option<Astray> {
    let mut labels = name.iter();
    let label = String::from_utf8_lossy(labels.next()?);
    (labels.next().is_none() && !is_top_level(&label)).then_some(Astray::OneLabel)
}

/// In which way an absolute name that no zone of the run answers for misses a host of `zone`.
pub fn outside(zone: &Zone, workspace: &Workspace, name: &Name) -> Option<Astray> {
    let is_host = |name: &Name| {
        zone.apex.name.zone_of(name)
            && matches!(workspace.find_address_of(name, zone), Lookup::Address { wildcard: false, .. })
    };
    // A target that is an alias is another mistake, and what a wildcard alone answers for is not a name that was meant.
    let is_alias = |name: &Name| {
        zone.apex.name.zone_of(name)
            && matches!(workspace.find_address_of(name, zone), Lookup::Alias { wildcard: false, .. })
    };
    let last = name.iter().next_back().map(|label| String::from_utf8_lossy(label).into_owned())?;
    let apex: Vec<&[u8]> = zone.apex.name.iter().collect();
    let own: Vec<&[u8]> = name.iter().collect();
    // Below a top-level domain another host may have the name: `mail.example.com.` beside zone `example.com.au`.
    let is_elsewhere = own.len() > 1 && is_top_level(&last);
    // As many labels of the apex as its end already has are not appended again.
    for kept in (0..apex.len()).filter(|kept| *kept < own.len() && !is_elsewhere) {
        let is_there =
            own[own.len() - kept..].iter().zip(&apex).all(|(one, other)| one.eq_ignore_ascii_case(other));
        let Ok(mut meant) = Name::from_labels(own.iter().chain(&apex[kept..]).copied()) else { continue };
        meant.set_fqdn(true);
        if is_there && (is_host(&meant) || is_alias(&meant)) {
            return Some(Astray::CutShort { meant, certain: !is_top_level(&last) });
        }
    }
    let (text, apex) = (display_name(name), display_name(&zone.apex.name).to_ascii_lowercase());
    let neighbourhood = Neighbourhood::of(zone);
    let without = neighbourhood.without_end_behind(text.trim_end_matches('.'));
    if let Some(meant) = without.and_then(|meant| absolute_name(meant).ok()).filter(is_host) {
        return Some(Astray::CutShort { meant, certain: !is_top_level(&last) });
    }
    let with_dot = neighbourhood.with_inner_dot(text.trim_end_matches('.'));
    let with_dot = with_dot.and_then(|meant| absolute_name(&meant).ok());
    if let Some(meant) = with_dot.filter(is_host) {
        return Some(Astray::InnerDot { meant });
    }
    if own.len() == 1 {
        // What is missing in a part of a zone has a longer name.
        return one_label(name).filter(|_| zone.soa.is_none() || zone.is_complete());
    }
    let domain = misspelt_domain(text.trim_end_matches('.'), apex.trim_end_matches('.'))?;
    let before = &text[..text.len() - 1 - domain.len()];
    let meant = absolute_name(&format!("{before}{apex}")).ok()?;
    is_host(&meant).then_some(Astray::Domain { meant })
}

/// Who says what a name of multicast DNS is.
pub const ON_ONE_LINK: &str = "RFC 6762 section 3: a name below `local.` means something on one link alone";

/// What is said of a name in a domain that manuals write for their reader's.
pub fn in_manual(domain: &str) -> String {
    format!("lies in `{domain}`, which manuals write for their reader's domain")
}

/// What may be wrong with such a name if the domain is not one that is reserved for examples.
pub const NOT_FILLED_IN: &str = "the name was not filled in, or is another's";

/// Whether a name is a host's in multicast DNS. Domains of companies that end in `local.` have a label more before it.
/// Beside a zone below `local.` so may the domain itself.
fn multicast(name: &Name, zone: &Zone) -> Option<Astray> {
    is_multicast(name, zone).then_some(Astray::Multicast)
}

/// The same.
pub fn is_multicast(name: &Name, zone: &Zone) -> bool {
    let ends_so =
        |name: &Name| name.iter().next_back().is_some_and(|last| last.eq_ignore_ascii_case(b"local"));
    ends_so(name) && name.iter().count() == 2 && !ends_so(&zone.apex.name)
}

/// In which way a name lies where the public DNS has nothing.
fn below_no_domain(name: &Name) -> Option<Astray> {
    let text = display_name(name);
    let (before, last) = text.trim_end_matches('.').rsplit_once('.')?;
    if let Some(authority) = no_domain(last) {
        return Some(Astray::NoDomain { authority });
    }
    let meant = misspelt_top_level(last).filter(|_| !is_top_level(last))?;
    let meant = absolute_name(&format!("{before}.{meant}")).ok()?;
    Some(Astray::TopLevel { meant })
}

/// Whether a name lies in a domain that manuals write for their reader's, beside a zone that lies in none.
fn of_manual(name: &Name, zone: &Zone) -> Option<Astray> {
    let (name, apex) = (display_name(name), display_name(&zone.apex.name));
    let (domain, apex) = (domain_of_manual(name.trim_end_matches('.'))?, apex.trim_end_matches('.'));
    let is_own = domain_of_manual(apex).is_some() || has_no_domain(apex);
    (!is_own).then(|| Astray::OfManual { domain: domain.to_ascii_lowercase() })
}

/// Whether a zone is one for tests alone (RFC 6761 section 6.2), or of addresses: those say nothing of a domain.
fn has_no_domain(apex: &str) -> bool {
    let is = |end: &&str| apex.rsplit('.').next().is_some_and(|top| top.eq_ignore_ascii_case(end));
    ["test", "invalid", "arpa"].iter().any(is)
}

/// The host of another zone that an absolute target means, if it misspells the name of that zone alone. At the end of a label two
/// names are of two domains more often: there the zone is to name the right host, too.
fn of_other_zone<'a>(
    zone: &Zone,
    workspace: &Workspace,
    target: &NameRef,
    domains: &dyn Deref<Target = TargetDomains<'a>>,
) -> Option<Astray> {
    let (host, domain) = host_and_domain(workspace.sources.bytes(target.span))?;
    let inside = workspace.misspelt_zone(&domain);
    let (apex, length) = inside.or_else(|| workspace.zone_misspelt_at_end(&domain))?;
    let written = format!("{host}.{}{apex}.", &domain[..domain.len() - length]);
    let meant = absolute_name(&written).ok()?;
    let is_host = matches!(workspace.find_address_of(&meant, zone), Lookup::Address { wildcard: false, .. });
    let is_meant = is_host && (inside.is_some() || domains.name(zone, &workspace.sources, &written));
    is_meant.then(|| Astray::OtherZone { meant, zone: format!("{apex}.") })
}

/// The absolute targets of a zone's SRV records, by their domains: each with its first label; and the names in its files, as far
/// as they were asked for.
pub struct TargetDomains<'a> {
    domains: Vec<(String, Vec<(String, &'a NameRef)>)>,
    names: OnceCell<HashSet<String>>,
}

/// How many domains of one zone's targets are compared with each other.
const MOST_COMPARED: usize = 64;

impl<'a> TargetDomains<'a> {
    /// Those of a zone; none if there are so many that nothing can be said of one.
    pub fn of(zone: &'a Zone, sources: &Sources) -> Self {
        let (mut domains, mut numbers) = (Vec::<(String, Vec<_>)>::new(), HashMap::<String, usize>::new());
        let targets = zone.records().iter().filter_map(|record| Some(&record.srv()?.target));
        for target in targets.filter(|target| !target.is_relative()) {
            let Some((host, domain)) = host_and_domain(sources.bytes(target.span)) else { continue };
            let number = *numbers.entry(domain).or_insert_with_key(|domain| {
                domains.push((domain.clone(), Vec::new()));
                domains.len() - 1
            });
            domains[number].1.push((host, target));
            if domains.len() > MOST_COMPARED {
                domains = Vec::new();
                break;
            }
        }
        Self { domains, names: OnceCell::new() }
    }

    /// Whether a record of whatever type names a host, as an absolute name: `name` is one in lower case.
    fn name(&self, zone: &Zone, sources: &Sources, name: &str) -> bool {
        let names = || {
            let lines =
                zone.files.iter().flat_map(|file| sources.file(*file).bytes().split(|octet| *octet == b'\n'));
            let records = lines.filter_map(|line| line.split(|octet| *octet == b';').next());
            let words = records.flat_map(|line| line.split(u8::is_ascii_whitespace));
            let absolute = words.filter(|word| word.len() > 1 && word.ends_with(b"."));
            absolute.map(|word| String::from_utf8_lossy(word).to_ascii_lowercase()).collect()
        };
        self.names.get_or_init(names).contains(name)
    }

    /// The target of another record that an absolute one means, if more targets of the zone lie in that one's domain.
    fn beside(&self, zone: &Zone, sources: &Sources, target: &NameRef) -> Option<Astray> {
        let (host, domain) = host_and_domain(sources.bytes(target.span))?;
        let (_, own) = self.domains.iter().find(|(other, _)| *other == domain)?;
        if own.len() > MOST_MISSPELT {
            return None;
        }
        let near = || self.domains.iter().filter(|(other, _)| are_one_but_misspelt(&domain, other));
        let others = near().map(|(_, targets)| targets.len()).sum();
        let (_, meant) = near().flat_map(|(_, targets)| targets).find(|(other, _)| *other == host)?;
        (own.len() < others).then(|| Astray::Beside { meant: zone.name(meant, sources), others })
    }
}
