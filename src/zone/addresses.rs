//! The addresses of a zone's hosts, kept for those who list hosts with them. Does not know which names exist.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::syntax::name::NameKey;

/// Up to so many addresses of one family, all are looked at for those of one name: that takes less than to sort them.
const FEW: usize = 256;

/// The addresses of hosts by owner, those of each family together: half of the memory of one list.
#[derive(Debug, Default)]
pub(super) struct Addresses {
    v4: Vec<(NameKey, Ipv4Addr)>,
    v6: Vec<(NameKey, Ipv6Addr)>,
}

impl Addresses {
    /// Notes an address of `owner`.
    pub fn add(&mut self, owner: NameKey, address: IpAddr) {
        match address {
            IpAddr::V4(address) => self.v4.push((owner, address)),
            IpAddr::V6(address) => self.v6.push((owner, address)),
        }
    }

    /// To be called when all are noted.
    pub fn finish(&mut self) {
        finish(&mut self.v4);
        finish(&mut self.v6);
    }

    /// The addresses of `owner`, those of IPv4 first, else in the order in which they were noted.
    pub fn of(&self, owner: NameKey) -> impl Iterator<Item = IpAddr> {
        of(&self.v4, owner).map(IpAddr::from).chain(of(&self.v6, owner).map(IpAddr::from))
    }
}

fn finish<A>(all: &mut Vec<(NameKey, A)>) {
    if all.len() > FEW {
        all.sort_by_key(|(owner, _)| owner.number());
    }
    all.shrink_to_fit();
}

fn of<A: Copy>(all: &[(NameKey, A)], owner: NameKey) -> impl Iterator<Item = A> {
    let some = match all.len() {
        ..=FEW => all,
        _ => {
            let first = all.partition_point(|(other, _)| other.number() < owner.number());
            let behind = &all[first..];
            &behind[..behind.partition_point(|(other, _)| *other == owner)]
        }
    };
    some.iter().filter(move |(other, _)| *other == owner).map(|(_, address)| *address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_addresses_of_a_name_are_found_among_few_and_many() {
        for hosts in [1, 2, FEW, FEW + 1, 3 * FEW] {
            let mut addresses = Addresses::default();
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
