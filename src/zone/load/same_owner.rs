//! Records that BIND refuses for what else stands at their owner: a second one of a type of which a name has one, and data
//! beside an alias. Knows no other reason.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use hickory_proto::rr::RecordType;

use crate::base::span::Span;
use crate::syntax::name::filter::{has_repetition, have_common};
use crate::syntax::name::{KeyHasher, NameKey};
use crate::syntax::record_type::type_name;
use crate::zone::index::{DNAME, Types};
use crate::zone::load::refusal::{Cause, RESINFO, Refusal, place_of};
use crate::zone::load::special::Special;
use crate::zone::load::state::Loader;
use crate::zone::mistake::About;
use crate::zone::rdata::text_of;
use crate::zone::record::{NameRef, Rdata, Record};

/// Records by owner.
type ByOwner<'z> = HashMap<NameKey, &'z Record, BuildHasherDefault<KeyHasher>>;

impl Loader<'_, '_> {
    /// Records of types of which a name has one at most.
    pub(super) fn repeated_singletons(&self, refusals: &mut Vec<Refusal>) {
        let mut refuse = |rtype: u16, owner: &NameRef, place: Span, first: Span| {
            let (name, rtype) = (self.zone.display(owner, self.sources), type_name(RecordType::from(rtype)));
            refusals.push(Refusal {
                span: place,
                message: format!("`{name}` has two different {rtype} records"),
                cause: Cause::Here(first, "the first one"),
                note: "a name has one record of this type; BIND refuses the zone: \"multiple RRs of singleton type\"",
                help: "remove one of them".into(),
            });
        };
        // Names are the same in any letters; texts are not.
        let text = |special: &Special| {
            let text = text_of(self.zone.class, RecordType::from(special.rtype), &special.octets, None);
            if special.rtype == RESINFO { text } else { text.to_ascii_lowercase() }
        };
        let mut known: HashMap<(u16, NameKey), &Special> = HashMap::new();
        for special in &self.specials {
            if special.rtype != u16::from(RecordType::SOA) && special.rtype != RESINFO {
                continue;
            }
            let first = *known.entry((special.rtype, special.owner.key)).or_insert(special);
            if !std::ptr::eq(first, special) && text(first) != text(special) {
                refuse(special.rtype, &special.owner, special.place, first.place);
            }
        }
        for rtype in [u16::from(RecordType::CNAME), DNAME] {
            if !has_repetition(self.owners_of(rtype).iter().copied()) {
                continue;
            }
            let mut known = ByOwner::default();
            for record in self.pointers(rtype) {
                let first = known.entry(record.owner.key).or_insert(record);
                if target(first) != target(record) {
                    refuse(rtype, &record.owner, place_of(record), place_of(first));
                }
            }
        }
    }

    /// CNAME records with other data beside them, but for what DNSSEC puts there. Of SRV records beside a CNAME
    /// another rule speaks.
    pub(super) fn data_beside_aliases(&self, refusals: &mut Vec<Refusal>) {
        let aliases = self.owners_of(u16::from(RecordType::CNAME));
        let data = self.zone.facts.iter().filter(|(_, types)| types.has_data_but_aliases());
        if !have_common(aliases.iter().copied(), aliases.len(), data.map(|(owner, _)| owner)) {
            return;
        }
        let mut aliases = ByOwner::default();
        for record in self.pointers(u16::from(RecordType::CNAME)) {
            aliases.entry(record.owner.key).or_insert(record);
        }
        let mut beside: HashMap<NameKey, Types, BuildHasherDefault<KeyHasher>> = HashMap::default();
        for (owner, types) in self.zone.facts.iter() {
            if types.has_data_but_aliases() && aliases.contains_key(&owner) {
                let all = beside.entry(owner).or_default();
                *all = all.with(types);
            }
        }
        let mut owners: Vec<&Record> = beside
            .iter()
            .filter(|(_, types)| !types.has(Types::SRV))
            .map(|(owner, _)| aliases[owner])
            .collect();
        owners.sort_by_key(|record| (record.span.source, record.span.start));
        for record in owners {
            let name = self.zone.display(&record.owner, self.sources);
            // A zone's own name has an SOA record and NS records.
            let help = match self.named && record.owner.key == self.apex {
                true => {
                    "remove the CNAME record, and give the zone's name the addresses of the host that it leads to"
                }
                false => "remove the CNAME record, or the records beside it",
            };
            refusals.push(Refusal {
                span: place_of(record),
                message: format!("`{name}` has a CNAME record and other records"),
                cause: Cause::Of(About::Alias(record.owner)),
                note: "RFC 1034 section 3.6.2: no other data may stand beside a CNAME; BIND refuses the whole zone",
                help: help.into(),
            });
        }
    }

    /// The owners of the CNAME or DNAME records of the zone, which hardly ever say that anything is wrong.
    fn owners_of(&self, rtype: u16) -> Vec<NameKey> {
        self.pointers(rtype).map(|record| record.owner.key).collect()
    }
}

/// What a CNAME or DNAME record points at.
fn target(record: &Record) -> Option<NameKey> {
    match &record.rdata {
        Rdata::Name(name) => Some(name.key),
        _ => None,
    }
}
