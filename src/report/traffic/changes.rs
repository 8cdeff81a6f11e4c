//! What a change does to each host of a service, in words that several formats show. Compares nothing.

use crate::report::traffic::listing::why_unserved;
use crate::workspace::traffic::change::{Change, HostChange, leads_elsewhere};
use crate::workspace::traffic::service::{Entry, Reached, Service, State, Target};

/// A host before and after a change.
#[derive(Debug)]
pub struct HostRow<'s> {
    /// The host, as it is if it is there.
    pub target: &'s Target,
    /// The port, as it is if it is there.
    pub port: u16,
    /// Its share as it was, in percent, `unreachable`, or a dash.
    pub before: String,
    /// Its share as it is.
    pub after: String,
    /// The same two shares from 0 to 1; 0 of one that is not there, or has no address.
    pub shares: [f64; 2],
    /// Whether it is lost: gone, or without address now.
    pub is_lost: bool,
    /// Whether it is new.
    pub is_new: bool,
    /// What happens to it, and why.
    pub notes: Vec<String>,
}

/// No share.
pub const NONE: &str = "–";

/// Each host of a service that differs.
pub fn host_rows<'s>(change: &Change<'s>) -> Vec<HostRow<'s>> {
    let is_first = |service: Option<&Service>, priority: u16| {
        service.and_then(|service| service.tiers.first()).is_none_or(|tier| tier.priority == priority)
    };
    let row = |host: HostChange<'s>| {
        let (_, entry) = host.after.or(host.before).expect("one of both is there");
        // Of a service that no server gives out, no host has a share.
        let before = host.before.filter(|_| change.before.is_some_and(is_served));
        let after = host.after.filter(|_| change.after.is_some_and(is_served));
        let shown = |seen: Option<(u16, &Entry)>, service: Option<&Service>| match seen {
            Some((priority, entry)) => share_text(priority, entry, is_first(service, priority)),
            None => NONE.to_owned(),
        };
        let is_up = |seen: Option<(u16, &Entry)>| {
            seen.is_some_and(|(_, entry)| entry.target.reached != Reached::None)
        };
        HostRow {
            target: &entry.target,
            port: entry.port,
            before: shown(before, change.before),
            after: shown(after, change.after),
            shares: [before, after].map(|seen| match seen.filter(|_| is_up(seen)) {
                Some((_, entry)) => entry.share.value(),
                None => 0.0,
            }),
            is_lost: is_up(before) && !is_up(after),
            is_new: before.is_none() && after.is_some(),
            notes: host_notes(&host, change),
        }
    };
    change.hosts().into_iter().map(row).collect()
}

fn share_text(priority: u16, entry: &Entry, is_first: bool) -> String {
    let tier = if is_first { String::new() } else { format!(" of priority {priority}") };
    match (entry.target.is_null(), entry.target.reached) {
        (true, _) => "absent".to_owned(),
        (false, Reached::None) => format!("unreachable{tier}"),
        (false, _) => format!("{}{tier}", entry.share.text()),
    }
}

fn is_served(service: &Service) -> bool {
    !matches!(service.state, State::NeverServed(_))
}

/// How long caches keep what was there before.
fn kept_for(change: &Change<'_>) -> Option<u32> {
    let before = change.before.filter(|before| is_served(before))?;
    before.highest_ttl.or(before.ttl.map(|ttl| ttl.seconds))
}

fn host_notes(host: &HostChange<'_>, change: &Change<'_>) -> Vec<String> {
    let mut notes = Vec::new();
    match (host.before, host.after) {
        (Some((_, before)), None) if !before.target.is_null() => notes.push(match kept_for(change) {
            Some(seconds) => format!("removed; caches may send traffic there for {seconds} s (its TTL)"),
            None => "removed".to_owned(),
        }),
        (None, Some((_, after))) if !after.target.is_null() => {
            notes.push(match kept_for(change) {
                Some(seconds) => format!("new; caches may not know it for {seconds} s"),
                None => "new".to_owned(),
            });
            if after.target.reached == Reached::None {
                notes.push("it has no address".to_owned());
            }
        }
        (Some((before_priority, before)), Some((after_priority, after))) => {
            if before_priority != after_priority {
                notes.push(format!("priority {before_priority} → {after_priority}"));
            }
            if before.port != after.port {
                notes.push(format!("port {} → {}", before.port, after.port));
            }
            if before.weight != after.weight {
                notes.push(format!("weight {} → {}", before.weight, after.weight));
            }
            if leads_elsewhere(&before.target, &after.target) {
                notes.push(address_note(&before.target, &after.target));
            }
        }
        _ => {}
    }
    notes
}

