//! What stands before and behind a service and its protocol and does not belong there: the host that the service is for
//! before it, or behind it what no domain is called. Does not know how rules report it.

use hickory_proto::rr::Name;

use crate::base::unfilled::is_unfilled;
use crate::rules::engine::context::Context;
use crate::rules::engine::srv_set::SrvSet;
use crate::rules::facts::netlogon::has_places;
use crate::rules::facts::odd_labels::{BLANK_MISSING, OwnerProblem, unclear};
use crate::rules::facts::owner_labels::{
    is_bare_transport, is_service, is_service_like, repairable, service_called, without_edges,
};
use crate::rules::facts::owner_words::run_together;
use crate::syntax::name::{absolute_name, label_texts};
use crate::workspace::services::Service;
use crate::zone::Zone;
use crate::zone::index::Types;
use crate::zone::service_owner::{TRANSPORTS, begins_twice, below};

/// A host before a service that has no instances: clients ask for the service first. An instance of DNS-SD has a TXT record
/// at its name (RFC 6763 section 6), and other records lead to it.
pub fn host_first(cx: &Context<'_>, set: &SrvSet<'_>, labels: &[String], own: usize) -> Option<OwnerProblem> {
    let (service, place) = set.service().filter(|(_, place)| place.before > 0)?;
    let before = usize::from(place.before);
    if service.instances || service.obsolete.is_some() || own < before + 2 || set.is_null() {
        return None;
    }
    let is_led_to = cx.is_led_to(set.summary().owner) || has_other_records(cx, set);
    if cx.zone.soa.is_none() || is_led_to || labels[..before].iter().any(|label| label == "_sub") {
        return None;
    }
    let pair = [labels[before].clone(), labels[before + 1].clone()];
    let port = set.summary().port;
    let has_port = |service: &Service| port.is_some_and(|port| service.ports.contains(&port));
    let first =
        cx.options.services.find(labels[0].as_bytes()).filter(|_| before == 1 && is_service(&labels[0]));
    if let Some(first) = first.filter(|first| has_port(first) && !has_port(service)) {
        let own = [labels[0].clone(), format!("_{}", protocol_at(first, port))];
        return Some(repairable(own, before + 2, "has two services".to_owned()));
    }
    if labels[0] == "*" {
        return Some(OwnerProblem::Unclear {
            message: format!(
                "has a wildcard before the service: no client asks for a name before `{}`",
                pair[0]
            ),
            known: true,
            labels: pair.to_vec(),
            replaced: before + 2,
            help: "",
        });
    }
    let hosts = hosts(cx, &labels[..before])?;
    let message = format!("has `{}` before the service", labels[..before].join("."));
    Some(repairable(pair.into_iter().chain(hosts), before + 2, message))
}

/// A wildcard before a known service without a protocol: no client asks for a name before the service.
pub fn wildcard_first(
    cx: &Context<'_>,
    port: Option<u16>,
    labels: &[String],
    own: usize,
) -> Option<OwnerProblem> {
    let [_, service, behind @ ..] = labels.get(..own)? else { return None };
    let known = cx.options.services.find(service.as_bytes()).filter(|_| is_service(service))?;
    let is_meant = !behind.first().is_some_and(|label| label.starts_with('_'));
    is_meant.then(|| OwnerProblem::Unclear {
        message: format!(
            "has a wildcard before the service, and no protocol: no client asks for a name before `{service}`"
        ),
        known: true,
        labels: vec![service.clone(), format!("_{}", protocol_at(known, port))],
        replaced: 2,
        help: "",
    })
}

/// The protocol under which a service has a port, or its first.
pub fn protocol_at(service: &Service, port: Option<u16>) -> &str {
    let has_port = |protocol: &&String| port.is_some_and(|port| service.is_usual_port(port, protocol));
    service.protocols.iter().find(has_port).map_or(service.first_protocol(), String::as_str)
}

