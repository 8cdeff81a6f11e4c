//! What the words of an SRV record's rdata are where they are not in their places: which of fewer than four fields a name and a
//! number or two surely are. Knows no service but by the ports that it is told.

use std::net::{IpAddr, Ipv4Addr};

use crate::base::printable::printable;
use crate::syntax::name::with_final_dot;
use crate::zone::rdata::text::number_16;

/// Fewer fields than four, and what they were meant for.
#[derive(Debug, PartialEq, Eq)]
pub struct FewFields {
    /// What is wrong with them, in a few words.
    pub wrong: &'static str,
    /// What helps, with all four of them; `None` where several readings are left.
    pub help: Option<String>,
}

/// What the `fields` of an SRV record were meant for, of which there are three at most, with one name: as far as they tell,
/// and the usual `ports` of its service.
pub fn few_fields(fields: &[&[u8]], ports: &[u16]) -> Option<FewFields> {
    let is_number = |field: &&[u8]| number_16(field).is_ok();
    let at = fields.iter().position(|field| !is_number(field))?;
    if let Some(few) = with_address(fields) {
        return Some(few);
    }
    let numbers: Vec<&[u8]> = fields.iter().copied().filter(is_number).collect();
    if fields.len() > 3 || numbers.len() + 1 != fields.len() || !is_name(fields[at]) {
        return None;
    }
    let (few, name) = (|wrong, help| Some(FewFields { wrong, help }), fields[at]);
    let is_last = at + 1 == fields.len();
    if host_and_port(name).is_some() || service_and_port(name).is_some() {
        return port_within(name, &numbers, is_last);
    }
    let only_port = || <[u16; 1]>::try_from(ports).ok().map(|[port]| port.to_string());
    match numbers.as_slice() {
        [] => {
            let help = only_port().and_then(|port| written(b"0", b"0", port.as_bytes(), name));
            few("priority, weight and port are missing", help)
        }
        [port] if is_port(port, ports) => few(
            if is_last {
                "priority and weight are missing"
            } else {
                "priority and weight are missing, and the port comes before the target"
            },
            written(b"0", b"0", port, name),
        ),
        [priority] => {
            let port = only_port().filter(|_| is_last);
            let help = port.and_then(|port| written(priority, b"0", port.as_bytes(), name));
            few(if is_last { "two numbers are missing" } else { "the target comes last" }, help)
        }
        [priority, second] if is_last => {
            let numbers = before_target(priority, second, ports);
            let help = numbers.and_then(|[priority, weight, port]| written(&priority, &weight, &port, name));
            few("one number is missing", help)
        }
        [one, other] => match port_of(one, other, ports) {
            Some(is_second) => {
                let [priority, port] = if is_second { [one, other] } else { [other, one] };
                few("the weight is missing, and the target comes last", written(priority, b"0", port, name))
            }
            None => {
                let help = (at == 0).then(|| weight_and_port(name, one, other)).flatten();
                few("one number is missing, and the target comes last", help)
            }
        },
        _ => None,
    }
}

/// What to write for the fields, in their order. A service is no host.
fn written(priority: &[u8], weight: &[u8], port: &[u8], name: &[u8]) -> Option<String> {
    let numbers = [priority, weight, port].map(printable);
    if name.starts_with(b"_") {
        return Some(format!("write `{} host`, with the host that offers it", numbers.join(" ")));
    }
    Some(line(numbers, &printable(name)))
}

/// What a name was meant for that holds its port: `host:port`, `_service._proto/port`.
fn port_within(name: &[u8], numbers: &[&[u8]], is_last: bool) -> Option<FewFields> {
    let few = |wrong, help| Some(FewFields { wrong, help });
    match (numbers, service_and_port(name), host_and_port(name)) {
        ([], Some((service, port)), _) => {
            few("this is a service and its port, and no target", written(b"0", b"0", port, service))
        }
        ([], None, Some((host, port))) => few(
            "the port is a field of its own, and priority and weight are missing",
            written(b"0", b"0", port, host),
        ),
        ([priority], _, Some((host, port))) if is_last => few(
            "the port is a field of its own, and the weight is missing",
            written(priority, b"0", port, host),
        ),
        _ => None,
    }
}

