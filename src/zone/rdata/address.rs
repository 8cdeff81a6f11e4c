//! Fields that are addresses: IPv4, IPv6, the locators of ILNP, EUI, and the prefixes of A6 and APL.

use std::net::{Ipv4Addr, Ipv6Addr};

use crate::syntax::Word;
use crate::syntax::address::{ipv4, ipv6, ipv6_text};
use crate::syntax::c_number::c_number;
use crate::zone::rdata::fields::BadField;
use crate::zone::rdata::kind::{Bad, Kind, Octets, Reader, fault};

/// An IPv4 address.
pub const IPV4: Kind = Kind {
    read: |reader| {
        let (word, text) = reader.plain()?;
        let address = ipv4(text).ok_or_else(|| reader.no(word, "an IPv4 address"))?;
        reader.octets.extend_from_slice(&address.octets());
        Ok(())
    },
    check: |octets| octets.take(4).map(drop),
    write: |octets, writer| {
        writer.push(address(octets.take(4)?));
        Ok(())
    },
};

/// An IPv6 address.
pub const IPV6: Kind = Kind {
    read: |reader| {
        let (word, text) = reader.plain()?;
        let address = ipv6(text).ok_or_else(|| reader.no(word, "an IPv6 address"))?;
        reader.octets.extend_from_slice(&address.octets());
        Ok(())
    },
    check: |octets| octets.take(16).map(drop),
    write: |octets, writer| {
        writer.push(address(octets.take(16)?));
        Ok(())
    },
};

/// A locator or node identifier of 64 bits, four groups of hexadecimal digits (RFC 6742 section 2.1).
pub const LOCATOR: Kind = Kind {
    read: |reader| {
        let (word, text) = reader.plain()?;
        let groups: Vec<&[u8]> = text.split(|octet| *octet == b':').collect();
        let is_group =
            |group: &&[u8]| matches!(group.len(), 1..=4) && group.iter().all(u8::is_ascii_hexdigit);
        if groups.len() != 4 || !groups.iter().all(is_group) {
            return Err(reader.no(word, "four groups of hexadecimal digits with colons between them"));
        }
        for group in groups {
            let number = group.iter().fold(0, |value, digit| value << 4 | hexadecimal(*digit));
            reader.octets.extend_from_slice(&number.to_be_bytes());
        }
        Ok(())
    },
    check: |octets| octets.take(8).map(drop),
    write: |octets, writer| {
        for number in 0..4 {
            let colon = if number > 0 { ":" } else { "" };
            let group = octets.u16()?;
            writer.push(format_args!("{colon}{group:x}"));
        }
        Ok(())
    },
};

/// The value of a hexadecimal digit.
fn hexadecimal(digit: u8) -> u16 {
    char::from(digit).to_digit(16).map_or(0, |value| value as u16)
}

/// An address of 48 bits (RFC 7043 section 3).
pub const EUI48: Kind = Kind {
    read: |reader| eui(reader, 6),
    check: |octets| octets.take(6).map(drop),
    write: |octets, writer| {
        writer.push(hyphenated(octets.take(6)?));
        Ok(())
    },
};

/// An address of 64 bits (RFC 7043 section 4).
pub const EUI64: Kind = Kind {
    read: |reader| eui(reader, 8),
    check: |octets| octets.take(8).map(drop),
    write: |octets, writer| {
        writer.push(hyphenated(octets.take(8)?));
        Ok(())
    },
};

fn hyphenated(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect::<Vec<_>>().join("-")
}

/// Reads `count` octets as `sscanf` reads `%2x-%2x-…` for BIND: one or two characters each, which may be a digit
/// with a plus sign or `0x` before it, and whatever stands behind them.
fn eui(reader: &mut Reader<'_>, count: usize) -> Result<(), BadField> {
    let (word, text) = reader.plain()?;
    let mut rest = text;
    for number in 0..count {
        let octet = scan_octet(&mut rest).filter(|_| {
            let more = number + 1 < count;
            !more || rest.split_off_first().is_some_and(|octet| *octet == b'-')
        });
        let Some(octet) = octet else {
            let what = format!("{count} octets of two hexadecimal digits with hyphens between them");
            return Err(reader.no(word, &what));
        };
        reader.octets.push(octet);
    }
    Ok(())
}

/// The octet that `%2x` of `sscanf` finds at the beginning of a text.
fn scan_octet(rest: &mut &[u8]) -> Option<u8> {
    while let [b'\t'..=b'\r' | b' ', behind @ ..] = *rest {
        *rest = behind;
    }
    let digit = |octet: u8| char::from(octet).to_digit(16).map(|value| value as u8);
    let (octet, taken) = match **rest {
        [b'+', second, ..] => (digit(second)?, 2),
        [b'-', b'0', ..] => (0, 2),
        [b'0', b'x' | b'X', ..] => (0, 2),
        [first, second, ..] if let (Some(first), Some(second)) = (digit(first), digit(second)) => {
            (first << 4 | second, 2)
        }
        [first, ..] => (digit(first)?, 1),
        [] => return None,
    };
    *rest = &rest[taken..];
    Some(octet)
}

