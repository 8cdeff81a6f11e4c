//! NAPTR records of SIP and TURN at one owner: which SRV records they do not lead to, which order they have, and what a misspelt
//! service field means. Does not know how rules report it.

use hickory_proto::rr::Name;

use crate::base::spelling::distance;
use crate::rules::engine::context::Context;
use crate::syntax::name::{NameKey, label_texts};
use crate::zone::service_owner::below;
use crate::zone::{Naptr, Record};

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

/// What the SIP records of one owner leave out.
pub struct SipOrder<'a> {
    /// The first of them.
    pub first: (&'a Record, &'a Naptr),
    /// The names of SRV records that none of them leads to.
    pub unled: Vec<Name>,
    /// A record of SIP that comes before the one of SIPS, and that one.
    pub before_sips: Option<(&'a Naptr, &'a Naptr)>,
}

/// Those of each owner with records for SIP that lead to SRV records (RFC 3263 section 4.1).
pub fn sip_orders<'a>(cx: &Context<'a>) -> Vec<SipOrder<'a>> {
    let mut owners: Vec<(NameKey, Vec<(&Record, &Naptr)>)> = Vec::new();
    for (record, naptr) in cx.naptrs().filter(|(_, naptr)| is_sip(naptr)) {
        match owners.last_mut().filter(|(owner, _)| *owner == record.owner.key) {
            Some((_, records)) => records.push((record, naptr)),
            None => owners.push((record.owner.key, vec![(record, naptr)])),
        }
    }
    owners.into_iter().map(|(_, records)| order_of(cx, &records)).collect()
}

fn order_of<'a>(cx: &Context<'a>, records: &[(&'a Record, &'a Naptr)]) -> SipOrder<'a> {
    let base = cx.name(&records[0].0.owner);
    let has = |service: &str| records.iter().any(|(_, naptr)| service_text(naptr) == service);
    let leads_to = |key: NameKey| records.iter().any(|(_, naptr)| naptr.replacement.key == key);
    let is_unled = |(field, service, protocol): &(&str, &str, &str)| {
        let name = below(&format!("{service}.{protocol}"), &base)?;
        let key = NameKey::of(&name);
        (field.starts_with("SIP") && !has(field) && !leads_to(key) && cx.offers(key)).then_some(name)
    };
    let unled = NAMES.iter().filter_map(is_unled).collect();
    let rank = |naptr: &Naptr| (naptr.order, naptr.preference);
    let of = |prefix: &'static str| {
        records.iter().map(|(_, naptr)| *naptr).filter(move |naptr| service_text(naptr).starts_with(prefix))
    };
    let sips = of("SIPS+").min_by_key(|naptr| rank(naptr));
    let sip = of("SIP+").min_by_key(|naptr| rank(naptr));
    let before_sips = sip.zip(sips).filter(|(sip, sips)| rank(sip) < rank(sips));
    SipOrder { first: records[0], unled, before_sips }
}

fn is_sip(naptr: &Naptr) -> bool {
    let services = service_text(naptr);
    naptr.flags.value.eq_ignore_ascii_case(b"s")
        && services.starts_with("SIP")
        && NAMES.iter().any(|(name, ..)| *name == services)
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
