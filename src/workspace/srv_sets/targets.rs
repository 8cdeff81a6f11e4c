//! The targets of a zone's SRV records that its own records leave open, and the names above them. Does not
//! know what other zones say of them.

use crate::syntax::name::NameKey;
use crate::zone::NameRef;

/// The targets of a zone's SRV records, which other zones are asked for.
#[derive(Debug, Default)]
pub struct Targets {
    /// Those that the zone itself has no address for, but for the root, in file order.
    pub open: Vec<OpenTarget>,
    /// Whether a target for which the zone has addresses has one that no other host can reach.
    pub local: bool,
    /// The domains outside the zone that the open ones lie in, in lower case and without the final dot, each with the number of the
    /// names above its targets.
    pub domains: Vec<(u32, Box<str>)>,
    /// The names above those of the records, each a part of `keys`.
    pub(in crate::workspace::srv_sets) above: Vec<Part>,
    pub(in crate::workspace::srv_sets) keys: Vec<NameKey>,
}

/// A part of `Targets::keys`.
#[derive(Debug, Clone, Copy)]
pub(in crate::workspace::srv_sets) struct Part {
    pub start: u32,
    pub end: u32,
    /// Whether it begins at the root.
    pub whole: bool,
}

impl Part {
    pub fn of(self, keys: &[NameKey]) -> &[NameKey] {
        &keys[self.start as usize..self.end as usize]
    }
}

/// A target that its zone has no address for, with the names above it.
#[derive(Debug, Clone, Copy)]
pub struct OpenTarget {
    /// The name.
    pub name: NameRef,
    /// Number of its record among the zone's.
    pub record: u32,
    /// The names above it, as a number: targets that differ in their first label alone often share it.
    pub above: u32,
}

/// A target that the zone itself is yet to be asked for. A zone may have millions.
#[derive(Debug, Clone, Copy)]
pub(in crate::workspace::srv_sets) struct Asked {
    /// Its number among the names asked for.
    pub number: u32,
    /// Number of its record among the zone's.
    pub record: u32,
    /// The names above it, as a number: targets that differ in their first label alone often share it.
    pub above: u32,
}

/// The keys of the names above a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Above<'a> {
    /// It lies in its own zone, which has an SOA: the names from below the apex on. The apex has none.
    Inside(&'a [NameKey]),
    /// It does not: all names from the root on.
    Whole(&'a [NameKey]),
}

impl<'a> Above<'a> {
    /// The keys, the highest name's first.
    pub fn keys(self) -> &'a [NameKey] {
        let (Above::Inside(keys) | Above::Whole(keys)) = self;
        keys
    }
}

impl Targets {
    /// No targets yet, with the names above those to come, as parts of their `keys`.
    pub(in crate::workspace::srv_sets) fn of(mut keys: Vec<NameKey>, mut above: Vec<Part>) -> Self {
        keys.shrink_to_fit();
        above.shrink_to_fit();
        Targets { keys, above, ..Targets::default() }
    }

    /// Forgets the names above others that stand above no open target.
    pub fn keep_open(&mut self) {
        let Targets { open, local, domains, above, keys } = std::mem::take(self);
        if open.is_empty() {
            *self = Targets { local, ..Targets::default() };
            return;
        }
        let before = Targets { above, keys, ..Targets::default() };
        let mut places = vec![None; before.above.len()];
        let (above, keys) = (Vec::with_capacity(places.len()), Vec::with_capacity(before.keys.len()));
        *self = Targets { open, local, domains, above, keys };
        for target in &mut self.open {
            let part = before.above[target.above as usize];
            target.above = *places[target.above as usize].get_or_insert_with(|| {
                let place = self.keys.len() as u32;
                self.keys.extend_from_slice(part.of(&before.keys));
                self.above.push(Part { start: place, end: self.keys.len() as u32, ..part });
                self.above.len() as u32 - 1
            });
        }
        self.domains.retain_mut(|(above, _)| match places[*above as usize] {
            Some(place) => {
                *above = place;
                true
            }
            None => false,
        });
        self.keys.shrink_to_fit();
        self.above.shrink_to_fit();
    }

    /// The names above targets with this number.
    pub fn above(&self, number: u32) -> Above<'_> {
        let part = self.above[number as usize];
        let keys = part.of(&self.keys);
        if part.whole { Above::Whole(keys) } else { Above::Inside(keys) }
    }

    /// How many different numbers targets may have for the names above them.
    pub fn count_above(&self) -> usize {
        self.above.len()
    }
}
