//! Which files of the work tree have another text than in a revision. Compares contents, of files that git LFS keeps by what
//! git has in their place; asks no index.

use std::fs;
use std::path::PathBuf;

use crate::base::threads::Threads;
use crate::files::at_hand::AtHand;
use crate::files::disk::read_file;
use crate::files::git::lfs::{LONGEST_POINTER, stands_for};
use crate::files::git::listing::TreeEntry;
use crate::files::git::object_name::names;
use crate::files::git::snapshot::Snapshot;

/// How the files of a revision lie in the work tree.
#[derive(Debug, Default)]
pub struct InWorkTree {
    /// Those whose text is another, or that are gone.
    pub changed: Vec<PathBuf>,
    /// Those whose text is the one that git LFS keeps for the revision.
    pub kept_by_lfs: Vec<PathBuf>,
}

/// How the files of `snapshot` lie in the work tree. They are compared as they are: no filter runs. Their texts are kept
/// `at_hand`, for a walk.
pub fn compare(snapshot: &Snapshot, at_hand: Option<&AtHand>) -> InWorkTree {
    let entries: Vec<&TreeEntry> = snapshot.entries().iter().collect();
    let threads = Threads::new(None, entries.len());
    let compared = threads.map(entries, |entry| {
        let path = snapshot.path_of(entry);
        if entry.link {
            let is_same = fs::read_link(&path).ok() == snapshot.link_target(&path);
            return (!is_same).then_some((path, false));
        }
        let Ok(octets) = read_file(&path) else { return Some((path, false)) };
        let is_same = names(&entry.object, &octets);
        let pointer = if is_same { None } else { snapshot.read_small(&path, LONGEST_POINTER) };
        let is_kept = pointer.is_some_and(|pointer| stands_for(&pointer, &octets));
        if let Some(at_hand) = at_hand {
            at_hand.keep(&path, octets);
        }
        (!is_same).then_some((path, is_kept))
    });
    let (kept, changed): (Vec<_>, Vec<_>) = compared.into_iter().flatten().partition(|(_, is_kept)| *is_kept);
    let paths = |all: Vec<(PathBuf, bool)>| all.into_iter().map(|(path, _)| path).collect();
    InWorkTree { changed: paths(changed), kept_by_lfs: paths(kept) }
}
