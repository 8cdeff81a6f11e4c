//! TTLs of SRV records by what caused them, for `long-ttl` and `short-ttl`. Knows no other rule.

use std::collections::HashMap;

use hickory_proto::rr::Name;

use crate::base::severity::Severity;
use crate::base::span::Span;
use crate::rules::engine::context::Context;
use crate::rules::engine::draft::Draft;
use crate::rules::engine::look::Look;
use crate::rules::engine::options::Limits;
use crate::rules::engine::srv_set::SrvSet;
use crate::rules::facts::meant_names::{Slip, slip};
use crate::rules::finding::Alike;
use crate::syntax::name::NameKey;
use crate::zone::service_owner::pair;
use crate::zone::{NameRef, Record, Srv, Ttl, TtlSource, Zone};

/// How many of the records that a token concerns are labelled.
const MOST_LABELS: usize = 3;

/// SRV records whose TTL has one cause.
pub struct Caused<'a> {
    zone: &'a Zone,
    /// The TTL.
    pub ttl: Ttl,
    /// The records, in file order.
    pub records: Vec<(&'a Record, &'a Srv)>,
    /// The names that are meant by those of their owners that another rule says are slips.
    meant: HashMap<NameKey, Name>,
}

/// The limits for an SRV set: `--max-ttl`, else those of its service, else those of all.
pub fn limits(cx: &Context<'_>, record: &Record) -> Limits {
    // Taking the owner apart is worth it only where services have limits of their own.
    let no_own = cx.options.ttl.services.is_empty();
    let service = if no_own { None } else { pair(cx.zone, &record.owner, cx.sources) };
    cx.options.ttl_limits(&service.map_or_else(String::new, |pair| pair.service_text()))
}

/// Whether some SRV record may have a TTL that is `wanted`.
pub fn may_have(look: &Look<'_>, wanted: fn(Limits, u32) -> bool) -> bool {
    let limits = look.options.ttl_limits("");
    let may = |set: &SrvSet<'_>| {
        set.summary().ttls.is_none_or(|(low, high)| wanted(limits, low) || wanted(limits, high))
    };
    // Which service has limits of its own, only the text of its owner says.
    !look.options.ttl.services.is_empty() || look.has_set(may)
}

/// The SRV records whose TTL is `wanted`, by what caused it. A TTL that a record states concerns
/// its set; one that it inherits, everything that inherits it. The records of one cause have the
/// TTL that `prefer` puts first.
pub fn by_cause<'a>(
    cx: &Context<'a>,
    null_sets: bool,
    wanted: impl Fn(Limits, u32) -> bool,
    prefer: fn(u32) -> i64,
) -> Vec<Caused<'a>> {
    let mut groups: Vec<Vec<(&Record, &Srv)>> = Vec::new();
    let mut by_token: HashMap<Span, usize> = HashMap::new();
    let (zone, limits_of_all) = (cx.zone, cx.options.ttl_limits(""));
    let mut meant: HashMap<NameKey, Name> = HashMap::new();
    for set in cx.srv_sets() {
        let limits = if cx.options.ttl.services.is_empty() { limits_of_all } else { limits(cx, set.first()) };
        let some = |(low, high)| wanted(limits, low) || wanted(limits, high);
        if set.summary().ttls.is_some_and(|ttls| !some(ttls)) {
            continue;
        }
        let concerned = |record: &Record| zone.ttl(record).is_some_and(|ttl| wanted(limits, ttl.seconds));
        if !set.iter().any(|(record, _)| concerned(record)) || (!null_sets && set.is_null()) {
            continue;
        }
        let slip = slip(cx, &set);
        if let Some(name) = slip.as_ref().and_then(Slip::meant) {
            meant.insert(set.summary().owner, name.clone());
        }
        let is_deleted = matches!(slip, Some(Slip::Deleted(_)));
        let mut own = Vec::new();
        for (record, srv) in set.iter().filter(|(record, _)| concerned(record)) {
            let Some(ttl) = zone.ttl(record) else { continue };
            if ttl.source == TtlSource::Record && !cx.sources.is_generated(record.span) {
                own.push((record, srv));
                continue;
            }
            let number = *by_token.entry(ttl.span).or_insert(groups.len());
            match groups.get_mut(number) {
                Some(records) => records.push((record, srv)),
                None => groups.push(vec![(record, srv)]),
            }
        }
        // The TTL of a record goes with it; that of the file stays.
        if !own.is_empty() && !is_deleted {
            groups.push(own);
        }
    }
    let caused = |records: Vec<(&'a Record, &'a Srv)>| {
        let ttl = records
            .iter()
            .filter_map(|(record, _)| zone.ttl(record))
            .min_by_key(|ttl| prefer(ttl.seconds))?;
        let of_records = |(record, _): &(&Record, &Srv)| {
            let key = record.owner.key;
            Some((key, meant.get(&key)?.clone()))
        };
        let meant = records.iter().filter_map(of_records).collect();
        Some(Caused { zone, ttl, records, meant })
    };
    groups.into_iter().filter_map(caused).collect()
}

