//! The SRV record sets of a zone, and what rules ask of each, found out in one pass while the
//! zone's text is still at hand: most rules see from a few octets that they have nothing to say.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::ops::Range;

use hickory_proto::rr::Name;

use crate::owner::pair;
use crate::services::Registry;
use crate::source::Sources;
use crate::syntax::name::{NameKey, is_host_name, name_key};
use crate::zone::index::KeyHasher;
use crate::zone::{NameRef, Record, Srv, Zone, word_text};

/// The SRV record sets of a zone.
#[derive(Debug, Default)]
pub struct Sets {
    /// The sets, in the order of their first records.
    pub sets: Vec<Set>,
    /// The targets that are not the root, in file order.
    pub targets: Vec<Target>,
    /// Numbers of the records whose target is not written as host names are, in file order.
    pub odd_targets: Vec<u32>,
    /// Numbers of the records whose owner is written there, is relative, and ends in the last label
    /// of its origin or zone; in file order.
    pub repeating_owners: Vec<u32>,
    /// Numbers of the zone's SRV records, those of one set together.
    order: Vec<u32>,
    keys: Vec<NameKey>,
}

/// One set: the SRV records of one owner.
#[derive(Debug, Clone)]
pub struct Set {
    /// Its records, as a part of `Sets::order`.
    records: Range<u32>,
    /// The keys of its owner and of the names above it, as a part of `Sets::keys`.
    keys: Range<u32>,
    /// The service that the owner names; `None` if it has no `_service._proto`.
    pub service: Option<ServiceLabels>,
    /// The lowest and the highest TTL, in seconds; `None` unless all records have one.
    pub ttls: Option<(u32, u32)>,
    /// The port of all records that are not null; `None` if they differ.
    pub port: Option<u16>,
    /// How many records have the root as target: "not available".
    pub nulls: u32,
    /// Whether a record that is not null has weight 0.
    pub has_zero_weight: bool,
    /// Whether two records may have one target and port.
    pub may_repeat: bool,
}

/// The labels of an owner that name a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServiceLabels {
    /// Its number in the registry, if it is known there.
    pub number: Option<u16>,
    /// The protocol's label with its underscore, one of `owner::TRANSPORTS`.
    pub protocol: &'static str,
    /// How many labels stand before the service.
    pub before: u8,
    /// The name behind the labels, which the service is for.
    pub base: NameKey,
}

impl ServiceLabels {
    /// The protocol without its underscore.
    pub fn transport(&self) -> &'static str {
        &self.protocol[1..]
    }
}

/// A target, with the names above it.
#[derive(Debug, Clone)]
pub struct Target {
    /// Number of its record among the zone's.
    pub record: u32,
    keys: Range<u32>,
}

/// The keys of a name and of names above it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chain<'a> {
    /// It lies in its own zone, which has a SOA: the names from below the apex down to it; of the
    /// apex, its own key.
    Inside(&'a [NameKey]),
    /// It does not: all names from the root down to it.
    Whole(&'a [NameKey]),
}

/// The name whose keys were added last: what its text has behind its first label, and where the
/// keys of the names above it are.
struct Last<'s> {
    behind: &'s [u8],
    origin: usize,
    above: Range<u32>,
}

/// Up to so many records, a set's targets are compared each with each.
const MOST_COMPARED: usize = 16;

impl Sets {
    /// The sets of `zone`, with the services as `registry` knows them.
    pub fn of(zone: &Zone, sources: &Sources, registry: &Registry) -> Self {
        let mut sets = Sets { order: Vec::with_capacity(zone.srv_count as usize), ..Sets::default() };
        let mut runs: Vec<(NameKey, Range<u32>)> = Vec::new();
        let mut last_owner = None;
        let mut last = Last { behind: b"\\", origin: usize::MAX, above: 0..0 };
        for (number, (record, srv)) in zone
            .records
            .iter()
            .enumerate()
            .filter_map(|(number, record)| Some((number, (record, record.srv()?))))
        {
            sets.order.push(number as u32);
            let end = sets.order.len() as u32;
            match runs.last_mut() {
                Some((key, run)) if *key == record.owner.key => run.end = end,
                _ => runs.push((record.owner.key, end - 1..end)),
            }
            if last_owner != Some(record.owner.span) {
                last_owner = Some(record.owner.span);
                if record.owner.is_relative() && ends_as_above(zone, &record.owner, sources) {
                    sets.repeating_owners.push(number as u32);
                }
            }
            if !srv.is_null() {
                let keys = sets.chain_behind(zone, &srv.target, sources, &mut last);
                sets.targets.push(Target { record: number as u32, keys });
            }
            if !is_host_text(zone, &srv.target, sources) {
                sets.odd_targets.push(number as u32);
            }
        }
        gather(&mut runs, &mut sets.order);
        for (_, records) in runs {
            let set = sets.set(zone, records, sources, registry);
            sets.sets.push(set);
        }
        sets.sets.shrink_to_fit();
        sets.targets.shrink_to_fit();
        sets.keys.shrink_to_fit();
        sets
    }

