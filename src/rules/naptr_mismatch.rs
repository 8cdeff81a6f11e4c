//! `naptr-mismatch`: a NAPTR record that sends clients to SRV records that are not there, not
//! meant, or of another transport.

use std::cell::OnceCell;
use std::collections::HashMap;

use hickory_proto::rr::Name;

use crate::base::printable::printable;
use crate::base::severity::Severity;
use crate::rules::engine::context::Context;
use crate::rules::engine::look::Look;
use crate::rules::facts::edits::owner_to_heir;
use crate::rules::facts::enum_naptr::{makes_uri, report_enum};
use crate::rules::facts::repeated_replacement::{Repeated, meant_without_label, report_repeated};
use crate::rules::facts::replacement::{
    ASKS_FOR_ADDRESS, ASKS_FOR_SRV, NullAlone, lacks_naptr, lacks_srv, null_alone, report_address,
    report_at_sign, report_outside,
};
use crate::rules::facts::service_alias::dead_end;
use crate::rules::facts::shifted_records::{Owners, report_without_records};
use crate::rules::facts::sip_naptr::{NAMES, misspelt_service, service_text};
use crate::rules::facts::sip_orders::report_orders;
use crate::rules::facts::stray_dot::{report_stray_dot, without_stray_dot};
use crate::rules::facts::trailing_dot::replacement_lacks_dot;
use crate::rules::finding::Applicability;
use crate::syntax::name::{NameKey, label_texts};
use crate::workspace::{ChainEnd, Lookup};
use crate::zone::index::{Located, Types};
use crate::zone::service_owner::below;
use crate::zone::{NameRef, Naptr, Record};

pub fn concerns(look: &Look<'_>) -> bool {
    look.zone.has_naptrs
}

pub fn check(cx: &mut Context<'_>) {
    report_orders(cx);
    let (mut alone, mut repeated, owners) = (HashMap::new(), Vec::new(), OnceCell::new());
    for (record, naptr) in cx.naptrs() {
        let services = service_text(naptr);
        if report_dot(cx, record, naptr) {
            continue;
        }
        // The flag decides what a field means: services of SIP and TURN lead to SRV records.
        if makes_uri(naptr) && report_enum(cx, record, naptr)
            || !makes_uri(naptr) && report_misspelt(cx, record, naptr, &services)
        {
            continue;
        }
        if services == "SIPS+D2U" {
            let heir = owner_to_heir(record, cx.sources);
            cx.report(
                record,
                naptr.services.span,
                "NAPTR service `SIPS+D2U` means SIPS over UDP, which does not exist",
            )
            .kind("service")
            .severity(Severity::Warning)
            .note("RFC 3263 section 4.1: such records SHOULD NOT be placed into the DNS")
            .help(format!("remove the record{heir}, or write `SIPS+D2T`"));
            continue;
        }
        if report_address(cx, record, naptr) || report_flags(cx, record, naptr) {
            continue;
        }
        if let Some(meant) = meant_without_label(cx, naptr) {
            repeated.push(Repeated { record, naptr, meant });
            continue;
        }
        if !naptr.flags.value.eq_ignore_ascii_case(b"s") {
            check_other_flags(cx, record, naptr);
            continue;
        }
        if report_fields(cx, record, naptr, &services) {
            continue;
        }
        if replacement_lacks_dot(cx.zone, cx.workspace, &naptr.replacement).is_some() {
            continue;
        }
        let replacement = cx.name(&naptr.replacement);
        if report_at_sign(cx, record, naptr, &replacement) || report_outside(cx, record, naptr, &replacement)
        {
            continue;
        }
        if !check_name(cx, record, naptr, &services, &replacement) {
            check_records(cx, record, naptr, &replacement, (&mut alone, &owners));
        }
    }
    report_repeated(cx, &repeated);
}

/// Whether the replacement has a dot too many, which is reported.
fn report_dot(cx: &mut Context<'_>, record: &Record, naptr: &Naptr) -> bool {
    let wanted = match naptr.flags.value.to_ascii_lowercase().as_slice() {
        b"s" => Types::SRV,
        b"a" => Types::ADDRESS,
        _ => return false,
    };
    let has = |types: Types| types.has(wanted);
    let meant = without_stray_dot(cx.zone, cx.workspace, &naptr.replacement, has);
    meant.is_some_and(|meant| {
        report_stray_dot(cx, &record.owner, "NAPTR", &naptr.replacement, &meant);
        true
    })
}

