//! `unknown-origin`: nothing says which zone a file holds, or two sources disagree about it.

use crate::base::lines::words_of;
use crate::base::span::Span;
use crate::rules::engine::context::Context;
use crate::rules::engine::look::Look;
use crate::rules::facts::part_of_zone::{names_of_part, needs_no_name};
use crate::rules::facts::placeholder::{has_placeholder_name, is_placeholder, is_told_of_template};
use crate::syntax::{Entry, Parser, Start};
use crate::zone::mistake::{Mistake, MistakeKind};
use crate::zone::{OriginSource, Zone};

pub fn concerns(look: &Look<'_>) -> bool {
    let zone = look.zone;
    has_services(zone) && (!zone.is_named() || has_placeholder_name(zone)) || !zone.disagreements.is_empty()
}

/// Whether a rule would ask for the zone's name: where no record has to do with services, none of them is silent for want of it.
fn has_services(zone: &Zone) -> bool {
    zone.srv_count > 0
        || zone.srv_lost > 0
        || zone.has_service_aliases
        || zone.has_naptrs
        || !zone.browsed.is_empty()
        || !zone.out_of_zone.is_empty()
}

pub fn check(cx: &mut Context<'_>) {
    // Where the name that is believed is another, the SOA record lies outside.
    let soa = cx.zone.soa.or_else(|| cx.zone.second_soas.first().copied());
    let place = soa.map_or(Span::new(cx.zone.source, 0, 0), |soa| soa.span);
    if cx.zone.is_named() {
        check_placeholder(cx, place);
        return check_disagreements(cx, place);
    }
    // Where dots are missing that tell the name, that is told.
    let is_told = || cx.options.levels.is_selected("missing-trailing-dot") && !names_of_part(cx).is_empty();
    let is_wanted =
        has_services(cx.zone) && !needs_no_name(cx.zone) && !is_told() && !is_told_of_template(cx);
    if !is_wanted && cx.zone.disagreements.is_empty() {
        return;
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
    let (mut what, mut help, mut lost_dot) = (what.to_owned(), help.to_owned(), None);
    let is_absolute = cx.zone.soa.is_some_and(|soa| !soa.is_relative());
    match cx.zone.soa.map(|soa| origin_before(cx, soa.span)) {
        Some(Before::Relative(origin)) => {
            let written = cx.sources.text(origin);
            what = format!("`$ORIGIN {written}` has no final dot, and to what it is relative is unknown");
            if written.contains('.') {
                help = format!("write `$ORIGIN {written}.`, if that is the zone's name");
            }
            lost_dot = Some(origin);
        }
        Some(Before::Other) => {
            "the SOA's owner is relative to a name that cannot be told".clone_into(&mut what)
        }
        None if holds_unread_soa(cx) => {
            "the SOA record of the file could not be read".clone_into(&mut what);
            "correct that record, or pass `--origin NAME`".clone_into(&mut help);
        }
        Some(Before::Nothing) if is_absolute => what = "the SOA's owner is not a zone's name".to_owned(),
        Some(Before::Nothing) | None => {}
    }
    let disagreements = &cx.zone.disagreements;
    let mut finding = cx.report_zone(place, message);
    finding.note(what);
    if let Some(origin) = lost_dot {
        finding.label(origin, "not absolute");
    }
    for disagreement in disagreements {
        finding.note(disagreement.clone());
    }
    finding.note("rules that need the name are silent").help(help);
}

/// Whether a line that could not be read has the type SOA.
fn holds_unread_soa(cx: &Context<'_>) -> bool {
    let unread = cx.mistakes.iter().filter(|mistake| mistake.kind == MistakeKind::Syntax);
    let mut lines = unread.map(|Mistake { span, .. }| cx.sources.file(span.source).line_around(span.start).1);
    lines.any(|line| words_of(line).any(|word| word.eq_ignore_ascii_case(b"SOA")))
}

/// What stands before an SOA record of which its owner may be relative.
enum Before {
    /// Nothing.
    Nothing,
    /// An `$ORIGIN` of a name without its final dot, here.
    Relative(Span),
    /// Something else: another `$ORIGIN`, or a file that includes this one.
    Other,
}

/// The last `$ORIGIN` before `soa` in its file.
fn origin_before(cx: &Context<'_>, soa: Span) -> Before {
    let text = cx.sources.file(soa.source).bytes();
    let (mut parser, mut errors) = (Parser::new(text, Start::File), Vec::new());
    let mut before = Before::Nothing;
    while let Some(entry) = parser.next(&mut errors) {
        errors.clear();
        match entry {
            Entry::Origin(word) if word.start > soa.start => break,
            Entry::Origin(word) if word.text(text).ends_with(b".") => before = Before::Other,
            // The first of several relative ones is to blame.
            Entry::Origin(word) if !matches!(before, Before::Relative(_)) => {
                before = Before::Relative(Span::new(soa.source, word.start, word.end));
            }
            _ => {}
        }
    }
    let written = text.get(..soa.start as usize).unwrap_or_default().to_ascii_uppercase();
    let may_stand = soa.source != cx.zone.source || memchr::memmem::find(&written, b"$ORIGIN").is_some();
    match before {
        Before::Nothing if may_stand => Before::Other,
        before => before,
    }
}

/// Reports a name that is a placeholder. Where others cannot be read, `syntax` tells of the template.
fn check_placeholder(cx: &mut Context<'_>, place: Span) {
    if !has_placeholder_name(cx.zone) || cx.mistakes.iter().any(|mistake| is_placeholder(mistake, cx.sources))
    {
        return;
    }
    let zone = cx.zone.origin_text();
    cx.report_zone(place, format!("the zone's name `{zone}` is the placeholder of a template"))
        .note("no name in the zone is what it will be")
        .help("lint the zone file that is made from it");
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
        Some(_) if *source == OriginSource::Names => {
            format!("it is linted as `{zone}`, which the names in the file say")
        }
        Some(source) => format!("it is linted as `{zone}`, which {source} says"),
        None if *source == OriginSource::CommandLine => {
            format!("it is linted as `{zone}`, which the command line says")
        }
        None => format!("it is linted as `{zone}`, which the SOA's owner says"),
    };
    for disagreement in &cx.zone.disagreements {
        cx.report_zone(place, format!("two sources disagree about this zone's name: {disagreement}"))
            .note(believed.clone())
            .help("correct the one that is wrong: a later reader may believe it")
            .detail(disagreement.clone());
    }
}
