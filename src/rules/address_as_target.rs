//! `address-as-target`: an IP address, a URL or `host:port` where a host name belongs.

use std::cell::LazyCell;
use std::collections::HashMap;
use std::net::IpAddr;

use crate::rules::engine::context::Context;
use crate::rules::facts::null_meant::is_told_of_port;
use crate::rules::facts::target::TargetProblem;
use crate::rules::facts::target_text::Shape;
use crate::rules::finding::Applicability;
use crate::syntax::name::absolute_name;
use crate::workspace::{Host, Workspace};
use crate::zone::index::Types;
use crate::zone::{NameRef, Zone};

pub fn check(cx: &mut Context<'_>) {
    let hosts = LazyCell::new(|| by_address(cx.workspace, cx.zone));
    for (record, srv, problem) in cx.target_problems() {
        let TargetProblem::Address(shape) = problem else { continue };
        if is_told_of_port(cx, record, srv) {
            continue;
        }
        let target = &srv.target;
        let shown = cx.show(target);
        let has_zone = cx.zone.is_named() && cx.zone.apex.name.zone_of(&cx.name(target));
        let appended = match target.is_relative() {
            true => " with the origin appended",
            false if has_zone && matches!(shape, Shape::Address(_)) => " with the zone's name appended",
            false => "",
        };
        let message = match shape {
            Shape::Address(IpAddr::V4(_)) => format!("SRV target `{shown}` is an IP address{appended}"),
            Shape::Address(IpAddr::V6(_)) => format!("SRV target `{shown}` is an IPv6 address{appended}"),
            Shape::Url(_) => format!("SRV target `{shown}` is a URL"),
            _ => format!("SRV target `{shown}` has a port in it: the port is the third field"),
        };
        let host = match shape {
            Shape::Url(host) | Shape::HostAndPort(host, _) => host_name(cx, target, host),
            _ => None,
        };
        let help = match (shape, &host) {
            (Shape::Address(address), _) => address_help(cx, &hosts, target, *address),
            (_, Some(host)) => format!("write `{host}`"),
            _ => "name the host".to_owned(),
        };
        let only = match shape {
            Shape::Address(address) if has_no_other_port(&cx.sources.text(target.span), srv.port) => {
                host_at(cx, &hosts, target, *address).filter(|(_, is_only)| *is_only)
            }
            _ => None,
        };
        let same_port = !matches!(shape, Shape::HostAndPort(_, port) if *port != srv.port);
        let mut finding = cx.report(record, target.span, message);
        finding.note("RFC 2782, \"Target\": the domain name of the target host").help(help);
        if let Some(host) = host.filter(|_| same_port) {
            finding.fix(Applicability::Unsafe, "name the host alone", target.span, host);
        }
        if let Some((host, _)) = only {
            finding.fix(Applicability::Unsafe, "name the host with this address", target.span, host);
        }
    }
}

/// The host in a URL or before a port, as it should be written: absolute if it has several labels.
fn host_name(cx: &Context<'_>, target: &NameRef, host: &str) -> Option<String> {
    // What cannot be seen on a terminal, or could mislead there, is not proposed.
    let is_visible = !host.is_empty() && host.bytes().all(|octet| octet.is_ascii_graphic());
    absolute_name(host).ok().filter(|_| is_visible)?;
    let relative = target.is_relative() && !host.contains('.') && cx.zone.is_named();
    Some(if relative { host.to_owned() } else { format!("{host}.") })
}

/// Hosts by their addresses: the first of several, and how many there are.
type Hosts<'a> = HashMap<IpAddr, (&'a Host, usize)>;

/// The hosts of a zone by their addresses: the first of several by name, and the zone's own name after all others.
fn by_address<'a>(workspace: &'a Workspace, zone: &'a Zone) -> Hosts<'a> {
    let rank = |host: &Host| (host.name == zone.apex.name, host.name.clone());
    let mut hosts: Hosts<'_> = HashMap::new();
    for host in workspace.hosts(zone).values().filter(|host| !host.name.is_wildcard()) {
        for (address, _) in &host.addresses {
            let (known, count) = hosts.entry(*address).or_insert((host, 0));
            *count += 1;
            if rank(host) < rank(known) {
                *known = host;
            }
        }
    }
    hosts
}

/// An address as hosts have it: one of IPv4 in the form that IPv6 has for it is that one (RFC 4291 section 2.5.5.2).
fn as_host_has(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(address) => address.to_ipv4_mapped().map_or(IpAddr::V6(address), IpAddr::V4),
        IpAddr::V4(_) => address,
    }
}

/// Whether the text of an address has no port behind it, or this one.
fn has_no_other_port(text: &str, port: u16) -> bool {
    let behind = text.trim_end_matches('.').rsplit_once(':');
    let behind = behind.filter(|(host, _)| host.ends_with(']') || !host.contains(':'));
    behind.and_then(|(_, behind)| behind.parse::<u16>().ok()).is_none_or(|behind| behind == port)
}

/// The host that has an address, as it is written in a target's place, and whether it is the only one.
fn host_at(cx: &Context<'_>, hosts: &Hosts<'_>, target: &NameRef, address: IpAddr) -> Option<(String, bool)> {
    let (host, count) = hosts.get(&as_host_has(address))?;
    let origin = &cx.zone.origin_of(target).0.name;
    Some((crate::syntax::name::relative_to(&host.name, origin), *count == 1))
}

fn address_help(cx: &Context<'_>, hosts: &Hosts<'_>, target: &NameRef, address: IpAddr) -> String {
    if let Some((name, _)) = host_at(cx, hosts, target, address) {
        return format!("write `{name}`, which has this address");
    }
    let address = as_host_has(address);
    let types = match address {
        IpAddr::V4(address) => Types::of_v4(address),
        IpAddr::V6(address) => Types::of_v6(address),
    };
    if types.has(Types::LOCAL_ADDRESS) {
        return "name the host that its clients reach: no other host can reach this address".to_owned();
    }
    let rtype = if address.is_ipv4() { "A" } else { "AAAA" };
    format!("give the host a name, such as `host {rtype} {address}`, and write `host`")
}
