//! The fields of IPSECKEY, AMTRELAY and HIP records: a gateway whose type decides how it is written, and the keys
//! around it.

use crate::zone::rdata::address::{IPV4, IPV6, address};
use crate::zone::rdata::digits::{BASE64, base64, hexadecimal, hexadecimal_text, read_base64_word};
use crate::zone::rdata::fields::BadField;
use crate::zone::rdata::kind::{Bad, Kind, Octets, Reader, Writer, fault};
use crate::zone::rdata::number::NAME;

/// The gateway type, the algorithm, the gateway and the public key of an IPSECKEY record (RFC 4025 section 2).
pub const IPSEC_KEY: Kind = Kind {
    read: |reader| {
        let gateway = gateway_type(reader, 3)?;
        reader.octets.push(gateway);
        reader.what = "algorithm";
        let algorithm = reader.number(0xff)?;
        reader.octets.push(algorithm as u8);
        read_gateway(reader, gateway)?;
        reader.what = "public key";
        (BASE64.read)(reader)
    },
    check: |octets| {
        let gateway = octets.u8()?;
        octets.u8()?;
        check_gateway(octets, gateway)?;
        octets.at_least(1).map(drop)
    },
    write: |octets, writer| {
        let (gateway, algorithm) = (octets.u8()?, octets.u8()?);
        writer.push(format_args!("{gateway} {algorithm} "));
        write_gateway(octets, gateway, writer)?;
        if octets.left() > 0 {
            writer.text.push(' ');
        }
        (BASE64.write)(octets, writer)
    },
};

/// The discovery bit, the relay type and the relay of an AMTRELAY record (RFC 8777 section 4).
pub const RELAY: Kind = Kind {
    read: |reader| {
        reader.what = "discovery bit";
        let discovery = reader.number(1)? as u8;
        reader.what = "relay type";
        let word = reader.peek();
        let relay = reader.number(0x7f)? as u8;
        reader.octets.push(discovery << 7 | relay);
        match word {
            Some(word) if relay > 3 => Err(fault(word, "the relay type is 0 to 3".into())),
            _ => read_gateway(reader, relay),
        }
    },
    check: |octets| {
        let relay = octets.u8()? & 0x7f;
        if relay > 3 {
            octets.rest();
            return Ok(());
        }
        check_gateway(octets, relay)
    },
    write: |octets, writer| {
        let relay = octets.u8()?;
        writer.push(format_args!("{} {} ", relay >> 7, relay & 0x7f));
        write_gateway(octets, relay & 0x7f, writer)
    },
};

fn gateway_type(reader: &mut Reader<'_>, most: u32) -> Result<u8, BadField> {
    reader.what = "gateway type";
    reader.number(most).map(|gateway| gateway as u8)
}

fn read_gateway(reader: &mut Reader<'_>, gateway: u8) -> Result<(), BadField> {
    reader.what = "gateway";
    match gateway {
        0 => {
            let (word, text) = reader.plain()?;
            if text == b"." { Ok(()) } else { Err(reader.no(word, "`.`, as its type is 0")) }
        }
        1 => (IPV4.read)(reader),
        2 => (IPV6.read)(reader),
        _ => (NAME.read)(reader),
    }
}

fn check_gateway(octets: &mut Octets<'_>, gateway: u8) -> Result<(), Bad> {
    match gateway {
        0 => Ok(()),
        1 => octets.take(4).map(drop),
        2 => octets.take(16).map(drop),
        3 => octets.name().map(drop),
        _ => Err("the gateway type is not 0 to 3"),
    }
}

fn write_gateway(octets: &mut Octets<'_>, gateway: u8, writer: &mut Writer<'_>) -> Result<(), Bad> {
    match gateway {
        0 => writer.text.push('.'),
        1 => writer.push(address(octets.take(4)?)),
        2 => writer.push(address(octets.take(16)?)),
        // BIND writes this name like the others.
        3 => return (NAME.write)(octets, writer),
        _ => return Err("the gateway type is unknown"),
    }
    Ok(())
}

/// The fields of a HIP record: the sizes come first, in the text they show in the digits (RFC 8005 section 6).
pub const HOST_IDENTITY: Kind = Kind {
    read: |reader| {
        reader.what = "algorithm";
        let algorithm = reader.number(0xff)? as u8;
        reader.octets.extend_from_slice(&[0, algorithm, 0, 0]);
        reader.what = "host identity tag";
        let (word, text) = reader.plain()?;
        let tag = hexadecimal(text).filter(|tag| tag.len() <= 255);
        let tag = tag.ok_or_else(|| reader.no(word, "up to 255 pairs of hexadecimal digits"))?;
        reader.octets[0] = tag.len() as u8;
        reader.octets.extend_from_slice(&tag);
        reader.what = "public key";
        let (word, before) = (reader.peek(), reader.octets.len());
        read_base64_word(reader)?;
        let size = u16::try_from(reader.octets.len() - before).map_err(|_| {
            fault(word.unwrap_or_else(|| reader.all()), "the public key is longer than 65535 octets".into())
        })?;
        reader.octets[2..4].copy_from_slice(&size.to_be_bytes());
        reader.what = "rendezvous server";
        while reader.peek().is_some() {
            reader.name(false)?;
        }
        Ok(())
    },
    check: |octets| {
        let (tag, _, key) = (octets.u8()?, octets.u8()?, octets.u16()?);
        if tag == 0 || key == 0 {
            return Err("the host identity tag or the public key is empty");
        }
        octets.take(usize::from(tag) + usize::from(key))?;
        while octets.left() > 0 {
            octets.name()?;
        }
        Ok(())
    },
    write: |octets, writer| {
        let (tag, algorithm, key) = (octets.u8()?, octets.u8()?, octets.u16()?);
        let tag = hexadecimal_text(octets.take(usize::from(tag))?).replace(' ', "");
        writer.push(format_args!("{algorithm} {tag} "));
        base64(octets.take(usize::from(key))?, usize::MAX, &mut writer.text);
        while octets.left() > 0 {
            writer.text.push(' ');
            let name = octets.name()?;
            writer.name(&name);
        }
        Ok(())
    },
};
