//! Where records of services may stand that could not be read: a service there may have more than is told of it. Judges
//! nothing.

use std::collections::{HashMap, HashSet};

use hickory_proto::rr::{Name, RecordType};

use crate::base::source::Sources;
use crate::base::span::{SourceId, Span};
use crate::syntax::name::{NameKey, parse_name};
use crate::workspace::members::Workspace;
use crate::workspace::traffic::service::{Gap, Service, Services};
use crate::zone::doubts::Unread;

/// The zones of a run of which something could not be read that may concern services.
#[derive(Debug, Default)]
pub struct Gaps {
    zones: Vec<ZoneGaps>,
    /// The places in `zones` by the zone's name in lower case.
    by_name: HashMap<String, Vec<usize>>,
}

/// What could not be read of a zone.
#[derive(Debug)]
pub struct ZoneGaps {
    /// Its name, absolute, with the final dot; empty if unknown.
    pub zone: String,
    /// The views that load it, if they are known.
    pub views: Vec<Option<String>>,
    /// Its own file.
    pub source: SourceId,
    /// The first entry that may be of any name.
    anywhere: Option<Span>,
    /// The first that seems to be an SRV record of an owner which has no other.
    alone: Option<Span>,
    path: String,
    apex: Name,
    unread: Unread,
}

impl Gaps {
    /// Those of the zones that are judged.
    pub fn of(workspace: &Workspace) -> Self {
        let mut gaps = Gaps::default();
        for member in workspace.judged() {
            let zone = &member.zone;
            let Some(unread) = zone.doubts.as_ref().map(|doubts| doubts.unread()) else { continue };
            let name = zone.origin_text();
            gaps.by_name.entry(name.to_ascii_lowercase()).or_default().push(gaps.zones.len());
            gaps.zones.push(ZoneGaps {
                views: zone.in_views().map(|(view, _)| view.map(str::to_owned)).collect(),
                source: zone.source,
                alone: None,
                anywhere: unread.everywhere().map(|place| workspace.sources.written(place)),
                path: workspace.sources.file(zone.source).path.clone(),
                apex: zone.apex.name.clone(),
                unread: unread.clone(),
                zone: name,
            });
        }
        gaps
    }

    /// Whether everything could be read that may concern services.
    pub fn are_none(&self) -> bool {
        self.zones.is_empty()
    }

    /// The zones that may have services of which nothing is told, each with the first place that could not be read.
    pub fn zones(&self) -> impl Iterator<Item = (&ZoneGaps, Span)> {
        self.zones.iter().filter_map(|zone| Some((zone, zone.anywhere.or(zone.alone)?)))
    }

    /// Says of each of these services, all of the same run, whether there may be more, and learns which owners have any.
    pub fn mark(&mut self, services: &mut Services, sources: &Sources) {
        if self.are_none() {
            return;
        }
        let mut owners: Vec<HashSet<NameKey>> = vec![HashSet::new(); self.zones.len()];
        for service in services.iter_mut() {
            let is_its = |number: &&usize| {
                let zone = &self.zones[**number];
                zone.source == service.source && zone.has(service)
            };
            let numbers = self.by_name.get(&service.zone.to_ascii_lowercase());
            let Some(number) = numbers.into_iter().flatten().find(is_its) else { continue };
            let zone = &self.zones[*number];
            owners[*number].extend(zone.chain(service).as_deref().and_then(<[NameKey]>::last));
            service.gap = zone.of(service, sources);
        }
        share_with_aliases(services);
        for (zone, owners) in self.zones.iter_mut().zip(owners) {
            let is_service = |(name, place, rtype): &(NameKey, Span, RecordType)| {
                let seems_one = match *rtype {
                    RecordType::SRV => true,
                    RecordType::ZERO => names_srv(*place, sources),
                    _ => false,
                };
                seems_one && !owners.contains(name)
            };
            let places = zone.unread.named().filter(is_service).map(|(_, place, _)| place);
            zone.alone =
                places.min_by_key(|place| (place.source, place.start)).map(|place| sources.written(place));
        }
    }

    /// Whether a service of another revision may be there: its zone is, and something that could not be read. Its file may
    /// have another name.
    pub fn may_hide(&self, service: &Service, sources: &Sources) -> Option<Gap> {
        let path = &sources.file(service.source).path;
        let zones: Vec<&ZoneGaps> = self.named(service).collect();
        let is_same = |zone: &&&ZoneGaps| zone.has(service) && zone.path == *path;
        let zone = zones.iter().find(is_same).or_else(|| zones.iter().find(|zone| zone.has(service)));
        zone.or(zones.first()).and_then(|zone| zone.of(service, sources))
    }

    fn named(&self, service: &Service) -> impl Iterator<Item = &ZoneGaps> {
        let numbers = self.by_name.get(&service.zone.to_ascii_lowercase());
        numbers.into_iter().flatten().map(|number| &self.zones[*number])
    }
}

impl ZoneGaps {
    fn has(&self, service: &Service) -> bool {
        self.views.contains(&service.view)
    }

    /// The keys of the root and of every name down to the owner of a service.
    fn chain(&self, service: &Service) -> Option<Vec<NameKey>> {
        let name = parse_name(service.owner.as_bytes(), &self.apex).ok()?;
        Some(NameKey::chain_of(&name))
    }

    /// The gap at the owner of a service, or that may be anywhere.
    fn of(&self, service: &Service, sources: &Sources) -> Option<Gap> {
        let at = self.unread.of_name(&self.chain(service)?);
        let at = at.map(|place| Gap { place: sources.written(place), is_anywhere: false });
        at.or(self.anywhere.map(|place| Gap { place, is_anywhere: true }))
    }
}

/// Says of aliases of services that are not known in full that they are not either.
fn share_with_aliases(services: &mut Services) {
    let of_service = |service: &Service| {
        let key = (service.source, service.owner.to_ascii_lowercase());
        service.gap.filter(|_| service.alias.is_none()).map(|gap| (key, gap))
    };
    let gaps: HashMap<(SourceId, String), Gap> = services.iter().filter_map(of_service).collect();
    for service in services.iter_mut().filter(|service| service.gap.is_none()) {
        let set = service.alias.as_ref().and_then(|alias| alias.set.as_ref());
        service.gap =
            set.and_then(|(source, owner)| gaps.get(&(*source, owner.to_ascii_lowercase())).copied());
    }
}

/// Whether a word of the line at `place` is the type SRV.
fn names_srv(place: Span, sources: &Sources) -> bool {
    let (before, rest) = sources.file(place.source).bytes().split_at(place.start as usize);
    let start = memchr::memrchr(b'\n', before).map_or(0, |end| end + 1);
    let end = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
    let words = [&before[start..], &rest[..end]].concat();
    words.split(u8::is_ascii_whitespace).any(|word| word.eq_ignore_ascii_case(b"SRV"))
}