/// Priority, weight and port, of which two stand before a target.
fn before_target(first: &[u8], second: &[u8], ports: &[u16]) -> Option<[Vec<u8>; 3]> {
    let is_usual = number_16(first).is_ok_and(|port| ports.contains(&port));
    let (zero, is_second) = (|| b"0".to_vec(), is_port(second, ports));
    match ports {
        // A port that stands first or twice is written once, at its place.
        _ if first == second && is_second => Some([zero(), zero(), second.to_vec()]),
        _ if is_usual && is_second => None,
        _ if is_usual => Some([second.to_vec(), zero(), first.to_vec()]),
        _ if is_second => Some([first.to_vec(), zero(), second.to_vec()]),
        [port] => Some([first.to_vec(), second.to_vec(), port.to_string().into_bytes()]),
        _ => None,
    }
}

/// What to write for `host weight port`, where no priority is as large as the weight.
fn weight_and_port(name: &[u8], weight: &[u8], port: &[u8]) -> Option<String> {
    let are_in_order = [weight, port].into_iter().all(may_be_port) && !name.starts_with(b"_");
    let [weight, port, name] = [weight, port, name].map(printable);
    are_in_order
        .then(|| format!("write `0 {weight} {port} {name}`, if {weight} is the weight and {port} the port"))
}

/// A host's name, and the address with a port that belongs to it: `web 192.0.2.1:25566`.
fn with_address(fields: &[&[u8]]) -> Option<FewFields> {
    let [name, second] = fields else { return None };
    let (address, port) = host_and_port(second)?;
    let is_address = std::str::from_utf8(address).is_ok_and(|address| address.parse::<Ipv4Addr>().is_ok());
    if !is_address || !is_name(name) || name.starts_with(b"_") || name.contains(&b':') {
        return None;
    }
    let [name, address, port] = [name, address, port].map(printable);
    Some(FewFields {
        wrong: "address and port are one word, and priority and weight are missing",
        help: Some(format!("write `0 0 {port} {name}`, where that host has the address {address}")),
    })
}

/// The two halves of `_service._proto/port`, or of the same with a colon.
pub fn service_and_port(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let parting = text.iter().rposition(|octet| matches!(octet, b'/' | b':'))?;
    let (service, port) = (&text[..parting], &text[parting + 1..]);
    let labels = service.split(|octet| *octet == b'.').take(2);
    let is_service = labels.filter(|label| label.len() > 1 && label[0] == b'_').count() == 2;
    (is_service && number_16(port).is_ok()).then_some((service, port))
}

/// Whether a field may be a host's name, or that with a port.
fn is_name(field: &[u8]) -> bool {
    field.iter().any(u8::is_ascii_alphabetic) && !field.contains(&b',')
}

/// Whether a number is a port of the service, or is hardly anything else.
fn is_port(number: &[u8], ports: &[u16]) -> bool {
    number_16(number).is_ok_and(|port| ports.contains(&port)) || may_be_port(number)
}

/// Whether the second of two numbers is the port; `None` if both may be.
fn port_of(one: &[u8], other: &[u8], ports: &[u16]) -> Option<bool> {
    let usual = |number: &[u8]| number_16(number).is_ok_and(|number| ports.contains(&number));
    // Beside 0 any other number is the port, unless it is as small as weights are.
    let beside_zero = |number: &[u8]| number_16(number).is_ok_and(|number| number > LARGEST_WEIGHT);
    match ((usual(one), usual(other)), (may_be_port(one), may_be_port(other))) {
        ((true, false), _) => Some(false),
        ((false, true), _) => Some(true),
        (_, (true, false)) => Some(false),
        (_, (false, true)) => Some(true),
        _ if one == b"0" && beside_zero(other) => Some(true),
        _ if other == b"0" && beside_zero(one) => Some(false),
        _ => None,
    }
}

/// The largest number that is usual for a weight or a priority, and for no port.
const LARGEST_WEIGHT: u16 = 20;

/// Whether a number is a port, rather than a weight: ports are large, and weights are round.
pub(super) fn may_be_port(number: &[u8]) -> bool {
    number_16(number).is_ok_and(|number| number >= 1_000 || number > 100 && number % 10 != 0)
}

/// The fields of a record as they are to be written, with the target's final dot. An address is not a target: a host has it.
pub(super) fn line(numbers: [String; 3], target: &str) -> String {
    let numbers = numbers.join(" ");
    match target.parse::<IpAddr>() {
        Ok(IpAddr::V4(address)) => format!("write `{numbers} host`, with a record `host A {address}`"),
        Ok(IpAddr::V6(address)) => format!("write `{numbers} host`, with a record `host AAAA {address}`"),
        Err(_) => format!("write `{numbers} {}`", with_final_dot(target)),
    }
}

