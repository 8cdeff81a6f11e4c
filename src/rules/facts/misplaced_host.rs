//! The owner of an address record that stands at another name than was meant: what is said of it where that name is missed.

use hickory_proto::rr::Name;

use crate::base::span::Span;
use crate::rules::engine::context::Context;
use crate::rules::engine::draft::Draft;
use crate::rules::facts::edits::final_dot;
use crate::rules::finding::Applicability;
use crate::syntax::name::display_name;
use crate::workspace::{HostMistake, MisplacedHost};

/// The owner of a misplaced host, `name`, as it should be written.
pub fn corrected_owner(cx: &Context<'_>, host: &MisplacedHost, name: &Name) -> String {
    let text = cx.sources.text(host.owner);
    match host.mistake {
        HostMistake::LacksDot => format!("{text}."),
        HostMistake::StrayDot => text.trim_end_matches('.').to_owned(),
        HostMistake::Doubled | HostMistake::Outside => display_name(name),
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
