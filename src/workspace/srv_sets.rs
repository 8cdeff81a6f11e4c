//! The SRV record sets of a zone, and what rules ask of each, found out in one pass while the
//! zone's text is still at hand: most rules see from a few octets that they have nothing to say.

use std::ops::Range;

use hickory_proto::rr::Name;

use crate::base::source::Sources;
use crate::base::span::{SourceId, Span};
use crate::syntax::name::filter::has_repetition;
use crate::syntax::name::numbering::Numbering;
use crate::syntax::name::recent::{Families, Siblings};
use crate::syntax::name::{NameKey, is_host_label, is_host_name, name_key};
use crate::workspace::services::Registry;
use crate::zone::service_owner::{TRANSPORTS, pair, transport};
use crate::zone::{NameRef, Record, Srv, Zone, word_text};

/// The SRV record sets of a zone.
#[derive(Debug, Default)]
pub struct Sets {
    /// The sets, in the order of their first records.
    pub sets: Vec<Set>,
    /// Their targets.
    pub targets: Targets,
    /// Numbers of the records whose target is not written as host names are, in file order.
    pub odd_targets: Vec<u32>,
    /// Numbers of the records whose owner is written there, is relative, and ends in the last label
    /// of its origin or zone; in file order.
    pub repeating_owners: Vec<u32>,
    /// Numbers of the zone's SRV records, those of one set together.
    order: Vec<u32>,
}

/// The targets of a zone's SRV records, which other zones are asked for.
#[derive(Debug, Default)]
pub struct Targets {
    /// Those that the zone itself has no address for, but for the root, in file order.
    pub open: Vec<Target>,
    /// Whether a target for which the zone has addresses has one that no other host can reach.
    pub local: bool,
    /// The names above those of the records, each a part of `keys`.
    above: Vec<Part>,
    keys: Vec<NameKey>,
}

/// A part of `Targets::keys`.
#[derive(Debug, Clone, Copy)]
struct Part {
    start: u32,
    end: u32,
    /// Whether it begins at the root.
    whole: bool,
}

impl Part {
    fn of(self, keys: &[NameKey]) -> &[NameKey] {
        &keys[self.start as usize..self.end as usize]
    }
}

/// One set: the SRV records of one owner.
#[derive(Debug, Clone)]
pub struct Set {
    /// Its owner.
    pub owner: NameKey,
    /// Its records, as a part of `Sets::order`.
    records: Range<u32>,
    /// The names above its owner, as a number among `Targets::above`.
    above: u32,
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
}

/// The labels of an owner that name a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServiceLabels {
    /// Its number in the registry, if it is known there.
    pub number: Option<u16>,
    /// The protocol, as a number among `owner::TRANSPORTS`.
    protocol: u8,
    /// How many labels stand before the service.
    pub before: u8,
    /// The name behind the labels, which the service is for.
    pub base: NameKey,
}

impl ServiceLabels {
    /// The protocol without its underscore.
    pub fn transport(&self) -> &'static str {
        &TRANSPORTS[usize::from(self.protocol)][1..]
    }
}

/// A target, with the names above it.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    /// The name.
    pub name: NameRef,
    /// Number of its record among the zone's.
    pub record: u32,
    /// The names above it, as a number: targets that differ in their first label alone often share it.
    pub above: u32,
}

/// A target that the zone itself is yet to be asked for. A zone may have millions.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    /// Its number among the names asked for.
    pub number: u32,
    /// Number of its record among the zone's.
    pub record: u32,
    /// The names above it, as a number: targets that differ in their first label alone often share it.
    pub above: u32,
}

/// The keys of the names above a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Above<'a> {
    /// It lies in its own zone, which has a SOA: the names from below the apex on. The apex has none.
    Inside(&'a [NameKey]),
    /// It does not: all names from the root on.
    Whole(&'a [NameKey]),
}

impl<'a> Above<'a> {
    /// The keys, the highest name's first.
    pub fn keys(self) -> &'a [NameKey] {
        let (Above::Inside(keys) | Above::Whole(keys)) = self;
        keys
    }
}

