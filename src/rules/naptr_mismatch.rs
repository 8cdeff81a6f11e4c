//! `naptr-mismatch`: a NAPTR record that sends clients to SRV records that are not there, not
//! meant, or of another transport.

use std::collections::HashMap;

use hickory_proto::rr::Name;

use crate::base::severity::Severity;
use crate::base::span::Span;
use crate::rules::engine::context::Context;
use crate::rules::engine::look::Look;
use crate::rules::facts::trailing_dot::replacement_lacks_dot;
use crate::syntax::name::{NameKey, label_texts};
use crate::zone::index::{Located, Types};
use crate::zone::service_owner::below;
use crate::zone::{Naptr, Record, Zone};

/// Services whose SRV names are fixed: RFC 3263 section 4.1 and RFC 5928.
const NAMES: &[(&str, &str, &str)] = &[
    ("SIP+D2U", "_sip", "_udp"),
    ("SIP+D2T", "_sip", "_tcp"),
    ("SIP+D2S", "_sip", "_sctp"),
    ("SIPS+D2T", "_sips", "_tcp"),
    ("SIPS+D2S", "_sips", "_sctp"),
    ("RELAY:TURN.UDP", "_turn", "_udp"),
    ("RELAY:TURN.TCP", "_turn", "_tcp"),
    ("RELAY:TURN.TLS", "_turns", "_tcp"),
];

pub fn concerns(look: &Look<'_>) -> bool {
    look.zone.has_naptrs
}

pub fn check(cx: &mut Context<'_>) {
    let mut alone = HashMap::new();
    for (record, naptr) in cx.naptrs() {
        let services = String::from_utf8_lossy(&naptr.services.value).to_ascii_uppercase();
        if services == "SIPS+D2U" {
            cx.report(
                record,
                naptr.services.span,
                "NAPTR service `SIPS+D2U` means SIPS over UDP, which does not exist",
            )
            .kind("service")
            .severity(Severity::Warning)
            .note("RFC 3263 section 4.1: such records SHOULD NOT be placed into the DNS")
            .help("remove the record, or write `SIPS+D2T`");
            continue;
        }
        if !naptr.flags.value.eq_ignore_ascii_case(b"s") {
            continue;
        }
        if !naptr.regexp.value.is_empty() {
            cx.report(
                record,
                naptr.regexp.span,
                "a NAPTR record with flag \"s\" and a regexp: clients use one or the other",
            )
            .kind("regexp")
            .note("RFC 3403 section 4.1: a record has a regexp or a replacement, never both")
            .help("\"\"");
            continue;
        }
        if naptr.replacement.key == NameKey::root()
            || replacement_lacks_dot(cx.zone, cx.workspace, &naptr.replacement).is_some()
        {
            continue;
        }
        let replacement = cx.name(&naptr.replacement);
        if !check_name(cx, record, naptr, &services, &replacement) {
            check_records(cx, record, naptr, &replacement, &mut alone);
        }
    }
}

/// Whether the replacement is the name of another service or transport, which is reported.
fn check_name(
    cx: &mut Context<'_>,
    record: &Record,
    naptr: &Naptr,
    services: &str,
    replacement: &Name,
) -> bool {
    let Some((_, service, protocol)) = NAMES.iter().find(|(name, _, _)| *name == services) else {
        return false;
    };
    let labels = label_texts(replacement);
    // Any name may hold the SRV records; only one that looks like a service says which it is.
    let [own_service, own_protocol, ..] = labels.as_slice() else { return false };
    let looks_like_service = own_service.starts_with('_') && own_protocol.starts_with('_');
    if !looks_like_service || (own_service == service && own_protocol == protocol) {
        return false;
    }
    let shown = cx.show(&naptr.replacement);
    let base = replacement.trim_to(labels.len() - 2);
    let right =
        below(&format!("{service}.{protocol}"), &base).map(|name| cx.show_name(&name)).unwrap_or_default();
    cx.report(
        record,
        naptr.replacement.span,
        format!("NAPTR service `{services}` leads to `{shown}`, the name of another service or transport"),
    )
    .kind(format!("name {shown}"))
    .severity(Severity::Warning)
    .label(naptr.services.span, "this service")
    .note("RFC 3263 section 4.1 (SIP) and RFC 5928 (TURN) give the SRV name of each service")
    .help(format!("write `{right}`"));
    true
}

/// The SRV records that are alone at their owners and say "not available", of each zone that was asked for
/// them.
type NullAlone = HashMap<*const Zone, HashMap<NameKey, Span>>;

/// Those of one zone.
fn null_alone(zone: &Zone) -> HashMap<NameKey, Span> {
    let mut records: HashMap<NameKey, Option<Span>> = HashMap::new();
    for (record, srv) in zone.srvs() {
        let only = Some(record.span).filter(|_| srv.is_null());
        records.entry(record.owner.key).and_modify(|known| *known = None).or_insert(only);
    }
    records.into_iter().filter_map(|(owner, record)| Some((owner, record?))).collect()
}

/// Reports a replacement at which no SRV record stands, or only the one that says "not available".
fn check_records(
    cx: &mut Context<'_>,
    record: &Record,
    naptr: &Naptr,
    replacement: &Name,
    alone: &mut NullAlone,
) {
    let shown = cx.show(&naptr.replacement);
    let Some((zone, located)) = cx.workspace.locate(replacement, cx.zone) else { return };
    let node = match located {
        Located::Node { node, wildcard: false } => Some(node),
        Located::Nothing => None,
        Located::Node { .. } | Located::Delegated(_) | Located::Renamed(_) => return,
    };
    match node.map(|node| node.types) {
        // An alias leads to SRV records elsewhere, which is legal.
        Some(types) if types.has(Types::CNAME) => {}
        Some(types) if types.has(Types::SRV) => {
            let alone = alone.entry(zone).or_insert_with(|| null_alone(zone));
            if let Some(span) = alone.get(&NameKey::of(replacement)).copied() {
                cx.report(
                    record,
                    naptr.replacement.span,
                    format!(
                        "NAPTR leads to `{shown}`, whose SRV record says that the service is not available"
                    ),
                )
                .kind(format!("not available {shown}"))
                .label(span, "not available")
                .note("RFC 2782, \"Target\": `.` means that the service is decidedly not available")
                .help("remove the NAPTR record, or name a host in the SRV record");
            }
        }
        _ if !zone.is_complete_at_name(replacement) => {}
        _ => {
            cx.report(
                record,
                naptr.replacement.span,
                format!("NAPTR leads to `{shown}`, where there is no SRV record"),
            )
            .kind(format!("no record {shown}"))
            .note("RFC 3263 section 4.1: with the flag \"s\", clients ask for SRV records at the replacement")
            .help(format!("add SRV records at `{shown}`, or remove the NAPTR record"));
        }
    }
}
