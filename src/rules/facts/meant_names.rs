//! The names that SRV sets with a mistake in their owners were meant for: who misses one need not say so again. Does not know
//! how the mistakes are reported.

use std::collections::HashSet;

use hickory_proto::rr::Name;

use crate::rules::engine::context::Context;
use crate::rules::engine::srv_set::SrvSet;
use crate::rules::facts::odd_labels::OwnerProblem;
use crate::rules::facts::owner_labels::repaired;
use crate::rules::facts::owner_problem::owner_problem;
use crate::rules::facts::trailing_dot::{MisplacedOwner, misplaced};
use crate::syntax::name::NameKey;
use crate::zone::service_owner::{below, pair};

/// The names that were meant by owners that are written wrongly, as far as that is clear.
pub fn meant_names(cx: &Context<'_>) -> HashSet<NameKey> {
    let by_dots = cx.misplaced_owners().filter_map(|record| {
        let (MisplacedOwner::Repeats(meant)
        | MisplacedOwner::Doubled(meant)
        | MisplacedOwner::OtherZone(meant)
        | MisplacedOwner::OtherDomain(meant)) = misplaced(cx.zone, cx.workspace, record)?;
        Some(meant)
    });
    let sets = cx.srv_sets().filter(|set| !set.is_null());
    let by_labels = sets.filter_map(|set| meant_by_labels(cx, &set).or_else(|| meant_by_spelling(cx, &set)));
    by_dots.chain(by_labels).map(|name| NameKey::of(&name)).collect()
}

fn meant_by_labels(cx: &Context<'_>, set: &SrvSet<'_>) -> Option<Name> {
    match owner_problem(cx, set)? {
        OwnerProblem::Repairable { labels, replaced, .. } => {
            repaired(&cx.name(&set.first().owner), &labels, replaced)
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
