//! `target-without-address`: the target's zone is known completely, and the target has no address.

use std::cell::LazyCell;
use std::collections::HashSet;

use hickory_proto::rr::{Name, RecordType};

use crate::base::severity::Severity;
use crate::base::span::Span;
use crate::base::spelling::did_you_mean;
use crate::rules::engine::context::Context;
use crate::rules::facts::astray::{Astray, Exists, NOT_FILLED_IN, ON_ONE_LINK, in_manual};
use crate::rules::facts::edits::owner_to_heir;
use crate::rules::facts::misplaced_host::{corrected_owner, label_host, misspelt_owner};
use crate::rules::facts::netlogon::is_of_netlogon;
use crate::rules::facts::null_meant::is_told_of_port;
use crate::rules::facts::relative_names::RELATIVE;
use crate::rules::facts::repeated_label::{begins_with_label, without_repeated_label};
use crate::rules::facts::target::TargetProblem;
use crate::rules::finding::Applicability;
use crate::syntax::name::{NameKey, display_name, origin_text, relative_to};
use crate::workspace::Lookup;
use crate::zone::index::Without;
use crate::zone::service_owner::{below, pair};
use crate::zone::{NameRef, Record, Srv, Zone};

pub fn check(cx: &mut Context<'_>) {
    let (zone, sources) = (cx.zone, cx.sources);
    // Of a host that stands in the same set, another was not meant.
    let stands_beside = LazyCell::new(|| {
        let hosts = zone
            .srvs()
            .map(|(record, srv)| (record.owner.key, NameKey::of(&zone.name(&srv.target, sources))));
        hosts.collect::<HashSet<_>>()
    });
    for (record, srv, problem) in cx.target_problems() {
        match problem {
            // Where `.` was meant, port 0 is told of.
            TargetProblem::NoAddress(_) if is_told_of_port(cx, record, srv) => {}
            TargetProblem::UndottedHost => report_host(cx, record, &srv.target),
            TargetProblem::NoAddress(found) => report_without(cx, record, &srv.target, *found),
            TargetProblem::Astray(astray)
                if astray
                    .sibling()
                    .is_some_and(|meant| stands_beside.contains(&(record.owner.key, NameKey::of(meant)))) => {
            }
            TargetProblem::Astray(Astray::BehindWildcard { .. }) if is_called_as_service(cx, record, srv) => {
            }
            TargetProblem::Astray(astray) => report_astray(cx, record, &srv.target, astray),
            _ => {}
        }
    }
}

/// Whether a host has the name of the service that it is for, or a word of it: `stun` for `_stun`, `xmpp` for `_xmpp-client`.
fn is_called_as_service(cx: &Context<'_>, record: &Record, srv: &Srv) -> bool {
    let Some(pair) = pair(cx.zone, &record.owner, cx.sources) else { return false };
    let (service, target) = (pair.service_text(), cx.name(&srv.target));
    let Some(label) = target.iter().next() else { return false };
    let service = service.trim_start_matches('_');
    std::iter::once(service).chain(service.split('-')).any(|word| label.eq_ignore_ascii_case(word.as_bytes()))
}

