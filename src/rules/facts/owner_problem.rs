//! What is wrong with the owner of an SRV set, and which name was meant: asked by the rule that reports it, and by those that
//! would else miss a name that is only misspelt. Does not know how it is reported.

use hickory_proto::rr::Name;

use crate::base::spelling::distance;
use crate::rules::engine::context::Context;
use crate::rules::engine::srv_set::SrvSet;
use crate::rules::facts::netlogon::{has_places, misspelt_place};
use crate::rules::facts::odd_labels::{
    BARE, NAME_IT, NAME_SERVICE, OwnerProblem, at_signs, bad_edge, forbidden, inner_wildcard,
    is_placeholder_protocol, lookalikes, unclear,
};
use crate::rules::facts::run_together::run_together;
use crate::rules::facts::target_text::label_problem;
use crate::syntax::name::label_texts;
use crate::workspace::services::{Registry, Service};
use crate::zone::service_owner::{TRANSPORTS, below};
use crate::zone::{Record, Srv, Zone};

/// Whether the owner of a set has no pair of labels, or one of an unknown service, or other labels behind it.
pub fn may_be_odd(set: &SrvSet<'_>, zone: &Zone) -> bool {
    set.summary().service.is_none_or(|labels| labels.number.is_none() || labels.base != zone.apex.key())
}

/// What is wrong with the owner of a set, if something is.
pub fn owner_problem(cx: &Context<'_>, set: &SrvSet<'_>) -> Option<OwnerProblem> {
    let (zone, record) = (cx.zone, set.first());
    if !zone.is_named() || !may_be_odd(set, zone) {
        return None;
    }
    // A known service with two underscores in all of its owner has them where they belong.
    let text = cx.sources.bytes(record.owner.span);
    let is_known = set.summary().service.is_some_and(|labels| labels.number.is_some());
    let has_two = || memchr::memchr_iter(b'_', text).count() <= 2;
    let is_plain = || memchr::memchr3(b'\\', b'@', b'*', text).is_none();
    // Netlogon's place with its underscore makes a third.
    let has_place = || text.windows(5).any(|letters| letters.eq_ignore_ascii_case(b"msdcs"));
    let is_netlogon = || set.service().is_some_and(|(service, _)| has_places(&service.name)) && has_place();
    if is_known && has_two() && !is_netlogon() && is_plain() && !cx.has_odd_origins() {
        return None;
    }
    let name = cx.name(&record.owner);
    let labels = label_texts(&name);
    let own = labels.len().saturating_sub(zone.apex.name.iter().count());
    if let Some((labels, replaced, message)) = misspelt_place(&labels, own) {
        return Some(OwnerProblem::Repairable { labels, replaced, message });
    }
    let of_labels = at_signs(&labels, own).or_else(|| inner_wildcard(&labels, own));
    let of_labels = of_labels.or_else(|| lookalikes(&name, own));
    if let Some(problem) = of_labels.or_else(|| odd_pair(cx, record, &labels, own)) {
        return Some(problem);
    }
    if let Some(problem) = split_service(cx, record, &labels, own) {
        return Some(problem);
    }
    if own >= BARE.len() && labels.starts_with(&BARE.map(str::to_owned)) {
        return None;
    }
    let is_wildcard = labels.first().is_some_and(|label| label == "*");
    if has_pair(&cx.options.services, &labels) || is_wildcard && !is_bare_protocol(labels.get(1)) {
        return None;
    }
    problem(cx, record, &labels, own)
}

/// A name with `labels` in place of its first ones.
pub fn repaired(name: &Name, labels: &[String], replaced: usize) -> Option<Name> {
    let behind = name.trim_to(name.iter().count().checked_sub(replaced)?);
    if labels.is_empty() { Some(behind) } else { below(&labels.join("."), &behind) }
}

/// A service whose hyphen was written as a dot: `_xmpp._server`, at the port of `_xmpp-server`.
fn split_service(cx: &Context<'_>, record: &Record, labels: &[String], own: usize) -> Option<OwnerProblem> {
    let [first, second, ..] = labels else { return None };
    let is_pair =
        own >= 2 && is_service(first) && second.starts_with('_') && !TRANSPORTS.contains(&second.as_str());
    let joined = is_pair.then(|| format!("{first}-{}", &second[1..]))?;
    let service = cx.options.services.find(joined.as_bytes())?;
    let port = record.srv().filter(|srv| !srv.is_null())?.port;
    let known = cx.options.services.find(first.as_bytes());
    let is_unknown = known.is_none_or(|known| known.obsolete.is_some()) && service.ports.contains(&port);
    is_unknown.then(|| OwnerProblem::Repairable {
        labels: vec![joined.clone(), format!("_{}", service.protocols[0])],
        replaced: 2,
        message: format!("has a dot in place of the hyphen of `{joined}`"),
    })
}

