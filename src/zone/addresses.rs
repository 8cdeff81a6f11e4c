//! The addresses of a zone's hosts, kept for those who list hosts with them. Does not know what else stands at a name.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::ops::Range;

use crate::syntax::name::NameKey;

/// Up to so many addresses of one family, all are looked at for those of one name: that takes less than to sort them.
const FEW: usize = 256;

/// The addresses of hosts by owner.
#[derive(Debug, Default)]
pub(super) struct Addresses {
    v4: OfFamily<Ipv4Addr>,
    v6: OfFamily<Ipv6Addr>,
    /// Whether a name with an address certainly has it: no name hides another, and none is an alias too.
    pub are_plain: bool,
}

/// The addresses of one family: their owners, and apart from them what they are, as fewer are asked for than looked at.
#[derive(Debug)]
struct OfFamily<A> {
    owners: Vec<NameKey>,
    addresses: Vec<A>,
}

impl<A> Default for OfFamily<A> {
    fn default() -> Self {
        OfFamily { owners: Vec::new(), addresses: Vec::new() }
    }
}

impl Addresses {
    /// None yet, with room for so many of IPv4, and half as many of IPv6.
    pub fn with_capacity(count: usize) -> Self {
        let (v4, v6) = (OfFamily::with_capacity(count), OfFamily::with_capacity(count / 2));
        Addresses { v4, v6, are_plain: false }
    }

    /// Notes an address of `owner`.
    pub fn add(&mut self, owner: NameKey, address: IpAddr) {
        match address {
            IpAddr::V4(address) => self.v4.add(owner, address),
            IpAddr::V6(address) => self.v6.add(owner, address),
        }
    }

    /// To be called when all are noted.
    pub fn finish(&mut self) {
        self.v4.finish();
        self.v6.finish();
    }

    /// The addresses of `owner`, those of IPv4 first, else in the order in which they were noted.
    pub fn of(&self, owner: NameKey) -> impl Iterator<Item = IpAddr> {
        self.v4.of(owner).map(IpAddr::from).chain(self.v6.of(owner).map(IpAddr::from))
    }
}

impl<A: Copy> OfFamily<A> {
    fn with_capacity(count: usize) -> Self {
        OfFamily { owners: Vec::with_capacity(count), addresses: Vec::with_capacity(count) }
    }

    fn add(&mut self, owner: NameKey, address: A) {
        self.owners.push(owner);
        self.addresses.push(address);
    }

    fn finish(&mut self) {
        if self.owners.len() > FEW {
            let both = self.owners.iter().copied().zip(self.addresses.iter().copied());
            let mut both: Vec<(NameKey, A)> = both.collect();
            both.sort_by_key(|(owner, _)| owner.number());
            (self.owners, self.addresses) = both.into_iter().unzip();
        }
        self.owners.shrink_to_fit();
        self.addresses.shrink_to_fit();
    }

    fn of(&self, owner: NameKey) -> impl Iterator<Item = A> {
        let among = self.among(owner);
        let owners = self.owners[among.clone()].iter();
        let both = owners.zip(&self.addresses[among]);
        both.filter(move |(other, _)| **other == owner).map(|(_, address)| *address)
    }

    /// Where the addresses of `owner` are, perhaps among others.
    fn among(&self, owner: NameKey) -> Range<usize> {
        if self.owners.len() <= FEW {
            return 0..self.owners.len();
        }
        let place =
            |is_before: &dyn Fn(u64) -> bool| self.owners.partition_point(|other| is_before(other.number()));
        place(&|other| other < owner.number())..place(&|other| other <= owner.number())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_addresses_of_a_name_are_found_among_few_and_many() {
        for hosts in [1, 2, FEW, FEW + 1, 3 * FEW] {
            let mut addresses = Addresses::with_capacity(hosts);
            let owner = |host: usize| NameKey::root().child(format!("h{host}").as_bytes());
            for address in 0..3 * hosts {
                addresses.add(owner(address % hosts), Ipv4Addr::from(address as u32).into());
                if address % 2 == 0 {
                    addresses.add(owner(address % hosts), Ipv6Addr::from(address as u128).into());
                }
            }
            addresses.finish();
            for host in 0..hosts {
                let of_host = || (0..3).map(|turn| turn * hosts + host);
                let v4 = of_host().map(|address| Ipv4Addr::from(address as u32).into());
                let v6 = of_host().filter(|address| address % 2 == 0);
                let v6 = v6.map(|address| Ipv6Addr::from(address as u128).into());
                let expected: Vec<IpAddr> = v4.chain(v6).collect();
                assert_eq!(addresses.of(owner(host)).collect::<Vec<_>>(), expected, "{host} of {hosts}");
            }
            assert_eq!(addresses.of(owner(hosts)).next(), None);
        }
    }
}
