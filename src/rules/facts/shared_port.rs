//! Hosts and ports that a service in clear text and its form with TLS share. Does not know which ports are usual for other reasons.

use std::collections::HashMap;

use crate::base::severity::Severity;
use crate::rules::engine::context::Context;
use crate::rules::engine::srv_set::SrvSet;
use crate::rules::facts::tls_form::{clear_form, is_clear_form};
use crate::syntax::name::NameKey;
use crate::workspace::services::{Registry, Service};
use crate::workspace::srv_sets::ServiceLabels;
use crate::zone::Record;

/// Whether a set is of a service with TLS from the first octet, and not at that service's standard port alone: the form in
/// clear text may have the other.
pub fn may_share_port(set: &SrvSet<'_>) -> bool {
    let is_own =
        |service: &Service| set.summary().port.is_some_and(|port| service.ports.first() == Some(&port));
    set.service().is_some_and(|(service, labels)| {
        labels.before == 0 && !set.is_null() && !is_own(service) && clear_form(service).is_some()
    })
}

/// Whether a port is that of the form in clear text of a service with TLS, and none of the service's own.
pub fn is_of_clear_alone(registry: &Registry, service: &Service, transport: &str, port: u16) -> bool {
    // Servers that tell the two apart at one port are known of those whose clients look at both sets.
    let clear = clear_form(service).filter(|_| service.shares_selection_with.is_none());
    let clear = clear.and_then(|clear| registry.named(clear));
    clear.is_some_and(|clear| clear.ports.first() == Some(&port)) && !service.is_usual_port(port, transport)
}

/// Where a service is offered: its name, the transport, and the name that it is for.
type Place<'r> = (&'r str, &'static str, NameKey);

fn place_of<'r>(name: &'r str, labels: &ServiceLabels) -> Place<'r> {
    (name, labels.transport(), labels.base)
}

/// Reports hosts and ports that two services have, of which one begins in clear text and the other with TLS.
pub fn check_shared(cx: &mut Context<'_>) {
    let tls: Vec<SrvSet<'_>> = cx.srv_sets().filter(may_share_port).collect();
    if tls.is_empty() {
        return;
    }
    // There may be as many sets in clear text as with TLS, and as many records in a set: each is looked for by its name.
    let mut clear_sets: HashMap<Place<'_>, &[u32]> = HashMap::new();
    for set in cx.srv_sets() {
        let Some((service, labels)) = set.service().filter(|(_, labels)| labels.before == 0) else {
            continue;
        };
        if is_clear_form(service) {
            clear_sets.insert(place_of(&service.name, &labels), set.numbers());
        }
    }
    for tls in tls {
        let Some((service, labels)) = tls.service() else { continue };
        let Some(clear) = clear_form(service) else { continue };
        let Some(numbers) = clear_sets.get(&place_of(clear, &labels)) else { continue };
        let mut others: HashMap<(NameKey, u16), &Record> = HashMap::with_capacity(numbers.len());
        for other in numbers.iter().map(|number| &cx.zone.records()[*number as usize]) {
            if let Some(srv) = other.srv() {
                others.entry((srv.target.key, srv.port)).or_insert(other);
            }
        }
        for (record, srv) in tls.iter().filter(|(_, srv)| !srv.is_null()) {
            let Some(other) = others.get(&(srv.target.key, srv.port)) else { continue };
            // That is a port of another service, which is worse.
            if is_of_clear_alone(&cx.options.services, service, labels.transport(), srv.port) {
                continue;
            }
            report_shared(cx, record, other, (clear, service));
            break;
        }
    }
}

fn report_shared(cx: &mut Context<'_>, record: &Record, other: &Record, (clear, service): (&str, &Service)) {
    let Some(srv) = record.srv() else { return };
    let ([_, _, port_span], [_, _, other_port]) =
        (record.srv_numbers(cx.sources), other.srv_numbers(cx.sources));
    let (port, host, name) = (srv.port, cx.show(&srv.target), &service.name);
    cx.report(
        record,
        port_span,
        format!("`_{clear}` and `_{name}` share port {port} of `{host}`: one begins in clear text, the other with TLS"),
    )
    .kind("shared")
    .severity(Severity::Note)
    .label(other_port, "the same port")
    .note("a server has to tell the two by the first octet; where it cannot, one of them fails")
    .help(format!("write the port at which the server expects TLS first; {} is usual", service.ports[0]));
}
