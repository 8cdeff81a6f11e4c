//! `unexpected-protocol`: a service under a protocol that it does not use.

use std::cell::LazyCell;

use crate::rules::engine::context::Context;
use crate::rules::engine::look::Look;
use crate::rules::engine::srv_set::SrvSet;
use crate::rules::facts::cluster_names::is_of_consul;
use crate::rules::facts::edits::{deletion_of_all_in_words, label_others, owner_edits};
use crate::rules::facts::lookalike::lookalike;
use crate::rules::facts::meant_names::{meant_by_dots, shown_once};
use crate::rules::facts::odd_labels::APPENDED;
use crate::rules::facts::owner_problem::{alias_problem, owner_problem};
use crate::rules::facts::service_alias::{Alias, aliases_of_services, renamed_help};
use crate::rules::facts::service_name::replaced;
use crate::rules::facts::tls_form::{meant_tls_form, tls_form_at};
use crate::rules::facts::trailing_dot::name_once;
use crate::rules::finding::Applicability;
use crate::syntax::name::{NameKey, absolute_name, label_texts};
use crate::workspace::services::Service;
use crate::workspace::srv_sets::ServiceLabels;
use crate::zone::NameRef;
use crate::zone::service_owner::{Pair, TRANSPORTS, below, pair};

pub fn concerns(look: &Look<'_>) -> bool {
    look.zone.has_service_aliases
        || look.has_set(|set| has_odd_protocol(set) || set.summary().service.is_none())
}

/// Protocols over TCP, UDP or TLS below which services are looked up as well.
const LAYERED: [&str; 4] = ["_ws", "_wss", "_quic", "_http3"];

/// The owner of a policy on reports about TLS (RFC 8460 section 3): its end has a TXT record, and no client asks for SRV records.
const TLS_REPORTS: [&str; 2] = ["_smtp", "_tls"];

/// Whether the service of a set is known, and not under this protocol.
fn has_odd_protocol(set: &SrvSet<'_>) -> bool {
    let is_odd = |(service, labels): (&Service, ServiceLabels)| !service.has_protocol(labels.transport());
    set.service().is_some_and(is_odd)
}

pub fn check(cx: &mut Context<'_>) {
    check_invented(cx);
    check_aliases(cx);
    // Those that stand there but for a mistake in their owners.
    let meant = LazyCell::new(|| meant_by_dots(cx));
    let mut found = Vec::new();
    for set in cx.srv_sets().filter(has_odd_protocol) {
        let Some((service, _)) = set.service() else { continue };
        // Of one mistake one rule speaks.
        if !is_over_transports(service) || set.is_null() || owner_problem(cx, &set).is_some() {
            continue;
        }
        let record = set.first();
        let Some(pair) = pair(cx.zone, &record.owner, cx.sources) else { continue };
        // Nor is another program's port made one of the service.
        let foreign = set.summary().port.and_then(|port| service.foreign_port(port));
        if foreign.is_some() && cx.options.levels.is_selected("unexpected-port") {
            continue;
        }
        let base = pair.base(&name_once(cx.zone, cx.workspace, &record.owner).0);
        let is_meant = |protocol: &String| {
            let name = below(&format!("_{}._{protocol}", service.name), &base);
            name.is_some_and(|name| meant.contains(&NameKey::of(&name)))
        };
        let is_there = service.protocols.iter().any(is_meant);
        found.push((set, pair, service, is_there));
    }
    drop(meant);
    for (set, pair, service, is_there) in found {
        report(cx, &set, &pair, (service, is_there));
    }
}

