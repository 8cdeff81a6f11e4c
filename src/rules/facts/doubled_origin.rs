//! `$ORIGIN`s that are written absolute and have the zone's name at their end twice, with the services below them. Makes no finding.

use hickory_proto::rr::Name;

use crate::base::span::Span;
use crate::rules::engine::context::Context;
use crate::rules::facts::repeated_apex::without_repeated_apex;
use crate::syntax::name::Origin;
use crate::zone::index::Types;
use crate::zone::{NameRef, Record, Zone};

/// Such an `$ORIGIN`.
pub struct DoubledOrigin<'a> {
    /// Where it is written.
    pub place: Span,
    /// What it says.
    pub written: Name,
    /// What was meant.
    pub meant: Name,
    /// The first SRV record that has its owner or its target below it.
    pub first: &'a Record,
    /// How many there are.
    pub count: usize,
}

/// Whether some `$ORIGIN` of a zone has the zone's name at its end twice.
pub fn has_doubled_origin(zone: &Zone) -> bool {
    zone.origins().any(|(origin, _)| meant(zone, origin).is_some())
}

/// The name that an `$ORIGIN` means which has the zone's name at its end twice.
fn meant(zone: &Zone, origin: &Origin) -> Option<Name> {
    let apex = zone.apex.name.iter().count();
    // Of nearly all their length tells.
    let may_be = zone.is_named() && apex >= 2 && origin.chain().len() > 2 * apex;
    may_be.then(|| without_repeated_apex(zone, &origin.name)).flatten()
}

/// Those of a zone below which services lie. A name that is delegated is another zone's, which may be called so.
pub fn doubled_origins<'a>(cx: &Context<'a>) -> Vec<DoubledOrigin<'a>> {
    let zone = cx.zone;
    let doubled = |(origin, place): (&Origin, Span)| {
        let meant = meant(zone, origin).filter(|_| cx.sources.bytes(place).ends_with(b"."))?;
        let labels = origin.name.iter().count();
        let mut above = (zone.apex.name.iter().count() + 1..=labels).map(|count| origin.name.trim_to(count));
        let is_delegated =
            |name: Name| cx.workspace.types_at(&name, zone).is_some_and(|types| types.has(Types::NS));
        if above.any(is_delegated) {
            return None;
        }
        let is_below = |name: &NameRef| name.is_relative() && zone.origin_of(name).1 == Some(place);
        let mut below = zone.srvs().filter(|(record, srv)| is_below(&record.owner) || is_below(&srv.target));
        let (first, _) = below.next()?;
        Some(DoubledOrigin { place, written: origin.name.clone(), meant, first, count: 1 + below.count() })
    };
    zone.origins().filter_map(doubled).collect()
}
