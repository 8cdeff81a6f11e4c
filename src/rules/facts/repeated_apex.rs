//! Names that have the zone's name at their end twice. Knows no text, and not which names exist.

use hickory_proto::rr::Name;

use crate::zone::Zone;

/// A name that ends in the zone's name twice, with it once.
pub fn without_repeated_apex(zone: &Zone, name: &Name) -> Option<Name> {
    let apex = zone.apex.name.iter().count();
    let less = |name: &Name| {
        let labels: Vec<&[u8]> = name.iter().collect();
        let mut less = Name::from_labels(labels[..labels.len().checked_sub(apex)?].iter().copied()).ok()?;
        less.set_fqdn(true);
        (zone.apex.name.zone_of(name) && zone.apex.name.zone_of(&less)).then_some(less)
    };
    // It may stand there more often.
    std::iter::successors(less(name), less).last()
}
