//! `unknown-origin`: nothing says which zone a file holds.

use super::Context;
use crate::source::Span;

pub fn check(cx: &mut Context<'_>) {
    if cx.zone.is_named() {
        return;
    }
    let place = cx.zone.soa.map_or(Span::new(cx.zone.source, 0, 0), |soa| soa.span);
    let (message, what) = match cx.zone.soa {
        Some(_) => (
            "the name of this zone is unknown",
            "the SOA's owner is relative, and no `$ORIGIN` stands before it",
        ),
        None => {
            ("the name of the zone that these records belong to is unknown", "the file has no SOA record")
        }
    };
    cx.report_zone(place, message)
        .note(what)
        .note("rules that need the name are silent")
        .help("pass `--origin NAME`, or put `$ORIGIN NAME.` before the first record");
}
