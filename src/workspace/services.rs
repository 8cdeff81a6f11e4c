//! The registry of services: which protocols, ports and companions they have. Data, in `rules/services.toml`;
//! a configuration can add to it. Knows no zone.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

use crate::base::severity::Severity;
use crate::base::spelling::{is_one_mistake, is_swap};
use crate::syntax::name::NameKey;
use crate::syntax::name::numbering::Numbering;

/// A service that SRV records are published for.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct Service {
    /// Its label without the underscore, in lower case.
    pub name: String,
    /// Protocol labels without underscore under which it is usual.
    #[serde(default)]
    pub protocols: Vec<String>,
    /// Usual ports, the standard one first; empty if there is none.
    #[serde(default)]
    pub ports: Vec<u16>,
    /// Further ports that are accepted silently.
    #[serde(default)]
    pub also: Vec<u16>,
    /// By protocol: ports that replace `ports` and `also` there.
    #[serde(default)]
    pub ports_for: BTreeMap<String, Vec<u16>>,
    /// By protocol: where the name and its ports under that protocol come from, if not from `source`.
    #[serde(default)]
    pub source_for: BTreeMap<String, String>,
    /// Sets that are expected at the same base name, the worst first.
    #[serde(default)]
    pub companions: Vec<Companion>,
    /// First labels of base names that are a part of another domain and want no companion. So does each name
    /// below one that has the companion.
    #[serde(default)]
    pub components_exempt: Vec<String>,
    /// Labels of base names, at any depth and but for digits at their end, that want no companion.
    #[serde(default)]
    pub networks_exempt: Vec<String>,
    /// Whether its clients do not look at weights.
    #[serde(default)]
    pub ignores_weight: bool,
    /// Whether its clients take hosts below the domain that they asked for only.
    #[serde(default)]
    pub targets_within: bool,
    /// Whether DNS-SD lists instances of it (RFC 6763), whose names stand before the service's.
    #[serde(default)]
    pub instances: bool,
    /// Ports of programs that ask for no SRV record, with which this service is mistaken for theirs.
    #[serde(default)]
    pub foreign_ports: Vec<ForeignPort>,
    /// By labels of the base name: ports that replace `ports` and `also` there and below.
    #[serde(default)]
    pub ports_at: BTreeMap<String, Vec<u16>>,
    /// If the name is obsolete or wrong, the right one.
    pub obsolete: Option<Obsolete>,
    /// Services that this one is commonly mistaken for.
    #[serde(default)]
    pub siblings: Vec<String>,
    /// The service whose set is mixed with this one's as if they were one (XEP-0368).
    pub shares_selection_with: Option<String>,
    /// TTL in seconds above which `long-ttl` notes.
    pub ttl_note_over: Option<u32>,
    /// TTL in seconds up to which `long-ttl` says nothing, as the service's own instructions have long ones.
    pub ttl_usual: Option<u32>,
    /// Whether its clients ask when an account is set up, and keep the host that they found.
    #[serde(default)]
    pub asked_at_setup: bool,
    /// Whether the name breaks RFC 6335 section 5.1 and is required all the same.
    #[serde(default)]
    pub nonstandard_name: bool,
    /// Whether Debian's `/etc/services` has the name with the first port.
    #[serde(default)]
    pub iana: bool,
    /// Where name, protocols and ports come from.
    #[serde(default)]
    pub source: String,
}

/// A port of a program that asks for no SRV record.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ForeignPort {
    pub port: u16,
    /// Whose port it is.
    pub of: String,
    /// What clients do there.
    pub reason: String,
    /// Who says so.
    pub source: String,
}

