//! `alias-without-service`: an alias at a service's name that leads to no SRV record.

use hickory_proto::rr::RecordType;

use crate::rules::engine::context::Context;
use crate::rules::engine::look::Look;
use crate::rules::facts::service_alias::{dead_end, names_service};
use crate::rules::facts::stray_dot::{report_stray_dot, without_stray_dot};
use crate::rules::facts::trailing_dot::replacement_lacks_dot;
use crate::syntax::name::{display_name, label_texts};
use crate::zone::index::Types;

pub fn concerns(look: &Look<'_>) -> bool {
    look.zone.has_service_aliases
}

pub fn check(cx: &mut Context<'_>) {
    for record in cx.zone.others().filter(|record| record.rtype == RecordType::CNAME) {
        let owner = cx.name(&record.owner);
        let Some(target) = record.points_at().filter(|_| names_service(&owner)) else { continue };
        // One that lacks its dot is told of as that, and one with SRV records beside it as what hides these.
        let is_beside = || cx.workspace.types_at(&owner, cx.zone).is_some_and(|types| types.has(Types::SRV));
        let is_told = cx.options.levels.is_selected("occluded-record") && is_beside();
        if is_told || replacement_lacks_dot(cx.zone, cx.workspace, target).is_some() {
            continue;
        }
        if let Some(meant) = without_stray_dot(cx.zone, cx.workspace, target, |types| types.has(Types::SRV)) {
            let what = format!("alias `{}`", cx.show(&record.owner));
            report_stray_dot(cx, &record.owner, &what, target, &meant);
            continue;
        }
        let service = owner.iter().next().unwrap_or_default();
        let is_known = cx.options.services.find(service).is_some_and(|service| !service.instances);
        if let Some((end, what)) = dead_end(cx.workspace, cx.name(target), cx.zone, is_known) {
            let labels = label_texts(&owner);
            let example = if labels[0] == "*" { "_imaps._tcp".to_owned() } else { labels[..2].join(".") };
            let (owner, end) = (cx.show(&record.owner), display_name(&end));
            let text = cx.sources.text(target.span);
            // `@` stands for the origin only alone.
            let help = match text.strip_suffix(".@").filter(|_| target.is_relative()) {
                Some(written) => format!("write `{written}`: `@` means the origin only alone"),
                None => format!(
                    "name the owner of the SRV records, such as `{example}.example.net.`, or write SRV records here"
                ),
            };
            cx.report(record, target.span, format!("alias `{owner}` leads to `{end}`, which {what}"))
                .detail(&*end)
                .note("RFC 1034 section 3.6.2: a query for SRV records is answered with those of the alias's end")
                .help(help);
        }
    }
}
