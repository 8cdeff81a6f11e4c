//! Fields that are numbers or names, and numbers as C's library reads them.

use crate::syntax::ttl::parse_ttl;
use crate::zone::rdata::kind::{Kind, Reader};

/// A number of 8 bits.
pub const U8: Kind = Kind {
    read: |reader| {
        let number = reader.number(0xff)?;
        reader.octets.push(number as u8);
        Ok(())
    },
    check: |octets| octets.u8().map(drop),
    write: |octets, writer| {
        writer.push(octets.u8()?);
        Ok(())
    },
};

/// A number of 16 bits.
pub const U16: Kind = Kind {
    read: |reader| {
        let number = reader.number(0xffff)?;
        push_u16(reader, number as u16);
        Ok(())
    },
    check: |octets| octets.u16().map(drop),
    write: |octets, writer| {
        writer.push(octets.u16()?);
        Ok(())
    },
};

/// A number of 32 bits.
pub const U32: Kind = Kind {
    read: |reader| {
        let number = reader.number(u32::MAX)?;
        reader.octets.extend_from_slice(&number.to_be_bytes());
        Ok(())
    },
    check: |octets| octets.u32().map(drop),
    write: |octets, writer| {
        writer.push(octets.u32()?);
        Ok(())
    },
};

/// A number of seconds, with units or without.
pub const SECONDS: Kind = Kind {
    read: |reader| {
        let (word, text) = reader.plain()?;
        let seconds = parse_ttl(text).map_err(|_| reader.no(word, "a number of seconds"))?;
        reader.octets.extend_from_slice(&seconds.to_be_bytes());
        Ok(())
    },
    ..U32
};

/// A number of 16 bits in octal digits: the address of a host in class CH (RFC 1035 section 3.4.1 leaves it open).
pub const OCTAL: Kind = Kind {
    read: |reader| {
        let (word, text) = reader.plain()?;
        if !text.iter().all(|octet| (b'0'..=b'7').contains(octet)) {
            return Err(reader.no(word, "a number of octal digits"));
        }
        let number = std::str::from_utf8(text).ok().and_then(|text| u16::from_str_radix(text, 8).ok());
        push_u16(reader, number.ok_or_else(|| reader.out_of_range(word, 0xffff))?);
        Ok(())
    },
    check: |octets| octets.u16().map(drop),
    write: |octets, writer| {
        let number = octets.u16()?;
        writer.push(format_args!("{number:o}"));
        Ok(())
    },
};

/// A domain name.
pub const NAME: Kind = Kind {
    read: |reader| reader.name(false),
    check: |octets| octets.name().map(drop),
    write: |octets, writer| {
        let name = octets.name()?;
        writer.name(&name);
        Ok(())
    },
};

/// Appends a number of 16 bits to the octets of a record.
pub fn push_u16(reader: &mut Reader<'_>, number: u16) {
    reader.octets.extend_from_slice(&number.to_be_bytes());
}
