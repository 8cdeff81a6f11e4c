//! `ttl-mismatch`: records of one set with different TTLs, which each server treats in its own way.

use std::collections::BTreeSet;

use crate::rules::engine::context::Context;
use crate::rules::engine::look::Look;
use crate::rules::engine::srv_set::SrvSet;
use crate::rules::facts::meant_names::shown_once;
use crate::rules::finding::{Applicability, Edit};
use crate::zone::{Record, Ttl, TtlSource};

/// How many other TTLs are labelled.
const MOST_LABELS: usize = 3;

pub fn concerns(look: &Look<'_>) -> bool {
    look.has_set(may_differ)
}

/// Whether records of the set may have different TTLs.
fn may_differ(set: &SrvSet<'_>) -> bool {
    set.summary().ttls.is_none_or(|(low, high)| low != high)
}

pub fn check(cx: &mut Context<'_>) {
    let zone = cx.zone;
    for set in cx.srv_sets().filter(may_differ) {
        let first = set.first();
        let seconds = |record: &Record| zone.ttl(record).map(|ttl| ttl.seconds);
        let differs = |record: &Record| seconds(record) != seconds(first);
        if let Some((other, _)) = set.iter().find(|(record, _)| differs(record))
            && let (Some(first_ttl), Some(other_ttl)) = (zone.ttl(first), zone.ttl(other))
        {
            report(cx, &set, (first, first_ttl), (other, other_ttl));
        }
    }
}

fn report(cx: &mut Context<'_>, set: &SrvSet<'_>, first: (&Record, Ttl), other: (&Record, Ttl)) {
    let stated = |ttl: Ttl| ttl.source == TtlSource::Record;
    let (record, at) = if !stated(other.1) && stated(first.1) { first } else { other };
    let ttls: Vec<Ttl> = set.iter().filter_map(|(record, _)| cx.zone.ttl(record)).collect();
    let different: BTreeSet<u32> = ttls.iter().map(|ttl| ttl.seconds).collect();
    let (lowest, highest) = (different.first().copied().unwrap_or(0), different.last().copied().unwrap_or(0));
    let list: Vec<String> = different.iter().map(u32::to_string).collect();
    let which = match list.as_slice() {
        [one, two] => format!("TTLs {one} and {two}"),
        [one, two, three] => format!("TTLs {one}, {two} and {three}"),
        list => format!("{} TTLs, from {lowest} to {highest}", list.len()),
    };
    let last = ttls.last().map_or(lowest, |ttl| ttl.seconds);
    let others = format!("Knot {last}, the last; NSD each record with its own");
    let served = match served_by_bind(cx, set) {
        Some((ttl, true)) => format!("BIND serves {ttl}, the first, with a warning; {others}"),
        Some((ttl, false)) if ttl == last => {
            format!(
                "BIND serves {last}, the last, and says nothing; Knot {last} too; NSD each record with its own"
            )
        }
        Some((ttl, false)) => format!("BIND serves {ttl}, the first of the last run of records; {others}"),
        None => others,
    };
    let owner = shown_once(cx, &record.owner);
    let edits = lowest_in_place_of_others(cx, set, lowest);
    let mut finding = cx.report(record, at.span, format!("SRV set `{owner}` has {which}"));
    finding.detail(which);
    if let Some(edits) = edits {
        finding.edits(Applicability::Unsafe, "give the set its lowest TTL", edits);
    }
    let mut labelled = vec![at.span];
    for ttl in ttls {
        if ttl.seconds != at.seconds && !labelled.contains(&ttl.span) && labelled.len() <= MOST_LABELS {
            labelled.push(ttl.span);
            finding.label(ttl.span, format!("and {} here", ttl.seconds));
        }
    }
    finding
        .note(served)
        .note("RFC 2181 section 5.2: the TTLs of all records of a set must be the same")
        .help(format!("give every record of the set one TTL, such as {lowest}, the lowest"));
}

/// The lowest TTL in place of each higher one, if all of those stand in their records. Unsafe: a
/// server may have served another one until now.
fn lowest_in_place_of_others(cx: &Context<'_>, set: &SrvSet<'_>, lowest: u32) -> Option<Vec<Edit>> {
    let higher =
        || set.iter().filter_map(|(record, _)| cx.zone.ttl(record)).filter(|ttl| ttl.seconds > lowest);
    let own = |ttl: Ttl| ttl.source == TtlSource::Record;
    let edit = |ttl: Ttl| Edit { span: ttl.span, text: lowest.to_string() };
    higher().all(own).then(|| higher().map(edit).collect())
}

/// The TTL that BIND serves, and whether it sees the set's records in one go: no other owner's record stands in
/// between, and the owner is in the same letters throughout (`dns_name_caseequal` in `master.c`). Of several goes the last
/// counts, and of each its first record. `None` if `$GENERATE` made some of the set: BIND takes those at once, and the others
/// when their go ends.
fn served_by_bind(cx: &Context<'_>, set: &SrvSet<'_>) -> Option<(u32, bool)> {
    if set.iter().any(|(record, _)| cx.sources.is_generated(record.owner.span)) {
        return None;
    }
    let (mut begin, mut is_one) = (set.first(), true);
    for ((before, _), (record, _)) in set.iter().zip(set.iter().skip(1)) {
        let is_same = || cx.name(&before.owner).eq_case(&cx.name(&record.owner));
        if before.owner_run != record.owner_run || !is_same() {
            (begin, is_one) = (record, false);
        }
    }
    Some((cx.zone.ttl(begin)?.seconds, is_one))
}
