//! A zone as a name server would load it, with the place where everything was written. Knows no other zone,
//! and not how zones are loaded.

use std::fmt;
use std::net::IpAddr;
use std::sync::OnceLock;

use hickory_proto::rr::{DNSClass, Name};

use crate::base::source::Sources;
use crate::base::span::{SourceId, Span};
use crate::syntax::name::{
    NameKey, Origin, display_name, display_plain, name_key, origin_text, parse_name, relative_to,
};
use crate::zone::addresses::Addresses;
use crate::zone::declared_class::DeclaredClass;
use crate::zone::doubts::{Doubts, Incomplete};
use crate::zone::in_view::InView;
use crate::zone::index::{Found, Located, NameFacts, NameIndex, Types};
use crate::zone::no_host::NoHost;
use crate::zone::origin_source::OriginSource;
use crate::zone::record::{NameRef, Pointer, Record, RelativeName, Srv, Ttl, WordOwner, word_text};

/// How many names or records memory is asked for before the first is read.
const MOST_EXPECTED: usize = 1 << 20;

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
    /// All views that load it, in the order in which they are declared, if it is the same in several: `view` is the first by name.
    pub views: Vec<InView>,
    /// What other sources say of its name instead, a sentence each.
    pub disagreements: Vec<String>,
    /// The declarations of its file as another zone than its SOA's owner says, a sentence each: a server refuses that zone.
    pub refused_as: Vec<String>,
    /// Why every server that declares it loads names that are not hosts' (`check-names`); `None` if BIND's default holds.
    pub unchecked: Option<String>,
    /// Whether it is a whole zone even without an SOA record: the user says so, or the program that exported it.
    pub is_whole: bool,
    /// Whether its SOA record is missing for all that; `soa` is then its name.
    pub lacks_soa: bool,
    /// Its PTR records at names that begin with an underscore, in file order.
    pub browsed: Vec<Pointer>,
    /// Its names that are not hosts' where BIND's `check-names` wants hosts', but for targets of SRV records.
    pub no_hosts: Vec<NoHost>,
    /// Relative names of several labels in its SOA record, and in PTR records of addresses, up to a bound.
    pub relative_names: Vec<RelativeName>,
    /// NS records at its top that say the same as one before: the numbers of that one and of theirs.
    pub repeated_servers: Vec<(u32, u32)>,
    /// Its class; IN unless a name server's configuration or its SOA says otherwise.
    pub class: DNSClass,
    /// The class that a name server's configuration says, if one declares the zone.
    pub declared_class: Option<DeclaredClass>,
    /// Owner of its SOA record; `None` for a fragment.
    pub soa: Option<NameRef>,
    /// What first keeps rules from concluding that some name does not exist; `None` if nothing does.
    pub incomplete: Option<Incomplete>,
    /// The names at which they cannot.
    pub(crate) doubts: Option<Box<Doubts>>,
    /// The records that rules read; unless they were dropped, or the zone is being loaded.
    pub(super) records: OnceLock<Vec<Record>>,
    released: Option<Box<Released>>,
    /// The numbers of those that are not SRV records.
    pub(super) others: Vec<u32>,
    /// SRV records whose owner is outside the zone, so that no server loads them.
    pub out_of_zone: Vec<Record>,
    /// The owners of SOA records outside the zone: other zones begin there in its files.
    pub second_soas: Vec<NameRef>,
    /// Owners that may be a word of their records, up to a bound.
    pub word_owners: Vec<WordOwner>,
    /// Whether others are short and begin with a digit, so that a number is a name there.
    pub(crate) has_numbered_owners: bool,
    /// The owners outside the zone of address records; known only of a zone that was read for its hosts.
    pub(crate) stray_hosts: Vec<NameRef>,
    /// How many records a server would load.
    pub record_count: u32,
    /// Whether there is a record whose owner and type could be read, and not all that follows.
    pub has_unread_records: bool,
    /// How many of them are SRV records.
    pub srv_count: u32,
    /// How many SRV records more there are whose names cannot be told, for want of an `$ORIGIN` that could be read.
    pub srv_lost: u32,
    /// The TTLs of its records.
    pub(super) ttls: Vec<Ttl>,
    /// The different origins that were in force.
    pub(super) origins: Vec<Origin>,
    /// Which origin each `$ORIGIN` set, and where.
    pub(super) settings: Vec<(u32, Option<Span>)>,
    /// Every file that was read for it, its own first.
    pub files: Vec<SourceId>,
    /// Where each of them but its own is first included, in the same order.
    pub(super) included: Vec<Span>,
    /// How many octets were read again: of each file that is included again 1 KiB at least, and what `$GENERATE` stands for.
    pub(crate) octets_again: u64,
    /// Those with a comment that may be meant for srvlint.
    pub(crate) marked: Vec<SourceId>,
    /// Whether it has an alias at a name that begins like a service's, or of one.
    pub has_service_aliases: bool,
    /// Whether it has a NAPTR record.
    pub has_naptrs: bool,
    /// Whether it has a signature (RRSIG, RFC 4034 section 3).
    pub is_signed: bool,
    /// Whether a record that rules read has its TTL from the record before or the SOA.
    pub has_implicit_ttls: bool,
    #[doc(hidden)]
    pub facts: NameFacts,
    index: OnceLock<Box<NameIndex>>,
    /// The addresses of its hosts, if they are kept.
    pub(super) addresses: Option<Addresses>,
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

