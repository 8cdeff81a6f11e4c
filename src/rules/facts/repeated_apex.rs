//! Names that have the zone's name at their end twice. Does not know which names exist.

use hickory_proto::rr::{Name, RecordType};

use crate::syntax::name::{NameKey, parse_name};
use crate::workspace::Workspace;
use crate::zone::{Record, Zone, word_text};

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

/// Whether all NS records of a zone at `name` are its own once more, without the dot of their owner.
pub fn repeats_own_servers(zone: &Zone, workspace: &Workspace, name: &Name) -> bool {
    let key = NameKey::of(name);
    let is_there = |record: &&Record| record.rtype == RecordType::NS && record.owner.key == key;
    let mut here = zone.others().filter(is_there).peekable();
    here.peek().is_some() && here.all(|record| is_own_server(zone, workspace, record))
}

/// Whether an NS record is the zone's own once more, whose owner lacks its dot: it leads to a server of the zone.
pub fn is_own_server(zone: &Zone, workspace: &Workspace, record: &Record) -> bool {
    let apex = zone.apex.key();
    let led_to = |record: &Record| record.points_at().map(|server| server.key);
    let is_of_apex = |other: &Record| {
        other.rtype == RecordType::NS && other.owner.key == apex && led_to(other) == led_to(record)
    };
    let written = || parse_name(word_text(workspace.sources.bytes(record.owner.span)), &Name::root()).ok();
    record.rtype == RecordType::NS
        && record.owner.is_relative()
        && record.owner.key != apex
        && written().is_some_and(|name| name == zone.apex.name)
        && zone.others().any(is_of_apex)
}
