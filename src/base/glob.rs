//! Patterns for paths as in a `.gitignore`, and what all patterns have in common. Knows no option and no
//! zone.
//!
//! A pattern is matched as it is written, in no memory of its own: a stranger may write thousands, and what a library makes of
//! one takes a hundred times its length, of a set of them the square of that.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use globset::GlobBuilder;

/// The longest pattern, in octets: the library that tells what is not a pattern recurses into braces.
pub const LONGEST_PATTERN: usize = 1024;
/// How many steps all matches of one set may take: some seconds. Beyond, nothing matches.
const MOST_STEPS: u64 = 2_000_000_000;
/// How many patterns one with braces may stand for.
const MOST_ALTERNATIVES: usize = 64;

/// `pattern`, if it is short enough to be one.
///
/// # Errors
/// That it is empty or too long.
pub(crate) fn checked(pattern: &str) -> Result<&str, String> {
    if pattern.trim().is_empty() {
        return Err("this is not a pattern: it is empty".to_owned());
    }
    let fits = pattern.len() <= LONGEST_PATTERN;
    fits.then_some(pattern)
        .ok_or_else(|| format!("this is not a pattern: it is longer than {LONGEST_PATTERN} octets"))
}

/// What the library says of a pattern, as one line.
pub(crate) fn glob_error(message: &str) -> String {
    format!("this is not a pattern: {}", message.lines().next().unwrap_or_default())
}

/// How many steps the matches of a set may still take.
#[derive(Debug, Clone)]
pub(crate) struct Steps(Arc<AtomicU64>);

impl Default for Steps {
    fn default() -> Self {
        Self(Arc::new(AtomicU64::new(MOST_STEPS)))
    }
}

impl Steps {
    /// Whether `wildcard` matches the whole of `text`, if there are steps left.
    pub fn matches(&self, wildcard: Wildcard<'_>, text: &[u8]) -> bool {
        let left = self.0.load(Ordering::Relaxed);
        if left == 0 {
            return false;
        }
        let mut steps = 0;
        let matches = wildcard.matches(text, &mut steps);
        // Threads that count at once may count too little: the bound is a rough one.
        self.0.store(left.saturating_sub(steps), Ordering::Relaxed);
        matches
    }
}

/// A pattern of `*`, `?`, `[…]` and other octets, and in paths `**`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wildcard<'p> {
    /// As it is written.
    pub text: &'p [u8],
    /// Whether it is for paths: only `**` stands for a `/`, and a backslash before an octet for that octet.
    pub of_paths: bool,
}

impl Wildcard<'_> {
    /// Two hands go through the pattern and the text. After a difference the last `*` takes an octet more, else the last
    /// `**` a directory more.
    fn matches(self, text: &[u8], steps: &mut u64) -> bool {
        let pattern = self.text;
        let (mut at, mut read) = (0, 0);
        let mut star: Option<(usize, usize)> = None;
        let mut deep: Option<(usize, usize)> = None;
        loop {
            *steps += 1;
            if let Some(directories) = self.directories(at) {
                if directories.is_last {
                    return read < text.len();
                }
                at += "**/".len();
                (deep, star) = (Some((at, read)), None);
                continue;
            }
            if pattern.get(at) == Some(&b'*') {
                at += pattern[at..].iter().take_while(|octet| **octet == b'*').count();
                star = Some((at, read));
                continue;
            }
            if at == pattern.len() && read == text.len() {
                return true;
            }
            let next = text.get(read).and_then(|octet| self.one(at, *octet));
            if let Some(next) = next {
                (at, read) = (next, read + 1);
            } else if let Some((behind, from)) = star.filter(|(_, from)| self.may_skip(text, *from)) {
                star = Some((behind, from + 1));
                (at, read) = (behind, from + 1);
            } else {
                let Some((behind, from)) = deep else { return false };
                let Some(slash) = memchr::memchr(b'/', &text[from..]) else { return false };
                *steps += slash as u64;
                let from = from + slash + 1;
                (deep, star) = (Some((behind, from)), None);
                (at, read) = (behind, from);
            }
        }
    }

    /// Whether `**` stands at this place, for any directories.
    fn directories(self, at: usize) -> Option<Directories> {
        let begins = self.of_paths && (at == 0 || self.text[at - 1] == b'/');
        let rest = self.text.get(at..)?.strip_prefix(b"**").filter(|_| begins)?;
        (rest.is_empty() || rest[0] == b'/').then_some(Directories { is_last: rest.is_empty() })
    }

    fn may_skip(self, text: &[u8], at: usize) -> bool {
        text.get(at).is_some_and(|octet| !self.of_paths || *octet != b'/')
    }

    /// Where the pattern goes on behind what stands at `at`, if that is for this octet.
    fn one(self, at: usize, octet: u8) -> Option<usize> {
        let is_slash = self.of_paths && octet == b'/';
        match *self.text.get(at)? {
            b'?' => (!is_slash).then_some(at + 1),
            b'[' => {
                let (length, is_for) = class(&self.text[at..], octet)?;
                (is_for && !is_slash).then_some(at + length)
            }
            b'\\' if self.of_paths => (self.text.get(at + 1) == Some(&octet)).then_some(at + 2),
            own if self.of_paths => (own == octet).then_some(at + 1),
            own => own.eq_ignore_ascii_case(&octet).then_some(at + 1),
        }
    }
}

