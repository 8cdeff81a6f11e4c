//! Targets of a zone that have its name at their end twice, as their hosts have: where both are written, and what writes the name
//! once. Makes no finding.

use std::collections::HashSet;

use hickory_proto::rr::Name;

use crate::base::span::Span;
use crate::rules::engine::context::Context;
use crate::rules::facts::edits::final_dot;
use crate::rules::facts::target::TargetProblem;
use crate::rules::facts::trailing_dot::LacksDot;
use crate::rules::finding::Edit;
use crate::syntax::name::display_name;
use crate::workspace::Workspace;
use crate::zone::{NameRef, Record, Zone};

/// Such targets and hosts of a zone.
#[derive(Default)]
pub struct DoubledHosts<'a> {
    /// The targets, each with its record and what was meant, in file order.
    pub targets: Vec<(&'a Record, &'a NameRef, &'a LacksDot)>,
    /// Where each host's name is written first.
    pub hosts: Vec<Span>,
    /// What writes the zone's name once at all of them; none if a host's name cannot be found.
    pub edits: Vec<Edit>,
}

/// Those of a zone.
pub fn doubled_hosts<'a>(cx: &Context<'a>) -> DoubledHosts<'a> {
    let (mut doubled, mut known) = (DoubledHosts::default(), HashSet::new());
    let mut are_found = true;
    for (record, srv, problem) in cx.target_problems() {
        let TargetProblem::LacksDot(lacks_dot) = problem else { continue };
        let target = &srv.target;
        if !lacks_dot.has_host {
            continue;
        }
        doubled.targets.push((record, target, lacks_dot));
        doubled.edits.push(written_once(cx, target.span, &lacks_dot.meant));
        if known.insert(target.key) {
            let owners = owners_of_host(cx.zone, cx.workspace, target);
            are_found &= !owners.is_empty();
            doubled.hosts.extend(owners.first());
            doubled.edits.extend(owners.iter().map(|owner| written_once(cx, *owner, &lacks_dot.meant)));
        }
    }
    if !are_found {
        doubled.edits.clear();
    }
    doubled
}

fn written_once(cx: &Context<'_>, name: Span, meant: &Name) -> Edit {
    match cx.sources.text(name).ends_with('.') {
        true => Edit { span: name, text: display_name(meant) },
        false => final_dot(name),
    }
}

/// Where the name of the host of a zone is written that a target names: before each of its addresses.
fn owners_of_host(zone: &Zone, workspace: &Workspace, target: &NameRef) -> Vec<Span> {
    let Some(host) = workspace.hosts(zone).get(&target.key) else { return Vec::new() };
    let written = workspace.sources.bytes(host.owner);
    let at_beginning = |record: &Span| {
        let text = workspace.sources.bytes(*record);
        let rest = text.get(written.len()).is_some_and(|octet| octet.is_ascii_whitespace());
        let end = record.start + written.len() as u32;
        let is_owner = rest && text[..written.len()].eq_ignore_ascii_case(written);
        is_owner.then_some(Span { end, ..*record })
    };
    let mut owners = vec![host.owner];
    owners.extend(host.addresses.iter().filter_map(|(_, record)| at_beginning(record)));
    owners.sort_unstable_by_key(|owner| (owner.source, owner.start));
    owners.dedup();
    owners
}
