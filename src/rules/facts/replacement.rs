//! NAPTR replacements that are written wrongly: what was meant, and the findings of those that lead nowhere for it.

use std::collections::HashMap;

use hickory_proto::rr::Name;

use crate::base::severity::Severity;
use crate::base::span::Span;
use crate::rules::engine::context::Context;
use crate::rules::facts::nowhere::{Nowhere, nowhere};
use crate::rules::facts::odd_labels::OwnerProblem;
use crate::rules::facts::owner_labels::repaired;
use crate::rules::facts::owner_problem::alias_problem;
use crate::rules::facts::service_alias::{End, chain_end};
use crate::rules::facts::sip_naptr::{NAMES, service_text};
use crate::rules::facts::target_text::{Shape, shape};
use crate::syntax::name::{NameKey, display_name};
use crate::workspace::srv_sets::astray::misspelt_domain;
use crate::zone::index::Types;
use crate::zone::service_owner::below;
use crate::zone::{NameRef, Naptr, Record, Zone};

/// What helps where a replacement has no SRV records: to name the service, if it names a domain alone.
pub fn where_records_are(cx: &Context<'_>, record: &Record, naptr: &Naptr, replacement: &Name) -> String {
    let services = service_text(naptr);
    let is_domain = replacement.iter().next().is_none_or(|label| !label.starts_with(b"_"));
    let fixed = NAMES.iter().find(|(name, ..)| is_domain && *name == services);
    let below_name =
        |base: &Name| fixed.and_then(|(_, service, protocol)| below(&format!("{service}.{protocol}"), base));
    let is_there = |name: &Name| cx.has_srvs(name);
    let (named, shown) = (below_name(replacement), cx.show_name(replacement));
    // A host was named, which has no services: they are its domain's.
    let of_owner = || below_name(&cx.name(&record.owner));
    let there = named.clone().filter(is_there).or_else(|| of_owner().filter(is_there));
    let there = there.or_else(|| corrected(cx, replacement).filter(is_there));
    match (there, named) {
        (Some(name), _) => format!("write `{}`", cx.in_style_of(&name, &naptr.replacement)),
        (None, Some(name)) => {
            format!("write `{}`, and SRV records there", cx.in_style_of(&name, &naptr.replacement))
        }
        (None, None) => format!("add SRV records at `{shown}`, or remove the NAPTR record"),
    }
}

/// The name that is meant by one whose labels are none of a service.
fn corrected(cx: &Context<'_>, name: &Name) -> Option<Name> {
    let own = name.iter().count().saturating_sub(cx.zone.apex.name.iter().count());
    match alias_problem(cx, None, name, own)? {
        OwnerProblem::Repairable { labels, replaced, .. } => repaired(name, &labels, replaced),
        OwnerProblem::Unclear { .. } => None,
    }
}

/// A name without the labels `@` inside it; `None` if it has none in front of the zone's name.
fn without_at_signs(zone: &Zone, name: &Name) -> Option<Name> {
    let labels: Vec<&[u8]> = name.iter().collect();
    let own = labels.len().saturating_sub(zone.apex.name.iter().count());
    if !labels[..own].contains(&&b"@"[..]) {
        return None;
    }
    let mut meant = Name::from_labels(labels.iter().filter(|label| **label != b"@").copied()).ok()?;
    meant.set_fqdn(true);
    Some(meant)
}

/// The name in the zone that an absolute one means whose domain is one typing mistake from the zone's, and is no zone of the
/// run.
fn in_own_domain(cx: &Context<'_>, name: &NameRef, absolute: &Name) -> Option<String> {
    let is_outside = !name.is_relative() && cx.zone.is_named() && !cx.zone.apex.name.zone_of(absolute);
    if !is_outside || cx.workspace.locate(absolute, cx.zone).is_some() {
        return None;
    }
    let (name, apex) = (display_name(absolute), display_name(&cx.zone.apex.name).to_ascii_lowercase());
    let (text, apex) = (name.trim_end_matches('.'), apex.trim_end_matches('.'));
    let domain = misspelt_domain(text, apex)?;
    Some(format!("{}{apex}.", &text[..text.len() - domain.len()]))
}

/// The SRV records that are alone at their owners and say "not available", of each zone that was asked for
/// them.
pub type NullAlone = HashMap<*const Zone, HashMap<NameKey, Span>>;

/// Those of one zone.
pub fn null_alone(zone: &Zone) -> HashMap<NameKey, Span> {
    let mut records: HashMap<NameKey, Option<Span>> = HashMap::new();
    for (record, srv) in zone.srvs() {
        let only = Some(record.span).filter(|_| srv.is_null());
        records.entry(record.owner.key).and_modify(|known| *known = None).or_insert(only);
    }
    records.into_iter().filter_map(|(owner, record)| Some((owner, record?))).collect()
}

