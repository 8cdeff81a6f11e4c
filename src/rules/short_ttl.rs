//! `short-ttl`: SRV records that no cache keeps, or hardly.

use std::collections::HashMap;

use crate::base::severity::Severity;
use crate::discover::is_of_cloudflare;
use crate::rules::engine::context::Context;
use crate::rules::engine::look::Look;
use crate::rules::engine::options::Limits;
use crate::rules::facts::cluster_names::is_of_kubernetes;
use crate::rules::facts::ttl::{Caused, by_cause, may_have};
use crate::syntax::name::label_texts;
use crate::syntax::ttl::{MAX_TTL, parse_ttl};

pub fn concerns(look: &Look<'_>) -> bool {
    may_have(look, is_too_short)
}

fn is_too_short(limits: Limits, seconds: u32) -> bool {
    seconds < limits.note_under
}

pub fn check(cx: &mut Context<'_>) {
    let (sources, mut exports) = (cx.sources, HashMap::new());
    let mut is_export =
        |source| *exports.entry(source).or_insert_with(|| is_of_cloudflare(sources.file(source).bytes()));
    for caused in by_cause(cx, true, is_too_short, i64::from) {
        // 1 stands for a TTL that Cloudflare chooses, some 300 seconds.
        let is_automatic = caused.ttl.seconds == 1 && is_export(caused.ttl.span.source);
        if is_automatic || caused.ttl.seconds > 0 && are_of_kubernetes(cx, &caused) {
            continue;
        }
        let (seconds, cause, concerns) = (caused.ttl.seconds, caused.cause(), caused.concerns(cx));
        // BIND takes a TTL of more than 31 bits as 0; the token says what was written.
        let written = parse_ttl(cx.sources.bytes(caused.ttl.span)).unwrap_or(seconds);
        let (severity, message, authority) = if written > MAX_TTL {
            let message =
                format!("TTL {written}{cause} of {concerns} is out of range: BIND serves it with TTL 0");
            (Severity::Warning, message, "RFC 2181 section 8: a TTL is at most 2147483647")
        } else if seconds == 0 {
            let message = format!("TTL 0{cause} keeps {concerns} out of every cache");
            (
                Severity::Warning,
                message,
                "RFC 1035 section 3.2.1: with a TTL of 0 a record serves the query at hand alone",
            )
        } else {
            let plural = if seconds == 1 { "second".to_owned() } else { format!("{seconds} seconds") };
            let message = format!("TTL {seconds}{cause} makes caches ask for {concerns} every {plural}");
            (Severity::Note, message, "RFC 2782, \"Weight\" warns against unreasonably short TTLs")
        };
        caused.report(cx, severity, message).note(authority);
    }
}

/// Whether all records are Kubernetes' own: its name server gives them 5 seconds unless it is told another TTL.
fn are_of_kubernetes(cx: &Context<'_>, caused: &Caused<'_>) -> bool {
    caused.records.iter().all(|(record, _)| is_of_kubernetes(&label_texts(&cx.name(&record.owner))))
}
