//! The service of an owner, where one stands beside a set, and where it would stand. Knows no rule but by its name.

use hickory_proto::rr::Name;

use crate::rules::engine::context::Context;
use crate::rules::engine::srv_set::SrvSet;
use crate::rules::facts::tls_form::{meant_at_port, meant_tls_form, tls_form_at};
use crate::syntax::name::NameKey;
use crate::workspace::services::{Companion, Service};
use crate::workspace::srv_sets::ServiceLabels;
use crate::zone::index::Types;
use crate::zone::service_owner::{below, pair};
use crate::zone::{NameRef, Srv};

/// The service of an owner, at whatever depth.
pub fn service_of<'a>(cx: &Context<'a>, owner: &NameRef) -> Option<&'a Service> {
    cx.options.services.find(&pair(cx.zone, owner, cx.sources)?.service)
}

/// Whether a set is told of as one that stands under a protocol that its service does not use, and that is to be deleted.
pub fn is_condemned(cx: &Context<'_>, set: &SrvSet<'_>) -> bool {
    let is_odd = |(service, labels): (&Service, ServiceLabels)| {
        !service.has_protocol(labels.transport())
            && meant_tls_form(&cx.options.services, service, labels.transport(), 0).is_none()
            && stands_under(cx, set, &service.name, service.first_protocol())
    };
    cx.options.levels.is_selected("unexpected-protocol") && set.service().is_some_and(is_odd)
}

/// Whether a service stands under this protocol for the name that a set's is for.
pub fn stands_under(cx: &Context<'_>, set: &SrvSet<'_>, service: &str, protocol: &str) -> bool {
    let Some(name) = name_of(cx, set, service, protocol) else { return false };
    // A zone whose name is not known answers for its own names alone.
    let own = || cx.zone.index().node(NameKey::of(&name)).map(|node| node.types);
    cx.workspace
        .types_at(&name, cx.zone)
        .or_else(own)
        .is_some_and(|types| types.has(Types::SRV) || types.has(Types::CNAME))
}

/// The name of a service under this protocol for the name that a set's is for.
pub fn name_of(cx: &Context<'_>, set: &SrvSet<'_>, service: &str, protocol: &str) -> Option<Name> {
    let owner = &set.first().owner;
    let base = pair(cx.zone, owner, cx.sources)?.base(&cx.name(owner));
    below(&format!("_{service}._{protocol}"), &base)
}

/// The owner of the only service that has `port`, under a set's protocol and for the name that the set's is for.
pub fn owner_with_port(cx: &Context<'_>, set: &SrvSet<'_>, port: u16) -> Option<Name> {
    let service = cx.options.services.only_service_with(port)?;
    name_of(cx, set, &service.name, set.summary().service?.transport())
}

/// The owner of the service that has `port`, such as the form with TLS of a set's service, if all records of the set have that
/// port: the name was mistaken for it. None where that form wants the one in clear text beside it.
pub fn owner_at_port(cx: &Context<'_>, set: &SrvSet<'_>, service: &Service, port: u16) -> Option<Name> {
    let transport = set.summary().service?.transport();
    let form =
        meant_at_port(&cx.options.services, service, port).filter(|form| form.has_protocol(transport))?;
    let has_others = set.iter().any(|(_, other)| !other.is_null() && other.port != port);
    if has_others || wants_beside(form, service) {
        return None;
    }
    name_of(cx, set, &form.name, transport)
}

/// The form with TLS that has the port of an SRV record of a set: its owner, and whether that has the host too, at one of its
/// usual ports. None as above.
pub fn tls_owner_at_port(
    cx: &Context<'_>,
    set: &SrvSet<'_>,
    service: &Service,
    srv: &Srv,
) -> Option<(Name, bool)> {
    let transport = set.summary().service?.transport();
    let form = tls_form_at(&cx.options.services, service, srv.port)
        .filter(|form| form.has_protocol(transport) && !wants_beside(form, service))?;
    let name = name_of(cx, set, &form.name, transport)?;
    let key = NameKey::of(&name);
    let mut usual = form.ports.iter().chain(&form.also);
    let has_host = usual.any(|port| cx.has_host_at(key, srv.target.key, *port));
    let are_exchanged = service.ports.iter().any(|port| cx.has_host_at(key, srv.target.key, *port));
    (has_host || !are_exchanged).then_some((name, has_host))
}

/// Whether clients of a form with TLS want the one in clear text beside it.
fn wants_beside(form: &Service, clear: &Service) -> bool {
    let clear = format!("_{}.", clear.name);
    let is_clear = |companion: &Companion| companion.any_of.iter().any(|name| name.starts_with(&clear));
    form.companions.iter().any(is_clear)
}
