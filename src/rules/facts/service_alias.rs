//! Where an alias at a service's name leads. Does not know how rules report it.

use hickory_proto::rr::Name;

use crate::syntax::name::label_texts;
use crate::workspace::{Lookup, Workspace};
use crate::zone::Zone;
use crate::zone::index::{Located, Types};

/// The longest chain of aliases that is followed.
const LONGEST_CHAIN: usize = 16;

/// Where a chain of aliases ends, or begins anew, and what is there instead of SRV records; `None` if it leads to some, or out
/// of what the run knows.
pub fn dead_end(workspace: &Workspace, first: Name, asking: &Zone) -> Option<(Name, &'static str)> {
    let (mut name, mut asking) = (first, asking);
    let mut passed: Vec<Name> = Vec::new();
    for _ in 0..LONGEST_CHAIN {
        let (zone, located) = workspace.locate(&name, asking)?;
        if !zone.is_complete_at_name(&name) {
            return None;
        }
        let types = match located {
            Located::Nothing => return Some((name, "does not exist")),
            Located::Node { node, .. } => node.types,
            Located::Delegated(_) | Located::Renamed(_) => return None,
        };
        if types.has(Types::CNAME) {
            if passed.contains(&name) {
                return Some((name, "is an alias that leads back to itself"));
            }
            let Lookup::Alias { record, zone, .. } = workspace.find_address_of(&name, asking) else {
                return None;
            };
            passed.push(std::mem::replace(&mut name, zone.name(record.points_at()?, &workspace.sources)));
            asking = zone;
            continue;
        }
        return match types {
            // Other records, such as URI or TLSA, may be what is asked for there.
            _ if types.has(Types::SRV) || types.has(Types::OTHER) && !types.has(Types::ADDRESS) => None,
            _ if types.has(Types::ADDRESS) => Some((name, "is a host and has no SRV record")),
            _ => Some((name, "has no SRV record")),
        };
    }
    None
}

/// Whether a name is that of a service: not of a port, which has TLSA records, nor of a key or a policy.
pub fn names_service(owner: &Name) -> bool {
    let labels = label_texts(owner);
    let [service, protocol, ..] = labels.as_slice() else { return false };
    let is_service =
        service.starts_with('_') && service.contains(|letter: char| letter.is_ascii_alphabetic());
    is_service && matches!(protocol.as_str(), "_tcp" | "_udp" | "_sctp" | "_tls")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::name::absolute_name;

    #[test]
    fn names_of_services() {
        for (name, expected) in [
            ("_imaps._tcp.example.com", true),
            ("_443._tcp.example.com", false),
            ("_dmarc.example.com", false),
            ("key._domainkey.example.com", false),
        ] {
            assert_eq!(names_service(&absolute_name(name).expect("a name")), expected, "{name}");
        }
    }
}
