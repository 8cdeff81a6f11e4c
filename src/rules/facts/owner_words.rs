//! A service and a protocol whose words are there, with other things between them than belong there. Does not know how rules report
//! it.

use crate::rules::engine::context::Context;
use crate::rules::facts::odd_labels::OwnerProblem;
use crate::rules::facts::owner_labels::is_service;
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
