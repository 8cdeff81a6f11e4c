//! What clients do with SRV records: which algorithm shares requests among the records of a tier, and for which
//! services. Data, in `rules/clients.toml`, each entry with its version and source. Computes no share and knows no zone.

use std::sync::OnceLock;

use serde::Deserialize;

/// A program or library that looks SRV records up, as one version of it does.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Client {
    /// How users name it: lower case, letters, digits and hyphens.
    pub name: String,
    /// Other names by which users ask for it: its family's, or that of a program which leaves this to it.
    #[serde(default)]
    pub also: Vec<String>,
    /// How a sentence names it.
    pub title: String,
    /// The services, without underscore, that it looks up by itself; empty if it looks up any, as it is told to.
    #[serde(default)]
    pub services: Vec<String>,
    /// Which record of a tier it asks first.
    pub shares: Shares,
    /// Which one if all weights of a tier are 0, if `shares` does not say so already.
    pub all_zero: Option<AllZero>,
    /// What priorities mean to it.
    #[serde(default)]
    pub tiers: Tiers,
    /// The version or commit that was read, with its day.
    pub as_of: String,
    /// Where, as a URL.
    pub source: String,
    /// What else it does.
    #[serde(default)]
    pub does: Vec<Behaviour>,
}

impl Client {
    /// Its name, and the others by which users ask for it.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.name).chain(&self.also).map(String::as_str)
    }
}

/// What a client does with something that a rule looks at. The page of the rule says so.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Behaviour {
    /// The rule.
    pub with: String,
    /// How bad it is.
    pub effect: Effect,
    /// What it does, in words that follow the client's name.
    pub says: String,
    /// Where that was read, as a URL, if it is not the client's source.
    pub source: Option<String>,
}

/// How bad what a client does is for the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// It does not find the service.
    Breaks,
    /// It loses a host or a try, or takes the records for something else.
    Differs,
    /// It gets along.
    Copes,
}

/// How a client picks the record of a tier that it asks first. The formulas are in the head of
/// `rules/clients.toml`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shares {
    /// RFC 2782 to the letter.
    #[serde(rename = "rfc2782")]
    Rfc2782,
    /// The same, sorted by rising weight.
    #[serde(rename = "rfc2782-lightest-first")]
    Rfc2782LightestFirst,
    /// The same where a weight is 0; otherwise exactly by weight.
    #[serde(rename = "rfc2782-scaled")]
    Rfc2782Scaled,
    /// The same draw, with weights of 0 anywhere in the order.
    #[serde(rename = "rfc2782-shuffled")]
    Rfc2782Shuffled,
    /// Exactly by weight, so that 0 gets nothing.
    Proportional,
    /// By weight, and what is left over to the heaviest.
    HeaviestFirst,
    /// RFC 2782's draw, but never the sum itself.
    BelowSum,
    /// The highest product of a weight and a random number.
    ScaledRandom,
    /// A load balancer's weights of 256 each.
    #[serde(rename = "steps-of-256")]
    StepsOf256,
    /// A load balancer's weights, a record once for each address of its target.
    TimesAddresses,
    /// Always the highest weight.
    Heaviest,
    /// The first record of the DNS answer.
    FirstAnswered,
    /// All records are used: there is no first one.
    Every,
}

/// Which record of a tier is asked first if all weights are 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AllZero {
    /// Each as often as any other.
    Even,
    /// The first or last one of the DNS answer, which many servers rotate.
    FirstAnswered,
    /// The first by the target's name: always the same.
    FirstByName,
    /// No record at all.
    None,
}

/// What priorities mean to a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tiers {
    /// The next priority is tried when all records of one have failed.
    #[default]
    InOrder,
    /// Only the lowest priority is ever asked.
    FirstOnly,
    /// The lowest priority, and the others together as its backup.
    Two,
    /// Nothing: the records of all priorities are one tier.
    Ignored,
}

/// All clients, by name. They are read when they are first asked for; those of one service alone, if no others are asked for.
#[derive(Debug, Default)]
pub struct Clients {
    all: OnceLock<Vec<Client>>,
    entries: OnceLock<Vec<Entry>>,
}

/// One client.
#[derive(Debug)]
struct Entry {
    /// Its table, as JSON.
    text: &'static str,
    /// The services that it names.
    services: Vec<&'static str>,
    client: OnceLock<Client>,
}

impl Entry {
    fn new(line: &'static str) -> Self {
        let (services, text) = line.split_once('\t').expect("the build writes one");
        Self { text, services: services.split_ascii_whitespace().collect(), client: OnceLock::new() }
    }

    fn client(&self) -> &Client {
        self.client.get_or_init(|| read(self.text))
    }
}

fn read(text: &str) -> Client {
    serde_json::from_str(text).expect("a test reads each")
}

/// The tables of `rules/clients.toml`, as the build writes them: a line each, with the services before.
const LINES: &str = include_str!(concat!(env!("OUT_DIR"), "/clients.lines"));

impl Clients {
    /// Every client, by name.
    pub fn all(&self) -> &[Client] {
        let all = || LINES.lines().map(|line| read(Entry::new(line).text)).collect();
        self.all.get_or_init(all)
    }

    /// Those that look up `service` (a name of the registry) by themselves.
    pub fn of(&self, service: &str) -> impl Iterator<Item = &Client> {
        let entries = || LINES.lines().map(Entry::new).collect();
        let is_of = move |entry: &&Entry| entry.services.contains(&service);
        self.entries.get_or_init(entries).iter().filter(is_of).map(Entry::client)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::services::Registry;

    #[test]
    fn the_data_is_consistent() {
        let clients = Clients::default();
        let clients = clients.all();
        assert!(clients.windows(2).all(|pair| pair[0].name < pair[1].name), "sorted, and each once");
        let registry = Registry::built_in();
        for client in clients {
            let name = &client.name;
            let is_plain = |octet: u8| octet.is_ascii_lowercase() || octet.is_ascii_digit() || octet == b'-';
            assert!(name.bytes().all(is_plain), "{name}");
            assert!(client.services.is_sorted(), "{name}: its services are sorted");
            for service in &client.services {
                assert!(registry.named(service).is_some(), "{name} names `{service}`");
            }
            assert!(client.source.starts_with("https://"), "{name}: {}", client.source);
            assert!(client.as_of.bytes().any(|octet| octet.is_ascii_digit()), "{name}: {}", client.as_of);
        }
    }

    #[test]
    fn the_clients_of_a_service_are_the_same_whether_all_are_read_or_they_alone() {
        let (clients, registry) = (Clients::default(), Registry::built_in());
        for service in registry.services().map(|service| &service.name) {
            let is_of = |client: &&Client| client.services.contains(service);
            assert!(clients.of(service).eq(clients.all().iter().filter(is_of)), "{service}");
        }
    }

    #[test]
    fn each_algorithm_is_explained() {
        let text = include_str!("../../rules/clients.toml");
        let (explained, entries) = text.split_once("\n[[client]]").expect("entries");
        for line in entries.lines().filter_map(|line| line.strip_prefix("shares = ")) {
            let name = line.trim_matches('"');
            assert!(explained.contains(&format!("#   {name} ")), "`{name}` is not in the head");
        }
    }
}
