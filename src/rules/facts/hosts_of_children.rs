//! Targets whose addresses stand in the file of a zone above the one that answers for them, and not in that one. Does not know which
//! names are delegated.

use std::collections::HashMap;
use std::ops::Range;

use hickory_proto::rr::Name;

use crate::base::severity::Severity;
use crate::rules::engine::context::Context;
use crate::syntax::name::NameKey;
use crate::zone::index::{Located, Types};
use crate::zone::{NameRef, Record, Zone};

/// Reports hosts that SRV records name and that have addresses in this zone's file, where a zone of the run below it, which this one
/// does not delegate, answers for them and has none.
pub fn check_hosts_of_children(cx: &mut Context<'_>) {
    let mut children: HashMap<NameKey, Vec<&Zone>> = HashMap::new();
    for child in cx.children() {
        children.entry(child.apex.key()).or_default().push(child);
    }
    if children.is_empty() {
        return;
    }
    let mut hosts: Vec<(&Zone, &Record, NameRef, usize)> = Vec::new();
    // For each target, which of the hosts it is.
    let mut numbers: HashMap<NameKey, Range<usize>> = HashMap::new();
    for (record, srv) in cx.zone.srvs() {
        let target = srv.target;
        let known = numbers.entry(target.key).or_insert_with(|| {
            let (name, first) = (cx.name(&target), hosts.len());
            let above = NameKey::chain_of(&name);
            let answering = above.iter().filter_map(|key| children.get(key)).flatten().copied();
            let lacking = answering.filter(|child| is_here_alone(cx, &name, child));
            hosts.extend(lacking.map(|child| (child, record, target, 0)));
            first..hosts.len()
        });
        hosts[known.clone()].iter_mut().for_each(|(.., places)| *places += 1);
    }
    for (child, record, target, places) in hosts {
        report(cx, child, (record, &target), places - 1);
    }
}

/// Whether a name has addresses in this zone, and certainly no records in one below it.
fn is_here_alone(cx: &Context<'_>, name: &Name, child: &Zone) -> bool {
    let node = cx.zone.index().node(NameKey::of(name));
    let is_here = node.is_some_and(|node| node.types.has(Types::ADDRESS));
    let there = || child.locate(&NameKey::chain_of(name));
    is_here && child.is_complete_at_name(name) && matches!(there(), Located::Nothing)
}

fn report(cx: &mut Context<'_>, child: &Zone, (record, target): (&Record, &NameRef), others: usize) {
    let (shown, apex) = (cx.show(target), child.origin_text());
    let path = cx.sources.file(child.source).path.clone();
    let message = format!(
        "SRV target `{shown}` has its address here, and zone `{apex}`, which answers for the name, does not have it"
    );
    let mut finding = cx.report(record, target.span, message);
    finding.severity(Severity::Warning).kind("host of child").detail(shown);
    match others {
        0 => {}
        1 => _ = finding.note("another SRV record names this host"),
        others => _ = finding.note(format!("{others} other SRV records name this host")),
    }
    finding
        .note(format!("zone `{apex}` was read from {path}"))
        .note("RFC 1034 section 4.3.2: a server answers from the zone that is nearest to the name")
        .help(format!("move the host's address to zone `{apex}`, and delegate that here"));
}
