//! Services in the order in which formats list them. Does not know who lists them.

use crate::workspace::traffic::service::Service;

/// Services by owner, in lower case, then by zone, then as they stand.
pub fn by_owner<'s>(services: impl Iterator<Item = &'s Service>) -> Vec<&'s Service> {
    let with_beginning = |service: &'s Service| {
        let mut octets = first_octets(&service.owner);
        octets.make_ascii_lowercase();
        (as_numbers(octets), service)
    };
    let mut order: Vec<(Beginning, &Service)> = services.map(with_beginning).collect();
    // Of names that begin alike, which few are, the rest decides.
    let rest = |service: &'s Service| (service.owner.to_ascii_lowercase(), &service.zone);
    order
        .sort_by(|(one, service), (other, next)| one.cmp(other).then_with(|| rest(service).cmp(&rest(next))));
    order.into_iter().map(|(_, service)| service).collect()
}

/// The first octets of a name, as numbers: these are compared faster. Names have no octet 0.
pub(in crate::workspace::traffic) type Beginning = [u64; 5];

/// That of a name as it is written.
pub(in crate::workspace::traffic) fn beginning(name: &str) -> Beginning {
    as_numbers(first_octets(name))
}

fn first_octets(name: &str) -> [u8; size_of::<Beginning>()] {
    let mut octets = [0; size_of::<Beginning>()];
    let length = name.len().min(octets.len());
    octets[..length].copy_from_slice(&name.as_bytes()[..length]);
    octets
}

fn as_numbers(octets: [u8; size_of::<Beginning>()]) -> Beginning {
    let mut numbers = [0; 5];
    for (number, octets) in numbers.iter_mut().zip(octets.as_chunks().0) {
        *number = u64::from_be_bytes(*octets);
    }
    numbers
}
