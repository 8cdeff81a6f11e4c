//! `invalid-hostname-target`: a target that is no host name, for which BIND refuses the whole zone.

use crate::base::printable::printable;
use crate::rules::engine::context::Context;
use crate::rules::facts::target::TargetProblem;
use crate::rules::facts::target_text::{BadLabel, LabelProblem};
use crate::syntax::name::display_name;
use crate::zone::NameRef;
use crate::zone::index::Types;

pub fn check(cx: &mut Context<'_>) {
    for (record, srv, problem) in cx.target_problems() {
        let TargetProblem::NoHostname(bad) = problem else { continue };
        let target = &srv.target;
        let shown = cx.show(target);
        let is_service = bad.problem == LabelProblem::Underscore
            && cx.workspace.types_at(&cx.name(target), cx.zone).is_some_and(|types| types.has(Types::SRV));
        let message = match bad.problem {
            _ if is_service => format!("SRV target `{shown}` is the name of a service, not of a host"),
            problem => format!(
                "SRV target `{shown}` is not a host name: label `{}` {}",
                printable(&bad.label),
                what(problem)
            ),
        };
        let help =
            if is_service { "write the host that offers it".to_owned() } else { help(cx, target, bad) };
        let place = cx.zone.origin_of(target).1.filter(|_| bad.from_origin);
        let origin = display_name(&cx.zone.origin_of(target).0.name);
        let mut finding = cx.report(record, target.span, message);
        if let Some(place) = place {
            finding.label(place, format!("`{origin}` was set here"));
        }
        finding
            .note("RFC 1123 section 2.1: a host name has letters, digits and inner hyphens")
            .note("BIND refuses the whole zone: `check-names primary fail` is named's default, not named-checkzone's")
            .help(help);
    }
}

fn what(problem: LabelProblem) -> String {
    match problem {
        LabelProblem::Underscore => "has an underscore".into(),
        LabelProblem::NotAscii => "has non-ASCII characters".into(),
        LabelProblem::Dot => "has an escaped dot".into(),
        LabelProblem::LeadingHyphen => "begins with a hyphen".into(),
        LabelProblem::TrailingHyphen => "ends with a hyphen".into(),
        LabelProblem::Wildcard => "is a wildcard".into(),
        LabelProblem::Octet(octet @ 0x21..=0x7e) => format!("has the character `{}`", char::from(octet)),
        LabelProblem::Octet(octet) => format!("has the character `\\{octet:03}`"),
    }
}

fn help(cx: &Context<'_>, target: &NameRef, bad: &BadLabel) -> String {
    let text = cx.sources.text(target.span);
    match bad.problem {
        _ if bad.from_origin => {
            let name = cx.name(target);
            let own = name.iter().take(name.iter().count() - cx.zone.origin_of(target).0.name.iter().count());
            let label = own.map(printable).collect::<Vec<_>>().join(".");
            format!("write `{label}.{}`", cx.zone.origin_text())
        }
        LabelProblem::Underscore => "name the host without underscore".into(),
        LabelProblem::NotAscii => "write the label as its A-label, `xn--…` (RFC 5890)".into(),
        LabelProblem::Dot => format!("write `{}`", text.replace("\\.", ".").replace("\\046", ".")),
        LabelProblem::LeadingHyphen | LabelProblem::TrailingHyphen => {
            "name the host without that hyphen".into()
        }
        LabelProblem::Wildcard => "write a name that the wildcard answers for".into(),
        LabelProblem::Octet(_) => "name a host".into(),
    }
}
