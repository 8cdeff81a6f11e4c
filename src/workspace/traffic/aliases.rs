//! Aliases of services: names from which a CNAME or a DNAME leads clients to the SRV records of another name. Each is a service
//! of its own, with the records at the end of its chain. Does not know how they are shown.

use std::collections::HashMap;

use hickory_proto::rr::{Name, RecordType};

use crate::base::printable::printable;
use crate::syntax::name::{NameKey, display_name, parse_name};
use crate::workspace::lookup::Lookup;
use crate::workspace::members::Workspace;
use crate::workspace::services::Registry;
use crate::workspace::traffic::service::{Alias, Labels, Reached, Service, State, Unserved};
use crate::zone::index::{Located, Types};
use crate::zone::service_owner::transport;
use crate::zone::{Record, Zone};

/// How many names below one DNAME are told.
const MOST_RENAMED: usize = 256;
/// How many DNAMEs are followed one after the other.
const MOST_DNAMES: usize = 4;

/// The aliases of `services`, which are all those of a workspace, in no order. Those that lead nowhere, or out of the files, are
/// told of names of services that are known by `registry`: of others, SRV records may not be what clients ask for.
pub(in crate::workspace::traffic) fn aliases<'s>(
    workspace: &'s Workspace,
    services: impl Iterator<Item = &'s Service> + Clone,
    registry: &'s Registry,
) -> Vec<Service> {
    let has_dname = |zone: &&Zone| zone.facts.iter().any(|(_, types)| types.has(Types::DNAME));
    let named = || workspace.zones().filter(|zone| zone.is_named());
    let with_aliases: Vec<&Zone> = named().filter(|zone| zone.has_service_aliases).collect();
    let with_dnames: Vec<&Zone> = named().filter(has_dname).collect();
    if with_aliases.is_empty() && with_dnames.is_empty() {
        return Vec::new();
    }
    let finder = Finder::new(workspace, services.clone(), registry);
    let mut found: Vec<Service> = Vec::new();
    for zone in with_aliases {
        let cnames = zone.others().filter(|record| record.rtype == RecordType::CNAME);
        cnames.for_each(|record| found.extend(finder.of_cname(record, zone)));
    }
    if with_dnames.is_empty() {
        return found;
    }
    let owner = |service: &Service| service.owner.clone();
    let mut owners: Vec<String> = services.map(owner).chain(found.iter().map(owner)).collect();
    // A DNAME may lead to names that only another one makes.
    for _ in 0..MOST_DNAMES {
        let below = Below::new(owners);
        let is_dname = |record: &&Record| Types::of(record.rtype, &record.rdata) == Types::DNAME;
        let of_zone = |zone: &&'s Zone| {
            let zone = *zone;
            zone.others().filter(is_dname).map(move |record| (record, zone))
        };
        let records = with_dnames.iter().flat_map(of_zone);
        let more: Vec<Service> =
            records.flat_map(|(record, zone)| finder.of_dname(record, zone, &below)).collect();
        owners = more.iter().map(owner).collect();
        found.extend(more);
    }
    found
}

/// Names of services by what they lie below.
struct Below {
    /// In lower case and from the end to the beginning, in order, so that those below one name follow each other.
    reversed: Vec<(Vec<u8>, String)>,
}

impl Below {
    fn new(owners: Vec<String>) -> Self {
        let mut reversed: Vec<(Vec<u8>, String)> =
            owners.into_iter().map(|owner| (backwards(&owner), owner)).collect();
        reversed.sort_unstable();
        reversed.dedup_by(|one, other| one.0 == other.0);
        Below { reversed }
    }

    /// What stands before `above`, an absolute name, in each name below it.
    fn of(&self, above: &str) -> impl Iterator<Item = &str> {
        let mut end = backwards(above);
        let length = end.len();
        end.extend((above != ".").then_some(b'.'));
        let first = self.reversed.partition_point(|(name, _)| *name < end);
        let below = self.reversed[first..].iter();
        let below = below.take_while(move |(name, _)| name.starts_with(&end));
        below.map(move |(_, name)| &name[..name.len() - length])
    }
}

fn backwards(name: &str) -> Vec<u8> {
    name.bytes().rev().map(|octet| octet.to_ascii_lowercase()).collect()
}

