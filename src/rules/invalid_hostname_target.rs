//! `invalid-hostname-target`: a name in a record that has to be a host's and is not, for which BIND refuses the whole zone.

use std::collections::{HashMap, HashSet};

use hickory_proto::rr::RecordType;

use crate::base::printable::printable;
use crate::base::span::Span;
use crate::base::unfilled::holds_mark;
use crate::rules::engine::context::Context;
use crate::rules::engine::look::Look;
use crate::rules::engine::srv_set::SrvSet;
use crate::rules::facts::edits::owner_edits;
use crate::rules::facts::lookalike::{
    DELETE_SIGNS, in_letters, is_host, with_dots, without_deleted, without_punctuation,
};
use crate::rules::facts::no_host::{
    Cause, Others, Place, add_authority, as_host, cause, is_marked, marks, role, told_of_targets, what,
    with_a_labels,
};
use crate::rules::facts::null_meant::is_told_of_port;
use crate::rules::facts::placeholder::{
    FILL_IN, UNFILLED, has_placeholder_name, is_told_of_template, is_unfilled,
};
use crate::rules::facts::target::TargetProblem;
use crate::rules::facts::target_text::{BadLabel, LabelProblem};
use crate::rules::finding::{Applicability, Edit};
use crate::syntax::address::ipv6;
use crate::syntax::name::{NameKey, are_host_labels, display_name, label_texts};
use crate::syntax::record_type::type_name;
use crate::zone::mistake::MistakeKind;
use crate::zone::no_host::NoHost;
use crate::zone::service_owner::TRANSPORTS;
use crate::zone::{NameRef, Record};

/// Other records than SRV have such names too.
pub fn concerns(look: &Look<'_>) -> bool {
    look.zone.no_hosts.iter().any(|name| !name.is_owner)
}

pub fn check(cx: &mut Context<'_>) {
    if has_placeholder_name(cx.zone) {
        return;
    }
    let owners = owners_of_addresses(cx);
    check_targets(cx, &owners);
    check_others(cx, &owners);
}

/// The owners of addresses that are no hosts' names: where each is written first.
fn owners_of_addresses(cx: &Context<'_>) -> HashMap<NameKey, Span> {
    let owners = cx.zone.no_hosts.iter().rev().filter(|no_host| no_host.is_owner);
    owners.map(|owner| (owner.name.key, owner.name.span)).collect()
}

/// The targets of SRV records; those that have one `$ORIGIN` or the zone's name for a cause together.
fn check_targets(cx: &mut Context<'_>, owners: &HashMap<NameKey, Span>) {
    let mut groups: Vec<(&Record, &NameRef, &BadLabel, Others)> = Vec::new();
    let mut numbers: HashMap<Place, usize> = HashMap::new();
    let is_told_of_template = is_told_of_template(cx);
    for (record, srv, problem) in cx.target_problems() {
        let TargetProblem::NoHostname(bad) = problem else { continue };
        let text = cx.sources.bytes(srv.target.span);
        let is_unfilled = is_unfilled(text);
        let is_template = is_unfilled && holds_mark(text) && is_told_of_template;
        if is_template || is_told_of_port(cx, record, srv) {
            continue;
        }
        let place = cause(cx, &srv.target).map(|cause| cause.place);
        let shared = match place {
            Some(place @ (Place::Zone | Place::Origin(_))) => Some(place),
            // Who fills it in does so at all places, and a program at all of its marks.
            _ if is_unfilled && holds_mark(text) => Some(marks()),
            _ => is_unfilled.then_some(Place::Name(srv.target.key)),
        };
        match shared.and_then(|shared| numbers.get(&shared)) {
            Some(number) => groups[*number].3.add(srv.target.span),
            None => {
                if let Some(shared) = shared {
                    numbers.insert(shared, groups.len());
                }
                groups.push((record, &srv.target, bad, Others::default()));
            }
        }
    }
    for (record, target, bad, others) in groups {
        let host = owners.get(&target.key).copied();
        report_target(cx, (record, target, bad), &others, host);
    }
}