/// What is wrong with a pair that is written as one: a second protocol or pair behind it, or a service that has
/// no such name (RFC 6335 section 5.1).
fn odd_pair(cx: &Context<'_>, record: &Record, labels: &[String], own: usize) -> Option<OwnerProblem> {
    let at =
        labels.windows(2).position(|pair| is_service(&pair[0]) && TRANSPORTS.contains(&pair[1].as_str()))?;
    let (service, protocol) = (&labels[at], &labels[at + 1]);
    let repairable = |kept: [&String; 2], replaced: usize, message: &str| {
        let labels = labels[..at].iter().chain(kept).cloned().collect();
        Some(OwnerProblem::Repairable { labels, replaced: at + replaced, message: message.to_owned() })
    };
    let behind = labels.get(at + 2).filter(|_| own > at + 2);
    if let Some(second) = behind.filter(|label| TRANSPORTS.contains(&label.as_str())) {
        let uses = |label: &String| {
            let known = cx.options.services.find(service.as_bytes());
            known.is_none_or(|known| known.protocols.iter().any(|protocol| *protocol == label[1..]))
        };
        let kept = if uses(protocol) || !uses(second) { protocol } else { second };
        return repairable([service, kept], 3, "has two protocols");
    }
    if behind == Some(service) && own > at + 3 && labels.get(at + 3) == Some(protocol) {
        return repairable([service, protocol], 4, "has service and protocol twice");
    }
    let text = &service[1..];
    if cx.options.services.find(service.as_bytes()).is_some() {
        return None;
    }
    let trimmed = format!("_{}", trimmed(text));
    // A label is a service's name with letters, digits and inner hyphens alone.
    let hyphened = trimmed.replace("\\.", "-").replace('_', "-").replacen('-', "_", 1);
    let known =
        [&trimmed, &hyphened].into_iter().find(|name| cx.options.services.find(name.as_bytes()).is_some());
    if let Some(known) = known.filter(|_| own > at + 1) {
        let message = match *known == trimmed {
            true => "has a character too many around its service".to_owned(),
            false => format!("has `{service}` for the service `{known}`"),
        };
        return repairable([known, protocol], 2, &message);
    }
    // One that is switched off is not missed, and a NAPTR record may lead to any name.
    let may_be_meant = cx.zone.has_naptrs || record.srv().is_none_or(Srv::is_null);
    if let Some(problem) = forbidden(service, own > at && !may_be_meant) {
        return match problem {
            Ok(known) => repairable([&known, protocol], 2, "has a character that no service's name has"),
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

/// A label without what stands around a name.
fn trimmed(label: &str) -> &str {
    label.trim_matches(|end: char| end == '_' || end == '-')
}

/// Whether manuals write a label for the service that their readers are to put in.
fn is_placeholder(text: &str) -> bool {
    // `service1` is a service's own name more often.
    let letters = text.replace(['-', '_'], "");
    matches!(
        &*letters,
        "service" | "servicename" | "yourservice" | "myservice" | "symbolicname" | "nameofservice"
    )
}

/// Whether a service or `*`, and directly behind it a protocol, stand somewhere in the owner.
fn has_pair(registry: &Registry, labels: &[String]) -> bool {
    labels.windows(2).any(|pair| {
        let service = pair[0] == "*" || (pair[0].starts_with('_') && !TRANSPORTS.contains(&pair[0].as_str()));
        service
            && pair[1].starts_with('_')
            && !is_placeholder_protocol(&pair[1])
            && misspelt(registry, &pair[0], &pair[1]).is_none()
    })
}

/// The transport that a label behind `service` misspells: one letter of `_tcp` or `_udp` added, left out, replaced
/// or swapped, or of `_tls` where the service is looked up there. A digit added makes a local name, and some near names are
/// protocols of their own.
fn misspelt(registry: &Registry, service: &str, label: &str) -> Option<&'static str> {
    let own_names = ["_utp", "_rdp", "_tcp", "_udp", "_sctp", "_dccp", "_tls", "_tcps", "_udps"];
    if own_names.contains(&label) || label.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let is_meant = |transport: &&str| {
        let is_usual = *transport != "_tls" || uses_tls(registry, service);
        is_usual && distance(transport, label) == 1
    };
    ["_tcp", "_udp", "_tls"].into_iter().find(is_meant)
}

/// Whether a service, which may lack its underscore, is looked up below `_tls`.
fn uses_tls(registry: &Registry, service: &str) -> bool {
    let known = registry.find(format!("_{}", trimmed(service)).as_bytes());
    known.is_some_and(|service| service.protocols.iter().any(|protocol| protocol == "tls"))
}

fn is_bare_protocol(label: Option<&String>) -> bool {
    label.is_some_and(|label| {
        matches!(label.as_str(), "tcp" | "udp" | "sctp")
            || ["_tcp", "_udp"].iter().any(|transport| distance(transport, label) == 1)
                && !label.ends_with(|c: char| c.is_ascii_digit())
    })
}

/// Whether a label becomes a service by an underscore.
fn is_service_like(label: &str) -> bool {
    label_problem(label.as_bytes()).is_none() && label.contains(|c: char| c.is_ascii_alphabetic())
}

/// What is wrong with the labels of an owner, the first `own` of which do not belong to the zone's name.
fn problem(cx: &Context<'_>, record: &Record, labels: &[String], own: usize) -> Option<OwnerProblem> {
    let first = labels.first().map_or("", String::as_str);
    if is_placeholder(first.trim_start_matches('_')) && first.starts_with('_') {
        return Some(unclear(
            format!("has the placeholder `{first}` of a manual for a service"),
            NAME_SERVICE,
        ));
    }
    // The zone's own labels are never repaired.
    let second = labels.get(1).filter(|_| own >= 2);
    let repairable = second.and_then(|second| badly_written(cx, first, second));
    let together = || {
        let (labels, replaced, message) = run_together(cx, record, labels, own)?;
        Some(OwnerProblem::Repairable { labels, replaced, message })
    };
    let repairable = repairable.or_else(together);
    if let Some(problem) = repairable.or_else(|| apart(labels, own)) {
        return Some(problem);
    }
    let has_protocol =
        TRANSPORTS.iter().any(|transport| labels.iter().take(own).any(|label| label == transport));
    if has_protocol {
        return Some(unclear("has a protocol and no service".to_owned(), NAME_IT));
    }
    if first.starts_with('_') {
        let placeholder = second.filter(|second| is_placeholder_protocol(second)).map(String::as_str);
        let base = &labels[1 + usize::from(placeholder.is_some())..];
        return Some(without_protocol(cx, record, (first, placeholder), &base.join(".")));
    }
    // Any name may own SRV records for a client that asks for it; only a port that is one
    // service's alone says what was meant.
    let (service, owner) = (only_service_at(cx, record)?, cx.show(&record.owner));
    let pair = vec![format!("_{}", service.name), format!("_{}", service.protocols[0])];
    let name = pair.join(".");
    if own == 0 {
        let message = format!("names no service: clients ask for `{name}.{owner}`");
        return Some(OwnerProblem::Unclear {
            message,
            known: false,
            labels: pair,
            replaced: 0,
            help: NAME_IT,
        });
    }
    // A host's own service, or its domain's.
    let domain = cx.zone.origin_text();
    let message = format!("names no service: clients ask for `{name}.{domain}` or `{name}.{owner}`");
    Some(unclear(message, NAME_IT))
}

/// A service without a protocol. Of a known one, the protocol under which the record's port is usual was meant.
/// `first` may have a placeholder behind it.
fn without_protocol(
    cx: &Context<'_>,
    record: &Record,
    (first, placeholder): (&str, Option<&str>),
    base: &str,
) -> OwnerProblem {
    let known = cx.options.services.find(first.as_bytes());
    let mut protocols =
        known.map_or(vec!["tcp".to_owned(), "udp".to_owned()], |service| service.protocols.clone());
    let port = record.srv().filter(|srv| !srv.is_null()).map_or(0, |srv| srv.port);
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

/// Whether a label names a service, and no protocol.
fn is_service(label: &str) -> bool {
    label.starts_with('_') && !TRANSPORTS.contains(&label)
}

/// What is wrong with a service and a protocol that stand where they belong.
fn badly_written(cx: &Context<'_>, first: &str, second: &str) -> Option<OwnerProblem> {
    let registry = &cx.options.services;
    let plain_protocol =
        matches!(second, "tcp" | "udp" | "sctp") || second == "tls" && uses_tls(registry, first);
    let is_wanted = is_service(first) || first == "*";
    // What is proposed has a service that is written as one.
    let (is_edged, service) =
        (is_service(first) && !trimmed(first).is_empty(), format!("_{}", trimmed(first)));
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
    Some(OwnerProblem::Repairable { labels: labels.to_vec(), replaced: 2, message: message.to_owned() })
}

/// A service whose protocol stands behind other labels.
fn apart(labels: &[String], own: usize) -> Option<OwnerProblem> {
    let behind = &labels[1.min(labels.len())..own.max(1).min(labels.len())];
    let between = behind.iter().position(|label| TRANSPORTS.contains(&label.as_str()))?;
    if between == 0 || !is_service(&labels[0]) {
        return None;
    }
    let mut repaired = vec![labels[0].clone(), labels[between + 1].clone()];
    repaired.extend(labels[1..=between].iter().cloned());
    let message = format!("has `{}` between service and protocol", labels[1..=between].join("."));
    Some(OwnerProblem::Repairable { labels: repaired, replaced: between + 2, message })
}

/// The one service of the registry whose port the record has.
fn only_service_at<'r>(cx: &Context<'r>, record: &Record) -> Option<&'r Service> {
    let port = record.srv().filter(|srv| !srv.is_null())?.port;
    let mut services = cx
        .options
        .services
        .services()
        .filter(|service| service.obsolete.is_none() && service.ports.contains(&port));
    services.next().filter(|_| services.next().is_none())
}