fn report_without(cx: &mut Context<'_>, record: &Record, target: &NameRef, found: Lookup<'_>) {
    let (name, shown) = (cx.name(target), cx.show(target));
    let Some((zone, why)) = missing(found) else { return };
    let misplaced = cx.workspace.misplaced_host(&name, zone);
    let is_host = |name: &Name| {
        matches!(cx.workspace.find_address_of(name, cx.zone), Lookup::Address { wildcard: false, .. })
    };
    let once = without_repeated_label(cx, target).filter(is_host);
    let beside = once.clone().or_else(|| host_of_owner(cx, &record.owner, &name));
    // Of a numbered series each is another host.
    let is_other = |similar: &Name| !differ_in_digits(similar, &name);
    let similar = beside.clone().or_else(|| cx.workspace.similar_host(&name, zone).filter(is_other));
    let undotted = undotted_alias(cx, &name).filter(|_| misplaced.is_none() && similar.is_none());
    let corrected = misplaced.as_ref().map(|host| corrected_owner(cx, host, &name)).unwrap_or_default();
    let is_only_similar = misplaced.is_none() && beside.is_none();
    let slip = similar.as_ref().filter(|_| is_only_similar).and_then(|host| misspelt_owner(cx, &name, host));
    let help = match (&misplaced, &similar, &slip) {
        (Some(_), ..) => format!("write the host's owner as `{corrected}`"),
        (None, _, Some(slip)) => format!("write the host's owner as `{}`", slip.corrected),
        (None, Some(similar), _) => did_you_mean(&cx.in_style_of(similar, target)),
        (None, None, _) => help_without_host(cx, &shown, undotted),
    };
    let elsewhere =
        (!std::ptr::eq(zone, cx.zone)).then(|| (zone.origin_text(), &cx.sources.file(zone.source).path));
    let written = &*cx.sources.text(target.span);
    let origin = origin_text(cx.zone.origin_of(target).0);
    let meant = beside.or_else(|| cx.workspace.misspelt_host(&name, zone));
    let meant =
        meant.filter(|_| misplaced.is_none() && slip.is_none()).map(|meant| cx.in_style_of(&meant, target));
    let mut finding = cx.report(record, target.span, format!("SRV target `{shown}` {why}"));
    if let Some(meant) = meant {
        finding.fix(Applicability::Unsafe, "name the host that was meant", target.span, meant);
    }
    if let Some(slip) = slip {
        slip.add_to(&mut finding);
    }
    if let Some(alias) = undotted {
        finding.label(alias, "this alias's owner lacks its final dot");
    }
    if let Some(host) = misplaced {
        label_host(&mut finding, host, &name, &corrected);
    } else if once.is_some() {
        finding.note(begins_with_label(origin, written));
    } else if target.is_relative() && written.contains('.') {
        finding.note(format!("`{origin}` is appended to `{written}`, which does not end in a dot"));
    }
    if let Some((origin, path)) = elsewhere {
        finding.note(format!("zone `{origin}` was read from {path}"));
    }
    finding.note("RFC 2782, \"Target\": there MUST be one or more address records for the name").help(help);
    finding.one_name(&shown);
}

/// Which zone has no address of a name, and what it has instead, in words.
fn missing<'w>(found: Lookup<'w>) -> Option<(&'w Zone, &'static str)> {
    Some(match found {
        Lookup::NoName { zone } => (zone, "does not exist"),
        Lookup::NoAddress { zone, without: Without::OtherTypes } => (zone, "has no address"),
        Lookup::NoAddress { zone, without: Without::EmptyNonTerminal } => {
            (zone, "has no address: it exists only because there are names below it")
        }
        Lookup::NoAddress { zone, without: Without::Wildcard } => {
            (zone, "has no address, nor has the wildcard that answers for it")
        }
        _ => return None,
    })
}

/// What helps where no host is near.
fn help_without_host(cx: &Context<'_>, shown: &str, undotted: Option<Span>) -> String {
    let address = format!("give `{shown}` an A or AAAA record");
    if let Some(alias) = undotted {
        let owner = cx.sources.text(alias);
        return format!("write the alias's owner as `{owner}.`, and name the host that it leads to here");
    }
    match is_of_netlogon(cx.zone) {
        true => format!("{address}, or delete the records of a domain controller that is gone"),
        false => format!("{address}, or name a host that has one"),
    }
}

/// The largest zone, in records, whose aliases are looked through for the cause of a missing name.
const MOST_RECORDS: u32 = 5_000;

/// The owner of an alias that would be `name` if its final dot were not forgotten.
fn undotted_alias(cx: &Context<'_>, name: &Name) -> Option<Span> {
    // Every finding asks all aliases: that is for zones that people read.
    if cx.zone.record_count > MOST_RECORDS {
        return None;
    }
    let aliases = cx.zone.others().filter(|record| record.rtype == RecordType::CNAME);
    let mut owners = aliases.map(|record| &record.owner).filter(|owner| owner.is_relative());
    let is_meant =
        |owner: &&NameRef| below(&cx.sources.text(owner.span), &Name::root()).as_ref() == Some(name);
    owners.find(is_meant).map(|owner| owner.span)
}

