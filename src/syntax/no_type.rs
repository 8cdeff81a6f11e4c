//! What was meant by an address, or other rdata, before which no type stands: it is missing, has grown to the owner, or stands behind the
//! address; or what stands in the place of the owner is none. Knows no text beyond the line.

use crate::base::printable::printable;
use crate::syntax::address::{ipv4, ipv6};
use crate::syntax::entry::Word;
use crate::syntax::error::SyntaxError;
use crate::syntax::fields::Fields;
use crate::syntax::name::are_host_labels;
use crate::syntax::rdata_looks::{has_protocol, look_like_rdata};
use crate::syntax::record_type::{class, record_type};
use crate::syntax::ttl::parse_ttl;

/// How a message begins about an address without its type.
pub const TYPE_MISSING: &str = "the type is missing before the address";
/// How a message begins about a type that has grown to its owner.
pub const BLANK_BEFORE: &str = "a blank is missing before";
/// What a message says of an address whose type stands behind it.
pub const ADDRESS_FIRST: &str = "the type stands after the address";
/// How a message ends about an address before which a class or a TTL stands in the place of the owner.
pub const NO_OWNER: &str = "stands in the place of the owner, and the type is missing before the address";
/// How a message ends about an owner with a sign at its edge that no host's name has, and no type behind it.
pub const NO_HOST_NAME: &str = "is no host's name, and the type is missing before the address";

/// The types that grow to owners, the longer ones first, as one may end in another.
const TYPES: [&str; 9] = ["NAPTR", "CNAME", "AAAA", "SRV", "TXT", "PTR", "MX", "NS", "A"];
/// So many words grow to an owner: a TTL, a class, a type.
const MOST_GROWN: usize = 3;
/// A number as small as this is hardly a TTL.
const SMALLEST_TTL: u32 = 60;
/// TTLs that people write, which the end of a host's name may be, too.
const USUAL_TTLS: [&str; 14] = [
    "300", "600", "900", "1800", "3600", "7200", "10800", "14400", "21600", "28800", "43200", "86400",
    "172800", "604800",
];
/// With what lines begin that hold an address in other files and in what programs print.
const NO_HOSTS: [&str; 12] = [
    "nameserver",
    "inet",
    "inet6",
    "addr",
    "address",
    "addresses",
    "ip",
    "ipv4",
    "ipv6",
    "ping",
    "ping6",
    "listen",
];
/// Hosts that are often called like a type.
const HOSTS: [&str; 2] = ["mx", "ns"];

/// Whether the word in the first column of a line is surely the name of a host, and meant for one.
pub fn is_surely_host(owner: &[u8]) -> bool {
    let is_named_so = HOSTS.iter().any(|host| owner.eq_ignore_ascii_case(host.as_bytes()));
    is_clean(owner) && (is_named_so || record_type(owner).is_none())
}

impl Fields<'_, '_> {
    /// What is wrong with a line whose `word` is none that may stand at its place, if that is an address, or the rdata of a type that has grown
    /// to the owner.
    pub(super) fn typeless(&self, word: Word, owner: Option<Word>) -> Option<SyntaxError> {
        let address = address_type(word.text(self.text)).filter(|_| !word.quoted);
        let Some(first) = owner.filter(|owner| !owner.quoted) else {
            return address.map(|rtype| missing(word, rtype, self.text));
        };
        if let Some(error) = self.grown_type(first) {
            return Some(error);
        }
        let rtype = address?;
        let at = self.words.iter().position(|known| *known == word)?;
        let (between, behind) = (self.words.get(1..at)?, self.words.get(at + 1..)?);
        if !behind.is_empty() {
            return Some(self.more_than_address(word, rtype, (first, between, behind)));
        }
        Some(self.missing_behind(first, between, word, rtype))
    }

