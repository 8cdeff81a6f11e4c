//! The SRV records of one owner, as rules ask for them. Knows no rule, and no other set.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use crate::syntax::name::{KeyHasher, NameKey};
use crate::workspace::services::{Registry, Service};
use crate::workspace::srv_sets::{Above, ServiceLabels, Set, SrvSets};
use crate::zone::{Record, Srv, Zone};

/// Sets by the keys of names.
pub type ByName<'a> = HashMap<NameKey, SrvSet<'a>, BuildHasherDefault<KeyHasher>>;

/// The SRV records of one owner.
#[derive(Clone, Copy)]
pub struct SrvSet<'a> {
    pub(in crate::rules::engine) zone: &'a Zone,
    pub(in crate::rules::engine) sets: &'a SrvSets,
    pub(in crate::rules::engine) set: &'a Set,
    pub(in crate::rules::engine) registry: &'a Registry,
}

impl<'a> SrvSet<'a> {
    /// Its records, in file order.
    pub fn iter(&self) -> impl Iterator<Item = (&'a Record, &'a Srv)> + use<'a> {
        let zone = self.zone;
        self.numbers().iter().filter_map(move |number| {
            let record = &zone.records()[*number as usize];
            Some((record, record.srv()?))
        })
    }

    /// Its first record.
    pub fn first(&self) -> &'a Record {
        &self.zone.records()[self.numbers()[0] as usize]
    }

    /// The numbers of its records among the zone's.
    pub fn numbers(&self) -> &'a [u32] {
        self.sets.records(self.set)
    }

    /// What was found out about it.
    pub fn summary(&self) -> &'a Set {
        self.set
    }

    /// The service that its owner names, if the registry knows it, with the labels.
    pub fn service(&self) -> Option<(&'a Service, ServiceLabels)> {
        let labels = self.set.service?;
        Some((self.registry.service(labels.number?), labels))
    }

    /// Whether its service is the zone's own: no label stands between the service's and the apex.
    pub fn is_of_apex(&self) -> bool {
        self.set.service.is_some_and(|labels| labels.base == self.zone.apex.key())
    }

    /// The zone's name, with its final dot.
    pub fn origin_text(&self) -> String {
        self.zone.origin_text()
    }

    /// The names above its owner.
    pub fn above_owner(&self) -> Above<'a> {
        self.sets.above_owner(self.set)
    }

    /// Whether it says only that there is no service.
    pub fn is_null(&self) -> bool {
        self.set.nulls as usize == self.numbers().len()
    }
}
