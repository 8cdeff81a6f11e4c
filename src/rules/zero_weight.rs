//! `zero-weight`: weight 0 beside other weights gets more requests than its author thinks, and
//! weights that are all 0 share nothing.

use std::collections::HashSet;

use crate::base::severity::Severity;
use crate::rules::engine::context::Context;
use crate::rules::engine::draft::Draft;
use crate::rules::engine::look::Look;
use crate::rules::engine::srv_set::{ByName, SrvSet};
use crate::rules::facts::edits::owner_to_heir;
use crate::rules::facts::network_nodes::is_network_node;
use crate::rules::facts::owner_problem::owner_problem;
use crate::rules::finding::{Applicability, Edit};
use crate::workspace::clients::{AllZero, Shares};
use crate::workspace::services::Service;
use crate::zone::{Record, Srv};

/// Up to this share of first choices, in percent, weight 0 works as a drain.
const DRAIN_SHARE: u64 = 5;

/// How many of the records are labelled: the message says how many there are.
const MOST_LABELS: usize = 8;

/// How many clients are named that never ask such a record first.
const MOST_CLIENTS: usize = 2;

/// How many times as large the other weights become where 0 becomes 1.
const TIMES: u32 = 100;

/// So many records are given other weights, at most: a set of more is no author's.
const MOST_EDITS: usize = 100;

/// The weight of each record of a tier that is to share equally.
const EQUAL: u16 = 10;

/// Up to so many records are compared each with each.
const FEW: usize = 16;

pub fn concerns(look: &Look<'_>) -> bool {
    look.has_set(|set| {
        let shares_selection =
            || set.service().is_some_and(|(service, _)| service.shares_selection_with.is_some());
        set.summary().may_share_with_zero || set.summary().has_zero_weight && shares_selection()
    })
}

pub fn check(cx: &mut Context<'_>) {
    let shared = shared_selections(cx);
    for set in cx.srv_sets() {
        let partner = shared.get(&set.first().owner.key);
        // The set that comes first speaks for both.
        if partner.is_some_and(|partner| partner.numbers()[0] < set.numbers()[0]) {
            continue;
        }
        if ignores_weight(&set) {
            continue;
        }
        let has_zero = |set: &SrvSet<'_>| set.summary().has_zero_weight;
        let shares = match partner {
            None => set.summary().may_share_with_zero,
            Some(partner) => has_zero(&set) || has_zero(partner),
        };
        // What no client asks for is told of as that.
        if !shares || owner_problem(cx, &set).is_some() {
            continue;
        }
        // What clients do that merge two sets is not what they do with one.
        let service = set.service().filter(|_| partner.is_none()).map(|(service, _)| service);
        let all: Vec<_> = set.iter().chain(partner.iter().flat_map(|partner| partner.iter())).collect();
        for (position, tier) in tiers(all.iter().copied()).iter().enumerate() {
            // One host that answers on both names has nothing to share; the nodes of a network know how they do, and so
            // do the clients of a service of its owner's own.
            let is_of_both = tier.iter().any(|(record, _)| record.owner.key != tier[0].0.owner.key);
            if is_of_both && tier.iter().all(|(_, srv)| srv.target.key == tier[0].1.target.key) {
                continue;
            }
            let merged = partner.filter(|_| is_of_both).and_then(|partner| merged_services(&set, partner));
            let is_known = set.service().is_some();
            let shares_by_choice = position == 0 && is_known && !is_network_node(cx, &set);
            check_tier(cx, tier, &all, shares_by_choice, (service, merged));
        }
    }
}

/// Whether the clients of its service do not look at weights.
fn ignores_weight(set: &SrvSet<'_>) -> bool {
    set.service().is_some_and(|(service, _)| service.ignores_weight)
}

/// The records that are not null by their priorities, those that say the same but once; in each tier in the
/// order in which they come.
fn tiers<'a>(records: impl Iterator<Item = (&'a Record, &'a Srv)>) -> Vec<Vec<(&'a Record, &'a Srv)>> {
    let all: Vec<_> = records.filter(|(_, srv)| !srv.is_null()).collect();
    let says = |srv: &Srv| (srv.priority, srv.target.key, srv.port, srv.weight);
    let mut seen = HashSet::new();
    let mut is_new = |number: usize, srv: &Srv| match all.len() <= FEW {
        true => all[..number].iter().all(|(_, other)| says(other) != says(srv)),
        false => seen.insert(says(srv)),
    };
    let numbered = all.iter().copied().enumerate();
    let mut first: Vec<_> = numbered.filter_map(|(number, it)| is_new(number, it.1).then_some(it)).collect();
    first.sort_by_key(|(_, srv)| srv.priority);
    first.chunk_by(|(_, one), (_, other)| one.priority == other.priority).map(<[_]>::to_vec).collect()
}

