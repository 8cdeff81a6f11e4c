//! `transports-differ`: one service that has other hosts over UDP than over TCP.

use std::collections::BTreeSet;
use std::collections::hash_map::Entry;

use crate::base::severity::Severity;
use crate::rules::engine::context::Context;
use crate::rules::engine::look::Look;
use crate::rules::engine::srv_set::{ByName, SrvSet};
use crate::syntax::name::NameKey;
use crate::zone::Srv;

/// Services that one server offers over both transports.
const BOTH: [&str; 6] = ["kerberos", "kpasswd", "ldap", "sip", "stun", "turn"];

pub fn concerns(look: &Look<'_>) -> bool {
    !over_both(look.srv_sets()).is_empty()
}

pub fn check(cx: &mut Context<'_>) {
    for (one, other) in over_both(cx.srv_sets()) {
        compare(cx, &one, &other);
    }
}

/// The sets of one service over two transports, in pairs.
fn over_both<'a>(sets: impl Iterator<Item = SrvSet<'a>>) -> Vec<(SrvSet<'a>, SrvSet<'a>)> {
    // By the service's name below its base.
    let (mut first, mut pairs) = (ByName::default(), Vec::new());
    for set in sets.filter(|set| !set.is_null()) {
        let Some((service, labels)) = set.service() else { continue };
        if labels.before > 0 || labels.transport() == "tls" || !BOTH.contains(&&*service.name) {
            continue;
        }
        match first.entry(labels.base.child(service.name.as_bytes())) {
            Entry::Occupied(one) => pairs.push((*one.get(), set)),
            Entry::Vacant(place) => _ = place.insert(set),
        }
    }
    pairs
}

/// Reports two sets if neither is a part of the other, or one host only is left out of several.
fn compare(cx: &mut Context<'_>, one: &SrvSet<'_>, other: &SrvSet<'_>) {
    let keys = |set: &SrvSet<'_>| real(set).map(|srv| srv.target.key).collect::<BTreeSet<NameKey>>();
    let (left, right) = (keys(one), keys(other));
    let shares_none = left.is_disjoint(&right);
    if left == right || !shares_none && (left.len() < 2 || right.len() < 2) {
        return;
    }
    // A name that is written wrongly is told of already.
    let numbers = || one.iter().chain(other.iter()).map(|(record, _)| record.span);
    if cx.target_problems().any(|(record, _, _)| numbers().any(|span| span == record.span)) {
        return;
    }
    let hosts = |set: &SrvSet<'_>| -> BTreeSet<String> {
        real(set).map(|srv| cx.show(&srv.target).to_ascii_lowercase()).collect()
    };
    let (left, right) = (hosts(one), hosts(other));
    if names_transport(one, &left) && names_transport(other, &right) {
        return;
    }
    let only_right = right.difference(&left).next().map(|host| (one, other, host));
    let only_left = left.difference(&right).next().map(|host| (other, one, host));
    let (Some((lacking, having, host)), other_way) = (match only_right {
        Some(only_right) => (Some(only_right), only_left),
        None => (only_left, None),
    }) else {
        return;
    };
    let owner = |set: &SrvSet<'_>| cx.show(&set.first().owner);
    let (record, without, owner) = (lacking.first(), owner(lacking), owner(having));
    let mut finding =
        cx.report(record, record.owner.span, format!("`{without}` has no `{host}`, which `{owner}` has"));
    finding.severity(Severity::Note).detail(&*owner);
    let mut help = format!("add `{host}` here, or remove it there if it is gone");
    if let Some((lacking, _, host)) = other_way {
        finding.label(lacking.first().owner.span, format!("this has no `{host}`"));
        help.push_str(&format!("; the same of `{host}`, which only `{without}` has"));
    }
    finding.note("a client chooses the transport, and then knows the hosts of that one only").help(help);
}

/// Whether all hosts of a set have its transport in their names: others for the other transport are then meant.
fn names_transport(set: &SrvSet<'_>, hosts: &BTreeSet<String>) -> bool {
    let transport = set.service().map(|(_, labels)| labels.transport());
    transport.is_some_and(|transport| hosts.iter().all(|host| host.contains(transport)))
}

/// The records of a set that name a host.
fn real<'a>(set: &SrvSet<'a>) -> impl Iterator<Item = &'a Srv> {
    set.iter().map(|(_, srv)| srv).filter(|srv| !srv.is_null())
}
