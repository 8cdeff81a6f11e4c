//! Names of SOA records and of PTR records of addresses that lack their final dot, for `missing-trailing-dot`. Knows no SRV
//! record.

use hickory_proto::rr::RecordType;

use crate::base::severity::Severity;
use crate::rules::engine::context::Context;
use crate::rules::facts::edits::final_dot;
use crate::rules::facts::trailing_dot::relative_lacks_dot;
use crate::rules::finding::Applicability;
use crate::syntax::name::display_name;

/// Why a name without its dot is another one.
pub const RELATIVE: &str =
    "RFC 1035 section 5.1: a name that does not end in a dot is relative to the origin";

/// The server and the mailbox of the SOA record, and the hosts of addresses.
pub fn check_relative_names(cx: &mut Context<'_>) {
    for relative in &cx.zone.relative_names {
        let Some((meant, is_sure)) = relative_lacks_dot(cx.zone, cx.workspace, relative) else { continue };
        let name = &relative.name;
        let (expanded, meant, owner) = (cx.show(name), display_name(&meant), cx.show(&relative.owner));
        let (origin, place) = cx.zone.origin_of(name);
        let origin = display_name(&origin.name);
        // Clients of services ask for neither of the first two.
        let (what, kind, severity, note) = match (relative.rtype, relative.is_mailbox) {
            (RecordType::PTR, _) => {
                ("PTR target", "host", Severity::Error, "the address leads to a name that does not exist")
            }
            (_, true) => (
                "SOA mailbox",
                "mailbox",
                Severity::Note,
                "RFC 1035 section 3.3.13: it is the mailbox of who is responsible for the zone",
            ),
            (_, false) => (
                "SOA server",
                "server",
                Severity::Warning,
                "RFC 2136 section 4.3: updates are first sent to the server that the SOA record names",
            ),
        };
        let message = format!("{what} `{expanded}` lacks its final dot: `{meant}` was meant");
        let is_generated = cx.sources.is_generated(name.span);
        let mut finding = cx.report_zone(name.span, message);
        finding.severity(severity).owner(owner).kind(kind).detail(expanded);
        if let Some(place) = place {
            finding.label(place, format!("`{origin}` was set here"));
        }
        finding.note(note).note(RELATIVE).help(format!("write `{meant}`"));
        if !is_generated {
            let applicability = if is_sure { Applicability::Safe } else { Applicability::Unsafe };
            finding.edits(applicability, "append the final dot", vec![final_dot(name.span)]);
        }
        finding.one_slip("");
    }
}
