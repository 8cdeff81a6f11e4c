//! The owner of an address record that stands at another name than was meant: what is said of it where that name is missed.

use std::collections::HashSet;

use hickory_proto::rr::Name;

use crate::base::span::Span;
use crate::rules::engine::context::Context;
use crate::rules::engine::draft::Draft;
use crate::rules::facts::edits::final_dot;
use crate::rules::facts::target::TargetProblem;
use crate::rules::facts::usual_hosts::is_slip_of;
use crate::rules::finding::Applicability;
use crate::syntax::name::{NameKey, display_name};
use crate::workspace::{HostMistake, Lookup, MisplacedHost};

/// The owners of hosts with a label `@` that are told of, and mended, where a target misses the host.
pub fn told_at_signs(cx: &Context<'_>) -> HashSet<Span> {
    if !cx.options.levels.is_selected("target-without-address") {
        return HashSet::new();
    }
    let missing = cx.target_problems().filter_map(|(_, srv, problem)| match problem {
        TargetProblem::NoAddress(Lookup::NoName { zone } | Lookup::NoAddress { zone, .. }) => {
            cx.workspace.misplaced_host(&cx.name(&srv.target), zone)
        }
        _ => None,
    });
    missing.filter(|host| host.mistake == HostMistake::AtSign).map(|host| host.owner).collect()
}

/// The owner of a misplaced host, `name`, as it should be written.
pub fn corrected_owner(cx: &Context<'_>, host: &MisplacedHost, name: &Name) -> String {
    let text = cx.sources.text(host.owner);
    match host.mistake {
        HostMistake::LacksDot => format!("{text}."),
        HostMistake::StrayDot => text.trim_end_matches('.').to_owned(),
        HostMistake::Doubled | HostMistake::Outside | HostMistake::MisspeltDomain => display_name(name),
        HostMistake::AtSign => text.split('.').filter(|label| *label != "@").collect::<Vec<_>>().join("."),
        HostMistake::Grown(length) => {
            let (host, end) = text.split_at(text.len() - length as usize);
            format!("{host} {end}")
        }
    }
}

/// Adds the place of the owner that is the cause, and its correction, which is `corrected`.
pub fn label_host(finding: &mut Draft<'_>, host: MisplacedHost, name: &Name, corrected: &str) {
    let MisplacedHost { owner, mistake } = host;
    let last = owner.end.saturating_sub(1).max(owner.start);
    match mistake {
        HostMistake::LacksDot => finding
            .label(owner, "this owner lacks its final dot")
            .note("RFC 1035 section 5.1: a name that does not end in a dot is relative to the origin")
            .edits(Applicability::Unsafe, "append the final dot to the host's owner", vec![final_dot(owner)]),
        HostMistake::StrayDot => finding
            .label(owner, "this owner has a final dot too many")
            .note("the address record lies outside the zone: BIND ignores it with a warning")
            .fix(
                Applicability::Unsafe,
                "remove the final dot of the host's owner",
                Span::new(owner.source, last, owner.end),
                "",
            ),
        HostMistake::Outside => finding
            .label(owner, "this owner lies outside the zone")
            .note("BIND ignores an address record outside the zone with a warning")
            .fix(
                Applicability::Unsafe,
                "write the host's owner below the zone's name",
                owner,
                display_name(name),
            ),
        HostMistake::MisspeltDomain => finding
            .label(owner, "this owner lacks its final dot, and its domain is misspelt")
            .note("RFC 1035 section 5.1: a name that does not end in a dot is relative to the origin")
            .fix(Applicability::Unsafe, "correct the host's owner", owner, display_name(name)),
        HostMistake::AtSign => finding
            .label(owner, "this owner has a label `@`, which means the origin only alone")
            .fix(Applicability::Unsafe, "cut the `@` out of the host's owner", owner, corrected),
        // The record's TTL or class becomes another, which no fix of an owner announces.
        HostMistake::Grown(_) => finding.label(owner, format!("is it `{corrected}` without its blank?")),
        HostMistake::Doubled => finding.label(owner, "this owner has the zone's name twice").fix(
            Applicability::Unsafe,
            "write the zone's name once in the host's owner",
            owner,
            display_name(name),
        ),
    };
}

/// The owner of a host's address that is misspelt, where the target that misses it is not.
pub struct MisspeltOwner {
    span: Span,
    /// As it should be written.
    pub corrected: String,
    /// Whether it is the only place where the name is written.
    is_only: bool,
}

impl MisspeltOwner {
    /// Adds its place and its correction.
    pub fn add_to(self, finding: &mut Draft<'_>) {
        finding.label(self.span, "this owner is misspelt");
        if self.is_only {
            finding.fix(Applicability::Unsafe, "correct the host's owner", self.span, self.corrected);
        }
    }
}

/// The owner of `host`, one typing mistake from the missing `name`, if that is one which hosts are called and the host's is none, and
/// no other target has the host's.
pub fn misspelt_owner(cx: &Context<'_>, name: &Name, host: &Name) -> Option<MisspeltOwner> {
    let (wanted, written) = (name.iter().next()?, host.iter().next()?);
    let key = NameKey::of(host);
    let is_slip = name.base_name() == host.base_name()
        && is_slip_of(written, wanted)
        && !is_slip_of(wanted, written)
        && cx.zone.srvs().all(|(_, srv)| srv.target.key != key);
    let found = cx.workspace.hosts(cx.zone).get(&key).filter(|_| is_slip)?;
    let text = cx.sources.text(found.owner);
    let rest = text.get(written.len()..).filter(|rest| rest.is_empty() || rest.starts_with('.'))?;
    let corrected = format!("{}{rest}", std::str::from_utf8(wanted).ok()?.to_ascii_lowercase());
    Some(MisspeltOwner { span: found.owner, corrected, is_only: found.addresses.len() == 1 })
}