/// Reports aliases of a service at a name of that service, or of its form in clear text, under a protocol that it does not use.
fn check_aliases(cx: &mut Context<'_>) {
    for Alias { owner, pair: meant, is_pointer } in aliases_of_services(cx) {
        let (name, _) = name_once(cx.zone, cx.workspace, owner);
        let labels = label_texts(&name);
        let [label, protocol, ..] = labels.as_slice() else { continue };
        let own = labels.len().saturating_sub(cx.zone.apex.name.iter().count());
        let registry = &cx.options.services;
        let (Some(service), Some(other)) =
            (registry.find(label.as_bytes()), registry.find(meant[0].as_bytes()))
        else {
            continue;
        };
        let is_same = service.name == other.name
            || other.ports.first().is_some_and(|port| {
                tls_form_at(registry, service, *port).is_some_and(|form| form.name == other.name)
            });
        // A misspelt one is told of as that.
        let is_invented = || {
            protocol.starts_with('_')
                && protocol.len() > 1
                && !LAYERED.contains(&protocol.as_str())
                && alias_problem(cx, other.ports.first().copied(), &name, own).is_none()
        };
        let is_odd = !service.has_protocol(protocol.trim_start_matches('_'))
            && (TRANSPORTS.contains(&protocol.as_str()) || is_same && is_invented());
        let is_policy = [&**label, &**protocol] == TLS_REPORTS;
        if !is_same || !is_odd || is_policy || own < 2 || is_pointer || !is_over_transports(service) {
            continue;
        }
        // What it leads to may stand under a protocol that the service does not use, too.
        let first = match other.has_protocol(&meant[1][1..]) {
            true => meant[1].clone(),
            false => format!("_{}", other.first_protocol()),
        };
        let right = below(&format!("{}.{first}", meant[0]), &name.trim_to(labels.len() - 2));
        let Some(right) = right.filter(|_| !cx.is_led_to(owner.key)) else { continue };
        let (shown, asked) = (cx.show(owner), cx.show_name(&right));
        let help = renamed_help(cx, owner, is_pointer, &right);
        let message = format!("service `{label}` does not use `{protocol}`: clients ask for `{asked}`");
        cx.report_zone(owner.span, message).owner(shown).note(sourced(service)).help(help);
    }
}

/// Reports sets of a known service under a label that is not a protocol of any.
fn check_invented(cx: &mut Context<'_>) {
    for set in cx.srv_sets().filter(|set| set.summary().service.is_none() && !set.is_null()) {
        let record = set.first();
        let (name, _) = name_once(cx.zone, cx.workspace, &record.owner);
        let labels = label_texts(&name);
        let [label, protocol, base @ ..] = labels.as_slice() else { continue };
        let own = labels.len().saturating_sub(cx.zone.apex.name.iter().count());
        let is_pair = own >= 2 && label.starts_with('_') && protocol.len() > 1 && protocol.starts_with('_');
        let Some(service) = cx.options.services.find(label.as_bytes()).filter(|_| is_pair) else { continue };
        if !is_over_transports(service)
            || LAYERED.contains(&protocol.as_str())
            || is_of_consul(&labels)
            || owner_problem(cx, &set).is_some()
        {
            continue;
        }
        let port = set.iter().next().map_or(0, |(_, srv)| srv.port);
        // At the port of its form with TLS that one was meant.
        let meant = tls_form_at(&cx.options.services, service, port).unwrap_or(service);
        let datagrams = protocol == "_dtls" && meant.has_protocol("udp");
        let first = if datagrams { "udp" } else { meant.first_protocol() };
        let right = format!("_{}._{first}.{}.", meant.name, base.join("."));
        let meant = absolute_name(&right);
        let written = meant.as_ref().map(|right| cx.in_style_of(right, &record.owner)).ok();
        let edits = match meant.as_ref().ok().filter(|meant| !cx.has_records(meant)) {
            Some(meant) => owner_edits(&set, |owner| Some(cx.in_style_of(meant, owner))),
            None => Vec::new(),
        };
        let lookalike = name.iter().nth(1).and_then(lookalike);
        let message = format!("service `{label}` does not use `{protocol}`: clients ask for `{right}`");
        let deletion = deletion_of_all_in_words(&set, "the record", cx.sources);
        let mut finding = cx.report(record, record.owner.span, message);
        label_others(&mut finding, &set);
        if let Some(lookalike) = lookalike {
            finding.note(format!("`{protocol}` has {}", lookalike.what));
        }
        finding.note(sourced(service));
        match service.foreign_port(port) {
            Some(foreign) => finding
                .note(format!(
                    "port {port} is that of {}: {} ({})",
                    foreign.of, foreign.reason, foreign.source
                ))
                .help(deletion),
            None => finding.help(format!("write `{}`", written.unwrap_or(right))).edits(
                Applicability::Unsafe,
                "use the service's protocol",
                edits,
            ),
        };
    }
}

