//! The files of a work tree that git keeps in the index alone, as in a sparse check-out: the next commit has them, and they are
//! gone from nowhere. Loads no zone.

use std::path::{Path, PathBuf};

use crate::check::changes::base::Base;
use crate::check::changes::matters::may_matter;
use crate::files::{Files, Repository, Snapshot, is_named};

/// Has the run, which reads the work tree, read what is not checked out from the index, as far as zones may be made of it. What is
/// the same there and in the base is no change.
///
/// # Errors
/// What git says.
pub(crate) fn read_from_index(
    files: Files,
    mut base: Base,
    repository: &Repository,
) -> Result<(Files, Base), String> {
    let is_gone = |path: &Path| !is_named(path);
    // Git need not be asked if all of the base is here.
    if !files.has_disk() || repository.bare || !base.changed.paths().any(is_gone) {
        return Ok((files, base));
    }
    let paths = repository.not_checked_out()?;
    if paths.is_empty() {
        return Ok((files, base));
    }
    let index = repository.index()?;
    let before = base.files.snapshot();
    let is_same = |path: &Path| before.is_some_and(|before| before.object(path) == index.object(path));
    let same: Vec<&Path> = paths.iter().map(PathBuf::as_path).filter(|path| is_same(path)).collect();
    let text = |path: &PathBuf| Some((path.clone(), text_of_zone(path, &index)?));
    let texts: Vec<(PathBuf, Vec<u8>)> = paths.iter().filter_map(text).collect();
    base.overlook(&same);
    Ok((files.with_texts(texts), base))
}

/// The text of a file of the index, if a zone may be made of it, or a server's configuration.
fn text_of_zone(path: &Path, index: &Snapshot) -> Option<Vec<u8>> {
    let octets = index.read(path).ok()?;
    may_matter(path, &octets).then(|| octets.to_vec())
}
