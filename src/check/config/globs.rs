//! Patterns for owners and zone files.

use std::path::{Path, PathBuf};

use globset::{Candidate, Glob, GlobBuilder, GlobMatcher, GlobSet};
use hickory_proto::rr::Name;

use crate::base::glob::{checked, glob_error, set_of};
use crate::syntax::name::absolute_name;

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

/// Adds sets with all these patterns, as few as the library's limit of what one may hold allows.
fn add_sets(numbered: &[(usize, &OwnerGlobs)], sets: &mut Vec<(GlobSet, Vec<usize>)>) {
    let globs = numbered.iter().flat_map(|(number, globs)| globs.0.iter().map(|glob| (*number, glob)));
    match set_of(globs.clone().map(|(_, glob)| glob)) {
        Ok(set) if !set.is_empty() => sets.push((set, globs.map(|(number, _)| number).collect())),
        Err(_) if numbered.len() > 1 => {
            let (first, second) = numbered.split_at(numbered.len() / 2);
            add_sets(first, sets);
            add_sets(second, sets);
        }
        // The patterns of one place are a set: that was tried when they were read.
        _ => {}
    }
}

/// What stands for the zone's name in a pattern.
const PLACEHOLDER: &str = "{origin}";

/// A pattern for zone files and the name that it gives to them.
#[derive(Debug, Clone)]
pub struct ZonePattern {
    base: PathBuf,
    glob: GlobMatcher,
    /// Whether the pattern is for the file's name alone, in any directory.
    name_only: bool,
    placeholder: Option<Placeholder>,
    origin: String,
}

/// Where `{origin}` stands in a pattern.
#[derive(Debug, Clone)]
struct Placeholder {
    /// The number of its component, from the end.
    from_end: usize,
    before: String,
    behind: String,
}

impl ZonePattern {
    /// The pattern `file`, relative to `base`; the name may be left to `{origin}` in it.
    ///
    /// # Errors
    /// Why it is no pattern.
    pub fn new(base: &Path, file: &str, origin: Option<&str>) -> Result<Self, String> {
        let pattern = checked(file)?;
        let pattern = pattern.strip_prefix("./").unwrap_or(pattern);
        let anchored = pattern.strip_prefix('/').unwrap_or(pattern);
        let placeholder = match anchored.matches(PLACEHOLDER).count() {
            0 => None,
            1 => Some(Placeholder::of(anchored)?),
            _ => return Err(format!("`{PLACEHOLDER}` stands twice in `{file}`")),
        };
        let text = anchored.replace(PLACEHOLDER, "*");
        let glob = GlobBuilder::new(&text).literal_separator(true).build();
        let origin = match (origin, &placeholder) {
            (Some(origin), _) => origin.to_owned(),
            (None, Some(_)) => PLACEHOLDER.to_owned(),
            (None, None) => {
                return Err(format!("nothing says whose zone `{file}` is: add `origin`, or `{PLACEHOLDER}`"));
            }
        };
        let glob: Glob = glob.map_err(|error| glob_error(&error.to_string()))?;
        Ok(Self {
            base: base.to_owned(),
            glob: glob.compile_matcher(),
            name_only: !pattern.contains('/'),
            placeholder,
            origin,
        })
    }

    /// The zone's name that the pattern gives to the file at `path`, absolute and resolved.
    pub fn origin_of(&self, path: &Path) -> Option<Name> {
        let relative = path.strip_prefix(&self.base).ok()?;
        let matched = if self.name_only { Path::new(relative.file_name()?) } else { relative };
        if !self.glob.is_match(matched) {
            return None;
        }
        let Some(placeholder) = &self.placeholder else { return absolute_name(&self.origin).ok() };
        let component = relative.components().rev().nth(placeholder.from_end)?.as_os_str().to_str()?;
        let name = component.strip_prefix(&placeholder.before)?.strip_suffix(&placeholder.behind)?;
        absolute_name(&self.origin.replace(PLACEHOLDER, name)).ok()
    }
}

impl Placeholder {
    fn of(pattern: &str) -> Result<Self, String> {
        let components: Vec<&str> = pattern.split('/').rev().collect();
        let Some((from_end, component)) =
            components.iter().enumerate().find(|(_, component)| component.contains(PLACEHOLDER))
        else {
            return Err(format!("`{PLACEHOLDER}` stands across directories"));
        };
        if components[..from_end].contains(&"**") {
            return Err(format!(
                "`**` stands behind `{PLACEHOLDER}`, so which directory is meant is unclear"
            ));
        }
        let (before, behind) = component.split_once(PLACEHOLDER).unwrap_or_default();
        if [before, behind].concat().contains(['*', '?', '[', ']', '{', '}', '\\']) {
            return Err(format!("`{component}` has more than plain text beside `{PLACEHOLDER}`"));
        }
        Ok(Self { from_end, before: before.to_owned(), behind: behind.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::name::display_name;

    #[test]
    fn zone_patterns_give_names() {
        for (file, origin, path, expected) in [
            ("db.office", Some("office.example.com."), "/r/a/db.office", Some("office.example.com.")),
            ("/db.office", Some("office.example.com."), "/r/a/db.office", None),
            ("./db.office", Some("office.example.com"), "/r/db.office", Some("office.example.com.")),
            ("db.*", Some("x."), "/r/db.y", Some("x.")),
            ("zones/*", Some("x."), "/r/zones/a/b", None),
            ("zones/**", Some("x."), "/r/zones/a/b", Some("x.")),
            ("db.{origin}", None, "/r/a/db.example.com", Some("example.com.")),
            ("zones/{origin}.zone", None, "/r/zones/example.com.zone", Some("example.com.")),
            ("zones/{origin}.zone", None, "/r/a/zones/example.com.zone", None),
            ("**/{origin}/zone.db", None, "/r/a/b/example.com/zone.db", Some("example.com.")),
            ("{origin}.rev", Some("{origin}.in-addr.arpa."), "/r/2.0.192.rev", Some("2.0.192.in-addr.arpa.")),
            ("{origin}", None, "/elsewhere/example.com", None),
            ("{origin}.zone", None, "/r/a..b.zone", None),
        ] {
            let pattern = ZonePattern::new(Path::new("/r"), file, origin).expect(file);
            let found = pattern.origin_of(Path::new(path)).map(|name| display_name(&name));
            assert_eq!(found.as_deref(), expected, "{file} {path}");
        }
        for file in ["db.office", "{origin}.{origin}", "{origin}/**/x", "*{origin}", "{origin}[", "{ori/gin}"]
        {
            assert!(ZonePattern::new(Path::new("/r"), file, None).is_err(), "{file}");
        }
    }

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