/// `host` is the owner of addresses that the target has.
fn report_target(
    cx: &mut Context<'_>,
    (record, target, bad): (&Record, &NameRef, &BadLabel),
    others: &Others,
    host: Option<Span>,
) {
    let shown = cx.show(target);
    if target.is_relative() && bad.label == b"@" {
        return report_at_sign(cx, record, target, &shown);
    }
    if let Some(found) = without_signs(cx, target) {
        return report_signs(cx, record, target, found);
    }
    if let Some(found) = with_dots(cx.sources.bytes(target.span)) {
        return report_dots(cx, record, target, found);
    }
    let letters = in_letters(cx.sources.bytes(target.span));
    if let Some(set) = exchanged(cx, record, target) {
        return report_exchanged(cx, record, target, &set);
    }
    let is_unfilled = is_unfilled(cx.sources.bytes(target.span));
    let (message, help) = said_of_target(cx, target, bad, (is_unfilled, &others.words("target")));
    let place = cx.zone.origin_of(target).1.filter(|_| bad.from_origin);
    let of_generated =
        "it does not look at names that `$GENERATE` makes, nor into rdata that is written as octets";
    let is_generated = cx.sources.is_generated(target.span);
    let unchecked = is_generated.then_some(of_generated).or(cx.zone.unchecked.as_deref());
    let origin = display_name(&cx.zone.origin_of(target).0.name);
    let is_u_label = bad.problem == LabelProblem::NotAscii && !bad.from_origin && !is_unfilled;
    let is_meant = || as_host(&bad.label, bad.problem).is_none() && others.count == 0 && !is_generated;
    let a_labels = (is_u_label && is_meant()).then(|| with_a_labels(&cx.sources.text(target.span))).flatten();
    let mut finding = cx.report(record, target.span, message);
    if let Some(place) = place {
        finding.label(place, format!("`{origin}` was set here"));
    }
    finding.help(help);
    others.add_to(&mut finding);
    if let Some(host) = host {
        finding.label(host, "its addresses are here");
    }
    if others.count == 0 && !bad.from_origin {
        finding.one_name(&shown);
    }
    if let Some(name) = letters {
        finding.fix(Applicability::Unsafe, "write the name in letters of ASCII", target.span, name);
    }
    if let Some(name) = a_labels {
        finding.fix(Applicability::Unsafe, "write the name as it stands in the DNS", target.span, name);
    }
    add_authority(&mut finding, unchecked);
}

/// What is said of a target that is no host's name, and what helps.
fn said_of_target(
    cx: &Context<'_>,
    target: &NameRef,
    bad: &BadLabel,
    (is_unfilled, more): (bool, &str),
) -> (String, String) {
    let shown = cx.show(target);
    let is_service = bad.problem == LabelProblem::Underscore && cx.has_srvs(&cx.name(target));
    let message = match bad.problem {
        _ if is_unfilled => format!("SRV target `{shown}` {UNFILLED}"),
        _ if is_service => format!("SRV target `{shown}` is the name of a service, not of a host"),
        problem => format!(
            "SRV target `{shown}` is not a host name: label `{}` {}{more}",
            printable(&bad.label),
            what(&bad.label, problem)
        ),
    };
    let help = if is_unfilled {
        FILL_IN.to_owned()
    } else if is_service {
        "write the host that offers it".to_owned()
    } else {
        help(cx, target, bad)
    };
    (message, help)
}

/// What a target has that no one types in a name, and the host's name that is left without it.
fn without_signs(cx: &Context<'_>, target: &NameRef) -> Option<(String, String)> {
    let text = std::str::from_utf8(cx.sources.bytes(target.span)).ok()?;
    let (what, left) = without_deleted(text).or_else(|| without_punctuation(text))?;
    is_host(&left).then_some((what, left))
}

fn report_signs(cx: &mut Context<'_>, record: &Record, target: &NameRef, (what, left): (String, String)) {
    let (shown, unchecked) = (cx.show(target), cx.zone.unchecked.as_deref());
    let message = format!("SRV target `{shown}` has {what}, and was meant without it");
    let mut finding = cx.report(record, target.span, message);
    finding.help(format!("write `{left}`"));
    finding.fix(Applicability::Unsafe, DELETE_SIGNS, target.span, left);
    add_authority(&mut finding, unchecked);
}

/// The set of a record whose owner and target are exchanged: the target begins with a known service and its protocol, the owner
/// with neither, and there is no other record.
fn exchanged<'a>(cx: &Context<'a>, record: &Record, target: &NameRef) -> Option<SrvSet<'a>> {
    let labels = label_texts(&cx.name(target));
    let [service, protocol, ..] = &labels[..] else { return None };
    let is_known =
        TRANSPORTS.contains(&protocol.as_str()) && cx.options.services.find(service.as_bytes()).is_some();
    let owner = cx.name(&record.owner);
    if !is_known || owner.iter().any(|label| label.starts_with(b"_")) || owner == cx.zone.apex.name {
        return None;
    }
    cx.srv_sets().find(|set| set.numbers().len() == 1 && set.first().owner.span == record.owner.span)
}

