//! `occluded-record`: an SRV record that no server ever gives out.

use std::collections::HashSet;

use hickory_proto::rr::{Name, RecordType};

use crate::base::severity::Severity;
use crate::base::span::Span;
use crate::rules::engine::context::Context;
use crate::rules::engine::look::Look;
use crate::rules::facts::hosts_of_children::check_hosts_of_children;
use crate::rules::facts::meant_names::{below_own_name, domain_of_targets, name_of_service};
use crate::rules::facts::no_host::with_a_labels;
use crate::rules::facts::odd_origin::inside;
use crate::rules::facts::owner_problem::meant_owner;
use crate::rules::facts::part_of_zone::has_absolute_names;
use crate::rules::facts::placeholder::is_unfilled;
use crate::rules::facts::repeated_apex::is_own_server;
use crate::rules::facts::service_by_port::service_beside;
use crate::rules::finding::{Applicability, Edit};
use crate::syntax::name::filter::have_common;
use crate::syntax::name::numbering::Numbering;
use crate::syntax::name::{NameKey, absolute_name, display_name, label_texts, relative_to};
use crate::workspace::srv_sets::astray::{Neighbourhood, is_top_level, misspelt_domain};
use crate::zone::index::DNAME;
use crate::zone::service_owner::TRANSPORTS;
use crate::zone::{OriginSource, Record, Zone};

/// The CNAME, DNAME and NS records of a zone by owner: what can hide others.
#[derive(Default)]
struct Hiding<'a> {
    owners: Numbering,
    /// Of each owner the last one.
    records: Vec<&'a Record>,
}

impl<'a> Hiding<'a> {
    fn of(zone: &'a Zone) -> Self {
        let mut hiding = Hiding::default();
        for record in hiding_records(zone) {
            let number = hiding.owners.of(record.owner.key) as usize;
            match hiding.records.get_mut(number) {
                Some(last) => *last = record,
                None => hiding.records.push(record),
            }
        }
        hiding
    }

    fn at(&self, owner: NameKey) -> Option<&'a Record> {
        self.owners.get(owner).map(|number| self.records[number as usize])
    }
}

/// The CNAME, DNAME and NS records of a zone, but for the NS records of its apex. Where the apex is unknown,
/// any name may be it.
fn hiding_records(zone: &Zone) -> impl Iterator<Item = &Record> + Clone {
    let (apex, is_named) = (zone.apex.key(), zone.is_named());
    zone.others().filter(move |record| match record.rtype {
        RecordType::NS => is_named && record.owner.key != apex,
        rtype => rtype == RecordType::CNAME || u16::from(rtype) == DNAME,
    })
}

/// Whether a record may hide an SRV record: its owner is that of one or above it.
pub fn concerns(look: &Look<'_>) -> bool {
    let Look { zone, sets, .. } = look;
    let hiding = hiding_records(zone).map(|record| record.owner.key);
    let owners = sets.sets.iter().map(|set| set.owner);
    // The names above one inside the zone begin below the apex.
    let names = std::iter::once(zone.apex.key()).chain(sets.all_above()).chain(owners);
    let may_be_hidden = !sets.sets.is_empty() && have_common(hiding, zone.others().count(), names);
    may_be_hidden || !zone.out_of_zone.is_empty()
}

pub fn check(cx: &mut Context<'_>) {
    let (apex, hiding) = (cx.zone.apex.key(), Hiding::of(cx.zone));
    if !hiding.records.is_empty() {
        for set in cx.srv_sets() {
            let own = set.summary().owner;
            // The names above one inside the zone begin below the apex, where a DNAME may stand.
            let renames = |record: &&Record| own != apex && u16::from(record.rtype) == DNAME;
            let renamed = || hiding.at(apex).filter(renames);
            let hidden = hidden_by(&hiding, set.above_owner().keys(), own);
            let is_alias = hidden.is_some_and(|cause| cause.rtype == RecordType::CNAME);
            let cause = if is_alias { hidden } else { renamed().or(hidden) };
            // The zone's own NS record without its dot delegates nothing.
            if let Some(cause) = cause.filter(|cause| !is_own_server(cx.zone, cx.workspace, cause)) {
                report(cx, set.first(), cause);
            }
        }
    }
    check_children(cx);
    check_hosts_of_children(cx);
    check_outside(cx);
}

