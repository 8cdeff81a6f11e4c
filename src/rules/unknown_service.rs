//! `unknown-service`: a service one typing mistake from a known one, one with letters that only look right, or an obsolete
//! name for one.

use std::collections::HashMap;

use hickory_proto::rr::Name;

use crate::base::severity::Severity;
use crate::rules::engine::context::Context;
use crate::rules::engine::look::Look;
use crate::rules::engine::srv_set::SrvSet;
use crate::rules::facts::edits::{deletion_of_all, deletion_of_all_in_words, owner_edits};
use crate::rules::facts::lookalike::{Lookalike, lookalike};
use crate::rules::facts::meant_names::{Slip, slip};
use crate::rules::facts::owner_problem::{alias_problem, owner_problem};
use crate::rules::facts::service_alias::{Alias, aliases_of_services, renamed_help};
use crate::rules::facts::service_at::owner_with_port;
use crate::rules::facts::service_name::replaced;
use crate::rules::finding::Applicability;
use crate::syntax::name::NameKey;
use crate::workspace::services::{Registry, Service};
use crate::zone::index::{Located, Types};
use crate::zone::service_owner::{Pair, below, pair};
use crate::zone::{NameRef, Record};

pub fn concerns(look: &Look<'_>) -> bool {
    look.zone.has_service_aliases || !look.zone.browsed.is_empty() || look.has_set(names_no_current_service)
}

/// Whether the service of a set is unknown or obsolete.
fn names_no_current_service(set: &SrvSet<'_>) -> bool {
    let is_current = || set.service().is_some_and(|(service, _)| service.obsolete.is_none());
    set.summary().service.is_some() && !set.is_null() && !is_current()
}

pub fn check(cx: &mut Context<'_>) {
    check_aliases(cx);
    let registry = &*cx.options.services;
    // Most labels are known, and the others come again and again.
    let mut unknown: HashMap<Vec<u8>, Vec<&Service>> = HashMap::new();
    for set in cx.srv_sets().filter(names_no_current_service) {
        let known = set.service().map(|(service, _)| service);
        let Some(pair) = pair(cx.zone, &set.first().owner, cx.sources) else { continue };
        if let Some(service) = known {
            report_obsolete(cx, &set, &pair, service);
            continue;
        }
        if let Some(lookalike) = lookalike(&pair.service) {
            report_lookalike(cx, &set, &pair, &lookalike);
            continue;
        }
        let near = unknown.entry(pair.service.to_vec()).or_insert_with(|| near(registry, &pair, &set));
        // Of one mistake one rule speaks.
        let is_meant =
            |known: &&Service| !is_beside(cx, &set, &pair, known) && owner_problem(cx, &set).is_none();
        if near.first().is_some_and(is_meant) {
            let near = near.clone();
            report_near(cx, &set, &pair, &near);
        }
    }
}

/// Reports aliases of a known service, and pointers to instances of one, at a name one typing mistake away.
fn check_aliases(cx: &mut Context<'_>) {
    for Alias { owner, pair: meant, is_pointer } in aliases_of_services(cx) {
        let Some(pair) = pair(cx.zone, owner, cx.sources).filter(|pair| pair.before == 0) else { continue };
        let (label, registry) = (pair.service_text(), &cx.options.services);
        let known = registry.find(meant[0].as_bytes()).filter(|_| pair.protocol == meant[1]);
        let is_near = known.is_some_and(|known| {
            let port = known.ports.first().copied().unwrap_or(0);
            registry.near(&label[1..], port).iter().any(|near| near.name == known.name)
        });
        let name = cx.name(owner);
        let own = name.iter().count().saturating_sub(cx.zone.apex.name.iter().count());
        // Of one mistake one rule speaks.
        if !is_near || cx.is_led_to(owner.key) || alias_problem(cx, None, &name, own).is_some() {
            continue;
        }
        let (shown, text) = (cx.show(owner), cx.sources.text(owner.span));
        let corrected = replaced(&text, &label, &meant[0][1..]).unwrap_or_else(|| meant[0].clone());
        let right = below(&format!("{}.{}", meant[0], pair.protocol), &pair.base(&name));
        let help = match right {
            Some(right) => renamed_help(cx, owner, is_pointer, &right),
            None => format!("write `{corrected}`"),
        };
        let message =
            format!("service `{label}` of `{shown}` is unknown, and one letter away from `{}`", meant[0]);
        cx.report_zone(owner.span, message)
            .owner(shown)
            .note("RFC 2782, \"Service\": clients ask for the one name that is assigned")
            .help(help);
    }
}

