//! `single-point-of-failure`: a service with one host behind it, under whichever names.

use std::collections::{BTreeSet, HashSet};
use std::net::IpAddr;

use crate::rules::engine::context::Context;
use crate::rules::engine::look::Look;
use crate::rules::engine::srv_set::SrvSet;
use crate::syntax::name::NameKey;
use crate::workspace::{Host, Lookup};
use crate::zone::{NameRef, Srv};

/// How many of the hosts are labelled: the message says how many there are.
const MOST_LABELS: usize = 8;

pub fn concerns(look: &Look<'_>) -> bool {
    look.has_set(|set| !set.is_null())
}

pub fn check(cx: &mut Context<'_>) {
    for set in cx.srv_sets() {
        let srvs: Vec<&Srv> = set.iter().map(|(_, srv)| srv).filter(|srv| !srv.is_null()).collect();
        let Some(first) = srvs.first() else { continue };
        let hosts: HashSet<NameKey> = srvs.iter().map(|srv| srv.target.key).collect();
        let ports: HashSet<u16> = srvs.iter().map(|srv| srv.port).collect();
        let (owner, host) = (cx.show(&set.first().owner), cx.show(&first.target));
        let message = if hosts.len() == 1 {
            if has_several_addresses(cx, &first.target) {
                continue;
            }
            let on = if ports.len() > 1 { format!(" on {} ports", ports.len()) } else { String::new() };
            format!("one host serves `{owner}`{on}: `{host}`")
        } else if let (1, Some(address)) = (ports.len(), common_address(cx, &srvs)) {
            format!("the {} hosts of `{owner}` have one address: {address}", hosts.len())
        } else {
            continue;
        };
        report(cx, &set, &srvs, message, hosts.len() > 1);
    }
}

fn report(cx: &mut Context<'_>, set: &SrvSet<'_>, srvs: &[&Srv], message: String, several: bool) {
    let mut finding = cx.report(set.first(), srvs[0].target.span, message);
    for srv in srvs.iter().skip(1).filter(|_| several).take(MOST_LABELS) {
        finding.label(srv.target.span, "the same machine");
    }
    finding
        .kind(if several { "one address" } else { "one host" })
        .note("RFC 2782, \"Priority\": clients try the lowest-numbered priority that they can reach, so another host is a fallback")
        .help("add a record for another host; with a higher priority number it is used on failure only");
}

/// A host with its addresses; `None` if the run does not know them all.
fn host<'a>(cx: &Context<'a>, target: &NameRef) -> Option<&'a Host> {
    let workspace = cx.workspace;
    let Lookup::Address { zone, wildcard: false, .. } = workspace.find_address(target, cx.zone) else {
        return None;
    };
    let name = cx.name(target);
    workspace.hosts(zone).get(&target.key).filter(|_| zone.is_complete_at_name(&name))
}

fn addresses(host: &Host) -> BTreeSet<IpAddr> {
    host.addresses.iter().map(|(address, _)| *address).collect()
}

/// Whether clients have several addresses of one family to try.
fn has_several_addresses(cx: &Context<'_>, target: &NameRef) -> bool {
    host(cx, target).is_some_and(|host| host.may_have_more() || !is_one_machine(&addresses(host)))
}

/// At most one address of each family.
fn is_one_machine(addresses: &BTreeSet<IpAddr>) -> bool {
    let v4 = addresses.iter().filter(|address| address.is_ipv4()).count();
    v4 <= 1 && addresses.len() - v4 <= 1
}

/// The address that all targets have, if it is one machine's.
fn common_address(cx: &Context<'_>, srvs: &[&Srv]) -> Option<IpAddr> {
    let known = |srv: &Srv| host(cx, &srv.target).filter(|host| !host.may_have_more()).map(addresses);
    let first = known(srvs[0]).filter(is_one_machine)?;
    let same = srvs.iter().all(|srv| known(srv).as_ref() == Some(&first));
    first.iter().next().copied().filter(|_| same)
}
