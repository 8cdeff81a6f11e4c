//! The files below a directory. Judges them by their names and by what git ignores; opens none of them.

use std::cmp::Ordering;
use std::collections::HashSet;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use walkdir::{DirEntry, WalkDir};

use crate::files::git::snapshot::Snapshot;
use crate::files::gitignore::IgnoreStack;
use crate::files::overlay::Overlay;
use crate::files::tree::Files;

/// A file that a walk found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WalkedFile {
    /// Where it lies.
    pub path: Arc<Path>,
    /// Where it lies, absolute and resolved, where the walk knows that: it came through no link.
    pub resolved: Option<Arc<Path>>,
}

/// How far a walk goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WalkScope {
    /// How deep; 1 stands for the directory's own files.
    pub depth: usize,
    /// How many files and directories it looks at.
    pub entries: usize,
}

impl WalkScope {
    /// All that lies below a directory.
    pub const WHOLE: Self = Self { depth: usize::MAX, entries: usize::MAX };
}

impl Files {
    /// The files below `directory` that are not hidden, that git does not ignore or tracks, and whose names are not
    /// `left_out`; sorted by name. A symbolic link counts if it leads to a file below the root, and is looked
    /// at no further if it does not. Besides, the directories and files that could not be looked at, each
    /// with its reason.
    pub fn walk(
        &self,
        directory: &Path,
        root: &Path,
        scope: WalkScope,
        left_out: &dyn Fn(&str) -> bool,
    ) -> (Vec<WalkedFile>, Vec<(PathBuf, String)>) {
        if let Some(overlay) = self.overlay() {
            return walk_overlay(overlay, self.resolve(directory).ok(), directory, root, scope, left_out);
        }
        let Some(snapshot) = self.snapshot() else {
            return walk(directory, root, scope, left_out, self.law.as_ref());
        };
        let found = self.resolve(directory).ok().map(|resolved| {
            let below = files_of_snapshot(snapshot, &resolved, root, scope, left_out);
            below.map(|below| WalkedFile { path: directory.join(below).into(), resolved: None }).collect()
        });
        (found.unwrap_or_default(), Vec::new())
    }
}

/// The files in memory below a directory, and those of the file system beneath. What is in memory is not
/// ignored.
fn walk_overlay(
    overlay: &Overlay,
    resolved: Option<PathBuf>,
    directory: &Path,
    root: &Path,
    scope: WalkScope,
    left_out: &dyn Fn(&str) -> bool,
) -> (Vec<WalkedFile>, Vec<(PathBuf, String)>) {
    let (mut found, unread) = match overlay.is_over_disk() && directory.is_dir() {
        true => walk(directory, root, scope, left_out, None),
        false => Default::default(),
    };
    let Some(resolved) = resolved else { return (found, unread) };
    let seen: HashSet<Arc<Path>> = found.iter().filter_map(|file| file.resolved.clone()).collect();
    let texts = overlay.files_below(&resolved).filter(|path| !seen.contains(*path));
    let before = found.len();
    for path in texts.take(scope.entries.saturating_sub(before)) {
        let below = path.strip_prefix(&resolved).unwrap_or(path);
        if is_shown(below, scope, left_out) {
            found.push(WalkedFile { path: directory.join(below).into(), resolved: Some(path.into()) });
        }
    }
    if found.len() > before {
        found.sort_by(|one, other| one.path.cmp(&other.path));
    }
    (found, unread)
}

/// Whether a walk shows a file, by its path below the directory that is walked.
fn is_shown(below: &Path, scope: WalkScope, left_out: &dyn Fn(&str) -> bool) -> bool {
    let hidden = |part: Component<'_>| part.as_os_str().as_encoded_bytes().starts_with(b".");
    let name = below.file_name().unwrap_or_default().to_string_lossy();
    !below.components().any(hidden) && !left_out(&name) && below.components().count() <= scope.depth
}

/// The files of a snapshot below a directory, relative to it. What git has is not ignored.
fn files_of_snapshot<'w>(
    snapshot: &'w Snapshot,
    directory: &'w Path,
    root: &'w Path,
    scope: WalkScope,
    left_out: &'w dyn Fn(&str) -> bool,
) -> impl Iterator<Item = PathBuf> + use<'w> {
    let leads_below = move |path: &Path| {
        let target = snapshot.resolve(path);
        target.is_ok_and(|target| target.starts_with(root) && snapshot.has_file(&target))
    };
    snapshot.files_below(directory).into_iter().take(scope.entries).filter_map(move |path| {
        let below = path.strip_prefix(directory).unwrap_or(&path);
        (is_shown(below, scope, left_out) && leads_below(&path)).then(|| below.to_owned())
    })
}

fn walk(
    directory: &Path,
    root: &Path,
    scope: WalkScope,
    is_left_out: &dyn Fn(&str) -> bool,
    law: Option<&Arc<Snapshot>>,
) -> (Vec<WalkedFile>, Vec<(PathBuf, String)>) {
    let resolved = directory.canonicalize().unwrap_or_else(|_| directory.to_owned());
    let is_resolved = directory.as_os_str() == resolved.as_os_str();
    let mut ignored = IgnoreStack::new(root, &resolved, law);
    let (mut files, mut faults) = (Vec::new(), Vec::new());
    let mut walk = WalkDir::new(directory).max_depth(scope.depth).sort_by(by_file_name).into_iter();
    let mut entries = 0;
    while let Some(entry) = walk.next().filter(|_| entries < scope.entries) {
        entries += 1;
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let path = error.path().unwrap_or(directory).to_owned();
                let reason = error.io_error().map_or_else(|| error.to_string(), io::Error::to_string);
                faults.push((path, reason));
                continue;
            }
        };
        let is_directory = entry.file_type().is_dir();
        let path = || resolved.join(entry.path().strip_prefix(directory).unwrap_or(entry.path()));
        if entry.depth() > 0 && (is_hidden(&entry) || ignored.leaves_out(path, is_directory)) {
            if is_directory {
                walk.skip_current_dir();
            }
            continue;
        }
        if is_directory {
            ignored.enter(&resolved.join(entry.path().strip_prefix(directory).unwrap_or(Path::new(""))));
        } else if !is_left_out(&entry.file_name().to_string_lossy()) && is_file_below(&entry, root) {
            let path: Arc<Path> = entry.path().into();
            let resolved = match entry.file_type().is_file() {
                true if is_resolved => Some(Arc::clone(&path)),
                true => path.strip_prefix(directory).ok().map(|below| resolved.join(below).into()),
                false => None,
            };
            files.push(WalkedFile { path, resolved });
        }
    }
    (files, faults)
}

/// The order of two entries of one directory. Their paths are the same up to the names.
fn by_file_name(one: &DirEntry, other: &DirEntry) -> Ordering {
    one.path().as_os_str().cmp(other.path().as_os_str())
}

/// Whether it is a regular file, or a symbolic link to one below `root`.
fn is_file_below(entry: &DirEntry, root: &Path) -> bool {
    let leads_below =
        || entry.path().canonicalize().is_ok_and(|path| path.starts_with(root) && path.is_file());
    entry.file_type().is_file() || entry.file_type().is_symlink() && leads_below()
}

fn is_hidden(entry: &DirEntry) -> bool {
    entry.file_name().as_encoded_bytes().starts_with(b".")
}
