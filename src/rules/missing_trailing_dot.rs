//! `missing-trailing-dot`: a name to which the origin was appended by mistake.

use hickory_proto::rr::Name;

use crate::base::severity::Severity;
use crate::base::span::Span;
use crate::rules::engine::context::Context;
use crate::rules::engine::draft::Draft;
use crate::rules::engine::look::Look;
use crate::rules::facts::target::TargetProblem;
use crate::rules::facts::trailing_dot::{Evidence, LacksDot, meant_absolute, repeats, replacement_lacks_dot};
use crate::rules::finding::Applicability;
use crate::syntax::name::display_name;
use crate::zone::NameRef;

/// Replacements, owners and origins may lack it too.
pub fn concerns(look: &Look<'_>) -> bool {
    look.zone.has_naptrs || look.zone.has_relative_origins || !look.sets.repeating_owners.is_empty()
}

pub fn check(cx: &mut Context<'_>) {
    for (record, srv, problem) in cx.target_problems() {
        if let TargetProblem::LacksDot(lacks_dot) = problem {
            report_target(cx, record, &srv.target, lacks_dot);
        }
    }
    check_replacements(cx);
    check_owners(cx);
    check_origins(cx);
}

fn report_target(cx: &mut Context<'_>, record: &crate::zone::Record, target: &NameRef, lacks_dot: &LacksDot) {
    let (expanded, meant) = (cx.show(target), display_name(&lacks_dot.meant));
    let origin = display_name(&cx.zone.origin_of(target).0.name);
    let zone = cx.zone.origin_text();
    let origin_place = cx.zone.origin_of(target).1;
    let why = match lacks_dot.evidence {
        Evidence::RepeatsOrigin => format!(
            "`{origin}` is appended to a name without a final dot, although the name ends in it already"
        ),
        Evidence::RepeatsZone => format!(
            "`{origin}` is appended to a name without a final dot, although the name ends in `{zone}` already"
        ),
        Evidence::ExistsAbsolute => format!("`{expanded}` does not exist, and `{meant}` does"),
        Evidence::TopLevelDomain => {
            format!("`{expanded}` does not exist, and the name ends in a top-level domain")
        }
    };
    let mut finding = cx.report(
        record,
        target.span,
        format!("SRV target `{expanded}` lacks its final dot: `{meant}` was meant"),
    );
    // Of a name that certainly does not exist, only what was meant is a guess.
    if lacks_dot.unsure {
        finding.severity(Severity::Warning);
    }
    label_origin(&mut finding, origin_place, &origin);
    if lacks_dot.wildcard {
        finding.note("a wildcard answers for the wrong name, and so hides the mistake");
    }
    finding
        .kind("target")
        .note(why)
        .note("RFC 1035 section 5.1: a name that does not end in a dot is relative to the origin")
        .help(format!("write `{meant}`"));
    let is_certain = lacks_dot.meant_has_address;
    let applicability = if is_certain { Applicability::Safe } else { Applicability::Unsafe };
    append_dot(&mut finding, applicability, target.span);
}

fn append_dot(finding: &mut Draft<'_>, applicability: Applicability, name: Span) {
    let end = Span::new(name.source, name.end, name.end);
    finding.fix(applicability, "append the final dot", end, ".");
}

fn label_origin(finding: &mut Draft<'_>, place: Option<Span>, origin: &str) {
    if let Some(place) = place {
        finding.label(place, format!("`{origin}` was set here"));
    }
}

