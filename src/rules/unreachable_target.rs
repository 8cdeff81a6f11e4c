//! `unreachable-target`: a target that means another machine to each client, or one that none can reach.

use std::collections::HashMap;
use std::net::IpAddr;

use hickory_proto::rr::Name;

use crate::base::severity::Severity;
use crate::base::span::SourceId;
use crate::rules::engine::context::Context;
use crate::rules::facts::null_meant::is_told_of_port;
use crate::rules::facts::target::TargetProblem;
use crate::syntax::name::NameKey;
use crate::workspace::Lookup;
use crate::zone::index::{embedded_v4, is_discarded};
use crate::zone::{NameRef, Record, Zone};

pub fn check(cx: &mut Context<'_>) {
    for (record, srv, problem) in cx.target_problems() {
        if let TargetProblem::Localhost = problem
            && !is_told_of_port(cx, record, srv)
        {
            report_localhost(cx, record, &srv.target);
        }
    }
    if !cx.has_local_targets() {
        return;
    }
    let mut hosts: Vec<Host<'_>> = Vec::new();
    let mut numbers: HashMap<(SourceId, NameKey), usize> = HashMap::new();
    for (record, srv) in cx.zone.srvs() {
        if let Lookup::Address { zone, local: true, wildcard } =
            cx.workspace.find_address(&srv.target, cx.zone)
        {
            let name = cx.name(&srv.target);
            let key = if wildcard { wildcard_above(zone, &name) } else { NameKey::of(&name) };
            let number = *numbers.entry((zone.source, key)).or_insert(hosts.len());
            match hosts.get_mut(number) {
                Some(host) => host.others += 1,
                None => hosts.push(Host { record, target: srv.target, zone, key, others: 0 }),
            }
        }
    }
    for host in hosts {
        report_addresses(cx, &host);
    }
}

/// A host that SRV records name. Its addresses are one cause, however many do.
struct Host<'a> {
    /// The first of the records, and how many others there are.
    record: &'a Record,
    others: usize,
    target: NameRef,
    /// The zone that has the addresses, and at which name.
    zone: &'a Zone,
    key: NameKey,
}

/// How many of the addresses are labelled.
const MOST_LABELS: usize = 4;

fn report_localhost(cx: &mut Context<'_>, record: &Record, target: &NameRef) {
    let shown = cx.show(target);
    let found = cx.workspace.find_address(target, cx.zone);
    let (severity, message) = match found {
        _ if !target.is_relative() => {
            (Severity::Warning, format!("SRV target `{shown}` is each client's own machine"))
        }
        // The server has no such name to offer.
        Lookup::NoName { .. } => (
            Severity::Error,
            format!("SRV target `{shown}` does not exist, and `localhost.` is each client's own machine"),
        ),
        Lookup::NoAddress { .. } => (
            Severity::Error,
            format!("SRV target `{shown}` has no address, and `localhost.` is each client's own machine"),
        ),
        _ => (
            Severity::Warning,
            format!("SRV target `{shown}` is named after `localhost.`, each client's own machine"),
        ),
    };
    let mut finding = cx.report(record, target.span, message);
    finding
        .severity(severity)
        .note("RFC 6761 section 6.3: `localhost` always means the loopback address")
        .help("name the host that its clients reach")
        .one_name(&shown);
}

/// The key of the wildcard that answers for `name` in `zone`.
fn wildcard_above(zone: &Zone, name: &Name) -> NameKey {
    NameKey::of(&zone.closest_encloser(name)).child(b"*")
}

fn report_addresses(cx: &mut Context<'_>, host: &Host<'_>) {
    let Host { record, others, target, zone, key } = host;
    let Some(host) = cx.workspace.hosts(zone).get(key) else { return };
    let bad = |address: &IpAddr| kind(address).map(|(kind, authority)| (*address, kind, authority));
    let Some(((address, kind, authority), span)) =
        host.addresses.iter().find_map(|(address, span)| Some((bad(address)?, *span)))
    else {
        return;
    };
    // Clients that try the others reach it.
    if host.may_have_more() || host.addresses.iter().any(|(address, _)| bad(address).is_none()) {
        return;
    }
    let shown = cx.show(target);
    let mut finding =
        cx.report(record, target.span, format!("SRV target `{shown}` has the {kind} address {address}"));
    finding.label(span, "its address is here");
    let more = host.addresses.iter().filter(|(_, other)| *other != span);
    more.take(MOST_LABELS).for_each(|(_, other)| _ = finding.label(*other, "and here"));
    match others {
        0 => {}
        1 => _ = finding.note("another SRV record names this host"),
        others => _ = finding.note(format!("{others} other SRV records name this host")),
    }
    finding
        .severity(Severity::Warning)
        .kind(kind)
        .note(authority)
        .help("give the host the address that its clients reach");
}

/// In which way no other host can reach an address, and who says so.
fn kind(address: &IpAddr) -> Option<(&'static str, &'static str)> {
    let v4 = match address {
        IpAddr::V4(address) => Some(*address),
        IpAddr::V6(address) => embedded_v4(*address),
    };
    match (v4, address) {
        (Some(address), _) if address.is_loopback() => {
            Some(("loopback", "RFC 1122 section 3.2.1.3: 127.0.0.0/8 never leaves the host"))
        }
        (Some(address), _) if address.is_unspecified() => {
            Some(("unspecified", "RFC 1122 section 3.2.1.3: 0.0.0.0 means this host"))
        }
        (Some(address), _) if address.is_link_local() => {
            Some(("link-local", "RFC 3927: 169.254.0.0/16 does not pass a router"))
        }
        (Some(address), _) if address.octets()[0] == 0 => {
            Some(("\"this network\"", "RFC 1122 section 3.2.1.3: 0.0.0.0/8 is not a destination"))
        }
        (Some(address), _) if address.is_multicast() => {
            Some(("multicast", "RFC 1122 section 3.2.1.3: 224.0.0.0/4 is not a single host's"))
        }
        (Some(address), _) if address.is_broadcast() => {
            Some(("broadcast", "RFC 1122 section 3.2.1.3: 255.255.255.255 is every host of a network"))
        }
        (Some(address), _) if address.octets()[0] >= 240 => {
            Some(("reserved", "RFC 1112 section 4: 240.0.0.0/4 is not a host's"))
        }
        (None, IpAddr::V6(address)) if address.is_multicast() => {
            Some(("multicast", "RFC 4291 section 2.7: ff00::/8 is not a single host's"))
        }
        (None, IpAddr::V6(address)) if address.is_loopback() => {
            Some(("loopback", "RFC 4291 section 2.5.3: ::1 never leaves the host"))
        }
        (None, IpAddr::V6(address)) if address.is_unspecified() => {
            Some(("unspecified", "RFC 4291 section 2.5.2: :: is not a host's address"))
        }
        (None, IpAddr::V6(address)) if is_discarded(*address) => {
            Some(("discarded", "RFC 6666: routers drop what is sent to 100::/64"))
        }
        (None, IpAddr::V6(address)) if address.is_unicast_link_local() => {
            Some(("link-local", "RFC 4291 section 2.5.6: fe80::/10 does not pass a router"))
        }
        _ => None,
    }
}