/// SRV records at names that another zone of the run holds: a server that has both gives out the other's.
fn check_children(cx: &mut Context<'_>) {
    for child in cx.children() {
        let apex = child.apex.key();
        let (child_text, path) = (child.origin_text(), cx.sources.file(child.source).path.clone());
        for set in cx.srv_sets() {
            let own = set.summary().owner;
            if own != apex && !set.above_owner().keys().contains(&apex) {
                continue;
            }
            let record = set.first();
            let owner = cx.show(&record.owner);
            let apex_text = &child_text;
            cx.report(
                record,
                record.owner.span,
                format!("SRV record `{owner}` is not served where zone `{apex_text}` is: that zone answers for the name"),
            )
            .severity(Severity::Warning)
            .kind("child")
            .detail(&**apex_text)
            .note(format!("zone `{apex_text}` was read from {path}"))
            .note("RFC 1034 section 4.3.2: a server answers from the zone that is nearest to the name")
            .help(format!("move the record to zone `{apex_text}`, and delegate that here"));
        }
    }
}

/// The record that hides a name, by the keys of the names above it and its own. A DNAME hides what is
/// below it, and not what stands beside it (RFC 6672 section 2.4). A CNAME beside it comes first: for that a server refuses the zone.
fn hidden_by<'a>(hiding: &Hiding<'a>, above: &[NameKey], own: NameKey) -> Option<&'a Record> {
    let beside = hiding.at(own).filter(|record| u16::from(record.rtype) != DNAME);
    let alias = beside.filter(|record| record.rtype == RecordType::CNAME);
    let above =
        || above.iter().filter_map(|key| hiding.at(*key)).find(|record| record.rtype != RecordType::CNAME);
    alias.or_else(above).or(beside)
}

fn report(cx: &mut Context<'_>, record: &Record, cause: &Record) {
    let (owner, place) = (cx.show(&record.owner), cx.show(&cause.owner));
    let (kind, why, label, note, help) = match cause.rtype {
        RecordType::NS => (
            "delegated",
            format!("`{place}` is delegated to other servers"),
            "delegated here",
            "RFC 1034 section 4.3.2: below a zone cut this zone answers with a referral alone",
            "move the record to the zone file of the delegated zone",
        ),
        RecordType::CNAME => (
            "alias",
            format!("`{place}` is an alias"),
            "its CNAME is here",
            "RFC 1034 section 3.6.2: no other data may stand beside a CNAME; BIND refuses the whole zone",
            "remove the CNAME, or the SRV records beside it",
        ),
        _ => (
            "redirected",
            format!("a DNAME at `{place}` redirects every name below it"),
            "the DNAME is here",
            "RFC 6672 section 2.4: nothing may stand below a DNAME",
            "move the record to the DNAME's target",
        ),
    };
    let help = match service_beside(cx, record).filter(|_| kind == "alias") {
        Some(right) => {
            format!("write `{right}` for the owner of the SRV records, or remove them, or the CNAME")
        }
        None => help.to_owned(),
    };
    cx.report(record, record.owner.span, format!("SRV record `{owner}` is never served: {why}"))
        .kind(kind)
        .label(cause.span, label)
        .note(note)
        .help(help);
}

/// SRV records outside the zone, those of one `$ORIGIN`, one owner or one other zone together. A name that was only guessed
/// proves nothing, unless names in the file say the same as the file's name.
fn check_outside(cx: &mut Context<'_>) {
    let zone = cx.zone;
    match zone.origin_source {
        OriginSource::Names | OriginSource::Unknown => return,
        OriginSource::FileName if zone.out_of_zone.is_empty() || !has_absolute_names(cx) => return,
        _ => {}
    }
    let second: Vec<Name> = zone.second_soas.iter().map(|soa| cx.name(soa)).collect();
    let mut last = None;
    let mut by_soa: Vec<Vec<&Record>> = vec![Vec::new(); second.len()];
    let mut by_origin: Vec<(Span, &Record, HashSet<NameKey>)> = Vec::new();
    let (mut owners, mut by_owner) = (Numbering::default(), Vec::<Vec<&Record>>::new());
    for record in &zone.out_of_zone {
        let is_inherited = last.replace(record.owner.span) == Some(record.owner.span);
        let is_of = |soa: &Name| soa.zone_of(&cx.name(&record.owner));
        if let Some(number) = second.iter().rposition(is_of) {
            by_soa[number].push(record);
            continue;
        }
        match zone.origin_of(&record.owner).1.filter(|_| record.owner.is_relative()) {
            Some(_) if is_inherited => {}
            Some(place) => match by_origin.iter_mut().find(|(known, _, _)| *known == place) {
                Some((_, _, owners)) => _ = owners.insert(record.owner.key),
                None => by_origin.push((place, record, HashSet::from([record.owner.key]))),
            },
            None => {
                let number = owners.of(record.owner.key) as usize;
                by_owner.resize_with(by_owner.len().max(number + 1), Vec::new);
                by_owner[number].push(record);
            }
        }
    }
    for (number, records) in by_soa.iter().enumerate() {
        report_second_zone(cx, &second[number], zone.second_soas[number].span, records);
    }
    for records in by_owner {
        report_outside(cx, &records);
    }
    for (place, first, owners) in by_origin {
        report_origin_outside(cx, place, first, owners.len());
    }
}

