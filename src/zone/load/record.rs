//! A record of a file to a record of the zone, with the owner, the origin and the TTL that are in force for
//! it. Knows no directive.

use std::net::IpAddr;

use hickory_proto::rr::RecordType;

use crate::base::source::Sources;
use crate::base::span::{SourceId, Span};
use crate::syntax::address::{ipv4, ipv6};
use crate::syntax::name::NameKey;
use crate::syntax::name::recent::Families;
use crate::syntax::record_type::{refused_in_zones, type_name};
use crate::syntax::ttl::parse_ttl;
use crate::syntax::{Entry, Parser, RecordEntry, Start, SyntaxError, Word};
use crate::zone::doubts::{Doubt, Incomplete};
use crate::zone::index::Types;
use crate::zone::load::mistake::bad_name;
use crate::zone::load::owner::may_be_wildcard;
use crate::zone::load::refusal::of_other_class;
use crate::zone::load::request::LoadedRecord;
use crate::zone::load::state::{Loader, Owner};
use crate::zone::load::ttl::{own_ttl, soa_minimum};
use crate::zone::model::Zone;
use crate::zone::rdata::{
    Bad, BadField, NameContext, Reader, check, is_read, octets, octets_of, read, read_usual, text_of,
};
use crate::zone::record::{NameRef, Rdata, Record, word_text};