/// What the names have in common that differ in their first label only.
#[derive(Debug, Clone, Copy, Default)]
struct Common {
    /// The names above, as a number among `Targets::above`.
    above: u32,
    /// Whether the text behind the first label is written as host names are, and holds a letter.
    is_host: bool,
    /// Whether its first label is a transport's.
    is_transport: bool,
    /// Whether its last label is that of the origin or the zone.
    repeats: bool,
}

/// The text of the file that was asked for last.
struct Text<'s> {
    sources: &'s Sources,
    source: SourceId,
    octets: &'s [u8],
}

impl<'s> Text<'s> {
    #[inline]
    fn at(&mut self, span: Span) -> &'s [u8] {
        if span.source != self.source {
            (self.source, self.octets) = (span.source, self.sources.file(span.source).bytes());
        }
        &self.octets[span.start as usize..span.end as usize]
    }
}

/// Reads the names of SRV records.
struct Names<'s, 'z> {
    zone: &'z Zone,
    text: Text<'s>,
    registry: &'z Registry,
    keys: Vec<NameKey>,
    above: Vec<Part>,
    owners: Families<'s, Common>,
    targets: Families<'s, Common>,
}

/// How many names above others a small zone has.
const FEW: usize = 8;
/// Up to so many records, a set's targets are compared each with each.
const MOST_COMPARED: usize = 16;

impl Sets {
    /// The sets of `zone`, with the services as `registry` knows them. None of their targets is open yet;
    /// those that are not the root stand apart, in file order. They and all names above them get numbers among
    /// the `asked_names`.
    pub(crate) fn of(
        zone: &Zone,
        sources: &Sources,
        registry: &Registry,
        asked_names: &mut Numbering,
    ) -> (Self, Vec<Asked>) {
        let count = zone.srv_count as usize;
        let (order, some) = (Vec::with_capacity(count), Vec::with_capacity(count / 2));
        let mut asked = Vec::with_capacity(count);
        let mut sets = Sets { sets: some, order, ..Sets::default() };
        let (mut last_owner, mut last_above) = (None, None);
        let text = Text { sources, source: zone.source, octets: sources.file(zone.source).bytes() };
        let (owners, targets) = (Families::none(), Families::none());
        let (keys, above) = (Vec::with_capacity(FEW), Vec::with_capacity(FEW));
        let mut names = Names { zone, text, registry, keys, above, owners, targets };
        for (number, record) in zone.records().iter().enumerate() {
            let Some(srv) = record.srv() else { continue };
            let number = number as u32;
            sets.order.push(number);
            let end = sets.order.len() as u32;
            match sets.sets.last_mut() {
                Some(set) if set.owner == record.owner.key => set.records.end = end,
                last => {
                    // While its records are at hand.
                    if let Some(set) = last {
                        set.sum_up(zone, &sets.order);
                    }
                    let (above, service) = names.owner(&record.owner);
                    sets.sets.push(Set::new(record.owner.key, end - 1..end, above, service));
                }
            }
            if last_owner != Some(record.owner.span) {
                last_owner = Some(record.owner.span);
                if record.owner.is_relative() && names.owner_repeats(&record.owner) {
                    sets.repeating_owners.push(number);
                }
            }
            let (above, is_host) = names.target(&srv.target);
            if !srv.is_null() {
                if last_above != Some(above) {
                    last_above = Some(above);
                    names.keys_above(above).iter().for_each(|key| _ = asked_names.of(*key));
                }
                asked.push(Asked { number: asked_names.of(srv.target.key), record: number, above });
            }
            if !is_host {
                sets.odd_targets.push(number);
            }
        }
        (sets.targets.keys, sets.targets.above) = (names.keys, names.above);
        if let Some(set) = sets.sets.last_mut() {
            set.sum_up(zone, &sets.order);
        }
        sets.gather(zone);
        sets.targets.keys.shrink_to_fit();
        sets.targets.above.shrink_to_fit();
        (sets, asked)
    }

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