/// Whether other records than SRV stand at the owner of a set, as TXT records do at that of an instance.
fn has_other_records(cx: &Context<'_>, set: &SrvSet<'_>) -> bool {
    let types = cx.workspace.types_at(&cx.name(&set.first().owner), cx.zone);
    types.is_some_and(|types| types.has(Types::OTHER) || types.has(Types::ADDRESS))
}

/// The labels of a host that stand before a service, without those of the zone; none if they are no more than a part of the
/// service. `None` if they are not a host's.
fn hosts(cx: &Context<'_>, before: &[String]) -> Option<Vec<String>> {
    let is_part = |label: &String| {
        let name = format!("_{}", without_edges(label));
        TRANSPORTS.contains(&name.as_str()) || cx.options.services.find(name.as_bytes()).is_some()
    };
    if before.iter().all(is_part) {
        return Some(Vec::new());
    }
    let hosts: Vec<String> = before.iter().map(|label| without_edges(label).to_owned()).collect();
    let apex = label_texts(&cx.zone.apex.name);
    let kept = hosts.strip_suffix(&apex[..]).unwrap_or(&hosts);
    hosts.iter().all(|label| is_service_like(label)).then(|| kept.to_vec())
}

/// What stands where for a service: the host that it is for behind it, the name of an instance before it.
fn in_order(cx: &Context<'_>, service: &str, protocol: &str, first: &str) -> Option<Vec<String>> {
    let known = cx.options.services.find(service.as_bytes())?;
    let pair = [service.to_owned(), protocol.to_owned()];
    if known.instances {
        return Some([first.to_owned()].into_iter().chain(pair).collect());
    }
    Some(pair.into_iter().chain(hosts(cx, &[first.to_owned()])?).collect())
}

/// A protocol and a known service in the wrong order, behind another label.
pub fn turned_behind_host(cx: &Context<'_>, labels: &[String], own: usize) -> Option<OwnerProblem> {
    let [first, protocol, service, ..] = labels else { return None };
    let is_turned = own >= 3 && TRANSPORTS.contains(&protocol.as_str()) && is_service(service);
    let is_host = is_turned && service_called(&cx.options.services, first).is_none();
    let right = in_order(cx, service, protocol, first).filter(|_| is_host)?;
    Some(repairable(right, 3, "has service and protocol in the wrong order".to_owned()))
}

/// A known service that is badly written, behind the label of a host or an instance.
pub fn service_behind_host(
    cx: &Context<'_>,
    port: Option<u16>,
    labels: &[String],
    own: usize,
) -> Option<OwnerProblem> {
    let (first, behind) = labels.split_first().filter(|(first, _)| !first.starts_with('_') && own >= 2)?;
    if service_called(&cx.options.services, first).is_some() || first == "*" || port.is_none() {
        return None;
    }
    if let Some(OwnerProblem::Repairable { labels, replaced, message }) =
        run_together(cx, port, behind, own - 1)
    {
        return Some(repairable(in_order(cx, &labels[0], &labels[1], first)?, replaced + 1, message));
    }
    let known = cx.options.services.find(behind[0].as_bytes()).filter(|_| is_service(&behind[0]))?;
    let protocol = format!("_{}", known.first_protocol());
    let right = in_order(cx, &behind[0], &protocol, first)?;
    Some(repairable(right, 2, "has a service and no protocol".to_owned()))
}

