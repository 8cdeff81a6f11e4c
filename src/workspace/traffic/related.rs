//! Which services clients look at together, and the NAPTR records that lead to them. Does not know how they are shown.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use foldhash::fast::RandomState;

use crate::base::span::SourceId;
use crate::workspace::members::Workspace;
use crate::workspace::services::Registry;
use crate::workspace::traffic::service::{Entry, Service, State, Tier, sort_records};
use crate::workspace::traffic::shares::first_choice;
use crate::zone::{Rdata, Zone};

/// Services of one name that clients look at together, such as `_sip._udp` and `_sips._tcp`.
#[derive(Debug)]
pub struct Group<'s> {
    /// The services, in the order in which clients ask for them, as far as that is known.
    pub services: Vec<&'s Service>,
    /// The NAPTR records of the name that lead to them, in their order.
    pub naptrs: Vec<Pointer>,
}

/// A NAPTR record that leads to SRV records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pointer {
    /// Its owner, absolute, with the final dot.
    pub owner: String,
    /// Its order and its preference: lower ones come first.
    pub order: (u16, u16),
    /// Its service field, such as `SIP+D2U`.
    pub services: String,
    /// The owner of the SRV records, absolute, with the final dot.
    pub replacement: String,
    /// The zone that holds it, absolute, with the final dot.
    pub zone: Arc<str>,
    /// The view that the zone is loaded in, if one is known.
    pub view: Option<String>,
    /// The zone's own file.
    pub source: SourceId,
}

impl Pointer {
    /// Whether clients that see it find this service there: not if it is of another view, or of another file of the zone.
    pub fn leads_to(&self, service: &Service) -> bool {
        let is_seen = self.view == service.view || self.view.is_none() || service.view.is_none();
        let is_of_zone = self.zone.eq_ignore_ascii_case(&service.zone);
        is_seen
            && (!is_of_zone || self.source == service.source)
            && self.replacement.eq_ignore_ascii_case(&service.owner)
    }

    /// What of it is shown.
    pub(in crate::workspace::traffic) fn shown(&self) -> (&str, (u16, u16), &str, &str) {
        (&self.owner, self.order, &self.services, &self.replacement)
    }
}

/// Services and NAPTR records, by the name that the services are for.
pub fn groups<'s>(services: &[&'s Service], naptrs: &[Pointer], registry: &Registry) -> Vec<Group<'s>> {
    // What the services are for, as a number in the order of the names: many names are much alike.
    type Key<'k> = (u32, &'k str, Option<&'k str>, usize, &'k str);
    let in_order = numbers_in_order(services.iter().map(|service| service_for(service)));
    // Files of one zone are each a zone of their own.
    let mut files: HashMap<SourceId, usize, RandomState> = HashMap::default();
    let mut keyed: Vec<(Key<'_>, &'s Service)> = Vec::with_capacity(services.len());
    let mut families: HashMap<&str, &str, RandomState> = HashMap::default();
    for (service, base) in services.iter().zip(in_order) {
        let name = match &service.labels {
            Some(labels) if labels.before == 0 => {
                let name = labels.service.as_str();
                *families.entry(name).or_insert_with(|| family(name, registry))
            }
            _ => "",
        };
        let next = files.len();
        let file = *files.entry(service.source).or_insert(next);
        keyed.push(((base, &service.zone, service.view.as_deref(), file, name), service));
    }
    keyed.sort_by(|one, other| one.0.cmp(&other.0));
    let by_replacement = by_replacement(naptrs);
    let group = |of_group: &[(Key<'_>, &'s Service)]| {
        let (.., name) = of_group[0].0;
        let mut services: Vec<&Service> = of_group.iter().map(|(_, service)| *service).collect();
        if naptrs.is_empty() && name != "kerberos" {
            return Group { services, naptrs: Vec::new() };
        }
        let to = |service: &Service| by_replacement.get(&service.owner.to_ascii_lowercase());
        let mut naptrs: Vec<Pointer> = Vec::new();
        for service in &services {
            let leading = to(service).into_iter().flatten().filter(|naptr| naptr.leads_to(service));
            naptrs.extend(leading.map(|naptr| (*naptr).clone()));
        }
        naptrs.sort_by(|one, other| (one.order, &one.services).cmp(&(other.order, &other.services)));
        naptrs.dedup_by(|one, other| one.shown() == other.shown());
        let place = |service: &Service| {
            let first =
                naptrs.iter().position(|naptr| naptr.replacement.eq_ignore_ascii_case(&service.owner));
            let protocol = service.labels.as_ref().map(|labels| labels.protocol);
            (first.unwrap_or(usize::MAX), name == "kerberos" && protocol != Some("udp"))
        };
        services.sort_by_key(|service| place(service));
        Group { services, naptrs }
    };
    keyed.chunk_by(|one, other| one.0 == other.0).map(group).collect()
}

/// The name that clients look a service up for: of an instance, its own.
fn service_for(service: &Service) -> &str {
    match &service.labels {
        Some(labels) if labels.before == 0 => &labels.base,
        _ => &service.owner,
    }
}

/// For each text its number in alphabetical order.
fn numbers_in_order<'t>(texts: impl Iterator<Item = &'t str>) -> Vec<u32> {
    let mut different: HashMap<&str, u32, RandomState> = HashMap::default();
    let number = |text| {
        let next = different.len() as u32;
        *different.entry(text).or_insert(next)
    };
    let mut numbers: Vec<u32> = texts.map(number).collect();
    let mut in_order: Vec<(&str, u32)> = different.into_iter().collect();
    in_order.sort_unstable();
    let mut places = vec![0; in_order.len()];
    (0..).zip(in_order).for_each(|(place, (_, number))| places[number as usize] = place);
    numbers.iter_mut().for_each(|number| *number = places[*number as usize]);
    numbers
}