impl Zone {
    /// A zone of which nothing is known yet but its name. `length` is that of its text, in octets.
    pub(super) fn new(source: SourceId, apex: Origin, origin_source: OriginSource, length: usize) -> Self {
        Zone {
            source,
            origin_source,
            view: None,
            views: Vec::new(),
            disagreements: Vec::new(),
            refused_as: Vec::new(),
            unchecked: None,
            is_whole: false,
            lacks_soa: false,
            no_hosts: Vec::new(),
            browsed: Vec::new(),
            relative_names: Vec::new(),
            repeated_servers: Vec::new(),
            class: DNSClass::IN,
            declared_class: None,
            soa: None,
            incomplete: None,
            doubts: None,
            records: OnceLock::new(),
            released: None,
            others: Vec::with_capacity(expected(length, 256)),
            out_of_zone: Vec::new(),
            second_soas: Vec::new(),
            word_owners: Vec::new(),
            has_numbered_owners: false,
            stray_hosts: Vec::new(),
            record_count: 0,
            has_unread_records: false,
            srv_count: 0,
            srv_lost: 0,
            ttls: Vec::new(),
            origins: vec![apex.clone()],
            settings: vec![(0, None)],
            apex,
            files: vec![source],
            included: Vec::new(),
            octets_again: 0,
            marked: Vec::new(),
            has_service_aliases: false,
            has_naptrs: false,
            is_signed: false,
            has_implicit_ttls: false,
            facts: NameFacts::with_capacity(expected(length, 40)),
            index: OnceLock::new(),
            addresses: None,
        }
    }

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

    /// Sets how dropped records are read again: as they were, from a text that is still there. Set once;
    /// later calls are ignored.
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

    /// The addresses at `owner`; `None` if they were not kept.
    pub fn addresses_at(&self, owner: NameKey) -> Option<impl Iterator<Item = IpAddr>> {
        Some(self.addresses.as_ref()?.of(owner))
    }

    /// The addresses at a name; `None` unless a name that has any certainly has them itself.
    pub fn plain_addresses(&self, name: NameKey) -> Option<impl Iterator<Item = IpAddr>> {
        self.addresses.as_ref().filter(|kept| kept.are_plain).map(|kept| kept.of(name))
    }

    /// Whether one of the addresses at a name is of no use to another host; `None` unless it is plain that it has addresses,
    /// without an index.
    fn plain_address(&self, name: NameKey) -> Option<bool> {
        let Some(kept) = self.addresses.as_ref().filter(|kept| kept.are_plain) else {
            return self.facts.plain_address(self.apex.key(), name);
        };
        let types = kept.of(name).map(|address| match address {
            IpAddr::V4(address) => Types::of_v4(address),
            IpAddr::V6(address) => Types::of_v6(address),
        });
        types.reduce(Types::with).map(|types| types.has(Types::LOCAL_ADDRESS))
    }

