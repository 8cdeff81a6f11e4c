//! Zones of the run whose names are one typing mistake away from a domain that no zone answers for. Knows no target.

use std::hash::BuildHasher;

use foldhash::fast::FixedState;

use crate::syntax::name::display_name;
use crate::workspace::srv_sets::astray::{are_one_but_misspelt, misspelt_domain};
use crate::zone::Zone;

/// The most labels of a name that is looked for.
const MOST_LABELS: usize = 8;
/// How many zones may be called alike: where there are more, none of them stands out.
const MOST_ALIKE: usize = 64;

/// The names of the run's zones, by what a typing mistake leaves alone of them.
#[derive(Debug)]
pub(in crate::workspace) struct NearZones {
    /// The names, in lower case and without the final dot.
    names: Vec<String>,
    /// What mistakes inside a label leave alone, in order, with the number of a name.
    shapes: Vec<(u64, u32)>,
    /// The same of mistakes at the end of a label.
    at_ends: Vec<(u64, u32)>,
}

/// Where in a label a typing mistake is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Inside: its ends are right.
    Inside,
    /// In its last two letters. So are the names of two domains more often: something else is to say which is meant.
    AtEnd,
}

impl NearZones {
    /// Those of these zones.
    pub fn of<'z>(zones: impl Iterator<Item = &'z Zone>) -> Self {
        let name = |zone: &Zone| display_name(&zone.apex.name).trim_end_matches('.').to_ascii_lowercase();
        NearZones::of_names(zones.filter(|zone| zone.is_named()).map(name).collect())
    }

    fn of_names(mut names: Vec<String>) -> Self {
        names.sort_unstable();
        names.dedup();
        let shapes_at = |place: Place| {
            let mut shapes: Vec<(u64, u32)> = Vec::new();
            for (number, name) in (0..).zip(&names) {
                shapes.extend(shapes_of(name, 0, place).map(|shape| (shape, number)));
            }
            shapes.sort_unstable();
            shapes
        };
        let (shapes, at_ends) = (shapes_at(Place::Inside), shapes_at(Place::AtEnd));
        NearZones { names, shapes, at_ends }
    }

    /// The only zone whose name is the end of a domain, in lower case and without the final dot, but for one mistake at such a
    /// place; and the length of that end.
    pub fn near(&self, domain: &str, place: Place) -> Option<(&str, usize)> {
        let known = if place == Place::Inside { &self.shapes } else { &self.at_ends };
        let mut found: Option<(&str, usize)> = None;
        let ends = domain.match_indices('.').map(|(dot, _)| dot + 1);
        for end in std::iter::once(0).chain(ends).map(|start| &domain[start..]) {
            let shapes = [-1, 0, 1].into_iter().flat_map(|longer| shapes_of(end, longer, place));
            for shape in shapes {
                let first = known.partition_point(|(known, _)| *known < shape);
                let alike = known[first..].iter().take_while(|(known, _)| *known == shape);
                let alike: Vec<&str> =
                    alike.map(|(_, number)| &*self.names[*number as usize]).take(MOST_ALIKE + 1).collect();
                if alike.len() > MOST_ALIKE {
                    return None;
                }
                let is_near = |name: &&&str| {
                    (place == Place::AtEnd || are_one_but_misspelt(end, name))
                        && misspelt_domain(end, name).is_some()
                };
                for name in alike.iter().filter(is_near) {
                    if found.is_some_and(|(known, _)| known != *name) {
                        return None;
                    }
                    found = Some((name, end.len()));
                }
            }
        }
        let (_, length) = found?;
        // What has zones below it is a domain of its own.
        let end = &domain[domain.len() - length..];
        let is_above = |name: &String| {
            name.strip_suffix(end).is_some_and(|below| below.is_empty() || below.ends_with('.'))
        };
        found.filter(|_| !self.names.iter().any(is_above))
    }
}

/// What a mistake at such a place of one label leaves alone of a name, for each label in which one may be, with a label that much
/// longer.
fn shapes_of(name: &str, longer: isize, place: Place) -> impl Iterator<Item = u64> + '_ {
    let labels: Vec<&str> = name.split('.').take(MOST_LABELS + 1).collect();
    let count = if labels.len() > MOST_LABELS { 0 } else { labels.len().saturating_sub(1) };
    (0..count).filter_map(move |number| {
        let label = labels[number].as_bytes();
        let digits: Vec<u8> = label.iter().copied().filter(u8::is_ascii_digit).collect();
        let length = label.len().checked_add_signed(longer)?;
        let others = (&labels[..number], &labels[number + 1..]);
        let state = FixedState::default();
        Some(match place {
            Place::Inside => state.hash_one((others, label.first()?, label.last()?, digits, length)),
            Place::AtEnd => state.hash_one((others, label.get(..length.checked_sub(2)?)?, length)),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_misspells_one_zone_alone() {
        let names = [
            "example.net",
            "provider.example.org",
            "sub.exemple.com",
            "example.com",
            "short.net",
            "shart.net",
        ];
        let known = NearZones::of_names(names.map(str::to_owned).to_vec());
        for (domain, expected) in [
            ("exmaple.net", Some(("example.net", 11))),
            ("examle.net", Some(("example.net", 10))),
            ("exaample.net", Some(("example.net", 12))),
            ("eu.exmaple.net", Some(("example.net", 11))),
            ("provdier.example.org", Some(("provider.example.org", 20))),
            ("provider.exmaple.org", Some(("provider.example.org", 20))),
            ("exmaple.de", None),
            ("examples.net", None),
            ("example.net", None),
            ("exemple.com", None),
            ("shurt.net", None),
            ("net", None),
            ("a.b.c.d.e.f.g.h.i.exmaple.net", Some(("example.net", 11))),
        ] {
            assert_eq!(known.near(domain, Place::Inside), expected, "{domain}");
        }
        for (domain, expected) in [
            ("exampel.net", Some(("example.net", 11))),
            ("exampl.net", Some(("example.net", 10))),
            ("exampleu.net", Some(("example.net", 12))),
            ("eu.exampla.net", Some(("example.net", 11))),
            ("examples.net", None),
            ("exampel.com", Some(("example.com", 11))),
            ("exmaple.net", None),
            ("shorts.net", None),
        ] {
            assert_eq!(known.near(domain, Place::AtEnd), expected, "{domain}");
        }
    }
}
