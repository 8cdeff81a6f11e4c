//! `long-ttl`: changes to a service take as long as its SRV records live in caches.

use super::Context;
use super::ttl::{by_cause, duration, limits};
use crate::finding::Severity;

pub fn check(cx: &mut Context<'_>) {
    let too_long =
        by_cause(cx, false, |limits, seconds| seconds > limits.note_over, |seconds| -i64::from(seconds));
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
