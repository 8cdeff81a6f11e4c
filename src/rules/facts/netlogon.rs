//! The places below which Active Directory's netlogon looks services up, `_msdcs` and `_sites`, and what looks like one
//! misspelt. Does not know how rules report it.

use crate::base::spelling::is_one_mistake;
use crate::zone::Zone;

/// Whether there are such places below a zone's name: domain controllers write their records there.
pub fn is_of_netlogon(zone: &Zone) -> bool {
    let has = |label: &[u8]| zone.index().node(zone.apex.key().child(label)).is_some();
    has(b"_msdcs") || has(b"_sites")
}

/// Whether a service, without its underscore, is looked up at such places.
pub fn has_places(service: &str) -> bool {
    matches!(service, "ldap" | "kerberos" | "gc")
}

/// An owner, the first `own` labels of which do not belong to the zone's name, in which a place is misspelt: the labels to
/// write in place of the first ones, of how many, and the message.
pub fn misspelt_place(labels: &[String], own: usize) -> Option<(Vec<String>, usize, String)> {
    let at = labels.iter().position(|label| label == "_tcp" || label == "_udp")?;
    let service = labels.get(at.checked_sub(1)?)?.strip_prefix('_')?;
    if !has_places(service) {
        return None;
    }
    let is_msdcs = |before: &str, label: &str| {
        let is_role = matches!(before, "dc" | "gc" | "pdc" | "domains");
        is_one_mistake("_msdcs", label) && (is_role || label.starts_with('_'))
    };
    (at + 2..own).find_map(|number| {
        let (before, label) = (&labels[number - 1], &labels[number]);
        let meant = if is_msdcs(before, label) {
            "_msdcs"
        } else if label.starts_with('_') && is_one_mistake("_sites", label) {
            "_sites"
        } else {
            return None;
        };
        let mut right = labels[..number].to_vec();
        right.push(meant.to_owned());
        Some((right, number + 1, format!("has `{label}` for `{meant}`")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_of_netlogon() {
        for (owner, own, meant) in [
            ("_ldap._tcp.dc._mscds.example.com", 4, Some("_ldap._tcp.dc._msdcs")),
            ("_ldap._tcp.gc._msdsc.example.com", 4, Some("_ldap._tcp.gc._msdcs")),
            ("_kerberos._tcp.dc.msdcs.example.com", 4, Some("_kerberos._tcp.dc._msdcs")),
            ("_ldap._tcp.berlin._site.dc._msdcs.example.com", 6, Some("_ldap._tcp.berlin._sites")),
            ("_ldap._tcp.berlin._site.example.com", 4, Some("_ldap._tcp.berlin._sites")),
            ("_ldap._tcp.dc._msdcs.example.com", 4, None),
            ("_ldap._tcp.berlin._sites.dc._msdcs.example.com", 6, None),
            ("_ldap._tcp.msdcs.example.com", 3, None),
            ("_ldap._tcp.dc.msdcs.example.com", 3, None),
            ("_ldap._tcp.sites.example.com", 3, None),
            ("_imaps._tcp.dc._mscds.example.com", 4, None),
            ("_tcp", 1, None),
        ] {
            let labels: Vec<String> = owner.split('.').map(str::to_owned).collect();
            let found = misspelt_place(&labels, own).map(|(labels, _, _)| labels.join("."));
            assert_eq!(found.as_deref(), meant, "{owner}");
        }
    }
}
