//! Mnemonics of record types and classes. Knows no rdata.

use hickory_proto::rr::{DNSClass, RecordType};

use crate::syntax::c_number::c_number;
use crate::syntax::ttl::parse_ttl;

/// The types that BIND 9.18 knows beyond those that hickory-proto names, with their numbers.
const MORE_TYPES: &[(&str, u16)] = &[
    ("A6", 38),
    ("AFSDB", 18),
    ("AMTRELAY", 260),
    ("APL", 42),
    ("ATMA", 34),
    ("AVC", 258),
    ("CAA", 257),
    ("CDNSKEY", 60),
    ("CDS", 59),
    ("CERT", 37),
    ("CSYNC", 62),
    ("DHCID", 49),
    ("DLV", 32769),
    ("DOA", 259),
    ("EID", 31),
    ("EUI48", 108),
    ("EUI64", 109),
    ("GID", 102),
    ("GPOS", 27),
    ("HINFO", 13),
    ("HIP", 55),
    ("HTTPS", 65),
    ("IPSECKEY", 45),
    ("ISDN", 20),
    ("KEY", 25),
    ("KEYDATA", 65533),
    ("KX", 36),
    ("L32", 105),
    ("L64", 106),
    ("LOC", 29),
    ("LP", 107),
    ("MB", 7),
    ("MG", 8),
    ("MINFO", 14),
    ("MR", 9),
    ("NID", 104),
    ("NIMLOC", 32),
    ("NINFO", 56),
    ("NSAP", 22),
    ("NSAP-PTR", 23),
    ("NSEC", 47),
    ("NSEC3", 50),
    ("NSEC3PARAM", 51),
    ("NULL", 10),
    ("NXT", 30),
    ("OPENPGPKEY", 61),
    ("PX", 26),
    ("RKEY", 57),
    ("RP", 17),
    ("RRSIG", 46),
    ("RT", 21),
    ("SIG", 24),
    ("SINK", 40),
    ("SMIMEA", 53),
    ("SPF", 99),
    ("SSHFP", 44),
    ("SVCB", 64),
    ("TA", 32768),
    ("TALINK", 58),
    ("TLSA", 52),
    ("UID", 101),
    ("UINFO", 100),
    ("UNSPEC", 103),
    ("URI", 256),
    ("WKS", 11),
    ("X25", 19),
    ("ZONEMD", 63),
    ("RESINFO", 261),
    ("WALLET", 262),
    ("DSYNC", 66),
    ("HHIT", 67),
    ("BRID", 68),
    ("MD", 3),
    ("MF", 4),
    ("TKEY", 249),
    ("TSIG", 250),
    ("IXFR", 251),
    ("AXFR", 252),
    ("MAILB", 253),
    ("MAILA", 254),
    ("ANY", 255),
    ("OPT", 41),
    ("DNAME", 39),
    ("DS", 43),
    ("DNSKEY", 48),
    ("NAPTR", 35),
    ("PTR", 12),
    ("SRV", 33),
];

/// The type that a mnemonic in capitals names, for the few types that most records have. None of
/// these words means a class or a TTL.
#[inline(always)]
pub fn usual_type(text: &[u8]) -> Option<RecordType> {
    match text {
        b"A" => Some(RecordType::A),
        b"AAAA" => Some(RecordType::AAAA),
        b"SRV" => Some(RecordType::SRV),
        b"CNAME" => Some(RecordType::CNAME),
        b"NS" => Some(RecordType::NS),
        b"MX" => Some(RecordType::MX),
        b"TXT" => Some(RecordType::TXT),
        b"PTR" => Some(RecordType::PTR),
        _ => None,
    }
}

/// The type that a mnemonic, in any case, or `TYPEnnn` names.
pub fn record_type(text: &[u8]) -> Option<RecordType> {
    if let Some(usual) = usual_type(text) {
        return Some(usual);
    }
    let mut buffer = [0; 16];
    let upper = upper_case(text, &mut buffer)?;
    if let Some(number) = upper.strip_prefix("TYPE") {
        return number_16(number).map(RecordType::from);
    }
    if matches!(upper, "*" | "ZERO" | "ANAME") {
        return None;
    }
    let more =
        || MORE_TYPES.iter().find(|(name, _)| *name == upper).map(|(_, number)| RecordType::from(*number));
    upper.parse().ok().or_else(more)
}

/// Whether a word is a type as types are written, which hardly is the name of a host.
pub fn is_type_in_capitals(word: &[u8]) -> bool {
    word.iter().all(u8::is_ascii_uppercase) && record_type(word).is_some()
}

