//! What is shown of a run's services: those that were asked for, and the findings beside their records. Knows no format.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};

use foldhash::fast::RandomState;

use crate::base::source::Sources;
use crate::base::span::{SourceId, Span};
use crate::check::{Before, ServicesOutcome};
use crate::report::summary::plural;
use crate::report::traffic::apart::Apart;
use crate::report::traffic::marks::Marks;
use crate::report::traffic::words::{after_text, gap_text, loss_text, place_text};
use crate::rules::Options;
use crate::rules::finding::Finding;
use crate::workspace::clients::Client;
use crate::workspace::services::Registry;
use crate::workspace::traffic::change::{Change, Side, changes};
use crate::workspace::traffic::failure::without;
use crate::workspace::traffic::filter::{Filter, Hosts};
use crate::workspace::traffic::gaps::ZoneGaps;
use crate::workspace::traffic::in_order::by_owner;
use crate::workspace::traffic::related::{Group, Pointer, beside, groups, merged};
use crate::workspace::traffic::service::{Entry, Gap, Service, State, Unserved};

/// How many places are named that could not be read.
const MOST_PLACES: usize = 3;

/// What the user asks for.
#[derive(Debug, Clone, Copy)]
pub struct Asking<'a, 'f> {
    /// The services.
    pub filter: &'f Filter,
    /// The names of the clients whose shares are told too; none for those of each service.
    pub clients: &'f [String],
    /// What the run knows of services and clients.
    pub rules: &'a Options,
}

/// The services that were asked for.
#[derive(Debug)]
pub struct Listing<'a> {
    /// The services, in the order of the zones.
    pub shown: Vec<&'a Service>,
    by_owner: OnceCell<Vec<&'a Service>>,
    /// All services of the run, by owner; sorted when first asked for.
    all_by_owner: OnceCell<Vec<&'a Service>>,
    /// The texts.
    pub sources: &'a Sources,
    /// The hosts that were asked for.
    pub hosts: Hosts,
    /// The same as the user wrote them.
    pub asked_hosts: Vec<String>,
    /// What tells services of one owner apart.
    pub apart: Apart<'a>,
    /// The services that differ from the revision that they are compared with, if they are.
    pub changes: Option<Vec<Change<'a>>>,
    /// The clients that were asked for; `None` for those of each service.
    asked_clients: Option<Vec<&'a Client>>,
    /// The clients that look a service up by themselves, by its name.
    by_service: HashMap<&'a str, Vec<&'a Client>, RandomState>,
    outcome: &'a ServicesOutcome,
    /// The services that owners may name.
    pub registry: &'a Registry,
    /// The files and owners, in lower case, of the sets that are shown; none if there are no aliases.
    sets: HashSet<(SourceId, String)>,
    marks: Marks<'a>,
}

