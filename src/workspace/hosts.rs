//! The hosts of a zone with their addresses, for rules that name one. Knows one zone at a time: which zone
//! answers for a name says `lookup`.

use std::collections::HashMap;
use std::net::IpAddr;

use hickory_proto::rr::Name;

use crate::syntax::name::{NameKey, display_name};
use crate::workspace::member::Host;
use crate::workspace::members::Workspace;
use crate::zone::load::{LoadedRecord, Request, load};
use crate::zone::{Rdata, Zone};

/// The largest zone, in records, whose names are compared for "did you mean".
const MOST_COMPARED: u32 = 5_000;

impl Workspace {
    /// The hosts of a zone with their addresses. Read anew from its text when first asked for.
    pub fn hosts(&self, zone: &Zone) -> &HashMap<NameKey, Host> {
        let member = &self.members[self.number_of(zone).expect("a zone of this workspace")];
        member.hosts.get_or_init(|| {
            let mut hosts: HashMap<NameKey, Host> = HashMap::new();
            let mut collect = |zone: &Zone, loaded: &LoadedRecord<'_>| {
                let address = match loaded.record.rdata {
                    Rdata::A(address) => IpAddr::from(address),
                    Rdata::Aaaa(address) => IpAddr::from(address),
                    _ => return,
                };
                let host = hosts.entry(loaded.record.owner.key).or_insert_with(|| Host {
                    name: zone.name(&loaded.record.owner, &self.sources),
                    addresses: Vec::new(),
                });
                if !host.may_have_more() {
                    host.addresses.push((address, loaded.record.span));
                }
            };
            let includes = self.includes(member);
            load(Request::again(zone), &self.sources, &includes, &self.spent, Some(&mut collect));
            Box::new(hosts)
        })
    }

    /// The host of `zone` whose name is most like `name`, if one is like it.
    pub fn similar_host(&self, name: &Name, zone: &Zone) -> Option<Name> {
        // Every finding compares with every name: that is for zones that people read.
        if zone.record_count > MOST_COMPARED {
            return None;
        }
        let wanted = display_name(name).to_ascii_lowercase();
        let mut named: Vec<(String, &Name)> = self
            .hosts(zone)
            .values()
            .map(|host| (display_name(&host.name).to_ascii_lowercase(), &host.name))
            .collect();
        named.sort_by(|one, other| one.0.cmp(&other.0));
        let first_label = wanted.split('.').next().unwrap_or_default();
        let most = (first_label.len() / 3).clamp(1, 2);
        named
            .iter()
            .map(|(text, name)| (crate::base::spelling::distance(text, &wanted), *name))
            .filter(|(distance, _)| (1..=most).contains(distance))
            .min_by_key(|(distance, _)| *distance)
            .map(|(_, name)| name.clone())
    }
}
