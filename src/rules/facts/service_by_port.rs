//! Owners that name no service, or none that there can be, and what their records' port says of the service that was meant. Does
//! not know how rules report it.

use crate::base::span::Span;
use crate::rules::engine::context::Context;
use crate::rules::engine::srv_set::SrvSet;
use crate::rules::facts::odd_labels::{IN_PLACE, NAME_IT, NAME_SERVICE, OwnerProblem, unclear};
use crate::rules::facts::owner_labels::is_service_name;
use crate::rules::facts::tls_form::tls_form_at;
use crate::syntax::name::label_texts;
use crate::workspace::services::{Registry, Service};
use crate::zone::service_owner::{TRANSPORTS, below};
use crate::zone::{Record, Srv};

/// A service's label and its protocol's.
type Labels = [String; 2];

/// A placeholder of a manual for a service, with a protocol or a placeholder for that behind it or none, in place of which the port may name one.
pub fn placeholder(
    cx: &Context<'_>,
    port: Option<u16>,
    label: &str,
    protocol: Option<&String>,
) -> OwnerProblem {
    let message = format!("has the placeholder `{label}` of a manual for a service");
    let pairs = port.map_or(Vec::new(), |port| pairs_at(&cx.options.services, port));
    let of_protocol = pairs.iter().find(|pair| protocol.is_none_or(|protocol| pair[1] == **protocol));
    match of_protocol.or(pairs.first()) {
        Some(pair) => meant(message, pair, 1 + usize::from(protocol.is_some())),
        None => unclear(message, NAME_SERVICE),
    }
}

/// A protocol without a service, which the port may name.
pub fn without_service(cx: &Context<'_>, port: Option<u16>, protocol: &str) -> OwnerProblem {
    let message = "has a protocol and no service".to_owned();
    let pairs = port.map_or(Vec::new(), |port| pairs_at(&cx.options.services, port));
    match pairs.iter().find(|pair| pair[1] == protocol) {
        Some(pair) => meant(message, pair, 1),
        None => unclear(message, NAME_IT),
    }
}

/// A service without a protocol. Of a known one, the protocol under which the record's port is usual was meant; of a label that
/// is no service's name, the service that has the port. `first` may have a placeholder behind it.
pub fn without_protocol(
    cx: &Context<'_>,
    port: Option<u16>,
    (first, placeholder): (&str, Option<&str>),
    base: &str,
) -> OwnerProblem {
    let known = cx.options.services.find(first.as_bytes());
    let replaced = 1 + usize::from(placeholder.is_some());
    if known.is_none() && !is_service_name(&first[1..]) {
        let message = format!("has `{first}` for a service, which is not a service's name");
        let pairs = port.map_or(Vec::new(), |port| pairs_at(&cx.options.services, port));
        return match pairs.first() {
            Some(pair) => meant(message, pair, replaced),
            None => unclear(message, IN_PLACE),
        };
    }
    let own = known.map(|service| service.protocols.clone()).filter(|own| !own.is_empty());
    let mut protocols = own.unwrap_or_else(|| vec!["tcp".to_owned(), "udp".to_owned()]);
    if let Some(known) = known {
        keep_usual(known, port.unwrap_or(0), &mut protocols);
    }
    let pairs: Vec<Labels> =
        protocols.iter().map(|protocol| [first.to_owned(), format!("_{protocol}")]).collect();
    let what = placeholder.map_or("has a service and no protocol".to_owned(), |placeholder| {
        format!("has `{placeholder}` for a protocol")
    });
    let mut problem = meant(format!("{what}: clients ask for {}", names(&pairs, base)), &pairs[0], replaced);
    if let OwnerProblem::Unclear { known: is_known, .. } = &mut problem {
        *is_known = known.is_some();
    }
    problem
}

/// Keeps of a service's protocols those under which a port is the first, or else one of the usual ones; all, if there are none.
fn keep_usual(service: &Service, port: u16, protocols: &mut Vec<String>) {
    let first_port = |protocol: &String| service.usual_ports(protocol).first() == Some(&port);
    let has_port = |protocol: &String| service.is_usual_port(port, protocol);
    if protocols.iter().any(first_port) {
        protocols.retain(first_port);
    } else if protocols.iter().any(has_port) {
        protocols.retain(has_port);
    }
}