/// Whether a name is a known one with a letter more, and that one has a set beside it: two services.
fn is_beside(cx: &Context<'_>, set: &SrvSet<'_>, pair: &Pair<'_>, known: &Service) -> bool {
    let base = pair.base(&cx.name(&set.first().owner));
    let is_longer = pair.service.len() == known.name.len() + 2
        && pair.service[1..].to_ascii_lowercase().starts_with(known.name.as_bytes());
    let beside = || below(&format!("_{}.{}", known.name, pair.protocol), &base);
    is_longer && beside().is_some_and(|name| cx.has_srvs(&name))
}

fn near<'r>(registry: &'r Registry, pair: &Pair<'_>, set: &SrvSet<'_>) -> Vec<&'r Service> {
    let port = set.iter().next().map_or(0, |(_, srv)| srv.port);
    let name = String::from_utf8_lossy(&pair.service[1..]).to_ascii_lowercase();
    registry.near(&name, port)
}

fn report_near(cx: &mut Context<'_>, set: &SrvSet<'_>, pair: &Pair<'_>, near: &[&Service]) {
    let record = set.first();
    let slip = slip(cx, set);
    let owner = slip.as_ref().and_then(Slip::meant).map(|meant| cx.show_name(meant));
    let owner = owner.unwrap_or_else(|| cx.show(&record.owner));
    let label = pair.service_text();
    let known = &near[0].name;
    let written = |owner: &NameRef| replaced(&cx.sources.text(owner.span), &label, known);
    let (corrected, edits) = (written(&record.owner), owner_edits(set, written));
    let port = record.srv().map_or(0, |srv| srv.port);
    let how = match cx.options.services.in_letters(&label[1..], port) {
        Some(_) => "has digits that look like the letters of",
        None => "one letter away from",
    };
    let message = format!("service `{label}` of `{owner}` is unknown, and {how} `_{known}`");
    let mut finding = cx.report(record, record.owner.span, message);
    finding.note("RFC 2782, \"Service\": clients ask for the one name that is assigned");
    match corrected {
        Some(corrected) => {
            finding.help(format!("write `{corrected}`"));
            if near.len() == 1 {
                finding.edits(Applicability::Unsafe, "correct the service's name", edits);
            }
        }
        None => {
            finding.help(format!("write `_{known}`"));
        }
    }
}

/// A service in which a letter of another script stands for one of ASCII.
fn report_lookalike(cx: &mut Context<'_>, set: &SrvSet<'_>, pair: &Pair<'_>, lookalike: &Lookalike) {
    let (record, owner) = (set.first(), cx.show(&set.first().owner));
    // A label is shown only where nothing in it is unseen.
    let label = if lookalike.is_deleted { String::new() } else { format!(" `{}`", pair.service_text()) };
    let message = format!("service{label} of `{owner}` has {}", lookalike.what);
    let service = String::from_utf8_lossy(&pair.service).into_owned();
    let written = |owner: &NameRef| {
        let text = std::str::from_utf8(cx.sources.bytes(owner.span)).ok()?;
        text.contains(&service).then(|| text.replacen(&service, &lookalike.meant, 1))
    };
    let (corrected, edits) = (written(&record.owner), owner_edits(set, written));
    let help = match corrected.filter(|_| lookalike.is_deleted) {
        Some(corrected) => format!("write `{corrected}`"),
        None => format!("write `{}` in letters of ASCII", lookalike.meant),
    };
    cx.report(record, record.owner.span, message)
        .note("RFC 2782, \"Service\": clients ask for the one name that is assigned")
        .help(help)
        .edits(Applicability::Unsafe, "write the service in letters of ASCII", edits);
}