    /// Words that have grown to the end of the owner, a type among them or before an address: `mxA 192.0.2.3`, `mx.IN 192.0.2.3`.
    fn grown_type(&self, owner: Word) -> Option<SyntaxError> {
        let [_, rest @ ..] = self.words else { return None };
        let (octets, first, last) = (owner.text(self.text), *rest.first()?, *rest.last()?);
        let (name, mut grown) = grown(octets);
        let blank_before = *grown.first()?;
        let kind = match grown.iter().find_map(|word| record_type(word)) {
            Some(kind) => kind,
            None => {
                let rtype = address_type(first.text(self.text)).filter(|_| rest.len() == 1)?;
                grown.push(rtype.as_bytes());
                record_type(rtype.as_bytes())?
            }
        };
        let is_owner = is_clean(name) || name.starts_with(b"_") && !name.contains(&b'\\');
        if !is_owner || !look_like_rdata(kind, rest, self.text) {
            return None;
        }
        let shown = |words: &[&[u8]]| words.iter().map(|word| printable(word)).collect::<Vec<_>>();
        let rdata: Vec<&[u8]> = rest.iter().map(|word| word.plain_text(self.text)).collect();
        let record = [shown(&[name]), shown(&grown), shown(&rdata)].concat().join(" ");
        let [word, owner] = [blank_before, octets].map(printable);
        let message = format!("{BLANK_BEFORE} `{word}` at the end of `{owner}`");
        let whole = Word { end: last.end, ..first };
        Some(SyntaxError { help: Some(format!("write `{record}`")), ..SyntaxError::at(whole, message) })
    }

    /// An address with words behind it.
    fn more_than_address(
        &self,
        word: Word,
        rtype: &str,
        (owner, between, behind): (Word, &[Word], &[Word]),
    ) -> SyntaxError {
        let shown = |word: &Word| printable(word.plain_text(self.text));
        let before: Vec<String> = [owner].iter().chain(between).map(shown).collect();
        let before = before.join(" ");
        let is_host = is_surely_host(owner.text(self.text));
        let is_type = |word: &Word| word.text(self.text).eq_ignore_ascii_case(rtype.as_bytes());
        match behind {
            [only] if is_host && is_type(only) => {
                let help = Some(format!("write `{before} {} {}`", shown(only), shown(&word)));
                SyntaxError { help, ..SyntaxError::at(*only, ADDRESS_FIRST.to_owned()) }
            }
            _ if is_host && behind.iter().all(|word| address_type(word.text(self.text)).is_some()) => {
                let record = |word: &Word| {
                    let rtype = address_type(word.text(self.text)).unwrap_or(rtype);
                    format!("`{before} {rtype} {}`", shown(word))
                };
                let records: Vec<String> = [word].iter().chain(behind).take(MOST_SHOWN).map(record).collect();
                let message = "no type stands before these addresses, and a record has one".to_owned();
                let whole = Word { end: behind[behind.len() - 1].end, ..word };
                let help = Some(format!("write a record for each: {}", records.join(" and ")));
                SyntaxError { help, ..SyntaxError::at(whole, message) }
            }
            _ => {
                let missing = missing(word, rtype, self.text);
                let help = missing.help.as_ref().map(|help| format!("{help}, and nothing after it"));
                SyntaxError { help, ..missing }
            }
        }
    }

