//! Names that differ in their first label only from one that was read shortly before.
//!
//! To make the key of a name takes a multiplication for each eight octets of each label, and the check of
//! each label. A zone's names have most of that in common: owners and targets stand side by side, and behind
//! their first label comes the same text, or nothing but the origin. So the reader remembers of the names
//! read last what stands behind the first label, with the key of the name that this means (`Siblings`). The
//! next name whose text ends so takes one label's work.
//!
//! What is found here has to be what `name_key` says of the same text, in every case. Therefore a name is a
//! sibling only if
//!
//! - the same `$ORIGIN` is in force: the numbers of the origins are compared, not their names;
//! - the text behind the first label is the same, octet for octet: another case could be the same name, but
//!   is left to `name_key`;
//! - both are relative, or neither is: without a dot inside, the common text is empty, or the final dot;
//! - what stands before the common text is one label: of 1 to 63 octets, with no dot, not `@`;
//! - the whole name is not too long: the limit is worked out once for all siblings;
//! - no backslash stands in either: the caller leaves names with escapes to `name_key`.
//!
//! Several families are remembered (`Families`), because names of different kinds take turns: the targets of
//! one record set are often written in two ways, and owners of one subtree stand between those of another.
//! Four are enough: the one that knew the last name is asked first, then the others from the newest on. With
//! each goes what else its user knows of the names above: the loader keeps whether they lie in the zone.
//!
//! Knows no zone. The texts are borrowed: nothing is copied.

use crate::syntax::name::key::{NameKey, dots_in, few_octets};
use crate::syntax::name::origin::Origin;
use crate::syntax::name::text::{LONGEST_LABEL, LONGEST_NAME};

/// What names have in common that differ in their first label only.
#[derive(Debug, Clone, Copy)]
pub struct Siblings<'t> {
    /// The text from the first dot on.
    behind: &'t [u8],
    /// The number of the origin in force.
    origin: u32,
    /// The key of the name above.
    parent: NameKey,
    relative: bool,
    /// The longest text of a name here, in octets.
    longest: usize,
}

impl<'t> Siblings<'t> {
    /// Of no name: nothing is a sibling.
    pub fn none() -> Self {
        Siblings { behind: b"", origin: 0, parent: NameKey::root(), relative: false, longest: 0 }
    }

    /// The siblings of a name without escapes, whose key is known, with the key of the name above it;
    /// if its text holds none above, `None`.
    pub fn of(
        text: &'t [u8],
        relative: bool,
        parent: Option<NameKey>,
        (origin, number): (&Origin, u32),
    ) -> Option<Self> {
        let behind = &text[first_label(text)?..];
        let (above, longest) = match relative {
            true => (origin.key(), (LONGEST_NAME - 1).saturating_sub(origin.length())),
            false => (NameKey::root(), LONGEST_NAME - 1),
        };
        Some(Siblings { behind, origin: number, parent: parent.unwrap_or(above), relative, longest })
    }

    /// The key of `text`, which has no escapes, if it is a sibling.
    #[inline(always)]
    fn key(&self, text: &[u8], origin: u32) -> Option<NameKey> {
        let length = self.label_length(text, origin)?;
        self.parent.child_in(text, length)
    }

    /// The length of the first label of `text`, if all behind it is the common text.
    #[inline(always)]
    fn label(&self, text: &[u8], origin: u32) -> Option<usize> {
        let length = self.label_length(text, origin)?;
        is_label(&text[..length]).then_some(length)
    }

    /// How much stands before the common text, if `text` ends in that. If a dot stands in it, it is no
    /// label.
    #[inline(always)]
    fn label_length(&self, text: &[u8], origin: u32) -> Option<usize> {
        let length = text.len().checked_sub(self.behind.len())?;
        let behind = &text[length..];
        let fits = origin == self.origin
            && text.len() <= self.longest
            && (1..=LONGEST_LABEL).contains(&length)
            && (length > 1 || text[0] != b'@')
            && (text[text.len() - 1] == b'.') != self.relative
            && same_octets(behind, self.behind);
        fits.then_some(length)
    }
}

/// Whether no dot stands in a text.
#[inline(always)]
fn is_label(text: &[u8]) -> bool {
    let (chunks, rest) = text.as_chunks::<8>();
    let dots = chunks.iter().fold(0, |dots, chunk| dots | dots_in(u64::from_le_bytes(*chunk)));
    dots | dots_in(few_octets(rest)) == 0
}

/// How many families are remembered: the targets of one set are often written in two ways.
const MOST: usize = 4;

