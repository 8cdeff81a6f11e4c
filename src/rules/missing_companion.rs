//! `missing-companion`: a service without the one that its clients expect beside it.

use std::cell::LazyCell;
use std::collections::{HashMap, HashSet};
use std::net::IpAddr;

use hickory_proto::rr::Name;

use crate::base::severity::Severity;
use crate::rules::engine::context::Context;
use crate::rules::engine::look::Look;
use crate::rules::engine::srv_set::SrvSet;
use crate::rules::facts::edits::line_before;
use crate::rules::facts::meant_names::meant_names;
use crate::rules::facts::network_nodes::{is_network_node, kind};
use crate::rules::facts::owner_problem::owner_problem;
use crate::rules::facts::target::TargetProblem;
use crate::rules::facts::trailing_dot::misplaced;
use crate::rules::finding::{Applicability, Edit};
use crate::syntax::name::filter::Common;
use crate::syntax::name::numbering::Numbering;
use crate::syntax::name::{NameKey, display_name, label_texts};
use crate::workspace::services::{Companion, Service};
use crate::zone::index::{Located, Types};
use crate::zone::service_owner::{below, pair};
use crate::zone::{Record, Srv, TtlSource};

/// The sets of one service at one base, without a companion in their zone.
struct Lonely<'a> {
    first: SrvSet<'a>,
    base: NameKey,
    service: &'a Service,
    protocols: Vec<&'static str>,
    lacking: Vec<&'a Companion>,
}

pub fn concerns(look: &Look<'_>) -> bool {
    !lonely(look).is_empty()
}

pub fn check(cx: &mut Context<'_>) {
    // Those that stand there under a misspelt name are told of already.
    let meant = LazyCell::new(|| meant_names(cx));
    // Beside nodes of a network its other services are asked for by nodes alone, too.
    let is_network = LazyCell::new(|| cx.srv_sets().any(|set| is_network_node(cx, &set)));
    let ports = LazyCell::new(|| OtherPorts::of(cx));
    let (misplaced_owners, broken) =
        (LazyCell::new(|| misplaced_owners(cx)), LazyCell::new(|| without_host(cx)));
    let mut found = Vec::new();
    for group in lonely(&cx.look()) {
        let owner = group.first.first().owner;
        let Some(pair) = pair(cx.zone, &owner, cx.sources) else { continue };
        // One that stands at the wrong name is told of as that.
        let is_misplaced = || {
            let mut records = misplaced_owners.get(&owner.key).into_iter().flatten();
            records.any(|record| misplaced(cx.zone, cx.workspace, record).is_some())
        };
        if owner_problem(cx, &group.first).is_some() || is_misplaced() {
            continue;
        }
        let base = pair.base(&cx.name(&owner));
        let is_of_network = !group.service.networks_exempt.is_empty() && *is_network;
        if is_of_network || is_internal(&group) || wants_none(cx, &group, &base) {
            continue;
        }
        let is_meant =
            |set: &String| below(set, &base).is_some_and(|name| meant.contains(&NameKey::of(&name)));
        let has_its_port = |set: &String| {
            let label = set.split('.').next().unwrap_or_default();
            let service = cx.options.services.find(label.as_bytes());
            service.is_some_and(|service| ports.have(service, &group))
        };
        let is_lacking = |companion: &&&Companion| {
            is_missing(cx, companion, &base)
                && !companion.any_of.iter().any(is_meant)
                && !companion.any_of.iter().any(has_its_port)
        };
        // Where no host of the service is one, that is what its owner mends first.
        let is_broken = || group.first.iter().all(|(record, _)| broken.contains(&std::ptr::from_ref(record)));
        if let Some(companion) = group.lacking.iter().find(is_lacking).copied()
            && !(companion.severity == Severity::Note && is_broken())
            && !(companion.severity == Severity::Warning && falls_back(companion) && is_own_host(cx, &group))
        {
            found.push((group, base, companion));
        }
    }
    drop((meant, is_network, ports, misplaced_owners, broken));
    // What several services of a domain lack, such as a place to send mail to, is one omission.
    let mut told = HashSet::new();
    found.retain(|(group, _, companion)| told.insert((group.base, &companion.any_of)));
    for (group, base, companion) in found {
        report(cx, &group, &base, companion);
    }
}

/// The ports of records that are not among those of their service, each with that service, by the name that it is for.
struct OtherPorts<'a>(HashMap<(NameKey, u16), Vec<&'a Service>>);

