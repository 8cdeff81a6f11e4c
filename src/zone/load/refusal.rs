//! What BIND refuses of a zone each of whose lines is fine: as mistakes, found when all of it is read. Knows no rule.

use std::borrow::Cow;

use hickory_proto::rr::{DNSClass, RecordType};

use crate::base::span::Span;
use crate::syntax::name::NameKey;
use crate::syntax::record_type::{class_name, type_name};
use crate::syntax::{RecordEntry, SyntaxError, Word};
use crate::zone::load::pasted::is_comment_mark;
use crate::zone::load::special::Special;
use crate::zone::load::state::{Loader, Owner};
use crate::zone::mistake::{About, Mistake, MistakeKind};
use crate::zone::origin_source::OriginSource;
use crate::zone::rdata::base32_octets;
use crate::zone::record::{NameRef, Record};

/// Types by number, where hickory has no name for them or one that could change.
const DS: u16 = 43;
const DNSKEY: u16 = 48;
const NSEC3: u16 = 50;
const NSEC3PARAM: u16 = 51;
const CDS: u16 = 59;
const CDNSKEY: u16 = 60;
pub(super) const RESINFO: u16 = 261;

/// Why a zone is refused, beyond the place that is at fault.
pub(super) enum Cause {
    /// The place says it.
    Unknown,
    /// Another place explains it.
    Here(Span, &'static str),
    /// More can be found out of a name.
    Of(About),
}

/// What is wrong, at which place, with its cause and the authority.
pub(super) struct Refusal {
    pub span: Span,
    pub message: String,
    pub cause: Cause,
    pub note: &'static str,
    pub help: Cow<'static, str>,
}

impl Loader<'_, '_> {
    /// Notes what one record alone makes of the zone, and keeps the octets of those that together may have it
    /// refused.
    pub(super) fn note_special(
        &mut self,
        rtype: RecordType,
        owner: Owner,
        span: Span,
        octets: Option<&[u8]>,
    ) {
        let (number, is_apex) = (u16::from(rtype), self.named && owner.name.key == self.apex);
        let place = place(&owner.name, span);
        match number {
            DS if is_apex => self.refuse(Refusal {
                span: place,
                message: "a DS record at the top of its own zone".to_owned(),
                cause: Cause::Unknown,
                note: "RFC 4035 section 2.4: a DS record stands in the zone above",
                help: "move it to the zone above".into(),
            }),
            NSEC3 => self.note_unhashed(&owner.name, span),
            _ => self.zone.is_signed |= rtype == RecordType::RRSIG,
        }
        let is_special = match number {
            DNSKEY | NSEC3PARAM | CDS | CDNSKEY => is_apex,
            _ => rtype == RecordType::SOA || number == RESINFO,
        };
        if let (true, Some(octets)) = (is_special, octets) {
            self.specials.push(Special { rtype: number, owner: owner.name, place, octets: octets.to_vec() });
        }
    }

    /// Notes the owner of an NSEC3 record, in the zone or outside, that is no hash.
    pub(super) fn note_unhashed(&mut self, owner: &NameRef, span: Span) {
        if self.is_hashed(owner) {
            return;
        }
        // One signer wrote them all.
        if let Some(mistake) = self.unhashed.and_then(|first| self.mistakes.get_mut(first)) {
            mistake.places += 1;
            return;
        }
        let number = self.mistakes.len();
        self.refuse(Refusal {
            span: place(owner, span),
            message: "the owner of an NSEC3 record is not a hash".to_owned(),
            cause: Cause::Unknown,
            note: "RFC 5155 section 3: its first label is a hash in digits of base32",
            help: "have the zone signed again".into(),
        });
        self.unhashed = Some(number).filter(|number| *number < self.mistakes.len());
    }

    /// Whether an SOA record is that of an export whose comment names the zone, and which wrote it at the root.
    pub(super) fn is_of_export_at_root(&self, owner: Owner) -> bool {
        self.zone.origin_source == OriginSource::Comment && owner.name.key == NameKey::root()
    }

