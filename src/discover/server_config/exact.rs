//! Whether the very file that a configuration declares lies where a walk does not show it: hidden, ignored by git, deeper
//! than is looked, or under a backup's name. Opens no file.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

use crate::files::{Files, components, is_git, is_key, normalise, without_template_ending};

/// How many ends of a declared path are tried.
const MOST_PLACES: usize = 16;

/// A zone's path in a configuration.
pub struct DeclaredPath<'a> {
    /// As written.
    pub written: &'a str,
    /// On the server.
    pub declared: &'a str,
    /// Where the configuration lies.
    pub directory: &'a Path,
}

/// The directories below a root in which declared files were looked for, each with whether it is there.
#[derive(Debug, Default)]
pub struct LookedInto(RefCell<HashMap<PathBuf, bool>>);

impl LookedInto {
    /// The file that a path means more exactly than the file `found` does, which a walk shows: it lies where the
    /// configuration says, or agrees with the path in more components.
    pub fn unlisted(
        &self,
        path: &DeclaredPath<'_>,
        found: &Path,
        is_listed: &dyn Fn(&Path) -> bool,
        (root, files): (&Path, &Files),
    ) -> Option<PathBuf> {
        let DeclaredPath { written, declared, directory } = *path;
        let agreed = agreement(found, declared);
        let parts = components(declared);
        // What the server signs lies unsigned in the repository.
        if declared.ends_with(".signed") && agreed == 0 {
            return None;
        }
        let is_own = |path: &&str| !path.starts_with('/') && agreed <= components(path).len();
        let own = [declared, written].into_iter().filter(is_own).map(|path| directory.join(path));
        let longer = (0..parts.len().saturating_sub(agreed)).take(MOST_PLACES).flat_map(|from| {
            let end = parts[from..].join("/");
            [directory.join(&end), root.join(&end)]
        });
        for place in own.chain(longer).map(|place| normalise(&place)) {
            if place == found || is_listed(&place) {
                return None;
            }
            if self.is_seen(&place, root, files) {
                let is_found = files.resolve(&place).is_ok_and(|resolved| resolved == found);
                return (!is_found).then_some(place);
            }
        }
        None
    }

    /// Whether there is a file at a place. The directories of a server are looked for once, and not for each zone.
    fn is_seen(&self, place: &Path, root: &Path, files: &Files) -> bool {
        let Some(directory) = place.parent() else { return false };
        let mut known = self.0.borrow_mut();
        let is_there = known.get(directory).copied().unwrap_or_else(|| files.is_directory(directory));
        known.entry(directory.to_owned()).or_insert(is_there);
        is_there && is_file_below(place, root, files)
    }
}

/// Whether there is a file at `path` below a root that is neither git's own nor one of keys.
pub fn is_file_below(path: &Path, root: &Path, files: &Files) -> bool {
    let is_own = |path: &Path| !path.components().any(|part| is_git(part.as_os_str()));
    let is_of_keys = path.file_name().and_then(|name| name.to_str()).is_none_or(is_key);
    path.strip_prefix(root).is_ok_and(is_own)
        && !is_of_keys
        && files
            .resolve(path)
            .is_ok_and(|resolved| resolved.starts_with(root) && !files.is_directory(&resolved))
}

/// In how many components, from the last one back, a file agrees with a declared path.
fn agreement(found: &Path, declared: &str) -> usize {
    let found = found.to_string_lossy();
    let found = match components(&found).last() == components(declared).last() {
        true => &*found,
        false => without_template_ending(&found).unwrap_or(&found),
    };
    let (found, declared) = (components(found), components(declared));
    found.iter().rev().zip(declared.iter().rev()).take_while(|(one, other)| one == other).count()
}