/// Whether the text behind the pair of a set's owner may have what no domain has, or repeats what the zone's name begins with.
pub fn may_have_odd_base(cx: &Context<'_>, set: &SrvSet<'_>, text: &[u8]) -> bool {
    if set.is_of_apex() {
        return false;
    }
    let is_odd = |octet: &u8| octet.is_ascii_punctuation() && !b"-_.*\\@".contains(octet);
    let apex = cx.zone.apex.name.iter().next().unwrap_or_default();
    // An absolute owner ends with the zone's name.
    let behind = if text.ends_with(b".") { octets(&cx.zone.apex.name) } else { 0 };
    let text = &text[..text.len().saturating_sub(behind)];
    let repeats = |label: &[u8]| {
        label.eq_ignore_ascii_case(apex)
            || label.len() <= LONGEST_TRANSPORT && is_bare_transport(std::str::from_utf8(label).ok())
    };
    let base = memchr::memchr_iter(b'.', text).nth(1).map(|dot| &text[dot + 1..]);
    let last = cx.zone.apex.name.iter().next_back().unwrap_or_default();
    let ends_so = |base: &[u8]| {
        let end = base.rsplit(|octet| *octet == b'.').next().unwrap_or_default();
        end.eq_ignore_ascii_case(last) || end.eq_ignore_ascii_case(b"tld")
    };
    text.split(|octet| *octet == b'.').skip(2).any(repeats)
        || text.iter().any(is_odd)
        || base.is_some_and(|base| begins_twice(base) || ends_so(base))
}

/// How long the text of a name without escapes is, in octets, with its final dot.
fn octets(name: &Name) -> usize {
    name.iter().map(|label| label.len() + 1).sum()
}

/// How long the name of a transport is at most.
const LONGEST_TRANSPORT: usize = 4;

/// What no domain is called, behind the protocol: of a known service, for others may have their own ways. Nor does the zone's
/// name begin there again.
pub fn odd_base(cx: &Context<'_>, port: Option<u16>, labels: &[String], own: usize) -> Option<OwnerProblem> {
    let at =
        labels.windows(2).position(|pair| is_service(&pair[0]) && TRANSPORTS.contains(&pair[1].as_str()))?;
    let base = labels.get(at + 2..own).filter(|base| !base.is_empty())?;
    let replaced = at + 2 + base.len();
    if let Some(problem) = with_grown_end(cx, labels, at, base) {
        return Some(problem);
    }
    if let Some(problem) = two_services(cx, port, &labels[..own], at) {
        return Some(problem);
    }
    let Some(service) = cx.options.services.find(labels[at].as_bytes()) else {
        if at > 0 || base.len() > 1 || !is_service(&base[0]) {
            return None;
        }
        let right = in_order(cx, &base[0], &labels[at + 1], without_edges(&labels[at]))?;
        return Some(repairable(right, replaced, "has another service after the protocol".to_owned()));
    };
    if at > 0 || has_places(&service.name) || !is_over_transports(service) {
        return None;
    }
    let pair = [labels[at].clone(), labels[at + 1].clone()];
    if base[0].starts_with('_') {
        let message = format!("has `{}` after the protocol, which is not a host or a domain", base[0]);
        // A protocol, or a service, becomes no host.
        let is_host = |label: &&String| {
            !TRANSPORTS.contains(&label.as_str()) && cx.options.services.find(label.as_bytes()).is_none()
        };
        let named = base.iter().filter(is_host).map(|label| without_edges(label).to_owned());
        let right = pair.into_iter().chain(named.filter(|label| !label.is_empty()));
        return Some(repairable(right, replaced, message));
    }
    let of_manual = of_manual(&pair, base, replaced);
    unfilled_base(cx, base, pair, replaced)
        .or_else(|| cut_short(cx, labels, at, own))
        .or(of_manual)
        .or_else(|| host_twice(cx, labels, at, base))
}

/// What stands behind the pair of a service for a domain that is to be written, or has a character that no domain's name has.
fn unfilled_base(
    cx: &Context<'_>,
    base: &[String],
    pair: [String; 2],
    replaced: usize,
) -> Option<OwnerProblem> {
    let is_odd = |letter: char| letter.is_ascii_punctuation() && !"-_.*\\@".contains(letter);
    let written = base.join(".").replace('\\', "");
    let odd = || base.iter().find_map(|label| Some((label, label.chars().find(|letter| is_odd(*letter))?)));
    let (message, help) = if is_unfilled(written.as_bytes()) {
        let message = "which stands for a domain that is not filled in";
        (format!("has `{written}` after the protocol, {message}"), FILL_IN)
    } else {
        let (label, letter) = odd()?;
        let message = format!("and no domain's name has the character `{letter}`");
        (format!("has `{label}` after the protocol, {message}"), NAME_DOMAIN)
    };
    let text = written.replace(is_odd, ".");
    let words: Vec<&str> = text.split('.').filter(|word| !word.is_empty()).collect();
    let is_own = words.join(".") == label_texts(&cx.zone.apex.name).join(".");
    let is_placeholder = words.iter().all(|word| PLACEHOLDERS.contains(word));
    let (labels, replaced) =
        if is_own || is_placeholder { (pair.to_vec(), replaced) } else { (Vec::new(), 0) };
    Some(OwnerProblem::Unclear { message, known: true, labels, replaced, help })
}