fn report_exchanged(cx: &mut Context<'_>, record: &Record, target: &NameRef, set: &SrvSet<'_>) {
    let owner = &record.owner;
    let (service, host) = (cx.in_style_of(&cx.name(target), owner), cx.in_style_of(&cx.name(owner), target));
    let message = format!("SRV owner `{}` and target `{}` are exchanged", cx.show(owner), cx.show(target));
    let mut edits = owner_edits(set, |_| Some(service.clone()));
    if !edits.is_empty() {
        edits.push(Edit { span: target.span, text: host.clone() });
    }
    let mut finding = cx.report(record, target.span, message);
    finding
        .kind("exchanged")
        .label(owner.span, "the host")
        .note("RFC 2782: the owner is `_Service._Proto.Name`, the target is a host")
        .help(format!("write `{service}` for the owner, and `{host}` for the target"));
    finding.edits(Applicability::Unsafe, "exchange owner and target", edits);
}

fn report_dots(cx: &mut Context<'_>, record: &Record, target: &NameRef, (what, meant): (String, String)) {
    let (shown, unchecked) = (cx.show(target), cx.zone.unchecked.as_deref());
    let mut finding = cx.report(record, target.span, format!("SRV target `{shown}` has {what}"));
    finding.help(format!("write `{meant}`"));
    finding.fix(Applicability::Unsafe, "write a dot in its place", target.span, meant);
    add_authority(&mut finding, unchecked);
}

/// A target with `@` for a label, which was meant for the origin.
fn report_at_sign(cx: &mut Context<'_>, record: &Record, target: &NameRef, shown: &str) {
    let text = cx.sources.text(target.span);
    let written = without_at_sign(&text);
    let unchecked = cx.zone.unchecked.as_deref();
    let message = format!("SRV target `{shown}` has `@` inside its name, which means the origin only alone");
    let mut finding = cx.report(record, target.span, message);
    if written.is_empty() || written == text {
        finding.help("name a host; for the zone's own name, write `@` alone and without a backslash");
    } else {
        finding.help(format!("write `{written}`"));
        finding.fix(Applicability::Unsafe, "cut the `@`", target.span, written);
    }
    add_authority(&mut finding, unchecked);
}

/// The same of other records, those of one label together: `is_called` and what has it, too.
fn report_other_at_sign(cx: &mut Context<'_>, no_host: &NoHost, is_called: &str, others: &Others) {
    let (shown, text) = (cx.show(&no_host.name), cx.sources.text(no_host.name.span));
    let written = without_at_sign(&text);
    let unchecked = cx.zone.unchecked.as_deref();
    let message = format!(
        "{is_called} has `@` inside its name, which means the origin only alone{}",
        others.words("record")
    );
    let mut finding = cx.report_zone(no_host.name.span, message);
    finding.kind(type_name(no_host.rtype)).detail(shown);
    others.add_to(&mut finding);
    if !written.is_empty() {
        finding.help(format!("write `{written}`"));
    }
    let is_name_alone = matches!(no_host.rtype, RecordType::NS | RecordType::PTR);
    // What several have would be cut at one of them.
    if !written.is_empty() && others.count == 0 && is_name_alone {
        finding.fix(Applicability::Unsafe, "cut the `@`", no_host.name.span, written);
    }
    add_authority(&mut finding, unchecked);
}

/// A name as it is written, without its labels `@`.
fn without_at_sign(text: &str) -> String {
    text.split('.').filter(|label| *label != "@").collect::<Vec<_>>().join(".")
}

/// The name servers that are IPv6 addresses for which the zone is refused: that is told of alone.
fn refused_addresses(cx: &Context<'_>) -> HashSet<Span> {
    let refused = cx.mistakes.iter().filter(|mistake| mistake.kind == MistakeKind::Refused);
    let is_told = cx.options.levels.is_selected("refused-zone");
    let is_address = |span: &Span| ipv6(cx.sources.bytes(*span)).is_some();
    refused.filter(|_| is_told).map(|mistake| mistake.span).filter(is_address).collect()
}