/// A set that is expected beside another.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Companion {
    /// `_service._proto` names, any of which will do.
    pub any_of: Vec<String>,
    /// How bad it is if there is none.
    pub severity: Severity,
    /// What happens then.
    pub reason: String,
    /// The same where the domain has addresses, to which clients go then; empty if that is no other.
    #[serde(default)]
    pub reason_with_address: String,
    /// Who says so.
    pub source: String,
    /// `_service._proto` names beside which it is only a note.
    #[serde(default)]
    pub note_beside: Vec<String>,
    /// Domains of a provider: where all hosts of the service are its own it is only a note.
    #[serde(default)]
    pub note_at: Vec<String>,
    /// Names of which one has to exist beside the service for it to be missed; empty if it always is.
    #[serde(default)]
    pub only_beside: Vec<String>,
}

/// The right name in place of an obsolete or wrong one.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Obsolete {
    /// The name that clients ask for.
    #[serde(rename = "use")]
    pub instead: String,
    /// Other names that clients ask for, each of which is meant at its own first port.
    #[serde(default, rename = "or")]
    pub others: Vec<String>,
    /// Whether clients of today ask for the old name as well: it is to be kept beside the new one.
    #[serde(default)]
    pub still_asked_for: bool,
    /// Why.
    pub reason: String,
    /// Who says so.
    pub source: String,
}

/// Names that are one letter from a service here and no mistake: IANA has them, or programs that many use
/// (Wireshark's and nmap's copies of IANA's registry), by line.
const LOOKALIKES: &str = include_str!("../../rules/iana-lookalikes.txt");

/// Ports that servers of any service have, to get through firewalls or to share a proxy.
const SHARED_PORTS: [u16; 4] = [53, 80, 443, 8443];

/// Names shorter than this have neighbours that mean something else: the port has to tell.
const LONG_NAME: usize = 7;

/// The tables of `rules/services.toml`, as the build writes them: a line each, with the name before.
const LINES: &str = include_str!(concat!(env!("OUT_DIR"), "/services.lines"));

/// All services, by name. An entry is read when it is first asked for: to read all of them takes
/// longer than to lint a small zone.
#[derive(Debug, Clone)]
pub struct Registry {
    /// Sorted by name.
    entries: Vec<ServiceEntry>,
    /// Their labels, in that order.
    labels: OnceLock<Numbering>,
}

#[derive(Debug, Clone)]
struct ServiceEntry {
    name: Cow<'static, str>,
    /// Its table, as JSON.
    text: &'static str,
    /// Boxed, because most are never asked for.
    service: OnceLock<Box<Service>>,
}

impl ServiceEntry {
    fn service(&self) -> &Service {
        self.service.get_or_init(|| Box::new(serde_json::from_str(self.text).expect("a test reads each")))
    }
}

