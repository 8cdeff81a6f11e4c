//! The zones around a named file: those of its repository, else of its directory. Finds out whose they are, and loads none.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use hickory_proto::rr::Name;

use crate::base::bytes::FileBytes;
use crate::discover::backup_name::passed_over;
use crate::discover::file_name::origin_candidate;
use crate::discover::included::Included;
use crate::discover::look::Look;
use crate::discover::server_config::Declarations;
use crate::discover::sniff::sniff_file;
use crate::discover::walk::find;
use crate::files::{Files, WalkScope, is_hidden, tracked_files};
use crate::syntax::name::absolute_name;

/// Files of a repository that are not looked at any more.
const MOST_TRACKED: usize = 200_000;
/// How many files beside a named one are looked at outside a repository, and how many octets they may have together.
const MOST_BESIDE: usize = 1_000;
const MOST_OCTETS: usize = 64 << 20;

/// The files that may answer for a named one.
#[derive(Debug, Default)]
pub struct Around {
    /// The files, in order.
    pub files: Vec<PathBuf>,
    /// Where their includes may lie.
    pub root: Option<Arc<Path>>,
    /// How many octets may be read of them.
    octets: usize,
    /// The zones among them, once they were looked for, or why there are none.
    zones: Option<Result<Vec<ZoneAround>, String>>,
    /// The zones among them that include files, once they were looked for, or why there are none.
    including: Option<Result<Vec<Including>, String>>,
}

/// A zone around a named file, and the last names of what it includes.
#[derive(Debug)]
struct Including {
    path: PathBuf,
    names: HashSet<Vec<u8>>,
    /// Whether it includes files whose names are not plain to see.
    any: bool,
}

/// A zone around a named file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZoneAround {
    /// Its file.
    pub path: PathBuf,
    /// What it may be the zone of.
    pub names: Vec<Name>,
}

/// Whether all of a repository lies around the files with this root, and not only what lies beside them.
pub fn is_in_repository(root: &Path, files: &Files) -> bool {
    files.confined_to.is_none() && files.is_repository(root)
}

impl Around {
    /// The files around the one at `path`, which is absolute and resolved, and whose root is known.
    ///
    /// # Errors
    /// Why they are not looked at.
    pub fn of(path: &Path, root: &Arc<Path>, files: &Files) -> Result<Self, String> {
        if !is_in_repository(root, files) {
            let directory: Arc<Path> = path.parent().unwrap_or(path).into();
            let scope = WalkScope { depth: 1, entries: MOST_BESIDE + 2, tells: false };
            let found = find(files, &directory, root, scope).files;
            if found.len() > MOST_BESIDE {
                return Err(format!("more than {MOST_BESIDE} files lie beside it"));
            }
            let resolve = |path: &Arc<Path>| files.resolve(path).ok();
            let files = found.iter().filter_map(|file| resolve(&file.path)).collect();
            return Ok(Self { files, root: Some(Arc::clone(root)), octets: MOST_OCTETS, ..Self::default() });
        }
        let is_shown = |path: &PathBuf| {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            !is_hidden(path, root) && passed_over(name).is_none()
        };
        let found: Vec<PathBuf> = if files.snapshot().is_none() {
            tracked_files(root).into_iter().filter(is_shown).filter(|path| !files.is_link(path)).collect()
        } else {
            let found = find(files, root, root, WalkScope::WHOLE).files;
            found.iter().filter_map(|file| files.resolve(&file.path).ok()).collect()
        };
        if found.len() > MOST_TRACKED {
            return Err(format!("more than {MOST_TRACKED} files lie in its repository"));
        }
        Ok(Self { files: found, root: Some(Arc::clone(root)), octets: usize::MAX, ..Self::default() })
    }

    /// The zones among the files but for those that are `known`, and what they may be the zones of. They are looked for
    /// once.
    ///
    /// # Errors
    /// Why there are none.
    pub fn zones(
        &mut self,
        known: &dyn Fn(&Path) -> bool,
        declared: Option<&Declarations>,
        files: &Files,
    ) -> Result<&[ZoneAround], String> {
        if self.zones.is_none() {
            self.zones = Some(self.find_zones(known, declared, files));
        }
        match &self.zones {
            Some(Ok(zones)) => Ok(zones),
            Some(Err(why)) => Err(why.clone()),
            None => Ok(&[]),
        }
    }

