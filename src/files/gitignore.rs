//! What git ignores and does not track, by the `.gitignore` files from a root down to the directory that is walked. Knows
//! no git object.

use std::cell::OnceCell;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::base::bytes::FileBytes;
use crate::base::glob::PathGlobs;
use crate::files::disk::read_file;
use crate::files::git::snapshot::Snapshot;
use crate::files::git::tracked::{Which, tracked};
use crate::files::path::root_of;

/// The largest `.gitignore` that is read, in octets.
const LARGEST_IGNORE_FILE: u64 = 1 << 20;

/// How many lines of `.gitignore` files a walk minds: each of them may be for each of its files.
const MOST_IGNORE_LINES: usize = 20_000;

/// The `.gitignore` files from the root down to the directory being walked.
pub struct IgnoreStack {
    stack: Vec<PathGlobs>,
    /// The root of the walk.
    root: PathBuf,
    /// The revision whose `.gitignore` files count, below its top.
    law: Option<Arc<Snapshot>>,
    /// The files below the root that git tracks although it would ignore them, or why git cannot say; asked for where that
    /// matters.
    tracked: OnceCell<Result<Vec<PathBuf>, String>>,
    /// The ignored directory that the walk is in, because git tracks something there.
    within: Option<PathBuf>,
    /// How many lines were minded so far.
    lines: usize,
}

impl IgnoreStack {
    /// Those from `root` down to `directory`; below the top of the `law` those that it has.
    pub fn new(root: &Path, directory: &Path, law: Option<&Arc<Snapshot>>) -> Self {
        let (tracked, within) = Default::default();
        let (root_of_walk, law) = (root.to_owned(), law.cloned());
        let mut stack = IgnoreStack { stack: Vec::new(), root: root_of_walk, law, tracked, within, lines: 0 };
        if let Ok(below) = directory.strip_prefix(root) {
            let mut path = root.to_owned();
            stack.load(&path, &root.join(".git/info/exclude"));
            for part in below.components() {
                stack.enter(&path);
                path.push(part);
            }
        }
        stack
    }

    /// Goes on in a directory.
    pub fn enter(&mut self, directory: &Path) {
        while self.stack.last().is_some_and(|globs| !directory.starts_with(globs.base())) {
            self.stack.pop();
        }
        self.load(directory, &directory.join(".gitignore"));
    }

    fn load(&mut self, directory: &Path, file: &Path) {
        let Some(octets) = self.read(file) else { return };
        let text = String::from_utf8_lossy(&octets);
        let lines = text.trim_start_matches('\u{feff}').lines().take(MOST_IGNORE_LINES - self.lines);
        let globs = PathGlobs::of_gitignore(directory, lines.inspect(|_| self.lines += 1));
        if !globs.is_empty() {
            self.stack.push(globs);
        }
    }

    /// The octets of a `.gitignore` that is small enough.
    fn read(&self, file: &Path) -> Option<FileBytes> {
        // What lies in `.git` is the user's own.
        let is_ruled = |law: &&Arc<Snapshot>| file.starts_with(law.top()) && !file.ends_with("info/exclude");
        if let Some(law) = self.law.as_ref().filter(is_ruled) {
            let octets = law.has_file(file).then(|| law.read(file).ok()).flatten();
            return octets.filter(|octets| octets.len() as u64 <= LARGEST_IGNORE_FILE);
        }
        // Git follows no link here either.
        let usable = |of: fs::Metadata| of.is_file() && of.len() <= LARGEST_IGNORE_FILE;
        if !fs::symlink_metadata(file).is_ok_and(usable) {
            return None;
        }
        read_file(file).ok()
    }

    /// Why nothing is ignored: git cannot say what it tracks, and that never is. `None` if it was not asked, or says it.
    pub fn unsaid(&self) -> Option<&str> {
        self.tracked.get()?.as_ref().err().map(String::as_str)
    }

    /// Whether git ignores what lies at `path`, which is only asked for if there are patterns, and tracks nothing there.
    pub fn leaves_out(&mut self, path: impl FnOnce() -> PathBuf, is_directory: bool) -> bool {
        if self.stack.is_empty() && self.within.is_none() {
            return false;
        }
        let path = path();
        if !self.within.as_ref().is_some_and(|within| path.starts_with(within)) {
            self.within = None;
            if !self.matches(&path, is_directory) {
                return false;
            }
        }
        if !self.is_tracked(&path) {
            return true;
        }
        if is_directory && self.within.is_none() {
            self.within = Some(path);
        }
        false
    }

    fn matches(&mut self, path: &Path, is_directory: bool) -> bool {
        // The files of a directory that the walk has left say nothing; those of all others lie above.
        while self.stack.last().is_some_and(|globs| !path.starts_with(globs.base())) {
            self.stack.pop();
        }
        let mut verdicts = self.stack.iter().rev();
        verdicts.find_map(|globs| globs.says_inside(path, is_directory)).unwrap_or(false)
    }

    /// Whether git tracks the file at `path`, or one below it, or cannot say.
    fn is_tracked(&self, path: &Path) -> bool {
        let tracked = self.tracked.get_or_init(|| {
            // The patterns of the law are others than those that git knows.
            let which = if self.law.is_some() { Which::All } else { Which::Ignored };
            tracked(&root_of(&self.root), which)
        });
        let Ok(tracked) = tracked else { return true };
        let first = tracked.partition_point(|tracked| tracked.as_path() < path);
        tracked.get(first).is_some_and(|tracked| tracked.starts_with(path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_of_directories_in_directories_take_as_many_steps_as_there_are() {
        let steps_of = |depth: usize| {
            let mut ignored = IgnoreStack::new(Path::new("/none"), Path::new("/none"), None);
            let mut directory = PathBuf::from("/none");
            for _ in 0..depth {
                directory.push("directory");
                ignored.stack.push(PathGlobs::of_gitignore(&directory, ["x/y", "z"].into_iter()));
                let path = directory.join("directory");
                assert!(!ignored.leaves_out(|| path, true));
            }
            ignored.stack.iter().map(PathGlobs::steps_taken).sum::<u64>()
        };
        // Each of them is asked about what lies below it, and looks at the beginning of a path or at a name.
        let pairs = |depth: u64| depth * (depth + 1) / 2;
        for depth in [10, 100, 400] {
            let taken = steps_of(depth as usize);
            assert!((pairs(depth)..=4 * pairs(depth)).contains(&taken), "{depth}: {taken}");
        }
    }
}