/// The two halves of `host:port`.
pub fn host_and_port(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let colon = text.iter().rposition(|octet| *octet == b':')?;
    let (host, port) = (&text[..colon], &text[colon + 1..]);
    let plausible = !host.is_empty() && !host.contains(&b':') && number_16(port).is_ok();
    plausible.then_some((host, port))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_and_a_number_or_two_are_completed_as_far_as_they_tell() {
        for (fields, ports, expected) in [
            ("mail.example.com. 443", &[][..], Some("0 0 443 mail.example.com.")),
            ("443 mail", &[], Some("0 0 443 mail")),
            ("mail 80", &[], None),
            ("mail 80", &[80], Some("0 0 80 mail")),
            ("80 mail", &[80, 8080], Some("0 0 80 mail")),
            ("10 mail", &[], None),
            ("10 mail", &[993], Some("10 0 993 mail")),
            ("10 mail", &[5222, 5223], None),
            ("mail 10", &[993], None),
            ("sip 443 0", &[], Some("0 0 443 sip")),
            ("0 sip. 443", &[], Some("0 0 443 sip.")),
            ("10 sip 5060", &[], Some("10 0 5060 sip")),
            ("5060 sip 10", &[], Some("10 0 5060 sip")),
            ("0 sip 80", &[], Some("0 0 80 sip")),
            ("80 sip 0", &[], Some("0 0 80 sip")),
            ("10 sip 20", &[], None),
            ("sip 0 0", &[], None),
            ("5060 sip 5061", &[], None),
            ("mail", &[993], Some("0 0 993 mail")),
            ("mail", &[5222, 5223], None),
            ("5060 sip 5061", &[5061], Some("5060 0 5061 sip")),
            ("0 0 sip", &[], None),
            ("0 0 sip", &[5060], Some("0 0 5060 sip")),
            ("0 80 web", &[80], Some("0 0 80 web")),
            ("sip.example.com:443", &[], Some("0 0 443 sip.example.com.")),
            ("mail.example.org 443", &[], Some("0 0 443 mail.example.org.")),
            ("mail.lab 443", &[], Some("0 0 443 mail.lab")),
            ("993 10 mail", &[993], Some("10 0 993 mail")),
            ("443 0 web", &[443], Some("0 0 443 web")),
            ("993 993 mail", &[993], Some("0 0 993 mail")),
            ("993 995 mail", &[993, 995], None),
            ("9001 9001 mail", &[], Some("0 0 9001 mail")),
            ("10 10 mail", &[993], Some("10 10 993 mail")),
            ("10 sip:443", &[], Some("10 0 443 sip")),
        ] {
            let words: Vec<&[u8]> = fields.as_bytes().split(|octet| *octet == b' ').collect();
            let few = few_fields(&words, ports).unwrap_or_else(|| panic!("{fields}"));
            assert_eq!(few.help, expected.map(|fields| format!("write `{fields}`")), "{fields}");
        }
        for (fields, expected) in [
            ("web 192.0.2.1:25566", "write `0 0 25566 web`, where that host has the address 192.0.2.1"),
            ("web. 382 30120", "write `0 382 30120 web.`, if 382 is the weight and 30120 the port"),
            ("_a._tcp/22935", "write `0 0 22935 host`, with the host that offers it"),
            ("_a._tcp:22935", "write `0 0 22935 host`, with the host that offers it"),
        ] {
            let words: Vec<&[u8]> = fields.as_bytes().split(|octet| *octet == b' ').collect();
            let help = few_fields(&words, &[]).and_then(|few| few.help);
            assert_eq!(help.as_deref(), Some(expected), "{fields}");
        }
        let service = few_fields(&[b"_sip.example.com", b"443"], &[]).and_then(|few| few.help);
        assert_eq!(service.as_deref(), Some("write `0 0 443 host`, with the host that offers it"));
        for fields in [
            "10",
            "10 20",
            "mail host",
            "mail host:443",
            "_a 192.0.2.1:443",
            "a b 443",
            "1 2 3",
            "0 0 443 mail",
            ". 0",
            "sip:443 0",
        ] {
            let words: Vec<&[u8]> = fields.as_bytes().split(|octet| *octet == b' ').collect();
            assert_eq!(few_fields(&words, &[]), None, "{fields}");
        }
    }
}
