//! `unexpected-port`: no port, swapped fields, another service's port, or just not the usual one.

use crate::base::severity::Severity;
use crate::rules::engine::context::Context;
use crate::rules::engine::look::Look;
use crate::rules::engine::srv_set::SrvSet;
use crate::rules::finding::Applicability;
use crate::workspace::services::Service;
use crate::zone::service_owner::{Pair, pair};
use crate::zone::{Record, Srv};

/// Weights up to this are weights, even if a service has such a port.
const LARGEST_PLAIN_WEIGHT: u16 = 100;

pub fn concerns(look: &Look<'_>) -> bool {
    look.has_set(may_have_odd_port)
}

/// Whether a record of the set may have a port that its service does not have.
fn may_have_odd_port(set: &SrvSet<'_>) -> bool {
    let Some(labels) = set.summary().service.filter(|labels| labels.before == 0) else { return false };
    let is_fine = |port| match set.service() {
        Some((service, _)) => service.is_usual_port(port, labels.transport()),
        None => port != 0,
    };
    !set.is_null() && !set.summary().port.is_some_and(is_fine)
}

pub fn check(cx: &mut Context<'_>) {
    for set in cx.srv_sets().filter(may_have_odd_port) {
        let service = set.service().map(|(service, _)| service);
        let Some(pair) = pair(cx.zone, &set.first().owner, cx.sources) else { continue };
        let usual = service.map(|service| service.usual_ports(pair.transport())).unwrap_or_default();
        let mut noted = Vec::new();
        for (record, srv) in set.iter().filter(|(_, srv)| !srv.is_null() && !usual.contains(&srv.port)) {
            match service.filter(|_| !usual.is_empty()) {
                Some(service) => check_known(cx, &pair, (record, srv), service, &usual, &mut noted),
                None if srv.port == 0 => report_zero(cx, record, None),
                None => {}
            }
        }
    }
}

fn check_known(
    cx: &mut Context<'_>,
    pair: &Pair<'_>,
    (record, srv): (&Record, &Srv),
    service: &Service,
    usual: &[u16],
    noted: &mut Vec<u16>,
) {
    let (weight, port) = (srv.weight, srv.port);
    let owner = cx.show(&record.owner);
    let [_, weight_span, port_span] = record.srv_numbers(cx.sources);
    if weight > LARGEST_PLAIN_WEIGHT && usual.contains(&weight) {
        let priority = srv.priority;
        let span = weight_span.to(port_span);
        let apart = cx.sources.bytes(span).iter().any(|octet| matches!(octet, b'\n' | b';' | b'(' | b')'));
        let mut finding =
            cx.report(record, port_span, format!("weight {weight} and port {port} of `{owner}` are swapped"));
        finding
            .kind("swapped")
            .label(weight_span, "the port")
            .note(sourced("RFC 2782: priority, weight, port, target", &service.source))
            .help(format!("write `{priority} {port} {weight}`"));
        if !apart {
            let swapped = format!("{port} {weight}");
            finding.fix(Applicability::Unsafe, "swap weight and port", span, swapped);
        }
    } else if port == 0 {
        report_zero(cx, record, usual.first().copied());
    } else if let Some(sibling) = sibling(cx, pair, service, port) {
        let standard = usual[0];
        cx.report(record, port_span, format!("port {port} of `{owner}` is the port of `_{sibling}`"))
            .kind("another's")
            .note(sourced(&format!("RFC 2782, \"Port\": the usual port is {standard}"), &service.source))
            .help(format!("write `{standard}`, or publish `_{sibling}`"))
            .fix(Applicability::Unsafe, "write the usual port", port_span, standard.to_string());
    } else if !noted.contains(&port) {
        noted.push(port);
        let standard = usual[0];
        cx.report(record, port_span, format!("port {port} of `{owner}` is not its usual port {standard}"))
            .kind("not usual")
            .severity(Severity::Note)
            .note(sourced("RFC 2782, \"Port\": often as assigned, but it need not be", &service.source))
            .help(format!("write `{standard}` unless the server really listens on {port}"));
    }
}

/// A sentence with the source of what the registry says; a user's own service may name none.
fn sourced(sentence: &str, source: &str) -> String {
    if source.is_empty() { sentence.to_owned() } else { format!("{sentence}; {source}") }
}

fn report_zero(cx: &mut Context<'_>, record: &Record, standard: Option<u16>) {
    let owner = cx.show(&record.owner);
    let help = match standard {
        Some(standard) => format!("write `{standard}`, or `0 0 0 .` if there is no such service"),
        None => "write the service's port, or `0 0 0 .` if there is no such service".to_owned(),
    };
    let [_, _, port_span] = record.srv_numbers(cx.sources);
    cx.report(record, port_span, format!("port 0 of `{owner}` is no port: no server can listen there"))
        .kind("zero")
        .note("RFC 6335 section 6: port 0 is reserved")
        .help(help);
}

/// The service that has `port`, of those that this one is mistaken for; or this one itself, if it
/// has the port under other protocols.
fn sibling<'r>(cx: &Context<'r>, pair: &Pair<'_>, service: &'r Service, port: u16) -> Option<&'r str> {
    let registry = &*cx.options.services;
    let has = |name: &&String| {
        registry
            .named(name)
            .is_some_and(|sibling| sibling.ports.contains(&port) || sibling.also.contains(&port))
    };
    let elsewhere = service.ports_for.contains_key(pair.transport()) && service.ports.contains(&port);
    service.siblings.iter().find(has).map(String::as_str).or(elsewhere.then_some(service.name.as_str()))
}