impl<'a> OtherPorts<'a> {
    fn of(cx: &Context<'a>) -> Self {
        let mut ports: HashMap<_, Vec<&Service>> = HashMap::new();
        for set in cx.srv_sets().filter(|set| !set.is_null()) {
            let Some((service, labels)) = set.service().filter(|(_, labels)| labels.before == 0) else {
                continue;
            };
            // One of the set is enough: what the host speaks there is told first.
            for (_, srv) in set
                .iter()
                .filter(|(_, srv)| !srv.is_null() && !service.is_usual_port(srv.port, labels.transport()))
            {
                let services = ports.entry((labels.base, srv.port)).or_default();
                if services.last().is_none_or(|last| last.name != service.name) {
                    services.push(service);
                }
            }
        }
        Self(ports)
    }

    /// Whether a companion of a group stands at its port under the wrong name, as the port's rule tells: that of the group, or
    /// of another service that is mistaken for it.
    fn have(&self, companion: &Service, group: &Lonely<'_>) -> bool {
        let Some(port) = companion.ports.first() else { return false };
        let services = self.0.get(&(group.base, *port)).into_iter().flatten();
        let is_mistaken = |service: &&Service| {
            service.name == group.service.name || service.siblings.contains(&companion.name)
        };
        services.copied().any(|service| is_mistaken(&service))
    }
}

/// The records whose owners may stand at the wrong name, by owner.
fn misplaced_owners<'a>(cx: &Context<'a>) -> HashMap<NameKey, Vec<&'a Record>> {
    let mut records: HashMap<NameKey, Vec<&Record>> = HashMap::new();
    cx.misplaced_owners().for_each(|record| records.entry(record.owner.key).or_default().push(record));
    records
}

/// The records whose target is none of a host.
fn without_host(cx: &Context<'_>) -> HashSet<*const Record> {
    let is_none = |problem: &TargetProblem<'_>| {
        !matches!(problem, TargetProblem::Alias(_) | TargetProblem::UndottedHost | TargetProblem::Astray(_))
    };
    let broken = cx.target_problems().filter(|(_, _, problem)| is_none(problem));
    broken.map(|(record, ..)| std::ptr::from_ref(record)).collect()
}

/// Whether clients that find no companion go on to the addresses of the name. Those of Active Directory do not.
fn falls_back(companion: &Companion) -> bool {
    companion.only_beside.is_empty()
}

/// Whether a host of the service has the very addresses of the name that the service is for: clients that fall back to these meet
/// it there.
fn is_own_host(cx: &Context<'_>, group: &Lonely<'_>) -> bool {
    let hosts = cx.workspace.hosts(cx.zone);
    let addresses = |key: NameKey| -> HashSet<IpAddr> {
        hosts.get(&key).iter().flat_map(|host| &host.addresses).map(|(address, _)| *address).collect()
    };
    let own = addresses(group.base);
    !own.is_empty() && group.first.iter().any(|(_, srv)| addresses(srv.target.key) == own)
}

/// Whether a service whose networks have nodes is at none of its own ports: its servers find each other there, and not its users.
fn is_internal(group: &Lonely<'_>) -> bool {
    let service = group.service;
    let is_usual = |port: u16| group.protocols.iter().any(|protocol| service.is_usual_port(port, protocol));
    !service.networks_exempt.is_empty() && !group.first.iter().any(|(_, srv)| is_usual(srv.port))
}

/// The services of a zone that lack a companion there; nearly all companions stand in the same zone.
fn lonely<'a>(look: &Look<'a>) -> Vec<Lonely<'a>> {
    // By the service's name below its base.
    let (mut groups, mut numbers): (Vec<Lonely<'_>>, Numbering) = Default::default();
    for set in look.srv_sets() {
        let Some((service, labels)) = set.service().filter(|(_, labels)| labels.before == 0) else {
            continue;
        };
        if service.companions.is_empty() || set.is_null() {
            continue;
        }
        let number = numbers.of(labels.base.child(service.name.as_bytes())) as usize;
        if number == groups.len() {
            let (protocols, lacking) = (Vec::new(), service.companions.iter().collect());
            groups.push(Lonely { first: set, base: labels.base, service, protocols, lacking });
        }
        groups[number].protocols.push(labels.transport());
    }
    // Clients that ask for the name under `_tls` ask for nothing else.
    groups.retain(|group| group.protocols != ["tls"]);
    if groups.is_empty() {
        return groups;
    }
    let found = companions_of(look, &groups);
    for Lonely { lacking, base, .. } in &mut groups {
        let stands_here = |name: &String| found.has(key_below(name, *base));
        lacking.retain(|companion| !companion.any_of.iter().any(stands_here));
    }
    keep_wanted(look, &mut groups);
    groups.retain(|group| !group.lacking.is_empty());
    groups
}

