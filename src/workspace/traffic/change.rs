//! What differs between the services of two revisions, as clients see it. Where records are written does not count. Does not
//! know how it is shown.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::net::IpAddr;

use crate::base::source::Sources;
use crate::workspace::traffic::service::{Entry, Service, Target, Tier};

/// A service that differs: as it was, and as it is.
#[derive(Debug, Clone, Copy)]
pub struct Change<'s> {
    /// As it was; `None` of a new one.
    pub before: Option<&'s Service>,
    /// As it is; `None` of one that is gone.
    pub after: Option<&'s Service>,
}

/// A host of a service that differs, on one port.
#[derive(Debug, Clone, Copy)]
pub struct HostChange<'s> {
    /// As it was: its priority, and its record.
    pub before: Option<(u16, &'s Entry)>,
    /// As it is.
    pub after: Option<(u16, &'s Entry)>,
}

impl<'s> Change<'s> {
    /// The service, as it is if it is there.
    pub fn service(&self) -> &'s Service {
        self.after.or(self.before).expect("one of both is there")
    }

    /// The hosts of both, those that there are first, each once a port.
    pub fn hosts(&self) -> Vec<HostChange<'s>> {
        let entries = |service: Option<&'s Service>| -> Vec<(u16, &'s Entry)> {
            let of_tier = |tier: &'s Tier| tier.records.iter().map(|entry| (tier.priority, entry));
            service.iter().flat_map(|service| &service.tiers).flat_map(of_tier).collect()
        };
        let before = entries(self.before);
        let mut hosts: Vec<HostChange<'_>> = entries(self.after)
            .into_iter()
            .map(|after| HostChange { before: None, after: Some(after) })
            .collect();
        // The same host on the same port with the same priority first, then on the same port, then on whichever.
        let keys: [KeyOf; 3] = [
            |(priority, entry)| (name_of(entry), Some(entry.port), Some(priority)),
            |(_, entry)| (name_of(entry), Some(entry.port), None),
            |(_, entry)| (name_of(entry), None, None),
        ];
        let mut before: Vec<Option<(u16, &Entry)>> = before.into_iter().map(Some).collect();
        for key in keys {
            let mut open: HashMap<HostKey, VecDeque<usize>> = HashMap::new();
            for (number, seen) in before.iter().enumerate() {
                if let Some(seen) = seen {
                    open.entry(key(*seen)).or_default().push_back(number);
                }
            }
            for host in hosts.iter_mut().filter(|host| host.before.is_none()) {
                let found = host.after.and_then(|after| open.get_mut(&key(after))?.pop_front());
                host.before = found.and_then(|number| before[number].take());
            }
        }
        hosts.extend(
            before.into_iter().flatten().map(|before| HostChange { before: Some(before), after: None }),
        );
        hosts
    }
}

/// What two records of a host have in common: its name, and perhaps its port and priority.
type HostKey = (String, Option<u16>, Option<u16>);

/// Takes that of a record and its priority.
type KeyOf = fn((u16, &Entry)) -> HostKey;

fn name_of(entry: &Entry) -> String {
    entry.target.name.to_ascii_lowercase()
}

fn same_host(one: &Entry, other: &Entry) -> bool {
    one.target.name.eq_ignore_ascii_case(&other.target.name)
}

/// The services that differ, by owner. Both lists are by owner.
pub fn changes<'s>(before: &'s [Service], after: &'s [Service], sources: &Sources) -> Vec<Change<'s>> {
    let path = |service: &Service| sources.file(service.source).path.clone();
    let mut changes: Vec<Change<'_>> = Vec::with_capacity(after.len());
    let mut open: HashMap<Key<'_>, Vec<&Service>> = HashMap::new();
    for service in before {
        open.entry(Key::of(service)).or_default().push(service);
    }
    // A zone that several files hold is compared file by file, as far as they have kept their names.
    let mut renamed = Vec::new();
    for service in after {
        let of_name = open.get_mut(&Key::of(service));
        let place = |found: &Vec<&Service>| found.iter().position(|other| path(other) == path(service));
        let found = of_name.and_then(|found| place(found).map(|place| found.remove(place)));
        if found.is_none() {
            renamed.push(changes.len());
        }
        changes.push(Change { before: found, after: Some(service) });
    }
    for number in renamed {
        let service = changes[number].service();
        let of_name = open.get_mut(&Key::of(service)).filter(|found| !found.is_empty());
        changes[number].before = of_name.map(|found| found.remove(0));
    }
    let gone = open.into_values().flatten().map(|service| Change { before: Some(service), after: None });
    changes.extend(gone);
    changes.retain(|change| match (change.before, change.after) {
        (Some(before), Some(after)) => differ(before, after),
        _ => true,
    });
    let order = |change: &Change<'_>| {
        let service = change.service();
        (service.owner.to_ascii_lowercase(), service.zone.clone(), service.view.clone(), path(service))
    };
    changes.sort_by_cached_key(order);
    changes
}

/// What two revisions of a service have in common.
#[derive(PartialEq, Eq, Hash)]
struct Key<'s> {
    owner: String,
    zone: String,
    view: Option<&'s str>,
}

impl<'s> Key<'s> {
    fn of(service: &'s Service) -> Self {
        let [owner, zone] = [&*service.owner, &*service.zone].map(str::to_ascii_lowercase);
        Key { owner, zone, view: service.view.as_deref() }
    }
}

fn differ(one: &Service, other: &Service) -> bool {
    let ttl = |service: &Service| (service.ttl.map(|ttl| ttl.seconds), service.highest_ttl);
    let tiers_differ = one.tiers.len() != other.tiers.len()
        || one.tiers.iter().zip(&other.tiers).any(|(one, other)| {
            let records_differ = |(one, other): (&Entry, &Entry)| {
                (one.port, one.weight, one.share) != (other.port, other.weight, other.share)
                    || !same_host(one, other)
                    || leads_elsewhere(&one.target, &other.target)
            };
            one.priority != other.priority
                || one.records.len() != other.records.len()
                || one.records.iter().zip(&other.records).any(records_differ)
        });
    one.state != other.state || ttl(one) != ttl(other) || tiers_differ
}

/// Whether a target has other addresses now, or they are found in another way.
pub fn leads_elsewhere(one: &Target, other: &Target) -> bool {
    let addresses = |target: &Target| -> BTreeSet<IpAddr> { target.addresses.iter().copied().collect() };
    let end = |target: &Target| target.through.last().map(|name| name.to_ascii_lowercase());
    let is_same_object = std::ptr::eq(one, other);
    !is_same_object
        && (one.reached != other.reached || end(one) != end(other) || addresses(one) != addresses(other))
}
