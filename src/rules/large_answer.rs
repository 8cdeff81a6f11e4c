//! `large-answer`: an SRV set whose answer does not fit into the packets that clients take.

use std::collections::{HashMap, HashSet};

use hickory_proto::rr::Name;

use crate::base::severity::Severity;
use crate::rules::engine::context::Context;
use crate::rules::engine::look::Look;
use crate::rules::engine::srv_set::SrvSet;
use crate::rules::facts::meant_names::shown_once;
use crate::rules::facts::named_clients::{breaks_some_client, what_clients_do};
use crate::rules::facts::target::TargetProblem;
use crate::rules::facts::trailing_dot::name_once;
use crate::zone::{Record, Srv};

/// What fits into a packet without EDNS (RFC 1035 section 2.3.4).
const PLAIN: usize = 512;

/// What servers and resolvers put into a packet with EDNS at most, unless told otherwise.
const EDNS: usize = 1232;
/// What the record of EDNS itself takes in an answer to a client that has it (RFC 6891 section 6.1.2).
const OPT: usize = 11;

pub fn concerns(look: &Look<'_>) -> bool {
    look.has_set(may_be_large)
}

fn may_be_large(set: &SrvSet<'_>) -> bool {
    // The header, and the question with the longest of names.
    12 + 259 + set.summary().most_octets as usize > PLAIN
}

pub fn check(cx: &mut Context<'_>) {
    // Names that are too long for want of a dot are mended first.
    let meant = meant_targets(cx);
    for set in cx.srv_sets().filter(may_be_large) {
        let record = set.first();
        // A record that is written twice is one for servers.
        let mut seen = HashSet::new();
        let is_new = |(_, srv): &(&Record, &Srv)| {
            seen.insert((srv.priority, srv.weight, srv.port, cx.name(&srv.target)))
        };
        let records: Vec<(&Record, &Srv)> = set.iter().filter(is_new).collect();
        let size_of = |owner: &Name, target: &dyn Fn(&Record, &Srv) -> usize| {
            let targets: usize = records.iter().map(|(record, srv)| 18 + target(record, srv)).sum();
            12 + wire_length(owner) + 4 + targets
        };
        let size = size_of(&cx.name(&record.owner), &|_, srv| wire_length(&cx.name(&srv.target)));
        if size <= PLAIN {
            continue;
        }
        let mended = |record: &Record, srv: &Srv| match meant.get(&std::ptr::from_ref(record)) {
            Some(meant) => wire_length(meant),
            None => wire_length(&cx.name(&srv.target)),
        };
        if size_of(&name_once(cx.zone, cx.workspace, &record.owner).0, &mended) <= PLAIN {
            continue;
        }
        let (owner, count) = (shown_once(cx, &record.owner), records.len());
        let what = match size + OPT <= EDNS {
            true => "more than 512, which clients without EDNS take",
            false => "with EDNS more than 1232, so that clients have to ask again over TCP",
        };
        let fails = breaks_some_client(cx, &set, "large-answer");
        let severity = if fails { Severity::Warning } else { Severity::Note };
        let clients = what_clients_do(cx, &set, "large-answer");
        let mut finding = cx.report(
            record,
            record.owner.span,
            format!("the answer for `{owner}` has {size} octets with its {count} records: {what}"),
        );
        finding
            .severity(severity)
            .note("RFC 2782, \"Domain administrator advice\": answers should fit into 512 octets, the addresses too")
            .help("publish fewer records, or shorter names of hosts");
        for client in clients {
            finding.note(client);
        }
    }
}

/// The names that were meant by targets to which the origin was appended, as is told of them.
fn meant_targets<'a>(cx: &Context<'a>) -> HashMap<*const Record, &'a Name> {
    if !cx.options.levels.is_selected("missing-trailing-dot") {
        return HashMap::new();
    }
    let meant = cx.target_problems().filter_map(|(record, _, problem)| match problem {
        TargetProblem::LacksDot(lacks_dot) => Some((std::ptr::from_ref(record), &lacks_dot.meant)),
        _ => None,
    });
    meant.collect()
}

/// How many octets a name takes in a packet; RFC 2782 forbids to compress targets.
fn wire_length(name: &Name) -> usize {
    name.iter().map(|label| label.len() + 1).sum::<usize>() + 1
}