impl Registry {
    /// The services of `rules/services.toml`.
    pub fn built_in() -> Registry {
        let entry = |line: &'static str| {
            let (name, text) = line.split_once('\t').expect("the build writes one");
            ServiceEntry { name: name.into(), text, service: OnceLock::new() }
        };
        Registry { entries: LINES.lines().map(entry).collect(), labels: OnceLock::new() }
    }

    /// The built-in services with `more`, which replace those of the same name.
    pub fn extended(more: &[Service]) -> Registry {
        let mut extended = Registry::built_in();
        for service in more {
            let entry = ServiceEntry {
                name: Cow::Owned(service.name.clone()),
                text: "",
                service: OnceLock::from(Box::new(service.clone())),
            };
            match extended.position(&service.name) {
                Ok(number) => extended.entries[number] = entry,
                Err(number) => extended.entries.insert(number, entry),
            }
        }
        extended
    }

    fn position(&self, name: &str) -> Result<usize, usize> {
        self.entries.binary_search_by(|entry| (*entry.name).cmp(name))
    }

    /// The service of a label such as `_sip`, in any case.
    pub fn find(&self, label: &[u8]) -> Option<&Service> {
        self.number(label).map(|number| self.service(number))
    }

    /// The number of that service.
    pub fn number(&self, label: &[u8]) -> Option<u16> {
        let key = |label: &[u8]| NameKey::root().child(label);
        let labels = self.labels.get_or_init(|| {
            let (mut labels, mut label) = (Numbering::default(), Vec::new());
            labels.clear(self.entries.len());
            for entry in &self.entries {
                label.clear();
                label.push(b'_');
                label.extend_from_slice(entry.name.as_bytes());
                labels.of(key(&label));
            }
            labels
        });
        u16::try_from(labels.get(key(label))?).ok()
    }

    /// The service with this number.
    pub fn service(&self, number: u16) -> &Service {
        self.entries[usize::from(number)].service()
    }

    /// The service with this name.
    pub fn named(&self, name: &str) -> Option<&Service> {
        self.position(name).ok().map(|number| self.entries[number].service())
    }

    /// The name that is meant by an obsolete one at `port`.
    pub fn current<'r>(&'r self, obsolete: &'r Obsolete, port: Option<u16>) -> &'r str {
        let has_port = |name: &&String| {
            port.is_some() && self.named(name).and_then(|service| service.ports.first()).copied() == port
        };
        obsolete.others.iter().find(has_port).unwrap_or(&obsolete.instead)
    }

    /// Every service, by name.
    pub fn services(&self) -> impl Iterator<Item = &Service> {
        self.entries.iter().map(ServiceEntry::service)
    }

    /// The one service, with those of a longer name, that `port` is the first port of, if it is not a port that anything may have.
    pub fn only_service_with(&self, port: u16) -> Option<&Service> {
        if SHARED_PORTS.contains(&port) {
            return None;
        }
        let has_port =
            |service: &&Service| service.obsolete.is_none() && service.ports.first() == Some(&port);
        let mut services = self.services().filter(has_port);
        let first = services.next()?;
        // `sip` and `sipinternal`, `kerberos` and `kerberos-master` are one service.
        services.all(|other| other.name.starts_with(&*first.name)).then_some(first)
    }

    /// The service that is meant by `name` where digits in it stand for letters that look like them, as `v1mcs` does for `vlmcs`:
    /// only the port tells.
    pub fn in_letters(&self, name: &str, port: u16) -> Option<&Service> {
        let has_digit = name.contains(['0', '1', '5']);
        if !has_digit || self.named(name).is_some() || LOOKALIKES.lines().any(|known| known == name) {
            return None;
        }
        let is_like = |entry: &&ServiceEntry| {
            let pairs = || entry.name.bytes().zip(name.bytes());
            entry.name.len() == name.len()
                && pairs().all(|(known, written)| known == written || is_digit_for(written, known))
        };
        let mut services = self.entries.iter().filter(is_like).map(ServiceEntry::service);
        services.find(|service| service.obsolete.is_none() && service.ports.contains(&port))
    }

    /// The services that `name` may be a mistyped form of, best first.
    pub fn near(&self, name: &str, port: u16) -> Vec<&Service> {
        let is_iana_s = || LOOKALIKES.lines().any(|known| known == name);
        if let Some(service) = self.in_letters(name, port) {
            return vec![service];
        }
        if name.len() == 3 && self.named(name).is_none() && !is_iana_s() {
            // Of so short a name two letters that are swapped, and its port.
            let is_meant = |service: &&Service| {
                service.obsolete.is_none() && service.ports.contains(&port) && is_swap(&service.name, name)
            };
            return self.services().filter(is_meant).collect();
        }
        if name.len() < 4 || self.named(name).is_some() || is_iana_s() {
            return Vec::new();
        }
        // A known name with one more letter at its end, or without its final `s`, is another word.
        let longer = |known: &str| name.len() == known.len() + 1 && name.starts_with(known);
        let is_word = |known: &str| longer(known) || known.strip_suffix('s') == Some(name);
        let mistyped = |entry: &&ServiceEntry| {
            let known = &*entry.name;
            // Short names have many neighbours: only a letter that was typed twice is one.
            let is_long = known.len() >= 4 || known.len() == 3 && has_letter_twice(known, name);
            is_long && is_one_mistake(known, name) && digits(known) == digits(name)
        };
        let services = self.entries.iter().filter(mistyped).map(ServiceEntry::service);
        let is_meant = |service: &&Service| {
            let has_port = service.ports.contains(&port);
            let needs_port = name.len() < LONG_NAME || is_word(&service.name);
            service.obsolete.is_none() && (has_port || !needs_port)
        };
        let mut near: Vec<&Service> = services.filter(is_meant).collect();
        near.sort_by_key(|service| (!service.ports.contains(&port), service.name.clone()));
        near
    }
}

