//! What the names of a zone's findings are compared with for "did you mean": made once, so that many findings of a zone with
//! many names take no time without end. Knows no rule, and no other zone.

use std::collections::HashMap;

use hickory_proto::rr::Name;

use crate::base::span::Span;
use crate::base::spelling::distance_within;
use crate::syntax::name::{NameKey, display_name, is_host_label};
use crate::zone::Zone;

/// The names of a zone, in the ways in which they are looked for.
#[derive(Debug)]
pub(in crate::workspace) struct Compared {
    /// The names of the hosts in small letters, sorted.
    names: Vec<(String, Name)>,
    /// The origins of the zone, and which of them comes first.
    origins: HashMap<NameKey, usize>,
    /// The hosts by the names to which an origin was appended, with its number: the first, if several were.
    doubled: HashMap<NameKey, (usize, Span)>,
    /// The numbers of the stray hosts, the first of a name.
    stray: HashMap<NameKey, usize>,
}

impl Compared {
    /// Those of a zone: its `hosts` with their owners, and the hosts outside it.
    pub fn new<'h>(
        hosts: impl Iterator<Item = (&'h Name, Span)> + Clone,
        strays: impl Iterator<Item = &'h Name>,
        zone: &Zone,
    ) -> Self {
        let lower = |(name, _): (&Name, Span)| (display_name(name).to_ascii_lowercase(), name.clone());
        // A name that no host may have is proposed for none.
        let may_be_host = |(name, _): &(&Name, Span)| name.iter().all(is_host_label);
        let mut names: Vec<(String, Name)> = hosts.clone().filter(may_be_host).map(lower).collect();
        names.sort_by(|one, other| one.0.cmp(&other.0));
        let (mut origins, mut stray) = (HashMap::new(), HashMap::new());
        let in_order = std::iter::once(&zone.apex).chain(zone.origins().map(|(origin, _)| origin));
        for (number, origin) in in_order.enumerate() {
            origins.entry(origin.key()).or_insert(number);
        }
        for (number, name) in strays.enumerate() {
            stray.entry(NameKey::of(name)).or_insert(number);
        }
        let mut compared = Compared { names, origins, doubled: HashMap::new(), stray };
        let mut doubled: HashMap<NameKey, (usize, Span)> = HashMap::new();
        for (name, owner) in hosts {
            for (number, key) in compared.origins_within(name) {
                let first = doubled.entry(key).or_insert((number, owner));
                if number < first.0 {
                    *first = (number, owner);
                }
            }
        }
        compared.doubled = doubled;
        compared
    }

    /// The owner of the host that is a name with an origin behind it.
    pub fn doubled(&self, name: &Name) -> Option<Span> {
        self.doubled.get(&NameKey::of(name)).map(|(_, owner)| *owner)
    }

    /// The number of the stray host that is a name without the origin at its end.
    pub fn stray(&self, name: &Name) -> Option<usize> {
        self.origins_within(name).filter_map(|(_, key)| self.stray.get(&key).copied()).min()
    }

    /// The host that a name in small letters is most like, if it is another one and no further than `most` from it.
    pub fn nearest(&self, wanted: &str, most: usize) -> Option<Name> {
        let near = |(text, name): &'_ (String, Name)| {
            let distance = distance_within(text, wanted, most).filter(|distance| *distance > 0)?;
            Some((distance, name.clone()))
        };
        self.names.iter().filter_map(near).min_by_key(|(distance, _)| *distance).map(|(_, name)| name)
    }

    /// Each origin that a name ends in: its number, and what stands before it, as if that were absolute.
    fn origins_within(&self, name: &Name) -> impl Iterator<Item = (usize, NameKey)> {
        let labels: Vec<&[u8]> = name.iter().collect();
        let key = |labels: &[&[u8]]| labels.iter().rev().fold(NameKey::root(), |key, label| key.child(label));
        (1..=labels.len()).filter_map(move |split| {
            let (before, end) = labels.split_at(split);
            Some((*self.origins.get(&key(end))?, key(before)))
        })
    }
}
