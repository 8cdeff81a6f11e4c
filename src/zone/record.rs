//! A record of a zone: its owner, its fields, and where each is written. Knows no zone: what a name or a TTL
//! means, the zone tells, which holds both once for many records.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use hickory_proto::rr::RecordType;

use crate::base::source::Sources;
use crate::base::span::Span;
use crate::syntax::lexer::{Kind, Tokens};
use crate::syntax::name::NameKey;

/// A value with the place that says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it is written.
    pub span: Span,
}

/// A name as written, and which absolute name it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NameRef {
    /// Stands for the absolute name.
    pub key: NameKey,
    /// Where it is written. For an inherited owner: where that owner was written last.
    pub span: Span,
    /// Which of the zone's origins was in force there; in the lowest bits whether it was appended,
    /// and whether a backslash stands in the text.
    origin: u32,
}

/// An owner that may be a word of its own record, which stands in the first column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WordOwner {
    /// The owner as it is read.
    pub owner: NameRef,
    /// The record's type.
    pub rtype: RecordType,
    /// Whether the word alone tells; else it explains what is missing.
    pub is_sure: bool,
}

impl NameRef {
    pub(super) fn new(key: NameKey, span: Span, origin: u32, relative: bool, escaped: bool) -> Self {
        Self { key, span, origin: origin << 2 | u32::from(escaped) << 1 | u32::from(relative) }
    }

    /// Whether a backslash stands in its text.
    pub fn is_escaped(&self) -> bool {
        self.origin & 2 == 2
    }

    /// Whether the origin was appended.
    pub fn is_relative(&self) -> bool {
        self.origin & 1 == 1
    }

    pub(crate) fn origin_number(&self) -> usize {
        (self.origin >> 2) as usize
    }
}

/// What decided a TTL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TtlSource {
    /// The record's own field.
    Record,
    /// A `$TTL` directive (RFC 2308 section 4).
    Directive,
    /// The TTL of an earlier record (RFC 1035 section 5.1).
    Previous,
    /// The SOA's MINIMUM, when there is nothing else.
    SoaMinimum,
}

/// An effective TTL and where it came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ttl {
    /// Seconds.
    pub seconds: u32,
    /// What decided it.
    pub source: TtlSource,
    /// The token that says it.
    pub span: Span,
}

/// The fields of an SRV record (RFC 2782).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Srv {
    /// Lower is tried first.
    pub priority: u16,
    /// Share among the records of one priority.
    pub weight: u16,
    /// Port of the service.
    pub port: u16,
    /// Host of the service; the root means "not available".
    pub target: NameRef,
    /// Whether it is the root. Its other values tell `Rdata` which of the others it is, without a word more.
    null: bool,
}

impl Srv {
    #[inline]
    pub(super) fn new(priority: u16, weight: u16, port: u16, target: NameRef) -> Self {
        Srv { priority, weight, port, target, null: target.key == NameKey::root() }
    }

    /// Whether the target is the root: "not available" (RFC 2782, "Target").
    pub fn is_null(&self) -> bool {
        self.null
    }
}

/// The fields of a NAPTR record (RFC 3403 section 4.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Naptr {
    /// Rules are tried in this order.
    pub order: u16,
    /// Preference among rules of one order.
    pub preference: u16,
    /// Flags, escapes resolved.
    pub flags: Spanned<Vec<u8>>,
    /// Services, escapes resolved.
    pub services: Spanned<Vec<u8>>,
    /// Substitution expression, escapes resolved.
    pub regexp: Spanned<Vec<u8>>,
    /// The next name to ask for.
    pub replacement: NameRef,
}

/// A PTR record at a name that begins with an underscore: services and their instances are listed at such (RFC 6763).
#[derive(Debug, Clone, Copy)]
pub struct Pointer {
    /// Where it stands.
    pub owner: NameRef,
    /// The name that it lists.
    pub target: NameRef,
}

/// A relative name of several labels where a server, a mailbox or the host of an address belongs: it may lack its dot.
#[derive(Debug, Clone, Copy)]
pub struct RelativeName {
    /// Where its record stands.
    pub owner: NameRef,
    /// The name.
    pub name: NameRef,
    /// The type of its record: SOA or PTR.
    pub rtype: RecordType,
    /// Whether it stands for a mailbox.
    pub is_mailbox: bool,
}

/// The rdata of the types that rules read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rdata {
    /// An SRV record's.
    Srv(Srv),
    /// A CNAME, DNAME, NS or PTR record's.
    Name(NameRef),
    /// An A record's.
    A(Ipv4Addr),
    /// An AAAA record's.
    Aaaa(Ipv6Addr),
    /// A NAPTR record's.
    Naptr(Box<Naptr>),
    /// An SOA record's MINIMUM, in seconds.
    Soa(Spanned<u32>),
    /// Any other type's, or another class's.
    Other,
}

impl Rdata {
    /// The address of an A or AAAA record.
    pub fn address(&self) -> Option<IpAddr> {
        match self {
            Rdata::A(address) => Some((*address).into()),
            Rdata::Aaaa(address) => Some((*address).into()),
            _ => None,
        }
    }
}

