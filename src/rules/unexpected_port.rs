//! `unexpected-port`: no port, fields in the wrong order, or another service's port.

use std::cell::OnceCell;

use crate::base::span::Span;
use crate::rules::engine::context::Context;
use crate::rules::engine::look::Look;
use crate::rules::engine::srv_set::SrvSet;
use crate::rules::facts::cluster_names::is_cluster_name;
use crate::rules::facts::edits::{owner_edits, owner_to_heir};
use crate::rules::facts::meant_names::{meant_by_labels, shown_once};
use crate::rules::facts::null_meant::is_null_meant;
use crate::rules::facts::port_elsewhere::{
    SMALL_PORT, check_elsewhere, check_misplaced, report_moved, report_swapped, sourced,
};
use crate::rules::facts::service_at::{
    is_condemned, name_of, owner_at_port, owner_with_port, stands_under, tls_owner_at_port,
};
use crate::rules::facts::shared_port::{check_shared, is_of_clear_alone, may_share_port};
use crate::rules::facts::tls_form::{PORT_OF_HTTPS, clear_form, meant_tls_form};
use crate::rules::facts::usual_port::Expected;
use crate::rules::finding::Applicability;
use crate::syntax::name::{NameKey, display_name, label_texts};
use crate::workspace::services::{ForeignPort, Service};
use crate::workspace::srv_sets::ServiceLabels;
use crate::zone::service_owner::{Pair, pair};
use crate::zone::{NameRef, Record, Srv};

/// Weights and priorities up to this are just that, even if a service has such a port.
const LARGEST_PLAIN_NUMBER: u16 = 100;

/// The weight that Active Directory writes into its records, and no service's port.
const WEIGHT_OF_NETLOGON: u16 = 100;

pub fn concerns(look: &Look<'_>) -> bool {
    look.has_set(may_have_odd_port) || look.has_set(may_share_port)
}

/// Whether a record of the set may have a port that its service does not have, or none.
fn may_have_odd_port(set: &SrvSet<'_>) -> bool {
    let Some(labels) = set.summary().service else { return may_have_no_port(set) };
    if labels.before > 0 {
        // Instances choose their ports; what stands in place of one is seen.
        return may_have_no_port(set);
    }
    let is_fine = |port| match set.service() {
        Some((service, _)) => {
            service.is_usual_port(port, labels.transport()) && !may_be_at_place(service, set, &labels)
        }
        None => port >= SMALL_PORT,
    };
    !set.is_null() && !set.summary().port.is_some_and(is_fine)
}

/// Whether a record of a set that is no service's may have the port 0.
fn may_have_no_port(set: &SrvSet<'_>) -> bool {
    !set.is_null() && set.summary().port.is_none_or(|port| port == 0)
}

/// Whether a set may be at a place where its service has other ports. That of the zone itself is not, unless the zone's
/// name says so.
fn may_be_at_place(service: &Service, set: &SrvSet<'_>, labels: &ServiceLabels) -> bool {
    let is_place = |base: &str| service.usual_ports_at(labels.transport(), base).1.is_some();
    // No label behind a plain pair has the underscore that places have.
    let may_be = |place: &String| !labels.is_plain || !place.contains('_');
    service.ports_at.keys().any(may_be)
        && (!set.is_of_apex() || is_place(&set.origin_text().to_ascii_lowercase()))
}

pub fn check(cx: &mut Context<'_>) {
    check_shared(cx);
    for set in cx.srv_sets().filter(may_have_odd_port) {
        let owner = &set.first().owner;
        let Some(pair) = pair(cx.zone, owner, cx.sources) else {
            check_without_service(cx, &set);
            continue;
        };
        // Where the owner is misspelt, the name that is meant has the place.
        let base = || {
            let name = meant_by_labels(cx, &set).unwrap_or_else(|| cx.name(owner));
            display_name(&pair.base(&name)).to_ascii_lowercase()
        };
        let expected = set.service().map(|(service, _)| {
            let base = if service.ports_at.is_empty() { String::new() } else { base() };
            let (usual, place) = service.usual_ports_at(pair.transport(), &base);
            let clear = clear_form(service).and_then(|clear| name_of(cx, &set, clear, pair.transport()));
            Expected {
                service,
                transport: pair.transport(),
                usual,
                place,
                at_usual: OnceCell::new(),
                clear: clear.as_ref().map(NameKey::of),
            }
        });
        let usual = |port| expected.as_ref().is_some_and(|expected| expected.usual.contains(&port));
        for (record, srv) in set.iter().filter(|(_, srv)| !srv.is_null() && !usual(srv.port)) {
            if pair.before > 0 || expected.as_ref().is_some_and(|expected| expected.usual.is_empty()) {
                let service = expected.as_ref().map(|expected| expected.service);
                if check_misplaced(cx, (record, srv), service) || pair.before > 0 {
                    continue;
                }
            }
            match expected.as_ref().filter(|expected| !expected.usual.is_empty()) {
                // A record that no client asks for needs no other port.
                Some(_) if is_condemned(cx, &set) => {}
                Some(expected) if is_repeated(cx, &set, expected.service, srv) => {}
                Some(expected) if is_of_another(cx, &set, expected.service) => {}
                Some(expected) if is_shared(cx, expected, srv) => {}
                Some(expected) => check_known(cx, &pair, &set, (record, srv), expected),
                None if srv.port == 0 => report_zero(cx, record, None, 0),
                None => _ = check_elsewhere(cx, record, srv, ""),
            }
        }
    }
}

