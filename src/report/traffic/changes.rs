//! What a change does to each host of a service, in words that several formats show. Compares nothing.

use crate::base::source::Sources;
use crate::report::traffic::listing::why_unserved;
use crate::report::traffic::words::{alias_text, gap_text, unread_text};
use crate::workspace::traffic::change::{Change, HostChange, leads_elsewhere};
use crate::workspace::traffic::related::Pointer;
use crate::workspace::traffic::service::{Alias, Entry, Gap, Reached, Service, State, Target};

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
    /// Whether it is no host, but says of its service that there is none.
    pub is_declaration: bool,
    /// What happens to it, and why.
    pub notes: Vec<String>,
}

/// No share.
pub const NONE: &str = "–";
/// No share that is known: the record may be one that could not be read.
const UNKNOWN: &str = "unknown";

/// Each host of a service that differs.
pub fn host_rows<'s>(change: &Change<'s>) -> Vec<HostRow<'s>> {
    let gaps = change.gaps();
    let row = |host: HostChange<'s>| {
        let (_, entry) = host.after.or(host.before).expect("one of both is there");
        // Of a service that no server gives out, no host has a share.
        let before = host.before.filter(|_| change.before.is_some_and(is_served));
        let after = host.after.filter(|_| change.after.is_some_and(is_served));
        let shown = |seen: Option<(u16, &Entry)>, service: Option<&Service>, gap: Option<Gap>| match seen {
            Some((priority, entry)) => share_text(priority, entry, service),
            None if gap.is_some() && service.is_none_or(is_served) => UNKNOWN.to_owned(),
            None if service.is_some_and(is_elsewhere) => UNKNOWN.to_owned(),
            None => NONE.to_owned(),
        };
        let is_up = |seen: Option<(u16, &Entry)>| {
            seen.is_some_and(|(_, entry)| entry.target.reached != Reached::None)
        };
        let says_nothing = |seen: Option<(u16, &Entry)>, service| seen.is_none() || is_alone(service);
        HostRow {
            target: &entry.target,
            port: entry.port,
            before: shown(before, change.before, gaps[0]),
            after: shown(after, change.after, gaps[1]),
            shares: [before, after].map(|seen| match seen.filter(|_| is_up(seen)) {
                Some((_, entry)) => entry.share.value(),
                None => 0.0,
            }),
            is_lost: is_up(before)
                && !is_up(after)
                && (after.is_some() || gaps[1].is_none() && !change.after.is_some_and(is_elsewhere)),
            is_new: before.is_none() && after.is_some(),
            is_declaration: entry.target.is_null()
                && says_nothing(before, change.before)
                && says_nothing(after, change.after),
            notes: host_notes(&host, change),
        }
    };
    change.hosts().into_iter().map(row).collect()
}

fn share_text(priority: u16, entry: &Entry, service: Option<&Service>) -> String {
    let first = service.and_then(|service| service.tiers.first());
    let is_first = first.is_none_or(|tier| tier.priority == priority);
    let tier = if is_first { String::new() } else { format!(" of priority {priority}") };
    match entry.target.reached {
        Reached::None if is_alone(service) => "absent".to_owned(),
        Reached::None if !entry.target.is_null() => format!("unreachable{tier}"),
        _ => format!("{}{tier}", entry.share.text()),
    }
}

/// Whether the only record of a service says that there is none.
fn is_alone(service: Option<&Service>) -> bool {
    service.is_some_and(|service| service.state == State::Absent)
}

fn is_served(service: &Service) -> bool {
    !matches!(service.state, State::NeverServed(_))
}

/// Whether a service is an alias of one of which no zone of the run can tell.
fn is_elsewhere(service: &Service) -> bool {
    service.alias.as_ref().is_some_and(|alias| alias.reached == Reached::Outside)
}

/// How long caches keep what was there before.
fn kept_for(change: &Change<'_>) -> Option<u32> {
    let before = change.before.filter(|before| is_served(before))?;
    before.highest_ttl.or(before.ttl.map(|ttl| ttl.seconds))
}