impl<'a> Listing<'a> {
    /// What is asked for.
    pub fn new(outcome: &'a ServicesOutcome, asking: &Asking<'a, '_>) -> Self {
        let Asking { filter, clients: names, rules } = asking;
        let workspace = &outcome.outcome.workspace;
        let before = || outcome.before.iter().flat_map(|before| before.services.iter());
        let all = || outcome.services.iter().chain(before());
        let sums = outcome.before.iter().map(|before| before.services.sums());
        let hosts = Hosts::of(filter, all(), sums.chain([outcome.services.sums()]), workspace);
        let leads_there = |service: &Service| {
            hosts.is_empty() || service.entries().any(|entry| hosts.are_behind(&entry.target))
        };
        let takes = |service: &&Service| filter.takes(service) && leads_there(service);
        let shown: Vec<&Service> = outcome.services.iter().filter(takes).collect();
        let sources = &*workspace.sources;
        let apart = Apart::of(
            outcome.before.iter().map(|before| &before.services).chain([&outcome.services]),
            sources,
        );
        let changes = outcome.before.as_ref().map(|before| {
            let Before { services, pointers, gaps } = before;
            let before = Side { services, pointers, gaps };
            let after =
                Side { services: &outcome.services, pointers: &outcome.pointers, gaps: &outcome.gaps };
            let mut changes = changes(before, after, sources);
            changes.retain(|change| [change.before, change.after].iter().flatten().any(takes));
            let sets = sets(changes.iter().map(Change::service));
            changes.retain(|change| !(change.is_of_end_alone() && is_alias_of(change.service(), &sets)));
            changes
        });
        let all = rules.clients.all();
        let is_of = |client: &Client, name: &str| client.names().any(|own| own.eq_ignore_ascii_case(name));
        let is_asked = |client: &&Client| {
            names.iter().any(|name| is_of(client, name) || name.eq_ignore_ascii_case("all"))
        };
        let asked_clients = (!names.is_empty()).then(|| all.iter().filter(is_asked).collect());
        let marks = Marks::new(workspace, outcome.outcome.findings.iter());
        let has_aliases = outcome.services.have_aliases();
        let sets = if has_aliases { sets(shown.iter().copied()) } else { HashSet::new() };
        let asked_hosts = filter.hosts.clone();
        let mut by_service: HashMap<&str, Vec<&Client>, RandomState> = HashMap::default();
        for client in all {
            client.services.iter().for_each(|service| by_service.entry(service).or_default().push(client));
        }
        let registry = &*rules.services;
        Listing {
            shown,
            by_owner: OnceCell::new(),
            all_by_owner: OnceCell::new(),
            sources,
            hosts,
            asked_hosts,
            apart,
            changes,
            asked_clients,
            by_service,
            outcome,
            registry,
            sets,
            marks,
        }
    }

    /// Whether a record of the run may lead to a host without addresses.
    pub fn lack_addresses(&self) -> bool {
        self.outcome.services.lack_addresses()
    }

    /// The services by owner.
    pub fn services(&self) -> &[&'a Service] {
        self.by_owner.get_or_init(|| by_owner(self.shown.iter().copied()))
    }

    /// The clients whose shares of a service are told: those that were asked for, else those that look it up by themselves.
    pub fn clients_of(&self, service: &Service) -> &[&'a Client] {
        match (&self.asked_clients, &service.labels) {
            (Some(asked), _) => asked,
            (None, Some(labels)) => self.by_service.get(&*labels.service).map_or(&[], Vec::as_slice),
            (None, None) => &[],
        }
    }

    /// Whether clients were asked for.
    pub fn asks_for_clients(&self) -> bool {
        self.asked_clients.is_some()
    }