/// The number of a TTL among those of a zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TtlNumber(pub(super) u32);

impl TtlNumber {
    /// Of a record without any.
    pub(super) const NONE: TtlNumber = TtlNumber(u32::MAX);
}

/// A record of a zone. A zone may hold millions: what is long and rarely asked for is not in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Its owner.
    pub owner: NameRef,
    /// Its type.
    pub rtype: RecordType,
    /// Its effective TTL among the zone's; `Zone::ttl` tells it.
    pub(super) ttl: TtlNumber,
    /// What it says.
    pub rdata: Rdata,
    /// The whole record, from its owner or type to its last field.
    pub span: Span,
    /// Counts the owners before it: equal for records between which no other owner's stands.
    pub owner_run: u32,
}

// Every further word is a tenth of the memory of a large zone.
const _: () = assert!(size_of::<Record>() == 80);

impl Record {
    /// One that says nothing.
    pub(super) fn empty(span: Span) -> Self {
        let owner = NameRef::new(NameKey::root(), span, 0, false, false);
        let (rtype, ttl, rdata) = (RecordType::NULL, TtlNumber::NONE, Rdata::Other);
        Record { owner, rtype, ttl, rdata, span, owner_run: 0 }
    }

    /// The SRV fields of an SRV record.
    pub fn srv(&self) -> Option<&Srv> {
        match &self.rdata {
            Rdata::Srv(srv) => Some(srv),
            _ => None,
        }
    }

    /// Where priority, weight and port of an SRV record are written. They are looked up in its text.
    pub fn srv_numbers(&self, sources: &Sources) -> [Span; 3] {
        let Some(Srv { target, .. }) = self.srv() else { return [self.span; 3] };
        let Span { source, start: end, .. } = target.span;
        // Generic rdata is read from a text of its own.
        let start = if source == self.span.source { self.span.start } else { 0 };
        let octets = sources.file(source).bytes();
        if let Some(words) = octets.get(start as usize..end as usize).and_then(last_three_words) {
            return words.map(|(first, last)| Span::new(source, start + first, start + last));
        }
        let tokens = Tokens::new(octets, start).take_while(|token| token.start < end);
        let mut last = [None; 3];
        for word in tokens.filter(|token| token.kind == Kind::Word) {
            last.rotate_left(1);
            last[2] = Some(Span::new(source, word.start, word.end));
        }
        match last {
            [Some(priority), Some(weight), Some(port)] => [priority, weight, port],
            _ => [target.span; 3],
        }
    }

    /// The name that a CNAME, DNAME, NS or PTR record points at.
    pub fn points_at(&self) -> Option<&NameRef> {
        match &self.rdata {
            Rdata::Name(name) => Some(name),
            _ => None,
        }
    }
}

/// Where the last three words of a text begin and end; `None` if something stands in it that takes the lexer to read.
fn last_three_words(text: &[u8]) -> Option<[(u32, u32); 3]> {
    let is = |octet: u8, others: &[u8]| others.iter().fold(false, |is_one, other| is_one | (octet == *other));
    let is_odd = |octet: u8| !(b' '..=b'~').contains(&octet) & (octet != b'\t') | is(octet, b"();\"\\");
    // Of all octets, so that several are looked at together.
    if text.iter().fold(false, |odd, octet| odd | is_odd(*octet)) {
        return None;
    }
    let (mut words, mut rest) = ([(0, 0); 3], text);
    for word in words.iter_mut().rev() {
        let end = rest.iter().rposition(|octet| !matches!(octet, b' ' | b'\t'))? + 1;
        let start = rest[..end].iter().rposition(|octet| matches!(octet, b' ' | b'\t'));
        let start = start.map_or(0, |blank| blank + 1);
        *word = (start as u32, end as u32);
        rest = &rest[..start];
    }
    Some(words)
}

/// A word's text without its quotes.
pub(crate) fn word_text(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\"").and_then(|rest| rest.strip_suffix(b"\"")).unwrap_or(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_words_of_plain_text_are_those_that_the_lexer_finds() {
        let texts =
            ["a\tIN  SRV 0 5 993 ", "SRV 10\t20\t 30\t", "1 2 3", " 1 2 3", "1 2 ", "", " ", "a@$ b* c.d "];
        for text in texts {
            let words = Tokens::new(text.as_bytes(), 0).filter(|token| token.kind == Kind::Word);
            let words: Vec<(u32, u32)> = words.map(|word| (word.start, word.end)).collect();
            let expected = words.last_chunk::<3>().copied();
            assert_eq!(last_three_words(text.as_bytes()), expected, "{text:?}");
        }
        for text in ["1 2 ( 3", "1 2 3 ; 4 5", "1\n2 3", "\"1\" 2 3", "1 2 \\051", "1 2 3\0", "1 2 é"] {
            assert_eq!(last_three_words(text.as_bytes()), None, "{text:?}");
        }
    }
}
