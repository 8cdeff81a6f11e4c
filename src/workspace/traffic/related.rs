//! Which services clients look at together, and the NAPTR records that lead to them. Does not know how they are shown.

use std::cell::OnceCell;
use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use foldhash::fast::RandomState;

use crate::base::span::SourceId;
use crate::workspace::members::Workspace;
use crate::workspace::services::Registry;
use crate::workspace::traffic::in_order::{Beginning, beginning, by_owner};
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

/// Services, which stand in the order of the zones, and NAPTR records, by the name that the services are for; those of one group
/// by owner.
pub fn groups<'s>(services: &[&'s Service], naptrs: &[Pointer], registry: &Registry) -> Vec<Group<'s>> {
    let mut families: HashMap<&str, &str, RandomState> = HashMap::default();
    let member = |(service, base): (&&'s Service, u32)| {
        let name = match &service.labels {
            Some(labels) if labels.before == 0 => {
                let name = labels.service.as_str();
                *families.entry(name).or_insert_with(|| family(name, registry))
            }
            _ => "",
        };
        Grouped { base, name, service }
    };
    let bases = numbers_in_order(services.iter().map(|service| service_for(service)));
    let mut keyed: Vec<Grouped<'s, '_>> = services.iter().zip(bases).map(member).collect();
    let files = OnceCell::new();
    // Files of one zone are each a zone of their own.
    let file = |service: &Service| files.get_or_init(|| files_in_order(services)).get(&service.source);
    keyed.sort_by_key(|grouped| grouped.base);
    // Those for one name, which are few, stand together now.
    for of_base in keyed.chunk_by_mut(|one, other| one.base == other.base) {
        of_base.sort_by(|one, other| {
            let by_zone = one.by_zone(other);
            let by_file = || match one.service.source == other.service.source {
                true => Ordering::Equal,
                false => file(one.service).cmp(&file(other.service)),
            };
            let by_owner = || lower_case(&one.service.owner).cmp(lower_case(&other.service.owner));
            by_zone.then_with(by_file).then_with(|| one.name.cmp(other.name)).then_with(by_owner)
        });
    }
    let are_together = |one: &Grouped<'_, '_>, other: &Grouped<'_, '_>| {
        (one.base, one.service.source, one.name) == (other.base, other.service.source, other.name)
            && one.by_zone(other).is_eq()
    };
    let by_replacement = by_replacement(naptrs);
    let group = |of_group: &[Grouped<'s, '_>]| {
        let name = of_group[0].name;
        let mut services: Vec<&Service> = of_group.iter().map(|grouped| grouped.service).collect();
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
    keyed.chunk_by(are_together).map(group).collect()
}

/// A service with what it is grouped by.
struct Grouped<'s, 'n> {
    /// What it is for, as a number in the order of the names.
    base: u32,
    /// The name of the service, of one with TLS without what marks that; of an instance none.
    name: &'n str,
    service: &'s Service,
}

impl Grouped<'_, '_> {
    /// Of services for one name, by zone and view.
    fn by_zone(&self, other: &Self) -> Ordering {
        let (one, next) = (self.service, other.service);
        // The services of a zone share its name.
        let by_zone = || match Arc::ptr_eq(&one.zone, &next.zone) {
            true => Ordering::Equal,
            false => one.zone.cmp(&next.zone),
        };
        by_zone().then_with(|| one.view.cmp(&next.view))
    }
}

/// For the file of each zone its number in the order in which services by owner name them.
fn files_in_order(services: &[&Service]) -> HashMap<SourceId, usize, RandomState> {
    let mut files = HashMap::default();
    for service in by_owner(services.iter().copied()) {
        let next = files.len();
        files.entry(service.source).or_insert(next);
    }
    files
}

fn lower_case(name: &str) -> impl Iterator<Item = u8> {
    name.bytes().map(|octet| octet.to_ascii_lowercase())
}

/// The name that clients look a service up for: of an instance, its own.
fn service_for(service: &Service) -> &str {
    match &service.labels {
        Some(labels) if labels.before == 0 => &labels.base,
        _ => &service.owner,
    }
}

/// For each text its number in alphabetical order. Many that follow each other are equal.
fn numbers_in_order<'t>(texts: impl Iterator<Item = &'t str>) -> Vec<u32> {
    let mut runs: Vec<(Beginning, &str, u32)> = Vec::new();
    let mut run_of = |text: &'t str| {
        if runs.last().is_none_or(|(_, last, _)| *last != text) {
            runs.push((beginning(text), text, runs.len() as u32));
        }
        runs.len() - 1
    };
    let of_texts: Vec<usize> = texts.map(&mut run_of).collect();
    runs.sort_unstable();
    let mut of_runs = vec![0; runs.len()];
    for (number, equal) in (0..).zip(runs.chunk_by(|(_, one, _), (_, other, _)| one == other)) {
        equal.iter().for_each(|(.., run)| of_runs[*run as usize] = number);
    }
    of_texts.into_iter().map(|run| of_runs[run]).collect()
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
pub fn beside<'s>(service: &Service, services: &[&'s Service], registry: &Registry) -> Option<&'s Service> {
    let labels = service.labels.as_ref().filter(|labels| labels.before == 0)?;
    let own = service.owner.to_ascii_lowercase();
    let rest = own.strip_prefix('_')?.strip_prefix(labels.service.as_str())?;
    let owner = format!("_{}{rest}", partner(service, registry)?);
    let first = services.partition_point(|other| other.owner.to_ascii_lowercase() < owner);
    let of_owner = services[first..].iter().take_while(|other| other.owner.eq_ignore_ascii_case(&owner));
    let is_beside = |other: &&'s Service| {
        (&other.zone, &other.view, other.source) == (&service.zone, &service.view, service.source)
            && other.state == State::Offered
    };
    of_owner.copied().find(is_beside)
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
