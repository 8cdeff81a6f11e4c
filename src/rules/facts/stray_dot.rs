//! Absolute names that no zone of the run has, and that would be there without their final dot. Does not know how rules report it.

use hickory_proto::rr::Name;

use crate::rules::engine::context::Context;
use crate::rules::finding::Applicability;
use crate::workspace::Workspace;
use crate::zone::index::Types;
use crate::zone::{NameRef, Zone};

/// The name of the zone that an absolute one outside it means, if that one has records of these kinds.
pub fn without_stray_dot(
    zone: &Zone,
    workspace: &Workspace,
    name: &NameRef,
    has: impl Fn(Types) -> bool,
) -> Option<Name> {
    if name.is_relative() || !zone.is_named() {
        return None;
    }
    let written = zone.name(name, &workspace.sources);
    if zone.apex.name.zone_of(&written) || workspace.locate(&written, zone).is_some() {
        return None;
    }
    let labels = written.iter().chain(zone.apex.name.iter());
    let mut meant = Name::from_labels(labels).ok()?;
    meant.set_fqdn(true);
    workspace.types_at(&meant, zone).is_some_and(has).then_some(meant)
}

/// Reports that `what` leads to such a name, in place of `meant`.
pub fn report_stray_dot(cx: &mut Context<'_>, owner: &NameRef, what: &str, name: &NameRef, meant: &Name) {
    let (shown, owner, meant) = (cx.show(name), cx.show(owner), cx.show_name(meant));
    let message = format!("{what} leads to `{shown}`, which is not in this zone, and `{meant}` is");
    cx.report_zone(name.span, message)
        .owner(owner)
        .kind("stray dot")
        .detail(shown)
        .note("RFC 1035 section 5.1: a name that ends in a dot is complete, and no origin is appended to it")
        .help(format!("write `{meant}`"))
        .fix(Applicability::Unsafe, "write the zone's name after it", name.span, meant);
}