/// Whether a digit looks like a letter.
fn is_digit_for(digit: u8, letter: u8) -> bool {
    matches!((digit, letter), (b'0', b'o') | (b'1', b'i' | b'l') | (b'5', b's'))
}

/// Whether `name` is `known` with one letter twice.
fn has_letter_twice(known: &str, name: &str) -> bool {
    name.len() == known.len() + 1
        && (0..known.len()).any(|at| {
            known.as_bytes()[..=at] == name.as_bytes()[..=at]
                && known.as_bytes()[at..] == name.as_bytes()[at + 1..]
        })
}

fn digits(text: &str) -> Vec<char> {
    text.chars().filter(char::is_ascii_digit).collect()
}

impl Service {
    /// The protocol under which it is looked up first; of a service of the configuration that names none, `tcp`.
    pub fn first_protocol(&self) -> &str {
        self.protocols.first().map_or("tcp", String::as_str)
    }

    /// Whether it is looked up under `protocol` (without underscore).
    pub fn has_protocol(&self, protocol: &str) -> bool {
        self.protocols.iter().any(|known| known == protocol)
    }

    /// The ports that are usual under `protocol` (without underscore).
    pub fn usual_ports(&self, protocol: &str) -> Vec<u16> {
        match self.ports_for.get(protocol) {
            Some(ports) => ports.clone(),
            None => self.ports.iter().chain(&self.also).copied().collect(),
        }
    }

    /// The ports that are usual under `protocol` for a base name, and the labels that make it a place of its
    /// own, if it is one.
    pub fn usual_ports_at(&self, protocol: &str, base: &str) -> (Vec<u16>, Option<&str>) {
        let base = format!(".{base}");
        match self.ports_at.iter().find(|(labels, _)| base.contains(&format!(".{labels}."))) {
            Some((labels, ports)) => (ports.clone(), Some(labels)),
            None => (self.usual_ports(protocol), None),
        }
    }

    /// Whose port this is, of a program that asks for no SRV record.
    pub fn foreign_port(&self, port: u16) -> Option<&ForeignPort> {
        self.foreign_ports.iter().find(|foreign| foreign.port == port)
    }

    /// Where its name and its ports under `protocol` come from.
    pub fn source_for(&self, protocol: &str) -> &str {
        self.source_for.get(protocol).unwrap_or(&self.source)
    }