/// Whether another service than its own is meant by the owner of a set, as is told of there.
fn is_of_another(cx: &Context<'_>, set: &SrvSet<'_>, service: &Service) -> bool {
    let meant = meant_by_labels(cx, set).and_then(|meant| meant.iter().next().map(<[u8]>::to_vec));
    let meant = meant.and_then(|label| cx.options.services.find(&label));
    cx.options.levels.is_selected("malformed-owner") && meant.is_some_and(|meant| meant.name != service.name)
}

/// Whether the form in clear text has the host and port of a record, which is told of as that, unless it has the port alone.
fn is_shared(cx: &Context<'_>, expected: &Expected<'_>, srv: &Srv) -> bool {
    expected.clear.is_some_and(|clear| cx.has_host(clear, srv))
        && !is_of_clear_alone(&cx.options.services, expected.service, expected.transport, srv.port)
}

/// Whether a record of an obsolete name says what one says under the name that has its port, or all have the port of a current
/// name: that is told of as obsolete.
fn is_repeated(cx: &Context<'_>, set: &SrvSet<'_>, service: &Service, srv: &Srv) -> bool {
    let Some(obsolete) = &service.obsolete else { return false };
    let protocol = set.summary().service.map_or("tcp", |labels| labels.transport());
    // Where the new name stands there, that rule is silent.
    if !cx.options.levels.is_selected("unknown-service") || stands_under(cx, set, &obsolete.instead, protocol)
    {
        return false;
    }
    let instead = cx.options.services.current(obsolete, set.summary().port);
    let is_renamed = || instead != obsolete.instead && !stands_under(cx, set, instead, protocol);
    owner_with_port(cx, set, srv.port).is_some_and(|name| cx.has_host(NameKey::of(&name), srv))
        || is_renamed()
}

/// A set at a plain name. Nodes of a cluster may have the port 0.
fn check_without_service(cx: &mut Context<'_>, set: &SrvSet<'_>) {
    let labels = label_texts(&cx.name(&set.first().owner));
    // Which of the pairs with a protocol of their own may have the port 0 is not known.
    let has_pair = labels.iter().any(|label| label.starts_with('_'));
    if has_pair || is_cluster_name(&labels) {
        return;
    }
    let mut without = set.iter().filter(|(_, srv)| !srv.is_null() && srv.port == 0);
    let Some((record, _)) = without.next() else { return };
    let others = without.count();
    report_zero(cx, record, None, others);
}