    /// The numbers of a set's records among the zone's, in file order.
    pub fn records(&self, set: &Set) -> &[u32] {
        &self.order[set.records.start as usize..set.records.end as usize]
    }

    /// The keys of a set's owner.
    pub fn owner_chain<'a>(&'a self, set: &Set, zone: &Zone) -> Chain<'a> {
        self.chain_at(&set.keys, zone)
    }

    /// The keys of a target.
    pub fn target_chain<'a>(&'a self, target: &Target, zone: &Zone) -> Chain<'a> {
        self.chain_at(&target.keys, zone)
    }

    fn chain_at(&self, range: &Range<u32>, zone: &Zone) -> Chain<'_> {
        let keys = &self.keys[range.start as usize..range.end as usize];
        // A chain from the root begins with the root's key, which is no name's in a zone below it.
        let whole = keys[0] == NameKey::root() && (zone.soa.is_none() || zone.apex.key() != NameKey::root());
        if whole { Chain::Whole(keys) } else { Chain::Inside(keys) }
    }

    /// Adds the keys of `name` and of the names above it.
    fn chain(&mut self, zone: &Zone, name: &NameRef, sources: &Sources) -> Range<u32> {
        let start = self.keys.len();
        let text = word_text(sources.bytes(name.span));
        let origin = zone.origin_of(name).0;
        let (apex, depth) = (zone.apex.key(), zone.apex.chain().len());
        let above = if name.is_relative() { origin.chain() } else { &origin.chain()[..1] };
        // Nearly all names are relative to the apex, and need nothing of what is above it.
        let known_inside = zone.soa.is_some() && above.last() == Some(&apex);
        if !known_inside {
            self.keys.extend_from_slice(above);
        }
        let keys = &mut self.keys;
        name_key(text, name.is_escaped(), origin, |key| keys.push(key)).ok();
        if known_inside {
            if self.keys.len() == start {
                self.keys.push(apex);
            }
        } else if zone.soa.is_some() && self.keys.get(start + depth - 1) == Some(&apex) {
            // The apex itself keeps its key.
            let above = depth.min(self.keys.len() - start - 1);
            self.keys.drain(start..start + above);
        }
        start as u32..self.keys.len() as u32
    }

    /// The same, with what `last` tells of the name whose keys were added last.
    fn chain_behind<'s>(
        &mut self,
        zone: &Zone,
        name: &NameRef,
        sources: &'s Sources,
        last: &mut Last<'s>,
    ) -> Range<u32> {
        let text = sources.bytes(name.span);
        let dot = text.iter().position(|octet| *octet == b'.').unwrap_or(text.len());
        let behind = &text[dot..];
        let origin = name.origin_number();
        if !name.is_escaped() && origin == last.origin && behind == last.behind && text != b"@" && dot > 0 {
            let start = self.keys.len() as u32;
            self.keys.extend_from_within(last.above.start as usize..last.above.end as usize);
            self.keys.push(name.key);
            return start..start + (last.above.end - last.above.start) + 1;
        }
        let keys = self.chain(zone, name, sources);
        let apex_or_root = name.key == zone.apex.key() || name.key == NameKey::root();
        if !name.is_escaped() && !apex_or_root && !text.starts_with(b"\"") {
            *last = Last { behind, origin, above: keys.start..keys.end - 1 };
        }
        keys
    }

    fn set(&mut self, zone: &Zone, records: Range<u32>, sources: &Sources, registry: &Registry) -> Set {
        let numbers = &self.order[records.start as usize..records.end as usize];
        let first = &zone.records[numbers[0] as usize].owner;
        let mut set = Set {
            records: records.clone(),
            keys: 0..0,
            service: None,
            ttls: None,
            port: None,
            nulls: 0,
            has_zero_weight: false,
            may_repeat: numbers.len() > MOST_COMPARED,
        };
        let (mut low, mut high, mut all_have_ttl, mut ports) = (u32::MAX, 0, true, None);
        let srv_of = |number: &u32| -> Option<(&Record, &Srv)> {
            let record = &zone.records[*number as usize];
            Some((record, record.srv()?))
        };
        for (position, (record, srv)) in numbers.iter().filter_map(srv_of).enumerate() {
            match record.ttl {
                Some(ttl) => (low, high) = (low.min(ttl.seconds), high.max(ttl.seconds)),
                None => all_have_ttl = false,
            }
            if !set.may_repeat {
                let same = |(_, other): (&Record, &Srv)| {
                    (other.target.key, other.port().value) == (srv.target.key, srv.port().value)
                };
                set.may_repeat = numbers[..position].iter().filter_map(srv_of).any(same);
            }
            if srv.is_null() {
                set.nulls += 1;
                continue;
            }
            let port = srv.port().value;
            set.port = match ports {
                None => Some(port),
                Some(()) => set.port.filter(|known| *known == port),
            };
            ports = Some(());
            set.has_zero_weight |= srv.weight().value == 0;
        }
        set.ttls = all_have_ttl.then_some((low, high));
        set.keys = self.chain(zone, first, sources);
        set.service = pair(zone, first, sources).map(|pair| ServiceLabels {
            number: registry.number(&pair.service),
            protocol: pair.protocol,
            before: u8::try_from(pair.before).unwrap_or(u8::MAX),
            base: self.above(&set.keys, pair.before + 2, zone),
        });
        set
    }

    /// The key of the name that stands `levels` labels above the last of `keys`.
    fn above(&self, keys: &Range<u32>, levels: usize, zone: &Zone) -> NameKey {
        let keys = &self.keys[keys.start as usize..keys.end as usize];
        if let Some(at) = keys.len().checked_sub(levels + 1) {
            return keys[at];
        }
        let apex = zone.apex.chain();
        let below = if keys == [zone.apex.key()] { 0 } else { keys.len() };
        apex[(apex.len() - 1 + below).saturating_sub(levels)]
    }
}