    /// Whether `port` is one of them.
    pub fn is_usual_port(&self, port: u16, protocol: &str) -> bool {
        match self.ports_for.get(protocol) {
            Some(ports) => ports.contains(&port),
            None => self.ports.contains(&port) || self.also.contains(&port),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    #[test]
    fn the_registry_is_consistent() {
        let registry = Registry::built_in();
        let names: Vec<&str> = registry.services().map(|service| service.name.as_str()).collect();
        assert!(names.windows(2).all(|pair| pair[0] < pair[1]), "sorted, and each once");
        let of_entries: Vec<&str> = registry.entries.iter().map(|entry| &*entry.name).collect();
        assert_eq!(names, of_entries);
        let whole: toml::Table = include_str!("../../rules/services.toml").parse().expect("it is TOML");
        assert_eq!(whole["service"].as_array().map(Vec::len), Some(names.len()));
        let proto = |label: &str| {
            ["tcp", "udp", "sctp", "dccp", "tls"].contains(&label)
                || label.starts_with('_')
                || names.contains(&label)
                || label.len() > 1
        };
        for service in registry.services() {
            let name = &service.name;
            assert_eq!(*name, name.to_ascii_lowercase());
            assert!(
                !service.protocols.is_empty() && service.protocols.iter().all(|label| proto(label)),
                "{name}"
            );
            assert!(!service.source.is_empty(), "{name}: no source");
            for other in service
                .siblings
                .iter()
                .chain(&service.shares_selection_with)
                .chain(service.obsolete.iter().map(|o| &o.instead))
                .chain(service.obsolete.iter().flat_map(|o| &o.others))
            {
                assert!(registry.named(other).is_some(), "{name} names `{other}`");
            }
            for companion in &service.companions {
                assert!(
                    companion.any_of.iter().all(|set| set.starts_with('_') && set.contains("._")),
                    "{name}"
                );
            }
            let standard = (1..=15).contains(&name.len())
                && name.bytes().all(|octet| octet.is_ascii_alphanumeric() || octet == b'-')
                && name.bytes().any(|octet| octet.is_ascii_alphabetic())
                && !name.starts_with('-')
                && !name.ends_with('-')
                && !name.contains("--");
            assert_eq!(standard, !service.nonstandard_name, "{name}: RFC 6335 section 5.1");
        }
    }

    #[test]
    fn names_and_ports_are_iana_s() {
        let Ok(text) = std::fs::read_to_string("/etc/services") else { return };
        let mut known: HashMap<&str, Vec<u16>> = HashMap::new();
        for line in text.lines().map(|line| line.split('#').next().unwrap_or_default()) {
            let mut fields = line.split_whitespace();
            let (Some(name), Some(port)) =
                (fields.next(), fields.next().and_then(|port| port.split('/').next()?.parse().ok()))
            else {
                continue;
            };
            for name in std::iter::once(name).chain(fields) {
                known.entry(name).or_default().push(port);
            }
        }
        for service in Registry::built_in().services().filter(|service| service.iana) {
            let ports = known
                .get(service.name.as_str())
                .unwrap_or_else(|| panic!("{} is not in /etc/services", service.name));
            assert!(
                service.ports.first().is_none_or(|port| ports.contains(port)),
                "{}: {ports:?}",
                service.name
            );
        }
    }

    #[test]
    fn near_names() {
        let registry = Registry::built_in();
        let near = |name: &str, port| registry.near(name, port).first().map(|service| service.name.as_str());
        assert_eq!(near("xmpp-sever", 5269), Some("xmpp-server"));
        assert_eq!(near("imasp", 993), Some("imaps"));
        assert_eq!(near("xmpp-clients", 5222), Some("xmpp-client"));
        assert_eq!(
            (near("ippp", 631), near("iipp", 631), near("ippx", 631)),
            (Some("ipp"), Some("ipp"), Some("ipps"))
        );
        for (name, port, meant) in [
            ("v1mcs", 1688, Some("vlmcs")),
            ("s1p", 5060, Some("sip")),
            ("xmpp-c1ient", 5222, Some("xmpp-client")),
            ("imap5", 993, Some("imaps")),
            ("vlmc5", 1688, Some("vlmcs")),
            ("k3rberos", 88, None),
            ("v1mcs", 1689, None),
            ("imap5", 143, None),
            ("imap4", 143, None),
            ("mp5", 9987, None),
            ("spi", 5060, Some("sip")),
            ("isp", 5060, Some("sip")),
            ("spi", 5061, None),
        ] {
            assert_eq!(near(name, port), meant, "{name}");
        }
        for fine in
            ["imaps", "sap", "httpd", "rediss", "turn2", "icap", "foobar", "smpp", "xmpp-clients", "imasp"]
        {
            assert_eq!(near(fine, 1), None, "{fine}");
        }
    }

    #[test]
    fn lookalikes_are_sorted_and_no_services_here() {
        let names: Vec<&str> = LOOKALIKES.lines().collect();
        assert!(names.windows(2).all(|pair| pair[0] < pair[1]), "sorted, and each once");
        let known = Registry::built_in();
        assert_eq!(names.iter().find(|name| known.named(name).is_some()), None);
    }
}
