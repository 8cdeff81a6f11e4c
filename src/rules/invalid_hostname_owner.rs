//! `invalid-hostname-owner`: addresses or mail servers at a name that is not a host's, for which BIND refuses the whole zone.

use std::collections::{HashMap, HashSet};

use hickory_proto::rr::RecordType;

use crate::base::printable::printable;
use crate::base::span::Span;
use crate::base::unfilled::holds_mark;
use crate::rules::engine::context::Context;
use crate::rules::engine::look::Look;
use crate::rules::facts::lookalike::{DELETE_SIGNS, lookalike, without_deleted};
use crate::rules::facts::misplaced_host::told_at_signs;
use crate::rules::facts::no_host::{
    Cause, Place, add_authority, as_host, cause, is_marked, marks, may_have_a_label, told_hosts,
    told_of_targets, told_servers, what,
};
use crate::rules::facts::owner_problem::COMMENT_OUT;
use crate::rules::facts::placeholder::{FILL_IN, UNFILLED, has_placeholder_name, is_told_of_template};
use crate::rules::facts::target_text::LabelProblem;
use crate::rules::finding::Applicability;
use crate::syntax::name::{NameKey, are_host_labels, display_name, label_texts};
use crate::syntax::record_type::type_name;
use crate::zone::NameRef;
use crate::zone::no_host::NoHost;
use crate::zone::service_owner::{TRANSPORTS, begins_comment_elsewhere};

/// The names that one cause makes none of a host.
struct Group<'a> {
    cause: Cause,
    first: &'a NoHost,
    names: HashSet<NameKey>,
    /// Where some of the others are.
    others: Vec<Span>,
}

/// How many other names are labelled.
const MOST_LABELS: usize = 3;

pub fn concerns(look: &Look<'_>) -> bool {
    look.zone.no_hosts.iter().any(|name| name.is_owner)
}

pub fn check(cx: &mut Context<'_>) {
    let zone = cx.zone;
    if has_placeholder_name(zone) {
        return;
    }
    let mut groups: Vec<Group<'_>> = Vec::new();
    let mut numbers = HashMap::new();
    let (servers, is_template) = (told_servers(cx), is_told_of_template(cx));
    let is_owner = |no_host: &&NoHost| {
        let is_told = servers.contains(&no_host.name.key) || is_template && is_marked(cx, &no_host.name);
        no_host.is_owner && !is_told
    };
    for no_host in zone.no_hosts.iter().filter(is_owner) {
        let Some(cause) = cause(cx, &no_host.name) else { continue };
        let place = if is_marked(cx, &no_host.name) { marks() } else { cause.place };
        let number = *numbers.entry(place).or_insert(groups.len());
        if number == groups.len() {
            groups.push(Group { cause, first: no_host, names: HashSet::new(), others: Vec::new() });
        }
        let group = &mut groups[number];
        if group.names.insert(no_host.name.key) && group.names.len() > 1 && group.others.len() < MOST_LABELS {
            group.others.push(no_host.name.span);
        }
    }
    // One cause gives one finding.
    let told = told_of_targets(cx);
    let has_sign = groups.iter().any(|group| group.cause.label == b"@");
    let signs = if has_sign { told_at_signs(cx) } else { HashSet::new() };
    let hosts = told_hosts(cx);
    let is_told = |group: &Group<'_>| {
        let NameRef { key, span, .. } = &group.first.name;
        told.contains(&group.cause.place)
            || group.names.len() == 1 && (signs.contains(span) || hosts.contains(key))
    };
    for group in groups.iter().filter(|group| !is_told(group)) {
        report(cx, group);
    }
}

