//! `long-ttl`: changes to a service take as long as its SRV records live in caches.

use std::collections::HashMap;

use super::Context;
use crate::config::{LONGEST_TTL, LONGEST_TTL_WITHOUT_NOTE};
use crate::finding::Severity;
use crate::source::Span;
use crate::zone::{Record, Srv, TtlSource};

/// How many of the records that a token concerns are labelled.
const MOST_LABELS: usize = 3;

pub fn check(cx: &mut Context<'_>) {
    let (warn_over, note_over) = match cx.options.max_ttl {
        Some(longest) => (longest, longest),
        None => (LONGEST_TTL, LONGEST_TTL_WITHOUT_NOTE),
    };
    // A TTL that a record states concerns its set; one that it inherits, everything that inherits it.
    let mut findings: Vec<Vec<(&Record, &Srv)>> = Vec::new();
    let mut by_cause: HashMap<Span, usize> = HashMap::new();
    for set in cx.srv_sets() {
        if set.iter().all(|(_, srv)| srv.is_null()) {
            continue;
        }
        let mut own: Vec<(&Record, &Srv)> = Vec::new();
        for (record, srv) in set.iter() {
            let Some(ttl) = record.ttl.filter(|ttl| ttl.seconds > note_over) else { continue };
            if ttl.source == TtlSource::Record {
                own.push((record, srv));
                continue;
            }
            let number = *by_cause.entry(ttl.span).or_insert(findings.len());
            match findings.get_mut(number) {
                Some(records) => records.push((record, srv)),
                None => findings.push(vec![(record, srv)]),
            }
        }
        if !own.is_empty() {
            findings.push(own);
        }
    }
    for records in findings {
        report(cx, &records, warn_over);
    }
}

fn report(cx: &mut Context<'_>, records: &[(&Record, &Srv)], warn_over: u32) {
    let longest = records
        .iter()
        .filter_map(|(record, _)| record.ttl.map(|ttl| (ttl, *record)))
        .max_by_key(|(ttl, _)| ttl.seconds);
    let Some((ttl, _)) = longest else { return };
    let (first, _) =
        records.iter().find(|(record, _)| record.ttl == Some(ttl)).copied().unwrap_or(records[0]);
    let mut owners: Vec<_> = records.iter().map(|(record, _)| record.owner.key).collect();
    owners.sort();
    owners.dedup();
    let concerns = match owners.len() {
        1 => format!("`{}`", cx.show(&first.owner)),
        2 => format!("`{}` and another SRV set", cx.show(&first.owner)),
        count => format!("`{}` and {} other SRV sets", cx.show(&first.owner), count - 1),
    };
    let cause = match ttl.source {
        TtlSource::Record => "",
        TtlSource::Directive => " from `$TTL`",
        TtlSource::Previous => " from the record before",
        TtlSource::SoaMinimum => " from the SOA's minimum",
    };
    let length = duration(ttl.seconds);
    let finding = cx.report(
        first,
        ttl.span,
        format!("TTL {}{cause} keeps changes of {concerns} from clients for {length}", ttl.seconds),
    );
    if ttl.seconds <= warn_over {
        finding.severity(Severity::Note);
    }
    // The TTL makes the finding, not the fields of its first record.
    finding.detail = ttl.seconds.to_string();
    if ttl.source == TtlSource::Record {
        for (record, _) in records
            .iter()
            .filter(|(record, _)| record.ttl.is_some_and(|other| other.span != ttl.span))
            .take(MOST_LABELS)
        {
            finding.label(record.ttl.expect("filtered above").span, "and here");
        }
    } else {
        let mut labelled = Vec::new();
        for (record, _) in records {
            if !labelled.contains(&record.owner.key) && labelled.len() < MOST_LABELS {
                labelled.push(record.owner.key);
                finding.label(record.owner.span, "this record takes it");
            }
        }
    }
    let help = match ttl.source {
        TtlSource::Record => "300 to 3600 seconds are usual for SRV records",
        _ => "give the SRV records a TTL of their own: 300 to 3600 seconds are usual",
    };
    finding.note("until it runs out, clients go on with a server that moved or was taken out").help(help);
}

/// Seconds as people say them.
fn duration(seconds: u32) -> String {
    let plural = |count: u32, unit: &str| format!("{count} {unit}{}", if count == 1 { "" } else { "s" });
    match seconds {
        86_400.. if seconds.is_multiple_of(86_400) => plural(seconds / 86_400, "day"),
        86_400.. => format!("{:.1} days", f64::from(seconds) / 86_400.0),
        3_600.. if seconds.is_multiple_of(3_600) => plural(seconds / 3_600, "hour"),
        3_600.. => format!("{:.1} hours", f64::from(seconds) / 3_600.0),
        _ => plural(seconds, "second"),
    }
}