/// Reports a target whose host has the zone's name twice, in a part of a zone that need not have all addresses.
fn report_host(cx: &mut Context<'_>, record: &Record, target: &NameRef) {
    let (name, shown) = (cx.name(target), cx.show(target));
    let Some(host) = cx.workspace.misplaced_host(&name, cx.zone) else { return };
    let corrected = corrected_owner(cx, &host, &name);
    let mut finding = cx.report(record, target.span, format!("SRV target `{shown}` has no address here"));
    finding.severity(Severity::Warning).kind("undotted host");
    label_host(&mut finding, host, &name, &corrected);
    finding.help(format!("write the host's owner as `{corrected}`"));
}

/// Reports a target that may have addresses, in place of a host that was meant.
fn report_astray(cx: &mut Context<'_>, record: &Record, target: &NameRef, astray: &Astray) {
    let shown = cx.show(target);
    let Words { message, severity, note, meant } = words(cx, &shown, astray);
    let written = meant.map(|meant| as_written(cx, meant, target, astray));
    let help = match &written {
        Some(written) => did_you_mean(written),
        None if matches!(astray, Astray::NoDomain { .. }) => {
            format!("name a host that exists, or delete the record{}", owner_to_heir(record, cx.sources))
        }
        None if matches!(astray, Astray::OfManual { .. }) => "write the name of your host".to_owned(),
        None if matches!(astray, Astray::Multicast) => {
            "write the name that the host has in the DNS".to_owned()
        }
        None if cx.zone.soa.is_none() => "write the host's whole name".to_owned(),
        None => "write the host's whole name: this zone has no host of that label".to_owned(),
    };
    let mut finding = cx.report(record, target.span, message);
    finding.severity(severity).kind(astray.name()).note(note).help(help);
    if let Some(written) = written {
        finding.fix(Applicability::Unsafe, "name the host that was meant", target.span, written);
    }
    finding.one_name(&format!("{} {shown}", astray.name()));
}

/// What is said of a target that may have addresses, and which host was meant.
struct Words<'a> {
    message: String,
    severity: Severity,
    note: String,
    meant: Option<&'a Name>,
}

/// What is said of a target in a domain that manuals write for their reader's.
fn of_manual(domain: &str) -> (String, Severity, String, Option<&'static Name>) {
    let note = match domain.contains("example") {
        true => format!("RFC 2606: `{domain}` is reserved for examples, and has no hosts"),
        false => NOT_FILLED_IN.to_owned(),
    };
    (in_manual(domain), Severity::Warning, note, None)
}

/// What is said of a target that says the name of a host of the zone, which is `shown`, wrongly.
fn of_here<'a>(shown: &str, exists: Exists, meant: &'a Name) -> (String, Severity, String, Option<&'a Name>) {
    let (what, severity) = match exists {
        Exists::No => ("does not exist", Severity::Error),
        Exists::ByWildcard => ("exists through a wildcard only", Severity::Warning),
        Exists::Maybe => ("may not exist", Severity::Warning),
    };
    (format!("{what}, and `{shown}` does"), severity, RELATIVE.to_owned(), Some(meant))
}