    /// An address alone behind what stands in the place of an owner, and perhaps a TTL and a class.
    fn missing_behind(&self, owner: Word, between: &[Word], word: Word, rtype: &str) -> SyntaxError {
        let octets = owner.text(self.text);
        let (name, address) = (printable(octets), printable(word.text(self.text)));
        let missing = missing(word, rtype, self.text);
        let told = |help: String| SyntaxError { help: Some(help), ..missing.clone() };
        if address_type(octets).is_some() {
            return told(format!("write the name of a host before it, as in `host {rtype} {address}`"));
        }
        if between.is_empty() && is_class_or_ttl(octets) {
            let help = Some(format!(
                "write a blank before `{name} {rtype} {address}`: the record is then of the owner above"
            ));
            let message = format!("`{name}` {NO_OWNER} `{address}`");
            return SyntaxError { help, ..SyntaxError::at(word, message) };
        }
        let bare = octets.trim_ascii();
        let bare = trim(bare, |octet| matches!(octet, b':' | b',' | b'|' | b'=' | b'@' | b'-' | b'/' | b'#'));
        let is_one_label = bare.strip_suffix(b".").is_some_and(|label| !label.contains(&b'.'));
        if NO_HOSTS.iter().any(|known| bare.eq_ignore_ascii_case(known.as_bytes())) {
            let meant = format!("`host {rtype} {address}` with the name of the host");
            return told(format!(
                "write {meant}, or remove the line: `{name}` is what other files begin it with"
            ));
        }
        if is_one_label {
            let label = printable(&bare[..bare.len() - 1]);
            return told(format!(
                "write `{label} {rtype} {address}`: with its final dot, `{name}` is a name of one label"
            ));
        }
        if bare.len() < octets.len() && octets != b"@" && is_surely_host(bare) && between.is_empty() {
            let help = Some(format!("write `{} {rtype} {address}`", printable(bare)));
            return SyntaxError {
                help,
                ..SyntaxError::at(word, format!("`{name}` {NO_HOST_NAME} `{address}`"))
            };
        }
        let ttl = USUAL_TTLS.iter().find_map(|ttl| Some((octets.strip_suffix(ttl.as_bytes())?, ttl)));
        if let Some((host, ttl)) = ttl.filter(|(host, _)| host.last().is_some_and(u8::is_ascii_alphabetic)) {
            let host = printable(host);
            return told(format!(
                "write `{host} {ttl} {rtype} {address}`, or `{name} {rtype} {address}` if the host is called so"
            ));
        }
        if !is_clean(octets) {
            return told(format!("write the name of a host before it, as in `host {rtype} {address}`"));
        }
        missing
    }
}

/// So many records are shown in place of one line, at most.
const MOST_SHOWN: usize = 4;

/// An address alone, whose type is missing.
fn missing(word: Word, rtype: &str, text: &[u8]) -> SyntaxError {
    let shown = printable(word.text(text));
    let help = Some(format!("write `{rtype} {shown}`"));
    SyntaxError { help, ..SyntaxError::at(word, format!("{TYPE_MISSING} `{shown}`: it is {rtype}")) }
}

/// The type of an address's record.
pub(super) fn address_type(text: &[u8]) -> Option<&'static str> {
    ipv4(text).map(|_| "A").or_else(|| ipv6(text).map(|_| "AAAA"))
}

/// Whether a word may be a host's owner as it stands, the zone's own name and wildcards among them.
fn is_clean(owner: &[u8]) -> bool {
    let behind = owner.strip_prefix(b"*.").unwrap_or(owner);
    matches!(owner, b"@" | b"*") || !behind.is_empty() && behind != b"." && are_host_labels(behind)
}

fn is_class_or_ttl(word: &[u8]) -> bool {
    class(word).is_some() || is_ttl(word)
}

fn is_ttl(word: &[u8]) -> bool {
    let begins_so = word.first().is_some_and(u8::is_ascii_digit);
    begins_so && parse_ttl(word).is_ok_and(|seconds| seconds >= SMALLEST_TTL)
}

/// A word without the signs at its edges of which `is_cut` is true.
fn trim(word: &[u8], is_cut: impl Fn(u8) -> bool) -> &[u8] {
    let start = word.iter().position(|octet| !is_cut(*octet)).unwrap_or(word.len());
    let end = word.iter().rposition(|octet| !is_cut(*octet)).map_or(start, |last| last + 1);
    &word[start..end]
}

/// An owner without the words that have grown to its end, and these in their order.
fn grown(owner: &[u8]) -> (&[u8], Vec<&[u8]>) {
    let (mut name, mut words) = (owner, Vec::new());
    if address_type(owner).is_some() {
        return (name, words);
    }
    while words.len() < MOST_GROWN
        && let Some((left, word)) = last_word(name)
    {
        words.insert(0, word);
        name = left;
    }
    (name, words)
}

