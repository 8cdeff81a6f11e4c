//! Patterns for owner names.

use globset::{Candidate, Glob, GlobBuilder, GlobSet};

use crate::base::glob::{checked, glob_error, set_of};

/// Patterns for owner names: `*` stands for any text, also with dots in it. Case does not matter.
#[derive(Debug, Clone)]
pub struct OwnerGlobs(Vec<Glob>);

impl OwnerGlobs {
    /// Patterns for absolute names, with or without the final dot.
    ///
    /// # Errors
    /// The number of a pattern that is none, and why.
    pub fn new<'p>(patterns: impl Iterator<Item = &'p str>) -> Result<Self, (usize, String)> {
        let mut globs = Vec::new();
        for (number, pattern) in patterns.enumerate() {
            let pattern = checked(pattern).map_err(|why| (number, why))?;
            let text = pattern.strip_suffix('.').unwrap_or(pattern);
            let glob = GlobBuilder::new(text).case_insensitive(true).backslash_escape(false).build();
            globs.push(glob.map_err(|error| (number, glob_error(&error.to_string())))?);
        }
        let last = globs.len().saturating_sub(1);
        set_of(&globs).map_err(|error| (last, glob_error(&error.to_string())))?;
        Ok(Self(globs))
    }
}

/// The patterns for owner names of many places, with the numbers of the places: a name is looked up in all of them
/// at once.
#[derive(Debug)]
pub struct OwnerSet(Vec<(GlobSet, Vec<usize>)>);

impl OwnerSet {
    /// Of patterns with their numbers.
    pub fn new(numbered: &[(usize, &OwnerGlobs)]) -> Self {
        let mut sets = Vec::new();
        add_sets(numbered, &mut sets);
        Self(sets)
    }

    /// Whether a pattern matches the absolute name `owner` whose number is `wanted`.
    pub fn matches(&self, owner: &str, wanted: impl Fn(usize) -> bool) -> bool {
        let name = Candidate::new(owner.strip_suffix('.').unwrap_or(owner));
        let matches = |(set, numbers): &(GlobSet, Vec<usize>)| {
            set.matches_candidate(&name).into_iter().any(|glob| wanted(numbers[glob]))
        };
        !owner.is_empty() && self.0.iter().any(matches)
    }
}

/// Adds as few sets with all these patterns as the library allows: it limits what a set may hold.
fn add_sets(numbered: &[(usize, &OwnerGlobs)], sets: &mut Vec<(GlobSet, Vec<usize>)>) {
    let globs = numbered.iter().flat_map(|(number, globs)| globs.0.iter().map(|glob| (*number, glob)));
    match set_of(globs.clone().map(|(_, glob)| glob)) {
        Ok(set) if !set.is_empty() => sets.push((set, globs.map(|(number, _)| number).collect())),
        Err(_) if numbered.len() > 1 => {
            let (first, second) = numbered.split_at(numbered.len() / 2);
            add_sets(first, sets);
            add_sets(second, sets);
        }
        // The patterns of one place fit into a set: that was tried when they were read.
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn owner_patterns_pass_over_dots_and_case() {
        let globs = OwnerGlobs::new(["_sip.*", "*.lab.example.com."].into_iter()).expect("patterns");
        let set = OwnerSet::new(&[(7, &globs)]);
        for (owner, expected) in [
            ("_sip._tcp.example.com.", true),
            ("_SIP._udp.example.com.", true),
            ("_x._tcp.Lab.example.com.", true),
            ("lab.example.com.", false),
            ("_sipXtcp.example.com.", false),
            ("", false),
        ] {
            assert_eq!(set.matches(owner, |number| number == 7), expected, "{owner}");
            assert!(!set.matches(owner, |number| number != 7), "{owner}");
        }
    }

    #[test]
    fn more_owner_patterns_than_one_set_may_hold_are_looked_up_in_several() {
        let pattern = |number: usize| format!("a{number}.{}*", "x".repeat(1_000));
        let globs = |number| OwnerGlobs::new([pattern(number).as_str()].into_iter()).expect("a pattern");
        let globs: Vec<OwnerGlobs> = (0..400).map(globs).collect();
        let set = OwnerSet::new(&globs.iter().enumerate().collect::<Vec<_>>());
        assert!(set.0.len() > 1, "else they are too few");
        for number in [0, 399] {
            let owner = pattern(number).replace('*', ".example.com.");
            assert!(
                set.matches(&owner, |found| found == number) && !set.matches(&owner, |found| found != number)
            );
        }
        assert!(!set.matches("a.example.com.", |_| true));
    }
}
