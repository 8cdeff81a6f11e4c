//! What is wrong with the owner of an SRV set, and which name was meant: asked by the rule that reports it, and by those that
//! would else miss a name that is only misspelt. Does not know how it is reported.

use crate::base::spelling::distance;
use crate::rules::engine::context::Context;
use crate::rules::engine::srv_set::SrvSet;
use crate::rules::facts::netlogon::misspelt_place;
use crate::rules::facts::odd_labels::{
    BARE, NAME_IT, NAME_SERVICE, OwnerProblem, at_signs, bad_edge, forbidden, inner_wildcard,
    is_placeholder_protocol, lookalikes, unclear,
};
use crate::rules::facts::owner_around::{host_first, odd_base, service_behind_host, turned_behind_host};
use crate::rules::facts::owner_labels::{
    BEGIN_BLANK, is_bare_transport, is_class, is_placeholder, is_service, is_service_like, service_called,
    without_edges,
};
use crate::rules::facts::owner_words::{run_together, split_service};
use crate::rules::facts::plain_owner::{has_plain_labels, is_plain, may_be_odd};
use crate::rules::facts::tls_form::tls_form_at;
use crate::rules::facts::trailing_dot::name_once;
use crate::syntax::name::label_texts;
use crate::workspace::services::{Registry, Service};
use crate::zone::Zone;
use crate::zone::service_owner::TRANSPORTS;

/// What is wrong with an owner of another record than SRV that is meant for a service's name, at which the service has this
/// port; by its labels, the first `own` of which do not belong to the zone's name.
pub fn alias_problem(
    cx: &Context<'_>,
    port: Option<u16>,
    labels: &[String],
    own: usize,
) -> Option<OwnerProblem> {
    let pair = || at_signs(labels, own).or_else(|| odd_pair(cx, None, labels, own));
    if let Some(problem) = pair().or_else(|| odd_base(cx, labels, own)) {
        return Some(problem);
    }
    let is_service =
        has_pair(&cx.options.services, labels) || labels.first().is_some_and(|label| label == "*");
    if is_service { None } else { problem(cx, port, labels, own) }
}

/// What is wrong with the owner of a set, if something is.
pub fn owner_problem(cx: &Context<'_>, set: &SrvSet<'_>) -> Option<OwnerProblem> {
    let (zone, record) = (cx.zone, set.first());
    if !may_be_odd(set, zone) {
        return None;
    }
    if !zone.is_named() {
        // What stands first is wrong in every zone.
        let labels = label_texts(&cx.name(&record.owner));
        let own = labels.len().saturating_sub(zone.apex.name.iter().count());
        return badly_written(cx, &labels, own).filter(|_| !is_bare(&labels, own));
    }
    let text = cx.sources.bytes(record.owner.span);
    if is_plain(cx, set, text) {
        return None;
    }
    if is_class(text) && !is_reverse(zone) {
        return Some(unclear(
            "is a class or a TTL in the first column, which is read as the owner".to_owned(),
            BEGIN_BLANK,
        ));
    }
    let port = record.srv().filter(|srv| !srv.is_null()).map(|srv| srv.port);
    let (name, _) = name_once(zone, cx.workspace, &record.owner);
    let labels = label_texts(&name);
    let own = labels.len().saturating_sub(zone.apex.name.iter().count());
    // Clients find what a NAPTR or an alias leads to, however it is called.
    let is_known = |label: &String| cx.options.services.find(label.as_bytes()).is_some();
    let is_of_service = labels.first().is_some_and(|label| label.starts_with('_'));
    if is_of_service && cx.is_led_to(record.owner.key) && !labels.iter().take(own).any(is_known) {
        return None;
    }
    if let Some((labels, replaced, message)) = misspelt_place(&labels, own) {
        return Some(OwnerProblem::Repairable { labels, replaced, message });
    }
    // Nothing stands around the two labels of most services of their own.
    let is_alone = text.is_ascii()
        && has_plain_labels(text)
        && memchr::memchr_iter(b'.', text).count() == 1
        && set.is_of_apex()
        && !cx.has_odd_origins();
    let of_labels =
        || at_signs(&labels, own).or_else(|| inner_wildcard(&labels, own)).or_else(|| lookalikes(&name, own));
    let around = || host_first(cx, set, &labels, own).or_else(|| odd_base(cx, &labels, own));
    let of_pair = (!is_alone).then(of_labels).flatten().or_else(|| odd_pair(cx, port, &labels, own));
    let found = of_pair.or_else(|| (!is_alone).then(around).flatten());
    if let Some(problem) = found.or_else(|| split_service(cx, port, &labels, own)) {
        return Some(problem);
    }
    if is_bare(&labels, own) {
        return None;
    }
    let is_wildcard = labels.first().is_some_and(|label| label == "*");
    if has_pair(&cx.options.services, &labels) || is_wildcard && !is_bare_protocol(labels.get(1)) {
        return None;
    }
    problem(cx, port, &labels, own)
}

