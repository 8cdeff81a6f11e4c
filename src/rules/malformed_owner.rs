//! `malformed-owner`: an owner that no client asks for, because it has no `_service._proto`.

use std::collections::{HashMap, HashSet};

use hickory_proto::rr::RecordType;

use crate::base::severity::Severity;
use crate::base::span::Span;
use crate::rules::engine::context::Context;
use crate::rules::engine::look::Look;
use crate::rules::engine::srv_set::SrvSet;
use crate::rules::facts::browsed_owner::browsed_owner;
use crate::rules::facts::cluster_names::is_cluster_name;
use crate::rules::facts::edits::{deletion_of_all, deletion_of_all_in_words, owner_edits};
use crate::rules::facts::meant_names::repaired_owner;
use crate::rules::facts::odd_labels::{APPENDED, BLANK_MISSING, OwnerProblem};
use crate::rules::facts::odd_origin::OddOrigin;
use crate::rules::facts::origins_of_owners::{OddOrigins, OfOrigin, meant_origin, sets_below_origins};
use crate::rules::facts::owner_around::with_blank_before_end;
use crate::rules::facts::owner_labels::repaired;
use crate::rules::facts::owner_problem::{COMMENT_OUT, alias_problem, owner_problem};
use crate::rules::facts::part_of_zone::is_whole_part;
use crate::rules::facts::plain_owner::may_be_odd;
use crate::rules::facts::service_alias::{Alias, aliases_of_services, renamed_help};
use crate::rules::facts::service_by_port::other_services;
use crate::rules::facts::trailing_dot::name_once;
use crate::rules::finding::{Applicability, Edit};
use crate::syntax::name::{NameKey, display_name, label_texts};
use crate::syntax::record_type::type_name;
use crate::zone::index::Types;
use crate::zone::service_owner::begins_comment_elsewhere;
use crate::zone::{NameRef, Record, WordOwner, Zone};

pub fn concerns(look: &Look<'_>) -> bool {
    let zone = look.zone;
    zone.has_service_aliases
        || !zone.word_owners.is_empty()
        || !zone.browsed.is_empty()
        || look.has_set(|set| may_be_odd(set, zone))
        || zone.srv_count > 0 && zone.origins().any(|(origin, _)| !origin.is_hostname())
}

/// Reports sets that are wrong for one `$ORIGIN`: as one mistake if that is all that stands below it.
fn report_of_origin(cx: &mut Context<'_>, of_origin: OfOrigin<'_>, below: &HashMap<Span, usize>) {
    let OfOrigin { place, meant, sets } = of_origin;
    let count = sets.len();
    if count < 2 || below.get(&place) != Some(&count) {
        sets.into_iter().for_each(|(set, problem)| report(cx, &set, problem));
        return;
    }
    let Some((first, OwnerProblem::Repairable { message, .. })) = sets.first() else { return };
    let (owner, shown) = (cx.show(&first.first().owner), display_name(&meant));
    let others = if count == 2 { "1 other" } else { &format!("{} others", count - 1) };
    cx.report_zone(
        place,
        format!(
            "SRV owner `{owner}` {message}, and so do {others} below this `$ORIGIN`: `{shown}` was meant"
        ),
    )
    .kind("labels of origin")
    .label(first.first().owner.span, "the first of them")
    .places(count)
    .note(FORMAT)
    .help(format!("write `$ORIGIN {shown}`"))
    .fix(Applicability::Unsafe, "write the origin that was meant", place, shown);
}

