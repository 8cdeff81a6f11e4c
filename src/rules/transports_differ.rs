//! `transports-differ`: one service that has other hosts over UDP than over TCP.

use std::collections::{BTreeSet, HashMap};

use crate::base::severity::Severity;
use crate::rules::engine::context::Context;
use crate::rules::engine::look::Look;
use crate::rules::engine::srv_set::SrvSet;
use crate::syntax::name::NameKey;

/// Services that one server offers over both transports.
const BOTH: [&str; 6] = ["kerberos", "kpasswd", "ldap", "sip", "stun", "turn"];

pub fn concerns(look: &Look<'_>) -> bool {
    look.has_set(is_over_both)
}

fn is_over_both(set: &SrvSet<'_>) -> bool {
    let named = |name: &str| BOTH.contains(&name);
    !set.is_null()
        && set.service().is_some_and(|(service, labels)| labels.before == 0 && named(&service.name))
}

pub fn check(cx: &mut Context<'_>) {
    let mut first: HashMap<NameKey, SrvSet<'_>> = HashMap::new();
    for set in cx.srv_sets().filter(is_over_both) {
        let Some((service, labels)) = set.service().filter(|(_, labels)| labels.transport() != "tls") else {
            continue;
        };
        let key = labels.base.child(service.name.as_bytes());
        match first.get(&key).copied() {
            Some(other) => compare(cx, &other, &set),
            None => _ = first.insert(key, set),
        }
    }
}

/// Reports two sets if neither is a part of the other, or one host only is left out of several.
fn compare(cx: &mut Context<'_>, one: &SrvSet<'_>, other: &SrvSet<'_>) {
    let hosts = |set: &SrvSet<'_>| -> BTreeSet<String> {
        let real = set.iter().filter(|(_, srv)| !srv.is_null());
        real.map(|(_, srv)| cx.show(&srv.target).to_ascii_lowercase()).collect()
    };
    // A name that is written wrongly is told of already.
    let numbers = || one.iter().chain(other.iter()).map(|(record, _)| record.span);
    if cx.target_problems().any(|(record, _, _)| numbers().any(|span| span == record.span)) {
        return;
    }
    let (left, right) = (hosts(one), hosts(other));
    let shares_none = left.is_disjoint(&right);
    if left == right || !shares_none && (left.len() < 2 || right.len() < 2) {
        return;
    }
    let Some((lacking, owner, host)) = missing(cx, (one, &left), (other, &right)) else { return };
    let (record, without) = (lacking.first(), cx.show(&lacking.first().owner));
    cx.report(record, record.owner.span, format!("`{without}` has no `{host}`, which `{owner}` has"))
        .severity(Severity::Note)
        .detail(&*owner)
        .note("a client chooses the transport, and then knows the hosts of that one only")
        .help(format!("add `{host}` here, or remove it there if it is gone"));
}

/// The set that lacks a host, the name of the other one, and the host.
fn missing<'a, 's>(
    cx: &Context<'_>,
    (one, left): (&'s SrvSet<'a>, &BTreeSet<String>),
    (other, right): (&'s SrvSet<'a>, &BTreeSet<String>),
) -> Option<(&'s SrvSet<'a>, String, String)> {
    let owner = |set: &SrvSet<'_>| cx.show(&set.first().owner);
    let only_right = right.difference(left).next().map(|host| (one, owner(other), host.clone()));
    only_right.or_else(|| left.difference(right).next().map(|host| (other, owner(one), host.clone())))
}