/// Whether clients ask for an owner without underscores.
fn is_bare(labels: &[String], own: usize) -> bool {
    own >= BARE.len() && BARE.iter().zip(labels).all(|(bare, label)| bare == label)
}

/// Whether the names of a zone are numbers.
fn is_reverse(zone: &Zone) -> bool {
    zone.apex.name.iter().next_back().is_some_and(|label| label.eq_ignore_ascii_case(b"arpa"))
}

/// What is wrong with a pair that is written as one: a second protocol or pair behind it, or a service that has
/// no such name (RFC 6335 section 5.1).
fn odd_pair(cx: &Context<'_>, port: Option<u16>, labels: &[String], own: usize) -> Option<OwnerProblem> {
    let at =
        labels.windows(2).position(|pair| is_service(&pair[0]) && TRANSPORTS.contains(&pair[1].as_str()))?;
    let (service, protocol) = (&labels[at], &labels[at + 1]);
    let repairable = |kept: &[&String], replaced: usize, message: &str| {
        let labels = labels[..at].iter().chain(kept.iter().copied()).cloned().collect();
        Some(OwnerProblem::Repairable { labels, replaced: at + replaced, message: message.to_owned() })
    };
    let behind = labels.get(at + 2).filter(|_| own > at + 2);
    // The zone's own name may have the protocol already.
    if labels.get(at + 2).is_some_and(|label| own == at + 2 && TRANSPORTS.contains(&label.as_str())) {
        return repairable(&[service], 2, "has its protocol twice, once from the zone's name");
    }
    let bare = behind.filter(|label| is_bare_transport(Some(label))).map(|label| format!("_{label}"));
    let second = bare.as_ref().or(behind).filter(|label| TRANSPORTS.contains(&label.as_str()));
    if let Some(second) = second {
        let [service, kept] = one_of_two(cx, port, service, [protocol, second]);
        return repairable(&[&service, &kept], 3, "has two protocols");
    }
    if behind == Some(service) && own > at + 3 && labels.get(at + 3) == Some(protocol) {
        return repairable(&[service, protocol], 4, "has service and protocol twice");
    }
    if let Some(problem) = layer_between(cx, port, &labels[..at + 2], own) {
        return Some(problem);
    }
    let text = &service[1..];
    if cx.options.services.find(service.as_bytes()).is_some() {
        return None;
    }
    let trimmed = format!("_{}", without_edges(text));
    // A label is a service's name with letters, digits and inner hyphens alone.
    let hyphened = trimmed.replace("\\.", "-").replace('_', "-").replacen('-', "_", 1);
    let known =
        [&trimmed, &hyphened].into_iter().find(|name| cx.options.services.find(name.as_bytes()).is_some());
    if let Some(known) = known.filter(|_| own > at + 1) {
        let message = match *known == trimmed {
            true => "has a character too many around its service".to_owned(),
            false => format!("has `{service}` for the service `{known}`"),
        };
        return repairable(&[known, protocol], 2, &message);
    }
    // One that is switched off is not missed, and a NAPTR record may lead to any name.
    let may_be_meant = cx.zone.has_naptrs || port.is_none();
    if let Some(problem) = forbidden(service, own > at && !may_be_meant) {
        return match problem {
            Ok(known) => repairable(&[&known, protocol], 2, "has a character that no service's name has"),
            Err(problem) => Some(problem),
        };
    }
    if trimmed != *service {
        return Some(bad_edge(service, &trimmed, (&labels[..at], protocol)));
    }
    if text.bytes().all(|octet| octet.is_ascii_digit()) && at == 0 {
        return Some(unclear(format!("has the port {text} in place of a service's name"), NAME_SERVICE));
    }
    (is_placeholder(text) && at == 0)
        .then(|| unclear(format!("has the placeholder `{service}` of a manual for a service"), NAME_SERVICE))
}

