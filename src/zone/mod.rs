//! A zone as a name server would load it, with the place where everything was written.
//!
//! `load` resolves names, TTLs, `$INCLUDE` and `$GENERATE`; `index` answers which names exist.
//! Knows no rule and no other zone.

pub mod includes;
pub mod index;
pub mod load;
pub mod mistake;
pub mod rdata;
pub mod service_owner;

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::OnceLock;

use hickory_proto::rr::{DNSClass, Name, RecordType};

use crate::base::source::Sources;
use crate::base::span::{SourceId, Span};
use crate::syntax::lexer::{Kind, Tokens};
use crate::syntax::name::{NameKey, Origin, display_name, parse_name};
use crate::zone::index::{NameFacts, NameIndex};

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

impl NameRef {
    fn new(key: NameKey, span: Span, origin: u32, relative: bool, escaped: bool) -> Self {
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
    fn new(priority: u16, weight: u16, port: u16, target: NameRef) -> Self {
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
    /// An MX record's: preference and exchange.
    Mx(Box<(u16, NameRef)>),
    /// A NAPTR record's.
    Naptr(Box<Naptr>),
    /// A SOA record's MINIMUM, in seconds.
    Soa(Spanned<u32>),
    /// Any other type's, or another class's.
    Other,
}

/// The number of a TTL among those of a zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct TtlNumber(u32);

impl TtlNumber {
    /// Of a record without any.
    const NONE: TtlNumber = TtlNumber(u32::MAX);
}

/// A record of a zone. A zone may hold millions: what is long and rarely asked for is not in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Its owner.
    pub owner: NameRef,
    /// Its type.
    pub rtype: RecordType,
    /// Its effective TTL among the zone's; `Zone::ttl` tells it.
    ttl: TtlNumber,
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
    fn empty(span: Span) -> Self {
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
        let tokens = Tokens::new(sources.file(source).bytes(), start).take_while(|token| token.start < end);
        let words = tokens.filter(|token| token.kind == Kind::Word);
        let words: Vec<Span> = words.map(|word| Span::new(source, word.start, word.end)).collect();
        words.last_chunk().copied().unwrap_or([target.span; 3])
    }

    /// The name that a CNAME, DNAME, NS or PTR record points at.
    pub fn points_at(&self) -> Option<&NameRef> {
        match &self.rdata {
            Rdata::Name(name) => Some(name),
            _ => None,
        }
    }
}

/// How the zone's name became known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OriginSource {
    /// `--origin`
    CommandLine,
    /// The configuration's zone map.
    Configuration,
    /// The owner of the SOA record.
    Soa(Span),
    /// A name server's configuration; the text says file and line.
    NamedConf(String),
    /// The file's name.
    FileName,
    /// Nothing says it.
    Unknown,
}

impl OriginSource {
    /// The word that `zones` and JSON show.
    pub fn name(&self) -> &'static str {
        match self {
            OriginSource::CommandLine => "command-line",
            OriginSource::Configuration => "configuration",
            OriginSource::Soa(_) => "soa",
            OriginSource::NamedConf(_) => "named.conf",
            OriginSource::FileName => "file-name",
            OriginSource::Unknown => "unknown",
        }
    }

    /// What tells the name, to stand in a note; `None` where the file or the user does.
    pub fn elsewhere(&self) -> Option<&str> {
        match self {
            OriginSource::Configuration => Some("the configuration's map"),
            OriginSource::NamedConf(place) => Some(place),
            OriginSource::FileName => Some("the file's name"),
            OriginSource::CommandLine | OriginSource::Soa(_) | OriginSource::Unknown => None,
        }
    }
}

/// One zone, or a fragment of one.
#[derive(Debug)]
pub struct Zone {
    /// Its file.
    pub source: SourceId,
    /// Its name. A placeholder that no zone can have, if unknown.
    pub apex: Origin,
    /// How its name became known.
    pub origin_source: OriginSource,
    /// The view of the name server that it is loaded in, if one is known.
    pub view: Option<String>,
    /// What other sources say of its name instead, a sentence each.
    pub disagreements: Vec<String>,
    /// Its class; IN unless its SOA says otherwise.
    pub class: DNSClass,
    /// Owner of its SOA record; `None` for a fragment.
    pub soa: Option<NameRef>,
    /// What keeps rules from concluding that a name does not exist; `None` if nothing does.
    pub incomplete: Option<Incomplete>,
    /// The records that rules read; unless they were let go of, or the zone is being loaded.
    records: OnceLock<Vec<Record>>,
    released: Option<Box<Released>>,
    /// The numbers of those that are no SRV records.
    others: Vec<u32>,
    /// SRV records whose owner is outside the zone, so that no server loads them.
    pub out_of_zone: Vec<Record>,
    /// How many records a server would load.
    pub record_count: u32,
    /// How many of them are SRV records.
    pub srv_count: u32,
    /// The TTLs of its records.
    ttls: Vec<Ttl>,
    /// The different origins that were in force.
    origins: Vec<Origin>,
    /// Which origin each `$ORIGIN` set, and where.
    settings: Vec<(u32, Option<Span>)>,
    /// Every file that was read for it, its own first.
    pub files: Vec<SourceId>,
    /// Those with a comment that may be meant for srvlint.
    pub(crate) marked: Vec<SourceId>,
    /// Whether it has a NAPTR record.
    pub has_naptrs: bool,
    /// Whether an `$ORIGIN` lacks its final dot, and so may repeat what it is relative to.
    pub has_relative_origins: bool,
    /// Whether a record that rules read has its TTL from the record before or the SOA.
    pub has_implicit_ttls: bool,
    pub(crate) facts: NameFacts,
    index: OnceLock<Box<NameIndex>>,
}

