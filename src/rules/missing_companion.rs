//! `missing-companion`: a service without the one that its clients expect beside it.

use hickory_proto::rr::Name;

use super::Context;
use crate::finding::Severity;
use crate::numbers::Numbers;
use crate::owner::{below, pair};
use crate::services::{Companion, Service};
use crate::syntax::name::{NameKey, display_name, label_texts};
use crate::zone::Record;
use crate::zone::index::Located;

/// The sets of one service at one base.
struct Group<'a> {
    first: &'a Record,
    base: NameKey,
    service: &'a Service,
    protocols: Vec<&'static str>,
}

pub fn check(cx: &mut Context<'_>) {
    if !cx.zone.is_complete() {
        return;
    }
    // The groups by the service's name below its base.
    let (mut groups, mut numbers): (Vec<Group<'_>>, Numbers) = Default::default();
    for set in cx.srv_sets() {
        let Some((service, labels)) = set.service().filter(|(_, labels)| labels.before == 0) else {
            continue;
        };
        if service.companions.is_empty() || set.is_null() {
            continue;
        }
        let number = numbers.of(labels.base.child(service.name.as_bytes())) as usize;
        if number == groups.len() {
            groups.push(Group { first: set.first(), base: labels.base, service, protocols: Vec::new() });
        }
        groups[number].protocols.push(labels.transport());
    }
    // Clients that ask for the name under `_tls` ask for nothing else.
    groups.retain(|group| group.protocols != ["tls"]);
    if groups.is_empty() {
        return;
    }
    let mut owners = Numbers::default();
    owners.clear(cx.srv_sets().count());
    cx.srv_sets().for_each(|set| {
        owners.of(set.first().owner.key);
    });
    for group in groups {
        // Nearly all companions stand in the same zone.
        let stands_here = |companion: &&Companion| {
            companion.any_of.iter().any(|set| owners.get(key_below(set, group.base)).is_some())
        };
        let others: Vec<&Companion> =
            group.service.companions.iter().filter(|companion| !stands_here(companion)).collect();
        if others.is_empty() {
            continue;
        }
        let Some(pair) = pair(cx.zone, &group.first.owner, cx.sources) else { continue };
        let base = pair.base(&cx.name(&group.first.owner));
        if let Some(companion) = others.into_iter().find(|companion| is_missing(cx, companion, &base)) {
            report(cx, &group, &base, companion);
        }
    }
}

/// The key of `set`, a `_service._proto` name, below a name.
fn key_below(set: &str, base: NameKey) -> NameKey {
    set.rsplit('.').fold(base, |key, label| key.child(label.as_bytes()))
}

/// Whether none of the sets that would do exists, as far as the run can see everything.
fn is_missing(cx: &Context<'_>, companion: &Companion, base: &Name) -> bool {
    companion.any_of.iter().all(|set| {
        let located = below(set, base).and_then(|name| cx.workspace.locate(&name, cx.zone));
        match located {
            Some((zone, Located::Nothing)) => zone.is_complete(),
            // An empty non-terminal answers nothing.
            Some((zone, Located::Node { node, .. })) => zone.is_complete() && node.types.is_empty(),
            Some((_, Located::Delegated(_) | Located::Renamed(_))) | None => false,
        }
    })
}

fn report(cx: &mut Context<'_>, group: &Group<'_>, base: &Name, companion: &Companion) {
    let first_label = label_texts(base).into_iter().next().unwrap_or_default();
    let (service, base) = (&group.service.name, display_name(base));
    let exempt = group.service.components_exempt.contains(&first_label);
    let names: Vec<String> = companion.any_of.iter().map(|set| format!("`{set}`")).collect();
    let message = if group.protocols.contains(&"tls") {
        format!(
            "TLS for `_{service}` at `{base}` is offered as `_{service}._tls` alone, and not as {}",
            names.join(" or ")
        )
    } else {
        format!("`_{service}` at `{base}` has no companion {}", names.join(" or "))
    };
    let finding = cx.report(group.first, group.first.owner.span, message);
    finding.severity(if exempt { Severity::Note } else { companion.severity });
    // The name makes the finding, not the fields of its first record.
    finding.detail = companion.any_of.join(" ");
    finding
        .note(format!("{} ({})", companion.reason, companion.source))
        .help(format!("add {0}, or `{1} SRV 0 0 0 .` if there is none", names[0], companion.any_of[0]));
}
