//! `refused-zone`: what BIND refuses of a zone whose every line it reads. The loader finds it.

use crate::base::severity::Severity;
use crate::base::span::Span;
use crate::rules::engine::context::Context;
use crate::rules::engine::look::Look;
use crate::zone::OriginSource;
use crate::zone::mistake::MistakeKind;

pub(super) fn concerns(look: &Look<'_>) -> bool {
    look.zone.lacks_soa
        || !look.zone.refused_as.is_empty()
        || look.mistakes.iter().any(|mistake| mistake.kind == MistakeKind::Refused)
}

pub(super) fn check(cx: &mut Context<'_>) {
    let (zone, place) = (cx.zone, cx.zone.soa.map_or(Span::new(cx.zone.source, 0, 0), |soa| soa.span));
    for declared in &zone.refused_as {
        cx.report_zone(place, format!("{declared}, and its SOA record is of `{}`", zone.origin_text()))
            .note("BIND refuses a zone whose SOA record is not at its top")
            .help("correct the one that is wrong, or write `@` for the SOA's owner")
            .detail(declared.clone());
    }
    let is_declared = matches!(zone.origin_source, OriginSource::NamedConf(_));
    if zone.lacks_soa && !is_declared {
        cx.report_zone(place, format!("zone `{}` has no SOA record", zone.origin_text()))
            .severity(Severity::Note)
            .note("it is judged like a whole zone; BIND refuses one without an SOA record")
            .help("write the SOA record at its top before a name server loads it");
    }
    for mistake in cx.mistakes.iter().filter(|mistake| mistake.kind == MistakeKind::Refused) {
        let mut finding = cx.report_zone(mistake.span, &mistake.message);
        // One reason for which a zone is refused is known by no other.
        finding.detail(mistake.message.clone());
        match mistake.places {
            0 => {}
            1 => _ = finding.note("and so is another one below"),
            places => _ = finding.note(format!("and so are {places} others below")),
        }
        if let Some(note) = mistake.note {
            finding.note(note);
        }
        if let Some(help) = &mistake.help {
            finding.help(help);
        }
        if let Some((span, message)) = &mistake.label {
            finding.label(*span, message);
        }
    }
}
