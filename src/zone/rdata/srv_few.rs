//! What the words of an SRV record's rdata are where they are not in their places: which of fewer than four fields a name and a
//! number or two surely are. Knows no service but by the ports that it is told.

use std::net::IpAddr;

use crate::base::printable::printable;
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
    let numbers: Vec<&[u8]> = fields.iter().copied().filter(is_number).collect();
    if fields.len() > 3 || numbers.len() + 1 != fields.len() || !is_name(fields[at]) {
        return None;
    }
    let (few, name) = (|wrong, help| Some(FewFields { wrong, help }), fields[at]);
    let written = |priority: &[u8], weight: &[u8], port: &[u8], name: &[u8]| {
        let numbers = [priority, weight, port].map(|number| printable(number).to_string());
        if name.starts_with(b"_") {
            return Some(format!("write `{} host`, with the host that offers it", numbers.join(" ")));
        }
        Some(line(numbers, &printable(name).to_string()))
    };
    let only_port = || <[u16; 1]>::try_from(ports).ok().map(|[port]| port.to_string());
    let is_last = at + 1 == fields.len();
    match (numbers.as_slice(), host_and_port(name)) {
        ([], Some((host, port))) => few(
            "the port is a field of its own, and priority and weight are missing",
            written(b"0", b"0", port, host),
        ),
        ([priority], Some((host, port))) if is_last => few(
            "the port is a field of its own, and the weight is missing",
            written(priority, b"0", port, host),
        ),
        (_, Some(_)) | ([], None) => None,
        ([port], None) if is_port(port, ports) => few(
            if is_last {
                "priority and weight are missing"
            } else {
                "priority and weight are missing, and the port comes before the target"
            },
            written(b"0", b"0", port, name),
        ),
        ([priority], None) => {
            let port = only_port().filter(|_| is_last);
            let help = port.and_then(|port| written(priority, b"0", port.as_bytes(), name));
            few(if is_last { "two numbers are missing" } else { "the target comes last" }, help)
        }
        ([priority, second], None) if is_last => {
            let help = match only_port() {
                _ if is_port(second, ports) => written(priority, b"0", second, name),
                Some(port) => written(priority, second, port.as_bytes(), name),
                None => None,
            };
            few("one number is missing", help)
        }
        ([one, other], None) => match port_of(one, other, ports) {
            Some(is_second) => {
                let [priority, port] = if is_second { [one, other] } else { [other, one] };
                few("the weight is missing, and the target comes last", written(priority, b"0", port, name))
            }
            None => few("one number is missing, and the target comes last", None),
        },
        _ => None,
    }
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

/// The fields of a record as they are to be written. An address is not a target: a host has it.
pub(super) fn line(numbers: [String; 3], target: &str) -> String {
    let numbers = numbers.join(" ");
    match target.parse::<IpAddr>() {
        Ok(IpAddr::V4(address)) => format!("write `{numbers} host`, with a record `host A {address}`"),
        Ok(IpAddr::V6(address)) => format!("write `{numbers} host`, with a record `host AAAA {address}`"),
        Err(_) => format!("write `{numbers} {target}`"),
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
            ("5060 sip 5061", &[5061], Some("5060 0 5061 sip")),
            ("0 0 sip", &[], None),
            ("0 0 sip", &[5060], Some("0 0 5060 sip")),
            ("0 80 web", &[80], Some("0 0 80 web")),
            ("sip.example.com:443", &[], Some("0 0 443 sip.example.com")),
            ("10 sip:443", &[], Some("10 0 443 sip")),
        ] {
            let words: Vec<&[u8]> = fields.as_bytes().split(|octet| *octet == b' ').collect();
            let few = few_fields(&words, ports).unwrap_or_else(|| panic!("{fields}"));
            assert_eq!(few.help, expected.map(|fields| format!("write `{fields}`")), "{fields}");
        }
        let service = few_fields(&[b"_sip.example.com", b"443"], &[]).and_then(|few| few.help);
        assert_eq!(service.as_deref(), Some("write `0 0 443 host`, with the host that offers it"));
        for fields in
            ["mail", "10", "10 20", "mail host", "a b 443", "1 2 3", "0 0 443 mail", ". 0", "sip:443 0"]
        {
            let words: Vec<&[u8]> = fields.as_bytes().split(|octet| *octet == b' ').collect();
            assert_eq!(few_fields(&words, &[]), None, "{fields}");
        }
    }
}
