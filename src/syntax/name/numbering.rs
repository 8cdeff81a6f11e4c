//! Names numbered from 0 in the order in which they come. Knows no text of names.

use hashbrown::HashTable;
use hashbrown::hash_table::Entry;

use crate::syntax::name::key::NameKey;

/// Numbered names. The table holds the numbers alone, and names that come one after the other lie beside
/// each other: of a million names, few are far from the processor.
#[derive(Debug, Clone, Default)]
pub(crate) struct Numbering {
    table: HashTable<u32>,
    names: Vec<NameKey>,
}

impl Numbering {
    /// Forgets all names, and makes room for so many.
    pub fn clear(&mut self, count: usize) {
        self.table.clear();
        self.names.clear();
        let names = &self.names;
        self.table.reserve(count, |number| names[*number as usize].number());
    }

    /// The number of a name, which gets one if it has none.
    #[inline]
    pub fn of(&mut self, key: NameKey) -> u32 {
        let name = |number: &u32| self.names[*number as usize];
        let entry =
            self.table.entry(key.number(), |number| name(number) == key, |number| name(number).number());
        match entry {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(free) => {
                let number = self.names.len() as u32;
                free.insert(number);
                self.names.push(key);
                number
            }
        }
    }

    /// The number of a name, if it has one.
    #[inline]
    pub fn get(&self, key: NameKey) -> Option<u32> {
        self.table.find(key.number(), |number| self.names[*number as usize] == key).copied()
    }

    /// How many names have one.
    pub fn count(&self) -> usize {
        self.names.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_the_number_that_they_got_first() {
        let key = |number: u32| NameKey::root().child(number.to_string().as_bytes());
        let mut numbers = Numbering::default();
        for round in 0..2 {
            numbers.clear(10 * round);
            assert_eq!((numbers.count(), numbers.get(key(0))), (0, None));
            for number in (0..1000).chain(0..1000) {
                assert_eq!(numbers.of(key(number)), number);
            }
            assert_eq!(
                (numbers.count(), numbers.get(key(999)), numbers.get(key(1000))),
                (1000, Some(999), None)
            );
        }
    }
}
