//! SRV records that stand one label beside the name that a NAPTR record leads to, and that nothing else leads to: they were
//! meant there.

use std::collections::HashMap;

use hickory_proto::rr::Name;

use crate::base::span::Span;
use crate::rules::engine::context::Context;
use crate::rules::engine::srv_set::{ByName, SrvSet};
use crate::rules::facts::edits::owner_edits;
use crate::rules::facts::replacement::{ASKS_FOR_SRV, where_records_are};
use crate::rules::finding::{Applicability, Edit};
use crate::syntax::name::NameKey;
use crate::zone::{NameRef, Naptr, Record, Srv};

/// The owners of a zone's SRV record sets, and the same less one of the labels behind the protocol: of such a name the set, unless
/// it is that of several.
pub struct Owners<'a> {
    sets: ByName<'a>,
    shorter: HashMap<NameKey, Option<SrvSet<'a>>>,
}

/// What was meant for a name.
enum Shifted<'a> {
    /// All records of a set.
    Set(SrvSet<'a>),
    /// One of a set, whose host that name is of.
    Record(&'a Record),
}

impl<'a> Owners<'a> {
    /// Those of the zone that is checked.
    pub fn of(cx: &Context<'a>) -> Self {
        let mut owners = Self { sets: ByName::default(), shorter: HashMap::new() };
        for set in cx.srv_sets().filter(|set| !set.is_null() && set.summary().service.is_some()) {
            let owner = set.first().owner;
            owners.sets.insert(owner.key, set);
            for (name, _) in shorter(cx, &cx.name(&owner)) {
                owners
                    .shorter
                    .entry(NameKey::of(&name))
                    .and_modify(|known| *known = None)
                    .or_insert(Some(set));
            }
        }
        owners
    }

    /// What was meant for a name without records, if it is one thing.
    fn shifted(&self, cx: &Context<'a>, name: &Name) -> Option<Shifted<'a>> {
        let (mut found, base) = (Vec::new(), name.trim_to(name.iter().count().saturating_sub(PAIR)));
        let is_free = |set: &SrvSet<'_>| {
            let owner = set.first().owner;
            let owner_base = cx.name(&owner).trim_to(cx.name(&owner).iter().count().saturating_sub(PAIR));
            let types = cx.workspace.types_at(&owner_base, cx.zone);
            !cx.is_led_to(owner.key) && types.is_none_or(|types| types.is_empty())
        };
        let is_of_base = |srv: &Srv| srv.target.key == NameKey::of(&base);
        for (shorter, is_first) in shorter(cx, name) {
            let Some(set) = self.sets.get(&NameKey::of(&shorter)).copied() else { continue };
            if is_free(&set) {
                found.push(Shifted::Set(set));
            } else if is_first && set.iter().any(|(_, srv)| !is_of_base(srv)) {
                let own = set.iter().filter(|(_, srv)| is_of_base(srv));
                found.extend(own.map(|(record, _)| Shifted::Record(record)));
            }
        }
        let longer = self.shorter.get(&NameKey::of(name)).copied().flatten();
        found.extend(longer.filter(is_free).map(Shifted::Set));
        if found.len() == 1 { found.pop() } else { None }
    }
}

/// Reports a NAPTR record whose replacement is a name without SRV records.
pub fn report_without_records<'a>(
    cx: &mut Context<'a>,
    (record, naptr): (&Record, &Naptr),
    replacement: &Name,
    owners: &Owners<'a>,
) {
    let shifted = owners.shifted(cx, replacement);
    let (help, edits) = match &shifted {
        Some(shifted) => (shifted.help(cx, replacement), shifted.edits(cx, replacement)),
        None => (where_records_are(cx, record, naptr, replacement), Vec::new()),
    };
    let shown = cx.show(&naptr.replacement);
    let message = format!("NAPTR leads to `{shown}`, where there is no SRV record");
    let mut finding = cx.report(record, naptr.replacement.span, message);
    finding.kind(format!("no record {shown}")).note(ASKS_FOR_SRV).help(help);
    if let Some((place, what)) = shifted.map(|shifted| shifted.label()) {
        finding.label(place, what);
    }
    finding.edits(Applicability::Unsafe, "write the owner that the NAPTR record leads to", edits);
}

/// The labels of a service and its protocol.
const PAIR: usize = 2;

/// A name less each of the labels between its protocol and the zone's name, and whether that is the first one.
fn shorter(cx: &Context<'_>, name: &Name) -> Vec<(Name, bool)> {
    let labels: Vec<&[u8]> = name.iter().collect();
    let own = labels.len().saturating_sub(cx.zone.apex.name.iter().count());
    if !cx.zone.apex.name.zone_of(name) {
        return Vec::new();
    }
    let without = |at: usize| {
        let rest = labels.iter().enumerate().filter(|(number, _)| *number != at).map(|(_, label)| *label);
        let mut name = Name::from_labels(rest).ok()?;
        name.set_fqdn(true);
        Some((name, at == PAIR))
    };
    (PAIR..own).filter_map(without).collect()
}

impl Shifted<'_> {
    /// What helps: to write the name that is meant for the owner.
    fn help(&self, cx: &Context<'_>, name: &Name) -> String {
        match self {
            Shifted::Set(set) => {
                let (count, owner) = (set.numbers().len(), &set.first().owner);
                let records = if count == 1 { "record".to_owned() } else { format!("{count} records") };
                let written = cx.in_style_of(name, owner);
                format!("write `{written}` for the owner of the {records} at `{}`", cx.show(owner))
            }
            Shifted::Record(record) => format!(
                "write `{}` for the owner of the labelled record, if it is meant for those who ask there",
                cx.in_style_of(name, &record.owner)
            ),
        }
    }

    /// The places of the correction, and what is written there.
    fn edits(&self, cx: &Context<'_>, name: &Name) -> Vec<Edit> {
        match self {
            Shifted::Set(set) => owner_edits(set, |owner: &NameRef| Some(cx.in_style_of(name, owner))),
            Shifted::Record(_) => Vec::new(),
        }
    }

    /// Where it is, and what.
    fn label(&self) -> (Span, &'static str) {
        match self {
            Shifted::Set(set) => (set.first().owner.span, "nothing leads to its records"),
            Shifted::Record(record) => (record.span, "this record names the host"),
        }
    }
}
