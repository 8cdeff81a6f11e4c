//! `missing-companion`: a service without the one that its clients expect beside it.

use std::collections::BTreeMap;

use hickory_proto::rr::Name;

use super::Context;
use super::owner::{below, pair};
use super::unknown_service::is_null;
use crate::finding::Severity;
use crate::services::{Companion, Service};
use crate::syntax::name::{NameKey, display_name, label_texts};
use crate::zone::Record;
use crate::zone::index::Located;

/// The sets of one service at one base.
struct Group<'a> {
    first: &'a Record,
    order: usize,
    base: Name,
    service: &'a Service,
    protocols: Vec<&'static str>,
}

pub fn check(cx: &mut Context<'_>) {
    if !cx.zone.is_complete() {
        return;
    }
    let registry = cx.options.registry();
    let (mut groups, mut order): (BTreeMap<(NameKey, &str), Group<'_>>, usize) = (BTreeMap::new(), 0);
    for set in cx.srv_sets() {
        let first = set.first();
        let Some(pair) = pair(cx.zone, &first.owner, cx.sources).filter(|pair| pair.before == 0) else {
            continue;
        };
        let Some(service) = registry.find(&pair.service).filter(|service| !service.companions.is_empty())
        else {
            continue;
        };
        if is_null(&set) {
            continue;
        }
        let base = pair.base(&cx.name(&first.owner));
        order += 1;
        let key = (NameKey::of(&base), service.name.as_str());
        let group = groups.entry(key).or_insert(Group { first, order, base, service, protocols: Vec::new() });
        group.protocols.push(pair.transport());
    }
    let mut groups: Vec<Group<'_>> = groups.into_values().collect();
    groups.sort_by_key(|group| group.order);
    for group in groups {
        // Clients that ask for the name under `_tls` ask for nothing else.
        if group.protocols == ["tls"] {
            continue;
        }
        if let Some(companion) =
            group.service.companions.iter().find(|companion| is_missing(cx, companion, &group.base))
        {
            report(cx, &group, companion);
        }
    }
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

fn report(cx: &mut Context<'_>, group: &Group<'_>, companion: &Companion) {
    let (service, base) = (&group.service.name, display_name(&group.base));
    let first_label = label_texts(&group.base).into_iter().next().unwrap_or_default();
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
