//! `alias-without-service`: an alias at a service's name that leads to no SRV record.

use hickory_proto::rr::{Name, RecordType};

use crate::base::severity::Severity;
use crate::base::spelling::{did_you_mean, is_one_mistake};
use crate::rules::engine::context::Context;
use crate::rules::engine::look::Look;
use crate::rules::facts::lookalike::{DELETE_SIGNS, without_deleted};
use crate::rules::facts::nowhere::{Nowhere, nowhere};
use crate::rules::facts::service_alias::{dead_end, names_service};
use crate::rules::facts::stray_dot::{report_stray_dot, without_stray_dot};
use crate::rules::facts::target_text::{Shape, shape};
use crate::rules::facts::trailing_dot::replacement_lacks_dot;
use crate::rules::finding::Applicability;
use crate::syntax::name::{display_name, label_texts};
use crate::zone::index::Types;
use crate::zone::service_owner::below;
use crate::zone::{NameRef, Record};

pub fn concerns(look: &Look<'_>) -> bool {
    look.zone.has_service_aliases
}

pub fn check(cx: &mut Context<'_>) {
    for record in cx.zone.others().filter(|record| record.rtype == RecordType::CNAME) {
        let owner = cx.name(&record.owner);
        let Some(target) = record.points_at().filter(|_| names_service(&owner)) else { continue };
        // One that lacks its dot is told of as that, and one with SRV records beside it as what hides these.
        let is_beside = || cx.has_srvs(&owner);
        let is_told = cx.options.levels.is_selected("occluded-record") && is_beside();
        if is_told || report_shape(cx, record, target) || report_signs(cx, record, target) {
            continue;
        }
        if replacement_lacks_dot(cx.zone, cx.workspace, target).is_some() {
            continue;
        }
        if let Some(meant) = without_stray_dot(cx.zone, cx.workspace, target, |types| types.has(Types::SRV)) {
            let what = format!("alias `{}`", cx.show(&record.owner));
            report_stray_dot(cx, &record.owner, &what, target, &meant);
            continue;
        }
        if let Some(found) = nowhere(cx, &record.owner, target) {
            report_nowhere(cx, record, target, found);
            continue;
        }
        let service = owner.iter().next().unwrap_or_default();
        let is_known = cx.options.services.find(service).is_some_and(|service| !service.instances);
        if let Some((end, what)) = dead_end(cx.workspace, cx.name(target), cx.zone, is_known) {
            report_dead_end(cx, record, target, (&end, what));
        }
    }
}

/// Who says what an alias does.
const ANSWERED: &str =
    "RFC 1034 section 3.6.2: a query for SRV records is answered with those of the alias's end";

fn report_dead_end(cx: &mut Context<'_>, record: &Record, target: &NameRef, (end, what): (&Name, &str)) {
    let text = cx.sources.text(target.span);
    let meant = meant_service(cx, &cx.name(&record.owner), end).map(|meant| cx.in_style_of(&meant, target));
    // `@` stands for the origin only alone.
    let help = match (text.strip_suffix(".@").filter(|_| target.is_relative()), &meant) {
        (Some(written), _) => format!("write `{written}`: `@` means the origin only alone"),
        (None, Some(meant)) => did_you_mean(meant),
        (None, None) => help(cx, record),
    };
    let (owner, is_direct) = (cx.show(&record.owner), *end == cx.name(target));
    let end = display_name(end);
    let mut finding =
        cx.report(record, target.span, format!("alias `{owner}` leads to `{end}`, which {what}"));
    finding.detail(&*end).note(ANSWERED).help(help);
    if let Some(meant) = meant.filter(|_| is_direct && !text.ends_with(".@")) {
        finding.fix(Applicability::Unsafe, NAME_OWNER, target.span, meant);
    }
}

/// What a fix does that names other records.
const NAME_OWNER: &str = "name the owner of the SRV records";

/// What helps where it is not seen which records are meant.
fn help(cx: &Context<'_>, record: &Record) -> String {
    let labels = label_texts(&cx.name(&record.owner));
    let example = if labels[0] == "*" { "_imaps._tcp".to_owned() } else { labels[..2].join(".") };
    format!("name the owner of the SRV records, such as `{example}.example.net.`, or write SRV records here")
}

