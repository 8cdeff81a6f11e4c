//! A service and a protocol that stand together, as clients ask for them, with something in or between them that does not
//! belong there. Does not know how rules report it.

use crate::rules::engine::context::Context;
use crate::rules::facts::cluster_names::{is_of_consul, is_of_kubernetes};
use crate::rules::facts::odd_labels::{NAME_SERVICE, OwnerProblem, bad_edge, forbidden, unclear};
use crate::rules::facts::owner_labels::{is_bare_transport, is_placeholder, is_service, without_edges};
use crate::rules::facts::service_by_port::placeholder;
use crate::rules::facts::tls_form::tls_form_at;
use crate::workspace::services::Service;
use crate::zone::service_owner::TRANSPORTS;

/// What is wrong with a pair that is written as one: a second protocol or pair behind it, or a service that has
/// no such name (RFC 6335 section 5.1).
pub fn odd_pair(cx: &Context<'_>, port: Option<u16>, labels: &[String], own: usize) -> Option<OwnerProblem> {
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
    if behind == Some(service) {
        return match labels.get(at + 3).filter(|_| own > at + 3) == Some(protocol) {
            true => repairable(&[service, protocol], 4, "has service and protocol twice"),
            false => repairable(&[service, protocol], 3, "has its service twice"),
        };
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
    let joined = || with_underscore(cx, port, (service, protocol), at);
    (own > at && !may_be_meant).then(joined).flatten().or_else(|| match trimmed != *service {
        true => Some(bad_edge(service, &trimmed, (&labels[..at], protocol))),
        false if at == 0 => without_name(cx, port, labels),
        false => None,
    })
}

/// A service with an underscore inside, which no service's name has: perhaps a known one and a host, of which the port tells.
fn with_underscore(
    cx: &Context<'_>,
    port: Option<u16>,
    (service, protocol): (&str, &str),
    at: usize,
) -> Option<OwnerProblem> {
    let words: Vec<&str> = without_edges(service).split('_').collect();
    if words.len() < 2 || words.iter().any(|word| word.is_empty()) {
        return None;
    }
    let message =
        format!("has `{service}` for a service, and no service's name has the character `_` inside");
    let joined = |words: &[&str]| words.join("-");
    let meant = (1..words.len()).flat_map(|cut| {
        let (begin, end) = words.split_at(cut);
        [(joined(begin), joined(end)), (joined(end), joined(begin))]
    });
    let is_known = |(name, _): &(String, String)| {
        let known = cx.options.services.named(name);
        known.is_some_and(|known| port.is_some_and(|port| known.ports.contains(&port)))
    };
    // Others may have clients of their own: Configuration Manager's ask for `_mssms_mp_p01`.
    let (name, host) = meant.filter(|_| at == 0).find(is_known)?;
    Some(OwnerProblem::Unclear {
        message,
        known: false,
        labels: vec![format!("_{name}"), protocol.to_owned(), host],
        replaced: 2,
        help: NAME_SERVICE,
    })
}

/// A service that is a port, or a manual's word, and no name.
fn without_name(cx: &Context<'_>, port: Option<u16>, labels: &[String]) -> Option<OwnerProblem> {
    let [service, protocol, ..] = labels else { return None };
    let text = &service[1..];
    if text.bytes().all(|octet| octet.is_ascii_digit()) {
        let message = format!("has the port {text} in place of a service's name");
        let mut called = text.parse().into_iter().flat_map(|port| services_at(cx, port, &protocol[1..]));
        return Some(match (called.next(), called.next()) {
            (Some(service), None) => OwnerProblem::Unclear {
                message,
                known: false,
                labels: vec![format!("_{}", service.name), protocol.to_owned()],
                replaced: 2,
                help: NAME_SERVICE,
            },
            _ => unclear(message, NAME_SERVICE),
        });
    }
    // In a cluster a port may be called so.
    let is_of_cluster = || is_of_kubernetes(labels) || is_of_consul(labels);
    (is_placeholder(text) && !is_of_cluster()).then(|| placeholder(cx, port, service, Some(protocol)))
}

/// The services whose first port this is, under a protocol.
fn services_at<'r>(cx: &Context<'r>, port: u16, protocol: &str) -> impl Iterator<Item = &'r Service> {
    let is_there =
        move |service: &&Service| service.obsolete.is_none() && service.ports.first() == Some(&port);
    cx.options.services.services().filter(is_there).filter(move |service| service.has_protocol(protocol))
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