/// An owner without underscores. Any name may own SRV records for a client that asks for it: only a port that is one service's, or
/// one family's, says what was meant, or a name that clients ask for other records.
pub fn at_plain_name(
    cx: &Context<'_>,
    set: Option<&SrvSet<'_>>,
    port: u16,
    labels: &[String],
    own: usize,
) -> Option<OwnerProblem> {
    let registry = &*cx.options.services;
    let first = labels.first().map_or("", String::as_str);
    let only = only_service_at(registry, port);
    // What a NAPTR record or an alias leads to is found, however it is called; a service in the target's place is told of there.
    let is_told = |set: &SrvSet<'_>| {
        let names_service = |text: &[u8]| text.first() == Some(&b'_');
        cx.is_led_to(set.summary().owner)
            || set.iter().any(|(_, srv)| names_service(cx.sources.bytes(srv.target.span)))
    };
    if only.is_none() && set.is_some_and(is_told) || set.is_some_and(|set| names_service_in_target(cx, set)) {
        return None;
    }
    if only.is_none()
        && own > 0
        && let Some((_, help)) = ADDRESSES.iter().find(|(name, _)| *name == first)
    {
        let message = "names no service: clients ask for the addresses of that name, and for no SRV records";
        return Some(unclear(message.to_owned(), help));
    }
    // The service's own name is none of a host.
    let named = registry.named(first).filter(|service| own > 0 && service.obsolete.is_none());
    let named = named.map(|service| pairs_of(registry, service, port)).unwrap_or_default();
    let (mut pairs, replaced) = match named.is_empty() {
        false => (named, 1),
        true => (pairs_at(registry, port), 0),
    };
    if only.is_some() {
        pairs.truncate(1);
    }
    let Some(pair) = pairs.first() else {
        // At a domain's own name no client of any service looks.
        let is_of_services = || registry.services().any(|service| service.ports.contains(&port));
        let is_lost = own == 0 && cx.zone.is_named() && is_of_services();
        let message =
            || format!("names no service: no client asks for SRV records at `{}.`", labels.join("."));
        return if is_lost { Some(unclear(message(), NAME_IT)) } else { leads_to_itself(set) };
    };
    if own == 0 || replaced > 0 || !cx.zone.is_named() {
        let asked = names(&pairs, &labels[replaced..].join("."));
        let message = format!("names no service: clients ask for {asked}");
        let is_sure = replaced > 0 || pairs.len() == 1;
        return Some(if is_sure { meant(message, pair, replaced) } else { unclear(message, NAME_IT) });
    }
    Some(unclear(of_host_or_domain(cx, &pairs, labels), NAME_IT))
}

/// That clients ask for a host's own service, or for its domain's.
fn of_host_or_domain(cx: &Context<'_>, pairs: &[Labels], labels: &[String]) -> String {
    let (domain, owner) = (cx.zone.origin_text(), labels.join("."));
    match pairs {
        [pair] => {
            let names = pair.join(".");
            format!("names no service: clients ask for `{names}.{domain}` or `{names}.{owner}.`")
        }
        several => {
            let names = names(several, "");
            format!("names no service: clients ask for {names}, at `{domain}` or `{owner}.`")
        }
    }
}

/// Whether the only record of a set has a known service in its target's place: the two are exchanged, as is told of there.
fn names_service_in_target(cx: &Context<'_>, set: &SrvSet<'_>) -> bool {
    let mut records = set.iter();
    let (Some((_, srv)), None) = (records.next(), records.next()) else { return false };
    let labels = label_texts(&cx.name(&srv.target));
    let [service, protocol, ..] = &labels[..] else { return false };
    cx.options.levels.is_selected("invalid-hostname-target")
        && TRANSPORTS.contains(&protocol.as_str())
        && cx.options.services.find(service.as_bytes()).is_some()
}

/// A set whose records lead to their own owner.
fn leads_to_itself(set: Option<&SrvSet<'_>>) -> Option<OwnerProblem> {
    let set = set?;
    let owner = set.summary().owner;
    set.iter().all(|(_, srv)| srv.target.key == owner).then(|| {
        let message = "names no service, and leads to itself: who knows the host asks for its addresses";
        unclear(message.to_owned(), NAME_IT)
    })
}

/// Names that clients ask for addresses, and what their owner may want.
const ADDRESSES: [(&str, &str); 6] = [
    (
        "autoconfig",
        "give the name an address or a CNAME; services of mail are `_imaps._tcp`, `_submissions._tcp` and others",
    ),
    ("autodiscover", "give the name an address or a CNAME, or write `_autodiscover._tcp` for the SRV record"),
    ("lyncdiscover", SKYPE),
    ("lyncdiscoverinternal", SKYPE),
    ("sipexternal", SKYPE),
    (
        "sipinternal",
        "give the name an address or a CNAME, or write `_sipinternaltls._tcp` for the SRV record",
    ),
];

