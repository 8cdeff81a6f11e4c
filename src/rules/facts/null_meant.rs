//! SRV records that were to switch a service off. Does not know how rules report them.

use crate::base::source::Sources;
use crate::rules::engine::context::Context;
use crate::syntax::name::label_texts;
use crate::zone::{Record, Srv};

/// What people write in the place of `.`, in small letters.
const NO_TARGETS: [&str; 9] = ["@", "0", "-", "0.0.0.0", "::", "null", "none", "localhost", "localhost."];

/// Whether a record with three zeros has something for nothing where `.` belongs.
pub fn is_null_meant(srv: &Srv, sources: &Sources) -> bool {
    let is_it = |text: &&str| sources.bytes(srv.target.span).eq_ignore_ascii_case(text.as_bytes());
    (srv.priority, srv.weight, srv.port) == (0, 0, 0) && NO_TARGETS.iter().any(is_it)
}

/// Whether `unexpected-port` tells of a record that it was to switch the service off: no rule says more of its target.
pub fn is_told_of_port(cx: &Context<'_>, record: &Record, srv: &Srv) -> bool {
    // At instances of DNS-SD the port 0 is none of its concern.
    let is_of_service =
        || label_texts(&cx.name(&record.owner)).first().is_some_and(|label| label.starts_with('_'));
    is_null_meant(srv, cx.sources) && cx.options.levels.is_selected("unexpected-port") && is_of_service()
}
