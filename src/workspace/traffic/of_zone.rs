//! The services of one zone: of its SRV record sets, whose they are, who is in them, and whether clients find them. Does not
//! know other zones: what stands behind a target, it is told.

use std::collections::{HashMap, HashSet};
use std::hash::BuildHasherDefault;
use std::sync::Arc;

use crate::base::printable::printable;
use crate::base::source::Sources;
use crate::syntax::name::{KeyHasher, NameKey};
use crate::workspace::srv_sets::SrvSets;
use crate::workspace::traffic::service::{
    Drafts, Entry, Labels, Service, State, Sums, Target, Tier, Unserved, sort_records,
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
    ZoneServices::new(zone, sources, find).all(sets)
}

/// The services of one zone in the making.
struct ZoneServices<'w> {
    zone: &'w Zone,
    sources: &'w Sources,
    find: &'w dyn Fn(&NameRef) -> Target,
    origin: Arc<str>,
    /// The targets that are known already: most hosts serve several services.
    targets: Known,
    /// Those of which others are to be asked, with the first record of each.
    open: Vec<(Option<u32>, Arc<Target>)>,
    /// What is known of the others.
    sums: Sums,
    /// Whether a record of the zone may hide others below its owner.
    may_hide: bool,
    /// The owners of its aliases.
    aliases: HashSet<NameKey, BuildHasherDefault<KeyHasher>>,
    /// Room for the records of a service, to be used again for the next one.
    room: Vec<Numbered<'w>>,
}

/// An SRV record of a service: its number among those of the zone, and its fields.
type Numbered<'w> = (u32, &'w Record, &'w Srv);

/// How many targets are looked for one by one, which takes less time than a table.
const FEW: usize = 16;

/// The targets of a zone by their names.
#[derive(Default)]
struct Known {
    few: Vec<(NameKey, Arc<Target>)>,
    /// All of them, where they are not few.
    all: HashMap<NameKey, Arc<Target>, BuildHasherDefault<KeyHasher>>,
}

impl Known {
    fn get(&self, key: NameKey) -> Option<&Arc<Target>> {
        match self.all.is_empty() {
            true => self.few.iter().find(|(known, _)| *known == key).map(|(_, target)| target),
            false => self.all.get(&key),
        }
    }

    fn add(&mut self, key: NameKey, target: &Arc<Target>) {
        if self.all.is_empty() && self.few.len() < FEW {
            return self.few.push((key, Arc::clone(target)));
        }
        self.all.extend(self.few.drain(..));
        self.all.insert(key, Arc::clone(target));
    }
}

impl<'w> ZoneServices<'w> {
    fn new(zone: &'w Zone, sources: &'w Sources, find: &'w dyn Fn(&NameRef) -> Target) -> Self {
        let apex = zone.apex.key();
        let (mut may_hide, mut aliases) = (false, HashSet::default());
        if zone.srv_count > 0 && zone.is_named() {
            for record in zone.others() {
                match Types::of(record.rtype, &record.rdata) {
                    Types::NS => may_hide |= record.owner.key != apex,
                    Types::DNAME => may_hide = true,
                    Types::CNAME => _ = aliases.insert(record.owner.key),
                    _ => {}
                }
            }
        }
        let origin = zone.origin_text().into();
        let (targets, open, sums, room) = Default::default();
        ZoneServices { zone, sources, find, origin, targets, open, sums, may_hide, aliases, room }
    }

    fn all(mut self, sets: Option<&SrvSets>) -> Drafts {
        let (zone, mut services) = (self.zone, Vec::new());
        if let Some(sets) = sets {
            services.reserve_exact(sets.sets.len());
            for set in &sets.sets {
                services.extend(self.service(zone.records(), sets.records(set), true));
            }
        }
        let mut outside: Vec<Vec<u32>> = Vec::new();
        let mut places: HashMap<NameKey, usize> = HashMap::new();
        for (number, record) in (0..).zip(&zone.out_of_zone) {
            let place = *places.entry(record.owner.key).or_insert(outside.len());
            match outside.get_mut(place) {
                Some(numbers) => numbers.push(number),
                None => outside.push(vec![number]),
            }
        }
        let of_owner = |numbers: Vec<u32>| self.service(&zone.out_of_zone, &numbers, false);
        services.extend(outside.into_iter().filter_map(of_owner));
        Drafts { services, open: self.open, sums: self.sums }
    }

    /// The service of the records with these numbers, which have one owner, in file order; `None` if there are none.
    fn service(&mut self, records: &'w [Record], numbers: &[u32], in_zone: bool) -> Option<Service> {
        let ZoneServices { zone, sources, .. } = *self;
        let records = || numbers.iter().map(|number| &records[*number as usize]);
        let first = records().next()?;
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
        let (ttl, highest) = (zone.ttl(first), records().filter_map(seconds).max());
        let srv = |(number, record): (&u32, &'w Record)| Some((*number, record, record.srv()?));
        let mut numbered = std::mem::take(&mut self.room);
        numbered.extend(numbers.iter().zip(records()).filter_map(srv));
        let tiers = self.tiers(&mut numbered, in_zone);
        numbered.clear();
        self.room = numbered;
        let state = match self.hidden(&first.owner, in_zone) {
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

    /// The records, which are in file order, by priority. Of those that say the same a server gives out one.
    fn tiers(&mut self, records: &mut Vec<Numbered<'w>>, in_zone: bool) -> Vec<Tier> {
        let says = |srv: &Srv| (srv.priority, srv.port, srv.weight, srv.target.key.number());
        if records.len() > 1 {
            records.sort_by_key(|(.., srv)| says(srv));
            records.dedup_by_key(|(.., srv)| says(srv));
            records.sort_by_key(|(number, _, srv)| (srv.priority, *number));
        }
        let by_priority = || records.chunk_by(|(.., one), (.., other)| one.priority == other.priority);
        let mut tiers = Vec::with_capacity(by_priority().count());
        for of_tier in by_priority() {
            let shares = first_choice(of_tier.iter().map(|(.., srv)| srv.weight));
            let entry = |(numbered, share): (&Numbered<'w>, Share)| self.entry(*numbered, share, in_zone);
            let mut records: Vec<Entry> = of_tier.iter().zip(shares).map(entry).collect();
            sort_records(&mut records);
            tiers.push(Tier { priority: of_tier[0].2.priority, records });
        }
        tiers
    }

    fn entry(&mut self, (number, record, srv): Numbered<'w>, share: Share, in_zone: bool) -> Entry {
        let sources = self.sources;
        let target = match self.targets.get(srv.target.key) {
            Some(target) => Arc::clone(target),
            None => {
                let target = Arc::new((self.find)(&srv.target));
                match target.is_open() {
                    true => self.open.push((in_zone.then_some(number), Arc::clone(&target))),
                    false => self.sums.add(&target),
                }
                self.targets.add(srv.target.key, &target);
                target
            }
        };
        Entry {
            target,
            port: srv.port,
            weight: srv.weight,
            share,
            span: sources.written(record.span),
            is_generated: sources.is_generated(record.span),
        }
    }

    /// Why no server gives out the records at `owner`; `None` if they do.
    fn hidden(&self, owner: &NameRef, in_zone: bool) -> Option<Unserved> {
        if !in_zone {
            return Some(Unserved::Outside);
        }
        if !self.may_hide {
            return self.aliases.contains(&owner.key).then_some(Unserved::BesideAlias);
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
    let rest = name.splitn(labels + 1, '.').nth(labels)?;
    (!rest.is_empty() && !name.contains('\\')).then_some(rest)
}
