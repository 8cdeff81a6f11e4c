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
    Drafts, Entry, Labels, Service, State, Target, Tier, Unserved, sort_records,
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

/// For how many targets a zone has room from the beginning.
const FEW: u32 = 14;

/// The services of one zone in the making.
struct ZoneServices<'w> {
    zone: &'w Zone,
    sources: &'w Sources,
    find: &'w dyn Fn(&NameRef) -> Target,
    origin: Arc<str>,
    /// The targets that are known already: most hosts serve several services.
    targets: HashMap<NameKey, Arc<Target>, BuildHasherDefault<KeyHasher>>,
    /// Those of which others are to be asked.
    open: Vec<Arc<Target>>,
    /// Whether a record of the zone may hide others below its owner.
    may_hide: bool,
    /// The owners of its aliases.
    aliases: HashSet<NameKey, BuildHasherDefault<KeyHasher>>,
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
        let targets = HashMap::with_capacity_and_hasher(zone.srv_count.min(FEW) as usize, Default::default());
        ZoneServices { zone, sources, find, origin, targets, open: Vec::new(), may_hide, aliases }
    }

    fn all(mut self, sets: Option<&SrvSets>) -> Drafts {
        let (zone, mut services) = (self.zone, Vec::new());
        if let Some(sets) = sets {
            services.reserve_exact(sets.sets.len());
            for set in &sets.sets {
                let records = sets.records(set).iter().map(|number| &zone.records()[*number as usize]);
                services.extend(self.service(records.collect(), true));
            }
        }
        let mut outside: Vec<Vec<&Record>> = Vec::new();
        let mut numbers: HashMap<NameKey, usize> = HashMap::new();
        for record in &zone.out_of_zone {
            let number = *numbers.entry(record.owner.key).or_insert(outside.len());
            match outside.get_mut(number) {
                Some(records) => records.push(record),
                None => outside.push(vec![record]),
            }
        }
        services.extend(outside.into_iter().filter_map(|records| self.service(records, false)));
        Drafts { services, open: self.open }
    }

    /// The service of these records of one owner, in file order; `None` if there are none.
    fn service(&mut self, records: Vec<&'w Record>, in_zone: bool) -> Option<Service> {
        let ZoneServices { zone, sources, .. } = *self;
        let first = *records.first()?;
        let owner = zone.display(&first.owner, sources);
        let pair = pair(zone, &first.owner, sources);
        let base = |pair: &Pair<'_>| match behind(&owner, pair.before + 2) {
            Some(base) if zone.is_named() => base.to_owned(),
            _ => zone.display_name(&pair.base(&zone.name(&first.owner, sources))),
        };
        let labels = pair.map(|pair| Labels {
            base: base(&pair),
            service: service_of(&pair),
            protocol: pair.transport(),
            before: pair.before,
        });
        let seconds = |record: &&Record| zone.ttl(record).map(|ttl| ttl.seconds);
        let (ttl, highest) = (zone.ttl(first), records.iter().filter_map(seconds).max());
        let tiers = self.tiers(&records);
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

    /// The records by priority. Of those that say the same a server gives out one.
    fn tiers(&mut self, records: &[&'w Record]) -> Vec<Tier> {
        let says = |srv: &Srv| (srv.priority, srv.port, srv.weight, srv.target.key.number());
        let mut numbered: Vec<(usize, &Record, &Srv)> = Vec::with_capacity(records.len());
        let with_place = records.iter().enumerate();
        numbered.extend(with_place.filter_map(|(place, record)| Some((place, *record, record.srv()?))));
        if numbered.len() > 1 {
            numbered.sort_by_key(|(place, _, srv)| (says(srv), *place));
            numbered.dedup_by_key(|(_, _, srv)| says(srv));
            numbered.sort_by_key(|(place, _, srv)| (srv.priority, *place));
        }
        let by_priority = || numbered.chunk_by(|(.., one), (.., other)| one.priority == other.priority);
        let mut tiers = Vec::with_capacity(by_priority().count());
        for of_tier in by_priority() {
            let shares = first_choice(of_tier.iter().map(|(.., srv)| srv.weight));
            let entry =
                |((_, record, srv), share): (&(usize, &Record, &Srv), Share)| self.entry(record, srv, share);
            let mut records: Vec<Entry> = of_tier.iter().zip(shares).map(entry).collect();
            sort_records(&mut records);
            tiers.push(Tier { priority: of_tier[0].2.priority, records });
        }
        tiers
    }

    fn entry(&mut self, record: &Record, srv: &Srv, share: Share) -> Entry {
        let ZoneServices { sources, find, .. } = *self;
        let known = self.targets.entry(srv.target.key);
        let found = known.or_insert_with(|| {
            let target = Arc::new(find(&srv.target));
            self.open.extend(target.is_open().then(|| Arc::clone(&target)));
            target
        });
        Entry {
            target: Arc::clone(found),
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
