//! Notes what there is to say of records outside the zone, which BIND drops. Does not look at names of hosts.

use hickory_proto::rr::RecordType;

use crate::base::span::Span;
use crate::syntax::RecordEntry;
use crate::zone::load::state::{Loader, Owner};
use crate::zone::record::{Rdata, Record, TtlNumber};

/// How many other zones in its files are noticed: their records are looked for in each.
const MOST_SECOND: usize = 16;

impl Loader<'_, '_> {
    /// Notes what rules or fixes want to know of a record that no server loads, because its owner lies outside the zone.
    #[cold]
    pub(super) fn note_outside(&mut self, entry: &RecordEntry<'_>, owner: Owner, rdata: Rdata, span: Span) {
        // BIND looks at this owner before it drops the record.
        if entry.rtype == RecordType::NSEC3 {
            self.note_unhashed(&owner.name, span);
        }
        if entry.rtype == RecordType::SOA && self.is_of_export_at_root(owner) {
            self.refuse_other_soa(owner, span);
        } else if entry.rtype == RecordType::SOA {
            if self.zone.second_soas.len() == MOST_SECOND {
                return;
            }
            self.zone.second_soas.push(owner.name);
        } else if let Rdata::Srv(_) = rdata {
            let (owner, rtype) = (owner.name, entry.rtype);
            let record = Record { owner, rtype, ttl: TtlNumber::NONE, rdata, span, owner_run: 0 };
            self.zone.out_of_zone.push(record);
        } else if self.observer.is_some() && matches!(rdata, Rdata::A(_) | Rdata::Aaaa(_)) {
            self.zone.stray_hosts.push(owner.name);
        }
    }
}
