//! Which zones the user's patterns for files name: `db.{origin}`. Knows a file's path alone.

use std::path::{Path, PathBuf};

use globset::GlobBuilder;
use hickory_proto::rr::Name;

use crate::base::glob::{Steps, Wildcard, alternatives, checked, glob_error};
use crate::syntax::name::absolute_name;

/// What stands for the zone's name in a pattern.
pub const PLACEHOLDER: &str = "{origin}";

/// A pattern for zone files and the name that it gives to them.
#[derive(Debug, Clone)]
pub struct ZonePattern {
    base: PathBuf,
    /// The patterns that it stands for, without braces.
    texts: Vec<String>,
    steps: Steps,
    /// Whether the pattern is for the file's name alone, in any directory.
    name_only: bool,
    placeholder: Option<Placeholder>,
    origin: String,
    /// Whether the files are whole zones even without an SOA record.
    pub is_whole: bool,
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
    /// Why it is not a pattern.
    pub fn new(base: &Path, file: &str, origin: Option<&str>) -> Result<Self, String> {
        let pattern = checked(file)?;
        let pattern = pattern.strip_prefix("./").unwrap_or(pattern);
        let anchored = pattern.strip_prefix('/').unwrap_or(pattern);
        let placeholder = match anchored.matches(PLACEHOLDER).count() {
            0 => None,
            1 => Some(Placeholder::of(anchored)?),
            _ => return Err(format!("`{PLACEHOLDER}` stands twice in `{file}`")),
        };
        if let Some(other) = other_placeholder(anchored) {
            return Err(format!(
                "`{other}` is not a placeholder: `{PLACEHOLDER}` stands for the zone's name"
            ));
        }
        let text = anchored.replace(PLACEHOLDER, "*");
        let glob = GlobBuilder::new(&text).literal_separator(true).build();
        let origin = match (origin, &placeholder) {
            (Some(origin), _) => origin.to_owned(),
            (None, Some(_)) => PLACEHOLDER.to_owned(),
            (None, None) => {
                return Err(format!("nothing says whose zone `{file}` is: add `origin`, or `{PLACEHOLDER}`"));
            }
        };
        glob.map_err(|error| glob_error(&error.kind().to_string()))?;
        let texts = alternatives(&text)
            .ok_or_else(|| "this is not a pattern: its braces stand for too many others".to_owned())?;
        Ok(Self {
            base: base.to_owned(),
            texts,
            steps: Steps::default(),
            name_only: !pattern.contains('/'),
            placeholder,
            origin,
            is_whole: false,
        })
    }

    /// Whether the pattern is for the file at `path`, absolute and resolved.
    pub fn is_for(&self, path: &Path) -> bool {
        self.origin_of(path).is_some()
    }

    /// The zone's name that the pattern gives to the file at `path`, absolute and resolved.
    pub fn origin_of(&self, path: &Path) -> Option<Name> {
        let relative = path.strip_prefix(&self.base).ok()?;
        let matched = if self.name_only { Path::new(relative.file_name()?) } else { relative };
        let matched = matched.as_os_str().as_encoded_bytes();
        let matches =
            |text: &String| self.steps.matches(Wildcard { text: text.as_bytes(), of_paths: true }, matched);
        if !self.texts.iter().any(matches) {
            return None;
        }
        let Some(placeholder) = &self.placeholder else { return absolute_name(&self.origin).ok() };
        let component = relative.components().rev().nth(placeholder.from_end)?.as_os_str().to_str()?;
        let name = component.strip_prefix(&placeholder.before)?.strip_suffix(&placeholder.behind)?;
        absolute_name(&self.origin.replace(PLACEHOLDER, name)).ok()
    }
}

/// A word in braces that is none of several alternatives, and can only be meant as a placeholder.
fn other_placeholder(pattern: &str) -> Option<&str> {
    let words = pattern.match_indices('{').filter_map(|(start, _)| {
        let end = pattern[start..].find('}')?;
        Some(&pattern[start..=start + end])
    });
    let is_word = |word: &&str| {
        let inside = &word[1..word.len() - 1];
        !inside.is_empty()
            && inside.bytes().all(|octet| octet.is_ascii_alphabetic() || matches!(octet, b'_' | b' ' | b'.'))
    };
    words.filter(|word| *word != PLACEHOLDER).find(is_word)
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
            return Err(format!("`**` stands after `{PLACEHOLDER}`, so which directory is meant is unclear"));
        }
        let (before, behind) = component.split_once(PLACEHOLDER).unwrap_or_default();
        if [before, behind].concat().contains(['*', '?', '[', ']', '{', '}', '\\']) {
            return Err(format!("`{component}` has more than plain text beside `{PLACEHOLDER}`"));
        }
        Ok(Self { from_end, before: before.to_owned(), behind: behind.to_owned() })
    }
}

/// The name that the first of these patterns which matches gives to the file at `path`, absolute and
/// resolved.
pub fn mapped_origin(patterns: &[ZonePattern], path: &Path) -> Option<Name> {
    patterns.iter().find_map(|pattern| pattern.origin_of(path))
}

/// Whether the first of these patterns which matches says that the file at `path` is a whole zone even without an SOA record.
pub fn is_mapped_whole(patterns: &[ZonePattern], path: &Path) -> bool {
    patterns.iter().find(|pattern| pattern.is_for(path)).is_some_and(|pattern| pattern.is_whole)
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
        for file in [
            "db.office",
            "{origin}.{origin}",
            "{origin}/**/x",
            "*{origin}",
            "{origin}[",
            "{ori/gin}",
            "db.{zone}",
        ] {
            assert!(ZonePattern::new(Path::new("/r"), file, None).is_err(), "{file}");
        }
    }
}
