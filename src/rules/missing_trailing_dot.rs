//! `missing-trailing-dot`: a name to which the origin was appended by mistake.

use hickory_proto::rr::{Name, RecordType};

use crate::base::severity::Severity;
use crate::base::span::Span;
use crate::rules::engine::context::Context;
use crate::rules::engine::draft::Draft;
use crate::rules::engine::look::Look;
use crate::rules::facts::doubled_hosts::doubled_hosts;
use crate::rules::facts::doubled_origin::{doubled_origins, has_doubled_origin};
use crate::rules::facts::edits::{final_dot, owner_to_heir};
use crate::rules::facts::meant_names::misplaced_with_wrong_labels;
use crate::rules::facts::owner_around::with_blank_before_end;
use crate::rules::facts::part_of_zone::names_of_part;
use crate::rules::facts::placeholder::{FILL_IN, UNFILLED, is_stand_in};
use crate::rules::facts::relative_names::{RELATIVE, check_relative_names};
use crate::rules::facts::service_alias::names_service;
use crate::rules::facts::target::{TargetProblem, alias_end};
use crate::rules::facts::trailing_dot::{
    Evidence, LacksDot, MisplacedOwner, misplaced, misplaced_by_own_name, others_without_dot,
    replacement_lacks_dot,
};
use crate::rules::finding::Applicability;
use crate::syntax::name::{NameKey, display_name, origin_text};
use crate::zone::mistake::{Mistake, MistakeKind};
use crate::zone::service_owner::pair;
use crate::zone::{NameRef, Record};

/// Replacements, owners and origins may lack it too.
pub fn concerns(look: &Look<'_>) -> bool {
    look.zone.has_naptrs
        || look.zone.has_service_aliases
        || !look.zone.browsed.is_empty()
        || !look.zone.relative_names.is_empty()
        || look.mistakes.iter().any(is_meant)
        || !look.sets.misplaced_owners.is_empty()
        || look.zone.soa.is_none()
        || has_doubled_origin(look.zone)
}

pub fn check(cx: &mut Context<'_>) {
    for (record, srv, problem) in cx.target_problems() {
        if let TargetProblem::LacksDot(lacks_dot) = problem
            && !lacks_dot.has_host
        {
            let is_guessed = lacks_dot.evidence == Evidence::TopLevelDomain;
            match is_guessed && is_stand_in(cx.zone, &cx.sources.text(srv.target.span)) {
                true => report_stand_in(cx, record, &srv.target),
                false => report_target(cx, record, &srv.target, lacks_dot),
            }
        }
    }
    check_doubled_hosts(cx);
    check_replacements(cx);
    check_relative_names(cx);
    check_owners(cx);
    check_misread(cx);
    check_doubled_origins(cx);
    check_part(cx);
}

fn report_stand_in(cx: &mut Context<'_>, record: &Record, target: &NameRef) {
    let message = format!("SRV target `{}` {UNFILLED}", cx.show(target));
    cx.report(record, target.span, message).kind("target").help(FILL_IN).note(RELATIVE);
}

fn report_target(cx: &mut Context<'_>, record: &Record, target: &NameRef, lacks_dot: &LacksDot) {
    let (expanded, meant) = (cx.show(target), display_name(&lacks_dot.meant));
    let (origin, origin_place) = cx.zone.origin_of(target);
    let (origin, zone) = (origin_text(origin), cx.zone.origin_text());
    let why = match lacks_dot.evidence {
        Evidence::RepeatsOrigin => format!(
            "`{origin}` is appended to a name without a final dot, although the name ends in it already"
        ),
        Evidence::RepeatsZone => format!(
            "`{origin}` is appended to a name without a final dot, although the name ends in `{zone}` already"
        ),
        Evidence::ExistsAbsolute => format!("`{expanded}` does not exist, and `{meant}` does"),
        Evidence::TopLevelDomain => {
            let exists = match (lacks_dot.wildcard, lacks_dot.unsure) {
                (true, _) => "exists through a wildcard alone",
                (_, true) => "may not exist",
                _ => "does not exist",
            };
            format!("`{expanded}` {exists}, and the name ends in a top-level domain")
        }
        Evidence::Doubled => format!("`{zone}` stands at its end twice"),
    };
    let is_doubled = lacks_dot.evidence == Evidence::Doubled;
    let alias_end = alias_end(&lacks_dot.meant, cx.zone, cx.workspace);
    let alias_end = alias_end.map(|end| cx.in_style_of(&end, target));
    let wrong = if is_doubled { "has the zone's name twice" } else { "lacks its final dot" };
    let message = format!("SRV target `{expanded}` {wrong}: `{meant}` was meant");
    let mut finding = cx.report(record, target.span, message);
    // Of a name that certainly does not exist, only what was meant is a guess.
    let may_be_meant = lacks_dot.wildcard && !lacks_dot.is_alias;
    let is_weak = may_be_meant && lacks_dot.evidence == Evidence::TopLevelDomain;
    if lacks_dot.unsure || is_weak {
        finding.severity(Severity::Warning);
    }
    label_origin(&mut finding, origin_place.filter(|_| !is_doubled), origin);
    if lacks_dot.wildcard {
        finding.note("a wildcard answers for the wrong name, and so hides the mistake");
    }
    if let (Some(end), false) = (alias_end, is_doubled) {
        finding
            .kind("target")
            .note(why)
            .note(RELATIVE)
            .help(format!("write `{end}`, to which the alias `{meant}` leads"));
        finding.fix(Applicability::Unsafe, "name the end of the alias", target.span, end).one_slip("");
        return;
    }
    let is_certain = lacks_dot.meant_has_address;
    let applicability = if is_certain { Applicability::Safe } else { Applicability::Unsafe };
    finding.kind("target").note(why).help(format!("write `{meant}`"));
    if is_doubled {
        finding.fix(applicability, "write the zone's name once", target.span, meant);
    } else {
        finding.note(RELATIVE);
        append_dot(&mut finding, applicability, target.span);
    }
    finding.one_slip("");
}

