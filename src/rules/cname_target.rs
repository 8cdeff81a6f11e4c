//! `cname-target`: the target is an alias.

use std::collections::HashSet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use hickory_proto::rr::Name;

use crate::rules::engine::context::Context;
use crate::rules::facts::service_at::service_of;
use crate::rules::facts::target::TargetProblem;
use crate::rules::facts::tls_form::{PORT_OF_HTTPS, clear_form};
use crate::rules::finding::Applicability;
use crate::syntax::name::NameKey;
use crate::workspace::services::Service;
use crate::workspace::{ChainEnd, Lookup};
use crate::zone::index::Types;
use crate::zone::{NameRef, Record, Zone};

pub fn check(cx: &mut Context<'_>) {
    let certified = certified(cx);
    for (record, srv, problem) in cx.target_problems() {
        let target = &srv.target;
        let TargetProblem::Alias(found) = *problem else { continue };
        let (name, shown) = (cx.name(target), cx.show(target));
        // A CNAME beside addresses is one record too many, of which `refused-zone` tells.
        if cx.workspace.types_at(&name, cx.zone).is_some_and(|types| types.has(Types::ADDRESS)) {
            continue;
        }
        let end = cx.workspace.follow(&name, found);
        if let (Lookup::Alias { record: alias, zone, .. }, Some(address)) = (found, address_at(&end)) {
            let is_last = alias.points_at().is_some_and(|next| zone.name(next, cx.sources) == *name_at(&end));
            report_address(cx, (record, target), (alias, zone), address, is_last);
            continue;
        }
        let (ends, replacement) = where_it_ends(cx, target, &end);
        let (message, cause, label) = match found {
            Lookup::Renamed { record, .. } => {
                (format!("SRV target `{shown}` lies below a DNAME"), record, "the DNAME is here")
            }
            Lookup::Alias { record, wildcard: true, .. } => (
                format!("SRV target `{shown}` is an alias, through a wildcard"),
                record,
                "the wildcard's CNAME is here",
            ),
            Lookup::Alias { record, .. } => {
                (format!("SRV target `{shown}` is an alias"), record, "its CNAME is here")
            }
            _ => continue,
        };
        let help = match &replacement {
            Some((name, true)) if certified.contains(&target.key) => {
                format!(
                    "give `{shown}` addresses of its own, or write `{name}`, if its certificate has that name"
                )
            }
            Some((name, true)) => format!("write `{name}`, or give `{shown}` addresses of its own"),
            Some((name, false)) => {
                format!("write `{name}` if that is a host, or give `{shown}` addresses of its own")
            }
            None => format!("give `{shown}` addresses of its own, or name another host"),
        };
        let mistakes = if is_of_use(cx, &end) { 1 } else { 2 };
        let mut finding = cx.report(record, target.span, message);
        finding
            .places(mistakes)
            .label(cause.span, label)
            .note(ends)
            .note("RFC 2782, \"Target\": the name MUST NOT be an alias")
            .help(help);
        if let Some((name, true)) = replacement {
            finding.fix(Applicability::Unsafe, "name the end of the alias", target.span, name);
        }
        finding.one_name(&shown);
    }
}

fn name_at(end: &ChainEnd) -> &Name {
    match end {
        ChainEnd::Address(name)
        | ChainEnd::Nothing(name)
        | ChainEnd::Elsewhere(name)
        | ChainEnd::Loop(name) => name,
    }
}

/// Whether clients that follow the alias reach a host. If they do not, that is a second mistake: one who knows of the alias does
/// not know of that.
fn is_of_use(cx: &Context<'_>, end: &ChainEnd) -> bool {
    match end {
        ChainEnd::Address(name) => {
            !matches!(cx.workspace.find_address_of(name, cx.zone), Lookup::Address { local: true, .. })
        }
        ChainEnd::Elsewhere(_) => true,
        ChainEnd::Nothing(_) | ChainEnd::Loop(_) => false,
    }
}

