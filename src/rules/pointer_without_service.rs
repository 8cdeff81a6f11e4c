//! `pointer-without-service`: a DNS-SD pointer to an instance of a service that has no SRV record.

use crate::rules::engine::context::Context;
use crate::rules::engine::look::Look;
use crate::rules::facts::service_alias::dead_end;
use crate::rules::facts::stray_dot::{report_stray_dot, without_stray_dot};
use crate::rules::facts::trailing_dot::replacement_lacks_dot;
use crate::syntax::name::label_texts;
use crate::zone::index::{Located, Types};
use crate::zone::service_owner::TRANSPORTS;

pub fn concerns(look: &Look<'_>) -> bool {
    !look.zone.browsed.is_empty()
}

pub fn check(cx: &mut Context<'_>) {
    let zone = cx.zone;
    for pointer in &zone.browsed {
        let owner = cx.name(&pointer.owner);
        if !names_service(&label_texts(&owner)) {
            continue;
        }
        // One that lacks its dot is told of as that.
        if replacement_lacks_dot(zone, cx.workspace, &pointer.target).is_some() {
            continue;
        }
        if let Some(meant) = without_stray_dot(zone, cx.workspace, &pointer.target, has_service) {
            let what = format!("the pointer at `{}`", cx.show(&pointer.owner));
            report_stray_dot(cx, &pointer.owner, &what, &pointer.target, &meant);
            continue;
        }
        let target = cx.name(&pointer.target);
        let why = match cx.workspace.locate(&target, zone) {
            Some((zone, _)) if !zone.is_complete_at_name(&target) => continue,
            Some((_, Located::Nothing)) => "does not exist".to_owned(),
            Some((_, Located::Node { node, .. })) if !has_service(node.types) => {
                "has no SRV record".to_owned()
            }
            Some((_, Located::Node { node, .. })) if node.types.has(Types::CNAME) => {
                let Some((end, what)) = dead_end(cx.workspace, target.clone(), zone, false) else { continue };
                format!("is an alias of `{}`, which {what}", cx.show_name(&end))
            }
            _ => continue,
        };
        let (service, instance) = (cx.show(&pointer.owner), cx.show(&pointer.target));
        cx.report_zone(pointer.target.span, format!("`{service}` lists the instance `{instance}`, which {why}"))
            .detail(&*instance)
            .note("RFC 6763 section 5: a client asks for the SRV record at the instance's name to learn host and port")
            .help(format!("add an SRV record at `{instance}`, or remove the pointer"));
    }
}

/// Whether instances of a service are listed at a name: also those of a subtype (RFC 6763 section 7.1). At
/// `_services._dns-sd._udp` services are.
fn names_service(labels: &[String]) -> bool {
    let is_pair = |service: &String, protocol: &String| {
        service.starts_with('_') && service != "_services" && TRANSPORTS.contains(&protocol.as_str())
    };
    match labels {
        [_, sub, service, protocol, ..] if sub == "_sub" => is_pair(service, protocol),
        [service, protocol, ..] => is_pair(service, protocol),
        _ => false,
    }
}

/// Whether SRV records stand at a name, or an alias that may lead to some.
fn has_service(types: Types) -> bool {
    types.has(Types::SRV) || types.has(Types::CNAME)
}