fn append_dot(finding: &mut Draft<'_>, applicability: Applicability, name: Span) {
    finding.edits(applicability, "append the final dot", vec![final_dot(name)]);
}

fn label_origin(finding: &mut Draft<'_>, place: Option<Span>, origin: &str) {
    if let Some(place) = place {
        finding.label(place, format!("`{origin}` was set here"));
    }
}

/// Targets that have the zone's name at their end twice, as their hosts have: clients reach these, by a name that no
/// certificate has.
fn check_doubled_hosts(cx: &mut Context<'_>) {
    let doubled = doubled_hosts(cx);
    let Some(((record, first, lacks_dot), others)) = doubled.targets.split_first() else { return };
    let (expanded, meant) = (cx.show(first), display_name(&lacks_dot.meant));
    let message =
        format!("SRV target `{expanded}` has the zone's name twice, as its host has: `{meant}` was meant");
    let mut finding = cx.report(record, first.span, message);
    finding.severity(Severity::Warning).kind("doubled").places(doubled.targets.len());
    match others.len() {
        0 => {}
        1 => _ = finding.note("so has another target"),
        more => _ = finding.note(format!("so have {more} other targets")),
    }
    for owner in doubled.hosts.iter().take(MOST_LABELS) {
        finding.label(*owner, "the host's name is written here");
    }
    finding.note(
        "many clients compare it with the host's certificate or Kerberos principal (RFC 6125, RFC 4120)",
    );
    if first.is_relative() {
        finding.note(RELATIVE);
    }
    finding.help(format!("write `{meant}` in both places"));
    finding.edits(Applicability::Unsafe, "write the zone's name once", doubled.edits);
}

/// NAPTR records, instances of DNS-SD and aliases of services that repeat their origin or zone, where nothing exists.
fn check_replacements(cx: &mut Context<'_>) {
    let mut last = None;
    for (record, naptr) in cx.naptrs() {
        report_replacement(cx, &record.owner, &naptr.replacement, "NAPTR replacement");
        if last.replace(record.owner.span) != Some(record.owner.span) {
            report_misplaced(cx, &record.owner, "NAPTR owner");
        }
    }
    let zone = cx.zone;
    let mut last = None;
    for pointer in &zone.browsed {
        if !names_services(&cx.name(&pointer.owner)) {
            continue;
        }
        report_replacement(cx, &pointer.owner, &pointer.target, "DNS-SD instance");
        if last.replace(pointer.owner.span) != Some(pointer.owner.span) {
            report_misplaced(cx, &pointer.owner, "DNS-SD owner");
        }
    }
    if zone.has_service_aliases {
        for record in zone.others().filter(|record| record.rtype == RecordType::CNAME) {
            let Some(target) = record.points_at() else { continue };
            if names_service(&cx.name(&record.owner)) {
                report_replacement(cx, &record.owner, target, "the service's alias");
                report_misplaced(cx, &record.owner, "CNAME owner");
            }
        }
    }
}

/// Whether services, subtypes or instances are listed at a name, rather than the host of an address.
fn names_services(owner: &Name) -> bool {
    owner.iter().any(|label| label.starts_with(b"_"))
}

