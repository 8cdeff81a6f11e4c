//! Fields that may be written as a word or a number: algorithms, key flags, certificate types, record types.

use hickory_proto::rr::RecordType;

use crate::syntax::Word;
use crate::syntax::c_number::c_number;
use crate::syntax::record_type::{record_type, type_name};
use crate::syntax::ttl::decimal;
use crate::zone::rdata::fields::BadField;
use crate::zone::rdata::kind::{Kind, Reader, Writer, fault};
use crate::zone::rdata::number::{U8, U16, push_u16};

/// Words and the numbers that they stand for, in BIND's order (`lib/dns/rcode.c`): the first of a number is written.
type Table = &'static [(&'static str, u16)];

const ALGORITHMS: Table = &[
    ("RSAMD5", 1),
    ("DH", 2),
    ("DSA", 3),
    ("RSASHA1", 5),
    ("NSEC3DSA", 6),
    ("NSEC3RSASHA1", 7),
    ("RSASHA256", 8),
    ("RSASHA512", 10),
    ("ECCGOST", 12),
    ("ECDSAP256SHA256", 13),
    ("ECDSA256", 13),
    ("ECDSAP384SHA384", 14),
    ("ECDSA384", 14),
    ("ED25519", 15),
    ("ED448", 16),
    ("INDIRECT", 252),
    ("PRIVATEDNS", 253),
    ("PRIVATEOID", 254),
];
const PROTOCOLS: Table = &[("NONE", 0), ("TLS", 1), ("EMAIL", 2), ("DNSSEC", 3), ("IPSEC", 4), ("ALL", 255)];
const CERTIFICATES: Table = &[
    ("PKIX", 1),
    ("SPKI", 2),
    ("PGP", 3),
    ("IPKIX", 4),
    ("ISPKI", 5),
    ("IPGP", 6),
    ("ACPKIX", 7),
    ("IACPKIX", 8),
    ("URI", 253),
    ("OID", 254),
];
const HASHES: Table = &[("SHA-1", 1)];
const DIGESTS: Table =
    &[("SHA-1", 1), ("SHA1", 1), ("SHA-256", 2), ("SHA256", 2), ("GOST", 3), ("SHA-384", 4), ("SHA384", 4)];
const SCHEMES: Table = &[("NOTIFY", 1)];

/// The flags of a key; a beginning of a word stands for the first that begins so.
const FLAGS: Table = &[
    ("NOCONF", 0x4000),
    ("NOAUTH", 0x8000),
    ("NOKEY", 0xc000),
    ("FLAG2", 0x2000),
    ("EXTEND", 0x1000),
    ("FLAG4", 0x0800),
    ("FLAG5", 0x0400),
    ("USER", 0x0000),
    ("ZONE", 0x0100),
    ("HOST", 0x0200),
    ("NTYP3", 0x0300),
    ("FLAG8", 0x0080),
    ("FLAG9", 0x0040),
    ("FLAG10", 0x0020),
    ("FLAG11", 0x0010),
    ("SIG0", 0),
    ("SIG1", 1),
    ("SIG2", 2),
    ("SIG3", 3),
    ("SIG4", 4),
    ("SIG5", 5),
    ("SIG6", 6),
    ("SIG7", 7),
    ("SIG8", 8),
    ("SIG9", 9),
    ("SIG10", 10),
    ("SIG11", 11),
    ("SIG12", 12),
    ("SIG13", 13),
    ("SIG14", 14),
    ("SIG15", 15),
    ("KSK", 0x0001),
];