impl<'a> Caused<'a> {
    /// The first record that has the TTL.
    pub fn first(&self) -> &'a Record {
        let has = |(record, _): &&(&'a Record, &'a Srv)| self.zone.ttl(record) == Some(self.ttl);
        self.records.iter().find(has).map_or(self.records[0].0, |(record, _)| record)
    }

    /// The sets that it concerns, in words.
    pub fn concerns(&self, cx: &Context<'_>) -> String {
        let key = |owner: &NameRef| self.meant.get(&owner.key).map_or(owner.key, NameKey::of);
        let mut owners: Vec<_> = self.records.iter().map(|(record, _)| key(&record.owner)).collect();
        owners.sort_unstable();
        owners.dedup();
        let owner = &self.first().owner;
        let first = self.named(cx, owner);
        match owners.len() {
            // The name alone would be the whole zone.
            1 if key(owner) == self.zone.apex.key() => format!("the SRV records of `{first}`"),
            1 => format!("`{first}`"),
            2 => format!("`{first}` and another SRV set"),
            count => format!("`{first}` and {} other SRV sets", count - 1),
        }
    }

    /// An owner, or the name that is meant by it.
    fn named(&self, cx: &Context<'_>, owner: &NameRef) -> String {
        self.meant.get(&owner.key).map_or_else(|| cx.show(owner), |meant| cx.show_name(meant))
    }

    /// Where the TTL came from, to stand behind it in a message.
    pub fn cause(&self) -> &'static str {
        match self.ttl.source {
            TtlSource::Record => "",
            TtlSource::Directive => " from `$TTL`",
            TtlSource::Previous => " from the record before",
            TtlSource::SoaMinimum => " from the SOA's minimum",
        }
    }

    /// Reports it on the token that caused it, with labels on the records that it concerns.
    pub fn report<'c>(&self, cx: &'c mut Context<'_>, severity: Severity, message: String) -> Draft<'c> {
        let owner = cx.show(&self.first().owner);
        let named = format!("`{}`", self.named(cx, &self.first().owner));
        let mut finding = cx.report_zone(self.ttl.span, message);
        // The TTL makes the finding, not the fields of its first record.
        finding.severity(severity).owner(owner).detail(self.ttl.seconds.to_string());
        let mut labelled = vec![];
        for (record, _) in &self.records {
            let (span, message) = match self.zone.ttl(record) {
                Some(ttl) if self.ttl.source == TtlSource::Record => (ttl.span, "and here"),
                _ => (record.owner.span, "this record inherits it"),
            };
            if span != self.ttl.span && !labelled.contains(&span) && labelled.len() < MOST_LABELS {
                labelled.push(span);
                finding.label(span, message);
            }
        }
        if self.ttl.source == TtlSource::Record {
            finding.alike(Alike {
                cause: self.ttl.seconds.to_string(),
                named,
                others: "other SRV sets".to_owned(),
                ..Alike::default()
            });
        }
        finding.help(match self.ttl.source {
            TtlSource::Record => "300 to 3600 seconds are usual for SRV records",
            _ => "give the SRV records a TTL of their own: 300 to 3600 seconds are usual",
        });
        finding
    }
}

/// Seconds as people say them.
pub fn duration(seconds: u32) -> String {
    let (length, unit) = match seconds {
        86_400.. => (86_400, "day"),
        3_600.. => (3_600, "hour"),
        _ => (1, "second"),
    };
    let plural = |count: u32| format!("{count} {unit}{}", if count == 1 { "" } else { "s" });
    let tenths = (u64::from(seconds) * 10 + u64::from(length) / 2) / u64::from(length);
    match (seconds % length, tenths % 10) {
        (0, _) => plural(seconds / length),
        (_, 0) => format!("about {}", plural((tenths / 10) as u32)),
        (_, tenth) => format!("{}.{tenth} {unit}s", tenths / 10),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_told_in_the_largest_unit_that_they_fill() {
        for (seconds, expected) in [
            (0, "0 seconds"),
            (1, "1 second"),
            (3_599, "3599 seconds"),
            (3_600, "1 hour"),
            (3_601, "about 1 hour"),
            (5_400, "1.5 hours"),
            (86_399, "about 24 hours"),
            (86_400, "1 day"),
            (100_000, "1.2 days"),
            (172_801, "about 2 days"),
            (u32::MAX, "49710.3 days"),
        ] {
            assert_eq!(duration(seconds), expected);
        }
    }
}