/// Whether a type may stand in a question only (RFC 6895 section 3.1), or not in a zone file any
/// more (MD and MF, RFC 1123 section 6.1.2).
pub fn refused_in_zones(rtype: RecordType) -> bool {
    matches!(u16::from(rtype), 0 | 3 | 4 | 41 | 128..=255)
}

/// Whether a word may stand before the type of a record: it is a class or a TTL.
pub fn may_precede_type(word: &[u8]) -> bool {
    class(word).is_some() || parse_ttl(word).is_ok()
}

/// The class that a mnemonic, in any case, or `CLASSnnn` names.
#[inline]
pub fn class(text: &[u8]) -> Option<DNSClass> {
    match text {
        b"IN" => Some(DNSClass::IN),
        [b'I' | b'i' | b'C' | b'c' | b'H' | b'h' | b'A' | b'a' | b'N' | b'n' | b'R' | b'r', ..] => {
            unusual_class(text)
        }
        _ => None,
    }
}

fn unusual_class(text: &[u8]) -> Option<DNSClass> {
    let mut buffer = [0; 16];
    let upper = upper_case(text, &mut buffer)?;
    if let Some(number) = upper.strip_prefix("CLASS") {
        return number_16(number).map(DNSClass::from);
    }
    match upper {
        "CHAOS" => Some(DNSClass::CH),
        "HESIOD" => Some(DNSClass::HS),
        "RESERVED0" => Some(DNSClass::from(0)),
        _ => upper.parse().ok(),
    }
}

/// The mnemonic of a type, or `TYPEnnn`.
pub fn type_name(rtype: RecordType) -> String {
    let number = u16::from(rtype);
    // BIND reads KEYDATA, but writes it by its number.
    let more = MORE_TYPES.iter().find(|(name, known)| *known == number && *name != "KEYDATA");
    match (more, rtype) {
        (Some((name, _)), _) => (*name).to_owned(),
        (None, RecordType::Unknown(_)) => format!("TYPE{number}"),
        (None, rtype) => rtype.to_string(),
    }
}

/// The mnemonic of a class, or `CLASSnnn`.
pub fn class_name(class: DNSClass) -> String {
    match class {
        DNSClass::IN | DNSClass::CH | DNSClass::HS | DNSClass::NONE | DNSClass::ANY => class.to_string(),
        class => format!("CLASS{}", u16::from(class)),
    }
}

fn upper_case<'a>(text: &[u8], buffer: &'a mut [u8; 16]) -> Option<&'a str> {
    let upper = buffer.get_mut(..text.len())?;
    upper.copy_from_slice(text);
    upper.make_ascii_uppercase();
    std::str::from_utf8(upper).ok()
}

/// The number of a type or class. As in BIND, up to five characters, which `strtoul` reads.
fn number_16(digits: &str) -> Option<u16> {
    let number = c_number(digits.as_bytes());
    let value = u16::try_from(number.unsigned).ok()?;
    (matches!(digits.len(), 1..=5) && number.rest.is_empty()).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mnemonics_in_any_case_and_by_number() {
        assert_eq!(record_type(b"srv"), Some(RecordType::SRV));
        assert_eq!(record_type(b"TYPE33"), Some(RecordType::SRV));
        assert_eq!(record_type(b"type65534"), Some(RecordType::from(65534)));
        assert_eq!(record_type(b"TYPE65536"), None);
        assert_eq!(record_type(b"TYPE00033"), Some(RecordType::SRV));
        assert_eq!(record_type(b"TYPE000033"), None);
        assert_eq!(record_type(b"TYPE+33"), Some(RecordType::SRV));
        assert_eq!(record_type(b"SVR"), None);
        assert_eq!(record_type(b"ANAME"), None);
        assert_eq!(type_name(RecordType::from(29)), "LOC");
        assert_eq!(type_name(RecordType::from(65280)), "TYPE65280");
    }

    #[test]
    fn every_name_in_the_table_is_its_own_number() {
        for (name, number) in MORE_TYPES {
            assert_eq!(record_type(name.as_bytes()).map(u16::from), Some(*number), "{name}");
            if *name != "KEYDATA" {
                assert_eq!(type_name(RecordType::from(*number)), *name);
            }
        }
    }

    #[test]
    fn classes() {
        assert_eq!(class(b"in"), Some(DNSClass::IN));
        assert_eq!(class(b"CLASS1"), Some(DNSClass::IN));
        assert_eq!(class(b"Chaos"), Some(DNSClass::CH));
        assert_eq!(class(b"CNAME"), None);
    }
}