/// Keeps of companions that are missed beside other names alone those of the zone's own name, if one of these has records.
fn keep_wanted(look: &Look<'_>, groups: &mut [Lonely<'_>]) {
    let apex = look.zone.apex.key();
    for Lonely { lacking, base, .. } in groups {
        let is_there = |name: &String| {
            let key = key_below(name, apex);
            let is_base = |set: SrvSet<'_>| set.summary().service.is_some_and(|labels| labels.base == key);
            look.zone.facts.iter().any(|(owner, _)| owner == key) || look.srv_sets().any(is_base)
        };
        let is_bound = |companion: &Companion| !companion.only_beside.is_empty();
        lacking.retain(|companion| {
            !is_bound(companion) || *base == apex && companion.only_beside.iter().any(is_there)
        });
    }
}

/// Those of the companions of `groups` that stand in their zone.
fn companions_of(look: &Look<'_>, groups: &[Lonely<'_>]) -> Common {
    let (mut wanted, mut known, mut services) = (Numbering::default(), Vec::new(), Vec::new());
    for group in groups {
        let names = || group.lacking.iter().flat_map(|companion| &companion.any_of);
        names().for_each(|name| {
            wanted.of(key_below(name, group.base));
        });
        if !known.contains(&&group.service.name) {
            known.push(&group.service.name);
            let service = |name: &String| {
                let label = name.split('.').next().unwrap_or_default();
                look.options.services.number(label.as_bytes())
            };
            services.extend(names().map(service));
        }
    }
    let may_be_wanted =
        |set: &SrvSet<'_>| set.summary().service.is_none_or(|labels| services.contains(&labels.number));
    let owners = look.srv_sets().filter(may_be_wanted).map(|set| set.summary().owner);
    Common::of(wanted, owners)
}

/// The key of `set`, a `_service._proto` name, below a name.
fn key_below(set: &str, base: NameKey) -> NameKey {
    set.as_bytes().rsplit(|octet| *octet == b'.').fold(base, NameKey::child)
}

/// Whether none of the sets that would do exists, as far as the run can see everything.
fn is_missing(cx: &Context<'_>, companion: &Companion, base: &Name) -> bool {
    companion.any_of.iter().all(|set| {
        let Some(name) = below(set, base) else { return false };
        match cx.workspace.locate(&name, cx.zone) {
            Some((zone, Located::Nothing)) => zone.is_complete_at_name(&name),
            // A name, or a wildcard, that has other records answers nothing for SRV (RFC 4592).
            Some((zone, Located::Node { node, .. })) => {
                !node.types.has(Types::SRV)
                    && !node.types.has(Types::CNAME)
                    && zone.is_complete_at_name(&name)
            }
            Some((_, Located::Delegated(_) | Located::Renamed(_))) | None => false,
        }
    })
}

/// Whether the service at `base` is a part of another one: a chat room of a domain whose users connect to that
/// domain. Its labels say so, or a companion beside the domain above it.
fn wants_none(cx: &Context<'_>, group: &Lonely<'_>, base: &Name) -> bool {
    let (service, labels) = (group.service, label_texts(base));
    let components = &service.components_exempt;
    let is_component = labels.first().is_some_and(|first| {
        components.iter().any(|component| component == first || component == kind(first))
    });
    let above = base.base_name();
    let stands_above = |set: &String| {
        let types = below(set, &above).and_then(|name| cx.workspace.types_at(&name, cx.zone));
        types.is_some_and(|types| types.has(Types::SRV) || types.has(Types::CNAME))
    };
    let mut companions = service.companions.iter().flat_map(|companion| &companion.any_of);
    is_component || !components.is_empty() && companions.any(stands_above)
}