impl<'s> Loader<'s, '_> {
    /// Loads a record of a usual type in which nothing is wrong, as most are. False, and nothing
    /// loaded, of any other.
    #[inline(always)]
    pub(super) fn usual_record(
        &mut self,
        entry: &RecordEntry<'_>,
        source: SourceId,
        text: &'s [u8],
        origin: u32,
        current: &mut Option<Owner>,
    ) -> bool {
        if !self.takes_usual {
            return false;
        }
        if let Some(word) = entry.owner
            && self.owner(word, source, text, origin, current).is_err()
        {
            return false;
        }
        let Some(owner) = current else { return false };
        let (zone, families, type_word) = (&self.zone, &mut self.names, entry.type_word);
        let read = read_usual(entry.rtype, entry.rdata, text, move || {
            let origin = (zone.setting(origin), origin);
            NameContext { text, source, origin, type_word, families }
        });
        let Some((types, rdata, odd)) = read else { return false };
        if !owner.in_zone && types.has(Types::SRV) {
            return false;
        }
        if types.has(Types::NS) && may_be_wildcard(owner.name.span, source, text) {
            return false;
        }
        if types.has(Types::ADDRESS) || types.has(Types::OTHER) || odd.is_some() {
            self.note_no_hosts(owner, entry.rtype, odd, (source, text));
        }
        let (in_zone, key) = (owner.in_zone, owner.name.key);
        if self.zone.addresses.is_some() && types.has(Types::ADDRESS) && in_zone {
            self.keep_usual_address(key, entry.rdata, text);
        }
        // Once there is a default, no record inherits the TTL of one before.
        if rdata.is_none() && self.ttls.default.is_some() {
            if in_zone {
                self.count(key, types);
            }
            return true;
        }
        if let Some((seconds, word)) = entry.ttl {
            self.ttls.last = Some(own_ttl(seconds, word, source));
        }
        if !in_zone {
            return true;
        }
        let span = record_span(entry, source);
        let ttl = self.ttl_of((key, entry.rtype, entry.ttl.is_some()), None, span);
        self.count(key, types);
        if let Some(rdata) = rdata {
            let (owner, rtype, ttl) = (owner.name, entry.rtype, self.number(ttl));
            self.add(Record { owner, rtype, ttl, rdata, span, owner_run: self.owners.run });
        }
        true
    }

    /// Loads any record.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(super) fn record(
        &mut self,
        entry: &RecordEntry<'_>,
        source: SourceId,
        text: &'s [u8],
        origin: u32,
        current: &mut Option<Owner>,
    ) -> Result<(), BadField> {
        if let Some(word) = entry.owner {
            self.owner(word, source, text, origin, current)
                .map_err(|bad| Box::new(bad_name(word, "the owner", bad)))?;
        }
        if let Some((seconds, word)) = entry.ttl {
            self.ttls.last = Some(own_ttl(seconds, word, source));
        }
        let Some(owner) = *current else { return Err(self.without_owner(entry, source, text, current)) };
        let owner =
            match entry.rtype == RecordType::SOA && self.zone.soa.is_none() || self.misread_apex.is_some() {
                true => self.meant_owner(entry, owner, source, text),
                false => owner,
            };
        *current = Some(owner);
        self.doubt = Doubt::At(owner.name.key);
        self.check_fit(entry, owner, source)?;
        let read = self.rdata(entry, source, text, origin);
        let read = read.map_err(|bad| self.meant_rdata(bad, entry, owner, (source, text, origin)));
        let (rdata, octets) = match read {
            Err(bad) if entry.rtype == RecordType::SOA && owner.in_zone => {
                self.take_unread_soa(entry, owner, source, text);
                return Err(bad);
            }
            // What the records of a zone of another class hold is another matter, and the SOA record's class said already.
            Err(_) if self.is_of_other_class && entry.class.is_none() => {
                let why = Incomplete::Unreadable(record_span(entry, source));
                self.zone.doubt(self.doubt, why, entry.rtype);
                return Ok(());
            }
            read => read?,
        };
        if !owner.in_zone {
            self.note_hosts_of(entry, owner, &rdata, (source, text, origin));
            self.note_outside(entry, owner, rdata, record_span(entry, source));
            return Ok(());
        }
        if entry.rtype == RecordType::SOA && self.named && owner.name.key != self.apex {
            self.refuse_other_soa(owner, record_span(entry, source));
            return Ok(());
        }
        let read = ReadRdata { rdata, octets, text, origin, span: record_span(entry, source) };
        self.take(entry, owner, read);
        Ok(())
    }

    /// Settles the zone's class with its first SOA record, and refuses what no zone or no such zone may hold.
    fn check_fit(&mut self, entry: &RecordEntry<'_>, owner: Owner, source: SourceId) -> Result<(), BadField> {
        let wrong = |word: Word, message: String| Err(Box::new(SyntaxError::at(word, message)));
        if entry.rtype == RecordType::SOA
            && self.zone.soa.is_none()
            && let Some((class, word)) = entry.class
        {
            self.settle_class(class, Span::new(source, word.start, word.end));
        }
        if let Some((class, word)) = entry.class
            && class != self.zone.class
        {
            return Err(Box::new(of_other_class(entry, (class, self.zone.class), word)));
        }
        if refused_in_zones(entry.rtype) {
            let name = type_name(entry.rtype);
            return wrong(entry.type_word, format!("type {name} does not belong in a zone file"));
        }
        // What lies outside the zone BIND drops before it looks at that.
        let may_be = owner.in_zone && entry.rtype == RecordType::NS;
        if may_be && self.zone.name(&owner.name, self.sources).is_wildcard() {
            let message = "a wildcard cannot be delegated: no NS record may stand there";
            return wrong(entry.type_word, message.into());
        }
        Ok(())
    }

    /// Takes an SOA record at the zone's top of which something could not be read: nothing in it can hide a host.
    #[cold]
    pub(super) fn take_unread_soa(
        &mut self,
        entry: &RecordEntry<'_>,
        owner: Owner,
        source: SourceId,
        text: &[u8],
    ) {
        if self.named && owner.name.key != self.apex {
            return;
        }
        self.doubt = Doubt::Nowhere;
        self.zone.soa.get_or_insert(owner.name);
        self.count(owner.name.key, Types::OTHER);
        let minimum = entry.rdata.get(6).and_then(|word| Some((parse_ttl(word.text(text)).ok()?, *word)));
        match minimum {
            Some((seconds, word)) => {
                let minimum = soa_minimum(seconds, Span::new(source, word.start, word.end));
                let own = (owner.name.key, entry.rtype, entry.ttl.is_some());
                self.ttl_of(own, Some(minimum), record_span(entry, source));
            }
            // What its records inherit is unknown, and no further mistake.
            None => self.ttls.is_unread = true,
        }
    }

    /// Takes a record of the zone into its account, and keeps it if rules read it.
    fn take(&mut self, entry: &RecordEntry<'_>, owner: Owner, read: ReadRdata<'_>) {
        let ReadRdata { rdata, octets, text, origin, span } = read;
        let minimum = match rdata {
            Rdata::Soa(minimum) => Some(soa_minimum(minimum.value, minimum.span)),
            _ => None,
        };
        let own = (owner.name.key, entry.rtype, entry.ttl.is_some());
        let ttl = self.ttl_of(own, minimum, span);
        if entry.rtype == RecordType::SOA {
            self.zone.soa.get_or_insert(owner.name);
        }
        self.note_special(entry.rtype, owner, span, octets.as_deref());
        self.note_hosts_of(entry, owner, &rdata, (span.source, text, origin));
        self.count(owner.name.key, Types::of(entry.rtype, &rdata));
        if let (Some(addresses), Some(address)) = (&mut self.zone.addresses, rdata.address()) {
            addresses.add(owner.name.key, address);
        }
        if let (RecordType::PTR, Rdata::Name(target)) = (entry.rtype, &rdata) {
            self.note_pointer(owner.name, *target);
        }
        let read_by_rules = match &rdata {
            Rdata::Srv(_) | Rdata::Naptr(_) => true,
            Rdata::Name(_) => entry.rtype != RecordType::PTR,
            _ => false,
        };
        if read_by_rules || self.observer.is_some() {
            let (ttl, owner_run) = (self.number(ttl), self.owners.run);
            let record = Record { owner: owner.name, rtype: entry.rtype, ttl, rdata, span, owner_run };
            if let Some(observer) = &mut self.observer {
                let loaded = LoadedRecord {
                    record: &record,
                    class: self.zone.class,
                    text,
                    words: (entry.type_word, entry.rdata),
                    octets: octets.as_deref(),
                    origin: &self.zone.setting(origin).name,
                };
                observer(&self.zone, &loaded);
            }
            if read_by_rules {
                self.add(record);
            }
        }
    }

    /// Reads the rdata of a record, however it is written; with its octets, unless they take another reading.
    pub(super) fn rdata(
        &mut self,
        entry: &RecordEntry<'_>,
        source: SourceId,
        text: &'s [u8],
        origin: u32,
    ) -> Result<(Rdata, Option<Vec<u8>>), BadField> {
        let (class, rtype) = (self.zone.class, entry.rtype);
        if let Some(octets) = octets(entry.rdata, text, rtype) {
            let octets = octets?;
            check(class, rtype, &octets).map_err(|bad| not_rdata(entry, bad))?;
            let is_read = is_read(class, rtype);
            let rdata = if is_read { self.generic(entry, &octets, source)? } else { Rdata::Other };
            return Ok((rdata, Some(octets)));
        }
        if is_read(class, rtype) {
            let mut place = NameContext {
                text,
                source,
                origin: (self.zone.setting(origin), origin),
                type_word: entry.type_word,
                families: &mut self.names,
            };
            let rdata = read(rtype, entry.rdata, &mut place)?;
            if rtype != RecordType::SOA {
                return Ok((rdata, None));
            }
            let octets = self.octets_of(entry, text, origin)?;
            return Ok((rdata, Some(octets)));
        }
        Ok((Rdata::Other, Some(self.octets_of(entry, text, origin)?)))
    }

    /// The octets of rdata that is written as text.
    fn octets_of(&self, entry: &RecordEntry<'_>, text: &[u8], origin: u32) -> Result<Vec<u8>, BadField> {
        let origin = &self.zone.setting(origin).name;
        let reader = Reader::new(entry.rdata, text, origin, (entry.rtype, entry.type_word));
        octets_of(self.zone.class, entry.rtype, reader)
    }

    /// Keeps the address of a usual record, if the zone keeps them.
    #[inline]
    fn keep_usual_address(&mut self, owner: NameKey, rdata: &[Word], text: &[u8]) {
        if let (Some(addresses), [word]) = (&mut self.zone.addresses, rdata) {
            let text = word.plain_text(text);
            let address = ipv4(text).map(IpAddr::from).or_else(|| ipv6(text).map(IpAddr::from));
            address.into_iter().for_each(|address| addresses.add(owner, address));
        }
    }

    /// Takes a record into the zone's account.
    #[inline]
    fn count(&mut self, owner: NameKey, types: Types) {
        if self.owners.last != owner {
            self.owners.last = owner;
            self.owners.run += 1;
        }
        self.zone.record_count += 1;
        self.zone.facts.add(owner, types);
    }

    /// Reads rdata that rules read, given as octets (RFC 3597), through the text that it stands for.
    fn generic(
        &mut self,
        entry: &RecordEntry<'_>,
        octets: &[u8],
        source: SourceId,
    ) -> Result<Rdata, BadField> {
        let word = all_words(entry);
        let text = text_of(self.zone.class, entry.rtype, octets, None);
        let line = format!(". {} {text}\n", type_name(entry.rtype)).into_bytes();
        let id = self.sources.add_generated(line, Span::new(source, word.start, word.end));
        let text = self.sources.file(id).bytes();
        let (mut parser, mut ignored) = (Parser::new(text, Start::Records), Vec::new());
        let Some(Entry::Record(record)) = parser.next(&mut ignored) else {
            return Err(not_rdata(entry, "they have no text"));
        };
        let mut place = NameContext {
            text,
            source: id,
            origin: (self.zone.setting(0), 0),
            type_word: record.type_word,
            families: &mut Families::none(),
        };
        read(record.rtype, record.rdata, &mut place)
            .map_err(|error| Box::new(SyntaxError::at(word, error.message)))
    }

    /// Adds a record that rules read to the zone's.
    #[inline]
    fn add(&mut self, record: Record) {
        match record.rdata {
            Rdata::Srv(_) => self.zone.srv_count += 1,
            _ => {
                if record.rtype == RecordType::CNAME {
                    let names = [Some(&record.owner), record.points_at()];
                    self.zone.has_service_aliases |= names
                        .into_iter()
                        .flatten()
                        .any(|name| begins_like_service(&self.zone, name, self.sources));
                }
                self.zone.has_naptrs |= matches!(record.rdata, Rdata::Naptr(_));
                self.zone.others.push(self.records.len() as u32);
            }
        }
        self.records.push(record);
    }
}

