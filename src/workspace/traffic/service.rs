//! A service: the SRV records of one owner, as clients find them. Plain values, which outlive the zones that they were
//! made of, so that those of two revisions can be compared.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use crate::base::span::{SourceId, Span};
use crate::workspace::traffic::shares::Share;
use crate::zone::Ttl;

/// The services of a zone as far as it can tell by itself.
#[derive(Debug)]
pub struct Drafts {
    /// The services.
    pub(in crate::workspace::traffic) services: Vec<Service>,
    /// Their hosts.
    pub(in crate::workspace::traffic) targets: Arc<[Target]>,
    /// The places of those of which others are still to be asked, each with the number of the first record that names it; without
    /// one if that lies outside the zone.
    pub(in crate::workspace::traffic) open: Box<[(Option<u32>, u32)]>,
    /// What is known of the others.
    pub(in crate::workspace::traffic) sums: Sums,
}

/// What is asked of all hosts of a run, noted while each is at hand: to look at all of them again takes long.
#[derive(Debug, Default)]
pub struct Sums {
    /// The addresses of each host with one IPv4 and one IPv6 address and no others.
    pub(in crate::workspace::traffic) pairs: Vec<(Ipv6Addr, Ipv4Addr)>,
    /// Whether one has no address.
    pub(in crate::workspace::traffic) lack_addresses: bool,
}

impl Sums {
    /// Notes a host of which is known what is found behind it.
    pub(in crate::workspace::traffic) fn add(&mut self, host: &Target) {
        self.lack_addresses |= host.reached == Reached::None && !host.is_null();
        if let [IpAddr::V4(one), IpAddr::V6(other)] = *host.addresses {
            self.pairs.push((other, one));
        }
    }

    /// Notes what another one has.
    pub(in crate::workspace::traffic) fn join(&mut self, other: Sums) {
        self.lack_addresses |= other.lack_addresses;
        self.pairs.extend(other.pairs);
    }
}

/// The services of a run. They stay where they were made, as there may be many.
#[derive(Debug, Default)]
pub struct Services {
    /// Those of each zone, and in the end aliases.
    pub(in crate::workspace::traffic) by_zone: Vec<Vec<Service>>,
    pub(in crate::workspace::traffic) sums: Sums,
}

impl Services {
    /// Them, in the order of the zones.
    pub fn iter(&self) -> impl Iterator<Item = &Service> + Clone {
        self.by_zone.iter().flatten()
    }

    pub(in crate::workspace::traffic) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Service> {
        self.by_zone.iter_mut().flatten()
    }

    /// What is known of their hosts.
    pub fn sums(&self) -> &Sums {
        &self.sums
    }

    /// Whether a record may lead to a host without addresses.
    pub fn lack_addresses(&self) -> bool {
        self.sums.lack_addresses
    }

    /// Whether there are aliases of services.
    pub fn have_aliases(&self) -> bool {
        self.by_zone.last().is_some_and(|aliases| !aliases.is_empty())
    }

    /// One service of each zone and view at least.
    pub fn of_each_zone(&self) -> impl Iterator<Item = &Service> {
        let is_like =
            |one: &Service, other: &Service| Arc::ptr_eq(&one.zone, &other.zone) && one.view == other.view;
        // The services of a zone share its name, those of each view stand together, and nearly all zones are in one view.
        self.by_zone.iter().flat_map(move |services| {
            let is_one =
                services.first().zip(services.last()).is_some_and(|(first, last)| is_like(first, last));
            let several = if is_one { &[][..] } else { services };
            let one = if is_one { services.first() } else { None };
            one.into_iter().chain(several.chunk_by(is_like).map(|alike| &alike[0]))
        })
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.by_zone.iter().all(Vec::is_empty)
    }
}

