//! Whether words look like the rdata of a type, whatever else is wrong with their line. Reads no rdata, and knows only types that are
//! told by their looks.

use hickory_proto::rr::RecordType;

use crate::syntax::address::{ipv4, ipv6};
use crate::syntax::entry::Word;

/// Whether `words` are the rdata of a type behind an owner that stands in the wrong place. What follows one name may be a remark,
/// unless it is a name with a dot; and one address may follow another.
pub fn are_behind_owner(rtype: RecordType, owner: Word, words: &[Word], text: &[u8]) -> bool {
    let is_told = !is_name_alone(rtype) || words.iter().any(|word| word.text(text).contains(&b'.'));
    is_told && !owner.quoted && !owner.text(text).contains(&b':') && look_like_rdata(rtype, words, text)
}

/// Whether the rdata of a type are one name.
pub fn is_name_alone(rtype: RecordType) -> bool {
    matches!(rtype, RecordType::CNAME | RecordType::NS | RecordType::PTR)
}

/// Whether a word is rather an owner than the first part of a name with a blank in it: absolute, or a service.
pub fn is_surely_owner(word: &[u8]) -> bool {
    word.ends_with(b".") || word.starts_with(b"_") && has_protocol(word)
}

/// The protocols of services; the instances of a service have names with blanks before them.
const PROTOCOLS: [&[u8]; 2] = [b"_tcp", b"_udp"];

/// Whether a label of a word is the protocol of a service.
pub fn has_protocol(word: &[u8]) -> bool {
    word.split(|octet| *octet == b'.')
        .any(|label| PROTOCOLS.iter().any(|known| label.eq_ignore_ascii_case(known)))
}

/// Whether `words` of `text` are the rdata of a type, of those that are told by their looks.
pub fn look_like_rdata(rtype: RecordType, words: &[Word], text: &[u8]) -> bool {
    let octets = |word: &Word| word.text(text);
    let is_number = |word: &Word| !word.quoted && octets(word).iter().all(u8::is_ascii_digit);
    let is_name = |word: &Word| !word.quoted && octets(word).iter().any(u8::is_ascii_alphabetic);
    match (rtype, words) {
        (RecordType::A, [address]) => ipv4(octets(address)).is_some(),
        (RecordType::AAAA, [address]) => ipv6(octets(address)).is_some(),
        (RecordType::SRV, [numbers @ .., target]) => {
            numbers.len() == 3 && numbers.iter().all(is_number) && is_name(target)
        }
        (RecordType::MX, [preference, host]) => is_number(preference) && is_name(host),
        (RecordType::CNAME | RecordType::NS | RecordType::PTR, [name]) => is_name(name),
        (RecordType::TXT, words) => !words.is_empty() && words.iter().all(|word| word.quoted),
        (RecordType::CAA, [flags, tag, _]) => {
            is_number(flags) && octets(flags).len() <= 3 && octets(tag).iter().all(u8::is_ascii_alphabetic)
        }
        (RecordType::TLSA, [numbers @ .., digest]) => {
            numbers.len() == 3
                && numbers.iter().all(is_number)
                && octets(digest).len() > 32
                && octets(digest).iter().all(u8::is_ascii_hexdigit)
        }
        _ => false,
    }
}
