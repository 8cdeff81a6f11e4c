//! Rdata given as octets (RFC 3597), from its words. Knows no zone.

use hickory_proto::rr::RecordType;

use crate::base::printable::octets_in_words;
use crate::syntax::Word;
use crate::zone::rdata::digits::hexadecimal;
use crate::zone::rdata::fields::{BadField, error};
use crate::zone::rdata::text::{NumberFault, number_16};

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
    if let Some(quoted) = rest.iter().find(|word| word.quoted) {
        return Some(Err(error(*quoted, "the digits of rdata must not be quoted".into())));
    }
    let digits: Vec<u8> = rest[1..].iter().flat_map(|word| word.text(text)).copied().collect();
    let octets = hexadecimal(&digits);
    Some(match octets {
        Some(octets) if octets.len() == usize::from(length) => Ok(octets),
        Some(octets) => {
            Err(error(rest[0], format!("the rdata has {}, not {length}", octets_in_words(octets.len()))))
        }
        None => Err(error(
            *words.last().unwrap_or(marker),
            "this is not rdata in pairs of hexadecimal digits".into(),
        )),
    })
}