/// The type, class or TTL at the end of a word, and what stands before it. What another sign than a blank parts may be
/// in small letters, where that sign is none of a name's.
fn last_word(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let is_sign = |octet: &u8| matches!(octet, b':' | b',' | b'|' | b'/' | b'=');
    let is_of_name = |octet: &u8| matches!(octet, b'.' | b'-' | b'_');
    let parted = |length: usize| {
        let (before, word) = text.split_at_checked(text.len().checked_sub(length)?)?;
        let sign = before.last().filter(|octet| is_sign(octet) || is_of_name(octet));
        let name = &before[..before.len() - usize::from(sign.is_some())];
        let is_name = name.last().is_some_and(u8::is_ascii_alphanumeric) || name.ends_with(b"@");
        is_name.then_some((name, word, sign))
    };
    for known in TYPES.into_iter().chain(["IN"]) {
        let Some((name, word, sign)) = parted(known.len()) else { continue };
        let is_written = word == known.as_bytes()
            || sign.is_some_and(is_sign) && word.eq_ignore_ascii_case(known.as_bytes());
        if is_written && (sign.is_some() || ends_small(name)) {
            return Some((name, word));
        }
    }
    let digits = text.iter().rev().take_while(|octet| octet.is_ascii_digit()).count();
    let (name, word, sign) = parted(digits).filter(|_| digits > 0)?;
    let is_parted = sign.is_some_and(|sign| is_sign(sign) || *sign == b'.');
    (is_parted && is_ttl(word) && !name.iter().all(|octet| octet.is_ascii_digit() || *octet == b'.'))
        .then_some((name, word))
}

/// Whether a text ends in a small letter or a digit, perhaps before a class: capitals behind it are a word of their own.
fn ends_small(name: &[u8]) -> bool {
    let is_small = |name: &[u8]| {
        name.last().is_some_and(|last| last.is_ascii_lowercase() || last.is_ascii_digit())
            || has_protocol(name)
    };
    is_small(name) || name.strip_suffix(b"IN").is_some_and(is_small)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_have_grown_to_an_owner_are_told_apart() {
        for (owner, name, words) in [
            ("mxA", "mx", "A"),
            ("mx.A", "mx", "A"),
            ("mx-A", "mx", "A"),
            ("mx:aaaa", "mx", "aaaa"),
            ("mx,A", "mx", "A"),
            ("mxIN", "mx", "IN"),
            ("mxINA", "mx", "IN A"),
            ("mx.IN", "mx", "IN"),
            ("mx.300", "mx", "300"),
            ("mx:300:IN:A", "mx", "300 IN A"),
            ("_foo._tcpSRV", "_foo._tcp", "SRV"),
            ("_FOO._TCPSRV", "_FOO._TCP", "SRV"),
            ("_foo._tcp:srv", "_foo._tcp", "srv"),
            ("_foo._tcp.SRV", "_foo._tcp", "SRV"),
            ("mailCNAME", "mail", "CNAME"),
            ("mx", "mx", ""),
            ("mx.a", "mx.a", ""),
            ("mx-a", "mx-a", ""),
            ("mx300", "mx300", ""),
            ("mx.10", "mx.10", ""),
            ("DATA", "DATA", ""),
            ("DOMAINA", "DOMAINA", ""),
            ("192.0.2.200", "192.0.2.200", ""),
            ("2.200", "2.200", ""),
            ("A", "A", ""),
            (".A", ".A", ""),
        ] {
            let (left, found) = grown(owner.as_bytes());
            let found: Vec<_> = found.into_iter().map(String::from_utf8_lossy).collect();
            assert_eq!((&*String::from_utf8_lossy(left), &*found.join(" ")), (name, words), "{owner}");
        }
    }

    #[test]
    fn hosts_are_told_from_other_words() {
        for owner in ["mx", "NS", "mail1", "a.b", "@", "*", "*.lab", "x--y", "mx.example.com."] {
            assert!(is_surely_host(owner.as_bytes()), "{owner}");
        }
        for owner in ["txt", "a", "mx_1", "mx:", "-mx", "_mx", ".", "", "m\u{e4}x", "mx\\.a", "*.", "*x"] {
            assert!(!is_surely_host(owner.as_bytes()), "{owner}");
        }
    }
}