/// A known service behind another one and its protocol, with its own or without: `_minecraft._tcp._sip._tcp`. The port says which of
/// them is meant.
fn two_services(cx: &Context<'_>, port: Option<u16>, labels: &[String], at: usize) -> Option<OwnerProblem> {
    let (pair, base) = labels.split_at_checked(at + 2).filter(|_| at == 0)?;
    let second = cx.options.services.find(base[0].as_bytes()).filter(|_| is_service(&base[0]))?;
    let first = cx.options.services.find(pair[0].as_bytes());
    let protocol = base.get(1).filter(|label| TRANSPORTS.contains(&label.as_str()));
    if first.is_none() && protocol.is_none() {
        return None;
    }
    let behind = base.iter().skip(1 + usize::from(protocol.is_some()));
    let of_first: Vec<String> = pair.iter().chain(behind.clone()).cloned().collect();
    let own = protocol.unwrap_or(&pair[1]);
    let own =
        if second.has_protocol(&own[1..]) { own.clone() } else { format!("_{}", second.first_protocol()) };
    let of_second: Vec<String> = [base[0].clone(), own].into_iter().chain(behind.cloned()).collect();
    let is_at_port = |service: &Service| port.is_some_and(|port| service.ports.contains(&port));
    let (replaced, message) = (labels.len(), "has two services".to_owned());
    match (first.is_some_and(is_at_port), is_at_port(second)) {
        (true, false) => Some(repairable(of_first, replaced, message)),
        (false, true) => Some(repairable(of_second, replaced, message)),
        _ => Some(OwnerProblem::Unclear {
            message,
            known: first.is_some(),
            labels: Vec::new(),
            replaced: 0,
            help: ONE_SERVICE,
        }),
    }
}

/// What helps where it is not seen which of two services is meant.
const ONE_SERVICE: &str = "write one service and its protocol before the name that it is for";

/// A host's name that stands twice after the protocol, where there is only that host: a form appended it to the owner.
fn host_twice(cx: &Context<'_>, labels: &[String], at: usize, base: &[String]) -> Option<OwnerProblem> {
    let [first, second, ..] = base else { return None };
    if first != second || cx.zone.soa.is_none() {
        return None;
    }
    let types =
        |base: &[String]| cx.workspace.types_at(&below(&base.join("."), &cx.zone.apex.name)?, cx.zone);
    let is_host = types(&base[1..]).is_some_and(|types| types.has(Types::ADDRESS) || types.has(Types::CNAME));
    (is_host && types(base)?.is_empty()).then(|| OwnerProblem::Unclear {
        message: format!("has `{first}` twice after the protocol"),
        known: false,
        labels: labels[at..at + 2].iter().chain(&base[1..]).cloned().collect(),
        replaced: at + 2 + base.len(),
        help: NAME_DOMAIN,
    })
}

/// A TTL or a class that has grown to the end of an owner which has the zone's name, for want of a blank.
fn with_grown_end(cx: &Context<'_>, labels: &[String], at: usize, base: &[String]) -> Option<OwnerProblem> {
    let (end, base) = base.split_last()?;
    let apex = label_texts(&cx.zone.apex.name);
    let before = base.strip_suffix(&*apex).filter(|_| !apex.is_empty() && is_ttl_or_class(end))?;
    let right = labels[..at + 2].iter().chain(before).cloned();
    let message = format!("has `{end}` at its end, {BLANK_MISSING}");
    Some(repairable(right, at + 2 + base.len() + 1, message))
}

