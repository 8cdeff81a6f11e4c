//! `pointer-without-service`: a DNS-SD pointer to an instance of a service that has no SRV record, or to what is no service.

use std::collections::{HashMap, HashSet};

use hickory_proto::rr::Name;

use crate::rules::engine::context::Context;
use crate::rules::engine::look::Look;
use crate::rules::facts::edits::owner_edits;
use crate::rules::facts::instances::{
    Unlisted, is_instance, listed_service, lists_services, meant_service, pair_of, unlisted_instances,
};
use crate::rules::facts::nowhere::{Nowhere, nowhere};
use crate::rules::facts::service_alias::dead_end;
use crate::rules::facts::stray_dot::{report_stray_dot, without_stray_dot};
use crate::rules::facts::trailing_dot::replacement_lacks_dot;
use crate::rules::finding::{Applicability, Edit};
use crate::syntax::name::NameKey;
use crate::zone::index::{Located, Types};
use crate::zone::{NameRef, Pointer};

pub fn concerns(look: &Look<'_>) -> bool {
    !look.zone.browsed.is_empty()
}

/// A pointer that leads to no SRV record.
struct Dangling<'a> {
    pointer: &'a Pointer,
    /// The name of the service that it is to list an instance of.
    service: Name,
    target: Name,
    /// What the target lacks.
    why: String,
    /// Whether other records than SRV stand at the target.
    has_others: bool,
}

pub fn check(cx: &mut Context<'_>) {
    let zone = cx.zone;
    let mut dangling: Vec<Dangling<'_>> = Vec::new();
    for pointer in &zone.browsed {
        let owner = cx.name(&pointer.owner);
        // One that lacks its dot is told of as that.
        if replacement_lacks_dot(zone, cx.workspace, &pointer.target).is_some() {
            continue;
        }
        if lists_services(&owner) {
            check_listed_service(cx, pointer);
        }
        let Some(service) = listed_service(&owner) else { continue };
        if let Some(meant) = without_stray_dot(zone, cx.workspace, &pointer.target, has_service) {
            let what = format!("the pointer at `{}`", cx.show(&pointer.owner));
            report_stray_dot(cx, &pointer.owner, &what, &pointer.target, &meant);
            continue;
        }
        if let Some(found) = nowhere(cx, &pointer.owner, &pointer.target) {
            report_nowhere(cx, pointer, &service, &found);
            continue;
        }
        dangling.extend(dangling_at(cx, pointer, service));
    }
    if dangling.is_empty() {
        return;
    }
    // Several pointers may lead to one instance: those of subtypes do.
    let mut targets: HashMap<NameKey, HashSet<NameKey>> = HashMap::new();
    for Dangling { pointer, service, .. } in &dangling {
        targets.entry(NameKey::of(service)).or_default().insert(pointer.target.key);
    }
    let unlisted = unlisted_instances(cx);
    for found in &dangling {
        let key = NameKey::of(&found.service);
        let is_only = targets.get(&key).is_some_and(|targets| targets.len() == 1);
        report(cx, found, unlisted.meant(key, &found.target, is_only));
    }
}

/// Reports a pointer to a name outside the zone at which nothing is.
fn report_nowhere(cx: &mut Context<'_>, pointer: &Pointer, service: &Name, found: &Nowhere) {
    let (owner, shown) = (cx.show(&pointer.owner), cx.show(&pointer.target));
    // Its first label may be that of an instance here.
    let target = cx.name(&pointer.target);
    let named = target.iter().next().and_then(|label| service.prepend_label(label).ok());
    let is_there = |name: &Name| cx.workspace.types_at(name, cx.zone).is_some_and(has_service);
    let meant = named.filter(is_there).or_else(|| found.meant.clone().filter(is_there));
    let meant = meant.map(|meant| cx.in_style_of(&meant, &pointer.target));
    let help = match &meant {
        Some(meant) => format!("write `{meant}`"),
        None => {
            format!("list an instance, whose name ends in `{}`, or remove the pointer", cx.show_name(service))
        }
    };
    let message = format!("`{owner}` lists `{shown}`, which {}", found.what);
    let mut finding = cx.report_zone(pointer.target.span, message);
    finding.owner(owner).kind("nowhere").detail(shown).note(found.note.clone()).help(help);
    if let Some(meant) = meant {
        finding.fix(Applicability::Unsafe, "write the instance's name", pointer.target.span, meant);
    }
}