    /// The NAPTR records that lead to services.
    pub fn pointers(&self) -> &'a [Pointer] {
        &self.outcome.pointers
    }

    /// The services by what clients look at together.
    pub fn groups(&self) -> Vec<Group<'a>> {
        groups(&self.shown, &self.outcome.pointers, self.registry)
    }

    /// Whether a service is an alias of one that is shown too.
    pub fn shows_end_of(&self, service: &Service) -> bool {
        is_alias_of(service, &self.sets)
    }

    /// How many services are shown, and how many aliases of services.
    pub fn count_text(&self) -> String {
        let has_aliases = self.outcome.services.have_aliases();
        let aliases = self.shown.iter().filter(|service| has_aliases && service.alias.is_some()).count();
        let services = plural((self.shown.len() - aliases) as u64, "service");
        let and_aliases = match aliases {
            0 => return services,
            1 => "1 alias".to_owned(),
            aliases => format!("{aliases} aliases"),
        };
        if aliases < self.shown.len() { format!("{services}, {and_aliases}") } else { and_aliases }
    }

    /// What happens to a service without the hosts that were asked for, also for clients that sort it with another as one
    /// list (XEP-0368).
    pub fn loss(&self, service: &Service) -> String {
        let mut text = loss_text(service, &self.hosts);
        let all = || self.all_by_owner.get_or_init(|| by_owner(self.outcome.services.iter()));
        let is_offered = service.state == State::Offered;
        if let Some(other) = is_offered.then(|| beside(service, all(), self.registry)).flatten() {
            let tiers = merged([service, other]);
            let both = Service { tiers, ..service.clone() };
            let after = without(&both, |target| self.hosts.has(target));
            let name = other.owner.split('.').next().unwrap_or_default();
            text.push_str(&format!("; with {name} as one list: {}", after_text(&after)));
        }
        if let Some(gap) = service.gap {
            text.push_str(&format!("; {}", gap_text(gap, self.sources)));
        }
        text
    }

    /// What keeps the run from being trusted.
    pub fn faults(&self) -> impl Iterator<Item = &'a str> {
        self.outcome.outcome.faults.iter().map(|fault| fault.0.as_str())
    }

    /// The findings at the words of a record, in the order of the words.
    pub fn marks(&self, service: &Service, entry: &Entry) -> Vec<&'a Finding> {
        self.marks.of(service, entry)
    }

    /// Zones that may have services of which nothing is told: something could not be read that may be of any name.
    pub fn withheld_zones(&self) -> Vec<(&'a ZoneGaps, Span)> {
        let before = self.outcome.before.iter().flat_map(|before| before.gaps.zones());
        let mut zones: Vec<(&ZoneGaps, Span)> = self.outcome.gaps.zones().collect();
        for (zone, place) in before {
            let is_known =
                |(known, _): &(&ZoneGaps, Span)| (&known.zone, &known.views) == (&zone.zone, &zone.views);
            if !zones.iter().any(is_known) {
                zones.push((zone, place));
            }
        }
        zones
    }

    /// That a part of the zones could not be read which may concern services, in one line; `None` if there is no such part.
    pub fn gaps_line(&self) -> Option<String> {
        let of_services: Vec<Gap> = match &self.changes {
            // Nearly always none has.
            None if self.outcome.gaps.are_none() || self.shown.iter().all(|one| one.gap.is_none()) => {
                Vec::new()
            }
            None => self.services().iter().filter_map(|service| service.gap).collect(),
            Some(changes) => {
                changes.iter().filter_map(|change| change.gaps().into_iter().flatten().next()).collect()
            }
        };
        let zones = self.withheld_zones();
        let mut parts = Vec::new();
        match of_services.len() {
            0 => {}
            1 => parts.push("1 service is not known in full".to_owned()),
            count => parts.push(format!("{count} services are not known in full")),
        }
        if !zones.is_empty() {
            parts.push(format!("{} may have more services", plural(zones.len() as u64, "zone")));
        }
        let mut places: Vec<Span> = of_services.iter().map(|gap| gap.place).collect();
        places.extend(zones.iter().map(|(_, place)| *place));
        let mut known = HashSet::new();
        places.retain(|place| known.insert(*place));
        let mut named: Vec<String> =
            places.iter().take(MOST_PLACES).map(|place| place_text(*place, self.sources)).collect();
        if places.len() > MOST_PLACES {
            named.push(format!("and {} more", places.len() - MOST_PLACES));
        }
        (!parts.is_empty())
            .then(|| format!("{}: {} could not be read", parts.join(", and "), named.join(", ")))
    }
}

/// The files and owners, in lower case, of the sets of services that are no aliases; none if none of them is.
fn sets<'s>(services: impl Iterator<Item = &'s Service> + Clone) -> HashSet<(SourceId, String)> {
    if !services.clone().any(|service| service.alias.is_some()) {
        return HashSet::new();
    }
    let own = services.filter(|service| service.alias.is_none());
    own.map(|service| (service.source, service.owner.to_ascii_lowercase())).collect()
}

/// Whether a service is an alias of one of these.
fn is_alias_of(service: &Service, sets: &HashSet<(SourceId, String)>) -> bool {
    let set = service.alias.as_ref().and_then(|alias| alias.set.as_ref());
    set.is_some_and(|(source, owner)| sets.contains(&(*source, owner.to_ascii_lowercase())))
}

/// Why no server gives records out, in words.
pub fn why_unserved(why: &Unserved) -> String {
    match why {
        Unserved::Outside => "the records lie outside the zone".to_owned(),
        Unserved::BesideAlias => "a CNAME stands beside the records".to_owned(),
        Unserved::Delegated(place) => format!("{place} is delegated to other servers"),
        Unserved::NothingBehind(end) => format!("it is an alias of {end}, and no SRV record is there"),
        Unserved::Renamed(place) => format!("a DNAME at {place} redirects every name below it"),
    }
}