/// NAPTR replacements that repeat their origin or zone, and where nothing exists.
fn check_replacements(cx: &mut Context<'_>) {
    for (record, naptr) in cx.naptrs() {
        let replacement = &naptr.replacement;
        let Some(meant) = replacement_lacks_dot(cx.zone, cx.workspace, replacement) else { continue };
        let (expanded, meant) = (cx.show(replacement), display_name(&meant));
        let (origin, place) = cx.zone.origin_of(replacement);
        let origin = display_name(&origin.name);
        let complete = cx.zone.is_complete_at_name(&cx.name(replacement));
        let span = replacement.span;
        let message = format!("NAPTR replacement `{expanded}` lacks its final dot: `{meant}` was meant");
        let mut finding = cx.report(record, span, message);
        if !complete {
            finding.severity(Severity::Warning);
        }
        label_origin(&mut finding, place, &origin);
        finding
            .note("RFC 1035 section 5.1: a name that does not end in a dot is relative to the origin")
            .help(format!("write `{meant}`"));
        finding.kind("replacement").detail(expanded);
        append_dot(&mut finding, Applicability::Unsafe, span);
    }
}

/// SRV owners that repeat their origin or zone: no client asks for the doubled name.
fn check_owners(cx: &mut Context<'_>) {
    // An inherited owner is the mistake of the line that wrote it.
    for record in cx.repeating_owners() {
        let owner = &record.owner;
        let Some(meant) = meant_absolute(cx.zone, cx.workspace, owner) else { continue };
        if repeats(cx.zone, owner, &meant).is_none() || base_has_records(cx, owner) {
            continue;
        }
        let (expanded, meant) = (cx.show(owner), display_name(&meant));
        let (origin, place) = cx.zone.origin_of(owner);
        let origin = display_name(&origin.name);
        let mut finding = cx.report(
            record,
            owner.span,
            format!("SRV owner `{expanded}` lacks its final dot: `{meant}` was meant"),
        );
        label_origin(&mut finding, place, &origin);
        finding
            .kind("owner")
            .note(format!("clients ask for `{meant}` and find nothing"))
            .note("RFC 1035 section 5.1: a name that does not end in a dot is relative to the origin")
            .help(format!("write `{meant}`"));
        append_dot(&mut finding, Applicability::Safe, owner.span);
    }
}

/// Whether the name below which a service owner lies, behind its labels with `_`, has records of
/// its own: then a zone that repeats its name is no mistake.
fn base_has_records(cx: &Context<'_>, owner: &NameRef) -> bool {
    let name = cx.name(owner);
    let service = name.iter().take_while(|label| label.starts_with(b"_") || *label == b"*").count();
    let base = name.trim_to(name.iter().count() - service);
    cx.workspace.types_at(&base, cx.zone).is_some_and(|types| !types.is_empty())
}

/// `$ORIGIN`s that repeat the origin before them or the zone.
fn check_origins(cx: &mut Context<'_>) {
    if !cx.zone.is_named() {
        return;
    }
    let apex = &cx.zone.apex.name;
    let found: Vec<(Span, String, String)> = cx
        .zone
        .origins()
        .filter_map(|(origin, span)| {
            // Written as long as it is, it has its dot: a relative one is shorter.
            if (span.end - span.start) as usize == origin.length() - 1 {
                return None;
            }
            let text = cx.sources.bytes(span);
            if text.ends_with(b".") || text.contains(&b'\\') || text == b"@" {
                return None;
            }
            let meant = crate::syntax::name::parse_name(text, &Name::root()).ok()?;
            let above = origin.name.trim_to(origin.name.iter().count().saturating_sub(meant.iter().count()));
            let repeated =
                [&above, apex].into_iter().any(|above| above.iter().count() > 0 && above.zone_of(&meant));
            repeated.then(|| (span, display_name(&origin.name), display_name(&meant)))
        })
        .collect();
    for (span, expanded, meant) in found {
        let message =
            format!("`$ORIGIN` lacks its final dot: it means `{expanded}`, and `{meant}` was meant");
        let mut finding = cx.report_zone(span, message);
        finding
            .note("BIND appends the origin in force to an `$ORIGIN` without a final dot, and says nothing; NSD and Knot refuse it")
            .help(format!("write `$ORIGIN {meant}`"))
            .detail(expanded);
        append_dot(&mut finding, Applicability::Safe, span);
    }
}