/// A pointer as one that leads to no SRV record, if it certainly does.
fn dangling_at<'a>(cx: &Context<'a>, pointer: &'a Pointer, service: Name) -> Option<Dangling<'a>> {
    let target = cx.name(&pointer.target);
    let (why, has_others) = match cx.workspace.locate(&target, cx.zone) {
        Some((zone, _)) if !zone.is_complete_at_name(&target) => return None,
        Some((_, Located::Nothing)) => ("does not exist".to_owned(), false),
        Some((_, Located::Node { node, .. })) if !has_service(node.types) => {
            ("has no SRV record".to_owned(), node.types.has(Types::OTHER))
        }
        Some((zone, Located::Node { node, .. })) if node.types.has(Types::CNAME) => {
            let (end, what) = dead_end(cx.workspace, target.clone(), zone, false)?;
            (format!("is an alias of `{}`, which {what}", cx.show_name(&end)), false)
        }
        Some((zone, Located::Renamed(_))) => {
            let (end, what) = dead_end(cx.workspace, target.clone(), zone, false)?;
            (format!("is redirected by a DNAME to `{}`, which {what}", cx.show_name(&end)), false)
        }
        _ => return None,
    };
    Some(Dangling { pointer, service, target, why, has_others })
}

fn report(cx: &mut Context<'_>, found: &Dangling<'_>, meant: Option<&Unlisted<'_>>) {
    let Dangling { pointer, service, why, .. } = found;
    let (owner, target) = (cx.show(&pointer.owner), cx.show(&pointer.target));
    let is_one = is_instance(&found.target, service);
    let message = match is_one {
        true => format!("`{owner}` lists the instance `{target}`, which {why}"),
        false => {
            format!(
                "`{owner}` lists `{target}`, which is not an instance of `{}` and {why}",
                pair_of(service)
            )
        }
    };
    let (help, meant_edits) = match meant {
        // What a pointer and a TXT record agree on is the instance's name.
        Some(Unlisted { set, has_others: false, .. }) if is_one && found.has_others => {
            let written = |owner: &NameRef| Some(cx.in_style_of(&found.target, owner));
            let (wrong, right) =
                (cx.show(&set.first().owner), cx.in_style_of(&found.target, &set.first().owner));
            let help = format!(
                "did you mean `{wrong}`? then write `{right}` for the owner of its SRV record, as for that of TXT"
            );
            (help, Some(("write the instance's name", owner_edits(set, written))))
        }
        Some(Unlisted { name, .. }) => {
            let right = cx.in_style_of(name, &pointer.target);
            let help = format!("did you mean `{right}`? no pointer lists it");
            let edit = Edit { span: pointer.target.span, text: right };
            (help, Some(("write the instance's name", vec![edit])))
        }
        None if is_one => (format!("add an SRV record at `{target}`, or remove the pointer"), None),
        None => (help_for_host(cx, found), None),
    };
    let mut finding = cx.report_zone(pointer.target.span, message);
    finding.detail(&*target);
    if let Some(Unlisted { set, .. }) = meant {
        finding.label(set.first().owner.span, "no pointer lists this instance");
    }
    if !is_one {
        finding.note("RFC 6763 section 4.1: an instance is called `Instance._service._proto.Domain`");
    }
    finding
        .note("RFC 6763 section 5: a client asks for the SRV record at the instance's name to learn host and port")
        .help(help);
    if let Some((description, edits)) = meant_edits {
        finding.edits(Applicability::Unsafe, description, edits);
    }
}

/// What helps where a pointer leads to a name that is no instance's, such as a host's.
fn help_for_host(cx: &Context<'_>, found: &Dangling<'_>) -> String {
    let Dangling { pointer, service, target, .. } = found;
    let first = target.iter().next().filter(|label| !label.starts_with(b"_"));
    let named = first.and_then(|label| service.prepend_label(label).ok());
    let Some(named) = named else {
        return format!(
            "list an instance, whose name ends in `{}`, or remove the pointer",
            cx.show_name(service)
        );
    };
    let has_records = cx.workspace.types_at(&named, cx.zone).is_some_and(has_service);
    let named = cx.in_style_of(&named, &pointer.target);
    match has_records {
        true => format!("write `{named}`, or remove the pointer if another lists that"),
        false => format!("write `{named}`, and an SRV record there, or remove the pointer"),
    }
}

/// Reports what is listed among the services of a domain, and is called otherwise than services are.
fn check_listed_service(cx: &mut Context<'_>, pointer: &Pointer) {
    let Some(meant) = meant_service(&cx.name(&pointer.target)) else { return };
    let (owner, shown) = (cx.show(&pointer.owner), cx.show(&pointer.target));
    let right = cx.in_style_of(&meant, &pointer.target);
    cx.report_zone(
        pointer.target.span,
        format!("`{owner}` lists `{shown}`, which is not the name of a service"),
    )
    .kind("listed service")
    .detail(shown)
    .note(
        "RFC 6763 section 9: here stand the names of services, two labels with underscores before the domain",
    )
    .help(format!("write `{right}`"))
    .fix(Applicability::Unsafe, "write the service's name", pointer.target.span, right);
}

/// Whether SRV records stand at a name, or an alias that may lead to some.
fn has_service(types: Types) -> bool {
    types.has(Types::SRV) || types.has(Types::CNAME)
}