/// The IP address that was written for the name at the end of a chain, perhaps with an origin appended to it.
fn address_at(end: &ChainEnd) -> Option<IpAddr> {
    let (ChainEnd::Nothing(name) | ChainEnd::Elsewhere(name)) = end else { return None };
    let labels: Vec<&str> = name.iter().map_while(|label| std::str::from_utf8(label).ok()).collect();
    if labels.last().is_some_and(|last| last.eq_ignore_ascii_case("arpa")) {
        return None;
    }
    let v4 = labels.get(..4).and_then(|labels| labels.join(".").parse::<Ipv4Addr>().ok());
    let v6 = || labels.first().and_then(|label| label.parse::<Ipv6Addr>().ok());
    v4.map(IpAddr::from).or_else(|| v6().map(IpAddr::from))
}

/// Reports a target that is an alias of an IP address: the record is of the wrong type.
fn report_address(
    cx: &mut Context<'_>,
    (record, target): (&Record, &NameRef),
    (alias, zone): (&Record, &Zone),
    address: IpAddr,
    is_last: bool,
) {
    let rtype = if address.is_ipv4() { "A" } else { "AAAA" };
    let (shown, owner) = (cx.show(target), zone.display(&alias.owner, cx.sources));
    let help = match is_last {
        true => format!("write `{rtype} {address}` in place of the CNAME record of `{owner}`"),
        false => format!("write `{rtype} {address}` in place of the last CNAME record of the chain"),
    };
    cx.report(record, target.span, format!("SRV target `{shown}` is an alias of an IP address"))
        .places(2)
        .label(alias.span, "its CNAME is here")
        .note("RFC 1035 section 3.3.1: a CNAME record holds a name")
        .help(help)
        .one_name(&shown);
}

/// The targets of records whose clients meet a certificate and compare its name with the target's: all records of one target are told
/// of together.
fn certified(cx: &Context<'_>) -> HashSet<NameKey> {
    let aliases = cx.target_problems().filter(|(_, _, problem)| matches!(problem, TargetProblem::Alias(_)));
    aliases.filter(|(record, ..)| has_certificate(cx, record)).map(|(_, srv, _)| srv.target.key).collect()
}

/// Services of mail whose clients ask for TLS after they have connected (RFC 6186 section 6).
const MAIL: [&str; 3] = ["imap", "pop3", "submission"];

/// Whether clients of a record's service meet a certificate, and compare its name with the target's.
fn has_certificate(cx: &Context<'_>, record: &Record) -> bool {
    let has = |service: &Service| {
        service.ports.first() == Some(&PORT_OF_HTTPS)
            || clear_form(service).is_some()
            || MAIL.contains(&&*service.name)
    };
    service_of(cx, &record.owner).is_some_and(has)
}

/// Where the chain of an alias ends, in words, with the name to write in the target's place and whether that certainly is a host.
fn where_it_ends(cx: &Context<'_>, target: &NameRef, end: &ChainEnd) -> (String, Option<(String, bool)>) {
    let style = |name| cx.in_style_of(name, target);
    match end {
        ChainEnd::Address(name) => (
            format!("the alias leads to `{}`, which has addresses", cx.show_name(name)),
            Some((style(name), true)),
        ),
        ChainEnd::Elsewhere(name) if cx.zone.is_named() && cx.zone.apex.name.zone_of(name) => (
            format!("the alias leads to `{}`, of which nothing stands here", cx.show_name(name)),
            Some((style(name), false)),
        ),
        ChainEnd::Elsewhere(name) => (
            format!("the alias leads to `{}`, whose zone is not part of this run", cx.show_name(name)),
            Some((style(name), false)),
        ),
        ChainEnd::Nothing(name) => {
            (format!("the alias leads to `{}`, which has no address", cx.show_name(name)), None)
        }
        ChainEnd::Loop(name) => (format!("the alias loops: it comes back to `{}`", cx.show_name(name)), None),
    }
}
