//! The names that SRV sets with a mistake in their owners were meant for: who misses one need not say so again. Does not know
//! how the mistakes are reported.

use std::collections::HashSet;

use hickory_proto::rr::Name;

use crate::rules::engine::context::Context;
use crate::rules::engine::srv_set::SrvSet;
use crate::rules::facts::odd_labels::OwnerProblem;
use crate::rules::facts::owner_labels::repaired;
use crate::rules::facts::owner_problem::owner_problem;
use crate::rules::facts::trailing_dot::{MisplacedOwner, misplaced, said_once};
use crate::syntax::name::NameKey;
use crate::zone::NameRef;
use crate::zone::service_owner::{below, pair};

/// The names that were meant by owners that are written wrongly, as far as that is clear.
pub fn meant_names(cx: &Context<'_>) -> HashSet<NameKey> {
    let sets = cx.srv_sets().filter(|set| !set.is_null());
    let by_labels = sets.filter_map(|set| meant_by_labels(cx, &set).or_else(|| meant_by_spelling(cx, &set)));
    let by_protocol = cx.srv_sets().flat_map(|set| meant_by_protocol(cx, &set));
    let by_age = cx.srv_sets().filter_map(|set| meant_by_age(cx, &set));
    let others = by_labels.chain(by_protocol).chain(by_age).map(|name| NameKey::of(&name));
    meant_by_dots(cx).into_iter().chain(others).collect()
}

/// The names that were meant by owners whose dots are wrong.
pub fn meant_by_dots(cx: &Context<'_>) -> HashSet<NameKey> {
    let by_dots = cx.misplaced_owners().filter_map(|record| {
        let (MisplacedOwner::Repeats(meant)
        | MisplacedOwner::Doubled(meant)
        | MisplacedOwner::OtherZone(meant)
        | MisplacedOwner::OtherDomain(meant)) = misplaced(cx.zone, cx.workspace, record)?;
        Some(meant)
    });
    by_dots.map(|name| NameKey::of(&name)).collect()
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

/// The name of the known service that a set's is one letter away from.
fn meant_by_spelling(cx: &Context<'_>, set: &SrvSet<'_>) -> Option<Name> {
    set.summary().service.filter(|labels| labels.number.is_none())?;
    let (record, srv) = set.iter().next()?;
    let pair = pair(cx.zone, &record.owner, cx.sources)?;
    let name = String::from_utf8_lossy(&pair.service[1..]).to_ascii_lowercase();
    let near = cx.options.services.near(&name, srv.port);
    below(&format!("_{}.{}", near.first()?.name, pair.protocol), &pair.base(&cx.name(&record.owner)))
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
    let (instead, owner) = (&service.obsolete.as_ref()?.instead, &set.first().owner);
    let pair = pair(cx.zone, owner, cx.sources)?;
    below(&format!("_{instead}.{}", pair.protocol), &pair.base(&cx.name(owner)))
}
