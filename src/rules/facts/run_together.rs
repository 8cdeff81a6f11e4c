//! Owners in which a service and its protocol are there, and not written as two labels with underscores.

use crate::rules::engine::context::Context;
use crate::zone::Record;
use crate::zone::service_owner::TRANSPORTS;

/// A known service and a protocol that are there, but for underscores, hyphens and dots around and between them: in one
/// label, in two, or in three. Returns the labels that were meant, in place of how many, and the message.
pub fn run_together(
    cx: &Context<'_>,
    record: &Record,
    labels: &[String],
    own: usize,
) -> Option<(Vec<String>, usize, String)> {
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
                let port = record.srv().map_or(0, |srv| srv.port);
                let swapped = || {
                    let near = TRANSPORTS.into_iter().find(|transport| is_swapped(transport, &protocol))?;
                    known.ports.contains(&port).then_some(near)
                };
                Some((service, exact.or_else(swapped)?))
            })?;
        let labels = vec![format!("_{service}"), protocol.to_owned()];
        let message = format!("is not written as `_{service}.{protocol}`");
        Some((labels, count, message))
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
