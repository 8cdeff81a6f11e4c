//! Where an alias at a service's name leads. Does not know how rules report it.

use hickory_proto::rr::{Name, RecordType};

use crate::rules::engine::context::Context;
use crate::rules::facts::owner_labels::is_service;
use crate::syntax::name::label_texts;
use crate::workspace::Workspace;
use crate::zone::index::{Located, Types};
use crate::zone::service_owner::TRANSPORTS;
use crate::zone::{NameRef, Zone};

/// The longest chain of aliases that is followed.
const LONGEST_CHAIN: usize = 16;

/// Where a chain of aliases ends that the run knows in full.
pub enum End {
    /// The name does not exist.
    Missing,
    /// The name is one of the chain's own.
    Loop,
    /// These records stand there; whether it is the name of their zone.
    Records(Types, bool),
}

/// Where a chain of CNAME and DNAME records ends that begins at `first`, which may be no alias; `None` if it leads out of what the
/// run knows.
pub fn chain_end(workspace: &Workspace, first: Name, asking: &Zone) -> Option<(Name, End)> {
    let (mut name, mut asking) = (first, asking);
    let mut passed: Vec<Name> = Vec::new();
    for _ in 0..LONGEST_CHAIN {
        let (zone, located) = workspace.locate(&name, asking)?;
        if !zone.is_complete_at_name(&name) {
            return None;
        }
        let leads_on = match located {
            Located::Nothing => return Some((name, End::Missing)),
            Located::Delegated(_) => return None,
            Located::Renamed(_) => true,
            Located::Node { node, .. } if node.types.has(Types::CNAME) => true,
            Located::Node { node, .. } => {
                let is_apex = name == zone.apex.name;
                return Some((name, End::Records(node.types, is_apex)));
            }
        };
        if leads_on && passed.contains(&name) {
            return Some((name, End::Loop));
        }
        let found = workspace.find_address_of(&name, asking);
        let (next, from) = workspace.next_of(&name, found)?;
        passed.push(std::mem::replace(&mut name, next));
        asking = from;
    }
    None
}

/// Where a chain of aliases ends, or begins anew, and what is there instead of SRV records; `None` if it leads to some, or out
/// of what the run knows. Of a service whose clients look at SRV records alone, no other records are what is asked for.
pub fn dead_end(
    workspace: &Workspace,
    first: Name,
    asking: &Zone,
    knows_only_srv: bool,
) -> Option<(Name, &'static str)> {
    let (name, end) = chain_end(workspace, first, asking)?;
    let what = match end {
        End::Missing => "does not exist",
        End::Loop => "is an alias that leads back to itself",
        // The zone's own name has records that no client of a service asks for.
        End::Records(types, true) if knows_only_srv && !types.has(Types::SRV) => {
            "is the zone's name and has no SRV record"
        }
        // Other records, such as URI or TLSA, may be what is asked for there.
        End::Records(types, _)
            if types.has(Types::SRV) || types.has(Types::OTHER) && !types.has(Types::ADDRESS) =>
        {
            return None;
        }
        End::Records(types, _) if types.has(Types::ADDRESS) => "is a host and has no SRV record",
        End::Records(..) => "has no SRV record",
    };
    Some((name, what))
}

/// Whether a name is that of a service: not of a port, which has TLSA records, nor of a key or a policy.
pub fn names_service(owner: &Name) -> bool {
    let labels = label_texts(owner);
    let [service, protocol, ..] = labels.as_slice() else { return false };
    let is_service = service == "*"
        || service.starts_with('_') && service.contains(|letter: char| letter.is_ascii_alphabetic());
    is_service && matches!(protocol.as_str(), "_tcp" | "_udp" | "_sctp" | "_tls")
}

/// Whether the services of a domain are listed at a name (RFC 6763 section 9).
fn lists_services(owner: &Name) -> bool {
    let mut labels = owner.iter();
    let is = |label: Option<&[u8]>, text: &[u8]| label.is_some_and(|label| label.eq_ignore_ascii_case(text));
    is(labels.next(), b"_services") && is(labels.next(), b"_dns-sd")
}

/// A record that is meant for a name at which clients ask for a service: an alias, or a pointer to an instance.
pub struct Alias<'a> {
    /// Its owner.
    pub owner: &'a NameRef,
    /// The labels of the service and the protocol that it leads to.
    pub pair: [String; 2],
    /// Whether it is a pointer.
    pub is_pointer: bool,
}

/// The CNAME records of a zone that lead to a service's name, and the PTR records that lead to an instance of one.
pub fn aliases_of_services<'a>(cx: &Context<'a>) -> Vec<Alias<'a>> {
    let zone = cx.zone;
    let pair_of = |name: &NameRef, at: usize| {
        let labels = label_texts(&cx.name(name));
        let [service, protocol, ..] = labels.get(at..)? else { return None };
        let is_pair = is_service(service) && TRANSPORTS.contains(&protocol.as_str()) && service != "_sub";
        (is_pair && service.contains(|letter: char| letter.is_ascii_alphabetic()))
            .then(|| [service.clone(), protocol.clone()])
    };
    let alias = |owner: &'a NameRef, target: &'a NameRef, is_pointer: bool| {
        // Before the services that are listed stands no instance (RFC 6763 section 9).
        let at = usize::from(is_pointer && !lists_services(&cx.name(owner)));
        Some(Alias { owner, pair: pair_of(target, at)?, is_pointer })
    };
    let cnames = zone.others().filter(|record| zone.has_service_aliases && record.rtype == RecordType::CNAME);
    let cnames = cnames.filter_map(|record| alias(&record.owner, record.points_at()?, false));
    let pointers = zone.browsed.iter().filter_map(|pointer| alias(&pointer.owner, &pointer.target, true));
    let mut found: Vec<Alias<'a>> = Vec::new();
    for alias in cnames.chain(pointers) {
        // An inherited owner is the mistake of the line that wrote it.
        if found.last().is_none_or(|before| before.owner.span != alias.owner.span) {
            found.push(alias);
        }
    }
    found
}

/// What helps where an alias or a pointer of a service stands at a name that no client asks for: to write `right` for it, in the
/// owner's style, unless records stand there. Beside these BIND takes no alias (RFC 1034 section 3.6.2).
pub fn renamed_help(cx: &Context<'_>, owner: &NameRef, is_pointer: bool, right: &Name) -> String {
    let written = cx.in_style_of(right, owner);
    let types = cx.workspace.types_at(right, cx.zone).filter(|types| !types.is_empty() && !is_pointer);
    match types {
        Some(types) if types.has(Types::SRV) => {
            format!("delete the alias: the records are at `{written}` already")
        }
        Some(types) if types.has(Types::CNAME) => {
            format!("delete the alias: `{written}` is one already")
        }
        Some(_) => format!("write SRV records at `{written}`, where an alias cannot stand beside the others"),
        None => format!("write `{written}`"),
    }
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
            ("*._tcp.example.com", true),
            ("_dmarc.example.com", false),
            ("key._domainkey.example.com", false),
        ] {
            assert_eq!(names_service(&absolute_name(name).expect("a name")), expected, "{name}");
        }
    }
}