fn report(cx: &mut Context<'_>, group: &Lonely<'_>, base: &Name, companion: &Companion) {
    let naptr = naptr_needed(cx, base, companion);
    let stands_there = |set: &String| {
        let types = below(set, base).and_then(|name| cx.workspace.types_at(&name, cx.zone));
        types.is_some_and(|types| types.has(Types::SRV))
    };
    let has_address = cx.workspace.types_at(base, cx.zone).is_some_and(|types| types.has(Types::ADDRESS));
    let reason = match companion.reason_with_address.as_str() {
        reason if has_address && !reason.is_empty() => reason,
        _ => &companion.reason,
    };
    let hosts = || group.first.iter().map(|(_, srv)| label_texts(&cx.name(&srv.target)));
    let is_provider_s = |domain: &String| {
        let domain: Vec<&str> = domain.trim_end_matches('.').split('.').collect();
        hosts().all(|host| host.len() > domain.len() && host[host.len() - domain.len()..] == domain[..])
    };
    let is_policy =
        companion.note_beside.iter().any(stands_there) || companion.note_at.iter().any(is_provider_s);
    let severity = if is_policy { Severity::Note } else { companion.severity };
    let (service, name, base) = (&group.service.name, base, display_name(base));
    let names: Vec<String> = companion.any_of.iter().map(|set| format!("`{set}`")).collect();
    let message = if group.protocols.contains(&"tls") {
        format!(
            "TLS for `_{service}` at `{base}` is offered as `_{service}._tls` alone, and not as {}",
            names.join(" or ")
        )
    } else {
        format!("`_{service}` at `{base}` has no companion {}", names.join(" or "))
    };
    let record = group.first.first();
    let null = null_companion(cx, group, name, companion);
    let is_last = severity == Severity::Warning || is_plain_form(cx, group.service, companion);
    let mut finding = cx.report(record, record.owner.span, message);
    // Clients that find nothing go on to the domain's address: where that is all they do, to say so ends the service.
    let level = if is_last { Applicability::Shown } else { Applicability::Unsafe };
    finding.edits(level, "say that there is none", null.into_iter().collect());
    finding.severity(severity);
    // The name makes the finding, not the fields of its first record.
    finding.detail(companion.any_of.join(" "));
    let instead = match is_of_same(group.service, companion) {
        true => ", with the hosts that serve it".to_owned(),
        false => format!(", or `{} SRV 0 0 0 .` if there is none", companion.any_of[0]),
    };
    let help = format!("add {}{naptr}{instead}", names[0]);
    finding.note(format!("{reason} ({})", companion.source)).help(help);
}

/// Whether a companion is the service itself, under another protocol: mostly the same servers have both.
fn is_of_same(service: &Service, companion: &Companion) -> bool {
    let name = |set: &String| {
        set.split('.').next().is_some_and(|label| label.strip_prefix('_') == Some(&service.name))
    };
    companion.any_of.iter().all(name)
}

/// Whether a companion is what those ask for who do not know the service's name, as those without direct TLS (XEP-0368) do: without it
/// they go on to the domain's address.
fn is_plain_form(cx: &Context<'_>, service: &Service, companion: &Companion) -> bool {
    let known = |set: &String| cx.options.services.find(set.split('.').next().unwrap_or_default().as_bytes());
    let is_merged = |set: &String| {
        known(set).is_some_and(|other| other.shares_selection_with.as_ref() == Some(&service.name))
    };
    companion.any_of.iter().any(is_merged)
}

/// What a companion needs besides, in words: clients of SIP that find NAPTR records ask for nothing else (RFC 3263 section 4.1).
fn naptr_needed(cx: &Context<'_>, base: &Name, companion: &Companion) -> &'static str {
    let is_of_sip = companion.any_of.iter().any(|set| set == "_sips._tcp");
    if is_of_sip && cx.has_naptr(NameKey::of(base)) {
        " and a NAPTR record with `SIPS+D2T` that leads there"
    } else {
        ""
    }
}

/// The line that says that the companion is not offered. Of a service that offers TLS under another name that would not be
/// true.
fn null_companion(cx: &Context<'_>, group: &Lonely<'_>, base: &Name, companion: &Companion) -> Option<Edit> {
    let record = group.first.first();
    let owner = &record.owner;
    let name = below(companion.any_of.first()?, base).filter(|_| !group.protocols.contains(&"tls"))?;
    // Which ports a provider of mail has, or another's server, nothing here says.
    let is_own = |(_, srv): (&Record, &Srv)| cx.zone.apex.name.zone_of(&cx.name(&srv.target));
    // No client asks for a name with other letters than those of ASCII.
    let is_ascii = name.iter().all(<[u8]>::is_ascii);
    let of_provider = || group.service.asked_at_setup || !group.first.iter().all(is_own);
    if is_of_same(group.service, companion) || !is_ascii || of_provider() {
        return None;
    }
    // Without `$TTL` the line would take the TTL of what stands before it; and for long, that there is no service is not to be said.
    let longest = cx.options.ttl_limits("").note_over;
    let ttl = cx.zone.ttl(record).filter(|ttl| ttl.source != TtlSource::Directive || ttl.seconds > longest);
    let ttl = ttl.map_or(String::new(), |ttl| format!("{}\t", ttl.seconds.min(longest)));
    let line = format!("{}\t{ttl}SRV\t0 0 0 .", cx.in_style_of(&name, owner));
    if cx.sources.is_generated(owner.span) { None } else { line_before(owner.span, &line, cx.sources) }
}