fn report_obsolete(cx: &mut Context<'_>, set: &SrvSet<'_>, pair: &Pair<'_>, service: &Service) {
    let Some(obsolete) = &service.obsolete else { return };
    let record = set.first();
    let Some(owner) = meant_owner(cx, set) else { return };
    let base = pair.base(&owner);
    // Of several current names the port says which is meant.
    let instead = cx.options.services.current(obsolete, set.summary().port);
    let current = cx.options.services.named(instead);
    let repeated = repeated_by(cx, set, service);
    let published = has_current(cx, &obsolete.instead, &base)
        .max(repeated.as_ref().map_or_else(|| has_current(cx, instead, &base), |_| Published::No));
    // Of a part of a zone, another part may have the current name: then only that clients pass over this one is certain.
    let is_told = cx.zone.soa.is_none() && !obsolete.still_asked_for;
    if published == Published::Yes || published == Published::Perhaps && !is_told {
        return;
    }
    let is_under = |service: &Service| service.has_protocol(pair.transport());
    if obsolete.still_asked_for {
        // Under another protocol no client asks for it, and that is told of alone.
        if is_under(service) || !cx.options.levels.is_selected("unexpected-protocol") {
            report_older(cx, record, (&owner, &base), service);
        }
        return;
    }
    let (owner, label) = (cx.show_name(&owner), pair.service_text());
    let by_port = current.filter(|_| instead != obsolete.instead);
    // The current name may not be asked for under that protocol.
    let protocol = current.filter(|current| !is_under(current)).and_then(|current| current.protocols.first());
    let written = |owner: &NameRef| renamed(&cx.sources.text(owner.span), pair, (instead, protocol));
    let (help, description, edits) = match repeated {
        Some(name) => {
            let (name, delete) =
                (cx.in_style_of(&name, &record.owner), deletion_of_all_in_words(set, "it", cx.sources));
            let help = format!("{delete}: `{name}` says the same");
            (help, "delete what is said twice", deletion_of_all(set, cx.sources))
        }
        None => {
            let help = match written(&record.owner) {
                Some(corrected) => format!("write `{corrected}`"),
                None => format!("publish `_{instead}` at `{}`", cx.show_name(&base)),
            };
            (help, "use the current name", owner_edits(set, written))
        }
    };
    let message = format!("service `{label}` of `{owner}` is obsolete: clients ask for `_{instead}`");
    let mut finding = cx.report(record, record.owner.span, message);
    if published == Published::Perhaps {
        finding.severity(Severity::Note).note("another part of the zone may have the current name as well");
    }
    if let Some(Service { ports, source, .. }) = by_port {
        finding.note(format!("port {} is that of `_{instead}` ({source})", ports[0]));
    }
    finding.note(format!("{} ({})", obsolete.reason, obsolete.source)).help(help).edits(
        Applicability::Unsafe,
        description,
        edits,
    );
}

/// An owner with another service, and another protocol if one is given.
fn renamed(text: &str, pair: &Pair<'_>, (service, protocol): (&str, Option<&String>)) -> Option<String> {
    let renamed = replaced(text, &pair.service_text(), service)?;
    match protocol {
        Some(protocol) => replaced(&renamed, pair.protocol, protocol),
        None => Some(renamed),
    }
}

/// The owner of a set, or the one that is meant by it; `None` if it is another rule's slip, which no client asks for, whichever
/// service it has.
fn meant_owner(cx: &Context<'_>, set: &SrvSet<'_>) -> Option<Name> {
    match slip(cx, set) {
        Some(Slip::Renamed(meant)) => Some(meant),
        Some(Slip::Deleted(Some(_)) | Slip::Unclear) => None,
        Some(Slip::Deleted(None)) | None => Some(cx.name(&set.first().owner)),
    }
}

/// Whether a service is published at a name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Published {
    /// It is not.
    No,
    /// Nothing can tell.
    Perhaps,
    /// It is.
    Yes,
}

/// Whether a current service stands at a base under one of its protocols.
fn has_current(cx: &Context<'_>, service: &str, base: &Name) -> Published {
    let protocols = cx.options.services.named(service).map(|current| current.protocols.as_slice());
    let names =
        protocols.unwrap_or_default().iter().map(|protocol| below(&format!("_{service}._{protocol}"), base));
    names.map(|name| name.map_or(Published::Perhaps, |name| exists(cx, &name))).max().unwrap_or(Published::No)
}

/// Whether SRV records stand at a name.
fn exists(cx: &Context<'_>, name: &Name) -> Published {
    let Some((zone, located)) = cx.workspace.locate(name, cx.zone) else { return Published::Perhaps };
    match located {
        Located::Node { node, .. } if node.types.has(Types::SRV) || node.types.has(Types::CNAME) => {
            Published::Yes
        }
        Located::Delegated(_) | Located::Renamed(_) => Published::Perhaps,
        _ if zone.is_complete_at_name(name) => Published::No,
        _ => Published::Perhaps,
    }
}

/// The owner of the service with the port of an obsolete name's records, where that is not its own, if it says all that they say.
fn repeated_by(cx: &Context<'_>, set: &SrvSet<'_>, service: &Service) -> Option<Name> {
    let port = set.iter().next().map_or(0, |(_, srv)| srv.port);
    let name = owner_with_port(cx, set, port).filter(|_| !service.ports.contains(&port))?;
    let key = NameKey::of(&name);
    set.iter().all(|(_, srv)| cx.has_host(key, srv)).then_some(name)
}

/// A name that clients still ask for, without the one that they ask for first.
fn report_older(cx: &mut Context<'_>, record: &Record, (owner, base): (&Name, &Name), service: &Service) {
    let Some(obsolete) = &service.obsolete else { return };
    let (owner, instead) = (cx.show_name(owner), &obsolete.instead);
    let message =
        format!("`{owner}` is the older name of `_{instead}`, which `{}` does not have", cx.show_name(base));
    cx.report(record, record.owner.span, message)
        .severity(Severity::Note)
        .note(format!("{} ({})", obsolete.reason, obsolete.source))
        .help(format!("publish `_{instead}._tcp` as well, with the same records"));
}
