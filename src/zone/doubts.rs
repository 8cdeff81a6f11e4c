//! At which names of a zone something may stand that could not be read. Knows no text.

use std::collections::HashSet;

use crate::syntax::name::NameKey;

/// Where an entry that could not be read may have put a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// At no name that is not known anyway.
    Nowhere,
    /// At this name.
    At(NameKey),
    /// At this name, or so that it tells what there is below it: a delegation, a DNAME, a wildcard.
    Below(NameKey),
    /// At any name.
    Everywhere,
}

/// The names of a zone that are in doubt.
#[derive(Debug, Default)]
pub struct Doubts {
    everywhere: bool,
    at: HashSet<NameKey>,
    below: HashSet<NameKey>,
}

impl Doubts {
    /// Adds a doubt.
    pub fn add(&mut self, doubt: Doubt) {
        match doubt {
            Doubt::Nowhere => {}
            Doubt::At(name) => _ = self.at.insert(name),
            Doubt::Below(name) => _ = self.below.insert(name),
            Doubt::Everywhere => self.everywhere = true,
        }
    }

    /// Whether there is any doubt at the last of these names, of which each stands above the next.
    pub fn concern(&self, chain: &[NameKey]) -> bool {
        self.everywhere
            || chain.last().is_some_and(|name| self.at.contains(name))
            || chain.iter().any(|name| self.below.contains(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::name::{Origin, absolute_name};

    #[test]
    fn a_doubt_concerns_what_may_stand_there() {
        let chain = |name: &str| Origin::new(absolute_name(name).expect("a name")).chain().to_vec();
        let key = |name: &str| *chain(name).last().expect("a name");
        for (doubt, expected) in [
            (Doubt::Nowhere, [false; 4]),
            (Doubt::At(key("b.example.")), [false, true, false, false]),
            (Doubt::Below(key("b.example.")), [false, true, true, false]),
            (Doubt::Everywhere, [true; 4]),
        ] {
            let mut doubts = Doubts::default();
            doubts.add(doubt);
            let names = ["example.", "b.example.", "a.b.example.", "c.example."];
            assert_eq!(names.map(|name| doubts.concern(&chain(name))), expected, "{doubt:?}");
        }
    }
}