/// By owner: the other set that clients sort together with this one, as if they were one (XEP-0368).
fn shared_selections<'a>(cx: &Context<'a>) -> ByName<'a> {
    // A set that waits for its partner stands under the label that names the partner's service.
    let (mut pending, mut shared) = (ByName::default(), ByName::default());
    for set in cx.srv_sets() {
        let Some((service, labels)) = set.service().filter(|(_, labels)| labels.before == 0) else {
            continue;
        };
        let Some(other) = &service.shares_selection_with else { continue };
        match pending.remove(&labels.base.child(service.name.as_bytes())) {
            Some(partner) => {
                shared.insert(partner.first().owner.key, set);
                shared.insert(set.first().owner.key, partner);
            }
            None => {
                pending.insert(labels.base.child(other.as_bytes()), set);
            }
        }
    }
    shared
}

/// The names of the services of two sets that clients sort as one, in words.
fn merged_services(set: &SrvSet<'_>, partner: &SrvSet<'_>) -> Option<String> {
    let name = |set: &SrvSet<'_>| Some(set.service()?.0.name.clone());
    Some(format!("`_{}` and `_{}` (XEP-0368)", name(set)?, name(partner)?))
}

/// `all` are the records that the tier was taken from, those too that say the same twice. `merged` are the services that its
/// records are of, if clients make a tier of two.
fn check_tier(
    cx: &mut Context<'_>,
    tier: &[(&Record, &Srv)],
    all: &[(&Record, &Srv)],
    preferred: bool,
    (service, merged): (Option<&Service>, Option<String>),
) {
    let total: u64 = tier.iter().map(|(_, srv)| u64::from(srv.weight)).sum();
    let zeros: Vec<_> = tier.iter().filter(|(_, srv)| srv.weight == 0).collect();
    let Some((first, others)) = zeros.split_first() else { return };
    if tier.len() < 2 || (total == 0 && !preferred) {
        return;
    }
    let (record, srv) = **first;
    let weight_span = |record: &Record| record.srv_numbers(cx.sources)[1];
    let priority = srv.priority;
    let mut labels: Vec<_> = others.iter().map(|(other, _)| (weight_span(other), "and here")).collect();
    if merged.is_some() {
        // Why records of two owners are one tier is seen by those of the other owner.
        let is_other = |other: &Record| other.owner.key != record.owner.key;
        let of_other = tier.iter().filter(|(other, srv)| srv.weight > 0 && is_other(other));
        labels.extend(of_other.map(|(other, _)| (weight_span(other), "clients sort this with it")));
    }
    labels.truncate(MOST_LABELS);
    let (count, zero_count) = (tier.len() as u64, zeros.len() as u64);
    let of_tier = all.iter().filter(|(_, srv)| srv.priority == priority && !srv.is_null());
    let (weights, edits) = other_weights(cx, of_tier);
    let own_clients = service.and_then(|service| own_clients(cx, service, count, zero_count, total));
    let mut finding = report(cx, record, (count, zero_count, total), merged.as_deref());
    if let Some(own_clients) = own_clients {
        finding.note(own_clients);
    }
    finding.note("RFC 2782, \"Weight\": 0 is for when there is no server selection to do").edits(
        Applicability::Unsafe,
        weights,
        edits,
    );
    for (other, text) in labels {
        finding.label(other, text);
    }
}

/// Reports the first weight of 0 in a tier of `count` records, `zeros` of which have the weight 0 and all together `total`.
fn report<'c>(
    cx: &'c mut Context<'_>,
    record: &Record,
    (count, zeros, total): (u64, u64, u64),
    merged: Option<&str>,
) -> Draft<'c> {
    let (span, priority) = (record.srv_numbers(cx.sources)[1], record.srv().map_or(0, |srv| srv.priority));
    if total == 0 {
        let all = if count == 2 { "both".to_owned() } else { format!("all {count}") };
        let left = match merged {
            None => "how they share requests is left to the client".to_owned(),
            Some(services) => format!("how clients that merge {services} share requests is left to them"),
        };
        let message = format!("{all} records of priority {priority} have weight 0: {left}");
        let mut finding = cx.report(record, span, message);
        finding
            .kind("all zero")
            .severity(Severity::Note)
            .help("give each the same weight over 0, for example 10, if they are to share equally");
        return finding;
    }
    let choices = total + 1;
    let asked = match zeros {
        1 => "this record".to_owned(),
        many => format!("one of these {many} records"),
    };
    let clients = match merged {
        None => "clients that follow RFC 2782".to_owned(),
        Some(services) => format!("clients that merge {services}"),
    };
    let heir = owner_to_heir(record, cx.sources);
    let message = format!("weight 0 does not mean never: {clients} ask {asked} first 1 time in {choices}");
    let mut finding = cx.report(record, span, message);
    if 100 <= DRAIN_SHARE * choices {
        finding.kind("drain").severity(Severity::Note).note("for these clients it works as a drain");
    } else {
        finding.kind("share").note("the other weights are small, and RFC 2782 counts from 0 to their sum");
    }
    finding.help(format!(
        "for a last resort, give it a higher priority number; to take it out, remove the record{heir}"
    ));
    finding
}

