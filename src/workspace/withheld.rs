//! What could not be judged because part of a zone could not be read: how many names, and why. Judges nothing.

use std::collections::{HashMap, HashSet};

use crate::base::span::Span;
use crate::syntax::name::NameKey;
use crate::workspace::members::Workspace;
use crate::zone::{Incomplete, Zone};

/// What is not known of a zone, so that no rule speaks of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Withheld {
    /// How many names that SRV records of the run point at may or may not have addresses there, with the SRV records of the
    /// zone whose own names cannot be told.
    pub subjects: usize,
    /// The first place to blame; of a zone without a name or an SOA record, the beginning of its file.
    pub place: Span,
}

impl Workspace {
    /// What is withheld of each zone, in the order of the members; `None` of a zone that is known completely.
    pub fn withheld(&self) -> Vec<Option<Withheld>> {
        let place = |zone: &Zone| {
            zone.incomplete.as_ref().map(|why| match why {
                Incomplete::Unreadable(span) | Incomplete::Include(span) => self.sources.written(*span),
                Incomplete::Fragment | Incomplete::UnknownOrigin => Span::new(zone.source, 0, 0),
            })
        };
        let zones = self.members.iter().map(|member| &member.zone);
        let places: Vec<Option<Span>> = zones.map(place).collect();
        let mut subjects: HashMap<usize, HashSet<NameKey>> = HashMap::new();
        if places.iter().any(Option::is_some) {
            // Of a zone that was let go of, every target was found.
            for member in self.judged().iter().filter(|member| !member.is_released()) {
                for (_, srv) in member.zone.srvs().filter(|(_, srv)| !srv.is_null()) {
                    let name = member.zone.name(&srv.target, &self.sources);
                    if let Some(number) = self.doubtful_member(&name, &member.zone) {
                        subjects.entry(number).or_default().insert(NameKey::of(&name));
                    }
                }
            }
        }
        let lost =
            |number: usize| self.judged().get(number).map_or(0, |member| member.zone.srv_lost as usize);
        let count = |number| subjects.get(&number).map_or(0, HashSet::len) + lost(number);
        let withheld = |(number, place): (usize, Option<Span>)| {
            Some(Withheld { subjects: count(number), place: place? })
        };
        places.into_iter().enumerate().map(withheld).collect()
    }
}
