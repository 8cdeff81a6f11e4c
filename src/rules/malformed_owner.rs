//! `malformed-owner`: an owner that no client asks for, because it has no `_service._proto`.

use hickory_proto::rr::Name;

use crate::base::severity::Severity;
use crate::base::spelling::distance;
use crate::rules::engine::context::Context;
use crate::rules::engine::look::Look;
use crate::rules::engine::srv_set::SrvSet;
use crate::rules::facts::target_text::label_problem;
use crate::rules::finding::Applicability;

use crate::syntax::name::{display_name, label_texts, relative_to};
use crate::workspace::services::Service;
use crate::zone::service_owner::{TRANSPORTS, below};
use crate::zone::{Record, Zone};

/// What is wrong with an owner.
enum OwnerProblem {
    /// It is repaired by these labels in place of the first ones: how many, and the message.
    Repairable { labels: Vec<String>, replaced: usize, message: String },
    /// What was meant is unknown.
    Hopeless(String),
}

pub fn concerns(look: &Look<'_>) -> bool {
    look.has_set(|set| may_be_odd(set, look.zone))
}

/// Whether an owner has no pair of labels, or one of an unknown service, or other labels behind it.
fn may_be_odd(set: &SrvSet<'_>, zone: &Zone) -> bool {
    set.summary().service.is_none_or(|labels| labels.number.is_none() || labels.base != zone.apex.key())
}

pub fn check(cx: &mut Context<'_>) {
    if !cx.zone.is_named() {
        return;
    }
    let zone = cx.zone;
    let has_underscore = |name: &Name| name.iter().any(|label| label.contains(&b'_'));
    let origins_have =
        has_underscore(&zone.apex.name) || zone.origins().any(|(origin, _)| has_underscore(&origin.name));
    for set in cx.srv_sets().filter(|set| may_be_odd(set, zone)) {
        let record = set.first();
        // A known service with two underscores in all of its owner has them where they belong.
        let text = cx.sources.bytes(record.owner.span);
        let is_known = set.summary().service.is_some_and(|labels| labels.number.is_some());
        let underscores = text.iter().filter(|octet| **octet == b'_').count();
        if is_known && !origins_have && underscores <= 2 && !text.contains(&b'\\') {
            continue;
        }
        let name = cx.name(&record.owner);
        let labels = label_texts(&name);
        let own = labels.len().saturating_sub(cx.zone.apex.name.iter().count());
        if let Some(problem) = odd_pair(cx, &labels, own) {
            report(cx, record, &name, &labels, problem);
            continue;
        }
        if has_pair(&labels)
            || labels.first().is_some_and(|label| label == "*") && !is_bare_protocol(labels.get(1))
        {
            continue;
        }
        if let Some(problem) = problem(cx, record, &labels, own) {
            report(cx, record, &name, &labels, problem);
        }
    }
}

fn report(cx: &mut Context<'_>, record: &Record, name: &Name, labels: &[String], problem: OwnerProblem) {
    match problem {
        OwnerProblem::Repairable { labels: repaired, replaced, message } => {
            report_repairable(cx, record, name, &repaired, replaced, &message);
        }
        OwnerProblem::Hopeless(message) if !is_fragment(cx.zone) && !is_cluster_name(labels) => {
            let owner = cx.show(&record.owner);
            cx.report(record, record.owner.span, format!("SRV owner `{owner}` {message}"))
                .severity(Severity::Warning)
                .note("RFC 2782, \"The format of the SRV RR\": `_Service._Proto.Name`")
                .help("write `_service._proto` before the name that the service is for");
        }
        OwnerProblem::Hopeless(_) => {}
    }
}

/// What is wrong with a pair that is written as one: a second protocol or pair behind it, or a service that has
/// no such name (RFC 6335 section 5.1).
fn odd_pair(cx: &Context<'_>, labels: &[String], own: usize) -> Option<OwnerProblem> {
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
    let is_edge = |end: char| end == '_' || end == '-';
    let trimmed = format!("_{}", text.trim_matches(is_edge));
    if trimmed != *service && cx.options.services.find(trimmed.as_bytes()).is_some() && own > at + 1 {
        return repairable([&trimmed, protocol], 2, "has a character too many around its service");
    }
    if text.is_empty() || trimmed != *service {
        return Some(OwnerProblem::Hopeless(format!(
            "has `{service}` for a service, which is not a service's name"
        )));
    }
    if text.bytes().all(|octet| octet.is_ascii_digit()) && at == 0 {
        return Some(OwnerProblem::Hopeless(format!("has the port {text} in place of a service's name")));
    }
    let is_placeholder =
        matches!(text, "service" | "servicename" | "service-name" | "your-service") && at == 0;
    is_placeholder
        .then(|| OwnerProblem::Hopeless(format!("has the placeholder `{service}` of a manual for a service")))
}

fn is_fragment(zone: &Zone) -> bool {
    zone.soa.is_none()
}

/// Kubernetes and Consul answer SRV queries for plain names below these labels.
fn is_cluster_name(labels: &[String]) -> bool {
    let plain = labels.first().is_some_and(|label| !label.starts_with('_'));
    plain && labels.iter().any(|label| label == "svc" || label == "service")
}