/// Reports a regexp beside the flag "s", which asks for SRV records at the replacement.
fn report_regexp(cx: &mut Context<'_>, record: &Record, naptr: &Naptr, services: &str) {
    if services.contains("E2U") && naptr.replacement.key == NameKey::root() {
        let message = format!(
            "a NAPTR record of `{}` with flag \"s\": its regexp makes a URI, for which the flag is \"u\"",
            printable(services.as_bytes())
        );
        cx.report(record, naptr.flags.span, message)
            .kind("regexp")
            .label(naptr.regexp.span, "makes a URI")
            .note("RFC 3404 section 4.3: with the flag \"u\", the regexp gives the URI; with \"s\", clients ask for SRV records at the replacement")
            .help("write `\"u\"`")
            .fix(Applicability::Unsafe, "write the flag \"u\"", naptr.flags.span, "\"u\"");
        return;
    }
    // Those that its service field means, if that is one of SIP or TURN.
    let has_services = match NAMES.iter().find(|(name, ..)| *name == services) {
        Some((_, service, protocol)) => {
            let name = below(&format!("{service}.{protocol}"), &cx.name(&record.owner));
            let types = name.and_then(|name| cx.workspace.types_at(&name, cx.zone));
            types.is_some_and(|types| types.has(Types::SRV))
        }
        None => cx.zone.srv_count > 0,
    };
    cx.report(
        record,
        naptr.regexp.span,
        "a NAPTR record with flag \"s\" and a regexp: clients use one or the other",
    )
    .kind("regexp")
    .note("RFC 3403 section 4.1: a record has a regexp or a replacement, never both")
    .help(match has_services {
        true => "write `\"\"` in place of the regexp, and the name of the SRV records as the replacement",
        // Clients that know the field take the flag "s" alone (RFC 3263 section 4.1).
        false if NAMES.iter().any(|(name, ..)| *name == services) => "delete the record, as there are no SRV records for it; or add them, and write `\"\"` and their name",
        false => "delete the record, as there are no SRV records for it, or write the flag `\"u\"`: the regexp makes a URI",
    });
}

/// Whether a record with the flag "s" has a regexp, or no replacement, which is reported.
fn report_fields(cx: &mut Context<'_>, record: &Record, naptr: &Naptr, services: &str) -> bool {
    if !naptr.regexp.value.is_empty() {
        report_regexp(cx, record, naptr, services);
        return true;
    }
    if naptr.replacement.key == NameKey::root() {
        cx.report(
            record,
            naptr.replacement.span,
            "a NAPTR record with flag \"s\" leads nowhere: its replacement is `.`",
        )
        .kind("nowhere")
        .note("RFC 3403 section 4.1: without a regexp, the replacement is the next name to ask for")
        .help("write the name of the SRV records, such as `_sip._udp`");
        return true;
    }
    false
}

/// Whether the service field is a misspelt one, which is reported.
fn report_misspelt(cx: &mut Context<'_>, record: &Record, naptr: &Naptr, services: &str) -> bool {
    let Some(meant) = misspelt_service(services, &cx.name(&naptr.replacement)) else { return false };
    let message =
        format!("NAPTR service `{}` is not one that clients ask for", printable(services.as_bytes()));
    cx.report(record, naptr.services.span, message)
        .kind(format!("misspelt {meant}"))
        .severity(Severity::Warning)
        .note("RFC 3263 section 4.1 (SIP) and RFC 5928 (TURN) name the services; a client passes over records of others")
        .help(format!("write `\"{meant}\"`"))
        .fix(Applicability::Unsafe, "correct the service", naptr.services.span, format!("\"{meant}\""));
    true
}

/// Whether the flags are none that clients act on, which is reported. Digits are for experiments.
fn report_flags(cx: &mut Context<'_>, record: &Record, naptr: &Naptr) -> bool {
    let flags = naptr.flags.value.to_ascii_lowercase();
    let is_known = |flag: &u8| b"saup".contains(flag) || flag.is_ascii_digit();
    let shown = printable(&naptr.flags.value);
    let message = match &flags[..] {
        [] => return false,
        _ if !flags.iter().all(is_known) => format!("NAPTR flag \"{shown}\" is not one that clients know"),
        [_, _, ..] if !flags.iter().any(u8::is_ascii_digit) => {
            format!("NAPTR flags \"{shown}\" are several, of which a record can have one")
        }
        _ => return false,
    };
    cx.report(record, naptr.flags.span, message)
        .kind("flags")
        .severity(Severity::Warning)
        .note("RFC 3404 section 4.3: the flags are \"s\", \"a\", \"u\" and \"p\", and a record has one of them at most")
        .help("write \"s\" if the replacement has SRV records, \"a\" if it has addresses, \"u\" if the regexp makes a URI");
    true
}

