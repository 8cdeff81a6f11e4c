//! Patterns for owner names.

use globset::GlobBuilder;

use crate::base::glob::{Steps, Wildcard, alternatives, checked, glob_error};

/// Patterns for owner names: `*` stands for any text, also with dots in it. Case does not matter.
#[derive(Debug, Clone)]
pub struct OwnerGlobs(Vec<Box<str>>);

impl OwnerGlobs {
    /// Patterns for absolute names, with or without the final dot.
    ///
    /// # Errors
    /// The number of a pattern that is none, and why.
    pub fn new<'p>(patterns: impl Iterator<Item = &'p str>) -> Result<Self, (usize, String)> {
        let mut globs: Vec<Box<str>> = Vec::new();
        for (number, pattern) in patterns.enumerate() {
            let pattern = checked(pattern).map_err(|why| (number, why))?;
            let text = pattern.strip_suffix('.').unwrap_or(pattern);
            let built = GlobBuilder::new(text).backslash_escape(false).build();
            built.map_err(|error| (number, glob_error(&error.kind().to_string())))?;
            let all = alternatives(text).ok_or_else(|| {
                (number, "this is not a pattern: its braces stand for too many others".to_owned())
            })?;
            globs.extend(all.into_iter().map(String::into_boxed_str));
        }
        Ok(Self(globs))
    }
}

/// The patterns for owner names of many places, with the numbers of the places.
#[derive(Debug)]
pub struct OwnerSet<'o> {
    numbered: Vec<(usize, &'o OwnerGlobs)>,
    steps: Steps,
}

impl<'o> OwnerSet<'o> {
    /// Of patterns with their numbers.
    pub fn new(numbered: &[(usize, &'o OwnerGlobs)]) -> Self {
        Self { numbered: numbered.to_vec(), steps: Steps::default() }
    }

    /// Whether a pattern matches the absolute name `owner` whose number is `wanted`.
    pub fn matches(&self, owner: &str, wanted: impl Fn(usize) -> bool) -> bool {
        let name = owner.strip_suffix('.').unwrap_or(owner).as_bytes();
        let matches =
            |pattern: &str| self.steps.matches(Wildcard { text: pattern.as_bytes(), of_paths: false }, name);
        let of_place = |(number, globs): &(usize, &OwnerGlobs)| {
            wanted(*number) && globs.0.iter().any(|pattern| matches(pattern))
        };
        !owner.is_empty() && self.numbered.iter().any(of_place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn owner_patterns_pass_over_dots_and_case() {
        let globs =
            OwnerGlobs::new(["_sip.*", "*.lab.example.com.", "{a,b}.x"].into_iter()).expect("patterns");
        let set = OwnerSet::new(&[(7, &globs)]);
        for (owner, expected) in [
            ("_sip._tcp.example.com.", true),
            ("_SIP._udp.example.com.", true),
            ("_x._tcp.Lab.example.com.", true),
            ("lab.example.com.", false),
            ("_sipXtcp.example.com.", false),
            ("b.x.", true),
            ("", false),
        ] {
            assert_eq!(set.matches(owner, |number| number == 7), expected, "{owner}");
            assert!(!set.matches(owner, |number| number != 7), "{owner}");
        }
    }
}
