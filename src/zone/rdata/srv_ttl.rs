//! A TTL among the fields of an SRV record, where panels have a column for it: a number that is usual for one is a TTL before it is a
//! weight. Knows no service but by the ports that it is told.

use crate::base::printable::printable;
use crate::zone::rdata::srv_few::may_be_port;
use crate::zone::rdata::text::number_16;

/// The fields of an SRV record, and the TTL that stood among them.
#[derive(Debug, PartialEq, Eq)]
pub struct FieldsAndTtl {
    /// The TTL, as written.
    pub ttl: String,
    /// The four fields in their order.
    pub fields: String,
    /// Whether no other reading is left.
    pub is_sure: bool,
}

/// TTLs that people and panels write, of those that a field of an SRV record has room for.
const USUAL: [u16; 17] = [
    300, 600, 900, 1_200, 1_440, 1_800, 3_600, 7_200, 10_800, 14_400, 18_000, 21_600, 28_800, 36_000, 43_200,
    57_600, 64_800,
];

/// The TTL among four or five `fields` of an SRV record whose service has these usual `ports`, if there is one.
pub fn fields_and_ttl(fields: &[&[u8]], ports: &[u16]) -> Option<FieldsAndTtl> {
    let is_number = |field: &&[u8]| field.iter().all(u8::is_ascii_digit);
    let at = fields.iter().position(|field| !is_number(field))?;
    let name = fields[at];
    let is_one = fields.iter().filter(|field| !is_number(field)).count() == 1;
    if !is_one || !name.iter().any(u8::is_ascii_alphabetic) {
        return None;
    }
    let is_of_service = |field: &[u8]| number_16(field).is_ok_and(|port| ports.contains(&port));
    let knows_port = fields.iter().any(|field| is_of_service(field));
    let is_port = |field: &[u8]| match knows_port {
        true => is_of_service(field),
        false => may_be_port(field) && !is_usual_ttl(field),
    };
    let is_ttl = |field: &[u8]| is_usual_ttl(field) && !is_of_service(field);
    let found = |ttl: &[u8], numbers: [&[u8]; 3], is_sure: bool| {
        let [priority, weight, port, name] = [numbers[0], numbers[1], numbers[2], name].map(printable);
        let fields = format!("{priority} {weight} {port} {name}");
        Some(FieldsAndTtl { ttl: printable(ttl), fields, is_sure })
    };
    match (at, fields) {
        // What is left is in order, and its last number alone is the port.
        (4, [numbers @ .., _]) => {
            let mut ttls = (1..4).filter(|at| is_ttl(numbers[*at]));
            let (ttl, other) = (ttls.next()?, ttls.next());
            let rest: Vec<&[u8]> = (0..4).filter(|at| *at != ttl).map(|at| numbers[at]).collect();
            let is_sure = other.is_none() && is_port(rest[2]) && !is_port(rest[0]) && !is_port(rest[1]);
            is_sure.then(|| found(numbers[ttl], [rest[0], rest[1], rest[2]], true)).flatten()
        }
        (3, [priority, weight, port, _, ttl]) if is_ttl(ttl) => {
            found(ttl, [priority, weight, port], is_port(port))
        }
        // The columns of panels that have the priority last.
        (2, [weight, port, _, ttl, priority]) => {
            let are_in_place = is_port(port) && is_ttl(ttl) && !is_port(priority) && !is_ttl(priority);
            are_in_place.then(|| found(ttl, [priority, weight, port], true)).flatten()
        }
        (0..=2, [before @ .., ttl]) if fields.len() == 4 && is_ttl(ttl) => {
            let numbers: Vec<&[u8]> = before.iter().copied().filter(is_number).collect();
            let (other, port) = match (is_port(numbers[0]), is_port(numbers[1])) {
                (true, false) => (numbers[1], numbers[0]),
                (false, true) => (numbers[0], numbers[1]),
                _ => return None,
            };
            // It may be the weight, too.
            found(ttl, [other, b"0", port], other == b"0")
        }
        _ => None,
    }
}

/// Whether a number is one that TTLs usually are; those that no field of an SRV record has room for are hardly anything else.
pub(super) fn is_usual_ttl(number: &[u8]) -> bool {
    let value = std::str::from_utf8(number).ok().and_then(|number| number.parse::<u32>().ok());
    value.is_some_and(|value| match u16::try_from(value) {
        Ok(small) => USUAL.contains(&small),
        Err(_) => value % 60 == 0,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ttl_is_told_from_the_fields_around_it() {
        for (fields, ports, expected) in [
            ("10 0 443 3600 sub", &[][..], Some(("3600", "10 0 443 sub", true))),
            ("10 0 3600 443 sub", &[], Some(("3600", "10 0 443 sub", true))),
            ("10 0 80 3600 web", &[], None),
            ("10 0 80 3600 web", &[80, 8080], Some(("3600", "10 0 80 web", true))),
            ("10 60 5060 86400 sip", &[5060], Some(("86400", "10 60 5060 sip", true))),
            // Either of the two may be the TTL, or the port.
            ("10 300 5060 3600 sip", &[], None),
            ("10 443 5060 3600 sip", &[], None),
            ("10 10 60 993 mail", &[993], None),
            ("10 60 5060 sip 3600", &[], Some(("3600", "10 60 5060 sip", true))),
            ("10 60 80 sip 3600", &[], Some(("3600", "10 60 80 sip", false))),
            ("10 60 5060 sip 5", &[], None),
            ("0 2006 h. 1440 0", &[], Some(("1440", "0 0 2006 h.", true))),
            ("5 389 h. 900 10", &[389], Some(("900", "10 5 389 h.", true))),
            ("5 20 h. 900 10", &[389], None),
            ("0 3478 h 3600", &[3478], Some(("3600", "0 0 3478 h", true))),
            ("10 3478 h 3600", &[3478], Some(("3600", "10 0 3478 h", false))),
            ("0 h 3478 3600", &[], Some(("3600", "0 0 3478 h", true))),
            ("h 3478 0 3600", &[], Some(("3600", "0 0 3478 h", true))),
            // These are a port, or a weight.
            ("0 389 h 3600", &[3600], None),
            ("0 5 h 3600", &[], None),
            ("0 5060 h 10", &[5060], None),
            ("0 5060 . 3600", &[5060], None),
            ("0 5060 3600 10", &[5060], None),
        ] {
            let words: Vec<&[u8]> = fields.as_bytes().split(|octet| *octet == b' ').collect();
            let expected = expected.map(|(ttl, fields, is_sure): (&str, &str, bool)| FieldsAndTtl {
                ttl: ttl.to_owned(),
                fields: fields.to_owned(),
                is_sure,
            });
            assert_eq!(fields_and_ttl(&words, ports), expected, "{fields}");
        }
    }
}
