//! `occluded-record`: an SRV record that no server ever gives out.

use hickory_proto::rr::{Name, RecordType};

use crate::base::severity::Severity;
use crate::base::span::Span;
use crate::rules::engine::context::Context;
use crate::rules::engine::look::Look;
use crate::rules::finding::Applicability;
use crate::syntax::name::filter::have_common;
use crate::syntax::name::numbering::Numbering;
use crate::syntax::name::{NameKey, absolute_name, display_name, label_texts};
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
            let renamed = hiding.at(apex).filter(renames);
            if let Some(cause) = renamed.or_else(|| hidden_by(&hiding, set.above_owner().keys(), own)) {
                report(cx, set.first(), cause);
            }
        }
    }
    check_children(cx);
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
/// below it, and not what stands beside it (RFC 6672 section 2.4).
fn hidden_by<'a>(hiding: &Hiding<'a>, above: &[NameKey], own: NameKey) -> Option<&'a Record> {
    let above =
        above.iter().filter_map(|key| hiding.at(*key)).find(|record| record.rtype != RecordType::CNAME);
    above.or_else(|| hiding.at(own).filter(|record| u16::from(record.rtype) != DNAME))
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
    cx.report(record, record.owner.span, format!("SRV record `{owner}` is never served: {why}"))
        .kind(kind)
        .label(cause.span, label)
        .note(note)
        .help(help);
}

/// SRV records outside the zone, those of one `$ORIGIN` together. A name that was only guessed proves nothing.
fn check_outside(cx: &mut Context<'_>) {
    if matches!(cx.zone.origin_source, OriginSource::FileName | OriginSource::Unknown) {
        return;
    }
    let mut last = None;
    let mut by_origin: Vec<(Span, &Record, usize)> = Vec::new();
    for record in &cx.zone.out_of_zone {
        if last == Some(record.owner.span) {
            continue;
        }
        last = Some(record.owner.span);
        match cx.zone.origin_of(&record.owner).1.filter(|_| record.owner.is_relative()) {
            Some(place) => match by_origin.iter_mut().find(|(known, _, _)| *known == place) {
                Some((_, _, count)) => *count += 1,
                None => by_origin.push((place, record, 1)),
            },
            None => report_outside(cx, record),
        }
    }
    for (place, first, count) in by_origin {
        report_origin_outside(cx, place, first, count);
    }
}

const OUTSIDE: &str =
    "RFC 1035 section 5.2: a file holds data of its zone alone; BIND ignores such records with a warning";

fn report_outside(cx: &mut Context<'_>, record: &Record) {
    let (owner, zone, text) =
        (cx.show(&record.owner), cx.zone.origin_text(), cx.sources.text(record.owner.span));
    // A name that ends in a service and its protocol has nothing that the service would be for.
    let labels = label_texts(&cx.name(&record.owner));
    let is_relative = labels.last().is_some_and(|last| TRANSPORTS.contains(&last.as_str()));
    let plain = text.trim_end_matches('.').to_owned();
    let misspelt = misspelt_zone(cx, &cx.name(&record.owner)).map(|meant| display_name(&meant));
    let with_dot = || Neighbourhood::of(cx.zone).with_inner_dot(&plain);
    let meant = misspelt.or_else(with_dot).or_else(|| is_relative.then(|| plain.clone()));
    // A label that is no top-level domain may be a name of this zone.
    let may_be_own = labels.last().is_some_and(|last| !is_top_level(last));
    let help = match &meant {
        Some(meant) => format!("write `{meant}`"),
        None if may_be_own => {
            format!(
                "write `{plain}` if it is a name of this zone, or move the record to the zone that holds it"
            )
        }
        None => format!("move the record to the zone that holds `{owner}`"),
    };
    let mut finding = cx.report(
        record,
        record.owner.span,
        format!("SRV record `{owner}` is never served: it lies outside zone `{zone}`"),
    );
    finding.kind("outside").note(OUTSIDE).help(help);
    if let Some(meant) = meant {
        finding.fix(Applicability::Unsafe, "write the owner below the zone's name", record.owner.span, meant);
    }
}

fn report_origin_outside(cx: &mut Context<'_>, place: Span, first: &Record, count: usize) {
    let (origin, zone) = (cx.zone.origin_of(&first.owner).0.name.clone(), cx.zone.origin_text());
    let (shown, owner) = (cx.show_name(&origin), cx.show(&first.owner));
    // A relative one was meant below the zone's name, which another `$ORIGIN` has taken away.
    let text = cx.sources.text(place);
    let below_zone = (!text.ends_with('.') && text != "@").then(|| format!("{text}.{zone}"));
    let meant = misspelt_zone(cx, &origin).map(|meant| display_name(&meant)).or(below_zone);
    let sets = match count {
        1 => format!("SRV record `{owner}` is never served"),
        2 => format!("SRV record `{owner}` and that of another owner are never served"),
        _ => format!("SRV record `{owner}` and those of {} other owners are never served", count - 1),
    };
    let help = match &meant {
        Some(meant) => format!("write `$ORIGIN {meant}`"),
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
        finding.help(format!("write `{text}.{zone}`, or an origin below `{zone}` above it"));
        return;
    }
    let mut finding =
        cx.report(first, place, format!("{sets}: `$ORIGIN {shown}` lies outside zone `{zone}`"));
    finding.kind("outside").label(first.owner.span, "the first of them").note(OUTSIDE).help(help);
    if let Some(meant) = meant {
        finding.fix(Applicability::Unsafe, "write the zone's own name", place, meant);
    }
}

/// `name` with the zone's own name in place of one that is misspelt.
fn misspelt_zone(cx: &Context<'_>, name: &Name) -> Option<Name> {
    let (text, apex) = (display_name(name), cx.zone.origin_text().to_ascii_lowercase());
    let domain = misspelt_domain(text.trim_end_matches('.'), apex.trim_end_matches('.'))?;
    absolute_name(&format!("{}{apex}", &text[..text.len() - 1 - domain.len()])).ok()
}
