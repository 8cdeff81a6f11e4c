//! `unknown-origin`: nothing says which zone a file holds, or two sources disagree about it.

use crate::base::span::Span;
use crate::rules::engine::context::Context;
use crate::rules::engine::look::Look;
use crate::zone::OriginSource;

pub fn concerns(look: &Look<'_>) -> bool {
    !look.zone.is_named() || !look.zone.disagreements.is_empty()
}

pub fn check(cx: &mut Context<'_>) {
    let place = cx.zone.soa.map_or(Span::new(cx.zone.source, 0, 0), |soa| soa.span);
    if cx.zone.is_named() {
        return check_disagreements(cx, place);
    }
    let (message, what, help) = match cx.zone.soa {
        Some(_) => (
            "the name of this zone is unknown",
            "the SOA's owner is relative, and no `$ORIGIN` stands before it",
            "pass `--origin NAME`, put `$ORIGIN NAME.` before the first record, or name the file's zone in \
             `srvlint.toml`, which `srvlint init` writes",
        ),
        None => (
            "the name of the zone that these records belong to is unknown",
            "the file has no SOA record",
            "pass `--origin NAME`, with `--whole` if the file is all of the zone, or lint the zone that includes it",
        ),
    };
    let disagreements = &cx.zone.disagreements;
    let mut finding = cx.report_zone(place, message);
    finding.note(what);
    for disagreement in disagreements {
        finding.note(disagreement);
    }
    finding.note("rules that need the name are silent").help(help);
}

/// Reports what other sources say of a name that is known.
fn check_disagreements(cx: &mut Context<'_>, place: Span) {
    if cx.zone.disagreements.is_empty() {
        return;
    }
    let (zone, source) = (cx.zone.origin_text(), &cx.zone.origin_source);
    let believed = match source.elsewhere() {
        Some(_) if *source == OriginSource::FileName => {
            format!("it is linted as `{zone}`, with which the absolute owners agree")
        }
        Some(source) => format!("it is linted as `{zone}`, which {source} says"),
        None if *source == OriginSource::CommandLine => {
            format!("it is linted as `{zone}`, which the command line says")
        }
        None => format!("it is linted as `{zone}`, which the SOA's owner says"),
    };
    for disagreement in &cx.zone.disagreements {
        cx.report_zone(place, format!("two sources disagree about this zone's name: {disagreement}"))
            .note(&believed)
            .help("correct the one that is wrong: a later reader may believe it")
            .detail(disagreement.clone());
    }
}
