//! The revision that a run is compared with: its files, and which of them differ. Loads no zone.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::base::printable::harmless_text;
use crate::discover::{AssumedOrigin, KnownFile, RunFault, ZoneFile, is_zone};
use crate::files::{Files, PathSet, Repository};
use crate::workspace::{Member, Previous};

/// The revision that a run is compared with.
#[derive(Debug)]
pub(crate) struct Base {
    /// Its name, as the user calls it.
    pub name: String,
    /// Where it lies.
    pub repository: Repository,
    /// Its files.
    pub files: Files,
    /// The files that differ between it and the run, or that only one of them has. Of the work tree, only files that git
    /// knows count.
    pub changed: PathSet,
    /// Those of them that git lists, too: not those that it converts, or is told to overlook.
    pub listed: PathSet,
}

impl Base {
    /// The revision of this name, compared with the files of a run; if it `parts_from` another revision, the commit at
    /// which it does. What it got since then is not a change of the run's.
    ///
    /// # Errors
    /// What git says of it.
    pub fn open(
        name: String,
        parts_from: Option<&str>,
        repository: &Repository,
        present: &Files,
    ) -> Result<Self, String> {
        let commit = parts_from.map(|other| repository.merge_base(&name, other)).transpose()?.flatten();
        let mut snapshot = repository.revision(commit.as_ref().unwrap_or(&name))?;
        let (changed, listed) = match present.snapshot() {
            Some(present) => {
                let changed = present.changed(&snapshot);
                (changed.clone(), changed)
            }
            None => repository.changed_in_work_tree(&mut snapshot, present.at_hand())?,
        };
        let mut changed: PathSet = changed.into_iter().collect();
        changed.extend(present.overlay().into_iter().flat_map(|overlay| overlay.paths().map(PathBuf::from)));
        let listed = listed.into_iter().filter(|path| changed.contains(path)).collect();
        let mut files = Files::of_snapshot(present.working_directory.clone(), snapshot);
        files.include_paths.clone_from(&present.include_paths);
        files.confined_to.clone_from(&present.confined_to);
        files.law.clone_from(&present.law);
        Ok(Base { name, repository: repository.clone(), files, changed, listed })
    }
}

impl Base {
    /// Takes these files for unchanged.
    pub fn overlook(&mut self, paths: &[&Path]) {
        for path in paths {
            self.changed.remove(path);
            self.listed.remove(path);
        }
    }

    /// In a line each, which files have another text than in the revision although git lists them as unchanged, and of
    /// which changed files git LFS keeps that text: all that is found in them counts as new.
    pub fn says_what_counts_as_new(&self, present: &Files) -> Vec<String> {
        let shown = |mut paths: Vec<&Path>| {
            paths.sort();
            let (first, others) = paths.split_first()?;
            let more = if others.is_empty() { String::new() } else { format!(" and {} more", others.len()) };
            Some(format!("`{}`{more}", present.shown(first)))
        };
        let is_in_both = |path: &&Path| self.files.read(path).is_ok() && present.read(path).is_ok();
        let is_kept =
            |path: &Path| self.files.snapshot().is_some_and(|snapshot| snapshot.is_kept_by_lfs(path));
        let (mut kept, mut converted): (Vec<&Path>, Vec<&Path>) =
            self.changed.paths().partition(|path| is_kept(path));
        converted.retain(|path| !self.listed.contains(path));
        // Whole texts are read of no others.
        [&mut kept, &mut converted].into_iter().for_each(|paths| paths.retain(is_in_both));
        let revision = harmless_text(&self.name);
        let converted = shown(converted).map(|files| format!(
            "{files} has another text here than in `{revision}` although git lists no change: git converts it (`.gitattributes`) or is told to overlook it, and what is found in it counts as new"
        ));
        let kept = shown(kept).map(|files| format!(
            "{files} has changed, and git has not the text of `{revision}` (git LFS keeps it): what is found in it counts as new"
        ));
        converted.into_iter().chain(kept).collect()
    }
}

/// The fault that git does not have all of the files of a revision that the run asked for.
pub(crate) fn unavailable(files: &Files, revision: Option<&str>) -> Option<RunFault> {
    let (path, reason) = files.snapshot()?.unavailable()?;
    let revision = harmless_text(revision?).into_owned();
    Some(RunFault(format!("`{}` of `{revision}` cannot be read: {reason}", files.shown(&path))))
}

/// Before the run loads its files, the base tells where it has zones.
impl Previous for Base {
    fn known(&self, path: &Path) -> Option<KnownFile> {
        let root = || self.files.confined_to.clone().unwrap_or_else(|| self.files.root_of(path));
        let is_zone = |text: &[u8]| is_zone(text, path, &self.files, &root());
        let had_zone = self.changed.contains(path) && self.files.read(path).is_ok_and(|text| is_zone(&text));
        had_zone.then_some(KnownFile::WasZone)
    }

    fn zone(&self, _: &ZoneFile, _: &AssumedOrigin) -> Option<Arc<Member>> {
        None
    }
}
