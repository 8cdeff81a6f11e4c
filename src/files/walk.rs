//! The files below a directory. Judges them by their names and by what git ignores; opens none of them.

use std::cmp::Ordering;
use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf, is_separator};
use std::sync::Arc;

use walkdir::{DirEntry, WalkDir};

use crate::files::git::snapshot::Snapshot;
use crate::files::gitignore::IgnoreStack;
use crate::files::overlay::Overlay;
use crate::files::path::{below, is_git};
use crate::files::tree::Files;
use crate::files::unread::Unread;

/// A file that a walk found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WalkedFile {
    /// Where it lies.
    pub path: Arc<Path>,
    /// Where it lies, absolute and resolved, where the walk knows that: it came through no link.
    pub resolved: Option<Arc<Path>>,
}

/// What a walk came to.
#[derive(Debug, Default)]
pub struct Walked {
    /// The files that it found, sorted by name.
    pub files: Vec<WalkedFile>,
    /// The directories and files that could not be looked at, each with its reason.
    pub unread: Vec<(PathBuf, String)>,
    /// The directories and files that it passed over, each with why, if that was asked.
    pub left_out: Vec<(PathBuf, &'static str)>,
    /// Why it passes over nothing that a `.gitignore` names, if it would have.
    pub ignores_nothing: Option<String>,
}

/// How far a walk goes, and what it tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WalkScope {
    /// How deep; 1 stands for the directory's own files.
    pub depth: usize,
    /// How many files and directories it looks at.
    pub entries: usize,
    /// Whether it tells what it passes over.
    pub tells: bool,
}

impl WalkScope {
    /// All that lies below a directory.
    pub const WHOLE: Self = Self { depth: usize::MAX, entries: usize::MAX, tells: false };
}

/// Why a walk passes over files of this name; `None` if it does not.
pub type PassesOver<'a> = &'a dyn Fn(&str) -> Option<&'static str>;

const HIDDEN: &str = "hidden: its name begins with a dot";
/// Why a walk passes over what a `.gitignore` names.
pub const IGNORED: &str = "git ignores it, and does not track it";
const NO_FILE: &str = "not a file, or a link that leads to none below the root";

impl Files {
    /// The files below `directory` that are not hidden, that git does not ignore or tracks, and whose names it does not
    /// pass over. A symbolic link counts if it leads to a file below the root, and is looked
    /// at no further if it does not.
    pub fn walk(
        &self,
        directory: &Path,
        root: &Path,
        scope: WalkScope,
        passes_over: PassesOver<'_>,
    ) -> Walked {
        if let Some(overlay) = self.overlay() {
            let beneath = || walk(directory, root, scope, passes_over, self.law.as_ref());
            return walk_overlay(
                overlay,
                self.resolve(directory).ok(),
                directory,
                scope,
                passes_over,
                &beneath,
            );
        }
        let Some(snapshot) = self.snapshot() else {
            return walk(directory, root, scope, passes_over, self.law.as_ref());
        };
        let Ok(resolved) = self.resolve(directory) else { return Walked::default() };
        files_of_snapshot(snapshot, (directory, &resolved), root, scope, passes_over)
    }
}

/// The files in memory below a directory, and those of the file system beneath. What is in memory is not
/// ignored.
fn walk_overlay(
    overlay: &Overlay,
    resolved: Option<PathBuf>,
    directory: &Path,
    scope: WalkScope,
    passes_over: PassesOver<'_>,
    beneath: &dyn Fn() -> Walked,
) -> Walked {
    let mut walked = match overlay.is_over_disk() && directory.is_dir() {
        true => beneath(),
        false => Walked::default(),
    };
    let Some(resolved) = resolved else { return walked };
    let found = &mut walked.files;
    let seen: HashSet<Arc<Path>> = found.iter().filter_map(|file| file.resolved.clone()).collect();
    let texts = overlay.files_below(&resolved).filter(|path| !seen.contains(*path));
    let before = found.len();
    for path in texts.take(scope.entries.saturating_sub(before)) {
        let below = path.strip_prefix(&resolved).unwrap_or(path);
        if passed_over(below, scope, passes_over).is_none() {
            found.push(WalkedFile { path: directory.join(below).into(), resolved: Some(path.into()) });
        }
    }
    if found.len() > before {
        found.sort_by(|one, other| one.path.cmp(&other.path));
    }
    walked
}

