//! `duplicate-record`: the same record, or the same host and port, twice in one set.

use std::collections::HashMap;

use crate::base::span::Span;
use crate::rules::engine::context::Context;
use crate::rules::engine::look::Look;
use crate::rules::engine::srv_set::SrvSet;
use crate::rules::facts::edits::{deletion, owner_to_heir};
use crate::rules::facts::meant_names::shown_once;
use crate::rules::finding::Applicability;
use crate::syntax::name::NameKey;
use crate::zone::{Record, Srv};

/// A record seen before: its numbers and where its target stands.
type Seen<'a> = (&'a Record, &'a Srv);

pub fn concerns(look: &Look<'_>) -> bool {
    look.has_set(may_repeat) || !look.zone.repeated_servers.is_empty()
}

fn may_repeat(set: &SrvSet<'_>) -> bool {
    set.summary().may_repeat
}

pub fn check(cx: &mut Context<'_>) {
    check_servers(cx);
    for set in cx.srv_sets().filter(may_repeat) {
        let mut seen: HashMap<(NameKey, u16), Seen<'_>> = HashMap::new();
        let mut repeated: HashMap<Span, (Seen<'_>, usize)> = HashMap::new();
        let mut patterns = Vec::new();
        for (record, srv) in set.iter() {
            let key = (srv.target.key, srv.port);
            let Some(&earlier) = seen.get(&key) else {
                seen.insert(key, (record, srv));
                continue;
            };
            let same_line = cx.sources.written(earlier.1.target.span) == cx.sources.written(srv.target.span);
            let is_equal = (earlier.1.priority, earlier.1.weight) == (srv.priority, srv.weight);
            if same_line && !is_equal {
                // What a pattern makes of one line: the first pair speaks for all.
                let place = cx.sources.written(srv.target.span);
                if !patterns.contains(&place) {
                    patterns.push(place);
                    report(cx, (record, srv), earlier);
                }
            } else if same_line {
                repeated.entry(cx.sources.written(srv.target.span)).or_insert(((record, srv), 1)).1 += 1;
            } else {
                report(cx, (record, srv), earlier);
            }
        }
        for ((record, srv), times) in repeated.into_values() {
            let message = format!("{}: this line is read {times} times", twice(cx, record, srv));
            cx.report(record, srv.target.span, message)
                .kind("line")
                .note(EQUAL)
                .help("include the file once, or let the pattern make different records");
        }
    }
}

/// The zone's own NS records that stand there twice. Those with another TTL are no equal ones.
fn check_servers(cx: &mut Context<'_>) {
    let zone = cx.zone;
    let ttl = |record: &Record| zone.ttl(record).map(|ttl| ttl.seconds);
    for (first, again) in &zone.repeated_servers {
        let [first, again] = [first, again].map(|number| &zone.records()[*number as usize]);
        let (Some(server), Some(earlier)) = (again.points_at(), first.points_at()) else { continue };
        if ttl(first) != ttl(again) {
            continue;
        }
        let (shown, owner) = (cx.show(server), cx.show(&again.owner));
        let (edits, heir) = (deletion(again, first, cx.sources), heir(cx, again, first));
        cx.report(again, server.span, format!("NS record `{shown}` stands twice at `{owner}`"))
            .kind("NS")
            .detail(shown)
            .label(earlier.span, "first here")
            .note(EQUAL)
            .help(format!("delete this record{heir}, or name another server"))
            .edits(Applicability::Safe, "delete the record", edits);
    }
}

/// Why two equal records are one.
const EQUAL: &str = "RFC 2181 section 5: a set has no two equal records; servers keep one";

/// The words for a next line that takes its owner from a record which goes, but for one that finds it at the `first`, too.
fn heir(cx: &Context<'_>, record: &Record, first: &Record) -> &'static str {
    if record.owner_run == first.owner_run { "" } else { owner_to_heir(record, cx.sources) }
}

fn twice(cx: &Context<'_>, record: &Record, srv: &Srv) -> String {
    let (priority, weight, port) = (srv.priority, srv.weight, srv.port);
    let (target, owner) = (cx.show(&srv.target), shown_once(cx, &record.owner));
    format!("SRV record `{priority} {weight} {port} {target}` stands twice at `{owner}`")
}

fn report(cx: &mut Context<'_>, (record, srv): Seen<'_>, (first, earlier): Seen<'_>) {
    let numbers = |srv: &Srv| (srv.priority, srv.weight);
    let (host, port) = (cx.show(&srv.target), srv.port);
    let ((priority, weight), (earlier_priority, earlier_weight)) = (numbers(srv), numbers(earlier));
    let ttl = |record: &Record| cx.zone.ttl(record).map(|ttl| ttl.seconds);
    let (mut edits, heir) = (Vec::new(), heir(cx, record, first));
    let (kind, message, note, help) = if numbers(srv) == numbers(earlier) {
        if ttl(record) != ttl(first) {
            return;
        }
        edits = deletion(record, first, cx.sources);
        ("record", twice(cx, record, srv), EQUAL, format!("delete this record{heir}, or name another host"))
    } else if srv.is_null() {
        return;
    } else if priority == earlier_priority {
        let sum = u32::from(weight) + u32::from(earlier_weight);
        (
            "weights",
            format!(
                "port {port} of `{host}` stands twice in priority {priority}: its weights {earlier_weight} and {weight} add up to {sum}"
            ),
            "RFC 2782, \"Weight\": each record has its own share of the requests",
            format!("keep one record with weight {sum}, or name another host"),
        )
    } else {
        let (low, high) = (priority.min(earlier_priority), priority.max(earlier_priority));
        (
            "priorities",
            format!("port {port} of `{host}` stands in priorities {low} and {high}: it is its own fallback"),
            "RFC 2782, \"Priority\": clients try the higher number when the lower cannot be reached",
            format!("delete this record{heir}, or name another host"),
        )
    };
    cx.report(record, srv.target.span, message)
        .kind(kind)
        .label(earlier.target.span, "first here")
        .note(note)
        .help(help)
        .edits(Applicability::Safe, "delete the record", edits);
}
