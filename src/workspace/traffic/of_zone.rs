//! The services of one zone: of its SRV record sets, whose they are, who is in them, and whether clients find them. Does not
//! know other zones: what stands behind a target, it is told.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::sync::Arc;

use crate::base::printable::printable;
use crate::base::source::Sources;
use crate::syntax::name::{KeyHasher, NameKey};
use crate::workspace::srv_sets::SrvSets;
use crate::workspace::traffic::service::{
    Drafts, Entry, Labels, Service, SharedTarget, State, Sums, Target, Tier, Unserved, sort_records,
};
use crate::workspace::traffic::shares::{Share, first_choice};
use crate::zone::index::{Located, Types};
use crate::zone::service_owner::{Pair, pair};
use crate::zone::{NameRef, Record, Srv, Zone};

/// The services of a zone with these SRV record `sets`; `None` will do if it has no SRV record. What stands behind a
/// target is what `find` says.
pub(in crate::workspace) fn services_of(
    zone: &Zone,
    sources: &Sources,
    sets: Option<&SrvSets>,
    find: &dyn Fn(&NameRef) -> Target,
) -> Drafts {
    let of_set =
        |sets, set| Owned { records: zone.records(), numbers: SrvSets::records(sets, set), in_zone: true };
    let in_zone = sets.into_iter().flat_map(|sets| sets.sets.iter().map(move |set| of_set(sets, set)));
    let outside = outside(zone);
    let of_owner = |numbers| Owned { records: &zone.out_of_zone, numbers, in_zone: false };
    let owned = in_zone.chain(outside.iter().map(|numbers| of_owner(numbers)));
    let count = sets.map_or(0, |sets| sets.sets.len()) + outside.len();
    let mut hosts = Hosts::new(find, zone.srv_count as usize);
    // Before there are services: the hosts of all of them are kept together.
    let mut ends = Vec::with_capacity(count);
    ends.extend(owned.clone().map(|owned| hosts.add(&owned)));
    let Hosts { targets, open, sums, answered, .. } = hosts;
    let owners = Owners::new(zone, sources, targets.into());
    let (mut services, mut start) = (Vec::with_capacity(count), 0);
    services.extend(owned.zip(ends).filter_map(|(owned, end)| {
        let answer = &answered[std::mem::replace(&mut start, end)..end];
        owners.service(&owned, answer)
    }));
    Drafts { services, targets: owners.targets, open: open.into(), sums }
}

/// For each owner of records outside the zone their numbers, in file order.
fn outside(zone: &Zone) -> Vec<Vec<u32>> {
    let mut outside: Vec<Vec<u32>> = Vec::new();
    let mut places: HashMap<NameKey, usize> = HashMap::new();
    for (number, record) in (0..).zip(&zone.out_of_zone) {
        let place = *places.entry(record.owner.key).or_insert(outside.len());
        match outside.get_mut(place) {
            Some(numbers) => numbers.push(number),
            None => outside.push(vec![number]),
        }
    }
    outside
}

/// The records of one owner, in file order.
#[derive(Clone, Copy)]
struct Owned<'w> {
    /// Those of all owners.
    records: &'w [Record],
    /// Which of them are the owner's.
    numbers: &'w [u32],
    /// Whether the owner lies in the zone.
    in_zone: bool,
}

impl<'w> Owned<'w> {
    fn iter(&self) -> impl Iterator<Item = &'w Record> {
        let records = self.records;
        self.numbers.iter().map(|number| &records[*number as usize])
    }
}

/// An SRV record that a server gives out, with the numbers of it and of its host.
#[derive(Clone, Copy)]
struct Answered<'w> {
    number: u32,
    host: u32,
    record: &'w Record,
    srv: &'w Srv,
}

/// How many targets are looked for one by one, which takes less time than a table.
const FEW: usize = 16;

/// The hosts that the SRV records of a zone name: most serve several services.
struct Hosts<'w> {
    find: &'w dyn Fn(&NameRef) -> Target,
    /// Each once.
    targets: Vec<Target>,
    keys: Vec<NameKey>,
    /// Their places, where they are not few.
    places: HashMap<NameKey, u32, BuildHasherDefault<KeyHasher>>,
    /// The places of those of which others are to be asked, with the first record of each.
    open: Vec<(Option<u32>, u32)>,
    /// What is known of the others.
    sums: Sums,
    /// The records of which they are the hosts.
    answered: Vec<Answered<'w>>,
}

