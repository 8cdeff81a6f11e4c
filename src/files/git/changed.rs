//! Which files of the work tree have another text than in a revision. Compares contents; asks no git.

use std::fs;
use std::path::PathBuf;

use crate::base::threads::Threads;
use crate::files::disk::read_file;
use crate::files::git::object_name::names;
use crate::files::git::snapshot::Snapshot;

/// The files of `snapshot` whose text is another in the work tree, or that are gone there. They are compared as they are:
/// no filter runs.
pub fn changed_files(snapshot: &Snapshot) -> Vec<PathBuf> {
    let paths = snapshot.files_below(snapshot.top());
    let threads = Threads::new(None, paths.len());
    let changed = threads.map(paths, |path| {
        let is_same = if snapshot.has_link(&path) {
            fs::read_link(&path).ok() == snapshot.link_target(&path)
        } else {
            let octets = read_file(&path);
            octets.is_ok_and(|octets| snapshot.object(&path).is_some_and(|object| names(object, &octets)))
        };
        (!is_same).then_some(path)
    });
    changed.into_iter().flatten().collect()
}
