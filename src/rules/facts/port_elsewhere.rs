//! A port that stands in the place of a weight or a priority: findings of records whose fields are in another order. Does not know
//! which ports are usual for a service.

use crate::rules::engine::context::Context;
use crate::rules::facts::meant_names::shown_once;
use crate::rules::finding::Applicability;
use crate::workspace::services::Service;
use crate::zone::{Record, Srv};

/// Ports below this that no service here has are more likely a weight or a priority.
pub const SMALL_PORT: u16 = 64;

/// The ports below that at which servers of other protocols listen, which may have SRV records.
const SMALL_PORTS: [u16; 16] = [7, 9, 13, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 49, 53, 63];

/// Numbers over this are hardly a weight, and never a priority, beside a port that nothing has.
const LARGEST_SYSTEM_PORT: u16 = 1023;

/// Whether the port is one that nothing has, and one of the other numbers is a port, which is reported: whatever the service.
pub fn check_elsewhere(cx: &mut Context<'_>, record: &Record, srv: &Srv, source: &str) -> bool {
    let is_of_none = (1..SMALL_PORT).contains(&srv.port)
        && !SMALL_PORTS.contains(&srv.port)
        && !cx.options.services.services().any(|service| service.ports.contains(&srv.port));
    let [is_first, is_second] = [srv.priority, srv.weight].map(|number| number > LARGEST_SYSTEM_PORT);
    match (is_of_none, is_first, is_second) {
        (true, true, false) => report_moved(cx, record, srv, source),
        (true, false, true) => report_swapped(cx, record, srv, source),
        _ => return false,
    }
    true
}

/// Ports of services that may have any, and so have none in the registry.
const WEB_PORTS: [(&str, [u16; 2]); 2] = [("http", [80, 8080]), ("https", [443, 8443])];

/// Whether the port of an instance, or of a service of the web, stands in another field's place, which is reported. Where no
/// number is in any field (`0 0 0`), an instance waits for its port.
pub fn check_misplaced(
    cx: &mut Context<'_>,
    (record, srv): (&Record, &Srv),
    service: Option<&Service>,
) -> bool {
    let Some(service) = service.filter(|_| srv.port < SMALL_PORT) else { return false };
    let web = WEB_PORTS.iter().find(|(name, _)| *name == service.name).map(|(_, ports)| &ports[..]);
    let is_port =
        |number: u16| web.is_some_and(|ports| ports.contains(&number)) || service.ports.contains(&number);
    if is_port(srv.port)
        || cx.options.services.services().any(|other| srv.port != 0 && other.ports.contains(&srv.port))
    {
        return false;
    }
    if is_port(srv.weight) {
        report_swapped(cx, record, srv, &service.source);
    } else if is_port(srv.priority) {
        report_moved(cx, record, srv, &service.source);
    } else {
        return false;
    }
    true
}

/// Weight and port are swapped.
pub fn report_swapped(cx: &mut Context<'_>, record: &Record, srv: &Srv, source: &str) {
    let (priority, weight, port) = (srv.priority, srv.weight, srv.port);
    let owner = shown_once(cx, &record.owner);
    let [_, weight_span, port_span] = record.srv_numbers(cx.sources);
    let span = weight_span.to(port_span);
    let apart = cx.sources.bytes(span).iter().any(|octet| matches!(octet, b'\n' | b';' | b'(' | b')'));
    let mut finding =
        cx.report(record, port_span, format!("weight {weight} and port {port} of `{owner}` are swapped"));
    finding
        .kind("swapped")
        .label(weight_span, "the port")
        .note(sourced("RFC 2782: priority, weight, port, target", source))
        .help(format!("write `{priority} {port} {weight}`"));
    if !apart {
        let swapped = format!("{port} {weight}");
        finding.fix(Applicability::Unsafe, "swap weight and port", span, swapped);
    }
}

/// The port stands first, and what was to stand before it follows.
pub fn report_moved(cx: &mut Context<'_>, record: &Record, srv: &Srv, source: &str) {
    let (priority, weight, port) = (srv.priority, srv.weight, srv.port);
    let owner = shown_once(cx, &record.owner);
    let [priority_span, _, port_span] = record.srv_numbers(cx.sources);
    let message =
        format!("port {priority} of `{owner}` stands in the priority's place, and {port} in the port's");
    cx.report(record, port_span, message)
        .kind("swapped")
        .label(priority_span, "the port")
        .note(sourced("RFC 2782: priority, weight, port, target", source))
        .help(format!("write `{weight} {port} {priority}`"));
}

/// A sentence with the source of what the registry says; a user's own service may name none.
pub fn sourced(sentence: &str, source: &str) -> String {
    if source.is_empty() || sentence.starts_with(source) {
        sentence.to_owned()
    } else {
        format!("{sentence}; {source}")
    }
}
