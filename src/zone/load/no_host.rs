//! Notes names that are not hosts' where BIND's default `check-names` wants hosts'. It looks at none that `$GENERATE` makes, nor
//! into rdata that is written as octets. Does not know whether a server checks them.

use hickory_proto::rr::{DNSClass, RecordType};

use crate::base::span::{SourceId, Span};
use crate::syntax::name::{are_host_labels, name_key};
use crate::syntax::{RecordEntry, Word};
use crate::zone::load::state::{Loader, Owner};
use crate::zone::no_host::{NoHost, is_mailbox_accepted, is_owner_accepted, is_target_accepted, names_hosts};
use crate::zone::record::{NameRef, Rdata, RelativeName};

/// Types by number, where hickory has no name for them or one that could change.
const MB: u16 = 7;
const MG: u16 = 8;
const WKS: u16 = 11;
const MINFO: u16 = 14;
const RP: u16 = 17;
const AFSDB: u16 = 18;
const RT: u16 = 21;
const A6: u16 = 38;
const SVCB: u16 = 64;
const HTTPS: u16 = 65;

/// How many such names of a zone are noted: more are not listed anyway.
const MOST: usize = 20_000;

impl Loader<'_, '_> {
    /// Notes the owner of a record of a usual type that has addresses or mail servers, and a name in its rdata that may be no
    /// host's.
    #[inline(always)]
    pub(super) fn note_no_hosts(
        &mut self,
        owner: &mut Owner,
        rtype: RecordType,
        odd: Option<NameRef>,
        (source, text): (SourceId, &[u8]),
    ) {
        let wants_host = matches!(rtype, RecordType::A | RecordType::AAAA | RecordType::MX);
        if wants_host && !owner.is_host(source, text) {
            self.note_owner(*owner, rtype);
        } else if wants_host {
            // The next record may inherit it.
            owner.unread = 0;
        }
        if let Some(name) = odd {
            self.note_target(name, rtype, false);
        }
    }

    /// Notes the same of any record, also of one outside the zone: BIND looks at its names before it drops it.
    pub(super) fn note_hosts_of(
        &mut self,
        entry: &RecordEntry<'_>,
        owner: Owner,
        rdata: &Rdata,
        (source, text, origin): (SourceId, &[u8], u32),
    ) {
        let (rtype, number) = (entry.rtype, u16::from(entry.rtype));
        let is_internet = self.zone.class == DNSClass::IN;
        let has_host = match rtype {
            RecordType::MX => true,
            _ if matches!(number, MB | MG) => true,
            RecordType::A => self.zone.class != DNSClass::HS,
            _ => is_internet && (rtype == RecordType::AAAA || matches!(number, WKS | A6)),
        };
        if has_host && !owner.is_host(source, text) {
            self.note_owner(owner, rtype);
        }
        if let (Rdata::Name(name), RecordType::NS) = (rdata, rtype) {
            self.note_target(*name, rtype, false);
        }
        // Nearly all pointers name hosts: what stands at their owner is asked of the others.
        if let (Rdata::Name(name), RecordType::PTR) = (rdata, rtype)
            && self.is_checked()
            && !self.is_plain_host(name)
            && names_hosts(&self.zone.name(&owner.name, self.sources))
        {
            self.note_odd_target(*name, rtype, false);
        }
        // Of an alias BIND does not check the target.
        let is_alias = || entry.rdata[0].text(text).iter().all(|digit| *digit == b'0');
        let words: &[usize] = match number {
            AFSDB | RT => &[1],
            RP => &[0],
            MINFO => &[0, 1],
            SVCB | HTTPS if is_internet && !is_alias() => &[1],
            // The rules look at those of the zone.
            _ if rtype == RecordType::SRV && is_internet && !owner.in_zone => &[3],
            A6 if is_internet => &[2],
            _ if rtype == RecordType::MX => &[1],
            _ if rtype == RecordType::SOA => &[0, 1],
            _ => return,
        };
        for place in words {
            let Some(word) =
                entry.rdata.get(*place).filter(|_| !entry.rdata[0].text(text).starts_with(b"\\#"))
            else {
                continue;
            };
            let is_mailbox = matches!(number, RP | MINFO) || rtype == RecordType::SOA && *place == 1;
            if let Some(name) = self.name_of(*word, source, text, origin) {
                if rtype == RecordType::SOA && owner.in_zone {
                    let owner = owner.name;
                    self.note_relative(RelativeName { owner, name, rtype, is_mailbox });
                }
                self.note_target(name, rtype, is_mailbox);
            }
        }
    }

    /// The name that a word means below an origin, if it is one.
    pub(super) fn name_of(&self, word: Word, source: SourceId, text: &[u8], origin: u32) -> Option<NameRef> {
        let octets = word.text(text);
        let (key, relative) = name_key(octets, word.escaped, self.zone.setting(origin), |_| {}).ok()?;
        let span = Span::new(source, word.start, word.end);
        Some(NameRef::new(key, span, origin, relative, word.escaped))
    }

    #[cold]
    fn note_owner(&mut self, owner: Owner, rtype: RecordType) {
        let name = owner.name;
        let is_mailbox = matches!(u16::from(rtype), MB | MG);
        let is_noted = |known: &NoHost| known.is_owner && known.name.span == name.span;
        if self.is_checked()
            && !self.sources.is_generated(name.span)
            && !self.zone.no_hosts.last().is_some_and(is_noted)
            && !is_owner_accepted(&self.zone.name(&name, self.sources), rtype)
        {
            self.zone.no_hosts.push(NoHost { name, rtype, is_owner: true, is_mailbox });
        }
    }

    fn note_target(&mut self, name: NameRef, rtype: RecordType, is_mailbox: bool) {
        if self.is_checked() && !self.is_plain_host(&name) {
            self.note_odd_target(name, rtype, is_mailbox);
        }
    }

    /// Whether the text of a name and its origin alone say that it is a host's.
    fn is_plain_host(&self, name: &NameRef) -> bool {
        let origin_is_host = || !name.is_relative() || self.zone.origin_of(name).0.is_hostname();
        !name.is_escaped() && are_host_labels(self.sources.bytes(name.span)) && origin_is_host()
    }

    #[cold]
    fn note_odd_target(&mut self, name: NameRef, rtype: RecordType, is_mailbox: bool) {
        if self.sources.is_generated(name.span) {
            return;
        }
        let whole = self.zone.name(&name, self.sources);
        let is_accepted = if is_mailbox { is_mailbox_accepted(&whole) } else { is_target_accepted(&whole) };
        if !is_accepted {
            self.zone.no_hosts.push(NoHost { name, rtype, is_owner: false, is_mailbox });
        }
    }

    /// Whether the zone is one that BIND could load, and there is room for one more.
    fn is_checked(&self) -> bool {
        self.named && self.zone.no_hosts.len() < MOST
    }
}