/// Whether the last label of a name's text is that of its origin or its zone: if not, it cannot
/// repeat them.
fn ends_as_above(zone: &Zone, name: &NameRef, sources: &Sources) -> bool {
    let text = sources.bytes(name.span);
    let last = &text[memchr::memrchr(b'.', text).map_or(0, |dot| dot + 1)..];
    let is_last_of =
        |above: &Name| above.iter().next_back().is_some_and(|label| label.eq_ignore_ascii_case(last));
    is_last_of(&zone.origin_of(name).0.name)
        || is_last_of(&zone.apex.name)
        || memchr::memchr(b'\\', text).is_some()
}

/// Whether a target is written as host names are, and no label that the origin appends speaks
/// against it. What an unknown name would append, nobody can judge.
fn is_host_text(zone: &Zone, target: &NameRef, sources: &Sources) -> bool {
    let text = word_text(sources.bytes(target.span));
    let origin_is_host = !target.is_relative() || !zone.is_named() || zone.origin_of(target).0.is_hostname();
    origin_is_host && (is_host_name(text) || matches!(text, b"@" | b"."))
}

/// Puts the runs of one owner together, and `order` with them. In nearly every file they are.
fn gather(runs: &mut Vec<(NameKey, Range<u32>)>, order: &mut Vec<u32>) {
    let mut first: HashMap<NameKey, u32, BuildHasherDefault<KeyHasher>> = HashMap::default();
    first.reserve(runs.len());
    let scattered = (0..)
        .zip(runs.iter())
        .filter(|(number, (key, _))| *first.entry(*key).or_insert(*number) != *number)
        .count()
        > 0;
    if !scattered {
        return;
    }
    let mut sets: Vec<Vec<u32>> = vec![Vec::new(); runs.len()];
    for (key, run) in runs.iter() {
        sets[first[key] as usize].extend_from_slice(&order[run.start as usize..run.end as usize]);
    }
    order.clear();
    let mut gathered = Vec::new();
    for ((key, _), records) in runs.iter().zip(sets).filter(|(_, records)| !records.is_empty()) {
        let start = order.len() as u32;
        order.extend(records);
        gathered.push((*key, start..order.len() as u32));
    }
    *runs = gathered;
}