/// Reports records that lead to no address, to no NAPTR record, or rewrite nothing.
fn check_other_flags(cx: &mut Context<'_>, record: &Record, naptr: &Naptr) {
    let has_replacement = naptr.replacement.key != NameKey::root();
    if replacement_lacks_dot(cx.zone, cx.workspace, &naptr.replacement).is_some() {
        return;
    }
    let shown = cx.show(&naptr.replacement);
    let has_srv = || {
        let types = cx.workspace.types_at(&cx.name(&naptr.replacement), cx.zone);
        types.is_some_and(|types| types.has(Types::SRV))
    };
    let (what, note, help) = match naptr.flags.value.to_ascii_lowercase().as_slice() {
        b"u" if has_replacement && naptr.regexp.value.is_empty() => (
            format!(
                "a NAPTR record with flag \"u\" has the replacement `{shown}`, and no regexp that makes a URI"
            ),
            "RFC 3404 section 4.3: with the flag \"u\", the regexp gives the URI",
            match has_srv() {
                true => "write the flag `\"s\"`: the replacement has SRV records".to_owned(),
                false => "write a regexp, and `.` as the replacement".to_owned(),
            },
        ),
        b"u" | b"a" if !has_replacement && naptr.regexp.value.is_empty() => (
            "a NAPTR record leads nowhere: it has no regexp, and its replacement is `.`".to_owned(),
            "RFC 3403 section 4.1: a record has a regexp or a replacement, which say where clients go on",
            "write a regexp or a replacement, or remove the record".to_owned(),
        ),
        _ if has_replacement && !naptr.regexp.value.is_empty() => return report_both(cx, record, naptr),
        b"a" if has_replacement => {
            let Some(what) = without_address(cx, &naptr.replacement) else { return };
            (
                format!("NAPTR leads to `{shown}`, {what}"),
                ASKS_FOR_ADDRESS,
                format!("give `{shown}` an A or AAAA record, or remove the NAPTR record"),
            )
        }
        b"" if has_replacement && lacks_naptr(cx, &cx.name(&naptr.replacement)) => (
            format!("NAPTR leads to `{shown}`, where there is no NAPTR record"),
            "RFC 3403 section 4.1: without a flag, clients ask for NAPTR records at the replacement",
            format!("add NAPTR records at `{shown}`, or write the flag \"s\" or \"a\""),
        ),
        _ => return,
    };
    cx.report(record, naptr.replacement.span, what).kind(format!("flag {shown}")).note(note).help(help);
}

/// Why a name, or the host that it leads to as an alias, certainly has no address; in words.
fn without_address(cx: &Context<'_>, host: &NameRef) -> Option<String> {
    let found = cx.workspace.find_address(host, cx.zone);
    let led = match found {
        Lookup::NoAddress { .. } | Lookup::NoName { .. } => {
            return Some("where there is no address".to_owned());
        }
        Lookup::Alias { .. } => "an alias of",
        Lookup::Renamed { .. } => "which a DNAME redirects to",
        _ => return None,
    };
    match cx.workspace.follow(&cx.name(host), found) {
        ChainEnd::Nothing(end) => Some(format!("{led} `{}`, where there is no address", cx.show_name(&end))),
        ChainEnd::Loop(_) => Some("an alias that leads back to itself".to_owned()),
        ChainEnd::Address(_) | ChainEnd::Elsewhere(_) => None,
    }
}