/// Whether a service or `*`, and directly behind it a protocol, stand somewhere in the owner.
fn has_pair(labels: &[String]) -> bool {
    labels.windows(2).any(|pair| {
        let service = pair[0] == "*" || (pair[0].starts_with('_') && !TRANSPORTS.contains(&pair[0].as_str()));
        let is_placeholder =
            matches!(pair[1].as_str(), "_" | "_proto" | "_protocol") || pair[1].starts_with("__");
        service && pair[1].starts_with('_') && !is_placeholder && misspelt(&pair[1]).is_none()
    })
}

/// The transport that a label misspells: one letter of `_tcp` or `_udp` added, left out, replaced
/// or swapped. A digit added makes a local name, and some near names are protocols of their own.
fn misspelt(label: &str) -> Option<&'static str> {
    let own_names = ["_utp", "_rdp", "_tcp", "_udp", "_sctp", "_dccp", "_tls", "_tcps", "_udps"];
    if own_names.contains(&label) || label.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    ["_tcp", "_udp"].into_iter().find(|transport| distance(transport, label) == 1)
}

fn is_bare_protocol(label: Option<&String>) -> bool {
    label.is_some_and(|label| matches!(label.as_str(), "tcp" | "udp" | "sctp") || misspelt(label).is_some())
}

/// Whether a label becomes a service by an underscore.
fn is_service_like(label: &str) -> bool {
    label_problem(label.as_bytes()).is_none() && label.contains(|c: char| c.is_ascii_alphabetic())
}

/// What is wrong with the labels of an owner, the first `own` of which do not belong to the zone's name.
fn problem(cx: &Context<'_>, record: &Record, labels: &[String], own: usize) -> Option<OwnerProblem> {
    let first = labels.first().map_or("", String::as_str);
    // The zone's own labels are never repaired.
    let second = labels.get(1).filter(|_| own >= 2);
    let repairable = second.and_then(|second| badly_written(cx, first, second));
    if let Some(problem) = repairable.or_else(|| apart(labels, own)) {
        return Some(problem);
    }
    let has_protocol =
        TRANSPORTS.iter().any(|transport| labels.iter().take(own).any(|label| label == transport));
    let message = if has_protocol {
        "has a protocol and no service".to_owned()
    } else if first.starts_with('_') {
        let names = with_protocols(cx, first, &labels[1..].join("."));
        format!("has a service and no protocol: clients ask for {}", names.join(" or "))
    } else {
        // Any name may own SRV records for a client that asks for it; only a port that is one
        // service's alone says what was meant.
        let (service, owner) = (only_service_at(cx, record)?, cx.show(&record.owner));
        format!("names no service: clients ask for `_{}._{}.{owner}`", service.name, service.protocols[0])
    };
    Some(OwnerProblem::Hopeless(message))
}

/// Whether a label names a service, and no protocol.
fn is_service(label: &str) -> bool {
    label.starts_with('_') && !TRANSPORTS.contains(&label)
}

/// What is wrong with a service and a protocol that stand where they belong.
fn badly_written(cx: &Context<'_>, first: &str, second: &str) -> Option<OwnerProblem> {
    let by_tls = || {
        let known = cx.options.services.find(format!("_{}", first.trim_start_matches('_')).as_bytes());
        known.is_some_and(|service| service.protocols.iter().any(|protocol| protocol == "tls"))
    };
    let plain_protocol = matches!(second, "tcp" | "udp" | "sctp") || second == "tls" && by_tls();
    let is_wanted = is_service(first) || first == "*";
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
    } else if let (true, Some(transport)) = (is_wanted, misspelt(second)) {
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

/// The names that clients ask for if an owner has a service and no protocol.
fn with_protocols(cx: &Context<'_>, service: &str, base: &str) -> Vec<String> {
    let known = cx.options.services.find(service.as_bytes());
    let protocols =
        known.map_or(vec!["tcp".to_owned(), "udp".to_owned()], |service| service.protocols.clone());
    protocols.iter().take(2).map(|protocol| format!("`{service}._{protocol}.{base}.`")).collect()
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

fn report_repairable(
    cx: &mut Context<'_>,
    record: &Record,
    name: &Name,
    repaired: &[String],
    replaced: usize,
    message: &str,
) {
    let behind = name.trim_to(name.iter().count() - replaced);
    let Some(right) = below(&repaired.join("."), &behind) else { return };
    let (owner, meant) = (cx.show(&record.owner), display_name(&right));
    let written = if record.owner.is_relative() {
        relative_to(&right, &cx.zone.origin_of(&record.owner).0.name)
    } else {
        meant.clone()
    };
    cx.report(record, record.owner.span, format!("SRV owner `{owner}` {message}: clients ask for `{meant}`"))
        .note("RFC 2782, \"The format of the SRV RR\": `_Service._Proto.Name`")
        .help(format!("write `{written}`"))
        .fix(Applicability::Unsafe, "write the owner as clients ask for it", record.owner.span, written);
}
