//! Whether words look like the rdata of a type, whatever else is wrong with their line. Reads no rdata, and knows only types that are
//! told by their looks.

use hickory_proto::rr::RecordType;

use crate::syntax::address::{ipv4, ipv6};
use crate::syntax::entry::Word;

/// Whether `words` are the rdata of a type behind an owner that stands in the wrong place. What follows one name may be a remark,
/// unless it is a name with a dot; and one address may follow another.
pub fn are_behind_owner(rtype: RecordType, owner: Word, words: &[Word], text: &[u8]) -> bool {
    let is_name_alone = matches!(rtype, RecordType::CNAME | RecordType::NS | RecordType::PTR);
    let is_told = !is_name_alone || words.iter().any(|word| word.text(text).contains(&b'.'));
    is_told && !owner.quoted && !owner.text(text).contains(&b':') && look_like_rdata(rtype, words, text)
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
