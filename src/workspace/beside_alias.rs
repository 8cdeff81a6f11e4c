//! Which records stand beside the aliases of a zone, and where: read anew from its text, as the zone only counts them. Knows no
//! rule.

use std::collections::HashMap;

use hickory_proto::rr::RecordType;

use crate::base::span::Span;
use crate::syntax::name::NameKey;
use crate::workspace::members::Workspace;
use crate::zone::Zone;
use crate::zone::index::Types;
use crate::zone::load::{LoadedRecord, Request, load};

impl Workspace {
    /// Of each of these owners that has other records than a CNAME, and what DNSSEC puts beside it, the type of the first and
    /// where its owner is written, or the record itself if it inherits that.
    pub fn beside_aliases(&self, zone: &Zone, owners: &[NameKey]) -> HashMap<NameKey, (RecordType, Span)> {
        let mut found = HashMap::new();
        let Some(number) = self.number_of(zone).filter(|_| !owners.is_empty()) else { return found };
        let mut wanted: HashMap<NameKey, Option<(RecordType, Span)>> =
            owners.iter().map(|owner| (*owner, None)).collect();
        let mut note = |_: &Zone, loaded: &LoadedRecord<'_>| {
            let record = loaded.record;
            let Some(first @ None) = wanted.get_mut(&record.owner.key) else { return };
            if Types::of(record.rtype, &record.rdata).has_data_but_aliases() {
                let owner = record.owner.span;
                let is_written = record.span.contains(owner);
                *first = Some((record.rtype, if is_written { owner } else { record.span }));
            }
        };
        let includes = self.includes(&self.members[number]);
        load(Request::again(zone), &self.sources, &includes, &self.spent, Some(&mut note));
        found.extend(wanted.into_iter().filter_map(|(owner, first)| Some((owner, first?))));
        found
    }
}