pub fn check(cx: &mut Context<'_>) {
    let mut origins = OddOrigins::default();
    let (mut by_origin, mut numbers): (Vec<OfOrigin<'_>>, HashMap<_, usize>) = Default::default();
    let mut comments: Vec<&Record> = Vec::new();
    for set in cx.srv_sets() {
        let record = set.first();
        if begins_comment_elsewhere(cx.sources.bytes(record.owner.span)) {
            comments.push(record);
            continue;
        }
        // One cause gives one finding.
        if origins.count(cx, &record.owner) {
            continue;
        }
        let Some(problem) = owner_problem(cx, &set) else { continue };
        match meant_origin(cx, &record.owner, &problem) {
            Some((place, meant)) => {
                let number = *numbers.entry((place, NameKey::of(&meant))).or_insert(by_origin.len());
                if number == by_origin.len() {
                    by_origin.push(OfOrigin { place, meant, sets: Vec::new() });
                }
                by_origin[number].sets.push((set, problem));
            }
            None => report(cx, &set, problem),
        }
    }
    for (place, odd, count) in origins.found {
        report_origin(cx, place, &odd, count);
    }
    let below = if by_origin.is_empty() { HashMap::new() } else { sets_below_origins(cx) };
    for of_origin in by_origin {
        report_of_origin(cx, of_origin, &below);
    }
    report_comments(cx, &comments);
    check_aliases(cx);
    check_words(cx);
}

/// Reports records that were meant for comments, by the first of each owner: who wrote one so wrote all.
fn report_comments(cx: &mut Context<'_>, comments: &[&Record]) {
    let Some((first, others)) = comments.split_first() else { return };
    let owner = cx.show(&first.owner);
    let message = match others.len() {
        0 => format!("SRV owner `{owner}` begins as comments do elsewhere: this is a record"),
        1 => format!("SRV owner `{owner}` and another one begin as comments do elsewhere: these are records"),
        more => {
            format!("SRV owner `{owner}` and {more} others begin as comments do elsewhere: these are records")
        }
    };
    let mut finding = cx.report(first, first.owner.span, message);
    finding.severity(Severity::Warning).kind("comment").places(comments.len()).note(FORMAT);
    for other in others.iter().take(MOST_LABELS) {
        finding.label(other.owner.span, "here, too");
    }
    finding.help(COMMENT_OUT);
}

/// Reports classes and TTLs in the first column, where an owner is read, of records of other types than SRV. What explains
/// why something is missing is told there.
fn check_words(cx: &mut Context<'_>) {
    let (zone, mistakes) = (cx.zone, cx.mistakes);
    let is_told = |place: Span| {
        mistakes.iter().filter_map(|mistake| mistake.label.as_ref()).any(|(label, _)| label.contains(place))
    };
    let is_name = |owner: &NameRef| {
        // Where numbers are names, one may be called so.
        zone.has_numbered_owners && cx.sources.bytes(owner.span).first().is_some_and(u8::is_ascii_digit)
    };
    let is_meant = |word: &&WordOwner| {
        let WordOwner { owner, rtype, is_sure } = word;
        *is_sure && *rtype != RecordType::SRV && !is_name(owner) && !is_told(owner.span)
    };
    let words: Vec<&WordOwner> = zone.word_owners.iter().filter(is_meant).collect();
    let mut told: Vec<NameKey> = Vec::new();
    for WordOwner { owner, rtype, .. } in &words {
        if told.contains(&owner.key) {
            continue;
        }
        told.push(owner.key);
        let same: Vec<_> = words.iter().filter(|other| other.owner.key == owner.key).collect();
        let (text, shown, apex) = (cx.sources.text(owner.span), cx.show(owner), zone.origin_text());
        let rtype = type_name(*rtype);
        let message =
            format!("`{text}` in the first column is read as the owner of this {rtype} record: `{shown}`");
        let mut finding = cx.report_zone(owner.span, message);
        finding.severity(Severity::Warning).owner(shown).kind("word").places(same.len());
        for other in same.iter().skip(1).take(MOST_LABELS) {
            finding.label(other.owner.span, "here, too");
        }
        if text.starts_with(['#', '/']) {
            finding.help("begin the comment with `;`: this line is a record");
            continue;
        }
        finding.note(
            "RFC 1035 section 5.1: a line that begins with a blank has the owner of the line before it",
        );
        let apex = if zone.is_named() { format!("`{apex}`") } else { "the zone's name".to_owned() };
        finding.help(format!("begin the line with a blank, for the owner above, or with `@`, for {apex}"));
    }
}

/// How many places of a finding are labelled.
const MOST_LABELS: usize = 8;

/// Reports aliases of services and pointers to instances at names that no client asks for.
fn check_aliases(cx: &mut Context<'_>) {
    if !cx.zone.is_named() {
        return;
    }
    let browsed = check_browsed(cx);
    // Several pointers of one owner are one mistake.
    let mut counts: HashMap<NameKey, usize> = HashMap::new();
    let aliases = aliases_of_services(cx);
    aliases.iter().for_each(|alias| *counts.entry(alias.owner.key).or_default() += 1);
    for Alias { owner, pair, is_pointer } in aliases {
        let name = cx.name(owner);
        let labels = label_texts(&name);
        let own = labels.len().saturating_sub(cx.zone.apex.name.iter().count());
        // DNS-SD has names of its own, though none with `@`; others may be a step on the way to the service.
        let has = |text: &str| labels.iter().any(|label| label == text);
        let is_browsed = has("_dns-sd") || has("_sub");
        if browsed.contains(&owner.key)
            || is_browsed && !has("\\@")
            || cx.is_led_to(owner.key)
            || at_sign_origin(cx, owner).is_some()
        {
            continue;
        }
        let port = cx.options.services.find(pair[0].as_bytes()).and_then(|service| service.ports.first());
        let (message, right) = match alias_problem(cx, port.copied(), &name, own) {
            Some(OwnerProblem::Repairable { labels, replaced, message }) => {
                (message, repaired(&name, &labels, replaced))
            }
            // A plain name may be a step on the way.
            Some(OwnerProblem::Unclear { message, replaced, .. }) if labels[0].starts_with('_') => {
                let what = message.split(": clients ask").next().unwrap_or_default().to_owned();
                (what, repaired(&name, &pair, replaced.max(1)))
            }
            _ => continue,
        };
        let Some(right) = right else { continue };
        let Some(count) = counts.remove(&owner.key) else { continue };
        let (shown, meant) = (cx.show(owner), cx.show_name(&right));
        let kind = if is_pointer { "PTR" } else { "CNAME" };
        let help = renamed_help(cx, owner, is_pointer, &right);
        cx.report_zone(owner.span, format!("{kind} owner `{shown}` {message}: clients ask for `{meant}`"))
            .owner(shown)
            .kind(kind)
            .places(count)
            .note(FORMAT)
            .help(help);
    }
}

/// Reports owners of DNS-SD pointers at which no client asks for a list, and tells which those are.
fn check_browsed(cx: &mut Context<'_>) -> HashSet<NameKey> {
    let (zone, mut told) = (cx.zone, HashSet::new());
    let mut found = Vec::new();
    for pointer in &zone.browsed {
        let (owner, target) = (cx.name(&pointer.owner), cx.name(&pointer.target));
        let labels = label_texts(&owner);
        let Some(meant) = browsed_owner(&labels, &label_texts(&target)) else { continue };
        // A label `@` is told of first.
        if labels.iter().any(|label| label == "\\@") {
            continue;
        }
        let right = repaired(&owner, &meant.labels, meant.replaced);
        if let Some(right) = right.filter(|_| told.insert(pointer.owner.key)) {
            found.push((&pointer.owner, right, meant.message));
        }
    }
    // Where the owner is written; the lines that inherit it follow.
    let mut places: HashMap<NameKey, Vec<Span>> = HashMap::new();
    for pointer in zone.browsed.iter().filter(|pointer| told.contains(&pointer.owner.key)) {
        places.entry(pointer.owner.key).or_default().push(pointer.owner.span);
    }
    for (owner, right, message) in found {
        let mut spans = places.remove(&owner.key).unwrap_or_default();
        let count = spans.len();
        spans.dedup();
        let (shown, meant, corrected) = (cx.show(owner), cx.show_name(&right), cx.in_style_of(&right, owner));
        let edits = spans.into_iter().map(|span| Edit { span, text: corrected.clone() }).collect();
        cx.report_zone(owner.span, format!("PTR owner `{shown}` {message}: clients ask for `{meant}`"))
            .severity(Severity::Warning)
            .owner(shown)
            .kind("browsed")
            .places(count)
            .note("RFC 6763: services are listed at `_services._dns-sd._udp` (section 9), subtypes have `_sub` before the service (section 7.1)")
            .help(format!("write `{corrected}`"))
            .edits(Applicability::Unsafe, "write the owner as clients ask for it", edits);
    }
    told
}

/// The names that clients ask for.
const FORMAT: &str = "RFC 2782, \"The format of the SRV RR\": `_Service._Proto.Name`";

/// The place of the `$ORIGIN` with a label `@` that an owner has from it.
fn at_sign_origin(cx: &Context<'_>, owner: &NameRef) -> Option<Span> {
    let (origin, place) = cx.zone.origin_of(owner);
    let is_below = owner.is_relative() && origin.name.iter().any(|label| label == b"@");
    place.filter(|_| is_below)
}

fn report_origin(cx: &mut Context<'_>, place: Span, odd: &OddOrigin, count: usize) {
    let sets = if count == 1 { "SRV set" } else { "SRV sets" };
    let has_at_sign = odd.what.starts_with("has `@`");
    let mut finding = cx.report_zone(place, format!("`$ORIGIN` {}: {count} {sets} below it", odd.what));
    finding.kind("origin").places(count);
    if has_at_sign {
        finding.note("RFC 1035 section 5.1: a free-standing `@` denotes the current origin");
    }
    match &odd.meant {
        Some(meant) => {
            let description = if has_at_sign { "cut the `@`" } else { "write the origin that was meant" };
            finding.help(format!("write `$ORIGIN {meant}`")).fix(
                Applicability::Unsafe,
                description,
                place,
                meant.clone(),
            );
        }
        None => _ = finding.help(odd.help),
    }
}

fn report(cx: &mut Context<'_>, set: &SrvSet<'_>, problem: OwnerProblem) {
    let record = set.first();
    match problem {
        OwnerProblem::Repairable { labels, replaced, message } => {
            report_repairable(cx, set, (&labels, replaced), &message);
        }
        OwnerProblem::Unclear { message, known, labels, replaced, help } => {
            let (owner, name) = (cx.show(&record.owner), cx.name(&record.owner));
            // Labels may be added to a part of a zone by what includes it.
            let is_whole = !is_fragment(cx.zone) || is_whole_part(cx, &record.owner);
            if !is_whole || is_cluster_name(&label_texts(&name)) {
                return;
            }
            let meant = repaired_owner(cx, &record.owner, &labels, replaced).filter(|_| !labels.is_empty());
            let is_there = meant.as_ref().is_some_and(|meant| {
                // A zone whose name is not known answers for its own names alone.
                let own = || cx.zone.index().node(NameKey::of(meant)).map(|node| node.types);
                cx.workspace.types_at(meant, cx.zone).or_else(own).is_some_and(|types| types.has(Types::SRV))
            });
            // Of several names none is written, nor one of which it is not certain that it is meant.
            let is_sure = known && !is_there && !message.contains("` or `");
            let edits = match meant.as_ref().filter(|_| is_sure) {
                Some(meant) => owner_edits(set, |owner| Some(cx.in_style_of(meant, owner))),
                None => Vec::new(),
            };
            let written = meant.map(|meant| cx.in_style_of(&meant, &record.owner));
            let help = match written {
                Some(written) if is_there => {
                    let delete = deletion_of_all_in_words(set, "it", cx.sources);
                    format!("{delete}: `{written}` has SRV records already")
                }
                Some(written) => format!("write `{written}`"),
                None => help.to_owned(),
            };
            let others = other_services(cx, set);
            // Where clients find the service, one name too many breaks nothing.
            let mut finding = cx.report(record, record.owner.span, format!("SRV owner `{owner}` {message}"));
            finding
                .severity(if known && !is_there { Severity::Error } else { Severity::Warning })
                .note(FORMAT)
                .help(help)
                .edits(Applicability::Unsafe, "write the owner as clients ask for it", edits);
            for (place, pair) in others {
                finding.label(place, format!("`{pair}` is meant here"));
            }
        }
    }
}

fn is_fragment(zone: &Zone) -> bool {
    zone.soa.is_none()
}

fn report_repairable(
    cx: &mut Context<'_>,
    set: &SrvSet<'_>,
    (labels, replaced): (&[String], usize),
    message: &str,
) {
    let record = set.first();
    let Some(right) = repaired_owner(cx, &record.owner, labels, replaced) else { return };
    let (owner, meant) = (cx.show(&record.owner), cx.show_name(&right));
    let is_grown = message.ends_with(BLANK_MISSING);
    let written = |owner: &NameRef| match is_grown {
        true => with_blank_before_end(cx.zone, &cx.sources.text(owner.span)),
        false => Some(cx.in_style_of(&right, owner)),
    };
    let corrected = written(&record.owner).unwrap_or_else(|| cx.in_style_of(&right, &record.owner));
    let right_key = NameKey::of(&right);
    let is_said = set.iter().all(|(_, srv)| cx.says(right_key, srv));
    let (help, description, edits) = if is_said {
        let (edits, delete) =
            (deletion_of_all(set, cx.sources), deletion_of_all_in_words(set, "it", cx.sources));
        (format!("{delete}: `{corrected}` says the same already"), "delete what is said twice", edits)
    } else {
        let edits = owner_edits(set, written);
        (format!("write `{corrected}`"), "write the owner as clients ask for it", edits)
    };
    // What clients ask for is known of services that are.
    let is_known = labels.iter().any(|label| cx.options.services.find(label.as_bytes()).is_some());
    let asked = match is_known {
        true => format!("clients ask for `{meant}`"),
        false => format!("`{meant}` was meant"),
    };
    let was_appended = record.owner.is_relative() && name_once(cx.zone, cx.workspace, &record.owner).1;
    let message = format!("SRV owner `{owner}` {message}: {asked}");
    // Words that are written in many lines are one slip; each that is misspelt is one of its own.
    let words = label_texts(&cx.name(&record.owner)).into_iter().take(replaced).collect::<Vec<_>>().join(".");
    let mut finding = cx.report(record, record.owner.span, message);
    if was_appended {
        finding.note(APPENDED);
    }
    finding.note(FORMAT).help(help).edits(Applicability::Unsafe, description, edits).one_slip(&words);
}