/// The service and the protocol of a pair with two protocols. A service in clear text, below TLS and a transport at the port of
/// its form with TLS, is meant for that.
fn one_of_two(
    cx: &Context<'_>,
    port: Option<u16>,
    service: &String,
    [protocol, second]: [&String; 2],
) -> [String; 2] {
    let uses = |label: &String| {
        let known = cx.options.services.find(service.as_bytes());
        known.is_none_or(|known| known.has_protocol(&label[1..]))
    };
    let has_tls = [protocol, second].into_iter().any(|label| label == "_tls" && !uses(label));
    if let Some((form, transport)) = tls_form_of(cx, port, service).filter(|_| has_tls) {
        return [form, transport];
    }
    let kept = if uses(protocol) || !uses(second) { protocol } else { second };
    [service.clone(), kept.clone()]
}

/// What says TLS between a known service and its protocol, which end `labels`.
fn layer_between(cx: &Context<'_>, port: Option<u16>, labels: &[String], own: usize) -> Option<OwnerProblem> {
    let [before @ .., clear, layer, protocol] = labels else { return None };
    let is_layer = own >= labels.len() && LAYERS.contains(&layer.as_str());
    cx.options.services.find(clear.as_bytes()).filter(|_| is_layer)?;
    let (form, transport) = tls_form_of(cx, port, clear).unwrap_or_else(|| (clear.clone(), protocol.clone()));
    Some(OwnerProblem::Repairable {
        labels: before.iter().cloned().chain([form, transport]).collect(),
        replaced: labels.len(),
        message: format!("has `{layer}` between service and protocol"),
    })
}

/// Labels that say how a service is secured, and that no client asks for.
const LAYERS: [&str; 4] = ["_ssl", "_dtls", "_starttls", "_secure"];

/// The labels of the form with TLS of a known service, if that form has the port.
fn tls_form_of(cx: &Context<'_>, port: Option<u16>, service: &str) -> Option<(String, String)> {
    let known = cx.options.services.find(service.as_bytes())?;
    let form = tls_form_at(&cx.options.services, known, port?)?;
    Some((format!("_{}", form.name), format!("_{}", form.first_protocol())))
}

/// Whether a service or `*`, and directly behind it a protocol, stand somewhere in the owner.
fn has_pair(registry: &Registry, labels: &[String]) -> bool {
    labels.windows(2).enumerate().any(|(at, pair)| {
        let service = at == 0 && pair[0] == "*"
            || (pair[0].starts_with('_') && !TRANSPORTS.contains(&pair[0].as_str()));
        service
            && pair[1].starts_with('_')
            && !is_placeholder_protocol(&pair[1])
            && misspelt(registry, &pair[0], &pair[1]).is_none()
    })
}

/// The transport that a label behind `service` misspells: one letter of `_tcp` or `_udp` added, left out, replaced or swapped,
/// or of `_tls` where the service is looked up there; of a service that has no such protocol, its own. A digit added makes a
/// local name, and some near names are protocols of their own.
fn misspelt(registry: &Registry, service: &str, label: &str) -> Option<&'static str> {
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

fn is_bare_protocol(label: Option<&String>) -> bool {
    label.is_some_and(|label| {
        matches!(label.as_str(), "tcp" | "udp" | "sctp")
            || ["_tcp", "_udp"].iter().any(|transport| distance(transport, label) == 1)
                && !label.ends_with(|c: char| c.is_ascii_digit())
    })
}

