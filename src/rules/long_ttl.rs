//! `long-ttl`: changes to a service take as long as its SRV records live in caches.

use super::Context;
use super::ttl::{by_cause, duration};
use crate::config::{LONGEST_TTL, LONGEST_TTL_WITHOUT_NOTE};
use crate::finding::Severity;

pub fn check(cx: &mut Context<'_>) {
    let (warn_over, note_over) = match cx.options.max_ttl {
        Some(longest) => (longest, longest),
        None => (LONGEST_TTL, LONGEST_TTL_WITHOUT_NOTE),
    };
    for caused in by_cause(cx, false, |seconds| seconds > note_over, |seconds| -i64::from(seconds)) {
        let seconds = caused.ttl.seconds;
        let severity = if seconds > warn_over { Severity::Warning } else { Severity::Note };
        let (cause, concerns, length) = (caused.cause(), caused.concerns(cx), duration(seconds));
        let message = format!("TTL {seconds}{cause} keeps changes of {concerns} from clients for {length}");
        caused
            .report(cx, severity, message)
            .note("until it runs out, clients go on with a server that moved or was taken out");
    }
}