/// `**` in a pattern.
struct Directories {
    /// Whether nothing stands behind it: then it is for what lies in a directory, not for that itself.
    is_last: bool,
}

/// How long a `[…]` is that a pattern begins with, and whether it is for this octet; `None` if it has no end.
fn class(pattern: &[u8], octet: u8) -> Option<(usize, bool)> {
    let is_negated = matches!(pattern.get(1), Some(b'!' | b'^'));
    let first = 1 + usize::from(is_negated);
    let (mut at, mut is_in) = (first, false);
    loop {
        match *pattern.get(at)? {
            b']' if at > first => return Some((at + 1, is_in != is_negated)),
            low => {
                let high = pattern.get(at + 2).filter(|high| pattern[at + 1] == b'-' && **high != b']');
                is_in |= (low..=*high.unwrap_or(&low)).contains(&octet);
                at += if high.is_some() { 3 } else { 1 };
            }
        }
    }
}

/// Patterns as in a `.gitignore`, relative to a directory.
#[derive(Debug, Clone)]
pub struct PathGlobs {
    base: PathBuf,
    lines: Vec<Line>,
    steps: Steps,
}

/// A line of a `.gitignore`.
#[derive(Debug, Clone)]
struct Line {
    text: Box<str>,
    /// Whether it takes out again what lines before it match.
    is_exception: bool,
    of_directories: bool,
    /// Whether it is for names, in whichever directory.
    of_names: bool,
}

impl PathGlobs {
    /// Patterns relative to `base`, which is absolute and resolved. Braces in them hold alternatives.
    ///
    /// # Errors
    /// The number of a pattern that is none, and why.
    pub fn new<'p>(base: &Path, patterns: impl Iterator<Item = &'p str>) -> Result<Self, (usize, String)> {
        let mut globs = Self { base: base.to_owned(), lines: Vec::new(), steps: Steps::default() };
        for (number, pattern) in patterns.enumerate() {
            let pattern = checked(pattern).map_err(|why| (number, why))?;
            if pattern.starts_with('#') {
                let why = "this is not a pattern: `#` begins a comment, and `\\#` a name that begins with it";
                return Err((number, why.to_owned()));
            }
            GlobBuilder::new(pattern)
                .literal_separator(true)
                .backslash_escape(true)
                .build()
                .map_err(|error| (number, glob_error(&error.kind().to_string())))?;
            let all = alternatives(pattern).ok_or_else(|| {
                let why =
                    format!("this is not a pattern: it stands for more than {MOST_ALTERNATIVES} others");
                (number, why)
            })?;
            globs.lines.extend(all.iter().filter_map(|pattern| Line::of(pattern)));
        }
        Ok(globs)
    }

    /// The lines of a `.gitignore` in the directory `base`. Those that are too long say nothing.
    pub fn of_gitignore<'p>(base: &Path, lines: impl Iterator<Item = &'p str>) -> Self {
        let lines = lines.filter(|line| line.len() <= LONGEST_PATTERN).filter_map(Line::of).collect();
        Self { base: base.to_owned(), lines, steps: Steps::default() }
    }

    /// Whether there is no pattern.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// How many steps its matches took so far.
    #[cfg(test)]
    pub fn steps_taken(&self) -> u64 {
        MOST_STEPS - self.steps.0.load(Ordering::Relaxed)
    }

    /// The directory to which they are relative.
    pub fn base(&self) -> &Path {
        &self.base
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
        self.says_inside(path, is_directory)
    }

    /// The same of a path that is known to lie below the directory.
    pub fn says_inside(&self, path: &Path, is_directory: bool) -> Option<bool> {
        let path = path.as_os_str().as_encoded_bytes();
        let below = path.get(self.base.as_os_str().len()..)?;
        let below = below.strip_prefix(b"/").unwrap_or(below);
        let name = &below[memchr::memrchr(b'/', below).map_or(0, |slash| slash + 1)..];
        let matches = |line: &&Line| {
            let wildcard = Wildcard { text: line.text.as_bytes(), of_paths: true };
            (is_directory || !line.of_directories)
                && self.steps.matches(wildcard, if line.of_names { name } else { below })
        };
        self.lines.iter().rev().find(matches).map(|line| !line.is_exception)
    }
}

