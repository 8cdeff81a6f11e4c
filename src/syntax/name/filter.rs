//! Which of many names may be among others: two bits a name, which lie close together, in place of a table.
//! What the filter lets through is compared. Knows no text of names.

use crate::syntax::name::key::NameKey;
use crate::syntax::name::numbering::Numbering;

/// How many bits there are for each name: of a hundred others, it lets through one or two.
const BITS_A_NAME: usize = 16;
/// Up to so many names are compared each with each.
const FEW: usize = 16;

/// A Bloom filter: it never misses a name that was added, and takes few others for one.
struct MayContain(Vec<u64>);

impl MayContain {
    fn with_capacity(count: usize) -> Self {
        MayContain(vec![0; (count * BITS_A_NAME).next_power_of_two().max(64) / 64])
    }

    /// A word of the filter, and the two bits of a name in it.
    fn place(&self, key: NameKey) -> (usize, u64) {
        let number = key.number();
        let bit = |shift: u32| 1u64 << (number >> shift & 63);
        ((number >> 12) as usize & (self.0.len() - 1), bit(0) | bit(6))
    }

    /// Adds a name. Whether it may have been there.
    fn add(&mut self, key: NameKey) -> bool {
        let (word, bits) = self.place(key);
        let was_there = self.0[word] & bits == bits;
        self.0[word] |= bits;
        was_there
    }

    fn may_have(&self, key: NameKey) -> bool {
        let (word, bits) = self.place(key);
        self.0[word] & bits == bits
    }
}

/// Whether a name comes twice.
pub fn has_repetition(names: impl ExactSizeIterator<Item = NameKey> + Clone) -> bool {
    let count = names.len();
    if count <= FEW {
        let before = |number: usize| names.clone().take(number);
        return names.clone().enumerate().any(|(number, name)| before(number).any(|other| other == name));
    }
    let (mut filter, mut suspects) = (MayContain::with_capacity(count), Numbering::default());
    for name in names.clone() {
        if filter.add(name) {
            suspects.of(name);
        }
    }
    let mut seen = vec![false; suspects.count()];
    let was_seen = |number: u32| std::mem::replace(&mut seen[number as usize], true);
    suspects.count() > 0 && names.filter_map(|name| suspects.get(name)).any(was_seen)
}

/// Whether a name is among `some`, of which there are so many at most, and among `others`.
pub fn have_common(
    some: impl Iterator<Item = NameKey> + Clone,
    count: usize,
    mut others: impl Iterator<Item = NameKey>,
) -> bool {
    if some.clone().next().is_none() {
        return false;
    }
    if count <= FEW {
        return others.any(|other| some.clone().any(|name| name == other));
    }
    let (mut filter, mut suspects) = (MayContain::with_capacity(count), Numbering::default());
    some.clone().for_each(|name| {
        filter.add(name);
    });
    for name in others.filter(|name| filter.may_have(*name)) {
        suspects.of(name);
    }
    suspects.count() > 0 && some.clone().any(|name| suspects.get(name).is_some())
}

/// Those of a few names that are among many.
pub struct Common {
    few: Numbering,
    found: Vec<bool>,
}

impl Common {
    /// Those of the `few` that are among the `many`.
    pub fn of(few: Numbering, many: impl Iterator<Item = NameKey>) -> Self {
        let mut found = vec![false; few.count()];
        for number in many.filter_map(|name| few.get(name)) {
            found[number as usize] = true;
        }
        Common { few, found }
    }

    /// Whether a name is one of them.
    pub fn has(&self, name: NameKey) -> bool {
        self.few.get(name).is_some_and(|number| self.found[number as usize])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(numbers: impl IntoIterator<Item = u32>) -> Vec<NameKey> {
        numbers.into_iter().map(|number| NameKey::root().child(number.to_string().as_bytes())).collect()
    }

    #[test]
    fn one_repetition_among_any_number_of_names_is_seen() {
        for count in [0, 1, 2, 16, 17, 300, 10_000] {
            let mut all = names(0..count);
            assert!(!has_repetition(all.iter().copied()), "{count}");
            for again in [0, count / 2, count.saturating_sub(1)].into_iter().filter(|_| count > 0) {
                all.push(all[again as usize]);
                assert!(has_repetition(all.iter().copied()), "{count} {again}");
                all.pop();
            }
        }
    }

    #[test]
    fn one_common_name_is_seen() {
        for count in [0, 1, 16, 17, 10_000] {
            let (some, mut others) = (names(0..count), names(count..3 * count));
            let common =
                |others: &[NameKey]| have_common(some.iter().copied(), some.len(), others.iter().copied());
            assert!(!common(&others), "{count}");
            others.extend(some.last());
            assert_eq!(common(&others), count > 0);
        }
    }

    #[test]
    fn those_of_few_names_are_found_among_many() {
        for (many, expected) in [(100, [true, false, true, false]), (0, [false; 4])] {
            let mut few = Numbering::default();
            names([3, 5_000, 7]).into_iter().for_each(|name| {
                few.of(name);
            });
            let common = Common::of(few, names(0..many).into_iter());
            assert_eq!(
                names([3, 5_000, 7, 8]).into_iter().map(|name| common.has(name)).collect::<Vec<_>>(),
                expected
            );
        }
    }
}