const OUTSIDE: &str =
    "RFC 1035 section 5.2: a file holds data of its zone alone; BIND ignores such records with a warning";

/// How many places of a finding are labelled: a reader looks at no more.
const MOST_LABELS: usize = 12;

/// The SRV records of another zone that begins in the same file.
fn report_second_zone(cx: &mut Context<'_>, name: &Name, soa: Span, records: &[&Record]) {
    let Some(first) = records.first() else { return };
    let (owner, zone, shown) = (cx.show(&first.owner), cx.zone.origin_text(), cx.show_name(name));
    let sets = match records.len() {
        1 => format!("SRV record `{owner}` is never served"),
        2 => format!("SRV record `{owner}` and another one are never served"),
        count => format!("SRV record `{owner}` and {} others are never served", count - 1),
    };
    let message = format!("{sets}: a second zone, `{shown}`, begins in the file of `{zone}`");
    let mut finding = cx.report(first, first.owner.span, message);
    finding.kind("second zone").places(records.len()).label(soa, "a second zone begins here");
    for other in places(records).into_iter().skip(1).take(MOST_LABELS) {
        finding.label(other, "not served, either");
    }
    finding.note(OUTSIDE);
    finding.help(format!(
        "write the records of `{shown}` into a file of their own, and have the server load that, too"
    ));
}

/// Where the owners of records are written.
fn places(records: &[&Record]) -> Vec<Span> {
    let mut places: Vec<Span> = records.iter().map(|record| record.owner.span).collect();
    places.dedup();
    places
}

/// SRV records of one owner that lies outside the zone.
fn report_outside(cx: &mut Context<'_>, records: &[&Record]) {
    let Some(record) = records.first() else { return };
    let (owner, zone, text) =
        (cx.show(&record.owner), cx.zone.origin_text(), cx.sources.text(record.owner.span));
    let message = outside(cx, &owner, records.len());
    if is_unfilled(text.as_bytes()) {
        let message = message + ": part of its name is not filled in";
        let mut finding = cx.report(record, record.owner.span, message);
        finding.kind("outside").places(records.len()).note(OUTSIDE).help("write the value in its place");
        return;
    }
    // A name that ends in a service and its protocol has nothing that the service would be for.
    let labels = label_texts(&cx.name(&record.owner));
    let is_relative = labels.last().is_some_and(|last| TRANSPORTS.contains(&last.as_str()));
    let plain = text.trim_end_matches('.').to_owned();
    // Whichever name is proposed is one with which nothing is wrong.
    let port = record.srv().filter(|srv| !srv.is_null()).map(|srv| srv.port);
    let own = own_name(cx, port, &plain);
    let ends_in_pair = own.as_ref().filter(|own| {
        let last = own.rsplit('.').next().unwrap_or_default();
        is_relative || TRANSPORTS.contains(&last)
    });
    let accepted = |meant: Name| {
        let own = relative_to(&meant, &cx.zone.apex.name);
        meant_owner(cx, port, &own).map(|meant| display_name(&meant))
    };
    let meant = names_in_zone(cx, &cx.name(&record.owner), &plain).find_map(accepted);
    let meant = meant.or_else(|| ends_in_pair.cloned());
    // A label that is no top-level domain may be a name of this zone.
    let may_be_own = labels.last().is_some_and(|last| !is_top_level(last));
    let domain = domain_of_targets(cx, records).filter(|_| is_relative);
    let help = match (&domain, &meant) {
        (Some(domain), _) => {
            let name = format!("{plain}.{}", relative_to(domain, &cx.zone.apex.name));
            let (domain, zone) = (cx.show_name(domain), &zone);
            format!(
                "write `{name}` if the service is of `{domain}`, as its targets are, or `{plain}` if it is of `{zone}`"
            )
        }
        (None, Some(meant)) => format!("write `{meant}`"),
        (None, None) if may_be_own => match &own {
            Some(own) => format!(
                "write `{own}` if it is a name of this zone, or move the record to the zone that holds it"
            ),
            None => "write a name of this zone, or move the record to the zone that holds it".to_owned(),
        },
        (None, None) => format!("move the record to the zone that holds `{owner}`"),
    };
    let places = places(records);
    let mut finding = cx.report(record, record.owner.span, message);
    for other in places.iter().skip(1).take(MOST_LABELS) {
        finding.label(*other, "the same owner");
    }
    finding.kind("outside").places(records.len()).note(OUTSIDE).help(help);
    if let (None, Some(meant)) = (domain, meant) {
        let edit = |span: &Span| Edit { span: *span, text: meant.clone() };
        let edits = places.iter().map(edit).collect();
        finding.edits(Applicability::Unsafe, "write the owner below the zone's name", edits);
    }
}

