//! What differs between the services of two revisions, as clients see it. Where records are written does not count. Does not
//! know how it is shown.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::net::IpAddr;

use crate::base::source::Sources;
use crate::workspace::traffic::gaps::Gaps;
use crate::workspace::traffic::related::{Pointer, by_replacement};
use crate::workspace::traffic::service::{Entry, Gap, Reached, Service, Services, Target, Tier};

/// A service that differs: as it was, and as it is.
#[derive(Debug, Clone)]
pub struct Change<'s> {
    /// As it was; `None` of a new one.
    pub before: Option<&'s Service>,
    /// As it is; `None` of one that is gone.
    pub after: Option<&'s Service>,
    /// What could not be read of the revision that does not seem to have it, if it may have it.
    pub missing: Option<Gap>,
    /// The NAPTR records that led to it, and those that do, in their order.
    pub naptrs: [Vec<&'s Pointer>; 2],
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

    /// What could not be read of the service, before and after.
    pub fn gaps(&self) -> [Option<Gap>; 2] {
        [self.before, self.after].map(|service| service.map_or(self.missing, |service| service.gap))
    }

    /// Whether the service is an alias as it was before, so that what differs are the records at its end.
    pub fn is_of_end_alone(&self) -> bool {
        let own = |service: &'s Service| (leads(service), service.ttl.map(|ttl| ttl.seconds));
        match (self.before, self.after) {
            (Some(before), Some(after)) => after.alias.is_some() && own(before) == own(after),
            _ => false,
        }
    }

    /// Whether anything differs.
    fn is_one(&self) -> bool {
        let [before, after] = &self.naptrs;
        let shown = |naptrs: &[&'s Pointer]| naptrs.iter().map(|naptr| naptr.shown()).collect::<Vec<_>>();
        match (self.before, self.after) {
            (Some(one), Some(other)) => differ(one, other) || shown(before) != shown(after),
            _ => true,
        }
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

/// What is known of one revision.
#[derive(Debug, Clone, Copy)]
pub struct Side<'s> {
    /// Its services, in the order of the zones.
    pub services: &'s Services,
    /// The NAPTR records that lead to them.
    pub pointers: &'s [Pointer],
    /// Where more may stand.
    pub gaps: &'s Gaps,
}

/// The services that differ, by owner.
pub fn changes<'s>(before: Side<'s>, after: Side<'s>, sources: &'s Sources) -> Vec<Change<'s>> {
    let path = |service: &Service| sources.file(service.source).path.as_str();
    let naptrs = [before, after].map(|side| by_replacement(side.pointers));
    let leading = |number: usize, service: Option<&Service>| -> Vec<&'s Pointer> {
        let (Some(service), false) = (service, naptrs[number].is_empty()) else { return Vec::new() };
        let of_owner = naptrs[number].get(&service.owner.to_ascii_lowercase()).into_iter().flatten();
        let mut leading: Vec<&Pointer> = of_owner.copied().filter(|naptr| naptr.leads_to(service)).collect();
        leading.dedup_by_key(|naptr| naptr.shown());
        leading
    };
    let mut changes: Vec<Change<'_>> = Vec::new();
    for (before_it, after_it) in pairs(before.services, after.services, &path) {
        let missing = match (before_it, after_it) {
            (Some(gone), None) => after.gaps.may_hide(gone, sources),
            (None, Some(new)) => before.gaps.may_hide(new, sources),
            _ => None,
        };
        let naptrs = [leading(0, before_it), leading(1, after_it)];
        let change = Change { before: before_it, after: after_it, missing, naptrs };
        if change.is_one() {
            changes.push(change);
        }
    }
    let order = |change: &Change<'_>| {
        let service = change.service();
        (service.owner.to_ascii_lowercase(), service.zone.clone(), service.view.clone(), path(service))
    };
    changes.sort_by_cached_key(order);
    changes
}

/// A service of the revision before and the one that it is now.
type Both<'s> = (Option<&'s Service>, Option<&'s Service>);

