//! At which names of a zone something may stand that could not be read. Knows no text.

use std::collections::{HashMap, HashSet};

use hickory_proto::rr::RecordType;

use crate::base::span::Span;
use crate::syntax::name::NameKey;
use crate::zone::index::DNAME;

/// Why a zone is not known completely.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Incomplete {
    /// It has no SOA record.
    Fragment,
    /// Its name is unknown.
    UnknownOrigin,
    /// A record could not be read.
    Unreadable(Span),
    /// An included file could not be read.
    Include(Span),
}

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
    /// The part of them that may concern services.
    unread: Unread,
}

/// Entries that could not be read and may be SRV records, or hide some: the first of each name.
#[derive(Debug, Clone, Default)]
pub struct Unread {
    everywhere: Option<Span>,
    at: HashMap<NameKey, (Span, RecordType)>,
    below: HashMap<NameKey, (Span, RecordType)>,
}

impl Unread {
    /// The first that may be of any name.
    pub fn everywhere(&self) -> Option<Span> {
        self.everywhere
    }

    /// The first that is of the last of these names, of which each stands above the next, or may tell what there is below
    /// one of them.
    pub fn of_name(&self, chain: &[NameKey]) -> Option<Span> {
        let at = chain.last().and_then(|name| self.at.get(name));
        let found = at.or_else(|| chain.iter().rev().find_map(|name| self.below.get(name)));
        found.map(|(place, _)| *place)
    }

    /// Those whose name is known, with their type; zero if that is unknown.
    pub fn named(&self) -> impl Iterator<Item = (NameKey, Span, RecordType)> {
        self.at.iter().chain(&self.below).map(|(name, (place, rtype))| (*name, *place, *rtype))
    }

    fn add(&mut self, doubt: Doubt, (place, rtype): (Span, RecordType)) {
        let may_concern_services =
            matches!(rtype, RecordType::ZERO | RecordType::SRV | RecordType::CNAME | RecordType::NS)
                || u16::from(rtype) == DNAME;
        if !may_concern_services {
            return;
        }
        match doubt {
            Doubt::Nowhere => {}
            Doubt::At(name) | Doubt::Wildcard { name, .. } => {
                _ = self.at.entry(name).or_insert((place, rtype))
            }
            Doubt::Below(name) => _ = self.below.entry(name).or_insert((place, rtype)),
            Doubt::Everywhere => _ = self.everywhere.get_or_insert(place),
        }
    }
}

impl Doubts {
    /// What could not be read and may concern services.
    pub fn unread(&self) -> &Unread {
        &self.unread
    }

    /// Whether they are of every name.
    pub fn is_everywhere(&self) -> bool {
        self.everywhere
    }

    /// Adds a doubt; with the `entry` that could not be read, if there is one: its place and its type, zero if that is unknown.
    pub fn add(&mut self, doubt: Doubt, entry: Option<(Span, RecordType)>) {
        entry.into_iter().for_each(|entry| self.unread.add(doubt, entry));
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
    use crate::base::source::Sources;
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
            doubts.add(doubt, None);
            let exists = |name: &NameKey| *name == key("b.example.");
            let names = ["example.", "b.example.", "a.b.example.", "c.example.", "*.example."];
            assert_eq!(names.map(|name| doubts.concern(&chain(name), exists)), expected, "{doubt:?}");
        }
    }

    #[test]
    fn the_first_place_that_may_concern_a_name_is_known() {
        let chain = |name: &str| Origin::new(absolute_name(name).expect("a name")).chain().to_vec();
        let key = |name: &str| *chain(name).last().expect("a name");
        let source = Sources::default().add("a".to_owned(), None, Vec::new(), None);
        let entry = |start| Some((Span::new(source, start, start + 1), RecordType::SRV));
        let mut doubts = Doubts::default();
        doubts.add(Doubt::At(key("b.example.")), None);
        assert_eq!(doubts.unread().of_name(&chain("b.example.")), None);
        for (doubt, start) in [
            (Doubt::At(key("b.example.")), 1),
            (Doubt::At(key("b.example.")), 2),
            (Doubt::Below(key("c.example.")), 3),
            (Doubt::Everywhere, 4),
            (Doubt::Everywhere, 5),
        ] {
            doubts.add(doubt, entry(start));
        }
        for (name, start) in
            [("b.example.", Some(1)), ("a.b.example.", None), ("a.c.example.", Some(3)), ("example.", None)]
        {
            assert_eq!(doubts.unread().of_name(&chain(name)).map(|span| span.start), start, "{name}");
        }
        assert_eq!(doubts.unread().everywhere().map(|span| span.start), Some(4));
    }
}