    /// Refuses an SOA record that is not at the top of the zone.
    #[cold]
    pub(super) fn refuse_other_soa(&mut self, owner: Owner, span: Span) {
        self.has_other_soa = true;
        if self.is_of_export_at_root(owner) {
            self.zone.soa.get_or_insert(NameRef::new(self.apex, owner.name.span, 0, true, false));
        }
        let (zone, shown) = (&self.zone, self.zone.display(&owner.name, self.sources));
        let message = format!("the SOA record is of `{shown}`, and not of zone `{}`", zone.origin_text());
        let origin = zone.origin_of(&owner.name).1.filter(|_| owner.name.is_relative());
        let cause =
            origin.map_or(Cause::Unknown, |origin| Cause::Here(origin, "this `$ORIGIN` makes it that name"));
        let help = match origin {
            Some(_) if owner.name.key == NameKey::root() => {
                format!("write `{}` for its owner", zone.origin_text())
            }
            Some(_) => {
                "give what follows that line to a zone and a file of its own, or correct the line".to_owned()
            }
            None => "write `@` for its owner, or give the file to the zone that it is of".to_owned(),
        };
        self.refuse(Refusal {
            span: place(&owner.name, span),
            message,
            cause,
            note: "RFC 1034 section 4.2.1: the SOA record is at the top of its zone; BIND refuses any other",
            help: help.into(),
        });
    }

    /// Settles the zone's class, which its first SOA record writes at `place`, and refuses any but the one that a server's
    /// configuration says, which is IN where none does.
    #[cold]
    pub(super) fn settle_class(&mut self, class: DNSClass, place: Span) {
        let wanted = std::mem::replace(&mut self.zone.class, class);
        self.takes_usual &= class == DNSClass::IN;
        if class == wanted {
            return;
        }
        if let Some(declared) = &self.zone.declared_class {
            let (written, wanted) = (class_name(class), class_name(wanted));
            let message =
                format!("a zone of class {written}, which {} declares as class {wanted}", declared.place);
            self.is_of_other_class = true;
            return self.refuse(Refusal {
                span: place,
                message,
                cause: Cause::Unknown,
                note: "BIND refuses records of another class than its configuration says: \"class … != zone class …\"",
                help: "write the class that the configuration says, or declare the zone in a view of the other class".into(),
            });
        }
        // What a server says of itself has zones of class CH.
        let is_of_server = || {
            let mut labels = self.zone.apex.name.iter();
            labels.next().is_some_and(|label| [&b"bind"[..], b"server"].contains(&label))
                && labels.next().is_none()
        };
        if is_of_server() {
            return;
        }
        self.is_of_other_class = true;
        self.refuse(Refusal {
            span: place,
            message: format!("a zone of class {}", class_name(class)),
            cause: Cause::Unknown,
            note: "BIND takes a zone to be of class IN unless its configuration names another, and refuses this one: \
                   \"class … != zone class 'IN'\"",
            help: "remove the class, or write `IN`".into(),
        });
    }

    fn is_hashed(&self, owner: &NameRef) -> bool {
        let name = self.zone.name(owner, self.sources);
        name.iter().next().is_some_and(|label| base32_octets(label).is_some())
    }

    /// Adds what BIND refuses of the zone as a whole.
    pub(super) fn refuse_zone(&mut self) {
        let mut refusals = Vec::new();
        self.repeated_singletons(&mut refusals);
        self.data_beside_aliases(&mut refusals);
        self.odd_keys(&mut refusals);
        // What is not there can be said of a zone alone that was read whole.
        let is_read = self.unreported.is_none()
            && self
                .mistakes
                .iter()
                .all(|mistake| matches!(mistake.kind, MistakeKind::Refused | MistakeKind::MissingDot));
        if self.named && is_read {
            self.missing_records(&mut refusals);
        }
        for refusal in refusals {
            match refusal.cause {
                Cause::Of(About::Alias(owner)) if is_comment_mark(self.sources.bytes(owner.span)) => {
                    self.note_comment(refusal.span);
                }
                _ => self.refuse(refusal),
            }
        }
    }

    fn refuse(&mut self, refusal: Refusal) {
        if !self.may_report(refusal.span) {
            return;
        }
        let (label, about) = match refusal.cause {
            Cause::Unknown => (None, None),
            Cause::Here(span, text) => (Some((span, text.to_owned())), None),
            Cause::Of(about) => (None, Some(about)),
        };
        self.mistakes.push(Mistake {
            label,
            about,
            note: Some(refusal.note),
            help: Some(refusal.help.into_owned()),
            ..Mistake::new(MistakeKind::Refused, refusal.span, refusal.message)
        });
    }

