//! Services as JSON, version 1. `services.schema.json` describes it.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io;
use std::net::IpAddr;

use codespan_reporting::term::termcolor::WriteColor;
use serde::{Serialize, Serializer};

use crate::base::printable::harmless_text;
use crate::base::span::Span;
use crate::report::json::{Point, Tool, places, write_pretty};
use crate::report::traffic::listing::{Listing, why_unserved};
use crate::rules::finding::Finding;
use crate::workspace::clients::Clients;
use crate::workspace::traffic::change::Change;
use crate::workspace::traffic::client_shares::shares_of_client;
use crate::workspace::traffic::failure::{After, Failure, failure_of, failures};
use crate::workspace::traffic::service::{Entry, Service, State};
use crate::workspace::traffic::shares::{Share, chance_percent};

/// The JSON schema of this format, with the names of the clients.
pub fn schema() -> String {
    let clients = Clients::default();
    let names: Vec<&str> = clients.all().iter().map(|client| client.name.as_str()).collect();
    let names = serde_json::to_string(&names).expect("text can be JSON");
    include_str!("services.schema.json").replace("\"CLIENTS\"", &names)
}

/// A list whose objects are made when it is their turn, so that they never are in memory all at once.
struct OneByOne<F>(F);

impl<T: Serialize, I: Iterator<Item = T>, F: Fn() -> I> Serialize for OneByOne<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
}

#[derive(Serialize)]
struct Output<'a, T> {
    version: u32,
    tool: Tool,
    services: T,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    withheld: Vec<ZoneObject<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    faults: Vec<Cow<'a, str>>,
}

#[derive(Serialize)]
struct ServiceObject<'a> {
    owner: &'a str,
    zone: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    view: Option<Cow<'a, str>>,
    path: &'a str,
    service: Option<&'a str>,
    protocol: Option<&'a str>,
    base: Option<&'a str>,
    ttl: Option<u32>,
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    alias: Option<AliasObject<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    withheld: Option<PlaceObject<'a>>,
    tiers: Vec<TierObject<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    failures: Vec<FailureObject<'a>>,
}

/// How clients come to records of another name.
#[derive(Serialize)]
struct AliasObject<'a> {
    by: &'static str,
    through: &'a [String],
    reached: &'static str,
}

/// The first place that could not be read.
#[derive(Serialize)]
struct PlaceObject<'a> {
    path: &'a str,
    start: Point,
}

/// A zone that may have more services.
#[derive(Serialize)]
struct ZoneObject<'a> {
    zone: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    views: Vec<Cow<'a, str>>,
    #[serde(flatten)]
    place: PlaceObject<'a>,
}

#[derive(Serialize)]
struct TierObject<'a> {
    priority: u16,
    records: Vec<RecordObject<'a>>,
}

#[derive(Serialize)]
struct RecordObject<'a> {
    target: &'a str,
    port: u16,
    weight: u16,
    path: &'a str,
    start: Point,
    end: Point,
    share: ShareObject,
    client_shares: BTreeMap<&'a str, f64>,
    addresses: &'a [IpAddr],
    reached: &'static str,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    through: &'a [String],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    findings: Vec<Mark<'a>>,
}

#[derive(Serialize)]
struct ShareObject {
    numerator: u128,
    denominator: u128,
    percent: f64,
}

/// A finding at a record.
#[derive(Serialize)]
struct Mark<'a> {
    rule: &'a str,
    severity: &'static str,
    message: &'a str,
}

/// What clients do without a machine.
#[derive(Serialize)]
struct FailureObject<'a> {
    down: Vec<&'a str>,
    priority: Option<u16>,
    takes: Vec<TakesObject<'a>>,
}

#[derive(Serialize)]
struct TakesObject<'a> {
    target: &'a str,
    percent: f64,
}

/// A service that differs.
#[derive(Serialize)]
struct ChangeObject<'a> {
    before: Option<ServiceObject<'a>>,
    after: Option<ServiceObject<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    withheld: Option<PlaceObject<'a>>,
}

