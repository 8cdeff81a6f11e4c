//! Several words where a record's rdata have one name: a name with a blank in it, two names, a name and a remark. Says which of
//! them it is as far as the words tell. Reads no record.

use hickory_proto::rr::{Name, RecordType};

use crate::base::printable::printable;
use crate::syntax::name::is_host_label;
use crate::syntax::{RecordEntry, SyntaxError, Word, blank_in_name, is_type_in_capitals};

/// What is wrong where two names stand.
const TWO_NAMES: &str = "two names stand where one belongs";
/// The same of a name among other words.
pub const SEVERAL_WORDS: &str = "several words stand where one name belongs";
/// The same of a name whose every part ends in a dot.
const PARTED: &str = "a blank parts this name";

/// The names at which a network says which domains to look for services in (RFC 6763 section 11).
const BROWSING: [&[u8]; 5] = [b"b", b"db", b"r", b"dr", b"lb"];
/// More words than a name and a remark have.
const MOST_WORDS: usize = 12;

/// What is wrong with a record of `owner` that has more words than its type takes, if the last of them may be its name.
#[cold]
pub(super) fn parted_name(
    bad: &SyntaxError,
    entry: &RecordEntry<'_>,
    text: &[u8],
    owner: &Name,
) -> Option<SyntaxError> {
    let is_too_much = ["extra text after the ", "SRV takes four fields and "];
    let at = match entry.rtype {
        RecordType::CNAME | RecordType::DNAME | RecordType::NS | RecordType::PTR => 0,
        RecordType::MX => 1,
        RecordType::SRV => 3,
        _ => return None,
    };
    let words = entry.rdata.get(at..)?;
    let (first, last) = (words.first()?, words.last()?);
    let between = text.get(first.start as usize..last.end as usize)?;
    let octets = |word: &Word| word.text(text);
    let is_of_record = |word: &Word| word.quoted || is_type_in_capitals(octets(word));
    if !is_too_much.iter().any(|begin| bad.message.starts_with(begin))
        || !(2..=MOST_WORDS).contains(&words.len())
        || !octets(first).iter().any(u8::is_ascii_alphabetic)
        || words.iter().any(is_of_record)
        || between.iter().any(|octet| matches!(octet, b'(' | b')' | b';' | b'\n'))
    {
        return None;
    }
    let is_pointer = entry.rtype == RecordType::PTR;
    if is_pointer && is_browsing(owner) && !octets(first).ends_with(b".") && may_end_name(octets(last)) {
        return Some(blank_in_name(words, text));
    }
    let is_parted = are_parts(words, text);
    if !is_parted && !is_host(octets(last)) {
        return None;
    }
    let shown: Vec<String> = words.iter().map(|word| printable(octets(word))).collect();
    let whole = Word { end: last.end, ..*first };
    let (message, help) = match &shown[..] {
        [_, ..] if is_parted => (PARTED, format!("write `{}` without blanks", shown.concat())),
        [one, other] if is_name(octets(first)) => {
            let may_be_both = !matches!(entry.rtype, RecordType::CNAME | RecordType::DNAME);
            let help = if may_be_both && is_host(octets(first)) && one.ends_with('.') {
                format!("write a record for each: `{one}` and `{other}`")
            } else {
                format!("keep `{one}` or `{other}`: a name has no blanks, and a remark begins with `;`")
            };
            (TWO_NAMES, help)
        }
        _ => (SEVERAL_WORDS, "keep the name alone, and begin a remark with `;`".to_owned()),
    };
    Some(SyntaxError { help: Some(help), ..SyntaxError::at(whole, message.to_owned()) })
}

/// Whether pointers at a name lead to domains.
fn is_browsing(owner: &Name) -> bool {
    let mut labels = owner.iter();
    let is_next = |label: Option<&[u8]>, known: &[u8]| label.is_some_and(|it| it.eq_ignore_ascii_case(known));
    let first = labels.next();
    BROWSING.iter().any(|known| is_next(first, known))
        && is_next(labels.next(), b"_dns-sd")
        && is_next(labels.next(), b"_udp")
}

/// Whether a word may be the end of a domain's name, rather than of a remark.
fn may_end_name(word: &[u8]) -> bool {
    is_host(word) || word.iter().all(u8::is_ascii_digit)
}

/// Whether a word is a host's name with a dot in it.
fn is_host(word: &[u8]) -> bool {
    let name = word.strip_suffix(b".").unwrap_or(word);
    let is_top = |label: &[u8]| label.first().is_some_and(u8::is_ascii_alphabetic);
    let mut labels = name.rsplit(|octet| *octet == b'.');
    labels.next().is_some_and(is_top)
        && name.contains(&b'.')
        && name.split(|octet| *octet == b'.').all(is_host_label)
}

/// Whether a word may be a name at all.
fn is_name(word: &[u8]) -> bool {
    let name = word.strip_suffix(b".").unwrap_or(word);
    name.split(|octet| *octet == b'.').all(|label| is_host_label(label.strip_prefix(b"_").unwrap_or(label)))
}

/// Whether each word ends in a dot, and they are no two hosts: those have three labels, or end alike.
fn are_parts(words: &[Word], text: &[u8]) -> bool {
    let labels = |word: &Word| {
        let name = word.text(text).strip_suffix(b".")?;
        Some(name.split(|octet| *octet == b'.').collect::<Vec<_>>())
    };
    let Some(all) = words.iter().map(labels).collect::<Option<Vec<_>>>() else { return false };
    let is_host_of_its_own = |labels: &Vec<&[u8]>| {
        all[0].len() > 1 && (labels.len() > 2 || labels.len() > 1 && labels.last() == all[0].last())
    };
    !all[1..].iter().any(is_host_of_its_own)
}
