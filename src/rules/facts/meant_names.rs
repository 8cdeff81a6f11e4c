//! The names that SRV sets with a mistake in their owners were meant for: who misses one need not say so again. Does not know
//! how the mistakes are reported.

use std::collections::HashSet;

use hickory_proto::rr::Name;

use crate::rules::engine::context::Context;
use crate::rules::engine::srv_set::SrvSet;
use crate::rules::facts::odd_labels::OwnerProblem;
use crate::rules::facts::owner_labels::repaired;
use crate::rules::facts::owner_problem::owner_problem;
use crate::rules::facts::service_at::is_condemned;
use crate::rules::facts::trailing_dot::{meant_absolute, misplaced, name_once, repeats, said_once};
use crate::syntax::name::{NameKey, label_texts};
use crate::zone::service_owner::{below, pair};
use crate::zone::{NameRef, Record};

/// The names that were meant by owners that are written wrongly, as far as that is clear.
pub fn meant_names(cx: &Context<'_>) -> HashSet<NameKey> {
    let sets = cx.srv_sets().filter(|set| !set.is_null());
    let by_labels = sets.filter_map(|set| {
        let supposed = || supposed_by_labels(cx, &set).or_else(|| meant_by_spelling(cx, &set));
        meant_by_labels(cx, &set).or_else(supposed)
    });
    let by_protocol = cx.srv_sets().flat_map(|set| meant_by_protocol(cx, &set));
    let by_age = cx.srv_sets().filter_map(|set| meant_by_age(cx, &set));
    let others = by_labels.chain(by_protocol).chain(by_age).map(|name| NameKey::of(&name));
    meant_by_dots(cx).into_iter().chain(others).collect()
}

/// What becomes of an owner of which another rule says that it is a slip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Slip {
    /// It is to be written so.
    Renamed(Name),
    /// Its records are to be deleted: they stand at this name already, if it is known.
    Deleted(Option<Name>),
    /// It is to be written in another way.
    Unclear,
}

impl Slip {
    /// The name that is meant, if it is known.
    pub fn meant(&self) -> Option<&Name> {
        match self {
            Slip::Renamed(name) => Some(name),
            Slip::Deleted(name) => name.as_ref(),
            Slip::Unclear => None,
        }
    }
}

/// What becomes of the owner of a set, if a rule that runs says that it is a slip: others speak of the name that is meant.
pub fn slip(cx: &Context<'_>, set: &SrvSet<'_>) -> Option<Slip> {
    let owner = &set.first().owner;
    let is_selected = |rule: &str| cx.options.levels.is_selected(rule);
    let is_said = |name: &Name| set.iter().all(|(_, srv)| cx.says(NameKey::of(name), srv));
    let named = |name: Name| match is_said(&name) {
        true => Slip::Deleted(Some(name)),
        false => Slip::Renamed(name),
    };
    match owner_problem(cx, set).filter(|_| is_selected("malformed-owner")) {
        Some(OwnerProblem::Repairable { labels, replaced, .. }) => {
            return repaired_owner(cx, owner, &labels, replaced).map(named);
        }
        Some(OwnerProblem::Unclear { labels, .. }) if labels.is_empty() => return Some(Slip::Unclear),
        Some(OwnerProblem::Unclear { labels, replaced, .. }) => {
            let meant = repaired_owner(cx, owner, &labels, replaced)?;
            let is_there = cx.offers(NameKey::of(&meant));
            return Some(if is_there { Slip::Deleted(Some(meant)) } else { Slip::Renamed(meant) });
        }
        None => {}
    }
    if is_condemned(cx, set) {
        return Some(Slip::Deleted(None));
    }
    let record = cx.misplaced_owner_of(set).filter(|_| is_selected("missing-trailing-dot"))?;
    meant_by_dot(cx, record).map(named)
}

/// The name that was meant by an owner whose dots are wrong.
fn meant_by_dot(cx: &Context<'_>, record: &Record) -> Option<Name> {
    misplaced(cx.zone, cx.workspace, record).map(|misplaced| misplaced.meant().clone())
}

/// An owner for people: with the zone's name once where it stands in it twice, as `missing-trailing-dot` says.
pub fn shown_once(cx: &Context<'_>, owner: &NameRef) -> String {
    match name_once(cx.zone, cx.workspace, owner) {
        (name, true) => cx.show_name(&name),
        _ => cx.show(owner),
    }
}

/// The owners that stand at the wrong name for want of a dot and have wrong labels as well: the correction of these writes the zone's name once, too.
pub fn misplaced_with_wrong_labels(cx: &Context<'_>) -> HashSet<NameKey> {
    let misplaced: HashSet<NameKey> = cx.misplaced_owners().map(|record| record.owner.key).collect();
    if misplaced.is_empty() || !cx.options.levels.is_selected("malformed-owner") {
        return HashSet::new();
    }
    let is_repaired =
        |set: &SrvSet<'_>| matches!(owner_problem(cx, set), Some(OwnerProblem::Repairable { .. }));
    let sets = cx.srv_sets().filter(|set| misplaced.contains(&set.summary().owner));
    sets.filter(is_repaired).map(|set| set.summary().owner).collect()
}

