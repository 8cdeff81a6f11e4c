//! `implicit-ttl`: no `$TTL` and no TTL, so that each server takes another one.

use crate::base::severity::Severity;
use crate::base::span::Span;
use crate::rules::engine::context::Context;
use crate::rules::engine::look::Look;
use crate::rules::facts::edits::{before_first_entry, line_before};
use crate::rules::finding::{Applicability, Edit};
use crate::zone::{Record, Ttl, TtlSource};

/// What NSD takes where BIND takes the SOA's minimum or the TTL before, in seconds.
const NSD_DEFAULT: u32 = 3600;

pub fn concerns(look: &Look<'_>) -> bool {
    look.zone.has_implicit_ttls
}

pub fn check(cx: &mut Context<'_>) {
    let zone = cx.zone;
    let implicit = |record: &Record| {
        zone.ttl(record).filter(|ttl| matches!(ttl.source, TtlSource::Previous | TtlSource::SoaMinimum))
    };
    if cx.zone.soa.is_none() {
        return;
    }
    let mut records = cx.zone.srvs().filter_map(|(record, _)| Some((record, implicit(record)?)));
    let Some((first, ttl)) = records.next() else { return };
    let mut is_agreed = ttl.seconds == NSD_DEFAULT;
    let others = records.inspect(|(_, ttl)| is_agreed &= ttl.seconds == NSD_DEFAULT).count();
    let owner = cx.show(&first.owner);
    let more = match others {
        0 => String::new(),
        1 => " and another SRV record".to_owned(),
        others => format!(" and {others} other SRV records"),
    };
    let from = match ttl.source {
        TtlSource::Previous => "the record before",
        _ => "the SOA's minimum",
    };
    // The record's first token: its owner, or its type if the owner is inherited.
    let place =
        if first.span.contains(first.owner.span) { first.owner.span } else { first_word(cx, first.span) };
    let message = format!("no TTL is set for `{owner}`{more}: BIND takes {} from {from}", ttl.seconds);
    let is_of_all = takes_soa(cx, ttl);
    let edit = directive(cx, first, ttl.seconds, is_of_all);
    let mut finding = cx.report(first, place, message);
    finding.detail(String::new());
    let writes = format!("write `$TTL {}`, which BIND takes", ttl.seconds);
    finding.edits(Applicability::Unsafe, writes, edit.into_iter().collect());
    finding.label(ttl.span, "from here");
    if is_agreed {
        finding.severity(Severity::Note).note(format!("NSD takes {NSD_DEFAULT} too, whatever stands there"));
    } else {
        finding.note(format!("NSD takes {NSD_DEFAULT}"));
    }
    let place = if is_of_all { "above the first record" } else { "above this record" };
    let usual = match ttl.seconds {
        LONGEST_USUAL.. => "; 300 to 3600 seconds are usual for SRV records",
        _ => "",
    };
    let help =
        format!("write `$TTL {}` {place}: then every server takes what BIND takes now{usual}", ttl.seconds);
    finding.note("RFC 2308 section 4: the default comes from `$TTL`").help(help);
}

/// From so many seconds on, a TTL is longer than is usual for SRV records.
const LONGEST_USUAL: u32 = 3601;

/// Whether the SOA record gives all others their TTL, by its own or by its minimum.
fn takes_soa(cx: &Context<'_>, ttl: Ttl) -> bool {
    let Some(soa) = cx.zone.soa.as_ref().map(|owner| owner.span) else { return false };
    let between = Span { end: ttl.span.start, ..soa };
    let is_behind = ttl.span.source == soa.source && soa.start <= ttl.span.start;
    ttl.source == TtlSource::SoaMinimum || is_behind && !cx.sources.bytes(between).contains(&b'\n')
}

/// The `$TTL` that says what BIND takes: before the first entry, if the TTL is that `of_all` records, else before the first SRV
/// record that takes it, as those above may take another. Unsafe: servers that took another one change.
fn directive(cx: &Context<'_>, first: &Record, seconds: u32, of_all: bool) -> Option<Edit> {
    let line = format!("$TTL {seconds}");
    if of_all {
        return before_first_entry(cx.zone.source, &line, cx.sources);
    }
    line_before(cx.sources.written(first.span), &line, cx.sources)
}

/// The first word of a record.
fn first_word(cx: &Context<'_>, record: Span) -> Span {
    let length = cx.sources.bytes(record).iter().take_while(|octet| !octet.is_ascii_whitespace()).count();
    Span::new(record.source, record.start, record.start + length as u32)
}
