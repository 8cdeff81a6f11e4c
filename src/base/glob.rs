//! Patterns for paths as in a `.gitignore`, and what all patterns have in common. Knows no option and no
//! zone.

use std::path::{Path, PathBuf};

use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};
use ignore::gitignore::{Gitignore, GitignoreBuilder};

/// The longest pattern, in octets: the library recurses into braces, and would run out of stack.
pub const LONGEST_PATTERN: usize = 1024;

/// `pattern`, if it is short enough to be one.
///
/// # Errors
/// That it is too long.
pub(crate) fn checked(pattern: &str) -> Result<&str, String> {
    let fits = pattern.len() <= LONGEST_PATTERN;
    fits.then_some(pattern)
        .ok_or_else(|| format!("this is not a pattern: it is longer than {LONGEST_PATTERN} octets"))
}

/// A `[` that is not closed, which matches nothing in a `.gitignore`, is a mistake of the user.
fn whole_classes(pattern: &str) -> Result<(), String> {
    let whole = GlobBuilder::new(pattern).backslash_escape(true).build();
    whole.map(|_| ()).map_err(|error| glob_error(&error.kind().to_string()))
}

/// Patterns as in a `.gitignore`, relative to a directory.
#[derive(Debug, Clone)]
pub struct PathGlobs {
    base: PathBuf,
    globs: Gitignore,
}

impl PathGlobs {
    /// Patterns relative to `base`, which is absolute and resolved.
    ///
    /// # Errors
    /// The number of a pattern that is none, and why.
    pub fn new<'p>(base: &Path, patterns: impl Iterator<Item = &'p str>) -> Result<Self, (usize, String)> {
        let mut builder = GitignoreBuilder::new(base);
        let mut last = 0;
        for (number, pattern) in patterns.enumerate() {
            let pattern = checked(pattern).map_err(|why| (number, why))?;
            whole_classes(pattern).map_err(|why| (number, why))?;
            builder.add_line(None, pattern).map_err(|error| (number, glob_error(&error.to_string())))?;
            last = number;
        }
        let globs = builder.build().map_err(|error| (last, glob_error(&error.to_string())))?;
        Ok(Self { base: base.to_owned(), globs })
    }

    /// Whether a pattern matches what lies at `path`, or a directory that holds it and lies below
    /// `below`. Both are absolute and resolved.
    pub fn matches(&self, path: &Path, is_directory: bool, below: &Path) -> bool {
        let mut ancestors = path.ancestors();
        let file = ancestors.next().into_iter().map(|path| (path, is_directory));
        let directories = ancestors.take_while(|directory| *directory != below).map(|path| (path, true));
        file.chain(directories)
            .find_map(|(path, is_directory)| self.says(path, is_directory))
            .unwrap_or(false)
    }

    /// Whether the last pattern that is for what lies at `path` itself matches it, or takes it out again;
    /// `None` if no pattern is.
    pub fn says(&self, path: &Path, is_directory: bool) -> Option<bool> {
        if path == self.base || !path.starts_with(&self.base) {
            return None;
        }
        let matched = self.globs.matched(path, is_directory);
        (!matched.is_none()).then(|| matched.is_ignore())
    }
}

/// One set of all `globs`.
///
/// # Errors
/// What the library says, of too large a set for one.
pub(crate) fn set_of<'g>(globs: impl IntoIterator<Item = &'g Glob>) -> Result<GlobSet, globset::Error> {
    let mut builder = GlobSetBuilder::new();
    for glob in globs {
        builder.add(glob.clone());
    }
    builder.build()
}

/// What the library says of a pattern, as one line.
pub(crate) fn glob_error(message: &str) -> String {
    format!("this is not a pattern: {}", message.lines().next().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn path_patterns_are_those_of_gitignore() {
        let patterns = ["old/", "*.bak", "!keep.bak", "/top.zone"];
        let globs = PathGlobs::new(Path::new("/r"), patterns.into_iter()).expect("patterns");
        for (path, below, expected) in [
            ("/r/old/a", "/r", true),
            ("/r/x/old/y/a", "/r", true),
            ("/r/old/a", "/r/old", false),
            ("/r/old", "/r", false),
            ("/r/a.bak", "/r", true),
            ("/r/keep.bak", "/r", false),
            ("/r/top.zone", "/r", true),
            ("/r/x/top.zone", "/r", false),
            ("/elsewhere/a.bak", "/", false),
        ] {
            assert_eq!(
                globs.matches(Path::new(path), false, Path::new(below)),
                expected,
                "{path} below {below}"
            );
        }
        assert_eq!(PathGlobs::new(Path::new("/r"), ["a", "[z-a]"].into_iter()).expect_err("bad").0, 1);
        let bad = PathGlobs::new(Path::new("/r"), ["!a", "x["].into_iter()).expect_err("bad");
        assert_eq!((bad.0, bad.1.contains("unclosed character class")), (1, true), "{}", bad.1);
        assert!(globs.matches(Path::new("/r/old"), true, Path::new("/")));
    }
}