/// Who says which protocols a service has.
fn sourced(service: &Service) -> String {
    let others = Some(&service.source).filter(|source| !source.is_empty() && *source != "RFC 2782");
    others.map_or("RFC 2782, \"Proto\"".to_owned(), |source| format!("RFC 2782, \"Proto\"; {source}"))
}

/// Whether a service has ports, and is looked up under transports alone. An obsolete name is told of as that, unless clients
/// still ask for it.
fn is_over_transports(service: &Service) -> bool {
    let is_asked_for = service.obsolete.as_ref().is_none_or(|obsolete| obsolete.still_asked_for);
    let is_transport = |protocol: &String| TRANSPORTS.iter().any(|known| known[1..] == **protocol);
    let has_transports = !service.protocols.is_empty() && service.protocols.iter().all(is_transport);
    has_transports && !service.ports.is_empty() && is_asked_for
}

/// `is_meant` says that it stands under its own protocol, but for a mistake in that owner.
fn report(cx: &mut Context<'_>, set: &SrvSet<'_>, pair: &Pair<'_>, (service, is_meant): (&Service, bool)) {
    let record = set.first();
    let (name, is_twice) = name_once(cx.zone, cx.workspace, &record.owner);
    let (owner, base) = (shown_once(cx, &record.owner), pair.base(&name));
    let label = pair.service_text();
    let port = record.srv().map_or(0, |srv| srv.port);
    let tls = meant_tls_form(&cx.options.services, service, pair.transport(), port);
    let meant = tls.unwrap_or(service);
    let right: Vec<_> = meant
        .protocols
        .iter()
        .filter_map(|protocol| below(&format!("_{}._{protocol}", meant.name), &base))
        .collect();
    let there = is_meant && tls.is_none() || right.iter().any(|name| cx.has_srvs(name));
    let transport = pair.transport();
    let why = match transport {
        "tls" => format!("service `{label}` is not looked up under `_tls`"),
        other => format!("service `{label}` does not use {}", other.to_ascii_uppercase()),
    };
    let names: Vec<String> = right.iter().map(|name| format!("`{}`", cx.show_name(name))).collect();
    let message = if there {
        format!("{why}: no client reads `{owner}`")
    } else {
        format!("{why}: clients ask for {}", names.join(" or "))
    };
    let first = meant.first_protocol();
    let written = |owner: &NameRef| {
        let corrected = replaced(&cx.sources.text(owner.span), pair.protocol, first)?;
        let mut corrected =
            if tls.is_some() { replaced(&corrected, &label, &meant.name)? } else { corrected };
        // One that lacks its dot gets it.
        match (name_once(cx.zone, cx.workspace, owner).1, owner.is_relative()) {
            (true, false) => return None,
            (true, true) => corrected.push('.'),
            (false, _) => {}
        }
        Some(corrected)
    };
    let corrected = written(&record.owner).filter(|_| !there && right.len() == 1);
    let edits = if corrected.is_some() { owner_edits(set, written) } else { Vec::new() };
    let help = match &corrected {
        _ if there => deletion_of_all_in_words(set, "the record", cx.sources),
        Some(corrected) => format!("write `{corrected}`"),
        None => {
            let right = right.first().map(|name| cx.in_style_of(name, &record.owner));
            format!("write `{}`", right.unwrap_or_else(|| format!("_{}._{first}", meant.name)))
        }
    };
    let mut finding = cx.report(record, record.owner.span, message);
    label_others(&mut finding, set);
    if is_twice && record.owner.is_relative() {
        finding.note(APPENDED);
    }
    finding.note(sourced(service)).help(help);
    finding.edits(Applicability::Unsafe, "use the service's protocol", edits);
}
