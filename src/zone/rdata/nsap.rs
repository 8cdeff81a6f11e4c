//! The addresses of two networks of long ago: NSAP and ATM.

use crate::zone::rdata::fields::BadField;
use crate::zone::rdata::kind::{Kind, Reader};

/// An NSAP address: `0x` and pairs of hexadecimal digits, with dots anywhere (RFC 1706 section 5).
pub const NSAP: Kind = Kind {
    read: |reader| {
        let (word, text) = reader.plain()?;
        let digits = match text {
            [b'0', b'x' | b'X', digits @ ..] => digits,
            _ => return Err(reader.no(word, "`0x` and pairs of hexadecimal digits")),
        };
        let digits: Vec<u8> = digits.iter().copied().filter(|octet| *octet != b'.').collect();
        push_pairs(reader, &digits).ok_or_else(|| reader.no(word, "`0x` and pairs of hexadecimal digits"))
    },
    check: |octets| octets.at_least(1).map(drop),
    write: |octets, writer| {
        writer.text.push_str("0x");
        octets.rest().iter().for_each(|octet| writer.push(format_args!("{octet:02x}")));
        Ok(())
    },
};

/// An ATM address: a telephone number behind a plus sign, or pairs of hexadecimal digits, with single dots between
/// them.
pub const ATM: Kind = Kind {
    read: read_atm,
    check: |octets| match octets.at_least(2)? {
        [1, number @ ..] if !number.iter().all(u8::is_ascii_digit) => Err("the number is not made of digits"),
        _ => Ok(()),
    },
    write: |octets, writer| {
        match octets.rest() {
            [0, address @ ..] => address.iter().for_each(|octet| writer.push(format_args!("{octet:02x}"))),
            [1, number @ ..] => writer.push(format_args!("+{}", String::from_utf8_lossy(number))),
            _ => return Err("the kind of address is unknown"),
        }
        Ok(())
    },
};

fn read_atm(reader: &mut Reader<'_>) -> Result<(), BadField> {
    const WHAT: &str = "`+` and digits, or pairs of hexadecimal digits, with single dots between them";
    let (word, text) = reader.plain()?;
    let (kind, address) = match text.strip_prefix(b"+") {
        Some(number) => (1, number),
        None => (0, text),
    };
    let mut parts = address.split(|octet| *octet == b'.');
    if parts.any(<[u8]>::is_empty) {
        return Err(reader.no(word, WHAT));
    }
    let digits: Vec<u8> = address.iter().copied().filter(|octet| *octet != b'.').collect();
    reader.octets.push(kind);
    let read = match kind {
        1 if digits.iter().all(u8::is_ascii_digit) => {
            reader.octets.extend_from_slice(&digits);
            Some(())
        }
        1 => None,
        _ => push_pairs(reader, &digits),
    };
    read.ok_or_else(|| reader.no(word, WHAT))
}

/// Appends one octet or more that `digits` mean; `None` if they are not pairs of hexadecimal digits.
fn push_pairs(reader: &mut Reader<'_>, digits: &[u8]) -> Option<()> {
    let octets = crate::zone::rdata::digits::hexadecimal(digits).filter(|octets| !octets.is_empty())?;
    reader.octets.extend_from_slice(&octets);
    Some(())
}