/// Why a walk does not show a file, by its path below the directory that is walked; `None` if it does.
fn passed_over(below: &Path, scope: WalkScope, passes_over: PassesOver<'_>) -> Option<&'static str> {
    let octets = below.as_os_str().as_encoded_bytes();
    let mut parts = octets.split(|octet| is_separator(char::from(*octet)));
    let name = below.file_name().unwrap_or_default().to_string_lossy();
    let is_deep = || scope.depth < octets.len() && below.components().count() > scope.depth;
    parts
        .any(|part| part.starts_with(b"."))
        .then_some(HIDDEN)
        .or_else(|| passes_over(&name))
        .or_else(|| is_deep().then_some(""))
}

/// The files of a snapshot below a directory, which leads to where it is resolved. What git has is not ignored.
fn files_of_snapshot(
    snapshot: &Snapshot,
    (directory, resolved): (&Path, &Path),
    root: &Path,
    scope: WalkScope,
    passes_over: PassesOver<'_>,
) -> Walked {
    let leads_below = |path: &Path| {
        // Nothing lies below a link.
        if snapshot.has_file(path) {
            return path.starts_with(root);
        }
        let target = snapshot.resolve(path);
        target.is_ok_and(|target| target.starts_with(root) && snapshot.has_file(&target))
    };
    // Without links, each file lies where it is listed.
    let is_direct = !snapshot.has_links() && resolved.starts_with(root);
    let is_resolved = directory.as_os_str() == resolved.as_os_str();
    let mut walked = Walked::default();
    for path in snapshot.files_below(resolved).into_iter().take(scope.entries) {
        let below = below(&path, resolved).unwrap_or(&path);
        let why = passed_over(below, scope, passes_over);
        match why.or_else(|| (!is_direct && !leads_below(&path)).then_some(NO_FILE)) {
            None => {
                let shown = (!is_resolved).then(|| directory.join(below).into());
                let resolved: Arc<Path> = path.into();
                let path = shown.unwrap_or_else(|| Arc::clone(&resolved));
                walked.files.push(WalkedFile { path, resolved: is_direct.then_some(resolved) });
            }
            Some(why) if scope.tells && !why.is_empty() => {
                walked.left_out.push((directory.join(below), why));
            }
            Some(_) => {}
        }
    }
    walked
}

fn walk(
    directory: &Path,
    root: &Path,
    scope: WalkScope,
    passes_over: PassesOver<'_>,
    law: Option<&Arc<Snapshot>>,
) -> Walked {
    let resolved = directory.canonicalize().unwrap_or_else(|_| directory.to_owned());
    if !resolved.starts_with(root) {
        // A link took its place since the root was judged by it.
        let unread = vec![(directory.to_owned(), Unread::Swapped.reason())];
        return Walked { unread, ..Walked::default() };
    }
    walk_resolved((directory, resolved), root, scope, passes_over, law)
}

/// The same of a directory that leads to where it is resolved.
fn walk_resolved(
    (directory, resolved): (&Path, PathBuf),
    root: &Path,
    scope: WalkScope,
    passes_over: PassesOver<'_>,
    law: Option<&Arc<Snapshot>>,
) -> Walked {
    let is_resolved = directory.as_os_str() == resolved.as_os_str();
    let mut ignored = IgnoreStack::new(root, &resolved, law);
    let mut walked = Walked::default();
    let mut walk = WalkDir::new(directory).max_depth(scope.depth).sort_by(by_file_name).into_iter();
    let mut entries = 0;
    while let Some(entry) = walk.next().filter(|_| entries < scope.entries) {
        entries += 1;
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let path = error.path().unwrap_or(directory).to_owned();
                let reason = error.io_error().map_or_else(|| error.to_string(), io::Error::to_string);
                walked.unread.push((path, reason));
                continue;
            }
        };
        let is_directory = entry.file_type().is_dir();
        let path = || resolved.join(entry.path().strip_prefix(directory).unwrap_or(entry.path()));
        let mut left_out = |why| {
            if scope.tells {
                walked.left_out.push((entry.path().to_owned(), why));
            }
        };
        let is_hidden = entry.depth() > 0 && is_hidden(&entry);
        if is_hidden || entry.depth() > 0 && ignored.leaves_out(path, is_directory) {
            if entry.file_name() != ".git" {
                left_out(if is_hidden { HIDDEN } else { IGNORED });
            }
            if is_directory {
                walk.skip_current_dir();
            }
            continue;
        }
        if is_directory {
            ignored.enter(&resolved.join(entry.path().strip_prefix(directory).unwrap_or(Path::new(""))));
        } else if let Some(why) = passes_over(&entry.file_name().to_string_lossy()) {
            left_out(why);
        } else if !is_file_below(&entry, root) {
            left_out(NO_FILE);
        } else {
            let path: Arc<Path> = entry.path().into();
            let resolved = match entry.file_type().is_file() {
                true if is_resolved => Some(Arc::clone(&path)),
                true => path.strip_prefix(directory).ok().map(|below| resolved.join(below).into()),
                false => None,
            };
            walked.files.push(WalkedFile { path, resolved });
        }
    }
    walked.ignores_nothing = ignored.unsaid().map(str::to_owned);
    walked
}

/// The order of two entries of one directory. Their paths are the same up to the names.
fn by_file_name(one: &DirEntry, other: &DirEntry) -> Ordering {
    one.path().as_os_str().cmp(other.path().as_os_str())
}

/// Whether a path, resolved, lies below `root`, and not in its `.git`.
fn is_below(path: &Path, root: &Path) -> bool {
    path.strip_prefix(root).is_ok_and(|below| !below.components().any(|part| is_git(part.as_os_str())))
}

/// Whether it is a regular file, or a symbolic link to one below `root`.
fn is_file_below(entry: &DirEntry, root: &Path) -> bool {
    let leads_below =
        || entry.path().canonicalize().is_ok_and(|path| is_below(&path, root) && path.is_file());
    entry.file_type().is_file() || entry.file_type().is_symlink() && leads_below()
}

fn is_hidden(entry: &DirEntry) -> bool {
    entry.file_name().as_encoded_bytes().starts_with(b".")
}
