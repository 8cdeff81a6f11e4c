//! NAPTR records of SIP at one owner: the SRV records that they do not lead to, and an order in which TLS does not come first.
//! Knows no other records.

use hickory_proto::rr::Name;

use crate::base::severity::Severity;
use crate::rules::engine::context::Context;
use crate::rules::facts::sip_naptr::{NAMES, service_text};
use crate::syntax::name::NameKey;
use crate::zone::service_owner::below;
use crate::zone::{Naptr, Record};

/// Notes what the records of SIP leave out, and an order in which clients come to TLS last.
pub fn report_orders(cx: &mut Context<'_>) {
    for SipOrder { first: (record, naptr), unled, before_sips } in sip_orders(cx) {
        if let Some(name) = unled.first() {
            let (name, count) = (cx.show_name(name), unled.len());
            let message = match count {
                1 => format!("no NAPTR record leads to the SRV records at `{name}`"),
                2 => format!(
                    "no NAPTR record leads to the SRV records at `{name}`, nor to those at another name"
                ),
                _ => format!(
                    "no NAPTR record leads to the SRV records at `{name}`, nor to those at {} other names",
                    count - 1
                ),
            };
            cx.report(record, naptr.services.span, message)
                .kind("unled")
                .severity(Severity::Note)
                .note("RFC 3263 section 4.1: a client that finds NAPTR records takes its transport from them alone")
                .help("add a NAPTR record for each transport, or remove the SRV records that are not in use");
        }
        if let Some((sip, sips)) = before_sips {
            let tls = service_text(sips);
            let (message, label) = match (sip.order, sip.preference) == (sips.order, sips.preference) {
                true => (
                    format!(
                        "SIP without TLS has the order and the preference of `{tls}`: clients are free to take it"
                    ),
                    "TLS has the same",
                ),
                false => (
                    format!("SIP without TLS comes before `{tls}`: clients that can do both take the first"),
                    "TLS comes after it",
                ),
            };
            cx.report(record, sip.services.span, message)
                .kind("order")
                .severity(Severity::Note)
                .label(sips.services.span, label)
                .note("RFC 3263 section 4.1: SIPS should have the lower order, so that clients prefer it")
                .help("give the records of SIPS the lowest order");
        }
    }
}

/// What the SIP records of one owner leave out.
struct SipOrder<'a> {
    /// The first of them.
    first: (&'a Record, &'a Naptr),
    /// The names of SRV records that none of them leads to.
    unled: Vec<Name>,
    /// A record of SIP that comes before the first of SIPS, or has its order and preference, and that one.
    before_sips: Option<(&'a Naptr, &'a Naptr)>,
}

/// Those of each owner with records for SIP that lead to SRV records (RFC 3263 section 4.1).
fn sip_orders<'a>(cx: &Context<'a>) -> Vec<SipOrder<'a>> {
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
    let before_sips = sip.zip(sips).filter(|(sip, sips)| rank(sip) <= rank(sips));
    SipOrder { first: records[0], unled, before_sips }
}

fn is_sip(naptr: &Naptr) -> bool {
    let services = service_text(naptr);
    naptr.flags.value.eq_ignore_ascii_case(b"s")
        && services.starts_with("SIP")
        && NAMES.iter().any(|(name, ..)| *name == services)
}