fn check_known(
    cx: &mut Context<'_>,
    pair: &Pair<'_>,
    set: &SrvSet<'_>,
    (record, srv): (&Record, &Srv),
    expected: &Expected<'_>,
) {
    let (service, usual, place) = (expected.service, &expected.usual, &expected.place);
    let (port, standard) = (srv.port, usual[0]);
    let owner = shown_once(cx, &record.owner);
    let [_, _, port_span] = record.srv_numbers(cx.sources);
    let is_small =
        port < SMALL_PORT && cx.options.services.services().all(|other| !other.ports.contains(&port));
    let is_misplaced = |number: u16| {
        usual.contains(&number)
            && (number > LARGEST_PLAIN_NUMBER || number > port && is_small || port == WEIGHT_OF_NETLOGON)
    };
    let is_neighbour_s = srv.priority > LARGEST_PLAIN_NUMBER
        && port <= LARGEST_PLAIN_NUMBER
        && sibling(cx, pair, service, srv.priority).is_some();
    if is_misplaced(srv.weight) {
        report_swapped(cx, record, srv, &service.source);
    } else if is_misplaced(srv.priority) || is_neighbour_s && sibling(cx, pair, service, port).is_none() {
        report_moved(cx, record, srv, &service.source);
    } else if check_elsewhere(cx, record, srv, &service.source) {
        // The port stands in another field.
    } else if port == 0 {
        report_zero(cx, record, Some(&expected.meant_text()), 0);
    } else if let Some(labels) = place.filter(|_| service.ports.contains(&port)) {
        cx.report(
            record,
            port_span,
            format!("port {port} of `{owner}` is not {standard}, the port below `{labels}`"),
        )
        .kind("another's")
        .note(sourced("RFC 2782, \"Port\": clients connect to the port of the record", &service.source))
        .help(format!("write `{standard}`"))
        .fix(Applicability::Unsafe, "write the usual port", port_span, standard.to_string());
    } else if meant_tls_form(&cx.options.services, service, pair.transport(), port).is_some()
        && cx.options.levels.is_selected("unexpected-protocol")
    {
        // Service and protocol are told of together.
    } else if let Some(foreign) = expected.foreign_port(set, port) {
        report_foreign(cx, set, (record, srv), expected, foreign);
    } else if let Some(sibling) = sibling(cx, pair, service, port) {
        report_sibling(cx, set, (record, srv), expected, sibling);
    } else if (port, standard) == (PORT_OF_HTTP, PORT_OF_HTTPS) {
        cx.report(record, port_span, format!("port {port} of `{owner}` is the port of HTTP without TLS"))
            .kind("another's")
            .note(sourced(&expected.usual_text(), expected.source()))
            .help(format!("write `{standard}`: clients of the service begin with TLS"))
            .fix(Applicability::Unsafe, "write the usual port", port_span, standard.to_string());
    }
}

/// The port of HTTP (RFC 9110 section 4.2.1).
const PORT_OF_HTTP: u16 = 80;

/// The port of a program that asks for no SRV record.
fn report_foreign(
    cx: &mut Context<'_>,
    set: &SrvSet<'_>,
    (record, srv): (&Record, &Srv),
    expected: &Expected<'_>,
    foreign: &ForeignPort,
) {
    let (heir, [_, _, port_span]) = (owner_to_heir(record, cx.sources), record.srv_numbers(cx.sources));
    let help = match expected.port_of(set, srv.target.key) {
        Some(there) => format!("delete it{heir}, as the host stands here with {there} too"),
        None => format!("delete the record{heir}"),
    };
    let owner = shown_once(cx, &record.owner);
    cx.report(record, port_span, format!("port {} of `{owner}` is the port of {}", srv.port, foreign.of))
        .kind("another's")
        .note(format!("{} ({})", foreign.reason, foreign.source))
        .help(help);
}

fn report_sibling(
    cx: &mut Context<'_>,
    set: &SrvSet<'_>,
    (record, srv): (&Record, &Srv),
    expected: &Expected<'_>,
    sibling: &str,
) {
    let (service, port) = (expected.service, srv.port);
    let there = expected.port_of(set, srv.target.key);
    let meant = expected.meant_for(cx, set, srv);
    let usual = meant.map_or_else(|| expected.meant_text(), |port| format!("`{port}`"));
    let owner = &record.owner;
    let is_published = stands_under(cx, set, sibling, expected.transport);
    let at_port = owner_at_port(cx, set, service, port);
    let other =
        at_port.clone().or_else(|| owner_with_port(cx, set, port).filter(|_| service.obsolete.is_some()));
    let repeated = other.filter(|other| cx.has_host(NameKey::of(other), srv));
    let in_clear = if sibling == service.name && expected.transport == "tls" { " without TLS" } else { "" };
    let message = format!("port {port} of `{}` is the port of `_{sibling}`{in_clear}", shown_once(cx, owner));
    let note = sourced(&expected.usual_text(), expected.source());
    if let Some(right) = at_port.filter(|_| !is_published) {
        let written = |owner: &NameRef| Some(cx.in_style_of(&right, owner));
        let (corrected, edits) = (cx.in_style_of(&right, owner), owner_edits(set, written));
        cx.report(record, record.srv_numbers(cx.sources)[2], message)
            .kind("another's")
            .note(note)
            .help(format!("write `{corrected}` for the owner; or {usual}, if the server has that port, too"))
            .edits(Applicability::Unsafe, "write the owner of the service with that port", edits);
        return;
    }
    let tls = tls_owner_at_port(cx, set, service, srv);
    let (heir, [_, _, port_span]) = (owner_to_heir(record, cx.sources), record.srv_numbers(cx.sources));
    let help = match (&repeated, there, &tls) {
        (Some(other), ..) => repeated_help(service, &cx.in_style_of(other, owner), (&usual, heir)),
        (None, Some(there), _) => format!("delete it{heir}, as the host stands here with {there} too"),
        (None, None, Some((tls, true))) => format!(
            "delete it{heir}, as `{}` has the host too; or write {usual}, if the server has that port",
            cx.in_style_of(tls, owner)
        ),
        (None, None, Some((tls, false))) => format!(
            "write {usual}; or, if the host speaks TLS there, `{}` for the owner",
            cx.in_style_of(tls, owner)
        ),
        (None, None, None) => format!("write {usual}"),
    };
    // An unrelated service is not what was meant.
    let is_related = service.siblings.iter().any(|name| name == sibling) || sibling == service.name;
    let may_publish = is_related && !is_published && repeated.is_none() && (there.is_some() || tls.is_none());
    let publish = if may_publish { format!(", or publish `_{sibling}`") } else { String::new() };
    let mut finding = cx.report(record, port_span, message);
    finding.kind("another's").note(note).help(help + &publish);
    // Where the record is one too many, or the host speaks TLS there, another port would make another service of it.
    if let Some(meant) = meant.filter(|_| there.is_none() && repeated.is_none() && tls.is_none()) {
        finding.fix(Applicability::Unsafe, "write the usual port", port_span, meant.to_string());
    }
}