/// Finds the services at the ends of aliases.
struct Finder<'w> {
    workspace: &'w Workspace,
    registry: &'w Registry,
    /// The services by owner, in lower case.
    services: HashMap<String, Vec<&'w Service>>,
}

/// Where a chain of aliases ends.
enum End<'w> {
    /// At services: one for each view of their zone.
    Services(Vec<&'w Service>),
    /// At a name that no zone of the run can tell of; perhaps because its zone could not be read in full.
    Outside { is_in_doubt: bool },
    /// At a name without SRV records.
    Nothing,
}

impl<'w> Finder<'w> {
    fn new(
        workspace: &'w Workspace,
        services: impl Iterator<Item = &'w Service>,
        registry: &'w Registry,
    ) -> Self {
        let mut by_owner: HashMap<String, Vec<&Service>> = HashMap::new();
        for service in services {
            by_owner.entry(service.owner.to_ascii_lowercase()).or_default().push(service);
        }
        Finder { workspace, registry, services: by_owner }
    }

    /// The alias that a CNAME record of `zone` makes, in each view.
    fn of_cname(&self, record: &Record, zone: &Zone) -> Vec<Service> {
        let owner = zone.name(&record.owner, &self.workspace.sources);
        match self.workspace.find_address(&record.owner, zone) {
            // The first of several counts, and none that another zone answers for.
            found @ Lookup::Alias { record: first, .. } if std::ptr::eq(first, record) => {
                self.followed(owner, found, record, zone)
            }
            _ => Vec::new(),
        }
    }

    /// The aliases that a DNAME record of `zone` makes of the services below its target, in each view.
    fn of_dname(&self, record: &Record, zone: &Zone, below: &Below) -> Vec<Service> {
        let sources = &self.workspace.sources;
        let Some(target) = record.points_at().map(|target| zone.display(target, sources)) else {
            return Vec::new();
        };
        let owner = zone.name(&record.owner, sources);
        let alias = |prefix: &str| {
            let name = parse_name(prefix.trim_end_matches('.').as_bytes(), &owner).ok()?;
            match self.workspace.find_address_of(&name, zone) {
                found @ Lookup::Renamed { record: first, .. } if std::ptr::eq(first, record) => {
                    let aliases = self.followed(name, found, record, zone);
                    Some(aliases.into_iter().filter(|alias| !alias.tiers.is_empty()))
                }
                _ => None,
            }
        };
        below.of(&target).take(MOST_RENAMED).filter_map(alias).flatten().collect()
    }

    /// The alias with this name, of which `found` is known by `record`, in each view of its zone.
    fn followed(&self, name: Name, found: Lookup<'w>, record: &Record, zone: &Zone) -> Vec<Service> {
        let sources = &self.workspace.sources;
        let labels = labels_of(&name);
        let owner = display_name(&name);
        let is_known = labels.as_ref().is_some_and(|labels| {
            self.registry.named(&labels.service).is_some_and(|service| !service.instances)
        });
        let mut names = vec![name];
        let end = match self.workspace.follow_through(&mut names, found) {
            Some(Lookup::Address { zone, .. } | Lookup::NoAddress { zone, .. } | Lookup::NoName { zone }) => {
                self.at(names.last(), zone)
            }
            Some(Lookup::Delegated { .. }) => End::Outside { is_in_doubt: false },
            Some(_) => self.in_doubt(names.last(), zone),
            None => End::Nothing,
        };
        let is_told = matches!(end, End::Services(_)) || is_known;
        // Beside SRV records, it is told of them that no server gives them out.
        let of_owner = self.services.get(&owner.to_ascii_lowercase());
        if !is_told || of_owner.into_iter().flatten().any(|service| service.source == zone.source) {
            return Vec::new();
        }
        let through: Vec<String> = names.iter().skip(1).map(display_name).collect();
        let alias = Alias {
            by: if record.rtype == RecordType::CNAME { "CNAME" } else { "DNAME" },
            reached: match end {
                End::Services(_) => Reached::Zone,
                End::Outside { .. } => Reached::Outside,
                End::Nothing => Reached::None,
            },
            is_in_doubt: matches!(end, End::Outside { is_in_doubt: true }),
            set: None,
            through,
        };
        let ttl = zone.ttl(record);
        let service = Service {
            is_wildcard: owner == "*" || owner.starts_with("*."),
            owner,
            zone: zone.origin_text().into(),
            view: None,
            source: zone.source,
            labels,
            owner_span: sources.written(record.owner.span),
            highest_ttl: None,
            ttl,
            state: match end {
                End::Nothing => State::NeverServed(Unserved::NothingBehind(
                    alias.through.last().cloned().unwrap_or_default(),
                )),
                _ => State::Offered,
            },
            tiers: Vec::new(),
            gap: None,
            alias: Some(Box::new(alias)),
        };
        let views = zone.in_views().map(|(view, _)| view.map(str::to_owned));
        views.map(|view| in_view(&service, view, &end)).collect()
    }

