//! What one zone's records say of the names that it is asked for.
//!
//! Names are many and targets few: only the targets and the names above them are put into a table, and every
//! record of the zone is looked up there once, by its owner's key.
//!
//! Knows no other zone, and not who asks.

use crate::syntax::name::NameKey;
use crate::syntax::name::numbering::Numbering;
use crate::zone::Zone;
use crate::zone::index::Types;

/// What a zone is asked of a name.
#[derive(Clone, Copy)]
pub struct Question<'a> {
    /// Its key.
    pub key: NameKey,
    /// The names above it, below the answering zone's apex.
    pub above: &'a [NameKey],
}

/// What is known of the names that one zone is asked for.
#[derive(Default)]
pub struct Answers {
    /// In the order in which they are asked for.
    pub(in crate::workspace::srv_sets) names: Numbering,
    /// What stands at each of them.
    types: Vec<Types>,
}

impl Answers {
    /// Forgets all names, and makes room for so many.
    pub fn clear(&mut self, count: usize) {
        self.names.clear(count);
        self.types.clear();
    }

    /// Asks for a name and those above it, which are often those of the question `before`. Returns its
    /// number.
    pub fn ask<'a>(&mut self, question: &Question<'a>, before: &mut &'a [NameKey]) -> u32 {
        if question.above != *before {
            *before = question.above;
            question.above.iter().for_each(|key| _ = self.names.of(*key));
        }
        self.names.of(question.key)
    }

    /// Notes what a zone says of the names asked for.
    pub fn answer_all(&mut self, zone: &Zone) {
        self.types.resize(self.names.count(), Types::NONE);
        if self.types.is_empty() {
            return;
        }
        for (owner, types) in zone.facts.iter() {
            if let Some(number) = self.names.get(owner) {
                let known = &mut self.types[number as usize];
                *known = known.with(types);
            }
        }
    }

    /// Whether it is certain now that names have addresses, by their numbers and the names above them. Notes
    /// if one that is certain has an address that no other host can reach.
    pub fn judge<'a>(
        &self,
        asked: impl Iterator<Item = (u32, &'a [NameKey])>,
        local: &mut bool,
    ) -> impl Iterator<Item = bool> {
        let (mut before, mut hidden): (&[NameKey], bool) = (&[], false);
        asked.map(move |(number, above)| {
            if above != before {
                before = above;
                let hides = |types: &Types| types.has(Types::NS) || types.has(Types::DNAME);
                let types = |key: &NameKey| self.names.get(*key).map(|number| self.types[number as usize]);
                hidden = before.iter().filter_map(types).any(|types| hides(&types));
            }
            let types = self.types[number as usize];
            let is_certain =
                !hidden && !types.has(Types::NS) && types.has(Types::ADDRESS) && !types.has(Types::CNAME);
            *local |= is_certain && types.has(Types::LOCAL_ADDRESS);
            is_certain
        })
    }
}
