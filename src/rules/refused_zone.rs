//! `refused-zone`: what BIND refuses of a zone whose every line it reads. The loader finds it.

use hickory_proto::rr::RecordType;

use crate::base::severity::Severity;
use crate::base::source::Sources;
use crate::base::span::Span;
use crate::base::spelling::did_you_mean;
use crate::discover::{is_export, is_of_cloudflare, layout_of_export};
use crate::rules::engine::context::Context;
use crate::rules::engine::draft::Draft;
use crate::rules::engine::look::Look;
use crate::rules::facts::edits::final_dot;
use crate::rules::facts::misplaced_host::{corrected_owner, label_host};
use crate::rules::facts::trailing_dot::meant_absolute;
use crate::rules::finding::{Alike, Applicability};
use crate::syntax::name::NameKey;
use crate::syntax::record_type::type_name;
use crate::workspace::Lookup;
use crate::zone::mistake::{About, Mistake, MistakeKind};
use crate::zone::{NameRef, OriginSource};

pub(super) fn concerns(look: &Look<'_>) -> bool {
    look.zone.lacks_soa
        || !look.zone.refused_as.is_empty()
        || look.mistakes.iter().any(|mistake| mistake.kind == MistakeKind::Refused)
}

pub(super) fn check(cx: &mut Context<'_>) {
    let (zone, place) = (cx.zone, cx.zone.soa.map_or(Span::new(cx.zone.source, 0, 0), |soa| soa.span));
    // Of a relative owner an `$ORIGIN` above it makes another name.
    let cause = zone.soa.filter(|soa| soa.is_relative()).and_then(|soa| zone.origin_of(&soa).1);
    for declared in &zone.refused_as {
        let message = format!("{declared}, and its SOA record is of `{}`", zone.origin_text());
        let mut finding = cx.report_zone(place, message);
        finding.note("BIND refuses a zone whose SOA record is not at its top").detail(declared.clone());
        match cause {
            Some(origin) => finding.label(origin, "this `$ORIGIN` makes it that name").help(
                "write the name that is declared there, or remove that line, or correct the configuration",
            ),
            None => finding.help("correct the one that is wrong, or write `@` for the SOA's owner"),
        };
    }
    let is_declared = matches!(zone.origin_source, OriginSource::NamedConf(_));
    if zone.lacks_soa && !is_declared {
        let why = why_whole(cx.sources.file(zone.source).bytes());
        cx.report_zone(place, format!("zone `{}` has no SOA record", zone.origin_text()))
            .severity(Severity::Note)
            .note(format!("it is judged like a whole zone, as {why}; BIND refuses one without an SOA record"))
            .help("write the SOA record at its top before a name server loads it");
    }
    let aliases: Vec<NameKey> = cx.mistakes.iter().filter_map(alias).map(|owner| owner.key).collect();
    let beside = cx.workspace.beside_aliases(zone, &aliases);
    for mistake in cx.mistakes.iter().filter(|mistake| mistake.kind == MistakeKind::Refused) {
        match (&mistake.about, alias(mistake).and_then(|owner| beside.get(&owner.key))) {
            (Some(About::Server(server)), _) => report_server(cx, mistake, server),
            (Some(About::ServerWithoutDot(server)), _) => report_dot(cx, mistake, server),
            (_, Some((rtype, place))) => report_alias(cx, mistake, *rtype, *place),
            _ => _ = report(cx, mistake, mistake.span, mistake.help.clone()),
        }
    }
}

/// Why a text without an SOA record is taken for a whole zone.
fn why_whole(text: &[u8]) -> &'static str {
    if is_export(text) {
        return "the comment above its records says that it is an export";
    }
    layout_of_export(text).unwrap_or("`--whole` or the configuration says so")
}

/// The alias that a mistake is about.
fn alias(mistake: &Mistake) -> Option<NameRef> {
    match mistake.about {
        Some(About::Alias(owner)) => Some(owner),
        _ => None,
    }
}

fn report<'c>(cx: &'c mut Context<'_>, mistake: &Mistake, place: Span, help: Option<String>) -> Draft<'c> {
    let mut finding = cx.report_zone(place, &mistake.message);
    // One reason for which a zone is refused is known by no other.
    finding.detail(mistake.message.clone()).places(mistake.places as usize + 1);
    match mistake.places {
        0 => {}
        1 => _ = finding.note("and so is another one below"),
        places => _ = finding.note(format!("and so are {places} others below")),
    }
    if let Some(note) = mistake.note {
        finding.note(note);
    }
    if let Some(help) = help {
        finding.help(help);
    }
    if let Some((span, message)) = &mistake.label {
        finding.label(*span, message.clone());
    }
    finding
}