/// The owner of an alias or a pointer that repeats its origin or zone, where no client asks for the service.
fn report_misplaced(cx: &mut Context<'_>, owner: &NameRef, what: &str) {
    let Some(misplaced) = misplaced_by_own_name(cx.zone, cx.workspace, owner) else { return };
    let (MisplacedOwner::Repeats(meant) | MisplacedOwner::Doubled(meant)) = misplaced else { return };
    let (expanded, meant) = (cx.show(owner), display_name(&meant));
    let wrong = if owner.is_relative() { "lacks its final dot" } else { "has the zone's name twice" };
    let mut finding = cx.report_zone(owner.span, format!("{what} `{expanded}` {wrong}: `{meant}` was meant"));
    finding.owner(expanded).kind("owner").note(format!("clients ask for `{meant}` and find nothing"));
    finding.help(format!("write `{meant}`"));
    if owner.is_relative() {
        finding.note(RELATIVE);
        append_dot(&mut finding, Applicability::Unsafe, owner.span);
    } else {
        finding.fix(Applicability::Unsafe, "write the name once", owner.span, meant);
    }
    finding.one_slip("");
}

fn report_replacement(cx: &mut Context<'_>, owner: &NameRef, name: &NameRef, what: &str) {
    let Some(meant) = replacement_lacks_dot(cx.zone, cx.workspace, name) else { return };
    let (expanded, meant, owner) = (cx.show(name), display_name(&meant), cx.show(owner));
    let (origin, place) = cx.zone.origin_of(name);
    let origin = display_name(&origin.name);
    let complete = cx.zone.is_complete_at_name(&cx.name(name));
    let wrong = if name.is_relative() { "lacks its final dot" } else { "has the zone's name twice" };
    let message = format!("{what} `{expanded}` {wrong}: `{meant}` was meant");
    let mut finding = cx.report_zone(name.span, message);
    finding.owner(owner);
    if !complete {
        finding.severity(Severity::Warning);
    }
    finding.help(format!("write `{meant}`")).kind("replacement").detail(expanded);
    if name.is_relative() {
        label_origin(&mut finding, place, &origin);
        finding.note(RELATIVE);
        append_dot(&mut finding, Applicability::Unsafe, name.span);
    } else {
        finding.fix(Applicability::Unsafe, "write the zone's name once", name.span, meant);
    }
    finding.one_slip("");
}

/// SRV owners that stand at the wrong name: no client asks there.
fn check_owners(cx: &mut Context<'_>) {
    let told = misplaced_with_wrong_labels(cx);
    // An inherited owner is the mistake of the line that wrote it.
    for record in cx.misplaced_owners() {
        let owner = &record.owner;
        let Some(misplaced) = misplaced(cx.zone, cx.workspace, record) else { continue };
        // A class that has grown to the zone's name is told of as that.
        if told.contains(&owner.key) || with_blank_before_end(cx.zone, &cx.sources.text(owner.span)).is_some()
        {
            continue;
        }
        if !is_asked_for(cx, owner) && cx.options.levels.is_selected("unexpected-protocol") {
            continue;
        }
        report_owner(cx, record, owner, &misplaced);
    }
}

/// Whether the service of an owner is looked up under its protocol: of another the protocol's rule tells, with its dot or without.
fn is_asked_for(cx: &Context<'_>, owner: &NameRef) -> bool {
    let Some(pair) = pair(cx.zone, owner, cx.sources) else { return true };
    let service = cx.options.services.find(&pair.service);
    service.is_none_or(|service| service.has_protocol(pair.transport()))
}