impl<'w> Hosts<'w> {
    /// None yet, with room for those of so many records.
    fn new(find: &'w dyn Fn(&NameRef) -> Target, records: usize) -> Self {
        let room = records.min(FEW);
        let (targets, keys, open) =
            (Vec::with_capacity(room), Vec::with_capacity(room), Vec::with_capacity(room));
        let (places, sums) = Default::default();
        Hosts { find, targets, keys, places, open, sums, answered: Vec::with_capacity(records) }
    }

    /// Adds the records of an owner by priority, with their hosts. Of those that say the same, a server gives out one. Tells where
    /// they end among all.
    fn add(&mut self, owned: &Owned<'w>) -> usize {
        let start = self.answered.len();
        for (number, record) in owned.numbers.iter().zip(owned.iter()) {
            self.answered.extend(record.srv().map(|srv| Answered { number: *number, host: 0, record, srv }));
        }
        let answer = &mut self.answered[start..];
        if answer.len() > 1 {
            let says = |one: &Answered<'_>| {
                let Srv { priority, port, weight, target, .. } = one.srv;
                (*priority, *port, *weight, target.key)
            };
            answer.sort_by_key(says);
            let mut kept = 1;
            for place in 1..answer.len() {
                if says(&answer[place]) != says(&answer[kept - 1]) {
                    answer.swap(place, kept);
                    kept += 1;
                }
            }
            answer[..kept].sort_by_key(|one| (one.srv.priority, one.number));
            self.answered.truncate(start + kept);
        }
        for place in start..self.answered.len() {
            let Answered { number, srv, .. } = self.answered[place];
            self.answered[place].host = self.host(&srv.target, owned.in_zone.then_some(number));
        }
        self.answered.len()
    }

    /// The place of a host, which the record with this number names, if it lies in the zone.
    fn host(&mut self, named: &NameRef, record: Option<u32>) -> u32 {
        let are_few = self.places.is_empty();
        let known = match are_few {
            true => self.keys.iter().position(|key| *key == named.key).map(|place| place as u32),
            false => self.places.get(&named.key).copied(),
        };
        if let Some(place) = known {
            return place;
        }
        let (target, place) = ((self.find)(named), self.targets.len() as u32);
        match target.is_open() {
            true => self.open.push((record, place)),
            false => self.sums.add(&target),
        }
        self.targets.push(target);
        self.keys.push(named.key);
        if !are_few || self.keys.len() > FEW {
            let unknown = (0..).zip(&self.keys).skip(self.places.len());
            self.places.extend(unknown.map(|(place, key)| (*key, place)));
        }
        place
    }
}

/// The owners of a zone's SRV records.
struct Owners<'w> {
    zone: &'w Zone,
    sources: &'w Sources,
    origin: Arc<str>,
    targets: Arc<[Target]>,
    /// Whether a record of the zone may hide others below its owner.
    may_hide: bool,
    /// The owners of its aliases, in order.
    aliases: Vec<NameKey>,
}

impl<'w> Owners<'w> {
    fn new(zone: &'w Zone, sources: &'w Sources, targets: Arc<[Target]>) -> Self {
        let apex = zone.apex.key();
        let (mut may_hide, mut aliases) = (false, Vec::new());
        if zone.srv_count > 0 && zone.is_named() {
            for record in zone.others() {
                match Types::of(record.rtype, &record.rdata) {
                    Types::NS => may_hide |= record.owner.key != apex,
                    Types::DNAME => may_hide = true,
                    Types::CNAME => aliases.push(record.owner.key),
                    _ => {}
                }
            }
        }
        aliases.sort_unstable();
        Owners { zone, sources, origin: zone.origin_text().into(), targets, may_hide, aliases }
    }