    fn find_zones(
        &self,
        known: &dyn Fn(&Path) -> bool,
        declared: Option<&Declarations>,
        files: &Files,
    ) -> Result<Vec<ZoneAround>, String> {
        let mut zones = Vec::new();
        self.each(known, files, &mut |path, octets| {
            let root = self.root.as_deref().unwrap_or(path);
            let sniffed = sniff_file(&octets, Some(path), Included::new(files, root));
            let declarations = declared.map(|declared| declared.of(path)).unwrap_or_default();
            let soa = match Look::of(sniffed, octets) {
                Look::Zone(_, soa) => soa,
                _ => return,
            };
            let of_soa = soa.name.into_iter().chain(soa.without_dot);
            let mut names: Vec<Name> =
                of_soa.chain(declarations.iter().map(|declaration| declaration.origin.clone())).collect();
            if names.is_empty() {
                let file_name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
                let candidate = origin_candidate(file_name).map(|candidate| candidate.origin);
                names.extend(candidate.and_then(|name| absolute_name(&name).ok()));
            }
            zones.push(ZoneAround { path: path.to_owned(), names });
        })?;
        Ok(zones)
    }

    /// The zones among the files that may include a file of this name.
    ///
    /// # Errors
    /// Why there are none.
    pub fn may_include(&mut self, included: &Path, files: &Files) -> Result<Vec<PathBuf>, String> {
        let Some(name) = included.file_name() else { return Ok(Vec::new()) };
        // Each file is read once, however many are asked for.
        if self.including.is_none() {
            self.including = Some(self.find_including(files));
        }
        let including = match &self.including {
            Some(Ok(including)) => including,
            Some(Err(why)) => return Err(why.clone()),
            None => return Ok(Vec::new()),
        };
        let may_include = |zone: &&Including| {
            zone.path != included && (zone.any || zone.names.contains(name.as_encoded_bytes()))
        };
        Ok(including.iter().filter(may_include).map(|zone| zone.path.clone()).collect())
    }

    fn find_including(&self, files: &Files) -> Result<Vec<Including>, String> {
        let mut including = Vec::new();
        self.each(&|_| false, files, &mut |path, octets| {
            let (names, any) = included_names(&octets);
            if names.is_empty() && !any {
                return;
            }
            let root = self.root.as_deref().unwrap_or(path);
            let sniffed = sniff_file(&octets, Some(path), Included::new(files, root));
            if let Look::Zone(..) = Look::of(sniffed, octets) {
                including.push(Including { path: path.to_owned(), names, any });
            }
        })?;
        Ok(including)
    }

    fn each(
        &self,
        known: &dyn Fn(&Path) -> bool,
        files: &Files,
        look: &mut dyn FnMut(&Path, FileBytes),
    ) -> Result<(), String> {
        let mut left = self.octets;
        for path in self.files.iter().filter(|path| !known(path)) {
            // What cannot be read is of no use, and no fault either.
            let Ok(octets) = files.read(path) else { continue };
            left = left
                .checked_sub(octets.len())
                .ok_or_else(|| format!("the files beside it have more than {} MiB", MOST_OCTETS >> 20))?;
            look(path, octets);
        }
        Ok(())
    }
}

/// The last names of the files that a text includes, and whether it includes others whose names are not plain to see.
fn included_names(text: &[u8]) -> (HashSet<Vec<u8>>, bool) {
    const DIRECTIVE: &[u8] = b"$INCLUDE";
    let (mut names, mut any) = (HashSet::new(), false);
    for dollar in memchr::memchr_iter(b'$', text) {
        let Some((directive, rest)) = text[dollar..].split_at_checked(DIRECTIVE.len()) else { break };
        if !directive.eq_ignore_ascii_case(DIRECTIVE) {
            continue;
        }
        let line = rest.split(|octet| *octet == b'\n').next().unwrap_or_default();
        let path = line.split(u8::is_ascii_whitespace).find(|word| !word.is_empty()).unwrap_or_default();
        if path.is_empty() || path.iter().any(|octet| b"\"\\()".contains(octet)) {
            any = true;
            continue;
        }
        let path = path.split(|octet| *octet == b';').next().unwrap_or_default();
        names.insert(path.rsplit(|octet| *octet == b'/').next().unwrap_or_default().to_owned());
    }
    (names, any)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_included_files() {
        let text = b"$TTL 1\n$include a/b.inc x\n$INCLUDE c;\nw TXT \"$INCLUDES\"\n";
        let (names, any) = included_names(text);
        let mut names: Vec<_> = names.iter().map(|name| String::from_utf8_lossy(name).into_owned()).collect();
        names.sort();
        assert_eq!((names, any), (vec!["b.inc".to_owned(), "c".to_owned()], true));
    }
}