    /// Puts the parts of each set together, where other owners stand between them. In nearly every file
    /// none do.
    fn gather(&mut self, zone: &Zone) {
        if !has_repetition(self.sets.iter().map(|set| set.owner)) {
            return;
        }
        let mut owners = Numbering::default();
        let mut gathered: Vec<(Vec<u32>, Set)> = Vec::new();
        for set in &self.sets {
            let number = owners.of(set.owner) as usize;
            if number == gathered.len() {
                gathered.push((Vec::new(), set.clone()));
            }
            gathered[number].0.extend_from_slice(self.records(set));
        }
        self.order.clear();
        self.sets.clear();
        for (records, Set { owner, above, service, .. }) in gathered {
            let start = self.order.len() as u32;
            self.order.extend(records);
            let mut set = Set::new(owner, start..self.order.len() as u32, above, service);
            set.sum_up(zone, &self.order);
            self.sets.push(set);
        }
    }
}

impl Targets {
    /// Forgets the names above others that stand above no open target.
    pub fn keep_open(&mut self) {
        let Targets { open, local, above, keys } = std::mem::take(self);
        if open.is_empty() {
            *self = Targets { local, ..Targets::default() };
            return;
        }
        let before = Targets { above, keys, ..Targets::default() };
        let mut places = vec![None; before.above.len()];
        let (above, keys) = (Vec::with_capacity(places.len()), Vec::with_capacity(before.keys.len()));
        *self = Targets { open, local, above, keys };
        for target in &mut self.open {
            let part = before.above[target.above as usize];
            target.above = *places[target.above as usize].get_or_insert_with(|| {
                let place = self.keys.len() as u32;
                self.keys.extend_from_slice(part.of(&before.keys));
                self.above.push(Part { start: place, end: self.keys.len() as u32, ..part });
                self.above.len() as u32 - 1
            });
        }
        self.keys.shrink_to_fit();
        self.above.shrink_to_fit();
    }

    /// The names above targets with this number.
    pub fn above(&self, number: u32) -> Above<'_> {
        let part = self.above[number as usize];
        let keys = part.of(&self.keys);
        if part.whole { Above::Whole(keys) } else { Above::Inside(keys) }
    }

    /// How many different numbers targets may have for the names above them.
    pub fn count_above(&self) -> usize {
        self.above.len()
    }
}

impl Set {
    /// A set of which nothing but its owner is known.
    fn new(owner: NameKey, records: Range<u32>, above: u32, service: Option<ServiceLabels>) -> Self {
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
        }
    }

    /// Notes what its records say.
    fn sum_up(&mut self, zone: &Zone, order: &[u32]) {
        let numbers = &order[self.records.start as usize..self.records.end as usize];
        self.may_share_with_zero = numbers.len() > MOST_COMPARED;
        self.may_repeat = numbers.len() > MOST_COMPARED;
        let (mut low, mut high, mut all_have_ttl, mut ports) = (u32::MAX, 0, true, None);
        let srv_of = |number: &u32| -> Option<(&Record, &Srv)> {
            let record = &zone.records()[*number as usize];
            Some((record, record.srv()?))
        };
        for (position, (record, srv)) in numbers.iter().filter_map(srv_of).enumerate() {
            match zone.ttl(record) {
                Some(ttl) => (low, high) = (low.min(ttl.seconds), high.max(ttl.seconds)),
                None => all_have_ttl = false,
            }
            if numbers.len() <= MOST_COMPARED {
                for (_, other) in numbers[..position].iter().filter_map(srv_of) {
                    self.may_repeat |= (other.target.key, other.port) == (srv.target.key, srv.port);
                    self.may_share_with_zero |=
                        other.priority == srv.priority && (other.weight == 0 || srv.weight == 0);
                }
            }
            if srv.is_null() {
                self.nulls += 1;
                continue;
            }
            let port = srv.port;
            self.port = match ports {
                None => Some(port),
                Some(()) => self.port.filter(|known| *known == port),
            };
            ports = Some(());
            self.has_zero_weight |= srv.weight == 0;
        }
        self.ttls = all_have_ttl.then_some((low, high));
    }
}

