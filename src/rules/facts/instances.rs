//! Names of DNS-SD (RFC 6763): which service a name lists, what is an instance of it, and the instances that no pointer lists. Does
//! not know how rules report them.

use std::collections::HashMap;

use hickory_proto::rr::Name;

use crate::rules::engine::context::Context;
use crate::rules::engine::srv_set::SrvSet;
use crate::rules::facts::owner_labels::is_service;
use crate::syntax::name::{NameKey, label_texts};
use crate::zone::index::Types;
use crate::zone::service_owner::{TRANSPORTS, transport};

/// The name of the service whose instances are listed at a name: that name, or what a subtype stands before (section 7.1). None of
/// `_services._dns-sd._udp`, where services are listed.
pub fn listed_service(owner: &Name) -> Option<Name> {
    let labels = label_texts(owner);
    let is_pair = |service: &str, protocol: &str| {
        service.starts_with('_') && service != "_services" && TRANSPORTS.contains(&protocol)
    };
    let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
    let before = match labels[..] {
        [_, "_sub", service, protocol, ..] if is_pair(service, protocol) => 2,
        [service, protocol, ..] if is_pair(service, protocol) => 0,
        _ => return None,
    };
    Some(owner.trim_to(labels.len() - before))
}

/// Whether the services of a domain are listed at a name (section 9).
pub fn lists_services(owner: &Name) -> bool {
    matches!(&label_texts(owner)[..], [services, dns_sd, udp, ..]
        if services == "_services" && dns_sd == "_dns-sd" && udp == "_udp")
}

/// The pair of labels of a service's name, as they are written.
pub fn pair_of(service: &Name) -> String {
    label_texts(service).into_iter().take(2).collect::<Vec<_>>().join(".")
}

/// Whether a name is one of an instance of a service, in whatever domain (section 4.1): one label, and those of the service.
pub fn is_instance(name: &Name, service: &Name) -> bool {
    let (name, service) = (label_texts(name), label_texts(service));
    name.len() > 2 && name[1..3] == service[..2]
}

/// The name of the service that stands where services are listed as something else: without an underscore, or with one of its
/// instances before it.
pub fn meant_service(listed: &Name) -> Option<Name> {
    let labels: Vec<&[u8]> = listed.iter().collect();
    let [first, second, behind @ ..] = &labels[..] else { return None };
    if let [protocol, domain @ ..] = behind
        && !first.starts_with(b"_")
        && is_service(&String::from_utf8_lossy(second))
        && transport(protocol).is_some()
    {
        return (!domain.is_empty()).then(|| listed.base_name());
    }
    let with_underscore = |label: &[u8]| match label {
        [b'_', ..] => label.to_vec(),
        _ => [b"_", label].concat(),
    };
    let pair = [with_underscore(first), with_underscore(second)];
    let is_right = pair[0] == *first && pair[1] == *second;
    if is_right || transport(&pair[1]).is_none() || transport(&pair[0]).is_some() {
        return None;
    }
    let labels = pair.iter().map(Vec::as_slice).chain(behind.iter().copied());
    let mut meant = Name::from_labels(labels).ok()?;
    meant.set_fqdn(true);
    Some(meant)
}

/// An instance that no pointer lists.
pub struct Unlisted<'a> {
    /// Its SRV records.
    pub set: SrvSet<'a>,
    /// Its name.
    pub name: Name,
    /// Whether it has other records beside them, such as TXT.
    pub has_others: bool,
}

/// The instances of a zone that no pointer lists.
#[derive(Default)]
pub struct UnlistedInstances<'a> {
    instances: Vec<Unlisted<'a>>,
    /// The first of each service, and how many it has, by the service's name.
    of_service: HashMap<NameKey, (usize, usize)>,
    /// The same of those whose names differ in nothing but signs and the case of letters.
    alike: HashMap<(NameKey, Vec<u8>), (usize, usize)>,
}

impl<'a> UnlistedInstances<'a> {
    /// The instance that a pointer to `target` meant, which lists one of a service: the one that is called alike, or the only one,
    /// where the pointer `is_only` to be missed.
    pub fn meant(&self, service: NameKey, target: &Name, is_only: bool) -> Option<&Unlisted<'a>> {
        let alike = self.alike.get(&(service, letters(target)));
        let only = || self.of_service.get(&service).filter(|_| is_only);
        let is_one = |(_, count): &&(usize, usize)| *count == 1;
        let (number, _) = alike.filter(is_one).or_else(|| only().filter(is_one))?;
        self.instances.get(*number)
    }

    fn add(&mut self, instance: Unlisted<'a>) {
        let (service, number) = (NameKey::of(&instance.name.base_name()), self.instances.len());
        self.of_service.entry(service).or_insert((number, 0)).1 += 1;
        self.alike.entry((service, letters(&instance.name))).or_insert((number, 0)).1 += 1;
        self.instances.push(instance);
    }
}

/// The letters and digits of an instance's own label, of whatever script.
fn letters(name: &Name) -> Vec<u8> {
    let first = name.iter().next().unwrap_or_default();
    let is_sign = |octet: &&u8| octet.is_ascii() && !octet.is_ascii_alphanumeric();
    first.iter().filter(|octet| !is_sign(octet)).map(u8::to_ascii_lowercase).collect()
}

/// The instances of the zone that no pointer lists.
pub fn unlisted_instances<'a>(cx: &Context<'a>) -> UnlistedInstances<'a> {
    let mut found = UnlistedInstances::default();
    for set in cx.srv_sets() {
        let is_instance = set.summary().service.is_some_and(|labels| labels.before == 1);
        if !is_instance || set.is_null() || cx.is_led_to(set.summary().owner) {
            continue;
        }
        let name = cx.name(&set.first().owner);
        let types = cx.zone.index().node(set.summary().owner).map(|node| node.types);
        let has_others = types.is_some_and(|types| types.has(Types::OTHER));
        found.add(Unlisted { set, name, has_others });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::name::{absolute_name, display_name};

    #[test]
    fn services_that_are_listed_wrongly() {
        for (listed, expected) in [
            ("_ipp._tcp.example.com", None),
            ("ipp._tcp.example.com", Some("_ipp._tcp.example.com.")),
            ("_ipp.tcp.example.com", Some("_ipp._tcp.example.com.")),
            ("ipp.udp.example.com", Some("_ipp._udp.example.com.")),
            ("laser._ipp._tcp.example.com", Some("_ipp._tcp.example.com.")),
            ("example.com", None),
            ("printer.example.com", None),
            ("_tcp.example.com", None),
            ("_tcp._tcp.example.com", None),
        ] {
            let meant = meant_service(&absolute_name(listed).expect("a name"));
            assert_eq!(meant.as_ref().map(display_name).as_deref(), expected, "{listed}");
        }
    }

    #[test]
    fn names_that_list_instances() {
        for (owner, expected) in [
            ("_ipp._tcp.example.com", Some("_ipp._tcp.example.com.")),
            ("_color._sub._ipp._tcp.example.com", Some("_ipp._tcp.example.com.")),
            ("_services._dns-sd._udp.example.com", None),
            ("b._dns-sd._udp.example.com", None),
            ("_color._ipp._tcp.example.com", None),
        ] {
            let service = listed_service(&absolute_name(owner).expect("a name"));
            assert_eq!(service.as_ref().map(display_name).as_deref(), expected, "{owner}");
        }
    }
}