/// The services of both revisions, each with the same one in the other.
fn pairs<'s>(before: &'s Services, after: &'s Services, path: &dyn Fn(&Service) -> &'s str) -> Vec<Both<'s>> {
    let [before, after] = [before, after].map(|services| services.iter().collect::<Vec<&Service>>());
    let mut found: Vec<Option<&Service>> = vec![None; after.len()];
    let mut is_left = vec![true; before.len()];
    // A zone that several files hold is compared file by file, as far as they have kept their names. A view may get
    // another name, and so may the only file of a zone.
    for is_same in [&[Same::View, Same::Path][..], &[Same::View], &[Same::Path]] {
        let mut open: HashMap<Key<'_>, VecDeque<usize>> = HashMap::new();
        for number in (0..before.len()).filter(|number| is_left[*number]) {
            let service = before[number];
            open.entry(Key::of(service, path(service), is_same)).or_default().push_back(number);
        }
        for (service, found) in after.iter().zip(&mut found).filter(|(_, found)| found.is_none()) {
            let same = open.get_mut(&Key::of(service, path(service), is_same)).and_then(VecDeque::pop_front);
            if let Some(number) = same {
                is_left[number] = false;
                *found = Some(before[number]);
            }
        }
    }
    // One zone without a view may have become one in several, or the reverse.
    let without_view = |services: &[&'s Service]| -> HashMap<Key<'_>, &'s Service> {
        let alone = services.iter().copied().filter(|service| service.view.is_none());
        alone.map(|service| (Key::of(service, path(service), &[Same::Path]), service)).collect()
    };
    if found.iter().any(Option::is_none) {
        let before = without_view(&before);
        for (service, found) in after.iter().zip(&mut found).filter(|(_, found)| found.is_none()) {
            *found = before.get(&Key::of(service, path(service), &[Same::Path])).copied();
        }
    }
    let mut pairs: Vec<Both<'_>> = found.into_iter().zip(after.iter().copied().map(Some)).collect();
    if is_left.contains(&true) {
        let after = without_view(&after);
        for (service, _) in before.iter().copied().zip(is_left).filter(|(_, is_left)| *is_left) {
            let now = after.get(&Key::of(service, path(service), &[Same::Path])).copied();
            pairs.push((Some(service), now));
        }
    }
    pairs
}

/// What two revisions of a service must have in common, besides its owner and zone.
#[derive(PartialEq, Eq)]
enum Same {
    View,
    Path,
}

/// What two revisions of a service have in common.
#[derive(PartialEq, Eq, Hash)]
struct Key<'s> {
    owner: String,
    zone: String,
    view: Option<&'s str>,
    path: Option<&'s str>,
}

impl<'s> Key<'s> {
    fn of(service: &'s Service, path: &'s str, is_same: &[Same]) -> Self {
        let [owner, zone] = [&*service.owner, &*service.zone].map(str::to_ascii_lowercase);
        let view = service.view.as_deref().filter(|_| is_same.contains(&Same::View));
        Key { owner, zone, view, path: is_same.contains(&Same::Path).then_some(path) }
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
    // What may be of any name is no change of each service.
    let has_gap = |service: &Service| service.gap.is_some_and(|gap| !gap.is_anywhere);
    one.state != other.state
        || leads(one) != leads(other)
        || ttl(one) != ttl(other)
        || tiers_differ
        || has_gap(one) != has_gap(other)
}

/// Where an alias leads, and how.
fn leads(service: &Service) -> Option<(&str, String, Reached)> {
    service.alias.as_ref().map(|alias| (alias.by, alias.end().to_ascii_lowercase(), alias.reached))
}

/// Whether a target has other addresses now, or they are found in another way.
pub fn leads_elsewhere(one: &Target, other: &Target) -> bool {
    let addresses = |target: &Target| -> BTreeSet<IpAddr> { target.addresses.iter().copied().collect() };
    let end = |target: &Target| target.through.last().map(|name| name.to_ascii_lowercase());
    let is_same_object = std::ptr::eq(one, other);
    !is_same_object
        && (one.reached != other.reached || end(one) != end(other) || addresses(one) != addresses(other))
}