/// The names that were meant by owners whose dots are wrong.
pub fn meant_by_dots(cx: &Context<'_>) -> HashSet<NameKey> {
    cx.misplaced_owners()
        .filter_map(|record| meant_by_dot(cx, record))
        .map(|name| NameKey::of(&name))
        .collect()
}

/// The name that an owner means with `labels` in place of its first ones: also where the zone's name stands in it twice.
pub fn repaired_owner(cx: &Context<'_>, owner: &NameRef, labels: &[String], replaced: usize) -> Option<Name> {
    let repaired = repaired(&cx.name(owner), labels, replaced)?;
    Some(said_once(cx.zone, cx.workspace, owner, &repaired).unwrap_or(repaired))
}

/// The name that the owner of a set means whose labels are wrong, if it is clear.
pub fn meant_by_labels(cx: &Context<'_>, set: &SrvSet<'_>) -> Option<Name> {
    match owner_problem(cx, set)? {
        OwnerProblem::Repairable { labels, replaced, .. } => {
            repaired_owner(cx, &set.first().owner, &labels, replaced)
        }
        OwnerProblem::Unclear { .. } => None,
    }
}

/// The name that the owner of a set may mean whose labels are wrong, where that is a guess.
fn supposed_by_labels(cx: &Context<'_>, set: &SrvSet<'_>) -> Option<Name> {
    match owner_problem(cx, set)? {
        OwnerProblem::Unclear { labels, replaced, .. } if !labels.is_empty() => {
            repaired_owner(cx, &set.first().owner, &labels, replaced)
        }
        _ => None,
    }
}

/// The name of the known service that a set's is one letter away from.
fn meant_by_spelling(cx: &Context<'_>, set: &SrvSet<'_>) -> Option<Name> {
    set.summary().service.filter(|labels| labels.number.is_none())?;
    let (record, srv) = set.iter().next()?;
    let pair = pair(cx.zone, &record.owner, cx.sources)?;
    let name = String::from_utf8_lossy(&pair.service[1..]).to_ascii_lowercase();
    let near = cx.options.services.near(&name, srv.port);
    below(&format!("_{}.{}", near.first()?.name, pair.protocol), &pair.base(&cx.name(&record.owner)))
}

/// The name at which clients ask for the known service that a text is.
pub fn name_of_service(cx: &Context<'_>, text: &str) -> Option<Name> {
    let service = cx.options.services.find(text.as_bytes()).filter(|_| text.starts_with('_'))?;
    below(&format!("{text}._{}", service.first_protocol()), &cx.zone.apex.name)
}

/// The names that clients ask for in place of that of a known service under a transport that it does not use.
fn meant_by_protocol(cx: &Context<'_>, set: &SrvSet<'_>) -> Vec<Name> {
    let odd =
        set.service().filter(|(service, labels)| !set.is_null() && !service.has_protocol(labels.transport()));
    let (Some((service, _)), owner) = (odd, &set.first().owner) else { return Vec::new() };
    let Some(pair) = pair(cx.zone, owner, cx.sources) else { return Vec::new() };
    let base = pair.base(&cx.name(owner));
    let name = |protocol: &String| below(&format!("_{}._{protocol}", service.name), &base);
    service.protocols.iter().filter_map(name).collect()
}

/// The name that clients ask for today in place of that of an obsolete service.
fn meant_by_age(cx: &Context<'_>, set: &SrvSet<'_>) -> Option<Name> {
    let (service, _) = set.service().filter(|_| !set.is_null())?;
    let (obsolete, owner) = (service.obsolete.as_ref()?, &set.first().owner);
    let instead = cx.options.services.current(obsolete, set.summary().port);
    let pair = pair(cx.zone, owner, cx.sources)?;
    below(&format!("_{instead}.{}", pair.protocol), &pair.base(&cx.name(owner)))
}

/// The name below the zone's that all targets of records lie right below, and nothing else.
pub fn domain_of_targets(cx: &Context<'_>, records: &[&Record]) -> Option<Name> {
    let apex = &cx.zone.apex.name;
    let mut domains = records.iter().map(|record| {
        let target = &record.srv()?.target;
        let meant = meant_absolute(cx.zone, cx.workspace, target);
        let meant = meant.filter(|meant| repeats(cx.zone, target, meant).is_some());
        Some(meant.unwrap_or_else(|| cx.name(target)).base_name())
    });
    let first = domains.next()??;
    let is_below = apex.zone_of(&first) && first != *apex;
    (is_below && domains.all(|domain| domain.as_ref() == Some(&first))).then_some(first)
}

/// `name` with the zone's own name in place of one that manuals write for the reader's (RFC 2606), if the zone's is none of them.
pub fn below_own_name(cx: &Context<'_>, name: &Name) -> Option<Name> {
    let count_of_manual = |name: &Name| match &label_texts(name)[..] {
        [.., second, top] if second == "example" && ["com", "net", "org"].contains(&top.as_str()) => Some(2),
        [.., top] if top == "example" => Some(1),
        _ => None,
    };
    let has_own = cx.zone.apex.is_hostname() && count_of_manual(&cx.zone.apex.name).is_none();
    let count = count_of_manual(name).filter(|_| has_own)?;
    let labels: Vec<&[u8]> = name.iter().collect();
    let own = Name::from_labels(labels[..labels.len() - count].iter().copied()).ok()?;
    own.append_domain(&cx.zone.apex.name).ok()
}