/// An owner that ends in a name of the zone and a TTL or a class, with the blank that it lacks between them.
pub fn with_blank_before_end(zone: &Zone, text: &str) -> Option<String> {
    let (name, end) = text.split_at(text.rfind('.')? + 1);
    if let Some(transport) = TRANSPORTS.into_iter().find(|known| starts_with(end, known))
        && is_ttl_or_class(&end[transport.len()..].to_ascii_lowercase())
    {
        let (transport, end) = end.split_at(transport.len());
        return Some(format!("{name}{transport} {end}"));
    }
    absolute_name(name).ok().filter(|name| zone.apex.name.zone_of(name))?;
    let digits = end.bytes().take_while(u8::is_ascii_digit).count();
    let (ttl, class) = end.split_at(digits);
    let between = if ttl.is_empty() || class.is_empty() { "" } else { " " };
    is_ttl_or_class(&end.to_ascii_lowercase()).then(|| format!("{name} {ttl}{between}{class}"))
}

/// Whether a text begins with another, in whatever case.
fn starts_with(text: &str, begin: &str) -> bool {
    text.get(..begin.len()).is_some_and(|own| own.eq_ignore_ascii_case(begin))
}

/// Whether a label is a TTL in seconds, a class, or both.
fn is_ttl_or_class(label: &str) -> bool {
    let class = label.trim_start_matches(|letter: char| letter.is_ascii_digit());
    matches!(class, "in" | "ch" | "hs") || class.is_empty() && label.len() > 1
}

/// Whether a service is looked up under transports, which have domains behind them.
pub fn is_over_transports(service: &Service) -> bool {
    service.protocols.iter().any(|protocol| TRANSPORTS.iter().any(|known| known[1..] == **protocol))
}

/// Words that manuals write for the domain that their readers are to put in.
const PLACEHOLDERS: [&str; 9] =
    ["domain", "yourdomain", "your-domain", "mydomain", "domainname", "zone", "origin", "com", "tld"];

/// What helps where the domain is still to be written.
const FILL_IN: &str =
    "write the domain in its place; of the zone's own name, nothing stands after the protocol";

/// What helps where it is not seen which domain is meant.
const NAME_DOMAIN: &str = "write the name that the service is for after `_service._proto`";

/// An owner that ends in a domain which manuals write for their reader's, and no one has.
fn of_manual(pair: &[String; 2], base: &[String], replaced: usize) -> Option<OwnerProblem> {
    let is_domain = base.len() > 1 && base.last().is_some_and(|last| last == "tld");
    is_domain.then(|| OwnerProblem::Unclear {
        message: format!("ends in `{}`, which manuals write for their reader's domain", base.join(".")),
        known: true,
        labels: pair.to_vec(),
        replaced,
        help: NAME_DOMAIN,
    })
}

/// An owner that ends as the zone's name begins or ends, where nothing else is: the zone's name was cut short.
fn cut_short(cx: &Context<'_>, labels: &[String], at: usize, own: usize) -> Option<OwnerProblem> {
    let (base, apex) = (&labels[at + 2..own], label_texts(&cx.zone.apex.name));
    let is_part = apex.len() > base.len() && (apex.starts_with(base) || apex.ends_with(base));
    let name = below(&base.join("."), &cx.zone.apex.name).filter(|_| is_part)?;
    if cx.zone.soa.is_none() || cx.workspace.types_at(&name, cx.zone).is_none_or(|types| !types.is_empty()) {
        return None;
    }
    let mut problem = unclear(
        format!("ends in a part of the zone's name, `{}`, without the rest", base.join(".")),
        NAME_DOMAIN,
    );
    if let OwnerProblem::Unclear { labels: right, replaced, .. } = &mut problem {
        (*right, *replaced) = (labels[at..at + 2].to_vec(), own);
    }
    Some(problem)
}