/// The prefix length, the suffix of the address and the name of the prefix (RFC 2874 section 3.1).
pub const A6: Kind = Kind {
    read: |reader| {
        let length = reader.number(128)? as u8;
        reader.octets.push(length);
        if length < 128 {
            reader.what = "address suffix";
            let (word, text) = reader.plain()?;
            let mut address = ipv6(text).ok_or_else(|| reader.no(word, "an IPv6 address"))?.octets();
            let first = usize::from(length / 8);
            address[first] &= 0xff >> (length % 8);
            reader.octets.extend_from_slice(&address[first..]);
        }
        if length > 0 {
            reader.what = "prefix name";
            reader.name(false)?;
        }
        Ok(())
    },
    check: |octets| {
        let length = octets.u8()?;
        if length > 128 {
            return Err("the prefix is longer than 128 bits");
        }
        if length < 128 {
            let suffix = octets.take(16 - usize::from(length / 8))?;
            if suffix[0] & !(0xff >> (length % 8)) != 0 {
                return Err("bits of the prefix are set in the suffix");
            }
        }
        if length > 0 { octets.name().map(drop) } else { Ok(()) }
    },
    write: |octets, writer| {
        let length = octets.u8()?;
        writer.push(length);
        writer.text.push(' ');
        if length < 128 {
            let (mut whole, first) = ([0; 16], usize::from(length / 8));
            whole[first..].copy_from_slice(octets.take(16 - first)?);
            writer.push(address(&whole));
        }
        if length > 0 {
            writer.text.push(' ');
            let name = octets.name()?;
            writer.name(&name);
        }
        Ok(())
    },
};

/// Any number of address prefixes, also none (RFC 3123 section 4).
pub const PREFIXES: Kind = Kind {
    read: |reader| {
        while reader.peek().is_some() {
            let (word, text) = reader.plain()?;
            prefix(reader, word, text)?;
        }
        Ok(())
    },
    check: |octets| {
        while octets.left() > 0 {
            let (family, length, size) = prefix_head(octets)?;
            let part = octets.take(usize::from(size & 0x7f))?;
            let (bits, most) = match family {
                1 => (32, 4),
                2 => (128, 16),
                _ => (u8::MAX, 127),
            };
            if length > bits || part.len() > most {
                return Err("a prefix is longer than an address");
            }
            if part.last() == Some(&0) {
                return Err("an address ends in octets that are 0");
            }
        }
        Ok(())
    },
    write: |octets, writer| {
        let mut blank = "";
        while octets.left() > 0 {
            let (family, length, size) = prefix_head(octets)?;
            let bang = if size & 0x80 != 0 { "!" } else { "" };
            let part = octets.take(usize::from(size & 0x7f))?;
            let mut whole = [0; 16];
            whole[..part.len()].copy_from_slice(part);
            let whole = match family {
                1 => &whole[..4],
                2 => &whole[..],
                _ => return Err("the address family is unknown"),
            };
            writer.push(format_args!("{blank}{bang}{family}:{}/{length}", address(whole)));
            blank = " ";
        }
        Ok(())
    },
};

/// The family, the prefix length, and the size of the address with the mark of negation.
fn prefix_head(octets: &mut Octets<'_>) -> Result<(u16, u8, u8), Bad> {
    Ok((octets.u16()?, octets.u8()?, octets.u8()?))
}

/// Reads one prefix: `[!]family:address/length`.
fn prefix(reader: &mut Reader<'_>, word: Word, text: &[u8]) -> Result<(), BadField> {
    let (negative, rest) = match text.strip_prefix(b"!") {
        Some(rest) => (0x80, rest),
        None => (0, text),
    };
    let family = c_number(rest);
    let parts = family.rest.strip_prefix(b":").and_then(|rest| {
        let slash = rest.iter().position(|octet| *octet == b'/')?;
        Some((&rest[..slash], &rest[slash + 1..]))
    });
    let Some((address, length)) = parts else {
        return Err(reader.no(word, "`[!]family:address/length`, as in `1:192.0.2.0/24`"));
    };
    let (octets, most) = match family.unsigned {
        1 => (ipv4(address).map(|address| address.octets().to_vec()), 32),
        2 => (ipv6(address).map(|address| address.octets().to_vec()), 128),
        _ => {
            return Err(fault(word, "the address family is 1, for IPv4, or 2, for IPv6".into()));
        }
    };
    let Some(octets) = octets else {
        return Err(reader.no(word, &format!("one with an IPv{} address", if most == 32 { 4 } else { 6 })));
    };
    let length = crate::syntax::ttl::decimal(length).filter(|length| *length <= most);
    let Some(length) = length else {
        return Err(fault(word, format!("the prefix length is a number from 0 to {most}")));
    };
    let size = octets.iter().rposition(|octet| *octet != 0).map_or(0, |last| last + 1);
    reader.octets.extend_from_slice(&[0, family.unsigned as u8, length as u8, size as u8 | negative]);
    reader.octets.extend_from_slice(&octets[..size]);
    Ok(())
}

/// The text of an address of 4 or 16 octets, as BIND writes it.
pub fn address(octets: &[u8]) -> String {
    match (<[u8; 4]>::try_from(octets), <[u8; 16]>::try_from(octets)) {
        (Ok(octets), _) => Ipv4Addr::from(octets).to_string(),
        (_, Ok(octets)) => ipv6_text(Ipv6Addr::from(octets)),
        _ => String::new(),
    }
}
