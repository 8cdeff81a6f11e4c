//! Owners of DNS-SD pointers at which no client asks for a list: a misspelt `_services._dns-sd._udp`, and subtypes without their
//! `_sub`. Knows no zone.

use crate::base::spelling::is_one_mistake;
use crate::rules::facts::owner_labels::is_service;
use crate::zone::service_owner::TRANSPORTS;

/// What is wrong with an owner, and the labels that are meant in place of so many.
#[derive(Debug, PartialEq)]
pub struct BrowsedOwner {
    /// The words behind the owner's name.
    pub message: String,
    /// The labels that were meant.
    pub labels: Vec<String>,
    /// The labels that they stand for.
    pub replaced: usize,
}

/// What was meant by the owner of a pointer that lists `target`, if no client asks for a list there.
pub fn browsed_owner(owner: &[String], target: &[String]) -> Option<BrowsedOwner> {
    let found = |message: &str, labels: [&str; 4], replaced| {
        let labels = labels.into_iter().filter(|label| !label.is_empty()).map(str::to_owned).collect();
        Some(BrowsedOwner { message: message.to_owned(), labels, replaced })
    };
    let owner: Vec<&str> = owner.iter().map(String::as_str).collect();
    let is_pair = |service: &str, protocol: &str| {
        is_service(service) && !matches!(service, "_sub" | "_dns-sd") && TRANSPORTS.contains(&protocol)
    };
    let is_instance_of =
        |service: &str, protocol: &str| target.len() > 2 && target[1] == service && target[2] == protocol;
    match owner[..] {
        ["_services", "_dns-sd", "_udp", ..] => None,
        [services, dns_sd, "_udp" | "_tcp", ..]
            if is_or_is_near(services, "_services") && is_or_is_near(dns_sd, "_dns-sd") =>
        {
            found("is misspelt", ["_services", "_dns-sd", "_udp", ""], 3)
        }
        ["_sub", subtype, service, protocol, ..]
            if is_pair(service, protocol) && is_service(subtype) && is_instance_of(service, protocol) =>
        {
            found("has `_sub` before the subtype", [subtype, "_sub", service, protocol], 4)
        }
        [subtype, service, protocol, ..]
            if is_pair(service, protocol)
                && is_service(subtype)
                && subtype != "_sub"
                && is_instance_of(service, protocol) =>
        {
            found("lacks the label `_sub`", [subtype, "_sub", service, protocol], 3)
        }
        _ => None,
    }
}

fn is_or_is_near(label: &str, right: &str) -> bool {
    label == right || is_one_mistake(label, right)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn owners_that_no_client_browses() {
        let labels = |name: &str| name.split('.').map(str::to_owned).collect::<Vec<_>>();
        for (owner, target, expected) in [
            ("_services._dns-sd._udp.a", "_ipp._tcp.a", None),
            ("_services._dns_sd._udp.a", "_ipp._tcp.a", Some("_services._dns-sd._udp")),
            ("_service._dns-sd._udp.a", "_ipp._tcp.a", Some("_services._dns-sd._udp")),
            ("_services._dns-sd._tcp.a", "_ipp._tcp.a", Some("_services._dns-sd._udp")),
            ("_ipp._tcp.a", "p._ipp._tcp.a", None),
            ("_color._sub._ipp._tcp.a", "p._ipp._tcp.a", None),
            ("_color._ipp._tcp.a", "p._ipp._tcp.a", Some("_color._sub._ipp._tcp")),
            ("_sub._color._ipp._tcp.a", "p._ipp._tcp.a", Some("_color._sub._ipp._tcp")),
            // Of another service, which it is no subtype of.
            ("_color._ipp._tcp.a", "p._http._tcp.a", None),
            ("b._dns-sd._udp.a", "a", None),
        ] {
            let found = browsed_owner(&labels(owner), &labels(target)).map(|found| found.labels.join("."));
            assert_eq!(found.as_deref(), expected, "{owner}");
        }
    }
}
