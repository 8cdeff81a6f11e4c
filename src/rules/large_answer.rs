//! `large-answer`: an SRV set whose answer does not fit into the packets that clients take.

use hickory_proto::rr::Name;

use crate::base::severity::Severity;
use crate::rules::engine::context::Context;
use crate::rules::engine::look::Look;
use crate::rules::engine::srv_set::SrvSet;
use crate::rules::facts::named_clients::{breaks_some_client, what_clients_do};

/// What fits into a packet without EDNS (RFC 1035 section 2.3.4).
const PLAIN: usize = 512;

/// What servers and resolvers put into a packet at most, unless told otherwise.
const EDNS: usize = 1232;

pub fn concerns(look: &Look<'_>) -> bool {
    look.has_set(may_be_large)
}

fn may_be_large(set: &SrvSet<'_>) -> bool {
    // The header, the question with the longest of names, and the record of EDNS.
    12 + 259 + 11 + set.summary().most_octets as usize > PLAIN
}

pub fn check(cx: &mut Context<'_>) {
    for set in cx.srv_sets().filter(may_be_large) {
        let record = set.first();
        let targets: usize = set.iter().map(|(_, srv)| 18 + wire_length(&cx.name(&srv.target))).sum();
        let size = 12 + wire_length(&cx.name(&record.owner)) + 4 + targets + 11;
        if size <= PLAIN {
            continue;
        }
        let (owner, count) = (cx.show(&record.owner), set.numbers().len());
        let what = match size <= EDNS {
            true => "more than 512, which clients without EDNS take",
            false => "more than 1232, so that clients have to ask again over TCP",
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

/// How many octets a name takes in a packet; RFC 2782 forbids to compress targets.
fn wire_length(name: &Name) -> usize {
    name.iter().map(|label| label.len() + 1).sum::<usize>() + 1
}
