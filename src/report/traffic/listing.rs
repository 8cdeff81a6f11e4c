//! What is shown of a run's services: those that were asked for, and the findings beside their records. Knows no format.

use std::collections::HashMap;

use crate::base::source::Sources;
use crate::base::span::{SourceId, Span};
use crate::check::ServicesOutcome;
use crate::report::traffic::apart::Apart;
use crate::report::traffic::usual::Usual;
use crate::report::traffic::words::{after_text, loss_text};
use crate::rules::Options;
use crate::rules::finding::Finding;
use crate::workspace::clients::Client;
use crate::workspace::services::Registry;
use crate::workspace::traffic::change::{Change, changes};
use crate::workspace::traffic::failure::without;
use crate::workspace::traffic::filter::{Filter, Hosts};
use crate::workspace::traffic::related::{Group, Pointer, beside, groups, merged};
use crate::workspace::traffic::service::{Entry, Service, State, Unserved};

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
    /// The services, by owner.
    pub services: Vec<&'a Service>,
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
    by_service: HashMap<&'a str, Vec<&'a Client>>,
    outcome: &'a ServicesOutcome,
    /// The services that owners may name.
    pub registry: &'a Registry,
    /// What needs no words about clients.
    pub usual: Usual,
    /// The findings of each text, by place.
    marks: HashMap<SourceId, Vec<&'a Finding>>,
}

impl<'a> Listing<'a> {
    /// What is asked for.
    pub fn new(outcome: &'a ServicesOutcome, asking: &Asking<'a, '_>) -> Self {
        let Asking { filter, clients: names, rules } = asking;
        let workspace = &outcome.outcome.workspace;
        let all = || outcome.services.iter().chain(outcome.before.iter().flatten());
        let hosts = Hosts::of(filter, all(), workspace);
        let leads_there = |service: &Service| {
            hosts.is_empty() || service.entries().any(|entry| hosts.are_behind(&entry.target))
        };
        let takes = |service: &&Service| filter.takes(service) && leads_there(service);
        let services = outcome.services.iter().filter(takes).collect();
        let sources = &*workspace.sources;
        let apart = Apart::of(all(), sources);
        let changes = outcome.before.as_ref().map(|before| {
            let mut changes = changes(before, &outcome.services, sources);
            changes.retain(|change| [change.before, change.after].iter().flatten().any(takes));
            changes
        });
        let all = rules.clients.all();
        let is_asked = |client: &&Client| names.iter().any(|name| *name == client.name || name == "all");
        let asked_clients = (!names.is_empty()).then(|| all.iter().filter(is_asked).collect());
        let mut marks: HashMap<SourceId, Vec<&Finding>> = HashMap::new();
        for finding in &outcome.outcome.findings {
            marks.entry(finding.span.source).or_default().push(finding);
        }
        marks.values_mut().for_each(|findings| findings.sort_by_key(|finding| finding.span.start));
        let asked_hosts = filter.hosts.clone();
        let mut by_service: HashMap<&str, Vec<&Client>> = HashMap::new();
        for client in all {
            client.services.iter().for_each(|service| by_service.entry(service).or_default().push(client));
        }
        let registry = &*rules.services;
        Listing {
            services,
            sources,
            hosts,
            asked_hosts,
            apart,
            changes,
            asked_clients,
            by_service,
            outcome,
            registry,
            usual: Usual::default(),
            marks,
        }
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
        groups(&self.services, &self.outcome.pointers, self.registry)
    }

    /// What happens to a service without the hosts that were asked for, also for clients that sort it with another as one
    /// list (XEP-0368).
    pub fn loss(&self, service: &Service) -> String {
        let mut text = loss_text(service, &self.hosts);
        let all = &self.outcome.services;
        let is_offered = service.state == State::Offered;
        if let Some(other) = is_offered.then(|| beside(service, all, self.registry)).flatten() {
            let tiers = merged([service, other]);
            let both = Service { tiers, ..service.clone() };
            let after = without(&both, &|target| self.hosts.has(target));
            let name = other.owner.split('.').next().unwrap_or_default();
            text.push_str(&format!("; with {name} as one list: {}", after_text(&after)));
        }
        text
    }

    /// What keeps the run from being trusted.
    pub fn faults(&self) -> impl Iterator<Item = &'a str> {
        self.outcome.outcome.faults.iter().map(|fault| fault.0.as_str())
    }

    /// The findings at the words of a record, in the order of the words.
    pub fn marks(&self, entry: &Entry) -> impl Iterator<Item = &'a Finding> {
        let Span { source, start, end } = entry.span;
        let of_text = self.marks.get(&source).map_or(&[][..], Vec::as_slice);
        let first = of_text.partition_point(|finding| finding.span.start < start);
        let inside = move |finding: &&&Finding| finding.span.start < end.max(start + 1);
        of_text[first..].iter().take_while(inside).copied()
    }
}

/// Why no server gives records out, in words.
pub fn why_unserved(why: &Unserved) -> String {
    match why {
        Unserved::Outside => "the records lie outside the zone".to_owned(),
        Unserved::BesideAlias => "a CNAME stands beside the records".to_owned(),
        Unserved::Delegated(place) => format!("{place} is delegated to other servers"),
        Unserved::Renamed(place) => format!("a DNAME at {place} redirects every name below it"),
    }
}