/// Weights over 0 that say what the zeros are taken for, in words and as edits: hardly a request where others stand beside
/// them, for all clients; else an equal share. Unsafe: clients differ in what they made of 0.
fn other_weights<'r>(
    cx: &Context<'_>,
    tier: impl Iterator<Item = &'r (&'r Record, &'r Srv)> + Clone,
) -> (String, Vec<Edit>) {
    let greatest = tier.clone().map(|(_, srv)| u32::from(srv.weight)).max().unwrap_or(0);
    let times = u32::from(u16::MAX).checked_div(greatest).unwrap_or(0).min(TIMES);
    let (in_place_of_0, words) = match times {
        0 => (u32::from(EQUAL), format!("give each the weight {EQUAL}")),
        1 => (1, "write 1 in place of 0".to_owned()),
        times => (1, format!("write 1 in place of 0, and the other weights {times} times as large")),
    };
    let mut edits: Vec<Edit> = Vec::new();
    for (record, srv) in tier.take(MOST_EDITS + 1) {
        let span = record.srv_numbers(cx.sources)[1];
        let weight = if srv.weight == 0 { in_place_of_0 } else { u32::from(srv.weight) * times };
        // What is included twice is written once.
        let is_there = edits.iter().any(|edit| edit.span == span);
        if weight != u32::from(srv.weight) && !is_there {
            edits.push(Edit { span, text: weight.to_string() });
        }
    }
    edits.truncate(if edits.len() > MOST_EDITS { 0 } else { MOST_EDITS });
    (words, edits)
}

/// What named clients of `service` make of `zeros` weights of 0 in a tier of `count` records whose weights
/// add up to `total`, if it is not what RFC 2782 says.
fn own_clients(cx: &Context<'_>, service: &Service, count: u64, zeros: u64, total: u64) -> Option<String> {
    if total == 0 {
        let mut clients = cx.options.clients.of(&service.name);
        let always_first = clients.find(|client| client.all_zero == Some(AllZero::FirstByName))?;
        return Some(format!("{} always asks the one whose name sorts first", always_first.title));
    }
    let (mut never, mut sometimes) = (Vec::new(), None);
    for client in cx.options.clients.of(&service.name) {
        let (times, of) = match client.shares {
            Shares::Rfc2782 | Shares::Rfc2782LightestFirst | Shares::Rfc2782Scaled => continue,
            Shares::FirstAnswered | Shares::Every | Shares::TimesAddresses => continue,
            Shares::Proportional | Shares::HeaviestFirst | Shares::ScaledRandom => (0, 1),
            Shares::StepsOf256 | Shares::Heaviest => (0, 1),
            Shares::Rfc2782Shuffled => (zeros, count * (total + 1)),
            Shares::BelowSum => (1, total),
        };
        match times {
            0 => never.push(&*client.title),
            _ if sometimes.is_none() => sometimes = Some((&*client.title, times, of)),
            _ => {}
        }
    }
    never.truncate(MOST_CLIENTS);
    let asks = if never.len() == 1 { "asks" } else { "ask" };
    let it = if zeros == 1 { "it" } else { "them" };
    let never = match never.join(" and ") {
        names if names.is_empty() => None,
        names => Some(format!("{names} never {asks} {it} first")),
    };
    let does = match never {
        Some(_) => "does".to_owned(),
        None => format!("asks {it} first"),
    };
    let sometimes = sometimes.map(|(title, times, of)| match (times, of) {
        (1, 1) => format!("{title} always {does}"),
        (1, of) => format!("{title} {does} 1 time in {of}"),
        (times, of) => format!("{title} {does} {times} times in {of}"),
    });
    match (never, sometimes) {
        (Some(never), Some(sometimes)) => Some(format!("{never}, {sometimes}")),
        (None, Some(sometimes)) => Some(sometimes),
        (never, None) => never,
    }
}
