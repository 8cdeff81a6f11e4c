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
    /// At this name, or so that it tells what there is below it: a delegation, a DNAME.
    Below(NameKey),
    /// At a wildcard, which answers for the names below the one above it that do not exist.
    Wildcard {
        /// The wildcard itself.
        name: NameKey,
        /// The name above it.
        above: NameKey,
    },
    /// At any name.
    Everywhere,
}

/// The names of a zone that are in doubt.
#[derive(Debug, Default)]
pub struct Doubts {
    everywhere: bool,
    at: HashSet<NameKey>,
    below: HashSet<NameKey>,
    /// The names above wildcards.
    wildcards: HashSet<NameKey>,
}

impl Doubts {
    /// Adds a doubt.
    pub fn add(&mut self, doubt: Doubt) {
        match doubt {
            Doubt::Nowhere => {}
            Doubt::At(name) => _ = self.at.insert(name),
            Doubt::Below(name) => _ = self.below.insert(name),
            Doubt::Wildcard { name, above } => {
                self.at.insert(name);
                self.wildcards.insert(above);
            }
            Doubt::Everywhere => self.everywhere = true,
        }
    }

    /// Whether there is any doubt at the last of these names, of which each stands above the next. A wildcard answers for no
    /// name that `exists`, nor for what is below one (RFC 4592 section 2.2.1).
    pub fn concern(&self, chain: &[NameKey], exists: impl Fn(&NameKey) -> bool) -> bool {
        let is_wild = |(depth, above): (usize, &NameKey)| {
            let next = chain.get(depth + 1);
            self.wildcards.contains(above) && next.is_some_and(|next| !exists(next))
        };
        self.everywhere
            || chain.last().is_some_and(|name| self.at.contains(name))
            || chain.iter().any(|name| self.below.contains(name))
            || !self.wildcards.is_empty() && chain.iter().enumerate().any(is_wild)
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
        let wildcard = |name: &str| Doubt::Wildcard { name: key(&format!("*.{name}")), above: key(name) };
        for (doubt, expected) in [
            (Doubt::Nowhere, [false; 5]),
            (Doubt::At(key("b.example.")), [false, true, false, false, false]),
            (Doubt::Below(key("b.example.")), [false, true, true, false, false]),
            (Doubt::Everywhere, [true; 5]),
            // `b.example.` exists.
            (wildcard("example."), [false, false, false, true, true]),
            (wildcard("b.example."), [false, false, true, false, false]),
        ] {
            let mut doubts = Doubts::default();
            doubts.add(doubt);
            let exists = |name: &NameKey| *name == key("b.example.");
            let names = ["example.", "b.example.", "a.b.example.", "c.example.", "*.example."];
            assert_eq!(names.map(|name| doubts.concern(&chain(name), exists)), expected, "{doubt:?}");
        }
    }
}