impl Line {
    /// What a line says; `None` if that is nothing.
    fn of(line: &str) -> Option<Self> {
        if line.starts_with('#') {
            return None;
        }
        let line = if line.ends_with("\\ ") { line } else { line.trim_end() };
        let exception = line.strip_prefix('!');
        let line = exception.unwrap_or(line);
        let directory = line.strip_suffix('/');
        let line = directory.unwrap_or(line);
        let anchored = line.strip_prefix('/');
        let text = anchored.unwrap_or(line);
        let (is_exception, of_directories) = (exception.is_some(), directory.is_some());
        let of_names = anchored.is_none() && !text.contains('/');
        (!text.is_empty()).then(|| Line { text: text.into(), is_exception, of_directories, of_names })
    }
}

/// The patterns that one with `{a,b}` in it stands for; `None` if they are too many.
pub(crate) fn alternatives(pattern: &str) -> Option<Vec<String>> {
    let (mut whole, mut open) = (Vec::new(), vec![pattern.to_owned()]);
    while let Some(pattern) = open.pop() {
        if whole.len() + open.len() >= MOST_ALTERNATIVES {
            return None;
        }
        match innermost_braces(pattern.as_bytes()) {
            Some((start, end)) => {
                let (before, behind) = (&pattern[..start], &pattern[end + 1..]);
                let inside = pattern[start + 1..end].split(',');
                open.extend(inside.map(|part| format!("{before}{part}{behind}")));
            }
            None => whole.push(pattern),
        }
    }
    Some(whole)
}

/// Where the first innermost pair of braces stands that mean alternatives: not in a `[…]`, nor behind a backslash.
fn innermost_braces(pattern: &[u8]) -> Option<(usize, usize)> {
    let (mut at, mut open) = (0, None);
    loop {
        match *pattern.get(at)? {
            b'\\' => at += 1,
            b'[' => at += class(&pattern[at..], 0).map_or(0, |(length, _)| length - 1),
            b'{' => open = Some(at),
            b'}' if open.is_some() => return Some((open?, at)),
            _ => {}
        }
        at += 1;
    }
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
        assert!(globs.matches(Path::new("/r/old"), true, Path::new("/")));
    }

    #[test]
    fn lines_match_as_git_takes_them() {
        for (line, path, expected) in [
            ("*.zone", "a/b.zone", true),
            ("a/*.zone", "a/b.zone", true),
            ("a/*.zone", "a/c/b.zone", false),
            ("a/**/b", "a/b", true),
            ("a/**/b", "a/x/y/b", true),
            ("a/**/b", "a/x/y/bc", false),
            ("**/x/b", "a/c/x/b", true),
            ("**/x/b", "x/b", true),
            ("a/**", "a/b/c", true),
            ("a/**", "a", false),
            ("b", "a/b", true),
            ("/b", "a/b", false),
            ("x?z", "a/xyz", true),
            ("x[!a-c]z", "xyz", true),
            ("x[a-cy]z", "xyz", true),
            ("x[]y]z", "x]z", true),
            ("x[y", "x[y", false),
            ("\\!a\\*", "!a*", true),
            ("\\!a\\*", "!ab", false),
            ("# a", "# a", false),
            ("a ", "a", true),
            ("{a,b}", "{a,b}", true),
            ("*a*b*c", "xxaxxbxxabxc", true),
            ("*a*b*c", "xxaxxbxxabxcd", false),
        ] {
            let globs = PathGlobs::of_gitignore(Path::new("/r"), [line].into_iter());
            let says = globs.says(&Path::new("/r").join(path), false);
            assert_eq!(says == Some(true), expected, "{line} for {path}");
        }
        let globs = PathGlobs::new(Path::new("/r"), ["{a,b{c,d}}.x"].into_iter()).expect("a pattern");
        for (name, expected) in [("a.x", true), ("bc.x", true), ("bd.x", true), ("b.x", false)] {
            assert_eq!(globs.says(&Path::new("/r").join(name), false).is_some(), expected, "{name}");
        }
        let many = "{a,b}".repeat(10);
        assert!(PathGlobs::new(Path::new("/r"), [many.as_str()].into_iter()).is_err());
    }

    #[test]
    fn a_hostile_pattern_costs_no_more_than_its_length_times_the_name() {
        let pattern = "*a".repeat(500) + "b";
        let text = [b'a'; 4096];
        for of_paths in [false, true] {
            let mut steps = 0;
            assert!(!Wildcard { text: pattern.as_bytes(), of_paths }.matches(&text, &mut steps));
            assert!(steps < 3 * 4096 * 1001, "{steps}");
        }
    }
}
