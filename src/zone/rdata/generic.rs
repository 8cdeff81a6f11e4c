//! Rdata given as octets (RFC 3597): from its words, and to the text of the types that rules read. Knows no
//! zone.

use hickory_proto::rr::{RData, RecordType};
use hickory_proto::serialize::binary::{BinDecoder, Restrict};

use crate::syntax::Word;
use crate::syntax::name::display_name;
use crate::zone::rdata::fields::{BadField, error};
use crate::zone::rdata::text::{NumberFault, number_16, quoted};

/// The octets of generic rdata (RFC 3597 section 5): `\# length hex…`. `None` if the words are no
/// such thing.
///
/// # Errors
/// The word at fault, if they are, but wrong.
pub fn octets(words: &[Word], text: &[u8], rtype: RecordType) -> Option<Result<Vec<u8>, BadField>> {
    let (marker, rest) = words.split_first()?;
    if marker.quoted || !marker.escaped || marker.text(text) != b"\\#" {
        return None;
    }
    let length = rest
        .first()
        .and_then(|word| (!word.quoted).then(|| number_16(word.text(text))))
        .unwrap_or(Err(NumberFault::NoNumber));
    if rtype == RecordType::TXT && length == Err(NumberFault::NoNumber) {
        return None;
    }
    let Ok(length) = length else {
        return Some(Err(error(
            *rest.first().unwrap_or(marker),
            "`\\#` takes the length of the rdata in octets, then hexadecimal digits".into(),
        )));
    };
    let hex: Vec<u8> = rest[1..].iter().flat_map(|word| word.text(text)).copied().collect();
    let digit = |octet: u8| char::from(octet).to_digit(16).map(|digit| digit as u8);
    let octets: Option<Vec<u8>> =
        hex.chunks(2).map(|pair| Some(digit(pair[0])? << 4 | digit(*pair.get(1)?)?)).collect();
    Some(match octets {
        Some(octets) if octets.len() == usize::from(length) => Ok(octets),
        Some(octets) => Err(error(rest[0], format!("the rdata has {} octets, not {length}", octets.len()))),
        None => Err(error(*words.last().unwrap_or(marker), "this is no hexadecimal rdata".into())),
    })
}

/// The text of rdata given as octets, for the types that rules read; `None` if they are no rdata
/// of that type.
pub fn text_of(rtype: RecordType, octets: &[u8]) -> Option<String> {
    let mut decoder = BinDecoder::new(octets);
    let length = Restrict::new(u16::try_from(octets.len()).ok()?);
    let rdata = RData::read(&mut decoder, rtype, length).ok()?;
    if !decoder.is_empty() || has_pointer(rtype, octets) {
        return None;
    }
    let name = display_name;
    Some(match &rdata {
        RData::A(address) => address.to_string(),
        RData::AAAA(address) => address.to_string(),
        RData::CNAME(target) => name(&target.0),
        RData::NS(target) => name(&target.0),
        RData::PTR(target) => name(&target.0),
        RData::MX(mx) => format!("{} {}", mx.preference, name(&mx.exchange)),
        RData::SRV(srv) => format!("{} {} {} {}", srv.priority, srv.weight, srv.port, name(&srv.target)),
        RData::SOA(soa) => format!(
            "{} {} {} {} {} {} {}",
            name(&soa.mname),
            name(&soa.rname),
            soa.serial,
            soa.refresh,
            soa.retry,
            soa.expire,
            soa.minimum
        ),
        RData::NAPTR(naptr) => format!(
            "{} {} {} {} {} {}",
            naptr.order,
            naptr.preference,
            quoted(&naptr.flags),
            quoted(&naptr.services),
            quoted(&naptr.regexp),
            name(&naptr.replacement)
        ),
        RData::TXT(txt) => txt.txt_data.iter().map(|string| quoted(string)).collect::<Vec<_>>().join(" "),
        RData::Unknown { rdata, .. } if rtype == RecordType::DNAME => {
            let mut decoder = BinDecoder::new(&rdata.anything);
            use hickory_proto::serialize::binary::BinDecodable;
            name(&hickory_proto::rr::Name::read(&mut decoder).ok()?)
        }
        _ => return None,
    })
}

/// Whether a name in rdata is compressed, which is for messages only (RFC 3597 section 4).
fn has_pointer(rtype: RecordType, octets: &[u8]) -> bool {
    let (fixed, strings, names) = match rtype {
        RecordType::SRV => (6, 0, 1),
        RecordType::MX => (2, 0, 1),
        RecordType::NAPTR => (4, 3, 1),
        RecordType::SOA => (0, 0, 2),
        RecordType::A | RecordType::AAAA | RecordType::TXT => return false,
        _ => (0, 0, 1),
    };
    let mut at = fixed;
    for _ in 0..strings {
        at += 1 + octets.get(at).map_or(0, |length| usize::from(*length));
    }
    for _ in 0..names {
        while let Some(&length) = octets.get(at).filter(|length| **length > 0) {
            if length > 63 {
                return true;
            }
            at += 1 + usize::from(length);
        }
        at += 1;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generic_rdata_of_an_srv_record() {
        let octets = b"\x00\x0a\x00\x05\x13\xc4\x03sip\x07example\x03com\x00";
        assert_eq!(text_of(RecordType::SRV, octets).as_deref(), Some("10 5 5060 sip.example.com."));
        assert_eq!(text_of(RecordType::SRV, &octets[..20]), None);
    }
}