    /// CDS, CDNSKEY and NSEC3PARAM records that nothing can be done with.
    fn odd_keys(&self, refusals: &mut Vec<Refusal>) {
        let of = |rtype: u16| self.specials.iter().filter(move |special| special.rtype == rtype);
        let algorithms: Vec<Option<&u8>> = of(DNSKEY).map(|key| key.octets.get(3)).collect();
        for (rtype, deletion, at) in [(CDS, [0, 0, 0, 0, 0], 2), (CDNSKEY, [0, 0, 3, 0, 0], 3)] {
            let deletes = of(rtype).any(|record| record.octets == deletion);
            let others = of(rtype).filter(|record| record.octets != deletion);
            // Keys may be in a file that is made where the zone is signed.
            let unknown = |record: &&Special| {
                let keys_are_known = !(algorithms.is_empty() && self.keys_are_elsewhere);
                keys_are_known && !algorithms.contains(&record.octets.get(at))
            };
            if let Some(record) = others.into_iter().find(|record| deletes || unknown(record)) {
                let name = type_name(RecordType::from(rtype));
                let why = if deletes {
                    "stands beside one that deletes all"
                } else {
                    "has no DNSKEY record of its algorithm"
                };
                refusals.push(Refusal {
                    span: record.place,
                    message: format!("a {name} record {why}"),
                    cause: Cause::Unknown,
                    note: "RFC 7344 section 4.1: it describes a key of the zone; RFC 8078 section 4: one that deletes stands alone",
                    help: "publish the key, or remove the record".into(),
                });
            }
        }
        // SHA-1 is the only hash that there is.
        if let Some(first) = of(NSEC3PARAM).next()
            && !of(NSEC3PARAM).any(|record| record.octets.first() == Some(&1))
        {
            refusals.push(Refusal {
                span: first.place,
                message: "an NSEC3PARAM record of a hash algorithm that no server knows".to_owned(),
                cause: Cause::Unknown,
                note: "RFC 5155 section 11: SHA-1, which is 1, is the only hash algorithm",
                help: "write 1 for the hash algorithm".into(),
            });
        }
    }

    /// A zone without SOA or NS records, and name servers of it that it gives no address.
    fn missing_records(&mut self, refusals: &mut Vec<Refusal>) {
        let zone = &self.zone;
        let Some(soa) = zone.soa else {
            if self.has_other_soa {
                return;
            }
            if let OriginSource::NamedConf(_) = zone.origin_source {
                refusals.push(Refusal {
                    span: Span::new(zone.source, 0, 0),
                    message: format!("zone `{}` has no SOA record", zone.origin_text()),
                    cause: Cause::Unknown,
                    note: "RFC 1035 section 5.2: a zone has one SOA record, at its top",
                    help: "begin the file with the zone's SOA record".into(),
                });
            }
            return;
        };
        let number = |number: &u32| (*number, &self.records[*number as usize]);
        let is_server =
            |(_, record): &(u32, &Record)| record.rtype == RecordType::NS && record.owner.key == self.apex;
        let (numbers, servers): (Vec<u32>, Vec<&Record>) =
            zone.others.iter().map(number).filter(is_server).unzip();
        let repeated = self.repeated_servers(&numbers, &servers);
        // Where the SOA's owner is the mistake, they stand at the name that the zone has.
        if servers.is_empty() && zone.refused_as.is_empty() {
            refusals.push(self.without_servers(&soa));
        }
        if zone.class == DNSClass::IN {
            self.unreachable_servers(&servers, refusals);
        }
        self.zone.repeated_servers = repeated;
    }

    /// The CNAME, DNAME or NS records of the zone.
    pub(super) fn pointers(&self, rtype: u16) -> impl Iterator<Item = &Record> {
        let records = self.zone.others.iter().map(|number| &self.records[*number as usize]);
        records.filter(move |record| u16::from(record.rtype) == rtype)
    }
}

/// The owner of a record, or all of it where its owner is inherited.
pub(super) fn place_of(record: &Record) -> Span {
    place(&record.owner, record.span)
}

fn place(owner: &NameRef, record: Span) -> Span {
    let is_written = owner.span.source == record.source && owner.span.start >= record.start;
    if is_written { owner.span } else { record }
}

/// What is wrong with a record of another class than the zone's: its class, the zone's, and where it is written.
#[cold]
pub(super) fn of_other_class(
    entry: &RecordEntry<'_>,
    (class, of_zone): (DNSClass, DNSClass),
    word: Word,
) -> SyntaxError {
    let (name, of_zone) = (class_name(class), class_name(of_zone));
    // Without its class it were no record of a zone of another one, either.
    let is_chaosnet = class == DNSClass::CH && entry.rtype == RecordType::A && entry.rdata.len() == 2;
    let help = is_chaosnet.then(|| "remove the record: it is an address of Chaosnet".to_owned());
    SyntaxError { help, ..SyntaxError::at(word, format!("class {name} in a zone of class {of_zone}")) }
}