impl<'s> Names<'s, '_> {
    /// The names above the owner of a set, and the service that it names.
    fn owner(&mut self, name: &NameRef) -> (u32, Option<ServiceLabels>) {
        let text = self.text.at(name.span);
        if let Some((label, common)) = known_above(&mut self.owners, name, text) {
            let service = match common.is_transport && label.first() == Some(&b'_') {
                true => self.service(label, &text[label.len() + 1..], 0, (common.above, name.key)),
                false => self.pair(name, common.above),
            };
            return (common.above, service);
        }
        let above = self.names_above(name, text);
        let service = self.pair(name, above);
        if let Some((siblings, mut common)) = self.family(name, text, above) {
            let mut labels = text.split(|octet| *octet == b'.').skip(1);
            common.is_transport = labels.next().is_some_and(|label| transport(label).is_some());
            common.repeats = ends_as_above(self.zone, name, text);
            self.owners.add(siblings, common);
        }
        (above, service)
    }

    /// Whether the last label of an owner's text is that of its origin or its zone.
    fn owner_repeats(&mut self, name: &NameRef) -> bool {
        let text = self.text.at(name.span);
        match known_above(&mut self.owners, name, text) {
            Some((label, common)) if label.len() < text.len() => common.repeats,
            _ => ends_as_above(self.zone, name, text),
        }
    }

    /// The names above a target, and whether it is written as host names are.
    #[inline]
    fn target(&mut self, name: &NameRef) -> (u32, bool) {
        let text = self.text.at(name.span);
        if let Some((label, common)) = known_above(&mut self.targets, name, text) {
            let is_host = match common.is_host {
                true => is_host_label(label),
                false => is_host_text(self.zone, name, text),
            };
            return (common.above, is_host);
        }
        let above = self.names_above(name, text);
        if let Some((siblings, common)) = self.family(name, text, above) {
            self.targets.add(siblings, common);
        }
        (above, is_host_text(self.zone, name, text))
    }

    /// The siblings of a name, with what is known of the names above it.
    fn family(&self, name: &NameRef, text: &'s [u8], above: u32) -> Option<(Siblings<'s>, Common)> {
        let is_apex_or_root = name.key == self.zone.apex.key() || name.key == NameKey::root();
        if name.is_escaped() || is_apex_or_root || text.starts_with(b"\"") {
            return None;
        }
        let origin = (self.zone.origin_of(name).0, name.origin_number() as u32);
        let siblings = Siblings::of(text, name.is_relative(), None, origin)?;
        let behind = text.iter().position(|octet| *octet == b'.').map_or(&b""[..], |dot| &text[dot + 1..]);
        let origin_is_host = !name.is_relative() || !self.zone.is_named() || origin.0.is_hostname();
        let is_host = origin_is_host && is_host_name(behind) && behind.iter().any(u8::is_ascii_alphabetic);
        Some((siblings, Common { above, is_host, ..Common::default() }))
    }

    /// Adds the names above `name`, and returns their number.
    fn names_above(&mut self, name: &NameRef, text: &[u8]) -> u32 {
        let (zone, start) = (self.zone, self.keys.len());
        let origin = zone.origin_of(name).0;
        let (apex, depth) = (zone.apex.key(), zone.apex.chain().len());
        let above = if name.is_relative() { origin.chain() } else { &origin.chain()[..1] };
        // Nearly all names are relative to the apex, and need nothing of what is above it.
        let mut whole = zone.soa.is_none() || above.last() != Some(&apex);
        if whole {
            self.keys.extend_from_slice(above);
        }
        let keys = &mut self.keys;
        name_key(word_text(text), name.is_escaped(), origin, |key| keys.push(key)).ok();
        if whole && zone.soa.is_some() && self.keys.get(start + depth - 1) == Some(&apex) {
            self.keys.drain(start..start + depth);
            whole = false;
        }
        // The name itself is the last of them; of the apex nothing is left.
        self.keys.truncate(self.keys.len().saturating_sub(1).max(start));
        self.above.push(Part { start: start as u32, end: self.keys.len() as u32, whole });
        self.above.len() as u32 - 1
    }

    /// The service that an owner names, at whatever depth.
    fn pair(&mut self, name: &NameRef, above: u32) -> Option<ServiceLabels> {
        let pair = pair(self.zone, name, self.text.sources)?;
        self.service(&pair.service, pair.protocol.as_bytes(), pair.before, (above, name.key))
    }

    /// The service with these labels, behind `before` others; `protocol` may have more behind it. Of the
    /// `owner`, the names above it and its own key.
    fn service(
        &mut self,
        label: &[u8],
        protocol: &[u8],
        before: usize,
        owner: (u32, NameKey),
    ) -> Option<ServiceLabels> {
        let protocol = protocol.split(|octet| *octet == b'.').next()?;
        let is_protocol = |known: &&str| protocol.eq_ignore_ascii_case(known.as_bytes());
        let protocol = TRANSPORTS.iter().position(is_protocol)? as u8;
        let before_u8 = u8::try_from(before).unwrap_or(u8::MAX);
        Some(ServiceLabels {
            number: self.registry.number(label),
            protocol,
            before: before_u8,
            base: self.base(owner, before + 2),
        })
    }

    /// The keys of the names above others, by their number.
    fn keys_above(&self, number: u32) -> &[NameKey] {
        self.above[number as usize].of(&self.keys)
    }

    /// The key of the name that stands `levels` labels above an owner, one at least.
    fn base(&self, (above, own): (u32, NameKey), levels: usize) -> NameKey {
        let above = self.keys_above(above);
        if let Some(at) = above.len().checked_sub(levels) {
            return above[at];
        }
        let apex = self.zone.apex.chain();
        let below = if own == self.zone.apex.key() { 0 } else { above.len() + 1 };
        apex[(apex.len() - 1 + below).saturating_sub(levels)]
    }
}