    /// Whether the zone certainly has addresses at a name itself, so that no other zone is asked for them. Of a small zone it
    /// is said only where that takes no index.
    pub fn has_plain_address(&self, name: &NameRef, sources: &Sources) -> bool {
        if self.facts.are_few() {
            return self.plain_address(name.key).is_some();
        }
        let (chain, apex) = (self.chain(name, sources), self.apex.chain());
        chain.starts_with(apex) && matches!(self.find(&chain), Found::Address { wildcard: false, .. })
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

    /// The effective TTL of one of its records; `None` in a fragment that leaves it to the file that
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

    /// The keys of the root and of every name down to the one that `name` means.
    pub fn chain(&self, name: &NameRef, sources: &Sources) -> Vec<NameKey> {
        let origin = self.origin_of(name).0;
        let above = if name.is_relative() { origin.chain() } else { &origin.chain()[..1] };
        // Hardly any name has more than eight labels of its own.
        let mut chain = Vec::with_capacity(above.len() + 8);
        chain.extend_from_slice(above);
        let text = word_text(sources.bytes(name.span));
        // As in `name`.
        match name_key(text, name.is_escaped(), origin, |key| chain.push(key)) {
            Ok(_) => chain,
            Err(_) => origin.chain().to_vec(),
        }
    }

    /// The absolute name that `name` means, as BIND writes it; relative where the zone is unnamed.
    pub fn display(&self, name: &NameRef, sources: &Sources) -> String {
        let plain = || display_plain(word_text(sources.bytes(name.span)), self.origin_of(name).0);
        let plain = if self.is_named() { plain() } else { None };
        plain.unwrap_or_else(|| self.display_name(&self.name(name, sources)))
    }

    /// `name` as BIND writes it; relative where it lies in a zone without a known name.
    pub fn display_name(&self, name: &Name) -> String {
        if self.is_named() { display_name(name) } else { relative_to(name, &self.apex.name) }
    }

    /// Whether the zone's name is known.
    pub fn is_named(&self) -> bool {
        self.origin_source != OriginSource::Unknown
    }

    /// The zone's name as shown: absolute, with the final dot; empty if unknown.
    pub fn origin_text(&self) -> String {
        if self.is_named() { origin_text(&self.apex).to_owned() } else { String::new() }
    }

    /// The `$ORIGIN` in force where `name` was written, and the place that set it.
    pub fn origin_of(&self, name: &NameRef) -> (&Origin, Option<Span>) {
        let (origin, span) = self.settings[name.origin_number()];
        (&self.origins[origin as usize], span)
    }

    /// The origin that the `$ORIGIN` with this number set; 0 is the zone's own name.
    pub(super) fn setting(&self, number: u32) -> &Origin {
        &self.origins[self.settings[number as usize].0 as usize]
    }

    /// Every `$ORIGIN` of the zone with the token that set it.
    pub fn origins(&self) -> impl Iterator<Item = (&Origin, Span)> {
        self.settings.iter().filter_map(|(origin, span)| Some((&self.origins[*origin as usize], (*span)?)))
    }

    /// Whether a rule may conclude of any name that it does not exist.
    pub fn is_complete(&self) -> bool {
        self.incomplete.is_none()
    }

    /// Whether a rule may conclude that the last of these names does not exist. `chain` holds the keys of the root
    /// and of every name down to it.
    pub fn is_complete_at(&self, chain: &[NameKey]) -> bool {
        let exists = |name: &NameKey| self.index().node(*name).is_some();
        !self.doubts.as_ref().is_some_and(|doubts| doubts.concern(chain, exists))
    }

    /// The same of a name itself.
    pub fn is_complete_at_name(&self, name: &Name) -> bool {
        self.doubts.is_none() || self.is_complete_at(&NameKey::chain_of(name))
    }

    /// Which names exist in the zone, with which types.
    pub fn index(&self) -> &NameIndex {
        let pointers = || self.others.iter().copied().zip(self.others());
        self.index.get_or_init(|| Box::new(NameIndex::new(&self.apex, &self.facts, pointers())))
    }

    /// What a query for the addresses of a name finds. `chain` holds the keys of the root and of
    /// every name down to the one asked for, which must be at or below the zone's apex.
    pub fn find(&self, chain: &[NameKey]) -> Found<'_> {
        if self.index.get().is_none()
            && let Some(local) = self.plain_address(chain[chain.len() - 1])
        {
            return Found::Address { wildcard: false, local };
        }
        self.index().find(chain, |number| &self.records()[number as usize])
    }

    /// Which node of the zone answers for a name, after RFC 1034 section 4.3.2 and RFC 4592.
    pub fn locate(&self, chain: &[NameKey]) -> Located<'_> {
        self.index().locate(chain, |number| &self.records()[number as usize])
    }
}

/// A guess at how many there are of something of which a text has one in so many octets; it may also be one long comment.
pub(super) fn expected(length: usize, octets: usize) -> usize {
    (length / octets).min(MOST_EXPECTED)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::name::absolute_name;
    use crate::zone::includes::NoIncludes;
    use crate::zone::load::{PerRun, Request, load};

    #[test]
    fn what_is_found_without_an_index_is_what_the_index_says() {
        let zones = [
            "",
            "a CNAME ns",
            "b CNAME a",
            "l A 127.0.0.1\nl A 192.0.2.9\na AAAA fe80::1",
            "sub NS ns.sub\nns.sub A 192.0.2.9",
            "d DNAME other.example.",
            "* A 192.0.2.9",
        ];
        let names = ["@", "a", "b", "l", "ns", "sub", "ns.sub", "d", "x.d", "none", "x.none"];
        for (more, name) in zones.iter().flat_map(|more| names.map(|name| (more, name))) {
            for keeps_addresses in [false, true] {
                let text = format!(
                    "$TTL 1\n@ SOA ns h 1 2 3 4 5\n@ NS ns\n@ A 192.0.2.3\nns A 192.0.2.1\na A 192.0.2.2\nx.d A 192.0.2.4\n{more}\n"
                );
                let sources = Sources::default();
                let source = sources.add("zone".into(), None, text.into_bytes(), None);
                let apex = absolute_name("example.com").expect("a name");
                let request = Request { keeps_addresses, ..Request::new(source, Some(apex)) };
                let zone = load(request, &sources, &NoIncludes, &PerRun::default(), None).zone;
                let asked = parse_name(name.as_bytes(), &zone.apex.name).expect("a name");
                let chain = NameKey::chain_of(&asked);
                let without = format!("{:?}", zone.find(&chain));
                zone.index();
                assert_eq!(without, format!("{:?}", zone.find(&chain)), "{name} in a zone with {more:?}");
            }
        }
    }
}