/// Whether a replacement is an IP address, which is reported.
pub fn report_address(cx: &mut Context<'_>, record: &Record, naptr: &Naptr) -> bool {
    let Some(Shape::Address(address)) = shape(cx.zone, &naptr.replacement, cx.sources) else { return false };
    let shown = cx.show(&naptr.replacement);
    let help = match naptr.flags.value.to_ascii_lowercase().as_slice() {
        b"s" => "write the name of the SRV records, such as `_sip._udp`".to_owned(),
        _ => {
            let rtype = if address.is_ipv4() { "A" } else { "AAAA" };
            format!("give the host a name, such as `host {rtype} {address}`, and write `host`")
        }
    };
    cx.report(
        record,
        naptr.replacement.span,
        format!("NAPTR leads to `{shown}`, an IP address where a name belongs"),
    )
    .kind(format!("address {shown}"))
    .note("RFC 3403 section 4.1: the replacement is a domain name, for which clients ask")
    .help(help);
    true
}

/// Whether a replacement has `@` inside its name, which is reported.
pub fn report_at_sign(cx: &mut Context<'_>, record: &Record, naptr: &Naptr, replacement: &Name) -> bool {
    let Some(meant) = without_at_signs(cx.zone, replacement) else { return false };
    let (shown, meant) = (cx.show(&naptr.replacement), cx.in_style_of(&meant, &naptr.replacement));
    let message =
        format!("NAPTR leads to `{shown}`, with `@` inside the name, which means the origin only alone");
    cx.report(record, naptr.replacement.span, message)
        .kind("at sign")
        .note("RFC 1035 section 5.1: a free-standing `@` denotes the current origin")
        .help(format!("write `{meant}`"));
    true
}

/// Whether a replacement lies in a domain one typing mistake from the zone's, of which the run has no zone, or where nothing is;
/// that is reported.
pub fn report_outside(cx: &mut Context<'_>, record: &Record, naptr: &Naptr, replacement: &Name) -> bool {
    let Some(meant) = in_own_domain(cx, &naptr.replacement, replacement) else {
        return report_nowhere(cx, record, naptr);
    };
    let (name, apex) = (display_name(replacement), cx.zone.origin_text());
    cx.report(
        record,
        naptr.replacement.span,
        format!("NAPTR leads to `{name}`, one letter from the zone's own name"),
    )
    .kind("domain")
    .severity(Severity::Warning)
    .note(format!("no zone of this run holds that name, and this zone is `{apex}`"))
    .help(format!("write `{meant}`"));
    true
}

/// Whether nothing is at a replacement outside all zones of the run, which is reported.
fn report_nowhere(cx: &mut Context<'_>, record: &Record, naptr: &Naptr) -> bool {
    let name = &naptr.replacement;
    let Some(Nowhere { what, is_certain, note, meant }) = nowhere(cx, &record.owner, name) else {
        return false;
    };
    let message = format!("NAPTR leads to `{}`, which {what}", cx.show(name));
    let help = match meant {
        Some(meant) => format!("write `{}`", cx.in_style_of(&meant, name)),
        None => "write the name of the SRV records, such as `_sip._udp`".to_owned(),
    };
    let mut finding = cx.report(record, name.span, message);
    finding.kind("nowhere").note(note).help(help);
    if !is_certain {
        finding.severity(Severity::Warning);
    }
    true
}

/// Whether there certainly is no NAPTR record at a name, nor where it leads to as an alias.
pub fn lacks_naptr(cx: &Context<'_>, name: &Name) -> bool {
    match chain_end(cx.workspace, name.clone(), cx.zone) {
        Some((_, End::Missing | End::Loop)) => true,
        Some((_, End::Records(types, _))) => !types.has(Types::OTHER),
        None => false,
    }
}

/// Whether there certainly is no SRV record at a name, nor where it leads to as an alias.
pub fn lacks_srv(cx: &Context<'_>, name: &Name) -> bool {
    match chain_end(cx.workspace, name.clone(), cx.zone) {
        Some((_, End::Missing | End::Loop)) => true,
        Some((_, End::Records(types, _))) => !types.has(Types::SRV),
        None => false,
    }
}

/// What the flag "s" means, for SIP (RFC 3263 section 4.1) as for all others.
pub const ASKS_FOR_SRV: &str =
    "RFC 3404 section 4.3: with the flag \"s\", clients ask for SRV records at the replacement";

/// What the flag "a" means.
pub const ASKS_FOR_ADDRESS: &str =
    "RFC 3404 section 4.3: with the flag \"a\", clients ask for addresses at the replacement";