fn report_owner(cx: &mut Context<'_>, record: &Record, owner: &NameRef, misplaced: &MisplacedOwner) {
    let meant = misplaced.meant();
    let is_said = record.srv().is_some_and(|srv| cx.says(NameKey::of(meant), srv));
    let beside = match misplaced {
        MisplacedOwner::Repeats(_) => {
            others_without_dot(cx.zone, cx.workspace, owner).map(|name| cx.show_name(&name))
        }
        _ => None,
    };
    let (expanded, meant) = (cx.show(owner), display_name(meant));
    let (origin, place) = cx.zone.origin_of(owner);
    let (origin, is_doubled) = (display_name(&origin.name), matches!(misplaced, MisplacedOwner::Doubled(_)));
    let wrong = if is_doubled { "has the zone's name twice" } else { "lacks its final dot" };
    let message = format!("SRV owner `{expanded}` {wrong}: `{meant}` was meant");
    let heir = owner_to_heir(record, cx.sources);
    let mut finding = cx.report(record, owner.span, message);
    finding.kind("owner").help(format!("write `{meant}`"));
    if is_said {
        finding.help(format!("delete it{heir}: `{meant}` says the same already"));
        return;
    }
    if is_doubled {
        finding.note(format!("clients ask for `{meant}` and find nothing"));
        finding.fix(Applicability::Safe, "write the name once", owner.span, &meant).one_slip("");
        return;
    }
    label_origin(&mut finding, place, &origin);
    let note = match misplaced {
        MisplacedOwner::OtherZone(_) => {
            format!("`{origin}` is appended to it, and the name is of another zone of this run")
        }
        MisplacedOwner::OtherDomain(_) => {
            format!("`{origin}` is appended to it, and it ends as names of other domains do")
        }
        _ => format!("clients ask for `{meant}` and find nothing"),
    };
    finding.note(note);
    if let Some(beside) = beside {
        finding.note(format!("other records are at `{beside}`, too: look at their owners"));
    }
    finding.note(RELATIVE);
    match misplaced {
        // With its dot it lies outside this zone, where no server loads it.
        MisplacedOwner::OtherZone(_) | MisplacedOwner::OtherDomain(_) => {
            finding.help(format!("write `{meant}` in the zone that holds that name"));
        }
        _ => append_dot(&mut finding, Applicability::Safe, owner.span),
    }
    if let MisplacedOwner::OtherDomain(_) = misplaced {
        finding.severity(Severity::Warning);
    }
    finding.one_slip("");
}

/// How many of the names that lack their dot for one reason are labelled.
const MOST_LABELS: usize = 3;

/// Owners and targets of a part of a zone: one ends in the domain that the other tells.
fn check_part(cx: &mut Context<'_>) {
    let lacking = names_of_part(cx);
    let Some(((record, first, what), others)) = lacking.split_first() else { return };
    let edits = lacking.iter().map(|(_, span, _)| final_dot(*span));
    let (edits, text) = (edits.collect(), cx.sources.text(*first));
    let message = format!("{what} `{text}` lacks its final dot: `{text}.` was meant");
    let mut finding = cx.report(record, *first, message);
    match others.len() {
        0 => {}
        1 => _ = finding.note("so does another name here"),
        more => _ = finding.note(format!("so do {more} other names here")),
    }
    for (_, other, _) in others.iter().take(MOST_LABELS) {
        finding.label(*other, "and here");
    }
    finding.severity(Severity::Warning).kind("part").note(RELATIVE).help(format!("write `{text}.`"));
    finding.places(lacking.len());
    finding.edits(Applicability::Unsafe, "append the final dot", edits);
}

/// The SOA's owner and `$ORIGIN`s, which the loader read as they were meant.
fn check_misread(cx: &mut Context<'_>) {
    let soa = cx.zone.soa.map(|owner| owner.span);
    for mistake in cx.mistakes.iter().filter(|mistake| is_meant(mistake)) {
        let mut finding = cx.report_zone(mistake.span, &mistake.message);
        finding.places((mistake.places as usize).max(1));
        match mistake.places {
            0 if soa == Some(mistake.span) => {}
            0 => {
                finding.severity(Severity::Warning).note("no record has a name below it, yet");
            }
            1 => {
                finding.note("1 record has a wrong name, or leads to one, because of it");
            }
            places => {
                finding.note(format!("{places} records have a wrong name, or lead to one, because of it"));
            }
        }
        if let (Some(note), Some(help)) = (mistake.note, &mistake.help) {
            finding.note(note).help(help.clone());
        }
        finding.detail(mistake.detail.clone());
        append_dot(&mut finding, Applicability::Safe, mistake.span);
    }
}

/// `$ORIGIN`s that have the zone's name twice: no client asks below them.
fn check_doubled_origins(cx: &mut Context<'_>) {
    for doubled in doubled_origins(cx) {
        let (written, meant) = (display_name(&doubled.written), display_name(&doubled.meant));
        let message = format!("`$ORIGIN {written}` has the zone's name twice: `{meant}` was meant");
        let owner = cx.show(&doubled.first.owner);
        let mut finding = cx.report_zone(doubled.place, message);
        finding.owner(owner).kind("origin").detail(written).places(doubled.count);
        finding.note(match doubled.count {
            1 => "1 SRV record has a wrong name, or leads to one, because of it".to_owned(),
            count => format!("{count} SRV records have a wrong name, or lead to one, because of it"),
        });
        finding.help(format!("write `$ORIGIN {meant}`"));
        finding.fix(Applicability::Unsafe, "write the zone's name once", doubled.place, meant);
    }
}

fn is_meant(mistake: &Mistake) -> bool {
    mistake.kind == MistakeKind::MissingDot
}
