//! Entries to a zone: `$ORIGIN`, `$TTL`, `$INCLUDE`, `$GENERATE`, inherited owners and TTLs, in
//! the way of BIND's `load_text` (`lib/dns/master.c`). Knows no rule.

mod budget;
mod generate;
pub mod generate_text;
mod include;
mod mistake;
mod owner;
mod ttl;

use std::sync::OnceLock;

use hickory_proto::rr::{DNSClass, Name, RecordType};

use crate::base::source::Sources;
use crate::base::span::{SourceId, Span};
use crate::base::unchecked::{Task, run_with_best_instructions};
use crate::syntax::name::numbering::Numbering;
use crate::syntax::name::recent::Families;
use crate::syntax::name::{BadName, NameKey, Origin, display_name};
use crate::syntax::record_type::{class_name, refused_in_zones};
use crate::syntax::{Entry, Parser, RecordEntry, Start, SyntaxError, Word};
use crate::zone::includes::Includes;
use crate::zone::index::{NameFacts, Types};
use crate::zone::load::budget::PerZone;
use crate::zone::load::owner::{Owner, may_be_wildcard};
use crate::zone::load::ttl::{limit, own_ttl};
use crate::zone::mistake::Mistake;
use crate::zone::rdata;
use crate::zone::rdata::Place;
use crate::zone::rdata::generic;
use crate::zone::{Incomplete, OriginSource, Rdata, Record, Ttl, TtlNumber, TtlSource, Zone};

pub use crate::zone::load::budget::PerRun;

/// How many names or records memory is asked for before the first is read.
const MOST_EXPECTED: usize = 1 << 20;

/// Which zone a file holds.
#[derive(Debug, Clone)]
pub struct Request {
    /// The file.
    pub source: SourceId,
    /// The zone's name, absolute; `None` if unknown.
    pub apex: Option<Name>,
    /// How the name became known.
    pub origin_source: OriginSource,
    /// The view of the name server that the zone is loaded in, if one is known.
    pub view: Option<String>,
    /// What other sources say of its name instead, a sentence each.
    pub disagreements: Vec<String>,
}

impl Request {
    /// The zone that the text `source` is, under a name that the user gives; `None` if that is unknown.
    pub fn new(source: SourceId, apex: Option<Name>) -> Self {
        let origin_source = OriginSource::CommandLine;
        Request { source, apex, origin_source, view: None, disagreements: Vec::new() }
    }

    /// The same zone once more.
    pub fn again(zone: &Zone) -> Self {
        Request {
            source: zone.source,
            apex: zone.is_named().then(|| zone.apex.name.clone()),
            origin_source: zone.origin_source.clone(),
            view: zone.view.clone(),
            disagreements: zone.disagreements.clone(),
        }
    }
}

/// A zone, with what keeps a server from loading it as it is written.
#[derive(Debug)]
pub struct Loaded {
    /// The zone.
    pub zone: Zone,
    /// The mistakes, in the order in which they were found.
    pub mistakes: Vec<Mistake>,
}

/// A record at the moment it is loaded, with everything that it says.
#[derive(Debug)]
pub struct LoadedRecord<'l> {
    /// The record. Its rdata is `Other` for types that rules do not read.
    pub record: &'l Record,
    /// The class.
    pub class: DNSClass,
    /// The text that the words lie in.
    pub text: &'l [u8],
    /// The words of the rdata as written.
    pub words: &'l [Word],
}