/// Reports a record that has a regexp, and a replacement besides.
fn report_both(cx: &mut Context<'_>, record: &Record, naptr: &Naptr) {
    let makes_uri = makes_uri(naptr);
    let message = "a NAPTR record with a regexp and a replacement: clients use one or the other";
    let mut finding = cx.report(record, naptr.replacement.span, message);
    finding
        .kind("regexp")
        .severity(Severity::Warning)
        .label(naptr.regexp.span, "the regexp")
        .note("RFC 3403 section 4.1: a record has a regexp or a replacement, never both")
        .help(match makes_uri {
            true => "write `.` in place of the replacement: the regexp makes the URI",
            false => "write `\"\"` in place of the regexp, or `.` in place of the replacement",
        });
    if makes_uri {
        finding.fix(Applicability::Unsafe, "leave the replacement out", naptr.replacement.span, ".");
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
    let has_none = below(&format!("{service}.{protocol}"), &base).is_some_and(|name| lacks_srv(cx, &name));
    let own = NAMES.iter().find(|(_, service, protocol)| own_service == service && own_protocol == protocol);
    let help = match own {
        _ if !has_none => format!("write `{right}`"),
        // The records are of another service, which may be the one that is meant.
        Some((meant, ..)) if !lacks_srv(cx, replacement) => {
            format!("write the service `\"{meant}\"`, or `{right}`, and SRV records there")
        }
        _ => format!("write `{right}`, and SRV records there"),
    };
    // Where nothing is, no client gets any further, whatever was meant.
    let (severity, message) = match lacks_srv(cx, replacement) {
        true => (
            Severity::Error,
            format!("NAPTR leads to `{shown}`, where there is no SRV record: `{services}` is at `{right}`"),
        ),
        false => (
            Severity::Warning,
            format!(
                "NAPTR service `{services}` leads to `{shown}`, the name of another service or transport"
            ),
        ),
    };
    cx.report(record, naptr.replacement.span, message)
        .kind(format!("name {shown}"))
        .severity(severity)
        .label(naptr.services.span, "this service")
        .note("RFC 3263 section 4.1 (SIP) and RFC 5928 (TURN) give the SRV name of each service")
        .help(help);
    true
}

/// Reports a replacement that is an alias of a name without SRV records, or below a DNAME that leads to one.
fn report_alias(cx: &mut Context<'_>, record: &Record, naptr: &Naptr, replacement: &Name) {
    let Some((end, what)) = dead_end(cx.workspace, replacement.clone(), cx.zone, true) else { return };
    let (shown, end) = (cx.show(&naptr.replacement), cx.show_name(&end));
    let is_renamed = matches!(cx.workspace.locate(replacement, cx.zone), Some((_, Located::Renamed(_))));
    let led = if is_renamed { "which a DNAME redirects to" } else { "an alias of" };
    cx.report(
        record,
        naptr.replacement.span,
        format!("NAPTR leads to `{shown}`, {led} `{end}`, which {what}"),
    )
    .kind(format!("no record {shown}"))
    .note(ASKS_FOR_SRV)
    .help(format!("write SRV records at `{shown}` in place of the alias, or remove the NAPTR record"));
}

/// Reports a replacement at which no SRV record stands, or only the one that says "not available".
fn check_records<'a>(
    cx: &mut Context<'a>,
    record: &Record,
    naptr: &Naptr,
    replacement: &Name,
    (alone, owners): (&mut NullAlone, &OnceCell<Owners<'a>>),
) {
    let shown = cx.show(&naptr.replacement);
    let Some((zone, located)) = cx.workspace.locate(replacement, cx.zone) else { return };
    let node = match located {
        // A wildcard without SRV records answers that there are none (RFC 4592); the owner of those that it has is not known.
        Located::Node { node, wildcard } if !(wildcard && node.types.has(Types::SRV)) => Some(node),
        Located::Nothing => None,
        Located::Renamed(_) => return report_alias(cx, record, naptr, replacement),
        Located::Node { .. } | Located::Delegated(_) => return,
    };
    match node.map(|node| node.types) {
        // An alias leads to SRV records elsewhere, which is legal, or to none.
        Some(types) if types.has(Types::CNAME) => report_alias(cx, record, naptr, replacement),
        Some(types) if types.has(Types::SRV) => {
            let alone = alone.entry(zone).or_insert_with(|| null_alone(zone));
            if let Some(span) = alone.get(&NameKey::of(replacement)).copied() {
                let heir = owner_to_heir(record, cx.sources);
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
                .help(format!("remove the NAPTR record{heir}, or name a host in the SRV record"));
            }
        }
        _ if !zone.is_complete_at_name(replacement) => {}
        _ => {
            report_without_records(cx, (record, naptr), replacement, owners.get_or_init(|| Owners::of(cx)));
        }
    }
}
