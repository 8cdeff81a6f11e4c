//! Service fields of NAPTR records for SIP and TURN: the SRV names that they have, and what a misspelt one means. Does not know how
//! rules report it.

use hickory_proto::rr::Name;

use crate::base::spelling::distance;
use crate::syntax::name::label_texts;
use crate::zone::Naptr;

/// Services whose SRV names are fixed: RFC 3263 section 4.1, RFC 7118 and RFC 5928.
pub const NAMES: &[(&str, &str, &str)] = &[
    ("SIP+D2U", "_sip", "_udp"),
    ("SIP+D2T", "_sip", "_tcp"),
    ("SIP+D2S", "_sip", "_sctp"),
    ("SIPS+D2T", "_sips", "_tcp"),
    ("SIPS+D2S", "_sips", "_sctp"),
    ("RELAY:TURN.UDP", "_turn", "_udp"),
    ("RELAY:TURN.TCP", "_turn", "_tcp"),
    ("RELAY:TURN.TLS", "_turns", "_tcp"),
];

/// Service fields that are known besides, without a fixed name.
const OTHERS: [&str; 5] = ["SIP+D2W", "SIPS+D2W", "SIPS+D2U", "RELAY:TURN.DTLS", "RELAY"];

/// The service field that one is a misspelt form of, for a record with this replacement.
pub fn misspelt_service(services: &str, replacement: &Name) -> Option<&'static str> {
    let is_known = NAMES.iter().any(|(name, ..)| *name == services) || OTHERS.contains(&services);
    if is_known || services.is_empty() {
        return None;
    }
    let labels = label_texts(replacement);
    let is_at = |service: &str, protocol: &str| matches!(&labels[..], [one, other, ..] if one == service && other == protocol);
    // A field such as `SIP+D2TLS` has what no resolution service is called.
    let is_sip = services.strip_prefix("SIPS").or_else(|| services.strip_prefix("SIP"));
    let is_sip = is_sip.is_some_and(|rest| rest.trim_start_matches(['+', '-', ' ', ':']).starts_with("D2"));
    let near = |name: &str| distance(name, services) == 1 || is_sip && name.starts_with("SIP");
    let mut near = NAMES.iter().filter(|(name, ..)| near(name));
    let at_place = near.clone().find(|(_, service, protocol)| is_at(service, protocol));
    let nearest = || near.by_ref().min_by_key(|(name, ..)| distance(name, services));
    at_place.or_else(nearest).map(|(name, ..)| *name)
}

/// The service field in capitals.
pub fn service_text(naptr: &Naptr) -> String {
    String::from_utf8_lossy(&naptr.services.value).to_ascii_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::name::absolute_name;

    #[test]
    fn misspelt_services() {
        for (services, replacement, expected) in [
            ("SIP+D2U", "_sip._udp.example", None),
            ("SIP+D2W", "_sip._ws.example", None),
            ("E2U+SIP", "example", None),
            ("X-STUN", "stun.example", None),
            ("", "next.example", None),
            ("SIP+D2TLS", "_sips._tcp.example", Some("SIPS+D2T")),
            ("SIPS-D2T", "_sips._tcp.example", Some("SIPS+D2T")),
            ("SIP+DT2", "_sip._tcp.example", Some("SIP+D2T")),
            ("SIPD2U", "pbx.example", Some("SIP+D2U")),
            ("RELAY:TURN.UPD", "_turn._udp.example", Some("RELAY:TURN.UDP")),
        ] {
            let name = absolute_name(replacement).expect("a name");
            assert_eq!(misspelt_service(services, &name), expected, "{services}");
        }
    }
}