/// What is wrong with the labels of an owner, the first `own` of which do not belong to the zone's name.
fn problem(cx: &Context<'_>, port: Option<u16>, labels: &[String], own: usize) -> Option<OwnerProblem> {
    let first = labels.first().map_or("", String::as_str);
    if is_placeholder(first.trim_start_matches('_')) && first.starts_with('_') {
        return Some(unclear(
            format!("has the placeholder `{first}` of a manual for a service"),
            NAME_SERVICE,
        ));
    }
    // The zone's own labels are never repaired.
    let turned = || turned_behind_host(cx, labels, own);
    let repairable = turned().or_else(|| badly_written(cx, labels, own));
    let repairable = repairable.or_else(|| run_together(cx, port, labels, own));
    let repairable = repairable.or_else(|| apart(labels, own));
    if let Some(problem) = repairable.or_else(|| service_behind_host(cx, port, labels, own)) {
        return Some(problem);
    }
    let has_protocol =
        TRANSPORTS.iter().any(|transport| labels.iter().take(own).any(|label| label == transport));
    if has_protocol {
        return Some(unclear("has a protocol and no service".to_owned(), NAME_IT));
    }
    if first.starts_with('_') {
        let placeholder = labels.get(1).filter(|second| own >= 2 && is_placeholder_protocol(second));
        let placeholder = placeholder.map(String::as_str);
        let base = &labels[1 + usize::from(placeholder.is_some())..];
        return Some(without_protocol(cx, port, (first, placeholder), &base.join(".")));
    }
    // Any name may own SRV records for a client that asks for it; only a port that is one
    // service's alone says what was meant.
    let service = only_service_at(cx, port?)?;
    // The service's own name is none of a host.
    let replaced = usize::from(own >= 1 && first == service.name);
    let pair = vec![format!("_{}", service.name), format!("_{}", service.first_protocol())];
    let (names, owner) = (pair.join("."), labels.join("."));
    if own == 0 || replaced > 0 {
        let message =
            format!("names no service: clients ask for `{names}.{}.`", labels[replaced..].join("."));
        return Some(OwnerProblem::Unclear { message, known: false, labels: pair, replaced, help: NAME_IT });
    }
    // A host's own service, or its domain's.
    let domain = cx.zone.origin_text();
    let message = format!("names no service: clients ask for `{names}.{domain}` or `{names}.{owner}.`");
    Some(unclear(message, NAME_IT))
}

/// A service without a protocol. Of a known one, the protocol under which the record's port is usual was meant.
/// `first` may have a placeholder behind it.
fn without_protocol(
    cx: &Context<'_>,
    port: Option<u16>,
    (first, placeholder): (&str, Option<&str>),
    base: &str,
) -> OwnerProblem {
    let known = cx.options.services.find(first.as_bytes());
    let own = known.map(|service| service.protocols.clone()).filter(|own| !own.is_empty());
    let mut protocols = own.unwrap_or_else(|| vec!["tcp".to_owned(), "udp".to_owned()]);
    let port = port.unwrap_or(0);
    let first_port =
        |protocol: &String| known.is_some_and(|service| service.usual_ports(protocol).first() == Some(&port));
    let has_port = |protocol: &String| known.is_some_and(|service| service.is_usual_port(port, protocol));
    if protocols.iter().any(first_port) {
        protocols.retain(first_port);
    } else if protocols.iter().any(has_port) {
        protocols.retain(has_port);
    }
    let names: Vec<String> =
        protocols.iter().take(2).map(|protocol| format!("`{first}._{protocol}.{base}.`")).collect();
    let what = placeholder.map_or("has a service and no protocol".to_owned(), |placeholder| {
        format!("has `{placeholder}` for a protocol")
    });
    let message = format!("{what}: clients ask for {}", names.join(" or "));
    let labels = vec![first.to_owned(), format!("_{}", protocols[0])];
    let replaced = 1 + usize::from(placeholder.is_some());
    OwnerProblem::Unclear { message, known: known.is_some(), labels, replaced, help: NAME_IT }
}

/// What is wrong with a service and a protocol that stand where they belong.
fn badly_written(cx: &Context<'_>, labels: &[String], own: usize) -> Option<OwnerProblem> {
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

/// A service whose protocol stands behind other labels.
fn apart(labels: &[String], own: usize) -> Option<OwnerProblem> {
    let behind = &labels[1.min(labels.len())..own.max(1).min(labels.len())];
    let between = behind.iter().position(|label| TRANSPORTS.contains(&label.as_str()))?;
    if between == 0 || !is_service(&labels[0]) {
        return None;
    }
    let mut repaired = vec![labels[0].clone(), labels[between + 1].clone()];
    // Only as the first label it is a wildcard.
    repaired.extend(labels[1..=between].iter().filter(|label| *label != "*").cloned());
    let message = format!("has `{}` between service and protocol", labels[1..=between].join("."));
    Some(OwnerProblem::Repairable { labels: repaired, replaced: between + 2, message })
}

/// The one service of the registry that has a port.
fn only_service_at<'r>(cx: &Context<'r>, port: u16) -> Option<&'r Service> {
    let mut services = cx
        .options
        .services
        .services()
        .filter(|service| service.obsolete.is_none() && service.ports.contains(&port));
    services.next().filter(|_| services.next().is_none())
}