const SKYPE: &str = "give the name an address or a CNAME, or write `_sip._tls` for the SRV record";

/// Labels that are meant in place of the first ones, though not for certain.
fn meant(message: String, pair: &Labels, replaced: usize) -> OwnerProblem {
    OwnerProblem::Unclear { message, known: false, labels: pair.to_vec(), replaced, help: NAME_IT }
}

/// The first two of some names before a base, in words.
fn names(pairs: &[Labels], base: &str) -> String {
    let base = if base.is_empty() { String::new() } else { format!(".{base}.") };
    let names: Vec<String> =
        pairs.iter().take(2).map(|[service, protocol]| format!("`{service}.{protocol}{base}`")).collect();
    names.join(" or ")
}

/// The owner for a service of a plain name, below which its records may stand beside an alias: as far as the port tells which.
pub fn service_beside(cx: &Context<'_>, record: &Record) -> Option<String> {
    let name = cx.name(&record.owner);
    let is_plain = |label: &[u8]| !label.starts_with(b"_");
    if cx.zone.apex.name == name || !name.iter().next().is_some_and(is_plain) {
        return None;
    }
    let pair = record.srv().and_then(|srv| pairs_at(&cx.options.services, srv.port).into_iter().next());
    let pair = pair.map_or("_service._proto".to_owned(), |pair| pair.join("."));
    Some(cx.in_style_of(&below(&pair, &name)?, &record.owner))
}

/// The names of the one service that has a port, or of the services of one family (`_sip`, `_sips`), the likeliest first; none, if
/// services that have nothing to do with each other have it.
fn pairs_at(registry: &Registry, port: u16) -> Vec<Labels> {
    let mut candidates: Vec<&Service> = services_at(registry, port).collect();
    candidates.sort_by_key(|service| (service.name.len(), &service.name));
    let Some(first) = candidates.first() else { return Vec::new() };
    if candidates.len() == 1 {
        return pairs_of(registry, first, port);
    }
    let is_root = |root: &&Service| candidates.iter().all(|service| service.name.starts_with(&root.name));
    let root = registry.services().find(is_root);
    // Instances of DNS-SD have names of their own.
    let Some(root) = root.filter(|_| !candidates.iter().any(|service| service.instances)) else {
        return Vec::new();
    };
    let mut services = candidates.clone();
    services.insert(1, root);
    let mut pairs = Vec::new();
    for pair in services.iter().flat_map(|service| usual_pairs(service, port)) {
        if !pairs.contains(&pair) {
            pairs.push(pair);
        }
    }
    pairs
}

/// The names of a service with a port under any of its protocols, that of its form with TLS first, if that has it.
fn pairs_of(registry: &Registry, service: &Service, port: u16) -> Vec<Labels> {
    let form = tls_form_at(registry, service, port);
    form.into_iter().chain([service]).flat_map(|service| usual_pairs(service, port)).collect()
}

/// The names of a service under the protocols where a port is usual; few clients have SCTP or DCCP.
fn usual_pairs(service: &Service, port: u16) -> Vec<Labels> {
    let is_common = |protocol: &&String| matches!(protocol.as_str(), "tcp" | "udp" | "tls");
    let common = service.protocols.iter().filter(is_common);
    let usual = common.filter(|protocol| service.is_usual_port(port, protocol));
    usual.map(|protocol| [format!("_{}", service.name), format!("_{protocol}")]).collect()
}

fn services_at(registry: &Registry, port: u16) -> impl Iterator<Item = &Service> {
    registry.services().filter(move |service| service.obsolete.is_none() && service.ports.contains(&port))
}

/// The one service of the registry that has a port.
pub fn only_service_at(registry: &Registry, port: u16) -> Option<&Service> {
    let mut services = services_at(registry, port);
    services.next().filter(|_| services.next().is_none())
}

/// Of a set at a name without a service: the other services that its ports are those of, each where it is named first.
pub fn other_services(cx: &Context<'_>, set: &SrvSet<'_>) -> Vec<(Span, String)> {
    let has_labels = cx.sources.bytes(set.first().owner.span).contains(&b'_');
    let service_of = |(record, srv): (&Record, &Srv)| {
        let service = only_service_at(&cx.options.services, srv.port).filter(|_| !srv.is_null())?;
        Some((record.span, format!("_{}._{}", service.name, service.first_protocol())))
    };
    let mut named: Vec<(Span, String)> = Vec::new();
    for (place, pair) in set.iter().filter(|_| !has_labels).filter_map(service_of) {
        if !named.iter().any(|(_, known)| *known == pair) {
            named.push((place, pair));
        }
    }
    named.split_off(named.len().min(1))
}
