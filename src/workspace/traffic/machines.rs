//! Which names are one machine's: the same answer to a name and to an address. Does not know services'
//! shares.

use std::borrow::Cow;
use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use foldhash::fast::RandomState;

use crate::workspace::traffic::service::{Reached, Sums, Target};

/// The machines behind the targets of some services. Each address is a machine's; a name with one IPv4 and one IPv6 address
/// says that both are the same machine's.
#[derive(Debug, Default)]
pub struct Machines {
    /// Of IPv6 addresses in such pairs, in order, the IPv4 address that stands for the machine.
    pairs: Vec<(Ipv6Addr, Ipv4Addr)>,
    /// Of IPv4 addresses that share an IPv6 address, a lower one that does; none for the lowest.
    lower: HashMap<Ipv4Addr, Ipv4Addr, RandomState>,
}

/// A machine.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Machine<'s> {
    /// One of its addresses.
    At(IpAddr),
    /// The name at the end of aliases, in lower case, of which no zone of the run knows the addresses.
    Named(Cow<'s, str>),
}

/// The machines that answer at a target, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Behind<'s> {
    /// Nearly always.
    One(Machine<'s>),
    /// None, or several.
    Others(Vec<Machine<'s>>),
}

impl<'s> Behind<'s> {
    /// Them.
    pub fn machines(&self) -> &[Machine<'s>] {
        match self {
            Behind::One(machine) => std::slice::from_ref(machine),
            Behind::Others(machines) => machines,
        }
    }

    /// Them, for as long as is wanted.
    pub fn into_owned(self) -> Vec<Machine<'static>> {
        let owned = |machine: &Machine<'_>| match machine {
            Machine::At(address) => Machine::At(*address),
            Machine::Named(name) => Machine::Named(Cow::Owned(name.to_string())),
        };
        self.machines().iter().map(owned).collect()
    }
}

impl Machines {
    /// The machines behind the targets of the services with these `sums`.
    pub fn of<'s>(sums: impl Iterator<Item = &'s Sums>) -> Self {
        let mut pairs: Vec<(Ipv6Addr, Ipv4Addr)> = sums.flat_map(|sums| &sums.pairs).copied().collect();
        pairs.sort_unstable();
        pairs.dedup();
        let mut machines = Machines::default();
        for of_one in pairs.chunk_by(|(one, _), (other, _)| one == other) {
            of_one.windows(2).for_each(|both| machines.join(both[0].1, both[1].1));
        }
        let joined: Vec<Ipv4Addr> = machines.lower.keys().copied().collect();
        joined.into_iter().for_each(|address| _ = machines.shorten(address));
        pairs.dedup_by_key(|(v6, _)| *v6);
        pairs.iter_mut().for_each(|(_, v4)| *v4 = machines.lowest(*v4));
        Machines { pairs, ..machines }
    }

    fn join(&mut self, one: Ipv4Addr, other: Ipv4Addr) {
        let (one, other) = (self.shorten(one), self.shorten(other));
        if one != other {
            self.lower.insert(one.max(other), one.min(other));
        }
    }

    /// The address that stands for the machine of another one. From all on the way to it, it is found at once now.
    fn shorten(&mut self, address: Ipv4Addr) -> Ipv4Addr {
        let lowest = self.lowest(address);
        let mut at = address;
        while at != lowest
            && let Some(next) = self.lower.insert(at, lowest)
        {
            at = next;
        }
        lowest
    }

    /// The machine with this address.
    pub fn at(&self, address: IpAddr) -> Machine<'static> {
        Machine::At(match address {
            IpAddr::V4(address) => IpAddr::V4(self.lowest(address)),
            IpAddr::V6(v6) => match self.pairs.binary_search_by_key(&v6, |(v6, _)| *v6) {
                Ok(place) => IpAddr::V4(self.pairs[place].1),
                Err(_) => address,
            },
        })
    }

    fn lowest(&self, address: Ipv4Addr) -> Ipv4Addr {
        let mut lowest = address;
        // Nearly every machine has one.
        while !self.lower.is_empty()
            && let Some(next) = self.lower.get(&lowest)
        {
            lowest = *next;
        }
        lowest
    }

    /// The machines that answer at a target of these services; none if it leads to no address.
    pub fn behind<'t>(&self, target: &'t Target) -> Behind<'t> {
        match *target.addresses {
            _ if target.reached == Reached::None => Behind::Others(Vec::new()),
            [one] | [one @ IpAddr::V4(_), IpAddr::V6(_)] => Behind::One(self.at(one)),
            [] => {
                let end = target.through.last().unwrap_or(&target.name);
                let is_lower = !end.bytes().any(|octet| octet.is_ascii_uppercase());
                let name = if is_lower { Cow::from(end) } else { Cow::from(end.to_ascii_lowercase()) };
                Behind::One(Machine::Named(name))
            }
            _ => Behind::Others(self.with(&target.addresses)),
        }
    }

    /// The machines with these addresses, in order.
    pub fn with(&self, addresses: &[IpAddr]) -> Vec<Machine<'static>> {
        let mut machines: Vec<Machine<'static>> = addresses.iter().map(|address| self.at(*address)).collect();
        machines.sort_unstable();
        machines.dedup();
        machines
    }
}