/// The siblings of the names read last, each family with what else is known of it.
#[derive(Debug, Clone)]
pub struct Families<'t, T> {
    known: [(Siblings<'t>, T); MOST],
    /// The number of the family asked for last, and of the one remembered last.
    last: usize,
    newest: usize,
}

impl<'t, T: Copy + Default> Families<'t, T> {
    /// None yet.
    pub fn none() -> Self {
        Self { known: [(Siblings::none(), T::default()); MOST], last: 0, newest: 0 }
    }

    /// Remembers a family, and forgets the oldest one.
    pub fn add(&mut self, siblings: Siblings<'t>, more: T) {
        self.newest = (self.newest + 1) % MOST;
        self.last = self.newest;
        self.known[self.newest] = (siblings, more);
    }

    /// What `name_key` says of a text without escapes whose family is known: its key and whether it is
    /// relative; the length of its first label, and what else is known of the family.
    #[inline(always)]
    pub fn key(&mut self, text: &[u8], origin: u32) -> Option<(NameKey, bool, usize, T)> {
        let key = match self.known[self.last % MOST].0.key(text, origin) {
            Some(key) => key,
            None => self.in_another(|siblings| siblings.key(text, origin))?,
        };
        let (siblings, more) = &self.known[self.last % MOST];
        Some((key, siblings.relative, text.len() - siblings.behind.len(), *more))
    }

    /// The first label of a text whose family is known, with what else is known of the family.
    #[inline(always)]
    pub fn label<'n>(&mut self, text: &'n [u8], origin: u32) -> Option<(&'n [u8], T)> {
        let length = match self.known[self.last % MOST].0.label(text, origin) {
            Some(length) => length,
            None => self.in_another(|siblings| siblings.label(text, origin))?,
        };
        Some((&text[..length], self.known[self.last % MOST].1))
    }

    /// What `ask` says of the newest family but the last one that it knows anything of.
    #[inline(never)]
    fn in_another<R>(&mut self, ask: impl Fn(&Siblings<'t>) -> Option<R>) -> Option<R> {
        for back in 0..MOST {
            let number = (self.newest + MOST - back) % MOST;
            if number != self.last
                && let Some(found) = ask(&self.known[number].0)
            {
                self.last = number;
                return Some(found);
            }
        }
        None
    }
}

/// Whether two texts of one length are the same. Most are short: a call costs more than the loop.
#[inline(always)]
fn same_octets(one: &[u8], other: &[u8]) -> bool {
    let ((chunks, rest), (other_chunks, other_rest)) = (one.as_chunks::<8>(), other.as_chunks::<8>());
    let same = |one: &[u8; 8], other: &[u8; 8]| u64::from_le_bytes(*one) == u64::from_le_bytes(*other);
    // What is left of eight and more is compared with some that was.
    let same_end = match (one.last_chunk(), other.last_chunk()) {
        (Some(one), Some(other)) => same(one, other),
        _ => few_octets(rest) == few_octets(other_rest),
    };
    same_end && chunks.iter().zip(other_chunks).all(|(one, other)| same(one, other))
}

/// How long the first label of a name is, if it has one, and no longer than a label may be.
fn first_label(text: &[u8]) -> Option<usize> {
    let (chunks, rest) = text.as_chunks::<8>();
    let in_chunk = |(number, chunk): (usize, &[u8; 8])| {
        let dots = dots_in(u64::from_le_bytes(*chunk));
        (dots != 0).then(|| number * 8 + (dots.trailing_zeros() / 8) as usize)
    };
    let in_rest = || rest.iter().position(|octet| *octet == b'.').map(|dot| chunks.len() * 8 + dot);
    let length = chunks.iter().enumerate().find_map(in_chunk).or_else(in_rest).unwrap_or(text.len());
    ((1..=LONGEST_LABEL).contains(&length) && text != b"@").then_some(length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::name::text::{absolute_name, name_key};

    fn example() -> Origin {
        Origin::new(absolute_name("example.com").expect("a name"))
    }

    #[test]
    fn siblings_have_the_key_that_their_text_says() {
        let other = Origin::new(absolute_name("other.example.com").expect("a name"));
        let long = format!("{}.sub", "x".repeat(64));
        let longest = format!("{0}.{0}.{0}.{1}", "y".repeat(63), "z".repeat(45));
        let texts = [
            "a",
            "b",
            "@",
            ".",
            "",
            "a.",
            "b.",
            "a.sub",
            "b.sub",
            "B.sub",
            "b.SUB",
            "a.b.sub",
            "a.sub.",
            "b.sub.",
            ".sub",
            "b..sub",
            "eightoct.sub",
            "exactly-sixteen-.sub",
            "b.subsub",
            &long,
            &longest,
            &longest[1..],
        ];
        for (first, from) in texts.iter().flat_map(|text| [(*text, 0), (*text, 1)]) {
            let origins = [&example(), &other];
            let (mut parent, mut last) = (None, None);
            let each = |key| parent = last.replace(key);
            let Ok((_, relative)) = name_key(first.as_bytes(), false, origins[from as usize], each) else {
                continue;
            };
            let Some(siblings) =
                Siblings::of(first.as_bytes(), relative, parent, (origins[from as usize], from))
            else {
                continue;
            };
            for (text, origin) in texts.iter().flat_map(|text| [(*text, 0), (*text, 1)]) {
                let mut families = Families::none();
                families.add(siblings, ());
                if let Some((key, relative, _, ())) = families.key(text.as_bytes(), origin) {
                    let read = name_key(text.as_bytes(), false, origins[origin as usize], |_| ());
                    assert_eq!(Ok((key, relative)), read, "{text} after {first}");
                }
            }
            assert!(siblings.key(first.as_bytes(), from).is_some(), "{first} is its own sibling");
        }
    }

    #[test]
    fn a_family_is_found_until_four_newer_ones_are_known() {
        let origin = example();
        let of = |text| Siblings::of(text, true, Some(origin.key()), (&origin, 0)).expect("a label and more");
        let mut families = Families::none();
        for (number, text) in [&b"a.one"[..], b"a.two", b"a.three", b"a.four", b"a.five"].iter().enumerate() {
            families.add(of(text), number);
        }
        assert_eq!(families.label(b"b.one", 0), None);
        for (text, expected) in [(&b"bb.two"[..], 1), (b"b.five", 4), (b"c.five", 4), (b"bb.two", 1)] {
            assert_eq!(families.label(text, 0).map(|(_, number)| number), Some(expected));
        }
        assert_eq!(families.label(b"b.four", 0), Some((&b"b"[..], 3)));
    }
}
