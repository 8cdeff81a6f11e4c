//! What holds while a zone is read: the files that are open, the owners and TTLs that the next records may
//! inherit, what was spent, and the zone in the making. Reads nothing itself.

use std::collections::HashMap;

use hickory_proto::rr::{DNSClass, Name, RecordType};

use crate::base::source::Sources;
use crate::base::span::{SourceId, Span};
use crate::syntax::name::numbering::Numbering;
use crate::syntax::name::recent::Families;
use crate::syntax::name::{NameKey, Origin};
use crate::syntax::{Parser, Start, SyntaxError};
use crate::zone::addresses::Addresses;
use crate::zone::doubts::{Doubt, Incomplete};
use crate::zone::includes::Includes;
use crate::zone::load::budget::{PerRun, PerZone};
use crate::zone::load::request::{Loaded, Observer, Request};
use crate::zone::load::special::Special;
use crate::zone::mistake::Mistake;
use crate::zone::model::{Zone, expected};
use crate::zone::origin_source::OriginSource;
use crate::zone::record::{NameRef, Record, Ttl};

/// The current owner and whether it lies in the zone.
#[derive(Debug, Clone, Copy)]
pub(super) struct Owner {
    pub name: NameRef,
    pub in_zone: bool,
    /// Whether its labels are those of a host but for the first, which is so long; 0 if that is looked at too.
    pub is_host: bool,
    pub unread: u8,
}

/// What owners have in common that differ in their first label only.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct OwnerFamily {
    /// Whether the name above them lies in the zone.
    pub in_zone: bool,
    /// Whether its labels are those of a host.
    pub is_host: bool,
}

/// What of a file's origin and current owner is not known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Lost {
    /// The origin, since the `$ORIGIN` here.
    pub origin: Option<Span>,
    /// The owner that the next record inherits.
    pub owner: bool,
}

/// What a server makes of the owner of an SOA record that lacks its dot, and the number of the setting below which it
/// means the zone.
#[derive(Debug, Clone, Copy)]
pub(super) struct MisreadApex {
    pub key: NameKey,
    pub setting: u32,
}

/// One file being read, with what holds until its end.
pub(super) struct Frame<'s> {
    pub parser: Parser<'s>,
    pub source: SourceId,
    pub origin: u32,
    pub owner: Option<Owner>,
    pub lost: Lost,
}

impl<'s> Frame<'s> {
    pub fn new(source: SourceId, origin: u32, owner: Option<Owner>, sources: &'s Sources) -> Self {
        Frame {
            parser: Parser::new(sources.file(source).bytes(), Start::File),
            source,
            origin,
            owner,
            lost: Lost::default(),
        }
    }
}

/// The owners read last.
pub(super) struct Owners<'s> {
    /// The owner of the record before.
    pub last: NameKey,
    /// How many owners there were.
    pub run: u32,
    /// The name above the last owner, whose own ancestors are known to exist.
    pub parent: NameKey,
    /// The names from below the apex down to the owner read last.
    pub ancestors: Vec<NameKey>,
    /// Their families.
    pub recent: Families<'s, OwnerFamily>,
}

/// The TTLs that records may inherit.
#[derive(Default)]
pub(super) struct Ttls {
    /// What `$TTL` says, or the SOA's MINIMUM where nothing does.
    pub default: Option<Ttl>,
    /// The last `$TTL` that could not be read.
    pub unread: Option<Span>,
    /// The TTL of the record before.
    pub last: Option<Ttl>,
    /// The TTL of a `$GENERATE`, which all its records have.
    pub generated: Option<Ttl>,
    /// The TTLs of the current owner's record sets, where a later record inherits the evened one.
    pub evened: Vec<(NameKey, RecordType, Ttl)>,
    /// Whether an SOA record whose MINIMUM they may inherit could not be read.
    pub is_unread: bool,
    /// The first record that has no TTL at all.
    pub without: Option<Span>,
    /// The numbers of the TTL numbered last, and of the last one that is a `$TTL`'s.
    pub last_number: u32,
    pub directive_number: u32,
}