/// What helps where another service, or the current name of an obsolete one, says the same.
fn repeated_help(service: &Service, other: &str, (usual, heir): (&str, &str)) -> String {
    let or_else = match service.obsolete {
        Some(_) => String::new(),
        None => format!("; or write {usual}, if the server has that port, too"),
    };
    format!("delete it{heir}: `{other}` says the same{or_else}")
}

/// Reports the port 0 of a record, and of so many others of its set.
fn report_zero(cx: &mut Context<'_>, record: &Record, usual: Option<&str>, others: usize) {
    let owner = shown_once(cx, &record.owner);
    let help = match usual {
        Some(usual) => format!("write {usual}, or `0 0 0 .` if there is no such service"),
        None => "write the service's port, or `0 0 0 .` if there is no such service".to_owned(),
    };
    let [_, _, port_span] = record.srv_numbers(cx.sources);
    let target = record.srv().map_or(&b""[..], |srv| cx.sources.bytes(srv.target.span));
    if target == b"\\." && cx.options.levels.is_selected("invalid-hostname-target") {
        // An error, whose help is to write `.`.
        return;
    }
    if record.srv().is_some_and(|srv| is_null_meant(srv, cx.sources)) {
        report_null_meant(cx, record, port_span);
        return;
    }
    let message = format!("port 0 of `{owner}` is not a port: no server can listen there");
    let mut finding = cx.report(record, port_span, message);
    match others {
        0 => {}
        1 => _ = finding.note("another record of the set has it, too"),
        others => _ = finding.note(format!("{others} other records of the set have it, too")),
    }
    finding.kind("zero").note("RFC 6335 section 6: port 0 is reserved").help(help);
}

/// `0 0 0` before a target that is not `.`, which was meant.
fn report_null_meant(cx: &mut Context<'_>, record: &Record, port: Span) {
    let Some(target) = record.srv().map(|srv| srv.target.span) else { return };
    let (owner, written) = (shown_once(cx, &record.owner), cx.sources.text(target).to_owned());
    cx.report(record, port, format!("port 0 and target `{written}` do not switch `{owner}` off: `.` does"))
        .kind("zero")
        .label(target, "the target")
        .note("RFC 2782, \"Target\": `.` means that the service is decidedly not available")
        .help("write `0 0 0 .`, or the service's port")
        .fix(Applicability::Unsafe, "switch the service off", target, ".");
}

/// The service that has `port`, of those that this one is mistaken for; or this one itself, if it has the port
/// under other protocols; or the only other service with the port.
fn sibling<'r>(cx: &Context<'r>, pair: &Pair<'_>, service: &'r Service, port: u16) -> Option<&'r str> {
    let registry = &*cx.options.services;
    let has = |name: &&String| {
        registry
            .named(name)
            .is_some_and(|sibling| sibling.ports.contains(&port) || sibling.also.contains(&port))
    };
    let elsewhere = service.ports_for.contains_key(pair.transport()) && service.ports.contains(&port);
    let own = || elsewhere.then_some(service);
    let other = || registry.only_service_with(port).filter(|other| other.name != service.name);
    let sibling = service.siblings.iter().find(has).and_then(|name| registry.named(name));
    sibling.or_else(own).or_else(other).map(|sibling| sibling.name.as_str())
}
