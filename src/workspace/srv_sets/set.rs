//! What is known of each SRV record set of a zone: what rules ask first, in a few octets. Does not know what
//! of it is a mistake.

use std::ops::Range;

use crate::base::source::Sources;
use crate::syntax::name::NameKey;
use crate::workspace::srv_sets::targets::{Above, Targets};
use crate::zone::service_owner::TRANSPORTS;
use crate::zone::{NameRef, Record, Srv, Zone};

/// The SRV record sets of a zone, summed up.
#[derive(Debug, Default)]
pub struct SrvSets {
    /// The sets, in the order of their first records.
    pub sets: Vec<Set>,
    /// Their targets.
    pub targets: Targets,
    /// Numbers of the records whose target is not written as host names are, in file order.
    pub odd_targets: Vec<u32>,
    /// Numbers of the records whose target lies outside the zone, and may be meant for a host of it, or has the zone's name twice.
    pub astray: Vec<u32>,
    /// Numbers of the records whose owner is written there, and may stand at the wrong name for want of a dot; in file
    /// order.
    pub misplaced_owners: Vec<u32>,
    /// Numbers of the zone's SRV records, those of one set together.
    pub(in crate::workspace::srv_sets) order: Vec<u32>,
}

/// One set: the SRV records of one owner.
#[derive(Debug, Clone)]
pub struct Set {
    /// Its owner.
    pub owner: NameKey,
    /// Its records, as a part of `Sets::order`.
    pub(in crate::workspace::srv_sets) records: Range<u32>,
    /// The names above its owner, as a number among `Targets::above`.
    pub(in crate::workspace::srv_sets) above: u32,
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
    /// Whether a record of weight 0 may have another of its priority beside it.
    pub may_share_with_zero: bool,
    /// Whether two records may have one target and port.
    pub may_repeat: bool,
    /// Whether one of its hosts may be called the main one that clients do not ask first.
    pub may_prefer: bool,
    /// How many octets its records take in a packet at most.
    pub most_octets: u32,
}

/// Words by which hosts that are to be asked first are called.
pub const MAIN_HOSTS: [&str; 3] = ["primary", "main", "master"];

/// Whether the first label of a target may have one of [`MAIN_HOSTS`], between hyphens and digits.
fn may_be_main(target: &NameRef, sources: &Sources) -> bool {
    let text = sources.bytes(target.span);
    let label = text.split(|octet| *octet == b'.').next().unwrap_or_default();
    let is_main = |part: &[u8]| MAIN_HOSTS.iter().any(|word| part.eq_ignore_ascii_case(word.as_bytes()));
    target.is_escaped() || text == b"@" || label.split(|octet| !octet.is_ascii_alphabetic()).any(is_main)
}

/// The labels of an owner that name a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServiceLabels {
    /// Its number in the registry, if it is known there.
    pub number: Option<u16>,
    /// The protocol, as a number among `service_owner::TRANSPORTS`.
    pub(in crate::workspace::srv_sets) protocol: u8,
    /// How many labels stand before the service.
    pub before: u8,
    /// Whether the service is known, and stands first in a text in which nothing else can be odd: behind the protocol there are
    /// letters, digits and hyphens, and no label that the zone's name begins with, or that is a transport's.
    pub is_plain: bool,
    /// The name behind the labels, which the service is for.
    pub base: NameKey,
}

impl ServiceLabels {
    /// The same, where the text behind the protocol `is_plain`.
    pub(in crate::workspace::srv_sets) fn where_plain(self, is_plain: bool) -> Self {
        ServiceLabels { is_plain: is_plain && self.number.is_some() && self.before == 0, ..self }
    }

    /// The protocol without its underscore.
    pub fn transport(&self) -> &'static str {
        &TRANSPORTS[usize::from(self.protocol)][1..]
    }
}

/// Up to so many records, a set's targets are compared each with each.
const MOST_COMPARED: usize = 16;

impl SrvSets {
    /// The numbers of a set's records among the zone's, in file order.
    pub fn records(&self, set: &Set) -> &[u32] {
        &self.order[set.records.start as usize..set.records.end as usize]
    }

    /// The names above a set's owner.
    pub fn above_owner(&self, set: &Set) -> Above<'_> {
        self.targets.above(set.above)
    }

    /// All names above owners and targets, some of them several times.
    pub fn all_above(&self) -> impl Iterator<Item = NameKey> + Clone {
        self.targets.keys.iter().copied()
    }
}

impl Set {
    /// A set of which nothing but its owner is known.
    pub(in crate::workspace::srv_sets) fn new(
        owner: NameKey,
        records: Range<u32>,
        above: u32,
        service: Option<ServiceLabels>,
    ) -> Self {
        Set {
            owner,
            records,
            above,
            service,
            ttls: None,
            port: None,
            nulls: 0,
            has_zero_weight: false,
            may_share_with_zero: false,
            may_repeat: false,
            may_prefer: false,
            most_octets: 0,
        }
    }

    /// Notes what its records say.
    pub(in crate::workspace::srv_sets) fn sum_up(&mut self, zone: &Zone, sources: &Sources, order: &[u32]) {
        let numbers = &order[self.records.start as usize..self.records.end as usize];
        let is_compared = numbers.len() <= MOST_COMPARED;
        (self.may_share_with_zero, self.may_repeat) = (!is_compared, !is_compared);
        let (mut low, mut high, mut all_have_ttl) = (u32::MAX, 0, true);
        let (mut first_port, mut has_other_port) = (None, false);
        let records = zone.records();
        let srv_of = |number: &u32| -> Option<(&Record, &Srv)> {
            let record = &records[*number as usize];
            Some((record, record.srv()?))
        };
        let mut lowest = u16::MAX;
        for (position, (record, srv)) in numbers.iter().filter_map(srv_of).enumerate() {
            lowest = lowest.min(srv.priority);
            // No name is longer than its text, a dot, and what is appended to it.
            let appended =
                if srv.target.is_relative() { zone.origin_of(&srv.target).0.name.len() } else { 0 };
            let target = (srv.target.span.end - srv.target.span.start) as usize + 2 + appended;
            self.most_octets = self.most_octets.saturating_add(18 + target as u32);
            match zone.ttl(record) {
                Some(ttl) => (low, high) = (low.min(ttl.seconds), high.max(ttl.seconds)),
                None => all_have_ttl = false,
            }
            let before = if is_compared { &numbers[..position] } else { &[] };
            for (_, other) in before.iter().filter_map(srv_of) {
                self.may_repeat |= (other.target.key, other.port) == (srv.target.key, srv.port);
                self.may_share_with_zero |=
                    other.priority == srv.priority && (other.weight == 0 || srv.weight == 0);
            }
            if srv.is_null() {
                self.nulls += 1;
                continue;
            }
            has_other_port |= *first_port.get_or_insert(srv.port) != srv.port;
            self.has_zero_weight |= srv.weight == 0;
        }
        self.port = first_port.filter(|_| !has_other_port);
        self.ttls = all_have_ttl.then_some((low, high));
        let mut behind = numbers.iter().filter_map(srv_of).filter(|(_, srv)| srv.priority > lowest);
        self.may_prefer = behind.any(|(_, srv)| may_be_main(&srv.target, sources));
    }
}
