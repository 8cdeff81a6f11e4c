//! `target-without-address`: the target's zone is known completely, and the target has no address.

use hickory_proto::rr::Name;

use crate::base::spelling::did_you_mean;
use crate::rules::engine::context::Context;
use crate::rules::facts::target::TargetProblem;
use crate::syntax::name::display_name;
use crate::workspace::Lookup;
use crate::zone::NameRef;
use crate::zone::index::Without;

pub fn check(cx: &mut Context<'_>) {
    for (record, srv, problem) in cx.target_problems() {
        let target = &srv.target;
        let TargetProblem::NoAddress(found) = *problem else { continue };
        let (name, shown) = (cx.name(target), cx.show(target));
        let (zone, why) = match found {
            Lookup::NoName { zone } => (zone, "does not exist"),
            Lookup::NoAddress { zone, without: Without::OtherTypes } => (zone, "has no address"),
            Lookup::NoAddress { zone, without: Without::EmptyNonTerminal } => {
                (zone, "has no address: it exists only because there are names below it")
            }
            Lookup::NoAddress { zone, without: Without::Wildcard } => {
                (zone, "has no address, nor has the wildcard that answers for it")
            }
            _ => continue,
        };
        let once = without_repeated_label(cx, target);
        let similar = once.clone().or_else(|| cx.workspace.similar_host(&name, zone));
        let help = match &similar {
            Some(similar) => did_you_mean(&cx.in_style_of(similar, target)),
            None => format!("give `{shown}` an A or AAAA record, or name a host that has one"),
        };
        let elsewhere =
            (!std::ptr::eq(zone, cx.zone)).then(|| (zone.origin_text(), &cx.sources.file(zone.source).path));
        let written = cx.sources.text(target.span);
        let origin = display_name(&cx.zone.origin_of(target).0.name);
        let mut finding = cx.report(record, target.span, format!("SRV target `{shown}` {why}"));
        if once.is_some() {
            finding.note(format!(
                "`{origin}` is appended to `{written}`, and begins with the label in which that ends"
            ));
        } else if target.is_relative() && written.contains('.') {
            finding.note(format!("`{origin}` is appended to `{written}`, which does not end in a dot"));
        }
        if let Some((origin, path)) = elsewhere {
            finding.note(format!("zone `{origin}` was read from {path}"));
        }
        finding
            .note("RFC 2782, \"Target\": there MUST be one or more address records for the name")
            .help(help);
    }
}

/// The host that a relative target means if the label in which it ends is written once too often:
/// `etcd-0.lab` below the origin `lab.example.com.`.
fn without_repeated_label(cx: &Context<'_>, target: &NameRef) -> Option<Name> {
    let (origin, _) = cx.zone.origin_of(target);
    let (name, own) = (cx.name(target), origin.name.iter().count());
    let labels: Vec<&[u8]> = name.iter().collect();
    let written = labels.len().checked_sub(own).filter(|written| *written >= 2 && target.is_relative())?;
    let repeated = labels.get(written)?.eq_ignore_ascii_case(labels[written - 1]);
    let mut once = Name::from_labels(labels[..written - 1].iter().chain(&labels[written..]).copied()).ok()?;
    once.set_fqdn(true);
    let found = cx.workspace.find_address_of(&once, cx.zone);
    (repeated && matches!(found, Lookup::Address { wildcard: false, .. })).then_some(once)
}
