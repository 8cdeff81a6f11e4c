//! Names for which BIND refuses a zone by its default `check-names`, because they are not hosts'. Knows no file and no server.

use hickory_proto::rr::{Name, RecordType};

use crate::syntax::name::is_host_label;
use crate::zone::record::NameRef;

/// A name that is none of a host where BIND wants one.
#[derive(Debug, Clone, Copy)]
pub struct NoHost {
    /// The name.
    pub name: NameRef,
    /// The type of the record that has it.
    pub rtype: RecordType,
    /// Whether it is the record's owner; else it stands in its rdata.
    pub is_owner: bool,
    /// Whether it stands for a mailbox: its first label is no host's, the others are.
    pub is_mailbox: bool,
}

/// Labels below and at which addresses are looked up for SPF's `exists` (RFC 7208 section 5.7).
const SPF: [&[u8]; 3] = [b"_spf", b"_spf_rate", b"_spf_verify"];

/// Whether BIND takes a record of this type at `owner`. It wants a host's name of those with addresses and mail servers;
/// a wildcard is one (`dns_rdata_checkowner`).
pub fn is_owner_accepted(owner: &Name, rtype: RecordType) -> bool {
    let labels: Vec<&[u8]> = owner.iter().collect();
    let is_host = |labels: &[&[u8]]| labels.iter().all(|label| is_host_label(label));
    let is_wildcard = |labels: &[&[u8]]| labels.first() == Some(&&b"*"[..]) && is_host(&labels[1..]);
    let is_spf = |label: &&[u8]| SPF.iter().any(|known| label.eq_ignore_ascii_case(known));
    // Active Directory's global catalog.
    let is_catalog = || {
        matches!(labels[..], [gc, msdcs, ..] if gc.eq_ignore_ascii_case(b"gc") && msdcs.eq_ignore_ascii_case(b"_msdcs"))
            && is_host(&labels[2..])
    };
    // Mailboxes and their groups (RFC 1035 section 3.3) are at names of their own kind.
    if matches!(u16::from(rtype), 7 | 8) {
        return is_mailbox_accepted(owner);
    }
    let has_address = matches!(rtype, RecordType::A | RecordType::AAAA);
    is_host(&labels)
        || is_wildcard(&labels)
        || has_address && is_catalog()
        || rtype == RecordType::A && labels.iter().rev().skip(1).any(is_spf)
}

/// Whether BIND takes `name` in rdata where a host belongs. The root is one.
pub fn is_target_accepted(name: &Name) -> bool {
    name.iter().all(is_host_label)
}

/// Whether BIND takes `name` for a mailbox: below a host's name a label that can be printed without a blank. The root is one.
pub fn is_mailbox_accepted(name: &Name) -> bool {
    let mut labels = name.iter();
    labels.next().is_none_or(|local| local.iter().all(u8::is_ascii_graphic)) && labels.all(is_host_label)
}

/// Whether BIND wants hosts of the PTR records at `owner`: in the trees of addresses, but for the names at which services
/// are browsed (RFC 6763 section 11).
pub fn names_hosts(owner: &Name) -> bool {
    let labels: Vec<Vec<u8>> = owner.iter().map(<[u8]>::to_ascii_lowercase).collect();
    let ends_in = |top: &[&[u8]]| labels.len() >= top.len() && labels[labels.len() - top.len()..] == *top;
    let is_reverse =
        [[&b"in-addr"[..], b"arpa"], [b"ip6", b"arpa"], [b"ip6", b"int"]].iter().any(|top| ends_in(top));
    let is_browsed = matches!(&labels[..], [first, dns_sd, udp, ..]
        if matches!(&first[..], b"b" | b"db" | b"r" | b"dr" | b"lb") && dns_sd == b"_dns-sd" && udp == b"_udp");
    is_reverse && !is_browsed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::name::absolute_name;

    #[test]
    fn owners_are_taken_as_named_checkconf_takes_them() {
        let (a, aaaa, mx, mb) = (RecordType::A, RecordType::AAAA, RecordType::MX, RecordType::from(7));
        for (owner, rtype, expected) in [
            ("pc-17.example", a, true),
            ("pc_17.example", a, false),
            ("pc_17.example", aaaa, false),
            ("pc_17.example", mx, false),
            ("pc_17.example", mb, true),
            ("x.pc_17.example", mb, false),
            ("x\\.y.example", mb, true),
            ("x\\032y.example", mb, false),
            ("*.x-.example", mb, false),
            ("gc._msdcs.example", a, true),
            ("gc._msdcs.example", aaaa, true),
            ("gc._msdcs.example", mx, false),
            ("a.gc._msdcs.example", a, false),
            ("gc._msdcs.x_y.example", a, false),
            ("_msdcs.example", a, false),
            ("a_b._SPF.c.example", a, true),
            ("_spf.example", a, true),
            ("_spf", a, false),
            ("a._spf", a, false),
            ("a._spf_rate.c.example", a, true),
            ("a._spf_verify.c.example", aaaa, false),
            ("a._spf.c.example", mx, false),
            ("*.example", a, true),
            ("a.*.example", a, false),
            ("*a.example", a, false),
            ("-a.example", a, false),
            ("a\\.b.example", a, false),
            ("1.2.example", a, true),
        ] {
            let name = absolute_name(owner).expect("a name");
            assert_eq!(is_owner_accepted(&name, rtype), expected, "{owner} {rtype}");
        }
    }

    #[test]
    fn pointers_of_addresses_name_hosts() {
        for (owner, expected) in [
            ("1.2.0.192.in-addr.arpa", true),
            ("1.8.b.d.0.1.0.0.2.IP6.arpa", true),
            ("b._dns-sd._udp.2.0.192.in-addr.arpa", false),
            ("_ipp._tcp.2.0.192.in-addr.arpa", true),
            ("_ipp._tcp.example.com", false),
        ] {
            assert_eq!(names_hosts(&absolute_name(owner).expect("a name")), expected, "{owner}");
        }
    }
}
