//! `long-ttl`: changes to a service take as long as its SRV records live in caches.

use crate::base::severity::Severity;
use crate::rules::engine::context::Context;
use crate::rules::engine::look::Look;
use crate::rules::engine::options::{Limits, TtlLimits};
use crate::rules::facts::ttl::{Caused, by_cause, duration, limits, may_have};
use crate::zone::service_owner::pair;

pub fn concerns(look: &Look<'_>) -> bool {
    may_have(look, is_too_long)
}

fn is_too_long(limits: Limits, seconds: u32) -> bool {
    seconds > limits.note_over
}

pub fn check(cx: &mut Context<'_>) {
    let too_long = by_cause(cx, false, is_too_long, |seconds| -i64::from(seconds));
    for caused in too_long {
        let seconds = caused.ttl.seconds;
        let longest = limits(cx, caused.first()).warn_over;
        if longest == TtlLimits::default().of("").warn_over && is_instructed(cx, &caused) {
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

/// Whether the instructions of all the services that it concerns have so long a TTL.
fn is_instructed(cx: &Context<'_>, caused: &Caused<'_>) -> bool {
    let instructed = |owner| {
        let service = pair(cx.zone, owner, cx.sources)?.service_text();
        cx.options.services.named(service.strip_prefix('_').unwrap_or(&service))?.ttl_usual
    };
    caused
        .records
        .iter()
        .all(|(record, _)| instructed(&record.owner).is_some_and(|longest| caused.ttl.seconds <= longest))
}