/// An algorithm of DNSSEC.
pub const ALGORITHM: Kind = Kind { read: |reader| push_u8(reader, ALGORITHMS), ..U8 };
/// An algorithm of DNSSEC that is written as a word.
pub const ALGORITHM_WORD: Kind = Kind {
    write: |octets, writer| {
        let number = octets.u8()?;
        write(u16::from(number), ALGORITHMS, writer);
        Ok(())
    },
    ..ALGORITHM
};
/// What a key is for (RFC 2535 section 3.1.3).
pub const PROTOCOL: Kind = Kind { read: |reader| push_u8(reader, PROTOCOLS), ..U8 };
/// The type of a digest.
pub const DIGEST_TYPE: Kind = Kind { read: |reader| push_u8(reader, DIGESTS), ..U8 };
/// The hash algorithm of NSEC3.
pub const HASH: Kind = Kind { read: |reader| push_u8(reader, HASHES), ..U8 };
/// How a DSYNC record wants to be told.
pub const SCHEME: Kind = Kind {
    read: |reader| push_u8(reader, SCHEMES),
    write: |octets, writer| {
        let number = octets.u8()?;
        write(u16::from(number), SCHEMES, writer);
        Ok(())
    },
    ..U8
};
/// The kind of a certificate (RFC 4398 section 2.1).
pub const CERTIFICATE: Kind = Kind {
    read: |reader| {
        let number = read(reader, CERTIFICATES, 0xffff)?;
        push_u16(reader, number);
        Ok(())
    },
    write: |octets, writer| {
        let number = octets.u16()?;
        write(number, CERTIFICATES, writer);
        Ok(())
    },
    ..U16
};
/// The flags of a key: a number, also in hexadecimal digits, or words with `|` between them.
pub const KEY_FLAGS: Kind = Kind {
    read: |reader| {
        let (_, flags) = flags(reader)?;
        push_u16(reader, flags);
        Ok(())
    },
    ..U16
};
/// The flags of an RKEY record, which must be 0.
pub const NO_FLAGS: Kind = Kind {
    read: |reader| match flags(reader)? {
        (_, 0) => {
            push_u16(reader, 0);
            Ok(())
        }
        (word, _) => Err(fault(word, format!("the {} must be 0", reader.what))),
    },
    check: |octets| if octets.u16()? == 0 { Ok(()) } else { Err("the flags are not 0") },
    ..U16
};
/// The type that an RRSIG or DSYNC record is about.
pub const TYPE: Kind = Kind {
    read: |reader| {
        let (word, text) = reader.plain()?;
        let number = match record_type(text) {
            Some(rtype) => u16::from(rtype),
            None => {
                let number = c_number(text);
                let number = u16::try_from(number.signed).ok().filter(|_| number.rest.is_empty());
                number.ok_or_else(|| reader.no(word, "a record type"))?
            }
        };
        push_u16(reader, number);
        Ok(())
    },
    check: |octets| octets.u16().map(drop),
    write: |octets, writer| {
        let number = octets.u16()?;
        writer.text.push_str(&type_text(number));
        Ok(())
    },
};
/// The type that a SIG record is about: an unknown one is written as a number.
pub const OLD_TYPE: Kind = Kind {
    write: |octets, writer| {
        let number = octets.u16()?;
        match known_type(number) {
            Some(name) => writer.text.push_str(&name),
            None => writer.push(number),
        }
        Ok(())
    },
    ..TYPE
};

/// The mnemonic of a type, or `TYPEnnn`.
pub fn type_text(number: u16) -> String {
    if number == 0 { "TYPE0".into() } else { type_name(RecordType::from(number)) }
}

/// The mnemonic of a type that BIND knows.
pub fn known_type(number: u16) -> Option<String> {
    let name = type_text(number);
    // BIND knows KEYDATA, but writes it by its number.
    (!name.starts_with("TYPE") || number == 65533).then_some(name)
}

fn push_u8(reader: &mut Reader<'_>, table: Table) -> Result<(), BadField> {
    let number = read(reader, table, 0xff)?;
    reader.octets.push(number as u8);
    Ok(())
}

/// Reads a number up to `most`, or a word of the table.
fn read(reader: &mut Reader<'_>, table: Table, most: u16) -> Result<u16, BadField> {
    let (word, text) = reader.plain()?;
    if text.iter().all(u8::is_ascii_digit) && text.len() <= LONGEST_NUMBER {
        let number = decimal(text).and_then(|number| u16::try_from(number).ok());
        let in_range = number.filter(|number| *number <= most);
        return in_range.ok_or_else(|| reader.out_of_range(word, u32::from(most)));
    }
    let known = table.iter().find(|(name, _)| name.as_bytes().eq_ignore_ascii_case(text));
    known.map(|(_, number)| *number).ok_or_else(|| reader.no(word, "a number or a word that is known"))
}

/// How many characters BIND takes for a number.
const LONGEST_NUMBER: usize = 12;

fn flags(reader: &mut Reader<'_>) -> Result<(Word, u16), BadField> {
    let (word, text) = reader.plain()?;
    if let Some(number) = flag_number(text) {
        return match u16::try_from(number) {
            Ok(number) => Ok((word, number)),
            Err(_) => Err(reader.out_of_range(word, 0xffff)),
        };
    }
    // Nothing may stand behind the last `|`.
    let text = text.strip_suffix(b"|").unwrap_or(text);
    let begins = |name: &str, part: &[u8]| {
        name.as_bytes().get(..part.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(part))
    };
    let flag = |part: &[u8]| FLAGS.iter().find(|(name, _)| begins(name, part)).map(|(_, flag)| *flag);
    let flags = text.split(|octet| *octet == b'|').map(flag).try_fold(0, |all, flag| Some(all | flag?));
    flags
        .map(|flags| (word, flags))
        .ok_or_else(|| reader.no(word, "a number or made of flags that are known"))
}

/// The number that key flags are written as.
fn flag_number(text: &[u8]) -> Option<u64> {
    if !text.first()?.is_ascii_digit() || text.len() > LONGEST_NUMBER {
        return None;
    }
    let text = std::str::from_utf8(text).ok()?;
    let digits = |text: &str, radix| {
        let plain = text.bytes().all(|octet| octet.is_ascii_alphanumeric());
        u64::from_str_radix(text, radix).ok().filter(|_| plain)
    };
    let without_mark = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"));
    digits(text, 10).or_else(|| digits(without_mark.unwrap_or(text), 16))
}

fn write(number: u16, table: Table, writer: &mut Writer<'_>) {
    match table.iter().find(|(_, known)| *known == number) {
        Some((name, _)) => writer.text.push_str(name),
        None => writer.push(number),
    }
}