/// The SRV records of one owner in one zone.
#[derive(Debug, Clone)]
pub struct Service {
    /// The owner, absolute, with the final dot; relative where the zone's name is unknown.
    pub owner: String,
    /// The zone's name, absolute, with the final dot; empty if unknown.
    pub zone: Arc<str>,
    /// The view of the name server that the zone is loaded in, if one is known.
    pub view: Option<String>,
    /// The zone's own file.
    pub source: SourceId,
    /// What the owner's labels say; `None` if they have no `_service._proto`.
    pub labels: Option<Labels>,
    /// Whether the owner is a wildcard.
    pub is_wildcard: bool,
    /// Where the owner of the first record is written.
    pub owner_span: Span,
    /// The TTL of the first record; `None` in a fragment that leaves it to the file that includes it.
    pub ttl: Option<Ttl>,
    /// The highest TTL of the records, if they differ.
    pub highest_ttl: Option<u32>,
    /// Whether clients find it.
    pub state: State,
    /// Its records by priority, the lowest number first.
    pub tiers: Vec<Tier>,
    /// How clients come to these records, if they are another name's.
    pub alias: Option<Box<Alias>>,
    /// Something that could not be read, if it may be a record of the service, or hide some: then what is told is not all.
    pub gap: Option<Gap>,
}

/// Something that could not be read and may concern a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    /// The first place of it.
    pub place: Span,
    /// Whether it may be a record of any other name too.
    pub is_anywhere: bool,
}

/// How clients come from a name to the SRV records of another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alias {
    /// The type of the first record on the way: `CNAME` or `DNAME`.
    pub by: &'static str,
    /// The names that it leads to, in order: clients ask for the SRV records of the last.
    pub through: Vec<String>,
    /// The file of the zone with these records, and their owner, which may be a wildcard; `None` if there are none in the run.
    pub set: Option<(SourceId, String)>,
    /// Whether there are: `Zone`, `Outside` or `None`.
    pub reached: Reached,
    /// Whether the zone of the last name is in the run, and could not be read in full: it may have records there.
    pub is_in_doubt: bool,
}

impl Alias {
    /// The name whose SRV records clients ask for.
    pub fn end(&self) -> &str {
        self.through.last().map_or("", String::as_str)
    }
}

/// What the labels of an owner say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labels {
    /// The service without its underscore, in lower case.
    pub service: String,
    /// The protocol without its underscore, in lower case.
    pub protocol: &'static str,
    /// The name that the service is for, absolute, with the final dot.
    pub base: Arc<str>,
    /// How many labels stand before the service, such as a DNS-SD instance's.
    pub before: usize,
}

/// Whether clients find a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// They find its records.
    Offered,
    /// A lone `.` says that there is none (RFC 2782, "Target").
    Absent,
    /// No server gives its records out.
    NeverServed(Unserved),
}

impl State {
    /// Its name in JSON.
    pub fn name(&self) -> &'static str {
        match self {
            State::Offered => "offered",
            State::Absent => "absent",
            State::NeverServed(_) => "never-served",
        }
    }
}

/// Why no server gives records out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unserved {
    /// They lie outside the zone.
    Outside,
    /// A CNAME stands beside them.
    BesideAlias,
    /// This name, at or above the owner, is delegated.
    Delegated(String),
    /// A DNAME stands at this name, above the owner.
    Renamed(String),
    /// The owner is an alias of this name, and no SRV record is there.
    NothingBehind(String),
}

/// The records of one priority.
#[derive(Debug, Clone)]
pub struct Tier {
    /// The priority.
    pub priority: u16,
    /// The records, those with the largest share first, then by target.
    pub records: Vec<Entry>,
}

/// One SRV record.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The host.
    pub target: SharedTarget,
    /// The port.
    pub port: u16,
    /// The weight.
    pub weight: u16,
    /// The chance that a client which follows RFC 2782 asks it first of its tier.
    pub share: Share,
    /// The whole record, where it is written; of one that `$GENERATE` made, the directive.
    pub span: Span,
    /// Whether `$GENERATE` made it.
    pub is_generated: bool,
}

/// The host that SRV records name, and what is found behind its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Its name, absolute, with the final dot; `.` if there is none; relative where the zone's name is unknown.
    pub name: String,
    /// Not there while zones are loaded of which one may tell.
    found: OnceLock<Found>,
}

