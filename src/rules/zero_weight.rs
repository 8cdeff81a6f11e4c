//! `zero-weight`: weight 0 beside other weights gets more requests than its author thinks, and
//! weights that are all 0 share nothing.

use std::collections::BTreeMap;

use super::Context;
use crate::finding::Severity;
use crate::zone::{Record, Srv};

/// Up to this share of first choices, in percent, weight 0 works as a drain.
const DRAIN_SHARE: u64 = 5;

pub fn check(cx: &mut Context<'_>) {
    for set in cx.srv_sets() {
        if set.iter().all(|(_, srv)| srv.weight().value > 0) {
            continue;
        }
        let mut tiers: BTreeMap<u16, Vec<(&Record, &Srv)>> = BTreeMap::new();
        for (record, srv) in set.iter().filter(|(_, srv)| !srv.is_null()) {
            let tier = tiers.entry(srv.priority().value).or_default();
            let same = |(_, other): &&(&Record, &Srv)| {
                (other.target.key, other.port().value, other.weight().value)
                    == (srv.target.key, srv.port().value, srv.weight().value)
            };
            if tier.iter().find(same).is_none() {
                tier.push((record, srv));
            }
        }
        for (position, tier) in tiers.values().enumerate() {
            check_tier(cx, tier, position == 0);
        }
    }
}

fn check_tier(cx: &mut Context<'_>, tier: &[(&Record, &Srv)], preferred: bool) {
    let total: u64 = tier.iter().map(|(_, srv)| u64::from(srv.weight().value)).sum();
    let zeros: Vec<_> = tier.iter().filter(|(_, srv)| srv.weight().value == 0).collect();
    let Some((first, others)) = zeros.split_first() else { return };
    if tier.len() < 2 || (total == 0 && !preferred) {
        return;
    }
    let (record, srv) = **first;
    let priority = srv.priority().value;
    let finding = if total == 0 {
        let message = format!(
            "all {} records of priority {priority} have weight 0: how they share requests is left to the client",
            tier.len()
        );
        let finding = cx.report(record, srv.weight().span, message);
        finding
            .severity(Severity::Note)
            .help("give each the same weight over 0, for example 10, if they are to share equally");
        finding
    } else {
        let (choices, many) = (total + 1, others.len() + 1);
        let who = if many == 1 {
            "weight 0 gets".to_owned()
        } else {
            format!("the {many} records of weight 0 get")
        };
        let message = format!("{who} 1 request in {choices} of priority {priority} first, not none");
        let works_as_drain = 100 <= DRAIN_SHARE * choices;
        let finding = cx.report(record, srv.weight().span, message);
        if works_as_drain {
            finding
                .severity(Severity::Note)
                .note("this works as a drain for clients that follow RFC 2782; others count weight 0 as 1");
        } else {
            finding.note("the other weights are small, and RFC 2782 counts from 0 to their sum");
        }
        finding
            .help("for a last resort, give it a higher priority number; to take it out, remove the record");
        finding
    };
    finding.note("RFC 2782, \"Weight\": 0 is for when there is no server selection to do");
    for (_, other) in others {
        finding.label(other.weight().span, "and here");
    }
}