fn report(cx: &mut Context<'_>, group: &Group<'_>) {
    let Group { cause, first, names, others } = group;
    let (zone, owner) = (cx.zone, &first.name);
    let (shown, label) = (cx.show(owner), printable(&cause.label));
    let kind = match first.rtype {
        RecordType::MX => "mail servers",
        RecordType::A | RecordType::AAAA => "addresses",
        other => &format!("{} records", type_name(other)),
    };
    let more = match names.len() {
        1 => String::new(),
        2 => ", and so has another name".to_owned(),
        count => format!(", and so have {} other names", count - 1),
    };
    let why = what(&cause.label, cause.problem);
    let is_unfilled = is_marked(cx, owner);
    let is_template = cause.place == Place::Zone && holds_mark(&cause.label);
    let message = match cause.place {
        _ if is_unfilled => format!("`{shown}` has {kind} and {UNFILLED}{more}"),
        Place::Zone if is_template => {
            format!("`{shown}` has {kind}, and the zone's name {UNFILLED}{more}")
        }
        Place::Name(_) => format!("`{shown}` has {kind} and is not a host name: label `{label}` {why}{more}"),
        Place::Origin(_) => {
            format!(
                "`{shown}` has {kind} and is not a host name: label `{label}` of its `$ORIGIN` {why}{more}"
            )
        }
        Place::Zone => {
            format!(
                "`{shown}` has {kind} and is not a host name: label `{label}` of the zone's name {why}{more}"
            )
        }
    };
    let place = match cause.place {
        Place::Zone => zone.soa.map_or(owner.span, |soa| soa.span),
        Place::Origin(span) => span,
        Place::Name(_) => owner.span,
    };
    let help = match (is_unfilled, is_template) {
        (true, _) => FILL_IN.to_owned(),
        (false, true) => "lint the zone file that is made from this template".to_owned(),
        (false, false) => help(cx, cause, owner),
    };
    let left = without_signs(cx, cause, owner);
    let mut finding = cx.report_zone(place, message);
    if place != owner.span {
        finding.label(owner.span, "the first such name");
    }
    for other in others {
        finding.label(*other, "and so has this name");
    }
    finding.kind(label).detail(shown).help(help).places(names.len());
    if let Some(left) = left {
        finding.help(format!("write `{left}`, without {}", what_stands(&cause.label)));
        finding.fix(Applicability::Unsafe, DELETE_SIGNS, owner.span, left);
    }
    add_authority(&mut finding, zone.unchecked.as_deref());
}

/// An owner that is written once, without signs that no one types in a name, if it is a host's name then.
fn without_signs(cx: &Context<'_>, cause: &Cause, owner: &NameRef) -> Option<String> {
    let text = std::str::from_utf8(cx.sources.bytes(owner.span)).ok()?;
    let (_, left) = without_deleted(text).filter(|_| matches!(cause.place, Place::Name(_)))?;
    let same = cx.zone.no_hosts.iter().filter(|other| other.is_owner && other.name.key == owner.key);
    let is_host = !left.is_empty() && left != "." && are_host_labels(left.as_bytes());
    (is_host && same.clone().all(|other| other.name.span == owner.span)).then_some(left)
}

/// What stands in a label that no one types there.
fn what_stands(label: &[u8]) -> String {
    lookalike(label).map_or_else(|| "it".to_owned(), |found| found.what)
}

fn help(cx: &Context<'_>, cause: &Cause, owner: &NameRef) -> String {
    let labels = label_texts(&cx.name(owner));
    let is_service = matches!(&labels[..], [service, protocol, ..] if service.starts_with('_') && TRANSPORTS.contains(&protocol.as_str()));
    if is_service {
        return "give the address to a host, and write an SRV record here that names it".to_owned();
    }
    let zone = &cx.zone.apex.name;
    if cx.zone.is_named() && !zone.zone_of(&cx.name(owner)) {
        return format!("delete the line: the name lies outside zone `{}`", display_name(zone));
    }
    if cause.label == b"@" {
        return "cut the label `@` out of the name: it stands for the origin only alone".to_owned();
    }
    match (cause.place, as_host(&cause.label, cause.problem)) {
        (Place::Zone, _) => {
            "name the hosts in another zone, or let the server load them by `check-names primary ignore;`"
                .to_owned()
        }
        (Place::Origin(_), _) => {
            format!("write the hosts below another origin, such as `{}`", display_name(&cx.zone.apex.name))
        }
        (_, Some(_)) if cause.label.starts_with(b"_") => {
            "give the address to a name without underscore: such labels are for services and policies"
                .to_owned()
        }
        (_, Some(host)) => format!("call the host `{host}`"),
        _ if cause.problem == LabelProblem::NotAscii && may_have_a_label(&cause.label) => {
            "write the label as its A-label, `xn--…` (RFC 5890)".to_owned()
        }
        _ if begins_comment_elsewhere(&cause.label) => COMMENT_OUT.to_owned(),
        _ => "give the host another name".to_owned(),
    }
}