    /// The services at a name of which `zone` cannot know for sure what stands there; those that it has are there all the same.
    fn in_doubt(&self, name: Option<&Name>, zone: &Zone) -> End<'w> {
        let Some(name) = name else { return End::Nothing };
        let answers = match self.workspace.locate(name, zone) {
            Some((answers, Located::Node { wildcard: false, .. })) => Some(answers),
            // A fragment knows what it has.
            _ => Some(zone).filter(|zone| zone.soa.is_none() && zone.apex.name.zone_of(name)),
        };
        if let Some(end @ End::Services(_)) = answers.map(|answers| self.at(Some(name), answers)) {
            return end;
        }
        End::Outside { is_in_doubt: self.workspace.doubtful_member(name, zone).is_some() }
    }

    /// The services at a name that a zone answers for.
    fn at(&self, name: Option<&Name>, zone: &Zone) -> End<'w> {
        let Some(name) = name else { return End::Nothing };
        let owner = match zone.locate(&NameKey::chain_of(name)) {
            Located::Node { node, .. } if !node.types.has(Types::SRV) => return End::Nothing,
            Located::Node { wildcard: false, .. } => display_name(name),
            Located::Node { wildcard: true, .. } => wildcard_above(name, zone),
            Located::Delegated(_) => return End::Outside { is_in_doubt: false },
            Located::Renamed(_) | Located::Nothing => return End::Nothing,
        };
        let of_owner = self.services.get(&owner.to_ascii_lowercase()).into_iter().flatten();
        let services: Vec<&Service> = of_owner.copied().filter(|end| end.source == zone.source).collect();
        if services.is_empty() { End::Nothing } else { End::Services(services) }
    }
}

/// An alias as clients of this view see it.
fn in_view(alias: &Service, view: Option<String>, end: &End<'_>) -> Service {
    let service = Service { view, ..alias.clone() };
    let End::Services(ends) = end else { return service };
    let seen = ends.iter().find(|end| end.view == service.view);
    let Some(end) = seen.or_else(|| ends.iter().find(|end| end.view.is_none())).or(ends.first()) else {
        return service;
    };
    // Caches keep the alias, and the records behind it.
    let highest = end.highest_ttl.max(end.ttl.map(|ttl| ttl.seconds));
    let highest_ttl = highest.filter(|highest| service.ttl.is_some_and(|ttl| ttl.seconds < *highest));
    let set = Some((end.source, end.owner.clone()));
    let alias = service.alias.map(|alias| Box::new(Alias { set, ..*alias }));
    Service { highest_ttl, state: end.state.clone(), tiers: end.tiers.clone(), alias, ..service }
}

/// The wildcard of a zone that answers for a name which does not exist (RFC 4592 section 3.3.1).
fn wildcard_above(name: &Name, zone: &Zone) -> String {
    let encloser = zone.closest_encloser(name);
    if encloser.is_root() { "*.".to_owned() } else { format!("*.{}", display_name(&encloser)) }
}

/// What the labels of an owner say.
fn labels_of(owner: &Name) -> Option<Labels> {
    let labels: Vec<&[u8]> = owner.iter().collect();
    let pair = |(before, pair): (usize, &[&[u8]])| {
        let protocol = transport(pair[1]).filter(|_| pair[0].starts_with(b"_"))?;
        let mut service = printable(&pair[0][1..]);
        service.make_ascii_lowercase();
        let base = display_name(&owner.trim_to(labels.len() - before - 2)).into();
        Some(Labels { service, protocol: &protocol[1..], base, before })
    };
    labels.windows(2).enumerate().find_map(pair)
}