/// The names in other records, those of one cause together.
fn check_others(cx: &mut Context<'_>, owners: &HashMap<NameKey, Span>) {
    let (mut groups, mut numbers) = (Vec::<(&NoHost, Cause, Others)>::new(), HashMap::new());
    let addresses = refused_addresses(cx);
    let is_template = is_told_of_template(cx);
    let is_told = |no_host: &NoHost| {
        no_host.is_owner
            || addresses.contains(&no_host.name.span)
            || is_template && is_marked(cx, &no_host.name)
    };
    for no_host in cx.zone.no_hosts.iter().filter(|no_host| !is_told(no_host)) {
        let Some(cause) = cause(cx, &no_host.name) else { continue };
        let place = if is_marked(cx, &no_host.name) { marks() } else { cause.place };
        let number = *numbers.entry(place).or_insert(groups.len());
        match groups.get_mut(number) {
            Some((_, _, others)) => others.add(no_host.name.span),
            None => groups.push((no_host, cause, Others::default())),
        }
    }
    let (zone, told) = (cx.zone, told_of_targets(cx));
    for (no_host, cause, others) in groups {
        if told.contains(&cause.place) {
            continue;
        }
        let (shown, label) = (cx.show(&no_host.name), printable(&cause.label));
        let what_it_is = role(no_host);
        let more = others.words("record");
        let why = what(&cause.label, cause.problem);
        let text = cx.sources.bytes(no_host.name.span);
        if let Some((what, help)) = odd(text) {
            let message = format!("{what_it_is} `{}` {what}{more}", printable(text));
            let mut finding = cx.report_zone(no_host.name.span, message);
            finding.kind(type_name(no_host.rtype)).detail(shown).help(help);
            others.add_to(&mut finding);
            add_authority(&mut finding, zone.unchecked.as_deref());
            continue;
        }
        if no_host.name.is_relative() && cause.label == b"@" {
            report_other_at_sign(cx, no_host, &format!("{what_it_is} `{shown}`"), &others);
            continue;
        }
        let kind = if no_host.is_mailbox { "not a mailbox" } else { "not a host name" };
        let message = format!("{what_it_is} `{shown}` is {kind}: label `{label}` {why}{more}");
        let mut finding = cx.report_zone(no_host.name.span, message);
        finding.kind(type_name(no_host.rtype)).detail(shown).help(other_help(no_host, &cause));
        others.add_to(&mut finding);
        if let Some(owner) = owners.get(&no_host.name.key) {
            finding.label(*owner, "its addresses are here");
        }
        add_authority(&mut finding, zone.unchecked.as_deref());
    }
}

/// What a name is instead of one, and what helps.
fn odd(text: &[u8]) -> Option<(String, String)> {
    if is_unfilled(text) {
        return Some((UNFILLED.to_owned(), FILL_IN.to_owned()));
    }
    if let Some((what, left)) = std::str::from_utf8(text).ok().and_then(without_deleted) {
        let is_host = !left.is_empty() && are_host_labels(left.as_bytes());
        return is_host.then(|| (format!("has {what}, and was meant without it"), format!("write `{left}`")));
    }
    let help = "write the name of the host, and give that an AAAA record".to_owned();
    let is_address = ipv6(text.strip_suffix(b".").unwrap_or(text)).is_some();
    is_address.then(|| ("is an IPv6 address, where a name belongs".to_owned(), help))
}

/// What helps where a name in another record than SRV is none of a host.
fn other_help(no_host: &NoHost, cause: &Cause) -> String {
    let label = printable(&cause.label);
    match (cause.place, as_host(&cause.label, cause.problem)) {
        _ if no_host.is_mailbox => {
            "write the mailbox as `hostmaster.example.com.`: the part before the `@`, a dot, and the domain"
                .to_owned()
        }
        (Place::Name(bad), _) if bad != no_host.name.key => {
            format!("name a host that does not lie below the label `{label}`")
        }
        (Place::Name(_), Some(host)) => {
            format!("give the host a name such as `{host}`, and write that here")
        }
        _ => "name a host whose labels have letters, digits and inner hyphens alone".to_owned(),
    }
}

fn help(cx: &Context<'_>, target: &NameRef, bad: &BadLabel) -> String {
    let text = cx.sources.text(target.span);
    match bad.problem {
        // A name in this zone does not help.
        _ if bad.from_origin && !cx.zone.apex.is_hostname() => {
            "name a host of another zone, or let the server load such names by `check-names primary ignore;`"
                .into()
        }
        _ if bad.from_origin => {
            let name = cx.name(target);
            let own = name.iter().take(name.iter().count() - cx.zone.origin_of(target).0.name.iter().count());
            let label = own.map(printable).collect::<Vec<_>>().join(".");
            format!("write `{label}.{}`", cx.zone.origin_text())
        }
        LabelProblem::Underscore => "name the host without underscore".into(),
        LabelProblem::NotAscii => match as_host(&bad.label, bad.problem) {
            Some(host) => format!("write `{host}` in letters of ASCII"),
            None => match with_a_labels(&text) {
                Some(name) => {
                    format!("write `{name}`: hosts are called by A-labels (RFC 5890 section 2.3.2.1)")
                }
                None => "write the label as its A-label, `xn--…` (RFC 5890)".into(),
            },
        },
        LabelProblem::Dot => format!("write `{}`", text.replace("\\.", ".").replace("\\046", ".")),
        LabelProblem::LeadingHyphen | LabelProblem::TrailingHyphen => {
            "name the host without that hyphen".into()
        }
        LabelProblem::Wildcard => "write a name that the wildcard answers for".into(),
        LabelProblem::Octet(_) => "name a host".into(),
    }
}