/// What it takes to have records again that were dropped.
#[derive(Debug)]
struct Released {
    count: usize,
    read: OnceLock<ReadRecords>,
}

/// Reads a zone's records again.
pub(crate) struct ReadRecords(pub Box<ReadFn>);

type ReadFn = dyn Fn(&Zone) -> Vec<Record> + Send + Sync;

impl fmt::Debug for ReadRecords {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ReadRecords")
    }
}

/// Why a zone is not known completely.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Incomplete {
    /// It has no SOA record.
    Fragment,
    /// Its name is unknown.
    UnknownOrigin,
    /// A record could not be read.
    Unreadable(Span),
    /// An included file could not be read.
    Include(Span),
}

impl Zone {
    /// SRV, CNAME, DNAME, NS and NAPTR records in file order, with those of included files.
    pub fn records(&self) -> &[Record] {
        self.records.get_or_init(|| self.released.as_ref().map_or(Vec::new(), |it| self.read_again(it)))
    }

    /// Gives back the memory that is not used: of ten thousand zones, a third.
    pub(crate) fn shrink_to_fit(&mut self) {
        if let Some(records) = self.records.get_mut() {
            records.shrink_to_fit();
        }
        self.others.shrink_to_fit();
        self.ttls.shrink_to_fit();
        self.facts.shrink_to_fit();
        self.settings.shrink_to_fit();
    }

    /// Drops the records. `records()` reads them again, in the way that `read_records_by` sets.
    pub(crate) fn release_records(&mut self) {
        let count = self.records.take().map_or(0, |records| records.len());
        self.released = Some(Box::new(Released { count, read: OnceLock::new() }));
    }

    /// Sets how dropped records are read again: as they were, from a text that is still there. Set once; later calls
    /// are ignored.
    pub(crate) fn read_records_by(&self, read: impl FnOnce() -> ReadRecords) {
        if let Some(released) = &self.released {
            released.read.get_or_init(read);
        }
    }

    fn read_again(&self, released: &Released) -> Vec<Record> {
        let mut records = released.read.get().map_or(Vec::new(), |read| read.0(self));
        // Of a file that has changed since, nothing may be left, and others know the records by number.
        let nowhere = Span::new(self.source, 0, 0);
        records.resize_with(released.count, || Record::empty(nowhere));
        records
    }

    /// The records of a zone that is needed no longer.
    pub(crate) fn into_records(self) -> Vec<Record> {
        self.records.into_inner().unwrap_or_default()
    }

    /// The SRV records that a server would load, in file order.
    pub fn srvs(&self) -> impl Iterator<Item = (&Record, &Srv)> {
        self.records().iter().filter_map(|record| Some((record, record.srv()?)))
    }

    /// The CNAME, DNAME, NS and NAPTR records that a server would load, in file order.
    pub fn others(&self) -> impl ExactSizeIterator<Item = &Record> + Clone {
        let records = if self.others.is_empty() { &[] } else { self.records() };
        self.others.iter().map(|number| &records[*number as usize])
    }

    /// The effective TTL of one of its records; `None` in a fragment that leaves it to whoever
    /// includes it.
    #[inline]
    pub fn ttl(&self, record: &Record) -> Option<Ttl> {
        self.ttls.get(record.ttl.0 as usize).copied()
    }

    /// The absolute name that `name` means.
    pub fn name(&self, name: &NameRef, sources: &Sources) -> Name {
        let origin = &self.origin_of(name).0.name;
        let text = word_text(sources.bytes(name.span));
        // The loader took it for a name: it still is one, unless the file has changed since.
        parse_name(text, origin).unwrap_or_else(|_| origin.clone())
    }

    /// The absolute name that `name` means, as BIND writes it; relative where the zone is unnamed.
    pub fn display(&self, name: &NameRef, sources: &Sources) -> String {
        self.display_name(&self.name(name, sources))
    }

    /// `name` as BIND writes it; relative where it lies in a zone without a known name.
    pub fn display_name(&self, name: &Name) -> String {
        if self.is_named() {
            display_name(name)
        } else {
            crate::syntax::name::relative_to(name, &self.apex.name)
        }
    }

    /// Whether the zone's name is known.
    pub fn is_named(&self) -> bool {
        self.origin_source != OriginSource::Unknown
    }

    /// The zone's name as shown: absolute, with the final dot; empty if unknown.
    pub fn origin_text(&self) -> String {
        if self.is_named() { display_name(&self.apex.name) } else { String::new() }
    }

    /// The `$ORIGIN` in force where `name` was written, and the place that set it.
    pub fn origin_of(&self, name: &NameRef) -> (&Origin, Option<Span>) {
        let (origin, span) = self.settings[name.origin_number()];
        (&self.origins[origin as usize], span)
    }

    /// The origin that the `$ORIGIN` with this number set; 0 is the zone's own name.
    fn setting(&self, number: u32) -> &Origin {
        &self.origins[self.settings[number as usize].0 as usize]
    }

    /// Every `$ORIGIN` of the zone with the token that set it.
    pub fn origins(&self) -> impl Iterator<Item = (&Origin, Span)> {
        self.settings.iter().filter_map(|(origin, span)| Some((&self.origins[*origin as usize], (*span)?)))
    }

    /// Whether a rule may conclude that a name does not exist.
    pub fn is_complete(&self) -> bool {
        self.incomplete.is_none()
    }

    /// Which names exist in the zone, with which types.
    pub fn index(&self) -> &NameIndex {
        self.index.get_or_init(|| Box::new(NameIndex::new(self)))
    }
}

/// A word's text without its quotes.
pub(crate) fn word_text(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\"").and_then(|rest| rest.strip_suffix(b"\"")).unwrap_or(bytes)
}