/// Whether a name may begin with a service: by its underscore, or because that is not seen.
pub(super) fn begins_like_service(zone: &Zone, name: &NameRef, sources: &Sources) -> bool {
    match word_text(sources.bytes(name.span)) {
        [b'_' | b'@' | b'\\', ..] | [b'*', b'.', b'_' | b'\\', ..] => true,
        b"*" => zone.origin_of(name).0.name.iter().next().is_some_and(|label| label.starts_with(b"_")),
        _ => false,
    }
}

/// What was read of a record's rdata, and where.
struct ReadRdata<'t> {
    rdata: Rdata,
    /// The octets of the rdata, if they are at hand.
    octets: Option<Vec<u8>>,
    text: &'t [u8],
    origin: u32,
    span: Span,
}

/// All words of the rdata, from the first to the last.
fn all_words(entry: &RecordEntry<'_>) -> Word {
    let (first, last) = (entry.rdata[0], entry.rdata[entry.rdata.len() - 1]);
    Word { end: last.end, ..first }
}

/// The error that octets are not rdata of the record's type.
fn not_rdata(entry: &RecordEntry<'_>, bad: Bad) -> BadField {
    let message = format!("these octets are not rdata of type {}: {bad}", type_name(entry.rtype));
    Box::new(SyntaxError::at(all_words(entry), message))
}

/// The whole record, from its owner or type to its last field.
#[inline(always)]
fn record_span(entry: &RecordEntry<'_>, source: SourceId) -> Span {
    let first = entry.owner.unwrap_or(entry.type_word);
    let last = entry.rdata.last().unwrap_or(&entry.type_word);
    Span::new(source, first.start.min(entry.type_word.start), last.end)
}
