//! `long-ttl`: changes to a service take as long as its SRV records live in caches.

use crate::base::severity::Severity;
use crate::rules::engine::context::Context;
use crate::rules::engine::look::Look;
use crate::rules::engine::options::{Limits, TtlLimits};
use crate::rules::facts::service_at::service_of;
use crate::rules::facts::ttl::{by_cause, duration, limits, may_have};
use crate::workspace::services::Service;
use crate::zone::Record;

pub fn concerns(look: &Look<'_>) -> bool {
    may_have(look, is_too_long)
}

fn is_too_long(limits: Limits, seconds: u32) -> bool {
    seconds > limits.note_over
}

pub fn check(cx: &mut Context<'_>) {
    let too_long = by_cause(cx, false, is_too_long, |seconds| -i64::from(seconds));
    for mut caused in too_long {
        let seconds = caused.ttl.seconds;
        let limits = limits(cx, caused.first());
        let longest = limits.warn_over;
        if limits == TtlLimits::default().of("") {
            caused.records.retain(|(record, _)| !is_usual(cx, record, seconds, longest));
        }
        if caused.records.is_empty() {
            continue;
        }
        let severity = if seconds > longest { Severity::Warning } else { Severity::Note };
        let (cause, concerns, length) = (caused.cause(), caused.concerns(cx), duration(seconds));
        let message = format!("TTL {seconds}{cause} keeps changes of {concerns} from clients for {length}");
        caused
            .report(cx, severity, message)
            .note("until it runs out, clients go on with a server that moved or was taken out");
    }
}

/// Whether the record's service is one whose instructions have so long a TTL, or whose clients ask for it only when
/// an account is set up; `longest` is what others have without a warning.
fn is_usual(cx: &Context<'_>, record: &Record, seconds: u32, longest: u32) -> bool {
    let usual = |service: &Service| service.ttl_usual.or(service.asked_at_setup.then_some(longest));
    service_of(cx, &record.owner).and_then(usual).is_some_and(|usual| seconds <= usual)
}