fn words<'a>(cx: &Context<'_>, shown: &str, astray: &'a Astray) -> Words<'a> {
    let is_near = |meant: &Name| format!("is one letter away from `{}`", cx.show_name(meant));
    let warning = |what: &str, note: &str| (what.to_owned(), Severity::Warning, note.to_owned(), None);
    let (what, severity, note, meant) = match astray {
        Astray::CutShort { meant, certain } => (
            format!("is not in this zone, and `{}` is", cx.show_name(meant)),
            if *certain { Severity::Error } else { Severity::Warning },
            "a name that ends in a dot is complete: no origin is appended to it (RFC 1035 section 5.1)"
                .to_owned(),
            Some(meant),
        ),
        Astray::Here { meant, exists } => of_here(&cx.show_name(meant), *exists, meant),
        Astray::OneLabel => warning(
            "is a single label with a final dot",
            "the public DNS has no top-level domain of that name: the target does not exist there",
        ),
        Astray::Multicast => {
            warning("is a host of multicast DNS: clients beyond its link cannot look it up", ON_ONE_LINK)
        }
        Astray::NoDomain { authority } => {
            ("does not exist in the DNS".to_owned(), Severity::Error, (*authority).to_owned(), None)
        }
        Astray::OfManual { domain } => of_manual(domain),
        Astray::TopLevel { meant } => (
            is_near(meant),
            Severity::Warning,
            "the public DNS has no such top-level domain: the target does not exist there".to_owned(),
            Some(meant),
        ),
        Astray::Domain { meant } => (
            is_near(meant),
            Severity::Warning,
            "the domain is one letter away from the zone's own, which has such a host".to_owned(),
            Some(meant),
        ),
        Astray::InnerDot { meant } => (
            format!("is not in this zone: it lacks a dot of `{}`", cx.show_name(meant)),
            Severity::Warning,
            "this zone has a host whose name is that one but for a dot".to_owned(),
            Some(meant),
        ),
        Astray::Beside { meant, others } => {
            (is_near(meant), Severity::Warning, of_other_targets(*others), Some(meant))
        }
        Astray::OtherZone { meant, zone } => (
            is_near(meant),
            Severity::Warning,
            format!("no zone here is of that domain, and zone `{zone}`, one letter away, has such a host"),
            Some(meant),
        ),
        Astray::BehindWildcard { meant } => (
            format!("exists through a wildcard only, one letter away from `{}`", cx.show_name(meant)),
            Severity::Warning,
            "a wildcard answers for each name that has no records, misspelt ones too (RFC 4592)".to_owned(),
            Some(meant),
        ),
    };
    Words { message: format!("SRV target `{shown}` {what}"), severity, note, meant }
}

/// Why a target that more others stand beside is a misspelt one.
fn of_other_targets(others: usize) -> String {
    match others {
        1 => "the domain is one letter away from that of another target of this zone".to_owned(),
        _ => format!("the domain is one letter away from that of {others} other targets of this zone"),
    }
}

/// The host that was meant as it is to be written in the target's place.
fn as_written(cx: &Context<'_>, meant: &Name, target: &NameRef, astray: &Astray) -> String {
    let relative = relative_to(meant, &cx.zone.origin_of(target).0.name);
    let is_absolute = !target.is_relative() && !matches!(astray, Astray::CutShort { .. });
    if relative.ends_with('.') || is_absolute { display_name(meant) } else { relative }
}

/// The host of a target's first label in the domain of its record's own service: `etcd-0.lab` at `_etcd-server-ssl._tcp.caas`,
/// where `etcd-0.caas` is one.
fn host_of_owner(cx: &Context<'_>, owner: &NameRef, target: &Name) -> Option<Name> {
    let pair = pair(cx.zone, owner, cx.sources)?;
    // Nearly all targets stand there already.
    let above = cx.zone.chain(owner, cx.sources);
    let base = above[above.len().checked_sub(pair.before + 3)?];
    if base.child(target.iter().next()?) == NameKey::of(target) {
        return None;
    }
    let base = pair.base(&cx.name(owner));
    let mut host = Name::from_labels(target.iter().take(1).chain(base.iter())).ok()?;
    host.set_fqdn(true);
    let found = cx.workspace.find_address_of(&host, cx.zone);
    matches!(found, Lookup::Address { wildcard: false, .. }).then_some(host)
}

/// Whether two names are the same but for the digits in them.
fn differ_in_digits(one: &Name, other: &Name) -> bool {
    let letters = |name: &Name| {
        let text = display_name(name).to_ascii_lowercase();
        text.replace(|letter: char| letter.is_ascii_digit(), "")
    };
    letters(one) == letters(other)
}