/// Called with each record that a server would load, in file order.
pub type Observer<'o> = &'o mut dyn FnMut(&Zone, &LoadedRecord<'_>);

/// Loads the zone of a file with everything it includes, as far as the run has not spent what it may.
pub fn load<'r>(
    request: Request,
    sources: &Sources,
    includes: &'r dyn Includes,
    run: &'r PerRun,
    observer: Option<Observer<'r>>,
) -> Loaded {
    let named = request.apex.is_some();
    // Guesses at how many there are of what, from the text's length: to be right at once costs less than to
    // move them. A text may also be one long comment.
    let length = sources.file(request.source).bytes().len();
    let one_in = |octets: usize| (length / octets).min(MOST_EXPECTED);
    let apex = Origin::new(request.apex.unwrap_or_else(placeholder));
    let zone = Zone {
        source: request.source,
        apex: apex.clone(),
        origin_source: if named { request.origin_source } else { OriginSource::Unknown },
        view: request.view,
        disagreements: request.disagreements,
        class: DNSClass::IN,
        soa: None,
        incomplete: None,
        records: OnceLock::new(),
        released: None,
        others: Vec::with_capacity(one_in(256)),
        out_of_zone: Vec::new(),
        record_count: 0,
        srv_count: 0,
        ttls: Vec::new(),
        origins: vec![apex.clone()],
        settings: vec![(0, None)],
        files: vec![request.source],
        marked: Vec::new(),
        has_naptrs: false,
        has_relative_origins: false,
        has_implicit_ttls: false,
        facts: NameFacts::with_capacity(one_in(40)),
        index: OnceLock::new(),
    };
    let mut loader = Loader {
        zone,
        records: Vec::with_capacity(one_in(128)),
        apex: apex.key(),
        named,
        sources,
        includes,
        run,
        spent: PerZone::default(),
        mistakes: Vec::new(),
        observer,
        default_ttl: None,
        last_ttl: None,
        last_number: 0,
        directive_number: 0,
        without_ttl: None,
        unreported: None,
        last_owner: NameKey::root(),
        owner_run: 0,
        known_origins: Numbering::default(),
        dated: false,
        evened: Vec::new(),
        parent: apex.key(),
        ancestors: Vec::new(),
        owners: Families::none(),
        families: Families::none(),
        generated_ttl: None,
        errors: Vec::new(),
    };
    loader.run(request.source);
    loader.finish()
}

/// Stands for the name of a zone whose name is unknown. Not a host name, so no zone has it.
fn placeholder() -> Name {
    let mut name = Name::from_labels([&b"\0unknown"[..]]).expect("a label of eight octets");
    name.set_fqdn(true);
    name
}

/// One file being read, with what holds until its end.
struct Frame<'s> {
    parser: Parser<'s>,
    source: SourceId,
    origin: u32,
    owner: Option<Owner>,
}

impl<'s> Frame<'s> {
    fn new(source: SourceId, origin: u32, owner: Option<Owner>, sources: &'s Sources) -> Self {
        Frame { parser: Parser::new(sources.file(source).bytes(), Start::File), source, origin, owner }
    }
}

struct Loader<'s, 'r> {
    zone: Zone,
    /// Those of its records that rules read.
    records: Vec<Record>,
    apex: NameKey,
    named: bool,
    sources: &'s Sources,
    includes: &'r dyn Includes,
    run: &'r PerRun,
    spent: PerZone,
    mistakes: Vec<Mistake>,
    observer: Option<Observer<'r>>,
    /// What `$TTL` says, or the SOA's MINIMUM where nothing does.
    default_ttl: Option<Ttl>,
    /// The TTL of the record before.
    last_ttl: Option<Ttl>,
    /// The numbers of the TTL numbered last, and of the last one that is a `$TTL`'s.
    last_number: u32,
    directive_number: u32,
    /// The first record that has no TTL at all.
    without_ttl: Option<Span>,
    /// Where the first mistake is that was not reported, and how many there are.
    unreported: Option<(Span, usize)>,
    /// The owner of the record before, and how many owners there were.
    last_owner: NameKey,
    owner_run: u32,
    /// The numbers of the zone's origins by name, if there is another than its own.
    known_origins: Numbering,
    /// Whether there was a `$DATE`.
    dated: bool,
    /// The name above the last owner, whose own ancestors are known to exist.
    parent: NameKey,
    /// The names from below the apex down to the owner read last.
    ancestors: Vec<NameKey>,
    /// The TTLs of the current owner's record sets, where a later record inherits the evened one.
    evened: Vec<(NameKey, RecordType, Ttl)>,
    /// The families of the owners read last, and whether the names above them lie in the zone.
    owners: Families<'s, bool>,
    /// The families of the names in rdata read last.
    families: Families<'s, ()>,
    /// The TTL of a `$GENERATE`, which all its records have.
    generated_ttl: Option<Ttl>,
    errors: Vec<SyntaxError>,
}

/// The reading of a file.
struct Reading<'w, 's, 'r> {
    loader: &'w mut Loader<'s, 'r>,
    frame: &'w mut Frame<'s>,
}

impl Task for Reading<'_, '_, '_> {
    type Output = Option<(Span, u32)>;

    #[inline(always)]
    fn run(self) -> Self::Output {
        self.loader.read_file(self.frame)
    }
}