/// The name in the zone that a text was meant for, relative to the zone's.
fn own_name(cx: &Context<'_>, port: Option<u16>, text: &str) -> Option<String> {
    let own = meant_owner(cx, port, text).or_else(|| name_of_service(cx, text));
    own.map(|own| relative_to(&own, &cx.zone.apex.name))
}

/// That so many records of one owner lie outside the zone.
fn outside(cx: &Context<'_>, owner: &str, count: usize) -> String {
    let zone = cx.zone.origin_text();
    match count {
        1 => format!("SRV record `{owner}` is never served: it lies outside zone `{zone}`"),
        _ => format!("{count} SRV records of `{owner}` are never served: they lie outside zone `{zone}`"),
    }
}

fn report_origin_outside(cx: &mut Context<'_>, place: Span, first: &Record, count: usize) {
    let (origin, zone) = (cx.zone.origin_of(&first.owner).0.name.clone(), cx.zone.origin_text());
    let (shown, owner) = (cx.show_name(&origin), cx.show(&first.owner));
    // A relative one was meant below the zone's name, which another `$ORIGIN` has taken away.
    let text = cx.sources.text(place);
    let below_zone = (!text.ends_with('.') && text != "@").then(|| format!("{text}.{zone}"));
    let (inside, why) = inside(cx.sources.bytes(place), &cx.zone.apex.name);
    let near = misspelt_zone(cx, &origin).map(|meant| display_name(&meant)).or(below_zone);
    let meant = inside.or(near.filter(|_| why.is_none()));
    let sets = match count {
        1 => format!("SRV record `{owner}` is never served"),
        2 => format!("SRV record `{owner}` and that of another owner are never served"),
        _ => format!("SRV record `{owner}` and those of {} other owners are never served", count - 1),
    };
    // One label that is no top-level domain may have a dot too many.
    let is_one_label = origin.iter().count() == 1 && !is_top_level(text.trim_end_matches('.'));
    let help = match &meant {
        Some(meant) => format!("write `$ORIGIN {meant}`"),
        None if why.is_some() => format!("write a name of this zone: `{text}` {}", why.unwrap_or_default()),
        None if is_one_label => format!(
            "write `$ORIGIN {text}{zone}` if it is a name of this zone, or move the records to the zone that holds `{shown}`"
        ),
        None => {
            format!("move the records to the zone that holds `{shown}`, or write an origin below `{zone}`")
        }
    };
    if origin.zone_of(&cx.zone.apex.name) {
        // The origin is that of the zone's own name, too, as servers write files: the owners are wrong.
        let text = cx.sources.text(first.owner.span);
        let (span, they_lie) = (first.owner.span, if count == 1 { "it lies" } else { "they lie" });
        let mut finding = cx.report(first, span, format!("{sets}: {they_lie} outside zone `{zone}`"));
        finding.kind("outside").label(place, format!("`$ORIGIN {shown}` was set here")).note(OUTSIDE);
        finding.places(count).help(format!("write `{text}.{zone}`, or an origin below `{zone}` above it"));
        return;
    }
    let mut finding =
        cx.report(first, place, format!("{sets}: `$ORIGIN {shown}` lies outside zone `{zone}`"));
    finding.kind("outside").label(first.owner.span, "the first of them").note(OUTSIDE).help(help);
    finding.places(count);
    if let Some(meant) = meant {
        finding.fix(Applicability::Unsafe, "write the zone's own name", place, meant);
    }
}

/// The names in the zone that may be meant by one outside it, which is written as `plain`, without its final dot.
fn names_in_zone(cx: &Context<'_>, name: &Name, plain: &str) -> impl Iterator<Item = Name> {
    let absolute = |text: String| absolute_name(&text).ok().filter(|name| cx.zone.apex.name.zone_of(name));
    let with_dot = Neighbourhood::of(cx.zone).with_inner_dot(plain).and_then(absolute);
    let in_letters = with_a_labels(plain).and_then(absolute);
    [misspelt_zone(cx, name), in_letters, below_own_name(cx, name), with_dot].into_iter().flatten()
}

/// `name` with the zone's own name in place of one that is misspelt.
fn misspelt_zone(cx: &Context<'_>, name: &Name) -> Option<Name> {
    let (text, apex) = (display_name(name), cx.zone.origin_text().to_ascii_lowercase());
    let domain = misspelt_domain(text.trim_end_matches('.'), apex.trim_end_matches('.'))?;
    absolute_name(&format!("{}{apex}", &text[..text.len() - 1 - domain.len()])).ok()
}