/// A host among those of a zone, which are kept together: a run may have many.
#[derive(Debug, Clone)]
pub struct SharedTarget {
    pub(in crate::workspace::traffic) of_zone: Arc<[Target]>,
    pub(in crate::workspace::traffic) place: u32,
}

impl Deref for SharedTarget {
    type Target = Target;

    fn deref(&self) -> &Target {
        &self.of_zone[self.place as usize]
    }
}

/// What stands behind the name of a host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// How many octets of the name stand before the zone's own, with the dot between them; `None` unless it lies in the zone.
    pub(in crate::workspace::traffic) own: Option<u16>,
    /// The names that aliases lead to from there, in order; the last one has the addresses.
    pub through: Box<[String]>,
    /// How the addresses were found, or why not.
    pub reached: Reached,
    /// Whether a wildcard has the addresses.
    pub by_wildcard: bool,
    /// Whether its zone is in the run, and could not be read in full: it may have addresses there.
    pub is_in_doubt: bool,
    /// The addresses, in order: those of IPv4 first.
    pub addresses: Addresses,
}

/// The addresses of a host, as a slice. Nearly all hosts have one of each family at most, and a list has many hosts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Addresses {
    /// There are none.
    #[default]
    None,
    /// A lone one.
    One(IpAddr),
    /// Two.
    Two([IpAddr; 2]),
    /// Any number.
    Many(Box<[IpAddr]>),
}

impl Deref for Addresses {
    type Target = [IpAddr];

    fn deref(&self) -> &[IpAddr] {
        match self {
            Addresses::None => &[],
            Addresses::One(one) => std::slice::from_ref(one),
            Addresses::Two(both) => both,
            Addresses::Many(all) => all,
        }
    }
}

/// How the addresses of a target were found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reached {
    /// At the name itself.
    Zone,
    /// Through a CNAME or DNAME.
    Alias,
    /// No zone of the run can tell, of the name or of the one that aliases lead to. Addresses are glue.
    Outside,
    /// There are none.
    None,
}

impl Reached {
    /// Its name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Reached::Zone => "zone",
            Reached::Alias => "alias",
            Reached::Outside => "outside",
            Reached::None => "none",
        }
    }
}

impl Found {
    /// No address.
    pub(in crate::workspace::traffic) fn nothing() -> Self {
        let (reached, by_wildcard, is_in_doubt) = (Reached::None, false, false);
        let (through, addresses) = Default::default();
        Found { own: None, through, reached, by_wildcard, is_in_doubt, addresses }
    }
}

impl Deref for Target {
    type Target = Found;

    fn deref(&self) -> &Found {
        self.found.get().expect("all zones were asked before services are told")
    }
}

impl Target {
    /// The host with this name, and what is found behind it; `None` if others are still to be asked.
    pub(in crate::workspace::traffic) fn new(name: String, found: Option<Found>) -> Self {
        let target = Target { name, found: OnceLock::new() };
        found.into_iter().for_each(|found| target.complete(found));
        target
    }

    /// Whether it is still to be asked for.
    pub(in crate::workspace::traffic) fn is_open(&self) -> bool {
        self.found.get().is_none()
    }

    /// Notes what is found behind it, once.
    pub(in crate::workspace::traffic) fn complete(&self, found: Found) {
        self.found.get_or_init(|| found);
    }

    /// Its name without the zone's, if it lies in the zone.
    pub fn short(&self) -> &str {
        match self.own.map(usize::from) {
            None => &self.name,
            Some(0) => "@",
            Some(own) => &self.name[..own - 1],
        }
    }

    /// Whether it is the root: there is no such service here.
    pub fn is_null(&self) -> bool {
        self.name == "."
    }
}

impl Service {
    /// Every record, by priority.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.tiers.iter().flat_map(|tier| &tier.records)
    }
}

/// Puts the records of a tier in order: the largest share first, then by target and port.
pub fn sort_records(records: &mut [Entry]) {
    records.sort_by(|one, other| {
        let more = other.share.rank().cmp(&one.share.rank());
        more.then_with(|| one.target.name.cmp(&other.target.name)).then(one.port.cmp(&other.port))
    });
}