    /// The service of the records of an owner, with those that a server gives out, by priority; `None` if there are none.
    fn service(&self, owned: &Owned<'_>, answered: &[Answered<'_>]) -> Option<Service> {
        let Owners { zone, sources, .. } = *self;
        let first = owned.iter().next()?;
        let owner = zone.display(&first.owner, sources);
        let pair = pair(zone, &first.owner, sources);
        let base = |pair: &Pair<'_>| match behind(&owner, pair.before + 2) {
            Some(base) if zone.is_named() && *base == *self.origin => Arc::clone(&self.origin),
            Some(base) if zone.is_named() => base.into(),
            _ => zone.display_name(&pair.base(&zone.name(&first.owner, sources))).into(),
        };
        let labels = pair.map(|pair| Labels {
            base: base(&pair),
            service: service_of(&pair),
            protocol: pair.transport(),
            before: pair.before,
        });
        let seconds = |record: &Record| zone.ttl(record).map(|ttl| ttl.seconds);
        let (ttl, highest) = (zone.ttl(first), owned.iter().filter_map(seconds).max());
        let tiers = self.tiers(answered);
        let state = match self.hidden(&first.owner, owned.in_zone) {
            Some(why) => State::NeverServed(why),
            None => match &tiers[..] {
                [Tier { records, .. }] if records.len() == 1 && records[0].target.is_null() => State::Absent,
                _ => State::Offered,
            },
        };
        Some(Service {
            is_wildcard: owner == "*" || owner.starts_with("*."),
            owner,
            zone: Arc::clone(&self.origin),
            view: zone.view.clone(),
            source: zone.source,
            labels,
            owner_span: sources.written(first.owner.span),
            highest_ttl: highest.filter(|highest| ttl.is_some_and(|ttl| ttl.seconds != *highest)),
            ttl,
            state,
            tiers,
            alias: None,
            gap: None,
        })
    }

    fn tiers(&self, answered: &[Answered<'_>]) -> Vec<Tier> {
        let by_priority = || answered.chunk_by(|one, other| one.srv.priority == other.srv.priority);
        let mut tiers = Vec::with_capacity(by_priority().count());
        for of_tier in by_priority() {
            let shares = first_choice(of_tier.iter().map(|one| one.srv.weight));
            let mut records: Vec<Entry> =
                of_tier.iter().zip(shares).map(|(one, share)| self.entry(one, share)).collect();
            sort_records(&mut records);
            tiers.push(Tier { priority: of_tier[0].srv.priority, records });
        }
        tiers
    }

    fn entry(&self, answered: &Answered<'_>, share: Share) -> Entry {
        let Answered { host, record, srv, .. } = answered;
        let directive = self.sources.generated_by(record.span);
        Entry {
            target: SharedTarget { of_zone: Arc::clone(&self.targets), place: *host },
            port: srv.port,
            weight: srv.weight,
            share,
            span: directive.unwrap_or(record.span),
            is_generated: directive.is_some(),
        }
    }

    /// Why no server gives out the records at `owner`; `None` if they do.
    fn hidden(&self, owner: &NameRef, in_zone: bool) -> Option<Unserved> {
        if !in_zone {
            return Some(Unserved::Outside);
        }
        if !self.may_hide {
            return self.aliases.binary_search(&owner.key).is_ok().then_some(Unserved::BesideAlias);
        }
        let place = |record: &Record| self.zone.display(&record.owner, self.sources);
        match self.zone.locate(&self.zone.chain(owner, self.sources)) {
            Located::Delegated(record) => Some(Unserved::Delegated(place(record))),
            Located::Renamed(record) => Some(Unserved::Renamed(place(record))),
            Located::Node { node, .. } if node.types.has(Types::CNAME) => Some(Unserved::BesideAlias),
            Located::Node { .. } | Located::Nothing => None,
        }
    }
}

/// The service that a pair names, without its underscore, in lower case.
fn service_of(pair: &Pair<'_>) -> String {
    let mut service = printable(&pair.service[1..]);
    service.make_ascii_lowercase();
    service
}

/// What stands behind so many labels of a name; `None` if a label has an escape, or nothing is left.
fn behind(name: &str, labels: usize) -> Option<&str> {
    let end = memchr::memchr_iter(b'.', name.as_bytes()).nth(labels.checked_sub(1)?)?;
    let rest = &name[end + 1..];
    (!rest.is_empty() && memchr::memchr(b'\\', name.as_bytes()).is_none()).then_some(rest)
}
