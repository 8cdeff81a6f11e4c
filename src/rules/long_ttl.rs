//! `long-ttl`: changes to a service take as long as its SRV records live in caches.

use crate::base::severity::Severity;
use crate::rules::engine::context::Context;
use crate::rules::engine::look::Look;
use crate::rules::engine::options::Limits;
use crate::rules::facts::ttl::{by_cause, duration, limits, may_have};

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
        let warns = seconds > limits(cx, caused.first()).warn_over;
        let severity = if warns { Severity::Warning } else { Severity::Note };
        let (cause, concerns, length) = (caused.cause(), caused.concerns(cx), duration(seconds));
        let message = format!("TTL {seconds}{cause} keeps changes of {concerns} from clients for {length}");
        caused
            .report(cx, severity, message)
            .note("until it runs out, clients go on with a server that moved or was taken out");
    }
}
