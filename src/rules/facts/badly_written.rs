//! A service and a protocol that are there, and badly written: without their underscores, in the wrong order, misspelt, or with
//! other labels between them. Does not know how rules report it.

use crate::base::spelling::distance;
use crate::rules::engine::context::Context;
use crate::rules::facts::odd_labels::{BLANK_MISSING, OwnerProblem};
use crate::rules::facts::owner_labels::{
    is_bare_transport, is_service, is_service_like, service_called, without_edges,
};
use crate::syntax::name::label_texts;
use crate::workspace::services::Registry;
use crate::zone::service_owner::{TRANSPORTS, below};

/// What is wrong with a service and a protocol that stand where they belong.
pub fn badly_written(cx: &Context<'_>, labels: &[String], own: usize) -> Option<OwnerProblem> {
    let [first, second, behind @ ..] = labels else { return None };
    if own < 2 {
        return None;
    }
    let (first, second) = (&**first, &**second);
    let registry = &cx.options.services;
    let plain_protocol =
        matches!(second, "tcp" | "udp" | "sctp") || second == "tls" && uses_tls(registry, first);
    let is_wanted = is_service(first) || first == "*";
    // What is proposed has a service that is written as one.
    let (is_edged, service) =
        (is_service(first) && !without_edges(first).is_empty(), format!("_{}", without_edges(first)));
    let first = if is_edged { &*service } else { first };
    let (labels, message) = if plain_protocol && is_wanted {
        ([first.to_owned(), format!("_{second}")], "lacks an underscore")
    } else if plain_protocol && is_service_like(first) {
        ([format!("_{first}"), format!("_{second}")], "lacks its underscores")
    } else if TRANSPORTS.contains(&second) && is_service_like(first) {
        ([format!("_{first}"), second.to_owned()], "lacks an underscore")
    } else if TRANSPORTS.contains(&first) && is_service(second) {
        ([second.to_owned(), first.to_owned()], "has service and protocol in the wrong order")
    } else if is_wanted && second.starts_with("__") && TRANSPORTS.contains(&&second[1..]) {
        ([first.to_owned(), second[1..].to_owned()], "has an underscore too many")
    } else if let (true, Some(transport)) = (is_wanted, misspelt(registry, first, second)) {
        ([first.to_owned(), transport.to_owned()], "misspells its protocol")
    } else {
        return None;
    };
    // A second protocol without its underscore is one too many as well.
    let replaced = if own > 2 && is_bare_transport(behind.first().map(String::as_str)) { 3 } else { 2 };
    Some(OwnerProblem::Repairable { labels: labels.to_vec(), replaced, message: message.to_owned() })
}

/// The protocol of a known service to which the host or the domain behind it, or a class, has grown: `_tcp-play`.
pub fn grown_protocol(cx: &Context<'_>, labels: &[String], own: usize) -> Option<OwnerProblem> {
    let [service, second, ..] = labels else { return None };
    let known = cx.options.services.find(service.as_bytes()).filter(|_| is_service(service))?;
    let transport = TRANSPORTS.into_iter().find(|transport| second.starts_with(transport))?;
    let end = second[transport.len()..].trim_start_matches('\\');
    let rest = end.trim_start_matches(|letter: char| "-_:/\\".contains(letter));
    if rest.is_empty() || !known.has_protocol(&transport[1..]) || own < 2 {
        return None;
    }
    let mut right = vec![service.clone(), transport.to_owned()];
    if rest.len() == end.len() && (rest == "in" || is_usual_ttl(rest)) && own == 2 {
        let message = format!("has `{rest}` at its end, {BLANK_MISSING}");
        return Some(OwnerProblem::Repairable { labels: right, replaced: 2, message });
    }
    let behind: Vec<&str> = [rest].into_iter().chain(labels[2..own].iter().map(String::as_str)).collect();
    let is_apex = behind == label_texts(&cx.zone.apex.name).iter().map(String::as_str).collect::<Vec<_>>();
    let is_there = || below(&behind.join("."), &cx.zone.apex.name).is_some_and(|name| cx.has_records(&name));
    let is_parted = rest.len() < end.len() && is_service_like(rest);
    if !is_apex {
        (is_parted || is_there()).then_some(())?;
        right.push(rest.to_owned());
    }
    let message = format!("has `{second}` for a protocol, grown together with `{rest}`");
    let replaced = if is_apex { own } else { 2 };
    Some(OwnerProblem::Repairable { labels: right, replaced, message })
}

/// Whether a text is a TTL in seconds as people write it.
fn is_usual_ttl(text: &str) -> bool {
    let is_number = text.len() > 1 && text.bytes().all(|octet| octet.is_ascii_digit());
    is_number && text.parse::<u32>().is_ok_and(|seconds| seconds >= 60 && seconds % 60 == 0)
}

/// A service whose protocol stands behind other labels.
pub fn apart(labels: &[String], own: usize) -> Option<OwnerProblem> {
    let behind = &labels[1.min(labels.len())..own.max(1).min(labels.len())];
    let between = behind.iter().position(|label| TRANSPORTS.contains(&label.as_str()))?;
    if between == 0 || !is_service(&labels[0]) {
        return None;
    }
    let mut repaired = vec![labels[0].clone(), labels[between + 1].clone()];
    // Only as the first label it is a wildcard.
    let is_host = |label: &&String| *label != "*" && without_edges(label) != without_edges(&labels[0]);
    repaired.extend(labels[1..=between].iter().filter(is_host).cloned());
    let message = format!("has `{}` between service and protocol", labels[1..=between].join("."));
    Some(OwnerProblem::Repairable { labels: repaired, replaced: between + 2, message })
}

/// The transport that a label behind `service` misspells: one letter of `_tcp` or `_udp` added, left out, replaced or swapped,
/// or of `_tls` where the service is looked up there; of a service that has no such protocol, its own. A digit added makes a
/// local name, and some near names are protocols of their own.
pub fn misspelt(registry: &Registry, service: &str, label: &str) -> Option<&'static str> {
    let own_names = ["_utp", "_rdp", "_tcp", "_udp", "_sctp", "_dccp", "_tls", "_tcps", "_udps"];
    if own_names.contains(&label) || label.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let is_meant = |transport: &&str| {
        let is_usual = *transport != "_tls" || uses_tls(registry, service);
        is_usual && distance(transport, label) == 1
    };
    let near = ["_tcp", "_udp", "_tls"].into_iter().find(is_meant)?;
    // A known service is asked for under its own protocols alone.
    let known = service_called(registry, service);
    let known = known.filter(|known| !known.protocols.is_empty() && !known.has_protocol(&near[1..]));
    let own = known.and_then(|known| TRANSPORTS.into_iter().find(|own| known.has_protocol(&own[1..])));
    Some(own.unwrap_or(near))
}

/// Whether a service, which may lack its underscore, is looked up below `_tls`.
fn uses_tls(registry: &Registry, service: &str) -> bool {
    service_called(registry, service).is_some_and(|service| service.has_protocol("tls"))
}