/// What is known of the names above `name` if they are those of an earlier one, with its first label.
#[inline]
fn known_above<'n>(
    families: &mut Families<'_, Common>,
    name: &NameRef,
    text: &'n [u8],
) -> Option<(&'n [u8], Common)> {
    let origin = name.origin_number() as u32;
    if name.is_escaped() { None } else { families.label(text, origin) }
}

/// Whether the last label of a name's text is that of its origin or its zone: if not, it cannot
/// repeat them.
fn ends_as_above(zone: &Zone, name: &NameRef, text: &[u8]) -> bool {
    let last = &text[memchr::memrchr(b'.', text).map_or(0, |dot| dot + 1)..];
    let is_last_of =
        |above: &Name| above.iter().next_back().is_some_and(|label| label.eq_ignore_ascii_case(last));
    is_last_of(&zone.origin_of(name).0.name)
        || is_last_of(&zone.apex.name)
        || memchr::memchr(b'\\', text).is_some()
}

/// Whether a target is written as host names are, and no label that the origin appends speaks
/// against it. What an unknown name would append, nobody can judge.
fn is_host_text(zone: &Zone, target: &NameRef, text: &[u8]) -> bool {
    let text = word_text(text);
    let origin_is_host = !target.is_relative() || !zone.is_named() || zone.origin_of(target).0.is_hostname();
    origin_is_host && (is_host_name(text) || matches!(text, b"@" | b"."))
}