/// An alias with other records beside it. Where a file brings them in that includes the alias's, which other zones may
/// include as well, the mistake is there.
fn report_alias(cx: &mut Context<'_>, mistake: &Mistake, rtype: RecordType, beside: Span) {
    let depth = |place: Span| cx.zone.includes_of(cx.sources.written(place).source).len();
    let is_brought_in = depth(beside) < depth(mistake.span);
    let other = format!("the {} record", type_name(rtype));
    let (place, label) = match is_brought_in {
        true => (beside, (mistake.span, "the CNAME record".to_owned())),
        false => (mistake.span, (beside, other)),
    };
    // Such a record is mostly meant for the zone's name.
    let is_apex = alias(mistake).is_some_and(|owner| owner.key == cx.zone.apex.key());
    let help = if is_apex && is_of_cloudflare(cx.sources.file(cx.zone.source).bytes()) {
        Some(OF_CLOUDFLARE.to_owned())
    } else if !is_apex && !is_brought_in && begins_with_blank(beside, cx.sources) {
        let (rtype, apex) = (type_name(rtype), cx.zone.origin_text());
        Some(format!(
            "write its owner before the {rtype} record, such as `{apex}`: it has that of the line above"
        ))
    } else {
        mistake.help.clone()
    };
    report(cx, mistake, place, help).label(label.0, label.1);
}

/// What helps with an alias at the zone's name that Cloudflare answers for with addresses.
const OF_CLOUDFLARE: &str = "for BIND, give the zone's name the addresses of the host that it leads to; where Cloudflare serves the zone, which answers with them, silence it: `; srvlint: ignore[refused-zone] Cloudflare`";

/// Whether the line of a place begins with a blank.
fn begins_with_blank(place: Span, sources: &Sources) -> bool {
    let (_, line) = sources.file(place.source).line_around(place.start);
    line.starts_with(b" ") || line.starts_with(b"\t")
}

/// A name server that lacks its final dot. With it one of the zone is to have an address.
fn report_dot(cx: &mut Context<'_>, mistake: &Mistake, server: &NameRef) {
    let meant = meant_absolute(cx.zone, cx.workspace, server);
    let found = meant.map(|meant| cx.workspace.find_address_of(&meant, cx.zone));
    let mut finding = report(cx, mistake, mistake.span, mistake.help.clone());
    if matches!(found, Some(Lookup::Address { .. } | Lookup::Elsewhere)) {
        finding.edits(Applicability::Unsafe, "append the final dot", vec![final_dot(mistake.span)]);
    }
}

/// A name server without an address: what has its name but for a mistake, or its first label, may be meant for it.
fn report_server(cx: &mut Context<'_>, mistake: &Mistake, server: &NameRef) {
    let (name, shown, zone) = (cx.name(server), cx.show(server), cx.zone);
    let usual = mistake.help.clone();
    if let Some(host) = cx.workspace.misplaced_host(&name, zone) {
        let corrected = corrected_owner(cx, &host, &name);
        let help = format!("write the owner of its address record as `{corrected}`");
        let mut finding = report(cx, mistake, mistake.span, Some(help));
        return label_host(&mut finding, host, &name, &corrected);
    }
    if let Lookup::Address { zone: child, wildcard: false, .. } = cx.workspace.find_address_of(&name, zone)
        && !std::ptr::eq(child, zone)
    {
        let child = child.origin_text();
        let help =
            format!("delegate `{child}`, whose zone has its address, and write that here, too, as glue");
        report(cx, mistake, mistake.span, Some(help));
        return;
    }
    if let Some(meant) = cx.workspace.misspelt_host(&name, zone) {
        let written = cx.in_style_of(&meant, server);
        let mut finding = report(cx, mistake, mistake.span, Some(did_you_mean(&written)));
        finding.fix(Applicability::Unsafe, "name the host that was meant", server.span, written);
        return;
    }
    // One letter names a host of another domain as well.
    let is_word = name.iter().next().is_some_and(|label| label.len() > 1);
    if let Some((place, meant)) = cx.workspace.only_host_of_label(&name, zone).filter(|_| is_word) {
        let meant = cx.show_name(&meant);
        let help = format!("give `{shown}` an A or AAAA record, or name `{meant}`, which has one");
        report(cx, mistake, mistake.span, Some(help)).label(place, "a host of that label");
        return;
    }
    let (named, others) = (format!("`{shown}` has no address"), "other name servers have none".to_owned());
    report(cx, mistake, mistake.span, usual).alike(Alike {
        cause: "server".to_owned(),
        named,
        others,
        ..Alike::default()
    });
}