/// The largest zone, in records, whose services are compared with the end of an alias.
const MOST_COMPARED: u32 = 5_000;

/// The owner of SRV records that an alias means which leads to none: that of its own service where it ends, or of the zone, or the
/// only one that is one letter away.
fn meant_service(cx: &Context<'_>, owner: &Name, end: &Name) -> Option<Name> {
    let is_meant = |name: &Name| name != owner && cx.has_srvs(name);
    let labels = label_texts(owner);
    let before = end.iter().take_while(|label| label.starts_with(b"_")).count();
    let bases = [end.trim_to(end.iter().count() - before), cx.zone.apex.name.clone()];
    let own = bases
        .iter()
        .filter(|_| labels[0] != "*")
        .find_map(|base| below(&labels[..2].join("."), base).filter(is_meant));
    if own.is_some() || cx.zone.record_count > MOST_COMPARED {
        return own;
    }
    let text = display_name(end).to_ascii_lowercase();
    let names = cx.srv_sets().map(|set| cx.name(&set.first().owner));
    let mut near =
        names.filter(|name| name != owner && is_one_mistake(&display_name(name).to_ascii_lowercase(), &text));
    near.next().filter(|_| near.next().is_none())
}

/// Whether an alias leads to an IP address or a URL, which is reported.
fn report_shape(cx: &mut Context<'_>, record: &Record, target: &NameRef) -> bool {
    let what = match shape(cx.zone, target, cx.sources) {
        Some(Shape::Address(_)) => "an IP address where a name belongs",
        Some(Shape::Url(_)) => "a URL where a name belongs",
        Some(Shape::HostAndPort(..)) => "a name with a port, which SRV records have",
        Some(Shape::NoHostname(_)) | None => return false,
    };
    let (owner, shown, help) = (cx.show(&record.owner), cx.show(target), help(cx, record));
    cx.report(record, target.span, format!("alias `{owner}` leads to `{shown}`, {what}"))
        .detail(shown)
        .note(ANSWERED)
        .help(help);
    true
}

/// Whether an alias leads to a name with what no one types in one, which is reported.
fn report_signs(cx: &mut Context<'_>, record: &Record, target: &NameRef) -> bool {
    let text = std::str::from_utf8(cx.sources.bytes(target.span)).ok();
    let Some((what, left)) = text.and_then(without_deleted).filter(|(_, left)| !left.is_empty()) else {
        return false;
    };
    let (owner, shown) = (cx.show(&record.owner), cx.show(target));
    let message = format!("alias `{owner}` leads to `{shown}`, which has {what}, and was meant without it");
    cx.report(record, target.span, message).detail(shown).note(ANSWERED).help(format!("write `{left}`")).fix(
        Applicability::Unsafe,
        DELETE_SIGNS,
        target.span,
        left,
    );
    true
}

/// Reports an alias of a name outside the zone at which nothing is.
fn report_nowhere(cx: &mut Context<'_>, record: &Record, target: &NameRef, found: Nowhere) {
    let Nowhere { what, is_certain, note, meant } = found;
    let (owner, shown) = (cx.show(&record.owner), cx.show(target));
    let has_records = |name: &Name| {
        let types = cx.workspace.types_at(name, cx.zone);
        types.is_some_and(|types| types.has(Types::SRV) || types.has(Types::CNAME))
    };
    // A host has no SRV records.
    let meant = meant.filter(|meant| {
        has_records(meant) || cx.workspace.types_at(meant, cx.zone).is_none_or(Types::is_empty)
    });
    let is_there = meant.as_ref().is_some_and(has_records);
    let meant = meant.map(|meant| cx.in_style_of(&meant, target));
    let help = meant.as_ref().map_or_else(|| help(cx, record), |meant| format!("write `{meant}`"));
    let message = format!("alias `{owner}` leads to `{shown}`, which {what}");
    let mut finding = cx.report(record, target.span, message);
    finding.kind("nowhere").detail(shown).note(note).help(help);
    if !is_certain {
        finding.severity(Severity::Warning);
    }
    if let Some(meant) = meant.filter(|_| is_there) {
        finding.fix(Applicability::Unsafe, NAME_OWNER, target.span, meant);
    }
}
