//! A service and a protocol whose words are there, with other things between them than belong there. Does not know how rules report
//! it.

use crate::rules::engine::context::Context;
use crate::rules::facts::odd_labels::OwnerProblem;
use crate::rules::facts::owner_labels::{is_service, repairable, without_edges};
use crate::zone::service_owner::TRANSPORTS;

/// A service whose hyphen was written as a dot: `_xmpp._server`, at the port of `_xmpp-server`.
pub fn split_service(
    cx: &Context<'_>,
    port: Option<u16>,
    labels: &[String],
    own: usize,
) -> Option<OwnerProblem> {
    let [first, second, ..] = labels else { return None };
    let is_pair =
        own >= 2 && is_service(first) && second.starts_with('_') && !TRANSPORTS.contains(&second.as_str());
    let joined = is_pair.then(|| format!("{first}-{}", &second[1..]))?;
    let service = cx.options.services.find(joined.as_bytes())?;
    let port = port?;
    let known = cx.options.services.find(first.as_bytes());
    let is_unknown = known.is_none_or(|known| known.obsolete.is_some()) && service.ports.contains(&port);
    is_unknown.then(|| OwnerProblem::Repairable {
        labels: vec![joined.clone(), format!("_{}", service.first_protocol())],
        replaced: 2,
        message: format!("has a dot in place of the hyphen of `{joined}`"),
    })
}

/// A known service and a protocol that are there, but for underscores, hyphens and dots around and between them: in one
/// label, in two, or in three.
pub fn run_together(
    cx: &Context<'_>,
    port: Option<u16>,
    labels: &[String],
    own: usize,
) -> Option<OwnerProblem> {
    let is_separator = |letter: char| !letter.is_ascii_alphanumeric();
    (1..=own.min(3)).find_map(|count| {
        let text = labels[..count].join(".");
        let text = text.trim_matches(is_separator);
        let (before, end) = text.rsplit_once(is_separator)?;
        let (service, protocol) = (before.trim_end_matches(is_separator), format!("_{end}"));
        let words = |text: &str| {
            text.split(is_separator).filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-")
        };
        let (forward, backward) = ((words(service), protocol), turned(text, is_separator));
        let (service, protocol) =
            [Some(forward), backward].into_iter().flatten().find_map(|(service, protocol)| {
                let known = cx.options.services.find(format!("_{service}").as_bytes())?;
                let exact = TRANSPORTS.into_iter().find(|transport| *transport == protocol);
                let swapped = || {
                    let near = TRANSPORTS.into_iter().find(|transport| is_swapped(transport, &protocol))?;
                    known.ports.contains(&port?).then_some(near)
                };
                Some((service, exact.or_else(swapped)?))
            })?;
        let labels = vec![format!("_{service}"), protocol.to_owned()];
        let message = format!("is not written as `_{service}.{protocol}`");
        Some(OwnerProblem::Repairable { labels, replaced: count, message })
    })
}

/// A service and a protocol in one label that nothing parts, `_caldavstcp`, or an underscore: `_foo_tcp`, which is no service's name
/// (RFC 6335 section 5.1).
pub fn glued_protocol(cx: &Context<'_>, labels: &[String], own: usize) -> Option<OwnerProblem> {
    let (label, registry) = (labels.first().filter(|_| own > 0)?, &cx.options.services);
    let is_known = |service: &str| registry.find(service.as_bytes());
    let (service, protocol) = TRANSPORTS.into_iter().find_map(|transport| {
        let service = label.strip_suffix(&transport[1..]).filter(|rest| rest.starts_with('_'))?;
        let own = service.strip_suffix('_').unwrap_or(service);
        let name = own.strip_prefix('_')?;
        let is_name = name.contains(|letter: char| letter.is_ascii_alphabetic())
            && name.bytes().all(|octet| octet.is_ascii_alphanumeric() || octet == b'-')
            && without_edges(name) == name;
        let is_meant = match is_known(own) {
            Some(known) => known.has_protocol(&transport[1..]),
            // TLS is a protocol of few services.
            None => own != service && transport != "_tls" && is_name,
        };
        is_meant.then_some((own.to_owned(), transport))
    })?;
    let is_own_name = is_known(label).is_some() || TRANSPORTS.contains(&label.as_str());
    let message = format!("is not written as `{service}.{protocol}`");
    (!is_own_name).then(|| repairable([service, protocol.to_owned()], 1, message))
}

/// How many labels there are at least where a service and its protocol are spelled again.
const SPELLED_AGAIN: usize = 4;

/// A service and its protocol that are spelled again behind themselves, with and without underscores, and nothing else:
/// `_sip._tls._sip.tls.sip`, as a panel makes of a name that it appends to itself.
pub fn spelled_again(
    cx: &Context<'_>,
    port: Option<u16>,
    labels: &[String],
    own: usize,
) -> Option<OwnerProblem> {
    let labels = labels.get(..own).filter(|labels| labels.len() >= SPELLED_AGAIN)?;
    let words: Vec<&str> = labels.iter().map(|label| without_edges(label)).collect();
    let is_transport = |word: &str| TRANSPORTS.iter().any(|transport| &transport[1..] == word);
    let known = words.iter().filter(|word| !is_transport(word)).max_by_key(|word| word.len())?;
    let service = cx.options.services.find(format!("_{known}").as_bytes())?;
    // A name that was cut short is one of the service's where the port says so.
    let has_port = port.is_some_and(|port| service.ports.contains(&port));
    let is_begin = |word: &str| has_port && word.len() >= 3 && known.starts_with(word);
    let (named, others): (Vec<&str>, Vec<&str>) =
        words.iter().partition(|word| *word == known || !is_transport(word) && is_begin(word));
    let is_twice = labels[..2] == labels[2..4] || named.len() < 2 || others.is_empty();
    if is_twice || !others.iter().all(|word| is_transport(word)) {
        return None;
    }
    let own = others.into_iter().find(|word| service.has_protocol(word));
    let protocol = own.unwrap_or_else(|| service.first_protocol());
    let message = "spells its service and protocol more than once".to_owned();
    Some(repairable([format!("_{known}"), format!("_{protocol}")], labels.len(), message))
}

/// The parts of a text in which the protocol comes first.
fn turned(text: &str, is_separator: impl Fn(char) -> bool + Copy) -> Option<(String, String)> {
    let (protocol, service) = text.split_once(is_separator)?;
    Some((service.trim_matches(is_separator).to_owned(), format!("_{protocol}")))
}

/// Whether two texts have the same letters in another order.
fn is_swapped(one: &str, other: &str) -> bool {
    let sorted = |text: &str| {
        let mut octets: Vec<u8> = text.bytes().collect();
        octets.sort_unstable();
        octets
    };
    one != other && sorted(one) == sorted(other)
}