impl<'s> Loader<'s, '_> {
    fn run(&mut self, source: SourceId) {
        let mut first = Frame::new(source, 0, None, self.sources);
        if first.parser.skip_byte_order_mark() {
            self.report(&mut vec![mistake::byte_order_mark()], source);
        }
        let mut stack = vec![first];
        while let Some(top) = stack.last_mut() {
            let included = run_with_best_instructions(Reading { loader: self, frame: top });
            // BIND takes what it has of a set into the zone at each end of a file's part.
            self.owner_run += 1;
            let (owner, depth) = (top.owner, stack.len());
            let Some((path, origin)) = included else {
                stack.pop();
                continue;
            };
            let open: Vec<SourceId> = stack.iter().map(|frame| frame.source).collect();
            if let Some(source) = self.include(path, &open, depth) {
                if !self.zone.files.contains(&source) {
                    self.zone.files.push(source);
                }
                stack.push(Frame::new(source, origin, owner, self.sources));
            }
        }
    }

    /// Reads a file up to its next `$INCLUDE`, whose path and origin it returns, or to its end.
    #[inline(always)]
    fn read_file(&mut self, frame: &mut Frame<'s>) -> Option<(Span, u32)> {
        let (source, text) = (frame.source, frame.parser.text());
        let mut errors = std::mem::take(&mut self.errors);
        let mut included = None;
        while frame.parser.advance(&mut errors) {
            if let Some(record) = frame.parser.usual()
                && self.usual_record(&record, source, text, frame.origin, &mut frame.owner)
            {
                continue;
            }
            match frame.parser.entry(&mut errors) {
                Entry::Record(record) => {
                    Self::record(self, &record, source, text, frame.origin, &mut frame.owner, &mut errors)
                }
                Entry::Broken { owner } => {
                    if let Some(word) = owner {
                        // A bad name leaves the owner before in force.
                        self.owner(word, source, text, frame.origin, &mut frame.owner).ok();
                    }
                }
                Entry::Ttl(word) => self.ttl_directive(word, source, text, &mut errors),
                Entry::Origin(word) => match self.origin(word, source, text, frame.origin) {
                    Ok(origin) => frame.origin = origin,
                    Err(bad) => errors.push(bad_name(word, "the origin", bad)),
                },
                Entry::Generate(generate) => {
                    self.generate(&generate, source, text, frame.origin, &mut errors)
                }
                Entry::Date => self.dated = true,
                Entry::Include { path, origin } => {
                    let resolved = match origin {
                        None => Ok(frame.origin),
                        Some(word) => self
                            .origin(word, source, text, frame.origin)
                            .map_err(|bad| bad_name(word, "the origin", bad)),
                    };
                    match resolved {
                        Ok(origin) => {
                            included = Some((Span::new(source, path.start, path.end), origin));
                            break;
                        }
                        Err(error) => errors.push(error),
                    }
                }
            }
            if !errors.is_empty() {
                self.report(&mut errors, source);
                if self.unreported.is_some() {
                    frame.parser.be_terse();
                }
            }
        }
        if frame.parser.is_marked() && !self.zone.marked.contains(&source) {
            self.zone.marked.push(source);
        }
        self.report(&mut errors, source);
        self.errors = errors;
        included
    }

    /// Loads a record of a usual type in which nothing is wrong, as most are. False, and nothing
    /// loaded, of any other.
    #[inline(always)]
    fn usual_record(
        &mut self,
        entry: &RecordEntry<'_>,
        source: SourceId,
        text: &'s [u8],
        origin: u32,
        current: &mut Option<Owner>,
    ) -> bool {
        if self.observer.is_some() || self.zone.class != DNSClass::IN {
            return false;
        }
        if let Some(word) = entry.owner
            && self.owner(word, source, text, origin, current).is_err()
        {
            return false;
        }
        let Some(owner) = current else { return false };
        let (zone, families, type_word) = (&self.zone, &mut self.families, entry.type_word);
        let read = rdata::read_usual(entry.rtype, entry.rdata, text, move || {
            let origin = (zone.setting(origin), origin);
            Place { text, source, origin, type_word, families }
        });
        let Some((types, rdata)) = read else { return false };
        if !owner.in_zone && types.has(Types::SRV) {
            return false;
        }
        if types.has(Types::NS) && may_be_wildcard(owner.name.span, source, text) {
            return false;
        }
        let (in_zone, key) = (owner.in_zone, owner.name.key);
        // Once there is a default, no record inherits the TTL of one before.
        if rdata.is_none() && self.default_ttl.is_some() {
            if in_zone {
                self.count(key, types);
            }
            return true;
        }
        if let Some((seconds, word)) = entry.ttl {
            self.last_ttl = Some(own_ttl(seconds, word, source));
        }
        if !in_zone {
            return true;
        }
        let ttl = self.ttl_of(entry, key, None, || record_span(entry, source));
        self.count(key, types);
        if let Some(rdata) = rdata {
            let (ttl, span) = (self.number(ttl), record_span(entry, source));
            let (owner, rtype) = (owner.name, entry.rtype);
            self.add(Record { owner, rtype, ttl, rdata, span, owner_run: self.owner_run });
        }
        true
    }

    fn record(
        &mut self,
        entry: &RecordEntry<'_>,
        source: SourceId,
        text: &'s [u8],
        origin: u32,
        current: &mut Option<Owner>,
        errors: &mut Vec<SyntaxError>,
    ) {
        if let Some(word) = entry.owner
            && let Err(bad) = self.owner(word, source, text, origin, current)
        {
            return errors.push(bad_name(word, "the owner", bad));
        }
        if let Some((seconds, word)) = entry.ttl {
            self.last_ttl = Some(own_ttl(seconds, word, source));
        }
        let Some(owner) = *current else {
            return errors.push(at(
                entry.type_word,
                "the first record has no owner: the line begins with a blank".into(),
            ));
        };
        if entry.rtype == RecordType::SOA
            && self.zone.soa.is_none()
            && let Some((class, _)) = entry.class
        {
            self.zone.class = class;
        }
        if let Some((class, word)) = entry.class
            && class != self.zone.class
        {
            let message =
                format!("class {} in a zone of class {}", class_name(class), class_name(self.zone.class));
            return errors.push(at(word, message));
        }
        if refused_in_zones(entry.rtype) {
            let name = crate::syntax::record_type::type_name(entry.rtype);
            return errors.push(at(entry.type_word, format!("type {name} does not belong in a zone file")));
        }
        if entry.rtype == RecordType::NS && self.zone.name(&owner.name, self.sources).is_wildcard() {
            return errors.push(at(
                entry.type_word,
                "a wildcard cannot be delegated: no NS record may stand there".into(),
            ));
        }
        let span = record_span(entry, source);
        let rdata = match self.rdata(entry, source, text, origin) {
            Ok(rdata) => rdata,
            Err(error) => return errors.push(*error),
        };
        let soa_minimum = match rdata {
            Rdata::Soa(minimum) => {
                Some(Ttl { seconds: limit(minimum.value), source: TtlSource::SoaMinimum, span: minimum.span })
            }
            _ => None,
        };
        if !owner.in_zone {
            if let Rdata::Srv(_) = rdata {
                self.zone.out_of_zone.push(Record {
                    owner: owner.name,
                    rtype: entry.rtype,
                    ttl: TtlNumber::NONE,
                    rdata,
                    span,
                    owner_run: 0,
                });
            }
            return;
        }
        if entry.rtype == RecordType::SOA && self.named && owner.name.key != self.apex {
            let message =
                format!("the SOA record is not at the top of zone `{}`", display_name(&self.zone.apex.name));
            return errors.push(at(entry.owner.unwrap_or(entry.type_word), message));
        }
        let ttl = self.ttl_of(entry, owner.name.key, soa_minimum, || span);
        if entry.rtype == RecordType::SOA {
            self.zone.soa.get_or_insert(owner.name);
        }
        self.count(owner.name.key, Types::of(entry.rtype, &rdata));
        let read_by_rules = match &rdata {
            Rdata::Srv(_) | Rdata::Naptr(_) => true,
            Rdata::Name(_) => entry.rtype != RecordType::PTR,
            _ => false,
        };
        if read_by_rules || self.observer.is_some() {
            let (ttl, owner_run) = (self.number(ttl), self.owner_run);
            let record = Record { owner: owner.name, rtype: entry.rtype, ttl, rdata, span, owner_run };
            self.keep(record, read_by_rules, text, entry.rdata);
        }
    }

    /// Reads the rdata of a record, however it is written.
    fn rdata(
        &mut self,
        entry: &RecordEntry<'_>,
        source: SourceId,
        text: &'s [u8],
        origin: u32,
    ) -> Result<Rdata, rdata::Fault> {
        match generic::octets(entry.rdata, text, entry.rtype) {
            // These types mean something else, or nothing, in other classes.
            _ if self.zone.class != DNSClass::IN
                && matches!(entry.rtype, RecordType::A | RecordType::AAAA | RecordType::SRV) =>
            {
                Ok(Rdata::Other)
            }
            None => {
                let mut place = Place {
                    text,
                    source,
                    origin: (self.zone.setting(origin), origin),
                    type_word: entry.type_word,
                    families: &mut self.families,
                };
                rdata::read(entry.rtype, entry.rdata, &mut place)
            }
            Some(octets) => octets.and_then(|octets| self.generic(entry, &octets, source)),
        }
    }

    /// Takes a record into the zone's account.
    #[inline]
    fn count(&mut self, owner: NameKey, types: Types) {
        if self.last_owner != owner {
            self.last_owner = owner;
            self.owner_run += 1;
        }
        self.zone.record_count += 1;
        self.zone.facts.add(owner, types);
    }

    /// Reads rdata given as octets (RFC 3597), through the text that it stands for.
    fn generic(
        &mut self,
        entry: &RecordEntry<'_>,
        octets: &[u8],
        source: SourceId,
    ) -> Result<Rdata, rdata::Fault> {
        let read_by_rules = matches!(
            entry.rtype,
            RecordType::A
                | RecordType::AAAA
                | RecordType::SRV
                | RecordType::CNAME
                | RecordType::NS
                | RecordType::PTR
                | RecordType::MX
                | RecordType::NAPTR
                | RecordType::SOA
                | RecordType::TXT
        ) || u16::from(entry.rtype) == crate::zone::index::DNAME;
        if !read_by_rules {
            return Ok(Rdata::Other);
        }
        let (first, last) = (entry.rdata[0], entry.rdata[entry.rdata.len() - 1]);
        let wrong = |message: String| Box::new(at(Word { end: last.end, ..first }, message));
        let type_name = crate::syntax::record_type::type_name(entry.rtype);
        let Some(text) = generic::text(entry.rtype, octets) else {
            return Err(wrong(format!("these octets are no rdata of type {type_name}")));
        };
        let line = format!(". {type_name} {text}\n").into_bytes();
        let id = self.sources.add_generated(line, Span::new(source, first.start, last.end));
        let text = self.sources.file(id).bytes();
        let (mut parser, mut ignored) = (Parser::new(text, Start::Records), Vec::new());
        let Some(Entry::Record(record)) = parser.next(&mut ignored) else {
            return Err(wrong(format!("these octets are no rdata of type {type_name}")));
        };
        let mut place = Place {
            text,
            source: id,
            origin: (self.zone.setting(0), 0),
            type_word: record.type_word,
            families: &mut Families::none(),
        };
        rdata::read(record.rtype, record.rdata, &mut place).map_err(|error| wrong(error.message))
    }

    /// Shows a record to the observer, and keeps it if rules read it.
    fn keep(&mut self, record: Record, read_by_rules: bool, text: &[u8], words: &[Word]) {
        if let Some(observer) = &mut self.observer {
            observer(&self.zone, &LoadedRecord { record: &record, class: self.zone.class, text, words });
        }
        if read_by_rules {
            self.add(record);
        }
    }

    /// Adds a record that rules read to the zone's.
    #[inline]
    fn add(&mut self, record: Record) {
        match record.rdata {
            Rdata::Srv(_) => self.zone.srv_count += 1,
            _ => {
                self.zone.has_naptrs |= matches!(record.rdata, Rdata::Naptr(_));
                self.zone.others.push(self.records.len() as u32);
            }
        }
        self.records.push(record);
    }

    fn finish(mut self) -> Loaded {
        self.report_at_end();
        if !self.named {
            self.zone.incomplete.get_or_insert(Incomplete::UnknownOrigin);
        }
        if self.zone.soa.is_none() {
            self.zone.incomplete.get_or_insert(Incomplete::Fragment);
        }
        self.zone.records = OnceLock::from(self.records);
        Loaded { zone: self.zone, mistakes: self.mistakes }
    }
}

/// The whole record, from its owner or type to its last field.
#[inline]
fn record_span(entry: &RecordEntry<'_>, source: SourceId) -> Span {
    let first = entry.owner.unwrap_or(entry.type_word);
    let last = entry.rdata.last().unwrap_or(&entry.type_word);
    Span::new(source, first.start.min(entry.type_word.start), last.end)
}

fn at(word: Word, message: String) -> SyntaxError {
    SyntaxError { start: word.start, end: word.end, message, help: None, label: None }
}

fn bad_name(word: Word, what: &str, bad: BadName) -> SyntaxError {
    at(word, format!("{what} is no domain name: {}", bad.reason()))
}