/// Writes the services as one JSON object.
pub fn write<'a>(out: &mut dyn WriteColor, listing: &Listing<'a>) -> io::Result<()> {
    let faults = listing.faults().map(harmless_text).collect();
    let tool = Tool::this();
    let object = |service: &'a Service| service_object(service, listing);
    let withheld = listing.withheld_zones().into_iter().map(|(zone, place)| ZoneObject {
        zone: (!zone.zone.is_empty()).then_some(&zone.zone),
        views: zone.views.iter().flatten().map(|view| harmless_text(view)).collect(),
        place: place_object(place, listing),
    });
    let withheld: Vec<ZoneObject<'a>> = withheld.collect();
    match &listing.changes {
        None => {
            let services = OneByOne(|| listing.services().iter().map(|service| object(service)));
            write_pretty(out, &Output { version: 1, tool, services, withheld, faults })
        }
        Some(changes) => {
            let change = |change: &Change<'a>| ChangeObject {
                before: change.before.map(object),
                after: change.after.map(object),
                withheld: change.missing.map(|gap| place_object(gap.place, listing)),
            };
            let services = OneByOne(|| changes.iter().map(change));
            write_pretty(out, &Output { version: 1, tool, services, withheld, faults })
        }
    }
}

fn service_object<'a>(service: &'a Service, listing: &Listing<'a>) -> ServiceObject<'a> {
    let labels = service.labels.as_ref();
    let failures: Vec<Failure<'_>> = match failures(service, listing.hosts.machines()) {
        Some(failures) => failures.collect(),
        None => failure_of(service, &listing.hosts).into_iter().collect(),
    };
    let failures = failures.into_iter().map(|failure| {
        let down = failure.down.iter().chain(failure.also).map(|target| target.name.as_str()).collect();
        let (priority, takes) = match failure.after {
            After::Others { priority, takes, .. } => (Some(priority), takes),
            After::Nothing | After::Unchanged(_) => (None, Vec::new()),
        };
        let takes = takes
            .iter()
            .map(|(target, chance)| TakesObject { target: &target.name, percent: chance_percent(*chance) });
        FailureObject { down, priority, takes: takes.collect() }
    });
    ServiceObject {
        owner: &service.owner,
        zone: (!service.zone.is_empty()).then_some(&*service.zone),
        view: service.view.as_deref().map(harmless_text),
        path: &listing.sources.file(service.source).path,
        service: labels.map(|labels| labels.service.as_str()),
        protocol: labels.map(|labels| labels.protocol),
        base: labels.map(|labels| &*labels.base),
        ttl: service.ttl.map(|ttl| ttl.seconds),
        state: service.state.name(),
        reason: match &service.state {
            State::NeverServed(why) => Some(why_unserved(why)),
            State::Offered | State::Absent => None,
        },
        alias: service.alias.as_ref().map(|alias| AliasObject {
            by: alias.by,
            through: &alias.through,
            reached: alias.reached.name(),
        }),
        withheld: service.gap.map(|gap| place_object(gap.place, listing)),
        tiers: tier_objects(service, listing),
        failures: failures.collect(),
    }
}

fn place_object<'a>(place: Span, listing: &Listing<'a>) -> PlaceObject<'a> {
    let (start, _, path) = places(place, listing.sources);
    PlaceObject { path, start }
}

fn tier_objects<'a>(service: &'a Service, listing: &Listing<'a>) -> Vec<TierObject<'a>> {
    // By client, the shares of all records, tier after tier.
    let of_clients: Vec<(&str, Vec<f64>)> = listing
        .clients_of(service)
        .iter()
        .filter_map(|client| Some((client.name.as_str(), shares_of_client(client, &service.tiers)?)))
        .collect();
    let mut number = 0;
    let mut record = |entry: &'a Entry| {
        let percent = |(name, shares): &(&'a str, Vec<f64>)| (*name, chance_percent(shares[number]));
        let shares = of_clients.iter().map(percent).collect();
        number += 1;
        record_object((service, entry), shares, listing)
    };
    let mut tiers = Vec::with_capacity(service.tiers.len());
    for tier in &service.tiers {
        let records = tier.records.iter().map(&mut record).collect();
        tiers.push(TierObject { priority: tier.priority, records });
    }
    tiers
}

fn record_object<'a>(
    (service, entry): (&'a Service, &'a Entry),
    client_shares: BTreeMap<&'a str, f64>,
    listing: &Listing<'a>,
) -> RecordObject<'a> {
    let (start, end, path) = places(entry.span, listing.sources);
    let mark = |finding: &'a Finding| Mark {
        rule: finding.rule,
        severity: finding.severity.name(),
        message: &finding.message,
    };
    RecordObject {
        target: &entry.target.name,
        port: entry.port,
        weight: entry.weight,
        path,
        start,
        end,
        share: share_object(entry.share),
        client_shares,
        addresses: &entry.target.addresses,
        reached: entry.target.reached.name(),
        through: &entry.target.through,
        findings: listing.marks(service, entry).into_iter().map(mark).collect(),
    }
}

fn share_object(share: Share) -> ShareObject {
    ShareObject { numerator: share.numerator(), denominator: share.denominator(), percent: share.percent() }
}