/// What happened to the addresses of a host whose name stayed.
fn address_note(before: &Target, after: &Target) -> String {
    let list = |target: &Target| {
        let all: Vec<String> = target.addresses.iter().map(ToString::to_string).collect();
        all.join(" ")
    };
    let (v4, v6) =
        (before.addresses.iter().any(|one| one.is_ipv4()), before.addresses.iter().any(|one| one.is_ipv6()));
    match (before.reached, after.reached) {
        (Reached::Zone, Reached::None) if !before.by_wildcard && after.through.is_empty() => {
            let records = match (v4, v6) {
                (true, true) => "its A and AAAA records are",
                (false, true) => "its AAAA record is",
                _ => "its A record is",
            };
            format!("{records} deleted in this change")
        }
        (Reached::Alias, Reached::None) if before.through == after.through => {
            let end = before.through.last().map_or("it", String::as_str);
            format!("the addresses of {end} are deleted in this change")
        }
        (_, Reached::None) => {
            format!("it leads to no address any more (was {})", shown_or_outside(&list(before)))
        }
        (Reached::None, _) => format!("reachable again: {}", shown_or_outside(&list(after))),
        (_, Reached::Outside) if after.addresses.is_empty() => {
            format!("not in these files any more (was {})", shown_or_outside(&list(before)))
        }
        _ => format!("was {}", shown_or_outside(&list(before))),
    }
}

fn shown_or_outside(list: &str) -> &str {
    if list.is_empty() { "not in these files" } else { list }
}

/// What happens to a service as a whole, a sentence each.
pub fn service_notes(change: &Change<'_>) -> Vec<String> {
    let mut notes = Vec::new();
    match (change.before, change.after) {
        (None, Some(after)) => {
            let unserved = unserved_text(after).map_or_else(String::new, |text| format!(", {text}"));
            notes.push(format!("new service{unserved}"));
        }
        (Some(before), None) if is_served(before) => notes.push("service removed".to_owned()),
        (Some(_), None) => notes.push("service removed that was never served".to_owned()),
        (Some(before), Some(after)) => {
            let kept = kept_for(change).map_or_else(String::new, |seconds| {
                format!("; caches keep what was there before for {seconds} s")
            });
            if before.state != after.state {
                let is = unserved_text(after).unwrap_or_else(|| state_text(&after.state).to_owned());
                let kept = if is_served(after) { "" } else { &kept };
                notes.push(format!("was {}, is {is}{kept}", state_text(&before.state)));
            }
            let ttls = [before, after].map(ttl_text);
            if ttls[0] != ttls[1] {
                notes.push(format!("TTL {} → {}{kept}", ttls[0], ttls[1]));
            }
        }
        (None, None) => {}
    }
    notes
}

/// That no server gives a service out, and why.
fn unserved_text(service: &Service) -> Option<String> {
    let State::NeverServed(why) = &service.state else { return None };
    Some(format!("{}: {}", state_text(&service.state), why_unserved(why)))
}

fn ttl_text(service: &Service) -> String {
    let ttl = service.ttl.map_or_else(|| "unknown".to_owned(), |ttl| ttl.seconds.to_string());
    service.highest_ttl.map_or_else(|| ttl.clone(), |highest| format!("{ttl} and {highest}"))
}

/// Whether clients find a service, in words.
pub fn state_text(state: &State) -> &'static str {
    match state {
        State::Offered => "offered",
        State::Absent => "declared absent",
        State::NeverServed(_) => "never served",
    }
}
