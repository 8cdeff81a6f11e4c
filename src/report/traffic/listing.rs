//! What is shown of a run's services: those that were asked for, and the findings beside their records. Knows no format.

use std::collections::HashMap;

use crate::base::source::Sources;
use crate::base::span::{SourceId, Span};
use crate::check::ServicesOutcome;
use crate::rules::finding::Finding;
use crate::workspace::services::Registry;
use crate::workspace::traffic::filter::{Filter, Hosts};
use crate::workspace::traffic::related::{Group, groups};
use crate::workspace::traffic::service::{Entry, Service, Unserved};

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
    outcome: &'a ServicesOutcome,
    /// The services that owners may name.
    pub registry: &'a Registry,
    /// The findings of each text, by place.
    marks: HashMap<SourceId, Vec<&'a Finding>>,
}

impl<'a> Listing<'a> {
    /// What `filter` asks for.
    pub fn new(outcome: &'a ServicesOutcome, filter: &Filter, registry: &'a Registry) -> Self {
        let hosts = Hosts::of(filter, outcome.services.iter());
        let leads_there =
            |service: &Service| hosts.is_empty() || service.entries().any(|entry| hosts.has(&entry.target));
        let taken = outcome.services.iter().filter(|service| filter.takes(service) && leads_there(service));
        let services = taken.collect();
        let mut marks: HashMap<SourceId, Vec<&Finding>> = HashMap::new();
        for finding in &outcome.outcome.findings {
            marks.entry(finding.span.source).or_default().push(finding);
        }
        marks.values_mut().for_each(|findings| findings.sort_by_key(|finding| finding.span.start));
        let sources = &outcome.outcome.workspace.sources;
        let asked_hosts = filter.hosts.clone();
        Listing { services, sources, hosts, asked_hosts, outcome, registry, marks }
    }

    /// The services by what clients look at together.
    pub fn groups(&self) -> Vec<Group<'a>> {
        groups(&self.services, &self.outcome.pointers, self.registry)
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
