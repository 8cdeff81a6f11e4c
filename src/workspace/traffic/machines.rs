//! Which names are one machine's: the same answer to a name and to an address. Does not know services'
//! shares.

use std::collections::HashMap;
use std::net::IpAddr;

use foldhash::fast::RandomState;

use crate::workspace::traffic::service::{Reached, Service, Target};

/// The machines behind the targets of a run. Each address is a machine's; a name with one IPv4 and one IPv6 address says
/// that both are the same machine's.
#[derive(Debug, Default)]
pub struct Machines {
    /// Of addresses that are one machine's, one that stands for all; none for those that stand alone.
    same: HashMap<IpAddr, IpAddr, RandomState>,
}

/// A machine.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Machine {
    /// One of its addresses.
    At(IpAddr),
    /// The name at the end of aliases, in lower case, of which no zone of the run knows the addresses.
    Named(String),
}

impl Machines {
    /// The machines behind the targets of `services`.
    pub fn of<'s>(services: impl Iterator<Item = &'s Service>) -> Self {
        let mut machines = Machines::default();
        for target in services.flat_map(Service::entries).map(|entry| &entry.target) {
            if let [one @ IpAddr::V4(_), other @ IpAddr::V6(_)] = *target.addresses {
                machines.join(one, other);
            }
        }
        let joined: Vec<IpAddr> = machines.same.keys().copied().collect();
        joined.into_iter().for_each(|address| _ = machines.shorten(address));
        machines
    }

    fn join(&mut self, one: IpAddr, other: IpAddr) {
        let (one, other) = (self.shorten(one), self.shorten(other));
        self.same.insert(one.max(other), one.min(other));
    }

    /// The address that stands for the machine of another one. From all on the way to it, it is found at once now.
    fn shorten(&mut self, address: IpAddr) -> IpAddr {
        let root = self.root(address);
        let mut at = address;
        while let Some(next) = self.same.insert(at, root).filter(|next| *next != root && *next != at) {
            at = next;
        }
        root
    }

    /// The machine with this address.
    pub fn at(&self, address: IpAddr) -> Machine {
        Machine::At(self.root(address))
    }

    fn root(&self, address: IpAddr) -> IpAddr {
        let mut root = address;
        while let Some(next) = self.same.get(&root).filter(|next| **next != root) {
            root = *next;
        }
        root
    }

    /// The machines that answer at a target, in order; none if it leads to no address.
    pub fn behind(&self, target: &Target) -> Vec<Machine> {
        if target.reached == Reached::None {
            return Vec::new();
        }
        if target.addresses.is_empty() {
            let end = target.through.last().unwrap_or(&target.name);
            return vec![Machine::Named(end.to_ascii_lowercase())];
        }
        let mut machines: Vec<Machine> = target.addresses.iter().map(|address| self.at(*address)).collect();
        machines.sort_unstable();
        machines.dedup();
        machines
    }
}