fn host_notes(host: &HostChange<'_>, change: &Change<'_>) -> Vec<String> {
    let mut notes = Vec::new();
    let [was_unread, is_unread] = change.gaps().map(|gap| gap.is_some());
    match (host.before, host.after) {
        (Some(_), None) if is_unread => {
            notes.push("not found: its record may be one that could not be read".to_owned());
        }
        (None, Some(_)) if was_unread => {
            notes.push("new, or its record could not be read before".to_owned());
        }
        (Some(_), None) if change.after.is_some_and(is_elsewhere) => {}
        (Some(_), None) if !is_alone(change.before) => notes.push(match kept_for(change) {
            Some(seconds) => format!("removed; caches may send traffic there for {seconds} s (its TTL)"),
            None => "removed".to_owned(),
        }),
        (None, Some((_, after))) if !is_alone(change.after) => {
            notes.push(match kept_for(change) {
                Some(seconds) => format!("new; caches may not know it for {seconds} s"),
                None => "new".to_owned(),
            });
            if after.target.reached == Reached::None && !after.target.is_null() {
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
        (_, Reached::None) => format!("it leads to no address any more (was {})", was_text(before, after)),
        (Reached::None, _) => format!("reachable again: {}", was_text(after, before)),
        (_, Reached::Outside) if after.is_in_doubt => {
            format!("unknown: its zone could not be read in full (was {})", was_text(before, after))
        }
        (_, Reached::Outside) if after.addresses.is_empty() && before.reached != Reached::Outside => {
            format!("not in these files any more (was {})", was_text(before, after))
        }
        _ => format!("was {}", was_text(before, after)),
    }
}

/// What a host was, where it is something else in another revision.
fn was_text(target: &Target, other: &Target) -> String {
    let list = target.addresses.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    let what = match (target.reached, list.is_empty()) {
        _ if target.is_in_doubt => "unknown: its zone could not be read in full".to_owned(),
        (Reached::Outside, true) => "not in these files".to_owned(),
        (Reached::Outside, false) => format!("glue {list}"),
        (_, true) => "no address".to_owned(),
        (_, false) => list,
    };
    match (target.through.last(), other.through.last()) {
        (Some(end), now) if now.is_none_or(|now| !now.eq_ignore_ascii_case(end)) => {
            format!("an alias of {end}: {what}")
        }
        (None, Some(_)) => format!("no alias: {what}"),
        _ => what,
    }
}

/// What happens to a service as a whole, a sentence each.
pub fn service_notes(change: &Change<'_>, sources: &Sources) -> Vec<String> {
    let mut notes = Vec::new();
    match (change.before, change.after) {
        (None, Some(after)) => {
            let unserved = unserved_text(after).map_or_else(String::new, |text| format!(", {text}"));
            notes.push(match change.missing {
                Some(gap) => format!("new, or {} before{unserved}", unread_text(gap, sources)),
                None => match &after.alias {
                    Some(alias) => format!("new {}{unserved}", alias_text(alias)),
                    None => format!("new service{unserved}"),
                },
            });
        }
        (Some(before), None) => notes.push(match change.missing {
            Some(gap) => format!("not found: {}", unread_text(gap, sources)),
            None => match &before.alias {
                Some(alias) => format!("{} removed", alias_text(alias)),
                None if is_served(before) => "service removed".to_owned(),
                None => "service removed that was never served".to_owned(),
            },
        }),
        (Some(before), Some(after)) => {
            let kept = kept_for(change).map_or_else(String::new, |seconds| {
                format!("; caches keep what was there before for {seconds} s")
            });
            notes.extend(alias_note(before.alias.as_deref(), after.alias.as_deref()));
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
    let [before, after] = [change.before, change.after].map(|service| service.and_then(|it| it.gap));
    notes.extend(match (before, after) {
        (_, Some(gap)) => Some(gap_text(gap, sources)),
        (Some(gap), None) => Some(format!("was {}", gap_text(gap, sources))),
        (None, None) => None,
    });
    if change.before.is_some() && change.after.is_some() {
        notes.extend(naptr_notes(&change.naptrs));
    }
    notes
}

/// That a service is another's alias now, or no alias any more.
fn alias_note(before: Option<&Alias>, after: Option<&Alias>) -> Option<String> {
    match [before, after].map(|alias| alias.map(alias_text)) {
        [Some(before), Some(after)] => (before != after).then(|| format!("{before} → {after}")),
        [Some(before), None] => Some(format!("was {before}, has records of its own")),
        [None, Some(after)] => Some(format!("had records of its own, is {after}")),
        [None, None] => None,
    }
}

/// What happens to the NAPTR records that lead to a service.
fn naptr_notes([before, after]: &[Vec<&Pointer>; 2]) -> Vec<String> {
    let is_same = |one: &Pointer, other: &Pointer| {
        one.owner.eq_ignore_ascii_case(&other.owner) && one.services.eq_ignore_ascii_case(&other.services)
    };
    let order = |naptr: &Pointer| format!("order {}, preference {}", naptr.order.0, naptr.order.1);
    let mut notes = Vec::new();
    let mut gone: Vec<&Pointer> = before.clone();
    for naptr in after {
        let stays = |was: &&Pointer| is_same(was, naptr) && was.order == naptr.order;
        let was = gone.iter().position(stays).or_else(|| gone.iter().position(|was| is_same(was, naptr)));
        let was = was.map(|place| gone.remove(place));
        let head = format!("NAPTR of {} with {}", naptr.owner, naptr.services);
        match was {
            Some(was) if was.order == naptr.order => {}
            Some(was) => notes.push(format!("{head}: {} → {}", order(was), order(naptr))),
            None => notes.push(format!("new {head}: {}", order(naptr))),
        }
    }
    let removed = |naptr: &&Pointer| format!("removed NAPTR of {} with {}", naptr.owner, naptr.services);
    notes.extend(gone.iter().map(removed));
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