/// Makes a zone of a text.
pub(super) struct Loader<'s, 'r> {
    /// The zone in the making.
    pub zone: Zone,
    /// Those of its records that rules read.
    pub records: Vec<Record>,
    /// What is wrong with it.
    pub mistakes: Vec<Mistake>,
    pub apex: NameKey,
    /// Whether the zone's name is known.
    pub named: bool,
    pub sources: &'s Sources,
    pub includes: &'r dyn Includes,
    pub observer: Option<Observer<'r>>,
    /// What all zones of the run have spent, and what this one has.
    pub run: &'r PerRun,
    pub spent: PerZone,
    pub owners: Owners<'s>,
    pub ttls: Ttls,
    /// The families of the names in rdata read last, and whether the names above them are hosts'.
    pub names: Families<'s, bool>,
    /// The numbers of the zone's origins by name, if there is another than its own.
    pub known_origins: Numbering,
    /// Records whose octets tell whether the zone is refused.
    pub specials: Vec<Special>,
    /// Which mistake says that the owner of an NSEC3 record is no hash.
    pub unhashed: Option<usize>,
    /// Whether a file of keys was included that is not there.
    pub keys_are_elsewhere: bool,
    /// Whether there was a `$DATE`.
    pub dated: bool,
    /// Where the first mistake is that was not reported, and how many there are.
    pub unreported: Option<(Span, usize)>,
    /// Whether records are of the usual kind unless they look otherwise: in a zone of class IN all of whose owners mean what
    /// they say, and of which no record is observed.
    pub takes_usual: bool,
    /// Whether its SOA record is of another class than the zone, which says what is wrong with all its records.
    pub is_of_other_class: bool,
    /// Which mistake says that an origin, by its number, lacks its dot.
    pub misread_origins: HashMap<u32, usize>,
    /// The owner that stands for the zone's name, if the SOA's lacks its dot.
    pub misread_apex: Option<MisreadApex>,
    /// What was pasted into a file, by its kind, and which mistake says so.
    pub pasted: Vec<(SourceId, &'static str, usize)>,
    /// Whether there was an SOA record that is not the zone's.
    pub has_other_soa: bool,
    /// Where the entry at hand may put a record if something is wrong with it.
    pub doubt: Doubt,
    /// The type of that record; zero if it is unknown.
    pub doubted: RecordType,
    /// What is wrong with the entry at hand: kept, so that its memory is.
    pub errors: Vec<SyntaxError>,
}

impl<'s, 'r> Loader<'s, 'r> {
    /// A loader that has read nothing yet of the zone that `request` asks for.
    pub fn new(
        request: Request,
        sources: &'s Sources,
        includes: &'r dyn Includes,
        run: &'r PerRun,
        observer: Option<Observer<'r>>,
    ) -> Self {
        let named = request.apex.is_some();
        let length = sources.file(request.source).bytes().len();
        let apex = Origin::new(request.apex.unwrap_or_else(placeholder));
        let key = apex.key();
        let origin_source = if named { request.origin_source } else { OriginSource::Unknown };
        let mut zone = Zone::new(request.source, apex, origin_source, length);
        (zone.view, zone.views, zone.disagreements) = (request.view, request.views, request.disagreements);
        (zone.refused_as, zone.unchecked) = (request.refused_as, request.unchecked);
        zone.class = request.class.as_ref().map_or(DNSClass::IN, |declared| declared.class);
        zone.declared_class = request.class;
        zone.is_whole = request.is_whole && named;
        zone.addresses = request.keeps_addresses.then(|| Addresses::with_capacity(expected(length, 48)));
        let takes_usual = observer.is_none() && zone.class == DNSClass::IN;
        let (last, recent) = (NameKey::root(), Families::none());
        Loader {
            zone,
            records: Vec::with_capacity(expected(length, 128)),
            mistakes: Vec::new(),
            apex: key,
            named,
            sources,
            includes,
            observer,
            run,
            spent: PerZone::default(),
            owners: Owners { last, run: 0, parent: key, ancestors: Vec::new(), recent },
            ttls: Ttls::default(),
            names: Families::none(),
            known_origins: Numbering::default(),
            specials: Vec::new(),
            unhashed: None,
            keys_are_elsewhere: false,
            dated: false,
            unreported: None,
            takes_usual,
            is_of_other_class: false,
            misread_origins: HashMap::new(),
            misread_apex: None,
            pasted: Vec::new(),
            has_other_soa: false,
            doubt: Doubt::Everywhere,
            doubted: RecordType::ZERO,
            errors: Vec::new(),
        }
    }

    /// The zone, all of whose text was read.
    pub fn finish(mut self) -> Loaded {
        if !self.named {
            self.zone.doubt(Doubt::Everywhere, Incomplete::UnknownOrigin, RecordType::ZERO);
        }
        if self.zone.is_whole && self.zone.soa.is_none() && !self.has_other_soa {
            let start = Span::new(self.zone.source, 0, 0);
            self.zone.lacks_soa = true;
            self.zone.soa = Some(NameRef::new(self.apex, start, 0, true, false));
        }
        if self.zone.soa.is_none() {
            self.zone.doubt(Doubt::Everywhere, Incomplete::Fragment, RecordType::ZERO);
        }
        if let Some(addresses) = &mut self.zone.addresses {
            addresses.finish();
            addresses.are_plain = self.zone.facts.hide_none(self.apex);
        }
        self.zone.octets_again = self.spent.again();
        self.zone.records = self.records.into();
        Loaded { zone: self.zone, mistakes: self.mistakes }
    }
}

/// Stands for the name of a zone whose name is unknown. Not a host name, so no zone has it.
fn placeholder() -> Name {
    let mut name = Name::from_labels([&b"\0unknown"[..]]).expect("a label of eight octets");
    name.set_fqdn(true);
    name
}