/// NAPTR records by the owner, in lower case, of the SRV records that they lead to; those of one in their order.
pub fn by_replacement(naptrs: &[Pointer]) -> HashMap<String, Vec<&Pointer>> {
    let mut all: HashMap<String, Vec<&Pointer>> = HashMap::new();
    for naptr in naptrs {
        all.entry(naptr.replacement.to_ascii_lowercase()).or_default().push(naptr);
    }
    let order = |one: &&Pointer, other: &&Pointer| {
        (one.order, &one.services, &one.owner).cmp(&(other.order, &other.services, &other.owner))
    };
    all.values_mut().for_each(|naptrs| naptrs.sort_by(order));
    all
}

/// The name of a service without what marks TLS, if that is a service too: `sip` of `sips`, `xmpp-client` of `xmpps-client`.
fn family<'n>(name: &'n str, registry: &'n Registry) -> &'n str {
    let partner = registry.named(name).and_then(|service| service.shares_selection_with.as_deref());
    if let Some(partner) = partner.filter(|partner| partner.len() < name.len()) {
        return partner;
    }
    name.strip_suffix('s').filter(|plain| registry.named(plain).is_some()).unwrap_or(name)
}

/// The pairs of services in a group that clients sort as if they were one, with the tiers of both (XEP-0368).
pub fn together<'s>(group: &Group<'s>, registry: &Registry) -> Vec<([&'s Service; 2], Vec<Tier>)> {
    let is_offered = |service: &&&Service| matches!(service.state, State::Offered);
    let mut pairs = Vec::new();
    for (number, one) in group.services.iter().enumerate().filter(|(_, one)| is_offered(one)) {
        let is_other = |other: &&&Service| {
            let labels = |service: &Service| {
                service.labels.as_ref().map(|labels| (labels.service.clone(), labels.protocol))
            };
            let (Some((name, protocol)), Some((_, own))) = (labels(other), labels(one)) else { return false };
            partner(one, registry) == Some(name.as_str()) && protocol == own
        };
        let mut others = group.services[number + 1..].iter().filter(is_offered);
        if let Some(other) = others.find(is_other) {
            pairs.push(([*one, *other], merged([one, other])));
        }
    }
    pairs
}

/// The name of the service that clients sort as one list with this one.
fn partner<'r>(service: &Service, registry: &'r Registry) -> Option<&'r str> {
    let labels = service.labels.as_ref()?;
    registry.named(&labels.service)?.shares_selection_with.as_deref()
}

/// Of all `services`, by owner, the one that clients sort as one list with this one, of the same zone.
pub fn beside<'s>(service: &Service, services: &'s [Service], registry: &Registry) -> Option<&'s Service> {
    let labels = service.labels.as_ref().filter(|labels| labels.before == 0)?;
    let own = service.owner.to_ascii_lowercase();
    let rest = own.strip_prefix('_')?.strip_prefix(labels.service.as_str())?;
    let owner = format!("_{}{rest}", partner(service, registry)?);
    let first = services.partition_point(|other| other.owner.to_ascii_lowercase() < owner);
    let of_owner = services[first..].iter().take_while(|other| other.owner.eq_ignore_ascii_case(&owner));
    let is_beside = |other: &&Service| {
        (&other.zone, &other.view, other.source) == (&service.zone, &service.view, service.source)
            && other.state == State::Offered
    };
    of_owner.into_iter().find(is_beside)
}

/// The tiers of two services as if they were one.
pub fn merged(services: [&Service; 2]) -> Vec<Tier> {
    let mut by_priority: BTreeMap<u16, Vec<Entry>> = BTreeMap::new();
    for tier in services.iter().flat_map(|service| &service.tiers) {
        by_priority.entry(tier.priority).or_default().extend(tier.records.iter().cloned());
    }
    let tier = |(priority, mut records): (u16, Vec<Entry>)| {
        let weights: Vec<u16> = records.iter().map(|entry| entry.weight).collect();
        records
            .iter_mut()
            .zip(first_choice(weights.into_iter()))
            .for_each(|(entry, share)| entry.share = share);
        sort_records(&mut records);
        Tier { priority, records }
    };
    by_priority.into_iter().map(tier).collect()
}

/// The NAPTR records of the workspace that lead to SRV records.
pub fn pointers(workspace: &Workspace) -> Vec<Pointer> {
    let of_zone = |zone: &Zone| -> Vec<Pointer> {
        let pointer = |record: &crate::zone::Record| {
            let Rdata::Naptr(naptr) = &record.rdata else { return None };
            let leads = naptr.flags.value.eq_ignore_ascii_case(b"s") && naptr.regexp.value.is_empty();
            leads.then(|| Pointer {
                owner: zone.display(&record.owner, &workspace.sources),
                order: (naptr.order, naptr.preference),
                services: crate::base::printable::printable(&naptr.services.value),
                replacement: zone.display(&naptr.replacement, &workspace.sources),
                zone: zone.origin_text().into(),
                view: None,
                source: zone.source,
            })
        };
        if !zone.has_naptrs {
            return Vec::new();
        }
        let naptrs: Vec<Pointer> = zone.others().filter_map(pointer).collect();
        let views = zone.in_views().map(|(view, _)| view.map(str::to_owned));
        let in_view = |view: Option<String>| {
            naptrs.iter().map(move |naptr| Pointer { view: view.clone(), ..naptr.clone() })
        };
        views.flat_map(in_view).collect()
    };
    workspace.zones().flat_map(of_zone).collect()
}
